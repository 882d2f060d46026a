//! Checking of a rule's examples: facts, their values, and that both sides are shown.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use super::check;
use super::condition::{Scope, kind_zh};
use super::file::{FactMap, RawExample, RawExamples, RawFound};
use super::record::wrong_type;
use super::rule::{Example, Expected, FoundAs};
use crate::model::{Cause, Fact, FactSpec, SubjectKind, Value, ValueKind, Words};
use crate::yaml::{Log, suggest};
use crate::yaml::{Node, Tree};

/// The day that examples are judged as of when they name none.
pub(crate) const DEFAULT_DAY: Date = date(2026, 6, 30);

/// Checks the examples of a rule.
pub(crate) fn check(
    raw: &RawExamples,
    subject: SubjectKind,
    by_name: bool,
    log: &mut Log<'_>,
) -> Vec<Example> {
    let lists = [
        (Expected::Pass, &raw.pass),
        (Expected::Fail, &raw.fail),
        (Expected::Inapplicable, &raw.inapplicable),
        (Expected::CannotTell, &raw.cannot_tell),
    ];
    let mut examples = Vec::new();
    for (expected, list) in lists {
        let cases = list.as_deref().unwrap_or_default();
        let needed = matches!(expected, Expected::Pass | Expected::Fail);
        if needed && cases.is_empty() {
            log.note(
                raw.at_.0,
                Words::new(
                    format!("没有 {} 的例子", expected.code()),
                    format!("there is no {} example", expected.code()),
                ),
                Words::new(
                    format!(
                        "在 examples 下补写 {}: [{{name: …, facts: {{…}}}}]",
                        expected.code()
                    ),
                    format!(
                        "add {}: [{{name: …, facts: {{…}}}}] to examples",
                        expected.code()
                    ),
                ),
            );
        }
        for case in cases {
            examples.extend(one(case, expected, subject, by_name, log));
        }
    }
    examples
}

fn one(
    raw: &RawExample,
    expected: Expected,
    subject: SubjectKind,
    by_name: bool,
    log: &mut Log<'_>,
) -> Option<Example> {
    let facts = raw
        .facts
        .as_ref()
        .map(|facts| read_facts(facts, subject, log))
        .unwrap_or_default();
    let found = match &raw.found {
        None => Some(FoundAs::Found),
        Some(found) => read_found(found, subject, by_name, log),
    };
    let cause = raw
        .cause
        .as_ref()
        .and_then(|cause| check::cause(cause, log));
    if let Some(cause) = &raw.cause
        && expected != Expected::CannotTell
    {
        log.note(
            cause.at,
            Words::new(
                "只有 cannot_tell 的例子有 cause",
                "only cannot_tell examples have a cause",
            ),
            Words::default(),
        );
    }
    let as_of = match &raw.as_of {
        Some(day) => check::date(day, log)?,
        None => DEFAULT_DAY,
    };
    Some(Example {
        name: raw.name.clone(),
        expected,
        facts,
        found: found?,
        says: raw.says.clone(),
        cause,
        as_of,
        at: raw.at_.0,
    })
}

fn read_found(
    raw: &RawFound,
    subject: SubjectKind,
    by_name: bool,
    log: &mut Log<'_>,
) -> Option<FoundAs> {
    let (at, found) = match raw {
        RawFound::Word(word) if word.value == "absent" => (word.at, Some(FoundAs::Absent)),
        RawFound::Word(word) => {
            log.note(
                word.at,
                Words::new(
                    format!("found 不能是 {}", word.value),
                    format!("found cannot be {}", word.value),
                ),
                Words::new(
                    "写 absent 或 {unknown: 原因}",
                    "write absent or {unknown: cause}",
                ),
            );
            return None;
        }
        RawFound::Unknown(unknown) => (
            unknown.at_.0,
            check::cause(&unknown.unknown, log).map(FoundAs::Unknown),
        ),
    };
    if !by_name && !matches!(subject, SubjectKind::Platform | SubjectKind::Guide) {
        log.note(
            at,
            Words::new(
                "这条规则不按名称查找对象，found 用不上",
                "this rule does not look for its subject by name, so found has no use",
            ),
            Words::default(),
        );
        return None;
    }
    found
}

fn read_facts(raw: &FactMap, subject: SubjectKind, log: &mut Log<'_>) -> BTreeMap<String, Fact> {
    let params = BTreeMap::new();
    let scope = Scope {
        subject: Some(subject),
        params: &params,
        used: std::collections::BTreeSet::new(),
    };
    raw.0
        .iter()
        .filter_map(|(key, node)| {
            let spec = scope.fact(&key.name, key.at, log)?;
            let fact = read_fact(spec, node, log)?;
            Some((key.name.clone(), fact))
        })
        .collect()
}

fn read_fact(spec: &FactSpec, node: &Node, log: &mut Log<'_>) -> Option<Fact> {
    if let Tree::Map(entries) = &node.tree {
        return match entries.as_slice() {
            [
                (
                    key,
                    Node {
                        at,
                        tree: Tree::Text(code),
                    },
                ),
            ] if key.name == "unknown" => {
                let found = Cause::from_code(code);
                if found.is_none() {
                    log.note(
                        *at,
                        Words::new(
                            format!("没有“{code}”这个原因"),
                            format!("there is no cause {code}"),
                        ),
                        suggest(code, Cause::ALL.iter().map(|cause| cause.code())),
                    );
                }
                found.map(Fact::Unknown)
            }
            _ => {
                wrong_type(
                    node,
                    ("值或 {unknown: 原因}", "a value or {unknown: cause}"),
                    log,
                );
                None
            }
        };
    }
    if node.tree == Tree::Null {
        return Some(Fact::Absent);
    }
    let value = match (spec.kind, &node.tree) {
        (ValueKind::Bool, Tree::Bool(value)) => Some(Value::Bool(*value)),
        (ValueKind::Int, Tree::Int(number)) => Some(Value::Int(*number)),
        (ValueKind::Date, Tree::Text(text)) => text.parse().ok().map(Value::Date),
        (ValueKind::Text, tree) => text_of(tree).map(Value::Text),
        (ValueKind::List, Tree::List(items)) => texts_of(items).map(Value::List),
        // The whole text; which phrases are in it is worked out when the rule is tried.
        (ValueKind::Corpus, Tree::List(items)) => texts_of(items).map(Value::List),
        (ValueKind::Corpus, tree) => text_of(tree).map(|text| Value::List(vec![text])),
        _ => None,
    };
    let Some(value) = value else {
        let zh = kind_zh(spec.kind);
        wrong_type(
            node,
            (
                &format!("{} 的值（{zh}）", spec.name),
                &format!("a value of {} ({})", spec.name, spec.kind.code()),
            ),
            log,
        );
        return None;
    };
    closed(spec, &value, node, log).then_some(Fact::Known(value))
}

fn text_of(tree: &Tree) -> Option<String> {
    match tree {
        Tree::Text(text) => Some(text.clone()),
        Tree::Int(number) => Some(number.to_string()),
        _ => None,
    }
}

fn texts_of(items: &[Node]) -> Option<Vec<String>> {
    items.iter().map(|item| text_of(&item.tree)).collect()
}

/// Checks a value against the fact's closed list of words.
fn closed(spec: &FactSpec, value: &Value, node: &Node, log: &mut Log<'_>) -> bool {
    let texts = match value {
        Value::Text(text) => std::slice::from_ref(text),
        Value::List(list) => list.as_slice(),
        _ => return true,
    };
    if spec.words.is_empty() {
        return true;
    }
    let stray = texts
        .iter()
        .find(|text| !spec.words.contains(&text.as_str()));
    if let Some(stray) = stray {
        log.note(
            node.at,
            Words::new(
                format!("{} 没有“{stray}”这个取值", spec.name),
                format!("{} never takes the value {stray}", spec.name),
            ),
            suggest(stray, spec.words.iter().copied()),
        );
    }
    stray.is_none()
}
