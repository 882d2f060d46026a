//! The ledger as CSV: UTF-8 with a byte-order mark, CRLF, no cell that a spreadsheet would run;
//! the same columns as the workbook, all units in one table.

use std::io;

use ::csv::{Terminator, WriterBuilder};

use super::columns::{self, COLUMNS, Key};
use super::read::guarded;
use super::view::View;
use crate::model::Lang;

/// Writes the table.
///
/// # Errors
/// Never in memory.
pub fn csv(view: &View, lang: Lang) -> io::Result<Vec<u8>> {
    let mut out = "\u{feff}".as_bytes().to_vec();
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(&mut out);
    writer.write_record(COLUMNS.iter().map(|column| column.head(lang)))?;
    for (number, issue) in view.issues.iter().enumerate() {
        writer.write_record(COLUMNS.iter().map(|column| {
            let text = match column.key {
                Key::Number => (number + 1).to_string(),
                key => columns::text(issue, key, lang, view.today),
            };
            // A spreadsheet would read some fingerprints as numbers: 12345678 or 1e10.
            let is_number = column.key == Key::Id && text.parse::<f64>().is_ok();
            if is_number {
                format!("'{text}")
            } else {
                guarded(&text).into_owned()
            }
        }))?;
    }
    writer.flush()?;
    drop(writer);
    Ok(out)
}
