//! Labels with their values, wherever on the page a label and a value stand together.

use crate::page::Ctx;
use crate::page::dom::{Dom, Id};
use crate::page::links;
use crate::vocabulary::labels::LabelField;

use super::heading::{Head, hits, is_prose, may_stand_alone, tail};
use super::labels::Hit;
use super::lines::{Line, Lines};
use super::rows::{drop_lone_names, drop_rows, row_elements};
use super::value::{clean, is_scripted, neighbour};

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
    /// The run of text in which the label stands.
    pub(super) node: Id,
}

/// Values longer than this are no metadata (an abstract may be longer).
const LONGEST: usize = 160;

/// Reads every label of the page with its value, in document order. Labels in running
/// text and in rows of a list of documents are left out.
pub(super) fn pairs(ctx: &Ctx<'_, '_>, lines: &Lines<'_>) -> Vec<Pair> {
    let hits = hits(ctx.dom, lines);
    let lines = &lines.all[..];
    let head = Head::of(lines, &hits, ctx.title);
    let tail = tail(lines, &hits);
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
    // Fields whose names stand on the page outside links, with or without a value.
    let mut named: Vec<(LabelField, Id)> = Vec::new();
    for (at, (line, hits)) in lines.iter().zip(&hits).enumerate() {
        let below = at >= tail;
        if hits.is_empty()
            || (line.in_body && at >= head.line_end && !below && !closes(lines, at, hits))
        {
            continue;
        }
        // A sentence that happens to hold a label in its middle is no row of a box.
        if hits[0].start > 0 && hits.len() == 1 && is_prose(line) {
            continue;
        }
        for (nth, hit) in hits.iter().enumerate() {
            if line.in_body && at >= head.box_end && !below && !may_stand_alone(hit, hits) {
                continue;
            }
            // The name of a column in a menu or breadcrumb is no label.
            if !hit.colon && is_linked(ctx.dom, line, hit.start) {
                continue;
            }
            let node = line.node_at(hit.start);
            named.push((hit.field, node));
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
            if of_articles && beside || in_linked_row(ctx, node, of_articles) {
                continue;
            }
            let end = hits.get(nth + 1).map_or(line.text.len(), |next| next.start);
            let beside = clean(&line.text[hit.end..end]);
            let alone =
                hits.len() == 1 && line.text[..hit.start].chars().all(|c| !c.is_alphanumeric());
            let scripted = beside.is_empty() && is_scripted(ctx.dom, node, &hit.name);
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
                node,
            });
        }
    }
    let rows = row_elements(ctx.dom, &found);
    let in_row = |node: Id| rows.iter().any(|row| ctx.dom.contains(*row, node));
    found.retain(|pair| !in_row(pair.node));
    let named = named.into_iter().filter(|(_, node)| !in_row(*node));
    drop_lone_names(&mut found, &named.map(|(field, _)| field).collect());
    drop_rows(&mut found);
    found
}

/// Characters of a line that tells the day of publishing and nothing else.
const DAY_LINE: usize = 30;

/// Tells whether a line in the article's element tells the day of publishing below the text:
/// alone, with no more text after it.
fn closes(lines: &[Line], at: usize, hits: &[Hit]) -> bool {
    let line = &lines[at];
    matches!(hits, [hit] if hit.field == LabelField::PublishedDate && hit.colon && hit.start == 0)
        && !line.in_row
        && line.text.chars().count() <= DAY_LINE
        && lines[at + 1..]
            .iter()
            .take_while(|after| after.in_body)
            .all(|after| !is_prose(after))
}

fn is_linked(dom: &Dom<'_>, line: &Line, offset: usize) -> bool {
    dom.ancestors(line.node_at(offset))
        .any(|up| dom.tag(up) == "a")
}

/// Tells whether a label stands in a list's row that begins with a linked title.
///
/// A day beside any such title is of the page that it leads to (`anywhere`); other fields are where
/// it leads to another page.
fn in_linked_row(ctx: &Ctx<'_, '_>, label: Id, anywhere: bool) -> bool {
    let dom = ctx.dom;
    let rows = dom
        .ancestors(label)
        .take_while(|up| dom.sums(*up).chars <= 400)
        .filter(|up| matches!(dom.tag(*up), "li" | "dd" | "dl" | "tr"));
    let title_of = |row: Id| {
        let mut before = dom.subtree(row).take_while(|id| *id < label);
        let shown = |id: Id| {
            dom.is_visible(id) && (dom.text_node(id)).is_some_and(|text| !text.trim().is_empty())
        };
        let first = before.find(|id| shown(*id))?;
        let is_title = dom.text_node(first)?.trim().chars().count() >= 6;
        let mut around = dom.ancestors(first);
        around.find(|up| dom.tag(*up) == "a").filter(|_| is_title)
    };
    let leads_on = |link: Id| {
        let href = dom.attr(link, "href").unwrap_or_default();
        links::resolve(ctx.base, href).is_some_and(|target| target != *ctx.address)
    };
    rows.take(2)
        .filter_map(title_of)
        .any(|link| anywhere || leads_on(link))
}
