//! What a call for opinions says: from when to when, in what state, with what draft.

use std::sync::LazyLock;

use regex::Regex;

use super::consultation_days::{extend, period};
use crate::model::{ConsultationFacts, DocumentFacts, LinkRegion};
use crate::page::Ctx;
use crate::page::document::quoted;
use crate::page::text;
use crate::vocabulary::consultations::words;
use crate::vocabulary::{Words, fold};

/// More characters of text than this hold the draft itself.
const DRAFT: usize = 800;
/// Names kept of what a report of calls quotes.
const NAMES: usize = 40;
/// Longest heading over what came of a call.
const HEADING: usize = 16;
/// The same where it names the draft.
const TITLE: usize = 60;

/// That opinions came or did not: 共收到意见2条, 未收到修改意见. What holds for the case that
/// none comes (未收到意见的，视为…) says neither.
static RECEIVED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?:收到|征集到)[^。；，的\n]{0,16}(?:意见|建议)[^。；，的\n]{0,6}[0-9一二三四五六七八九十两]+\s*(?:条|个|件|份|封)|(?:收到|征集到)[^。；，的\n]{0,16}[0-9一二三四五六七八九十两]+\s*(?:条|个|件|份|封)[^。；，\n]{0,8}(?:意见|建议)|(?:未|没有|均无)(?:收到|征集到)(?:任何|[^。；，的\n]{0,16}的)?[^。；，的\n]{0,16}(?:意见|建议)(?:反馈)?\s*[。；，\n]",
    )
    .ok()
});

static STATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let words = words();
    let states = [
        &words.labelled_open,
        &words.labelled_closed,
        &words.labelled_neither,
    ];
    let states = states.map(Words::alternatives).join("|");
    let labels = words.state_labels.alternatives();
    Regex::new(&format!(r"{labels}[：:\s]*({states})")).ok()
});

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
            || holds_draft(shown)
            || links_draft(ctx),
        outcome: outcome(ctx.main_text),
        follows: follows(title),
        ..ConsultationFacts::default()
    };
    if facts.feedback {
        facts.names = quoted(shown).into_iter().map(fold).take(NAMES).collect();
        facts.names.sort_unstable();
        facts.names.dedup();
    }
    period(shown, published, &mut facts);
    if facts.end.is_none() && facts.days.is_none() {
        // A box beside the text may hold it.
        period(ctx.main_text, published, &mut facts);
    }
    extend(shown, published, &mut facts);
    facts.ways = offers_form(ctx) || gives_number(shown);
    facts
}

/// Tells whether a title is that of a notice about a call made before, which calls for nothing
/// itself: `extended` or `ended`.
fn follows(title: &str) -> Option<&'static str> {
    // A draft's own name may speak of prolonging or ending anything.
    let mut bare = String::new();
    let mut depth = 0_usize;
    for c in title.chars() {
        match c {
            '《' => depth += 1,
            '》' => depth = depth.saturating_sub(1),
            c if depth == 0 && !c.is_whitespace() => bare.push(c),
            _ => {}
        }
    }
    for (form, state) in [(&LONGER, "extended"), (&ENDED, "ended")] {
        if form.as_ref().is_some_and(|form| form.is_match(&bare)) {
            return Some(state);
        }
    }
    None
}

static LONGER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?:延长|延期|顺延|调整|变更).*(?:征求|征集|意见|公示)的?(?:期限|时间|截止|期|日期)|(?:延长|延期|顺延)(?:公开|向社会|的|关于|对)*(?:征求|征集)|(?:征求意见|征集|意见征集|征求意见稿意见)的?(?:期限|时间|截止时间|截止日期|期)?(?:的)?(?:延长|延期|顺延)",
    )
    .ok()
});
static ENDED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?:终止|中止|停止|取消|暂停|撤回|撤销)(?:公开|向社会|的|关于|对|开展)*(?:征求|征集|意见征集)|(?:终止|中止|停止|取消|暂停|撤回).*(?:征求意见|意见征集|征集意见)(?:工作|活动|公告|程序)|(?:征求意见|意见征集)(?:工作|活动)?的?(?:终止|中止|停止|取消|暂停)",
    )
    .ok()
});

/// Tells whether the draft stands in the text: two articles at least, or the heading of a draft
/// with a text below it.
fn holds_draft(text: &str) -> bool {
    let mut articles = 0;
    let mut headed = false;
    let mut below = 0;
    for line in text.lines() {
        let line = line.trim();
        if headed {
            below += text_length(line);
        }
        if begins_article(line) {
            articles += 1;
        } else if !line.starts_with("附件") && heads_draft(line) {
            headed = true;
        }
        if articles >= 2 || below >= 150 {
            return true;
        }
    }
    false
}

/// Tells whether a line begins with 第一条.
pub(super) fn begins_article(line: &str) -> bool {
    line.strip_prefix('第').is_some_and(|rest| {
        let numeral = rest.trim_start_matches(|c: char| {
            c.is_ascii_digit() || "一二三四五六七八九十百零".contains(c)
        });
        numeral.len() < rest.len() && numeral.starts_with('条')
    })
}

/// Tells whether a line is the heading of a draft: 某办法（征求意见稿）.
fn heads_draft(line: &str) -> bool {
    let bare = line.trim_end_matches(['）', ')', '》']);
    line.chars().count() <= 60
        && !line.contains(['，', '。', '：', ':'])
        && words().draft_ends.end(bare)
}

/// Tells whether the page has a form for opinions, or a button that leads to one.
fn offers_form(ctx: &Ctx<'_, '_>) -> bool {
    let dom = ctx.dom;
    let form = dom
        .find(ctx.main, &["textarea"])
        .any(|id| dom.is_visible(id) && dom.region(id) == LinkRegion::Main);
    form || dom.find(ctx.main, &["a", "button", "input"]).any(|id| {
        dom.is_visible(id) && dom.region(id) == LinkRegion::Main && {
            let name = match dom.tag(id) {
                "input" => dom.attr(id, "value").unwrap_or_default().to_owned(),
                _ => text::name(dom, id).to_string(),
            };
            words().buttons.found_in(&name)
        }
    })
}

/// Tells whether the text names someone to speak to with a telephone number.
fn gives_number(text: &str) -> bool {
    text.contains("联系")
        && text.lines().any(|line| {
            let Some(at) = line.find("联系") else {
                return false;
            };
            let mut digits = 0;
            line[at..].chars().take(60).any(|c| {
                match c {
                    c if c.is_ascii_digit() => digits += 1,
                    '-' | '－' | '—' => {}
                    _ => digits = 0,
                }
                digits >= 7
            })
        })
}

fn text_length(text: &str) -> usize {
    text.chars().filter(|c| !text::is_blank(*c)).count()
}

/// Tells whether the text of a call tells what came of it. Only under a heading of its own is
/// that certain: the note on a draft may count what an earlier round brought.
fn outcome(text: &str) -> Option<&'static str> {
    if !text.contains("收到") && !text.contains("征集到") {
        return None;
    }
    let words = words();
    let mut told = RECEIVED.as_ref()?.find_iter(text);
    told.find(|told| !words.supposed.begin(text[told.end()..].trim_start()))?;
    let headed = text.lines().any(|line| {
        let head = line.split(['：', ':']).next().unwrap_or(line).trim();
        let most = match words.outcome_ends.end(head) {
            true => TITLE,
            false => HEADING,
        };
        head.chars().count() <= most && !head.contains('。') && words.outcomes.found_in(head)
    });
    Some(if headed { "told" } else { "perhaps" })
}

/// Tells whether a title is that of what came of a call: 采纳情况, 结果反馈.
pub(crate) fn is_feedback(title: &str) -> bool {
    words().feedback.found_in(title)
}

fn state(title: &str, text: &str) -> Option<&'static str> {
    let words = words();
    let labelled = STATE
        .as_ref()
        .and_then(|form| form.captures(text))
        .and_then(|found| found.get(1));
    if let Some(word) = labelled {
        return if words.labelled_neither.has(word.as_str()) {
            None
        } else if words.labelled_open.has(word.as_str()) {
            Some("open")
        } else {
            Some("closed")
        };
    }
    let is_shown = |list: &Words| {
        let own = |line: &str| list.has(line.trim_matches(['【', '】', '[', ']', ' ']));
        list.found_in(title) || text.lines().any(own)
    };
    [(&words.open, "open"), (&words.closed, "closed")]
        .into_iter()
        .find_map(|(list, state)| is_shown(list).then_some(state))
}

fn links_draft(ctx: &Ctx<'_, '_>) -> bool {
    ctx.dom.links_in(ctx.main).any(|link| {
        ctx.dom.is_visible(link)
            && ctx.dom.region(link) == LinkRegion::Main
            && ctx
                .dom
                .attr(link, "href")
                .is_some_and(|href| ctx.join(href).is_some_and(|to| to != *ctx.address))
            && words().draft_links.found_in(&text::name(ctx.dom, link))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::{follows, gives_number, holds_draft, is_feedback, outcome, state};

    #[test]
    fn notices_about_a_call_are_none() {
        for title in [
            "关于延长《某措施（征求意见稿）》征求意见期限的公告",
            "关于某措施征求意见延期的公告",
            "关于延长某办法征求意见时间的通知",
        ] {
            assert_eq!(follows(title), Some("extended"), "{title}");
        }
        for title in [
            "关于终止《某办法（征求意见稿）》征求意见的公告",
            "关于取消某办法公开征求意见活动的公告",
        ] {
            assert_eq!(follows(title), Some("ended"), "{title}");
        }
        for title in [
            "关于公开征求《某县停止供水办法》意见的公告",
            "关于公开征求《关于延长某办法有效期的通知》意见的公告",
            "关于撤销东村小学征求意见的公告",
            "关于公开征求延长某政策有效期意见的公告",
            "关于再次公开征求《某措施》意见的公告",
        ] {
            assert_eq!(follows(title), None, "{title}");
        }
    }

    #[test]
    fn drafts_in_the_text() {
        let notice = "现公开征求意见，请反馈。\n";
        assert!(holds_draft(&format!(
            "{notice}某办法\n第一条 为加强管理，制定本办法。\n第二条 本办法适用于本县。"
        )));
        let words = "加强电梯安全管理，落实单位责任。".repeat(12);
        assert!(holds_draft(&format!(
            "{notice}某措施（征求意见稿）\n一、{words}"
        )));
        for text in [
            "附件：某办法（征求意见稿）\n某县市场监督管理局\n2026年6月10日",
            "根据某法第一条规定，现征求意见。",
        ] {
            assert!(!holds_draft(&format!("{notice}{text}")), "{text}");
        }
    }

    #[test]
    fn someone_to_speak_to() {
        assert!(gives_number("联系人：张某，0550-7000318。"));
        assert!(!gives_number("联系人：张某。\n2026年6月10日"));
        assert!(!gives_number("请联系我们。编号0550-7000318".split_at(15).0));
    }

    #[test]
    fn a_call_may_tell_what_came_of_it() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(outcome(text), expected, "{text}");
        };
        check(
            "公众意见采纳情况：征求意见期间共收到意见2条，采纳1条。",
            Some("told"),
        );
        check("结果反馈\n截至2026年4月3日，未收到修改意见。", Some("told"));
        check("征集结果\n共收到12条意见和建议，均已采纳。", Some("told"));
        check("起草中征求了各单位意见，共收到意见12条。", Some("perhaps"));
        check(
            "意见反馈方式：电子邮箱。逾期未收到意见的，视为无意见。",
            None,
        );
        check(
            "《某管理办法》征求社会公众意见反馈情况说明\n在意见征集期间，未收到社会公众提出的修改意见。",
            Some("told"),
        );
        check("截止公示期结束，未收到任何意见建议反馈。", Some("perhaps"));
        check("逾期未收到单位反馈的意见，视为无意见。", None);
        check("我们将对收到的意见建议认真研究。", None);
        check("结果反馈\n暂无", None);
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
        assert!(is_feedback("关于《某办法》公开征集意见的反馈公告"));
        assert!(is_feedback("关于《某办法》公众意见的反馈"));
        assert!(!is_feedback("关于公开征求《某办法》意见的公告"));
        assert!(!is_feedback("关于公开征求意见并请反馈的公告"));
    }
}
