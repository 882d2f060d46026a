//! The head of the list and the findings.

use std::io;

use comfy_table::{CellAlignment, ColumnConstraint, Width};

use super::paper::{Paper, Tone};
use crate::model::{Lang, Outcome, Run, Severity};
use crate::report::tally::{self, Totals};
use crate::report::{Detail, clean, diff, score_words, words};

/// How many places of a finding are shown; files have all.
const PLACES: usize = 3;
/// How many findings stand in the table and as blocks; files have all.
const FINDINGS: usize = 200;

/// Writes what was audited, and the totals.
pub(super) fn heading(run: &Run, paper: &mut Paper<'_>) -> io::Result<()> {
    let lang = paper.lang();
    let title = paper.tone(
        paper.pick(
            "政府信息公开核查结果",
            "Audit of government information disclosure",
        ),
        Tone::Heading,
    );
    paper.line(&title)?;
    paper.gap()?;
    let kind = words::body_kind(&run.body, lang, true);
    let kind = match lang {
        Lang::Zh => format!("{}，{kind}", words::body_name(run)),
        Lang::En => format!("{}, {kind}", words::body_name(run)),
    };
    paper.labelled(0, paper.pick("核查单位", "Body"), &kind)?;
    let powers = words::body_powers(&run.body, lang);
    if !powers.is_empty() {
        paper.labelled(0, paper.pick("职权", "Powers"), &powers)?;
    }
    let site = match (&run.site_name, &run.site_id_code) {
        (Some(name), Some(code)) => Some(match lang {
            Lang::Zh => format!("{}（标识码 {}）", clean::line(name), clean::line(code)),
            Lang::En => format!("{} (code {})", clean::line(name), clean::line(code)),
        }),
        (Some(name), None) => Some(clean::line(name)),
        _ => None,
    };
    if let Some(site) = site {
        paper.labelled(0, paper.pick("网站", "Site"), &site)?;
    }
    paper.address(
        0,
        paper.pick("核查对象", "Target"),
        &clean::line(&run.target),
    )?;
    // A directory has no times of its own: both are then the same.
    let as_of = match lang {
        _ if run.started == run.finished => run.as_of.to_string(),
        Lang::Zh => format!(
            "{}（抓取于 {} 至 {}，北京时间）",
            run.as_of,
            words::local_minute(run.started),
            words::local_minute(run.finished)
        ),
        Lang::En => format!(
            "{} (fetched {} to {}, China time)",
            run.as_of,
            words::local_minute(run.started),
            words::local_minute(run.finished)
        ),
    };
    paper.labelled(0, paper.pick("核查日期", "As of"), &as_of)?;
    let crawl = crawl_line(run, lang);
    paper.labelled(0, paper.pick("抓取", "Crawl"), &crawl)?;
    if !run.crawl.complete {
        for why in &run.crawl.why_incomplete {
            let why = clean::line(why.get(lang));
            paper.labelled(0, "", &format!("- {why}"))?;
        }
    }
    paper.gap()?;
    totals_line(run, paper)
}

fn crawl_line(run: &Run, lang: Lang) -> String {
    let crawl = &run.crawl;
    match (lang, crawl.complete) {
        (Lang::Zh, true) => format!(
            "完整：读取网页 {} 个，请求 {} 次",
            crawl.pages, crawl.requests
        ),
        (Lang::Zh, false) => format!(
            "不完整：读取网页 {} 个，请求 {} 次，“缺少”一类问题可能因此未能判定",
            crawl.pages, crawl.requests
        ),
        (Lang::En, true) => format!(
            "complete: {} pages read, {} requests",
            crawl.pages, crawl.requests
        ),
        (Lang::En, false) => format!(
            "incomplete: {} pages read, {} requests; whether something is missing may not be told",
            crawl.pages, crawl.requests
        ),
    }
}

fn totals_line(run: &Run, paper: &mut Paper<'_>) -> io::Result<()> {
    let lang = paper.lang();
    let counts = tally::by_severity(run);
    let all: usize = counts.iter().map(|(_, count)| count).sum();
    let open = Totals::of(run).cannot_tell;
    let coverage = words::percent(run.coverage());
    let parts: Vec<String> = counts
        .iter()
        .map(|(severity, count)| {
            let text = format!("{} {count}", severity.label(lang));
            if *count == 0 {
                text
            } else {
                paper.tone(&text, Tone::Of(*severity))
            }
        })
        .collect();
    let parts = parts.join(" · ");
    let line = match lang {
        Lang::Zh => format!("发现问题 {all} 项：{parts}"),
        Lang::En => format!("{all} findings: {parts}"),
    };
    paper.line(&line)?;
    let line = match lang {
        Lang::Zh => format!("未能判定 {open} 项（需人工核查），判定覆盖率 {coverage}"),
        Lang::En => format!("{open} could not be told (look by hand); coverage {coverage}"),
    };
    paper.line(&line)?;
    if let Some(score) = run.score.as_deref() {
        let text = clean::line(&score_words::line(score, lang));
        let head = lang.pick("得分：", "Score: ");
        paper.hanging(head, &text, None)?;
    }
    since_baseline(run, paper)?;
    for notice in &run.notices {
        paper.hanging("! ", &clean::line(notice.get(lang)), None)?;
    }
    Ok(())
}

/// Writes how the audit stands to the baseline.
fn since_baseline(run: &Run, paper: &mut Paper<'_>) -> io::Result<()> {
    let lang = paper.lang();
    let Some(comparison) = run.comparison.as_deref() else {
        return Ok(());
    };
    let counts = diff::counts(comparison, lang);
    let earlier = diff::earlier(comparison, lang);
    paper.hanging(
        paper.pick("与基线比较：", "Since the baseline: "),
        &match lang {
            Lang::Zh => format!("{counts}（基线：{earlier}）"),
            Lang::En => format!("{counts} (baseline: {earlier})"),
        },
        None,
    )?;
    let hidden = tally::hidden(run);
    if hidden > 0 {
        paper.line(&match lang {
            Lang::Zh => format!("只列新增和加重的问题；基线已有的 {hidden} 项没有列出"),
            Lang::En => format!(
                "only new and worse findings are listed; {hidden} that the baseline has are not"
            ),
        })?;
    }
    Ok(())
}

/// Writes one row for each finding.
pub(super) fn at_a_glance(run: &Run, paper: &mut Paper<'_>) -> io::Result<()> {
    let lang = paper.lang();
    let mut table = paper.new_table();
    table.set_header([
        paper.pick("序号", "No."),
        paper.pick("程度", "Severity"),
        paper.pick("未达到的要求", "Requirement not met"),
        paper.pick("对象", "Subject"),
        paper.pick("编号", "Id"),
    ]);
    for (index, finding) in run.findings().take(FINDINGS).enumerate() {
        let title = clean::short(finding.title.get(lang), 60);
        let title = match (finding.change, lang) {
            (Some(change), Lang::Zh) => format!("{title}（{}）", words::change(change, lang)),
            (Some(change), Lang::En) => format!("{title} ({})", words::change(change, lang)),
            (None, _) => title,
        };
        table.add_row([
            (index + 1).to_string(),
            finding.severity.label(lang).to_owned(),
            title,
            subject(finding, lang),
            words::short_print(finding),
        ]);
    }
    if table.is_empty() {
        paper.gap()?;
        let text = if tally::hidden(run) > 0 {
            paper.pick("没有新问题。", "Nothing new.")
        } else {
            words::no_findings(run, lang)
        };
        let tone = if run.has_judged() {
            Tone::Good
        } else {
            Tone::Heading
        };
        let text = paper.tone(text, tone);
        return paper.line(&text);
    }
    let fixed = |width: usize| {
        // One space on each side belongs to a column.
        ColumnConstraint::Absolute(Width::Fixed(u16::try_from(width + 2).unwrap_or(10)))
    };
    if let Some(column) = table.column_mut(0) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let widest = |zh: usize, en: usize| if lang == Lang::Zh { zh } else { en };
    table.set_constraints([
        fixed(4),
        fixed(widest(4, 8)),
        ColumnConstraint::LowerBoundary(Width::Percentage(20)),
        ColumnConstraint::LowerBoundary(Width::Fixed(12)),
        fixed(12),
    ]);
    paper.gap()?;
    paper.table(&table)
}

/// Returns the subject's kind and name, short enough for a table.
pub(super) fn subject(outcome: &Outcome, lang: Lang) -> String {
    let kind = words::subject_kind(outcome.subject.kind, lang);
    let name = clean::short(&outcome.subject.name, 40);
    if name.is_empty() {
        kind.to_owned()
    } else {
        match lang {
            Lang::Zh => format!("{kind}：{name}"),
            Lang::En => format!("{kind}: {name}"),
        }
    }
}

/// Writes each finding in full, by severity.
pub(super) fn findings(run: &Run, paper: &mut Paper<'_>) -> io::Result<()> {
    let lang = paper.lang();
    let mut last: Option<Severity> = None;
    let mut number = 0;
    for finding in run.findings().take(FINDINGS) {
        number += 1;
        if last != Some(finding.severity) {
            last = Some(finding.severity);
            let count = run
                .findings()
                .filter(|f| f.severity == finding.severity)
                .count();
            let label = finding.severity.label(lang);
            paper.heading(&match lang {
                Lang::Zh => format!("{label}（{count} 项）"),
                Lang::En => format!("{label} ({count})"),
            })?;
        }
        paper.gap()?;
        block(number, finding, paper)?;
    }
    let all = run.findings().count();
    if all > number {
        let more = all - number;
        paper.gap()?;
        paper.line(&match lang {
            Lang::Zh => format!("另有 {more} 项问题未在此列出，用 -o 台账.xlsx 查看全部。"),
            Lang::En => {
                format!("{more} more findings are not shown here; use -o ledger.xlsx for all.")
            }
        })?;
    }
    Ok(())
}

fn block(number: usize, finding: &Outcome, paper: &mut Paper<'_>) -> io::Result<()> {
    let lang = paper.lang();
    let mark = format!("{number:>3}. [{}] ", finding.severity.label(lang));
    let message = clean::short(finding.message.get(lang), 800);
    paper.hanging(&mark, &message, Some(Tone::Of(finding.severity)))?;
    let indent = 5;
    let column = words::column_path(finding);
    if !column.is_empty() {
        paper.labelled(indent, paper.pick("栏目", "Column"), &column)?;
    }
    let places = if paper.style.detail == Detail::Full {
        usize::MAX
    } else {
        PLACES
    };
    if finding.evidence.is_empty()
        && let Some(url) = &finding.subject.url
    {
        paper.address(indent, paper.pick("页面", "Page"), &clean::line(url))?;
    }
    for evidence in finding.evidence.iter().take(places) {
        paper.address(
            indent,
            paper.pick("页面", "Page"),
            &clean::line(&evidence.url),
        )?;
        if let Some(seen) = words::seen(evidence, 160, lang) {
            paper.labelled(indent, paper.pick("所见", "Seen"), &seen)?;
        }
    }
    if finding.evidence.len() > places {
        let more = finding.evidence.len() - places;
        let text = match lang {
            Lang::Zh => format!("另有 {more} 处同样的问题，加 -v 或用 -o 台账.xlsx 查看"),
            Lang::En => format!("{more} more places: add -v or use -o ledger.xlsx"),
        };
        paper.labelled(indent, "", &text)?;
    }
    let citations = words::citations(finding, lang).join(paper.pick("；", "; "));
    paper.labelled(indent, paper.pick("依据", "Basis"), &citations)?;
    paper.labelled(
        indent,
        paper.pick("怎么改", "To mend"),
        &clean::line(finding.advice.get(lang)),
    )?;
    if let Some(waiver) = words::past_waiver(finding, lang) {
        paper.labelled(indent, paper.pick("豁免", "Waiver"), &waiver)?;
    }
    let id = match lang {
        Lang::Zh => format!("{}（规则 {}）", words::short_print(finding), finding.rule),
        Lang::En => format!("{} (rule {})", words::short_print(finding), finding.rule),
    };
    paper.labelled(indent, paper.pick("编号", "Id"), &id)
}
