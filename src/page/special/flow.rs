//! The visible content of a subtree as lines of text and tables, in document order.
//!
//! Iterative throughout: hostile nesting must cost neither the stack nor quadratic time.

use std::ops::Deref;

use scraper::{ElementRef, Node};

use super::grid::Grid;

/// One piece of content.
#[derive(Debug)]
pub enum Block {
    /// A line of text, white space folded; never empty.
    Line(String),
    /// A table without tables inside. Tables that hold tables are layout: their content
    /// flows as if they were not there.
    Table(Grid),
}

/// A node of the tree that `scraper` parses into.
type NodeRef<'a> = <ElementRef<'a> as Deref>::Target;

/// A step of [`walk`].
#[derive(Clone, Copy)]
pub(super) enum Step<'a> {
    /// A node begins; the visitor tells whether to go into it.
    Open(NodeRef<'a>),
    /// A node that was opened ends.
    Close(NodeRef<'a>),
}

/// Visits a subtree in document order without recursion. The visitor's answer to
/// [`Step::Open`] says whether the children are visited; to [`Step::Close`] it is ignored.
pub(super) fn walk<'a>(root: NodeRef<'a>, mut visit: impl FnMut(Step<'a>) -> bool) {
    let mut node = root;
    loop {
        if visit(Step::Open(node))
            && let Some(child) = node.first_child()
        {
            node = child;
            continue;
        }
        loop {
            visit(Step::Close(node));
            if node.id() == root.id() {
                return;
            }
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            match node.parent() {
                Some(parent) => node = parent,
                None => return,
            }
        }
    }
}

/// Tells whether an element's content is not meant for a reader's eye.
pub(super) fn is_hidden(element: &scraper::node::Element) -> bool {
    if matches!(
        element.name(),
        "script" | "style" | "noscript" | "template" | "head" | "iframe" | "select" | "textarea"
    ) {
        return true;
    }
    if element.attr("hidden").is_some() {
        return true;
    }
    element.attr("style").is_some_and(|style| {
        let bare: String = style
            .chars()
            .filter(|c| !c.is_whitespace())
            .take(4000)
            .collect();
        let bare = bare.to_ascii_lowercase();
        bare.contains("display:none") || bare.contains("visibility:hidden")
    })
}

/// Tells whether an element begins and ends a line.
pub(super) fn breaks_line(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "br"
            | "li"
            | "tr"
            | "td"
            | "th"
            | "table"
            | "ul"
            | "ol"
            | "dl"
            | "dt"
            | "dd"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "blockquote"
            | "pre"
            | "hr"
            | "center"
            | "form"
            | "fieldset"
            | "caption"
            | "option"
            | "button"
            | "ucapcontent"
    )
}

/// Collects text and folds white space (including no-break and ideographic spaces) to single
/// blanks; [`TextSink::end_line`] marks where a line ends.
#[derive(Default)]
pub(super) struct TextSink {
    text: String,
    pending: Option<char>,
}

impl TextSink {
    pub(super) fn push(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() || c == '\u{a0}' {
                self.pending = self.pending.or(Some(' '));
            } else if matches!(c, '\u{feff}' | '\u{200b}' | '\u{ad}') {
                // Invisible: neither text nor space.
            } else {
                if let Some(space) = self.pending.take()
                    && !self.text.is_empty()
                {
                    self.text.push(space);
                }
                self.text.push(c);
            }
        }
    }

    pub(super) fn end_line(&mut self) {
        if !self.text.is_empty() {
            self.pending = Some('\n');
        }
    }

    pub(super) fn take(&mut self) -> String {
        self.pending = None;
        std::mem::take(&mut self.text)
    }
}

/// Most blocks kept of one page: more is not a page that a person reads.
const MOST_BLOCKS: usize = 50_000;

/// Reads the visible content below `root` as lines and tables.
pub fn blocks(root: ElementRef<'_>) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    let mut sink = TextSink::default();
    // The tables that hold other tables. Every open table holds a new one; those below
    // `marked` are known already, so that nesting costs no second look.
    let mut layout = std::collections::HashSet::new();
    let mut open = Vec::new();
    let mut marked = 0_usize;
    walk(*root, |step| {
        let (Step::Open(node) | Step::Close(node)) = step;
        if node
            .value()
            .as_element()
            .is_some_and(|e| e.name() == "table")
        {
            if matches!(step, Step::Open(_)) {
                layout.extend(open[marked..].iter().copied());
                marked = open.len();
                open.push(node.id());
            } else {
                open.pop();
                marked = marked.min(open.len());
            }
        }
        true
    });
    let mut cells = 0_usize;
    let flush = |sink: &mut TextSink, out: &mut Vec<Block>| {
        let line = sink.take();
        if !line.is_empty() && out.len() < MOST_BLOCKS {
            out.push(Block::Line(line));
        }
    };
    walk(*root, |step| match step {
        Step::Open(node) => match node.value() {
            Node::Text(text) => {
                sink.push(text);
                false
            }
            Node::Element(element) => {
                if is_hidden(element) {
                    return false;
                }
                if breaks_line(element.name()) {
                    flush(&mut sink, &mut out);
                }
                if element.name() == "table"
                    && !layout.contains(&node.id())
                    && let Some(table) = ElementRef::wrap(node)
                {
                    let grid = Grid::read(table);
                    cells += grid.cell_count();
                    // A page of a million cells is cut; what was read so far stands.
                    if cells < 200_000 && out.len() < MOST_BLOCKS {
                        out.push(Block::Table(grid));
                    }
                    return false;
                }
                true
            }
            _ => true,
        },
        Step::Close(node) => {
            if let Node::Element(element) = node.value()
                && breaks_line(element.name())
            {
                flush(&mut sink, &mut out);
            }
            false
        }
    });
    flush(&mut sink, &mut out);
    out
}

/// Returns the lines of text of `blocks`; a table gives one line a row, its cells divided by
/// a blank.
pub fn lines(blocks: &[Block]) -> Vec<String> {
    let mut out = Vec::new();
    for block in blocks {
        match block {
            Block::Line(line) => out.push(line.clone()),
            Block::Table(grid) => {
                for row in 0..grid.height() {
                    let line: Vec<String> = grid
                        .own_cells(row)
                        .map(|cell| cell.flat_text())
                        .filter(|text| !text.is_empty())
                        .collect();
                    if !line.is_empty() {
                        out.push(line.join(" "));
                    }
                }
            }
        }
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use scraper::Html;

    use super::{Block, blocks, lines};

    #[test]
    fn layout_tables_flow_and_data_tables_stand() {
        let html = Html::parse_fragment(
            "<p>甲&nbsp;&nbsp; 乙</p><table><tr><td>外<table><tr><td>内</td><td>1</td></tr></table>尾</td></tr></table>\
             <p style='DISPLAY: none'>隐</p><script>x</script>丙<br>丁",
        );
        let blocks = blocks(html.root_element());
        let kinds: Vec<bool> = blocks
            .iter()
            .map(|block| matches!(block, Block::Table(_)))
            .collect();
        assert_eq!(kinds, [false, false, true, false, false, false]);
        assert_eq!(lines(&blocks), ["甲 乙", "外", "内 1", "尾", "丙", "丁"]);
    }

    #[test]
    fn deep_nesting_neither_overflows_nor_takes_long() {
        let text = "<div>".repeat(2_000) + "x" + &"<table><tr><td>".repeat(200);
        let html = Html::parse_fragment(&text);
        assert_eq!(lines(&blocks(html.root_element())), ["x"]);
    }
}
