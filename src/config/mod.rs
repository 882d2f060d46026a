//! `gongkai.yaml`: what an auditor states about a site, a body and how to judge it.
//!
//! In goes the text of the file, out comes a checked [`Config`], or every mistake with its
//! place. Relative paths are taken from the file's own folder. Nothing here reads the
//! environment.

mod assign;
mod ledger;
mod read;
mod waive;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::model::{Address, ParamValue, Profile};
use crate::yaml::{Places, Problems, table};

pub use assign::{Task, assign, responsible};
pub use ledger::{Exempt, PolicyConfig, Term, UnitConfig};
pub use waive::waive;

/// A checked configuration. What the file leaves out is `None` or empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Config {
    /// `site.name`: the name of the site in reports.
    pub site_name: Option<String>,
    /// `site.base_url`: the address that a directory stands for.
    pub base_url: Option<Address>,
    /// `body.profile`.
    pub profile: Option<Profile>,
    /// `body.name`.
    pub body_name: Option<String>,
    /// `body.powers`: powers that the body has.
    pub powers: BTreeSet<String>,
    /// `body.lacks`: powers that it does not have.
    pub lacks: BTreeSet<String>,
    /// `body.region`: two-digit province code (GB/T 2260).
    pub region: Option<String>,
    /// `params`: values of rule parameters, by rule and name. Whether the rules have them is
    /// checked where the rules are known.
    pub params: BTreeMap<String, BTreeMap<String, ParamValue>>,
    /// `params` of single columns: by rule, by name of the column, by parameter.
    pub column_params: BTreeMap<String, BTreeMap<String, BTreeMap<String, ParamValue>>>,
    /// Where parameters stand in the file.
    pub params_at: Places,
    /// `waivers`.
    pub waivers: Vec<Waiver>,
    /// `crawl`.
    pub crawl: CrawlConfig,
    /// `scorecard`: a shipped scorecard by name, or a file.
    pub scorecard: Option<String>,
    /// `rules`: further folders of rules.
    pub rules: Vec<PathBuf>,
    /// `units`: who is responsible for which columns.
    pub units: Vec<UnitConfig>,
    /// `policy`: deadlines and grace.
    pub policy: PolicyConfig,
    /// `calendar`: a file of working days that extends the shipped calendar.
    pub calendar: Option<PathBuf>,
}

/// How to crawl, as the file states it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CrawlConfig {
    /// Requests a second to one host; 0 is no limit.
    pub rate: Option<f64>,
    /// Requests under way at one host.
    pub concurrency: Option<usize>,
    /// The most pages to fetch.
    pub max_pages: Option<u64>,
    /// The most links from the first page to a page.
    pub max_depth: Option<u32>,
    /// Seconds to wait for an answer.
    pub timeout: Option<u64>,
}

/// A finding that somebody with a name has decided not to pursue, for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// The rule.
    pub rule: String,
    /// The subject: its name, its address or its key; with neither this nor a fingerprint
    /// every finding of the rule is meant.
    pub subject: Option<String>,
    /// The finding, or at least the first eight digits of its fingerprint.
    pub fingerprint: Option<String>,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub approver: String,
    /// The last day on which it holds.
    pub expires: Date,
}

/// A configuration that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file could not be read.
    #[error("read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The file has mistakes.
    #[error("check the configuration")]
    Mistakes(#[source] Problems),
}

impl Config {
    /// Reads and checks a file.
    ///
    /// # Errors
    /// When it cannot be read, and every mistake in it.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Read {
            path: path.to_owned(),
            source,
        })?;
        let folder = path.parent().unwrap_or_else(|| Path::new(""));
        Self::parse(&path.display().to_string(), &text, folder).map_err(ConfigError::Mistakes)
    }

    /// Checks the text of a file; `folder` is where its relative paths begin.
    ///
    /// # Errors
    /// Every mistake in it.
    pub fn parse(file: &str, text: &str, folder: &Path) -> Result<Self, Problems> {
        read::config(file, text.trim_start_matches('\u{feff}'), folder)
    }
}
