//! The headings over the numbers of the table of requests, however a copy breaks them: over
//! several rows, without their spans, with a word of its own for one of them.

use std::ops::Range;

use super::grid::{Cell, Grid};
use super::report_cells::{Entry, code_of};
use crate::vocabulary::report::words;

/// Most rows that the headings take up.
const ROWS: usize = 6;
/// Longer text is a sentence that speaks of what a row is for.
const LABEL: usize = 60;
/// How many headings must be known for the others to be told by their place.
const ENOUGH: usize = 5;

/// Which number of a row is which.
#[derive(Debug)]
pub(super) enum Heads {
    /// The headings stand over their numbers, by column.
    Columns(Vec<(usize, &'static str)>),
    /// The headings are all there in the official order, over other columns than their numbers.
    Order,
}

/// A heading where it was found.
struct Head<'g> {
    code: &'static str,
    /// Its first cell.
    cell: &'g Cell,
    /// Whether all its cells are of one column.
    narrow: bool,
}

/// Finds the headings of the table of requests in a grid.
pub(super) fn heads_two(grid: &Grid) -> Option<Heads> {
    let first = (0..grid.height())
        .find(|&row| {
            // A row of one cell is running text.
            let mut cells = grid.row_cells(row);
            grid.row_cells(row).nth(1).is_some()
                && cells.any(|cell| names_request_row(cell.plain()))
        })
        .unwrap_or(grid.height());
    let rows = first.saturating_sub(ROWS)..first;
    let width = rows.clone().map(|row| grid.width(row)).max().unwrap_or(0);
    let found: Vec<Vec<Head<'_>>> = (0..width)
        .map(|column| heads_of(grid, rows.clone(), column))
        .collect();
    if found.iter().all(Vec::is_empty) {
        return None;
    }
    by_column(&found)
        .map(Heads::Columns)
        .or_else(|| in_order(grid, &found).then_some(Heads::Order))
        .or_else(|| by_place(grid, first, &found).map(Heads::Columns))
}

/// Tells whether `plain` text labels a row of the table of requests and no column.
pub(super) fn names_request_row(text: &str) -> bool {
    let table = &words().table_two;
    text.chars().count() <= LABEL
        && table.rows.iter().any(|row| row.fits(text))
        && code_of(&table.columns, text).is_none()
}

/// Returns the different cells of a column that hold words, from above, with their plain text.
pub(super) fn pieces(grid: &Grid, rows: Range<usize>, column: usize) -> Vec<(&Cell, &str)> {
    let mut out: Vec<(&Cell, &str)> = Vec::new();
    for cell in rows.filter_map(|row| grid.at(row, column)) {
        let text = cell.plain();
        let known = out
            .last()
            .is_some_and(|(last, _)| std::ptr::eq(*last, cell));
        if !text.is_empty() && !known {
            out.push((cell, text));
        }
    }
    out
}

/// Finds the headings in a column: cells that follow one another and together are one.
fn heads_of(grid: &Grid, rows: Range<usize>, column: usize) -> Vec<Head<'_>> {
    let above = pieces(grid, rows, column);
    let mut out: Vec<Head<'_>> = Vec::new();
    for start in 0..above.len() {
        let mut joined = String::new();
        for (at, (_, text)) in above.iter().enumerate().skip(start) {
            joined.push_str(text);
            if let Some(code) = code_of(&words().table_two.columns, &joined) {
                let cells = &above[start..=at];
                out.push(Head {
                    code,
                    cell: above[start].0,
                    narrow: cells.iter().all(|(cell, _)| cell.width == 1),
                });
            }
        }
    }
    // What spans columns may be the name of a group.
    if out.iter().any(|head| head.narrow) {
        out.retain(|head| head.narrow);
    }
    out
}

/// Returns the one heading of a column; `None` where it has none or several.
fn only<'h>(heads: &'h [Head<'_>]) -> Option<&'h Head<'h>> {
    let (last, others) = heads.split_last()?;
    others
        .iter()
        .all(|head| head.code == last.code)
        .then_some(last)
}

/// All seven headings, each over one column of its own.
fn by_column(found: &[Vec<Head<'_>>]) -> Option<Vec<(usize, &'static str)>> {
    let mut out: Vec<(usize, &'static str, &Cell)> = Vec::new();
    for (column, heads) in found.iter().enumerate().filter(|(_, h)| !h.is_empty()) {
        let head = only(heads)?;
        let same = |known: &&(usize, &'static str, &Cell)| known.1 == head.code;
        match out.iter().find(same) {
            // One cell over several columns: its number stands where it begins.
            Some((_, _, cell)) if std::ptr::eq(*cell, head.cell) => {}
            Some(_) => return None,
            None => out.push((column, head.code, head.cell)),
        }
    }
    (out.len() == words().table_two.columns.len())
        .then(|| out.into_iter().map(|(column, code, _)| (column, code)))
        .map(Iterator::collect)
}

/// Tells whether all seven headings are there in the official order, read as a person reads
/// them: 自然人, then the organisations in the row below, then the total.
fn in_order(grid: &Grid, found: &[Vec<Head<'_>>]) -> bool {
    // Of a heading that is there twice, the one next to the numbers.
    let place = |code: &str| {
        found
            .iter()
            .flatten()
            .filter(|head| head.code == code)
            .map(|head| (head.cell.row, head.cell.column))
            .max()
    };
    let official = &words().table_two.columns;
    let Some(places) = official
        .iter()
        .map(|column| place(&column.code))
        .collect::<Option<Vec<(usize, usize)>>>()
    else {
        return false;
    };
    let (Some((person, rest)), Some((total, _))) = (places.split_first(), places.split_last())
    else {
        return false;
    };
    let organisations = &rest[..rest.len() - 1];
    let between = grid
        .own_cells(total.0)
        .filter(|cell| cell.column > person.1 && !cell.text.is_empty());
    let upper: Vec<usize> = between.map(|cell| cell.column).collect();
    person.0 == total.0
        && upper.len() >= 2
        && upper.last() == Some(&total.1)
        && organisations.is_sorted_by(|one, next| one.1 < next.1)
        && organisations.iter().all(|head| head.0 >= person.0)
}

/// Most headings over the seven numbers, each at its official place: the others can only be
/// those that are missing, when the rows add up.
fn by_place(
    grid: &Grid,
    first: usize,
    found: &[Vec<Head<'_>>],
) -> Option<Vec<(usize, &'static str)>> {
    let official = &words().table_two.columns;
    let rows: Vec<Numbers> = (first..grid.height())
        .filter_map(|row| numbers_of(grid, row))
        .collect();
    let mut known = 0;
    let mut out = Vec::new();
    for (label, column) in official.iter().zip(&rows.first()?.columns) {
        let heads = found.get(*column).map_or(&[][..], Vec::as_slice);
        if !heads.is_empty() {
            (only(heads)?.code == label.code).then_some(())?;
            known += 1;
        }
        out.push((*column, label.code.as_str()));
    }
    let elsewhere = found.iter().filter(|heads| !heads.is_empty()).count() > known;
    // A sum of columns among them would be wrong in most rows, a slip is in few.
    let filled = rows.iter().filter(|row| row.filled).count();
    let right = rows.iter().filter(|row| row.filled && row.right).count();
    (known >= ENOUGH && !elsewhere && right * 3 >= filled * 2).then_some(out)
}

/// The seven numbers of a labelled row.
struct Numbers {
    columns: Vec<usize>,
    /// Whether one of them is not 0.
    filled: bool,
    /// Whether they add up to the last.
    right: bool,
}

fn numbers_of(grid: &Grid, row: usize) -> Option<Numbers> {
    let cells: Vec<&Cell> = grid.row_cells(row).collect();
    let label = cells
        .iter()
        .rposition(|cell| names_request_row(cell.plain()))?;
    let numbers = &cells[label + 1..];
    let entries: Vec<f64> = numbers
        .iter()
        .map(|cell| Entry::read(&cell.text).map(Entry::value))
        .collect::<Option<_>>()?;
    let (total, parts) = entries.split_last()?;
    (parts.len() == 6).then(|| Numbers {
        columns: numbers.iter().map(|cell| cell.column).collect(),
        filled: entries.iter().any(|value| *value != 0.0),
        right: (parts.iter().sum::<f64>() - total).abs() < 1e-6,
    })
}
