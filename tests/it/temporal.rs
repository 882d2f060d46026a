//! Two snapshots of one site: what changed is told with both readings, and what changes on
//! every site without meaning anything stays silent.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use gongkai::model::{Address, Run, Verdict};
use gongkai::scan::{Earlier, ScanOptions, Target};
use jiff::civil::{Date, date};
use rayon::prelude::*;

use crate::audits::{Site, audit_with};
use crate::server::{Answer, Server};

const PAPERS: &str = "zwgk/zfxxgk/fdzdgknr/xzgfxwj/";
const PAPER: &str = "zwgk/zfxxgk/fdzdgknr/xzgfxwj/202506/t20250612_1014.html";
const PAPER_NAME: &str = "规范特种设备使用登记工作";
const REPORT: &str = "zwgk/zfxxgk/zfxxgknb/202602/t20260206_1469.html";
const GUIDE: &str = "zwgk/zfxxgk/zfxxgkzn/index.html";
const PENALTIES: &str = "zwgk/zfxxgk/fdzdgknr/xzcf/";
const DEADLINE: &str = "投入使用后三十日内办理使用登记";

/// The day of the earlier snapshot; the demo's own is 24 November.
const THEN: Date = date(2026, 10, 1);

/// Audits the newer of two sites, both as directories.
fn twin(then: &Site, now: &Site) -> Run {
    let (old, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    then.write(old.path());
    now.write(new.path());
    against(new.path(), &[(old.path(), Some(THEN))])
}

fn against(new: &Path, old: &[(&Path, Option<Date>)]) -> Run {
    let options = ScanOptions {
        base_url: Address::parse("http://demo.example/"),
        stamp: "2026-11-24T00:00:00+08:00".parse().unwrap(),
        earlier: old
            .iter()
            .map(|(path, day)| Earlier {
                path: path.to_path_buf(),
                day: *day,
            })
            .collect(),
        ..ScanOptions::default()
    };
    audit_with(&Target::Folder(new.to_owned()), &options)
}

/// What the pack says beside passes and what does not apply: rule, verdict, message.
fn told(run: &Run) -> Vec<(String, &'static str, String)> {
    run.outcomes
        .iter()
        .filter(|outcome| outcome.pack == "temporal")
        .filter_map(|outcome| {
            let verdict = match &outcome.verdict {
                Verdict::Fail => "fail",
                Verdict::CannotTell { .. } => "cannot_tell",
                _ => return None,
            };
            Some((outcome.rule.clone(), verdict, outcome.message.zh.clone()))
        })
        .collect()
}

fn rules(run: &Run) -> BTreeSet<(String, &'static str)> {
    let told = told(run).into_iter();
    told.map(|(rule, verdict, _)| (rule, verdict)).collect()
}

/// One rule speaks, with these words; all others are silent.
fn only(run: &Run, rule: &str, verdict: &str, words: &[&str]) {
    let told = told(run);
    assert!(
        told.len() == 1 && told[0].0 == rule && told[0].1 == verdict,
        "{rule} was wanted: {told:#?}"
    );
    for word in words {
        assert!(told[0].2.contains(word), "{word}: {}", told[0].2);
    }
}

fn changed(site: &Site, path: &str, from: &str, to: &str) -> Site {
    let mut site = site.clone();
    site.edit(path, from, to);
    site
}

#[test]
fn an_audit_without_earlier_snapshots_says_so_once_a_rule() {
    let run = Site::demo().audit();
    let own: Vec<_> = run
        .outcomes
        .iter()
        .filter(|outcome| outcome.pack == "temporal")
        .collect();
    assert!(told(&run).is_empty());
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    for outcome in own {
        assert!(matches!(outcome.verdict, Verdict::Inapplicable(_)));
        *rules.entry(&outcome.rule).or_default() += 1;
    }
    // Of reports one a year, as every rule on them.
    rules.remove("report-text-kept").unwrap();
    assert!(rules.values().all(|count| *count == 1), "{rules:?}");
    assert!(rules.len() >= 10);
}

#[test]
fn a_changed_paper_is_shown_as_it_was_and_as_it_is() {
    let then = Site::demo();
    let now = changed(&then, PAPER, DEADLINE, "投入使用后九十日内办理使用登记");
    let run = twin(&then, &now);
    only(
        &run,
        "document-text-kept",
        "fail",
        &[PAPER_NAME, "2026-10-01", "三十日", "九十日"],
    );
    // Both fetches are evidence, each with its own digest and day.
    let finding = run
        .findings()
        .find(|finding| finding.rule == "document-text-kept")
        .unwrap();
    let [now, then] = &finding.evidence[..] else {
        panic!("{:?}", finding.evidence);
    };
    assert_eq!(now.url, then.url);
    assert_ne!(now.sha256, then.sha256);
    assert!(now.fetched_at > then.fetched_at);
    assert!(then.locator.as_ref().unwrap().contains("2026-10-01"));
}

#[test]
fn a_sentence_taken_out_or_put_in_is_a_change() {
    let then = Site::demo();
    let sentence =
        "<p style=\"text-indent:2em\">设备停用、报废、变更使用单位的，应当及时办理相应手续。</p>";
    let now = changed(&then, PAPER, sentence, "");
    let words = ["设备停用、报废", "现在：“（无）”"];
    only(&twin(&then, &now), "document-text-kept", "fail", &words);
    let words = ["原来：“（无）”", "设备停用、报废"];
    only(&twin(&now, &then), "document-text-kept", "fail", &words);
}

#[test]
fn a_page_that_broke_off_in_one_snapshot_did_not_change() {
    let whole = Site::demo();
    let mut cut = whole.clone();
    let page = String::from_utf8(whole.0[PAPER].clone()).unwrap();
    let at = page.find("设备停用、报废").unwrap();
    cut.0.insert(PAPER.to_owned(), page[..at].into());
    for run in [twin(&whole, &cut), twin(&cut, &whole)] {
        let told = told(&run);
        let fails = told.iter().filter(|(_, verdict, _)| *verdict == "fail");
        assert_eq!(fails.count(), 0, "{told:#?}");
        let rules = rules(&run);
        assert!(
            rules.contains(&("document-text-kept".to_owned(), "cannot_tell")),
            "{told:#?}"
        );
    }
}

#[test]
fn a_change_that_is_told_passes() {
    let then = Site::demo();
    let told_on_page = {
        let site = changed(&then, PAPER, DEADLINE, "投入使用后二十日内办理使用登记");
        changed(
            &site,
            PAPER,
            "<p style=\"text-indent:2em\">设备停用",
            "<p>更正：原文“三十日”有误，现更正为“二十日”。</p>\n<p style=\"text-indent:2em\">设备停用",
        )
    };
    assert_eq!(rules(&twin(&then, &told_on_page)), BTreeSet::new());
    // The box says that the paper was amended.
    let amended = {
        let site = changed(&then, PAPER, DEADLINE, "投入使用后二十日内办理使用登记");
        changed(&site, PAPER, "<td>有效</td>", "<td>已修改</td>")
    };
    assert_eq!(rules(&twin(&then, &amended)), BTreeSet::new());
}

/// A change, and how it is made.
type Edit = (&'static str, fn(&mut Site));

const INNOCENT: &[Edit] = &[
    ("nothing", |_| ()),
    ("a new footer everywhere", |site| {
        site.edit(
            "",
            "主办单位：清河湾县市场监督管理局",
            "主管单位：清河湾县人民政府办公室　主办单位：清河湾县市场监督管理局",
        )
    }),
    ("a counter", |site| {
        site.edit(
            "",
            "<span id=\"hits\"></span>",
            "<span id=\"hits\">1024</span>",
        )
    }),
    ("a counter inside the text", |site| {
        site.edit(
            PAPER,
            "<div class=\"TRS_Editor\">",
            "<div class=\"TRS_Editor\"><p>浏览次数：37</p>",
        )
    }),
    ("today's date", |site| {
        site.edit(
            "",
            "<div class=\"nav\">",
            "<div>今天是2026年11月24日 星期二</div><div class=\"nav\">",
        )
    }),
    ("today's date above the text", |site| {
        site.edit(
            "",
            "<div class=\"TRS_Editor\">",
            "<div class=\"TRS_Editor\"><p>今天是2026年11月24日 星期二</p>",
        )
    }),
    ("related links below the text", |site| {
        site.edit(
            PAPERS,
            "<div class=\"share\">",
            "<div class=\"xg\"><h4>相关文章</h4><ul><li><a href=\"/xwzx/gzdt/202611/t20261106_1490.html\">“两节”前市场价格检查启动</a></li></ul></div><div class=\"share\">",
        )
    }),
    ("related links in the text", |site| {
        site.edit(
            PAPER,
            "<p style=\"text-indent:2em\">设备停用",
            "<p>相关链接：<a href=\"/xwzx/gzdt/202611/t20261106_1490.html\">“两节”前市场价格检查启动</a></p><p style=\"text-indent:2em\">设备停用",
        )
    }),
    ("the same words to every paper", |site| {
        site.edit(
            PAPERS,
            "<div class=\"TRS_Editor\">",
            "<div class=\"TRS_Editor\"><p>您可以用手机扫描下方图案在移动端阅读本页面。</p>",
        )
    }),
    ("other markup", |site| {
        site.edit(
            "",
            "class=\"TRS_Editor\"",
            "class=\"article-content\" id=\"zoom\"",
        );
        site.edit("", " style=\"text-indent:2em\"", "");
        site.edit(
            "",
            "<div class=\"position\">",
            "<div class=\"crumbs location\">",
        );
    }),
    ("other white space and punctuation", |site| {
        site.edit(
            PAPER,
            "应当及时办理相应手续。",
            "应当及时\n\u{3000}办理相应手续．",
        )
    }),
    ("a paper marked as repealed", |site| {
        site.edit(PAPER, "<td>有效</td>", "<td>失效</td>")
    }),
    ("a note that a paper is repealed", |site| {
        site.edit(
            PAPER,
            "<div class=\"TRS_Editor\">",
            "<div class=\"TRS_Editor\"><p>（本文件已废止）</p>",
        )
    }),
    ("a note that a paper stays in force", |site| {
        site.edit(
            PAPER,
            "<div class=\"TRS_Editor\">",
            "<div class=\"TRS_Editor\"><p>注：本文件有效期延长至2030年6月30日</p>",
        )
    }),
    ("a title that is marked as lapsed", |site| {
        site.edit(
            "",
            "特种设备使用登记工作的通知</h1>",
            "特种设备使用登记工作的通知（失效）</h1>",
        )
    }),
    ("a day and a number written otherwise", |site| {
        site.edit(PAPER, "2025年6月5日", "二〇二五年六月五日");
        site.edit(
            PAPER,
            "<div class=\"TRS_Editor\">",
            "<div class=\"TRS_Editor\"><p>清市监〔2025〕27号</p>",
        );
    }),
    ("another field in the box", |site| {
        site.edit(PAPERS, "<table class=\"xxgk_table\" width=\"100%\" border=\"0\" cellspacing=\"0\">", "<table class=\"xxgk_table\" width=\"100%\" border=\"0\" cellspacing=\"0\">\n<tr><td class=\"bt\">主题分类：</td><td>市场监管</td><td class=\"bt\">关键词：</td><td>登记</td></tr>")
    }),
    ("a new menu entry", |site| {
        site.edit("", "<li><a href=\"/zcjd/\">政策解读</a></li>", "<li><a href=\"/zcjd/\">政策解读</a></li><li><a href=\"/search/index.html\">检索</a></li>")
    }),
    ("the oldest news dropped", |site| {
        let old = "xwzx/gzdt/202610/t20261020_1504.html";
        site.0.remove(old).unwrap();
        drop_item(
            site,
            "xwzx/gzdt/index.html",
            "/xwzx/gzdt/202610/t20261020_1504.html",
        );
    }),
    ("a paper at another address", |site| {
        let body = site.0.remove(PAPER).unwrap();
        site.0
            .insert(PAPER.replace("t20250612_1014", "content_88001"), body);
        site.edit("", "t20250612_1014.html", "content_88001.html");
    }),
    ("a corrected report", |site| {
        site.edit(REPORT, "主动公开政府信息210条", "主动公开政府信息201条");
        site.edit(REPORT, "<p style=\"text-indent:2em\">一、总体情况</p>", "<p>更正说明：主动公开条数原写210条有误，2026年10月8日更正为201条。</p><p style=\"text-indent:2em\">一、总体情况</p>");
    }),
];

/// Takes the item with this address out of a list.
fn drop_item(site: &mut Site, list: &str, address: &str) {
    let text = String::from_utf8(site.0[list].clone()).unwrap();
    let kept: Vec<&str> = text
        .lines()
        .filter(|line| !(line.starts_with("<li>") && line.contains(address)))
        .collect();
    assert!(kept.len() < text.lines().count(), "{list} has no {address}");
    site.0.insert(list.to_owned(), kept.join("\n").into_bytes());
}

#[test]
fn what_changes_on_every_site_is_silent() {
    let then = Site::demo();
    let wrong: Vec<String> = INNOCENT
        .par_iter()
        .filter_map(|(name, edit)| {
            let mut now = then.clone();
            edit(&mut now);
            let told = told(&twin(&then, &now));
            (!told.is_empty()).then(|| format!("{name}: {told:#?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_change_shows_through_a_changed_template() {
    let then = Site::demo();
    let mut now = changed(&then, PAPER, DEADLINE, "投入使用后九十日内办理使用登记");
    for (_, edit) in INNOCENT.iter().filter(|(name, _)| {
        [
            "a new footer everywhere",
            "a counter",
            "the same words to every paper",
            "other markup",
        ]
        .contains(name)
    }) {
        edit(&mut now);
    }
    let words = ["三十日", "九十日"];
    only(&twin(&then, &now), "document-text-kept", "fail", &words);
}

#[test]
fn numbers_and_days_that_changed() {
    let then = Site::demo();
    let now = changed(&then, PAPER, "清市监〔2025〕27号", "清市监〔2025〕72号");
    let words = ["27号", "72号"];
    only(&twin(&then, &now), "document-identity-kept", "fail", &words);
    // A paper dated anew without a word changed (刷日期).
    let now = changed(&then, PAPER, "2025-06-12", "2026-09-12");
    let words = ["2025-06-12", "2026-09-12"];
    only(&twin(&then, &now), "document-identity-kept", "fail", &words);
}

#[test]
fn a_report_whose_table_changed() {
    let then = Site::demo();
    let row = "本年新收政府信息公开申请数量</td><td>10</td>";
    let now = changed(&then, REPORT, row, &row.replace("10", "12"));
    let words = ["新收政府信息公开申请数量 10", "数量 12", "2026-10-01"];
    only(&twin(&then, &now), "report-text-kept", "fail", &words);
}

#[test]
fn what_the_form_says_anyway_excuses_no_change() {
    let then = Site::demo();
    let row = "补正后申请内容仍不明确</td><td>0</td>";
    let now = changed(&then, REPORT, row, &row.replace("<td>0<", "<td>3<"));
    let words = ["补正后申请内容仍不明确"];
    only(&twin(&then, &now), "report-text-kept", "fail", &words);
    // Nor does the note that a paper is repealed.
    let note = "<div class=\"TRS_Editor\"><p>本文件已废止</p>";
    let now = changed(&then, PAPER, "<div class=\"TRS_Editor\">", note);
    let now = changed(&now, PAPER, DEADLINE, "投入使用后九十日内办理使用登记");
    let words = ["三十日", "九十日"];
    only(&twin(&then, &now), "document-text-kept", "fail", &words);
}

#[test]
fn a_guide_that_changed_says_when() {
    let then = Site::demo();
    let redated = changed(&then, GUIDE, "2026-04-10", "2026-11-02");
    let other = |site: &Site| changed(site, GUIDE, "滨河路66号301室", "滨河路88号301室");
    let words = ["66号", "88号"];
    only(
        &twin(&then, &other(&then)),
        "changed-guide-is-redated",
        "fail",
        &words,
    );
    assert_eq!(rules(&twin(&then, &other(&redated))), BTreeSet::new());
    let words = ["2026-04-10", "2026-11-02"];
    let rule = "guide-redated-only-when-changed";
    only(&twin(&then, &redated), rule, "fail", &words);
}

/// Takes a paper out of a site and out of its list.
fn without_paper(site: &Site) -> Site {
    let mut site = site.clone();
    site.0.remove(PAPER).unwrap();
    drop_item(
        &mut site,
        &format!("{PAPERS}index.html"),
        &format!("/{PAPER}"),
    );
    // Nothing else leads to it.
    for (path, bytes) in &site.0 {
        let text = String::from_utf8_lossy(bytes);
        assert!(
            !text.contains("t20250612_1014"),
            "{path} links to the paper"
        );
    }
    site
}

#[test]
fn a_day_before_the_page_was_there_is_doubtful() {
    let now = Site::demo();
    let then = without_paper(&now);
    let words = ["日期存疑", "2025-06-12", "2026-10-01"];
    let rule = "stated-day-not-before-appearance";
    only(&twin(&then, &now), rule, "fail", &words);
    // Published after the snapshot, or the day before it.
    for day in ["2026-10-20", "2026-10-01", "2026-09-30"] {
        let mut now = changed(&now, PAPER, "2025-06-12", day);
        now.edit(
            &format!("{PAPERS}index.html"),
            "<span>2025-06-12</span>",
            &format!("<span>{day}</span>"),
        );
        assert_eq!(rules(&twin(&then, &now)), BTreeSet::new(), "{day}");
    }
}

const RESULTS: &str = "清河湾县市场监督管理局关于食品安全监督抽检结果的公告";

/// Adds an announcement whose title comes again every other month.
fn announce(site: &mut Site, path: &str, written: Date, published: Date, text: &str) {
    let body = String::from_utf8(site.0[PAPER].clone()).unwrap();
    let shown = format!(
        "{}年{}月{}日",
        written.year(),
        written.month(),
        written.day()
    );
    let body = body
        .replace(
            "清河湾县市场监督管理局关于进一步规范特种设备使用登记工作的通知",
            RESULTS,
        )
        .replace("清市监〔2025〕27号", "")
        .replace(
            "202506-00027",
            &format!("{}{:02}-00091", written.year(), written.month()),
        )
        .replace("2025-06-05", &written.to_string())
        .replace("2025-06-12", &published.to_string())
        .replace("2025年6月5日", &shown)
        .replace(
            "各使用单位应当在设备投入使用前或者投入使用后三十日内办理使用登记。",
            text,
        )
        .replace("设备停用、报废、变更使用单位的，应当及时办理相应手续。", "");
    site.0.insert(path.to_owned(), body.into_bytes());
    site.edit(
        &format!("{PAPERS}index.html"),
        "<ul class=\"list\">",
        &format!("<ul class=\"list\">\n<li><a href=\"/{path}\" title=\"{RESULTS}\">{RESULTS}</a><span>{published}</span></li>"),
    );
}

#[test]
fn a_title_that_comes_again_is_another_paper() {
    let demo = Site::demo();
    let (first, second) = (
        format!("{PAPERS}202608/t20260805_7001.html"),
        format!("{PAPERS}202610/t20261012_7002.html"),
    );
    let (august, october) = (
        "本次抽检糕点、饮料五十批次，不合格一批次，已下架召回。",
        "本次抽检肉制品、乳制品、酒类八十批次，全部合格。",
    );
    let mut then = demo.clone();
    announce(
        &mut then,
        &first,
        date(2026, 8, 3),
        date(2026, 8, 5),
        august,
    );
    let mut now = then.clone();
    announce(
        &mut now,
        &second,
        date(2026, 10, 10),
        date(2026, 10, 12),
        october,
    );
    assert_eq!(rules(&twin(&then, &now)), BTreeSet::new());
    // The one of August is taken down.
    let mut alone = demo.clone();
    announce(
        &mut alone,
        &second,
        date(2026, 10, 10),
        date(2026, 10, 12),
        october,
    );
    assert_eq!(rules(&twin(&then, &alone)), BTreeSet::new());
    // As the first was there, and the second was not, its day is held against the snapshot.
    let mut early = then.clone();
    announce(
        &mut early,
        &second,
        date(2026, 8, 18),
        date(2026, 8, 20),
        october,
    );
    let words = ["日期存疑", "2026-08-20", "2026-10-01"];
    let rule = "stated-day-not-before-appearance";
    only(&twin(&then, &early), rule, "fail", &words);
    // The same words at another address under another day are one paper, dated anew.
    let mut redated = demo.clone();
    announce(
        &mut redated,
        &second,
        date(2026, 8, 3),
        date(2026, 10, 12),
        august,
    );
    let words = ["2026-08-05", "2026-10-12"];
    only(
        &twin(&then, &redated),
        "document-identity-kept",
        "fail",
        &words,
    );
    // Most words are the same, and so is only the title: it may be either.
    let mut either = demo;
    let most = "本次抽检糕点、饮料五十批次，不合格一批次，已下架召回。现予公告。";
    announce(
        &mut either,
        &second,
        date(2026, 10, 10),
        date(2026, 10, 12),
        most,
    );
    let expected = ["document-identity-kept", "document-text-kept"]
        .map(|rule| (rule.to_owned(), "cannot_tell"));
    assert_eq!(rules(&twin(&then, &either)), BTreeSet::from(expected));
}

#[test]
fn what_an_earlier_snapshot_did_not_read_may_have_been_there() {
    let now = Site::demo();
    let mut then = without_paper(&now);
    // Its list has a page that the snapshot lacks.
    let next = "<div class=\"page\"><a href=\"/zwgk/zfxxgk/fdzdgknr/xzgfxwj/index_1.html\">下一页</a></div>";
    then.edit(
        &format!("{PAPERS}index.html"),
        "</ul>\n</div>",
        &format!("</ul>\n{next}</div>"),
    );
    let (old, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    then.write(old.path());
    now.write(new.path());
    // A few pages of a site are no whole site either.
    std::fs::remove_file(old.path().join("index.html")).unwrap();
    let run = against(new.path(), &[(old.path(), Some(THEN))]);
    let found = rules(&run);
    assert!(
        found.iter().all(|(_, verdict)| *verdict == "cannot_tell"),
        "{found:?}"
    );
}

#[test]
fn a_directory_without_a_day_compares_texts_and_leaves_days_open() {
    let now = Site::demo();
    let then = without_paper(&now);
    let (old, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    changed(
        &then,
        REPORT,
        "主动公开政府信息210条",
        "主动公开政府信息120条",
    )
    .write(old.path());
    now.write(new.path());
    let run = against(new.path(), &[(old.path(), None)]);
    let expected = [
        ("report-text-kept".to_owned(), "fail"),
        ("stated-day-not-before-appearance".to_owned(), "cannot_tell"),
    ];
    assert_eq!(rules(&run), BTreeSet::from(expected));
}

#[test]
fn a_paper_taken_down_is_asked_about() {
    let then = Site::demo();
    // No link leads there: whether the address still answers is not known.
    let run = twin(&then, &without_paper(&then));
    only(&run, "papers-stay-published", "cannot_tell", &[]);
    // The list still has it, and the site answers 404.
    let mut dead = then.clone();
    dead.0.remove(PAPER).unwrap();
    let run = twin(&then, &dead);
    // Its title still stands in a list, so that it is a dead link and nothing else.
    assert_eq!(rules(&run), BTreeSet::new());
}

#[test]
fn emptied_and_removed_columns() {
    let then = Site::demo();
    let mut emptied = then.clone();
    emptied.empty(PENALTIES);
    emptied
        .0
        .retain(|path, _| !path.starts_with(&format!("{PENALTIES}2")));
    let words = ["行政处罚", "2026-10-01", "现在一条也没有"];
    only(
        &twin(&then, &emptied),
        "columns-not-emptied",
        "fail",
        &words,
    );
    // Where the page says why, a person has to see whether that holds.
    let mut explained = emptied.clone();
    explained.edit(
        &format!("{PENALTIES}index.html"),
        "<ul class=\"list\"></ul>",
        "<p>行政处罚信息已统一在信用中国网站公示，请到该网站查询，本栏目不再列出。</p>",
    );
    only(
        &twin(&then, &explained),
        "columns-not-emptied",
        "cannot_tell",
        &[],
    );
    let mut removed = emptied.clone();
    removed.0.remove(&format!("{PENALTIES}index.html"));
    let entry = "/zwgk/zfxxgk/fdzdgknr/xzcf/";
    for bytes in removed.0.values_mut() {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let kept: Vec<&str> = text.lines().filter(|line| !line.contains(entry)).collect();
        *bytes = kept.join("\n").into_bytes();
    }
    let found = rules(&twin(&then, &removed));
    assert!(
        found.contains(&("columns-not-removed".to_owned(), "fail")),
        "{found:?}"
    );
    // Renamed, it is the same column.
    let mut renamed = then.clone();
    renamed.edit("", "行政处罚</a>", "行政处罚决定公开</a>");
    let found = rules(&twin(&then, &renamed));
    assert!(
        !found.iter().any(|(rule, _)| rule == "columns-not-removed"),
        "{found:?}"
    );
}

#[test]
fn a_removed_column_of_no_statutory_item_is_asked_about() {
    let now = Site::demo();
    let mut then = now.clone();
    let list = String::from_utf8(then.0["xwzx/gzdt/index.html"].clone()).unwrap();
    let list = list
        .replace("工作动态", "创建文明城市")
        .replace("/xwzx/gzdt/2026", "/ztzl/cjwmcs/2026")
        .replace("\" target=", "（专题）\" target=")
        .replace("</a><span>", "（专题）</a><span>");
    then.0
        .insert("ztzl/cjwmcs/index.html".to_owned(), list.into_bytes());
    let entry = "<li><a href=\"/zcjd/\">政策解读</a></li>";
    then.edit(
        "",
        entry,
        &format!("{entry}<li><a href=\"/ztzl/cjwmcs/\">创建文明城市</a></li>"),
    );
    only(
        &twin(&then, &now),
        "columns-not-removed",
        "cannot_tell",
        &[],
    );
}

#[test]
fn two_places_of_one_paper() {
    let demo = Site::demo();
    let copy = "xwzx/tzgg/202506/t20250612_9001.html";
    let with_copy = |edit: &dyn Fn(String) -> String| {
        let mut site = demo.clone();
        let body = String::from_utf8(site.0[PAPER].clone()).unwrap();
        site.0.insert(copy.to_owned(), edit(body).into_bytes());
        let list = "xwzx/tzgg/index.html";
        site.edit(
            list,
            "<ul class=\"list\">",
            &format!("<ul class=\"list\">\n<li><a href=\"/{copy}\">清河湾县市场监督管理局关于进一步规范特种设备使用登记工作的通知</a><span>2025-06-12</span></li>"),
        );
        site.audit()
    };
    let same = with_copy(&|body| body);
    assert!(told(&same).is_empty(), "{:#?}", told(&same));
    let rule = "same-paper-same-everywhere";
    let text = with_copy(&|body| body.replace("三十日", "六十日"));
    only(&text, rule, "fail", &["三十日", "六十日"]);
    let day = with_copy(&|body| {
        body.replace("2025-06-05", "2025-06-08")
            .replace("2025年6月5日", "2025年6月8日")
    });
    only(&day, rule, "fail", &["2025-06-05", "2025-06-08"]);
    let number = with_copy(&|body| body.replace("〔2025〕27号", "〔2025〕26号"));
    only(&number, rule, "cannot_tell", &[]);
    // Another paper of the same title, and an extract.
    let other = with_copy(&|body| {
        body.replace("〔2025〕27号", "〔2025〕61号")
            .replace("2025-06-05", "2025-10-05")
            .replace(DEADLINE, "每年十二月底前完成年度核验并上传资料")
    });
    assert!(told(&other).is_empty(), "{:#?}", told(&other));
}

fn serve(site: &Site, status_of: impl Fn(&str) -> Option<u16> + Send + Sync + 'static) -> Server {
    let files = site.0.clone();
    Server::start(move |request| {
        let path = request.target.split('?').next().unwrap_or_default();
        let mut name = path.trim_start_matches('/').to_owned();
        if name.is_empty() || name.ends_with('/') {
            name.push_str("index.html");
        }
        if let Some(status) = status_of(&name) {
            return Answer::status(status);
        }
        match files.get(&name) {
            None => Answer::status(404),
            Some(body) if name.ends_with(".html") => Answer::bytes("text/html", body.clone()),
            Some(body) => Answer::bytes("application/octet-stream", body.clone()),
        }
    })
}

/// Crawls a site into an archive, as users do, and dates its records back.
fn archive(server: &Server, to: &Path, day: &str, further: &[&str]) {
    let out = Command::new(env!("CARGO_BIN_EXE_gongkai"))
        .args(["crawl", &server.url("/"), "--rate", "0", "-q", "-o"])
        .arg(to)
        .args(further)
        .output()
        .unwrap();
    assert!(out.status.success(), "{out:?}");
    // The archive is plain, so that nothing else changes with its dates.
    let bytes = std::fs::read(to).unwrap();
    let field = b"WARC-Date: ";
    let mut dated = bytes.clone();
    let at_noon = format!("{day}T04:00:00");
    for at in 0..bytes.len() - field.len() - at_noon.len() {
        if bytes[at..].starts_with(field) {
            let from = at + field.len();
            dated[from..from + at_noon.len()].copy_from_slice(at_noon.as_bytes());
        }
    }
    std::fs::write(to, dated).unwrap();
}

#[test]
fn an_archive_is_not_older_than_itself() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.warc");
    archive(&serve(&Site::demo(), |_| None), &file, "2026-10-01", &[]);
    let out = Command::new(env!("CARGO_BIN_EXE_gongkai"))
        .arg("audit")
        .arg(&file)
        .arg("--earlier")
        .arg(&file)
        .output()
        .unwrap();
    let told = String::from_utf8(out.stderr).unwrap();
    assert_eq!(out.status.code(), Some(2), "{told}");
    assert!(told.contains("不比本次核查的内容"), "{told}");
}

fn audit_archives(new: &Path, old: &[PathBuf]) -> Run {
    let options = ScanOptions {
        earlier: old
            .iter()
            .map(|path| Earlier {
                path: path.clone(),
                day: None,
            })
            .collect(),
        ..ScanOptions::default()
    };
    audit_with(&Target::Archive(new.to_owned()), &options)
}

#[test]
fn archives_tell_what_directories_tell() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let then = Site::demo();
    let mut now = changed(&then, PAPER, DEADLINE, "投入使用后九十日内办理使用登记");
    now.edit(REPORT, "主动公开政府信息210条", "主动公开政府信息201条");
    archive(
        &serve(&then, |_| None),
        &at("oldest.warc"),
        "2026-03-02",
        &[],
    );
    archive(&serve(&then, |_| None), &at("old.warc"), "2026-10-01", &[]);
    archive(&serve(&now, |_| None), &at("new.warc"), "2026-11-24", &[]);
    // In any order; the newest that reads otherwise is the one shown.
    let run = audit_archives(&at("new.warc"), &[at("old.warc"), at("oldest.warc")]);
    let expected = [
        ("document-text-kept".to_owned(), "fail"),
        ("report-text-kept".to_owned(), "fail"),
    ];
    assert_eq!(rules(&run), BTreeSet::from(expected));
    for (_, _, message) in told(&run) {
        assert!(message.contains("2026-10-01"), "{message}");
    }
    // Changed before the newer of the two: the older one shows it.
    archive(&serve(&now, |_| None), &at("old2.warc"), "2026-10-01", &[]);
    let run = audit_archives(&at("new.warc"), &[at("oldest.warc"), at("old2.warc")]);
    assert_eq!(told(&run).len(), 2);
    for (_, _, message) in told(&run) {
        assert!(message.contains("2026-03-02"), "{message}");
    }
}

#[test]
fn what_was_not_fetched_is_not_gone() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let then = Site::demo();
    archive(&serve(&then, |_| None), &at("old.warc"), "2026-10-01", &[]);
    // Papers that fail, and a column that the server refuses.
    let failing = serve(&then, |name| {
        (name == PAPER || name.starts_with(PENALTIES)).then_some(503)
    });
    archive(&failing, &at("failing.warc"), "2026-11-24", &[]);
    let run = audit_archives(&at("failing.warc"), &[at("old.warc")]);
    let fails = told(&run).into_iter().filter(|told| told.1 == "fail");
    assert_eq!(fails.collect::<Vec<_>>(), []);
    // A crawl that was cut short.
    archive(
        &serve(&then, |_| None),
        &at("short.warc"),
        "2026-11-24",
        &["--max-requests", "40"],
    );
    let run = audit_archives(&at("short.warc"), &[at("old.warc")]);
    let fails = told(&run).into_iter().filter(|told| told.1 == "fail");
    assert_eq!(fails.collect::<Vec<_>>(), []);
    // An earlier snapshot that was cut short had not seen what is there now.
    archive(&serve(&then, |_| None), &at("new.warc"), "2026-11-24", &[]);
    archive(
        &serve(&then, |_| None),
        &at("part.warc"),
        "2026-10-01",
        &["--max-requests", "40"],
    );
    let run = audit_archives(&at("new.warc"), &[at("part.warc")]);
    let fails = told(&run).into_iter().filter(|told| told.1 == "fail");
    assert_eq!(fails.collect::<Vec<_>>(), []);
}

/// The site with its platform's pages under other addresses.
fn rebuilt(site: &Site) -> Site {
    let moved = |text: &str| {
        text.replace("/zwgk/zfxxgk/", "/public/column/")
            .replace("/xwzx/", "/news/")
            .replace("/hdjl/", "/hd/")
            .replace("/t20", "/content_20")
    };
    let files = site.0.iter().map(|(path, bytes)| {
        let to = moved(&format!("/{path}"))[1..].to_owned();
        let body = match std::str::from_utf8(bytes) {
            Ok(text) => moved(text).into_bytes(),
            Err(_) => bytes.clone(),
        };
        (to, body)
    });
    Site(files.collect())
}

#[test]
fn a_rebuilt_site_is_asked_about_and_its_papers_are_not_lost() {
    let then = Site::demo();
    let run = twin(&then, &rebuilt(&then));
    let found = rules(&run);
    assert!(found.contains(&("rebuilt-site-keeps-addresses".to_owned(), "cannot_tell")));
    assert!(
        found.iter().all(|(_, verdict)| *verdict == "cannot_tell"),
        "{:#?}",
        told(&run)
    );
    // The texts are still compared.
    let now = changed(
        &rebuilt(&then),
        "public/column/fdzdgknr/xzgfxwj/",
        DEADLINE,
        "投入使用后九十日内办理使用登记",
    );
    let found = rules(&twin(&then, &now));
    assert!(
        found.contains(&("document-text-kept".to_owned(), "fail")),
        "{found:?}"
    );
}

#[test]
fn wrong_snapshots_are_refused_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let new = folder.path().join("new");
    Site::demo().write(&new);
    let run = |earlier: &str| {
        let out = Command::new(env!("CARGO_BIN_EXE_gongkai"))
            .args(["audit", new.to_str().unwrap(), "--as-of", "2026-11-24"])
            .args(["--earlier", earlier])
            .output()
            .unwrap();
        let told = String::from_utf8(out.stderr).unwrap();
        assert_eq!(out.status.code(), Some(2), "{told}");
        told
    };
    assert!(run("nowhere.warc.gz").contains("找不到"));
    let site = new.to_str().unwrap();
    assert!(run(&format!("{site}@2026-13-01")).contains("不是日期"));
    assert!(run(&format!("{site}@2026-11-25")).contains("是否写反"));
    let file = folder.path().join("a.warc");
    std::fs::write(&file, "").unwrap();
    assert!(run(&format!("{}@2026-01-01", file.display())).contains("不要再写日期"));
}

#[test]
fn a_new_skin_is_no_change_of_the_papers() {
    use crate::markups_content::{Kind, Twin};
    use crate::markups_skins::{Skin, draw};
    let mut others = Skin::ALL;
    others.rotate_left(1);
    let mut changed = Twin::clean(Kind::CountyBureau);
    let text = changed.document().text.last_mut().unwrap();
    text.push_str("逾期不办的，处三千元罚款。");
    // One paper changed together with the skin: it alone is told.
    let wrong: Vec<String> = Skin::ALL
        .into_par_iter()
        .zip(others)
        .filter_map(|(one, other)| {
            let then = draw(&Twin::clean(Kind::CountyBureau), one);
            let found: Vec<_> = told(&twin(&then, &draw(&changed, other)))
                .into_iter()
                .filter(|told| told.1 == "fail")
                .collect();
            let right = found.len() == 1
                && found[0].0 == "document-text-kept"
                && found[0].2.contains("三千元罚款");
            (!right).then(|| format!("{one:?} to {other:?}: {found:#?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
