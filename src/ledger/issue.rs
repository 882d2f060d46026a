//! An issue: the life of one finding, worked out from its events.

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

use super::event::{Event, EventKind};
use super::record::Finding;
use super::state::State;
use crate::model::Fingerprint;

/// One finding, from the first scan that saw it to the person who struck it off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// Its number, the same from scan to scan.
    pub fingerprint: Fingerprint,
    /// What was found, as it was seen last.
    pub finding: Finding,
    /// The scan that saw it first.
    pub first_seen: Sighting,
    /// The scan that saw it last.
    pub last_seen: Sighting,
    /// On how many days scans saw it.
    pub sightings: u32,
    /// Where it stands. A day until which it is set aside may be past: see [`Issue::standing`].
    pub state: State,
    /// How often it came back after it was signed off (复发).
    pub recurrences: u32,
    /// True while it is open because a re-check failed (复核未通过).
    pub review_failed: bool,
    /// What a scan said against the mend last; empty when nothing does.
    pub doubt: String,
    /// The unit that has to mend it (责任单位).
    pub unit: Option<String>,
    /// The person (责任人).
    pub person: Option<String>,
    /// The last day to mend it (整改时限), inclusive, in China.
    pub due: Option<Date>,
    /// Why it came about (原因分析).
    pub reason: Option<String>,
    /// What is to be done (整改措施).
    pub measures: Option<String>,
    /// What the unit says it did, where the mended page is, who said so and when.
    pub rectified: Option<Rectified>,
    /// The scan that saw it mended.
    pub verified: Option<Verified>,
    /// Why it is set aside.
    pub excuse: Option<Excuse>,
    /// Who struck it off.
    pub signed_off: Option<SignOff>,
    /// Remarks (备注).
    pub remark: Option<String>,
    /// Number of its last event.
    pub last_event: u64,
}

/// A scan that saw the finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sighting {
    /// Number of the scan: of its event.
    pub run: u64,
    /// When it was written down.
    pub at: Timestamp,
    /// The day judged as of.
    pub as_of: Date,
}

/// A unit's word that it is mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rectified {
    /// What was done (整改情况).
    pub done: String,
    /// Address of the mended page (整改链接).
    pub url: Option<String>,
    /// Who says so.
    pub who: String,
    /// When.
    pub at: Timestamp,
}

/// A scan that saw it mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Number of the scan.
    pub run: u64,
    /// When.
    pub at: Timestamp,
    /// The tool, with its version.
    pub who: String,
    /// What was seen, in words.
    pub note: String,
}

/// Why an issue is set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excuse {
    /// Why (申诉理由, 情况说明, 暂缓原因).
    pub reason: String,
    /// Who decided.
    pub who: String,
    /// When.
    pub at: Timestamp,
    /// The last day on which it holds, in China; `None` holds until it is reopened.
    pub until: Option<Date>,
    /// Address of the explanation (情况说明链接).
    pub url: Option<String>,
}

/// Who struck an issue off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignOff {
    /// The person.
    pub who: String,
    /// When.
    pub at: Timestamp,
    /// The person's words (销号意见).
    pub opinion: String,
    /// Why it was struck off though no scan had seen it mended.
    pub overriding: Option<String>,
}

impl Issue {
    /// Begins an issue with the event that found it; `None` when the event holds no finding.
    pub fn begin(event: &Event) -> Option<Self> {
        let fields = parsed(event);
        let fingerprint = event.issue.clone()?;
        let seen = sighting(event, &fields)?;
        let mut issue = Self {
            fingerprint,
            finding: Finding::from_json(fields.get("finding")?)?,
            first_seen: seen,
            last_seen: seen,
            sightings: 1,
            state: event.to?,
            recurrences: 0,
            review_failed: false,
            doubt: String::new(),
            unit: None,
            person: None,
            due: None,
            reason: None,
            measures: None,
            rectified: None,
            verified: None,
            excuse: None,
            signed_off: None,
            remark: None,
            last_event: event.seq,
        };
        issue.take_fields(&fields);
        Some(issue)
    }

    /// Takes an event in: the only way in which an issue changes.
    pub fn apply(&mut self, event: &Event) {
        let fields = parsed(event);
        self.last_event = event.seq;
        if let Some(state) = event.to {
            self.state = state;
        }
        if let Some(finding) = fields.get("finding").and_then(Finding::from_json) {
            self.finding = finding;
        }
        self.take_fields(&fields);
        match event.kind {
            EventKind::Found
            | EventKind::Persists
            | EventKind::ReviewFailed
            | EventKind::Recurred => self.seen(event, &fields),
            EventKind::Verified => {
                self.doubt.clear();
                self.review_failed = false;
                self.excuse = None;
                self.verified = Some(Verified {
                    run: number(&fields, "run").unwrap_or(event.seq),
                    at: event.at,
                    who: event.who.clone(),
                    note: event.note.clone(),
                });
            }
            EventKind::Doubted => self.doubt.clone_from(&event.note),
            EventKind::Rectified => {
                self.review_failed = false;
                self.doubt.clear();
                self.rectified = Some(Rectified {
                    done: text(&fields, "done")
                        .flatten()
                        .unwrap_or_else(|| event.note.clone()),
                    url: text(&fields, "url").flatten(),
                    who: event.who.clone(),
                    at: event.at,
                });
            }
            EventKind::Excused => {
                self.excuse = Some(Excuse {
                    reason: event.note.clone(),
                    who: event.who.clone(),
                    at: event.at,
                    until: day(&fields, "until"),
                    url: text(&fields, "url").flatten(),
                });
            }
            EventKind::Lapsed => {}
            EventKind::Reopened => {
                self.excuse = None;
                self.signed_off = None;
                self.verified = None;
            }
            EventKind::SignedOff => {
                self.signed_off = Some(SignOff {
                    who: event.who.clone(),
                    at: event.at,
                    opinion: event.note.clone(),
                    overriding: text(&fields, "overriding").flatten(),
                });
            }
            EventKind::Created
            | EventKind::Run
            | EventKind::CannotTell
            | EventKind::Assigned
            | EventKind::Started
            | EventKind::Noted => {}
        }
    }

    fn seen(&mut self, event: &Event, fields: &Value) {
        // What fails plainly is in no doubt.
        self.doubt.clear();
        if let Some(seen) = sighting(event, fields) {
            // Two scans of one day are one sighting: a deadline of "seen twice" counts days.
            if seen.as_of > self.last_seen.as_of {
                self.sightings += 1;
            }
            self.last_seen = seen;
        }
        match event.kind {
            EventKind::ReviewFailed => {
                self.review_failed = true;
                self.verified = None;
            }
            EventKind::Recurred => {
                self.recurrences += 1;
                self.verified = None;
                self.signed_off = None;
                self.rectified = None;
            }
            _ => {}
        }
    }

    /// Takes the fields that any event may set; an empty text takes a field back.
    fn take_fields(&mut self, fields: &Value) {
        for (name, place) in [
            ("unit", &mut self.unit),
            ("person", &mut self.person),
            ("reason", &mut self.reason),
            ("measures", &mut self.measures),
            ("remark", &mut self.remark),
        ] {
            if let Some(set) = text(fields, name) {
                *place = set;
            }
        }
        if let Some(set) = text(fields, "due") {
            self.due = set.and_then(|day| day.parse().ok());
        }
    }

    /// Returns the state as of a day: what was set aside until a day before it is open again.
    pub fn standing(&self, today: Date) -> State {
        if self.has_lapsed(today) {
            State::Open
        } else {
            self.state
        }
    }

    /// Tells whether it was set aside until a day that is past.
    pub fn has_lapsed(&self, today: Date) -> bool {
        self.state.is_excused()
            && self
                .excuse
                .as_ref()
                .and_then(|excuse| excuse.until)
                .is_some_and(|until| until < today)
    }

    /// Tells whether the deadline is past and it is not yet mended.
    pub fn is_overdue(&self, today: Date) -> bool {
        // What waits for a re-check was handed in; it is overdue only if the re-check fails.
        matches!(self.standing(today), State::Open | State::InProgress)
            && self.due.is_some_and(|due| due < today)
    }

    /// Returns the path of columns as people write it.
    pub fn column(&self) -> String {
        self.finding.columns.join(" > ")
    }
}

fn parsed(event: &Event) -> Value {
    serde_json::from_str(&event.fields).unwrap_or_default()
}

fn sighting(event: &Event, fields: &Value) -> Option<Sighting> {
    Some(Sighting {
        run: number(fields, "run")?,
        at: event.at,
        as_of: day(fields, "as_of")?,
    })
}

fn number(fields: &Value, name: &str) -> Option<u64> {
    fields.get(name)?.as_u64()
}

fn day(fields: &Value, name: &str) -> Option<Date> {
    fields.get(name)?.as_str()?.parse().ok()
}

/// Returns what a field is set to: `None` when it is not set, `Some(None)` when taken back.
fn text(fields: &Value, name: &str) -> Option<Option<String>> {
    let set = fields.get(name)?.as_str()?;
    Some((!set.is_empty()).then(|| set.to_owned()))
}
