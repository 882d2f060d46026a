//! One address to be fetched, and how it is kept while it waits.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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
    /// What the page looks like that named it, but for numbers.
    pub(super) named_by: Option<u64>,
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
    /// Adds a redirect to those before it.
    pub(super) fn after(before: Option<Arc<Self>>, from: Address) -> Arc<Self> {
        let count = before.as_ref().map_or(0, |hop| hop.count) + 1;
        Arc::new(Self {
            from,
            before,
            count,
        })
    }

    /// Tells whether the way came through this address.
    pub(super) fn passes(hops: Option<&Arc<Self>>, address: &Address) -> bool {
        Self::back(hops).any(|hop| hop.from == *address)
    }

    /// Returns the redirects on the way, the last one first.
    fn back(hops: Option<&Arc<Self>>) -> impl Iterator<Item = &Self> {
        std::iter::successors(hops.map(Arc::as_ref), |hop| hop.before.as_deref())
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

/// An entry as it is written away, without its key.
#[derive(Serialize, Deserialize)]
struct Packed<'a> {
    address: Cow<'a, str>,
    job: Job,
    depth: u32,
    attempts: u8,
    insist: bool,
    /// Where the redirects came from, the last one first.
    hops: Vec<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    named_by: Option<u64>,
}

impl Entry {
    /// Appends everything but the key as JSON.
    pub(super) fn pack(&self, into: &mut Vec<u8>) {
        let packed = Packed {
            address: self.address.as_str().into(),
            job: self.job,
            depth: self.depth,
            attempts: self.attempts,
            insist: self.insist,
            hops: Hop::back(self.hops.as_ref())
                .map(|hop| hop.from.as_str().into())
                .collect(),
            named_by: self.named_by,
        };
        // Plain values into memory: neither can fail. Were it otherwise, the entry would not
        // come back whole, which whoever reads it says.
        let _ = serde_json::to_writer(into, &packed);
    }

    /// Reads back what [`Entry::pack`] wrote.
    pub(super) fn unpack(key: Key, bytes: &[u8]) -> Option<Self> {
        let packed: Packed<'_> = serde_json::from_slice(bytes).ok()?;
        let address = |text: Cow<'_, str>| Address::from_shared(text.into());
        let mut hops = None;
        for from in packed.hops.into_iter().rev() {
            hops = Some(Hop::after(hops, address(from)));
        }
        Some(Self {
            key,
            address: address(packed.address),
            job: packed.job,
            depth: packed.depth,
            attempts: packed.attempts,
            insist: packed.insist,
            hops,
            named_by: packed.named_by,
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failed test may stop anywhere")]
mod tests {
    use super::{Entry, Hop, Job, Key};
    use crate::model::Address;

    #[test]
    fn an_entry_comes_back_as_it_was() {
        let address = |path: &str| Address::parse(&format!("http://a.cn/{path}")).unwrap();
        let key = Key {
            priority: 7,
            parent: u64::MAX,
            index: 3,
        };
        let first = Hop::after(None, address("first"));
        let entry = Entry {
            key,
            address: address("公开?q=\"a\\b\"&c=%B9%AB"),
            job: Job::Sitemap(1),
            depth: 5,
            attempts: 2,
            insist: true,
            hops: Some(Hop::after(Some(first), address("second"))),
            named_by: Some(u64::MAX),
        };
        let mut bytes = Vec::new();
        entry.pack(&mut bytes);
        let again = Entry::unpack(key, &bytes).unwrap();
        assert_eq!(format!("{again:?}"), format!("{entry:?}"));
        assert_eq!(again.hops.as_ref().unwrap().count, 2);
        assert!(Hop::passes(again.hops.as_ref(), &address("first")));
        assert!(!Hop::passes(again.hops.as_ref(), &address("third")));

        bytes.pop();
        assert!(Entry::unpack(key, &bytes).is_none(), "cut short");
    }
}
