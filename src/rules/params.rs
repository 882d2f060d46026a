//! Parameters set by a configuration instead of the rule file.

use std::collections::BTreeMap;

use super::condition::put_in;
use super::expr::{Expr, Operand};
use super::operator::{Written, operand};
use super::rule::{Rule, Search};
use super::set::RuleSet;
use crate::model::{ParamValue, Words};
use crate::vocabulary::fold_label;
use crate::yaml::{Problem, Problems, suggest};

/// Values of parameters, by rule (`id` or `pack/id`) and name.
pub type ParamValues = BTreeMap<String, BTreeMap<String, ParamValue>>;

/// Values of parameters in single columns: by rule, by name of the column, by parameter.
pub type ColumnParams = BTreeMap<String, ParamValues>;

impl RuleSet {
    /// Sets parameters of rules, named by id, `pack/id` or former id.
    ///
    /// # Errors
    /// Unknown rules and parameters, and values that the rule cannot use. The problems carry
    /// `file`, which should be the configuration's name, and no line.
    pub fn with_params(mut self, file: &str, values: &ParamValues) -> Result<Self, Problems> {
        let mut problems = Vec::new();
        for (name, params) in values {
            let Some(rule) = self.named_mut(file, name, &mut problems) else {
                continue;
            };
            for (param, value) in params {
                if let Err((words, mend)) = set(rule, param, value) {
                    problems.push(Problem::of_file(file, words, mend));
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
    ) -> Result<Self, Problems> {
        let mut problems = Vec::new();
        for (name, columns) in values {
            let Some(rule) = self.named_mut(file, name, &mut problems) else {
                continue;
            };
            for (column, params) in columns {
                let mut variant = rule.clone();
                variant.variants.clear();
                for (param, value) in params {
                    if let Err((words, mend)) = set(&mut variant, param, value) {
                        problems.push(Problem::of_file(file, words, mend));
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
        problems: &mut Vec<Problem>,
    ) -> Option<&mut Rule> {
        let Some(id) = self.rule(name).map(|rule| rule.id.clone()) else {
            let known: Vec<&str> = self.rules().iter().map(|rule| rule.id.as_str()).collect();
            problems.push(Problem::of_file(
                file,
                Words::new(
                    format!("没有规则 {name}"),
                    format!("there is no rule {name}"),
                ),
                suggest(name, known.iter().copied()),
            ));
            return None;
        };
        self.rules_mut().iter_mut().find(|rule| rule.id == id)
    }
}

fn set(rule: &mut Rule, name: &str, value: &ParamValue) -> Result<(), (Words, Words)> {
    let id = rule.id.clone();
    let Some(param) = rule.params.get_mut(name) else {
        return Err((
            Words::new(
                format!("规则 {id} 没有参数 {name}"),
                format!("rule {id} has no parameter {name}"),
            ),
            suggest(name, rule.params.keys().map(String::as_str)),
        ));
    };
    if param.value.kind() != value.kind() {
        return Err((
            Words::new(
                format!(
                    "规则 {id} 的参数 {name} 应为 {}，给的是 {}",
                    param.value.kind(),
                    value.kind()
                ),
                format!(
                    "parameter {name} of rule {id} takes {}, not {}",
                    param.value.kind(),
                    value.kind()
                ),
            ),
            Words::default(),
        ));
    }
    // Limits, years and counts: below nothing, a rule would accuse everybody.
    let below = |value: &ParamValue| match value {
        ParamValue::Int(number) => *number < 0,
        ParamValue::Text(_) | ParamValue::List(_) => false,
    };
    if below(value) && !below(&param.value) {
        return Err((
            Words::new(
                format!("规则 {id} 的参数 {name} 不能是负数"),
                format!("parameter {name} of rule {id} cannot be negative"),
            ),
            Words::default(),
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
            (words, mend)
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
