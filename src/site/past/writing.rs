//! What of a text and of a title is compared, whichever way it is written.

use crate::vocabulary::{changes, fold};

/// What of a text is compared: letters, digits and the signs that make a number another one.
pub(super) fn key(text: &str) -> String {
    let folded = fold(text);
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
