//! Words in titles of budgets and final accounts (`rules/vocabulary/budgets.yaml`).

use serde::Deserialize;

use super::{Words, shipped};

/// The file's structure.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(
    missing_docs,
    reason = "each list is described in the file and named as there"
)]
pub struct BudgetWords {
    pub beside: Words,
    pub other: Words,
}

shipped!(words, BudgetWords, "budgets.yaml");

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    #[test]
    fn the_shipped_file_reads() {
        let read: super::BudgetWords = crate::vocabulary::load("budgets.yaml").unwrap();
        assert!(read.beside.found_in("2026年预算调整方案"));
        assert!(read.other.found_in("预算管理办法"));
    }
}
