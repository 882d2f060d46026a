//! Reads the sheets of a workbook.

use std::io::Cursor;

use calamine::{Data, DataRef, Dimensions, ExcelDateTime, Reader, SheetType, Xlsx};
use jiff::civil::Date;

use super::{Row, Sheet, Unreadable, Value};

/// The most cells with something in them, over all sheets.
const CELLS: usize = 20_000_000;
/// The most cells that merged ranges may fill.
const MERGED: usize = 2_000_000;

/// Reads every sheet.
///
/// # Errors
/// When a part is damaged or there are more cells than in any ledger.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, Unreadable> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let names: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    let mut left = CELLS;
    let mut sheets = Vec::new();
    for name in names {
        let mut sheet = one(&mut book, &name, &mut left)?;
        let merged = book
            .merge_cells_by_sheet_name(&name)
            .map_err(|error| damaged(&error))?;
        fill(&mut sheet, &merged);
        sheets.push(sheet);
    }
    Ok(sheets)
}

fn one(book: &mut Xlsx<Cursor<&[u8]>>, name: &str, left: &mut usize) -> Result<Sheet, Unreadable> {
    let mut sheet = Sheet {
        name: name.to_owned(),
        ..Sheet::default()
    };
    let mut reader = book
        .worksheet_cells_reader(name)
        .map_err(|error| damaged(&error))?;
    let mut is_sorted = true;
    while let Some(cell) = reader
        .next_cell_with_formula_metadata()
        .map_err(|error| damaged(&error))?
    {
        let (row, column) = cell.pos;
        let value = match value(&cell.value) {
            Some(value) => value,
            // Some programs save formulas without what they come to: nobody knows what the
            // cell says, and it is not empty.
            None if cell.formula.is_some() => Value::Fault("?".to_owned()),
            None => continue,
        };
        *left = left.checked_sub(1).ok_or_else(|| {
            Unreadable::new(
                "工作簿的单元格过多，不像整改台账，未读取",
                "the workbook has more cells than any ledger",
            )
        })?;
        let number = row.saturating_add(1);
        match sheet.rows.last_mut() {
            Some(last) if last.number == number => {
                is_sorted &= last.cells.last().is_none_or(|(before, _)| *before < column);
                last.cells.push((column, value));
            }
            last => {
                is_sorted &= last.is_none_or(|last| last.number < number);
                sheet.rows.push(Row {
                    number,
                    cells: vec![(column, value)],
                });
            }
        }
    }
    if !is_sorted {
        return Err(damaged(&format!("{name}: cells out of order")));
    }
    Ok(sheet)
}

/// Gives every cell of a merged range the value that the range shows: who merged the cells of
/// one unit meant it for all rows.
fn fill(sheet: &mut Sheet, merged: &[Dimensions]) {
    let mut left = MERGED;
    for range in merged {
        let (first, last) = (
            range.start.0.saturating_add(1),
            range.end.0.saturating_add(1),
        );
        let rows = (last.saturating_sub(first) as usize).saturating_add(1);
        // Ranges over columns are titles and lines to sign on.
        if range.start.1 != range.end.1 || rows < 2 || rows > left {
            continue;
        }
        left -= rows;
        let column = range.start.1;
        let Ok(at) = sheet.rows.binary_search_by_key(&first, |row| row.number) else {
            continue;
        };
        let Some(value) = sheet.rows[at].get(column).cloned() else {
            continue;
        };
        for row in sheet.rows.iter_mut().skip(at + 1) {
            if row.number > last {
                break;
            }
            if let Err(place) = row
                .cells
                .binary_search_by_key(&column, |(column, _)| *column)
            {
                row.cells.insert(place, (column, value.clone()));
            }
        }
    }
}

fn value(read: &DataRef<'_>) -> Option<Value> {
    Some(match read {
        DataRef::Empty => return None,
        DataRef::String(text) => return words(text),
        DataRef::SharedString(text) => return words(text),
        DataRef::Int(number) => Value::Number(*number as f64),
        DataRef::Float(number) => Value::Number(*number),
        DataRef::Bool(flag) => Value::Flag(*flag),
        DataRef::DateTime(time) => day(time),
        DataRef::DateTimeIso(text) => match text.get(..10).and_then(|day| day.parse().ok()) {
            Some(day) => Value::Day(day),
            None => return words(text),
        },
        DataRef::DurationIso(text) => return words(text),
        DataRef::Error(error) => Value::Fault(Data::Error(error.clone()).to_string()),
    })
}

fn words(text: &str) -> Option<Value> {
    // Excel writes carriage returns of pasted text as `_x000D_`.
    let text = text
        .replace("_x000D_", "")
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    (!text.trim().is_empty()).then_some(Value::Text(text))
}

fn day(time: &ExcelDateTime) -> Value {
    let plain = Value::Number(time.as_f64());
    if !time.is_datetime() {
        return plain;
    }
    let (year, month, day, ..) = time.to_ymd_hms_milli();
    let date = i16::try_from(year)
        .ok()
        .zip(i8::try_from(month).ok())
        .zip(i8::try_from(day).ok())
        .and_then(|((year, month), day)| Date::new(year, month, day).ok());
    date.map_or(plain, Value::Day)
}

fn damaged(why: &dyn std::fmt::Display) -> Unreadable {
    Unreadable::new(
        format!("工作簿读不出来（{why}）；请在 Excel 或 WPS 中打开，另存为 .xlsx 后再导入"),
        format!(
            "the workbook could not be read ({why}); open it in a spreadsheet and save it again"
        ),
    )
}
