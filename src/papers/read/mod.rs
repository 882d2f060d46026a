//! Reads tables that people filled in: `.xlsx` as Excel, WPS and LibreOffice save it, and CSV
//! in the encodings that they write.
//!
//! The files come from outside and are not trusted: what a workbook would unpack to is measured
//! before it is read, and cells are read one by one, so that a small file cannot ask for much
//! memory.

mod archive;
mod csv;
mod workbook;

use jiff::civil::Date;

pub(super) use csv::guarded;

use crate::model::Words;

/// A file that cannot be read, with why and how to mend it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unreadable(pub Words);

impl Unreadable {
    fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self(Words::new(zh, en))
    }
}

/// A sheet, without its empty cells.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Sheet {
    /// Its name; the file's name for CSV.
    pub(crate) name: String,
    /// Rows with anything in them, in order.
    pub(crate) rows: Vec<Row>,
}

/// A row.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Row {
    /// Its number as a spreadsheet shows it, from 1.
    pub(crate) number: u32,
    /// Cells with anything in them: number of the column from 0, and value; in order.
    pub(crate) cells: Vec<(u32, Value)>,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// Text, never empty.
    Text(String),
    /// A number that is shown as a number.
    Number(f64),
    /// A day.
    Day(Date),
    /// True or false.
    Flag(bool),
    /// A fault of a formula, as it is shown: `#REF!`.
    Fault(String),
}

impl Row {
    /// Returns the value of a column.
    pub(crate) fn get(&self, column: u32) -> Option<&Value> {
        let at = self
            .cells
            .binary_search_by_key(&column, |(column, _)| *column)
            .ok()?;
        self.cells.get(at).map(|(_, value)| value)
    }
}

impl Value {
    /// Returns the words of the cell, as people see them.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Text(text) | Self::Fault(text) => text.clone(),
            Self::Number(number) => shown(*number),
            Self::Day(day) => day.to_string(),
            Self::Flag(true) => "TRUE".to_owned(),
            Self::Flag(false) => "FALSE".to_owned(),
        }
    }
}

/// Writes a number without the decimals that whole numbers have in files.
fn shown(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        format!("{number:.0}")
    } else {
        number.to_string()
    }
}

/// Returns the name of a cell: row from 1, column from 0.
pub(crate) fn cell_name(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut left = column + 1;
    while left > 0 {
        let digit = u8::try_from((left - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect::<String>() + &row.to_string()
}

/// Reads a file; `name` names it and tells CSV from workbooks where its bytes do not.
///
/// # Errors
/// When it is neither, damaged, locked with a password, or unpacks to more than any ledger.
pub(crate) fn read(name: &str, bytes: &[u8]) -> Result<Vec<Sheet>, Unreadable> {
    if bytes.starts_with(b"PK\x03\x04") {
        archive::check(bytes)?;
        return workbook::read(bytes);
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(Unreadable::new(
            "这是加了密码的工作簿，或是旧格式（.xls、.et）；请在 Excel 或 WPS 中去掉密码，另存为 .xlsx 后再导入",
            "this is a workbook with a password or of an old format (.xls, .et); save it as .xlsx without a password",
        ));
    }
    if name.to_lowercase().ends_with(".xlsx") || bytes.contains(&0) && !csv::is_utf16(bytes) {
        return Err(Unreadable::new(
            "不是 .xlsx 工作簿，也不是 CSV 文本；请在 Excel 或 WPS 中打开，另存为 .xlsx 后再导入",
            "neither an .xlsx workbook nor CSV text; open it in a spreadsheet and save it as .xlsx",
        ));
    }
    csv::read(name, bytes).map(|sheet| vec![sheet])
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    reason = "a test that cannot make its input must stop"
)]
mod tests;
