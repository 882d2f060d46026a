//! Days as lists and addresses write them.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

#[allow(clippy::expect_used)] // the patterns are constants
static WHOLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^0-9])((?:19|20)[0-9]{2})\s*(?:[-/.·—–－]|年)\s*([0-9]{1,2})\s*(?:[-/.·—–－]|月)\s*([0-9]{1,2})(?:[^0-9]|$)")
        .expect("a constant pattern")
});
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
static IN_ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:/|_|\b)[tTP]?((?:19|20)[0-9]{2})(?:(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[_/.]|[-/](0?[1-9]|1[0-2])[-/](0?[1-9]|[12][0-9]|3[01])/)",
    )
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

/// Tells quickly whether a year can stand in an address.
fn has_year(path: &str) -> bool {
    path.as_bytes().windows(4).any(|four| {
        matches!(four, [b'1', b'9', ..] | [b'2', b'0', ..])
            && four[2].is_ascii_digit()
            && four[3].is_ascii_digit()
    })
}

/// Finds the first whole day (year, month, day) in a text.
pub(super) fn whole(text: &str) -> Option<Found> {
    if !has_digits(text) {
        return None;
    }
    let found = WHOLE.captures(text)?;
    let date = date(&found[1], &found[2], &found[3])?;
    Some(Found {
        date,
        start: found.get(1)?.start(),
        end: found.get(3)?.end(),
    })
}

/// Finds a day written as day above month and year, as in boxes beside list items.
pub(super) fn day_first(text: &str) -> Option<Date> {
    if !has_digits(text) {
        return None;
    }
    let found = DAY_FIRST.captures(text)?;
    date(&found[2], &found[3], &found[1])
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
    if !has_year(path) {
        return None;
    }
    if path.contains('-')
        && let Some(found) = YEAR_MONTH_THEN_DAY.captures(path)
    {
        return date(&found[1], &found[2], &found[3]);
    }
    let found = IN_ADDRESS.captures(path)?;
    let month = found.get(2).or_else(|| found.get(4))?;
    let day = found.get(3).or_else(|| found.get(5))?;
    date(&found[1], month.as_str(), day.as_str())
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

    use super::{day_first, in_address, month_day, whole};

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
