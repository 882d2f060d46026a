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
mod stack;
mod table;
mod tag;
#[cfg(test)]
mod tests;

use bumpalo::Bump;

use super::dom::Dom;
pub use tag::Tag;

/// Why a page is left to the parser.
pub type Doubt = &'static str;

/// Reads plain markup. `arena` keeps the strings that are not written out in `markup`.
///
/// # Errors
/// When the markup is not plain.
pub fn read<'h>(arena: &'h Bump, markup: &'h str) -> Result<Dom<'h>, Doubt> {
    build::Builder::new(arena, markup)?.build()
}
