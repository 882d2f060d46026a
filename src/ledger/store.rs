//! The file: SQLite, opened with care, changed in whole transactions only.
//!
//! A rollback journal is used and not a write-ahead log: at rest the ledger is then one file
//! that can be copied, mailed and kept as evidence; writers are few and short; and the log's
//! shared memory does not work on network drives, where offices like to keep such files.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use serde_json::Value;

use super::change::Change;
use super::error::LedgerError;
use super::event::{Draft, Event, EventKind};
use super::filter::Filter;
use super::issue::Issue;
use super::read;
use super::schema;
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
    /// The address that stands for the site.
    pub seed: String,
    /// The day judged as of.
    pub as_of: Date,
    /// When the last of the material was read.
    pub finished: Option<Timestamp>,
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
        // A writer that was killed leaves a journal that must be rolled back before anybody
        // reads; SQLite opens a file that may not be written to for reading only.
        let ledger = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        ledger.check()?;
        ledger
            .connection
            .pragma_update(None, "query_only", true)
            .map_err(LedgerError::sqlite(path))?;
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
        refuse_document(path)?;
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
            let is_empty = std::fs::metadata(&self.path).is_ok_and(|file| file.len() == 0);
            return Err(LedgerError::NotALedger {
                path: self.path.clone(),
                like: if is_empty {
                    Words::new("是空文件", "the file is empty")
                } else {
                    Words::new("是别的 SQLite 数据库", "another SQLite database")
                },
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

    /// Brings an older ledger to the newest version: what is worked out is made anew from
    /// the events, in one transaction; the events themselves are not touched.
    fn migrate(&self) -> Result<(), LedgerError> {
        let wrong = LedgerError::sqlite;
        let path = &self.path;
        let is_current = |connection: &Connection| {
            schema::version(connection).map(|(version, _)| version == schema::VERSION)
        };
        if is_current(&self.connection).map_err(wrong(path))? {
            return Ok(());
        }
        let transaction =
            Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)
                .map_err(wrong(path))?;
        // Another process may have been quicker.
        if !is_current(&transaction).map_err(wrong(path))? {
            super::renew::renew(&transaction, path)?;
        }
        transaction.commit().map_err(wrong(path))
    }

    /// Returns the connection, for `verify`.
    pub(super) fn connection(&self) -> &Connection {
        &self.connection
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
        let mut issues = read::issues(&self.connection, &self.path, filter)?;
        filter.sort(&mut issues);
        Ok(issues)
    }

    /// Returns the issue whose number begins so (six digits at least).
    ///
    /// # Errors
    /// When there is none, or more than one.
    pub fn issue(&self, start: &str) -> Result<Issue, LedgerError> {
        read::issue(&self.connection, &self.path, start)
    }

    /// Returns every event, or those of one issue, in order.
    ///
    /// # Errors
    /// When the ledger cannot be read, or holds what is no event.
    pub fn events(&self, issue: Option<&Fingerprint>) -> Result<Vec<Event>, LedgerError> {
        let wanted = issue.map(|issue| issue.as_str().to_owned());
        read::events(
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
        read::runs(&self.connection, &self.path)
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
        read::head(&self.connection).map_err(LedgerError::sqlite(&self.path))
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

impl RunRecord {
    /// Returns the day judged as of; one in the future counts as the day of the scan.
    pub fn day(&self) -> Date {
        self.as_of.min(super::times::day_of(self.at))
    }

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
            seed: text("seed").unwrap_or_default(),
            as_of: text("as_of")?.parse().ok()?,
            finished: text("finished").and_then(|time| time.parse().ok()),
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
/// Endings of documents and sheets; whoever names a ledger so expects to open it with their
/// programs, and finds it damaged.
const DOCUMENTS: [&str; 12] = [
    "xlsx", "xls", "xlsm", "et", "ods", "csv", "docx", "doc", "wps", "odt", "ofd", "pdf",
];

/// Refuses to begin a ledger under the name of a document.
fn refuse_document(path: &Path) -> Result<(), LedgerError> {
    let ending = path.extension().and_then(|ending| ending.to_str());
    let is_document = ending.is_some_and(|ending| {
        let mut known = DOCUMENTS.iter();
        known.any(|document| document.eq_ignore_ascii_case(ending))
    });
    if !is_document {
        return Ok(());
    }
    let path = path.display();
    Err(LedgerError::refused(
        format!(
            "台账是数据库文件，不能写成 {path}；请另取名，如 台账.db，表格用 gongkai ledger export 导出"
        ),
        format!(
            "a ledger is a database and cannot be {path}; name it ledger.db, say, and write sheets with gongkai ledger export"
        ),
    ))
}
