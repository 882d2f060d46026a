//! Dates in running text, in every spelling that government pages use.

use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, fmt};
use regex::{Captures, Regex};

/// Signs that stand for zero in a year written with Chinese numerals.
const ZERO: &str = "零〇○◯Oo０0ＯОｏ";
/// Chinese numerals of months and days.
const NUMERAL: &str = "一二三四五六七八九十廿卅元";

static DATES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let digit = "[0-9０-９]";
    let year = format!("{digit}{{4}}|[一二三四五六七八九壹贰{ZERO}]{{4}}");
    let part = format!("{digit}{{1,2}}|[{NUMERAL}]{{1,4}}|{digit}\\s+{digit}");
    let gap = r"[\s\u{200b}\u{feff}]*";
    let pattern = [
        // 2020年6月8日, 二〇二〇年六月八日, with blanks anywhere.
        format!(
            r"(?P<y>{year}){gap}年{gap}(?P<m>{part}){gap}月{gap}(?P<d>{part}){gap}(?P<end>[日号]?)"
        ),
        // 2020-06-08, 2020.6.8, 2020/06/08, 2020—06—08, with an ISO time and zone where given.
        format!(
            r"(?P<ny>{digit}{{4}})(?P<s1>\s?[-－—–―‐.．·/／]{{1,2}}\s?)(?P<nm>{digit}{{1,2}})(?P<s2>\s?[-－—–―‐.．·/／]{{1,2}}\s?)(?P<nd>{digit}{{1,2}})(?P<iso>T\d\d:\d\d(?::\d\d(?:\.\d{{1,9}})?)?(?:Z|[+-]\d\d:?\d\d))?"
        ),
        // Mon Jun 08 09:10:11 CST 2020, as Java prints a date.
        r"(?P<en>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (?P<ed>\d\d) \d\d:\d\d:\d\d [A-Z]{3,4} (?P<ey>\d{4})"
            .to_owned(),
    ]
    .join("|");
    Regex::new(&pattern).ok()
});

/// Finds every date that `text` states with year, month and day, in order, with the byte
/// range of its words.
///
/// Read are Arabic (also full-width) and Chinese numerals, 年月日 and the separators
/// `- . / — ·`, ISO 8601 times with a zone (turned into the day in Shanghai). Days that
/// do not exist, years before 1900 and runs of digits that only look like a date (a
/// telephone number, a version, `20200608` without separators) are left out.
pub fn find_dates(text: &str) -> Vec<(Range<usize>, Date)> {
    let mut found = Vec::new();
    // Most lines hold no date, and this tells so at once.
    if !text.contains('年') && !text.chars().any(|c| is_digit(Some(c))) {
        return found;
    }
    let Some(dates) = DATES.as_ref() else {
        return found;
    };
    let mut from = 0;
    while let Some(captures) = dates.captures_at(text, from) {
        let whole = captures.get_match();
        match read(text, &captures) {
            Some(date) => {
                found.push((whole.start()..whole.end(), date));
                from = whole.end();
            }
            // A false start may hide a true date that begins inside it.
            None => {
                from = whole.start()
                    + text[whole.start()..]
                        .chars()
                        .next()
                        .map_or(1, char::len_utf8);
            }
        }
    }
    found
}

/// Returns the first date that `text` states; a text that is nothing but eight digits
/// (`20200608`) is one too.
pub fn parse_date(text: &str) -> Option<Date> {
    if let Some((_, date)) = find_dates(text).first() {
        return Some(*date);
    }
    let bare = text.trim();
    if bare.len() == 8 && bare.bytes().all(|b| b.is_ascii_digit()) {
        return day(
            bare[..4].parse().ok()?,
            bare[4..6].parse().ok()?,
            bare[6..].parse().ok()?,
        );
    }
    None
}

/// Makes a day of a plausible year; `None` for days that do not exist.
pub(super) fn day(year: i16, month: i8, day: i8) -> Option<Date> {
    (1900..2100)
        .contains(&year)
        .then(|| Date::new(year, month, day).ok())
        .flatten()
}

fn read(text: &str, captures: &Captures<'_>) -> Option<Date> {
    let part = |name: &str| captures.name(name).map(|found| found.as_str());
    let whole = captures.get_match();
    let before = text[..whole.start()].chars().next_back();
    let after = &text[whole.end()..];
    let next = after.chars().next();
    if let (Some(year), Some(month), Some(date)) = (part("y"), part("m"), part("d")) {
        let unfinished = part("end") == Some("") && !may_end(next);
        if is_digit(before) || unfinished {
            return None;
        }
        return day(year_of(year)?, month_of(month)?, number_of(date)?);
    }
    if let (Some(year), Some(month), Some(date)) = (part("ny"), part("nm"), part("nd")) {
        let (first, second) = (part("s1")?.trim(), part("s2")?.trim());
        if is_digit(before) || is_digit(next) || ascii(first) != ascii(second) {
            return None;
        }
        // `1.2020.6.8` and `2020.6.8.1` are versions or clause numbers; `2020.6.8-2020.6.9`
        // and `2020-6-8-2020-6-9` are periods.
        if before.is_some_and(|c| first.starts_with(c) && matches!(c, '.' | '-' | '/'))
            && before_is_number(text, whole.start())
        {
            return None;
        }
        if let Some(rest) = after.strip_prefix(second) {
            let digits = rest.chars().take_while(|c| is_digit(Some(*c))).count();
            if (1..4).contains(&digits) || digits > 4 {
                return None;
            }
        }
        if let Some(time) = part("iso") {
            let stamp: Timestamp = fmt::temporal::DateTimeParser::new()
                .parse_timestamp(format!("{}{time}", &whole.as_str()[..10]))
                .ok()?;
            let shanghai = TimeZone::get("Asia/Shanghai").ok()?;
            return Some(stamp.to_zoned(shanghai).date());
        }
        return day(year_of(year)?, month_of(month)?, number_of(date)?);
    }
    let month = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    .iter()
    .position(|name| Some(*name) == part("en"))?;
    day(
        part("ey")?.parse().ok()?,
        i8::try_from(month).ok()? + 1,
        part("ed")?.parse().ok()?,
    )
}

fn before_is_number(text: &str, start: usize) -> bool {
    text[..start]
        .char_indices()
        .next_back()
        .is_some_and(|(at, _)| is_digit(text[..at].chars().next_back()))
}

/// Whether a date without 日 may end before this character: `2020年6月8家` states no day.
fn may_end(next: Option<char>) -> bool {
    next.is_none_or(|c| {
        c.is_whitespace()
            || matches!(
                c,
                '-' | '—' | '–' | '~' | '～' | '至' | ')' | '）' | '<' | '，' | '。' | '；'
            )
    })
}

fn is_digit(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_ascii_digit() || ('０'..='９').contains(&c))
}

/// One form for the separators that look alike, so that `2020-6/8` is no date.
fn ascii(separator: &str) -> char {
    match separator.chars().next() {
        Some('.' | '．' | '·') => '.',
        Some('/' | '／') => '/',
        _ => '-',
    }
}

fn year_of(text: &str) -> Option<i16> {
    let mut year = 0;
    for c in text.chars() {
        year = year * 10 + i16::from(figure(c)?);
    }
    Some(year)
}

fn figure(c: char) -> Option<i8> {
    Some(match c {
        c if ZERO.contains(c) => 0,
        '一' | '壹' => 1,
        '二' | '贰' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '1'..='9' => i8::try_from(u32::from(c) - u32::from('0')).ok()?,
        '１'..='９' => i8::try_from(u32::from(c) - u32::from('０')).ok()?,
        _ => return None,
    })
}

fn month_of(text: &str) -> Option<i8> {
    if text == "元" {
        Some(1)
    } else {
        number_of(text)
    }
}

/// Reads a number below 100: `8`, `08`, `０８`, 八, 十, 十一, 二十, 三十一, 廿八, 卅一.
fn number_of(text: &str) -> Option<i8> {
    let signs: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    if signs.iter().all(|c| is_digit(Some(*c))) {
        return signs
            .iter()
            .try_fold(0_i8, |sum, c| Some(sum * 10 + figure(*c)?));
    }
    let unit = |c: char| figure(c).filter(|n| *n > 0);
    match signs.as_slice() {
        ['十'] => Some(10),
        ['廿'] => Some(20),
        ['卅'] => Some(30),
        [c] => unit(*c),
        ['十', c] => Some(10 + unit(*c)?),
        ['廿', c] | ['廿', '十', c] => Some(20 + unit(*c)?),
        ['卅', c] | ['卅', '十', c] => Some(30 + unit(*c)?),
        [t, '十'] => Some(unit(*t)? * 10),
        [t, '十', c] => Some(unit(*t)? * 10 + unit(*c)?),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failed test may panic")]
mod tests {
    use jiff::ToSpan;
    use jiff::civil::{Date, date};

    use super::{find_dates, parse_date};

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(
            parse_date(text).map(|d| d.to_string()).as_deref(),
            expected,
            "{text}"
        );
    }

    #[test]
    fn spellings_of_pages() {
        for text in [
            "2020-06-08 14∶06",
            "2020年6月8日",
            "2020 年 06 月 08 日",
            "２０２０年６月８日",
            "二〇二〇年六月八日",
            "二○二○年六月八日",
            "二0二0年六月八日",
            "二零二零年六月八日",
            "二ＯＯ二〇年二OO年二〇二〇年六月八日",
            "2020.6.8",
            "2020/06/08",
            "2020—06—08",
            "2020年6月8号",
            "20200608",
            "发布日期：2020-06-08",
            "2020-06-08T09:00:00+08:00",
            "2020-06-07T17:00:00Z",
            "2020-06-08T09:00",
            "Mon Jun 08 09:10:11 CST 2020",
            "2020.6.8-2020.6.30",
            "2020-6-8-2020-6-30",
            "2020年6月8-10日",
        ] {
            check(text, Some("2020-06-08"));
        }
        check("二〇〇四年十一月三十日", Some("2004-11-30"));
        check("一九九六年元月廿九日", Some("1996-01-29"));
        check("一九九六年十月卅一日", Some("1996-10-31"));
        check("一九九六年十月二十日", Some("1996-10-20"));
    }

    #[test]
    fn what_only_looks_like_a_date_is_none() {
        for text in [
            "2020年13月8日",
            "2019年2月29日",
            "2020年6月",
            "2020年6月8家企业",
            "10.2020.6.8",
            "2020.6.8.1",
            "2020-06/08",
            "000014349/2018-00222",
            "PZ00101-3000-2026-00237",
            "电话 020-06-08",
            "12020-06-08",
            "2020-06-081",
            "P020260429614092103189",
            "1020200608",
            "",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn all_dates_with_their_places() {
        let text = "自2020年6月8日起至二〇二一年十二月三十一日止";
        let found = find_dates(text);
        assert_eq!(found.len(), 2);
        assert_eq!(&text[found[0].0.clone()], "2020年6月8日");
        assert_eq!(found[1].1, date(2021, 12, 31));
    }

    fn chinese(number: i8) -> String {
        let sign = |n: i8| {
            "零一二三四五六七八九"
                .chars()
                .nth(usize::try_from(n).unwrap())
                .unwrap()
        };
        match (number / 10, number % 10) {
            (0, n) => sign(n).to_string(),
            (1, 0) => "十".to_owned(),
            (1, n) => format!("十{}", sign(n)),
            (t, 0) => format!("{}十", sign(t)),
            (t, n) => format!("{}十{}", sign(t), sign(n)),
        }
    }

    fn spellings(day: Date) -> Vec<String> {
        let (y, m, d) = (day.year(), day.month(), day.day());
        let year = |zero: char| -> String {
            y.to_string()
                .chars()
                .map(|c| match c {
                    '0' => zero,
                    c => "一二三四五六七八九"
                        .chars()
                        .nth(c as usize - '1' as usize)
                        .unwrap(),
                })
                .collect()
        };
        let mut all = vec![
            format!("{y}-{m:02}-{d:02}"),
            format!("{y}-{m}-{d} 09∶15"),
            format!("{y}年{m}月{d}日"),
            format!("{y}年{m:02}月{d:02}日"),
            format!("{y} 年 {m} 月 {d} 日"),
            format!("{y}.{m}.{d}"),
            format!("{y}/{m:02}/{d:02}"),
            format!("{y}—{m:02}—{d:02}"),
            format!("{y}{m:02}{d:02}"),
        ];
        for zero in ['〇', '○', '0', '零', 'Ｏ'] {
            all.push(format!("{}年{}月{}日", year(zero), chinese(m), chinese(d)));
        }
        if (21..30).contains(&d) {
            all.push(format!(
                "{}年{}月廿{}日",
                year('〇'),
                chinese(m),
                chinese(d - 20)
            ));
        }
        all
    }

    #[test]
    fn every_day_of_a_century_in_every_spelling() {
        let mut day = date(1949, 1, 1);
        while day.year() <= 2050 {
            for text in spellings(day) {
                assert_eq!(parse_date(&text), Some(day), "{text}");
            }
            day = day.checked_add(1.day()).unwrap();
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in "[0-9２年月日一二十廿卅〇.\\-/ T:Z]{0,40}") {
            for (range, _) in find_dates(&text) {
                assert!(text.get(range).is_some());
            }
        }
    }
}
