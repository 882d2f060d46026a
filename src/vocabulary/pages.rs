//! Words by which the parts and kinds of a page are told (`pages.yaml`).

use std::collections::BTreeSet;
use std::ops::Deref;

use serde::Deserialize;

use super::phrases::Phrases;
use super::{Folded, VocabularyError, fold, load};

/// Words that are looked for in texts, folded.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "Vec<String>")]
pub struct WordList {
    words: Vec<String>,
    finder: Phrases,
}

impl From<Vec<String>> for WordList {
    fn from(words: Vec<String>) -> Self {
        let words: Vec<String> = words.iter().map(|word| fold(word)).collect();
        Self {
            finder: Phrases::new(&words),
            words,
        }
    }
}

impl Deref for WordList {
    type Target = [String];

    fn deref(&self) -> &[String] {
        &self.words
    }
}

impl WordList {
    /// Tells whether a folded text has any of the words.
    pub fn is_in(&self, folded: &str) -> bool {
        self.finder.is_any_in(folded)
    }

    /// Gives the words of two characters and more that a folded text begins with.
    pub fn beginning<'w>(&'w self, folded: &'w str) -> impl Iterator<Item = &'w str> + 'w {
        (self.finder.at_start(folded))
            .filter_map(|number| self.words.get(number).map(String::as_str))
    }
}

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
    /// Ends of the names of links to a search.
    pub search_entries: Vec<String>,
    /// Words of a pager.
    pub pager: PagerWords,
    /// Parts of `<title>` that name no page.
    pub title_noise: BTreeSet<String>,
    /// Hosts of scripts that show a badge, count visits or share a page.
    pub badges: Vec<String>,
    /// Parts of the names of files that are pictures of a template and no content.
    pub ornaments: Vec<String>,
    /// Begins of the names of elements that scripts fill, but with no rows.
    pub idle: Vec<String>,
    /// How the names of script files begin that do nothing unless other code calls them.
    pub libraries: Vec<String>,
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
    pub sentences: WordList,
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
    pub footer: WordList,
    /// Phrases before a breadcrumb.
    pub crumb: WordList,
    /// Labels of a document's metadata.
    pub label: WordList,
    /// Words of the line of time and source under a title.
    pub byline: Vec<String>,
    /// Headings of lists that are not what a page is about.
    pub aside: WordList,
    /// Lines beside an article that are not part of it.
    pub furniture: WordList,
    /// Lines that say a list is empty.
    pub empty: WordList,
    /// Words of challenge pages.
    pub challenge: WordList,
    /// Words of pages that stand in for a site that is down for the moment.
    pub down: WordList,
    /// Words of programs and servers that stand in for a page.
    pub faults: WordList,
    /// How the titles of a server's own lists of files begin.
    pub listings: WordList,
    /// Words of pages that let in only those who have an account.
    pub login: WordList,
}

/// Words of a pager.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PagerWords {
    /// The link to the next page.
    pub next: BTreeSet<String>,
    /// Its other links.
    pub first: BTreeSet<String>,
    /// The link to the last page.
    pub last: Folded,
    /// The link to the page before.
    pub previous: BTreeSet<String>,
    /// What shows further rows on the same page.
    pub load_more: BTreeSet<String>,
    /// The same, where it stands alone below the rows.
    pub more: BTreeSet<String>,
    /// What stands where rows are still to come.
    pub loading: Folded,
    /// What is said to a browser without scripts.
    pub needs_script: Folded,
    /// Words beside `blocks.pager` in the names of a pager's element.
    pub holders: BTreeSet<String>,
    /// What names of script files have that fill pagers.
    pub files: Vec<String>,
    /// What scripts have that add rows on scrolling.
    pub loaders: Vec<String>,
    /// Names of the number of pages.
    pub pages: BTreeSet<String>,
    /// Names of the number of records.
    pub records: BTreeSet<String>,
    /// Names of the number of records on one page.
    pub sizes: BTreeSet<String>,
    /// Names of the number of the page shown.
    pub here: BTreeSet<String>,
    /// Names of the number of records in the call of a pager.
    pub counts: BTreeSet<String>,
    /// How calls of pagers begin.
    pub calls: Vec<String>,
    /// How calls begin that give the number of pages by such a name.
    pub page_calls: Vec<String>,
}

/// Words of titles and columns that decide the kind of page.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)] // the field names are the kinds of the contract, or described in the file
pub struct KindWords {
    pub guide: WordList,
    pub not_guide: Folded,
    pub annual_report: WordList,
    pub not_annual_report: Folded,
    pub annual_report_column: WordList,
    pub regime: WordList,
    pub request: WordList,
    pub interpretation: WordList,
    pub consultation: WordList,
    pub not_consultation: Folded,
    pub mailbox: WordList,
    pub not_mailbox: Folded,
    pub enforcement: WordList,
    pub enforcement_shown: Folded,
    pub enforcement_forms: Folded,
    pub not_enforcement: Folded,
    pub platform: WordList,
    pub not_platform: Folded,
    pub entries: WordList,
    pub columns: WordList,
    pub documents: WordList,
}

impl PageWords {
    /// Loads and folds the shipped words.
    ///
    /// # Errors
    /// When the file is missing or does not have this form.
    pub fn load() -> Result<Self, VocabularyError> {
        let mut words: Self = load("pages.yaml")?;
        for set in [
            &mut words.home,
            &mut words.search,
            &mut words.pager.next,
            &mut words.pager.first,
            &mut words.pager.previous,
            &mut words.pager.load_more,
            &mut words.pager.more,
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
