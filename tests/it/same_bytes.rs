//! One site gives the same report however it was come by.

use gongkai::model::Address;
use gongkai::scan::{ScanOptions, Target};

use super::audits::{Site, audit_with, json};
use super::server::Server;

#[test]
fn a_site_a_folder_and_an_archive_give_the_same_json() {
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("pages");
    Site::demo().write(&pages);
    let server = Server::of_directory(&pages);
    let base = server.url("/");
    let archive = folder.path().join("a.warc.gz");

    let mut live = ScanOptions {
        archive: Some(archive.clone()),
        ..ScanOptions::default()
    };
    live.crawl.rate = 0.0;
    let address = Address::parse(&base).unwrap();
    let live = json(&audit_with(&Target::Url(address.clone()), &live));

    let offline = json(&audit_with(
        &Target::Archive(archive),
        &ScanOptions::default(),
    ));
    assert_eq!(live, offline, "live and archive");

    let based = ScanOptions {
        base_url: Some(address),
        ..ScanOptions::default()
    };
    let once = json(&audit_with(&Target::Folder(pages.clone()), &based));
    assert_eq!(live, once, "live and folder");
    let twice = json(&audit_with(&Target::Folder(pages), &based));
    assert_eq!(once, twice, "the same folder twice");

    // Each page was asked for once, and nothing but GET and HEAD.
    let mut asked = server.asked();
    asked.sort();
    let before = asked.len();
    asked.dedup();
    assert_eq!(asked.len(), before, "an address was asked for twice");
}
