//! An HTTP answer inside a record: its header however it is broken, and its chunks.

use bytes::{Bytes, BytesMut};

use super::head::head_end;
use super::write::ORIGINAL_TRANSFER_ENCODING;
use crate::snapshot::exchange::header_text;

/// An answer taken apart.
pub(super) struct Http {
    pub(super) status: u16,
    /// Names in lower case.
    pub(super) headers: Vec<(String, String)>,
    /// Everything after the header.
    pub(super) payload: Bytes,
    /// The transfer codings the header names, in lower case.
    pub(super) transfer: Vec<String>,
}

/// Takes an HTTP answer apart; `None` when it does not begin with a status line.
///
/// `HTTP/2 200` and a missing reason are understood. Lines that are no fields are passed
/// over, folded lines joined.
pub(super) fn parse(block: &Bytes) -> Option<Http> {
    let (end, body) = head_end(block).unwrap_or((block.len(), block.len()));
    let mut lines = block
        .get(..end)?
        .split(|byte| *byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let status = status(lines.next()?)?;
    let mut raw: Vec<(String, Vec<u8>)> = Vec::new();
    for line in lines {
        if let [b' ' | b'\t', rest @ ..] = line {
            if let Some((_, value)) = raw.last_mut() {
                value.push(b' ');
                value.extend_from_slice(rest.trim_ascii());
            }
        } else if let Some(colon) = line.iter().position(|byte| *byte == b':') {
            let (name, value) = line.split_at(colon);
            let name = String::from_utf8_lossy(name.trim_ascii()).to_ascii_lowercase();
            let value = value.get(1..).unwrap_or_default().trim_ascii();
            // Pseudo-fields of HTTP/2 (`:status`) have an empty name before the colon.
            if !name.is_empty() {
                raw.push((name, value.to_vec()));
            }
        }
    }
    let mut transfer = Vec::new();
    let headers = raw
        .into_iter()
        .map(|(name, value)| {
            let value = header_text(&name, &value);
            if name == ORIGINAL_TRANSFER_ENCODING {
                return ("transfer-encoding".to_owned(), value);
            }
            if name == "transfer-encoding" {
                transfer.extend(
                    value
                        .split(',')
                        .map(|coding| coding.trim().to_ascii_lowercase())
                        .filter(|coding| !coding.is_empty()),
                );
            }
            (name, value)
        })
        .collect();
    Some(Http {
        status,
        headers,
        payload: block.slice(body..),
        transfer,
    })
}

fn status(line: &[u8]) -> Option<u16> {
    let line = line.strip_prefix(b"HTTP/")?;
    let code = line
        .split(|byte| *byte == b' ')
        .skip(1)
        .find(|word| !word.is_empty())?;
    let code = std::str::from_utf8(code.trim_ascii()).ok()?;
    code.parse().ok().filter(|code| (100..=999).contains(code))
}

/// What undoing the chunks gave.
pub(super) enum Chunks {
    /// The payload is not in chunks, whatever the header says.
    None,
    /// All of it.
    Whole(Bytes),
    /// What there was before it broke off.
    Cut(Bytes),
}

/// Undoes the chunked transfer coding (RFC 9112 §7.1). Tools differ in whether they leave
/// it on, so what is not in chunks is told apart.
pub(super) fn dechunk(payload: &Bytes) -> Chunks {
    let mut rest: &[u8] = payload;
    let mut out = BytesMut::new();
    let mut first = true;
    loop {
        let line_end = rest.iter().take(4096).position(|byte| *byte == b'\n');
        let size = line_end.and_then(|end| chunk_size(rest.get(..end)?));
        let (Some(end), Some(size)) = (line_end, size) else {
            return if first {
                Chunks::None
            } else {
                Chunks::Cut(out.freeze())
            };
        };
        rest = rest.get(end + 1..).unwrap_or_default();
        if size == 0 {
            return Chunks::Whole(out.freeze());
        }
        let Some((data, after)) = rest.split_at_checked(size) else {
            out.extend_from_slice(rest);
            return Chunks::Cut(out.freeze());
        };
        out.extend_from_slice(data);
        rest = match after {
            [b'\r', b'\n', after @ ..] | [b'\n', after @ ..] => after,
            [] | [b'\r'] => return Chunks::Cut(out.freeze()),
            _ if first => return Chunks::None,
            _ => return Chunks::Cut(out.freeze()),
        };
        first = false;
    }
}

fn chunk_size(line: &[u8]) -> Option<usize> {
    let line = line.strip_suffix(b"\r")?;
    let digits = line.split(|byte| *byte == b';').next()?.trim_ascii();
    if digits.is_empty() || digits.len() > 8 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    usize::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail by panicking")]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_undone_and_told_from_what_is_none() {
        let check = |payload: &'static [u8], expected: Option<(&[u8], bool)>| {
            let found = match dechunk(&Bytes::from_static(payload)) {
                Chunks::None => None,
                Chunks::Whole(body) => Some((body, true)),
                Chunks::Cut(body) => Some((body, false)),
            };
            assert_eq!(
                found.as_ref().map(|(body, whole)| (body.as_ref(), *whole)),
                expected
            );
        };
        check(
            b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n",
            Some((b"abcde", true)),
        );
        check(b"00003 \r\nabc\r\n0\r\n\r\n", Some((b"abc", true)));
        check(b"3\r\nabc\r\n9\r\nde", Some((b"abcde", false)));
        check(b"3\r\nabc\r\n", Some((b"abc", false)));
        check(b"0\r\n\r\n", Some((b"", true)));
        check(b"<html>", None);
        check(b"add\nmore words that are no chunk", None);
        check(b"3\r\nabcdef", None);
        check(b"3\nabcdef", None);
        check(b"", None);
        check(b"+3\r\nabc\r\n0\r\n", None);
    }

    #[test]
    fn heads_are_read_however_broken() {
        let block = Bytes::from_static(
            b"HTTP/2 200\r\n:status: 200\r\nX-A: one\r\n two\r\nnonsense\r\nLocation: /\xb9\xab\r\n\r\nbody",
        );
        let http = parse(&block).unwrap();
        assert_eq!(http.status, 200);
        assert_eq!(
            http.headers,
            [
                ("x-a".to_owned(), "one two".to_owned()),
                ("location".to_owned(), "/%B9%AB".to_owned())
            ]
        );
        assert_eq!(http.payload.as_ref(), b"body");
        let check = |text: &'static [u8], expected: Option<u16>| {
            assert_eq!(
                parse(&Bytes::from_static(text)).map(|http| http.status),
                expected
            );
        };
        check(b"HTTP/1.1 404 Not Found\r\n\r\n", Some(404));
        check(b"HTTP/1.0 200", Some(200));
        check(b"HTTP/1.1  302  \n\n", Some(302));
        check(b"HTTP/1.1 abc\r\n\r\n", None);
        check(b"<html>", None);
        check(b"", None);
    }
}
