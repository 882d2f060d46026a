//! WARC files (ISO 28500:2017, WARC 1.1): the form in which a crawl is kept and exchanged.

mod digest;
mod entry;
mod head;
mod http;
mod index;
mod inflate;
mod lookup;
pub mod pack;
mod places;
mod problem;
mod read;
mod reader;
mod thread;
mod whole;
mod write;

pub use entry::Entry;
pub use index::Index;
pub use lookup::Lookup;
pub use places::Places;
pub use problem::{Damage, LooksLike, Problem, ReadError};
pub use read::{Limits, Records, open, read};
pub use thread::{ArchiveError, ArchiveThread, With, unfinished};
pub use write::{About, Packing, Sealing, Writer};

/// The target of the record that closes a crawl with what it knows about itself.
const CRAWL: &str = "urn:gongkai:crawl";

/// The field of a `metadata` record that names why an address gave no answer.
const FAILURE: &str = "gongkai-failure";

/// The field of a `metadata` record that says what the lower layer said.
const DETAIL: &str = "gongkai-detail";

/// The field of our records of what is no page of the site: `robots` or `sitemap`. The
/// standard lets tools add fields (ISO 28500 §5); others pass over it.
const PURPOSE: &str = "gongkai-purpose";

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tools;
