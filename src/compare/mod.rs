//! An audit compared with an earlier one: what is new, worse, changed, known and absent.
//!
//! In go two records, out comes a [`Comparison`]; a run is then marked by it. Findings are
//! matched by fingerprint. Where the two audits have no fingerprint in common the site stands
//! under another address (a preview): findings are then matched by rule, kind of subject,
//! path and name. Nothing here reads files.

mod gate;
mod record;
mod versus;

pub use gate::{Gate, only_news};
pub use record::{Entry, Kind, Record, RecordError};
pub use versus::{compare, mark};

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its input must stop"
)]
mod tests;
