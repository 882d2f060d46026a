//! A directory that holds some pages of a site: what is not in it is not judged.

use gongkai::model::{Cause, Run, Verdict};
use gongkai::scan::{ScanOptions, Selection, Target};

use super::audits::{Site, audit_with};

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
