//! Which site a folder of pages was taken from, where its pages say so.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::bytes::Regex;

use super::directory::Directory;
use crate::model::Address;

/// How many pages are asked.
const PAGES: usize = 50;

/// How much of a page is read, and how many of its links.
const CAP: usize = 512 * 1024;
const LINKS: usize = 300;

/// A `meta` element, and the `content` in it.
static META: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?i-u)<meta\s[^>]*name\s*=\s*["']?SiteDomain["'\s/][^>]*>"#).ok()
});
static CONTENT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?i-u)content\s*=\s*["']?(?:https?://)?([a-z0-9.:-]+)"#).ok());

/// An absolute link.
static LINK: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?i-u)\bhttps?://[a-z0-9.:-]+[^"'<>\s]*"#).ok());

impl Directory {
    /// Guesses what the folder stands for: the host its pages name in their `SiteDomain`
    /// (the site specification asks every page for it), else the one host under which
    /// absolute links lead to files of the folder. `None` when the pages disagree.
    pub fn guess_base(&self) -> Option<Address> {
        let mut named = BTreeSet::new();
        let mut linked: BTreeMap<String, usize> = BTreeMap::new();
        let mut own = BTreeSet::new();
        for file in &self.first_pages(PAGES).ok()? {
            let page = self.start_of(file, CAP);
            if let Some(host) = site_domain(&page) {
                named.insert(host);
            }
            let links = LINK.as_ref()?.find_iter(&page).take(LINKS);
            for link in links.filter_map(|link| parse(link.as_bytes())) {
                // A link to the bare host proves nothing: every folder has a root.
                let path = link.path().trim_start_matches('/');
                if !path.is_empty() && self.has_file(path) {
                    own.insert(link.authority().to_owned());
                }
                *linked.entry(link.origin().to_owned()).or_default() += 1;
            }
        }
        let candidates = if named.is_empty() { own } else { named };
        let mut candidates = candidates.into_iter();
        let (Some(host), None) = (candidates.next(), candidates.next()) else {
            return None;
        };
        let links = |scheme: &str| linked.get(&format!("{scheme}://{host}")).copied();
        let scheme = if links("https") > links("http") {
            "https"
        } else {
            "http"
        };
        Address::parse(&format!("{scheme}://{host}/"))
    }
}

fn site_domain(page: &[u8]) -> Option<String> {
    let meta = META.as_ref()?.find(page)?;
    let content = CONTENT.as_ref()?.captures(meta.as_bytes())?.get(1)?;
    let host = std::str::from_utf8(content.as_bytes()).ok()?;
    let address = Address::parse(&format!("http://{host}/"))?;
    // A name without a dot is a placeholder.
    host.contains('.').then(|| address.authority().to_owned())
}

fn parse(link: &[u8]) -> Option<Address> {
    Address::parse(std::str::from_utf8(link).ok()?)
}
