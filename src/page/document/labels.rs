//! Labels in a line of text.

use unicode_normalization::UnicodeNormalization;

use crate::page::text::is_blank;
use crate::vocabulary::labels::{Label, LabelField, Labels};

use super::lines::Line;

/// A label found in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hit {
    /// What it names.
    pub(super) field: LabelField,
    /// The name, folded.
    pub(super) name: String,
    /// Byte range in the line, brackets and colons included.
    pub(super) start: usize,
    /// Where the value begins.
    pub(super) end: usize,
    /// Whether a colon follows.
    pub(super) colon: bool,
}

/// Finds the labels of a line, in order, none overlapping.
pub(super) fn find(line: &Line) -> Vec<Hit> {
    let text = &*line.text;
    let mut hits: Vec<Hit> = Vec::new();
    let mut at = 0;
    let mut open = true;
    let mut runs = line.runs.iter().map(|run| run.0).peekable();
    // Behind the last colon or bracket only the border of an element can make a label, or the
    // beginning of what follows the last one.
    let last_sign = last_sign(text);
    let mut worded = false;
    while let Some(c) = text[at..].chars().next() {
        while runs.next_if(|start| *start < at).is_some() {}
        // Nearly every character of a line is one, and no sign.
        let han = is_han(c);
        if worded && at > last_sign && runs.peek().is_none() {
            break;
        }
        if open || at == 0 || runs.peek() == Some(&at) {
            // What decorates a label does not hide it.
            if !han && (is_decoration(c) || is_blank(c)) {
                at += c.len_utf8();
                open = true;
                continue;
            }
            let lone = hits.last().map_or(0, |hit| hit.end);
            if let Some(hit) = label_at(line, at, lone) {
                at = hit.end;
                open = true;
                worded = false;
                hits.push(hit);
                continue;
            }
        }
        // 浏览次数：12发布时间：2020-06-08 without any blank: the long names with a colon are
        // labels wherever they stand once the line has begun with a label.
        if let Some(last) = hits.last()
            && last.colon
            && (han || !is_separator(c))
            && let Some(hit) = label_at(line, at, last.end)
            && hit.colon
            && hit.name.chars().count() >= 4
        {
            at = hit.end;
            open = true;
            worded = false;
            hits.push(hit);
            continue;
        }
        worded |= han || !is_blank(c) && !is_decoration(c);
        open = !han && (is_blank(c) || is_separator(c));
        at += c.len_utf8();
    }
    hits
}

/// Returns where the last colon or closing bracket of a text stands; 0 where it has none.
fn last_sign(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is_sign = |at: &usize| {
        let c = text[*at..].chars().next();
        c.is_some_and(|c| is_colon(c) || is_closing(c))
    };
    // All of them begin with one of these bytes, and no Chinese character does.
    let near = memchr::memrchr3_iter(b':', b']', 0xef, bytes).find(is_sign);
    let other = memchr::memrchr3_iter(0xe2, 0xe3, 0xea, bytes).find(is_sign);
    near.max(other).unwrap_or(0)
}

fn label_at(line: &Line, start: usize, after_last: usize) -> Option<Hit> {
    let text = &*line.text;
    let labels = Labels::shipped();
    if !text[start..]
        .chars()
        .next()
        .is_some_and(|c| labels.may_start(c))
    {
        return None;
    }
    // Two Chinese characters tell nearly every text from a label.
    let mut seen = text[start..].chars().filter(|c| !is_blank(*c));
    if let (Some(first), Some(second)) = (seen.next(), seen.next())
        && is_han(first)
        && is_han(second)
        && !labels.may_start_with(first, second)
    {
        return None;
    }
    let mut folded = String::new();
    let mut count = 0;
    let mut best: Option<Hit> = None;
    for (offset, c) in text[start..].char_indices() {
        let end = start + offset + c.len_utf8();
        if is_blank(c) {
            continue;
        }
        if is_han(c) {
            folded.push(c);
        } else {
            for c in std::iter::once(c).nfkc().flat_map(char::to_lowercase) {
                folded.push(c);
            }
        }
        count += 1;
        let begun = labels.begun(&folded).filter(|_| count <= labels.longest());
        let label = match begun {
            None => break,
            Some(None) => continue,
            Some(Some(label)) => label,
        };
        if let Some((value, colon)) = ends_label(line, start, end, after_last, label) {
            best = Some(Hit {
                field: label.field,
                name: folded.clone(),
                start,
                end: value,
                colon,
            });
        }
    }
    best
}

/// Tells whether folding leaves a character as it is because it is a Chinese one.
fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// Tells whether a label may end at `end`: before a colon, at the border of its element, or
/// before a blank at the beginning of the line. Returns where the value begins.
fn ends_label(
    line: &Line,
    start: usize,
    end: usize,
    after_last: usize,
    label: Label,
) -> Option<(usize, bool)> {
    let text = &*line.text;
    let mut at = end;
    let mut colon = false;
    let mut closed = false;
    for c in text[end..].chars() {
        if is_colon(c) {
            colon = true;
        } else if is_closing(c) && !colon {
            closed = true;
        } else if !is_blank(c) {
            break;
        }
        at += c.len_utf8();
    }
    if colon {
        return Some((at, true));
    }
    if label.needs_colon {
        return None;
    }
    let own_element = line.is_border(start) && line.is_border(at);
    let first_word = text[after_last..start]
        .chars()
        .all(|c| is_blank(c) || is_decoration(c))
        && at > end
        && matches!(
            label.field,
            LabelField::IndexNumber
                | LabelField::DocNumber
                | LabelField::WrittenDate
                | LabelField::PublishedDate
                | LabelField::IssuingBody
        );
    (own_element || closed || first_word).then_some((at, false))
}

/// A bracket that may close around a label.
fn is_closing(c: char) -> bool {
    matches!(c, '】' | ']' | '］' | '〗' | '」')
}

/// Every sign that pages use for a colon.
pub(super) fn is_colon(c: char) -> bool {
    matches!(c, ':' | '：' | '∶' | '︰' | '﹕' | '꞉')
}

fn is_decoration(c: char) -> bool {
    matches!(
        c,
        '【' | '['
            | '［'
            | '〖'
            | '「'
            | '('
            | '（'
            | '·'
            | '•'
            | '●'
            | '■'
            | '◆'
            | '▪'
            | '★'
            | '*'
            | '-'
            | '>'
            | '»'
            | '|'
            | '｜'
            | '│'
            | '┃'
            | '/'
    )
}

fn is_separator(c: char) -> bool {
    is_decoration(c)
        || matches!(
            c,
            '；' | ';' | '，' | ',' | '】' | ']' | '］' | ')' | '）' | '、' | '。' | '\\'
        )
}

#[cfg(test)]
mod tests {
    use super::{is_closing, is_colon, last_sign};

    #[test]
    fn every_sign_is_seen() {
        let signs = ('\0'..=char::MAX).filter(|&c| is_colon(c) || is_closing(c));
        let signs: Vec<char> = signs.collect();
        assert!(signs.len() >= 11, "{signs:?}");
        for sign in signs {
            assert_eq!(last_sign(&format!("甲，{sign}乙（“。")), 6, "{sign}");
            assert_eq!(
                last_sign(&format!("{sign}甲】乙")),
                sign.len_utf8() + 3,
                "{sign}"
            );
        }
        assert_eq!(last_sign("甲，乙。"), 0);
    }
}
