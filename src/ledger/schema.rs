//! The tables of a ledger, their versions, and the way from each version to the next.
//!
//! `events` is the record; every other table is worked out from it and only makes reading
//! quick, so that a migration may make them anew.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension};

/// The newest version of the tables (`PRAGMA user_version`).
pub const VERSION: i64 = 2;

/// Marks the file as ours (`PRAGMA application_id`): `gkld`.
pub(super) const APPLICATION: i64 = 0x676b_6c64;

/// The tables that people and other programs may rely on.
pub(super) const EVENTS: &str = "
CREATE TABLE events (
    seq    INTEGER PRIMARY KEY,
    at     TEXT NOT NULL,
    who    TEXT NOT NULL,
    kind   TEXT NOT NULL,
    issue  TEXT,
    \"from\" TEXT,
    \"to\"   TEXT,
    note   TEXT NOT NULL,
    fields TEXT NOT NULL,
    before TEXT NOT NULL,
    digest TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX events_of_issue ON events (issue, seq);
CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events of a ledger are never changed'); END;
CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events of a ledger are never deleted'); END;
CREATE TRIGGER events_follow_each_other BEFORE INSERT ON events
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM events)
BEGIN SELECT RAISE(ABORT, 'events of a ledger follow each other'); END;
";

/// What is worked out from the events.
pub(super) const WORKED_OUT: &str = "
CREATE TABLE issues (
    fingerprint TEXT PRIMARY KEY,
    site        TEXT NOT NULL,
    rule        TEXT NOT NULL,
    severity    TEXT NOT NULL,
    state       TEXT NOT NULL,
    unit        TEXT,
    due         TEXT,
    until       TEXT,
    last_event  INTEGER NOT NULL,
    body        TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX issues_by_site ON issues (site, state);
CREATE INDEX issues_by_state ON issues (state, due);
CREATE INDEX issues_by_unit ON issues (unit, state);
CREATE INDEX issues_by_rule ON issues (rule);
CREATE TABLE head (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    seq    INTEGER NOT NULL,
    digest TEXT NOT NULL
) STRICT;
INSERT INTO head VALUES (1, 0, '');
";

/// What version 2 added to what is worked out: lists by deadline and severity.
const SINCE_2: &str = "
CREATE INDEX issues_by_due ON issues (due);
CREATE INDEX issues_by_severity ON issues (severity, state);
";

/// Makes the tables of a version in an empty file.
fn create_version(connection: &Connection, version: i64) -> rusqlite::Result<()> {
    connection.execute_batch(EVENTS)?;
    connection.execute_batch(WORKED_OUT)?;
    if version >= 2 {
        connection.execute_batch(SINCE_2)?;
    }
    Ok(())
}

/// Makes the tables that are worked out anew, empty and of the newest version.
pub(super) fn renew(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch("DROP TABLE IF EXISTS issues; DROP TABLE IF EXISTS head;")?;
    connection.execute_batch(WORKED_OUT)?;
    connection.execute_batch(SINCE_2)?;
    connection.pragma_update(None, "user_version", VERSION)
}

/// Makes the tables of the newest version in an empty file.
pub(super) fn create(connection: &Connection) -> rusqlite::Result<()> {
    create_version(connection, VERSION)?;
    connection.pragma_update(None, "application_id", APPLICATION)?;
    connection.pragma_update(None, "user_version", VERSION)
}

/// Returns the version of the tables, and whether the file is marked as ours.
pub(super) fn version(connection: &Connection) -> rusqlite::Result<(i64, bool)> {
    let version = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let mark: i64 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    Ok((version, mark == APPLICATION))
}

/// Tells whether the file has no tables at all.
pub(super) fn is_empty(connection: &Connection) -> rusqlite::Result<bool> {
    let any: Option<i64> = connection
        .query_row("SELECT 1 FROM sqlite_schema LIMIT 1", [], |row| row.get(0))
        .optional()?;
    Ok(any.is_none())
}

/// Names and definitions of everything in the file.
pub(super) type Objects = BTreeMap<String, String>;

/// Returns what stands in a file.
pub(super) fn objects(connection: &Connection) -> rusqlite::Result<Objects> {
    let mut statement = connection
        .prepare("SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema ORDER BY 1")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

/// Returns what stands in a file that this program made, of a version that it knows.
pub(super) fn expected(version: i64) -> rusqlite::Result<Objects> {
    let connection = Connection::open_in_memory()?;
    create_version(&connection, version)?;
    objects(&connection)
}
