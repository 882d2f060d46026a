//! The one way in which judging asks the site model for subjects and facts.

use jiff::Timestamp;
use jiff::civil::Date;

use super::cause::Cause;
use super::fact::{Observation, Place, SubjectKind};
use super::finding::{Evidence, Subject};
use super::profile::Body;
use super::text::Words;

/// How a rule finds its subjects.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Find {
    /// The obligation that a column serves, by its id in the vocabulary.
    pub serves: Option<String>,
    /// Names of a column that the rule itself gives, exact after normalisation.
    pub names: Vec<String>,
    /// For annual reports: the year reported on, relative to the audit date's year
    /// (`-1` is last year), or each year since a first one.
    pub year: Option<YearFind>,
}

/// Which years' reports or columns a rule looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum YearFind {
    /// The year of the audit date plus this number.
    Relative(i16),
    /// Every year from this one to the year before the audit date's.
    EachSince(i16),
}

/// A subject that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handle {
    /// Its identity and name.
    pub subject: Subject,
    /// The column that it stands in, for rules that gather by column.
    pub column: Option<Subject>,
    /// The page template that it uses, for rules that gather by template.
    pub template: Option<String>,
    /// Where it was found.
    pub places: Vec<Place>,
    /// The source's own reference to it.
    pub index: usize,
}

/// What came of looking for subjects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// These were found; an empty list means that the site has none and need not.
    Subjects(Vec<Handle>),
    /// So many were found, to be taken one at a time with [`FactSource::handle`]: a site has
    /// thousands of pages, and no rule needs more than one of them at once.
    Counted(usize),
    /// Looked for by name and not there; everything that could hold it was read.
    Absent {
        /// The subject that would have been.
        subject: Subject,
        /// Where it was looked for.
        places: Vec<Place>,
        /// What was found in its place, to be told with its absence.
        instead: Option<Words>,
    },
    /// Looked for by name and not seen, but not everything was read.
    Unknown {
        /// The subject that would have been.
        subject: Subject,
        /// Why it is unknown.
        cause: Cause,
        /// What to look at by hand.
        look: Words,
        /// Where it was looked for.
        places: Vec<Place>,
    },
}

/// A read-only view of everything known of one site as of one day.
pub trait FactSource: Sync {
    /// Returns the audited body.
    fn body(&self) -> &Body;
    /// Returns the day judged as of.
    fn as_of(&self) -> Date;
    /// Returns the site's identity, part of every fingerprint.
    fn site_key(&self) -> &str;
    /// Looks for the subjects of a rule.
    fn find(&self, kind: SubjectKind, find: &Find) -> Found;
    /// Returns one of the subjects that [`FactSource::find`] counted; numbers begin at 0 and
    /// keep their order from one question to the next.
    fn handle(&self, kind: SubjectKind, number: usize) -> Option<Handle> {
        let _ = (kind, number);
        None
    }
    /// Reads one fact of a subject; facts named `body.…` and `audit.…` may be asked of any.
    fn observe(&self, handle: &Handle, fact: &str) -> Observation;
    /// Turns a place into evidence: adds time, status and digest of the page.
    fn evidence(&self, place: &Place) -> Evidence;
    /// Takes in of which subjects a rule asked whether there is any content (a column, the guide,
    /// a report, the site's channel for questions): those on which it failed and those that
    /// passed or were left open. A source is judged by one set of rules, and told before what is left over
    /// is asked for: one fault is then told once.
    fn settle(&self, failed: &[Handle], others: &[Handle]) {
        let _ = (failed, others);
    }
    /// Returns when the material was first and last fetched.
    fn fetched(&self) -> (Timestamp, Timestamp);
}
