//! A crawl on disk as standard WARC 1.1, or a directory of pages: writing and reading.
//!
//! What goes in and comes out are [`Exchange`](exchange)s (what was on the wire) and
//! [`Capture`](crate::model::Capture)s (what the site means). Nothing here fetches.

pub mod decode;
