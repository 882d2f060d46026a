//! `gongkai evidence`: what stands behind the findings of an audit, in a file of its own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use jiff::Timestamp;
use serde::Deserialize;

use super::error::Failure;
use super::surroundings::Surroundings;
use super::{engine, exit, output, say};
use crate::model::{Address, Lang, Words};
use crate::snapshot::warc::pack::{self, Checked, Packed, Wanted};
use crate::snapshot::warc::{About, Limits, Lookup};

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

/// Packs the evidence of an audit, or checks a pack.
pub(super) fn run(given: &ArgMatches, around: &Surroundings) -> Result<u8, Failure> {
    let lang = around.lang;
    let Some(path) = given.get_one::<PathBuf>("audit") else {
        return Ok(exit::USAGE);
    };
    let Some(to) = given.get_one::<PathBuf>("output") else {
        return check(path, lang);
    };
    output::check(to)?;
    let audit = read(path)?;
    let mut archives = engine::paths(given, "archive");
    if archives.is_empty() {
        archives.push(PathBuf::from(&audit.target));
    }
    let lookup = Lookup::open(&archives, Limits::default()).map_err(|error| {
        Failure::target(Words::new(
            format!("无法读取存档：{error}；请用 --archive 指定核查时的存档"),
            format!(
                "the archive could not be read: {error}; name the audit's archive with --archive"
            ),
        ))
    })?;
    let mut wanted: BTreeMap<String, (Option<String>, Vec<String>)> = BTreeMap::new();
    for verdict in audit
        .verdicts
        .iter()
        .filter(|verdict| verdict.outcome == "fail")
    {
        for seen in &verdict.evidence {
            let (sha256, findings) = wanted.entry(seen.url.clone()).or_default();
            if sha256.is_none() {
                sha256.clone_from(&seen.sha256);
            }
            findings.push(verdict.fingerprint.clone());
        }
    }
    let notes = wanted
        .iter()
        .map(|(url, (_, findings))| {
            let findings = findings.join(",");
            ("gongkai-evidence".to_owned(), format!("{findings} {url}"))
        })
        .collect();
    let wanted: Vec<Wanted> = wanted
        .into_iter()
        .filter_map(|(url, (sha256, _))| {
            Some(Wanted {
                address: Address::parse(&url)?,
                sha256,
            })
        })
        .collect();
    let now = Timestamp::now();
    let about = About {
        user_agent: concat!("gongkai/", env!("CARGO_PKG_VERSION")).to_owned(),
        robots: "none".to_owned(),
        created: now,
        fields: vec![
            ("description".to_owned(), "evidence of findings".to_owned()),
            ("gongkai-target".to_owned(), audit.target),
            ("gongkai-as-of".to_owned(), audit.as_of),
        ],
    };
    let packed = pack::pack(&lookup, &wanted, to, &about, notes, now)
        .map_err(|error| Failure::unwritable(to, &error))?;
    tell(&packed, to, lang);
    Ok(if packed.missing.is_empty() && packed.other.is_empty() {
        exit::CLEAN
    } else {
        exit::TARGET
    })
}

fn read(path: &Path) -> Result<Audit, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| Failure::unreadable(path, &error))?;
    let mistake = |detail: &str| {
        Failure::usage(
            Words::new(
                format!(
                    "{} 不是核查结果（gongkai.audit/1）：{detail}",
                    path.display()
                ),
                format!("{} is no audit (gongkai.audit/1): {detail}", path.display()),
            ),
            Words::new(
                "请给出 gongkai audit … -o x.json 写出的文件",
                "give a file that gongkai audit … -o x.json wrote",
            ),
        )
    };
    let audit: Audit = serde_json::from_str(&text).map_err(|error| mistake(&error.to_string()))?;
    if audit.schema == "gongkai.audit/1" {
        Ok(audit)
    } else {
        Err(mistake(&audit.schema))
    }
}

fn tell(packed: &Packed, to: &Path, lang: Lang) {
    let (count, path) = (packed.packed, to.display());
    say(&match lang {
        Lang::Zh => format!(
            "已把 {count} 个网页的原始记录写入 {path}，链首摘要 {}",
            packed.chain
        ),
        Lang::En => format!(
            "wrote the records of {count} pages to {path}; chain {}",
            packed.chain
        ),
    });
    for address in &packed.missing {
        say(&match lang {
            Lang::Zh => format!("注意：存档中没有 {address}"),
            Lang::En => format!("note: no archive holds {address}"),
        });
    }
    for address in &packed.other {
        say(&match lang {
            Lang::Zh => format!("注意：存档中的 {address} 与核查时所见不同，没有收入"),
            Lang::En => {
                format!("note: {address} in the archive is not what the audit saw; left out")
            }
        });
    }
}

fn check(path: &Path, lang: Lang) -> Result<u8, Failure> {
    let checked = pack::check(path).map_err(|error| {
        Failure::target(Words::new(
            format!("无法读取 {}：{error}", path.display()),
            format!("{} could not be read: {error}", path.display()),
        ))
    })?;
    let Some(Checked {
        sound,
        changed,
        chain,
    }) = checked
    else {
        return Err(Failure::usage(
            Words::new(
                format!("{} 不是证据包", path.display()),
                format!("{} is no pack of evidence", path.display()),
            ),
            Words::new(
                "打包请用 -o 指定要写的文件",
                "to make one, name the file with -o",
            ),
        ));
    };
    for address in &changed {
        say(&match lang {
            Lang::Zh => format!("错误：{address} 的记录被改动过"),
            Lang::En => format!("error: the record of {address} was changed"),
        });
    }
    match chain {
        Some(chain) if changed.is_empty() => {
            say(&match lang {
                Lang::Zh => format!("{sound} 条记录均未改动，链首摘要 {chain}"),
                Lang::En => format!("all {sound} records are as they were packed; chain {chain}"),
            });
            Ok(exit::CLEAN)
        }
        _ => {
            say(lang.pick(
                "错误：摘要链不符",
                "error: the chain of digests does not hold",
            ));
            Ok(exit::FINDINGS)
        }
    }
}
