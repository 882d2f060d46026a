//! Which other papers a paper says are repealed, lapsed or amended.
//!
//! Two places say so: a list under a heading (废止的文件目录) in a paper about it, and a clause
//! with the verb itself (《…》同时废止) in any paper. What a clause only cites as its ground
//! (根据《…》) is never taken for repealed.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use crate::calendar::find_dates;
use crate::model::Repealed;
use crate::page::text::{strip, stripped_shown};
use crate::vocabulary::documents::ForceWords;
use crate::vocabulary::{Few, documents};

use super::cited::{Cited, cited, comma_pieces};
use super::doc_number;
use super::lines::Line;
use super::words;

/// Most papers taken from one page.
const MOST: usize = 2_000;

/// The state of papers that a list says stay in force.
const KEPT: &str = "继续有效";

fn force() -> &'static ForceWords {
    &documents::words().force
}

/// What a page says of the force of other papers.
#[derive(Debug, Default)]
pub(super) struct Force {
    /// Papers no longer wholly in force.
    pub(super) repeals: Vec<Repealed>,
    /// Numbers of papers that stay in force, or whose term is prolonged.
    pub(super) renews: Vec<String>,
}

/// Reads which papers the text of a page says are no longer wholly in force, or stay so. `page`
/// is all that the page says, folded: where it has no verb for it, hardly a line need be looked
/// at.
pub(super) fn read(title: &str, body: &[&Line], page: &str) -> Force {
    let title = strip(title);
    // What is only meant to be repealed is in force, and an answer quotes who asked.
    if force().not_acts.found_in(&title) || words::is_explaining(&title) {
        return Force::default();
    }
    if prolongs(&title) {
        let texts = std::iter::once(&*title).chain(body.iter().map(|line| &*line.text));
        let mut renews: Vec<String> = Vec::new();
        for text in texts.filter(|text| !cites_ground(text)) {
            let bare = strip(text);
            let numbers = doc_number::named(&bare).into_iter();
            renews.extend(numbers.map(|(_, number)| number.to_owned()));
        }
        renews.truncate(MOST);
        return Force {
            renews,
            ..Force::default()
        };
    }
    let about = is_about(&title);
    if !about && !VERBS.is_in(page) {
        return Force::default();
    }
    // A title of several acts (制定、备案、废止情况) does not say which of them a paper underwent.
    let several = force().acts.found_in(unquoted(&title));
    let mut mode = if about && !several {
        mode_of(&title)
    } else {
        None
    };
    let mut found: Vec<Repealed> = Vec::new();
    let mut table = Table::default();
    // The day that the line before a list names for all of it.
    let mut from = None;
    let mut rows = 0;
    for line in body {
        if found.len() >= MOST {
            break;
        }
        let bare = stripped_shown(&line.text);
        if about && let Some((state, rest)) = labelled(&bare) {
            if rest.is_empty() {
                (mode, from) = (state, starts(&bare));
            } else if let Some(state) = state {
                found.extend(named_in(rest, state, from, &line.text));
            }
            continue;
        }
        let by_verb = clauses(&bare);
        if !by_verb.is_empty() {
            found.extend(by_verb);
            continue;
        }
        if !about {
            continue;
        }
        if line.in_row && table.takes(&bare, &line.text, mode.is_some(), &mut found) {
            continue;
        }
        // The head of a column (废止日期) says nothing of the rows below it.
        if !line.in_row && is_heading(&bare) {
            (mode, from) = (mode_of(&bare), starts(&bare));
            continue;
        }
        let Some(state) = mode else { continue };
        if let Some(title) = plain_title(&bare).filter(|_| !line.in_row) {
            found.push(repealed(None, Some(title), state, &line.text, from));
            rows += 1;
            continue;
        }
        // What stands before the list is its ground, and a sentence behind it ends it.
        let listed = line.in_row || is_item(&bare) || (rows > 0 && is_bare_name(&bare));
        if cites_ground(&bare) || !listed {
            from = from.or_else(|| starts(&bare));
            if rows > 0 && !cited(&bare).is_empty() {
                rows = 0;
            }
            continue;
        }
        rows += usize::from(is_item(&bare));
        let named = named_in(without_successor(&bare), state, from, &line.text);
        // In a table the number stands in a cell of its own.
        found.extend(
            named
                .into_iter()
                .filter(|one| one.number.is_some() || !line.in_row),
        );
    }
    let (kept, repeals): (Vec<_>, Vec<_>) = found.into_iter().partition(|one| one.state == KEPT);
    Force {
        repeals,
        renews: kept.into_iter().filter_map(|one| one.number).collect(),
    }
}

/// What stands before the first title that a text quotes.
fn unquoted(text: &str) -> &str {
    text.split('《').next().unwrap_or_default()
}

/// Tells whether a paper is about others that stay in force: 关于延长……有效期的通知.
fn prolongs(title: &str) -> bool {
    let words = force();
    let longer = title.contains("延长") && words.terms.found_in(title);
    (longer || words.stays.found_in(title)) && !words.ended.found_in(title)
}

/// Tells whether a line names what a paper is founded on.
fn cites_ground(text: &str) -> bool {
    force().grounds.found_in(text)
}

/// The day from which a text says that something holds (自2027年1月1日起).
fn starts(text: &str) -> Option<Date> {
    find_dates(text)
        .into_iter()
        .find(|(range, _)| text[range.end..].starts_with('起'))
        .map(|(_, date)| date)
}

/// Leaves out the paper that came in the place of one: ……，已被《……》代替.
fn without_successor(bare: &str) -> &str {
    let from = ["已被", "被《", "由《"]
        .iter()
        .filter_map(|word| bare.find(word));
    match from.min() {
        Some(at) if force().replaced.found_in(&bare[at..]) => &bare[..at],
        _ => bare,
    }
}

/// Rows of a table that say in a cell behind each paper what became of it.
#[derive(Debug, Default)]
struct Table {
    /// The papers of the row so far, with the words that name them.
    row: Vec<(String, String)>,
    /// Set when the cell comes first in this table: then the papers behind it are not told.
    is_other: bool,
}

impl Table {
    /// Takes a cell in, where nothing else says what the rows are (`headed`); returns whether it
    /// says what became of a paper.
    fn takes(&mut self, bare: &str, shown: &str, headed: bool, found: &mut Vec<Repealed>) -> bool {
        let words = &force().cells;
        let state = if words.repealed.has(bare) {
            Some("废止")
        } else if words.lapsed.has(bare) {
            Some("失效")
        } else if words.other.has(bare) {
            None
        } else {
            let numbers = doc_number::named(without_successor(bare));
            let named = numbers.into_iter().map(|(_, number)| number.to_owned());
            self.row
                .extend(named.map(|number| (number, shown.to_owned())));
            return false;
        };
        self.is_other |= self.row.is_empty();
        let row = std::mem::take(&mut self.row);
        // What its own row says of a paper counts for more than what heads the table.
        if headed && state.is_none() {
            let own = row.last().map(|(number, _)| number.as_str());
            found.retain(|one| own.is_none() || one.number.as_deref() != own);
        }
        if let Some(state) = state
            && !headed
            && !self.is_other
        {
            found.extend(
                row.iter()
                    .map(|(number, shown)| repealed(Some(number), None, state, shown, None)),
            );
        }
        true
    }
}

/// The papers that a line of a list names: by their numbers, else by their quoted titles. Of
/// what only a part ended is left out.
fn named_in(text: &str, state: &'static str, from: Option<Date>, shown: &str) -> Vec<Repealed> {
    let from = starts(text).or(from);
    let named = cited(text);
    let numbered = named.iter().any(|one| one.number.is_some());
    named
        .into_iter()
        .filter(|one| one.number.is_some() == numbered && !is_of_part(&one.behind))
        .map(|one| of_cited(&one, state, shown, from))
        .collect()
}

/// Tells whether a line has a paper's name and no sentence about it, as a list's line without a
/// count has.
fn is_bare_name(bare: &str) -> bool {
    let named = cited(bare);
    named.is_empty() || named.last().is_some_and(|last| is_beside(&last.behind))
}

/// Splits a line that begins with a state and a colon (废止：《…》); the state is `None` where
/// several are named.
fn labelled(bare: &str) -> Option<(Option<&'static str>, &str)> {
    let (label, rest) = bare.split_once(['：', ':'])?;
    let names_state = force().states.found_in(label);
    (names_state && label.chars().count() <= 16 && !label.contains('《'))
        .then(|| (mode_of(label), rest))
}

/// Tells whether a paper is about what is in force: 关于废止部分文件的通知, 清理结果.
fn is_about(title: &str) -> bool {
    force().about.found_in(title) && !force().not_about.end(title)
}

/// Tells whether a title is that of a paper whose list of others that ended stands on no page
/// when its text names none: 关于废止部分文件的决定, and not what is only planned or explained.
pub(crate) fn ends_others(title: &str) -> bool {
    let title = strip(title);
    let words = force();
    is_about(&title)
        && (words.repealed.found_in(&title) || words.lapsed.found_in(&title))
        && !words.not_acts.found_in(&title)
        && !words.acts.found_in(&title)
        && !words::is_explaining(&title)
        && !prolongs(&title)
}

/// The state of what stands below a heading; `None` where several are named and where it is only
/// meant (拟废止).
fn mode_of(heading: &str) -> Option<&'static str> {
    let words = force();
    let kept = words.kept.found_in(heading);
    let repealed = words.repealed.found_in(heading);
    let ended = repealed || words.lapsed.found_in(heading);
    let amended = words.amended.found_in(heading);
    if heading.contains('拟') {
        return None;
    }
    match (kept, ended, amended) {
        (true, false, false) => Some(KEPT),
        (false, true, false) if repealed => Some("废止"),
        (false, true, false) => Some("失效"),
        (false, false, true) => Some("已修改"),
        _ => None,
    }
}

/// A short line that names a state and no paper.
fn is_heading(bare: &str) -> bool {
    let count = bare.chars().count();
    count <= 40
        && !bare.contains('《')
        && doc_number::named(bare).is_empty()
        && force().states.found_in(bare)
        && !bare.ends_with(['。', '；'])
}

/// A line of a list: it begins with a count, or with a quoted title.
fn is_item(bare: &str) -> bool {
    let begins =
        bare.starts_with(|c: char| c.is_ascii_digit() || "《（(一二三四五六七八九十".contains(c));
    begins && (bare.contains('《') || !doc_number::named(bare).is_empty())
}

/// The title that a line of a list has and nothing else, without its count and unquoted:
/// 1.某局关于某事的通知.
fn plain_title(bare: &str) -> Option<&str> {
    let counted = bare.trim_start_matches(|c: char| is_count(c) || "（()）.．、".contains(c));
    let is_one = counted.len() < bare.len()
        && counted.contains("关于")
        && !counted.contains(['，', '。', '：', ':', '；', '《'])
        && doc_number::named(counted).is_empty()
        && words::genre(counted)
            .as_deref()
            .is_some_and(words::is_paper);
    is_one.then_some(counted)
}

/// What every clause that ends another paper has.
static VERBS: LazyLock<Few> = LazyLock::new(|| Few::new(force().verbs.iter()));

/// Reads the clauses that repeal by their verb.
fn clauses(bare: &str) -> Vec<Repealed> {
    let words = force();
    let mut found = Vec::new();
    if !VERBS.is_in(bare) {
        return found;
    }
    for sentence in bare.split(['。', '；', ';']) {
        if words.planned.found_in(sentence) {
            continue;
        }
        // 第三十条 before it is where the sentence itself stands.
        let sentence = behind_article(sentence);
        let verb = words.after.first_in(sentence);
        let named_after = words.before.first_in(sentence).map(|at| &sentence[at..]);
        let (own, part) = match (verb, named_after) {
            (Some(at), _) => {
                let own = before_verb(&sentence[..at]);
                let own = if own.is_empty() {
                    right_behind(&sentence[at..])
                } else {
                    own
                };
                (own, &sentence[..at])
            }
            (None, Some(part)) => (after_verb(part), part),
            (None, None) => continue,
        };
        let state = if sentence.contains("失效") && !sentence.contains("废止") {
            "失效"
        } else {
            "废止"
        };
        let from = starts(part);
        let numbered = own.iter().any(|one| one.number.is_some());
        found.extend(
            own.iter()
                .filter(|one| one.number.is_some() || !numbered)
                .map(|one| of_cited(one, state, sentence, from)),
        );
    }
    found
}

/// The papers that end by a verb behind them: those of the piece that stands with the verb, and
/// of the pieces before it that list more of them.
fn before_verb(part: &str) -> Vec<Cited<'_>> {
    let words = force();
    let mut own = Vec::new();
    for piece in comma_pieces(part).into_iter().rev() {
        let mut named = cited(piece);
        let Some((first, last)) = named.first().zip(named.last()) else {
            // Only when it is so: ……，自本办法施行之日起，同时废止.
            if own.is_empty() && is_beside(piece) {
                continue;
            }
            break;
        };
        // 按照《…》执行, 《…》与本办法不一致的: not the paper itself.
        let keeps = words.grounds_begin.begin(piece)
            || words.upheld.found_in(&piece[..first.range.start])
            || first
                .number
                .is_some_and(|number| words.upheld.found_in(number));
        if keeps || !is_beside(&last.behind) || (!own.is_empty() && first.range.start > 0) {
            break;
        }
        named.retain(|one| !is_of_part(&one.behind));
        own.splice(0..0, named);
    }
    own
}

/// The papers that stand right behind a verb that mostly follows them: 停止执行《…》,
/// 下列文件不再执行：《…》.
fn right_behind(part: &str) -> Vec<Cited<'_>> {
    let words = force();
    let verb = words.after.iter().find(|verb| part.starts_with(*verb));
    let rest = verb.and_then(|verb| part.strip_prefix(verb));
    let rest = rest.unwrap_or_default().trim_start_matches(['：', ':']);
    let named = cited(rest);
    let begins = named.first().is_some_and(|first| first.range.start == 0);
    if begins && named.iter().all(|one| is_beside(&one.behind)) {
        named
    } else {
        Vec::new()
    }
}

/// The papers that end by a verb before them: those of the verb's piece, and of the pieces
/// behind it that list more of them.
fn after_verb(part: &str) -> Vec<Cited<'_>> {
    let words = force();
    let mut own = Vec::new();
    for (at, piece) in comma_pieces(part).into_iter().enumerate() {
        let mut named = cited(piece);
        let listed = named.first().is_some_and(|first| first.range.start == 0)
            && named.last().is_some_and(|last| is_beside(&last.behind));
        if at > 0 && !listed {
            break;
        }
        named.retain(|one| {
            !is_of_part(&one.behind) && !words.grounds_begin.begin(&piece[..one.range.start])
        });
        own.extend(named);
    }
    own
}

/// Tells whether what stands behind a paper says that only a part of it is meant.
fn is_of_part(behind: &str) -> bool {
    force().parts.found_in(behind) || has_article(behind)
}

/// What may stand between a paper and the verb that ends it.
static BESIDE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let words = force();
    Regex::new(&format!(
        "^(?:[、，,）)：:。；;]|（[^）]*）|\\([^)]*\\)|{}|等?[0-9一二两三四五六七八九十]{{0,4}}(?:件|个|份|项|部)|(?:自|从|于)[^，起后]{{0,24}}(?:起|{}之?后|日))*$",
        words.beside.alternatives(),
        words.since.alternatives(),
    ))
    .ok()
});

/// Tells whether nothing stands behind a paper but what may stand between it and its verb.
fn is_beside(behind: &str) -> bool {
    BESIDE.as_ref().is_some_and(|form| form.is_match(behind))
}

/// Leaves out the number of the article that a sentence begins with.
fn behind_article(sentence: &str) -> &str {
    let cut = sentence
        .strip_prefix('第')
        .map(|rest| rest.trim_start_matches(is_count))
        .and_then(|rest| rest.strip_prefix('条'));
    cut.unwrap_or(sentence)
}

fn is_count(c: char) -> bool {
    c.is_ascii_digit() || "一二三四五六七八九十百".contains(c)
}

/// Tells whether a clause speaks of an article of a paper (第三条).
fn has_article(part: &str) -> bool {
    part.char_indices().any(|(at, c)| {
        c == '第'
            && part[at + c.len_utf8()..]
                .chars()
                .take(6)
                .find(|c| !is_count(*c))
                .is_some_and(|c| matches!(c, '条' | '款' | '项' | '章'))
    })
}

/// A paper that a text names, as one that ended: by its number, else by its title.
fn of_cited(one: &Cited<'_>, state: &'static str, shown: &str, from: Option<Date>) -> Repealed {
    let title = one.title.filter(|_| one.number.is_none());
    repealed(one.number, title, state, shown, from)
}

fn repealed(
    number: Option<&str>,
    title: Option<&str>,
    state: &'static str,
    shown: &str,
    from: Option<Date>,
) -> Repealed {
    Repealed {
        number: number.map(str::to_owned),
        title: title.map(str::to_owned),
        state,
        from,
        shown: shown.trim().chars().take(120).collect(),
    }
}

#[cfg(test)]
#[path = "repeals_tests.rs"]
mod tests;
