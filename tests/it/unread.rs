//! What nobody read is not said to open: papers and files of which a server gives something else.

use gongkai::model::{Address, Cause, Run, Verdict};
use gongkai::scan::{ScanOptions, Target};

use super::audits::{Site, audit_with};
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
    let error = || Answer::status(500);
    check("an error", error, unknown(Cause::NotFetched));
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
}
