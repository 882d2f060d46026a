//! What outside validators say of the formats. Each check is skipped with its reason where its
//! tool is missing, unless `GONGKAI_REQUIRE_ALL=1` asks for all of them.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::audits::Site;

/// Tells whether something that a test needs is here.
pub(crate) fn have(found: bool, what: &str) -> bool {
    if !found {
        let words = format!("skipped: {what} is not here");
        let required = std::env::var_os("GONGKAI_REQUIRE_ALL").is_some_and(|value| value == "1");
        assert!(!required, "{words}");
        eprintln!("{words}");
    }
    found
}

/// Tells whether a program runs.
pub(crate) fn runs(program: &str, arguments: &[&str]) -> bool {
    let output = Command::new(program).args(arguments).output();
    let found = output.is_ok_and(|output| output.status.success());
    have(found, &format!("{program} {}", arguments.join(" ")))
}

/// Returns the official schema of SARIF, which is kept beside the project and not in it.
fn schema() -> Option<PathBuf> {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join("shared/schemas/sarif-2.1.0.json"))
        .find(|path| path.is_file())
}

/// Audits a broken demo against its baseline, with a waiver that holds and one that does not,
/// into every machine format.
fn written() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_gongkai"))
            .args(["audit", "site", "-q", "--base-url", "http://demo.example/"])
            .args(["--as-of", "2026-11-24"])
            .args(arguments)
            .current_dir(folder.path())
            .env_remove("GONGKAI_LANG")
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1));
    };
    let site = Site::demo();
    site.write(&folder.path().join("site"));
    run(&["-o", "old.json"]);
    let mut broken = site;
    broken.empty("zwgk/zfxxgk/fdzdgknr/jdjc/");
    broken.edit(
        "zwgk/",
        "自收到申请之日起15个工作日",
        "自收到申请之日起20个工作日",
    );
    broken.write(&folder.path().join("site"));
    let waiver = |rule: &str, day: &str| {
        format!("  - {{rule: {rule}, reason: 在改, approver: 张三, expires: {day}}}\n")
    };
    let waivers =
        waiver("guide-states-fax", "2026-12-31") + &waiver("index-number-unique", "2026-01-01");
    std::fs::write(
        folder.path().join("gongkai.yaml"),
        format!("waivers:\n{waivers}"),
    )
    .unwrap();
    run(&[
        "--site",
        "gongkai.yaml",
        "--baseline",
        "old.json",
        "-o",
        "a.sarif",
        "-o",
        "a.junit.xml",
        "-o",
        "a.gitlab.json",
        "-o",
        "a.json",
        "-o",
        "a.md",
    ]);
    folder
}

fn json(folder: &Path, name: &str) -> Value {
    serde_json::from_slice(&std::fs::read(folder.join(name)).unwrap()).unwrap()
}

#[test]
fn the_machine_formats_say_what_the_json_says() {
    let folder = written();
    let folder = folder.path();
    let audit = json(folder, "a.json");
    let count = |outcome: &str| {
        let all = audit["verdicts"].as_array().unwrap();
        all.iter().filter(|one| one["outcome"] == outcome).count()
    };
    let sarif = json(folder, "a.sarif");
    let run = &sarif["runs"][0];
    let results: Vec<&Value> = run["results"].as_array().unwrap().iter().collect();
    let of = |kind: &str| -> Vec<&Value> {
        let mut all = results.clone();
        all.retain(|one| one["kind"] == kind && one["baselineState"] != "absent");
        all
    };
    let suppressed = |one: &&Value| one["suppressions"][0]["status"] == "accepted";
    assert_eq!(of("fail").len(), count("fail") + 1, "and the waived one");
    assert_eq!(of("fail").into_iter().filter(suppressed).count(), 1);
    assert_eq!(of("pass").len(), count("pass"));
    assert_eq!(of("open").len() + of("review").len(), count("cannot_tell"));
    assert_eq!(of("notApplicable").len() + 1, count("inapplicable"));
    for one in &results {
        assert_eq!(one["level"].is_string(), one["kind"] == "fail", "{one}");
        let rule = usize::try_from(one["ruleIndex"].as_u64().unwrap()).unwrap();
        let rule = &run["tool"]["driver"]["rules"][rule];
        assert_eq!(rule["id"], one["ruleId"]);
        assert!(
            rule["help"]["text"]
                .as_str()
                .is_some_and(|text| text.len() > 20)
        );
    }
    let states = |state: &str| {
        results
            .iter()
            .filter(|one| one["baselineState"] == state)
            .count()
    };
    assert_eq!(states("new"), 1, "the emptied column");
    assert!(
        results
            .iter()
            .any(|one| one["suppressions"][0]["status"] == "rejected")
    );
    // The guide's period is mended; what is waived is listed once, as suppressed.
    assert_eq!(states("absent"), 1);

    let issues = json(folder, "a.gitlab.json");
    assert_eq!(issues.as_array().unwrap().len(), count("fail"));
    for issue in issues.as_array().unwrap() {
        let path = issue["location"]["path"].as_str().unwrap();
        assert!(!path.starts_with('/') && !path.contains(':'), "{path}");
        let severities = ["info", "minor", "major", "critical", "blocker"];
        assert!(severities.contains(&issue["severity"].as_str().unwrap()));
    }

    let xml = std::fs::read_to_string(folder.join("a.junit.xml")).unwrap();
    let rules = audit["rules"].as_array().unwrap().len();
    assert_eq!(
        xml.matches("<testcase ").count(),
        rules,
        "a rule a test case"
    );
    // The emptied column and the expired waiver fail; what the baseline has does not.
    assert_eq!(xml.matches("<failure ").count(), 2, "{xml}");
    assert!(xml.contains("豁免已于 2026-01-01 到期"));
    assert!(xml.contains("未能判定："));

    let md = std::fs::read_to_string(folder.join("a.md")).unwrap();
    assert!(md.chars().count() < 65_536 && md.contains("监督检查"));
}

#[test]
fn outside_validators_accept_sarif_and_junit() {
    if !runs("python3", &["-c", "import jsonschema, junitparser"]) {
        return;
    }
    let schema = schema();
    if !have(schema.is_some(), "shared/schemas/sarif-2.1.0.json") {
        return;
    }
    let folder = written();
    let script = "
import json, sys, jsonschema, junitparser
schema = json.load(open(sys.argv[1], encoding='utf-8'))
log = json.load(open('a.sarif', encoding='utf-8'))
validator = jsonschema.validators.validator_for(schema)
validator.check_schema(schema)
checker = validator.FORMAT_CHECKER
errors = [f'{list(e.path)}: {e.message[:200]}' for e in validator(schema, format_checker=checker).iter_errors(log)]
assert not errors, errors[:5]
suites = junitparser.JUnitXml.fromfile('a.junit.xml')
cases = [case for suite in suites for case in suite]
assert len(cases) == sum(suite.tests for suite in suites), 'tests'
failed = sum(1 for case in cases for r in case.result if isinstance(r, junitparser.Failure))
skipped = sum(1 for case in cases for r in case.result if isinstance(r, junitparser.Skipped))
assert failed == sum(suite.failures for suite in suites) == 2, failed
assert skipped == sum(suite.skipped for suite in suites) > 0, skipped
";
    let output = Command::new("python3")
        .args(["-c", script])
        .arg(schema.unwrap())
        .current_dir(folder.path())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
}
