//! What the pages of one template tell of each other.
//!
//! An empty list on a page with scripts may be a blank column, or one that a script fills: the
//! page alone does not tell. Where another column with the very same scripts has its items in
//! its own markup, scripts do not fill lists there, and the list is blank.

use std::collections::{HashMap, HashSet};

use super::answers::Answers;
use super::pages::{Hot, Pages, Parts};
use super::record::PageIx;
use crate::model::{Cause, PageFacts, PageKind};

/// Pages of one template that a list is compared with.
const COMPARED: usize = 6;

/// Settles what one page alone does not tell.
pub(super) fn settle(pages: &mut Pages, answers: &Answers) {
    drop_menus(pages, answers);
    settle_scripts(pages);
    settle_texts(pages);
    pages.forget();
}

/// Empties lists that are the template's menu: rows without a date that other columns of the
/// template link to as well, beside a list of their own.
fn drop_menus(pages: &mut Pages, answers: &Answers) {
    let mut of_template: HashMap<u64, Vec<PageIx>> = HashMap::new();
    let numbered = || (0..).map(PageIx).zip(pages.hot());
    for (at, page) in numbered() {
        let dated = page.parts.has(Parts::DATED);
        if page.scripts != 0 && page.kind == PageKind::ColumnList && dated {
            of_template.entry(page.scripts).or_default().push(at);
        }
    }
    let is_menu = |at: PageIx, page: &Hot| {
        if !page.parts.has(Parts::MENU) {
            return false;
        }
        let others: Vec<PageIx> = of_template
            .get(&page.scripts)
            .into_iter()
            .flatten()
            .take(COMPARED)
            .copied()
            .collect();
        let Some(record) = pages
            .get(at, |number| answers.address(number))
            .filter(|_| !others.is_empty())
        else {
            return false;
        };
        let rows = record.facts.list.iter().flat_map(|list| &list.items);
        let rows: Vec<Option<u32>> = rows.map(|row| answers.find(row.target.as_ref()?)).collect();
        others.into_iter().any(|other| {
            let links = pages.links(other);
            let linked: HashSet<u32> = links.iter().filter_map(|link| link.target).collect();
            rows.iter()
                .all(|row| row.is_some_and(|row| linked.contains(&row)))
        })
    };
    let menus: Vec<PageIx> = numbered()
        .filter(|(at, page)| is_menu(*at, page))
        .map(|(at, _)| at)
        .collect();
    for at in menus {
        if let Some(page) = pages.hot_mut().get_mut(at.0 as usize) {
            page.menu = true;
        }
    }
}

/// Fewest rows, and longest names, of what may be a menu: short lists may well stand in a side
/// bar of other pages too.
const MENU_ROWS: usize = 8;
const MENU_NAME: usize = 16;

/// Tells whether a page is a list of many short rows none of which has a date.
pub(super) fn may_be_menu(facts: &PageFacts) -> bool {
    facts.kind == PageKind::ColumnList
        && facts.list.as_ref().is_some_and(|list| {
            list.items.len() >= MENU_ROWS
                && list.items.iter().all(|item| {
                    item.date.is_none()
                        && item.target.is_some()
                        && item.title.chars().count() <= MENU_NAME
                })
        })
}

/// Takes back the suspicion of scripts where the template serves its lists itself. The words
/// that stand on every page of the template are no words of a blank one.
fn settle_scripts(pages: &mut Pages) {
    let mut serving = foldhash::HashMap::default();
    for page in pages.hot().iter().filter(|page| serves_its_list(page)) {
        let furniture = serving.entry(page.scripts).or_insert(u32::MAX);
        *furniture = page.prose.min(*furniture);
    }
    serving.remove(&0);
    for page in pages.hot_mut() {
        if serving.contains_key(&page.scripts) && page.unreadable == Some(Cause::ScriptBuilt) {
            page.unreadable = None;
        }
    }
    pages.serving = serving;
}

/// Fewest characters of running text that show where a template has its texts.
const TEXT: u32 = 200;

/// Takes back that a script brings a text where another page with the very same scripts has its
/// own in its markup: then nothing was put in the place for it.
fn settle_texts(pages: &mut Pages) {
    let whole = pages.hot().iter().filter(|page| {
        let awaits = page.parts.has(Parts::SCRIPTED) || page.unreadable.is_some();
        page.scripts != 0 && page.prose >= TEXT && !awaits
    });
    let whole: HashSet<u64> = whole.map(|page| page.scripts).collect();
    for page in pages.hot_mut() {
        if page.parts.has(Parts::SCRIPTED) && whole.contains(&page.scripts) {
            page.parts = page.parts.without(Parts::SCRIPTED);
        }
    }
}

/// Tells whether a page is a column whose items stand in its markup. Other kinds of pages show
/// lists that are made in other ways.
fn serves_its_list(page: &Hot) -> bool {
    page.kind == PageKind::ColumnList
        && page.unreadable.is_none()
        && page.parts.has(Parts::ITEMS)
        && !page.menu
}
