//! Characters that a person sees as blank, found many bytes at once.

/// Tells whether a person sees this character as blank.
pub fn is_blank(c: char) -> bool {
    // Nearly every character is a letter of ASCII or a Chinese one.
    if c.is_ascii() {
        return c.is_ascii_whitespace() || c == '\u{b}';
    }
    if matches!(c, '\u{3001}'..='\u{3163}' | '\u{3165}'..='\u{d7ff}' | '\u{ff01}'..='\u{ff5e}') {
        return false;
    }
    c.is_whitespace()
        || matches!(
            c,
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{3164}'
        )
}

/// Bytes with which a blank character may begin.
pub(super) const MAY_BE_BLANK: [bool; 256] = {
    let mut out = [false; 256];
    let mut at = 0;
    let first = [
        b' ', b'\t', b'\n', 0xb, 0xc, b'\r', 0xc2, 0xe1, 0xe2, 0xe3, 0xef,
    ];
    while at < first.len() {
        out[first[at] as usize] = true;
        at += 1;
    }
    out
};

/// Bytes that are looked at together.
const CHUNK: usize = 16;

/// Tells whether a blank may begin in the first [`CHUNK`] of these bytes, in a form that the
/// compiler can ask of all of them at once. Chinese marks begin with the same byte as some
/// blanks, so the bytes after it are asked as well.
fn may_hold_blank(window: &[u8; CHUNK + 2]) -> bool {
    let mut found = false;
    for at in 0..CHUNK {
        let (one, two, three) = (window[at], window[at + 1], window[at + 2]);
        found |= (one <= b' ')
            | ((one == 0xe3) & (two == 0x80) & (three == 0x80))
            | ((one == 0xe3) & (two == 0x85) & (three == 0xa4))
            | ((one == 0xe2) & (two <= 0x81) & ((three <= 0x8f) | (three >= 0x9f)))
            | ((one == 0xef) & (two == 0xbb))
            | ((one == 0xc2) & ((two == 0xa0) | (two == 0x85) | (two == 0xad)))
            | ((one == 0xe1) & (two == 0x9a));
    }
    found
}

/// Returns where the first blank is and how many bytes it has. Nearly all bytes of a text
/// begin no blank, which is seen without taking characters apart.
pub fn find_blank(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        while let Some(window) = bytes[at..].first_chunk()
            && !may_hold_blank(window)
        {
            // A character may reach into the next bytes; what it ends with begins nothing.
            at += CHUNK;
        }
        // A short text, or the end of a long one, is looked at in the same way.
        let rest = &bytes[at..];
        if rest.len() <= CHUNK {
            let mut window = [b'x'; CHUNK + 2];
            window[..rest.len()].copy_from_slice(rest);
            if !may_hold_blank(&window) {
                return None;
            }
        }
        let end = bytes.len().min(at + CHUNK);
        while at < end {
            if MAY_BE_BLANK[bytes[at] as usize]
                && let Some(c) = text[at..].chars().next()
            {
                if is_blank(c) {
                    return Some((at, c.len_utf8()));
                }
                at += c.len_utf8();
            } else {
                at += 1;
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{find_blank, is_blank};

    #[test]
    fn blanks_are_found_wherever_they_stand() {
        let blanks = (0..=0xffff_u32)
            .filter_map(char::from_u32)
            .filter(|&c| is_blank(c));
        for blank in blanks {
            for before in 0..40 {
                let text = format!(
                    "{}{}{blank}、。“…”",
                    "x".repeat(before % 16),
                    "甲".repeat(before)
                );
                let at = text.find(blank).map(|at| (at, blank.len_utf8()));
                assert_eq!(find_blank(&text), at, "{blank:?} after {before}");
            }
        }
        assert_eq!(
            find_blank("《公开、透明》：“六提六促”……（试行）；〔2020〕4号。"),
            None
        );
    }
}
