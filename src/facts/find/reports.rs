//! Finding the body's own annual reports by year.

use std::collections::BTreeMap;

use super::{absence, column_subject, unknown_subject};
use crate::facts::report;
use crate::facts::view::View;
use crate::model::{Cause, Find, Found, Handle, Subject, SubjectKind, Words, YearFind};
use crate::site::ReportEntry;

/// Finds the reports of the years that a rule asks for.
pub(super) fn find(view: &View<'_>, find: &Find) -> Found {
    let audit_year = view.as_of.year();
    match find.year {
        None => Found::Subjects(
            own(view)
                .into_values()
                .map(|at| report_handle(view, at))
                .collect(),
        ),
        Some(YearFind::Relative(shift)) => report_of(view, audit_year.saturating_add(shift)),
        Some(YearFind::EachSince(first)) => {
            let mut handles = Vec::new();
            for year in first..audit_year {
                match report_of(view, year) {
                    Found::Subjects(found) => handles.extend(found),
                    other => {
                        // A missing year is a subject of its own; the caller asks year by year.
                        if handles.is_empty() && year + 1 == audit_year {
                            return other;
                        }
                    }
                }
            }
            Found::Subjects(handles)
        }
    }
}

/// Returns the numbers of the body's own reports, one a year: of several the one that stands in
/// the column of reports, read rather than unread.
pub(in crate::facts) fn own(view: &View<'_>) -> BTreeMap<i16, usize> {
    let mut best: BTreeMap<i16, ((bool, bool), usize)> = BTreeMap::new();
    for (at, entry) in view.site.reports.iter().enumerate() {
        if !is_own(view, entry) {
            continue;
        }
        let rank = (!entry.in_column, entry.page.is_none());
        let known = best.entry(entry.year).or_insert((rank, at));
        if rank < known.0 {
            *known = (rank, at);
        }
    }
    best.into_iter().map(|(year, (_, at))| (year, at)).collect()
}

/// Finds the body's own report of one year.
fn report_of(view: &View<'_>, year: i16) -> Found {
    let subject = Subject {
        kind: SubjectKind::Report,
        key: format!("report:{year}"),
        name: format!("{year} 年政府信息公开工作年度报告"),
        url: None,
    };
    let mut own: BTreeMap<(bool, bool), Vec<usize>> = BTreeMap::new();
    for (at, entry) in view
        .site
        .reports
        .iter()
        .enumerate()
        .filter(|(_, entry)| entry.year == year)
    {
        own.entry((!is_own(view, entry), !entry.in_column))
            .or_default()
            .push(at);
    }
    if let Some(((other_body, _), found)) = own.into_iter().next() {
        if !other_body && let Some(at) = found.first() {
            return Found::Subjects(vec![report_handle(view, *at)]);
        }
        let places = found
            .iter()
            .take(5)
            .map(|at| report::place(view, &view.site.reports[*at]))
            .collect();
        return unknown_subject(
            subject,
            Cause::Disputable,
            Words::new(
                format!(
                    "有 {} 份 {year} 年度的报告，看不出哪一份是本机关的，请人工确认",
                    found.len()
                ),
                format!(
                    "{} reports of {year} were found, but not which one is this body's",
                    found.len()
                ),
            ),
            places,
        );
    }
    let Some(at) = view
        .names
        .obligations
        .iter()
        .position(|obligation| obligation.id == "annual-reports")
    else {
        return unknown_subject(subject, Cause::RuleError, Words::default(), Vec::new());
    };
    let group = view.group(view.site.columns.len() + at);
    if group.columns.is_empty() {
        return absence(view, subject, Some("annual-reports"), "政府信息公开年报");
    }
    let places = group.places(view);
    if group.items(view).next().is_none()
        && group.unread.is_none()
        && group
            .text_pages(view)
            .any(|page| view.site.text_length(page) > 300)
    {
        return unknown_subject(
            subject,
            Cause::NeedsHuman,
            Words::new(
                "年报栏目不是列表，没有认出各年度报告，请人工查看",
                "the column of annual reports is no list; look at it by hand",
            ),
            places,
        );
    }
    // A text that shows or names where the reports are is no list of them.
    let away = || {
        let contents = group.all.iter().map(|number| view.site.content(*number));
        contents.filter_map(|content| content.leads_away).next()
    };
    let is_list = group.items(view).next().is_some();
    match group.unread.or_else(|| if is_list { None } else { away() }) {
        Some(cause) => unknown_subject(
            subject,
            cause,
            Words::new(
                format!("年报栏目没有读全，请查看是否有 {year} 年度报告"),
                format!(
                    "the column of annual reports was not read whole; look for the report of {year}"
                ),
            ),
            places,
        ),
        None => Found::Absent {
            subject,
            places,
            instead: group.emptiness(view),
        },
    }
}

/// Tells whether a report is the audited body's own, as far as its title says.
fn is_own(view: &View<'_>, entry: &ReportEntry) -> bool {
    let title = crate::vocabulary::fold(&entry.title);
    let Some(name) = &view.site.body.name else {
        return true;
    };
    let name = crate::vocabulary::fold(name);
    if title.contains(&name) {
        return true;
    }
    // A title that names no body at all is the site's own.
    let before = title.split("20").next().unwrap_or("");
    let bare = before.chars().count() < 3;
    if bare {
        return true;
    }
    let before = before.trim_end_matches("人民政府");
    (view.site.body.profile.is_government() && name.starts_with(before)) || name.ends_with(before)
}

fn report_handle(view: &View<'_>, at: usize) -> Handle {
    let entry = &view.site.reports[at];
    Handle {
        subject: Subject {
            kind: SubjectKind::Report,
            key: format!("report:{}", entry.year),
            name: entry.title.clone(),
            url: entry
                .target
                .as_ref()
                .map(|target| target.as_str().to_owned()),
        },
        column: entry
            .page
            .and_then(|page| view.site.column_of[page.0 as usize])
            .map(|number| column_subject(view.site.column(number))),
        template: None,
        places: vec![report::place(view, entry)],
        index: at,
    }
}
