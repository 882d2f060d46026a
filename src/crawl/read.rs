//! The reading threads: an answer goes in, the addresses that it names come out.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rayon::Scope as Threads;
use tokio::sync::mpsc;

use crate::model::{Address, Reply};
use crate::recent::Recent;
use crate::snapshot::Exchange;

use super::entry::{Entry, Hop, Job, Key, Print};
use super::options::{Discovered, DiscoveredKind, PageSink};
use super::repeat::Look;
use super::scope::{AddressClass, Scope};
use super::sitemap;
use super::trap::TrapKind;
use super::turn;

/// How many index files may lead to a sitemap.
const SITEMAP_LEVELS: u8 = 1;
/// The most sitemap files that one index may name.
const SITEMAP_FILES: usize = 100;

/// Hands answers to the reading threads and counts those that are being read.
pub(super) struct Reader<'a, 'scope> {
    pub(super) threads: &'a Threads<'scope>,
    pub(super) scope: &'scope Scope,
    pub(super) sink: &'scope dyn PageSink,
    pub(super) decoded_cap: usize,
    /// How many answers may be read or wait for it.
    pub(super) room: usize,
    pub(super) reading: usize,
    /// How many of these there are of each turn.
    pub(super) turns: BTreeMap<u8, usize>,
    pub(super) findings: mpsc::Sender<Findings>,
    pub(super) named: Arc<Named>,
}

/// How soon addresses are asked for that pages named lately and the frontier knows: menus name
/// the same on every page.
#[derive(Debug, Default)]
pub(super) struct Named(Mutex<Recent<u8>>);

impl Named {
    fn lock(&self) -> MutexGuard<'_, Recent<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that the frontier knows an address with this priority or a better one.
    pub(super) fn note(&self, address: &Address, priority: u8) {
        let mut named = self.lock();
        let known = named.get(address.shared());
        if known.is_none_or(|known| priority < known) {
            named.put(address.shared(), priority);
        }
    }
}

/// What came of reading one answer.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// Addresses to be fetched.
    pub(super) found: Vec<Found>,
    /// Traps: how many links, and one of them.
    pub(super) skipped: Vec<(TrapKind, u64, Address)>,
    /// The page that was read, and what it looks like.
    pub(super) page: Option<(Address, Look)>,
    /// What the page looks like that named it, but for numbers.
    pub(super) named_by: Option<u64>,
    /// The page was not whole.
    pub(super) cut: bool,
    /// The reader panicked.
    pub(super) fault: bool,
    /// The turn of what was read.
    pub(super) turn: u8,
}

/// One address to be fetched, with its digest.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) print: Print,
    pub(super) entry: Entry,
}

impl Reader<'_, '_> {
    /// Tells whether nothing more should be fetched until something is read.
    pub(super) fn is_busy(&self) -> bool {
        self.reading >= self.room
    }

    /// Tells whether something that comes before a turn is being read.
    pub(super) fn reads_before(&self, turn: u8) -> bool {
        self.turns
            .keys()
            .next()
            .is_some_and(|first| turn::is_before(*first, turn))
    }

    /// Counts an answer as read.
    pub(super) fn done(&mut self, findings: &Findings) {
        self.reading -= 1;
        if let Some(count) = self.turns.get_mut(&findings.turn) {
            *count -= 1;
            if *count == 0 {
                self.turns.remove(&findings.turn);
            }
        }
    }

    /// Hands over one answer; its findings come through the channel, always.
    pub(super) fn read(&mut self, entry: Entry, exchange: Exchange, number: u64) {
        self.reading += 1;
        let turn = entry.key.priority;
        *self.turns.entry(turn).or_default() += 1;
        let (scope, sink, cap) = (self.scope, self.sink, self.decoded_cap);
        let (sender, named) = (self.findings.clone(), Arc::clone(&self.named));
        self.threads.spawn(move |_| {
            let read = catch_unwind(AssertUnwindSafe(|| match entry.job {
                Job::Sitemap(level) => read_sitemap(scope, &entry, &exchange, level, number, cap),
                _ => read_page(scope, sink, &entry, exchange, number, cap, &named),
            }));
            let mut findings = read.unwrap_or_else(|_| Findings {
                fault: true,
                ..Findings::default()
            });
            findings.turn = turn;
            // The crawl is over when nobody receives; then nobody needs it.
            let _ = sender.blocking_send(findings);
        });
    }
}

fn read_page(
    scope: &Scope,
    sink: &dyn PageSink,
    entry: &Entry,
    exchange: Exchange,
    number: u64,
    cap: usize,
    named: &Named,
) -> Findings {
    let capture = exchange.to_capture(cap);
    drop(exchange);
    let broken_off =
        |reply: &Reply| (200..300).contains(&reply.status) && reply.broken_off().is_some();
    let cut = entry.job == Job::Page && capture.result.as_ref().is_ok_and(broken_off);
    let mut findings = Findings {
        cut,
        ..Findings::default()
    };
    let told = sink.read(capture, entry.depth);
    findings.page = Some((entry.address.clone(), told.look));
    findings.named_by = entry.named_by;
    let named = named.lock();
    for (index, discovered) in (0_u32..).zip(told.found) {
        let Discovered {
            address,
            priority,
            kind,
        } = discovered;
        // A chain of redirects may end with an address that is known.
        let known = (kind != DiscoveredKind::Onward).then(|| named.get(address.shared()));
        if known.flatten().is_some_and(|known| known <= priority) {
            continue;
        }
        let class = match kind {
            DiscoveredKind::External => None,
            DiscoveredKind::Page | DiscoveredKind::Onward | DiscoveredKind::Attachment => {
                Some(scope.classify(&address))
            }
        };
        let job = match (kind, class) {
            (DiscoveredKind::External, _) => Job::External,
            (_, Some(AddressClass::Attachment)) => Job::Attachment,
            (DiscoveredKind::Attachment, Some(AddressClass::External)) => Job::External,
            (DiscoveredKind::Attachment, _) => Job::Attachment,
            (_, Some(AddressClass::InScope)) => Job::Page,
            (_, Some(AddressClass::Trap(trap))) => {
                findings.note(trap, address);
                continue;
            }
            (_, _) => continue,
        };
        findings.add(entry, address, job, priority, number, index);
        if let (DiscoveredKind::Onward, Some(found)) = (kind, findings.found.last_mut()) {
            let before = entry.hops.clone();
            found.entry.hops = Some(Hop::after(before, entry.address.clone()));
        }
    }
    findings
}

fn read_sitemap(
    scope: &Scope,
    entry: &Entry,
    exchange: &Exchange,
    level: u8,
    number: u64,
    cap: usize,
) -> Findings {
    let mut findings = Findings::default();
    let body = match exchange.to_capture(cap).result {
        Ok(reply) if reply.status == 200 => reply.body,
        _ => return findings,
    };
    let map = sitemap::parse(&entry.address, body);
    for (index, address) in (0_u32..).zip(map.pages) {
        if scope.classify(&address) == AddressClass::InScope {
            findings.add(entry, address, Job::Page, turn::SITEMAP + 1, number, index);
        }
    }
    if level < SITEMAP_LEVELS {
        for (index, address) in (0_u32..).zip(map.files.into_iter().take(SITEMAP_FILES)) {
            if scope.holds_host(&address) {
                let job = Job::Sitemap(level + 1);
                findings.add(entry, address, job, turn::SITEMAP, number, index);
            }
        }
    }
    findings
}

impl Findings {
    fn add(
        &mut self,
        from: &Entry,
        address: Address,
        job: Job,
        priority: u8,
        number: u64,
        index: u32,
    ) {
        self.found.push(Found {
            print: Print::of(&address),
            entry: Entry {
                key: Key {
                    priority,
                    parent: number,
                    index,
                },
                address,
                job,
                depth: from.depth + 1,
                attempts: 0,
                insist: false,
                hops: None,
                named_by: self.page.as_ref().and_then(|(_, look)| look.loose),
            },
        });
    }

    fn note(&mut self, trap: TrapKind, address: Address) {
        match self.skipped.iter_mut().find(|(kind, ..)| *kind == trap) {
            Some((_, links, example)) => {
                *links += 1;
                if address < *example {
                    *example = address;
                }
            }
            None => self.skipped.push((trap, 1, address)),
        }
    }
}
