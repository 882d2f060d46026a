//! A column that does not open, or that holds nothing, is told once: by the rule on what it
//! serves where that one says so, else for itself.

use std::collections::BTreeSet;

use gongkai::model::{Run, Verdict};

use super::audits::{Site, findings, verdict};

const MENU: &str = "<li><a href=\"/zwgk/zfxxgk/fdzdgknr/tjxx/\">统计信息</a></li>";
const PLANNING: &str = "zwgk/zfxxgk/fdzdgknr/ghxx/";

/// The demo site with one more entry in the platform's menu.
fn with_entry(name: &str) -> Site {
    let mut site = Site::demo();
    let entry = format!("{MENU}\n<li><a href=\"/zwgk/zfxxgk/fdzdgknr/one/\">{name}</a></li>");
    site.edit("", MENU, &entry);
    site
}

/// Gives the entry a page that is a list without items.
fn with_blank(name: &str) -> Site {
    let mut site = with_entry(name);
    site.empty(PLANNING);
    let page = site.0[&format!("{PLANNING}index.html")].clone();
    let page = String::from_utf8(page).unwrap();
    // Its own page is the demo's again.
    let whole = Site::demo().0[&format!("{PLANNING}index.html")].clone();
    let own = with_entry(name);
    let own = own.0[&format!("{PLANNING}index.html")].clone();
    assert_ne!(whole, own);
    site.0.insert(format!("{PLANNING}index.html"), own);
    let page = page
        .replace("规划信息</a></div>", &format!("{name}</a></div>"))
        .replace("<h2>规划信息", &format!("<h2>{name}"))
        .replace("<title>规划信息", &format!("<title>{name}"))
        .replace("content=\"规划信息", &format!("content=\"{name}"))
        .replace(&format!("/ghxx/\">{name}"), &format!("/one/\">{name}"));
    site.0.insert(
        "zwgk/zfxxgk/fdzdgknr/one/index.html".to_owned(),
        page.into_bytes(),
    );
    site
}

/// Rules and messages of the findings that the demo site does not have.
fn new(run: &Run) -> Vec<(String, String)> {
    let known: BTreeSet<_> = findings(&Site::demo().audit());
    let found = findings(run).into_iter();
    let found = found.filter(|finding| !known.contains(finding));
    found.map(|(rule, _, message)| (rule, message)).collect()
}

/// Takes a folder away.
fn without(folder: &str) -> Site {
    let mut site = Site::demo();
    site.0.retain(|path, _| !path.starts_with(folder));
    site
}

#[test]
fn a_dead_entry_is_told_though_another_column_meets_its_obligation() {
    // A rule on its obligation passes; none asks for it at all; one that does not apply.
    for name in ["机构职能", "人事任免", "公共服务"] {
        let new = new(&with_entry(name).audit());
        let [(rule, message)] = &new[..] else {
            panic!("{name}: {new:?}");
        };
        assert_eq!(rule, "links-open", "{name}");
        assert!(
            message.contains("404") && message.contains(name),
            "{message}"
        );
    }
}

#[test]
fn a_dead_column_is_told_once_and_said_not_to_open() {
    // Where it is the only one, the rule on its obligation says that it does not open.
    for (folder, expected) in [
        ("zwgk/zfxxgk/fdzdgknr/ghxx/", "planning-disclosed"),
        ("zwgk/zfxxgk/ysqgk/", "request-entry-offered"),
        ("zwgk/zfxxgk/zfxxgkzd/", "regime-column-filled"),
        ("zwgk/zfxxgk/zfxxgkzn/", "guide-published"),
    ] {
        let new = new(&without(folder).audit());
        let [(rule, message)] = &new[..] else {
            panic!("{folder}: {new:?}");
        };
        assert_eq!(rule, expected, "{folder}");
        assert!(message.contains("打不开"), "{message}");
        assert!(!message.contains("空白"), "{message}");
    }
}

#[test]
fn a_dead_column_of_reports_is_one_finding() {
    let run = without("zwgk/zfxxgk/zfxxgknb/").audit();
    let new = new(&run);
    let [(rule, message)] = &new[..] else {
        panic!("{new:?}");
    };
    assert_eq!(rule, "annual-report-published");
    assert!(
        message.ends_with("（栏目“政府信息公开年报”打不开，网站答复 404）"),
        "{message}"
    );
    assert_eq!(
        verdict(&run, "annual-reports-of-earlier-years"),
        Some("inapplicable")
    );
}

#[test]
fn a_blank_column_is_told_whatever_its_name() {
    // Not where one of the very same obligations is filled: it may be its twin in another tree.
    assert!(new(&with_blank("负责人信息").audit()).is_empty());
    for name in ["人事任免", "政策文件", "部门决算"] {
        let new = new(&with_blank(name).audit());
        let [(rule, message)] = &new[..] else {
            panic!("{name}: {new:?}");
        };
        assert_eq!(rule, "other-columns-not-blank", "{name}");
        assert!(message.contains(name), "{message}");
    }
    // The rule on its obligation speaks where nothing else serves it.
    let new = new(&with_blank("教育").audit());
    let [(rule, message)] = &new[..] else {
        panic!("{new:?}");
    };
    assert_eq!(rule, "livelihood-disclosed");
    assert!(message.contains("空白"), "{message}");
}

#[test]
fn a_statement_left_to_a_person_is_left_to_one_once() {
    let run = Site::demo().audit();
    let about = |rule: &str| {
        let mut outcomes = run.outcomes.iter().filter(|outcome| outcome.rule == rule);
        outcomes.any(|outcome| {
            outcome.subject.name.ends_with("行政事业性收费")
                && matches!(outcome.verdict, Verdict::CannotTell { .. })
        })
    };
    assert!(about("fees-disclosed"));
    assert!(!about("other-columns-not-blank"));
}

#[test]
fn a_mailbox_that_does_not_open_is_no_channel() {
    let dead = |site: &mut Site| site.0.retain(|path, _| !path.starts_with("hdjl/jzxx/"));
    let own = |mut site: Site| {
        site.edit_bytes(b"demo.example", b"scj.qinghewan.gov.cn");
        site
    };
    let mut site = own(Site::demo());
    let audit = |site: &Site| site.audit_at("http://scj.qinghewan.gov.cn/");
    assert_eq!(
        verdict(&audit(&site), "channel-for-questions-offered"),
        Some("pass")
    );
    dead(&mut site);
    let run = audit(&site);
    assert_eq!(verdict(&run, "channel-for-questions-offered"), Some("fail"));
    let named = findings(&run).into_iter();
    let named: Vec<_> = named
        .filter(|(_, _, message)| message.contains("信箱"))
        .collect();
    assert_eq!(named.len(), 1, "{named:?}");
    assert!(named[0].2.contains("打不开"), "{named:?}");
    // With another one it is a dead link like others.
    site.edit(
        "",
        "<li><a href=\"/hdjl/yjzj/\">意见征集</a></li>",
        "<li><a href=\"/hdjl/yjzj/\">意见征集</a></li><li><a href=\"https://www.qhx.example/wz/\">网上咨询</a></li>",
    );
    let run = audit(&site);
    assert_eq!(verdict(&run, "channel-for-questions-offered"), Some("pass"));
    let links = findings(&run)
        .into_iter()
        .find(|(rule, ..)| rule == "links-open");
    assert!(links.unwrap().2.contains("局长信箱"));
}
