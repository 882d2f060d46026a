#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use std::path::Path;

use include_dir::{Dir, include_dir};
use jiff::Timestamp;
use tempfile::TempDir;

use super::Directory;
use crate::model::{Address, Truncation};

/// Some folder with another in it.
static HERE: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/src/snapshot");

const PAGE: &str = "<html>";

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

/// Makes a folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

fn directory(folder: &TempDir) -> Directory {
    Directory::open(folder.path(), address("http://a.gov.cn/")).unwrap()
}

fn answer(directory: &Directory, target: &str) -> String {
    match directory.fetch(&address(target)).result {
        Ok(reply) => format!(
            "{} {}",
            reply.status,
            reply.redirects_to().map_or_else(
                || String::from_utf8_lossy(&reply.body).into_owned(),
                str::to_owned
            )
        ),
        Err(failure) => failure.kind.code().to_owned(),
    }
}

#[test]
fn addresses_lead_where_a_static_server_leads() {
    let folder = folder(&[
        ("index.html", "home"),
        ("zwgk/index.htm", "open"),
        ("zwgk/a b.html", "space"),
        ("公开/目录.html", "list"),
        ("bare/a.txt", "text"),
        ("list.jsp", "any"),
        ("list.jsp?id=3", "three"),
        ("list.jsp@id=4", "four"),
        ("list.jsp?id=5.html", "five"),
        ("%B9%AB.html", "escaped"),
        (".git/config", "hidden"),
    ]);
    let directory = directory(&folder);
    let check = |path: &str, expected: &str| {
        assert_eq!(
            answer(&directory, &format!("http://a.gov.cn{path}")),
            expected,
            "{path}"
        );
    };
    check("/", "200 home");
    check("/?from=x", "200 home");
    check("/index.html", "200 home");
    check("/index.html/", "404 ");
    check("/zwgk/", "200 open");
    check("/zwgk", "301 /zwgk/");
    check("/zwgk?a=b", "301 /zwgk/?a=b");
    check("/zwgk/a%20b.html", "200 space");
    check("/zwgk/a b.html#x", "200 space");
    check("/公开/目录.html", "200 list");
    check("/%B9%AB%BF%AA/%C4%BF%C2%BC.html", "200 list");
    check("/%B9%AB.html", "200 escaped");
    check("/bare/", "404 ");
    check("/none", "404 ");
    check("/list.jsp", "200 any");
    check("/list.jsp?id=9", "200 any");
    check("/list.jsp?id=3", "200 three");
    check("/list.jsp?id=4", "200 four");
    check("/list.jsp?id=5", "200 five");
    check("/../../etc/passwd", "404 ");
    check("/%2e%2e/%2e%2e/etc/passwd", "404 ");
    check("/..%2f..%2fetc%2fpasswd", "404 ");
    check("/a%00b", "404 ");
    assert_eq!(answer(&directory, "https://a.gov.cn/"), "not_in_selection");
    assert_eq!(answer(&directory, "http://b.gov.cn/"), "not_in_selection");
    let selection = directory.whole(false);
    assert_eq!(
        answer(&selection, "http://a.gov.cn/none"),
        "not_in_selection"
    );
    assert_eq!(answer(&selection, "http://a.gov.cn/zwgk/"), "200 open");
}

#[cfg(unix)]
#[test]
fn file_names_in_gbk_are_found_by_either_escape() {
    use std::os::unix::ffi::OsStrExt;
    let folder = folder(&[]);
    let name = std::ffi::OsStr::from_bytes(b"\xb9\xab\xbf\xaa.html");
    if std::fs::write(folder.path().join(name), "gbk").is_err() {
        return;
    }
    let directory = directory(&folder);
    assert_eq!(
        answer(&directory, "http://a.gov.cn/%B9%AB%BF%AA.html"),
        "200 gbk"
    );
    assert_eq!(answer(&directory, "http://a.gov.cn/公开.html"), "200 gbk");
    let listed = directory.html_files().unwrap();
    assert_eq!(listed, [address("http://a.gov.cn/%B9%AB%BF%AA.html")]);
}

#[cfg(unix)]
#[test]
fn links_do_not_lead_out_of_the_folder() {
    use std::os::unix::fs::symlink;
    let outside = folder(&[("secret.html", "secret")]);
    let folder = folder(&[("in/a.html", "inside")]);
    symlink(outside.path(), folder.path().join("out")).unwrap();
    symlink(
        outside.path().join("secret.html"),
        folder.path().join("s.html"),
    )
    .unwrap();
    symlink("a.html", folder.path().join("in/b.html")).unwrap();
    symlink("..", folder.path().join("in/up")).unwrap();
    let directory = directory(&folder);
    assert_eq!(
        answer(&directory, "http://a.gov.cn/out/secret.html"),
        "file"
    );
    assert_eq!(answer(&directory, "http://a.gov.cn/s.html"), "file");
    assert_eq!(
        answer(&directory, "http://a.gov.cn/in/b.html"),
        "200 inside"
    );
    let listed: Vec<_> = directory
        .html_files()
        .unwrap()
        .iter()
        .map(|a| a.path().to_owned())
        .collect();
    assert_eq!(listed, ["/in/a.html", "/in/b.html"]);
}

#[test]
fn a_base_with_a_path_is_a_part_of_a_site() {
    let folder = folder(&[("index.html", "home"), ("x/a.html", PAGE)]);
    let base = address("http://a.gov.cn/zwgk/index.html");
    let directory = Directory::open(folder.path(), base).unwrap();
    assert_eq!(answer(&directory, "http://a.gov.cn/zwgk/"), "200 home");
    assert_eq!(answer(&directory, "http://a.gov.cn/zwgk/no"), "404 ");
    assert_eq!(answer(&directory, "http://a.gov.cn/"), "not_in_selection");
    assert_eq!(directory.index(), Some(address("http://a.gov.cn/zwgk/")));
    let pages = directory.html_files().unwrap();
    assert_eq!(pages[1], address("http://a.gov.cn/zwgk/x/a.html"));
}

#[test]
fn pages_are_listed_and_lead_back_to_their_files() {
    let folder = folder(&[
        ("b.html", ""),
        ("A.HTM", ""),
        ("c.jsp", "<%@ page %><html>"),
        ("d.jsp?id=1", "<!DOCTYPE html>d"),
        ("e", "\n<html>e"),
        ("f.txt", PAGE),
        ("g.pdf", PAGE),
        (".hidden/h.html", ""),
        ("i j/公%.html", "<html>ij"),
    ]);
    let directory = directory(&folder);
    let pages = directory.html_files().unwrap();
    let listed: Vec<_> = pages.iter().map(Address::path_and_query).collect();
    assert_eq!(
        listed,
        [
            "/A.HTM",
            "/b.html",
            "/d.jsp?id=1",
            "/e",
            "/i%20j/%E5%85%AC%25.html"
        ]
    );
    for page in &pages {
        let reply = directory.fetch(page).result.unwrap();
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (200, Some("text/html"))
        );
    }
    assert_eq!(directory.index(), None);
}

#[test]
fn captures_carry_the_time_given_and_obey_the_limit() {
    let folder = folder(&[("a.html", "0123456789")]);
    let time: Timestamp = "2026-11-24T00:00:00Z".parse().unwrap();
    let directory = directory(&folder).fetched(time).cap(4);
    let capture = directory.fetch(&address("http://a.gov.cn/a.html"));
    assert_eq!(capture.fetched, time);
    let reply = capture.result.unwrap();
    assert_eq!(
        (reply.body.as_ref(), reply.truncated),
        (b"0123".as_slice(), Some(Truncation::Length))
    );
}

#[test]
fn the_base_is_guessed_only_where_the_pages_agree() {
    let check = |files: &[(&str, &str)], expected: Option<&str>| {
        let folder = folder(files);
        let guess = directory(&folder).guess_base();
        assert_eq!(guess.as_ref().map(Address::as_str), expected, "{files:?}");
    };
    let named = r#"<META content="www.a.gov.cn" name='SiteDomain'/>"#;
    check(&[("a.html", named)], Some("http://www.a.gov.cn/"));
    let linked = r#"<a href="https://www.a.gov.cn/x/">"#;
    check(
        &[("a.html", named), ("b.html", linked)],
        Some("https://www.a.gov.cn/"),
    );
    check(
        &[
            ("a.html", named),
            ("b.html", &named.replace("www.a", "www.b")),
        ],
        None,
    );
    let own = "<a href='http://a.gov.cn/x/b.html'><a href='http://b.gov.cn/'>";
    check(
        &[("a.html", own), ("x/b.html", "")],
        Some("http://a.gov.cn/"),
    );
    check(&[("a.html", own)], None);
    check(&[("a.html", "")], None);
}

#[test]
fn a_folder_built_in_answers_like_one_on_disk() {
    let built_in = Directory::embedded(&HERE, address("http://a.gov.cn/"));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/snapshot");
    let on_disk = Directory::open(&path, address("http://a.gov.cn/")).unwrap();
    let files = on_disk.paths();
    assert!(!files.is_empty());
    assert_eq!(built_in.paths(), files);
    let mut targets = vec![
        "".to_owned(),
        "warc".to_owned(),
        "warc/".to_owned(),
        "no".to_owned(),
    ];
    targets.extend(files);
    for target in targets {
        let target = format!("http://a.gov.cn/{target}");
        assert_eq!(
            answer(&built_in, &target),
            answer(&on_disk, &target),
            "{target}"
        );
    }
}

#[test]
fn a_real_folder_names_its_site() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/real/sites/pingtan");
    if !path.exists() {
        return;
    }
    let directory = Directory::open(&path, address("http://localhost/")).unwrap();
    let base = directory.guess_base().unwrap();
    assert_eq!(base.authority(), "www.pingtan.gov.cn");
    let directory = directory.based(base);
    let pages = directory.html_files().unwrap();
    assert_eq!(pages.len(), 22);
    assert!(
        pages
            .iter()
            .all(|page| directory.fetch(page).result.unwrap().status == 200)
    );
}
