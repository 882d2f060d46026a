//! Character references, as the standard reads them in text and in attributes.

use bumpalo::Bump;
use markup5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};
use memchr::memchr;

/// Returns a piece of markup with its references resolved; nothing is copied where there
/// is none.
pub(super) fn decode<'h>(
    arena: &'h Bump,
    scratch: &mut String,
    text: &'h str,
    attribute: bool,
) -> &'h str {
    let Some(first) = memchr(b'&', text.as_bytes()) else {
        return text;
    };
    scratch.clear();
    let mut rest = text;
    let mut next = Some(first);
    while let Some(at) = next {
        scratch.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match reference(rest, attribute) {
            Some((one, two, length)) => {
                scratch.push(one);
                scratch.extend(two);
                rest = &rest[length..];
            }
            None => scratch.push('&'),
        }
        next = memchr(b'&', rest.as_bytes());
    }
    scratch.push_str(rest);
    arena.alloc_str(scratch)
}

/// Reads what follows an `&`: the characters meant, and the bytes taken.
fn reference(rest: &str, attribute: bool) -> Option<(char, Option<char>, usize)> {
    let bytes = rest.as_bytes();
    match bytes.first()? {
        b'#' => numeric(bytes),
        byte if byte.is_ascii_alphanumeric() => {
            for (name, meant) in COMMON {
                if rest.starts_with(name) {
                    return Some((*meant, None, name.len()));
                }
            }
            named(rest, attribute)
        }
        _ => None,
    }
}

/// The references of most pages, looked for first.
const COMMON: &[(&str, char)] = &[
    ("nbsp;", '\u{a0}'),
    ("amp;", '&'),
    ("gt;", '>'),
    ("lt;", '<'),
    ("quot;", '"'),
    ("middot;", '\u{b7}'),
    ("ldquo;", '\u{201c}'),
    ("rdquo;", '\u{201d}'),
];

fn named(rest: &str, attribute: bool) -> Option<(char, Option<char>, usize)> {
    let mut found = None;
    for (at, c) in rest.char_indices() {
        let end = at + c.len_utf8();
        // The table holds every beginning of a name, with zeros.
        match NAMED_ENTITIES.get(&rest[..end]) {
            Some(&(0, _)) => {}
            Some(&(one, two)) => found = Some((one, two, end)),
            None => break,
        }
    }
    let (one, two, end) = found?;
    if attribute && !rest[..end].ends_with(';') {
        // `?a=1&copy=2` is an address, not a sign.
        let next = rest.as_bytes().get(end);
        if next.is_some_and(|&byte| byte == b'=' || byte.is_ascii_alphanumeric()) {
            return None;
        }
    }
    let two = char::from_u32(two).filter(|&c| c != '\0');
    Some((char::from_u32(one)?, two, end))
}

fn numeric(bytes: &[u8]) -> Option<(char, Option<char>, usize)> {
    let hex = matches!(bytes.get(1), Some(b'x' | b'X'));
    let from = 1 + usize::from(hex);
    let base = if hex { 16 } else { 10 };
    let mut value = 0_u32;
    let mut at = from;
    while let Some(digit) = bytes.get(at).and_then(|&b| char::from(b).to_digit(base)) {
        value = value.saturating_mul(base).saturating_add(digit);
        at += 1;
    }
    if at == from {
        return None;
    }
    if bytes.get(at) == Some(&b';') {
        at += 1;
    }
    let c = match value {
        0 => '\u{fffd}',
        0x80..=0x9f => C1_REPLACEMENTS
            .get(value as usize - 0x80)
            .copied()
            .flatten()
            .or(char::from_u32(value))
            .unwrap_or('\u{fffd}'),
        _ => char::from_u32(value).unwrap_or('\u{fffd}'),
    };
    Some((c, None, at))
}
