//! What a page looks like to a reader, as numbers: by them a crawl sees that the same page
//! comes again and again at new addresses.

use std::hash::{BuildHasher, Hash, Hasher};

use foldhash::fast::FixedState;

use crate::crawl::Look;
use crate::model::{LinkRegion, PageFacts};

/// Characters of main text by which a page without a list tells something.
const TELLING: usize = 20;

/// Returns what a page looks like. A page whose content is a script's looks like any other of its
/// kind and tells nothing; one that says that nothing is there tells only that it comes again.
pub(super) fn of(facts: &PageFacts) -> Look {
    let list = facts.list.as_ref();
    let awaits = list.is_some_and(|list| list.dynamic || list.awaits);
    if awaits {
        return Look::default();
    }
    let is_nothing = facts.missing.is_some() || facts.unreadable.is_some();
    let state = FixedState::default();
    let (mut exact, mut loose) = (state.build_hasher(), state.build_hasher());
    let titles = [&facts.title, &facts.html_title];
    let titles = titles.into_iter().flatten().map(String::as_str);
    let links = facts.links.iter();
    let links = links.filter(|link| link.region == LinkRegion::Main);
    // The numbers of a pager are not what a page shows.
    let texts = links.map(|link| &*link.text);
    let texts = texts.filter(|text| text.contains(|c: char| !c.is_numeric()));
    for text in titles.chain([facts.excerpt.as_str()]).chain(texts) {
        text.hash(&mut exact);
        let parts = text.split(|c: char| c.is_ascii_digit());
        for part in parts.filter(|part| !part.is_empty()) {
            part.hash(&mut loose);
        }
    }
    // Lists of papers that differ by their numbers alone are different lists.
    for item in list.iter().flat_map(|list| &list.items) {
        (&item.title, item.date).hash(&mut exact);
        (&item.title, item.date).hash(&mut loose);
    }
    facts.text_length.hash(&mut exact);
    let telling = !is_nothing
        && (facts.text_length >= TELLING || list.is_some_and(|list| !list.items.is_empty()));
    Look {
        exact: telling.then(|| exact.finish()),
        loose: Some(loose.finish()),
    }
}

#[cfg(test)]
mod tests {
    use super::of;
    use crate::model::{ListFacts, ListItem, PageFacts};

    fn page(title: &str, items: &[&str]) -> PageFacts {
        let items = items.iter().map(|title| ListItem {
            title: (*title).to_owned(),
            raw: String::new(),
            target: None,
            date: None,
            half_dated: false,
        });
        PageFacts {
            title: Some(title.to_owned()),
            list: Some(ListFacts {
                items: items.collect(),
                ..ListFacts::default()
            }),
            ..PageFacts::default()
        }
    }

    #[test]
    fn days_of_a_calendar_look_alike_and_pages_of_a_list_do_not() {
        let (one, other) = (of(&page("日历2026-9", &[])), of(&page("日历2026-10", &[])));
        assert!(one.loose.is_some() && one.loose == other.loose);
        assert_eq!(one.exact, None);
        let first = of(&page("公报", &["2026年第1期", "2026年第2期"]));
        let second = of(&page("公报", &["2026年第3期", "2026年第4期"]));
        assert!(first.exact.is_some() && first.exact != second.exact);
        assert_ne!(first.loose, second.loose);
    }
}
