//! Mistakes in YAML files: what, where, and how to mend them.

use std::fmt;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::tree::Pos;
use crate::model::{Lang, Words};

/// One mistake in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file, as given.
    pub file: String,
    /// Line, from 1; 0 when the whole file is meant.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// What is wrong.
    pub words: Words,
    /// How to mend it.
    pub mend: Words,
    /// The line of the file, for showing; empty when the whole file is meant.
    pub source: String,
}

impl Problem {
    /// Makes a problem with a file that could not be read at all.
    pub fn of_file(file: impl Into<String>, words: Words, mend: Words) -> Self {
        Self {
            file: file.into(),
            line: 0,
            column: 0,
            words,
            mend,
            source: String::new(),
        }
    }

    /// Returns the problem as a compiler shows it: what, where, the line with a mark under
    /// the place (wide characters count two columns), and how to mend it.
    pub fn render(&self, lang: Lang) -> String {
        let head = lang.pick("错误：", "error: ");
        let mut out = format!("{head}{}\n", self.words.get(lang));
        let number = self.line.to_string();
        let gutter = " ".repeat(number.len());
        if self.line == 0 {
            out.push_str(&format!(" --> {}\n", self.file));
        } else {
            out.push_str(&format!(
                "{gutter}--> {}:{}:{}\n{gutter} |\n{number} | {}\n{gutter} | {}\n",
                self.file,
                self.line,
                self.column,
                self.source.replace('\t', " "),
                self.mark(),
            ));
        }
        if !self.mend.get(lang).is_empty() {
            let label = lang.pick("改法：", "help: ");
            out.push_str(&format!("{gutter} = {label}{}\n", self.mend.get(lang)));
        }
        out
    }

    fn mark(&self) -> String {
        let before = usize::try_from(self.column.saturating_sub(1)).unwrap_or(0);
        let left: usize = self
            .source
            .chars()
            .take(before)
            .map(|c| c.width().unwrap_or(1))
            .sum();
        let rest: String = self.source.chars().skip(before).collect();
        let token = token(&rest);
        format!("{}{}", " ".repeat(left), "^".repeat(token.width().max(1)))
    }
}

/// Returns the word that begins here: a quoted text, or up to what ends a plain one.
fn token(rest: &str) -> &str {
    if let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let end = rest[1..].find(quote).map_or(rest.len(), |at| at + 2);
        return &rest[..end];
    }
    let end = rest
        .find([',', ':', '{', '}', '[', ']', '#'])
        .unwrap_or(rest.len());
    rest[..end].trim_end()
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Lang::Zh))
    }
}

/// Every mistake found in a set of files, in order of file and place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// Returns all of them as a compiler shows them, with their number at the end.
    pub fn render(&self, lang: Lang) -> String {
        let mut out: String = self
            .0
            .iter()
            .map(|problem| format!("{}\n", problem.render(lang)))
            .collect();
        out.push_str(&match lang {
            Lang::Zh => format!("共 {} 处错误\n", self.0.len()),
            Lang::En => format!("{} mistakes\n", self.0.len()),
        });
        out
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Lang::Zh))
    }
}

impl std::error::Error for Problems {}

/// Collects the mistakes of one file.
#[derive(Debug)]
pub(crate) struct Log<'a> {
    file: &'a str,
    lines: Vec<&'a str>,
    problems: Vec<Problem>,
}

impl<'a> Log<'a> {
    pub(crate) fn new(file: &'a str, text: &'a str) -> Self {
        Self {
            file,
            lines: text.lines().collect(),
            problems: Vec::new(),
        }
    }

    /// Notes a mistake at a place.
    pub(crate) fn note(&mut self, at: Pos, words: Words, mend: Words) {
        let source = usize::try_from(at.line)
            .ok()
            .and_then(|line| line.checked_sub(1))
            .and_then(|index| self.lines.get(index))
            .map_or_else(String::new, |line| (*line).to_owned());
        self.problems.push(Problem {
            file: self.file.to_owned(),
            line: at.line,
            column: at.column,
            words,
            mend,
            source,
        });
    }

    pub(crate) fn count(&self) -> usize {
        self.problems.len()
    }

    pub(crate) fn into_problems(self) -> Vec<Problem> {
        self.problems
    }
}

/// How many names are shown at once.
const SHOWN: usize = 24;

/// Returns the known name nearest to a misspelt one, when one is near.
pub(crate) fn nearest<'n>(
    wanted: &str,
    known: impl IntoIterator<Item = &'n str>,
) -> Option<&'n str> {
    known
        .into_iter()
        .map(|name| (strsim::jaro_winkler(wanted, name), name))
        .filter(|(score, _)| *score > 0.75)
        .max_by(|(a, x), (b, y)| a.total_cmp(b).then_with(|| y.cmp(x)))
        .map(|(_, name)| name)
}

/// Returns the advice for a misspelt name: the nearest one, else all that are allowed.
pub(crate) fn suggest<'n>(wanted: &str, known: impl IntoIterator<Item = &'n str> + Clone) -> Words {
    if let Some(name) = nearest(wanted, known.clone()) {
        return Words::new(
            format!("是不是想写 {name}？"),
            format!("did you mean {name}?"),
        );
    }
    let all: Vec<&str> = known.into_iter().collect();
    if all.len() > SHOWN {
        // Too many to look through: those that are most like it.
        let mut like: Vec<(f64, &str)> = all
            .iter()
            .map(|name| (strsim::jaro_winkler(wanted, name), *name))
            .collect();
        like.sort_by(|(a, x), (b, y)| b.total_cmp(a).then_with(|| x.cmp(y)));
        let like: Vec<&str> = like.into_iter().take(5).map(|(_, name)| name).collect();
        return Words::new(
            format!("较接近的有：{}", like.join("、")),
            format!("the nearest are: {}", like.join(", ")),
        );
    }
    Words::new(
        format!("可用的有：{}", all.join("、")),
        format!("allowed: {}", all.join(", ")),
    )
}

#[cfg(test)]
mod tests {
    use super::super::Pos;
    use super::{Log, nearest};
    use crate::model::{Lang, Words};

    #[test]
    fn the_mark_stands_under_the_place_behind_wide_characters() {
        let text = "id: a\nmessage: {zh: 指南没有写明, em: x}\n";
        let mut log = Log::new("rules/p/a.yaml", text);
        let at = Pos {
            line: 2,
            column: 23,
        };
        log.note(
            at,
            Words::new("不认识的键 em", "unknown key em"),
            Words::new("是不是想写 en？", "did you mean en?"),
        );
        let shown = log.into_problems()[0].render(Lang::Zh);
        assert_eq!(
            shown,
            "错误：不认识的键 em\n --> rules/p/a.yaml:2:23\n  |\n2 | message: {zh: 指南没有写明, em: x}\n  |                             ^^\n  = 改法：是不是想写 en？\n"
        );
    }

    #[test]
    fn only_near_names_are_suggested() {
        let known = ["guide.phone", "guide.fax"];
        assert_eq!(nearest("guide.phon", known), Some("guide.phone"));
        assert_eq!(nearest("zzz", known), None);
    }
}
