//! Finds the rows of the ledger on sheets, wherever heads and columns stand.

use std::collections::BTreeMap;

use super::super::columns::{self, COLUMNS, Key};
use super::super::read::{Row, Sheet, Unreadable, Value, cell_name};
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
/// that people fill in: they only show the record, often one issue on many rows.
///
/// # Errors
/// When no sheet has a head, or one has a column twice.
pub(super) fn rows(sheets: &[Sheet]) -> Result<Found<'_>, Unreadable> {
    let mut found = Found {
        rows: Vec::new(),
        heads: Vec::new(),
        notes: Vec::new(),
    };
    let mut shows_only = None;
    for sheet in sheets {
        let Some((at, head)) = head_of(sheet)? else {
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
