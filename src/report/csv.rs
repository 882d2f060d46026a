//! The findings and what to look at by hand as CSV for Excel and WPS: UTF-8 with a byte-order
//! mark, CRLF (RFC 4180), and no cell that a spreadsheet would run.

use std::io::{self, Write};

use ::csv::{Terminator, WriterBuilder};

use super::{Format, Style, clean, words};
use crate::model::{Lang, Outcome, Run, Verdict};

pub(super) const FORMAT: Format = Format {
    name: "csv",
    endings: &[".csv"],
    on_terminal: false,
    is_record: false,
    zh: "问题与需人工核查清单（CSV，可用 Excel、WPS 打开）",
    en: "findings and what to look at by hand (CSV for Excel and WPS)",
    write,
};

const HEAD: [(&str, &str); 17] = [
    ("序号", "No."),
    ("结论", "Verdict"),
    ("严重度", "Severity"),
    ("栏目", "Column"),
    ("对象", "Subject"),
    ("对象名称", "Subject name"),
    ("问题页面", "Page"),
    ("问题描述", "Message"),
    ("所见", "Seen"),
    ("依据", "Basis"),
    ("整改建议或核查方法", "How to mend or check"),
    ("其他位置数", "Further places"),
    ("抓取情况", "Fetched"),
    ("基线已有", "Known"),
    ("规则包", "Pack"),
    ("规则编号", "Rule"),
    ("问题编号", "Fingerprint"),
];

fn write(run: &Run, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut csv = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(out);
    csv.write_record(HEAD.map(|(zh, en)| style.lang.pick(zh, en)))?;
    let shown = run
        .outcomes
        .iter()
        .filter(|outcome| matches!(outcome.verdict, Verdict::Fail | Verdict::CannotTell { .. }));
    for (index, outcome) in shown.enumerate() {
        let row = row(index + 1, outcome, style.lang);
        csv.write_record(row.iter().map(|text| {
            let text = clean::workbook(text);
            clean::cell(&text).into_owned()
        }))?;
    }
    csv.flush()
}

fn row(number: usize, outcome: &Outcome, lang: Lang) -> [String; 17] {
    let first = outcome.evidence.first();
    let mend = match &outcome.verdict {
        Verdict::CannotTell { look, .. } => look.get(lang),
        _ => outcome.advice.get(lang),
    };
    [
        number.to_string(),
        match &outcome.verdict {
            Verdict::CannotTell { cause, .. } => format!(
                "{}{}{}{}",
                words::verdict(&outcome.verdict, lang),
                lang.pick("（", " ("),
                cause.label(lang),
                lang.pick("）", ")")
            ),
            verdict => words::verdict(verdict, lang).to_owned(),
        },
        outcome.severity.label(lang).to_owned(),
        words::column_path(outcome),
        words::subject_kind(outcome.subject.kind, lang).to_owned(),
        clean::line(&outcome.subject.name),
        words::page(outcome).unwrap_or_default().to_owned(),
        clean::line(outcome.message.get(lang)),
        first
            .and_then(|evidence| words::seen(evidence, 500, lang))
            .unwrap_or_default(),
        words::citations(outcome, lang).join(lang.pick("；", "; ")),
        clean::line(mend),
        outcome.evidence.len().saturating_sub(1).to_string(),
        first
            .map(|evidence| words::read_at(evidence, lang))
            .unwrap_or_default(),
        if outcome.known {
            lang.pick("是", "yes").to_owned()
        } else {
            lang.pick("否", "no").to_owned()
        },
        outcome.pack.clone(),
        outcome.rule.clone(),
        outcome.fingerprint.to_string(),
    ]
}
