//! Labels with their values, wherever on the page a label and a value stand together.

use std::collections::{BTreeMap, BTreeSet};

use crate::page::Ctx;
use crate::page::dom::{Dom, Id};
use crate::page::text;
use crate::vocabulary::fold_label;
use crate::vocabulary::labels::LabelField;

use super::labels::{self, Hit};
use super::lines::Line;

/// A label with what stands for its value.
#[derive(Debug, Clone)]
pub(super) struct Pair {
    /// What the label names.
    pub(super) field: LabelField,
    /// The label's name, folded.
    pub(super) name: String,
    /// The value, white space folded; empty where the page shows none.
    pub(super) value: String,
    /// Label and value as shown.
    pub(super) shown: String,
    /// Whether a script fills in the value, so that it is neither known nor blank.
    pub(super) scripted: bool,
    /// The line of the label.
    pub(super) line: usize,
    /// Whether a colon follows the label.
    pub(super) colon: bool,
}

/// Values longer than this are no metadata (an abstract may be longer).
const LONGEST: usize = 160;
/// A paragraph of this length before which a box may still stand in an article's text.
const PARAGRAPH: usize = 90;

/// Reads every label of the page with its value, in document order. Labels in running
/// text and in rows of a list of documents are left out.
pub(super) fn pairs(ctx: &Ctx<'_, '_>, lines: &[Line]) -> Vec<Pair> {
    let hits = hits(lines);
    let head = Head::of(lines, &hits);
    let boxed_beside = lines.iter().zip(&hits).any(|(line, hits)| {
        line.beside
            && hits.iter().any(|hit| {
                matches!(
                    hit.field,
                    LabelField::IndexNumber | LabelField::DocNumber | LabelField::WrittenDate
                )
            })
    });
    let mut found = Vec::new();
    for (at, (line, hits)) in lines.iter().zip(&hits).enumerate() {
        if hits.is_empty() || (line.in_body && at >= head.line_end) {
            continue;
        }
        // A sentence that happens to hold a label in its middle is no row of a box.
        if hits[0].start > 0 && hits.len() == 1 && is_prose(line) {
            continue;
        }
        for (nth, hit) in hits.iter().enumerate() {
            if line.in_body && at >= head.box_end && !may_stand_alone(hit, hits) {
                continue;
            }
            // The name of a column in a menu or breadcrumb is no label.
            if !hit.colon && is_linked(ctx.dom, line, hit.start) {
                continue;
            }
            // Beside the content and in rows that begin with a link such words tell of
            // other pages.
            let of_articles = matches!(
                hit.field,
                LabelField::PublishedDate
                    | LabelField::BareDate
                    | LabelField::Updated
                    | LabelField::Source
            );
            let beside = line.beside && !(boxed_beside && hit.field == LabelField::PublishedDate);
            if of_articles && (beside || in_linked_row(ctx.dom, line.node_at(hit.start))) {
                continue;
            }
            let end = hits.get(nth + 1).map_or(line.text.len(), |next| next.start);
            let beside = clean(&line.text[hit.end..end]);
            let alone =
                hits.len() == 1 && line.text[..hit.start].chars().all(|c| !c.is_alphanumeric());
            let scripted =
                beside.is_empty() && is_scripted(ctx.dom, line.node_at(hit.start), &hit.name);
            let value = if !beside.is_empty() {
                Some(beside)
            } else if alone && !scripted {
                neighbour(ctx, line, hit)
            } else {
                Some(String::new())
            };
            let Some(value) = value else { continue };
            if value.chars().count() > LONGEST && hit.field != LabelField::Abstract {
                continue;
            }
            found.push(Pair {
                field: hit.field,
                name: hit.name.clone(),
                shown: format!("{} {value}", line.text[hit.start..hit.end].trim()),
                value,
                scripted,
                line: at,
                colon: hit.colon,
            });
        }
    }
    drop_lone_names(&mut found);
    drop_rows(&mut found);
    found
}

/// Lines of an article's text that are looked at for labels.
const HEAD_LINES: usize = 60;

fn hits(lines: &[Line]) -> Vec<Vec<Hit>> {
    let mut in_body = 0;
    lines
        .iter()
        .map(|line| {
            in_body += usize::from(line.in_body);
            if line.in_body && in_body > HEAD_LINES {
                Vec::new()
            } else {
                labels::find(line)
            }
        })
        .collect()
}

/// Where labels in the article's own element may still be the page's.
struct Head {
    /// Before this line a box stands even where the page does not set it apart.
    box_end: usize,
    /// Before this line a line of time and source stands.
    line_end: usize,
}

impl Head {
    fn of(lines: &[Line], hits: &[Vec<Hit>]) -> Self {
        let labelled = |at: usize| hits.get(at).is_some_and(|hits| !hits.is_empty());
        let Some(first) = lines.iter().position(|line| line.in_body) else {
            return Self {
                box_end: lines.len(),
                line_end: lines.len(),
            };
        };
        let begins = |prose: &dyn Fn(&Line) -> bool| {
            (first..lines.len())
                .find(|at| {
                    let line = &lines[*at];
                    line.in_body
                        && !line.linked
                        && !labelled(*at)
                        && (prose(line) || is_salutation(&line.text))
                })
                .unwrap_or(lines.len())
        };
        let long = begins(&|line| line.text.chars().count() >= PARAGRAPH);
        let line_end = begins(&is_prose);
        // In the text itself only a cluster of labels is a box.
        let fields: BTreeSet<LabelField> = hits[first..long]
            .iter()
            .flatten()
            .map(|hit| hit.field)
            .filter(|field| *field != LabelField::Other)
            .collect();
        let box_end = if fields.len() >= 2 { line_end } else { first };
        Self { box_end, line_end }
    }
}

/// Labels that head an article without any box around them. 时间： alone may be the time of
/// a meeting that the text announces.
fn may_stand_alone(hit: &Hit, line: &[Hit]) -> bool {
    match hit.field {
        LabelField::PublishedDate | LabelField::DocNumber | LabelField::Source => hit.colon,
        LabelField::BareDate => line.len() >= 2,
        _ => false,
    }
}

/// 各省、自治区……： opens the text of a paper.
pub(super) fn is_salutation(text: &str) -> bool {
    let count = text.chars().count();
    (6..200).contains(&count)
        && text.ends_with(['：', ':'])
        && [
            "政府",
            "单位",
            "部门",
            "委员会",
            "各",
            "局",
            "厅",
            "委",
            "办",
        ]
        .iter()
        .any(|word| text.contains(word))
        && (text.starts_with('各') || text.contains('，') || text.contains('、'))
}

fn is_linked(dom: &Dom<'_>, line: &Line, offset: usize) -> bool {
    dom.ancestors(line.node_at(offset))
        .any(|up| dom.tag(up) == "a")
}

/// Tells whether a label stands in a list's row that begins with a linked title.
fn in_linked_row(dom: &Dom<'_>, label: Id) -> bool {
    let Some(row) = dom
        .ancestors(label)
        .take_while(|up| dom.sums(*up).chars <= 400)
        .find(|up| matches!(dom.tag(*up), "li" | "dd" | "dl" | "tr"))
    else {
        return false;
    };
    dom.subtree(row)
        .take_while(|id| *id < label)
        .find(|id| {
            dom.is_visible(*id)
                && dom
                    .text_node(*id)
                    .is_some_and(|text| !text.trim().is_empty())
        })
        .is_some_and(|first| {
            dom.ancestors(first).any(|up| dom.tag(up) == "a")
                && dom
                    .text_node(first)
                    .is_some_and(|text| text.trim().chars().count() >= 6)
        })
}

fn is_prose(line: &Line) -> bool {
    line.text.contains(['。', '；']) || line.text.chars().count() > 60
}

fn clean(value: &str) -> String {
    let value = value
        .trim_matches(|c: char| text::is_blank(c) || labels::is_colon(c))
        // The bracket that opens the next label's pair.
        .trim_end_matches(['【', '〖', '「', '(', '（', '[', '［', ' ']);
    let value = [('[', ']'), ('［', '］'), ('【', '】')]
        .iter()
        .find_map(|(open, close)| value.strip_prefix(*open)?.strip_suffix(*close))
        .unwrap_or(value);
    let value = value.trim_matches(|c: char| {
        text::is_blank(c)
            || labels::is_colon(c)
            || matches!(
                c,
                '|' | '｜' | '│' | '┃' | ';' | '；' | ',' | '，' | '】' | '［' | '['
            )
    });
    // A closing bracket of the label's own pair is left at the front.
    let value = value.strip_prefix(']').unwrap_or(value);
    // Brackets that the cut has opened without closing.
    let value = match value.rfind(['(', '（']) {
        Some(at) if !value[at..].contains([')', '）']) => value[..at].trim_end(),
        _ => value,
    };
    text::squeeze(
        value
            .trim_end_matches(['/', '、', '·', '-', ' '])
            .trim_start_matches('/'),
    )
}

/// Finds the value of a label that has a line to itself: in the cell, element or text
/// beside it, or below it in a table with a header row. `Some("")` is a blank value,
/// `None` no reading at all.
fn neighbour(ctx: &Ctx<'_, '_>, line: &Line, hit: &Hit) -> Option<String> {
    let dom = ctx.dom;
    let label = text::strip(&line.text);
    let last = line.runs.last().map_or(line.start(), |run| run.1);
    if let Some(value) = beside(ctx, last, hit)? {
        return Some(value);
    }
    let mut here = line.start();
    let mut blocks = 0;
    for up in dom.ancestors(line.start()) {
        if text::is_block(dom.tag(up)) || matches!(dom.tag(up), "td" | "th") {
            blocks += 1;
        }
        if blocks > 2
            || matches!(
                dom.tag(up),
                "tr" | "ul" | "ol" | "dl" | "table" | "body" | "tbody"
            )
        {
            break;
        }
        if text::strip(&text_or_empty(dom, up)) != label {
            break;
        }
        here = up;
        if let Some(value) = beside(ctx, up, hit)? {
            return Some(value);
        }
        if matches!(dom.tag(up), "td" | "th" | "dt" | "li") {
            break;
        }
    }
    if matches!(dom.tag(here), "td" | "th")
        && let Some(value) = below(dom, here)
    {
        return value;
    }
    // A word without colon and without value is no label.
    hit.colon.then(String::new)
}

/// Tells whether a script or a template fills the place of the value: then nothing can be
/// said about it.
fn is_scripted(dom: &Dom<'_>, label: Id, name: &str) -> bool {
    let Some(around) = dom
        .ancestors(label)
        .take_while(|up| dom.sums(*up).chars <= 300)
        .find(|up| matches!(dom.tag(*up), "tr" | "li" | "p" | "dl" | "div"))
    else {
        return false;
    };
    let end = dom.after(around);
    let mut next = dom.after(label);
    let mut filled = false;
    while next < end {
        if fills(dom, next) {
            filled = true;
            next = dom.after(next);
            continue;
        }
        if let Some(run) = dom.text_node(next)
            && run
                .chars()
                .any(|c| !text::is_blank(c) && !labels::is_colon(c))
            && !fold_label(run).is_empty()
            && !name.ends_with(&fold_label(run))
        {
            // What follows is the value itself, or the next label.
            return filled && starts_with_label(&text::squeeze(run));
        }
        next = Id(next.0 + 1);
    }
    filled
}

fn fills(dom: &Dom<'_>, id: Id) -> bool {
    match dom.tag(id) {
        "" => false,
        "script" | "img" | "input" | "iframe" => true,
        _ => {
            dom.is_template(id)
                || [
                    "ms-text",
                    "ms-html",
                    "v-text",
                    "v-html",
                    "ng-bind",
                    "data-bind",
                    "ms-if",
                    "v-if",
                ]
                .iter()
                .any(|name| dom.attr(id, name).is_some())
        }
    }
}

fn text_or_empty(dom: &Dom<'_>, id: Id) -> String {
    // Labels are short; a large element is never one.
    if dom.sums(id).chars > 40 {
        return String::new();
    }
    text::of(dom, id)
}

/// Reads what stands right after an element in its parent. The outer `None` stops the
/// search without a reading, the inner one goes on outside.
#[allow(clippy::option_option, reason = "three answers: stop, go on, found")]
fn beside(ctx: &Ctx<'_, '_>, label: Id, hit: &Hit) -> Option<Option<String>> {
    let dom = ctx.dom;
    let Some(parent) = dom.parent(label) else {
        return Some(None);
    };
    let cell = matches!(dom.tag(label), "td" | "th" | "dt");
    let end = dom.after(parent);
    let mut next = dom.after(label);
    while next < end {
        let (id, tag) = (next, dom.tag(next));
        next = dom.after(next);
        if let Some(run) = dom.text_node(id) {
            if run
                .chars()
                .any(|c| !text::is_blank(c) && !labels::is_colon(c))
            {
                return Some(Some(clean(run)));
            }
            continue;
        }
        if !dom.is_element(id) || matches!(tag, "br" | "script" | "style" | "input" | "wbr") {
            continue;
        }
        if !dom.is_visible(id) {
            continue;
        }
        if matches!(
            tag,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "ul" | "tr"
        ) || ctx.title_node.is_some_and(|title| dom.contains(id, title))
            || ctx.body.is_some_and(|body| dom.contains(id, body))
        {
            return if cell {
                Some(Some(String::new()))
            } else {
                Some(None)
            };
        }
        let value = text::line(dom, id);
        let bare = clean(&value);
        if bare.is_empty() {
            // A cell of its own for the colon is followed by the value.
            if value.chars().any(labels::is_colon) {
                continue;
            }
            if cell {
                return if all_labels(dom, parent) {
                    Some(None)
                } else {
                    Some(Some(String::new()))
                };
            }
            continue;
        }
        if starts_with_label(&value) {
            return if cell && all_labels(dom, parent) {
                Some(None)
            } else {
                Some(Some(String::new()))
            };
        }
        if cell && all_labels(dom, parent) {
            return Some(None);
        }
        // A paragraph or list item beside a label is its value only when it is short.
        let short = bare.chars().count() <= 60 || cell || hit.field == LabelField::Abstract;
        let block = matches!(tag, "p" | "li" | "div") && !short;
        return if block { None } else { Some(Some(bare)) };
    }
    Some(None)
}

fn starts_with_label(value: &str) -> bool {
    let line = Line {
        text: value.to_owned(),
        runs: vec![(0, Id::ROOT)],
        in_body: false,
        beside: false,
        linked: false,
    };
    labels::find(&line).first().is_some_and(|hit| {
        value[..hit.start].chars().all(|c| !c.is_alphanumeric())
            && (hit.colon || hit.end >= value.len())
    })
}

/// Tells whether every cell of a row is a label, as in a table's header row.
fn all_labels(dom: &Dom<'_>, row: Id) -> bool {
    if dom.tag(row) != "tr" || dom.sums(row).chars > 200 {
        return false;
    }
    let mut cells = 0;
    for cell in dom.elements(row) {
        let value = text::line(dom, cell);
        if value.is_empty() || !starts_with_label(&value) || clean_after_label(&value) {
            return false;
        }
        cells += 1;
    }
    cells >= 2
}

/// Whether something follows the label in the same cell.
fn clean_after_label(value: &str) -> bool {
    let line = Line {
        text: value.to_owned(),
        runs: vec![(0, Id::ROOT)],
        in_body: false,
        beside: false,
        linked: false,
    };
    labels::find(&line)
        .first()
        .is_some_and(|hit| !clean(&value[hit.end..]).is_empty())
}

/// Reads the cell below a header cell, where the table has just one row of values.
/// `Some(None)`: a table of many rows, which is a list and not a box.
#[allow(clippy::option_option, reason = "three answers: not so, a list, found")]
fn below(dom: &Dom<'_>, cell: Id) -> Option<Option<String>> {
    let row = dom.parent(cell)?;
    if !all_labels(dom, row) {
        return None;
    }
    let column = dom.elements(row).position(|other| other == cell)?;
    let table = dom.ancestors(row).find(|up| dom.tag(*up) == "table")?;
    let rows: Vec<Id> = dom
        .find(table, &["tr"])
        .filter(|other| *other > row && dom.sums(*other).chars > 0)
        .take(3)
        .collect();
    let width = dom.elements(row).count();
    let same: Vec<&Id> = rows
        .iter()
        .filter(|other| dom.elements(**other).count() == width && !all_labels(dom, **other))
        .collect();
    match same.as_slice() {
        [] => Some(Some(String::new())),
        [only] => Some(
            dom.elements(**only)
                .nth(column)
                .map(|value| clean(&text::line(dom, value))),
        ),
        [first, second, ..] => {
            // Header and value rows may alternate: then the next row is again a header.
            let alternate = rows.first() == Some(first)
                && rows.get(1).is_some_and(|between| all_labels(dom, *between))
                && rows.get(2) == Some(second);
            alternate.then(|| {
                dom.elements(**first)
                    .nth(column)
                    .map(|value| clean(&text::line(dom, value)))
            })
        }
    }
}

/// A name without a colon is a label only in company.
fn drop_lone_names(pairs: &mut Vec<Pair>) {
    let fields: BTreeSet<LabelField> = pairs
        .iter()
        .filter(|pair| pair.field != LabelField::Other && !pair.value.is_empty())
        .map(|pair| pair.field)
        .collect();
    if fields.len() < 2 {
        pairs.retain(|pair| pair.colon);
    }
}

/// Boxes that repeat with other values stand in the rows of a list: those are other
/// documents. A box shown twice (for screen and phone) has the same values.
fn drop_rows(pairs: &mut Vec<Pair>) {
    // A box ends where a label comes again.
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut fields: BTreeSet<LabelField> = BTreeSet::new();
    for (at, pair) in pairs.iter().enumerate() {
        if pair.field == LabelField::Other {
            continue;
        }
        if groups.is_empty() || !fields.insert(pair.field) {
            fields.clear();
            fields.insert(pair.field);
            groups.push(Vec::new());
        }
        if let Some(group) = groups.last_mut() {
            group.push(at);
        }
    }
    let mut alike: BTreeMap<Vec<LabelField>, Vec<usize>> = BTreeMap::new();
    for (at, group) in groups.iter().enumerate() {
        let mut key: Vec<LabelField> = group.iter().map(|pair| pairs[*pair].field).collect();
        key.sort_unstable();
        alike.entry(key).or_default().push(at);
    }
    let mut rows: BTreeSet<usize> = BTreeSet::new();
    for (key, same) in alike {
        let names = key.iter().any(|field| {
            matches!(
                field,
                LabelField::IndexNumber | LabelField::DocNumber | LabelField::Title
            )
        });
        let values: BTreeSet<Vec<&str>> = same
            .iter()
            .map(|group| {
                groups[*group]
                    .iter()
                    .map(|pair| pairs[*pair].value.as_str())
                    .collect()
            })
            .collect();
        if values.len() >= 3 || (names && values.len() >= 2) {
            rows.extend(same.iter().flat_map(|group| groups[*group].iter().copied()));
        }
    }
    let mut at = 0;
    pairs.retain(|_| {
        at += 1;
        !rows.contains(&(at - 1))
    });
}
