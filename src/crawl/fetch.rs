//! One request and its answer, within limits of time and size.

use std::error::Error;
use std::net::IpAddr;
use std::sync::{Arc, Once};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use jiff::Timestamp;
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, HeaderMap, HeaderValue};
use tokio::time::{Instant, timeout_at};

use crate::model::{Address, Failure, FailureKind, Truncation, ends_as_page};
use crate::snapshot::warc::Lookup;
use crate::snapshot::{Exchange, Origin, Purpose, Request, Response, Version, header_text};

use super::guard::{Guard, NoSuchName, PrivateHost};
use super::options::{CrawlError, CrawlOptions};
use super::robots::{MAX_ROBOTS_BYTES, Robots};

/// The codings that we can undo.
const CODINGS: &str = "gzip, deflate, br, zstd";
const ACCEPTED: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const LANGUAGES: &str = "zh-CN,zh;q=0.9,en;q=0.5";
/// How many redirects a robots.txt may take (RFC 9309 section 2.3.1.2).
const ROBOTS_REDIRECTS: usize = 5;

/// How much of an answer is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    /// The body, if it is a page.
    Page,
    /// The body up to so many bytes, whatever it is.
    Whole(usize),
    /// Only the header, asked for with HEAD.
    Head,
    /// Only the header, asked for with GET.
    Probe,
}

/// The client of one crawl: its connections, its cookies and its limits.
#[derive(Debug)]
pub(super) struct Fetcher {
    client: reqwest::Client,
    guard: Guard,
    user_agent: String,
    read_timeout: Duration,
    total_timeout: Duration,
    min_rate: u64,
    min_rate_grace: Duration,
    wire_cap: usize,
    /// The crawl that is gone on with.
    kept: Option<Arc<Lookup>>,
    /// Older crawls, whose pages are asked for only if they have changed.
    since: Option<Arc<Lookup>>,
}

/// Header fields that ask whether something has changed.
type Validators = Vec<(&'static str, String)>;

impl Fetcher {
    /// Makes the client.
    pub(super) fn new(options: &CrawlOptions, guard: Guard) -> Result<Self, CrawlError> {
        static PROVIDER: Once = Once::new();
        PROVIDER.call_once(|| {
            // An error says that one is installed already, which serves as well.
            let _ = rustls::crypto::ring::default_provider().install_default();
        });
        let agent = HeaderValue::from_str(&options.user_agent)
            .ok()
            .filter(|_| options.user_agent.is_ascii())
            .ok_or_else(|| CrawlError::BadUserAgent(options.user_agent.clone()))?;
        let headers = HeaderMap::from_iter([
            (ACCEPT, HeaderValue::from_static(ACCEPTED)),
            (ACCEPT_LANGUAGE, HeaderValue::from_static(LANGUAGES)),
            (ACCEPT_ENCODING, HeaderValue::from_static(CODINGS)),
        ]);
        let builder = || {
            reqwest::Client::builder()
                .user_agent(agent.clone())
                .default_headers(headers.clone())
                .redirect(reqwest::redirect::Policy::none())
                .retry(reqwest::retry::never())
                .referer(false)
                // A proxy from the environment would resolve names itself, past the guard.
                .no_proxy()
                .cookie_store(true)
                .connect_timeout(options.connect_timeout)
                .pool_max_idle_per_host(options.concurrency)
                .dns_resolver(guard.clone())
        };
        let client = builder()
            .build()
            // A machine without certificates can still read sites without TLS; those with
            // it then fail one by one, and say why.
            .or_else(|_| builder().tls_certs_only([]).build())
            .map_err(CrawlError::Client)?;
        Ok(Self {
            client,
            guard,
            user_agent: options.user_agent.clone(),
            read_timeout: options.read_timeout,
            total_timeout: options.total_timeout,
            min_rate: options.min_rate,
            min_rate_grace: options.min_rate_grace,
            wire_cap: options.wire_cap,
            kept: options.kept.clone(),
            since: options.since.clone(),
        })
    }

    /// Makes one request; never fails, since a failure is an exchange too. A page that an
    /// older crawl has is asked for only if it has changed.
    pub(super) async fn fetch(&self, address: &Address, want: Want) -> Exchange {
        let older = match want {
            Want::Page => self.older(address),
            _ => None,
        };
        if let Some((older, validators)) = older {
            let mut exchange = self.ask(address, want, validators).await;
            match &exchange.result {
                Ok(answer) if answer.status == 304 => {
                    exchange.origin = Origin::Unchanged {
                        since: older.fetched,
                        headers: answer.headers.clone(),
                    };
                    exchange.result = older.result;
                    return exchange;
                }
                _ => return exchange,
            }
        }
        self.ask(address, want, Vec::new()).await
    }

    /// Returns what an older crawl has of a page, with what to ask the server about it
    /// (RFC 9110 section 13.1).
    fn older(&self, address: &Address) -> Option<(Exchange, Validators)> {
        let older = self.since.as_ref()?;
        if !older.holds(address, Purpose::Content, true) {
            return None;
        }
        let exchange = older.exchange(address)?;
        let response = exchange.result.as_ref().ok()?;
        if response.status != 200 || response.truncated.is_some() || response.body.is_empty() {
            return None;
        }
        let validators: Validators = [
            ("etag", "if-none-match"),
            ("last-modified", "if-modified-since"),
        ]
        .into_iter()
        .filter_map(|(kept, asked)| {
            let value = &response.headers.iter().find(|(name, _)| name == kept)?.1;
            (!value.is_empty()).then(|| (asked, value.clone()))
        })
        .collect();
        (!validators.is_empty()).then_some((exchange, validators))
    }

    async fn ask(&self, address: &Address, want: Want, validators: Validators) -> Exchange {
        let mut fetched = Timestamp::now();
        let mut peer = None;
        let result = self
            .exchange(address, want, &validators, &mut fetched, &mut peer)
            .await;
        Exchange {
            address: address.clone(),
            fetched,
            peer,
            request: self.request(address, want, &validators),
            result,
            purpose: Purpose::Content,
            origin: Origin::Wire,
        }
    }

    /// Returns an exchange that never took place, and why.
    pub(super) fn refusal(&self, address: &Address, failure: Failure) -> Exchange {
        Exchange {
            address: address.clone(),
            fetched: Timestamp::now(),
            peer: None,
            request: self.request(address, Want::Page, &[]),
            result: Err(failure),
            purpose: Purpose::Content,
            origin: Origin::Wire,
        }
    }

    /// Returns the answer that the crawl being gone on with has had, unless asking again may
    /// give a better one. `body` tells whether its body is needed.
    pub(super) fn recall(
        &self,
        address: &Address,
        purpose: Purpose,
        body: bool,
    ) -> Option<Exchange> {
        let kept = self.kept.as_ref()?;
        if !kept.holds(address, purpose, body) {
            return None;
        }
        let exchange = kept.exchange(address)?;
        let response = exchange.result.as_ref().ok()?;
        let passing = matches!(response.status, 429 | 503)
            || matches!(
                response.truncated,
                Some(Truncation::Disconnect | Truncation::Time)
            ) && !ends_as_page(&response.body);
        (!passing).then_some(exchange)
    }

    /// Checks that an address may be dialled at all.
    pub(super) fn check(&self, address: &Address) -> Result<(), Failure> {
        self.guard.check(address)
    }

    /// Fetches the robots.txt of an origin. `Err` when there was no answer.
    pub(super) async fn robots(&self, origin: &str, agent: &str) -> RobotsAnswer {
        let mut answer = RobotsAnswer::default();
        let Some(mut address) = Address::parse(&format!("{origin}/robots.txt")) else {
            answer.result = Ok(Robots::allow_all());
            return answer;
        };
        for _ in 0..=ROBOTS_REDIRECTS {
            let exchange = match self.recall(&address, Purpose::Robots, true) {
                Some(kept) => kept,
                None => {
                    answer.requests += 1;
                    Exchange {
                        purpose: Purpose::Robots,
                        ..self.fetch(&address, Want::Whole(MAX_ROBOTS_BYTES)).await
                    }
                }
            };
            answer.exchanges.push(exchange.clone());
            let capture = exchange.to_capture(MAX_ROBOTS_BYTES);
            let reply = match capture.result {
                Ok(reply) => reply,
                Err(failure) => {
                    answer.result = Err(failure);
                    return answer;
                }
            };
            answer.troubled = reply.status >= 500 || reply.status == 429;
            answer.retry_after = reply.header("retry-after").map(str::to_owned);
            match reply.redirects_to().and_then(|to| address.join(to)) {
                Some(next) => address = next,
                None => {
                    answer.result = Ok(Robots::from_answer(reply.status, &reply.body, agent));
                    return answer;
                }
            }
        }
        // Too many redirects count as "there is none".
        answer.result = Ok(Robots::allow_all());
        answer
    }

    fn request(
        &self,
        address: &Address,
        want: Want,
        validators: &[(&'static str, String)],
    ) -> Request {
        let method = if want == Want::Head { "HEAD" } else { "GET" };
        let headers = [
            ("host", address.authority()),
            ("user-agent", &self.user_agent),
            ("accept", ACCEPTED),
            ("accept-language", LANGUAGES),
            ("accept-encoding", CODINGS),
        ];
        Request {
            method: method.to_owned(),
            headers: headers
                .into_iter()
                .chain(
                    validators
                        .iter()
                        .map(|(name, value)| (*name, value.as_str())),
                )
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        }
    }

    async fn exchange(
        &self,
        address: &Address,
        want: Want,
        validators: &[(&'static str, String)],
        fetched: &mut Timestamp,
        peer: &mut Option<IpAddr>,
    ) -> Result<Response, Failure> {
        self.guard.check(address)?;
        let url = address.to_url().ok_or_else(|| Failure {
            kind: FailureKind::Protocol,
            detail: "the address can not be requested".to_owned(),
        })?;
        let begun = Instant::now();
        let method = if want == Want::Head {
            reqwest::Method::HEAD
        } else {
            reqwest::Method::GET
        };
        let patience = begun + self.read_timeout.min(self.total_timeout);
        let mut request = self.client.request(method, url);
        for (name, value) in validators {
            request = request.header(*name, value);
        }
        let mut response = timeout_at(patience, request.send())
            .await
            .map_err(|_| Failure {
                kind: FailureKind::Timeout,
                detail: format!("no answer within {} s", (patience - begun).as_secs()),
            })?
            .map_err(|error| failure(&error))?;
        *fetched = Timestamp::now();
        *peer = response.remote_addr().map(|address| address.ip());
        let headers: Vec<(String, String)> = response
            .headers()
            .iter()
            .map(|(name, value)| {
                (
                    name.as_str().to_owned(),
                    header_text(name.as_str(), value.as_bytes()),
                )
            })
            .collect();
        let status = response.status();
        let version = match response.version() {
            reqwest::Version::HTTP_09 | reqwest::Version::HTTP_10 => Version::Http10,
            reqwest::Version::HTTP_2 => Version::Http2,
            reqwest::Version::HTTP_3 => Version::Http3,
            _ => Version::Http11,
        };
        let (body, truncated) = match want {
            Want::Head => (Bytes::new(), None),
            Want::Probe => (Bytes::new(), Some(Truncation::Length)),
            Want::Whole(cap) => self.body(&mut response, begun, cap, false).await,
            Want::Page => match Content::of(&headers) {
                Content::File => (Bytes::new(), Some(Truncation::Length)),
                content => {
                    let sniff = content == Content::Unknown;
                    self.body(&mut response, begun, self.wire_cap, sniff).await
                }
            },
        };
        Ok(Response {
            version,
            status: status.as_u16(),
            reason: match version {
                Version::Http2 | Version::Http3 => String::new(),
                _ => status.canonical_reason().unwrap_or_default().to_owned(),
            },
            headers,
            body,
            truncated,
        })
    }

    /// Reads a body until it ends or a limit is reached. With `sniff` it stops after the
    /// first bytes when those are not markup.
    async fn body(
        &self,
        response: &mut reqwest::Response,
        begun: Instant,
        cap: usize,
        sniff: bool,
    ) -> (Bytes, Option<Truncation>) {
        let end = begun + self.total_timeout;
        let mut first = Bytes::new();
        let mut rest = BytesMut::new();
        let mut length = 0;
        let finish = |first: Bytes, rest: BytesMut| {
            if rest.is_empty() {
                first
            } else {
                rest.freeze()
            }
        };
        loop {
            let patience = end.min(Instant::now() + self.read_timeout);
            let chunk = match timeout_at(patience, response.chunk()).await {
                Err(_) => return (finish(first, rest), Some(Truncation::Time)),
                Ok(Err(_)) => return (finish(first, rest), Some(Truncation::Disconnect)),
                Ok(Ok(None)) => return (finish(first, rest), None),
                Ok(Ok(Some(chunk))) => chunk,
            };
            let room = cap - length;
            let chunk = if chunk.len() > room {
                chunk.slice(..room)
            } else {
                chunk
            };
            let full = chunk.len() == room;
            length += chunk.len();
            // Most pages come in a few chunks; the first is copied only if a second comes.
            if first.is_empty() && rest.is_empty() {
                if sniff && !begins_as_markup(&chunk) {
                    return (Bytes::new(), Some(Truncation::Length));
                }
                first = chunk;
            } else {
                if rest.is_empty() {
                    let expected = response
                        .content_length()
                        .and_then(|n| usize::try_from(n).ok());
                    rest.reserve(expected.map_or(0, |n| n.min(cap).min(1 << 20)));
                    rest.extend_from_slice(&std::mem::take(&mut first));
                }
                rest.extend_from_slice(&chunk);
            }
            if full {
                return (finish(first, rest), Some(Truncation::Length));
            }
            let taken = begun.elapsed();
            if taken > self.min_rate_grace
                && (length as f64) < taken.as_secs_f64() * self.min_rate as f64
            {
                return (finish(first, rest), Some(Truncation::Time));
            }
        }
    }
}

/// What came of asking for a robots.txt.
#[derive(Debug)]
pub(super) struct RobotsAnswer {
    /// The rules, or why there was no answer.
    pub(super) result: Result<Robots, Failure>,
    /// Whether the server answered that it is in trouble, so that asking again may help.
    pub(super) troubled: bool,
    pub(super) retry_after: Option<String>,
    pub(super) requests: u64,
    /// What was asked and answered, for the archive.
    pub(super) exchanges: Vec<Exchange>,
}

impl Default for RobotsAnswer {
    fn default() -> Self {
        Self {
            result: Ok(Robots::allow_all()),
            troubled: false,
            retry_after: None,
            requests: 0,
            exchanges: Vec::new(),
        }
    }
}

/// What a header says a body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    Page,
    File,
    Unknown,
}

impl Content {
    fn of(headers: &[(String, String)]) -> Self {
        let field = |wanted: &str| {
            headers
                .iter()
                .find(|(name, _)| name == wanted)
                .map(|(_, value)| value.to_ascii_lowercase())
        };
        let Some(media) = field("content-type") else {
            return Self::Page;
        };
        let media = media.split(';').next().unwrap_or_default().trim();
        if media.starts_with("text/")
            || ["html", "xml", "json", "javascript"]
                .iter()
                .any(|word| media.ends_with(word))
            || media.is_empty()
        {
            return Self::Page;
        }
        let file = ["image/", "audio/", "video/", "font/", "application/vnd."]
            .iter()
            .any(|kind| media.starts_with(kind))
            || ["pdf", "zip", "msword", "rar", "7z-compressed", "ofd"]
                .iter()
                .any(|kind| media.ends_with(kind));
        match file {
            true => Self::File,
            // Coded bytes can not be looked at before they are all there.
            false if field("content-encoding").is_some() => Self::Page,
            false => Self::Unknown,
        }
    }
}

fn begins_as_markup(bytes: &[u8]) -> bool {
    bytes.iter().find(|byte| {
        !byte.is_ascii_whitespace() && !matches!(byte, 0xef | 0xbb | 0xbf | 0xff | 0xfe)
    }) == Some(&b'<')
}

/// Says what kind of failure an error of the HTTP client is.
fn failure(error: &reqwest::Error) -> Failure {
    let mut kind = if error.is_timeout() {
        FailureKind::Timeout
    } else if error.is_connect() {
        FailureKind::Connect
    } else {
        FailureKind::Protocol
    };
    let mut detail = String::new();
    let mut source: Option<&(dyn Error + 'static)> = error.source();
    while let Some(cause) = source {
        if cause.is::<PrivateHost>() {
            kind = FailureKind::Refused;
        } else if cause.is::<NoSuchName>() {
            kind = FailureKind::Name;
        } else if cause.is::<rustls::Error>() {
            kind = FailureKind::Tls;
        }
        // An I/O error's source is that of the error inside it: look at the inner one too.
        let inner = cause
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref);
        let text = cause.to_string();
        if !detail.contains(&text) {
            if !detail.is_empty() {
                detail.push_str(": ");
            }
            detail.push_str(&text);
        }
        source = match inner {
            Some(inner) => Some(inner as &(dyn Error + 'static)),
            None => cause.source(),
        };
    }
    if detail.is_empty() {
        detail = error.to_string();
    }
    Failure { kind, detail }
}
