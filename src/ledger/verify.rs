//! Proof that the record was not altered: the chain of digests, the events played again, and
//! everything that is worked out from them held against what stands in the file.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::{Connection, ErrorCode, OptionalExtension};

use super::error::LedgerError;
use super::event::{Event, EventKind, GENESIS};
use super::issue::Issue;
use super::row::{self, IssueRow};
use super::schema;
use super::store::{Head, Ledger};
use crate::model::{Fingerprint, Words};

/// The most problems that are named one by one.
const NAMED: usize = 50;

/// What a check of the record found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Number of events read.
    pub events: u64,
    /// Number of issues.
    pub issues: usize,
    /// The end of the chain as the events give it.
    pub head: Head,
    /// What is wrong; empty when the record is whole.
    pub problems: Vec<Words>,
}

/// The end of a chain as somebody wrote it down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// Number of the event.
    pub seq: u64,
    /// The first digits of its digest, 16 at least.
    pub digest: String,
}

impl Anchor {
    /// Reads an anchor as it was written down: `128-3f9a…`, blanks and other separators too.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let end = text.find(|c: char| !c.is_ascii_digit())?;
        let digest: String = text[end..]
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | ':' | '：' | '—' | '–'))
            .collect::<String>()
            .to_ascii_lowercase();
        let written = (16..=64).contains(&digest.len())
            && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
        Some(Self {
            seq: text[..end].parse().ok()?,
            digest: written.then_some(digest)?,
        })
    }
}

impl std::fmt::Display for Anchor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.seq, self.digest)
    }
}

impl From<Head> for Anchor {
    fn from(head: Head) -> Self {
        Self {
            seq: head.seq,
            digest: head.digest,
        }
    }
}

struct Checking {
    problems: Vec<Words>,
    more: usize,
}

impl Checking {
    fn note(&mut self, zh: impl Into<String>, en: impl Into<String>) {
        if self.problems.len() < NAMED {
            self.problems.push(Words::new(zh, en));
        } else {
            self.more += 1;
        }
    }

    fn sql(&mut self, what: &str, error: &rusqlite::Error) {
        self.note(
            format!("{what} 读不出来：{error}"),
            format!("{what} cannot be read: {error}"),
        );
    }
}

/// Checks a ledger, and that it goes on from an anchor that was written down.
///
/// # Errors
/// When the file is missing, is no ledger at all, or is newer than this program; whatever
/// else is wrong with it is told as a problem.
pub fn verify(path: &Path, anchor: Option<&Anchor>) -> Result<Verdict, LedgerError> {
    let ledger = match Ledger::open_to_read(path) {
        Ok(ledger) => ledger,
        // Too damaged to be opened: that is the answer, and not a reason to ask again.
        Err(LedgerError::Sqlite { source, .. })
            if source.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt) =>
        {
            return Ok(unopened(&source));
        }
        Err(error) => return Err(error),
    };
    let connection = ledger.connection();
    // One state of the file throughout, whatever others write meanwhile.
    let begun = connection.execute_batch("BEGIN");
    let mut checking = Checking {
        problems: Vec::new(),
        more: 0,
    };
    if let Err(error) = begun {
        return Err(LedgerError::sqlite(path)(error));
    }
    integrity(connection, &mut checking);
    tables(connection, &mut checking);
    let (issues, head) = events(connection, anchor, &mut checking);
    worked_out(connection, &issues, &mut checking);
    end(connection, &head, &mut checking);
    if checking.more > 0 {
        let more = checking.more;
        checking.problems.push(Words::new(
            format!("另有 {more} 处"),
            format!("{more} more"),
        ));
    }
    Ok(Verdict {
        events: head.seq,
        issues: issues.len(),
        head,
        problems: checking.problems,
    })
}

/// The verdict on a file of which nothing can be read.
fn unopened(source: &rusqlite::Error) -> Verdict {
    Verdict {
        events: 0,
        issues: 0,
        head: Head {
            seq: 0,
            digest: GENESIS.to_owned(),
        },
        problems: vec![Words::new(
            format!(
                "文件结构损坏，一条记录也读不出来（{source}）；文件可能没有写完或复制完，或被截断"
            ),
            format!(
                "the file is damaged and nothing of it can be read ({source}); it may be cut short, by a copy that did not finish or otherwise"
            ),
        )],
    }
}

/// What SQLite itself says of the file.
fn integrity(connection: &Connection, checking: &mut Checking) {
    let read = || -> rusqlite::Result<Vec<String>> {
        let mut statement = connection.prepare("PRAGMA integrity_check(20)")?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        rows.collect()
    };
    match read() {
        Ok(lines) => {
            for line in lines.iter().filter(|line| *line != "ok") {
                checking.note(
                    format!("文件结构损坏：{line}"),
                    format!("the file is damaged: {line}"),
                );
            }
        }
        Err(error) => checking.sql("文件结构 (integrity_check)", &error),
    }
}

/// The tables, indices and triggers, which must be exactly ours.
fn tables(connection: &Connection, checking: &mut Checking) {
    let version = schema::version(connection).map_or(schema::VERSION, |(version, _)| version);
    let ours = schema::expected(version);
    let there = schema::objects(connection);
    match (ours, there) {
        (Ok(ours), Ok(there)) => {
            for (name, sql) in &ours {
                match there.get(name) {
                    None => checking.note(
                        format!("缺少 {name}（触发器、表或索引被删）"),
                        format!("{name} is missing"),
                    ),
                    Some(other) if other != sql => checking.note(
                        format!("{name} 的定义被改动"),
                        format!("the definition of {name} was changed"),
                    ),
                    Some(_) => {}
                }
            }
            for name in there.keys().filter(|name| !ours.contains_key(*name)) {
                checking.note(
                    format!("多出 {name}，不是本程序建立的"),
                    format!("{name} is not of this program's making"),
                );
            }
        }
        (_, Err(error)) | (Err(error), _) => checking.sql("sqlite_schema", &error),
    }
}

/// Reads the chain, plays it again, and returns the issues that come of it.
fn events(
    connection: &Connection,
    anchor: Option<&Anchor>,
    checking: &mut Checking,
) -> (BTreeMap<Fingerprint, Issue>, Head) {
    let mut issues = BTreeMap::new();
    let mut head = Head {
        seq: 0,
        digest: GENESIS.to_owned(),
    };
    let mut anchored = false;
    let mut read = || -> rusqlite::Result<()> {
        let sql = format!("SELECT {} FROM events ORDER BY seq", row::EVENT);
        let mut statement = connection.prepare(&sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let seq: i64 = row.get(0)?;
            let event = match row::read_event(row) {
                Ok(Ok(event)) => event,
                Ok(Err((seq, column))) => {
                    checking.note(
                        format!("第 {seq} 号事件的 {column} 不是本程序写的"),
                        format!("event {seq}: {column} is nothing that this program writes"),
                    );
                    continue;
                }
                Err(error) => {
                    checking.sql(&format!("events {seq}"), &error);
                    continue;
                }
            };
            link(&event, &head, checking);
            play(&event, &mut issues, checking);
            if let Some(anchor) = anchor.filter(|anchor| anchor.seq == event.seq) {
                anchored = true;
                if !event.digest.starts_with(&anchor.digest) {
                    checking.note(
                        format!(
                            "第 {} 号事件与会议记录上的校验码不符：台账在那之后被整体改写",
                            event.seq
                        ),
                        format!(
                            "event {} is not the one of the anchor: the record was rewritten since",
                            event.seq
                        ),
                    );
                }
            }
            head = Head {
                seq: event.seq,
                digest: event.digest,
            };
        }
        Ok(())
    };
    if let Err(error) = read() {
        checking.sql("events", &error);
    }
    if let Some(anchor) = anchor.filter(|_| !anchored) {
        checking.note(
            format!(
                "台账里没有第 {} 号事件（止于第 {} 号）：会议记录之后的事件被删去",
                anchor.seq, head.seq
            ),
            format!(
                "there is no event {} (the last is {}): events were cut off since the anchor",
                anchor.seq, head.seq
            ),
        );
    }
    (issues, head)
}

fn link(event: &Event, head: &Head, checking: &mut Checking) {
    let seq = event.seq;
    if seq != head.seq + 1 {
        checking.note(
            format!(
                "第 {} 号之后是第 {seq} 号：中间的事件被删去或调换",
                head.seq
            ),
            format!(
                "event {seq} follows event {}: events in between were deleted or moved",
                head.seq
            ),
        );
    } else if event.before != head.digest {
        checking.note(
            format!("第 {seq} 号事件不接前一号：前后被改动或调换"),
            format!(
                "event {seq} does not follow the one before it: one of them was changed or moved"
            ),
        );
    }
    if event.compute() != event.digest {
        checking.note(
            format!("第 {seq} 号事件的内容被改动（校验码不符）"),
            format!("event {seq} was changed (its digest is another)"),
        );
    }
    if (seq == 1) != (event.kind == EventKind::Created) {
        checking.note(
            format!("第 {seq} 号事件不是台账的开头"),
            format!("event {seq} is not how a ledger begins"),
        );
    }
}

/// Plays an event again.
fn play(event: &Event, issues: &mut BTreeMap<Fingerprint, Issue>, checking: &mut Checking) {
    let Some(number) = &event.issue else { return };
    let seq = event.seq;
    match issues.get_mut(number) {
        Some(issue) => {
            if event.from != Some(issue.state) {
                checking.note(
                    format!("第 {seq} 号事件的原状态与之前的事件不符"),
                    format!("event {seq} begins from another state than the events before it"),
                );
            }
            issue.apply(event);
        }
        None => match Issue::begin(event) {
            Some(issue) if event.kind == EventKind::Found => {
                issues.insert(number.clone(), issue);
            }
            _ => checking.note(
                format!("第 {seq} 号事件说的问题 {number} 此前没有出现过"),
                format!("event {seq} is about issue {number}, which no event found"),
            ),
        },
    }
}

/// Holds the table of issues against what the events give.
fn worked_out(
    connection: &Connection,
    issues: &BTreeMap<Fingerprint, Issue>,
    checking: &mut Checking,
) {
    let mut seen = 0;
    let mut read = || -> rusqlite::Result<()> {
        let sql = format!("SELECT {} FROM issues", row::ISSUE);
        let mut statement = connection.prepare(&sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let row = match IssueRow::read(row) {
                Ok(row) => row,
                Err(error) => {
                    checking.sql("issues", &error);
                    continue;
                }
            };
            seen += 1;
            let number = row.fingerprint.clone();
            let expected = Fingerprint::parse(&number).and_then(|number| issues.get(&number));
            if expected.map(IssueRow::of).as_ref() != Some(&row) {
                checking.note(
                    format!("问题 {number} 的现状与事件不符：现状表被改动"),
                    format!(
                        "issue {number} does not stand as its events say: the table was changed"
                    ),
                );
            }
        }
        Ok(())
    };
    if let Err(error) = read() {
        checking.sql("issues", &error);
    }
    if seen != issues.len() {
        checking.note(
            format!("现状表有 {seen} 个问题，事件里有 {} 个", issues.len()),
            format!("the table holds {seen} issues, the events {}", issues.len()),
        );
    }
}

/// Holds the end that was written down against the last event: a cut-off tail shows here.
fn end(connection: &Connection, head: &Head, checking: &mut Checking) {
    let read = connection
        .query_row("SELECT one, seq, digest FROM head", [], |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, i64>(1)?,
                row.get::<_, String>(2)?,
            ))
        })
        .optional();
    match read {
        Ok(Some((1, seq, digest)))
            if u64::try_from(seq) == Ok(head.seq) && digest == head.digest => {}
        Ok(Some((_, seq, _))) => checking.note(
            format!("台账记着止于第 {seq} 号事件，实际止于第 {} 号：末尾的事件被删去或改动", head.seq),
            format!("the ledger says that it ends with event {seq}, but it ends with event {}: the tail was cut off or changed", head.seq),
        ),
        Ok(None) => checking.note("止点（head）被删去", "the end of the chain (head) was deleted"),
        Err(error) => checking.sql("head", &error),
    }
}
