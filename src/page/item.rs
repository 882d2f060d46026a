//! One row of a list: its title and its day.

use jiff::civil::Date;

use crate::model::{Address, ListItem};
use crate::vocabulary::consultations;
use crate::vocabulary::documents::words;
use crate::vocabulary::links::words as link_words;

use super::dates;
use super::dom::{Dom, Id};
use super::links;
use super::list::Group;
use super::plain::Tag;
use super::text;

/// Returns the day shown in a row.
pub(super) fn shown_date(dom: &Dom<'_>, row: Id) -> Option<Date> {
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
    dates::day_first(&words)
        .or_else(|| last_whole(&words))
        .or_else(|| parts.iter().find_map(|part| dates::alone(part)?.day(true)))
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

/// Bytes beside a day that make no sentence with it: 发布日期：, a name, a number of visits.
const BARE: usize = 24;
/// Bytes beside a day in a sentence that mentions it.
const SENTENCE: usize = 60;

/// What a row shows of its day.
#[derive(Debug, Default)]
struct Day {
    date: Option<Date>,
    /// A day is shown that does not tell which: without its year, or that of something else.
    half: bool,
    /// Two numbers of which one is the month, and the year: other rows may tell which.
    either: Option<(i8, i8, i16)>,
}

/// Days that runs of text show, those that say something else left out.
#[derive(Debug, Default)]
struct Days {
    /// The last day with hardly anything beside it, and the last with more.
    bare: Option<Date>,
    other: Option<Date>,
    alone: Option<dates::Alone>,
    /// Runs whose days are of something else.
    rejected: Vec<Id>,
    /// Of these, runs that tell until when something holds.
    limits: bool,
    /// Month and day stand without a year.
    yearless: bool,
}

impl Days {
    /// Takes the days of a run, and tells whether it has any.
    fn take(&mut self, id: Id, run: &str, before: &str) -> bool {
        let mut rest = run;
        let (mut count, mut taken) = (0, false);
        let mut label = before;
        while let Some(found) = dates::whole(rest) {
            count += found.end - found.start;
            let lead = rest[..found.start].trim_end();
            if !lead.is_empty() {
                label = lead;
            }
            let beside = run.len() - count;
            let tail = &rest[found.end..];
            if words().row_days.found_in(label) {
                self.limits = true;
            } else if !is_in_sentence(lead, tail, beside) {
                let place = if beside <= BARE {
                    &mut self.bare
                } else {
                    &mut self.other
                };
                *place = Some(found.date);
                taken = true;
            }
            // What stands between two days is the label of the second alone.
            label = "";
            rest = tail;
        }
        if count == 0 {
            match dates::alone(run) {
                Some(day) => self.alone = Some(day),
                None => self.yearless |= run.len() <= BARE && dates::month_day(run).is_some(),
            }
        } else if !taken {
            self.rejected.push(id);
        }
        count > 0
    }
}

/// Tells whether a day is one that a sentence mentions.
fn is_in_sentence(before: &str, after: &str, beside: usize) -> bool {
    let labelled = before.ends_with([':', '：', '[', '(', '（', '【', '|']);
    let ends = after.chars().all(|c| !c.is_alphanumeric() || c == '日');
    let parted = |text: &str| text.contains(['，', '。', '；']);
    beside > SENTENCE
        && !ends
        && !labelled
        && (parted(before) || parted(after))
        // 2026-09-11 内容摘要…… begins with the day; 9月11日，…… is of the sentence.
        && (!before.is_empty() || after.trim_start_matches('日').starts_with('，'))
}

/// Reads the days in runs of text, in page order.
fn days<'d>(dom: &Dom<'d>, runs: impl Iterator<Item = Id>) -> Days {
    let mut days = Days::default();
    let mut before = "";
    for id in runs.filter(|&id| dom.is_visible(id)) {
        let Some(run) = dom.text_node(id).map(str::trim) else {
            continue;
        };
        if run.is_empty() {
            continue;
        }
        let has_digits = run.bytes().any(|byte| byte.is_ascii_digit());
        let has_day = has_digits && days.take(id, run, before);
        // 有效期至： may stand by itself before its day.
        before = if has_day { "" } else { run };
    }
    days
}

/// Elements beside a row that hold its day and no link: some systems put the days into a `li`
/// of their own, others put a card of fields below each title.
pub(super) fn day_beside(dom: &Dom<'_>, row: Id) -> Option<Date> {
    let (from, to) = beside(dom, row)?;
    let days = days(dom, (from.0..to.0).map(Id));
    days.bare.or_else(|| days.alone?.day(true))
}

/// Returns what stands between a row and the next one; where the first row comes after a day,
/// what stands before it.
pub(super) fn beside(dom: &Dom<'_>, row: Id) -> Option<(Id, Id)> {
    /// Characters of a card of fields.
    const CARD: u32 = 160;
    let parent = dom.parent(row)?;
    let is_plain = |id: Id| {
        let sums = dom.sums(id);
        sums.links == 0 && sums.chars <= CARD && dom.attr(id, "onclick").is_none()
    };
    let first = dom.children(parent).find(|&id| dom.sums(id).chars > 0)?;
    if first != row && is_plain(first) && dom.is_element(first) && is_day(dom, first) {
        let before = dom.children(parent).take_while(|&id| id < row);
        let last = before.filter(|&id| dom.sums(id).chars > 0).last()?;
        return is_plain(last).then(|| (last, dom.after(last)));
    }
    let start = dom.after(row);
    let (mut end, mut chars) = (start, 0);
    while end < dom.after(parent) && is_plain(end) {
        chars += dom.sums(end).chars;
        end = dom.after(end);
    }
    (chars > 0 && chars <= CARD).then_some((start, end))
}

fn is_day(dom: &Dom<'_>, id: Id) -> bool {
    let shown = text::line(dom, id);
    shown.len() <= BARE + 10 && (dates::whole(&shown).is_some() || dates::alone(&shown).is_some())
}

/// Returns the day of an item, shown or in its address.
fn item_day(dom: &Dom<'_>, row: Id, link: Id, href: &str) -> Day {
    let of = |date: Date| Day {
        date: Some(date),
        ..Day::default()
    };
    let short = dom.sums(row).chars <= 1500;
    let runs = dom.subtree(row).filter(|&id| !dom.contains(link, id));
    let own = if short && row != link {
        days(dom, runs)
    } else {
        Days::default()
    };
    if let Some(date) = own.bare.or(own.other) {
        return of(date);
    }
    let outside = outside_text(dom, row, link, &own.rejected);
    let shown = dates::day_first(&outside)
        .or_else(|| last_whole(&outside))
        .or_else(|| split_date(&outside))
        // Day and month in elements of their own that a style sheet sets apart.
        .or_else(|| split_date(&node_words(dom, row, link)))
        .or_else(|| own.alone?.day(false));
    if let Some(date) = shown {
        return of(date);
    }
    // A day within the link, apart from the title's own words.
    let inside = text::of(dom, link);
    let parts: Vec<&str> = inside.split(['\n', '\t']).collect();
    if parts.len() > 1
        && let Some(found) = parts.iter().find_map(|part| {
            dates::whole(part).filter(|found| part.len() - (found.end - found.start) <= 12)
        })
    {
        return of(found.date);
    }
    if let Some(date) = dates::day_first(&inside)
        .or_else(|| trailing(&inside))
        .or_else(|| day_parts(dom, link).map(|(_, date)| date))
        .or_else(|| day_beside(dom, row))
    {
        return of(date);
    }
    let stamp = dates::in_address(href);
    // Month and day alone take their year from the address, when they agree with it.
    let month_day = dates::month_day(&outside);
    let date = match (month_day, stamp) {
        (Some((month, day)), Some(date)) if (date.month(), date.day()) != (month, day) => {
            Date::new(date.year(), month, day).ok()
        }
        (Some(_), None) => None,
        _ => stamp,
    };
    let either = own.alone.and_then(dates::Alone::either);
    let yearless_inside = || {
        let mut runs = dom.subtree(link).filter_map(|id| dom.text_node(id));
        runs.any(|run| run.len() <= BARE / 2 && dates::month_day(run).is_some())
    };
    Day {
        date,
        half: date.is_none()
            && (own.yearless
                || own.limits
                || either.is_some()
                || month_day.is_some()
                || yearless_inside()),
        either,
    }
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

fn outside_text(dom: &Dom<'_>, row: Id, link: Id, rejected: &[Id]) -> String {
    if row == link {
        return words_beside(dom, link);
    }
    if dom.sums(row).chars > 1500 {
        return String::new();
    }
    text::without(dom, row, &|id| id == link || rejected.contains(&id))
}

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

/// Returns an item's title, whole.
fn title(dom: &Dom<'_>, link: Id) -> Option<String> {
    // An element of its own with nothing but a day is not of the title, nor is a note below it.
    let parts = day_parts(dom, link).map_or(Vec::new(), |(ids, _)| ids);
    let inside = text::without(dom, link, &|id| {
        parts.contains(&id)
            || id != link && dom.is_element(id) && is_note(dom, id)
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
    let full = dom
        .attr(link, "title")
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
