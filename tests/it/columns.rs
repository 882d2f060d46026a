//! What stands in a column in other ways than as a list: a single title, a file, a frame, an
//! image. None of these is a blank column.

use super::audits::{Site, findings, verdict};

const COLUMN: &str = "zwgk/zfxxgk/fdzdgknr/jdjc/";
const RULE: &str = "inspection-disclosed";

/// Returns what the rule says with this in the place of the column's list.
fn with(content: &str, more: &[(&str, &str)]) -> Option<&'static str> {
    let mut site = Site::demo();
    site.empty(COLUMN);
    site.edit(COLUMN, "<ul class=\"list\"></ul>", content);
    for (path, body) in more {
        let page = format!(
            "<!DOCTYPE html><html><head><meta charset=utf-8><title>监督检查</title></head><body>{body}</body></html>"
        );
        site.0.insert(format!("{COLUMN}{path}"), page.into_bytes());
    }
    verdict(&site.audit(), RULE)
}

#[test]
fn a_column_of_one_title_or_file_is_filled() {
    for content in [
        "<ul class=list><li><a href=./t1.html>2026年度双随机抽查工作实施计划</a></li></ul>",
        "<p><a href=/files/2026.xlsx>抽查计划</a></p>",
        "<ul><li><a href=P020260302.pdf>2026年度双随机抽查计划.pdf</a></li></ul>",
        "<p><a href=/files/2026.xlsx>清河湾县市场监督管理局2026年度双随机、一公开监督抽查工作计划（含部门联合抽查）</a></p>",
    ] {
        assert_eq!(with(content, &[]), Some("pass"), "{content}");
    }
    // Buttons and the entries of menus are no items.
    for content in [
        "<ul class=list></ul>",
        "<p><a href=/>返回首页</a></p>",
        "<p><a href=/zwgk/zfxxgk/fdzdgknr/>法定主动公开内容目录导航</a></p>",
    ] {
        assert_eq!(with(content, &[]), Some("fail"), "{content}");
    }
}

#[test]
fn what_leads_to_another_site_is_for_a_person() {
    for content in [
        "<p><a href=https://www.qhx.example/ssj/1.html>清河湾县双随机抽查结果公示</a></p>",
        "<p>抽查结果请到<a href=https://www.qhx.example/ssj/>县政府网站</a>查询。</p>",
    ] {
        assert_eq!(with(content, &[]), Some("cannot_tell"), "{content}");
    }
    // What the menu leads to anyway is not of the column.
    let menu = "<p><a href=http://www.ccgp-province.example/>政府采购</a></p>";
    assert_eq!(with(menu, &[]), Some("fail"));
}

#[test]
fn what_a_frame_shows_stands_in_the_column() {
    let frame = "<iframe src=list.html width=100% height=600></iframe>";
    let rows = "<ul><li><a href=t1.html>2026年双随机抽查结果公示</a><span>2026-07-10</span></li>\
                <li><a href=t2.html>2026年度双随机抽查计划</a><span>2026-03-02</span></li></ul>";
    assert_eq!(with(frame, &[("list.html", rows)]), Some("pass"));
    // A frame without anything in it is blank.
    assert_eq!(with(frame, &[("list.html", "<ul></ul>")]), Some("fail"));
}

#[test]
fn a_file_or_an_image_in_place_of_a_list_is_for_a_person() {
    for content in [
        "<embed src=https://files.example.com/P020260302.pdf width=100%>",
        "<p style='text-align:center'><img src=./W020260302517.jpg></p>",
    ] {
        assert_eq!(with(content, &[]), Some("cannot_tell"), "{content}");
    }
    // The ornament of a template shows nothing.
    assert_eq!(with("<img src=/images/line.png>", &[]), Some("fail"));
}

#[test]
fn a_paper_that_shows_nothing_is_told_though_it_has_a_box() {
    let rule = "platform-documents-readable";
    let folder = "zwgk/zfxxgk/fdzdgknr/";
    let without_text = |below: &str, title: &str| {
        let mut site = Site::demo();
        let path = site.page_with(&format!("{folder}{below}"), title);
        let page = String::from_utf8(site.0[&path].clone()).unwrap();
        let cut = |page: &str, from: &str, to: &str| {
            let begin = page.find(from).unwrap() + from.len();
            let end = begin + page[begin..].find(to).unwrap();
            format!("{}{}", &page[..begin], &page[end..])
        };
        let mut page = cut(&page, "<div class=\"TRS_Editor\">", "</div>");
        if page.contains("<div class=\"fj\">") {
            page = cut(&page, "<div class=\"fj\">", "</div>");
        }
        site.0.insert(path, page.into_bytes());
        verdict(&site.audit(), rule)
    };
    assert_eq!(verdict(&Site::demo().audit(), rule), Some("pass"));
    let paper = "关于公布2026年度双随机抽查工作计划的通知";
    assert_eq!(without_text("xzgfxwj/", paper), Some("fail"));
    // Of an article without a box the text may be taken for furniture.
    assert_eq!(
        without_text("czyjs/", "2026年部门预算"),
        Some("cannot_tell")
    );
}

#[test]
fn the_date_in_the_list_of_its_own_column_is_looked_at_as_well() {
    let own = "zwgk/zfxxgk/fdzdgknr/xzgfxwj/index.html";
    let rule = "list-date-agrees-with-page";
    assert_ne!(verdict(&Site::demo().audit(), rule), Some("fail"));
    let mut site = Site::demo();
    // A list of several columns stands before it and shows the day of the page.
    assert!(
        site.0.iter().any(|(path, bytes)| path != own
            && String::from_utf8_lossy(bytes).contains("<span>2026-03-02"))
    );
    site.edit(own, "<span>2026-03-02", "<span>2026-01-02");
    let run = site.audit();
    let found = run.findings().find(|finding| finding.rule == rule).unwrap();
    assert!(
        found.message.zh.contains("2026-01-02"),
        "{}",
        found.message.zh
    );
    let place = &found.evidence[0];
    assert!(place.url.ends_with("/xzgfxwj/"), "{}", place.url);
}

#[test]
fn a_page_in_a_frame_needs_no_tags_of_its_own() {
    let mut site = Site::demo();
    let column = "zwgk/zfxxgk/fdzdgknr/jdjc/";
    let text = String::from_utf8(site.0[&format!("{column}index.html")].clone()).unwrap();
    let begin = text.find("<ul class=\"list\">").unwrap();
    let end = begin + text[begin..].find("</ul>").unwrap() + "</ul>".len();
    let list = text[begin..end].to_owned();
    site.edit(
        &format!("{column}index.html"),
        &list,
        "<iframe src=list.html></iframe>",
    );
    let framed = format!(
        "<html><head><title>监督检查</title></head><body><h2>监督检查</h2>{list}</body></html>"
    );
    site.0
        .insert(format!("{column}list.html"), framed.into_bytes());
    let before = findings(&Site::demo().audit());
    let now = findings(&site.audit());
    let tags = |found: &std::collections::BTreeSet<(String, String, String)>| {
        found
            .iter()
            .filter(|finding| finding.0 == "pages-have-required-tags")
            .count()
    };
    assert_eq!(tags(&now), tags(&before));
}
