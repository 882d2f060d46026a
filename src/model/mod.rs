//! Plain data shared by every layer: no I/O, no clock, no serialisation formats.

mod address;
mod capture;
mod cause;
mod change;
mod fact;
mod facts_catalogue;
mod finding;
mod page;
mod param;
mod profile;
mod score;
mod source;
mod text;

pub use address::Address;
pub use capture::{Capture, Failure, FailureKind, Reply, Truncation};
pub use cause::Cause;
pub use change::{Change, Compared, Comparison, Gone, Waived};
pub use fact::{Fact, FactSpec, Observation, Place, SubjectKind, Value, ValueKind};
pub use facts_catalogue::CATALOGUE;
pub use finding::{
    Basis, CrawlSummary, Evidence, Fingerprint, Outcome, PackVersion, RuleNote, Run, Severity,
    Subject, Tally, Verdict,
};
pub use page::{
    Attachment, Charset, Claim, Crumb, DocumentFacts, Field, FieldSource, GuideFacts, Link,
    LinkRegion, ListFacts, ListItem, Message, Mismatch, NavItem, PageFacts, PageKind,
    PersonalDatum, ReportFacts, ReportFormat,
};
pub use param::ParamValue;
pub use profile::{Body, Level, Profile};
pub use score::{Combine, Points, Score, ScoreCase, ScoreItem, ScorePart, ScoreTake};
pub use source::{FactSource, Find, Found, Handle, YearFind};
pub use text::{Lang, Words};
