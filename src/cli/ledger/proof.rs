//! `gongkai ledger verify` and `anchor`.

use clap::ArgMatches;
use serde_json::json;

use super::{open_to_read, path, told};
use crate::cli::error::Failure;
use crate::cli::surroundings::Surroundings;
use crate::cli::{exit, print};
use crate::ledger::{self, Anchor};
use crate::model::{Lang, Words};

/// Proves that the record was not altered.
pub(super) fn verify(given: &ArgMatches, around: &Surroundings) -> Result<u8, Failure> {
    let lang = around.lang;
    let anchor = given
        .get_one::<String>("anchor")
        .map(|text| {
            Anchor::parse(text).ok_or_else(|| {
                Failure::usage(
                    Words::new(
                        format!("--anchor 不是校验码：{text}"),
                        format!("--anchor is no anchor: {text}"),
                    ),
                    Words::new(
                        "照 gongkai ledger anchor 的输出填写，至少前 16 位，例如 128-3f9a0c…",
                        "write it as gongkai ledger anchor prints it, 16 digits at least",
                    ),
                )
            })
        })
        .transpose()?;
    let verdict = ledger::verify(path(given), anchor.as_ref()).map_err(|error| told(&error))?;
    let whole = verdict.problems.is_empty();
    let shown = Anchor::from(verdict.head.clone());
    let text = if given
        .get_one::<String>("format")
        .is_some_and(|f| f == "json")
    {
        let problems: Vec<&str> = verdict
            .problems
            .iter()
            .map(|words| words.get(lang))
            .collect();
        let value = json!({
            "schema": ledger::SCHEMA,
            "ledger": path(given).display().to_string(),
            "whole": whole,
            "events": verdict.events,
            "issues": verdict.issues,
            "anchor": shown.to_string(),
            "problems": problems,
        });
        format!("{value:#}\n")
    } else if whole {
        let (events, issues) = (verdict.events, verdict.issues);
        match lang {
            Lang::Zh => format!(
                "台账完整：{events} 个事件首尾相接，{issues} 个问题的现状与事件一致{}\n校验码 {shown}\n",
                if anchor.is_some() {
                    "，与会议记录的校验码相符"
                } else {
                    ""
                }
            ),
            Lang::En => format!(
                "the record is whole: {events} events in one chain, {issues} issues stand as they say{}\nanchor {shown}\n",
                if anchor.is_some() {
                    ", and it goes on from the anchor"
                } else {
                    ""
                }
            ),
        }
    } else {
        let mut text = match lang {
            Lang::Zh => format!("台账被改动或损坏，查出 {} 处：\n", verdict.problems.len()),
            Lang::En => format!(
                "the record was altered or damaged: {} problems\n",
                verdict.problems.len()
            ),
        };
        for words in &verdict.problems {
            text.push_str(&format!("  {}\n", words.get(lang)));
        }
        text.push_str(lang.pick(
            "请保留此文件作为证据，从备份恢复台账\n",
            "keep this file as evidence and restore the ledger from a backup\n",
        ));
        text
    };
    print(text.as_bytes())?;
    Ok(if whole { exit::CLEAN } else { exit::FINDINGS })
}

/// Prints the digest of the record's end.
pub(super) fn anchor(given: &ArgMatches, around: &Surroundings) -> Result<u8, Failure> {
    let ledger = open_to_read(given)?;
    let head = ledger.head().map_err(|error| told(&error))?;
    let anchor = Anchor::from(head);
    let file = path(given).display();
    let text = match around.lang {
        Lang::Zh => format!(
            "{anchor}\n抄入会议记录或销号单：“台账 {file} 止于第 {} 号事件，校验码 {anchor}”\n以后查验：gongkai ledger verify {file} --anchor {anchor}\n",
            anchor.seq
        ),
        Lang::En => format!(
            "{anchor}\nfor the minute: “the ledger {file} ends with event {}, anchor {anchor}”\nto prove it later: gongkai ledger verify {file} --anchor {anchor}\n",
            anchor.seq
        ),
    };
    print(text.as_bytes())?;
    Ok(exit::CLEAN)
}
