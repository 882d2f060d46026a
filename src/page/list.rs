//! Lists of items: repeated rows with a link, told from menus.

use std::collections::BTreeMap;

use crate::model::LinkRegion;
use foldhash::HashMap;

use super::dates;
use super::dom::{Dom, Id, Part};
use super::item_day;
use super::layout::Marks;
use super::links;
use super::plain::Tag;
use super::text;

/// Rows of one kind below one parent.
#[derive(Debug, Clone)]
pub(super) struct Group {
    /// What the rows stand in.
    pub(super) parent: Id,
    /// The rows in page order, each with its main link.
    pub(super) rows: Vec<(Id, Id)>,
    /// Rows with a day shown.
    pub(super) dated: usize,
    /// Rows whose address holds a day or leads to a single page.
    pub(super) stamped: usize,
    /// Characters of all titles.
    pub(super) chars: u32,
}

impl Group {
    /// How much the rows look like a content list and not like a menu.
    pub(super) fn score(&self) -> u32 {
        let count = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        let average = self.chars / count.max(1);
        let dated = u32::try_from(self.dated).unwrap_or(0);
        let stamped = u32::try_from(self.stamped).unwrap_or(0);
        let base = dated * 30 + stamped * 12 + count * 4;
        if self.dated == 0 && average < 9 {
            base * average / 30
        } else {
            base * average.clamp(4, 20) / 10
        }
    }

    /// Tells whether the rows are a content list and not a menu.
    pub(super) fn is_content(&self) -> bool {
        let count = self.rows.len();
        let average = self.chars as usize / count.max(1);
        // 今天是2026年11月29日 登录 注册 is a bar of tools.
        if self.dated * 2 >= count && (count >= 3 || average >= 4) {
            return true;
        }
        (self.stamped * 2 >= count && average >= 8) || (count >= 3 && average >= 12)
    }
}

/// A link that may be an item of a list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    link: Id,
    /// What it would be the item of.
    row: Id,
    /// Characters of its title.
    chars: u32,
    /// Whether its address holds a day or leads to a single page.
    stamped: bool,
    /// Whether an address is written that it leads to.
    leads: bool,
}

/// An [`Entry`] of an element that several pages have.
#[derive(Debug)]
pub(super) struct EntryWithin {
    /// How many nodes after the element's own its link stands.
    link: u32,
    /// The same of its row; `None` where that depends on what the element stands in.
    row: Option<u32>,
    chars: u32,
    stamped: bool,
    leads: bool,
}

/// Fewest characters of the title of an item that only a script opens.
const SCRIPTED: u32 = 4;
/// Fewest of them that are a list: with a day each, as an entry of a menu has none.
const SCRIPTED_ROWS: usize = 2;

/// Finds the links that may be items, in page order.
pub(super) fn entries(dom: &Dom<'_>) -> Vec<Entry> {
    let mut out = Vec::new();
    for part in dom.parts() {
        match part {
            Part::Own(id) => out.extend(entry(dom, id).map(|(entry, _)| entry)),
            Part::Shared(id, common) => {
                let known = common.entries.get_or_init(|| {
                    dom.subtree(id)
                        .filter_map(|inner| entry(dom, inner))
                        .map(|(entry, seen)| EntryWithin {
                            link: entry.link.0 - id.0,
                            row: (dom.contains(id, seen)).then(|| entry.row.0 - id.0),
                            chars: entry.chars,
                            stamped: entry.stamped,
                            leads: entry.leads,
                        })
                        .collect()
                });
                out.extend(known.iter().map(|within| {
                    let link = Id(id.0 + within.link);
                    Entry {
                        link,
                        row: (within.row).map_or_else(|| row_of(dom, link).0, |row| Id(id.0 + row)),
                        chars: within.chars,
                        stamped: within.stamped,
                        leads: within.leads,
                    }
                }));
            }
        }
    }
    out
}

/// Returns what a link would be as an item, and the outermost element that tells its row.
fn entry(dom: &Dom<'_>, link: Id) -> Option<(Entry, Id)> {
    let is_row = match dom.kind(link) {
        Tag::A => false,
        // A row without a link that a script opens.
        Tag::Li | Tag::Tr if dom.sums(link).links == 0 && dom.attr(link, "onclick").is_some() => {
            true
        }
        _ => return None,
    };
    if !dom.is_visible(link) {
        return None;
    }
    let chars = title_chars(dom, link);
    let leads = leads(dom, link);
    if chars < if leads { 2 } else { SCRIPTED } {
        return None;
    }
    let (row, seen) = if is_row {
        (link, link)
    } else {
        row_of(dom, link)
    };
    let entry = Entry {
        link,
        row,
        chars,
        stamped: dom
            .attr(link, "href")
            .is_some_and(|href| dates::in_address(href).is_some() || is_single_page(href)),
        leads,
    };
    Some((entry, seen))
}

/// Makes groups of rows out of [`entries`], in page order of their first rows.
pub(super) fn groups(
    dom: &Dom<'_>,
    marks: &Marks,
    entries: &[Entry],
    only_main: bool,
) -> Vec<Group> {
    // The entry with the longest title of each row, in page order of the rows' first links.
    let mut rows: Vec<Entry> = Vec::with_capacity(entries.len());
    let mut place_of: HashMap<Id, usize> = HashMap::default();
    for entry in entries {
        if only_main && dom.region(entry.link) != LinkRegion::Main {
            continue;
        }
        let place = *place_of.entry(entry.row).or_insert(rows.len());
        match rows.get_mut(place) {
            Some(best) if is_rather(dom, entry, best) => *best = *entry,
            Some(_) => {}
            None => rows.push(*entry),
        }
    }
    let mut groups: Vec<(Id, Vec<Entry>)> = Vec::new();
    let mut place_of: HashMap<(Id, &str), usize> = HashMap::default();
    for entry in rows {
        let Some(parent) = dom.parent(entry.row) else {
            continue;
        };
        let key = (parent, dom.tag(entry.row));
        let place = *place_of.entry(key).or_insert(groups.len());
        match groups.get_mut(place) {
            Some((_, rows)) => rows.push(entry),
            None => groups.push((parent, vec![entry])),
        }
    }
    for (_, rows) in &mut groups {
        if rows.iter().all(|entry| entry.leads) {
            continue;
        }
        rows.retain(|entry| entry.leads || is_dated(dom, marks, entry.row, entry.link));
        if rows.len() < SCRIPTED_ROWS && rows.iter().all(|entry| !entry.leads) {
            rows.clear();
        }
    }
    groups
        .into_iter()
        .filter(|(_, rows)| !rows.is_empty())
        .map(|(parent, rows)| group(dom, marks, parent, &rows))
        .collect()
}

/// Tells whether an entry is rather the title of a row than another one of the same row.
fn is_rather(dom: &Dom<'_>, entry: &Entry, known: &Entry) -> bool {
    if entry.leads != known.leads {
        return entry.leads;
    }
    // [政策法规] before a title is what it belongs to.
    let is_label = |entry: &Entry| {
        entry.chars <= 16
            && text::name(dom, entry.link).starts_with(['[', '【', '［', '〔'])
            && text::name(dom, entry.link).ends_with([']', '】', '］', '〕'])
    };
    match (is_label(known), is_label(entry)) {
        (true, false) => true,
        (false, true) => false,
        _ => entry.chars > known.chars,
    }
}

/// Tells whether a row shows a day, in it or beside it.
fn is_dated(dom: &Dom<'_>, marks: &Marks, row: Id, link: Id) -> bool {
    let mark = marks.of(dom, row);
    mark.dates > 0
        // No day is written with fewer than five digits.
        || (mark.digits >= 5
            && (item_day::shown_date(dom, row).is_some()
                || item_day::is_parted(dom, row, link)))
        || item_day::day_beside(dom, row).is_some()
}

fn group(dom: &Dom<'_>, marks: &Marks, parent: Id, entries: &[Entry]) -> Group {
    let chars = entries.iter().map(|entry| entry.chars.min(60)).sum();
    let rows: Vec<(Id, Id)> = entries
        .iter()
        .map(|entry| (entry.row, entry.link))
        .collect();
    let dated = rows
        .iter()
        .filter(|(row, link)| is_dated(dom, marks, *row, *link))
        .count();
    let stamped = entries.iter().filter(|entry| entry.stamped).count();
    Group {
        parent,
        rows,
        dated,
        stamped,
        chars,
    }
}

/// Tells whether an address looks like one article's: a file name with a long number or a
/// hash, or a query with an id.
fn is_single_page(href: &str) -> bool {
    let path = href.split('#').next().unwrap_or(href);
    let name = path.rsplit('/').find(|part| !part.is_empty()).unwrap_or("");
    let stem = name.split('.').next().unwrap_or(name);
    let digits = stem.bytes().filter(u8::is_ascii_digit).count();
    let has_ending = name.contains('.');
    (has_ending && digits >= 5) || (name.contains("id=") && digits >= 3)
}

fn starts_with(href: &str, scheme: &str) -> bool {
    href.get(..scheme.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}

fn leads(dom: &Dom<'_>, link: Id) -> bool {
    dom.attr(link, "href").is_some_and(|href| {
        let href = href.trim();
        !href.is_empty()
            && !href.starts_with('#')
            && !starts_with(href, "mailto:")
            && (!starts_with(href, "javascript:")
                || links::in_script(href).is_some()
                || dom
                    .attr(link, "onclick")
                    .and_then(links::in_script)
                    .is_some())
    }) || dom
        .attr(link, "onclick")
        .and_then(links::in_script)
        .is_some()
}

fn title_chars(dom: &Dom<'_>, link: Id) -> u32 {
    let shown = dom.sums(link).chars;
    let title = dom.attr(link, "title").map_or(0, text::count);
    shown.max(title.min(120))
}

/// Returns the row that a link is the item of, and the outermost element that was looked at.
fn row_of(dom: &Dom<'_>, link: Id) -> (Id, Id) {
    let mut whole = link;
    let mut growing = true;
    let mut seen = link;
    for (steps, up) in dom.ancestors(link).enumerate() {
        seen = up;
        let tag = dom.kind(up);
        let links = dom.sums(up).links;
        if steps > 12 || links > 4 || matches!(tag, Tag::Body | Tag::Html) || !dom.is_element(up) {
            break;
        }
        if growing && links > 1 {
            growing = leads_to_one(dom, up);
        }
        match tag {
            Tag::Li => return (up, seen),
            Tag::Tr if links > 1 && holds_items(dom, up) => return (whole_cell(dom, link), up),
            Tag::Tr => return lifted(dom, up),
            // `<dl><dd>title</dd><dd>day</dd></dl>` is one row, a `dl` of many links is not.
            Tag::Dd => {
                let list = dom.parent(up);
                let row = list
                    .filter(|&list| dom.kind(list) == Tag::Dl && dom.sums(list).links == links)
                    .unwrap_or(up);
                return (row, list.unwrap_or(up));
            }
            Tag::Ul | Tag::Ol | Tag::Table | Tag::Tbody | Tag::Dl if !growing => break,
            _ if growing => whole = up,
            _ => {}
        }
    }
    (whole, seen)
}

/// Tells whether all links of an element lead to one page: the title, its image and 【详情】.
fn leads_to_one(dom: &Dom<'_>, id: Id) -> bool {
    let mut targets = dom.links_in(id).map(|link| dom.attr(link, "href"));
    match targets.next().flatten() {
        Some(first) => !first.trim().is_empty() && targets.all(|other| other == Some(first)),
        None => false,
    }
}

/// Characters that the title of an item beside another in a row has at least.
const SIDE_TITLE: u32 = 6;

/// Tells whether a row of a table holds several items side by side, each with its day.
fn holds_items(dom: &Dom<'_>, row: Id) -> bool {
    // The days behind each link, and those before the first.
    let (mut first, mut days): (usize, Vec<usize>) = (0, Vec::new());
    let mut cells: Vec<Option<Id>> = Vec::new();
    let mut link_end = 0;
    for id in dom.subtree(row) {
        if dom.kind(id) == Tag::A {
            if title_chars(dom, id) < SIDE_TITLE {
                return false;
            }
            cells.push(dom.ancestors(id).find(|up| dom.kind(*up) == Tag::Td));
            days.push(0);
            link_end = dom.range(id).end;
        } else if id.at() >= link_end
            && let Some(run) = dom.text_node(id)
            && (dates::whole(run).is_some() || dates::alone(run.trim()).is_some())
        {
            *days.last_mut().unwrap_or(&mut first) += 1;
        }
    }
    let before = std::iter::once(&first).chain(days.iter().take(days.len().saturating_sub(1)));
    let is_each = days.iter().all(|days| *days > 0) || before.into_iter().all(|days| *days > 0);
    cells.dedup();
    is_each && cells.len() == days.len() && cells.iter().all(Option::is_some)
}

/// Returns the cell that a link stands in.
fn whole_cell(dom: &Dom<'_>, link: Id) -> Id {
    let mut around = dom.ancestors(link);
    around.find(|up| dom.kind(*up) == Tag::Td).unwrap_or(link)
}

/// Returns what a row of a table stands for, and the outermost element that was looked at: the row
/// itself, or what the table alone fills, where each item is laid out by a table of its own.
fn lifted(dom: &Dom<'_>, row: Id) -> (Id, Id) {
    let links = dom.sums(row).links;
    let is_alone = |up: &Id| dom.sums(*up).links == links;
    let table = dom
        .ancestors(row)
        .take(2)
        .find(|up| dom.kind(*up) == Tag::Table);
    let Some(holder) = table.filter(is_alone).and_then(|table| dom.parent(table)) else {
        return (row, table.unwrap_or(row));
    };
    match dom.kind(holder) {
        Tag::Li if is_alone(&holder) => (holder, holder),
        Tag::Td => match dom.parent(holder) {
            Some(outer) if dom.kind(outer) == Tag::Tr && is_alone(&outer) => lifted(dom, outer),
            outer => (row, outer.unwrap_or(holder)),
        },
        Tag::Div | Tag::Dd | Tag::P if is_alone(&holder) => {
            let Some(list) = dom.parent(holder) else {
                return (row, holder);
            };
            let is_like = |other: &Id| {
                *other != holder
                    && dom.kind(*other) == dom.kind(holder)
                    && dom.sums(*other).links > 0
                    && (dom.elements(*other).next())
                        .is_some_and(|inner| dom.kind(inner) == Tag::Table)
            };
            match dom.elements(list).find(is_like) {
                Some(_) => (holder, list),
                None => (row, list),
            }
        }
        // Title, summary and day in rows of a table that each item has for itself.
        _ => match table.filter(|&table| is_one_of_many(dom, table, holder)) {
            Some(table) => (table, holder),
            None => (row, holder),
        },
    }
}

/// Tells whether a table of several rows stands beside others with links.
fn is_one_of_many(dom: &Dom<'_>, table: Id, holder: Id) -> bool {
    let rows = dom.subtree(table).filter(|&id| dom.kind(id) == Tag::Tr);
    let mut others = dom.elements(holder).filter(|&other| other != table);
    rows.take(2).count() == 2
        && others.any(|other| dom.kind(other) == Tag::Table && dom.sums(other).links > 0)
}

/// Joins groups that are one list for a reader: rows shared out over sibling containers.
pub(super) fn merge(dom: &Dom<'_>, groups: Vec<Group>, cousins: bool) -> Vec<Group> {
    let mut out: Vec<Group> = Vec::new();
    // Whether any of what is joined is a list by itself.
    let mut is_content: Vec<bool> = Vec::new();
    let mut keys: BTreeMap<(Id, &str), usize> = BTreeMap::new();
    for group in groups {
        // A single row with a short title belongs to others like it.
        let content = group.is_content();
        if !content && (group.rows.len() > 1 || group.dated == 0) {
            continue;
        }
        let holder = dom.parent(group.parent).unwrap_or(group.parent);
        let key_id = if cousins && !matches!(dom.tag(holder), "body" | "html" | "") {
            dom.parent(holder).unwrap_or(holder)
        } else {
            holder
        };
        let key = (key_id, dom.tag(group.parent));
        let known = keys.get(&key).copied();
        match known.and_then(|at| out.get_mut(at)) {
            Some(first) if (first.dated > 0) == (group.dated > 0) => {
                if let Some(known) = known.and_then(|at| is_content.get_mut(at)) {
                    *known |= content;
                }
                first.parent = dom.common(first.parent, group.parent);
                first.rows.extend(group.rows);
                first.dated += group.dated;
                first.stamped += group.stamped;
                first.chars += group.chars;
            }
            _ => {
                keys.insert(key, out.len());
                out.push(group);
                is_content.push(content);
            }
        }
    }
    let mut kept = is_content.into_iter();
    out.retain(|_| kept.next().unwrap_or(false));
    for group in &mut out {
        group.rows.sort_by_key(|(row, _)| *row);
    }
    out
}

/// Joins the dated lists of an overview, where none of them outweighs the others.
pub(super) fn overview(dom: &Dom<'_>, groups: &[Group]) -> Option<Group> {
    let mut dated: Vec<&Group> = groups.iter().filter(|group| group.dated >= 3).collect();
    let total: usize = dated.iter().map(|group| group.rows.len()).sum();
    dated.sort_by_key(|group| std::cmp::Reverse(group.rows.len()));
    let (first, second) = (dated.first()?.rows.len(), dated.get(1)?.rows.len());
    if first * 2 >= total || second * 10 < first * 7 {
        return None;
    }
    let mut whole = (*dated.first()?).clone();
    for group in dated.iter().skip(1) {
        whole.parent = dom.common(whole.parent, group.parent);
        whole.rows.extend(group.rows.iter().copied());
        whole.dated += group.dated;
        whole.stamped += group.stamped;
        whole.chars += group.chars;
    }
    whole.rows.sort_by_key(|(row, _)| *row);
    Some(whole)
}

/// Returns the group that a person takes for the page's list.
pub(super) fn best(groups: &[Group]) -> Option<&Group> {
    let mut best: Option<&Group> = None;
    for group in groups {
        if best.is_none_or(|known| group.score() > known.score()) {
            best = Some(group);
        }
    }
    best
}
