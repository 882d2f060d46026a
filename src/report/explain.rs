//! How a verdict came about, for people: what `gongkai explain` prints.
//!
//! In goes an audit as its JSON holds it, out comes a plain text that a site owner who
//! disputes a finding can read: pages, facts, clause, every condition with its answer, the
//! parameters with their source, and what would change the verdict.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{clean, words};
use crate::model::{Account, Evidence, Lang, Run, Severity, SubjectKind, Words, unit_label};

/// The explanation of a verdict in one language, as audits carry it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// What the rule expects.
    pub expects: String,
    /// The pages on which the facts were seen.
    pub pages: Vec<Page>,
    /// The first subjects that the verdict is about.
    pub examined: Vec<Examined>,
    /// How many subjects it is about.
    pub examined_of: usize,
    /// The rule's parameters.
    pub params: Vec<Param>,
    /// What would change the verdict.
    pub would_change: Vec<String>,
}

/// One subject with the steps that led to its verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields are those of the model's account")]
pub struct Examined {
    pub subject: String,
    pub url: Option<String>,
    pub steps: Vec<Step>,
}

/// One step: `step` is in_force, applies, find, manual or expect; `answer` yes, no or unknown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields are those of the model's account")]
pub struct Step {
    pub step: String,
    pub asked: String,
    pub answer: String,
    pub then: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<Seen>,
}

/// A fact as it was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields are those of the model's account")]
pub struct Seen {
    pub fact: String,
    pub label: String,
    pub value: String,
    pub answer: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Place>,
    #[serde(default, skip_serializing_if = "is_shown")]
    pub places_of: usize,
}

/// A page that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields are those of the model's evidence")]
pub struct Page {
    pub url: String,
    pub fetched_at: String,
    pub status: Option<u16>,
    pub sha256: Option<String>,
}

/// Where something was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Number of the page among the explanation's, from 1.
    pub page: usize,
    /// Where on the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locator: Option<String>,
    /// The words seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<String>,
}

/// A parameter of the rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields are those of the model's parameter")]
pub struct Param {
    pub name: String,
    pub value: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    pub source: String,
    pub set_by_config: bool,
}

/// The number of places is told only where not all of them are listed.
fn is_shown(count: &usize) -> bool {
    *count == 0
}

impl Explanation {
    /// Makes the explanation in one language; every word of the site is cleaned.
    pub fn of(account: &Account, lang: Lang) -> Self {
        let text = |words: &Words| clean::line(words.get(lang));
        let mut pages: Vec<Page> = Vec::new();
        let examined = account
            .examined
            .iter()
            .map(|examined| Examined {
                subject: clean::line(&examined.name),
                url: examined.url.clone(),
                steps: examined
                    .steps
                    .iter()
                    .map(|step| Step {
                        step: step.kind.code().to_owned(),
                        asked: text(&step.asked),
                        answer: step.answer.code().to_owned(),
                        then: text(&step.then),
                        facts: step
                            .facts
                            .iter()
                            .map(|fact| Seen {
                                fact: fact.fact.clone(),
                                label: text(&fact.label),
                                value: text(&fact.value),
                                answer: fact.answer.code().to_owned(),
                                cause: fact.cause.map(|cause| cause.code().to_owned()),
                                places: fact
                                    .places
                                    .iter()
                                    .map(|seen| place(seen, &mut pages))
                                    .collect(),
                                places_of: if fact.place_count > fact.places.len() {
                                    fact.place_count
                                } else {
                                    0
                                },
                            })
                            .collect(),
                    })
                    .collect(),
            })
            .collect();
        Self {
            expects: text(&account.expects),
            examined,
            pages,
            examined_of: account.count,
            params: account
                .params
                .iter()
                .map(|param| Param {
                    name: param.name.clone(),
                    value: text(&param.value),
                    unit: param.unit.clone(),
                    source: param.source.clone(),
                    set_by_config: param.overridden,
                })
                .collect(),
            would_change: account.changes.iter().map(text).collect(),
        }
    }
}

/// Returns where something was seen, with its page put among the pages.
fn place(seen: &Evidence, pages: &mut Vec<Page>) -> Place {
    let known = pages.iter().position(|page| page.url == seen.url);
    let page = known.unwrap_or_else(|| {
        pages.push(Page {
            url: seen.url.clone(),
            fetched_at: super::json::seconds(seen.fetched_at),
            status: seen.status,
            sha256: seen.sha256.clone(),
        });
        pages.len() - 1
    });
    Place {
        page: page + 1,
        locator: seen.locator.as_deref().map(clean::line),
        excerpt: seen.excerpt.as_deref().map(clean::line),
    }
}

/// An audit as its JSON holds it; keys that explaining needs not are left alone.
#[derive(Debug, Clone, Deserialize)]
pub struct Audit {
    schema: String,
    tool: Named,
    #[serde(default)]
    versions: Vec<Named>,
    target: String,
    as_of: String,
    verdicts: Vec<Explained>,
}

#[derive(Debug, Clone, Deserialize)]
struct Named {
    name: String,
    version: String,
}

/// One verdict of such an audit.
#[derive(Debug, Clone, Deserialize)]
pub struct Explained {
    rule: String,
    pack: String,
    #[serde(default)]
    title: String,
    subject: Subject,
    outcome: String,
    #[serde(default)]
    look: Option<String>,
    severity: String,
    basis: Vec<Basis>,
    message: String,
    advice: String,
    evidence: Vec<Page>,
    fingerprint: String,
    #[serde(default)]
    explanation: Option<Explanation>,
}

#[derive(Debug, Clone, Deserialize)]
struct Subject {
    kind: String,
    name: String,
    url: Option<String>,
    #[serde(default)]
    columns: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
struct Basis {
    law: String,
    article: Option<u32>,
    item: Option<serde_json::Value>,
    text: String,
    #[serde(default)]
    since: Option<String>,
}

/// Why no verdict could be picked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unpicked {
    /// None begins so; these come nearest.
    Unknown(Vec<Words>),
    /// Several begin so.
    Several(Vec<Words>),
}

/// The fewest digits that a beginning of a fingerprint must have.
const DIGITS: usize = 4;
/// How many near ones are named.
const NEAR: usize = 5;

impl Audit {
    /// Reads the bytes of an audit's JSON.
    ///
    /// # Errors
    /// When they are none.
    pub fn read(bytes: &[u8]) -> Result<Self, Words> {
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        let audit: Self = serde_json::from_slice(bytes).map_err(|error| {
            Words::new(
                format!("不是核查结果（gongkai.audit/1）：{error}"),
                format!("not an audit (gongkai.audit/1): {error}"),
            )
        })?;
        if audit.schema != "gongkai.audit/1" {
            return Err(Words::new(
                format!("不认识的格式 {}，应为 gongkai.audit/1", audit.schema),
                format!("unknown schema {}, expected gongkai.audit/1", audit.schema),
            ));
        }
        Ok(audit)
    }

    /// Takes a run as its JSON would hold it.
    ///
    /// # Errors
    /// Never for a run that can be written.
    pub fn of(run: &Run, lang: Lang) -> Result<Self, Words> {
        let mut bytes = Vec::new();
        let style = super::Style {
            lang,
            ..super::Style::default()
        };
        (super::json::FORMAT.write)(run, &style, &mut bytes)
            .map_err(|error| Words::new(error.to_string(), error.to_string()))?;
        Self::read(&bytes)
    }

    /// Picks the verdict with this fingerprint, or the only one that begins so; the id of a
    /// rule picks its only verdict.
    ///
    /// # Errors
    /// When none or several are meant, with those that come near.
    pub fn pick(&self, wanted: &str) -> Result<&Explained, Unpicked> {
        let wanted = wanted.trim().trim_end_matches('…').to_ascii_lowercase();
        let found: Vec<&Explained> = self
            .verdicts
            .iter()
            .filter(|one| {
                (wanted.len() >= DIGITS && one.fingerprint.starts_with(&wanted))
                    || one.rule == wanted
            })
            .collect();
        match found.as_slice() {
            [one] => Ok(one),
            [] => Err(Unpicked::Unknown(self.near(&wanted))),
            many => Err(Unpicked::Several(
                many.iter().take(2 * NEAR).map(|one| one.line()).collect(),
            )),
        }
    }

    /// Returns the verdicts whose fingerprint (or rule) is most like what was asked for.
    fn near(&self, wanted: &str) -> Vec<Words> {
        let mut scored: Vec<(f64, &Explained)> = self
            .verdicts
            .iter()
            .map(|one| {
                let beginning: String = one.fingerprint.chars().take(wanted.len()).collect();
                let of_print = strsim::jaro_winkler(wanted, &beginning);
                let of_rule = strsim::jaro_winkler(wanted, &one.rule);
                (of_print.max(of_rule), one)
            })
            .filter(|(score, _)| *score > 0.7)
            .collect();
        scored.sort_by(|(a, x), (b, y)| {
            b.total_cmp(a)
                .then_with(|| x.fingerprint.cmp(&y.fingerprint))
        });
        scored
            .iter()
            .take(NEAR)
            .map(|(_, one)| one.line())
            .collect()
    }
}

impl Explained {
    fn line(&self) -> Words {
        let short = short(&self.fingerprint);
        let of = |lang| {
            format!(
                "{short}  {}  {}  {}",
                outcome(&self.outcome, lang),
                self.rule,
                self.subject.name
            )
        };
        Words::new(of(Lang::Zh), of(Lang::En))
    }
}

fn short(fingerprint: &str) -> String {
    fingerprint.chars().take(12).collect()
}

fn outcome(code: &str, lang: Lang) -> &str {
    match code {
        "pass" => lang.pick("达标", "pass"),
        "fail" => lang.pick("缺陷", "fail"),
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
            text.push_str(locator);
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
                "  未能判定的不算缺陷，也不算达标。\n",
                "  What could not be told is neither a failure nor a pass.\n",
            ));
        }
        _ => {}
    }
}
