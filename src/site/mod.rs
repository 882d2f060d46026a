//! The facts of all pages into one site model: the platform, its column tree, what stands in
//! each column, and what was not read and why.
//!
//! In: captures and their [`PageFacts`](crate::model::PageFacts), in any order. Out: a
//! [`SiteModel`] that is the same whatever the order was. It judges nothing.

mod answers;
mod body;
mod builder;
mod chunks;
mod columns;
mod content;
pub mod copies;
mod intern;
mod levels;
mod membership;
mod names;
mod pack;
mod packed;
mod pages;
pub mod past;
mod platform;
mod record;
mod reports;
mod templates;

pub use answers::{Answer, Answers, FileKind, Resolution, gone_words, is_no_answer, is_refusal};
pub use body::{GivenBody, Profiles, presumption};
pub use builder::{Builder, Gaps, Origin, Refusal};
pub(crate) use columns::folder_of;
pub use columns::{Column, ColumnIx};
pub(crate) use content::is_foreign;
pub use content::{Content, External, Item, Listed};
pub use intern::Strings;
pub use names::{Names, Obligation};
pub use pages::{Pages, Parts};
pub use platform::{Entry, Platform, PlatformState};
pub use record::{Block, LinkRef, Metas, PageFront, PageIx, PageRecord, is_bad};
pub use reports::{ReportEntry, may_be_report};

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::masking::{is_masked_address, masked};
use crate::model::{Address, Body, Cause, CrawlSummary, PageKind};

/// One site as it was seen.
#[derive(Debug)]
pub struct SiteModel {
    /// The address that stands for the site.
    pub seed: Address,
    /// How the material was come by.
    pub origin: Origin,
    /// Every page read, in order of address.
    pub pages: Pages,
    /// What each address answered.
    pub answers: Answers,
    /// Texts of links, by number.
    pub strings: Strings,
    /// The home page, when it was read.
    pub home: Option<PageIx>,
    /// Entries to the platform that the home page has, best first.
    pub entries: Vec<Entry>,
    /// The disclosure platform.
    pub platform: PlatformState,
    /// Every column known, the platform's first.
    pub columns: Vec<Column>,
    /// What stands in each column, by its number.
    pub contents: Vec<Content>,
    /// The column each page stands in, by page number.
    pub column_of: Vec<Option<ColumnIx>>,
    /// Annual reports found, by year and page.
    pub reports: Vec<ReportEntry>,
    /// The audited body.
    pub body: Body,
    /// How complete the material is.
    pub crawl: CrawlSummary,
    /// What became of it since earlier snapshots, where some were given.
    pub past: Option<Box<past::Past>>,
    /// Papers that stand in two places and differ.
    pub copies: Vec<copies::Copies>,
    /// When the material was first and last fetched.
    pub fetched: (Timestamp, Timestamp),
}

impl SiteModel {
    /// Returns a page by its number.
    ///
    /// It is read anew when it was not asked for lately: what is asked of all pages is told by
    /// [`SiteModel::kind`], [`SiteModel::has`] and the like.
    pub fn page(&self, page: PageIx) -> Arc<PageRecord> {
        self.pages
            .get(page, |number| self.answers.address(number))
            .unwrap_or_else(|| Arc::new(PageRecord::empty(self.seed.clone())))
    }

    /// Returns every page in order of address, one after the other.
    pub fn all_pages(&self) -> impl Iterator<Item = Arc<PageRecord>> + '_ {
        self.page_numbers().map(|page| self.page(page))
    }

    /// Returns the kind of a page.
    pub fn kind(&self, page: PageIx) -> PageKind {
        self.hot(page).map_or(PageKind::Other, |hot| hot.kind)
    }

    /// Tells whether a page has these parts.
    pub fn has(&self, page: PageIx, parts: Parts) -> bool {
        self.hot(page).is_some_and(|hot| hot.parts.has(parts))
    }

    /// Returns the numbers of the pages that have these parts.
    pub fn pages_with(&self, parts: Parts) -> impl Iterator<Item = PageIx> + '_ {
        self.page_numbers()
            .filter(move |page| self.has(*page, parts))
    }

    /// Returns why what a page shows could not be read, if so.
    pub fn unreadable(&self, page: PageIx) -> Option<Cause> {
        self.hot(page).and_then(|hot| hot.unreadable)
    }

    /// Returns how many characters of main text a page has, white space not counted.
    pub fn text_length(&self, page: PageIx) -> usize {
        self.hot(page).map_or(0, |hot| hot.text_length as usize)
    }

    /// Returns the day of publication that a page states.
    pub fn published(&self, page: PageIx) -> Option<Date> {
        self.hot(page).and_then(|hot| hot.published)
    }

    /// Returns the address of a page.
    pub fn address_of(&self, page: PageIx) -> Option<Address> {
        self.answers.address(self.hot(page)?.address)
    }

    /// Returns the links of a page without reading the rest of it.
    pub fn links_of(&self, page: PageIx) -> Vec<LinkRef> {
        self.pages.links(page)
    }

    /// Returns title and breadcrumb of a page without reading the rest of it.
    pub fn front_of(&self, page: PageIx) -> PageFront {
        self.pages.front(page)
    }

    /// Tells whether a page bears just this title, blanks apart; a few that do not may be told to.
    pub fn bears(&self, page: PageIx, title: &str) -> bool {
        self.hot(page)
            .is_some_and(|hot| hot.title == pages::title_mark(title))
    }

    fn hot(&self, page: PageIx) -> Option<&pages::Hot> {
        self.pages.hot().get(page.0 as usize)
    }

    /// Returns the page that an address leads to, redirects followed.
    pub fn page_at(&self, address: &Address) -> Option<Arc<PageRecord>> {
        match self.answers.resolve(address) {
            Resolution::Page(page) => Some(self.page(page)),
            _ => None,
        }
    }

    /// Returns an address of the site as it was written down. One that was masked then is looked
    /// for among those that are known; `None` where it is none of them, or may be several.
    pub fn written_address(&self, text: &str) -> Option<Address> {
        if !is_masked_address(text) {
            return Address::parse(text);
        }
        let known = 0..u32::try_from(self.answers.known()).unwrap_or(u32::MAX);
        let mut meant = known
            .filter_map(|number| self.answers.address(number))
            .filter(|address| masked(address.as_str()) == text);
        meant.next().filter(|_| meant.next().is_none())
    }

    /// Returns a column by its number.
    pub fn column(&self, column: ColumnIx) -> &Column {
        &self.columns[column.0 as usize]
    }

    /// Returns what stands in a column.
    pub fn content(&self, column: ColumnIx) -> &Content {
        &self.contents[column.0 as usize]
    }

    /// Returns the site's name, as most pages give it.
    pub fn site_name(&self) -> Option<String> {
        body::site_name(self)
    }

    /// Returns the site's identifier (网站标识码), as most pages give it.
    pub fn site_id_code(&self) -> Option<String> {
        body::site_code(self)
    }

    /// Returns what the meta tags of pages that name the site (`SiteName`, `SiteIDCode`) say:
    /// tag and value, each couple at least once.
    pub fn site_tags(&self) -> impl Iterator<Item = (&str, &str)> {
        let hot = self.pages.hot().iter();
        let told: BTreeSet<_> = hot.filter_map(|hot| hot.site_tags).collect();
        let lines = told
            .into_iter()
            .flat_map(|number| self.strings.get(number.get() - 1).lines());
        lines.filter_map(|line| line.split_once('\t'))
    }

    /// Returns the numbers of all pages.
    pub fn page_numbers(&self) -> impl Iterator<Item = PageIx> + use<> {
        (0..self.pages.len() as u32).map(PageIx)
    }

    /// Returns the numbers of all columns.
    pub fn column_numbers(&self) -> impl Iterator<Item = ColumnIx> + use<> {
        (0..self.columns.len() as u32).map(ColumnIx)
    }
}
