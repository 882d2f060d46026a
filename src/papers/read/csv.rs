//! Reads CSV: UTF-8 with or without a byte-order mark, UTF-16 ("Unicode text" of Excel), and
//! GB18030, which Excel and WPS in China save plain CSV in; commas, tabs or semicolons.

use std::borrow::Cow;

use ::csv::{ByteRecord, ReaderBuilder};
use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};

use super::{Row, Sheet, Unreadable, Value};

/// Reads a file.
///
/// # Errors
/// When it is in no encoding that spreadsheets in China write.
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Sheet, Unreadable> {
    let text = decoded(bytes)?;
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut sheet = Sheet {
        name: name.to_owned(),
        ..Sheet::default()
    };
    let mut record = ByteRecord::new();
    // Cells of several lines make the lines of the file more than the rows of the sheet.
    let mut extra = 0;
    loop {
        let more = reader.read_byte_record(&mut record).map_err(|error| {
            Unreadable::new(
                format!("CSV 读不出来：{error}"),
                format!("the CSV could not be read: {error}"),
            )
        })?;
        if !more {
            return Ok(sheet);
        }
        let line = record.position().map_or(1, |position| {
            // The reader skips empty lines; a spreadsheet shows them.
            let at = usize::try_from(position.byte()).unwrap_or(usize::MAX);
            let skipped = text
                .bytes()
                .skip(at)
                .take_while(|b| matches!(b, b'\r' | b'\n'));
            position.line() + skipped.filter(|byte| *byte == b'\n').count() as u64
        });
        let mut row = Row {
            number: u32::try_from(line.saturating_sub(extra)).unwrap_or(u32::MAX),
            cells: Vec::new(),
        };
        for (column, field) in (0u32..).zip(record.iter()) {
            extra += field.iter().filter(|byte| **byte == b'\n').count() as u64;
            let text = String::from_utf8_lossy(field).replace("\r\n", "\n");
            let text = unguarded(&text);
            if !text.trim().is_empty() {
                row.cells.push((column, Value::Text(text.to_owned())));
            }
        }
        if !row.cells.is_empty() {
            sheet.rows.push(row);
        }
    }
}

/// Makes a text safe as a cell of a CSV file, so that [`unguarded`] gives it back: an
/// apostrophe stands before what a spreadsheet would run as a formula or read as a number, and
/// before an apostrophe.
pub(crate) fn guarded(text: &str) -> Cow<'_, str> {
    let runs = matches!(crate::report::clean::cell(text), Cow::Owned(_));
    if runs || text.starts_with('\'') {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Takes the apostrophe of [`guarded`] away.
fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with('\'') => rest,
        Some(rest) if matches!(crate::report::clean::cell(rest), Cow::Owned(_)) => rest,
        // Written by hand or by a spreadsheet to keep digits as text.
        Some(rest) if !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
            rest
        }
        _ => text,
    }
}

/// Tells whether the bytes begin with a mark of UTF-16.
pub(super) fn is_utf16(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff])
}

fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, Unreadable> {
    let wrong = || {
        Unreadable::new(
            "CSV 的文字编码认不出来；请在 Excel 或 WPS 中另存为“CSV UTF-8”或 .xlsx 后再导入",
            "the encoding of the CSV is not known; save it as CSV UTF-8 or .xlsx",
        )
    };
    if is_utf16(bytes) {
        let encoding = if bytes.starts_with(&[0xff, 0xfe]) {
            UTF_16LE
        } else {
            UTF_16BE
        };
        let (text, had_errors) = encoding.decode_with_bom_removal(bytes);
        return if had_errors { Err(wrong()) } else { Ok(text) };
    }
    let plain = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(plain) {
        return Ok(Cow::Borrowed(text));
    }
    let (text, had_errors) = GB18030.decode_without_bom_handling(bytes);
    if had_errors { Err(wrong()) } else { Ok(text) }
}

/// Returns the sign between cells: the most frequent of the candidates in the first lines.
fn delimiter(text: &str) -> u8 {
    let head: String = text.lines().take(5).collect();
    [b',', b'\t', b';']
        .into_iter()
        .rev()
        .max_by_key(|sign| head.bytes().filter(|byte| byte == sign).count())
        .unwrap_or(b',')
}
