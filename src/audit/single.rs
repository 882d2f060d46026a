//! One rule on one subject: the order of questions, and the verdict.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use jiff::civil::Date;

use super::words;
use crate::model::{
    Basis, Cause, Fact, FactSource, Handle, Lang, Observation, Place, Subject, Value, Verdict,
    Words,
};
use crate::rules::{Absent, Evaluated, Facts, Leaf, Rule, Truth, show_fact};

/// The judgement of one rule on one subject, before anything is gathered.
#[derive(Debug, Clone)]
pub(crate) struct Judgement {
    pub(crate) verdict: Verdict,
    pub(crate) message: Words,
    /// Where it was seen; the first place is the best evidence.
    pub(crate) places: Vec<Place>,
    /// Which step of the rule decided; groups what is inapplicable for the same reason.
    pub(crate) step: String,
}

/// A step of the way to a verdict, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What was asked.
    pub asked: Words,
    /// The answer; `None` where the step is no condition.
    pub truth: Option<Truth>,
    /// The facts that decided: what each was asked and what was seen.
    pub facts: Vec<Words>,
}

/// The facts of one subject, each read once.
pub(crate) struct SubjectFacts<'s> {
    source: &'s dyn FactSource,
    handle: &'s Handle,
    seen: RefCell<BTreeMap<String, Rc<Observation>>>,
}

impl<'s> SubjectFacts<'s> {
    pub(crate) fn new(source: &'s dyn FactSource, handle: &'s Handle) -> Self {
        Self {
            source,
            handle,
            seen: RefCell::new(BTreeMap::new()),
        }
    }
}

impl Facts for SubjectFacts<'_> {
    fn observe(&self, fact: &str) -> Rc<Observation> {
        if let Some(known) = self.seen.borrow().get(fact) {
            return Rc::clone(known);
        }
        let read = Rc::new(self.source.observe(self.handle, fact));
        self.seen
            .borrow_mut()
            .insert(fact.to_owned(), Rc::clone(&read));
        read
    }

    fn as_of(&self) -> Date {
        self.source.as_of()
    }
}

/// What is settled before the subject is looked for.
#[derive(Debug, Clone)]
pub(crate) enum Before {
    /// The rule is in force and nothing of the body speaks against it.
    Open,
    /// The rule does not apply.
    Settled(Judgement),
    /// It is not known whether the rule applies; a later condition may still settle it.
    Unknown(Judgement),
}

/// Collects the steps of a judgement when someone wants to see them.
pub(crate) type Steps<'t> = Option<&'t mut Vec<Step>>;

fn step(steps: &mut Steps<'_>, asked: &Words, evaluated: &Evaluated<'_>) {
    if let Some(steps) = steps {
        steps.push(Step {
            asked: asked.clone(),
            truth: Some(evaluated.truth),
            facts: evaluated.because.iter().map(leaf_words).collect(),
        });
    }
}

fn remark(steps: &mut Steps<'_>, words: &Words) {
    if let Some(steps) = steps {
        steps.push(Step {
            asked: words.clone(),
            truth: None,
            facts: Vec::new(),
        });
    }
}

fn leaf_words(leaf: &Leaf<'_>) -> Words {
    let one = |lang: Lang| {
        let truth = match leaf.truth {
            Truth::Yes => lang.pick("成立", "holds"),
            Truth::No => lang.pick("不成立", "does not hold"),
            Truth::Unknown => lang.pick("未知", "unknown"),
        };
        let mut seen = show_fact(&leaf.observation.fact, lang);
        if let Some(cause) = leaf.cause {
            seen = cause.label(lang).to_owned();
        }
        let asked = leaf.test.words(lang);
        let name = leaf.test.fact.name;
        match lang {
            Lang::Zh => format!("{asked}：{truth}；{name} = {seen}"),
            Lang::En => format!("{asked}: {truth}; {name} = {seen}"),
        }
    };
    Words::new(one(Lang::Zh), one(Lang::En))
}

fn inapplicable(reason: Words, step: String, places: Vec<Place>) -> Judgement {
    Judgement {
        verdict: Verdict::Inapplicable(reason.clone()),
        message: reason,
        places,
        step,
    }
}

/// Leaves a judgement open because facts are unknown.
fn open(rule: &Rule, evaluated: &Evaluated<'_>, step: &str) -> Judgement {
    let cause = evaluated.cause();
    Judgement {
        verdict: Verdict::CannotTell {
            cause,
            look: words::look(rule, cause, &evaluated.because),
        },
        message: words::open(cause, &evaluated.because),
        places: places(&evaluated.because),
        step: step.to_owned(),
    }
}

fn places(leaves: &[Leaf<'_>]) -> Vec<Place> {
    leaves
        .iter()
        .flat_map(|leaf| leaf.observation.places.iter().cloned())
        .collect()
}

/// Settles what can be settled without the subject: dates in force and the body.
pub(crate) fn before(rule: &Rule, facts: &dyn Facts, steps: &mut Steps<'_>) -> Before {
    let as_of = facts.as_of();
    if let Some(reason) = out_of_force(rule, as_of) {
        remark(steps, &reason);
        return Before::Settled(inapplicable(reason, "in-force".to_owned(), Vec::new()));
    }
    let mut unknown = None;
    for (index, guard) in rule.applies.iter().enumerate().filter(|(_, g)| g.early) {
        let evaluated = guard.when.evaluate(facts);
        step(steps, &guard.when.words(), &evaluated);
        match evaluated.truth {
            Truth::Yes => {}
            Truth::No => {
                return Before::Settled(inapplicable(
                    guard.otherwise.clone(),
                    format!("applies-{index}"),
                    places(&evaluated.because),
                ));
            }
            Truth::Unknown => {
                unknown.get_or_insert_with(|| open(rule, &evaluated, "applies"));
            }
        }
    }
    unknown.map_or(Before::Open, Before::Unknown)
}

/// Says why no clause makes the rule bind on a day, if so.
fn out_of_force(rule: &Rule, as_of: Date) -> Option<Words> {
    if let Some(since) = rule.pack_since.filter(|since| *since > as_of) {
        return Some(Words::new(
            format!("规则包自 {since} 起适用，核查日为 {as_of}"),
            format!("the pack applies from {since}, judged as of {as_of}"),
        ));
    }
    let late = rule.leading().filter(|basis| basis.since > as_of);
    if let Some(basis) = late.max_by_key(|basis| basis.since) {
        return Some(Words::new(
            format!(
                "{}自 {} 起施行，核查日为 {as_of}",
                named(basis, Lang::Zh),
                basis.since
            ),
            format!(
                "{} is in force from {}, judged as of {as_of}",
                named(basis, Lang::En),
                basis.since
            ),
        ));
    }
    let (basis, until) = rule
        .leading()
        .filter_map(|basis| Some((basis, basis.until?)))
        .filter(|(_, until)| *until < as_of)
        .min_by_key(|(_, until)| *until)?;
    Some(Words::new(
        format!(
            "{}已于 {until} 后失效，核查日为 {as_of}",
            named(basis, Lang::Zh)
        ),
        format!(
            "{} was in force until {until}, judged as of {as_of}",
            named(basis, Lang::En)
        ),
    ))
}

fn named(basis: &Basis, lang: Lang) -> String {
    basis.citation(lang)
}

/// Says why the judged act is older than the rule's basis, if so.
fn act_too_early(rule: &Rule, facts: &dyn Facts) -> Option<(Words, Vec<Place>)> {
    let fact = rule.act?;
    let observation = facts.observe(fact.name);
    let Fact::Known(Value::Date(day)) = observation.fact else {
        return None;
    };
    let basis = rule
        .leading()
        .filter(|basis| basis.since > day)
        .max_by_key(|basis| basis.since)?;
    let reason = Words::new(
        format!(
            "该行为发生于 {day}，早于{}的施行日 {}",
            named(basis, Lang::Zh),
            basis.since
        ),
        format!(
            "the act of {day} is older than {}, in force from {}",
            named(basis, Lang::En),
            basis.since
        ),
    );
    Some((reason, observation.places.clone()))
}

/// Judges a rule on a subject that was found.
pub(crate) fn judge(
    rule: &Rule,
    source: &dyn FactSource,
    handle: &Handle,
    before: &Before,
    mut steps: Steps<'_>,
) -> Judgement {
    let facts = SubjectFacts::new(source, handle);
    let mut judgement = decide(rule, &facts, handle, before, &mut steps);
    if judgement.places.is_empty() {
        judgement.places.clone_from(&handle.places);
    }
    judgement
}

fn decide(
    rule: &Rule,
    facts: &SubjectFacts<'_>,
    handle: &Handle,
    before: &Before,
    steps: &mut Steps<'_>,
) -> Judgement {
    if let Before::Settled(judgement) = before {
        return judgement.clone();
    }
    if let Some((reason, places)) = act_too_early(rule, facts) {
        remark(steps, &reason);
        return inapplicable(reason, "act".to_owned(), places);
    }
    let mut unknown = match before {
        Before::Unknown(judgement) => Some(judgement.clone()),
        _ => None,
    };
    for (index, guard) in rule.applies.iter().enumerate().filter(|(_, g)| !g.early) {
        let evaluated = guard.when.evaluate(facts);
        step(steps, &guard.when.words(), &evaluated);
        match evaluated.truth {
            Truth::Yes => {}
            Truth::No => {
                return inapplicable(
                    guard.otherwise.clone(),
                    format!("applies-{index}"),
                    places(&evaluated.because),
                );
            }
            Truth::Unknown => {
                unknown.get_or_insert_with(|| open(rule, &evaluated, "applies"));
            }
        }
    }
    if let Some(unknown) = unknown {
        return unknown;
    }
    // A case for a person that may or may not be one: what is expected can still pass,
    // but a failure would be an accusation on a guess.
    let mut doubtful = None;
    for (index, manual) in rule.cannot_tell.iter().enumerate() {
        let evaluated = manual.when.evaluate(facts);
        step(steps, &manual.when.words(), &evaluated);
        match evaluated.truth {
            Truth::Yes => {
                return Judgement {
                    verdict: Verdict::CannotTell {
                        cause: manual.cause,
                        look: manual.look.clone(),
                    },
                    message: Words::new(
                        format!(
                            "{}（{}）",
                            words::not_told(manual.cause).zh,
                            words::seen(&evaluated.because).zh
                        ),
                        format!(
                            "{} ({})",
                            words::not_told(manual.cause).en,
                            words::seen(&evaluated.because).en
                        ),
                    ),
                    places: places(&evaluated.because),
                    step: format!("cannot-tell-{index}"),
                };
            }
            Truth::No => {}
            Truth::Unknown => {
                doubtful.get_or_insert_with(|| open(rule, &evaluated, "cannot-tell"));
            }
        }
    }
    let evaluated = rule.expect.evaluate(facts);
    step(steps, &rule.expect.words(), &evaluated);
    match (evaluated.truth, doubtful) {
        (Truth::Yes, _) => Judgement {
            verdict: Verdict::Pass,
            message: words::seen(&evaluated.because),
            places: places(&evaluated.because),
            step: "expect".to_owned(),
        },
        (Truth::Unknown, _) => open(rule, &evaluated, "expect"),
        (Truth::No, Some(doubtful)) => doubtful,
        (Truth::No, None) => {
            let fact = |name: &str| facts.observe(name).fact.clone();
            let seen = words::Seen {
                subject: &handle.subject.name,
                leaves: &evaluated.because,
                fact: &fact,
            };
            Judgement {
                verdict: Verdict::Fail,
                message: words::fill(rule, &rule.message, &seen),
                places: places(&evaluated.because),
                step: "expect".to_owned(),
            }
        }
    }
}

/// Judges a rule whose subject was looked for by name and is not there.
pub(crate) fn judge_absent(
    rule: &Rule,
    facts: &dyn Facts,
    subject: &Subject,
    looked: &[Place],
    before: &Before,
    mut steps: Steps<'_>,
) -> Judgement {
    match before {
        Before::Settled(judgement) | Before::Unknown(judgement) => return judgement.clone(),
        Before::Open => {}
    }
    remark(
        &mut steps,
        &Words::new(
            format!("查找“{}”：没有找到，可能所在之处都已读过", subject.name),
            format!(
                "looked for {}: absent, all that could hold it was read",
                subject.name
            ),
        ),
    );
    let judgement = |verdict, message| Judgement {
        verdict,
        message,
        places: looked.to_vec(),
        step: "absent".to_owned(),
    };
    let fail = || {
        let fact = |name: &str| facts.observe(name).fact.clone();
        let seen = words::Seen {
            subject: &subject.name,
            leaves: &[],
            fact: &fact,
        };
        let message = rule
            .absent_message
            .as_ref()
            .map(|message| words::fill(rule, message, &seen))
            .unwrap_or_default();
        judgement(Verdict::Fail, message)
    };
    let left_open = |cause, look| {
        let message = Words::new(
            format!("没有找到“{}”，{}", subject.name, words::not_told(cause).zh),
            format!(
                "{} is not there; {}",
                subject.name,
                words::not_told(cause).en
            ),
        );
        judgement(Verdict::CannotTell { cause, look }, message)
    };
    match &rule.absent {
        Absent::Fail => fail(),
        Absent::CannotTell => {
            let cause = Cause::NeedsHuman;
            left_open(cause, words::look(rule, cause, &[]))
        }
        Absent::Inapplicable => {
            let reason = Words::new(
                format!("没有“{}”，无从核查其内容", subject.name),
                format!(
                    "there is no {}, so its content cannot be judged",
                    subject.name
                ),
            );
            judgement(Verdict::Inapplicable(reason.clone()), reason)
        }
        Absent::When {
            fail: condition,
            cause,
            look,
        } => {
            let evaluated = condition.evaluate(facts);
            step(&mut steps, &condition.words(), &evaluated);
            match evaluated.truth {
                Truth::Yes => fail(),
                Truth::No => left_open(*cause, look.clone()),
                Truth::Unknown => {
                    let cause = evaluated.cause();
                    left_open(cause, words::look(rule, cause, &evaluated.because))
                }
            }
        }
    }
}

/// Judges a rule whose subject was looked for and not seen, while not all was read.
pub(crate) fn judge_unseen(
    rule: &Rule,
    subject: &Subject,
    cause: Cause,
    look: &Words,
    looked: &[Place],
    before: &Before,
    mut steps: Steps<'_>,
) -> Judgement {
    match before {
        Before::Settled(judgement) | Before::Unknown(judgement) => return judgement.clone(),
        Before::Open => {}
    }
    let message = Words::new(
        format!("没有看到“{}”，{}", subject.name, words::not_told(cause).zh),
        format!(
            "{} was not seen; {}",
            subject.name,
            words::not_told(cause).en
        ),
    );
    remark(&mut steps, &message);
    let look = if look.zh.is_empty() {
        words::look(rule, cause, &[])
    } else {
        look.clone()
    };
    Judgement {
        verdict: Verdict::CannotTell { cause, look },
        message,
        places: looked.to_vec(),
        step: "find".to_owned(),
    }
}
