//! The pages of a site. A hundred thousand of them do not fit into memory: what many steps ask
//! of all pages is kept by number, the rest is written away and read back page by page.

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};

use foldhash::HashMap;
use jiff::civil::Date;

use super::intern::Strings;
use super::pack::{Input, Output, Pack, Shared, fields};
use super::record::{Block, LinkRef, PageFront, PageIx, PageRecord};
use crate::model::{Address, Cause, LinkRegion, PageFacts, PageKind};
use crate::store::{Span, Store};

/// Pages kept ready for use, by sets: a page pushes out only pages of its own set.
const SETS: usize = 64;
/// Pages of a set.
const WAYS: usize = 2;

/// Every page of a site, in order of address once the model is made.
#[derive(Debug)]
pub struct Pages {
    hot: Vec<Hot>,
    store: Store,
    shared: Shared,
    runs: Vec<Arc<[LinkRef]>>,
    blocks: Vec<Block>,
    /// Templates that serve their lists themselves, with the words on each of their pages.
    pub(super) serving: HashMap<u64, u32>,
    ready: Box<[Mutex<Ready>]>,
}

/// Pages ready for use, and which goes next.
#[derive(Debug, Default)]
struct Ready {
    pages: [Option<(PageIx, Arc<PageRecord>)>; WAYS],
    next: usize,
}

/// What is kept of a page in memory.
#[derive(Debug)]
pub(super) struct Hot {
    span: Span,
    /// Bytes of its links, which come first.
    links: u32,
    pub(super) address: u32,
    pub(super) site_name: Option<NonZeroU32>,
    pub(super) site_code: Option<NonZeroU32>,
    /// What its meta tags say of the site, as [`site_tags`] writes it.
    pub(super) site_tags: Option<NonZeroU32>,
    pub(super) prose: u32,
    pub(super) text_length: u32,
    /// The [`title_mark`] of its title.
    pub(super) title: u32,
    pub(super) published: Option<Date>,
    pub(super) scripts: u64,
    status: u16,
    pub(super) parts: Parts,
    pub(super) kind: PageKind,
    pub(super) unreadable: Option<Cause>,
    /// True when its list turned out to be the template's menu.
    pub(super) menu: bool,
}

/// Which parts a page has: whole steps of the work pass over pages without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts(u32);

impl Parts {
    /// Metadata of a document or article.
    pub const DOCUMENT: Self = Self(1);
    /// Decisions of enforcement.
    pub const DECISIONS: Self = Self(2);
    /// Entries of a mailbox.
    pub const MESSAGES: Self = Self(4);
    /// What a call for opinions says.
    pub const CONSULTATION: Self = Self(8);
    /// The statements of a guide.
    pub const GUIDE: Self = Self(16);
    /// Persons named as leaders or as dismissed.
    pub const PERSONS: Self = Self(32);
    /// Attachments.
    pub const FILES: Self = Self(64);
    /// A text that is images only.
    pub const IMAGES: Self = Self(128);
    /// Papers that it says are no longer in force, or stay so.
    pub const REPEALS: Self = Self(256);
    /// A list with items.
    pub(super) const ITEMS: Self = Self(512);
    /// A list of which an item has a date.
    pub const DATED: Self = Self(1024);
    /// A list of the form that menus have.
    pub(super) const MENU: Self = Self(2048);
    /// The text of an article.
    pub const TEXT: Self = Self(4096);

    /// A statement that the body has no such matter.
    pub const STATEMENT: Self = Self(8192);
    /// A search box whose form has an address.
    pub const SEARCH: Self = Self(16384);
    /// A list, though it be empty.
    pub(super) const LIST: Self = Self(32768);
    /// Pictures from the author's own machine.
    pub const LOCAL_PICTURES: Self = Self(65536);
    /// Personal data.
    pub const PERSONAL: Self = Self(1 << 17);
    /// The year in which a body was set up.
    pub const FOUNDED: Self = Self(1 << 18);
    /// A text that a script is still to bring.
    pub const SCRIPTED: Self = Self(1 << 19);
    /// Frames in the main part.
    pub const FRAMES: Self = Self(1 << 20);

    /// Periods that it states of itself.
    pub const TERMS: Self = Self(1 << 20);

    fn of(facts: &PageFacts) -> Self {
        let document = facts.document.as_deref();
        let list = facts.list.as_ref();
        let items = list.map_or(&[][..], |list| &list.items);
        let all = [
            (Self::DOCUMENT, document.is_some()),
            (Self::DECISIONS, !facts.decisions.is_empty()),
            (Self::MESSAGES, !facts.messages.is_empty()),
            (Self::STATEMENT, facts.statement.is_some()),
            (Self::SEARCH, facts.search_target.is_some()),
            (Self::CONSULTATION, facts.consultation.is_some()),
            (Self::GUIDE, facts.guide.is_some()),
            (Self::PERSONS, facts.persons.is_some()),
            (
                Self::FILES,
                document.is_some_and(|document| !document.attachments.is_empty()),
            ),
            (
                Self::IMAGES,
                document.is_some_and(|document| document.image_only),
            ),
            (
                Self::REPEALS,
                document.is_some_and(|document| {
                    !document.says.repeals.is_empty() || !document.says.renews.is_empty()
                }),
            ),
            (Self::LIST, list.is_some()),
            (Self::LOCAL_PICTURES, !facts.local_pictures.is_empty()),
            (Self::PERSONAL, !facts.personal_data.is_empty()),
            (Self::TERMS, facts.terms.is_some()),
            (Self::FOUNDED, facts.founded.is_some()),
            (
                Self::SCRIPTED,
                facts.script_regions.contains(&LinkRegion::Main),
            ),
            (
                Self::FRAMES,
                (facts.inset.as_ref()).is_some_and(|inset| !inset.frames.is_empty()),
            ),
            (Self::ITEMS, !items.is_empty()),
            (Self::DATED, items.iter().any(|item| item.date.is_some())),
            (Self::MENU, super::templates::may_be_menu(facts)),
            (
                Self::TEXT,
                document.is_some_and(|document| document.has_text),
            ),
        ];
        Self(
            all.into_iter()
                .filter(|(_, has)| *has)
                .fold(0, |parts, (part, _)| parts | part.0),
        )
    }

    /// Tells whether all parts of `other` are there.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Returns these without others.
    pub(super) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

/// A number made of a title's signs, to see without reading a page whether it bears a title.
pub(super) fn title_mark(title: &str) -> u32 {
    let signs = title.chars().filter(|c| !c.is_whitespace());
    // FNV-1a: titles are short.
    signs.fold(0x811c_9dc5, |mark, c| {
        (mark ^ u32::from(c)).wrapping_mul(0x0100_0193)
    })
}

fn published(facts: &PageFacts) -> Option<Date> {
    let field = facts.document.as_ref()?.published_date.as_ref()?;
    Some(field.value)
}

/// The meta tags that name the site, with what they say, one to a line; `None` without any.
/// Nearly all pages of a site have the same.
fn site_tags(facts: &PageFacts) -> Option<String> {
    let mut lines = String::new();
    for (tag, value) in &facts.metas {
        if let Some(tag) = SITE_TAGS
            .iter()
            .find(|known| tag.eq_ignore_ascii_case(known))
        {
            for part in [tag, "\t", value.trim(), "\n"] {
                lines.push_str(part);
            }
        }
    }
    (!lines.is_empty()).then_some(lines)
}

/// Meta tags that name the site and its identifier.
const SITE_TAGS: [&str; 2] = ["SiteName", "SiteIDCode"];

/// What is kept beside the facts of a page that comes in.
pub(super) struct Beside {
    pub(super) address: u32,
    pub(super) status: u16,
    pub(super) fetched: jiff::Timestamp,
    pub(super) sha256: [u8; 32],
    pub(super) links: Vec<Part<Vec<LinkRef>>>,
    pub(super) navigation: Vec<Part<Block>>,
}

/// A part of a page that other pages may have as well.
pub(super) enum Part<T> {
    /// The same as on other pages.
    Shared(u32),
    /// Its own, or the first of its kind.
    Own(T),
}

impl Default for Pages {
    fn default() -> Self {
        Self::kept_in(Store::default())
    }
}

impl Pages {
    pub(super) fn kept_in(store: Store) -> Self {
        Self {
            hot: Vec::new(),
            store,
            shared: Shared::default(),
            runs: Vec::new(),
            blocks: Vec::new(),
            serving: HashMap::default(),
            ready: (0..SETS).map(|_| Mutex::default()).collect(),
        }
    }

    /// Adds a page and returns its number for the time being.
    pub(super) fn add(
        &mut self,
        facts: &PageFacts,
        beside: &Beside,
        strings: &mut Strings,
    ) -> PageIx {
        let mut bytes = Vec::with_capacity(4096);
        let mut out = Output {
            bytes: &mut bytes,
            shared: &mut self.shared,
        };
        beside.links.pack(&mut out);
        let links = out.bytes.len() as u32;
        facts.pack(&mut out);
        beside.fetched.pack(&mut out);
        beside.sha256.pack(&mut out);
        beside.navigation.pack(&mut out);
        let mut number = |text: &Option<String>| {
            let text = text.as_deref()?;
            NonZeroU32::new(strings.add(text) + 1)
        };
        self.hot.push(Hot {
            span: self.store.add(&bytes),
            links,
            address: beside.address,
            site_name: number(&facts.site_name),
            site_code: number(&facts.site_id_code),
            site_tags: number(&site_tags(facts)),
            prose: facts.prose as u32,
            text_length: facts.text_length as u32,
            title: title_mark(facts.title.as_deref().unwrap_or_default()),
            published: published(facts),
            scripts: facts.scripts,
            status: beside.status,
            parts: Parts::of(facts),
            kind: facts.kind,
            unreadable: facts.unreadable,
            menu: false,
        });
        PageIx(self.hot.len() as u32 - 1)
    }

    /// Keeps a run of links that other pages may have as well.
    pub(super) fn add_run(&mut self, run: Arc<[LinkRef]>) -> u32 {
        self.runs.push(run);
        self.runs.len() as u32 - 1
    }

    /// Keeps a navigation block that other pages may have as well.
    pub(super) fn add_block(&mut self, block: Block) -> u32 {
        self.blocks.push(block);
        self.blocks.len() as u32 - 1
    }

    pub(super) fn run(&self, number: u32) -> &[LinkRef] {
        self.runs.get(number as usize).map_or(&[], |run| run)
    }

    pub(super) fn block(&self, number: u32) -> Option<&Block> {
        self.blocks.get(number as usize)
    }

    /// Returns the number of pages.
    pub fn len(&self) -> usize {
        self.hot.len()
    }

    /// Tells whether there is none.
    pub fn is_empty(&self) -> bool {
        self.hot.is_empty()
    }

    pub(super) fn hot(&self) -> &[Hot] {
        &self.hot
    }

    pub(super) fn hot_mut(&mut self) -> &mut [Hot] {
        &mut self.hot
    }

    /// Keeps only these pages, in this order.
    pub(super) fn reorder(&mut self, order: &[usize]) {
        let count = self.hot.len();
        let mut kept = vec![false; count];
        for from in order {
            kept[*from] = true;
        }
        // Those that go come last. In place, along the circles of the change: two copies of all
        // pages would be the most memory that a scan takes.
        let gone = (0..count).filter(|at| !kept[*at]);
        let order: Vec<usize> = order.iter().copied().chain(gone).collect();
        let mut done = vec![false; count];
        for start in 0..count {
            let mut at = start;
            while !std::mem::replace(&mut done[at], true) {
                let from = order[at];
                if from != start {
                    self.hot.swap(at, from);
                }
                at = from;
            }
        }
        let left = kept.iter().filter(|kept| **kept).count();
        self.hot.truncate(left);
        self.hot.shrink_to_fit();
        self.forget();
    }

    /// Drops pages made ready before they changed.
    pub(super) fn forget(&mut self) {
        for ready in &mut self.ready {
            *ready.get_mut().unwrap_or_else(PoisonError::into_inner) = Ready::default();
        }
    }

    /// Tells whether a page could not be read back. What it said is treated as never read.
    pub fn lost_some(&self) -> bool {
        self.store.failed()
    }

    /// Returns a page by its number; `address` gives the address with a number.
    pub(super) fn get(
        &self,
        page: PageIx,
        address: impl Fn(u32) -> Option<Address>,
    ) -> Option<Arc<PageRecord>> {
        let set = &self.ready[page.0 as usize % self.ready.len()];
        let lock = || set.lock().unwrap_or_else(PoisonError::into_inner);
        let known = |set: &Ready| {
            let mut pages = set.pages.iter().flatten();
            pages.find_map(|(known, record)| (*known == page).then(|| record.clone()))
        };
        if let Some(record) = known(&lock()) {
            return Some(record);
        }
        let hot = self.hot.get(page.0 as usize)?;
        let address = address(hot.address)?;
        let record = Arc::new(self.read(hot, address));
        let mut set = lock();
        if known(&set).is_none() {
            let next = set.next;
            set.pages[next] = Some((page, record.clone()));
            set.next = (next + 1) % WAYS;
        }
        drop(set);
        Some(record)
    }

    /// Returns the links of a page without reading the rest of it.
    pub(super) fn links(&self, page: PageIx) -> Vec<LinkRef> {
        let Some(hot) = self.hot.get(page.0 as usize) else {
            return Vec::new();
        };
        let mut bytes = Vec::new();
        self.store.read(hot.span, hot.links as usize, &mut bytes);
        let mut input = Input {
            bytes: &bytes,
            shared: &self.shared,
        };
        let runs = Vec::<Part<Vec<LinkRef>>>::unpack(&mut input).unwrap_or_default();
        let mut links = Vec::new();
        for run in &runs {
            match run {
                Part::Shared(number) => links.extend_from_slice(self.run(*number)),
                Part::Own(own) => links.extend_from_slice(own),
            }
        }
        links
    }

    /// Returns what comes first of a page without reading the rest of it.
    pub(super) fn front(&self, page: PageIx) -> PageFront {
        let Some(hot) = self.hot.get(page.0 as usize) else {
            return PageFront::default();
        };
        let mut bytes = Vec::new();
        self.store.read(hot.span, usize::MAX, &mut bytes);
        let behind = bytes.get(hot.links as usize..).unwrap_or_default();
        PageFront::unpack(&mut Input {
            bytes: behind,
            shared: &self.shared,
        })
        .unwrap_or_default()
    }

    fn read(&self, hot: &Hot, address: Address) -> PageRecord {
        let mut record = PageRecord::empty(address);
        record.status = hot.status;
        let mut bytes = Vec::new();
        self.store.read(hot.span, usize::MAX, &mut bytes);
        let mut input = Input {
            bytes: &bytes,
            shared: &self.shared,
        };
        if self.unpack(&mut input, &mut record).is_some() {
            self.settle(hot, &mut record.facts);
        } else {
            // As good as never fetched: nothing may be concluded from it.
            record.facts.kind = hot.kind;
            record.facts.unreadable = Some(Cause::NotFetched);
        }
        record
    }

    fn unpack(&self, input: &mut Input<'_>, record: &mut PageRecord) -> Option<()> {
        let runs = Vec::<Part<Vec<LinkRef>>>::unpack(input)?;
        let links = runs.into_iter().map(|run| match run {
            Part::Shared(number) => self.runs.get(number as usize).cloned(),
            Part::Own(own) => Some(Arc::from(own)),
        });
        record.links = links.collect::<Option<_>>()?;
        record.facts = PageFacts::unpack(input)?;
        record.fetched = Pack::unpack(input)?;
        record.sha256 = Pack::unpack(input)?;
        let blocks = Vec::<Part<Block>>::unpack(input)?;
        let blocks = blocks.into_iter().map(|block| match block {
            Part::Shared(number) => self.block(number).cloned(),
            Part::Own(own) => Some(own),
        });
        record.navigation = blocks.collect::<Option<_>>()?;
        Some(())
    }

    /// Brings in what the other pages of the template told.
    fn settle(&self, hot: &Hot, facts: &mut PageFacts) {
        facts.unreadable = hot.unreadable;
        if !hot.parts.has(Parts::SCRIPTED) {
            (facts.script_regions).retain(|region| *region != LinkRegion::Main);
        }
        let list = facts.list.as_mut();
        if let Some(list) = list.filter(|_| hot.menu) {
            list.items.clear();
            list.blank = true;
        }
        let Some(furniture) = self.serving.get(&facts.scripts) else {
            return;
        };
        if let Some(list) = facts.list.as_mut().filter(|list| list.awaits) {
            list.awaits = false;
            list.dynamic = false;
            list.blank = true;
        }
        // The words that stand on every page of the template are no words of a blank one.
        if facts.list.as_ref().is_some_and(|list| list.blank) {
            facts.prose = facts.prose.saturating_sub(*furniture as usize);
        }
    }
}

impl<T: Pack> Pack for Part<T> {
    fn pack(&self, out: &mut Output<'_>) {
        match self {
            Self::Shared(number) => (number + 1).pack(out),
            Self::Own(own) => {
                0_u32.pack(out);
                own.pack(out);
            }
        }
    }

    fn unpack(input: &mut Input<'_>) -> Option<Self> {
        match u32::unpack(input)?.checked_sub(1) {
            Some(number) => Some(Self::Shared(number)),
            None => T::unpack(input).map(Self::Own),
        }
    }
}

impl Pack for Block {
    fn pack(&self, out: &mut Output<'_>) {
        self.id.pack(out);
        self.items.pack(out);
    }

    fn unpack(input: &mut Input<'_>) -> Option<Self> {
        Some(Self {
            id: Pack::unpack(input)?,
            items: Pack::unpack(input)?,
        })
    }
}

fields! {
    LinkRef { target, text, region, bare_image }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::{Beside, Pages, Part, Strings};
    use crate::model::{Address, Crumb, LinkRegion, PageFacts};
    use crate::site::record::{LinkRef, PageFront};

    #[test]
    fn the_front_of_a_page_is_that_of_the_whole() {
        let address = Address::parse("http://www.example.gov.cn/x/1.html").unwrap();
        let crumb = Crumb {
            text: "通知公告".to_owned(),
            target: Some(address.clone()),
        };
        let facts = PageFacts {
            title: Some("关于某事的通知".to_owned()),
            breadcrumb: vec![crumb],
            excerpt: "正文".to_owned(),
            ..PageFacts::default()
        };
        let link = LinkRef {
            target: Some(7),
            text: 3,
            region: LinkRegion::Main,
            bare_image: false,
        };
        let mut pages = Pages::default();
        let beside = Beside {
            address: 0,
            status: 200,
            fetched: jiff::Timestamp::UNIX_EPOCH,
            sha256: [7; 32],
            links: vec![Part::Own(vec![link; 3])],
            navigation: Vec::new(),
        };
        let page = pages.add(&facts, &beside, &mut Strings::default());
        let whole = pages.get(page, |_| Some(address.clone())).unwrap();
        assert_eq!((whole.sha256, &*whole.facts.excerpt), ([7; 32], "正文"));
        let PageFront { title, breadcrumb } = pages.front(page);
        assert_eq!(
            (&title, &breadcrumb),
            (&whole.facts.title, &whole.facts.breadcrumb)
        );
        assert_eq!((title, breadcrumb), (facts.title, facts.breadcrumb));
    }
}
