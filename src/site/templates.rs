//! What the pages of one template tell of each other.
//!
//! An empty list on a page with scripts may be a blank column, or one that a script fills: the
//! page alone does not tell. Where another column with the very same scripts has its items in
//! its own markup, scripts do not fill lists there, and the list is blank.

use std::collections::HashSet;

use super::record::PageRecord;
use crate::model::{Cause, PageKind};

/// Takes back the suspicion of scripts where the template serves its lists itself.
pub(super) fn settle(pages: &mut [PageRecord]) {
    let serving: HashSet<u64> = pages
        .iter()
        .filter(|page| serves_its_list(page))
        .map(|page| page.facts.scripts)
        .filter(|mark| *mark != 0)
        .collect();
    for page in pages
        .iter_mut()
        .filter(|page| serving.contains(&page.facts.scripts))
    {
        if page.facts.unreadable == Some(Cause::ScriptBuilt) {
            page.facts.unreadable = None;
        }
        if let Some(list) = page.facts.list.as_mut().filter(|list| list.awaits) {
            list.awaits = false;
            list.dynamic = false;
        }
    }
}

/// Tells whether a page is a column whose items stand in its markup. Other kinds of pages show
/// lists that are made in other ways.
fn serves_its_list(page: &PageRecord) -> bool {
    page.facts.kind == PageKind::ColumnList
        && page.facts.unreadable.is_none()
        && page
            .facts
            .list
            .as_ref()
            .is_some_and(|list| !list.dynamic && !list.items.is_empty())
}
