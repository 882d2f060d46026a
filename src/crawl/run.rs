//! Setting a crawl up: checks, threads, runtime.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tokio::sync::mpsc;

use crate::model::Address;

use super::engine::Engine;
use super::fetch::Fetcher;
use super::guard::{Guard, is_loopback_target};
use super::options::{CrawlError, CrawlOptions, CrawlReport, PageSink, Progress};
use super::read::Reader;
use super::scope::Scope;

/// Stack of a reading thread: pages nest deeply, and readers may recurse.
const STACK: usize = 8 * 1024 * 1024;

/// Crawls a site.
///
/// Begins with `seeds` (whatever their class) and goes on with what `sink` names, as far as
/// `scope` and `options` allow; each address once. Blocks until the crawl is over. Network
/// and waiting happen on the calling thread, reading on threads of its own, so several
/// crawls may run on several threads.
///
/// An unreachable site is no error: its failures are captures, and the report says so.
///
/// # Errors
///
/// Fails only before the first request, when the crawl can not begin.
pub fn crawl(
    seeds: &[Address],
    scope: &Scope,
    options: &CrawlOptions,
    sink: &dyn PageSink,
    progress: &dyn Progress,
) -> Result<CrawlReport, CrawlError> {
    if seeds.is_empty() {
        return Err(CrawlError::NoSeeds);
    }
    check_rate(seeds, options)?;
    let trusted = match options.allow_private {
        Some(false) => BTreeSet::new(),
        _ => site_hosts(seeds, scope),
    };
    let guard = Guard::new(trusted, options.allow_private == Some(true));
    let fetcher = Fetcher::new(options, guard)?;
    let pool = rayon::ThreadPoolBuilder::new()
        .thread_name(|number| format!("read-{number}"))
        .stack_size(STACK)
        .build()
        .map_err(CrawlError::Threads)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(CrawlError::Runtime)?;
    let room = pool.current_num_threads() * 4 + 4;
    // Every answer under way or being read sends one message, so this never fills up.
    let (sender, receiver) = mpsc::channel(room + options.total_concurrency.max(1) + 64);
    let report = pool.in_place_scope(|threads| {
        let reader = Reader {
            threads,
            scope,
            sink,
            decoded_cap: options.decoded_cap,
            room,
            reading: 0,
            turns: BTreeMap::new(),
            findings: sender,
            named: Arc::default(),
        };
        let engine = Engine::new(options, scope, progress, fetcher, reader);
        runtime.block_on(engine.run(seeds, receiver))
    });
    // Name look-ups that still run are not waited for.
    runtime.shutdown_background();
    Ok(report)
}

/// Checks that addresses may be asked for at the rate that is wanted.
///
/// # Errors
///
/// When the rate is no rate, or none is kept to on a host that is not this machine.
pub fn check_rate(seeds: &[Address], options: &CrawlOptions) -> Result<(), CrawlError> {
    if !options.rate.is_finite() || options.rate < 0.0 {
        return Err(CrawlError::BadRate(options.rate));
    }
    match seeds.iter().find(|seed| !is_loopback_target(seed)) {
        Some(seed) if options.rate == 0.0 => Err(CrawlError::UnlimitedRate(seed.clone())),
        _ => Ok(()),
    }
}

/// Returns the hosts of the audited site, with and without `www.`.
fn site_hosts(seeds: &[Address], scope: &Scope) -> BTreeSet<String> {
    seeds
        .iter()
        .map(Address::authority)
        .chain(scope.hosts())
        .map(|host| host.strip_prefix("www.").unwrap_or(host))
        .flat_map(|host| [host.to_owned(), format!("www.{host}")])
        .collect()
}
