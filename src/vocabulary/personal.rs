//! Words that tell what a number on a page is (`rules/vocabulary/personal.yaml`).

use std::sync::LazyLock;

use serde::Deserialize;

/// The file's structure.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonalWords {
    /// Labels of identity card numbers.
    pub id_words: Vec<String>,
    /// Labels of other long numbers.
    pub not_id_words: Vec<String>,
    /// Columns that hold persons' names.
    pub name_words: Vec<String>,
    /// People whose numbers are published for their work.
    pub duty_words: Vec<String>,
    /// Lists of persons.
    pub list_words: Vec<String>,
    /// Labels of bank accounts.
    pub bank_words: Vec<String>,
    /// Account holders that are no persons.
    pub organisation_words: Vec<String>,
    /// Labels of home addresses.
    pub address_words: Vec<String>,
    /// Headings of columns that tell of sensitive matters of persons.
    pub sensitive_words: Vec<String>,
    /// Disclosures of misconduct.
    pub exposure_words: Vec<String>,
}

/// Returns the words of the shipped file, read once.
pub fn words() -> &'static PersonalWords {
    // A shipped file that does not read is caught by the test below, never at a user's place.
    static WORDS: LazyLock<PersonalWords> =
        LazyLock::new(|| super::load("personal.yaml").unwrap_or_default());
    &WORDS
}

/// Tells whether `text` holds one of `words`.
pub fn any_of(words: &[String], text: &str) -> bool {
    words.iter().any(|word| text.contains(word.as_str()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    #[test]
    fn the_shipped_file_reads() {
        let read: super::PersonalWords = crate::vocabulary::load("personal.yaml").unwrap();
        assert!(!read.id_words.is_empty());
    }
}
