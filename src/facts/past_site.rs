//! Facts of what a site and its columns had in earlier snapshots.

use std::collections::BTreeSet;

use super::Table;
use super::column::{filled, statement_only};
use super::view::View;
use crate::model::{Fact, Observation, Place, Value};
use crate::site::past::{EarlierColumn, Lost, Past};

/// Names shown of what is lost; the rest is counted.
const SHOWN: usize = 10;
/// Fewer old addresses say nothing of a site that was built anew.
const FEW: usize = 10;
/// This share of the old addresses (in percent) is no longer there after a rebuilding.
const REBUILT: usize = 60;

pub(super) const FACTS: Table = &[
    ("audit.earlier", |view, _| {
        let past = view.site.past.as_deref();
        Fact::int(past.map_or(0, |past| past.snapshots.len()) as i64).into()
    }),
    ("audit.earlier_day", |view, _| {
        let past = view.site.past.as_deref();
        Fact::date_or_absent(past.and_then(Past::newest_day)).into()
    }),
    ("site.papers_gone", |view, _| {
        lost(view, |lost| lost.status.is_some())
    }),
    ("site.papers_unlinked", |view, _| {
        lost(view, |lost| lost.status.is_none())
    }),
    ("site.columns_gone", |view, _| {
        columns_gone(view, |column| !column.serves.is_empty())
    }),
    ("site.columns_gone_unclear", |view, _| {
        columns_gone(view, |column| column.serves.is_empty())
    }),
    ("site.old_addresses", |view, _| {
        old(view, |past| Fact::int(past.old.known as i64))
    }),
    ("site.old_addresses_gone", |view, _| {
        old(view, |past| Fact::int(past.old.gone as i64))
    }),
    ("site.old_addresses_unseen", |view, _| {
        old(view, |past| Fact::int(past.old.unseen as i64))
    }),
    ("site.old_addresses_gone_percent", |view, _| {
        old(view, |past| {
            let percent = (past.old.gone * 100).checked_div(past.old.known);
            percent.map_or(Fact::Absent, |percent| Fact::int(percent as i64))
        })
    }),
    ("site.rebuilt", |view, _| {
        old(view, |past| {
            let lost = past.old.gone + past.old.unseen;
            let many = past.old.known >= FEW && lost * 100 >= past.old.known * REBUILT;
            match past.old.cause {
                // What was not read may well stand where it stood.
                Some(cause) if !many => Fact::Unknown(cause),
                _ => Fact::bool(many),
            }
        })
    }),
    ("site.template_changed", |view, _| {
        old(view, |past| {
            past.template_changed.map_or(Fact::Absent, Fact::bool)
        })
    }),
    ("site.columns_emptied", |view, _| emptied(view, false)),
    ("site.columns_emptied_unclear", |view, _| {
        emptied(view, true)
    }),
];

/// Lists columns that are no longer there, with content that stands nowhere on the site.
fn columns_gone(view: &View<'_>, which: impl Fn(&EarlierColumn) -> bool) -> Observation {
    let Some(past) = view.site.past.as_deref() else {
        return Fact::Absent.into();
    };
    if let Some(cause) = view.site.origin.cut_short {
        return view.unknown(cause);
    }
    let columns: Vec<(String, &EarlierColumn)> = past
        .lost_columns
        .iter()
        .filter_map(|(snapshot, column)| {
            let snapshot = past.snapshots.get(*snapshot)?;
            Some((snapshot.shown(), snapshot.columns.get(*column)?))
        })
        .filter(|(_, column)| which(column))
        .collect();
    Observation {
        fact: Fact::list(limited(columns.iter().map(|(_, column)| {
            format!("{}（{} 条）", column.shown, column.items.len())
        }))),
        places: columns
            .iter()
            .map(|(shown, column)| place_then(column, shown))
            .collect(),
    }
}

/// Lists columns that had items in the newest snapshot that read them whole, and have none.
fn emptied(view: &View<'_>, unclear: bool) -> Observation {
    let Some(past) = view.site.past.as_deref() else {
        return Fact::Absent.into();
    };
    let mut told = Vec::new();
    let mut places = Vec::new();
    let mut seen = BTreeSet::new();
    for number in view.site.column_numbers() {
        let group = view.group(number.0 as usize);
        let Some((snapshot, column)) = past.column(view.site, number) else {
            continue;
        };
        let empty = group.unread.is_none() && group.items(view).next().is_none();
        if column.items.is_empty() || !empty || !seen.insert(column.shown.clone()) {
            continue;
        }
        let doubtful = column.gone == 0
            || view.site.origin.cut_short.is_some()
            || statement_only(view, &group)
            // Its page says something in the place of the items: why there are none, where
            // they are.
            || !matches!(filled(view, &group), Fact::Known(Value::Bool(false)));
        if doubtful != unclear {
            continue;
        }
        let snapshot = past.snapshots[snapshot].shown();
        let count = column.items.len();
        told.push(format!(
            "{}（{snapshot}中有 {count} 条）",
            view.site.column(number).shown()
        ));
        places.extend(group.places(view).into_iter().take(1));
        places.push(place_then(column, &snapshot));
    }
    Observation {
        fact: Fact::list(limited(told.into_iter())),
        places,
    }
}

fn place_then(column: &EarlierColumn, snapshot: &str) -> Place {
    let mut place = column.place.clone();
    place.locator = Some(format!("{snapshot}，{}", place.locator.unwrap_or_default()));
    let titles: Vec<&str> = column
        .items
        .iter()
        .take(3)
        .map(|(_, title)| title.as_str())
        .collect();
    place.excerpt = (!titles.is_empty()).then(|| titles.join("；"));
    place
}

/// Lists papers that are lost in one way.
fn lost(view: &View<'_>, which: impl Fn(&Lost) -> bool) -> Observation {
    let Some(past) = view.site.past.as_deref() else {
        return Fact::Absent.into();
    };
    let found: Vec<&Lost> = past.lost.iter().filter(|lost| which(lost)).collect();
    let shown = |lost: &&Lost| {
        let page = past.page(lost.version);
        let title = page.title.as_deref().unwrap_or(page.address.as_str());
        match lost.status {
            Some(302) => format!("《{title}》（旧网址转到首页）"),
            Some(status) => format!("《{title}》（旧网址返回 {status}）"),
            None => format!("《{title}》"),
        }
    };
    Observation {
        fact: Fact::list(limited(found.iter().map(shown))),
        places: found
            .iter()
            .take(SHOWN)
            .map(|lost| {
                let page = past.page(lost.version);
                past.snapshots[lost.version.snapshot].place(
                    lost.version.page,
                    "原文",
                    page.title.clone(),
                )
            })
            .collect(),
    }
}

/// The first of many, with how many there are.
fn limited(all: impl ExactSizeIterator<Item = String>) -> Vec<String> {
    let count = all.len();
    let mut shown: Vec<String> = all.take(SHOWN).collect();
    if count > SHOWN {
        shown.push(format!("等共 {count} 项"));
    }
    shown
}

fn old(view: &View<'_>, read: impl Fn(&Past) -> Fact) -> Observation {
    let Some(past) = view.site.past.as_deref() else {
        return Fact::Absent.into();
    };
    let samples = past.old.samples.iter().map(|version| {
        past.snapshots[version.snapshot].place(
            version.page,
            "旧网址",
            past.page(*version).title.clone(),
        )
    });
    let mut places: Vec<Place> = view
        .site
        .home
        .map(|home| view.place(home, "首页", None))
        .into_iter()
        .collect();
    places.extend(samples);
    Observation {
        fact: read(past),
        places,
    }
}
