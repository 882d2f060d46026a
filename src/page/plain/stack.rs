//! Open elements, and formatting elements to be opened again.

use super::Doubt;
use super::build::Builder;
use super::scan::Name;
use super::tag::{self, Tag};

/// Elements open at once; a page with more is not plain.
const DEPTH: usize = 400;
/// Formatting elements waiting to be closed; a page with more is not plain.
const FORMATTING: usize = 40;
/// Formatting elements opened again; a page with more is not plain.
const REOPENED: u32 = 20_000;

/// An element whose end is not reached yet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open<'h> {
    pub(super) is: Name<'h>,
    /// Where its node is.
    pub(super) at: u32,
}

/// A formatting element not closed yet; `None` marks the border of a cell.
pub(super) type Waiting<'h> = Option<Open<'h>>;

impl<'h> Builder<'h> {
    pub(super) fn push(&mut self, is: Name<'h>, at: u32) -> Result<(), Doubt> {
        if self.open.len() >= DEPTH {
            return Err("elements nested very deeply");
        }
        self.paragraphs += u32::from(is.tag == Tag::P);
        self.open.push(Open { is, at });
        Ok(())
    }

    pub(super) fn pop(&mut self) -> Option<Open<'h>> {
        let open = self.open.pop()?;
        self.paragraphs -= u32::from(open.is.tag == Tag::P);
        Some(open)
    }

    pub(super) fn truncate(&mut self, length: usize) {
        while self.open.len() > length {
            self.pop();
        }
    }

    pub(super) fn current(&self) -> Tag {
        self.open.last().map_or(Tag::Html, |open| open.is.tag)
    }

    /// Returns the place of the nearest open element that is `wanted`, if no border of
    /// scope stands between.
    pub(super) fn in_scope(
        &self,
        wanted: impl Fn(Tag) -> bool,
        border: impl Fn(Tag) -> bool,
    ) -> Option<usize> {
        for (place, open) in self.open.iter().enumerate().rev() {
            if wanted(open.is.tag) {
                return Some(place);
            }
            if border(open.is.tag) {
                return None;
            }
        }
        None
    }

    pub(super) fn has_in_scope(&self, tag: Tag) -> bool {
        self.in_scope(|open| open == tag, |open| open.is(tag::SCOPE))
            .is_some()
    }

    pub(super) fn node_in_scope(&self, at: u32) -> bool {
        for open in self.open.iter().rev() {
            if open.at == at {
                return true;
            }
            if open.is.tag.is(tag::SCOPE) {
                return false;
            }
        }
        false
    }

    pub(super) fn has_in_table(&self, wanted: impl Fn(Tag) -> bool) -> bool {
        self.in_scope(wanted, is_table_scope).is_some()
    }

    /// Closes what ends by itself.
    pub(super) fn imply_ends(&mut self, except: Option<Tag>) {
        while self.current().is(tag::IMPLIED) && Some(self.current()) != except {
            self.pop();
        }
    }

    /// Closes everything down to the nearest element that is `wanted`.
    pub(super) fn pop_until(&mut self, wanted: impl Fn(Tag) -> bool) {
        while let Some(open) = self.pop() {
            if wanted(open.is.tag) {
                break;
            }
        }
    }

    /// Closes everything below the nearest element that is `wanted`.
    pub(super) fn pop_to(&mut self, wanted: impl Fn(Tag) -> bool) {
        while !self.open.is_empty() && !wanted(self.current()) {
            self.pop();
        }
    }

    pub(super) fn p_in_button_scope(&self) -> bool {
        self.paragraphs > 0
            && self
                .in_scope(
                    |open| open == Tag::P,
                    |open| open == Tag::Button || open.is(tag::SCOPE),
                )
                .is_some()
    }

    pub(super) fn close_p(&mut self) {
        if self.p_in_button_scope() {
            self.imply_ends(Some(Tag::P));
            self.pop_until(|open| open == Tag::P);
        }
    }

    /// Takes an element out of the open ones, wherever it stands among them.
    pub(super) fn close_node(&mut self, at: u32) {
        if let Some(place) = self.open.iter().rposition(|open| open.at == at) {
            let open = self.open.remove(place);
            self.paragraphs -= u32::from(open.is.tag == Tag::P);
        }
    }

    fn is_open(&self, at: u32) -> bool {
        self.open.iter().rev().any(|open| open.at == at)
    }

    /// Opens again the formatting elements that a block has closed.
    pub(super) fn reopen(&mut self) -> Result<(), Doubt> {
        let settled =
            |waiting: &Waiting<'h>| waiting.is_none_or(|formatting| self.is_open(formatting.at));
        let Some(last) = self.formatting.last() else {
            return Ok(());
        };
        if settled(last) {
            return Ok(());
        }
        let from = self
            .formatting
            .iter()
            .rposition(settled)
            .map_or(0, |place| place + 1);
        for place in from..self.formatting.len() {
            let Some(formatting) = self.formatting[place] else {
                continue;
            };
            self.reopened += 1;
            if self.reopened > REOPENED {
                return Err("formatting elements that are not closed");
            }
            let at = self.insert_again(formatting.is, formatting.at);
            self.push(formatting.is, at)?;
            self.formatting[place] = Some(Open {
                is: formatting.is,
                at,
            });
        }
        Ok(())
    }

    /// Notes a formatting element that was just opened.
    pub(super) fn note_formatting(&mut self, is: Name<'h>, at: u32) -> Result<(), Doubt> {
        if self.formatting.len() >= FORMATTING {
            return Err("many formatting elements at once");
        }
        let (mut same, mut earliest) = (0, 0);
        for (place, waiting) in self.formatting.iter().enumerate().rev() {
            let Some(other) = waiting else { break };
            if other.is.tag == is.tag && self.attrs_of(other.at) == self.attrs_of(at) {
                same += 1;
                earliest = place;
            }
        }
        if same >= 3 {
            self.formatting.remove(earliest);
        }
        self.formatting.push(Some(Open { is, at }));
        Ok(())
    }

    /// Returns the nearest formatting element of this name, of the same cell.
    fn formatting_named(&self, tag: Tag) -> Option<(usize, u32)> {
        self.formatting
            .iter()
            .enumerate()
            .rev()
            .map_while(|(place, waiting)| waiting.map(|open| (place, open)))
            .find(|(_, open)| open.is.tag == tag)
            .map(|(place, open)| (place, open.at))
    }

    /// Ends a formatting element, as far as nothing has to be moved for it.
    pub(super) fn end_formatting(&mut self, is: Name<'h>) -> Result<(), Doubt> {
        if let Some(open) = self.open.last()
            && open.is.tag == is.tag
            && !self
                .formatting
                .iter()
                .any(|waiting| waiting.is_some_and(|other| other.at == open.at))
        {
            self.pop();
            return Ok(());
        }
        let Some((entry, at)) = self.formatting_named(is.tag) else {
            self.end_other(is);
            return Ok(());
        };
        let Some(place) = self.open.iter().rposition(|open| open.at == at) else {
            self.formatting.remove(entry);
            return Ok(());
        };
        if self.open[place + 1..]
            .iter()
            .any(|open| open.is.tag.is(tag::SCOPE))
        {
            return Ok(());
        }
        if self.open[place + 1..]
            .iter()
            .any(|open| open.is.tag.is(tag::SPECIAL))
        {
            return Err("formatting elements that cross blocks");
        }
        self.truncate(place);
        self.formatting.remove(entry);
        Ok(())
    }

    /// A link ends the link that is still open.
    pub(super) fn end_open_link(&mut self) -> Result<(), Doubt> {
        let Some((_, at)) = self.formatting_named(Tag::A) else {
            return Ok(());
        };
        self.end_formatting(Name {
            tag: Tag::A,
            name: "a",
        })?;
        self.formatting
            .retain(|waiting| waiting.is_none_or(|open| open.at != at));
        self.close_node(at);
        Ok(())
    }

    pub(super) fn clear_to_marker(&mut self) {
        while let Some(waiting) = self.formatting.pop() {
            if waiting.is_none() {
                break;
            }
        }
    }

    /// Ends an element that the standard has no rule of its own for.
    pub(super) fn end_other(&mut self, is: Name<'h>) {
        let mut found = None;
        for (place, open) in self.open.iter().enumerate().rev() {
            if open.is.tag == is.tag && (is.tag != Tag::Other || open.is.name == is.name) {
                found = Some(place);
                break;
            }
            if open.is.tag.is(tag::SPECIAL) {
                return;
            }
        }
        if let Some(place) = found {
            // What ends by itself ends first; all of it stands above.
            self.truncate(place);
        }
    }
}

pub(super) fn is_table_scope(tag: Tag) -> bool {
    matches!(tag, Tag::Html | Tag::Table | Tag::Template)
}
