//! The crawl against a real server on this machine, judged by the server's own log.

use std::collections::BTreeSet;
use std::io::Write;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use gongkai::crawl::{
    CrawlError, CrawlOptions, CrawlReport, Discovered, DiscoveredKind, PageSink, Progress, Reason,
    Scope, Told, TrapKind, crawl,
};
use gongkai::model::{Address, Capture, FailureKind, Truncation};
use gongkai::snapshot::{Exchange, Purpose};

use crate::server::{Answer, Server};

/// Takes every `href="…"` as a link.
#[derive(Default)]
struct Links {
    captures: Mutex<Vec<(Capture, u32)>>,
    exchanges: Mutex<Vec<Exchange>>,
    /// What was handed over that is no page.
    beside: Mutex<Vec<Purpose>>,
}

impl PageSink for Links {
    fn read(&self, capture: Capture, depth: u32) -> Told {
        let found = match &capture.result {
            Ok(reply) => links(&capture.address, &reply.body),
            Err(_) => Vec::new(),
        };
        self.captures.lock().unwrap().push((capture, depth));
        found.into()
    }

    fn exchange(&self, exchange: &Exchange) {
        match exchange.purpose {
            Purpose::Content => self.exchanges.lock().unwrap().push(exchange.clone()),
            other => self.beside.lock().unwrap().push(other),
        }
    }
}

fn links(base: &Address, body: &[u8]) -> Vec<Discovered> {
    let text = String::from_utf8_lossy(body);
    text.split("href=\"")
        .skip(1)
        .filter_map(|rest| {
            let (priority, kind) = match rest.contains("data-first") {
                true => (0, DiscoveredKind::Page),
                false => (5, DiscoveredKind::Page),
            };
            let kind = match rest.contains("data-external") {
                true => DiscoveredKind::External,
                false => kind,
            };
            let address = base.join(rest.split('"').next()?)?;
            Some(Discovered {
                address,
                priority,
                kind,
            })
        })
        .collect()
}

struct Crawled {
    report: CrawlReport,
    captures: Vec<(Capture, u32)>,
    exchanges: Vec<Exchange>,
    beside: Vec<Purpose>,
}

impl Crawled {
    fn capture(&self, url: &str) -> &Capture {
        let mut found = self
            .captures
            .iter()
            .filter(|(capture, _)| capture.address.as_str() == url);
        let first = found
            .next()
            .unwrap_or_else(|| panic!("{url} was not captured"));
        assert!(found.next().is_none(), "{url} was captured twice");
        &first.0
    }

    fn status(&self, url: &str) -> u16 {
        self.capture(url).result.as_ref().unwrap().status
    }

    fn failure(&self, url: &str) -> FailureKind {
        self.capture(url).result.as_ref().unwrap_err().kind
    }

    fn truncated(&self, url: &str) -> Option<Truncation> {
        self.capture(url).result.as_ref().unwrap().truncated
    }
}

/// Options of a crawl that a test need not wait for.
fn quick() -> CrawlOptions {
    CrawlOptions {
        rate: 0.0,
        sitemaps: false,
        ..CrawlOptions::default()
    }
}

fn run(seed: &str, options: &CrawlOptions) -> Crawled {
    let seed = Address::parse(seed).unwrap();
    let scope = Scope::of_site(&seed);
    run_in(&[seed], &scope, options)
}

fn run_in(seeds: &[Address], scope: &Scope, options: &CrawlOptions) -> Crawled {
    let sink = Links::default();
    let report = crawl(seeds, scope, options, &sink, &()).unwrap();
    Crawled {
        report,
        captures: sink.captures.into_inner().unwrap(),
        exchanges: sink.exchanges.into_inner().unwrap(),
        beside: sink.beside.into_inner().unwrap(),
    }
}

fn sorted(mut list: Vec<String>) -> Vec<String> {
    list.sort();
    list
}

#[test]
fn every_page_in_scope_is_asked_for_once() {
    let server = Server::of_pages([
        (
            "/",
            r##"<a href="/a"><a href="b?x=1"><a href="/a#top"><a href="http://other.invalid/"> <a href="mailto:a@b.cn">"##,
        ),
        (
            "/a",
            r#"<a href="/"><a href="/b?x=1"><a href="/c/"><a href="/style.css"><a href="/login.do">"#,
        ),
        (
            "/b?x=1",
            r#"<a href="/a"><a href="/missing"><a href="/print.jsp?id=2">"#,
        ),
        ("/c/", r#"<a href="/c/index.html">"#),
        ("/c/index.html", ""),
    ]);
    let crawled = run(&server.url("/"), &quick());
    assert_eq!(
        sorted(server.asked()),
        ["/", "/a", "/b?x=1", "/c/", "/c/index.html", "/missing"]
    );
    assert_eq!(crawled.captures.len(), 6);
    assert_eq!(crawled.exchanges.len(), 6);
    assert_eq!(crawled.beside, [Purpose::Robots]);
    assert_eq!(crawled.status(&server.url("/missing")), 404);
    let report = &crawled.report;
    assert!(report.complete, "{:?}", report.why_incomplete);
    assert_eq!((report.pages, report.requests), (6, 7));
    assert_eq!(report.load.len(), 1);
    assert_eq!(report.load[0].requests as usize, server.log().len());
    let skipped: Vec<_> = report
        .skipped
        .iter()
        .map(|skipped| (skipped.kind, skipped.links))
        .collect();
    assert_eq!(skipped, [(TrapKind::Login, 1), (TrapKind::View, 1)]);
    let depth = |path: &str| {
        let url = server.url(path);
        crawled
            .captures
            .iter()
            .find(|(capture, _)| capture.address.as_str() == url)
            .unwrap()
            .1
    };
    assert_eq!(
        (
            depth("/"),
            depth("/a"),
            depth("/c/"),
            depth("/c/index.html")
        ),
        (0, 1, 2, 3)
    );
}

#[test]
fn the_archive_and_the_reader_get_the_same() {
    let server = Server::of_pages([("/", "<p>x")]);
    let crawled = run(&server.url("/"), &quick());
    let exchange = &crawled.exchanges[0];
    let response = exchange.result.as_ref().unwrap();
    assert_eq!(&response.body[..], b"<p>x");
    assert_eq!(exchange.peer.unwrap().to_string(), "127.0.0.1");
    assert_eq!(exchange.fetched, crawled.captures[0].0.fetched);
    let sent = server.asked_for("/")[0].clone();
    for (name, value) in &exchange.request.headers {
        assert_eq!(sent.header(name), value, "{name}");
    }
    assert!(sent.header("user-agent").starts_with("gongkai/"));
}

#[test]
fn robots_txt_is_obeyed() {
    let server = Server::start(|request| match request.target.as_str() {
        "/robots.txt" => Answer::bytes(
            "text/plain",
            "User-agent: *\nDisallow: /\n\nUser-agent: gongkai\nDisallow: /private\nAllow: /private/open\n",
        ),
        "/" => Answer::html(
            r#"<a href="/private/x"><a href="/private/open"><a href="/a.pdf"><a href="/private/b.pdf">"#,
        ),
        _ => Answer::html(""),
    });
    let crawled = run(&server.url("/"), &quick());
    assert_eq!(server.log()[0].target, "/robots.txt");
    assert_eq!(server.asked_for("/robots.txt").len(), 1);
    assert_eq!(
        sorted(server.asked()),
        ["/", "/private/open", "HEAD /a.pdf"]
    );
    assert_eq!(
        crawled.failure(&server.url("/private/x")),
        FailureKind::Robots
    );
    assert_eq!(
        crawled.failure(&server.url("/private/b.pdf")),
        FailureKind::Robots
    );
    assert_eq!(crawled.report.why_incomplete, [Reason::Robots]);
    assert_eq!(crawled.report.errors.len(), 2);

    let rude = CrawlOptions {
        robots: false,
        ..quick()
    };
    run(&server.url("/"), &rude);
    assert_eq!(server.asked_for("/private/x").len(), 1);
    assert_eq!(server.asked_for("/robots.txt").len(), 1);
}

#[test]
fn a_robots_txt_in_trouble_forbids_everything() {
    let server = Server::start(|request| match request.target.as_str() {
        "/robots.txt" => Answer::status(500),
        _ => Answer::html("x"),
    });
    let options = CrawlOptions {
        longest_wait: Duration::ZERO,
        ..quick()
    };
    let crawled = run(&server.url("/"), &options);
    assert_eq!(server.asked(), Vec::<String>::new());
    let failure = crawled
        .capture(&server.url("/"))
        .result
        .as_ref()
        .unwrap_err()
        .clone();
    assert_eq!(failure.kind, FailureKind::Robots);
    assert!(failure.detail.contains("500"), "{}", failure.detail);
}

#[test]
fn a_robots_txt_may_move() {
    let server = Server::start(|request| match request.target.as_str() {
        "/robots.txt" => Answer::redirect("/r2"),
        "/r2" => Answer::bytes("text/plain", "User-agent: *\nDisallow: /no\n"),
        "/" => Answer::html(r#"<a href="/no"><a href="/yes">"#),
        _ => Answer::html(""),
    });
    run(&server.url("/"), &quick());
    assert_eq!(server.asked(), ["/r2", "/", "/yes"]);
}

#[test]
fn the_rate_is_kept() {
    let server = Server::start(|_| {
        Answer::html(r#"<a href="/1"><a href="/2"><a href="/3"><a href="/4"><a href="/5">"#)
    });
    let options = CrawlOptions {
        rate: 10.0,
        ..quick()
    };
    run(&server.url("/"), &options);
    let log = server.log();
    assert_eq!(log.len(), 7);
    // Each arrival may be late by itself, so only the whole is compared: 6 gaps of 100 ms.
    let taken = log[6].at - log[0].at;
    assert!(taken >= Duration::from_millis(540), "{taken:?}");
    for pair in log.windows(2) {
        assert!(
            pair[1].at - pair[0].at >= Duration::from_millis(40),
            "{log:?}"
        );
    }
}

#[test]
fn a_crawl_delay_is_kept() {
    let server = Server::start(|request| match request.target.as_str() {
        "/robots.txt" => Answer::bytes("text/plain", "User-agent: *\nCrawl-delay: 0.3\n"),
        "/" => Answer::html(r#"<a href="/1">"#),
        _ => Answer::html(""),
    });
    run(&server.url("/"), &quick());
    let log = server.log();
    assert!(
        log[2].at - log[0].at >= Duration::from_millis(500),
        "{log:?}"
    );
}

#[test]
fn concurrency_is_kept() {
    let under_way = Mutex::new((0, 0));
    let shared = std::sync::Arc::new(under_way);
    let of_server = std::sync::Arc::clone(&shared);
    let server = Server::start(move |request| {
        if request.target == "/" {
            let links: String = (0..12).map(|n| format!("<a href=\"/{n}\">")).collect();
            return Answer::html(links);
        }
        {
            let mut counts = of_server.lock().unwrap();
            counts.0 += 1;
            counts.1 = counts.1.max(counts.0);
        }
        std::thread::sleep(Duration::from_millis(20));
        of_server.lock().unwrap().0 -= 1;
        Answer::html("")
    });
    run(
        &server.url("/"),
        &CrawlOptions {
            concurrency: 3,
            ..quick()
        },
    );
    assert_eq!(server.asked().len(), 13);
    let most = shared.lock().unwrap().1;
    assert!((2..=3).contains(&most), "{most}");
}

#[test]
fn no_limit_is_for_this_machine_only() {
    let seed = Address::parse("http://www.example.gov.cn/").unwrap();
    let scope = Scope::of_site(&seed);
    let refused = crawl(&[seed], &scope, &quick(), &Links::default(), &());
    assert!(
        matches!(refused, Err(CrawlError::UnlimitedRate(_))),
        "{refused:?}"
    );
    let none = crawl(&[], &scope, &quick(), &Links::default(), &());
    assert!(matches!(none, Err(CrawlError::NoSeeds)));
}

#[test]
fn redirects_are_kept_hop_by_hop() {
    let server = Server::start(|request| match request.target.as_str() {
        "/" => Answer::redirect("/one"),
        "/one" => Answer::redirect("two"),
        "/two" => Answer::html(r#"<a href="/out"><a href="/file"><a href="/slo">"#),
        "/out" => Answer::redirect("http://other.invalid/"),
        "/file" => Answer::redirect("/a.pdf"),
        "/slo" => Answer::redirect("/sso/login?back=/"),
        _ => Answer::status(200),
    });
    let crawled = run(&server.url("/"), &quick());
    for path in ["/", "/one", "/out", "/file", "/slo"] {
        assert_eq!(crawled.status(&server.url(path)), 302, "{path}");
    }
    assert_eq!(crawled.status(&server.url("/two")), 200);
    assert_eq!(
        sorted(server.asked()),
        ["/", "/file", "/one", "/out", "/slo", "/two", "HEAD /a.pdf"]
    );
    assert_eq!(crawled.report.pages, 1);
    assert!(
        crawled.report.complete,
        "{:?}",
        crawled.report.why_incomplete
    );
}

#[test]
fn redirect_loops_and_endless_chains_end() {
    let server = Server::start(|request| match request.target.as_str() {
        "/" => Answer::html(r#"<a href="/a"><a href="/self"><a href="/chain/0">"#),
        "/a" => Answer::redirect("/b"),
        "/b" => Answer::redirect("/a"),
        "/self" => Answer::redirect("/self"),
        chain => match chain.strip_prefix("/chain/") {
            Some(number) => {
                let number: u32 = number.parse().unwrap();
                Answer::redirect(&format!("/chain/{}", number + 1))
            }
            None => Answer::status(404),
        },
    });
    let crawled = run(&server.url("/"), &quick());
    assert_eq!(server.asked().len(), 1 + 2 + 1 + 11);
    let loops: Vec<&str> = crawled
        .report
        .errors
        .iter()
        .filter(|(_, failure)| failure.kind == FailureKind::RedirectLoop)
        .map(|(address, _)| address.path())
        .collect();
    assert_eq!(loops, ["/b", "/chain/11", "/self"]);
    assert_eq!(
        crawled.failure(&server.url("/chain/11")),
        FailureKind::RedirectLoop
    );
    assert!(!crawled.report.complete);
}

#[test]
fn cookies_are_sent_back_and_open_the_gate() {
    let server = Server::start(|request| {
        if request.target == "/robots.txt" {
            return Answer::status(404);
        }
        if request.header("cookie").contains("pass=1") {
            return Answer::html(r#"<a href="/in">"#);
        }
        Answer::redirect(&request.target).with("set-cookie", "pass=1; path=/")
    });
    let crawled = run(&server.url("/"), &quick());
    assert_eq!(crawled.status(&server.url("/")), 200);
    assert_eq!(crawled.status(&server.url("/in")), 200);
    assert_eq!(server.asked(), ["/", "/", "/in"]);
    assert!(crawled.report.complete);
}

#[test]
fn retry_after_is_waited_for() {
    let count = Mutex::new(0);
    let server = Server::start(move |request| {
        if request.target == "/robots.txt" {
            return Answer::status(404);
        }
        let mut count = count.lock().unwrap();
        *count += 1;
        match *count {
            1 => Answer::status(429).with("retry-after", "1"),
            _ => Answer::html("ok"),
        }
    });
    let crawled = run(&server.url("/"), &quick());
    let asked = server.asked_for("/");
    assert_eq!(asked.len(), 2);
    assert!(asked[1].at - asked[0].at >= Duration::from_millis(950));
    assert_eq!(crawled.status(&server.url("/")), 200);
    assert_eq!(crawled.report.load[0].refusals, 1);
    assert!(crawled.report.complete);
}

#[test]
fn a_host_that_asks_for_too_long_a_wait_is_left() {
    let server = Server::start(|request| match request.target.as_str() {
        "/" => Answer::html(
            r#"<a href="/1"><a href="/2"><a href="/3"><a href="/4"><a href="/5"><a href="/6">"#,
        ),
        "/robots.txt" => Answer::status(404),
        _ => Answer::status(503).with("retry-after", "86400"),
    });
    let crawled = run(
        &server.url("/"),
        &CrawlOptions {
            concurrency: 1,
            ..quick()
        },
    );
    assert_eq!(server.asked(), ["/", "/1"]);
    assert_eq!(crawled.status(&server.url("/1")), 503);
    let report = crawled.report;
    assert_eq!(
        report.why_incomplete,
        [Reason::HostRefuses, Reason::PagesFailed]
    );
    assert_eq!(report.load[0].left, Some(Reason::HostRefuses));
}

#[test]
fn a_gzip_bomb_is_capped() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..100 {
        gzip.write_all(&[b' '; 1 << 20]).unwrap();
    }
    let bomb = gzip.finish().unwrap();
    let server = Server::start(move |_| {
        Answer::bytes("text/html", bomb.clone()).with("content-encoding", "gzip")
    });
    let options = CrawlOptions {
        decoded_cap: 1 << 20,
        robots: false,
        ..quick()
    };
    let crawled = run(&server.url("/"), &options);
    let reply = crawled.capture(&server.url("/")).result.clone().unwrap();
    assert_eq!(reply.body.len(), 1 << 20);
    assert_eq!(reply.truncated, Some(Truncation::Length));
    assert_eq!(crawled.report.why_incomplete, [Reason::PagesFailed]);
}

#[test]
fn a_large_body_is_cut_on_the_wire() {
    let server = Server::start(|_| Answer::html("x".repeat(3 << 20)));
    let options = CrawlOptions {
        wire_cap: 100_000,
        robots: false,
        ..quick()
    };
    let crawled = run(&server.url("/"), &options);
    let reply = crawled.capture(&server.url("/")).result.clone().unwrap();
    assert_eq!(
        (reply.body.len(), reply.truncated),
        (100_000, Some(Truncation::Length))
    );
    assert_eq!(crawled.report.bytes, 100_000);
}

#[test]
fn slow_servers_are_cut_off() {
    let server = Server::start(|request| match request.target.as_str() {
        "/drip" => Answer::Drip(Duration::from_millis(30)),
        _ => Answer::Hang,
    });
    let options = CrawlOptions {
        robots: false,
        min_rate: 1_000,
        min_rate_grace: Duration::from_millis(300),
        read_timeout: Duration::from_millis(400),
        ..quick()
    };
    let crawled = run(&server.url("/drip"), &options);
    assert_eq!(
        crawled.truncated(&server.url("/drip")),
        Some(Truncation::Time)
    );
    assert_eq!(server.asked(), ["/drip"]);

    let crawled = run(&server.url("/hang"), &options);
    assert_eq!(crawled.failure(&server.url("/hang")), FailureKind::Timeout);
    assert_eq!(server.asked_for("/hang").len(), 3);
}

#[test]
fn broken_answers_are_tried_again_and_kept_for_what_they_are() {
    let server = Server::start(|request| match request.target.as_str() {
        "/" => {
            Answer::html(r#"<a href="/short"><a href="/reset"><a href="/noise"><a href="/closed">"#)
        }
        "/short" => Answer::Raw(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 100\r\n\r\n<p>cut"
                .to_vec(),
        ),
        "/reset" => Answer::Reset,
        "/noise" => Answer::Raw(b"this is no HTTP\r\n\r\n".to_vec()),
        "/closed" => Answer::Raw(Vec::new()),
        _ => Answer::status(404),
    });
    let crawled = run(&server.url("/"), &quick());
    let short = crawled
        .capture(&server.url("/short"))
        .result
        .clone()
        .unwrap();
    assert_eq!(
        (&short.body[..], short.truncated),
        (&b"<p>cut"[..], Some(Truncation::Disconnect))
    );
    for path in ["/reset", "/noise", "/closed"] {
        let kind = crawled.failure(&server.url(path));
        assert!(
            matches!(kind, FailureKind::Protocol | FailureKind::Connect),
            "{path} {kind:?}"
        );
    }
    for path in ["/short", "/reset", "/noise", "/closed"] {
        assert_eq!(server.asked_for(path).len(), 3, "{path}");
    }
    assert_eq!(crawled.report.why_incomplete, [Reason::PagesFailed]);
}

#[test]
fn a_page_that_comes_at_the_second_attempt_is_whole() {
    let count = Mutex::new(0);
    let server = Server::start(move |request| {
        if request.target == "/robots.txt" {
            return Answer::status(404);
        }
        let mut count = count.lock().unwrap();
        *count += 1;
        if *count == 1 {
            Answer::Reset
        } else {
            Answer::html("whole")
        }
    });
    let crawled = run(&server.url("/"), &quick());
    assert_eq!(crawled.status(&server.url("/")), 200);
    assert!(
        crawled.report.complete,
        "{:?}",
        crawled.report.why_incomplete
    );
    assert!(crawled.report.errors.is_empty());
}

#[test]
fn an_address_in_gbk_leads_where_it_led() {
    let server = Server::start(|request| {
        match request.target.as_str() {
        "/" => Answer::Raw(
            b"HTTP/1.1 302 Found\r\nx-note: \xb9\xab\xbf\xaa\r\nlocation: /\xb9\xab\xbf\xaa/\r\ncontent-length: 0\r\n\r\n".to_vec(),
        ),
        "/%B9%AB%BF%AA/" => Answer::html("<p>there"),
        _ => Answer::status(404),
    }
    });
    let crawled = run(&server.url("/"), &quick());
    assert_eq!(crawled.status(&server.url("/%B9%AB%BF%AA/")), 200);
}

#[test]
fn files_are_probed_and_only_get_calls_them_dead() {
    let server = Server::start(|request| {
        match (request.method.as_str(), request.target.as_str()) {
            (_, "/") => Answer::html(
                r#"<a href="/a.pdf"><a href="/b.doc"><a href="/gone.xls"><a href="/reset.zip">"#,
            ),
            (_, "/a.pdf") => Answer::bytes("application/pdf", vec![0; 1000]),
            ("HEAD", "/b.doc") => Answer::status(405),
            ("GET", "/b.doc") => Answer::bytes("application/msword", vec![0; 5 << 20]),
            ("HEAD", "/reset.zip") => Answer::Reset,
            ("GET", "/reset.zip") => Answer::bytes("application/zip", vec![0; 10]),
            _ => Answer::status(404),
        }
    });
    let crawled = run(&server.url("/"), &quick());
    let status = |path: &str| crawled.status(&server.url(path));
    assert_eq!(
        (status("/a.pdf"), status("/b.doc"), status("/reset.zip")),
        (200, 200, 200)
    );
    assert_eq!(status("/gone.xls"), 404);
    let mut asked = sorted(server.asked());
    asked.retain(|line| line != "/");
    assert_eq!(
        asked,
        [
            "/b.doc",
            "/gone.xls",
            "/reset.zip",
            "HEAD /a.pdf",
            "HEAD /b.doc",
            "HEAD /gone.xls",
            "HEAD /reset.zip"
        ]
    );
    assert!(
        crawled
            .capture(&server.url("/a.pdf"))
            .result
            .as_ref()
            .unwrap()
            .head_only
    );
    assert_eq!(
        crawled
            .capture(&server.url("/b.doc"))
            .result
            .as_ref()
            .unwrap()
            .body
            .len(),
        0
    );
    assert!(crawled.report.bytes < 1_000, "{}", crawled.report.bytes);
    assert_eq!(crawled.report.pages, 1);
    assert!(
        crawled.report.complete,
        "{:?}",
        crawled.report.why_incomplete
    );
}

#[test]
fn a_file_behind_a_page_address_is_not_loaded() {
    let server = Server::start(|request| match request.target.as_str() {
        "/" => Answer::html(r#"<a href="/get?id=1"><a href="/get?id=2"><a href="/get?id=3">"#),
        "/get?id=1" => Answer::bytes("application/pdf", vec![b'%'; 4 << 20]),
        "/get?id=2" => Answer::bytes("application/octet-stream", vec![b'P'; 4 << 20]),
        "/get?id=3" => Answer::bytes("application/octet-stream", "\u{feff} <html>page"),
        _ => Answer::status(404),
    });
    let crawled = run(&server.url("/"), &quick());
    let length = |path: &str| {
        crawled
            .capture(&server.url(path))
            .result
            .as_ref()
            .unwrap()
            .body
            .len()
    };
    assert_eq!(
        (
            length("/get?id=1"),
            length("/get?id=2"),
            length("/get?id=3")
        ),
        (0, 0, 14)
    );
    assert!(
        crawled.report.complete,
        "{:?}",
        crawled.report.why_incomplete
    );
}

#[test]
fn private_addresses_are_out_of_reach() {
    let other = Server::of_pages([("/", "secret")]);
    let out = other.url("/");
    let port = out
        .rsplit(':')
        .next()
        .unwrap()
        .trim_end_matches('/')
        .to_owned();
    let by_name = format!("http://localhost:{port}/");
    let server = Server::start(move |request| match request.target.as_str() {
        "/" => Answer::html(format!(
            r#"<a href="{out}" data-external><a href="http://10.255.255.1/x" data-external><a href="http://169.254.169.254/latest" data-external><a href="http://[::1]:1/" data-external><a href="http://localhost:{port}/" data-external><a href="http://nowhere.invalid/" data-external>"#
        )),
        _ => Answer::status(404),
    });
    let crawled = run(&server.url("/"), &quick());
    assert_eq!(other.log().len(), 0);
    for url in [
        &other.url("/"),
        "http://10.255.255.1/x",
        "http://169.254.169.254/latest",
        "http://[::1]:1/",
        &by_name,
    ] {
        assert_eq!(crawled.failure(url), FailureKind::Refused, "{url}");
    }
    assert_eq!(
        crawled.failure("http://nowhere.invalid/"),
        FailureKind::Name
    );
    // Not a page of the site, so the audit of the site is whole.
    assert!(
        crawled.report.complete,
        "{:?}",
        crawled.report.why_incomplete
    );

    let seed = Address::parse(&server.url("/")).unwrap();
    let mut scope = Scope::of_site(&seed);
    scope.allow_host(&other.authority());
    let sink = OnlyTo(other.authority());
    crawl(&[seed], &scope, &quick(), &sink, &()).unwrap();
    assert_eq!(other.asked(), ["HEAD /"]);

    let closed = CrawlOptions {
        allow_private: Some(false),
        ..quick()
    };
    let crawled = run(&server.url("/"), &closed);
    assert_eq!(crawled.failure(&server.url("/")), FailureKind::Refused);
}

/// Names only links to one host.
struct OnlyTo(String);

impl PageSink for OnlyTo {
    fn read(&self, capture: Capture, _: u32) -> Told {
        let Ok(reply) = capture.result else {
            return Told::default();
        };
        let mut found = links(&capture.address, &reply.body);
        found.retain(|discovered| discovered.address.authority() == self.0);
        found.into()
    }
}

#[test]
fn sitemaps_are_read() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(b"<urlset><url><loc>/from-gzip</loc></url></urlset>")
        .unwrap();
    let packed = gzip.finish().unwrap();
    let server = Server::start(move |request| match request.target.as_str() {
        "/robots.txt" => Answer::bytes("text/plain", "Sitemap: /maps/index.xml\n"),
        "/sitemap.xml" => Answer::bytes(
            "text/xml",
            "<urlset><url><loc>/from-map?a=1&amp;b=2</loc></url><url><loc>http://other.invalid/x</loc></url><url><loc>/a.pdf</loc></url></urlset>",
        ),
        "/maps/index.xml" => Answer::bytes(
            "text/xml",
            "<sitemapindex><sitemap><loc>/maps/1.xml.gz</loc></sitemap><sitemap><loc>http://other.invalid/1.xml</loc></sitemap></sitemapindex>",
        ),
        "/maps/1.xml.gz" => Answer::bytes("application/gzip", packed.clone()),
        "/" => Answer::html(r#"<a href="/linked">"#),
        _ => Answer::html(""),
    });
    let options = CrawlOptions {
        sitemaps: true,
        ..quick()
    };
    let crawled = run(&server.url("/"), &options);
    assert_eq!(
        sorted(server.asked()),
        [
            "/",
            "/from-gzip",
            "/from-map?a=1&b=2",
            "/linked",
            "/maps/1.xml.gz",
            "/maps/index.xml"
        ]
    );
    assert_eq!(crawled.captures.len(), 4);
    assert_eq!(crawled.report.pages, 4);

    let shallow = CrawlOptions {
        max_depth: Some(1),
        sitemaps: true,
        ..quick()
    };
    let before = server.asked_for("/sitemap.xml").len();
    run(&server.url("/"), &shallow);
    assert_eq!(server.asked_for("/sitemap.xml").len(), before);
}

#[test]
fn limits_are_kept_and_said() {
    let server = Server::start(|request| {
        let here = request.target.trim_start_matches('/').len();
        let links: String = (0..3)
            .map(|n| format!("<a href=\"/{}{n}\">", "x".repeat(here)))
            .collect();
        Answer::html(links)
    });
    let pages = run(
        &server.url("/"),
        &CrawlOptions {
            max_pages: Some(7),
            robots: false,
            ..quick()
        },
    );
    assert_eq!(server.asked().len(), 7);
    assert_eq!(
        (pages.report.pages, &pages.report.why_incomplete[..]),
        (7, &[Reason::MaxPages][..])
    );

    let requests = run(
        &server.url("/"),
        &CrawlOptions {
            max_requests: Some(5),
            ..quick()
        },
    );
    assert_eq!(requests.report.requests, 5);
    assert_eq!(requests.report.why_incomplete, [Reason::MaxRequests]);

    let depth = run(
        &server.url("/"),
        &CrawlOptions {
            max_depth: Some(1),
            ..quick()
        },
    );
    assert_eq!(depth.report.pages, 4);
    assert_eq!(depth.report.why_incomplete, [Reason::MaxDepth]);
}

#[test]
fn a_redirect_does_not_use_up_the_page_limit() {
    let server = Server::start(|request| match request.target.as_str() {
        "/" => Answer::redirect("/home"),
        _ => Answer::html(r#"<a href="/more">"#),
    });
    let options = CrawlOptions {
        max_pages: Some(1),
        robots: false,
        ..quick()
    };
    let crawled = run(&server.url("/"), &options);
    assert_eq!(server.asked(), ["/", "/home"]);
    assert_eq!(crawled.report.pages, 1);
}

#[test]
fn what_matters_is_fetched_first() {
    let server = Server::start(|request| match request.target.as_str() {
        "/" => Answer::html(r#"<a href="/1"><a href="/2"><a href="/3"><a href="/4" data-first>"#),
        _ => Answer::html(""),
    });
    run(
        &server.url("/"),
        &CrawlOptions {
            concurrency: 1,
            ..quick()
        },
    );
    assert_eq!(server.asked(), ["/", "/4", "/1", "/2", "/3"]);
}

#[test]
fn an_unreachable_host_is_a_failure_and_no_panic() {
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let url = format!("http://127.0.0.1:{port}/");
    let crawled = run(&url, &quick());
    assert_eq!(crawled.failure(&url), FailureKind::Connect);
    assert_eq!(crawled.report.pages, 0);
    assert_eq!(crawled.report.why_incomplete, [Reason::PagesFailed]);

    let tls = format!("https://127.0.0.1:{port}/");
    assert_eq!(run(&tls, &quick()).failure(&tls), FailureKind::Connect);
}

#[test]
fn a_server_that_speaks_no_tls_is_a_tls_failure() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let mut open = Vec::new();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            stream
                .write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                .unwrap();
            open.push(stream);
        }
    });
    let options = CrawlOptions {
        robots: false,
        ..quick()
    };
    assert_eq!(run(&url, &options).failure(&url), FailureKind::Tls);
}

#[test]
fn a_dead_host_is_left() {
    let links: String = (0..60).map(|n| format!("<a href=\"/{n}\">")).collect();
    let server = Server::start(move |request| match request.target.as_str() {
        "/robots.txt" => Answer::status(404),
        "/" => Answer::html(links.clone()),
        _ => Answer::Reset,
    });
    let options = CrawlOptions {
        concurrency: 10,
        ..quick()
    };
    let crawled = run(&server.url("/"), &options);
    let why = &crawled.report.why_incomplete;
    assert_eq!(why[..], [Reason::HostUnreachable, Reason::PagesFailed]);
    assert!(server.asked().len() < 60, "{}", server.asked().len());
}

#[test]
fn stopping_keeps_what_was_fetched() {
    struct StopAt(CrawlOptions);
    impl Progress for StopAt {
        fn fetched(&self, done: u64, _: u64, _: &Address) {
            if done == 3 {
                self.0.cancel.cancel();
            }
        }
    }
    let server = Server::start(|request| match request.target.as_str() {
        "/slow" => Answer::Hang,
        target => {
            let here = target.trim_end_matches('/');
            let slow = "<a href=\"/slow\">";
            Answer::html(format!(r#"{slow}<a href="{here}/a"><a href="{here}/b">"#))
        }
    });
    let options = CrawlOptions {
        robots: false,
        concurrency: 2,
        ..quick()
    };
    let seed = Address::parse(&server.url("/")).unwrap();
    let scope = Scope::of_site(&seed);
    let sink = Links::default();
    let begun = Instant::now();
    let stop = StopAt(options.clone());
    let report = crawl(&[seed], &scope, &options, &sink, &stop).unwrap();
    assert!(begun.elapsed() < Duration::from_secs(20));
    assert!(report.why_incomplete.contains(&Reason::Interrupted));
    assert!(sink.captures.lock().unwrap().len() >= 3);
}

#[test]
fn a_reader_that_panics_loses_one_page() {
    struct Fragile(Links);
    impl PageSink for Fragile {
        fn read(&self, capture: Capture, depth: u32) -> Told {
            assert_ne!(
                capture.address.path(),
                "/bad",
                "this panic is part of the test"
            );
            self.0.read(capture, depth)
        }
    }
    let server = Server::of_pages([
        ("/", r#"<a href="/bad"><a href="/good">"#),
        ("/bad", ""),
        ("/good", ""),
    ]);
    let seed = Address::parse(&server.url("/")).unwrap();
    let sink = Fragile(Links::default());
    let report = crawl(
        std::slice::from_ref(&seed),
        &Scope::of_site(&seed),
        &quick(),
        &sink,
        &(),
    )
    .unwrap();
    assert_eq!(report.why_incomplete, [Reason::ReaderFault]);
    assert_eq!(sink.0.captures.lock().unwrap().len(), 2);
}

#[test]
fn reading_never_happens_where_the_network_is_waited_for() {
    struct Where(std::thread::ThreadId);
    impl PageSink for Where {
        fn read(&self, _: Capture, _: u32) -> Told {
            assert_ne!(std::thread::current().id(), self.0);
            Told::default()
        }
    }
    let server = Server::of_pages([("/", "")]);
    let seed = Address::parse(&server.url("/")).unwrap();
    let sink = Where(std::thread::current().id());
    let report = crawl(
        std::slice::from_ref(&seed),
        &Scope::of_site(&seed),
        &quick(),
        &sink,
        &(),
    )
    .unwrap();
    assert!(report.complete, "{:?}", report.why_incomplete);
}

#[test]
fn thousands_of_pages_come_over_few_connections() {
    let server = Server::start(|request| {
        let Ok(here) = request.target.trim_start_matches('/').parse::<usize>() else {
            return Answer::status(404);
        };
        // Every page names ten of its own, and the first page ten times over.
        let links: String = (1..=10)
            .map(|n| here * 10 + n)
            .filter(|page| *page < 2_000)
            .map(|page| format!("<a href=\"/{page}\"><a href=\"/0\">"))
            .collect();
        Answer::html(links)
    });
    let crawled = run(
        &server.url("/0"),
        &CrawlOptions {
            concurrency: 16,
            ..quick()
        },
    );
    assert_eq!(crawled.report.pages, 2_000);
    assert_eq!(server.asked().len(), 2_000);
    assert!(crawled.report.complete);
    let connections: BTreeSet<u16> = server.log().iter().map(|request| request.port).collect();
    assert!(connections.len() <= 32, "{}", connections.len());
}
