//! Reading WARC files from anyone: ours, wget, warcio, Heritrix, browsertrix; plain, one
//! gzip member a record, or one for the whole file.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[cfg(test)]
use bytes::Bytes;

use super::entry::{Entry, Part};
use super::head::{self, Head};
use super::inflate::Source;
use super::lookup::Lookup;
use super::problem::{Damage, Problem, ReadError};
use super::reader::{Fault, Raw, Reader};
use super::{CRAWL, FAILURE};
use crate::model::{Address, Capture};

/// Limits against files made to exhaust the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes kept of one record; the rest is passed over and the capture marked
    /// as truncated.
    pub record: u64,
    /// The most bytes of a decoded body, as for [`decode`](crate::snapshot::decode::decode).
    pub body: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            record: 128 << 20,
            body: 32 << 20,
        }
    }
}

/// Blocks of fields and of requests are small; larger ones are not looked into.
const MAX_SMALL: u64 = 1 << 20;

/// Opens a WARC file.
///
/// # Errors
///
/// [`ReadError`], when the file cannot be opened or is no WARC.
pub fn open(path: &Path, limits: Limits) -> Result<Records, ReadError> {
    Records::new(Origin::File(path.to_owned()), path, limits)
}

/// Reads a WARC file, record after record, on this thread. For work on many threads take
/// [`open`] and call [`Entry::capture`] there.
///
/// # Errors
///
/// As [`open`].
pub fn read(
    path: &Path,
    limits: Limits,
) -> Result<impl Iterator<Item = Result<Capture, Problem>>, ReadError> {
    Ok(open(path, limits)?.map(|entry| entry.and_then(Entry::capture)))
}

/// The captures in a WARC file, in the order of the file; revisits come last. An address
/// may come several times.
pub struct Records {
    path: Arc<Path>,
    origin: Origin,
    limits: Limits,
    reader: Reader,
    /// A capture that waits for a request that may follow it.
    held: Option<Entry>,
    ready: VecDeque<Result<Entry, Problem>>,
    request: Option<RequestNote>,
    index: Index,
    revisits: Vec<Entry>,
    /// The revisits by the record they need, once the whole file has been read.
    wanted: Option<BTreeMap<u64, Vec<Entry>>>,
    notes: Vec<(String, String)>,
    whole_until: u64,
    /// Older archives that revisits may refer to.
    originals: Option<Arc<Lookup>>,
    /// Whether records that are no pages are given too, and revisits without their original.
    everything: bool,
}

#[derive(Clone)]
enum Origin {
    File(PathBuf),
    #[cfg(test)]
    Bytes(Bytes),
}

impl Origin {
    fn source(&self) -> std::io::Result<Source> {
        match self {
            Self::File(path) => Source::open(path),
            #[cfg(test)]
            Self::Bytes(bytes) => Source::of_bytes(bytes.clone()),
        }
    }
}

/// What a request record says about the response beside it.
struct RequestNote {
    id: String,
    target: String,
    concurrent_to: String,
    method: String,
}

/// Where the payloads are that a revisit may refer to, by number of record. Texts are kept as
/// their hashes: an archive has hundreds of thousands of records.
#[derive(Default)]
struct Index {
    hasher: RandomState,
    /// Target, date and number; sorted once all are there.
    by_target: Vec<(u64, u64, u64)>,
    by_digest: HashMap<u64, u64>,
}

impl Records {
    fn new(origin: Origin, path: &Path, limits: Limits) -> Result<Self, ReadError> {
        let failed = |source| ReadError::Open {
            path: path.to_owned(),
            source,
        };
        let mut source = origin.source().map_err(failed)?;
        if let Some(looks_like) = source.check_beginning().map_err(failed)? {
            return Err(ReadError::NotWarc {
                path: path.to_owned(),
                looks_like,
            });
        }
        Ok(Self {
            path: Arc::from(path),
            origin,
            limits,
            reader: Reader::new(source, limits.record),
            held: None,
            ready: VecDeque::new(),
            request: None,
            index: Index::default(),
            revisits: Vec::new(),
            wanted: None,
            notes: Vec::new(),
            whole_until: 0,
            originals: None,
            everything: false,
        })
    }

    /// Looks for the payloads of revisits in older archives too.
    #[must_use]
    pub fn with_originals(mut self, originals: Arc<Lookup>) -> Self {
        self.originals = Some(originals);
        self
    }

    /// Also gives what is no page, and revisits without their originals, in the file's order.
    pub(super) fn everything(mut self) -> Self {
        self.everything = true;
        self
    }

    /// Returns what the crawl says about itself: the fields of the `warcinfo` records and
    /// of [`Writer::notes`](super::Writer::notes), as far as the file has been read.
    pub fn notes(&self) -> &[(String, String)] {
        &self.notes
    }

    /// Returns the length of the file's beginning that is whole records, as far as it has
    /// been read: where a crawl that was killed can go on writing.
    pub fn whole_until(&self) -> u64 {
        self.whole_until.max(self.reader.whole_until())
    }

    fn step(&mut self) -> bool {
        let Some(next) = self.reader.next(|_, head| is_wanted(head)) else {
            self.release();
            return false;
        };
        match next {
            Ok(raw) => self.sort(raw),
            Err(fault) => {
                self.release();
                let problem = self.problem(fault);
                self.ready.push_back(Err(problem));
            }
        }
        true
    }

    fn release(&mut self) {
        if let Some(entry) = self.held.take()
            && is_page_method(entry.method.as_deref())
        {
            self.ready.push_back(Ok(entry));
        }
    }

    /// Sorts a sound record.
    fn sort(&mut self, raw: Raw) {
        if !is_wanted(&raw.head) || (!raw.head.purpose.is_empty() && !self.everything) {
            return;
        }
        match raw.head.kind.as_str() {
            "warcinfo" => self.notes.extend(head::fields(&raw.block)),
            "metadata" if raw.head.target == CRAWL => self.notes.extend(head::fields(&raw.block)),
            "metadata" => {
                if head::fields(&raw.block)
                    .iter()
                    .any(|(name, _)| name == FAILURE)
                {
                    self.hold(raw);
                }
            }
            "request" => self.note_request(raw),
            "revisit" if self.everything => self.hold(raw),
            "revisit" => {
                if let Some(entry) = self.entry(raw) {
                    self.revisits.push(entry);
                }
            }
            _ => {
                self.index.add(&raw);
                self.hold(raw);
            }
        }
    }

    fn note_request(&mut self, raw: Raw) {
        let method = raw
            .block
            .split(|byte| *byte == b' ')
            .next()
            .unwrap_or_default();
        let method = String::from_utf8_lossy(method).into_owned();
        // Some tools write the request after its response and point back.
        if let Some(held) = &mut self.held
            && !raw.head.concurrent_to.is_empty()
            && held.part.head.id == raw.head.concurrent_to
        {
            held.method = Some(method);
            return;
        }
        self.request = Some(RequestNote {
            id: raw.head.id,
            target: raw.head.target,
            concurrent_to: raw.head.concurrent_to,
            method,
        });
    }

    fn hold(&mut self, raw: Raw) {
        self.release();
        self.held = self.entry(raw);
    }

    /// Makes an entry, or a problem of what lacks an address or a time.
    fn entry(&mut self, raw: Raw) -> Option<Entry> {
        let address = Address::parse(&raw.head.target);
        let fetched = head::timestamp(&raw.head.date);
        let (Some(address), Some(fetched)) = (address.clone(), fetched) else {
            let field = if address.is_none() {
                "WARC-Target-URI"
            } else {
                "WARC-Date"
            };
            let problem = self.problem(Fault {
                place: raw.place,
                head: Some(Box::new(raw.head)),
                damage: Damage::Field(field),
            });
            self.ready.push_back(Err(problem));
            return None;
        };
        let method = self
            .request
            .take_if(|request| request.is_of(&raw.head))
            .map(|request| request.method);
        Some(Entry {
            path: Arc::clone(&self.path),
            address,
            fetched,
            part: Part::of(raw),
            original: None,
            method,
            limits: self.limits,
        })
    }

    fn problem(&self, fault: Fault) -> Problem {
        let head = fault.head.unwrap_or_default();
        Problem {
            path: self.path.to_path_buf(),
            offset: fault.place.offset,
            within: fault.place.within,
            record: Some(head.id).filter(|id| !id.is_empty()),
            address: Address::parse(&head.target),
            damage: fault.damage,
        }
    }

    /// Begins the second reading, for the payloads that revisits refer to.
    fn begin_revisits(&mut self) {
        let mut wanted: BTreeMap<u64, Vec<Entry>> = BTreeMap::new();
        self.index.sort();
        for entry in std::mem::take(&mut self.revisits) {
            match self.index.find(&entry.part.head) {
                Some(ordinal) => wanted.entry(ordinal).or_default().push(entry),
                None => self.ready.push_back(self.with_older_payload(entry)),
            }
        }
        self.whole_until = self.reader.whole_until();
        if !wanted.is_empty()
            && let Ok(source) = self.origin.source()
        {
            self.reader = Reader::new(source, self.limits.record);
        }
        self.wanted = Some(wanted);
    }

    /// Finds what a revisit refers to in an older archive.
    fn with_older_payload(&self, mut entry: Entry) -> Result<Entry, Problem> {
        let found = self
            .originals
            .as_ref()
            .and_then(|older| older.original(&entry.part.head));
        match found {
            Some(original) => {
                entry.original = Some(Arc::new(original));
                Ok(entry)
            }
            None => Err(entry.problem(Damage::Unresolved)),
        }
    }

    /// Reads on for the payloads that revisits refer to; false when all are found.
    fn step_revisits(&mut self) -> bool {
        let Some(wanted) = &mut self.wanted else {
            return false;
        };
        if wanted.is_empty() {
            return false;
        }
        let Some(next) = self.reader.next(|ordinal, _| wanted.contains_key(&ordinal)) else {
            // The file has changed between the two readings.
            for entry in std::mem::take(wanted).into_values().flatten() {
                self.ready.push_back(Err(entry.problem(Damage::Unresolved)));
            }
            return true;
        };
        // Damage has been reported in the first reading.
        if let Ok(raw) = next
            && let Some(entries) = wanted.remove(&raw.ordinal)
        {
            let original = Arc::new(Part::of(raw));
            for mut entry in entries {
                entry.original = Some(Arc::clone(&original));
                self.ready.push_back(Ok(entry));
            }
        }
        true
    }
}

impl Iterator for Records {
    type Item = Result<Entry, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(ready) = self.ready.pop_front() {
                return Some(ready);
            }
            if self.wanted.is_some() {
                if !self.step_revisits() && self.ready.is_empty() {
                    return None;
                }
            } else if !self.step() {
                self.begin_revisits();
            }
        }
    }
}

impl Part {
    pub(super) fn of(raw: Raw) -> Self {
        Self {
            place: raw.place,
            head: raw.head,
            block: raw.block,
            whole: raw.whole,
            ends: raw.ends,
        }
    }
}

impl RequestNote {
    fn is_of(&self, response: &Head) -> bool {
        if !response.concurrent_to.is_empty() && !self.id.is_empty() {
            return response.concurrent_to == self.id;
        }
        if !self.concurrent_to.is_empty() {
            return self.concurrent_to == response.id;
        }
        self.target == response.target
    }
}

impl Index {
    fn add(&mut self, raw: &Raw) {
        let hash = |text: &str| self.hasher.hash_one(text);
        let (target, date) = (hash(&raw.head.target), hash(&raw.head.date));
        self.by_target.push((target, date, raw.ordinal));
        if !raw.head.payload_digest.is_empty() {
            let digest = hash(&raw.head.payload_digest);
            self.by_digest.entry(digest).or_insert(raw.ordinal);
        }
    }

    /// Finds the record a revisit refers to: by address and date, by digest, by address. Only
    /// after [`Index::sort`].
    fn find(&self, revisit: &Head) -> Option<u64> {
        let hash = |text: &str| self.hasher.hash_one(text);
        let target = if revisit.refers_to_target.is_empty() {
            &revisit.target
        } else {
            &revisit.refers_to_target
        };
        let target = hash(target);
        let first = self.by_target.partition_point(|one| one.0 < target);
        let same = self.by_target[first..]
            .iter()
            .take_while(|one| one.0 == target);
        let date = &revisit.refers_to_date;
        let dated = same
            .clone()
            .find(|one| !date.is_empty() && one.1 == hash(date))
            .map(|one| one.2);
        // A date of another capture must not be answered with the wrong payload.
        let named = !revisit.refers_to_target.is_empty() && revisit.refers_to_date.is_empty();
        dated
            .or_else(|| {
                let digest = hash(&revisit.payload_digest);
                self.by_digest.get(&digest).copied()
            })
            .or_else(|| {
                same.last()
                    .filter(|_| named && revisit.payload_digest.is_empty())
                    .map(|one| one.2)
            })
    }

    fn sort(&mut self) {
        // Of one target in the order of the file.
        self.by_target.sort_unstable_by_key(|one| (one.0, one.2));
    }
}

/// Tells of which records the block is needed.
fn is_wanted(head: &Head) -> bool {
    let small = head.length.is_some_and(|length| length <= MAX_SMALL);
    let fields = head.content_type.starts_with("application/warc-fields");
    match head.kind.as_str() {
        "warcinfo" => small,
        "request" => small && head.is_web(),
        "response" | "revisit" | "resource" => head.is_web(),
        // A conversion of a page to text or to a picture is not the page.
        "conversion" => head.is_web() && head.content_type.contains("html"),
        "metadata" => small && fields && (head.is_web() || head.target == CRAWL),
        _ => false,
    }
}

/// Tells whether the answer to a method is what the address shows: a form's answer is not.
fn is_page_method(method: Option<&str>) -> bool {
    matches!(method, None | Some("GET" | "HEAD"))
}

/// Opens a WARC file that is in memory, as [`open`] does.
#[cfg(test)]
pub(super) fn open_bytes(bytes: &[u8], limits: Limits) -> Result<Records, ReadError> {
    let origin = Origin::Bytes(Bytes::copy_from_slice(bytes));
    Records::new(origin, Path::new("memory.warc"), limits)
}
