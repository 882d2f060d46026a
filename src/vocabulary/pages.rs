//! Words by which the parts and kinds of a page are told (`pages.yaml`).

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{VocabularyError, fold, load};

/// The words of `rules/vocabulary/pages.yaml`, folded.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageWords {
    /// Words in class and id attributes.
    pub blocks: Blocks,
    /// Phrases in the text that mark a place.
    pub marks: Marks,
    /// Names of the link to the home page.
    pub home: BTreeSet<String>,
    /// Words on a search box.
    pub search: BTreeSet<String>,
    /// Words of a pager.
    pub pager: PagerWords,
    /// Parts of `<title>` that name no page.
    pub title_noise: BTreeSet<String>,
    /// Words of pages that stand in for what is not there.
    pub missing: MissingWords,
    /// Words that decide the kind of page.
    pub kinds: KindWords,
}

/// Words by which a page says that nothing is at its address.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MissingWords {
    /// Whole titles, or whole parts of a title.
    pub titles: BTreeSet<String>,
    /// Sentences, which may stand within others.
    pub sentences: Vec<String>,
}

/// Words in class and id attributes, by what they name.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)] // the field names are the meaning
pub struct Blocks {
    pub header: BTreeSet<String>,
    pub footer: BTreeSet<String>,
    pub side: BTreeSet<String>,
    pub crumb: BTreeSet<String>,
    pub title: BTreeSet<String>,
    pub body: BTreeSet<String>,
    pub chrome: BTreeSet<String>,
    pub pager: BTreeSet<String>,
    pub search: BTreeSet<String>,
}

/// Phrases in the text that mark a place.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marks {
    /// Phrases of footers.
    pub footer: Vec<String>,
    /// Phrases before a breadcrumb.
    pub crumb: Vec<String>,
    /// Labels of a document's metadata.
    pub label: Vec<String>,
    /// Words of the line of time and source under a title.
    pub byline: Vec<String>,
    /// Headings of lists that are not what a page is about.
    pub aside: Vec<String>,
    /// Lines beside an article that are not part of it.
    pub furniture: Vec<String>,
    /// Lines that say a list is empty.
    pub empty: Vec<String>,
    /// Words of challenge pages.
    pub challenge: Vec<String>,
}

/// Words of a pager.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PagerWords {
    /// The link to the next page.
    pub next: BTreeSet<String>,
    /// Its other links.
    pub first: BTreeSet<String>,
}

/// Words of titles and columns that decide the kind of page.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)] // the field names are the kinds of the contract
pub struct KindWords {
    pub guide: Vec<String>,
    pub annual_report: Vec<String>,
    pub annual_report_column: Vec<String>,
    pub regime: Vec<String>,
    pub request: Vec<String>,
    pub interpretation: Vec<String>,
    pub consultation: Vec<String>,
    pub mailbox: Vec<String>,
    pub enforcement: Vec<String>,
    pub platform: Vec<String>,
    pub entries: Vec<String>,
    pub columns: Vec<String>,
    pub documents: Vec<String>,
}

impl PageWords {
    /// Loads and folds the shipped words.
    ///
    /// # Errors
    /// When the file is missing or does not have this form.
    pub fn load() -> Result<Self, VocabularyError> {
        let mut words: Self = load("pages.yaml")?;
        for list in [
            &mut words.marks.footer,
            &mut words.marks.crumb,
            &mut words.marks.label,
            &mut words.marks.furniture,
            &mut words.marks.aside,
            &mut words.marks.empty,
            &mut words.marks.challenge,
            &mut words.missing.sentences,
            &mut words.kinds.guide,
            &mut words.kinds.annual_report,
            &mut words.kinds.annual_report_column,
            &mut words.kinds.regime,
            &mut words.kinds.request,
            &mut words.kinds.interpretation,
            &mut words.kinds.consultation,
            &mut words.kinds.mailbox,
            &mut words.kinds.enforcement,
            &mut words.kinds.platform,
            &mut words.kinds.entries,
            &mut words.kinds.columns,
            &mut words.kinds.documents,
        ] {
            for word in list.iter_mut() {
                *word = fold(word);
            }
        }
        for set in [
            &mut words.home,
            &mut words.search,
            &mut words.pager.next,
            &mut words.pager.first,
            &mut words.title_noise,
            &mut words.missing.titles,
        ] {
            *set = set.iter().map(|word| fold(word)).collect();
        }
        Ok(words)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)] // a failing test may panic
mod tests {
    use super::PageWords;

    #[test]
    fn the_shipped_words_load() {
        let words = PageWords::load().unwrap();
        assert!(words.home.contains("首页"));
        assert!(words.marks.footer.iter().any(|word| word == "icp备"));
    }
}
