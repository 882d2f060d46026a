//! Facts of what a column is for.

use std::collections::BTreeSet;

use super::Table;
use super::column::{latest, on};
use super::group::Group;
use super::view::View;
use crate::model::{Cause, Fact, Observation};
use crate::site::{Column, ColumnIx};
use crate::vocabulary::news::is_news;

/// The most items that are shown as places.
const SHOWN: usize = 5;

pub(super) const FACTS: Table = &[
    ("column.duties", |view, at| {
        on(view, at, |group| match group.columns.first() {
            Some(number) => Fact::list(duties(view, *number)),
            None => Fact::Absent,
        })
    }),
    ("column.only_news", |view, at| {
        let group = view.group(at);
        let told = only_news(view, &group);
        let shown = group.items(view).take(SHOWN);
        let shown = shown.map(|item| view.place(item.on, "栏目条目", Some(item.title)));
        Observation {
            fact: match told {
                true => Fact::Unknown(Cause::NeedsHuman),
                false => Fact::Absent,
            },
            places: match told {
                true => shown.collect(),
                false => group.places(view),
            },
        }
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

/// Tells whether all items of a column that was read whole and has no text of its own read as
/// news.
fn only_news(view: &View<'_>, group: &Group) -> bool {
    let mut contents = group.all.iter().map(|number| view.site.content(*number));
    let whole = group.unread.is_none() && contents.all(|content| content.text.is_none());
    let mut items = group.items(view).peekable();
    whole && items.peek().is_some() && items.all(|item| is_news(item.title))
}
