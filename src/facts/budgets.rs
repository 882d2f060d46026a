//! What the papers in a column of budgets hold.

use super::Table;
use super::column::on;
use super::column_titles::names_year_of;
use super::group::Group;
use super::view::View;
use crate::model::{Cause, Fact, LinkRegion, PageKind};
use crate::site::{PageIx, PageRecord, Parts, Resolution};

pub(super) const FACTS: Table = &[("column.budget_content", |view, at| {
    on(view, at, |group| budget_content(view, group))
})];

/// Characters of a text that may be a budget or what explains one.
const TEXT: usize = 150;

/// What the papers of this year's budget hold: of several that which holds most. Absent where
/// none was read.
fn budget_content(view: &View<'_>, group: &Group) -> Fact {
    let year = view.as_of.year();
    let mut best: Option<Held> = None;
    let mut unread = None;
    for number in &group.all {
        let path = view.site.column(*number).shown();
        for item in view.site.items(*number) {
            if !names_year_of(item.title, &path, year, "预算") {
                continue;
            }
            match item.leads() {
                Some(Resolution::Page(page)) => best = best.max(Some(held(view, page))),
                Some(Resolution::File) => best = Some(Held::Content),
                Some(Resolution::Refused(cause, _)) => unread = Some(cause),
                Some(Resolution::Gone(_)) => {}
                Some(Resolution::Unasked(_)) => unread = Some(Cause::NotFetched),
                None => unread = Some(Cause::ScriptBuilt),
            }
        }
    }
    match (best, unread) {
        // Nothing is suspected.
        (None, None) | (Some(Held::Content), _) => Fact::Absent,
        (_, Some(cause)) => Fact::Unknown(cause),
        (Some(Held::Sentence), _) => Fact::text("sentence"),
        (Some(Held::Picture), _) => Fact::text("picture"),
        (Some(Held::Nothing), _) => Fact::text("nothing"),
    }
}

/// What a paper holds, the more the later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Held {
    Nothing,
    Picture,
    Sentence,
    /// Text, tables or files; or what is not known to be less.
    Content,
}

fn held(view: &View<'_>, page: PageIx) -> Held {
    let site = view.site;
    let record = site.page(page);
    let inset = record.facts.inset.as_deref();
    let framed = inset.is_some_and(|inset| !inset.frames.is_empty());
    // A list of the budgets of units, a viewer, a text that a script brings.
    let open = site.has(page, Parts::FILES)
        || site.has(page, Parts::SCRIPTED)
        || site.unreadable(page).is_some()
        || record.facts.list.is_some()
        || framed;
    let links = record
        .links()
        .filter(|link| link.region == LinkRegion::Main);
    let leads = links.filter(|link| link.target.is_some_and(|at| leads_on(view, page, at)));
    if open || record.own_text() >= TEXT || leads.take(1).count() > 0 {
        Held::Content
    } else if site.has(page, Parts::IMAGES) || inset.is_some_and(|inset| inset.image) {
        Held::Picture
    } else if is_bare(&record) {
        Held::Nothing
    } else {
        Held::Sentence
    }
}

/// Tells whether a page has a box and nothing below it. Of a page without one a short text may
/// have been taken for furniture.
fn is_bare(page: &PageRecord) -> bool {
    let document = page.facts.document.as_deref();
    page.facts.kind == PageKind::Document
        && page.facts.prose < 6
        && document.is_some_and(|document| document.bare)
}

/// Tells whether a link of the text leads to something else than a column or the page itself.
fn leads_on(view: &View<'_>, page: PageIx, target: u32) -> bool {
    let Some(address) = view.site.answers.address(target) else {
        return false;
    };
    match view.site.answers.resolve(&address) {
        Resolution::Page(other) => other != page && view.site.has(other, Parts::DOCUMENT),
        Resolution::Gone(_) => false,
        Resolution::File | Resolution::Refused(..) | Resolution::Unasked(_) => true,
    }
}
