//! `verify` against every way of altering the record: with SQL, and byte by byte.

use std::path::Path;

use jiff::civil::date;
use rusqlite::{Connection, params};

use super::tests::{fingerprint, found, fresh, now};
use super::*;

/// A ledger with a little of everything.
fn lived(ledger: &mut Ledger) {
    let mut batch: Vec<Draft> = (0..12).map(|number| found(number, 2)).collect();
    let draft = |kind, number| Draft::of(kind, "张三", &fingerprint(number));
    batch.push(draft(EventKind::Assigned, 0).field("unit", "办公室"));
    batch.push(
        draft(EventKind::Rectified, 0)
            .to(State::Rectified)
            .field("done", "已改")
            .field("url", "http://demo.example/x"),
    );
    batch.push(
        draft(EventKind::Excused, 1)
            .to(State::Deferred)
            .note("暂缓")
            .field("until", "2026-12-31"),
    );
    batch.push(draft(EventKind::Noted, 2).field("remark", "备注"));
    ledger.append(now(), batch).unwrap();
}

fn problems(path: &Path) -> Vec<String> {
    match verify(path, None) {
        Ok(verdict) => verdict.problems.into_iter().map(|words| words.en).collect(),
        Err(error) => vec![error.to_string()],
    }
}

#[test]
fn a_ledger_that_nobody_touched_is_whole() {
    let (_folder, path, mut ledger) = fresh();
    assert_eq!(problems(&path), Vec::<String>::new());
    lived(&mut ledger);
    assert_eq!(problems(&path), Vec::<String>::new());
    let verdict = verify(&path, None).unwrap();
    assert_eq!((verdict.events, verdict.issues), (17, 12));
}

#[test]
fn events_are_neither_changed_nor_deleted_by_sql() {
    let (_folder, path, mut ledger) = fresh();
    lived(&mut ledger);
    let other = Connection::open(&path).unwrap();
    for sql in [
        "UPDATE events SET note = 'x' WHERE seq = 3",
        "DELETE FROM events WHERE seq = 17",
        "DELETE FROM events",
        "INSERT INTO events VALUES (99,'2026-11-24T02:00:00Z','x','noted',NULL,NULL,NULL,'','{}','','z')",
    ] {
        assert!(other.execute(sql, []).is_err(), "{sql}");
    }
    assert_eq!(problems(&path), Vec::<String>::new());
}

/// Whatever another tool does, with our triggers out of its way.
const ALTERATIONS: &[&str] = &[
    "UPDATE events SET at = '2026-11-25T02:00:00Z' WHERE seq = 5",
    "UPDATE events SET who = '李四' WHERE seq = 14",
    "UPDATE events SET kind = 'noted' WHERE seq = 14",
    "UPDATE events SET issue = (SELECT issue FROM events WHERE seq = 4) WHERE seq = 5",
    "UPDATE events SET issue = NULL WHERE seq = 16",
    "UPDATE events SET \"from\" = NULL WHERE seq = 14",
    "UPDATE events SET \"from\" = 'verified' WHERE seq = 14",
    "UPDATE events SET \"to\" = 'signed_off' WHERE seq = 15",
    "UPDATE events SET note = '' WHERE seq = 16",
    "UPDATE events SET fields = replace(fields, '办公室', '法规科') WHERE seq = 14",
    "UPDATE events SET fields = fields || ' ' WHERE seq = 2",
    "UPDATE events SET before = digest WHERE seq = 6",
    "UPDATE events SET digest = upper(digest) WHERE seq = 6",
    "UPDATE events SET digest = upper(digest) WHERE seq = 17",
    "DELETE FROM events WHERE seq = 9",
    "DELETE FROM events WHERE seq = 1",
    "DELETE FROM events WHERE seq > 13",
    "DELETE FROM events",
    // Two events change places.
    "UPDATE events SET seq = -7 WHERE seq = 7; UPDATE events SET seq = 7 WHERE seq = 8; UPDATE events SET seq = 8 WHERE seq = -7",
    "UPDATE events SET seq = seq + 1 WHERE seq = 17",
    // The tail is cut off with care: the end and what is worked out are made to fit.
    "DELETE FROM events WHERE seq = 17; UPDATE head SET seq = 16, digest = (SELECT digest FROM events WHERE seq = 16)",
    "UPDATE issues SET state = 'signed_off' WHERE state = 'open'",
    "UPDATE issues SET body = replace(body, '第 3 处', '第 4 处')",
    "UPDATE issues SET due = '2027-01-01'",
    "UPDATE issues SET unit = '法规科' WHERE unit IS NOT NULL",
    "DELETE FROM issues WHERE state = 'deferred'",
    "UPDATE head SET seq = 16",
    "DELETE FROM head",
    "CREATE TABLE notes (x)",
    "CREATE TRIGGER t AFTER INSERT ON events BEGIN DELETE FROM issues; END",
    "DROP INDEX issues_by_site",
];

const TRIGGERS: [&str; 3] = [
    "events_are_not_changed",
    "events_are_not_deleted",
    "events_follow_each_other",
];

#[test]
fn every_alteration_by_sql_is_found() {
    let (folder, path, mut ledger) = fresh();
    lived(&mut ledger);
    drop(ledger);
    for sql in ALTERATIONS {
        let copy = folder.path().join("copy.db");
        std::fs::copy(&path, &copy).unwrap();
        let other = Connection::open(&copy).unwrap();
        let triggers: Vec<String> = TRIGGERS
            .iter()
            .map(|name| {
                let sql: String = other
                    .query_row(
                        "SELECT sql FROM sqlite_schema WHERE name = ?1",
                        [name],
                        |row| row.get(0),
                    )
                    .unwrap();
                other
                    .execute_batch(&format!("DROP TRIGGER {name}"))
                    .unwrap();
                sql
            })
            .collect();
        other.execute_batch(sql).unwrap();
        for trigger in triggers {
            other.execute_batch(&trigger).unwrap();
        }
        drop(other);
        assert!(!problems(&copy).is_empty(), "not found: {sql}");
    }
    let other = Connection::open(&path).unwrap();
    other
        .execute_batch("DROP TRIGGER events_are_not_changed")
        .unwrap();
    assert!(!problems(&path).is_empty(), "a trigger is gone");
}

/// A forger who works the whole chain out anew, as this program does, is found by the anchor.
#[test]
fn a_record_written_anew_does_not_go_on_from_its_anchor() {
    let (folder, path, mut ledger) = fresh();
    lived(&mut ledger);
    let anchor = Anchor::from(ledger.head().unwrap());
    assert!(verify(&path, Some(&anchor)).unwrap().problems.is_empty());
    // The ledger goes on, and the anchor still holds.
    ledger.append(now(), vec![found(40, 2)]).unwrap();
    assert!(verify(&path, Some(&anchor)).unwrap().problems.is_empty());
    let forged = folder.path().join("forged.db");
    let mut other = Ledger::create(&forged, "gongkai 0", now()).unwrap();
    lived(&mut other);
    let last = Draft::of(EventKind::Noted, "张三", &fingerprint(3)).note("别的话");
    other.append(now(), vec![last]).unwrap();
    assert_eq!(problems(&forged), Vec::<String>::new());
    let ahead = Anchor::from(ledger.head().unwrap());
    assert!(!verify(&forged, Some(&ahead)).unwrap().problems.is_empty());
    // Cut off before the anchor.
    let short = folder.path().join("short.db");
    drop(Ledger::create(&short, "gongkai 0", now()).unwrap());
    assert!(!verify(&short, Some(&anchor)).unwrap().problems.is_empty());
    let written = format!(
        " {} — {} {}",
        anchor.seq,
        &anchor.digest[..8],
        &anchor.digest[8..20]
    );
    let read = Anchor::parse(&written).unwrap();
    assert!(verify(&path, Some(&read)).unwrap().problems.is_empty());
    assert_eq!(Anchor::parse("17-123"), None);
    assert_eq!(Anchor::parse("x"), None);
}

/// Everything that the file says, or `None` when it cannot be read.
fn content(path: &Path) -> Option<(Vec<Event>, Vec<Issue>, Head)> {
    let ledger = Ledger::open_to_read(path).ok()?;
    Some((
        ledger.events(None).ok()?,
        ledger.issues(&Filter::default()).ok()?,
        ledger.head().ok()?,
    ))
}

/// Bytes of every kind of place are changed in turn: header, trees, records, free space. Each
/// is found, or changes nothing that the record says.
#[test]
fn a_changed_byte_is_found_or_says_nothing() {
    let (folder, path, mut ledger) = fresh();
    lived(&mut ledger);
    drop(ledger);
    let whole = std::fs::read(&path).unwrap();
    let before = content(&path).unwrap();
    let copy = folder.path().join("copy.db");
    let (mut found, mut silent) = (0, 0);
    // Every byte of the header and of an event, and a sample of the rest.
    let note = "办公室".as_bytes();
    let event = whole
        .windows(note.len())
        .position(|part| part == note)
        .unwrap();
    let dense = (0..100).chain(event - 120..event + 120);
    for at in dense.chain((100..whole.len()).step_by(61)) {
        for mask in [0x01_u8, 0x80] {
            let mut bytes = whole.clone();
            bytes[at] ^= mask;
            std::fs::write(&copy, &bytes).unwrap();
            if problems(&copy).is_empty() {
                silent += 1;
                assert_eq!(
                    content(&copy).as_ref(),
                    Some(&before),
                    "byte {at} went unseen"
                );
            } else {
                found += 1;
            }
            let _ = std::fs::remove_file(folder.path().join("copy.db-journal"));
        }
    }
    assert!(found > 300, "{found} found, {silent} silent");
    // Bytes of the event's own words are always found.
    for at in event..event + note.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x01;
        std::fs::write(&copy, &bytes).unwrap();
        assert!(!problems(&copy).is_empty(), "byte {at}");
    }
    // A file that was cut off.
    for keep in [
        whole.len() - 1,
        whole.len() - 4096,
        whole.len() / 2,
        4096,
        100,
        16,
    ] {
        std::fs::write(&copy, &whole[..keep]).unwrap();
        assert!(!problems(&copy).is_empty(), "cut to {keep}");
    }
}

#[test]
fn a_full_disk_keeps_the_ledger_as_it_was() {
    let (_folder, path, mut ledger) = fresh();
    lived(&mut ledger);
    let before = ledger.head().unwrap();
    let pages: i64 = ledger
        .connection()
        .query_row("PRAGMA page_count", [], |row| row.get(0))
        .unwrap();
    ledger
        .connection()
        .query_row(
            &format!("PRAGMA max_page_count = {}", pages + 3),
            [],
            |row| row.get::<_, i64>(0),
        )
        .unwrap();
    let batch = (100..400).map(|number| found(number, 2)).collect();
    let error = ledger.append(now(), batch).unwrap_err();
    assert!(error.words().zh.contains("磁盘已满"), "{error}");
    assert!(error.words().zh.contains("ledger.db"));
    assert_eq!(ledger.head().unwrap(), before);
    assert_eq!(problems(&path), Vec::<String>::new());
}

#[test]
fn processes_that_write_at_once_wait_for_each_other() {
    let (_folder, path, ledger) = fresh();
    drop(ledger);
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let path = &path;
            scope.spawn(move || {
                let mut ledger = Ledger::open(path).unwrap();
                for batch in 0..6 {
                    let base = writer * 1000 + batch * 10;
                    let drafts = (base..base + 5).map(|number| found(number, 2)).collect();
                    ledger.append(now(), drafts).unwrap();
                }
            });
        }
    });
    assert_eq!(problems(&path), Vec::<String>::new());
    let ledger = Ledger::open_to_read(&path).unwrap();
    assert_eq!(ledger.head().unwrap().seq, 1 + 4 * 6 * 5);
}

#[test]
fn a_ledger_that_may_not_be_written_to_is_read_and_says_so() {
    let (_folder, path, mut ledger) = fresh();
    lived(&mut ledger);
    drop(ledger);
    let mut ledger = Ledger::open_to_read(&path).unwrap();
    let error = ledger.append(now(), vec![found(50, 2)]).unwrap_err();
    assert!(error.words().zh.contains("只读"), "{error}");
    assert_eq!(problems(&path), Vec::<String>::new());
}

/// Ledgers of earlier versions, each written by the program of its day.
#[test]
fn earlier_versions_are_read_and_brought_up() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/formats/ledger");
    let folder = tempfile::tempdir().unwrap();
    for version in 1..VERSION {
        let path = folder.path().join(format!("v{version}.db"));
        std::fs::copy(fixtures.join(format!("v{version}.db")), &path).unwrap();
        // Reading leaves it as it is.
        let old = content(&path).unwrap();
        assert_eq!(problems(&path), Vec::<String>::new());
        let mut ledger = Ledger::open(&path).unwrap();
        let head = ledger.head().unwrap();
        assert_eq!(content(&path).unwrap(), old);
        assert_eq!(problems(&path), Vec::<String>::new());
        let issue = ledger.issue("df3ffa7d").unwrap();
        assert_eq!(issue.state, State::Rectified);
        assert_eq!(issue.unit.as_deref(), Some("办公室"));
        let deferred = ledger.issue("c3819461").unwrap();
        assert_eq!(deferred.standing(date(2026, 12, 31)), State::Deferred);
        assert_eq!(deferred.standing(date(2027, 1, 1)), State::Open);
        let note = Draft::of(EventKind::Noted, "张三", &issue.fingerprint).note("升级后");
        assert_eq!(ledger.append(now(), vec![note]).unwrap().seq, head.seq + 1);
        assert_eq!(problems(&path), Vec::<String>::new());
        drop(ledger);
        // What was altered is not made to look whole by bringing it up.
        std::fs::copy(fixtures.join(format!("v{version}.db")), &path).unwrap();
        let other = Connection::open(&path).unwrap();
        other
            .execute_batch("DROP TRIGGER events_are_not_changed")
            .unwrap();
        other
            .execute("UPDATE events SET who = ?1 WHERE seq = 17", params!["王五"])
            .unwrap();
        drop(other);
        assert!(matches!(
            Ledger::open(&path),
            Err(LedgerError::Damaged { .. })
        ));
    }
}

#[test]
fn a_file_that_is_cut_short_is_told_by_the_check_itself() {
    let (_folder, path, mut ledger) = fresh();
    lived(&mut ledger);
    drop(ledger);
    let bytes = std::fs::read(&path).unwrap();
    for part in [2, 3, 10] {
        std::fs::write(&path, &bytes[..bytes.len() / part]).unwrap();
        let verdict = verify(&path, None).unwrap();
        assert!(!verdict.problems.is_empty(), "1/{part}");
    }
    std::fs::write(&path, b"").unwrap();
    let error = verify(&path, None).unwrap_err();
    assert!(error.words().zh.contains("空文件"), "{}", error.words().zh);
}
