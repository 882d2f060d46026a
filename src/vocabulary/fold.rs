//! Folding of text for comparison: what a reader takes for the same, becomes the same.

use unicode_normalization::UnicodeNormalization;

/// Folds text for comparison: compatibility forms (full width, U+2236 and the like), letter
/// case, quotation marks and brackets become one form; all white space and invisible
/// characters are dropped. For matching only: what is shown stays as the page has it.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(&mut out, text);
    out
}

/// As [`fold`], put behind what `out` holds.
pub fn fold_into(out: &mut String, text: &str) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        // Runs of what stays as it is are copied whole.
        let kept = unchanged(&bytes[at..]);
        if kept > 0 {
            out.push_str(&text[at..at + kept]);
            at += kept;
        }
        match bytes[at..] {
            [] => break,
            [b' ' | b'\n' | b'\t', ..] => at += 1,
            // Full-width ASCII up to U+FF3F: punctuation marks, digits and capital letters.
            [0xef, 0xbc, last @ 0x81..=0xbf, ..] => {
                out.push(char::from(last - 0x60).to_ascii_lowercase());
                at += 3;
            }
            _ => at = fold_next(out, text, at),
        }
    }
}

/// Folds what begins with the character at `at`, which is folded one of the rarer ways; returns
/// where it ends.
fn fold_next(out: &mut String, text: &str, at: usize) -> usize {
    let Some(c) = text[at..].chars().next() else {
        return text.len();
    };
    if let Some(plain) = plain(c) {
        out.extend(fold_char(plain).map(|c| c.to_ascii_lowercase()));
        return at + c.len_utf8();
    }
    let end = at + text[at..].find(begins_anew).unwrap_or(text.len() - at);
    // It may become one with the character before it, which normalised to one or to none: what
    // comes here does not end but before such a character.
    let before = text[..at].chars().next_back();
    let folded = before.and_then(plain).and_then(fold_char);
    let done = folded.map_or(0, |c| c.to_ascii_lowercase().len_utf8());
    out.truncate(out.len() - done);
    let from = at - before.map_or(0, char::len_utf8);
    out.extend(
        text[from..end]
            .nfkc()
            .filter_map(fold_char)
            .flat_map(char::to_lowercase),
    );
    end
}

/// Returns the normal form of the characters of nearly all text: Han, ASCII, full-width ASCII
/// and the commonest marks, which normalise one by one; `None` for any other character.
fn plain(c: char) -> Option<char> {
    match c {
        '\u{4e00}'..='\u{9fff}'
        | '、'
        | '。'
        | '《'
        | '》'
        | '“'
        | '”'
        | '‘'
        | '’'
        | '〔'
        | '〕'
        | '【'
        | '】'
        | '—'
        | '·' => Some(c),
        c if c.is_ascii() => Some(c),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        '\u{3000}' | '\u{a0}' => Some(' '),
        _ => None,
    }
}

/// Tells whether a character never becomes one with those before it, nor changes by them.
fn begins_anew(c: char) -> bool {
    c.is_ascii() || ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// Tells whether a byte begins a Han character from U+5000 on.
fn is_han(first: u8) -> bool {
    (0xe5..=0xe9).contains(&first)
}

/// Returns how many bytes at the start are Han characters, 、 and 。, and letters, digits and
/// marks of ASCII that folding leaves as they are.
fn unchanged(bytes: &[u8]) -> usize {
    let mut at = 0;
    loop {
        // Five characters at once where all are of the commonest.
        while let Some(&[a, _, _, b, _, _, c, _, _, d, _, _, e, _, _]) = bytes[at..].first_chunk()
            && is_han(a) & is_han(b) & is_han(c) & is_han(d) & is_han(e)
        {
            at += 15;
        }
        let Some(&byte) = bytes.get(at) else {
            break;
        };
        at += match byte {
            b'`' | b'A'..=b'Z' => break,
            b'!'..=b'~' => 1,
            first if is_han(first) => 3,
            // U+4E00 and on; before are rarer signs.
            0xe4 if bytes.get(at + 1).is_some_and(|&next| next >= 0xb8) => 3,
            // 、 and 。
            0xe3 if matches!(bytes[at..], [_, 0x80, 0x81 | 0x82, ..]) => 3,
            _ => break,
        };
    }
    at
}

/// Folds one normalised character; `None` where nothing is left of it.
fn fold_char(c: char) -> Option<char> {
    match c {
        c if c.is_whitespace() || is_invisible(c) => None,
        '\u{2236}' | '︰' | '﹕' => Some(':'),
        '“' | '”' | '„' | '«' | '»' | '"' | '「' | '」' | '『' | '』' => Some('"'),
        '‘' | '’' | '`' => Some('\''),
        '〔' | '［' | '【' | '﹝' | '〖' => Some('['),
        '〕' | '］' | '】' | '﹞' | '〗' => Some(']'),
        '〈' | '《' => Some('<'),
        '〉' | '》' => Some('>'),
        '—' | '–' | '―' | '－' | '─' | '‐' | '‑' => Some('-'),
        '•' | '‧' | '∙' | '・' => Some('·'),
        c => Some(c),
    }
}

/// Folds a label or a column name: as [`fold`], and drops the marks that decorate names
/// (colons, arrows, bullets, brackets around the whole, counters such as `(12)`).
pub fn fold_label(text: &str) -> String {
    let folded = fold(text);
    let trimmed = folded.trim_matches(|c: char| {
        matches!(
            c,
            ':' | '>'
                | '<'
                | '»'
                | '«'
                | '|'
                | '/'
                | '\\'
                | '·'
                | '*'
                | '#'
                | '-'
                | '+'
                | '、'
                | ','
                | '.'
                | '。'
                | '▶'
                | '►'
                | '★'
                | '■'
                | '●'
                | '◆'
        )
    });
    let bare = trimmed
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(trimmed);
    match bare.rfind('(') {
        Some(at)
            if at > 0
                && bare.ends_with(')')
                && bare[at + 1..bare.len() - 1]
                    .chars()
                    .all(|c| c.is_ascii_digit()) =>
        {
            bare[..at].to_owned()
        }
        _ => bare.to_owned(),
    }
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    use super::{fold, fold_label};

    #[test]
    fn spaced_and_wide_labels_become_one() {
        for label in [
            "索引号：",
            "索 引 号:",
            "索\u{3000}引\u{3000}号",
            "[索引号]",
            "索\u{2002}引\u{2002}号\u{2236}",
        ] {
            assert_eq!(fold_label(label), "索引号", "{label}");
        }
        assert_eq!(fold_label("> 政府信息公开 (12)"), "政府信息公开");
    }

    #[test]
    fn the_short_way_gives_the_same() {
        use unicode_normalization::UnicodeNormalization;
        let all = (0..=0xffff_u32).filter_map(char::from_u32);
        for c in all {
            for text in [format!("甲{c}A"), format!("e{c}か{c}\u{301}乙")] {
                let whole: String = text
                    .nfkc()
                    .filter_map(super::fold_char)
                    .flat_map(char::to_lowercase)
                    .collect();
                assert_eq!(fold(&text), whole, "{c:?} in {text:?}");
            }
        }
    }

    #[test]
    fn brackets_and_quotes_become_one() {
        assert_eq!(fold("皖政〔２０２０〕４号"), "皖政[2020]4号");
        assert_eq!(fold("“双随机”"), fold("\"双随机\""));
    }
}
