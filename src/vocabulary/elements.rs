//! Words that show statutory elements (`rules/vocabulary/elements.yaml`) and statements that
//! there is nothing to publish (`rules/vocabulary/statements.yaml`).

use serde::Deserialize;
use std::collections::BTreeMap;

use super::shipped;

/// The structure of `elements.yaml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ElementWords {
    /// Words that take the last sign of a phrase for their own.
    pub other_words: Vec<String>,
    /// What stands behind a label in place of a value.
    pub placeholders: Vec<String>,
    /// Phrases by the element's id.
    pub elements: BTreeMap<String, Vec<String>>,
}

/// The structure of `statements.yaml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatementWords {
    /// Phrases that are a statement alone.
    pub direct: Vec<String>,
    /// Whole sentences that are a statement.
    pub whole: Vec<String>,
    /// The body that speaks.
    pub who: Vec<String>,
    /// Signs of none.
    pub none: Vec<String>,
    /// Ends of names of bodies.
    pub bodies: Vec<String>,
    /// Characters of times between a body and a sign of none.
    pub times: String,
    /// Ends of titles that say that there is none of it.
    pub matters: Vec<String>,
    /// Words that only look like signs of none.
    pub other_words: Vec<String>,
    /// Titles of statements.
    pub titles: Vec<String>,
    /// Words of empty lists.
    pub empty: Vec<String>,
    /// Longest text of a statement.
    pub longest: usize,
}

shipped!(elements, ElementWords, "elements.yaml");

shipped!(statements, StatementWords, "statements.yaml");

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    #[test]
    fn the_shipped_files_read() {
        let read: super::ElementWords = crate::vocabulary::load("elements.yaml").unwrap();
        assert_eq!(read.elements.len(), 26);
        let read: super::StatementWords = crate::vocabulary::load("statements.yaml").unwrap();
        assert!(read.longest > 0);
    }
}
