#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test may fail by panicking, and says why it was skipped"
)]

//! Checks against other people's programs. Each is skipped with its reason where the
//! program is missing, unless `GONGKAI_REQUIRE_ALL=1` asks for all of them.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::tests::{about, answered, failed, gzip};
use super::*;
use crate::model::{Capture, FailureKind, Truncation};

/// Tells whether a program is here.
fn have(program: &str, arguments: &[&str]) -> bool {
    let found = Command::new(program)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !found {
        let words = format!("skipped: {program} {} does not run", arguments.join(" "));
        let required = std::env::var_os("GONGKAI_REQUIRE_ALL").is_some_and(|value| value == "1");
        assert!(!required, "{words}");
        eprintln!("{words}");
    }
    found
}

fn captures(path: &Path) -> Vec<Capture> {
    read(path, Limits::default())
        .unwrap()
        .map(|item| item.unwrap_or_else(|problem| panic!("{problem}")))
        .collect()
}

fn body(captures: &[Capture], path: &str) -> Vec<u8> {
    let capture = captures.iter().find(|c| c.address.path_and_query() == path);
    let reply = capture.unwrap().result.as_ref().unwrap();
    assert_eq!((reply.status, reply.truncated), (200, None), "{path}");
    reply.body.to_vec()
}

#[test]
fn warcio_finds_every_digest_right() {
    if !have("python3", &["-c", "import warcio"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ours.warc.gz");
    let archive = ArchiveThread::create(&path, &about(), With::default()).unwrap();
    let page = "<html><title>政府信息公开</title>".repeat(50).into_bytes();
    let mut br = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams::default();
    brotli::BrotliCompress(&mut page.as_slice(), &mut br, &parameters).unwrap();
    let br_len = br.len();
    let mut head = answered(
        "http://a.gov.cn/f.pdf",
        &[("content-length", "9")],
        Vec::new(),
    );
    head.request.method = "HEAD".to_owned();
    let mut cut = answered(
        "http://a.gov.cn/cut",
        &[("content-length", "99")],
        b"half".to_vec(),
    );
    if let Ok(cut) = &mut cut.result {
        cut.truncated = Some(Truncation::Disconnect);
    }
    for exchange in [
        answered(
            "http://a.gov.cn/",
            &[("transfer-encoding", "chunked")],
            page.clone(),
        ),
        answered(
            "http://a.gov.cn/gzip",
            &[("content-encoding", "gzip")],
            gzip(&page),
        ),
        answered("http://a.gov.cn/br", &[("content-encoding", "br")], br),
        answered(
            "http://a.gov.cn/gbk?q=%B9%AB",
            &[("x", "\u{b9}")],
            b"\xb9\xab\xbf\xaa".to_vec(),
        ),
        head,
        cut,
        failed("http://a.gov.cn/slow", FailureKind::Timeout, "30 s 超时"),
    ] {
        archive.send(exchange).unwrap();
    }
    archive
        .notes(
            about().created,
            vec![("gongkai-complete".into(), "true".into())],
        )
        .unwrap();
    archive.finish().unwrap();

    let run = |arguments: &[&str]| {
        let output = Command::new("python3")
            .args(arguments)
            .arg(&path)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{text}{errors}");
        text
    };
    // warcio cannot drive every brotli module; without one it leaves such bodies alone.
    let checker = "import sys
sys.modules['brotli'] = None
from warcio.cli import main
main(sys.argv[1:])";
    let text = run(&["-c", checker, "check", "-v"]);
    assert_eq!(text.matches("digest pass").count(), 15, "{text}");
    assert!(!text.contains("fail"), "{text}");
    // Its own reading of the payloads gives the page too.
    let script = "import sys
sys.modules['brotli'] = None
import warcio
for r in warcio.ArchiveIterator(open(sys.argv[1], 'rb')):
    if r.rec_type == 'response':
        print(r.rec_headers['WARC-Target-URI'], r.http_headers.get_statuscode(), len(r.content_stream().read()))";
    let expected = format!(
        "http://a.gov.cn/ 200 {0}\nhttp://a.gov.cn/gzip 200 {0}\nhttp://a.gov.cn/br 200 {1}\nhttp://a.gov.cn/gbk?q=%B9%AB 200 4\nhttp://a.gov.cn/f.pdf 200 0\nhttp://a.gov.cn/cut 200 4\n",
        page.len(),
        br_len
    );
    assert_eq!(run(&["-c", script]), expected);
}

#[test]
fn an_archive_written_by_warcio_is_read() {
    if !have("python3", &["-c", "import warcio"]) {
        return;
    }
    let script = "import io, sys
from warcio.warcwriter import WARCWriter
from warcio.statusandheaders import StatusAndHeaders as S
for gz in (True, False):
    with open(sys.argv[1] + ('.gz' if gz else ''), 'wb') as f:
        w = WARCWriter(f, gzip=gz, warc_version='1.1')
        def rec(u, body, headers, kind='response'):
            h = S('200 OK', headers, protocol='HTTP/1.1')
            r = w.create_warc_record(u, kind, payload=io.BytesIO(body), http_headers=h)
            w.write_record(r)
            return r
        w.write_record(w.create_warcinfo_record('x', {'software': 'warcio'}))
        r = rec('http://a.gov.cn/1', b'3\\r\\none\\r\\n0\\r\\n\\r\\n', [('Transfer-Encoding', 'chunked')])
        rec('http://a.gov.cn/2', b'two', [('Content-Type', 'text/html')])
        w.write_record(w.create_revisit_record('http://a.gov.cn/3', r.rec_headers['WARC-Payload-Digest'],
            r.rec_headers['WARC-Target-URI'], r.rec_headers['WARC-Date'],
            http_headers=S('200 OK', [('X', 'y')], protocol='HTTP/1.1')))
";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("warcio.warc");
    let made = Command::new("python3")
        .args(["-c", script])
        .arg(&path)
        .status();
    assert!(made.unwrap().success());
    for path in [path.clone(), folder.path().join("warcio.warc.gz")] {
        let captures = captures(&path);
        assert_eq!(captures.len(), 3);
        assert_eq!(body(&captures, "/1"), b"one");
        assert_eq!(body(&captures, "/2"), b"two");
        assert_eq!(body(&captures, "/3"), b"one");
    }
}

/// A process that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn an_archive_written_by_wget_is_read() {
    if !have("wget", &["--version"]) || !have("python3", &["--version"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let script = "import gzip, http.server
class H(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def do_GET(self):
        if self.path == '/lost':
            return self.send_error(404)
        if self.path == '/old':
            self.send_response(302); self.send_header('Location', '/'); self.send_header('Content-Length', '0')
            return self.end_headers()
        body = '<p>公开</p>'.encode('gbk') * 500
        self.send_response(200)
        self.send_header('Content-Type', 'text/html')
        if self.path == '/chunks':
            self.send_header('Transfer-Encoding', 'chunked'); self.end_headers()
            for at in range(0, len(body), 700):
                part = body[at:at + 700]
                self.wfile.write(b'%x\\r\\n%s\\r\\n' % (len(part), part))
            return self.wfile.write(b'0\\r\\n\\r\\n')
        if self.path == '/gzip':
            body = gzip.compress(body)
            self.send_header('Content-Encoding', 'gzip')
        self.send_header('Content-Length', str(len(body))); self.end_headers()
        self.wfile.write(body)
    def log_message(self, *a): pass
s = http.server.ThreadingHTTPServer(('127.0.0.1', 0), H)
print(s.server_port, flush=True)
s.serve_forever()";
    let mut server = Running(
        Command::new("python3")
            .args(["-c", script])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap(),
    );
    let mut port = String::new();
    BufReader::new(server.0.stdout.take().unwrap())
        .read_line(&mut port)
        .unwrap();
    let base = format!("http://127.0.0.1:{}", port.trim());
    for (name, options) in [
        ("a.warc.gz", &[][..]),
        ("b.warc", &["--no-warc-compression"][..]),
    ] {
        let stem = name.split('.').next().unwrap();
        Command::new("wget")
            .args(["-q", "-O", "/dev/null", "--tries=1", "--compression=none"])
            .arg(format!("--warc-file={stem}"))
            .args(options)
            .args(["/", "/chunks", "/gzip", "/lost", "/old"].map(|path| format!("{base}{path}")))
            .current_dir(folder.path())
            .env("no_proxy", "*")
            .status()
            .unwrap();
        let captures = captures(&folder.path().join(name));
        let page = "<p>\u{b9}\u{ab}\u{bf}\u{aa}</p>".repeat(500);
        let page: Vec<u8> = page.chars().map(|c| c as u8).collect();
        for path in ["/", "/chunks", "/gzip"] {
            assert_eq!(body(&captures, path), page, "{name} {path}");
        }
        let status = |path: &str| {
            let capture = captures.iter().find(|c| c.address.path() == path);
            capture.unwrap().result.as_ref().unwrap().status
        };
        assert_eq!((status("/lost"), status("/old")), (404, 302), "{name}");
        // The redirect leads home, which is fetched again.
        assert_eq!(captures.len(), 6, "{name}");
    }
}

#[test]
fn real_archives_are_read_without_a_problem() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/real/sites");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: no {}", folder.display());
        return;
    };
    let mut files = 0;
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.extension().is_some_and(|ending| ending == "gz") {
            let captures = captures(&path);
            assert!(captures.len() > 1, "{}", path.display());
            for capture in captures {
                let reply = capture.result.unwrap();
                assert_eq!(reply.truncated, None, "{}", capture.address);
                assert!(!reply.body.is_empty(), "{}", capture.address);
            }
            files += 1;
        }
    }
    assert!(files > 0);
}
