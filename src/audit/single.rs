//! One rule on one subject: the order of questions, and the verdict.

use std::cell::RefCell;
use std::rc::Rc;

use jiff::civil::Date;

use super::explain;
use super::steps::{self, Steps, Taken};
use super::words;
use crate::model::{
    Basis, Cause, Fact, FactSource, Handle, Lang, Observation, Place, StepKind, Subject, Truth,
    Value, Verdict, Words,
};
use crate::rules::{Absent, Evaluated, Facts, Guard, Leaf, Rule};

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

/// The facts of one subject, each read once.
pub(crate) struct SubjectFacts<'s> {
    source: &'s dyn FactSource,
    handle: &'s Handle,
    /// A rule asks for few: they are looked through.
    seen: RefCell<Vec<(String, Rc<Observation>)>>,
}

impl<'s> SubjectFacts<'s> {
    pub(crate) fn new(source: &'s dyn FactSource, handle: &'s Handle) -> Self {
        Self {
            source,
            handle,
            seen: RefCell::new(Vec::new()),
        }
    }
}

impl Facts for SubjectFacts<'_> {
    fn observe(&self, fact: &str) -> Rc<Observation> {
        let known = self.seen.borrow();
        if let Some((_, known)) = known.iter().find(|(name, _)| name == fact) {
            return Rc::clone(known);
        }
        drop(known);
        let read = Rc::new(self.source.observe(self.handle, fact));
        self.seen
            .borrow_mut()
            .push((fact.to_owned(), Rc::clone(&read)));
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
    let late = out_of_force(rule, as_of);
    steps::remark(steps, || in_force(rule, as_of, late.as_ref()));
    if let Some(reason) = late {
        return Before::Settled(inapplicable(reason, "in-force".to_owned(), Vec::new()));
    }
    let mut unknown = None;
    for (index, guard) in rule.applies.iter().enumerate().filter(|(_, g)| g.early) {
        let evaluated = guard.when.evaluate(facts);
        applies(steps, guard, &evaluated, facts);
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

/// Keeps the step that asks whether the rule's clauses are in force.
fn in_force(rule: &Rule, as_of: Date, late: Option<&Words>) -> Taken {
    let one = |lang: Lang| {
        let clauses: Vec<String> = rule
            .leading()
            .map(|basis| {
                let (name, since) = (named(basis, lang), basis.since);
                match (basis.until, lang) {
                    (None, Lang::Zh) => format!("{name}自 {since} 起施行"),
                    (None, Lang::En) => format!("{name} from {since}"),
                    (Some(until), Lang::Zh) => format!("{name}自 {since} 至 {until} 施行"),
                    (Some(until), Lang::En) => format!("{name} from {since} to {until}"),
                }
            })
            .collect();
        let clauses = clauses.join(lang.pick("；", "; "));
        match lang {
            Lang::Zh => format!("依据在核查日 {as_of} 是否施行（{clauses}）"),
            Lang::En => format!("the basis is in force on {as_of} ({clauses})"),
        }
    };
    Taken {
        kind: StepKind::InForce,
        asked: Words::new(one(Lang::Zh), one(Lang::En)),
        answer: Truth::of(late.is_none()),
        then: late.map_or_else(|| Words::new("继续", "on"), not_applicable),
        facts: Vec::new(),
    }
}

fn not_applicable(reason: &Words) -> Words {
    Words::new(
        format!("不适用：{}", reason.zh),
        format!("inapplicable: {}", reason.en),
    )
}

/// Keeps the step of one condition for the rule to apply.
fn applies(steps: &mut Steps<'_>, guard: &Guard, evaluated: &Evaluated<'_>, facts: &dyn Facts) {
    let then = || match evaluated.truth {
        Truth::Yes => Words::new("适用，继续", "applies; on"),
        Truth::No => not_applicable(&guard.otherwise),
        Truth::Unknown => Words::new("是否适用未知", "unknown whether it applies"),
    };
    let asked = || guard.when.words();
    steps::condition(steps, StepKind::Applies, asked, evaluated, facts, then);
}

/// Keeps the step that asks whether the judged act is older than the rule's basis.
fn act(steps: &mut Steps<'_>, rule: &Rule, facts: &dyn Facts, early: Option<&Words>) {
    let Some(fact) = rule.act else {
        return;
    };
    steps::remark(steps, || {
        let observation = facts.observe(fact.name);
        let asked = Words::new(
            "所判的行为不早于依据的施行日",
            "the judged act is not older than the basis",
        );
        let answer = match (&observation.fact, early) {
            (_, Some(_)) => Truth::No,
            (Fact::Known(_), None) => Truth::Yes,
            _ => Truth::Unknown,
        };
        Taken {
            kind: StepKind::InForce,
            answer,
            then: early.map_or_else(|| Words::new("继续", "on"), not_applicable),
            facts: vec![steps::read(fact, &observation, asked.clone(), answer)],
            asked,
        }
    });
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

/// What becomes of a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Passes {
    /// It is kept with what was seen.
    Told,
    /// It is one of very many and only counted: it need not say anything.
    Counted,
}

/// Judges a rule on a subject that was found.
pub(crate) fn judge(
    rule: &Rule,
    source: &dyn FactSource,
    handle: &Handle,
    before: &Before,
    passes: Passes,
    mut steps: Steps<'_>,
) -> Judgement {
    let facts = SubjectFacts::new(source, handle);
    let mut judgement = decide(rule, &facts, handle, before, passes, &mut steps);
    let counted = passes == Passes::Counted && judgement.verdict == Verdict::Pass;
    if judgement.places.is_empty() && !counted {
        judgement.places.clone_from(&handle.places);
    }
    judgement
}

fn decide(
    rule: &Rule,
    facts: &SubjectFacts<'_>,
    handle: &Handle,
    before: &Before,
    passes: Passes,
    steps: &mut Steps<'_>,
) -> Judgement {
    if let Before::Settled(judgement) = before {
        return judgement.clone();
    }
    let early = act_too_early(rule, facts);
    act(steps, rule, facts, early.as_ref().map(|(reason, _)| reason));
    if let Some((reason, places)) = early {
        return inapplicable(reason, "act".to_owned(), places);
    }
    let mut unknown = match before {
        Before::Unknown(judgement) => Some(judgement.clone()),
        _ => None,
    };
    for (index, guard) in rule.applies.iter().enumerate().filter(|(_, g)| !g.early) {
        let evaluated = guard.when.evaluate(facts);
        applies(steps, guard, &evaluated, facts);
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
        let then = || match evaluated.truth {
            Truth::Yes => Words::new(
                format!("由人核查：{}", manual.look.zh),
                format!("left to a person: {}", manual.look.en),
            ),
            Truth::No => Words::new("不属这种情形，继续", "not so; on"),
            Truth::Unknown => Words::new(
                "是否属这种情形未知：达标仍可判，不达标则不判缺陷",
                "unknown: it can still pass, but does not fail",
            ),
        };
        let asked = || manual.when.words();
        steps::condition(steps, StepKind::Manual, asked, &evaluated, facts, then);
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
    let then = || match (evaluated.truth, &doubtful) {
        (Truth::Yes, _) => Words::new("达标", "pass"),
        (Truth::No, None) => Words::new("缺陷", "fail"),
        (Truth::No, Some(_)) => Words::new(
            "未能判定：看来不达标，但可能属于要由人看的情形",
            "cannot tell: it seems not to hold, but a person may have to decide",
        ),
        (Truth::Unknown, _) => Words::new("未能判定", "cannot tell"),
    };
    let asked = || rule.expect.words();
    steps::condition(steps, StepKind::Expect, asked, &evaluated, facts, then);
    match (evaluated.truth, doubtful) {
        (Truth::Yes, _) if passes == Passes::Counted => Judgement {
            verdict: Verdict::Pass,
            message: Words::default(),
            places: Vec::new(),
            step: String::new(),
        },
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

/// A subject that was looked for by name and is not there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Missing<'s> {
    pub(crate) subject: &'s Subject,
    /// Where it was looked for.
    pub(crate) looked: &'s [Place],
    /// What was found in its place.
    pub(crate) instead: Option<&'s Words>,
}

/// Judges a rule whose subject was looked for by name and is not there.
pub(crate) fn judge_absent(
    rule: &Rule,
    facts: &dyn Facts,
    missing: Missing<'_>,
    before: &Before,
    mut steps: Steps<'_>,
) -> Judgement {
    let Missing {
        subject, looked, ..
    } = missing;
    match before {
        Before::Settled(judgement) => return judgement.clone(),
        // Whether the rule applies or not, a subject that is not there leaves nothing to judge.
        Before::Unknown(_) if matches!(rule.absent, Absent::Inapplicable) => {}
        Before::Unknown(judgement) => return judgement.clone(),
        Before::Open => {}
    }
    steps::remark(&mut steps, || {
        let (zh, en) = match &rule.absent {
            Absent::Fail => ("：缺陷", ": fail"),
            Absent::CannotTell => ("：由人核查", ": left to a person"),
            Absent::Inapplicable => ("：不适用，由另一条规则判断", ": inapplicable"),
            Absent::When { .. } => ("；看本机关是否应有", "; does the body have to have it?"),
        };
        let then = Words::new(
            format!("没有找到，可能所在之处都已读过{zh}"),
            format!("absent; all that could hold it was read{en}"),
        );
        explain::looked(rule, &subject.name, Truth::No, then)
    });
    let judgement = |verdict, message| Judgement {
        verdict,
        message,
        places: looked.to_vec(),
        step: "absent".to_owned(),
    };
    let own_words = rule.absent_message.as_ref().map(|message| {
        let fact = |name: &str| facts.observe(name).fact.clone();
        let seen = words::Seen {
            subject: &subject.name,
            leaves: &[],
            fact: &fact,
        };
        let said = words::fill(rule, message, &seen);
        match missing.instead {
            Some(found) => Words::new(
                format!("{}（{}）", said.zh, found.zh),
                format!("{} ({})", said.en, found.en),
            ),
            None => said,
        }
    });
    let fail = || judgement(Verdict::Fail, own_words.clone().unwrap_or_default());
    let left_open = |cause, look| {
        let message = own_words.clone().unwrap_or_else(|| {
            Words::new(
                format!("没有找到“{}”，{}", subject.name, words::not_told(cause).zh),
                format!(
                    "{} is not there; {}",
                    subject.name,
                    words::not_told(cause).en
                ),
            )
        });
        judgement(Verdict::CannotTell { cause, look }, message)
    };
    match &rule.absent {
        Absent::Fail => fail(),
        Absent::CannotTell => {
            let cause = Cause::NeedsHuman;
            left_open(cause, words::look(rule, cause, &[]))
        }
        Absent::Inapplicable => {
            let reason = own_words.clone().unwrap_or_else(|| {
                Words::new(
                    format!("没有“{}”，无从核查其内容", subject.name),
                    format!(
                        "there is no {}, so its content cannot be judged",
                        subject.name
                    ),
                )
            });
            judgement(Verdict::Inapplicable(reason.clone()), reason)
        }
        Absent::When {
            fail: condition,
            cause,
            look,
        } => {
            let evaluated = condition.evaluate(facts);
            let then = || match evaluated.truth {
                Truth::Yes => Words::new("没有即为缺陷", "absence fails"),
                Truth::No => Words::new(
                    format!("由人核查：{}", look.zh),
                    format!("left to a person: {}", look.en),
                ),
                Truth::Unknown => Words::new("未能判定", "cannot tell"),
            };
            let asked = || condition.words();
            let kind = StepKind::Expect;
            steps::condition(&mut steps, kind, asked, &evaluated, facts, then);
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
    steps::remark(&mut steps, || {
        explain::looked(rule, &subject.name, Truth::Unknown, message.clone())
    });
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
