//! Words and days as people type them.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use unicode_normalization::UnicodeNormalization;

use super::read::Value;
use crate::calendar::find_dates;
use crate::ledger::State;
use crate::model::{Lang, Words};

/// Makes words comparable: full-width letters and digits as narrow ones, without blanks, marks
/// and what stands in brackets, in lower case.
pub(super) fn plain(text: &str) -> String {
    let folded: String = text.nfkc().collect();
    let end = folded.find('(').filter(|at| *at > 0);
    folded[..end.unwrap_or(folded.len())]
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Makes words of a cell comparable with what was written there: programs change blanks, ends of
/// lines and the form of letters, and nothing of it is an edit.
pub(super) fn same(text: &str) -> String {
    text.nfkc()
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Makes full-width letters, digits and signs narrow, as addresses have them.
pub(super) fn narrow(text: &str) -> String {
    text.nfkc().collect::<String>().trim().to_owned()
}

/// Returns the day of a time in China.
pub(super) fn day_of(time: Timestamp) -> Date {
    let zone = TimeZone::get("Asia/Shanghai").unwrap_or(TimeZone::UTC);
    time.to_zoned(zone).date()
}

/// Reads a day: a day of the spreadsheet, the number behind one that lost its format, or text
/// in any spelling with year, month and day.
///
/// # Errors
/// What is wrong, for people.
pub(super) fn day(value: &Value) -> Result<Date, Words> {
    let text = value.text();
    let found = match value {
        Value::Day(day) => Some(*day),
        Value::Number(number) => serial(*number).or_else(|| digits(&text)),
        Value::Text(text) => {
            let narrow: String = text.nfkc().collect();
            let narrow = narrow.trim().to_owned();
            digits(&narrow).or_else(|| only_date(&narrow))
        }
        Value::Flag(_) | Value::Fault(_) => None,
    };
    let day = found.ok_or_else(|| {
        Words::new(
            format!("“{text}”不是日期；请写成 2026-06-30 这样的形式"),
            format!("{text:?} is no day; write it like 2026-06-30"),
        )
    })?;
    if !(2000..=2100).contains(&day.year()) {
        return Err(Words::new(
            format!("日期“{text}”的年份不对"),
            format!("the year of {text:?} cannot be right"),
        ));
    }
    Ok(day)
}

/// Reads the number of a day since the end of 1899, as spreadsheets keep days.
fn serial(number: f64) -> Option<Date> {
    // 2000-01-01 to 2100-12-31.
    if !(36_526.0..=73_415.0).contains(&number) {
        return None;
    }
    let days = jiff::Span::new().try_days(number.trunc() as i64).ok()?;
    Date::constant(1899, 12, 30).checked_add(days).ok()
}

/// Reads eight digits.
fn digits(text: &str) -> Option<Date> {
    if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |from: usize, to: usize| text.get(from..to);
    Date::new(
        part(0, 4)?.parse().ok()?,
        part(4, 6)?.parse().ok()?,
        part(6, 8)?.parse().ok()?,
    )
    .ok()
}

/// Reads a text that states one day and says nothing else that matters.
fn only_date(text: &str) -> Option<Date> {
    let found = find_dates(text);
    let [(range, day)] = found.as_slice() else {
        return None;
    };
    let rest = format!("{}{}", &text[..range.start], &text[range.end..]);
    let is_time = |c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | 'T' | 'Z');
    let rest = rest.trim_matches(|c: char| c.is_whitespace() || is_time(c));
    matches!(rest, "" | "前" | "之前" | "底前" | "止" | "日" | "号").then_some(*day)
}

/// Reads a state by its Chinese or English words or its code.
pub(super) fn state(text: &str) -> Option<State> {
    let wanted = plain(text);
    let named = |word: &str| plain(word) == wanted;
    State::ALL
        .into_iter()
        .find(|state| {
            named(state.code()) || named(state.label(Lang::Zh)) || named(state.label(Lang::En))
        })
        .or_else(|| {
            // As real ledgers write them.
            OTHER_WORDS
                .iter()
                .find(|(word, _)| named(word))
                .map(|(_, state)| *state)
        })
}

/// Other words for states, as offices write them.
const OTHER_WORDS: [(&str, State); 17] = [
    ("未整改", State::Open),
    ("复核未通过", State::Open),
    ("reopened", State::Open),
    ("正在整改", State::InProgress),
    ("整改进行中", State::InProgress),
    ("已整改", State::Rectified),
    ("已整改上传", State::Rectified),
    ("已完成整改", State::Rectified),
    ("整改完成", State::Rectified),
    ("待复核", State::Rectified),
    ("已复核", State::Verified),
    ("销号", State::SignedOff),
    ("已销", State::SignedOff),
    ("申诉", State::FalsePositive),
    ("情况说明", State::NotApplicable),
    ("不适用情况说明", State::NotApplicable),
    ("延期", State::Deferred),
];

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{Value, day, plain, state};
    use crate::ledger::State;

    #[test]
    fn days_are_read_in_every_spelling() {
        let wanted = date(2026, 6, 30);
        for text in [
            "2026-06-30",
            "2026/6/30",
            "2026.6.30",
            "２０２６－０６－３０",
            "2026年6月30日",
            "２０２６年６月３０日",
            "二〇二六年六月三十日",
            " 20260630 ",
            "2026-06-30 00:00:00",
            "2026年6月30日前",
        ] {
            assert_eq!(day(&Value::Text(text.to_owned())), Ok(wanted), "{text}");
        }
        assert_eq!(day(&Value::Number(46_203.0)), Ok(wanted));
        assert_eq!(day(&Value::Number(20_260_630.0)), Ok(wanted));
        assert_eq!(day(&Value::Day(wanted)), Ok(wanted));
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in [
            "6月30日",
            "尽快",
            "2026-02-30",
            "2026-06-30或2026-07-01",
            "2026年6月",
            "第3季度2026-06-30完成",
        ] {
            assert!(day(&Value::Text(text.to_owned())).is_err(), "{text}");
        }
        assert!(day(&Value::Number(3.0)).is_err());
        assert!(day(&Value::Day(date(1900, 1, 1))).is_err());
    }

    #[test]
    fn states_are_known_by_every_word() {
        for (text, wanted) in [
            ("已整改待复核", State::Rectified),
            ("已整改（待复核）", State::Rectified),
            ("signed_off", State::SignedOff),
            ("Signed Off", State::SignedOff),
            ("in progress", State::InProgress),
            (" 整 改 中 ", State::InProgress),
            ("暂缓", State::Deferred),
        ] {
            assert_eq!(state(text), Some(wanted), "{text}");
        }
        assert_eq!(state("完成了吧"), None);
    }

    #[test]
    fn heads_are_known_with_blanks_and_brackets() {
        assert_eq!(plain(" 责任 单位（科室）"), "责任单位");
        assert_eq!(plain("Signed off by"), "signedoffby");
    }
}
