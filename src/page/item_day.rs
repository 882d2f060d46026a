//! The day of one row of a list.

use jiff::civil::Date;

use crate::vocabulary::documents::words;

use super::dates;
use super::dom::{Dom, Id};
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
pub(super) struct Day {
    pub(super) date: Option<Date>,
    /// A day is shown that does not tell which: without its year, or that of something else.
    pub(super) half: bool,
    /// Two numbers of which one is the month, and the year: other rows may tell which.
    pub(super) either: Option<(i8, i8, i16)>,
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
pub(super) fn item_day(dom: &Dom<'_>, row: Id, link: Id, href: &str) -> Day {
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

/// Tells whether a row shows its day in elements of its own: `18` above `2026-11`.
pub(super) fn is_parted(dom: &Dom<'_>, row: Id, link: Id) -> bool {
    split_date(&node_words(dom, row, link)).is_some()
}

/// A day in parts that stand in elements of their own within a link (`<b>28</b><i>2020-06</i>`),
/// set apart by a style sheet: the text nodes and the day that they are together.
pub(super) fn day_parts(dom: &Dom<'_>, link: Id) -> Option<(Vec<Id>, Date)> {
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
    // Over one another: 28, 05月, 2024.
    for three in parts.windows(3) {
        let (day, month) = match three[0].ends_with('月') {
            true => (three[1], three[0]),
            false => (three[0], three[1]),
        };
        let year = three[2].trim_end_matches('年');
        let short = [day, month].iter().all(|part| part.len() <= "12月".len());
        if year.len() == 4 && short && year.bytes().all(|byte| byte.is_ascii_digit()) {
            let (day, month) = (day.trim_end_matches('日'), month.trim_end_matches('月'));
            if let Some(found) = dates::whole(&format!("{year}-{month}-{day}")) {
                return Some(found.date);
            }
        }
    }
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
