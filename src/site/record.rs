//! A page as the model keeps it.

use std::sync::Arc;

use jiff::Timestamp;

use crate::model::{Address, LinkRegion, NavItem, PageFacts};

/// The number of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageIx(pub u32);

/// A page with its facts; links and navigation are kept in a compact form beside them.
#[derive(Debug)]
pub struct PageRecord {
    /// Its address.
    pub address: Address,
    /// When it was fetched.
    pub fetched: Timestamp,
    /// HTTP status.
    pub status: u16,
    /// SHA-256 of the decoded body.
    pub sha256: [u8; 32],
    /// What was read off it; `links` and `navigation` are empty here.
    pub facts: Box<PageFacts>,
    /// Its links.
    pub links: Box<[LinkRef]>,
    /// Its navigation blocks, shared with the other pages that have the same.
    pub navigation: Vec<Arc<Vec<NavItem>>>,
}

/// A link as the model keeps it.
#[derive(Debug, Clone, Copy)]
pub struct LinkRef {
    /// Number of the target among the strings; `None` for what is no web address.
    pub target: Option<u32>,
    /// Number of the text among the strings.
    pub text: u32,
    /// Where on the page it stands.
    pub region: LinkRegion,
    /// True when it is an image without words.
    pub bare_image: bool,
}

impl PageRecord {
    /// Characters of main text beside the page's furniture: its title, its breadcrumb and the
    /// signs between. About ten are left on a page that is plainly bare.
    pub fn own_text(&self) -> usize {
        let count = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
        let crumbs: usize = self
            .facts
            .breadcrumb
            .iter()
            .map(|crumb| count(&crumb.text) + 1)
            .sum();
        let title = self.facts.title.as_deref().map_or(0, count);
        self.facts.text_length.saturating_sub(crumbs + title)
    }
}
