//! What stands in each column, and what of it was not read.

use std::collections::HashSet;
use std::num::NonZeroU32;

use jiff::civil::Date;

use super::SiteModel;
use super::answers::{Answers, Resolution};
use super::columns::ColumnIx;
use super::record::{PageIx, PageRecord};
use crate::model::{Address, Cause, Inset, LinkRegion, PageKind};

/// What stands in a column.
#[derive(Debug, Clone, Default)]
pub struct Content {
    /// The page that the column's address leads to.
    pub index: Option<PageIx>,
    /// Why its page was not read.
    pub unread: Option<Cause>,
    /// The site's own answer that the column is gone (404, 410).
    pub gone: Option<u16>,
    /// Where it leads when it leaves the site.
    pub external: External,
    /// Its items, over all pages of its list that were read, in order, each address once;
    /// [`SiteModel::items`] tells what they say.
    pub items: Vec<Listed>,
    /// True when a script fills its list or the rest of it.
    pub script_built: bool,
    /// Why further pages of its list were not read.
    pub rest_unread: Option<Cause>,
    /// Pages of its list that were read.
    pub list_pages: Vec<PageIx>,
    /// The column's page when it is itself the content (a guide, an institution's page).
    pub text: Option<PageIx>,
    /// Why what its page leads to in place of a list was not read: it is a file, or of another
    /// site.
    pub leads_away: Option<Cause>,
    /// Columns below it.
    pub children: Vec<ColumnIx>,
}

/// Where a column that leaves the site leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum External {
    /// It does not leave the site.
    #[default]
    No,
    /// To a page of its own on another site.
    Specific,
    /// Only to another site's home page.
    Home,
}

/// An item of a column, by the numbers of its title and its address.
#[derive(Debug, Clone, Copy)]
pub struct Listed {
    title: u32,
    target: Option<NonZeroU32>,
    date: Option<Date>,
    half_dated: bool,
    on: PageIx,
}

/// An item of a column.
#[derive(Debug, Clone, Copy)]
pub struct Item<'s> {
    /// Its title.
    pub title: &'s str,
    /// The date its list shows.
    pub date: Option<Date>,
    /// True when a date is shown that does not tell the day.
    pub half_dated: bool,
    /// The page of the list that has it.
    pub on: PageIx,
    target: Option<u32>,
    answers: &'s Answers,
}

impl Item<'_> {
    /// Returns its address.
    pub fn target(&self) -> Option<Address> {
        self.answers.address(self.target?)
    }

    /// Returns the number of its address among those asked and named.
    pub fn target_number(&self) -> Option<u32> {
        self.target
    }

    /// Returns where it leads.
    pub fn leads(&self) -> Option<Resolution> {
        Some(self.answers.resolve_number(self.target?))
    }
}

impl SiteModel {
    /// Returns the items of a column.
    pub fn items(&self, column: ColumnIx) -> impl Iterator<Item = Item<'_>> {
        self.items_of(self.content(column))
    }

    fn items_of<'s>(&'s self, content: &'s Content) -> impl Iterator<Item = Item<'s>> {
        content.items.iter().map(|item| Item {
            title: self.strings.get(item.title),
            date: item.date,
            half_dated: item.half_dated,
            on: item.on,
            target: item.target.map(|number| number.get() - 1),
            answers: &self.answers,
        })
    }
}

/// Chinese characters of running text that make a column's page one of text.
const SHORT_TEXT: usize = 30;

/// Longest list that is followed.
const MOST_LIST_PAGES: usize = 5_000;

/// Fills in `contents`.
pub(super) fn collect(model: &mut SiteModel) {
    let mut contents = Vec::with_capacity(model.columns.len());
    for at in 0..model.columns.len() {
        let found = match &model.columns[at].target {
            Some(target) => read(model, target),
            None => Default::default(),
        };
        let (mut content, items): (Content, Vec<Found>) = found;
        content.items.reserve_exact(items.len());
        for item in items {
            let target = item.target.map(|target| model.answers.number(&target));
            content.items.push(Listed {
                title: model.strings.add(&item.title),
                target: target.and_then(|number| NonZeroU32::new(number + 1)),
                date: item.date,
                half_dated: item.half_dated,
                on: item.on,
            });
        }
        contents.push(content);
    }
    for (number, column) in model.columns.iter().enumerate() {
        if let Some(parent) = column.parent {
            contents[parent.0 as usize]
                .children
                .push(ColumnIx(number as u32));
        }
    }
    for (column, content) in model.columns.iter().zip(&mut contents) {
        // What opens the columns below it may be a script as well.
        if column.scripted && column.target.is_none() && content.children.is_empty() {
            content.unread = Some(Cause::ScriptBuilt);
        }
    }
    model.contents = contents;
    model.strings.close();
}

/// An item as its page has it.
struct Found {
    title: String,
    target: Option<Address>,
    date: Option<Date>,
    half_dated: bool,
    on: PageIx,
}

fn read(model: &SiteModel, target: &Address) -> (Content, Vec<Found>) {
    let mut content = Content::default();
    let index = match model.answers.resolve(target) {
        Resolution::Page(page) => page,
        Resolution::File => {
            // A column that is one file: there, but its inside is not read.
            content.unread = Some(Cause::UnreadableFile);
            return (content, Vec::new());
        }
        Resolution::Gone(status) => {
            content.gone = Some(status);
            return (content, Vec::new());
        }
        Resolution::Refused(cause, _) => {
            content.unread = Some(cause);
            return (content, Vec::new());
        }
        Resolution::Unasked(address) => {
            if is_foreign(model, &address) {
                content.unread = Some(Cause::JumpsOffSite);
                content.external = if address.path().len() <= 1
                    && address.to_url().is_some_and(|url| url.query().is_none())
                {
                    External::Home
                } else {
                    External::Specific
                };
            } else {
                content.unread = Some(model.origin.cut_short.unwrap_or(Cause::NotFetched));
            }
            return (content, Vec::new());
        }
    };
    content.index = Some(index);
    let record = model.page(index);
    if let Some(cause) = record.facts.unreadable {
        content.unread = Some(cause);
    }
    let mut items = follow_list(model, index, &mut content);
    // A page may look like a column and be the content itself: a few lines are a text, and one
    // that says that there is nothing is no blank page. A bare list has hardly a word.
    let facts = &record.facts;
    let least = if facts.kind == PageKind::ColumnList {
        40
    } else {
        25
    };
    let blank = facts.list.as_ref().is_some_and(|list| list.blank);
    let says = !blank && record.own_text() >= least
        || facts.prose >= SHORT_TEXT
        || facts.statement.is_some();
    let inset = facts.inset.as_deref().filter(|_| items.is_empty() && !says);
    if let Some(inset) = inset {
        items = in_frames(model, inset, &mut content);
    }
    // Words beside the place of a text are not the text.
    let awaits = items.is_empty() && facts.script_regions.contains(&LinkRegion::Main);
    content.script_built |= awaits && !says;
    let is_text = items.is_empty()
        && !content.script_built
        && !matches!(facts.kind, PageKind::SiteHome | PageKind::PlatformHome)
        && says;
    if is_text {
        content.text = Some(index);
    }
    if items.is_empty() && !content.script_built && !blank {
        content.leads_away = leads_away(model, &record);
        if content.text.is_none() {
            content.unread = content.unread.or(content.leads_away);
        }
    }
    (content, items)
}

/// Says why what a column's page leads to in place of a list is not read: a file, or a page of
/// another site. Links that the site's home pages have as well, and those of menus, are the
/// template's.
fn leads_away(model: &SiteModel, record: &PageRecord) -> Option<Cause> {
    let frames = record.facts.inset.iter().flat_map(|inset| &inset.frames);
    let mut frames = frames.map(|frame| model.answers.resolve(frame));
    if frames.any(|leads| leads == Resolution::File) {
        return Some(Cause::UnreadableFile);
    }
    let platform = model.platform.found().map(|platform| platform.page);
    let homes = model.home.into_iter().chain(platform);
    let homes = homes.flat_map(|page| model.links_of(page));
    let common: HashSet<u32> = homes.filter_map(|link| link.target).collect();
    let menus: Vec<&Address> = model
        .columns
        .iter()
        .filter_map(|column| column.target.as_ref())
        .collect();
    let mut found = None;
    for link in record.links() {
        let Some(number) = link.target.filter(|number| !common.contains(number)) else {
            continue;
        };
        if link.region != LinkRegion::Main || link.bare_image {
            continue;
        }
        let Some(target) = model.answers.address(number) else {
            continue;
        };
        if menus.contains(&&target) {
            continue;
        }
        match model.answers.resolve_number(number) {
            Resolution::File => return Some(Cause::UnreadableFile),
            Resolution::Gone(_) => {}
            _ if is_foreign(model, &target) => found = Some(Cause::JumpsOffSite),
            _ => {}
        }
    }
    found
}

/// Looks into the frames of a page that has neither items nor text of its own, as many older
/// catalogues are made; what was put there as a file or an image is there, but not read.
fn in_frames(model: &SiteModel, inset: &Inset, content: &mut Content) -> Vec<Found> {
    let mut items = Vec::new();
    for frame in &inset.frames {
        let unread = match model.answers.resolve(frame) {
            Resolution::Page(page) => {
                let facts = &model.page(page).facts;
                items.extend(follow_list(model, page, content));
                if facts.list.is_none() && facts.prose >= SHORT_TEXT {
                    content.text.get_or_insert(page);
                }
                facts.unreadable
            }
            Resolution::File => Some(Cause::UnreadableFile),
            Resolution::Gone(_) => None,
            Resolution::Refused(cause, _) => Some(cause),
            Resolution::Unasked(address) if is_foreign(model, &address) => {
                Some(Cause::JumpsOffSite)
            }
            Resolution::Unasked(_) => Some(model.origin.cut_short.unwrap_or(Cause::NotFetched)),
        };
        content.unread = content.unread.or(unread);
    }
    if items.is_empty() && content.text.is_none() && inset.image {
        content.unread = content.unread.or(Some(Cause::ImageOnly));
    }
    items
}

fn follow_list(model: &SiteModel, index: PageIx, content: &mut Content) -> Vec<Found> {
    let mut items = Vec::new();
    let mut seen_pages = HashSet::from([index]);
    let mut seen_items: HashSet<String> = HashSet::new();
    let mut waiting = vec![index];
    let (mut gone, mut stated, mut told) = (false, None, 0);
    while let Some(page) = waiting.pop() {
        if content.list_pages.len() >= MOST_LIST_PAGES {
            content.rest_unread = Some(Cause::LimitReached);
            break;
        }
        let record = model.page(page);
        let Some(list) = &record.facts.list else {
            // A further page that is no list was not read as what it is: a list does not end in
            // an empty answer or a login.
            if page != index {
                content.rest_unread = record.facts.unreadable.or(Some(Cause::NotFetched));
            }
            continue;
        };
        content.list_pages.push(page);
        stated = stated.max(list.pages);
        let before = items.len();
        if list.rest {
            content.rest_unread = Some(Cause::ScriptBuilt);
        } else {
            content.script_built |= list.dynamic && !list.whole;
        }
        for item in &list.items {
            let key = item
                .target
                .as_ref()
                .map_or_else(|| item.title.clone(), |target| target.as_str().to_owned());
            if seen_items.insert(key) {
                items.push(Found {
                    title: item.title.clone(),
                    target: item.target.clone(),
                    date: item.date,
                    half_dated: item.half_dated,
                    on: page,
                });
            }
        }
        // One page may have two addresses.
        told += u32::from(items.len() > before);
        for next in list.more.iter().rev().chain(&list.next) {
            match model.answers.resolve(next) {
                Resolution::Page(next) => {
                    if seen_pages.insert(next) {
                        waiting.push(next);
                    }
                }
                Resolution::Gone(_) | Resolution::File => gone = true,
                Resolution::Refused(cause, _) => content.rest_unread = Some(cause),
                Resolution::Unasked(_) => content.rest_unread = Some(Cause::NotFetched),
            }
        }
    }
    // What stood on a page that is gone nobody knows. Where all pages that the list states were
    // read it was none: its address was only made up from the number of the others.
    let all_read = stated.is_some_and(|stated| told >= stated);
    if gone && !all_read {
        content.rest_unread = content.rest_unread.or(Some(Cause::NotFetched));
    }
    items
}

/// Tells whether an address belongs to another site: neither the site's host nor the
/// platform's.
pub(crate) fn is_foreign(model: &SiteModel, address: &Address) -> bool {
    let bare = |host: &str| host.strip_prefix("www.").unwrap_or(host).to_owned();
    let host = bare(address.authority());
    if host == bare(model.seed.authority()) {
        return false;
    }
    if let Some(platform) = model.platform.found()
        && host == bare(model.page(platform.page).address.authority())
    {
        return false;
    }
    true
}
