//! A page as the model keeps it.

use std::sync::Arc;

use jiff::Timestamp;

use crate::model::{Address, Crumb, LinkRegion, NavItem, PageFacts};

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
    pub facts: PageFacts,
    /// Its links in document order, in runs that are shared with the other pages that have the
    /// same.
    pub(super) links: Box<[Arc<[LinkRef]>]>,
    /// Its navigation blocks, most of them shared with the other pages that have the same.
    pub navigation: Vec<Block>,
}

/// What is asked of many pages, read without the rest of them.
#[derive(Debug, Default, PartialEq)]
pub struct PageFront {
    /// As `PageFacts::title`.
    pub title: Option<String>,
    /// As `PageFacts::breadcrumb`.
    pub breadcrumb: Vec<Crumb>,
}

/// A navigation block.
#[derive(Debug, Clone)]
pub struct Block {
    /// The same for the same block in one run of the program, wherever it stands.
    pub(super) id: u64,
    /// Its entries.
    pub(super) items: Arc<Vec<NavItem>>,
}

/// The names of a page's meta tags.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Metas {
    /// Those that say something.
    pub filled: Vec<String>,
    /// Those that are blank, `null`, or a template that was never filled in (SITE-M03).
    pub bad: Vec<String>,
}

impl Metas {
    /// Tells the tags that say something from those that do not.
    pub(super) fn of(metas: &[(String, String)]) -> Self {
        let mut out = Self::default();
        for (name, value) in metas {
            if is_bad(value) {
                out.bad.push(name.clone());
            } else {
                out.filled.push(name.clone());
            }
        }
        out
    }
}

/// Tells whether a meta tag's value is blank, `null`, or what a template has in its place
/// (SITE-M03).
pub fn is_bad(value: &str) -> bool {
    let value = value.trim();
    value.is_empty()
        || crate::page::names_itself(value)
        || value.eq_ignore_ascii_case("null")
        || value.eq_ignore_ascii_case("undefined")
        || value.contains("${")
        || value.contains("{{")
        || (value.starts_with('<') && value.ends_with('>'))
}

/// A link as the model keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
    /// Returns the entries of its menus, block after block.
    pub fn menus(&self) -> impl Iterator<Item = &[NavItem]> {
        self.navigation.iter().map(|block| block.items.as_slice())
    }

    pub(super) fn empty(address: Address) -> Self {
        Self {
            address,
            fetched: Timestamp::UNIX_EPOCH,
            status: 0,
            sha256: [0; 32],
            facts: PageFacts::default(),
            links: Box::default(),
            navigation: Vec::new(),
        }
    }

    /// Returns the names of its meta tags.
    pub fn metas(&self) -> Metas {
        Metas::of(&self.facts.metas)
    }

    /// Returns the links in document order.
    pub fn links(&self) -> impl Iterator<Item = &LinkRef> {
        self.links.iter().flat_map(|run| run.iter())
    }

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

#[cfg(test)]
mod tests {
    use super::Metas;

    #[test]
    fn what_a_template_asks_for_is_no_value() {
        let tag = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let told = Metas::of(&[
            tag("SiteName", "网站名称"),
            tag("SiteIDCode", "政府网站标识码"),
            tag("ColumnName", "null"),
            tag("ColumnType", "通知公告"),
        ]);
        assert_eq!(told.bad, ["SiteName", "SiteIDCode", "ColumnName"]);
        assert_eq!(told.filled, ["ColumnType"]);
    }
}
