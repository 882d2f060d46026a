//! Checking of rule files: raw records into rules, every mistake told.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::condition::{self, Scope};
use super::examples;
use super::expr::Expr;
use super::file::{Named, RawBasis, RawPack, RawParam, RawRule, RawText, RawValue};
use super::record::{At, Read};
use super::rule::{Clause, Gather, Guard, Manual, Pack, Param, Rule};
use super::{saying, seeking};
use crate::model::{Basis, Cause, ELAPSED, Severity, SubjectKind, ValueKind, Words};
use crate::yaml::{Log, suggest};
use crate::yaml::{Node, Pos, Tree, parse};

/// A law of a pack.
#[derive(Debug, Clone)]
pub(crate) struct Law {
    pub(super) name: String,
    since: Date,
    until: Option<Date>,
}

/// What becomes of the examples of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Examples {
    /// They are read, and there have to be some.
    #[default]
    Checked,
    /// They are not looked at.
    LeftOut,
}

/// A pack with the laws that its rules name.
#[derive(Debug, Clone)]
pub(crate) struct CheckedPack {
    pub(crate) pack: Pack,
    pub(crate) laws: BTreeMap<String, Law>,
}

/// Reads and notes a syntax error.
pub(super) fn tree(text: &str, log: &mut Log<'_>) -> Option<Node> {
    parse(text)
        .map_err(|error| {
            log.note(
                error.at,
                Words::new(
                    format!("不是正确的 YAML：{}", error.message.zh),
                    format!("this is not YAML: {}", error.message.en),
                ),
                Words::new(
                    "检查这一行及上一行的缩进、引号、冒号后的空格；含冒号、井号、花括号的文字加引号",
                    "check indents, quotes and the blank behind colons, here and one line above; quote text with colons, # or braces",
                ),
            );
        })
        .ok()
}

/// Checks a pack file.
pub(crate) fn pack(folder: &str, text: &str, log: &mut Log<'_>) -> Option<CheckedPack> {
    let node = tree(text, log)?;
    let raw = RawPack::read(&node, log)?;
    if raw.name.value != folder {
        log.note(
            raw.name.at,
            Words::new(
                format!("规则包名 {} 与文件夹名 {folder} 不同", raw.name.value),
                format!(
                    "the pack is named {} but its folder {folder}",
                    raw.name.value
                ),
            ),
            Words::new(
                format!("写 name: {folder}"),
                format!("write name: {folder}"),
            ),
        );
    }
    let since = raw.since.as_ref().and_then(|since| date(since, log));
    let laws = raw
        .laws
        .0
        .into_iter()
        .filter_map(|(key, law)| {
            let until = law.until.as_ref().and_then(|until| date(until, log));
            let since = date(&law.since, log)?;
            let law = Law {
                name: law.name,
                since,
                until,
            };
            Some((key.name, law))
        })
        .collect();
    Some(CheckedPack {
        pack: Pack {
            name: raw.name.value,
            title: words(&raw.title),
            version: raw.version.value,
            since,
            provisions: Vec::new(),
            undecidable: Vec::new(),
        },
        laws,
    })
}

/// Reads a date and notes what is no date.
pub(crate) fn date(text: &At<String>, log: &mut Log<'_>) -> Option<Date> {
    text.value
        .parse()
        .map_err(|_| {
            log.note(
                text.at,
                Words::new(
                    format!("{} 不是日期", text.value),
                    format!("{} is not a date", text.value),
                ),
                Words::new("写成 2020-06-30 的形式", "write it like 2020-06-30"),
            );
        })
        .ok()
}

pub(crate) fn words(raw: &RawText) -> Words {
    Words::new(raw.zh.value.clone(), raw.en.value.clone())
}

/// Reads one word of a closed list.
pub(super) fn choice<T>(
    word: &At<String>,
    all: &[(&'static str, T)],
    log: &mut Log<'_>,
) -> Option<T>
where
    T: Copy,
{
    let found = all
        .iter()
        .find(|(code, _)| *code == word.value)
        .map(|(_, value)| *value);
    if found.is_none() {
        log.note(
            word.at,
            Words::new(
                format!("这里没有“{}”这个取值", word.value),
                format!("{} cannot stand here", word.value),
            ),
            suggest(&word.value, all.iter().map(|(code, _)| *code)),
        );
    }
    found
}

/// Reads a cause.
pub(crate) fn cause(word: &At<String>, log: &mut Log<'_>) -> Option<Cause> {
    choice(word, &Cause::ALL.map(|cause| (cause.code(), cause)), log)
}

/// Checks a rule file. `stem` is the file's name without its ending.
pub(crate) fn rule(
    file: &str,
    stem: &str,
    pack: &CheckedPack,
    text: &str,
    with: Examples,
    log: &mut Log<'_>,
) -> Option<Rule> {
    let node = tree(text, log)?;
    let Some(raw) = RawRule::read(&node, log) else {
        // The rest is checked all the same, so that every mistake is told at once.
        conditions_of_broken(&node, log);
        return None;
    };
    check_id(&raw.id, stem, log);
    let severity = choice(
        &raw.severity,
        &Severity::ALL.map(|severity| (severity.code(), severity)),
        log,
    );
    if severity.is_some_and(|severity| severity < Severity::Advice) && !raw.verified.value {
        log.note(
            raw.severity.at,
            Words::new(
                "未核实的要求（verified: false）只能定为 advice",
                "a requirement that is not verified (verified: false) can only be advice",
            ),
            Words::new(
                "写 severity: advice，或对照原文核实后写 verified: true",
                "write severity: advice, or verify it in the source and write verified: true",
            ),
        );
    }
    let subject = choice(
        &raw.subject,
        &SubjectKind::ALL.map(|kind| (kind.code(), kind)),
        log,
    )?;
    let params = params(raw.params.as_ref(), log);
    let mut scope = Scope {
        subject: Some(subject),
        params: &params,
        used: BTreeSet::new(),
    };
    let basis = basis(&raw.basis, &raw, pack, log);
    let find = raw
        .find
        .as_ref()
        .and_then(|find| seeking::search(find, subject, &mut scope, log));
    let act = raw.act.as_ref().and_then(|act| {
        let fact = scope.fact(&act.value, act.at, log)?;
        if fact.kind != ValueKind::Date {
            log.note(
                act.at,
                Words::new(
                    format!("{} 不是日期", fact.name),
                    format!("{} is not a date", fact.name),
                ),
                Words::default(),
            );
        }
        Some(fact)
    });
    let applies: Vec<Guard> = raw
        .applies
        .iter()
        .flatten()
        .filter_map(|guard| {
            let when = condition::check(&guard.when.0, &mut scope, log)?;
            Some(Guard {
                early: is_early(&when),
                when,
                otherwise: words(&guard.otherwise),
            })
        })
        .collect();
    let cannot_tell = raw
        .cannot_tell
        .iter()
        .flatten()
        .filter_map(|manual| {
            let cause = cause(&manual.cause, log);
            let when = condition::check(&manual.when.0, &mut scope, log)?;
            Some(Manual {
                when,
                cause: cause?,
                look: words(&manual.look),
            })
        })
        .collect();
    let expect = condition::check(&raw.expect.0, &mut scope, log);
    if let Some(expect) = expect.as_ref().filter(|_| raw.redating_mends.is_none()) {
        redating(expect, raw.id.at, log);
    }
    let message = saying::message(&raw.message, &mut scope, log);
    let (absent, absent_message) = seeking::absent(&raw, subject, &mut scope, log);
    let gather = raw.gather.as_ref().and_then(|gather| {
        const ALL: [Gather; 4] = [Gather::None, Gather::Column, Gather::Template, Gather::Site];
        choice(gather, &ALL.map(|gather| (gather.code(), gather)), log)
    });
    unused(raw.params.as_ref(), &scope.used, log);
    let examples = match with {
        Examples::Checked => examples::check(&raw.examples, subject, find.is_some(), log),
        Examples::LeftOut => Vec::new(),
    };
    Some(Rule {
        id: raw.id.value,
        pack: pack.pack.name.clone(),
        file: file.to_owned(),
        at: raw.id.at,
        was: raw.was.into_iter().flatten().map(|id| id.value).collect(),
        title: words(&raw.title),
        severity: severity?,
        verified: raw.verified.value,
        refs: raw.refs.unwrap_or_default(),
        basis,
        pack_since: pack.pack.since,
        subject,
        find,
        absent: absent?,
        absent_message,
        act,
        applies,
        cannot_tell,
        expect: expect?,
        look: raw.look.as_ref().map(words),
        message,
        advice: words(&raw.advice),
        params,
        gather: gather.unwrap_or_default(),
        removal_mends: raw.removal_mends.is_some_and(|mends| mends.value),
        redating_mends: raw.redating_mends.is_none_or(|mends| mends.value),
        examples,
        variants: Vec::new(),
    })
}

/// Checks the conditions of a rule that lacks something else.
fn conditions_of_broken(node: &Node, log: &mut Log<'_>) {
    let subject = match node.get("subject").map(|subject| &subject.tree) {
        Some(Tree::Text(code)) => SubjectKind::from_code(code),
        _ => None,
    };
    let mut quiet = Log::new("", "");
    let params = node
        .get("params")
        .and_then(|params| Named::<RawParam>::read(params, &mut quiet));
    let params = self::params(params.as_ref(), &mut quiet);
    let mut scope = Scope {
        subject,
        params: &params,
        used: BTreeSet::new(),
    };
    if subject.is_none() {
        return;
    }
    if let Some(expect) = node.get("expect") {
        condition::check(expect, &mut scope, log);
    }
    for list in ["applies", "cannot_tell"] {
        if let Some(Tree::List(items)) = node.get(list).map(|list| &list.tree) {
            for when in items.iter().filter_map(|item| item.get("when")) {
                condition::check(when, &mut scope, log);
            }
        }
    }
}

fn check_id(id: &At<String>, stem: &str, log: &mut Log<'_>) {
    let kebab = id
        .value
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if !kebab || id.value.starts_with('-') || id.value.ends_with('-') {
        log.note(
            id.at,
            Words::new(
                "规则编号只能用小写字母、数字和连字符",
                "an id has lower-case letters, digits and hyphens only",
            ),
            Words::default(),
        );
    }
    if id.value != stem {
        log.note(
            id.at,
            Words::new(
                format!("规则编号 {} 与文件名 {stem}.yaml 不同", id.value),
                format!(
                    "the id {} differs from the file's name {stem}.yaml",
                    id.value
                ),
            ),
            Words::new(
                format!("写 id: {stem}，或把文件改名为 {}.yaml", id.value),
                format!("write id: {stem}, or rename the file to {}.yaml", id.value),
            ),
        );
    }
}

fn params(raw: Option<&Named<RawParam>>, log: &mut Log<'_>) -> BTreeMap<String, Param> {
    raw.into_iter()
        .flat_map(|named| &named.0)
        .filter_map(|(key, param)| {
            let RawValue(node) = &param.value;
            let value = match condition::written(node, log)? {
                super::operator::Written::Value(value) => value,
                super::operator::Written::Bool(_) => {
                    log.note(
                        node.at,
                        Words::new(
                            "参数只能是整数、文字或列表",
                            "a parameter is a whole number, text or a list",
                        ),
                        Words::default(),
                    );
                    return None;
                }
            };
            let param = Param {
                value,
                unit: param.unit.clone(),
                source: param.source.clone(),
                overridden: false,
            };
            Some((key.name.clone(), param))
        })
        .collect()
}

fn unused(raw: Option<&Named<RawParam>>, used: &BTreeSet<String>, log: &mut Log<'_>) {
    for (key, _) in raw.into_iter().flat_map(|named| &named.0) {
        if !used.contains(&key.name) {
            log.note(
                key.at,
                Words::new(
                    format!("参数 {} 没有用到", key.name),
                    format!("parameter {} is not used", key.name),
                ),
                Words::new(
                    format!("在条件里写 ${0}，在消息里写 {{{0}}}，或删去它", key.name),
                    format!(
                        "write ${0} in a condition, {{{0}}} in a message, or remove it",
                        key.name
                    ),
                ),
            );
        }
    }
}

fn basis(raw: &[RawBasis], rule: &RawRule, pack: &CheckedPack, log: &mut Log<'_>) -> Vec<Clause> {
    let clauses: Vec<Clause> = raw
        .iter()
        .filter_map(|clause| one_clause(clause, pack, log))
        .collect();
    if !clauses.is_empty() && clauses.iter().all(|clause| clause.supporting) || raw.is_empty() {
        log.note(
            rule.id.at,
            Words::new("没有主要依据", "the rule has no leading basis"),
            Words::new(
                "basis 里至少写一条不带 supporting: true 的依据",
                "write at least one clause without supporting: true",
            ),
        );
    }
    clauses
}

fn one_clause(raw: &RawBasis, pack: &CheckedPack, log: &mut Log<'_>) -> Option<Clause> {
    let since = raw.since.as_ref().and_then(|since| date(since, log));
    let until = raw.until.as_ref().and_then(|until| date(until, log));
    let article = raw.article.as_ref().and_then(|article| {
        let number = u32::try_from(article.value).ok().filter(|n| *n > 0);
        if number.is_none() {
            log.note(
                article.at,
                Words::new("条号应为正整数", "an article is a positive number"),
                Words::default(),
            );
        }
        number
    });
    let Some(law) = pack.laws.get(&raw.law.value) else {
        log.note(
            raw.law.at,
            Words::new(
                format!("pack.yaml 的 laws 里没有 {}", raw.law.value),
                format!("pack.yaml has no law {}", raw.law.value),
            ),
            suggest(&raw.law.value, pack.laws.keys().map(String::as_str)),
        );
        return None;
    };
    Some(Clause {
        basis: Basis {
            law: law.name.clone(),
            article,
            item: raw.item.clone(),
            text: words(&raw.text),
            since: since.unwrap_or(law.since),
            until: until.or(law.until),
        },
        supporting: raw
            .supporting
            .as_ref()
            .is_some_and(|supporting| supporting.value),
    })
}

/// A rule on elapsed days says whether changing a date is a mend: a date is easily brushed.
fn redating(expect: &Expr, at: Pos, log: &mut Log<'_>) {
    let mut elapsed = None;
    expect.visit(&mut |test| {
        if ELAPSED.contains(&test.fact.name) {
            elapsed = Some(test.fact.name);
        }
    });
    if let Some(fact) = elapsed {
        log.note(
            at,
            Words::new(
                format!("这条规则按页面上的日期计算（{fact}），没有写明改日期算不算整改"),
                format!("the rule counts days shown on pages ({fact}) and does not say whether changing a date is a mend"),
            ),
            Words::new(
                "加一行 redating_mends: false（改日期不算整改）；日期本来写错、改正就是整改的写 true",
                "add redating_mends: false, or true where setting a wrong date right is the mend",
            ),
        );
    }
}

/// Tells whether a condition asks only for facts of the body and the audit.
fn is_early(expr: &Expr) -> bool {
    let mut early = true;
    expr.visit(&mut |test| {
        early &= test.fact.name.starts_with("body.") || test.fact.name.starts_with("audit.");
    });
    early
}
