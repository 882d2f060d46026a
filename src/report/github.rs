//! GitHub workflow commands: one annotation per finding that no baseline knows.

use std::io::{self, Write};

use super::{Format, Style, clean, tally, words};
use crate::model::{Run, Severity};

pub(super) const FORMAT: Format = Format {
    name: "github",
    endings: &[],
    on_terminal: true,
    is_record: false,
    zh: "GitHub Actions 批注（每个新问题一条）",
    en: "GitHub Actions annotations (one for each new finding)",
    write,
};

fn write(run: &Run, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let lang = style.lang;
    for finding in run.findings().filter(|finding| finding.is_news()) {
        let level = match finding.severity {
            Severity::Critical | Severity::Major => "error",
            Severity::Minor => "warning",
            Severity::Advice => "notice",
        };
        let title = format!(
            "{} {}",
            finding.severity.label(lang),
            clean::short(finding.title.get(lang), 120)
        );
        let mut body = clean::line(finding.message.get(lang));
        for page in words::news_pages(run, finding) {
            body.push('\n');
            body.push_str(&clean::line(page));
        }
        if let Some(waiver) = words::past_waiver(finding, lang) {
            body.push('\n');
            body.push_str(&waiver);
        }
        body.push_str(&format!(
            "\n{}{}\n{}{}\n{}",
            lang.pick("依据：", "Basis: "),
            words::citations(finding, lang).join(lang.pick("；", "; ")),
            lang.pick("怎么改：", "How to mend: "),
            clean::line(finding.advice.get(lang)),
            finding.fingerprint,
        ));
        writeln!(out, "::{level} title={}::{}", property(&title), data(&body))?;
    }
    let open: usize = tally::open(run, lang)
        .iter()
        .flat_map(|(_, all)| all)
        .filter(|(outcome, _)| outcome.is_news())
        .count();
    if open > 0 {
        let text = match lang {
            crate::model::Lang::Zh => format!("另有 {open} 项未能判定，需人工核查"),
            crate::model::Lang::En => format!("{open} more could not be told: look by hand"),
        };
        writeln!(out, "::notice title=gongkai::{}", data(&text))?;
    }
    Ok(())
}

/// Escapes the text of a workflow command, so that no site can write a command of its own.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Escapes a property of a workflow command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
