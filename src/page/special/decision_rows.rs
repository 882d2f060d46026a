//! Decisions of enforcement in tables: a row of labels above rows of values, or labels beside
//! their values.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::period_days;
use crate::calendar::{find_dates, parse_date};
use crate::masking::mask_text;
use crate::model::{Cause, DecisionFacts};
use crate::page::Ctx;
use crate::page::document::doc_number;
use crate::page::text;
use crate::vocabulary::matters::decisions;

/// Most decisions kept of one page.
pub(super) const MOST: usize = 500;
/// Most days between a day without its year and the publication that tells the year.
const NEAR: i32 = 180;

/// A decision whose fields are being read.
pub(super) struct Record {
    one: DecisionFacts,
    kind: &'static str,
    /// The label that gave its number: only the same one again begins another decision.
    number_label: String,
    published: Option<Date>,
}

impl Record {
    pub(super) fn new(kind: &'static str, published: Option<Date>) -> Self {
        Self {
            one: DecisionFacts {
                kind,
                ..DecisionFacts::default()
            },
            kind,
            number_label: String::new(),
            published,
        }
    }

    /// Returns what was read, if it is a decision, and begins another.
    pub(super) fn close(&mut self) -> Option<DecisionFacts> {
        let next = Self::new(self.kind, self.published);
        let done = std::mem::replace(self, next).one;
        is_decision(&done).then_some(done)
    }

    /// The number of its fields that have a value.
    pub(super) fn known(&self) -> usize {
        self.one.fields.len()
    }

    /// Tells whether a label begins another decision.
    pub(super) fn is_full(&self, label: &str, fields: &[&str]) -> bool {
        fields.first() == Some(&"决定书文号")
            && self.one.number.is_some()
            && self.number_label == text::strip(label)
    }

    /// Takes the value that stands under a label: one column may hold several fields, and a day
    /// counts where there is one.
    pub(super) fn take(&mut self, label: &str, fields: &[&str], value: &str) {
        let value = value.trim();
        if value.is_empty() || doc_number::is_placeholder(value) {
            return;
        }
        if fields.is_empty() && !decisions().is_beside(label) {
            // What stands under a label that is not known may be what seems to be missing.
            self.one.open = true;
            if date_in(value, self.published).is_some() {
                self.one.no_day.get_or_insert(Cause::NeedsHuman);
            }
        }
        for field in fields {
            let day = matches!(*field, "决定日期" | "公示日期");
            if fields.len() == 1 || !day || date_in(value, self.published).is_some() {
                self.set(label, field, value);
            }
        }
    }

    fn set(&mut self, label: &str, field: &str, value: &str) {
        let one = &mut self.one;
        match field {
            "决定书文号" if one.number.is_none() => {
                one.number = Some(value.chars().take(60).collect());
                self.number_label = text::strip(label);
            }
            "决定日期" if one.decided.is_none() => {
                one.decided = date_in(value, self.published);
                // A visit may be before the day on which its result was settled.
                one.day_spans = spans(value) || decisions().visits.found_in(label);
                if one.decided.is_none() {
                    one.no_day = Some(Cause::Undated);
                }
            }
            "决定机关" if one.body.is_none() => {
                one.body = Some(value.chars().take(40).collect())
            }
            "公示日期" if one.published.is_none() => {
                one.published = date_in(value, self.published);
            }
            _ => {}
        }
        if one.name.is_empty() && matches!(field, "决定书文号" | "名称" | "相对人") {
            one.name = mask_text(&value.chars().take(60).collect::<String>());
        }
        let mut add = |field: &str| {
            if !one.fields.iter().any(|known| known == field) {
                one.fields.push(field.to_owned());
            }
        };
        add(field);
        // What is imposed names its kind.
        if field == "内容" && decisions().imposed.found_in(value) {
            add("类别");
        }
    }
}

/// Reads the tables of a page.
pub(super) fn read(
    ctx: &Ctx<'_, '_>,
    kind: &'static str,
    published: Option<Date>,
) -> Vec<DecisionFacts> {
    let words = decisions();
    let mut out: Vec<DecisionFacts> = Vec::new();
    let mut heads: Option<Vec<String>> = None;
    let mut single = Record::new(kind, published);
    let mut labels = 0;
    for cells in cells_of(ctx) {
        let fields: Vec<Vec<&str>> = cells.iter().map(|cell| words.fields(cell)).collect();
        let known = fields.iter().filter(|fields| !fields.is_empty()).count();
        // Counters and remarks say nothing of whether a row is one of heads.
        let beside = |(cell, fields): &(&String, &Vec<&str>)| {
            fields.is_empty() && (cell.trim().is_empty() || words.is_beside(cell))
        };
        let counted = cells.len() - cells.iter().zip(&fields).filter(beside).count();
        // More than every other cell a label: a row of heads.
        if known >= 3 && known * 2 > counted + 1 {
            heads = Some(cells);
            continue;
        }
        if let Some(heads) = heads.as_ref().filter(|heads| heads.len() == cells.len()) {
            let mut one = Record::new(kind, published);
            for (head, value) in heads.iter().zip(&cells) {
                one.take(head, &words.fields(head), value);
            }
            if let Some(one) = one.close().filter(|_| out.len() < MOST) {
                out.push(one);
            }
            continue;
        }
        let mut at = 0;
        while let (Some(label), Some(value)) = (cells.get(at), cells.get(at + 1)) {
            let own = fields.get(at).map(Vec::as_slice).unwrap_or_default();
            let is_value = fields.get(at + 1).is_none_or(Vec::is_empty);
            if !own.is_empty() && is_value {
                labels += 1;
                if single.is_full(label, own) {
                    out.extend(single.close());
                }
                single.take(label, own, value);
                at += 2;
            } else {
                if labels > 0 && at % 2 == 0 && is_value {
                    single.take(label, own, value);
                }
                at += 1;
            }
        }
    }
    if labels >= 3 {
        out.extend(single.close());
    }
    out
}

/// The texts of the cells of each row of the page's tables.
pub(super) fn cells_of<'c>(ctx: &'c Ctx<'_, '_>) -> impl Iterator<Item = Vec<String>> + 'c {
    let dom = ctx.dom;
    let rows = dom.find(ctx.main, &["tr"]);
    let rows = rows.filter(move |&row| {
        dom.is_visible(row) && !dom.find(row, &["tr"]).any(|inner| inner != row)
    });
    rows.map(move |row| {
        dom.elements(row)
            .filter(|&cell| matches!(dom.tag(cell), "td" | "th"))
            .take(30)
            .map(|cell| text::line(dom, cell))
            .collect()
    })
}

/// Reads a day as a cell holds it: also without its year, which the day of publication tells,
/// with two digits of it, or as spreadsheets count days.
fn date_in(value: &str, published: Option<Date>) -> Option<Date> {
    parse_date(value)
        .or_else(|| find_dates(value).first().map(|(_, date)| *date))
        .or_else(|| counted(value))
        .or_else(|| short(value))
        .or_else(|| {
            let published = published?;
            let found = period_days::find(value, Some(published)).into_iter().next();
            let day = found.map(|day| day.date)?;
            let day = match day > published {
                true => day.checked_sub(1.year()).ok()?,
                false => day,
            };
            ((published - day).get_days() <= NEAR).then_some(day)
        })
}

/// The day of a number that a spreadsheet shows for one (46170).
fn counted(value: &str) -> Option<Date> {
    let days: i64 = value.trim().parse().ok()?;
    let plausible = (40_000..60_000).contains(&days);
    plausible.then(|| date(1899, 12, 30).checked_add(days.days()).ok())?
}

/// The day of 26.5.28, which alone fills its cell.
fn short(value: &str) -> Option<Date> {
    let sign = ['.', '-', '/']
        .into_iter()
        .find(|sign| value.contains(*sign))?;
    let parts: Vec<i16> = value
        .trim()
        .split(sign)
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    match parts[..] {
        [year @ 15..=60, month, day] => Date::new(
            2000 + year,
            i8::try_from(month).ok()?,
            i8::try_from(day).ok()?,
        )
        .ok(),
        _ => None,
    }
}

/// Tells whether a value gives days from one to another (2026-03-10至2026-06-30): on which of
/// them the decision was made it does not say.
fn spans(value: &str) -> bool {
    find_dates(value).first().is_some_and(|(range, _)| {
        let rest = value[range.end..].trim_start();
        ["至", "到", "—", "-", "~", "～", "–"].iter().any(|sign| {
            rest.strip_prefix(sign).is_some_and(|rest| {
                let rest = rest.trim_start_matches(['—', '-', ' ']);
                rest.starts_with(|c: char| c.is_numeric())
            })
        })
    })
}

/// Tells whether a record is one of a decision: two things of it at least, one that names it, and
/// one that a mere matter (a row in a list of powers) has not.
fn is_decision(one: &DecisionFacts) -> bool {
    let own = one.fields.iter().filter(|field| *field != "公示日期");
    let made = own
        .clone()
        .any(|field| matches!(field.as_str(), "决定书文号" | "相对人" | "决定日期"));
    own.count() >= 2 && made && !one.name.is_empty()
}
