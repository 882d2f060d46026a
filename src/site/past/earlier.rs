//! An earlier snapshot of the site, reduced to what later comparisons ask of it: no trees, no
//! texts, a few words a page and the way back to its bytes.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{TimeZone, offset};

use super::wording::has_wording;
use super::writing::title_key;
use crate::model::{Address, Cause, EarlierFetch, Field, LinkRegion, PageKind, Place};
use crate::page::document::doc_number;
use crate::site::answers::Resolution;
use crate::site::{External, PageRecord, SiteModel};
use crate::vocabulary::{fold, fold_label};

/// Fewer characters of a title are no identity: 公示, 招聘公告.
const NAMING: usize = 8;

/// One earlier snapshot.
#[derive(Debug, Default)]
pub struct Snapshot {
    /// The file or directory, as it was given.
    pub name: String,
    /// The day in China on which its fetching began; `None` for a directory without a day.
    pub day: Option<Date>,
    /// Why it is only a part of the site, if it is.
    pub cut_short: Option<Cause>,
    /// Its pages.
    pub pages: Vec<EarlierPage>,
    /// Its columns that had items, or a text of their own.
    pub columns: Vec<EarlierColumn>,
    /// True when some list of it was not read whole, so that anything may have stood there.
    pub lists_unread: bool,
    /// Names of the links round the content of its home page.
    pub(super) furniture: BTreeSet<u64>,
    by_key: HashMap<u64, u32>,
    by_number: HashMap<String, Vec<u32>>,
    by_title: HashMap<u64, Vec<u32>>,
    /// Everything that was asked for or linked to.
    named: HashSet<u64>,
    /// Columns by address, by path and by name.
    columns_at: HashMap<(By, u64), Vec<u32>>,
    /// Titles of everything listed, with what they stand for where that has an address.
    listed: HashMap<u64, Vec<Option<u64>>>,
}

/// How a page of today was found in a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FoundBy {
    /// It has the same address.
    Address,
    /// It has the same number and title.
    Number,
    /// It has the same title.
    Title,
}

/// What a column is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum By {
    Target,
    Path,
    Name,
}

/// A page of an earlier snapshot.
#[derive(Debug)]
pub struct EarlierPage {
    /// Its address.
    pub address: Address,
    /// What identifies it from snapshot to snapshot.
    pub(super) key: u64,
    /// Its kind.
    pub kind: PageKind,
    /// Its title, of papers, guides and reports only.
    pub title: Option<String>,
    /// 文号.
    pub number: Option<String>,
    /// 成文日期.
    pub written: Option<Date>,
    /// 发布日期.
    pub published: Option<Date>,
    /// The day of updating that a guide states.
    pub updated: Option<Date>,
    /// As `PageFacts::text_digest`.
    pub(super) digest: Option<u64>,
    /// True when its text stands in the page.
    pub(super) worded: bool,
    /// Its fetch.
    pub fetch: EarlierFetch,
}

/// A column of an earlier snapshot.
#[derive(Debug)]
pub struct EarlierColumn {
    /// Its path for people.
    pub shown: String,
    /// The page where it was seen, or its own.
    pub place: Place,
    /// Ids of the obligations that it serves.
    pub serves: Vec<String>,
    /// Its items: identity where the address has one, and title.
    pub items: Vec<(Option<u64>, String)>,
    /// True when all its items were read.
    pub whole: bool,
    /// How many of its items stand nowhere on today's site.
    pub gone: usize,
    target: Option<u64>,
    path: u64,
    name: u64,
}

/// Makes the identity of an address within its site: scheme, `www.` and the names of index
/// pages left out; the host only where it is not the site's own.
pub(super) fn page_key(address: &Address, seed: &Address) -> u64 {
    let (host, own) = (address.bare_authority(), seed.bare_authority());
    let path = address.path_and_query();
    let last = path.rsplit('/').next().unwrap_or_default();
    let index = matches!(last.split('.').next(), Some("index" | "default")) && !last.contains('?');
    let path = if index {
        &path[..path.len() - last.len()]
    } else {
        path
    };
    hash(&(
        if host == own { "" } else { host },
        path.trim_end_matches('/'),
    ))
}

pub(super) fn hash<T: Hash + ?Sized>(value: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Returns the day in China.
pub(super) fn day_of(time: Timestamp) -> Date {
    time.to_zoned(TimeZone::fixed(offset(8))).date()
}

/// Tells whether a page is one whose change after publication matters.
pub(super) fn is_paper(page: &PageRecord) -> bool {
    matches!(page.facts.kind, PageKind::Document | PageKind::AnnualReport)
        || page.facts.guide.is_some()
        || page.facts.report.is_some()
}

/// The names of the links round the content of the home page.
pub(super) fn furniture(site: &SiteModel) -> BTreeSet<u64> {
    let Some(home) = site.home else {
        return BTreeSet::new();
    };
    let home = site.page(home);
    home.links()
        .filter(|link| link.region != LinkRegion::Main)
        .map(|link| fold(site.strings.get(link.text)))
        .filter(|text| !text.is_empty())
        .map(|text| hash(text.as_str()))
        .collect()
}

impl Snapshot {
    /// Reduces a model. A directory has no time of its own: `day` is what is known of it.
    pub fn of(site: &SiteModel, name: String, day: Option<Date>) -> Self {
        let mut snapshot = Self {
            name,
            day,
            cut_short: site.origin.cut_short,
            furniture: furniture(site),
            ..Self::default()
        };
        let seed = &site.seed;
        for record in site.all_pages() {
            let at = snapshot.pages.len() as u32;
            let page = EarlierPage::of(&record, seed);
            snapshot.by_key.entry(page.key).or_insert(at);
            if let Some(title) = &page.title {
                if title.chars().count() >= NAMING {
                    let same = snapshot.by_title.entry(hash(&title_key(title)));
                    same.or_default().push(at);
                }
                snapshot.list(title, Some(page.key));
            }
            if let Some(number) = &page.number {
                let same = snapshot.by_number.entry(doc_number::key(number));
                same.or_default().push(at);
            }
            snapshot.pages.push(page);
        }
        for address in site.answers.asked() {
            snapshot.named.insert(page_key(&address, seed));
        }
        let links = site.page_numbers().flat_map(|page| site.links_of(page));
        let targets: HashSet<u32> = links.filter_map(|link| link.target).collect();
        for address in targets
            .into_iter()
            .filter_map(|at| site.answers.address(at))
        {
            snapshot.named.insert(page_key(&address, seed));
        }
        for number in site.column_numbers() {
            snapshot.add_column(site, number);
        }
        snapshot
    }

    fn add_column(&mut self, site: &SiteModel, number: crate::site::ColumnIx) {
        let (column, content) = (site.column(number), site.content(number));
        let unread = content.unread.or(content.rest_unread);
        let whole = unread.is_none() && !content.script_built;
        let elsewhere = content.external != External::No || column.target.is_none();
        self.lists_unread |= !whole && !elsewhere && content.gone.is_none();
        let items: Vec<(Option<u64>, String)> = site
            .items(number)
            .map(|item| {
                let key = item.target().map(|target| page_key(&target, &site.seed));
                (key, item.title.to_owned())
            })
            .collect();
        for (key, title) in &items {
            self.named.extend(key);
            self.list(title, *key);
        }
        if items.is_empty() && content.text.is_none() {
            return;
        }
        let place = match content.index {
            Some(page) => place_of(&site.page(page), &format!("栏目“{}”", column.shown())),
            None => place_of(&site.page(column.seen_on), "导航"),
        };
        let path: Vec<String> = column.path.iter().map(|name| fold_label(name)).collect();
        let at = self.columns.len() as u32;
        let kept = EarlierColumn {
            shown: column.shown(),
            place,
            serves: column.serves.clone(),
            items,
            whole,
            gone: 0,
            target: column
                .target
                .as_ref()
                .map(|target| page_key(target, &site.seed)),
            path: hash(&path),
            name: hash(fold_label(&column.name).as_str()),
        };
        let names = [
            kept.target.map(|target| (By::Target, target)),
            Some((By::Path, kept.path)),
            Some((By::Name, kept.name)),
        ];
        for name in names.into_iter().flatten() {
            self.columns_at.entry(name).or_default().push(at);
        }
        self.columns.push(kept);
    }

    fn list(&mut self, title: &str, key: Option<u64>) {
        let keys = self.listed.entry(hash(&title_key(title))).or_default();
        if !keys.contains(&key) {
            keys.push(key);
        }
    }

    /// Returns the page with this identity.
    pub(super) fn at(&self, key: u64) -> Option<u32> {
        self.by_key.get(&key).copied()
    }

    /// Finds what a page of today was: by its address, else by its number and title.
    pub(super) fn version_of(&self, record: &PageRecord, key: u64) -> Option<(u32, FoundBy)> {
        if let Some(found) = self.at(key) {
            return Some((found, FoundBy::Address));
        }
        let title = record.facts.title.as_deref().unwrap_or_default();
        let number = number_of(record);
        let titled = |page: &u32| {
            self.pages[*page as usize]
                .title
                .as_deref()
                .is_some_and(|known| title_key(known) == title_key(title))
        };
        let numbered = number.and_then(|number| self.by_number.get(&doc_number::key(number)));
        if let Some(found) = numbered.and_then(|pages| pages.iter().find(|page| titled(page))) {
            return Some((*found, FoundBy::Number));
        }
        // Of several with one title none is it.
        match self
            .by_title
            .get(&hash(&title_key(title)))
            .map(Vec::as_slice)
        {
            Some([one]) if is_paper(record) => {
                let other = self.pages[*one as usize].number.as_deref();
                let differ = matches!((number, other), (Some(a), Some(b)) if doc_number::key(a) != doc_number::key(b));
                (!differ).then_some((*one, FoundBy::Title))
            }
            _ => None,
        }
    }

    /// Tells whether anything of the snapshot may have been this page: its address, a number,
    /// or a title that does not stand for another page alone.
    pub(super) fn knows(
        &self,
        record: &PageRecord,
        key: u64,
        is_another: impl Fn(u64) -> bool,
    ) -> bool {
        let title = record.facts.title.as_deref().unwrap_or_default();
        let listed = self.listed.get(&hash(&title_key(title)));
        self.named.contains(&key)
            || listed.is_some_and(|keys| !keys.iter().all(|key| key.is_some_and(&is_another)))
            || number_of(record)
                .is_some_and(|number| self.by_number.contains_key(&doc_number::key(number)))
    }

    /// Finds what a column of today was: by its address, its path, its name.
    pub(super) fn column(&self, target: Option<u64>, path: &[String]) -> Option<&EarlierColumn> {
        let folded: Vec<String> = path.iter().map(|name| fold_label(name)).collect();
        let at = |by: By, key: u64| {
            self.columns_at
                .get(&(by, key))
                .map_or(&[][..], Vec::as_slice)
        };
        let get = |number: &u32| &self.columns[*number as usize];
        let of_path = at(By::Path, hash(&folded));
        let exact = of_path.iter().map(get);
        exact
            .clone()
            .find(|column| target.is_none() || column.target == target)
            .or_else(|| at(By::Target, target?).first().map(get))
            .or_else(|| of_path.first().map(get))
            .or_else(|| match at(By::Name, hash(folded.last()?.as_str())) {
                [one] => Some(get(one)),
                _ => None,
            })
    }

    /// Makes a place on a page of the snapshot.
    pub fn place(&self, page: u32, locator: &str, excerpt: Option<String>) -> Place {
        let page = &self.pages[page as usize];
        Place {
            page: page.address.clone(),
            excerpt: excerpt.filter(|text| !text.is_empty()),
            locator: Some(format!("{}，{locator}", self.shown())),
            earlier: Some(Box::new(page.fetch.clone())),
        }
    }

    /// Names the snapshot for people.
    pub fn shown(&self) -> String {
        match self.day {
            Some(day) => format!("{day} 的存档"),
            None => format!("更早的存档 {}", self.name),
        }
    }
}

impl EarlierPage {
    fn of(record: &PageRecord, seed: &Address) -> Self {
        let facts = &record.facts;
        let document = facts.document.as_deref();
        let paper = is_paper(record);
        fn day(field: Option<&Field<Date>>) -> Option<Date> {
            field.map(|field| field.value)
        }
        Self {
            address: record.address.clone(),
            key: page_key(&record.address, seed),
            kind: facts.kind,
            title: facts.title.clone().filter(|_| paper || document.is_some()),
            number: number_of(record).map(str::to_owned),
            written: day(document.and_then(|document| document.written_date.as_ref())),
            published: day(document.and_then(|document| document.published_date.as_ref())),
            updated: facts.guide.as_ref().and_then(|guide| {
                let published = document.and_then(|document| document.published_date.as_ref());
                guide.updated.or(day(published))
            }),
            digest: facts.text_digest.filter(|_| paper),
            worded: document.is_none_or(has_wording),
            fetch: EarlierFetch {
                at: record.fetched,
                status: record.status,
                sha256: record.sha256,
            },
        }
    }

    /// Tells whether it is a paper, a guide or a report.
    pub(super) fn is_paper(&self) -> bool {
        self.digest.is_some()
    }
}

impl EarlierColumn {
    /// Tells whether a column of today stands under its address, its path or its name, or
    /// serves what it served.
    pub(super) fn is_still(&self, site: &SiteModel) -> bool {
        site.columns.iter().any(|column| {
            let path: Vec<String> = column.path.iter().map(|name| fold_label(name)).collect();
            let target = column.target.as_ref();
            let at = target.map(|target| page_key(target, &site.seed));
            (at.is_some() && at == self.target)
                || hash(&path) == self.path
                || hash(fold_label(&column.name).as_str()) == self.name
                || column.serves.iter().any(|id| self.serves.contains(id))
        })
    }

    /// Returns the identity of its address.
    pub(super) fn target(&self) -> Option<u64> {
        self.target
    }
}

fn number_of(record: &PageRecord) -> Option<&str> {
    let document = record.facts.document.as_deref()?;
    document
        .doc_number
        .as_ref()
        .map(|field| field.value.as_str())
}

fn place_of(record: &PageRecord, locator: &str) -> Place {
    Place {
        page: record.address.clone(),
        excerpt: None,
        locator: Some(locator.to_owned()),
        earlier: Some(Box::new(EarlierFetch {
            at: record.fetched,
            status: record.status,
            sha256: record.sha256,
        })),
    }
}

/// Where an address of an earlier snapshot would stand today.
pub(super) fn today(address: &Address, then: &Address, now: &Address) -> Option<Address> {
    if address.bare_authority() == then.bare_authority() {
        Address::parse(&format!("{}{}", now.origin(), address.path_and_query()))
    } else {
        Some(address.clone())
    }
}

/// Follows an address in today's snapshot; the home page is no page's successor.
pub(super) fn resolve(site: &SiteModel, address: &Address) -> Resolution {
    match site.answers.resolve(address) {
        Resolution::Page(page)
            if Some(page) == site.home && !address.path().trim_end_matches('/').is_empty() =>
        {
            let home = page_key(&site.page(page).address, &site.seed);
            if page_key(address, &site.seed) == home {
                Resolution::Page(page)
            } else {
                Resolution::Gone(302)
            }
        }
        other => other,
    }
}
