//! The columns of a ledger on a sheet: their names, who fills them in, and what stands in them.
//!
//! One table serves the workbook, CSV, and what comes back; the order is that of the sheet.

use jiff::civil::Date;

use super::words;
use crate::ledger::{Issue, State};
use crate::model::{Evidence, Lang};
use crate::report::clean;

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) key: Key,
    pub(super) zh: &'static str,
    pub(super) en: &'static str,
    /// Width in columns of text.
    pub(super) width: usize,
    pub(super) role: Role,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Key {
    Number,
    Id,
    Severity,
    Place,
    Page,
    Open,
    Message,
    Basis,
    Advice,
    Unit,
    Person,
    Due,
    Reason,
    Measures,
    Done,
    Link,
    State,
    Review,
    Opinion,
    Signer,
    SignedOn,
    Remark,
    Until,
    Verdict,
    Evidence,
    Address,
    Site,
    Rule,
    Reviewer,
    ReviewedOn,
    Revision,
}

/// Who fills a column in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The tool; what stands there is the record, and may not be changed.
    Told,
    /// Nothing of the record: the order on the sheet, a link to click. It comes back as anything.
    Order,
    /// People: words.
    Words,
    /// People: a day.
    Day,
    /// People: one of the states.
    State,
}

impl Role {
    /// Tells whether people fill it in.
    pub(super) const fn of_people(self) -> bool {
        matches!(self, Self::Words | Self::Day | Self::State)
    }
}

const fn told(key: Key, zh: &'static str, en: &'static str, width: usize) -> Column {
    Column {
        key,
        zh,
        en,
        width,
        role: Role::Told,
    }
}

const fn order(key: Key, zh: &'static str, en: &'static str, width: usize) -> Column {
    Column {
        key,
        zh,
        en,
        width,
        role: Role::Order,
    }
}

const fn filled(key: Key, zh: &'static str, en: &'static str, width: usize) -> Column {
    Column {
        key,
        zh,
        en,
        width,
        role: match key {
            Key::Due | Key::SignedOn | Key::Until => Role::Day,
            Key::State => Role::State,
            _ => Role::Words,
        },
    }
}

/// Every column, in the order of the sheet: those to be printed come first, and their widths
/// leave letters of nine points on A4.
pub(super) const COLUMNS: [Column; 31] = [
    order(Key::Number, "序号", "No.", 4),
    told(Key::Severity, "严重度", "Severity", 6),
    told(Key::Page, "问题页面", "Page", 14),
    told(Key::Message, "问题描述", "Finding", 28),
    told(Key::Basis, "依据", "Basis", 14),
    told(Key::Advice, "整改建议", "How to mend", 16),
    filled(Key::Unit, "责任单位", "Unit", 8),
    filled(Key::Person, "责任人", "Person", 7),
    filled(Key::Due, "整改时限", "Due", 11),
    filled(Key::Measures, "整改措施", "Measures", 12),
    filled(Key::Done, "整改情况", "What was done", 12),
    filled(Key::State, "状态", "State", 8),
    told(Key::Review, "复核结果", "Re-check", 7),
    filled(Key::Signer, "销号人", "Signed off by", 7),
    order(Key::Open, "链接", "Link", 6),
    told(Key::Id, "问题编号", "Fingerprint", 20),
    told(Key::Place, "栏目", "Column", 14),
    filled(Key::Link, "整改链接", "Mended page", 16),
    filled(Key::Opinion, "销号意见", "Sign-off", 10),
    filled(Key::SignedOn, "销号时间", "Signed off on", 12),
    filled(Key::Remark, "备注", "Remarks", 14),
    filled(Key::Until, "暂缓或不适用至", "Set aside until", 12),
    filled(Key::Reason, "原因分析", "Cause", 16),
    told(Key::Verdict, "结论", "Verdict", 8),
    told(Key::Evidence, "证据", "Evidence", 40),
    told(Key::Address, "页面地址", "Address", 40),
    told(Key::Site, "站点", "Site", 20),
    told(Key::Rule, "规则编号", "Rule", 30),
    told(Key::Reviewer, "复核人", "Re-checked by", 16),
    told(Key::ReviewedOn, "复核时间", "Re-checked on", 12),
    told(Key::Revision, "台账版本", "Revision", 10),
];

/// How many columns are printed; those after them are for the screen, or tie a row to the record
/// when it comes back.
pub(super) const PRINTED: u16 = 14;

impl Column {
    /// Returns the words above it.
    pub(super) const fn head(&self, lang: Lang) -> &'static str {
        lang.pick(self.zh, self.en)
    }
}

/// Returns the column that a head names, however it is spaced or marked.
pub(super) fn by_head(head: &str) -> Option<&'static Column> {
    let head = words::plain(head);
    COLUMNS
        .iter()
        .find(|column| words::plain(column.zh) == head || words::plain(column.en) == head)
}

/// Returns what stands in a cell of an issue; days are ISO.
pub(super) fn text(issue: &Issue, key: Key, lang: Lang, today: Date) -> String {
    let finding = &issue.finding;
    let line = |text: &str| clean::line(text);
    let people = |text: &Option<String>| clean::own_workbook(text.as_deref().unwrap_or_default());
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    match key {
        // The place on the sheet gives the number.
        Key::Number => String::new(),
        Key::Open => if address(issue).is_some() {
            lang.pick("打开", "open")
        } else {
            ""
        }
        .to_owned(),
        Key::Id => issue.fingerprint.to_string(),
        Key::Severity => finding.severity.label(lang).to_owned(),
        Key::Place => line(&issue.column()),
        Key::Page => page(issue, lang),
        Key::Message => line(finding.message.get(lang)),
        Key::Basis => lines(finding.basis.iter().map(|words| citation(words.get(lang)))),
        Key::Advice => line(finding.advice.get(lang)),
        Key::Unit => people(&issue.unit),
        Key::Person => people(&issue.person),
        Key::Due => day(issue.due),
        Key::Reason => people(&issue.reason),
        Key::Measures => people(&issue.measures),
        Key::Done => clean::own_workbook(done(issue)),
        Key::Link => clean::own_workbook(link(issue)),
        Key::State => issue.standing(today).label(lang).to_owned(),
        Key::Review => review(issue, lang),
        Key::Opinion => issue
            .signed_off
            .as_ref()
            .map(|signed| clean::own_workbook(&signed.opinion))
            .unwrap_or_default(),
        Key::Signer => issue
            .signed_off
            .as_ref()
            .map(|signed| clean::own_line(&signed.who))
            .unwrap_or_default(),
        Key::SignedOn => day(issue
            .signed_off
            .as_ref()
            .map(|signed| signed.on.unwrap_or_else(|| words::day_of(signed.at)))),
        Key::Remark => people(&issue.remark),
        Key::Until => day(issue.excuse.as_ref().and_then(|excuse| excuse.until)),
        Key::Verdict => if issue.doubt.is_empty() {
            lang.pick("问题", "finding")
        } else {
            lang.pick("问题（存疑）", "finding (in doubt)")
        }
        .to_owned(),
        Key::Evidence => finding
            .evidence
            .first()
            .map(|seen| evidence(seen, lang))
            .unwrap_or_default(),
        Key::Address => address(issue).map(line).unwrap_or_default(),
        Key::Site => line(&finding.site),
        Key::Rule => line(&finding.rule),
        Key::Reviewer => issue
            .verified
            .as_ref()
            .map(|seen| line(&seen.who))
            .unwrap_or_default(),
        Key::ReviewedOn => reviewed_on(issue),
        Key::Revision => issue.last_event.to_string(),
    }
}

/// Returns what the unit says that it did.
pub(super) fn done(issue: &Issue) -> &str {
    let said = issue.rectified.as_ref().map(|said| said.done.as_str());
    issue.progress.as_deref().or(said).unwrap_or_default()
}

/// Returns the address of the mended page that the unit gave.
pub(super) fn link(issue: &Issue) -> &str {
    let said = issue
        .rectified
        .as_ref()
        .and_then(|said| said.url.as_deref());
    issue.link.as_deref().or(said).unwrap_or_default()
}

/// Returns the page that a person opens first.
pub(super) fn address(issue: &Issue) -> Option<&str> {
    let finding = &issue.finding;
    finding
        .evidence
        .first()
        .map(|seen| &*seen.url)
        .or(finding.subject.url.as_deref())
}

fn page(issue: &Issue, lang: Lang) -> String {
    let name = clean::short(&issue.finding.subject.name, 120);
    let further = crate::report::words::further_pages(&issue.finding.evidence);
    match (further, lang) {
        (0, _) => name,
        (_, Lang::Zh) => format!("{name}\n（另见{further}个页面）"),
        (_, Lang::En) => format!("{name}\n(see also {further} more pages)"),
    }
}

/// Returns the citation without what it asks: the part before the colon.
fn citation(text: &str) -> String {
    let end = text.find(['：', ':']).unwrap_or(text.len());
    clean::line(&text[..end])
}

/// Joins lines, each once.
fn lines(all: impl Iterator<Item = String>) -> String {
    let mut out: Vec<String> = Vec::new();
    for line in all {
        if !out.contains(&line) {
            out.push(line);
        }
    }
    out.join("\n")
}

/// Says what scans saw of the mend.
fn review(issue: &Issue, lang: Lang) -> String {
    let mut all = Vec::new();
    if issue.verified.is_some() {
        all.push(lang.pick("通过", "passed").to_owned());
    }
    if issue.review_failed {
        all.push(lang.pick("未通过", "failed").to_owned());
    }
    if issue.recurrences > 0 {
        all.push(match lang {
            Lang::Zh => format!("复发{}次", issue.recurrences),
            Lang::En => format!("came back {} times", issue.recurrences),
        });
    }
    if let Some(reason) = issue
        .signed_off
        .as_ref()
        .and_then(|signed| signed.overriding.as_deref())
    {
        all.push(format!(
            "{}{}",
            lang.pick("未经复核通过而销号，理由：", "signed off unseen, because: "),
            clean::own_line(reason)
        ));
    }
    if !issue.doubt.is_empty() {
        all.push(format!(
            "{}{}",
            lang.pick("存疑：", "in doubt: "),
            clean::line(&issue.doubt)
        ));
    }
    all.join(lang.pick("；", "; "))
}

fn reviewed_on(issue: &Issue) -> String {
    match &issue.verified {
        Some(seen) => words::day_of(seen.at).to_string(),
        None if issue.review_failed => words::day_of(issue.last_seen.at).to_string(),
        None => String::new(),
    }
}

/// Says when and how the page was read, and what was seen.
fn evidence(seen: &Evidence, lang: Lang) -> String {
    let mut out = crate::report::words::read_at(seen, lang);
    if let Some(words) = crate::report::words::seen(seen, 200, lang) {
        out.push('\n');
        out.push_str(&words);
    }
    out
}

/// Returns the words for the states to choose from.
pub(super) fn states(lang: Lang) -> [&'static str; 8] {
    State::ALL.map(|state| state.label(lang))
}
