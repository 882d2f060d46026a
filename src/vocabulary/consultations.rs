//! Words of calls for opinions (`rules/vocabulary/consultations.yaml`).

use serde::Deserialize;

use super::{Folded, Words, shipped};

/// The file's structure.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(
    missing_docs,
    reason = "each list is described in the file and named as there"
)]
pub struct ConsultationWords {
    pub draft_ends: Words,
    pub draft_links: Words,
    pub buttons: Words,
    pub feedback: Words,
    /// Words in the title of an article that tells what came of a call.
    pub outcome_titles: Words,
    pub outcomes: Words,
    pub outcome_ends: Words,
    pub supposed: Words,
    pub state_labels: Words,
    pub labelled_open: Words,
    pub labelled_closed: Words,
    pub labelled_neither: Words,
    pub open: Words,
    pub closed: Words,
    pub period: PeriodWords,
    pub common: Folded,
    pub draft_words: Folded,
}

/// Words on the period of a call.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(
    missing_docs,
    reason = "each list is described in the file and named as there"
)]
pub struct PeriodWords {
    pub words: Words,
    pub heads: Words,
    pub earlier: Words,
    pub ends: Words,
    pub asked: Words,
    pub prolongs: Words,
    pub prolongs_what: Words,
}

shipped!(words, ConsultationWords, "consultations.yaml");

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    #[test]
    fn the_shipped_file_reads() {
        let read: super::ConsultationWords = crate::vocabulary::load("consultations.yaml").unwrap();
        assert!(read.period.words.found_in("征集时间：2026年8月3日"));
        assert!(read.draft_words.has("()"));
    }
}
