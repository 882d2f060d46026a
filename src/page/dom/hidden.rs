//! What a person does not see.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::page::plain::Tag;
use crate::page::text::count_bytes;

use super::{Attr, Hidden};

pub(super) fn stronger(inherited: Option<Hidden>, own: Option<Hidden>) -> Option<Hidden> {
    match (inherited, own) {
        (Some(Hidden::Machine), _) | (_, Some(Hidden::Machine)) => Some(Hidden::Machine),
        (Some(Hidden::Template), _) | (_, Some(Hidden::Template)) => Some(Hidden::Template),
        (inherited, own) => inherited.or(own),
    }
}

/// Attributes by which client-side template libraries mark the row they copy.
fn repeats(name: &str) -> bool {
    matches!(
        name,
        "ms-repeat"
            | "ms-for"
            | "v-for"
            | "ng-repeat"
            | "data-ng-repeat"
            | "x-for"
            | "wx:for"
            | "data-repeat"
            | "ms-each"
    ) || name.starts_with("ms-repeat-")
        || name.starts_with("ms-each-")
}

pub(super) fn hidden_by(tag: Tag, attrs: &[Attr<'_>]) -> Option<Hidden> {
    match tag {
        Tag::Head
        | Tag::Title
        | Tag::Script
        | Tag::Style
        | Tag::Template
        | Tag::Noscript
        | Tag::Noframes
        | Tag::Datalist
        | Tag::Svg
        | Tag::Math => return Some(Hidden::Machine),
        Tag::Input
            if attrs
                .iter()
                .any(|(name, value)| *name == "type" && value.eq_ignore_ascii_case("hidden")) =>
        {
            return Some(Hidden::Style);
        }
        _ => {}
    }
    let mut hidden = None;
    for &(name, value) in attrs {
        // Nearly all names begin otherwise.
        if !matches!(
            name.as_bytes().first(),
            Some(b's' | b'h' | b'm' | b'v' | b'n' | b'd' | b'x' | b'w')
        ) {
            continue;
        }
        if name == "style" {
            if is_hiding_style(value) {
                hidden = hidden.or(Some(Hidden::Style));
            }
        } else if name == "hidden" {
            hidden = hidden.or(Some(Hidden::Style));
        } else if repeats(name) {
            hidden = Some(Hidden::Template);
        }
    }
    hidden
}

/// Tells whether `none` or `hidden` stands in a style at all: nearly none has it, and text from
/// word processors has long styles on every word.
fn may_hide(style: &[u8]) -> bool {
    static NONE: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("none"));
    static HIDDEN: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("hidden"));
    if count_bytes(style, |byte| byte.wrapping_sub(b'A') < 26) == 0 {
        return NONE.find(style).is_some() || HIDDEN.find(style).is_some();
    }
    style.iter().enumerate().any(|(at, &byte)| {
        let word: &[u8] = match byte {
            b'n' | b'N' => b"none",
            b'h' | b'H' => b"hidden",
            _ => return false,
        };
        style
            .get(at..at + word.len())
            .is_some_and(|part| part.eq_ignore_ascii_case(word))
    })
}

fn is_hiding_style(style: &str) -> bool {
    if !may_hide(style.as_bytes()) {
        return false;
    }
    let (mut display, mut visible) = (true, true);
    for declaration in style.split(';') {
        let declaration = declaration.trim_start();
        // Nearly all begin otherwise.
        if !declaration.starts_with(['d', 'D', 'v', 'V']) {
            continue;
        }
        let Some((name, value)) = declaration.split_once(':') else {
            continue;
        };
        let says = |word: &str| {
            let start = value.trim_start().get(..word.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(word))
        };
        // The last word on each wins, as in a browser.
        let name = name.trim_end();
        if name.eq_ignore_ascii_case("display") {
            display = !says("none");
        } else if name.eq_ignore_ascii_case("visibility") {
            visible = !says("hidden");
        }
    }
    !display || !visible
}

pub(super) fn is_template_text(text: &str) -> bool {
    if memchr::memchr2(b'{', b'%', text.as_bytes()).is_none() {
        return false;
    }
    let between =
        |open: &str, end: &str| text.find(open).is_some_and(|at| text[at..].contains(end));
    between("{{", "}}") || between("<%", "%>")
}

/// Fewest letters of a text that a script takes apart.
const ENCODED: usize = 120;

/// Tells whether a text is bytes in Base64 (RFC 4648): a script decodes it and shows something
/// else in its place.
pub(in crate::page) fn is_encoded(text: &str) -> bool {
    let is_digit =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_');
    text.len() >= ENCODED
        && text.bytes().all(is_digit)
        && text.bytes().any(|byte| byte.is_ascii_lowercase())
        && text.bytes().any(|byte| byte.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::is_encoded;

    #[test]
    fn encoded_text_is_told_from_words() {
        let encoded = "JTNDYSUyMGNsYXNzJTNEJTIyY3VyJTIyJTNFMSUzQyUyRmElM0U".repeat(3);
        assert!(is_encoded(&encoded));
        assert!(is_encoded(&format!("{encoded}==")));
        for text in [
            &encoded[..100],
            &format!("{encoded} {encoded}"),
            &"1234567890".repeat(20),
            &"网页".repeat(60),
        ] {
            assert!(!is_encoded(text), "{text}");
        }
    }
}
