//! The papers that a text names, by number or quoted title, each with the words behind it.

use std::ops::Range;

use super::doc_number;

/// Most characters before the sign of a number that stands right behind a title without brackets.
const SIGN: usize = 10;

/// A paper that a text names.
#[derive(Debug)]
pub(super) struct Cited<'t> {
    /// Its number as shown, with what stands right before it.
    pub(super) number: Option<&'t str>,
    /// Its title, without the outer marks.
    pub(super) title: Option<&'t str>,
    /// Where it stands, with its number.
    pub(super) range: Range<usize>,
    /// What is said between it and the next paper, or the end.
    pub(super) behind: String,
}

/// What a text has of a paper's name.
struct Piece<'t> {
    range: Range<usize>,
    number: Option<&'t str>,
    title: Option<&'t str>,
}

/// Reads the papers that a text without white space names: a title and the number beside it are
/// one.
pub(super) fn cited(text: &str) -> Vec<Cited<'_>> {
    let mut found: Vec<Cited<'_>> = Vec::new();
    for piece in pieces(text) {
        let last = found
            .last_mut()
            .filter(|last| last.range.end <= piece.range.start);
        if let Some(last) = last {
            let between = &text[last.range.end..piece.range.start];
            match between.rfind(['（', '(']) {
                // 《…》（2010年6月1日，某政〔2010〕5号）.
                Some(open) if !between[open..].contains(['）', ')']) && piece.number.is_some() => {
                    last.behind.push_str(&between[..open]);
                    last.number = last.number.or(piece.number);
                    last.range.end = piece.range.end;
                    continue;
                }
                _ if between.is_empty() && joins(last, &piece) => {
                    last.number = last.number.or(piece.number);
                    last.title = last.title.or(piece.title);
                    last.range.end = piece.range.end;
                    continue;
                }
                _ => {}
            }
            last.behind.push_str(between);
            // What stands right before a number was taken for its beginning.
            if let Some(number) = piece.number.filter(|_| piece.title.is_none()) {
                last.behind.push_str(before_year(number));
            }
        }
        found.push(Cited {
            number: piece.number,
            title: piece.title,
            range: piece.range,
            behind: String::new(),
        });
    }
    if let Some(last) = found.last_mut() {
        last.behind.push_str(&text[last.range.end..]);
    }
    found
}

/// Tells whether two names without anything between them are of one paper.
fn joins(last: &Cited<'_>, next: &Piece<'_>) -> bool {
    match (last.number, next.number) {
        (None, Some(number)) => {
            let sign = before_year(number);
            sign.chars().count() <= SIGN && !sign.contains(['和', '及', '与', '第'])
        }
        (Some(_), None) => last.title.is_none(),
        _ => false,
    }
}

/// What stands before the year of a number.
fn before_year(number: &str) -> &str {
    let open = number.find(['〔', '[', '［', '【', '（', '(', '〈', '﹝']);
    &number[..open.unwrap_or(0)]
}

/// The titles and numbers of a text in their order; a number within a title belongs to it.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut out: Vec<Piece<'_>> = quoted_at(text)
        .into_iter()
        .map(|inner| Piece {
            range: inner.start - '《'.len_utf8()..(inner.end + '》'.len_utf8()).min(text.len()),
            number: None,
            title: Some(&text[inner]),
        })
        .collect();
    for (at, number) in doc_number::named(text) {
        let holder = out
            .iter_mut()
            .find(|piece| piece.title.is_some() && piece.range.contains(&at));
        match holder {
            Some(holder) => holder.number = Some(number),
            None => out.push(Piece {
                range: at..at + number.len(),
                number: Some(number),
                title: None,
            }),
        }
    }
    out.sort_by_key(|piece| piece.range.start);
    out
}

/// Where the titles stand that a text quotes (《…》), without their outer marks.
fn quoted_at(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut from = 0;
    while let Some(open) = text[from..].find('《') {
        let start = from + open + '《'.len_utf8();
        let mut depth = 1;
        let close = text[start..].char_indices().find(|(_, c)| {
            match c {
                '《' => depth += 1,
                '》' => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        let Some((length, _)) = close else { break };
        out.push(start..start + length);
        from = start + length;
    }
    out
}

/// Returns the titles that a text quotes (《…》), with the quotations that they hold themselves.
pub fn quoted(text: &str) -> Vec<&str> {
    quoted_at(text)
        .into_iter()
        .map(|inner| &text[inner])
        .collect()
}

/// Splits a text at its commas, but not within a title or brackets.
pub(super) fn comma_pieces(text: &str) -> Vec<&str> {
    let (mut out, mut depth, mut from) = (Vec::new(), 0_i32, 0);
    for (at, c) in text.char_indices() {
        match c {
            '《' | '（' | '(' | '〔' => depth += 1,
            '》' | '）' | ')' | '〕' => depth -= 1,
            '，' | ',' if depth <= 0 => {
                out.push(&text[from..at]);
                from = at + c.len_utf8();
            }
            _ => {}
        }
    }
    out.push(&text[from..]);
    out
}

#[cfg(test)]
mod tests {
    use super::{cited, comma_pieces};

    #[test]
    fn a_title_and_its_number_are_one_paper() {
        let read = |text: &str| -> Vec<(String, String, String)> {
            let own = |part: Option<&str>| part.unwrap_or_default().to_owned();
            cited(text)
                .into_iter()
                .map(|one| (own(one.title), own(one.number), one.behind))
                .collect()
        };
        let of = |title: &str, number: &str, behind: &str| {
            (title.to_owned(), number.to_owned(), behind.to_owned())
        };
        assert_eq!(
            read("《甲》（某政〔2010〕5号）中第三条、《乙》某政〔2011〕6号同时"),
            [
                of("甲", "某政〔2010〕5号", "）中第三条、"),
                of("乙", "某政〔2011〕6号", "同时")
            ]
        );
        assert_eq!(
            read("《甲》第三条和某政〔2011〕6号"),
            [
                of("甲", "", "第三条和某政"),
                of("", "第三条和某政〔2011〕6号", "")
            ]
        );
        assert_eq!(
            read("《甲》（2010年6月1日，某政〔2010〕5号）"),
            [of("甲", "某政〔2010〕5号", "）")]
        );
        assert_eq!(
            read("某政〔2010〕5号《甲》"),
            [of("甲", "某政〔2010〕5号", "")]
        );
    }

    #[test]
    fn commas_within_names_part_nothing() {
        assert_eq!(
            comma_pieces("原《甲，乙》（一，二），同时"),
            ["原《甲，乙》（一，二）", "同时"]
        );
    }
}
