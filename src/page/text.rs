//! Text as a person reads it: blocks on lines of their own, cells apart, white space folded.

use super::dom::{Data, Dom, Id};

/// Elements that end the line before and after them.
pub fn is_block(tag: &str) -> bool {
    matches!(
        tag,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "optgroup"
            | "option"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "tfoot"
            | "thead"
            | "tr"
            | "ul"
            | "iframe"
            | "marquee"
    )
}

fn is_cell(tag: &str) -> bool {
    matches!(tag, "td" | "th")
}

/// Form controls hold what a visitor may choose or type, not what the page says.
fn is_control(tag: &str) -> bool {
    matches!(tag, "select" | "textarea" | "button" | "object")
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

/// Folds white space: runs become one blank, blanks at both ends go.
pub fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(is_blank).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Drops all white space and invisible characters.
pub fn strip(text: &str) -> String {
    text.chars().filter(|&c| !is_blank(c)).collect()
}

/// Returns a subtree's visible text: `\n` between blocks, `\t` between table cells, one
/// blank for any other white space.
pub fn of(dom: &Dom<'_>, id: Id) -> String {
    collect(dom, id, &|_| false, false)
}

/// Returns a subtree's visible text in one line.
pub fn line(dom: &Dom<'_>, id: Id) -> String {
    of(dom, id)
        .split(['\n', '\t'])
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Returns a subtree's visible text without white space, lines joined: for names that are
/// broken by `<br>` or padded.
pub fn name(dom: &Dom<'_>, id: Id) -> String {
    strip(&of(dom, id))
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
        let mut rest = text;
        loop {
            let trimmed = rest.trim_start_matches(is_blank);
            if trimmed.len() < rest.len() {
                self.gap(Gap::Blank);
            }
            if trimmed.is_empty() {
                return;
            }
            let end = trimmed.find(is_blank).unwrap_or(trimmed.len());
            if !self.out.is_empty() {
                match self.gap {
                    Gap::None => {}
                    Gap::Blank => self.out.push(' '),
                    Gap::Cell => self.out.push('\t'),
                    Gap::Line => self.out.push('\n'),
                }
            }
            self.gap = Gap::None;
            self.out.push_str(&trimmed[..end]);
            rest = &trimmed[end..];
        }
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
            Data::Element(element) => {
                let tag = element.name();
                if is_control(tag) && here != id {
                    writer.gap(Gap::Blank);
                    at = dom.after(here).at();
                    continue;
                }
                let gap = if dom.is_block(here) || tag == "br" {
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
