//! Pages that stand in for what is not there: answered as if found (HTTP 200), but saying
//! that there is nothing at the address.
//!
//! Only what the page itself says is believed: its title is a phrase of that meaning and
//! nothing else, or a sentence of that meaning is about all that it says. A page with a list,
//! a document's data or running text of its own is none, whatever words it holds.

use crate::model::{PageFacts, PageKind};
use crate::vocabulary::fold;
use crate::vocabulary::pages::PageWords;

/// Chinese characters of running text up to which a page with such a title says no more.
const TITLED: usize = 200;
/// Chinese characters of running text up to which such a sentence is all that a page says.
const SAID: usize = 100;
/// Characters of main text, links included, up to which a sentence stands out.
const SHORT: usize = 400;

/// Returns the words by which a page says that nothing is at its address.
pub(super) fn words_of(facts: &PageFacts, main: &str, words: &PageWords) -> Option<String> {
    let has_list = facts
        .list
        .as_ref()
        .is_some_and(|list| !list.items.is_empty());
    let has_data = facts.document.as_ref().is_some_and(|document| {
        document.published_date.is_some()
            || document.doc_number.is_some()
            || document.index_number.is_some()
            || !document.attachments.is_empty()
    });
    let has_more = facts.report.is_some()
        || facts.guide.is_some()
        || !facts.messages.is_empty()
        || !facts.decisions.is_empty()
        || facts.kind == PageKind::PlatformHome;
    if has_list || has_data || has_more || facts.prose > TITLED {
        return None;
    }
    let titles = [facts.html_title.as_deref(), facts.title.as_deref()];
    let titled = titles.into_iter().flatten().find_map(|title| {
        title
            .split(['-', '_', '|', '—', '–', '·', '/'])
            .map(str::trim)
            .find(|part| {
                words
                    .missing
                    .titles
                    .contains(fold(part).trim_matches(SIGNS))
            })
            .map(str::to_owned)
    });
    if titled.is_some() {
        return titled;
    }
    let folded = fold(main);
    if facts.prose > SAID || folded.chars().count() > SHORT {
        return None;
    }
    words
        .missing
        .sentences
        .iter()
        .find(|sentence| folded.contains(sentence.as_str()))
        .cloned()
}

/// Signs around a title.
const SIGNS: [char; 8] = ['!', '！', '。', '.', '(', ')', ':', '，'];
