//! How an audit stands to an earlier one.

use super::finding::Severity;

/// How one verdict stands to the baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// The baseline does not have it.
    New,
    /// The baseline has it, and it has become graver or has places that the baseline has not.
    Worse,
    /// The baseline has it with other words, severity or places, and it is no worse.
    Changed,
    /// The baseline has it as it is.
    Known,
}

impl Change {
    /// Returns the code used in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Worse => "worse",
            Self::Changed => "changed",
            Self::Known => "known",
        }
    }

    /// Tells whether a check that asks what is new has to tell of it.
    pub const fn is_news(self) -> bool {
        matches!(self, Self::New | Self::Worse)
    }
}

/// What became of a finding that the baseline has and this audit has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gone {
    /// The rule passes on its subject.
    Passed,
    /// It could not be told this time: it may still be there.
    CannotTell,
    /// The rule does not apply any more, or it is waived.
    Inapplicable,
    /// This audit does not list it: it passed among many, or its subject or rule is gone.
    NotListed,
}

impl Gone {
    /// Returns the code used in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Passed => "pass",
            Self::CannotTell => "cannot_tell",
            Self::Inapplicable => "inapplicable",
            Self::NotListed => "not_listed",
        }
    }
}

/// A finding in a comparison, in the words of the audit that has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// Its identity.
    pub fingerprint: String,
    /// The rule.
    pub rule: String,
    /// The rule's title.
    pub title: String,
    /// Its severity.
    pub severity: Severity,
    /// The subject's name.
    pub subject: String,
    /// Where to look.
    pub url: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What the baseline said, where it said something else.
    pub was: Option<String>,
    /// The pages that the baseline does not have; empty unless the finding is worse.
    pub added: Vec<String>,
}

/// An audit compared with an earlier one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Comparison {
    /// The target of the earlier audit.
    pub target: String,
    /// The day that it judged as of.
    pub as_of: String,
    /// When its material was last fetched.
    pub finished: String,
    /// The tool that wrote it.
    pub tool: String,
    /// Findings that are new.
    pub new: Vec<Compared>,
    /// Findings that have become worse.
    pub worse: Vec<Compared>,
    /// Findings that have changed and are no worse.
    pub changed: Vec<Compared>,
    /// How many findings are as they were.
    pub known: usize,
    /// Findings that this audit has not.
    pub absent: Vec<(Compared, Gone)>,
    /// What cannot be told now and could, or was not asked, before.
    pub newly_open: usize,
    /// What stands in the way of comparing, for people: another site, other rules.
    pub cautions: Vec<super::text::Words>,
}

impl Comparison {
    /// Returns how many findings a check that asks what is new has to tell of.
    pub fn news(&self) -> usize {
        self.new.len() + self.worse.len()
    }
}

/// A waiver that names an outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waived {
    /// Why.
    pub reason: String,
    /// Who decided.
    pub approver: String,
    /// The last day on which it holds.
    pub expires: jiff::civil::Date,
    /// True when that day is past: the finding counts again.
    pub expired: bool,
}
