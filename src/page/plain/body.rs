//! The rules of ordinary content.

use super::Doubt;
use super::build::{Builder, Mode};
use super::scan::Name;
use super::tag::{self, Tag};

impl<'h> Builder<'h> {
    pub(super) fn start_in_body(&mut self, is: Name<'h>) -> Result<(), Doubt> {
        let tag = is.tag;
        if tag.is(tag::ENDS_P) {
            self.close_p();
            return self.open(is).map(|_| ());
        }
        if tag.is(tag::FORMATTING) {
            return self.start_formatting(is);
        }
        match tag {
            Tag::P => {
                self.close_p();
                self.open(is)?;
            }
            Tag::Li => self.start_item(is, |open| open == Tag::Li)?,
            Tag::Dd | Tag::Dt => {
                self.start_item(is, |open| matches!(open, Tag::Dd | Tag::Dt))?;
            }
            _ if tag.is(tag::HEADING) => {
                self.close_p();
                if self.current().is(tag::HEADING) {
                    self.pop();
                }
                self.open(is)?;
            }
            Tag::Br | Tag::Img | Tag::Area | Tag::Embed | Tag::Keygen | Tag::Wbr => {
                self.reopen()?;
                self.insert(is);
            }
            Tag::Image => {
                self.reopen()?;
                self.insert(Name {
                    tag: Tag::Img,
                    name: "img",
                });
            }
            Tag::Base
            | Tag::Basefont
            | Tag::Bgsound
            | Tag::Link
            | Tag::Meta
            | Tag::Noframes
            | Tag::Script
            | Tag::Style
            | Tag::Title => self.start_head_element(is)?,
            Tag::Noscript | Tag::Noembed | Tag::Iframe => self.raw(is, false)?,
            Tag::Xmp => {
                self.close_p();
                self.reopen()?;
                self.raw(is, false)?;
            }
            Tag::Textarea => self.raw(is, true)?,
            Tag::Table => {
                self.end_p_before_table()?;
                self.open(is)?;
                self.mode = Mode::InTable;
            }
            Tag::Form if self.form.is_some() => {}
            Tag::Form => {
                self.close_p();
                self.form = Some(self.open(is)?);
            }
            Tag::Input => {
                if self.has_in_scope(Tag::Select) {
                    self.pop_until(|open| open == Tag::Select);
                }
                self.reopen()?;
                self.insert(is);
            }
            Tag::Hr => {
                self.close_p();
                if self.has_in_scope(Tag::Select) {
                    self.imply_ends(None);
                }
                self.insert(is);
            }
            Tag::Param | Tag::Source | Tag::Track => {
                self.insert(is);
            }
            Tag::Pre | Tag::Listing => {
                self.close_p();
                self.open(is)?;
                match self.scan.peek(0) {
                    Some(b'\n') => self.scan.at += 1,
                    Some(b'&') => return Err("a reference where white space counts"),
                    _ => {}
                }
            }
            Tag::Button => {
                if self.has_in_scope(Tag::Button) {
                    self.imply_ends(None);
                    self.pop_until(|open| open == Tag::Button);
                }
                self.reopen()?;
                self.open(is)?;
            }
            Tag::Select if self.has_in_scope(Tag::Select) => {
                self.pop_until(|open| open == Tag::Select);
            }
            Tag::Select => {
                self.reopen()?;
                self.open(is)?;
            }
            Tag::Option | Tag::Optgroup => {
                if self.has_in_scope(Tag::Select) {
                    self.imply_ends((tag == Tag::Option).then_some(Tag::Optgroup));
                } else if self.current() == Tag::Option {
                    self.pop();
                }
                self.reopen()?;
                self.open(is)?;
            }
            Tag::Applet | Tag::Marquee | Tag::Object => {
                self.reopen()?;
                self.open(is)?;
                self.formatting.push(None);
            }
            Tag::Body => return Err("a second body"),
            Tag::Caption
            | Tag::Col
            | Tag::Colgroup
            | Tag::Frame
            | Tag::Head
            | Tag::Tbody
            | Tag::Td
            | Tag::Tfoot
            | Tag::Th
            | Tag::Thead
            | Tag::Tr => {}
            _ => {
                self.reopen()?;
                self.open(is)?;
            }
        }
        Ok(())
    }

    fn start_formatting(&mut self, is: Name<'h>) -> Result<(), Doubt> {
        if is.tag == Tag::A {
            self.end_open_link()?;
        }
        self.reopen()?;
        if is.tag == Tag::Nobr && self.has_in_scope(Tag::Nobr) {
            self.end_formatting(is)?;
            self.reopen()?;
        }
        let at = self.insert(is);
        self.note_formatting(is, at)?;
        self.push(is, at)
    }

    /// An entry of a list ends the one before it.
    fn start_item(&mut self, is: Name<'h>, like: impl Fn(Tag) -> bool) -> Result<(), Doubt> {
        let mut before = None;
        for open in self.open.iter().rev() {
            if like(open.is.tag) {
                before = Some(open.is.tag);
                break;
            }
            if open.is.tag.is(tag::SPECIAL)
                && !matches!(open.is.tag, Tag::Address | Tag::Div | Tag::P)
            {
                break;
            }
        }
        if let Some(before) = before {
            self.imply_ends(Some(before));
            self.pop_until(|open| open == before);
        }
        self.close_p();
        self.open(is)?;
        Ok(())
    }

    pub(super) fn end_in_body(&mut self, is: Name<'h>) -> Result<(), Doubt> {
        let tag = is.tag;
        if tag.is(tag::FORMATTING) {
            return self.end_formatting(is);
        }
        if tag.is(tag::CLOSED_IN_SCOPE) {
            if self.has_in_scope(tag) {
                self.imply_ends(None);
                self.pop_until(|open| open == tag);
            }
            return Ok(());
        }
        match tag {
            Tag::P => {
                if !self.p_in_button_scope() {
                    self.open_bare(Tag::P)?;
                }
                self.close_p();
            }
            Tag::Li | Tag::Dd | Tag::Dt => {
                let found = self.in_scope(
                    |open| open == tag,
                    |open| {
                        open.is(tag::SCOPE) || (tag == Tag::Li && matches!(open, Tag::Ol | Tag::Ul))
                    },
                );
                if found.is_some() {
                    self.imply_ends(Some(tag));
                    self.pop_until(|open| open == tag);
                }
            }
            _ if tag.is(tag::HEADING) => {
                let found = self.in_scope(|open| open.is(tag::HEADING), |open| open.is(tag::SCOPE));
                if found.is_some() {
                    self.imply_ends(None);
                    self.pop_until(|open| open.is(tag::HEADING));
                }
            }
            Tag::Form => {
                let Some(form) = self.form.take() else {
                    return Ok(());
                };
                if self.node_in_scope(form) {
                    self.imply_ends(None);
                    self.close_node(form);
                }
            }
            Tag::Br => {
                self.reopen()?;
                self.open_bare(Tag::Br)?;
                self.pop();
            }
            Tag::Applet | Tag::Marquee | Tag::Object => {
                if self.has_in_scope(tag) {
                    self.imply_ends(None);
                    self.pop_until(|open| open == tag);
                    self.clear_to_marker();
                }
            }
            _ => self.end_other(is),
        }
        Ok(())
    }
}
