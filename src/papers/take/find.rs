//! Finds the rows of the ledger on sheets, wherever heads and columns stand.

use std::collections::BTreeMap;

use super::super::columns::{self, COLUMNS, Column, Key, Role};
use super::super::read::{Row, Sheet, Unreadable, Value, cell_name};
use super::super::words;
use crate::ledger::Issue;
use crate::model::Words;
use crate::report::clean;

/// How far down a sheet the head may stand.
const DEEPEST: usize = 50;

/// The rows of a file.
pub(super) struct Found<'f> {
    pub(super) rows: Vec<FoundRow<'f>>,
    /// The columns of each sheet, by the number of the sheet.
    heads: Vec<BTreeMap<Key, u32>>,
    pub(super) notes: Vec<Words>,
    /// Sheets of the ledger whose rows nobody can tell apart: name, and why.
    pub(super) lost: Vec<(&'f str, Words)>,
}

/// A row of the ledger.
pub(super) struct FoundRow<'f> {
    pub(super) sheet: &'f Sheet,
    pub(super) row: &'f Row,
    head: usize,
}

impl Found<'_> {
    /// Returns the number of a column on the row's sheet.
    pub(super) fn column(&self, row: &FoundRow<'_>, key: Key) -> Option<u32> {
        self.heads.get(row.head)?.get(&key).copied()
    }
}

/// Finds the rows; sheets without a head are left out, and so are those with nothing in them
/// that people fill in: they only show the record, often one issue on many rows. Those that
/// were plainly the ledger's are named, so that what was filled in is not lost unseen.
///
/// # Errors
/// When no sheet has a head, or one has a column twice.
pub(super) fn rows<'f>(
    sheets: &'f [Sheet],
    known: &BTreeMap<&str, &Issue>,
) -> Result<Found<'f>, Unreadable> {
    let mut found = Found {
        rows: Vec::new(),
        heads: Vec::new(),
        notes: Vec::new(),
        lost: Vec::new(),
    };
    let mut shows_only = None;
    for sheet in sheets {
        let Some((at, head)) = head_of(sheet)? else {
            found
                .lost
                .extend(lost(sheet, known).map(|why| (sheet.name.as_str(), why)));
            continue;
        };
        if !is_to_fill_in(&head) {
            shows_only = shows_only.or(Some(sheet));
            continue;
        }
        note_strangers(sheet, at, &mut found.notes);
        let number = found.heads.len();
        for row in sheet.rows.iter().skip(at + 1) {
            if is_of_ledger(row, &head) {
                found.rows.push(FoundRow {
                    sheet,
                    row,
                    head: number,
                });
            }
        }
        found.heads.push(head);
    }
    if let (true, Some(sheet)) = (found.heads.is_empty(), shows_only) {
        let name = &sheet.name;
        return Err(Unreadable(Words::new(
            format!(
                "“{name}”有“问题编号”，但没有可填写的列（如“整改措施”“整改情况”“状态”）；请导入由 gongkai ledger export 导出的表"
            ),
            format!(
                "{name:?} has a column “Fingerprint”, but none to fill in (“Measures”, “What was done”, “State” …); give a sheet that gongkai ledger export wrote"
            ),
        )));
    }
    if let (true, Some((name, why))) = (found.heads.is_empty(), found.lost.first()) {
        return Err(Unreadable(Words::new(
            format!("{name}：{}", why.zh),
            format!("{name}: {}", why.en),
        )));
    }
    if found.heads.is_empty() {
        return Err(Unreadable(Words::new(
            "没有找到整改台账的表头（须有“问题编号”一列）；请导入由 gongkai ledger export 导出的表",
            "no head of a ledger was found (a column “Fingerprint” is needed); give a sheet that gongkai ledger export wrote",
        )));
    }
    Ok(found)
}

type Head = (usize, BTreeMap<Key, u32>);

/// Returns the number of the row with the head, and the columns.
fn head_of(sheet: &Sheet) -> Result<Option<Head>, Unreadable> {
    for (at, row) in sheet.rows.iter().take(DEEPEST).enumerate() {
        let mut head = BTreeMap::new();
        for (column, value) in &row.cells {
            let Value::Text(text) = value else { continue };
            let Some(known) = columns::by_head(text) else {
                continue;
            };
            if let Some(before) = head.insert(known.key, *column) {
                let (one, two) = (
                    cell_name(row.number, before),
                    cell_name(row.number, *column),
                );
                let name = clean::short(text, 20);
                return Err(Unreadable(Words::new(
                    format!(
                        "{}!{two}：“{name}”一列与 {one} 重复；请删去或改名其中一列",
                        sheet.name
                    ),
                    format!(
                        "{}!{two}: column {name:?} is there twice (also {one}); delete or rename one",
                        sheet.name
                    ),
                )));
            }
        }
        if head.contains_key(&Key::Id) && head.len() > 1 {
            return Ok(Some((at, head)));
        }
    }
    Ok(None)
}

/// Says what is missing on a sheet that was plainly a ledger's: the column with the numbers of
/// the issues, or the whole head. `None` for any other table.
fn lost(sheet: &Sheet, known: &BTreeMap<&str, &Issue>) -> Option<Words> {
    let mut has_other_head = false;
    for (at, row) in sheet.rows.iter().take(DEEPEST).enumerate() {
        let head = named(row);
        if !is_of_ledger_without_numbers(&head) {
            has_other_head |= head.len() > 2;
            continue;
        }
        let below = sheet.rows.iter().skip(at + 1);
        let rows = below
            .filter(|row| is_of_ledger(row, &head) && named(row).len() < 2)
            .count();
        return (rows > 0).then(|| {
            Words::new(
                format!(
                    "没有“问题编号”一列，{rows} 行未导入；请把这一列连同编号从导出的表中补回，或重新导出后再填"
                ),
                format!(
                    "there is no column “Fingerprint”, {rows} rows were not taken; put the column back with the numbers of the exported sheet, or export again and fill in"
                ),
            )
        });
    }
    if has_other_head {
        return None;
    }
    let is_issue = |row: &&Row| {
        let cells = || row.cells.iter().map(|(_, value)| value.text());
        let issue = cells().find_map(|text| known.get(words::same(&text).as_str()).copied());
        issue.is_some_and(|issue| {
            cells().any(|text| words::same(&text) == issue.finding.rule)
                && cells().any(|text| words::state(&text).is_some())
        })
    };
    let rows = sheet.rows.iter().filter(is_issue).count();
    (rows > 0).then(|| {
        Words::new(
            format!(
                "没有表头（列名的一行），{rows} 行未导入；请把导出的表中列名的一行补回，或重新导出后再填"
            ),
            format!(
                "the head (the row with the names of the columns) is missing, {rows} rows were not taken; put it back as in the exported sheet, or export again and fill in"
            ),
        )
    })
}

/// Returns the columns that the cells of a row name.
fn named(row: &Row) -> BTreeMap<Key, u32> {
    row.cells
        .iter()
        .filter_map(|(column, value)| match value {
            Value::Text(text) => Some((columns::by_head(text)?.key, *column)),
            _ => None,
        })
        .collect()
}

/// Tells whether a head is that of a ledger but for the numbers of the issues: findings on one
/// side, what people do about them on the other. Lists of offices or counts have not both.
fn is_of_ledger_without_numbers(head: &BTreeMap<Key, u32>) -> bool {
    let of = |is: fn(&Column) -> bool| {
        let columns = COLUMNS.iter().filter(|column| is(column));
        columns
            .filter(|column| head.contains_key(&column.key))
            .count()
    };
    let told = of(|column| column.role == Role::Told);
    let is_finding = head.contains_key(&Key::Message) || head.contains_key(&Key::Page);
    of(|column| column.role.of_people()) > 2 && (is_finding || told > 1)
}

/// Tells whether a head has a column that people fill in.
fn is_to_fill_in(head: &BTreeMap<Key, u32>) -> bool {
    COLUMNS
        .iter()
        .any(|column| column.role.of_people() && head.contains_key(&column.key))
}

/// Notes columns that the ledger does not have: they are left out.
fn note_strangers(sheet: &Sheet, at: usize, notes: &mut Vec<Words>) {
    let Some(row) = sheet.rows.get(at) else {
        return;
    };
    let strange: Vec<String> = row
        .cells
        .iter()
        .map(|(_, value)| value.text())
        .filter(|text| columns::by_head(text).is_none())
        .map(|text| format!("“{}”", clean::short(&text, 20)))
        .collect();
    if !strange.is_empty() {
        let (name, all) = (&sheet.name, strange.join("、"));
        notes.push(Words::new(
            format!("{name}：台账没有 {all} 列，未导入"),
            format!("{name}: the ledger has no column {all}; left out"),
        ));
    }
}

/// Tells whether a row below the head is one of the ledger: with a number, or filled in as if
/// it had one. Heads that stand again, titles and lines to sign on are not.
fn is_of_ledger(row: &Row, head: &BTreeMap<Key, u32>) -> bool {
    let filled = |key: Key| head.get(&key).and_then(|column| row.get(*column));
    if let Some(id) = filled(Key::Id) {
        return columns::by_head(&id.text()).is_none_or(|column| column.key != Key::Id);
    }
    let known = COLUMNS
        .iter()
        .filter(|column| column.key != Key::Number && filled(column.key).is_some());
    known.count() > 1
}
