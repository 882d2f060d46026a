//! Words that several formats show.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{clean, locators};
use crate::model::{
    Body, CATALOGUE, Change, Evidence, Lang, Outcome, Profile, Run, SubjectKind, Verdict,
    word_label,
};

/// Returns the name of the tool with its version.
pub(crate) const fn tool() -> &'static str {
    concat!("gongkai ", env!("CARGO_PKG_VERSION"))
}

/// Returns the English or Chinese name of a profile.
pub(crate) fn profile(profile: Profile, lang: Lang) -> &'static str {
    lang.pick(profile.zh(), profile.code())
}

/// Says that there are no findings; where nothing was judged that would be no news.
pub(crate) fn no_findings(run: &Run, lang: Lang) -> &'static str {
    if run.has_judged() {
        lang.pick("没有发现问题。", "No findings.")
    } else {
        lang.pick(
            "没有作出任何判定，不能当作没有问题。",
            "Nothing was judged: this does not mean that nothing is wrong.",
        )
    }
}

/// Returns the audited body for a heading: its name, else the site's, else the target.
pub(crate) fn body_name(run: &Run) -> String {
    let name = run.body.name.as_deref().or(run.site_name.as_deref());
    clean::short(name.unwrap_or(&run.target), 80)
}

/// Returns the profile with a remark when it was guessed. Documents go to people who run no
/// program: only `on_terminal` it is said how to set it.
pub(crate) fn body_kind(body: &Body, lang: Lang, on_terminal: bool) -> String {
    let kind = profile(body.profile, lang);
    if body.profile_guessed {
        let remark = if on_terminal {
            lang.pick(
                "（根据网站推定，可用 --profile 指定）",
                " (guessed from the site; set it with --profile)",
            )
        } else {
            lang.pick("（根据网站推定）", " (guessed from the site)")
        };
        format!("{kind}{remark}")
    } else {
        kind.to_owned()
    }
}

/// Returns the powers that the body is taken to have and to lack: items of the law apply or
/// not by them, so a reader must see what was presumed. Empty where nothing is.
pub(crate) fn body_powers(body: &Body, lang: Lang) -> String {
    let list = |powers: &std::collections::BTreeSet<String>| {
        let labels: Vec<&str> = powers
            .iter()
            .map(|power| power_label(power, lang))
            .collect();
        labels.join(lang.pick("、", ", "))
    };
    let (has, lacks) = (list(&body.powers), list(&body.lacks));
    match (has.is_empty(), lacks.is_empty(), lang) {
        (true, true, _) => String::new(),
        (false, true, Lang::Zh) => format!("按有这些职权核查：{has}"),
        (true, false, Lang::Zh) => format!("按没有这些职权核查：{lacks}"),
        (false, false, Lang::Zh) => format!("按有这些职权核查：{has}；没有：{lacks}"),
        (false, true, Lang::En) => format!("taken to have the powers: {has}"),
        (true, false, Lang::En) => format!("taken to lack the powers: {lacks}"),
        (false, false, Lang::En) => format!("taken to have the powers: {has}; to lack: {lacks}"),
    }
}

fn power_label(power: &str, lang: Lang) -> &str {
    CATALOGUE
        .iter()
        .find(|spec| spec.name == "body.powers")
        .map_or(power, |spec| word_label(spec, power, lang))
}

/// Returns the name of a kind of subject.
pub(crate) const fn subject_kind(kind: SubjectKind, lang: Lang) -> &'static str {
    match kind {
        SubjectKind::Site => lang.pick("网站", "site"),
        SubjectKind::Platform => lang.pick("公开平台", "platform"),
        SubjectKind::Column => lang.pick("栏目", "column"),
        SubjectKind::Guide => lang.pick("公开指南", "guide"),
        SubjectKind::Report => lang.pick("公开年报", "annual report"),
        SubjectKind::Document => lang.pick("文件", "document"),
        SubjectKind::Page => lang.pick("网页", "page"),
        SubjectKind::Link => lang.pick("链接", "link"),
        SubjectKind::Message => lang.pick("来信", "message"),
        SubjectKind::Interpretation => lang.pick("政策解读", "interpretation"),
        SubjectKind::Consultation => lang.pick("意见征集", "call for opinions"),
        SubjectKind::Decision => lang.pick("执法决定", "decision"),
    }
}

/// Returns the word for a verdict.
pub(crate) const fn verdict(verdict: &Verdict, lang: Lang) -> &'static str {
    match verdict {
        Verdict::Pass => lang.pick("达标", "pass"),
        Verdict::Fail => lang.pick("问题", "finding"),
        Verdict::Inapplicable(_) => lang.pick("不适用", "inapplicable"),
        Verdict::CannotTell { .. } => lang.pick("未能判定", "cannot tell"),
    }
}

/// Returns the citations of an outcome, the leading one first, each once.
pub(crate) fn citations(outcome: &Outcome, lang: Lang) -> Vec<String> {
    let mut all = Vec::new();
    for basis in outcome.basis.iter() {
        let citation = clean::line(&basis.citation(lang));
        if !all.contains(&citation) {
            all.push(citation);
        }
    }
    all
}

/// Returns the page that a person opens first: where the evidence was seen, else the subject's
/// own address.
pub(crate) fn page(outcome: &Outcome) -> Option<&str> {
    outcome
        .evidence
        .first()
        .map(|evidence| &*evidence.url)
        .or(outcome.subject.url.as_deref())
}

/// Returns the pages that a finding is told with: those that the baseline does not have, where
/// it has become worse; else the page that a person opens first.
pub(crate) fn news_pages<'r>(run: &'r Run, outcome: &'r Outcome) -> Vec<&'r str> {
    let worse = run.comparison.iter().flat_map(|compared| &compared.worse);
    let added: Vec<&str> = worse
        .filter(|one| one.fingerprint == outcome.fingerprint.as_str())
        .flat_map(|one| one.added.iter().map(String::as_str))
        .take(10)
        .collect();
    if added.is_empty() {
        page(outcome).into_iter().collect()
    } else {
        added
    }
}

/// Says that the waiver of a finding has expired.
pub(crate) fn past_waiver(outcome: &Outcome, lang: Lang) -> Option<String> {
    let waiver = outcome.waiver.as_ref().filter(|waiver| waiver.expired)?;
    let (reason, approver) = (clean::line(&waiver.reason), clean::line(&waiver.approver));
    let expires = waiver.expires;
    Some(match lang {
        Lang::Zh => format!("豁免已于 {expires} 到期（原由：{reason}；批准：{approver}）"),
        Lang::En => {
            format!("its waiver expired on {expires} (reason: {reason}; approved by {approver})")
        }
    })
}

/// Returns the word for how a verdict stands to the baseline.
pub(crate) const fn change(change: Change, lang: Lang) -> &'static str {
    match change {
        Change::New => lang.pick("新增", "new"),
        Change::Worse => lang.pick("加重", "worse"),
        Change::Changed => lang.pick("有变化", "changed"),
        Change::Known => lang.pick("已有", "known"),
    }
}

/// Returns what was seen at one place in a line: where on the page, and the words.
pub(crate) fn seen(evidence: &Evidence, most: usize, lang: Lang) -> Option<String> {
    let locator = evidence
        .locator
        .as_deref()
        .map(|locator| clean::line(&locators::place(locator, lang)));
    let excerpt = evidence
        .excerpt
        .as_deref()
        .map(|excerpt| clean::short(excerpt, most))
        .filter(|excerpt| !excerpt.is_empty());
    match (locator.filter(|locator| !locator.is_empty()), excerpt) {
        (None, None) => None,
        (Some(locator), None) => Some(locator),
        (None, Some(excerpt)) => Some(quoted(&excerpt, lang)),
        (Some(locator), Some(excerpt)) => Some(match lang {
            Lang::Zh => format!("{locator}：{}", quoted(&excerpt, lang)),
            Lang::En => format!("{locator}: {}", quoted(&excerpt, lang)),
        }),
    }
}

fn quoted(text: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("“{text}”"),
        Lang::En => format!("\"{text}\""),
    }
}

/// Counts the pages of evidence beside the first. They are where the finding was seen, or what
/// it was held against: not further places of the same fault.
pub(crate) fn further_pages(evidence: &[Evidence]) -> usize {
    let first = evidence.first().map(|seen| &seen.url);
    let pages: BTreeSet<&str> = evidence
        .iter()
        .filter(|seen| Some(&seen.url) != first)
        .map(|seen| &*seen.url)
        .collect();
    pages.len()
}

/// Returns how and when a place was read: status, time in China, first digits of the digest.
pub(crate) fn read_at(evidence: &Evidence, lang: Lang) -> String {
    let status = match evidence.status {
        Some(status) => format!("HTTP {status}"),
        None => lang.pick("无应答", "no answer").to_owned(),
    };
    let mut out = match lang {
        Lang::Zh => format!("{} 抓取，{status}", local_minute(evidence.fetched_at)),
        Lang::En => format!("fetched {}, {status}", local_minute(evidence.fetched_at)),
    };
    if let Some(sha256) = &evidence.sha256 {
        let digits: String = sha256.chars().take(12).collect();
        out.push_str(&match lang {
            Lang::Zh => format!("，SHA-256 {digits}…"),
            Lang::En => format!(", SHA-256 {digits}…"),
        });
    }
    out
}

/// Returns a time as people in China read it: `2026-11-24 20:45`.
pub(crate) fn local_minute(time: Timestamp) -> String {
    // China has had one zone without summer time since 1991; the database is built in.
    let zone = TimeZone::get("Asia/Shanghai").unwrap_or(TimeZone::UTC);
    time.to_zoned(zone).strftime("%Y-%m-%d %H:%M").to_string()
}

/// Returns the digits of a fingerprint that are enough to name a finding in one audit.
pub(crate) fn short_print(outcome: &Outcome) -> String {
    outcome.fingerprint.as_str().chars().take(12).collect()
}

/// Returns the columns that a subject stands in, as one path.
pub(crate) fn column_path(outcome: &Outcome) -> String {
    let names: Vec<String> = outcome
        .columns
        .iter()
        .map(|name| clean::line(name))
        .collect();
    names.join(" > ")
}

/// Returns the versions of everything that decides a verdict, in one line.
pub(crate) fn versions(run: &Run) -> String {
    let mut all = vec![tool().to_owned()];
    all.extend(
        run.versions
            .iter()
            .map(|version| format!("{} {}", version.name, version.version)),
    );
    all.join(" · ")
}

/// Returns a share as a whole percentage that is 100 only for all and 0 only for none.
pub(crate) fn percent(share: f64) -> String {
    let tenths = (share * 1000.0).round();
    let shown = if share < 1.0 && tenths >= 1000.0 {
        99.9
    } else if share > 0.0 && tenths <= 0.0 {
        0.1
    } else {
        tenths / 10.0
    };
    if shown.fract() == 0.0 {
        format!("{shown:.0}%")
    } else {
        format!("{shown:.1}%")
    }
}
