//! What a crawl is told, what it asks of its caller, and what it reports.

use std::sync::Arc;
use std::time::Duration;

use crate::model::{Address, Capture, Failure};
use crate::snapshot::Exchange;
use crate::snapshot::warc::Lookup;

use super::cancel::Cancel;
use super::host::Memory;
use super::repeat::Look;
use super::trap::TrapKind;

/// The product token under which robots.txt may name us.
pub(super) const AGENT: &str = "gongkai";

/// How to crawl. Start from [`CrawlOptions::default`] and change what is asked for.
#[derive(Debug, Clone)]
pub struct CrawlOptions {
    /// The `User-Agent` header, ASCII.
    pub user_agent: String,
    /// Requests a second to one host; 0 is no limit, for loopback targets only.
    pub rate: f64,
    /// Requests under way at one host.
    pub concurrency: usize,
    /// Requests under way at all hosts together.
    pub total_concurrency: usize,
    /// The most pages to fetch.
    pub max_pages: Option<u64>,
    /// The most links from a seed to a page. With it no sitemap is read, since a sitemap
    /// does not say how deep its pages lie.
    pub max_depth: Option<u32>,
    /// The most requests of any kind.
    pub max_requests: Option<u64>,
    /// The most addresses that may wait.
    pub max_waiting: usize,
    /// How long to wait for a connection.
    pub connect_timeout: Duration,
    /// How long to wait for the next bytes.
    pub read_timeout: Duration,
    /// How long one answer may take.
    pub total_timeout: Duration,
    /// The least bytes a second, once `min_rate_grace` has passed.
    pub min_rate: u64,
    /// How long an answer may come slower than `min_rate`.
    pub min_rate_grace: Duration,
    /// The longest `Retry-After` that is waited for; a host that asks for more is left.
    pub longest_wait: Duration,
    /// The most bytes of one answer, as sent.
    pub wire_cap: usize,
    /// The most bytes of one answer, decoded.
    pub decoded_cap: usize,
    /// Whether robots.txt is obeyed.
    pub robots: bool,
    /// Whether sitemaps are read.
    pub sitemaps: bool,
    /// The most redirects in a row.
    pub max_redirects: u32,
    /// Whether private addresses may be reached. `None`: only those of the seeds' hosts and
    /// the scope's, as a site is seen from inside its office; `Some(false)`: none;
    /// `Some(true)`: any.
    pub allow_private: Option<bool>,
    /// What a crawl that was broken off has had already: taken from here, not asked again.
    pub kept: Option<Arc<Lookup>>,
    /// What older crawls had: asked for only if it has changed since.
    pub since: Option<Arc<Lookup>>,
    /// What is known of hosts from the crawls before that this one goes on with.
    pub memory: Memory,
    /// The request to stop.
    pub cancel: Cancel,
}

impl Default for CrawlOptions {
    fn default() -> Self {
        Self {
            user_agent: concat!(
                "gongkai/",
                env!("CARGO_PKG_VERSION"),
                " (audit of government information disclosure)"
            )
            .to_owned(),
            rate: 2.0,
            concurrency: 4,
            total_concurrency: 64,
            max_pages: None,
            max_depth: None,
            max_requests: None,
            max_waiting: 1_000_000,
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(30),
            total_timeout: Duration::from_secs(120),
            min_rate: 256,
            min_rate_grace: Duration::from_secs(15),
            longest_wait: Duration::from_secs(120),
            wire_cap: 20 * 1024 * 1024,
            decoded_cap: 64 * 1024 * 1024,
            robots: true,
            sitemaps: true,
            max_redirects: 10,
            allow_private: None,
            kept: None,
            since: None,
            memory: Memory::default(),
            cancel: Cancel::default(),
        }
    }
}

/// Who reads what was fetched.
pub trait PageSink: Send + Sync {
    /// Reads one answer (or failure) and tells what addresses it names. `depth` is
    /// how many links lie between a seed and this address. Called on several threads at once,
    /// never on the one that waits for the network.
    fn read(&self, capture: Capture, depth: u32) -> Told;

    /// Keeps the exchange that a capture is made of; called before `read`. robots.txt and
    /// sitemaps are handed over here only: they are no pages. Called on the thread that waits
    /// for the network: must be quick.
    fn exchange(&self, exchange: &Exchange) {
        let _ = exchange;
    }
}

/// What a page tells the crawl.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// The addresses that it names.
    pub found: Vec<Discovered>,
    /// What it looks like.
    pub look: Look,
}

impl From<Vec<Discovered>> for Told {
    fn from(found: Vec<Discovered>) -> Self {
        Self {
            found,
            look: Look::default(),
        }
    }
}

/// An address that a page names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discovered {
    /// The address.
    pub address: Address,
    /// How soon to fetch it; 0 first.
    pub priority: u8,
    /// What it is fetched for.
    pub kind: DiscoveredKind,
}

/// What a discovered address is fetched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DiscoveredKind {
    /// To be read, if it is in scope.
    Page,
    /// A page that whoever opens this one is sent on to: a redirect, whatever does it.
    Onward,
    /// To be probed with HEAD (GET without its body where HEAD is not answered well).
    Attachment,
    /// A page of another site, to be probed alike. One probe is no crawl, so the other
    /// site's robots.txt is not asked for; pace and guard hold for it as for any host.
    External,
}

/// Who is told how far the crawl is. Called on the crawl's own thread: must be quick.
pub trait Progress: Sync {
    /// One more address was answered (or failed); so many were, so many wait.
    fn fetched(&self, done: u64, waiting: u64, address: &Address);
}

/// Tells nobody.
impl Progress for () {
    fn fetched(&self, _done: u64, _waiting: u64, _address: &Address) {}
}

/// What came of a crawl.
#[derive(Debug, Clone, Default)]
pub struct CrawlReport {
    /// Requests sent, robots.txt, sitemaps, probes and repetitions included.
    pub requests: u64,
    /// Pages answered, redirects not included.
    pub pages: u64,
    /// Bytes of bodies as sent.
    pub bytes: u64,
    /// Whether everything that was named and in scope was read.
    pub complete: bool,
    /// Why not, each reason once.
    pub why_incomplete: Vec<Reason>,
    /// Addresses without an answer, in order.
    pub errors: Vec<(Address, Failure)>,
    /// Addresses not followed because they are traps: the kind, how many links, one example.
    pub skipped: Vec<Skipped>,
    /// The burden on each host, in order.
    pub load: Vec<HostLoad>,
    /// What a limit of requests has left.
    pub left: Left,
}

/// What was known and not asked for because the limit of requests was reached; reading the pages
/// may name more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Left {
    /// All pages.
    pub pages: u64,
    /// Those that come before the long tail: the platform, its columns, guides, reports.
    pub deciding: u64,
    /// Files and other addresses that are only probed.
    pub files: u64,
}

/// Links of one kind that were not followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Why not.
    pub kind: TrapKind,
    /// How many links (not addresses) led there.
    pub links: u64,
    /// The first such address in the order of text.
    pub example: Address,
}

/// What one host was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HostLoad {
    /// Host and port.
    pub host: String,
    /// Requests sent to it.
    pub requests: u64,
    /// Bytes of bodies received.
    pub bytes: u64,
    /// Requests without an answer.
    pub failures: u64,
    /// Answers that said "not now" or "not you" (429, 503, 403, 412, 521 …).
    pub refusals: u64,
    /// Why it was left before the end.
    pub left: Option<Reason>,
}

/// Why a crawl did not read everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The limit of pages was reached.
    MaxPages,
    /// The limit of depth was reached.
    MaxDepth,
    /// The limit of requests was reached.
    MaxRequests,
    /// More addresses were named than may wait, or than could be kept while they waited.
    TooManyAddresses,
    /// The same page came again and again at new addresses, some of which were left.
    Endless,
    /// It was interrupted.
    Interrupted,
    /// robots.txt forbids some pages.
    Robots,
    /// A host of the site stopped answering.
    HostUnreachable,
    /// A host of the site kept refusing, or asked for too long a wait.
    HostRefuses,
    /// Some pages did not come, or not whole.
    PagesFailed,
    /// Some pages could not be read because of a fault in this program.
    ReaderFault,
}

impl Reason {
    /// Returns the code written to files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::MaxPages => "max_pages",
            Self::MaxDepth => "max_depth",
            Self::MaxRequests => "max_requests",
            Self::TooManyAddresses => "too_many_addresses",
            Self::Endless => "endless",
            Self::Interrupted => "interrupted",
            Self::Robots => "robots",
            Self::HostUnreachable => "host_unreachable",
            Self::HostRefuses => "host_refuses",
            Self::PagesFailed => "pages_failed",
            Self::ReaderFault => "reader_fault",
        }
    }
}

/// Why a crawl could not begin.
#[derive(Debug, thiserror::Error)]
pub enum CrawlError {
    /// There is nothing to begin with.
    #[error("no address to begin with")]
    NoSeeds,
    /// A rate that is no rate.
    #[error("the rate {0} is not a number of requests a second")]
    BadRate(f64),
    /// Only this machine may be crawled without a limit.
    #[error("rate 0 (no limit) is allowed for loopback targets only, not for {0}")]
    UnlimitedRate(Address),
    /// The user agent can not be sent.
    #[error("the user agent {0:?} is not printable ASCII")]
    BadUserAgent(String),
    /// The HTTP client could not be made.
    #[error("the HTTP client could not be made")]
    Client(#[source] reqwest::Error),
    /// The system gave no runtime.
    #[error("the network runtime could not be started")]
    Runtime(#[source] std::io::Error),
    /// The system gave no threads.
    #[error("the reading threads could not be started")]
    Threads(#[source] rayon::ThreadPoolBuildError),
}
