//! Folding of text for comparison: what a reader takes for the same, becomes the same.

use unicode_normalization::UnicodeNormalization;

/// Folds text for comparison: compatibility forms (full width, U+2236 and the like), letter
/// case, quotation marks and brackets become one form; all white space and invisible
/// characters are dropped. For matching only: what is shown stays as the page has it.
pub fn fold(text: &str) -> String {
    // Nearly all text is made of characters that normalise one by one.
    if let Some(folded) = fold_plain(text) {
        return folded;
    }
    text.nfkc()
        .filter_map(fold_char)
        .flat_map(char::to_lowercase)
        .collect()
}

/// Folds text of Han, ASCII, full-width ASCII and the commonest marks; `None` when there is
/// any other character.
fn fold_plain(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        // Runs of what stays as it is are copied whole.
        let kept = unchanged(rest.as_bytes());
        out.push_str(&rest[..kept]);
        rest = &rest[kept..];
        let mut chars = rest.chars();
        let Some(c) = chars.next() else { break };
        rest = chars.as_str();
        let plain = match c {
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
            | '·' => c,
            c if c.is_ascii() => c,
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0)?,
            '\u{3000}' | '\u{a0}' => continue,
            _ => return None,
        };
        if let Some(folded) = fold_char(plain) {
            out.push(folded.to_ascii_lowercase());
        }
    }
    Some(out)
}

/// Returns how many bytes at the start are Han characters, and letters, digits and marks of
/// ASCII that folding leaves as they are.
fn unchanged(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += match byte {
            b'`' | b'A'..=b'Z' => break,
            b'!'..=b'~' => 1,
            0xe5..=0xe9 => 3,
            // U+4E00 and on; before are rarer signs.
            0xe4 if bytes.get(at + 1).is_some_and(|&next| next >= 0xb8) => 3,
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
            let text = format!("甲{c}A");
            let whole: String = text
                .nfkc()
                .filter_map(super::fold_char)
                .flat_map(char::to_lowercase)
                .collect();
            assert_eq!(fold(&text), whole, "{c:?}");
        }
    }

    #[test]
    fn brackets_and_quotes_become_one() {
        assert_eq!(fold("皖政〔２０２０〕４号"), "皖政[2020]4号");
        assert_eq!(fold("“双随机”"), fold("\"双随机\""));
    }
}
