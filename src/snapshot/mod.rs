//! A crawl on disk as standard WARC 1.1, or a directory of pages: writing and reading.
//!
//! What goes in and comes out are [`Exchange`]s (what was on the wire) and
//! [`Capture`](crate::model::Capture)s (what the site means). Nothing here fetches.

pub mod decode;
mod exchange;
pub mod warc;

mod base;
mod directory;
mod files;
mod media;

pub use directory::{Directory, DirectoryError};
pub use exchange::{Exchange, Origin, Purpose, Request, Response, Version, header_text};

#[cfg(test)]
mod tests;
