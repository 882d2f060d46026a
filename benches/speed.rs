//! How long reading, judging and the ledger take.
//!
//! `cargo bench --bench speed [-- NAME]` measures on the demo site. `PAGES=DIR` reads the pages
//! below another directory, `SITE=DIR` judges another site.
#![allow(clippy::unwrap_used)] // a developer's tool

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use gongkai::audit::{self, Options};
use gongkai::calendar::Calendar;
use gongkai::config::Config;
use gongkai::facts::View;
use gongkai::ledger::{Filter, Ledger, Policy, Writing, verify};
use gongkai::model::{Address, Lang, Reply, Run};
use gongkai::page::Reader;
use gongkai::rules::RuleSet;
use gongkai::scan::{DEMO_AS_OF, Material, ScanOptions, ScanResult, Target, Tools};
use gongkai::scan::{assess, record, scan};

static RULES: LazyLock<RuleSet> = LazyLock::new(|| RuleSet::shipped().unwrap());
static TOOLS: LazyLock<Tools> =
    LazyLock::new(|| Tools::shipped(RULES.phrases().into_iter().collect()).unwrap());
static CALENDAR: LazyLock<Calendar> = LazyLock::new(Calendar::shipped);

fn main() {
    divan::main();
}

/// The pages to be read, with their addresses.
fn pages() -> Vec<(Address, Reply)> {
    let root = std::env::var_os("PAGES").map_or_else(demo, PathBuf::from);
    let mut files = Vec::new();
    let mut waiting = vec![root];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|end| end == "html") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
        .iter()
        .enumerate()
        .map(|(number, file)| {
            let address = format!("http://example.gov.cn/x/{number}.html");
            let reply = Reply {
                status: 200,
                headers: vec![("content-type".into(), "text/html".into())],
                body: std::fs::read(file).unwrap().into(),
                truncated: None,
                head_only: false,
            };
            (Address::parse(&address).unwrap(), reply)
        })
        .collect()
}

fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/sites/demo")
}

fn scanned() -> ScanResult {
    let target = std::env::var_os("SITE").map_or(Target::Demo, |site| Target::Folder(site.into()));
    scan(&target, &TOOLS, &ScanOptions::default(), &()).unwrap()
}

fn judged(scanned: &ScanResult) -> Run {
    assess(
        "site",
        scanned,
        &TOOLS,
        &RULES,
        &CALENDAR,
        DEMO_AS_OF,
        Options::default(),
    )
}

mod reading {
    use super::*;

    /// Everything that rules see, off every page.
    #[divan::bench]
    fn whole(bencher: Bencher<'_, '_>) {
        let pages = pages();
        let mut reader = Reader::new(RULES.phrases().into_iter().collect()).unwrap();
        let bytes: usize = pages.iter().map(|(_, reply)| reply.body.len()).sum();
        bencher
            .counter(BytesCount::new(bytes))
            .counter(ItemsCount::new(pages.len()))
            .bench_local(|| {
                // As a crawl meets them: what they share is found on the way.
                reader.forget();
                for (address, reply) in &pages {
                    black_box(reader.read(address, reply));
                }
            });
    }

    /// The same pages parsed only, as a measure of the machine.
    #[divan::bench]
    fn parse_only(bencher: Bencher<'_, '_>) {
        let texts: Vec<String> = pages()
            .iter()
            .map(|(_, reply)| String::from_utf8_lossy(&reply.body).into_owned())
            .collect();
        bencher.counter(ItemsCount::new(texts.len())).bench(|| {
            for text in &texts {
                black_box(scraper::Html::parse_document(text));
            }
        });
    }
}

mod rules {
    use super::*;

    /// The shipped rules read and checked.
    #[divan::bench]
    fn load(bencher: Bencher<'_, '_>) {
        bencher.bench(|| black_box(RuleSet::shipped().unwrap()));
    }

    /// The tables of facts made of a site that was read.
    #[divan::bench]
    fn view(bencher: Bencher<'_, '_>) {
        let scanned = scanned();
        bencher.bench(|| {
            black_box(View::new(
                &scanned.site,
                &TOOLS.names,
                &CALENDAR,
                DEMO_AS_OF,
            ));
        });
    }

    /// Every rule on every subject, given the facts.
    #[divan::bench]
    fn judge(bencher: Bencher<'_, '_>) {
        let scanned = scanned();
        let view = View::new(&scanned.site, &TOOLS.names, &CALENDAR, DEMO_AS_OF);
        bencher.bench(|| black_box(audit::judge(&RULES, &view, Options::default())));
    }
}

mod ledger {
    use super::*;

    /// A ledger that has taken the site in so many times.
    fn kept(path: &Path, scanned: &ScanResult, run: &Run, times: usize) -> Ledger {
        let now = jiff::Timestamp::UNIX_EPOCH;
        let mut ledger = Ledger::create(path, "bench", now).unwrap();
        for _ in 0..times {
            take_in(&mut ledger, scanned, run);
        }
        ledger
    }

    fn take_in(ledger: &mut Ledger, scanned: &ScanResult, run: &Run) {
        let policy = Policy::of(&Config::default(), &CALENDAR).unwrap();
        let writing = Writing {
            who: "bench",
            now: jiff::Timestamp::UNIX_EPOCH,
            today: DEMO_AS_OF,
            policy: &policy,
            lang: Lang::Zh,
        };
        let material = Material {
            tools: &TOOLS,
            rules: &RULES,
            calendar: &CALENDAR,
        };
        record(ledger, run, scanned, material, &writing, false).unwrap();
    }

    /// The findings of a first scan, or of one that finds the same again, taken in.
    #[divan::bench(args = [0, 1])]
    fn merge(bencher: Bencher<'_, '_>, times: usize) {
        let folder = tempfile::tempdir().unwrap();
        let (scanned, mut number) = (scanned(), 0);
        let run = judged(&scanned);
        bencher
            .with_inputs(|| {
                number += 1;
                let path = folder.path().join(format!("{number}.db"));
                kept(&path, &scanned, &run, times)
            })
            .bench_local_values(|mut ledger| {
                take_in(&mut ledger, &scanned, &run);
                ledger
            });
    }

    /// Every issue with its state.
    #[divan::bench]
    fn issues(bencher: Bencher<'_, '_>) {
        let folder = tempfile::tempdir().unwrap();
        let scanned = scanned();
        let run = judged(&scanned);
        let ledger = kept(&folder.path().join("l.db"), &scanned, &run, 2);
        bencher.bench_local(|| black_box(ledger.issues(&Filter::default()).unwrap()));
    }

    /// The chain of events checked from its beginning.
    #[divan::bench]
    fn verified(bencher: Bencher<'_, '_>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("l.db");
        let scanned = scanned();
        let run = judged(&scanned);
        drop(kept(&path, &scanned, &run, 2));
        bencher.bench_local(|| black_box(verify(&path, None).unwrap()));
    }
}
