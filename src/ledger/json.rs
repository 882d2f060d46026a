//! Issues and events as JSON: `gongkai.ledger/1`.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::event::Event;
use super::issue::{Issue, Sighting};
use super::policy::Policy;
use super::store::Head;
use crate::model::{Evidence, Lang};

/// The name and version of the form.
pub const SCHEMA: &str = "gongkai.ledger/1";

/// Writes issues as one JSON document. Days left are working days, negative when overdue.
pub fn issues_json(
    ledger: &str,
    head: &Head,
    issues: &[Issue],
    policy: &Policy,
    today: Date,
    lang: Lang,
) -> Value {
    let issues: Vec<Value> = issues
        .iter()
        .map(|issue| issue_json(issue, policy, today, lang))
        .collect();
    json!({
        "schema": SCHEMA,
        "ledger": ledger,
        "as_of": today.to_string(),
        "head": {"seq": head.seq, "digest": head.digest},
        "issues": issues,
    })
}

fn issue_json(issue: &Issue, policy: &Policy, today: Date, lang: Lang) -> Value {
    let finding = &issue.finding;
    let basis: Vec<&str> = finding.basis.iter().map(|words| words.get(lang)).collect();
    let evidence: Vec<Value> = finding.evidence.iter().map(evidence_json).collect();
    json!({
        "fingerprint": issue.fingerprint.as_str(),
        "state": issue.standing(today).code(),
        "lapsed": issue.has_lapsed(today),
        "site": finding.site,
        "rule": finding.rule,
        "pack": finding.pack,
        "title": finding.title.get(lang),
        "severity": finding.severity.code(),
        "subject": {
            "kind": finding.subject.kind.code(),
            "name": finding.subject.name,
            "url": finding.subject.url,
        },
        "columns": finding.columns,
        "message": finding.message.get(lang),
        "basis": basis,
        "advice": finding.advice.get(lang),
        "evidence": evidence,
        "first_seen": sighting(issue.first_seen),
        "last_seen": sighting(issue.last_seen),
        "sightings": issue.sightings,
        "counts": policy.counts(issue, today),
        "recurrences": issue.recurrences,
        "review_failed": issue.review_failed,
        "doubt": some(&issue.doubt),
        "unit": issue.unit,
        "person": issue.person,
        "due": issue.due.map(|day| day.to_string()),
        "days_left": issue.due.and_then(|due| policy.days_left(today, due)),
        "overdue": issue.is_overdue(today),
        "reason": issue.reason,
        "measures": issue.measures,
        "rectified": issue.rectified.as_ref().map(|said| json!({
            "done": said.done, "url": said.url, "who": said.who, "at": said.at.to_string(),
        })),
        "verified": issue.verified.as_ref().map(|seen| json!({
            "run": seen.run, "at": seen.at.to_string(), "who": seen.who, "note": seen.note,
        })),
        "excuse": issue.excuse.as_ref().map(|excuse| json!({
            "reason": excuse.reason, "who": excuse.who, "at": excuse.at.to_string(),
            "until": excuse.until.map(|day| day.to_string()), "url": excuse.url,
        })),
        "signed_off": issue.signed_off.as_ref().map(|signed| json!({
            "who": signed.who, "at": signed.at.to_string(), "opinion": signed.opinion,
            "override": signed.overriding,
        })),
        "remark": issue.remark,
    })
}

fn some(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

fn sighting(seen: Sighting) -> Value {
    json!({"run": seen.run, "at": seen.at.to_string(), "as_of": seen.as_of.to_string()})
}

fn evidence_json(seen: &Evidence) -> Value {
    json!({
        "url": &*seen.url,
        "fetched_at": seen.fetched_at.to_string(),
        "status": seen.status,
        "excerpt": seen.excerpt.as_deref(),
        "locator": seen.locator.as_deref(),
        "sha256": seen.sha256.as_deref(),
    })
}

/// Writes events as one JSON document, with everything that their digests are made of.
pub fn events_json(ledger: &str, events: &[Event]) -> Value {
    let events: Vec<Value> = events
        .iter()
        .map(|event| {
            json!({
                "seq": event.seq,
                "at": event.at.to_string(),
                "who": event.who,
                "kind": event.kind.code(),
                "issue": event.issue.as_ref().map(|issue| issue.as_str()),
                "from": event.from.map(|state| state.code()),
                "to": event.to.map(|state| state.code()),
                "note": event.note,
                "fields": serde_json::from_str::<Value>(&event.fields).unwrap_or_default(),
                "before": event.before,
                "digest": event.digest,
            })
        })
        .collect();
    json!({"schema": SCHEMA, "ledger": ledger, "events": events})
}
