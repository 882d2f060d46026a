//! A check against a baseline, as a web team runs it: what turns it red, and what it says.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::LazyLock;

use serde_json::Value;

use super::audits::Site;

const COLUMN: &str = "zwgk/zfxxgk/fdzdgknr/jdjc/";

/// The baseline: the demo site as it is.
static OLD: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let desk = Desk(tempfile::tempdir().unwrap());
    desk.put(&Site::demo());
    assert_eq!(desk.audit(&["-o", "old.json"]).status.code(), Some(1));
    fs::read(desk.path().join("old.json")).unwrap()
});

/// A folder with the demo site and its baseline in it.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        desk.put(&Site::demo());
        fs::write(desk.path().join("old.json"), &*OLD).unwrap();
        desk
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Puts a site in place of the one before.
    fn put(&self, site: &Site) {
        let _ = fs::remove_dir_all(self.path().join("site"));
        site.write(&self.path().join("site"));
    }

    fn audit(&self, arguments: &[&str]) -> Output {
        let whole = ["audit", "site", "-q", "--base-url", "http://demo.example/"];
        self.run(&[&whole[..], &["--as-of", "2026-11-24"], arguments].concat())
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_gongkai"))
            .args(arguments)
            .current_dir(self.path())
            .env_remove("GONGKAI_LANG")
            .env("NO_COLOR", "1")
            .output()
            .unwrap()
    }

    fn json(&self, file: &str) -> Value {
        serde_json::from_slice(&fs::read(self.path().join(file)).unwrap()).unwrap()
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn annotations(output: &Output) -> Vec<String> {
    text(&output.stdout)
        .lines()
        .filter(|line| line.starts_with("::"))
        .map(str::to_owned)
        .collect()
}

/// The demo's findings.
const KNOWN: usize = 19;

#[test]
fn a_change_that_breaks_one_column_is_the_only_thing_told() {
    let desk = Desk::new();
    let mut broken = Site::demo();
    broken.empty(COLUMN);
    desk.put(&broken);
    let output = desk.audit(&[
        "--baseline",
        "old.json",
        "--format",
        "github",
        "-o",
        "new.json",
    ]);
    let told = annotations(&output);
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(told[0].starts_with("::error ") && told[0].contains("监督检查"));
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("新增或加重的问题 1 项"));

    let new = desk.json("new.json");
    assert_eq!(new["baseline"]["new"], 1);
    assert_eq!(new["baseline"]["known"], KNOWN);
    let fails = |known: bool| {
        let verdicts = new["verdicts"].as_array().unwrap();
        let of = |one: &&Value| one["outcome"] == "fail" && one["known"] == known;
        verdicts.iter().filter(of).count()
    };
    assert_eq!((fails(false), fails(true)), (1, KNOWN));

    // Mended again, the finding is absent and the rule passes.
    desk.put(&Site::demo());
    let output = desk.audit(&["--baseline", "new.json", "-o", "last.json"]);
    assert_eq!(output.status.code(), Some(0));
    let last = desk.json("last.json");
    assert_eq!(last["baseline"]["absent"][0]["now"], "pass");
}

#[test]
fn a_change_that_breaks_nothing_stays_green() {
    let desk = Desk::new();
    let mut edited = Site::demo();
    edited.edit("index.html", "</body>", "<p>本站已升级。</p></body>");
    desk.put(&edited);
    let output = desk.audit(&["--baseline", "old.json", "--format", "github"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(annotations(&output).is_empty());
    assert!(text(&output.stderr).contains("没有新问题"));
    let output = desk.audit(&["--baseline", "old.json", "--new-only"]);
    let list = text(&output.stdout);
    assert!(list.contains(&format!("未变 {KNOWN}")), "{list}");
    assert!(
        !list.contains("历时 43 个工作日"),
        "a known finding is listed"
    );
}

#[test]
fn the_language_of_the_baseline_does_not_matter() {
    let desk = Desk::new();
    let output = desk.audit(&["--baseline", "old.json", "--lang", "en", "-o", "en.json"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(desk.json("en.json")["baseline"]["known"], KNOWN);
    let output = desk.audit(&["--baseline", "en.json", "-o", "zh.json"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(desk.json("zh.json")["baseline"]["known"], KNOWN);
}

fn waiver(rule: &str, expires: &str) -> String {
    format!(
        "waivers:\n  - rule: {rule}\n    reason: 机构改革\n    approver: 张三\n    expires: {expires}\n"
    )
}

#[test]
fn an_expired_waiver_turns_the_check_red_and_says_why() {
    let desk = Desk::new();
    let file = desk.path().join("gongkai.yaml");
    let check = |expires: &str, arguments: &[&str]| {
        fs::write(&file, waiver("guide-states-fax", expires)).unwrap();
        let whole = [
            &["--site", "gongkai.yaml", "--baseline", "old.json"][..],
            arguments,
        ];
        desk.audit(&whole.concat())
    };
    let holds = check("2026-11-24", &["-o", "holds.json"]);
    assert_eq!(holds.status.code(), Some(0), "{}", text(&holds.stderr));
    let holds = desk.json("holds.json");
    let waived = holds["verdicts"].as_array().unwrap();
    let waived = waived.iter().find(|one| one["waiver"].is_object()).unwrap();
    assert_eq!(waived["outcome"], "inapplicable");
    assert_eq!(waived["waiver"]["approver"], "张三");

    // The finding is minor and known: it is the waiver that fails the check.
    let expired = check("2026-11-23", &["--format", "github", "-o", "expired.json"]);
    assert_eq!(expired.status.code(), Some(1));
    let told = text(&expired.stderr);
    for says in [
        "豁免到期",
        "2026-11-23",
        "guide-states-fax",
        "机构改革",
        "张三",
    ] {
        assert!(told.contains(says), "{told}");
    }
    assert!(
        annotations(&expired)
            .iter()
            .any(|line| line.contains("豁免"))
    );
    let notices = desk.json("expired.json")["notices"].to_string();
    assert!(notices.contains("豁免到期"), "{notices}");
    assert_eq!(
        check("2026-11-23", &["--fail-on", "never"]).status.code(),
        Some(0)
    );
}

#[test]
fn a_waiver_that_names_nothing_is_told() {
    let desk = Desk::new();
    let file = desk.path().join("gongkai.yaml");
    fs::write(&file, waiver("guide-states-phone", "2027-01-01")).unwrap();
    let output = desk.audit(&["--site", "gongkai.yaml", "--baseline", "old.json"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stderr).contains("豁免没有对应的问题"));
    assert!(text(&output.stdout).contains("豁免没有对应的问题"));
}

#[test]
fn two_audits_are_compared_in_three_forms() {
    let desk = Desk::new();
    let mut broken = Site::demo();
    broken.empty(COLUMN);
    desk.put(&broken);
    desk.audit(&["-o", "new.json"]);
    for (format, says) in [
        ("table", "新增 1 · 加重 0 · 有变化 0 · 未变 19 · 不再列出 0"),
        ("json", "\"schema\": \"gongkai.diff/1\""),
        ("md", "### 新增的问题 (1)"),
    ] {
        let output = desk.run(&["diff", "old.json", "new.json", "--format", format]);
        assert_eq!(output.status.code(), Some(0));
        assert!(
            text(&output.stdout).contains(says),
            "{}",
            text(&output.stdout)
        );
    }
    let output = desk.run(&["diff", "old.json", "new.json", "--fail-on", "major"]);
    assert_eq!(output.status.code(), Some(1));
    let output = desk.run(&["diff", "new.json", "old.json", "--fail-on", "advice"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).contains("本次达标"));
}

#[test]
fn a_baseline_that_is_none_is_refused_before_any_work() {
    let desk = Desk::new();
    fs::write(desk.path().join("other.json"), "{\"schema\": \"x/1\"}").unwrap();
    for (file, says) in [("no.json", "no.json"), ("other.json", "x/1")] {
        let output = desk.audit(&["--baseline", file]);
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains(says));
        assert!(output.stdout.is_empty());
    }
    assert_eq!(desk.audit(&["--new-only"]).status.code(), Some(2));
}
