//! The annual reports on disclosure that the site has.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::SiteModel;
use super::answers::Resolution;
use super::names::Names;
use super::record::{LinkRef, PageIx};
use crate::model::{Address, LinkRegion, PageKind};
use crate::vocabulary::fold_label;

/// An annual report.
#[derive(Debug, Clone)]
pub struct ReportEntry {
    /// The year reported on.
    pub year: i16,
    /// Its title.
    pub title: String,
    /// Its page, when it was read.
    pub page: Option<PageIx>,
    /// Its address.
    pub target: Option<Address>,
    /// The list page that shows it, when it was found in a list.
    pub listed_on: Option<PageIx>,
    /// The date its list shows.
    pub listed_date: Option<Date>,
    /// True when it stands in the column of annual reports.
    pub in_column: bool,
}

static YEAR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(20[0-3]\d)\s*(?:年|[-—_]|年度)").ok());

/// Reads the year that a report's title names; of several (`2020年…（2019年度）`) none.
pub(super) fn year_in(title: &str) -> Option<i16> {
    let pattern = YEAR.as_ref()?;
    let mut years = pattern
        .captures_iter(title)
        .filter_map(|found| found.get(1)?.as_str().parse().ok());
    let first: i16 = years.next()?;
    years.all(|year| year == first).then_some(first)
}

/// Tells whether a folded title may be that of an annual report.
fn names_report(folded: &str) -> bool {
    folded.contains("年度报告")
        || folded.contains("年报")
        || (folded.contains("报告") && folded.contains("公开"))
}

/// Tells whether a title may be that of an annual report, so that a crawl reads it early.
pub fn may_be_report(title: &str) -> bool {
    names_report(&fold_label(title))
}

/// Returns the links in the main part of columns of annual reports that have no list, with the
/// page they stand on.
fn links_in_place_of_lists(model: &SiteModel) -> Vec<(PageIx, LinkRef)> {
    let mut out = Vec::new();
    for number in model.column_numbers() {
        let serves = &model.column(number).serves;
        let content = model.content(number);
        let Some(index) = content.index.filter(|_| content.items.is_empty()) else {
            continue;
        };
        if serves.iter().any(|id| id == "annual-reports") {
            let links = model.links_of(index).into_iter();
            let own = links.filter(|link| link.region == LinkRegion::Main);
            out.extend(own.map(|link| (index, link)));
        }
    }
    out
}

/// Fills in `reports`: what the columns of annual reports list, and every page that is one.
pub(super) fn collect(model: &mut SiteModel, names: &Names) {
    let not: Vec<String> = names
        .obligation("annual-reports")
        .map(|obligation| obligation.not.iter().map(|word| fold_label(word)).collect())
        .unwrap_or_default();
    let is_other = |title: &str| {
        let folded = fold_label(title);
        not.iter().any(|word| folded.contains(word.as_str()))
    };
    let looks_like = |title: &str| names_report(&fold_label(title)) && !is_other(title);
    let mut found: BTreeMap<(i16, String), ReportEntry> = BTreeMap::new();
    for number in model.column_numbers() {
        if !model
            .column(number)
            .serves
            .iter()
            .any(|id| id == "annual-reports")
        {
            continue;
        }
        for item in model.items(number) {
            let page = match item.leads() {
                Some(Resolution::Page(page)) => Some(page),
                _ => None,
            };
            let read_year = page.and_then(|page| model.page(page).facts.report.as_ref()?.year);
            let Some(year) = year_in(item.title).or(read_year) else {
                continue;
            };
            if !looks_like(item.title) && read_year.is_none() {
                continue;
            }
            if is_other(item.title) {
                continue;
            }
            let target = item.target();
            let key = target.as_ref().map_or(item.title, Address::as_str);
            let key = key.to_owned();
            found.entry((year, key)).or_insert_with(|| ReportEntry {
                year,
                title: item.title.to_owned(),
                page,
                target,
                listed_on: Some(item.on),
                listed_date: item.date,
                in_column: true,
            });
        }
    }
    for (index, link) in links_in_place_of_lists(model) {
        let title = model.strings.get(link.text);
        let (Some(year), true) = (year_in(title), looks_like(title)) else {
            continue;
        };
        let Some(target) = link.target.and_then(|number| model.answers.address(number)) else {
            continue;
        };
        let page = match model.answers.resolve(&target) {
            Resolution::Page(page) => Some(page),
            _ => None,
        };
        found
            .entry((year, target.as_str().to_owned()))
            .or_insert_with(|| ReportEntry {
                year,
                title: title.to_owned(),
                page,
                target: Some(target),
                listed_on: Some(index),
                listed_date: None,
                in_column: true,
            });
    }
    for page in model.page_numbers() {
        if model.kind(page) != PageKind::AnnualReport {
            continue;
        }
        let record = model.page(page);
        let title = record.facts.title.clone().unwrap_or_default();
        if is_other(&title) {
            continue;
        }
        let Some(year) = record
            .facts
            .report
            .as_ref()
            .and_then(|report| report.year)
            .or_else(|| year_in(&title))
        else {
            continue;
        };
        if found.values().any(|entry| entry.page == Some(page)) {
            continue;
        }
        found.insert(
            (year, record.address.as_str().to_owned()),
            ReportEntry {
                year,
                title,
                page: Some(page),
                target: Some(record.address.clone()),
                listed_on: None,
                listed_date: None,
                in_column: false,
            },
        );
    }
    model.reports = found.into_values().collect();
}
