//! The integration tests, one program: what users and servers see of `gongkai`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a failed test may stop anywhere"
)]

mod audits;
mod baseline;
mod basis;
mod breaks;
mod browser;
mod campaign;
mod channels;
mod ci;
mod cli;
mod columns;
mod crawl;
mod demo;
mod elsewhere;
mod endless;
mod explain;
mod formats;
mod frugal;
mod guide;
mod ledger;
mod letters;
mod lists;
mod markups;
#[allow(
    dead_code,
    reason = "a builder: each test changes another part of a site"
)]
mod markups_content;
mod markups_plants;
mod markups_skins;
mod masking;
mod menus;
mod neighbours;
mod opening;
mod other_words;
mod readme;
mod refusals;
mod resume;
mod same_bytes;
mod scripted;
mod selection;
mod server;
mod shams;
mod sheets;
mod statutory;
mod temporal;
mod tidy;
mod told_once;
mod twins;
mod unread;

/// A file that is no module here would never run.
#[test]
fn every_file_is_a_module() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it");
    let listed: Vec<&str> = include_str!("main.rs")
        .lines()
        .filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'))
        .collect();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if path.extension().is_some_and(|ending| ending == "rs") && stem != "main" {
            assert!(listed.contains(&stem.as_str()), "{stem}.rs is not listed");
        }
    }
}
