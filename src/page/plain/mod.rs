//! Plain markup into a page's nodes in one pass, without a parser's tree.
//!
//! A full parser of HTML spends most of a page's reading on things that hardly any page
//! has. Here a tokenizer and the standard's rules for building a tree write the nodes in
//! document order at once. It builds exactly what the parser builds, or it does not build:
//! wherever the standard moves nodes about (text between table rows, crossed formatting
//! elements) or leaves HTML (pictures and formulas in the page), a [`Doubt`] is returned
//! and the page goes to the parser. Tests hold both against each other.

mod body;
mod build;
mod entity;
mod run;
mod scan;
mod shared;
mod stack;
mod table;
mod tag;
#[cfg(test)]
pub(super) mod tests;

use bumpalo::Bump;

use super::dom::Dom;
pub use shared::{Learned, Shared};
pub use tag::Tag;

/// Why a page is left to the parser.
pub type Doubt = &'static str;

/// Reads plain markup. `arena` keeps the strings that are not written out in `markup`; `shared`
/// is put in where the page has it. The page is looked through for more of it when `learned`
/// is given.
///
/// # Errors
/// When the markup is not plain.
pub fn read<'h>(
    arena: &'h Bump,
    markup: &'h str,
    shared: &'h Shared,
    learned: Option<&Learned>,
) -> Result<Dom<'h>, Doubt> {
    let builder = build::Builder::new(arena, markup, shared, learned.is_some())?;
    let text = builder.scan.text;
    let (dom, looked) = builder.build()?;
    if let (Some(learned), Some(looked)) = (learned, looked) {
        learned.learn(text, &dom, looked.ended);
    }
    Ok(dom)
}
