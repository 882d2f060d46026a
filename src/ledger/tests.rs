//! The ledger on its own: no site, only drafts.

use std::path::PathBuf;

use jiff::Timestamp;
use jiff::civil::date;
use serde_json::json;

use super::*;
use crate::model::{Evidence, Fingerprint, Severity, Subject, SubjectKind, Words};

/// Time of the tests.
pub(crate) fn now() -> Timestamp {
    "2026-11-24T02:00:00Z".parse().unwrap()
}

/// A folder with a fresh ledger in it.
pub(crate) fn fresh() -> (tempfile::TempDir, PathBuf, Ledger) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let ledger = Ledger::create(&path, "gongkai 0", now()).unwrap();
    (folder, path, ledger)
}

/// A finding.
pub(crate) fn finding(number: usize) -> Finding {
    Finding {
        site: "demo.example".to_owned(),
        rule: format!("rule-{}", number % 7),
        pack: "pack".to_owned(),
        title: Words::new("要求", "requirement"),
        severity: Severity::ALL[number % 4],
        subject: Subject {
            kind: SubjectKind::Document,
            key: format!("http://demo.example/{number}.html"),
            name: format!("文件{number}"),
            url: Some(format!("http://demo.example/{number}.html")),
        },
        columns: vec!["法定主动公开内容".to_owned(), format!("栏目{}", number % 5)],
        message: Words::new(format!("第 {number} 处问题"), format!("problem {number}")),
        basis: vec![Words::new(
            "《条例》第12条：要求",
            "Regulation Art. 12: duty",
        )],
        advice: Words::new("改正", "mend it"),
        evidence: vec![Evidence {
            url: format!("http://demo.example/{number}.html").into(),
            fetched_at: now(),
            status: Some(200),
            excerpt: Some("原文".into()),
            locator: Some("正文".into()),
            sha256: Some("ab".repeat(32).into()),
        }],
        members: Vec::new(),
        dates: Vec::new(),
    }
}

/// The number of a finding.
pub(crate) fn fingerprint(number: usize) -> Fingerprint {
    let finding = finding(number);
    Fingerprint::of(&finding.rule, &finding.site, &finding.subject)
}

/// The draft that finds it.
pub(crate) fn found(number: usize, run: u64) -> Draft {
    Draft::of(EventKind::Found, "gongkai 0", &fingerprint(number))
        .to(State::Open)
        .field("run", run)
        .field("as_of", "2026-11-24")
        .field("due", "2026-12-08")
        .field("finding", finding(number).to_json())
}

#[test]
fn what_is_appended_is_read_back() {
    let (_folder, path, mut ledger) = fresh();
    let head = ledger
        .append(now(), (0..5).map(|number| found(number, 2)).collect())
        .unwrap();
    assert_eq!(head.seq, 6);
    let second = fingerprint(1);
    ledger
        .append(
            now(),
            vec![
                Draft::of(EventKind::Assigned, "张三", &second)
                    .field("unit", "办公室")
                    .field("person", "李四"),
                Draft::of(EventKind::Rectified, "李四", &second)
                    .to(State::Rectified)
                    .field("done", "已重新上传")
                    .field("url", "http://demo.example/new.html"),
            ],
        )
        .unwrap();
    drop(ledger);
    let ledger = Ledger::open_to_read(&path).unwrap();
    let issue = ledger.issue(&second.as_str()[..8]).unwrap();
    assert_eq!(issue.finding, finding(1));
    assert_eq!(issue.state, State::Rectified);
    assert_eq!(issue.unit.as_deref(), Some("办公室"));
    assert_eq!(issue.due, Some(date(2026, 12, 8)));
    assert_eq!(issue.rectified.as_ref().unwrap().who, "李四");
    assert_eq!(issue.first_seen.run, 2);
    let history = ledger.events(Some(&second)).unwrap();
    assert_eq!(history.len(), 3);
    assert_eq!(history[2].from, Some(State::Open));
    assert_eq!(history[2].to, Some(State::Rectified));
    assert_eq!(ledger.issues(&Filter::default()).unwrap().len(), 5);
    assert_eq!(ledger.head().unwrap().seq, 8);
}

#[test]
fn a_batch_is_kept_whole_or_not_at_all() {
    let (_folder, _path, mut ledger) = fresh();
    let before = ledger.head().unwrap();
    let batch = vec![
        found(0, 2),
        Draft::of(EventKind::Noted, "张三", &fingerprint(9)).note("没有这一项"),
    ];
    assert!(matches!(
        ledger.append(now(), batch),
        Err(LedgerError::NoIssue { .. })
    ));
    assert_eq!(ledger.head().unwrap(), before);
    assert!(ledger.issues(&Filter::default()).unwrap().is_empty());
}

#[test]
fn an_empty_text_takes_a_field_back() {
    let (_folder, _path, mut ledger) = fresh();
    let issue = fingerprint(0);
    let assign =
        |unit: &str| Draft::of(EventKind::Assigned, "张三", &issue).field("unit", json!(unit));
    ledger
        .append(now(), vec![found(0, 2), assign("办公室"), assign("")])
        .unwrap();
    assert_eq!(ledger.issue(issue.as_str()).unwrap().unit, None);
}

#[test]
fn filters_take_what_they_name() {
    let (_folder, _path, mut ledger) = fresh();
    ledger
        .append(now(), (0..28).map(|number| found(number, 2)).collect())
        .unwrap();
    let count = |filter: Filter| ledger.issues(&filter).unwrap().len();
    let list = |text: &str| vec![text.to_owned()];
    assert_eq!(
        count(Filter {
            severities: vec![Severity::Major],
            ..Filter::default()
        }),
        7
    );
    assert_eq!(
        count(Filter {
            rules: list("rule-3"),
            ..Filter::default()
        }),
        4
    );
    assert_eq!(
        count(Filter {
            rules: list("pack/rule-3"),
            ..Filter::default()
        }),
        4
    );
    assert_eq!(
        count(Filter {
            columns: list("栏目2"),
            ..Filter::default()
        }),
        6
    );
    assert_eq!(
        count(Filter {
            sites: list("other"),
            ..Filter::default()
        }),
        0
    );
    assert_eq!(
        count(Filter {
            units: list(""),
            ..Filter::default()
        }),
        28
    );
    assert_eq!(
        count(Filter {
            states: vec![State::Verified],
            ..Filter::default()
        }),
        0
    );
    let late = Filter {
        overdue: true,
        today: Some(date(2026, 12, 9)),
        ..Filter::default()
    };
    assert_eq!(count(late.clone()), 28);
    assert_eq!(
        count(Filter {
            today: Some(date(2026, 12, 8)),
            ..late
        }),
        0
    );
}

#[test]
fn what_is_no_ledger_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.db");
    assert!(matches!(
        Ledger::open(&path),
        Err(LedgerError::Missing { .. })
    ));
    std::fs::write(&path, "not a database at all, only a text of some length").unwrap();
    assert!(matches!(
        Ledger::open(&path),
        Err(LedgerError::NotALedger { .. })
    ));
    std::fs::remove_file(&path).unwrap();
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("CREATE TABLE t (x)").unwrap();
    drop(other);
    assert!(matches!(
        Ledger::open(&path),
        Err(LedgerError::NotALedger { .. })
    ));
    std::fs::remove_file(&path).unwrap();
    drop(Ledger::create(&path, "gongkai 0", now()).unwrap());
    let other = rusqlite::Connection::open(&path).unwrap();
    other.pragma_update(None, "user_version", 99).unwrap();
    drop(other);
    let error = Ledger::open(&path).unwrap_err();
    assert!(matches!(error, LedgerError::Newer { version: 99, .. }));
    assert!(error.words().zh.contains("x.db"));
}

/// Does something about the first issue, as of a day.
fn done(ledger: &mut Ledger, wanted: &Act, today: &str) -> Result<Issue, LedgerError> {
    let number = fingerprint(0);
    ledger.change(now(), |change| {
        let issue = change.issue(number.as_str())?;
        act(change, &issue, "张三", wanted, today.parse().unwrap())?;
        change.issue(number.as_str())
    })
}

fn excuse(state: State, until: Option<&str>) -> Act {
    Act::Excuse {
        state,
        reason: "机构改革".to_owned(),
        until: until.map(|day| day.parse().unwrap()),
        url: None,
    }
}

const SIGN_OFF: Act = Act::SignOff {
    opinion: String::new(),
    overriding: None,
};

#[test]
fn nobody_signs_off_what_no_scan_saw_mended() {
    let (_folder, _path, mut ledger) = fresh();
    ledger.append(now(), vec![found(0, 2)]).unwrap();
    let day = "2026-11-24";
    let rectify = Act::Rectify {
        done: "已改".to_owned(),
        url: "http://demo.example/x".to_owned(),
    };
    assert!(matches!(
        done(&mut ledger, &SIGN_OFF, day),
        Err(LedgerError::Refused { .. })
    ));
    assert_eq!(
        done(&mut ledger, &rectify, day).unwrap().state,
        State::Rectified
    );
    assert!(done(&mut ledger, &SIGN_OFF, day).is_err());
    let verified = Draft::of(EventKind::Verified, "gongkai 0", &fingerprint(0))
        .to(State::Verified)
        .field("run", 9);
    ledger.append(now(), vec![verified]).unwrap();
    let issue = done(&mut ledger, &SIGN_OFF, day).unwrap();
    assert_eq!(issue.state, State::SignedOff);
    assert_eq!(issue.signed_off.unwrap().overriding, None);
    for refused in [SIGN_OFF, rectify, excuse(State::FalsePositive, None)] {
        assert!(done(&mut ledger, &refused, day).is_err(), "{refused:?}");
    }
    let reopen = Act::Reopen {
        reason: "抽查发现未改".to_owned(),
    };
    assert_eq!(done(&mut ledger, &reopen, day).unwrap().state, State::Open);
    let overriding = Act::SignOff {
        opinion: "同意".to_owned(),
        overriding: Some("网站已关停".to_owned()),
    };
    let issue = done(&mut ledger, &overriding, day).unwrap();
    assert_eq!(
        issue.signed_off.unwrap().overriding.as_deref(),
        Some("网站已关停")
    );
}

#[test]
fn what_is_set_aside_is_open_again_the_day_after_its_last() {
    let (_folder, _path, mut ledger) = fresh();
    ledger.append(now(), vec![found(0, 2)]).unwrap();
    assert!(done(&mut ledger, &excuse(State::Deferred, None), "2026-11-24").is_err());
    assert!(
        done(
            &mut ledger,
            &excuse(State::Deferred, Some("2026-11-23")),
            "2026-11-24"
        )
        .is_err()
    );
    assert!(done(&mut ledger, &excuse(State::Verified, None), "2026-11-24").is_err());
    let issue = done(
        &mut ledger,
        &excuse(State::Deferred, Some("2026-12-10")),
        "2026-11-24",
    )
    .unwrap();
    assert_eq!(issue.standing(date(2026, 12, 10)), State::Deferred);
    assert_eq!(issue.standing(date(2026, 12, 11)), State::Open);
    assert!(issue.has_lapsed(date(2026, 12, 11)));
    // Its deadline was the 8th: overdue, and found by the filter for open ones.
    let open = Filter {
        states: vec![State::Open],
        overdue: true,
        today: Some(date(2026, 12, 11)),
        ..Filter::default()
    };
    assert_eq!(ledger.issues(&open).unwrap().len(), 1);
    let day = Filter {
        today: Some(date(2026, 12, 10)),
        ..open
    };
    assert_eq!(ledger.issues(&day).unwrap().len(), 0);
}

#[test]
fn acts_that_lack_something_are_refused() {
    let (_folder, _path, mut ledger) = fresh();
    ledger.append(now(), vec![found(0, 2)]).unwrap();
    let rectify = |done: &str, url: &str| Act::Rectify {
        done: done.to_owned(),
        url: url.to_owned(),
    };
    for wrong in [
        rectify("", "http://demo.example/x"),
        rectify("已改", ""),
        rectify("已改", "见附件"),
        Act::Reopen {
            reason: "x".to_owned(),
        },
        excuse(State::Open, None),
    ] {
        assert!(
            done(&mut ledger, &wrong, "2026-11-24").is_err(),
            "{wrong:?}"
        );
    }
    let number = fingerprint(0);
    for who in ["", "  ", "gongkai 0.1.0"] {
        let refused = ledger.change(now(), |change| {
            let issue = change.issue(number.as_str())?;
            act(
                change,
                &issue,
                who,
                &excuse(State::FalsePositive, None),
                date(2026, 11, 24),
            )
        });
        assert!(
            matches!(refused, Err(LedgerError::Refused { .. })),
            "{who:?}"
        );
    }
    assert_eq!(ledger.head().unwrap().seq, 2);
}

#[test]
fn terms_run_in_working_days_and_not_during_an_exemption() {
    let calendar = crate::calendar::Calendar::shipped();
    let config = crate::config::Config::parse(
        "g.yaml",
        "policy:\n  terms: {minor: 5, advice: none}\n  grace: 0\n  exempt: [{site: new.example, until: 2026-12-31, reason: 新设机构}]\nunits:\n  - {unit: 法规科, person: 王五, columns: [栏目2]}\n  - {unit: 办公室}\n",
        std::path::Path::new(""),
    )
    .unwrap();
    let policy = Policy::of(&config, &calendar).unwrap();
    let due = |site: &str, severity| policy.due(site, severity, date(2026, 9, 25));
    // National Day lies between.
    assert_eq!(
        due("a.example", Severity::Critical),
        Some(date(2026, 9, 28))
    );
    assert_eq!(due("a.example", Severity::Minor), Some(date(2026, 10, 9)));
    assert_eq!(due("a.example", Severity::Advice), None);
    assert_eq!(
        due("new.example", Severity::Critical),
        calendar.add_workdays(date(2026, 12, 31), 1)
    );
    assert_eq!(
        policy.responsible(&finding(2)),
        Some(("法规科", Some("王五")))
    );
    assert_eq!(policy.responsible(&finding(1)), Some(("办公室", None)));
    let shipped = Policy::of(&crate::config::Config::default(), &calendar).unwrap();
    assert_eq!(
        shipped.due("a", Severity::Advice, date(2026, 11, 24)),
        Some(date(2026, 12, 31))
    );
    assert_eq!(
        shipped.due("a", Severity::Major, date(2026, 11, 24)),
        Some(date(2026, 12, 8))
    );
    assert_eq!(shipped.responsible(&finding(1)), None);
}

#[test]
fn what_is_left_is_told_beyond_the_calendar_too() {
    let policy = Policy::of(
        &crate::config::Config::default(),
        &crate::calendar::Calendar::shipped(),
    )
    .unwrap();
    let left = |today, due| policy.left(today, due).zh;
    let due = date(2026, 12, 14);
    assert_eq!(left(date(2026, 12, 11), due), "剩 1 个工作日");
    assert_eq!(left(date(2027, 1, 20), due), "超期 37 天（自然日）");
    assert_eq!(
        left(date(2026, 12, 15), date(2027, 2, 25)),
        "剩 72 天（自然日）"
    );
    let day = date(2027, 2, 25);
    assert_eq!(left(day, day), "今天到期");
    let english = policy.left(date(2027, 1, 20), due).en;
    assert_eq!(english, "37 calendar days overdue");
}

#[test]
fn what_came_back_is_no_first_sighting() {
    let (_folder, _path, mut ledger) = fresh();
    let number = fingerprint(0);
    let step = |kind, to| {
        Draft::of(kind, "gongkai 0", &number)
            .to(to)
            .field("run", 2)
            .field("as_of", "2026-11-24")
    };
    let policy = Policy::of(
        &crate::config::Config::default(),
        &crate::calendar::Calendar::shipped(),
    )
    .unwrap();
    let counts = |ledger: &Ledger| {
        let issue = ledger.issue(number.as_str()).unwrap();
        policy.counts(&issue, date(2026, 11, 24))
    };
    ledger.append(now(), vec![found(0, 2)]).unwrap();
    ledger
        .append(now(), vec![step(EventKind::Persists, State::Open)])
        .unwrap();
    assert!(!counts(&ledger), "two scans of one day are one sighting");
    ledger
        .append(
            now(),
            vec![
                step(EventKind::Rectified, State::Rectified),
                step(EventKind::ReviewFailed, State::Open),
            ],
        )
        .unwrap();
    assert!(counts(&ledger));
    ledger
        .append(
            now(),
            vec![
                step(EventKind::Rectified, State::Rectified),
                step(EventKind::Verified, State::Verified),
                step(EventKind::SignedOff, State::SignedOff),
                step(EventKind::Recurred, State::Open),
            ],
        )
        .unwrap();
    assert!(counts(&ledger));
}
