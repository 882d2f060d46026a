//! Facts of what one annual report says: its equations, its form, its text against its tables.

use super::Table;
use super::report::{in_text, on};
use super::view::View;
use crate::model::{Cause, Claim, Fact, Mismatch, Observation, ReportFacts, ReportFormat, Value};
use crate::page::special::{cell_place, equation_is_complete, number_shown};
use crate::site::{ReportEntry, Resolution, is_foreign};

/// Most entries of a list: a report with more is wrong as a whole.
const MOST: usize = 12;

pub(super) const FACTS: Table = &[
    ("report.table_one_numbers_off", |view, at| {
        equation(view, at, 1, &["AR-T1-01"])
    }),
    ("report.new_over_total", |view, at| {
        equation(view, at, 1, &["AR-T1-3.2"])
    }),
    ("report.row_totals_off", |view, at| {
        equation(view, at, 2, &["AR-T2-01"])
    }),
    ("report.outcome_totals_off", |view, at| {
        equation(view, at, 2, &["AR-T2-02"])
    }),
    ("report.balance_off", |view, at| {
        equation(view, at, 2, &["AR-T2-03", "AR-T2-06"])
    }),
    ("report.request_numbers_off", |view, at| {
        equation(view, at, 2, &["AR-T2-05"])
    }),
    ("report.nothing_came_off", |view, at| {
        equation(view, at, 2, &["AR-T2-09"])
    }),
    ("report.review_totals_off", |view, at| {
        equation(view, at, 3, &["AR-T3-01"])
    }),
    ("report.review_numbers_off", |view, at| {
        equation(view, at, 3, &["AR-T3-02"])
    }),
    ("report.tables_form", |view, at| {
        on(view, at, |entry| Fact::text(form(view, entry)))
    }),
    ("report.blank_cells", |view, at| {
        read(view, at, |report| {
            Fact::int(
                (report
                    .blank
                    .iter()
                    .filter(|name| !is_blank_total(report, name))
                    .count()
                    + report.marks) as i64,
            )
        })
    }),
    ("report.blank_totals", |view, at| {
        read(view, at, |report| {
            Fact::list(
                report
                    .blank
                    .iter()
                    .filter(|name| is_blank_total(report, name))
                    .take(MOST)
                    .map(|name| cell_place(name)),
            )
        })
    }),
    ("report.format_fits", |view, at| {
        read(view, at, |report| {
            match (report.format, report.shown_format) {
                (Some(due), Some(shown)) => Fact::bool(due == shown),
                _ => Fact::Unknown(Cause::Disputable),
            }
        })
    }),
    ("report.period_year", |view, at| {
        text(view, at, |report| {
            report
                .period
                .map_or(Fact::Absent, |year| Fact::int(i64::from(year)))
        })
    }),
    ("report.years_named", |view, at| {
        on(view, at, |entry| {
            // A page that names no year leaves the list's title alone: nothing contradicts it.
            let page = entry.page.map(|page| view.site.page(page));
            let facts = page.as_ref().and_then(|page| page.facts.report.as_ref());
            let mut years: Vec<i16> = vec![entry.year];
            years.extend(
                facts
                    .into_iter()
                    .flat_map(|facts| [facts.titled, facts.period])
                    .flatten(),
            );
            years.sort_unstable();
            years.dedup();
            Fact::list(years.iter().map(i16::to_string))
        })
    }),
    ("report.sections_in_order", |view, at| {
        text(view, at, |report| {
            let order: Vec<usize> = report
                .sections
                .iter()
                .filter_map(|name| section_number(name))
                .collect();
            Fact::bool(order.is_sorted())
        })
    }),
    ("report.text", |view, at| {
        on(view, at, |entry| match entry.page {
            None => Fact::Unknown(Cause::NotFetched),
            Some(page) => {
                let facts = &view.site.page(page).facts;
                let phrases = facts.phrases.iter().map(ToString::to_string).collect();
                // A page with next to no text has its report in a file or an image.
                let cause = facts.unreadable.or_else(|| {
                    let report = facts.report.as_ref()?;
                    report
                        .sections
                        .is_empty()
                        .then(|| report.unreadable.unwrap_or(Cause::NeedsHuman))
                });
                Fact::Known(match cause {
                    None => Value::Phrases(phrases),
                    Some(cause) => Value::Partial(phrases, cause),
                })
            }
        })
    }),
    ("report.text_contradicts", |view, at| {
        claimed(view, at, false)
    }),
    ("report.text_unclear", |view, at| claimed(view, at, true)),
    ("report.rules_counted", |view, at| {
        table(view, at, 1, |report| {
            Fact::list(
                [
                    "G.made",
                    "G.repealed",
                    "G.valid",
                    "G.new",
                    "G.public",
                    "G.total",
                ]
                .iter()
                .filter_map(|name| Some((name, *report.cells.get(*name)?)))
                .filter(|(_, value)| *value > 0.0)
                .map(|(name, value)| format!("{} {}", cell_place(name), number_shown(value))),
            )
        })
    }),
    ("report.made_over_stock", |view, at| {
        table(view, at, 1, |report| {
            let cell =
                |row: &str, column: &str| report.cells.get(&format!("{row}.{column}")).copied();
            Fact::list(["G", "N"].iter().filter_map(|row| {
                let (made, repealed, valid) = (
                    cell(row, "made")?,
                    cell(row, "repealed")?,
                    cell(row, "valid")?,
                );
                (made > valid + repealed).then(|| {
                    format!(
                        "{} {}，大于现行有效 {} 与废止 {} 之和",
                        cell_place(&format!("{row}.made")),
                        number_shown(made),
                        number_shown(valid),
                        number_shown(repealed)
                    )
                })
            }))
        })
    }),
    ("report.other_law_refusals", |view, at| {
        cell(view, at, 2, "R32.TT")
    }),
    ("report.fee_unpaid", |view, at| cell(view, at, 2, "R62.TT")),
    ("report.corrected", |view, at| {
        table(view, at, 3, |report| {
            sum(report, &["V.fix", "L1.fix", "L2.fix"])
                .map_or(Fact::Unknown(Cause::Disputable), Fact::int)
        })
    }),
];

/// Tells a mismatch: the cell, the arithmetic, what stands there.
pub(super) fn told(mismatch: &Mismatch) -> String {
    let (expected, found) = (
        number_shown(mismatch.expected),
        number_shown(mismatch.found),
    );
    if mismatch.sum.contains('，') {
        // Both sides of the balance are in the arithmetic.
        format!("{}（{}）", mismatch.place, mismatch.sum)
    } else if mismatch.sum.is_empty() {
        format!("{}：应为 {expected}，填 {found}", mismatch.place)
    } else {
        format!("{}：{}，填 {found}", mismatch.place, mismatch.sum)
    }
}

fn is_blank_total(report: &ReportFacts, name: &str) -> bool {
    !report.cells.contains_key(name)
}

fn section_number(name: &str) -> Option<usize> {
    crate::vocabulary::report::words()
        .sections
        .iter()
        .position(|section| section.name == name)
}

/// The mismatches of some equations of one table; open where cells of them were not read.
fn equation(view: &View<'_>, at: usize, table: u8, codes: &[&str]) -> Observation {
    on(view, at, |entry| {
        let report = match found(view, entry) {
            Ok(report) => report,
            Err(cause) => return Fact::Unknown(cause),
        };
        // The first code speaks for those that only say the same more plainly.
        let told: Vec<String> = codes
            .iter()
            .map(|code| {
                let of_code = report.mismatches.iter().filter(|m| m.equation == **code);
                of_code.take(MOST).map(told).collect::<Vec<_>>()
            })
            .find(|told| !told.is_empty())
            .unwrap_or_default();
        let complete = report.tables_read.contains(&table)
            && equation_is_complete(codes[0], &report.cells, report.format);
        if !told.is_empty() || complete {
            Fact::list(told)
        } else {
            Fact::Unknown(report.unreadable.unwrap_or(Cause::Disputable))
        }
    })
}

/// Reads a fact off one table; unknown where the table was not read.
fn table(
    view: &View<'_>,
    at: usize,
    number: u8,
    read: impl Fn(&ReportFacts) -> Fact,
) -> Observation {
    on(view, at, |entry| match found(view, entry) {
        Err(cause) => Fact::Unknown(cause),
        Ok(report) if report.tables_read.contains(&number) => read(&report),
        Ok(report) => Fact::Unknown(report.unreadable.unwrap_or(Cause::Disputable)),
    })
}

fn cell(view: &View<'_>, at: usize, number: u8, name: &'static str) -> Observation {
    table(view, at, number, |report| {
        sum(report, &[name]).map_or(Fact::Unknown(Cause::Disputable), Fact::int)
    })
}

/// Adds up cells that must all have been read.
pub(super) fn sum(report: &ReportFacts, names: &[&str]) -> Option<i64> {
    let total: f64 = names
        .iter()
        .map(|name| report.cells.get(*name).copied())
        .sum::<Option<f64>>()?;
    Some(total.round() as i64)
}

/// Reads a fact off a report whose tables were all read.
fn read(view: &View<'_>, at: usize, read: impl Fn(&ReportFacts) -> Fact) -> Observation {
    on(view, at, |entry| in_text(view, entry, &read))
}

/// Reads a fact off the running text of a report, whether or not its tables were read.
fn text(view: &View<'_>, at: usize, read: impl Fn(&ReportFacts) -> Fact) -> Observation {
    on(view, at, |entry| match found(view, entry) {
        Err(cause) => Fact::Unknown(cause),
        Ok(report) if report.sections.is_empty() => {
            Fact::Unknown(report.unreadable.unwrap_or(Cause::NeedsHuman))
        }
        Ok(report) => read(&report),
    })
}

/// Returns what was read of a report, or why nothing was.
pub(super) fn found(view: &View<'_>, entry: &ReportEntry) -> Result<Box<ReportFacts>, Cause> {
    let record = view
        .site
        .page(entry.page.ok_or_else(|| elsewhere(view, entry))?);
    let cause = record.facts.unreadable.unwrap_or(Cause::UnreadableFile);
    record.facts.report.clone().ok_or(cause)
}

/// Why a report that is no page of the site was not read.
fn elsewhere(view: &View<'_>, entry: &ReportEntry) -> Cause {
    let target = entry.target.as_ref();
    match target.map(|target| view.site.answers.resolve(target)) {
        Some(Resolution::File) => Cause::UnreadableFile,
        Some(Resolution::Refused(cause, _)) => cause,
        Some(Resolution::Unasked(address)) if is_foreign(view.site, &address) => {
            Cause::JumpsOffSite
        }
        _ => Cause::NotFetched,
    }
}

/// How the tables are presented; `none` where nothing like them is on the page.
pub(super) fn form(view: &View<'_>, entry: &ReportEntry) -> &'static str {
    let of_cause = |cause| match cause {
        Cause::UnreadableFile => "file",
        Cause::ImageOnly => "image",
        Cause::ScriptBuilt => "script",
        Cause::NeedsHuman => "none",
        _ => "unclear",
    };
    match found(view, entry) {
        Err(cause) => of_cause(cause),
        Ok(report) => match report.unreadable {
            None => "tables",
            Some(_) if !report.tables_read.is_empty() => "unclear",
            Some(cause) => of_cause(cause),
        },
    }
}

fn claimed(view: &View<'_>, at: usize, unclear: bool) -> Observation {
    on(view, at, |entry| {
        let report = match found(view, entry) {
            Ok(report) => report,
            Err(cause) => return Fact::Unknown(cause),
        };
        let told = contradictions(&report, unclear);
        match report.unreadable.filter(|_| told.is_empty()) {
            Some(cause) => Fact::Unknown(cause),
            None => Fact::list(told),
        }
    })
}

/// Numbers of the text that differ from the tables: those that are plain, or those that may
/// speak of something else.
fn contradictions(report: &ReportFacts, unclear: bool) -> Vec<String> {
    let value = |cells: &Vec<String>| {
        let names: Vec<&str> = cells.iter().map(String::as_str).collect();
        sum(report, &names)
    };
    let differs = |claim: &Claim| {
        let meant: Vec<i64> = claim.means.iter().filter_map(value).collect();
        // Where a cell was not read, it cannot be said that none of them fits.
        meant.len() == claim.means.len() && meant.iter().all(|value| *value as f64 != claim.value)
    };
    let mut out: Vec<String> = Vec::new();
    for claim in report
        .claims
        .iter()
        .filter(|claim| claim.unclear == unclear && differs(claim))
    {
        let plain = claim.means.first().map(|cells| {
            let named: Vec<String> = cells.iter().map(|cell| cell_place(cell)).collect();
            (named.join("加"), value(cells).unwrap_or_default())
        });
        if let Some((cell, stands)) = plain {
            let told = format!("正文“{}”，{cell}为 {stands}", claim.words);
            if !out.contains(&told) && out.len() < MOST {
                out.push(told);
            }
        }
    }
    out
}

/// The official format of a year, for what compares two years.
pub(super) const fn is_current(format: Option<ReportFormat>) -> bool {
    matches!(format, Some(ReportFormat::Of2021))
}
