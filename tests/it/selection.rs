//! A directory that holds some pages of a site: what is not in it is not judged.

use gongkai::model::{Cause, Run, Verdict};
use gongkai::scan::{ScanOptions, Selection, Target};

use super::audits::{Site, audit, audit_with};

fn verdict<'r>(run: &'r Run, rule: &str) -> &'r Verdict {
    let mut found = run.outcomes.iter().filter(|outcome| outcome.rule == rule);
    &found.next().unwrap().verdict
}

#[test]
fn files_that_were_not_kept_and_a_guessed_address_accuse_nobody() {
    let mut site = Site::demo();
    // The name of a real site: names reserved for tests are not judged by their addresses.
    site.edit_bytes(b"demo.example", b"sjj.qingxi.gov.cn");
    let whole = site.0.len();
    site.0.retain(|path, _| path.ends_with(".html"));
    assert!(site.0.len() < whole);
    let folder = tempfile::tempdir().unwrap();
    site.write(folder.path());
    let run = audit_with(
        &Target::Folder(folder.path().to_owned()),
        &ScanOptions {
            selection: Selection::Part,
            ..ScanOptions::default()
        },
    );
    for rule in ["platform-attachments-open", "site-uses-https"] {
        assert!(
            matches!(
                verdict(&run, rule),
                Verdict::CannotTell {
                    cause: Cause::NotFetched,
                    ..
                }
            ),
            "{rule}: {:?}",
            verdict(&run, rule)
        );
    }
}

/// Audits a folder below the demo's, on its own.
fn part_of(below: &str, base: Option<&str>) -> Run {
    let mut site = Site::demo();
    site.0 = std::mem::take(&mut site.0)
        .into_iter()
        .filter_map(|(path, bytes)| Some((path.strip_prefix(below)?.to_owned(), bytes)))
        .collect();
    let folder = tempfile::tempdir().unwrap();
    site.write(folder.path());
    audit(&Target::Folder(folder.path().to_owned()), base)
}

#[test]
fn the_index_of_an_inner_folder_is_no_home_page() {
    for below in ["zwgk/zfxxgk/zfxxgkzn/", "zwgk/zfxxgk/zfxxgknb/", "zcjd/"] {
        let run = part_of(below, None);
        for rule in [
            "home-page-updated-within-two-weeks",
            "footer-shows-party-government-mark",
            "home-links-to-platform",
        ] {
            let found = verdict(&run, rule);
            assert_ne!(*found, Verdict::Fail, "{below} {rule}");
        }
    }
}

#[test]
fn what_a_folder_does_not_stand_for_is_not_dead() {
    let dead = |run: &Run| {
        let mut found = run
            .findings()
            .filter(|finding| finding.rule == "links-open");
        found.next().map(|finding| finding.message.zh.clone())
    };
    const PLATFORM: &str = "zwgk/zfxxgk/";
    let run = part_of(PLATFORM, Some("http://demo.example/zwgk/zfxxgk/"));
    assert_eq!(dead(&run), None);

    let mut site = Site::demo();
    let foot = "</body>";
    let links = "<a href=\"/hd/mail.do?id=1\">信箱甲</a><a href=\"/cms/x.jsp\">检索乙</a>\
                 <a href=\"/api/list?x=1\">列表丙</a>";
    site.edit("index.html", foot, &format!("{links}{foot}"));
    let run = site.audit();
    assert_eq!(dead(&run), None);
    assert!(run.crawl.complete, "{:?}", run.crawl.why_incomplete);
    assert_eq!(run.crawl.errors, []);
    // A page that is not among the files is.
    site.edit(
        "index.html",
        foot,
        &format!("<a href=\"/a/b.html\">旧文丁</a>{foot}"),
    );
    let dead = dead(&site.audit()).unwrap();
    assert!(
        dead.contains("旧文丁") && !dead.contains("信箱甲"),
        "{dead}"
    );
}

#[cfg(unix)]
#[test]
fn what_stands_behind_a_link_out_of_the_folder_is_not_missing() {
    const REPORTS: &str = "zwgk/zfxxgk/zfxxgknb";
    let folder = tempfile::tempdir().unwrap();
    let (site, beside) = (folder.path().join("site"), folder.path().join("beside"));
    Site::demo().write(&site);
    std::fs::rename(site.join(REPORTS), &beside).unwrap();
    for to in [beside, folder.path().join("gone")] {
        std::os::unix::fs::symlink(to, site.join(REPORTS)).unwrap();
        let run = audit(&Target::Folder(site.clone()), Some("http://demo.example/"));
        assert!(!run.crawl.complete);
        assert!(run.crawl.errors.iter().all(|(_, error)| error == "file"));
        let told = &run.crawl.why_incomplete[0].zh;
        assert!(told.contains("无法读取"), "{told}");
        for rule in ["annual-report-published", "annual-reports-of-earlier-years"] {
            let found = verdict(&run, rule);
            assert!(matches!(found, Verdict::CannotTell { .. }), "{found:?}");
        }
        std::fs::remove_file(site.join(REPORTS)).unwrap();
    }
}
