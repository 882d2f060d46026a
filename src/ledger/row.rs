//! Issues and events as rows of the tables.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Row, Statement, params};
use serde::{Deserialize, Serialize};

use super::event::{Event, EventKind};
use super::issue::{Excuse, Issue, Rectified, Sighting, SignOff, Verified};
use super::record::Finding;
use super::state::State;
use super::text::Text;
use crate::model::Fingerprint;

/// An issue as its row holds it; two rows are the same when the issues are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct IssueRow {
    pub(super) fingerprint: String,
    pub(super) site: String,
    pub(super) rule: String,
    pub(super) severity: String,
    pub(super) state: String,
    pub(super) unit: Option<String>,
    pub(super) due: Option<String>,
    pub(super) until: Option<String>,
    pub(super) last_event: i64,
    pub(super) body: String,
}

/// The names of the columns, in the order of [`IssueRow`].
pub(super) const ISSUE: &str =
    "fingerprint, site, rule, severity, state, unit, due, until, last_event, body";

/// Writes an issue in place of the one that is there.
pub(super) const REPLACE_ISSUE: &str = "INSERT OR REPLACE INTO issues \
    (fingerprint, site, rule, severity, state, unit, due, until, last_event, body) \
    VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)";

/// Writes an event.
pub(super) const INSERT_EVENT: &str = "INSERT INTO events \
    (seq, at, who, kind, issue, \"from\", \"to\", note, fields, before, digest) \
    VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11)";

/// The names of the columns of an event.
pub(super) const EVENT: &str =
    "seq, at, who, kind, issue, \"from\", \"to\", note, fields, before, digest";

#[derive(Serialize, Deserialize)]
struct Body {
    finding: serde_json::Value,
    first_seen: Seen,
    last_seen: Seen,
    sightings: u32,
    recurrences: u32,
    review_failed: bool,
    doubt: String,
    person: Option<String>,
    reason: Option<String>,
    measures: Option<String>,
    remark: Option<String>,
    rectified: Option<(String, Option<String>, String, Text<Timestamp>)>,
    verified: Option<(u64, Text<Timestamp>, String, String)>,
    excuse: Option<ExcuseBody>,
    signed_off: Option<(String, Text<Timestamp>, String, Option<String>)>,
}

type ExcuseBody = (
    String,
    String,
    Text<Timestamp>,
    Option<Text<Date>>,
    Option<String>,
);

#[derive(Serialize, Deserialize)]
struct Seen(u64, Text<Timestamp>, Text<Date>);

impl From<Sighting> for Seen {
    fn from(seen: Sighting) -> Self {
        Self(seen.run, Text(seen.at), Text(seen.as_of))
    }
}

impl From<Seen> for Sighting {
    fn from(Seen(run, Text(at), Text(as_of)): Seen) -> Self {
        Self { run, at, as_of }
    }
}

impl IssueRow {
    /// Makes the row of an issue.
    pub(super) fn of(issue: &Issue) -> Self {
        let body = Body {
            finding: issue.finding.to_json(),
            first_seen: issue.first_seen.into(),
            last_seen: issue.last_seen.into(),
            sightings: issue.sightings,
            recurrences: issue.recurrences,
            review_failed: issue.review_failed,
            doubt: issue.doubt.clone(),
            person: issue.person.clone(),
            reason: issue.reason.clone(),
            measures: issue.measures.clone(),
            remark: issue.remark.clone(),
            rectified: issue
                .rectified
                .clone()
                .map(|said| (said.done, said.url, said.who, Text(said.at))),
            verified: issue
                .verified
                .clone()
                .map(|seen| (seen.run, Text(seen.at), seen.who, seen.note)),
            excuse: issue.excuse.clone().map(|excuse| {
                let until = excuse.until.map(Text);
                (
                    excuse.reason,
                    excuse.who,
                    Text(excuse.at),
                    until,
                    excuse.url,
                )
            }),
            signed_off: issue.signed_off.clone().map(|signed| {
                (
                    signed.who,
                    Text(signed.at),
                    signed.opinion,
                    signed.overriding,
                )
            }),
        };
        Self {
            fingerprint: issue.fingerprint.as_str().to_owned(),
            site: issue.finding.site.clone(),
            rule: issue.finding.rule.clone(),
            severity: issue.finding.severity.code().to_owned(),
            state: issue.state.code().to_owned(),
            unit: issue.unit.clone(),
            due: issue.due.map(|day| day.to_string()),
            until: issue
                .excuse
                .as_ref()
                .and_then(|excuse| excuse.until)
                .map(|day| day.to_string()),
            last_event: i64::try_from(issue.last_event).unwrap_or(i64::MAX),
            body: serde_json::to_string(&body).unwrap_or_default(),
        }
    }

    /// Reads a row.
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            fingerprint: row.get(0)?,
            site: row.get(1)?,
            rule: row.get(2)?,
            severity: row.get(3)?,
            state: row.get(4)?,
            unit: row.get(5)?,
            due: row.get(6)?,
            until: row.get(7)?,
            last_event: row.get(8)?,
            body: row.get(9)?,
        })
    }

    /// Writes the row in place of the one that is there, by [`REPLACE_ISSUE`].
    pub(super) fn write(&self, statement: &mut Statement<'_>) -> rusqlite::Result<()> {
        statement.execute(params![
            self.fingerprint,
            self.site,
            self.rule,
            self.severity,
            self.state,
            self.unit,
            self.due,
            self.until,
            self.last_event,
            self.body
        ])?;
        Ok(())
    }

    /// Makes the issue again; `None` when the row is not of this form.
    pub(super) fn into_issue(self) -> Option<Issue> {
        let body: Body = serde_json::from_str(&self.body).ok()?;
        let due = match &self.due {
            Some(day) => Some(day.parse().ok()?),
            None => None,
        };
        Some(Issue {
            fingerprint: Fingerprint::parse(&self.fingerprint)?,
            finding: Finding::from_json(&body.finding)?,
            first_seen: body.first_seen.into(),
            last_seen: body.last_seen.into(),
            sightings: body.sightings,
            state: State::from_code(&self.state)?,
            recurrences: body.recurrences,
            review_failed: body.review_failed,
            doubt: body.doubt,
            unit: self.unit,
            person: body.person,
            due,
            reason: body.reason,
            measures: body.measures,
            rectified: body.rectified.map(|(done, url, who, Text(at))| Rectified {
                done,
                url,
                who,
                at,
            }),
            verified: body.verified.map(|(run, Text(at), who, note)| Verified {
                run,
                at,
                who,
                note,
            }),
            excuse: body
                .excuse
                .map(|(reason, who, Text(at), until, url)| Excuse {
                    reason,
                    who,
                    at,
                    until: until.map(|Text(day)| day),
                    url,
                }),
            signed_off: body
                .signed_off
                .map(|(who, Text(at), opinion, overriding)| SignOff {
                    who,
                    at,
                    opinion,
                    overriding,
                }),
            remark: body.remark,
            last_event: u64::try_from(self.last_event).ok()?,
        })
    }
}

/// Why the row of an event is none: its number and what is wrong, for `verify`.
pub(super) type Wrong = (i64, &'static str);

/// Reads the row of an event; the inner error says what no event can hold.
pub(super) fn read_event(row: &Row<'_>) -> rusqlite::Result<Result<Event, Wrong>> {
    let seq: i64 = row.get(0)?;
    let at: String = row.get(1)?;
    let kind: String = row.get(3)?;
    let issue: Option<String> = row.get(4)?;
    let from: Option<String> = row.get(5)?;
    let to: Option<String> = row.get(6)?;
    let event = Event {
        seq: match u64::try_from(seq) {
            Ok(seq) => seq,
            Err(_) => return Ok(Err((seq, "seq"))),
        },
        // Written again it must be the same text: otherwise the digest would not cover it.
        at: match at.parse::<Timestamp>() {
            Ok(time) if time.to_string() == at => time,
            _ => return Ok(Err((seq, "at"))),
        },
        who: row.get(2)?,
        kind: match EventKind::from_code(&kind) {
            Some(kind) => kind,
            None => return Ok(Err((seq, "kind"))),
        },
        issue: match issue.map(|text| Fingerprint::parse(&text)) {
            Some(None) => return Ok(Err((seq, "issue"))),
            issue => issue.flatten(),
        },
        from: match from.map(|code| State::from_code(&code)) {
            Some(None) => return Ok(Err((seq, "from"))),
            state => state.flatten(),
        },
        to: match to.map(|code| State::from_code(&code)) {
            Some(None) => return Ok(Err((seq, "to"))),
            state => state.flatten(),
        },
        note: row.get(7)?,
        fields: row.get(8)?,
        before: row.get(9)?,
        digest: row.get(10)?,
    };
    Ok(Ok(event))
}

/// Writes an event, by [`INSERT_EVENT`].
pub(super) fn write_event(event: &Event, statement: &mut Statement<'_>) -> rusqlite::Result<()> {
    statement.execute(params![
        i64::try_from(event.seq).unwrap_or(i64::MAX),
        event.at.to_string(),
        event.who,
        event.kind.code(),
        event.issue.as_ref().map(Fingerprint::as_str),
        event.from.map(State::code),
        event.to.map(State::code),
        event.note,
        event.fields,
        event.before,
        event.digest
    ])?;
    Ok(())
}
