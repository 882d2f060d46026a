//! How much a page says of its own: the running text of its main part without what every page
//! of the template shows.

use crate::model::{Crumb, LinkRegion};
use crate::vocabulary::pages::PageWords;
use crate::vocabulary::{Few, fold, fold_into};

use super::dom::{Dom, Id};
use super::plain::Tag;
use super::text;

/// Fewer Chinese characters than this in a line are a button, a label or a heading.
const LINE: usize = 8;

/// Bytes from which a line is a paragraph, whatever words are in it.
const WHOLE_PARAGRAPH: usize = 600;

/// Words of lines that are no running text.
#[derive(Debug)]
pub(super) struct Asides {
    /// Where a breadcrumb or the words of an empty list are.
    lines: Few,
    /// The labels of metadata.
    labels: Few,
}

impl Asides {
    pub(super) fn new(words: &PageWords) -> Self {
        let marks = &words.marks;
        let folded = |words: &[String]| words.iter().map(|word| fold(word)).collect::<Vec<_>>();
        Self {
            lines: Few::new([folded(&marks.crumb), folded(&marks.empty)].concat()),
            labels: Few::new(folded(&marks.label)),
        }
    }
}

/// Counts the Chinese characters of the lines below `main` that are running text: no links, no
/// forms, neither title nor breadcrumb, no labels of metadata, no words of an empty list.
pub(super) fn length(
    dom: &Dom<'_>,
    main: Id,
    words: &PageWords,
    asides: &Asides,
    title: Option<&str>,
    crumbs: &[Crumb],
) -> usize {
    let own = text::without(dom, main, &|id| {
        dom.is_element(id)
            && (matches!(
                dom.region(id),
                LinkRegion::Header | LinkRegion::Footer | LinkRegion::Side
            ) || matches!(
                dom.kind(id),
                Tag::A
                    | Tag::Select
                    | Tag::Form
                    | Tag::Button
                    | Tag::Textarea
                    | Tag::Label
                    | Tag::Script
                    | Tag::Th
            ))
    });
    let title = title.map(fold);
    let crumbs: Vec<String> = crumbs.iter().map(|crumb| fold(&crumb.text)).collect();
    let mut folded = String::new();
    let mut is_own = |line: &str| {
        if line.len() > WHOLE_PARAGRAPH {
            return true;
        }
        folded.clear();
        fold_into(&mut folded, line);
        title.as_deref() != Some(folded.as_str())
            && !crumbs.contains(&folded)
            && !asides.lines.is_in(&folded)
            && !super::body::is_furniture_folded(line, &folded, words)
            && (folded.chars().count() >= 60 || !asides.labels.is_in(&folded))
    };
    let mut length = 0;
    for line in own.split('\n') {
        let count = if line.len() < LINE * 3 { 0 } else { han(line) };
        if count >= LINE && is_own(line) {
            length += count;
        }
    }
    length
}

/// Counts Chinese characters: by their first bytes, U+4E00 to U+9FFF.
fn han(line: &str) -> usize {
    let bytes = line.as_bytes();
    let most = text::count_bytes(bytes, |byte| byte.wrapping_sub(0xe5) <= 4);
    // Those before U+5000 begin like rarer signs.
    most + text::count_pairs(bytes, |first, second| (first == 0xe4) & (second >= 0xb8))
}
