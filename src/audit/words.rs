//! Words that judging itself says, where the rule does not say them.

use crate::model::{Cause, Fact, Lang, ParamValue, Words};
use crate::rules::{
    Leaf, Message, Piece, Rule, Template, label, show_fact_of, show_list, show_seen,
};

/// What was seen, for filling a message.
pub(crate) struct Seen<'s> {
    pub(crate) subject: &'s str,
    pub(crate) leaves: &'s [Leaf<'s>],
    pub(crate) fact: &'s dyn Fn(&str) -> Fact,
}

/// Fills a message in both languages.
pub(crate) fn fill(rule: &Rule, message: &Message, seen: &Seen<'_>) -> Words {
    Words::new(
        fill_one(rule, &message.zh, seen, Lang::Zh),
        fill_one(rule, &message.en, seen, Lang::En),
    )
}

fn fill_one(rule: &Rule, template: &Template, seen: &Seen<'_>, lang: Lang) -> String {
    let gathered = |pick: &dyn Fn(&Leaf<'_>) -> Vec<String>| {
        let mut words: Vec<String> = Vec::new();
        for word in seen.leaves.iter().flat_map(pick) {
            if !words.contains(&word) {
                words.push(word);
            }
        }
        show_list(words.iter().map(String::as_str), lang)
    };
    template.fill(|piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Subject => seen.subject.to_owned(),
        Piece::Fact(fact) => show_fact_of(fact, &(seen.fact)(fact.name), lang),
        Piece::Param(name) => rule
            .params
            .get(name)
            .map_or_else(String::new, |param| match &param.value {
                ParamValue::Int(number) => number.to_string(),
                ParamValue::Text(text) => text.clone(),
                ParamValue::List(list) => show_list(list.iter().map(String::as_str), lang),
            }),
        Piece::Missing => gathered(&|leaf| missing(leaf, lang)),
        Piece::Matched => gathered(&|leaf| leaf.matched.clone()),
    })
}

/// Returns the words that a condition asks for and did not find. Where one of several would have
/// done, they are one: the first names what is missing, the others are other names of it.
fn missing(leaf: &Leaf<'_>, lang: Lang) -> Vec<String> {
    match leaf.missing.split_first() {
        Some((first, others)) if leaf.test.operator.needs_one() && !others.is_empty() => {
            let others = others.join(lang.pick("、", ", "));
            vec![match lang {
                Lang::Zh => format!("{first}（或{others}）"),
                Lang::En => format!("{first} (or {others})"),
            }]
        }
        _ => leaf.missing.clone(),
    }
}

/// Says what was seen on the facts that decided: 「栏目条目数：12」.
pub(crate) fn seen(leaves: &[Leaf<'_>]) -> Words {
    let one = |lang: Lang| {
        let mut parts: Vec<String> = Vec::new();
        for leaf in leaves {
            let value = show_seen(leaf, lang);
            let part = format!(
                "{}{}{value}",
                label(leaf.test.fact, lang),
                lang.pick("：", ": ")
            );
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
        parts.truncate(6);
        parts.join(lang.pick("；", "; "))
    };
    Words::new(one(Lang::Zh), one(Lang::En))
}

/// Returns the labels of the facts of these leaves, each once.
fn labels(leaves: &[Leaf<'_>], lang: Lang) -> String {
    let mut names: Vec<&str> = Vec::new();
    for leaf in leaves {
        let name = label(leaf.test.fact, lang);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.truncate(4);
    names.join(lang.pick("、", ", "))
}

/// Says that unknown facts leave the rule open.
pub(crate) fn open(cause: Cause, leaves: &[Leaf<'_>]) -> Words {
    let unknown: Vec<Leaf<'_>> = leaves
        .iter()
        .filter(|leaf| leaf.cause.is_some())
        .cloned()
        .collect();
    let (zh, en) = (labels(&unknown, Lang::Zh), labels(&unknown, Lang::En));
    if zh.is_empty() {
        return not_told(cause);
    }
    Words::new(
        format!("未能判定：{}，{zh}未知", cause.label(Lang::Zh)),
        format!("cannot tell: {}; unknown: {en}", cause.label(Lang::En)),
    )
}

/// Says that a cause leaves the rule open.
pub(crate) fn not_told(cause: Cause) -> Words {
    Words::new(
        format!("未能判定：{}", cause.label(Lang::Zh)),
        format!("cannot tell: {}", cause.label(Lang::En)),
    )
}

/// Says what to look at by hand and what would make it decidable.
pub(crate) fn look(rule: &Rule, cause: Cause, leaves: &[Leaf<'_>]) -> Words {
    let hint = decidable(cause);
    if let Some(look) = &rule.look {
        return Words::new(
            format!("{}。{}", look.zh.trim_end_matches('。'), hint.zh),
            format!("{}. {}", look.en.trim_end_matches('.'), hint.en),
        );
    }
    let (zh, en) = (labels(leaves, Lang::Zh), labels(leaves, Lang::En));
    if zh.is_empty() {
        return Words::new(
            format!("请人工核对：{}。{}", rule.title.zh, hint.zh),
            format!("look by hand: {}. {}", rule.title.en, hint.en),
        );
    }
    Words::new(
        format!("请打开页面人工核对：{zh}。{}", hint.zh),
        format!("open the page and look by hand at: {en}. {}", hint.en),
    )
}

/// Says what would make a verdict decidable, by its cause.
pub(crate) fn decidable(cause: Cause) -> Words {
    let (zh, en) = match cause {
        Cause::NotFetched => (
            "抓到该页后可自动判定。",
            "Decidable once the page is fetched.",
        ),
        Cause::Blocked => (
            "网站放行抓取后可自动判定。",
            "Decidable once the site lets the page be fetched.",
        ),
        Cause::ScriptBuilt => (
            "网站改为直接输出内容后可自动判定。",
            "Decidable once the site serves the content itself.",
        ),
        Cause::LimitReached => (
            "核查单位放宽抓取的请求数、网页数或层数后可自动判定。",
            "Decidable when the auditing unit allows more requests, pages or levels.",
        ),
        Cause::JumpsOffSite => (
            "请打开站外页面核对。",
            "Look at the page on the other site.",
        ),
        Cause::Undated => (
            "页面标明日期后可自动判定。",
            "Decidable once the page shows a date.",
        ),
        Cause::ImageOnly => (
            "内容改为文字后可自动判定。",
            "Decidable once the content is text.",
        ),
        Cause::UnreadableFile => ("请打开附件核对。", "Look into the attached file."),
        Cause::CalendarUnknown => (
            "补充该年度的工作日历后可自动判定。",
            "Decidable once the working-day calendar covers the year.",
        ),
        Cause::Disputable => (
            "页面说法有出入，由人认定。",
            "The page is ambiguous; a person decides.",
        ),
        Cause::NeedsHuman => ("由人认定。", "A person decides."),
        Cause::RuleError => (
            "这是工具或规则的差错，不是网站的问题；请报告规则编号。",
            "This is a fault of the tool or the rule, not of the site; please report the rule's id.",
        ),
    };
    Words::new(zh, en)
}
