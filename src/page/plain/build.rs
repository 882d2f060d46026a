//! The page from its first byte to its last: what stands before, in and after its body.

use bumpalo::Bump;
use memchr::memchr2;

use super::Doubt;
use super::run::{Run, one_line_end};
use super::scan::{Name, Scan};
use super::shared::{Looked, Shared};
use super::stack::{Open, Waiting};
use super::table::Next;
use super::tag::Tag;
use crate::page::dom::{Attr, Dom, Flat};

/// The standard's insertion modes, as far as plain markup comes into them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Initial,
    BeforeHtml,
    BeforeHead,
    InHead,
    AfterHead,
    InBody,
    InTable,
    InTableBody,
    InRow,
    InCell,
    InCaption,
    InColumnGroup,
    AfterBody,
    AfterAfterBody,
}

/// Whether the page's first line asks for the ways of old browsers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quirks {
    No,
    Yes,
    Unknown,
}

#[derive(Debug)]
pub(super) struct Builder<'h> {
    pub(super) scan: Scan<'h>,
    pub(super) flat: Flat<'h>,
    pub(super) open: Vec<Open<'h>>,
    pub(super) formatting: Vec<Waiting<'h>>,
    pub(super) mode: Mode,
    pub(super) form: Option<u32>,
    pub(super) paragraphs: u32,
    pub(super) reopened: u32,
    /// Where the attributes of the tag in hand begin, and whether an element has them.
    tag_attrs: usize,
    tag_used: bool,
    head: Option<u32>,
    /// Something stands between head and body, so that nothing more can go into the head.
    head_is_left: bool,
    pub(super) quirks: Quirks,
    pub(super) run: Run<'h>,
    pub(super) shared: &'h Shared,
    /// What of the page may be kept for other pages, when that is asked for.
    pub(super) looked: Option<Looked>,
}

impl<'h> Builder<'h> {
    pub(super) fn new(
        arena: &'h Bump,
        markup: &'h str,
        shared: &'h Shared,
        looks: bool,
    ) -> Result<Self, Doubt> {
        let markup = markup.strip_prefix('\u{feff}').unwrap_or(markup);
        let text = match memchr2(b'\r', b'\0', markup.as_bytes()) {
            None => markup,
            Some(_) if memchr::memchr(b'\0', markup.as_bytes()).is_some() => {
                return Err("a character without meaning");
            }
            Some(first) => one_line_end(arena, markup, first),
        };
        let mut flat = Flat::with_capacity(arena, text.len() / 24);
        flat.push_document(None);
        Ok(Self {
            scan: Scan {
                arena,
                text,
                at: 0,
                scratch: String::new(),
            },
            flat,
            open: Vec::with_capacity(32),
            formatting: Vec::new(),
            mode: Mode::Initial,
            form: None,
            paragraphs: 0,
            reopened: 0,
            tag_attrs: 0,
            tag_used: true,
            head: None,
            head_is_left: false,
            quirks: Quirks::Yes,
            run: Run::default(),
            shared,
            looked: looks.then(Looked::default),
        })
    }

    pub(super) fn build(mut self) -> Result<(Dom<'h>, Option<Looked>), Doubt> {
        while self.scan.at < self.scan.text.len() {
            let (from, to) = self.scan.characters();
            if to > from {
                self.characters(from, to)?;
            }
            match self.scan.peek(1) {
                _ if self.scan.peek(0).is_none() => {}
                Some(b'!') => self.declaration()?,
                Some(b'?') => {
                    self.scan.pass_to_end();
                    self.comment();
                }
                Some(b'/') => match self.scan.peek(2) {
                    Some(byte) if byte.is_ascii_alphabetic() => {
                        self.forget_ended();
                        self.scan.at += 2;
                        self.tag(true)?;
                        self.note_ended();
                    }
                    Some(b'>') => self.scan.at += 3,
                    Some(_) => {
                        self.scan.pass_to_end();
                        self.comment();
                    }
                    None => return Err("a tag that does not end"),
                },
                Some(byte) if byte.is_ascii_alphabetic() => {
                    if !self.put_in_shared() {
                        let before = self.before_start();
                        self.scan.at += 1;
                        self.tag(false)?;
                        self.note_begun(before);
                    }
                }
                _ => {
                    let at = self.scan.at;
                    self.scan.at += 1;
                    self.characters(at, at + 1)?;
                }
            }
        }
        self.go_to_body()?;
        self.flush();
        Ok((self.flat.finish(), self.looked))
    }

    fn declaration(&mut self) -> Result<(), Doubt> {
        let rest = &self.scan.text[self.scan.at..];
        if rest.starts_with("<!--") {
            self.scan.at += 4;
            self.scan.pass_comment();
            self.comment();
            return Ok(());
        }
        let is_doctype = rest
            .as_bytes()
            .get(2..9)
            .is_some_and(|word| word.eq_ignore_ascii_case(b"doctype"));
        let content = self.scan.pass_to_end();
        if !is_doctype {
            self.comment();
        } else if self.mode == Mode::Initial {
            let words = content[9..].trim();
            self.quirks = if words.eq_ignore_ascii_case("html") {
                Quirks::No
            } else {
                Quirks::Unknown
            };
            self.mode = Mode::BeforeHtml;
        }
        Ok(())
    }

    /// A comment parts the text before it from the text after it.
    fn comment(&mut self) {
        match self.mode {
            Mode::Initial | Mode::BeforeHtml | Mode::AfterBody | Mode::AfterAfterBody => {}
            Mode::AfterHead => {
                self.head_is_left |= self.run.is_open;
                self.flush();
            }
            _ => self.flush(),
        }
    }

    fn tag(&mut self, ends: bool) -> Result<(), Doubt> {
        self.tag_attrs = self.flat.attrs.len();
        let is = self.scan.tag(&mut self.flat.attrs)?;
        if ends {
            self.flat.attrs.truncate(self.tag_attrs);
            self.end(is)
        } else {
            self.tag_used = false;
            self.start(is)?;
            if !self.tag_used {
                self.flat.attrs.truncate(self.tag_attrs);
            }
            Ok(())
        }
    }

    // Nodes

    /// Returns the node that new nodes go into.
    pub(super) fn parent(&self) -> u32 {
        self.open.last().map_or(0, |open| open.at)
    }

    /// Puts an element into the one that is open, with the attributes of the tag in hand.
    pub(super) fn insert(&mut self, is: Name<'h>) -> u32 {
        self.flush();
        let attrs = (self.tag_attrs, self.flat.attrs.len());
        self.tag_used = true;
        self.flat
            .push_element(self.parent(), is.tag, is.name, attrs)
    }

    /// Puts in an element like an earlier one.
    pub(super) fn insert_again(&mut self, is: Name<'h>, like: u32) -> u32 {
        self.flush();
        let attrs = self.flat.attrs_range(like);
        self.flat
            .push_element(self.parent(), is.tag, is.name, attrs)
    }

    /// Puts in an element and opens it.
    pub(super) fn open(&mut self, is: Name<'h>) -> Result<u32, Doubt> {
        let at = self.insert(is);
        self.push(is, at)?;
        Ok(at)
    }

    /// Puts in an element that no tag is written for, and opens it.
    pub(super) fn open_bare(&mut self, tag: Tag) -> Result<u32, Doubt> {
        self.flush();
        let is = Name {
            tag,
            name: tag.name(),
        };
        let at = self.flat.push_element(self.parent(), tag, is.name, (0, 0));
        self.push(is, at)?;
        Ok(at)
    }

    pub(super) fn attrs_of(&self, at: u32) -> &[Attr<'h>] {
        let (from, to) = self.flat.attrs_range(at);
        &self.flat.attrs[from..to]
    }

    pub(super) fn is_hidden_input(&self) -> bool {
        self.flat.attrs[self.tag_attrs..]
            .iter()
            .any(|(name, value)| *name == "type" && value.eq_ignore_ascii_case("hidden"))
    }

    /// In old browsers' ways a table stands inside a paragraph.
    pub(super) fn end_p_before_table(&mut self) -> Result<(), Doubt> {
        if self.p_in_button_scope() {
            match self.quirks {
                Quirks::No => self.close_p(),
                Quirks::Yes => {}
                Quirks::Unknown => return Err("a table in a paragraph"),
            }
        }
        Ok(())
    }

    /// Puts in an element with the text that it holds instead of markup.
    pub(super) fn raw(&mut self, is: Name<'h>, decode: bool) -> Result<(), Doubt> {
        let at = self.insert(is);
        if is.tag == Tag::Textarea && self.scan.peek(0) == Some(b'\n') {
            self.scan.at += 1;
        }
        let mut content = self.scan.raw(is)?;
        if decode {
            content = self.scan.decode(content, false);
        }
        if !content.is_empty() {
            self.flat.push_text(at, content);
        }
        Ok(())
    }

    // Before the body

    /// Opens what is not open yet of document, head and body.
    pub(super) fn go_to_body(&mut self) -> Result<(), Doubt> {
        if matches!(self.mode, Mode::Initial | Mode::BeforeHtml) {
            self.open_bare(Tag::Html)?;
            self.mode = Mode::BeforeHead;
        }
        if self.mode == Mode::BeforeHead {
            self.head = Some(self.open_bare(Tag::Head)?);
            self.mode = Mode::InHead;
        }
        if self.mode == Mode::InHead {
            self.pop();
            self.mode = Mode::AfterHead;
        }
        if self.mode == Mode::AfterHead {
            self.open_bare(Tag::Body)?;
            self.mode = Mode::InBody;
        }
        Ok(())
    }

    fn start(&mut self, is: Name<'h>) -> Result<(), Doubt> {
        if matches!(
            is.tag,
            Tag::Template
                | Tag::Frameset
                | Tag::Plaintext
                | Tag::Svg
                | Tag::Math
                | Tag::Rb
                | Tag::Rp
                | Tag::Rt
                | Tag::Rtc
        ) {
            return Err("an element that is not plain");
        }
        loop {
            match self.mode {
                Mode::Initial => self.mode = Mode::BeforeHtml,
                Mode::BeforeHtml => {
                    self.mode = Mode::BeforeHead;
                    if is.tag == Tag::Html {
                        self.open(is)?;
                        return Ok(());
                    }
                    self.open_bare(Tag::Html)?;
                }
                _ if is.tag == Tag::Html => return self.start_again(0),
                Mode::BeforeHead => {
                    self.mode = Mode::InHead;
                    if is.tag == Tag::Head {
                        self.head = Some(self.open(is)?);
                        return Ok(());
                    }
                    self.head = Some(self.open_bare(Tag::Head)?);
                }
                Mode::InHead => {
                    if is_head_element(is.tag) || is.tag == Tag::Noscript {
                        return self.start_head_element(is);
                    }
                    if is.tag == Tag::Head {
                        return Ok(());
                    }
                    self.pop();
                    self.mode = Mode::AfterHead;
                }
                Mode::AfterHead => {
                    if is.tag == Tag::Body {
                        self.open(is)?;
                        self.mode = Mode::InBody;
                        return Ok(());
                    }
                    if is.tag == Tag::Head {
                        return Ok(());
                    }
                    if is_head_element(is.tag) {
                        return self.start_in_left_head(is);
                    }
                    self.open_bare(Tag::Body)?;
                    self.mode = Mode::InBody;
                }
                Mode::InBody if is.tag == Tag::Body => {
                    return match self.open.get(1) {
                        Some(body) if body.is.tag == Tag::Body => self.start_again(1),
                        _ => Ok(()),
                    };
                }
                Mode::InBody => return self.start_in_body(is),
                Mode::AfterBody | Mode::AfterAfterBody => self.mode = Mode::InBody,
                _ => match self.start_in_table(is)? {
                    Next::Done => return Ok(()),
                    Next::Again => {}
                    Next::AsInBody => return self.start_in_body(is),
                },
            }
        }
    }

    /// A second start of document or body only brings attributes, those of new names.
    fn start_again(&mut self, place: usize) -> Result<(), Doubt> {
        self.forget_begun();
        let Some(at) = self.open.get(place).map(|open| open.at) else {
            return Ok(());
        };
        let known = self.attrs_of(at);
        let new: Vec<Attr<'h>> = self.flat.attrs[self.tag_attrs..]
            .iter()
            .filter(|(name, _)| known.iter().all(|(other, _)| other != name))
            .copied()
            .collect();
        if new.is_empty() {
            return Ok(());
        }
        let mut all = known.to_vec();
        all.extend(new);
        all.sort_unstable_by_key(|attr| attr.0);
        self.flat.attrs.truncate(self.tag_attrs);
        self.flat.attrs.extend(all);
        self.tag_used = true;
        if self.flat.give_attrs(at, self.tag_attrs) {
            Ok(())
        } else {
            Err("a second document that hides the first")
        }
    }

    /// Puts in an element that belongs into the head, wherever it stands.
    pub(super) fn start_head_element(&mut self, is: Name<'h>) -> Result<(), Doubt> {
        match is.tag {
            Tag::Title => self.raw(is, true),
            Tag::Script | Tag::Style | Tag::Noframes | Tag::Noscript => self.raw(is, false),
            _ => {
                self.insert(is);
                Ok(())
            }
        }
    }

    /// Between head and body such an element still goes into the head.
    fn start_in_left_head(&mut self, is: Name<'h>) -> Result<(), Doubt> {
        let Some(head) = self.head.filter(|_| !self.head_is_left) else {
            return Err("an element of the head behind it");
        };
        // The white space between stays for later: it stands behind the head.
        let run = std::mem::take(&mut self.run);
        self.push(
            Name {
                tag: Tag::Head,
                name: "head",
            },
            head,
        )?;
        self.start_head_element(is)?;
        self.flush();
        self.close_node(head);
        self.run = run;
        Ok(())
    }

    fn end(&mut self, is: Name<'h>) -> Result<(), Doubt> {
        if is.tag == Tag::Template {
            return Err("an element that is not plain");
        }
        loop {
            let opens_body = matches!(is.tag, Tag::Body | Tag::Html | Tag::Br);
            match self.mode {
                Mode::Initial => self.mode = Mode::BeforeHtml,
                Mode::BeforeHtml | Mode::BeforeHead if opens_body || is.tag == Tag::Head => {
                    if self.mode == Mode::BeforeHtml {
                        self.open_bare(Tag::Html)?;
                        self.mode = Mode::BeforeHead;
                    } else {
                        self.head = Some(self.open_bare(Tag::Head)?);
                        self.mode = Mode::InHead;
                    }
                }
                Mode::InHead if is.tag == Tag::Head => {
                    self.pop();
                    self.mode = Mode::AfterHead;
                    return Ok(());
                }
                Mode::InHead if opens_body => {
                    self.pop();
                    self.mode = Mode::AfterHead;
                }
                Mode::AfterHead if opens_body => {
                    self.open_bare(Tag::Body)?;
                    self.mode = Mode::InBody;
                }
                Mode::BeforeHtml | Mode::BeforeHead | Mode::InHead | Mode::AfterHead => {
                    return Ok(());
                }
                Mode::AfterBody if is.tag == Tag::Html => {
                    self.mode = Mode::AfterAfterBody;
                    return Ok(());
                }
                Mode::AfterBody | Mode::AfterAfterBody => self.mode = Mode::InBody,
                Mode::InBody if matches!(is.tag, Tag::Body | Tag::Html) => {
                    if !self.has_in_scope(Tag::Body) {
                        return Ok(());
                    }
                    self.mode = Mode::AfterBody;
                    if is.tag == Tag::Body {
                        return Ok(());
                    }
                }
                Mode::InBody => return self.end_in_body(is),
                _ => match self.end_in_table(is)? {
                    Next::Done => return Ok(()),
                    Next::Again => {}
                    Next::AsInBody => return self.end_in_body(is),
                },
            }
        }
    }
}

/// Elements that go into the head between head and body.
fn is_head_element(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Base
            | Tag::Basefont
            | Tag::Bgsound
            | Tag::Link
            | Tag::Meta
            | Tag::Noframes
            | Tag::Script
            | Tag::Style
            | Tag::Title
    )
}
