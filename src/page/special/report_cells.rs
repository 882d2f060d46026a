//! The cells of an annual report's three tables, found by their labels.
//!
//! Copies come out of word processors: split tables, numbers in cells of their own, headings
//! gone astray. A cell whose label is not plain is not read.

use std::collections::BTreeMap;

use super::grid::{Cell, Grid};
use super::report_heads::{Heads, heads_two, names_request_row};
use super::report_third::{Third, ThirdLayout};
use crate::vocabulary::fold;
use crate::vocabulary::report::{Label, words};

/// What stands in a data cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Entry {
    /// A number.
    Number(f64),
    /// A word or mark that means none.
    Nothing,
    /// Nothing at all.
    Blank,
}

impl Entry {
    /// Reads a cell; `None` when it holds something else.
    pub(super) fn read(text: &str) -> Option<Self> {
        let flat = fold(text);
        if flat.is_empty() {
            return Some(Self::Blank);
        }
        if words().nothing.iter().any(|word| fold(word) == flat) {
            return Some(Self::Nothing);
        }
        // Two numbers in two paragraphs are not one number.
        let mut parts = text
            .lines()
            .filter(|line| line.chars().any(|c| c.is_numeric()));
        if parts.next().is_some() && parts.next().is_some() {
            return None;
        }
        number(&flat).map(Self::Number)
    }

    pub(super) fn value(self) -> f64 {
        match self {
            Self::Number(value) => value,
            Self::Nothing | Self::Blank => 0.0,
        }
    }
}

/// Reads a folded number: thousands separators, a sign, a unit behind.
fn number(folded: &str) -> Option<f64> {
    let bare = folded
        .trim_end_matches("万元")
        .trim_end_matches(['件', '项', '宗', '个', '起', '元', '次', '条']);
    let (sign, digits) = match bare.strip_prefix(['-', '减']) {
        Some(rest) => (-1.0, rest),
        None => (1.0, bare.strip_prefix(['+', '增']).unwrap_or(bare)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let mut groups = whole.split([',', '、', '\'']);
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let right = !first.is_empty()
        && first.len() <= if rest.is_empty() { 15 } else { 3 }
        && rest.len() <= 5
        && rest.iter().all(|group| group.len() == 3)
        && !fraction.is_empty()
        && fraction.len() <= 15
        && first
            .chars()
            .chain(rest.iter().flat_map(|g| g.chars()))
            .chain(fraction.chars())
            .all(|c| c.is_ascii_digit());
    if !right {
        return None;
    }
    let text = format!("{first}{}.{fraction}", rest.concat());
    text.parse::<f64>().ok().map(|value| sign * value)
}

/// The cells read, and what was in the way.
#[derive(Debug, Default)]
pub(super) struct Cells {
    /// Values by name; blank totals are absent.
    pub(super) values: BTreeMap<String, f64>,
    /// Names of blank cells.
    pub(super) blank: Vec<String>,
    /// How many cells hold a mark for none instead of `0`.
    pub(super) marks: usize,
    /// Codes of rows seen of the first and the second table.
    pub(super) rows_one: Vec<&'static str>,
    pub(super) rows_two: Vec<&'static str>,
    /// How many rows of the first and of the second table were seen, read or not.
    seen_one: usize,
    seen_two: usize,
    /// Rows whose label was known and whose numbers were not.
    pub(super) rows_unread: Vec<String>,
    /// Tables that say two things.
    pub(super) contradictory: Vec<u8>,
    /// What came of the third table.
    pub(super) third: Third,
}

/// What of a table's layout carries over to its continuation.
#[derive(Default)]
pub(super) struct Layout {
    one: Vec<(usize, &'static str)>,
    /// The columns of the second table from left to right.
    two: Vec<&'static str>,
    /// True where headings and numbers of the second table stand in different columns.
    loose: bool,
    pub(super) third: ThirdLayout,
}

impl Cells {
    /// Reads one grid; `layout` carries the headings over from the grids before.
    pub(super) fn read(&mut self, grid: &Grid, layout: &mut Layout) {
        let two = match heads_two(grid) {
            Some(Heads::Columns(columns)) => {
                layout.loose = false;
                layout.two = columns.iter().map(|(_, code)| *code).collect();
                columns
            }
            Some(Heads::Order) => {
                let official = words().table_two.columns.iter();
                layout.loose = true;
                layout.two = official.map(|column| column.code.as_str()).collect();
                Vec::new()
            }
            None => Vec::new(),
        };
        for row in 0..grid.height() {
            let cells = grid.row_cells(row);
            let texts: Vec<(&Cell, &str)> = cells.map(|cell| (cell, cell.plain())).collect();
            read_heads_one(&texts, layout);
            self.read_row_two(grid, row, &texts, &two, layout);
            self.read_row_one(grid, row, &texts, layout);
        }
        self.read_three(grid, layout);
    }

    /// Tells whether rows of a table were seen, read or not.
    pub(super) fn has_seen(&self, table: u8) -> bool {
        match table {
            // A table of the body's own may have a word or two of them.
            1 => self.seen_one >= 3,
            2 => self.seen_two >= 4,
            _ => self.third != Third::NotSeen,
        }
    }

    fn read_row_two(
        &mut self,
        grid: &Grid,
        row: usize,
        texts: &[(&Cell, &str)],
        two: &[(usize, &'static str)],
        layout: &Layout,
    ) {
        let named = texts.len() > 1 && texts.iter().any(|(_, text)| names_request_row(text));
        self.seen_two += usize::from(named);
        if layout.two.is_empty() || texts.len() < 8 {
            return;
        }
        let own = two.len() == 7;
        let by_column = own.then(|| {
            let cells: Vec<&Cell> = two
                .iter()
                .filter_map(|(column, _)| grid.at(row, *column))
                .collect();
            let first = two.first().map_or(0, |(column, _)| *column);
            (cells, first)
        });
        let entries = |cells: &[&Cell]| -> Option<Vec<Entry>> {
            let different = cells
                .windows(2)
                .all(|pair| pair[0].column != pair[1].column);
            if cells.len() != 7 || !different {
                return None;
            }
            cells.iter().map(|cell| Entry::read(&cell.text)).collect()
        };
        let last: Vec<&Cell> = texts[texts.len() - 7..]
            .iter()
            .map(|(cell, _)| *cell)
            .collect();
        let at_columns = by_column.and_then(|(cells, first)| Some((entries(&cells)?, first)));
        let (found, first) = match at_columns {
            Some((found, first)) => (Some(found), first),
            None => (entries(&last), last.first().map_or(0, |cell| cell.column)),
        };
        // The last label that is more than a number names the row.
        let label = texts
            .iter()
            .take_while(|(cell, _)| cell.column < first)
            .filter(|(_, text)| {
                text.chars().any(|c| c.is_alphabetic())
                    && !crate::vocabulary::report::unnumbered(text).is_empty()
            })
            .last();
        let Some((label_cell, label)) = label.and_then(|(cell, text)| {
            let label = words().table_two.rows.iter().find(|r| r.fits(text))?;
            Some((*cell, label))
        }) else {
            return;
        };
        // A number between the label and the first column: the headings are shifted, and
        // what stands under them is another column's.
        let shifted = texts.iter().any(|(cell, text)| {
            cell.column > label_cell.column
                && cell.column < first
                && text.chars().any(|c| c.is_ascii_digit())
        });
        let code = label.code.as_str();
        // Without columns to go by, the numbers are those right behind the label.
        let apart = layout.loose
            && texts
                .iter()
                .any(|(cell, _)| cell.column > label_cell.column && cell.column < first);
        let Some(found) = found.filter(|_| !shifted && !apart) else {
            if !self.rows_two.contains(&code) {
                self.rows_unread.push(label.label.clone());
            }
            return;
        };
        let total_row = code == "R7";
        let named: Vec<(String, Entry, bool)> = words()
            .table_two
            .columns
            .iter()
            .filter_map(|column| {
                // Headings in another order than the official one are followed.
                let place = layout.two.iter().position(|code| *code == column.code)?;
                let entry = *found.get(place)?;
                Some((
                    format!("{code}.{}", column.code),
                    entry,
                    total_row || column.code == "TT",
                ))
            })
            .collect();
        self.keep(2, code, named);
    }

    fn read_row_one(&mut self, grid: &Grid, row: usize, texts: &[(&Cell, &str)], layout: &Layout) {
        if texts.len() < 2 {
            return;
        }
        let Some((at, label)) = texts.iter().enumerate().find_map(|(at, (_, text))| {
            let label = words().table_one.rows.iter().find(|r| r.fits(text))?;
            Some((at, label))
        }) else {
            return;
        };
        self.seen_one += 1;
        if layout.one.is_empty() {
            return;
        }
        let code = label.code.as_str();
        let heads = &layout.one;
        let after = &texts[at + 1..];
        let by_column: Vec<&Cell> = heads
            .iter()
            .filter_map(|(column, _)| grid.at(row, *column))
            .filter(|cell| cell.column > texts[at].0.column)
            .collect();
        let read = |cells: &[&Cell]| -> Option<Vec<Entry>> {
            let different = cells
                .windows(2)
                .all(|pair| pair[0].column != pair[1].column);
            if cells.len() != heads.len() || !different {
                return None;
            }
            cells.iter().map(|cell| Entry::read(&cell.text)).collect()
        };
        let rest: Vec<&Cell> = after.iter().map(|(cell, _)| *cell).collect();
        let Some(found) = read(&by_column).or_else(|| read(&rest)) else {
            if !self.rows_one.contains(&code) && !rest.is_empty() {
                self.rows_unread.push(label.label.clone());
            }
            return;
        };
        let named = heads
            .iter()
            .zip(found)
            .map(|((_, head), entry)| {
                // The one number of a row is named by the row alone.
                let name = match *head {
                    "decisions" | "fee" => code.to_owned(),
                    head => format!("{code}.{head}"),
                };
                (name, entry, false)
            })
            .collect();
        self.keep(1, code, named);
    }

    pub(super) fn keep(&mut self, table: u8, row: &'static str, named: Vec<(String, Entry, bool)>) {
        let rows = match table {
            1 => &mut self.rows_one,
            2 => &mut self.rows_two,
            _ => &mut Vec::new(),
        };
        // A row of the first table may come in parts; any other second copy must agree.
        let known = named
            .iter()
            .any(|(name, ..)| self.values.contains_key(name) || self.blank.contains(name));
        if known {
            let same = named.iter().all(|(name, entry, _)| {
                self.values
                    .get(name)
                    .is_none_or(|value| (value - entry.value()).abs() < 1e-6)
            });
            if !same && !self.contradictory.contains(&table) {
                self.contradictory.push(table);
            }
            return;
        }
        if !rows.contains(&row) {
            rows.push(row);
        }
        for (name, entry, total) in named {
            match entry {
                Entry::Blank => {
                    // A blank cell counts as 0, a blank total is no statement at all.
                    if !total {
                        self.values.insert(name.clone(), 0.0);
                    }
                    self.blank.push(name);
                }
                entry => {
                    self.marks += usize::from(entry == Entry::Nothing);
                    self.values.insert(name, entry.value());
                }
            }
        }
    }
}

/// Keeps the headings of the first table that stand in a row.
fn read_heads_one(texts: &[(&Cell, &str)], layout: &mut Layout) {
    let heads: Vec<(usize, &'static str)> = texts
        .iter()
        .filter_map(|(cell, text)| {
            let label = words().table_one.columns.iter().find(|c| c.fits(text))?;
            // A sentence that mentions a heading is none.
            (text.chars().count() <= 20).then_some((cell.column, label.code.as_str()))
        })
        .collect();
    if !heads.is_empty() {
        layout.one = heads;
    }
}

/// Returns the code of the label that `text` is.
pub(super) fn code_of(labels: &'static [Label], text: &str) -> Option<&'static str> {
    labels
        .iter()
        .find(|label| label.fits(text))
        .map(|label| label.code.as_str())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::Entry;

    #[test]
    fn cells_are_read_as_a_person_does() {
        let check = |text: &str, expected: Option<Entry>| {
            assert_eq!(Entry::read(text), expected, "{text:?}");
        };
        check(" 1,234 ", Some(Entry::Number(1234.0)));
        check("１２３", Some(Entry::Number(123.0)));
        check("1 2", Some(Entry::Number(12.0)));
        check("18651.06", Some(Entry::Number(18651.06)));
        check("5,949.088667万元", Some(Entry::Number(5_949.088_667)));
        check("-3", Some(Entry::Number(-3.0)));
        check("12件", Some(Entry::Number(12.0)));
        check("0件", Some(Entry::Number(0.0)));
        check("/", Some(Entry::Nothing));
        check("——", Some(Entry::Nothing));
        check("无", Some(Entry::Nothing));
        check("\u{a0}", Some(Entry::Blank));
        check("3\n4", None);
        check("12,34", None);
        check("见附件", None);
    }
}
