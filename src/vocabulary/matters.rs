//! Words of interpretations (`rules/vocabulary/interpretation.yaml`) and of decisions of
//! enforcement (`rules/vocabulary/decisions.yaml`).

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

use super::fold_label;

/// The structure of `interpretation.yaml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InterpretationWords {
    /// Phrases by the id of the aspect.
    pub aspects: BTreeMap<String, Vec<String>>,
}

/// The structure of `decisions.yaml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct DecisionFile {
    fields: BTreeMap<String, Vec<String>>,
    kinds: BTreeMap<String, Vec<String>>,
}

/// Labels and kinds of decisions.
#[derive(Debug, Default)]
pub struct DecisionWords {
    labels: HashMap<String, String>,
    kinds: BTreeMap<String, Vec<String>>,
}

impl DecisionWords {
    /// Returns the id of the field that a label names.
    pub fn field(&self, label: &str) -> Option<&str> {
        self.labels.get(&fold_label(label)).map(String::as_str)
    }

    /// Returns the labels of a field, folded.
    pub fn labels_of<'s>(&'s self, field: &'s str) -> impl Iterator<Item = &'s str> {
        self.labels
            .iter()
            .filter(move |(_, of)| *of == field)
            .map(|(label, _)| label.as_str())
    }

    /// Tells whether a text has a word of a kind (`penalty`, `licence`, `other`).
    pub fn is_kind(&self, kind: &str, text: &str) -> bool {
        self.kinds
            .get(kind)
            .into_iter()
            .flatten()
            .any(|word| text.contains(word.as_str()))
    }
}

/// Returns the words of the shipped file, read once.
pub fn interpretation() -> &'static InterpretationWords {
    // Shipped files that do not read are caught by the test below, never at a user's place.
    static WORDS: LazyLock<InterpretationWords> =
        LazyLock::new(|| super::load("interpretation.yaml").unwrap_or_default());
    &WORDS
}

/// Returns the words of the shipped file, read once.
pub fn decisions() -> &'static DecisionWords {
    static WORDS: LazyLock<DecisionWords> = LazyLock::new(|| {
        let file: DecisionFile = super::load("decisions.yaml").unwrap_or_default();
        let mut words = DecisionWords {
            kinds: file.kinds,
            ..DecisionWords::default()
        };
        for (field, labels) in file.fields {
            for label in labels {
                words
                    .labels
                    .entry(fold_label(&label))
                    .or_insert_with(|| field.clone());
            }
        }
        words
    });
    &WORDS
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    #[test]
    fn the_shipped_files_read() {
        let read: super::InterpretationWords =
            crate::vocabulary::load("interpretation.yaml").unwrap();
        assert_eq!(read.aspects.len(), 8);
        let _: super::DecisionFile = crate::vocabulary::load("decisions.yaml").unwrap();
        let words = super::decisions();
        assert_eq!(words.field("处罚决定日期："), Some("决定日期"));
        assert_eq!(words.field("备注"), None);
        assert!(words.is_kind("penalty", "行政处罚决定公示"));
    }
}
