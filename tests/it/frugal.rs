//! Few requests decide most: what is asked for first is what most rules look at.

use std::collections::BTreeMap;

use gongkai::model::{Address, Run, Verdict};
use gongkai::scan::{ScanOptions, Target};

use super::audits::{Site, audit_with};
use super::server::{Answer, Server};

fn audit(server: &Server, max_requests: Option<u64>) -> Run {
    let mut options = ScanOptions::default();
    options.crawl.rate = 0.0;
    options.crawl.max_requests = max_requests;
    let address = Address::parse(&server.url("/")).unwrap();
    audit_with(&Target::Url(address), &options)
}

/// What is listed as passed or failed, by fingerprint.
fn decided(run: &Run) -> BTreeMap<String, bool> {
    run.outcomes
        .iter()
        .filter_map(|outcome| {
            let passes = match outcome.verdict {
                Verdict::Pass => true,
                Verdict::Fail => false,
                _ => return None,
            };
            Some((outcome.fingerprint.to_string(), passes))
        })
        .collect()
}

#[test]
fn a_tenth_of_the_requests_decides_four_fifths_and_nothing_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    Site::demo().write(folder.path());
    let server = Server::of_directory(folder.path());
    let whole = audit(&server, None);
    let requests = server.log().len();
    let few = audit(&server, Some(requests as u64 / 10));
    assert_eq!(server.log().len() - requests, requests / 10);

    let (whole, part) = (decided(&whole), decided(&few));
    let same = whole
        .iter()
        .filter(|(number, passes)| part.get(*number) == Some(*passes))
        .count();
    assert!(
        same * 5 >= whole.len() * 4,
        "{same} of {} verdicts",
        whole.len()
    );
    for (number, passes) in &part {
        assert!(
            whole.get(number).is_none_or(|known| known == passes),
            "{number} is judged otherwise"
        );
        // What fails on a part of the site fails on the whole of it.
        assert!(*passes || whole.contains_key(number), "{number}");
    }
    // What the rest would decide is told.
    let why = &few.crawl.why_incomplete;
    // How much is left is told once.
    let left = why.iter().filter(|words| words.zh.contains("还有"));
    assert_eq!(left.count(), 1, "{why:?}");
    assert!(
        why.iter().any(|words| words.zh.contains("项判定")),
        "{why:?}"
    );
}

/// A page of a small site: its menu, what stands on it, its foot.
fn page(title: &str, main: &str) -> String {
    format!(
        "<html><head><meta charset=utf-8><title>{title}</title></head><body>\
         <div class=nav><ul><li><a href='/'>首页</a></li><li><a href='/wj/'>政策文件</a></li>\
         <li><a href='/jd/'>政策解读</a></li></ul></div>\
         <div class=main>{main}</div><div class=footer>主办：某市人民政府</div></body></html>"
    )
}

fn list(title: &str, rows: &[(String, String, &str)]) -> String {
    let rows: String = rows
        .iter()
        .map(|(to, name, day)| format!("<li><a href='{to}'>{name}</a><span>{day}</span></li>"))
        .collect();
    page(
        title,
        &format!("<h2>{title}</h2><ul class=list>{rows}</ul>"),
    )
}

#[test]
fn a_paper_that_came_after_its_interpretation_is_asked_for_before_other_papers() {
    let row = |folder: &str, number: usize, name: String, day: &'static str| {
        (format!("/{folder}/{number}.html"), name, day)
    };
    let matters = [
        "供水", "供热", "燃气", "防汛", "养老", "停车", "绿化", "消防", "节水",
    ];
    let papers: Vec<_> = (0..)
        .zip(matters)
        .map(|(at, matter)| {
            let name = format!("某市人民政府关于印发《某市{matter}管理办法》的通知");
            row("wj", at, name, "2026-05-12")
        })
        .collect();
    let explained: Vec<_> = (0..)
        .zip(matters)
        .map(|(at, matter)| {
            let day = if matter == "停车" {
                "2026-05-08"
            } else {
                "2026-05-13"
            };
            row("jd", at, format!("《某市{matter}管理办法》解读"), day)
        })
        .collect();
    let (wj, jd) = (list("政策文件", &papers), list("政策解读", &explained));
    let server = Server::start(move |request| match &request.target[..] {
        "/" => Answer::html(page("某市人民政府", "<p>欢迎访问</p>")),
        "/wj/" => Answer::html(wj.clone()),
        "/jd/" => Answer::html(jd.clone()),
        "/robots.txt" | "/sitemap.xml" => Answer::status(404),
        other => Answer::html(page(other, "<h1>某页</h1><p>正文。</p>")),
    });
    audit(&server, Some(8));
    let asked = server.asked();
    for (page, expected) in [
        ("/wj/5.html", true),
        ("/jd/5.html", true),
        ("/wj/6.html", false),
        ("/jd/6.html", false),
    ] {
        let found = asked.iter().any(|target| target == page);
        assert_eq!(found, expected, "{page} in {asked:?}");
    }
}

/// How a rule is answered for.
fn answer(run: &Run, rule: &str) -> &'static str {
    let of = run.outcomes.iter().find(|outcome| outcome.rule == rule);
    match of.map(|outcome| &outcome.verdict) {
        Some(Verdict::Pass) => "pass",
        Some(Verdict::Fail) => "fail",
        Some(Verdict::CannotTell { .. }) => "cannot_tell",
        _ => "neither",
    }
}

#[test]
fn what_only_columns_tell_is_decided_when_these_are_read() {
    let folder = tempfile::tempdir().unwrap();
    Site::demo().write(folder.path());
    let server = Server::of_directory(folder.path());
    let whole = audit(&server, None);
    let requests = server.log().len() as u64;
    let rule = "few-blank-columns";
    let part = |share: u64| audit(&server, Some(requests * share / 100));
    let (little, much) = (part(3), part(75));
    assert!(!much.crawl.complete);
    assert_eq!(answer(&little, rule), "cannot_tell");
    assert_eq!(answer(&whole, rule), "pass");
    assert_eq!(answer(&much, rule), "pass");
    // A file that was not asked for may be broken.
    let files = "platform-attachments-open";
    assert_eq!(answer(&much, files), "cannot_tell");
}
