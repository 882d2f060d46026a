//! How a verdict came about: what was asked, what was seen and where, what would change it.
//!
//! A site owner who disputes a finding reads this, so it holds every condition of the rule
//! with its answer, and every fact that decided with its place.

use super::cause::Cause;
use super::finding::Evidence;
use super::text::Words;

/// A truth value of Kleene's logic: what is unknown stays unknown unless it cannot matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// It holds.
    Yes,
    /// It does not hold.
    No,
    /// It is not known whether it holds.
    Unknown,
}

impl Truth {
    /// Returns the truth of a condition that is known.
    pub const fn of(value: bool) -> Self {
        if value { Self::Yes } else { Self::No }
    }

    /// Returns the opposite; of what is unknown nothing is known.
    #[must_use]
    pub const fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
        }
    }

    /// Returns the word used in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }
}

/// How one verdict came about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Account {
    /// What the rule expects, in words.
    pub expects: Words,
    /// The first subjects that the verdict is about, each with its steps; one, unless the
    /// verdict stands for many.
    pub examined: Vec<Examined>,
    /// How many subjects it is about.
    pub count: usize,
    /// The parameters of the rule, as they were used.
    pub params: Vec<UsedParam>,
    /// What would change the verdict.
    pub changes: Vec<Words>,
}

/// One subject with the steps that led to its verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examined {
    /// Its name.
    pub name: String,
    /// Its address, where it has one.
    pub url: Option<String>,
    /// The steps, in the order in which they were taken; the last one decided.
    pub steps: Vec<Step>,
}

/// What a step asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepKind {
    /// Whether the clauses are in force and the act is not older.
    InForce,
    /// Whether the rule applies.
    Applies,
    /// Whether the subject is there.
    Find,
    /// Whether only a person can decide.
    Manual,
    /// Whether what is expected holds.
    Expect,
}

impl StepKind {
    /// Returns the word used in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::InForce => "in_force",
            Self::Applies => "applies",
            Self::Find => "find",
            Self::Manual => "manual",
            Self::Expect => "expect",
        }
    }
}

/// One step on the way to a verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What kind of question it was.
    pub kind: StepKind,
    /// What was asked.
    pub asked: Words,
    /// The answer.
    pub answer: Truth,
    /// What came of it.
    pub then: Words,
    /// The facts that decided.
    pub facts: Vec<SeenFact>,
}

/// A fact as it was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenFact {
    /// Its name in rules.
    pub fact: String,
    /// Its meaning in a few words.
    pub label: Words,
    /// What was asked of it.
    pub asked: Words,
    /// Whether it is so.
    pub answer: Truth,
    /// What was seen.
    pub value: Words,
    /// Why it is unknown.
    pub cause: Option<Cause>,
    /// Where it was seen; the first few places.
    pub places: Vec<Evidence>,
    /// How many places there are.
    pub place_count: usize,
}

/// A parameter as it was used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsedParam {
    /// Its name.
    pub name: String,
    /// Its value for people.
    pub value: Words,
    /// Its unit.
    pub unit: Option<String>,
    /// Where the value comes from.
    pub source: String,
    /// True when a configuration set it.
    pub overridden: bool,
}
