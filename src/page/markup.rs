//! Keeps hostile or broken markup within what a parser does in linear time.
//!
//! An HTML parser walks its stack of open elements at many tags, rebuilds unclosed
//! formatting elements in every block and compares attributes pairwise. Pages of people
//! never notice; a crafted or corrupt page of some megabytes can take hours. What is
//! dropped here is markup, never text.

use std::borrow::Cow;

/// Bytes of markup that are read; what is beyond is left out with a warning.
pub(super) const LIMIT: usize = 8 << 20;
/// Elements open at once before further start tags are dropped.
const DEPTH: usize = 600;
/// How many formatting elements a parser may have to rebuild over the whole page.
const REBUILT: usize = 400_000;
/// Bytes of one tag from which its attributes are counted.
const LONG_TAG: usize = 16 << 10;
/// Attributes in a long tag.
const ATTRIBUTES: usize = 400;

/// Returns as much of a page as is read, and whether that is less than the whole.
pub(super) fn cut(markup: &str) -> (&str, bool) {
    if markup.len() <= LIMIT {
        return (markup, false);
    }
    let mut end = LIMIT;
    while !markup.is_char_boundary(end) {
        end -= 1;
    }
    (&markup[..end], true)
}

/// Tells whether a page ends with the end of its body or of itself; visitors' counters and the
/// like may follow.
pub(super) fn has_end(markup: &str) -> bool {
    const NEAR: usize = 4_096;
    let bytes = markup.as_bytes();
    let tail = &bytes[bytes.len().saturating_sub(NEAR)..];
    let ends = |tag: &[u8]| {
        tail.windows(tag.len())
            .any(|part| part.eq_ignore_ascii_case(tag))
    };
    ends(b"</body") || ends(b"</html")
}

/// Leaves out what pictures pasted into a page are made of: it may be longer than any page, and
/// nothing of it is read.
pub(super) fn without_data(text: &str) -> Cow<'_, str> {
    const LEAST: usize = 1024;
    let mut out = String::new();
    let mut kept = 0;
    for (at, _) in text.match_indices(";base64,") {
        let from = at + ";base64,".len();
        let data = text.get(from..).unwrap_or_default();
        let is_data = |byte: u8| {
            byte.is_ascii_alphanumeric()
                || matches!(byte, b'+' | b'/' | b'=' | b'%' | b'\r' | b'\n')
        };
        let length = data.bytes().take_while(|byte| is_data(*byte)).count();
        if length >= LEAST && from >= kept {
            out.push_str(text.get(kept..from).unwrap_or_default());
            kept = from + length;
        }
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(text.get(kept..).unwrap_or_default());
    Cow::Owned(out)
}

/// Returns markup that parses in linear time, and whether tags were dropped for that.
pub(super) fn tame(text: &str) -> (Cow<'_, str>, bool) {
    let plan = plan(text);
    if !plan.deep && !plan.rebuilds && !plan.long {
        return (Cow::Borrowed(text), false);
    }
    (Cow::Owned(rewrite(text, plan)), true)
}

#[derive(Clone, Copy, Default)]
struct Plan {
    deep: bool,
    rebuilds: bool,
    long: bool,
}

struct Tag<'t> {
    start: usize,
    end: usize,
    name: &'t str,
    closing: bool,
    long: bool,
}

/// Finds the tags in a row, passing over comments and the contents of scripts.
struct Tags<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Iterator for Tags<'t> {
    type Item = Tag<'t>;

    fn next(&mut self) -> Option<Tag<'t>> {
        let bytes = self.text.as_bytes();
        loop {
            let start = self.at + find(&bytes[self.at..], b'<')?;
            let next = *bytes.get(start + 1)?;
            if next == b'!' {
                let rest = &self.text[start..];
                self.at = start
                    + if rest.starts_with("<!--") {
                        rest.find("-->").map_or(rest.len(), |end| end + 3)
                    } else {
                        rest.find('>').map_or(rest.len(), |end| end + 1)
                    };
                continue;
            }
            let closing = next == b'/';
            let from = start + 1 + usize::from(closing);
            if !bytes.get(from).is_some_and(u8::is_ascii_alphabetic) {
                self.at = start + 1;
                continue;
            }
            let to = from
                + bytes[from..]
                    .iter()
                    .take_while(|byte| byte.is_ascii_alphanumeric())
                    .count();
            let (end, attributes) = tag_end(bytes, to);
            self.at = end;
            let name = &self.text[from..to];
            if !closing
                && matches!(bytes[from] | 0x20, b's' | b't' | b'n' | b'i')
                && ["script", "style", "textarea", "title", "noscript", "iframe"]
                    .iter()
                    .any(|raw| name.eq_ignore_ascii_case(raw))
            {
                self.at = raw_end(bytes, end, name);
            }
            return Some(Tag {
                start,
                end,
                name,
                closing,
                long: end - start > LONG_TAG && attributes > ATTRIBUTES,
            });
        }
    }
}

fn find(bytes: &[u8], wanted: u8) -> Option<usize> {
    bytes.iter().position(|&byte| byte == wanted)
}

/// Returns where a tag ends and how many attributes it may have.
fn tag_end(bytes: &[u8], from: usize) -> (usize, usize) {
    let mut quote = None;
    let mut attributes = 0;
    let mut value = false;
    for (at, &byte) in bytes.iter().enumerate().skip(from) {
        match quote {
            Some(open) if byte == open => quote = None,
            Some(_) => {}
            None => match byte {
                b'>' => return (at + 1, attributes),
                b'"' | b'\'' if value => quote = Some(byte),
                b'=' => value = true,
                b' ' | b'\t' | b'\n' | b'\r' | b'/' => {
                    attributes += 1;
                    value = false;
                }
                _ => {}
            },
        }
    }
    (bytes.len(), attributes)
}

/// Returns where the contents of a raw text element end (before its end tag).
fn raw_end(bytes: &[u8], from: usize, name: &str) -> usize {
    let mut at = from;
    while let Some(found) = find(&bytes[at..], b'<') {
        at += found;
        let rest = &bytes[at + 1..];
        if rest.first() == Some(&b'/')
            && rest
                .get(1..=name.len())
                .is_some_and(|end| end.eq_ignore_ascii_case(name.as_bytes()))
        {
            return at;
        }
        at += 1;
    }
    bytes.len()
}

/// What a tag does to the stack of open elements.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// Rebuilt in every block while it is open.
    Formatting,
    /// Never stays open: it holds nothing, or ends by itself.
    Shallow,
    /// Stays open until it is closed.
    Deep,
}

fn sort_of(name: &str) -> Sort {
    // The longest of these names has eight letters.
    let mut lower = [0_u8; 8];
    let Some(lower) = lower.get_mut(..name.len()) else {
        return Sort::Deep;
    };
    lower.copy_from_slice(name.as_bytes());
    lower.make_ascii_lowercase();
    match &*lower {
        b"b" | b"big" | b"code" | b"em" | b"font" | b"i" | b"nobr" | b"s" | b"small"
        | b"strike" | b"strong" | b"tt" | b"u" => Sort::Formatting,
        b"area" | b"base" | b"br" | b"col" | b"embed" | b"hr" | b"img" | b"input" | b"link"
        | b"meta" | b"param" | b"source" | b"track" | b"wbr" | b"p" | b"li" | b"td" | b"th"
        | b"tr" | b"dt" | b"dd" | b"option" | b"tbody" | b"thead" | b"tfoot" | b"colgroup"
        | b"a" | b"html" | b"head" | b"body" | b"script" | b"style" | b"title" | b"textarea"
        | b"noscript" | b"iframe" => Sort::Shallow,
        _ => Sort::Deep,
    }
}

fn plan(text: &str) -> Plan {
    let mut plan = Plan::default();
    let (mut depth, mut formatting, mut rebuilt) = (0_usize, 0_usize, 0_usize);
    for tag in (Tags { text, at: 0 }) {
        plan.long |= tag.long;
        let sort = sort_of(tag.name);
        match (sort, tag.closing) {
            (Sort::Formatting, true) => formatting = formatting.saturating_sub(1),
            (Sort::Formatting, false) => formatting += 1,
            (Sort::Deep, true) => depth = depth.saturating_sub(1),
            (Sort::Shallow, true) => {}
            (_, false) => {
                rebuilt += formatting;
                depth += usize::from(sort == Sort::Deep);
            }
        }
        plan.deep |= depth > DEPTH || formatting > DEPTH;
        plan.rebuilds |= rebuilt > REBUILT;
        if plan.deep && plan.rebuilds && plan.long {
            break;
        }
    }
    plan
}

fn rewrite(text: &str, plan: Plan) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut copied, mut depth) = (0, 0_usize);
    // Start tags dropped for depth; as many end tags go with them.
    let mut dropped = 0_usize;
    let mut formatting = 0_usize;
    for tag in (Tags { text, at: 0 }) {
        let drop = if tag.long {
            true
        } else if sort_of(tag.name) == Sort::Formatting {
            if tag.closing {
                formatting = formatting.saturating_sub(1);
            } else {
                formatting += 1;
            }
            plan.rebuilds || formatting > DEPTH
        } else if sort_of(tag.name) == Sort::Shallow {
            false
        } else if tag.closing {
            if dropped > 0 {
                dropped -= 1;
                true
            } else {
                depth = depth.saturating_sub(1);
                false
            }
        } else if depth >= DEPTH {
            dropped += 1;
            true
        } else {
            depth += 1;
            false
        };
        if drop {
            out.push_str(&text[copied..tag.start]);
            copied = tag.end;
        }
    }
    out.push_str(&text[copied..]);
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)] // a failing test may panic
mod tests {
    use bumpalo::Bump;
    use scraper::Html;

    use super::{DEPTH, tame, without_data};
    use crate::page::dom::Dom;

    #[test]
    fn ordinary_markup_is_untouched() {
        let page = "<p>a<b>b</b><!-- <b> --><script>'<b>'</script><br>".repeat(2000);
        assert_eq!(tame(&page), (page.as_str().into(), false));
    }

    #[test]
    fn pictures_in_a_page_are_left_out_and_nothing_else() {
        let data = "iVBORw0KGgo/+AA=".repeat(100);
        let page = |data: &str| {
            format!(
                "<p>电话</p><img src=\"data:image/png;base64,{data}\" width=3><p>地址</p>\
                 <i style='background:url(data:image/gif;base64,{data})'>传真</i><p>a;base64,b c</p>"
            )
        };
        assert_eq!(without_data(&page(&data)), page(""));
        let plain = "<p>文；base64,</p>".repeat(3);
        assert_eq!(without_data(&plain), plain);
    }

    #[test]
    fn crafted_pages_become_trees_of_bounded_size_and_depth() {
        let attributes: String = (0..300_000).map(|n| format!(" a{n}")).collect();
        let fonts: String = (0..3000).map(|n| format!("<font color={n}>")).collect();
        for page in [
            "<div>".repeat(1_000_000),
            "<table><tr><td>".repeat(300_000),
            "<b><p>".repeat(500_000),
            format!("<a{attributes}>x</a>"),
            format!("{fonts}{}", "<p>x".repeat(200_000)),
            "<ul><li>".repeat(400_000),
            "<a href=x>".repeat(300_000),
            "<span>".repeat(500_000),
            "<svg><g>".repeat(300_000),
        ] {
            let (out, _) = tame(&page);
            let html = Html::parse_document(&out);
            let arena = Bump::new();
            let dom = Dom::new(&arena, &html);
            let start = &page[..20];
            // What costs more than its length is what is made many times over and what is
            // searched upwards from a great depth.
            assert!(dom.len() <= page.len(), "{start}: {} nodes", dom.len());
            let depth = dom.all().map(|id| dom.depth(id)).max().unwrap_or(0);
            // A table makes four levels: itself, its body, a row and a cell.
            assert!(depth as usize <= 4 * DEPTH + 10, "{start}: {depth} deep");
            let attributes = dom.all().map(|id| dom.attrs(id).len()).max();
            assert!(
                attributes.unwrap_or(0) < 2000,
                "{start}: {attributes:?} attributes"
            );
        }
    }
}
