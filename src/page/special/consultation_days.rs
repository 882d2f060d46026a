//! From when to when a call for opinions runs, as its sentences say.

use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use crate::calendar::find_dates;
use crate::model::ConsultationFacts;
use crate::vocabulary::consultations::words;

static DAYS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?:期限|时间|为期|公示期|征集期|期间)(?:[^0-9。；，]{0,8}(\d{1,3})|[^0-9。；，年月至]{0,8}?([一二两三四五六七八九十]{1,3}))\s*(个?工作日|日|天|个月|周)",
    )
    .ok()
});

static WITHIN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:之日起|公布后|发布后|发布起)(?:[^0-9。；，]{0,4}(\d{1,3})|[^0-9。；，年月至]{0,4}?([一二两三四五六七八九十]{1,3}))(个?工作日|日|天|个月|周)(?:内|之内)").ok()
});

static REST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:\s|上午|下午|\d{1,2}[:：时]\d{0,2}分?)*(?:（[^）]{1,8}）)?(?:至|到|—+|-+|~|～|–)\s*(?:(\d{1,2})月)?\s*(\d{1,2})日").ok()
});

/// Days without their year: 6月10日, 七月十五日, and what may stand before the next one.
static SHORT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(\d{1,2}|[一二三四五六七八九十]{1,2})月(\d{1,2}|[一二三四五六七八九十]{1,3})日")
        .ok()
});

/// Reads the period off the first sentence that names it.
pub(super) fn period(text: &str, published: Option<Date>, facts: &mut ConsultationFacts) {
    let words = &words().period;
    let mut labelled: (Option<Date>, Option<Date>) = (None, None);
    let mut heading = None;
    for sentence in text.split(['\n', '。', '；', ';']) {
        if sentence.trim().is_empty() {
            continue;
        }
        // A heading that names the period speaks for the line below it.
        let below = heading
            .take()
            .map(|heading| format!("{heading}：{sentence}"));
        heading = is_heading(sentence).then_some(sentence);
        let sentence = below.as_deref().unwrap_or(sentence);
        let speaks = words.words.found_in(sentence)
            || sentence.contains('前')
            || sentence.contains("结束")
            || sentence.contains("开始");
        if !speaks {
            continue;
        }
        let dates = find_dates(sentence);
        let between = spans(sentence, &dates).or_else(|| {
            let days = short_days(sentence, published);
            dates.is_empty().then(|| spans(sentence, &days))?
        });
        if let Some((start, end)) = between {
            (facts.start, facts.end) = (Some(start), Some(end));
            facts.shown = shown(sentence);
            return;
        }
        if let Some(form) = DAYS
            .as_ref()
            .and_then(|form| form.captures(sentence))
            .or_else(|| WITHIN.as_ref().and_then(|form| form.captures(sentence)))
            && let Some(days) = form
                .get(1)
                .or_else(|| form.get(2))
                .and_then(|days| numeral(days.as_str()))
            && days > 0
        {
            let unit = form.get(3).map_or("", |unit| unit.as_str());
            facts.days = Some(match unit {
                "个月" => days * 30,
                "周" => days * 7,
                _ => days,
            });
            facts.workdays = unit.ends_with("工作日");
            facts.shown = shown(sentence);
            return;
        }
        let Some(date) = dates
            .first()
            .map(|(_, date)| *date)
            .or_else(|| of_this_year(sentence, published))
            .or_else(|| month_end(sentence, published))
        else {
            continue;
        };
        let ends = words.ends.found_in(sentence) || before(sentence);
        if ends && labelled.1.is_none() {
            labelled.1 = Some(date);
            facts.shown = shown(sentence);
        } else if sentence.contains("开始") && labelled.0.is_none() {
            labelled.0 = Some(date);
        }
    }
    (facts.start, facts.end) = labelled;
}

/// Characters of the longest heading over a period.
const HEADING: usize = 16;

/// Tells whether a line only names the period: 一、征求意见的时间.
fn is_heading(line: &str) -> bool {
    let line = line.trim().trim_end_matches(['：', ':']);
    let words = &words().period;
    line.chars().count() <= HEADING
        && !line.bytes().any(|byte| byte.is_ascii_digit())
        && words.heads.found_in(line)
        && words.words.found_in(line)
}

/// Reads to what day the page itself prolongs the period: 现延长至2026年7月15日.
pub(super) fn extend(text: &str, published: Option<Date>, facts: &mut ConsultationFacts) {
    let words = &words().period;
    if !words.prolongs.found_in(text) {
        return;
    }
    for sentence in text.split(['\n', '。', '；', ';']) {
        let about = words.prolongs_what.found_in(sentence);
        if !about || sentence.contains("有效期") {
            continue;
        }
        for word in words.prolongs.iter() {
            let Some(at) = sentence.find(word) else {
                continue;
            };
            let rest = sentence[at + word.len()..].trim_start();
            let Some(rest) = rest.strip_prefix('至').or_else(|| rest.strip_prefix('到')) else {
                continue;
            };
            let near: String = rest.chars().take(14).collect();
            let day = find_dates(&near)
                .first()
                .map(|(_, date)| *date)
                .or_else(|| of_this_year(&near, published));
            if let Some(day) = day
                && facts.end.is_none_or(|end| day > end)
            {
                facts.end = Some(day);
                facts.shown = shown(sentence);
            }
        }
    }
}

/// The first two of some days that a sentence joins to a period, those of an earlier call left
/// out. The second one may lack its year or its month.
fn spans(sentence: &str, days: &[(Range<usize>, Date)]) -> Option<(Date, Date)> {
    days.iter().enumerate().find_map(|(at, (range, start))| {
        let clause = sentence[..range.start]
            .rsplit(['，', ','])
            .next()
            .unwrap_or_default();
        if words().period.earlier.found_in(clause) {
            return None;
        }
        let end = match days.get(at + 1) {
            Some((next, end)) => {
                let gap = &sentence[range.end..next.start];
                (gap.chars().count() <= 24
                    && ["至", "到", "—", "-", "~", "～", "–", "截"]
                        .iter()
                        .any(|sign| gap.contains(sign)))
                .then_some(*end)
            }
            None => None,
        };
        Some((
            *start,
            end.or_else(|| short_end(*start, &sentence[range.end..]))?,
        ))
    })
}

/// The days of a sentence that lack their year: the first is the nearest to the day of
/// publication, each further one the next after it.
fn short_days(sentence: &str, published: Option<Date>) -> Vec<(Range<usize>, Date)> {
    let mut out: Vec<(Range<usize>, Date)> = Vec::new();
    let (Some(published), Some(form)) = (published, SHORT.as_ref()) else {
        return out;
    };
    if !sentence.contains('月') {
        return out;
    }
    for found in form.captures_iter(sentence).take(4) {
        let number =
            |at: usize| -> Option<i8> { i8::try_from(numeral(found.get(at)?.as_str())?).ok() };
        let (Some(month), Some(day)) = (number(1), number(2)) else {
            continue;
        };
        let in_year = |year: i16| Date::new(year, month, day).ok();
        let date = match out.last() {
            Some((_, last)) => in_year(last.year())
                .filter(|date| date >= last)
                .or_else(|| in_year(last.year() + 1)),
            None => [-1, 0, 1]
                .into_iter()
                .filter_map(|years| in_year(published.year() + years))
                .min_by_key(|date| (*date - published).get_days().abs()),
        };
        if let Some(date) = date {
            out.push((found.get_match().range(), date));
        }
    }
    out
}

/// Reads a number below a hundred in digits or Chinese numerals.
fn numeral(text: &str) -> Option<i64> {
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

/// 6月30日前 asks for something by that day.
fn before(sentence: &str) -> bool {
    [
        "月底",
        "日前",
        "日之前",
        "日以前",
        "日止",
        "时前",
        "日24时",
        "日18时",
        "日17",
    ]
    .iter()
    .any(|word| sentence.contains(word))
        && words().period.asked.found_in(sentence)
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

/// A day without its year is of the year of publication, or the next.
fn of_this_year(sentence: &str, published: Option<Date>) -> Option<Date> {
    let published = published?;
    let found = SHORT.as_ref()?.captures(sentence)?;
    let number = |at: usize| i8::try_from(numeral(found.get(at)?.as_str())?).ok();
    let (month, day) = (number(1)?, number(2)?);
    let date = Date::new(published.year(), month, day).ok()?;
    if date >= published {
        return Some(date);
    }
    Date::new(published.year() + 1, month, day).ok()
}

/// The last day of the month of 本月底 and 6月底.
fn month_end(sentence: &str, published: Option<Date>) -> Option<Date> {
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

fn shown(sentence: &str) -> Option<String> {
    let text: String = sentence.trim().chars().take(80).collect();
    Some(super::numbers::mask_text(&text))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use jiff::civil::{Date, date};
    use proptest::prelude::*;

    use super::{extend, period};
    use crate::model::ConsultationFacts;

    fn read(text: &str) -> ConsultationFacts {
        let mut facts = ConsultationFacts::default();
        period(text, Some(date(2026, 8, 3)), &mut facts);
        facts
    }

    #[test]
    fn periods() {
        let span = |text: &str| -> (Option<Date>, Option<Date>) {
            let facts = read(text);
            (facts.start, facts.end)
        };
        let both = (Some(date(2026, 8, 3)), Some(date(2026, 9, 3)));
        for text in [
            "征求意见时间：2026年8月3日至2026年9月3日。",
            "征求意见时间为2026年8月3日至9月3日",
            "公开征求意见期限：2026-08-03至2026-09-03",
            "起止时间：2026年8月3日—2026年9月3日",
            "开始时间：2026-08-03\n结束时间：2026-09-03",
            "一、征求意见的时间\n2026年8月3日至2026年9月3日。\n二、反馈方式",
            "征集期限：\n\n2026-08-03 至 2026-09-03",
        ] {
            assert_eq!(span(text), both, "{text}");
        }
        assert_eq!(
            span("公示时间：2026年8月3日至12日"),
            (Some(date(2026, 8, 3)), Some(date(2026, 8, 12)))
        );
        for text in [
            "征求意见时间：8月3日—9月3日。",
            "征集时间：08月03日至09月03日",
            "征求意见时间：八月三日至九月三日",
            "现面向社会征集意见建议，时间为2026年8月3日至2026年9月3日",
            "该措施已于2026年4月1日至5月6日公开征求意见，现再次征求意见，期限为2026年8月3日至2026年9月3日",
        ] {
            assert_eq!(span(text), both, "{text}");
        }
        let end = (None, Some(date(2026, 9, 3)));
        for text in [
            "请于2026年9月3日前将意见反馈至我局。",
            "有关意见请在9月3日前通过电子邮件提出。",
            "征集截止时间：2026年9月3日",
            "意见反馈截止日期为2026年9月3日。",
            "征求意见时间：即日起至九月三日止。",
        ] {
            assert_eq!(span(text), end, "{text}");
        }
        let last = (None, Some(date(2026, 8, 31)));
        assert_eq!(span("意见反馈截止时间为本月底。"), last);
        assert_eq!(span("请于8月底前将意见反馈至我局。"), last);
        assert_eq!(
            span("根据2025年5月1日印发的文件，制定本办法。"),
            (None, None)
        );
        assert_eq!(span("请于1月5日前反馈意见").1, Some(date(2027, 1, 5)));
    }

    #[test]
    fn numbers_of_days() {
        let facts = read("自公告发布之日起30日内提出意见。");
        assert_eq!((facts.days, facts.workdays), (Some(30), false));
        let facts = read("公开征求意见时间：7个工作日");
        assert_eq!((facts.days, facts.workdays), (Some(7), true));
        for text in [
            "征求意见时间为一个月。",
            "征求意见期限为三十日。",
            "公示期1个月",
            "自公告发布之日起三十日内提出意见。",
        ] {
            assert_eq!(read(text).days, Some(30), "{text}");
        }
        assert_eq!(read("公示时间：八月十五日").days, None);
    }

    #[test]
    fn a_period_may_be_prolonged() {
        let extended = |text: &str| {
            let mut facts = read(text);
            extend(text, Some(date(2026, 8, 3)), &mut facts);
            (facts.start, facts.end)
        };
        let longer = (Some(date(2026, 8, 3)), Some(date(2026, 9, 20)));
        assert_eq!(
            extended("征求意见期限为2026年8月3日至2026年8月18日，现延长至2026年9月20日。"),
            longer
        );
        assert_eq!(
            extended("征求意见时间：2026年8月3日至18日。\n征求意见时间延长至9月20日。"),
            longer
        );
        assert_eq!(
            extended("征求意见时间：2026年8月3日至18日。\n缴费期限延长至2027年9月20日。").1,
            Some(date(2026, 8, 18))
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[\\PC0-9年月日至前征集意见。\\n]{0,120}") {
            let _ = read(&text);
        }
    }
}
