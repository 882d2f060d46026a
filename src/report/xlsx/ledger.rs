//! 整改台账: one row for each finding, to print, fill in and sign.

use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Worksheet, XlsxError};

use super::grid::{Cell, Grid, Layout, filled, told};
use super::looks::Looks;
use crate::model::{Lang, Run};
use crate::report::{clean, tally, words};

pub(super) const LAYOUT: Layout = Layout {
    columns: &[
        told("序号", "No.", 4),
        told("严重度", "Severity", 6),
        told("问题页面", "Page", 14),
        told("问题描述", "Finding", 28),
        told("依据", "Basis", 14),
        told("整改建议", "How to mend", 16),
        filled("责任单位", "Unit", 8),
        filled("责任人", "Person", 7),
        filled("整改时限", "Due", 11),
        filled("整改措施", "Measures", 12),
        filled("整改情况", "What was done", 12),
        filled("状态", "State", 8),
        filled("复核结果", "Re-check", 7),
        filled("销号人", "Signed off by", 7),
        told("链接", "Link", 6),
        told("栏目", "Column", 14),
        filled("整改链接", "Mended page", 16),
        filled("复核人", "Re-checked by", 8),
        filled("复核时间", "Re-checked on", 11),
        filled("销号意见", "Sign-off", 10),
        filled("销号时间", "Signed off on", 11),
        filled("备注", "Remarks", 12),
        told("页面地址", "Address", 50),
        told("规则编号", "Rule", 30),
        told("问题编号", "Fingerprint", 36),
    ],
    printed: 14,
    frozen: 4,
};

/// The column with the state, which has a list to choose from.
const STATE: u16 = 11;

/// The states of the product contract.
const STATES_ZH: [&str; 9] = [
    "待整改",
    "整改中",
    "已整改待复核",
    "复核通过",
    "复核未通过",
    "已销号",
    "误报",
    "不适用",
    "暂缓",
];
const STATES_EN: [&str; 9] = [
    "open",
    "in_progress",
    "rectified",
    "verified",
    "reopened",
    "signed_off",
    "false_positive",
    "not_applicable",
    "deferred",
];

/// Writes the ledger.
pub(super) fn write(
    run: &Run,
    lang: Lang,
    looks: &Looks,
    sheet: &mut Worksheet,
) -> Result<(), XlsxError> {
    let title = match lang {
        Lang::Zh => format!("{}政府信息公开问题整改台账", words::body_name(run)),
        Lang::En => format!("Rectification ledger: {}", words::body_name(run)),
    };
    let name = lang.pick("整改台账", "Ledger");
    let mut grid = Grid::new(sheet, name, &title, &under(run, lang), &LAYOUT, lang, looks)?;
    for (index, finding) in run.findings().enumerate() {
        let page = words::page(finding).unwrap_or_default();
        let subject = clean::short(&finding.subject.name, 120);
        let further = words::further_pages(&finding.evidence);
        let shown = match (further, lang) {
            (0, _) => subject,
            (_, Lang::Zh) => format!("{subject}\n另见 {further} 个页面（“问题清单”）"),
            (_, Lang::En) => format!("{subject}\nsee also {further} more pages (“Findings”)"),
        };
        let mut message = clean::line(finding.message.get(lang));
        if finding.known {
            message.push_str(lang.pick("（基线已有）", " (known)"));
        }
        let who = finding.responsible.as_deref();
        let unit = who.map_or(Cell::Empty, |who| Cell::Text(clean::own_line(&who.unit)));
        let person = who.and_then(|who| who.person.as_deref());
        let person = person.map_or(Cell::Empty, |person| Cell::Text(clean::own_line(person)));
        let open = lang.pick(STATES_ZH[0], STATES_EN[0]).to_owned();
        let cells = vec![
            Cell::Number(index + 1),
            Cell::Severity(finding.severity),
            Cell::Text(shown),
            Cell::Text(message),
            Cell::Text(words::citations(finding, lang).join("\n")),
            Cell::Text(clean::line(finding.advice.get(lang))),
            unit,
            person,
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
            Cell::Centred(open),
            Cell::Empty,
            Cell::Empty,
            Cell::Link(page.to_owned()),
            Cell::Text(words::column_path(finding)),
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
            Cell::Text(clean::line(page)),
            Cell::Text(finding.rule.clone()),
            Cell::Text(finding.fingerprint.to_string()),
        ];
        if !grid.add(cells)? {
            break;
        }
    }
    grid.finish(run)?;
    let (first, next) = (grid.first_row(), grid.next_row());
    if next > first {
        grid.sheet
            .add_data_validation(first, STATE, next - 1, STATE, &states(lang)?)?;
    }
    let sign = lang.pick(
        "经办人：　　　　　　　　科室负责人：　　　　　　　　分管负责人：　　　　　　　　单位主要负责人（盖章）：　　　　　　　　　　复核人：　　　　　　　　　　　　年　　月　　日",
        "Prepared by:                    Section head:                    Deputy head:                    Head (seal):                    Re-checked by:                    Date:",
    );
    let last = LAYOUT.printed - 1;
    grid.sheet
        .merge_range(next + 1, 0, next + 1, last, sign, &looks.signature)?;
    grid.sheet.set_row_height(next + 1, 36)?;
    grid.sheet.set_print_area(0, 0, next + 1, last)?;
    Ok(())
}

/// Returns the line under the title: what was audited, when, and how much was found.
fn under(run: &Run, lang: Lang) -> String {
    let counts: Vec<String> = tally::by_severity(run)
        .iter()
        .map(|(severity, count)| format!("{} {count}", severity.label(lang)))
        .collect();
    let kind = words::body_kind(&run.body, lang, false);
    let target = clean::short(&run.target, 200);
    let all = run.findings().count();
    match lang {
        Lang::Zh => format!(
            "核查对象：{target}　　对象类型：{kind}　　核查日期：{}　　问题 {all} 项（{}）　　需人工核查的事项见“需人工核查”表　　黄色表头的各列由人工填写",
            run.as_of,
            counts.join("、")
        ),
        Lang::En => format!(
            "Target: {target}    Kind of body: {kind}    As of: {}    Findings: {all} ({})    To look at by hand: see “By hand”    Columns with a yellow head are for people to fill in",
            run.as_of,
            counts.join(", ")
        ),
    }
}

fn states(lang: Lang) -> Result<DataValidation, XlsxError> {
    let states = match lang {
        Lang::Zh => STATES_ZH,
        Lang::En => STATES_EN,
    };
    DataValidation::new()
        .allow_list_strings(&states)?
        .set_error_style(DataValidationErrorStyle::Stop)
        .set_error_title(lang.pick("状态不对", "No such state"))?
        .set_error_message(lang.pick("请从下拉列表中选择状态。", "Choose a state from the list."))
}
