//! What will fail by a later day though it passes now, if the site stays as it is: the same
//! material judged as of later days.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;

use super::ScanResult;
use super::assess::Material;
use crate::audit::{self, Options};
use crate::facts::View;
use crate::model::{Fingerprint, Outcome, Verdict};
use crate::rules::RuleSet;

/// A finding to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coming {
    /// The finding, as it will be on `day`.
    pub outcome: Outcome,
    /// The first day on which it fails.
    pub day: Date,
}

/// Judges the site as of days up to and including `until`, and returns what fails then and
/// does not fail as of `from`, in order of day, rule and subject.
///
/// All rules are judged on a few days only: the last one, and each first of a month on the
/// way (years and quarters turn there). The first day of each finding is then sought by
/// halving, judging nothing but its own rule, and what it says is what it will say on that day.
pub fn forecast(scanned: &ScanResult, with: Material<'_>, from: Date, until: Date) -> Vec<Coming> {
    let failing = |rules: &RuleSet, day: Date| -> BTreeMap<Fingerprint, Outcome> {
        let view = View::new(&scanned.site, &with.tools.names, with.calendar, day);
        audit::judge(rules, &view, Options { accounts: false })
            .outcomes
            .into_iter()
            .filter(|outcome| outcome.verdict == Verdict::Fail)
            .map(|outcome| (outcome.fingerprint.clone(), outcome))
            .collect()
    };
    let now = failing(with.rules, from);
    // For each finding to come: the last day known to be clean, the first known to fail.
    let mut coming: BTreeMap<Fingerprint, (Date, Date, Outcome)> = BTreeMap::new();
    let mut clean = from;
    for day in days(from, until) {
        for (number, outcome) in failing(with.rules, day) {
            if !now.contains_key(&number) {
                coming.entry(number).or_insert((clean, day, outcome));
            }
        }
        clean = day;
    }
    loop {
        let mut asked: BTreeMap<Date, BTreeMap<String, BTreeSet<Fingerprint>>> = BTreeMap::new();
        for (number, (clean, fails, outcome)) in &coming {
            let apart = (*fails - *clean).get_days();
            if apart > 1
                && let Ok(middle) = clean.checked_add((apart / 2).days())
            {
                let rule = format!("{}/{}", outcome.pack, outcome.rule);
                let of_rule = asked.entry(middle).or_default().entry(rule).or_default();
                of_rule.insert(number.clone());
            }
        }
        if asked.is_empty() {
            break;
        }
        for (day, wanted) in asked {
            let view = View::new(&scanned.site, &with.tools.names, with.calendar, day);
            for (number, members) in audit::follow(with.rules, &view, &wanted) {
                let fails = members.iter().any(|member| member.verdict == Verdict::Fail);
                if let Some((clean, first, _)) = coming.get_mut(&number) {
                    *(if fails { first } else { clean }) = day;
                }
            }
        }
    }
    // What a finding says goes by the day that it is told for, so each is judged once more as
    // of its own first day.
    let mut on_day: BTreeMap<Date, BTreeSet<(String, String)>> = BTreeMap::new();
    for (_, day, outcome) in coming.values() {
        let rule = (outcome.pack.clone(), outcome.rule.clone());
        on_day.entry(*day).or_default().insert(rule);
    }
    for (day, wanted) in on_day {
        let mut rules = with.rules.clone();
        rules.retain(|rule| wanted.contains(&(rule.pack.clone(), rule.id.clone())));
        for (number, outcome) in failing(&rules, day) {
            if let Some((_, first, told)) = coming.get_mut(&number)
                && *first == day
            {
                *told = outcome;
            }
        }
    }
    let mut coming: Vec<Coming> = coming
        .into_values()
        .map(|(_, day, outcome)| Coming { outcome, day })
        .collect();
    coming.sort_by(|a, b| {
        (
            a.day,
            a.outcome.severity,
            &a.outcome.rule,
            &a.outcome.subject,
        )
            .cmp(&(
                b.day,
                b.outcome.severity,
                &b.outcome.rule,
                &b.outcome.subject,
            ))
    });
    coming
}

/// The days on which everything is judged: each first of a month, and the last.
fn days(from: Date, until: Date) -> Vec<Date> {
    let mut days = Vec::new();
    let mut day = from.first_of_month();
    while let Ok(next) = day.checked_add(1.month()) {
        if next >= until {
            break;
        }
        days.push(next);
        day = next;
    }
    days.push(until);
    days
}
