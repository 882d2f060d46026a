//! Tags and comments of a page's text.

use bumpalo::Bump;
use memchr::{memchr, memchr_iter, memchr2};

use super::Doubt;
use super::entity;
use super::tag::Tag;
use crate::page::dom::Attr;

/// Attributes of one tag; with more of them a page is not plain.
const ATTRIBUTES: usize = 100;

/// A page's text and how far it is read.
#[derive(Debug)]
pub(super) struct Scan<'h> {
    pub(super) arena: &'h Bump,
    pub(super) text: &'h str,
    pub(super) at: usize,
    pub(super) scratch: String,
}

/// A tag without its attributes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Name<'h> {
    pub(super) tag: Tag,
    pub(super) name: &'h str,
}

const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\x0c')
}

/// What a byte of a name is: the end of a tag's or of an attribute's, a capital letter.
const BYTES: [u8; 256] = {
    let mut out = [0; 256];
    let mut at = 0;
    while at < 256 {
        let byte = at as u8;
        if is_space(byte) || byte == b'/' || byte == b'>' {
            out[at] = ENDS_TAG | ENDS_ATTR;
        } else if byte == b'=' {
            out[at] = ENDS_ATTR;
        } else if byte.is_ascii_uppercase() {
            out[at] = CAPITAL;
        }
        at += 1;
    }
    out
};
const ENDS_TAG: u8 = 1;
const ENDS_ATTR: u8 = 2;
const CAPITAL: u8 = 4;

/// Returns how many bytes of white space a text begins with.
pub(super) fn leading_space(text: &str) -> usize {
    text.bytes().take_while(|&byte| is_space(byte)).count()
}

impl<'h> Scan<'h> {
    pub(super) fn peek(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    /// Returns the text up to the next `<`, and passes it.
    pub(super) fn characters(&mut self) -> (usize, usize) {
        let bytes = self.text.as_bytes();
        let from = self.at;
        // Between most tags there is nothing.
        if bytes.get(from) != Some(&b'<') {
            self.at = memchr(b'<', &bytes[from..]).map_or(bytes.len(), |found| from + found);
        }
        (from, self.at)
    }

    pub(super) fn decode(&mut self, text: &'h str, attribute: bool) -> &'h str {
        entity::decode(self.arena, &mut self.scratch, text, attribute)
    }

    /// Passes a name from `start` on, up to a byte that ends it; returns it in lower case.
    fn name(&mut self, start: usize, ends: u8) -> &'h str {
        let (text, bytes) = (self.text, self.text.as_bytes());
        let mut seen = 0;
        while let Some(&byte) = bytes.get(self.at) {
            let is = BYTES[usize::from(byte)];
            if is & ends != 0 {
                break;
            }
            seen |= is;
            self.at += 1;
        }
        let name = &text[start..self.at];
        if seen & CAPITAL == 0 {
            return name;
        }
        self.scratch.clear();
        self.scratch.push_str(name);
        self.scratch.make_ascii_lowercase();
        self.arena.alloc_str(&self.scratch)
    }

    /// Reads a tag from its name on, and puts its attributes behind those of `attrs`:
    /// names in lower case and in order, each once.
    pub(super) fn tag(&mut self, attrs: &mut Vec<Attr<'h>>) -> Result<Name<'h>, Doubt> {
        let bytes = self.text.as_bytes();
        let name = self.name(self.at, ENDS_TAG);
        let first = attrs.len();
        loop {
            match bytes.get(self.at) {
                None => return Err("a tag that does not end"),
                Some(b'>') => {
                    self.at += 1;
                    break;
                }
                Some(&byte) if is_space(byte) || byte == b'/' => self.at += 1,
                Some(_) => {
                    let attr = self.attribute()?;
                    // The first of a name counts; they are kept in order of names.
                    let own = &attrs[first..];
                    let mut place = own.len();
                    while place > 0 && own[place - 1].0 > attr.0 {
                        place -= 1;
                    }
                    if place == 0 || own[place - 1].0 != attr.0 {
                        attrs.insert(first + place, attr);
                    }
                    if attrs.len() - first > ATTRIBUTES {
                        return Err("a tag of very many attributes");
                    }
                }
            }
        }
        let tag = Tag::of(name);
        let name = if tag == Tag::Other { name } else { tag.name() };
        Ok(Name { tag, name })
    }

    fn attribute(&mut self) -> Result<Attr<'h>, Doubt> {
        let (text, bytes) = (self.text, self.text.as_bytes());
        // A name may begin with `=`, but not with what stands before it.
        let begins = self.at;
        self.at += usize::from(bytes.get(begins) == Some(&b'='));
        let name = self.name(begins, ENDS_ATTR);
        while self.peek(0).is_some_and(is_space) {
            self.at += 1;
        }
        if self.peek(0) != Some(b'=') {
            return Ok((name, ""));
        }
        self.at += 1;
        while self.peek(0).is_some_and(is_space) {
            self.at += 1;
        }
        let value = match self.peek(0) {
            Some(quote @ (b'"' | b'\'')) => {
                let from = self.at + 1;
                let find = |rest| memchr2(quote, b'&', rest).ok_or("a value that does not end");
                let mut end = from + find(&bytes[from..])?;
                let plain = bytes[end] == quote;
                while bytes[end] != quote {
                    end += 1 + find(&bytes[end + 1..])?;
                }
                self.at = end + 1;
                let value = &text[from..end];
                return Ok((
                    name,
                    if plain {
                        value
                    } else {
                        self.decode(value, true)
                    },
                ));
            }
            Some(b'>') => "",
            _ => {
                let from = self.at;
                while let Some(&byte) = bytes.get(self.at)
                    && !is_space(byte)
                    && byte != b'>'
                {
                    self.at += 1;
                }
                &text[from..self.at]
            }
        };
        Ok((name, self.decode(value, true)))
    }

    /// Passes a comment; `at` stands behind `<!--`.
    pub(super) fn pass_comment(&mut self) {
        let bytes = &self.text.as_bytes()[self.at..];
        let end = if bytes.starts_with(b">") {
            1
        } else if bytes.starts_with(b"->") {
            2
        } else {
            memchr_iter(b'>', bytes)
                .find(|&end| bytes[..end].ends_with(b"--") || bytes[..end].ends_with(b"--!"))
                .map_or(bytes.len(), |end| end + 1)
        };
        self.at += end;
    }

    /// Returns what stands before the next `>`, and passes it.
    pub(super) fn pass_to_end(&mut self) -> &'h str {
        let (text, from) = (self.text, self.at);
        let bytes = text.as_bytes();
        let end = memchr(b'>', &bytes[from..]).map_or(bytes.len(), |found| from + found);
        self.at = (end + 1).min(bytes.len());
        &text[from..end]
    }

    /// Returns the content of an element that holds no markup, and passes it and its end
    /// tag.
    pub(super) fn raw(&mut self, name: Name<'h>) -> Result<&'h str, Doubt> {
        let (text, from) = (self.text, self.at);
        let bytes = text.as_bytes();
        let wanted = name.name.as_bytes();
        let mut at = from;
        loop {
            let Some(found) = memchr(b'<', &bytes[at..]) else {
                return Err("an element of plain text that does not end");
            };
            at += found;
            let rest = &bytes[at + 1..];
            if rest.first() == Some(&b'/')
                && rest
                    .get(1..=wanted.len())
                    .is_some_and(|end| end.eq_ignore_ascii_case(wanted))
                && rest
                    .get(wanted.len() + 1)
                    .is_some_and(|&next| is_space(next) || matches!(next, b'/' | b'>'))
            {
                break;
            }
            at += 1;
        }
        let content = &text[from..at];
        if name.tag == Tag::Script && hides_script(content) {
            return Err("a script within a comment of a script");
        }
        self.at = at + 2;
        self.tag(&mut Vec::new())?;
        Ok(content)
    }
}

/// Tells whether a script's end might be hidden by `<!-- <script`.
fn hides_script(content: &str) -> bool {
    content.find("<!--").is_some_and(|at| {
        let rest = &content.as_bytes()[at..];
        memchr2(b's', b'S', rest).is_some()
            && rest
                .windows(7)
                .any(|part| part.eq_ignore_ascii_case(b"<script"))
    })
}
