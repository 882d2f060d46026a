//! What a call for opinions says: from when to when, in what state, with what draft.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use crate::calendar::find_dates;
use crate::model::{ConsultationFacts, DocumentFacts, LinkRegion};
use crate::page::Ctx;
use crate::page::text;

/// More characters of text than this hold the draft itself.
const DRAFT: usize = 800;

static DAYS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?:期限|时间|为期|公示期|征集期|期间)[^0-9。；，]{0,8}(\d{1,3})(?:个)?(工作日|日|天)",
    )
    .ok()
});
static WITHIN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:之日起|公布后|发布后|发布起)[^0-9。；，]{0,4}(\d{1,3})(?:个)?(工作日|日|天)(?:内|之内)").ok()
});
static REST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:\s|上午|下午|\d{1,2}[:：时]\d{0,2}分?)*(?:（[^）]{1,8}）)?(?:至|到|—+|-+|~|～|–)\s*(?:(\d{1,2})月)?\s*(\d{1,2})日").ok()
});
static SHORT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(\d{1,2})月(\d{1,2})日").ok());
static STATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:征集状态|活动状态|当前状态|调查状态|状态)[：:\s]*(进行中|正在进行|征集中|正在征集|征求中|开放中|已结束|已截止|已关闭|已过期|结束|未开始)").ok()
});

/// Words of a sentence that speaks of the period.
const PERIOD: [&str; 22] = [
    "征求意见时间",
    "征集时间",
    "征集期限",
    "征求意见期限",
    "意见期限",
    "起止时间",
    "起止日期",
    "征集日期",
    "公示时间",
    "公示期",
    "反馈时间",
    "征求时间",
    "意见征集",
    "征求意见",
    "截止",
    "截至",
    "期限",
    "反馈",
    "提出",
    "时间：",
    "时间:",
    "期间",
];

/// Reads a call for opinions. `document` gives the files and the day of publication.
pub(super) fn read(
    ctx: &Ctx<'_, '_>,
    title: &str,
    document: Option<&DocumentFacts>,
) -> ConsultationFacts {
    let shown = if ctx.body_text.is_empty() {
        ctx.main_text
    } else {
        ctx.body_text
    };
    let published = document
        .and_then(|document| document.published_date.as_ref())
        .map(|field| field.value);
    let mut facts = ConsultationFacts {
        feedback: is_feedback(title),
        state: state(title, ctx.main_text),
        draft: document.is_some_and(|document| !document.attachments.is_empty())
            || text_length(shown) >= DRAFT
            || links_draft(ctx),
        ..ConsultationFacts::default()
    };
    period(shown, published, &mut facts);
    if facts.end.is_none() && facts.days.is_none() {
        // A box beside the text may hold it.
        period(ctx.main_text, published, &mut facts);
    }
    facts
}

fn text_length(text: &str) -> usize {
    text.chars().filter(|c| !text::is_blank(*c)).count()
}

/// Tells whether a title is that of what came of a call: 采纳情况, 结果反馈.
fn is_feedback(title: &str) -> bool {
    [
        "采纳",
        "结果",
        "情况反馈",
        "反馈情况",
        "意见反馈",
        "情况说明",
        "情况的说明",
        "意见情况",
        "意见的情况",
        "征集情况",
        "征求情况",
    ]
    .iter()
    .any(|word| title.contains(word))
}

fn state(title: &str, text: &str) -> Option<&'static str> {
    let word = STATE
        .as_ref()
        .and_then(|form| form.captures(text))
        .and_then(|found| found.get(1))
        .map(|word| word.as_str())
        .or_else(|| {
            ["进行中", "征集中", "正在征集", "已结束", "已截止"]
                .into_iter()
                .find(|word| {
                    title.contains(word)
                        || text
                            .lines()
                            .any(|line| line.trim_matches(['【', '】', '[', ']', ' ']) == *word)
                })
        })?;
    match word {
        "未开始" => None,
        word if word.contains('中') || word.contains("正在") => Some("open"),
        _ => Some("closed"),
    }
}

fn links_draft(ctx: &Ctx<'_, '_>) -> bool {
    ctx.dom.links_in(ctx.main).any(|link| {
        ctx.dom.is_visible(link)
            && ctx.dom.region(link) == LinkRegion::Main
            && ctx
                .dom
                .attr(link, "href")
                .is_some_and(|href| ctx.join(href).is_some_and(|to| to != *ctx.address))
            && ["征求意见稿", "草案", "意见稿", "送审稿"]
                .iter()
                .any(|word| text::name(ctx.dom, link).contains(word))
    })
}

/// Reads the period off the first sentence that names it.
fn period(text: &str, published: Option<Date>, facts: &mut ConsultationFacts) {
    let mut labelled: (Option<Date>, Option<Date>) = (None, None);
    for sentence in text.split(['\n', '。', '；', ';']) {
        let speaks = PERIOD.iter().any(|word| sentence.contains(word))
            || sentence.contains('前')
            || sentence.contains("结束")
            || sentence.contains("开始");
        if !speaks {
            continue;
        }
        let dates = find_dates(sentence);
        let between = dates.first().and_then(|(range, start)| {
            let rest = &sentence[range.end..];
            let end = match dates.get(1) {
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
            Some((*start, end.or_else(|| short_end(*start, rest))?))
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
            && let Some(days) = form.get(1).and_then(|days| days.as_str().parse().ok())
            && days > 0
        {
            facts.days = Some(days);
            facts.workdays = form.get(2).is_some_and(|unit| unit.as_str() == "工作日");
            facts.shown = shown(sentence);
            return;
        }
        let Some(date) = dates
            .first()
            .map(|(_, date)| *date)
            .or_else(|| of_this_year(sentence, published))
        else {
            continue;
        };
        let ends = ["截止", "截至", "结束"]
            .iter()
            .any(|word| sentence.contains(word))
            || before(sentence);
        if ends && labelled.1.is_none() {
            labelled.1 = Some(date);
            facts.shown = shown(sentence);
        } else if sentence.contains("开始") && labelled.0.is_none() {
            labelled.0 = Some(date);
        }
    }
    (facts.start, facts.end) = labelled;
}

/// 6月30日前 asks for something by that day.
fn before(sentence: &str) -> bool {
    [
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
        && [
            "反馈", "提出", "意见", "建议", "来函", "寄", "发送", "提交", "联系", "期限", "时间",
            "征",
        ]
        .iter()
        .any(|word| sentence.contains(word))
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
    let month = found.get(1)?.as_str().parse().ok()?;
    let day = found.get(2)?.as_str().parse().ok()?;
    let date = Date::new(published.year(), month, day).ok()?;
    if date >= published {
        return Some(date);
    }
    Date::new(published.year() + 1, month, day).ok()
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

    use super::{is_feedback, period, state};
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
        ] {
            assert_eq!(span(text), both, "{text}");
        }
        assert_eq!(
            span("公示时间：2026年8月3日至12日"),
            (Some(date(2026, 8, 3)), Some(date(2026, 8, 12)))
        );
        let end = (None, Some(date(2026, 9, 3)));
        for text in [
            "请于2026年9月3日前将意见反馈至我局。",
            "有关意见请在9月3日前通过电子邮件提出。",
            "征集截止时间：2026年9月3日",
            "意见反馈截止日期为2026年9月3日。",
        ] {
            assert_eq!(span(text), end, "{text}");
        }
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
    }

    #[test]
    fn states_and_feedback() {
        assert_eq!(state("关于征求意见的公告", "状态：进行中"), Some("open"));
        assert_eq!(state("【征集中】关于征求意见的公告", ""), Some("open"));
        assert_eq!(
            state("关于征求意见的公告", "征集状态：已结束"),
            Some("closed")
        );
        assert_eq!(state("关于征求意见的公告", "正文"), None);
        assert!(is_feedback("《某办法》公开征求意见采纳情况"));
        assert!(is_feedback("关于某办法征求意见结果的反馈"));
        assert!(!is_feedback("关于公开征求《某办法》意见的公告"));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[\\PC0-9年月日至前征集意见。\\n]{0,120}") {
            let _ = read(&text);
        }
    }
}
