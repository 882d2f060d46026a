//! Text as a person reads it: blocks on lines of their own, cells apart, white space folded.

use std::borrow::Cow;

use super::dom::{Data, Dom, Id};
use super::plain::Tag;

fn is_cell(tag: Tag) -> bool {
    matches!(tag, Tag::Td | Tag::Th)
}

/// Form controls hold what a visitor may choose or type, not what the page says.
fn is_control(tag: Tag) -> bool {
    matches!(tag, Tag::Select | Tag::Textarea | Tag::Button | Tag::Object)
}

/// Tells whether a person sees this character as blank.
pub fn is_blank(c: char) -> bool {
    // Nearly every character is a letter of ASCII or a Chinese one.
    if c.is_ascii() {
        return c.is_ascii_whitespace() || c == '\u{b}';
    }
    if matches!(c, '\u{3001}'..='\u{3163}' | '\u{3165}'..='\u{d7ff}' | '\u{ff01}'..='\u{ff5e}') {
        return false;
    }
    c.is_whitespace()
        || matches!(
            c,
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{3164}'
        )
}

/// Bytes with which a blank character may begin.
const MAY_BE_BLANK: [bool; 256] = {
    let mut out = [false; 256];
    let mut at = 0;
    let first = [
        b' ', b'\t', b'\n', 0xb, 0xc, b'\r', 0xc2, 0xe1, 0xe2, 0xe3, 0xef,
    ];
    while at < first.len() {
        out[first[at] as usize] = true;
        at += 1;
    }
    out
};

/// Bytes that are looked at together.
const CHUNK: usize = 16;

/// Tells whether a blank may begin in these bytes: [`MAY_BE_BLANK`] and control characters, in
/// a form that the compiler can ask of all of them at once.
fn may_hold_blank(chunk: &[u8; CHUNK]) -> bool {
    chunk.iter().fold(false, |found, &byte| {
        found | (byte <= b' ') | (byte == 0xc2) | (byte.wrapping_sub(0xe1) <= 2) | (byte == 0xef)
    })
}

/// Returns where the first blank is and how many bytes it has. Nearly all bytes of a text
/// begin no blank, which is seen without taking characters apart.
pub fn find_blank(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        while bytes[at..]
            .first_chunk()
            .is_some_and(|chunk| !may_hold_blank(chunk))
        {
            at += CHUNK;
        }
        let end = bytes.len().min(at + CHUNK);
        while at < end {
            if MAY_BE_BLANK[bytes[at] as usize]
                && let Some(c) = text[at..].chars().next()
            {
                if is_blank(c) {
                    return Some((at, c.len_utf8()));
                }
                at += c.len_utf8();
            } else {
                at += 1;
            }
        }
    }
    None
}

/// Counts the characters that are no blanks.
pub fn count(text: &str) -> u32 {
    let mut count = 0;
    for (at, &byte) in text.as_bytes().iter().enumerate() {
        // The first byte of each character.
        if byte & 0xc0 != 0x80 {
            count += 1;
            if MAY_BE_BLANK[usize::from(byte)] && text[at..].starts_with(is_blank) {
                count -= 1;
            }
        }
    }
    count
}

/// Gives every run of characters that are no blanks, in order, and whether a blank stands
/// before it; ends with an empty run when there are blanks after the last.
pub fn runs<'t>(text: &'t str, mut f: impl FnMut(&'t str, bool)) {
    let mut rest = text;
    let mut gap = false;
    while let Some((at, length)) = find_blank(rest) {
        if at > 0 {
            f(&rest[..at], gap);
        }
        gap = true;
        rest = &rest[at + length..];
    }
    if !rest.is_empty() || gap {
        f(rest, gap);
    }
}

/// Folds white space: runs become one blank, blanks at both ends go.
pub fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    runs(text, |run, _| {
        if !run.is_empty() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(run);
        }
    });
    out
}

/// Drops all white space and invisible characters.
pub fn strip(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    runs(text, |run, _| out.push_str(run));
    out
}

/// As [`strip`], without a copy where there is nothing to drop.
pub fn stripped(text: &str) -> Cow<'_, str> {
    match find_blank(text) {
        None => Cow::Borrowed(text),
        Some(_) => Cow::Owned(strip(text)),
    }
}

/// Returns the text of an element that holds a single run of visible text and nothing else.
fn single<'h>(dom: &Dom<'h>, id: Id, hidden: bool) -> Option<&'h str> {
    let range = dom.range(id);
    if range.len() != 2 || !dom.is_element(id) {
        return None;
    }
    let inner = Id(id.0 + 1);
    let seen = match dom.node(inner).hidden {
        None => true,
        Some(super::dom::Hidden::Style) => hidden,
        Some(_) => false,
    };
    if seen { dom.text_node(inner) } else { None }
}

/// Returns a subtree's visible text: `\n` between blocks, `\t` between table cells, one
/// blank for any other white space.
pub fn of(dom: &Dom<'_>, id: Id) -> String {
    collect(dom, id, &|_| false, false)
}

/// Returns a subtree's visible text in one line.
pub fn line(dom: &Dom<'_>, id: Id) -> String {
    if let Some(text) = single(dom, id, false) {
        return squeeze(text);
    }
    of(dom, id)
        .split(['\n', '\t'])
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Returns a subtree's visible text without white space, lines joined: for names that are
/// broken by `<br>` or padded.
pub fn name(dom: &Dom<'_>, id: Id) -> String {
    match single(dom, id, false) {
        Some(text) => strip(text),
        None => strip(&of(dom, id)),
    }
}

/// As [`name`], text hidden by style included.
pub fn name_with_hidden(dom: &Dom<'_>, id: Id) -> String {
    match single(dom, id, true) {
        Some(text) => strip(text),
        None => strip(&with_hidden(dom, id)),
    }
}

/// Returns a subtree's visible text as [`of`], leaving out the subtrees that `skip` names.
pub fn without(dom: &Dom<'_>, id: Id, skip: &dyn Fn(Id) -> bool) -> String {
    collect(dom, id, skip, false)
}

/// Returns a subtree's text as [`of`], text hidden by style included (never scripts,
/// template rows or `head`).
pub fn with_hidden(dom: &Dom<'_>, id: Id) -> String {
    collect(dom, id, &|_| false, true)
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Blank,
    Cell,
    Line,
}

struct Writer {
    out: String,
    gap: Gap,
}

impl Writer {
    fn gap(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    fn text(&mut self, text: &str) {
        runs(text, |run, gap| {
            if gap {
                self.gap(Gap::Blank);
            }
            if run.is_empty() {
                return;
            }
            if !self.out.is_empty() {
                match self.gap {
                    Gap::None => {}
                    Gap::Blank => self.out.push(' '),
                    Gap::Cell => self.out.push('\t'),
                    Gap::Line => self.out.push('\n'),
                }
            }
            self.gap = Gap::None;
            self.out.push_str(run);
        });
    }
}

fn collect(dom: &Dom<'_>, id: Id, skip: &dyn Fn(Id) -> bool, hidden: bool) -> String {
    let range = dom.range(id);
    let mut writer = Writer {
        out: String::new(),
        gap: Gap::None,
    };
    // Ends of the open blocks and cells, with the gap that their end makes.
    let mut open: Vec<(usize, Gap)> = Vec::new();
    let mut at = range.start;
    while at < range.end {
        while let Some(&(end, gap)) = open.last()
            && end <= at
        {
            writer.gap(gap);
            open.pop();
        }
        let here = Id(u32::try_from(at).unwrap_or(u32::MAX));
        let node = dom.node(here);
        let unseen = match node.hidden {
            None => false,
            Some(super::dom::Hidden::Style) => !hidden,
            Some(_) => true,
        };
        // The asked-for node itself may be hidden: then its text is wanted all the same.
        if (unseen && here != id) || skip(here) {
            at = dom.after(here).at();
            continue;
        }
        match node.data {
            Data::Text(text) => writer.text(text),
            Data::Element(_) => {
                let tag = dom.kind(here);
                if is_control(tag) && here != id {
                    writer.gap(Gap::Blank);
                    at = dom.after(here).at();
                    continue;
                }
                let gap = if dom.is_block(here) || tag == Tag::Br {
                    Gap::Line
                } else if is_cell(tag) {
                    Gap::Cell
                } else {
                    Gap::None
                };
                if gap != Gap::None {
                    writer.gap(gap);
                    open.push((dom.after(here).at(), gap));
                }
            }
            Data::Document => {}
        }
        at += 1;
    }
    writer.out
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)] // a failing test may panic
mod tests {
    use scraper::Html;

    use super::super::dom::{Dom, Id};
    use super::{name, of, squeeze};

    fn text(html: &str) -> String {
        let html = Html::parse_document(html);
        let dom = Dom::new(&html);
        of(&dom, Id::ROOT)
    }

    #[test]
    fn blocks_and_cells_stay_apart() {
        assert_eq!(
            text("<title>x</title><p>一<b>二</b>\u{3000}三<br>四</p>五<div><p>六</div>"),
            "一二 三\n四\n五\n六"
        );
        assert_eq!(
            text("<table><tr><td>甲<td>乙<tr><td>丙</td><td> 丁</td></table>戊"),
            "甲\t乙\n丙\t丁\n戊"
        );
    }

    #[test]
    fn what_is_not_seen_is_not_read() {
        assert_eq!(
            text(
                "<div style='DISPLAY : none'>a</div><li ms-repeat=x>b</li><p>{{ c }}</p>\
                 <script>d</script><noscript>e</noscript><span hidden>f</span><!-- g -->h"
            ),
            "h"
        );
    }

    #[test]
    fn names_lose_their_breaks() {
        let html = Html::parse_document("<a>政府信息<br> 公\u{a0}开</a>");
        let dom = Dom::new(&html);
        assert_eq!(name(&dom, Id::ROOT), "政府信息公开");
        assert_eq!(squeeze(" a\u{a0} b\n"), "a b");
    }
}
