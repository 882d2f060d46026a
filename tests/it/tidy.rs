//! The source keeps its own rules: layers, small files, no rule ids and no stray words.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The order of modules: a module may use only those with a smaller number.
const LAYERS: &[(&str, u32)] = &[
    ("model", 0),
    ("assets", 1),
    ("calendar", 1),
    ("masking", 1),
    ("vocabulary", 1),
    ("store", 1),
    ("yaml", 1),
    ("config", 2),
    ("snapshot", 2),
    ("crawl", 3),
    ("page", 3),
    ("site", 4),
    ("facts", 5),
    ("rules", 6),
    ("audit", 7),
    ("compare", 7),
    ("score", 7),
    ("ledger", 8),
    ("report", 8),
    ("papers", 9),
    ("scan", 9),
    ("cli", 10),
    ("main", 11),
];

/// Uses within one layer, and uses of a lower layer that are forbidden all the same.
const ALLOWED: &[(&str, &str)] = &[
    ("vocabulary", "assets"),
    ("calendar", "assets"),
    ("calendar", "vocabulary"),
    ("calendar", "yaml"),
];
const FORBIDDEN: &[(&str, &str)] = &[
    ("rules", "site"),
    ("rules", "page"),
    ("rules", "facts"),
    ("report", "ledger"),
    ("report", "crawl"),
];

/// The most lines of a source file, and the files that may be longer, each with its reason.
const LINES: usize = 600;
/// The most lines of a file of tests, which is mostly cases.
const LINES_OF_TESTS: usize = 1200;
const LONGER: &[(&str, &str)] = &[(
    "src/cli/args.rs",
    "one table: every command with its options",
)];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(below: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    collect(&root().join(below), &mut found);
    found.sort();
    found
        .into_iter()
        .filter_map(|path| {
            let name = path
                .strip_prefix(root())
                .ok()?
                .to_string_lossy()
                .replace('\\', "/");
            Some((name, fs::read_to_string(&path).ok()?))
        })
        .collect()
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, found);
        } else {
            found.push(path);
        }
    }
}

fn layer(module: &str) -> Option<u32> {
    LAYERS
        .iter()
        .find(|(name, _)| *name == module)
        .map(|(_, layer)| *layer)
}

/// Returns the part of a source file that is not its tests.
fn without_tests(text: &str) -> &str {
    text.find("#[cfg(test)]\n").map_or(text, |at| &text[..at])
}

#[test]
fn modules_use_only_what_stands_below_them() {
    let mut wrong = Vec::new();
    for (name, text) in files("src") {
        let module = name
            .trim_start_matches("src/")
            .split(['/', '.'])
            .next()
            .unwrap_or_default();
        let is_test = name.contains("tests") || name.contains("/sample");
        let Some(mine) = layer(module).filter(|_| name.ends_with(".rs") && !is_test) else {
            continue;
        };
        for (number, line) in without_tests(&text).lines().enumerate() {
            if line.trim_start().starts_with("//") {
                continue;
            }
            for used in line.split("crate::").skip(1) {
                let used: String = used
                    .chars()
                    .take_while(|c| c.is_ascii_lowercase() || *c == '_')
                    .collect();
                if used == module || layer(&used).is_none() {
                    continue;
                }
                let below = layer(&used).is_some_and(|other| other < mine);
                let pair = (module, used.as_str());
                if FORBIDDEN.contains(&pair) || !(below || ALLOWED.contains(&pair)) {
                    wrong.push(format!("{name}:{}: {module} uses {used}", number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_rule_is_named_in_the_source() {
    let ids: BTreeSet<String> = files("rules")
        .iter()
        .filter(|(name, _)| name.ends_with(".yaml") && !name.starts_with("rules/vocabulary/"))
        .filter_map(|(name, _)| {
            Path::new(name)
                .file_stem()
                .map(|stem| stem.to_string_lossy().into_owned())
        })
        .filter(|id| id != "pack" && id != "provisions")
        .collect();
    let mut wrong = Vec::new();
    for (name, text) in files("src") {
        let is_test = name.contains("tests") || name.contains("/sample");
        if is_test || !name.ends_with(".rs") {
            continue;
        }
        for id in &ids {
            if without_tests(&text).contains(&format!("\"{id}\"")) {
                wrong.push(format!("{name} names the rule {id}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn source_files_are_small() {
    let mut wrong = Vec::new();
    for (name, text) in files("src").into_iter().chain(files("tests")) {
        let lines = text.lines().count();
        let reason = LONGER.iter().any(|(longer, _)| *longer == name);
        let most = if name.contains("tests") {
            LINES_OF_TESTS
        } else {
            LINES
        };
        if name.ends_with(".rs") && lines > most && !reason {
            wrong.push(format!(
                "{name} has {lines} lines: part it, or list it with a reason"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_text_names_the_machine_that_it_was_written_on() {
    // Written in two pieces, so that this file does not hold them itself.
    let banned = [
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
        concat!("crates", ".io"),
        concat!("py", "pi.org"),
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
    ];
    let mut all = files("src");
    for folder in ["tests", "rules", "docs", ".ci"] {
        all.extend(files(folder));
    }
    for name in ["README.md", "README.zh-CN.md", "Cargo.toml"] {
        all.extend(fs::read_to_string(root().join(name)).map(|text| (name.to_owned(), text)));
    }
    let mut wrong = Vec::new();
    for (name, text) in &all {
        for word in banned {
            if text.contains(word) {
                wrong.push(format!("{name} has {word}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
