//! Few requests decide most: what is asked for first is what most rules look at.

use std::collections::BTreeMap;

use gongkai::model::{Address, Run, Verdict};
use gongkai::scan::{ScanOptions, Target};

use super::audits::{Site, audit_with};
use super::server::Server;

fn audit(server: &Server, max_requests: Option<u64>) -> Run {
    let mut options = ScanOptions::default();
    options.crawl.rate = 0.0;
    options.crawl.max_requests = max_requests;
    let address = Address::parse(&server.url("/")).unwrap();
    audit_with(&Target::Url(address), &options)
}

/// What is listed as passed or failed, by fingerprint.
fn decided(run: &Run) -> BTreeMap<String, bool> {
    run.outcomes
        .iter()
        .filter_map(|outcome| {
            let passes = match outcome.verdict {
                Verdict::Pass => true,
                Verdict::Fail => false,
                _ => return None,
            };
            Some((outcome.fingerprint.to_string(), passes))
        })
        .collect()
}

#[test]
fn a_tenth_of_the_requests_decides_four_fifths_and_nothing_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    Site::demo().write(folder.path());
    let server = Server::of_directory(folder.path());
    let whole = audit(&server, None);
    let requests = server.log().len();
    let few = audit(&server, Some(requests as u64 / 10));
    assert_eq!(server.log().len() - requests, requests / 10);

    let (whole, part) = (decided(&whole), decided(&few));
    let same = whole
        .iter()
        .filter(|(number, passes)| part.get(*number) == Some(*passes))
        .count();
    assert!(
        same * 5 >= whole.len() * 4,
        "{same} of {} verdicts",
        whole.len()
    );
    for (number, passes) in &part {
        assert!(
            whole.get(number).is_none_or(|known| known == passes),
            "{number} is judged otherwise"
        );
        // What fails on a part of the site fails on the whole of it.
        assert!(*passes || whole.contains_key(number), "{number}");
    }
    // What the rest would decide is told.
    let why = &few.crawl.why_incomplete;
    assert!(
        why.iter().any(|words| words.zh.contains("项判定")),
        "{why:?}"
    );
}
