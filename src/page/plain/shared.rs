//! Elements that pages of a template share byte for byte: built once, put in again on each page.
//!
//! Menus, headers and footers are half of a page. What an element becomes depends on its bytes and
//! on what is open around it, and on nothing else; where both are those of another page, what was
//! built there is put in.

use std::ops::Range;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use foldhash::fast::FixedState;
use foldhash::{HashMap, HashSet};

use super::build::{Builder, Mode, Quirks};
use super::tag::Tag;
use crate::page::dom::{Common, Dom, Id};

/// The first bytes of an element, by which it is looked for.
const START: usize = 32;
/// Fewer bytes or nodes than these are not worth keeping.
const LEAST_BYTES: usize = 512;
const LEAST_NODES: usize = 8;
/// Larger elements are whole pages.
const MOST_BYTES: usize = 1 << 16;
/// What is kept at most, in bytes of pages; in memory it is about three times that.
const MOST_KEPT: usize = 1 << 19;
/// Elements remembered as seen once.
const MOST_SEEN: usize = 1 << 14;
/// The pages that are looked through for elements: the first ones, and one of so many later.
const FIRST: usize = 32;
const EVERY: usize = 16;

/// What decides beside its bytes what an element becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Around {
    /// The elements open around it, the outermost first.
    pub(super) open: Box<[Tag]>,
    pub(super) in_form: bool,
    pub(super) quirks: Quirks,
}

#[derive(Debug)]
struct Kept {
    bytes: Box<str>,
    around: Around,
    common: Common,
    /// How often it was put in since it was last counted.
    used: AtomicU32,
}

/// Elements to be put in, by their first bytes, the longest first.
#[derive(Debug, Default, Clone)]
pub struct Shared {
    kept: HashMap<[u8; START], Vec<Arc<Kept>>>,
    bytes: usize,
}

/// An element of a page that ended as it should, so that it can be kept.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) id: Id,
    /// Where it is written.
    pub(super) written: Range<usize>,
    /// Where its attributes are, and those of what stands in it.
    pub(super) attrs: Range<usize>,
    pub(super) around: Around,
}

impl Shared {
    /// Returns an element that stands at the beginning of a text, and how long it is there.
    pub(super) fn at<'s>(
        &'s self,
        text: &str,
        is_around: impl Fn(&Around) -> bool,
    ) -> Option<(&'s Common, usize)> {
        let start: &[u8; START] = text.as_bytes().first_chunk()?;
        let kept = self.kept.get(start)?.iter();
        let known = (kept.filter(|kept| is_around(&kept.around)))
            .find(|kept| text.as_bytes().starts_with(kept.bytes.as_bytes()))?;
        known.used.fetch_add(1, Ordering::Relaxed);
        Some((&known.common, known.bytes.len()))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    fn add(&mut self, kept: Kept) {
        let Some(start) = kept.bytes.as_bytes().first_chunk() else {
            return;
        };
        let same = self.kept.entry(*start).or_default();
        // Two threads may have seen it at once.
        if (same.iter()).any(|other| other.bytes == kept.bytes && other.around == kept.around) {
            return;
        }
        self.bytes += kept.bytes.len();
        let place = same.partition_point(|other| other.bytes.len() >= kept.bytes.len());
        same.insert(place, Arc::new(kept));
    }

    /// Leaves out what was not used since the last time.
    fn tidy(&mut self) {
        self.bytes = 0;
        self.kept.retain(|_, same| {
            same.retain(|kept| kept.used.swap(0, Ordering::Relaxed) > 0);
            self.bytes += same.iter().map(|kept| kept.bytes.len()).sum::<usize>();
            !same.is_empty()
        });
    }
}

/// An element that has begun on a page that is looked through.
#[derive(Debug)]
pub(super) struct Begun {
    id: Id,
    written: usize,
    /// How many elements are open around it.
    place: usize,
    form: Option<u32>,
}

/// The elements of a page that is looked through.
#[derive(Debug, Default)]
pub(super) struct Looked {
    begun: Vec<Begun>,
    pub(super) ended: Vec<Ended>,
}

/// What is noted before a start tag, to be compared with what it did.
#[derive(Debug, Clone, Copy)]
pub(super) struct Before {
    written: usize,
    open: usize,
    form: Option<u32>,
    is_bare: bool,
}

impl<'h> Builder<'h> {
    /// Tells whether nothing that is open reaches into what follows but by its name.
    fn is_bare(&self) -> bool {
        self.mode == Mode::InBody && self.formatting.is_empty() && self.paragraphs == 0
    }

    fn is_around(&self, around: &Around) -> bool {
        around.open.len() == self.open.len()
            && around.in_form == self.form.is_some()
            && around.quirks == self.quirks
            && (around.open.iter().zip(&self.open)).all(|(tag, open)| *tag == open.is.tag)
    }

    /// Puts in the element that begins here if another page had the same one.
    pub(super) fn put_in_shared(&mut self) -> bool {
        if self.shared.is_empty() || !self.is_bare() {
            return false;
        }
        let (shared, rest) = (self.shared, &self.scan.text[self.scan.at..]);
        let Some((common, length)) = shared.at(rest, |around| self.is_around(around)) else {
            return false;
        };
        let parent = self.parent();
        if !self.flat.is_visible(parent) {
            return false;
        }
        self.flush();
        self.flat.push_common(parent, common);
        self.scan.at += length;
        true
    }

    /// Forgets what a start tag has ended: its own end is written nowhere.
    pub(super) fn forget_ended(&mut self) {
        if let Some(looked) = &mut self.looked {
            looked.begun.retain(|begun| {
                (self.open.get(begun.place)).is_some_and(|open| open.at == begun.id.0)
            });
        }
    }

    pub(super) fn before_start(&self) -> Before {
        Before {
            written: self.scan.at,
            open: self.open.len(),
            form: self.form,
            is_bare: self.is_bare(),
        }
    }

    /// Notes what a start tag has begun.
    pub(super) fn note_begun(&mut self, before: Before) {
        let (length, top) = (self.open.len(), self.parent());
        let Some(looked) = &mut self.looked else {
            return;
        };
        // It may have ended others first, and then stands among others than before.
        if before.is_bare && length == before.open + 1 {
            looked.begun.push(Begun {
                id: Id(top),
                written: before.written,
                place: before.open,
                form: before.form,
            });
        }
    }

    /// Notes what an end tag has ended, with all that stood open in it. What start tags ended
    /// was forgotten before it ([`Builder::forget_ended`]).
    pub(super) fn note_ended(&mut self) {
        let length = self.open.len();
        let Some(looked) = &mut self.looked else {
            return;
        };
        looked.begun.retain(|begun| begun.place <= length);
        let begun = looked.begun.pop_if(|begun| begun.place == length);
        let Some(begun) = begun.filter(|begun| self.is_bare() && self.form == begun.form) else {
            return;
        };
        // A run of text at its end is not put in before the next node.
        self.flush();
        let tags = self.open.iter().map(|open| open.is.tag);
        let written = begun.written..self.scan.at;
        if !(LEAST_BYTES..=MOST_BYTES).contains(&written.len())
            || self.flat.len() - begun.id.at() < LEAST_NODES
            || !self.flat.is_visible(self.parent())
            // A form may end among what stands in it.
            || self.open.iter().any(|open| open.at == begun.id.0)
            || tags.clone().any(|tag| matches!(tag, Tag::Other | Tag::A))
        {
            return;
        }
        let ended = Ended {
            id: begun.id,
            written,
            attrs: self.flat.attrs_range(begun.id.0).0..self.flat.attrs.len(),
            around: Around {
                open: tags.collect(),
                in_form: begun.form.is_some(),
                quirks: self.quirks,
            },
        };
        if let Some(looked) = &mut self.looked {
            looked.ended.push(ended);
        }
    }

    /// Forgets what has begun: something outside of it was changed.
    pub(super) fn forget_begun(&mut self) {
        if let Some(looked) = &mut self.looked {
            looked.begun.clear();
        }
    }
}

/// What pages were found to share so far.
#[derive(Debug, Default)]
pub struct Learned {
    shared: RwLock<Arc<Shared>>,
    pages: AtomicUsize,
    /// Digests of elements that were seen once.
    seen: Mutex<HashSet<u64>>,
}

impl Learned {
    /// Returns what to put in on the next page, and whether to look through it for more.
    pub fn next(&self) -> (Arc<Shared>, bool) {
        let number = self.pages.fetch_add(1, Ordering::Relaxed);
        let shared = self.shared.read().unwrap_or_else(PoisonError::into_inner);
        let looks = number < FIRST || number.is_multiple_of(EVERY);
        (Arc::clone(&shared), looks)
    }

    /// Keeps the elements of a page that were seen on another one.
    pub(super) fn learn(&self, text: &str, dom: &Dom<'_>, mut ended: Vec<Ended>) {
        // An element comes before those in it.
        ended.sort_unstable_by_key(|one| one.id);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() > MOST_SEEN {
            seen.clear();
        }
        let mut new = Vec::new();
        let mut until = Id::ROOT;
        for one in ended {
            let Some(bytes) = text.get(one.written).filter(|_| one.id >= until) else {
                continue;
            };
            let digest = std::hash::BuildHasher::hash_one(&FixedState::default(), bytes);
            if seen.insert(digest) {
                continue;
            }
            let Some(common) = Common::of(dom, one.id, one.attrs) else {
                continue;
            };
            until = dom.after(one.id);
            new.push(Kept {
                bytes: bytes.into(),
                around: one.around,
                common,
                used: AtomicU32::new(1),
            });
        }
        drop(seen);
        if new.is_empty() {
            return;
        }
        let mut shared = self.shared.write().unwrap_or_else(PoisonError::into_inner);
        let mut more = Shared::clone(&shared);
        if more.bytes > MOST_KEPT {
            more.tidy();
        }
        if more.bytes <= MOST_KEPT {
            new.into_iter().for_each(|kept| more.add(kept));
            *shared = Arc::new(more);
        }
    }
}
