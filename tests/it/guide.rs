//! The guide for authors of rules: its examples, put into files as it says, serve the commands
//! that it gives.

use std::path::Path;
use std::process::{Command, Output};

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gongkai"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("GONGKAI_LANG")
        .env("NO_COLOR", "1")
        .output()
        .unwrap()
}

/// Writes each code block that begins with `# <pack>/<file>.yaml`; returns how many.
fn write_examples(guide: &str, folder: &Path) -> usize {
    let mut count = 0;
    for block in guide.split("```yaml\n").skip(1) {
        let body = block.split("```").next().unwrap();
        let Some(path) = body.lines().next().unwrap().strip_prefix("# ") else {
            continue;
        };
        let path = folder.join(path.trim());
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, body).unwrap();
        count += 1;
    }
    count
}

/// Returns the commands of the guide, without what is said of them.
fn commands(guide: &str) -> Vec<String> {
    guide
        .split(['`', '\n'])
        .filter(|text| text.starts_with("gongkai "))
        .map(|text| text.split("  ").next().unwrap().trim().to_owned())
        .filter(|command| command.split(' ').count() > 2)
        .collect()
}

#[test]
fn the_guide_can_be_followed_to_the_letter() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let guide = std::fs::read_to_string(root.join("docs/rules-guide.md")).unwrap();
    let guide = guide.replace("\r\n", "\n");
    let desk = tempfile::tempdir().unwrap();
    assert!(write_examples(&guide, desk.path()) >= 6);
    let audit = ["audit", "demo", "-q", "-o", "结果.json"];
    assert_eq!(run(desk.path(), &audit).status.code(), Some(1));
    let audit = std::fs::read(desk.path().join("结果.json")).unwrap();
    let audit: serde_json::Value = serde_json::from_slice(&audit).unwrap();
    let number = audit["verdicts"][0]["fingerprint"].as_str().unwrap();
    let commands = commands(&guide);
    for part in [
        "rules check",
        "rules test",
        "rules show",
        "rules diff",
        "audit",
    ] {
        let part = format!("gongkai {part} ");
        assert!(commands.iter().any(|one| one.starts_with(&part)), "{part}");
    }
    for command in commands {
        let arguments: Vec<&str> = command
            .split_whitespace()
            .skip(1)
            .map(|argument| match argument {
                "网址" | "存档.warc.gz" => "demo",
                "旧目录" | "新目录" => "our-county",
                "判定编号" => number,
                other => other,
            })
            .collect();
        let output = run(desk.path(), &arguments);
        // An audit of the demo site has findings.
        let wanted = i32::from(arguments[0] == "audit");
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(wanted), "{command}: {told}");
    }
}

#[test]
fn an_id_that_a_shipped_rule_has_is_told_at_once() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let desk = tempfile::tempdir().unwrap();
    let pack = desk.path().join("ours");
    std::fs::create_dir(&pack).unwrap();
    let shipped = root.join("rules/regulation");
    let text = std::fs::read_to_string(shipped.join("pack.yaml")).unwrap();
    let text = text.replace("name: regulation\n", "name: ours\n");
    std::fs::write(pack.join("pack.yaml"), text).unwrap();
    let rule = "guide-states-phone.yaml";
    std::fs::copy(shipped.join(rule), pack.join(rule)).unwrap();
    for arguments in [
        &["rules", "check", "ours"][..],
        &["rules", "test", "ours"],
        &["rules", "list", "--rules", "ours"],
        &["audit", "demo", "--rules", "ours"],
    ] {
        let output = run(desk.path(), arguments);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {told}");
        // The place is where it can be mended.
        let place = told.lines().find(|line| line.contains("-->")).unwrap();
        assert!(
            place
                .replace('\\', "/")
                .contains("ours/guide-states-phone.yaml"),
            "{told}"
        );
        assert!(
            told.contains("rules/regulation/guide-states-phone.yaml"),
            "{told}"
        );
    }
    // A pack of a shipped one's name takes its place, and so do its ids.
    std::fs::rename(&pack, desk.path().join("regulation")).unwrap();
    let path = desk.path().join("regulation/pack.yaml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("name: ours\n", "name: regulation\n")).unwrap();
    let output = run(desk.path(), &["rules", "check", "regulation"]);
    assert!(!String::from_utf8_lossy(&output.stderr).contains("guide-states-phone 已在"));
}
