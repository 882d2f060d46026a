//! Words that tell a changed text from a changed template (`rules/vocabulary/changes.yaml`).

use std::sync::LazyLock;

use serde::Deserialize;

/// The file's structure.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeWords {
    /// Words of lines that count readers.
    pub counters: Vec<String>,
    /// Words of lines that show the day of the visit.
    pub clock: Vec<String>,
    /// Words of other lines of the template.
    pub template: Vec<String>,
    /// Words by which a text says that it was changed.
    pub marks: Vec<String>,
    /// Words in the title of a notice of a change.
    pub notices: Vec<String>,
}

/// Returns the words of the shipped file, read once.
pub fn words() -> &'static ChangeWords {
    // A shipped file that does not read is caught by the test below, never at a user's place.
    static WORDS: LazyLock<ChangeWords> =
        LazyLock::new(|| super::load("changes.yaml").unwrap_or_default());
    &WORDS
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    #[test]
    fn the_shipped_file_reads() {
        let read: super::ChangeWords = crate::vocabulary::load("changes.yaml").unwrap();
        assert!(!read.marks.is_empty());
    }
}
