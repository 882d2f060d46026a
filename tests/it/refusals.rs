//! Servers that answer with errors: what that makes of the crawl and of the verdicts.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use gongkai::model::{Address, Cause, Run, Verdict};
use gongkai::scan::{ScanOptions, Target};

use super::audits::{Site, audit_with};
use super::server::{Answer, Server};

/// Serves the demo; `refuse` says which requests get which error instead.
fn serve(refuse: impl Fn(usize, &str) -> Option<u16> + Send + Sync + 'static) -> Server {
    let count = AtomicUsize::new(0);
    serve_but(move |target, _| {
        let number = count.fetch_add(1, Ordering::SeqCst) + 1;
        refuse(number, target).map(Answer::status)
    })
}

/// Serves the demo; `other` makes another answer of a request's target and of what is there.
fn serve_but(
    other: impl Fn(&str, Option<&[u8]>) -> Option<Answer> + Send + Sync + 'static,
) -> Server {
    let files = Site::demo().0;
    Server::start(move |request| {
        let mut name = request.target.trim_start_matches('/').to_owned();
        if name.is_empty() || name.ends_with('/') {
            name.push_str("index.html");
        }
        let file = files.get(&name);
        if let Some(answer) = other(&request.target, file.map(Vec::as_slice)) {
            return answer;
        }
        let kind = match name.rsplit('.').next() {
            Some("html") => "text/html",
            _ => "application/octet-stream",
        };
        match file {
            Some(body) => Answer::bytes(kind, body.clone()),
            None => Answer::status(404),
        }
    })
}

/// An answer that breaks off: it promises more bytes than these.
fn cut(bytes: &[u8]) -> Answer {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n";
    let head = format!("{head}content-length: {}\r\n\r\n", bytes.len() + 100);
    Answer::Raw([head.as_bytes(), bytes].concat())
}

/// Audits what a server gives, and its archive: both must say the same.
fn audit(server: &Server) -> Run {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("a.warc.gz");
    let mut options = ScanOptions {
        archive: Some(archive.clone()),
        ..ScanOptions::default()
    };
    options.crawl.rate = 0.0;
    let address = Address::parse(&server.url("/")).unwrap();
    let run = audit_with(&Target::Url(address), &options);
    let later = audit_with(&Target::Archive(archive), &ScanOptions::default());
    assert_eq!(run.crawl.complete, later.crawl.complete);
    assert_eq!(run.crawl.why_incomplete, later.crawl.why_incomplete);
    assert_eq!(run.crawl.errors, later.crawl.errors);
    assert_eq!(run.outcomes, later.outcomes);
    run
}

/// What fails, without the server's own address.
fn failed(run: &Run, server: &Server) -> BTreeSet<(String, String)> {
    run.findings()
        .map(|finding| {
            let key = finding.subject.key.replace(&server.url(""), "");
            (finding.rule.clone(), key)
        })
        .collect()
}

#[test]
fn a_server_that_breaks_down_makes_the_crawl_incomplete_and_accuses_nobody() {
    let healthy = serve(|_, _| None);
    let whole = audit(&healthy);
    assert!(whole.crawl.complete, "{:?}", whole.crawl.why_incomplete);
    // What is gone is the site's own answer, and no error of the crawl.
    assert_eq!(whole.crawl.errors, []);
    let known = failed(&whole, &healthy);
    for (after, status) in [(30, 500), (60, 502), (110, 500), (60, 403)] {
        let server = serve(move |number, _| (number > after).then_some(status));
        let run = audit(&server);
        assert!(!run.crawl.complete, "{after} {status}");
        let code = format!("http_{status}");
        assert!(!run.crawl.errors.is_empty());
        assert!(run.crawl.errors.iter().all(|(_, error)| *error == code));
        let told = run.crawl.why_incomplete.iter();
        let status = format!("返回 {status} 的");
        assert!(told.clone().any(|why| why.zh.contains(&status)), "{after}");
        let more: Vec<_> = failed(&run, &server).difference(&known).cloned().collect();
        assert!(more.is_empty(), "{after} {status}: {more:?}");
    }
}

#[test]
fn a_column_that_is_refused_makes_the_crawl_incomplete() {
    for status in [500, 403] {
        let server = serve(move |_, target| (target == "/zwgk/zfxxgk/zfxxgknb/").then_some(status));
        let run = audit(&server);
        assert!(!run.crawl.complete);
        let told = &run.crawl.why_incomplete[0].zh;
        assert!(told.contains("政府信息公开年报"), "{told}");
        // What other columns lack is found all the same.
        assert!(run.findings().count() > 10);
    }
}

#[test]
fn one_broken_page_leaves_the_crawl_whole_and_what_hangs_on_it_open() {
    let statement = "/zwgk/zfxxgk/fdzdgknr/sfxm/202603/t20260305_1308.html";
    let server = serve(move |_, target| (target == statement).then_some(500));
    let run = audit(&server);
    assert!(run.crawl.complete, "{:?}", run.crawl.why_incomplete);
    let fees = "fees-agree-with-fee-column";
    let mut outcomes = run.outcomes.iter().filter(|outcome| outcome.rule == fees);
    assert!(
        outcomes
            .clone()
            .all(|outcome| outcome.verdict != Verdict::Fail)
    );
    assert!(outcomes.any(|outcome| matches!(
        outcome.verdict,
        Verdict::CannotTell {
            cause: Cause::NotFetched,
            ..
        }
    )));
}

#[test]
fn a_page_that_broke_off_lacks_nothing() {
    let healthy = serve(|_, _| None);
    let known: BTreeSet<_> = failed(&audit(&healthy), &healthy);
    let rules: BTreeSet<&str> = known.iter().map(|(rule, _)| rule.as_str()).collect();
    let guide = "/zwgk/zfxxgk/zfxxgkzn/";
    for (path, rule) in [
        (guide, "guide-states-phone"),
        ("/zwgk/zfxxgk/zfxxgknb/", "annual-reports-of-earlier-years"),
        ("/", "footer-shows-site-code"),
    ] {
        for part in [2, 3] {
            let server = serve_but(move |target, there| {
                let there = there.filter(|_| target == path)?;
                Some(cut(&there[..there.len() * (part - 1) / part]))
            });
            let run = audit(&server);
            let error = (server.url(path), "protocol".to_owned());
            assert_eq!(run.crawl.errors, [error]);
            assert!(!run.crawl.complete, "{path}");
            let failed = failed(&run, &server);
            let more: Vec<_> = failed
                .iter()
                .filter(|(rule, _)| !rules.contains(&**rule))
                .collect();
            assert!(more.is_empty(), "{path} {part}: {more:?}");
            let mut outcomes = run.outcomes.iter().filter(|outcome| outcome.rule == rule);
            assert!(
                outcomes.any(|outcome| matches!(outcome.verdict, Verdict::CannotTell { .. })),
                "{path} {rule}"
            );
        }
    }
    // What is cut behind the end of a page is whole, and not asked for again.
    let server = serve_but(move |target, there| (target == guide).then(|| cut(there.unwrap())));
    let run = audit(&server);
    assert!(run.crawl.complete, "{:?}", run.crawl.why_incomplete);
    assert_eq!(failed(&run, &server), known);
    assert_eq!(server.asked_for(guide).len(), 1);
}

/// What the program says where nothing could be read.
fn told(server: &Server, more: &[&str]) -> String {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_gongkai"))
        .args(["audit", &server.url("/"), "-q", "--rate", "0"])
        .args(more)
        .env_remove("GONGKAI_LANG")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3));
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn why_nothing_was_read_is_told_as_it_is() {
    let server = serve(|_, target| (target == "/robots.txt").then_some(503));
    let said = told(&server, &[]);
    assert!(said.contains("robots.txt 返回 503"), "{said}");
    assert!(!said.contains("不允许"), "{said}");
    let server = serve(|_, _| None);
    let said = told(&server, &["--max-requests", "1"]);
    assert!(said.contains("--max-requests"), "{said}");
    assert!(!said.contains("连接不上"), "{said}");
}
