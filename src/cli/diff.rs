//! `gongkai diff`, and the baseline of an audit.

use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::error::Failure;
use super::surroundings::Surroundings;
use super::{exit, print, say};
use crate::compare::{self, Record};
use crate::model::{Lang, Run, Severity, Words};
use crate::report::{self, DIFF_FORMATS, Style};

/// The largest audit that is read.
const LARGEST: u64 = 1 << 30;

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
