//! The metadata of one document or article.
//!
//! A page goes in with its title and text already found, [`DocumentFacts`] come out. Every
//! field is taken from the best place that states it: a label-value box, the line under the
//! title, the heading or the signature of the text, a meta tag. What the page does not say
//! stays `None`; a label without a value is noted as blank. Nothing here knows the law.

mod agency;
mod cited;
mod content;
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
pub(crate) use repeals::ends_others;
pub(super) use says::read_sentences;
pub(super) use words::{is_about_explaining, promises};

use crate::model::DocumentFacts;
use crate::page::Ctx;
use crate::vocabulary::pages::PageWords;

/// Reads the metadata of a page that shows one document or article; `None` where the page
/// shows neither metadata nor an article.
///
/// Rows of lists, hidden boxes, menus, header and footer are left out. Whether the page is
/// a document at all is for the caller to say: a column's page may have a title and a date.
pub fn read(ctx: &Ctx<'_, '_>, words: &PageWords) -> Option<DocumentFacts> {
    let lines = lines::lines(ctx.dom, ctx.body);
    let pairs = pairs::pairs(ctx, &lines);
    let lines = lines.all;
    let layout = layout::Layout::of(ctx, &lines);
    let mut facts = fields::read(ctx, &layout, &pairs);
    facts.attachments = files::attachments(ctx);
    (facts.interpretations, facts.perhaps_interpreted) = files::interpretations(ctx);
    says::read(ctx, &layout, &pairs, &mut facts);
    let boxed: Vec<content::Boxed<'_>> = pairs
        .iter()
        .filter_map(|pair| {
            let in_body = |line: &&lines::Line<'_>| line.in_body || ctx.body.is_none();
            let line = lines.get(pair.line).filter(in_body)?;
            Some(content::Boxed {
                shown: &pair.shown,
                line: &line.text,
            })
        })
        .collect();
    let content = content::read(ctx, words, &facts.attachments, &boxed, &lines);
    facts.has_text = content.has_text;
    facts.image_only = content.image_only;
    facts.bare = content.bare;
    let stated = facts.has_box
        || facts.index_number.is_some()
        || facts.doc_number.is_some()
        || facts.written_date.is_some()
        || facts.published_date.is_some()
        || facts.issuing_body.is_some();
    (stated || ctx.body.is_some()).then_some(facts)
}

#[cfg(test)]
mod tests;
