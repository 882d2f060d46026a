//! Facts of what a column is for.

use std::collections::BTreeSet;

use super::Table;
use super::column::{latest, on};
use super::view::View;
use crate::model::{Cause, Fact, Observation};
use crate::site::{Column, ColumnIx};

pub(super) const FACTS: Table = &[
    ("column.duties", |view, at| {
        on(view, at, |group| match group.columns.first() {
            Some(number) => Fact::list(duties(view, *number)),
            None => Fact::Absent,
        })
    }),
    ("column.update_due", |view, at| {
        // Nobody but a person can tell; the day helps to.
        let group = view.group(at);
        let mut places = group.places(view);
        if let (Some(place), Ok(day)) = (places.first_mut(), latest(view, &group)) {
            let shown = place.locator.take().unwrap_or_default();
            place.locator = Some(format!("{shown}，最近更新 {day}"));
        }
        let fact = Fact::Unknown(Cause::NeedsHuman);
        Observation { fact, places }
    }),
];

/// The obligations that a column serves and no column above it does.
fn duties(view: &View<'_>, number: ColumnIx) -> Vec<String> {
    let site = view.site;
    let column = site.column(number);
    let above = |column: &Column| column.parent.map(|number| site.column(number));
    let mut higher = BTreeSet::new();
    let mut at = above(column);
    while let Some(one) = at {
        higher.extend(&one.serves);
        at = above(one);
    }
    let own = column.serves.iter().filter(|duty| !higher.contains(duty));
    own.cloned().collect()
}
