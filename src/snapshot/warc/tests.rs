#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may fail by panicking"
)]

use std::io::Write;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;

use super::read::open_bytes;
use super::*;
use crate::model::{Address, Capture, Failure, FailureKind, Reply, Truncation};
use crate::snapshot::exchange::{Exchange, Origin, Purpose, Request, Response, Version};

const CAP: usize = 1 << 20;

pub(super) fn gzip(data: &[u8]) -> Vec<u8> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::default());
    writer.write_all(data).unwrap();
    writer.finish().unwrap()
}

pub(super) fn about() -> About {
    About {
        user_agent: "gongkai/0.1 (+test)".to_owned(),
        robots: "obey".to_owned(),
        created: "2026-11-24T00:00:00Z".parse().unwrap(),
        fields: vec![("gongkai-target".to_owned(), "http://a.gov.cn/".to_owned())],
    }
}

pub(super) fn answered(address: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Exchange {
    Exchange {
        address: Address::parse(address).unwrap(),
        fetched: "2026-11-24T01:02:03.456789Z".parse().unwrap(),
        peer: Some("127.0.0.1".parse().unwrap()),
        request: Request {
            method: "GET".to_owned(),
            headers: vec![("host".to_owned(), "a.gov.cn".to_owned())],
        },
        result: Ok(Response {
            version: Version::Http11,
            status: 200,
            reason: "OK".to_owned(),
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            body: Bytes::from(body),
            truncated: None,
        }),
        purpose: Purpose::Content,
        origin: Origin::Wire,
    }
}

pub(super) fn failed(address: &str, kind: FailureKind, detail: &str) -> Exchange {
    Exchange {
        result: Err(Failure {
            kind,
            detail: detail.to_owned(),
        }),
        ..answered(address, &[], Vec::new())
    }
}

fn write(exchanges: &[Exchange]) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new(), &about()).unwrap();
    for exchange in exchanges {
        writer.exchange(exchange).unwrap();
    }
    writer.into_inner()
}

fn limits() -> Limits {
    Limits {
        record: 16 << 20,
        body: CAP,
    }
}

fn all(file: &[u8]) -> Vec<Result<Capture, Problem>> {
    open_bytes(file, limits())
        .unwrap()
        .map(|entry| entry.and_then(Entry::capture))
        .collect()
}

/// Every capture in one line, every problem in one line.
fn lines(file: &[u8]) -> Vec<String> {
    all(file)
        .into_iter()
        .map(|item| match item {
            Ok(capture) => line(&capture),
            Err(problem) => {
                let address = problem.address.map_or(String::new(), |a| format!("{a} "));
                format!("! {address}{}", problem.damage)
            }
        })
        .collect()
}

fn line(capture: &Capture) -> String {
    match &capture.result {
        Ok(reply) => format!(
            "{} {} {}{}{}",
            capture.address,
            reply.status,
            String::from_utf8_lossy(&reply.body),
            if reply.head_only { " (head)" } else { "" },
            reply
                .truncated
                .map_or(String::new(), |why| format!(" ({why:?})")),
        ),
        Err(failure) => format!("{} {:?} {}", capture.address, failure.kind, failure.detail),
    }
}

fn check(file: &[u8], expected: &[&str]) {
    assert_eq!(lines(file), expected);
}

type Seen = (
    Address,
    jiff::Timestamp,
    Result<(u16, Vec<(String, String)>, Bytes, Option<Truncation>, bool), Failure>,
);

/// A capture in a form that can be compared.
fn seen(capture: Capture) -> Seen {
    let result = capture.result.map(
        |Reply {
             status,
             headers,
             body,
             truncated,
             head_only,
         }| { (status, headers, body, truncated, head_only) },
    );
    (capture.address, capture.fetched, result)
}

/// A record as another tool writes it.
fn record(kind: &str, target: &str, fields: &str, block: &str) -> Vec<u8> {
    format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:x:{kind}:{target}>\r\nWARC-Target-URI: {target}\r\nWARC-Date: 2026-11-24T00:00:00Z\r\n{fields}Content-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len()
    )
    .into_bytes()
}

const HTTP: &str = "Content-Type: application/http; msgtype=response\r\n";

fn response(target: &str, body: &str) -> Vec<u8> {
    record(
        "response",
        target,
        HTTP,
        &format!("HTTP/1.1 200 OK\r\n\r\n{body}"),
    )
}

/// The same records plain, in a member each, and in one member.
fn packings(records: &[Vec<u8>]) -> [Vec<u8>; 3] {
    [
        records.concat(),
        records.iter().flat_map(|record| gzip(record)).collect(),
        gzip(&records.concat()),
    ]
}

#[test]
fn what_is_written_is_read_back_unchanged() {
    let page = "<html><title>公开</title>".as_bytes().to_vec();
    let mut head = answered(
        "http://a.gov.cn/f.pdf",
        &[("content-length", "9000")],
        Vec::new(),
    );
    head.request.method = "HEAD".to_owned();
    let mut cut = answered("http://a.gov.cn/cut", &[], b"half".to_vec());
    let mut h2 = answered(
        "https://a.gov.cn/h2",
        &[("content-encoding", "gzip")],
        gzip(&page),
    );
    if let (Ok(cut), Ok(h2)) = (&mut cut.result, &mut h2.result) {
        cut.truncated = Some(Truncation::Time);
        h2.version = Version::Http2;
        h2.reason.clear();
    }
    let exchanges = [
        answered(
            "http://a.gov.cn/",
            &[("Server", "x"), ("transfer-encoding", "chunked")],
            page,
        ),
        head,
        cut,
        h2,
        failed(
            "http://a.gov.cn/slow",
            FailureKind::Timeout,
            "after 30 s\r\nwaiting",
        ),
        answered("http://a.gov.cn/%B9%AB?q=%B9%AB", &[], b"\xb9\xab".to_vec()),
    ];
    let found: Vec<_> = all(&write(&exchanges))
        .into_iter()
        .map(|c| seen(c.unwrap()))
        .collect();
    let expected: Vec<_> = exchanges.iter().map(|e| seen(e.to_capture(CAP))).collect();
    assert_eq!(found, expected);
    assert_eq!(write(&exchanges), write(&exchanges));
}

#[test]
fn every_failure_is_read_back_as_itself() {
    for kind in FailureKind::ALL {
        let exchange = failed("http://a.gov.cn/", kind, "detail: 详情");
        let found = all(&write(std::slice::from_ref(&exchange)))
            .remove(0)
            .unwrap();
        assert_eq!(seen(found), seen(exchange.to_capture(CAP)));
    }
}

#[test]
fn a_crawl_tells_about_itself() {
    let mut writer = Writer::new(Vec::new(), &about()).unwrap();
    let note = ("gongkai-complete".to_owned(), "false".to_owned());
    writer
        .notes(about().created, std::slice::from_ref(&note))
        .unwrap();
    let file = writer.into_inner();
    let mut records = open_bytes(&file, limits()).unwrap();
    assert!(records.next().is_none());
    assert!(records.notes().contains(&note));
    assert!(records.notes().contains(&about().fields[0]));
}

#[test]
fn a_file_cut_anywhere_keeps_the_records_before_the_cut() {
    let exchanges: Vec<_> = (0..4)
        .map(|n| answered(&format!("http://a.gov.cn/{n}"), &[], vec![b'x'; 50]))
        .collect();
    let file = write(&exchanges);
    let ends: Vec<usize> = (0..=4).map(|n| write(&exchanges[..n]).len()).collect();
    for cut in 20..file.len() {
        let Ok(mut records) = open_bytes(&file[..cut], limits()) else {
            assert!(cut < ends[0]);
            continue;
        };
        let found: Vec<_> = records.by_ref().collect();
        let whole = ends
            .iter()
            .filter(|end| **end <= cut)
            .count()
            .saturating_sub(1);
        assert_eq!(
            found.iter().filter(|item| item.is_ok()).count(),
            whole,
            "{cut}"
        );
        let until = usize::try_from(records.whole_until()).unwrap();
        assert!(
            until <= cut
                && ends.iter().filter(|e| **e <= until).count()
                    == ends.iter().filter(|e| **e <= cut).count()
        );
        assert_eq!(found.len() > whole, until != cut, "{cut} {until}");
    }
}

#[test]
fn a_killed_crawl_is_resumed_behind_its_last_whole_record() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.warc.gz");
    let one = answered("http://a.gov.cn/1", &[], b"one".to_vec());
    let mut file = write(&[one]);
    file.extend_from_slice(&gzip(&response("http://a.gov.cn/broken", "x"))[..40]);
    std::fs::write(&path, &file).unwrap();
    let mut records = open(&path, limits()).unwrap();
    assert_eq!(records.by_ref().filter(Result::is_err).count(), 1);
    let archive =
        ArchiveThread::resume(&path, records.whole_until(), &about(), With::default()).unwrap();
    archive
        .send(answered("http://a.gov.cn/2", &[], b"two".to_vec()))
        .unwrap();
    archive.finish().unwrap();
    check(
        &std::fs::read(&path).unwrap(),
        &["http://a.gov.cn/1 200 one", "http://a.gov.cn/2 200 two"],
    );
}

#[test]
fn an_archive_that_is_there_stays_until_the_new_one_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.warc.gz");
    let aside = folder.path().join("a.part.warc.gz");
    let with = || With {
        index: Some(Index::of(&path)),
        sealing: Sealing::Digests,
        ..With::default()
    };
    let begin = || ArchiveThread::create(&path, &about(), with()).unwrap();
    let add = |archive: &ArchiveThread, name: &str| {
        let address = format!("http://a.gov.cn/{name}");
        let body = name.as_bytes().to_vec();
        archive.send(answered(&address, &[], body)).unwrap();
    };
    let holds = |expected: &[&str]| check(&std::fs::read(&path).unwrap(), expected);
    let old = ["http://a.gov.cn/old 200 old"];
    let archive = begin();
    add(&archive, "old");
    archive.finish().unwrap();
    holds(&old);

    // Nothing came.
    let archive = begin();
    assert!(matches!(
        ArchiveThread::create(&path, &about(), with()),
        Err(ArchiveError::Busy { .. })
    ));
    archive.discard().unwrap();
    assert!(!aside.exists());
    holds(&old);

    // Broken off, and gone on with.
    let archive = begin();
    add(&archive, "1");
    archive.put_by().unwrap();
    holds(&old);
    assert_eq!(unfinished(&path), aside);
    let mut kept = Lookup::to_resume(&aside, limits()).unwrap();
    let on = With {
        index: kept.take_index().map(|index| index.named(&path)),
        ..with()
    };
    let archive = ArchiveThread::resume(&path, kept.whole_until(), &about(), on).unwrap();
    add(&archive, "2");
    archive.finish().unwrap();
    holds(&["http://a.gov.cn/1 200 1", "http://a.gov.cn/2 200 2"]);
    assert!(!aside.exists());
    let index = std::fs::read_to_string(Index::path_of(&path)).unwrap();
    assert_eq!(
        index.matches(r#""filename":"a.warc.gz""#).count(),
        2,
        "{index}"
    );

    // What was broken off is not gone on with in the stead of what is begun anew.
    std::fs::rename(&path, &aside).unwrap();
    let archive = begin();
    assert_eq!(unfinished(&path), path);
    archive.finish().unwrap();
}

#[test]
fn single_answers_are_read_again_at_the_places_noted() {
    let folder = tempfile::tempdir().unwrap();
    let address = |name: &str| Address::parse(&format!("http://a.gov.cn/{name}")).unwrap();
    let body = |found: Option<Capture>| found.map(|capture| capture.result.unwrap().body);
    for name in ["a.warc.gz", "a.warc"] {
        let path = folder.path().join(name);
        let archive = ArchiveThread::create(&path, &about(), With::default()).unwrap();
        for (name, text) in [("1", "one"), ("2", "two"), ("3", "three"), ("1", "newer")] {
            let exchange = answered(address(name).as_str(), &[], text.as_bytes().to_vec());
            archive.send(exchange).unwrap();
        }
        let written = archive.finish().unwrap();
        let mut read = Places::default();
        for entry in open(&path, limits()).unwrap() {
            let entry = entry.unwrap();
            read.note(entry.address(), entry.begins().unwrap());
        }
        for places in [written, read] {
            let lookup = Lookup::of_places(&path, places, limits()).unwrap();
            for (name, text) in [("3", "three"), ("1", "newer"), ("2", "two"), ("1", "newer")] {
                let found = body(lookup.capture(&address(name)));
                assert_eq!(found.as_deref(), Some(text.as_bytes()), "{path:?} {name}");
            }
            assert!(lookup.capture(&address("4")).is_none());
        }
        // A place of another address is not taken for the one that is wanted.
        let mut wrong = Places::default();
        wrong.note(&address("4"), 0);
        let lookup = Lookup::of_places(&path, wrong, limits()).unwrap();
        assert!(lookup.capture(&address("4")).is_none());
    }
}

#[test]
fn the_packing_does_not_matter() {
    let records = [
        record(
            "warcinfo",
            "urn:x",
            "Content-Type: application/warc-fields\r\n",
            "software: other\r\n",
        ),
        response("<http://a.gov.cn/1>", "one"),
        response("http://a.gov.cn/2", &"long ".repeat(20_000)),
        response("http://a.gov.cn/3", "three"),
    ];
    let long = format!("http://a.gov.cn/2 200 {}", "long ".repeat(20_000));
    for file in packings(&records) {
        check(
            &file,
            &[
                "http://a.gov.cn/1 200 one",
                &long,
                "http://a.gov.cn/3 200 three",
            ],
        );
    }
}

#[test]
fn answers_of_other_tools_are_understood() {
    let answer = |http: &str| record("response", "http://a.gov.cn/", HTTP, http);
    let check = |http: &str, expected: &str| {
        for file in packings(&[answer(http)]) {
            check(&file, &[expected]);
        }
    };
    check(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n4\r\n two\r\n0\r\n\r\n",
        "http://a.gov.cn/ 200 one two",
    );
    check(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nunchunked already",
        "http://a.gov.cn/ 200 unchunked already",
    );
    check(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n30\r\nbroken off",
        "http://a.gov.cn/ 200 broken off (Disconnect)",
    );
    check(
        "HTTP/2 200\r\n:status: 200\r\n\r\nh2",
        "http://a.gov.cn/ 200 h2",
    );
    check(
        "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n<html>decoded already",
        "http://a.gov.cn/ 200 <html>decoded already",
    );
    check(
        "HTTP/1.1 200 OK\nServer: x\n\nbare lines",
        "http://a.gov.cn/ 200 bare lines",
    );
    check("HTTP/1.1 404\r\n\r\n", "http://a.gov.cn/ 404 ");
    check(
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort",
        "http://a.gov.cn/ 200 short (Disconnect)",
    );
    check(
        "<html>no status line",
        "! http://a.gov.cn/ the block is not an HTTP response",
    );
}

#[test]
fn only_pages_are_captures() {
    let records = [
        record(
            "response",
            "dns:a.gov.cn",
            "Content-Type: text/dns\r\n",
            "20261124\r\na.gov.cn. A",
        ),
        record(
            "resource",
            "urn:view:http://a.gov.cn/",
            "Content-Type: image/png\r\n",
            "png",
        ),
        record(
            "resource",
            "metadata://gnu.org/software/wget/warc/wget.log",
            "Content-Type: text/plain\r\n",
            "log",
        ),
        record(
            "metadata",
            "http://a.gov.cn/",
            "Content-Type: application/warc-fields\r\n",
            "via: x",
        ),
        record(
            "conversion",
            "http://a.gov.cn/",
            "Content-Type: text/plain\r\n",
            "words",
        ),
        record(
            "continuation",
            "http://a.gov.cn/",
            "WARC-Segment-Number: 2\r\n",
            "more",
        ),
        record(
            "resource",
            "http://a.gov.cn/r",
            "Content-Type: text/html; charset=GBK\r\n",
            "<p>",
        ),
    ];
    for file in packings(&records) {
        check(&file, &["http://a.gov.cn/r 200 <p>"]);
        let capture = all(&file).remove(0).unwrap();
        let reply = capture.result.unwrap();
        assert_eq!(reply.header("content-type"), Some("text/html; charset=gbk"));
    }
}

#[test]
fn the_method_is_known_whichever_record_comes_first() {
    let request = |target: &str, method: &str, fields: &str| {
        record(
            "request",
            target,
            fields,
            &format!("{method} / HTTP/1.1\r\n\r\n"),
        )
    };
    let records = [
        request("http://a.gov.cn/1", "HEAD", ""),
        response("http://a.gov.cn/1", ""),
        response("http://a.gov.cn/2", ""),
        request(
            "http://a.gov.cn/2",
            "HEAD",
            "WARC-Concurrent-To: <urn:x:response:http://a.gov.cn/2>\r\n",
        ),
        response("http://a.gov.cn/3", "posted"),
        request(
            "http://a.gov.cn/3",
            "POST",
            "WARC-Concurrent-To: <urn:x:response:http://a.gov.cn/3>\r\n",
        ),
        request("http://a.gov.cn/other", "HEAD", ""),
        response("http://a.gov.cn/4", "got"),
    ];
    for file in packings(&records) {
        check(
            &file,
            &[
                "http://a.gov.cn/1 200  (head)",
                "http://a.gov.cn/2 200  (head)",
                "http://a.gov.cn/4 200 got",
            ],
        );
    }
}

#[test]
fn revisits_get_the_payload_they_refer_to() {
    let same = "WARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest\r\n";
    let revisit = |target: &str, fields: &str, block: &str| {
        record("revisit", target, &format!("{HTTP}{same}{fields}"), block)
    };
    let first = record(
        "response",
        "http://a.gov.cn/1",
        &format!("{HTTP}WARC-Payload-Digest: sha1:ZN6OM7EBKQVTLSMEPCFSTSOCXFUAHAAA\r\n"),
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n0\r\n\r\n",
    );
    // The digest is right or nothing below can pass.
    let digest = digest::sha1_base32(&[b"one"]);
    let first = String::from_utf8(first)
        .unwrap()
        .replace("sha1:ZN6OM7EBKQVTLSMEPCFSTSOCXFUAHAAA", &digest);
    let records = [
        revisit(
            "http://a.gov.cn/early",
            &format!("WARC-Payload-Digest: {digest}\r\n"),
            "",
        ),
        first.into_bytes(),
        revisit(
            "http://a.gov.cn/dated",
            "WARC-Refers-To-Target-URI: http://a.gov.cn/1\r\nWARC-Refers-To-Date: 2026-11-24T00:00:00Z\r\n",
            "HTTP/1.1 203 Again\r\nX: y\r\n\r\n",
        ),
        revisit(
            "http://a.gov.cn/304",
            &format!("WARC-Payload-Digest: {digest}\r\n"),
            "HTTP/1.1 304 Not Modified\r\n\r\n",
        ),
        revisit(
            "http://a.gov.cn/lost",
            "WARC-Payload-Digest: sha1:AAAA\r\n",
            "",
        ),
        revisit(
            "http://a.gov.cn/other-day",
            "WARC-Refers-To-Target-URI: http://a.gov.cn/1\r\nWARC-Refers-To-Date: 2020-01-01T00:00:00Z\r\n",
            "",
        ),
    ];
    for file in packings(&records) {
        check(
            &file,
            &[
                "http://a.gov.cn/1 200 one",
                "! http://a.gov.cn/lost the record refers to one that is not in this file; name the older archive with --since",
                "! http://a.gov.cn/other-day the record refers to one that is not in this file; name the older archive with --since",
                "http://a.gov.cn/early 200 one",
                "http://a.gov.cn/dated 203 one",
                "http://a.gov.cn/304 200 one",
            ],
        );
    }
}

#[test]
fn digests_are_verified() {
    let with = |field: &str| {
        let fields = format!("{HTTP}{field}\r\n");
        record(
            "response",
            "http://a.gov.cn/",
            &fields,
            "HTTP/1.1 200 OK\r\n\r\none",
        )
    };
    let good = "http://a.gov.cn/ 200 one";
    let sha256 = "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed";
    check(
        &with(&format!(
            "WARC-Payload-Digest: {}",
            digest::sha1_base32(&[b"one"])
        )),
        &[good],
    );
    check(
        &with(&format!("WARC-Payload-Digest: sha256:{sha256}")),
        &[good],
    );
    check(&with("WARC-Payload-Digest: md5:unknown-here"), &[good]);
    check(
        &with("WARC-Payload-Digest: sha1:ABC"),
        &["! http://a.gov.cn/ the payload does not match its digest sha1:ABC"],
    );
    check(
        &with("WARC-Block-Digest: sha1:ABC"),
        &["! http://a.gov.cn/ the block does not match its digest sha1:ABC"],
    );
}

#[test]
fn a_checksum_shows_damage_as_a_digest_does() {
    let (packing, sealing) = (Packing::Plain, Sealing::Checksum);
    let mut writer = Writer::continued(Vec::new(), packing, sealing, 0, &about()).unwrap();
    let answer = answered("http://a.gov.cn/", &[], b"one".to_vec());
    writer.exchange(&answer).unwrap();
    let mut file = writer.into_inner();
    assert_eq!(lines(&file), ["http://a.gov.cn/ 200 one"]);
    let at = file.windows(3).rposition(|part| part == b"one").unwrap();
    file[at] ^= 1;
    let told = lines(&file);
    let [told] = &told[..] else {
        panic!("{told:?}")
    };
    let begins = "! http://a.gov.cn/ the block does not match its digest crc32:";
    assert!(told.starts_with(begins), "{told}");
}

#[test]
fn damage_is_named_and_passed_over() {
    let one = response("http://a.gov.cn/1", "one");
    let three = response("http://a.gov.cn/3", "three");
    let middle = |two: Vec<u8>, expected: &str| {
        let expected = [
            "http://a.gov.cn/1 200 one",
            expected,
            "http://a.gov.cn/3 200 three",
        ];
        for file in packings(&[one.clone(), two, three.clone()]) {
            check(&file, &expected);
        }
    };
    let two = |from: &str, to: &str| {
        let text = String::from_utf8(response("http://a.gov.cn/2", "two")).unwrap();
        assert!(text.contains(from));
        text.replace(from, to).into_bytes()
    };
    middle(
        two("WARC-Type: response\r\n", ""),
        "! http://a.gov.cn/2 the header field WARC-Type is missing or unreadable",
    );
    middle(
        two("Content-Length: 22", "Content-Length: x"),
        "! http://a.gov.cn/2 the header field Content-Length is missing or unreadable",
    );
    middle(
        two("Content-Length: 22", "Content-Length: 20"),
        "! http://a.gov.cn/2 the Content-Length is wrong",
    );
    middle(
        two("WARC-Date: 2026", "WARC-Date: ----"),
        "! http://a.gov.cn/2 the header field WARC-Date is missing or unreadable",
    );
    middle(
        two("http://a.gov.cn/2", "http://"),
        "! the header field WARC-Target-URI is missing or unreadable",
    );

    // A length that leads into the next record.
    let [plain, members, single] = packings(&[
        one.clone(),
        two("Content-Length: 22", "Content-Length: 60"),
        three.clone(),
    ]);
    for file in [plain, single] {
        check(
            &file,
            &[
                "http://a.gov.cn/1 200 one",
                "! http://a.gov.cn/2 the Content-Length is wrong",
                "http://a.gov.cn/3 200 three",
            ],
        );
    }
    check(
        &members,
        &[
            "http://a.gov.cn/1 200 one",
            "! http://a.gov.cn/2 the record breaks off",
            "http://a.gov.cn/3 200 three",
        ],
    );
    // A length beyond the end of the file.
    for file in packings(&[
        one.clone(),
        two("Content-Length: 22", "Content-Length: 99999999"),
        three.clone(),
    ]) {
        let found = lines(&file);
        assert_eq!(
            found[1], "! http://a.gov.cn/2 the record breaks off",
            "{found:?}"
        );
    }
}

#[test]
fn a_damaged_member_does_not_take_the_next_with_it() {
    let mut members: Vec<Vec<u8>> = (0..5)
        .map(|n| {
            gzip(&response(
                &format!("http://a.gov.cn/{n}"),
                &format!("{n:x>2000}"),
            ))
        })
        .collect();
    let at = members[0].len() as u64;
    let len = members[1].len();
    members[1][len / 2] ^= 0xff;
    members[3].truncate(30);
    members.push(vec![0; 100]);
    let file = members.concat();
    let found = all(&file);
    let good = found
        .iter()
        .filter_map(|item| item.as_ref().ok())
        .map(|c| c.address.path().to_owned());
    assert_eq!(good.collect::<Vec<_>>(), ["/0", "/2", "/4"]);
    let problems: Vec<_> = found
        .iter()
        .filter_map(|item| item.as_ref().err())
        .collect();
    assert_eq!(problems[0].offset, at);
    assert!(
        matches!(problems[0].damage, Damage::Gzip | Damage::Cut),
        "{}",
        problems[0]
    );
    assert!(matches!(problems.last().unwrap().damage, Damage::NoRecord));
    assert_eq!(problems.len(), 3);
}

#[test]
fn limits_hold_and_are_told() {
    let big = response("http://a.gov.cn/big", &"x".repeat(100_000));
    let small = response("http://a.gov.cn/small", "y");
    for file in packings(&[big, small]) {
        let limits = Limits {
            record: 1000,
            body: 100,
        };
        let found: Vec<_> = open_bytes(&file, limits)
            .unwrap()
            .map(|entry| line(&entry.unwrap().capture().unwrap()))
            .collect();
        let cut = format!("http://a.gov.cn/big 200 {} (Length)", "x".repeat(100));
        assert_eq!(found, [cut.as_str(), "http://a.gov.cn/small 200 y"]);
    }
}

#[test]
fn files_made_to_exhaust_the_reader_end_soon() {
    let first = response("http://a.gov.cn/", "first");
    let trap = "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://a/\r\nContent-Length: 200000\r\n\r\n\r\n";
    let traps = trap.repeat(10_000).into_bytes();
    let members: Vec<u8> = [0x1f, 0x8b, 8, 0].repeat(100_000);
    // A member that does not compress holds what looks like more members.
    let mut stored = GzEncoder::new(Vec::new(), Compression::none());
    stored
        .write_all(&gzip(&traps[..trap.len()]).repeat(3000))
        .unwrap();
    let mut stored = stored.finish().unwrap();
    stored.truncate(stored.len() - 9);
    let mut files = packings(&[first.clone(), traps]).to_vec();
    files.push([gzip(&first), members].concat());
    files.push([gzip(&first), stored].concat());
    for file in files {
        let started = std::time::Instant::now();
        let found = all(&file);
        assert!(found[0].is_ok());
        assert!(found.len() < 12_000, "{}", found.len());
        assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
    }
}

#[test]
fn records_may_be_read_on_another_thread() {
    fn check<T: Send>() {}
    check::<Records>();
    check::<Entry>();
    check::<Problem>();
}

#[test]
fn what_is_no_warc_is_named() {
    let check = |bytes: &[u8], expected: LooksLike| match open_bytes(bytes, limits()) {
        Err(ReadError::NotWarc { looks_like, .. }) => assert_eq!(looks_like, expected),
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("read {expected:?}"),
    };
    check(b"", LooksLike::Empty);
    check("\u{feff}<!DOCTYPE HTML>".as_bytes(), LooksLike::Html);
    check(b"<?xml version='1.0'?><a>", LooksLike::Xml);
    check(b"{\"log\":{}}", LooksLike::Json);
    check(b"PK\x03\x04abc", LooksLike::Zip);
    check(b"%PDF-1.4", LooksLike::Pdf);
    check(b"filedesc://x.arc 0.0.0.0", LooksLike::Arc);
    check("网址".as_bytes(), LooksLike::Text);
    check(b"\0\x01\x02", LooksLike::Binary);
    check(&gzip(b"<html>"), LooksLike::Gzip);
    check(&gzip(b""), LooksLike::Gzip);
    check(
        b"\x1f\x8b\x08\0\0\0\0\0\0\0\xff\xff\xff",
        LooksLike::BrokenGzip,
    );
    check(b"\x1f\x8b", LooksLike::BrokenGzip);
}

fn any_body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..300),
        "[<>a-z公开 \r\n]{0,100}".prop_map(String::into_bytes),
        Just(b"\r\n\r\nWARC/1.1\r\nWARC-Type: response\r\n\r\n".to_vec()),
    ]
}

fn any_exchange() -> impl Strategy<Value = Exchange> {
    let text = "[ -~公开\r\n\t]{0,20}";
    let headers = proptest::collection::vec(("[A-Za-z][a-z-]{0,12}", text), 0..6);
    let truncated = prop_oneof![
        Just(None),
        Just(Some(Truncation::Length)),
        Just(Some(Truncation::Time)),
        Just(Some(Truncation::Disconnect))
    ];
    (
        "[a-z%0-9/?=]{0,20}",
        0..4_000_000_000_000_000_000_i128,
        any::<Option<std::net::Ipv6Addr>>(),
        prop_oneof![Just("GET"), Just("HEAD")],
        100..1000_u16,
        headers,
        (any_body(), truncated, any::<bool>(), text),
    )
        .prop_map(|(path, at, peer, method, status, headers, rest)| {
            let (body, truncated, fails, text) = rest;
            let answer = Response {
                version: Version::Http2,
                status,
                reason: text.clone(),
                headers,
                body: if method == "HEAD" {
                    Bytes::new()
                } else {
                    Bytes::from(body)
                },
                truncated,
            };
            Exchange {
                address: Address::parse(&format!("http://a.gov.cn/{path}")).unwrap(),
                fetched: jiff::Timestamp::from_nanosecond(at).unwrap(),
                peer: peer.map(Into::into),
                request: Request {
                    method: method.to_owned(),
                    headers: Vec::new(),
                },
                result: if fails {
                    Err(Failure {
                        kind: FailureKind::Tls,
                        detail: text,
                    })
                } else {
                    Ok(answer)
                },
                purpose: Purpose::Content,
                origin: Origin::Wire,
            }
        })
}

proptest! {
    #[test]
    fn any_crawl_is_read_back_unchanged(exchanges in proptest::collection::vec(any_exchange(), 0..6)) {
        let found: Vec<_> = all(&write(&exchanges)).into_iter().map(|c| seen(c.unwrap())).collect();
        let expected: Vec<_> = exchanges.iter().map(|e| seen(e.to_capture(CAP))).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn no_damage_makes_the_reader_panic_or_invent(
        exchanges in proptest::collection::vec(any_exchange(), 1..4),
        packing in 0..3_usize,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 1..6),
    ) {
        let written = write(&exchanges);
        let mut plain = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::MultiGzDecoder::new(written.as_slice()), &mut plain).unwrap();
        let mut file = match packing {
            0 => plain,
            1 => written,
            _ => gzip(&plain),
        };
        for (index, byte, kind) in changes {
            if file.is_empty() {
                break;
            }
            let at = index.index(file.len());
            match kind {
                0 => file[at] = byte,
                1 => drop(file.remove(at)),
                _ => file.insert(at, byte),
            }
        }
        if let Ok(records) = open_bytes(&file, limits()) {
            for item in records.take(1000) {
                let _ = item.and_then(Entry::capture);
            }
        }
    }
}
