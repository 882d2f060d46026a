//! Words of disclosure guides (`rules/vocabulary/guide.yaml`).

use serde::Deserialize;

use super::{Folded, Words, shipped};

/// The file's structure.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(
    missing_docs,
    reason = "each list is described in the file and named as there"
)]
pub struct GuideWords {
    pub titles: Folded,
    pub whole_titles: Folded,
    pub not_titles: Folded,
    pub labels: Labels,
    pub no_fax: Folded,
    pub openers: Words,
    pub own_labels: Words,
    pub office: Office,
    pub whose: Whose,
    pub site_words: Folded,
    pub other_sites: Folded,
    pub classification: Folded,
    pub arrangement: Folded,
    pub how_to_get: Folded,
    pub not_how_to_get: Folded,
    pub getting: Folded,
    pub getting_places: Folded,
    pub not_getting: Folded,
    pub publishing_by: Folded,
    pub publishing_places: Folded,
    pub publishing: Folded,
    pub classes: Folded,
    pub hours_words: Folded,
    pub hours_times: Folded,
    pub hours_values: Words,
    pub not_hours: Words,
    pub hours_open: Folded,
    pub placeholders: Folded,
    pub repealed: Folded,
    pub history: Folded,
    pub fee: Folded,
    pub old_fee_items: Folded,
    pub old_fee_money: Folded,
    pub charging: Folded,
    pub not_charging: Folded,
    pub except: Folded,
    pub channels: Channels,
    pub apply_links: Folded,
    pub apply_words: Words,
    pub channel_context: Folded,
    pub special_need: Folded,
    pub purpose: Folded,
    pub other_purpose: Folded,
    pub purpose_context: Folded,
    pub not_asked: Folded,
    pub remedies: Folded,
    pub complaints: Folded,
    pub deadlines: Deadlines,
    pub days: Days,
    pub bodies: Folded,
    pub read_on: Folded,
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

/// Words of sentences that tell which office does the work.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(
    missing_docs,
    reason = "each list is described in the file and named as there"
)]
pub struct Office {
    pub subject: Folded,
    pub objects: Folded,
    pub does: Folded,
    pub is: Folded,
    pub roles: Folded,
    pub before: Folded,
    pub passive: Folded,
    pub adverbs: Folded,
    pub endings: Folded,
    pub inner: Folded,
    pub not_names: Folded,
    pub whole_body: Folded,
    pub wide: Folded,
    pub other_work: Folded,
    pub requests: Folded,
    pub towards: Folded,
    pub asks: Folded,
}

/// Words that tell whose the contacts beside them are.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(
    missing_docs,
    reason = "each list is described in the file and named as there"
)]
pub struct Whose {
    pub reading: Words,
    pub units: Words,
    pub halls: Words,
    pub reads: Words,
    pub complaints: Words,
    pub office: Words,
}

/// Ways of sending in a request.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "named as the values of the guide's facts")]
pub struct Channels {
    pub in_person: Folded,
    pub post: Folded,
    pub internet: Folded,
    pub fax: Folded,
}

/// Words around a number of working days.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(
    missing_docs,
    reason = "each list is described in the file and named as there"
)]
pub struct Deadlines {
    pub third_party: Folded,
    pub correction: Folded,
    pub correction_told: Folded,
    pub extension: Folded,
    pub answer: Folded,
    pub answer_from: Folded,
    pub others: Folded,
    pub whole: Folded,
}

/// Words beside the days of a guide.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(
    missing_docs,
    reason = "each list is described in the file and named as there"
)]
pub struct Days {
    pub updated: Words,
    pub made: Words,
    pub laws: Words,
}

shipped!(words, GuideWords, "guide.yaml");

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    #[test]
    fn the_shipped_file_reads() {
        let read: super::GuideWords = crate::vocabulary::load("guide.yaml").unwrap();
        assert!(!read.labels.phone.is_empty());
    }
}
