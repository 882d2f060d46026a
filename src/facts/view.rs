//! The read-only view of one site as of one day.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use foldhash::{HashMap, HashSet};
use jiff::Timestamp;
use jiff::civil::Date;

use super::group::Group;
use super::message_rows::Messages;
use super::papers::same_paper;
use super::{READERS, find};
use crate::calendar::Calendar;
use crate::model::{
    Address, Body, Cause, Evidence, Fact, FactSource, Find, Found, Handle, Observation, PageKind,
    Place, SubjectKind,
};
use crate::page::document::doc_number;
use crate::site::{Names, PageIx, PageRecord, Parts, SiteModel};
use crate::vocabulary::fold;

/// Answers what rules ask of one site model as of one day.
pub struct View<'a> {
    pub(super) site: &'a SiteModel,
    pub(super) names: &'a Names,
    pub(super) calendar: &'a Calendar,
    pub(super) as_of: Date,
    pub(super) site_key: String,
    /// Groups of columns by number: every column alone, every obligation, then those that rules name.
    pub(super) groups: RwLock<Vec<Arc<Group>>>,
    /// Pages that are documents.
    pub(super) documents: Vec<PageIx>,
    /// Days on which documents were plainly brought in by the batch.
    pub(super) import_days: BTreeSet<Date>,
    /// How many documents carry each index number that more than one carries, by its
    /// [`fingerprint`].
    pub(super) index_numbers: HashMap<u64, u32>,
    /// What the documents say of each other.
    pub(super) papers: super::papers::Papers,
    /// Interpretations, calls for opinions and decisions, and what belongs to what.
    pub(super) matters: super::matters::Matters,
    /// Different link targets with an answer of their own, and the pages that link to them.
    pub(super) links: Vec<super::link::LinkSubject>,
    /// Mailbox entries, each letter once.
    pub(super) messages: Messages,
    /// What the letters show of answers, once they were read together.
    pub(super) replies: super::replies::Collected,
    /// Entries of lists that lead to another page than they name, once they were collected.
    pub(super) mislinked: super::mislinked::Collected,
    /// The values of the meta tags that name the site, once they were collected.
    pub(super) site_tags: std::sync::OnceLock<super::site_marks::SiteTags>,
    /// Pages that others show in frames, once they were collected.
    pub(super) framed: std::sync::OnceLock<HashSet<PageIx>>,
    /// By the number of a target: whether its opening is asked for by rules on something else,
    /// once that was collected.
    pub(super) judged_links: std::sync::OnceLock<Vec<bool>>,
    /// Of which columns rules on content have spoken, once they were judged.
    pub(super) spoken: std::sync::OnceLock<super::spoken::Spoken>,
    /// Texts of evidence: hundreds of rules show the same pages with the same words.
    shown: Mutex<HashSet<Arc<str>>>,
}

/// Documents published on one day above which a batch is presumed when their making is spread
/// over more than a year (REG-26, point 4).
const BATCH: usize = 30;

/// Tells whether two pages with one index number show one paper: by their titles, where they
/// do not state two numbers or were made on two days.
fn is_same_paper(one: &PageRecord, other: &PageRecord) -> bool {
    let number = |page: &PageRecord| {
        let document = page.facts.document.as_deref()?;
        let number = document.doc_number.as_ref()?;
        Some(doc_number::key(&number.value))
    };
    let day = |page: &PageRecord| {
        let document = page.facts.document.as_deref()?;
        document.written_date.as_ref().map(|field| field.value)
    };
    let title = |page: &PageRecord| fold(page.facts.title.as_deref().unwrap_or_default());
    let (a, b) = (title(one), title(other));
    let two = matches!((number(one), number(other)), (Some(one), Some(other)) if one != other)
        || matches!((day(one), day(other)), (Some(one), Some(other)) if one != other);
    a == b || (!two && same_paper(&a, &b))
}

impl<'a> View<'a> {
    /// Makes the view.
    pub fn new(site: &'a SiteModel, names: &'a Names, calendar: &'a Calendar, as_of: Date) -> Self {
        let documents: Vec<PageIx> = site
            .page_numbers()
            .filter(|page| is_document(site, *page))
            .collect();
        let mut days: BTreeMap<Date, (usize, Date, Date)> = BTreeMap::new();
        // The first paper with each index number, and how many papers have it.
        let mut index_numbers: HashMap<u64, (PageIx, u32)> = HashMap::default();
        let mut papers = super::papers::Papers::default();
        for page in &documents {
            let record = site.page(*page);
            let Some(document) = &record.facts.document else {
                continue;
            };
            papers.note(*page, document);
            if let (Some(published), Some(written)) =
                (&document.published_date, &document.written_date)
            {
                let day = days
                    .entry(published.value)
                    .or_insert((0, written.value, written.value));
                *day = (
                    day.0 + 1,
                    day.1.min(written.value),
                    day.2.max(written.value),
                );
            }
            if let Some(number) = &document.index_number {
                let (first, count) =
                    (index_numbers.entry(fingerprint(&number.value))).or_insert((*page, 1));
                // One paper that is pushed to two columns has its number twice by right.
                *count += u32::from(first != page && !is_same_paper(&site.page(*first), &record));
            }
        }
        let mut index_numbers: HashMap<u64, u32> = index_numbers
            .into_iter()
            .filter(|(_, (_, count))| *count > 1)
            .map(|(number, (_, count))| (number, count))
            .collect();
        index_numbers.shrink_to_fit();
        let import_days = days
            .into_iter()
            .filter(|(_, (count, first, last))| *count > BATCH && (*last - *first).get_days() > 365)
            .map(|(day, _)| day)
            .collect();
        papers.settle(site, &documents);
        let matters = super::matters::Matters::new(site, &documents, &papers.numbers);
        let messages = Messages::of(site);
        let mut view = Self {
            site,
            names,
            calendar,
            as_of,
            site_key: site_key(site),
            groups: RwLock::new(Vec::new()),
            documents,
            import_days,
            index_numbers,
            papers,
            matters,
            links: super::link::collect(site),
            messages,
            replies: std::sync::OnceLock::new(),
            mislinked: std::sync::OnceLock::new(),
            site_tags: std::sync::OnceLock::new(),
            framed: std::sync::OnceLock::new(),
            judged_links: std::sync::OnceLock::new(),
            spoken: std::sync::OnceLock::new(),
            shown: Mutex::default(),
        };
        let groups = super::group::standing(&view);
        view.groups = RwLock::new(groups);
        view
    }

    /// Returns a group of columns by its number.
    pub(super) fn group(&self, number: usize) -> Arc<Group> {
        let groups = self.groups.read().unwrap_or_else(PoisonError::into_inner);
        groups.get(number).cloned().unwrap_or_default()
    }

    /// Returns the columns that serve an obligation.
    pub(super) fn group_serving(&self, id: &str) -> Option<Arc<Group>> {
        let known = |obligation: &crate::site::Obligation| obligation.id == id;
        let at = self.names.obligations.iter().position(known)?;
        Some(self.group(self.site.columns.len() + at))
    }

    /// Returns of which columns rules on content have spoken; of none where none were judged.
    pub(super) fn spoken(&self) -> &super::spoken::Spoken {
        self.spoken.get_or_init(Default::default)
    }

    /// Returns what the letters of all mailboxes show of answers.
    pub(super) fn replies(&self) -> &super::replies::Replies {
        self.replies
            .get_or_init(|| super::replies::Replies::of(self))
    }

    /// Returns the entries of lists that lead to another page than they name.
    pub(super) fn mislinked(&self) -> &super::mislinked::Mislinked {
        self.mislinked
            .get_or_init(|| super::mislinked::collect(self))
    }

    /// Adds a group that a rule names, and returns its number.
    pub(super) fn add_group(&self, group: Group) -> usize {
        let mut groups = self.groups.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = groups.iter().position(|known| known.key == group.key) {
            return at;
        }
        groups.push(Arc::new(group));
        groups.len() - 1
    }

    /// Makes a place on a page.
    pub(super) fn place(&self, page: PageIx, locator: &str, excerpt: Option<&str>) -> Place {
        match self.site.address_of(page) {
            Some(address) => place_at(address, locator, excerpt),
            None => place_at(self.site.seed.clone(), locator, excerpt),
        }
    }

    /// Returns how the page of a place begins, where it was read in this scan.
    fn beginning(&self, place: &Place) -> Option<String> {
        if place.earlier.is_some() {
            return None;
        }
        let crate::site::Resolution::Page(page) = self.site.answers.resolve(&place.page) else {
            return None;
        };
        let record = self.site.page(page);
        let facts = &record.facts;
        let title = facts.title.as_deref().or(facts.html_title.as_deref());
        let text = Some(facts.excerpt.as_str()).filter(|text| !text.is_empty());
        text.or(title).map(|text| cut(text, 160))
    }

    /// Returns a text of evidence, kept once however often it is shown.
    fn shared(&self, text: &str) -> Arc<str> {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = shown.get(text) {
            return Arc::clone(known);
        }
        let text: Arc<str> = Arc::from(text);
        shown.insert(Arc::clone(&text));
        text
    }

    /// Makes the observation of a cause that leaves a fact unknown.
    pub(super) fn unknown(&self, cause: Cause) -> Observation {
        Fact::Unknown(cause).into()
    }
}

/// A number that stands for a text, folded: the same for the same text in one run.
pub(super) fn fingerprint(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    crate::vocabulary::fold(text).hash(&mut hasher);
    hasher.finish()
}

/// Makes a place on a page.
fn place_at(page: Address, locator: &str, excerpt: Option<&str>) -> Place {
    Place {
        page,
        excerpt: excerpt
            .filter(|text| !text.is_empty())
            .map(|text| cut(text, 160)),
        locator: (!locator.is_empty()).then(|| locator.to_owned()),
        earlier: None,
    }
}

/// Cuts a text to a readable length, by characters, behind a sentence where one ends late enough:
/// half a word may read as what is missing.
pub(super) fn cut(text: &str, most: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(most) else {
        return text.to_owned();
    };
    let start = &text[..end];
    let behind = start
        .rmatch_indices(['。', '；', '！', '？', ' '])
        .map(|(at, mark)| at + mark.len())
        .next()
        .filter(|at| at * 3 > end * 2);
    format!("{}…", start[..behind.unwrap_or(end)].trim_end())
}

/// Makes an observation with one place.
pub(super) fn seen(fact: Fact, place: Place) -> Observation {
    Observation {
        fact,
        places: vec![place],
    }
}

fn is_document(site: &SiteModel, page: PageIx) -> bool {
    // A decision of enforcement has its own period and its own elements.
    site.kind(page) == PageKind::Document
        && site.has(page, Parts::DOCUMENT)
        && !site.has(page, Parts::DECISIONS)
}

/// Returns the identity of a site: host and, for a channel of a portal, its path.
pub fn site_key(site: &SiteModel) -> String {
    let host = site.seed.authority();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let folder = crate::site::folder_of(site.seed.path());
    format!("{host}{}", folder.trim_end_matches('/'))
}

impl FactSource for View<'_> {
    fn body(&self) -> &Body {
        &self.site.body
    }

    fn as_of(&self) -> Date {
        self.as_of
    }

    fn site_key(&self) -> &str {
        &self.site_key
    }

    fn find(&self, kind: SubjectKind, find: &Find) -> Found {
        find::find(self, kind, find)
    }

    fn handle(&self, kind: SubjectKind, number: usize) -> Option<Handle> {
        find::handle(self, kind, number)
    }

    fn observe(&self, handle: &Handle, fact: &str) -> Observation {
        READERS.get(fact).map_or_else(
            || Fact::Unknown(Cause::RuleError).into(),
            |read| read(self, handle.index),
        )
    }

    fn settle(&self, failed: &[Handle], others: &[Handle]) {
        self.spoken
            .get_or_init(|| super::spoken::Spoken::of(self, failed, others));
    }

    fn evidence(&self, place: &Place) -> Evidence {
        let (fetched_at, status, sha256) = match &place.earlier {
            Some(earlier) => (earlier.at, Some(earlier.status), Some(earlier.sha256)),
            None => {
                let answer = self.site.answers.get(&place.page);
                let answer = answer.as_ref();
                (
                    answer.map_or(self.site.fetched.1, |answer| answer.fetched),
                    answer.and_then(|answer| answer.status.ok()),
                    answer.and_then(|answer| answer.sha256),
                )
            }
        };
        let shared = |text: &str| self.shared(text);
        // Where something is missing, how the page begins shows that it was read.
        let excerpt = place.excerpt.clone().or_else(|| self.beginning(place));
        Evidence {
            url: shared(place.page.as_str()),
            fetched_at,
            status,
            excerpt: excerpt.as_deref().map(shared),
            locator: place.locator.as_deref().map(shared),
            sha256: sha256.map(|digest| shared(&hex(&digest))),
        }
    }

    fn fetched(&self) -> (Timestamp, Timestamp) {
        self.site.fetched
    }
}

/// Writes bytes as lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        out.push(char::from(DIGITS[usize::from(byte >> 4)]));
        out.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    out
}

/// Tells whether an address was asked for and is there, gone, or unknown.
pub(super) fn state_of(site: &SiteModel, address: &Address) -> (&'static str, Option<u16>) {
    use crate::site::Resolution;
    match site.answers.resolve(address) {
        Resolution::Page(page) => ("ok", Some(site.page(page).status)),
        Resolution::File => ("ok", None),
        Resolution::Gone(status) => ("broken", Some(status)),
        Resolution::Refused(_, status) => ("unknown", status),
        Resolution::Unasked(_) => ("unknown", None),
    }
}
