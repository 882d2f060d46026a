//! The clause matrix as a workbook: one row for each verdict below its clause and rule, and
//! one row for each clause.

use std::io::{self, Write};

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::grid::{Cell, Grid, Layout, told};
use super::looks::Looks;
use crate::model::{Lang, Outcome, ProvisionRule, Run, Verdict};
use crate::report::matrix::{Row, State, counts, evidence, message, rows, subject};
use crate::report::{Format, Style, clean, words};

pub(in crate::report) const FORMAT: Format = Format {
    name: "matrix-xlsx",
    endings: &[".matrix.xlsx"],
    on_terminal: false,
    is_record: false,
    zh: "条款对照表（Excel）：条款、规则、栏目、页面、判定、证据",
    en: "the clause matrix (Excel): clause, rules, columns, pages, verdicts, evidence",
    write,
};

pub(super) const ROWS: Layout = Layout {
    columns: &[
        told("条款编号", "Code", 11),
        told("条款", "Clause", 18),
        told("规则", "Rule", 22),
        told("栏目、对象", "Column, subject", 18),
        told("页面", "Page", 18),
        told("判定", "Verdict", 8),
        told("说明", "Message", 36),
        told("证据", "Evidence", 26),
        told("链接", "Link", 6),
        told("要求", "What it asks", 70),
        told("不能自动判定的部分", "What no machine can decide", 70),
        told("规则编号", "Rule id", 30),
        told("判定编号", "Fingerprint", 16),
    ],
    printed: 8,
    frozen: 2,
};

pub(super) const CLAUSES: Layout = Layout {
    columns: &[
        told("条款编号", "Code", 11),
        told("条款", "Clause", 24),
        told("要求", "What it asks", 36),
        told("状态", "State", 13),
        told("规则数", "Rules", 6),
        told("问题", "Findings", 6),
        told("未能判定", "Open", 8),
        told("达标", "Pass", 6),
        told("不适用", "Inapplicable", 8),
        told("不能自动判定的部分", "What no machine can decide", 38),
    ],
    printed: 10,
    frozen: 2,
};

fn write(run: &Run, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let bytes = workbook(run, style.lang).map_err(io::Error::other)?;
    out.write_all(&bytes)
}

fn workbook(run: &Run, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let title = lang.pick("政府信息公开条款对照表", "Clause matrix");
    let mut book = super::new_book(run, title)?;
    let looks = Looks::new();
    let rows = rows(run);
    clauses(run, &rows, lang, &looks, book.add_worksheet())?;
    matrix(run, &rows, lang, &looks, book.add_worksheet())?;
    book.save_to_buffer()
}

fn clauses(
    run: &Run,
    rows: &[Row<'_>],
    lang: Lang,
    looks: &Looks,
    sheet: &mut Worksheet,
) -> Result<(), XlsxError> {
    let title = lang.pick("条款一览（每条一行）", "Clauses, one row each");
    let under: Vec<String> = counts(rows)
        .into_iter()
        .map(|(state, count): (State, usize)| format!("{} {count}", state.label(lang)))
        .collect();
    let under = format!(
        "{}　{}　{}",
        words::body_name(run),
        under.join(lang.pick("，", ", ")),
        words::versions(run)
    );
    let name = lang.pick("条款一览", "Clauses");
    let mut grid = Grid::new(sheet, name, title, &under, &CLAUSES, lang, looks)?;
    for row in rows {
        let count = |wanted: fn(&Verdict) -> bool| {
            let outcomes = row.rules.iter().flat_map(|rule| &rule.outcomes);
            Cell::Number(outcomes.filter(|one| wanted(&one.verdict)).count())
        };
        grid.add(vec![
            Cell::Text(row.provision.code.clone()),
            Cell::Text(row.provision.citation(lang)),
            Cell::Text(row.provision.text.get(lang).to_owned()),
            Cell::Centred(row.state.label(lang).to_owned()),
            Cell::Number(row.rules.len()),
            count(|verdict| *verdict == Verdict::Fail),
            count(|verdict| matches!(verdict, Verdict::CannotTell { .. })),
            Cell::Number(row.rules.iter().map(|rule| rule.passed).sum()),
            count(|verdict| matches!(verdict, Verdict::Inapplicable(_))),
            why(row, lang),
        ])?;
    }
    grid.finish(run)
}

fn why(row: &Row<'_>, lang: Lang) -> Cell {
    row.provision
        .why
        .as_ref()
        .map_or(Cell::Empty, |why| Cell::Text(why.get(lang).to_owned()))
}

fn matrix(
    run: &Run,
    rows: &[Row<'_>],
    lang: Lang,
    looks: &Looks,
    sheet: &mut Worksheet,
) -> Result<(), XlsxError> {
    let title = lang.pick(
        "条款对照表（每项判定一行）",
        "Clause matrix, one row for each verdict",
    );
    let under = lang.pick(
        "条款 → 规则 → 栏目 → 页面 → 判定 → 证据；单个文件、链接的达标只计数。",
        "Clause → rules → columns → pages → verdicts → evidence; passes of single documents and links are counted.",
    );
    let name = lang.pick("条款对照", "Matrix");
    let mut grid = Grid::new(sheet, name, title, under, &ROWS, lang, looks)?;
    for row in rows {
        if row.rules.is_empty() {
            let state = row.state.label(lang).to_owned();
            grid.add(line(row, None, blank(state), None, lang))?;
        }
        for rule in &row.rules {
            if rule.outcomes.is_empty() {
                let said = blank(rule.counted(lang));
                grid.add(line(row, Some(rule.rule), said, None, lang))?;
            }
            for outcome in &rule.outcomes {
                let said = verdict(outcome, lang);
                grid.add(line(row, Some(rule.rule), said, Some(outcome), lang))?;
            }
        }
    }
    grid.finish(run)
}

/// Makes the cells of a line: the clause, the rule, what was said of the subject, and what is
/// not printed.
fn line(
    row: &Row<'_>,
    rule: Option<&ProvisionRule>,
    said: [Cell; 5],
    outcome: Option<&Outcome>,
    lang: Lang,
) -> Vec<Cell> {
    let provision = row.provision;
    let or_empty = |text: Option<String>| text.map_or(Cell::Empty, Cell::Text);
    let mut cells = vec![
        Cell::Text(provision.code.clone()),
        Cell::Text(provision.citation(lang)),
        or_empty(rule.map(|rule| rule.title.get(lang).to_owned())),
    ];
    cells.extend(said);
    let page = outcome.and_then(words::page).map(str::to_owned);
    cells.extend([
        page.map_or(Cell::Empty, Cell::Link),
        Cell::Text(provision.text.get(lang).to_owned()),
        why(row, lang),
        or_empty(rule.map(|rule| rule.id.clone())),
        or_empty(outcome.map(words::short_print)),
    ]);
    cells
}

/// Makes the cells of a line without a verdict of its own.
fn blank(state: String) -> [Cell; 5] {
    [
        Cell::Empty,
        Cell::Empty,
        Cell::Centred(state),
        Cell::Empty,
        Cell::Empty,
    ]
}

fn verdict(outcome: &Outcome, lang: Lang) -> [Cell; 5] {
    let page = words::page(outcome).map_or(Cell::Empty, |page| Cell::Text(clean::line(page)));
    [
        Cell::Text(subject(outcome, lang)),
        page,
        Cell::Centred(words::verdict(&outcome.verdict, lang).to_owned()),
        Cell::Text(message(outcome, lang)),
        Cell::Text(evidence(outcome, lang)),
    ]
}
