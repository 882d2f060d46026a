//! Answers of earlier crawls by address, to go on with one, to ask only for what changed, or
//! to take out what stands behind a finding.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::entry::{Entry, Part};
use super::head::Head;
use super::index::{Index, Line};
use super::inflate::Source;
use super::pack::{Copied, range};
use super::places::Places;
use super::problem::ReadError;
use super::read::{Limits, open};
use super::reader::Reader;
use crate::model::{Address, Capture};
use crate::snapshot::exchange::{Exchange, Purpose};

/// An index over archives that keeps no payload: a place in a file an address.
///
/// Files must be plain or have one gzip member a record, as nearly all tools write them, so
/// that a single record can be read.
pub struct Lookup {
    archives: Vec<Archive>,
    by_address: HashMap<Key, Place>,
    by_digest: HashMap<Key, Place>,
    /// Places in the only archive, where it was gone through already.
    noted: Places,
    /// What revisits stand on; never a revisit itself.
    originals: Vec<Place>,
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
    /// What a revisit stands on, as a place among the originals.
    original: Option<usize>,
}

struct Archive {
    path: PathBuf,
    reader: Mutex<Reader>,
}

impl Archive {
    fn open(path: &Path, limits: Limits) -> Result<Self, ReadError> {
        let source = Source::open(path).map_err(|source| ReadError::Open {
            path: path.to_owned(),
            source,
        })?;
        Ok(Self {
            path: path.to_owned(),
            reader: Mutex::new(Reader::new(source, limits.record)),
        })
    }
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

    /// Opens an archive whose records' places are known; others of its records are not found.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the file cannot be opened.
    pub fn of_places(path: &Path, places: Places, limits: Limits) -> Result<Self, ReadError> {
        let mut lookup = Self::empty(limits);
        lookup.archives.push(Archive::open(path, limits)?);
        lookup.noted = places;
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
            noted: Places::default(),
            originals: Vec::new(),
            limits,
            whole_until: 0,
            notes: Vec::new(),
            index: None,
        }
    }

    /// Takes the index of the archive that is gone on with.
    pub fn take_index(&mut self) -> Option<Index> {
        self.index.take()
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
            let original = match head.kind.as_str() {
                "revisit" => self.stands_on(head),
                _ => None,
            };
            let place = Place {
                archive,
                original: original.map(|place| {
                    self.originals.push(place);
                    self.originals.len() - 1
                }),
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
        self.archives.push(Archive::open(path, self.limits)?);
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
        let entry = self.entry(place)?;
        (entry.address == *address)
            .then(|| entry.exchange())
            .flatten()
    }

    /// Returns the answer of an address with its body decoded.
    pub fn capture(&self, address: &Address) -> Option<Capture> {
        let noted = self.noted.of(address).map(|offset| Place {
            archive: 0,
            offset,
            whole: true,
            head: false,
            purpose: Purpose::Content,
            original: None,
        });
        let known = || self.by_address.get(&key(address.as_str())).copied();
        let place = noted.or_else(known)?;
        let entry = self.entry(place)?;
        (entry.address == *address).then(|| entry.capture().ok())?
    }

    /// Returns the payload digest of an address's whole answer, and when it was given.
    pub(super) fn payload(&self, address: &Address) -> Option<(String, String)> {
        let place = self.by_address.get(&key(address.as_str()))?;
        if !place.whole || place.head {
            return None;
        }
        let entry = self.entry(*place)?;
        let head = &entry.part.head;
        (head.target == address.as_str() && !head.payload_digest.is_empty())
            .then(|| (head.payload_digest.clone(), head.date.clone()))
    }

    /// Returns the one address that `is_meant`, of several that whose body has the SHA-256;
    /// every record is looked at.
    pub fn find_address(
        &self,
        is_meant: impl Fn(&str) -> bool,
        sha256: Option<&str>,
    ) -> Option<Address> {
        let places = self.by_address.values();
        let mut found = places
            .filter_map(|place| Some(self.entry(*place)?.address))
            .filter(|address| is_meant(address.as_str()))
            .filter(|address| {
                sha256.is_none_or(|sum| self.body_digest(address).as_deref() == Some(sum))
            });
        found.next().filter(|_| found.next().is_none())
    }

    /// Returns the SHA-256 of an address's decoded body, lower-case hexadecimal; that of
    /// nothing where the body is cut.
    pub(super) fn body_digest(&self, address: &Address) -> Option<String> {
        let place = *self.by_address.get(&key(address.as_str()))?;
        let reply = self.entry(place)?.capture().ok()?.result.ok()?;
        Some(super::digest::hex(&Sha256::digest(&reply.body)))
    }

    /// Returns the records that hold an address's answer, as they stand in their archives: the
    /// one that a revisit refers to first.
    pub(super) fn records(&self, address: &Address) -> Option<Vec<Copied>> {
        let place = *self.by_address.get(&key(address.as_str()))?;
        let entry = self.entry(place)?;
        if entry.address != *address {
            return None;
        }
        let mut found = Vec::new();
        if let Some(original) = &entry.original {
            let archive = self.originals.get(place.original?)?.archive;
            found.push(self.copied(archive, original)?);
        }
        found.push(self.copied(place.archive, &entry.part)?);
        Some(found)
    }

    fn copied(&self, archive: usize, part: &Part) -> Option<Copied> {
        let offset = part.place.offset;
        let mut file = File::open(&self.archives.get(archive)?.path).ok()?;
        let bytes = range(&mut file, offset, part.ends.checked_sub(offset)?).ok()?;
        Some(Copied {
            packed: bytes.starts_with(&[0x1f, 0x8b]),
            bytes,
            address: Address::parse(&part.head.target)?,
            at: super::head::timestamp(&part.head.date)?,
            status: part.status()?,
            mime: match part.head.kind.as_str() {
                "revisit" => "warc/revisit".to_owned(),
                _ => part.media(),
            },
            digest: part.head.payload_digest.clone(),
        })
    }

    /// Finds the record that a revisit of another archive refers to.
    pub(super) fn original(&self, revisit: &Head) -> Option<Part> {
        let place = self.stands_on(revisit)?;
        Some(self.entry(place)?.part)
    }

    /// Finds what a revisit stands on: the payload of its digest, or the last answer of the
    /// address that it names, if it names no other digest.
    fn stands_on(&self, revisit: &Head) -> Option<Place> {
        if !revisit.payload_digest.is_empty() {
            return self.by_digest.get(&key(&revisit.payload_digest)).copied();
        }
        let target = match revisit.refers_to_target.as_str() {
            "" => &revisit.target,
            target => target,
        };
        let place = *self.by_address.get(&key(target))?;
        match place.original {
            Some(original) => self.originals.get(original).copied(),
            None => Some(place),
        }
    }

    fn entry(&self, place: Place) -> Option<Entry> {
        let mut entry = self.read(place)?;
        if entry.part.head.kind == "revisit" {
            let original = *self.originals.get(place.original?)?;
            entry.original = Some(Arc::new(self.read(original)?.part));
        }
        Some(entry)
    }

    fn read(&self, place: Place) -> Option<Entry> {
        let archive = self.archives.get(place.archive)?;
        let raw = {
            let mut reader = archive
                .reader
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            reader.jump(place.offset).ok()?;
            reader.next(|_, _| true)?.ok()?
        };
        Some(Entry {
            path: Arc::from(archive.path.as_path()),
            address: Address::parse(&raw.head.target)?,
            fetched: super::head::timestamp(&raw.head.date)?,
            part: Part::of(raw),
            original: None,
            method: place.head.then(|| "HEAD".to_owned()),
            limits: self.limits,
        })
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
