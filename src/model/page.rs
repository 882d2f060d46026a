//! What is read off one page, before anything is known of the rest of the site.

use std::sync::Arc;

use jiff::civil::Date;

use super::address::Address;
use super::cause::Cause;
use super::home::HomeMarks;
use super::paper::{ConsultationFacts, DecisionFacts, PaperText, Terms};

/// The kinds of page of the product contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum PageKind {
    /// Home page of a site.
    SiteHome,
    /// Home page of a disclosure platform.
    PlatformHome,
    /// Disclosure guide (政府信息公开指南).
    Guide,
    /// Rules about disclosure (政府信息公开制度).
    Regime,
    /// A column with a list.
    ColumnList,
    /// A policy document.
    Document,
    /// Annual report on disclosure.
    AnnualReport,
    /// Interpretation of a policy (政策解读).
    Interpretation,
    /// Call for opinions (意见征集).
    Consultation,
    /// Disclosure on request (依申请公开).
    Request,
    /// Mailbox or message board.
    Mailbox,
    /// Enforcement disclosure.
    Enforcement,
    /// Any other article.
    Article,
    /// Anything else.
    #[default]
    Other,
}

impl PageKind {
    /// Returns the name used in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SiteHome => "site_home",
            Self::PlatformHome => "platform_home",
            Self::Guide => "guide",
            Self::Regime => "regime",
            Self::ColumnList => "column_list",
            Self::Document => "document",
            Self::AnnualReport => "annual_report",
            Self::Interpretation => "interpretation",
            Self::Consultation => "consultation",
            Self::Request => "request",
            Self::Mailbox => "mailbox",
            Self::Enforcement => "enforcement",
            Self::Article => "article",
            Self::Other => "other",
        }
    }
}

/// Everything read off one page. Addresses are resolved against the page's base.
#[derive(Debug, Clone, Default)]
pub struct PageFacts {
    /// The encoding used and what was declared.
    pub charset: Charset,
    /// The kind of page, from this page alone.
    pub kind: PageKind,
    /// The title that a person reads: the article's own heading, else the column's name,
    /// else `<title>` without the site's name.
    pub title: Option<String>,
    /// The text of `<title>`, white space folded.
    pub html_title: Option<String>,
    /// `SiteName`, or the site's name as its furniture shows it.
    pub site_name: Option<String>,
    /// `SiteIDCode` or the identifier in the footer.
    pub site_id_code: Option<String>,
    /// `SiteDomain`.
    pub site_domain: Option<String>,
    /// Meta tags of government sites (`ColumnName`, `PubDate`, …), names as written.
    pub metas: Vec<(String, String)>,
    /// Names of the columns from the breadcrumb or the meta tags, outermost first.
    pub column_path: Vec<String>,
    /// The breadcrumb with its addresses, outermost first, the page itself last when shown.
    pub breadcrumb: Vec<Crumb>,
    /// Every link, in document order.
    pub links: Vec<Link>,
    /// Navigation blocks (menus, column trees), each a forest, in document order.
    pub navigation: Vec<Arc<Vec<NavItem>>>,
    /// Document metadata, where the page is an article of any kind.
    pub document: Option<Box<DocumentFacts>>,
    /// The page's own list, where it has one.
    pub list: Option<ListFacts>,
    /// The tables of an annual report.
    pub report: Option<Box<ReportFacts>>,
    /// The statements of a guide.
    pub guide: Option<Box<GuideFacts>>,
    /// Mailbox entries.
    pub messages: Vec<Message>,
    /// What a call for opinions says.
    pub consultation: Option<ConsultationFacts>,
    /// Decisions of enforcement that the page shows.
    pub decisions: Vec<DecisionFacts>,
    /// What an interpretation speaks of, by the ids of `rules/vocabulary/interpretation.yaml`.
    pub aspects: Vec<String>,
    /// Whether a search box is on the page.
    pub search_box: bool,
    /// Where the form of the search box sends its words, where the markup says so.
    pub search_target: Option<Address>,
    /// Where a search box may stand that a home page or platform has not on itself: what frames
    /// show, and pages of search that links lead to.
    pub search_elsewhere: Vec<Address>,
    /// Whether an empty element of the page is named as a search's, for a script to fill.
    pub search_awaits: bool,
    /// Personal data found, already masked.
    pub personal_data: Vec<PersonalDatum>,
    /// Phrases of the reader's list that the main text holds (normalised, sorted, unique).
    pub phrases: Box<[Arc<str>]>,
    /// Where the page sends its reader without being asked (meta refresh, script).
    pub redirect: Option<Address>,
    /// Set when what a person would see could not be read, with the cause.
    pub unreadable: Option<Cause>,
    /// Set when the page only says that nothing is at its address (though it was answered as
    /// found), with its words.
    pub missing: Option<String>,
    /// Statutory elements that the main text shows, by the ids of
    /// `rules/vocabulary/elements.yaml`, sorted.
    pub elements: Vec<String>,
    /// Set when all the page says is that the body has no such matter (情况说明), with its words.
    pub statement: Option<String>,
    /// The same number on pages with the same scripts, [`Self::WITHOUT_SCRIPTS`] without any; 0
    /// where it tells nothing.
    pub scripts: u64,
    /// Parts of the page that a script fills: the main part, where it has the place for a text and
    /// hardly any text.
    pub script_regions: Vec<LinkRegion>,
    /// Characters of main text, white space not counted.
    pub text_length: usize,
    /// Chinese characters of running text in the main part: without links, title, breadcrumb,
    /// labels and the words of an empty list.
    pub prose: usize,
    /// First characters of the main text, masked, for evidence.
    pub excerpt: String,
    /// A number made of the whole text of an article, a guide or a report, to see whether two
    /// readings of one run of the program are the same; `None` where it was not read whole.
    pub text_digest: Option<u64>,
    /// Remarks for a person (charset lies, broken meta tags, contradictions).
    pub warnings: Vec<String>,
    /// What a page at the top of a site shows of who runs it.
    pub home: Option<Box<HomeMarks>>,
    /// Whom the page names as leaders, or as dismissed from office.
    pub persons: Option<Box<Persons>>,
    /// What an institution's page states under contact labels.
    pub contacts: Option<Box<Contacts>>,
    /// What a page that is no article shows in its main part beside text and links.
    pub inset: Option<Box<Inset>>,
    /// When a body was set up, where an institution's page or a report says so.
    pub founded: Option<Box<Founded>>,
    /// Periods that the page states of itself.
    pub terms: Option<Box<Terms>>,
    /// Addresses on the author's own machine (`file:`) from which the main part takes pictures.
    pub local_pictures: Vec<String>,
}

impl PageFacts {
    /// The number of scripts of a page that has none.
    pub const WITHOUT_SCRIPTS: u64 = 1;

    /// Tells whether a visitor may see more than the markup shows.
    pub fn may_be_scripted(&self) -> bool {
        self.scripts != Self::WITHOUT_SCRIPTS
    }
}

/// What the main part of a page shows that is no text of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inset {
    /// Whether an image stands there that was put up for this page.
    pub image: bool,
    /// What frames and embedded objects show, in page order.
    pub frames: Vec<Address>,
}

/// When a body was set up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Founded {
    /// What stands before the year and ends with the body's name, folded.
    pub body: String,
    /// The year.
    pub year: i16,
}

/// Persons named on a page about leaders or about appointments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Persons {
    /// The folded text of a page that introduces leaders; empty elsewhere.
    pub leaders: String,
    /// Names and posts out of which a notice dismisses, folded.
    pub dismissed: Vec<(String, String)>,
    /// Names that the same notice appoints, folded.
    pub appointed: Vec<String>,
}

/// Address and telephone numbers that a page states under their labels.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contacts {
    /// Addresses, as written.
    pub addresses: Vec<String>,
    /// Telephone numbers, digits only.
    pub phones: Vec<String>,
}

/// The encoding of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Charset {
    /// Name of the encoding used, as the encoding standard writes it (`UTF-8`, `gb18030`).
    pub used: String,
    /// What the header or the page declared, as written.
    pub declared: Option<String>,
    /// True when the declaration was wrong and another encoding was used.
    pub lying: bool,
}

/// One step of a breadcrumb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crumb {
    /// Its text.
    pub text: String,
    /// Where it leads.
    pub target: Option<Address>,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The address, when it is a web address.
    pub target: Option<Address>,
    /// The text a person reads: visible text, else the image's `alt`, else `title`. Pages of one
    /// template share it.
    pub text: Arc<str>,
    /// Where on the page it stands.
    pub region: LinkRegion,
    /// True when the only content is an image without `alt` and without `title`.
    pub bare_image: bool,
}

/// The part of a page where a link stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkRegion {
    /// Header and main navigation.
    Header,
    /// Anywhere in the content.
    Main,
    /// Navigation beside the content.
    Side,
    /// Footer.
    Footer,
    /// Not visible without a script or an action.
    Hidden,
}

/// An entry of a navigation block.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NavItem {
    /// The text, white space removed.
    pub text: String,
    /// Where it leads; `None` for a heading or a dead entry (`#`, `javascript:;`).
    pub target: Option<Address>,
    /// A script shows what it stands for, at no address that is known.
    pub scripted: bool,
    /// The entries below it.
    pub children: Vec<NavItem>,
}

/// A field of a document with where it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field<T> {
    /// The value, normalised.
    pub value: T,
    /// Where it was read.
    pub source: FieldSource,
    /// The words as the page has them, for evidence.
    pub shown: String,
}

/// Where a field was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FieldSource {
    /// A label-value box.
    Box,
    /// The line under the title.
    TitleLine,
    /// The heading or the signature of the text.
    Body,
    /// A meta tag.
    Meta,
    /// The page's address.
    Address,
}

impl FieldSource {
    /// Returns the Chinese locator shown to people.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Box => "信息属性栏",
            Self::TitleLine => "标题下方",
            Self::Body => "正文",
            Self::Meta => "meta 标签",
            Self::Address => "网页地址",
        }
    }
}

/// Metadata of a document or article.
#[derive(Debug, Clone, Default)]
pub struct DocumentFacts {
    /// 文号, exact as shown apart from white space.
    pub doc_number: Option<Field<String>>,
    /// 成文日期.
    pub written_date: Option<Field<Date>>,
    /// 发布日期.
    pub published_date: Option<Field<Date>>,
    /// 发文日期 and the like, where nothing tells which of the two it is.
    pub undecided_date: Option<Field<Date>>,
    /// 发文机关.
    pub issuing_body: Option<Field<String>>,
    /// 索引号.
    pub index_number: Option<Field<String>>,
    /// 有效性, the normalised word of domain file 1.3: 有效, 已修改, 部分失效, 废止, 失效, 未生效.
    pub validity: Option<Field<String>>,
    /// Why it is not known what the page says of it: an image without words or a script stands
    /// beside the label, or its last day tells it without a word.
    pub validity_open: Option<Cause>,
    /// 主题分类.
    pub topic: Option<Field<String>>,
    /// 内容概述.
    pub abstract_text: Option<Field<String>>,
    /// 生效日期.
    pub effective_date: Option<Field<Date>>,
    /// 废止日期.
    pub repeal_date: Option<Field<Date>>,
    /// Labels that the page shows without a value, as canonical field names
    /// (`doc_number`, `validity`, …).
    pub blank_labels: Vec<String>,
    /// Whether the page has a label-value box at all.
    pub has_box: bool,
    /// 文种 from the title: 通知, 意见, 公告, 令, …
    pub genre: Option<String>,
    /// Day that the text says the document lapses, with the words that say so.
    pub lapses: Option<Field<Date>>,
    /// Attachments.
    pub attachments: Vec<Attachment>,
    /// Whether the article's text is in the page (and not only in an attachment or image).
    pub has_text: bool,
    /// Whether the article's content is images only.
    pub image_only: bool,
    /// Whether the article has nothing at all: no sentence, file or image, and nothing that a
    /// frame or a script may show.
    pub bare: bool,
    /// Links to what the page shows as its interpretations (政策解读).
    pub interpretations: Vec<Address>,
    /// Whether it links to an interpretation of which it does not tell whose it is.
    pub perhaps_interpreted: bool,
    /// What its text says of itself and of other papers.
    pub says: PaperText,
}

impl DocumentFacts {
    /// Returns why the validity is not known though the page may state it.
    pub fn open_validity(&self) -> Option<Cause> {
        self.validity_open.filter(|_| self.validity.is_none())
    }
}

/// A file that belongs to an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// The `href` as written, or what is given to the script that opens the file.
    pub raw: String,
    /// Its address, when it is a web address and no script may make another of it.
    pub target: Option<Address>,
    /// The text of the link.
    pub text: String,
    /// The extension in lower case, from the address or the text (`pdf`, `docx`, …); empty where
    /// neither tells it.
    pub ext: String,
}

/// A list of items.
#[derive(Debug, Clone, Default)]
pub struct ListFacts {
    /// The items, in page order; template rows and navigation left out.
    pub items: Vec<ListItem>,
    /// True when a script fills the list, or the rest of it.
    pub dynamic: bool,
    /// True when a script fills it with data that stands in the page and says that it is all.
    pub whole: bool,
    /// True when what a script fills are further pages alone: this one is written out.
    pub rest: bool,
    /// True when that is only supposed: an empty container stands on a page with scripts.
    pub awaits: bool,
    /// True when other pages of its template show that nothing is to come.
    pub blank: bool,
    /// The next page of the list.
    pub next: Option<Address>,
    /// The number of pages that the pager states.
    pub pages: Option<u32>,
    /// Further pages that the pager names or its script's arguments give.
    pub more: Vec<Address>,
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListItem {
    /// The title, whole (`title=` where the text is cut).
    pub title: String,
    /// The `href` as written.
    pub raw: String,
    /// Its address.
    pub target: Option<Address>,
    /// The date shown with the item, or in its address where none is shown.
    pub date: Option<Date>,
    /// True when a date is shown that does not tell the day: the year is left out, or day and
    /// month cannot be told apart.
    pub half_dated: bool,
}

/// What an annual report's tables say.
#[derive(Debug, Clone, Default)]
pub struct ReportFacts {
    /// The year reported on.
    pub year: Option<i16>,
    /// The body that reports, as the title names it.
    pub body: Option<String>,
    /// Which official format the tables follow.
    pub format: Option<ReportFormat>,
    /// Cells by the names of `annual-report.md`, for example `N.TT`, `R31.NP`, `V.tot`.
    /// Blank data cells are `0` in computations and listed in `blank`.
    pub cells: std::collections::BTreeMap<String, f64>,
    /// Names of cells that are blank.
    pub blank: Vec<String>,
    /// Equations that do not hold.
    pub mismatches: Vec<Mismatch>,
    /// Which of the three tables were found and read (1, 2, 3).
    pub tables_read: Vec<u8>,
    /// Names of the six sections found (一 to 六), in order of appearance.
    pub sections: Vec<String>,
    /// Set when not all three tables could be read, with the cause. What `mismatches` lists
    /// holds all the same; an empty list then says nothing of the tables not read.
    pub unreadable: Option<Cause>,
    /// The year that the title names.
    pub titled: Option<i16>,
    /// The year of the period that the text says the numbers cover.
    pub period: Option<i16>,
    /// The official format that the tables' own rows and headings show.
    pub shown_format: Option<ReportFormat>,
    /// How many cells hold a mark or a word in the place of `0`.
    pub marks: usize,
    /// Numbers of the running text that repeat cells of the tables.
    pub claims: Vec<Claim>,
    /// Sentences of the running text, folded and without their figures.
    pub sentences: Vec<String>,
}

/// A number in a report's running text that repeats cells of its tables.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// The sums of cells that it may mean, by the cells' names; the plain meaning first.
    pub means: Vec<Vec<String>>,
    /// The number.
    pub value: f64,
    /// The words that say so, folded.
    pub words: String,
    /// True where the sentence may speak of something else (several bodies, another year).
    pub unclear: bool,
}

/// The official format of an annual report's tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportFormat {
    /// 国办公开办函〔2019〕60号, for 2019 and 2020.
    Of2019,
    /// 国办公开办函〔2021〕30号, from 2021 on.
    Of2021,
}

/// An equation that does not hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Mismatch {
    /// The code of the equation in `annual-report.md`, for example `AR-T2-01`.
    pub equation: String,
    /// The cell, in the words of the table.
    pub place: String,
    /// What the other cells give.
    pub expected: f64,
    /// What stands there.
    pub found: f64,
    /// The arithmetic that gives `expected`, for example `8+2=10`; empty where there is none.
    pub sum: String,
}

/// What a guide says. `None` means that the guide's text was read and does not say it.
#[derive(Debug, Clone, Default)]
pub struct GuideFacts {
    /// 信息分类.
    pub classification: Option<String>,
    /// 编排体系.
    pub arrangement: Option<String>,
    /// 获取方式.
    pub how_to_get: Option<String>,
    /// 公开工作机构名称.
    pub office_name: Option<String>,
    /// 办公地址.
    pub address: Option<String>,
    /// 办公时间.
    pub hours: Option<String>,
    /// 联系电话.
    pub phone: Option<String>,
    /// 传真号码.
    pub fax: Option<String>,
    /// 互联网联系方式 (e-mail, online form).
    pub internet: Option<String>,
    /// Elements whose value is a placeholder (`×××`, 待定), by the field names above.
    pub placeholders: Vec<String>,
    /// Elements that the text speaks of without saying them plainly, by the field names above:
    /// whether they are stated, a person has to see.
    pub unclear: Vec<String>,
    /// Day of making or updating that the guide states.
    pub updated: Option<Date>,
    /// Working days stated for answering a request (Article 33), as written: usually 20.
    pub answer_days: Option<Field<i64>>,
    /// Working days stated for prolonging.
    pub extension_days: Option<Field<i64>>,
    /// Working days stated for asking the applicant to correct (Article 30): usually 7.
    pub correction_days: Option<Field<i64>>,
    /// Working days stated for third parties (Article 32): usually 15.
    pub third_party_days: Option<Field<i64>>,
    /// The words that cite the text of 2007 (国务院令第492号) as the law in force.
    pub cites_repealed: Option<String>,
    /// The words on fees.
    pub fee: Option<String>,
    /// The words that still charge for search, copying and post (repealed).
    pub old_fee: Option<String>,
    /// Channels for requests: `in_person`, `post`, `internet`, `fax`.
    pub channels: Vec<String>,
    /// The words that demand a purpose (用途) or a special need of the applicant.
    pub asks_purpose: Option<String>,
    /// The words on remedies (complaint, review, litigation).
    pub remedies: Option<String>,
    /// True when the page is only a list of departments' guides.
    pub is_directory: bool,
    /// Set when the guide's text is not on the page: only in an attachment or image, or on the
    /// page that the only link leads to.
    pub text_elsewhere: Option<Cause>,
    /// The page that has the text instead, where this one only links to it.
    pub text_at: Option<Address>,
}

/// An entry of a mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Message {
    /// Its title, masked.
    pub title: String,
    /// Where it leads.
    pub target: Option<Address>,
    /// Day of asking.
    pub asked: Option<Date>,
    /// Day of the answer.
    pub replied: Option<Date>,
    /// The state as shown.
    pub status: Option<String>,
    /// The text of an answer stands on the page.
    pub reply: bool,
}

/// A piece of personal data, masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalDatum {
    /// The kind by `site-conventions.md` 7.2: `id_card`, `id_card_15`, `mobile`, `bank_card`,
    /// `address`, `sensitive`.
    pub kind: &'static str,
    /// The value, masked: first three and last two characters.
    pub masked: String,
    /// Where it stands, for a person.
    pub locator: String,
    /// True when only a person can tell whether it may stand there.
    pub disputable: bool,
    /// The birthday that an identity card number tells; never shown.
    pub born: Option<Date>,
}
