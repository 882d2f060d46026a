//! Labels and states of mailboxes (`rules/vocabulary/messages.yaml`).

use serde::Deserialize;

use super::{Words, shipped};

/// The file's structure.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MessageWords {
    /// Labels of the day of asking.
    pub asked: Vec<String>,
    /// Labels of the day of the answer.
    pub replied: Vec<String>,
    /// Labels of the state.
    pub status: Vec<String>,
    /// Labels of the title.
    pub title: Vec<String>,
    /// States as shown.
    pub states: Vec<String>,
    /// Words of a state of what waits for an answer.
    pub waiting: Words,
    /// Words of a state of what was answered.
    pub answered: Words,
    /// Words of links to a mailbox on the home page.
    pub entries: Words,
    /// Words of links that offer to write.
    pub write: Words,
}

shipped!(words, MessageWords, "messages.yaml");

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    #[test]
    fn the_shipped_file_reads() {
        let read: super::MessageWords = crate::vocabulary::load("messages.yaml").unwrap();
        assert!(!read.states.is_empty());
    }
}
