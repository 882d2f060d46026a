//! Compares a row with the record: what is an edit, what contradicts.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::super::columns::{COLUMNS, Column, Key, Role};
use super::super::words;
use super::{Placed, Refusal, Taking, short, told};
use crate::ledger::{Issue, State};
use crate::model::{Lang, Words};

/// The longest text that a cell may give.
const LONGEST: usize = 10_000;

/// A cell that says something new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) key: Key,
    /// What the ledger holds.
    pub(super) before: String,
    /// What the cell says; empty takes it back.
    pub(super) after: String,
}

impl Edit {
    /// Returns what the cell says, in words.
    pub(super) fn shown(&self) -> String {
        match (self.key, State::from_code(&self.after)) {
            (Key::State, Some(state)) => state.label(Lang::Zh).to_owned(),
            _ => self.after.clone(),
        }
    }
}

/// Tells whether edits tell of a mend and leave the state as it is.
pub(super) fn tell_of_mend(edits: &[Edit]) -> bool {
    let tells = |edit: &Edit| matches!(edit.key, Key::Done | Key::Link) && !edit.after.is_empty();
    edits.iter().any(tells) && edits.iter().all(|edit| edit.key != Key::State)
}

/// Compares a row with the issue as it was when the row was written (`None` where the row does
/// not say) and as it is; `said` are the columns that another row of the issue tells already.
pub(super) fn compare(
    row: &Placed<'_>,
    said: &BTreeSet<Key>,
    base: Option<&Issue>,
    issue: &Issue,
    taking: &Taking<'_>,
) -> Result<Vec<Edit>, Vec<Refusal>> {
    let (mut edits, mut refused) = (Vec::new(), Vec::new());
    let columns = COLUMNS.iter().filter(|column| row.has(column.key));
    for column in columns.filter(|column| !said.contains(&column.key)) {
        let compared = match column.role {
            Role::Order => Ok(None),
            Role::Told => identity(row, column, base, taking.today).map(|()| None),
            Role::State => state(row, base, issue, taking.today),
            Role::Day => day(row, column.key, base, issue, taking.today),
            Role::Words => text(row, column.key, base, issue, taking.today),
        };
        match compared {
            Ok(edit) => edits.extend(edit),
            Err(why) => refused.push(row.refusal(column.key, why)),
        }
    }
    if refused.is_empty() {
        Ok(edits)
    } else {
        Err(refused)
    }
}

/// Checks that a cell of the record is as it was written.
fn identity(
    row: &Placed<'_>,
    column: &Column,
    base: Option<&Issue>,
    today: Date,
) -> Result<(), Words> {
    // The number was the key to the issue, and the revision to its past.
    if matches!(column.key, Key::Id | Key::Revision) {
        return Ok(());
    }
    let Some(base) = base else { return Ok(()) };
    let shown = row.shown(column.key);
    // Nearly every cell is as it was, letter for letter: the rest is worked out only then.
    if super::columns::text(base, column.key, Lang::Zh, today) == shown {
        return Ok(());
    }
    let wanted = told(base, column.key, today);
    if wanted
        .iter()
        .any(|wanted| words::same(wanted) == words::same(&shown))
    {
        return Ok(());
    }
    // Spreadsheets turn days in CSV into their own.
    let day = row
        .value(column.key)
        .and_then(|value| words::day(value).ok());
    if day.is_some_and(|day| wanted.contains(&day.to_string())) {
        return Ok(());
    }
    let (name, shown, wanted) = (column, short(&shown), short(&wanted[0]));
    Err(Words::new(
        format!(
            "“{}”是核查记录，不能改（表中为“{shown}”，台账为“{wanted}”）；请改回，或重新导出",
            name.zh
        ),
        format!(
            "{:?} is the record and may not be changed ({shown:?} here, {wanted:?} in the ledger); put it back, or export again",
            name.en
        ),
    ))
}

fn text(
    row: &Placed<'_>,
    key: Key,
    base: Option<&Issue>,
    issue: &Issue,
    today: Date,
) -> Result<Option<Edit>, Words> {
    if let Some(super::read::Value::Fault(fault)) = row.value(key) {
        return Err(Words::new(
            format!("公式没有结果或出错（{fault}）；请改成文字"),
            format!("a formula failed or has no result ({fault}); write words"),
        ));
    }
    let shown = match key {
        Key::Link => words::narrow(&row.shown(key)),
        _ => row.shown(key),
    };
    if shown.chars().count() > LONGEST {
        return Err(Words::new(
            format!("文字过长（超过{LONGEST}字）"),
            format!("longer than {LONGEST} characters"),
        ));
    }
    settle(key, shown, base, issue, today)
}

fn day(
    row: &Placed<'_>,
    key: Key,
    base: Option<&Issue>,
    issue: &Issue,
    today: Date,
) -> Result<Option<Edit>, Words> {
    let shown = match row.value(key) {
        Some(value) => words::day(value)?.to_string(),
        None => String::new(),
    };
    settle(key, shown, base, issue, today)
}

/// Tells whether a cell is an edit, and whether the ledger was changed otherwise meanwhile.
fn settle(
    key: Key,
    shown: String,
    base: Option<&Issue>,
    issue: &Issue,
    today: Date,
) -> Result<Option<Edit>, Words> {
    // Nearly every cell is as it was, letter for letter.
    if base.is_some_and(|base| super::columns::text(base, key, Lang::Zh, today) == shown) {
        return Ok(None);
    }
    let same = |issue: &Issue, text: &str| {
        told(issue, key, today)
            .iter()
            .any(|told| words::same(told) == words::same(text))
    };
    let is_edit = match base {
        Some(base) => !same(base, &shown),
        // A row that does not say when it was written can only add.
        None => !shown.is_empty(),
    };
    if !is_edit || same(issue, &shown) {
        return Ok(None);
    }
    let [before, _] = told(issue, key, today);
    let unchanged = match base {
        Some(base) => same(base, &before),
        None => before.is_empty(),
    };
    if !unchanged {
        return Err(match base {
            Some(_) => changed(&before, &shown),
            None => undated(&before, &shown),
        });
    }
    Ok(Some(Edit {
        key,
        before,
        after: shown,
    }))
}

fn state(
    row: &Placed<'_>,
    base: Option<&Issue>,
    issue: &Issue,
    today: Date,
) -> Result<Option<Edit>, Words> {
    let shown = row.shown(Key::State);
    let wanted = if shown.is_empty() {
        None
    } else {
        words::state(&shown)
    };
    let Some(wanted) = wanted else {
        let known: Vec<&str> = super::columns::states(Lang::Zh).to_vec();
        let (known, shown) = (known.join("、"), short(&shown));
        return Err(Words::new(
            format!("“{shown}”不是状态；可用：{known}"),
            format!("{shown:?} is no state; allowed: {}", codes()),
        ));
    };
    let stands =
        |issue: &Issue, state: State| issue.state == state || issue.standing(today) == state;
    let is_edit = base.map_or(wanted != State::Open, |base| !stands(base, wanted));
    if !is_edit || stands(issue, wanted) {
        return Ok(None);
    }
    let now = issue.standing(today);
    if base.is_some_and(|base| !stands(base, now)) {
        return Err(changed(now.label(Lang::Zh), &shown));
    }
    Ok(Some(Edit {
        key: Key::State,
        before: now.label(Lang::Zh).to_owned(),
        after: wanted.code().to_owned(),
    }))
}

fn codes() -> String {
    State::ALL.map(State::code).join(", ")
}

/// Says that a row does not tell which state of the ledger it was filled in on.
fn undated(now: &str, shown: &str) -> Words {
    let (now, shown) = (short(now), short(shown));
    Words::new(
        format!(
            "台账已有“{now}”，表中为“{shown}”；表中缺少“台账版本”一列，无法判断哪一个在后，请重新导出（不要删列）后再填"
        ),
        format!(
            "the ledger has {now:?} and the sheet {shown:?}; without the column Revision it cannot be told which is the later: export again, keep the column, and fill in"
        ),
    )
}

fn changed(now: &str, shown: &str) -> Words {
    let (now, shown) = (short(now), short(shown));
    Words::new(
        format!("导出之后台账已改为“{now}”，与表中“{shown}”矛盾；请重新导出后再填"),
        format!(
            "the ledger was changed to {now:?} after the export, which {shown:?} contradicts; export again and fill in"
        ),
    )
}
