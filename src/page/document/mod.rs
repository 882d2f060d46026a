//! The metadata of one document or article.
//!
//! A page goes in with its title and text already found, [`DocumentFacts`] come out. Every
//! field is taken from the best place that states it: a label-value box, the line under the
//! title, the heading or the signature of the text, a meta tag. What the page does not say
//! stays `None`; a label without a value is noted as blank. Nothing here knows the law.

mod agency;
mod cited;
pub mod doc_number;
mod fields;
mod files;
mod heading;
mod labels;
mod layout;
mod lines;
pub mod matter;
mod pairs;
mod repeals;
mod rows;
mod says;
mod signature;
mod value;
mod words;

pub use cited::quoted;
pub(super) use files::extension;
pub(super) use says::read_sentences;
pub(super) use words::{is_about_explaining, promises};

use crate::model::DocumentFacts;
use crate::page::Ctx;
use crate::page::text;

/// Reads the metadata of a page that shows one document or article; `None` where the page
/// shows neither metadata nor an article.
///
/// Rows of lists, hidden boxes, menus, header and footer are left out. Whether the page is
/// a document at all is for the caller to say: a column's page may have a title and a date.
pub fn read(ctx: &Ctx<'_, '_>) -> Option<DocumentFacts> {
    let lines = lines::lines(ctx.dom, ctx.body);
    let pairs = pairs::pairs(ctx, &lines);
    let lines = lines.all;
    let layout = layout::Layout::of(ctx, &lines);
    let mut facts = fields::read(ctx, &layout, &pairs);
    facts.attachments = files::attachments(ctx);
    (facts.interpretations, facts.perhaps_interpreted) = files::interpretations(ctx);
    says::read(ctx, &layout, &pairs, &mut facts);
    let boxed: Vec<&str> = pairs
        .iter()
        .filter(|pair| lines.get(pair.line).is_some_and(|line| line.in_body))
        .map(|pair| pair.shown.as_str())
        .collect();
    (facts.has_text, facts.image_only) = content(ctx, &facts, &boxed);
    let stated = facts.has_box
        || facts.index_number.is_some()
        || facts.doc_number.is_some()
        || facts.written_date.is_some()
        || facts.published_date.is_some()
        || facts.issuing_body.is_some();
    (stated || ctx.body.is_some()).then_some(facts)
}

/// Fewer characters than this beside title and attachments are no text of a document.
const TEXT: usize = 24;

fn count(text: &str) -> usize {
    text::count(text) as usize
}

/// Tells whether the article has a text, and whether it is images only; `boxed` are the labels
/// with their values that its element has as well.
fn content(ctx: &Ctx<'_, '_>, facts: &DocumentFacts, boxed: &[&str]) -> (bool, bool) {
    let Some(body) = ctx.body else {
        return (false, false);
    };
    let of_box: usize = boxed.iter().map(|shown| count(shown) + 1).sum();
    let mut left = (text::count_shown(ctx.body_text) as usize).saturating_sub(of_box);
    for attachment in &facts.attachments {
        if ctx.body_text.contains(&attachment.text) {
            left = left.saturating_sub(count(&attachment.text));
        }
    }
    if let Some(title) = ctx.title
        && ctx.body_text.matches(title).count()
            > boxed.iter().filter(|shown| shown.contains(title)).count()
    {
        left = left.saturating_sub(count(title));
    }
    let has_text = left >= TEXT;
    let images = ctx.dom.sums(body).images > 0;
    (
        has_text,
        images && !has_text && facts.attachments.is_empty(),
    )
}

#[cfg(test)]
mod tests;
