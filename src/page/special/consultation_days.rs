//! From when to when a call for opinions runs, as its sentences say.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::{Captures, Regex};

use super::consultation::begins_article;
use super::period_days::{self, Day, Role, numeral};
use crate::model::ConsultationFacts;
use crate::vocabulary::consultations::words;

static DAYS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?:期限|时间|为期|公示期|征集期|公告期|期间)(?:[^0-9。；，]{0,8}(\d{1,3})|[^0-9。；，年月至]{0,8}?([一二两三四五六七八九十]{1,3}))\s*(个?工作日|日|天|个月|周)",
    )
    .ok()
});

/// 公开征求意见30日, where nothing is to follow those days (征求意见30日后).
static DIRECT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:征求|征集)意见(?:为期|共)?\s*(?:(\d{1,3})|([一二两三四五六七八九十]{1,3}))\s*(个?工作日|日|天|个月|周)(?:[^后前以之]|$)").ok()
});

static WITHIN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:[日天]起|公布后|发布后|发布起|公布起|公示起)(?:[^0-9。；，]{0,4}(\d{1,3})|[^0-9。；，年月至]{0,4}?([一二两三四五六七八九十]{1,3}))\s*(个?工作日|日|天|个月|周)(?:内|之内|以内)").ok()
});

/// 自发布之日起一个月，欢迎提出意见.
static FROM: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"[日天]起\s*(?:(\d{1,3})|([一二两三四五六七八九十]{1,3}))\s*(个?工作日|日|天|个月|周)(?:[，,。）)]|$)").ok()
});

/// Reads the period off the first sentence that names it.
pub(super) fn period(text: &str, published: Option<Date>, facts: &mut ConsultationFacts) {
    let mut reader = Reader {
        published,
        ..Reader::default()
    };
    // The articles of a draft speak of the periods of others.
    for line in text.lines().filter(|line| !begins_article(line.trim())) {
        for sentence in line.split(['。', '；', ';']) {
            if !sentence.trim().is_empty() && reader.take(sentence, facts) {
                return;
            }
        }
    }
    let end = reader.end.or(reader.early);
    (facts.start, facts.end) = (reader.start, end.as_ref().map(|(day, _)| *day));
    facts.unclear = end.is_none() && reader.unclear.is_some();
    let shown = end.map(|(_, shown)| shown).or(reader.unclear);
    facts.shown = shown.or_else(|| facts.shown.take());
}

/// What the sentences of a call have told so far.
#[derive(Default)]
struct Reader {
    published: Option<Date>,
    /// A heading that names the period speaks for the line below it.
    heading: Option<String>,
    start: Option<Date>,
    /// A last day, with the words that name it.
    end: Option<(Date, String)>,
    /// One before the day of publication, which is hardly meant (截至3月31日，全县共有…).
    early: Option<(Date, String)>,
    /// The words of what seems to name a period and is not understood.
    unclear: Option<String>,
}

impl Reader {
    /// Reads one sentence and tells whether it names the whole period.
    fn take(&mut self, sentence: &str, facts: &mut ConsultationFacts) -> bool {
        let below = self
            .heading
            .take()
            .map(|heading| format!("{heading}：{sentence}"));
        self.heading = is_heading(sentence).then(|| sentence.to_owned());
        let sentence = below.as_deref().unwrap_or(sentence);
        let words = &words().period;
        let speaks = words.words.found_in(sentence)
            || sentence.contains('前')
            || sentence.contains("结束")
            || sentence.contains("开始")
            || sentence.contains("日起");
        if !speaks {
            return false;
        }
        let days = period_days::find(sentence, self.published);
        if let Some((start, end)) = period_days::span(sentence, &days) {
            // Where a last day was named before, only what agrees with it says more.
            if self.end.as_ref().is_none_or(|(known, _)| *known == end) {
                (facts.start, facts.end) = (Some(start), Some(end));
                facts.shown = Some(shown(sentence));
                return true;
            }
            return false;
        }
        if self.end.is_none()
            && let Some((days, unit)) = counted(sentence)
        {
            facts.days = Some(days);
            facts.workdays = unit.ends_with("工作日");
            facts.shown = Some(shown(sentence));
            return true;
        }
        self.take_day(sentence, &days);
        false
    }

    /// Reads a first or a last day that a sentence names alone.
    fn take_day(&mut self, sentence: &str, days: &[Day]) {
        let words = &words().period;
        let asked = words.asked.found_in(sentence);
        let open = || days.iter().filter(|day| day.role != Role::Start);
        let end = open()
            .find(|day| match day.role {
                Role::End => asked,
                Role::Until => asked && words.words.found_in(sentence),
                Role::Start | Role::Plain => false,
            })
            .or_else(|| open().next().filter(|_| words.ends.found_in(sentence)))
            .map(|day| day.date)
            .or_else(|| {
                let told = days.is_empty() && (asked || words.ends.found_in(sentence));
                told.then(|| period_days::month_end(sentence, self.published))?
            });
        match end {
            Some(end) if self.published.is_some_and(|published| end < published) => {
                self.early.get_or_insert_with(|| (end, shown(sentence)));
            }
            Some(end) => {
                self.end.get_or_insert_with(|| (end, shown(sentence)));
            }
            None if sentence.contains("开始") && self.start.is_none() => {
                self.start = days.first().map(|day| day.date);
            }
            None => {
                let later = |day: &Day| self.published.is_some_and(|other| day.date > other);
                if (asked && open().any(later)) || is_labelled(sentence) {
                    self.unclear.get_or_insert_with(|| shown(sentence));
                }
            }
        }
    }
}

/// Reads a number of days or the like, with its unit.
fn counted(sentence: &str) -> Option<(i64, String)> {
    let words = &words().period;
    let found = |form: &'static LazyLock<Option<Regex>>| form.as_ref()?.captures(sentence);
    let direct = || found(&DIRECT).filter(|_| words.asked.found_in(sentence));
    let from = || {
        let within = found(&WITHIN).or_else(|| found(&FROM))?;
        let about = words.words.found_in(sentence) || words.asked.found_in(sentence);
        about.then_some(within)
    };
    let form: Captures<'_> = found(&DAYS).or_else(from).or_else(direct)?;
    let days = numeral(form.get(1).or_else(|| form.get(2))?.as_str())?;
    let unit = form.get(3).map_or("", |unit| unit.as_str());
    let days = match unit {
        "个月" => days * 30,
        "周" => days * 7,
        _ => days,
    };
    (days > 0).then(|| (days, unit.to_owned()))
}

/// Characters of the longest heading over a period.
const HEADING: usize = 16;
/// Characters of the longest line that is a label of a period and what stands behind it.
const LABELLED: usize = 40;

/// Tells whether a line only names the period: 一、征求意见的时间.
fn is_heading(line: &str) -> bool {
    let line = line.trim().trim_end_matches(['：', ':']);
    let words = &words().period;
    line.chars().count() <= HEADING
        && !line.bytes().any(|byte| byte.is_ascii_digit())
        && words.heads.found_in(line)
        && words.words.found_in(line)
}

/// Tells whether a line gives a period, in whatever form, behind a label: 公示期：6.1-6.30.
fn is_labelled(line: &str) -> bool {
    let words = &words().period;
    line.chars().count() <= LABELLED
        && line.split_once(['：', ':']).is_some_and(|(label, rest)| {
            words.heads.found_in(label)
                && words.words.found_in(label)
                && rest.bytes().any(|byte| byte.is_ascii_digit())
        })
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
            let day = period_days::find(&near, published)
                .first()
                .map(|day| day.date);
            if let Some(day) = day
                && facts.end.is_none_or(|end| day > end)
            {
                facts.end = Some(day);
                facts.shown = Some(shown(sentence));
            }
        }
    }
}

fn shown(sentence: &str) -> String {
    let text: String = sentence.trim().chars().take(80).collect();
    crate::masking::mask_text(&text)
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
    fn periods_in_other_words() {
        let published = date(2026, 5, 30);
        let read = |text: &str| {
            let mut facts = ConsultationFacts::default();
            period(text, Some(published), &mut facts);
            facts
        };
        for text in [
            "征求意见时间：自2026年5月30日起至6月30日止。",
            "征求意见时间：2026年5月30日起至6月30日止。",
            "意见征集从2026年5月30日开始，到6月30日结束。",
            "公示期自2026年5月30日起至6月30日。",
            "公告期：2026 年 5 月 30 日至 6 月 30 日，有意见请反馈。",
            "征求意见时间为2026年5月30日（星期六）起，至2026年6月30日止",
            "征集期限：20260530至20260630。",
            "请于2026年6月20日前反馈\n征求意见时间：2026年5月30日起至6月20日，现延期",
        ] {
            let facts = read(text);
            assert_eq!(facts.start, Some(published), "{text}");
            assert!(facts.end > Some(date(2026, 6, 19)), "{text}");
        }
        for text in [
            "请于2026年6月30日（星期二）前将意见反馈至我局。",
            "请于2026.6.30前将意见反馈至我局。",
            "请于2026-6-30前将意见反馈至我局。",
            "请于2026年6月30日17:30前将意见反馈至我局。",
            "根据2025年5月1日印发的通知，请于6月30日前将意见反馈至我局。",
            "如有意见，请自即日起至2026年6月30日反馈。",
            "征求意见时间至2026年6月30日。",
            "截至2026年3月31日，全县共征收3处。\n请于2026年6月30日前反馈意见。",
            "请于2026年6月30日前将意见反馈至我局。\n当事人自收到之日起15日内可以提出申诉。",
            "请于2026年6月30日前将意见反馈至我局。\n工期2026年8月1日至9月1日。",
        ] {
            let facts = read(text);
            let found = (facts.start, facts.end, facts.days);
            assert_eq!(found, (None, Some(date(2026, 6, 30)), None), "{text}");
        }
        for text in [
            "自发布之日起一个月，欢迎提出意见。",
            "自即日起30天内，有意见可向我局反映。",
            "公开征求意见30日。",
        ] {
            assert_eq!(read(text).days, Some(30), "{text}");
        }
        for text in [
            "本办法自发布之日起30日后施行，征求意见。",
            "第八条 公示期限不少于7日。",
            "公开征求意见30日后，提请审议。",
            "本办法自2026年10月1日起施行，意见请反馈。",
            "根据2025年5月1日印发的通知，征求意见。",
        ] {
            let facts = read(text);
            assert!(
                facts.days.is_none() && facts.end.is_none() && !facts.unclear,
                "{text}"
            );
        }
        for text in ["公示期：6.1-6.30", "请于2026年6月30日将意见反馈至我局。"] {
            assert!(read(text).unclear, "{text}");
        }
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
