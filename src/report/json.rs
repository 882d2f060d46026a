//! `gongkai.audit/1`: an audit as JSON, keys and their order as the product contract names them.

use std::io::{self, Write};

use jiff::Timestamp;
use serde::Serialize;

use super::explain::Explanation;
use super::tally::{self, Totals};
use super::{Format, Style, clean};
use crate::model::{self, Lang, Outcome, Run, Severity};

pub(super) const FORMAT: Format = Format {
    name: "json",
    endings: &[".json"],
    on_terminal: true,
    zh: "机器可读的完整结果（gongkai.audit/1）",
    en: "the whole result for machines (gongkai.audit/1)",
    write,
};

#[derive(Serialize)]
struct Audit<'r> {
    schema: &'static str,
    tool: Tool,
    versions: Vec<Version<'r>>,
    target: &'r str,
    site: Site<'r>,
    as_of: String,
    started: String,
    finished: String,
    crawl: Crawl<'r>,
    verdicts: Vec<Verdict<'r>>,
    rules: Vec<Rule<'r>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Version<'r> {
    name: &'r str,
    version: &'r str,
}

#[derive(Serialize)]
struct Site<'r> {
    name: Option<String>,
    id_code: Option<&'r str>,
    profile: &'static str,
    profile_guessed: bool,
    body: Option<String>,
    powers: Vec<&'r str>,
    lacks: Vec<&'r str>,
}

#[derive(Serialize)]
struct Crawl<'r> {
    complete: bool,
    why_incomplete: Vec<String>,
    requests: usize,
    pages: usize,
    bytes: u64,
    errors: Vec<CrawlError<'r>>,
}

#[derive(Serialize)]
struct CrawlError<'r> {
    url: &'r str,
    error: String,
}

#[derive(Serialize)]
struct Verdict<'r> {
    rule: &'r str,
    pack: &'r str,
    title: &'r str,
    subject: Subject<'r>,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    look: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'r str>,
    severity: &'static str,
    basis: Vec<Basis<'r>>,
    message: String,
    advice: &'r str,
    evidence: Vec<Evidence<'r>>,
    fingerprint: &'r str,
    known: bool,
    explanation: Explanation,
}

#[derive(Serialize)]
struct Subject<'r> {
    kind: &'static str,
    name: String,
    url: Option<&'r str>,
    columns: Vec<String>,
}

#[derive(Serialize)]
struct Basis<'r> {
    law: &'r str,
    article: Option<u32>,
    item: Option<serde_json::Value>,
    text: &'r str,
    since: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
}

#[derive(Serialize)]
struct Evidence<'r> {
    url: &'r str,
    fetched_at: String,
    status: Option<u16>,
    excerpt: Option<String>,
    locator: Option<String>,
    sha256: Option<&'r str>,
}

#[derive(Serialize)]
struct Rule<'r> {
    id: &'r str,
    pack: &'r str,
    pass: usize,
    fail: usize,
    inapplicable: usize,
    cannot_tell: usize,
}

#[derive(Serialize)]
struct Summary {
    pass: usize,
    fail: usize,
    inapplicable: usize,
    cannot_tell: usize,
    by_severity: BySeverity,
    coverage: f64,
    score: Option<f64>,
}

#[derive(Serialize)]
struct BySeverity {
    critical: usize,
    major: usize,
    minor: usize,
    advice: usize,
}

/// Returns a time as RFC 3339 in UTC, whole seconds.
pub(super) fn seconds(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn write(run: &Run, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &audit(run, style.lang))?;
    out.write_all(b"\n")
}

fn audit(run: &Run, lang: Lang) -> Audit<'_> {
    let totals = Totals::of(run);
    let count = |severity| {
        tally::by_severity(run)
            .iter()
            .find(|(s, _)| *s == severity)
            .map_or(0, |(_, n)| *n)
    };
    Audit {
        schema: "gongkai.audit/1",
        tool: Tool {
            name: "gongkai",
            version: env!("CARGO_PKG_VERSION"),
        },
        versions: run
            .versions
            .iter()
            .map(|version| Version {
                name: &version.name,
                version: &version.version,
            })
            .collect(),
        target: &run.target,
        site: Site {
            name: run.site_name.as_deref().map(clean::line),
            id_code: run.site_id_code.as_deref(),
            profile: run.body.profile.code(),
            profile_guessed: run.body.profile_guessed,
            body: run.body.name.as_deref().map(clean::line),
            powers: run.body.powers.iter().map(String::as_str).collect(),
            lacks: run.body.lacks.iter().map(String::as_str).collect(),
        },
        as_of: run.as_of.to_string(),
        started: seconds(run.started),
        finished: seconds(run.finished),
        crawl: Crawl {
            complete: run.crawl.complete,
            why_incomplete: run
                .crawl
                .why_incomplete
                .iter()
                .map(|why| clean::line(why.get(lang)))
                .collect(),
            requests: run.crawl.requests,
            pages: run.crawl.pages,
            bytes: run.crawl.bytes,
            errors: run
                .crawl
                .errors
                .iter()
                .map(|(url, error)| CrawlError {
                    url,
                    error: clean::line(error),
                })
                .collect(),
        },
        verdicts: run
            .outcomes
            .iter()
            .map(|outcome| verdict(outcome, lang))
            .collect(),
        rules: run
            .tallies
            .iter()
            .map(|tally| Rule {
                id: &tally.rule,
                pack: &tally.pack,
                pass: tally.pass,
                fail: tally.fail,
                inapplicable: tally.inapplicable,
                cannot_tell: tally.cannot_tell,
            })
            .collect(),
        summary: Summary {
            pass: totals.pass,
            fail: totals.fail,
            inapplicable: totals.inapplicable,
            cannot_tell: totals.cannot_tell,
            by_severity: BySeverity {
                critical: count(Severity::Critical),
                major: count(Severity::Major),
                minor: count(Severity::Minor),
                advice: count(Severity::Advice),
            },
            // Four digits: enough for a hundred thousand verdicts, and stable as text.
            coverage: (run.coverage() * 10_000.0).round() / 10_000.0,
            score: None,
        },
    }
}

/// Returns a number where the clause is only a number, else the words as they stand.
fn number_or_text(item: &str) -> serde_json::Value {
    item.parse::<u32>()
        .map_or_else(|_| item.into(), serde_json::Value::from)
}

fn verdict(outcome: &Outcome, lang: Lang) -> Verdict<'_> {
    let (cause, look, reason) = match &outcome.verdict {
        model::Verdict::CannotTell { cause, look } => {
            (Some(cause.code()), Some(look.get(lang)), None)
        }
        model::Verdict::Inapplicable(why) => (None, None, Some(why.get(lang))),
        _ => (None, None, None),
    };
    Verdict {
        rule: &outcome.rule,
        pack: &outcome.pack,
        title: outcome.title.get(lang),
        subject: Subject {
            kind: outcome.subject.kind.code(),
            name: clean::line(&outcome.subject.name),
            url: outcome.subject.url.as_deref(),
            columns: outcome
                .columns
                .iter()
                .map(|name| clean::line(name))
                .collect(),
        },
        outcome: outcome.verdict.code(),
        cause,
        look,
        reason,
        severity: outcome.severity.code(),
        basis: outcome
            .basis
            .iter()
            .map(|basis| Basis {
                law: &basis.law,
                article: basis.article,
                item: basis.item.as_deref().map(number_or_text),
                text: basis.text.get(lang),
                since: basis.since.to_string(),
                until: basis.until.map(|until| until.to_string()),
            })
            .collect(),
        message: clean::line(outcome.message.get(lang)),
        advice: outcome.advice.get(lang),
        evidence: outcome
            .evidence
            .iter()
            .map(|evidence| Evidence {
                url: &evidence.url,
                fetched_at: seconds(evidence.fetched_at),
                status: evidence.status,
                excerpt: evidence.excerpt.as_deref().map(clean::line),
                locator: evidence.locator.as_deref().map(clean::line),
                sha256: evidence.sha256.as_deref(),
            })
            .collect(),
        fingerprint: outcome.fingerprint.as_str(),
        known: outcome.known,
        explanation: Explanation::of(&outcome.account, lang),
    }
}
