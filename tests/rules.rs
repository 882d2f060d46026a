//! One named test for every example of every shipped rule, for the generated pages of
//! documentation and for the examples of the guide for rule authors.
//!
//! `UPDATE_DOCS=1 cargo test --test rules` writes the generated pages anew.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its input must stop and say so"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use gongkai::audit::{survivors, try_examples, uncovered};
use gongkai::model::Lang;
use gongkai::rules::{RuleSet, docs};
use libtest_mimic::{Arguments, Failed, Trial, run};

/// Whether conditions that no example makes true or false are mistakes.
const REQUIRE_COVERAGE: bool = true;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut trials = vec![
        Trial::test("guide_for_authors_is_correct", guide_for_authors_is_correct),
        Trial::test("schema_knows_every_fact", schema_knows_every_fact),
    ];
    match RuleSet::shipped() {
        Err(problems) => trials.push(Trial::test("shipped_rules_are_correct", move || {
            Err(Failed::from(problems.render(Lang::Zh)))
        })),
        Ok(rules) => {
            trials.extend(rule_trials(&rules));
            let pages = docs::pages(&rules);
            trials.push(Trial::test("generated_pages_are_current", move || {
                pages_are_current(&pages)
            }));
        }
    }
    run(&arguments, trials).exit_code()
}

fn rule_trials(rules: &RuleSet) -> Vec<Trial> {
    let mut trials = Vec::new();
    for rule in rules.rules() {
        for report in try_examples(rule) {
            let name = format!("{}::{}::{}", rule.id, report.expected.code(), report.name);
            trials.push(Trial::test(name, move || match report.mismatch {
                None => Ok(()),
                Some(words) => Err(Failed::from(format!(
                    "{}:{}: {}",
                    report.file, report.at.line, words.zh
                ))),
            }));
        }
        let gaps = uncovered(rule);
        trials.push(Trial::test(
            format!("{}::every_condition_is_shown", rule.id),
            move || {
                let told: Vec<String> = gaps
                    .iter()
                    .map(|gap| format!("{}:{}: {}", gap.file, gap.at.line, gap.words.zh))
                    .collect();
                if told.is_empty() || !REQUIRE_COVERAGE {
                    return Ok(());
                }
                Err(Failed::from(told.join("\n")))
            },
        ));
        // A rule that is changed a little must contradict one of its examples: conditions that
        // may be dropped and limits that may be moved say nothing.
        let name = format!("{}::every_change_breaks_an_example", rule.id);
        let rule = rule.clone();
        trials.push(Trial::test(name, move || {
            let told: Vec<String> = survivors(&rule)
                .iter()
                .map(|mutant| format!("{}:{}: {}", rule.file, mutant.at.line, mutant.words.zh))
                .collect();
            match told.is_empty() {
                true => Ok(()),
                false => Err(Failed::from(told.join("\n"))),
            }
        }));
    }
    trials
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn pages_are_current(pages: &[docs::Page]) -> Result<(), Failed> {
    let folder = root().join("docs");
    let update = std::env::var_os("UPDATE_DOCS").is_some();
    let mut stale = Vec::new();
    for page in pages {
        let path = folder.join(&page.path);
        if fs::read_to_string(&path).is_ok_and(|text| text.replace("\r\n", "\n") == page.text) {
            continue;
        }
        if update {
            fs::create_dir_all(path.parent().unwrap())?;
            fs::write(&path, &page.text)?;
        } else {
            stale.push(page.path.clone());
        }
    }
    if stale.is_empty() {
        return Ok(());
    }
    Err(Failed::from(format!(
        "docs/ is not current: {}; run UPDATE_DOCS=1 cargo test --test rules",
        stale.join(", ")
    )))
}

/// Each file of the guide is a code block that begins with `# <pack>/<file>.yaml`.
fn guide_for_authors_is_correct() -> Result<(), Failed> {
    let text = fs::read_to_string(root().join("docs/rules-guide.md"))?;
    let files = files_of_guide(&text);
    if files.len() < 5 {
        return Err(Failed::from("the guide has lost its examples"));
    }
    let set = RuleSet::of_texts(
        files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str())),
    )
    .map_err(|problems| Failed::from(problems.render(Lang::Zh)))?;
    for rule in set.rules() {
        for report in try_examples(rule) {
            if let Some(words) = report.mismatch {
                return Err(Failed::from(format!("{}: {}", rule.id, words.zh)));
            }
        }
        if let Some(gap) = uncovered(rule).first() {
            return Err(Failed::from(format!("{}: {}", rule.id, gap.words.zh)));
        }
        if let Some(mutant) = survivors(rule).first() {
            return Err(Failed::from(format!("{}: {}", rule.id, mutant.words.zh)));
        }
    }
    Ok(())
}

fn files_of_guide(text: &str) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for block in text.split("```yaml\n").skip(1) {
        let body = block.split("```").next().unwrap_or_default();
        let Some(path) = body.lines().next().and_then(|line| line.strip_prefix("# ")) else {
            continue;
        };
        if Path::new(path)
            .extension()
            .is_some_and(|ending| ending == "yaml")
        {
            files.insert(path.trim().to_owned(), body.to_owned());
        }
    }
    files
}

fn schema_knows_every_fact() -> Result<(), Failed> {
    let schema = gongkai::rules::rule_schema();
    let condition = schema
        .pointer("/$defs/Condition/properties")
        .ok_or("no schema of conditions")?;
    for fact in gongkai::model::CATALOGUE {
        if condition.get(fact.name).is_none() {
            return Err(Failed::from(fact.name));
        }
    }
    for choice in ["severity", "subject", "gather"] {
        let pointer = format!("/properties/{choice}/enum");
        if schema.pointer(&pointer).is_none() {
            return Err(Failed::from(pointer));
        }
    }
    Ok(())
}
