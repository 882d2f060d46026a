//! What passed over the wire for one address: the form in which a crawl is kept.

use std::net::IpAddr;

use bytes::Bytes;
use jiff::Timestamp;

use super::decode::decode;
use crate::model::{Address, Capture, Failure, Reply, Truncation};

/// One request and its answer, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// The address asked for.
    pub address: Address,
    /// When the answer began.
    pub fetched: Timestamp,
    /// The network address that answered, if it is known (a proxy hides it).
    pub peer: Option<IpAddr>,
    /// What was asked.
    pub request: Request,
    /// What came back.
    pub result: Result<Response, Failure>,
    /// What it was asked for.
    pub purpose: Purpose,
    /// Where the answer was taken from.
    pub origin: Origin,
}

/// What an address was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Purpose {
    /// Something of the site: a page, a file, a link's target.
    #[default]
    Content,
    /// The rules for crawlers, which are no part of what the site shows.
    Robots,
    /// A sitemap, likewise.
    Sitemap,
}

impl Purpose {
    /// Returns the word kept in archives; none for what every archive holds.
    pub(super) const fn code(self) -> Option<&'static str> {
        match self {
            Self::Content => None,
            Self::Robots => Some("robots"),
            Self::Sitemap => Some("sitemap"),
        }
    }
}

/// Where an answer was taken from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Origin {
    /// The network.
    #[default]
    Wire,
    /// The archive of the crawl that is gone on with: it stands there already.
    Kept,
    /// An older archive, because the server said that nothing had changed since.
    Unchanged {
        /// When the older answer began.
        since: Timestamp,
        /// The header of the server's "not modified", names in lower case.
        headers: Vec<(String, String)>,
    },
}

/// The head of a request; the crawler never sends a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The method, `GET` or `HEAD`.
    pub method: String,
    /// The header fields in the order they were sent, `host` among them.
    pub headers: Vec<(String, String)>,
}

/// An answer as it came, only the transfer coding removed.
///
/// The header fields are those the HTTP library handed over: their names are in lower
/// case and their order may differ from the wire's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The protocol spoken.
    pub version: Version,
    /// The status code.
    pub status: u16,
    /// The reason phrase; empty in HTTP/2 and where the server sent none.
    pub reason: String,
    /// The header fields, names in lower case, values through [`header_text`].
    pub headers: Vec<(String, String)>,
    /// The body, still in its content coding.
    pub body: Bytes,
    /// Set when the body is not whole.
    pub truncated: Option<Truncation>,
}

/// Versions of HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// HTTP/1.0.
    Http10,
    /// HTTP/1.1.
    Http11,
    /// HTTP/2.
    Http2,
    /// HTTP/3.
    Http3,
}

impl Exchange {
    /// Returns what the site meant: the body decoded, to at most `cap` bytes.
    ///
    /// Reading the archived exchange back gives the same capture.
    pub fn to_capture(&self, cap: usize) -> Capture {
        Capture {
            address: self.address.clone(),
            fetched: self.fetched,
            result: match &self.result {
                Ok(response) => Ok(response.to_reply(self.request.method == "HEAD", cap)),
                Err(failure) => Err(Failure {
                    kind: failure.kind,
                    detail: one_line(&failure.detail),
                }),
            },
        }
    }
}

impl Response {
    fn to_reply(&self, head_only: bool, cap: usize) -> Reply {
        let headers: Vec<_> = self
            .headers
            .iter()
            .map(|(name, value)| (name.to_ascii_lowercase(), one_line(value)))
            .collect();
        reply(Parts {
            status: self.status,
            headers,
            payload: self.body.clone(),
            transfer_codings: String::new(),
            truncated: self.truncated,
            head_only,
            cap,
        })
    }
}

/// What a [`Reply`] is made of.
pub(super) struct Parts {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) payload: Bytes,
    /// Transfer codings still on the payload, other than chunks.
    pub(super) transfer_codings: String,
    pub(super) truncated: Option<Truncation>,
    pub(super) head_only: bool,
    pub(super) cap: usize,
}

/// Decodes a payload into a reply. The only place that does so, for an answer that has
/// just come as for one read from a file, because both must give the same facts.
pub(super) fn reply(parts: Parts) -> Reply {
    let mut codings = parts
        .headers
        .iter()
        .filter(|(name, _)| name == "content-encoding")
        .map(|(_, value)| value.as_str())
        .collect::<Vec<_>>()
        .join(",");
    if !parts.transfer_codings.is_empty() {
        codings = format!("{codings},{}", parts.transfer_codings);
    }
    let short = !parts.head_only && is_short(parts.status, &parts.headers, parts.payload.len());
    let (body, coding) = decode(&codings, parts.payload, parts.cap);
    Reply {
        status: parts.status,
        headers: parts.headers,
        body,
        // A body cut on the wire fails to decode because of that, so the cut is the cause.
        truncated: parts
            .truncated
            .or(short.then_some(Truncation::Disconnect))
            .or(coding),
        head_only: parts.head_only,
    }
}

/// Tells whether less came than `Content-Length` promised (RFC 9112 §6.3). Tools that
/// archive a broken-off answer often do not say so.
fn is_short(status: u16, headers: &[(String, String)], len: usize) -> bool {
    let field = |wanted: &str| headers.iter().find(|(name, _)| name == wanted);
    if matches!(status, 100..=199 | 204 | 304) || field("transfer-encoding").is_some() {
        return false;
    }
    field("content-length")
        .and_then(|(_, value)| value.parse::<usize>().ok())
        .is_some_and(|promised| len < promised)
}

/// Turns the bytes of a header value into text.
///
/// Values are ASCII by the standard (RFC 9110 §5.5), UTF-8 in many servers and anything
/// else in some. An address keeps its bytes as percent escapes (`Location` in GBK must lead
/// where it led in a browser); other values are read as Latin-1, which loses nothing.
pub fn header_text(name: &str, value: &[u8]) -> String {
    if let Ok(text) = std::str::from_utf8(value) {
        return one_line(text);
    }
    let address = ["location", "content-location", "refresh"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known));
    let mut text = String::with_capacity(value.len() * 2);
    for byte in value {
        match byte {
            0x80.. if address => {
                text.push('%');
                for digit in [byte >> 4, byte & 0x0f] {
                    text.extend(
                        char::from_digit(u32::from(digit), 16).map(|c| c.to_ascii_uppercase()),
                    );
                }
            }
            _ => text.push(char::from(*byte)),
        }
    }
    one_line(&text)
}

/// Makes a text fit into one header line: control characters become spaces, the ends
/// are trimmed.
pub(super) fn one_line(text: &str) -> String {
    text.replace(|c: char| c.is_ascii_control(), " ")
        .trim_matches(' ')
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::header_text;

    #[test]
    fn header_values_keep_their_meaning_in_any_charset() {
        let check = |name: &str, value: &[u8], expected: &str| {
            assert_eq!(header_text(name, value), expected);
        };
        check("server", b" Apache\t", "Apache");
        check(
            "content-disposition",
            "filename=公开.pdf".as_bytes(),
            "filename=公开.pdf",
        );
        check(
            "content-disposition",
            b"filename=\xb9\xab",
            "filename=\u{b9}\u{ab}",
        );
        check("Location", b"/\xb9\xab/?a=%20", "/%B9%AB/?a=%20");
        check("location", "/公".as_bytes(), "/公");
    }
}
