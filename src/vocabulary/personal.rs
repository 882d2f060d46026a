//! Words that tell what a number on a page is (`rules/vocabulary/personal.yaml`).

use serde::Deserialize;

use super::{Few, Words, shipped};

/// The file's structure.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonalWords {
    /// Labels of identity card numbers.
    pub id_words: WordList,
    /// Labels of other long numbers.
    pub not_id_words: WordList,
    /// Columns that hold persons' names.
    pub name_words: WordList,
    /// People whose numbers are published for their work.
    pub duty_words: WordList,
    /// People with a public task, whose numbers may be published so that they can be called.
    pub role_words: WordList,
    /// What is paid or granted to the persons of a list.
    pub grant_words: WordList,
    /// Lists of persons.
    pub list_words: WordList,
    /// Labels of bank accounts.
    pub bank_words: WordList,
    /// Account holders that are no persons.
    pub organisation_words: WordList,
    /// Labels of home addresses.
    pub address_words: WordList,
    /// Headings of columns that tell of sensitive matters of persons.
    pub sensitive_words: WordList,
    /// Disclosures of misconduct.
    pub exposure_words: WordList,
    /// Surnames of one character.
    pub surnames: String,
    /// Longer surnames.
    pub compound_surnames: Words,
    /// Words that no name of a person has.
    pub not_names: Words,
}

/// Words that are looked for all at once.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub struct WordList {
    words: Vec<String>,
    search: Option<Few>,
}

impl WordList {
    /// Returns the words, in the order of the file.
    pub fn words(&self) -> &[String] {
        &self.words
    }
}

impl From<Vec<String>> for WordList {
    fn from(words: Vec<String>) -> Self {
        Self {
            search: Some(Few::new(&words)),
            words,
        }
    }
}

shipped!(words, PersonalWords, "personal.yaml");

/// Tells whether `text` holds one of `words`.
pub fn any_of(list: &WordList, text: &str) -> bool {
    list.search.as_ref().is_some_and(|words| words.is_in(text))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    #[test]
    fn the_shipped_file_reads() {
        let read: super::PersonalWords = crate::vocabulary::load("personal.yaml").unwrap();
        assert!(super::any_of(&read.id_words, "身份证号码"));
        assert!(!super::any_of(&read.id_words, "索引号"));
    }
}
