//! Facts of the personal data on a page: what is plainly leaked, what only a person can judge.

use std::collections::BTreeSet;

use super::Table;
use super::view::{View, seen};
use crate::model::{Cause, Fact, Observation, PersonalDatum};
use crate::site::{PageIx, Parts};
use crate::vocabulary::personal::{any_of, words};

/// Most places named of one page: a list of hundreds is one leak.
const MOST: usize = 8;

pub(super) const FACTS: Table = &[
    ("page.id_numbers", |view, at| {
        certain(view, at, &["id_card", "id_card_15"])
    }),
    ("page.id_numbers_unclear", |view, at| {
        unclear(view, at, &["id_card", "id_card_15"])
    }),
    ("page.mobiles", |view, at| certain(view, at, &["mobile"])),
    ("page.mobiles_unclear", |view, at| {
        unclear(view, at, &["mobile"])
    }),
    ("page.accounts", |view, at| {
        certain(view, at, &["bank_card"])
    }),
    ("page.accounts_unclear", |view, at| {
        unclear(view, at, &["bank_card"])
    }),
    ("page.dwellings", |view, at| certain(view, at, &["address"])),
    ("page.dwellings_unclear", |view, at| {
        unclear(view, at, &["address"])
    }),
    ("page.sensitive_columns", |view, at| {
        listed(view, at, |datum| datum.kind == "sensitive")
    }),
    ("page.lists_of_persons", |view, at| {
        let page = PageIx(at as u32);
        if !view.site.has(page, Parts::FILES) {
            let none = Fact::list(std::iter::empty::<String>());
            return seen(none, view.place(page, "附件", None));
        }
        let record = view.site.page(page);
        let title = record.facts.title.as_deref().unwrap_or_default();
        let about = any_of(&words().list_words, title);
        let files: Vec<String> = record
            .facts
            .document
            .iter()
            .flat_map(|document| &document.attachments)
            .filter(|file| about || any_of(&words().list_words, &file.text))
            .map(|file| file.text.clone())
            .take(MOST)
            .collect();
        seen(Fact::list(files), view.place(page, "附件", None))
    }),
    ("page.personal_data_in_files", |view, at| {
        let page = PageIx(at as u32);
        seen(
            Fact::Unknown(Cause::UnreadableFile),
            view.place(page, "附件", None),
        )
    }),
];

fn certain(view: &View<'_>, at: usize, kinds: &[&str]) -> Observation {
    listed(view, at, |datum| {
        kinds.contains(&datum.kind) && !datum.disputable
    })
}

fn unclear(view: &View<'_>, at: usize, kinds: &[&str]) -> Observation {
    listed(view, at, |datum| {
        kinds.contains(&datum.kind) && datum.disputable
    })
}

/// The data of some kind with their places, masked; nobody is born after the audit's day.
fn listed(view: &View<'_>, at: usize, wanted: impl Fn(&PersonalDatum) -> bool) -> Observation {
    let page = PageIx(at as u32);
    // Nearly no page has any, and none need be read back for that.
    if !view.site.has(page, Parts::PERSONAL) {
        return seen(
            Fact::list(std::iter::empty::<String>()),
            view.place(page, "网页", None),
        );
    }
    let record = view.site.page(page);
    let data = record
        .facts
        .personal_data
        .iter()
        .filter(|datum| wanted(datum))
        .filter(|datum| datum.born.is_none_or(|day| day <= view.as_of));
    let mut told = BTreeSet::new();
    let mut places = Vec::new();
    for datum in data {
        if places.len() < MOST {
            places.push(view.place(page, &datum.locator, Some(&datum.masked)));
        }
        told.insert(format!("{}（{}）", datum.masked, datum.locator));
    }
    if places.is_empty() {
        places.push(view.place(page, "网页", None));
    }
    Observation {
        fact: Fact::list(told),
        places,
    }
}
