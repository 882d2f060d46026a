//! The program as people run it: exit codes, one clear line, and what goes to which stream.

use std::process::{Command, Output};

pub(super) fn gongkai(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gongkai"))
        .args(arguments)
        .env_remove("GONGKAI_LANG")
        .env("NO_COLOR", "1")
        .env("GONGKAI_STATE", std::env::temp_dir().join("gongkai-tests"))
        .output()
        .unwrap()
}

fn check(arguments: &[&str], code: i32, says: &str) {
    let output = gongkai(arguments);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {told}");
    assert!(told.contains(says), "{arguments:?}: {told}");
    assert!(output.stdout.is_empty(), "{arguments:?} wrote to stdout");
}

#[test]
fn wrong_usage_is_told_with_the_nearest_right_word() {
    check(&["audit", "demo", "--profil", "x"], 2, "--profile");
    check(&["audt"], 2, "audit");
    check(
        &["audit", "demo", "--profile", "county-goverment"],
        2,
        "county-government",
    );
    check(&["audit", "demo", "--as-of", "2026-13-01"], 2, "2026-06-30");
    check(&["audit", "demo", "--as-of", "20260630"], 2, "--as-of");
    check(&["audit"], 2, "");
    // Two documents in one stream are none.
    for format in ["json", "sarif", "junit", "gitlab"] {
        check(&["audit", "demo", "demo", "--format", format], 2, "-o 结果");
    }
    check(&["audit", "demo", "-o", "a.pdf"], 2, ".xlsx");
    check(
        &["audit", "demo", "-o", "no-such-folder/a.xlsx"],
        2,
        "no-such-folder",
    );
    check(&["audit", "demo", "--rate", "fast"], 2, "--rate");
    check(
        &["rules", "show", "no-such-rule-at-all"],
        2,
        "no-such-rule-at-all",
    );
    check(
        &["audit", "demo", "--site", "no-such.yaml"],
        2,
        "no-such.yaml",
    );
    check(
        &["--lang", "en", "audit", "demo", "--as-of", "x"],
        2,
        "error: --as-of is not a date",
    );
}

#[test]
fn options_of_crawling_are_refused_where_nothing_is_crawled() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("index.html"), "<p>首页").unwrap();
    let site = folder.path().to_str().unwrap();
    for (target, option) in [
        (site, &["--archive", "z.warc.gz"][..]),
        (site, &["--max-pages", "3"]),
        (site, &["--max-requests", "3"]),
        ("demo", &["--max-depth", "3"]),
        ("demo", &["--since", "nix.warc.gz"]),
        ("demo", &["--resume"]),
    ] {
        let arguments = [&["audit", target], option].concat();
        check(&arguments, 2, &format!("{} 只用于抓取网址", option[0]));
        let english = [&["--lang", "en"], &*arguments].concat();
        check(&english, 2, &format!("{} is for addresses", option[0]));
    }
    assert!(!std::path::Path::new("z.warc.gz").exists());
}

#[test]
fn targets_that_cannot_be_audited_end_with_three() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().to_string_lossy().into_owned();
    check(&["audit", &empty], 3, "错误：");
    check(&["audit", "no-such-target"], 3, "demo");
    let junk = folder.path().join("junk.bin");
    std::fs::write(&junk, b"\x89PNG\r\n\x1a\nnothing of the kind").unwrap();
    check(&["audit", &junk.to_string_lossy()], 3, "WARC");
    check(&["audit", "http://127.0.0.1:9/", "-q"], 3, "127.0.0.1");
}

#[test]
fn files_and_numbers_are_told_of_in_the_readers_language() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_string_lossy().into_owned()
    };
    let told = |arguments: &[&str], says: &str| {
        check(arguments, 2, says);
        let output = gongkai(arguments);
        let text = String::from_utf8(output.stderr).unwrap();
        for raw in [
            "os error",
            "UTF-8 sequence",
            "stream did not",
            "invalid digit",
        ] {
            assert!(!text.contains(raw), "{arguments:?}: {text}");
        }
    };
    let gbk = file("gbk.yaml", b"site: {name: \xc7\xe5\xba\xd3}\n");
    told(&["audit", "demo", "--site", &gbk], "编码选 UTF-8");
    told(&["audit", "demo", "--scorecard", &gbk], "编码选 UTF-8");
    let here = folder.path().to_string_lossy().into_owned();
    told(&["audit", "demo", "--site", "none.yaml"], "没有这个文件");
    told(
        &["audit", "demo", "--baseline", "none.json"],
        "没有这个文件",
    );
    told(&["rules", "check", "none"], "没有这个文件");
    told(&["diff", &here, &here], "");
    let none = ["audit", "http://127.0.0.1:9/", "--since", "none.warc.gz"];
    let output = gongkai(&none);
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("没有这个文件"), "{text}");
    let json = file("a.json", b"{}");
    told(&["evidence", &json], "-o 证据包");
    for (value, says) in [
        ("abc", "应是整数"),
        ("0", "应不小于 1"),
        ("-1", "--max-pages 的取值“-1”"),
        ("99999999999999999999", "数太大"),
    ] {
        told(&["audit", "demo", "--max-pages", value], says);
    }
    for (text, says) in [
        ("a:\n\tb: 1\n", "制表符"),
        ("crawl:\n  rate: 1\n  rate: 2\n", "键 rate 写了两次"),
        ("crawl: {concurrency: 0}\n", "写的是 0"),
        ("crawl: {concurrency: 99999999999999999999}\n", "太大"),
        (
            "params: {published-within-20-workdays: {limit: -20}}\n",
            "不能是负数",
        ),
    ] {
        let site = file("site.yaml", text.as_bytes());
        told(&["audit", "demo", "--site", &site], says);
    }
    let site = file(
        "site.yaml",
        "units: [{unit: 办公室, rules: [no-such]}]\n".as_bytes(),
    );
    let output = gongkai(&["audit", "demo", "-q", "--site", &site]);
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("no-such"), "{text}");
}

#[test]
fn an_audit_that_judged_nothing_is_no_pass() {
    // Nothing was in force then: a mistaken year must not look like a clean site.
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let (json, page) = (file("a.json"), file("a.html"));
    let day = ["audit", "demo", "-q", "--as-of"];
    let files = ["--fail-on", "never", "-o", &json, "-o", &page];
    let output = gongkai(&[&day[..], &["1990-01-01"], &files].concat());
    assert_eq!(output.status.code(), Some(3));
    let says = "没有作出任何判定，不能当作没有问题";
    let read = |path: &str| std::fs::read_to_string(path).unwrap();
    for text in [
        String::from_utf8(output.stderr).unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        read(&json),
        read(&page),
    ] {
        assert!(text.contains(says), "{text}");
        assert!(text.contains("--as-of"), "{text}");
        assert!(!text.contains("没有发现问题"), "{text}");
    }
    // Before most of the law something is judged, and what is not is told.
    let output = gongkai(&[&day[..], &["2018-11-24", "--fail-on", "never"]].concat());
    assert_eq!(output.status.code(), Some(0));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("尚未施行"), "{told}");
    let output = gongkai(&["audit", "demo", "-q"]);
    assert!(output.stderr.is_empty());
}

#[test]
fn help_and_version_go_to_stdout() {
    for arguments in [
        &["--help"][..],
        &["audit", "-h"],
        &["--version"],
        &["rules", "check", "--help"],
    ] {
        let output = gongkai(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert!(!output.stdout.is_empty() && output.stderr.is_empty());
    }
    let help = String::from_utf8(gongkai(&["audit", "--help"]).stdout).unwrap();
    assert!(!help.contains("[OPTIONS]"), "{help}");
}

#[test]
fn scripts_are_written_for_shells() {
    for shell in ["bash", "zsh", "fish", "powershell"] {
        assert!(!gongkai(&["completions", shell]).stdout.is_empty());
    }
    assert!(gongkai(&["man"]).stdout.starts_with(b".ie"));
}

#[test]
fn what_is_no_page_is_not_read_as_one() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let inside = folder.path().to_str().unwrap();
    check(&["inspect", inside], 3, "是目录");
    check(&["inspect", &at("a.html", b" \r\n")], 3, "是空的");
    check(
        &["inspect", &at("a.xlsx", b"PK\x03\x04\0\0")],
        3,
        "不是网页",
    );
    check(&["inspect", &at("b.html", b"%PDF-1.7")], 3, "不是网页");
    let page = "<html><title>页面不存在</title><body><h1>404</h1>您访问的页面不存在或已被删除</body></html>";
    let output = gongkai(&[
        "inspect",
        &at("404.html", page.as_bytes()),
        "--format",
        "json",
    ]);
    assert_eq!(output.status.code(), Some(0));
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(!told["warnings"].as_array().unwrap().is_empty(), "{told}");
    // A part of a page, and a page in UTF-16, are pages.
    let utf16: Vec<u8> = "\u{feff}<html><title>页</title></html>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for file in [at("c.html", b"<ul><li>x</li></ul>"), at("d.html", &utf16)] {
        let output = gongkai(&["inspect", &file, "--format", "json"]);
        assert_eq!(output.status.code(), Some(0), "{file}");
    }
}

#[test]
fn a_rate_that_is_refused_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_gongkai"))
        .args(["audit", "http://www.example.invalid/", "--rate", "0"])
        .env("GONGKAI_STATE", folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
