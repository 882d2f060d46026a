//! The steps of a judgement, kept when someone wants to see how it came about.

use crate::model::{
    Cause, Fact, FactSpec, Lang, Observation, Place, StepKind, Truth, Words, word_label,
};
use crate::rules::{
    Day, Evaluated, Facts, Leaf, Operand, label, show_fact_of, show_list, show_seen,
};

/// A step whose places are not yet evidence.
#[derive(Debug, Clone)]
pub(crate) struct Taken {
    pub(crate) kind: StepKind,
    pub(crate) asked: Words,
    pub(crate) answer: Truth,
    pub(crate) then: Words,
    pub(crate) facts: Vec<Read>,
}

/// A fact that was read on the way.
#[derive(Debug, Clone)]
pub(crate) struct Read {
    pub(crate) fact: &'static str,
    pub(crate) label: Words,
    pub(crate) asked: Words,
    pub(crate) answer: Truth,
    pub(crate) value: Words,
    pub(crate) cause: Option<Cause>,
    pub(crate) places: Vec<Place>,
}

/// Collects the steps of a judgement when someone wants to see them.
pub(crate) type Steps<'t> = Option<&'t mut Vec<Taken>>;

/// Keeps a condition with its answer and the facts that decided.
pub(crate) fn condition(
    steps: &mut Steps<'_>,
    kind: StepKind,
    asked: impl FnOnce() -> Words,
    evaluated: &Evaluated<'_>,
    facts: &dyn Facts,
    then: impl FnOnce() -> Words,
) {
    if let Some(steps) = steps {
        steps.push(Taken {
            kind,
            asked: asked(),
            answer: evaluated.truth,
            then: then(),
            facts: evaluated
                .because
                .iter()
                .flat_map(|leaf| reads(leaf, facts))
                .collect(),
        });
    }
}

/// Keeps a step that is no condition of the rule.
pub(crate) fn remark(steps: &mut Steps<'_>, taken: impl FnOnce() -> Taken) {
    if let Some(steps) = steps {
        steps.push(taken());
    }
}

/// Returns the fact of a leaf, and the one that it was compared with.
fn reads(leaf: &Leaf<'_>, facts: &dyn Facts) -> Vec<Read> {
    let one = |lang: Lang| {
        if let Some(cause) = leaf.cause {
            return cause.label(lang).to_owned();
        }
        let mut seen = show_seen(leaf, lang);
        if !leaf.missing.is_empty() {
            let words = leaf.missing.iter();
            let missing = show_list(
                words.map(|word| word_label(leaf.test.fact, word, lang)),
                lang,
            );
            seen.push_str(&match lang {
                Lang::Zh => format!("（缺：{missing}）"),
                Lang::En => format!(" (missing: {missing})"),
            });
        }
        seen
    };
    let mut reads = vec![Read {
        fact: leaf.test.fact.name,
        label: words_of(leaf.test.fact),
        asked: Words::new(leaf.test.words(Lang::Zh), leaf.test.words(Lang::En)),
        answer: leaf.truth,
        value: Words::new(one(Lang::Zh), one(Lang::En)),
        cause: leaf.cause,
        places: leaf.observation.places.clone(),
    }];
    if let Operand::Day(Day::Fact(other)) = &leaf.test.operand {
        let asked = reads[0].asked.clone();
        reads.push(read(other, &facts.observe(other.name), asked, leaf.truth));
    }
    reads
}

/// Returns a fact as it was read.
pub(crate) fn read(
    fact: &'static FactSpec,
    observation: &Observation,
    asked: Words,
    answer: Truth,
) -> Read {
    let cause = match &observation.fact {
        Fact::Unknown(cause) => Some(*cause),
        _ => None,
    };
    let one = |lang: Lang| match cause {
        Some(cause) => cause.label(lang).to_owned(),
        None => show_fact_of(fact, &observation.fact, lang),
    };
    Read {
        fact: fact.name,
        label: words_of(fact),
        asked,
        answer,
        value: Words::new(one(Lang::Zh), one(Lang::En)),
        cause,
        places: observation.places.clone(),
    }
}

fn words_of(fact: &FactSpec) -> Words {
    Words::new(label(fact, Lang::Zh), label(fact, Lang::En))
}
