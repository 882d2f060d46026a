//! A change under way: what is appended here is kept whole or not at all.

use std::path::Path;

use jiff::Timestamp;
use rusqlite::{Statement, Transaction};
use serde_json::Value;

use super::error::LedgerError;
use super::event::{Draft, Event, EventKind, GENESIS};
use super::filter::Filter;
use super::issue::Issue;
use super::read;
use super::row::{self, IssueRow};
use super::store::{Head, RunRecord};

/// A change under way: see [`super::Ledger::change`].
pub struct Change<'l> {
    transaction: &'l Transaction<'l>,
    path: &'l Path,
    now: Timestamp,
    pub(super) head: Head,
    begun: u64,
    insert_event: Statement<'l>,
    replace_issue: Statement<'l>,
    select_issue: Statement<'l>,
}

impl<'l> Change<'l> {
    pub(super) fn begin(
        transaction: &'l Transaction<'l>,
        path: &'l Path,
        now: Timestamp,
    ) -> Result<Self, LedgerError> {
        let wrong = LedgerError::sqlite;
        let head = read::head(transaction).map_err(wrong(path))?;
        let prepare = |sql: &str| transaction.prepare(sql).map_err(wrong(path));
        Ok(Self {
            transaction,
            path,
            now,
            begun: head.seq,
            head,
            insert_event: prepare(row::INSERT_EVENT)?,
            replace_issue: prepare(row::REPLACE_ISSUE)?,
            select_issue: prepare(&format!(
                "SELECT {} FROM issues WHERE fingerprint = ?1",
                row::ISSUE
            ))?,
        })
    }

    /// Writes the end of the chain down, once for the whole change.
    pub(super) fn finish(self) -> Result<(), LedgerError> {
        if self.head.seq == self.begun {
            return Ok(());
        }
        self.transaction
            .execute(
                "UPDATE head SET seq = ?1, digest = ?2 WHERE one = 1",
                rusqlite::params![
                    i64::try_from(self.head.seq).unwrap_or(i64::MAX),
                    self.head.digest
                ],
            )
            .map_err(LedgerError::sqlite(self.path))?;
        Ok(())
    }

    /// Returns the time of the change.
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// Returns the end of the chain so far.
    pub const fn head(&self) -> &Head {
        &self.head
    }

    /// Returns the issue whose number begins so (six digits at least).
    ///
    /// # Errors
    /// When there is none, or more than one.
    pub fn issue(&self, start: &str) -> Result<Issue, LedgerError> {
        read::issue(self.transaction, self.path, start)
    }

    /// Returns the issues that a filter means, in its order.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn issues(&self, filter: &Filter) -> Result<Vec<Issue>, LedgerError> {
        let mut issues = read::issues(self.transaction, self.path, filter)?;
        filter.sort(&mut issues);
        Ok(issues)
    }

    /// Returns the scans, in the order in which they were taken in.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn runs(&self) -> Result<Vec<RunRecord>, LedgerError> {
        read::runs(self.transaction, self.path)
    }

    /// Appends an event; its number is returned. What it says of an issue holds at once.
    ///
    /// # Errors
    /// When it is about an issue that is not there, or the ledger cannot be written to.
    pub fn append(&mut self, draft: Draft) -> Result<u64, LedgerError> {
        let wrong = LedgerError::sqlite;
        let there = match &draft.issue {
            Some(issue) => read::one_issue(&mut self.select_issue, self.path, issue.as_str())?,
            None => None,
        };
        let event = self.event(draft, there.as_ref());
        let after = match (there, &event.issue) {
            (_, None) => None,
            (Some(mut issue), Some(_)) => {
                issue.apply(&event);
                Some(issue)
            }
            (None, Some(fingerprint)) => match event.kind {
                EventKind::Found => Issue::begin(&event),
                _ => {
                    return Err(LedgerError::NoIssue {
                        start: fingerprint.to_string(),
                    });
                }
            },
        };
        row::write_event(&event, &mut self.insert_event).map_err(wrong(self.path))?;
        if let Some(issue) = after {
            IssueRow::of(&issue)
                .write(&mut self.replace_issue)
                .map_err(wrong(self.path))?;
        }
        self.head = Head {
            seq: event.seq,
            digest: event.digest,
        };
        Ok(self.head.seq)
    }

    fn event(&self, draft: Draft, there: Option<&Issue>) -> Event {
        let from = there.map(|issue| issue.state);
        let mut event = Event {
            seq: self.head.seq + 1,
            at: self.now,
            who: draft.who,
            kind: draft.kind,
            issue: draft.issue,
            from,
            to: draft.to.or(from),
            note: draft.note,
            fields: Value::Object(draft.fields).to_string(),
            before: if self.head.seq == 0 {
                GENESIS.to_owned()
            } else {
                self.head.digest.clone()
            },
            digest: String::new(),
        };
        event.digest = event.compute();
        event
    }
}
