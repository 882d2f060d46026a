//! Word documents in the layout of official documents (公文格式, GB/T 9704): fonts, sizes,
//! margins and page numbers of the standard, tables with repeated heads, lines to sign on.
//!
//! In goes text that is safe to show; out come the bytes of a `.docx`, the same for the same
//! text. Nothing here knows audits or ledgers.

mod package;
mod styles;
mod table;

use std::io;

use docx_rs::{
    AlignmentType, Footer, PageNum, Paragraph, Run, Section, SpecialIndentType, Table, TableCell,
    TableRow, VAlignType, WidthType,
};
use jiff::Timestamp;

use styles::Look;
pub(crate) use table::{Cell, Column};

/// How a page lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// A4 upright (竖排), for prose.
    Upright,
    /// A4 on its side (横排), for wide tables.
    Sideways,
}

impl Turn {
    /// Returns the width between the margins, in twentieths of a point.
    const fn width(self) -> usize {
        match self {
            Self::Upright => 8_845,
            Self::Sideways => 12_756,
        }
    }
}

/// What a document says of itself besides its text.
#[derive(Debug, Clone)]
pub(crate) struct About {
    /// When the material that it shows was made, so that the same material gives the same bytes.
    pub(crate) made: Timestamp,
    /// Name and version of the program, and of what the text rests on.
    pub(crate) maker: String,
}

/// A document being written.
pub(crate) struct Paper {
    about: About,
    parts: Vec<Part>,
    numbers: Numbers,
}

/// Numbers of things in a document. The library counts over all documents of a thread; the same
/// document must give the same bytes.
#[derive(Debug, Default)]
struct Numbers {
    paragraphs: usize,
}

impl Numbers {
    /// Makes a paragraph.
    fn paragraph(&mut self, look: Look, text: &str) -> Paragraph {
        self.paragraphs += 1;
        let paragraph = Paragraph::new()
            .id(format!("{:08x}", self.paragraphs))
            .style(look.id());
        if text.is_empty() {
            paragraph
        } else {
            paragraph.add_run(Run::new().add_text(text))
        }
    }
}

struct Part {
    turn: Turn,
    blocks: Vec<Block>,
}

enum Block {
    Paragraph(Box<Paragraph>),
    Table(Box<Table>),
}

impl Paper {
    /// Begins a document.
    pub(crate) fn new(turn: Turn, about: About) -> Self {
        Self {
            about,
            parts: vec![Part {
                turn,
                blocks: Vec::new(),
            }],
            numbers: Numbers::default(),
        }
    }

    /// Goes on on a new page that lies so.
    pub(crate) fn turn(&mut self, turn: Turn) {
        if self.parts.last().is_some_and(|part| part.blocks.is_empty()) {
            self.parts.pop();
        }
        self.parts.push(Part {
            turn,
            blocks: Vec::new(),
        });
    }

    /// Adds the title (标题): large, centred; each line of the text is a line of its own.
    pub(crate) fn title(&mut self, text: &str) {
        for line in text.lines() {
            self.line(Look::Title, line);
        }
        self.line(Look::Text, "");
    }

    /// Adds the head of a chapter (level 1, 黑体) or of a part of one (level 2, 楷体).
    pub(crate) fn head(&mut self, level: usize, text: &str) {
        let look = if level <= 1 { Look::Head1 } else { Look::Head2 };
        // A head does not stand alone at the end of a page.
        let head = self.numbers.paragraph(look, text).keep_next(true);
        self.put(Block::Paragraph(Box::new(head)));
    }

    /// Adds a paragraph of the text, its first line two characters in.
    pub(crate) fn text(&mut self, text: &str) {
        self.line(Look::Text, text);
    }

    /// Adds a line that begins at the margin: an addressee (主送机关), a note under a title.
    pub(crate) fn plain(&mut self, text: &str) {
        self.line(Look::Plain, text);
    }

    /// Adds a small note.
    pub(crate) fn note(&mut self, text: &str) {
        self.line(Look::Note, text);
    }

    /// Adds the line of the signing body or of the date (署名、成文日期), set to the right.
    pub(crate) fn signed(&mut self, text: &str) {
        // The standard allows no page with nothing but the signature (“此页无正文”).
        if let Some(Block::Paragraph(before)) = self
            .parts
            .last_mut()
            .and_then(|part| part.blocks.last_mut())
        {
            **before = before.as_ref().clone().keep_next(true);
        }
        self.line(Look::Signed, text);
    }

    fn line(&mut self, look: Look, text: &str) {
        let paragraph = self.numbers.paragraph(look, text);
        self.put(Block::Paragraph(Box::new(paragraph)));
    }

    /// Adds a table whose head is repeated on every page.
    pub(crate) fn table(&mut self, columns: &[Column<'_>], rows: Vec<Vec<Cell>>) {
        let width = self.last_turn().width();
        let table = table::listed(columns, rows, width, &mut self.numbers);
        self.put(Block::Table(Box::new(table)));
        self.line(Look::Gap, "");
    }

    /// Adds a form to fill in and sign: in each row a label and the text beside it; a row
    /// with `room` is that many lines high at least.
    pub(crate) fn form(&mut self, rows: &[(String, String, usize)]) {
        let width = self.last_turn().width();
        let table = table::form(rows, width, &mut self.numbers);
        self.put(Block::Table(Box::new(table)));
        self.line(Look::Gap, "");
    }

    fn last_turn(&self) -> Turn {
        self.parts.last().map_or(Turn::Upright, |part| part.turn)
    }

    fn put(&mut self, block: Block) {
        if let Some(part) = self.parts.last_mut() {
            part.blocks.push(block);
        }
    }

    /// Returns the file.
    ///
    /// # Errors
    /// When it cannot be packed.
    pub(crate) fn finish(mut self) -> io::Result<Vec<u8>> {
        let last = self.parts.pop();
        let mut docx = styles::document(&self.about);
        for part in self.parts {
            let mut section = Section::new()
                .page_size(styles::size(part.turn))
                .page_margin(styles::margins(part.turn))
                .footer(footer(false, &mut self.numbers))
                .even_footer(footer(true, &mut self.numbers));
            for block in part.blocks {
                section = match block {
                    Block::Paragraph(paragraph) => section.add_paragraph(*paragraph),
                    Block::Table(table) => section.add_table(*table),
                };
            }
            docx = docx.add_section(section);
        }
        if let Some(part) = last {
            let (width, height) = styles::edges(part.turn);
            docx = docx
                .page_size(width, height)
                .page_margin(styles::margins(part.turn));
            if part.turn == Turn::Sideways {
                docx = docx.page_orient(docx_rs::PageOrientationType::Landscape);
            }
            for block in part.blocks {
                docx = match block {
                    Block::Paragraph(paragraph) => docx.add_paragraph(*paragraph),
                    Block::Table(table) => docx.add_table(*table),
                };
            }
        }
        let docx = docx
            .footer(footer(false, &mut self.numbers))
            .even_footer(footer(true, &mut self.numbers));
        package::pack(docx)
    }
}

/// Makes the page number `— 1 —`: to the right on odd pages, to the left on even ones, one
/// character from the margin.
fn footer(even: bool, numbers: &mut Numbers) -> Footer {
    let (align, left, right) = if even {
        (AlignmentType::Left, Some(280), None)
    } else {
        (AlignmentType::Right, None, Some(280))
    };
    let number = numbers
        .paragraph(Look::Footer, "")
        .align(align)
        .indent(left, None::<SpecialIndentType>, right, None)
        .add_run(Run::new().add_text("— "))
        .add_page_num(PageNum::new())
        .add_run(Run::new().add_text(" —"));
    Footer::new().add_paragraph(number)
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    reason = "a test that cannot make its input must stop"
)]
mod tests;
