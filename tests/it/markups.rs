//! Clean twins and injected violations: whole small sites of six kinds of bodies in four
//! markups. A clean one must have no finding above advice; each spoiled one exactly the
//! findings that its one fault makes.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use gongkai::{calendar, model, rules, scan};

use crate::markups_content::{Kind, Twin};
use crate::markups_skins::{Skin, draw};

/// What judging needs, compiled once for all sites.
pub(crate) struct Bench {
    pub(crate) rules: rules::RuleSet,
    pub(crate) tools: scan::Tools,
    pub(crate) calendar: calendar::Calendar,
}

pub(crate) static BENCH: LazyLock<Bench> = LazyLock::new(|| {
    let rules = rules::RuleSet::shipped().unwrap();
    let tools = scan::Tools::shipped(rules.phrases().into_iter().collect()).unwrap();
    Bench {
        rules,
        tools,
        calendar: calendar::Calendar::shipped(),
    }
});

/// Writes the files of a site below a directory.
pub(crate) fn write(twin: &Twin, skin: Skin, root: &Path) {
    for (path, bytes) in draw(twin, skin) {
        let file = root.join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, bytes).unwrap();
    }
}

/// Audits a directory as of a day.
pub(crate) fn audit(root: &Path, as_of: &str) -> model::Run {
    let options = scan::ScanOptions {
        base_url: model::Address::parse("http://twin.example/"),
        selection: scan::Selection::Whole,
        ..scan::ScanOptions::default()
    };
    let target = scan::Target::parse(root.to_str().unwrap()).unwrap();
    let scanned = scan::scan(&target, &BENCH.tools, &options, &()).unwrap();
    scan::assess(
        "twin",
        &scanned,
        &BENCH.tools,
        &BENCH.rules,
        &BENCH.calendar,
        as_of.parse().unwrap(),
    )
}

pub(crate) fn run(twin: &Twin, skin: Skin) -> model::Run {
    let folder = tempfile::tempdir().unwrap();
    write(twin, skin, folder.path());
    audit(folder.path(), "2026-11-24")
}

/// Rule and message of every finding above advice.
pub(crate) fn fails(run: &model::Run) -> BTreeSet<(String, String)> {
    run.outcomes
        .iter()
        .filter(|outcome| {
            matches!(outcome.verdict, model::Verdict::Fail)
                && outcome.severity != model::Severity::Advice
        })
        .map(|outcome| (outcome.rule.clone(), outcome.message.zh.clone()))
        .collect()
}

#[test]
fn clean_twins_have_no_finding() {
    let mut wrong = String::new();
    for kind in Kind::ALL {
        for skin in Skin::ALL {
            let run = run(&Twin::clean(kind), skin);
            for (rule, message) in fails(&run) {
                wrong.push_str(&format!("{kind:?} {skin:?}: {rule}: {message}\n"));
            }
            let passed = run
                .outcomes
                .iter()
                .filter(|outcome| matches!(outcome.verdict, model::Verdict::Pass))
                .count();
            if std::env::var("MARKUPS_SHOW").is_ok() {
                eprintln!("{kind:?} {skin:?} {:?} pass {passed} coverage {:.2}", run.body.profile, run.coverage());
                for outcome in &run.outcomes {
                    match &outcome.verdict {
                        model::Verdict::CannotTell { cause, look } => eprintln!("  ?? {} {} {}", cause.code(), outcome.rule, look.zh),
                        model::Verdict::Fail => eprintln!("  advice {} {}", outcome.rule, outcome.message.zh),
                        _ => {}
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Writes the sites below `MARKUPS_KEEP`, to be looked at by hand.
#[test]
#[ignore = "for looking at the sites by hand"]
fn keep() {
    let folder = std::env::var("MARKUPS_KEEP").unwrap();
    for kind in Kind::ALL {
        for skin in Skin::ALL {
            let root = Path::new(&folder).join(format!("{kind:?}-{skin:?}"));
            write(&Twin::clean(kind), skin, &root);
        }
    }
}
