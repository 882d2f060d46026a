//! Days as lists and addresses write them.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

#[allow(clippy::expect_used)] // the patterns are constants
static DAY_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^0-9])([0-9]{1,2})\s*日?\s*[\s/|]\s*((?:19|20)[0-9]{2})\s*(?:[-/.]|年)\s*([0-9]{1,2})\s*月?(?:[^0-9\-/.]|$)")
        .expect("a constant pattern")
});
#[allow(clippy::expect_used)] // the patterns are constants
static MONTH_DAY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^0-9\-/.])([0-9]{1,2})\s*(?:[-/]|月)\s*([0-9]{1,2})\s*日?(?:[^0-9\-/.]|$)")
        .expect("a constant pattern")
});
#[allow(clippy::expect_used)] // the patterns are constants
static YEAR_MONTH_THEN_DAY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"/((?:19|20)[0-9]{2})-(0[1-9]|1[0-2])/(0[1-9]|[12][0-9]|3[01])/")
        .expect("a constant pattern")
});

/// A day found in a text, with the bytes it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) date: Date,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Tells quickly whether a text can hold a day at all.
fn has_digits(text: &str) -> bool {
    text.bytes().filter(u8::is_ascii_digit).take(3).count() == 3
}

/// Gives the places of what looks like a year, 1900 to 2099.
fn years(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    memchr::memchr2_iter(b'1', b'2', bytes).filter(|&at| {
        matches!(
            bytes[at..],
            [b'1', b'9', tens, ones, ..] | [b'2', b'0', tens, ones, ..]
                if tens.is_ascii_digit() && ones.is_ascii_digit()
        )
    })
}

/// Finds the first whole day (year, month, day) in a text.
///
/// Most texts with digits are asked for one: read by hand, as a pattern takes far longer.
pub(super) fn whole(text: &str) -> Option<Found> {
    years(text).find_map(|start| day_at(text, start))?
}

/// Reads a day whose year stands at a place; `Some(None)` where it is written as one, but the
/// calendar has no such day.
fn day_at(text: &str, start: usize) -> Option<Option<Found>> {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    if start > 0 && is_digit(start - 1) {
        return None;
    }
    let number = |at: usize| match (is_digit(at), is_digit(at + 1)) {
        (true, true) => Some(at + 2),
        (true, false) => Some(at + 1),
        _ => None,
    };
    let sign = |at: usize, name: char| {
        let rest = text[at..].trim_start();
        let c = rest.chars().next()?;
        let is_sign = c == name || matches!(c, '-' | '/' | '.' | '·' | '—' | '–' | '－');
        let rest = is_sign.then(|| rest[c.len_utf8()..].trim_start())?;
        Some(text.len() - rest.len())
    };
    let year = start + 4;
    let month = sign(year, '年')?;
    let month_end = number(month)?;
    let day = sign(month_end, '月')?;
    let end = number(day)?;
    if is_digit(end) {
        return None;
    }
    let date = date(&text[start..year], &text[month..month_end], &text[day..end]);
    Some(date.map(|date| Found { date, start, end }))
}

/// Finds a day written as day above month and year, as in boxes beside list items.
pub(super) fn day_first(text: &str) -> Option<Date> {
    if !has_digits(text) {
        return None;
    }
    let found = DAY_FIRST.captures(text)?;
    date(&found[2], &found[3], &found[1])
}

/// A day that takes up a whole text and is written without the signs of [`whole`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alone {
    /// A day.
    Day(Date),
    /// Month and day, or day and month, before the year.
    Either(i8, i8, i16),
}

impl Alone {
    /// Returns the day, or, when asked to guess, one that it may be.
    pub(super) fn day(self, guessed: bool) -> Option<Date> {
        match self {
            Self::Day(day) => Some(day),
            Self::Either(one, two, year) if guessed => Date::new(year, one, two)
                .or_else(|_| Date::new(year, two, one))
                .ok(),
            Self::Either(..) => None,
        }
    }

    /// Returns the numbers of which one is the month, and the year.
    pub(super) fn either(self) -> Option<(i8, i8, i16)> {
        match self {
            Self::Either(one, two, year) => Some((one, two, year)),
            Self::Day(_) => None,
        }
    }
}

/// Reads a text that is nothing but a day written as `20260911`, `26-09-11` or `09/11/2026`.
pub(super) fn alone(text: &str) -> Option<Alone> {
    if text.len() > 40 {
        return None;
    }
    let text = text.trim_matches(|c: char| "[]()（）【】［］〔〕".contains(c) || c.is_whitespace());
    let parted = |sign| {
        let mut parts = text.split(sign);
        let three = (parts.next()?, parts.next()?, parts.next()?);
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let whole = parts.next().is_none();
        (whole && all_digits(three.0) && all_digits(three.1) && all_digits(three.2))
            .then_some(three)
    };
    match text.len() {
        8 if text.bytes().all(|byte| byte.is_ascii_digit()) => {
            date(&text[..4], &text[4..6], &text[6..]).map(Alone::Day)
        }
        8 => {
            let (year, month, day) = ['-', '.', '/'].into_iter().find_map(parted)?;
            // Sites are younger than 1999.
            let is_short = year.len() == 2 && month.len() == 2 && year < "50";
            is_short
                .then(|| date(&format!("20{year}"), month, day))
                .flatten()
                .map(Alone::Day)
        }
        10 => {
            let (one, two, year) = ['/', '-', '.'].into_iter().find_map(parted)?;
            date(year, one, two).or_else(|| date(year, two, one))?;
            Some(Alone::Either(
                one.parse().ok()?,
                two.parse().ok()?,
                year.parse().ok()?,
            ))
        }
        _ => None,
    }
}

/// Finds month and day without a year.
pub(super) fn month_day(text: &str) -> Option<(i8, i8)> {
    let found = MONTH_DAY.captures(text)?;
    let (month, day) = (found[1].parse().ok()?, found[2].parse().ok()?);
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some((month, day))
}

/// Reads the day in an address (`t20200802_`, `/2020/8/2/`, `/20200802/`, `/2020-08/02/`).
pub(super) fn in_address(address: &str) -> Option<Date> {
    let path = address.split(['?', '#']).next().unwrap_or(address);
    years(path).next()?;
    if path.contains('-')
        && let Some(found) = YEAR_MONTH_THEN_DAY.captures(path)
    {
        return date(&found[1], &found[2], &found[3]);
    }
    let (year, month, day) = years(path).find_map(|at| parts_at(path, at))?;
    date(year, month, day)
}

/// Reads year, month and day of an address whose year stands at a place: `20200802_`,
/// `2020/8/2/`.
fn parts_at(path: &str, start: usize) -> Option<(&str, &str, &str)> {
    let before = &path[..start];
    let before = before.strip_suffix(['t', 'T', 'P']).unwrap_or(before);
    if before.ends_with(char::is_alphanumeric) {
        return None;
    }
    let (year, rest) = path[start..].split_at(4);
    let is_month = |month: &str| matches!(month.parse(), Ok(1..=12));
    let is_day = |day: &str| matches!(day.parse(), Ok(1..=31));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(digits) = rest.get(..4).filter(|digits| all_digits(digits)) {
        let (month, day) = digits.split_at(2);
        let ends = rest[4..].starts_with(['_', '/', '.']);
        return (ends && is_month(month) && is_day(day)).then_some((year, month, day));
    }
    let (month, rest) = rest.strip_prefix(['-', '/'])?.split_once(['-', '/'])?;
    let (day, _) = rest.split_once('/')?;
    let short = |text: &str| matches!(text.len(), 1..=2) && all_digits(text);
    (short(month) && short(day) && is_month(month) && is_day(day)).then_some((year, month, day))
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    let year: i16 = year.parse().ok()?;
    if !(1949..2100).contains(&year) {
        return None;
    }
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)] // a failing test may panic
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;
    use regex::Regex;

    use super::{Alone, alone, day_first, in_address, month_day, whole};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn days_by_hand_are_those_of_the_pattern(
            text in "(x|[0-9])?(19|20)?[0-9]{2,3}[ 年/.·－-]{1,2}[0-9]{1,2} ?[月/.—–-] ?[0-9]{1,3}[日0-9 年]{0,9}",
            free in "[0129年月. -]{0,16}",
        ) {
            let pattern = Regex::new(r"(?:^|[^0-9])((?:19|20)[0-9]{2})\s*(?:[-/.·—–－]|年)\s*([0-9]{1,2})\s*(?:[-/.·—–－]|月)\s*([0-9]{1,2})(?:[^0-9]|$)").unwrap();
            for text in [text, free] {
                let expected = pattern.captures(&text).and_then(|found| {
                    let day = super::date(&found[1], &found[2], &found[3])?;
                    Some((day, found.get(1)?.start(), found.get(3)?.end()))
                });
                let found = whole(&text).map(|found| (found.date, found.start, found.end));
                prop_assert_eq!(found, expected, "{}", text);
            }
        }

        #[test]
        fn days_in_addresses_by_hand_are_those_of_the_pattern(
            path in "[/_a.]{0,2}[tTPx]?(19|20)[0-9]{2}[/-]?[0-9]{1,2}[/-]?[0-9]{1,2}[/_.a]?",
            free in "[/_tP0129.-]{0,20}",
        ) {
            let pattern = Regex::new(
                r"(?:/|_|\b)[tTP]?((?:19|20)[0-9]{2})(?:(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[_/.]|[-/](0?[1-9]|1[0-2])[-/](0?[1-9]|[12][0-9]|3[01])/)",
            )
            .unwrap();
            for path in [path, free] {
                if super::YEAR_MONTH_THEN_DAY.is_match(&path) {
                    continue;
                }
                let expected = pattern.captures(&path).and_then(|found| {
                    let month = found.get(2).or_else(|| found.get(4))?;
                    let day = found.get(3).or_else(|| found.get(5))?;
                    super::date(&found[1], month.as_str(), day.as_str())
                });
                prop_assert_eq!(in_address(&path), expected, "{}", path);
            }
        }
    }

    #[test]
    fn days_are_read_as_written() {
        for text in [
            "[2020-08-02]",
            "2020年8月2日",
            "（2020/8/2）",
            "2020.08.02 10:00",
            "发布：2020 - 08 - 02",
        ] {
            assert_eq!(whole(text).unwrap().date, date(2020, 8, 2), "{text}");
        }
        for text in [
            "P020260429614092103189",
            "2020-13-02",
            "2020年8月",
            "12020-08-021",
        ] {
            assert_eq!(whole(text), None, "{text}");
        }
        assert_eq!(day_first("02\n2020-08"), Some(date(2020, 8, 2)));
        assert_eq!(day_first("02 2020.08 标题"), Some(date(2020, 8, 2)));
        assert_eq!(month_day("[08-02]"), Some((8, 2)));
        assert_eq!(month_day("2020-08-02"), None);
    }

    #[test]
    fn days_that_stand_alone() {
        for text in ["20200802", "[20-08-02]", "20.08.02"] {
            assert_eq!(alone(text), Some(Alone::Day(date(2020, 8, 2))), "{text}");
        }
        let either = alone("08/13/2020").unwrap();
        assert_eq!(either, Alone::Either(8, 13, 2020));
        assert_eq!(either.day(true), Some(date(2020, 8, 13)));
        assert_eq!(either.day(false), None);
        for text in [
            "20201302",
            "57131234",
            "3-5",
            "20-13-02",
            "2-008-02",
            "2020/08/02",
        ] {
            assert_eq!(alone(text), None, "{text}");
        }
    }

    #[test]
    fn days_in_addresses() {
        for text in [
            "./202008/t20200802_1352104.html",
            "/art/2020/8/2/art_1_2.html",
            "../20200802/dbc37cd0/c.html",
            "/zhengce/content/2020-08/02/content_1.htm",
        ] {
            assert_eq!(in_address(text), Some(date(2020, 8, 2)), "{text}");
        }
        assert_eq!(in_address("/xxgk/202008/abcdef.shtml"), None);
        assert_eq!(in_address("/a.jsp?d=/2020/8/2/"), None);
    }
}
