//! Links as written and where they lead.

use crate::model::Address;

/// Resolves an `href` as written; `None` for scripts, mere fragments and other schemes.
pub(super) fn resolve(base: &Address, href: &str) -> Option<Address> {
    // Line breaks and tabs inside an address are dropped, as browsers do.
    let href: String = href
        .trim()
        .chars()
        .filter(|c| !matches!(c, '\n' | '\r' | '\t'))
        .collect();
    if href.is_empty() || href.starts_with('#') {
        return None;
    }
    base.join(&href)
}
