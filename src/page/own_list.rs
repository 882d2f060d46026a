//! The list that a page is: its rows, what a script holds back, and where it goes on.

use aho_corasick::AhoCorasick;

use crate::model::{Address, ListFacts, ListItem, PageKind};
use crate::vocabulary::pages::PageWords;

use super::dom::{Dom, Id};
use super::focus;
use super::layout::{Finders, Marks};
use super::list::{self, Entry, Group};
use super::paging::Pager;
use super::plain::Tag;
use super::{containers, document, embedded, inset, item, stated, text};

/// Rows with a day by which a group is a block of a page of news.
const DATED: usize = 3;
/// Rows of a list that is known by its titles alone.
const LONE_ROWS: usize = 2;
/// Characters of a main part up to which words of waiting are about all of it.
const LITTLE: u32 = 200;
/// Fewest characters of such a title.
const LONE_TITLE: usize = 10;
/// Fewest where it leads to another page in the column's own folder.
const SHORT_TITLE: usize = 4;

/// What a page's list is read with.
#[derive(Clone, Copy)]
pub(super) struct Tools<'a> {
    pub(super) marks: &'a Marks,
    pub(super) words: &'a PageWords,
    pub(super) finders: &'a Finders,
    /// Words by which a list says that nothing is in it.
    pub(super) empty_markers: &'a AhoCorasick,
    pub(super) base: &'a Address,
}

/// What may be a page's own list, before its kind is known.
pub(super) struct OwnList {
    /// All groups of its main part, in page order.
    pub(super) groups: Vec<Group>,
    /// The group that a person takes for the list.
    pub(super) group: Option<Group>,
    pub(super) facts: Option<ListFacts>,
    /// Whether the rows are out of data for a script, and how many that says there are.
    from_records: bool,
    total: Option<usize>,
    /// Whether the page is about a text.
    is_text: bool,
}

impl OwnList {
    /// Finds it in what is left of a page after its regions; `markup` is the page as written.
    pub(super) fn find(
        dom: &Dom<'_>,
        tools: Tools<'_>,
        entries: &[Entry],
        signs: &focus::Signs<'_>,
        markup: &str,
        is_text: bool,
    ) -> Self {
        let groups = focus::groups(dom, tools.marks, tools.words, entries, signs, true);
        let merged = list::merge(dom, groups.clone(), false);
        let group = list::best(&merged).cloned();
        let mut facts = group.as_ref().map(|group| of_group(dom, tools.base, group));
        let records = embedded::records(markup, tools.base, tools.finders);
        let from_records = !records.items.is_empty();
        if from_records
            && facts
                .as_ref()
                .is_none_or(|list| list.items.len() <= records.items.len())
        {
            facts = Some(ListFacts {
                items: records.items,
                dynamic: true,
                ..ListFacts::default()
            });
        }
        Self {
            groups,
            group,
            facts,
            from_records,
            total: records.total,
            is_text,
        }
    }

    /// Returns the rows that are out of data for a script.
    pub(super) fn records(&self) -> &[ListItem] {
        let records = self.facts.as_ref().filter(|_| self.from_records);
        records.map_or(&[], |list| &list.items)
    }

    /// Returns how many blocks of dated rows there are.
    pub(super) fn blocks(&self) -> usize {
        let blocks = self.groups.iter();
        blocks
            .filter(|group| group.dated >= DATED && group.is_content())
            .count()
    }

    /// Tells whether there is no row, but a list of names or the place of a list.
    pub(super) fn awaits(
        &self,
        dom: &Dom<'_>,
        tools: Tools<'_>,
        templates: usize,
        says_empty: impl FnOnce() -> bool,
    ) -> bool {
        self.facts.is_none()
            && (templates > 0
                || focus::names_only(dom, tools.marks, tools.words, &self.groups)
                    .next()
                    .is_some()
                || containers::wait_empty(dom, tools.words)
                || containers::hold_script(dom, tools.words)
                || containers::are_written(dom, tools.words)
                || is_put_in(dom, tools)
                || containers::are_loading(dom, tools.words, 0)
                || says_empty())
    }

    /// Returns the list of a page of this kind; `None` where it has none. `templates` are the
    /// rows that a script copies, `main` the page's main part.
    pub(super) fn finish(
        mut self,
        dom: &Dom<'_>,
        tools: Tools<'_>,
        kind: PageKind,
        pager: Pager,
        main: Id,
        templates: usize,
    ) -> Option<ListFacts> {
        let is_home = kind == PageKind::PlatformHome;
        let total = self.total.or(pager.records);
        let mut list = self
            .rows(dom, tools, is_home, templates)
            .unwrap_or_default();
        let says_empty = tools
            .empty_markers
            .is_match(&text::strip(&text::of(dom, main)));
        let count = list.items.len();
        list.whole = self.from_records && self.total == Some(count);
        // A stated number settles whether a script holds more than the page shows; pages
        // with addresses of their own are no script's.
        let addressed = pager.next.is_some() || !pager.more.is_empty() || pager.previous;
        let goes_on = match total {
            Some(total) if total <= count => false,
            Some(_) => !addressed && pager.pages != Some(1),
            None => {
                pager.scripted
                    || !addressed
                        && match (pager.pages, pager.counted) {
                            (None, None) => {
                                pager.endless
                                    || !is_home && count > 0 && self.is_unfinished(dom, tools)
                            }
                            _ => goes_on(&pager, count),
                        }
            }
        };
        let waits = templates > 0
            && match total {
                Some(total) => total > count && pager.pages != Some(1),
                None => true,
            };
        list.rest = goes_on && !waits && !list.dynamic && count > 0;
        list.dynamic |= goes_on || waits;
        // Whether an empty container waits for a script one page alone does not tell.
        list.dynamic |= count == 0 && containers::are_written(dom, tools.words);
        let says_little = || dom.sums(main).chars < LITTLE;
        list.dynamic |= count == 0
            && !says_empty
            && says_little()
            && containers::are_loading(dom, tools.words, 0);
        let jumps = (!is_home).then(|| stated::jumps(dom, tools.base));
        let jumps = jumps.unwrap_or_default();
        let empty = count == 0
            && !says_empty
            && (containers::wait_empty(dom, tools.words)
                || containers::hold_script(dom, tools.words)
                || is_put_in(dom, tools)
                || jumps.is_blind);
        list.awaits = empty && !list.dynamic && !containers::are_bound(dom);
        list.dynamic |= empty;
        list.next = pager.next;
        list.pages = pager.pages;
        list.more = pager.more;
        if jumps.are_years {
            let years = jumps.entries.into_iter().map(|(_, _, target)| target);
            list.more.extend(years.filter(|year| year != tools.base));
        }
        (count > 0 || list.dynamic || says_empty || jumps.are_years).then_some(list)
    }

    /// Tells whether what stands around the rows shows that a script has more of them.
    fn is_unfinished(&self, dom: &Dom<'_>, tools: Tools<'_>) -> bool {
        if containers::hold_unwritten_pager(dom, tools.words) {
            return true;
        }
        let rows = self.group.iter().flat_map(|group| &group.rows);
        let last = rows.map(|(row, _)| *row).max();
        last.is_some_and(|row| {
            containers::are_loading(dom, tools.words, dom.range(row).end)
                || containers::offer_more(dom, tools.words, row)
        })
    }

    fn rows(
        &mut self,
        dom: &Dom<'_>,
        tools: Tools<'_>,
        is_home: bool,
        templates: usize,
    ) -> Option<ListFacts> {
        if !self.from_records {
            if is_home {
                self.drop_one_of_many(dom);
            } else {
                self.take_whole(dom, tools.base);
            }
        }
        let is_empty = |list: &Option<ListFacts>| {
            let list = list.as_ref();
            list.is_none_or(|list| list.items.is_empty())
        };
        if is_home || !is_empty(&self.facts) {
            return self.facts.take();
        }
        if templates == 0 {
            // A column that only lists bodies or sub-columns by their short names.
            let names = focus::names_only(dom, tools.marks, tools.words, &self.groups)
                .max_by_key(|group| (group.rows.len(), std::cmp::Reverse(group.parent)));
            if let Some(group) = names {
                return Some(of_group(dom, tools.base, group));
            }
        }
        let items = embedded::json(dom, tools.base);
        if items.is_empty() {
            let lone = || Some(self.lone(dom, tools)).filter(|items| !items.is_empty());
            let lone = lone().map(|items| ListFacts {
                items,
                ..ListFacts::default()
            });
            return self.facts.take().or(lone).or_else(|| {
                let items = chosen(stated::jumps(dom, tools.base));
                (!items.is_empty()).then(|| ListFacts {
                    items,
                    ..ListFacts::default()
                })
            });
        }
        Some(ListFacts {
            items,
            dynamic: true,
            ..ListFacts::default()
        })
    }

    /// The items of a column of one or two, which no day and no number shows to be a list: rows
    /// with a file or a whole title that are no menu.
    fn lone(&self, dom: &Dom<'_>, tools: Tools<'_>) -> Vec<ListItem> {
        let groups = self.groups.iter().filter(|_| !self.is_text);
        groups
            .filter(|group| {
                group.rows.len() <= LONE_ROWS
                    && !focus::is_site_menu(dom, tools.marks, tools.words, group)
            })
            .flat_map(|group| {
                // The steps of a breadcrumb lead to folders as well.
                let apart = |row: Id| dom.kind(row) != Tag::A && dom.sums(row).links == 1;
                let apart = group.rows.iter().all(|(row, _)| apart(*row));
                let items = item::items(dom, tools.base, group).into_iter();
                items.map(move |item| (apart, item))
            })
            .filter(|(apart, item)| {
                let target = item.target.as_ref();
                document::extension(&item.raw, target, &item.title).is_some()
                    || target.is_some_and(|target| {
                        let chars = item.title.chars().count();
                        target.authority() == tools.base.authority()
                            && target != tools.base
                            && !leads_to_folder(target.path())
                            && (chars >= LONE_TITLE
                                || *apart && chars >= SHORT_TITLE && is_below(tools.base, target))
                    })
            })
            .map(|(_, item)| item)
            .collect()
    }

    /// Groups under headings of their own are one list where the page is one column.
    fn take_whole(&mut self, dom: &Dom<'_>, base: &Address) {
        let merged = list::merge(dom, self.groups.clone(), true);
        let whole = list::overview(dom, &merged);
        let Some(group) = whole.as_ref().or_else(|| list::best(&merged)) else {
            return;
        };
        let list = of_group(dom, base, group);
        let known = self.facts.as_ref().map(|known| known.items.len());
        if known.is_none_or(|known| list.items.len() > known) {
            self.facts = Some(list);
            self.group = Some(group.clone());
        }
    }

    /// Of several blocks of the same weight none is the page's own list.
    fn drop_one_of_many(&mut self, dom: &Dom<'_>) {
        let mut sizes: Vec<usize> = list::merge(dom, self.groups.clone(), false)
            .iter()
            .map(|group| group.rows.len())
            .collect();
        sizes.sort_unstable_by(|a, b| b.cmp(a));
        if let [first, second, ..] = sizes[..]
            && first * 2 < second * 3
        {
            self.facts = None;
        }
    }
}

/// Tells whether the page's script puts something in the place of what is there: a page into an
/// open frame, anything where a browser without scripts is told so.
pub(super) fn is_put_in(dom: &Dom<'_>, tools: Tools<'_>) -> bool {
    inset::has_open_frame(dom, tools.base) || containers::ask_for_scripts(dom, tools.words)
}

/// The entries of a choice that leads to a page each, as items; years are pages of a list.
fn chosen(jumps: stated::Jumps) -> Vec<ListItem> {
    let entries = jumps.entries.into_iter().filter(|_| !jumps.are_years);
    entries
        .map(|(title, raw, target)| ListItem {
            title,
            raw,
            target: Some(target),
            date: None,
            half_dated: false,
        })
        .collect()
}

/// Tells whether a page is its folder's own and another lies in that folder, or below it.
fn is_below(page: &Address, other: &Address) -> bool {
    let path = page.path();
    let folder = &path[..path.rfind('/').map_or(0, |at| at + 1)];
    leads_to_folder(path)
        && folder.len() > 1
        && other.path().starts_with(folder)
        && other.path() != path
}

/// Tells whether a path is that of a folder's own page, as the entries of menus lead to.
fn leads_to_folder(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let stem = name.split('.').next().unwrap_or_default();
    matches!(stem, "" | "index" | "default" | "list" | "main")
}

/// Tells whether a pager without addresses speaks of more than a page shows.
fn goes_on(pager: &Pager, shown: usize) -> bool {
    match pager.pages {
        Some(pages) => pages > 1,
        None => pager.counted.is_some_and(|counted| counted > shown),
    }
}

fn of_group(dom: &Dom<'_>, base: &Address, group: &Group) -> ListFacts {
    ListFacts {
        items: item::items(dom, base, group),
        ..ListFacts::default()
    }
}
