//! Auditing small whole sites within a test: a site is a map from path to bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use gongkai::audit::Options;
use gongkai::calendar::Calendar;
use gongkai::model::{Address, Cause, Run, Verdict};
use gongkai::report;
use gongkai::rules::RuleSet;
use gongkai::scan::{DEMO_AS_OF, ScanOptions, Target, Tools, assess, scan};

/// A site: the file at each path, without a leading slash.
#[derive(Debug, Clone)]
pub(crate) struct Site(pub(crate) BTreeMap<String, Vec<u8>>);

pub(crate) static RULES: LazyLock<RuleSet> = LazyLock::new(|| RuleSet::shipped().unwrap());
pub(crate) static TOOLS: LazyLock<Tools> = LazyLock::new(|| Tools {
    sought: RULES.sought(),
    ..Tools::shipped(RULES.phrases().into_iter().collect()).unwrap()
});

impl Site {
    /// The demo site.
    pub(crate) fn demo() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/sites/demo");
        let mut files = BTreeMap::new();
        let mut waiting = vec![root.clone()];
        while let Some(folder) = waiting.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    waiting.push(path);
                } else {
                    let name = path
                        .strip_prefix(&root)
                        .unwrap()
                        .to_str()
                        .unwrap()
                        .replace('\\', "/");
                    files.insert(name, std::fs::read(&path).unwrap());
                }
            }
        }
        Self(files)
    }

    /// Changes the text of every page whose path begins with `below`; one must change.
    pub(crate) fn edit(&mut self, below: &str, from: &str, to: &str) {
        let mut changed = false;
        for (path, bytes) in &mut self.0 {
            if !path.starts_with(below) {
                continue;
            }
            if let Ok(text) = std::str::from_utf8(bytes)
                && text.contains(from)
            {
                *bytes = text.replace(from, to).into_bytes();
                changed = true;
            }
        }
        assert!(changed, "{below} has no {from}");
    }

    /// Changes bytes in every file, whatever its encoding.
    pub(crate) fn edit_bytes(&mut self, from: &[u8], to: &[u8]) {
        for bytes in self.0.values_mut() {
            let mut out = Vec::with_capacity(bytes.len());
            let mut at = 0;
            while at < bytes.len() {
                if bytes[at..].starts_with(from) {
                    out.extend_from_slice(to);
                    at += from.len();
                } else {
                    out.push(bytes[at]);
                    at += 1;
                }
            }
            *bytes = out;
        }
    }

    /// Takes the items out of the list of a column.
    pub(crate) fn empty(&mut self, column: &str) {
        let path = format!("{column}index.html");
        let text = String::from_utf8(self.0[&path].clone()).unwrap();
        let begin = text.find("<ul class=\"list\">").unwrap();
        let end = begin + text[begin..].find("</ul>").unwrap() + 5;
        let bare = format!("{}<ul class=\"list\"></ul>{}", &text[..begin], &text[end..]);
        self.0.insert(path, bare.into_bytes());
    }

    /// Returns the one page below a folder whose text has these words.
    pub(crate) fn page_with(&self, below: &str, words: &str) -> String {
        let mut found = self.0.iter().filter(|(path, bytes)| {
            path.starts_with(below)
                && path.contains("/t2")
                && std::str::from_utf8(bytes).is_ok_and(|text| text.contains(words))
        });
        let path = found.next().unwrap().0.clone();
        assert!(found.next().is_none(), "{words} stands on two pages");
        path
    }

    /// Writes the site into a folder.
    pub(crate) fn write(&self, folder: &Path) {
        for (path, bytes) in &self.0 {
            let to = folder.join(path);
            std::fs::create_dir_all(to.parent().unwrap()).unwrap();
            std::fs::write(to, bytes).unwrap();
        }
    }

    /// Audits the site as a directory.
    pub(crate) fn audit(&self) -> Run {
        self.audit_at("http://demo.example/")
    }

    /// Audits the site as a directory that stands for an address.
    pub(crate) fn audit_at(&self, address: &str) -> Run {
        let folder = tempfile::tempdir().unwrap();
        self.write(folder.path());
        audit(&Target::Folder(folder.path().to_owned()), Some(address))
    }
}

/// Audits a target as of the demo's day.
pub(crate) fn audit(target: &Target, base: Option<&str>) -> Run {
    let mut options = ScanOptions {
        base_url: base.and_then(Address::parse),
        ..ScanOptions::default()
    };
    options.crawl.rate = 0.0;
    audit_with(target, &options)
}

/// Audits a target in a given way.
pub(crate) fn audit_with(target: &Target, options: &ScanOptions) -> Run {
    let scanned = scan(target, &TOOLS, options, &()).unwrap();
    assess(
        "test",
        &scanned,
        &TOOLS,
        &RULES,
        &Calendar::shipped(),
        DEMO_AS_OF,
        Options::default(),
    )
}

/// Returns rule, the subject's identity and message of every finding graver than advice.
pub(crate) fn findings(run: &Run) -> BTreeSet<(String, String, String)> {
    run.findings()
        .filter(|finding| finding.severity.code() != "advice")
        .map(|finding| {
            (
                finding.rule.clone(),
                finding.subject.key.clone(),
                finding.message.zh.clone(),
            )
        })
        .collect()
}

/// Returns the verdict of a rule on its only subject.
pub(crate) fn verdict(run: &Run, rule: &str) -> Option<&'static str> {
    run.outcomes
        .iter()
        .find(|outcome| outcome.rule == rule)
        .map(|outcome| match outcome.verdict {
            Verdict::Pass => "pass",
            Verdict::Fail => "fail",
            Verdict::Inapplicable(_) => "inapplicable",
            Verdict::CannotTell { .. } => "cannot_tell",
        })
}

/// Why a rule is left open, subject by subject.
pub(crate) fn left_open(run: &Run, rule: &str) -> Vec<Cause> {
    let outcomes = run.outcomes.iter().filter(|outcome| outcome.rule == rule);
    outcomes
        .filter_map(|outcome| match outcome.verdict {
            Verdict::CannotTell { cause, .. } => Some(cause),
            _ => None,
        })
        .collect()
}

/// Writes a run as JSON, the times of fetching left out.
pub(crate) fn json(run: &Run) -> String {
    let format = report::by_name("json").unwrap();
    let mut bytes = Vec::new();
    (format.write)(run, &report::Style::default(), &mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let times = ["\"started\"", "\"finished\"", "\"fetched_at\""];
    text.lines()
        .filter(|line| !times.iter().any(|time| line.trim_start().starts_with(time)))
        .collect::<Vec<_>>()
        .join("\n")
}
