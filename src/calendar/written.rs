//! A file of working days as people write it: read with the places of its entries, so that
//! mistakes are told where they stand.

use serde::Deserialize;

use crate::model::Words;
use crate::yaml::table::{Table, Wanted, wrong};
use crate::yaml::{Log, Node, Pos, Problems, Tree, parse};

/// A file of working days.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) version: String,
    #[serde(default, rename = "source")]
    _source: Vec<String>,
    pub(super) years: Vec<FileYear>,
}

/// A year of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileYear {
    #[serde(skip)]
    pub(super) at: Pos,
    pub(super) year: i16,
    #[serde(default)]
    pub(super) partial: bool,
    #[serde(default, rename = "notices")]
    _notices: Vec<String>,
    pub(super) off: Vec<Entry>,
    pub(super) work: Vec<Entry>,
}

/// A day or a period.
#[derive(Deserialize)]
#[serde(from = "String")]
pub(super) struct Entry {
    pub(super) at: Pos,
    pub(super) text: String,
}

impl From<String> for Entry {
    fn from(text: String) -> Self {
        Self {
            at: Pos::default(),
            text,
        }
    }
}

/// What is wrong with an entry.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) at: Pos,
    pub(super) words: Words,
}

const FILE: &[&str] = &["version", "source", "years"];
const YEAR: &[&str] = &["year", "partial", "notices", "off", "work"];

/// Reads the text of a file.
pub(super) fn read(file: &str, text: &str) -> Result<File, Problems> {
    let mut log = Log::new(file, text);
    let node = match parse(text.trim_start_matches('\u{feff}')) {
        Ok(node) => node,
        Err(error) => {
            log.note(error.at, error.message, form());
            return Err(Problems(log.into_problems()));
        }
    };
    let table = Table::of(&node, FILE, &mut log);
    let version = table.needed("version", &mut log).map(|(_, text)| text);
    let mut years = Vec::new();
    match table.get("years").map(|node| (node, &node.tree)) {
        Some((_, Tree::List(items))) => {
            years.extend(items.iter().filter_map(|item| year(item, &mut log)));
        }
        Some((node, _)) => wrong(node, Wanted::list(), &mut log),
        None => log.note(
            table.at(),
            Words::new("缺少 years", "years is missing"),
            form(),
        ),
    }
    match version {
        Some(version) if log.count() == 0 => Ok(File {
            version,
            _source: Vec::new(),
            years,
        }),
        _ => Err(Problems(log.into_problems())),
    }
}

fn year(node: &Node, log: &mut Log<'_>) -> Option<FileYear> {
    let table = Table::of(node, YEAR, log);
    let number = match table.get("year") {
        Some(_) => table.whole("year", 0, log),
        None => {
            let (_, _) = table.needed("year", log)?;
            None
        }
    };
    let partial = match table.get("partial").map(|node| (node, &node.tree)) {
        None => false,
        Some((_, Tree::Bool(partial))) => *partial,
        Some((node, _)) => {
            wrong(node, Wanted::truth(), log);
            false
        }
    };
    let mut days = |name: &str| {
        if table.get(name).is_none() {
            // A list that is left out may have been forgotten.
            table.needed(name, log);
        }
        let texts = table.texts(name, log).into_iter();
        texts.map(|(at, text)| Entry { at, text }).collect()
    };
    let (off, work) = (days("off"), days("work"));
    Some(FileYear {
        at: table.at(),
        // A number too large for a year is out of range in any case.
        year: i16::try_from(number?).unwrap_or(i16::MAX),
        partial,
        _notices: Vec::new(),
        off,
        work,
    })
}

/// Makes the problem of an entry.
pub(super) fn problem(file: &str, text: &str, fault: Fault) -> Problems {
    let mut log = Log::new(file, text);
    log.note(fault.at, fault.words, form());
    Problems(log.into_problems())
}

/// Shows the form of a file.
fn form() -> Words {
    const FORM: &str = "{version: '2027', years: [{year: 2027, off: ['2027-01-01..2027-01-03'], work: ['2027-01-30']}]}";
    Words::new(format!("形如 {FORM}"), format!("write it like {FORM}"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failed test may panic")]
mod tests {
    use crate::calendar::Calendar;

    #[test]
    fn mistakes_are_told_at_their_places() {
        for (text, line, said) in [
            ("2027:\n  off: []\n", 1, "不认识的键 2027"),
            (
                "version: x\nyears:\n  - {year: 2027, off: ['2027-01-01']}\n",
                3,
                "缺少 work",
            ),
            (
                "version: x\nyears:\n  - {year: 二〇二七, off: ['2027-01-01'], work: []}\n",
                3,
                "整数",
            ),
            (
                "version: x\nyears:\n  - year: 2027\n    off:\n      - 2027-01-03..2027-01-01\n    work: []\n",
                5,
                "先后颠倒",
            ),
            ("version: x\nyears: [", 2, "括号"),
        ] {
            let told = Calendar::shipped().extend("cal.yaml", text).unwrap_err();
            let told = &told.0[0];
            assert_eq!((told.line, &*told.file), (line, "cal.yaml"), "{text}");
            assert!(told.words.zh.contains(said), "{text}: {}", told.words.zh);
            assert!(!told.mend.zh.is_empty(), "{text}");
        }
    }
}
