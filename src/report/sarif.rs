//! SARIF 2.1.0 (OASIS, errata 01): every verdict as a result, every rule with its help.
//!
//! A verdict becomes a `kind`: pass `pass`, fail `fail`, inapplicable `notApplicable`, cannot
//! tell `review` where a person has to decide and else `open`. `level` stands with `fail` only
//! (3.27.10 allows no other level elsewhere than `none`). A waived finding is a failure with an
//! accepted suppression, one whose waiver has expired has a rejected one. Findings that only
//! the baseline has are listed as `absent`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::json::seconds;
use super::{Format, Style, clean, diff, escape, words};
use crate::model::{
    Cause, Change, Compared, Evidence, Gone, Lang, Outcome, RuleNote, Run, Severity, Verdict,
    unanswered,
};

pub(super) const FORMAT: Format = Format {
    name: "sarif",
    endings: &[".sarif", ".sarif.json"],
    on_terminal: true,
    is_record: false,
    zh: "SARIF 2.1.0，供代码平台导入",
    en: "SARIF 2.1.0, for code platforms",
    write,
};

/// The name under which a fingerprint stands; it changes with the recipe.
const PRINT: &str = "gongkai/v1";

fn write(run: &Run, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [sarif_run(run, style.lang)],
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    out.write_all(b"\n")
}

/// The pages that are evidence, each once, with the digest of what was seen.
#[derive(Default)]
struct Artifacts<'r> {
    index: BTreeMap<(&'r str, Option<&'r str>), usize>,
    all: Vec<Value>,
}

impl<'r> Artifacts<'r> {
    fn of(&mut self, evidence: &'r Evidence) -> usize {
        let key = (&*evidence.url, evidence.sha256.as_deref());
        if let Some(index) = self.index.get(&key) {
            return *index;
        }
        let mut artifact = json!({"location": {"uri": escape::uri(&evidence.url)}});
        if let Some(digest) = evidence.sha256.as_deref() {
            artifact["hashes"] = json!({"sha-256": digest});
        }
        artifact["properties"] = json!({
            "fetchedAt": seconds(evidence.fetched_at),
            "status": evidence.status,
        });
        self.all.push(artifact);
        self.index.insert(key, self.all.len() - 1);
        self.all.len() - 1
    }
}

fn sarif_run(run: &Run, lang: Lang) -> Value {
    let rules: Vec<Value> = run
        .rules
        .iter()
        .map(|rule| descriptor(rule, lang))
        .collect();
    let index: BTreeMap<&str, usize> = run
        .rules
        .iter()
        .enumerate()
        .map(|(index, rule)| (rule.id.as_str(), index))
        .collect();
    let mut artifacts = Artifacts::default();
    let mut results: Vec<Value> = run
        .outcomes
        .iter()
        .map(|outcome| result(outcome, &index, &mut artifacts, run, lang))
        .collect();
    if let Some(comparison) = run.comparison.as_deref() {
        // What is waived stands above already, suppressed.
        let waived: BTreeSet<&str> = run
            .outcomes
            .iter()
            .filter(|outcome| outcome.waiver.is_some())
            .map(|outcome| outcome.fingerprint.as_str())
            .collect();
        let absent = comparison.absent.iter();
        let absent = absent.filter(|(one, _)| !waived.contains(one.fingerprint.as_str()));
        results.extend(absent.map(|(finding, gone)| absent_result(finding, *gone, &index, lang)));
    }
    let mut properties = json!({
        "target": clean::line(&run.target),
        "asOf": run.as_of.to_string(),
        "profile": run.body.profile.code(),
        "coverage": (run.coverage() * 10_000.0).round() / 10_000.0,
        "crawlComplete": run.crawl.complete,
        "requests": run.crawl.requests,
        "versions": versions(run),
    });
    if let Some(body) = run.body.name.as_deref() {
        properties["body"] = clean::line(body).into();
    }
    let rule_pack = env!("CARGO_PKG_VERSION");
    json!({
        "tool": {"driver": {
            "name": "gongkai",
            "version": rule_pack,
            "semanticVersion": rule_pack,
            "language": language(lang),
            "shortDescription": {"text": lang.pick(
                "政府信息公开平台合规核查",
                "compliance audit of government information-disclosure sites",
            )},
            "rules": rules,
        }},
        "automationDetails": {"id": format!("gongkai/{}/", escape::uri(&words::body_name(run)))},
        "language": language(lang),
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation(run, lang)],
        "artifacts": artifacts.all,
        "results": results,
        "properties": properties,
    })
}

const fn language(lang: Lang) -> &'static str {
    lang.pick("zh-CN", "en-US")
}

fn versions(run: &Run) -> Map<String, Value> {
    run.versions
        .iter()
        .map(|version| (version.name.clone(), version.version.clone().into()))
        .collect()
}

fn invocation(run: &Run, lang: Lang) -> Value {
    let notes = run.notices.iter().map(
        |notice| json!({"level": "warning", "message": {"text": clean::line(notice.get(lang))}}),
    );
    let gaps = run
        .crawl
        .why_incomplete
        .iter()
        .map(|why| json!({"level": "note", "message": {"text": clean::line(why.get(lang))}}));
    let errors = run.crawl.errors.iter().map(|(url, error)| {
        let why = clean::line(unanswered(error).get(lang));
        let text = format!("{}: {why}", clean::line(url));
        json!({"level": "note", "message": {"text": text}})
    });
    json!({
        "executionSuccessful": true,
        "startTimeUtc": seconds(run.started),
        "endTimeUtc": seconds(run.finished),
        "toolExecutionNotifications": notes.chain(gaps).chain(errors).collect::<Vec<_>>(),
    })
}

/// A rule with its help.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    deprecated_ids: Vec<String>,
    short_description: Value,
    full_description: Value,
    help: Value,
    default_configuration: Value,
    properties: Value,
}

fn descriptor(rule: &RuleNote, lang: Lang) -> Value {
    let title = rule.title.get(lang);
    let basis: Vec<String> = rule
        .basis
        .iter()
        .map(|basis| format!("{}: {}", basis.citation(lang), basis.text.get(lang)))
        .collect();
    let (basis_label, mend_label) = (
        lang.pick("依据", "Basis"),
        lang.pick("怎么改", "How to mend"),
    );
    let advice = rule.advice.get(lang);
    let list: String = basis
        .iter()
        .map(|clause| format!("- {}\n", escape::markdown(clause)))
        .collect();
    let whole = if basis.is_empty() {
        title.to_owned()
    } else {
        basis.join("\n")
    };
    serde_json::to_value(Descriptor {
        id: rule.id.clone(),
        deprecated_ids: rule.was.clone(),
        short_description: json!({"text": title}),
        full_description: json!({"text": whole}),
        help: json!({
            "text": format!("{title}\n{basis_label}: {whole}\n{mend_label}: {advice}"),
            "markdown": format!(
                "**{}**\n\n{basis_label}:\n\n{list}\n{mend_label}: {}\n",
                escape::markdown(title),
                escape::markdown(advice),
            ),
        }),
        default_configuration: json!({"level": level(rule.severity)}),
        properties: json!({
            "tags": [rule.pack, rule.severity.code()],
            "severity": rule.severity.code(),
        }),
    })
    .unwrap_or_default()
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::Major => "error",
        Severity::Minor => "warning",
        Severity::Advice => "note",
    }
}

/// Returns the kind of a verdict. A waived finding is a failure that is suppressed.
fn kind(outcome: &Outcome) -> &'static str {
    match &outcome.verdict {
        Verdict::Pass => "pass",
        Verdict::Inapplicable(_) if outcome.waiver.is_some() => "fail",
        Verdict::Fail => "fail",
        Verdict::Inapplicable(_) => "notApplicable",
        Verdict::CannotTell {
            cause: Cause::NeedsHuman | Cause::Disputable,
            ..
        } => "review",
        Verdict::CannotTell { .. } => "open",
    }
}

fn result<'r>(
    outcome: &'r Outcome,
    rules: &BTreeMap<&str, usize>,
    artifacts: &mut Artifacts<'r>,
    run: &Run,
    lang: Lang,
) -> Value {
    let kind = kind(outcome);
    let mut result = Map::new();
    result.insert("ruleId".into(), outcome.rule.clone().into());
    if let Some(index) = rules.get(outcome.rule.as_str()) {
        result.insert("ruleIndex".into(), (*index).into());
    }
    result.insert("kind".into(), kind.into());
    if kind == "fail" {
        result.insert("level".into(), level(outcome.severity).into());
    }
    let text = [
        clean::line(outcome.message.get(lang)),
        outcome.title.get(lang).to_owned(),
        outcome.rule.clone(),
    ];
    let text = text.into_iter().find(|text| !text.is_empty());
    result.insert("message".into(), json!({"text": text}));
    result.insert(
        "locations".into(),
        locations(outcome, artifacts, lang).into(),
    );
    // Code platforms follow an alert by the second name; the first is our own.
    let print = outcome.fingerprint.as_str();
    result.insert(
        "partialFingerprints".into(),
        json!({PRINT: print, "primaryLocationLineHash": print}),
    );
    if run.comparison.is_some() && matches!(kind, "fail" | "open" | "review") {
        // What a waiver covers is not compared: it is neither new nor absent.
        let state = match outcome.change {
            Some(Change::New) => "new",
            Some(Change::Worse | Change::Changed) => "updated",
            Some(Change::Known) | None => "unchanged",
        };
        result.insert("baselineState".into(), state.into());
    }
    if let Some(waiver) = outcome.waiver.as_deref() {
        let justification = match lang {
            Lang::Zh => format!(
                "{}（{} 批准，有效期至 {}）",
                clean::line(&waiver.reason),
                clean::line(&waiver.approver),
                waiver.expires
            ),
            Lang::En => format!(
                "{} (approved by {}, until {})",
                clean::line(&waiver.reason),
                clean::line(&waiver.approver),
                waiver.expires
            ),
        };
        let status = if waiver.expired {
            "rejected"
        } else {
            "accepted"
        };
        result.insert(
            "suppressions".into(),
            json!([{"kind": "external", "status": status, "justification": justification}]),
        );
    }
    result.insert("properties".into(), properties(outcome, lang));
    result.into()
}

fn properties(outcome: &Outcome, lang: Lang) -> Value {
    let mut properties = json!({
        "outcome": outcome.verdict.code(),
        "severity": outcome.severity.code(),
        "advice": outcome.advice.get(lang),
        "basis": words::citations(outcome, lang),
    });
    match &outcome.verdict {
        Verdict::CannotTell { cause, look } => {
            properties["cause"] = cause.code().into();
            properties["look"] = clean::line(look.get(lang)).into();
        }
        Verdict::Inapplicable(why) => properties["reason"] = clean::line(why.get(lang)).into(),
        _ => {}
    }
    properties
}

fn locations<'r>(outcome: &'r Outcome, artifacts: &mut Artifacts<'r>, lang: Lang) -> Vec<Value> {
    let mut path = words::column_path(outcome);
    let name = clean::line(&outcome.subject.name);
    if path.is_empty() {
        path.clone_from(&name);
    }
    let logical = json!([{
        "name": name,
        "fullyQualifiedName": path,
        "kind": outcome.subject.kind.code(),
    }]);
    let mut all: Vec<Value> = outcome
        .evidence
        .iter()
        .map(|evidence| {
            let mut location = json!({
                "physicalLocation": {"artifactLocation": {
                    "uri": escape::uri(&evidence.url),
                    "index": artifacts.of(evidence),
                }},
                "logicalLocations": logical,
            });
            if let Some(seen) = words::seen(evidence, 500, lang) {
                location["message"] = json!({"text": seen});
            }
            location
        })
        .collect();
    if all.is_empty() {
        let mut location = json!({"logicalLocations": logical});
        if let Some(url) = &outcome.subject.url {
            location["physicalLocation"] = json!({"artifactLocation": {"uri": escape::uri(url)}});
        }
        all.push(location);
    }
    all
}

/// A finding of the baseline that is not listed now, with the kind that it has now.
fn absent_result(
    finding: &Compared,
    gone: Gone,
    rules: &BTreeMap<&str, usize>,
    lang: Lang,
) -> Value {
    let kind = match gone {
        Gone::Passed => "pass",
        Gone::CannotTell => "open",
        Gone::Inapplicable => "notApplicable",
        Gone::NotListed => "informational",
    };
    let mut result = json!({
        "ruleId": clean::line(&finding.rule),
        "kind": kind,
        "baselineState": "absent",
        "message": {"text": format!("{} ({})", clean::line(&finding.message), diff::gone(gone, lang))},
        "partialFingerprints": {PRINT: clean::line(&finding.fingerprint)},
    });
    if let Some(index) = rules.get(finding.rule.as_str()) {
        result["ruleIndex"] = (*index).into();
    }
    if let Some(url) = &finding.url {
        result["locations"] =
            json!([{"physicalLocation": {"artifactLocation": {"uri": escape::uri(url)}}}]);
    }
    result
}
