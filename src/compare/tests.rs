//! What is new, worse, changed, known and absent.

use serde_json::{Value, json};

use super::{Record, compare};
use crate::model::{Gone, Lang};

fn verdict(rule: &str, name: &str, outcome: &str) -> Value {
    json!({
        "rule": rule,
        "pack": "p",
        "title": rule,
        "subject": {"kind": "column", "name": name, "url": format!("https://a.gov.cn/{name}/")},
        "outcome": outcome,
        "severity": "major",
        "message": format!("{name}空白"),
        "evidence": [{"url": format!("https://a.gov.cn/{name}/")}],
        "fingerprint": format!("{rule}-{name}"),
    })
}

fn audit(verdicts: Vec<Value>) -> Value {
    json!({
        "schema": "gongkai.audit/1",
        "lang": "zh",
        "tool": {"name": "gongkai", "version": "0.1.0"},
        "versions": [{"name": "p", "version": "1"}],
        "target": "https://a.gov.cn/",
        "site": {"id_code": "3400000001"},
        "as_of": "2026-06-30",
        "finished": "2026-06-30T00:00:00Z",
        "crawl": {"complete": true},
        "verdicts": verdicts,
    })
}

fn record(audit: &Value) -> Record {
    Record::read(audit.to_string().as_bytes()).unwrap()
}

/// Compares two audits; returns new, worse, changed, known, absent.
fn check(old: Vec<Value>, new: Vec<Value>) -> [usize; 5] {
    let comparison = compare(&record(&audit(old)), &record(&audit(new)));
    [
        comparison.new.len(),
        comparison.worse.len(),
        comparison.changed.len(),
        comparison.known,
        comparison.absent.len(),
    ]
}

fn gathered(pages: &[&str], count: usize) -> Value {
    let mut verdict = verdict("links", "全站", "fail");
    verdict["gathered"] = json!(count);
    verdict["message"] = json!(format!("共 {count} 处"));
    verdict["evidence"] = pages
        .iter()
        .map(|page| json!({"url": format!("https://a.gov.cn/{page}")}))
        .collect();
    verdict
}

#[test]
fn a_finding_is_new_unless_the_baseline_failed_there_too() {
    let fail = || verdict("r", "甲", "fail");
    assert_eq!(check(vec![fail()], vec![fail()]), [0, 0, 0, 1, 0]);
    for before in ["pass", "inapplicable", "cannot_tell"] {
        let old = vec![verdict("r", "甲", before)];
        assert_eq!(check(old, vec![fail()]), [1, 0, 0, 0, 0], "{before}");
    }
    assert_eq!(check(vec![fail()], vec![]), [0, 0, 0, 0, 1]);
}

#[test]
fn what_became_of_an_absent_finding_is_told() {
    for (now, gone) in [
        ("pass", Gone::Passed),
        ("cannot_tell", Gone::CannotTell),
        ("inapplicable", Gone::Inapplicable),
    ] {
        let old = record(&audit(vec![verdict("r", "甲", "fail")]));
        let new = record(&audit(vec![verdict("r", "甲", now)]));
        assert_eq!(compare(&old, &new).absent[0].1, gone);
    }
}

#[test]
fn other_words_are_a_change_and_a_graver_severity_is_worse() {
    let old = verdict("r", "甲", "fail");
    let mut words = old.clone();
    words["message"] = json!("91 天没有更新");
    assert_eq!(check(vec![old.clone()], vec![words]), [0, 0, 1, 0, 0]);
    let mut graver = old.clone();
    graver["severity"] = json!("critical");
    assert_eq!(
        check(vec![old.clone()], vec![graver.clone()]),
        [0, 1, 0, 0, 0]
    );
    assert_eq!(check(vec![graver], vec![old]), [0, 0, 1, 0, 0]);
}

#[test]
fn a_gathered_finding_with_further_places_is_worse() {
    let two = || vec![gathered(&["1", "2"], 2)];
    assert_eq!(check(two(), two()), [0, 0, 0, 1, 0]);
    let three = vec![gathered(&["1", "2", "3"], 3)];
    assert_eq!(check(two(), three.clone()), [0, 1, 0, 0, 0]);
    assert_eq!(check(three, two()), [0, 0, 1, 0, 0], "one was mended");
    // One mended, another broken: as many as before, and yet something new.
    assert_eq!(
        check(two(), vec![gathered(&["1", "9"], 2)]),
        [0, 1, 0, 0, 0]
    );
    // A single one lists further places of the same subject.
    assert_eq!(
        check(two(), vec![gathered(&["1", "detail"], 1)]),
        [0, 0, 1, 0, 0]
    );
}

#[test]
fn a_finding_of_one_subject_may_be_seen_elsewhere() {
    let old = verdict("r", "甲", "fail");
    let mut moved = old.clone();
    moved["evidence"] = json!([{"url": "https://a.gov.cn/2/"}]);
    assert_eq!(check(vec![old], vec![moved]), [0, 0, 1, 0, 0]);
}

#[test]
fn a_preview_under_another_address_is_matched_by_path() {
    let old = vec![verdict("r", "甲", "fail"), verdict("r", "乙", "fail")];
    let preview = |name: &str| {
        let mut verdict = verdict("r", name, "fail");
        let url = format!("http://127.0.0.1:8080/{name}/");
        verdict["fingerprint"] = json!(format!("other-{name}"));
        verdict["subject"]["url"] = json!(url);
        verdict["evidence"] = json!([{ "url": url }]);
        verdict
    };
    let new = vec![preview("甲"), preview("丙")];
    assert_eq!(check(old.clone(), new.clone()), [1, 0, 0, 1, 1]);
    let caution = &compare(&record(&audit(old)), &record(&audit(new))).cautions[0];
    assert!(caution.get(Lang::Zh).contains("--base-url"));
}

#[test]
fn several_verdicts_of_one_place_are_matched_under_another_address() {
    let under = |host: &str, all: &[(&str, &str)]| -> Vec<Value> {
        let one = |(number, (outcome, message)): (usize, &(&str, &str))| {
            let mut verdict = verdict("r", "甲", outcome);
            verdict["subject"]["url"] = json!(format!("{host}/col/"));
            verdict["evidence"] = json!([{"url": format!("{host}/col/{number}")}]);
            verdict["fingerprint"] = json!(format!("{host}-{number}"));
            verdict["message"] = json!(message);
            verdict
        };
        all.iter().enumerate().map(one).collect()
    };
    let against = |old: &[(&str, &str)], new: &[(&str, &str)]| {
        let (old, new) = (under("https://a.gov.cn", old), under("http://b.local", new));
        check(old, new)
    };
    let (late, odd) = (("fail", "晚 3 天"), ("cannot_tell", "日期矛盾"));
    assert_eq!(against(&[late, odd], &[late, odd]), [0, 0, 0, 1, 0]);
    assert_eq!(against(&[late, odd], &[odd, late]), [0, 0, 0, 1, 0]);
    // Other words are no news, where the address may stand in them.
    let later = ("fail", "晚 5 天");
    assert_eq!(against(&[late, odd], &[odd, later]), [0, 0, 0, 1, 0]);
    // What was open and fails now is news, and one finding answers for one only.
    assert_eq!(against(&[odd], &[odd, late]), [1, 0, 0, 0, 0]);
    assert_eq!(against(&[late, odd], &[late, later, odd]), [1, 0, 0, 1, 0]);
    assert_eq!(against(&[late, later], &[later]), [0, 0, 0, 1, 1]);
    // What became of a finding is told though something else stood open beside it.
    let old = record(&audit(under("https://a.gov.cn", &[odd, late])));
    let new = record(&audit(under("http://b.local", &[("pass", "按期")])));
    assert_eq!(compare(&old, &new).absent[0].1, Gone::Passed);
}

#[test]
fn another_site_and_other_rules_are_told() {
    let old = audit(vec![]);
    let mut new = audit(vec![]);
    new["site"]["id_code"] = json!("3400000002");
    new["versions"][0]["version"] = json!("2");
    new["crawl"]["complete"] = json!(false);
    let cautions = compare(&record(&old), &record(&new)).cautions;
    let all: String = cautions.iter().map(|words| words.zh.clone()).collect();
    for says in ["另一个网站", "p 1 → 2", "本次抓取不完整"] {
        assert!(all.contains(says), "{all}");
    }
}

#[test]
fn what_is_no_audit_is_refused_with_the_reason() {
    for (bytes, says) in [
        (&b"{"[..], "第 1 行"),
        (b"[]", "没有 \"schema\""),
        (b"{\"schema\": \"gongkai.page/1\"}", "gongkai.page/1"),
        (b"{\"schema\": \"gongkai.audit/1\"}", "不完整"),
        (b"\xff\xfe", "JSON"),
    ] {
        let error = Record::read(bytes).unwrap_err();
        assert!(error.words.zh.contains(says), "{}", error.words.zh);
    }
}

/// A finding on one paper, which is known by its address.
fn paper(number: usize, title: &str) -> Value {
    let url = format!("https://a.gov.cn/{number}.html");
    let mut verdict = verdict("has-number", title, "fail");
    verdict["subject"] = json!({"kind": "document", "name": title, "url": url});
    verdict["evidence"] = json!([{"url": url, "excerpt": title}]);
    verdict["fingerprint"] = json!(format!("has-number-{number}"));
    verdict
}

#[test]
fn what_stands_at_another_address_is_known_by_its_name() {
    let other = || verdict("r", "指南", "fail");
    let (one, two) = ("关于做好防汛准备工作的通知", "关于加强节假日值班的通知");
    check_all(&[
        (
            vec![other(), paper(1, one), paper(2, two)],
            vec![other(), paper(11, one), paper(12, two)],
            [0, 0, 2, 1, 0],
        ),
        // Two of one name cannot be told apart, nor can short names.
        (
            vec![other(), paper(1, one), paper(2, one)],
            vec![other(), paper(11, one), paper(12, one)],
            [2, 0, 0, 1, 2],
        ),
        (
            vec![other(), paper(1, "通知")],
            vec![other(), paper(11, "通知")],
            [1, 0, 0, 1, 1],
        ),
    ]);
    // The same of the places of a finding that gathers.
    let places = |all: &[(&str, &str)]| {
        let mut verdict = gathered(&[], all.len());
        verdict["evidence"] = all
            .iter()
            .map(|(page, excerpt)| {
                json!({"url": format!("https://a.gov.cn/{page}"), "excerpt": excerpt})
            })
            .collect();
        vec![verdict]
    };
    check_all(&[
        (
            places(&[("1.html", one), ("2.html", two)]),
            places(&[("11.html", one), ("12.html", two)]),
            [0, 0, 1, 0, 0],
        ),
        // One moved, the other is another one.
        (
            places(&[("1.html", one), ("2.html", two)]),
            places(&[("11.html", one), ("12.html", "关于公布清单的通知")]),
            [0, 1, 0, 0, 0],
        ),
        // One more of the same words, where the first still stands.
        (
            places(&[("1.html", one)]),
            places(&[("1.html", one), ("11.html", one)]),
            [0, 1, 0, 0, 0],
        ),
    ]);
}

fn check_all(cases: &[(Vec<Value>, Vec<Value>, [usize; 5])]) {
    for (number, (old, new, wanted)) in cases.iter().enumerate() {
        assert_eq!(check(old.clone(), new.clone()), *wanted, "case {number}");
    }
}
