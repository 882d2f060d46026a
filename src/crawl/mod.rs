//! The site into captures; the only user of the network and of async.
//!
//! [`crawl`] takes addresses to begin with, a [`Scope`] and [`CrawlOptions`]; every answer
//! and every failure goes to a [`PageSink`], which returns the addresses that a page names.
//! Nothing here judges a page or knows what it means.

mod answers;
mod cancel;
mod engine;
mod entry;
mod fetch;
mod frontier;
mod guard;
mod host;
mod options;
mod pace;
mod read;
mod repeat;
mod robots;
mod run;
mod scope;
mod sitemap;
mod trap;
pub mod turn;

pub use cancel::Cancel;
pub use guard::is_private_target;
pub use host::Memory;
pub use options::{
    CrawlError, CrawlOptions, CrawlReport, Discovered, DiscoveredKind, HostLoad, Left, PageSink,
    Progress, Reason, Skipped, Told,
};
pub use repeat::Look;
pub use robots::{Robots, robots_status};
pub use run::{check_rate, crawl};
pub use scope::{AddressClass, Scope};
pub use trap::TrapKind;
