//! 问题清单, one row for each place of each finding, and 需人工核查.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::grid::{Cell, Grid, Layout, filled, told};
use super::looks::Looks;
use crate::model::{Evidence, Lang, Outcome, Run};
use crate::report::{clean, locators, tally, words};

pub(super) const FINDINGS: Layout = Layout {
    columns: &[
        told("序号", "No.", 5),
        told("严重度", "Severity", 6),
        told("对象名称", "Name", 20),
        told("问题页面", "Page", 28),
        told("问题描述", "Finding", 36),
        told("页面摘录", "Excerpt", 28),
        told("依据", "Basis", 16),
        told("整改建议", "How to mend", 19),
        told("链接", "Link", 6),
        told("一级栏目", "Column 1", 14),
        told("二级栏目", "Column 2", 14),
        told("三级栏目", "Column 3", 14),
        told("对象", "Subject", 9),
        told("位置", "Where", 20),
        told("依据要求", "What it asks", 50),
        told("抓取时间", "Fetched", 17),
        told("响应码", "Status", 8),
        told("内容摘要 SHA-256", "SHA-256", 34),
        told("基线已有", "Known", 9),
        told("规则编号", "Rule", 30),
        told("问题编号", "Fingerprint", 36),
    ],
    printed: 8,
    frozen: 2,
};

pub(super) const BY_HAND: Layout = Layout {
    columns: &[
        told("序号", "No.", 5),
        told("未能判定的原因", "Why not told", 10),
        told("要求", "Requirement", 24),
        told("对象名称", "Subject", 16),
        told("页面", "Page", 22),
        told(
            "看什么、怎样可判定",
            "What to look at, and what would decide it",
            36,
        ),
        told("依据", "Basis", 16),
        filled("核查结论", "Conclusion", 10),
        filled("核查人", "By", 8),
        filled("备注", "Remarks", 9),
        told("链接", "Link", 6),
        told("栏目", "Column", 20),
        told("已见情况", "What was seen", 40),
        told("规则编号", "Rule", 30),
        told("事项编号", "Id of this item", 36),
    ],
    printed: 10,
    frozen: 2,
};

/// Writes every place of every finding.
pub(super) fn findings(
    run: &Run,
    lang: Lang,
    looks: &Looks,
    sheet: &mut Worksheet,
) -> Result<(), XlsxError> {
    let title = lang.pick("问题清单（每处一行）", "Findings, one row for each place");
    let under = lang.pick(
        "同一问题有多处的，序号和问题编号相同；个人信息已脱敏。",
        "Places of one finding share number and fingerprint; personal data is masked.",
    );
    let name = lang.pick("问题清单", "Findings");
    let mut grid = Grid::new(sheet, name, title, under, &FINDINGS, lang, looks)?;
    'all: for (index, finding) in run.findings().enumerate() {
        if finding.evidence.is_empty() {
            if !grid.add(place(index + 1, finding, None, lang))? {
                break;
            }
            continue;
        }
        for evidence in &finding.evidence {
            if !grid.add(place(index + 1, finding, Some(evidence), lang))? {
                break 'all;
            }
        }
    }
    grid.finish(run)
}

fn place(number: usize, finding: &Outcome, evidence: Option<&Evidence>, lang: Lang) -> Vec<Cell> {
    let column = |level: usize| Cell::Text(column_at(finding, level));
    let page = evidence.map_or_else(
        || finding.subject.url.clone().unwrap_or_default(),
        |evidence| evidence.url.to_string(),
    );
    let asks: Vec<String> = finding
        .basis
        .iter()
        .map(|basis| clean::line(basis.text.get(lang)))
        .collect();
    let of = |text: Option<&std::sync::Arc<str>>| {
        Cell::Text(text.map(|text| clean::line(text)).unwrap_or_default())
    };
    vec![
        Cell::Number(number),
        Cell::Severity(finding.severity),
        Cell::Text(clean::line(&finding.subject.name)),
        Cell::Text(clean::line(&page)),
        Cell::Text(clean::line(finding.message.get(lang))),
        of(evidence.and_then(|evidence| evidence.excerpt.as_ref())),
        Cell::Text(words::citations(finding, lang).join("\n")),
        Cell::Text(clean::line(finding.advice.get(lang))),
        Cell::Link(page),
        column(0),
        column(1),
        column(2),
        Cell::Centred(words::subject_kind(finding.subject.kind, lang).to_owned()),
        Cell::Text(
            evidence
                .and_then(|evidence| evidence.locator.as_deref())
                .map(|locator| clean::line(&locators::place(locator, lang)))
                .unwrap_or_default(),
        ),
        Cell::Text(asks.join("\n")),
        Cell::Centred(
            evidence
                .map(|evidence| words::local_minute(evidence.fetched_at))
                .unwrap_or_default(),
        ),
        Cell::Centred(evidence.map_or_else(String::new, |evidence| {
            evidence.status.map_or_else(
                || lang.pick("无应答", "none").to_owned(),
                |status| status.to_string(),
            )
        })),
        of(evidence.and_then(|evidence| evidence.sha256.as_ref())),
        Cell::Centred(if finding.known {
            lang.pick("是", "yes").to_owned()
        } else {
            lang.pick("否", "no").to_owned()
        }),
        Cell::Text(finding.rule.clone()),
        Cell::Text(finding.fingerprint.to_string()),
    ]
}

/// Returns the name of a column of one level; the third holds all deeper ones too.
fn column_at(finding: &Outcome, level: usize) -> String {
    let names: Vec<String> = finding
        .columns
        .iter()
        .map(|name| clean::line(name))
        .collect();
    if level < 2 {
        names.get(level).cloned().unwrap_or_default()
    } else {
        names
            .get(2..)
            .map(|rest| rest.join(" > "))
            .unwrap_or_default()
    }
}

/// Writes what could not be told.
pub(super) fn by_hand(
    run: &Run,
    lang: Lang,
    looks: &Looks,
    sheet: &mut Worksheet,
) -> Result<(), XlsxError> {
    let title = lang.pick("需人工核查的事项", "To look at by hand");
    let under = lang.pick(
        "下列事项程序未能判定，既不算问题，也不算达标；请按“看什么”一列人工核查。",
        "These could not be told: they are neither findings nor passes. Look at them as described.",
    );
    let name = lang.pick("需人工核查", "By hand");
    let mut grid = Grid::new(sheet, name, title, under, &BY_HAND, lang, looks)?;
    let mut number = 0;
    for (cause, outcomes) in tally::open(run, lang) {
        for (outcome, look) in outcomes {
            number += 1;
            let page = words::page(outcome).unwrap_or_default().to_owned();
            let cells = vec![
                Cell::Number(number),
                Cell::Centred(cause.label(lang).to_owned()),
                Cell::Text(clean::line(outcome.title.get(lang))),
                Cell::Text(clean::line(&outcome.subject.name)),
                Cell::Text(clean::line(&page)),
                Cell::Text(clean::line(look)),
                Cell::Text(words::citations(outcome, lang).join("\n")),
                Cell::Empty,
                Cell::Empty,
                Cell::Empty,
                Cell::Link(page),
                Cell::Text(words::column_path(outcome)),
                Cell::Text(clean::line(outcome.message.get(lang))),
                Cell::Text(outcome.rule.clone()),
                Cell::Text(outcome.fingerprint.to_string()),
            ];
            if !grid.add(cells)? {
                return grid.finish(run);
            }
        }
    }
    grid.finish(run)
}
