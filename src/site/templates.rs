//! What the pages of one template tell of each other.
//!
//! An empty list on a page with scripts may be a blank column, or one that a script fills: the
//! page alone does not tell. Where another column with the very same scripts has its items in
//! its own markup, scripts do not fill lists there, and the list is blank.

use std::collections::{HashMap, HashSet};

use super::intern::Strings;
use super::record::PageRecord;
use crate::model::{Address, Cause, PageKind};

/// Pages of one template that a list is compared with.
const COMPARED: usize = 6;

/// Settles what one page alone does not tell.
pub(super) fn settle(pages: &mut [PageRecord], strings: &Strings) {
    drop_menus(pages, strings);
    settle_scripts(pages);
}

/// Empties lists that are the template's menu: rows without a date that other columns of the
/// template link to as well, beside a list of their own.
fn drop_menus(pages: &mut [PageRecord], strings: &Strings) {
    let mut of_template: HashMap<u64, Vec<usize>> = HashMap::new();
    for (at, page) in pages.iter().enumerate() {
        let dated = |page: &PageRecord| {
            let list = page.facts.list.as_ref();
            list.is_some_and(|list| list.items.iter().any(|item| item.date.is_some()))
        };
        if page.facts.scripts != 0 && page.facts.kind == PageKind::ColumnList && dated(page) {
            of_template.entry(page.facts.scripts).or_default().push(at);
        }
    }
    let menus: Vec<usize> = (0..pages.len())
        .filter(|at| {
            let page = &pages[*at];
            let Some(rows) = undated(page) else {
                return false;
            };
            let others = of_template.get(&page.facts.scripts).into_iter().flatten();
            others.take(COMPARED).any(|other| {
                let linked: HashSet<Address> = pages[*other]
                    .links()
                    .filter_map(|link| strings.address(link.target?))
                    .collect();
                rows.iter().all(|row| linked.contains(row))
            })
        })
        .collect();
    for at in menus {
        if let Some(list) = pages[at].facts.list.as_mut() {
            list.items.clear();
            list.blank = true;
        }
    }
}

/// Fewest rows, and longest names, of what may be a menu: short lists may well stand in a side
/// bar of other pages too.
const MENU_ROWS: usize = 8;
const MENU_NAME: usize = 16;

/// The targets of a list of many short rows none of which has a date.
fn undated(page: &PageRecord) -> Option<Vec<Address>> {
    let list = page.facts.list.as_ref()?;
    let plain = page.facts.kind == PageKind::ColumnList
        && list.items.len() >= MENU_ROWS
        && list
            .items
            .iter()
            .all(|item| item.date.is_none() && item.title.chars().count() <= MENU_NAME);
    plain
        .then(|| list.items.iter().map(|item| item.target.clone()).collect())
        .flatten()
}

/// Takes back the suspicion of scripts where the template serves its lists itself. The words
/// that stand on every page of the template are no words of a blank one.
fn settle_scripts(pages: &mut [PageRecord]) {
    let mut serving: HashMap<u64, usize> = HashMap::new();
    for page in pages.iter().filter(|page| serves_its_list(page)) {
        let furniture = serving.entry(page.facts.scripts).or_insert(usize::MAX);
        *furniture = page.facts.prose.min(*furniture);
    }
    serving.remove(&0);
    for page in pages.iter_mut() {
        let Some(furniture) = serving.get(&page.facts.scripts) else {
            continue;
        };
        if page.facts.unreadable == Some(Cause::ScriptBuilt) {
            page.facts.unreadable = None;
        }
        if let Some(list) = page.facts.list.as_mut().filter(|list| list.awaits) {
            list.awaits = false;
            list.dynamic = false;
            list.blank = true;
        }
        if page.facts.list.as_ref().is_some_and(|list| list.blank) {
            page.facts.prose = page.facts.prose.saturating_sub(*furniture);
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
            .is_some_and(|list| !list.items.is_empty())
}
