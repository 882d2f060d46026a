//! A mapping of the file being taken apart: known keys are taken out, the rest are mistakes.

use super::problem::{Log, suggest};
use super::tree::{Key, Node, Pos, Tree};
use crate::model::Words;

/// A mapping with the keys that it may have.
pub(crate) struct Table<'n> {
    at: Pos,
    entries: &'n [(Key, Node)],
    known: &'static [&'static str],
}

impl<'n> Table<'n> {
    /// Takes a node for a mapping; notes what is no mapping and every unknown key.
    pub(crate) fn of(node: &'n Node, known: &'static [&'static str], log: &mut Log<'_>) -> Self {
        let entries: &[(Key, Node)] = match &node.tree {
            Tree::Map(entries) => entries,
            Tree::Null => &[],
            _ => {
                wrong(node, Wanted::mapping(), log);
                &[]
            }
        };
        for (key, _) in entries {
            if !known.contains(&key.name.as_str()) {
                log.note(
                    key.at,
                    Words::new(
                        format!("不认识的键 {}", key.name),
                        format!("unknown key {}", key.name),
                    ),
                    suggest(&key.name, known.iter().copied()),
                );
            }
        }
        Self {
            at: node.at,
            entries,
            known,
        }
    }

    /// Returns where the mapping begins.
    pub(crate) const fn at(&self) -> Pos {
        self.at
    }

    /// Returns the value of a key that is there and not empty.
    pub(crate) fn get(&self, name: &str) -> Option<&'n Node> {
        debug_assert!(self.known.contains(&name), "{name} is not a known key");
        self.entries
            .iter()
            .find(|(key, _)| key.name == name)
            .map(|(_, node)| node)
            .filter(|node| node.tree != Tree::Null)
    }

    /// Returns a text; a number is taken for its digits, since codes are often written bare.
    pub(crate) fn text(&self, name: &str, log: &mut Log<'_>) -> Option<(Pos, String)> {
        let node = self.get(name)?;
        match text_of(node) {
            Some(text) if !text.trim().is_empty() => Some((node.at, text.trim().to_owned())),
            _ => {
                wrong(node, Wanted::text(), log);
                None
            }
        }
    }

    /// Returns a text that must be there.
    pub(crate) fn needed(&self, name: &str, log: &mut Log<'_>) -> Option<(Pos, String)> {
        if self.get(name).is_none() {
            log.note(
                self.at,
                Words::new(format!("缺少 {name}"), format!("{name} is missing")),
                Words::new(
                    format!("在这一项里写上“{name}: …”"),
                    format!("write `{name}: …` in this entry"),
                ),
            );
            return None;
        }
        self.text(name, log)
    }

    /// Returns several texts; one alone is taken for a list of one.
    pub(crate) fn texts(&self, name: &str, log: &mut Log<'_>) -> Vec<(Pos, String)> {
        let Some(node) = self.get(name) else {
            return Vec::new();
        };
        let items = match &node.tree {
            Tree::List(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let mut texts = Vec::new();
        for item in items {
            match text_of(item) {
                Some(text) => texts.push((item.at, text)),
                None => wrong(item, Wanted::text(), log),
            }
        }
        texts
    }

    /// Returns a whole number from `least` on.
    pub(crate) fn whole(&self, name: &str, least: i64, log: &mut Log<'_>) -> Option<u64> {
        let node = self.get(name)?;
        match node.tree {
            Tree::Int(number) if number >= least => u64::try_from(number).ok(),
            _ => {
                let words = Words::new(
                    format!("不小于 {least} 的整数"),
                    format!("a whole number from {least} on"),
                );
                wrong_number(node, words, log);
                None
            }
        }
    }

    /// Returns a number that is not negative.
    pub(crate) fn number(&self, name: &str, log: &mut Log<'_>) -> Option<f64> {
        let node = self.get(name)?;
        match node.tree {
            Tree::Int(number) if number >= 0 => Some(number as f64),
            Tree::Float(number) if number.is_finite() && number >= 0.0 => Some(number),
            _ => {
                wrong_number(node, Words::new("不小于 0 的数", "a number from 0 on"), log);
                None
            }
        }
    }
}

/// Puts a space between words and the Chinese ones before them, where they begin with a letter.
pub(crate) fn spaced(words: &str) -> String {
    let begins_so = words.starts_with(|c: char| c.is_ascii_alphanumeric());
    format!("{}{words}", if begins_so { " " } else { "" })
}

/// Returns the mend of a text that is one only because its colon is a full-width one.
pub(crate) fn wide_colon(node: &Node) -> Option<Words> {
    let Tree::Text(text) = &node.tree else {
        return None;
    };
    let (key, _) = text.split_once('：')?;
    Some(Words::new(
        format!("“{key}”后面的冒号是全角的，改为半角“:”并空一格"),
        format!("the colon after “{key}” is a full-width one: write `:` and a space"),
    ))
}

/// Returns the words of a text or a whole number.
pub(crate) fn text_of(node: &Node) -> Option<String> {
    match &node.tree {
        Tree::Text(text) => Some(text.clone()),
        Tree::Int(number) => Some(number.to_string()),
        _ => None,
    }
}

/// What should stand in a place, and how to write it.
pub(crate) struct Wanted {
    what: Words,
    mend: Words,
}

impl Wanted {
    pub(crate) fn mapping() -> Self {
        Self {
            what: Words::new("键值表", "a mapping"),
            mend: Words::new(
                "写成“键: 值”，每行一项；冒号用半角“:”，后面空一格",
                "write `key: value`, one to a line, with a space after the colon",
            ),
        }
    }

    pub(crate) fn text() -> Self {
        Self {
            what: Words::new("文字", "text"),
            mend: Words::new(
                "写一个词或一句话；含冒号、井号一类符号的加引号",
                "write a word or a sentence, in quotation marks where it has colons or the like",
            ),
        }
    }

    pub(crate) fn list() -> Self {
        Self {
            what: Words::new("列表", "a list"),
            mend: Words::new(
                "写成 [甲, 乙]，或每项一行、以“- ”开头",
                "write [a, b], or one entry to a line behind `- `",
            ),
        }
    }

    pub(crate) fn truth() -> Self {
        Self {
            what: Words::new("true 或 false", "true or false"),
            mend: Words::new("写 true（是）或 false（否）", "write true or false"),
        }
    }

    pub(crate) fn value() -> Self {
        Self {
            what: Words::new("整数、文字或列表", "a whole number, text or a list"),
            mend: Words::new("写成 20、文字或 [甲, 乙]", "write 20, some text or [a, b]"),
        }
    }

    fn number(what: Words) -> Self {
        Self {
            what,
            mend: Words::new("写数字，例如 2", "write a number, for example 2"),
        }
    }
}

/// Notes a number out of range, or a value that is no number.
fn wrong_number(node: &Node, wanted: Words, log: &mut Log<'_>) {
    let mend = Wanted::number(wanted.clone()).mend;
    let number = match node.tree {
        Tree::Int(number) => number.to_string(),
        Tree::Float(number) if number.fract() != 0.0 => number.to_string(),
        // Whole numbers beyond what can be counted are read as these.
        Tree::Float(_) => {
            return log.note(
                node.at,
                Words::new(
                    format!("这里应是{}，写的数太大或带有小数点", wanted.zh),
                    format!(
                        "{} is wanted here, not one so large or with a point",
                        wanted.en
                    ),
                ),
                mend,
            );
        }
        _ => return wrong(node, Wanted::number(wanted), log),
    };
    log.note(
        node.at,
        Words::new(
            format!("这里应是{}，写的是 {number}", wanted.zh),
            format!("{} is wanted here, not {number}", wanted.en),
        ),
        mend,
    );
}

/// Notes a value of the wrong type.
pub(crate) fn wrong(node: &Node, wanted: Wanted, log: &mut Log<'_>) {
    let (zh, en) = node.kind();
    let Wanted { what, mend } = wanted;
    log.note(
        node.at,
        Words::new(
            format!("这里应是{}，写的是{zh}", spaced(&what.zh)),
            format!("{} is wanted here, not {en}", what.en),
        ),
        wide_colon(node).unwrap_or(mend),
    );
}
