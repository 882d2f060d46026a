//! Checks rule folders and tries their examples: `cargo run --example rulecheck -- DIR…`.

#![allow(clippy::print_stdout, reason = "a tool for rule authors")]

use std::path::PathBuf;
use std::process::ExitCode;

use gongkai::audit::{survivors, try_examples, uncovered};
use gongkai::model::Lang;
use gongkai::rules::RuleSet;

fn main() -> ExitCode {
    let dirs: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let rules = match RuleSet::of_folders(&dirs) {
        Ok(rules) => rules,
        Err(problems) => {
            println!("{}", problems.render(Lang::Zh));
            return ExitCode::from(2);
        }
    };
    let (mut tried, mut failed) = (0, 0);
    for rule in rules.rules() {
        for report in try_examples(rule) {
            tried += 1;
            if let Some(mismatch) = report.mismatch {
                failed += 1;
                println!(
                    "{}:{}: {}：{}",
                    report.file, report.at.line, report.name, mismatch.zh
                );
            }
        }
        for gap in uncovered(rule) {
            println!("{}:{}: 提醒：{}", gap.file, gap.at.line, gap.words.zh);
        }
        for mutant in survivors(rule) {
            println!(
                "{}:{}: 提醒：{}，没有例子察觉",
                rule.file, mutant.at.line, mutant.words.zh
            );
        }
    }
    println!(
        "{} 条规则，{tried} 个例子，{failed} 个不符",
        rules.rules().len()
    );
    if failed > 0 {
        ExitCode::from(1)
    } else {
        ExitCode::SUCCESS
    }
}
