//! One page's bytes into `PageFacts`.
//!
//! [`Reader::read`] decodes the body, parses it once, flattens the tree and hands the flat
//! page to one reader for each part. Nothing here knows the rest of the site or any rule.

mod asides;
mod awaited;
mod blank;
mod body;
mod byline;
mod charset;
mod containers;

mod crumbs;
pub mod ctx;
mod dates;
pub mod document;
pub mod dom;
mod embedded;
mod focus;
mod head;
mod home;
mod inset;
mod item;
mod item_day;
mod kind;
mod layout;
#[cfg(test)]
mod letter_tests;
mod links;
mod list;
#[cfg(test)]
mod list_tests;
mod marks;
mod markup;
mod missing;
mod nav;
mod own_list;
#[cfg(test)]
mod pager_tests;
mod paging;
#[cfg(test)]
mod pane_tests;
mod pictures;
pub mod plain;
mod prose;
mod reader;
#[cfg(test)]
mod reader_tests;
mod script_tree;
mod scripts;
mod search;
mod seen;
#[cfg(test)]
mod shape_tests;
mod shell;
mod site_name;
mod sniff;
pub mod special;
mod stated;
#[cfg(test)]
mod system_tests;
#[cfg(test)]
mod test_pages;
pub mod text;
mod title;
mod title_look;

pub use ctx::Ctx;
pub use head::names_itself;
pub(crate) use home::contacts;
pub use reader::{Reader, Wording};
pub use sniff::is_html;
