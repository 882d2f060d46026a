//! Entries of lists that lead to a page about something else.

use std::sync::OnceLock;

use foldhash::{HashMap, HashSet};

use super::Table;
use super::view::View;
use crate::model::{Fact, Observation, PageKind, Place};
use crate::page::document::matter::{core, pairs_of};
use crate::site::{PageIx, Resolution};
use crate::vocabulary::fold;

pub(super) const FACTS: Table = &[
    ("site.entries_mislinked", |view, _| {
        told(view, &view.mislinked().certain)
    }),
    ("site.entries_unlike", |view, _| {
        told(view, &view.mislinked().perhaps)
    }),
];

/// Characters of the shortest title that tells what its page is about.
const TELLING: usize = 8;
/// The share of the shorter title's pairs of characters below which two titles have nothing in
/// common.
const APART: f64 = 0.15;
/// The most entries that are shown.
const MOST: usize = 20;

/// Entries whose page bears another title.
#[derive(Debug, Default)]
pub(super) struct Mislinked {
    /// That of another entry of the same list.
    certain: Vec<(String, Place)>,
    /// Any other.
    perhaps: Vec<(String, Place)>,
}

/// A place in the view for what is collected when first asked for.
pub(super) type Collected = OnceLock<Mislinked>;

fn told(view: &View<'_>, found: &[(String, Place)]) -> Observation {
    let all = view.mislinked();
    // Nothing is suspected of what was read.
    if all.certain.is_empty() && all.perhaps.is_empty() {
        return Fact::Absent.into();
    }
    Observation {
        fact: Fact::list(found.iter().map(|(shown, _)| shown.clone())),
        places: found.iter().map(|(_, place)| place.clone()).collect(),
    }
}

/// Collects the entries whose page bears another title. A page that several entries lead to is a
/// collection, and what it is called says nothing of each.
pub(super) fn collect(view: &View<'_>) -> Mislinked {
    let own = view.site.body.name.as_deref().map(fold).unwrap_or_default();
    let matter = |title: &str| fold(title).replacen(&own, "", 1);
    let mut out = Mislinked::default();
    for number in view.site.column_numbers() {
        let mut odd = Vec::new();
        for item in view.site.items(number) {
            let Some(Resolution::Page(page)) = item.leads() else {
                continue;
            };
            let paper = matches!(
                view.site.kind(page),
                PageKind::Document | PageKind::Article | PageKind::Consultation
            );
            // Nearly all bear the title of their entry.
            let same = || view.site.bears(page, item.title);
            if !paper || item.title.chars().count() < TELLING || same() {
                continue;
            }
            let Some(title) = view.site.front_of(page).title else {
                continue;
            };
            if title != item.title && unlike(&matter(item.title), &matter(&title)) {
                odd.push((item, page, title));
            }
        }
        // Nearly every list has none.
        if odd.is_empty() {
            continue;
        }
        let mut leading: HashMap<PageIx, usize> = HashMap::default();
        let mut titles: HashSet<String> = HashSet::default();
        for item in view.site.items(number) {
            titles.insert(fold(item.title));
            if let Some(Resolution::Page(page)) = item.leads() {
                *leading.entry(page).or_default() += 1;
            }
        }
        for (item, page, title) in odd {
            if leading.get(&page).is_some_and(|count| *count > 2) {
                continue;
            }
            let found = match titles.contains(&fold(&title)) {
                true => &mut out.certain,
                false => &mut out.perhaps,
            };
            let shown = format!("“{}”打开是《{title}》", item.title);
            if found.len() < MOST && !found.iter().any(|(known, _)| *known == shown) {
                let place = view.place(item.on, "列表条目", Some(&shown));
                found.push((shown, place));
            }
        }
    }
    out
}

/// Tells whether two folded titles have nothing in common. One that is short, or cut, tells too
/// little.
fn unlike(one: &str, other: &str) -> bool {
    let (one, other) = (core(one), core(other));
    let telling = |text: &str| text.chars().count() >= TELLING - 2;
    if !telling(&one) || !telling(&other) || one.contains(&other) || other.contains(&one) {
        return false;
    }
    let (one, other) = (pairs_of(&one), pairs_of(&other));
    let shared = one
        .iter()
        .filter(|pair| other.binary_search(pair).is_ok())
        .count();
    let least = one.len().min(other.len()).max(1);
    (shared as f64) < APART * least as f64
}

#[cfg(test)]
mod tests {
    use super::unlike;

    #[test]
    fn titles_with_nothing_in_common() {
        assert!(unlike(
            "关于开展年度计量器具检定的通告",
            "关于公布投诉举报渠道的公告"
        ));
        for (one, other) in [
            ("关于开展年度计量器具检定的通告", "年度计量器具检定开始了"),
            ("关于开展年度计量器具检定的通告", "通知公告"),
            (
                "一图读懂计量器具检定管理办法",
                "《计量器具检定管理办法》解读",
            ),
        ] {
            assert!(!unlike(one, other), "{one} {other}");
        }
    }
}
