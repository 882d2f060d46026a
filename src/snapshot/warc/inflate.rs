//! The bytes of a WARC file, unpacked: plain, one gzip member a record, or one member for
//! the whole file. Knows nothing of records.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use flate2::{Crc, Decompress, FlushDecompress, Status};

use super::problem::{Damage, LooksLike};
use super::whole::Whole;
use crate::snapshot::decode::{GZIP, gzip_header_len};

/// How much of the file is held at a time.
const WINDOW: usize = 256 * 1024;

/// How much of the file is in memory at least when a member begins, so that most of them are
/// there whole.
const AHEAD: usize = 64 * 1024;

/// The longest gzip header that is believed.
const MAX_HEADER: usize = 4096;

/// How many places that only look like a gzip member are tried in one file.
const MAX_TRIALS: u32 = 100_000;

trait Input: Read + Seek + Send {}
impl<T: Read + Seek + Send> Input for T {}

/// What came of asking for more bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// There are more.
    More,
    /// A gzip member ended; the next call begins another.
    MemberEnd,
    /// The file ended.
    End,
}

/// A file being unpacked.
pub(super) struct Source {
    input: Box<dyn Input>,
    window: Vec<u8>,
    /// The window's unread part.
    at: usize,
    /// Where the window begins in the file.
    base: u64,
    gzip: bool,
    /// The open member, where it was unpacked at once.
    whole: Whole,
    stream: Decompress,
    sum: Crc,
    /// Where the open member begins.
    member: Option<u64>,
    trials: u32,
    /// The length of the file.
    len: u64,
}

impl Source {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        Self::new(Box::new(File::open(path)?))
    }

    #[cfg(test)]
    pub(super) fn of_bytes(bytes: bytes::Bytes) -> io::Result<Self> {
        Self::new(Box::new(io::Cursor::new(bytes)))
    }

    fn new(mut input: Box<dyn Input>) -> io::Result<Self> {
        let len = input.seek(SeekFrom::End(0))?;
        input.rewind()?;
        let mut source = Self {
            input,
            window: Vec::with_capacity(WINDOW),
            at: 0,
            base: 0,
            gzip: false,
            whole: Whole::new(),
            stream: Decompress::new(false),
            sum: Crc::new(),
            member: None,
            trials: 0,
            len,
        };
        source.gzip = source.peek(GZIP.len())?.starts_with(&GZIP);
        Ok(source)
    }

    /// Tells whether the file is gzip.
    pub(super) fn is_gzip(&self) -> bool {
        self.gzip
    }

    /// Returns the length of the file.
    pub(super) fn file_len(&self) -> u64 {
        self.len
    }

    /// Returns where reading stands: the open member's beginning, else the next byte.
    pub(super) fn offset(&self) -> u64 {
        self.member.unwrap_or_else(|| self.position())
    }

    /// Returns how far the file has been read.
    pub(super) fn position(&self) -> u64 {
        self.base + self.at as u64
    }

    /// Appends unpacked bytes, at least one unless a member or the file ends: `want` of
    /// them at most where the buffer has no more room than that.
    pub(super) fn pull(&mut self, out: &mut Vec<u8>, want: usize) -> Result<Step, Damage> {
        if !self.gzip {
            let part = self.peek(1).map_err(Damage::Io)?;
            if part.is_empty() {
                return Ok(Step::End);
            }
            let take = part.len().min(want.max(1));
            out.extend_from_slice(part.get(..take).unwrap_or_default());
            self.at += take;
            return Ok(Step::More);
        }
        if self.member.is_none() && !self.begin_member()? {
            return Ok(Step::End);
        }
        if out.capacity() == out.len() {
            out.reserve_exact(want.max(1));
        }
        if !self.whole.is_empty() {
            let room = out.capacity() - out.len();
            let more = self.whole.give(out, room);
            if !more {
                self.member = None;
            }
            return Ok(if more { Step::More } else { Step::MemberEnd });
        }
        loop {
            let ended = self.peek(1).map_err(Damage::Io)?.is_empty();
            let input = self.window.get(self.at..).unwrap_or_default();
            let (taken, start) = (self.stream.total_in(), out.len());
            let status = self
                .stream
                .decompress_vec(input, out, FlushDecompress::None)
                .map_err(|_| Damage::Gzip)?;
            self.at += usize::try_from(self.stream.total_in() - taken).unwrap_or(0);
            self.sum.update(out.get(start..).unwrap_or_default());
            if status == Status::StreamEnd {
                self.end_member()?;
                return Ok(Step::MemberEnd);
            }
            if out.len() > start {
                return Ok(Step::More);
            }
            if ended {
                return Err(Damage::Cut);
            }
        }
    }

    /// Reads a member's header; false at the end of the file.
    fn begin_member(&mut self) -> Result<bool, Damage> {
        let start = self.position();
        let part = self.peek(AHEAD).map_err(Damage::Io)?;
        if part.is_empty() {
            return Ok(false);
        }
        if !part.starts_with(&GZIP) {
            return Err(Damage::NoRecord);
        }
        let cut = part.len() < MAX_HEADER;
        let header = gzip_header_len(part.get(..MAX_HEADER).unwrap_or(part));
        let Some(header) = header else {
            return Err(if cut { Damage::Cut } else { Damage::Gzip });
        };
        self.at += header;
        self.member = Some(start);
        let rest = self.window.get(self.at..).unwrap_or_default();
        if let Some(length) = self.whole.unpack(rest) {
            self.at += length;
            return Ok(true);
        }
        self.stream.reset(false);
        self.sum.reset();
        Ok(true)
    }

    /// Reads a member's trailer and compares its checksum.
    fn end_member(&mut self) -> Result<(), Damage> {
        let sum = self.sum.sum();
        let part = self.peek(8).map_err(Damage::Io)?;
        let Some(([a, b, c, d, ..], _)) = part.split_first_chunk::<8>() else {
            return Err(Damage::Cut);
        };
        if u32::from_le_bytes([*a, *b, *c, *d]) != sum {
            return Err(Damage::Gzip);
        }
        self.at += 8;
        self.member = None;
        Ok(())
    }

    /// Returns the unread part of the window, at least `want` bytes unless the file ends.
    fn peek(&mut self, want: usize) -> io::Result<&[u8]> {
        if self.window.len() - self.at < want {
            self.window.drain(..self.at);
            self.base += self.at as u64;
            self.at = 0;
            while self.window.len() < want {
                let room = (WINDOW.max(want) - self.window.len()) as u64;
                if self
                    .input
                    .by_ref()
                    .take(room)
                    .read_to_end(&mut self.window)?
                    == 0
                {
                    break;
                }
            }
        }
        Ok(self.window.get(self.at..).unwrap_or_default())
    }

    /// Looks at the beginning of the file and says what it is, if it is no WARC.
    pub(super) fn check_beginning(&mut self) -> io::Result<Option<LooksLike>> {
        let gzip = self.gzip;
        let start = self.peek(WINDOW)?;
        if !gzip {
            let found = start.trim_ascii_start().starts_with(b"WARC/")
                || start.windows(8).any(|line| line == b"\nWARC/1.");
            return Ok((!found).then(|| LooksLike::guess(start)));
        }
        if self.begins_record() {
            return Ok(None);
        }
        // The first member may be the one that is damaged.
        let sound = self.pull(&mut Vec::with_capacity(16), 16).is_ok();
        let found = self.seek_member(0).unwrap_or(false);
        self.seek(0).map_err(|_| io::ErrorKind::Other)?;
        Ok((!found).then_some(if sound {
            LooksLike::Gzip
        } else {
            LooksLike::BrokenGzip
        }))
    }

    /// Goes to a place in the file.
    pub(super) fn seek(&mut self, to: u64) -> Result<(), Damage> {
        self.member = None;
        self.whole.clear();
        let inside = to
            .checked_sub(self.base)
            .and_then(|at| usize::try_from(at).ok())
            .filter(|at| *at <= self.window.len());
        if let Some(at) = inside {
            self.at = at;
            return Ok(());
        }
        self.input.seek(SeekFrom::Start(to)).map_err(Damage::Io)?;
        self.window.clear();
        self.at = 0;
        self.base = to;
        Ok(())
    }

    /// Goes to the next gzip member at or after `from` that unpacks to the beginning of a
    /// record; false when there is none.
    pub(super) fn seek_member(&mut self, from: u64) -> Result<bool, Damage> {
        self.seek(from)?;
        loop {
            let part = self.peek(MAX_HEADER).map_err(Damage::Io)?;
            if part.len() < 4 {
                return Ok(false);
            }
            // The last bytes are left for the next round, when more follows them.
            let last = if part.len() < MAX_HEADER {
                part.len()
            } else {
                part.len() - MAX_HEADER + 1
            };
            let found = (0..last).find(|at| {
                part.get(*at..at + 4).is_some_and(
                    |bytes| matches!(bytes, [0x1f, 0x8b, 8, flags] if flags & 0xe0 == 0),
                )
            });
            let Some(skip) = found else {
                self.at += last;
                continue;
            };
            self.at += skip;
            if self.trials >= MAX_TRIALS {
                return Ok(false);
            }
            if self.begins_record() {
                return Ok(true);
            }
            self.trials += 1;
            self.at += 1;
        }
    }

    /// Tells whether the window stands at a member that begins with a record.
    fn begins_record(&mut self) -> bool {
        let input = self.window.get(self.at..).unwrap_or_default();
        let Some(header) = gzip_header_len(input) else {
            return false;
        };
        self.stream.reset(false);
        let mut start = [0; 16];
        let rest = input.get(header..).unwrap_or_default();
        let _ = self
            .stream
            .decompress(rest, &mut start, FlushDecompress::None);
        start.trim_ascii_start().starts_with(b"WARC/")
    }
}
