//! The demo's issue list, to the last line: each of these is a flaw planted in its pages.

use std::collections::BTreeSet;

use super::audits::{Site, findings, verdict};

/// Rule and words of the message, in the order of rules.
const PLANTED: &[(&str, &str)] = &[
    ("accounts-of-earlier-years", "：2022（"),
    (
        "annual-report-on-time",
        "发布于 2026-02-06，晚于当年的公布期限（部门 01-31",
    ),
    ("annual-reports-of-earlier-years", "：2021（"),
    (
        "document-dates-consistent",
        "成文 2026-07-09，发布 2026-07-03",
    ),
    ("document-has-index-number", "2026年度双随机抽查工作计划"),
    ("guide-answer-period-current", "15 个工作日"),
    ("guide-states-fax", "传真"),
    ("home-offers-error-report-entry", "我为政府网站找错"),
    ("index-number-unique", "202604-00015"),
    ("institution-states-hours", "办公时间"),
    (
        "interpretation-within-3-workdays",
        "2026-04-24 发布，晚 8 个工作日",
    ),
    (
        "platform-attachments-open",
        "食用农产品集中交易市场食品安全规定.pdf",
    ),
    ("platform-entry-named-uniformly", "信息公开"),
    ("published-within-20-workdays", "历时 43 个工作日"),
];

#[test]
fn the_demo_has_the_planted_flaws_and_no_other() {
    let run = Site::demo().audit();
    let found = findings(&run);
    let rules: BTreeSet<&str> = found.iter().map(|(rule, _, _)| rule.as_str()).collect();
    let planted: BTreeSet<&str> = PLANTED.iter().map(|(rule, _)| *rule).collect();
    assert_eq!(rules, planted);
    assert_eq!(found.len(), PLANTED.len(), "{found:#?}");
    for ((rule, _, message), (planted, says)) in found.iter().zip(PLANTED) {
        assert_eq!(rule, planted);
        assert!(message.contains(says), "{rule}: {message}");
    }
    assert!(run.crawl.complete);
    for (rule, wanted) in [
        // A statement only, a portal's home page, a list that a script fills.
        ("fees-disclosed", "cannot_tell"),
        ("procurement-disclosed", "cannot_tell"),
        ("statistics-disclosed", "cannot_tell"),
    ] {
        assert_eq!(verdict(&run, rule), Some(wanted), "{rule}");
    }
}

#[test]
fn every_finding_shows_what_was_seen() {
    let run = Site::demo().audit();
    for finding in run.findings() {
        for seen in &finding.evidence {
            let excerpt = seen.excerpt.as_deref().unwrap_or_default();
            assert!(!excerpt.is_empty(), "{}: {:?}", finding.rule, seen.locator);
        }
    }
    let shown = |rule: &str| {
        let finding = run.findings().find(|finding| finding.rule == rule).unwrap();
        finding.evidence[0].excerpt.as_deref().unwrap().to_owned()
    };
    assert!(shown("home-offers-error-report-entry").contains("主办单位"));
    assert!(shown("index-number-unique").contains("202604-00015"));
    assert_eq!(
        shown("published-within-20-workdays"),
        "成文日期：2025-08-01；发布日期：2025-09-30"
    );
    // A text is not cut in the word that is missed.
    assert!(shown("institution-states-hours").ends_with("。…"));
}
