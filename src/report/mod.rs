//! An audit as documents: one file per format, all listed in [`FORMATS`].
//!
//! Formats only show: nothing is judged or counted anew that the run already holds, and the
//! same run gives the same bytes.

pub(crate) mod clean;
pub(crate) mod escape;
pub mod explain;
pub(crate) mod gongwen;
pub(crate) mod layout;
pub(crate) mod locators;
mod tally;
pub(crate) mod words;

mod csv;
mod diff;
mod docx;
mod github;
mod gitlab;
mod html;
mod inspect;
mod json;
mod junit;
mod markdown;
mod matrix;
mod page_text;
mod sarif;
mod score_json;
mod score_words;
mod scoresheet;
mod table;
pub(crate) mod xlsx;

use std::io::{self, Write};

use crate::model::{Lang, Run, Words};

pub(crate) use clean::line as clean_line;
pub use diff::{DIFF_FORMATS, DiffFormat};
pub use inspect::{NO_BASE, write_page};
pub use page_text::{list_table, write_page_text};

/// How to show an audit.
#[derive(Debug, Clone)]
pub struct Style {
    /// The language of every word that is not the site's own.
    pub lang: Lang,
    /// Columns of the terminal; 100 where there is none.
    pub width: usize,
    /// Whether colours may be used.
    pub color: bool,
    /// Whether lines are drawn with `+ - |` only, for old consoles.
    pub ascii: bool,
    /// What is left out of a terminal's list: see [`Detail`].
    pub detail: Detail,
}

/// How much a terminal's list holds. Files always hold everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Detail {
    /// The findings and the totals.
    Brief,
    /// Also what to look at by hand.
    #[default]
    Normal,
    /// Also every reason for rules that do not apply, and every place of a finding.
    Full,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            lang: Lang::Zh,
            width: 100,
            color: false,
            ascii: false,
            detail: Detail::Normal,
        }
    }
}

/// A format that an audit can be written in.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// Its name, as `--format` takes it.
    pub name: &'static str,
    /// Endings of file names that ask for it, with the dot; empty for formats of the terminal.
    pub endings: &'static [&'static str],
    /// Whether `--format` offers it.
    pub on_terminal: bool,
    /// Whether it is the record of a run, which holds everything whatever is listed.
    pub is_record: bool,
    /// What it is, in Chinese.
    pub zh: &'static str,
    /// What it is, in English.
    pub en: &'static str,
    /// Writes a run.
    pub write: fn(&Run, &Style, &mut dyn Write) -> io::Result<()>,
}

impl Format {
    /// Tells whether several runs may stand one after another: lists for people and lines for a
    /// server may, documents that a program reads may not.
    pub fn can_be_joined(&self) -> bool {
        ["table", "md", "github"].contains(&self.name)
    }

    /// Returns what it is.
    pub const fn about(&self, lang: Lang) -> &'static str {
        lang.pick(self.zh, self.en)
    }
}

/// Every format, in the order of help texts.
pub const FORMATS: &[Format] = &[
    table::FORMAT,
    xlsx::FORMAT,
    docx::FORMAT,
    scoresheet::FORMAT,
    html::FORMAT,
    json::FORMAT,
    csv::FORMAT,
    xlsx::MATRIX,
    matrix::HTML,
    markdown::FORMAT,
    sarif::FORMAT,
    junit::FORMAT,
    gitlab::FORMAT,
    github::FORMAT,
];

/// Returns the format with this name.
pub fn by_name(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// Returns the format that the ending of a file name asks for; the longest ending wins.
pub fn by_ending(file: &str) -> Option<&'static Format> {
    let lower = file.to_ascii_lowercase();
    FORMATS
        .iter()
        .flat_map(|format| format.endings.iter().map(move |ending| (ending, format)))
        .filter(|(ending, _)| has_ending(&lower, ending))
        .max_by_key(|(ending, _)| ending.len())
        .map(|(_, format)| format)
}

/// Tells whether a file name (in lower case) has an ending; an ending of two parts may be the
/// whole name: `matrix.xlsx` is written as `a.matrix.xlsx` is.
fn has_ending(file: &str, ending: &str) -> bool {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.ends_with(ending) || (ending.matches('.').count() > 1 && name == &ending[1..])
}

/// Returns where the ending of a file name begins, as its format knows it.
pub fn ending_at(name: &str, format: &Format) -> usize {
    let lower = name.to_ascii_lowercase();
    let longest = format
        .endings
        .iter()
        .filter(|ending| lower.ends_with(**ending))
        .max_by_key(|ending| ending.len());
    let plain = || name.rfind('.').unwrap_or(name.len());
    longest.map_or_else(plain, |ending| name.len() - ending.len())
}

/// Lists the endings that [`by_ending`] knows, for messages.
pub fn endings() -> Words {
    let all: Vec<&str> = FORMATS
        .iter()
        .flat_map(|format| format.endings.iter().copied())
        .collect();
    Words::new(all.join("、"), all.join(", "))
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its output must stop"
)]
mod hostile;
#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    reason = "a test that cannot make its input must stop"
)]
mod sample;
#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its output must stop"
)]
mod tests;
