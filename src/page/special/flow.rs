//! The visible content of a part of a page as lines of text and tables, in document order.

use super::grid::Grid;
use crate::page::dom::{Data, Dom, Id};
use crate::page::plain::Tag;
use crate::page::text::edges;

/// One piece of content.
#[derive(Debug)]
pub enum Block {
    /// A line of text, white space folded; never empty.
    Line(String),
    /// A table without tables inside. Tables that hold tables are layout: their content
    /// flows as if they were not there.
    Table(Grid),
}

/// Tells whether an element's content is never running text.
pub(super) fn is_aside(tag: &str) -> bool {
    matches!(tag, "select" | "textarea" | "iframe" | "object" | "button")
}

/// Tells whether an element begins and ends a line.
pub(super) fn breaks_line(tag: &str) -> bool {
    let tag = Tag::of(tag);
    tag.is_block() || matches!(tag, Tag::Br | Tag::Td | Tag::Th)
}

/// Collects text and folds white space (no-break and ideographic spaces too) to single
/// blanks.
#[derive(Default)]
pub(super) struct TextSink {
    text: String,
    pending: Option<char>,
}

impl TextSink {
    pub(super) fn push(&mut self, text: &str) {
        let (before, words, after) = edges(text);
        if before {
            self.pending = self.pending.or(Some(' '));
        }
        if !words.is_empty() {
            if let Some(space) = self.pending.take()
                && !self.text.is_empty()
            {
                self.text.push(space);
            }
            self.text.push_str(words);
        }
        if after {
            self.pending = self.pending.or(Some(' '));
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
/// Most table cells kept of one page.
const MOST_CELLS: usize = 200_000;

/// Reads the visible content below `root` as lines and tables.
pub fn blocks(dom: &Dom<'_>, root: Id) -> Vec<Block> {
    blocks_without(dom, root, &|_| false)
}

/// As [`blocks`], leaving out the subtrees that `skip` names.
pub(super) fn blocks_without(dom: &Dom<'_>, root: Id, skip: &dyn Fn(Id) -> bool) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    let mut sink = TextSink::default();
    let mut cells = 0_usize;
    // Where the open line-breaking elements end.
    let mut open: Vec<usize> = Vec::new();
    let range = dom.range(root);
    let holders = tables_with_tables(dom, root);
    let mut at = range.start;
    let flush = |sink: &mut TextSink, out: &mut Vec<Block>| {
        let line = sink.take();
        if !line.is_empty() {
            out.push(Block::Line(line));
        }
    };
    while at < range.end && out.len() < MOST_BLOCKS {
        while open.last().is_some_and(|&end| end <= at) {
            open.pop();
            flush(&mut sink, &mut out);
        }
        let id = id_at(at);
        at += 1;
        match dom.node(id).data {
            _ if (!dom.is_visible(id) || skip(id)) && id != root => at = dom.after(id).at(),
            Data::Text(text) => sink.push(text),
            Data::Element(element) => {
                let tag = element.name();
                if is_aside(tag) {
                    at = dom.after(id).at();
                    continue;
                }
                if breaks_line(tag) {
                    flush(&mut sink, &mut out);
                    open.push(dom.after(id).at());
                }
                if tag == "table" && holders.binary_search(&id).is_err() {
                    let grid = Grid::read(dom, id);
                    cells += grid.cell_count();
                    if cells > MOST_CELLS {
                        break;
                    }
                    out.push(Block::Table(grid));
                    at = dom.after(id).at();
                }
            }
            Data::Document => {}
        }
    }
    flush(&mut sink, &mut out);
    out
}

pub(super) fn id_at(at: usize) -> Id {
    Id(u32::try_from(at).unwrap_or(u32::MAX))
}

/// Finds the visible tables that hold other tables, in document order.
fn tables_with_tables(dom: &Dom<'_>, root: Id) -> Vec<Id> {
    let tables: Vec<Id> = dom
        .find(root, &["table"])
        .filter(|&id| dom.is_visible(id))
        .collect();
    // In document order the first table inside another one comes right after it.
    tables
        .windows(2)
        .filter(|pair| dom.contains(pair[0], pair[1]))
        .map(|pair| pair[0])
        .collect()
}

/// Returns the lines of text of `blocks`; a table gives one line a row, its cells divided by
/// a blank, and the lines of the cell where a row has only one.
pub fn lines(blocks: &[Block]) -> Vec<String> {
    let mut out = Vec::new();
    for block in blocks {
        match block {
            Block::Line(line) => out.push(line.clone()),
            Block::Table(grid) => {
                for row in 0..grid.height() {
                    // A row of one cell is layout: its lines are lines of text.
                    let mut filled = grid.own_cells(row).filter(|cell| !cell.text.is_empty());
                    if let (Some(only), None) = (filled.next(), filled.next()) {
                        out.extend(only.text.lines().map(str::to_owned));
                        continue;
                    }
                    let line: Vec<String> = grid
                        .own_cells(row)
                        .map(super::grid::Cell::flat_text)
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
mod tests {
    use bumpalo::Bump;
    use scraper::Html;

    use super::{Block, blocks, lines};
    use crate::page::dom::{Dom, Id};

    fn read(text: &str) -> Vec<Block> {
        let html = Html::parse_fragment(text);
        blocks(&Dom::new(&Bump::new(), &html), Id::ROOT)
    }

    #[test]
    fn layout_tables_flow_and_data_tables_stand() {
        let blocks = read(
            "<p>甲&nbsp;&nbsp; 乙</p><table><tr><td>外<table><tr><td>内</td><td>1</td></tr></table>尾</td></tr></table>\
             <p style='DISPLAY: none'>隐</p><script>x</script>丙<br>丁",
        );
        let kinds: Vec<bool> = blocks
            .iter()
            .map(|block| matches!(block, Block::Table(_)))
            .collect();
        assert_eq!(kinds, [false, false, true, false, false, false]);
        assert_eq!(lines(&blocks), ["甲 乙", "外", "内 1", "尾", "丙", "丁"]);
    }

    #[test]
    fn an_article_in_a_cell_keeps_its_lines() {
        let blocks = read(
            "<table><tr><td>题</td></tr><tr><td>一、总体<br>甲。<br><p>二、其他</p>乙。</td></tr><tr><td>丙</td><td>丁<br>戊</td></tr></table>",
        );
        assert_eq!(
            lines(&blocks),
            ["题", "一、总体", "甲。", "二、其他", "乙。", "丙 丁戊"]
        );
    }

    #[test]
    fn deep_nesting_does_not_overflow() {
        let text = "<div>".repeat(2_000) + "x" + &"<table><tr><td>".repeat(200);
        assert_eq!(lines(&read(&text)), ["x"]);
    }
}
