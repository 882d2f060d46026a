//! Lists of items: repeated rows with a link, told from menus.

use std::collections::BTreeMap;

use foldhash::HashMap;
use jiff::civil::Date;

use crate::model::{Address, LinkRegion, ListItem};

use super::dates;
use super::dom::{Dom, Id, Part};
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
}

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
                    }
                }));
            }
        }
    }
    out
}

/// Returns what a link would be as an item, and the outermost element that tells its row.
fn entry(dom: &Dom<'_>, link: Id) -> Option<(Entry, Id)> {
    if dom.kind(link) != Tag::A || !dom.is_visible(link) {
        return None;
    }
    let chars = title_chars(dom, link);
    if chars < 2 || !leads(dom, link) {
        return None;
    }
    let (row, seen) = row_of(dom, link);
    let entry = Entry {
        link,
        row,
        chars,
        stamped: dom
            .attr(link, "href")
            .is_some_and(|href| dates::in_address(href).is_some() || is_single_page(href)),
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
            Some(best) if entry.chars > best.chars => *best = *entry,
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
    groups
        .into_iter()
        .map(|(parent, rows)| group(dom, marks, parent, &rows))
        .collect()
}

fn group(dom: &Dom<'_>, marks: &Marks, parent: Id, entries: &[Entry]) -> Group {
    let chars = entries.iter().map(|entry| entry.chars.min(60)).sum();
    let rows: Vec<(Id, Id)> = entries
        .iter()
        .map(|entry| (entry.row, entry.link))
        .collect();
    let dated = rows
        .iter()
        .filter(|(row, _)| {
            let mark = marks.of(dom, *row);
            // No day is written with fewer than five digits.
            mark.dates > 0 || (mark.digits >= 5 && shown_date(dom, *row).is_some())
        })
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
        if links > 1 {
            growing = false;
        }
        match tag {
            Tag::Li | Tag::Tr => return (up, seen),
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

/// Returns the day shown in a row.
fn shown_date(dom: &Dom<'_>, row: Id) -> Option<Date> {
    // Rows are short; anything long is no row.
    if dom.sums(row).chars > 1500 {
        return None;
    }
    let words = text::of(dom, row);
    // A day beside the title counts before one within it.
    let parts: Vec<&str> = words.split(['\n', '\t']).collect();
    let bare = |part: &str| {
        dates::whole(part).filter(|found| {
            let rest = part.len() - (found.end - found.start);
            rest <= 24
        })
    };
    if let Some(found) = parts.iter().rev().find_map(|part| bare(part)) {
        return Some(found.date);
    }
    dates::day_first(&words).or_else(|| last_whole(&words))
}

fn last_whole(words: &str) -> Option<Date> {
    let mut last = None;
    let mut rest = words;
    while let Some(found) = dates::whole(rest) {
        last = Some(found.date);
        rest = &rest[found.end..];
    }
    last
}

/// Returns the day of an item, shown or in its address.
fn item_date(dom: &Dom<'_>, row: Id, link: Id, href: &str) -> Option<Date> {
    let outside = outside_text(dom, row, link);
    let shown = dates::day_first(&outside)
        .or_else(|| last_whole(&outside))
        .or_else(|| split_date(&outside))
        // Day and month in elements of their own that a style sheet sets apart.
        .or_else(|| split_date(&node_words(dom, row, link)));
    if shown.is_some() {
        return shown;
    }
    // A day within the link, apart from the title's own words.
    let inside = text::of(dom, link);
    let parts: Vec<&str> = inside.split(['\n', '\t']).collect();
    if parts.len() > 1
        && let Some(found) = parts.iter().find_map(|part| {
            dates::whole(part).filter(|found| part.len() - (found.end - found.start) <= 12)
        })
    {
        return Some(found.date);
    }
    if let Some(date) = dates::day_first(&inside)
        .or_else(|| trailing(&inside))
        .or_else(|| day_parts(dom, link).map(|(_, date)| date))
    {
        return Some(date);
    }
    let stamp = dates::in_address(href);
    // Month and day alone take their year from the address, when they agree with it.
    if let Some((month, day)) = dates::month_day(&outside) {
        return match stamp {
            Some(date) if date.month() == month && date.day() == day => Some(date),
            Some(date) => Date::new(date.year(), month, day).ok(),
            None => None,
        };
    }
    stamp
}

/// A day in parts that stand in elements of their own within a link (`<b>28</b><i>2020-06</i>`),
/// set apart by a style sheet: the text nodes and the day that they are together.
fn day_parts(dom: &Dom<'_>, link: Id) -> Option<(Vec<Id>, Date)> {
    if dom.sums(link).chars > 200 || dom.range(link).len() < 5 {
        return None;
    }
    let mut ids = Vec::new();
    let mut words = String::new();
    for id in dom.subtree(link) {
        let Some(run) = dom.text_node(id).map(str::trim) else {
            continue;
        };
        let numeric = (1..=12).contains(&run.len())
            && run.starts_with(|c: char| c.is_ascii_digit())
            && run
                .chars()
                .all(|c| c.is_ascii_digit() || "-/.年月日".contains(c));
        if numeric && dom.is_visible(id) && dom.parent(id) != Some(link) {
            ids.push(id);
            words.push_str(run);
            words.push(' ');
        }
    }
    if !(2..=3).contains(&ids.len()) {
        return None;
    }
    let date = dates::day_first(&words).or_else(|| split_date(&words))?;
    Some((ids, date))
}

/// A day at the end or the start of a link's text, set off from the title.
fn trailing(words: &str) -> Option<Date> {
    let trimmed = words.trim_end_matches([']', ')', '）', '】', '］', '〕', ' ']);
    let found = dates::whole(words)?;
    let at_start = words[..found.start]
        .chars()
        .all(|c| "[(（【［〔".contains(c) || text::is_blank(c));
    let at_end = found.end >= trimmed.trim_end_matches('日').len();
    (at_start || at_end).then_some(found.date)
}

/// A day in parts of its own: `02` and `2020-08`, or `08-02` and `2020`.
fn split_date(words: &str) -> Option<Date> {
    let parts: Vec<&str> = words
        .split(|c: char| text::is_blank(c))
        .filter(|part| !part.is_empty())
        .collect();
    for pair in parts.windows(2) {
        let (one, two) = (pair[0], pair[1]);
        for (year, rest) in [(one, two), (two, one)] {
            let year = year.trim_end_matches('年');
            if year.len() == 4
                && let Ok(year) = year.parse::<i16>()
                && (1949..2100).contains(&year)
                && let Some((month, day)) = dates::month_day(rest)
            {
                return Date::new(year, month, day).ok();
            }
        }
        for (month, day) in [(one, two), (two, one)] {
            let day = day.trim_end_matches('日');
            if day.len() <= 2
                && let Ok(day) = day.parse::<u8>()
                && (1..=31).contains(&day)
                && let Some(found) =
                    dates::whole(&format!("{}-{day}", month.trim_end_matches('月')))
            {
                return Some(found.date);
            }
        }
    }
    None
}

/// Returns the words of a row beside its link, each text node apart.
fn node_words(dom: &Dom<'_>, row: Id, link: Id) -> String {
    if row == link || dom.sums(row).chars > 300 {
        return String::new();
    }
    dom.subtree(row)
        .filter(|&id| dom.is_visible(id) && !dom.contains(link, id))
        .filter_map(|id| dom.text_node(id))
        .map(str::trim)
        .filter(|words| !words.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The words between a link that is its own row and the next link or line break; those before
/// it where none follow.
fn words_beside(dom: &Dom<'_>, link: Id) -> String {
    let Some(parent) = dom.parent(link) else {
        return String::new();
    };
    let ends =
        |id: Id| matches!(dom.tag(id), "a" | "br") || dom.is_block(id) || dom.sums(id).links > 0;
    let mut after = String::new();
    let mut next = dom.after(link);
    while next < dom.after(parent) && !ends(next) && after.len() < 80 {
        after.push_str(&text::line(dom, next));
        after.push(' ');
        next = dom.after(next);
    }
    if !after.trim().is_empty() {
        return after;
    }
    let mut before: Vec<String> = Vec::new();
    for id in dom.children(parent).take_while(|id| *id < link) {
        if ends(id) {
            before.clear();
        } else if before.len() < 8 {
            before.push(text::line(dom, id));
        }
    }
    before.join(" ")
}

fn outside_text(dom: &Dom<'_>, row: Id, link: Id) -> String {
    if row == link {
        return words_beside(dom, link);
    }
    if dom.sums(row).chars > 1500 {
        return String::new();
    }
    text::without(dom, row, &|id| id == link)
}

/// Reads the rows of a group as items.
pub(super) fn items(dom: &Dom<'_>, base: &Address, group: &Group) -> Vec<ListItem> {
    group
        .rows
        .iter()
        .filter_map(|&(row, link)| {
            let raw = dom.attr(link, "href").unwrap_or_default();
            let target = links::target(base, raw, dom.attr(link, "onclick"));
            let title = title(dom, link)?;
            Some(ListItem {
                date: item_date(dom, row, link, target.as_ref().map_or(raw, Address::as_str)),
                title,
                raw: raw.to_owned(),
                target,
            })
        })
        .collect()
}

/// Returns an item's title, whole.
fn title(dom: &Dom<'_>, link: Id) -> Option<String> {
    // An element of its own with nothing but a day is not of the title.
    let parts = day_parts(dom, link).map_or(Vec::new(), |(ids, _)| ids);
    let inside = text::without(dom, link, &|id| {
        parts.contains(&id)
            || id != link
                && dom.is_element(id)
                && (8..=14).contains(&dom.sums(id).chars)
                && dates::whole(&text::of(dom, id))
                    .is_some_and(|found| found.end - found.start + 8 > text::of(dom, id).len())
    });
    let shown = shown_title(&inside);
    let full = dom
        .attr(link, "title")
        .map(text::squeeze)
        .filter(|title| !title.is_empty());
    let chosen = match full {
        Some(full) if shown.is_empty() => full,
        Some(full) => {
            let stem = shown.trim_end_matches(['.', '…', '·', ' ']);
            let cut = stem.len() < shown.len();
            let fold = |text: &str| crate::vocabulary::fold(text);
            let (whole, part) = (fold(&full), fold(stem));
            if whole.len() > part.len() && (cut || whole.starts_with(&part)) {
                full
            } else {
                shown
            }
        }
        None => shown,
    };
    let chosen = chosen
        .trim_start_matches([
            '·', '•', '●', '■', '▪', '◆', '>', '»', '-', '*', ' ', '\u{b7}', '○', '▶', '►', '★',
            '☆', '※',
        ])
        .trim();
    (!chosen.is_empty()).then(|| chosen.to_owned())
}

/// Drops a day that stands on a line of its own or in brackets after the title.
fn shown_title(inside: &str) -> String {
    let lines: Vec<&str> = inside
        .split(['\n', '\t'])
        .filter(|line| !line.is_empty())
        .collect();
    let kept: Vec<&str> = lines
        .iter()
        .copied()
        .filter(|line| {
            lines.len() == 1
                || dates::whole(line)
                    .is_none_or(|found| line.len() - (found.end - found.start) > 12)
                    && !line
                        .bytes()
                        .all(|byte| byte.is_ascii_digit() || b"-/. ".contains(&byte))
        })
        .collect();
    // The longest line is the title; a summary below it is longer but comes later.
    let first = kept.iter().copied().find(|line| line.chars().count() >= 4);
    let line = first.or_else(|| kept.first().copied()).unwrap_or_default();
    let mut line = line.trim().to_owned();
    if let Some(found) = dates::whole(&line) {
        let head = &line[..found.start];
        let tail = line[found.end..].trim_matches([']', ')', '）', '】', '］', '〕', ' ', '日']);
        if tail.is_empty()
            && head
                .trim_end()
                .ends_with(['[', '(', '（', '【', '［', '〔'])
        {
            line = head
                .trim_end()
                .trim_end_matches(['[', '(', '（', '【', '［', '〔'])
                .trim_end()
                .to_owned();
        }
    }
    line
}

/// Joins groups that are one list for a reader: rows shared out over sibling containers.
pub(super) fn merge(dom: &Dom<'_>, groups: Vec<Group>, cousins: bool) -> Vec<Group> {
    let mut out: Vec<Group> = Vec::new();
    let mut keys: BTreeMap<(Id, &str), usize> = BTreeMap::new();
    for group in groups {
        if !group.is_content() {
            continue;
        }
        let holder = dom.parent(group.parent).unwrap_or(group.parent);
        let key_id = if cousins && !matches!(dom.tag(holder), "body" | "html" | "") {
            dom.parent(holder).unwrap_or(holder)
        } else {
            holder
        };
        let key = (key_id, dom.tag(group.parent));
        match keys.get(&key).and_then(|&at| out.get_mut(at)) {
            Some(first) if (first.dated > 0) == (group.dated > 0) => {
                first.parent = dom.common(first.parent, group.parent);
                first.rows.extend(group.rows);
                first.dated += group.dated;
                first.stamped += group.stamped;
                first.chars += group.chars;
            }
            _ => {
                keys.insert(key, out.len());
                out.push(group);
            }
        }
    }
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
