//! `gongkai diff`, and the baseline of an audit.

use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Command, value_parser};

use super::args::{Texts, localised, positional};
use super::choices;
use super::error::Failure;
use super::surroundings::Surroundings;
use super::{exit, print, say};
use crate::compare::{self, Record};
use crate::model::{Lang, Run, Severity, Words};
use crate::report::{self, DIFF_FORMATS, Style};

/// The largest audit that is read.
const LARGEST: u64 = 1 << 30;

/// The options of an audit that compare and score it.
pub(super) fn options(t: Texts) -> [Arg; 3] {
    [
        t.option("scorecard", ("评分表", "CARD")).help(t.s(
            "按评分表打分：自带的名称（anhui-county、site-indicators-2019、plain）或 .yaml 文件；-o 文件.score.xlsx 得评分表",
            "Score by a scorecard: a shipped name (anhui-county, site-indicators-2019, plain) or a .yaml file; -o FILE.score.xlsx writes the sheet",
        )),
        t.option("baseline", ("文件", "FILE"))
            .value_parser(value_parser!(std::path::PathBuf))
            .help(t.s(
                "与以前的核查结果（.json）比较：标明新增、加重、有变化、已有的问题，--fail-on 只计新增和加重的",
                "Compare with an earlier audit (.json): findings are marked new, worse, changed or known, and --fail-on counts only new and worse ones",
            )),
        t.flag(
            "new-only",
            "清单只列新增和加重的问题（.json 仍为全部）",
            "List only what is new or worse (a .json still holds everything)",
        )
        .requires("baseline"),
    ]
}

/// The command, with help in the user's language.
pub(super) fn command(lang: Lang) -> Command {
    let t = Texts(lang);
    let file = |name: &'static str, zh: &'static str, en: &'static str| {
        positional(name, t, (zh, en))
            .required(true)
            .value_parser(value_parser!(std::path::PathBuf))
    };
    localised(Command::new("diff"), lang)
        .about(t.s(
            "比较两次核查结果：新增、加重、有变化、不再列出的问题",
            "Compare two audits: findings that are new, worse, changed, gone",
        ))
        .arg(file("old", "旧结果", "OLD").help(t.s("以前的核查结果（.json）", "The earlier audit (.json)")))
        .arg(file("new", "新结果", "NEW").help(t.s("后来的核查结果（.json）", "The later audit (.json)")))
        .arg(
            t.option("format", ("格式", "FORMAT"))
                .default_value("table")
                .value_parser(PossibleValuesParser::new(
                    DIFF_FORMATS.iter().map(|format| format.name),
                ))
                .help(t.s("table（默认）、json、md", "table (the default), json, md")),
        )
        .arg(
            t.option("fail-on", ("程度", "SEVERITY"))
                .default_value("never")
                .value_parser(choices::severities(&["never"]))
                .help(t.s(
                    "有这一程度及以上的新增或加重问题时退出码为 1；默认 never",
                    "Exit with 1 on new or worse findings at or above: critical, major, minor, advice; never by default",
                )),
        )
        .arg(t.flag(
            "ascii",
            "表格线只用 + - | 字符",
            "Draw tables with + - | only",
        ))
}

/// Compares two audits.
pub(super) fn run(given: &ArgMatches, around: &Surroundings) -> Result<u8, Failure> {
    let of = |name: &str| {
        let path = given.get_one::<PathBuf>(name).cloned().unwrap_or_default();
        record(&path)
    };
    let comparison = compare::compare(&of("old")?, &of("new")?);
    for caution in &comparison.cautions {
        let head = around.lang.pick("注意：", "note: ");
        say(&format!("{head}{}", caution.get(around.lang)));
    }
    let name = given.get_one::<String>("format").map(String::as_str);
    let format = DIFF_FORMATS.iter().find(|format| Some(format.name) == name);
    if let Some(format) = format {
        let style = Style {
            lang: around.lang,
            width: around.width,
            color: around.color,
            ascii: given.get_flag("ascii"),
            ..Style::default()
        };
        let mut bytes = Vec::new();
        (format.write)(&comparison, &style, &mut bytes).map_err(|error| Failure::stdout(&error))?;
        print(&bytes)?;
    }
    let threshold = given
        .get_one::<String>("fail-on")
        .and_then(|code| Severity::from_code(code));
    let grave = threshold.is_some_and(|threshold| {
        let mut news = comparison.new.iter().chain(&comparison.worse);
        news.any(|finding| finding.severity <= threshold)
    });
    Ok(if grave { exit::FINDINGS } else { exit::CLEAN })
}

/// Reads a finished audit.
pub(super) fn record(path: &Path) -> Result<Record, Failure> {
    let size = std::fs::metadata(path).map_err(|error| Failure::unreadable(path, &error))?;
    let bytes = if size.len() > LARGEST {
        Err(std::io::Error::other("too large"))
    } else {
        std::fs::read(path)
    };
    let bytes = bytes.map_err(|error| Failure::unreadable(path, &error))?;
    Record::read(&bytes).map_err(|error| {
        let (path, words) = (path.display(), error.words);
        Failure::usage(
            Words::new(
                format!("{path} 不能用作比较：{}", words.zh),
                format!("{path} cannot be compared with: {}", words.en),
            ),
            Words::new(
                "请用 gongkai audit … -o 文件.json 写出的结果",
                "give a file that gongkai audit … -o FILE.json wrote",
            ),
        )
    })
}

/// Marks a run by an earlier audit. The run is compared as the record that it makes, in the
/// language of the earlier one.
pub(super) fn against(run: &mut Run, old: &Record) -> Result<(), Failure> {
    let lang = match old.lang.as_deref() {
        Some("en") => Lang::En,
        _ => Lang::Zh,
    };
    let style = Style {
        lang,
        ..Style::default()
    };
    let mut bytes = Vec::new();
    for format in report::FORMATS.iter().filter(|format| format.is_record) {
        (format.write)(run, &style, &mut bytes).map_err(|error| Failure::internal(&error))?;
    }
    let new = Record::read(&bytes).map_err(|error| Failure::internal(&error))?;
    compare::mark(run, old, &new);
    Ok(())
}
