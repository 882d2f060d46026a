//! The line of time, source and clicks that stands under an article's title.

use super::dates;
use super::dom::{Dom, Id};
use super::layout::Marks;
use super::text;

/// Characters that the line has at most.
const LONGEST: u32 = 200;
/// A page with more such lines shows the rows of a list.
const LINES: usize = 3;
/// Characters of a link that may be the title of another page.
const TITLE: usize = 6;

/// Finds the line of an article: words such as 来源 and 浏览次数 beside a day, in no row of a
/// list and no metadata box.
pub(super) fn find(dom: &Dom<'_>, marks: &Marks) -> Option<Id> {
    if marks.of(dom, Id::ROOT).byline == 0 {
        return None;
    }
    let mut first: Option<Id> = None;
    let mut last: Option<Id> = None;
    let mut count = 0;
    let mut next = Id::ROOT;
    while next.at() < dom.len() {
        let id = next;
        if marks.bylines(dom, id) == 0 {
            next = dom.after(id);
            continue;
        }
        next = Id(id.0 + 1);
        if dom.text_node(id).is_none() {
            continue;
        }
        let Some(line) = line_of(dom, marks, id) else {
            continue;
        };
        if last == Some(line) {
            continue;
        }
        last = Some(line);
        count += 1;
        if count > LINES {
            return None;
        }
        first = first.or(Some(line));
    }
    first
}

/// The smallest block around a word that has a day as well.
fn line_of(dom: &Dom<'_>, marks: &Marks, word: Id) -> Option<Id> {
    for up in dom.ancestors(word).take(5) {
        let sums = dom.sums(up);
        if sums.chars > LONGEST || matches!(dom.tag(up), "body" | "html") {
            return None;
        }
        let mark = marks.of(dom, up);
        if mark.digits < 6 || !(dom.is_block(up) || matches!(dom.tag(up), "td" | "th")) {
            continue;
        }
        let shown = text::line(dom, up);
        // The head of a table and a sentence that names a day are none.
        if shown.contains('。') {
            return None;
        }
        if dates::whole(&shown).is_none() {
            continue;
        }
        // A metadata box is a table or a list of its own.
        let outside = dom
            .ancestors(up)
            .take_while(|around| {
                dom.sums(*around).chars <= LONGEST
                    || matches!(
                        dom.tag(*around),
                        "tr" | "tbody" | "table" | "ul" | "ol" | "dl"
                    ) && dom.sums(*around).chars <= LONGEST * 2
            })
            .last()
            .unwrap_or(up);
        let boxed = marks.of(dom, outside).label >= 3;
        return (mark.footer == 0 && !boxed && !in_row(dom, up)).then_some(up);
    }
    None
}

/// Tells whether a line belongs to a list's row: little but a linked title stands beside it.
fn in_row(dom: &Dom<'_>, line: Id) -> bool {
    let own = dom.sums(line).chars;
    std::iter::once(line)
        .chain(dom.ancestors(line).take(3))
        .take_while(|up| dom.sums(*up).chars <= own + 80)
        .any(|up| {
            dom.sums(up).links > 0
                && dom.links_in(up).any(|link| {
                    dom.sums(link).chars as usize >= TITLE
                        && dom
                            .attr(link, "href")
                            .is_some_and(|href| !href.trim_start().starts_with(['#', 'j', 'J']))
                })
        })
}
