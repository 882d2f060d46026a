//! Which subjects rules on content have spoken of, before what is left over is judged.

use rayon::prelude::*;

use super::gather::How;
use super::run;
use crate::model::{FactSource, Handle, SubjectKind, Verdict};
use crate::rules::{Absent, Expr, Rule, RuleSet, Search};

/// Tells the source of which subjects a rule has said that nothing is there, and of which it has
/// said something else.
pub(super) fn settle(rules: &RuleSet, source: &dyn FactSource, site: &Handle) {
    let said: Vec<(bool, Handle)> = rules
        .rules()
        .par_iter()
        .filter(|rule| asks_for_content(rule))
        .flat_map_iter(|rule| {
            let mut said = Vec::new();
            run::each_single(rule, source, site, |single| {
                let found = matches!(single.how, How::Found);
                // Where there is no column, nothing is said of one; a guide or a report that is
                // there is judged for itself, one that is not for its column.
                if !found && !is_looked_for(rule) {
                    return;
                }
                match single.judgement.verdict {
                    Verdict::Inapplicable(_) => {}
                    // A rule that only applies to what is filled fails on something else.
                    Verdict::Fail if !(found && is_looked_for(rule)) && expects_content(rule) => {
                        said.push((true, single.handle));
                    }
                    _ => said.push((false, single.handle)),
                }
            });
            said
        })
        .collect();
    let (failed, others): (Vec<_>, Vec<_>) = said.into_iter().partition(|(failed, _)| *failed);
    let handles = |said: Vec<(bool, Handle)>| -> Vec<Handle> {
        said.into_iter().map(|(_, handle)| handle).collect()
    };
    source.settle(&handles(failed), &handles(others));
}

/// Tells whether a rule asks that there be content: of columns that it looks for by an obligation
/// or a name, of the guide, of a report, or of the site's channel for questions.
fn asks_for_content(rule: &Rule) -> bool {
    match rule.subject {
        SubjectKind::Column => {
            let named = matches!(rule.find, Some(Search::Serves(_) | Search::Names(_)));
            named && (expects_content(rule) || applies_to_content(rule))
        }
        SubjectKind::Site => names(&rule.expect, "site.mailbox_link"),
        _ => is_looked_for(rule),
    }
}

/// Tells whether a rule fails where the guide or a report is not there.
fn is_looked_for(rule: &Rule) -> bool {
    matches!(rule.subject, SubjectKind::Guide | SubjectKind::Report)
        && matches!(rule.absent, Absent::Fail | Absent::When { .. })
}

/// Tells whether a rule fails where there is no content.
fn expects_content(rule: &Rule) -> bool {
    rule.subject != SubjectKind::Column || names(&rule.expect, "column.filled")
}

/// Tells whether a rule applies only where there is content.
fn applies_to_content(rule: &Rule) -> bool {
    let mut guards = rule.applies.iter();
    guards.any(|guard| names(&guard.when, "column.filled"))
}

fn names(condition: &Expr, fact: &str) -> bool {
    let mut found = false;
    condition.visit(&mut |test| found |= test.fact.name == fact);
    found
}
