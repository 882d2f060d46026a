//! An archive that holds the sites of two bodies, as crawlers with several seeds write it.

use std::path::{Path, PathBuf};

use gongkai::model::{Address, Run};
use gongkai::scan::{ScanOptions, Target, scan};

use super::audits::{Site, TOOLS, audit_with};
use super::server::{Answer, Server};

/// Serves a site of files.
fn serve(site: Site) -> Server {
    let files = site.0;
    Server::start(move |request| {
        let mut name = request.target.trim_start_matches('/').to_owned();
        if name.is_empty() || name.ends_with('/') {
            name.push_str("index.html");
        }
        match files.get(&name) {
            Some(body) if name.ends_with("html") => Answer::bytes("text/html", body.clone()),
            Some(body) => Answer::bytes("application/octet-stream", body.clone()),
            None => Answer::status(404),
        }
    })
}

/// A small site of another body, with a link to `url` where one is given.
fn other(url: Option<&str>) -> Site {
    let link = url.map_or(String::new(), |url| format!("<a href='{url}'>邻局</a>"));
    let page = |title: &str| {
        format!("<html><head><title>{title}</title></head><body><h1>{title}</h1><p>某县财政局网站，网站标识码：3401230001。</p><a href='/'>首页</a><a href='/a.html'>通知公告</a>{link}</body></html>").into_bytes()
    };
    let mut site = Site::demo();
    site.0.clear();
    site.0.insert("index.html".to_owned(), page("某县财政局"));
    site.0.insert("a.html".to_owned(), page("通知公告"));
    site
}

/// Crawls what a server gives into an archive.
fn crawl(server: &Server, archive: &Path) -> Run {
    let mut options = ScanOptions {
        archive: Some(archive.to_owned()),
        ..ScanOptions::default()
    };
    options.crawl.rate = 0.0;
    let address = Address::parse(&server.url("/")).unwrap();
    audit_with(&Target::Url(address), &options)
}

/// Joins archives, the audited one last.
fn joined(folder: &Path, parts: &[&Path]) -> PathBuf {
    let path = folder.join("joined.warc.gz");
    let bytes: Vec<u8> = parts
        .iter()
        .flat_map(|part| std::fs::read(part).unwrap())
        .collect();
    std::fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn a_neighbours_site_is_left_out_and_told_of() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (
        folder.path().join("one.warc.gz"),
        folder.path().join("two.warc.gz"),
    );
    let (demo, neighbour) = (serve(Site::demo()), serve(other(None)));
    let alone = crawl(&demo, &one);
    crawl(&neighbour, &two);
    let both = joined(folder.path(), &[&two, &one]);
    let run = audit_with(&Target::Archive(both.clone()), &ScanOptions::default());
    assert_eq!(run.crawl.pages, alone.crawl.pages);
    assert_eq!(run.outcomes, alone.outcomes);
    let told = |run: &Run, server: &Server| {
        let host = server.url("").replace("http://", "");
        let mut notices = run.notices.iter();
        notices.any(|notice| notice.zh.contains(&host))
    };
    assert!(told(&run, &neighbour), "{:?}", run.notices);
    // Which of them is audited can be said.
    let run = audit_with(
        &Target::Archive(both),
        &ScanOptions {
            base_url: Address::parse(&neighbour.url("/")),
            ..ScanOptions::default()
        },
    );
    assert_eq!(run.crawl.pages, 2);
    assert!(told(&run, &demo), "{:?}", run.notices);
}

#[test]
fn what_the_site_leads_to_may_be_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (
        folder.path().join("one.warc.gz"),
        folder.path().join("two.warc.gz"),
    );
    let platform = serve(other(None));
    let site = serve(other(Some(&platform.url("/"))));
    crawl(&platform, &two);
    crawl(&site, &one);
    let both = joined(folder.path(), &[&two, &one]);
    let run = audit_with(&Target::Archive(both), &ScanOptions::default());
    assert_eq!(run.crawl.pages, 4);
}

#[test]
fn why_an_archive_has_no_page_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("one.warc.gz");
    crawl(&serve(other(None)), &whole);
    let cut = folder.path().join("cut.warc.gz");
    let bytes = std::fs::read(&whole).unwrap();
    let told = (200..bytes.len()).step_by(40).find_map(|length| {
        std::fs::write(&cut, &bytes[..length]).unwrap();
        let target = Target::Archive(cut.clone());
        let error = scan(&target, &TOOLS, &ScanOptions::default(), &()).err()?;
        Some(error.words().zh).filter(|said| said.contains("未能使用"))
    });
    assert!(told.is_some_and(|said| said.contains("截断")));
}
