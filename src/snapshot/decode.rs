//! Content codings (RFC 9110 §8.4) undone, with a limit on what comes out.
//!
//! Servers are often wrong about their own codings, so the rule is to lose nothing that a
//! reader could use:
//! - a body that lacks the signature of its declared coding is plain and returned as is
//!   (archives written by tools that decode, and servers that add the header to everything);
//! - a body that breaks off or breaks in the middle yields what was decoded before;
//! - a word that is no coding at all (`utf-8`, `text/html`) is ignored, while a real coding
//!   that nobody here can undo (`compress`, `dcb`) yields nothing and says so;
//! - a body that is gzip without saying so is left alone: it may well be a `.gz` file.

use std::io::{ErrorKind, Read};

use brotli::enc::StandardAlloc;
use brotli::{BrotliDecompressStream, BrotliResult, BrotliState};
use bytes::Bytes;
use flate2::{Crc, Decompress, FlushDecompress, Status};

use crate::model::Truncation;

/// How many codings one body may be wrapped in; more is an attack, not a site.
const MAX_CODINGS: usize = 4;

/// How much output room is made at a time, so that a bomb costs no more than the cap.
const STEP: usize = 64 * 1024;

/// The largest window of a zstd frame on the web: 8 MB (RFC 9659).
const ZSTD_WINDOW_LOG_MAX: u32 = 23;

/// Undoes the codings of a `Content-Encoding` value (several are undone last first).
///
/// `cap` limits the size after each coding. Returns what could be decoded, and why that
/// is not everything: [`Truncation::Length`] at the cap, [`Truncation::Disconnect`] when
/// the coded body ends early, [`Truncation::Encoding`] when it is broken or its coding is
/// unknown here. Without codings the body is returned without copying.
pub fn decode(codings: &str, wire: Bytes, cap: usize) -> (Bytes, Option<Truncation>) {
    let mut body = wire;
    let mut truncated = None;
    let names: Vec<String> = codings
        .split(',')
        .map(|name| name.trim().trim_matches('"').to_ascii_lowercase())
        .filter(|name| !name.is_empty())
        .collect();
    if names.len() > MAX_CODINGS {
        return (Bytes::new(), Some(Truncation::Encoding));
    }
    for name in names.iter().rev() {
        if body.is_empty() {
            break;
        }
        let (next, why) = undo(name, body, cap);
        body = next;
        truncated = truncated.or(why);
    }
    if body.len() > cap {
        body.truncate(cap);
        truncated = truncated.or(Some(Truncation::Length));
    }
    (body, truncated)
}

/// Undoes one coding.
fn undo(name: &str, body: Bytes, cap: usize) -> (Bytes, Option<Truncation>) {
    let mut out = Output::new(body.len(), cap);
    let why = match name {
        "gzip" | "x-gzip" if body.starts_with(&GZIP) => gunzip(&body, &mut out),
        "zstd" if is_zstd(&body) => unzstd(&body, &mut out),
        "deflate" => undeflate(&body, &mut out),
        "br" => unbrotli(&body, &mut out),
        "compress" | "x-compress" | "dcb" | "dcz" | "exi" | "pack200-gzip" | "aes128gcm"
        | "bzip2" | "x-bzip2" | "xz" | "lzma" => Some(Truncation::Encoding),
        _ => return (body, None),
    };
    // These two codings have no signature: a text that does not decode never was coded.
    if why.is_some_and(|why| why != Truncation::Length)
        && matches!(name, "deflate" | "br")
        && is_text(&body)
    {
        return (body, None);
    }
    out.finish(cap, why)
}

/// The first bytes of every gzip member (RFC 1952 §2.3).
pub(super) const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Tells whether a body begins like zstd: a frame or a skippable frame (RFC 8878 §3.1).
fn is_zstd(body: &[u8]) -> bool {
    matches!(
        body,
        [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..]
    )
}

/// Tells whether a body begins as text of any ASCII-compatible charset does: without
/// control characters. Compressed bytes hold one in every nine.
fn is_text(body: &[u8]) -> bool {
    body.iter()
        .take(512)
        .all(|byte| *byte >= 0x20 || matches!(byte, b'\t' | b'\n' | 0x0c | b'\r' | 0x1b))
}

/// A growing buffer that stops one byte above the cap: the byte that tells "just full"
/// from "more to come".
struct Output {
    bytes: Vec<u8>,
    limit: usize,
}

impl Output {
    fn new(coded: usize, cap: usize) -> Self {
        // Pages shrink to about a quarter; one allocation is then enough for most.
        let guess = coded.saturating_mul(4).clamp(512, 1 << 20);
        Self {
            bytes: Vec::with_capacity(guess.min(cap)),
            limit: cap.saturating_add(1),
        }
    }

    /// Makes room and returns true, or returns false when the limit is reached.
    fn make_room(&mut self) -> bool {
        let left = self.limit.saturating_sub(self.bytes.len());
        if left > 0 && self.bytes.len() == self.bytes.capacity() {
            // Doubling keeps the copying linear; the limit keeps the doubling bounded.
            self.bytes
                .reserve_exact(left.min(self.bytes.len().max(STEP)));
        }
        left > 0
    }

    fn finish(mut self, cap: usize, why: Option<Truncation>) -> (Bytes, Option<Truncation>) {
        if self.bytes.len() > cap {
            self.bytes.truncate(cap);
            return (Bytes::from(self.bytes), Some(Truncation::Length));
        }
        (Bytes::from(self.bytes), why)
    }
}

/// Inflates every member of a gzip body (RFC 1952).
///
/// Bytes after the last member that do not begin another are ignored, as browsers do. A
/// missing or short trailer is forgiven, since the data before it is whole; a wrong
/// checksum is not.
fn gunzip(body: &[u8], out: &mut Output) -> Option<Truncation> {
    let mut rest = body;
    loop {
        let Some(header) = gzip_header_len(rest) else {
            return Some(Truncation::Disconnect);
        };
        rest = rest.get(header..).unwrap_or_default();
        let start = out.bytes.len();
        let (used, why) = inflate(&mut Decompress::new(false), rest, out);
        if why.is_some() {
            return why;
        }
        rest = rest.get(used..).unwrap_or_default();
        if let Some((trailer, after)) = rest.split_first_chunk::<8>() {
            let mut sum = Crc::new();
            sum.update(out.bytes.get(start..).unwrap_or_default());
            let [a, b, c, d, ..] = *trailer;
            if u32::from_le_bytes([a, b, c, d]) != sum.sum() {
                return Some(Truncation::Encoding);
            }
            rest = after;
        } else {
            return None;
        }
        if !rest.starts_with(&GZIP) {
            return None;
        }
    }
}

/// Returns the length of a gzip member's header, or `None` when it is cut.
pub(super) fn gzip_header_len(body: &[u8]) -> Option<usize> {
    let flags = *body.get(3)?;
    let mut at = 10;
    if flags & 0x04 != 0 {
        let low = usize::from(*body.get(at)?);
        let high = usize::from(*body.get(at + 1)?);
        at += 2 + (high << 8 | low);
    }
    for flag in [0x08, 0x10] {
        if flags & flag != 0 {
            at += body.get(at..)?.iter().position(|byte| *byte == 0)? + 1;
        }
    }
    if flags & 0x02 != 0 {
        at += 2;
    }
    (at <= body.len()).then_some(at)
}

/// Undoes `deflate`: zlib as the standard says (RFC 9110 §8.4.1.2), else the bare stream
/// that some old servers send.
fn undeflate(body: &[u8], out: &mut Output) -> Option<Truncation> {
    let zlib = matches!(body, [first, second, ..]
        if first & 0x0f == 8 && (u16::from(*first) << 8 | u16::from(*second)) % 31 == 0);
    if zlib {
        let (_, why) = inflate(&mut Decompress::new(true), body, out);
        if why != Some(Truncation::Encoding) || !out.bytes.is_empty() {
            return why;
        }
    }
    inflate(&mut Decompress::new(false), body, out).1
}

/// Runs one deflate stream to its end; returns how much input it took.
fn inflate(stream: &mut Decompress, body: &[u8], out: &mut Output) -> (usize, Option<Truncation>) {
    loop {
        let used = usize::try_from(stream.total_in()).unwrap_or(body.len());
        let rest = body.get(used..).unwrap_or_default();
        if !out.make_room() {
            return (used, Some(Truncation::Length));
        }
        let before = (stream.total_in(), stream.total_out());
        match stream.decompress_vec(rest, &mut out.bytes, FlushDecompress::None) {
            Ok(Status::StreamEnd) => {
                let used = usize::try_from(stream.total_in()).unwrap_or(body.len());
                return (used, None);
            }
            Ok(_) if (stream.total_in(), stream.total_out()) == before => {
                return (used, Some(Truncation::Disconnect));
            }
            Ok(_) => {}
            Err(_) => return (used, Some(Truncation::Encoding)),
        }
    }
}

/// Decompresses every frame of a zstd body (RFC 8878).
fn unzstd(body: &[u8], out: &mut Output) -> Option<Truncation> {
    let reader = zstd::stream::read::Decoder::with_buffer(body);
    let Ok(mut reader) = reader else {
        return Some(Truncation::Encoding);
    };
    if reader.window_log_max(ZSTD_WINDOW_LOG_MAX).is_err() {
        return Some(Truncation::Encoding);
    }
    let limit = u64::try_from(out.limit).unwrap_or(u64::MAX);
    match reader.take(limit).read_to_end(&mut out.bytes) {
        Ok(_) => None,
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Some(Truncation::Disconnect),
        Err(_) => Some(Truncation::Encoding),
    }
}

/// Decompresses a brotli body (RFC 7932).
fn unbrotli(body: &[u8], out: &mut Output) -> Option<Truncation> {
    let mut state = BrotliState::new(
        StandardAlloc::default(),
        StandardAlloc::default(),
        StandardAlloc::default(),
    );
    let (mut left, mut at, mut total) = (body.len(), 0, 0);
    let mut buffer = vec![0; STEP];
    loop {
        let (mut room, mut filled) = (buffer.len(), 0);
        let result = BrotliDecompressStream(
            &mut left,
            &mut at,
            body,
            &mut room,
            &mut filled,
            &mut buffer,
            &mut total,
            &mut state,
        );
        out.bytes
            .extend_from_slice(buffer.get(..filled).unwrap_or_default());
        if out.bytes.len() >= out.limit {
            return Some(Truncation::Length);
        }
        match result {
            BrotliResult::ResultSuccess => return None,
            BrotliResult::NeedsMoreOutput => {}
            BrotliResult::NeedsMoreInput => return Some(Truncation::Disconnect),
            BrotliResult::ResultFailure => return Some(Truncation::Encoding),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail by panicking")]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
    use proptest::prelude::*;

    use super::*;

    const CAP: usize = 1 << 20;
    const PAGE: &str = "<html><title>政府信息公开</title>政府信息公开目录政府信息公开指南</html>";

    fn gzip(data: &[u8]) -> Vec<u8> {
        let mut writer = GzEncoder::new(Vec::new(), Compression::default());
        writer.write_all(data).unwrap();
        writer.finish().unwrap()
    }

    fn zlib(data: &[u8]) -> Vec<u8> {
        let mut writer = ZlibEncoder::new(Vec::new(), Compression::default());
        writer.write_all(data).unwrap();
        writer.finish().unwrap()
    }

    fn raw(data: &[u8]) -> Vec<u8> {
        let mut writer = DeflateEncoder::new(Vec::new(), Compression::default());
        writer.write_all(data).unwrap();
        writer.finish().unwrap()
    }

    fn br(data: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let parameters = brotli::enc::BrotliEncoderParams {
            quality: 4,
            ..Default::default()
        };
        brotli::BrotliCompress(&mut &*data, &mut out, &parameters).unwrap();
        out
    }

    fn zst(data: &[u8]) -> Vec<u8> {
        zstd::encode_all(data, 3).unwrap()
    }

    fn check(codings: &str, wire: Vec<u8>, expected: &[u8], why: Option<Truncation>) {
        let (body, truncated) = decode(codings, Bytes::from(wire), CAP);
        assert_eq!(
            (String::from_utf8_lossy(&body), truncated),
            (String::from_utf8_lossy(expected), why),
            "{codings}"
        );
    }

    #[test]
    fn every_coding_is_undone() {
        let page = PAGE.as_bytes();
        check("", page.to_vec(), page, None);
        check("identity", page.to_vec(), page, None);
        check("gzip", gzip(page), page, None);
        check(" X-GZIP ", gzip(page), page, None);
        check("deflate", zlib(page), page, None);
        check("deflate", raw(page), page, None);
        check("br", br(page), page, None);
        check("zstd", zst(page), page, None);
        check("gzip, br", br(&gzip(page)), page, None);
        check("gzip,gzip", gzip(&gzip(page)), page, None);
        check("gzip", Vec::new(), b"", None);
        check("br", Vec::new(), b"", None);
    }

    #[test]
    fn gzip_members_are_joined_and_padding_after_them_is_ignored() {
        let mut wire = gzip(b"one ");
        wire.extend(gzip(b"two"));
        wire.extend([0; 7]);
        check("gzip", wire, b"one two", None);
    }

    #[test]
    fn a_coding_that_is_only_declared_changes_nothing() {
        for coding in [
            "gzip",
            "deflate",
            "br",
            "zstd",
            "utf-8",
            "text/html",
            "none",
        ] {
            check(coding, PAGE.as_bytes().to_vec(), PAGE.as_bytes(), None);
        }
    }

    #[test]
    fn a_coding_nobody_can_undo_is_said_so() {
        check(
            "compress",
            vec![0x1f, 0x9d, 1],
            b"",
            Some(Truncation::Encoding),
        );
        check(
            "gzip,gzip,gzip,gzip,gzip",
            gzip(b"x"),
            b"",
            Some(Truncation::Encoding),
        );
    }

    #[test]
    fn a_body_that_breaks_off_yields_its_beginning() {
        let text: String = (0..60_000).map(|n| format!("{n} ")).collect();
        for (coding, mut wire) in [
            ("gzip", gzip(text.as_bytes())),
            ("deflate", zlib(text.as_bytes())),
            ("br", br(text.as_bytes())),
            ("zstd", zst(text.as_bytes())),
        ] {
            wire.truncate(wire.len() * 3 / 4);
            let (body, why) = decode(coding, Bytes::from(wire), CAP);
            assert_eq!(why, Some(Truncation::Disconnect), "{coding}");
            assert!(body.len() > 1000, "{coding}: {}", body.len());
            assert!(text.as_bytes().starts_with(&body), "{coding}");
        }
    }

    #[test]
    fn a_short_gzip_trailer_is_forgiven_and_a_wrong_one_is_not() {
        let mut short = gzip(b"whole");
        short.truncate(short.len() - 5);
        check("gzip", short, b"whole", None);
        let mut wrong = gzip(b"whole");
        let at = wrong.len() - 8;
        wrong[at] ^= 1;
        check("gzip", wrong, b"whole", Some(Truncation::Encoding));
    }

    #[test]
    fn the_cap_holds_for_every_coding() {
        let zeros = vec![b'0'; 2 << 20];
        for (coding, wire) in [
            ("gzip", gzip(&zeros)),
            ("gzip, gzip", gzip(&gzip(&zeros))),
            ("deflate", zlib(&zeros)),
            ("deflate", raw(&zeros)),
            ("br", br(&zeros)),
            ("zstd", zst(&zeros)),
            ("", zeros.clone()),
        ] {
            for cap in [0, 1, 1000, 70_000] {
                let (body, why) = decode(coding, Bytes::from(wire.clone()), cap);
                assert_eq!(
                    (body.len(), why),
                    (cap, Some(Truncation::Length)),
                    "{coding}"
                );
            }
        }
    }

    #[test]
    fn a_body_as_large_as_the_cap_is_whole() {
        let text = vec![b'x'; 70_000];
        for (coding, wire) in [
            ("gzip", gzip(&text)),
            ("deflate", zlib(&text)),
            ("br", br(&text)),
            ("zstd", zst(&text)),
            ("", text.clone()),
        ] {
            let (body, why) = decode(coding, Bytes::from(wire), text.len());
            assert_eq!((body.len(), why), (text.len(), None), "{coding}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(
            coding in "(gzip|br|zstd|deflate|x-gzip|,| ){0,4}",
            start in prop_oneof![
                Just(vec![]), Just(vec![0x1f, 0x8b, 8]), Just(vec![0x28, 0xb5, 0x2f, 0xfd])
            ],
            rest in proptest::collection::vec(any::<u8>(), 0..300),
        ) {
            let mut wire = start;
            wire.extend(rest);
            let (body, _) = decode(&coding, Bytes::from(wire), 1000);
            prop_assert!(body.len() <= 1000);
        }
    }
}
