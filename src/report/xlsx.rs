//! A workbook for Excel and WPS: a ledger ready to print and fill in, every place of every
//! finding, what to look at by hand, and the counts.

mod grid;
mod ledger;
pub(crate) mod looks;
mod matrix;
mod places;
mod summary;

use std::io::{self, Write};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::{Format, Style, words};
use crate::model::Run;
use looks::Looks;

pub(in crate::report) use grid::height;

pub(super) use matrix::FORMAT as MATRIX;

pub(super) const FORMAT: Format = Format {
    name: "xlsx",
    endings: &[".xlsx"],
    on_terminal: false,
    is_record: false,
    zh: "整改台账（Excel、WPS，可直接打印、填写）",
    en: "the rectification ledger (Excel, WPS; ready to print and fill in)",
    write,
};

fn write(run: &Run, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let bytes = workbook(run, style).map_err(io::Error::other)?;
    out.write_all(&bytes)
}

fn workbook(run: &Run, style: &Style) -> Result<Vec<u8>, XlsxError> {
    let lang = style.lang;
    let title = lang.pick("政府信息公开整改台账", "Rectification ledger");
    let mut book = new_book(run, title)?;
    let looks = Looks::new();
    ledger::write(run, lang, &looks, book.add_worksheet())?;
    // One row for each place of each issue: the sheet that grows with the site.
    places::findings(run, lang, &looks, book.add_worksheet_with_low_memory()?)?;
    places::by_hand(run, lang, &looks, book.add_worksheet())?;
    summary::write(run, lang, &looks, book.add_worksheet())?;
    book.save_to_buffer()
}

/// Makes a workbook with its properties; the time in the file is that of the material, so that
/// the same run gives the same bytes.
fn new_book(run: &Run, title: &str) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_timestamp(run.finished.as_second())?;
    let properties = DocProperties::new()
        .set_title(title)
        .set_subject(words::body_name(run))
        .set_author(words::tool())
        .set_comment(words::versions(run))
        .set_creation_datetime(&created);
    book.set_properties(&properties);
    Ok(book)
}

#[cfg(test)]
mod tests {
    use super::{ledger, looks, matrix, places};

    #[test]
    fn printed_columns_leave_legible_letters_on_a4() {
        for layout in [
            &ledger::LAYOUT,
            &places::FINDINGS,
            &places::BY_HAND,
            &matrix::ROWS,
            &matrix::CLAUSES,
        ] {
            let printed = layout.columns.iter().take(usize::from(layout.printed));
            let points = looks::points_on_a4(printed.map(|column| column.width), looks::SIZE);
            assert!(points >= 9.0, "{points}");
        }
    }
}
