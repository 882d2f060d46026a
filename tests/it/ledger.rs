//! The ledger as people and machines treat it: the commands, a writer that is killed at any
//! moment, a file that may not grow, and a hundred thousand findings.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use gongkai::ledger::{Draft, EventKind, Filter, Ledger, State, verify};
use gongkai::model::{Fingerprint, Subject, SubjectKind};
use jiff::Timestamp;

use super::audits::Site;
use super::server::Server;

fn gongkai(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gongkai"))
        .args(arguments)
        .env_remove("GONGKAI_LANG")
        .env_remove("GONGKAI_BY")
        .env("NO_COLOR", "1")
        .output()
        .unwrap()
}

fn ok(arguments: &[&str]) -> String {
    let output = gongkai(arguments);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {told}");
    String::from_utf8(output.stdout).unwrap()
}

fn refused(arguments: &[&str], says: &str) {
    let output = gongkai(arguments);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {told}");
    assert!(told.contains(says), "{arguments:?}: {told}");
}

#[test]
fn a_ledger_is_made_listed_worked_and_proved_by_commands() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("台账.db");
    let ledger = path.to_str().unwrap();
    let audit = ["audit", "demo", "-q", "--ledger", ledger];
    assert_eq!(gongkai(&audit).status.code(), Some(1));
    // A ledger is no sheet, though people call sheets so.
    let sheet = folder.path().join("台账.xlsx");
    let sheet = sheet.to_str().unwrap();
    refused(&["audit", "demo", "-q", "--ledger", sheet], "台账.db");
    assert!(!Path::new(sheet).exists());
    let day = ["--as-of", "2026-11-24"];
    let list = |more: &[&str]| {
        let mut arguments = vec!["ledger", "list", ledger, "--format", "json"];
        arguments.extend(day);
        arguments.extend(more);
        let value: serde_json::Value = serde_json::from_str(&ok(&arguments)).unwrap();
        assert_eq!(value["schema"], "gongkai.ledger/1");
        value["issues"].as_array().unwrap().clone()
    };
    let count = list(&[]).len();
    assert!(count >= 13, "{count} findings of the demo");
    assert_eq!(list(&["--severity", "major", "--column", "指南"]).len(), 1);
    let fax = list(&["--rule", "guide-states-fax"])[0]["fingerprint"]
        .as_str()
        .unwrap()[..8]
        .to_owned();
    refused(
        &["ledger", "assign", ledger, &fax, "--unit", "办公室"],
        "--by",
    );
    refused(
        &[
            "ledger",
            "assign",
            ledger,
            "--unit",
            "办公室",
            "--by",
            "张三",
        ],
        "--all",
    );
    ok(&[
        "ledger",
        "assign",
        ledger,
        &fax,
        "--unit",
        "办公室",
        "--by",
        "张三",
    ]);
    assert_eq!(list(&["--unit", "办公室"]).len(), 1);
    refused(
        &["ledger", "signoff", ledger, &fax, "--by", "局长"],
        "没有复核通过",
    );
    refused(
        &[
            "ledger",
            "rectify",
            ledger,
            &fax,
            "--by",
            "李四",
            "--done",
            "已改",
            "--url",
            "见附件",
        ],
        "不是网址",
    );
    ok(&[
        "ledger",
        "rectify",
        ledger,
        &fax,
        "--by",
        "李四",
        "--done",
        "已补写",
        "--url",
        "http://demo.example/zwgk/zfxxgk/zfxxgkzn/",
    ]);
    refused(
        &[
            "ledger",
            "waive",
            ledger,
            &fax,
            "--by",
            "张三",
            "--reason",
            "无传真",
        ],
        "--until",
    );
    // The site is as it was: the claim does not hold.
    let output = gongkai(&[
        "recheck",
        ledger,
        "--with",
        "demo",
        "-q",
        "--as-of",
        "2026-11-24",
    ]);
    let told = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("报了整改，仍不合格：1 项"), "{told}");
    assert_eq!(list(&["--state", "open", "--unit", "办公室"]).len(), 1);
    let shown = ok(&["ledger", "show", ledger, &fax, "--as-of", "2026-11-24"]);
    assert!(
        shown.contains("复核未通过") && shown.contains("李四"),
        "{shown}"
    );
    ok(&[
        "ledger",
        "waive",
        ledger,
        &fax,
        "--by",
        "局长",
        "--as",
        "not_applicable",
        "--reason",
        "本机关无传真",
        "--until",
        "2099-12-31",
    ]);
    // What is set aside fails nobody.
    let mut json = audit.to_vec();
    json.extend(["--format", "json"]);
    let run = String::from_utf8(gongkai(&json).stdout).unwrap();
    assert!(
        run.contains("本机关无传真"),
        "the run says why it is inapplicable"
    );
    assert_eq!(list(&[]).len(), count - 1);
    assert_eq!(list(&["--all"]).len(), count);
    let whole = ok(&["ledger", "verify", ledger]);
    assert!(whole.contains("台账完整"), "{whole}");
    let anchor = ok(&["ledger", "anchor", ledger]);
    let anchor = anchor.lines().next().unwrap();
    ok(&["ledger", "verify", ledger, "--anchor", anchor]);
    ok(&["ledger", "status", ledger]);
    ok(&["ledger", "history", ledger, &fax]);
    refused(&["ledger", "list", "no-such.db"], "no-such.db");
    let other = rusqlite::Connection::open(&path).unwrap();
    other
        .execute_batch(
            "DROP TRIGGER events_are_not_changed; UPDATE events SET who = '王五' WHERE seq = 16",
        )
        .unwrap();
    drop(other);
    let output = gongkai(&["ledger", "verify", ledger]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8(output.stdout)
            .unwrap()
            .contains("第 16 号事件")
    );
}

/// A re-check of a live site asks for far less than an audit, sees the one true mend, and is
/// not taken in by a page that was taken down.
#[test]
fn a_live_recheck_asks_only_for_what_open_issues_need() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("site");
    Site::demo().write(&root);
    let server = Server::of_directory(&root);
    let path = folder.path().join("ledger.db");
    let ledger = path.to_str().unwrap();
    let common = ["-q", "--rate", "0", "--as-of", "2026-11-24"];
    let site = server.url("/");
    let mut audit = vec!["audit", &site, "--ledger", ledger];
    audit.extend(common);
    assert_eq!(gongkai(&audit).status.code(), Some(1));
    let audited = server.asked().len();
    let mut mended = Site::demo();
    mended.edit(
        "zwgk/zfxxgk/zfxxgkzn/",
        "之日起15个工作日内予以答复",
        "之日起20个工作日内予以答复",
    );
    mended.write(&root);
    std::fs::remove_file(root.join("zwgk/zfxxgk/fdzdgknr/xzgfxwj/202603/t20260302_1035.html"))
        .unwrap();
    let mut recheck = vec!["recheck", ledger, "--format", "json"];
    recheck.extend(common);
    let text = ok_or_found(&recheck);
    let asked = server.asked().len() - audited;
    assert!(asked * 2 < audited, "{asked} of {audited}");
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let rules = |group: &str| -> Vec<String> {
        let list = value["sites"][0][group].as_array().unwrap();
        list.iter()
            .map(|issue| issue["rule"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(rules("mended"), ["guide-answer-period-current"]);
    assert_eq!(rules("doubted"), ["document-has-index-number"]);
    assert!(rules("failing").contains(&"guide-states-fax".to_owned()));
    ok(&["ledger", "verify", ledger]);
}

/// What a re-check has to leave unread, because it may ask for little or is given a part of the
/// site, is no news of the site; and it never asks for more than it may.
#[test]
fn a_short_recheck_accuses_nobody_and_keeps_to_its_limits() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("site");
    Site::demo().write(&root);
    let server = Server::of_directory(&root);
    let path = folder.path().join("ledger.db");
    let ledger = path.to_str().unwrap();
    let archive = folder.path().join("whole.warc.gz");
    let archive = archive.to_str().unwrap();
    let site = server.url("/");
    let common = ["-q", "--as-of", "2026-11-24"];
    let mut audit = vec!["audit", &site, "--rate", "0", "--archive", archive];
    audit.extend(["--ledger", ledger]);
    audit.extend(common);
    assert_eq!(gongkai(&audit).status.code(), Some(1));
    let cut = folder.path().join("cut.warc.gz");
    let whole = std::fs::read(archive).unwrap();
    std::fs::write(&cut, &whole[..whole.len() / 3]).unwrap();
    let groups = |more: &[&str]| {
        let mut recheck = vec!["recheck", ledger, "--format", "json"];
        recheck.extend(common);
        recheck.extend(more);
        let value: serde_json::Value = serde_json::from_str(&ok_or_found(&recheck)).unwrap();
        let size = |name: &str| value["sites"][0][name].as_array().unwrap().len();
        (
            size("mended"),
            size("doubted"),
            size("cannot_tell"),
            size("failing"),
        )
    };
    for limit in [2, 3, 10, 30] {
        let before = server.log().len();
        let limit = limit.to_string();
        let (mended, doubted, open, failing) = groups(&["--rate", "0", "--max-requests", &limit]);
        assert_eq!((mended, doubted, open + failing), (0, 0, 19), "{limit}");
        let asked = server.log().len() - before;
        assert!(asked <= limit.parse().unwrap(), "{asked} of {limit}");
        let robots = server.log().into_iter().skip(before);
        let robots = robots.filter(|request| request.target == "/robots.txt");
        assert_eq!(robots.count(), 1);
    }
    let (mended, doubted, open, failing) = groups(&["--rate", "0", "--max-pages", "3"]);
    assert_eq!((mended, doubted, open + failing), (0, 0, 19));
    let (mended, doubted, open, failing) = groups(&["--with", cut.to_str().unwrap()]);
    assert_eq!((mended, doubted, open + failing), (0, 0, 19));
}

/// What is missing in a list may stand on its further pages: a re-check reads them.
#[test]
fn a_recheck_reads_a_column_to_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("site");
    Site::demo().write(&root);
    let server = Server::of_directory(&root);
    let path = folder.path().join("ledger.db");
    let ledger = path.to_str().unwrap();
    let site = server.url("/");
    let common = ["-q", "--rate", "0", "--as-of", "2026-11-24"];
    let mut audit = vec!["audit", &site, "--ledger", ledger];
    audit.extend(common);
    assert_eq!(gongkai(&audit).status.code(), Some(1));
    let rules = |group: &str| -> Vec<String> {
        let mut recheck = vec!["recheck", ledger, "--format", "json"];
        recheck.extend(common);
        let value: serde_json::Value = serde_json::from_str(&ok_or_found(&recheck)).unwrap();
        let list = value["sites"][0][group].as_array().unwrap();
        let rules = list.iter().map(|issue| issue["rule"].as_str().unwrap());
        rules.map(str::to_owned).collect()
    };
    assert!(rules("failing").contains(&"accounts-of-earlier-years".to_owned()));
    assert_eq!(rules("cannot_tell"), Vec::<String>::new());
    let mut mended = Site::demo();
    let column = "zwgk/zfxxgk/fdzdgknr/czyjs/";
    let row = |year: u16, name: &str| {
        format!(
            "<li><a href=\"/{column}{name}\">清河湾县市场监督管理局{year}年度部门决算</a><span>2023-09-15</span></li>"
        )
    };
    let page = mended.0[&format!("{column}202409/t20240918_1287.html")].clone();
    mended
        .0
        .insert(format!("{column}202309/t20230915_1290.html"), page);
    mended.edit(&format!("{column}202309/"), "2023年度", "2022年度");
    let second = format!("{column}index_1.html");
    mended.edit(
        &second,
        "<ul class=\"list\">",
        &format!(
            "<ul class=\"list\">{}",
            row(2022, "202309/t20230915_1290.html")
        ),
    );
    mended.write(&root);
    assert!(rules("mended").contains(&"accounts-of-earlier-years".to_owned()));
}

#[test]
fn what_will_fall_overdue_is_told_by_unit() {
    let text = ok_or_found(&[
        "forecast",
        "demo",
        "--until",
        "2027-06-30",
        "--format",
        "json",
        "-q",
    ]);
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let coming = value["coming"].as_array().unwrap();
    assert!(!coming.is_empty());
    for item in coming {
        let day = item["day"].as_str().unwrap();
        assert!("2026-11-24" < day && day <= "2027-06-30", "{item}");
    }
    // What is told for a day is what an audit says on that day, not on a later one.
    let told = &coming[0];
    let day = told["day"].as_str().unwrap();
    let audit = ok_or_found(&["audit", "demo", "-q", "--as-of", day, "--format", "json"]);
    let audit: serde_json::Value = serde_json::from_str(&audit).unwrap();
    let then = audit["verdicts"]
        .as_array()
        .unwrap()
        .iter()
        .find(|verdict| verdict["fingerprint"] == told["fingerprint"])
        .unwrap();
    assert!(then["message"].as_str().unwrap().contains(day), "{then}");
    assert_eq!(told["message"], then["message"]);
    refused(
        &["forecast", "--until", "2027-06-30"],
        "--site gongkai.yaml",
    );
    // The guide was updated on a day of this year: a year later it is overdue.
    refused(&["forecast", "demo", "--until", "2020-01-01"], "--until");
}

/// Copies a pack of rules with some rules renamed.
fn renamed(pack: &str, names: [(&str, &str); 2], folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("rules")
        .join(pack);
    let mut found = 0;
    for file in std::fs::read_dir(shipped).unwrap() {
        let file = file.unwrap().path();
        let mut text = std::fs::read_to_string(&file).unwrap();
        let mut name = file.file_name().unwrap().to_str().unwrap().to_owned();
        for (from, to) in names {
            let id = format!("id: {from}\n");
            if text.contains(&id) {
                found += 1;
                text = text.replace(&id, &format!("id: {to}\nwas: [{from}]\n"));
                name = format!("{to}.yaml");
            }
        }
        std::fs::write(folder.join(name), text).unwrap();
    }
    assert_eq!(found, names.len());
}

/// What an older archive shows is no news of an issue: it neither proves a mend nor refutes one,
/// and what only it shows was mended long ago.
#[test]
fn material_older_than_the_record_changes_no_state() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let root = folder.path().join("site");
    let server = Server::of_directory(&root);
    let site = server.url("/");
    let crawl = |content: &Site, file: &str| {
        content.write(&root);
        let file = at(file);
        ok(&["crawl", &site, "-o", &file, "-q", "--rate", "0"]);
        // Archives tell whole seconds.
        std::thread::sleep(Duration::from_millis(1100));
        file
    };
    let mut mended = Site::demo();
    mended.edit(
        "zwgk/zfxxgk/zfxxgkzn/",
        "之日起15个工作日内予以答复",
        "之日起20个工作日内予以答复",
    );
    let mut worse = Site::demo();
    worse.edit("zwgk/zfxxgk/zfxxgkzn/", "电子邮箱", "邮寄地址");
    let (older, bad) = (
        crawl(&mended, "older.warc.gz"),
        crawl(&worse, "bad.warc.gz"),
    );
    let day = ["--as-of", "2026-11-24"];
    let ledger = at("l.db");
    let audit = |file: &str, more: &[&str]| {
        let mut arguments = vec!["audit", file, "-q", "--ledger", &ledger];
        arguments.extend(more);
        let output = gongkai(&arguments);
        String::from_utf8(output.stderr).unwrap()
    };
    let told = audit(&bad, &day);
    assert!(!told.contains("较旧"), "{told}");
    let list = || {
        let told = ok(&["ledger", "list", &ledger, "--all", "--format", "json"]);
        let value: serde_json::Value = serde_json::from_str(&told).unwrap();
        value["issues"].as_array().unwrap().clone()
    };
    let of = |rule: &str| {
        let all = list();
        all.into_iter().find(|issue| issue["rule"] == rule).unwrap()
    };
    let period = "guide-answer-period-current";
    let number = of(period)["fingerprint"].as_str().unwrap().to_owned();
    let recheck = |file: &str| {
        let mut arguments = vec!["recheck", &ledger, "--with", file, "-q", "--format", "json"];
        arguments.extend(day);
        let value: serde_json::Value = serde_json::from_str(&ok_or_found(&arguments)).unwrap();
        value["sites"][0].clone()
    };
    let count = list().len();
    let said = recheck(&older);
    assert_eq!(said["mended"].as_array().unwrap().len(), 0, "{said}");
    assert_eq!(said["cannot_tell"].as_array().unwrap().len(), count);
    let why = said["cannot_tell"][0]["why"].as_str().unwrap();
    assert!(why.contains("早于最近一次发现该问题"), "{why}");
    assert_eq!(of(period)["state"], "open");
    let told = audit(&older, &day);
    assert!(told.contains(&format!("有 {count} 项不改变状态")), "{told}");
    // The same archive again is as new as the record.
    let told = audit(&bad, &day);
    assert!(told.contains(&format!("持续 {count}")), "{told}");

    // What was read before the unit said that it is mended does not refute it.
    ok(&[
        "ledger",
        "rectify",
        &ledger,
        &number,
        "--by",
        "李四",
        "--done",
        "已改为20个工作日",
        "--url",
        &server.url("/zwgk/zfxxgk/zfxxgkzn/"),
    ]);
    audit(&bad, &day);
    assert_eq!(of(period)["state"], "rectified");
    let new = crawl(&mended, "new.warc.gz");
    assert_eq!(recheck(&new)["mended"][0]["rule"], period);
    audit(&bad, &day);
    assert_eq!(of(period)["state"], "verified");
    // Only the day is earlier.
    let before = list();
    let told = audit(&new, &["--as-of", "1990-01-01"]);
    assert!(told.contains("早于"), "{told}");
    assert_eq!(list(), before);
    let status = ok(&["ledger", "status", &ledger]);
    assert!(status.contains("最近核查 2026-11-24"), "{status}");
    ok(&["ledger", "signoff", &ledger, &number, "--by", "局长"]);
    let told = audit(&bad, &day);
    assert!(told.contains("复发 0"), "{told}");
    assert_eq!(of(period)["state"], "signed_off");
    // New material does refute.
    let again = crawl(&worse, "again.warc.gz");
    let told = audit(&again, &day);
    assert!(told.contains("复发 1"), "{told}");
    // What newer whole audits do not list is not taken in.
    let other = at("other.db");
    let second = |file: &str| {
        let mut arguments = vec!["audit", file, "-q", "--ledger", &other];
        arguments.extend(day);
        String::from_utf8(gongkai(&arguments).stderr).unwrap()
    };
    second(&new);
    let told = second(&bad);
    assert!(
        told.contains("新增 0") && told.contains("只见于这份较旧的材料"),
        "{told}"
    );
    ok(&["ledger", "verify", &ledger]);
}

/// A rule gets another name between two scans: what the ledger knows under the old one goes on,
/// what was set aside stays so in the list of the audit too, and a mend is seen.
#[test]
fn a_renamed_rule_keeps_its_issues() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("l.db");
    let ledger = path.to_str().unwrap();
    let (fax, period) = ("guide-states-fax", "guide-answer-period-current");
    let audit = |site: &Site, more: &[&str]| {
        let at = tempfile::tempdir().unwrap();
        site.write(at.path());
        let mut arguments = vec![
            "audit",
            at.path().to_str().unwrap(),
            "--base-url",
            "http://demo.example/",
            "--as-of",
            "2026-11-24",
            "--format",
            "json",
            "--ledger",
            ledger,
        ];
        arguments.extend(more);
        let value: serde_json::Value = serde_json::from_str(&ok_or_found(&arguments)).unwrap();
        value["verdicts"].as_array().unwrap().clone()
    };
    let issues = || {
        let told = ok(&["ledger", "list", ledger, "--all", "--format", "json"]);
        let value: serde_json::Value = serde_json::from_str(&told).unwrap();
        value["issues"].as_array().unwrap().clone()
    };
    let of = |rule: &str| {
        let all = issues();
        let mut of_rule = all.iter().filter(|issue| issue["rule"] == rule);
        let one = of_rule.next().unwrap().clone();
        assert!(of_rule.next().is_none(), "{rule} stands twice");
        one
    };
    let mut site = Site::demo();
    audit(&site, &[]);
    let count = issues().len();
    ok(&[
        "ledger",
        "waive",
        ledger,
        "--rule",
        fax,
        "--by",
        "王五",
        "--reason",
        "没有传真机",
        "--until",
        "2099-12-31",
    ]);
    let pack = of(fax)["pack"].as_str().unwrap().to_owned();
    assert_eq!(of(period)["pack"], pack, "one pack holds both");
    let pack_folder = folder.path().join(&pack);
    let names = [(fax, "guide-gives-fax"), (period, "guide-period-current")];
    renamed(&pack, names, &pack_folder);
    let rules = ["--rules", pack_folder.to_str().unwrap()];

    let verdicts = audit(&site, &rules);
    assert_eq!(issues().len(), count, "nothing new came in");
    let outcome = |rule: &str| {
        let mut all = verdicts.iter().filter(|one| one["rule"] == rule);
        all.next()
            .map(|one| one["outcome"].as_str().unwrap().to_owned())
    };
    assert_eq!(outcome("guide-gives-fax").as_deref(), Some("inapplicable"));
    assert_eq!(outcome("guide-period-current").as_deref(), Some("fail"));
    site.edit(
        "zwgk/zfxxgk/zfxxgkzn/",
        "之日起15个工作日内予以答复",
        "之日起20个工作日内予以答复",
    );
    audit(&site, &rules);
    let all = issues();
    assert_eq!(all.len(), count);
    let verified: Vec<&str> = all
        .iter()
        .filter(|issue| issue["state"] == "verified")
        .map(|issue| issue["rule"].as_str().unwrap())
        .collect();
    assert_eq!(verified.len(), 1, "{verified:?}");
    assert!(verified[0].contains("period"), "{verified:?}");
    ok(&["ledger", "verify", ledger]);
}

/// Two sites in one ledger: neither scan touches the other's issues, and filters tell them apart.
#[test]
fn several_sites_share_a_ledger() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("l.db");
    let ledger = path.to_str().unwrap();
    let audit = |site: &Site, host: &str| {
        let at = tempfile::tempdir().unwrap();
        site.write(at.path());
        ok_or_found(&[
            "audit",
            at.path().to_str().unwrap(),
            "--base-url",
            &format!("http://{host}/"),
            "--as-of",
            "2026-11-24",
            "--format",
            "json",
            "--ledger",
            ledger,
        ]);
    };
    let of = |host: &str, state: &str| {
        let told = ok(&[
            "ledger", "list", ledger, "--host", host, "--state", state, "--all", "--format", "json",
        ]);
        let value: serde_json::Value = serde_json::from_str(&told).unwrap();
        value["issues"].as_array().unwrap().len()
    };
    let mut first = Site::demo();
    audit(&first, "demo.example");
    let count = of("demo.example", "open");
    assert!(count > 10);
    // The same site of another body: other findings by the same rules.
    let mut second = Site::demo();
    second.edit_bytes(b"demo.example", b"two.example");
    second.edit_bytes(b"3415290012", b"3415290077");
    audit(&second, "two.example");
    assert_eq!(of("demo.example", "open"), count);
    assert_eq!(of("two.example", "open"), count);
    first.edit(
        "zwgk/zfxxgk/zfxxgkzn/",
        "之日起15个工作日内予以答复",
        "之日起20个工作日内予以答复",
    );
    audit(&first, "demo.example");
    assert_eq!(of("demo.example", "verified"), 1);
    assert_eq!(
        (of("two.example", "open"), of("two.example", "verified")),
        (count, 0)
    );
    // A sheet and a paper hold both, each told from the other.
    let sheet = folder.path().join("a.csv");
    ok(&["ledger", "export", ledger, sheet.to_str().unwrap()]);
    let text = std::fs::read_to_string(&sheet).unwrap();
    for host in ["demo.example", "two.example"] {
        assert!(text.matches(host).count() >= count, "{host}");
    }
    ok(&["ledger", "verify", ledger]);
}

fn ok_or_found(arguments: &[&str]) -> String {
    let output = gongkai(arguments);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        matches!(output.status.code(), Some(0 | 1)),
        "{arguments:?}: {told}"
    );
    String::from_utf8(output.stdout).unwrap()
}

fn subject(number: usize) -> Subject {
    Subject {
        kind: SubjectKind::Document,
        key: format!("http://many.example/{number}.html"),
        name: format!("关于第{number}件事项的通知"),
        url: Some(format!("http://many.example/{number}.html")),
    }
}

/// The draft that finds something; its JSON is the format of the ledger.
fn found(number: usize) -> Draft {
    let subject = subject(number);
    let fingerprint = Fingerprint::of("a-rule", "many.example", &subject);
    let severity = ["critical", "major", "minor", "advice"][number % 4];
    let finding = serde_json::json!({
        "site": "many.example", "rule": "a-rule", "pack": "pack", "title": ["要求", "duty"],
        "severity": severity,
        "subject": {"kind": "document", "key": subject.key, "name": subject.name, "url": subject.url},
        "columns": ["法定主动公开内容", format!("栏目{}", number % 20)],
        "message": [format!("《关于第{number}件事项的通知》没有标明成文日期"), "no date"],
        "basis": [["《中华人民共和国政府信息公开条例》第12条：公开目录包括生成日期", "Art. 12"]],
        "advice": ["在属性栏标明成文日期", "state the date"],
        "evidence": [{"url": subject.url, "fetched_at": "2026-11-24T02:00:00Z", "status": 200,
            "excerpt": "发布机构：某局 发布日期：2026-06-01", "locator": "信息属性栏", "sha256": "ab".repeat(32)}],
    });
    Draft::of(EventKind::Found, "gongkai", &fingerprint)
        .to(State::Open)
        .field("run", 2)
        .field("as_of", "2026-11-24")
        .field("due", "2026-12-08")
        .field("unit", format!("科室{}", number % 12))
        .field("finding", finding)
}

const WRITER: &str = "GONGKAI_TEST_LEDGER_WRITER";

/// Not a test of its own: the child that the next one kills. It commits batches for ever and
/// says after each how far the ledger goes.
#[test]
fn writer() {
    let Some(path) = std::env::var_os(WRITER) else {
        return;
    };
    let mut ledger = Ledger::create(Path::new(&path), "gongkai", Timestamp::now()).unwrap();
    let mut next = usize::try_from(ledger.head().unwrap().seq).unwrap() * 10;
    loop {
        let batch = (next..next + 7).map(found).collect();
        next += 7;
        let head = ledger.append(Timestamp::now(), batch).unwrap();
        println!("kept {} {}", head.seq, head.digest);
    }
}

/// Kills a writer at random moments: what it said is kept is there, and the record is whole.
/// `GONGKAI_TEST_KILLS` sets how often (25 without it).
#[test]
fn a_writer_that_is_killed_loses_nothing_that_was_committed() {
    let kills: u64 = std::env::var("GONGKAI_TEST_KILLS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(25);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let (mut kept, mut journals) = (0, 0);
    for _ in 0..kills {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["ledger::writer", "--exact", "--nocapture"])
            .env(WRITER, &path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        // It is up once it has said something; then it dies within some milliseconds.
        let mut last = lines
            .by_ref()
            .map_while(Result::ok)
            .find(|l| l.contains("kept "));
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        std::thread::sleep(Duration::from_micros(random >> 49));
        child.kill().unwrap();
        child.wait().unwrap();
        for line in lines
            .map_while(Result::ok)
            .filter(|line| line.contains("kept "))
        {
            last = Some(line);
        }
        let last = last.expect("the writer wrote nothing");
        let mut words = last
            .split_whitespace()
            .skip_while(|word| *word != "kept")
            .skip(1);
        let seq: u64 = words.next().unwrap().parse().unwrap();
        journals += u64::from(folder.path().join("ledger.db-journal").exists());
        let verdict = verify(&path, None).unwrap();
        assert!(verdict.problems.is_empty(), "{:?}", verdict.problems);
        assert!(
            verdict.events >= seq,
            "{} events, {seq} were kept",
            verdict.events
        );
        assert!(verdict.events > kept);
        kept = verdict.events;
        if let Some(digest) = words.next().filter(|digest| digest.len() == 64) {
            let ledger = Ledger::open_to_read(&path).unwrap();
            let events = ledger.events(None).unwrap();
            let index = usize::try_from(seq).unwrap() - 1;
            assert_eq!(events[index].digest, digest);
        }
    }
    println!("{kills} kills, {kept} events, {journals} times in the middle of a change");
}

/// A file that may grow no further (a quota, a full disk) kills or fails the run, never the
/// ledger.
#[cfg(unix)]
#[test]
fn a_file_that_may_not_grow_stays_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let mut ledger = Ledger::create(&path, "gongkai", Timestamp::now()).unwrap();
    ledger
        .append(Timestamp::now(), (0..20).map(found).collect())
        .unwrap();
    let before = ledger.head().unwrap();
    drop(ledger);
    let program = env!("CARGO_BIN_EXE_gongkai");
    // 512-byte blocks: a little more than the file holds now.
    let blocks = std::fs::metadata(&path).unwrap().len() / 512 + 8;
    let script = format!("ulimit -f {blocks}; exec \"$0\" audit demo -q --ledger \"$1\"");
    let output = Command::new("sh")
        .args(["-c", &script, program, path.to_str().unwrap()])
        .output()
        .unwrap();
    assert!(!matches!(output.status.code(), Some(0 | 1)), "{output:?}");
    let verdict = verify(&path, None).unwrap();
    assert!(verdict.problems.is_empty(), "{:?}", verdict.problems);
    assert_eq!(verdict.head, before);
}

/// How long a big ledger takes. `GONGKAI_TEST_ISSUES` sets how big (2,000 without it).
#[test]
fn a_big_ledger_is_listed_quickly() {
    let count: usize = std::env::var("GONGKAI_TEST_ISSUES")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(2000);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let mut ledger = Ledger::create(&path, "gongkai", Timestamp::now()).unwrap();
    let mut timed = Vec::new();
    let mut time = |what: &str, work: &mut dyn FnMut() -> usize| {
        let start = Instant::now();
        let number = work();
        timed.push(format!("{what} {number}: {:?}", start.elapsed()));
        number
    };
    time("append", &mut || {
        ledger
            .append(Timestamp::now(), (0..count).map(found).collect())
            .unwrap();
        count
    });
    let mut list =
        |what: &str, filter: Filter| time(what, &mut || ledger.issues(&filter).unwrap().len());
    assert_eq!(list("all", Filter::default()), count);
    let one = Filter {
        units: vec!["科室3".to_owned()],
        ..Filter::default()
    };
    assert_eq!(list("of one unit", one), (count + 8) / 12);
    let minor = Filter {
        severities: vec![gongkai::model::Severity::Minor],
        columns: vec!["栏目2".to_owned()],
        ..Filter::default()
    };
    assert!(list("minor of some columns", minor) > 0);
    time("verify", &mut || {
        let verdict = verify(&path, None).unwrap();
        assert!(verdict.problems.is_empty());
        verdict.issues
    });
    drop(ledger);
    let file = path.to_str().unwrap();
    let sheet = folder.path().join("all.xlsx");
    let table = folder.path().join("all.csv");
    let (sheet, table) = (sheet.to_str().unwrap(), table.to_str().unwrap());
    let by = ["--by", "张三"];
    let runs: [(&str, Vec<&str>); 9] = [
        ("ledger status", vec!["status", file]),
        ("ledger list", vec!["list", file, "--limit", "20"]),
        (
            "ledger list --format json",
            vec!["list", file, "--format", "json"],
        ),
        (
            "ledger list of a unit",
            vec!["list", file, "--unit", "科室3", "--severity", "major"],
        ),
        ("ledger export .xlsx", vec!["export", file, sheet]),
        ("ledger export .csv", vec!["export", file, table]),
        (
            "ledger import .xlsx",
            vec!["import", file, sheet, by[0], by[1]],
        ),
        (
            "ledger import .csv",
            vec!["import", file, table, by[0], by[1]],
        ),
        ("ledger verify", vec!["verify", file]),
    ];
    // Another build can be measured: GONGKAI_TEST_BIN names it.
    let program = std::env::var("GONGKAI_TEST_BIN")
        .unwrap_or_else(|_| env!("CARGO_BIN_EXE_gongkai").to_owned());
    for (what, arguments) in runs {
        let start = Instant::now();
        let output = Command::new(&program)
            .arg("ledger")
            .args(&arguments)
            .env_remove("GONGKAI_LANG")
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{what}: {told}");
        timed.push(format!("{what}: {:?}", start.elapsed()));
    }
    println!("{}", timed.join("\n"));
}
