//! How much a page says of its own: the running text of its main part without what every page
//! of the template shows.

use aho_corasick::AhoCorasick;

use crate::model::{Crumb, LinkRegion};
use crate::vocabulary::fold;
use crate::vocabulary::pages::PageWords;

use super::dom::{Dom, Id};
use super::plain::Tag;
use super::text;

/// Fewer Chinese characters than this in a line are a button, a label or a heading.
const LINE: usize = 8;

/// Bytes from which a line is a paragraph, whatever words are in it.
const WHOLE_PARAGRAPH: usize = 600;

/// Counts the Chinese characters of the lines below `main` that are running text: no links, no
/// forms, neither title nor breadcrumb, no labels of metadata, no words of an empty list.
#[allow(clippy::too_many_arguments)] // the parts of one page, all needed
pub(super) fn length(
    dom: &Dom<'_>,
    main: Id,
    words: &PageWords,
    markers: &AhoCorasick,
    empty: &AhoCorasick,
    labels: &AhoCorasick,
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
    let is_own = |line: &str| {
        if line.len() > WHOLE_PARAGRAPH {
            return true;
        }
        let folded = fold(line);
        title.as_deref() != Some(folded.as_str())
            && !crumbs.contains(&folded)
            && !markers.is_match(&*text::stripped(line))
            && !super::body::is_furniture(line, words)
            && !empty.is_match(&folded)
            && (folded.chars().count() >= 60 || !labels.is_match(&folded))
    };
    own.split('\n')
        .map(|line| {
            let count = han(line);
            (line, count)
        })
        .filter(|(line, count)| *count >= LINE && is_own(line))
        .map(|(_, count)| count)
        .sum()
}

/// Counts Chinese characters: by their first bytes, U+4E00 to U+9FFF.
fn han(line: &str) -> usize {
    let bytes = line.as_bytes();
    let most = text::count_bytes(bytes, |byte| byte.wrapping_sub(0xe5) <= 4);
    let first = memchr::memchr_iter(0xe4, bytes);
    most + first.filter(|at| bytes[at + 1] >= 0xb8).count()
}
