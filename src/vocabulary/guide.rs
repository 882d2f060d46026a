//! Words of disclosure guides (`rules/vocabulary/guide.yaml`).

use std::sync::LazyLock;

use serde::Deserialize;

/// The file's structure.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(
    missing_docs,
    reason = "each list is described in the file and named as there"
)]
pub struct GuideWords {
    pub labels: Labels,
    pub classification: Vec<String>,
    pub arrangement: Vec<String>,
    pub how_to_get: Vec<String>,
    pub not_how_to_get: Vec<String>,
    pub hours_words: Vec<String>,
    pub placeholders: Vec<String>,
    pub repealed: Vec<String>,
    pub history: Vec<String>,
    pub fee: Vec<String>,
    pub old_fee_items: Vec<String>,
    pub old_fee_money: Vec<String>,
    pub charging: Vec<String>,
    pub not_charging: Vec<String>,
    pub except: Vec<String>,
    pub channels: Channels,
    pub channel_context: Vec<String>,
    pub special_need: Vec<String>,
    pub purpose: Vec<String>,
    pub purpose_context: Vec<String>,
    pub not_asked: Vec<String>,
    pub remedies: Vec<String>,
    pub complaints: Vec<String>,
    pub deadlines: Deadlines,
    pub bodies: Vec<String>,
}

/// Labels of the elements that are values.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "named as the fields of the guide's facts")]
pub struct Labels {
    pub office_name: Vec<String>,
    pub address: Vec<String>,
    pub hours: Vec<String>,
    pub phone: Vec<String>,
    pub fax: Vec<String>,
    pub internet: Vec<String>,
}

/// Ways of sending in a request.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "named as the values of the guide's facts")]
pub struct Channels {
    pub in_person: Vec<String>,
    pub post: Vec<String>,
    pub internet: Vec<String>,
    pub fax: Vec<String>,
}

/// Words around a number of working days.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(
    missing_docs,
    reason = "each list is described in the file and named as there"
)]
pub struct Deadlines {
    pub third_party: Vec<String>,
    pub correction: Vec<String>,
    pub correction_told: Vec<String>,
    pub extension: Vec<String>,
    pub answer: Vec<String>,
    pub answer_from: Vec<String>,
    pub others: Vec<String>,
}

/// Returns the words of the shipped file, read once.
pub fn words() -> &'static GuideWords {
    // A shipped file that does not read is caught by the test below, never at a user's place.
    static WORDS: LazyLock<GuideWords> =
        LazyLock::new(|| super::load("guide.yaml").unwrap_or_default());
    &WORDS
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    #[test]
    fn the_shipped_file_reads() {
        let read: super::GuideWords = crate::vocabulary::load("guide.yaml").unwrap();
        assert!(!read.labels.phone.is_empty());
    }
}
