//! Masking personal numbers in whatever the tool writes.
//!
//! A number is masked wherever it stands: in running text, in a name, in an address. The same
//! text is always masked in the same way, and what is masked stays as it is, so that masked
//! texts can be compared with each other.

pub(crate) mod numbers;

use std::borrow::Cow;
use std::ops::Range;

use numbers::{Hit, Kind, birthday, find, is_region};

/// Masks a value: the first three and the last two characters stay.
pub(crate) fn mask(value: &str) -> String {
    let count = value.chars().count();
    value
        .chars()
        .enumerate()
        .map(|(at, c)| if at < 3 || at + 2 >= count { c } else { '*' })
        .collect()
}

/// Masks every identity card, mobile and bank card number in a text; see [`masked`].
pub fn mask_text(text: &str) -> String {
    masked(text).into_owned()
}

/// Masks every identity card, mobile and bank card number in a text, those of which a cut left
/// the beginning too. Masking a number too many does no harm in words; an address is only good
/// as long as it can be opened, so within one a number is masked that can be nothing else.
pub fn masked(text: &str) -> Cow<'_, str> {
    if !may_hold(text) {
        return Cow::Borrowed(text);
    }
    let plain = undivided(text);
    let addresses = addresses(&plain);
    let within = |at: usize| addresses.iter().any(|span| span.contains(&at));
    let mut spans: Vec<(Range<usize>, String)> = find(&plain)
        .into_iter()
        .filter(|hit| !within(hit.range.start) || is_told_by_address(hit, &plain))
        .map(|hit| (hit.range, mask(&hit.digits)))
        .collect();
    for span in cut_off(text) {
        let is_new = spans
            .iter()
            .all(|(known, _)| known.end <= span.start || span.end <= known.start);
        if is_new && !within(span.start) {
            spans.push((span.clone(), mask(&text[span])));
        }
    }
    if spans.is_empty() {
        return Cow::Borrowed(text);
    }
    spans.sort_by_key(|(span, _)| span.start);
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (span, shown) in spans {
        out.push_str(&text[from..span.start]);
        out.push_str(&shown);
        from = span.end;
    }
    out.push_str(&text[from..]);
    Cow::Owned(out)
}

/// Masks every text within a JSON value; tells whether there was anything to mask.
pub fn mask_json(value: &mut serde_json::Value) -> bool {
    match value {
        serde_json::Value::String(text) => match masked(text) {
            Cow::Borrowed(_) => false,
            Cow::Owned(shown) => {
                *text = shown;
                true
            }
        },
        serde_json::Value::Array(values) => values
            .iter_mut()
            .fold(false, |done, value| mask_json(value) | done),
        serde_json::Value::Object(fields) => fields
            .values_mut()
            .fold(false, |done, value| mask_json(value) | done),
        _ => false,
    }
}

/// Tells whether an address is one that was masked: it can be shown, but not asked for.
pub fn is_masked_address(address: &str) -> bool {
    address.contains("******")
}

/// Tells cheaply whether a text can hold anything to mask.
fn may_hold(text: &str) -> bool {
    numbers::may_hold_numbers(text) || cut_off(text).next().is_some()
}

/// Puts something that is no part of a number for the bytes that an address writes as `%E5`:
/// their digits are none. Every place in the text stays where it is.
fn undivided(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let coded = from
            .as_bytes()
            .get(1..3)
            .is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        let (filler, length) = if coded { ("%%%", 3) } else { ("%", 1) };
        out.push_str(filler);
        rest = &from[length..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Returns where addresses stand in a text.
fn addresses(text: &str) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.match_indices("://") {
        let from = text[..at]
            .rfind(|c: char| !c.is_ascii_alphabetic())
            .map_or(0, |before| before + 1);
        let from = text.ceil_char_boundary(from);
        let ends = |c: char| c.is_whitespace() || !c.is_ascii() || matches!(c, '"' | '<' | '>');
        let end = text[at..].find(ends).map_or(text.len(), |end| at + end);
        out.push(from..end);
    }
    out
}

/// Tells whether a number in an address is a person's: an identity card number whose check digit
/// is right, or one that is written as a value or beside words. Others may be the number of a
/// page.
fn is_told_by_address(hit: &Hit, text: &str) -> bool {
    let before = text[..hit.range.start].chars().next_back();
    let after = text[hit.range.end..].chars().next();
    let by_words = [before, after].contains(&Some('%'));
    match hit.kind {
        Kind::IdCard => true,
        Kind::IdCardUnchecked | Kind::Mobile => by_words || before == Some('='),
        _ => by_words,
    }
}

/// Returns where the beginning of a number stands that was cut: before an ellipsis, or, where it
/// shows a birthday, at the end of the text.
fn cut_off(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let dots = text.match_indices('…').map(|(at, _)| (at, true));
    let end = std::iter::once((text.trim_end().len(), false));
    dots.chain(end).filter_map(|(end, is_marked)| {
        let bytes = text.as_bytes().get(..end)?;
        let count = bytes
            .iter()
            .rev()
            .take_while(|b| b.is_ascii_digit())
            .count();
        let from = end - count;
        let digits = &text[from..end];
        let before = text[..from].chars().next_back();
        if before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '*' | '_')) {
            return None;
        }
        let is_card = |least: usize| {
            (least..18).contains(&count)
                && is_region(digits.as_bytes())
                && matches!(digits.get(6..8), Some("19" | "20"))
        };
        let is_born = || digits.get(6..14).is_some_and(|day| birthday(day).is_some());
        let is_mobile = || {
            (7..11).contains(&count)
                && digits.starts_with('1')
                && matches!(digits.as_bytes()[1], b'3'..=b'9')
        };
        let is_cut = if is_marked {
            is_card(9) || is_mobile()
        } else {
            is_card(14) && is_born()
        };
        is_cut.then_some(from..end)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{is_masked_address, mask_text};

    #[test]
    fn masking_keeps_three_and_two() {
        assert_eq!(
            mask_text("张某，11010519491231002X，电话 138-1234-5678。"),
            "张某，110*************2X，电话 138******78。"
        );
        assert_eq!(
            mask_text("索引号 000014349/2017-00110"),
            "索引号 000014349/2017-00110"
        );
    }

    #[test]
    fn numbers_in_addresses_are_masked_where_they_are_a_persons() {
        for (address, shown) in [
            (
                "http://a.example/x/11010519491231002X.html",
                "http://a.example/x/110*************2X.html",
            ),
            (
                "见 http://a.example/s?tel=13812345678&p=1，",
                "见 http://a.example/s?tel=138******78&p=1，",
            ),
            (
                "http://a.example/%E5%BC%A013812345678.pdf",
                "http://a.example/%E5%BC%A0138******78.pdf",
            ),
            (
                "%E5%BC%A011010519491231002X.docx",
                "%E5%BC%A0110*************2X.docx",
            ),
        ] {
            assert_eq!(mask_text(address), shown);
            assert!(is_masked_address(shown));
        }
        // Numbers of pages.
        for address in [
            "http://a.example/art/13812345678.html",
            "http://a.example/view?id=4111111111111111",
        ] {
            assert_eq!(mask_text(address), address);
        }
    }

    #[test]
    fn what_a_cut_left_of_a_number_is_masked() {
        assert_eq!(mask_text("关于张三110105194912…"), "关于张三110*******12…");
        assert_eq!(mask_text("张三11010519491231002"), "张三110************02");
        assert_eq!(mask_text("电话13812345…"), "电话138***45…");
        for kept in ["共 20261105…", "金额1101051949", "0591-23165385…"] {
            assert_eq!(mask_text(kept), kept);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_masked_without_panic_and_stays_masked(
            text in "[0-9０-９Xx*\\- \u{200b}\u{a0}\n张_/a%=…:.]{0,60}"
        ) {
            let once = mask_text(&text);
            prop_assert_eq!(mask_text(&once), once);
        }
    }
}
