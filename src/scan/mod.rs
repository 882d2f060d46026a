//! From a target to a site model: live, from a directory or from an archive.
//!
//! All three ways give the same model for the same material. What is read and judged later
//! never touches the network again.

mod archive;
mod assess;
mod earlier;
mod error;
mod folder;
mod forecast;
mod gaps;
mod holds;
mod lists;
mod live;
mod look;
mod narrow;
mod order;
mod taking;
mod target;
mod unjudged;

pub use assess::{Material, assess, record};
pub use earlier::Earlier;
pub use error::ScanError;
pub use forecast::{Coming, forecast};
pub use target::{Target, TargetError};

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::crawl::{CrawlOptions, Progress};
use crate::model::{Address, Words};
use crate::page::Reader;
use crate::site::{GivenBody, Names, Profiles, SiteModel};
use crate::snapshot::warc::{Limits, Lookup, Places};
use crate::vocabulary::VocabularyError;

/// The day as of which the demo site was made, and is judged unless another is given.
pub const DEMO_AS_OF: jiff::civil::Date = jiff::civil::date(2026, 11, 24);

/// What a scan is told.
#[derive(Debug, Clone, Default)]
pub struct ScanOptions {
    /// The address that a directory or an archive stands for.
    pub base_url: Option<Address>,
    /// Whether a directory is a whole site.
    pub selection: Selection,
    /// How to crawl.
    pub crawl: CrawlOptions,
    /// Where to keep what is fetched, with an index beside it.
    pub archive: Option<PathBuf>,
    /// Where to keep what is fetched while there is no archive, so that a scan that is broken
    /// off can be gone on with; removed at the end.
    pub state: Option<PathBuf>,
    /// Whether to go on with what the archive (or the state) holds.
    pub resume: bool,
    /// Archives of older crawls, the oldest first: pages are asked for only if they have
    /// changed, and an archive that refers to them is read with them.
    pub since: Vec<PathBuf>,
    /// Earlier snapshots of the site, to tell what has changed since.
    pub earlier: Vec<Earlier>,
    /// The time that stands for the reading of a directory, which has no fetch times: the same
    /// for the same day judged as of, so that the same directory gives the same report.
    pub stamp: jiff::Timestamp,
    /// What is known of the body.
    pub given: GivenBody,
    /// Pages to read beside those that links lead to: where findings of a ledger stand.
    pub also: Vec<Address>,
    /// Whether to fetch of a live site nothing but its first page, the platform's, and `also`.
    pub narrow: bool,
    /// Of those, the pages whose items and attachments are fetched too.
    pub whole_lists: Vec<Address>,
    /// Of those, the columns whose further pages, and what stands below them, are fetched too.
    pub whole_columns: Vec<Address>,
}

/// Whether a directory holds a whole site or only some of its pages. In a whole site a link to
/// a file that is not there is dead; in a selection it says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Selection {
    /// Whole when its root has a home page and most of what its pages link to is there.
    #[default]
    Auto,
    /// Whole.
    Whole,
    /// Only some pages.
    Part,
}

/// The words and patterns that reading and modelling need, compiled once.
pub struct Tools {
    /// Reads one page.
    pub reader: Reader,
    /// Names of columns.
    pub names: Names,
    /// Kinds of bodies.
    pub profiles: Profiles,
    /// How many rules look for the columns of each obligation; columns that more rules look at
    /// are asked for first.
    pub sought: BTreeMap<String, usize>,
}

impl Tools {
    /// Compiles the shipped words; `phrases` are those that the rules ask texts for.
    ///
    /// # Errors
    /// When a vocabulary file does not have the expected form.
    pub fn shipped(phrases: Vec<String>) -> Result<Self, VocabularyError> {
        Ok(Self {
            reader: Reader::new(phrases)?,
            names: Names::shipped()?,
            profiles: Profiles::shipped()?,
            sought: BTreeMap::new(),
        })
    }
}

/// What came of a scan.
#[derive(Debug)]
pub struct ScanResult {
    /// The site.
    pub site: SiteModel,
    /// Remarks on the material (damaged records, a directory taken for a selection).
    pub remarks: Vec<Words>,
    /// True when the crawl was interrupted.
    pub interrupted: bool,
    /// Where in the archive that was read or written its answers begin.
    pub places: Places,
}

/// Reads a target into a model.
///
/// # Errors
/// When nothing of the target could be read at all; each error says what to do about it.
pub fn scan(
    target: &Target,
    tools: &Tools,
    options: &ScanOptions,
    progress: &dyn Progress,
) -> Result<ScanResult, ScanError> {
    // The older ones first, each reduced before the next is read: only one is in memory whole.
    let earlier = earlier::open(target, tools, options)?;
    let mut scanned = match target {
        Target::Url(address) => live::scan(address, tools, options, progress),
        Target::Folder(path) => folder::scan_path(path, tools, options),
        Target::Archive(path) => archive::scan(path, tools, options),
        Target::Demo => folder::scan_demo(tools, options),
    }?;
    if !scanned.interrupted {
        earlier::compare(target, tools, options, &mut scanned, earlier)?;
        live::forget(options);
    }
    Ok(scanned)
}

/// Opens older archives for looking up.
fn older(options: &ScanOptions) -> Result<Option<Arc<Lookup>>, ScanError> {
    let mut found = None;
    if !options.since.is_empty() {
        let lookup =
            Lookup::open(&options.since, Limits::default()).map_err(|source| ScanError::Read {
                path: source.path().to_owned(),
                source,
            })?;
        found = Some(Arc::new(lookup));
    }
    Ok(found)
}

/// Only fetches a site into an archive.
///
/// # Errors
/// When nothing could be fetched or the archive cannot be written.
pub fn crawl_only(
    address: &Address,
    tools: &Tools,
    options: &ScanOptions,
    progress: &dyn Progress,
) -> Result<ScanResult, ScanError> {
    live::scan(address, tools, options, progress)
}
