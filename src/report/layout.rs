//! Lines for a terminal: Chinese characters are two columns wide, and punctuation that ends a
//! clause does not begin a line (GB/T 15834).

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Breaks a text into lines of at most `width` columns. Words of Latin letters and digits are
/// kept whole where they fit on a line.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(8);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        wrap_paragraph(paragraph, width, &mut lines);
    }
    lines
}

fn wrap_paragraph(text: &str, width: usize, lines: &mut Vec<String>) {
    let mut line = String::new();
    let mut used = 0;
    for piece in Pieces(text) {
        let wide = piece.width();
        if used + wide <= width {
            line.push_str(piece);
            used += wide;
            continue;
        }
        if wide > width {
            // Too long for any line (an address, a run of digits): filled up and broken.
            for c in piece.chars() {
                let one = c.width().unwrap_or(0);
                if used + one > width {
                    lines.push(std::mem::take(&mut line));
                    used = 0;
                }
                line.push(c);
                used += one;
            }
            continue;
        }
        lines.push(line.trim_end().to_owned());
        line = piece.trim_start().to_owned();
        used = line.width();
    }
    lines.push(line.trim_end().to_owned());
}

/// Splits a text where a line may be broken.
struct Pieces<'t>(&'t str);

impl<'t> Iterator for Pieces<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let text = self.0;
        let mut previous: Option<char> = None;
        for (at, c) in text.char_indices() {
            if previous.is_some_and(|previous| may_break(previous, c)) {
                let (piece, rest) = text.split_at(at);
                self.0 = rest;
                return Some(piece);
            }
            previous = Some(c);
        }
        self.0 = "";
        (!text.is_empty()).then_some(text)
    }
}

/// Tells whether a line may end after `before` and begin with `after`.
fn may_break(before: char, after: char) -> bool {
    if clings_left(after) || clings_right(before) || after == ' ' {
        return false;
    }
    before == ' ' || is_wide(before) || is_wide(after)
}

fn is_wide(c: char) -> bool {
    c.width() == Some(2)
}

fn clings_left(c: char) -> bool {
    matches!(
        c,
        '，' | '。'
            | '、'
            | '；'
            | '：'
            | '？'
            | '！'
            | '）'
            | '》'
            | '〉'
            | '】'
            | '』'
            | '」'
            | '〕'
            | '”'
            | '’'
            | '…'
            | '％'
            | ','
            | '.'
            | ';'
            | ':'
            | '?'
            | '!'
            | ')'
            | ']'
            | '}'
    )
}

fn clings_right(c: char) -> bool {
    matches!(
        c,
        '（' | '《' | '〈' | '【' | '『' | '「' | '〔' | '“' | '‘' | '(' | '[' | '{'
    )
}

/// Pads a text with spaces to `width` columns.
pub(crate) fn pad(text: &str, width: usize) -> String {
    let missing = width.saturating_sub(text.width());
    format!("{text}{}", " ".repeat(missing))
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::{pad, wrap};

    #[test]
    fn no_line_is_too_wide_and_none_begins_with_punctuation() {
        let text = "成文日期为2020-06-01，发布日期为2020-07-30，共42个工作日（超出22个），违反《中华人民共和国政府信息公开条例》第二十六条。";
        for width in 8..60 {
            let lines = wrap(text, width);
            assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
            for line in &lines {
                assert!(line.width() <= width, "{width}: {line}");
                assert!(
                    !line.starts_with(['，', '。', '、']) || width < 24,
                    "{width}: {line}"
                );
            }
        }
    }

    #[test]
    fn latin_words_stay_whole_and_long_ones_are_broken() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("abcdefghijklmnop", 8), ["abcdefgh", "ijklmnop"]);
        assert_eq!(wrap("", 8), [""]);
    }

    #[test]
    fn padding_counts_columns() {
        assert_eq!(pad("红线", 6), "红线  ");
    }
}
