//! What each address answered.

use std::num::NonZeroU32;
use std::sync::Arc;

use foldhash::HashMap;
use jiff::Timestamp;

use super::chunks::Chunks;
use super::intern::Addresses;
use super::record::PageIx;
use crate::model::{Address, Cause, FailureKind, refusal_code};
use crate::store::{Span, Store};

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
    pub media_type: Option<Arc<str>>,
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

/// The answers of all addresses asked, and every address that links name.
#[derive(Debug, Default)]
pub struct Answers {
    addresses: Addresses,
    /// The place of each address's answer and one; 0 for an address that only links name.
    places: Vec<u32>,
    answers: Chunks<Kept>,
    /// Digests of bodies, one after the other: only what is shown or compared is read back.
    digests: Store,
    digest_count: u32,
    /// Words of pages that say that nothing is there, by the address's number.
    missing: HashMap<u32, Box<str>>,
    /// Media types: few.
    media: Vec<Arc<str>>,
}

/// An answer in a compact form.
#[derive(Debug)]
struct Kept {
    number: u32,
    redirect: Option<NonZeroU32>,
    page: Option<NonZeroU32>,
    /// The place of its digest and one.
    digest: Option<NonZeroU32>,
    /// The first bytes of its digest: few others have the same.
    mark: [u8; 4],
    // Apart, as together they would take the room of four numbers.
    nanosecond: i32,
    second: i64,
    status: Result<u16, FailureKind>,
    media: u16,
    content: Option<FileKind>,
    missing: bool,
}

/// Bytes of a digest.
const DIGEST: u32 = 32;

/// The first bytes of a digest.
fn mark(sha256: &[u8; 32]) -> [u8; 4] {
    let [a, b, c, d, ..] = *sha256;
    [a, b, c, d]
}

impl Kept {
    fn page(&self) -> Option<PageIx> {
        self.page.map(|page| PageIx(page.get() - 1))
    }

    fn fetched(&self) -> Timestamp {
        Timestamp::new(self.second, self.nanosecond).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

/// Keeps a number in the room of one that is never nothing.
fn some(number: u32) -> Option<NonZeroU32> {
    NonZeroU32::new(number + 1)
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

/// Tells whether a status says nothing of what was asked for: the server failed, or refused this
/// program, its address or so many requests (RFC 9110 §15, RFC 6585 §4, RFC 7725).
pub fn is_refusal(status: u16) -> bool {
    status >= 500 || matches!(status, 403 | 408 | 412 | 418 | 421 | 429 | 451)
}

/// Tells whether a status is no answer to what was asked for: nothing, "as before" to one who has
/// nothing from before, or a redirect that leads nowhere.
pub fn is_no_answer(status: u16) -> bool {
    matches!(status, 204 | 205 | 300..400)
}

impl Answers {
    /// Adds an answer; of two for one address the later one stands.
    pub(super) fn add(&mut self, address: &Address, answer: Answer) {
        let number = self.number(address);
        let there = self.kept(number).is_some();
        if self
            .kept(number)
            .is_some_and(|there| !self.replaces(&answer, there))
        {
            return;
        }
        let redirect = answer.redirect.as_ref().map(|to| self.number(to));
        let media = answer.media_type.map_or(0, |media| self.media(media));
        let digest = answer.sha256.and_then(|sha256| self.keep_digest(&sha256));
        let kept = Kept {
            number,
            redirect: redirect.and_then(some),
            page: answer.page.and_then(|page| some(page.0)),
            digest,
            mark: answer.sha256.as_ref().map(mark).unwrap_or_default(),
            nanosecond: answer.fetched.subsec_nanosecond(),
            second: answer.fetched.as_second(),
            status: answer.status,
            media,
            content: answer.content,
            missing: answer.missing.is_some(),
        };
        match answer.missing {
            Some(words) => self.missing.insert(number, words),
            None => self.missing.remove(&number),
        };
        let place = self.places[number as usize];
        match self.answers.get_mut((place as usize).wrapping_sub(1)) {
            Some(old) if there => *old = kept,
            _ => self.places[number as usize] = self.answers.push(kept) as u32 + 1,
        }
    }

    /// Returns the number of an address, adding it when new.
    pub(super) fn number(&mut self, address: &Address) -> u32 {
        let number = self.addresses.add(address);
        if number as usize == self.places.len() {
            self.places.push(0);
        }
        number
    }

    /// Returns the number of an address that is known.
    pub fn find(&self, address: &Address) -> Option<u32> {
        self.addresses.find(address)
    }

    fn media(&mut self, media: Arc<str>) -> u16 {
        let at = self.media.iter().position(|known| *known == media);
        let at = at.unwrap_or_else(|| {
            self.media.push(media);
            self.media.len() - 1
        });
        u16::try_from(at + 1).unwrap_or(0)
    }

    fn keep_digest(&mut self, sha256: &[u8; 32]) -> Option<NonZeroU32> {
        self.digests.add(sha256);
        self.digest_count += 1;
        NonZeroU32::new(self.digest_count)
    }

    fn digest(&self, kept: &Kept) -> Option<[u8; 32]> {
        let at = Span::record(kept.digest?.get() - 1, DIGEST);
        let mut bytes = Vec::new();
        self.digests.read(at, usize::MAX, &mut bytes);
        bytes.try_into().ok()
    }

    /// Tells whether a digest could not be read back.
    pub fn lost_some(&self) -> bool {
        self.digests.failed()
    }

    fn kept(&self, number: u32) -> Option<&Kept> {
        let place = *self.places.get(number as usize)?;
        self.answers.get((place as usize).checked_sub(1)?)
    }

    /// Returns an address by its number among those asked and named.
    pub fn address(&self, number: u32) -> Option<Address> {
        self.addresses.get(number)
    }

    /// Compares two addresses by their texts.
    pub(super) fn compare(&self, one: u32, other: u32) -> std::cmp::Ordering {
        self.addresses.compare(one, other)
    }

    /// Returns how many addresses are known, asked or named.
    pub fn known(&self) -> usize {
        self.addresses.len()
    }

    fn replaces(&self, new: &Answer, old: &Kept) -> bool {
        match (new.page.is_some(), old.page.is_some()) {
            (true, false) => true,
            (false, true) => false,
            _ => self.is_later((new.fetched, new.sha256.as_ref()), old),
        }
    }

    /// Tells whether an answer came after another. Of two at one moment the choice must not
    /// depend on which came first.
    fn is_later(&self, new: (Timestamp, Option<&[u8; 32]>), old: &Kept) -> bool {
        let fetched = old.fetched();
        new.0 > fetched || new.0 == fetched && new.1 > self.digest(old).as_ref()
    }

    /// Tells whether a newcomer would replace what is known of the address.
    pub(super) fn would_replace(
        &self,
        address: &Address,
        fetched: Timestamp,
        sha256: &[u8; 32],
    ) -> bool {
        self.of(address).is_none_or(|there| {
            there.page.is_none() || self.is_later((fetched, Some(sha256)), there)
        })
    }

    fn of(&self, address: &Address) -> Option<&Kept> {
        self.kept(self.addresses.find(address)?)
    }

    /// Returns the answer of exactly this address.
    pub fn get(&self, address: &Address) -> Option<Answer> {
        self.of(address).map(|kept| self.shown(kept))
    }

    fn shown(&self, kept: &Kept) -> Answer {
        let media = (kept.media as usize).checked_sub(1);
        Answer {
            fetched: kept.fetched(),
            status: kept.status,
            redirect: self.redirect(kept).and_then(|to| self.address(to)),
            missing: self.missing.get(&kept.number).cloned(),
            page: kept.page(),
            sha256: self.digest(kept),
            media_type: media.and_then(|at| self.media.get(at)).cloned(),
            content: kept.content,
        }
    }

    fn redirect(&self, kept: &Kept) -> Option<u32> {
        kept.redirect.map(|to| to.get() - 1)
    }

    /// Gives every page its final number.
    pub(super) fn renumber(&mut self, new: &[u32]) {
        for answer in self.answers.iter_mut() {
            if let Some(page) = answer.page() {
                answer.page = some(new[page.0 as usize]);
            }
        }
    }

    /// Returns the pages that stand as an answer.
    pub(super) fn pages(&self) -> impl Iterator<Item = PageIx> {
        self.answers.iter().filter_map(Kept::page)
    }

    /// Returns the pages whose decoded bodies have this SHA-256.
    pub fn pages_with_digest(&self, sha256: &[u8; 32]) -> impl Iterator<Item = PageIx> {
        self.answers
            .iter()
            .filter(|answer| answer.digest.is_some() && answer.mark == mark(sha256))
            .filter(|answer| self.digest(answer).as_ref() == Some(sha256))
            .filter_map(Kept::page)
    }

    /// Follows redirects from an address to where it leads.
    pub fn resolve(&self, address: &Address) -> Resolution {
        match self.addresses.find(address) {
            Some(number) => self.resolve_number(number),
            None => match self.twin(address) {
                Some(twin) => self.resolve_number(twin),
                None => Resolution::Unasked(address.clone()),
            },
        }
    }

    /// Follows redirects from the address with this number.
    pub fn resolve_number(&self, number: u32) -> Resolution {
        let mut at = number;
        for _ in 0..12 {
            let Some(answer) = self.kept(at) else {
                let Some(address) = self.address(at) else {
                    break;
                };
                // Servers answer `/dir` and `/dir/` alike; links are written either way.
                match self.twin(&address) {
                    Some(twin) if twin != at => {
                        at = twin;
                        continue;
                    }
                    _ => return Resolution::Unasked(address),
                }
            };
            if let Some(next) = self.redirect(answer)
                && next != at
            {
                at = next;
                continue;
            }
            if let (Ok(status), true) = (answer.status, answer.missing) {
                return Resolution::Gone(status);
            }
            return match (answer.status, answer.page()) {
                (_, Some(page)) => Resolution::Page(page),
                (Ok(status @ (404 | 410)), _) => Resolution::Gone(status),
                // No content: neither a page nor a file came.
                (Ok(status @ (204 | 205)), _) => {
                    Resolution::Refused(Cause::NotFetched, Some(status))
                }
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
    pub fn end(&self, address: &Address) -> Option<Answer> {
        self.end_of(address).map(|kept| self.shown(kept))
    }

    fn end_of(&self, address: &Address) -> Option<&Kept> {
        let mut at = self.addresses.find(address)?;
        for _ in 0..12 {
            let answer = self.kept(at)?;
            match self.redirect(answer) {
                Some(next) if next != at => at = next,
                _ => return Some(answer),
            }
        }
        None
    }

    /// Returns the words by which the page that an address leads to says that there is nothing.
    pub fn says_missing(&self, address: &Address) -> Option<&str> {
        let kept = self.end_of(address)?;
        self.missing.get(&kept.number).map(|words| &**words)
    }

    /// Returns the number of the address under which a server answers the same, if it was asked.
    fn twin(&self, address: &Address) -> Option<u32> {
        let asked = |address: Option<Address>| {
            let number = self.addresses.find(&address?)?;
            self.kept(number).map(|_| number)
        };
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
            return asked(Address::from_url(other));
        }
        if path.ends_with('/') {
            return ["index.html", "index.htm", "index.shtml"]
                .iter()
                .find_map(|name| {
                    other.set_path(&format!("{path}{name}"));
                    asked(Address::from_url(other.clone()))
                });
        }
        if !last.contains('.') {
            other.set_path(&format!("{path}/"));
            return asked(Address::from_url(other));
        }
        None
    }

    /// Returns every address asked, in no order.
    pub fn asked(&self) -> impl Iterator<Item = Address> {
        let answers = self.answers.iter();
        answers.filter_map(|answer| self.address(answer.number))
    }

    /// Returns the addresses without an answer, with the cause, in order of address.
    pub(super) fn failures(&self) -> Vec<(Address, String)> {
        let failed = self.answers.iter().filter_map(|answer| {
            let code = match answer.status {
                // What nobody was asked for is no error.
                Err(FailureKind::NotInSelection) => return None,
                Err(kind) => kind.code().to_owned(),
                Ok(status) if is_refusal(status) => refusal_code(status),
                Ok(status) if is_no_answer(status) && answer.redirect.is_none() => {
                    refusal_code(status)
                }
                Ok(_) => return None,
            };
            Some((self.address(answer.number)?, code))
        });
        let mut failures: Vec<(Address, String)> = failed.collect();
        failures.sort_by(|(one, _), (other, _)| one.cmp(other));
        failures
    }

    /// Returns the number of addresses asked.
    pub fn len(&self) -> usize {
        self.answers.len()
    }

    /// Tells whether nothing was asked.
    pub fn is_empty(&self) -> bool {
        self.answers.len() == 0
    }
}
