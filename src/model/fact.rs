//! Facts: named, typed observations about a subject, the only thing rules see.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;

use super::address::Address;
use super::cause::Cause;

/// What a rule is applied to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SubjectKind {
    /// The whole site.
    Site,
    /// The disclosure platform.
    Platform,
    /// A column, or the columns that serve one obligation.
    Column,
    /// The disclosure guide.
    Guide,
    /// The annual report of one year.
    Report,
    /// One published document.
    Document,
    /// One page of any kind.
    Page,
    /// One link on one page.
    Link,
    /// One mailbox entry.
    Message,
    /// One interpretation of a policy.
    Interpretation,
    /// One call for opinions, or the report of what came of one.
    Consultation,
    /// One decision of enforcement.
    Decision,
}

impl SubjectKind {
    /// Every kind.
    pub const ALL: [Self; 12] = [
        Self::Site,
        Self::Platform,
        Self::Column,
        Self::Guide,
        Self::Report,
        Self::Document,
        Self::Page,
        Self::Link,
        Self::Message,
        Self::Interpretation,
        Self::Consultation,
        Self::Decision,
    ];

    /// Returns the code used in rules and files; also the first part of its facts' names.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Platform => "platform",
            Self::Column => "column",
            Self::Guide => "guide",
            Self::Report => "report",
            Self::Document => "document",
            Self::Page => "page",
            Self::Link => "link",
            Self::Message => "message",
            Self::Interpretation => "interpretation",
            Self::Consultation => "consultation",
            Self::Decision => "decision",
        }
    }

    /// Returns the kind with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// The type of a fact's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueKind {
    /// Yes or no.
    Bool,
    /// A whole number.
    Int,
    /// A calendar day.
    Date,
    /// Text, or one word of a closed list.
    Text,
    /// Several texts.
    List,
    /// A body of text, of which only the phrases that rules ask for are kept.
    Corpus,
}

impl ValueKind {
    /// Returns the name used in documents and error messages.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Date => "date",
            Self::Text => "text",
            Self::List => "list",
            Self::Corpus => "corpus",
        }
    }
}

/// A fact's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A calendar day.
    Date(Date),
    /// Text.
    Text(String),
    /// Several texts.
    List(Vec<String>),
    /// The phrases seen, out of those that the rules ask for (normalised).
    Phrases(BTreeSet<String>),
    /// Texts or phrases seen where not everything was read: what is named is there, of what is
    /// not named nothing can be said, for this cause.
    Partial(BTreeSet<String>, Cause),
}

/// What is known of one fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// Seen.
    Known(Value),
    /// Looked for where it would stand, and not there.
    Absent,
    /// Could not be looked for, with the cause.
    Unknown(Cause),
}

impl Fact {
    /// Makes a known yes or no.
    pub const fn bool(value: bool) -> Self {
        Self::Known(Value::Bool(value))
    }

    /// Makes a known number.
    pub const fn int(value: i64) -> Self {
        Self::Known(Value::Int(value))
    }

    /// Makes a known text.
    pub fn text(value: impl Into<String>) -> Self {
        Self::Known(Value::Text(value.into()))
    }

    /// Makes a known day.
    pub const fn date(value: Date) -> Self {
        Self::Known(Value::Date(value))
    }

    /// Makes a known list.
    pub fn list(values: impl IntoIterator<Item = String>) -> Self {
        Self::Known(Value::List(values.into_iter().collect()))
    }

    /// Makes a known text, or absent.
    pub fn text_or_absent(value: Option<impl Into<String>>) -> Self {
        value.map_or(Self::Absent, Self::text)
    }

    /// Makes a known day, or absent.
    pub fn date_or_absent(value: Option<Date>) -> Self {
        value.map_or(Self::Absent, Self::date)
    }
}

/// Where something was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The page.
    pub page: Address,
    /// The words seen, masked and cut to a readable length.
    pub excerpt: Option<String>,
    /// Where on the page, for a person: a label, a table cell, a block.
    pub locator: Option<String>,
    /// The fetch, where it was not the audit's own but that of an earlier snapshot.
    pub earlier: Option<Box<EarlierFetch>>,
}

/// One fetch of an earlier snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierFetch {
    /// When.
    pub at: Timestamp,
    /// HTTP status.
    pub status: u16,
    /// SHA-256 of the decoded body.
    pub sha256: [u8; 32],
}

/// A fact with where it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// What is known.
    pub fact: Fact,
    /// Where it was looked for or seen; the first place is the best evidence.
    pub places: Vec<Place>,
}

impl From<Fact> for Observation {
    fn from(fact: Fact) -> Self {
        Self {
            fact,
            places: Vec::new(),
        }
    }
}

/// The declaration of a fact, which rule files are checked against.
#[derive(Debug, Clone, Copy)]
pub struct FactSpec {
    /// `subject.noun`, for example `document.written_date`.
    pub name: &'static str,
    /// The type of its value.
    pub kind: ValueKind,
    /// The words it can take, when it is one of a closed list; else empty.
    pub words: &'static [&'static str],
    /// What it means, in Chinese.
    pub zh: &'static str,
    /// What it means, in English.
    pub en: &'static str,
}
