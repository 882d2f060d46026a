//! The example in each README is what the program prints.
//!
//! `UPDATE_DOCS=1 cargo test --test it readme` writes it anew.

use std::path::Path;
use std::process::Command;

/// How many lines of the output the README shows.
const SHOWN: usize = 66;

fn check(readme: &str, lang: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(readme);
    let text = std::fs::read_to_string(&path).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_gongkai"))
        .args(["audit", "demo", "--lang", lang])
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    if printed.is_empty() {
        // Without pages in the demo site there is nothing to show yet.
        assert_eq!(output.status.code(), Some(3));
        return;
    }
    // Cut between two findings.
    let mut shown: Vec<&str> = printed.lines().take(SHOWN).collect();
    while shown.last().is_some_and(|line| !line.is_empty()) {
        shown.pop();
    }
    shown.pop();
    let begin = text.find("<!-- demo:begin").unwrap();
    let begin = begin + text[begin..].find('\n').unwrap() + 1;
    let end = text.find("<!-- demo:end -->").unwrap();
    let wanted = format!("```\n{}\n…\n```\n", shown.join("\n"));
    if std::env::var_os("UPDATE_DOCS").is_some() {
        let new = format!("{}{wanted}{}", &text[..begin], &text[end..]);
        std::fs::write(&path, new).unwrap();
        return;
    }
    assert_eq!(
        &text[begin..end],
        wanted,
        "{readme} is not current: UPDATE_DOCS=1 cargo test --test it readme"
    );
}

#[test]
fn the_example_is_current() {
    check("README.md", "en");
    check("README.zh-CN.md", "zh");
}
