//! `gongkai ledger`.

mod acts;
pub(super) mod args;
mod lists;
mod proof;
mod sheets;
mod show;

use std::path::{Path, PathBuf};

use clap::ArgMatches;
use jiff::civil::Date;

use super::error::Failure;
use super::surroundings::{Surroundings, today};
use super::{engine, exit};
use crate::ledger::{Filter, Ledger, LedgerError, Policy, State};
use crate::model::{Severity, Words};

/// Runs one of the subcommands.
pub(super) fn run(given: &ArgMatches, around: &Surroundings) -> Result<u8, Failure> {
    match given.subcommand() {
        Some(("status", given)) => lists::status(given, around),
        Some(("list", given)) => lists::list(given, around),
        Some(("show", given)) => show::show(given, around),
        Some(("history", given)) => show::history(given, around),
        Some(("verify", given)) => proof::verify(given, around),
        Some(("anchor", given)) => proof::anchor(given, around),
        Some(("export", given)) => sheets::export(given, around),
        Some(("import", given)) => sheets::import(given, around),
        Some(("paper", given)) => sheets::paper(given, around),
        Some((name, given)) => acts::run(name, given, around),
        None => Ok(exit::USAGE),
    }
}

/// Says what the ledger says.
pub(super) fn told(error: &LedgerError) -> Failure {
    Failure::usage(error.words(), Words::default())
}

/// The tool's name in the record.
pub(super) const TOOL: &str = concat!("gongkai ", env!("CARGO_PKG_VERSION"));

/// Returns the file of the ledger.
pub(super) fn path(given: &ArgMatches) -> &Path {
    given
        .get_one::<PathBuf>("ledger")
        .map_or(Path::new(""), PathBuf::as_path)
}

fn open_to_read(given: &ArgMatches) -> Result<Ledger, Failure> {
    Ledger::open_to_read(path(given)).map_err(|error| told(&error))
}

/// Returns a date option.
pub(super) fn day(given: &ArgMatches, name: &str) -> Result<Option<Date>, Failure> {
    let Some(text) = given.try_get_one::<String>(name).ok().flatten() else {
        return Ok(None);
    };
    let written = text.len() == 10 && text.as_bytes()[0].is_ascii_digit();
    match text.parse::<Date>() {
        Ok(day) if written => Ok(Some(day)),
        _ => Err(Failure::usage(
            Words::new(
                format!("--{name} 不是日期：{text}"),
                format!("--{name} is not a date: {text}"),
            ),
            Words::new("应形如 2026-06-30", "write it like 2026-06-30"),
        )),
    }
}

/// Returns the day as of which deadlines count.
fn as_of(given: &ArgMatches) -> Result<Date, Failure> {
    Ok(day(given, "as-of")?.unwrap_or_else(today))
}

fn policy(given: &ArgMatches) -> Result<Policy, Failure> {
    let config = engine::config(given)?;
    let calendar = engine::calendar(&config, given)?;
    Policy::of(&config, &calendar).map_err(|error| Failure::internal(&error))
}

fn texts(given: &ArgMatches, name: &str) -> Vec<String> {
    given
        .try_get_many::<String>(name)
        .ok()
        .flatten()
        .map(|texts| texts.cloned().collect())
        .unwrap_or_default()
}

fn flag(given: &ArgMatches, name: &str) -> bool {
    given
        .try_get_one::<bool>(name)
        .ok()
        .flatten()
        .copied()
        .unwrap_or(false)
}

/// Reads the conditions by which issues are chosen.
fn filter(given: &ArgMatches, unit: &str, today: Date) -> Result<Filter, Failure> {
    let fingerprints = texts(given, "issue");
    if let Some(wrong) = fingerprints
        .iter()
        .find(|text| text.len() < 6 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()))
    {
        return Err(Failure::usage(
            Words::new(
                format!("“{wrong}”不是问题编号"),
                format!("{wrong:?} is no number of an issue"),
            ),
            Words::new(
                "编号由 0-9、a-f 组成，至少写 6 位；用 gongkai ledger list 查看",
                "give six hexadecimal digits at least; see gongkai ledger list",
            ),
        ));
    }
    Ok(Filter {
        fingerprints,
        states: texts(given, "state")
            .iter()
            .filter_map(|code| State::from_code(code))
            .collect(),
        severities: texts(given, "severity")
            .iter()
            .filter_map(|code| Severity::from_code(code))
            .collect(),
        units: texts(given, unit),
        persons: texts(given, "of-person"),
        sites: texts(given, "host"),
        rules: texts(given, "rule"),
        columns: texts(given, "column"),
        overdue: flag(given, "overdue"),
        recurred: flag(given, "recurred"),
        doubted: flag(given, "doubted"),
        today: Some(today),
        ..Filter::default()
    })
}

/// Reads the conditions by which another command chooses issues.
pub(super) fn conditions_of(given: &ArgMatches, today: Date) -> Result<Filter, Failure> {
    filter(given, "unit", today)
}

/// Tells whether the filter names anything at all.
fn is_bare(filter: &Filter) -> bool {
    let bare = Filter {
        today: filter.today,
        ..Filter::default()
    };
    *filter == bare
}
