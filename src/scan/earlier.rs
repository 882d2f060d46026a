//! Earlier snapshots of a site beside the one that is audited: read, reduced, and texts that
//! are not the same read again, two at a time.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use jiff::civil::Date;
use jiff::tz::{TimeZone, offset};
use jiff::{SignedDuration, Timestamp};
use rayon::prelude::*;

use super::{ScanError, ScanOptions, ScanResult, Target, TargetError, Tools, archive, folder};
use crate::crawl::is_private_target;
use crate::model::{Address, Capture, Cause, Words};
use crate::page::Wording;
use crate::site::copies;
use crate::site::past::{Difference, Lines, Pair, Past, Snapshot, day_in_china};
use crate::site::{PageIx, SiteModel};
use crate::snapshot::Directory;
use crate::snapshot::warc::{Limits, Lookup, Places};

/// An earlier snapshot, as it is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// A directory of pages or an archive.
    pub path: PathBuf,
    /// The day on which a directory was made, which it does not tell itself.
    pub day: Option<Date>,
}

impl Earlier {
    /// Reads an earlier snapshot as it is written on the command line: a file, a directory, or
    /// a directory with its day (`site@2026-01-15`).
    ///
    /// # Errors
    /// When nothing is there, or the day is no date.
    pub fn parse(text: &str) -> Result<Self, TargetError> {
        let whole = PathBuf::from(text);
        if whole.exists() {
            return Ok(Self {
                path: whole,
                day: None,
            });
        }
        let missing = || TargetError {
            words: Words::new(
                format!(
                    "--earlier 找不到“{text}”；应是以前的 .warc(.gz) 存档或网页目录，目录后面可写日期：目录@2026-01-15"
                ),
                format!(
                    "--earlier: there is no {text}; give an older .warc(.gz) archive or a directory, which may bear its day: site@2026-01-15"
                ),
            ),
        };
        let (path, day) = text.rsplit_once('@').ok_or_else(missing)?;
        let path = PathBuf::from(path);
        if !path.exists() {
            return Err(missing());
        }
        let day: Date = day.parse().map_err(|_| TargetError {
            words: Words::new(
                format!("--earlier 中“{day}”不是日期，应形如 2026-01-15"),
                format!("--earlier: {day} is no date; write it like 2026-01-15"),
            ),
        })?;
        if path.is_file() {
            return Err(TargetError {
                words: Words::new(
                    format!(
                        "--earlier：存档 {} 自己记有抓取时间，不要再写日期",
                        path.display()
                    ),
                    format!(
                        "--earlier: the archive {} tells when it was fetched; leave the day out",
                        path.display()
                    ),
                ),
            });
        }
        Ok(Self {
            path,
            day: Some(day),
        })
    }
}

/// An earlier snapshot that was read and reduced.
pub(super) struct Opened {
    snapshot: Snapshot,
    seed: Address,
    /// When its fetching began; `None` where that is not known.
    began: Option<Timestamp>,
    source: Source,
}

/// Where pages are read again.
enum Source {
    /// A directory.
    Folder(Box<Directory>),
    /// Archives.
    Archive(Box<Archives>),
}

/// Archives, the last one itself; opened when first asked.
struct Archives {
    paths: Vec<PathBuf>,
    /// The last one, by the places that were noted when it was read or written.
    noted: Option<Lookup>,
    /// All of them, gone through once more for what has no such place.
    whole: OnceLock<Option<Lookup>>,
}

impl Archives {
    fn capture(&self, address: &Address) -> Option<Capture> {
        let noted = self.noted.as_ref();
        noted
            .and_then(|lookup| lookup.capture(address))
            .or_else(|| {
                self.whole
                    .get_or_init(|| Lookup::open(&self.paths, Limits::default()).ok())
                    .as_ref()?
                    .capture(address)
            })
    }
}

impl Source {
    fn archive(since: &[PathBuf], path: &Path, places: Places) -> Self {
        let mut paths = since.to_vec();
        paths.push(path.to_owned());
        Self::Archive(Box::new(Archives {
            paths,
            noted: Lookup::of_places(path, places, Limits::default()).ok(),
            whole: OnceLock::new(),
        }))
    }

    /// Reads an address again; nothing where the material cannot be read at random, or no
    /// longer has it.
    fn capture(&self, address: &Address) -> Option<Capture> {
        match self {
            Self::Folder(files) => Some(files.fetch(address)),
            Self::Archive(archives) => archives.capture(address),
        }
    }

    fn wording(&self, address: &Address, tools: &Tools) -> Option<Wording> {
        let capture = self.capture(address)?;
        let reply = capture.result.ok()?;
        Some(tools.reader.read_wording(address, &reply))
    }
}

/// Reads the earlier snapshots that are given, the oldest first.
pub(super) fn open(
    target: &Target,
    tools: &Tools,
    options: &ScanOptions,
) -> Result<Vec<Opened>, ScanError> {
    let mut opened = Vec::new();
    for given in &options.earlier {
        let one = read(given, target, tools, options)?;
        // Before an hour of crawling, not after it.
        if let Target::Url(address) = target {
            check_site(&one, address)?;
        }
        opened.push(one);
    }
    if opened.iter().all(|one| one.began.is_some()) {
        opened.sort_by_key(|one| one.began);
    }
    Ok(opened)
}

fn read(
    given: &Earlier,
    target: &Target,
    tools: &Tools,
    options: &ScanOptions,
) -> Result<Opened, ScanError> {
    let name = given.path.display().to_string();
    let mut how = ScanOptions {
        since: options.since.clone(),
        stamp: given.day.map_or(options.stamp, begin_of),
        ..ScanOptions::default()
    };
    if !given.path.is_dir() {
        let ScanResult { site, places, .. } = archive::scan(&given.path, tools, &how)?;
        let began = site.fetched.0;
        return Ok(Opened {
            snapshot: Snapshot::of(&site, name, Some(day_in_china(began))),
            seed: site.seed,
            began: Some(began),
            source: Source::archive(&options.since, &given.path, places),
        });
    }
    how.base_url = match (&options.base_url, target) {
        (Some(base), _) => Some(base.clone()),
        (None, Target::Url(address)) => Some(address.clone()),
        (None, Target::Demo) => Some(folder::open_demo(options)?.base().clone()),
        _ => None,
    };
    let site = folder::scan_path(&given.path, tools, &how)?.site;
    Ok(Opened {
        snapshot: Snapshot::of(&site, name, given.day),
        seed: site.seed,
        began: given.day.map(begin_of),
        source: Source::Folder(Box::new(
            folder::open(&given.path, &how)?.fetched(how.stamp),
        )),
    })
}

/// A day.
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Returns the beginning of a day in China.
fn begin_of(day: Date) -> Timestamp {
    day.to_zoned(TimeZone::fixed(offset(8)))
        .map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
}

/// Holds what was scanned against the earlier snapshots, and its papers against each other.
pub(super) fn compare(
    target: &Target,
    tools: &Tools,
    options: &ScanOptions,
    scanned: &mut ScanResult,
    earlier: Vec<Opened>,
) -> Result<(), ScanError> {
    let places = std::mem::take(&mut scanned.places);
    let own = match target {
        Target::Folder(path) => Some(Source::Folder(Box::new(folder::open(path, options)?))),
        Target::Demo => Some(Source::Folder(Box::new(folder::open_demo(options)?))),
        Target::Archive(path) => Some(Source::archive(&options.since, path, places)),
        Target::Url(_) => options
            .archive
            .as_ref()
            .or(options.state.as_ref())
            .map(|path| Source::archive(&options.since, path, places)),
    };
    let site = &mut scanned.site;
    site.copies = copies_of(site, tools, own.as_ref());
    if earlier.is_empty() {
        return Ok(());
    }
    for one in &earlier {
        let now = match target {
            Target::Url(_) | Target::Archive(_) => site.fetched.0,
            // A directory has no time of its own: which one is older is the user's word, as far as
            // it is not of a day after the audit's.
            _ => options.stamp.saturating_add(DAY).unwrap_or(options.stamp),
        };
        check_time(one, now)?;
        check_site(one, &site.seed)?;
        scanned.remarks.push(told(one));
    }
    let mut sources = Vec::new();
    let mut seeds = Vec::new();
    let mut snapshots = Vec::new();
    for one in earlier {
        sources.push(one.source);
        seeds.push(one.seed);
        snapshots.push(one.snapshot);
    }
    let count = snapshots.len();
    let mut past = Past::of(site, snapshots, &seeds);
    let mut open: Vec<(PageIx, usize)> =
        past.open().into_iter().map(|page| (page, count)).collect();
    // Where the newest that differs differs by its template only, an older one is asked.
    while !open.is_empty() {
        let pairs: Vec<Pair> = open
            .iter()
            .filter_map(|(page, below)| past.wanted(site, *page, *below))
            .collect();
        let compared = pairs
            .par_iter()
            .map(|pair| {
                (
                    *pair,
                    difference(pair, site, &past, &sources, own.as_ref(), tools),
                )
            })
            .collect();
        let same = past.settle(site, compared);
        open = pairs
            .iter()
            .filter(|pair| same.contains(&pair.page) && pair.version.snapshot > 0)
            .map(|pair| (pair.page, pair.version.snapshot))
            .collect();
    }
    site.past = Some(Box::new(past));
    Ok(())
}

fn difference(
    pair: &Pair,
    site: &SiteModel,
    past: &Past,
    sources: &[Source],
    own: Option<&Source>,
    tools: &Tools,
) -> Result<Difference, Cause> {
    let record = site.page(pair.page);
    let then = past.page(pair.version);
    let before = sources
        .get(pair.version.snapshot)
        .and_then(|source| source.wording(&then.address, tools));
    let now = own.and_then(|source| source.wording(&record.address, tools));
    let (Some(before), Some(now)) = (before, now) else {
        return Err(Cause::UnreadableFile);
    };
    // One of them broke off on the way, without anybody saying so.
    if before.ended != now.ended {
        return Err(Cause::NotFetched);
    }
    let document = record.facts.document.as_deref();
    let number = document.and_then(|document| document.doc_number.as_ref());
    // The number is compared as a field, wherever it stands.
    let titles = [
        record.facts.title.as_deref(),
        then.title.as_deref(),
        number.map(|field| field.value.as_str()),
        then.number.as_deref(),
    ];
    let titles: Vec<&str> = titles.into_iter().flatten().collect();
    let lines = if record.facts.guide.is_some() {
        Lines::OfGuide
    } else {
        Lines::OfPaper
    };
    Ok(Difference::of(&before, &now, &titles, lines))
}

/// Papers in two places that differ, as far as they can be read again.
fn copies_of(site: &SiteModel, tools: &Tools, own: Option<&Source>) -> Vec<copies::Copies> {
    let twins = copies::twins(site);
    twins
        .par_iter()
        .filter_map(|twins| {
            let (one, other) = (site.page(twins.first), site.page(twins.second));
            let difference = if one.facts.text_digest == other.facts.text_digest {
                Difference::default()
            } else {
                let source = own?;
                let before = source.wording(&one.address, tools)?;
                let now = source.wording(&other.address, tools)?;
                let title = one.facts.title.as_deref().unwrap_or_default();
                Difference::of(&before, &now, &[title], Lines::OfPaper)
            };
            copies::judge(site, *twins, &difference)
        })
        .collect()
}

/// Tells whether a snapshot was made before what is audited.
fn check_time(one: &Opened, now: Timestamp) -> Result<(), ScanError> {
    let name = &one.snapshot.name;
    if let Some(began) = one.began.filter(|began| *began >= now) {
        let (then, now) = (day_in_china(began), day_in_china(now));
        return Err(ScanError::Earlier {
            words: Words::new(
                format!("--earlier {name}（{then}）不比本次核查的内容（{now}）早；请确认是否写反"),
                format!(
                    "--earlier {name} ({then}) is not older than what is audited ({now}); are they the wrong way round?"
                ),
            ),
        });
    }
    Ok(())
}

/// Tells whether a snapshot is of this site.
fn check_site(one: &Opened, seed: &Address) -> Result<(), ScanError> {
    let name = &one.snapshot.name;
    let preview = is_private_target(&one.seed) || is_private_target(seed);
    if !preview && one.seed.bare_authority() != seed.bare_authority() {
        return Err(ScanError::Earlier {
            words: Words::new(
                format!(
                    "--earlier {name} 是另一个网站（{}）的，本次核查的是 {}；目录可用 --base-url 写明它代表的网址",
                    one.seed, seed
                ),
                format!(
                    "--earlier {name} is of another site ({}), this is {}; --base-url says what a directory stands for",
                    one.seed, seed
                ),
            ),
        });
    }
    Ok(())
}

/// Says what is compared with.
fn told(one: &Opened) -> Words {
    let snapshot = &one.snapshot;
    let pages = snapshot.pages.len();
    let part = snapshot.cut_short.is_some();
    let day = snapshot.day.map(|day| day.to_string());
    Words::new(
        format!(
            "对照更早的存档 {}：{}，{pages} 个网页{}",
            snapshot.name,
            day.as_deref().unwrap_or("日期不明（可写成 目录@日期）"),
            if part {
                "，不完整，其中没有的不作“当时没有”的判断"
            } else {
                ""
            }
        ),
        format!(
            "compared with {}: {}, {pages} pages{}",
            snapshot.name,
            day.as_deref()
                .unwrap_or("of an unknown day (write DIR@DATE)"),
            if part {
                ", a part of the site: nothing is concluded of what it lacks"
            } else {
                ""
            }
        ),
    )
}
