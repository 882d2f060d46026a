//! Facts of one page of any kind.

use std::collections::BTreeSet;

use super::Table;
use super::view::{View, seen};
use crate::model::{Fact, Observation, Value};
use crate::site::{PageIx, PageRecord};

pub(super) const FACTS: Table = &[
    ("page.kind", |view, at| {
        on(view, at, |page| Fact::text(page.facts.kind.code()))
    }),
    ("page.title", |view, at| {
        on(view, at, |page| {
            Fact::text_or_absent(page.facts.title.clone())
        })
    }),
    ("page.url", |view, at| {
        on(view, at, |page| Fact::text(page.address.as_str()))
    }),
    ("page.charset_lies", |view, at| {
        on(view, at, |page| Fact::bool(page.facts.charset.lying))
    }),
    ("page.personal_data", |view, at| {
        let page = view.site.page(PageIx(at as u32));
        let kinds: BTreeSet<String> = page
            .facts
            .personal_data
            .iter()
            .map(|datum| datum.kind.to_owned())
            .collect();
        let places = page
            .facts
            .personal_data
            .iter()
            .take(10)
            .map(|datum| view.place(PageIx(at as u32), &datum.locator, Some(&datum.masked)))
            .collect();
        Observation {
            fact: Fact::list(kinds),
            places,
        }
    }),
    ("page.personal_data_disputable", |view, at| {
        on(view, at, |page| {
            let data = &page.facts.personal_data;
            Fact::bool(!data.is_empty() && data.iter().all(|datum| datum.disputable))
        })
    }),
    ("page.phrases", |view, at| {
        on(view, at, |page| {
            Fact::Known(Value::Phrases(
                page.facts.phrases.iter().map(ToString::to_string).collect(),
            ))
        })
    }),
    ("page.search_box", |view, at| {
        on(view, at, |page| Fact::bool(page.facts.search_box))
    }),
    ("page.metas", |view, at| {
        on(view, at, |page| Fact::list(page.metas().filled))
    }),
    ("page.metas_bad", |view, at| {
        on(view, at, |page| Fact::list(page.metas().bad))
    }),
];

fn on(view: &View<'_>, at: usize, read: impl Fn(&PageRecord) -> Fact) -> Observation {
    let page = PageIx(at as u32);
    let record = view.site.page(page);
    seen(
        read(&record),
        view.place(page, "网页", record.facts.title.as_deref()),
    )
}
