//! Text as a person reads it: blocks on lines of their own, cells apart, white space folded.

use std::borrow::Cow;
use std::hash::BuildHasher;
use std::sync::LazyLock;

use bumpalo::Bump;
use foldhash::quality::RandomState;

use super::blank::MAY_BE_BLANK;
pub use super::blank::{find_blank, is_blank};
use super::dom::{Data, Dom, Id};
use super::plain::Tag;

fn is_cell(tag: Tag) -> bool {
    matches!(tag, Tag::Td | Tag::Th)
}

/// Form controls hold what a visitor may choose or type, not what the page says.
fn is_control(tag: Tag) -> bool {
    matches!(tag, Tag::Select | Tag::Textarea | Tag::Button | Tag::Object)
}

/// Returns a text node's text with single blanks inside, so that whoever reads it after need not
/// look for others: a run of white space is one blank, invisible characters go. At each end one
/// blank character of the text's own may stand.
///
/// Nearly every text is returned as the part of itself that it is.
pub(super) fn tidy<'h>(arena: &'h Bump, text: &'h str) -> &'h str {
    // Nearly every text neither begins nor ends with a blank.
    if let (false, core, false) = edges(text)
        && !core.is_empty()
        && is_tidy(core)
    {
        return text;
    }
    // Indentation before and after is cut to the blank next to the words.
    let core = text.trim_matches(is_blank);
    if core.is_empty() {
        let blank = text.char_indices().find(|(_, c)| c.is_whitespace());
        return blank.map_or("", |(at, c)| &text[at..at + c.len_utf8()]);
    }
    let lead = text.len() - text.trim_start_matches(is_blank).len();
    let trail = lead + core.len();
    let before = blank_in(&text[..lead], true);
    let after = blank_in(&text[trail..], false);
    let edges_touch = (before.is_empty() || text[..lead].ends_with(before))
        && (after.is_empty() || text[trail..].starts_with(after));
    if edges_touch && is_tidy(core) {
        return &text[lead - before.len()..trail + after.len()];
    }
    let mut out = String::with_capacity(core.len() + 2);
    out.push_str(if before.is_empty() { "" } else { " " });
    let mut rest = core;
    while let Some((at, length)) = find_blank(rest) {
        out.push_str(&rest[..at]);
        let gap = &rest[at..];
        rest = gap[length..].trim_start_matches(is_blank);
        if gap[..gap.len() - rest.len()].contains(char::is_whitespace) {
            out.push(' ');
        }
    }
    out.push_str(rest);
    out.push_str(if after.is_empty() { "" } else { " " });
    arena.alloc_str(&out)
}

/// Returns the white space of an edge that is next to the words, if it has any.
fn blank_in(edge: &str, before: bool) -> &str {
    let mut chars = edge.char_indices().filter(|(_, c)| c.is_whitespace());
    let found = if before {
        chars.next_back()
    } else {
        chars.next()
    };
    found.map_or("", |(at, c)| &edge[at..at + c.len_utf8()])
}

/// Tells whether all blanks of a text that neither begins nor ends with one are single ones.
fn is_tidy(core: &str) -> bool {
    let mut rest = core;
    while let Some((at, _)) = find_blank(rest) {
        let gap = &rest.as_bytes()[at..];
        if gap[0] != b' ' || rest[at + 1..].starts_with(is_blank) {
            return false;
        }
        rest = &rest[at + 1..];
    }
    true
}

/// Parts a text node's [tidy](tidy) text into its words and whether a blank stands before and
/// after them.
pub(super) fn edges(text: &str) -> (bool, &str, bool) {
    let may_begin = (text.as_bytes().first()).is_some_and(|&byte| MAY_BE_BLANK[usize::from(byte)]);
    let stripped = may_begin.then(|| text.strip_prefix(is_blank)).flatten();
    let core = stripped.unwrap_or(text);
    let may_end = match core.as_bytes() {
        // Chinese characters, with which most texts end.
        [.., 0xe4..=0xe9, _, _] => false,
        [.., last] => *last <= b' ' || *last >= 0x80,
        [] => false,
    };
    let stripped = may_end.then(|| core.strip_suffix(is_blank)).flatten();
    let bare = stripped.unwrap_or(core);
    (core.len() < text.len(), bare, bare.len() < core.len())
}

/// Counts the characters of a text node's [tidy](tidy) text that are no blanks.
pub(super) fn count_tidy(text: &str) -> u32 {
    let (_, core, _) = edges(text);
    // The first bytes of all characters, without the single blanks between them.
    let count = count_bytes(core.as_bytes(), |byte| {
        (byte & 0xc0 != 0x80) & (byte != b' ')
    });
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Counts the characters that are no blanks.
pub fn count(text: &str) -> u32 {
    let mut blanks = 0;
    let mut rest = text;
    while let Some((at, length)) = find_blank(rest) {
        blanks += 1;
        rest = &rest[at + length..];
    }
    let chars = count_bytes(text.as_bytes(), |byte| byte & 0xc0 != 0x80);
    u32::try_from(chars - blanks).unwrap_or(u32::MAX)
}

/// Counts the characters that are no blanks, of a text that was put together from the tree: its
/// blanks are `' '`, `'\n'` and `'\t'` ([`tidy`]).
pub fn count_shown(text: &str) -> u32 {
    let count = count_bytes(text.as_bytes(), |byte| {
        (byte & 0xc0 != 0x80) & (byte != b' ') & (byte != b'\n') & (byte != b'\t')
    });
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Drops the blanks of a text that was put together from the tree, as [`count_shown`] knows them.
pub(super) fn stripped_shown(text: &str) -> Cow<'_, str> {
    let mut blanks = memchr::memchr3_iter(b' ', b'\n', b'\t', text.as_bytes());
    let Some(first) = blanks.next() else {
        return Cow::Borrowed(text);
    };
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..first]);
    let mut from = first + 1;
    for blank in blanks {
        out.push_str(&text[from..blank]);
        from = blank + 1;
    }
    out.push_str(&text[from..]);
    Cow::Owned(out)
}

/// Counts bytes, many at once: in lanes of one byte, which are added up before they overflow.
pub(super) fn count_bytes(bytes: &[u8], is: impl Fn(u8) -> bool) -> usize {
    let lanes = bytes.chunks(192).map(|chunk| {
        let count = chunk
            .iter()
            .fold(0_u8, |count, &byte| count.wrapping_add(u8::from(is(byte))));
        usize::from(count)
    });
    lanes.sum()
}

/// Counts pairs of bytes that follow one another, as [`count_bytes`] counts bytes.
pub(super) fn count_pairs(bytes: &[u8], is: impl Fn(u8, u8) -> bool) -> usize {
    let next = bytes.get(1..).unwrap_or_default();
    let lanes = bytes.chunks(192).zip(next.chunks(192)).map(|(one, two)| {
        let pairs = one.iter().zip(two);
        let count = pairs.fold(0_u8, |count, (&one, &two)| {
            count.wrapping_add(u8::from(is(one, two)))
        });
        usize::from(count)
    });
    lanes.sum()
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
        rest = rest[at + length..].trim_start_matches(is_blank);
    }
    if !rest.is_empty() || gap {
        f(rest, gap);
    }
}

/// Returns a number that is the same for texts that differ in white space only; they were put
/// together from the tree, as [`count_shown`] expects them. It holds
/// within one run of the program and is never written down.
pub fn digest(text: &str) -> u64 {
    static STATE: LazyLock<RandomState> = LazyLock::new(RandomState::default);
    // White space falls out whole, so where it stood does not show in the bytes.
    STATE.hash_one(&*stripped_shown(text))
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
    collect(dom, id, &|_| false, Seen::ByAll)
}

/// Returns the first line, or the first cell, of a subtree's visible text.
pub fn first_line(dom: &Dom<'_>, id: Id) -> String {
    collect(dom, id, &|_| false, Seen::First)
}

/// Returns a subtree's visible text in one line.
pub fn line(dom: &Dom<'_>, id: Id) -> String {
    if let Some(text) = single(dom, id, false) {
        return edges(text).1.to_owned();
    }
    // The gaps are never two in a row, nor at an end, and each is one byte long.
    let text = of(dom, id);
    if text.contains(['\n', '\t']) {
        text.replace(['\n', '\t'], " ")
    } else {
        text
    }
}

/// Returns the first sign of a subtree's visible text.
fn first_sign(dom: &Dom<'_>, id: Id) -> Option<char> {
    dom.subtree(id)
        .filter(|&inner| dom.is_visible(inner))
        .find_map(|inner| {
            let text = dom.text_node(inner)?;
            text.trim_start_matches(is_blank).chars().next()
        })
}

/// Tells from the first sign that a subtree shows whether its folded [`name`] may be one of
/// these: most links begin with a Chinese sign that no name of the few begins with, and folding
/// leaves such a sign as it is.
pub(super) fn may_be_named<'w>(
    dom: &Dom<'_>,
    id: Id,
    names: impl IntoIterator<Item = &'w str>,
) -> bool {
    first_sign(dom, id).is_some_and(|first| {
        !('\u{4e00}'..='\u{9fff}').contains(&first)
            || names.into_iter().any(|name| name.starts_with(first))
    })
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
    collect(dom, id, skip, Seen::ByAll)
}

/// Returns a subtree's text as [`of`], text hidden by style included (never scripts,
/// template rows or `head`).
pub fn with_hidden(dom: &Dom<'_>, id: Id) -> String {
    collect(dom, id, &|_| false, Seen::ByActions)
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Blank,
    Cell,
    Line,
}

/// How much of a subtree's text is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    /// All that is visible.
    ByAll,
    /// Of that the first line or cell.
    First,
    /// What an action shows as well.
    ByActions,
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
        let (before, words, after) = edges(text);
        if before {
            self.gap(Gap::Blank);
        }
        if !words.is_empty() {
            if !self.out.is_empty() {
                match self.gap {
                    Gap::None => {}
                    Gap::Blank => self.out.push(' '),
                    Gap::Cell => self.out.push('\t'),
                    Gap::Line => self.out.push('\n'),
                }
            }
            self.gap = Gap::None;
            self.out.push_str(words);
        }
        if after {
            self.gap(Gap::Blank);
        }
    }
}

/// About how many bytes a subtree's text takes: three for a character, and the gaps.
fn room(dom: &Dom<'_>, id: Id) -> usize {
    let blocks = dom.range(id).len() / 4;
    (dom.sums(id).chars as usize + blocks) * 3
}

fn collect(dom: &Dom<'_>, id: Id, skip: &dyn Fn(Id) -> bool, seen: Seen) -> String {
    let range = dom.range(id);
    let room = match seen {
        Seen::First => 0,
        Seen::ByAll | Seen::ByActions => room(dom, id),
    };
    let mut writer = Writer {
        out: String::with_capacity(room),
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
        if seen == Seen::First && writer.gap >= Gap::Cell && !writer.out.is_empty() {
            break;
        }
        let here = Id(u32::try_from(at).unwrap_or(u32::MAX));
        let node = dom.node(here);
        let unseen = match node.hidden {
            None => false,
            Some(super::dom::Hidden::Style) => seen != Seen::ByActions,
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
    use super::{digest, name, of, squeeze, tidy};

    #[test]
    fn a_digest_knows_no_white_space() {
        assert_eq!(digest("一二 三\n四"), digest("一\t二三四 "));
        assert_ne!(digest("一二三四"), digest("一二三五"));
        assert_ne!(digest(""), digest("一"));
    }

    fn text(html: &str) -> String {
        let html = Html::parse_document(html);
        let arena = bumpalo::Bump::new();
        let dom = Dom::new(&arena, &html);
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
    fn tidied_text_reads_the_same() {
        let arena = bumpalo::Bump::new();
        for text in [
            "",
            " ",
            "\n\t \u{3000}",
            "\u{200b}",
            "一二",
            "  一二",
            "\n  一 二\t",
            "一\u{3000}\u{3000}二 三",
            "一\u{200b}二",
            "\u{200b} 一\u{a0}\u{feff}",
            "这一段文字比十六个字节长得多，中间没有空白。",
            "这一段文字比十六个字节长得多，“中间”有一个\u{3000}空白……然后 继续下去。",
            " a  b c ",
        ] {
            let tidied = tidy(&arena, text);
            let whole: String = text
                .chars()
                .filter(|&c| c.is_whitespace() || !super::is_blank(c))
                .collect();
            assert_eq!(squeeze(tidied), squeeze(&whole), "{text:?}");
            let (before, core, after) = super::edges(tidied);
            assert_eq!(core, squeeze(&whole), "{text:?}");
            assert!(before as usize + core.len() + after as usize <= text.len());
            let seen = text.chars().filter(|&c| !super::is_blank(c)).count();
            assert_eq!(super::count_tidy(tidied) as usize, seen, "{text:?}");
            // As a text that is put together from the tree holds it.
            assert_eq!(super::count_shown(core) as usize, seen, "{text:?}");
            assert_eq!(super::stripped_shown(core), super::strip(text), "{text:?}");
        }
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
        let arena = bumpalo::Bump::new();
        let dom = Dom::new(&arena, &html);
        assert_eq!(name(&dom, Id::ROOT), "政府信息公开");
        assert_eq!(squeeze(" a\u{a0} b\n"), "a b");
    }
}
