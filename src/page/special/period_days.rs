//! The days that a sentence of a call for opinions names, and which of them end its period.

use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use crate::calendar::{find_dates, parse_date};
use crate::vocabulary::consultations::words;

/// Days without their year: 6月10日, 七月十五日.
static SHORT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(\d{1,2}|[一二三四五六七八九十]{1,2})\s*月\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*[日号]",
    )
    .ok()
});

/// Days without any sign, which only another one beside them makes days: 20260530至20260630.
static COMPACT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|\D)(20\d{6})\s*(?:至|到|—+|-+|~|～|–)\s*(20\d{6})(?:\D|$)").ok()
});

/// The last day behind a full one, which may lack its month: 2026年6月1日起至30日.
static REST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:\s|起|开始|，|,|上午|下午|\d{1,2}[:：时]\d{0,2}分?)*(?:（[^）]{1,8}）)?(?:起|开始)?[，,]?(?:截?至|截?到|—+|-+|~|～|–)\s*(?:(\d{1,2})月)?\s*(\d{1,2})日").ok()
});

/// What follows a last day: 2026年6月30日（星期二）17时前.
static ENDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^\s*(?:[（(][^）)]{1,12}[）)])?\s*(?:上午|下午|晚上|晚|中午)?\s*(?:\d{1,2}\s*(?:[:：]\s*\d{2}(?:\s*[:：]\s*\d{2})?|[时点](?:整|\d{1,2}分)?))?\s*(?:[（(][^）)]{1,12}[）)])?\s*(?:下班|时)?\s*(?:(?:之|以)?前(?:[^期往述来]|$)|止|为止|截止|结束)",
    )
    .ok()
});

/// The hour at which a last day ends (6月30日18时将意见…): the day is one even without 前.
static HOUR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^\s*(?:下午)?\s*(?:1[78]|2[34])\s*[:：时点]").ok());

/// What stands before a last day: 即日起至, 截止时间为.
static UNTIL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:至|到|截止|截至)(?:时间|日期)?(?:为|是|于|[:：])?\s*$").ok());

/// What follows a first day.
static STARTS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^\s*(?:[（(][^）)]{1,12}[）)])?\s*(?:[^，,。0-9]{0,8}之日)?(?:起|开始)").ok()
});

/// Characters between the two days of a period, and of them behind the sign that joins them.
const GAP: usize = 24;
const BEHIND: usize = 8;

/// Whether a day is the first or the last one of what its sentence speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Start,
    /// By what follows it: 6月30日前.
    End,
    /// By what stands before it: 至6月30日.
    Until,
    Plain,
}

/// A day that a sentence names.
#[derive(Debug, Clone)]
pub(super) struct Day {
    pub(super) range: Range<usize>,
    pub(super) date: Date,
    pub(super) role: Role,
}

/// Finds the days of a sentence in order: in full, and without their year.
pub(super) fn find(sentence: &str, published: Option<Date>) -> Vec<Day> {
    let mut found = find_dates(sentence);
    if let Some(pair) = COMPACT.as_ref().and_then(|form| form.captures(sentence)) {
        let days = [1, 2].into_iter().filter_map(|at| pair.get(at));
        found.extend(days.filter_map(|day| Some((day.range(), parse_date(day.as_str())?))));
        found.sort_by_key(|(range, _)| range.start);
    }
    with_short(sentence, published, &mut found);
    let role = |range: &Range<usize>| role_of(&sentence[..range.start], &sentence[range.end..]);
    let days = found.into_iter().map(|(range, date)| Day {
        role: role(&range),
        range,
        date,
    });
    days.collect()
}

/// Adds the days that lack their year. Behind a day to which it is joined one is the next such
/// day; the first of a period is the nearest to the day of publication.
fn with_short(sentence: &str, published: Option<Date>, found: &mut Vec<(Range<usize>, Date)>) {
    let Some(form) = SHORT.as_ref().filter(|_| sentence.contains('月')) else {
        return;
    };
    for short in form.captures_iter(sentence).take(4) {
        let range = short.get_match().range();
        let within =
            |(full, _): &(Range<usize>, Date)| full.start < range.end && range.start < full.end;
        if found.iter().any(within) {
            continue;
        }
        let number =
            |at: usize| -> Option<i8> { i8::try_from(numeral(short.get(at)?.as_str())?).ok() };
        let (Some(month), Some(day)) = (number(1), number(2)) else {
            continue;
        };
        let in_year = |year: i16| Date::new(year, month, day).ok();
        let place = found.partition_point(|(other, _)| other.start < range.start);
        let last = place.checked_sub(1).and_then(|last| found.get(last));
        let joined = last.filter(|(last, _)| joins(&sentence[last.end..range.start]));
        let date = match (joined, published) {
            (Some((_, last)), _) => in_year(last.year())
                .filter(|date| date >= last)
                .or_else(|| in_year(last.year() + 1)),
            (None, Some(published)) => nearest(published, in_year),
            (None, None) => None,
        };
        if let Some(date) = date {
            found.insert(place, (range, date));
        }
    }
}

/// The one of the years around a day in which another is the nearest to it.
fn nearest(day: Date, in_year: impl Fn(i16) -> Option<Date>) -> Option<Date> {
    [-1, 0, 1]
        .into_iter()
        .filter_map(|years| in_year(day.year() + years))
        .min_by_key(|date| (*date - day).get_days().abs())
}

fn role_of(before: &str, after: &str) -> Role {
    let is = |form: &LazyLock<Option<Regex>>, text: &str| {
        form.as_ref().is_some_and(|form| form.is_match(text))
    };
    if is(&STARTS, after) {
        Role::Start
    } else if is(&ENDS, after) || is(&HOUR, after) {
        Role::End
    } else if is(&UNTIL, before) {
        Role::Until
    } else if before.trim_end().ends_with(['自', '从']) {
        Role::Start
    } else {
        Role::Plain
    }
}

/// Tells whether what stands between two days makes a period of them.
fn joins(gap: &str) -> bool {
    let sign = gap.rfind(['至', '到', '—', '-', '~', '～', '–', '截']);
    gap.chars().count() <= GAP
        && sign.is_some_and(|at| {
            let behind = &gap[at..];
            behind.chars().count() <= BEHIND && !behind.bytes().any(|byte| byte.is_ascii_digit())
        })
}

/// The first two of some days that a sentence joins to a period, those of an earlier call left
/// out. The second one may lack its month.
pub(super) fn span(sentence: &str, days: &[Day]) -> Option<(Date, Date)> {
    days.iter().enumerate().find_map(|(at, day)| {
        let clause = sentence[..day.range.start]
            .rsplit(['，', ','])
            .next()
            .unwrap_or_default();
        if words().period.earlier.found_in(clause) {
            return None;
        }
        let next = days.get(at + 1);
        let end = next
            .filter(|next| joins(&sentence[day.range.end..next.range.start]))
            .map(|next| next.date);
        let end = end.or_else(|| short_end(day.date, &sentence[day.range.end..]));
        Some((day.date, end?))
    })
}

/// The end of 2026年6月1日至30日 and 2026年6月1日至7月1日.
fn short_end(start: Date, rest: &str) -> Option<Date> {
    let found = REST.as_ref()?.captures(rest)?;
    let day: i8 = found.get(2)?.as_str().parse().ok()?;
    let month: i8 = match found.get(1) {
        Some(month) => month.as_str().parse().ok()?,
        None => start.month(),
    };
    let same = Date::new(start.year(), month, day).ok()?;
    if same >= start {
        return Some(same);
    }
    Date::new(start.year() + 1, month, day).ok()
}

/// The last day of the month of 本月底 and 6月底.
pub(super) fn month_end(sentence: &str, published: Option<Date>) -> Option<Date> {
    let at = sentence.find("月底")?;
    let published = published?;
    let before = &sentence[..at];
    if before.ends_with('本') {
        return Some(published.last_of_month());
    }
    let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let month = before[before.len() - digits..].parse().ok()?;
    let in_year = |year: i16| Some(Date::new(year, month, 1).ok()?.last_of_month());
    in_year(published.year())
        .filter(|day| *day >= published)
        .or_else(|| in_year(published.year() + 1))
}

/// Reads a number below a hundred in digits or Chinese numerals.
pub(super) fn numeral(text: &str) -> Option<i64> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let digit = |c: char| -> Option<i64> {
        let place = "一二三四五六七八九".chars().position(|known| known == c);
        match place {
            Some(place) => i64::try_from(place + 1).ok(),
            None => (c == '两').then_some(2),
        }
    };
    match text.split_once('十') {
        Some((tens, ones)) => {
            let tens = match tens.chars().next() {
                Some(c) => digit(c)?,
                None => 1,
            };
            let ones = match ones.chars().next() {
                Some(c) => digit(c)?,
                None => 0,
            };
            Some(tens * 10 + ones)
        }
        None => digit(text.chars().next()?),
    }
}
