//! The sheet of cases: what is taken off for each, and whether it counts.

use rust_xlsxwriter::{DataValidation, Formula, Worksheet, XlsxError};

use super::Looks;
use crate::model::{Lang, Points, ScoreTake};
use crate::report::clean;
use crate::report::layout::wrap;
use crate::report::xlsx::height;

/// The widths of the columns; those that are printed leave letters of nine points on A4.
pub(super) const WIDTHS: [usize; 11] = [7, 9, 22, 54, 26, 6, 8, 10, 8, 30, 36];
/// How many columns are printed: all but the rule and the fingerprint.
pub(super) const PRINTED: u16 = 9;

/// The sheet of cases, filled while the items are written. Columns: A take, B verdict,
/// C subject, D message, E page, F count, G points each, H whether it counts, I points, J rule,
/// K fingerprint.
pub(super) struct Cases<'s> {
    sheet: Worksheet,
    row: u32,
    lang: Lang,
    looks: &'s Looks,
    name: &'static str,
}

impl<'s> Cases<'s> {
    pub(super) fn new(lang: Lang, looks: &'s Looks) -> Result<Self, XlsxError> {
        let name = lang.pick("扣分明细", "Cases");
        let mut sheet = Worksheet::new();
        sheet.set_name(name)?;
        let heads = [
            lang.pick("扣分项", "Take"),
            lang.pick("结论", "Verdict"),
            lang.pick("对象", "Subject"),
            lang.pick("问题描述", "Message"),
            lang.pick("页面", "Page"),
            lang.pick("件数", "Count"),
            lang.pick("每件分值", "Points each"),
            lang.pick("计入（1 是，0 否）", "Counts (1 yes, 0 no)"),
            lang.pick("小计", "Points"),
            lang.pick("规则", "Rule"),
            lang.pick("问题编号", "Fingerprint"),
        ];
        for (column, (head, width)) in (0u16..).zip(heads.into_iter().zip(WIDTHS)) {
            sheet.set_column_width(column, width as f64)?;
            sheet.write_string_with_format(0, column, head, &looks.head)?;
        }
        sheet.set_row_height(0, height(3))?;
        sheet.set_freeze_panes(1, 0)?;
        Ok(Self {
            sheet,
            row: 1,
            lang,
            looks,
            name,
        })
    }

    /// Writes the cases of a take under its number.
    pub(super) fn add(&mut self, number: &str, take: &ScoreTake) -> Result<(), XlsxError> {
        for case in &take.cases {
            let row = self.row;
            let verdict = if case.counted {
                self.lang.pick("问题", "finding")
            } else {
                self.lang.pick("未能判定", "cannot tell")
            };
            let url = case.url.as_deref().unwrap_or_default();
            let texts = [
                (0, number),
                (1, verdict),
                (2, &case.subject),
                (3, case.message.get(self.lang)),
                (4, url),
                (9, &case.rule),
                (10, &case.fingerprint),
            ];
            let mut lines = 1;
            for (column, text) in texts {
                let text = clean::workbook(text);
                let room = WIDTHS.get(usize::from(column)).copied().unwrap_or(8);
                lines = lines.max(wrap(&text, room - 2).len());
                self.sheet
                    .write_string_with_format(row, column, text, &self.looks.text)?;
            }
            self.sheet.set_row_height(row, height(lines))?;
            let (each, counts) = (case.each.number(), f64::from(u8::from(case.counted)));
            let number = &self.looks.number;
            self.sheet
                .write_number_with_format(row, 5, case.count as f64, number)?;
            self.sheet.write_number_with_format(row, 6, each, number)?;
            self.sheet
                .write_number_with_format(row, 7, counts, &self.looks.open)?;
            let line = row + 1;
            let sum = if case.counted {
                case.each.times(case.count)
            } else {
                Points::ZERO
            };
            let formula =
                Formula::new(format!("=F{line}*G{line}*H{line}")).set_result(sum.to_string());
            self.sheet
                .write_formula_with_format(row, 8, formula, number)?;
            self.row += 1;
        }
        Ok(())
    }

    /// Returns the formula of what is taken off for the cases of a take.
    pub(super) fn points(&self, number: &str) -> String {
        self.sum('I', number)
    }

    /// Returns the formula of how many cases of a take count.
    pub(super) fn counted(&self, number: &str) -> String {
        self.sum('H', number)
    }

    /// Returns the formula of how many places the cases of a take that count have.
    pub(super) fn number(&self, number: &str) -> String {
        format!(
            "SUMPRODUCT(('{0}'!A2:A9999=\"{number}\")*'{0}'!F2:F9999*'{0}'!H2:H9999)",
            self.name
        )
    }

    fn sum(&self, column: char, number: &str) -> String {
        format!(
            "SUMIFS('{0}'!{column}:{column},'{0}'!A:A,\"{number}\")",
            self.name
        )
    }

    pub(super) fn finish(mut self) -> Result<Worksheet, XlsxError> {
        let bottom = self.row - 1;
        if bottom > 0 {
            let choice = DataValidation::new().allow_list_strings(&["1", "0"])?;
            self.sheet.add_data_validation(1, 7, bottom, 7, &choice)?;
            self.sheet.autofilter(0, 0, bottom, 10)?;
        }
        self.sheet.set_repeat_rows(0, 0)?;
        self.sheet.set_print_area(0, 0, bottom, PRINTED - 1)?;
        page(&mut self.sheet);
        Ok(self.sheet)
    }
}

/// Sets A4, one page wide.
pub(super) fn page(sheet: &mut Worksheet) {
    sheet.set_paper_size(9);
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_print_center_horizontally(true);
    sheet.set_margins(0.3, 0.3, 0.5, 0.6, 0.3, 0.3);
}
