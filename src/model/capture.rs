//! One address, as it answered once.

use bytes::Bytes;
use jiff::Timestamp;

use super::address::Address;

/// What was asked for, when, and what came of it.
#[derive(Debug, Clone)]
pub struct Capture {
    /// The address asked for.
    pub address: Address,
    /// When the answer began, or when a directory was read.
    pub fetched: Timestamp,
    /// The answer, or why there is none.
    pub result: Result<Reply, Failure>,
}

/// An HTTP answer with its body decoded from its transfer and content codings.
#[derive(Debug, Clone)]
pub struct Reply {
    /// HTTP status code.
    pub status: u16,
    /// Header fields, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body as the site means it: content codings removed. Of a probe nothing, or its
    /// first bytes.
    pub body: Bytes,
    /// Set when the body is not whole.
    pub truncated: Option<Truncation>,
    /// True when only the header was asked for (attachments are probed, not fetched).
    pub head_only: bool,
}

impl Reply {
    /// Returns the first header field with this lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Returns the media type without parameters, in lower case.
    pub fn media_type(&self) -> Option<String> {
        let value = self.header("content-type")?;
        Some(
            value
                .split(';')
                .next()
                .unwrap_or(value)
                .trim()
                .to_ascii_lowercase(),
        )
    }

    /// Tells whether the status is a redirect with a place to go to.
    pub fn redirects_to(&self) -> Option<&str> {
        matches!(self.status, 301 | 302 | 303 | 307 | 308)
            .then(|| self.header("location"))
            .flatten()
    }
}

/// Why a body is not whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truncation {
    /// The size limit was reached.
    Length,
    /// The time limit was reached.
    Time,
    /// The connection or the file ended early.
    Disconnect,
    /// A content coding could not be undone.
    Encoding,
}

/// Why there is no answer: never a fault of the site by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The kind of failure.
    pub kind: FailureKind,
    /// What the lower layer said, for the log.
    pub detail: String,
}

/// The kinds of failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FailureKind {
    /// The name did not resolve.
    Name,
    /// No connection.
    Connect,
    /// Too slow.
    Timeout,
    /// TLS failed.
    Tls,
    /// The answer was not HTTP or broke off.
    Protocol,
    /// robots.txt forbids the address.
    Robots,
    /// The address is private or otherwise refused by us.
    Refused,
    /// The redirect chain is too long or a loop.
    RedirectLoop,
    /// Not in the directory, which is only a selection of a site.
    NotInSelection,
    /// Not asked for: a limit of the crawl came first.
    Limit,
    /// The file of a directory may not be read.
    File,
}

impl FailureKind {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Name,
        Self::Connect,
        Self::Timeout,
        Self::Tls,
        Self::Protocol,
        Self::Robots,
        Self::Refused,
        Self::RedirectLoop,
        Self::NotInSelection,
        Self::Limit,
        Self::File,
    ];

    /// Returns the code written to files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Connect => "connect",
            Self::Timeout => "timeout",
            Self::Tls => "tls",
            Self::Protocol => "protocol",
            Self::Robots => "robots",
            Self::Refused => "refused",
            Self::RedirectLoop => "redirect_loop",
            Self::NotInSelection => "not_in_selection",
            Self::Limit => "limit",
            Self::File => "file",
        }
    }
}
