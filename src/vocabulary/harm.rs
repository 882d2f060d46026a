//! Words that those who break into sites plant there (`rules/vocabulary/harm.yaml`).

use serde::Deserialize;

use super::{Words, shipped};

/// The file's structure.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HarmWords {
    /// The words.
    pub words: Words,
    /// What a body says against them.
    pub against: Words,
}

shipped!(words, HarmWords, "harm.yaml");

/// Tells whether a text may be planted.
pub fn may_be_planted(text: &str) -> bool {
    let words = words();
    words.words.found_in(text) && !words.against.found_in(text)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    #[test]
    fn the_shipped_file_reads() {
        let read: super::HarmWords = crate::vocabulary::load("harm.yaml").unwrap();
        assert!(read.words.found_in("某某娱乐城"));
        assert!(super::may_be_planted("某某娱乐城"));
        assert!(!super::may_be_planted("严厉打击网络赌博"));
    }
}
