//! Crawls that are broken off and gone on with, and crawls that ask only for what changed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use gongkai::model::{Address, Run};
use gongkai::scan::{ScanOptions, Target};

use crate::audits::{Site, audit_with, json};
use crate::server::{Answer, Request, Server};

/// Serves a site with entity tags, as every static server does; each answer takes `pause`.
fn serve(site: &Site, pause: Duration) -> Server {
    let files = site.0.clone();
    Server::start(move |request| {
        std::thread::sleep(pause);
        let path = request.target.split('?').next().unwrap_or_default();
        let mut name = path.trim_start_matches('/').to_owned();
        if name.is_empty() || name.ends_with('/') {
            name.push_str("index.html");
        }
        let Some(body) = files.get(&name) else {
            return Answer::status(404);
        };
        let kind = match name.rsplit('.').next() {
            Some("html" | "htm") => "text/html",
            Some("txt") => "text/plain",
            Some("xml") => "text/xml",
            _ => "application/octet-stream",
        };
        let tag = format!("\"{}-{}\"", body.len(), sum(body));
        if request.header("if-none-match") == tag {
            return Answer::status(304).with("etag", &tag);
        }
        Answer::bytes(kind, body.clone()).with("etag", &tag)
    })
}

fn sum(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(7, |sum, byte| sum * 31 % 1_000_003 + u64::from(*byte))
}

fn start(arguments: &[&str], state: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_gongkai"))
        .args(arguments)
        .env("GONGKAI_STATE", state)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Kills a crawl once the server has been asked so many times.
fn kill_after(child: &mut Child, server: &Server, requests: usize) {
    let begun = Instant::now();
    while server.log().len() < requests && begun.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(2));
    }
    // SIGKILL on Unix: nothing is tidied up.
    child.kill().unwrap();
    child.wait().unwrap();
}

fn audit_archive(archive: &Path, since: &[PathBuf]) -> Run {
    let options = ScanOptions {
        since: since.to_vec(),
        ..ScanOptions::default()
    };
    audit_with(&Target::Archive(archive.to_owned()), &options)
}

fn requests_by_target(log: &[Request]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for request in log {
        *counts
            .entry(format!("{} {}", request.method, request.target))
            .or_insert(0) += 1;
    }
    counts
}

#[test]
fn a_killed_crawl_goes_on_where_it_was_and_ends_with_the_same_audit() {
    let site = Site::demo();
    let server = serve(&site, Duration::from_millis(4));
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let whole = at("whole.warc.gz");
    let broken = at("broken.warc.gz");
    let url = server.url("/");
    let base = |archive: &Path| {
        vec![
            "crawl".to_owned(),
            url.clone(),
            "-o".to_owned(),
            archive.display().to_string(),
            "--rate".to_owned(),
            "0".to_owned(),
            "-q".to_owned(),
        ]
    };
    let run = |arguments: &[String]| {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        start(&arguments, folder.path())
    };
    assert!(run(&base(&whole)).wait().unwrap().success());
    let all = server.log().len();

    let mut asked = all;
    let mut resumed = base(&broken);
    let mut child = run(&resumed);
    kill_after(&mut child, &server, asked + 30);
    resumed.push("--resume".to_owned());
    for more in [20, 35] {
        asked = server.log().len();
        let mut child = run(&resumed);
        kill_after(&mut child, &server, asked + more);
    }
    assert!(run(&resumed).wait().unwrap().success());

    // Only what was under way when it was killed was asked for again: four requests at a
    // time, three times.
    let log = server.log();
    let again: usize = requests_by_target(&log[all..])
        .values()
        .map(|count| count - 1)
        .sum();
    assert!(again <= 3 * 5, "{again} requests were repeated");
    assert!(log.len() - all >= all, "nothing was left out");
    assert_eq!(
        json(&audit_archive(&whole, &[])),
        json(&audit_archive(&broken, &[]))
    );
    // The index names every record of every part.
    let lines = |archive: &str| {
        std::fs::read_to_string(at(archive))
            .unwrap()
            .lines()
            .count()
    };
    assert!(lines("broken.cdxj") >= lines("whole.cdxj"));
}

#[test]
fn an_archive_that_is_there_is_kept_until_the_new_one_is_done() {
    let site = Site::demo();
    let server = serve(&site, Duration::from_millis(10));
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("夜.warc.gz");
    let name = archive.to_str().unwrap();
    let url = server.url("/");
    let base = ["crawl", "-o", name, "-q", "--rate", "0", url.as_str()];
    let crawl = |more: &[&'static str]| [&base[..], more].concat();
    let ended = |arguments: &[&str]| start(arguments, folder.path()).wait().unwrap().code();
    assert_eq!(ended(&crawl(&[])), Some(0));
    let whole = std::fs::read(&archive).unwrap();

    // A site that does not answer.
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = format!("http://{}/", closed.local_addr().unwrap());
    drop(closed);
    let other = ["crawl", "-o", name, "-q", "--rate", "0", &silent];
    assert_eq!(ended(&other), Some(3));
    assert!(std::fs::read(&archive).unwrap() == whole);
    let audit = ["audit", &silent, "--archive", name, "-q", "--rate", "0"];
    assert_eq!(ended(&audit), Some(3));
    assert!(std::fs::read(&archive).unwrap() == whole);

    // The archive that the new one would refer to.
    assert_eq!(ended(&[&base[..], &["--since", name]].concat()), Some(2));
    assert!(std::fs::read(&archive).unwrap() == whole);

    // Killed, and gone on with.
    let asked = server.log().len();
    let mut child = start(&base, folder.path());
    kill_after(&mut child, &server, asked + 60);
    assert!(std::fs::read(&archive).unwrap() == whole);
    let killed = server.log().len();
    assert_eq!(ended(&crawl(&["--resume"])), Some(0));
    assert!(server.log().len() - killed < killed - asked + 60);
    assert!(std::fs::read(&archive).unwrap() != whole);
    let pages = |archive: &Path| audit_archive(archive, &[]).crawl.pages;
    assert_eq!(pages(&archive), 121);
    let others = std::fs::read_dir(folder.path()).unwrap();
    let others: Vec<_> = others.map(|entry| entry.unwrap().file_name()).collect();
    assert!(
        !others.iter().any(|name| name == "夜.part.warc.gz"),
        "{others:?}"
    );
}

#[test]
fn an_audit_without_an_archive_keeps_its_state_until_it_is_done() {
    let server = serve(&Site::demo(), Duration::from_millis(4));
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let url = server.url("/");
    let whole = folder.path().join("whole.json");
    let resumed = folder.path().join("resumed.json");
    let arguments = |out: &Path| {
        [
            "audit",
            &url,
            "--rate",
            "0",
            "-q",
            "--as-of",
            "2026-11-24",
            "-o",
        ]
        .map(str::to_owned)
        .into_iter()
        .chain([out.display().to_string()])
        .collect::<Vec<_>>()
    };
    let run = |arguments: &[String]| {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        start(&arguments, &state)
    };
    run(&arguments(&whole)).wait().unwrap();
    let kept = || std::fs::read_dir(&state).unwrap().count();
    assert_eq!(kept(), 0, "a finished audit leaves nothing behind");

    let all = server.log().len();
    let mut child = run(&arguments(&resumed));
    kill_after(&mut child, &server, all + 60);
    assert_eq!(kept(), 1);
    let mut again = arguments(&resumed);
    again.push("--resume".to_owned());
    run(&again).wait().unwrap();
    assert_eq!(kept(), 0);
    let repeated = server.log().len() - 2 * all;
    assert!(repeated <= 6, "{repeated} requests were repeated");
    let text = |path: &Path| {
        let times = ["\"started\"", "\"finished\"", "\"fetched_at\""];
        std::fs::read_to_string(path)
            .unwrap()
            .lines()
            .filter(|line| !times.iter().any(|time| line.trim_start().starts_with(time)))
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert_eq!(text(&whole), text(&resumed));
}

#[test]
fn only_what_changed_is_sent_again_and_the_verdicts_are_those_of_a_full_crawl() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let old_site = Site::demo();
    let old_server = serve(&old_site, Duration::ZERO);
    let address = Address::parse(&old_server.url("/")).unwrap();
    let options = |archive: &str, since: &[&str]| {
        let mut options = ScanOptions {
            archive: Some(at(archive)),
            since: since.iter().map(|name| at(name)).collect(),
            ..ScanOptions::default()
        };
        options.crawl.rate = 0.0;
        options
    };
    let first = audit_with(&Target::Url(address.clone()), &options("1.warc.gz", &[]));
    let asked = old_server.log().len();
    let second = audit_with(
        &Target::Url(address.clone()),
        &options("2.warc.gz", &["1.warc.gz"]),
    );
    assert_eq!(json(&first), json(&second));
    // Every page was asked for with its tag, so that none was sent again.
    let log = old_server.log();
    let pages = log[asked..]
        .iter()
        .filter(|request| request.method == "GET" && request.target.ends_with(".html"));
    for page in pages {
        let was_there = old_site.0.contains_key(page.target.trim_start_matches('/'));
        assert_eq!(
            page.header("if-none-match").is_empty(),
            !was_there,
            "{}",
            page.target
        );
    }
    let size = |name: &str| std::fs::metadata(at(name)).unwrap().len();
    // The archive holds references only.
    assert!(size("2.warc.gz") < size("1.warc.gz"));
    let read = audit_archive(&at("2.warc.gz"), &[at("1.warc.gz")]);
    assert_eq!(json(&first), json(&read));
    // Without the older archive what it refers to is missing, which is said and no fault of
    // the site.
    let lonely = audit_archive_fails(&at("2.warc.gz"));
    assert!(lonely.contains("2.warc.gz"), "{lonely}");
    // A third crawl stands on the second, which stands on the first.
    let third = audit_with(
        &Target::Url(address),
        &options("3.warc.gz", &["1.warc.gz", "2.warc.gz"]),
    );
    assert_eq!(json(&first), json(&third));
    let read = audit_archive(&at("3.warc.gz"), &[at("1.warc.gz"), at("2.warc.gz")]);
    assert_eq!(json(&first), json(&read));
}

#[test]
fn evidence_is_a_small_archive_of_its_own_that_no_change_escapes() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let text = |name: &str| at(name).display().to_string();
    let server = serve(&Site::demo(), Duration::ZERO);
    let archive = |name: &str, since: &[&str]| {
        let mut options = ScanOptions {
            archive: Some(at(name)),
            since: since.iter().map(|name| at(name)).collect(),
            ..ScanOptions::default()
        };
        options.crawl.rate = 0.0;
        audit_with(
            &Target::Url(Address::parse(&server.url("/")).unwrap()),
            &options,
        )
    };
    archive("old.warc.gz", &[]);
    archive("new.warc.gz", &["old.warc.gz"]);
    let gongkai = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_gongkai"))
            .args(arguments)
            .output()
            .unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        (output.status.code().unwrap(), told)
    };
    let (old, new) = (text("old.warc.gz"), text("new.warc.gz"));
    let (json, pack) = (text("a.json"), text("pack.warc.gz"));
    let as_of = ["--as-of", "2026-11-24", "-q"];
    let audit = ["audit", &new, "--since", &old, "-o", &json];
    assert_eq!(gongkai(&[&audit[..], &as_of].concat()).0, 1);
    let packing = [
        "evidence",
        &json,
        "--archive",
        &old,
        "--archive",
        &new,
        "-o",
        &pack,
    ];
    let (code, told) = gongkai(&packing);
    assert_eq!(code, 0, "{told}");
    let (code, told) = gongkai(&["evidence", &pack]);
    assert_eq!(code, 0, "{told}");
    let size = |name: &str| std::fs::metadata(at(name)).unwrap().len();
    assert!(size("pack.warc.gz") < size("old.warc.gz") / 2);
    // It can be read as any archive: the page with the late report is there.
    let (_, told) = gongkai(&["--lang", "en", "audit", &pack, "-q"]);
    assert!(!told.contains("could not be used"), "{told}");

    // One byte of a record, or of the note about it.
    let bytes = std::fs::read(at("pack.warc.gz")).unwrap();
    for place in [bytes.len() / 3, bytes.len() / 2] {
        let mut changed = bytes.clone();
        changed[place] ^= 1;
        std::fs::write(at("changed.warc.gz"), changed).unwrap();
        let (code, told) = gongkai(&["evidence", &text("changed.warc.gz")]);
        assert_ne!(code, 0, "byte {place}: {told}");
    }
    // A pack that is cut short is one all the same.
    std::fs::write(at("cut.warc.gz"), &bytes[..bytes.len() * 2 / 3]).unwrap();
    // Without its gzip the records are what they were, but cannot be checked.
    let packed = std::fs::read(&pack).unwrap();
    let mut plain = Vec::new();
    std::io::Read::read_to_end(
        &mut flate2::read::MultiGzDecoder::new(&packed[..]),
        &mut plain,
    )
    .unwrap();
    std::fs::write(text("plain.warc"), plain).unwrap();
    let (code, told) = gongkai(&["evidence", &text("plain.warc")]);
    assert_eq!(code, 3, "{told}");
    assert!(told.contains("解压") && !told.contains("改动"), "{told}");
    let (code, told) = gongkai(&["evidence", &text("cut.warc.gz")]);
    assert!(code == 1 && told.contains("不完整"), "{code} {told}");
    // One that lacks something does not take the place of a good one.
    let lacking = [
        "evidence",
        &json,
        "--archive",
        &text("other.warc.gz"),
        "-o",
        &pack,
    ];
    let other = serve(&Site::demo(), Duration::ZERO);
    let crawl = [
        "crawl",
        &other.url("/"),
        "-q",
        "--rate",
        "0",
        "-o",
        lacking[3],
    ];
    assert_eq!(gongkai(&crawl).0, 0);
    let (code, told) = gongkai(&lacking);
    assert!(code == 3 && told.contains("没有覆盖"), "{code} {told}");
    assert_eq!(std::fs::read(at("pack.warc.gz")).unwrap(), bytes);
    // A pack of nothing is not written, and what is lacking is named.
    let nothing = [
        "evidence",
        &json,
        "--archive",
        &new,
        "-o",
        &text("none.warc.gz"),
    ];
    let (code, told) = gongkai(&nothing);
    assert!(code == 3 && told.contains("--since"), "{code} {told}");
    assert!(!at("none.warc.gz").exists());
    // What is no archive is refused, and nothing is written in its place.
    let (code, _) = gongkai(&["evidence", &json, "--archive", &text("a.json"), "-o", &pack]);
    assert_eq!(code, 3);
}

fn audit_archive_fails(archive: &Path) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_gongkai"))
        .args(["audit", &archive.display().to_string(), "-q"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3));
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn evidence_of_a_ledger_is_what_its_open_issues_stand_on() {
    let folder = tempfile::tempdir().unwrap();
    let text = |name: &str| folder.path().join(name).display().to_string();
    let gongkai = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_gongkai"))
            .args(arguments)
            .output()
            .unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        (output.status.code().unwrap(), told)
    };
    let server = serve(&Site::demo(), Duration::ZERO);
    let (archive, ledger, pack) = (text("a.warc.gz"), text("l.db"), text("p.warc.gz"));
    let crawl = [
        "crawl",
        &server.url("/"),
        "-o",
        &archive,
        "--rate",
        "0",
        "-q",
    ];
    assert_eq!(gongkai(&crawl).0, 0);
    let audit = [
        "audit",
        &archive,
        "--ledger",
        &ledger,
        "--as-of",
        "2026-11-24",
        "-q",
    ];
    assert_eq!(gongkai(&audit).0, 1);
    // The ledger knows the archive by itself.
    let (code, told) = gongkai(&["evidence", &ledger, "-o", &pack]);
    assert_eq!(code, 0, "{told}");
    assert_eq!(gongkai(&["evidence", &pack]).0, 0);
    let size = |path: &str| std::fs::metadata(path).unwrap().len();
    let all = size(&pack);
    assert!(all < size(&archive) / 2);
    // Every open issue is named in it, with the pages that it stands on.
    let read = gongkai::ledger::Ledger::open_to_read(Path::new(&ledger)).unwrap();
    let issues = read.issues(&gongkai::ledger::Filter::default()).unwrap();
    let mut unpacked = Vec::new();
    std::io::Read::read_to_end(
        &mut flate2::read::MultiGzDecoder::new(&std::fs::read(&pack).unwrap()[..]),
        &mut unpacked,
    )
    .unwrap();
    let unpacked = String::from_utf8_lossy(&unpacked);
    assert!(issues.len() >= 19);
    for issue in &issues {
        assert!(unpacked.contains(issue.fingerprint.as_str()));
        for seen in &issue.finding.evidence {
            assert!(
                unpacked.contains(&format!("WARC-Target-URI: {}", seen.url)),
                "{}",
                seen.url
            );
        }
    }
    // One issue, chosen; and what is set aside is not open.
    let one = issues[0].fingerprint.as_str();
    let (code, told) = gongkai(&["evidence", &ledger, "--issue", &one[..8], "-o", &pack]);
    assert_eq!(code, 0, "{told}");
    assert!(size(&pack) < all);
    let waive = [
        "ledger",
        "waive",
        &ledger,
        &one[..8],
        "--as",
        "false_positive",
    ];
    let by = ["--reason", "核对过原文", "--by", "甲"];
    let (code, told) = gongkai(&[&waive[..], &by[..]].concat());
    assert_eq!(code, 0, "{told}");
    let (code, told) = gongkai(&[
        "evidence",
        &ledger,
        "--issue",
        &one[..8],
        "-o",
        &text("q.warc.gz"),
    ]);
    assert_eq!(code, 2, "{told}");
    assert!(!folder.path().join("q.warc.gz").exists());
    let (code, told) = gongkai(&[
        "evidence",
        &ledger,
        "--state",
        "false_positive",
        "-o",
        &pack,
    ]);
    assert_eq!(code, 0, "{told}");
    // Conditions choose issues of a ledger only.
    let json = text("a.json");
    assert_eq!(gongkai(&["audit", &archive, "-o", &json, "-q"]).0, 1);
    let (code, told) = gongkai(&["evidence", &json, "--state", "open", "-o", &pack]);
    assert_eq!(code, 2, "{told}");
}

#[test]
fn evidence_takes_each_page_as_it_was_judged_out_of_several_archives() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let text = |name: &str| at(name).display().to_string();
    let gongkai = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_gongkai"))
            .args(arguments)
            .output()
            .unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        (output.status.code().unwrap(), told)
    };
    let mut changed = Site::demo();
    changed.edit(
        "zwgk/zfxxgk/fdzdgknr/xzgfxwj/202506/",
        "投入使用后三十日内",
        "投入使用后九十日内",
    );
    let crawl = |site: &Site, name: &str| {
        let server = serve(site, Duration::ZERO);
        let to = text(name);
        let crawl = ["crawl", &server.url("/"), "-o", &to, "--rate", "0", "-q"];
        assert_eq!(gongkai(&crawl).0, 0);
        server.authority()
    };
    let then = crawl(&Site::demo(), "old.warc.gz");
    let now = crawl(&changed, "new.warc.gz");
    let (old, new) = (text("old.warc.gz"), text("new.warc.gz"));
    let (json, pack) = (text("a.json"), text("pack.warc.gz"));
    let audit = ["audit", &new, "--earlier", &old, "-o", &json, "-q"];
    assert_eq!(gongkai(&audit).0, 1);
    let (code, told) = gongkai(&["evidence", &json, "--archive", &new, "-o", &pack]);
    assert_eq!(code, 3, "{told}");
    assert!(told.contains(&then), "{told}");
    let both = [
        "evidence",
        &json,
        "--archive",
        &old,
        "--archive",
        &new,
        "-o",
        &pack,
    ];
    let (code, told) = gongkai(&both);
    assert_eq!(code, 0, "{told}");
    let unpacked = {
        let mut bytes = Vec::new();
        let packed = std::fs::read(&pack).unwrap();
        let mut reader = flate2::read::MultiGzDecoder::new(&packed[..]);
        std::io::Read::read_to_end(&mut reader, &mut bytes).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    assert!(unpacked.contains(&then) && unpacked.contains(&now));
    assert!(unpacked.contains("三十日内") && unpacked.contains("九十日内"));
}
