//! Text of audited sites made safe to show: no control codes, no direction tricks, no formulas.
//!
//! What a site writes may hold terminal escapes, bidirectional overrides (Unicode UAX #9) or
//! cells that a spreadsheet would run. Every format passes every word of a site through here.

use std::borrow::Cow;

use crate::masking::mask_text;

/// The longest text a spreadsheet cell may hold, in UTF-16 units (Excel's own limit).
pub(crate) const CELL_LIMIT: usize = 32_767;

/// Makes a text safe to show on one line, with personal data masked: terminal escapes, controls
/// and direction marks are dropped, white space of any kind becomes one space.
pub(crate) fn line(text: &str) -> String {
    mask_text(&own_line(text))
}

/// Makes a text safe as [`line`] does, but masks nothing: for what people wrote into the ledger
/// or the configuration themselves, such as whom to call.
pub(crate) fn own_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in without_escapes(text).chars() {
        if c.is_whitespace() {
            gap = true;
        } else if !is_unsafe(c) {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            gap = false;
            out.push(c);
        }
    }
    out
}

/// Makes a text safe as [`line`] does, and cuts it to `most` characters with an ellipsis.
pub(crate) fn short(text: &str, most: usize) -> String {
    cut(&line(text), most)
}

/// Makes a text short as [`short`] does, but masks nothing; see [`own_line`].
pub(crate) fn own_short(text: &str, most: usize) -> String {
    cut(&own_line(text), most)
}

/// Cuts a text to `most` characters with an ellipsis.
pub(crate) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some(_) => {
            let kept: String = text.chars().take(most.saturating_sub(1)).collect();
            format!("{kept}…")
        }
    }
}

/// Makes a text safe as a spreadsheet cell of a CSV file: a leading `= + - @`, tab or carriage
/// return would be run as a formula, so an apostrophe is put before it.
pub(crate) fn cell(text: &str) -> Cow<'_, str> {
    let first = text
        .trim_start_matches([' ', '\u{3000}', '\u{a0}'])
        .chars()
        .next();
    match first {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠') => {
            Cow::Owned(format!("'{text}"))
        }
        _ => Cow::Borrowed(text),
    }
}

/// Makes a text fit a workbook cell: several lines are kept, each made safe, and the whole is
/// cut to [`CELL_LIMIT`].
pub(crate) fn workbook(text: &str) -> String {
    fitting(text.lines().map(line))
}

/// Makes a text fit a workbook cell as [`workbook`] does, but masks nothing; see [`own_line`].
pub(crate) fn own_workbook(text: &str) -> String {
    fitting(text.lines().map(own_line))
}

fn fitting(lines: impl Iterator<Item = String>) -> String {
    let lines: Vec<String> = lines.collect();
    let joined = lines.join("\n");
    if joined.len() <= CELL_LIMIT {
        return joined;
    }
    let mut units = 0;
    let mut out = String::new();
    for c in joined.chars() {
        units += c.len_utf16();
        if units >= CELL_LIMIT {
            out.push('…');
            break;
        }
        out.push(c);
    }
    out
}

/// Drops terminal control sequences (ECMA-48): `ESC [ … letter`, `ESC ] … BEL`, other `ESC x`,
/// and their one-character forms U+009B and U+009D.
fn without_escapes(text: &str) -> Cow<'_, str> {
    if !text.contains(['\u{1b}', '\u{9b}', '\u{9d}']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let introducer = match c {
            '\u{1b}' => chars.next(),
            '\u{9b}' => Some('['),
            '\u{9d}' => Some(']'),
            c => {
                out.push(c);
                continue;
            }
        };
        match introducer {
            // A sequence is short: a broken one must not swallow the rest of the text.
            Some('[') => {
                let mut left = 32;
                while let Some(c) = chars.next_if(|c| matches!(c, ' '..='?')) {
                    left -= 1;
                    if left == 0 {
                        out.push(c);
                        break;
                    }
                }
                chars.next_if(|c| matches!(c, '@'..='~'));
            }
            Some(']') => {
                let mut left = 1024;
                while left > 0 {
                    match chars.next() {
                        None | Some('\u{7}' | '\u{9c}') => break,
                        Some('\u{1b}') => {
                            chars.next_if_eq(&'\\');
                            break;
                        }
                        Some(_) => left -= 1,
                    }
                }
            }
            _ => {}
        }
    }
    Cow::Owned(out)
}

/// Controls, direction overrides and isolates, invisible joiners, byte-order marks, private
/// tags and noncharacters: nothing of it is to be read, and some of it deceives.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}'
            | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::{cell, line, own_line, own_workbook, short, workbook};

    #[test]
    fn escapes_controls_and_direction_marks_are_dropped() {
        assert_eq!(line("\u{1b}[31m红\u{1b}[0m头\u{0}\u{7}"), "红头");
        assert_eq!(line("\u{1b}]0;title\u{7}甲\u{9b}2J乙"), "甲乙");
        assert_eq!(line("a\u{202e}gpj.exe\u{202c}"), "agpj.exe");
        assert_eq!(line("  一\r\n\t二\u{3000}三 "), "一 二 三");
        assert_eq!(line("\u{1b}"), "");
    }

    #[test]
    fn personal_data_is_masked_unless_people_wrote_it_themselves() {
        let text = "张三\u{200b}1381234\u{200b}5678";
        assert_eq!(line(text), "张三138******78");
        assert_eq!(workbook(text), "张三138******78");
        assert_eq!(own_line(text), "张三13812345678");
        assert_eq!(own_workbook(text), "张三13812345678");
    }

    #[test]
    fn cutting_counts_characters() {
        assert_eq!(short("一二三四五", 3), "一二…");
        assert_eq!(short("一二三", 3), "一二三");
    }

    #[test]
    fn formulas_are_not_run() {
        for text in ["=1+1", "+1", "-1", "@a", " =1", "＝1", "\tx", "\rx"] {
            assert!(cell(text).starts_with('\''), "{text:?}");
        }
        assert_eq!(cell("1=1"), "1=1");
    }

    #[test]
    fn long_cells_are_cut_by_the_units_of_the_format() {
        let text = workbook(&"𠮷".repeat(40_000));
        assert!(text.encode_utf16().count() <= 32_767);
        assert!(text.ends_with('…'));
        assert_eq!(workbook("一\n二\u{202e}"), "一\n二");
    }
}
