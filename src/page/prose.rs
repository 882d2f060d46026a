//! How much a page says of its own: the running text of its main part without what every page
//! of the template shows.

use aho_corasick::AhoCorasick;

use crate::model::{Crumb, LinkRegion};
use crate::vocabulary::fold;
use crate::vocabulary::pages::PageWords;

use super::dom::{Dom, Id};
use super::text;

/// Fewer Chinese characters than this in a line are a button, a label or a heading.
const LINE: usize = 8;

/// Counts the Chinese characters of the lines below `main` that are running text: no links, no
/// forms, neither title nor breadcrumb, no labels of metadata, no words of an empty list.
pub(super) fn length(
    dom: &Dom<'_>,
    main: Id,
    words: &PageWords,
    markers: &AhoCorasick,
    empty: &AhoCorasick,
    title: Option<&str>,
    crumbs: &[Crumb],
) -> usize {
    let own = text::without(dom, main, &|id| {
        dom.is_element(id)
            && (matches!(
                dom.region(id),
                LinkRegion::Header | LinkRegion::Footer | LinkRegion::Side
            ) || matches!(
                dom.tag(id),
                "a" | "select" | "form" | "button" | "textarea" | "label" | "script" | "th"
            ))
    });
    let title = title.map(fold);
    let crumbs: Vec<String> = crumbs.iter().map(|crumb| fold(&crumb.text)).collect();
    let is_own = |line: &str| {
        let folded = fold(line);
        title.as_deref() != Some(folded.as_str())
            && !crumbs.contains(&folded)
            && !markers.is_match(&text::strip(line))
            && !super::body::is_furniture(line, words)
            && !empty.is_match(&folded)
            && (folded.chars().count() >= 60 || !has_any(&folded, &words.marks.label))
    };
    own.split('\n')
        .map(|line| {
            let count = line
                .chars()
                .filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c))
                .count();
            (line, count)
        })
        .filter(|(line, count)| *count >= LINE && is_own(line))
        .map(|(_, count)| count)
        .sum()
}

fn has_any(folded: &str, words: &[String]) -> bool {
    words.iter().any(|word| folded.contains(word.as_str()))
}
