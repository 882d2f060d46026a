//! What is still to be fetched: each address once, in order of priority and discovery.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use super::turn;
use crate::model::Address;

/// The place of an entry in the order of fetching: lowest first.
///
/// The order depends on where an address was found, not on when the answer came in, so two
/// crawls of a site that did not change go through it in nearly the same order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    /// 0 is fetched first.
    pub(super) priority: u8,
    /// The number of the request whose answer named the address.
    pub(super) parent: u64,
    /// Its place among the addresses of that answer.
    pub(super) index: u32,
}

/// What an address is fetched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Job {
    /// A page to be read.
    Page,
    /// A file of the site to be probed.
    Attachment,
    /// Another site's page to be probed.
    External,
    /// A sitemap; the number says how many index files led to it.
    Sitemap(u8),
}

/// One address to be fetched.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) key: Key,
    pub(super) address: Address,
    pub(super) job: Job,
    /// How many links from a seed.
    pub(super) depth: u32,
    /// How often it was tried before.
    pub(super) attempts: u8,
    /// A probe that must use GET, because HEAD was not answered properly.
    pub(super) insist: bool,
    /// The redirects that led here.
    pub(super) hops: Option<Arc<Hop>>,
}

/// One redirect on the way to an address.
#[derive(Debug)]
pub(super) struct Hop {
    pub(super) from: Address,
    pub(super) before: Option<Arc<Self>>,
    /// How many redirects there are up to this one.
    pub(super) count: u32,
}

impl Hop {
    /// Tells whether the way came through this address.
    pub(super) fn passes(hops: Option<&Arc<Self>>, address: &Address) -> bool {
        let mut at = hops;
        while let Some(hop) = at {
            if hop.from == *address {
                return true;
            }
            at = hop.before.as_ref();
        }
        false
    }
}

/// A 128-bit digest of an address, so that remembering it costs 16 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Print(u64, u64);

impl Print {
    /// Returns the digest of an address.
    pub(super) fn of(address: &Address) -> Self {
        let digest = |salt: u8| {
            let mut hasher = DefaultHasher::new();
            salt.hash(&mut hasher);
            address.as_str().hash(&mut hasher);
            hasher.finish()
        };
        Self(digest(1), digest(2))
    }
}

/// What came of offering an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Offer {
    /// It is queued for this host.
    Queued(usize),
    /// It is known already.
    Known,
    /// There is no room left.
    Full,
}

/// The queues of all hosts.
#[derive(Debug, Default)]
pub(super) struct Frontier {
    hosts: HashMap<Box<str>, usize>,
    queues: Vec<BinaryHeap<Reverse<Queued>>>,
    /// Every address ever offered; the key while it waits, `None` once it was taken.
    seen: HashMap<Print, Option<Key>>,
    waiting: usize,
    room: usize,
}

impl Frontier {
    /// Returns an empty frontier with room for so many waiting addresses.
    pub(super) fn new(room: usize) -> Self {
        Self {
            room,
            ..Self::default()
        }
    }

    /// Returns the number of a host, and whether it is new.
    pub(super) fn host(&mut self, authority: &str) -> (usize, bool) {
        if let Some(host) = self.hosts.get(authority) {
            return (*host, false);
        }
        let host = self.queues.len();
        self.hosts.insert(authority.into(), host);
        self.queues.push(BinaryHeap::new());
        (host, true)
    }

    /// Queues an address unless it is known; one that waits moves forward when it is offered
    /// with a better key.
    pub(super) fn offer(&mut self, host: usize, print: Print, entry: Entry) -> Offer {
        match self.seen.get_mut(&print) {
            Some(Some(waiting))
                if entry.key < *waiting && entry.key.priority < waiting.priority =>
            {
                // The old entry stays in its heap and is dropped when it comes up.
                *waiting = entry.key;
            }
            Some(_) => return Offer::Known,
            None if self.waiting >= self.room => return Offer::Full,
            None => {
                self.seen.insert(print, Some(entry.key));
                self.waiting += 1;
            }
        }
        self.queues[host].push(Reverse(Queued { print, entry }));
        Offer::Queued(host)
    }

    /// Puts back an entry that was taken, to be tried again.
    pub(super) fn put_back(&mut self, host: usize, entry: Entry) {
        let print = Print::of(&entry.address);
        self.seen.insert(print, Some(entry.key));
        self.waiting += 1;
        self.queues[host].push(Reverse(Queued { print, entry }));
    }

    /// Returns the entry of a host that is next.
    pub(super) fn peek(&mut self, host: usize) -> Option<&Entry> {
        self.drop_stale(host);
        self.queues[host]
            .peek()
            .map(|Reverse(queued)| &queued.entry)
    }

    /// Takes the entry of a host that is next.
    pub(super) fn take(&mut self, host: usize) -> Option<Entry> {
        self.drop_stale(host);
        let Reverse(queued) = self.queues[host].pop()?;
        self.seen.insert(queued.print, None);
        self.waiting -= 1;
        Some(queued.entry)
    }

    /// Returns how many pages wait for a host, and on how many of them more hangs than verdicts
    /// about themselves.
    pub(super) fn pages_waiting(&self, host: usize) -> (u64, u64) {
        let (mut all, mut early) = (0, 0);
        for Reverse(queued) in &self.queues[host] {
            // An entry that has moved forward waits in its new place only.
            let waits = self.seen.get(&queued.print) == Some(&Some(queued.entry.key));
            if waits && queued.entry.job == Job::Page {
                all += 1;
                early += u64::from(turn::decides(queued.entry.key.priority));
            }
        }
        (all, early)
    }

    /// Forgets what waits for a host; returns how many addresses that were.
    pub(super) fn abandon(&mut self, host: usize) -> usize {
        let before = self.waiting;
        while self.take(host).is_some() {}
        self.queues[host] = BinaryHeap::new();
        before - self.waiting
    }

    /// Tells whether an address was ever offered.
    pub(super) fn knows(&self, print: Print) -> bool {
        self.seen.contains_key(&print)
    }

    /// Marks an address as taken without ever queueing it; false when it was known.
    pub(super) fn mark(&mut self, address: &Address) -> bool {
        let print = Print::of(address);
        let new = !self.knows(print);
        if new {
            self.seen.insert(print, None);
        }
        new
    }

    /// Returns how many addresses wait.
    pub(super) fn waiting(&self) -> usize {
        self.waiting
    }

    fn drop_stale(&mut self, host: usize) {
        while let Some(Reverse(queued)) = self.queues[host].peek() {
            if self.seen.get(&queued.print) == Some(&Some(queued.entry.key)) {
                return;
            }
            self.queues[host].pop();
        }
    }
}

/// An entry as it lies in its heap, ordered by its key alone.
#[derive(Debug)]
struct Queued {
    print: Print,
    entry: Entry,
}

impl PartialEq for Queued {
    fn eq(&self, other: &Self) -> bool {
        self.entry.key == other.entry.key
    }
}

impl Eq for Queued {}

impl PartialOrd for Queued {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Queued {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.entry.key.cmp(&other.entry.key)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failed test may stop anywhere")]
mod tests {
    use super::{Entry, Frontier, Job, Key, Offer, Print};
    use crate::model::Address;

    fn entry(path: &str, priority: u8, parent: u64, index: u32) -> Entry {
        Entry {
            key: Key {
                priority,
                parent,
                index,
            },
            address: Address::parse(&format!("http://a.cn/{path}")).unwrap(),
            job: Job::Page,
            depth: 0,
            attempts: 0,
            insist: false,
            hops: None,
        }
    }

    fn offer(frontier: &mut Frontier, entry: Entry) -> Offer {
        let (host, _) = frontier.host(entry.address.authority());
        frontier.offer(host, Print::of(&entry.address), entry)
    }

    fn drain(frontier: &mut Frontier) -> Vec<String> {
        std::iter::from_fn(|| frontier.take(0))
            .map(|entry| entry.address.path().to_owned())
            .collect()
    }

    #[test]
    fn order_is_priority_then_discovery() {
        let mut frontier = Frontier::new(100);
        for (path, priority, parent, index) in [
            ("e", 9, 0, 0),
            ("d", 1, 2, 0),
            ("c", 1, 1, 1),
            ("b", 1, 1, 0),
            ("a", 0, 7, 0),
        ] {
            offer(&mut frontier, entry(path, priority, parent, index));
        }
        assert_eq!(frontier.waiting(), 5);
        assert_eq!(drain(&mut frontier), ["/a", "/b", "/c", "/d", "/e"]);
    }

    #[test]
    fn each_address_is_taken_once_and_may_move_forward() {
        let mut frontier = Frontier::new(100);
        assert_eq!(offer(&mut frontier, entry("a", 9, 0, 0)), Offer::Queued(0));
        assert_eq!(offer(&mut frontier, entry("b", 5, 0, 1)), Offer::Queued(0));
        assert_eq!(offer(&mut frontier, entry("a", 9, 1, 0)), Offer::Known);
        assert_eq!(offer(&mut frontier, entry("a", 0, 1, 0)), Offer::Queued(0));
        assert_eq!(frontier.waiting(), 2);
        assert_eq!(drain(&mut frontier), ["/a", "/b"]);
        assert_eq!(offer(&mut frontier, entry("a", 0, 2, 0)), Offer::Known);
        assert_eq!(frontier.waiting(), 0);
    }

    #[test]
    fn room_is_limited_and_what_is_put_back_comes_again() {
        let mut frontier = Frontier::new(1);
        offer(&mut frontier, entry("a", 1, 0, 0));
        assert_eq!(offer(&mut frontier, entry("b", 1, 0, 1)), Offer::Full);
        let taken = frontier.take(0).unwrap();
        frontier.put_back(0, taken);
        assert_eq!(frontier.peek(0).unwrap().address.path(), "/a");
        assert_eq!(frontier.abandon(0), 1);
        assert!(frontier.peek(0).is_none());
    }
}
