//! The equations that hold between the cells of an annual report (`annual-report.md`).
//!
//! An equation is computed only when every cell in it was read; a blank total is no number.

use std::collections::BTreeMap;

use crate::model::{Mismatch, ReportFormat};
use crate::vocabulary::report::{Label, words};

/// Codes of the result rows that add up to the total of part three; the last part has one
/// row until 2020 and three from 2021 on.
const RESULTS: [&str; 18] = [
    "R1", "R2", "R31", "R32", "R33", "R34", "R35", "R36", "R37", "R38", "R41", "R42", "R43", "R51",
    "R52", "R53", "R54", "R55",
];
const OTHER: [&str; 3] = ["R61", "R62", "R63"];
const COLUMNS: [&str; 7] = ["NP", "CE", "SR", "PW", "LS", "OT", "TT"];

/// Smaller differences come of decimals, not of the report.
const TOLERANCE: f64 = 1e-6;

/// Computes every equation within one report and returns those that do not hold, in the order
/// of the tables.
pub fn check(cells: &BTreeMap<String, f64>, format: Option<ReportFormat>) -> Vec<Mismatch> {
    let mut out = Vec::new();
    let book = Book { cells };
    book.table_one(format, &mut out);
    book.whole_numbers("AR-T2-05", 2, &mut out);
    book.row_totals(&mut out);
    book.column_totals(&mut out);
    book.balance(&mut out);
    book.nothing_came(&mut out);
    book.whole_numbers("AR-T3-02", 3, &mut out);
    book.reviews(&mut out);
    out
}

struct Book<'a> {
    cells: &'a BTreeMap<String, f64>,
}

fn differ(one: f64, other: f64) -> bool {
    (one - other).abs() > TOLERANCE
}

fn mismatch(equation: &str, place: String, expected: f64, found: f64) -> Mismatch {
    Mismatch {
        equation: equation.to_owned(),
        place,
        expected,
        found,
        sum: String::new(),
    }
}

/// Writes a number of a table as people do.
pub fn shown(value: f64) -> String {
    if value.fract() == 0.0 {
        format!("{value:.0}")
    } else {
        format!("{value}")
    }
}

/// Writes a sum without its zeros: `8+1+1=10`.
fn sum_of(parts: &[f64]) -> String {
    let total: f64 = parts.iter().sum();
    let terms: Vec<String> = parts
        .iter()
        .filter(|part| differ(**part, 0.0))
        .map(|part| shown(*part))
        .collect();
    match terms.len() {
        0 => "各项均为0".to_owned(),
        _ => format!("{}={}", terms.join("+"), shown(total)),
    }
}

fn label_of<'a>(labels: &'a [Label], code: &str) -> &'a str {
    labels
        .iter()
        .find(|label| label.code == code)
        .map_or("", |label| label.label.as_str())
}

/// Names a cell in the words of the table.
pub fn place(name: &str) -> String {
    let (row, column) = name.split_once('.').unwrap_or((name, ""));
    match table_of(name) {
        1 => {
            let row_label = label_of(&words().table_one.rows, row);
            match heading(column) {
                "" => format!("表一“{row_label}”"),
                heading => format!("表一“{row_label}”行“{heading}”"),
            }
        }
        2 => format!(
            "表二“{}”行“{}”列",
            label_of(&words().table_two.rows, row),
            label_of(&words().table_two.columns, column)
        ),
        _ => format!(
            "表三“{}”的“{}”",
            label_of(&words().table_three.blocks, row),
            label_of(&words().table_three.columns, column)
        ),
    }
}

/// Returns the official heading of a column of the first table.
fn heading(code: &str) -> &'static str {
    match code {
        "made" => "本年制发件数",
        "repealed" => "本年废止件数",
        "valid" => "现行有效件数",
        "new" => "本年新制作数量",
        "public" => "本年新公开数量",
        "total" => "对外公开总数量",
        "last" => "上一年项目数量",
        "change" => "本年增/减",
        "items" => "采购项目数量",
        "amount" => "采购总金额",
        _ => "",
    }
}

/// Tells which table a cell's name belongs to: `N.made` is of the first, `N.NP` of the second.
pub(super) fn table_of(name: &str) -> u8 {
    let (row, column) = name.split_once('.').unwrap_or((name, ""));
    if matches!(row, "V" | "L1" | "L2") {
        3
    } else if COLUMNS.contains(&column) {
        2
    } else {
        1
    }
}

impl Book<'_> {
    fn get(&self, row: &str, column: &str) -> Option<f64> {
        self.cells.get(&format!("{row}.{column}")).copied()
    }

    fn sum(&self, names: impl IntoIterator<Item = String>) -> Option<f64> {
        Some(self.parts(names)?.iter().sum())
    }

    fn parts(&self, names: impl IntoIterator<Item = String>) -> Option<Vec<f64>> {
        names
            .into_iter()
            .map(|name| self.cells.get(&name).copied())
            .collect()
    }

    fn table_one(&self, format: Option<ReportFormat>, out: &mut Vec<Mismatch>) {
        for (name, value) in self.cells.iter().filter(|(name, _)| table_of(name) == 1) {
            // Money may have decimals; a change may be a decrease.
            let money = name == "FEE" || name.ends_with(".amount");
            let signed = name.ends_with(".change");
            let expected = match (money, signed) {
                (true, _) => value.max(0.0),
                (_, true) => value.trunc(),
                _ => value.max(0.0).trunc(),
            };
            if differ(expected, *value) {
                out.push(mismatch("AR-T1-01", place(name), expected, *value));
            }
        }
        if format == Some(ReportFormat::Of2019) {
            for row in ["G", "N"] {
                if let (Some(new), Some(total)) = (self.get(row, "public"), self.get(row, "total"))
                    && new > total + TOLERANCE
                {
                    let name = format!("{row}.public");
                    let place = format!("{}不应大于“对外公开总数量”", place(&name));
                    out.push(mismatch("AR-T1-3.2", place, total, new));
                }
            }
        }
    }

    fn whole_numbers(&self, equation: &str, table: u8, out: &mut Vec<Mismatch>) {
        for (name, value) in self
            .cells
            .iter()
            .filter(|(name, _)| table_of(name) == table)
        {
            let expected = value.max(0.0).trunc();
            if differ(expected, *value) {
                out.push(mismatch(equation, place(name), expected, *value));
            }
        }
    }

    fn row_totals(&self, out: &mut Vec<Mismatch>) {
        for row in rows_in_order() {
            let parts: Option<Vec<f64>> = COLUMNS[..6]
                .iter()
                .map(|column| {
                    self.get(row, column)
                        .or_else(|| (row == "R7" && self.is_void(column)).then_some(0.0))
                })
                .collect();
            if let (Some(parts), Some(found)) = (parts, self.get(row, "TT"))
                && differ(parts.iter().sum(), found)
            {
                let place = place(&format!("{row}.TT"));
                out.push(Mismatch {
                    sum: sum_of(&parts),
                    ..mismatch("AR-T2-01", place, parts.iter().sum(), found)
                });
            }
        }
    }

    /// Tells whether nothing at all was handled in a column, so that its blank total is 0.
    fn is_void(&self, column: &str) -> bool {
        let handled = RESULTS.iter().chain(["R6"].iter()).chain(OTHER.iter());
        let known: Vec<f64> = handled.filter_map(|row| self.get(row, column)).collect();
        known.len() >= RESULTS.len() && known.iter().all(|value| !differ(*value, 0.0))
    }

    fn column_totals(&self, out: &mut Vec<Mismatch>) {
        for column in COLUMNS {
            let name = |row: &str| format!("{row}.{column}");
            let results = self.parts(RESULTS.iter().map(|row| name(row)));
            let three = self.sum(OTHER.iter().map(|row| name(row)));
            let other = match (self.get("R6", column), three) {
                // A row for the whole part beside its three rows is a sum or a heading:
                // which of the two, the table does not say.
                (Some(whole), Some(three)) if differ(whole, three) && differ(whole, 0.0) => None,
                (_, Some(three)) => Some(three),
                (whole, None) => {
                    // One row for the part, unless some of the three were read.
                    let some = OTHER.iter().any(|row| self.get(row, column).is_some());
                    if some { None } else { whole }
                }
            };
            if let (Some(results), Some(other), Some(found)) =
                (results, other, self.get("R7", column))
                && differ(results.iter().sum::<f64>() + other, found)
            {
                let place = place(&name("R7"));
                let mut parts = results;
                parts.push(other);
                out.push(Mismatch {
                    sum: sum_of(&parts),
                    ..mismatch("AR-T2-02", place, parts.iter().sum(), found)
                });
            }
        }
    }

    fn balance(&self, out: &mut Vec<Mismatch>) {
        for column in COLUMNS {
            let label = label_of(&words().table_two.columns, column);
            let (Some(new), Some(carried)) = (self.get("N", column), self.get("C", column)) else {
                continue;
            };
            let came = new + carried;
            let (done, left) = (self.get("R7", column), self.get("X", column));
            if let (Some(done), Some(left)) = (done, left)
                && differ(came, done + left)
            {
                let place = format!("表二“{label}”列：第一项加第二项之和应等于第三项加第四项之和");
                out.push(Mismatch {
                    sum: format!(
                        "{}+{}={}，{}+{}={}",
                        shown(new),
                        shown(carried),
                        shown(came),
                        shown(done),
                        shown(left),
                        shown(done + left)
                    ),
                    ..mismatch("AR-T2-03", place, came, done + left)
                });
            }
            for (row, value) in [("R7", done), ("X", left)] {
                if let Some(value) = value
                    && value > came + TOLERANCE
                {
                    let name = format!("{row}.{column}");
                    let place = format!("{}不应大于第一项加第二项之和", place(&name));
                    out.push(mismatch("AR-T2-06", place, came, value));
                }
            }
        }
    }

    /// Without a request, new or carried in, every other number is 0.
    fn nothing_came(&self, out: &mut Vec<Mismatch>) {
        let came = self.sum(
            ["N", "C"]
                .iter()
                .flat_map(|row| COLUMNS.iter().map(move |column| format!("{row}.{column}"))),
        );
        if came.is_none_or(|came| differ(came, 0.0)) {
            return;
        }
        for row in rows_in_order() {
            let first = COLUMNS.iter().rev().find_map(|column| {
                let value = self.get(row, column)?;
                differ(value, 0.0).then_some((column, value))
            });
            if let Some((column, value)) = first {
                let place = format!("{}：全年没有申请", place(&format!("{row}.{column}")));
                out.push(mismatch("AR-T2-09", place, 0.0, value));
            }
        }
    }

    fn reviews(&self, out: &mut Vec<Mismatch>) {
        for block in ["V", "L1", "L2"] {
            let parts = self.parts(
                ["keep", "fix", "oth", "pend"]
                    .iter()
                    .map(|code| format!("{block}.{code}")),
            );
            if let (Some(parts), Some(found)) = (parts, self.get(block, "tot"))
                && differ(parts.iter().sum(), found)
            {
                let place = place(&format!("{block}.tot"));
                out.push(Mismatch {
                    sum: sum_of(&parts),
                    ..mismatch("AR-T3-01", place, parts.iter().sum(), found)
                });
            }
        }
    }
}

/// Tells whether an equation could be computed everywhere that the table has it: every cell in
/// it was read. `false` leaves open what an empty list of mismatches would otherwise say.
pub fn is_complete(
    equation: &str,
    cells: &BTreeMap<String, f64>,
    format: Option<ReportFormat>,
) -> bool {
    let book = Book { cells };
    let last: &[&str] = match (format, book.get("R6", "NP")) {
        (Some(ReportFormat::Of2019), Some(_)) => &["R6"],
        _ => &OTHER,
    };
    let requests = || {
        ["N", "C"]
            .into_iter()
            .chain(RESULTS)
            .chain(last.iter().copied())
            .chain(["R7", "X"])
    };
    let all_of = |rows: &[&str]| {
        rows.iter()
            .all(|row| COLUMNS.iter().all(|column| book.get(row, column).is_some()))
    };
    match equation {
        "AR-T1-01" => {
            let single = ["LIC", "PEN", "COE", "FEE"];
            let of = |row: &str| {
                cells
                    .keys()
                    .any(|name| name == row || name.split('.').next() == Some(row))
            };
            ["G", "N"].iter().chain(&single).all(|row| of(row))
        }
        "AR-T1-3.2" => ["G", "N"]
            .iter()
            .all(|row| book.get(row, "public").is_some() && book.get(row, "total").is_some()),
        "AR-T2-01" | "AR-T2-02" | "AR-T2-05" | "AR-T2-09" => {
            all_of(&requests().collect::<Vec<_>>())
        }
        "AR-T2-03" => all_of(&["N", "C", "R7", "X"]),
        _ => ["V", "L1", "L2"].iter().all(|block| {
            ["keep", "fix", "oth", "pend", "tot"]
                .iter()
                .all(|code| book.get(block, code).is_some())
        }),
    }
}

/// Returns the row codes of the second table in the order of the table.
fn rows_in_order() -> impl Iterator<Item = &'static str> {
    ["N", "C"]
        .into_iter()
        .chain(RESULTS)
        .chain(["R6"])
        .chain(OTHER)
        .chain(["R7", "X"])
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use std::collections::BTreeMap;

    use super::{COLUMNS, check, is_complete, place, rows_in_order};
    use crate::model::ReportFormat;

    fn sound() -> BTreeMap<String, f64> {
        let mut cells = BTreeMap::new();
        for row in rows_in_order().filter(|row| *row != "R6") {
            for column in COLUMNS {
                cells.insert(format!("{row}.{column}"), 0.0);
            }
        }
        for (name, value) in [
            ("N.NP", 5.0),
            ("N.TT", 5.0),
            ("C.CE", 1.0),
            ("C.TT", 1.0),
            ("R1.NP", 3.0),
            ("R1.TT", 3.0),
            ("R63.CE", 1.0),
            ("R63.TT", 1.0),
            ("R7.NP", 3.0),
            ("R7.CE", 1.0),
            ("R7.TT", 4.0),
            ("X.NP", 2.0),
            ("X.TT", 2.0),
        ] {
            cells.insert(name.to_owned(), value);
        }
        for block in ["V", "L1", "L2"] {
            for (code, value) in [
                ("keep", 2.0),
                ("fix", 1.0),
                ("oth", 0.0),
                ("pend", 0.0),
                ("tot", 3.0),
            ] {
                cells.insert(format!("{block}.{code}"), value);
            }
        }
        for name in [
            "G.made",
            "G.repealed",
            "G.valid",
            "N.made",
            "N.repealed",
            "N.valid",
            "LIC",
            "PEN",
            "COE",
        ] {
            cells.insert(name.to_owned(), 1.0);
        }
        cells.insert("FEE".to_owned(), 0.25);
        cells
    }

    fn codes(cells: &BTreeMap<String, f64>) -> Vec<String> {
        check(cells, Some(ReportFormat::Of2021))
            .into_iter()
            .map(|m| m.equation)
            .collect()
    }

    #[test]
    fn a_sound_report_has_no_mismatch() {
        assert_eq!(codes(&sound()), Vec::<String>::new());
    }

    #[test]
    fn each_equation_fails_alone_where_only_it_is_broken() {
        let broken = |name: &str, value: f64, expected: &[&str]| {
            let mut cells = sound();
            cells.insert(name.to_owned(), value);
            assert_eq!(codes(&cells), expected, "{name} = {value}");
        };
        broken("LIC", 1.5, &["AR-T1-01"]);
        broken("FEE", -1.0, &["AR-T1-01"]);
        broken("R1.TT", 4.0, &["AR-T2-01", "AR-T2-02"]);
        broken("N.TT", 6.0, &["AR-T2-01", "AR-T2-03"]);
        broken("R7.NP", 4.0, &["AR-T2-01", "AR-T2-02", "AR-T2-03"]);
        broken("X.NP", 9.0, &["AR-T2-01", "AR-T2-03", "AR-T2-06"]);
        broken("R2.SR", 0.5, &["AR-T2-05", "AR-T2-01", "AR-T2-02"]);
        broken("V.tot", 4.0, &["AR-T3-01"]);
        broken("L2.pend", -1.0, &["AR-T3-02", "AR-T3-01"]);
    }

    #[test]
    fn what_was_not_read_is_not_judged() {
        let mut cells = sound();
        cells.remove("R7.TT");
        cells.remove("R63.CE");
        cells.insert("V.keep".to_owned(), 2.0);
        cells.remove("V.tot");
        assert_eq!(codes(&cells), Vec::<String>::new());
    }

    #[test]
    fn the_blank_total_of_an_empty_column_is_nothing() {
        let mut cells = sound();
        cells.remove("R7.SR");
        assert_eq!(codes(&cells), Vec::<String>::new());
        cells.insert("R7.NP".to_owned(), 4.0);
        assert_eq!(codes(&cells), ["AR-T2-01", "AR-T2-02", "AR-T2-03"]);
        // What was handled in the column does not add up to a blank.
        cells.insert("R2.SR".to_owned(), 1.0);
        cells.insert("R2.TT".to_owned(), 1.0);
        assert!(!codes(&cells).contains(&"AR-T2-01".to_owned()));
    }

    #[test]
    fn one_row_for_other_handling_counts_until_2020() {
        let mut cells = sound();
        for row in ["R61", "R62", "R63"] {
            for column in COLUMNS {
                let value = cells.remove(&format!("{row}.{column}")).unwrap();
                *cells.entry(format!("R6.{column}")).or_default() += value;
            }
        }
        let check = |cells: &BTreeMap<String, f64>| check(cells, Some(ReportFormat::Of2019)).len();
        assert_eq!(check(&cells), 0);
        cells.insert("R6.CE".to_owned(), 0.0);
        cells.insert("R6.TT".to_owned(), 0.0);
        assert_eq!(check(&cells), 2);
    }

    #[test]
    fn the_arithmetic_is_shown() {
        let sum = |name: &str, value: f64, equation: &str| {
            let mut cells = sound();
            cells.insert(name.to_owned(), value);
            check(&cells, Some(ReportFormat::Of2021))
                .into_iter()
                .find(|m| m.equation == equation)
                .map(|m| m.sum)
        };
        assert_eq!(sum("R7.TT", 5.0, "AR-T2-01").unwrap(), "3+1=4");
        assert_eq!(sum("R7.TT", 5.0, "AR-T2-03").unwrap(), "5+1=6，5+2=7");
        assert_eq!(sum("R2.TT", 1.0, "AR-T2-01").unwrap(), "各项均为0");
    }

    #[test]
    fn a_row_that_was_not_read_leaves_its_equations_open() {
        let mut cells = sound();
        let of = |cells: &BTreeMap<String, f64>, equation: &str| {
            is_complete(equation, cells, Some(ReportFormat::Of2021))
        };
        for equation in [
            "AR-T1-01", "AR-T2-01", "AR-T2-02", "AR-T2-03", "AR-T2-05", "AR-T2-09", "AR-T3-01",
            "AR-T3-02",
        ] {
            assert!(of(&cells, equation), "{equation}");
        }
        cells.remove("R53.LS");
        assert!(!of(&cells, "AR-T2-02"));
        assert!(of(&cells, "AR-T2-03"));
        cells.remove("L2.tot");
        assert!(!of(&cells, "AR-T3-01"));
        cells.remove("PEN");
        assert!(!of(&cells, "AR-T1-01"));
    }

    #[test]
    fn a_year_without_requests_is_all_zero() {
        let mut cells = sound();
        for row in rows_in_order().filter(|row| *row != "R6") {
            for column in COLUMNS {
                cells.insert(format!("{row}.{column}"), 0.0);
            }
        }
        assert_eq!(codes(&cells), Vec::<String>::new());
        cells.insert("R52.NP".to_owned(), 1.0);
        assert!(codes(&cells).contains(&"AR-T2-09".to_owned()));
    }

    #[test]
    fn places_use_the_words_of_the_table() {
        assert_eq!(
            place("N.TT"),
            "表二“一、本年新收政府信息公开申请数量”行“总计”列"
        );
        assert_eq!(place("N.made"), "表一“行政规范性文件”行“本年制发件数”");
        assert_eq!(place("LIC"), "表一“行政许可”");
        assert_eq!(place("V.tot"), "表三“行政复议”的“总计”");
    }
}
