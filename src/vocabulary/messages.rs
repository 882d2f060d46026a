//! Labels and states of mailboxes (`rules/vocabulary/messages.yaml`).

use serde::Deserialize;

use super::{Folded, Words, shipped};

/// The file's structure.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MessageWords {
    /// Labels of the day of asking.
    pub asked: Vec<String>,
    /// Labels of the day of the answer.
    pub replied: Vec<String>,
    /// Labels of a day of handling, which is that of the answer where one was given.
    pub handled: Vec<String>,
    /// Heads of columns of days that do not say of what.
    pub days: Vec<String>,
    /// Labels of the state.
    pub status: Vec<String>,
    /// Labels of the text of an answer.
    pub reply: Vec<String>,
    /// What names one who answers, before a label of an answer.
    pub repliers: Words,
    /// What stands in the place of an answer that was not given.
    pub no_reply: Words,
    /// What makes a day one by which something shall be done.
    pub due: Words,
    /// Labels of the title.
    pub title: Vec<String>,
    /// Labels of what was asked.
    pub content: Vec<String>,
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
    /// Words of channels that are not for questions.
    pub other_channels: Words,
    /// Names of columns of letters.
    pub columns: Folded,
    /// Ends of titles of papers and calls.
    pub papers: Folded,
    /// Names of a letter's page that are not its title.
    pub pages: Folded,
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
