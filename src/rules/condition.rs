//! Checking of conditions: names of facts, operators, types and words.

use std::collections::{BTreeMap, BTreeSet};

use super::expr::{Expr, Operator, Test};
use super::operator::{OPERATORS, Written, fact, operand};
use super::record::wrong_type;
use super::rule::Param;
use crate::model::{CATALOGUE, FactSpec, ParamValue, SubjectKind, ValueKind, Words};
use crate::yaml::{Key, Node, Pos, Tree};
use crate::yaml::{Log, nearest, suggest};

/// What a condition may name.
#[derive(Debug)]
pub(crate) struct Scope<'r> {
    /// The rule's subject; `None` where only the body and the audit may be asked.
    pub(crate) subject: Option<SubjectKind>,
    pub(crate) params: &'r BTreeMap<String, Param>,
    /// Parameters used so far.
    pub(crate) used: BTreeSet<String>,
}

impl Scope<'_> {
    fn allows(&self, fact: &FactSpec) -> bool {
        let subject = fact.name.split('.').next().unwrap_or_default();
        matches!(subject, "body" | "audit")
            || self.subject.is_some_and(|kind| kind.code() == subject)
    }

    /// Looks a fact up and notes what is wrong with it.
    pub(crate) fn fact(&self, name: &str, at: Pos, log: &mut Log<'_>) -> Option<&'static FactSpec> {
        let Some(found) = fact(name) else {
            log.note(
                at,
                Words::new(
                    format!("不认识的事实 {name}"),
                    format!("unknown fact {name}"),
                ),
                self.nearest_fact(name),
            );
            return None;
        };
        if !self.allows(found) {
            let asked = self.subject.map_or("body/audit", SubjectKind::code);
            log.note(
                at,
                Words::new(
                    format!("{name} 是另一类对象的事实，这里只能用 {asked}.*、body.*、audit.*"),
                    format!(
                        "{name} is a fact of another subject; here only {asked}.*, body.*, audit.* can be used"
                    ),
                ),
                self.nearest_fact(name.split('.').nth(1).unwrap_or(name)),
            );
            return None;
        }
        Some(found)
    }

    /// Suggests a fact that may be used here.
    fn nearest_fact(&self, name: &str) -> Words {
        let allowed = || CATALOGUE.iter().filter(|fact| self.allows(fact));
        let noun = name.rsplit('.').next().unwrap_or(name);
        let found = nearest(name, allowed().map(|fact| fact.name)).or_else(|| {
            let near = nearest(
                noun,
                allowed().filter_map(|fact| fact.name.split('.').nth(1)),
            )?;
            allowed()
                .map(|fact| fact.name)
                .find(|name| name.rsplit('.').next() == Some(near))
        });
        match found {
            Some(found) => Words::new(
                format!("是不是想写 {found}？全部事实见 docs/facts.md"),
                format!("did you mean {found}? all facts are in docs/facts.md"),
            ),
            None => Words::new("全部事实见 docs/facts.md", "all facts are in docs/facts.md"),
        }
    }
}

/// The deepest nesting of conditions that is read.
const DEEPEST: usize = 32;

/// Checks a condition; `None` means that a mistake was noted.
pub(crate) fn check(node: &Node, scope: &mut Scope<'_>, log: &mut Log<'_>) -> Option<Expr> {
    check_nested(node, scope, log, 0)
}

fn check_nested(
    node: &Node,
    scope: &mut Scope<'_>,
    log: &mut Log<'_>,
    depth: usize,
) -> Option<Expr> {
    if depth > DEEPEST {
        log.note(
            node.at,
            Words::new("条件嵌套过深", "conditions are nested too deep"),
            Words::default(),
        );
        return None;
    }
    let Tree::Map(entries) = &node.tree else {
        wrong_type(node, ("条件（事实名: 要求）", "a condition"), log);
        return None;
    };
    if entries.is_empty() {
        log.note(
            node.at,
            Words::new("条件是空的", "the condition is empty"),
            Words::default(),
        );
        return None;
    }
    let before = log.count();
    let mut parts = Vec::new();
    for (key, value) in entries {
        match key.name.as_str() {
            "all" => parts.extend(list(value, scope, log, depth).map(Expr::All)),
            "any" => parts.extend(list(value, scope, log, depth).map(Expr::Any)),
            "not" => parts.extend(
                check_nested(value, scope, log, depth + 1).map(|inner| Expr::Not(Box::new(inner))),
            ),
            _ => tests(key, value, scope, log, &mut parts),
        }
    }
    if log.count() > before {
        return None;
    }
    Some(if parts.len() == 1 {
        parts.remove(0)
    } else {
        Expr::All(parts)
    })
}

fn list(node: &Node, scope: &mut Scope<'_>, log: &mut Log<'_>, depth: usize) -> Option<Vec<Expr>> {
    match &node.tree {
        Tree::List(items) if !items.is_empty() => Some(
            items
                .iter()
                .filter_map(|item| check_nested(item, scope, log, depth + 1))
                .collect(),
        ),
        _ => {
            wrong_type(
                node,
                ("条件的列表（至少一项）", "a list of conditions"),
                log,
            );
            None
        }
    }
}

/// Checks the operators asked of one fact.
fn tests(key: &Key, value: &Node, scope: &mut Scope<'_>, log: &mut Log<'_>, parts: &mut Vec<Expr>) {
    let Some(fact) = scope.fact(&key.name, key.at, log) else {
        return;
    };
    match &value.tree {
        Tree::Map(operators) if operators.is_empty() => log.note(
            value.at,
            Words::new("没有写要求", "no operator is written"),
            Words::new("例如 {exists: true}", "for example {exists: true}"),
        ),
        Tree::Map(operators) => {
            for (name, operand) in operators {
                if let Some(operator) = operator(name, fact, log) {
                    parts.extend(test(fact, operator, operand, name.at, scope, log));
                }
            }
        }
        Tree::Null => log.note(
            value.at,
            Words::new("没有写要求", "no operator is written"),
            Words::new(
                "要说“没有”，写 {exists: false}",
                "for absence write {exists: false}",
            ),
        ),
        Tree::List(_) => log.note(
            value.at,
            Words::new("这里不能直接写列表", "a bare list cannot stand here"),
            Words::new(
                "改用 one_of（文字、整数）或 contains_any、contains_all（列表）",
                "use one_of (text, number) or contains_any, contains_all (list)",
            ),
        ),
        _ => {
            if allowed(Operator::Equals, fact, value.at, log) {
                parts.extend(test(fact, Operator::Equals, value, key.at, scope, log));
            }
        }
    }
}

fn operator(name: &Key, fact: &FactSpec, log: &mut Log<'_>) -> Option<Operator> {
    let Some(operator) = Operator::from_code(&name.name) else {
        log.note(
            name.at,
            Words::new(
                format!("不认识的运算 {}", name.name),
                format!("unknown operator {}", name.name),
            ),
            suggest(&name.name, of_kind(fact.kind)),
        );
        return None;
    };
    allowed(operator, fact, name.at, log).then_some(operator)
}

fn allowed(operator: Operator, fact: &FactSpec, at: Pos, log: &mut Log<'_>) -> bool {
    let spec = operator.spec();
    if spec.kinds.contains(&fact.kind) {
        return true;
    }
    let known: Vec<&str> = of_kind(fact.kind).collect();
    log.note(
        at,
        Words::new(
            format!(
                "{} 是{}，不能用 {}",
                fact.name,
                kind_zh(fact.kind),
                spec.code
            ),
            format!(
                "{} is of kind {}, which {} cannot ask",
                fact.name,
                fact.kind.code(),
                spec.code
            ),
        ),
        Words::new(
            format!("可用：{}", known.join("、")),
            format!("allowed: {}", known.join(", ")),
        ),
    );
    false
}

fn of_kind(kind: ValueKind) -> impl Iterator<Item = &'static str> + Clone {
    OPERATORS
        .iter()
        .filter(move |spec| spec.kinds.contains(&kind))
        .map(|spec| spec.code)
}

/// Returns the Chinese name of a kind of value.
pub(crate) const fn kind_zh(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Bool => "是非",
        ValueKind::Int => "整数",
        ValueKind::Date => "日期",
        ValueKind::Text => "文字",
        ValueKind::List => "列表",
        ValueKind::Corpus => "全文",
    }
}

fn test(
    fact: &'static FactSpec,
    operator: Operator,
    node: &Node,
    at: Pos,
    scope: &mut Scope<'_>,
    log: &mut Log<'_>,
) -> Option<Expr> {
    let written = written(node, log)?;
    let (resolved, param, pattern) = resolve(operator, written, node.at, scope, log)?;
    match operand(operator, fact, &resolved) {
        Ok(operand) => Some(Expr::Test(Box::new(Test {
            fact,
            operator,
            operand,
            param,
            pattern,
            at,
        }))),
        Err((words, mend)) => {
            log.note(node.at, words, mend);
            None
        }
    }
}

/// Reads a scalar or a list of scalars.
pub(crate) fn written(node: &Node, log: &mut Log<'_>) -> Option<Written> {
    match &node.tree {
        Tree::Bool(value) => Some(Written::Bool(*value)),
        Tree::Int(number) => Some(Written::Value(ParamValue::Int(*number))),
        Tree::Text(text) => Some(Written::Value(ParamValue::Text(text.clone()))),
        Tree::List(items) => {
            let before = log.count();
            let texts: Vec<String> = items
                .iter()
                .filter_map(|item| match &item.tree {
                    Tree::Text(text) => Some(text.clone()),
                    Tree::Int(number) => Some(number.to_string()),
                    _ => {
                        wrong_type(item, ("文字或整数", "text or a whole number"), log);
                        None
                    }
                })
                .collect();
            (log.count() == before).then_some(Written::Value(ParamValue::List(texts)))
        }
        Tree::Null | Tree::Float(_) | Tree::Map(_) => {
            wrong_type(
                node,
                ("一个值或值的列表", "a value or a list of values"),
                log,
            );
            None
        }
    }
}

/// The operand with its parameter put in, the parameter's name, and the text around it.
type Resolved = (Written, Option<String>, Option<String>);

/// Puts the value of `$param` in.
fn resolve(
    operator: Operator,
    written: Written,
    at: Pos,
    scope: &mut Scope<'_>,
    log: &mut Log<'_>,
) -> Option<Resolved> {
    let Written::Value(ParamValue::Text(text)) = &written else {
        return Some((written, None, None));
    };
    let Some(name) = param_in(operator, text) else {
        return Some((written, None, None));
    };
    let Some(param) = scope.params.get(&name) else {
        log.note(
            at,
            Words::new(
                format!("没有名为 {name} 的参数"),
                format!("no parameter is named {name}"),
            ),
            suggest(&name, scope.params.keys().map(String::as_str)),
        );
        return None;
    };
    scope.used.insert(name.clone());
    let value = put_in(text, &name, &param.value);
    Some((Written::Value(value), Some(name), Some(text.clone())))
}

/// Returns the name of the parameter that an operand names.
fn param_in(operator: Operator, text: &str) -> Option<String> {
    let name = text.strip_prefix('$')?;
    // `$` begins no regular expression that can match, so `$name` is never one.
    let name = match operator {
        Operator::ContainsYears => name.split("..").next().unwrap_or(name),
        _ => name,
    };
    Some(name.trim().to_owned())
}

/// Puts a parameter's value into the text that names it.
pub(crate) fn put_in(text: &str, name: &str, value: &ParamValue) -> ParamValue {
    let rest = text
        .strip_prefix('$')
        .and_then(|text| text.strip_prefix(name))
        .unwrap_or_default();
    match value {
        ParamValue::Int(number) if !rest.is_empty() => ParamValue::Text(format!("{number}{rest}")),
        ParamValue::Text(text) if !rest.is_empty() => ParamValue::Text(format!("{text}{rest}")),
        value => value.clone(),
    }
}
