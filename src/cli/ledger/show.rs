//! `gongkai ledger show` and `history`.

use std::fmt::Write as _;

use clap::ArgMatches;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{as_of, lists, open_to_read, path, policy, texts, told};
use crate::cli::error::Failure;
use crate::cli::surroundings::Surroundings;
use crate::cli::{exit, print};
use crate::ledger::{self, Event, Issue, Policy};
use crate::model::Lang;
use crate::report::{Style, clean, list_table};

/// Shows issues in full.
pub(super) fn show(given: &ArgMatches, around: &Surroundings) -> Result<u8, Failure> {
    let (today, lang) = (as_of(given)?, around.lang);
    let policy = policy(given)?;
    let ledger = open_to_read(given)?;
    let mut issues = Vec::new();
    for start in texts(given, "issue") {
        issues.push(ledger.issue(&start).map_err(|error| told(&error))?);
    }
    if given
        .get_one::<String>("format")
        .is_some_and(|f| f == "json")
    {
        let head = ledger.head().map_err(|error| told(&error))?;
        let file = path(given).display().to_string();
        let value = ledger::issues_json(&file, &head, &issues, &policy, today, lang);
        print(format!("{value:#}\n").as_bytes())?;
        return Ok(exit::CLEAN);
    }
    let mut text = String::new();
    for issue in &issues {
        let events = ledger
            .events(Some(&issue.fingerprint))
            .map_err(|error| told(&error))?;
        block(&mut text, issue, &events, &policy, today, lang);
    }
    print(text.as_bytes())?;
    Ok(exit::CLEAN)
}

fn block(
    text: &mut String,
    issue: &Issue,
    events: &[Event],
    policy: &Policy,
    today: Date,
    lang: Lang,
) {
    let finding = &issue.finding;
    // What scans saw is masked when it is written down; what people wrote is shown as it is.
    let mut line = |zh: &str, en: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(
                text,
                "{}{}{}",
                lang.pick(zh, en),
                lang.pick("：", ": "),
                clean::own_line(value)
            );
        }
    };
    let some = |value: &Option<String>| value.clone().unwrap_or_default();
    line("问题编号", "Issue", issue.fingerprint.as_str());
    line("状态", "State", &lists::state(issue, today, lang));
    line("程度", "Severity", finding.severity.label(lang));
    line("问题", "Finding", finding.message.get(lang));
    line("存疑", "Doubt", &issue.doubt);
    line("站点", "Site", &finding.site);
    line("栏目", "Column", &issue.column());
    line("对象", "Subject", &finding.subject.name);
    line("页面", "Page", &some(&finding.subject.url));
    line("要求", "Requirement", finding.title.get(lang));
    line(
        "规则",
        "Rule",
        &format!("{}/{}", finding.pack, finding.rule),
    );
    for basis in &finding.basis {
        line("依据", "Basis", basis.get(lang));
    }
    line("整改建议", "How to mend", finding.advice.get(lang));
    for seen in finding.evidence.iter().take(5) {
        let status = seen
            .status
            .map(|status| format!(" {status}"))
            .unwrap_or_default();
        let what = seen
            .excerpt
            .as_deref()
            .or(seen.locator.as_deref())
            .unwrap_or_default();
        line(
            "证据",
            "Evidence",
            &format!("{}{status} {} {what}", seen.url, local(seen.fetched_at)),
        );
    }
    if finding.evidence.len() > 5 {
        let more = finding.evidence.len() - 5;
        line(
            "证据",
            "Evidence",
            &match lang {
                Lang::Zh => format!("另有 {more} 处（--format json 全部列出）"),
                Lang::En => format!("{more} more places (all with --format json)"),
            },
        );
    }
    line("责任单位", "Unit", &some(&issue.unit));
    line("责任人", "Person", &some(&issue.person));
    line("整改时限", "Due", &lists::due(issue, policy, today, lang));
    line(
        "计分",
        "Counts",
        if policy.counts(issue, today) {
            lang.pick("计入扣分", "it counts")
        } else {
            lang.pick(
                "首次发现或豁免期内，只作提醒",
                "first sighting or exempt: it only reminds",
            )
        },
    );
    line("原因分析", "Why", &some(&issue.reason));
    line("整改措施", "Measures", &some(&issue.measures));
    if let Some(said) = &issue.rectified {
        line(
            "整改情况",
            "Done",
            &format!("{}（{}，{}）", said.done, said.who, local(said.at)),
        );
        line("整改链接", "Mended page", &some(&said.url));
    }
    if let Some(seen) = &issue.verified {
        line(
            "复核结果",
            "Re-check",
            &format!("{}（{}，{}）", seen.note, seen.who, local(seen.at)),
        );
    }
    if let Some(excuse) = &issue.excuse {
        let until = excuse.until.map(|day| match lang {
            Lang::Zh => format!("，至 {day}"),
            Lang::En => format!(", until {day}"),
        });
        line(
            "豁免",
            "Set aside",
            &format!(
                "{}（{}{}）",
                excuse.reason,
                excuse.who,
                until.unwrap_or_default()
            ),
        );
        line("情况说明", "Explanation", &some(&excuse.url));
    }
    if let Some(signed) = &issue.signed_off {
        line(
            "销号",
            "Signed off",
            &format!("{}，{} {}", signed.who, local(signed.at), signed.opinion),
        );
        line("未复核而销号的原因", "Override", &some(&signed.overriding));
    }
    line("备注", "Remark", &some(&issue.remark));
    let _ = writeln!(text, "{}", lang.pick("经过：", "History:"));
    for event in events {
        let _ = writeln!(text, "  {}", event_line(event, lang));
    }
    text.push('\n');
}

fn event_line(event: &Event, lang: Lang) -> String {
    let states = states(event, lang);
    let note = note(event, lang);
    format!(
        "{} {} {}{}{}{}",
        local(event.at),
        event.who,
        event.kind.label(lang),
        states,
        if note.is_empty() {
            ""
        } else {
            lang.pick("：", ": ")
        },
        note
    )
}

/// Returns the words of an event, and why an issue was signed off that no scan saw mended.
fn note(event: &Event, lang: Lang) -> String {
    let fields: serde_json::Value = serde_json::from_str(&event.fields).unwrap_or_default();
    let reason = fields["overriding"].as_str().map(|reason| {
        let head = lang.pick("未经复核通过，理由：", "not seen mended, because: ");
        format!("{head}{reason}")
    });
    let own = Some(event.note.clone()).filter(|note| !note.is_empty());
    let all: Vec<String> = own.into_iter().chain(reason).collect();
    clean::own_short(&all.join(lang.pick("；", "; ")), 120)
}

fn states(event: &Event, lang: Lang) -> String {
    match (event.from, event.to) {
        (Some(from), Some(to)) if from != to => match lang {
            Lang::Zh => format!("（{}→{}）", from.label(lang), to.label(lang)),
            Lang::En => format!(" ({} → {})", from.label(lang), to.label(lang)),
        },
        _ => String::new(),
    }
}

/// Writes a time as the clock in China shows it.
fn local(at: jiff::Timestamp) -> String {
    let zone = TimeZone::get("Asia/Shanghai").unwrap_or(TimeZone::UTC);
    at.to_zoned(zone).strftime("%Y-%m-%d %H:%M").to_string()
}

/// Lists events.
pub(super) fn history(given: &ArgMatches, around: &Surroundings) -> Result<u8, Failure> {
    let lang = around.lang;
    let ledger = open_to_read(given)?;
    let wanted = texts(given, "issue");
    let mut events = Vec::new();
    if wanted.is_empty() {
        events = ledger.events(None).map_err(|error| told(&error))?;
    }
    for start in &wanted {
        let issue = ledger.issue(start).map_err(|error| told(&error))?;
        events.extend(
            ledger
                .events(Some(&issue.fingerprint))
                .map_err(|error| told(&error))?,
        );
    }
    if given
        .get_one::<String>("format")
        .is_some_and(|f| f == "json")
    {
        let value = ledger::events_json(&path(given).display().to_string(), &events);
        print(format!("{value:#}\n").as_bytes())?;
        return Ok(exit::CLEAN);
    }
    let head = match lang {
        Lang::Zh => ["序号", "时间", "何人", "事件", "问题", "状态", "说明"],
        Lang::En => ["No.", "When", "Who", "Event", "Issue", "State", "Note"],
    };
    let rows: Vec<[String; 7]> = events
        .iter()
        .map(|event| {
            let issue = event
                .issue
                .as_ref()
                .map(|issue| issue.as_str()[..8].to_owned());
            [
                event.seq.to_string(),
                local(event.at),
                event.who.clone(),
                event.kind.label(lang).to_owned(),
                issue.unwrap_or_default(),
                states(event, lang)
                    .trim_matches(['（', '）', '(', ')', ' '])
                    .to_owned(),
                note(event, lang),
            ]
        })
        .collect();
    let style = Style {
        lang,
        width: around.width,
        ascii: super::flag(given, "ascii"),
        ..Style::default()
    };
    print(list_table(&head, &rows, &style).as_bytes())?;
    Ok(exit::CLEAN)
}
