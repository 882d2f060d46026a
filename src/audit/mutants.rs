//! Small changes to rules that their examples should notice.
//!
//! A rule whose examples all still hold when one of its conditions is dropped, or a limit
//! moved by one, does not say what it means to say: the examples lack a case.

use super::examples::{leaves, try_examples};
use crate::model::Words;
use crate::rules::{Day, Expr, Number, Operand, Pos, Rule, Test};

/// A rule with one small change.
#[derive(Debug, Clone)]
pub struct Mutant {
    /// The changed rule.
    pub rule: Rule,
    /// What was changed.
    pub words: Words,
    /// Where it stands in the file.
    pub at: Pos,
}

/// Returns every mutant of a rule: each leaf condition dropped, each bound (number, day, day of
/// the audit's year, first year of a span) moved by one in both directions.
pub fn mutants(rule: &Rule) -> Vec<Mutant> {
    let mut found = Vec::new();
    let conditions: Vec<Vec<&Test>> = rule.conditions().map(leaves).collect();
    for (condition, tests) in conditions.iter().enumerate() {
        for (leaf, test) in tests.iter().enumerate() {
            found.push(dropped(rule, condition, leaf, test));
            for step in [-1, 1] {
                found.extend(moved(rule, condition, leaf, test, step));
            }
        }
    }
    found
}

/// Returns the mutants that no example of the rule notices.
pub fn survivors(rule: &Rule) -> Vec<Mutant> {
    mutants(rule)
        .into_iter()
        .filter(|mutant| {
            try_examples(&mutant.rule)
                .iter()
                .all(|report| report.mismatch.is_none())
        })
        .collect()
}

fn dropped(rule: &Rule, condition: usize, leaf: usize, test: &Test) -> Mutant {
    let mut changed = rule.clone();
    if let Some(expr) = changed.conditions_mut().nth(condition) {
        drop_leaf(expr, &mut leaf.clone(), Expr::All(Vec::new()));
    }
    Mutant {
        rule: changed,
        words: Words::new(
            format!("去掉条件“{}”", test.words(crate::model::Lang::Zh)),
            format!("drop the condition: {}", test.words(crate::model::Lang::En)),
        ),
        at: test.at,
    }
}

/// Replaces a leaf by what leaves its parent to the other parts: an empty `all` holds, an
/// empty `any` does not.
fn drop_leaf(expr: &mut Expr, left: &mut usize, neutral: Expr) -> bool {
    match expr {
        Expr::Test(_) if *left == 0 => {
            *expr = neutral;
            true
        }
        Expr::Test(_) => {
            *left -= 1;
            false
        }
        Expr::Not(inner) => drop_leaf(inner, left, neutral),
        Expr::All(parts) => parts
            .iter_mut()
            .any(|part| drop_leaf(part, left, Expr::All(Vec::new()))),
        Expr::Any(parts) => parts
            .iter_mut()
            .any(|part| drop_leaf(part, left, Expr::Any(Vec::new()))),
    }
}

fn moved(rule: &Rule, condition: usize, leaf: usize, test: &Test, step: i64) -> Option<Mutant> {
    let operand = shifted(&test.operand, step)?;
    let mut changed = rule.clone();
    if let Some(param) = &test.param {
        // A parameter is one number, wherever the rule uses it.
        for expr in changed.conditions_mut() {
            expr.visit_mut(&mut |found| {
                if found.param.as_ref() == Some(param)
                    && let Some(moved) = shifted(&found.operand, step)
                {
                    found.operand = moved;
                }
            });
        }
    } else {
        let mut left = leaf;
        changed
            .conditions_mut()
            .nth(condition)?
            .visit_mut(&mut |found| {
                if left == 0 {
                    found.operand = operand.clone();
                }
                left = left.wrapping_sub(1);
            });
    }
    let to = operand.words(crate::model::Lang::Zh);
    let to_en = operand.words(crate::model::Lang::En);
    Some(Mutant {
        rule: changed,
        words: Words::new(
            format!("把“{}”的界限改为 {to}", test.words(crate::model::Lang::Zh)),
            format!(
                "move the limit to {to_en} in: {}",
                test.words(crate::model::Lang::En)
            ),
        ),
        at: test.at,
    })
}

/// Returns an operand with its bound moved by one; `None` for what has none. Of a span of years
/// the first one is moved: the last is the audit's year or the one before it.
fn shifted(operand: &Operand, step: i64) -> Option<Operand> {
    let number = |number: &Number| {
        Some(match number {
            Number::Fixed(number) => Number::Fixed(number.checked_add(step)?),
            Number::AuditYear(offset) => Number::AuditYear(offset.checked_add(step)?),
        })
    };
    let by = jiff::Span::new().try_days(step).ok()?;
    Some(match operand {
        Operand::Number(bound) => Operand::Number(number(bound)?),
        Operand::Years(first, last) => Operand::Years(number(first)?, *last),
        Operand::Day(Day::Fixed(day)) => Operand::Day(Day::Fixed(day.checked_add(by).ok()?)),
        Operand::Day(Day::InAuditYear(month, day)) => {
            // Any year will do that has the day; a leap year has them all.
            let moved = jiff::civil::Date::new(2024, *month, *day)
                .ok()?
                .checked_add(by)
                .ok()?;
            Operand::Day(Day::InAuditYear(moved.month(), moved.day()))
        }
        _ => return None,
    })
}
