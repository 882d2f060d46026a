//! Facts of an annual report.

use jiff::civil::{Date, date};

use super::Table;
use super::view::View;
use crate::model::{Cause, Fact, Observation, PageKind, Place, ReportFacts, ReportFormat};
use crate::site::{PageIx, ReportEntry};

/// The parts of the national form (国办公开办函〔2021〕30号).
const PARTS: usize = 6;

pub(super) const FACTS: Table = &[
    ("report.year", |view, at| {
        on(view, at, |entry| Fact::int(i64::from(entry.year)))
    }),
    ("report.title", |view, at| {
        on(view, at, |entry| Fact::text(title(view, entry)))
    }),
    ("report.published", |view, at| {
        on(view, at, |entry| {
            published(view, entry).map_or_else(|cause| cause, Fact::date)
        })
    }),
    ("report.deadline", |view, at| {
        on(view, at, |entry| {
            deadline(view, entry).map_or(Fact::Absent, Fact::date)
        })
    }),
    ("report.after_rest_day", |view, at| {
        on(view, at, |entry| {
            match (published(view, entry), deadline(view, entry)) {
                (Err(cause), _) => cause,
                (_, None) => Fact::Absent,
                (Ok(day), Some(limit)) => after_rest_day(view, day, limit),
            }
        })
    }),
    ("report.on_time", |view, at| {
        on(view, at, |entry| {
            match (published(view, entry), deadline(view, entry)) {
                (Ok(day), Some(last)) => Fact::bool(day <= last),
                (Err(cause), _) => cause,
                (_, None) => Fact::Unknown(Cause::NeedsHuman),
            }
        })
    }),
    ("report.mismatches", |view, at| {
        tables(view, at, |report| {
            Fact::list(report.mismatches.iter().map(super::report_checks::told))
        })
    }),
    ("report.tables_read", |view, at| {
        tables(
            view,
            at,
            |report| Fact::int(report.tables_read.len() as i64),
        )
    }),
    ("report.sections", |view, at| {
        on(view, at, |entry| {
            let page = entry.page.map(|page| view.site.page(page));
            let report = page.as_ref().and_then(|page| page.facts.report.as_ref());
            match report {
                // All the headings are there, whether or not the tables were read.
                Some(report) if report.sections.len() >= PARTS => {
                    Fact::list(report.sections.iter().cloned())
                }
                _ => in_text(view, entry, |report| {
                    Fact::list(report.sections.iter().cloned())
                }),
            }
        })
    }),
    ("report.format", |view, at| {
        tables(view, at, |report| {
            Fact::text_or_absent(report.format.map(|format| match format {
                ReportFormat::Of2019 => "2019",
                ReportFormat::Of2021 => "2021",
            }))
        })
    }),
];

pub(super) fn on(view: &View<'_>, at: usize, read: impl Fn(&ReportEntry) -> Fact) -> Observation {
    let Some(entry) = view.site.reports.get(at) else {
        return view.unknown(Cause::RuleError);
    };
    Observation {
        fact: read(entry),
        places: vec![place(view, entry)],
    }
}

/// The title that the report's own page shows: a list cuts titles, or says only the year.
fn title(view: &View<'_>, entry: &ReportEntry) -> String {
    let is_report = |page: &PageIx| view.site.kind(*page) == PageKind::AnnualReport;
    let page = entry.page.filter(is_report);
    let own = page.and_then(|page| view.site.front_of(page).title);
    own.filter(|own| !own.is_empty())
        .unwrap_or_else(|| entry.title.clone())
}

/// Where a report can be looked at.
pub(super) fn place(view: &View<'_>, entry: &ReportEntry) -> Place {
    match (entry.page, entry.listed_on) {
        (Some(page), _) => view.place(page, "年度报告", Some(&entry.title)),
        (None, Some(list)) => view.place(list, "年报栏目列表", Some(&entry.title)),
        (None, None) => Place {
            page: view.site.seed.clone(),
            excerpt: Some(entry.title.clone()),
            locator: None,
            earlier: None,
        },
    }
}

fn tables(view: &View<'_>, at: usize, read: impl Fn(&ReportFacts) -> Fact) -> Observation {
    on(view, at, |entry| in_text(view, entry, &read))
}

/// Reads a fact off the text of a report; unknown where the text was not read whole.
pub(super) fn in_text(
    view: &View<'_>,
    entry: &ReportEntry,
    read: impl Fn(&ReportFacts) -> Fact,
) -> Fact {
    let Some(page) = entry.page else {
        return Fact::Unknown(Cause::NotFetched);
    };
    let facts = &view.site.page(page).facts;
    match &facts.report {
        None => Fact::Unknown(facts.unreadable.unwrap_or(Cause::UnreadableFile)),
        Some(report) => match report.unreadable {
            Some(cause) => Fact::Unknown(cause),
            None => read(report),
        },
    }
}

/// The day of publication: what the page shows, else what its list shows. Where both are there
/// and differ, the site contradicts itself and nothing is said.
fn published(view: &View<'_>, entry: &ReportEntry) -> Result<Date, Fact> {
    let shown = entry.page.and_then(|page| {
        view.site
            .page(page)
            .facts
            .document
            .as_ref()?
            .published_date
            .as_ref()
            .map(|field| field.value)
    });
    match (shown, entry.listed_date) {
        (Some(page), Some(list)) if page != list => {
            let last = deadline(view, entry);
            // Both on the same side of the deadline settle the question all the same.
            match last {
                Some(last) if (page <= last) == (list <= last) => Ok(page),
                _ => Err(Fact::Unknown(Cause::Disputable)),
            }
        }
        (Some(day), _) | (None, Some(day)) => Ok(day),
        (None, None) => Err(Fact::Unknown(if entry.page.is_none() {
            Cause::NotFetched
        } else {
            Cause::Undated
        })),
    }
}

/// Tells whether a report came out after a limit that is a day of rest, on the next working day
/// at the latest.
fn after_rest_day(view: &View<'_>, day: Date, limit: Date) -> Fact {
    /// The longest rest there is.
    const REST: i32 = 12;
    if day <= limit || (day - limit).get_days() > REST {
        return Fact::bool(false);
    }
    let calendar = view.calendar;
    match (calendar.is_workday(limit), calendar.add_workdays(limit, 1)) {
        (Some(works), Some(next)) => Fact::bool(!works && day <= next),
        _ => Fact::Unknown(Cause::CalendarUnknown),
    }
}

/// Article 49: departments by 31 January, the competent offices of governments by 31 March.
fn deadline(view: &View<'_>, entry: &ReportEntry) -> Option<Date> {
    let year = entry.year.checked_add(1)?;
    if !(2000..=2200).contains(&year) {
        return None;
    }
    let government = view.site.body.profile.is_government()
        && view.site.body.profile.level() != crate::model::Level::Township;
    Some(if government {
        date(year, 3, 31)
    } else {
        date(year, 1, 31)
    })
}
