//! Titles of news (`rules/vocabulary/news.yaml`).

use serde::Deserialize;

use super::{Words, shipped};

/// The file's structure.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewsWords {
    /// What leaders and meetings did.
    pub acts: Words,
    /// Words of titles of papers.
    pub papers: Words,
}

shipped!(words, NewsWords, "news.yaml");

/// Tells whether a title reads as that of a piece of news.
pub fn is_news(title: &str) -> bool {
    let words = words();
    words.acts.found_in(title) && !words.papers.found_in(title)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    #[test]
    fn the_shipped_file_reads() {
        let read: super::NewsWords = crate::vocabulary::load("news.yaml").unwrap();
        assert!(read.acts.found_in("召开"));
        assert!(super::is_news("我局召开执法办案工作推进会"));
        assert!(!super::is_news("关于召开价格听证会的公告"));
    }
}
