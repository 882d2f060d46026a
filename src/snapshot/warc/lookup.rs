//! Answers of earlier crawls by address, to go on with one, to ask only for what changed, or
//! to take out what stands behind a finding.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::entry::{Entry, Part};
use super::head::Head;
use super::index::{Index, Line};
use super::inflate::Source;
use super::problem::ReadError;
use super::read::{Limits, open};
use super::reader::Reader;
use crate::model::Address;
use crate::snapshot::exchange::{Exchange, Purpose};

/// How many revisits may refer to each other in a row.
const CHAIN: u32 = 64;

/// An index over archives that keeps no payload: a place in a file an address.
///
/// Files must be plain or have one gzip member a record, as nearly all tools write them, so
/// that a single record can be read.
pub struct Lookup {
    archives: Vec<Archive>,
    by_address: HashMap<Key, Place>,
    by_digest: HashMap<Key, Place>,
    limits: Limits,
    whole_until: u64,
    notes: Vec<(String, String)>,
    /// The index of the last archive, where it was asked for.
    index: Option<Index>,
}

/// Half of a SHA-256 of an address or a digest, so that an entry stays small.
type Key = [u8; 16];

#[derive(Debug, Clone, Copy)]
struct Place {
    archive: usize,
    offset: u64,
    /// Whether a GET was answered, with everything.
    whole: bool,
    head: bool,
    purpose: Purpose,
}

struct Archive {
    path: PathBuf,
    reader: Mutex<Reader>,
}

impl Lookup {
    /// Indexes archives; of several answers of one address the last counts, so name the
    /// oldest archive first.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when a file cannot be opened, is no WARC, or is one gzip member.
    pub fn open(paths: &[PathBuf], limits: Limits) -> Result<Self, ReadError> {
        let mut lookup = Self::empty(limits);
        for path in paths {
            lookup.add(path)?;
        }
        Ok(lookup)
    }

    /// Indexes the archive of a crawl that was broken off, to go on with it.
    ///
    /// # Errors
    ///
    /// As [`Lookup::open`].
    pub fn to_resume(path: &Path, limits: Limits) -> Result<Self, ReadError> {
        let mut lookup = Self::empty(limits);
        lookup.index = Some(Index::of(path));
        lookup.add(path)?;
        Ok(lookup)
    }

    fn empty(limits: Limits) -> Self {
        Self {
            archives: Vec::new(),
            by_address: HashMap::new(),
            by_digest: HashMap::new(),
            limits,
            whole_until: 0,
            notes: Vec::new(),
            index: None,
        }
    }

    /// Returns the index of the archive that is gone on with.
    pub fn index(&self) -> Option<&Index> {
        self.index.as_ref()
    }

    fn add(&mut self, path: &Path) -> Result<(), ReadError> {
        let archive = self.archives.len();
        let mut records = open(path, self.limits)?.everything();
        for entry in records.by_ref() {
            // Damaged records are as if they were not there: they are asked for again.
            let Ok(entry) = entry else { continue };
            if entry.part.place.within > 0 {
                return Err(ReadError::OneMember {
                    path: path.to_owned(),
                });
            }
            let head = &entry.part.head;
            let place = Place {
                archive,
                offset: entry.part.place.offset,
                whole: entry.part.whole && head.truncated.is_empty(),
                head: entry.method.as_deref() == Some("HEAD"),
                purpose: super::entry::purpose_of(&head.purpose),
            };
            if !head.payload_digest.is_empty()
                && let Slot::Vacant(slot) = self.by_digest.entry(key(&head.payload_digest))
                && head.kind != "revisit"
            {
                slot.insert(place);
            }
            if let Some(index) = &mut self.index
                && let Some(status) = entry.part.status()
            {
                let media = entry.part.media();
                index.add(&Line {
                    address: &entry.address,
                    at: entry.fetched,
                    mime: match head.kind.as_str() {
                        "revisit" => "warc/revisit",
                        _ => &media,
                    },
                    status,
                    digest: &head.payload_digest,
                    offset: place.offset,
                    length: entry.part.ends.saturating_sub(place.offset),
                });
            }
            if head.kind != "metadata" {
                self.by_address.insert(key(entry.address.as_str()), place);
            }
        }
        self.whole_until = records.whole_until();
        self.notes = records.notes().to_vec();
        let source = Source::open(path).map_err(|source| ReadError::Open {
            path: path.to_owned(),
            source,
        })?;
        self.archives.push(Archive {
            path: path.to_owned(),
            reader: Mutex::new(Reader::new(source, self.limits.record)),
        });
        Ok(())
    }

    /// Returns how many addresses were answered.
    pub fn len(&self) -> usize {
        self.by_address.len()
    }

    /// Tells whether no address was answered.
    pub fn is_empty(&self) -> bool {
        self.by_address.is_empty()
    }

    /// Returns where the last archive's whole records end, for writing to go on there.
    pub fn whole_until(&self) -> u64 {
        self.whole_until
    }

    /// Returns what the last archive's crawl says about itself.
    pub fn notes(&self) -> &[(String, String)] {
        &self.notes
    }

    /// Tells whether an address was answered for this purpose, with its body if `body` is
    /// wanted.
    pub fn holds(&self, address: &Address, purpose: Purpose, body: bool) -> bool {
        self.by_address
            .get(&key(address.as_str()))
            .is_some_and(|place| place.purpose == purpose && !(body && place.head))
    }

    /// Returns the answer of an address.
    pub fn exchange(&self, address: &Address) -> Option<Exchange> {
        let place = *self.by_address.get(&key(address.as_str()))?;
        let entry = self.entry(place, 0)?;
        (entry.address == *address)
            .then(|| entry.exchange())
            .flatten()
    }

    /// Returns the payload digest of an address's whole answer, and when it was given.
    pub(super) fn payload(&self, address: &Address) -> Option<(String, String)> {
        let place = self.by_address.get(&key(address.as_str()))?;
        if !place.whole || place.head {
            return None;
        }
        let entry = self.entry(*place, 0)?;
        let head = &entry.part.head;
        (head.target == address.as_str() && !head.payload_digest.is_empty())
            .then(|| (head.payload_digest.clone(), head.date.clone()))
    }

    /// Finds the record that a revisit refers to.
    pub(super) fn original(&self, revisit: &Head) -> Option<Part> {
        self.original_at(revisit, 0)
    }

    fn original_at(&self, revisit: &Head, depth: u32) -> Option<Part> {
        let target = match revisit.refers_to_target.as_str() {
            "" => &revisit.target,
            target => target,
        };
        let same = self
            .by_address
            .get(&key(target))
            .and_then(|place| self.entry(*place, depth + 1))
            .filter(|entry| {
                let head = &entry.part.head;
                head.target == target
                    && ((!head.date.is_empty() && head.date == revisit.refers_to_date)
                        || (!head.payload_digest.is_empty()
                            && head.payload_digest == revisit.payload_digest))
            });
        let entry = same.or_else(|| {
            let digest = &revisit.payload_digest;
            let place = self
                .by_digest
                .get(&key(digest))
                .filter(|_| !digest.is_empty())?;
            self.entry(*place, depth + 1)
        })?;
        match entry.original {
            Some(original) => std::sync::Arc::into_inner(original),
            None => Some(entry.part),
        }
    }

    fn entry(&self, place: Place, depth: u32) -> Option<Entry> {
        if depth > CHAIN {
            return None;
        }
        let archive = self.archives.get(place.archive)?;
        let raw = {
            let mut reader = archive
                .reader
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            reader.jump(place.offset).ok()?;
            reader.next(|_, _| true)?.ok()?
        };
        let mut entry = Entry {
            path: std::sync::Arc::from(archive.path.as_path()),
            address: Address::parse(&raw.head.target)?,
            fetched: super::head::timestamp(&raw.head.date)?,
            part: Part::of(raw),
            original: None,
            method: place.head.then(|| "HEAD".to_owned()),
            limits: self.limits,
        };
        if entry.part.head.kind == "revisit" {
            let original = self.original_at(&entry.part.head, depth)?;
            entry.original = Some(std::sync::Arc::new(original));
        }
        Some(entry)
    }
}

impl std::fmt::Debug for Lookup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let paths: Vec<_> = self.archives.iter().map(|archive| &archive.path).collect();
        f.debug_struct("Lookup")
            .field("archives", &paths)
            .field("addresses", &self.len())
            .finish_non_exhaustive()
    }
}

fn key(text: &str) -> Key {
    let sum: [u8; 32] = Sha256::digest(text).into();
    let mut key = [0; 16];
    key.copy_from_slice(&sum[..16]);
    key
}
