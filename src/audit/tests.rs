//! Judging on a made-up site: gathering, counting, order, absence, dates, faults of ours.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot read its input must stop; one site breaks on purpose"
)]

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::{Date, date};

use super::{Judged, Options, judge};
use crate::model::{
    Account, Address, Body, Cause, Evidence, Fact, FactSource, Find, Fingerprint, Found, Handle,
    Observation, Outcome, Place, Profile, StepKind, Subject, SubjectKind, Truth, Verdict, Words,
    YearFind,
};
use crate::rules::RuleSet;

const PACK: &str = "name: p
title: {zh: 包, en: Pack}
version: '1'
laws:
  law-a: {name: 甲办法, since: 2020-01-01}
  law-b: {name: 乙办法, since: 2024-07-01, until: 2025-12-31}
";

/// A site made of named subjects and their facts.
struct Site {
    body: Body,
    as_of: Date,
    subjects: Vec<(Handle, BTreeMap<&'static str, Fact>)>,
    broken: bool,
}

fn subject(kind: SubjectKind, key: &str) -> Subject {
    Subject {
        kind,
        key: key.to_owned(),
        name: format!("名{key}"),
        url: None,
    }
}

fn place(key: &str) -> Place {
    Place {
        page: Address::parse(&format!("http://a.gov.cn/{key}")).unwrap(),
        excerpt: Some("摘".to_owned()),
        locator: None,
        earlier: None,
    }
}

impl Site {
    fn new() -> Self {
        Self {
            body: Body {
                name: None,
                profile: Profile::CountyDepartment,
                profile_guessed: false,
                powers: BTreeSet::new(),
                lacks: BTreeSet::new(),
                region: None,
            },
            as_of: date(2026, 6, 30),
            subjects: Vec::new(),
            broken: false,
        }
    }

    fn add(&mut self, kind: SubjectKind, key: &str, facts: &[(&'static str, Fact)]) {
        let index = self.subjects.len();
        let column = key.split_once('-').map(|(column, _)| column);
        self.subjects.push((
            Handle {
                subject: subject(kind, key),
                column: column.map(|column| subject(SubjectKind::Column, column)),
                template: Some("t".to_owned()),
                places: vec![place(key)],
                index,
            },
            facts.iter().cloned().collect(),
        ));
    }

    /// A document in column `c` or `d` with the length of its delay.
    fn document(&mut self, key: &str, days: Fact) {
        self.add(
            SubjectKind::Document,
            key,
            &[
                ("document.workdays_to_publish", days),
                ("document.own", Fact::bool(!key.ends_with('x'))),
            ],
        );
    }
}

impl FactSource for Site {
    fn body(&self) -> &Body {
        &self.body
    }

    fn as_of(&self) -> Date {
        self.as_of
    }

    fn site_key(&self) -> &str {
        "a.gov.cn"
    }

    fn find(&self, kind: SubjectKind, find: &Find) -> Found {
        if kind == SubjectKind::Site {
            return Found::Subjects(vec![Handle {
                subject: subject(kind, "site"),
                column: None,
                template: None,
                places: vec![place("")],
                index: usize::MAX,
            }]);
        }
        let of_kind: Vec<Handle> = self
            .subjects
            .iter()
            .map(|(handle, _)| handle.clone())
            .filter(|handle| handle.subject.kind == kind)
            .collect();
        match find.year {
            Some(YearFind::Relative(offset)) => {
                let year = (self.as_of.year() + offset).to_string();
                let here = of_kind.into_iter().find(|h| h.subject.key == year);
                here.map_or_else(
                    || Found::Absent {
                        subject: subject(kind, &year),
                        places: vec![place("reports")],
                        instead: None,
                    },
                    |handle| Found::Subjects(vec![handle]),
                )
            }
            _ if find.names.is_empty() || !of_kind.is_empty() => Found::Subjects(of_kind),
            _ if find.names[0] == "未读" => Found::Unknown {
                subject: subject(kind, "named"),
                cause: Cause::LimitReached,
                look: Words::new("看导航", "look at the menu"),
                places: vec![place("")],
            },
            _ => Found::Absent {
                subject: subject(kind, "named"),
                places: vec![place("")],
                instead: None,
            },
        }
    }

    fn observe(&self, handle: &Handle, fact: &str) -> Observation {
        if self.broken && fact == "document.own" && handle.subject.key == "c-2" {
            panic!("broken on purpose");
        }
        let known = match fact {
            "body.level" => Some(Fact::text("county")),
            _ => self
                .subjects
                .get(handle.index)
                .and_then(|(_, facts)| facts.get(fact).cloned()),
        };
        Observation {
            fact: known.unwrap_or(Fact::Unknown(Cause::NotFetched)),
            places: handle.places.clone(),
        }
    }

    fn evidence(&self, place: &Place) -> Evidence {
        Evidence {
            url: place.page.as_str().into(),
            fetched_at: Timestamp::UNIX_EPOCH,
            status: Some(200),
            excerpt: place.excerpt.as_deref().map(Into::into),
            locator: place.locator.as_deref().map(Into::into),
            sha256: None,
        }
    }

    fn fetched(&self) -> (Timestamp, Timestamp) {
        (Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH)
    }
}

/// Makes a rule of its parts that differ.
fn rule(id: &str, law: &str, parts: &str) -> (String, String) {
    let text = format!(
        "id: {id}\ntitle: {{zh: 题, en: title}}\nseverity: major\nverified: true\nbasis:\n  - {{law: {law}, article: 1, text: {{zh: 述, en: text}}}}\nadvice: {{zh: 改, en: mend}}\n{parts}\n"
    );
    (format!("p/{id}.yaml"), text)
}

const IN_TIME: &str = "subject: document
applies: [{when: {document.own: true}, otherwise: {zh: 转载, en: forwarded}}]
expect: {document.workdays_to_publish: {at_most: 20}}
message: {zh: '{document.workdays_to_publish} 个工作日', en: '{document.workdays_to_publish} working days'}
redating_mends: false
examples:
  pass: [{name: 甲, facts: {document.own: true, document.workdays_to_publish: 20}}]
  fail: [{name: 乙, facts: {document.own: true, document.workdays_to_publish: 21}}]";

const BY_NAME: &str = "subject: column
expect: {column.items: {at_least: 1}}
message: {zh: 空, en: empty}
examples:
  pass: [{name: 甲, facts: {column.items: 1}}]
  fail: [{name: 乙, facts: {column.items: 0}}]";

fn set(rules: &[(String, String)]) -> RuleSet {
    let files = rules
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .chain([("p/pack.yaml", PACK)]);
    match RuleSet::of_texts(files) {
        Ok(set) => set,
        Err(problems) => panic!("{problems}"),
    }
}

fn run(site: &Site, rules: &[(String, String)]) -> Judged {
    judge(&set(rules), site, Options::default())
}

fn documents() -> Site {
    let mut site = Site::new();
    site.document("c-1", Fact::int(20));
    site.document("c-2", Fact::int(42));
    site.document("c-3", Fact::int(30));
    site.document("d-1", Fact::int(3));
    site.document("d-2x", Fact::int(99));
    for n in 0..900 {
        site.document(&format!("d-u{n}"), Fact::Unknown(Cause::Undated));
    }
    site
}

#[test]
fn without_gathering_each_failure_is_a_finding_and_the_rest_is_few_lines() {
    let judged = run(&documents(), &[rule("in-time", "law-a", IN_TIME)]);
    let codes: Vec<&str> = judged.outcomes.iter().map(|o| o.verdict.code()).collect();
    assert_eq!(codes, ["inapplicable", "cannot_tell", "fail", "fail"]);
    let open = &judged.outcomes[1];
    assert!(open.message.zh.contains("共 900 处"), "{}", open.message.zh);
    assert!(
        open.message.zh.contains("证据列出前 200 处"),
        "{}",
        open.message.zh
    );
    assert_eq!(open.evidence.len(), 200);
    let tally = &judged.tallies[0];
    assert_eq!(
        (
            tally.pass,
            tally.fail,
            tally.inapplicable,
            tally.cannot_tell
        ),
        (2, 2, 1, 1)
    );
    assert_eq!((tally.decided, tally.open), (4, 900));
    assert_eq!(judged.outcomes[2].message.zh, "42 个工作日");
    assert_eq!(
        judged.outcomes[2].evidence[0].url.as_ref(),
        "http://a.gov.cn/c-2"
    );
}

#[test]
fn gathered_failures_are_one_finding_that_says_how_many() {
    let gathered = format!("gather: column\n{IN_TIME}");
    let judged = run(&documents(), &[rule("in-time", "law-a", &gathered)]);
    let fails: Vec<&Outcome> = judged
        .outcomes
        .iter()
        .filter(|outcome| outcome.verdict == Verdict::Fail)
        .collect();
    assert_eq!(fails.len(), 1);
    assert_eq!(fails[0].subject, subject(SubjectKind::Column, "c"));
    assert_eq!(
        fails[0].message.zh,
        "共 2 处：（1）42 个工作日；（2）30 个工作日"
    );
    assert_eq!(fails[0].evidence.len(), 2);
    let fingerprints: BTreeSet<&Fingerprint> =
        judged.outcomes.iter().map(|o| &o.fingerprint).collect();
    assert_eq!(fingerprints.len(), judged.outcomes.len());
}

#[test]
fn the_finding_of_a_column_keeps_its_fingerprint_when_some_are_mended() {
    let gathered = [rule(
        "in-time",
        "law-a",
        &format!("gather: column\n{IN_TIME}"),
    )];
    let fingerprint = |judged: &Judged| {
        judged
            .outcomes
            .iter()
            .find(|outcome| outcome.verdict == Verdict::Fail)
            .map(|outcome| outcome.fingerprint.clone())
    };
    let before = fingerprint(&run(&documents(), &gathered)).unwrap();
    let mut site = Site::new();
    site.document("c-1", Fact::int(20));
    site.document("c-2", Fact::int(42));
    assert_eq!(fingerprint(&run(&site, &gathered)), Some(before));
}

#[test]
fn a_template_and_a_site_gather_all_their_pages() {
    for (gather, key) in [("template", "template:t"), ("site", "site")] {
        let parts = format!("gather: {gather}\n{IN_TIME}");
        let judged = run(&documents(), &[rule("in-time", "law-a", &parts)]);
        let fails: Vec<&Outcome> = judged
            .outcomes
            .iter()
            .filter(|outcome| outcome.verdict == Verdict::Fail)
            .collect();
        assert_eq!(fails.len(), 1, "{gather}");
        assert_eq!(fails[0].subject.key, key);
    }
}

#[test]
fn absence_means_what_the_rule_says_and_what_was_not_read_is_left_open() {
    let site = Site::new();
    let of = |find: &str, absent: &str| {
        let parts = format!("find: {{names: [{find}]}}\n{absent}\n{BY_NAME}");
        run(&site, &[rule("named", "law-a", &parts)])
            .outcomes
            .remove(0)
    };
    let fails = "absent: fail\nabsent_message: {zh: '没有{subject}', en: 'no {subject}'}";
    let outcome = of("甲", fails);
    assert_eq!(outcome.verdict, Verdict::Fail);
    assert_eq!(outcome.message.zh, "没有名named");
    assert_eq!(outcome.evidence.len(), 1);
    let outcome = of("未读", fails);
    let Verdict::CannotTell { cause, look } = &outcome.verdict else {
        panic!("{outcome:?}");
    };
    assert_eq!((*cause, look.zh.as_str()), (Cause::LimitReached, "看导航"));
    assert_eq!(
        of("甲", "absent: cannot_tell").verdict.code(),
        "cannot_tell"
    );
    assert_eq!(
        of("甲", "absent: inapplicable").verdict.code(),
        "inapplicable"
    );
    let when = |level: &str| {
        format!(
            "absent:\n  fail_when: {{body.level: {level}}}\n  otherwise: {{cause: disputable, look: {{zh: 看, en: look}}}}\nabsent_message: {{zh: 缺, en: missing}}"
        )
    };
    assert_eq!(of("甲", &when("county")).verdict, Verdict::Fail);
    let open = of("甲", &when("city")).verdict;
    assert!(matches!(
        open,
        Verdict::CannotTell {
            cause: Cause::Disputable,
            ..
        }
    ));
}

#[test]
fn the_body_is_asked_before_the_subject_is_looked_for() {
    let parts = format!(
        "applies: [{{when: {{body.level: city}}, otherwise: {{zh: 仅市, en: cities}}}}]\nfind: {{names: [甲]}}\nabsent: fail\nabsent_message: {{zh: 缺, en: missing}}\n{BY_NAME}"
    );
    let outcome = run(&Site::new(), &[rule("named", "law-a", &parts)])
        .outcomes
        .remove(0);
    assert_eq!(
        outcome.verdict,
        Verdict::Inapplicable(Words::new("仅市", "cities"))
    );
}

#[test]
fn reports_are_looked_for_year_by_year() {
    let mut site = Site::new();
    site.add(
        SubjectKind::Report,
        "2024",
        &[("report.tables_read", Fact::int(3))],
    );
    let parts = "subject: report
find: {year: {each_since: 2023}}
absent: fail
absent_message: {zh: '缺{subject}', en: 'no {subject}'}
expect: {report.tables_read: {at_least: 1}}
message: {zh: 无表, en: no tables}
examples:
  pass: [{name: 甲, facts: {report.tables_read: 1}}]
  fail: [{name: 乙, facts: {report.tables_read: 0}}]";
    let judged = run(&site, &[rule("each-year", "law-a", parts)]);
    let got: Vec<(&str, &str)> = judged
        .outcomes
        .iter()
        .map(|outcome| (outcome.subject.key.as_str(), outcome.verdict.code()))
        .collect();
    assert_eq!(got, [("2023", "fail"), ("2024", "pass"), ("2025", "fail")]);
}

#[test]
fn a_clause_binds_only_between_its_days() {
    let rules = [rule("in-time", "law-b", IN_TIME)];
    let mut site = Site::new();
    site.document("c-1", Fact::int(42));
    for (as_of, code) in [
        (date(2024, 6, 30), "inapplicable"),
        (date(2024, 7, 1), "fail"),
        (date(2025, 12, 31), "fail"),
        (date(2026, 1, 1), "inapplicable"),
    ] {
        site.as_of = as_of;
        let outcome = run(&site, &rules).outcomes.remove(0);
        assert_eq!(
            outcome.verdict.code(),
            code,
            "{as_of}: {}",
            outcome.message.zh
        );
    }
}

#[test]
fn a_fault_of_ours_leaves_one_subject_open_and_harms_nothing_else() {
    let mut site = documents();
    site.broken = true;
    let judged = run(
        &site,
        &[
            rule("in-time", "law-a", IN_TIME),
            rule(
                "other",
                "law-a",
                &IN_TIME.replace("document.own", "document.has_box"),
            ),
        ],
    );
    let errors: Vec<&Outcome> = judged
        .outcomes
        .iter()
        .filter(|outcome| {
            matches!(
                outcome.verdict,
                Verdict::CannotTell {
                    cause: Cause::RuleError,
                    ..
                }
            )
        })
        .collect();
    assert_eq!(errors.len(), 1);
    assert!(errors[0].message.zh.contains("broken on purpose"));
    assert_eq!(judged.tallies[0].fail, 1);
}

#[test]
fn outcomes_come_in_one_order_whatever_the_order_of_subjects() {
    let rules = [
        rule("z-rule", "law-a", IN_TIME),
        rule("a-rule", "law-a", &format!("gather: column\n{IN_TIME}")),
    ];
    let site = documents();
    let mut turned = documents();
    turned.subjects.reverse();
    for (index, (handle, _)) in turned.subjects.iter_mut().enumerate() {
        handle.index = index;
    }
    let keys = |judged: &Judged| -> Vec<(String, String, &'static str)> {
        judged
            .outcomes
            .iter()
            .map(|o| (o.rule.clone(), o.subject.key.clone(), o.verdict.code()))
            .collect()
    };
    let (one, other) = (run(&site, &rules), run(&turned, &rules));
    assert_eq!(keys(&one), keys(&other));
    assert!(
        one.outcomes
            .is_sorted_by_key(|o| (o.severity, o.rule.clone()))
    );
    assert!(one.outcomes == other.outcomes);
}

#[test]
fn an_explanation_names_each_step_and_what_was_seen() {
    let rules = set(&[rule("in-time", "law-a", IN_TIME)]);
    let site = documents();
    let judged = judge(&rules, &site, Options::default());
    let fail = judged
        .outcomes
        .iter()
        .find(|outcome| outcome.verdict == Verdict::Fail)
        .unwrap();
    let account = &fail.account;
    assert_eq!((account.count, account.examined.len()), (1, 1));
    let examined = &account.examined[0];
    assert_eq!(examined.name, "名c-2");
    let kinds: Vec<StepKind> = examined.steps.iter().map(|step| step.kind).collect();
    assert_eq!(kinds.first(), Some(&StepKind::InForce));
    assert_eq!(kinds.last(), Some(&StepKind::Expect));
    let last = examined.steps.last().unwrap();
    assert_eq!((last.answer, last.then.zh.as_str()), (Truth::No, "缺陷"));
    assert_eq!(last.facts[0].fact, "document.workdays_to_publish");
    assert_eq!(last.facts[0].value.zh, "42");
    assert!(account.changes[0].zh.contains("达标"), "{account:?}");
    let without = Options { accounts: false };
    let bare = judge(&rules, &site, without);
    assert!(
        bare.outcomes
            .iter()
            .all(|o| o.account == Account::default())
    );
}
