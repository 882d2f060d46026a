//! What each address answered.

use foldhash::HashMap;
use jiff::Timestamp;

use super::record::PageIx;
use crate::model::{Address, Cause, FailureKind};

/// The answer of one address.
#[derive(Debug, Clone)]
pub struct Answer {
    /// When it was asked.
    pub fetched: Timestamp,
    /// HTTP status, or why there is no answer.
    pub status: Result<u16, FailureKind>,
    /// Where it redirects to (HTTP, meta refresh or script).
    pub redirect: Option<Address>,
    /// Set where the page only says that nothing is at the address, with its words; there is
    /// no page and no redirect then.
    pub missing: Option<Box<str>>,
    /// The page, when HTML was read.
    pub page: Option<PageIx>,
    /// SHA-256 of the decoded body.
    pub sha256: Option<[u8; 32]>,
    /// Media type, for files.
    pub media_type: Option<String>,
    /// What its first bytes show it to be, for files that were fetched.
    pub content: Option<FileKind>,
}

/// What a file is by its first bytes, whatever its name and its header say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// No bytes at all.
    Empty,
    /// A web page.
    Page,
    /// A PDF.
    Pdf,
    /// A ZIP archive: also DOCX, XLSX, OFD.
    Zip,
    /// The older Office format, also WPS.
    Office,
    /// A picture.
    Picture,
    /// Something else.
    Other,
}

impl FileKind {
    /// Looks at the bytes of a file.
    pub fn of(bytes: &[u8]) -> Self {
        let start = bytes.trim_ascii_start();
        let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
        let word = start.get(..15).unwrap_or(start).to_ascii_lowercase();
        let begins = |marks: &[&[u8]]| marks.iter().any(|mark| word.starts_with(mark));
        if bytes.is_empty() {
            Self::Empty
        } else if begins(&[b"<!doctype html", b"<html", b"<head", b"<body", b"<script"]) {
            Self::Page
        } else if begins(&[b"%pdf-"]) {
            Self::Pdf
        } else if bytes.starts_with(b"PK\x03\x04") {
            Self::Zip
        } else if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
            Self::Office
        } else if bytes.starts_with(b"\x89PNG")
            || bytes.starts_with(b"\xff\xd8\xff")
            || bytes.starts_with(b"GIF8")
        {
            Self::Picture
        } else {
            Self::Other
        }
    }
}

/// The answers of all addresses asked.
#[derive(Debug, Default)]
pub struct Answers {
    by_address: HashMap<Address, Answer>,
}

/// Where an address leads in the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// To a page that was read.
    Page(PageIx),
    /// To something that is there but is not a page read as HTML (a file).
    File,
    /// To an answer of the site that says the thing is gone: 404 or 410, or a page that says
    /// so though it was answered as found (2xx).
    Gone(u16),
    /// To another error, refusal or failure: nothing can be said of the thing itself.
    Refused(Cause, Option<u16>),
    /// To another address that was never asked.
    Unasked(Address),
}

/// Says what an address answered that leads to nothing, beside the word for answering.
pub fn gone_words(status: u16) -> String {
    if (200..300).contains(&status) {
        format!("{status}，但页面写明不存在")
    } else {
        status.to_string()
    }
}

impl Answers {
    /// Adds an answer; of two for one address the later one stands.
    pub(super) fn add(&mut self, address: Address, answer: Answer) {
        match self.by_address.get(&address) {
            Some(there) if !replaces(&answer, there) => {}
            _ => {
                self.by_address.insert(address, answer);
            }
        }
    }

    /// Tells whether a newcomer would replace what is known of the address.
    pub(super) fn would_replace(
        &self,
        address: &Address,
        fetched: Timestamp,
        sha256: &[u8; 32],
    ) -> bool {
        self.by_address.get(address).is_none_or(|there| {
            there.page.is_none() || (fetched, Some(*sha256)) > (there.fetched, there.sha256)
        })
    }

    /// Returns the answer of exactly this address.
    pub fn get(&self, address: &Address) -> Option<&Answer> {
        self.by_address.get(address)
    }

    /// Gives every page its final number.
    pub(super) fn renumber(&mut self, new: &[u32]) {
        for answer in self.by_address.values_mut() {
            if let Some(page) = &mut answer.page {
                page.0 = new[page.0 as usize];
            }
        }
    }

    /// Follows redirects from an address to where it leads.
    pub fn resolve(&self, address: &Address) -> Resolution {
        let mut at = address.clone();
        for _ in 0..12 {
            let Some(answer) = self.by_address.get(&at) else {
                // Servers answer `/dir` and `/dir/` alike; links are written either way.
                return match self.twin(&at) {
                    Some(twin) if twin != at => {
                        at = twin;
                        continue;
                    }
                    _ => Resolution::Unasked(at),
                };
            };
            if let Some(next) = &answer.redirect
                && *next != at
            {
                at = next.clone();
                continue;
            }
            if let (Ok(status), Some(_)) = (answer.status, &answer.missing) {
                return Resolution::Gone(status);
            }
            return match (answer.status, answer.page) {
                (_, Some(page)) => Resolution::Page(page),
                (Ok(status @ (404 | 410)), _) => Resolution::Gone(status),
                (Ok(status), _) if (200..300).contains(&status) => Resolution::File,
                (Ok(status @ (401 | 403 | 412 | 429 | 451 | 503)), _) => {
                    Resolution::Refused(Cause::Blocked, Some(status))
                }
                (Ok(status), _) => Resolution::Refused(Cause::NotFetched, Some(status)),
                (Err(FailureKind::Limit), _) => Resolution::Refused(Cause::LimitReached, None),
                (Err(FailureKind::Robots), _) => Resolution::Refused(Cause::Blocked, None),
                (Err(_), _) => Resolution::Refused(Cause::NotFetched, None),
            };
        }
        Resolution::Refused(Cause::NotFetched, None)
    }

    /// Returns the answer that an address leads to in the end, redirects followed.
    pub fn end(&self, address: &Address) -> Option<&Answer> {
        let mut at = address;
        for _ in 0..12 {
            let answer = self.by_address.get(at)?;
            match &answer.redirect {
                Some(next) if next != at => at = next,
                _ => return Some(answer),
            }
        }
        None
    }

    /// Returns the words by which the page that an address leads to says that there is nothing.
    pub fn says_missing(&self, address: &Address) -> Option<&str> {
        self.end(address)?.missing.as_deref()
    }

    fn twin(&self, address: &Address) -> Option<Address> {
        let url = address.to_url()?;
        if url.query().is_some() {
            return None;
        }
        let path = url.path().to_owned();
        let mut other = url;
        let last = path.rsplit('/').next().unwrap_or("");
        if let Some(stem) = last
            .split('.')
            .next()
            .filter(|stem| matches!(*stem, "index" | "default"))
        {
            debug_assert!(!stem.is_empty());
            other.set_path(&path[..path.len() - last.len()]);
            return Address::from_url(other).filter(|twin| self.by_address.contains_key(twin));
        }
        if path.ends_with('/') {
            for name in ["index.html", "index.htm", "index.shtml"] {
                other.set_path(&format!("{path}{name}"));
                if let Some(twin) = Address::from_url(other.clone())
                    && self.by_address.contains_key(&twin)
                {
                    return Some(twin);
                }
            }
            return None;
        }
        if !last.contains('.') {
            other.set_path(&format!("{path}/"));
            return Address::from_url(other).filter(|twin| self.by_address.contains_key(twin));
        }
        None
    }

    /// Returns every address with its answer, in order of address.
    pub fn sorted(&self) -> Vec<(&Address, &Answer)> {
        let mut all: Vec<_> = self.by_address.iter().collect();
        all.sort_by(|a, b| a.0.cmp(b.0));
        all
    }

    /// Returns the number of addresses asked.
    pub fn len(&self) -> usize {
        self.by_address.len()
    }

    /// Tells whether nothing was asked.
    pub fn is_empty(&self) -> bool {
        self.by_address.is_empty()
    }
}

fn replaces(new: &Answer, old: &Answer) -> bool {
    match (new.page.is_some(), old.page.is_some()) {
        (true, false) => true,
        (false, true) => false,
        // Of two at one moment the choice must not depend on which came first.
        _ => (new.fetched, new.sha256) > (old.fetched, old.sha256),
    }
}
