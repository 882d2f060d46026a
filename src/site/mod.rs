//! The facts of all pages into one site model: the platform, its column tree, what stands in
//! each column, and what was not read and why.
//!
//! In: captures and their [`PageFacts`](crate::model::PageFacts), in any order. Out: a
//! [`SiteModel`] that is the same whatever the order was. It judges nothing.

mod answers;
mod body;
mod builder;
mod columns;
mod content;
mod intern;
mod membership;
mod names;
mod platform;
mod record;
mod reports;
mod templates;

pub use answers::{Answer, Answers, FileKind, Resolution, gone_words};
pub use body::{GivenBody, Profiles, presumption};
pub use builder::{Builder, Origin};
pub(crate) use columns::folder_of;
pub use columns::{Column, ColumnIx};
pub(crate) use content::is_foreign;
pub use content::{Content, External, Item};
pub use intern::Strings;
pub use names::{Names, Obligation};
pub use platform::{Entry, Platform, PlatformState};
pub use record::{LinkRef, Metas, PageIx, PageRecord};
pub use reports::{ReportEntry, may_be_report};

use jiff::Timestamp;

use crate::model::{Address, Body, CrawlSummary};

/// One site as it was seen.
#[derive(Debug)]
pub struct SiteModel {
    /// The address that stands for the site.
    pub seed: Address,
    /// How the material was come by.
    pub origin: Origin,
    /// Every page read, in order of address.
    pub pages: Vec<PageRecord>,
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
    /// When the material was first and last fetched.
    pub fetched: (Timestamp, Timestamp),
}

impl SiteModel {
    /// Returns a page by its number.
    pub fn page(&self, page: PageIx) -> &PageRecord {
        &self.pages[page.0 as usize]
    }

    /// Returns the page that an address leads to, redirects followed.
    pub fn page_at(&self, address: &Address) -> Option<&PageRecord> {
        match self.answers.resolve(address) {
            Resolution::Page(page) => Some(self.page(page)),
            _ => None,
        }
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

    /// Returns the numbers of all pages.
    pub fn page_numbers(&self) -> impl Iterator<Item = PageIx> + use<> {
        (0..self.pages.len() as u32).map(PageIx)
    }

    /// Returns names and values of a page's meta tags, in document order.
    pub fn metas_of<'s>(
        &'s self,
        page: &'s PageRecord,
    ) -> impl Iterator<Item = (&'s str, &'s str)> {
        let text = |number: u32| self.strings.get(number);
        page.tags
            .iter()
            .map(move |(name, value)| (text(*name), text(*value)))
    }

    /// Returns the numbers of all columns.
    pub fn column_numbers(&self) -> impl Iterator<Item = ColumnIx> + use<> {
        (0..self.columns.len() as u32).map(ColumnIx)
    }
}
