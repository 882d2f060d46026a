//! One record about one address, verified and decoded when it is asked for, so that this
//! costly part can run on many threads.

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;

use super::http::{self, Chunks, Http};
use super::problem::{Damage, Problem};
use super::read::Limits;
use super::reader::Place;
use super::{DETAIL, FAILURE, digest, head};
use crate::model::{Address, Capture, Failure, FailureKind, Reply, Truncation};
use crate::snapshot::exchange::{
    Exchange, Origin, Parts, Purpose, Request, Response, Version, reply,
};

/// A record that is a capture of a web address: a response, a resource, a revisit with its
/// original, or our note of a failure.
#[derive(Debug)]
pub struct Entry {
    pub(super) path: Arc<Path>,
    pub(super) address: Address,
    pub(super) fetched: Timestamp,
    pub(super) part: Part,
    pub(super) original: Option<Arc<Part>>,
    pub(super) method: Option<String>,
    pub(super) limits: Limits,
}

/// The record itself.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) place: Place,
    pub(super) head: head::Head,
    pub(super) block: Bytes,
    pub(super) whole: bool,
    /// Where the record ends in the file.
    pub(super) ends: u64,
}

impl Entry {
    /// Returns the address captured.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Returns when it was captured.
    pub fn fetched(&self) -> Timestamp {
        self.fetched
    }

    /// Returns the record's id, for example `<urn:uuid:…>`; may be empty.
    pub fn id(&self) -> &str {
        &self.part.head.id
    }

    /// Verifies the digests and decodes the answer.
    ///
    /// # Errors
    ///
    /// The [`Problem`] with this record, when it cannot be trusted or understood.
    pub fn capture(self) -> Result<Capture, Problem> {
        match self.result() {
            Ok(result) => Ok(Capture {
                address: self.address,
                fetched: self.fetched,
                result,
            }),
            Err(damage) => Err(self.problem(damage)),
        }
    }

    /// Returns the exchange as the crawler saw it; `None` where the record cannot be trusted
    /// or holds something that the crawler cannot have received.
    pub(super) fn exchange(self) -> Option<Exchange> {
        self.part.verify_block().ok()?;
        let result = match self.part.head.kind.as_str() {
            "metadata" => Err(failure(&self.part.block)),
            "revisit" => {
                let original = self.original.as_ref()?;
                original.verify_block().ok()?;
                let mut response = original.response()?;
                if let Some(own) = self.own_head() {
                    response.status = own.status;
                    if !own.headers.is_empty() {
                        response.headers = own.headers;
                    }
                }
                Ok(response)
            }
            _ => Ok(self.part.response()?),
        };
        Some(Exchange {
            request: Request {
                method: self.method.unwrap_or_else(|| "GET".to_owned()),
                headers: Vec::new(),
            },
            address: self.address,
            fetched: self.fetched,
            peer: None,
            result,
            purpose: purpose_of(&self.part.head.purpose),
            origin: Origin::Kept,
        })
    }

    /// Returns the header that a revisit has of its own; none after "not modified", where
    /// everything is the original's.
    fn own_head(&self) -> Option<Http> {
        http::parse(&self.part.block)
            .filter(|own| own.status != 304 && !self.part.head.profile.contains("not-modified"))
    }

    pub(super) fn problem(self, damage: Damage) -> Problem {
        Problem {
            path: self.path.to_path_buf(),
            offset: self.part.place.offset,
            within: self.part.place.within,
            record: Some(self.part.head.id).filter(|id| !id.is_empty()),
            address: Some(self.address),
            damage,
        }
    }

    fn result(&self) -> Result<Result<Reply, Failure>, Damage> {
        self.part.verify_block()?;
        let head_only = self.method.as_deref() == Some("HEAD");
        Ok(match self.part.head.kind.as_str() {
            "metadata" => Err(failure(&self.part.block)),
            "revisit" => Ok(self.revisit()?),
            _ => Ok(self.part.reply(head_only, self.limits.body)?),
        })
    }

    /// Puts a revisit together: its own status and header, where it has them, with the
    /// original's payload.
    fn revisit(&self) -> Result<Reply, Damage> {
        let original = self.original.as_ref().ok_or(Damage::Unresolved)?;
        original.verify_block()?;
        let mut reply = original.reply(false, self.limits.body)?;
        if let Some(own) = self.own_head() {
            reply.status = own.status;
            if !own.headers.is_empty() {
                reply.headers = own.headers;
            }
        }
        Ok(reply)
    }
}

impl Part {
    /// Returns the status of the answer, if the record holds one.
    pub(super) fn status(&self) -> Option<u16> {
        http::parse(&self.block).map(|http| http.status)
    }

    /// Returns what the answer's header says the body is, without parameters.
    pub(super) fn media(&self) -> String {
        http::parse(&self.block)
            .and_then(|http| {
                let field = http
                    .headers
                    .iter()
                    .find(|(name, _)| name == "content-type")?;
                Some(field.1.split(';').next()?.trim().to_owned())
            })
            .unwrap_or_else(|| "unk".to_owned())
    }

    fn verify_block(&self) -> Result<(), Damage> {
        let field = &self.head.block_digest;
        if self.whole && digest::matches(field, &self.block) == Some(false) {
            return Err(Damage::BlockDigest(field.clone()));
        }
        Ok(())
    }

    /// Compares the payload digest. Tools disagree on whether chunks belong to the payload,
    /// so either form may match.
    fn verify_payload(&self, forms: &[&[u8]]) -> Result<(), Damage> {
        let field = &self.head.payload_digest;
        // Of a cut or segmented payload the digest may be that of the whole one.
        if field.is_empty() || !self.whole || self.cut().is_some() {
            return Ok(());
        }
        let mut results = forms.iter().map(|form| digest::matches(field, form));
        if results.all(|result| result == Some(false)) {
            return Err(Damage::PayloadDigest(field.clone()));
        }
        Ok(())
    }

    /// Returns why the record says itself not to be whole.
    fn cut(&self) -> Option<Truncation> {
        if !self.head.segment.is_empty() || !self.whole {
            return Some(Truncation::Length);
        }
        match self.head.truncated.as_str() {
            "" => None,
            "length" => Some(Truncation::Length),
            "time" => Some(Truncation::Time),
            _ => Some(Truncation::Disconnect),
        }
    }

    fn reply(&self, head_only: bool, cap: usize) -> Result<Reply, Damage> {
        self.parts(head_only, cap).map(reply)
    }

    fn response(&self) -> Option<Response> {
        let parts = self.parts(false, 0).ok()?;
        // The crawler takes chunks off and accepts no other transfer coding.
        parts.transfer_codings.is_empty().then_some(Response {
            version: Version::Http11,
            status: parts.status,
            reason: String::new(),
            headers: parts.headers,
            body: parts.payload,
            truncated: parts.truncated,
        })
    }

    fn parts(&self, head_only: bool, cap: usize) -> Result<Parts, Damage> {
        if matches!(self.head.kind.as_str(), "resource" | "conversion") {
            self.verify_payload(&[&self.block])?;
            return Ok(Parts {
                status: 200,
                headers: vec![("content-type".to_owned(), self.head.content_type.clone())],
                payload: self.block.clone(),
                transfer_codings: String::new(),
                truncated: self.cut(),
                head_only: false,
                cap,
            });
        }
        let http = http::parse(&self.block).ok_or(Damage::NotHttp)?;
        let Http {
            status,
            headers,
            payload,
            mut transfer,
        } = http;
        let mut truncated = self.cut();
        let chunked = transfer.last().is_some_and(|coding| coding == "chunked");
        let (plain, chunks_cut) = match chunked.then(|| http::dechunk(&payload)) {
            Some(Chunks::Whole(plain)) => (plain, false),
            Some(Chunks::Cut(plain)) => (plain, true),
            Some(Chunks::None) | None => (payload.clone(), false),
        };
        self.verify_payload(&[&payload, &plain])?;
        if chunks_cut {
            truncated = truncated.or(Some(Truncation::Disconnect));
        }
        transfer.retain(|coding| coding != "chunked");
        Ok(Parts {
            status,
            headers,
            payload: plain,
            transfer_codings: transfer.join(","),
            truncated,
            head_only,
            cap,
        })
    }
}

/// Reads what a record of ours was asked for.
pub(super) fn purpose_of(code: &str) -> Purpose {
    [Purpose::Robots, Purpose::Sitemap]
        .into_iter()
        .find(|purpose| purpose.code() == Some(code))
        .unwrap_or_default()
}

/// Reads our own note of a failure.
fn failure(block: &[u8]) -> Failure {
    let mut failure = Failure {
        kind: FailureKind::Protocol,
        detail: String::new(),
    };
    for (name, value) in head::fields(block) {
        if name == FAILURE {
            // A kind that a later version added is at least a failure.
            failure.kind = kind_of(&value).unwrap_or(FailureKind::Protocol);
        } else if name == DETAIL {
            failure.detail = value;
        }
    }
    failure
}

fn kind_of(code: &str) -> Option<FailureKind> {
    FailureKind::ALL
        .into_iter()
        .find(|kind| kind.code() == code)
}
