//! A page's visible text as lines, each with the places of its runs.
//!
//! A line ends where a block, a table cell or a `<br>` ends. Inside a line the borders of
//! inline elements are kept, because a label without a colon is known by them alone.

use std::borrow::Cow;
use std::ops::Range;

use smallvec::{SmallVec, smallvec};

use crate::model::LinkRegion;
use crate::page::dom::{Common, Data, Dom, Hidden, Id};
use crate::page::plain::Tag;
use crate::page::text::edges;

/// One line of visible text.
#[derive(Debug)]
pub(super) struct Line<'h> {
    /// The text, white space as single blanks.
    pub(super) text: Cow<'h, str>,
    /// Byte offset and text node of each run, in order; nearly every line is one run.
    pub(super) runs: SmallVec<[(usize, Id); 1]>,
    /// Whether the line stands inside the article's text.
    pub(super) in_body: bool,
    /// Whether the line stands in a column beside the content.
    pub(super) beside: bool,
    /// Whether the line stands in a table's cell of data, beside other cells.
    pub(super) in_row: bool,
    /// Whether all of it is inside links.
    pub(super) linked: bool,
}

/// The lines of a page.
#[derive(Debug)]
pub(super) struct Lines<'h> {
    pub(super) all: Vec<Line<'h>>,
    /// Which of them are those of an element that other pages have as well.
    pub(super) shared: Vec<(Range<usize>, Id, &'h Common)>,
}

impl<'h> Line<'h> {
    /// Makes a line of its own, outside of any page.
    pub(super) fn alone(text: &'h str) -> Self {
        Self {
            text: Cow::Borrowed(text),
            runs: smallvec![(0, Id::ROOT)],
            in_body: false,
            beside: false,
            in_row: false,
            linked: false,
        }
    }

    /// Returns the first text node.
    pub(super) fn start(&self) -> Id {
        self.runs.first().map_or(Id::ROOT, |run| run.1)
    }

    /// Returns the text node that holds the byte at `offset`.
    pub(super) fn node_at(&self, offset: usize) -> Id {
        let at = self.runs.partition_point(|run| run.0 <= offset);
        self.runs
            .get(at.saturating_sub(1))
            .map_or(Id::ROOT, |run| run.1)
    }

    /// Tells whether a run begins at `offset`, or the line ends there. Runs never begin
    /// with a blank.
    pub(super) fn is_border(&self, offset: usize) -> bool {
        offset == 0
            || offset >= self.text.len()
            || self.runs.binary_search_by_key(&offset, |run| run.0).is_ok()
    }
}

/// Reads the lines of everything but header and footer, in document order.
pub(super) fn lines<'h>(dom: &Dom<'h>, body: Option<Id>) -> Lines<'h> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut shared: Vec<(Range<usize>, Id, &Common)> = Vec::new();
    let mut known = dom.known().iter().peekable();
    // Where the lines of the shared element begin that is being read, and the element.
    let mut within: Option<(usize, Id, &Common)> = None;
    let mut writer = Writer::default();
    // Ends of the open blocks, cells and links.
    let mut blocks: Vec<usize> = Vec::new();
    let (mut link_end, mut row_end) = (0, 0);
    let body = body.map(|body| dom.range(body)).unwrap_or_default();
    let mut at = 0;
    while at < dom.len() {
        while blocks.last().is_some_and(|end| *end <= at) {
            blocks.pop();
            writer.end(&mut lines);
        }
        let here = Id(u32::try_from(at).unwrap_or(u32::MAX));
        if let Some((begun, id, common)) = within.take_if(|(_, id, _)| dom.after(*id) <= here) {
            shared.push((begun..lines.len(), id, common));
        }
        let node = dom.node(here);
        let skipped = match node.data {
            Data::Element(_) => matches!(
                dom.kind(here),
                Tag::Select
                    | Tag::Textarea
                    | Tag::Button
                    | Tag::Object
                    | Tag::Script
                    | Tag::Style
                    | Tag::Head
            ),
            _ => false,
        };
        if skipped
            || matches!(
                node.hidden,
                Some(Hidden::Machine | Hidden::Style | Hidden::Template)
            )
        {
            at = dom.after(here).at();
            continue;
        }
        while known.next_if(|(first, _)| *first < here.0).is_some() {}
        if let Some((_, common)) = known.next_if(|(first, _)| *first == here.0)
            // Its first and its last line are its own.
            && dom.is_block(here)
        {
            writer.end(&mut lines);
            within = Some((lines.len(), here, common));
        }
        match node.data {
            Data::Text(text) => {
                if !is_furniture(node.region) {
                    writer.push(text, here, at < link_end);
                    writer.in_body = body.contains(&at);
                    writer.in_row = at < row_end;
                    writer.beside = node.region == LinkRegion::Side;
                }
            }
            Data::Element(_) => {
                let tag = dom.kind(here);
                let cell = matches!(tag, Tag::Td | Tag::Th);
                if dom.is_block(here) || cell || tag == Tag::Br {
                    writer.end(&mut lines);
                    blocks.push(dom.after(here).at());
                }
                if cell && is_data(dom, here) {
                    row_end = row_end.max(dom.after(here).at());
                }
                if tag == Tag::A {
                    link_end = link_end.max(dom.after(here).at());
                }
            }
            Data::Document => {}
        }
        at += 1;
    }
    writer.end(&mut lines);
    if let Some((begun, id, common)) = within {
        shared.push((begun..lines.len(), id, common));
    }
    Lines { all: lines, shared }
}

/// Tells whether the lines of a region are left out.
pub(super) fn is_furniture(region: LinkRegion) -> bool {
    matches!(region, LinkRegion::Header | LinkRegion::Footer)
}

/// Characters that a cell of data has at most; more is a page laid out by tables.
const CELL: u32 = 60;

fn is_data(dom: &Dom<'_>, cell: Id) -> bool {
    dom.sums(cell).chars <= CELL
        && dom
            .parent(cell)
            .is_some_and(|row| dom.elements(row).nth(1).is_some())
}

#[derive(Default)]
struct Writer<'h> {
    text: Cow<'h, str>,
    runs: SmallVec<[(usize, Id); 1]>,
    gap: bool,
    unlinked: bool,
    in_body: bool,
    beside: bool,
    in_row: bool,
}

impl<'h> Writer<'h> {
    fn push(&mut self, text: &'h str, id: Id, linked: bool) {
        let (before, words, after) = edges(text);
        self.gap |= before;
        if !words.is_empty() {
            if self.text.is_empty() {
                self.runs.push((0, id));
                self.text = Cow::Borrowed(words);
            } else {
                let text = self.text.to_mut();
                if self.gap {
                    text.push(' ');
                }
                self.runs.push((text.len(), id));
                text.push_str(words);
            }
            self.unlinked |= !linked;
            self.gap = false;
        }
        self.gap |= after;
    }

    fn end(&mut self, lines: &mut Vec<Line<'h>>) {
        self.gap = false;
        if self.text.is_empty() {
            return;
        }
        lines.push(Line {
            text: std::mem::take(&mut self.text),
            runs: std::mem::take(&mut self.runs),
            in_body: self.in_body,
            beside: self.beside,
            in_row: self.in_row,
            linked: !self.unlinked,
        });
        self.unlinked = false;
    }
}
