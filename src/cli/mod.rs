//! The command line: parses, calls the library, prints, and says how it ended.
//!
//! Only this module prints, reads the environment and asks for today's date. Documents go to
//! stdout, everything else to stderr, so that stdout is never mixed.

mod args;
mod choices;
mod complaint;
mod engine;
mod error;
mod output;
mod progress;
mod surroundings;

mod audit;
mod crawl;
mod diff;
mod evidence;
mod explain;
mod forecast;
mod inspect;
mod ledger;
mod recheck;
mod rules;
mod shell;
mod state;

use std::ffi::OsString;
use std::io::{self, Write};

use clap::error::ErrorKind;

use error::Failure;
use surroundings::Surroundings;

use crate::masking::masked;
use crate::model::Lang;

/// Exit codes of the product contract.
pub mod exit {
    /// Nothing at or above the threshold.
    pub const CLEAN: u8 = 0;
    /// Findings at or above the threshold.
    pub const FINDINGS: u8 = 1;
    /// Wrong usage, configuration or rules.
    pub const USAGE: u8 = 2;
    /// The target could not be audited, or a complete audit was asked for and it is not.
    pub const TARGET: u8 = 3;
    /// Interrupted.
    pub const INTERRUPTED: u8 = 130;
}

/// Runs the program with these arguments (the program's name first) and returns its exit code.
pub fn run(arguments: Vec<OsString>) -> u8 {
    let around = Surroundings::of(&arguments);
    let lang = around.lang;
    if let Some(set) = &around.unknown_lang {
        say(&format!(
            "注意：GONGKAI_LANG={} 不是本程序的语言（zh 或 en），按中文输出",
            crate::report::clean::short(set, 20)
        ));
    }
    let mut command = args::command(lang);
    let matches = match command.try_get_matches_from_mut(arguments) {
        Ok(matches) => matches,
        Err(error) => {
            return match error.kind() {
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
                    // Help is what was asked for: it belongs to stdout.
                    let _ = write!(io::stdout(), "{}", help(&error, lang, around.color));
                    exit::CLEAN
                }
                ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                    let _ = write!(io::stderr(), "{}", help(&error, lang, false));
                    exit::USAGE
                }
                _ => complaint::failure(&error, lang).tell(lang),
            };
        }
    };
    let ended = match matches.subcommand() {
        Some(("audit", given)) => audit::run(given, &around),
        Some(("crawl", given)) => crawl::run(given, &around),
        Some(("explain", given)) => explain::run(given, &around),
        Some(("evidence", given)) => evidence::run(given, &around),
        Some(("inspect", given)) => inspect::run(given, &around),
        Some(("rules", given)) => rules::run(given, &around),
        Some(("diff", given)) => diff::run(given, &around),
        Some(("ledger", given)) => ledger::run(given, &around),
        Some(("recheck", given)) => recheck::run(given, &around),
        Some(("forecast", given)) => forecast::run(given, &around),
        Some(("completions", given)) => shell::completions(given, &around),
        Some(("man", _)) => shell::man(&around),
        _ => Ok(exit::USAGE),
    };
    match ended {
        Ok(code) => code,
        Err(failure) => failure.tell(lang),
    }
}

/// Returns the help text; the parser writes one word of it in English always.
fn help(error: &clap::Error, lang: Lang, color: bool) -> String {
    let text = error.render();
    let text = if color {
        text.ansi().to_string()
    } else {
        text.to_string()
    };
    match lang {
        Lang::Zh => text.replace("[OPTIONS]", "[选项]"),
        Lang::En => text,
    }
}

/// Writes a text to stdout; a reader that has gone away is no failure.
///
/// # Errors
/// When stdout cannot be written to for any other reason.
fn print(text: &[u8]) -> Result<(), Failure> {
    print_by(|out| out.write_all(text))
}

/// As [`print`], for what is written part by part.
fn print_by(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::stdout(&error)),
        _ => Ok(()),
    }
}

/// Writes a line for people to stderr, personal data masked. A closed stderr is nothing to fail
/// over.
fn say(text: &str) {
    let _ = writeln!(io::stderr(), "{}", masked(text));
}
