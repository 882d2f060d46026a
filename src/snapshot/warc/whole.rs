//! One gzip member unpacked at once, where all of it is in memory: less than half the work of
//! unpacking it bit by bit, and records of pages are small.

use libdeflater::Decompressor;
use memchr::memmem;

use crate::snapshot::decode::GZIP;

/// What is unpacked at once at most. Larger members are streamed, however large they say to be.
const MOST: usize = 512 * 1024;

/// Deflate makes at most so many bytes of one (RFC 1951: 258 of two bits).
const MOST_OF_ONE: usize = 1032;

/// Unpacks members that are in memory.
pub(super) struct Whole {
    unpacker: Decompressor,
    out: Box<[u8]>,
    /// The part of `out` that was not handed out yet.
    from: usize,
    to: usize,
}

impl std::fmt::Debug for Whole {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Whole").finish_non_exhaustive()
    }
}

impl Whole {
    pub(super) fn new() -> Self {
        Self {
            unpacker: Decompressor::new(),
            out: Box::default(),
            from: 0,
            to: 0,
        }
    }

    /// Unpacks the member whose header ends where `input` begins, and returns how long it is
    /// there, its trailer included. `None` where it is not whole, not sound, empty or large: then
    /// the stream tells what it is.
    pub(super) fn unpack(&mut self, input: &[u8]) -> Option<usize> {
        if self.out.is_empty() {
            self.out = vec![0; MOST].into();
        }
        let len = self
            .unpacker
            .deflate_decompress(input, &mut self.out)
            .ok()?;
        let out = self.out.get(..len).filter(|out| !out.is_empty())?;
        // Where the data ends is not told, but what follows them: checksum and length (RFC 1952,
        // 2.3.1), and behind these the next member or nothing.
        let mut trailer = [0; 8];
        trailer[..4].copy_from_slice(&crc32fast::hash(out).to_le_bytes());
        trailer[4..].copy_from_slice(&u32::try_from(len).ok()?.to_le_bytes());
        let least = len / MOST_OF_ONE;
        let end = memmem::find_iter(input.get(least..)?, &trailer)
            .map(|at| least + at + trailer.len())
            .find(|end| input[*end..].is_empty() || input[*end..].starts_with(&GZIP))?;
        (self.from, self.to) = (0, len);
        Some(end)
    }

    /// Appends what was unpacked, `most` bytes at most; false when that was the rest of it.
    pub(super) fn give(&mut self, out: &mut Vec<u8>, most: usize) -> bool {
        let end = self.to.min(self.from.saturating_add(most));
        out.extend_from_slice(self.out.get(self.from..end).unwrap_or_default());
        self.from = end;
        self.from < self.to
    }

    /// Forgets what was unpacked.
    pub(super) fn clear(&mut self) {
        (self.from, self.to) = (0, 0);
    }

    /// Tells whether there is something to hand out.
    pub(super) fn is_empty(&self) -> bool {
        self.from == self.to
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::{MOST, Whole};

    /// A member's bytes behind its header.
    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut writer = GzEncoder::new(Vec::new(), Compression::fast());
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap().split_off(10)
    }

    #[test]
    fn a_member_is_unpacked_and_its_end_found() {
        let page: Vec<u8> = (0..40_000_u32)
            .flat_map(|n| n.to_string().into_bytes())
            .collect();
        let mut whole = Whole::new();
        for bytes in [&b"a"[..], &[0; 70_000], &page] {
            let member = packed(bytes);
            for follows in [&b""[..], &[0x1f, 0x8b, 8, 0]] {
                let input = [&member, follows].concat();
                assert_eq!(whole.unpack(&input), Some(member.len()));
                let mut out = Vec::new();
                while whole.give(&mut out, 1_000) {}
                assert_eq!(out, bytes);
                assert!(whole.is_empty());
            }
        }
    }

    #[test]
    fn what_is_cut_unsound_or_large_is_left() {
        let member = packed(b"some bytes of a record");
        let mut whole = Whole::new();
        assert_eq!(whole.unpack(&member[..member.len() - 1]), None);
        let mut wrong = member.clone();
        let at = wrong.len() - 6;
        wrong[at] ^= 1;
        assert_eq!(whole.unpack(&wrong), None);
        assert_eq!(whole.unpack(&[&member[..], b"no member"].concat()), None);
        assert_eq!(whole.unpack(&packed(&vec![b'x'; MOST + 1])), None);
        assert_eq!(whole.unpack(&packed(b"")), None);
        assert!(whole.is_empty());
    }
}
