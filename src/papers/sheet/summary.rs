//! 汇总: how issues stand by unit and severity, and why they came about (原因分析) by kind of
//! rule, by column, by unit and by the causes that units wrote.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::looks::Looks;
use super::{View, height, print_set_up, room};
use crate::ledger::Issue;
use crate::model::{Lang, Words};
use crate::papers::columns;
use crate::papers::view::Standing;
use crate::report::clean;
use crate::report::layout::wrap;

/// The most rows of one table; the rest is summed up in one row.
const ROWS: usize = 200;
/// Width of the first column.
const WIDE: usize = 46;
/// The columns of numbers: all, the eight states, overdue, come back.
const NUMBERS: u16 = 11;

/// Writes the summary.
pub(super) fn write(
    view: &View,
    lang: Lang,
    looks: &Looks,
    sheet: &mut Worksheet,
) -> Result<(), XlsxError> {
    sheet.set_name(lang.pick("汇总", "Summary"))?;
    sheet.set_column_width(0, WIDE as f64)?;
    for column in 1..=NUMBERS {
        sheet.set_column_width(column, 9)?;
    }
    let whose = view.whose(lang);
    let title = match lang {
        Lang::Zh => format!("{whose}政府信息公开问题整改情况汇总"),
        Lang::En => format!("Rectification, summed up: {whose}"),
    };
    sheet.merge_range(0, 0, 0, NUMBERS, &title, &looks.title)?;
    sheet.set_row_height(0, 32)?;
    let all = view.issues.len();
    let under = match lang {
        Lang::Zh => format!("截至 {}，问题共 {all} 项", view.today),
        Lang::En => format!("As of {}, {all} findings", view.today),
    };
    sheet.merge_range(1, 0, 1, NUMBERS, &under, &looks.under_title)?;
    let mut page = Page {
        sheet,
        looks,
        lang,
        view,
        row: 2,
    };
    let mut number = 0;
    for table in tables() {
        let (rows, rest) = page.counted(&table);
        if !(table.needs_several && rows.len() < 2) {
            number += 1;
            page.table(number, &table, &rows, &rest)?;
        }
    }
    let sign = lang.pick(
        "填报人：　　　　　　　　　　审核人：　　　　　　　　　　分管负责人（签字）：　　　　　　　　　　　　年　　月　　日",
        "Prepared by:                    Checked by:                    Deputy head:                    Date:",
    );
    let row = page.row + 1;
    sheet.merge_range(row, 0, row, NUMBERS, sign, &looks.signature)?;
    sheet.set_row_height(row, 40)?;
    sheet.set_landscape();
    print_set_up(sheet, &whose, view, lang);
    Ok(())
}

/// A table of the summary.
struct Table {
    title: Words,
    /// Head of the first column.
    first: Words,
    /// What issues are counted under; empty where they have none.
    by: fn(&Issue, Lang) -> String,
    /// What comes before all else in the order of rows; the rest is by number, then by name.
    rank: fn(&Issue) -> usize,
    /// What stands for those that have none.
    none: Words,
    /// Whether it says nothing when all issues stand under one name.
    needs_several: bool,
}

fn tables() -> [Table; 6] {
    let table = |title: (&str, &str), first: (&str, &str), none: (&str, &str), by| Table {
        title: Words::new(title.0, title.1),
        first: Words::new(first.0, first.1),
        none: Words::new(none.0, none.1),
        by,
        rank: |_| 0,
        needs_several: false,
    };
    [
        table(
            ("按责任单位", "By unit"),
            ("责任单位", "Unit"),
            ("（未分派）", "(unassigned)"),
            |issue, _| issue.unit.clone().unwrap_or_default(),
        ),
        Table {
            rank: |issue| issue.finding.severity as usize,
            ..table(
                ("按严重度", "By severity"),
                ("严重度", "Severity"),
                ("", ""),
                |issue, lang| issue.finding.severity.label(lang).to_owned(),
            )
        },
        table(
            ("原因分析：按规则类", "Causes: by rule"),
            ("要求（规则编号）", "Requirement (rule)"),
            ("", ""),
            |issue, lang| {
                let finding = &issue.finding;
                let (title, rule) = (finding.title.get(lang), &finding.rule);
                match lang {
                    Lang::Zh => format!("{title}（{rule}）"),
                    Lang::En => format!("{title} ({rule})"),
                }
            },
        ),
        table(
            ("原因分析：按栏目", "Causes: by column"),
            ("栏目", "Column"),
            ("（不属于某一栏目）", "(no single column)"),
            |issue, _| issue.column(),
        ),
        Table {
            needs_several: true,
            ..table(
                ("原因分析：按单位填写的原因", "Causes: as units wrote them"),
                ("原因", "Cause"),
                ("（未填写）", "(none written)"),
                |issue, _| issue.reason.clone().unwrap_or_default(),
            )
        },
        Table {
            needs_several: true,
            ..table(
                ("按站点", "By site"),
                ("站点", "Site"),
                ("", ""),
                |issue, _| issue.finding.site.clone(),
            )
        },
    ]
}

struct Page<'w> {
    sheet: &'w mut Worksheet,
    looks: &'w Looks,
    lang: Lang,
    view: &'w View,
    row: u32,
}

impl Page<'_> {
    fn table(
        &mut self,
        number: usize,
        table: &Table,
        rows: &[(String, Standing)],
        rest: &Standing,
    ) -> Result<(), XlsxError> {
        let lang = self.lang;
        self.row += 1;
        let section = &self.looks.section;
        let title = match lang {
            Lang::Zh => format!("{}、{}", chinese(number), table.title.zh),
            Lang::En => format!("{number}. {}", table.title.en),
        };
        self.sheet
            .write_string_with_format(self.row, 0, title, section)?;
        self.row += 1;
        let heads = [table.first.get(lang), lang.pick("问题", "Findings")]
            .into_iter()
            .chain(columns::states(lang))
            .chain([lang.pick("超期", "Overdue"), lang.pick("复发", "Came back")]);
        for (column, head) in (0u16..).zip(heads) {
            let look = self.looks.head(false);
            self.sheet
                .write_string_with_format(self.row, column, head, look)?;
        }
        self.sheet.set_row_height(self.row, height(2))?;
        self.row += 1;
        for (name, standing) in rows {
            let name = if name.is_empty() {
                table.none.get(lang)
            } else {
                name
            };
            self.numbers(name, standing)?;
        }
        if rest.all > 0 {
            self.numbers(lang.pick("其余合计", "all others"), rest)?;
        }
        if rows.len() > 1 {
            let all = Standing::of(&self.view.issues, self.view.today);
            self.numbers(lang.pick("合计", "Total"), &all)?;
        }
        Ok(())
    }

    /// Counts issues, most first; what is beyond the most rows is summed up.
    fn counted(&self, table: &Table) -> (Vec<(String, Standing)>, Standing) {
        let mut counts: BTreeMap<(usize, String), Standing> = BTreeMap::new();
        for issue in &self.view.issues {
            let name = clean::short(&(table.by)(issue, self.lang), 200);
            counts
                .entry(((table.rank)(issue), name))
                .or_default()
                .count(issue, self.view.today);
        }
        let mut all: Vec<_> = counts.into_iter().collect();
        all.sort_by(|((rank, _), x), ((other, _), y)| rank.cmp(other).then(y.all.cmp(&x.all)));
        let mut all: Vec<(String, Standing)> = all
            .into_iter()
            .map(|((_, name), standing)| (name, standing))
            .collect();
        let mut rest = Standing::default();
        for (_, standing) in all.drain(all.len().min(ROWS)..) {
            rest.add(&standing);
        }
        (all, rest)
    }

    fn numbers(&mut self, name: &str, standing: &Standing) -> Result<(), XlsxError> {
        let look = self.looks.text();
        self.sheet
            .write_string_with_format(self.row, 0, name, look)?;
        let lines = wrap(name, room(WIDE)).len();
        self.sheet.set_row_height(self.row, height(lines))?;
        let numbers = [standing.all]
            .into_iter()
            .chain(standing.states)
            .chain([standing.overdue, standing.recurred]);
        for (column, number) in (1u16..).zip(numbers) {
            // The last two are what a head looks for.
            let is_alarm = column >= NUMBERS - 1 && number > 0;
            let look = if is_alarm {
                &self.looks.alarm
            } else {
                &self.looks.centre
            };
            self.sheet
                .write_number_with_format(self.row, column, number as f64, look)?;
        }
        self.row += 1;
        Ok(())
    }
}

impl Standing {
    fn add(&mut self, other: &Self) {
        self.all += other.all;
        self.overdue += other.overdue;
        self.recurred += other.recurred;
        for (mine, theirs) in self.states.iter_mut().zip(other.states) {
            *mine += theirs;
        }
    }
}

/// Writes a number up to nine as heads of chapters have it.
fn chinese(number: usize) -> char {
    "〇一二三四五六七八九".chars().nth(number).unwrap_or('〇')
}
