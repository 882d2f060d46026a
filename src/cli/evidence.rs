//! `gongkai evidence`: what stands behind the findings of an audit or of a ledger, in a file of
//! its own.

mod source;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use jiff::Timestamp;

use super::error::Failure;
use super::surroundings::Surroundings;
use super::{engine, exit, output, say};
use crate::masking::{is_masked_address, masked};
use crate::model::{Address, Lang, Words, io_reason};
use crate::snapshot::warc::pack::{self, Checked, Packed, Wanted};
use crate::snapshot::warc::{About, Limits, Lookup, ReadError};

/// The most addresses named that no archive holds.
const SHOWN: usize = 10;

/// Packs the evidence of an audit or of a ledger, or checks a pack.
pub(super) fn run(given: &ArgMatches, around: &Surroundings) -> Result<u8, Failure> {
    let lang = around.lang;
    let Some(path) = given.get_one::<PathBuf>("audit") else {
        return Ok(exit::USAGE);
    };
    let Some(to) = given.get_one::<PathBuf>("output") else {
        return check(path, lang);
    };
    output::check(to)?;
    let source = source::read(path, given)?;
    let mut archives = engine::paths(given, "archive");
    if archives.is_empty() {
        archives = source.archives;
    }
    if source
        .findings
        .iter()
        .all(|finding| finding.pages.is_empty())
    {
        say(lang.pick(
            "没有问题，也就没有要打包的证据；没有写文件",
            "there are no findings, so there is nothing to pack; no file was written",
        ));
        return Ok(exit::CLEAN);
    }
    let lookups = open(&archives)?;
    // One page may stand behind several findings, and with the bytes of several days.
    let mut wanted: BTreeMap<(String, Option<String>), Vec<String>> = BTreeMap::new();
    for finding in source.findings {
        for page in finding.pages {
            let findings = wanted.entry(page).or_default();
            findings.push(finding.fingerprint.clone());
        }
    }
    let notes = wanted
        .iter()
        .map(|((url, _), findings)| {
            let findings = findings.join(",");
            ("gongkai-evidence".to_owned(), format!("{findings} {url}"))
        })
        .collect();
    let wanted: Vec<Wanted> = wanted
        .into_keys()
        .filter_map(|(url, sha256)| {
            // An address that was masked is looked for among those of the archives.
            let known = is_masked_address(&url).then(|| {
                let is_meant = |address: &str| masked(address) == url;
                let mut archives = lookups.iter();
                archives.find_map(|archive| archive.find_address(is_meant, sha256.as_deref()))
            });
            Some(Wanted {
                address: known.flatten().or_else(|| Address::parse(&url))?,
                sha256,
            })
        })
        .collect();
    let now = Timestamp::now();
    let mut fields = vec![(pack::KIND.0.to_owned(), pack::KIND.1.to_owned())];
    fields.extend(source.fields);
    let about = About {
        user_agent: concat!("gongkai/", env!("CARGO_PKG_VERSION")).to_owned(),
        robots: "none".to_owned(),
        created: now,
        fields,
    };
    let packed = pack::pack(&lookups, &wanted, to, &about, notes, now)
        .map_err(|error| Failure::unwritable(to, &error))?;
    tell(&packed, to, lang);
    Ok(if packed.is_whole() {
        exit::CLEAN
    } else {
        exit::TARGET
    })
}

/// Opens archives, the oldest first: each with the older ones, which it may refer to. The
/// newest comes first in the answer.
fn open(archives: &[PathBuf]) -> Result<Vec<Lookup>, Failure> {
    if archives.is_empty() {
        return Err(Failure::usage(
            Words::new(
                "不知道原始记录在哪个存档里",
                "it is not known which archive holds the records",
            ),
            Words::new(
                "请用 --archive 指定核查时的存档，可重复，旧的在前",
                "name the audits’ archives with --archive, the oldest first",
            ),
        ));
    }
    let mut lookups = Vec::new();
    for until in (1..=archives.len()).rev() {
        let lookup = Lookup::open(&archives[..until], Limits::default()).map_err(|error| {
            Failure::target(Words::new(
                format!("无法读取存档：{error}；请用 --archive 指定核查时的存档"),
                format!(
                    "the archive could not be read: {error}; name the audit's archive with --archive"
                ),
            ))
        })?;
        lookups.push(lookup);
    }
    Ok(lookups)
}

fn tell(packed: &Packed, to: &Path, lang: Lang) {
    let (count, path) = (packed.packed, to.display());
    say(&match lang {
        Lang::Zh if packed.kept => format!(
            "只找到 {count} 个网页的原始记录，不完整，没有覆盖已有的 {path}；请用 --archive 给出核查时的存档，或用 -o 换一个文件名"
        ),
        Lang::En if packed.kept => format!(
            "only the records of {count} pages were found: {path}, which is there already, was not replaced; name the audit’s archives with --archive, or another file with -o"
        ),
        Lang::Zh if count == 0 => format!("存档中没有要打包的网页，没有写 {path}"),
        Lang::En if count == 0 => {
            format!("no archive holds any of the pages: {path} was not written")
        }
        Lang::Zh => format!(
            "已把 {count} 个网页的原始记录写入 {path}，链首摘要 {}",
            packed.chain
        ),
        Lang::En => format!(
            "wrote the records of {count} pages to {path}; chain {}",
            packed.chain
        ),
    });
    if !packed.missing.is_empty() {
        say(lang.pick(
            "注意：核查用过 --since 的，请把更早的存档也用 --archive 给出，旧的在前",
            "note: where the audit used --since, name the older archives with --archive too, the oldest first",
        ));
    }
    let more = packed.missing.len().saturating_sub(SHOWN);
    for address in packed.missing.iter().take(SHOWN) {
        say(&match lang {
            Lang::Zh => format!("注意：存档中没有 {address}"),
            Lang::En => format!("note: no archive holds {address}"),
        });
    }
    if more > 0 {
        say(&match lang {
            Lang::Zh => format!("注意：另有 {more} 个网页存档中也没有"),
            Lang::En => format!("note: {more} more pages are in no archive"),
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
        let path = path.display();
        match error {
            // What is to be packed, without the file to pack it into.
            ReadError::NotWarc { looks_like, .. } => {
                let like = looks_like.words();
                Failure::usage(
                    Words::new(
                        format!("{path} 不是证据包（{}）", like.zh),
                        format!("{path} is no pack of evidence ({})", like.en),
                    ),
                    Words::new(
                        "要从核查结果或台账打包，请加 -o 证据包.warc.gz",
                        "to pack the evidence of an audit or a ledger, add -o PACK.warc.gz",
                    ),
                )
            }
            ReadError::Open { source, .. } => {
                let why = io_reason(&source);
                Failure::target(Words::new(
                    format!("无法读取 {path}：{}", why.zh),
                    format!("{path} could not be read: {}", why.en),
                ))
            }
            other => Failure::target(Words::new(
                format!("无法读取 {path}：{other}"),
                format!("{path} could not be read: {other}"),
            )),
        }
    })?;
    let Some(Checked {
        sound,
        changed,
        chain,
        cut,
        repacked,
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
    if cut {
        say(&match lang {
            Lang::Zh => format!(
                "错误：证据包 {} 不完整，末尾缺失（可能没有写完、复制完，或被截断），无法查验；请取完整的文件，或重新打包",
                path.display()
            ),
            Lang::En => format!(
                "error: the pack {} is cut short: its end is gone, and with it what proves it; get the whole file, or pack anew",
                path.display()
            ),
        });
        return Ok(exit::FINDINGS);
    }
    if repacked {
        say(&match lang {
            Lang::Zh => format!(
                "错误：{} 被解压或重新压缩过，无法逐字节查验；请取原文件",
                path.display()
            ),
            Lang::En => format!(
                "error: {} was unpacked or packed again as a whole, so its records cannot be checked byte for byte; get the file as it was written",
                path.display()
            ),
        });
        return Ok(exit::TARGET);
    }
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
