//! The file: SQLite, opened with care, changed in whole transactions only.
//!
//! A rollback journal is used and not a write-ahead log: at rest the ledger is then one file
//! that can be copied, mailed and kept as evidence; writers are few and short; and the log's
//! shared memory does not work on network drives, where offices like to keep such files.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{
    Connection, OpenFlags, Statement, Transaction, TransactionBehavior, params_from_iter,
};
use serde_json::Value;

use super::error::LedgerError;
use super::event::{Draft, Event, EventKind, GENESIS};
use super::filter::Filter;
use super::issue::Issue;
use super::row::{self, IssueRow};
use super::schema;
use super::state::State;
use crate::model::{Fingerprint, Words};

/// How long to wait for another process that writes.
const PATIENCE: Duration = Duration::from_secs(30);

/// A ledger.
#[derive(Debug)]
pub struct Ledger {
    connection: Connection,
    path: PathBuf,
}

/// The end of the chain of events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Number of the last event.
    pub seq: u64,
    /// Its digest.
    pub digest: String,
}

/// A scan or a re-check that the ledger took in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRecord {
    /// Its number: of its event.
    pub run: u64,
    /// When it was taken in.
    pub at: Timestamp,
    /// Identity of the site.
    pub site: String,
    /// Name of the site, else of the body.
    pub name: Option<String>,
    /// The target as given.
    pub target: String,
    /// The day judged as of.
    pub as_of: Date,
    /// True for a re-check, which looks at known issues only.
    pub recheck: bool,
    /// True when nothing that could matter was left unread.
    pub complete: bool,
    /// How many issues were new, persisting, mended, come back, not to be told, in doubt.
    pub counts: Vec<(String, u64)>,
}

/// A site that the ledger knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Its identity.
    pub key: String,
    /// Its name, as the last scan gave it.
    pub name: Option<String>,
    /// When it was last scanned.
    pub last_run: Timestamp,
}

impl Ledger {
    /// Opens a ledger that is there, for reading and writing; an older one is brought to the
    /// newest version first.
    ///
    /// # Errors
    /// When it is missing, no ledger, newer than this program, or cannot be written to.
    pub fn open(path: &Path) -> Result<Self, LedgerError> {
        if !path.exists() {
            return Err(LedgerError::Missing {
                path: path.to_owned(),
            });
        }
        let ledger = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        ledger.check()?;
        ledger.migrate()?;
        Ok(ledger)
    }

    /// Opens a ledger for reading only. An older one is read as it is.
    ///
    /// # Errors
    /// When it is missing, no ledger, newer than this program, or cannot be read.
    pub fn open_to_read(path: &Path) -> Result<Self, LedgerError> {
        if !path.exists() {
            return Err(LedgerError::Missing {
                path: path.to_owned(),
            });
        }
        let ledger = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        ledger.check()?;
        Ok(ledger)
    }

    /// Opens a ledger, or makes it where there is none.
    ///
    /// # Errors
    /// As [`Ledger::open`], and when it cannot be made.
    pub fn create(path: &Path, who: &str, now: Timestamp) -> Result<Self, LedgerError> {
        let is_new = std::fs::metadata(path).map_or(true, |there| there.len() == 0);
        if !is_new {
            return Self::open(path);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let mut ledger = Self::connect(path, flags)?;
        let wrong = LedgerError::sqlite;
        {
            let transaction = ledger
                .connection
                .transaction_with_behavior(TransactionBehavior::Immediate)
                .map_err(wrong(path))?;
            // Another process may have been quicker.
            if schema::is_empty(&transaction).map_err(wrong(path))? {
                schema::create(&transaction).map_err(wrong(path))?;
                let mut change = Change::begin(&transaction, path, now)?;
                change.append(Draft {
                    who: who.to_owned(),
                    kind: EventKind::Created,
                    issue: None,
                    to: None,
                    note: String::new(),
                    fields: serde_json::Map::new(),
                })?;
                change.finish()?;
                transaction.commit().map_err(wrong(path))?;
            }
        }
        ledger.check()?;
        ledger.migrate()?;
        Ok(ledger)
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<Self, LedgerError> {
        let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection =
            Connection::open_with_flags(path, flags).map_err(LedgerError::sqlite(path))?;
        let ledger = Self {
            connection,
            path: path.to_owned(),
        };
        ledger.set_up().map_err(LedgerError::sqlite(path))?;
        Ok(ledger)
    }

    fn set_up(&self) -> rusqlite::Result<()> {
        self.connection.busy_timeout(PATIENCE)?;
        // EXTRA also makes the removal of the journal durable: what was told to be kept is kept.
        self.connection
            .pragma_update(None, "synchronous", "EXTRA")?;
        // A file that somebody prepared must not make the program do anything.
        self.connection
            .pragma_update(None, "trusted_schema", false)?;
        self.connection.pragma_update(None, "cell_size_check", true)
    }

    /// Refuses what is no ledger, or a newer one.
    fn check(&self) -> Result<(), LedgerError> {
        let (version, ours) =
            schema::version(&self.connection).map_err(LedgerError::sqlite(&self.path))?;
        if !ours {
            return Err(LedgerError::NotALedger {
                path: self.path.clone(),
                like: Words::new("是别的 SQLite 数据库", "another SQLite database"),
            });
        }
        if version > schema::VERSION {
            return Err(LedgerError::Newer {
                path: self.path.clone(),
                version,
                known: schema::VERSION,
            });
        }
        Ok(())
    }

    fn migrate(&self) -> Result<(), LedgerError> {
        Ok(())
    }

    /// Returns the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the issues that a filter means, in its order.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn issues(&self, filter: &Filter) -> Result<Vec<Issue>, LedgerError> {
        let mut issues = read_issues(&self.connection, &self.path, filter)?;
        filter.sort(&mut issues);
        Ok(issues)
    }

    /// Returns the issue whose number begins so (six digits at least).
    ///
    /// # Errors
    /// When there is none, or more than one.
    pub fn issue(&self, start: &str) -> Result<Issue, LedgerError> {
        issue_of(&self.connection, &self.path, start)
    }

    /// Returns every event, or those of one issue, in order.
    ///
    /// # Errors
    /// When the ledger cannot be read, or holds what is no event.
    pub fn events(&self, issue: Option<&Fingerprint>) -> Result<Vec<Event>, LedgerError> {
        let wanted = issue.map(|issue| issue.as_str().to_owned());
        read_events(
            &self.connection,
            &self.path,
            "(?1 IS NULL OR issue = ?1)",
            wanted,
        )
    }

    /// Returns the scans taken in, in order.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn runs(&self) -> Result<Vec<RunRecord>, LedgerError> {
        let events = read_events(
            &self.connection,
            &self.path,
            "issue IS NULL AND kind = ?1",
            Some(EventKind::Run.code().to_owned()),
        )?;
        Ok(events.iter().filter_map(RunRecord::of).collect())
    }

    /// Returns the sites, in order of identity.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn sites(&self) -> Result<Vec<Site>, LedgerError> {
        let mut sites: Vec<Site> = Vec::new();
        for run in self.runs()? {
            match sites.iter_mut().find(|site| site.key == run.site) {
                Some(site) => {
                    site.name = run.name.or(site.name.take());
                    site.last_run = run.at;
                }
                None => sites.push(Site {
                    key: run.site,
                    name: run.name,
                    last_run: run.at,
                }),
            }
        }
        sites.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(sites)
    }

    /// Returns the end of the chain.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn head(&self) -> Result<Head, LedgerError> {
        head_of(&self.connection).map_err(LedgerError::sqlite(&self.path))
    }

    /// Changes the ledger in one transaction: all that `work` appends is kept, or, when it
    /// fails, nothing. No other process changes the ledger meanwhile, so that what `work`
    /// reads through [`Change`] is what it changes.
    ///
    /// # Errors
    /// Those of `work`, and when the ledger cannot be written to.
    pub fn change<T, E: From<LedgerError>>(
        &mut self,
        now: Timestamp,
        work: impl FnOnce(&mut Change<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let wrong = LedgerError::sqlite;
        let path = self.path.clone();
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(wrong(&path))?;
        let mut change = Change::begin(&transaction, &path, now)?;
        let done = work(&mut change)?;
        change.finish()?;
        transaction.commit().map_err(wrong(&path))?;
        Ok(done)
    }

    /// Appends a batch of events in one transaction.
    ///
    /// # Errors
    /// When a draft is about an issue that is not there, or the ledger cannot be written to;
    /// nothing of the batch is kept then.
    pub fn append(&mut self, now: Timestamp, batch: Vec<Draft>) -> Result<Head, LedgerError> {
        self.change(now, |change| {
            for draft in batch {
                change.append(draft)?;
            }
            Ok(change.head.clone())
        })
    }
}

/// A change under way: see [`Ledger::change`].
pub struct Change<'l> {
    transaction: &'l Transaction<'l>,
    path: &'l Path,
    now: Timestamp,
    head: Head,
    begun: u64,
    insert_event: Statement<'l>,
    replace_issue: Statement<'l>,
    select_issue: Statement<'l>,
}

impl<'l> Change<'l> {
    fn begin(
        transaction: &'l Transaction<'l>,
        path: &'l Path,
        now: Timestamp,
    ) -> Result<Self, LedgerError> {
        let wrong = LedgerError::sqlite;
        let head = head_of(transaction).map_err(wrong(path))?;
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
    fn finish(self) -> Result<(), LedgerError> {
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
        issue_of(self.transaction, self.path, start)
    }

    /// Returns the issues that a filter means, in its order.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn issues(&self, filter: &Filter) -> Result<Vec<Issue>, LedgerError> {
        let mut issues = read_issues(self.transaction, self.path, filter)?;
        filter.sort(&mut issues);
        Ok(issues)
    }

    /// Appends an event; its number is returned. What it says of an issue holds at once.
    ///
    /// # Errors
    /// When it is about an issue that is not there, or the ledger cannot be written to.
    pub fn append(&mut self, draft: Draft) -> Result<u64, LedgerError> {
        let wrong = LedgerError::sqlite;
        let there = match &draft.issue {
            Some(issue) => one_issue(&mut self.select_issue, self.path, issue.as_str())?,
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

impl RunRecord {
    /// Reads the event of a scan.
    pub(super) fn of(event: &Event) -> Option<Self> {
        let fields: Value = serde_json::from_str(&event.fields).ok()?;
        let text = |name: &str| Some(fields.get(name)?.as_str()?.to_owned());
        let flag = |name: &str| fields.get(name).and_then(Value::as_bool).unwrap_or(false);
        let counts = fields.get("counts").and_then(Value::as_object);
        Some(Self {
            run: event.seq,
            at: event.at,
            site: text("site")?,
            name: text("name"),
            target: text("target").unwrap_or_default(),
            as_of: text("as_of")?.parse().ok()?,
            recheck: flag("recheck"),
            complete: flag("complete"),
            counts: counts
                .into_iter()
                .flatten()
                .filter_map(|(name, count)| Some((name.clone(), count.as_u64()?)))
                .collect(),
        })
    }
}

fn head_of(connection: &Connection) -> rusqlite::Result<Head> {
    connection.query_row("SELECT seq, digest FROM head WHERE one = 1", [], |row| {
        let seq: i64 = row.get(0)?;
        Ok(Head {
            seq: u64::try_from(seq).unwrap_or_default(),
            digest: row.get(1)?,
        })
    })
}

fn damaged(path: &Path, fingerprint: &str) -> LedgerError {
    LedgerError::Damaged {
        path: path.to_owned(),
        detail: format!("issues {fingerprint}"),
    }
}

fn one_issue(
    statement: &mut Statement<'_>,
    path: &Path,
    fingerprint: &str,
) -> Result<Option<Issue>, LedgerError> {
    let wrong = LedgerError::sqlite;
    let mut rows = statement.query([fingerprint]).map_err(wrong(path))?;
    match rows.next().map_err(wrong(path))? {
        None => Ok(None),
        Some(row) => IssueRow::read(row)
            .map_err(wrong(path))?
            .into_issue()
            .map(Some)
            .ok_or_else(|| damaged(path, fingerprint)),
    }
}

fn issue_of(connection: &Connection, path: &Path, start: &str) -> Result<Issue, LedgerError> {
    let start = start.trim().to_ascii_lowercase();
    let written = start.len() >= 6 && start.bytes().all(|byte| byte.is_ascii_hexdigit());
    let filter = Filter {
        fingerprints: vec![start.clone()],
        ..Filter::default()
    };
    let mut found = if written {
        read_issues(connection, path, &filter)?
    } else {
        Vec::new()
    };
    match found.len() {
        1 => Ok(found.remove(0)),
        0 => Err(LedgerError::NoIssue { start }),
        count => Err(LedgerError::Ambiguous { start, count }),
    }
}

fn read_issues(
    connection: &Connection,
    path: &Path,
    filter: &Filter,
) -> Result<Vec<Issue>, LedgerError> {
    let wrong = LedgerError::sqlite;
    let (condition, values) = condition_of(filter);
    let mut statement = connection
        .prepare(&format!(
            "SELECT {} FROM issues WHERE {condition}",
            row::ISSUE
        ))
        .map_err(wrong(path))?;
    let mut rows = statement
        .query(params_from_iter(values))
        .map_err(wrong(path))?;
    let mut issues = Vec::new();
    while let Some(row) = rows.next().map_err(wrong(path))? {
        let row = IssueRow::read(row).map_err(wrong(path))?;
        let fingerprint = row.fingerprint.clone();
        let issue = row
            .into_issue()
            .ok_or_else(|| damaged(path, &fingerprint))?;
        if filter.takes(&issue) {
            issues.push(issue);
        }
    }
    Ok(issues)
}

/// Says as much of a filter in SQL as indices help with; the rest is asked of each issue.
fn condition_of(filter: &Filter) -> (String, Vec<String>) {
    let mut conditions = vec!["1".to_owned()];
    let mut values: Vec<String> = Vec::new();
    let mut any = |column: &str, wanted: Vec<String>| {
        if wanted.is_empty() {
            return;
        }
        let marks: Vec<String> = wanted
            .into_iter()
            .map(|value| {
                values.push(value);
                format!("?{}", values.len())
            })
            .collect();
        conditions.push(format!("{column} IN ({})", marks.join(",")));
    };
    any(
        "severity",
        filter
            .severities
            .iter()
            .map(|severity| severity.code().to_owned())
            .collect(),
    );
    if filter.units.iter().all(|unit| !unit.is_empty()) {
        any("unit", filter.units.clone());
    }
    let mut states: Vec<State> = filter.states.clone();
    if states.contains(&State::Open) {
        // What was set aside until a day that is past counts as open.
        states.extend(super::state::EXCUSED);
    }
    any(
        "state",
        states.iter().map(|state| state.code().to_owned()).collect(),
    );
    if let [start] = filter.fingerprints.as_slice()
        && start.bytes().all(|byte| byte.is_ascii_hexdigit())
    {
        let start = start.to_ascii_lowercase();
        values.push(start.clone());
        conditions.push(format!("fingerprint >= ?{}", values.len()));
        values.push(format!("{start}g"));
        conditions.push(format!("fingerprint < ?{}", values.len()));
    }
    (conditions.join(" AND "), values)
}

fn read_events(
    connection: &Connection,
    path: &Path,
    condition: &str,
    value: Option<String>,
) -> Result<Vec<Event>, LedgerError> {
    let wrong = LedgerError::sqlite;
    let mut statement = connection
        .prepare(&format!(
            "SELECT {} FROM events WHERE {condition} ORDER BY seq",
            row::EVENT
        ))
        .map_err(wrong(path))?;
    let mut rows = statement.query([value]).map_err(wrong(path))?;
    let mut events = Vec::new();
    while let Some(row) = rows.next().map_err(wrong(path))? {
        match row::read_event(row).map_err(wrong(path))? {
            Ok(event) => events.push(event),
            Err((seq, column)) => {
                return Err(LedgerError::Damaged {
                    path: path.to_owned(),
                    detail: format!("events {seq}: {column}"),
                });
            }
        }
    }
    Ok(events)
}
