//! What of a text and of a title is compared, whichever way it is written.

use std::borrow::Cow;

use crate::calendar::find_dates;
use crate::vocabulary::{changes, fold};

/// What of a text is compared: letters, digits and the signs that make a number another one.
/// The same day and the same number are the same in any writing: 二〇二六年四月二十八日 and
/// 2026年4月28日, 06月05日 and 6月5日, 0.00 and 0.
pub(super) fn key(text: &str) -> String {
    let folded = fold(&with_plain_days(text));
    let chars: Vec<char> = folded.chars().collect();
    let digit = |at: Option<usize>| {
        at.and_then(|at| chars.get(at))
            .is_some_and(char::is_ascii_digit)
    };
    let mut out = String::with_capacity(folded.len());
    for (at, c) in chars.iter().enumerate() {
        let in_number = digit(at.checked_sub(1)) && digit(Some(at + 1));
        let keep = c.is_alphanumeric()
            || *c == '%'
            || (matches!(c, '.' | '-' | '/') && in_number)
            || (*c == '-' && digit(Some(at + 1)));
        if keep {
            out.push(*c);
        }
    }
    with_plain_numbers(out)
}

/// Writes days with a year in one way.
fn with_plain_days(text: &str) -> Cow<'_, str> {
    if !(text.contains('年') && text.contains('日')) {
        return Cow::Borrowed(text);
    }
    let days = find_dates(text);
    if days.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (range, day) in days {
        // Only what is written out: a clock may follow 2026-04-28.
        if range.start < from || !text[range.clone()].ends_with('日') {
            continue;
        }
        out.push_str(&text[from..range.start]);
        let (year, month, day) = (day.year(), day.month(), day.day());
        out.push_str(&format!("{year}年{month}月{day}日"));
        from = range.end;
    }
    out.push_str(&text[from..]);
    Cow::Owned(out)
}

/// Leaves out zeros that say nothing: before the number of a month or a day, and behind the
/// point where nothing else stands there.
fn with_plain_numbers(key: String) -> String {
    if !key.contains('0') {
        return key;
    }
    let mut out = String::with_capacity(key.len());
    let mut rest = key.as_str();
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, number) = rest.split_at(at);
        out.push_str(before);
        let end = number
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(number.len());
        let (number, behind) = number.split_at(end);
        let short = match number.split_once('.') {
            Some((whole, part)) if part.bytes().all(|digit| digit == b'0') => whole,
            None if number.len() == 2 && behind.starts_with(['月', '日']) => {
                number.trim_start_matches('0')
            }
            _ => number,
        };
        out.push_str(if short.is_empty() { number } else { short });
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// Tells whether a title of today is to a reader what it was; a mark that the paper is
/// repealed, lapsed or amended may have come to it.
pub(crate) fn same_title(now: &str, then: &str) -> bool {
    let bare = changes::unmarked(now, true);
    key(now) == key(then)
        || (bare.len() < now.trim().len() && key(bare) == key(changes::unmarked(then, true)))
}

/// Folds a title for comparison; a paper that is marked as repealed is the same paper.
pub(super) fn title_key(title: &str) -> String {
    key(changes::unmarked(title, false))
}
