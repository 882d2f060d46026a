//! Plain data shared by every layer: no I/O, no clock, no serialisation formats.

mod account;
mod address;
mod capture;
mod cause;
mod change;
mod elapsed;
mod fact;
mod facts_catalogue;
mod fault_words;
mod finding;
mod home;
mod page;
mod paper;
mod param;
mod profile;
mod provision;
mod score;
mod source;
mod text;
mod whole;
mod word_labels;

pub use account::{Account, Examined, SeenFact, Step, StepKind, Truth, UsedParam};
pub use address::{Address, is_program};
pub use capture::{Capture, Failure, FailureKind, Reply, Truncation};
pub use cause::Cause;
pub use change::{Change, Compared, Comparison, Gone, Waived};
pub use elapsed::ELAPSED;
pub use fact::{EarlierFetch, Fact, FactSpec, Observation, Place, SubjectKind, Value, ValueKind};
pub use facts_catalogue::CATALOGUE;
pub use fault_words::{io_mend, io_reason, refusal_code, unanswered};
pub use finding::{
    Basis, CrawlSummary, Evidence, Fingerprint, Outcome, PackVersion, Responsible, RuleNote, Run,
    Severity, Subject, Tally, Verdict, citation,
};
pub use home::{HomeMarks, Picture};
pub use page::{
    Attachment, Charset, Claim, Contacts, Crumb, DocumentFacts, Field, FieldSource, Founded,
    GuideFacts, Inset, Link, LinkRegion, ListFacts, ListItem, Message, Mismatch, NavItem,
    PageFacts, PageKind, PersonalDatum, Persons, ReportFacts, ReportFormat,
};
pub use paper::{ConsultationFacts, DecisionFacts, PaperText, Repealed, Sentence, Terms};
pub use param::ParamValue;
pub use profile::{Body, Level, Profile};
pub use provision::{Provision, ProvisionRule};
pub use score::{Combine, Points, Score, ScoreCase, ScoreItem, ScorePart, ScoreTake};
pub use source::{FactSource, Find, Found, Handle, YearFind};
pub use text::{Lang, Words};
pub use whole::ends_as_page;
pub use word_labels::{unit_label, word_label};
