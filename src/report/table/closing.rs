//! What to look at by hand, and what the verdicts rest on.

use std::collections::BTreeMap;
use std::io;

use comfy_table::CellAlignment;

use super::blocks::subject;
use super::paper::Paper;
use crate::model::{Lang, Outcome, Run, unanswered};
use crate::report::tally::{self, Totals};
use crate::report::{Detail, clean, words};

/// How many subjects of one kind of question are named; files have all.
const SUBJECTS: usize = 3;
/// How many reasons and failed addresses are shown.
const REASONS: usize = 6;

/// Writes what could not be told, by cause: questions with the same answer together.
pub(super) fn by_hand(run: &Run, paper: &mut Paper<'_>) -> io::Result<()> {
    let lang = paper.lang();
    let open = tally::open(run, lang);
    if open.is_empty() {
        return Ok(());
    }
    let count: usize = open.iter().map(|(_, all)| all.len()).sum();
    paper.heading(&match lang {
        Lang::Zh => format!("需人工核查（{count} 项，不算问题，也不算达标）"),
        Lang::En => format!("To look at by hand ({count}; neither findings nor passes)"),
    })?;
    for (cause, outcomes) in open {
        paper.gap()?;
        paper.line(&match lang {
            Lang::Zh => format!("{}（{} 项）", cause.label(lang), outcomes.len()),
            Lang::En => format!("{} ({})", cause.label(lang), outcomes.len()),
        })?;
        for (questions, outcomes) in by_subject(&outcomes, lang) {
            entry(&questions, &outcomes, paper)?;
        }
    }
    Ok(())
}

/// What is to be looked at, with the requirements that it decides.
type Questions<'a> = Vec<(&'a str, Vec<&'a str>)>;

/// Puts together what is asked of one subject, and the subjects of which the same is asked.
fn by_subject<'a>(
    outcomes: &[(&'a Outcome, &'a str)],
    lang: Lang,
) -> Vec<(Questions<'a>, Vec<&'a Outcome>)> {
    type Asked<'a> = (&'a Outcome, BTreeMap<&'a str, Vec<&'a str>>);
    let mut asked: BTreeMap<(String, Option<&'a str>), Asked<'a>> = BTreeMap::new();
    for (outcome, look) in outcomes {
        let place = (subject(outcome, lang), words::page(outcome));
        let (_, looks) = asked
            .entry(place)
            .or_insert_with(|| (outcome, BTreeMap::new()));
        looks.entry(look).or_default().push(outcome.title.get(lang));
    }
    let mut alike: BTreeMap<Questions<'a>, Vec<&'a Outcome>> = BTreeMap::new();
    for (outcome, looks) in asked.into_values() {
        alike
            .entry(looks.into_iter().collect())
            .or_default()
            .push(outcome);
    }
    alike.into_iter().collect()
}

fn entry(
    questions: &Questions<'_>,
    outcomes: &[&Outcome],
    paper: &mut Paper<'_>,
) -> io::Result<()> {
    let lang = paper.lang();
    let most = if paper.style.detail == Detail::Full {
        usize::MAX
    } else {
        SUBJECTS
    };
    for outcome in outcomes.iter().take(most) {
        paper.hanging("  - ", &subject(outcome, lang), None)?;
        if let Some(url) = words::page(outcome) {
            paper.address(4, paper.pick("页面", "Page"), &clean::line(url))?;
        }
    }
    if outcomes.len() > most {
        let more = outcomes.len() - most;
        let text = match lang {
            Lang::Zh => format!("另有 {more} 项相同，加 -v 或用 -o 台账.xlsx 查看"),
            Lang::En => format!("{more} more alike: add -v or use -o ledger.xlsx"),
        };
        paper.labelled(4, "", &text)?;
    }
    for (look, titles) in questions {
        paper.labelled(4, paper.pick("看什么", "Look at"), &clean::line(look))?;
        let titles: Vec<String> = titles
            .iter()
            .map(|title| clean::short(title, 120))
            .collect();
        let titles = titles.join(paper.pick("；", "; "));
        paper.labelled(4, paper.pick("涉及", "Decides"), &titles)?;
    }
    Ok(())
}

/// Writes the counts by pack and why rules do not apply.
pub(super) fn totals(run: &Run, paper: &mut Paper<'_>) -> io::Result<()> {
    let lang = paper.lang();
    paper.heading(paper.pick("判定情况", "Verdicts"))?;
    let mut table = paper.new_table();
    table.set_header([
        paper.pick("规则包", "Pack"),
        paper.pick("达标", "Pass"),
        paper.pick("问题", "Findings"),
        paper.pick("未能判定", "Cannot tell"),
        paper.pick("不适用", "Inapplicable"),
    ]);
    let row = |name: &str, totals: Totals| {
        [
            name.to_owned(),
            totals.pass.to_string(),
            totals.fail.to_string(),
            totals.cannot_tell.to_string(),
            totals.inapplicable.to_string(),
        ]
    };
    for (pack, totals) in tally::by_pack(run) {
        table.add_row(row(&pack, totals));
    }
    table.add_row(row(paper.pick("合计", "All"), Totals::of(run)));
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    paper.table(&table)?;
    let reasons = tally::inapplicable(run, lang);
    if reasons.is_empty() {
        return Ok(());
    }
    paper.heading(paper.pick("不适用的原因", "Why rules do not apply"))?;
    let most = if paper.style.detail == Detail::Full {
        usize::MAX
    } else {
        REASONS
    };
    for (reason, count) in reasons.iter().take(most) {
        let text = match lang {
            Lang::Zh => format!("{reason}（{count} 项）"),
            Lang::En => format!("{reason} ({count})"),
        };
        paper.hanging("  - ", &text, None)?;
    }
    if reasons.len() > most {
        let more = reasons.len() - most;
        paper.line(&match lang {
            Lang::Zh => format!("  - 另有 {more} 种原因，加 -v 查看"),
            Lang::En => format!("  - {more} more reasons: add -v"),
        })?;
    }
    Ok(())
}

/// Writes which addresses did not answer, and the versions.
pub(super) fn footing(run: &Run, paper: &mut Paper<'_>) -> io::Result<()> {
    let lang = paper.lang();
    let errors = &run.crawl.errors;
    if !errors.is_empty() {
        paper.heading(&match lang {
            Lang::Zh => format!(
                "没有应答或拒绝应答的地址（{} 个，不据此认定网站有问题）",
                errors.len()
            ),
            Lang::En => format!(
                "Addresses that did not answer or refused to ({}; not held against the site)",
                errors.len()
            ),
        })?;
        let most = if paper.style.detail == Detail::Full {
            usize::MAX
        } else {
            REASONS
        };
        for (url, error) in errors.iter().take(most) {
            paper.line(&format!(
                "  {}  {}",
                clean::line(url),
                clean::line(unanswered(error).get(lang))
            ))?;
        }
        if errors.len() > most {
            paper.line(&match lang {
                Lang::Zh => format!("  另有 {} 个，加 -v 查看", errors.len() - most),
                Lang::En => format!("  {} more: add -v", errors.len() - most),
            })?;
        }
    }
    paper.gap()?;
    let versions = words::versions(run);
    paper.labelled(0, paper.pick("版本", "Versions"), &versions)
}
