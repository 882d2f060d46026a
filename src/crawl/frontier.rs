//! What is still to be fetched: each address once, in order of priority and discovery.
//!
//! What waits is written away ([`Store`]): in memory there are, for each address, its digest
//! and its place in the order.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use foldhash::HashMap;

use super::entry::{Entry, Job, Key, Print};
use super::turn;
use crate::store::{Span, Store};

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

/// What was still waiting for a host when it was given up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Abandoned {
    /// Addresses of any kind.
    pub(super) all: usize,
    /// Pages.
    pub(super) pages: u64,
    /// Pages on which more hangs than verdicts about themselves.
    pub(super) deciding: u64,
}

/// The queues of all hosts.
#[derive(Debug, Default)]
pub(super) struct Frontier {
    hosts: HashMap<Box<str>, usize>,
    queues: Vec<Queue>,
    /// Every address ever offered; its priority while it waits, `None` once it was taken.
    seen: HashMap<Print, Option<u8>>,
    /// What waits, packed.
    store: Store,
    /// One packed entry, here only so that its memory is used again.
    bytes: Vec<u8>,
    waiting: usize,
    room: usize,
    lost: usize,
}

/// What waits for one host.
#[derive(Debug, Default)]
struct Queue {
    heap: BinaryHeap<Reverse<Queued>>,
    /// What came first when it was last looked at, read back. It is not in the heap.
    first: Option<First>,
}

/// An entry as it lies in its heap, ordered by its key.
#[derive(Debug, Clone, Copy)]
struct Queued {
    key: Key,
    span: Span,
}

#[derive(Debug)]
struct First {
    queued: Queued,
    print: Print,
    entry: Entry,
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
        self.queues.push(Queue::default());
        (host, true)
    }

    /// Queues an address unless it is known; one that waits moves forward when it is offered
    /// with a better priority.
    pub(super) fn offer(&mut self, host: usize, print: Print, entry: &Entry) -> Offer {
        match self.seen.get_mut(&print) {
            // The old entry stays in its heap and is dropped when it comes up.
            Some(Some(waiting)) if entry.key.priority < *waiting => *waiting = entry.key.priority,
            Some(_) => return Offer::Known,
            None if self.waiting >= self.room => return Offer::Full,
            None => {
                self.seen.insert(print, Some(entry.key.priority));
                self.waiting += 1;
            }
        }
        self.push(host, entry);
        Offer::Queued(host)
    }

    /// Puts back an entry that was taken, to be tried again.
    pub(super) fn put_back(&mut self, host: usize, entry: &Entry) {
        let print = Print::of(&entry.address);
        self.seen.insert(print, Some(entry.key.priority));
        self.waiting += 1;
        self.push(host, entry);
    }

    fn push(&mut self, host: usize, entry: &Entry) {
        self.bytes.clear();
        entry.pack(&mut self.bytes);
        let queued = Queued {
            key: entry.key,
            span: self.store.add(&self.bytes),
        };
        let queue = &mut self.queues[host];
        if let Some(first) = queue.first.take_if(|first| queued.key < first.queued.key) {
            queue.heap.push(Reverse(first.queued));
        }
        queue.heap.push(Reverse(queued));
    }

    /// Returns the entry of a host that is next.
    pub(super) fn peek(&mut self, host: usize) -> Option<&Entry> {
        self.look(host);
        self.queues[host].first.as_ref().map(|first| &first.entry)
    }

    /// Takes the entry of a host that is next.
    pub(super) fn take(&mut self, host: usize) -> Option<Entry> {
        self.look(host);
        let first = self.queues[host].first.take()?;
        self.seen.insert(first.print, None);
        self.waiting -= 1;
        Some(first.entry)
    }

    /// Forgets what waits for a host.
    pub(super) fn abandon(&mut self, host: usize) -> Abandoned {
        let mut abandoned = Abandoned::default();
        while let Some(entry) = self.take(host) {
            abandoned.all += 1;
            if entry.job == Job::Page {
                abandoned.pages += 1;
                abandoned.deciding += u64::from(turn::decides(entry.key.priority));
            }
        }
        self.queues[host] = Queue::default();
        abandoned
    }

    /// Tells whether an address was ever offered.
    pub(super) fn knows(&self, print: Print) -> bool {
        self.seen.contains_key(&print)
    }

    /// Marks an address as taken without ever queueing it; false when it was known.
    pub(super) fn mark(&mut self, print: Print) -> bool {
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

    /// Returns how many addresses could not be read back, and so will not be fetched.
    pub(super) fn lost(&self) -> usize {
        self.lost
    }

    /// Sees to it that the first of a queue is read back, if anything waits there.
    fn look(&mut self, host: usize) {
        let queue = &mut self.queues[host];
        loop {
            if let Some(First { queued, print, .. }) = &queue.first {
                // An entry that has moved forward waits in its new place only.
                if self.seen.get(print) == Some(&Some(queued.key.priority)) {
                    return;
                }
                queue.first = None;
            }
            let Some(Reverse(queued)) = queue.heap.pop() else {
                return;
            };
            self.store.read(queued.span, usize::MAX, &mut self.bytes);
            match Entry::unpack(queued.key, &self.bytes) {
                Some(entry) => {
                    queue.first = Some(First {
                        queued,
                        print: Print::of(&entry.address),
                        entry,
                    });
                }
                None => {
                    self.lost += 1;
                    self.waiting = self.waiting.saturating_sub(1);
                }
            }
        }
    }
}

impl PartialEq for Queued {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
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
        self.key.cmp(&other.key)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failed test may stop anywhere")]
mod tests {
    use super::super::entry::{Entry, Job, Key, Print};
    use super::{Abandoned, Frontier, Offer, turn};
    use crate::model::Address;
    use crate::store::Store;

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
            named_by: None,
        }
    }

    fn offer(frontier: &mut Frontier, entry: Entry) -> Offer {
        let (host, _) = frontier.host(entry.address.authority());
        frontier.offer(host, Print::of(&entry.address), &entry)
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
    fn what_was_written_away_comes_in_order_and_moves_forward_too() {
        let mut frontier = Frontier::new(1000);
        frontier.store = Store::holding(1);
        for number in 0..100 {
            offer(&mut frontier, entry(&number.to_string(), 50, 0, number));
        }
        // The first one is read back already when others come before it.
        assert_eq!(frontier.peek(0).unwrap().address.path(), "/0");
        offer(&mut frontier, entry("99", 10, 1, 0));
        offer(&mut frontier, entry("0", 20, 1, 1));
        assert_eq!(frontier.waiting(), 100);
        let order = drain(&mut frontier);
        assert_eq!(order.len(), 100, "each of them once");
        assert_eq!(order[..4], ["/99", "/0", "/1", "/2"]);
        assert_eq!((frontier.waiting(), frontier.lost()), (0, 0));
    }

    #[test]
    fn what_cannot_be_read_back_is_counted() {
        let mut frontier = Frontier::new(1000);
        frontier.store = Store::holding(1);
        offer(&mut frontier, entry("a", 1, 0, 0));
        frontier.store.damage();
        offer(&mut frontier, entry("b", 2, 0, 1));
        assert_eq!(drain(&mut frontier), ["/b"]);
        assert_eq!((frontier.waiting(), frontier.lost()), (0, 1));
    }

    #[test]
    fn what_a_host_is_left_with_is_counted_by_kind() {
        let mut frontier = Frontier::new(1000);
        offer(&mut frontier, entry("list", turn::COLUMN, 0, 0));
        offer(&mut frontier, entry("paper", turn::PAPER, 0, 1));
        let file = Entry {
            job: Job::Attachment,
            ..entry("file", turn::FILE, 0, 2)
        };
        offer(&mut frontier, file);
        let abandoned = Abandoned {
            all: 3,
            pages: 2,
            deciding: 1,
        };
        assert_eq!(frontier.abandon(0), abandoned);
        assert_eq!(frontier.waiting(), 0);
    }

    #[test]
    fn room_is_limited_and_what_is_put_back_comes_again() {
        let mut frontier = Frontier::new(1);
        offer(&mut frontier, entry("a", 1, 0, 0));
        assert_eq!(offer(&mut frontier, entry("b", 1, 0, 1)), Offer::Full);
        let taken = frontier.take(0).unwrap();
        frontier.put_back(0, &taken);
        assert_eq!(frontier.peek(0).unwrap().address.path(), "/a");
        assert_eq!(frontier.abandon(0).all, 1);
        assert!(frontier.peek(0).is_none());
    }
}
