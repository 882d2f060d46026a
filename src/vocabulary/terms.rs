//! Periods that pages state of themselves (`rules/vocabulary/terms.yaml`).

use serde::Deserialize;

use super::{Words, shipped};

/// The file's structure.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(
    missing_docs,
    reason = "each list is described in the file and named as there"
)]
pub struct TermWords {
    pub budgets: Words,
    pub not_budgets: Words,
    pub approved: Words,
    pub not_approved: Words,
    pub hiring: Words,
    pub of_notices: Words,
    pub servants: Words,
    pub not_servants: Words,
    pub notice_period: Words,
}

shipped!(words, TermWords, "terms.yaml");

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    #[test]
    fn the_shipped_file_reads() {
        let read: super::TermWords = crate::vocabulary::load("terms.yaml").unwrap();
        assert!(read.budgets.found_in("2026年部门预算"));
    }
}
