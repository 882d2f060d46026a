//! Where values of a file stand, for mistakes that are found only later.

use std::collections::BTreeMap;

use super::problem::Problem;
use super::tree::{Key, Node, Pos};
use crate::model::Words;

/// The place of a key and of its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    key: (Pos, String),
    value: (Pos, String),
}

/// The places of entries, by the keys that lead to them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places(BTreeMap<Vec<String>, Place>);

impl Places {
    /// Keeps the place of an entry; `lines` are those of the file.
    pub(crate) fn keep(&mut self, path: &[&str], (key, value): (&Key, &Node), lines: &[&str]) {
        let line = |at: Pos| {
            let index = usize::try_from(at.line).unwrap_or(0).wrapping_sub(1);
            let text = lines.get(index).copied().unwrap_or_default();
            (at, text.to_owned())
        };
        let path = path.iter().map(|part| (*part).to_owned()).collect();
        let (key, value) = (line(key.at), line(value.at));
        self.0.insert(path, Place { key, value });
    }

    /// Makes a problem with the key of an entry.
    pub(crate) fn of_key(&self, file: &str, path: &[&str], words: Words, mend: Words) -> Problem {
        self.problem(file, path, words, mend, |place| &place.key)
    }

    /// Makes a problem with the value of an entry.
    pub(crate) fn of_value(&self, file: &str, path: &[&str], words: Words, mend: Words) -> Problem {
        self.problem(file, path, words, mend, |place| &place.value)
    }

    fn problem(
        &self,
        file: &str,
        path: &[&str],
        words: Words,
        mend: Words,
        which: fn(&Place) -> &(Pos, String),
    ) -> Problem {
        let path: Vec<String> = path.iter().map(|part| (*part).to_owned()).collect();
        let mut problem = Problem::of_file(file, words, mend);
        if let Some((at, source)) = self.0.get(&path).map(which) {
            problem.line = at.line;
            problem.column = at.column;
            problem.source.clone_from(source);
        }
        problem
    }
}
