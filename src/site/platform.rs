//! Finding the disclosure platform: from the home page's entries, else from what the pages
//! themselves look like.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::SiteModel;
use super::answers::{Answers, Resolution};
use super::content::is_foreign;
use super::intern::Strings;
use super::levels::{adopt, nest, serves_in};
use super::names::{Names, PlatformName};
use super::record::{PageIx, PageRecord};
use crate::model::{Address, Cause, LinkRegion, NavItem, PageFacts, PageKind, Words};

/// A link on the home page that leads to the platform by its words.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its words.
    pub text: String,
    /// Where it leads.
    pub target: Option<Address>,
    /// Where on the page it stands.
    pub region: LinkRegion,
    /// True when it is an image without words (then the words are the target's).
    pub bare_image: bool,
    /// True when the words are exactly the prescribed name.
    pub canonical: bool,
}

/// The platform, as far as it was found.
#[derive(Debug, Clone)]
pub enum PlatformState {
    /// Found and read.
    Found(Platform),
    /// The home page was read whole and has no entry to a platform.
    Absent,
    /// Not seen, and it cannot be said that there is none.
    Unknown(Cause, Words),
}

/// The platform.
#[derive(Debug, Clone)]
pub struct Platform {
    /// Its page.
    pub page: PageIx,
    /// Its address, as linked.
    pub address: Address,
    /// Its name as its page shows it.
    pub name: String,
    /// The first level of its columns, in order; empty when no navigation could be read.
    pub first_level: Vec<NavItem>,
    /// The page whose navigation gave the first level.
    pub tree_page: PageIx,
    /// Further trees on its page, such as a region's own directory.
    pub further: Vec<NavItem>,
    /// True when no menu of columns was read on its page though a script may put one there.
    pub unread_menu: bool,
    /// Why the page is only the section around the platform: the platform's own page, which it
    /// links to by the prescribed name, was not read.
    pub inexact: Option<Cause>,
}

impl PlatformState {
    /// The state before anything was looked at.
    pub(super) fn unread() -> Self {
        Self::Unknown(
            Cause::NotFetched,
            Words::new(
                "首页未抓取到，无法确认平台位置",
                "the home page was not fetched, so the platform could not be located",
            ),
        )
    }

    /// Returns the platform when it was found.
    pub fn found(&self) -> Option<&Platform> {
        match self {
            Self::Found(platform) => Some(platform),
            _ => None,
        }
    }
}

/// Fills in `home`, `entries` and `platform`.
pub(super) fn locate(model: &mut SiteModel, names: &Names) {
    model.home = find_home(model);
    model.entries = model
        .home
        .map(|home| entries_of(model, home, names))
        .unwrap_or_default();
    let candidate = from_entries(model, names).or_else(|| from_pages(model, names));
    model.platform = match candidate {
        Some((page, address)) => PlatformState::Found(describe(model, names, page, address)),
        None => not_found(model),
    };
    if model.entries.is_empty() {
        model.entries.extend(image_entry(model));
    }
}

impl SiteModel {
    /// Says why the site's home page was asked for and did not come, if so: then what all pages
    /// of the site have is not told apart.
    pub fn home_refused(&self) -> Option<Cause> {
        match self.answers.resolve(&self.seed.join("/")?) {
            Resolution::Refused(cause, _) if self.home.is_none() => Some(cause),
            _ => None,
        }
    }
}

impl Platform {
    /// Tells whether the number of an address is that of its page.
    pub(crate) fn is_at(&self, answers: &Answers, target: Option<u32>) -> bool {
        target
            .and_then(|number| answers.address(number))
            .is_some_and(|target| answers.resolve(&target) == Resolution::Page(self.page))
    }
}

/// Finds a link without words on the home page that leads to the platform, be its words in an
/// image or in the background of its box: then that is the entry, under the platform's own name.
fn image_entry(model: &SiteModel) -> Option<Entry> {
    let platform = model.platform.found()?;
    let home = model.home.filter(|home| *home != platform.page)?;
    model.page(home).links().find_map(|link| {
        let is_nameless = link.bare_image || model.strings.get(link.text).is_empty();
        let leads = is_nameless && platform.is_at(&model.answers, link.target);
        let target = model.answers.address(link.target?)?;
        leads.then(|| Entry {
            text: platform.name.clone(),
            target: Some(target),
            region: link.region,
            bare_image: true,
            canonical: false,
        })
    })
}

fn find_home(model: &SiteModel) -> Option<PageIx> {
    let root = model.seed.join("/")?;
    for address in [&model.seed, &root] {
        if let Resolution::Page(page) = model.answers.resolve(address) {
            let record = model.page(page);
            let at_root = address.path_and_query() == "/" || is_index(address.path());
            let is_platform = record.facts.kind == PageKind::PlatformHome;
            let is_home = record.facts.kind == PageKind::SiteHome || (at_root && !is_platform);
            if is_home && !is_inner(&record.facts) {
                return Some(page);
            }
        }
    }
    None
}

/// Tells whether a page shows that it stands below others: saved alone, it is the index of its
/// folder and no home page.
fn is_inner(facts: &PageFacts) -> bool {
    let above = facts
        .breadcrumb
        .iter()
        .filter(|crumb| crumb.target.is_some());
    matches!(facts.kind, PageKind::Guide | PageKind::AnnualReport)
        || facts.breadcrumb.len() > 1 && above.count() > 0
}

fn is_index(path: &str) -> bool {
    path.strip_prefix('/').is_some_and(|rest| {
        !rest.contains('/')
            && matches!(
                rest.split('.').next(),
                Some("index" | "default" | "main" | "home")
            )
    })
}

fn entries_of(model: &SiteModel, page: PageIx, names: &Names) -> Vec<Entry> {
    entries_on(&model.page(page), &model.answers, &model.strings, names)
}

/// Reads the entries off a page: by their words, best first.
pub(super) fn entries_on(
    record: &PageRecord,
    answers: &Answers,
    strings: &Strings,
    names: &Names,
) -> Vec<Entry> {
    let mut entries: Vec<(usize, PlatformName, Entry)> = Vec::new();
    for (at, link) in record.links().enumerate() {
        let text = strings.get(link.text);
        let Some(kind) = names.platform_name(text) else {
            continue;
        };
        let target = link.target.and_then(|number| answers.address(number));
        entries.push((
            at,
            kind,
            Entry {
                text: text.to_owned(),
                target,
                region: link.region,
                bare_image: link.bare_image,
                canonical: kind == PlatformName::Canonical,
            },
        ));
    }
    entries.sort_by_key(|(at, kind, entry)| (*kind, entry.target.is_none(), entry.region, *at));
    entries.into_iter().map(|(_, _, entry)| entry).collect()
}

/// Follows the home page's entries; of several the one whose page has the fullest tree.
fn from_entries(model: &SiteModel, names: &Names) -> Option<(PageIx, Address)> {
    let mut best: Option<(usize, bool, PageIx, Address)> = None;
    let mut consider = |score: usize, canonical: bool, page: PageIx, address: &Address| {
        if best
            .as_ref()
            .is_none_or(|(s, c, _, _)| (canonical, score) > (*c, *s))
        {
            best = Some((score, canonical, page, address.clone()));
        }
    };
    for entry in &model.entries {
        let Some(target) = &entry.target else {
            continue;
        };
        let Resolution::Page(page) = model.answers.resolve(target) else {
            continue;
        };
        if Some(page) == model.home {
            continue;
        }
        consider(
            first_level_score(model, names, page),
            entry.canonical,
            page,
            target,
        );
        if !entry.canonical {
            // 「政务公开」 is often the larger section that holds the platform.
            for inner in entries_of(model, page, names)
                .iter()
                .filter(|inner| inner.canonical)
            {
                if let Some(address) = &inner.target
                    && let Resolution::Page(inside) = model.answers.resolve(address)
                    && Some(inside) != model.home
                {
                    consider(
                        first_level_score(model, names, inside),
                        true,
                        inside,
                        address,
                    );
                }
            }
        }
    }
    best.filter(|(score, canonical, _, _)| *canonical || *score >= 2)
        .map(|(_, _, page, address)| (page, address))
}

/// Without a home page: the page that is a platform by its looks.
fn from_pages(model: &SiteModel, names: &Names) -> Option<(PageIx, Address)> {
    if let Resolution::Page(page) = model.answers.resolve(&model.seed)
        && Some(page) != model.home
        && model.page(page).facts.kind == PageKind::PlatformHome
    {
        return Some((page, model.seed.clone()));
    }
    let mut best: Option<(usize, usize, PageIx)> = None;
    for page in model.page_numbers() {
        if model.kind(page) != PageKind::PlatformHome || Some(page) == model.home {
            continue;
        }
        let record = model.page(page);
        let score = first_level_score(model, names, page);
        // Of equals the one nearest to the root stands for the platform.
        let depth = usize::MAX - record.address.path().matches('/').count();
        if best.is_none_or(|(s, d, _)| (score, depth) > (s, d)) {
            best = Some((score, depth, page));
        }
    }
    best.map(|(_, _, page)| (page, model.page(page).address.clone()))
}

fn not_found(model: &SiteModel) -> PlatformState {
    let Some(home) = model.home else {
        return PlatformState::unread();
    };
    let record = model.page(home);
    if let Some(cause) = record.facts.unreadable {
        return PlatformState::Unknown(
            cause,
            Words::new(
                "首页内容未能读出，请打开首页查看“政府信息公开”入口",
                "the home page could not be read; look there for the entry by hand",
            ),
        );
    }
    let mut cause = None;
    for entry in &model.entries {
        cause = Some(
            match entry
                .target
                .as_ref()
                .map(|target| model.answers.resolve(target))
            {
                None => Cause::ScriptBuilt,
                Some(Resolution::Refused(cause, _)) => cause,
                Some(Resolution::Unasked(address)) if address.host() != model.seed.host() => {
                    Cause::JumpsOffSite
                }
                Some(Resolution::Unasked(_)) => Cause::NotFetched,
                Some(Resolution::Gone(_)) => continue,
                Some(_) => Cause::NeedsHuman,
            },
        );
        break;
    }
    if let Some(cause) = cause {
        return PlatformState::Unknown(
            cause,
            Words::new(
                "首页有公开入口，但其指向的页面未能读取，请点开查看",
                "the home page has an entry, but the page behind it could not be read",
            ),
        );
    }
    if model.entries.is_empty() && record.links().count() < 5 {
        return PlatformState::Unknown(
            Cause::ScriptBuilt,
            Words::new(
                "首页几乎没有可读的链接，导航可能由脚本加载，请在浏览器中查看",
                "the home page has hardly any readable link; its menu may be built by script",
            ),
        );
    }
    PlatformState::Absent
}

fn describe(model: &SiteModel, names: &Names, page: PageIx, address: Address) -> Platform {
    let record = model.page(page);
    let mut tree_page = page;
    let mut first_level = first_level_of(model, names, page);
    if first_level.is_empty() {
        // The entry page may show content only; its columns' pages carry the tree.
        let inner = record
            .links()
            .filter_map(|link| link.target)
            .filter_map(|n| model.answers.address(n));
        for target in inner.take(400) {
            if let Resolution::Page(other) = model.answers.resolve(&target)
                && Some(other) != model.home
                && model.page(other).address.host() == record.address.host()
            {
                let level = first_level_of(model, names, other);
                if count_first(names, &level) >= 2 {
                    first_level = level;
                    tree_page = other;
                    break;
                }
            }
        }
    }
    let mut further = Vec::new();
    if first_level.is_empty() {
        (first_level, further) = from_links(model, names, &record);
    }
    let blocks = own_blocks(model, page);
    for block in &blocks {
        adopt(names, &mut first_level, block);
    }
    let inexact = own_page_unread(model, names, page);
    let mut unread_menu = first_level.is_empty() && record.facts.may_be_scripted();
    for block in &blocks {
        unread_menu &= serves_in(names, block) == 0;
        let whole = inexact.is_none() && model.home_refused().is_none();
        if whole && serves_in(names, block) >= 3 && !holds_any(block, &first_level) {
            further.extend(block.iter().cloned());
        }
    }
    let name = names
        .platform_name(record.facts.title.as_deref().unwrap_or(""))
        .and(record.facts.title.clone())
        .or_else(|| record.facts.column_path.last().cloned())
        .or_else(|| record.facts.title.clone())
        .unwrap_or_default();
    Platform {
        page,
        address,
        name,
        first_level,
        tree_page,
        further,
        unread_menu,
        inexact,
    }
}

/// Tells why the platform's own page was not read, where the page is only the section around it.
fn own_page_unread(model: &SiteModel, names: &Names, page: PageIx) -> Option<Cause> {
    let record = model.page(page);
    let named = [
        record.facts.title.as_deref(),
        record.facts.column_path.last().map(String::as_str),
    ];
    if named
        .into_iter()
        .flatten()
        .any(|name| names.platform_name(name) == Some(PlatformName::Canonical))
    {
        return None;
    }
    entries_of(model, page, names)
        .iter()
        .filter(|entry| entry.canonical)
        .find_map(
            |entry| match model.answers.resolve(entry.target.as_ref()?) {
                Resolution::Refused(cause, _) => Some(cause),
                Resolution::Unasked(_) => Some(Cause::NotFetched),
                _ => None,
            },
        )
}

/// Columns named among the plain links of the platform's page, where it has no menu: those of
/// the first level, and deeper ones that are kept on another site, as no page of this one tells
/// of them.
fn from_links(
    model: &SiteModel,
    names: &Names,
    record: &PageRecord,
) -> (Vec<NavItem>, Vec<NavItem>) {
    let mut seen = BTreeSet::new();
    let (mut found, mut elsewhere) = (Vec::new(), Vec::new());
    for link in record.links().filter(|link| {
        matches!(
            link.region,
            LinkRegion::Main | LinkRegion::Side | LinkRegion::Header
        )
    }) {
        let text = model.strings.get(link.text);
        let serves = names.serves(text, &[], true);
        if serves.is_empty() || seen.contains(&link.text) {
            continue;
        }
        let target = link.target.and_then(|number| model.answers.address(number));
        let is_elsewhere = (target.as_ref()).is_some_and(|target| is_foreign(model, target));
        let is_first = serves.iter().any(|id| names.is_first_level(id));
        let item = NavItem {
            text: text.to_owned(),
            target,
            ..NavItem::default()
        };
        match (is_first, is_elsewhere) {
            (true, _) => found.push(item),
            (false, true) => elsewhere.push(item),
            (false, false) => continue,
        }
        seen.insert(link.text);
    }
    if found.len() >= 2 {
        (found, elsewhere)
    } else {
        (Vec::new(), Vec::new())
    }
}

/// Blocks of the page that the home page does not have as well.
fn own_blocks(model: &SiteModel, page: PageIx) -> Vec<Arc<Vec<NavItem>>> {
    let of_home: Vec<u64> = model
        .home
        .filter(|home| *home != page)
        .map(|home| {
            model
                .page(home)
                .navigation
                .iter()
                .map(|block| block.id)
                .collect()
        })
        .unwrap_or_default();
    model
        .page(page)
        .navigation
        .iter()
        .filter(|block| !of_home.contains(&block.id))
        .map(|block| block.items.clone())
        .collect()
}

fn first_level_score(model: &SiteModel, names: &Names, page: PageIx) -> usize {
    count_first(names, &first_level_of(model, names, page))
}

/// The list of siblings on the page that holds the most of the prescribed columns.
fn first_level_of(model: &SiteModel, names: &Names, page: PageIx) -> Vec<NavItem> {
    let mut best: (usize, Vec<NavItem>) = (1, Vec::new());
    for block in &own_blocks(model, page) {
        let mut waiting: Vec<&[NavItem]> = vec![block];
        while let Some(siblings) = waiting.pop() {
            let count = count_first(names, siblings);
            if count > best.0 {
                best = (count, siblings.to_vec());
            }
            waiting.extend(
                siblings
                    .iter()
                    .filter(|item| !item.children.is_empty())
                    .map(|item| item.children.as_slice()),
            );
        }
    }
    // The way back to the home page and to the platform itself are no columns of it; but it may
    // open with one of them.
    best.1.retain(|item| {
        if count_first(names, std::slice::from_ref(item)) > 0 {
            return true;
        }
        let Some(target) = &item.target else {
            return true;
        };
        match model.answers.resolve(target) {
            Resolution::Page(other) => other != page && Some(other) != model.home,
            _ => true,
        }
    });
    nest(best.1)
}

/// Number of different first-level obligations that the siblings serve.
fn count_first(names: &Names, siblings: &[NavItem]) -> usize {
    let mut ids = BTreeSet::new();
    for item in siblings {
        ids.extend(
            names
                .serves(&item.text, &[], true)
                .into_iter()
                .filter(|id| names.is_first_level(id)),
        );
    }
    ids.len()
}

fn holds_any(block: &[NavItem], items: &[NavItem]) -> bool {
    let mut waiting: Vec<&NavItem> = block.iter().collect();
    while let Some(item) = waiting.pop() {
        if items
            .iter()
            .any(|other| other.text == item.text && other.target == item.target)
        {
            return true;
        }
        waiting.extend(item.children.iter());
    }
    false
}
