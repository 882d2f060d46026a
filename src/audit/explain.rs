//! How a verdict came about: the steps of its rule, with the facts that decided each.

use super::run::{self, Target};
use super::single::{self, Step, SubjectFacts};
use crate::model::{FactSource, Fingerprint, Outcome, Words};
use crate::rules::{Rule, RuleSet};

/// How one verdict came about.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// The verdict.
    pub outcome: Outcome,
    /// The rule's condition in words.
    pub expect: Words,
    /// The subjects gathered in it (one, unless the rule gathers), with the steps of each;
    /// no more than [`EXPLAINED`] of them.
    pub members: Vec<(String, Vec<Step>)>,
    /// How many subjects are gathered in it.
    pub count: usize,
}

/// The most subjects of a gathered verdict that are explained.
pub const EXPLAINED: usize = 5;

/// Explains the verdict with this fingerprint; a beginning of it will do when it is the
/// only one. `None` when no verdict on this site has it.
pub fn explain(rules: &RuleSet, source: &dyn FactSource, fingerprint: &str) -> Option<Explanation> {
    let site = run::site_handle(source);
    rules.rules().iter().find_map(|rule| {
        let of_rule = run::of_rule(rule, source, &site);
        let (outcome, members) = of_rule
            .outcomes
            .into_iter()
            .find(|(outcome, _)| has(&outcome.fingerprint, fingerprint))?;
        Some(steps_of(rule, source, outcome, &members))
    })
}

fn has(fingerprint: &Fingerprint, wanted: &str) -> bool {
    wanted.len() >= 6
        && fingerprint
            .as_str()
            .starts_with(&wanted.to_ascii_lowercase())
}

fn steps_of(
    rule: &Rule,
    source: &dyn FactSource,
    outcome: Outcome,
    members: &[usize],
) -> Explanation {
    let site = run::site_handle(source);
    let site_facts = SubjectFacts::new(source, &site);
    let targets = run::targets(rule, source);
    let explained = members
        .iter()
        .take(EXPLAINED)
        .filter_map(|index| targets.get(*index))
        .map(|target| {
            let mut steps = Vec::new();
            let before = single::before(rule, &site_facts, &mut Some(&mut steps));
            match target {
                Target::Handle(handle) => {
                    single::judge(rule, source, handle, &before, Some(&mut steps));
                }
                Target::Absent(subject, places) => {
                    single::judge_absent(
                        rule,
                        &site_facts,
                        subject,
                        places,
                        &before,
                        Some(&mut steps),
                    );
                }
                Target::Unseen(subject, cause, look, places) => {
                    single::judge_unseen(
                        rule,
                        subject,
                        *cause,
                        look,
                        places,
                        &before,
                        Some(&mut steps),
                    );
                }
            }
            (target.clone().into_handle().subject.name, steps)
        })
        .collect();
    Explanation {
        outcome,
        expect: rule.expect.words(),
        members: explained,
        count: members.len(),
    }
}
