//! Periods that a page states of itself: when its budget was approved, for how long a notice of
//! those about to be hired stands.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::period_days::{self, Day, numeral};
use crate::model::Terms;
use crate::vocabulary::terms::words;

/// Characters between a day and the act of that day.
const NEAR: usize = 14;

/// Reads the periods of a page; nearly all pages have a title of another matter.
pub(super) fn read(title: &str, text: &str, published: Option<Date>) -> Option<Box<Terms>> {
    let words = words();
    let mut terms = Terms::default();
    if words.budgets.found_in(title) && !words.not_budgets.found_in(title) {
        approval(text, published, &mut terms);
    } else if words.hiring.found_in(title) && words.of_notices.found_in(title) {
        let other = words.not_servants.found_in(title);
        if !other && (words.servants.found_in(title) || words.servants.found_in(text)) {
            notice(text, published, &mut terms);
        }
    }
    (terms != Terms::default()).then(|| Box::new(terms))
}

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let sentences = text.lines().flat_map(|line| line.split(['。', '；', ';']));
    sentences.map(str::trim).filter(|one| !one.is_empty())
}

/// Reads on which day the budget was approved; of several the last, which is that of the body's
/// own.
fn approval(text: &str, published: Option<Date>, terms: &mut Terms) {
    let words = words();
    for sentence in sentences(text) {
        let about = words.budgets.found_in(sentence) && !words.not_approved.found_in(sentence);
        if !about || !words.approved.found_in(sentence) {
            continue;
        }
        for Day { range, date, .. } in period_days::find(sentence, published) {
            let behind = clause(sentence.get(range.end..).unwrap_or_default());
            let before = sentence.get(..range.start).unwrap_or_default();
            let before = before.trim_end_matches(['为', '是', '于', '在', ':', '：', ' ']);
            let before = before.trim_end_matches("日期").trim_end_matches("时间");
            let acted = words.approved.found_in(behind) || words.approved.end(before);
            if acted && terms.approved.is_none_or(|known| known < date) {
                terms.approved = Some(date);
                terms.shown = Some(sentence.chars().take(120).collect());
            }
        }
    }
}

/// What follows a day in its clause, as far as it is near.
fn clause(text: &str) -> &str {
    let text = text
        .split([',', '，', '、', '(', '（'])
        .next()
        .unwrap_or_default();
    let end = text
        .char_indices()
        .nth(NEAR)
        .map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or_default()
}

/// Reads from when to when a notice stands, or for how many days.
fn notice(text: &str, published: Option<Date>, terms: &mut Terms) {
    static DAYS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(\d{1,2}|[一二两三四五六七八九十]{1,3})\s*(个?工作日|个?自然日|天|日)(?:$|[^0-9])",
        )
        .ok()
    });
    let stated = sentences(text).find(|one| words().notice_period.found_in(one));
    let Some(sentence) = stated else {
        return;
    };
    let days = period_days::find(sentence, published);
    if let [start, end, ..] = days.as_slice()
        && start.date <= end.date
    {
        terms.notice = Some((start.date, end.date));
    }
    let dated = |at: usize| days.iter().any(|day| day.range.contains(&at));
    let counts = DAYS.iter().flat_map(|form| form.captures_iter(sentence));
    for count in counts {
        let (Some(number), Some(unit)) = (count.get(1), count.get(2)) else {
            continue;
        };
        if dated(number.start())
            || sentence
                .get(..number.start())
                .is_some_and(|b| b.ends_with('月'))
        {
            continue;
        }
        terms.notice_days = numeral(number.as_str());
        terms.notice_in_workdays = unit.as_str().contains("工作日");
        break;
    }
    if terms.notice.is_some() || terms.notice_days.is_some() {
        terms.shown = Some(sentence.chars().take(120).collect());
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::read;

    const DAY: Date = date(2026, 2, 11);

    fn approved(text: &str) -> Option<Date> {
        read("某局2026年部门预算", text, Some(DAY))?.approved
    }

    #[test]
    fn the_day_of_approval_of_a_budget() {
        for (text, day) in [
            (
                "根据县财政局2026年1月5日批复，现将我局2026年部门预算公开。",
                Some(date(2026, 1, 5)),
            ),
            (
                "我局2026年部门预算已于2026年1月5日经县财政局批复。",
                Some(date(2026, 1, 5)),
            ),
            (
                "2026年部门预算批复时间为2026年1月5日。",
                Some(date(2026, 1, 5)),
            ),
            (
                "县财政局1月20日批复我局预算，我局2026年1月25日批复所属单位预算。",
                Some(date(2026, 1, 25)),
            ),
            ("根据《关于批复2026年部门预算的通知》，现予公开。", None),
            (
                "2026年1月5日，县人大批准了全县预算，县财政局批复了部门预算。",
                None,
            ),
            ("某项目2026年1月5日批复，列入2026年预算。", None),
        ] {
            assert_eq!(approved(text), day, "{text}");
        }
        assert!(
            read(
                "关于编制2026年预算的通知",
                "预算于2026年1月5日批复。",
                Some(DAY)
            )
            .is_none()
        );
    }

    #[test]
    fn how_long_a_notice_stands() {
        let title = "某局2026年拟录用公务员公示";
        let stated = |text: &str| {
            let terms = read(title, text, Some(date(2026, 7, 20)));
            terms.map(|one| (one.notice, one.notice_days, one.notice_in_workdays))
        };
        let span = Some((date(2026, 7, 20), date(2026, 7, 24)));
        for text in [
            "公示期自2026年7月20日至7月24日。",
            "公示时间：2026年7月20日—2026年7月24日。",
            "公示时间为7月20日至7月24日。",
        ] {
            assert_eq!(stated(text).and_then(|one| one.0), span, "{text}");
        }
        assert_eq!(stated("公示期为5个工作日。"), Some((None, Some(5), true)));
        assert_eq!(stated("公示期三天。"), Some((None, Some(3), false)));
        assert_eq!(
            stated("公示期自2026年7月20日至7月24日，共5个工作日。"),
            Some((span, Some(5), true))
        );
        assert_eq!(stated("请于7月24日前反映。"), None);
        let other = read("某县事业单位拟录用人员公示", "公务员公示期3天。", None);
        assert!(other.is_none());
    }
}
