//! How a verdict came about: its subjects are judged once more, and every step is kept.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::gather::{How, Judged};
use super::run::column_of;
use super::single::{self, Passes, SubjectFacts};
use super::steps::{Read, Taken};
use crate::model::{
    Account, Examined, FactSource, Handle, Lang, Outcome, ParamValue, SeenFact, Step, StepKind,
    Truth, UsedParam, Verdict, Words,
};
use crate::rules::{Rule, Search, show_list};

/// The most subjects of one verdict that are examined.
pub(super) const EXAMINED: usize = 3;
/// The most places of a fact that are kept.
const PLACES: usize = 3;
/// The most conditions that are told as what would change a verdict.
const CHANGES: usize = 12;

/// Tells how an outcome came about: `members` are the first of the `count` that it is about.
pub(crate) fn account(
    rule: &Rule,
    source: &dyn FactSource,
    site: &Handle,
    outcome: &Outcome,
    members: &[&Judged],
    count: usize,
) -> Account {
    let taken: Vec<(&Judged, Vec<Taken>)> = members
        .iter()
        .map(|one| {
            // A rule that our own code fails on is told as such; it must not fail here again.
            let steps = catch_unwind(AssertUnwindSafe(|| steps(rule, source, site, one)));
            (*one, steps.unwrap_or_default())
        })
        .collect();
    let changes = taken.first().map_or_else(Vec::new, |(one, steps)| {
        changes(rule, &outcome.verdict, one, steps)
    });
    Account {
        expects: rule.expect.words(),
        examined: taken
            .into_iter()
            .map(|(one, steps)| Examined {
                name: one.handle.subject.name.clone(),
                url: one.handle.subject.url.clone(),
                steps: steps.into_iter().map(|step| shown(step, source)).collect(),
            })
            .collect(),
        count,
        params: params(
            members
                .first()
                .map_or(rule, |one| rule.in_column(column_of(&one.handle))),
        ),
        changes,
    }
}

fn steps(rule: &Rule, source: &dyn FactSource, site: &Handle, one: &Judged) -> Vec<Taken> {
    let mut steps = Vec::new();
    let site_facts = SubjectFacts::new(source, site);
    let before = single::before(rule, &site_facts, &mut Some(&mut steps));
    let (subject, places) = (&one.handle.subject, &one.handle.places);
    let kept = Some(&mut steps);
    match &one.how {
        How::Found => {
            let rule = rule.in_column(column_of(&one.handle));
            single::judge(rule, source, &one.handle, &before, Passes::Told, kept);
        }
        How::Absent(instead) => {
            let missing = single::Missing {
                subject,
                looked: places,
                instead: instead.as_ref(),
            };
            single::judge_absent(rule, &site_facts, missing, &before, kept);
        }
        How::Unseen(cause, look) => {
            single::judge_unseen(rule, subject, *cause, look, places, &before, kept);
        }
    }
    steps
}

fn shown(step: Taken, source: &dyn FactSource) -> Step {
    Step {
        kind: step.kind,
        asked: step.asked,
        answer: step.answer,
        then: step.then,
        facts: step
            .facts
            .into_iter()
            .map(|fact| seen(fact, source))
            .collect(),
    }
}

fn seen(read: Read, source: &dyn FactSource) -> SeenFact {
    SeenFact {
        fact: read.fact.to_owned(),
        label: read.label,
        asked: read.asked,
        answer: read.answer,
        value: read.value,
        cause: read.cause,
        place_count: read.places.len(),
        places: read
            .places
            .iter()
            .take(PLACES)
            .map(|place| source.evidence(place))
            .collect(),
    }
}

fn params(rule: &Rule) -> Vec<UsedParam> {
    rule.params
        .iter()
        .map(|(name, param)| UsedParam {
            name: name.clone(),
            value: Words::new(value(&param.value, Lang::Zh), value(&param.value, Lang::En)),
            unit: param.unit.clone(),
            source: param.source.clone(),
            overridden: param.overridden,
        })
        .collect()
}

/// Returns a parameter's value for people.
fn value(value: &ParamValue, lang: Lang) -> String {
    match value {
        ParamValue::Int(number) => number.to_string(),
        ParamValue::Text(text) => text.clone(),
        ParamValue::List(list) => show_list(list.iter().map(String::as_str), lang),
    }
}

/// Says what would change a verdict.
fn changes(rule: &Rule, verdict: &Verdict, one: &Judged, steps: &[Taken]) -> Vec<Words> {
    let mut changes = Vec::new();
    match verdict {
        Verdict::Fail if matches!(one.how, How::Absent(_)) => {
            changes.push(Words::new(
                format!(
                    "站上设置“{0}”并能从导航点到后，本条按其内容判定；已设有而没有被认出的，请提供栏目名称和网址",
                    one.handle.subject.name
                ),
                format!(
                    "once {0} is there and can be reached from the navigation, its content is judged; if it is there and was not recognised, tell its name and address",
                    one.handle.subject.name
                ),
            ));
            guards(rule, &mut changes);
        }
        Verdict::Fail => {
            let expects = rule.expect.words();
            changes.push(Words::new(
                format!("满足“{}”时，本条达标", expects.zh),
                format!("it passes when: {}", expects.en),
            ));
            manuals(rule, &mut changes);
            guards(rule, &mut changes);
        }
        Verdict::Pass => {
            let expects = rule.expect.words();
            changes.push(Words::new(
                format!("不再满足“{}”时，判为缺陷", expects.zh),
                format!("it fails when this no longer holds: {}", expects.en),
            ));
        }
        Verdict::Inapplicable(_) => {
            if let Some(step) = steps.last() {
                changes.push(Words::new(
                    format!("“{}”成立时，本条适用，再看是否达标", step.asked.zh),
                    format!("the rule applies when this holds: {}", step.asked.en),
                ));
            }
        }
        Verdict::CannotTell { look, .. } => {
            let unknown: Vec<&Words> = steps
                .iter()
                .flat_map(|step| &step.facts)
                .filter(|fact| fact.answer == Truth::Unknown)
                .map(|fact| &fact.label)
                .collect();
            if !unknown.is_empty() {
                let list =
                    |lang: Lang| show_list(unknown.iter().map(|words| words.get(lang)), lang);
                changes.push(Words::new(
                    format!("读到“{}”后可以判定", list(Lang::Zh)),
                    format!("decidable once known: {}", list(Lang::En)),
                ));
            }
            changes.push(look.clone());
        }
    }
    changes.truncate(CHANGES);
    changes
}

/// Tells which conditions, if they were otherwise, would make the rule inapplicable.
fn guards(rule: &Rule, changes: &mut Vec<Words>) {
    for guard in &rule.applies {
        let when = guard.when.words();
        changes.push(Words::new(
            format!(
                "查明“{}”不成立的，本条不适用：{}",
                when.zh, guard.otherwise.zh
            ),
            format!(
                "inapplicable if this does not hold: {} ({})",
                when.en, guard.otherwise.en
            ),
        ));
    }
}

/// Tells which cases would leave the verdict to a person.
fn manuals(rule: &Rule, changes: &mut Vec<Words>) {
    for manual in &rule.cannot_tell {
        let when = manual.when.words();
        changes.push(Words::new(
            format!("查明“{}”的，改由人认定：{}", when.zh, manual.look.zh),
            format!("left to a person if: {} ({})", when.en, manual.look.en),
        ));
    }
}

/// Says how a rule looked for its subject.
pub(crate) fn search(rule: &Rule, name: &str) -> Words {
    match &rule.find {
        Some(Search::Serves(id)) => {
            let names = crate::rules::obligation_names(id);
            let list = |lang: Lang| show_list(names.iter().map(String::as_str), lang);
            Words::new(
                format!("查找“{name}”栏目（比对的名称：{}）", list(Lang::Zh)),
                format!(
                    "looked for a column for {name} (under the names {})",
                    list(Lang::En)
                ),
            )
        }
        Some(Search::Names(names)) => {
            let list = |lang: Lang| show_list(names.iter().map(String::as_str), lang);
            Words::new(
                format!("查找名为{}的栏目", list(Lang::Zh)),
                format!("looked for a column named {}", list(Lang::En)),
            )
        }
        _ => Words::new(format!("查找“{name}”"), format!("looked for {name}")),
    }
}

/// Keeps the step of looking for a subject.
pub(crate) fn looked(rule: &Rule, name: &str, answer: Truth, then: Words) -> Taken {
    Taken {
        kind: StepKind::Find,
        asked: search(rule, name),
        answer,
        then,
        facts: Vec::new(),
    }
}
