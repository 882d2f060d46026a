//! Trying a rule's own examples, and what they leave untried.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;

use super::run;
use super::single::SubjectFacts;
use crate::model::{
    Address, Body, Cause, Evidence, Fact, FactSource, Find, Found, Handle, Observation, Place,
    Profile, Subject, SubjectKind, Value, Verdict, Words, YearFind,
};
use crate::rules::{
    Absent, Example, Expected, Expr, FoundAs, Operand, Pos, Rule, Search, Test, Truth, Word,
};
use crate::vocabulary::fold;

/// What came of one example.
#[derive(Debug, Clone)]
pub struct ExampleReport {
    /// The rule.
    pub rule: String,
    /// The rule's file.
    pub file: String,
    /// Where the example stands.
    pub at: Pos,
    /// What the example shows.
    pub name: String,
    /// The verdict that it expects.
    pub expected: Expected,
    /// The verdict that came out.
    pub got: Verdict,
    /// The message that came out.
    pub message: Words,
    /// What differs; `None` when the example holds.
    pub mismatch: Option<Words>,
}

/// Something that no example of a rule shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uncovered {
    /// The rule.
    pub rule: String,
    /// The rule's file.
    pub file: String,
    /// Where it stands.
    pub at: Pos,
    /// What is not shown.
    pub words: Words,
}

/// Whether examples have to show everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Coverage {
    /// What is not shown is told.
    #[default]
    Warn,
    /// What is not shown is a mistake.
    Require,
}

/// Tries every example of a rule, in the order of the file.
pub fn try_examples(rule: &Rule) -> Vec<ExampleReport> {
    rule.examples
        .iter()
        .map(|example| try_example(rule, example))
        .collect()
}

fn try_example(rule: &Rule, example: &Example) -> ExampleReport {
    let case = Case::new(rule, example);
    let site = run::site_handle(&case);
    let singles = run::singles(rule, &case, &site);
    let (got, message) = match singles.as_slice() {
        [one, ..] => (one.judgement.verdict.clone(), one.judgement.message.clone()),
        [] => (
            Verdict::CannotTell {
                cause: Cause::RuleError,
                look: Words::default(),
            },
            Words::default(),
        ),
    };
    let mismatch = mismatch(example, &got, &message);
    ExampleReport {
        rule: rule.id.clone(),
        file: rule.file.clone(),
        at: example.at,
        name: example.name.clone(),
        expected: example.expected,
        got,
        message,
        mismatch,
    }
}

fn mismatch(example: &Example, got: &Verdict, message: &Words) -> Option<Words> {
    if got.code() != example.expected.code() {
        return Some(Words::new(
            format!(
                "应判为 {}，实际判为 {}：{}",
                example.expected.code(),
                got.code(),
                message.zh
            ),
            format!(
                "expected {}, got {}: {}",
                example.expected.code(),
                got.code(),
                message.en
            ),
        ));
    }
    if let (Verdict::CannotTell { cause, .. }, Some(wanted)) = (got, example.cause)
        && *cause != wanted
    {
        return Some(Words::new(
            format!("原因应为 {}，实际为 {}", wanted.code(), cause.code()),
            format!("expected the cause {}, got {}", wanted.code(), cause.code()),
        ));
    }
    let says = example.says.as_ref()?;
    if message.zh.contains(says.as_str()) || message.en.contains(says.as_str()) {
        return None;
    }
    Some(Words::new(
        format!("消息里没有“{says}”：{}", message.zh),
        format!("the message does not say {says}: {}", message.en),
    ))
}

/// Returns what the examples of a rule leave unshown: leaf conditions that none makes true
/// or none makes false, absence that fails in no example, and messages of failures in which
/// a fact is unknown.
pub fn uncovered(rule: &Rule) -> Vec<Uncovered> {
    let mut found = Vec::new();
    let mut note = |at: Pos, zh: String, en: String| {
        found.push(Uncovered {
            rule: rule.id.clone(),
            file: rule.file.clone(),
            at,
            words: Words::new(zh, en),
        });
    };
    for condition in rule.conditions() {
        condition.visit(&mut |test| {
            let (mut yes, mut no) = (false, false);
            for example in &rule.examples {
                match truth(rule, example, test) {
                    Truth::Yes => yes = true,
                    Truth::No => no = true,
                    Truth::Unknown => {}
                }
            }
            let asked = test.words(crate::model::Lang::Zh);
            let asked_en = test.words(crate::model::Lang::En);
            if !yes {
                note(
                    test.at,
                    format!("没有例子使“{asked}”成立"),
                    format!("no example makes it hold: {asked_en}"),
                );
            }
            if !no {
                note(
                    test.at,
                    format!("没有例子使“{asked}”不成立"),
                    format!("no example makes it not hold: {asked_en}"),
                );
            }
        });
    }
    let absent_shown = rule
        .examples
        .iter()
        .any(|example| example.found == FoundAs::Absent);
    if matches!(rule.absent, Absent::Fail | Absent::When { .. }) && !absent_shown {
        note(
            rule.at,
            "没有“找不到对象”的例子（found: absent）".to_owned(),
            "no example shows an absent subject (found: absent)".to_owned(),
        );
    }
    for report in try_examples(rule) {
        let blank = report.message.zh.contains("（未知）");
        if report.expected == Expected::Fail && report.mismatch.is_none() && blank {
            note(
                report.at,
                format!(
                    "例子“{}”的消息里有未知的事实：{}",
                    report.name, report.message.zh
                ),
                format!(
                    "the message of the example has an unknown fact: {}",
                    report.message.en
                ),
            );
        }
    }
    found
}

fn truth(rule: &Rule, example: &Example, test: &Test) -> Truth {
    let case = Case::new(rule, example);
    let facts = SubjectFacts::new(&case, &case.handle);
    test.evaluate(&facts).truth
}

/// A site on which nothing is known but the facts of one example.
struct Case<'r> {
    rule: &'r Rule,
    example: &'r Example,
    body: Body,
    handle: Handle,
    phrases: BTreeSet<String>,
}

impl<'r> Case<'r> {
    fn new(rule: &'r Rule, example: &'r Example) -> Self {
        let mut phrases = BTreeSet::new();
        for condition in rule.conditions() {
            condition.visit(&mut |test| {
                if let Operand::Words(words) = &test.operand {
                    phrases.extend(words.iter().filter_map(|word| match word {
                        Word::Text(text) => Some(fold(text)),
                        Word::AuditYear(_) => None,
                    }));
                }
            });
        }
        let page = Address::parse("http://example.gov.cn/");
        Self {
            rule,
            example,
            body: Body {
                name: None,
                profile: Profile::CountyDepartment,
                profile_guessed: true,
                powers: BTreeSet::new(),
                lacks: BTreeSet::new(),
                region: None,
            },
            handle: Handle {
                subject: subject(rule.subject, &example.name),
                column: None,
                template: None,
                places: page
                    .into_iter()
                    .map(|page| Place {
                        page,
                        excerpt: None,
                        locator: None,
                        earlier: None,
                    })
                    .collect(),
                index: 0,
            },
            phrases,
        }
    }

    fn fact(&self, name: &str) -> Fact {
        if let Some(fact) = self.example.facts.get(name) {
            return self.as_read(name, fact);
        }
        match name {
            "audit.as_of" => Fact::date(self.example.as_of),
            "audit.year" => Fact::int(i64::from(self.example.as_of.year())),
            _ => Fact::Unknown(Cause::NotFetched),
        }
    }

    /// Of a text only the phrases that the rule asks for are ever kept.
    fn as_read(&self, name: &str, fact: &Fact) -> Fact {
        let corpus = crate::rules::fact(name)
            .is_some_and(|spec| spec.kind == crate::model::ValueKind::Corpus);
        match fact {
            Fact::Known(Value::List(texts)) if corpus => {
                let texts: Vec<String> = texts.iter().map(|text| fold(text)).collect();
                let seen = self
                    .phrases
                    .iter()
                    .filter(|phrase| texts.iter().any(|text| text.contains(phrase.as_str())));
                Fact::Known(Value::Phrases(seen.cloned().collect()))
            }
            other => other.clone(),
        }
    }
}

fn subject(kind: SubjectKind, name: &str) -> Subject {
    Subject {
        kind,
        key: format!("example:{name}"),
        name: name.to_owned(),
        url: None,
    }
}

impl FactSource for Case<'_> {
    fn body(&self) -> &Body {
        &self.body
    }

    fn as_of(&self) -> Date {
        self.example.as_of
    }

    fn site_key(&self) -> &str {
        "example"
    }

    fn find(&self, kind: SubjectKind, find: &Find) -> Found {
        if kind != self.rule.subject {
            return Found::Subjects(Vec::new());
        }
        // Of a rule on every year, the example is about the last one.
        let other_year = matches!(self.rule.find, Some(Search::EachSince(..)))
            && find.year != Some(YearFind::Relative(-1));
        match self.example.found {
            _ if other_year => Found::Subjects(Vec::new()),
            FoundAs::Found => Found::Subjects(vec![self.handle.clone()]),
            FoundAs::Absent => Found::Absent {
                subject: self.handle.subject.clone(),
                places: self.handle.places.clone(),
                instead: None,
            },
            FoundAs::Unknown(cause) => Found::Unknown {
                subject: self.handle.subject.clone(),
                cause,
                look: Words::default(),
                places: self.handle.places.clone(),
            },
        }
    }

    fn observe(&self, _: &Handle, fact: &str) -> Observation {
        self.fact(fact).into()
    }

    fn evidence(&self, place: &Place) -> Evidence {
        Evidence {
            url: place.page.as_str().into(),
            fetched_at: Timestamp::UNIX_EPOCH,
            status: Some(200),
            excerpt: place.excerpt.as_deref().map(Into::into),
            locator: place.locator.as_deref().map(Into::into),
            sha256: None,
        }
    }

    fn fetched(&self) -> (Timestamp, Timestamp) {
        (Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH)
    }
}

/// Returns the leaves of a condition in order; used to name them.
pub(crate) fn leaves(expr: &Expr) -> Vec<&Test> {
    let mut found = Vec::new();
    expr.visit(&mut |test| found.push(test));
    found
}
