//! One list of words of a vocabulary file.

use serde::Deserialize;

use super::fold;

/// Words as the file has them. A blank word, which every text would have, and a word that stands
/// there twice are errors.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(try_from = "Vec<String>")]
pub struct Words(Box<[Box<str>]>);

impl TryFrom<Vec<String>> for Words {
    type Error = String;

    fn try_from(words: Vec<String>) -> Result<Self, String> {
        for (at, word) in words.iter().enumerate() {
            if word.trim().is_empty() {
                return Err("a word is blank".to_owned());
            }
            if words[..at].contains(word) {
                return Err(format!("{word} stands there twice"));
            }
        }
        Ok(Self(words.into_iter().map(String::into).collect()))
    }
}

impl Words {
    /// Tells whether a text holds one of the words.
    pub fn found_in(&self, text: &str) -> bool {
        self.iter().any(|word| text.contains(word))
    }

    /// Tells whether a text is one of the words and nothing else.
    pub fn has(&self, text: &str) -> bool {
        self.iter().any(|word| text == word)
    }

    /// Tells whether a text begins with one of the words.
    pub fn begin(&self, text: &str) -> bool {
        self.iter().any(|word| text.starts_with(word))
    }

    /// Tells whether a text ends with one of the words.
    pub fn end(&self, text: &str) -> bool {
        self.iter().any(|word| text.ends_with(word))
    }

    /// Returns the longest of the words that a text ends with.
    pub fn longest_end(&self, text: &str) -> Option<&str> {
        let ends = self.iter().filter(|word| text.ends_with(word));
        ends.max_by_key(|word| word.len())
    }

    /// Takes the words off the end of a text, each where it then stands there, in their order.
    pub fn off_end<'t>(&self, text: &'t str) -> &'t str {
        self.iter()
            .fold(text, |rest, word| rest.trim_end_matches(word))
    }

    /// Returns where the first of the words begins in a text.
    pub fn first_in(&self, text: &str) -> Option<usize> {
        self.iter().filter_map(|word| text.find(word)).min()
    }

    /// Returns the words as alternatives of a regular expression, in the order of the file.
    pub fn alternatives(&self) -> String {
        let escaped: Vec<String> = self.iter().map(regex::escape).collect();
        format!("(?:{})", escaped.join("|"))
    }

    /// Returns the words, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|word| &**word)
    }
}

/// Words that are held against folded texts: folded when read (see [`fold`]), else as [`Words`].
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(try_from = "Vec<String>")]
pub struct Folded(Words);

impl TryFrom<Vec<String>> for Folded {
    type Error = String;

    fn try_from(words: Vec<String>) -> Result<Self, String> {
        let folded: Vec<String> = words.iter().map(|word| fold(word)).collect();
        Words::try_from(folded).map(Self)
    }
}

impl std::ops::Deref for Folded {
    type Target = Words;

    fn deref(&self) -> &Words {
        &self.0
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::{Folded, Words};

    fn words(list: &[&str]) -> Result<Words, String> {
        Words::try_from(
            list.iter()
                .map(|word| (*word).to_owned())
                .collect::<Vec<_>>(),
        )
    }

    #[test]
    fn blank_words_and_words_given_twice_are_refused() {
        assert!(words(&["局", ""]).is_err() && words(&["局", "\u{3000}"]).is_err());
        assert!(words(&["局", "厅", "局"]).unwrap_err().contains('局'));
        assert!(serde_saphyr::from_str::<Words>("[局, 厅]").is_ok());
        assert!(serde_saphyr::from_str::<Words>("[局, 局]").is_err());
        assert!(serde_saphyr::from_str::<Folded>("['地址:', 地址：]").is_err());
    }

    #[test]
    fn words_are_looked_for_in_every_way() {
        let list = words(&["公司", "有限公司", "局"]).unwrap();
        assert!(list.found_in("某公司的公告") && !list.found_in("某单位"));
        assert!(list.has("公司") && !list.has("某公司"));
        assert!(list.begin("局长") && !list.begin("某局"));
        assert!(list.end("某局") && !list.end("局长"));
        assert_eq!(list.first_in("县局和公司"), Some("县".len()));
        assert_eq!(list.first_in("县"), None);
        assert_eq!(list.longest_end("某有限公司"), Some("有限公司"));
        assert_eq!(list.longest_end("公司局长"), None);
        assert_eq!(list.off_end("县局有限公司公司"), "县局有限");
        assert_eq!(list.off_end("局公司局公司"), "局公司");
        assert_eq!(list.alternatives(), "(?:公司|有限公司|局)");
        let folded: Folded = serde_saphyr::from_str("[地址：]").unwrap();
        assert!(folded.found_in("地址:某路"));
    }
}
