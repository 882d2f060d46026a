//! Facts of an annual report beside others: last year's report, and the site's own library.

use super::Table;
use super::document::stands_in;
use super::find::reports;
use super::maker::forwarded;
use super::report::on;
use super::report_checks::{form, found, is_current, sum};
use super::view::View;
use crate::model::{Cause, Fact, Observation, ReportFacts};
use crate::page::special::{cell_place, number_shown};
use crate::site::{ReportEntry, Resolution, is_foreign};
use crate::vocabulary::report::words;

pub(super) const FACTS: Table = &[
    ("report.has_previous", |view, at| {
        on(view, at, |entry| {
            let last = previous(view, entry);
            Fact::bool(last.is_some_and(|last| matches!(form(view, last), "tables" | "unclear")))
        })
    }),
    ("report.carried_in_off", |view, at| {
        beside(view, at, |this, last, year| {
            if !this.tables_read.contains(&2) || !last.tables_read.contains(&2) {
                return unread(this, last);
            }
            let mut off = Vec::new();
            for column in &words().table_two.columns {
                let (code, label) = (&column.code, &column.label);
                let cells = (
                    this.cells.get(&format!("C.{code}")),
                    last.cells.get(&format!("X.{code}")),
                );
                let (Some(carried), Some(left)) = cells else {
                    return Fact::Unknown(Cause::Disputable);
                };
                if (carried - left).abs() > 1e-6 {
                    off.push(format!(
                        "“{label}”列 {year} 年度上年结转 {}，{} 年度结转下年度 {}",
                        number_shown(*carried),
                        year - 1,
                        number_shown(*left)
                    ));
                }
            }
            Fact::list(off)
        })
    }),
    ("report.stock_off", |view, at| {
        beside(view, at, |this, last, year| {
            // Until 2020 the tables counted what was open to the public, not what was in force.
            if !is_current(this.format) || !is_current(last.format) {
                return Fact::Absent;
            }
            if !this.tables_read.contains(&1) || !last.tables_read.contains(&1) {
                return unread(this, last);
            }
            let mut off = Vec::new();
            for row in ["G", "N"] {
                let of = |report: &ReportFacts, column: &str| {
                    report.cells.get(&format!("{row}.{column}")).copied()
                };
                let cells = (
                    of(last, "valid"),
                    of(this, "made"),
                    of(this, "repealed"),
                    of(this, "valid"),
                );
                let (Some(before), Some(made), Some(repealed), Some(valid)) = cells else {
                    return Fact::Unknown(Cause::Disputable);
                };
                let expected = before + made - repealed;
                if (expected - valid).abs() > 1e-6 {
                    off.push(format!(
                        "{}：{} 年度末 {} + 制发 {} − 废止 {} = {}，{year} 年度填 {}",
                        cell_place(&format!("{row}.valid")),
                        year - 1,
                        number_shown(before),
                        number_shown(made),
                        number_shown(repealed),
                        number_shown(expected),
                        number_shown(valid)
                    ));
                }
            }
            Fact::list(off)
        })
    }),
    ("report.items_off", |view, at| {
        beside(view, at, |this, last, year| {
            if is_current(this.format) || is_current(last.format) {
                return Fact::Absent;
            }
            if !this.tables_read.contains(&1) || !last.tables_read.contains(&1) {
                return unread(this, last);
            }
            let mut off = Vec::new();
            for row in ["LIC", "OTH", "PEN", "COE", "FEE"] {
                let of = |report: &ReportFacts, column: &str| {
                    report.cells.get(&format!("{row}.{column}")).copied()
                };
                let cells = (of(last, "last"), of(last, "change"), of(this, "last"));
                if let (Some(before), Some(change), Some(stated)) = cells
                    && (before + change - stated).abs() > 1e-6
                {
                    off.push(format!(
                        "{}：{} 年度 {} 加增减 {} 等于 {}，{year} 年度填 {}",
                        cell_place(&format!("{row}.last")),
                        year - 1,
                        number_shown(before),
                        number_shown(change),
                        number_shown(before + change),
                        number_shown(stated)
                    ));
                }
            }
            Fact::list(off)
        })
    }),
    ("report.fee_jump", |view, at| {
        beside(view, at, |this, last, year| {
            let cells = (this.cells.get("FEE"), last.cells.get("FEE"));
            let (Some(now), Some(before)) = cells else {
                return if is_current(this.format) && is_current(last.format) {
                    unread(this, last)
                } else {
                    Fact::Absent
                };
            };
            let jump = *before > 0.0 && *now >= before * 100.0;
            Fact::list(jump.then(|| {
                format!(
                    "{} 年度 {} 万元，{year} 年度 {} 万元",
                    year - 1,
                    number_shown(*before),
                    number_shown(*now)
                )
            }))
        })
    }),
    ("report.same_as_last_year", |view, at| {
        beside(view, at, |this, last, _| match shared(this, last) {
            Some((percent, _)) => Fact::int(percent),
            None => Fact::Unknown(Cause::UnreadableFile),
        })
    }),
    ("report.shared_text", |view, at| {
        beside(view, at, |this, last, _| match shared(this, last) {
            Some((_, Some(longest))) => Fact::text(super::view::cut(&longest, 60)),
            Some((_, None)) => Fact::Absent,
            None => Fact::Unknown(Cause::UnreadableFile),
        })
    }),
    ("report.library_differs", library_differs),
    ("report.fee_column_contradicts", |view, at| {
        on(view, at, |entry| {
            let charged = match found(view, entry).map(|report| report.cells.get("FEE").copied()) {
                Ok(Some(fee)) => fee > 0.0,
                Ok(None) => return Fact::Unknown(Cause::Disputable),
                Err(cause) => return Fact::Unknown(cause),
            };
            let Some(number) = group_number(view, "fees") else {
                return Fact::Absent;
            };
            let group = view.group(number);
            if group.columns.is_empty() {
                return Fact::Absent;
            }
            let statement = super::column::statement_only(view, &group);
            // Of a column of which not all was read, only what was read can be held against it.
            let more = super::column::holds_more(view, &group);
            let whole = group.unread.is_none();
            if let Some(cause) = view.site.origin.cut_short
                && !(whole && statement || more && (whole || charged))
            {
                return Fact::Unknown(cause);
            }
            if let Some(cause) = super::column::unopened(view, &group) {
                return Fact::Unknown(cause);
            }
            let told = match (charged, statement) {
                (true, true) => Some("年报填有收费金额，收费栏目却只有无收费项目的说明"),
                (false, false) if group.unread.is_none() && group.items(view).next().is_some() => {
                    Some("年报收费金额为 0，收费栏目却列有项目（项目未收费的可以不改）")
                }
                _ => None,
            };
            Fact::list(told.map(str::to_owned))
        })
    }),
    ("report.decisions_without_record", |view, at| {
        on(view, at, |entry| {
            let report = match found(view, entry) {
                Ok(report) if report.tables_read.contains(&1) => report,
                Ok(report) => return Fact::Unknown(report.unreadable.unwrap_or(Cause::Disputable)),
                Err(cause) => return Fact::Unknown(cause),
            };
            let mut out = Vec::new();
            for (cell, obligation) in [("LIC", "licensing"), ("PEN", "penalties")] {
                let Some(count) = report.cells.get(cell).copied().filter(|count| *count > 0.0)
                else {
                    continue;
                };
                let Some(number) = group_number(view, obligation) else {
                    continue;
                };
                let group = view.group(number);
                // A column that is missing, elsewhere or unread says nothing of its records.
                if group.columns.is_empty() || group.unread.is_some() || group.is_external(view) {
                    continue;
                }
                let dated: Vec<_> = group.items(view).filter_map(|item| item.date).collect();
                if !dated.is_empty() && dated.iter().all(|day| day.year() != entry.year) {
                    out.push(format!(
                        "{} {} 件，“{}”栏目没有 {} 年的条目",
                        cell_place(cell),
                        number_shown(count),
                        view.site.column(group.columns[0]).name,
                        entry.year
                    ));
                }
            }
            Fact::list(out)
        })
    }),
];

/// Returns the body's own report of the year before.
fn previous<'v>(view: &'v View<'_>, entry: &ReportEntry) -> Option<&'v ReportEntry> {
    let at = *reports::own(view).get(&(entry.year - 1))?;
    view.site.reports.get(at)
}

/// Compares a report with that of the year before; absent where there is none.
fn beside(
    view: &View<'_>,
    at: usize,
    compare: impl Fn(&ReportFacts, &ReportFacts, i16) -> Fact,
) -> Observation {
    let last = view
        .site
        .reports
        .get(at)
        .and_then(|entry| previous(view, entry));
    let mut observation = on(view, at, |entry| {
        let Some(last) = last else {
            return Fact::Absent;
        };
        match (found(view, entry), found(view, last)) {
            (Ok(this), Ok(last)) => compare(&this, &last, entry.year),
            (Err(cause), _) | (_, Err(cause)) => Fact::Unknown(cause),
        }
    });
    observation
        .places
        .extend(last.map(|last| super::report::place(view, last)));
    observation
}

fn unread(this: &ReportFacts, last: &ReportFacts) -> Fact {
    Fact::Unknown(
        this.unreadable
            .or(last.unreadable)
            .unwrap_or(Cause::Disputable),
    )
}

/// How much of a report's running text stands in the other word for word, in percent of its
/// characters, with the longest sentence that does; `None` where there is too little text.
fn shared(this: &ReportFacts, last: &ReportFacts) -> Option<(i64, Option<String>)> {
    let length = |sentence: &String| sentence.chars().count();
    let total: usize = this.sentences.iter().map(length).sum();
    if this.sentences.len() < 5 || last.sentences.is_empty() {
        return None;
    }
    let same: Vec<&String> = this
        .sentences
        .iter()
        .filter(|sentence| last.sentences.contains(sentence))
        .collect();
    let count: usize = same.iter().map(|sentence| length(sentence)).sum();
    let longest = same.iter().max_by_key(|sentence| length(sentence));
    Some((
        (count * 100 / total.max(1)) as i64,
        longest.map(|sentence| (*sentence).clone()),
    ))
}

fn group_number(view: &View<'_>, obligation: &str) -> Option<usize> {
    let at = view
        .names
        .obligations
        .iter()
        .position(|known| known.id == obligation)?;
    Some(view.site.columns.len() + at)
}

/// The report's numbers of normative documents beside the library's: only of the newest
/// report, for the library shows the present.
fn library_differs(view: &View<'_>, at: usize) -> Observation {
    on(view, at, |entry| {
        let report = match found(view, entry) {
            Ok(report) => report,
            Err(cause) => return Fact::Unknown(cause),
        };
        if !is_current(report.format) {
            return Fact::Absent;
        }
        let (Some(valid), Some(made)) = (sum(&report, &["N.valid"]), sum(&report, &["N.made"]))
        else {
            return Fact::Unknown(report.unreadable.unwrap_or(Cause::Disputable));
        };
        let Some(number) = group_number(view, "normative-documents") else {
            return Fact::Absent;
        };
        let group = view.group(number);
        if group.columns.is_empty() || view.documents.is_empty() {
            let cut = view.site.origin.cut_short;
            return cut.map_or(Fact::Absent, Fact::Unknown);
        }
        if let Some(cause) = group.unread {
            return Fact::Unknown(cause);
        }
        // A paper that was not read is in the library all the same.
        let unread = group.items(view).find_map(|item| match item.leads() {
            Some(Resolution::Refused(cause, _)) => Some(cause),
            Some(Resolution::Unasked(address)) if !is_foreign(view.site, &address) => {
                Some(view.site.origin.cut_short.unwrap_or(Cause::NotFetched))
            }
            _ => None,
        });
        if let Some(cause) = unread {
            return Fact::Unknown(cause);
        }
        let (mut in_force, mut of_year) = (0_i64, 0_i64);
        for page in &view.documents {
            let record = view.site.page(*page);
            let Some(document) = &record.facts.document else {
                continue;
            };
            let own = !forwarded(view, &record, document).unwrap_or(true);
            if !own || !stands_in(view, page.0 as usize, "normative-documents") {
                continue;
            }
            let written = document
                .written_date
                .as_ref()
                .map(|field| field.value.year());
            // The report tells of the end of its year; what was made later is not in it.
            in_force += i64::from(
                written.is_some_and(|year| year <= entry.year)
                    && document
                        .validity
                        .as_ref()
                        .is_some_and(|field| field.value == "有效"),
            );
            of_year += i64::from(written == Some(entry.year));
        }
        let mut out = Vec::new();
        if in_force > 0 && in_force != valid {
            out.push(format!(
                "行政规范性文件现行有效：年报 {valid} 件，栏目中标明有效的 {in_force} 件"
            ));
        }
        if of_year > made {
            out.push(format!(
                "{} 年制发的行政规范性文件：年报 {made} 件，栏目中该年成文的 {of_year} 件",
                entry.year
            ));
        }
        Fact::list(out)
    })
}
