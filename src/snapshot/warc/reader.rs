//! Record after record out of the unpacked bytes, going on behind what is damaged.

use bytes::Bytes;

use super::head::{Head, MAX_HEAD, head_end};
use super::inflate::{Source, Step};
use super::problem::Damage;

/// How much is unpacked to find a header; most headers and small records fit.
const CHUNK: usize = 8 * 1024;

/// How much a block may grow at a time, so that a lying length costs nothing.
const GROWTH: usize = 1024 * 1024;

/// The longest record that is passed over by unpacking it.
const MAX_SKIP: u64 = 4 << 30;

/// Every record begins so.
const MAGIC: &[u8] = b"WARC/";

/// Where a record begins: see [`Problem`](super::Problem).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) offset: u64,
    pub(super) within: u64,
}

/// A record as it stands in the file.
pub(super) struct Raw {
    /// The how-manieth sound record of the file this is.
    pub(super) ordinal: u64,
    pub(super) place: Place,
    pub(super) head: Head,
    /// The block, if it was wanted.
    pub(super) block: Bytes,
    /// Whether all of the block is there; false also where it was not wanted.
    pub(super) whole: bool,
    /// Where it ends in the file.
    pub(super) ends: u64,
}

/// A record that is damaged, or a place where none is.
pub(super) struct Fault {
    pub(super) place: Place,
    pub(super) head: Option<Box<Head>>,
    pub(super) damage: Damage,
}

/// What stopped a record: the file's packing, or the record's own syntax.
enum Stop {
    Packing(Damage),
    Syntax(Damage),
}

/// Reads records.
pub(super) struct Reader {
    source: Source,
    limit: u64,
    /// Unpacked bytes not yet used.
    carry: Vec<u8>,
    /// Where the carry begins: in its gzip member, or in a plain file.
    at: u64,
    /// Where the member of the carry begins.
    member: u64,
    /// Set when nothing more follows the carry in its member.
    ended: Option<Step>,
    scratch: Vec<u8>,
    count: u64,
    whole_until: u64,
    /// How much has been read again in search of the next record.
    again: u64,
}

impl Reader {
    pub(super) fn new(source: Source, limit: u64) -> Self {
        Self {
            source,
            limit,
            carry: Vec::new(),
            at: 0,
            member: 0,
            ended: None,
            scratch: Vec::new(),
            count: 0,
            whole_until: 0,
            again: 0,
        }
    }

    /// Goes to a record: to the beginning of its gzip member, or to its place in a plain file.
    pub(super) fn jump(&mut self, offset: u64) -> Result<(), Damage> {
        self.carry.clear();
        self.ended = None;
        self.at = if self.source.is_gzip() { 0 } else { offset };
        self.source.seek(offset)
    }

    pub(super) fn whole_until(&self) -> u64 {
        self.whole_until
    }

    /// Returns the next record. `wanted` tells of which records the block is needed.
    pub(super) fn next(
        &mut self,
        wanted: impl Fn(u64, &Head) -> bool,
    ) -> Option<Result<Raw, Fault>> {
        match self.begin() {
            Ok(true) => {}
            Ok(false) => return None,
            Err(damage) => {
                let place = self.place();
                return Some(Err(self.fault(
                    place,
                    None,
                    Vec::new(),
                    Stop::Packing(damage),
                )));
            }
        }
        let place = self.place();
        let mut data = std::mem::take(&mut self.carry);
        let mut head = None;
        match self.record(&mut data, &mut head, wanted) {
            Ok((start, whole)) => {
                let ordinal = self.count;
                self.count += 1;
                if !self.source.is_gzip() {
                    self.whole_until = self.at;
                } else if self.carry.is_empty() && self.ended.is_some() {
                    self.whole_until = self.source.position();
                }
                Some(Ok(Raw {
                    ordinal,
                    place,
                    head: head.unwrap_or_default(),
                    block: Bytes::from(data).slice(start..),
                    whole,
                    ends: self.whole_until,
                }))
            }
            Err(stop) => Some(Err(self.fault(place, head.map(Box::new), data, stop))),
        }
    }

    fn place(&self) -> Place {
        if self.source.is_gzip() {
            Place {
                offset: self.member,
                within: self.at,
            }
        } else {
            Place {
                offset: self.at,
                within: 0,
            }
        }
    }

    /// Goes to the first byte of the next record; false at the end of the file.
    fn begin(&mut self) -> Result<bool, Damage> {
        loop {
            let newlines = newlines(&self.carry);
            self.carry.drain(..newlines);
            self.at += newlines as u64;
            if !self.carry.is_empty() {
                return Ok(true);
            }
            match self.ended {
                Some(Step::End) => return Ok(false),
                Some(_) => {
                    self.ended = None;
                    self.at = 0;
                }
                None => {}
            }
            self.member = self.source.offset();
            let mut carry = Vec::with_capacity(CHUNK);
            self.more(&mut carry, CHUNK)?;
            self.carry = carry;
        }
    }

    /// Appends what follows within the member; false when nothing does.
    fn more(&mut self, out: &mut Vec<u8>, want: usize) -> Result<bool, Damage> {
        if self.ended.is_some() {
            return Ok(false);
        }
        let before = out.len();
        match self.source.pull(out, want)? {
            Step::More => {}
            step => self.ended = Some(step),
        }
        Ok(out.len() > before)
    }

    /// Reads one record into `data`; returns where its block begins and whether it is whole.
    fn record(
        &mut self,
        data: &mut Vec<u8>,
        found: &mut Option<Head>,
        wanted: impl Fn(u64, &Head) -> bool,
    ) -> Result<(usize, bool), Stop> {
        let (end, start) = loop {
            let seen = data.len().min(MAGIC.len());
            if data.get(..seen) != MAGIC.get(..seen) {
                return Err(Stop::Syntax(Damage::NoRecord));
            }
            if let Some(found) = head_end(data) {
                break found;
            }
            if data.len() > MAX_HEAD {
                return Err(Stop::Syntax(Damage::LongHeader));
            }
            data.reserve_exact(CHUNK);
            if !self.more(data, CHUNK).map_err(Stop::Packing)? {
                return Err(Stop::Syntax(Damage::Cut));
            }
        };
        let head = found.insert(Head::parse(data.get(..end).unwrap_or_default()));
        if head.kind.is_empty() {
            return Err(Stop::Syntax(Damage::Field("WARC-Type")));
        }
        let Some(length) = head.length else {
            return Err(Stop::Syntax(Damage::Field("Content-Length")));
        };
        let after = self.at + start as u64;
        if !self.source.is_gzip() && length > self.source.file_len().saturating_sub(after) {
            return Err(Stop::Syntax(Damage::Cut));
        }
        let keep = if wanted(self.count, head) {
            length.min(self.limit)
        } else {
            0
        };
        let total = start.saturating_add(usize::try_from(keep).unwrap_or(usize::MAX));
        while data.len() < total {
            // Four more bytes, for the empty lines after the block.
            let want = (total - data.len())
                .saturating_add(4)
                .min(data.len().max(GROWTH));
            if data.capacity() - data.len() < want {
                data.reserve_exact(want);
            }
            if !self.more(data, want).map_err(Stop::Packing)? {
                return Err(Stop::Syntax(Damage::Cut));
            }
        }
        let tail = data.split_off(total);
        let mut tail = self.skip(tail, length - keep)?;
        self.at = after + length;
        let trailed = self.trail(&mut tail);
        if trailed.is_err() {
            // A length that lies may have led into the next record.
            data.append(&mut tail);
        }
        self.carry = tail;
        trailed.map(|()| (start, keep == length))
    }

    /// Passes over `left` bytes, which begin in `tail`; returns what follows them.
    fn skip(&mut self, mut tail: Vec<u8>, mut left: u64) -> Result<Vec<u8>, Stop> {
        if left > MAX_SKIP {
            return Err(Stop::Syntax(Damage::TooLarge));
        }
        loop {
            let here = usize::try_from(left).unwrap_or(usize::MAX).min(tail.len());
            left -= here as u64;
            if left == 0 {
                return Ok(tail.split_off(here));
            }
            tail.clear();
            if tail.capacity() == 0 {
                tail = std::mem::take(&mut self.scratch);
                tail.reserve_exact(GROWTH / 4);
            }
            if !self.more(&mut tail, GROWTH / 4).map_err(Stop::Packing)? {
                return Err(Stop::Syntax(Damage::Cut));
            }
        }
    }

    /// Checks that a record ends where it says: with empty lines, then the end of the
    /// member or another record. Reading on this far also proves the member's checksum.
    fn trail(&mut self, tail: &mut Vec<u8>) -> Result<(), Stop> {
        loop {
            let newlines = newlines(tail);
            tail.drain(..newlines);
            self.at += newlines as u64;
            let seen = tail.len().min(MAGIC.len());
            if tail.get(..seen) != MAGIC.get(..seen) {
                return Err(Stop::Syntax(Damage::WrongLength));
            }
            if seen == MAGIC.len() {
                break;
            }
            tail.reserve_exact(16);
            if !self.more(tail, 16).map_err(Stop::Packing)? {
                if !tail.is_empty() {
                    return Err(Stop::Syntax(Damage::WrongLength));
                }
                break;
            }
        }
        Ok(())
    }

    /// Goes to the next record behind a damaged one, whose bytes so far are `data`.
    fn fault(&mut self, place: Place, head: Option<Box<Head>>, data: Vec<u8>, stop: Stop) -> Fault {
        let reached = self.source.position();
        let (damage, recovered) = match stop {
            Stop::Packing(damage @ Damage::Io(_)) => (damage, Ok(false)),
            Stop::Packing(damage) => (damage, self.next_member()),
            Stop::Syntax(damage) => (damage, self.next_magic(place, data)),
        };
        // The place itself costs a little, so that many small ones wear it out too.
        self.again += 64 + reached.saturating_sub(self.source.position());
        let worn = self.again > (64 << 20) + 4 * self.source.file_len();
        if worn || !matches!(recovered, Ok(true)) {
            self.carry.clear();
            self.ended = Some(Step::End);
        }
        Fault {
            place,
            head,
            damage: if worn { Damage::TooDamaged } else { damage },
        }
    }

    fn next_member(&mut self) -> Result<bool, Damage> {
        self.carry.clear();
        self.ended = None;
        self.at = 0;
        self.source.seek_member(self.member + 1)
    }

    /// Looks for a line that begins as records do.
    fn next_magic(&mut self, place: Place, data: Vec<u8>) -> Result<bool, Damage> {
        let mut carry = data;
        if self.source.is_gzip() {
            self.at = place.within;
            self.again += carry.len() as u64;
        } else {
            // The length may have led beyond other records: begin again where this one did.
            carry.clear();
            self.source.seek(place.offset)?;
            self.ended = None;
            self.at = place.offset;
        }
        loop {
            let found = carry.windows(MAGIC.len() + 1).position(|window| {
                window.first() == Some(&b'\n') && window.get(1..) == Some(MAGIC)
            });
            if let Some(found) = found {
                carry.drain(..=found);
                self.at += found as u64 + 1;
                self.carry = carry;
                return Ok(true);
            }
            let drop = carry.len().saturating_sub(MAGIC.len());
            carry.drain(..drop);
            self.at += drop as u64;
            carry.reserve_exact(GROWTH / 4);
            if !self.more(&mut carry, GROWTH / 4)? {
                self.carry.clear();
                return Ok(true);
            }
        }
    }
}

fn newlines(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .take_while(|byte| matches!(byte, b'\r' | b'\n'))
        .count()
}
