//! Pages that only lead to what they stand for: a file, another page, another site. What is
//! elsewhere is not missing.

use gongkai::model::Run;

use super::audits::{Site, verdict};

const GUIDE: &str = "zwgk/zfxxgk/zfxxgkzn/index.html";
const REPORTS: &str = "zwgk/zfxxgk/zfxxgknb/index.html";
const BUDGETS: &str = "zwgk/zfxxgk/fdzdgknr/czyjs/index_1.html";

/// Puts something in the place of a page's text, which begins with `from`.
fn replace(site: &mut Site, page: &str, from: &str, to: &str) {
    let text = String::from_utf8(site.0[page].clone()).unwrap();
    let begin = text.find(from).unwrap();
    let end = begin
        + text[begin..]
            .find("</div>\n<div class=\"footer\">")
            .unwrap();
    let new = format!("{}{to}</div>{}", &text[..begin], &text[end..]);
    site.0.insert(page.to_owned(), new.into_bytes());
}

/// Audits the demo site with this in the place of the guide's text, and that text at `moved`.
fn guide(content: &str, moved: Option<&str>) -> Run {
    let mut site = Site::demo();
    let whole = String::from_utf8(site.0[GUIDE].clone()).unwrap();
    replace(&mut site, GUIDE, "<div class=\"TRS_Editor\">", content);
    if let Some(path) = moved {
        site.0.insert(path.to_owned(), whole.into_bytes());
    }
    site.0
        .insert("files/zn.pdf".to_owned(), b"%PDF-1.4 guide".to_vec());
    site.audit()
}

#[test]
fn a_guide_that_is_a_file_or_elsewhere_lacks_nothing() {
    let name = "清河湾县市场监督管理局政府信息公开指南";
    for (content, wanted) in [
        (
            format!("<p><a href=/files/zn.pdf>{name}.pdf</a></p>"),
            "cannot_tell",
        ),
        (
            format!("<p><a href=https://www.qhx.example/zn/1.html>{name}</a></p>"),
            "cannot_tell",
        ),
        // The text that is linked is the guide.
        (format!("<p><a href=/zwgk/zn2.html>{name}</a></p>"), "pass"),
        // Behind a dead link there is none, and a bare page has none.
        (format!("<p><a href=/zwgk/zn9.html>{name}</a></p>"), "fail"),
        ("<p>指南正在编制。</p>".to_owned(), "fail"),
    ] {
        let run = guide(&content, content.contains("zn2").then_some("zwgk/zn2.html"));
        for rule in [
            "guide-states-phone",
            "guide-states-address",
            "guide-states-hours",
        ] {
            assert_eq!(verdict(&run, rule), Some(wanted), "{rule}: {content}");
        }
    }
}

/// Audits the demo site with this in the place of the list of reports, whose own pages are gone.
fn reports(content: &str) -> Run {
    let mut site = Site::demo();
    replace(&mut site, REPORTS, "<ul class=\"list\">", content);
    let own = |path: &String| path.starts_with("zwgk/zfxxgk/zfxxgknb/20");
    site.0.retain(|path, _| !own(path));
    site.0
        .insert("files/nb.pdf".to_owned(), b"%PDF-1.4 report".to_vec());
    site.audit()
}

#[test]
fn reports_that_are_files_or_elsewhere_are_not_missing() {
    let name = "清河湾县市场监督管理局2025年政府信息公开工作年度报告";
    for (content, wanted) in [
        (format!("<ul class=list><li><a href=/files/nb.pdf>{name}</a></li></ul>"), "pass"),
        (
            format!("<ul class=list><li><a href=https://www.qhx.example/nb/1.html>{name}</a></li></ul>"),
            "pass",
        ),
        (
            format!("<div class=TRS_Editor><p>{name}</p><iframe src=/files/nb.pdf></iframe></div>"),
            "cannot_tell",
        ),
        (
            "<p>本机关政府信息公开工作年度报告统一在<a href=https://www.qhx.example/nb/bm/>县政府网站年报专栏</a>发布。</p>".to_owned(),
            "cannot_tell",
        ),
        ("<p>本机关政府信息公开工作年度报告另行发布。</p>".to_owned(), "fail"),
    ] {
        let run = reports(&content);
        assert_eq!(verdict(&run, "annual-report-published"), Some(wanted), "{content}");
    }
}

#[test]
fn an_answer_without_a_word_is_not_an_empty_page() {
    let mut site = Site::demo();
    site.0.insert(BUDGETS.to_owned(), Vec::new());
    site.0.insert(
        "zwgk/zfxxgk/fdzdgknr/xzcf/index.html".to_owned(),
        Vec::new(),
    );
    let run = site.audit();
    for rule in [
        "budgets-of-earlier-years",
        "accounts-of-earlier-years",
        "penalties-disclosed",
    ] {
        assert_eq!(verdict(&run, rule), Some("cannot_tell"), "{rule}");
    }
    // Nor is a list read whole whose second page is gone.
    let mut site = Site::demo();
    site.0.remove(BUDGETS);
    let run = site.audit();
    assert_eq!(
        verdict(&run, "budgets-of-earlier-years"),
        Some("cannot_tell")
    );
}

#[test]
fn a_paper_beside_the_reports_is_no_report_of_its_year() {
    let rule = "annual-reports-of-earlier-years";
    let with = |title: &str| {
        let mut site = Site::demo();
        let row = format!(
            "<ul class=\"list\">\n<li><a href=\"/zwgk/zfxxgk/zfxxgknb/202203/t20220320_1.html\">{title}</a><span>2022-03-20</span></li>"
        );
        site.edit(REPORTS, "<ul class=\"list\">", &row);
        verdict(&site.audit(), rule)
    };
    // The demo lacks the report of 2021.
    for (title, wanted) in [
        ("2021年政府网站工作年度报表", "fail"),
        (
            "关于做好2021年政府信息公开工作年度报告编制和发布工作的通知",
            "fail",
        ),
        (
            "清河湾县市场监督管理局2021年政府信息公开工作年度报告解读",
            "fail",
        ),
        ("清河湾县人民政府2021年政府信息公开工作年度报告", "fail"),
        (
            "关于2021年政府信息公开工作年度报告的情况说明",
            "cannot_tell",
        ),
        ("2021年政府信息公开年报", "pass"),
    ] {
        assert_eq!(with(title), Some(wanted), "{title}");
    }
}

#[test]
fn a_report_is_named_by_its_own_page_and_not_by_the_list() {
    let mut site = Site::demo();
    site.edit(
        REPORTS,
        "清河湾县市场监督管理局2025年政府信息公开工作年度报告",
        "2025年",
    );
    let failed = site.audit();
    let failed = failed
        .findings()
        .filter(|found| found.rule == "report-title-regular");
    assert_eq!(failed.count(), 0);
}
