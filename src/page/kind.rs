//! The kind of a page, from several signals together.

use std::sync::Arc;

use crate::model::{Address, DocumentFacts, FieldSource, ListFacts, NavItem, PageKind};
use crate::page::special::messages_letter::Letter;
use crate::vocabulary::pages::{PageWords, WordList};
use crate::vocabulary::{bodies, fold, messages as letters};

/// What is known of a page when its kind is decided.
pub(super) struct Signals<'a> {
    pub(super) address: &'a Address,
    pub(super) words: &'a PageWords,
    pub(super) html_title: Option<&'a str>,
    pub(super) site_name: Option<&'a str>,
    /// The heading of an article or `ArticleTitle`, when there is one.
    pub(super) title: Option<&'a str>,
    /// `ColumnName`, else the last crumb.
    pub(super) column: Option<&'a str>,
    /// The column's own name where the page is one.
    pub(super) own_column: Option<&'a str>,
    pub(super) column_path: &'a [String],
    /// `ArticleTitle` or `PubDate` is given.
    pub(super) article_meta: bool,
    pub(super) column_meta: bool,
    /// No more is known of the day of publishing than when the page was made (`createDate`).
    pub(super) stamped: bool,
    /// A line of time and source stands on the page, in no list.
    pub(super) byline: bool,
    /// An element shows the title of an article.
    pub(super) headed: bool,
    /// Characters of the densest running text.
    pub(super) text: usize,
    pub(super) list: Option<&'a ListFacts>,
    pub(super) document: Option<&'a DocumentFacts>,
    /// All menus.
    pub(super) menus: &'a [Arc<Vec<NavItem>>],
    /// Groups of dated items on the page.
    pub(super) blocks: usize,
    pub(super) redirects: bool,
    /// A place for a list is there: rows of a template, an empty container that a script
    /// fills, data in a script, or words that say the list is empty.
    pub(super) awaits: bool,
    /// Tells whether the main part has a label that only letters have.
    pub(super) asks: &'a dyn Fn() -> bool,
    /// Reads the labels that letters have off the whole page.
    pub(super) letter: &'a dyn Fn() -> Letter,
}

fn any(text: &str, words: &WordList) -> bool {
    words.is_in(text)
}

/// Tells what the title of a row promises where it leads, before that is read.
pub(super) fn promised(title: &str, words: &PageWords) -> PageKind {
    let kinds = &words.kinds;
    if any(title, &kinds.consultation) && !kinds.not_consultation.found_in(title) {
        return PageKind::Consultation;
    }
    super::document::promises(title)
}

/// Tells whether the page is an article and not a list of articles.
pub(super) fn is_article(signals: &Signals<'_>) -> bool {
    let items = signals.list.map_or(0, |list| list.items.len());
    let dated = signals.list.map_or(0, |list| {
        list.items.iter().filter(|item| item.date.is_some()).count()
    });
    let boxed = signals.document.is_some_and(|document| {
        // A box that names the paper is its own, though every page's `<title>` be the platform's.
        let named = document.says.box_title.is_some();
        let numbered = document.index_number.is_some() || document.doc_number.is_some();
        document.has_box && (numbered || named)
    });
    // A box in each row of a column is of what the rows lead to.
    let of_rows = dated >= 3
        && dated == items
        && signals.column_meta
        && !signals.article_meta
        && !signals.byline
        && !signals.headed
        && signals.text < 200;
    if boxed && !of_rows {
        return true;
    }
    // Some systems give every page, homes and columns included, the time of its making.
    let published = signals
        .document
        .and_then(|document| document.published_date.as_ref());
    let timed = published.is_some_and(|day| day.source != FieldSource::Meta || !signals.stamped);
    if signals.article_meta {
        return items < 6 || signals.text > 200 || timed;
    }
    // Beside a line of time and source a list is one of related pages.
    if signals.byline && timed && signals.text >= 60 {
        return true;
    }
    // Below a heading of its own a text that outweighs the list is not the list's.
    let listed = signals.list.map_or(0, |list| {
        list.items
            .iter()
            .map(|item| item.title.chars().count())
            .sum()
    });
    if signals.headed && signals.text >= 120 && signals.text * 2 > listed * 3 {
        return true;
    }
    if dated >= 3 && signals.text < 600 {
        return false;
    }
    if signals.column_meta && items >= 3 && signals.text < 300 {
        return false;
    }
    signals.text >= 120
        || (timed && items < 3)
        || (signals.headed && items == 0 && signals.text >= 40)
}

fn is_root(address: &Address) -> bool {
    let path = address.path();
    let name = path.trim_matches('/').to_ascii_lowercase();
    let query = address.path_and_query().contains('?');
    !query
        && (name.is_empty()
            || ["index", "default", "home", "main"].iter().any(|stem| {
                name.strip_prefix(stem)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            }))
}

/// Tells whether an address only stands for one that is not known (RFC 2606: no host is below
/// `.invalid`).
fn is_unknown(address: &Address) -> bool {
    address.host().ends_with(".invalid")
}

/// Decides the kind of a page.
pub(super) fn decide(signals: &Signals<'_>) -> PageKind {
    let kinds = &signals.words.kinds;
    let html_title = signals.html_title.map(fold).unwrap_or_default();
    let article = is_article(signals);
    let column = match article {
        true => signals.column,
        false => signals.own_column,
    };
    let column = column.map(fold).unwrap_or_default();
    let site = signals.site_name.map(fold).unwrap_or_default();
    let home_named = signals.words.home.iter().any(|home| {
        let parted = ['-', '_'];
        let first = html_title.strip_prefix(home.as_str());
        let last = html_title.strip_suffix(home.as_str());
        column == *home
            || html_title == *home
            || first.is_some_and(|rest| rest.starts_with(parted))
            || last.is_some_and(|rest| rest.ends_with(parted))
    });
    // A file given without its address looks like a root; a page of a column is none, nor is
    // one whose title names more than a site.
    let in_no_column = signals.column_path.is_empty() && (column.is_empty() || column == site);
    let of_site = signals.redirects
        || home_named
        || html_title.is_empty()
        || signals.blocks >= 2
        || names_only_a_site(&html_title);
    let root = is_root(signals.address)
        && signals.column_path.len() < 3
        && (!is_unknown(signals.address) || in_no_column && of_site);
    if signals.redirects {
        return if root {
            PageKind::SiteHome
        } else {
            PageKind::Other
        };
    }
    let platform_named = is_platform_name(&column, &site, kinds)
        || (column.is_empty()
            && is_platform_name(&html_title, &site, kinds)
            && !names_a_column(&html_title, &site, signals.words));
    if !article || signals.blocks >= 3 {
        if platform_named && !is_exactly_entry(&column, kinds) {
            return PageKind::PlatformHome;
        }
        // A body's own page in a platform of many: its name, the entries and some lists.
        if !column.is_empty()
            && super::site_name::is_body_name(&column)
            && entries(signals.menus, kinds) >= 4
        {
            return PageKind::PlatformHome;
        }
        // Several lists below a title that is nothing but a body's name, in no column.
        let home_like = signals.blocks >= 2
            && column.is_empty()
            && signals.column_path.is_empty()
            && names_only_a_site(&html_title);
        if root || home_named || home_like {
            let entries = entries(signals.menus, kinds);
            return if platform_named || (entries >= 3 && !home_named && html_title.contains("公开"))
            {
                PageKind::PlatformHome
            } else {
                PageKind::SiteHome
            };
        }
    }
    let kind = if article {
        of_article(signals)
    } else {
        of_column(signals, &column, &html_title)
    };
    if is_letter(signals, kind, &html_title) {
        return PageKind::Mailbox;
    }
    kind
}

/// What a page's columns say of letters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shelf {
    Letters,
    /// Of one of the other kinds.
    Others,
    Unknown,
}

/// Asks the innermost columns of a page first: letters stand below what has calls as well.
fn shelf(signals: &Signals<'_>) -> Shelf {
    let kinds = &signals.words.kinds;
    let others = [
        &kinds.guide,
        &kinds.annual_report_column,
        &kinds.regime,
        &kinds.request,
        &kinds.interpretation,
        &kinds.consultation,
    ];
    let names = signals.column_path.iter().map(String::as_str);
    let names = names.rev().chain(signals.column).take(4).map(fold);
    let told = names.map(|name| {
        if others.iter().any(|words| any(&name, words)) {
            Shelf::Others
        } else if letters::words().columns.found_in(&name) {
            Shelf::Letters
        } else {
            Shelf::Unknown
        }
    });
    told.into_iter()
        .find(|told| *told != Shelf::Unknown)
        .unwrap_or(Shelf::Unknown)
}

/// Tells whether a page is a letter, though its title have the words of another kind: people
/// write about guides, calls and interpretations too.
fn is_letter(signals: &Signals<'_>, kind: PageKind, html_title: &str) -> bool {
    let misleads = matches!(
        kind,
        PageKind::AnnualReport
            | PageKind::Guide
            | PageKind::Regime
            | PageKind::Interpretation
            | PageKind::Consultation
            | PageKind::Request
    );
    let plain = matches!(
        kind,
        PageKind::Document | PageKind::Enforcement | PageKind::Article | PageKind::Other
    );
    let listed = signals.list.is_some_and(|list| list.items.len() >= 3);
    if !(misleads || plain && (signals.asks)()) || listed && !is_article(signals) {
        return false;
    }
    let letter = signals.letter;
    let numbered = is_numbered(signals);
    let title = signals.title.map_or_else(|| html_title.to_owned(), fold);
    let bare = title.trim_end_matches(|c: char| !c.is_alphanumeric());
    let paper = numbered || letters::words().papers.end(bare);
    match shelf(signals) {
        Shelf::Others => false,
        // What people say of a call may stand below it, each with its day.
        Shelf::Letters if paper => letter().is_answered_once(),
        Shelf::Letters if !misleads || has_box(signals).is_some() => letter().is_dated(),
        Shelf::Letters => kind != PageKind::Consultation || letter().says_anything(),
        Shelf::Unknown if kind == PageKind::Consultation => !paper && letter().is_answered_once(),
        Shelf::Unknown => !numbered && (misleads || !paper) && letter().is_dated(),
    }
}

/// Tells whether `<title>` is the name of a body or of its site and nothing else.
fn names_only_a_site(html_title: &str) -> bool {
    let sites = &bodies::words().sites;
    let parts = super::title::split(html_title);
    !parts.is_empty()
        && parts.iter().all(|part| {
            let bare = part
                .trim_start_matches("欢迎访问")
                .trim_end_matches(['!', '！']);
            super::site_name::is_body_name(sites.titles.off_end(bare)) || sites.names.end(part)
        })
}

/// Tells whether `<title>` names more than a platform and what has it: 通知公告-政务公开-某县财政局.
fn names_a_column(html_title: &str, site: &str, words: &PageWords) -> bool {
    let ends = &bodies::words().sites.ends;
    let parts = super::title::split(html_title);
    parts.len() > 2
        && parts.iter().any(|part| {
            !part.is_empty()
                && *part != site
                && !words.home.contains(*part)
                && !words.title_noise.contains(*part)
                && !is_platform_name(part, site, &words.kinds)
                && !names_only_a_site(part)
                && !ends.end(part)
        })
}

fn is_platform_name(name: &str, site: &str, kinds: &crate::vocabulary::pages::KindWords) -> bool {
    if name.is_empty() {
        return false;
    }
    let bare = if site.is_empty() {
        name.to_owned()
    } else {
        name.replace(site, "")
    };
    let bare = bare.trim_matches(|c: char| !c.is_alphanumeric());
    kinds.platform.iter().any(|word| {
        bare == word
            || (bare.ends_with(word.as_str())
                && bare.chars().count() <= word.chars().count() + 10
                && !kinds.not_platform.found_in(bare))
    })
}

fn is_exactly_entry(column: &str, kinds: &crate::vocabulary::pages::KindWords) -> bool {
    any(column, &kinds.request) || column == "法定主动公开内容"
}

/// How many of a platform's entries the menus name.
fn entries(menus: &[Arc<Vec<NavItem>>], kinds: &crate::vocabulary::pages::KindWords) -> usize {
    let menu = names(menus);
    kinds
        .entries
        .iter()
        .filter(|entry| {
            menu.iter().any(|name| {
                name.contains(entry.as_str())
                    && (name.contains("公开") || name.chars().count() <= 6)
            })
        })
        .count()
}

/// The names of all entries of all menus, folded.
fn names(navigation: &[Arc<Vec<NavItem>>]) -> Vec<String> {
    let mut out = Vec::new();
    let mut open: Vec<&NavItem> = navigation.iter().flat_map(|menu| menu.iter()).collect();
    while let Some(item) = open.pop() {
        out.push(fold(&item.text));
        open.extend(item.children.iter());
    }
    out
}

fn of_article(signals: &Signals<'_>) -> PageKind {
    let kinds = &signals.words.kinds;
    let title = signals.title.map(fold).unwrap_or_default();
    let last = signals
        .column_path
        .last()
        .map(|name| fold(name))
        .or_else(|| signals.column.map(fold))
        .unwrap_or_default();
    let path: Vec<String> = signals.column_path.iter().map(|name| fold(name)).collect();
    let on_path = |words: &WordList| path.iter().any(|name| any(name, words));
    let interprets =
        any(&title, &kinds.interpretation) && !super::document::is_about_explaining(&title);
    if any(&title, &kinds.annual_report) && !interprets && !kinds.not_annual_report.found_in(&title)
    {
        return PageKind::AnnualReport;
    }
    if any(&title, &kinds.guide) && !kinds.not_guide.found_in(&title) && !interprets {
        return PageKind::Guide;
    }
    if interprets || (any(&last, &kinds.interpretation) && !is_numbered(signals)) {
        return PageKind::Interpretation;
    }
    if any(&title, &kinds.consultation) && !kinds.not_consultation.found_in(&title) {
        return PageKind::Consultation;
    }
    if any(&title, &kinds.regime) || on_path(&kinds.regime) {
        return PageKind::Regime;
    }
    if on_path(&kinds.annual_report_column)
        && title.contains("信息公开")
        && (title.contains("报告") || title.contains("年报"))
    {
        return PageKind::AnnualReport;
    }
    if on_path(&kinds.request) || any(&title, &kinds.request) {
        return PageKind::Request;
    }
    if any(&last, &kinds.guide) {
        return PageKind::Guide;
    }
    let numbered = is_numbered(signals);
    let about_mail = kinds.not_mailbox.end(&title);
    if any(&title, &kinds.mailbox) && !numbered && !title.contains("通知") && !about_mail
        || (any(&last, &kinds.mailbox) && !numbered && has_box(signals).is_none())
    {
        return PageKind::Mailbox;
    }
    let announces = kinds.enforcement_shown.found_in(&title);
    // A decision bears its own number: （某罚决字〔2025〕2号）.
    let decision = any(&title, &kinds.enforcement) && kinds.enforcement_forms.found_in(&title);
    if decision
        || !numbered
            && ((any(&title, &kinds.enforcement) && announces)
                || (any(&last, &kinds.enforcement) && !kinds.not_enforcement.found_in(&title)))
    {
        return PageKind::Enforcement;
    }
    if any(&last, &kinds.consultation) && !numbered {
        return PageKind::Consultation;
    }
    if numbered || has_box(signals).is_some() || is_signed_paper(signals) {
        return PageKind::Document;
    }
    PageKind::Article
}

fn is_numbered(signals: &Signals<'_>) -> bool {
    signals
        .document
        .is_some_and(|document| document.doc_number.is_some())
}

/// A paper that a body signs and dates needs neither number nor box to be one.
fn is_signed_paper(signals: &Signals<'_>) -> bool {
    signals.document.is_some_and(|document| {
        document
            .written_date
            .as_ref()
            .is_some_and(|date| date.source == FieldSource::Body)
            && document
                .issuing_body
                .as_ref()
                .is_some_and(|body| body.source == FieldSource::Body)
    })
}

/// A metadata box with what only documents have.
fn has_box(signals: &Signals<'_>) -> Option<()> {
    let document = signals.document?;
    (document.has_box
        && (document.index_number.is_some()
            || document.written_date.is_some()
            || document.validity.is_some()
            || document.topic.is_some()
            || document
                .blank_labels
                .iter()
                .any(|label| label == "doc_number" || label == "index_number")))
    .then_some(())
}

fn of_column(signals: &Signals<'_>, column: &str, html_title: &str) -> PageKind {
    let kinds = &signals.words.kinds;
    let items = signals.list.map_or(0, |list| list.items.len());
    let dynamic = signals.list.is_some_and(|list| list.dynamic);
    let name = if column.is_empty() {
        html_title
    } else {
        column
    };
    if any(name, &kinds.guide) || name == "指南" {
        return PageKind::Guide;
    }
    if any(name, &kinds.annual_report_column) {
        return PageKind::ColumnList;
    }
    if any(name, &kinds.regime) {
        return PageKind::Regime;
    }
    if any(name, &kinds.request) {
        return PageKind::Request;
    }
    if any(name, &kinds.mailbox) {
        return PageKind::Mailbox;
    }
    if items >= 1 || dynamic || signals.column_meta || (signals.awaits && !column.is_empty()) {
        return PageKind::ColumnList;
    }
    // Next to nothing stands below the name that the breadcrumb and `<title>` give the page.
    let parts = super::title::split(signals.html_title.unwrap_or_default());
    if !column.is_empty()
        && signals.text == 0
        && !signals.headed
        && parts.into_iter().any(|part| fold(part) == column)
    {
        return PageKind::ColumnList;
    }
    PageKind::Other
}
