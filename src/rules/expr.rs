//! Conditions and their evaluation in three-valued logic.

use std::collections::BTreeSet;
use std::rc::Rc;

use jiff::civil::Date;
use regex::Regex;

use crate::model::{Cause, Fact, FactSpec, Observation, Truth, Value};
use crate::vocabulary::fold;
use crate::yaml::Pos;

/// A checked condition.
#[derive(Debug, Clone)]
pub enum Expr {
    /// Every one holds.
    All(Vec<Self>),
    /// At least one holds.
    Any(Vec<Self>),
    /// It does not hold.
    Not(Box<Self>),
    /// One fact is as asked.
    Test(Box<Test>),
}

/// A leaf condition: one operator on one fact.
#[derive(Debug, Clone)]
pub struct Test {
    /// The fact.
    pub fact: &'static FactSpec,
    /// The operator.
    pub operator: Operator,
    /// What the fact is compared with.
    pub operand: Operand,
    /// The parameter that the operand comes from.
    pub param: Option<String>,
    /// The operand as written, where it names a parameter.
    pub pattern: Option<String>,
    /// Where it stands in the file.
    pub at: Pos,
}

/// The closed list of operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the table in operator.rs describes each one")]
pub enum Operator {
    Exists,
    Equals,
    NotEquals,
    OneOf,
    NoneOf,
    AtLeast,
    AtMost,
    Before,
    NotAfter,
    After,
    NotBefore,
    Matches,
    Contains,
    ContainsAll,
    ContainsAny,
    ContainsYears,
    CountAtLeast,
    CountAtMost,
    Mentions,
    MentionsAll,
}

/// What a fact is compared with.
#[derive(Debug, Clone)]
pub enum Operand {
    /// Yes or no.
    Bool(bool),
    /// A number.
    Number(Number),
    /// Several numbers.
    Numbers(Vec<Number>),
    /// A day.
    Day(Day),
    /// Words to compare with, folded on comparison.
    Words(Vec<Word>),
    /// A pattern.
    Pattern(Regex),
    /// Every year from the first to the last, both included.
    Years(Number, Number),
}

/// A whole number, or the audit's year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    /// As written.
    Fixed(i64),
    /// The year of the day judged as of, plus this number.
    AuditYear(i64),
}

impl Number {
    /// Returns the number as of a day.
    pub fn on(self, as_of: Date) -> i64 {
        match self {
            Self::Fixed(number) => number,
            Self::AuditYear(offset) => i64::from(as_of.year()).saturating_add(offset),
        }
    }
}

/// A word as the rule writes it, or the audit's year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// As written.
    Text(String),
    /// The year of the day judged as of, plus this number, as text.
    AuditYear(i64),
}

impl Word {
    /// Returns the word as of a day.
    pub fn on(&self, as_of: Date) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::AuditYear(offset) => Number::AuditYear(*offset).on(as_of).to_string(),
        }
    }
}

/// A day that a fact is compared with.
#[derive(Debug, Clone, Copy)]
pub enum Day {
    /// As written.
    Fixed(Date),
    /// Month and day in the year of the day judged as of.
    InAuditYear(i8, i8),
    /// Another fact of the same subject.
    Fact(&'static FactSpec),
    /// The day judged as of.
    AsOf,
}

/// What conditions are evaluated against: the facts of one subject as of one day.
pub trait Facts {
    /// Reads a fact.
    fn observe(&self, fact: &str) -> Rc<Observation>;
    /// Returns the day judged as of.
    fn as_of(&self) -> Date;
}

/// A leaf condition that decided, with what was seen.
#[derive(Debug, Clone)]
pub struct Leaf<'e> {
    /// The condition.
    pub test: &'e Test,
    /// Whether it holds.
    pub truth: Truth,
    /// The fact as read.
    pub observation: Rc<Observation>,
    /// Words that were asked for and are not there.
    pub missing: Vec<String>,
    /// Words that were asked for and are there.
    pub matched: Vec<String>,
    /// Why it is unknown.
    pub cause: Option<Cause>,
}

/// The value of a condition and the leaves that made it so.
#[derive(Debug, Clone)]
pub struct Evaluated<'e> {
    /// Whether it holds.
    pub truth: Truth,
    /// The leaves that decided, in the order of the rule: for `all` that does not hold,
    /// those of its parts that do not hold; for a condition that is unknown, the unknown.
    pub because: Vec<Leaf<'e>>,
}

impl Evaluated<'_> {
    /// Returns the most telling cause among the unknown leaves: a fault of ours first, then
    /// the most particular obstacle; the order is fixed, so the same facts give the same cause.
    pub fn cause(&self) -> Cause {
        self.because
            .iter()
            .filter_map(|leaf| leaf.cause)
            .min_by_key(|cause| telling(*cause))
            .unwrap_or(Cause::NotFetched)
    }
}

/// Returns the rank of a cause: the lower, the more it tells a person what to do.
pub(crate) fn telling(cause: Cause) -> u8 {
    match cause {
        Cause::RuleError => 0,
        Cause::Blocked => 1,
        Cause::ScriptBuilt => 2,
        Cause::LimitReached => 3,
        Cause::JumpsOffSite => 4,
        Cause::ImageOnly => 5,
        Cause::UnreadableFile => 6,
        Cause::CalendarUnknown => 7,
        Cause::Undated => 8,
        Cause::Disputable => 9,
        Cause::NotFetched => 10,
        Cause::NeedsHuman => 11,
    }
}

impl Expr {
    /// Evaluates the condition.
    pub fn evaluate<'e>(&'e self, facts: &dyn Facts) -> Evaluated<'e> {
        match self {
            Self::Test(test) => {
                let leaf = test.evaluate(facts);
                Evaluated {
                    truth: leaf.truth,
                    because: vec![leaf],
                }
            }
            Self::Not(inner) => {
                let evaluated = inner.evaluate(facts);
                Evaluated {
                    truth: evaluated.truth.not(),
                    because: evaluated.because,
                }
            }
            Self::All(parts) => combine(parts, facts, Truth::No),
            Self::Any(parts) => combine(parts, facts, Truth::Yes),
        }
    }

    /// Visits every leaf, in the order of the rule.
    pub fn visit<'e>(&'e self, see: &mut impl FnMut(&'e Test)) {
        match self {
            Self::Test(test) => see(test),
            Self::Not(inner) => inner.visit(see),
            Self::All(parts) | Self::Any(parts) => {
                for part in parts {
                    part.visit(see);
                }
            }
        }
    }

    /// Visits every leaf to change it.
    pub(crate) fn visit_mut(&mut self, see: &mut impl FnMut(&mut Test)) {
        match self {
            Self::Test(test) => see(test),
            Self::Not(inner) => inner.visit_mut(see),
            Self::All(parts) | Self::Any(parts) => {
                for part in parts {
                    part.visit_mut(see);
                }
            }
        }
    }
}

/// Joins parts: one part with the truth `deciding` decides; else an unknown one does.
fn combine<'e>(parts: &'e [Expr], facts: &dyn Facts, deciding: Truth) -> Evaluated<'e> {
    let evaluated: Vec<Evaluated<'e>> = parts.iter().map(|part| part.evaluate(facts)).collect();
    let truth = if evaluated.iter().any(|part| part.truth == deciding) {
        deciding
    } else if evaluated.iter().any(|part| part.truth == Truth::Unknown) {
        Truth::Unknown
    } else {
        deciding.not()
    };
    Evaluated {
        truth,
        because: evaluated
            .into_iter()
            .filter(|part| part.truth == truth)
            .flat_map(|part| part.because)
            .collect(),
    }
}

/// The value of a leaf before it is joined with what was seen.
struct Answer {
    truth: Truth,
    missing: Vec<String>,
    matched: Vec<String>,
    cause: Option<Cause>,
}

impl Answer {
    fn of(value: bool) -> Self {
        Self::from(Truth::of(value))
    }

    fn unknown(cause: Cause) -> Self {
        Self {
            cause: Some(cause),
            ..Self::from(Truth::Unknown)
        }
    }
}

impl From<Truth> for Answer {
    fn from(truth: Truth) -> Self {
        Self {
            truth,
            missing: Vec::new(),
            matched: Vec::new(),
            cause: None,
        }
    }
}

impl Test {
    /// Evaluates the leaf.
    pub fn evaluate<'e>(&'e self, facts: &dyn Facts) -> Leaf<'e> {
        let observation = facts.observe(self.fact.name);
        let answer = match (&observation.fact, self.operator, &self.operand) {
            (Fact::Unknown(cause), _, _) => Answer::unknown(*cause),
            (Fact::Known(Value::Partial(seen, cause)), _, _) => {
                self.compare_partial(seen, *cause, facts.as_of())
            }
            (fact, Operator::Exists, Operand::Bool(wanted)) => {
                Answer::of(matches!(fact, Fact::Known(_)) == *wanted)
            }
            (Fact::Absent, _, _) => self.of_absent(facts.as_of()),
            (Fact::Known(value), _, _) => self.compare(value, facts),
        };
        Leaf {
            test: self,
            truth: answer.truth,
            observation,
            missing: answer.missing,
            matched: answer.matched,
            cause: answer.cause,
        }
    }

    /// A comparison with an absent fact never holds; everything asked for is missing.
    fn of_absent(&self, as_of: Date) -> Answer {
        let missing = match &self.operand {
            Operand::Words(words) => words.iter().map(|word| word.on(as_of)).collect(),
            Operand::Years(first, last) => years(*first, *last, as_of),
            _ => Vec::new(),
        };
        Answer {
            missing,
            ..Answer::of(false)
        }
    }

    fn compare(&self, value: &Value, facts: &dyn Facts) -> Answer {
        use Operator as O;
        let as_of = facts.as_of();
        match (self.operator, &self.operand, value) {
            (O::Equals, Operand::Bool(wanted), Value::Bool(value)) => Answer::of(value == wanted),
            (O::NotEquals, Operand::Bool(wanted), Value::Bool(value)) => {
                Answer::of(value != wanted)
            }
            (operator, Operand::Number(number), Value::Int(value)) => {
                let (value, number) = (*value, number.on(as_of));
                Answer::of(match operator {
                    O::Equals => value == number,
                    O::NotEquals => value != number,
                    O::AtLeast => value >= number,
                    O::AtMost => value <= number,
                    _ => return Answer::unknown(Cause::RuleError),
                })
            }
            (O::OneOf | O::NoneOf, Operand::Numbers(numbers), Value::Int(value)) => {
                let among = numbers.iter().any(|number| number.on(as_of) == *value);
                Answer::of(among == (self.operator == O::OneOf))
            }
            (_, Operand::Day(day), Value::Date(value)) => self.compare_days(*value, *day, facts),
            (_, Operand::Pattern(pattern), Value::Text(value)) => {
                Answer::of(pattern.is_match(value))
            }
            (O::CountAtLeast | O::CountAtMost, Operand::Number(number), Value::List(list)) => {
                let count = i64::try_from(list.len()).unwrap_or(i64::MAX);
                let number = number.on(as_of);
                Answer::of(if self.operator == O::CountAtLeast {
                    count >= number
                } else {
                    count <= number
                })
            }
            (_, Operand::Words(words), Value::Text(value)) => {
                let words = words.iter().map(|word| word.on(as_of)).collect();
                self.compare_text(value, words)
            }
            (_, Operand::Words(words), Value::List(list)) => {
                let words = words.iter().map(|word| word.on(as_of)).collect();
                self.compare_list(list, words)
            }
            (O::Mentions | O::MentionsAll, Operand::Words(words), Value::Phrases(seen)) => {
                let words = words.iter().map(|word| word.on(as_of)).collect();
                self.sort_out(words, |word| seen.contains(&fold(word)))
            }
            (O::ContainsYears, Operand::Years(first, last), Value::List(list)) => {
                self.compare_list(list, years(*first, *last, as_of))
            }
            _ => Answer::unknown(Cause::RuleError),
        }
    }

    /// What was seen is there; of what was not seen nothing can be said.
    fn compare_partial(&self, seen: &BTreeSet<String>, cause: Cause, as_of: Date) -> Answer {
        use Operator as O;
        let count = i64::try_from(seen.len()).unwrap_or(i64::MAX);
        let decided = match (self.operator, &self.operand) {
            (O::Exists, Operand::Bool(wanted)) => (count > 0).then(|| Answer::of(*wanted)),
            (O::CountAtLeast, Operand::Number(number)) => {
                (count >= number.on(as_of)).then(|| Answer::of(true))
            }
            (O::CountAtMost, Operand::Number(number)) => {
                (count > number.on(as_of)).then(|| Answer::of(false))
            }
            (_, Operand::Words(words)) => {
                let words = words.iter().map(|word| word.on(as_of)).collect();
                let list: Vec<String> = seen.iter().cloned().collect();
                Some(self.compare_list(&list, words)).filter(|answer| answer.truth == Truth::Yes)
            }
            (O::ContainsYears, Operand::Years(first, last)) => {
                let list: Vec<String> = seen.iter().cloned().collect();
                Some(self.compare_list(&list, years(*first, *last, as_of)))
                    .filter(|answer| answer.truth == Truth::Yes)
            }
            _ => None,
        };
        decided.unwrap_or_else(|| Answer::unknown(cause))
    }

    fn compare_days(&self, value: Date, day: Day, facts: &dyn Facts) -> Answer {
        let other = match day {
            Day::Fixed(date) => date,
            Day::AsOf => facts.as_of(),
            Day::InAuditYear(month, day) => {
                match Date::new(facts.as_of().year(), month, day) {
                    Ok(date) => date,
                    // 29 February of a common year: the last day of the month.
                    Err(_) => match Date::new(facts.as_of().year(), month, 28) {
                        Ok(date) => date,
                        Err(_) => return Answer::unknown(Cause::RuleError),
                    },
                }
            }
            Day::Fact(fact) => match &facts.observe(fact.name).fact {
                Fact::Known(Value::Date(date)) => *date,
                Fact::Known(_) => return Answer::unknown(Cause::RuleError),
                Fact::Absent => return Answer::of(false),
                Fact::Unknown(cause) => return Answer::unknown(*cause),
            },
        };
        Answer::of(match self.operator {
            Operator::Equals => value == other,
            Operator::NotEquals => value != other,
            Operator::Before => value < other,
            Operator::NotAfter => value <= other,
            Operator::After => value > other,
            Operator::NotBefore => value >= other,
            _ => return Answer::unknown(Cause::RuleError),
        })
    }

    fn compare_text(&self, value: &str, words: Vec<String>) -> Answer {
        use Operator as O;
        let folded = fold(value);
        match self.operator {
            O::Equals | O::OneOf => Answer::of(words.iter().any(|word| fold(word) == folded)),
            O::NotEquals | O::NoneOf => Answer::of(words.iter().all(|word| fold(word) != folded)),
            O::Mentions | O::MentionsAll => {
                self.sort_out(words, |word| folded.contains(&fold(word)))
            }
            _ => Answer::unknown(Cause::RuleError),
        }
    }

    fn compare_list(&self, list: &[String], words: Vec<String>) -> Answer {
        let folded: BTreeSet<String> = list.iter().map(|item| fold(item)).collect();
        match self.operator {
            Operator::Mentions | Operator::MentionsAll => self.sort_out(words, |word| {
                let word = fold(word);
                folded.iter().any(|item| item.contains(&word))
            }),
            _ => self.sort_out(words, |word| folded.contains(&fold(word))),
        }
    }

    /// Sorts the words asked for into those there and those missing, and decides.
    fn sort_out(&self, words: Vec<String>, mut is_there: impl FnMut(&str) -> bool) -> Answer {
        use Operator as O;
        let (matched, missing): (Vec<String>, Vec<String>) =
            words.into_iter().partition(|word| is_there(word));
        let truth = match self.operator {
            O::Contains | O::ContainsAll | O::ContainsYears | O::MentionsAll => {
                Truth::of(missing.is_empty())
            }
            O::ContainsAny | O::Mentions => Truth::of(!matched.is_empty()),
            _ => return Answer::unknown(Cause::RuleError),
        };
        Answer {
            truth,
            missing,
            matched,
            cause: None,
        }
    }
}

/// Lists the years from the first to the last; a span beyond reason is cut.
fn years(first: Number, last: Number, as_of: Date) -> Vec<String> {
    let (first, last) = (first.on(as_of), last.on(as_of));
    (first..=last.min(first.saturating_add(200)))
        .map(|year| year.to_string())
        .collect()
}
