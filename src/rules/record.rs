//! Records of rule files: structures read from the tree, every mistake told at its place.
//!
//! One declaration of a record gives the structure, its reader (which refuses unknown keys)
//! and its part of the editor schema, so that the three cannot drift apart.

use crate::model::Words;
use crate::yaml::table::{spaced, wide_colon};
use crate::yaml::{Log, suggest};
use crate::yaml::{Node, Pos, Tree};

/// Something that can be read from a node. `None` means that a mistake was noted.
pub(crate) trait Read: Sized {
    fn read(node: &Node, log: &mut Log<'_>) -> Option<Self>;
}

/// A value with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct At<T> {
    pub(crate) at: Pos,
    pub(crate) value: T,
}

impl<T: Read> Read for At<T> {
    fn read(node: &Node, log: &mut Log<'_>) -> Option<Self> {
        T::read(node, log).map(|value| Self { at: node.at, value })
    }
}

impl<T: schemars::JsonSchema> schemars::JsonSchema for At<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        T::json_schema(generator)
    }

    fn inline_schema() -> bool {
        T::inline_schema()
    }
}

/// Notes that a value has the wrong type.
pub(crate) fn wrong_type(node: &Node, wanted: (&str, &str), log: &mut Log<'_>) {
    let (zh, en) = node.kind();
    log.note(
        node.at,
        Words::new(
            format!("这里应为{}，写的是{zh}", spaced(wanted.0)),
            format!("expected {}, found {en}", wanted.1),
        ),
        wide_colon(node).unwrap_or_else(|| how_to_write(wanted.1)),
    );
}

/// Shows how to write a value of a type, where its name does not show it.
fn how_to_write(wanted: &str) -> Words {
    match wanted {
        "true or false" => Words::new("写 true（是）或 false（否）", "write true or false"),
        "a whole number" => Words::new(
            "写阿拉伯数字，不加引号，例如 12",
            "write digits without quotation marks, for example 12",
        ),
        "text" => Words::new(
            "写一个词或一句话；含冒号、井号一类符号的加引号",
            "write words, in quotation marks where they have colons or the like",
        ),
        _ => Words::default(),
    }
}

impl Read for String {
    fn read(node: &Node, log: &mut Log<'_>) -> Option<Self> {
        match &node.tree {
            Tree::Text(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            Tree::Int(number) => Some(number.to_string()),
            Tree::Text(_) => {
                log.note(
                    node.at,
                    Words::new("文字是空的", "the text is empty"),
                    Words::default(),
                );
                None
            }
            Tree::Float(_) => {
                log.note(
                    node.at,
                    Words::new(
                        "这里应为文字，写的是小数",
                        "expected text, found a number with a fraction",
                    ),
                    Words::new(
                        "给它加上引号，例如 \"2026.11\"",
                        "put it in quotes, for example \"2026.11\"",
                    ),
                );
                None
            }
            _ => {
                wrong_type(node, ("文字", "text"), log);
                None
            }
        }
    }
}

impl Read for bool {
    fn read(node: &Node, log: &mut Log<'_>) -> Option<Self> {
        match node.tree {
            Tree::Bool(value) => Some(value),
            _ => {
                wrong_type(node, ("true 或 false", "true or false"), log);
                None
            }
        }
    }
}

impl Read for i64 {
    fn read(node: &Node, log: &mut Log<'_>) -> Option<Self> {
        match node.tree {
            Tree::Int(value) => Some(value),
            _ => {
                wrong_type(node, ("整数", "a whole number"), log);
                None
            }
        }
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(node: &Node, log: &mut Log<'_>) -> Option<Self> {
        let Tree::List(items) = &node.tree else {
            wrong_type(node, ("列表（[ ]，或以 - 开头的各行）", "a list"), log);
            return None;
        };
        let before = log.count();
        let values: Vec<T> = items.iter().filter_map(|item| T::read(item, log)).collect();
        (log.count() == before).then_some(values)
    }
}

/// Checks that a node is a mapping with known keys only.
pub(crate) fn known_keys(node: &Node, known: &'static [&'static str], log: &mut Log<'_>) -> bool {
    let Tree::Map(entries) = &node.tree else {
        wrong_type(node, ("键值表（键: 值）", "a mapping"), log);
        return false;
    };
    for (key, value) in entries {
        if !known.contains(&key.name.as_str()) {
            // What stands behind a comma of an unquoted text looks like a key without value.
            let mend = if value.tree == Tree::Null && key.name.contains(' ') {
                Words::new(
                    "文字里有英文逗号时，整段加引号",
                    "put text with a comma in quotes",
                )
            } else {
                suggest(&key.name, known.iter().copied())
            };
            log.note(
                key.at,
                Words::new(
                    format!("不认识的键 {}", key.name),
                    format!("unknown key {}", key.name),
                ),
                mend,
            );
        }
    }
    true
}

/// Notes that a key is missing.
pub(crate) fn missing_key(node: &Node, key: &str, log: &mut Log<'_>) {
    log.note(
        node.at,
        Words::new(format!("缺少键 {key}"), format!("missing key {key}")),
        Words::new(format!("补写 {key}: …"), format!("add {key}: …")),
    );
}

/// Declares a record: a structure, its reader and its part of the editor schema.
///
/// `must` fields have to be there, `may` fields become an `Option`.
macro_rules! record {
    (
        $(#[doc = $doc:literal])*
        $name:ident {
            $( $(#[doc = $field_doc:literal])* $mode:ident $field:ident $(= $key:literal)? : $type:ty, )*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, schemars::JsonSchema)]
        #[schemars(deny_unknown_fields)]
        #[allow(dead_code, reason = "not every record needs its place or every note of its author")]
        pub(crate) struct $name {
            #[schemars(skip)]
            pub(crate) at_: $crate::rules::record::Start,
            $(
                $(#[doc = $field_doc])*
                $(#[schemars(rename = $key)])?
                pub(crate) $field: $crate::rules::record::field_type!($mode $type),
            )*
        }

        impl $crate::rules::record::Read for $name {
            fn read(
                node: &$crate::yaml::Node,
                log: &mut $crate::yaml::Log<'_>,
            ) -> Option<Self> {
                const KEYS: &[&str] = &[
                    $( $crate::rules::record::field_key!($field $($key)?) ),*
                ];
                if !$crate::rules::record::known_keys(node, KEYS, log) {
                    return None;
                }
                $(
                    let $field = $crate::rules::record::read_field!(
                        $mode $type, node, $crate::rules::record::field_key!($field $($key)?), log
                    );
                )*
                Some(Self {
                    at_: $crate::rules::record::Start(node.at),
                    $( $field: $crate::rules::record::field_value!($mode $field), )*
                })
            }
        }
    };
}

macro_rules! field_type {
    (must $type:ty) => { $type };
    (may $type:ty) => { Option<$type> };
}

macro_rules! field_key {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $key:literal) => {
        $key
    };
}

macro_rules! read_field {
    (must $type:ty, $node:ident, $key:expr, $log:ident) => {
        match $node.get($key) {
            Some(value) => <$type as $crate::rules::record::Read>::read(value, $log),
            None => {
                $crate::rules::record::missing_key($node, $key, $log);
                None
            }
        }
    };
    (may $type:ty, $node:ident, $key:expr, $log:ident) => {
        $node
            .get($key)
            .filter(|value| value.tree != $crate::yaml::Tree::Null)
            .and_then(|value| <$type as $crate::rules::record::Read>::read(value, $log))
    };
}

macro_rules! field_value {
    (must $field:ident) => {
        $field?
    };
    (may $field:ident) => {
        $field
    };
}

pub(crate) use {field_key, field_type, field_value, read_field, record};

/// Where a record begins; no part of its schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Start(pub(crate) Pos);
