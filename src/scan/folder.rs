//! A directory of static pages, read as a server would serve it.

use std::collections::{BTreeSet, VecDeque};
use std::path::Path;

use bytes::Bytes;
use rayon::prelude::*;

use crate::crawl::{AddressClass, DiscoveredKind, Scope, is_private_target};
use crate::model::{Address, Capture, Cause, CrawlSummary, FailureKind, Reply, Words};
use crate::site::Builder;
use crate::snapshot::warc::Places;
use crate::snapshot::{Directory, DirectoryError};

use super::taking::{Crawled, Taking};
use super::{ScanError, ScanOptions, ScanResult, Selection, Tools, holds};

/// The address that a directory stands for when nothing says otherwise.
const NO_BASE: &str = "http://localhost/";

/// The address that the demo site stands for; no such host exists.
const DEMO: &str = "http://demo.example/";

/// Files read at a time: enough for every core, few enough to hold in memory.
const BATCH: usize = 64;

pub(super) fn scan_path(
    path: &Path,
    tools: &Tools,
    options: &ScanOptions,
) -> Result<ScanResult, ScanError> {
    let files = open(path, options)?;
    let shown = path.display().to_string();
    let scanned = run(files, &shown, tools, options);
    let mut scanned = scanned.map_err(|error| match error {
        ScanError::NothingReadable { place } => match holds::instead_of_pages(path) {
            Some(held) => ScanError::NoPages { place, held },
            None => ScanError::NothingReadable { place },
        },
        other => other,
    })?;
    scanned.site.origin.guessed = options.base_url.is_none();
    Ok(scanned)
}

/// Opens a directory as the site that it stands for.
pub(super) fn open(path: &Path, options: &ScanOptions) -> Result<Directory, ScanError> {
    let failed = |error: DirectoryError| ScanError::Folder {
        path: path.to_owned(),
        detail: error.to_string(),
    };
    let files = Directory::open(path, base(options.base_url.clone())?).map_err(failed)?;
    if options.base_url.is_some() {
        return Ok(files);
    }
    Ok(match files.guess_base() {
        Some(guessed) => files.based(guessed),
        None => files,
    })
}

pub(super) fn scan_demo(tools: &Tools, options: &ScanOptions) -> Result<ScanResult, ScanError> {
    run(open_demo(options)?, "demo", tools, options)
}

/// Opens the demo site.
pub(super) fn open_demo(options: &ScanOptions) -> Result<Directory, ScanError> {
    Ok(Directory::embedded(
        &crate::assets::DEMO,
        base(options.base_url.clone().or_else(|| Address::parse(DEMO)))?,
    ))
}

fn base(given: Option<Address>) -> Result<Address, ScanError> {
    given
        .or_else(|| Address::parse(NO_BASE))
        .ok_or_else(|| ScanError::NothingReadable {
            place: NO_BASE.to_owned(),
        })
}

fn run(
    files: Directory,
    shown: &str,
    tools: &Tools,
    options: &ScanOptions,
) -> Result<ScanResult, ScanError> {
    let files = files.whole(false).fetched(options.stamp);
    let base = files.base().clone();
    let scope = Scope::of_site(&base);
    let taking = Taking::new(tools);
    let mut walk = Walk {
        files: &files,
        taking: &taking,
        scope: &scope,
        seen: Vec::new(),
        waiting: VecDeque::new(),
        missing: Vec::new(),
        found: 0,
        missing_pictures: Vec::new(),
        has_pictures: false,
    };
    let has_home = files.index().is_some();
    if has_home && options.selection != Selection::Part {
        let also = options
            .also
            .iter()
            .filter(|address| scope.holds_host(address) && **address != base)
            .map(|address| (address.clone(), DiscoveredKind::Page));
        walk.queue(std::iter::once((base.clone(), DiscoveredKind::Page)).chain(also));
        walk.follow();
    }
    let whole = match options.selection {
        Selection::Whole => true,
        Selection::Part => false,
        Selection::Auto => has_home && walk.missing.len() <= walk.found,
    };
    let mut remarks = Vec::new();
    let mut cut_short = None;
    let mut why = Vec::new();
    if whole {
        walk.answer_missing();
    } else {
        walk.read_all(shown)?;
        cut_short = Some(Cause::NotFetched);
        let words = Words::new(
            "目录只含网站的部分网页（没有首页或多数链接的文件不在其中），不在目录里的内容一律不作判断；若目录就是整个网站，请加 --selection whole",
            "the directory holds only some pages of a site; nothing is concluded about what is not in it (use --selection whole if it is the whole site)",
        );
        why.push(words.clone());
        remarks.push(words);
    }
    if taking.with_builder(|builder| builder.pages()) == 0 {
        return Err(ScanError::NothingReadable {
            place: shown.to_owned(),
        });
    }
    if let Some(error) = taking.shows_nothing(|| shown.to_owned()) {
        return Err(error);
    }
    let errors = taking.with_builder(|builder| builder.errors());
    let closed = errors
        .iter()
        .filter(|(_, code)| code == FailureKind::File.code());
    let closed = closed.count();
    if closed > 0 {
        cut_short = Some(Cause::NotFetched);
        why.push(Words::new(
            format!("目录中有 {closed} 处无法读取（没有权限，或是指向目录之外的链接），其下的内容没有读到；请以有权限的用户核查，或把链接所指的内容复制进来"),
            format!("{closed} places of the directory could not be read (no permission, or links that lead out of it), and so nothing below them; audit it as a user who may, or copy in what the links lead to"),
        ));
    }
    let crawled = Crawled {
        summary: CrawlSummary {
            why_incomplete: why,
            errors,
            ..CrawlSummary::default()
        },
        cut_short,
        left_is_told: false,
    };
    let preview = is_private_target(&base);
    let mut site = taking.finish(base, &scope, preview, crawled, options);
    site.origin.undated = true;
    Ok(ScanResult {
        site,
        remarks,
        interrupted: false,
        places: Places::default(),
    })
}

struct Walk<'a, 'b> {
    files: &'a Directory,
    taking: &'a Taking<'b>,
    scope: &'a Scope,
    /// By the number of its address: whether a page or file was ever in the queue.
    seen: Vec<bool>,
    waiting: VecDeque<(u32, DiscoveredKind)>,
    missing: Vec<Missing>,
    found: usize,
    /// The same of pictures, which say nothing of how much of a site a folder holds: many
    /// systems keep them elsewhere.
    missing_pictures: Vec<Missing>,
    has_pictures: bool,
}

/// The number of an address without a file, what it was asked for and when.
type Missing = (u32, DiscoveredKind, jiff::Timestamp);

impl Walk<'_, '_> {
    /// Puts addresses into the queue, each once.
    fn queue(&mut self, addresses: impl IntoIterator<Item = (Address, DiscoveredKind)>) {
        self.taking.with_builder(|builder| {
            for (address, kind) in addresses {
                let number = builder.number(&address);
                let at = number as usize;
                if at >= self.seen.len() {
                    self.seen.resize(at + 1, false);
                }
                if !std::mem::replace(&mut self.seen[at], true) {
                    self.waiting.push_back((number, kind));
                }
            }
        });
    }

    /// Follows links from what is in the queue, as a crawl does.
    fn follow(&mut self) {
        while !self.waiting.is_empty() {
            let next = self.waiting.drain(..self.waiting.len().min(BATCH));
            let batch: Vec<(u32, Address, DiscoveredKind)> = self.taking.with_builder(|builder| {
                next.filter_map(|(number, kind)| {
                    Some((number, builder.answers().address(number)?, kind))
                })
                .collect()
            });
            let answers: Vec<_> = batch
                .par_iter()
                .map(|(number, address, kind)| {
                    let capture = probe(self.files.fetch(address), *kind);
                    let missing = matches!(&capture.result, Err(failure) if failure.kind == FailureKind::NotInSelection);
                    let redirect = capture.result.as_ref().ok().and_then(|reply| {
                        reply.redirects_to().and_then(|to| capture.address.join(to))
                    });
                    let found = if missing { Vec::new() } else { self.taking.take(&capture, Some(self.scope)).found };
                    let is_picture = self.scope.classify(address) == AddressClass::Asset;
                    (missing.then_some((*number, *kind, capture.fetched)), is_picture, redirect, found)
                })
                .collect();
            for (missing, is_picture, redirect, found) in answers {
                match (missing, is_picture) {
                    (Some(missing), true) => self.missing_pictures.push(missing),
                    (None, true) => self.has_pictures = true,
                    (Some(missing), false) => self.missing.push(missing),
                    (None, false) => self.found += 1,
                }
                let onward = redirect.map(|address| (address, DiscoveredKind::Page));
                let found = found.into_iter().map(|found| (found.address, found.kind));
                self.queue(onward.into_iter().chain(found));
            }
        }
    }

    /// In a whole site a file that is not there is the server's 404.
    fn answer_missing(&mut self) {
        let mut missing = std::mem::take(&mut self.missing);
        // A folder without any picture was made without them.
        if self.has_pictures {
            missing.append(&mut self.missing_pictures);
        }
        for (number, kind, fetched) in missing {
            let address = |builder: &mut Builder| builder.answers().address(number);
            let Some(address) = self.taking.with_builder(address) else {
                continue;
            };
            // Of what stands elsewhere, and of what programs answer, a folder says nothing.
            if !self.files.would_hold(&address) {
                self.taking.take(&self.files.fetch(&address), None);
                continue;
            }
            let result = Ok(Reply {
                status: 404,
                headers: Vec::new(),
                body: Bytes::new(),
                truncated: None,
                head_only: kind == DiscoveredKind::Attachment,
            });
            let capture = Capture {
                address,
                fetched,
                result,
            };
            self.taking.take(&capture, None);
        }
    }

    /// Reads every page of a selection, linked or not.
    fn read_all(&mut self, shown: &str) -> Result<(), ScanError> {
        self.missing.clear();
        let files = self.files.html_files().map_err(|error| ScanError::Folder {
            path: shown.into(),
            detail: error.to_string(),
        })?;
        let seen = |address: &Address| {
            let number = self
                .taking
                .with_builder(|builder| builder.answers().find(address));
            number.is_some_and(|at| self.seen.get(at as usize).is_some_and(|seen| *seen))
        };
        let all: BTreeSet<Address> = files.into_iter().filter(|address| !seen(address)).collect();
        let all: Vec<Address> = all.into_iter().collect();
        for batch in all.chunks(BATCH) {
            batch.par_iter().for_each(|address| {
                self.taking.take(&self.files.fetch(address), None);
            });
        }
        Ok(())
    }
}

/// Bytes of a file that are kept to tell what it is.
const START: usize = 512;

/// An attachment is only looked for, not read: its first bytes tell what it is. An empty one
/// is read whole by that.
fn probe(mut capture: Capture, kind: DiscoveredKind) -> Capture {
    if kind == DiscoveredKind::Attachment
        && let Ok(reply) = &mut capture.result
        && !(reply.body.is_empty() && reply.truncated.is_none() && reply.status == 200)
    {
        reply.body.truncate(START);
        reply.head_only = true;
    }
    capture
}
