//! The ledger as a workbook: a sheet for each unit, to print, fill in and give back; a summary;
//! and, out of sight, what the lists to choose from hold.

mod looks;
mod summary;

use std::collections::BTreeSet;

use jiff::civil::Date;
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, ProtectionOptions, Url,
    Workbook, Worksheet, XlsxError,
};

use super::columns::{self, COLUMNS, Column, Key, PRINTED, Role};
use super::view::{self, View};
use crate::ledger::Issue;
use crate::model::Lang;
use crate::report::layout::wrap;
use crate::report::{clean, words};
use looks::Looks;

/// The most links that one sheet may hold (Excel's own limit is 65,530).
const LINKS: usize = 65_000;
/// The longest address that a link may hold (Excel's own limit).
const LINK_LENGTH: usize = 2_079;
/// The most rows of one sheet; the rest goes on on another.
const ROWS: usize = 1_000_000;
/// Points that one line of text takes.
const LINE: f64 = 13.5;
/// The highest that a row may be (Excel's own limit is 409.5 points).
const HIGHEST: f64 = 400.0;
/// The row of the heads of columns; above it stand title, counts and how to fill in.
const HEAD: u32 = 3;
/// The most characters of a list that stands in the cell's own rule.
const LIST: usize = 255;

/// Writes the workbook.
///
/// # Errors
/// When a text or a number is beyond what workbooks hold.
pub fn workbook(view: &View, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let whose = view.whose(lang);
    let made = ExcelDateTime::from_timestamp(view.now.as_second())?;
    let properties = DocProperties::new()
        .set_title(lang.pick("政府信息公开整改台账", "Rectification ledger"))
        .set_subject(&whose)
        .set_author(words::tool())
        .set_creation_datetime(&made);
    book.set_properties(&properties);
    let looks = Looks::new();
    let units = view.by_unit();
    let choices = Choices::of(&units, lang);
    summary::write(view, lang, &looks, book.add_worksheet())?;
    let mut names = BTreeSet::new();
    for (unit, issues) in &units {
        for (part, issues) in issues.chunks(ROWS).enumerate() {
            let name = sheet_name(unit, part, lang, &mut names);
            let sheet = book.add_worksheet();
            sheet.set_name(&name)?;
            Page {
                sheet,
                view,
                lang,
                looks: &looks,
                choices: &choices,
                links: 0,
            }
            .write(unit, issues)?;
        }
    }
    if units.is_empty() {
        let sheet = book.add_worksheet();
        sheet.set_name(lang.pick("整改台账", "Ledger"))?;
        Page {
            sheet,
            view,
            lang,
            looks: &looks,
            choices: &choices,
            links: 0,
        }
        .write("", &[])?;
    }
    choices.write(book.add_worksheet())?;
    book.save_to_buffer()
}

/// Names the sheet of a unit: no sign that sheets may not have, at most 31 characters, and
/// unlike every other.
fn sheet_name(unit: &str, part: usize, lang: Lang, names: &mut BTreeSet<String>) -> String {
    let unit = if unit.is_empty() {
        lang.pick("未分派", "unassigned")
    } else {
        unit
    };
    let unit: String = unit
        .chars()
        .map(|c| match c {
            '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'' => '_',
            c => c,
        })
        .collect();
    let head = lang.pick("整改台账-", "Ledger-");
    for number in part + 1.. {
        let tail = match number {
            1 => String::new(),
            number => format!("({number})"),
        };
        let room = 31 - head.chars().count() - tail.chars().count();
        let unit: String = unit.chars().take(room).collect();
        let name = format!("{head}{}{tail}", unit.trim());
        if names.insert(name.to_lowercase()) {
            return name;
        }
    }
    head.to_owned()
}

/// What the lists to choose from hold.
struct Choices {
    states: Vec<String>,
    units: Vec<String>,
    name: &'static str,
}

impl Choices {
    fn of(units: &[(String, Vec<&Issue>)], lang: Lang) -> Self {
        Self {
            states: columns::states(lang).map(str::to_owned).to_vec(),
            units: units
                .iter()
                .map(|(unit, _)| unit.clone())
                .filter(|unit| !unit.is_empty())
                .collect(),
            name: lang.pick("选项", "Choices"),
        }
    }

    /// Writes the lists where nobody looks, for rules that cannot hold them.
    fn write(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.set_name(self.name)?;
        for (column, list) in [(0u16, &self.states), (1, &self.units)] {
            for (row, word) in (0u32..).zip(list) {
                sheet.write_string(row, column, word)?;
            }
        }
        sheet.set_hidden(true);
        sheet.protect();
        Ok(())
    }

    /// Makes the rule of a list: in the rule itself where it fits, else by the hidden sheet.
    fn rule(&self, list: &[String], column: &str) -> Result<Option<DataValidation>, XlsxError> {
        let length: usize = list
            .iter()
            .map(|word| word.encode_utf16().count() + 1)
            .sum();
        let plain = list.iter().all(|word| !word.contains([',', '"']));
        if list.is_empty() {
            return Ok(None);
        }
        if plain && length <= LIST {
            return DataValidation::new().allow_list_strings(list).map(Some);
        }
        let range = format!("='{}'!${column}$1:${column}${}", self.name, list.len());
        Ok(Some(
            DataValidation::new().allow_list_formula(range.as_str().into()),
        ))
    }
}

/// A sheet of one unit being written.
struct Page<'w> {
    sheet: &'w mut Worksheet,
    view: &'w View,
    lang: Lang,
    looks: &'w Looks,
    choices: &'w Choices,
    links: usize,
}

impl Page<'_> {
    fn write(mut self, unit: &str, issues: &[&Issue]) -> Result<(), XlsxError> {
        self.head(unit, issues)?;
        let first = HEAD + 1;
        for (row, (number, issue)) in (first..).zip(issues.iter().enumerate()) {
            self.row(row, number + 1, issue)?;
        }
        let next = first + u32::try_from(issues.len()).unwrap_or(u32::MAX - 9);
        self.rules(first, next)?;
        self.sign(next + 1)?;
        self.print_set_up(unit, next + 1)
    }

    fn head(&mut self, unit: &str, issues: &[&Issue]) -> Result<(), XlsxError> {
        let lang = self.lang;
        for (index, column) in (0u16..).zip(&COLUMNS) {
            self.sheet.set_column_width(index, column.width as f64)?;
            let look = self.looks.head(column.role.of_people());
            self.sheet
                .write_string_with_format(HEAD, index, column.head(lang), look)?;
        }
        let printed = usize::from(PRINTED);
        let wide: usize = COLUMNS
            .iter()
            .take(printed)
            .map(|column| column.width)
            .sum();
        let whose = self.view.whose(lang);
        let title = match lang {
            Lang::Zh => format!("{whose}政府信息公开问题整改台账"),
            Lang::En => format!("Rectification ledger: {whose}"),
        };
        let lines = [
            (title, &self.looks.title),
            (
                counts(unit, issues, self.view, lang),
                &self.looks.under_title,
            ),
            (how_to(lang).to_owned(), &self.looks.under_title),
        ];
        for (row, (text, look)) in (0u32..).zip(lines) {
            self.sheet
                .merge_range(row, 0, row, PRINTED - 1, &clean::workbook(&text), look)?;
            let lines = wrap(&text, room(wide)).len();
            let high = if row == 0 { 32.0 } else { height(lines) };
            self.sheet.set_row_height(row, high)?;
        }
        self.sheet.set_row_height(HEAD, height(2) + 4.0)?;
        Ok(())
    }

    fn row(&mut self, row: u32, number: usize, issue: &Issue) -> Result<(), XlsxError> {
        let mut lines = 2;
        for (index, column) in (0u16..).zip(&COLUMNS) {
            let text = columns::text(issue, column.key, self.lang, self.view.today);
            if index < PRINTED {
                // Enough text is measured to reach the highest row.
                let measured: String = text.chars().take(4_000).collect();
                lines = lines.max(wrap(&measured, room(column.width)).len());
            }
            self.cell(row, index, column, number, issue, text)?;
        }
        self.sheet.set_row_height(row, height(lines))?;
        Ok(())
    }

    fn cell(
        &mut self,
        row: u32,
        at: u16,
        column: &Column,
        number: usize,
        issue: &Issue,
        text: String,
    ) -> Result<(), XlsxError> {
        let looks = self.looks;
        match column.key {
            Key::Number => {
                self.sheet
                    .write_number_with_format(row, at, number as f64, &looks.centre)?;
            }
            Key::Severity => {
                let look = looks.severity(issue.finding.severity);
                self.sheet.write_string_with_format(row, at, &text, look)?;
            }
            // A link of its own: in some programs a text with a link does not wrap.
            Key::Open => {
                let url = columns::address(issue).unwrap_or_default();
                return self.link(row, at, column, url, &text);
            }
            _ if text.is_empty() => {
                self.sheet.write_blank(row, at, looks.of(column.role))?;
            }
            _ if column.role == Role::Day => {
                let is_late = column.key == Key::Due && issue.is_overdue(self.view.today);
                let look = if is_late { &looks.late } else { &looks.day };
                match text.parse::<Date>().ok().and_then(serial) {
                    Some(day) => self.sheet.write_number_with_format(row, at, day, look)?,
                    None => self.sheet.write_string_with_format(row, at, &text, look)?,
                };
            }
            _ => {
                self.words(row, at, column, &text)?;
            }
        }
        Ok(())
    }

    fn words(&mut self, row: u32, at: u16, column: &Column, text: &str) -> Result<(), XlsxError> {
        let looks = self.looks;
        let runs = matches!(clean::cell(text), std::borrow::Cow::Owned(_));
        let look = match (runs, column.key) {
            (true, _) if column.role.of_people() => &looks.open_guarded,
            (true, _) => &looks.guarded,
            (_, Key::Id | Key::Review | Key::Verdict | Key::Reviewer | Key::ReviewedOn) => {
                &looks.centre
            }
            _ => looks.of(column.role),
        };
        self.sheet.write_string_with_format(row, at, text, look)?;
        Ok(())
    }

    /// Writes a text that opens an address, where the address is one of the web.
    fn link(
        &mut self,
        row: u32,
        at: u16,
        column: &Column,
        url: &str,
        text: &str,
    ) -> Result<(), XlsxError> {
        let web = url.starts_with("http://") || url.starts_with("https://");
        let plain = !url.contains(|c: char| c.is_control() || c.is_whitespace());
        let fits = url.encode_utf16().count() <= LINK_LENGTH && self.links < LINKS;
        if text.is_empty() {
            let look = self.looks.of(column.role);
            self.sheet.write_blank(row, at, look)?;
        } else if web && plain && fits {
            self.links += 1;
            let link = Url::new(url).set_text(text);
            self.sheet
                .write_url_with_format(row, at, link, &self.looks.link)?;
        } else {
            self.words(row, at, column, text)?;
        }
        Ok(())
    }

    /// Sets filter, frozen head, lists to choose from, and what may not be changed.
    fn rules(&mut self, first: u32, next: u32) -> Result<(), XlsxError> {
        let lang = self.lang;
        let last = next.saturating_sub(1).max(HEAD);
        let columns = u16::try_from(COLUMNS.len()).unwrap_or(PRINTED);
        self.sheet.autofilter(HEAD, 0, last, columns - 1)?;
        // What the finding is stays in sight while people fill in.
        self.sheet
            .set_freeze_panes(HEAD + 1, column_of(Key::Basis))?;
        let options = ProtectionOptions {
            use_autofilter: true,
            sort: true,
            format_cells: true,
            format_columns: true,
            format_rows: true,
            insert_links: true,
            ..ProtectionOptions::default()
        };
        self.sheet.protect_with_options(&options);
        if next == first {
            return Ok(());
        }
        let states = self.choices.rule(&self.choices.states, "A")?;
        if let Some(states) = states {
            let at = column_of(Key::State);
            let rule = states
                .set_error_style(DataValidationErrorStyle::Stop)
                .set_error_title(lang.pick("状态不对", "No such state"))?
                .set_error_message(
                    lang.pick("请从下拉列表中选择状态。", "Choose a state from the list."),
                )?;
            self.sheet
                .add_data_validation(first, at, next - 1, at, &rule)?;
        }
        let units = self.choices.rule(&self.choices.units, "B")?;
        if let Some(units) = units {
            let at = column_of(Key::Unit);
            // Another unit may be written: the list only helps.
            let rule = units.show_error_message(false);
            self.sheet
                .add_data_validation(first, at, next - 1, at, &rule)?;
        }
        Ok(())
    }

    /// Adds the line to sign on.
    fn sign(&mut self, row: u32) -> Result<(), XlsxError> {
        let text = self.lang.pick(
            "经办人：　　　　　　　　　科室负责人：　　　　　　　　　分管负责人：　　　　　　　　　单位主要负责人（盖章）：　　　　　　　　　　复核人：　　　　　　　　　　　　年　　月　　日",
            "Prepared by:                    Section head:                    Deputy head:                    Head (seal):                    Re-checked by:                    Date:",
        );
        self.sheet
            .merge_range(row, 0, row, PRINTED - 1, text, &self.looks.signature)?;
        self.sheet.set_row_height(row, 40)?;
        Ok(())
    }

    fn print_set_up(&mut self, unit: &str, last: u32) -> Result<(), XlsxError> {
        let lang = self.lang;
        self.sheet.set_repeat_rows(HEAD, HEAD)?;
        self.sheet.set_print_area(0, 0, last, PRINTED - 1)?;
        self.sheet.set_landscape();
        let left = if unit.is_empty() {
            self.view.whose(lang)
        } else {
            unit.to_owned()
        };
        print_set_up(self.sheet, &left, self.view, lang);
        Ok(())
    }
}

/// Sets A4, one page wide, and a footer with the page number and what the sheet shows.
fn print_set_up(sheet: &mut Worksheet, left: &str, view: &View, lang: Lang) {
    sheet.set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_print_center_horizontally(true);
    sheet.set_margins(0.3, 0.3, 0.5, 0.6, 0.3, 0.3);
    // `&` begins a code in footers.
    let left = clean::cut(left, 40).replace('&', "＆");
    let (today, (digits, seq)) = (view.today, &view.head);
    sheet.set_footer(match lang {
        Lang::Zh => format!("&L{left}&C第 &P 页 共 &N 页&R{today} 导出　台账 {seq}-{digits}"),
        Lang::En => format!("&L{left}&Cpage &P of &N&Rexported {today}, ledger {seq}-{digits}"),
    });
}

/// Returns where a column stands.
fn column_of(key: Key) -> u16 {
    (0u16..)
        .zip(&COLUMNS)
        .find(|(_, column)| column.key == key)
        .map_or(0, |(at, _)| at)
}

/// Returns the number of a day as spreadsheets keep it.
fn serial(day: Date) -> Option<f64> {
    let first = Date::constant(1899, 12, 30);
    let days = first.until(day).ok()?.get_days();
    Some(f64::from(days))
}

/// Returns how many letters of the sheet's font fit in a width: widths count digits of the
/// workbook's own font, which are a little narrower, and a cell has margins.
const fn room(width: usize) -> usize {
    (width * 95 / 100).saturating_sub(1)
}

/// Returns the points that so many lines take.
fn height(lines: usize) -> f64 {
    (lines as f64 * LINE + 4.0).min(HIGHEST)
}

/// Says whose issues these are and how they stand.
fn counts(unit: &str, issues: &[&Issue], view: &View, lang: Lang) -> String {
    let standing = view::Standing::of(issues.iter().copied(), view.today);
    let severities: Vec<String> = view::by_severity(issues)
        .iter()
        .map(|(severity, count)| format!("{} {count}", severity.label(lang)))
        .collect();
    let states: Vec<String> = columns::states(lang)
        .iter()
        .zip(standing.states)
        .filter(|(_, count)| *count > 0)
        .map(|(state, count)| format!("{state} {count}"))
        .collect();
    let unit = if unit.is_empty() {
        lang.pick("未分派", "unassigned")
    } else {
        unit
    };
    let (all, late, today) = (standing.all, standing.overdue, view.today);
    let separator = lang.pick("、", ", ");
    let (severities, states) = (severities.join(separator), states.join(separator));
    match lang {
        Lang::Zh => format!(
            "责任单位：{unit}　　截至 {today}　　问题 {all} 项（{severities}）　　{states}　　超期 {late} 项"
        ),
        Lang::En => format!(
            "Unit: {unit}    As of {today}    Findings: {all} ({severities})    {states}    Overdue: {late}"
        ),
    }
}

const fn how_to(lang: Lang) -> &'static str {
    lang.pick(
        "填写说明：黄色表头各列由责任单位填写，其余各列是核查记录，不要改动。状态从下拉列表选择：填“已整改待复核”须写明整改情况和整改链接；填“不适用”“暂缓”“误报”须在备注写明理由，“不适用”“暂缓”另须写明至哪一天；“复核通过”只由复核写入；填“已销号”须先复核通过并写明销号人。填好后将本表交回核查单位导入台账（gongkai ledger import）。",
        "How to fill in: columns with a yellow head are for people; the others are the record and stay as they are. Choose the state from the list: “rectified” needs what was done and the mended page; “not applicable”, “false positive” and “deferred” need a reason in the remarks, and the first and the last a day until which they hold; “verified” is written by re-checks only; “signed off” needs a re-check that passed and the name of the person. Give the file back to the auditing unit, who takes it in by gongkai ledger import.",
    )
}

#[cfg(test)]
mod tests {
    use super::looks::SIZE;
    use super::{COLUMNS, PRINTED};
    use crate::report::xlsx::looks::points_on_a4;

    #[test]
    fn printed_columns_leave_legible_letters_on_a4() {
        let printed = COLUMNS.iter().take(usize::from(PRINTED));
        let points = points_on_a4(printed.map(|column| column.width), SIZE);
        assert!(points >= 9.0, "{points}");
    }
}
