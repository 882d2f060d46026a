//! Facts of what a site's standing pages call the body: guide, institution's page, footer, reports.

use jiff::civil::Date;

use super::Table;
use super::find::guide;
use super::maker::is_another;
use super::site_marks::marks_of;
use super::view::View;
use crate::model::{Fact, Found, Observation, PageKind, Place};
use crate::site::{ColumnIx, PageIx, may_be_report};
use crate::vocabulary::bodies::words;
use crate::vocabulary::fold;

pub(super) const FACTS: Table = &[
    ("site.names_outdated", |view, _| told(view, outdated)),
    ("site.names_of_others", |view, _| told(view, of_other)),
];

/// What one of the standing pages calls the body.
struct Name {
    /// What the page is.
    page: &'static str,
    /// The name, or the title that begins with it.
    shown: String,
    /// The year that a report is of.
    year: Option<i16>,
    /// Whether another body's name is no wonder there.
    open: bool,
    place: Place,
}

/// What the standing pages call the body. On a government's site the pages of its departments
/// stand beside its own, and its office need not bear its name.
fn names(view: &View<'_>) -> Vec<Name> {
    let government = view.site.body.profile.is_government();
    let mut out = Vec::new();
    let name = |page, shown: String, place| Name {
        page,
        shown,
        year: None,
        open: government,
        place,
    };
    if let Found::Subjects(handles) = guide::find(view)
        && let Some(handle) = handles.first()
    {
        let page = PageIx(handle.index as u32);
        let record = view.site.page(page);
        if let Some(guide) = record.facts.guide.as_ref().filter(|one| !one.is_directory) {
            let office = guide.office_name.clone().into_iter();
            let titles = office.chain(record.facts.title.clone());
            out.extend(titles.map(|shown| name("指南", shown, view.place(page, "公开指南", None))));
        }
    }
    if !government && let Some(group) = view.group_serving("institution") {
        let parts = ["internal-units", "leaders", "contacts"];
        let whole = |number: &&ColumnIx| {
            let serves = &view.site.column(**number).serves;
            !serves.iter().any(|duty| parts.contains(&duty.as_str()))
        };
        for number in group.columns.iter().filter(whole) {
            let content = view.site.content(*number);
            let Some(page) = content.text.or(content.index) else {
                continue;
            };
            if view.site.kind(page) != PageKind::ColumnList
                && let Some(title) = view.site.front_of(page).title
            {
                let place = view.place(page, "机构职能页", None);
                out.push(name("机构职能", title.to_string(), place));
            }
        }
    }
    if view.site.seed.path().matches('/').count() <= 1
        && let Some(home) = view.site.home
        && let Ok(marks) = marks_of(view, home)
        && let Some(organiser) = &marks.organiser
    {
        out.push(Name {
            open: true,
            ..name(
                "页脚",
                organiser.clone(),
                view.place(home, "首页页脚", None),
            )
        });
    }
    if !government {
        let reports = view.site.reports.iter().filter(|one| one.in_column);
        let pages = reports.filter_map(|entry| Some((entry, entry.page?)));
        let reports = pages.filter(|(_, page)| view.site.kind(*page) == PageKind::AnnualReport);
        for (entry, page) in reports {
            let title = view.site.front_of(page).title;
            let Some(title) = title.filter(|title| may_be_report(title)) else {
                continue;
            };
            out.push(Name {
                year: Some(entry.year),
                ..name(
                    "年度报告",
                    title.to_string(),
                    view.place(page, "年度报告", Some(&title)),
                )
            });
        }
    }
    out
}

/// Lists the names that are said to be wrong; absent where the site's own is not known, or no
/// page gives a name.
fn told(view: &View<'_>, wrong: impl Fn(&View<'_>, &Name) -> Option<String>) -> Observation {
    let names = names(view);
    if view.site.body.name.is_none() || names.is_empty() {
        return Fact::Absent.into();
    }
    let mut found: Vec<(String, Place)> = names
        .into_iter()
        .filter_map(|name| {
            let bad = wrong(view, &name)?;
            Some((format!("{}：{bad}", name.page), name.place))
        })
        .collect();
    found.dedup_by(|a, b| a.0 == b.0);
    let (told, places): (Vec<String>, Vec<Place>) = found.into_iter().unzip();
    Observation {
        fact: Fact::list(told),
        places,
    }
}

/// Reads a name of a body done away with out of what a page calls the body. What is told as of
/// old, or stands beside the name of today, is no mistake.
fn outdated(view: &View<'_>, name: &Name) -> Option<String> {
    let own = fold(view.site.body.name.as_deref()?);
    let text = fold(&name.shown);
    if text.contains(&own) || words().formerly.found_in(&text) {
        return None;
    }
    let gone = words().abolished.iter().find(|gone| {
        let since = gone.since.parse::<Date>();
        since.is_ok_and(|since| {
            // The report of a year is made by those who are there in the next.
            view.as_of >= since && name.year.is_none_or(|year| year >= since.year())
        }) && gone.names.found_in(&text)
            && !gone.names.found_in(&own)
    });
    gone.map(|_| name.shown.clone())
}

/// Reads the name of another body, where it is none that was done away with.
fn of_other(view: &View<'_>, name: &Name) -> Option<String> {
    if name.open || outdated(view, name).is_some() {
        return None;
    }
    let body = body_in(&name.shown)?;
    (is_another(view, &body) == Ok(true)).then_some(body)
}

/// The body that a name of an office or a title begins with, where it names the body's place.
fn body_in(shown: &str) -> Option<String> {
    /// Characters of the shortest name with a place.
    const SHORTEST: usize = 5;
    let text = fold(shown);
    let text = text.split_once("信息公开").map_or(&*text, |(head, _)| head);
    let text = text.trim_end_matches("政府").trim_end_matches("政务");
    let text = text
        .split(|c: char| c.is_ascii_digit() || c == '(')
        .next()?;
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
    let body = ends
        .filter_map(|end| text.get(..end))
        .rfind(|head| words().makers.decisions.end(head))?;
    let placed = words().sites.places.found_in(body) && body.chars().count() >= SHORTEST;
    placed.then(|| body.to_owned())
}

#[cfg(test)]
mod tests {
    use super::body_in;

    #[test]
    fn bodies_that_names_and_titles_begin_with() {
        for (shown, body) in [
            ("清河湾县生态环境局办公室", Some("清河湾县生态环境局")),
            (
                "清河湾县生态环境局政府信息公开指南",
                Some("清河湾县生态环境局"),
            ),
            (
                "清河湾县生态环境局2025年政府信息公开工作年度报告",
                Some("清河湾县生态环境局"),
            ),
            ("清河湾县人民政府办公室", Some("清河湾县人民政府")),
            ("县生态环境局法规股", Some("县生态环境局")),
            ("局办公室", None),
            ("政府信息公开指南", None),
            ("科技部办公厅", None),
            ("机构职能", None),
        ] {
            assert_eq!(body_in(shown).as_deref(), body, "{shown}");
        }
    }
}
