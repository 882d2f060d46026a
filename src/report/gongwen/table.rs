//! Tables of documents.

use super::{Look, Numbers, Paragraph, Run, Table, TableCell, TableRow, VAlignType, WidthType};
use docx_rs::{
    FieldCharType, InstrText, Shading, TableAlignmentType, TableBorder, TableBorderPosition,
    TableBorders, TableCellMargins, TableLayoutType,
};

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column<'t> {
    /// The words above it.
    pub(crate) head: &'t str,
    /// Its share of the width: any unit, the same for all columns.
    pub(crate) share: usize,
}

/// What stands in a cell.
#[derive(Debug, Clone)]
pub(crate) enum Cell {
    /// Text that begins at the left; each line is a paragraph.
    Text(String),
    /// Text in the middle.
    Centred(String),
    /// Small text at the left: fingerprints, addresses.
    Small(String),
    /// Text with a small address under it that opens when clicked.
    Linked {
        /// The text.
        text: String,
        /// The address.
        url: String,
    },
}

/// A row whose text is longer than this may be broken over pages.
const LONG: usize = 400;

/// The height that marks the rows of a head until the file is packed: see `package`.
pub(super) const HEAD_MARK: &str = "<w:trHeight w:val=\"1\" w:hRule=\"atLeast\" />";

/// Makes a table with a head.
pub(super) fn listed(
    columns: &[Column<'_>],
    rows: Vec<Vec<Cell>>,
    width: usize,
    numbers: &mut Numbers,
) -> Table {
    let all: usize = columns.iter().map(|column| column.share).sum();
    let widths: Vec<usize> = columns
        .iter()
        .map(|column| column.share * width / all.max(1))
        .collect();
    let heads = columns.iter().zip(&widths).map(|(column, width)| {
        boxed(*width)
            .shading(Shading::new().fill("EDEDED"))
            .vertical_align(VAlignType::Center)
            .add_paragraph(numbers.paragraph(Look::CellHead, column.head))
    });
    let mut all = vec![TableRow::new(heads.collect()).cant_split().row_height(1.0)];
    for row in rows {
        let long = row.iter().any(|cell| cell.len() > LONG);
        let cells = row
            .into_iter()
            .zip(&widths)
            .map(|(cell, width)| filled(cell, *width, numbers));
        let row = TableRow::new(cells.collect());
        all.push(if long { row } else { row.cant_split() });
    }
    framed(Table::new(all).set_grid(widths), width)
}

/// Makes a form of labels and texts.
pub(super) fn form(rows: &[(String, String, usize)], width: usize, numbers: &mut Numbers) -> Table {
    let label = width / 5;
    let widths = vec![label, width - label];
    let last = rows.len().saturating_sub(1);
    let all = rows.iter().enumerate().map(|(at, (name, text, lines))| {
        // Boxes to sign in stand on one page.
        let together = at < last;
        let mut value = boxed(width - label).vertical_align(if *lines > 1 {
            VAlignType::Bottom
        } else {
            VAlignType::Center
        });
        for line in text.split('\n') {
            value = value.add_paragraph(numbers.paragraph(Look::Cell, line).keep_next(together));
        }
        let name = boxed(label)
            .vertical_align(VAlignType::Center)
            .add_paragraph(numbers.paragraph(Look::CellHead, name).keep_next(together));
        TableRow::new(vec![name, value])
            .cant_split()
            .row_height(((*lines).max(1) * 300 + 120) as f32)
    });
    framed(Table::new(all.collect()).set_grid(widths), width)
}

fn framed(table: Table, width: usize) -> Table {
    let line = |position| TableBorder::new(position).size(4);
    let borders = TableBorders::new()
        .set(line(TableBorderPosition::Top))
        .set(line(TableBorderPosition::Left))
        .set(line(TableBorderPosition::Bottom))
        .set(line(TableBorderPosition::Right))
        .set(line(TableBorderPosition::InsideH))
        .set(line(TableBorderPosition::InsideV));
    table
        .layout(TableLayoutType::Fixed)
        .width(width, WidthType::Dxa)
        .align(TableAlignmentType::Center)
        .margins(TableCellMargins::new().margin(40, 70, 40, 70))
        .set_borders(borders)
}

fn boxed(width: usize) -> TableCell {
    TableCell::new().width(width, WidthType::Dxa)
}

fn filled(cell: Cell, width: usize, numbers: &mut Numbers) -> TableCell {
    let mut out = boxed(width).vertical_align(VAlignType::Center);
    let (look, text) = match &cell {
        Cell::Text(text) | Cell::Linked { text, .. } => (Look::Cell, text),
        Cell::Centred(text) => (Look::CellCentred, text),
        Cell::Small(text) => (Look::CellSmall, text),
    };
    for line in text.split('\n') {
        out = out.add_paragraph(numbers.paragraph(look, line));
    }
    if let Cell::Linked { url, .. } = cell {
        out = out.add_paragraph(linked(url, numbers));
    }
    out
}

/// Makes a line with an address; only addresses of the web open.
fn linked(url: String, numbers: &mut Numbers) -> Paragraph {
    let web = url.starts_with("http://") || url.starts_with("https://");
    if !web {
        return numbers.paragraph(Look::CellSmall, &url);
    }
    // A field, not a relationship: the library loses the links of all parts but the last, and
    // lists the others in no fixed order. Quotes and backslashes would end the field's text.
    let target = url.replace('"', "%22").replace('\\', "%5C");
    let field = |text| Run::new().add_field_char(text, false);
    numbers
        .paragraph(Look::CellSmall, "")
        .add_run(field(FieldCharType::Begin))
        .add_run(Run::new().add_instr_text(InstrText::Unsupported(format!(
            "HYPERLINK \"{}\"",
            escaped(&target)
        ))))
        .add_run(field(FieldCharType::Separate))
        .add_run(Run::new().add_text(url).color("1F4E9E").underline("single"))
        .add_run(field(FieldCharType::End))
}

/// Escapes a text that the library writes as it is.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

impl Cell {
    fn len(&self) -> usize {
        match self {
            Self::Text(text) | Self::Centred(text) | Self::Small(text) => text.chars().count(),
            Self::Linked { text, url } => text.chars().count() + url.chars().count() / 2,
        }
    }
}
