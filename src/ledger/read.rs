//! Reading rows: the same whether within a change or not.

use std::path::Path;

use rusqlite::{Connection, Statement, params_from_iter};

use super::error::LedgerError;
use super::event::{Event, EventKind};
use super::filter::Filter;
use super::issue::Issue;
use super::row::{self, IssueRow};
use super::state::State;
use super::store::{Head, RunRecord};

pub(super) fn head(connection: &Connection) -> rusqlite::Result<Head> {
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

pub(super) fn one_issue(
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

pub(super) fn issue(
    connection: &Connection,
    path: &Path,
    start: &str,
) -> Result<Issue, LedgerError> {
    let start = start.trim().to_ascii_lowercase();
    let written = start.len() >= 6 && start.bytes().all(|byte| byte.is_ascii_hexdigit());
    let filter = Filter {
        fingerprints: vec![start.clone()],
        ..Filter::default()
    };
    let mut found = if written {
        issues(connection, path, &filter)?
    } else {
        Vec::new()
    };
    match found.len() {
        1 => Ok(found.remove(0)),
        0 => Err(LedgerError::NoIssue { start }),
        count => Err(LedgerError::Ambiguous { start, count }),
    }
}

pub(super) fn issues(
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
    any("site", filter.site.iter().cloned().collect());
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

pub(super) fn events(
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

pub(super) fn runs(connection: &Connection, path: &Path) -> Result<Vec<RunRecord>, LedgerError> {
    let events = events(
        connection,
        path,
        "issue IS NULL AND kind = ?1",
        Some(EventKind::Run.code().to_owned()),
    )?;
    Ok(events.iter().filter_map(RunRecord::of).collect())
}
