//! What a check told of a change says, on sites that are not the demo: four markups with faults
//! that they have had for long. A change that breaks one thing makes as few new findings as are
//! honest; one that breaks nothing makes none, whatever it moves.

use gongkai::compare::{Record, mark};
use gongkai::model::Run;
use gongkai::report;
use rayon::prelude::*;

use super::audits::Site;
use super::markups_content::{Entry, Kind, Twin};
use super::markups_skins::{Skin, draw};

/// A site with faults that its baseline has.
fn old() -> Twin {
    let mut twin = Twin::clean(Kind::CountyBureau);
    twin.guide_without("fax");
    let items = twin.items("行政规范性文件");
    items[1].meta.as_mut().unwrap().number = None;
    items[2].meta.as_mut().unwrap().index = None;
    items[3].date = "2026-01-20".to_owned();
    twin.letters[1][2] = "2026-10-20".to_owned();
    twin
}

fn record(run: &Run) -> Record {
    let mut bytes = Vec::new();
    let format = report::by_name("json").unwrap();
    (format.write)(run, &report::Style::default(), &mut bytes).unwrap();
    Record::read(&bytes).unwrap()
}

/// Audits a change against its baseline and returns what is new or worse: rule and message.
fn news(before: &Record, after: &Site) -> Vec<String> {
    assert!(before.findings().count() >= 4);
    let mut run = after.audit();
    let now = record(&run);
    mark(&mut run, before, &now);
    run.findings()
        .filter(|finding| finding.is_news())
        .map(|finding| {
            let change = finding.change.map(|change| change.code());
            format!(
                "{} {} ({}) {}",
                finding.severity.code(),
                finding.rule,
                change.unwrap_or_default(),
                finding.message.zh
            )
        })
        .collect()
}

type Change = (&'static str, fn(&mut Twin), fn(&mut Site), usize);

const NOTHING: fn(&mut Site) = |_| {};
const SAME: fn(&mut Twin) = |_| {};

/// Changes that break nothing.
const HARMLESS: &[Change] = &[
    (
        "words on the home page",
        SAME,
        |site| site.edit_bytes(b"</body>", b"<p>v2</p></body>"),
        0,
    ),
    (
        "one more call for opinions",
        |twin| {
            let mut item = twin.beside("意见征集")[1].clone();
            item.title = "《停车管理办法（草案）》公开征求意见采纳情况".to_owned();
            item.date = "2026-11-09".to_owned();
            twin.beside("意见征集").push(item);
        },
        NOTHING,
        0,
    ),
    (
        "a list turned round",
        |twin| twin.items("行政规范性文件").reverse(),
        NOTHING,
        0,
    ),
    (
        "one more letter",
        |twin| {
            twin.letters.insert(
                0,
                ["咨询年检时间", "2026-11-10", "2026-11-11", "已回复"].map(str::to_owned),
            );
        },
        NOTHING,
        0,
    ),
];

/// Changes that break one thing, with how many new findings they may make: where two rules ask
/// for the same thing in two ways, two.
const BREAKS: &[Change] = &[
    (
        "a column named otherwise",
        |twin| twin.column("政府信息公开年报").name = "工作总结".to_owned(),
        NOTHING,
        2,
    ),
    (
        "a column gone",
        |twin| twin.remove("依申请公开"),
        NOTHING,
        2,
    ),
    (
        "the columns in another order",
        |twin| twin.columns.reverse(),
        NOTHING,
        1,
    ),
    (
        "a list emptied",
        |twin| twin.empty("政府信息公开年报"),
        NOTHING,
        2,
    ),
    (
        "an attachment gone",
        |twin| twin.document().files[0].2 = false,
        NOTHING,
        1,
    ),
    (
        "a paper's page gone",
        |twin| twin.document().dead = true,
        NOTHING,
        2,
    ),
    (
        "the entry on the home page gone",
        |twin| twin.entry = Entry::Missing,
        NOTHING,
        2,
    ),
    ("no search", |twin| twin.search = false, NOTHING, 1),
    (
        "a guide with a repealed period",
        |twin| {
            twin.guide_says("answer", "（四）答复。不能当场答复的，自收到申请之日起15个工作日内予以答复；需要延长答复期限的，延长的期限最长不超过15个工作日。");
        },
        NOTHING,
        1,
    ),
];

/// Makes every change in two markups.
fn play(changes: &[Change]) -> Vec<String> {
    let baselines: Vec<Record> = Skin::ALL
        .into_par_iter()
        .map(|skin| record(&draw(&old(), skin).audit()))
        .collect();
    let cases: Vec<(usize, &Change)> = changes
        .iter()
        .enumerate()
        .flat_map(|(at, change)| [(at % 4, change), ((at + 1) % 4, change)])
        .collect();
    cases
        .into_par_iter()
        .filter_map(|(at, (name, twin, files, most))| {
            let skin = Skin::ALL[at];
            // What a script may draw in that markup nobody can tell.
            if skin == Skin::Datastore && matches!(*name, "no search" | "a list emptied") {
                return None;
            }
            let mut after = old();
            twin(&mut after);
            let mut site = draw(&after, skin);
            files(&mut site);
            let news = news(&baselines[at], &site);
            let right = news.len() <= *most && (*most == 0 || !news.is_empty());
            (!right).then(|| {
                let list = news.join("\n   ");
                format!("{skin:?}, {name}: {} new\n   {list}", news.len())
            })
        })
        .collect()
}

#[test]
fn a_change_that_breaks_nothing_has_nothing_new() {
    let wrong = play(HARMLESS);
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_change_that_breaks_one_thing_is_told_once() {
    let wrong = play(BREAKS);
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
