//! HTML tables as rectangular grids, row and column spans expanded.
//!
//! Real tables come from word processors: text in several paragraphs, runs of no-break
//! spaces, merged headings of two or three levels. Spans may be absurd (65535) and are capped.

use std::cell::OnceCell;

use super::flow::{TextSink, breaks_line, id_at, is_aside};
use crate::page::dom::{Data, Dom, Id};
use crate::vocabulary::report::plain;

/// Most columns of a grid; further ones are cut.
const MOST_COLUMNS: usize = 128;
/// Most rows of a grid; further ones are cut.
const MOST_ROWS: usize = 20_000;
/// Most slots (rows times columns) of a grid.
const MOST_SLOTS: usize = 400_000;

/// A cell as the page has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Its text: white space folded, lines of several paragraphs divided by `\n`.
    pub text: String,
    /// First row that it covers.
    pub row: usize,
    /// First column that it covers.
    pub column: usize,
    /// Number of columns that it covers, after capping.
    pub width: usize,
    /// Whether it is a `th`.
    pub heading: bool,
    /// Its text as [`plain`] has it, once asked for: headings are held against what stands above
    /// them, cell by cell.
    plain: OnceCell<String>,
}

impl Cell {
    /// Returns the letters and digits of its text alone, folded (see [`plain`]).
    pub fn plain(&self) -> &str {
        self.plain.get_or_init(|| plain(&self.text))
    }

    /// Returns the text on one line.
    pub fn flat_text(&self) -> String {
        self.text.replace('\n', "")
    }
}

/// A table expanded to slots: each slot names the cell that covers it.
#[derive(Debug, Default)]
pub struct Grid {
    cells: Vec<Cell>,
    rows: Vec<Vec<Option<u32>>>,
}

struct Span {
    cell: u32,
    rows_left: usize,
}

impl Grid {
    /// Reads a table; rows of tables inside it are not its rows.
    pub fn read(dom: &Dom<'_>, table: Id) -> Self {
        let mut grid = Self::default();
        let mut slots = 0_usize;
        // Row spans end with the row group, as in the HTML standard.
        for group in groups(dom, table) {
            let mut spans: Vec<Option<Span>> = Vec::new();
            let height = group.len();
            for (at, row) in group.into_iter().enumerate() {
                if grid.rows.len() >= MOST_ROWS || slots >= MOST_SLOTS {
                    return grid;
                }
                grid.read_row(dom, row, height - at, &mut spans);
                slots += grid.rows.last().map_or(0, Vec::len);
            }
        }
        grid
    }

    fn read_row(
        &mut self,
        dom: &Dom<'_>,
        row: Id,
        rows_to_end: usize,
        spans: &mut Vec<Option<Span>>,
    ) {
        let at = self.rows.len();
        let mut slots: Vec<Option<u32>> = Vec::with_capacity(spans.len());
        let fill = |slots: &mut Vec<Option<u32>>, spans: &mut Vec<Option<Span>>| {
            while let Some(Some(span)) = spans.get_mut(slots.len()) {
                let column = slots.len();
                slots.push(Some(span.cell));
                span.rows_left -= 1;
                if span.rows_left == 0 {
                    spans[column] = None;
                }
            }
        };
        for child in dom.elements(row) {
            let name = dom.tag(child);
            if !matches!(name, "td" | "th") || !dom.is_visible(child) {
                continue;
            }
            fill(&mut slots, spans);
            if slots.len() >= MOST_COLUMNS {
                break;
            }
            let width = span_of(dom, child, "colspan")
                .clamp(1, MOST_COLUMNS)
                .min(MOST_COLUMNS - slots.len());
            // A row span of 0 means to the end of the group.
            let height = match span_of(dom, child, "rowspan") {
                0 => rows_to_end,
                asked => asked.min(rows_to_end),
            };
            let id = u32::try_from(self.cells.len()).unwrap_or(u32::MAX);
            self.cells.push(Cell {
                text: cell_text(dom, child),
                row: at,
                column: slots.len(),
                width,
                heading: name == "th",
                plain: OnceCell::new(),
            });
            for _ in 0..width {
                // A cell that spans rows may lie in the way: the two would overlap, and the
                // earlier one keeps its slot.
                fill(&mut slots, spans);
                if slots.len() >= MOST_COLUMNS {
                    break;
                }
                if height > 1 {
                    let column = slots.len();
                    if spans.len() <= column {
                        spans.resize_with(column + 1, || None);
                    }
                    spans[column] = Some(Span {
                        cell: id,
                        rows_left: height - 1,
                    });
                }
                slots.push(Some(id));
            }
        }
        // What spans from above beyond the row's own last cell, with gaps.
        while slots.len() < spans.len() {
            fill(&mut slots, spans);
            if slots.len() < spans.len() {
                slots.push(None);
            }
        }
        while slots.last() == Some(&None) {
            slots.pop();
        }
        self.rows.push(slots);
    }

    /// Returns the number of rows.
    pub fn height(&self) -> usize {
        self.rows.len()
    }

    /// Returns the number of cells, spans counted once.
    pub fn cell_count(&self) -> usize {
        self.cells.len()
    }

    /// Returns the number of slots of a row.
    pub fn width(&self, row: usize) -> usize {
        self.rows.get(row).map_or(0, Vec::len)
    }

    /// Returns the cell that covers a slot.
    pub fn at(&self, row: usize, column: usize) -> Option<&Cell> {
        let id = (*self.rows.get(row)?.get(column)?)?;
        self.cells.get(id as usize)
    }

    /// Returns the different cells that a row touches, left to right, those spanning from
    /// above included.
    pub fn row_cells(&self, row: usize) -> impl Iterator<Item = &Cell> {
        let slots = self.rows.get(row).map_or(&[][..], Vec::as_slice);
        let mut last = None;
        slots.iter().filter_map(move |slot| {
            let id = (*slot)?;
            if last == Some(id) {
                return None;
            }
            last = Some(id);
            self.cells.get(id as usize)
        })
    }

    /// Returns the cells that begin in a row.
    pub fn own_cells(&self, row: usize) -> impl Iterator<Item = &Cell> {
        self.row_cells(row).filter(move |cell| cell.row == row)
    }
}

/// Reads a span attribute; what is no number counts as 1.
fn span_of(dom: &Dom<'_>, cell: Id, name: &str) -> usize {
    let Some(text) = dom.attr(cell, name) else {
        return 1;
    };
    let digits: String = text
        .trim()
        .chars()
        .take_while(char::is_ascii_digit)
        .take(6)
        .collect();
    digits.parse().unwrap_or(1)
}

/// Finds a table's own rows by group, hidden rows left out.
fn groups(dom: &Dom<'_>, table: Id) -> Vec<Vec<Id>> {
    let is_row = |&row: &Id| dom.tag(row) == "tr" && dom.is_visible(row);
    let mut out: Vec<Vec<Id>> = Vec::new();
    let mut loose: Vec<Id> = Vec::new();
    for child in dom.elements(table) {
        match dom.tag(child) {
            "tr" if is_row(&child) => loose.push(child),
            "thead" | "tbody" | "tfoot" => {
                if !loose.is_empty() {
                    out.push(std::mem::take(&mut loose));
                }
                out.push(dom.elements(child).filter(is_row).collect());
            }
            _ => {}
        }
    }
    if !loose.is_empty() {
        out.push(loose);
    }
    out
}

/// Reads a cell's visible text without tables inside it.
fn cell_text(dom: &Dom<'_>, cell: Id) -> String {
    let mut sink = TextSink::default();
    let range = dom.range(cell);
    let mut open: Vec<usize> = Vec::new();
    let mut at = range.start + 1;
    while at < range.end {
        while open.last().is_some_and(|&end| end <= at) {
            open.pop();
            sink.end_line();
        }
        let id = id_at(at);
        at += 1;
        if !dom.is_visible(id) {
            at = dom.after(id).at();
            continue;
        }
        match dom.node(id).data {
            Data::Text(text) => sink.push(text),
            Data::Element(element) => {
                let tag = element.name();
                if tag == "table" || is_aside(tag) {
                    at = dom.after(id).at();
                } else if breaks_line(tag) {
                    sink.end_line();
                    open.push(dom.after(id).at());
                }
            }
            Data::Document => {}
        }
    }
    sink.take()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use bumpalo::Bump;
    use proptest::prelude::*;
    use scraper::Html;

    use super::{Grid, MOST_COLUMNS};
    use crate::page::dom::{Dom, Id};

    fn grid(text: &str) -> Grid {
        let html = Html::parse_fragment(text);
        let arena = Bump::new();
        let dom = Dom::new(&arena, &html);
        let table = dom.find(Id::ROOT, &["table"]).next().unwrap();
        Grid::read(&dom, table)
    }

    fn shown(grid: &Grid) -> Vec<Vec<String>> {
        (0..grid.height())
            .map(|row| {
                (0..grid.width(row))
                    .map(|column| {
                        grid.at(row, column)
                            .map_or("~".to_owned(), |c| c.text.clone())
                    })
                    .collect()
            })
            .collect()
    }

    #[test]
    fn spans_are_expanded() {
        let grid = grid(
            "<table><tr><td rowspan=2 colspan=2>a</td><td>b</td></tr><tr><td>c</td></tr><tr><td>d</td><td>e</td><td>f</td></tr></table>",
        );
        assert_eq!(
            shown(&grid),
            [["a", "a", "b"], ["a", "a", "c"], ["d", "e", "f"]]
        );
        assert_eq!(grid.row_cells(1).count(), 2);
        assert_eq!(grid.own_cells(1).count(), 1);
    }

    #[test]
    fn paragraphs_and_no_break_spaces_fold() {
        let grid = grid(
            "<table><tr><td><p>社会</p><p>公益\n&nbsp; &nbsp;</p><p>组织</p></td><td>1<script>9</script></td></tr></table>",
        );
        assert_eq!(grid.at(0, 0).unwrap().flat_text(), "社会公益组织");
        assert_eq!(grid.at(0, 1).unwrap().text, "1");
    }

    #[test]
    fn absurd_spans_are_capped() {
        let row = "<tr><td colspan=65535 rowspan=65535>x</td><td colspan=9999999999>y</td></tr>";
        let grid = grid(&format!("<table>{}</table>", row.repeat(300)));
        assert!(grid.height() <= 300);
        assert!((0..grid.height()).all(|row| grid.width(row) <= MOST_COLUMNS));
    }

    #[test]
    fn inner_tables_are_not_part_of_it() {
        let grid =
            grid("<table><tr><td>a<table><tr><td>b</td></tr></table></td><td>c</td></tr></table>");
        assert_eq!(shown(&grid), [["a", "c"]]);
    }

    proptest! {
        #[test]
        fn any_spans_give_a_bounded_grid(cells in prop::collection::vec((0..12_usize, 0..70_000_u32, 0..70_000_u32), 0..60)) {
            let mut text = "<table><tr>".to_owned();
            for (kind, rows, columns) in cells {
                if kind == 0 { text.push_str("</tr><tr>"); }
                text.push_str(&format!("<td rowspan={rows} colspan={columns}>{kind}</td>"));
            }
            let grid = grid(&(text + "</tr></table>"));
            for row in 0..grid.height() {
                prop_assert!(grid.width(row) <= MOST_COLUMNS);
            }
        }
    }
}
