//! Lines of a terminal: width, colours, and a plainer set of characters for old consoles.

use std::io::{self, Write};

use comfy_table::Table;
use unicode_width::UnicodeWidthStr;

use crate::model::{Lang, Severity};
use crate::report::layout::{pad, wrap};
use crate::report::{Style, page_text};

/// Where a list is written to.
pub(in crate::report) struct Paper<'o> {
    pub(in crate::report) style: &'o Style,
    out: &'o mut dyn Write,
}

/// How a piece of text stands out.
#[derive(Debug, Clone, Copy)]
pub(in crate::report) enum Tone {
    Heading,
    Of(Severity),
    Good,
}

impl<'o> Paper<'o> {
    pub(in crate::report) fn new(style: &'o Style, out: &'o mut dyn Write) -> Self {
        Self { style, out }
    }

    pub(in crate::report) const fn lang(&self) -> Lang {
        self.style.lang
    }

    /// Picks the words of the style's language.
    pub(in crate::report) const fn pick<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        self.style.lang.pick(zh, en)
    }

    fn width(&self) -> usize {
        self.style.width.clamp(40, 400)
    }

    /// Writes one line as it is.
    pub(in crate::report) fn line(&mut self, text: &str) -> io::Result<()> {
        if self.style.ascii {
            writeln!(self.out, "{}", plain(text))
        } else {
            writeln!(self.out, "{text}")
        }
    }

    /// Writes an empty line.
    pub(in crate::report) fn gap(&mut self) -> io::Result<()> {
        self.line("")
    }

    /// Writes a heading with space above it.
    pub(in crate::report) fn heading(&mut self, text: &str) -> io::Result<()> {
        self.gap()?;
        let toned = self.tone(text, Tone::Heading);
        self.line(&toned)
    }

    /// Writes a text broken into lines, the first after `lead`, the others as far in.
    pub(in crate::report) fn hanging(
        &mut self,
        lead: &str,
        text: &str,
        tone: Option<Tone>,
    ) -> io::Result<()> {
        let indent = lead.width();
        let room = self.width().saturating_sub(indent);
        for (index, line) in wrap(text, room).into_iter().enumerate() {
            let lead = if index == 0 {
                tone.map_or_else(|| lead.to_owned(), |tone| self.tone(lead, tone))
            } else {
                " ".repeat(indent)
            };
            self.line(format!("{lead}{line}").trim_end())?;
        }
        Ok(())
    }

    /// Writes a label with a text beside it, `indent` columns in.
    pub(in crate::report) fn labelled(
        &mut self,
        indent: usize,
        label: &str,
        text: &str,
    ) -> io::Result<()> {
        let wide = self.pick("全角标签", "Fetched by").width() + 2;
        let lead = format!("{}{}", " ".repeat(indent), pad(label, wide));
        self.hanging(&lead, text, None)
    }

    /// Writes an address beside a label: never cut, never broken, so that it can be clicked.
    pub(in crate::report) fn address(
        &mut self,
        indent: usize,
        label: &str,
        url: &str,
    ) -> io::Result<()> {
        let wide = self.pick("全角标签", "Fetched by").width() + 2;
        self.line(&format!("{}{}{url}", " ".repeat(indent), pad(label, wide)))
    }

    /// Writes a table.
    pub(in crate::report) fn table(&mut self, table: &Table) -> io::Result<()> {
        for line in table.lines() {
            self.line(line.trim_end())?;
        }
        Ok(())
    }

    /// Makes an empty table of the width of the paper.
    pub(in crate::report) fn new_table(&self) -> Table {
        page_text::new_table(self.style)
    }

    /// Colours a text when colours are wanted.
    pub(in crate::report) fn tone(&self, text: &str, tone: Tone) -> String {
        if !self.style.color {
            return text.to_owned();
        }
        let code = match tone {
            Tone::Heading => "1",
            Tone::Of(Severity::Critical) => "1;31",
            Tone::Of(Severity::Major) => "31",
            Tone::Of(Severity::Minor) => "33",
            Tone::Of(Severity::Advice) => "36",
            Tone::Good => "32",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}

/// Replaces the marks that some Chinese consoles draw twice as wide as they count.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            // As wide as what it stands for: lines are laid out already.
            '…' => out.push('~'),
            '·' | '•' => out.push('|'),
            '“' | '”' => out.push('"'),
            '‘' | '’' => out.push('\''),
            '—' | '–' | '─' => out.push('-'),
            c => out.push(c),
        }
    }
    out
}
