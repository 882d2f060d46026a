//! 汇总: counts by severity, rule and column, coverage, and what the verdicts rest on.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::grid::print_setup;
use super::looks::Looks;
use crate::model::{Lang, Run};
use crate::report::tally::{self, Totals};
use crate::report::{clean, words};

/// Writes the counts.
pub(super) fn write(
    run: &Run,
    lang: Lang,
    looks: &Looks,
    sheet: &mut Worksheet,
) -> Result<(), XlsxError> {
    sheet.set_name(lang.pick("汇总", "Summary"))?;
    for (column, width) in [
        (0u16, 44.0),
        (1, 22.0),
        (2, 10.0),
        (3, 10.0),
        (4, 10.0),
        (5, 10.0),
        (6, 34.0),
    ] {
        sheet.set_column_width(column, width)?;
    }
    let title = lang.pick("核查情况汇总", "Summary of the audit");
    sheet.merge_range(0, 0, 0, 5, title, &looks.title)?;
    sheet.set_row_height(0, 30)?;
    let mut page = Page {
        sheet,
        looks,
        row: 1,
    };
    about(run, lang, &mut page)?;
    page.section(lang.pick("按严重度", "By severity"))?;
    for (severity, count) in tally::by_severity(run) {
        page.row(&[severity.label(lang).to_owned(), count.to_string()])?;
    }
    page.section(lang.pick("按栏目（问题数）", "Findings by column"))?;
    for (column, count) in tally::by_column(run) {
        let name = if column.is_empty() {
            lang.pick("（不属于某一栏目）", "(no single column)")
                .to_owned()
        } else {
            column
        };
        page.row(&[name, count.to_string()])?;
    }
    by_rule(run, lang, &mut page)?;
    page.section(lang.pick("不适用的原因", "Why rules do not apply"))?;
    for (reason, count) in tally::inapplicable(run, lang) {
        page.row(&[reason, count.to_string()])?;
    }
    // The ids of rules, in the last column, are for the screen.
    let bottom = page.row;
    sheet.set_print_area(0, 0, bottom, 5)?;
    print_setup(sheet, run, lang);
    Ok(())
}

fn about(run: &Run, lang: Lang, page: &mut Page<'_>) -> Result<(), XlsxError> {
    let totals = Totals::of(run);
    let crawl = &run.crawl;
    let complete = if crawl.complete {
        lang.pick("完整", "complete").to_owned()
    } else {
        let why: Vec<String> = crawl
            .why_incomplete
            .iter()
            .map(|why| clean::line(why.get(lang)))
            .collect();
        format!(
            "{}{}",
            lang.pick("不完整：", "incomplete: "),
            why.join(lang.pick("；", "; "))
        )
    };
    let rows = [
        (lang.pick("核查单位", "Body"), words::body_name(run)),
        (
            lang.pick("对象类型", "Kind of body"),
            words::body_kind(&run.body, lang, false),
        ),
        (
            lang.pick("职权", "Powers"),
            words::body_powers(&run.body, lang),
        ),
        (lang.pick("核查对象", "Target"), clean::line(&run.target)),
        (lang.pick("核查日期", "As of"), run.as_of.to_string()),
        (
            lang.pick("抓取时间", "Fetched"),
            format!(
                "{} — {}",
                words::local_minute(run.started),
                words::local_minute(run.finished)
            ),
        ),
        (lang.pick("抓取是否完整", "Crawl"), complete),
        (lang.pick("读取网页", "Pages read"), crawl.pages.to_string()),
        (
            lang.pick("请求次数", "Requests"),
            crawl.requests.to_string(),
        ),
        (lang.pick("达标", "Pass"), totals.pass.to_string()),
        (lang.pick("问题", "Findings"), totals.fail.to_string()),
        (
            lang.pick("未能判定", "Cannot tell"),
            totals.cannot_tell.to_string(),
        ),
        (
            lang.pick("不适用", "Inapplicable"),
            totals.inapplicable.to_string(),
        ),
        (
            lang.pick("判定覆盖率", "Coverage"),
            words::percent(run.coverage()),
        ),
        (lang.pick("版本", "Versions"), words::versions(run)),
    ];
    for (label, value) in rows {
        page.wide(label, &value)?;
    }
    for notice in &run.notices {
        let notice = clean::line(notice.get(lang));
        page.wide(lang.pick("注意", "Note"), &notice)?;
    }
    Ok(())
}

fn by_rule(run: &Run, lang: Lang, page: &mut Page<'_>) -> Result<(), XlsxError> {
    page.section(lang.pick("按规则", "By rule"))?;
    let head = [
        lang.pick("规则", "Rule"),
        lang.pick("规则包", "Pack"),
        lang.pick("达标", "Pass"),
        lang.pick("问题", "Findings"),
        lang.pick("未能判定", "Cannot tell"),
        lang.pick("不适用", "Inapplicable"),
        lang.pick("规则编号", "Rule id"),
    ];
    page.head(&head)?;
    let titles: BTreeMap<(&str, &str), &str> = run
        .rules
        .iter()
        .map(|note| {
            let key = (note.pack.as_str(), note.id.as_str());
            (key, note.title.get(lang))
        })
        .collect();
    for tally in &run.tallies {
        let title = titles.get(&(tally.pack.as_str(), tally.rule.as_str()));
        page.row(&[
            title.map_or_else(|| tally.rule.clone(), |title| (*title).to_owned()),
            tally.pack.clone(),
            tally.pass.to_string(),
            tally.fail.to_string(),
            tally.cannot_tell.to_string(),
            tally.inapplicable.to_string(),
            tally.rule.clone(),
        ])?;
    }
    Ok(())
}

struct Page<'w> {
    sheet: &'w mut Worksheet,
    looks: &'w Looks,
    row: u32,
}

impl Page<'_> {
    fn section(&mut self, text: &str) -> Result<(), XlsxError> {
        self.row += 1;
        let look = &self.looks.section;
        self.sheet
            .write_string_with_format(self.row, 0, text, look)?;
        self.row += 1;
        Ok(())
    }

    fn head(&mut self, names: &[&str]) -> Result<(), XlsxError> {
        for (column, name) in (0u16..).zip(names) {
            let look = &self.looks.head;
            self.sheet
                .write_string_with_format(self.row, column, *name, look)?;
        }
        self.row += 1;
        Ok(())
    }

    /// Writes a row; texts that are numbers become numbers, so that they can be added up.
    fn row(&mut self, cells: &[String]) -> Result<(), XlsxError> {
        for (column, text) in (0u16..).zip(cells) {
            match text.parse::<u32>() {
                Ok(number) if column > 0 => {
                    let look = &self.looks.centre;
                    self.sheet
                        .write_number_with_format(self.row, column, number, look)?;
                }
                _ => self.text(column, text)?,
            }
        }
        // The first column is as wide as so many characters of ASCII.
        let first = cells.first().map_or("", String::as_str);
        let lines = crate::report::layout::wrap(first, 42).len();
        self.sheet
            .set_row_height(self.row, super::grid::height(lines))?;
        self.row += 1;
        Ok(())
    }

    /// Writes a label and a text over all other columns.
    fn wide(&mut self, label: &str, value: &str) -> Result<(), XlsxError> {
        let head: &Format = &self.looks.head;
        self.sheet
            .write_string_with_format(self.row, 0, label, head)?;
        let number = value.parse::<u32>().ok();
        let number = number.filter(|number| number.to_string() == value);
        let value = clean::workbook(value);
        let lines = crate::report::layout::wrap(&value, 60).len();
        self.sheet
            .merge_range(self.row, 1, self.row, 5, &value, &self.looks.text)?;
        if let Some(number) = number {
            // The first cell of what is merged holds the value.
            self.sheet
                .write_number_with_format(self.row, 1, number, &self.looks.text)?;
        }
        self.sheet
            .set_row_height(self.row, super::grid::height(lines))?;
        self.row += 1;
        Ok(())
    }

    fn text(&mut self, column: u16, text: &str) -> Result<(), XlsxError> {
        let text = clean::workbook(text);
        let guarded = matches!(clean::cell(&text), std::borrow::Cow::Owned(_));
        let look = if guarded {
            &self.looks.guarded
        } else {
            &self.looks.text
        };
        self.sheet
            .write_string_with_format(self.row, column, text, look)?;
        Ok(())
    }
}
