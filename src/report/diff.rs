//! Two audits compared: as lines of a terminal, as JSON, as Markdown.

use std::io::{self, Write};

use serde::Serialize;

use super::escape::{markdown, markdown_code, markdown_link};
use super::table::paper::{Paper, Tone};
use super::{Style, clean};
use crate::model::{Compared, Comparison, Gone, Lang};

/// A format that a comparison can be written in.
#[derive(Debug, Clone, Copy)]
pub struct DiffFormat {
    /// Its name, as `--format` takes it.
    pub name: &'static str,
    /// Writes a comparison.
    pub write: fn(&Comparison, &Style, &mut dyn Write) -> io::Result<()>,
}

/// Every format of a comparison.
pub const DIFF_FORMATS: &[DiffFormat] = &[
    DiffFormat {
        name: "table",
        write: table,
    },
    DiffFormat {
        name: "json",
        write: json,
    },
    DiffFormat {
        name: "md",
        write: md,
    },
];

/// Says in a line how many there are of each.
pub(super) fn counts(comparison: &Comparison, lang: Lang) -> String {
    let [new, worse, changed, absent] = [
        comparison.new.len(),
        comparison.worse.len(),
        comparison.changed.len(),
        comparison.absent.len(),
    ];
    let known = comparison.known;
    match lang {
        Lang::Zh => format!(
            "新增 {new} · 加重 {worse} · 有变化 {changed} · 未变 {known} · 不再列出 {absent}"
        ),
        Lang::En => format!(
            "new {new} · worse {worse} · changed {changed} · as before {known} · gone {absent}"
        ),
    }
}

/// Says what the earlier audit was.
pub(super) fn earlier(comparison: &Comparison, lang: Lang) -> String {
    let (target, day) = (
        clean::line(&comparison.target),
        clean::line(&comparison.as_of),
    );
    match lang {
        Lang::Zh => format!("{target}，核查日期 {day}"),
        Lang::En => format!("{target} as of {day}"),
    }
}

/// Says what became of a finding that is not listed any more.
pub(super) const fn gone(gone: Gone, lang: Lang) -> &'static str {
    match gone {
        Gone::Passed => lang.pick("本次达标", "passes now"),
        Gone::CannotTell => lang.pick(
            "本次未能判定，未必已整改",
            "cannot be told now: it may still be there",
        ),
        Gone::Inapplicable => lang.pick("本次不适用或已豁免", "does not apply now, or is waived"),
        Gone::NotListed => lang.pick(
            "本次没有列出（已达标，或对象、规则已不在）",
            "not listed now (it passes, or its subject or rule is gone)",
        ),
    }
}

/// A group of a comparison, with its heading.
pub(super) struct Group<'c> {
    pub(super) heading: &'static str,
    pub(super) all: Vec<(&'c Compared, Option<Gone>)>,
}

/// Returns the groups of a comparison.
pub(super) fn groups(comparison: &Comparison, lang: Lang) -> [Group<'_>; 4] {
    [
        Group {
            heading: lang.pick("新增的问题", "New findings"),
            all: comparison.new.iter().map(|one| (one, None)).collect(),
        },
        Group {
            heading: lang.pick("加重的问题", "Findings that are worse"),
            all: comparison.worse.iter().map(|one| (one, None)).collect(),
        },
        Group {
            heading: lang.pick("有变化的问题", "Findings that changed"),
            all: comparison.changed.iter().map(|one| (one, None)).collect(),
        },
        Group {
            heading: lang.pick("不再列出的问题", "Findings that are gone"),
            all: comparison
                .absent
                .iter()
                .map(|(one, gone)| (one, Some(*gone)))
                .collect(),
        },
    ]
}

fn table(comparison: &Comparison, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let lang = style.lang;
    let mut paper = Paper::new(style, out);
    paper.line(&paper.tone(
        lang.pick("两次核查的比较", "Two audits compared"),
        Tone::Heading,
    ))?;
    paper.gap()?;
    paper.labelled(0, lang.pick("以前", "Before"), &earlier(comparison, lang))?;
    paper.labelled(0, lang.pick("合计", "In all"), &counts(comparison, lang))?;
    if comparison.newly_open > 0 {
        let count = comparison.newly_open;
        let text = match lang {
            Lang::Zh => format!("{count} 项新列为未能判定"),
            Lang::En => format!("{count} more cannot be told"),
        };
        paper.labelled(0, "", &text)?;
    }
    for group in groups(comparison, lang) {
        if group.all.is_empty() {
            continue;
        }
        paper.heading(&format!("{} ({})", group.heading, group.all.len()))?;
        for (finding, gone) in &group.all {
            one(finding, *gone, &mut paper)?;
        }
    }
    Ok(())
}

fn one(finding: &Compared, now: Option<Gone>, paper: &mut Paper<'_>) -> io::Result<()> {
    let lang = paper.lang();
    paper.gap()?;
    let lead = format!("  [{}] ", finding.severity.label(lang));
    let message = clean::line(&finding.message);
    paper.hanging(&lead, &message, Some(Tone::Of(finding.severity)))?;
    if let Some(was) = &finding.was {
        paper.labelled(4, lang.pick("以前", "Before"), &clean::line(was))?;
    }
    let rule = format!(
        "{} ({})",
        clean::line(&finding.title),
        clean::line(&finding.rule)
    );
    paper.labelled(4, lang.pick("要求", "Rule"), &rule)?;
    paper.labelled(
        4,
        lang.pick("对象", "Subject"),
        &clean::line(&finding.subject),
    )?;
    if let Some(url) = &finding.url {
        paper.address(4, lang.pick("页面", "Page"), &clean::line(url))?;
    }
    for url in &finding.added {
        paper.address(4, lang.pick("新增位置", "Added"), &clean::line(url))?;
    }
    if let Some(now) = now {
        paper.labelled(4, lang.pick("现状", "Now"), gone(now, lang))?;
    }
    paper.labelled(
        4,
        lang.pick("编号", "Id"),
        &clean::line(&finding.fingerprint),
    )
}

/// `gongkai.diff/1`.
#[derive(Serialize)]
struct Diff {
    schema: &'static str,
    old: Old,
    new: Vec<Finding>,
    worse: Vec<Finding>,
    changed: Vec<Finding>,
    absent: Vec<Finding>,
    summary: Summary,
    cautions: Vec<String>,
}

#[derive(Serialize)]
struct Old {
    target: String,
    as_of: String,
    finished: String,
    tool: String,
}

#[derive(Serialize)]
struct Finding {
    fingerprint: String,
    rule: String,
    title: String,
    severity: &'static str,
    subject: String,
    url: Option<String>,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    was: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    added: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    now: Option<&'static str>,
}

#[derive(Serialize)]
struct Summary {
    new: usize,
    worse: usize,
    changed: usize,
    known: usize,
    absent: usize,
    newly_open: usize,
}

fn json(comparison: &Comparison, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let finding = |(one, now): &(&Compared, Option<Gone>)| Finding {
        fingerprint: clean::line(&one.fingerprint),
        rule: clean::line(&one.rule),
        title: clean::line(&one.title),
        severity: one.severity.code(),
        subject: clean::line(&one.subject),
        url: one.url.as_deref().map(clean::line),
        message: clean::line(&one.message),
        was: one.was.as_deref().map(clean::line),
        added: one.added.iter().map(|url| clean::line(url)).collect(),
        now: now.map(Gone::code),
    };
    let [new, worse, changed, absent] = groups(comparison, style.lang)
        .map(|group| group.all.iter().map(finding).collect::<Vec<_>>());
    let diff = Diff {
        schema: "gongkai.diff/1",
        old: Old {
            target: clean::line(&comparison.target),
            as_of: clean::line(&comparison.as_of),
            finished: clean::line(&comparison.finished),
            tool: clean::line(&comparison.tool),
        },
        summary: Summary {
            new: new.len(),
            worse: worse.len(),
            changed: changed.len(),
            known: comparison.known,
            absent: absent.len(),
            newly_open: comparison.newly_open,
        },
        new,
        worse,
        changed,
        absent,
        cautions: comparison
            .cautions
            .iter()
            .map(|caution| clean::line(caution.get(style.lang)))
            .collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &diff)?;
    out.write_all(b"\n")
}

fn md(comparison: &Comparison, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let lang = style.lang;
    writeln!(
        out,
        "## {}\n\n{}{}\n\n{}",
        lang.pick("两次核查的比较", "Two audits compared"),
        lang.pick("以前：", "Before: "),
        markdown(&earlier(comparison, lang)),
        counts(comparison, lang)
    )?;
    for caution in &comparison.cautions {
        writeln!(out, "\n> {}", markdown(caution.get(lang)))?;
    }
    for group in groups(comparison, lang) {
        if group.all.is_empty() {
            continue;
        }
        writeln!(out, "\n### {} ({})\n", group.heading, group.all.len())?;
        for (finding, now) in &group.all {
            write!(
                out,
                "- **{}** {}",
                finding.severity.label(lang),
                markdown(&finding.message)
            )?;
            if let Some(now) = now {
                write!(out, " — {}", gone(*now, lang))?;
            }
            if let Some(url) = &finding.url {
                write!(out, "  \n  {}", markdown_link(url))?;
            }
            writeln!(
                out,
                "  \n  {} {}",
                markdown_code(&finding.rule),
                markdown_code(&finding.fingerprint)
            )?;
        }
    }
    Ok(())
}
