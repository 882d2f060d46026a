//! Markdown for a comment on a change: what matters first, short enough to be posted.

use std::io::{self, Write};

use super::escape::{markdown, markdown_code, markdown_link};
use super::tally::{self, Totals};
use super::{Format, Style, diff, score_words, words};
use crate::model::{Lang, Outcome, Run};

pub(super) const FORMAT: Format = Format {
    name: "md",
    endings: &[".md"],
    on_terminal: true,
    is_record: false,
    zh: "Markdown，可贴到合并请求的评论里",
    en: "Markdown, for a comment on a change",
    write,
};

/// The most bytes of findings and of what is open: a comment on GitHub holds 65,536 characters.
const FINDINGS: usize = 40_000;
const OPEN: usize = 12_000;

fn write(run: &Run, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let lang = style.lang;
    let head = lang.pick(
        "政府信息公开核查",
        "Audit of government information disclosure",
    );
    writeln!(out, "## {head}：{}\n", markdown(&words::body_name(run)))?;
    let counts: Vec<String> = tally::by_severity(run)
        .iter()
        .map(|(severity, count)| format!("{} {count}", severity.label(lang)))
        .collect();
    let all = run.findings().count();
    let open = Totals::of(run).cannot_tell;
    let coverage = words::percent(run.coverage());
    match lang {
        Lang::Zh => writeln!(
            out,
            "**发现问题 {all} 项**（{}），未能判定 {open} 项，判定覆盖率 {coverage}，核查日期 {}。",
            counts.join("，"),
            run.as_of
        )?,
        Lang::En => writeln!(
            out,
            "**{all} findings** ({}), {open} could not be told, coverage {coverage}, as of {}.",
            counts.join(", "),
            run.as_of
        )?,
    }
    if let Some(score) = run.score.as_deref() {
        let head = lang.pick("**得分**：", "**Score**: ");
        writeln!(out, "\n{head}{}", markdown(&score_words::line(score, lang)))?;
    }
    if let Some(comparison) = run.comparison.as_deref() {
        let counts = diff::counts(comparison, lang);
        let earlier = markdown(&diff::earlier(comparison, lang));
        match lang {
            Lang::Zh => writeln!(out, "\n与基线比较：{counts}（基线：{earlier}）。")?,
            Lang::En => writeln!(out, "\nSince the baseline: {counts} (baseline: {earlier}).")?,
        }
        let hidden = tally::hidden(run);
        if hidden > 0 {
            match lang {
                Lang::Zh => writeln!(
                    out,
                    "只列新增和加重的问题，基线已有的 {hidden} 项没有列出。"
                )?,
                Lang::En => writeln!(
                    out,
                    "Only new and worse findings are listed; {hidden} that the baseline has are not."
                )?,
            }
        }
    }
    for notice in &run.notices {
        writeln!(
            out,
            "\n> **{}** {}",
            lang.pick("注意", "Note"),
            markdown(notice.get(lang))
        )?;
    }
    if !run.crawl.complete {
        let why: Vec<String> = run
            .crawl
            .why_incomplete
            .iter()
            .map(|why| markdown(why.get(lang)))
            .collect();
        let head = lang.pick("抓取不完整：", "The crawl is incomplete: ");
        writeln!(out, "\n> {head}{}", why.join(lang.pick("；", "; ")))?;
    }
    findings(run, lang, out)?;
    by_hand(run, lang, out)?;
    writeln!(out, "\n<sub>{}</sub>", markdown(&words::versions(run)))
}

fn findings(run: &Run, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    if run.findings().next().is_none() {
        let text = if tally::hidden(run) > 0 {
            lang.pick("没有新问题。", "Nothing new.")
        } else {
            words::no_findings(run, lang)
        };
        return writeln!(out, "\n{text}");
    }
    writeln!(
        out,
        "\n{}\n| --- | --- | --- |",
        lang.pick(
            "| 程度 | 问题 | 依据与改法 |",
            "| Severity | Finding | Basis, how to mend |"
        )
    )?;
    // What is news comes first, since the rest may be cut.
    let (news, known): (Vec<&Outcome>, Vec<&Outcome>) =
        run.findings().partition(|finding| finding.is_news());
    let (mut room, mut left) = (FINDINGS, 0);
    for finding in news.into_iter().chain(known) {
        let row = row(run, finding, lang);
        if row.len() > room {
            room = 0;
            left += 1;
            continue;
        }
        room -= row.len();
        writeln!(out, "{row}")?;
    }
    if left > 0 {
        match lang {
            Lang::Zh => writeln!(out, "\n另有 {left} 项没有列出，见 .html 或 .xlsx 结果。")?,
            Lang::En => writeln!(out, "\n{left} more are not listed: see the .html or .xlsx.")?,
        }
    }
    Ok(())
}

fn row(run: &Run, finding: &Outcome, lang: Lang) -> String {
    let mut severity = finding.severity.label(lang).to_owned();
    if let Some(change) = finding.change {
        severity.push_str(&format!("<br>{}", words::change(change, lang)));
    }
    let mut what = vec![markdown(&super::clean::short(
        finding.message.get(lang),
        600,
    ))];
    what.extend(
        words::news_pages(run, finding)
            .into_iter()
            .map(markdown_link),
    );
    what.extend(words::past_waiver(finding, lang).map(|text| markdown(&text)));
    what.push(format!(
        "{} {}",
        markdown_code(&finding.rule),
        markdown_code(&words::short_print(finding))
    ));
    let citations: Vec<String> = words::citations(finding, lang)
        .iter()
        .map(|citation| markdown(citation))
        .collect();
    format!(
        "| {severity} | {} | {}<br>{} |",
        what.join("<br>"),
        citations.join(lang.pick("；", "; ")),
        markdown(finding.advice.get(lang)),
    )
}

fn by_hand(run: &Run, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let open: Vec<_> = tally::open(run, lang)
        .into_iter()
        .flat_map(|(cause, all)| all.into_iter().map(move |one| (cause, one)))
        .filter(|(_, (outcome, _))| run.comparison.is_none() || outcome.is_news())
        .collect();
    if open.is_empty() {
        return Ok(());
    }
    let count = open.len();
    let head = match lang {
        Lang::Zh => format!("需人工核查（{count} 项）"),
        Lang::En => format!("To look at by hand ({count})"),
    };
    writeln!(out, "\n<details><summary>{head}</summary>\n")?;
    let mut room = OPEN;
    let mut left = 0;
    for (cause, (outcome, look)) in open {
        let mut line = format!(
            "- {}：{}（{}）。{}",
            markdown(outcome.title.get(lang)),
            markdown(&super::clean::short(&outcome.subject.name, 80)),
            cause.label(lang),
            markdown(look)
        );
        if let Some(url) = words::page(outcome) {
            line.push(' ');
            line.push_str(&markdown_link(url));
        }
        if line.len() > room {
            room = 0;
            left += 1;
            continue;
        }
        room -= line.len();
        writeln!(out, "{line}")?;
    }
    if left > 0 {
        match lang {
            Lang::Zh => writeln!(out, "- 另有 {left} 项")?,
            Lang::En => writeln!(out, "- {left} more")?,
        }
    }
    writeln!(out, "\n</details>")
}
