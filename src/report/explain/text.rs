//! The explanation of one verdict as plain text.

use std::collections::BTreeSet;

use super::record::{Audit, Explained};
use super::{Explanation, Page, Seen};
use crate::model::{Lang, Severity, SubjectKind, unit_label};
use crate::report::{locators, words};

pub(super) fn outcome(code: &str, lang: Lang) -> &str {
    match code {
        "pass" => lang.pick("达标", "pass"),
        "fail" => lang.pick("问题", "fail"),
        "inapplicable" => lang.pick("不适用", "inapplicable"),
        "cannot_tell" => lang.pick("未能判定", "cannot tell"),
        other => other,
    }
}

fn answer(code: &str, lang: Lang) -> &str {
    match code {
        "yes" => lang.pick("是", "yes"),
        "no" => lang.pick("否", "no"),
        _ => lang.pick("不知道", "unknown"),
    }
}

fn question(step: &str, lang: Lang) -> &str {
    match step {
        "in_force" => lang.pick("依据有效吗？", "In force?"),
        "applies" => lang.pick("适用吗？", "Applies?"),
        "find" => lang.pick("找到了吗？", "Found?"),
        "manual" => lang.pick("要由人看吗？", "For a person?"),
        _ => lang.pick("做到了吗？", "Met?"),
    }
}

fn kind(code: &str, lang: Lang) -> &str {
    SubjectKind::from_code(code).map_or(code, |kind| words::subject_kind(kind, lang))
}

/// Returns the pages that a verdict rests on, those of its facts first, each once.
fn pages(verdict: &Explained) -> Vec<&Page> {
    let of_facts = verdict.explanation.iter().flat_map(|one| &one.pages);
    let mut pages: Vec<&Page> = Vec::new();
    for page in of_facts.chain(&verdict.evidence) {
        if pages.iter().all(|known| known.url != page.url) {
            pages.push(page);
        }
    }
    pages
}

/// Returns a time as people in China read it.
fn in_china(time: &str, lang: Lang) -> String {
    let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(8));
    match time.parse::<jiff::Timestamp>() {
        Ok(time) => {
            let shown = time.to_zoned(zone).strftime("%Y-%m-%d %H:%M:%S");
            match lang {
                Lang::Zh => format!("{shown}（北京时间）"),
                Lang::En => format!("{shown} (China)"),
            }
        }
        Err(_) => time.to_owned(),
    }
}

/// Writes the explanation of one verdict.
pub fn explain(audit: &Audit, verdict: &Explained, lang: Lang) -> String {
    let mut out = String::new();
    head(audit, verdict, lang, &mut out);
    let pages = pages(verdict);
    section(
        lang.pick("一、读了哪些页面", "1. Pages that were read"),
        &mut out,
    );
    for (index, page) in pages.iter().enumerate() {
        let status = page.status.map_or_else(
            || lang.pick("没有应答", "no answer").to_owned(),
            |status| format!("HTTP {status}"),
        );
        out.push_str(&format!("  [{}] {}\n", index + 1, page.url));
        out.push_str(&match lang {
            Lang::Zh => format!(
                "      读取于 {}，{status}\n",
                in_china(&page.fetched_at, lang)
            ),
            Lang::En => format!(
                "      fetched {}, {status}\n",
                in_china(&page.fetched_at, lang)
            ),
        });
        if let Some(digest) = &page.sha256 {
            out.push_str(&format!("      SHA-256 {digest}\n"));
        }
    }
    if pages.is_empty() {
        out.push_str(lang.pick("  （无）\n", "  (none)\n"));
    }
    if let Some(explanation) = &verdict.explanation {
        body(explanation, lang, &mut out);
    } else {
        out.push_str(lang.pick(
            "\n这份结果由较早的版本写成，没有记下判断的步骤；请重新核查。\n",
            "\nThis audit was written by an earlier version and holds no steps; audit again.\n",
        ));
    }
    closing(verdict, lang, &mut out);
    out
}

fn section(title: &str, out: &mut String) {
    out.push_str(&format!("\n{title}\n"));
}

fn head(audit: &Audit, verdict: &Explained, lang: Lang, out: &mut String) {
    let severity = Severity::from_code(&verdict.severity)
        .map_or(verdict.severity.as_str(), |severity| severity.label(lang));
    let mut line = |zh: &str, en: &str, text: &str| {
        if !text.is_empty() {
            out.push_str(&format!(
                "{}{}{text}\n",
                lang.pick(zh, en),
                lang.pick("：", ": ")
            ));
        }
    };
    line("判定编号", "Fingerprint", &verdict.fingerprint);
    line(
        "规则",
        "Rule",
        &match lang {
            Lang::Zh => format!(
                "{}（{}/{}，程度：{severity}）",
                verdict.title, verdict.pack, verdict.rule
            ),
            Lang::En => format!(
                "{} ({}/{}, {severity})",
                verdict.title, verdict.pack, verdict.rule
            ),
        },
    );
    let subject = format!(
        "{} {}",
        kind(&verdict.subject.kind, lang),
        verdict.subject.name
    );
    line("对象", "Subject", &subject);
    line(
        "网址",
        "Address",
        verdict.subject.url.as_deref().unwrap_or_default(),
    );
    if verdict.subject.columns.len() > 1 {
        line(
            "所在栏目",
            "In the column",
            &verdict.subject.columns.join(" > "),
        );
    }
    line("判定", "Verdict", outcome(&verdict.outcome, lang));
    line("说明", "Message", &verdict.message);
    for basis in &verdict.basis {
        let item = basis.item.as_ref().map(|item| match item {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        });
        let cited = crate::model::citation(&basis.law, basis.article, item.as_deref(), lang);
        let since = basis
            .since
            .as_ref()
            .map_or_else(String::new, |since| match lang {
                Lang::Zh => format!("（自 {since} 起施行）"),
                Lang::En => format!(" (in force from {since})"),
            });
        let text = &basis.text;
        let colon = lang.pick("：", ": ");
        line("依据", "Basis", &format!("{cited}{colon}{text}{since}"));
    }
    line("核查日", "As of", &audit.as_of);
    line("核查对象", "Target", &audit.target);
    let version = audit
        .versions
        .iter()
        .find(|version| version.name == verdict.pack)
        .map_or_else(String::new, |pack| match lang {
            Lang::Zh => format!("，规则包 {} {}", pack.name, pack.version),
            Lang::En => format!(", pack {} {}", pack.name, pack.version),
        });
    let tool = format!("{} {}{version}", audit.tool.name, audit.tool.version);
    line("版本", "Version", &tool);
}

fn body(explanation: &Explanation, lang: Lang, out: &mut String) {
    let mut quoted = BTreeSet::new();
    section(lang.pick("二、逐步怎么判的", "2. Step by step"), out);
    let several = explanation.examined_of > 1;
    for examined in &explanation.examined {
        if several {
            out.push_str(&format!("  ◆ {}\n", examined.subject));
        }
        for (index, step) in examined.steps.iter().enumerate() {
            let (head, asked) = (question(&step.step, lang), &step.asked);
            let (said, then) = (answer(&step.answer, lang), &step.then);
            out.push_str(&match lang {
                Lang::Zh => format!("  {}. {head}{asked}\n     答：{said} → {then}\n", index + 1),
                Lang::En => format!("  {}. {head} {asked}\n     {said} → {then}\n", index + 1),
            });
            for fact in &step.facts {
                seen(fact, &mut quoted, lang, out);
            }
        }
    }
    if explanation.examined_of > explanation.examined.len() {
        out.push_str(&match lang {
            Lang::Zh => format!(
                "  本问题共 {} 处，以上列出前 {} 处，其余判法相同。\n",
                explanation.examined_of,
                explanation.examined.len()
            ),
            Lang::En => format!(
                "  The first {} of {}; the others were judged in the same way.\n",
                explanation.examined.len(),
                explanation.examined_of
            ),
        });
    }
    section(
        lang.pick(
            "三、用到的界限和它的来源",
            "3. Limits and where they come from",
        ),
        out,
    );
    for param in &explanation.params {
        let unit = unit_label(param.unit.as_deref().unwrap_or_default(), lang);
        let value = format!("{} {unit}", param.value);
        let set = match (param.set_by_config, lang) {
            (false, _) => "",
            (true, Lang::Zh) => "；本次由 gongkai.yaml 设定",
            (true, Lang::En) => "; set by gongkai.yaml",
        };
        let (name, value, source) = (&param.name, value.trim_end(), &param.source);
        out.push_str(&match lang {
            Lang::Zh => format!("  {name} = {value}（来源：{source}{set}）\n"),
            Lang::En => format!("  {name} = {value} (source: {source}{set})\n"),
        });
    }
    if explanation.params.is_empty() {
        out.push_str(lang.pick(
            "  本条没有可调的界限。\n",
            "  The rule has no limit that can be set.\n",
        ));
    }
    section(
        lang.pick("四、什么情况下结论会变", "4. What would change the verdict"),
        out,
    );
    for change in &explanation.would_change {
        out.push_str(&format!("  - {change}\n"));
    }
}

/// The most characters of an excerpt that are quoted.
const QUOTED: usize = 60;

/// Writes what was seen of one fact, and where; each excerpt is quoted once.
fn seen(fact: &Seen, quoted: &mut BTreeSet<String>, lang: Lang, out: &mut String) {
    let colon = lang.pick("：", ": ");
    out.push_str(&format!("       {}{colon}{}", fact.label, fact.value));
    let mut places: Vec<String> = Vec::new();
    for place in &fact.places {
        let mut text = format!("[{}]", place.page);
        if let Some(locator) = &place.locator {
            text.push_str(&locators::place(locator, lang));
        }
        if let Some(excerpt) = place
            .excerpt
            .as_ref()
            .filter(|text| **text != fact.value && quoted.insert((*text).clone()))
        {
            let short: String = excerpt.chars().take(QUOTED).collect();
            let dots = if short.len() < excerpt.len() {
                "…"
            } else {
                ""
            };
            text.push_str(&format!("“{short}{dots}”"));
        }
        if !places.contains(&text) {
            places.push(text);
        }
    }
    if !places.is_empty() {
        let joined = places.join(lang.pick("；", "; "));
        let more = match (fact.places_of, lang) {
            (0, _) => String::new(),
            (all, Lang::Zh) => format!("等 {all} 处"),
            (all, Lang::En) => format!(" and others, {all} in all"),
        };
        out.push_str(&match lang {
            Lang::Zh => format!("（见 {joined}{more}）"),
            Lang::En => format!(" (see {joined}{more})"),
        });
    }
    out.push('\n');
}

fn closing(verdict: &Explained, lang: Lang, out: &mut String) {
    let mut title = |zh: &str, en: &str| section(lang.pick(zh, en), out);
    match verdict.outcome.as_str() {
        "fail" => {
            title(
                "五、怎么改，有异议怎么办",
                "5. How to mend it, how to dispute it",
            );
            out.push_str(&format!("  {}\n", verdict.advice));
            out.push_str(lang.pick(
                "  对结论有异议的：打开上列页面，对照读到的内容和时间；页面后来改过的，重新核查即可；\n  读错了或不适用本机关的，把判定编号、页面网址和理由报核查单位，由其在台账中登记为误报或不适用。\n",
                "  To dispute it: open the pages above and compare what was read and when. If a page has changed since, audit again;\n  if it was misread or does not apply to the body, report the fingerprint, the address and the reason, so that it is recorded in the ledger.\n",
            ));
        }
        "cannot_tell" => {
            title("五、请人看什么", "5. What to look at");
            let look = verdict.look.as_deref().unwrap_or(&verdict.advice);
            out.push_str(&format!("  {look}\n"));
            out.push_str(lang.pick(
                "  未能判定的不算问题，也不算达标。\n",
                "  What could not be told is neither a failure nor a pass.\n",
            ));
        }
        _ => {}
    }
}
