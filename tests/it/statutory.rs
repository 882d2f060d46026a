//! What the law wants on pages of calls, decisions and budgets, in the words that sites use.

use gongkai::model::{Cause, Run};

use super::audits::{Site, left_open};

const CALL: &str = "hdjl/yjzj/202608/t20260803_1539.html";

/// The messages of a rule's findings.
fn said(run: &Run, rule: &str) -> Vec<String> {
    run.findings()
        .filter(|finding| finding.rule == rule)
        .map(|finding| finding.message.zh.clone())
        .collect()
}

#[test]
fn a_period_that_is_not_understood_is_not_missing() {
    let states = "consultation-states-period";
    let days = "market-rules-consultation-30-days";
    let audit = |words: &str| {
        let mut site = Site::demo();
        site.edit(CALL, "征求意见时间：2026年8月3日至2026年9月3日。", words);
        site.audit()
    };
    let run = audit("请于2026年9月3日将意见反馈至我局。");
    assert!(said(&run, states).is_empty() && said(&run, days).is_empty());
    assert_eq!(left_open(&run, states), [Cause::NeedsHuman]);
    let run = audit("欢迎参与。");
    assert_eq!(said(&run, states).len(), 1);
    // One day that is that of publication as well makes no period.
    let run = audit("请于2026年8月3日前将意见反馈至我局。");
    assert!(said(&run, days).is_empty());
    assert_eq!(left_open(&run, days), [Cause::Disputable]);
}

#[test]
fn a_paper_without_its_year_may_be_of_any() {
    let budgets = "zwgk/zfxxgk/fdzdgknr/czyjs/";
    let earlier = "accounts-of-earlier-years";
    let run = Site::demo().audit();
    assert_eq!(said(&run, earlier).len(), 1);
    let mut site = Site::demo();
    site.edit(budgets, "2025年度部门决算", "部门决算");
    site.edit(budgets, "2026年部门预算", "2026年预算调整方案");
    let run = site.audit();
    for rule in [earlier, "accounts-of-last-year", "budget-of-this-year"] {
        assert!(said(&run, rule).is_empty(), "{rule}");
        assert_eq!(left_open(&run, rule), [Cause::NeedsHuman], "{rule}");
    }
}
