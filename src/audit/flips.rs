//! Which verdicts another set of rules gives on the same site: what adopting a new pack
//! would change.

use std::collections::BTreeMap;

use crate::model::{Lang, Outcome, Run, Verdict};

/// A verdict that differs between two sets of rules.
#[derive(Debug, Clone)]
pub struct Flip<'r> {
    /// The verdict of the rules in use, if they list one.
    pub before: Option<&'r Outcome>,
    /// The verdict of the new rules, if they list one.
    pub after: Option<&'r Outcome>,
}

/// Compares two judgements of one site, in order of rule and subject. Passes of single
/// documents are only counted, so that one which appears or goes is no difference.
pub fn flips<'r>(old: &'r Run, new: &'r Run) -> Vec<Flip<'r>> {
    let by_print = |run: &'r Run| -> BTreeMap<&'r str, &'r Outcome> {
        run.outcomes
            .iter()
            .map(|outcome| (outcome.fingerprint.as_str(), outcome))
            .collect()
    };
    let (before, after) = (by_print(old), by_print(new));
    let mut prints: Vec<&str> = before.keys().chain(after.keys()).copied().collect();
    prints.sort_unstable();
    prints.dedup();
    let mut found: Vec<Flip<'r>> = prints
        .into_iter()
        .map(|print| Flip {
            before: before.get(print).copied(),
            after: after.get(print).copied(),
        })
        .filter(Flip::differs)
        .collect();
    found.sort_by_key(|flip| {
        flip.any()
            .map(|one| (one.severity, &one.rule, &one.subject))
    });
    found
}

impl<'r> Flip<'r> {
    fn any(&self) -> Option<&'r Outcome> {
        self.after.or(self.before)
    }

    fn differs(&self) -> bool {
        match (self.before, self.after) {
            (Some(a), Some(b)) => {
                a.verdict.code() != b.verdict.code()
                    || a.severity != b.severity
                    || (a.verdict == Verdict::Fail && a.message != b.message)
            }
            (Some(one), None) | (None, Some(one)) => one.verdict != Verdict::Pass,
            (None, None) => false,
        }
    }

    /// Says what changes: the two verdicts, the rule, the subject and what is said now.
    pub fn words(&self, lang: Lang) -> String {
        let Some(any) = self.any() else {
            return String::new();
        };
        let named = |outcome: Option<&Outcome>| match outcome {
            None => lang.pick("（未列）", "(not listed)").to_owned(),
            Some(one) => {
                let verdict = match &one.verdict {
                    Verdict::Pass => lang.pick("达标", "pass"),
                    Verdict::Fail => lang.pick("问题", "finding"),
                    Verdict::Inapplicable(_) => lang.pick("不适用", "inapplicable"),
                    Verdict::CannotTell { .. } => lang.pick("未能判定", "cannot tell"),
                };
                match (&one.verdict, lang) {
                    (Verdict::Fail, Lang::Zh) => {
                        format!("{verdict}（{}）", one.severity.label(lang))
                    }
                    (Verdict::Fail, Lang::En) => {
                        format!("{verdict} ({})", one.severity.label(lang))
                    }
                    _ => verdict.to_owned(),
                }
            }
        };
        let (before, after) = (named(self.before), named(self.after));
        let (rule, subject) = (&any.rule, &any.subject.name);
        let said = any.message.get(lang);
        match lang {
            Lang::Zh => format!("{before} → {after}　{rule}　{subject}：{said}"),
            Lang::En => format!("{before} → {after}  {rule}  {subject}: {said}"),
        }
    }
}
