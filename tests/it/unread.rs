//! What nobody read is not said to open: papers and files of which a server gives something else.

use gongkai::model::{Address, Cause, Run, Verdict};
use gongkai::scan::{ScanError, ScanOptions, Target, scan};

use super::audits::{Site, TOOLS, audit_with};
use super::server::{Answer, Server};

const LIST: &str = "/zwgk/zfxxgk/fdzdgknr/xzgfxwj/";
const LOGIN: &str = "<html><head><title>用户登录</title></head><body><form><input name=u>\
                     <input type=password name=p></form></body></html>";

/// Serves the demo site, of which some paths get another answer.
fn served(other: impl Fn(&str) -> Option<Answer> + Send + Sync + 'static) -> Run {
    let site = Site::demo().0;
    let server = Server::start(move |request| {
        let path = request.target.split('?').next().unwrap_or_default();
        if let Some(answer) = other(path) {
            return answer;
        }
        if path == "/login.html" {
            return Answer::html(LOGIN);
        }
        let mut file = path.trim_start_matches('/').to_owned();
        if path.ends_with('/') {
            file.push_str("index.html");
        }
        match (site.get(&file), file.ends_with(".html")) {
            (Some(body), true) => Answer::bytes("text/html", body.clone()),
            (Some(body), false) => Answer::bytes("application/octet-stream", body.clone()),
            (None, _) => Answer::status(404),
        }
    });
    let mut options = ScanOptions::default();
    options.crawl.rate = 0.0;
    let address = Address::parse(&server.url("/")).unwrap();
    audit_with(&Target::Url(address), &options)
}

/// How a rule is answered for, and why it cannot tell.
fn answer(run: &Run, rule: &str) -> (&'static str, Option<Cause>) {
    let of = run.outcomes.iter().find(|outcome| outcome.rule == rule);
    match of.map(|outcome| &outcome.verdict) {
        Some(Verdict::Pass) => ("pass", None),
        Some(Verdict::Fail) => ("fail", None),
        Some(Verdict::CannotTell { cause, .. }) => ("cannot_tell", Some(*cause)),
        _ => ("neither", None),
    }
}

fn is_old_paper(path: &str) -> bool {
    path.starts_with(LIST) && path.contains("2025") && path.ends_with(".html")
}

fn is_file(path: &str) -> bool {
    path.ends_with(".docx") || path.ends_with(".pdf")
}

fn said(body: &'static str) -> Answer {
    Answer::html(format!("<html><body><p>{body}</p></body></html>"))
}

#[test]
fn papers_that_were_not_read_do_not_pass_for_open() {
    let rule = "platform-document-pages-open";
    let check = |name: &str, other: fn() -> Answer, expected| {
        let run = served(move |path| is_old_paper(path).then(other));
        assert_eq!(answer(&run, rule), expected, "{name}");
    };
    let unknown = |cause| ("cannot_tell", Some(cause));
    let home = || Answer::redirect("/");
    check("home page", home, unknown(Cause::NeedsHuman));
    let login = || Answer::redirect("/login.html");
    // The crawl does not ask for a page to log in at.
    check("login", login, unknown(Cause::NotFetched));
    let form = || Answer::html(LOGIN);
    check("a form to log in", form, unknown(Cause::Blocked));
    let guard = || said("您的访问过于频繁，请完成安全验证后继续访问");
    check("a guard", guard, unknown(Cause::Blocked));
    let down = || said("网站正在维护升级，请稍后访问。");
    check("maintenance", down, unknown(Cause::NotFetched));
    check("no word", || Answer::html(""), unknown(Cause::NotFetched));
    check("gone", || Answer::status(404), ("fail", None));
    let run = served(|_| None);
    assert_eq!(answer(&run, rule), ("pass", None));
}

#[test]
fn files_that_were_not_read_do_not_pass_for_open() {
    let check = |name: &str, other: fn() -> Answer| {
        let run = served(move |path| is_file(path).then(other));
        for rule in ["platform-attachments-open", "attachments-are-files"] {
            let expected = ("cannot_tell", Some(Cause::NotFetched));
            assert_eq!(answer(&run, rule), expected, "{rule}: {name}");
        }
    };
    // Of files only the header is asked for.
    check("login", || Answer::redirect("/login.html"));
    check("a guard", || said("您的访问过于频繁，请完成安全验证"));
    // What plainly is another thing is told as that.
    let picture = || Answer::bytes("image/png", "");
    let run = served(move |path| is_file(path).then(picture));
    assert_eq!(answer(&run, "attachments-are-files"), ("fail", None));
    // A wrong type in the header is none of the file's own: its bytes open.
    let pdf = || Answer::bytes("application/msword", "%PDF-1.4\n1 0 obj\n");
    let run = served(move |path| path.ends_with(".pdf").then(pdf));
    assert_eq!(answer(&run, "attachments-are-files"), ("pass", None));
}

/// Audits an archive of those pages of a site that `kept` names; the others were not asked for.
fn part(site: &Site, kept: impl Fn(&str) -> bool) -> Run {
    let mut records = Vec::new();
    for (path, body) in &site.0 {
        if !kept(path) || !path.ends_with(".html") {
            continue;
        }
        let address = path.trim_end_matches("index.html");
        let mut answer = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\r\n",
            body.len()
        )
        .into_bytes();
        answer.extend_from_slice(body);
        let head = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://demo.example/{address}\r\n\
             WARC-Date: 2026-11-24T01:00:00Z\r\nWARC-Record-ID: <urn:uuid:{:032x}>\r\n\
             Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n",
            records.len(),
            answer.len()
        );
        records.extend_from_slice(head.as_bytes());
        records.extend_from_slice(&answer);
        records.extend_from_slice(b"\r\n\r\n");
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("part.warc");
    std::fs::write(&file, records).unwrap();
    let run = audit_with(&Target::Archive(file), &ScanOptions::default());
    assert!(!run.crawl.complete);
    run
}

#[test]
fn a_part_of_the_site_shows_nothing_to_be_missing_or_in_order() {
    const BELOW: &str = "zwgk/zfxxgk/fdzdgknr/";
    let mut site = Site::demo();
    site.edit(
        &format!("{BELOW}xzgfxwj/202605/"),
        "<div class=\"share\">",
        "<p><a href=\"file:///C:/a.doc\">表</a></p><div class=\"share\">",
    );
    site.edit(&format!("{BELOW}jgzn/"), "0550-7000315", "0550-7009999");
    let whole = |rule: &str, expected: &str| {
        assert_eq!(answer(&site.audit(), rule).0, expected, "{rule}, whole");
    };
    let check = |rule: &str, kept: &dyn Fn(&str) -> bool| {
        let found = answer(&part(&site, kept), rule).0;
        assert_eq!(found, "cannot_tell", "{rule}");
    };
    whole("no-links-to-local-files", "fail");
    whole("telephones-agree-throughout", "fail");
    whole("platform-documents-readable", "pass");
    let papers_left_out = |path: &str| !path.contains("/t20");
    for rule in [
        "no-links-to-local-files",
        "platform-attachments-open",
        "attachments-are-files",
        "platform-documents-readable",
        "platform-document-pages-open",
        // A column of one statement is read as that only with its page.
        "fees-disclosed",
    ] {
        check(rule, &papers_left_out);
    }
    check("telephones-agree-throughout", &|path| {
        !path.contains("/jgzn/")
    });
    // Of the reports only the last year's is held against the library.
    let rule = "report-agrees-with-library";
    for left_out in ["xzgfxwj/20", BELOW] {
        let run = part(&site, |path| !path.contains(left_out));
        let unknown = |verdict: &Verdict| matches!(verdict, Verdict::CannotTell { .. });
        let mut outcomes = run.outcomes.iter().filter(|outcome| outcome.rule == rule);
        assert!(
            outcomes.any(|outcome| unknown(&outcome.verdict)),
            "{left_out}"
        );
    }
}

#[test]
fn an_element_may_stand_in_a_column_that_was_not_read() {
    const BELOW: &str = "zwgk/zfxxgk/fdzdgknr/";
    const HOURS: &str = "<p>办公时间：工作日上午8:00—12:00，下午2:30—5:30（法定节假日除外）</p>";
    let rule = "institution-states-hours";
    let own = format!("{BELOW}jgzn/index.html");
    let mut site = Site::demo();
    let few = |path: &str| path == "index.html" || path == own;
    assert_eq!(answer(&part(&site, few), rule).0, "cannot_tell");
    // Read whole, it is missing, or found where it stands.
    assert_eq!(answer(&site.audit(), rule).0, "fail");
    let inner = format!("{BELOW}nsjg/");
    let box_of_text = "<div class=\"TRS_Editor\">";
    site.edit(&inner, box_of_text, &format!("{box_of_text}{HOURS}"));
    assert_eq!(answer(&site.audit(), rule).0, "pass");
}

#[test]
fn what_stands_in_a_platform_that_was_not_read_is_no_column_of_the_portal() {
    let rule = "news-columns-updated-within-two-weeks";
    let fails = |run: &Run| {
        let of_rule = run.findings().filter(|finding| finding.rule == rule);
        of_rule
            .map(|one| one.subject.name.clone())
            .collect::<Vec<_>>()
    };
    let site = Site::demo();
    let whole = fails(&site.audit());
    let homes = ["/zwgk/zfxxgk/", "/zwgk/zfxxgk/fdzdgknr/"];
    let guarded = move |path: &str| homes.contains(&path);
    let run = served(move |path| guarded(path).then(|| said("请完成安全验证后继续访问")));
    assert_eq!(fails(&run), whole);
}

#[test]
fn a_page_too_long_to_be_read_lacks_nothing() {
    const GUIDE: &str = "zwgk/zfxxgk/zfxxgkzn/";
    let rule = "guide-states-phone";
    let before = "<p>办公地址";
    let long = "iVBORw0KGgo+AAAA".repeat(9 << 16);
    let with = |markup: String| {
        let mut site = Site::demo();
        site.edit(GUIDE, before, &format!("{markup}{before}"));
        site.audit()
    };
    // A picture that was pasted in is no text.
    let run = with(format!("<img src=\"data:image/png;base64,{long}\">"));
    assert_eq!(answer(&run, rule), ("pass", None));
    let run = with(format!("<!-- {long} -->"));
    assert_eq!(answer(&run, rule).0, "cannot_tell");
    assert_eq!(run.crawl.errors.len(), 1, "{:?}", run.crawl.errors);
    assert_eq!(run.crawl.errors[0].1, "limit");
}

#[test]
fn a_saved_page_that_ends_within_a_tag_lacks_nothing() {
    const REPORTS: &str = "zwgk/zfxxgk/zfxxgknb/index.html";
    let rule = "annual-report-published";
    let mut site = Site::demo();
    let page = site.0.get_mut(REPORTS).unwrap();
    let text = String::from_utf8(page.clone()).unwrap();
    let row = text.find("2026-02-06").unwrap();
    let cut = text[..row].rfind("href=\"").unwrap() + 10;
    page.truncate(cut);
    assert_ne!(answer(&site.audit(), rule).0, "fail");
}

#[test]
fn what_stands_in_for_a_site_is_not_judged_as_one() {
    for body in [
        "<title>统一身份认证</title><form><input name=u><input type=password name=p></form>",
        "<title>Welcome to nginx!</title><h1>Welcome to nginx!</h1><p>If you see this page, the \
         web server is successfully installed and working.</p>",
        "<title>Index of /</title><h1>Index of /</h1><a href=\"a/\">a/</a> <a href=\"b/\">b/</a> \
         <a href=\"c/\">c/</a> <a href=\"d/\">d/</a> <a href=\"e/\">e/</a>",
        "<title>系统维护</title>系统维护中，请稍后访问",
        "<title>运行时错误</title><h1>“/”应用程序中的服务器错误。</h1><p>超时时间已到。</p>",
        "",
    ] {
        let server = Server::start(move |request| match request.target.as_str() {
            "/robots.txt" => Answer::status(404),
            _ => Answer::html(format!("<html><head>{body}</body></html>")),
        });
        let mut options = ScanOptions::default();
        options.crawl.rate = 0.0;
        let address = Address::parse(&server.url("/")).unwrap();
        let result = scan(&Target::Url(address), &TOOLS, &options, &());
        let error = result.err();
        assert!(matches!(error, Some(ScanError::InTheWay { .. })), "{body}");
    }
    // A home page that only leads to another host shows nothing of this one.
    let server = Server::start(|request| match request.target.as_str() {
        "/robots.txt" => Answer::status(404),
        _ => Answer::html(
            "<html><head><meta http-equiv=\"refresh\" content=\"0;url=https://www.example.gov.cn/\"></head></html>",
        ),
    });
    let mut options = ScanOptions::default();
    options.crawl.rate = 0.0;
    let address = Address::parse(&server.url("/")).unwrap();
    let error = scan(&Target::Url(address), &TOOLS, &options, &()).err();
    let Some(ScanError::LeadsAway { to, .. }) = error else {
        panic!("{error:?}");
    };
    assert_eq!(to, "https://www.example.gov.cn/");
    // In the place of one column it tells nothing of what stands there.
    let reports = "/zwgk/zfxxgk/zfxxgknb/";
    let fault = "<html><title>HTTP Status 500</title><h1>HTTP Status 500 - \
                 java.lang.NullPointerException</h1><p>The server met an error.</p></html>";
    let run = served(move |path| (path == reports).then(|| Answer::html(fault)));
    for rule in ["annual-report-published", "annual-reports-of-earlier-years"] {
        assert_ne!(answer(&run, rule).0, "fail", "{rule}");
    }
}
