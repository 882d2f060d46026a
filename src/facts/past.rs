//! Facts of what became of a paper, a guide or a report since earlier snapshots, and of papers
//! that stand in two places.

use jiff::civil::Date;

use super::Table;
use super::view::{View, cut, seen};
use crate::model::{Cause, DocumentFacts, Fact, Field, Observation, Place};
use crate::site::copies::Copies;
use crate::site::past::{EarlierPage, History, Past, TextChange, TextState, Version, same_title};
use crate::site::{PageIx, PageRecord};
use crate::vocabulary::{changes, fold};

/// Characters of a text shown as evidence.
const SHOWN: usize = 150;
/// Fewer characters of a title name no paper.
const NAMING: usize = 6;

pub(super) const FACTS: Table = &[
    ("document.text_changed", |view, at| changed(view, Some(at))),
    ("document.text_before", |view, at| before(view, Some(at))),
    ("document.text_now", |view, at| now(view, Some(at))),
    ("document.text_day", |view, at| day(view, Some(at))),
    ("document.change_marked", |view, at| marked(view, Some(at))),
    ("document.fields_changed", |view, at| {
        let disputed = with(view, Some(at), |_, history| history.is_disputed());
        let none = || match disputed {
            Some(true) => Fact::Unknown(Cause::Disputable).into(),
            _ => Fact::list([]).into(),
        };
        with(view, Some(at), |_, _| ()).map_or_else(
            || Fact::Absent.into(),
            |()| {
                field(view, at, |page, then| {
                    Some(Fact::list(differences(page, then)))
                })
                .unwrap_or_else(none)
            },
        )
    }),
    ("document.published_date_before", |view, at| {
        field(view, at, |page, then| {
            let now = page.facts.document.as_ref()?.published_date.as_ref()?;
            let then = then.published.filter(|then| *then != now.value);
            then.map(Fact::date)
        })
        .unwrap_or_else(|| Fact::Absent.into())
    }),
    ("document.fields_day", |view, at| {
        let day = with(view, Some(at), |past, history| {
            snapshot_day(past, history.fields?)
        });
        day.flatten().map_or(Fact::Absent, Fact::date).into()
    }),
    ("page.stated_date", |view, at| {
        let page = PageIx(at as u32);
        seen(
            Fact::date_or_absent(stated(view, at)),
            view.place(page, "发布日期", None),
        )
    }),
    ("page.not_there_on", |view, at| {
        not_there(view, at, |_, day| Fact::date(day))
    }),
    ("page.days_before_seen", |view, at| {
        not_there(view, at, |stated, day| match stated {
            Some(stated) => Fact::int(i64::from((day - stated).get_days())),
            None => Fact::Absent,
        })
    }),
    ("page.batch_import", |view, at| {
        let record = view.site.page(PageIx(at as u32));
        let document = record.facts.document.as_ref();
        let day = document.and_then(|document| document.published_date.as_ref());
        Fact::bool(day.is_some_and(|field| view.import_days.contains(&field.value))).into()
    }),
    ("guide.text_changed", |view, at| changed(view, Some(at))),
    ("guide.text_before", |view, at| before(view, Some(at))),
    ("guide.text_now", |view, at| now(view, Some(at))),
    ("guide.text_day", |view, at| day(view, Some(at))),
    ("guide.updated_before", |view, at| {
        let found = with(view, Some(at), |past, history| {
            let version = match &history.text {
                TextState::Changed(change) => change.version,
                _ => history.newest(),
            };
            past.page(version).updated
        });
        Fact::date_or_absent(found.flatten()).into()
    }),
    ("report.text_changed", |view, at| {
        changed(view, report(view, at))
    }),
    ("report.text_before", |view, at| {
        before(view, report(view, at))
    }),
    ("report.text_now", |view, at| now(view, report(view, at))),
    ("report.text_day", |view, at| day(view, report(view, at))),
    ("report.change_marked", |view, at| {
        marked(view, report(view, at))
    }),
    ("document.copy_state", |view, at| {
        copies(view, at, |copies| {
            Fact::text(match (copies.is_same(), copies.sure) {
                (true, _) => "same",
                (false, true) => "differs",
                (false, false) => "unclear",
            })
        })
    }),
    ("document.copy_differences", |view, at| {
        copies(view, at, |copies| {
            let pairs = [
                ("文号", &copies.numbers),
                ("成文日期", &copies.days),
                ("正文", &copies.texts),
            ];
            Fact::list(pairs.into_iter().filter_map(|(name, pair)| {
                let (one, other) = pair.as_ref()?;
                Some(format!("{name}一处写“{one}”，另一处写“{other}”"))
            }))
        })
    }),
    ("document.copy_address", |view, at| {
        copies(view, at, |copies| {
            Fact::text(view.site.page(copies.first).address.as_str())
        })
    }),
];

/// The page of a report.
fn report(view: &View<'_>, at: usize) -> Option<usize> {
    let page = view.site.reports.get(at)?.page?;
    Some(page.0 as usize)
}

/// Reads what is known of a page that an earlier snapshot has.
fn with<T>(view: &View<'_>, at: Option<usize>, read: impl Fn(&Past, &History) -> T) -> Option<T> {
    let past = view.site.past.as_deref()?;
    let history = past.history(PageIx(u32::try_from(at?).ok()?))?;
    Some(read(past, history))
}

fn changed(view: &View<'_>, at: Option<usize>) -> Observation {
    let fact = with(view, at, |_, history| match history.text {
        TextState::Same => Fact::bool(false),
        TextState::Changed(_) => Fact::bool(true),
        TextState::Unknown(cause) => Fact::Unknown(cause),
    });
    observed(view, at, fact.unwrap_or(Fact::Absent))
}

fn before(view: &View<'_>, at: Option<usize>) -> Observation {
    of_change(view, at, |_, change| Fact::text(change.before.clone()))
}

fn now(view: &View<'_>, at: Option<usize>) -> Observation {
    of_change(view, at, |_, change| Fact::text(change.now.clone()))
}

fn day(view: &View<'_>, at: Option<usize>) -> Observation {
    of_change(view, at, |past, change| {
        Fact::date_or_absent(snapshot_day(past, change.version))
    })
}

/// Whether the page, or a notice of the site that names it, says that it was changed.
fn marked(view: &View<'_>, at: Option<usize>) -> Observation {
    of_change(view, at, |past, change| {
        let then = past.page(change.version).title.as_deref();
        let then = then.unwrap_or_default();
        Fact::bool(change.marked || at.is_some_and(|at| says_so(view, at, then)))
    })
}

/// Tells whether the page is marked as amended, in its box or by words that its title did not
/// have, or another page's title is that of a notice of its change.
fn says_so(view: &View<'_>, at: usize, title_then: &str) -> bool {
    let page = PageIx(at as u32);
    let record = view.site.page(page);
    let document = record.facts.document.as_deref();
    let amended = document
        .and_then(|document| document.validity.as_ref())
        .is_some_and(|state| state.value == "已修改");
    let title = record.facts.title.as_deref().unwrap_or_default();
    let marks = &changes::words().marks;
    let marked =
        |mark: &String| title.contains(mark.as_str()) && !title_then.contains(mark.as_str());
    if amended || marks.iter().any(marked) {
        return true;
    }
    let number = document
        .and_then(|document| document.doc_number.as_ref())
        .map(|field| fold(&field.value));
    let core = fold(title);
    let core = core
        .find("关于")
        .map_or(core.as_str(), |at| &core[at + "关于".len()..])
        .trim_end_matches("的通知");
    let past = view.site.past.as_deref();
    core.chars().count() >= NAMING
        && past.is_some_and(|past| past.is_noticed(page, core, number.as_deref()))
}

fn of_change(
    view: &View<'_>,
    at: Option<usize>,
    read: impl Fn(&Past, &TextChange) -> Fact,
) -> Observation {
    let fact = with(view, at, |past, history| match &history.text {
        TextState::Changed(change) => read(past, change),
        TextState::Same => Fact::Absent,
        TextState::Unknown(cause) => Fact::Unknown(*cause),
    });
    observed(view, at, fact.unwrap_or(Fact::Absent))
}

/// A fact of a text with both readings as places.
fn observed(view: &View<'_>, at: Option<usize>, fact: Fact) -> Observation {
    let mut places = Vec::new();
    let Some(at) = at else { return fact.into() };
    let page = PageIx(at as u32);
    let both = with(view, Some(at), |past, history| match &history.text {
        TextState::Changed(change) => {
            let snapshot = &past.snapshots[change.version.snapshot];
            let shown = cut(&change.before, SHOWN);
            let then = snapshot.place(change.version.page, "正文", Some(shown));
            let now = view.place(page, "正文", Some(&change.now));
            vec![now, then]
        }
        _ => {
            let newest = history.newest();
            let snapshot = &past.snapshots[newest.snapshot];
            vec![
                view.place(page, "正文", None),
                snapshot.place(newest.page, "正文", None),
            ]
        }
    });
    places.extend(both.into_iter().flatten());
    Observation { fact, places }
}

fn snapshot_day(past: &Past, version: Version) -> Option<Date> {
    past.snapshots.get(version.snapshot)?.day
}

/// How title, number and days read then and now, where both state them and differ.
fn differences(page: &PageRecord, then: &EarlierPage) -> Vec<String> {
    let document = page.facts.document.as_deref();
    let day = |field: fn(&DocumentFacts) -> Option<&Field<Date>>| {
        document.and_then(field).map(|field| field.value)
    };
    let number = document.and_then(|document| document.doc_number.as_ref());
    let mut out = Vec::new();
    let mut add = |name: &str, then: Option<String>, now: Option<String>, same: bool| {
        if let (Some(then), Some(now), false) = (then, now, same) {
            out.push(format!("{name}原为“{then}”，现为“{now}”"));
        }
    };
    let titles = (then.title.as_deref(), page.facts.title.as_deref());
    let same = matches!(titles, (Some(then), Some(now)) if same_title(now, then));
    add(
        "标题",
        titles.0.map(str::to_owned),
        titles.1.map(str::to_owned),
        same,
    );
    let same = matches!((&then.number, number), (Some(one), Some(other)) if fold(one) == fold(&other.value));
    add(
        "文号",
        then.number.clone(),
        number.map(|field| field.value.clone()),
        same,
    );
    let days = [
        (
            "成文日期",
            then.written,
            day(|document| document.written_date.as_ref()),
        ),
        (
            "发布日期",
            then.published,
            day(|document| document.published_date.as_ref()),
        ),
    ];
    for (name, then, now) in days {
        let shown = |day: Option<Date>| day.map(|day| day.to_string());
        add(name, shown(then), shown(now), then == now);
    }
    out
}

/// Reads a field that was another in an earlier snapshot.
fn field(
    view: &View<'_>,
    at: usize,
    read: impl Fn(&PageRecord, &EarlierPage) -> Option<Fact>,
) -> Option<Observation> {
    let page = PageIx(at as u32);
    let record = view.site.page(page);
    let found = with(view, Some(at), |past, history| {
        let version = history.fields?;
        let fact = read(&record, past.page(version))?;
        let then = past.snapshots[version.snapshot].place(
            version.page,
            "标题、文号、日期",
            past.page(version).title.clone(),
        );
        let now = view.place(page, "标题、文号、日期", record.facts.title.as_deref());
        Some(Observation {
            fact,
            places: vec![now, then],
        })
    });
    found.flatten()
}

/// The day on which a page says that it was published: its own, else its list's where that is
/// not the day of making.
pub(super) fn stated(view: &View<'_>, at: usize) -> Option<Date> {
    let page = PageIx(at as u32);
    let record = view.site.page(page);
    let document = record.facts.document.as_deref()?;
    if let Some(published) = &document.published_date {
        return Some(published.value);
    }
    let (listed, _) = view.papers.list_date(page)?;
    let written = document.written_date.as_ref().map(|field| field.value);
    (written.is_some() && written != Some(listed)).then_some(listed)
}

/// Reads a fact of the newest snapshot in which a page was not there yet.
fn not_there(view: &View<'_>, at: usize, read: impl Fn(Option<Date>, Date) -> Fact) -> Observation {
    let page = PageIx(at as u32);
    let Some(past) = view.site.past.as_deref() else {
        return Fact::Absent.into();
    };
    let stated = stated(view, at);
    match past.not_there(view.site, page) {
        Err(cause) => Fact::Unknown(cause).into(),
        Ok(None) => Fact::Absent.into(),
        Ok(Some(number)) => {
            let snapshot = &past.snapshots[number];
            let Some(day) = snapshot.day else {
                return Fact::Unknown(Cause::Undated).into();
            };
            let shown = stated.map(|day| day.to_string());
            let mut places = vec![view.place(page, "发布日期", shown.as_deref())];
            places.extend(list_then(view, past, number, page));
            Observation {
                fact: read(stated, day),
                places,
            }
        }
    }
}

/// The list of an earlier snapshot in which a page would have stood.
fn list_then(view: &View<'_>, past: &Past, number: usize, page: PageIx) -> Option<Place> {
    let column = view.site.column_of[page.0 as usize]?;
    let found = past.column_in(view.site, column, number)?;
    let mut place = found.place.clone();
    let shown = past.snapshots[number].shown();
    place.locator = Some(format!("{shown}，{}", place.locator.unwrap_or_default()));
    place.excerpt = Some(format!("当时列有 {} 条，没有这一条", found.items.len()));
    Some(place)
}

/// Reads a fact of a paper that stands in another place too, told at the second of both.
fn copies(view: &View<'_>, at: usize, read: impl Fn(&Copies) -> Fact) -> Observation {
    let page = PageIx(at as u32);
    let found = view.site.copies.iter().find(|copies| copies.second == page);
    let Some(copies) = found else {
        return Fact::Absent.into();
    };
    let texts = copies.texts.as_ref();
    Observation {
        fact: read(copies),
        places: vec![
            view.place(page, "另一处", texts.map(|(_, other)| other.as_str())),
            view.place(copies.first, "一处", texts.map(|(one, _)| one.as_str())),
        ],
    }
}
