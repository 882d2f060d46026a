//! Where findings and their evidence come from: an audit's JSON, or a ledger.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use serde::Deserialize;

use super::super::error::Failure;
use super::super::ledger::{conditions_of, told};
use super::super::surroundings::today;
use crate::ledger::{Filter, Ledger, State};
use crate::model::Words;

/// What is to be packed.
pub(super) struct Source {
    /// The findings.
    pub(super) findings: Vec<Finding>,
    /// Archives that hold the records as far as the source tells, the oldest first.
    pub(super) archives: Vec<PathBuf>,
    /// What the pack says of where it comes from.
    pub(super) fields: Vec<(String, String)>,
}

/// One finding.
pub(super) struct Finding {
    /// Its number.
    pub(super) fingerprint: String,
    /// Pages behind it: address and SHA-256 of the decoded body.
    pub(super) pages: Vec<(String, Option<String>)>,
}

/// What is needed of an audit's JSON.
#[derive(Deserialize)]
struct Audit {
    schema: String,
    target: String,
    as_of: String,
    verdicts: Vec<Verdict>,
}

#[derive(Deserialize)]
struct Verdict {
    outcome: String,
    fingerprint: String,
    evidence: Vec<Seen>,
}

#[derive(Deserialize)]
struct Seen {
    url: String,
    sha256: Option<String>,
}

/// How every file of SQLite begins.
const SQLITE: &[u8] = b"SQLite format 3\0";

/// Reads what is to be packed out of either.
pub(super) fn read(path: &Path, given: &ArgMatches) -> Result<Source, Failure> {
    let mut start = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(SQLITE.len() as u64).read_to_end(&mut start))
        .map_err(|error| Failure::unreadable(path, &error))?;
    let filter = conditions_of(given, today())?;
    if start == SQLITE {
        return of_ledger(path, filter);
    }
    let bare = Filter {
        today: filter.today,
        ..Filter::default()
    };
    if filter != bare {
        return Err(Failure::usage(
            Words::new(
                "选问题的条件只用于台账",
                "conditions choose issues of a ledger only",
            ),
            Words::new(
                format!("{} 不是台账；去掉条件即打包全部问题", path.display()),
                format!(
                    "{} is no ledger; without conditions all findings are packed",
                    path.display()
                ),
            ),
        ));
    }
    of_audit(path)
}

fn of_audit(path: &Path) -> Result<Source, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| Failure::unreadable(path, &error))?;
    let mistake = |detail: &str| {
        Failure::usage(
            Words::new(
                format!(
                    "{} 不是台账，也不是核查结果（gongkai.audit/1）：{detail}",
                    path.display()
                ),
                format!(
                    "{} is neither a ledger nor an audit (gongkai.audit/1): {detail}",
                    path.display()
                ),
            ),
            Words::new(
                "请给出 gongkai audit … -o x.json 或 --ledger 写出的文件",
                "give a file that gongkai audit … -o x.json or --ledger wrote",
            ),
        )
    };
    let audit: Audit = serde_json::from_str(&text).map_err(|error| mistake(&error.to_string()))?;
    if audit.schema != "gongkai.audit/1" {
        return Err(mistake(&audit.schema));
    }
    let failed = audit
        .verdicts
        .into_iter()
        .filter(|verdict| verdict.outcome == "fail");
    Ok(Source {
        findings: failed
            .map(|verdict| Finding {
                fingerprint: verdict.fingerprint,
                pages: verdict
                    .evidence
                    .into_iter()
                    .map(|seen| (seen.url, seen.sha256))
                    .collect(),
            })
            .collect(),
        archives: vec![PathBuf::from(&audit.target)],
        fields: vec![
            ("gongkai-target".to_owned(), audit.target),
            ("gongkai-as-of".to_owned(), audit.as_of),
        ],
    })
}

/// Takes the issues that a filter chooses; those that are pending where it names no state.
fn of_ledger(path: &Path, mut filter: Filter) -> Result<Source, Failure> {
    if filter.states.is_empty() {
        filter.states = State::ALL
            .into_iter()
            .filter(|state| state.is_pending())
            .collect();
    }
    let ledger = Ledger::open_to_read(path).map_err(|error| told(&error))?;
    let issues = ledger.issues(&filter).map_err(|error| told(&error))?;
    if issues.is_empty() {
        return Err(Failure::usage(
            Words::new(
                "台账中没有符合条件的问题，没有写证据包",
                "the ledger has no such issue; no pack was written",
            ),
            Words::new(
                "不写 --state 时只取未销号、未排除的；用 gongkai ledger list 查看",
                "without --state only what is pending is taken; see gongkai ledger list",
            ),
        ));
    }
    let runs = ledger.runs().map_err(|error| told(&error))?;
    let mut archives: Vec<PathBuf> = Vec::new();
    // Each issue keeps the evidence of the scan that saw it last.
    for run in &runs {
        let seen = issues.iter().any(|issue| issue.last_seen.run == run.run);
        let target = PathBuf::from(&run.target);
        if seen && target.is_file() && !archives.contains(&target) {
            archives.push(target);
        }
    }
    let day = filter.today.unwrap_or_else(today);
    Ok(Source {
        findings: issues
            .iter()
            .map(|issue| Finding {
                fingerprint: issue.fingerprint.to_string(),
                pages: issue
                    .finding
                    .evidence
                    .iter()
                    .map(|seen| {
                        let digest = seen.sha256.as_deref().map(str::to_owned);
                        (seen.url.to_string(), digest)
                    })
                    .collect(),
            })
            .collect(),
        archives,
        fields: vec![
            ("gongkai-ledger".to_owned(), path.display().to_string()),
            ("gongkai-as-of".to_owned(), day.to_string()),
        ],
    })
}
