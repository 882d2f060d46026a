//! The value that belongs to a label with a line to itself.

use crate::model::Cause;
use crate::page::Ctx;
use crate::page::dom::{Dom, Id};
use crate::page::plain::Tag;
use crate::page::{links, text};
use crate::vocabulary::labels::LabelField;
use crate::vocabulary::{fold, fold_label};

use super::labels::{self, Hit};
use super::lines::Line;

/// Characters of an element that can still be a value; larger ones hold the page itself.
const LARGEST: u32 = 1000;

/// Trims a value of the marks around it.
pub(super) fn clean(value: &str) -> String {
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
pub(super) fn neighbour(ctx: &Ctx<'_, '_>, line: &Line, hit: &Hit) -> Option<String> {
    let dom = ctx.dom;
    let label = text::strip(&line.text);
    let last = line.runs.last().map_or(line.start(), |run| run.1);
    if let Some(value) = beside(ctx, last, hit)? {
        return Some(value);
    }
    let mut here = line.start();
    let mut blocks = 0;
    for up in dom.ancestors(line.start()) {
        if dom.is_block(up) || matches!(dom.tag(up), "td" | "th") {
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
        && let Some(value) = below(ctx, here)
    {
        return value;
    }
    // A word without colon and without value is no label.
    hit.colon.then(String::new)
}

/// Tells whether a script or a template fills the place of the value: then nothing can be
/// said about it.
pub(super) fn is_scripted(dom: &Dom<'_>, label: Id, name: &str) -> bool {
    filler(dom, label, name).is_some()
}

/// What is known of a value that an image or a script puts in its place.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Filled {
    /// The words of an image.
    Words(String),
    /// Why there are none.
    Open(Cause),
}

/// Reads what an image beside a label says in words.
pub(super) fn filled(dom: &Dom<'_>, label: Id, name: &str) -> Option<Filled> {
    let filler = filler(dom, label, name)?;
    let words = ["alt", "title"]
        .iter()
        .filter_map(|name| dom.attr(filler, name))
        .map(clean)
        .find(|words| !words.is_empty());
    let is_image = matches!(dom.kind(filler), Tag::Img | Tag::Svg) || is_icon(dom, filler);
    let open = if is_image {
        Cause::ImageOnly
    } else {
        Cause::ScriptBuilt
    };
    Some(words.map_or(Filled::Open(open), Filled::Words))
}

/// Finds the last element in the place of a label's value that fills it without any text.
fn filler(dom: &Dom<'_>, label: Id, name: &str) -> Option<Id> {
    let around = dom
        .ancestors(label)
        .take_while(|up| dom.sums(*up).chars <= 300)
        .find(|up| matches!(dom.tag(*up), "tr" | "li" | "p" | "dl" | "div"))?;
    let end = dom.after(around);
    let mut next = dom.after(label);
    let mut filled = None;
    while next < end {
        if fills(dom, next) {
            filled = Some(next);
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
            return filled.filter(|_| starts_with_label(&text::squeeze(run)));
        }
        next = Id(next.0 + 1);
    }
    filled
}

fn fills(dom: &Dom<'_>, id: Id) -> bool {
    match dom.tag(id) {
        "" => false,
        "script" | "img" | "svg" | "input" | "iframe" => true,
        _ => {
            dom.is_template(id)
                || is_icon(dom, id)
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

/// Tells whether an empty element is drawn by a style sheet.
fn is_icon(dom: &Dom<'_>, id: Id) -> bool {
    matches!(dom.kind(id), Tag::I | Tag::Em | Tag::Span | Tag::B)
        && dom.sums(id).chars == 0
        && dom
            .attr(id, "class")
            .is_some_and(|class| class.to_ascii_lowercase().contains("icon"))
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
        if dom.sums(id).chars > LARGEST {
            return if cell { None } else { Some(None) };
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
        if begins_pair(dom, id, &value) {
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

/// Tells whether an element begins another pair: its words begin with a label, or its first
/// words alone are one (`<em>生成日期</em><p>…`).
fn begins_pair(dom: &Dom<'_>, id: Id, value: &str) -> bool {
    starts_with_label(value)
        || dom
            .subtree(id)
            .filter(|inner| dom.is_visible(*inner))
            .find_map(|inner| {
                let run = dom.text_node(inner).map(text::squeeze)?;
                (!run.is_empty()).then_some((inner, run))
            })
            .is_some_and(|(inner, run)| {
                dom.parent(inner) != Some(id) && run.len() < value.len() && starts_with_label(&run)
            })
}

fn starts_with_label(value: &str) -> bool {
    labels::find(&Line::alone(value))
        .first()
        .is_some_and(|hit| {
            value[..hit.start].chars().all(|c| !c.is_alphanumeric())
                && (hit.colon
                    || hit.end >= value.len()
                    || value[..hit.end]
                        .trim_end()
                        .ends_with([']', '】', '］', '〗']))
        })
}

/// Characters of a column's head that is no label known here, such as 备注.
const HEADING: usize = 8;

/// Tells whether the cells of a row are labels, as in a table's header row: all of them, or three
/// of four and the others words as short. Where labels and values take turns half of them are.
fn all_labels(dom: &Dom<'_>, row: Id) -> bool {
    if dom.tag(row) != "tr" || dom.sums(row).chars > 200 {
        return false;
    }
    let (mut cells, mut labels) = (0, 0);
    for cell in dom.elements(row) {
        let value = text::line(dom, cell);
        cells += 1;
        if starts_with_label(&value) {
            if clean_after_label(&value) {
                return false;
            }
            labels += 1;
        } else if !(1..=HEADING).contains(&value.chars().count())
            || !value.chars().all(char::is_alphabetic)
        {
            return false;
        }
    }
    cells >= 2 && (labels == cells || labels >= 3 && labels * 4 >= cells * 3)
}

/// Whether something follows the label in the same cell.
fn clean_after_label(value: &str) -> bool {
    labels::find(&Line::alone(value))
        .first()
        .is_some_and(|hit| !clean(&value[hit.end..]).is_empty())
}

/// Reads the cell below a header cell, where the table has just one row of values.
/// `Some(None)`: a table of many rows, which is a list and not a box.
#[allow(clippy::option_option, reason = "three answers: not so, a list, found")]
fn below(ctx: &Ctx<'_, '_>, cell: Id) -> Option<Option<String>> {
    let dom = ctx.dom;
    let row = dom.parent(cell)?;
    if !all_labels(dom, row) {
        return None;
    }
    let column = dom.elements(row).position(|other| other == cell)?;
    let table = dom.ancestors(row).find(|up| dom.tag(*up) == "table")?;
    let rows: Vec<Id> = (dom.after(row).0..dom.after(table).0)
        .map(Id)
        .filter(|other| dom.tag(*other) == "tr" && dom.sums(*other).chars > 0)
        .take(3)
        .collect();
    let width = dom.elements(row).count();
    let same: Vec<&Id> = rows
        .iter()
        .filter(|other| dom.elements(**other).count() == width && !all_labels(dom, **other))
        .collect();
    match same.as_slice() {
        [] => Some(Some(String::new())),
        [only] if is_of_list(ctx, row, **only) => Some(None),
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

/// Characters of a link that is the title of another page.
const TITLE: u32 = 8;

/// Tells whether the only row of values below a header is that of a list with one entry: it leads
/// to another page by its title, or the title in it is not that of the page.
fn is_of_list(ctx: &Ctx<'_, '_>, header: Id, row: Id) -> bool {
    let dom = ctx.dom;
    let leads_on = dom.links_in(row).any(|link| {
        let href = dom.attr(link, "href").unwrap_or_default();
        dom.sums(link).chars >= TITLE
            && links::resolve(ctx.base, href).is_some_and(|target| target != *ctx.address)
    });
    let names_another = || {
        let titles = dom.elements(header).zip(dom.elements(row));
        let mut titles = titles.filter(|(label, _)| is_title(dom, *label));
        titles.any(|(_, value)| {
            let (named, own) = (fold(&text::line(dom, value)), ctx.title.map(fold));
            !named.is_empty()
                && own.is_some_and(|own| !own.contains(&named) && !named.contains(&own))
        })
    };
    leads_on || names_another()
}

fn is_title(dom: &Dom<'_>, label: Id) -> bool {
    labels::find(&Line::alone(&text::line(dom, label)))
        .first()
        .is_some_and(|hit| hit.field == LabelField::Title)
}
