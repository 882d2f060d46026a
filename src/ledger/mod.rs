//! The ledger (整改台账): the lasting record of findings and of what people did about them.
//!
//! In: audits, and the words of people with names. Out: issues with their states, and a chain
//! of events from which every state can be worked out again. Nothing is ever deleted; silence
//! never closes an issue, and the tool never signs one off.

mod state;
mod text;

mod event;
mod record;

mod issue;
mod row;

mod error;
mod schema;

mod change;
mod filter;
mod read;
mod renew;
mod store;

mod policy;

mod dates;
mod decide;
mod inform;
mod merge;
mod times;

mod acts;

mod json;
mod verify;

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    reason = "a test that cannot make its input must stop"
)]
pub(crate) mod tests;
#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    reason = "a test that cannot make its input must stop"
)]
mod verify_tests;

pub use acts::{Act, act, draft};
pub use change::Change;
pub use decide::{Seen, decide};
pub use error::LedgerError;
pub use event::{Draft, Event, EventKind};
pub use filter::{Filter, Order};
pub use inform::inform;
pub use issue::{Excuse, Issue, Rectified, Sighting, SignOff, Verified};
pub use json::{SCHEMA, events_json, issues_json};
pub use merge::{Merged, Scan, Writing, merge};
pub use policy::Policy;
pub use record::{Finding, Named};
pub use schema::VERSION;
pub use state::{EXCUSED, State};
pub use store::{Head, Ledger, RunRecord, Site};
pub use verify::{Anchor, Verdict, verify};
