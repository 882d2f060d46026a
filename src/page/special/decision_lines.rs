//! Decisions of enforcement in lines of text: 某市监罚〔2026〕7号：…，决定日期2026-09-28.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::decision_rows::{Record, cells_of};
use crate::calendar::find_dates;
use crate::model::{Cause, DecisionFacts};
use crate::page::Ctx;
use crate::page::document::doc_number;
use crate::page::text;
use crate::vocabulary::matters::decisions;

/// Longest line in characters that is read as one on a decision.
const LINE: usize = 600;
/// Characters that may stand before the number in a line that lists a decision.
const BEFORE: usize = 16;

/// What may stand between a day and 作出: 2026年9月28日依法作出, 2026年9月28日，我局作出.
static MADE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:决定|([^，,。；;0-9]{0,12}|[，,](?:我|本|该)[^，,。；;0-9]{0,8})[作做]出)")
        .ok()
});

/// Reads the lines of a text.
pub(super) fn read(
    ctx: &Ctx<'_, '_>,
    shown: &str,
    kind: &'static str,
    published: Option<Date>,
) -> Vec<DecisionFacts> {
    let mut labelled = Record::new(kind, published);
    let mut out: Vec<DecisionFacts> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for line in shown.lines() {
        if let Some((label, value)) = line.split_once([':', '：'])
            && let Some(field) = decisions().field(label)
        {
            if labelled.is_full(label, &[field]) {
                out.extend(labelled.close());
            }
            labelled.take(label, &[field], value);
            continue;
        }
        let bare = text::strip(line);
        let Some(one) = of_line(&bare, kind) else {
            continue;
        };
        // A letter names itself in its title and above its text.
        let key = doc_number::key(&one.name);
        match known.get(&key).and_then(|at| out.get_mut(*at)) {
            Some(first) => {
                first.decided = first.decided.or(one.decided);
                first.published = first.published.or(one.published);
            }
            None => {
                known.insert(key, out.len());
                out.push(one);
            }
        }
    }
    if labelled.known() >= 3 {
        out.extend(labelled.close());
    }
    doubt_cells(ctx, &mut out);
    out
}

/// Reads a line that names a decision by its number.
fn of_line(bare: &str, kind: &'static str) -> Option<DecisionFacts> {
    let numbers = doc_number::named(bare);
    let signed = |(_, number): &&(usize, &str)| decisions().is_signed(number);
    let (at, number) = numbers.iter().find(signed)?;
    let before = &bare[..*at];
    if bare.chars().count() > LINE || is_cited(before, number) {
        return None;
    }
    let decided = after_label(bare, "决定日期").or_else(|| made(bare));
    let listed = before.chars().count() <= BEFORE && !before.contains(['，', ',', '。']);
    let no_day = if decisions().files.found_in(bare) {
        // 附件：某审〔2026〕1号.pdf has its day within.
        Some(Cause::UnreadableFile)
    } else {
        // What running text names may be told of elsewhere.
        (!listed).then_some(Cause::NeedsHuman)
    };
    Some(DecisionFacts {
        name: (*number).to_owned(),
        kind,
        number: Some((*number).to_owned()),
        decided,
        published: after_label(bare, "公示日期"),
        no_day,
        ..DecisionFacts::default()
    })
}

/// Tells whether a number is only cited: 根据某审〔2019〕12号, 原批准文号：…, 《某通知》（…）.
fn is_cited(before: &str, number: &str) -> bool {
    let words = decisions();
    let bare = before.trim_end_matches(['（', '(', '：', ':']);
    if let Some(title) = bare.strip_suffix('》') {
        let title = title.rsplit('《').next().unwrap_or(title);
        return !words.letters.found_in(title);
    }
    let clause = before.rsplit(['，', ',', '。', '；', ';', '（', '(']);
    // What stands right before a number may have been taken for its beginning.
    let mut around = clause.take(1).chain([number]);
    around.any(|text| words.cited.found_in(text))
}

/// A number in the cell of a table whose heads are not known has its day perhaps beside it.
fn doubt_cells(ctx: &Ctx<'_, '_>, found: &mut [DecisionFacts]) {
    if found.iter().all(|one| one.decided.is_some()) {
        return;
    }
    let rows: Vec<String> = cells_of(ctx)
        .filter(|cells| cells.len() >= 3)
        .map(|cells| text::strip(&cells.concat()))
        .collect();
    for one in found.iter_mut().filter(|one| one.decided.is_none()) {
        if rows.iter().any(|row| row.contains(one.name.as_str())) {
            one.no_day.get_or_insert(Cause::NeedsHuman);
        }
    }
}

/// The day of 2026年9月28日作出决定.
pub(super) fn made(line: &str) -> Option<Date> {
    if !line.contains("作出") && !line.contains("做出") && !line.contains("决定") {
        return None;
    }
    let form = MADE.as_ref()?;
    let dates = find_dates(line).into_iter();
    let mut made = dates.filter(|(range, _)| {
        form.captures(&line[range.end..]).is_some_and(|found| {
            let between = found.get(1).map_or("", |between| between.as_str());
            !decisions().steps.found_in(between)
        })
    });
    made.next().map(|(_, date)| date)
}

/// The date that follows a label of the field within a line.
fn after_label(line: &str, field: &str) -> Option<Date> {
    decisions().labels_of(field).find_map(|label| {
        let at = line.find(label)?;
        let rest = &line[at + label.len()..];
        let (range, date) = find_dates(rest).into_iter().next()?;
        (rest[..range.start].chars().count() <= 3).then_some(date)
    })
}
