//! What became of a site since earlier snapshots of it: which texts changed, what was not there
//! yet, what is gone.
//!
//! In: the model of today and reduced earlier snapshots, the oldest first. Out: a [`Past`] that
//! facts are read off. Texts are compared outside, two at a time ([`Past::wanted`],
//! [`Past::settle`]), so that none is kept.

mod earlier;
mod lost;
mod wording;
mod writing;

pub use earlier::{EarlierColumn, EarlierPage, Snapshot};
pub use lost::{Lost, OldAddresses};
pub(crate) use wording::has_wording;
pub use wording::{Difference, Lines};
pub(crate) use writing::same_title;

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use jiff::civil::Date;

use super::record::{PageIx, PageRecord};
use super::{ColumnIx, SiteModel};
use crate::model::{Address, Cause};
use crate::page::document::doc_number;
use crate::vocabulary::{changes, fold};
use earlier::{FoundBy, is_paper, page_key};
use writing::title_key;

/// A page of one of the earlier snapshots: their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version {
    /// The snapshot.
    pub snapshot: usize,
    /// Its page.
    pub page: u32,
}

/// What earlier snapshots know of one page of today.
#[derive(Debug)]
pub struct History {
    /// The first snapshot that has it.
    pub first: Version,
    /// The newest one in which its number, days or title were others.
    pub fields: Option<Version>,
    /// What became of its text.
    pub text: TextState,
    /// What it was in every snapshot that has it, the newest first.
    versions: Vec<Version>,
    /// A page that only shares the title with it, was made on another day and is gone: the
    /// same paper, dated anew, or last year's of the same name.
    doubtful: Option<Version>,
}

/// What became of a text since earlier snapshots.
#[derive(Debug)]
pub enum TextState {
    /// It says what it said.
    Same,
    /// It says something else.
    Changed(Box<TextChange>),
    /// It could not be compared.
    Unknown(Cause),
}

/// A text that says something else than it did.
#[derive(Debug)]
pub struct TextChange {
    /// The newest snapshot in which it was another.
    pub version: Version,
    /// How it read.
    pub before: String,
    /// How it reads.
    pub now: String,
    /// Whether what is new says that the text was changed.
    pub marked: bool,
}

/// Two texts to compare.
#[derive(Debug, Clone, Copy)]
pub struct Pair {
    /// The page of today.
    pub page: PageIx,
    /// What it was.
    pub version: Version,
}

/// What became of the site since earlier snapshots.
#[derive(Debug, Default)]
pub struct Past {
    /// The earlier snapshots, the oldest first.
    pub snapshots: Vec<Snapshot>,
    histories: HashMap<PageIx, History>,
    /// Today's pages, by what identifies them from snapshot to snapshot.
    pages: HashMap<u64, PageIx>,
    /// Papers, guides and reports that are no longer there.
    pub lost: Vec<Lost>,
    /// Columns that are no longer there, with the snapshot: numbers.
    pub lost_columns: Vec<(usize, usize)>,
    /// What became of the addresses of the newest snapshot.
    pub old: OldAddresses,
    /// Whether the links round the content of the home page are others than then.
    pub template_changed: Option<bool>,
    /// Pages whose titles are those of notices of a change, folded.
    notices: Vec<(PageIx, String)>,
}

/// As many pages must have gained or lost a sentence for it to be the template's, and this
/// share of those compared (in percent).
const TEMPLATE_PAGES: usize = 3;
const TEMPLATE_SHARE: usize = 40;
/// Two texts under one address and other titles that share less are two papers.
const ANOTHER: usize = 15;
/// Two texts at two addresses, of two days and one title, that share less are two papers.
const RECURRING: usize = 50;

impl History {
    /// Returns the newest snapshot's page.
    pub fn newest(&self) -> Version {
        self.versions.first().copied().unwrap_or(self.first)
    }

    /// Tells whether it is open whether any snapshot has the paper under other days.
    pub fn is_disputed(&self) -> bool {
        self.doubtful.is_some()
    }
}

impl Past {
    /// Holds today's model against earlier snapshots, the oldest first. Texts that have to be
    /// compared are left to [`Past::settle`].
    pub fn of(site: &SiteModel, snapshots: Vec<Snapshot>, seeds: &[Address]) -> Self {
        let mut past = Self {
            snapshots,
            ..Self::default()
        };
        let paths = past.moved_by_redirect(site, seeds);
        for page in site.page_numbers() {
            let key = page_key(&site.page(page).address, &site.seed);
            past.pages.entry(key).or_insert(page);
        }
        for page in site.page_numbers() {
            let record = site.page(page);
            let key = page_key(&record.address, &site.seed);
            if let Some(history) = past.history_of(site, &record, key, paths.get(&page)) {
                past.histories.insert(page, history);
            }
        }
        lost::collect(site, seeds, &mut past);
        let words = &changes::words().notices;
        for page in site.page_numbers() {
            let record = site.page(page);
            let title = record.facts.title.as_deref().unwrap_or_default();
            if words.iter().any(|word| title.contains(word.as_str())) {
                past.notices.push((page, fold(title)));
            }
        }
        past
    }

    /// Pages of earlier snapshots whose addresses lead to another page of today.
    fn moved_by_redirect(
        &self,
        site: &SiteModel,
        seeds: &[Address],
    ) -> HashMap<PageIx, Vec<Version>> {
        let mut moved: HashMap<PageIx, Vec<Version>> = HashMap::new();
        for (number, snapshot) in self.snapshots.iter().enumerate() {
            let Some(seed) = seeds.get(number) else {
                continue;
            };
            for (at, page) in snapshot.pages.iter().enumerate() {
                if page.is_paper()
                    && let Some(address) = earlier::today(&page.address, seed, &site.seed)
                    && let super::Resolution::Page(now) = earlier::resolve(site, &address)
                    && page_key(&site.page(now).address, &site.seed) != page.key
                {
                    moved.entry(now).or_default().push(Version {
                        snapshot: number,
                        page: at as u32,
                    });
                }
            }
        }
        moved
    }

    fn history_of(
        &self,
        site: &SiteModel,
        record: &PageRecord,
        key: u64,
        moved: Option<&Vec<Version>>,
    ) -> Option<History> {
        let mut versions: Vec<Version> = Vec::new();
        let mut fields = None;
        let mut text = None;
        let mut doubtful = None;
        for (number, snapshot) in self.snapshots.iter().enumerate().rev() {
            let found = snapshot.version_of(record, key).filter(|(page, found)| {
                *found == FoundBy::Address
                    || !self.stands_beside(site, &versions, &snapshot.pages[*page as usize])
            });
            let found = found.or_else(|| {
                let same = moved?.iter().find(|version| version.snapshot == number)?;
                Some((same.page, FoundBy::Address))
            });
            let Some((page, found)) = found else { continue };
            let version = Version {
                snapshot: number,
                page,
            };
            versions.push(version);
            let then = &snapshot.pages[page as usize];
            if text.is_none() && is_paper(record) {
                text = self.text_state(record, then);
            }
            let same_text = then.digest.is_some() && then.digest == record.facts.text_digest;
            if found == FoundBy::Title && !same_text && Days::of(record).differ(Days::then(then)) {
                // The texts have the word.
                doubtful = Some(version);
                break;
            }
            if fields.is_none() && is_paper(record) && differ(record, then) {
                fields = Some(version);
            }
        }
        Some(History {
            first: *versions.last()?,
            fields,
            text: text.unwrap_or(TextState::Same),
            versions,
            doubtful,
        })
    }

    /// Tells whether a page of a snapshot stands under its own address beside the page whose
    /// versions these are, today or in the newest of them: then it is another page.
    fn stands_beside(&self, site: &SiteModel, versions: &[Version], then: &EarlierPage) -> bool {
        let same = |title: Option<&str>, digest: Option<u64>| {
            title.map(title_key) == then.title.as_deref().map(title_key)
                || (digest.is_some() && digest == then.digest)
        };
        let now = self.pages.get(&then.key).map(|page| site.page(*page));
        if now.is_some_and(|now| same(now.facts.title.as_deref(), now.facts.text_digest)) {
            return true;
        }
        versions.iter().any(|version| {
            let snapshot = &self.snapshots[version.snapshot];
            let page = snapshot.at(then.key);
            page.filter(|page| *page != version.page)
                .map(|page| &snapshot.pages[page as usize])
                .is_some_and(|page| same(page.title.as_deref(), page.digest))
        })
    }

    /// What the digests say; `None` where this snapshot's reads as today's.
    fn text_state(&self, record: &PageRecord, then: &EarlierPage) -> Option<TextState> {
        match (record.facts.text_digest, then.digest) {
            (Some(now), Some(then)) if now == then => None,
            // To be compared.
            (Some(_), Some(_)) => Some(TextState::Unknown(Cause::NotFetched)),
            _ => Some(TextState::Unknown(
                record.facts.unreadable.unwrap_or(Cause::NotFetched),
            )),
        }
    }

    /// Returns the two texts of a page to compare: today's and the newest of a snapshot older
    /// than `below` whose digest is another. Begin with the number of snapshots.
    pub fn wanted(&self, site: &SiteModel, page: PageIx, below: usize) -> Option<Pair> {
        let now = site.page(page).facts.text_digest?;
        let versions = &self.histories.get(&page)?.versions;
        let mut older = versions.iter().filter(|version| version.snapshot < below);
        let version = older.find(|version| {
            let digest = self.page(**version).digest;
            digest.is_some_and(|digest| digest != now)
        })?;
        Some(Pair {
            page,
            version: *version,
        })
    }

    /// Pages whose text is to be compared.
    pub fn open(&self) -> Vec<PageIx> {
        let mut open: Vec<PageIx> = self
            .histories
            .iter()
            .filter(|(_, history)| matches!(history.text, TextState::Unknown(_)))
            .map(|(page, _)| *page)
            .collect();
        open.sort_unstable();
        open
    }

    /// Takes in what comparing gave, and returns the pages whose text turned out to be the
    /// same, so that older snapshots can be asked.
    pub fn settle(
        &mut self,
        site: &SiteModel,
        compared: Vec<(Pair, Result<Difference, Cause>)>,
    ) -> Vec<PageIx> {
        let mut compared = compared;
        let of_template = of_template(&compared);
        let mut same = Vec::new();
        for (pair, difference) in &mut compared {
            let record = site.page(pair.page);
            if let Ok(difference) = difference {
                difference.without(&of_template);
                if self.is_settled_as_doubtful(*pair, difference) {
                    continue;
                }
            }
            let then = &self.snapshots[pair.version.snapshot].pages[pair.version.page as usize];
            let state = match difference {
                Err(cause) => TextState::Unknown(*cause),
                Ok(difference) => {
                    let retitled = !same_title(
                        record.facts.title.as_deref().unwrap_or_default(),
                        then.title.as_deref().unwrap_or_default(),
                    );
                    if difference.is_none() {
                        same.push(pair.page);
                        TextState::Same
                    } else if retitled && difference.common_percent() < ANOTHER {
                        TextState::Unknown(Cause::Disputable)
                    } else if !then.worded
                        || record
                            .facts
                            .document
                            .as_deref()
                            .is_some_and(|document| !has_wording(document))
                    {
                        TextState::Unknown(Cause::UnreadableFile)
                    } else {
                        let (before, now) = difference.shown();
                        TextState::Changed(Box::new(TextChange {
                            version: pair.version,
                            before,
                            now,
                            marked: difference.is_marked(),
                        }))
                    }
                }
            };
            if let Some(history) = self.histories.get_mut(&pair.page) {
                history.text = state;
            }
        }
        same
    }

    /// Says of a page that is known by its title alone whether it is the same paper. True when
    /// nothing is left to say of the texts.
    fn is_settled_as_doubtful(&mut self, pair: Pair, difference: &Difference) -> bool {
        let Some(history) = self.histories.get_mut(&pair.page) else {
            return false;
        };
        if history.doubtful != Some(pair.version) {
            return false;
        }
        if difference.is_none() {
            history.doubtful = None;
            history.fields = history.fields.or(Some(pair.version));
            return false;
        }
        if difference.common_percent() >= RECURRING {
            history.text = TextState::Unknown(Cause::Disputable);
            return true;
        }
        history.doubtful = None;
        history.text = TextState::Same;
        history.versions.retain(|version| *version != pair.version);
        match history.versions.last() {
            Some(first) => history.first = *first,
            None => drop(self.histories.remove(&pair.page)),
        }
        true
    }

    /// Returns what is known of a page.
    pub fn history(&self, page: PageIx) -> Option<&History> {
        self.histories.get(&page)
    }

    /// Returns a page of an earlier snapshot.
    pub fn page(&self, version: Version) -> &EarlierPage {
        &self.snapshots[version.snapshot].pages[version.page as usize]
    }

    /// Returns the newest snapshot in which a page was not there yet although all that could
    /// hold it was read. Only snapshots before the first that has it count.
    ///
    /// # Errors
    /// The cause, where only snapshots are left that were not read whole.
    pub fn not_there(&self, site: &SiteModel, page: PageIx) -> Result<Option<usize>, Cause> {
        let record = site.page(page);
        let key = page_key(&record.address, &site.seed);
        let until = self
            .histories
            .get(&page)
            .map_or(self.snapshots.len(), |history| history.first.snapshot);
        let mut cause = None;
        for number in (0..until).rev() {
            let snapshot = &self.snapshots[number];
            let known = snapshot.knows(&record, key, |other| {
                let other = self.pages.get(&other).filter(|other| **other != page);
                other.is_some_and(|other| are_two(&record, &site.page(*other)))
            });
            if known {
                return cause.map_or(Ok(None), Err);
            }
            let column = site.column_of[page.0 as usize]
                .map(|column| (site.column(column), page_of(site, column)))
                .and_then(|(column, target)| snapshot.column(target, &column.path));
            let unread = match column {
                Some(column) => !column.whole,
                None => snapshot.lists_unread,
            };
            match (snapshot.cut_short, unread, snapshot.day) {
                (None, false, Some(_)) => return Ok(Some(number)),
                (Some(why), _, _) => cause = cause.or(Some(why)),
                (None, true, _) => cause = cause.or(Some(Cause::NotFetched)),
                (None, false, None) => cause = cause.or(Some(Cause::Undated)),
            }
        }
        cause.map_or(Ok(None), Err)
    }

    /// Returns what a column held in the newest snapshot in which it was read whole.
    pub fn column(&self, site: &SiteModel, column: ColumnIx) -> Option<(usize, &EarlierColumn)> {
        let target = page_of(site, column);
        let path = &site.column(column).path;
        self.snapshots
            .iter()
            .enumerate()
            .rev()
            .find_map(|(number, snapshot)| {
                let found = snapshot.column(target, path)?;
                found.whole.then_some((number, found))
            })
    }

    /// Returns what a column held in one snapshot, whether or not it was read whole.
    pub fn column_in(
        &self,
        site: &SiteModel,
        column: ColumnIx,
        snapshot: usize,
    ) -> Option<&EarlierColumn> {
        let target = page_of(site, column);
        self.snapshots
            .get(snapshot)?
            .column(target, &site.column(column).path)
    }

    /// Tells whether a notice of a change names a paper, by the words of its title or by its
    /// number, both folded.
    pub fn is_noticed(&self, page: PageIx, words: &str, number: Option<&str>) -> bool {
        self.notices.iter().any(|(notice, title)| {
            *notice != page
                && (title.contains(words) || number.is_some_and(|number| title.contains(number)))
        })
    }

    /// Returns the day of the newest snapshot.
    pub fn newest_day(&self) -> Option<Date> {
        self.snapshots.iter().filter_map(|one| one.day).max()
    }
}

/// Returns the day in China of a time.
pub fn day_in_china(time: Timestamp) -> Date {
    earlier::day_of(time)
}

fn page_of(site: &SiteModel, column: ColumnIx) -> Option<u64> {
    let target = site.column(column).target.as_ref()?;
    Some(page_key(target, &site.seed))
}

/// The days that a paper states.
#[derive(Debug, Clone, Copy)]
struct Days {
    written: Option<Date>,
    published: Option<Date>,
}

impl Days {
    fn of(record: &PageRecord) -> Self {
        let document = record.facts.document.as_deref();
        let written = document.and_then(|document| document.written_date.as_ref());
        let published = document.and_then(|document| document.published_date.as_ref());
        Self {
            written: written.map(|field| field.value),
            published: published.map(|field| field.value),
        }
    }

    fn then(page: &EarlierPage) -> Self {
        Self {
            written: page.written,
            published: page.published,
        }
    }

    /// Tells whether both state other days: those of making, else those of publication.
    fn differ(self, other: Self) -> bool {
        match (self.written, other.written) {
            (Some(one), Some(other)) => one != other,
            _ => {
                matches!((self.published, other.published), (Some(one), Some(other)) if one != other)
            }
        }
    }
}

/// Tells whether two pages of one title are two papers: by their numbers, else by their days.
fn are_two(one: &PageRecord, other: &PageRecord) -> bool {
    let number = |page: &PageRecord| {
        let document = page.facts.document.as_deref()?;
        let number = document.doc_number.as_ref()?;
        Some(doc_number::key(&number.value))
    };
    let title = |page: &PageRecord| page.facts.title.as_deref().map(title_key);
    if title(one).is_none() || title(one) != title(other) {
        return false;
    }
    match (number(one), number(other)) {
        (Some(one), Some(other)) => one != other,
        _ => {
            let same_text =
                one.facts.text_digest.is_some() && one.facts.text_digest == other.facts.text_digest;
            !same_text && Days::of(one).differ(Days::of(other))
        }
    }
}

/// Tells whether number, days or title are others; what only one of them states is no change.
fn differ(record: &PageRecord, then: &EarlierPage) -> bool {
    let title = |title: Option<&str>| title.map(str::to_owned);
    let retitled = match (
        title(record.facts.title.as_deref()),
        title(then.title.as_deref()),
    ) {
        (Some(now), Some(then)) => !same_title(&now, &then),
        _ => false,
    };
    let Some(document) = record.facts.document.as_deref() else {
        return retitled;
    };
    let other = |now: Option<Date>, then: Option<Date>| matches!((now, then), (Some(now), Some(then)) if now != then);
    let number = match (&document.doc_number, &then.number) {
        (Some(now), Some(then)) => doc_number::key(&now.value) != doc_number::key(then),
        _ => false,
    };
    retitled
        || number
        || other(
            document.written_date.as_ref().map(|field| field.value),
            then.written,
        )
        || other(
            document.published_date.as_ref().map(|field| field.value),
            then.published,
        )
}

/// The sentences that so many pages gained or lost that they are the template's.
fn of_template(compared: &[(Pair, Result<Difference, Cause>)]) -> HashSet<String> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let mut all = 0;
    for difference in compared.iter().filter_map(|(_, found)| found.as_ref().ok()) {
        all += 1;
        for key in difference.keys() {
            *counts.entry(key).or_default() += 1;
        }
    }
    counts
        .into_iter()
        .filter(|(_, count)| *count >= TEMPLATE_PAGES && *count * 100 >= all * TEMPLATE_SHARE)
        .map(|(key, _)| key.to_owned())
        .collect()
}
