//! Writing WARC 1.1: one gzip member a record, so that a file cut anywhere keeps all
//! records before the cut, and any tool can jump to any record.
//!
//! The header block of a response is a reconstruction: the HTTP library lower-cases names.
//! The status line always says HTTP/1.x, as tools expect; `WARC-Protocol` tells HTTP/2.

use std::io::{self, Write};
use std::sync::Arc;

use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::digest::{crc32_hex, hex, sha1_base32};
use super::index::{Index, Line};
use super::lookup::Lookup;
use super::pack::Copied;
use super::places::Places;
use super::{CRAWL, DETAIL, FAILURE, PURPOSE};
use crate::model::{Failure, Truncation};
use crate::snapshot::exchange::{Exchange, Origin, Purpose, Request, Response, Version, one_line};

/// Measured on real pages: level 1 packs 343 MB/s to 27.5 %, 3 packs 162 MB/s to 21.9 %,
/// 6 packs 108 MB/s to 20.9 %, 9 packs 66 MB/s to 20.4 %.
const LEVEL: Compression = Compression::new(3);

/// The name under which a header field is kept whose promise no longer holds of the payload.
pub(super) const ORIGINAL_TRANSFER_ENCODING: &str = "x-orig-transfer-encoding";

/// The profile of "the server says it is as it was" (ISO 28500 §6.7.3).
const NOT_MODIFIED: &str = "http://netpreserve.org/warc/1.1/revisit/server-not-modified";
/// The profile of "the payload is the same" (ISO 28500 §6.7.2).
const IDENTICAL: &str = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest";

/// What the first record says about the crawl.
#[derive(Debug, Clone)]
pub struct About {
    /// The user agent sent.
    pub user_agent: String,
    /// How robots.txt was treated, `obey` or `ignore`.
    pub robots: String,
    /// When the file was begun.
    pub created: Timestamp,
    /// Further fields, for example what was crawled and with which limits.
    pub fields: Vec<(String, String)>,
}

/// Writes a crawl into `out`, record by record; each is handed over whole and flushed.
#[derive(Debug)]
pub struct Writer<W: Write> {
    out: W,
    block: Vec<u8>,
    member: Vec<u8>,
    count: u64,
    info: String,
    packing: Packing,
    sealing: Sealing,
    /// How many bytes stand in the file.
    written: u64,
    older: Option<Arc<Lookup>>,
    index: Option<Index>,
    places: Places,
}

/// By what a reader may tell that a record is as it was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sealing {
    /// By the digests that tools expect, of the record and of its payload.
    #[default]
    Digests,
    /// By a checksum of the record, which is quick to make: enough against a torn disk. For files
    /// that only the program itself reads again, and only soon.
    Checksum,
}

/// How records are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// Each is a gzip member of its own.
    Gzip,
    /// They are not: quick to write, four to five times as large.
    Plain,
}

impl Packing {
    /// Returns what the name of a file asks for.
    pub fn of_name(path: &std::path::Path) -> Self {
        let gzip = path
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("gz"));
        if gzip { Self::Gzip } else { Self::Plain }
    }
}

impl<W: Write> Writer<W> {
    /// Begins a file with its `warcinfo` record; in a resumed crawl it begins the new part.
    ///
    /// # Errors
    ///
    /// Whatever `out` says.
    pub fn new(out: W, about: &About) -> io::Result<Self> {
        Self::continued(out, Packing::Gzip, Sealing::Digests, 0, about)
    }

    /// Goes on with a file in which `written` bytes stand.
    ///
    /// # Errors
    ///
    /// Whatever `out` says.
    pub fn continued(
        out: W,
        packing: Packing,
        sealing: Sealing,
        written: u64,
        about: &About,
    ) -> io::Result<Self> {
        let mut writer = Self {
            out,
            block: Vec::new(),
            member: Vec::new(),
            count: 0,
            info: String::new(),
            packing,
            sealing,
            written,
            older: None,
            index: None,
            places: Places::default(),
        };
        let mut block = Vec::new();
        let software = concat!("gongkai/", env!("CARGO_PKG_VERSION"));
        for (name, value) in [
            ("software", software),
            ("format", "WARC File Format 1.1"),
            (
                "conformsTo",
                "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            ),
            ("robots", &about.robots),
            ("http-header-user-agent", &about.user_agent),
        ]
        .into_iter()
        .chain(about.fields.iter().map(|(n, v)| (n.as_str(), v.as_str())))
        {
            push_field(&mut block, name, value);
        }
        let mut head = Head::new("warcinfo", about.created);
        head.field("Content-Type", "application/warc-fields");
        writer.info = writer.record(head, &block, None)?;
        Ok(writer)
    }

    /// Refers to an older archive's payloads instead of writing the same ones again.
    #[must_use]
    pub fn with_older(mut self, older: Option<Arc<Lookup>>) -> Self {
        self.older = older;
        self
    }

    /// Also gathers an index of what is written.
    #[must_use]
    pub fn with_index(mut self, index: Index) -> Self {
        self.index = Some(index);
        self
    }

    /// Writes one exchange: request and response, only a `revisit` record for what the server
    /// says has not changed, or a `metadata` record about the failure; nothing for one that
    /// stands in the file already.
    ///
    /// # Errors
    ///
    /// Whatever `out` says; the file then ends in the middle of a record.
    pub fn exchange(&mut self, exchange: &Exchange) -> io::Result<()> {
        match &exchange.result {
            _ if exchange.origin == Origin::Kept => Ok(()),
            Ok(response) => self.answered(exchange, response),
            Err(failure) => self.failed(exchange, failure),
        }
    }

    /// Writes what the crawl knows about itself at its end, for example why it is not
    /// complete. [`Records::notes`](super::Records::notes) gives it back.
    ///
    /// # Errors
    ///
    /// Whatever `out` says.
    pub fn notes(&mut self, at: Timestamp, fields: &[(String, String)]) -> io::Result<()> {
        let mut block = Vec::new();
        for (name, value) in fields {
            push_field(&mut block, name, value);
        }
        let mut head = Head::new("metadata", at);
        head.field("WARC-Target-URI", CRAWL);
        head.field("Content-Type", "application/warc-fields");
        self.record(head, &block, None).map(drop)
    }

    /// Returns what was written to.
    pub fn into_inner(self) -> W {
        self.out
    }

    /// Returns how records are packed.
    pub(super) fn packing(&self) -> Packing {
        self.packing
    }

    /// Writes a record that is packed already; returns where it begins.
    pub(super) fn append(&mut self, bytes: &[u8], record: &Copied) -> io::Result<u64> {
        let offset = self.written;
        self.out.write_all(bytes)?;
        self.out.flush()?;
        self.written += bytes.len() as u64;
        if let Some(index) = &mut self.index {
            index.add(&Line {
                address: &record.address,
                at: record.at,
                mime: &record.mime,
                status: record.status,
                digest: &record.digest,
                offset,
                length: bytes.len() as u64,
            });
        }
        Ok(offset)
    }

    /// Takes the places of the answers that were written.
    pub(super) fn take_places(&mut self) -> Places {
        std::mem::take(&mut self.places)
    }

    /// Takes the index that was gathered.
    pub(super) fn take_index(&mut self) -> Option<Index> {
        self.index.take()
    }

    fn answered(&mut self, exchange: &Exchange, response: &Response) -> io::Result<()> {
        // An older archive's payloads are known by this digest.
        let wanted = self.sealing == Sealing::Digests || self.older.is_some();
        let payload_digest = wanted.then(|| sha1_base32(&[&response.body]));
        let revisit = self.revisit(exchange, payload_digest.as_deref());
        let mut block = std::mem::take(&mut self.block);
        // The request comes first, so that a reader knows a HEAD before its answer. What has not
        // changed was asked for like any page, but for a condition that the 304 tells of.
        let unchanged = revisit
            .as_ref()
            .is_some_and(|one| one.profile == NOT_MODIFIED);
        let request = if unchanged && exchange.request.method == "GET" {
            Ok(None)
        } else {
            let mut head = Head::of(exchange, "request");
            head.field("Content-Type", "application/http;msgtype=request");
            push_request(&mut block, exchange, &exchange.request, response.version);
            self.record(head, &block, Some(block.len())).map(Some)
        };

        block.clear();
        let kind = if revisit.is_some() {
            "revisit"
        } else {
            "response"
        };
        let mut head = Head::of(exchange, kind);
        head.field("Content-Type", "application/http;msgtype=response");
        if let Some(revisit) = &revisit {
            head.field("WARC-Profile", revisit.profile);
            head.field("WARC-Refers-To-Target-URI", exchange.address.as_str());
            head.field("WARC-Refers-To-Date", &revisit.date);
        }
        match response.version {
            Version::Http10 | Version::Http11 => {}
            Version::Http2 => head.field("WARC-Protocol", "h2"),
            Version::Http3 => head.field("WARC-Protocol", "h3"),
        }
        if let Some(why) = response.truncated {
            head.field("WARC-Truncated", truncation(why));
        }
        match &exchange.origin {
            Origin::Unchanged { headers, .. } if revisit.is_some() => {
                push_head(&mut block, response.version, 304, "Not Modified", headers);
            }
            _ => push_response_head(&mut block, response),
        }
        if revisit.is_none() {
            block.extend_from_slice(&response.body);
        }
        let begun = self.written;
        let record = request.and_then(|request| {
            if let Some(request) = &request {
                head.field("WARC-Concurrent-To", request);
            }
            self.sealed(head, &block, payload_digest.as_deref())
        });
        block.clear();
        self.block = block;
        record?;
        if revisit.is_none()
            && exchange.request.method == "GET"
            && exchange.purpose == Purpose::Content
            && (200..300).contains(&response.status)
        {
            self.places.note(&exchange.address, begun);
        }
        if let Some(index) = &mut self.index {
            index.add(&Line {
                address: &exchange.address,
                at: exchange.fetched,
                mime: match revisit {
                    Some(_) => "warc/revisit",
                    None => media(response),
                },
                status: response.status,
                digest: payload_digest.as_deref().unwrap_or_default(),
                offset: begun,
                length: self.written - begun,
            });
        }
        Ok(())
    }

    /// Tells what an answer may be written as a mere reference to, if to anything.
    fn revisit(&self, exchange: &Exchange, payload_digest: Option<&str>) -> Option<Revisit> {
        if let Origin::Unchanged { since, .. } = &exchange.origin {
            return Some(Revisit {
                profile: NOT_MODIFIED,
                date: since.to_string(),
            });
        }
        let response = exchange.result.as_ref().ok()?;
        if response.body.is_empty() || response.truncated.is_some() {
            return None;
        }
        let (digest, date) = self.older.as_ref()?.payload(&exchange.address)?;
        (Some(digest.as_str()) == payload_digest).then_some(Revisit {
            profile: IDENTICAL,
            date,
        })
    }

    fn failed(&mut self, exchange: &Exchange, failure: &Failure) -> io::Result<()> {
        let mut block = Vec::new();
        push_field(&mut block, FAILURE, failure.kind.code());
        push_field(&mut block, "gongkai-method", &exchange.request.method);
        push_field(&mut block, DETAIL, &failure.detail);
        let mut head = Head::of(exchange, "metadata");
        head.field("Content-Type", "application/warc-fields");
        self.record(head, &block, None).map(drop)
    }

    /// Writes one record and returns its id. `payload` is where the payload begins.
    fn record(&mut self, head: Head, block: &[u8], payload: Option<usize>) -> io::Result<String> {
        let payload = payload.filter(|_| self.sealing == Sealing::Digests);
        let payload = payload.map(|start| sha1_base32(&[block.get(start..).unwrap_or_default()]));
        self.sealed(head, block, payload.as_deref())
    }

    /// Writes one record, the digest of whose payload is known, and returns its id.
    fn sealed(
        &mut self,
        head: Head,
        block: &[u8],
        payload_digest: Option<&str>,
    ) -> io::Result<String> {
        let block_digest = match self.sealing {
            Sealing::Digests => sha1_base32(&[block]),
            Sealing::Checksum => crc32_hex(block),
        };
        let id = record_id(&head.text, &block_digest, self.count);
        self.count += 1;
        let mut head = head;
        head.field("WARC-Record-ID", &id);
        if !self.info.is_empty() {
            head.field("WARC-Warcinfo-ID", &self.info);
        }
        head.field("WARC-Block-Digest", &block_digest);
        if let Some(digest) = payload_digest {
            head.field("WARC-Payload-Digest", digest);
        }
        head.field("Content-Length", &block.len().to_string());
        self.member.clear();
        let parts = [head.text.as_bytes(), b"\r\n", block, b"\r\n\r\n"];
        match self.packing {
            Packing::Gzip => {
                let mut encoder = GzEncoder::new(std::mem::take(&mut self.member), LEVEL);
                for part in parts {
                    encoder.write_all(part)?;
                }
                self.member = encoder.finish()?;
            }
            Packing::Plain => {
                for part in parts {
                    self.member.extend_from_slice(part);
                }
            }
        }
        self.out.write_all(&self.member)?;
        self.out.flush()?;
        self.written += self.member.len() as u64;
        Ok(id)
    }
}

/// Packs a record.
pub(super) fn gzip(record: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), LEVEL);
    encoder.write_all(record)?;
    encoder.finish()
}

/// What a record refers to.
struct Revisit {
    profile: &'static str,
    date: String,
}

/// Returns what a header says the body is, without parameters.
fn media(response: &Response) -> &str {
    response
        .headers
        .iter()
        .find(|(name, _)| name == "content-type")
        .and_then(|(_, value)| value.split(';').next())
        .map_or("unk", str::trim)
}

/// The head of a record being made.
struct Head {
    text: String,
}

impl Head {
    fn new(kind: &str, at: Timestamp) -> Self {
        let mut head = Self {
            text: "WARC/1.1\r\n".to_owned(),
        };
        head.field("WARC-Type", kind);
        head.field("WARC-Date", &at.to_string());
        head
    }

    fn of(exchange: &Exchange, kind: &str) -> Self {
        let mut head = Self::new(kind, exchange.fetched);
        head.field("WARC-Target-URI", exchange.address.as_str());
        if let Some(purpose) = exchange.purpose.code() {
            head.field(PURPOSE, purpose);
        }
        if let Some(peer) = exchange.peer {
            head.field("WARC-IP-Address", &peer.to_string());
        }
        head
    }

    fn field(&mut self, name: &str, value: &str) {
        self.text.push_str(name);
        self.text.push_str(": ");
        self.text.push_str(value);
        self.text.push_str("\r\n");
    }
}

/// Makes an id out of what the record holds and its place: the same crawl has the same
/// ids. The form is a UUID of version 8, "made as the application likes" (RFC 9562 §5.8).
fn record_id(head: &str, block_digest: &str, count: u64) -> String {
    let mut state = Sha256::new();
    state.update(head);
    state.update(block_digest);
    state.update(count.to_be_bytes());
    let mut sum: [u8; 32] = state.finalize().into();
    sum[6] = sum[6] & 0x0f | 0x80;
    sum[8] = sum[8] & 0x3f | 0x80;
    let text = hex(&sum[..16]);
    let part = |from, to| text.get(from..to).unwrap_or_default();
    format!(
        "<urn:uuid:{}-{}-{}-{}-{}>",
        part(0, 8),
        part(8, 12),
        part(12, 16),
        part(16, 20),
        part(20, 32)
    )
}

fn truncation(why: Truncation) -> &'static str {
    match why {
        Truncation::Length => "length",
        Truncation::Time => "time",
        Truncation::Disconnect => "disconnect",
        Truncation::Encoding => "unspecified",
    }
}

fn push_field(block: &mut Vec<u8>, name: &str, value: &str) {
    for part in [name, ": ", &one_line(value), "\r\n"] {
        block.extend_from_slice(part.as_bytes());
    }
}

fn push_request(block: &mut Vec<u8>, exchange: &Exchange, request: &Request, version: Version) {
    for part in [
        &request.method,
        " ",
        exchange.address.path_and_query(),
        " ",
        protocol(version),
        "\r\n",
    ] {
        block.extend_from_slice(part.as_bytes());
    }
    for (name, value) in &request.headers {
        push_field(block, name, value);
    }
    block.extend_from_slice(b"\r\n");
}

fn push_response_head(block: &mut Vec<u8>, response: &Response) {
    let (status, reason) = (response.status, one_line(&response.reason));
    push_head(block, response.version, status, &reason, &response.headers);
}

fn push_head(
    block: &mut Vec<u8>,
    version: Version,
    status: u16,
    reason: &str,
    headers: &[(String, String)],
) {
    let status = format!("{} {status} {reason}\r\n", protocol(version));
    block.extend_from_slice(status.as_bytes());
    for (name, value) in headers {
        // The chunks are gone; a reader that believes the field would look for them.
        if name.eq_ignore_ascii_case("transfer-encoding") {
            push_field(block, ORIGINAL_TRANSFER_ENCODING, value);
        } else {
            push_field(block, name, value);
        }
    }
    block.extend_from_slice(b"\r\n");
}

fn protocol(version: Version) -> &'static str {
    match version {
        Version::Http10 => "HTTP/1.0",
        Version::Http11 | Version::Http2 | Version::Http3 => "HTTP/1.1",
    }
}
