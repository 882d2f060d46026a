//! Long numbers in text: identity cards, mobile telephones, bank cards; and masking them.
//!
//! Numbers are compared after full-width digits, spaces, hyphens and invisible characters
//! are made good. A number inside a longer run of letters and digits (a credit code, a file
//! stamp) is never taken for one of these.

use std::ops::Range;

use jiff::civil::Date;

/// What a number can be, from its own form alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// 18 digits with region, birthday and check digit (GB 11643-1999).
    IdCard,
    /// The same with a wrong check digit.
    IdCardUnchecked,
    /// 15 digits with region and birthday.
    IdCard15,
    /// A mobile telephone number.
    Mobile,
    /// 16 to 19 digits that satisfy the Luhn formula.
    BankCard,
    /// An identity card number of which too little is masked.
    HalfMaskedId,
    /// A mobile number of which too little is masked.
    HalfMaskedMobile,
}

/// A number found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) kind: Kind,
    /// Where it stands in the text, separators included.
    pub(crate) range: Range<usize>,
    /// Its characters, normalised, without separators.
    pub(crate) digits: String,
}

struct Token {
    range: Range<usize>,
    text: String,
    /// True when nothing but one blank or hyphen divides it from the token before.
    joined: bool,
}

/// Bytes that are counted together.
const BLOCK: usize = 8;
/// Bytes round a dense place that belong to it.
const AROUND: usize = 16;
/// Dense places so near each other are one.
const NEAR: usize = 32;

/// Returns the parts of a text where digits (or what masks them) stand close together, with some
/// bytes round them: every number that [`find`] knows, and digits in cells of their own, stand
/// within one. In running text these parts are few.
pub(crate) fn dense(text: &str) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let (blocks, rest) = text.as_bytes().as_chunks::<BLOCK>();
    let mut add = |from: usize| {
        let end = (from + BLOCK + AROUND).min(text.len());
        let from = from.saturating_sub(AROUND);
        match out.last_mut() {
            Some(last) if from <= last.end + NEAR => last.end = end,
            _ => out.push(from..end),
        }
    };
    for (nth, block) in blocks.iter().enumerate() {
        // 0xBC is in every full-width digit.
        let digits = block
            .iter()
            .filter(|&&byte| (byte.wrapping_sub(b'0') <= 9) | (byte == b'*') | (byte == 0xbc));
        if digits.count() >= 2 {
            add(nth * BLOCK);
        }
    }
    if !rest.is_empty() {
        add(blocks.len() * BLOCK);
    }
    for span in &mut out {
        *span = text.floor_char_boundary(span.start)..text.ceil_char_boundary(span.end);
    }
    out
}

/// Fewest digits of these numbers.
const LEAST: u32 = 11;

/// Tells whether there are at least so many digits (or what masks them) as one of these numbers
/// has. It is asked of every text that is written, so no byte is looked at alone.
fn has_digits(bytes: &[u8]) -> bool {
    // Of so many the count fits into a byte.
    let counts = bytes.chunks(240).map(|chunk| {
        // 0xBC is in every full-width digit.
        let is_sign = |byte: u8| (byte.wrapping_sub(b'0') <= 9) | (byte == b'*') | (byte == 0xbc);
        u32::from(
            chunk
                .iter()
                .map(|&byte| u8::from(is_sign(byte)))
                .sum::<u8>(),
        )
    });
    counts.sum::<u32>() >= LEAST
}

/// Tells in one pass over the bytes whether text can hold any of these numbers.
pub(crate) fn may_hold_numbers(text: &str) -> bool {
    let bytes = text.as_bytes();
    if !has_digits(bytes) {
        return false;
    }
    let mut run = 0_u32;
    let mut gap = 0_u32;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'0'..=b'9' | b'*' => {
                run += 1;
                gap = 0;
                if run >= LEAST {
                    return true;
                }
            }
            b' ' | b'-' | b'\n' if run > 0 && gap == 0 => gap = 1,
            // Full-width digits and signs (EF BC xx), invisible characters (E2 80 8x) and
            // no-break spaces (C2 A0) may stand in a number.
            0xEF | 0xE2 | 0xC2 if run > 0 || bytes.get(at) == Some(&0xBC) => {
                if byte == 0xEF
                    && bytes.get(at) == Some(&0xBC)
                    && bytes
                        .get(at + 1)
                        .is_some_and(|b| (0x90..=0x99).contains(b) || *b == 0x8A)
                {
                    run += 1;
                    gap = 0;
                    if run >= LEAST {
                        return true;
                    }
                }
                at += if byte == 0xC2 { 1 } else { 2 };
            }
            _ => {
                run = 0;
                gap = 0;
            }
        }
    }
    false
}

/// Finds the numbers in a text, in order, none overlapping.
pub(crate) fn find(text: &str) -> Vec<Hit> {
    if !may_hold_numbers(text) {
        return Vec::new();
    }
    let tokens = tokens(text);
    let mut out: Vec<Hit> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let end = at
            + 1
            + tokens[at + 1..]
                .iter()
                .take_while(|token| token.joined)
                .count();
        let group = &tokens[at..end];
        let before = out.len();
        out.extend(group.iter().filter_map(|token| {
            Some(Hit {
                kind: kind_of(&token.text)?,
                range: token.range.clone(),
                digits: token.text.clone(),
            })
        }));
        if out.len() == before && group.len() > 1 {
            divided(group, &mut out);
        }
        at = end;
    }
    out
}

/// Reads tokens that single blanks or hyphens divide: as one number, or, where an identity card
/// number whose check digit is right is among them, as that and what stands beside it. Of other
/// numbers that are written in parts it cannot be told where in a row of figures they begin.
fn divided(group: &[Token], out: &mut Vec<Hit>) {
    if let Some(hit) = joined(group) {
        return out.push(hit);
    }
    let ends = |from: usize| (from + 1..=group.len()).map(move |end| from..end);
    let card = (0..group.len()).flat_map(ends).find_map(|span| {
        let parts = group.get(span.clone())?;
        let hit = joined(parts).filter(|hit| hit.kind == Kind::IdCard)?;
        Some((span, hit))
    });
    let Some((span, hit)) = card else { return };
    out.extend(group.get(..span.start).and_then(joined));
    out.push(hit);
    divided(group.get(span.end..).unwrap_or_default(), out);
}

/// Reads tokens that single blanks or hyphens divide as one number.
fn joined(group: &[Token]) -> Option<Hit> {
    let lengths: Vec<usize> = group.iter().map(|token| token.text.len()).collect();
    let length: usize = lengths.iter().sum();
    if group.is_empty() || !(11..=19).contains(&length) {
        return None;
    }
    let digits: String = group.iter().map(|token| token.text.as_str()).collect();
    let kind = kind_of(&digits)?;
    let plausible = match kind {
        Kind::IdCard => true,
        Kind::Mobile => lengths == [3, 4, 4] || lengths == [3, 8] || lengths == [7, 4],
        Kind::BankCard => lengths[..lengths.len() - 1]
            .iter()
            .all(|length| *length == 4),
        _ => false,
    };
    plausible.then(|| Hit {
        kind,
        range: group[0].range.start..group[group.len() - 1].range.end,
        digits,
    })
}

fn tokens(text: &str) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let mut current: Option<Token> = None;
    // What stood between the last token and here.
    let mut between = 0_u32;
    let mut clean = false;
    for (at, c) in text.char_indices() {
        let plain = match c {
            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '＊' => {
                char::from_u32(c as u32 - 0xFEE0).unwrap_or(c)
            }
            '●' | '×' | '✱' | '■' => '*',
            c => c,
        };
        if matches!(
            c,
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}'
        ) {
            continue;
        }
        if plain.is_ascii_alphanumeric() || plain == '*' || plain == '_' {
            let token = current.get_or_insert_with(|| Token {
                range: at..at,
                text: String::new(),
                joined: clean && between == 1,
            });
            token.text.push(plain.to_ascii_uppercase());
            token.range.end = at + c.len_utf8();
            continue;
        }
        if let Some(token) = current.take() {
            clean = is_number(&token.text);
            between = 0;
            out.push(token);
        }
        if matches!(
            c,
            ' ' | '-' | '\n' | '\u{a0}' | '\u{3000}' | '－' | '–' | '—'
        ) {
            between += 1;
        } else {
            clean = false;
        }
    }
    out.extend(current);
    // A token that is no number ends a joined run on both sides.
    for token in &mut out {
        token.joined &= is_number(&token.text);
    }
    out
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_suffix('X').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

fn kind_of(text: &str) -> Option<Kind> {
    let bytes = text.as_bytes();
    let stars = bytes.iter().filter(|b| **b == b'*').count();
    if stars > 0 {
        return half_masked(bytes, stars);
    }
    if !is_number(text) {
        return None;
    }
    let all_digits = !text.ends_with('X');
    match bytes.len() {
        11 if all_digits && bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1]) => {
            // A single digit over and over is a placeholder.
            let tail = &bytes[3..];
            tail.iter().any(|b| *b != tail[0]).then_some(Kind::Mobile)
        }
        15 if all_digits
            && is_region(bytes)
            && birthday(&format!("19{}", &text[6..12])).is_some() =>
        {
            Some(Kind::IdCard15)
        }
        18 if is_region(bytes) && birthday(&text[6..14]).is_some() => {
            // The check digit of a bank card may fit as well; the birthday decides.
            Some(if check_digit(bytes) == bytes[17] {
                Kind::IdCard
            } else {
                Kind::IdCardUnchecked
            })
        }
        16..=19 if all_digits && is_bank_prefix(bytes) && luhn(bytes) => Some(Kind::BankCard),
        _ => None,
    }
}

/// Judges a number with some characters masked (`site-conventions.md` 7.3): of an identity
/// card at most ten may be seen and four of the birthday must not; of a mobile number four.
fn half_masked(bytes: &[u8], stars: usize) -> Option<Kind> {
    let digits = bytes.iter().filter(|b| b.is_ascii_digit()).count();
    let rest = bytes.len() - stars - digits;
    if rest > usize::from(bytes.last() == Some(&b'X')) {
        return None;
    }
    match bytes.len() {
        18 if bytes[0] != b'0' => {
            let hidden = bytes[6..14].iter().filter(|b| **b == b'*').count();
            (digits + rest > 10 && hidden < 4).then_some(Kind::HalfMaskedId)
        }
        11 if bytes[0] == b'1' && stars < 4 => Some(Kind::HalfMaskedMobile),
        _ => None,
    }
}

/// Tells whether a number begins with the code of a province (GB/T 2260).
pub(crate) fn is_region(bytes: &[u8]) -> bool {
    let code = (bytes[0].wrapping_sub(b'0')) * 10 + bytes[1].wrapping_sub(b'0');
    matches!(
        code,
        11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83
    )
}

/// Reads an eight-digit birthday that exists, from 1900 to 2099.
pub(crate) fn birthday(text: &str) -> Option<Date> {
    let year: i16 = text.get(..4)?.parse().ok()?;
    let month: i8 = text.get(4..6)?.parse().ok()?;
    let day: i8 = text.get(6..8)?.parse().ok()?;
    (1900..2100)
        .contains(&year)
        .then(|| Date::new(year, month, day).ok())
        .flatten()
}

/// Returns the birthday in an 18-digit number.
pub(crate) fn born(digits: &str) -> Option<Date> {
    birthday(digits.get(6..14)?)
}

/// Computes the check character of an identity card number (GB 11643-1999).
pub(crate) fn check_digit(bytes: &[u8]) -> u8 {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = bytes
        .iter()
        .zip(WEIGHTS)
        .map(|(byte, weight)| u32::from(byte.wrapping_sub(b'0')) * weight)
        .sum();
    b"10X98765432"[(sum % 11) as usize]
}

fn is_bank_prefix(bytes: &[u8]) -> bool {
    bytes.starts_with(b"62") || matches!(bytes[0], b'3'..=b'5')
}

fn luhn(bytes: &[u8]) -> bool {
    let sum: u32 = bytes
        .iter()
        .rev()
        .enumerate()
        .map(|(at, byte)| {
            let digit = u32::from(byte.wrapping_sub(b'0'));
            match at % 2 {
                0 => digit,
                _ if digit > 4 => digit * 2 - 9,
                _ => digit * 2,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Kind, check_digit, dense, find};

    fn kinds(text: &str) -> Vec<Kind> {
        find(text).into_iter().map(|hit| hit.kind).collect()
    }

    #[test]
    fn the_example_of_the_standard_checks() {
        assert_eq!(check_digit(b"11010519491231002X"), b'X');
        assert_eq!(kinds("身份证号：11010519491231002X，"), [Kind::IdCard]);
        assert_eq!(kinds("11010519491231002x"), [Kind::IdCard]);
    }

    #[test]
    fn separators_and_wide_digits_hide_nothing() {
        for text in [
            "１１０１０５１９４９１２３１００２Ｘ",
            "110105 19491231 002X",
            "110105-19491231-002X",
            "1101 0519 4912 3100 2X",
            "1101051949\u{200b}1231002X",
            "110105194912\n31002X",
        ] {
            assert_eq!(kinds(text), [Kind::IdCard], "{text}");
        }
        assert_eq!(kinds("138-1234-5678"), [Kind::Mobile]);
        assert_eq!(kinds("1 13812345678 2"), [Kind::Mobile]);
    }

    #[test]
    fn numbers_beside_each_other_are_told_apart() {
        assert_eq!(
            kinds("110105 19491231 002X 138 1234 5678"),
            [Kind::IdCard, Kind::Mobile]
        );
        assert_eq!(
            kinds("138 1234 5678 110105 19491231 002X"),
            [Kind::Mobile, Kind::IdCard]
        );
        // In a row of figures no mobile number begins anywhere.
        assert_eq!(kinds("2023 138 1234 5678 900"), []);
    }

    #[test]
    fn other_long_numbers_are_none_of_these() {
        for text in [
            "P020260429614092103189",
            "11441700007280420Y/2021-00050",
            "11341702486344515H/202110-00013",
            "网站标识码：3590000001",
            "公安备案号：35012899001-19002",
            "t20240308_87885",
            "202401011234567890",
            "订单 20230000000013812345678",
            "0591-23165385",
            "11010519491331002X",
            "2024-03-08 2024-03-09 12:30",
            "138****5678",
            "340524********1234",
            "13800000000",
            "_13812345678",
        ] {
            assert_eq!(kinds(text), [], "{text}");
        }
    }

    #[test]
    fn too_little_masked_is_seen() {
        assert_eq!(kinds("34052419900101****"), [Kind::HalfMaskedId]);
        assert_eq!(kinds("138123456**"), [Kind::HalfMaskedMobile]);
    }

    #[test]
    fn bank_cards_need_the_formula() {
        assert_eq!(kinds("6222 0200 0000 0000 001"), []);
        assert_eq!(kinds("4111 1111 1111 1111"), [Kind::BankCard]);
        assert_eq!(kinds("4111111111111112"), []);
    }

    proptest! {
        #[test]
        fn numbers_stand_where_digits_are_dense(
            before in "[甲乙，2 ]{0,40}",
            text in "[0-9０-９Xx*\\- \u{200b}\u{a0}]{11,40}",
            after in "[甲乙，。1]{0,40}",
        ) {
            let text = format!("{before}{text}{after}");
            let spans = dense(&text);
            if let Some(hit) = find(&text).first() {
                prop_assert!(
                    spans.iter().any(|span| !find(&text[span.clone()]).is_empty()),
                    "{hit:?} of {text:?} is in none of {spans:?}"
                );
            }
        }
    }
}
