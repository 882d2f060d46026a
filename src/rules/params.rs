//! Parameters set by a configuration instead of the rule file.

use std::collections::BTreeMap;

use super::condition::put_in;
use super::expr::{Expr, Operand};
use super::operator::{Written, operand};
use super::rule::{Rule, Search};
use super::set::RuleSet;
use crate::model::{ParamValue, Words};
use crate::vocabulary::fold_label;
use crate::yaml::{Places, Problem, Problems, suggest};

/// Values of parameters, by rule (`id` or `pack/id`) and name.
pub type ParamValues = BTreeMap<String, BTreeMap<String, ParamValue>>;

/// Values of parameters in single columns: by rule, by name of the column, by parameter.
pub type ColumnParams = BTreeMap<String, ParamValues>;

impl RuleSet {
    /// Sets parameters of rules, named by id, `pack/id` or former id.
    ///
    /// # Errors
    /// Unknown rules and parameters, and values that the rule cannot use. The problems carry
    /// `file`, which should be the configuration's name, and the places that are known in it.
    pub fn with_params(
        mut self,
        file: &str,
        values: &ParamValues,
        places: &Places,
    ) -> Result<Self, Problems> {
        let mut problems = Vec::new();
        for (name, params) in values {
            let Some(rule) = self.named_mut(file, name, places, &mut problems) else {
                continue;
            };
            for (param, value) in params {
                if let Err(fault) = set(rule, param, value) {
                    problems.push(fault.at(file, &[name, param], places));
                }
            }
        }
        if problems.is_empty() {
            Ok(self)
        } else {
            Err(Problems(problems))
        }
    }

    /// Sets parameters of rules in single columns; elsewhere the rules stay as they are.
    ///
    /// # Errors
    /// As [`RuleSet::with_params`].
    pub fn with_column_params(
        mut self,
        file: &str,
        values: &ColumnParams,
        places: &Places,
    ) -> Result<Self, Problems> {
        let mut problems = Vec::new();
        for (name, columns) in values {
            let Some(rule) = self.named_mut(file, name, places, &mut problems) else {
                continue;
            };
            for (column, params) in columns {
                let mut variant = rule.clone();
                variant.variants.clear();
                for (param, value) in params {
                    if let Err(fault) = set(&mut variant, param, value) {
                        let path = [name, "columns", column, param];
                        problems.push(fault.at(file, &path, places));
                    }
                }
                rule.variants.push((fold_label(column), variant));
            }
        }
        if problems.is_empty() {
            Ok(self)
        } else {
            Err(Problems(problems))
        }
    }

    /// Returns the rule that a configuration names; a name that none has is a problem.
    fn named_mut(
        &mut self,
        file: &str,
        name: &str,
        places: &Places,
        problems: &mut Vec<Problem>,
    ) -> Option<&mut Rule> {
        let Some(id) = self.rule(name).map(|rule| rule.id.clone()) else {
            let known: Vec<&str> = self.rules().iter().map(|rule| rule.id.as_str()).collect();
            let mut mend = suggest(name, known.iter().copied());
            mend.zh.push_str("；全部规则见 gongkai rules list");
            mend.en.push_str("; gongkai rules list shows all");
            problems.push(places.of_key(
                file,
                &[name],
                Words::new(
                    format!("没有规则 {name}"),
                    format!("there is no rule {name}"),
                ),
                mend,
            ));
            return None;
        };
        self.rules_mut().iter_mut().find(|rule| rule.id == id)
    }
}

/// Why a parameter cannot be set.
struct Fault {
    words: Words,
    mend: Words,
    /// Whether the name is wrong and not the value.
    is_of_name: bool,
}

impl Fault {
    const fn of_value(words: Words, mend: Words) -> Self {
        Self {
            words,
            mend,
            is_of_name: false,
        }
    }

    fn at(self, file: &str, path: &[&str], places: &Places) -> Problem {
        if self.is_of_name {
            places.of_key(file, path, self.words, self.mend)
        } else {
            places.of_value(file, path, self.words, self.mend)
        }
    }
}

/// Names the type of a value: Chinese, English.
const fn kind(value: &ParamValue) -> (&'static str, &'static str) {
    match value {
        ParamValue::Int(_) => ("整数", "a whole number"),
        ParamValue::Text(_) => ("文字", "text"),
        ParamValue::List(_) => ("列表", "a list"),
    }
}

/// Shows how to write a parameter, by the value that the rule has.
fn like(name: &str, value: &ParamValue) -> Words {
    let written = match value {
        ParamValue::Int(number) => number.to_string(),
        ParamValue::Text(text) => text.clone(),
        ParamValue::List(texts) => format!("[{}]", texts.join(", ")),
    };
    Words::new(
        format!("例如“{name}: {written}”，这是规则自带的值"),
        format!("for example `{name}: {written}`, which is the rule's own value"),
    )
}

fn set(rule: &mut Rule, name: &str, value: &ParamValue) -> Result<(), Fault> {
    let id = rule.id.clone();
    let Some(param) = rule.params.get_mut(name) else {
        return Err(Fault {
            is_of_name: true,
            words: Words::new(
                format!("规则 {id} 没有参数 {name}"),
                format!("rule {id} has no parameter {name}"),
            ),
            mend: if rule.params.is_empty() {
                Words::new("这条规则没有可设的参数", "this rule has no parameters")
            } else {
                suggest(name, rule.params.keys().map(String::as_str))
            },
        });
    };
    let (wanted, given) = (kind(&param.value), kind(value));
    if wanted != given {
        return Err(Fault::of_value(
            Words::new(
                format!(
                    "规则 {id} 的参数 {name} 应为{}，写的是{}",
                    wanted.0, given.0
                ),
                format!(
                    "parameter {name} of rule {id} takes {}, not {}",
                    wanted.1, given.1
                ),
            ),
            like(name, &param.value),
        ));
    }
    // Limits, years and counts: below nothing, a rule would accuse everybody.
    let below = |value: &ParamValue| match value {
        ParamValue::Int(number) => *number < 0,
        ParamValue::Text(_) | ParamValue::List(_) => false,
    };
    if below(value) && !below(&param.value) {
        return Err(Fault::of_value(
            Words::new(
                format!("规则 {id} 的参数 {name} 不能是负数"),
                format!("parameter {name} of rule {id} cannot be negative"),
            ),
            like(name, &param.value),
        ));
    }
    param.value = value.clone();
    param.overridden = true;
    if let (Some(Search::EachSince(first, Some(used))), ParamValue::Int(year)) =
        (&mut rule.find, value)
        && used == name
    {
        *first = *year;
    }
    for condition in rule.conditions_mut() {
        put_into(condition, name, value).map_err(|(words, mend)| {
            let words = Words::new(
                format!("规则 {id} 的参数 {name}：{}", words.zh),
                format!("parameter {name} of rule {id}: {}", words.en),
            );
            Fault::of_value(words, mend)
        })?;
    }
    Ok(())
}

fn put_into(expr: &mut Expr, name: &str, value: &ParamValue) -> Result<(), (Words, Words)> {
    let mut result = Ok(());
    expr.visit_mut(&mut |test| {
        if test.param.as_deref() != Some(name) {
            return;
        }
        let pattern = test.pattern.clone().unwrap_or_default();
        let written = Written::Value(put_in(&pattern, name, value));
        let made: Result<Operand, _> = operand(test.operator, test.fact, &written);
        match made {
            Ok(operand) => test.operand = operand,
            Err(complaint) => result = Err(complaint),
        }
    });
    result
}
