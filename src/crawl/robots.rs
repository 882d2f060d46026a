//! robots.txt as RFC 9309 describes it: text in, "may this address be fetched" out.
//!
//! Pure; fetching the file and what its absence means to the crawl is the engine's part,
//! stated here by [`Robots::from_answer`].

use std::time::Duration;

use encoding_rs::GB18030;

/// How much of a robots.txt is read (RFC 9309 section 2.5 asks for at least this).
pub(super) const MAX_ROBOTS_BYTES: usize = 500 * 1024;

/// How the reason begins where the server did not give its robots.txt but an error.
const ROBOTS_ANSWERED: &str = "robots.txt answered ";

/// Returns what the server answered instead of its robots.txt, from the reason that
/// [`Robots::from_answer`] gives.
pub fn robots_status(reason: &str) -> Option<u16> {
    let (status, _) = reason.strip_prefix(ROBOTS_ANSWERED)?.split_once(',')?;
    status.parse().ok()
}

/// The longest wait between two requests that a `Crawl-delay` can ask of us.
const MAX_CRAWL_DELAY: Duration = Duration::from_secs(60);

/// The rules of one robots.txt that concern one crawler.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Robots {
    rules: Vec<RobotsRule>,
    forbids_all: Option<String>,
    /// The wait between two requests that the file asks for (`Crawl-delay`, not in the RFC,
    /// but widely used); at most a minute.
    pub crawl_delay: Option<Duration>,
    /// Addresses on `Sitemap` lines, as written.
    pub sitemaps: Vec<String>,
}

/// One `Allow` or `Disallow` line.
#[derive(Debug, Clone, PartialEq, Eq)]
struct RobotsRule {
    allow: bool,
    /// Normalised path pattern, with `*` and a closing `$` still in place.
    pattern: String,
}

impl Robots {
    /// Returns a file that allows everything (there is none, RFC 9309 section 2.3.1.3).
    pub fn allow_all() -> Self {
        Self::default()
    }

    /// Returns a file that forbids everything, and why (RFC 9309 section 2.3.1.4).
    pub fn forbid_all(why: impl Into<String>) -> Self {
        Self {
            forbids_all: Some(why.into()),
            ..Self::default()
        }
    }

    /// Reads what the server answered when asked for robots.txt.
    ///
    /// 2xx is parsed, 4xx allows everything, anything else forbids everything: a server in
    /// trouble is left alone. 429 counts as trouble although it is a 4xx, because its
    /// meaning is "not now".
    pub fn from_answer(status: u16, body: &[u8], agent: &str) -> Self {
        match status {
            200..=299 => Self::parse(body, agent),
            429 => Self::forbid_all(format!(
                "{ROBOTS_ANSWERED}429, so nothing may be fetched now"
            )),
            300..=499 => Self::allow_all(),
            _ => Self::forbid_all(format!(
                "{ROBOTS_ANSWERED}{status}, which RFC 9309 takes as forbidding everything"
            )),
        }
    }

    /// Parses a robots.txt for the crawler named `agent` (its product token, such as
    /// `gongkai`). Never fails: lines that mean nothing are skipped.
    ///
    /// All groups that name the crawler are taken together; only where none does, the
    /// groups for `*` are.
    pub fn parse(body: &[u8], agent: &str) -> Self {
        let text = decode(&body[..body.len().min(MAX_ROBOTS_BYTES)]);
        let agent = agent.to_ascii_lowercase();
        let mut own = Group::default();
        let mut any = Group::default();
        let mut sitemaps = Vec::new();
        // Which groups the present lines belong to, and whether the last line that counts
        // was a user-agent line (several of them in a row share one group).
        let (mut to_own, mut to_any, mut naming) = (false, false, false);
        for line in text.split(['\n', '\r']) {
            let line = line.split('#').next().unwrap_or_default().trim();
            let Some((key, value)) = line.split_once(':') else {
                continue;
            };
            let value = value.trim();
            let group_line = |own: &mut Group, any: &mut Group, put: &dyn Fn(&mut Group)| {
                if to_own {
                    put(own);
                }
                if to_any {
                    put(any);
                }
            };
            match key.trim().to_ascii_lowercase().as_str() {
                "user-agent" | "useragent" | "user agent" => {
                    if !naming {
                        (to_own, to_any) = (false, false);
                    }
                    naming = true;
                    let token = product_token(value);
                    if value == "*" {
                        to_any = true;
                        any.present = true;
                    } else if !token.is_empty() && token == agent {
                        to_own = true;
                        own.present = true;
                    }
                }
                kind @ ("allow" | "disallow") => {
                    naming = false;
                    // An empty pattern matches nothing: "Disallow:" allows everything.
                    if value.is_empty() {
                        continue;
                    }
                    let rule = RobotsRule {
                        allow: kind == "allow",
                        pattern: normalise(&rooted(value)),
                    };
                    group_line(&mut own, &mut any, &|group| group.rules.push(rule.clone()));
                }
                "crawl-delay" => {
                    naming = false;
                    let delay = value
                        .parse::<f64>()
                        .ok()
                        .filter(|seconds| *seconds >= 0.0)
                        .map(|seconds| {
                            Duration::from_secs_f64(seconds.min(MAX_CRAWL_DELAY.as_secs_f64()))
                        });
                    group_line(&mut own, &mut any, &|group| {
                        group.delay = group.delay.max(delay);
                    });
                }
                // Belongs to no group, and does not end one.
                "sitemap" if !value.is_empty() => sitemaps.push(value.to_owned()),
                _ => {}
            }
        }
        let group = if own.present { own } else { any };
        Self {
            rules: group.rules,
            forbids_all: None,
            crawl_delay: group.delay,
            sitemaps,
        }
    }

    /// Tells whether an address with this path and query may be fetched; the error says
    /// which line forbids it.
    ///
    /// # Errors
    ///
    /// Returns the reason in words when the file forbids the address.
    pub fn check(&self, path_and_query: &str) -> Result<(), String> {
        if path_and_query == "/robots.txt" {
            return Ok(());
        }
        if let Some(why) = &self.forbids_all {
            return Err(why.clone());
        }
        if self.rules.is_empty() {
            return Ok(());
        }
        let path = normalise(path_and_query);
        // The longest pattern decides; of two equally long ones the permission.
        let decisive = self
            .rules
            .iter()
            .filter(|rule| matches(&rule.pattern, &path))
            .max_by_key(|rule| (rule.pattern.len(), rule.allow));
        match decisive {
            Some(rule) if !rule.allow => Err(format!("robots.txt: Disallow: {}", rule.pattern)),
            _ => Ok(()),
        }
    }

    /// Returns why everything is forbidden, when it is because of how robots.txt answered.
    pub fn forbidden_wholly(&self) -> Option<&str> {
        self.forbids_all.as_deref()
    }
}

/// The lines under user-agent lines that concern us.
#[derive(Default)]
struct Group {
    present: bool,
    rules: Vec<RobotsRule>,
    delay: Option<Duration>,
}

/// Decodes the file: UTF-8 as the RFC says, GB18030 where it plainly is not UTF-8.
fn decode(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        // Cut in the middle of a character by the size limit: still UTF-8.
        Err(error) if error.error_len().is_none() => String::from_utf8_lossy(bytes).into_owned(),
        Err(_) => GB18030.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// Returns the product token that a user-agent line begins with, in lower case:
/// `Gongkai/1.0` names `gongkai` (RFC 9309 section 2.2.1 allows letters, `_` and `-`).
fn product_token(value: &str) -> String {
    value
        .chars()
        .take_while(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '-'))
        .collect::<String>()
        .to_ascii_lowercase()
}

/// Gives a pattern the leading slash that a few files forget.
fn rooted(pattern: &str) -> String {
    if pattern.starts_with(['/', '*']) {
        pattern.to_owned()
    } else {
        format!("/{pattern}")
    }
}

/// Brings a path to the form in which both sides are compared (RFC 9309 section 2.2.2):
/// bytes beyond ASCII become percent escapes, escapes of unreserved characters are undone,
/// hexadecimal digits are upper case.
fn normalise(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        let escaped = (byte == b'%')
            .then(|| bytes.get(at + 1..at + 3))
            .flatten()
            .and_then(|hex| Some((hex_digit(hex[0])? << 4) | hex_digit(hex[1])?));
        match escaped {
            Some(value) => {
                if value.is_ascii_alphanumeric() || matches!(value, b'-' | b'.' | b'_' | b'~') {
                    out.push(char::from(value));
                } else {
                    push_escape(&mut out, value);
                }
                at += 3;
            }
            None => {
                if byte.is_ascii_graphic() {
                    out.push(char::from(byte));
                } else {
                    push_escape(&mut out, byte);
                }
                at += 1;
            }
        }
    }
    out
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

fn push_escape(out: &mut String, value: u8) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    out.push('%');
    out.push(char::from(HEX[usize::from(value >> 4)]));
    out.push(char::from(HEX[usize::from(value & 15)]));
}

/// Matches a pattern with `*` (any run) and a closing `$` (end of the path) against the
/// beginning of a path.
///
/// Greedy with one point of return, so at worst pattern length times path length; a hostile
/// pattern can not make it explode.
fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, to_end) = match pattern.strip_suffix('$') {
        Some(rest) => (rest.as_bytes(), true),
        None => (pattern.as_bytes(), false),
    };
    let path = path.as_bytes();
    let (mut p, mut s) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    loop {
        if p == pattern.len() && (!to_end || s == path.len()) {
            return true;
        }
        if p < pattern.len() && pattern[p] == b'*' {
            p += 1;
            back = Some((p, s));
        } else if p < pattern.len() && s < path.len() && pattern[p] == path[s] {
            p += 1;
            s += 1;
        } else {
            match back {
                Some((after, from)) if from < path.len() => {
                    back = Some((after, from + 1));
                    p = after;
                    s = from + 1;
                }
                _ => return false,
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failed test may stop anywhere")]
#[path = "robots_tests.rs"]
mod tests;
