//! The article alone: its element and its text without what stands around it.

use crate::model::LinkRegion;
use crate::vocabulary::fold;
use crate::vocabulary::pages::PageWords;

use super::dom::{Dom, Id};
use super::layout::{Marks, word};
use super::text;

/// Grows the densest text to the whole article: without its title, its metadata and what
/// stands beside it.
pub(super) fn grow(dom: &Dom<'_>, marks: &Marks, core: Id, title: Option<Id>, main: Id) -> Id {
    let mut body = core;
    while let Some(up) = dom.parent(body) {
        if up == main || up == Id::ROOT || matches!(dom.tag(up), "body" | "html") {
            break;
        }
        if title.is_some_and(|title| dom.contains(up, title) && !dom.contains(body, title)) {
            break;
        }
        let (mark, own) = (marks.of(dom, up), marks.of(dom, body));
        if mark.label > own.label + 1 || mark.crumb > own.crumb || mark.footer > own.footer {
            break;
        }
        // Dated items beside the text are a list of other articles.
        if mark.dates > own.dates + 3 && dom.sums(up).links > dom.sums(body).links + 3 {
            break;
        }
        if title.is_none() && dom.sums(up).chars > dom.sums(body).chars * 3 / 2 {
            break;
        }
        body = up;
    }
    body
}

/// Finds the element of an article that has hardly any text of its own; `is_line` tells of an
/// element that it is a line of time and source.
pub(super) fn by_words(
    dom: &Dom<'_>,
    marks: &Marks,
    title: Option<Id>,
    is_line: impl Fn(Id) -> bool,
) -> Option<Id> {
    let mut found: Option<Id> = None;
    for id in dom.all() {
        if !dom.is_element(id)
            || dom.region(id) != LinkRegion::Main
            || !marks.has(id, word::BODY)
            || marks.has(id, word::TITLE | word::CRUMB)
            || title.is_some_and(|title| dom.contains(id, title) || id < title)
        {
            continue;
        }
        let sums = dom.sums(id);
        if sums.chars + sums.images == 0 || marks.of(dom, id).label > 1 || is_line(id) {
            continue;
        }
        // The outermost that begins after the title.
        if found.is_none_or(|known| !dom.contains(known, id)) && found.is_none() {
            found = Some(id);
        }
    }
    found
}

/// Finds what stands right below a line of time and source, where the text has no mark of its
/// own: the next block or row with a text.
pub(super) fn below_line(dom: &Dom<'_>, marks: &Marks, line: Id) -> Option<Id> {
    let around = std::iter::once(line).chain(dom.ancestors(line).take(2));
    let next = around.flat_map(|up| dom.next_element(up)).next()?;
    let sums = dom.sums(next);
    let is_text = dom.region(next) == LinkRegion::Main
        && sums.chars >= SENTENCE
        && sums.link_chars * 2 <= sums.chars
        && marks.of(dom, next).label <= 1
        && !marks.has(next, word::CHROME | word::PAGER);
    is_text.then_some(next)
}

/// Characters of the shortest text under a line of time and source.
const SENTENCE: u32 = 8;

/// Tells whether an element is no text but a line of time and source: a day and words such as
/// 来源, and no sentence.
pub(super) fn is_byline(dom: &Dom<'_>, marks: &Marks, words: &PageWords, body: Id) -> bool {
    let sums = dom.sums(body);
    if sums.chars > 100 || marks.of(dom, body).digits < 6 {
        return false;
    }
    let line = fold(&text::of(dom, body));
    !line.contains('。') && (words.marks.byline.iter()).any(|word| line.contains(word.as_str()))
}

/// Returns the text of the article: share bars, neighbours and tools left out.
pub(super) fn text_of(dom: &Dom<'_>, marks: &Marks, words: &PageWords, body: Id) -> String {
    text_with(dom, marks, words, body, true)
}

/// Returns what an article says by itself, to hold two versions of it against each other: as
/// [`text_of`], without links, which lead to its neighbours and change with them.
pub(super) fn wording(dom: &Dom<'_>, marks: &Marks, words: &PageWords, body: Id) -> String {
    text_with(dom, marks, words, body, false)
}

fn text_with(dom: &Dom<'_>, marks: &Marks, words: &PageWords, body: Id, links: bool) -> String {
    let range = dom.range(body);
    let all = text::without(dom, body, &|id| {
        if id.at() == range.start || !dom.is_element(id) {
            return false;
        }
        if !links && dom.tag(id) == "a" {
            return true;
        }
        // A tool: a short link that only a script follows.
        let tool = dom.tag(id) == "a"
            && dom.sums(id).chars <= 12
            && dom.attr(id, "href").is_none_or(|href| {
                let href = href.trim();
                href.is_empty()
                    || href.starts_with('#')
                    || href
                        .get(..11)
                        .is_some_and(|start| start.eq_ignore_ascii_case("javascript:"))
            });
        tool || matches!(
            dom.region(id),
            LinkRegion::Header | LinkRegion::Footer | LinkRegion::Side
        ) || (marks.has(id, word::CHROME) && !marks.has(id, word::BODY) && dom.sums(id).chars < 120)
    });
    let mut out = String::with_capacity(all.len());
    for line in all.split('\n') {
        if is_furniture(line, words) {
            continue;
        }
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(line);
    }
    out
}

/// Tells whether a line is a button or a counter of the template.
pub(super) fn is_furniture(line: &str, words: &PageWords) -> bool {
    line.len() <= 150 && is_furniture_folded(line, &fold(line), words)
}

/// As [`is_furniture`], for a line that is folded already.
pub(super) fn is_furniture_folded(line: &str, folded: &str, words: &PageWords) -> bool {
    if line.len() > 150 {
        return false;
    }
    let folded = folded.trim_start_matches(['[', '(', '<', '|']);
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    (folded.len() < 60 || folded.chars().count() < 60)
        && words.marks.furniture.beginning(folded).any(|word| {
            // 打印 is a button, 打印机 is not.
            word.chars().count() >= 3 || !folded[word.len()..].starts_with(is_han)
        })
}
