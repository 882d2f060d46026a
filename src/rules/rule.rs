//! Checked rules and packs: nothing in them can be misspelt any more.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::expr::Expr;
use super::message::Message;
use crate::model::{
    Basis, Cause, Fact, FactSpec, PackVersion, ParamValue, Severity, SubjectKind, Words,
};
use crate::yaml::Pos;

/// A pack of rules.
#[derive(Debug, Clone)]
pub struct Pack {
    /// Its name, which is its folder's.
    pub name: String,
    /// Its title.
    pub title: Words,
    /// Its version.
    pub version: String,
    /// First day on which it applies.
    pub since: Option<Date>,
    /// Requirements of its source that no rule can judge.
    pub undecidable: Vec<Undecidable>,
}

/// A requirement that no rule can judge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecidable {
    /// Its code.
    pub code: String,
    /// Why no rule can judge it.
    pub why: Words,
}

impl Pack {
    /// Returns name and version, as every output names them.
    pub fn version(&self) -> PackVersion {
        PackVersion {
            name: self.name.clone(),
            version: self.version.clone(),
        }
    }
}

/// One requirement, with everything needed to judge and to explain it.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// Its pack.
    pub pack: String,
    /// The file that it was read from, for messages.
    pub file: String,
    /// Where its id stands in the file.
    pub at: Pos,
    /// Former ids.
    pub was: Vec<String>,
    /// What must hold, in a few words.
    pub title: Words,
    /// How grave a failure is.
    pub severity: Severity,
    /// False when the requirement is recalled only.
    pub verified: bool,
    /// Codes of the requirement in other catalogues.
    pub refs: Vec<String>,
    /// The clauses, the leading one first.
    pub basis: Vec<Clause>,
    /// First day on which its pack applies.
    pub pack_since: Option<Date>,
    /// What it is applied to.
    pub subject: SubjectKind,
    /// How its subject is found by name; `None` judges every subject of the kind.
    pub find: Option<Search>,
    /// What absence of the subject means.
    pub absent: Absent,
    /// What to say when the subject is missing.
    pub absent_message: Option<Message>,
    /// The fact with the day of the judged act.
    pub act: Option<&'static FactSpec>,
    /// When it applies.
    pub applies: Vec<Guard>,
    /// Cases that only a person can decide.
    pub cannot_tell: Vec<Manual>,
    /// What must hold.
    pub expect: Expr,
    /// What to look at by hand when it is left open.
    pub look: Option<Words>,
    /// What to say when it fails.
    pub message: Message,
    /// How to mend it.
    pub advice: Words,
    /// Its parameters.
    pub params: BTreeMap<String, Param>,
    /// Whether many failures become one finding.
    pub gather: Gather,
    /// Whether removing the thing mends it.
    pub removal_mends: bool,
    /// Whether changing a date that a page showed mends it.
    pub redating_mends: bool,
    /// Its cases.
    pub examples: Vec<Example>,
}

/// A clause with its part in the rule.
#[derive(Debug, Clone)]
pub struct Clause {
    /// The clause.
    pub basis: Basis,
    /// True when it only supports and does not restrict when the rule applies.
    pub supporting: bool,
}

/// How a subject is found by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Search {
    /// The columns that serve an obligation, by its id in the vocabulary.
    Serves(String),
    /// A column by its names.
    Names(Vec<String>),
    /// The report of one year, relative to the audit's.
    Year(i16),
    /// The reports of every year from one (or a parameter) to last year.
    EachSince(i64, Option<String>),
}

/// What absence of the subject means.
#[derive(Debug, Clone)]
pub enum Absent {
    /// It is a failure.
    Fail,
    /// It could not be told; the cause is `needs_human`.
    CannotTell,
    /// The rule does not apply; another rule asks for the subject itself.
    Inapplicable,
    /// It is a failure where the condition holds, and open otherwise.
    When {
        /// The condition, over facts of the body and the audit.
        fail: Expr,
        /// The cause otherwise.
        cause: Cause,
        /// What to look at by hand otherwise.
        look: Words,
    },
}

/// A condition for the rule to apply.
#[derive(Debug, Clone)]
pub struct Guard {
    /// What must hold.
    pub when: Expr,
    /// Why the rule does not apply otherwise.
    pub otherwise: Words,
    /// True when it asks only for facts of the body and the audit, so that it can be
    /// decided before the subject is looked for.
    pub early: bool,
}

/// A case that only a person can decide.
#[derive(Debug, Clone)]
pub struct Manual {
    /// When it is so.
    pub when: Expr,
    /// The cause.
    pub cause: Cause,
    /// What to look at by hand.
    pub look: Words,
}

/// A parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Param {
    /// Its value.
    pub value: ParamValue,
    /// Its unit.
    pub unit: Option<String>,
    /// Where the value comes from.
    pub source: String,
    /// True when a configuration set it.
    pub overridden: bool,
}

/// Which failures become one finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Gather {
    /// Every failure is a finding of its own.
    #[default]
    None,
    /// Those in one column.
    Column,
    /// Those on pages of one template.
    Template,
    /// All of the site.
    Site,
}

impl Gather {
    /// Returns the word used in rule files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Column => "column",
            Self::Template => "template",
            Self::Site => "site",
        }
    }
}

/// A case that the rule must decide as said.
#[derive(Debug, Clone)]
pub struct Example {
    /// What the case shows.
    pub name: String,
    /// The verdict that must come out.
    pub expected: Expected,
    /// The facts known; others are unknown (`not_fetched`).
    pub facts: BTreeMap<String, Fact>,
    /// What comes of looking for the subject.
    pub found: FoundAs,
    /// Words that the message must hold.
    pub says: Option<String>,
    /// The cause that must be given.
    pub cause: Option<Cause>,
    /// The day judged as of.
    pub as_of: Date,
    /// Where it stands in the file.
    pub at: Pos,
}

/// The verdict that an example expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the four words of the contract")]
pub enum Expected {
    Pass,
    Fail,
    Inapplicable,
    CannotTell,
}

impl Expected {
    /// Every one, in the order of rule files.
    pub const ALL: [Self; 4] = [Self::Pass, Self::Fail, Self::Inapplicable, Self::CannotTell];

    /// Returns the word used in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Inapplicable => "inapplicable",
            Self::CannotTell => "cannot_tell",
        }
    }
}

/// What comes of looking for the subject in an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoundAs {
    /// It is found.
    Found,
    /// It is not there.
    Absent,
    /// It was not seen, with the cause.
    Unknown(Cause),
}

impl Rule {
    /// Returns the clauses in force on a day; a supporting clause that is not is left out.
    pub fn basis_on(&self, day: Date) -> Vec<Basis> {
        self.basis
            .iter()
            .filter(|clause| {
                let basis = &clause.basis;
                basis.since <= day && basis.until.is_none_or(|until| day <= until)
            })
            .map(|clause| clause.basis.clone())
            .collect()
    }

    /// Returns the clauses that restrict when the rule applies.
    pub fn leading(&self) -> impl Iterator<Item = &Basis> {
        self.basis
            .iter()
            .filter(|clause| !clause.supporting)
            .map(|clause| &clause.basis)
    }

    /// Visits every condition of the rule.
    pub fn conditions(&self) -> impl Iterator<Item = &Expr> {
        let absent = match &self.absent {
            Absent::When { fail, .. } => Some(fail),
            _ => None,
        };
        self.applies
            .iter()
            .map(|guard| &guard.when)
            .chain(absent)
            .chain(self.cannot_tell.iter().map(|manual| &manual.when))
            .chain(std::iter::once(&self.expect))
    }

    /// Visits every condition of the rule to change it.
    pub(crate) fn conditions_mut(&mut self) -> impl Iterator<Item = &mut Expr> {
        let absent = match &mut self.absent {
            Absent::When { fail, .. } => Some(fail),
            _ => None,
        };
        self.applies
            .iter_mut()
            .map(|guard| &mut guard.when)
            .chain(absent)
            .chain(self.cannot_tell.iter_mut().map(|manual| &mut manual.when))
            .chain(std::iter::once(&mut self.expect))
    }
}
