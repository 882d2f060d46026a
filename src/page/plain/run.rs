//! Runs of text between tags.

use bumpalo::Bump;

use super::Doubt;
use super::build::{Builder, Mode};
use super::scan::leading_space;

/// Text that more text may follow without anything between.
#[derive(Debug, Default)]
pub(super) struct Run<'h> {
    /// The node it stands in.
    parent: u32,
    /// Where it is written, as long as it is written in one piece.
    from: usize,
    to: usize,
    /// The text, once it is not.
    pieces: String,
    /// A single decoded piece.
    decoded: Option<&'h str>,
    pub(super) is_open: bool,
}

impl<'h> Builder<'h> {
    pub(super) fn flush(&mut self) {
        if !self.run.is_open {
            return;
        }
        self.run.is_open = false;
        let text = if !self.run.pieces.is_empty() {
            let text = self.scan.arena.alloc_str(&self.run.pieces);
            self.run.pieces.clear();
            text
        } else if let Some(text) = self.run.decoded.take() {
            text
        } else {
            &self.scan.text[self.run.from..self.run.to]
        };
        self.flat.push_text(self.run.parent, text);
    }

    /// Adds written text to what is open; references in it are resolved.
    fn add_text(&mut self, from: usize, to: usize) {
        if from == to {
            return;
        }
        let written = &self.scan.text[from..to];
        let text = self.scan.decode(written, false);
        let plain = std::ptr::eq(text, written);
        let parent = self.parent();
        if self.run.is_open && self.run.parent != parent {
            self.flush();
        }
        if !self.run.is_open {
            self.run.is_open = true;
            self.run.parent = parent;
            if plain {
                (self.run.from, self.run.to) = (from, to);
            } else {
                self.run.decoded = Some(text);
            }
            return;
        }
        if self.run.pieces.is_empty() {
            match self.run.decoded.take() {
                Some(first) => self.run.pieces.push_str(first),
                None if plain && self.run.to == from => {
                    self.run.to = to;
                    return;
                }
                None => {
                    let first = &self.scan.text[self.run.from..self.run.to];
                    self.run.pieces.push_str(first);
                }
            }
        }
        self.run.pieces.push_str(text);
    }

    pub(super) fn characters(&mut self, from: usize, to: usize) -> Result<(), Doubt> {
        let text = &self.scan.text[from..to];
        match self.mode {
            Mode::InBody | Mode::InCell | Mode::InCaption => {
                self.reopen()?;
                self.add_text(from, to);
                return Ok(());
            }
            Mode::AfterBody | Mode::AfterAfterBody => {
                if self.leading(text)? < text.len() {
                    self.mode = Mode::InBody;
                }
                self.reopen()?;
                self.add_text(from, to);
                return Ok(());
            }
            Mode::InTable | Mode::InTableBody | Mode::InRow => {
                if self.leading(text)? < text.len() {
                    return Err("text between the rows of a table");
                }
                self.add_text(from, to);
                return Ok(());
            }
            _ => {}
        }
        let space = self.leading(text)?;
        match self.mode {
            Mode::InHead | Mode::AfterHead | Mode::InColumnGroup => {
                self.add_text(from, from + space);
            }
            _ => {}
        }
        if space == text.len() {
            return Ok(());
        }
        if self.mode == Mode::InColumnGroup {
            return Err("text between the rows of a table");
        }
        self.go_to_body()?;
        self.reopen()?;
        self.add_text(from + space, to);
        Ok(())
    }

    /// Returns how much white space a text begins with, where that is plain to see.
    fn leading(&self, text: &str) -> Result<usize, Doubt> {
        let space = leading_space(text);
        if text.as_bytes().get(space) == Some(&b'&') && !text[space..].starts_with("&nbsp;") {
            return Err("a reference where white space counts");
        }
        Ok(space)
    }
}

/// Writes every end of line as one character, as a browser reads it.
pub(super) fn one_line_end<'h>(arena: &'h Bump, text: &'h str, first: usize) -> &'h str {
    let mut out = String::with_capacity(text.len());
    let (mut rest, mut at) = (text, first);
    loop {
        out.push_str(&rest[..at]);
        out.push('\n');
        rest = &rest[at + 1..];
        rest = rest.strip_prefix('\n').unwrap_or(rest);
        match memchr::memchr(b'\r', rest.as_bytes()) {
            Some(next) => at = next,
            None => break,
        }
    }
    out.push_str(rest);
    arena.alloc_str(&out)
}
