//! YAML text as a tree of nodes that know their place.
//!
//! Files are read in two steps, so that every mistake of a file is told at once and
//! at its place: text into this tree, then the tree into checked records. Only
//! this file knows the YAML reader.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};

use crate::model::Words;

/// A place in a file; lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Pos {
    /// Line; 0 when the problem is about the whole file.
    pub line: u32,
    /// Column.
    pub column: u32,
}

impl Pos {
    fn of(location: serde_saphyr::Location) -> Self {
        let clamp = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        Self {
            line: clamp(location.line()),
            column: clamp(location.column()),
        }
    }
}

/// A value with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where it begins.
    pub at: Pos,
    /// What stands there.
    pub tree: Tree,
}

/// What a node holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Tree {
    /// Nothing, or `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// Text.
    Text(String),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, in the order of the file.
    Map(Vec<(Key, Node)>),
}

/// A key of a mapping with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Where it begins.
    pub at: Pos,
    /// The key.
    pub name: String,
}

/// Text that is not YAML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where the reader stopped.
    pub at: Pos,
    /// What is wrong.
    pub message: Words,
}

/// Reads YAML text.
///
/// # Errors
/// When the text is not one YAML document, has a key twice or is nested out of reason.
pub fn parse(text: &str) -> Result<Node, SyntaxError> {
    let options = serde_saphyr::options! {
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        with_snippet: false,
    };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let mut at = error.location().map(Pos::of).unwrap_or_default();
        let mut message = told(error.to_string().lines().next().unwrap_or_default());
        if let Some((wide, words)) = wide_colon(text, at.line) {
            (at, message) = (wide, words);
        }
        SyntaxError { at, message }
    })
}

/// Finds a full-width colon behind a key, at the line where the reader stopped or the one with
/// words before it: most often the cause.
fn wide_colon(text: &str, line: u32) -> Option<(Pos, Words)> {
    let last = usize::try_from(line).ok()?;
    let lines: Vec<&str> = text.lines().take(last).collect();
    let written = lines
        .iter()
        .enumerate()
        .rev()
        .filter(|(_, line)| !line.trim().is_empty());
    for (index, line) in written.take(2) {
        let Some(at) = line.find('：') else {
            continue;
        };
        let key = line[..at].trim_start_matches([' ', '-']);
        if key.is_empty() || key.contains([':', '"', '\'', '#', ' ', '{', '[']) {
            continue;
        }
        let pos = Pos {
            line: u32::try_from(index + 1).ok()?,
            column: u32::try_from(line[..at].chars().count() + 1).ok()?,
        };
        let words = Words::new(
            format!("“{key}”后面的冒号是全角的“：”，改为半角“:”并空一格"),
            format!("the colon after “{key}” is a full-width one: write `:` and a space"),
        );
        return Some((pos, words));
    }
    None
}

/// What the reader says of usual mistakes, by a part of its message, and what it means.
const USUAL: &[(&str, &str, &str)] = &[
    (
        "unclosed bracket",
        "括号没有配对，缺右括号",
        "a bracket is not closed",
    ),
    (
        "mismatched bracket",
        "左右括号不配对（[ ] 与 { }）",
        "brackets do not match",
    ),
    (
        "mapping values are not allowed",
        "这里不该有冒号：上一行写错，或缩进不对",
        "no colon may stand here: the line above is wrong, or the indentation",
    ),
    (
        "did not find expected ',' or '}'",
        "花括号里各项之间要有半角逗号，最后要有 }",
        "entries in braces are parted by commas and closed by }",
    ),
    (
        "did not find expected ',' or ']'",
        "方括号里各项之间要有半角逗号，最后要有 ]",
        "entries in brackets are parted by commas and closed by ]",
    ),
    (
        "simple key expected ':'",
        "键后面缺少冒号（半角“:”，后面空一格）",
        "a colon is missing behind the key",
    ),
    (
        "recursive references",
        "用 * 引用了它自己",
        "a reference leads to itself",
    ),
    (
        "unknown anchor",
        "用 * 引用的名称没有用 & 定义；本意是文字的加引号",
        "an alias has no anchor; put a text in quotation marks",
    ),
    (
        "could not find expected ':'",
        "键后面缺少冒号（半角“:”，后面空一格）",
        "a colon is missing behind the key",
    ),
    (
        "unclosed quote",
        "引号没有配对",
        "a quotation mark is not closed",
    ),
];

/// Puts what the reader says into words for people, where it is one of the usual mistakes.
fn told(message: &str) -> Words {
    // The place is shown beside it.
    let message = message.split(" at line ").next().unwrap_or(message);
    if message.contains("tabs disallowed") {
        return Words::new(
            "用了制表符（Tab）缩进，请改为空格",
            "a tab indents the line: use blanks",
        );
    }
    if let Some(rest) = message.strip_prefix("duplicate mapping key: ") {
        let key = rest.split(", set ").next().unwrap_or(rest);
        return Words::new(
            format!("键 {key} 写了两次"),
            format!("the key {key} is given twice"),
        );
    }
    let usual = USUAL.iter().find(|(said, ..)| message.contains(said));
    if let Some((_, zh, en)) = usual {
        return Words::new(*zh, *en);
    }
    Words::new(format!("语法不对（{message}）"), message)
}

impl Node {
    /// Returns the value of a key, when the node is a mapping that has it.
    pub fn get(&self, name: &str) -> Option<&Self> {
        match &self.tree {
            Tree::Map(entries) => entries
                .iter()
                .find(|(key, _)| key.name == name)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    /// Returns the name of the type for error messages: Chinese, English.
    pub const fn kind(&self) -> (&'static str, &'static str) {
        match self.tree {
            Tree::Null => ("空值", "nothing"),
            Tree::Bool(_) => ("真假值", "true or false"),
            Tree::Int(_) => ("整数", "a whole number"),
            Tree::Float(_) => ("小数", "a number with a fraction"),
            Tree::Text(_) => ("文字", "text"),
            Tree::List(_) => ("列表", "a list"),
            Tree::Map(_) => ("键值表", "a mapping"),
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = serde_saphyr::Spanned::<Tree>::deserialize(deserializer)?;
        Ok(Self {
            at: Pos::of(spanned.referenced),
            tree: spanned.value,
        })
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = serde_saphyr::Spanned::<String>::deserialize(deserializer)?;
        Ok(Self {
            at: Pos::of(spanned.referenced),
            name: spanned.value,
        })
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_none<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        Tree::deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Int(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
        Ok(i64::try_from(value).map_or_else(|_| Tree::Text(value.to_string()), Tree::Int))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Tree, E> {
        Ok(Tree::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Tree, E> {
        Ok(Tree::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Tree, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Tree::Map(map))
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its input must stop"
)]
mod tests {
    use super::{Pos, Tree, parse};

    #[test]
    fn every_value_and_key_knows_its_place() {
        let node = parse("id: 甲\nbasis:\n  - {law: a, article: 12}\nphone: 0550-1\n").unwrap();
        assert_eq!(node.at, Pos { line: 1, column: 1 });
        let list = node.get("basis").unwrap();
        let Tree::List(items) = &list.tree else {
            unreachable!()
        };
        let article = items[0].get("article").unwrap();
        assert_eq!(
            article.at,
            Pos {
                line: 3,
                column: 23
            }
        );
        assert_eq!(article.tree, Tree::Int(12));
        assert_eq!(
            node.get("phone").unwrap().tree,
            Tree::Text("0550-1".to_owned())
        );
    }

    #[test]
    fn words_that_other_readers_take_for_values_stay_text() {
        let node = parse("a: no\nb: 007\nc: 2020-07-01\nd: null\ne: \"null\"").unwrap();
        assert_eq!(node.get("a").unwrap().tree, Tree::Text("no".to_owned()));
        assert_eq!(node.get("b").unwrap().tree, Tree::Text("007".to_owned()));
        assert_eq!(
            node.get("c").unwrap().tree,
            Tree::Text("2020-07-01".to_owned())
        );
        assert_eq!(node.get("d").unwrap().tree, Tree::Null);
        assert_eq!(node.get("e").unwrap().tree, Tree::Text("null".to_owned()));
    }

    #[test]
    fn broken_text_is_told_with_its_place() {
        let error = parse("id: a\n  b: [1\nc: 2").unwrap_err();
        assert!(error.at.line >= 2, "{error:?}");
        let error = parse("id: a\nid: b\n").unwrap_err();
        assert_eq!(error.at.line, 2, "{error:?}");
    }

    #[test]
    fn the_cause_is_told_in_chinese() {
        for (text, line, said) in [
            ("body：\n  profile: township\n", 1, "全角"),
            ("id: a\nseverity： advice\n", 2, "全角"),
            ("a: {b: [1, 2", 1, "缺右括号"),
            ("a: {b: 1", 1, "右括号"),
            ("a: [x}", 1, "不配对"),
            ("a: b: c", 1, "不该有冒号"),
            ("a: &a {b: *a}", 1, "引用了它自己"),
            ("a: *b", 1, "没有用 & 定义"),
            ("a: 'b", 1, "引号"),
            ("a: 1\nb\n", 2, "缺少冒号"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.message.zh.contains(said), "{text}: {error:?}");
            assert_eq!(error.at.line, line, "{text}: {error:?}");
        }
    }
}
