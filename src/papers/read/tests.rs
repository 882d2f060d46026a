//! Files as programs save them, and files made to do harm.

use std::io::{Cursor, Write};

use jiff::civil::date;
use rust_xlsxwriter::{Format, Workbook};
use zip::write::SimpleFileOptions;

use super::{Row, Value, cell_name, read};

fn csv(bytes: &[u8]) -> Vec<Row> {
    read("台账.csv", bytes).unwrap().remove(0).rows
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

#[test]
fn cells_are_named_as_spreadsheets_name_them() {
    assert_eq!(cell_name(12, 7), "H12");
    assert_eq!(cell_name(1, 25), "Z1");
    assert_eq!(cell_name(3, 26), "AA3");
    assert_eq!(cell_name(1_048_576, 16_383), "XFD1048576");
}

#[test]
fn csv_is_read_in_every_encoding_and_with_every_sign() {
    let plain = "问题编号,责任人\r\nab12,张三\r\n";
    let tabs = plain.replace(',', "\t");
    let utf16: Vec<u8> = [0xfeffu16]
        .into_iter()
        .chain(tabs.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let gb = encoding_rs::GB18030.encode(plain).0.into_owned();
    let marked = format!("\u{feff}{plain}");
    let semicolons = plain.replace(',', ";");
    for bytes in [
        plain.as_bytes(),
        marked.as_bytes(),
        semicolons.as_bytes(),
        &gb,
        &utf16,
    ] {
        let rows = csv(bytes);
        assert_eq!(rows[0].cells[0], (0, text("问题编号")));
        assert_eq!(rows[1].get(1), Some(&text("张三")));
    }
    assert!(read("a.csv", &[0x80, 0xff, 0x41]).is_err());
}

#[test]
fn rows_of_csv_are_numbered_as_a_spreadsheet_shows_them() {
    let rows = csv("甲,乙\n\n\"一\n二\n三\",丁\n戊,己\n".as_bytes());
    let numbers: Vec<u32> = rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, [1, 3, 4]);
    assert_eq!(rows[1].cells[0].1, text("一\n二\n三"));
}

#[test]
fn guards_of_formulas_come_off_again() {
    for text in ["=1+1", "'=1+1", "''", "'甲", "-3", "＝x", "甲", "a'b"] {
        let guarded = super::csv::guarded(text);
        assert!(!guarded.starts_with(['=', '-', '＝']), "{guarded}");
        let line = format!("\"{guarded}\",x\n");
        assert_eq!(
            csv(line.as_bytes())[0].cells[0].1,
            Value::Text(text.to_owned())
        );
    }
}

#[test]
fn a_workbook_gives_days_numbers_and_merged_cells() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("办公室").unwrap();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    sheet
        .write_with_format(
            1,
            2,
            rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 6, 30).unwrap(),
            &day,
        )
        .unwrap();
    sheet.write(1, 0, 7).unwrap();
    sheet.write(2, 0, "  ").unwrap();
    sheet
        .merge_range(1, 1, 3, 1, "办公室", &Format::new())
        .unwrap();
    sheet.write(3, 0, "尾").unwrap();
    let sheets = read("a.xlsx", &book.save_to_buffer().unwrap()).unwrap();
    assert_eq!(sheets[0].name, "办公室");
    let rows = &sheets[0].rows;
    assert_eq!(rows[0].number, 2);
    assert_eq!(rows[0].get(0).unwrap().text(), "7");
    assert_eq!(rows[0].get(2), Some(&Value::Day(date(2026, 6, 30))));
    assert_eq!(rows.last().unwrap().get(1), Some(&text("办公室")));
}

fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        out.start_file(*name, SimpleFileOptions::default()).unwrap();
        out.write_all(bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn refused(bytes: &[u8]) -> String {
    read("a.xlsx", bytes).unwrap_err().0.zh
}

#[test]
fn what_unpacks_to_too_much_is_refused_before_it_is_read() {
    let bomb = packed(&[("xl/worksheets/sheet1.xml", &vec![b' '; 64 << 20])]);
    assert!(bomb.len() < 1 << 18);
    assert!(refused(&bomb).contains("过大"));
    let many: Vec<(String, &[u8])> = (0..10_001).map(|n| (n.to_string(), &b""[..])).collect();
    let many: Vec<(&str, &[u8])> = many
        .iter()
        .map(|(name, part)| (name.as_str(), *part))
        .collect();
    assert!(refused(&packed(&many)).contains("过大"));
    let claims = b"<sst count=\"9\" uniqueCount=\"4000000000\"><si><t>a</t></si></sst>";
    assert!(refused(&packed(&[("xl/sharedStrings.xml", claims)])).contains("uniqueCount"));
}

#[test]
fn far_cells_take_no_memory() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "a").unwrap();
    sheet.write(1_048_575, 16_383, "b").unwrap();
    let rows = &read("a.xlsx", &book.save_to_buffer().unwrap()).unwrap()[0].rows;
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[1].number, 1_048_576);
}

#[test]
fn other_files_are_named_for_what_they_are() {
    assert!(refused(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]).contains("密码"));
    assert!(refused(b"PK\x03\x04 broken").contains("损坏"));
    assert!(refused(b"plain text").contains("不是 .xlsx"));
    assert!(read("a.pdf", b"%PDF-1.7\0\0").is_err());
}
