//! Words of the field kept as data in `rules/vocabulary/`: names, labels and phrases.
//!
//! One file of the folder is one submodule with one structure; unknown keys are errors.

pub mod bodies;
pub mod budgets;
pub mod changes;
pub mod consultations;
pub mod documents;
pub mod elements;
mod few;
mod fold;
pub mod guide;
pub mod harm;
pub mod labels;
pub mod links;
mod list;
pub mod matters;
pub mod messages;
pub mod news;
pub mod pages;
pub mod personal;
pub mod phrases;
pub mod report;
pub mod site;
pub mod terms;

pub use few::Few;
pub use fold::{fold, fold_into, fold_label};
pub use list::{Folded, Words};

use serde::de::DeserializeOwned;

/// A vocabulary file that could not be read.
#[derive(Debug, thiserror::Error)]
#[error("read vocabulary rules/vocabulary/{file}: {message}")]
pub struct VocabularyError {
    /// The file's name.
    pub file: String,
    /// What is wrong, with line and column.
    pub message: String,
}

/// Reads one shipped vocabulary file.
///
/// # Errors
/// When the file is missing or does not have the expected form.
pub fn load<T: DeserializeOwned>(file: &str) -> Result<T, VocabularyError> {
    let text = crate::assets::RULES
        .get_file(format!("vocabulary/{file}"))
        .and_then(|found| found.contents_utf8())
        .ok_or_else(|| VocabularyError {
            file: file.to_owned(),
            message: "no such file".to_owned(),
        })?;
    serde_saphyr::from_str(text).map_err(|error| VocabularyError {
        file: file.to_owned(),
        message: error.to_string(),
    })
}

/// Gives a file of words a function that returns it, read once.
macro_rules! shipped {
    ($name:ident, $words:ty, $file:literal) => {
        /// Returns the words of the shipped file, read once.
        pub fn $name() -> &'static $words {
            // A shipped file that does not read is caught by its test, never at a user's place.
            static WORDS: std::sync::LazyLock<$words> =
                std::sync::LazyLock::new(|| $crate::vocabulary::load($file).unwrap_or_default());
            &WORDS
        }
    };
}

use shipped;
