//! The annual report's table of reviews and suits: one row of fifteen numbers under headings
//! of three levels.

use super::grid::{Cell, Grid};
use super::report_cells::{Cells, Entry, Layout, code_of};
use super::report_heads::pieces;
use crate::vocabulary::report::words;

/// The headings of each block in the official order.
const CODES: [&str; 5] = ["keep", "fix", "oth", "pend", "tot"];
/// The blocks in the official order.
const BLOCKS: [&str; 3] = ["V", "L1", "L2"];
/// Most rows that one heading is broken over, beside its last.
const BROKEN: usize = 3;

/// Block and heading of a column.
type Head = (&'static str, &'static str);

/// What came of the table of reviews and suits.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Third {
    /// Nothing like it is there.
    #[default]
    NotSeen,
    /// There, but the totals are not last or the headings do not fit the numbers.
    Disordered,
    /// The headings are in order; which row holds the numbers is not plain.
    NoNumbers,
    /// Read.
    Read,
}

/// What of the table carries over to the grids behind its headings.
#[derive(Default)]
pub(super) struct ThirdLayout {
    /// The headings by column.
    heads: Vec<Option<Head>>,
    /// True where the headings are known by their order alone: their columns are not those of
    /// the numbers.
    by_order: bool,
    /// A row of fifteen blank cells, taken for the numbers where none follow.
    blank: Option<Vec<(String, Entry, bool)>>,
}

impl Cells {
    pub(super) fn read_three(&mut self, grid: &Grid, layout: &mut Layout) {
        let third = &mut layout.third;
        let mut from = self.third_heads(grid, third);
        if from == 0
            && self.third != Third::Read
            && let Some(row) = heads_in_order(grid)
        {
            from = row + 1;
            third.heads = official().map(Some).collect();
            third.by_order = true;
        }
        if third.heads.is_empty() || self.third == Third::Read {
            return;
        }
        let columns: Vec<(usize, Head)> = third
            .heads
            .iter()
            .enumerate()
            .filter_map(|(column, head)| head.map(|head| (column, head)))
            .collect();
        // Each block has its five different headings together, the total last.
        let orderly = columns.chunks(5).all(|block| {
            let mut codes: Vec<&str> = block.iter().map(|(_, (_, code))| *code).collect();
            let last = codes.last() == Some(&"tot");
            codes.sort_unstable();
            codes.dedup();
            codes.len() == 5 && last && block.iter().all(|(_, (name, _))| *name == block[0].1.0)
        });
        if !orderly {
            self.third = Third::Disordered;
            return;
        }
        self.third = Third::NoNumbers;
        let places: &[(usize, Head)] = if third.by_order { &[] } else { &columns };
        let rows: Vec<Vec<Entry>> = (from..grid.height())
            .filter_map(|row| fifteen(grid, row, places))
            .collect();
        let named = |row: &[Entry]| -> Vec<(String, Entry, bool)> {
            let entries = columns.iter().zip(row);
            entries
                .map(|((_, (block, code)), entry)| {
                    (format!("{block}.{code}"), *entry, *code == "tot")
                })
                .collect()
        };
        let (blank, filled): (Vec<_>, Vec<_>) = rows
            .iter()
            .partition(|row| row.iter().all(|entry| *entry == Entry::Blank));
        match (filled.as_slice(), blank.first()) {
            ([row], _) => {
                self.third = Third::Read;
                self.keep(3, "V", named(row));
            }
            // The numbers may stand in the next table.
            ([], Some(row)) if third.blank.is_none() => third.blank = Some(named(row)),
            _ => {}
        }
    }

    /// Finds the headings by column; returns the row behind them, 0 where there are none.
    fn third_heads(&mut self, grid: &Grid, third: &mut ThirdLayout) -> usize {
        let mut from = 0;
        for row in 0..grid.height() {
            // Numbers have the headings above them too.
            if !names_columns(grid, row) {
                continue;
            }
            let heads: Vec<Option<Head>> = (0..grid.width(row))
                .map(|column| head_of(grid, row, column))
                .collect();
            if heads.iter().flatten().count() == 15 {
                third.heads = heads;
                third.by_order = false;
                from = row + 1;
            } else if heads.iter().flatten().any(|(_, code)| *code == "keep")
                && self.third == Third::NotSeen
            {
                self.third = Third::Disordered;
            }
        }
        from
    }

    /// Takes a form that nobody filled in for what it is, once all grids are read.
    pub(super) fn close_three(&mut self, layout: Layout) {
        if let Some(blank) = layout
            .third
            .blank
            .filter(|_| self.third == Third::NoNumbers)
        {
            self.third = Third::Read;
            self.keep(3, "V", blank);
        }
    }

    /// Reads a row of fifteen numbers that has lost its headings, in the official order; kept
    /// only when it adds up, for then the order can be believed.
    pub(super) fn read_bare_three(&mut self, grid: &Grid) {
        for row in 0..grid.height() {
            let Some(entries) = fifteen(grid, row, &[]) else {
                continue;
            };
            let sums = entries.chunks(5).all(|block| {
                let sum: f64 = block[..4].iter().map(|entry| entry.value()).sum();
                matches!(block[4], Entry::Number(_) | Entry::Nothing)
                    && (sum - block[4].value()).abs() < 1e-6
            });
            if !sums {
                continue;
            }
            let named = official()
                .zip(entries)
                .map(|((block, code), entry)| (format!("{block}.{code}"), entry, false))
                .collect();
            self.third = Third::Read;
            self.keep(3, "V", named);
            return;
        }
    }
}

/// The fifteen headings in the official order.
fn official() -> impl Iterator<Item = Head> {
    BLOCKS
        .into_iter()
        .flat_map(|block| CODES.into_iter().map(move |code| (block, code)))
}

/// Finds the heading of a column as it stands at a row: in its cell there, broken over the
/// cells above it, or in the one above where the cell is only a blank piece.
fn head_of(grid: &Grid, row: usize, column: usize) -> Option<Head> {
    let vocabulary = &words().table_three;
    let above = pieces(grid, row.saturating_sub(BROKEN)..row + 1, column);
    let mut joined = String::new();
    let code = above.iter().rev().find_map(|(_, text)| {
        joined.insert_str(0, text);
        code_of(&vocabulary.columns, &joined)
    })?;
    // The nearest heading above that names a block.
    let block = (0..row)
        .rev()
        .find_map(|above| code_of(&vocabulary.blocks, grid.at(above, column)?.plain()))?;
    Some((block, code))
}

/// Tells whether a row has a heading of its own.
fn names_columns(grid: &Grid, row: usize) -> bool {
    grid.own_cells(row)
        .filter(|cell| {
            // Longer texts and bare numbers need no look at what stands above them.
            let text = cell.plain();
            text.chars().count() <= 8 && text.chars().any(|c| !c.is_ascii_digit())
        })
        .any(|cell| head_of(grid, row, cell.column).is_some())
}

/// Tells whether the headings stand in the official order when the cells are read one after
/// another, as they do where the copy lost its spans; returns the last row of them.
fn heads_in_order(grid: &Grid) -> Option<usize> {
    let vocabulary = &words().table_three;
    let mut seen: Vec<&str> = Vec::new();
    for row in 0..grid.height() {
        for cell in grid.own_cells(row).filter(|cell| !cell.text.is_empty()) {
            let text = cell.plain();
            let code =
                code_of(&vocabulary.columns, text).or_else(|| code_of(&vocabulary.blocks, text));
            match code {
                Some("V") => seen = vec!["V"],
                // The name of the suits, which is that of no block.
                None if seen.len() == 1 => {}
                Some(code) if !seen.is_empty() => seen.push(code),
                _ => seen.clear(),
            }
        }
        let named = [&["V"], &CODES[..], &["L1", "L2"], &CODES, &CODES].concat();
        if seen == named {
            return Some(row);
        }
    }
    None
}

/// Reads a row under fifteen headings, by column or, when the row has lost its place, as its
/// only fifteen cells.
fn fifteen(grid: &Grid, row: usize, columns: &[(usize, Head)]) -> Option<Vec<Entry>> {
    let read = |cells: Vec<&Cell>| -> Option<Vec<Entry>> {
        let different = cells
            .windows(2)
            .all(|pair| pair[0].column != pair[1].column);
        (cells.len() == 15 && different)
            .then(|| cells.iter().map(|cell| Entry::read(&cell.text)).collect())?
    };
    read(
        columns
            .iter()
            .filter_map(|(column, _)| grid.at(row, *column))
            .collect(),
    )
    .or_else(|| read(grid.row_cells(row).collect()))
}
