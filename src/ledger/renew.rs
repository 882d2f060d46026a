//! Everything that is worked out from the events, worked out anew.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::{Connection, params};

use super::error::LedgerError;
use super::event::{EventKind, GENESIS};
use super::issue::Issue;
use super::read;
use super::row::{self, IssueRow};
use super::schema;
use crate::model::Fingerprint;

/// Makes the worked-out tables anew, of the newest version.
///
/// # Errors
/// When the chain of events does not hold: what was altered must not be made to look whole.
pub(super) fn renew(connection: &Connection, path: &Path) -> Result<(), LedgerError> {
    let wrong = LedgerError::sqlite;
    let before = read::head(connection).map_err(wrong(path))?;
    let events = read::events(connection, path, "?1 IS NULL", None)?;
    let mut issues: BTreeMap<Fingerprint, Issue> = BTreeMap::new();
    let (mut seq, mut digest) = (0, GENESIS.to_owned());
    for event in events {
        let follows = event.seq == seq + 1 && event.before == digest;
        if !follows || event.compute() != event.digest {
            return Err(LedgerError::Damaged {
                path: path.to_owned(),
                detail: format!("events {}", event.seq),
            });
        }
        if let Some(number) = &event.issue {
            match issues.get_mut(number) {
                Some(issue) => issue.apply(&event),
                None if event.kind == EventKind::Found => {
                    issues.extend(Issue::begin(&event).map(|issue| (number.clone(), issue)));
                }
                None => {}
            }
        }
        (seq, digest) = (event.seq, event.digest);
    }
    if (before.seq, &before.digest) != (seq, &digest) {
        return Err(LedgerError::Damaged {
            path: path.to_owned(),
            detail: format!("head {}", before.seq),
        });
    }
    schema::renew(connection).map_err(wrong(path))?;
    let mut statement = connection
        .prepare(row::REPLACE_ISSUE)
        .map_err(wrong(path))?;
    for issue in issues.values() {
        IssueRow::of(issue)
            .write(&mut statement)
            .map_err(wrong(path))?;
    }
    connection
        .execute(
            "UPDATE head SET seq = ?1, digest = ?2 WHERE one = 1",
            params![i64::try_from(seq).unwrap_or(i64::MAX), digest],
        )
        .map_err(wrong(path))?;
    Ok(())
}
