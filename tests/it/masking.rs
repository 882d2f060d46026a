//! Personal data of a page in what the program writes: nowhere in full, wherever the page has it.

use std::io::{Cursor, Read};
use std::path::Path;
use std::process::Command;

use super::audits::Site;

const CARD: &str = "11010519491231002X";
const MOBILE: &str = "13812345678";

/// Runs the program and returns all that it printed.
fn gongkai(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_gongkai"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("GONGKAI_LANG")
        .env("GONGKAI_BY", "李四")
        .output()
        .unwrap();
    let code = output.status.code();
    assert!(matches!(code, Some(0 | 1)), "{arguments:?}: {output:?}");
    let mut text = String::from_utf8(output.stdout).unwrap();
    text.push_str(&String::from_utf8(output.stderr).unwrap());
    text
}

/// Returns everything that is in a file: of a package its parts.
fn content(path: &Path) -> Vec<u8> {
    let bytes = std::fs::read(path).unwrap();
    if !bytes.starts_with(b"PK") {
        return bytes;
    }
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut all = Vec::new();
    for number in 0..package.len() {
        let mut part = package.by_index(number).unwrap();
        part.read_to_end(&mut all).unwrap();
    }
    all
}

/// A site with a person's numbers in a title (and so in lists and links), in the name of an
/// attachment, and in the address of a page.
fn exposed() -> Site {
    let mut site = Site::demo();
    let title = "清河湾县市场监督管理局关于做好粽子等节令食品质量监管的通知";
    let named = format!("关于张某某（身份证号：{CARD}，手机{MOBILE}）信用修复的通知");
    site.edit("", title, &named);
    let file = "清河湾县小餐饮备案管理办法.docx";
    site.edit("", file, &format!("张某某{CARD}申请表.docx"));
    let is_titled = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains(&named);
    let mut pages = site.0.iter();
    let (path, page) = pages
        .find(|(path, bytes)| path.contains("/t2") && is_titled(bytes))
        .map(|(path, bytes)| (path.clone(), bytes.clone()))
        .unwrap();
    let name = path.rsplit('/').next().unwrap().to_owned();
    site.0
        .insert(path.replace(&name, &format!("{CARD}.html")), page);
    site.edit_bytes(name.as_bytes(), format!("{CARD}.html").as_bytes());
    site
}

#[test]
fn no_format_paper_or_record_holds_a_number_in_full() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    exposed().write(&here.join("site"));
    let audit = ["audit", "site", "--base-url", "http://demo.example/"];
    let day = ["--as-of", "2026-11-24"];
    let outputs = [
        "json",
        "csv",
        "md",
        "html",
        "xlsx",
        "docx",
        "sarif",
        "junit.xml",
        "gitlab.json",
        "matrix.html",
        "matrix.xlsx",
        "score.xlsx",
    ];
    let files: Vec<String> = outputs.iter().map(|ending| format!("a.{ending}")).collect();
    let mut arguments = [
        &audit[..],
        &day,
        &["--scorecard", "plain", "--ledger", "L.db"],
    ]
    .concat();
    for file in &files {
        arguments.extend(["-o", file]);
    }
    let mut printed = vec![gongkai(here, &arguments)];
    printed.push(gongkai(
        here,
        &[&audit[..], &day, &["--format", "github"]].concat(),
    ));
    for words in [
        &["ledger", "list", "L.db"][..],
        &["ledger", "list", "L.db", "--format", "json"],
        &["ledger", "history", "L.db"],
        &["ledger", "export", "L.db", "-o", "export.xlsx"],
        &["ledger", "paper", "L.db", "notice", "-o", "notice.docx"],
        &["inspect", "site/index.html"],
    ] {
        printed.push(gongkai(here, words));
    }
    let record = std::fs::read(here.join("a.json")).unwrap();
    let record: serde_json::Value = serde_json::from_slice(&record).unwrap();
    let verdicts = record["verdicts"].as_array().unwrap();
    for verdict in verdicts {
        let evidence = serde_json::to_string(verdict).unwrap();
        if evidence.contains("110*************2X") {
            let number = verdict["fingerprint"].as_str().unwrap();
            printed.push(gongkai(here, &["explain", number, "a.json"]));
        }
    }
    assert!(printed.len() > 10, "what is masked is explained");
    for text in &printed {
        assert!(!text.contains(CARD) && !text.contains(MOBILE), "{text}");
    }
    for file in std::fs::read_dir(here).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            let bytes = content(&path);
            for number in [CARD, MOBILE] {
                let holds = bytes
                    .windows(number.len())
                    .any(|at| at == number.as_bytes());
                assert!(!holds, "{} holds {number}", path.display());
            }
        }
    }
}

#[test]
fn what_is_masked_is_known_again() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    exposed().write(&here.join("site"));
    let audit = ["audit", "site", "-q", "--base-url", "http://demo.example/"];
    let first = ["--as-of", "2026-11-24", "-o", "a.json", "--ledger", "L.db"];
    gongkai(here, &[&audit[..], &first].concat());
    // Whom to call is a person's own word, and comes back as it was written.
    gongkai(
        here,
        &[
            "ledger",
            "assign",
            "L.db",
            "--all",
            "--unit",
            "办公室",
            "--person",
            "王某 13900001234",
        ],
    );
    gongkai(here, &["ledger", "export", "L.db", "-o", "L.xlsx"]);
    let taken = gongkai(here, &["ledger", "import", "L.db", "L.xlsx"]);
    assert!(taken.contains("0 处"), "{taken}");
    let again = [
        "--as-of",
        "2026-11-24",
        "--baseline",
        "a.json",
        "--ledger",
        "L.db",
    ];
    let said = gongkai(here, &[&audit[..], &again].concat());
    assert!(
        said.contains("新增 0，") && said.contains("已改 0"),
        "{said}"
    );
    assert!(said.contains("有变化 0"), "{said}");
    let again = ["recheck", "L.db", "--with", "site", "--as-of", "2026-11-24"];
    let base = ["--base-url", "http://demo.example/"];
    let said = gongkai(here, &[&again[..], &base].concat());
    assert!(
        !said.contains("未能复核") && !said.contains("已改"),
        "{said}"
    );
    gongkai(here, &["ledger", "verify", "L.db"]);
}
