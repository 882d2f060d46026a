//! The HTML report in a real browser, and the scoresheet in a real spreadsheet. Skipped with
//! the reason where they are missing, unless `GONGKAI_REQUIRE_ALL=1` asks for all.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use sha2::{Digest, Sha256};

use super::audits::Site;
use super::formats::runs;

const HOSTILE: &str = "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt;";

/// Audits the demo with a hostile title into a folder.
fn written(outputs: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut site = Site::demo();
    site.edit(
        "zwgk/zfxxgk/fdzdgknr/xzgfxwj/",
        "企业信用修复工作指引",
        HOSTILE,
    );
    site.write(&folder.path().join("site"));
    fs::write(
        folder.path().join("gongkai.yaml"),
        "units:\n  - {unit: 办公室, person: 张三, columns: [政府信息公开年报, 政府信息公开指南]}\n",
    )
    .unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
    command
        .args([
            "audit",
            "site",
            "--site",
            "gongkai.yaml",
            "-q",
            "--base-url",
            "http://demo.example/",
        ])
        .args(["--as-of", "2026-11-24", "--scorecard", "anhui-county"])
        .current_dir(folder.path())
        .env_remove("GONGKAI_LANG");
    for output in outputs {
        command.args(["-o", output]);
    }
    assert_eq!(command.output().unwrap().status.code(), Some(1));
    folder
}

fn chromium(folder: &Path, arguments: &[&str]) -> Output {
    Command::new("timeout")
        .args([
            "120",
            "chromium",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
        ])
        .args([
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
        ])
        .args([
            "--disable-component-update",
            "--disable-sync",
            "--enable-logging=stderr",
        ])
        .arg(format!(
            "--user-data-dir={}",
            folder.join("profile").display()
        ))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

/// Returns what the page wrote to its console.
fn console(output: &Output) -> Vec<String> {
    String::from_utf8_lossy(&output.stderr)
        .lines()
        .filter(|line| line.contains("CONSOLE"))
        .map(str::to_owned)
        .collect()
}

/// Adds a script to a page as its author would have to: with its digest in the policy.
fn with_script(page: &str, script: &str) -> String {
    let digest = Sha256::digest(script.as_bytes());
    let output = Command::new("base64")
        .arg("-w0")
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .and_then(|mut child| {
            use std::io::Write as _;
            child.stdin.take().unwrap().write_all(&digest)?;
            child.wait_with_output()
        })
        .unwrap();
    let digest = String::from_utf8(output.stdout).unwrap();
    page.replacen(
        "script-src '",
        &format!("script-src 'sha256-{digest}' '"),
        1,
    )
    .replacen("</body>", &format!("<script>{script}</script></body>"), 1)
}

#[test]
fn the_page_filters_and_searches_and_runs_nothing_of_the_site() {
    if !runs("chromium", &["--version"]) {
        return;
    }
    let folder = written(&["a.html"]);
    let folder = folder.path();
    let page = fs::read_to_string(folder.join("a.html")).unwrap();
    for outside in ["src=\"", "<link", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
    let url = format!("file://{}", folder.join("a.html").display());
    let plain = chromium(folder, &["--dump-dom", &url]);
    assert!(console(&plain).is_empty(), "{:?}", console(&plain));
    let dom = String::from_utf8_lossy(&plain.stdout).into_owned();
    assert!(!dom.contains("<img"), "a site's words became an element");
    assert!(
        dom.contains("onerror=alert(2)"),
        "and they are shown as text"
    );

    let script = r#"
var find = function (id) { return document.getElementById(id); };
var visible = function () { return document.querySelectorAll(".finding:not([hidden])").length; };
var tell = function (name) { document.documentElement.setAttribute("data-" + name, visible()); };
var change = function (one, type) { one.dispatchEvent(new Event(type, {bubbles: true})); };
tell("all");
find("search").value = "传真"; change(find("search"), "input"); tell("search");
find("search").value = "没有这样的话"; change(find("search"), "input"); tell("nothing");
find("search").value = ""; change(find("search"), "input");
document.querySelectorAll("input[name=severity]").forEach(function (box) {
  box.checked = box.value === "minor"; change(box, "change");
});
tell("minor");
document.querySelectorAll("input[name=severity]").forEach(function (box) { box.checked = true; });
find("column").selectedIndex = 1; change(find("column"), "change"); tell("column");
find("column").selectedIndex = 0; change(find("column"), "change");
find("group").value = "column"; change(find("group"), "change"); tell("grouped");
document.documentElement.setAttribute("data-groups", find("list").children.length);
find("unit").value = "办公室"; change(find("unit"), "change"); tell("unit");
find("unit").selectedIndex = find("unit").options.length - 1; change(find("unit"), "change"); tell("nobody");
find("unit").selectedIndex = 0; change(find("unit"), "change");
find("group").value = "unit"; change(find("group"), "change");
document.documentElement.setAttribute("data-units", Array.from(find("list").children).map(function (section) {
  return section.querySelector("h3").textContent;
}).join("|"));
"#;
    fs::write(folder.join("b.html"), with_script(&page, script)).unwrap();
    let url = format!("file://{}", folder.join("b.html").display());
    let driven = chromium(folder, &["--dump-dom", &url]);
    assert!(console(&driven).is_empty(), "{:?}", console(&driven));
    let dom = String::from_utf8_lossy(&driven.stdout).into_owned();
    let told = |name: &str| -> usize {
        let after = dom.split(&format!("data-{name}=\"")).nth(1).unwrap();
        after.split('"').next().unwrap().parse().unwrap()
    };
    let cases = page.matches("<article class=\"finding ").count();
    assert_eq!((told("all"), told("grouped")), (cases, cases));
    assert_eq!(told("nothing"), 0);
    assert!((1..cases).contains(&told("search")));
    assert_eq!(
        told("minor"),
        page.matches("<article class=\"finding minor\"").count()
    );
    assert!((1..cases).contains(&told("column")));
    assert!(told("groups") > 1);
    let of_office = page.matches("data-unit=\"办公室\"").count();
    assert!((1..cases).contains(&of_office));
    assert_eq!(
        (told("unit"), told("nobody")),
        (of_office, cases - of_office)
    );
    let nobody = cases - of_office;
    let units = format!("data-units=\"办公室 ({of_office})|（未分派责任单位） ({nobody})\"");
    assert!(dom.contains(&units), "{units}");
}

#[test]
fn the_page_prints_on_a4_with_everything_unfolded() {
    if !runs("chromium", &["--version"]) || !runs("pdftotext", &["-v"]) {
        return;
    }
    let folder = written(&["a.html"]);
    let folder = folder.path();
    let url = format!("file://{}", folder.join("a.html").display());
    chromium(
        folder,
        &["--no-pdf-header-footer", "--print-to-pdf=a.pdf", &url],
    );
    let info = Command::new("pdfinfo")
        .arg("a.pdf")
        .current_dir(folder)
        .output()
        .unwrap();
    let info = String::from_utf8_lossy(&info.stdout).into_owned();
    assert!(info.contains("(A4)"), "{info}");
    let text = Command::new("pdftotext")
        .args(["a.pdf", "-"])
        .current_dir(folder)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&text.stdout).into_owned();
    for shown in ["政府信息公开核查报告", "不能自动判定", "SHA-256", "1 / "] {
        assert!(text.contains(shown), "{shown}");
    }
    // A rule's title may have the word; a button has nothing else.
    let button = |line: &str| line.trim() == "复制";
    assert!(!text.lines().any(button), "buttons are not printed");
}

#[test]
fn a_spreadsheet_reckons_the_same_score() {
    if !runs("soffice", &["--version"]) || !runs("python3", &["-c", "import openpyxl"]) {
        return;
    }
    let folder = written(&["a.score.xlsx", "a.json"]);
    let folder = folder.path();
    // Written anew without the values that are kept in it, the sheet has to be computed; in a
    // second copy the examiner lets one case go.
    let script = "
import openpyxl
for name, flip in (('same', False), ('other', True)):
    book = openpyxl.load_workbook('a.score.xlsx')
    cases = book['扣分明细']
    if flip:
        row = next(r for r in range(2, cases.max_row + 1) if cases.cell(r, 8).value == 1)
        cases.cell(row, 8).value = 0
    book.save(name + '.xlsx')
";
    let made = Command::new("python3")
        .args(["-c", script])
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    let score = |name: &str| -> f64 {
        let file = format!("{name}.xlsx");
        let profile = format!("-env:UserInstallation=file://{}/office", folder.display());
        let done = Command::new("timeout")
            .args([
                "180",
                "soffice",
                &profile,
                "--headless",
                "--convert-to",
                // 44 the comma, 34 the quote, 76 is UTF-8.
                "csv:Text - txt - csv (StarCalc):44,34,76",
                &file,
            ])
            .current_dir(folder)
            .output()
            .unwrap();
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
        let sheet = fs::read_to_string(folder.join(format!("{name}.csv"))).unwrap();
        let line = sheet
            .lines()
            .find(|line| line.contains(",总得分") || line.contains(",\"总得分"))
            .unwrap();
        // The reasons why it is at most this may have numbers.
        line.rsplit(',').find_map(|cell| cell.parse().ok()).unwrap()
    };
    let audit: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.join("a.json")).unwrap()).unwrap();
    let told = audit["summary"]["score"].as_f64().unwrap();
    assert!(told > 0.0 && told < 100.0);
    assert_eq!(score("same"), told);
    assert!(
        score("other") > told,
        "an examiner's change moves the score"
    );
}
