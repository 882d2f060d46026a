//! Texts of links that are no names of pages (`rules/vocabulary/links.yaml`).

use serde::Deserialize;

use super::{Folded, shipped};

/// The file's structure.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkWords {
    /// What leads to the whole list.
    pub more: Folded,
    /// What opens that of which a row tells.
    pub opens: Folded,
    /// Marks beside the title of a row.
    pub badges: Folded,
    /// What may stand between the heading of a list and its rows.
    pub beside_heading: Folded,
    /// What ends a trail without naming a column.
    pub tails: Folded,
    /// How names of files begin that nobody named.
    pub new_files: Folded,
}

shipped!(words, LinkWords, "links.yaml");

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    #[test]
    fn the_shipped_file_reads() {
        let read: super::LinkWords = crate::vocabulary::load("links.yaml").unwrap();
        assert!(read.tails.has("正文") && read.more.has("more"));
    }
}
