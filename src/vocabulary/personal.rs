//! Words that tell what a number on a page is (`rules/vocabulary/personal.yaml`).

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use serde::Deserialize;

use super::Few;

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
}

/// So many words are looked for one after the other in long texts.
const FEW: usize = 8;
/// Bytes of a long text.
const LONG: usize = 512;

/// Words that are looked for all at once.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub struct WordList {
    words: Vec<String>,
    /// `None` when there are too many words for it, which the words themselves stand in for.
    finder: Option<AhoCorasick>,
    /// For long texts, where the words are few.
    few: Option<Few>,
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
            few: (words.len() <= FEW).then(|| Few::new(words.iter().map(String::as_str))),
            // A smaller machine than the fastest: these lists are many.
            finder: AhoCorasick::builder()
                .kind(Some(AhoCorasickKind::ContiguousNFA))
                .build(&words)
                .ok(),
            words,
        }
    }
}

/// Returns the words of the shipped file, read once.
pub fn words() -> &'static PersonalWords {
    // A shipped file that does not read is caught by the test below, never at a user's place.
    static WORDS: LazyLock<PersonalWords> =
        LazyLock::new(|| super::load("personal.yaml").unwrap_or_default());
    &WORDS
}

/// Tells whether `text` holds one of `words`.
pub fn any_of(list: &WordList, text: &str) -> bool {
    if let Some(few) = list.few.as_ref().filter(|_| text.len() >= LONG) {
        return few.is_in(text);
    }
    match &list.finder {
        Some(finder) => finder.is_match(text),
        None => list.words.iter().any(|word| text.contains(word.as_str())),
    }
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
