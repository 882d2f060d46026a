//! `gongkai.audit/1`: an audit as JSON, keys and their order as the product contract names them.

use std::io::{self, Write};

use jiff::Timestamp;
use serde::Serialize;

use super::explain::Explanation;
use super::tally::{self, Totals};
use super::{Format, Style, clean};
use crate::model::{self, Change, Comparison, Lang, Outcome, Points, Run, Severity};

pub(super) const FORMAT: Format = Format {
    name: "json",
    endings: &[".json"],
    on_terminal: true,
    is_record: true,
    zh: "机器可读的完整结果（gongkai.audit/1）",
    en: "the whole result for machines (gongkai.audit/1)",
    write,
};

#[derive(Serialize)]
struct Audit<'r> {
    schema: &'static str,
    tool: Tool,
    versions: Vec<Version<'r>>,
    lang: &'static str,
    target: String,
    site: Site,
    as_of: String,
    started: String,
    finished: String,
    crawl: Crawl,
    verdicts: Verdicts<'r>,
    rules: Vec<Rule<'r>>,
    summary: Summary,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notices: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<Baseline>,
}

/// Verdicts, each made when it is written: all of them at once are many times the run.
struct Verdicts<'r>(&'r [Outcome], Lang);

impl Serialize for Verdicts<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|outcome| verdict(outcome, self.1)))
    }
}

/// How the audit stands to the baseline; absent where none was given.
#[derive(Serialize)]
struct Baseline {
    target: String,
    as_of: String,
    finished: String,
    tool: String,
    new: usize,
    worse: usize,
    changed: usize,
    known: usize,
    newly_open: usize,
    absent: Vec<Absent>,
    cautions: Vec<String>,
}

#[derive(Serialize)]
struct Absent {
    fingerprint: String,
    rule: String,
    subject: String,
    url: Option<String>,
    severity: &'static str,
    message: String,
    now: &'static str,
}

#[derive(Serialize)]
struct Waiver {
    reason: String,
    approver: String,
    expires: String,
    expired: bool,
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
struct Site {
    name: Option<String>,
    id_code: Option<String>,
    profile: &'static str,
    profile_guessed: bool,
    body: Option<String>,
    powers: Vec<String>,
    lacks: Vec<String>,
}

#[derive(Serialize)]
struct Crawl {
    complete: bool,
    why_incomplete: Vec<String>,
    requests: usize,
    pages: usize,
    bytes: u64,
    errors: Vec<CrawlError>,
}

#[derive(Serialize)]
struct CrawlError {
    url: String,
    error: String,
}

#[derive(Serialize)]
struct Verdict<'r> {
    rule: &'r str,
    pack: &'r str,
    title: &'r str,
    subject: Subject,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    look: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    severity: &'static str,
    basis: Vec<Basis<'r>>,
    message: String,
    advice: &'r str,
    evidence: Vec<Evidence<'r>>,
    fingerprint: &'r str,
    known: bool,
    explanation: Explanation,
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gathered: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    waiver: Option<Waiver>,
}

#[derive(Serialize)]
struct Subject {
    kind: &'static str,
    name: String,
    url: Option<String>,
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
    url: String,
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
        lang: lang.pick("zh", "en"),
        target: clean::line(&run.target),
        site: Site {
            name: run.site_name.as_deref().map(clean::line),
            id_code: run.site_id_code.as_deref().map(clean::line),
            profile: run.body.profile.code(),
            profile_guessed: run.body.profile_guessed,
            body: run.body.name.as_deref().map(clean::line),
            powers: run.body.powers.iter().cloned().collect(),
            lacks: run.body.lacks.iter().cloned().collect(),
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
                    url: clean::line(url),
                    error: clean::line(error),
                })
                .collect(),
        },
        verdicts: Verdicts(&run.outcomes, lang),
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
            score: run
                .score
                .as_deref()
                .and_then(|score| score.total)
                .map(Points::number),
        },
        notices: run
            .notices
            .iter()
            .map(|notice| clean::line(notice.get(lang)))
            .collect(),
        score: run
            .score
            .as_deref()
            .map(|score| super::score_json::value(score, lang)),
        baseline: run
            .comparison
            .as_deref()
            .map(|comparison| baseline(comparison, lang)),
    }
}

fn baseline(comparison: &Comparison, lang: Lang) -> Baseline {
    Baseline {
        target: clean::line(&comparison.target),
        as_of: clean::line(&comparison.as_of),
        finished: clean::line(&comparison.finished),
        tool: clean::line(&comparison.tool),
        new: comparison.new.len(),
        worse: comparison.worse.len(),
        changed: comparison.changed.len(),
        known: comparison.known,
        newly_open: comparison.newly_open,
        absent: comparison
            .absent
            .iter()
            .map(|(finding, now)| Absent {
                fingerprint: clean::line(&finding.fingerprint),
                rule: clean::line(&finding.rule),
                subject: clean::line(&finding.subject),
                url: finding.url.as_deref().map(clean::line),
                severity: finding.severity.code(),
                message: clean::line(&finding.message),
                now: now.code(),
            })
            .collect(),
        cautions: comparison
            .cautions
            .iter()
            .map(|caution| clean::line(caution.get(lang)))
            .collect(),
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
            (Some(cause.code()), Some(clean::line(look.get(lang))), None)
        }
        model::Verdict::Inapplicable(why) => (None, None, Some(clean::line(why.get(lang)))),
        _ => (None, None, None),
    };
    Verdict {
        rule: &outcome.rule,
        pack: &outcome.pack,
        title: outcome.title.get(lang),
        subject: Subject {
            kind: outcome.subject.kind.code(),
            name: clean::line(&outcome.subject.name),
            url: outcome.subject.url.as_deref().map(clean::line),
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
                url: clean::line(&evidence.url),
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
        change: outcome.change.map(Change::code),
        gathered: outcome
            .gathered
            .filter(|_| outcome.verdict == model::Verdict::Fail),
        waiver: outcome.waiver.as_deref().map(|waiver| Waiver {
            reason: clean::line(&waiver.reason),
            approver: clean::line(&waiver.approver),
            expires: waiver.expires.to_string(),
            expired: waiver.expired,
        }),
    }
}
