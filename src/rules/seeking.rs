//! How a rule looks for its subjects, and what it means that they are not there.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::check::{cause, choice, words};
use super::condition::{self, Scope};
use super::file::{RawAbsent, RawFind, RawRule, RawYear};
use super::message::Message;
use super::record::At;
use super::rule::{Absent, Search};
use super::saying::message;
use crate::model::{ParamValue, SubjectKind, Words};
use crate::yaml::{Log, Node, Tree, parse, suggest};

/// Checks a `find`.
pub(super) fn search(
    raw: &RawFind,
    subject: SubjectKind,
    scope: &mut Scope<'_>,
    log: &mut Log<'_>,
) -> Option<Search> {
    let at = raw.at_.0;
    let given = [
        raw.serves.is_some(),
        raw.names.is_some(),
        raw.year.is_some(),
    ];
    if given.iter().filter(|given| **given).count() != 1 {
        log.note(
            at,
            Words::new(
                "find 里应写 serves、names、year 中的一个",
                "find takes one of serves, names, year",
            ),
            Words::default(),
        );
        return None;
    }
    let wanted = if raw.year.is_some() {
        SubjectKind::Report
    } else {
        SubjectKind::Column
    };
    if subject != wanted {
        log.note(
            at,
            Words::new(
                format!("这样查找的只能是 subject: {}", wanted.code()),
                format!("only subject: {} is found so", wanted.code()),
            ),
            Words::default(),
        );
        return None;
    }
    if let Some(serves) = &raw.serves {
        let known = obligations();
        if !known.is_empty() && !known.contains_key(&serves.value) {
            log.note(
                serves.at,
                Words::new(
                    format!("词表里没有 {} 这项义务", serves.value),
                    format!("the vocabulary has no obligation {}", serves.value),
                ),
                suggest(&serves.value, known.keys().map(String::as_str)),
            );
        }
        return Some(Search::Serves(serves.value.clone()));
    }
    if let Some(names) = &raw.names {
        return Some(Search::Names(
            names.iter().map(|name| name.value.clone()).collect(),
        ));
    }
    match raw.year.as_ref()? {
        RawYear::Word(word) => choice(word, &[("last", -1), ("this", 0)], log).map(Search::Year),
        RawYear::Each(each) => first_year(&each.each_since, scope, log),
    }
}

/// Returns the obligations that columns can serve, as the vocabulary names them, each with
/// the names that columns are compared with.
fn obligations() -> &'static BTreeMap<String, Vec<String>> {
    static NAMES: LazyLock<BTreeMap<String, Vec<String>>> = LazyLock::new(|| {
        let text = crate::assets::RULES
            .get_file("vocabulary/obligations.yaml")
            .and_then(|file| file.contents_utf8())
            .unwrap_or_default();
        let Ok(node) = parse(text) else {
            return BTreeMap::new();
        };
        let texts = |node: Option<&Node>| match node.map(|node| &node.tree) {
            Some(Tree::List(items)) => items
                .iter()
                .filter_map(|item| match &item.tree {
                    Tree::Text(text) => Some(text.clone()),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        };
        let Some(Tree::List(items)) = node.get("obligations").map(|list| &list.tree) else {
            return BTreeMap::new();
        };
        items
            .iter()
            .filter_map(|item| match &item.get("id")?.tree {
                Tree::Text(id) => {
                    let mut names = texts(item.get("names"));
                    names.extend(texts(item.get("aliases")));
                    Some((id.clone(), names))
                }
                _ => None,
            })
            .collect()
    });
    &NAMES
}

/// Returns the names that columns serving an obligation are compared with, the usual first.
pub fn obligation_names(id: &str) -> &'static [String] {
    obligations().get(id).map_or(&[], Vec::as_slice)
}

fn first_year(raw: &At<String>, scope: &mut Scope<'_>, log: &mut Log<'_>) -> Option<Search> {
    let param = raw.value.strip_prefix('$').map(str::to_owned);
    let year = match &param {
        None => raw.value.parse().ok(),
        Some(name) => {
            scope.used.insert(name.clone());
            match scope.params.get(name).map(|param| &param.value) {
                Some(ParamValue::Int(year)) => Some(*year),
                _ => None,
            }
        }
    };
    if year.is_none() {
        log.note(
            raw.at,
            Words::new(
                format!("{} 不是年份", raw.value),
                format!("{} is not a year", raw.value),
            ),
            Words::new(
                "写 2019，或一个整数参数 $first_year",
                "write 2019, or a number parameter $first_year",
            ),
        );
    }
    year.map(|year| Search::EachSince(year, param))
}

/// Checks what absence means, and its message.
pub(super) fn absent(
    raw: &RawRule,
    subject: SubjectKind,
    scope: &mut Scope<'_>,
    log: &mut Log<'_>,
) -> (Option<Absent>, Option<Message>) {
    // Of an absent subject nothing can be asked; only the body and the audit are there.
    let inner = scope.subject.take();
    let message = raw
        .absent_message
        .as_ref()
        .map(|text| message(text, scope, log));
    let absent = read_absent(raw, subject, scope, log);
    scope.subject = inner;
    let fails = matches!(absent, Some(Absent::Fail | Absent::When { .. }));
    if fails && message.is_none() {
        log.note(
            raw.id.at,
            Words::new(
                "找不到对象算缺陷，却没有写 absent_message",
                "absence fails, but there is no absent_message",
            ),
            Words::new(
                "补写 absent_message: {zh: …, en: …}",
                "add absent_message: {zh: …, en: …}",
            ),
        );
    }
    (absent, message)
}

fn read_absent(
    raw: &RawRule,
    subject: SubjectKind,
    scope: &mut Scope<'_>,
    log: &mut Log<'_>,
) -> Option<Absent> {
    let by_name = raw.find.is_some();
    let single = matches!(subject, SubjectKind::Platform | SubjectKind::Guide);
    match &raw.absent {
        None if by_name => {
            log.note(
                raw.id.at,
                Words::new(
                    "写了 find，没有写 absent（找不到对象怎么判）",
                    "find is written without absent (what a missing subject means)",
                ),
                Words::new(
                    "写 absent: fail、cannot_tell 或 inapplicable",
                    "write absent: fail, cannot_tell or inapplicable",
                ),
            );
            None
        }
        None => Some(Absent::Inapplicable),
        Some(RawAbsent::Word(word)) if !by_name && !single => {
            log.note(
                word.at,
                Words::new("没有 find，absent 用不上", "absent has no use without find"),
                Words::default(),
            );
            None
        }
        Some(RawAbsent::Word(word)) => {
            let code = choice(
                word,
                &[("fail", 0), ("cannot_tell", 1), ("inapplicable", 2)],
                log,
            )?;
            Some(match code {
                0 => Absent::Fail,
                1 => Absent::CannotTell,
                _ => Absent::Inapplicable,
            })
        }
        Some(RawAbsent::When(when)) => {
            let cause = cause(&when.otherwise.cause, log);
            let fail = condition::check(&when.fail_when.0, scope, log);
            Some(Absent::When {
                fail: fail?,
                cause: cause?,
                look: words(&when.otherwise.look),
            })
        }
    }
}
