//! 问题清单 as a Word document in the layout of official documents: what was audited, every
//! finding with basis and how to mend it, what to look at by hand, and lines to sign on.

use std::io::{self, Write};

use super::gongwen::{About, Cell, Column, Paper, Turn};
use super::tally::{self, Totals};
use super::{Format, Style, clean, words};
use crate::model::{Lang, Outcome, Run};

pub(super) const FORMAT: Format = Format {
    name: "docx",
    endings: &[".docx"],
    on_terminal: false,
    is_record: false,
    zh: "问题清单（Word，公文格式，可直接打印）",
    en: "the list of findings (Word, official layout, ready to print)",
    write,
};

/// The longest text of one cell; the whole text is in the workbook and in JSON.
const LONGEST: usize = 1_200;

fn write(run: &Run, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let lang = style.lang;
    let about = About {
        made: run.finished,
        maker: words::versions(run),
    };
    let mut paper = Paper::new(Turn::Sideways, about);
    let body = words::body_name(run);
    paper.title(&match lang {
        Lang::Zh => format!("{body}\n政府信息公开问题清单"),
        Lang::En => format!("{body}\nFindings on information disclosure"),
    });
    for line in opening(run, lang) {
        paper.text(&line);
    }
    findings(run, lang, &mut paper);
    by_hand(run, lang, &mut paper);
    sign(lang, &mut paper);
    out.write_all(&paper.finish()?)
}

/// Says what was audited, when, how much was read and found.
fn opening(run: &Run, lang: Lang) -> Vec<String> {
    let totals = Totals::of(run);
    let counts: Vec<String> = tally::by_severity(run)
        .iter()
        .map(|(severity, count)| match lang {
            Lang::Zh => format!("{}{count}项", severity.label(lang)),
            Lang::En => format!("{count} {}", severity.label(lang)),
        })
        .collect();
    let (as_of, pages) = (run.as_of, run.crawl.pages);
    let target = clean::short(&run.target, 200);
    let kind = words::profile(run.body.profile, lang);
    let guessed = if run.body.profile_guessed {
        lang.pick("，由程序推定", ", guessed")
    } else {
        ""
    };
    let share = words::percent(run.coverage());
    let fetched = words::local_minute(run.finished);
    let findings = run.findings().count();
    let counts = counts.join(lang.pick("、", ", "));
    let open = totals.cannot_tell;
    let mut all = vec![match lang {
        Lang::Zh => format!(
            "以{as_of}为准，对{target}（{kind}{guessed}）进行了核查，读取网页{pages}个，抓取至{fetched}。共发现问题{findings}项，其中{counts}；另有{open}项程序未能判定，需人工核查。判定覆盖率{share}。"
        ),
        Lang::En => format!(
            "{target} ({kind}{guessed}) was audited as of {as_of}: {pages} pages read, fetched until {fetched}. Findings: {findings} ({counts}). Not told and to be looked at by hand: {open}. Coverage: {share}."
        ),
    }];
    for notice in &run.notices {
        let notice = clean::line(notice.get(lang));
        all.push(match lang {
            Lang::Zh => format!("注意：{notice}。"),
            Lang::En => format!("Note: {notice}."),
        });
    }
    if !run.crawl.complete {
        let why: Vec<String> = run
            .crawl
            .why_incomplete
            .iter()
            .map(|why| clean::line(why.get(lang)))
            .collect();
        let why = why.join(lang.pick("；", "; "));
        all.push(match lang {
            Lang::Zh => format!("抓取不完整：{why}。未读到的部分不作结论。"),
            Lang::En => format!("The crawl is incomplete: {why}. What was not read is not judged."),
        });
    }
    all
}

fn findings(run: &Run, lang: Lang, paper: &mut Paper) {
    paper.head(1, lang.pick("一、问题", "1. Findings"));
    let rows: Vec<Vec<Cell>> = run
        .findings()
        .enumerate()
        .map(|(index, finding)| {
            vec![
                Cell::Centred((index + 1).to_string()),
                Cell::Centred(finding.severity.label(lang).to_owned()),
                page(finding),
                Cell::Text(message(finding, lang)),
                Cell::Text(words::citations(finding, lang).join("\n")),
                Cell::Text(clean::short(finding.advice.get(lang), LONGEST)),
                Cell::Small(words::short_print(finding)),
            ]
        })
        .collect();
    if rows.is_empty() {
        paper.text(words::no_findings(run, lang));
        return;
    }
    let columns = [
        (lang.pick("序号", "No."), 6),
        (lang.pick("严重度", "Severity"), 8),
        (lang.pick("栏目与页面", "Column and page"), 24),
        (lang.pick("问题描述", "Finding"), 30),
        (lang.pick("依据", "Basis"), 18),
        (lang.pick("整改建议", "How to mend"), 22),
        (lang.pick("问题编号", "Fingerprint"), 10),
    ];
    paper.table(&columns.map(|(head, share)| Column { head, share }), rows);
}

fn by_hand(run: &Run, lang: Lang, paper: &mut Paper) {
    paper.head(
        1,
        lang.pick("二、需人工核查的事项", "2. To look at by hand"),
    );
    let mut rows = Vec::new();
    for (cause, outcomes) in tally::open(run, lang) {
        for (outcome, look) in outcomes {
            rows.push(vec![
                Cell::Centred((rows.len() + 1).to_string()),
                Cell::Text(cause.label(lang).to_owned()),
                page(outcome),
                Cell::Text(clean::short(outcome.title.get(lang), LONGEST)),
                Cell::Text(clean::short(look, LONGEST)),
                Cell::Text(String::new()),
                Cell::Small(words::short_print(outcome)),
            ]);
        }
    }
    if rows.is_empty() {
        paper.text(lang.pick(
            "没有需人工核查的事项。",
            "There is nothing to look at by hand.",
        ));
        return;
    }
    paper.text(lang.pick(
        "下列事项程序未能判定，既不算问题，也不算达标。",
        "These could not be told: they are neither findings nor passes.",
    ));
    let columns = [
        (lang.pick("序号", "No."), 6),
        (lang.pick("原因", "Cause"), 10),
        (lang.pick("栏目与页面", "Column and page"), 24),
        (lang.pick("要求", "Requirement"), 24),
        (lang.pick("看什么、怎样可判定", "What to look at"), 32),
        (lang.pick("核查结论", "Conclusion"), 11),
        (lang.pick("事项编号", "Fingerprint"), 10),
    ];
    paper.table(&columns.map(|(head, share)| Column { head, share }), rows);
}

fn sign(lang: Lang, paper: &mut Paper) {
    paper.plain(lang.pick(
        "核查人：　　　　　　　　复核人：　　　　　　　　分管负责人：　　　　　　　　　年　　月　　日",
        "Audited by:                    Re-checked by:                    Deputy head:                    Date:",
    ));
}

/// Shows where a finding stands: its columns, its name and its address.
fn page(outcome: &Outcome) -> Cell {
    let name = clean::short(&outcome.subject.name, 120);
    let columns = words::column_path(outcome);
    let is_column = columns == name || columns.ends_with(&format!(" > {name}"));
    let text = if columns.is_empty() {
        name
    } else if is_column {
        columns
    } else {
        format!("{columns}\n{name}")
    };
    match words::page(outcome) {
        Some(url) => Cell::Linked {
            text,
            url: clean::line(url),
        },
        None => Cell::Text(text),
    }
}

fn message(finding: &Outcome, lang: Lang) -> String {
    let mut text = clean::short(finding.message.get(lang), LONGEST);
    let further = words::further_pages(&finding.evidence);
    if further > 0 {
        text.push_str(&match lang {
            Lang::Zh => format!("\n（另见{further}个页面）"),
            Lang::En => format!("\n(see also {further} more pages)"),
        });
    }
    if finding.known {
        text.push_str(lang.pick("（基线已有）", " (known)"));
    }
    text
}
