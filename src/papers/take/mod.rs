//! Takes back what people filled in: finds the rows, compares each cell with the record, and
//! plans the changes; what contradicts the record is refused, row by row, with the cell named.
//!
//! Rows are known by the number of the issue, never by their place: they may be sorted, moved
//! between sheets or left out, and columns may be moved, spaced otherwise or added. A cell is an
//! edit when it differs from what the sheet showed when it was written, which the ledger's
//! events tell for the revision that the row carries. What somebody else changed since then is
//! a contradiction only where both changed the same.

mod edits;
mod find;
mod step;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use super::columns::{self, COLUMNS, Column, Key, Role};
use super::read::{self, Sheet, cell_name};
use crate::ledger::{Draft, Event, Filter, Issue, Ledger, LedgerError, State};
use crate::model::{Fingerprint, Lang, Words};
use crate::report::clean;
use edits::Edit;
use find::Found;

pub use super::read::Unreadable;

/// Why a file could not be taken at all.
#[derive(Debug, thiserror::Error)]
pub enum TakeError {
    /// The file cannot be read.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// The ledger cannot be read or written.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// What a file asks for.
#[derive(Debug, Default)]
pub struct Plan {
    /// Rows that are taken, in the order of the file.
    pub taken: Vec<Taken>,
    /// Cells that are refused; no cell of their rows is taken.
    pub refused: Vec<Refusal>,
    /// What else people should know.
    pub notes: Vec<Words>,
    /// How many rows of the file are of the ledger.
    pub rows: usize,
    /// How many issues of the ledger the file leaves out.
    pub missing: usize,
}

/// A row that is taken.
#[derive(Debug)]
pub struct Taken {
    /// Its place in the file.
    pub place: String,
    /// The issue.
    pub fingerprint: Fingerprint,
    /// What changes: column, before, after.
    pub edits: Vec<(Words, String, String)>,
    /// Number of the issue's last event when this was planned.
    last_event: u64,
    drafts: Vec<Draft>,
    /// True when it tells of a mend but leaves the issue open: nobody will look at it again.
    unreported: bool,
}

/// A cell that is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The cell: `整改台账-办公室!H12`; the sheet where all of it is refused.
    pub place: String,
    /// Why, and how to mend it.
    pub why: Words,
}

/// Who takes a file in, and when.
#[derive(Debug, Clone)]
pub struct Taking<'t> {
    /// The name of the file.
    pub file: &'t str,
    /// The person who takes it in.
    pub by: &'t str,
    /// The day in China.
    pub today: Date,
}

/// Plans what a file asks for; nothing is changed.
///
/// # Errors
/// When the file or the ledger cannot be read.
pub fn plan(ledger: &Ledger, bytes: &[u8], taking: &Taking<'_>) -> Result<Plan, TakeError> {
    let sheets = read::read(taking.file, bytes)?;
    let issues = ledger.issues(&Filter::default())?;
    let known: BTreeMap<&str, &Issue> = issues
        .iter()
        .map(|issue| (issue.fingerprint.as_str(), issue))
        .collect();
    let found = find::rows(&sheets, &known)?;
    let mut plan = Plan {
        notes: found.notes.clone(),
        refused: found
            .lost
            .iter()
            .map(|(sheet, why)| Refusal {
                place: (*sheet).to_owned(),
                why: why.clone(),
            })
            .collect(),
        ..Plan::default()
    };
    let mut rows: BTreeMap<&str, Vec<Placed<'_>>> = BTreeMap::new();
    let mut order: Vec<&str> = Vec::new();
    for row in &found.rows {
        let placed = Placed { found: &found, row };
        match placed.issue(&known) {
            Ok(issue) => {
                let print = issue.fingerprint.as_str();
                let all = rows.entry(print).or_default();
                if all.is_empty() {
                    order.push(print);
                }
                all.push(placed);
            }
            Err(why) => plan.refused.push(placed.refusal(Key::Id, why)),
        }
    }
    plan.rows = found.rows.len();
    plan.missing = issues.len() - rows.len();
    for print in order {
        let (Some(all), Some(issue)) = (rows.get(print), known.get(print)) else {
            continue;
        };
        match twice(all) {
            refusals if !refusals.is_empty() => plan.refused.extend(refusals),
            _ => one(ledger, issue, all, taking, &mut plan)?,
        }
    }
    let unreported = unreported(&plan.taken);
    plan.notes.extend(unreported);
    Ok(plan)
}

/// Says which rows tell of a mend without saying that it is one.
fn unreported(taken: &[Taken]) -> Option<Words> {
    let places: Vec<&str> = taken
        .iter()
        .filter(|taken| taken.unreported)
        .map(|taken| taken.place.as_str())
        .collect();
    let (open, reported) = (State::Open, State::Rectified);
    (!places.is_empty()).then(|| {
        Words::new(
            format!(
                "{}：填了整改情况或整改链接，状态仍为“{}”，还不算报告整改；已整改的，请把状态改为“{}”",
                places.join("、"),
                open.label(Lang::Zh),
                reported.label(Lang::Zh),
            ),
            format!(
                "{}: what was done is told, but the state is still {}, so nothing is reported as mended; set the state to {} where it is",
                places.join(", "),
                open.label(Lang::En),
                reported.label(Lang::En),
            ),
        )
    })
}

/// Plans what all rows of one issue ask for together: none of them contradicts another, and
/// what one leaves out another may say.
fn one(
    ledger: &Ledger,
    issue: &Issue,
    rows: &[Placed<'_>],
    taking: &Taking<'_>,
    plan: &mut Plan,
) -> Result<(), TakeError> {
    let mut edits: Vec<Edit> = Vec::new();
    let mut refused = Vec::new();
    // Rows that say something new.
    let mut telling: Vec<Placed<'_>> = Vec::new();
    // What rows say alike is read where the row tells when it was written.
    let mut said: BTreeSet<Key> = BTreeSet::new();
    let (dated, others): (Vec<&Placed<'_>>, Vec<&Placed<'_>>) =
        rows.iter().partition(|row| row.has(Key::Revision));
    for row in dated.into_iter().chain(others) {
        let base = match row.base(ledger, issue)? {
            Ok(base) => base,
            Err(refusal) => {
                refused.push(refusal);
                continue;
            }
        };
        let base = match &base {
            None => Some(issue),
            Some(base) => base.as_ref(),
        };
        match edits::compare(row, &said, base, issue, taking) {
            Err(refusals) => refused.extend(refusals),
            Ok(more) if more.is_empty() => {}
            Ok(more) => {
                edits.extend(more);
                telling.push(*row);
            }
        }
        let columns = COLUMNS.iter().filter(|column| column.role.of_people());
        said.extend(columns.map(|column| column.key).filter(|key| row.has(*key)));
    }
    let Some(first) = telling.first().filter(|_| refused.is_empty()) else {
        plan.refused.extend(refused);
        return Ok(());
    };
    match step::drafts(&telling, issue, &edits, taking) {
        Err(refusals) => plan.refused.extend(refusals),
        Ok(drafts) => plan.taken.push(Taken {
            place: first.place(),
            fingerprint: issue.fingerprint.clone(),
            edits: edits
                .iter()
                .map(|edit| (name(edit.key), edit.before.clone(), edit.shown()))
                .collect(),
            last_event: issue.last_event,
            drafts,
            unreported: edits::tell_of_mend(&edits) && issue.standing(taking.today) == State::Open,
        }),
    }
    Ok(())
}

/// Takes in what was planned, in one transaction.
///
/// # Errors
/// When the ledger was changed since the plan was made, or cannot be written to; nothing is
/// taken then.
pub fn apply(ledger: &mut Ledger, plan: &Plan, now: Timestamp) -> Result<(), LedgerError> {
    ledger.change(now, |change| {
        for taken in &plan.taken {
            let issue = change.issue(taken.fingerprint.as_str())?;
            if issue.last_event != taken.last_event {
                return Err(LedgerError::refused(
                    format!("{}：台账刚被另一个程序改动，本次没有导入；请再导入一次", taken.place),
                    format!(
                        "{}: the ledger was changed by another program just now and nothing was taken; import again",
                        taken.place
                    ),
                ));
            }
            for draft in &taken.drafts {
                change.append(draft.clone())?;
            }
        }
        Ok(())
    })
}

/// Refuses rows of one issue that say different things. A sheet without a column says nothing
/// about it.
fn twice(rows: &[Placed<'_>]) -> Vec<Refusal> {
    let mut refused = Vec::new();
    for column in COLUMNS.iter().filter(|column| column.role.of_people()) {
        let mut rows = rows.iter().filter(|row| row.has(column.key));
        let Some(first) = rows.next() else { continue };
        for other in rows {
            if says_the_same(column, first, other) {
                continue;
            }
            let (one, two) = (first.shown(column.key), other.shown(column.key));
            let (at, one, two) = (first.cell(column.key), short(&one), short(&two));
            refused.push(other.refusal(
                column.key,
                Words::new(
                    format!("同一问题有两行，此处为“{two}”，{at} 为“{one}”，互相矛盾；请只留一行"),
                    format!(
                        "two rows of one issue contradict: {two:?} here, {one:?} at {at}; keep one"
                    ),
                ),
            ));
        }
    }
    refused
}

/// Tells whether two cells say the same, however they are spelt.
fn says_the_same(column: &Column, one: &Placed<'_>, two: &Placed<'_>) -> bool {
    let key = column.key;
    let (told, other) = (one.shown(key), two.shown(key));
    if super::words::same(&told) == super::words::same(&other) {
        return true;
    }
    match column.role {
        Role::Day => {
            let day = |row: &Placed<'_>| super::words::day(row.value(key)?).ok();
            day(one).is_some_and(|day_of_one| day(two) == Some(day_of_one))
        }
        Role::State => {
            let state = super::words::state(&told);
            state.is_some() && state == super::words::state(&other)
        }
        _ => false,
    }
}

/// A row in its place.
#[derive(Clone, Copy)]
struct Placed<'f> {
    found: &'f Found<'f>,
    row: &'f find::FoundRow<'f>,
}

impl Placed<'_> {
    fn sheet(&self) -> &Sheet {
        self.row.sheet
    }

    /// Returns where the row stands.
    fn place(&self) -> String {
        format!("{}!{}", self.sheet().name, self.row.row.number)
    }

    /// Names the cell of a column; the row where the sheet lacks the column.
    fn cell(&self, key: Key) -> String {
        match self.found.column(self.row, key) {
            Some(column) => {
                let cell = cell_name(self.row.row.number, column);
                format!("{}!{cell}", self.sheet().name)
            }
            None => self.place(),
        }
    }

    fn refusal(&self, key: Key, why: Words) -> Refusal {
        Refusal {
            place: self.cell(key),
            why,
        }
    }

    /// Tells whether the sheet has a column.
    fn has(&self, key: Key) -> bool {
        self.found.column(self.row, key).is_some()
    }

    /// Returns the value of a column; `None` when the cell is empty or the column missing.
    fn value(&self, key: Key) -> Option<&read::Value> {
        self.row.row.get(self.found.column(self.row, key)?)
    }

    /// Returns the words of a column, safe to keep and comparable.
    fn shown(&self, key: Key) -> String {
        self.value(key)
            .map(|value| clean::own_workbook(value.text().trim()))
            .unwrap_or_default()
    }

    /// Returns the issue that the row is about.
    fn issue<'i>(&self, known: &BTreeMap<&str, &'i Issue>) -> Result<&'i Issue, Words> {
        let shown = self.shown(Key::Id);
        let print: String = super::words::same(&shown)
            .trim_start_matches(['\'', '#'])
            .to_lowercase();
        if print.is_empty() {
            return Err(Words::new(
                "这一行没有问题编号，无法对应；新问题由核查写入台账，不能在表中添加",
                "this row has no fingerprint; new issues come from audits only",
            ));
        }
        let mut near = known
            .range(print.as_str()..)
            .take_while(|(known, _)| known.starts_with(&print));
        let first = near.next().map(|(_, issue)| *issue);
        match first {
            // Fewer digits could be another issue's by mistyping.
            Some(issue) if print.len() >= 12 && near.next().is_none() => Ok(issue),
            _ => {
                let shown = short(&shown);
                Err(Words::new(
                    format!("台账中没有编号为“{shown}”的问题；请改回导出时的编号"),
                    format!("the ledger has no issue {shown:?}; put the fingerprint back"),
                ))
            }
        }
    }

    /// Returns the issue as it was when the row was written: `Ok(None)` when it has not changed
    /// since, `Ok(Some(None))` when the row does not say.
    fn base(
        &self,
        ledger: &Ledger,
        issue: &Issue,
    ) -> Result<Result<Option<Option<Issue>>, Refusal>, LedgerError> {
        if !self.has(Key::Revision) {
            return Ok(Ok(Some(None)));
        }
        let shown = self.shown(Key::Revision);
        let number = super::words::same(&shown).parse::<u64>().ok();
        if number == Some(issue.last_event) {
            return Ok(Ok(None));
        }
        let events = ledger.events(Some(&issue.fingerprint))?;
        let base = number.and_then(|number| at(&events, number));
        Ok(match base {
            Some(base) => Ok(Some(Some(base))),
            None => {
                let shown = short(&shown);
                Err(self.refusal(
                    Key::Revision,
                    Words::new(
                        format!(
                            "台账版本“{shown}”不是这个问题的版本；请改回导出时的数字，或重新导出"
                        ),
                        format!(
                            "{shown:?} is no revision of this issue; put it back, or export again"
                        ),
                    ),
                ))
            }
        })
    }
}

/// Works an issue out as it was after one of its events.
fn at(events: &[Event], number: u64) -> Option<Issue> {
    if !events.iter().any(|event| event.seq == number) {
        return None;
    }
    let mut all = events.iter().take_while(|event| event.seq <= number);
    let mut issue = Issue::begin(all.next()?)?;
    for event in all {
        issue.apply(event);
    }
    Some(issue)
}

/// Returns the name of a column.
fn name(key: Key) -> Words {
    COLUMNS
        .iter()
        .find(|column| column.key == key)
        .map(|column| Words::new(column.zh, column.en))
        .unwrap_or_default()
}

/// Cuts what a message quotes.
fn short(text: &str) -> String {
    clean::short(text, 40)
}

/// Returns what the sheet showed in a cell, in both languages.
fn told(issue: &Issue, key: Key, today: Date) -> [String; 2] {
    [Lang::Zh, Lang::En].map(|lang| columns::text(issue, key, lang, today))
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    reason = "a test that cannot make its input must stop"
)]
mod tests;
