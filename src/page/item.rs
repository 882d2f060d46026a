//! One row of a list: its title, its address and its day.

use std::ops::RangeInclusive;

use jiff::civil::Date;

use crate::model::{Address, ListItem};
use crate::vocabulary::documents::words;
use crate::vocabulary::links::words as link_words;
use crate::vocabulary::{consultations, fold_label};

use super::dates;
use super::dom::{Dom, Id};
use super::item_day::{day_parts, item_day};
use super::links;
use super::list::Group;
use super::plain::Tag;
use super::text;

/// Reads the rows of a group as items.
pub(super) fn items(dom: &Dom<'_>, base: &Address, group: &Group) -> Vec<ListItem> {
    let mut either = Vec::new();
    let mut items: Vec<ListItem> = Vec::with_capacity(group.rows.len());
    for &(row, link) in &group.rows {
        let raw = dom.attr(link, "href").unwrap_or_default();
        let target = links::target(base, raw, dom.attr(link, "onclick"));
        let Some(title) = title(dom, link) else {
            continue;
        };
        let title = match link_words().opens.has(&fold_label(&title)) {
            true => beside(dom, row, link).unwrap_or(title),
            false => title,
        };
        let day = item_day(dom, row, link, target.as_ref().map_or(raw, Address::as_str));
        either.extend(day.either.map(|numbers| (items.len(), numbers)));
        items.push(ListItem {
            date: day.date,
            half_dated: day.half,
            title,
            raw: raw.to_owned(),
            target,
        });
    }
    // 28 in one row tells of all rows which number is the month.
    let month_first = either
        .iter()
        .find_map(|(_, (one, two, _))| match (one, two) {
            (..=12, 13..) => Some(true),
            (13.., ..=12) => Some(false),
            _ => None,
        });
    if let Some(month_first) = month_first {
        for (place, (one, two, year)) in either {
            let (month, day) = if month_first { (one, two) } else { (two, one) };
            if let Some(item) = items.get_mut(place)
                && let Ok(date) = Date::new(year, month, day)
            {
                item.date = Some(date);
                item.half_dated = false;
            }
        }
    }
    items
}

/// Characters of a title that stands beside its link, at least and at most.
const BESIDE: RangeInclusive<usize> = 6..=120;

/// Returns the title of a row whose link only opens it (下载, 查看详情): its heading, the cell below
/// 标题, or the first words that may be one.
fn beside(dom: &Dom<'_>, row: Id, link: Id) -> Option<String> {
    let fits = |shown: &String| BESIDE.contains(&shown.chars().count());
    let headings = ["h1", "h2", "h3", "h4", "h5", "h6"];
    if let Some(heading) = dom
        .find(row, &headings)
        .map(|id| text::line(dom, id))
        .find(fits)
    {
        return Some(heading);
    }
    if let Some(cell) = titled_cell(dom, row)
        .map(|id| text::line(dom, id))
        .filter(fits)
    {
        return Some(cell);
    }
    let around = text::without(dom, row, &|id| id == link || dom.kind(id) == Tag::A);
    let is_han = |c: &char| ('\u{4e00}'..='\u{9fff}').contains(c);
    let lines = around
        .split(['\n', '\t'])
        .map(|line| undated(line).to_owned());
    let mut lines = lines.filter(|line| {
        fits(line)
            && !line.contains(['。', '：'])
            && line.chars().filter(is_han).count() * 2 > line.chars().count()
    });
    lines.next()
}

/// Returns a line without the day at its beginning or end.
fn undated(line: &str) -> &str {
    let line = line.trim();
    let rest = match dates::whole(line) {
        Some(found) if found.start == 0 => &line[found.end..],
        Some(found) if found.end == line.len() => &line[..found.start],
        _ => line,
    };
    rest.trim_matches(|c: char| text::is_blank(c) || matches!(c, '[' | ']' | '(' | ')' | '|'))
}

/// Returns the cell of a table's row that stands below 标题 or 名称 in its first row.
fn titled_cell(dom: &Dom<'_>, row: Id) -> Option<Id> {
    let table = dom
        .ancestors(row)
        .take(2)
        .find(|up| dom.kind(*up) == Tag::Table)?;
    let head = dom
        .find(table, &["tr"])
        .next()
        .filter(|head| *head != row)?;
    let labels = &words().titles.labels;
    let column = dom
        .elements(head)
        .position(|cell| labels.has(&fold_label(&text::line(dom, cell))))?;
    dom.elements(row).nth(column)
}

/// Returns an item's title, whole.
fn title(dom: &Dom<'_>, link: Id) -> Option<String> {
    // An element of its own with nothing but a day is not of the title, nor is a note below it.
    let parts = day_parts(dom, link).map_or(Vec::new(), |(ids, _)| ids);
    let inside = text::without(dom, link, &|id| {
        parts.contains(&id)
            || id != link && dom.is_element(id) && (is_note(dom, id) || is_badge(dom, id))
            || id != link
                && dom.is_element(id)
                && (8..=14).contains(&dom.sums(id).chars)
                && dates::whole(&text::of(dom, id))
                    .is_some_and(|found| found.end - found.start + 8 > text::of(dom, id).len())
    });
    // Lines of a title are parted by breaks, titles from what stands below them by blocks.
    let is_broken = inside.contains('\n')
        && (dom.subtree(link).skip(1)).all(|id| !dom.is_block(id) && dom.kind(id) != Tag::Img);
    let shown = shown_title(&without_markup(&inside), is_broken);
    let full = ["title", "alt"]
        .iter()
        .find_map(|name| dom.attr(link, name))
        .map(|title| text::squeeze(&without_markup(title)))
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
    let chosen = without_state(&chosen)
        .trim_start_matches([
            '·', '•', '●', '■', '▪', '◆', '>', '»', '-', '*', ' ', '\u{b7}', '○', '▶', '►', '★',
            '☆', '※',
        ])
        .trim();
    (!chosen.is_empty() && !is_more(chosen)).then(|| chosen.to_owned())
}

/// Tells whether an element of its own holds a mark such as 置顶.
fn is_badge(dom: &Dom<'_>, id: Id) -> bool {
    (1..=3).contains(&dom.sums(id).chars)
        && link_words().badges.has(&fold_label(&text::line(dom, id)))
}

/// Tells whether an element of its own holds the note of a paper's making, and a title stands
/// before it: （2015年10月29日某会令第118号公布）.
fn is_note(dom: &Dom<'_>, id: Id) -> bool {
    (12..=200).contains(&dom.sums(id).chars)
        && dom.parent(id).is_some_and(|up| {
            let before = dom.sums_between(up.at(), id.at());
            before.chars >= 4 && dom.elements(up).next() != Some(id)
        })
        && {
            let shown = text::line(dom, id);
            let inner = shown.strip_prefix(['（', '(']);
            let inner = inner.and_then(|inner| inner.strip_suffix(['）', ')']));
            inner.is_some_and(|inner| {
                inner.starts_with(|c: char| c.is_ascii_digit())
                    && words().titles.notes.found_in(inner)
            })
        }
}

/// Returns a title without the state of a call that stands before it: [进行中] - 关于….
fn without_state(title: &str) -> &str {
    let Some((state, rest)) = title
        .strip_prefix(['[', '【', '［', '〔'])
        .and_then(|rest| rest.split_once([']', '】', '］', '〕']))
    else {
        return title;
    };
    let words = consultations::words();
    let states = [
        &words.labelled_open,
        &words.labelled_closed,
        &words.labelled_neither,
    ];
    let is_state = states.iter().any(|states| states.has(state.trim()));
    match rest.trim_start_matches([' ', '-', '—', '·', ':', '：']) {
        rest if is_state && !rest.is_empty() => rest,
        _ => title,
    }
}

/// Tells whether a title is none, but leads to the whole list.
fn is_more(title: &str) -> bool {
    title.len() < 30 && {
        let bare = title.trim_matches(|c: char| !c.is_alphanumeric());
        let mut more = link_words().more.iter();
        more.any(|word| bare.eq_ignore_ascii_case(word))
    }
}

/// Drops tags that were written as text: `&lt;br/&gt;`.
fn without_markup(title: &str) -> std::borrow::Cow<'_, str> {
    let mut rest = title;
    let mut out = String::new();
    while let Some(open) = rest.find('<') {
        let inside = &rest[open + 1..];
        let is_tag = inside.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        match inside.find('>').filter(|&end| is_tag && end < 60) {
            Some(end) => {
                out.push_str(&rest[..open]);
                rest = &inside[end + 1..];
            }
            None => {
                out.push_str(&rest[..=open]);
                rest = inside;
            }
        }
    }
    if out.is_empty() && rest.len() == title.len() {
        return title.into();
    }
    out.push_str(rest);
    out.into()
}

/// Joins the lines of a title that breaks part.
fn joined(lines: &[&str]) -> Option<String> {
    /// Characters of a line, and of a title.
    const MOST: (usize, usize) = (60, 120);
    let count = |line: &&str| line.chars().count();
    if lines.len() < 2
        || lines.iter().any(|line| count(line) > MOST.0)
        || lines.iter().map(count).sum::<usize>() > MOST.1
    {
        return None;
    }
    let mut out = String::new();
    for line in lines {
        let is_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
        if is_word(out.chars().last()) && is_word(line.chars().next()) {
            out.push(' ');
        }
        out.push_str(line);
    }
    Some(out)
}

/// Drops a day that stands on a line of its own, in brackets or after a blank behind the title.
fn shown_title(inside: &str, is_broken: bool) -> String {
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
    let mut line = joined(&kept)
        .filter(|_| is_broken)
        .unwrap_or_else(|| line.trim().to_owned());
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
        } else if tail.is_empty()
            && head.ends_with(' ')
            && head.chars().count() > 4
            && !line[found.start..found.end].contains('年')
        {
            line = head.trim_end().to_owned();
        }
    }
    line
}
