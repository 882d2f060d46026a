//! Columns beside a menu, with next to nothing in them: what is the page's own and what the menu's,
//! and lists whose rows are laid out in other ways than a row each.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a failing test may panic

use std::fmt::Write as _;

use super::test_pages;
use crate::model::{LinkRegion, PageFacts, PageKind};

const ADDRESS: &str = "http://www.example.gov.cn/zwgk/tj/";

const MENU: &str = "<div class=left><h2>政府信息公开</h2><ul><li><a href=/zwgk/zn/>政府信息公开指南</a></li>\
    <li><a href=/zwgk/zd/>政府信息公开制度</a></li><li><a href=/zwgk/fd/>法定主动公开内容</a><ul>\
    <li><a href=/zwgk/jg/>机构职能</a></li><li><a href=/zwgk/gh/>规划信息</a></li>\
    <li><a href=/zwgk/tj/index.html>统计信息</a></li><li><a href=/zwgk/cw/>财政预决算</a></li>\
    <li><a href=/zwgk/xk/>行政许可</a></li></ul></li><li><a href=/zwgk/nb/>政府信息公开年报</a></li></ul></div>";
const CRUMB: &str = "<div class=position>当前位置：<a href=/>首页</a> &gt; <a href=/zwgk/>政府信息公开</a> &gt; <a href=/zwgk/tj/>统计信息</a></div>";

/// Reads the column with the breadcrumb above the menu and what stands beside it, and with the
/// breadcrumb in the same block: the markup of most platforms has one of both.
fn both(pane: &str) -> [PageFacts; 2] {
    let pane = format!("<div class=right><h2>统计信息</h2>{pane}</div>");
    [
        format!("{CRUMB}<div class=main>{MENU}{pane}</div>"),
        format!("<div class=main>{CRUMB}{MENU}{pane}</div>"),
    ]
    .map(|body| read(&body))
}

fn read(body: &str) -> PageFacts {
    let markup = format!(
        "<!DOCTYPE html><html><head><meta charset=utf-8><title>统计信息-某县统计局</title></head><body>\
         <div class=header><ul class=nav><li><a href=/>首页</a></li><li><a href=/zwgk/>政府信息公开</a></li>\
         <li><a href=/gg/>通知公告</a></li></ul></div>{body}\
         <div class=footer><p>主办单位：某县统计局　网站标识码：3415290012　皖ICP备05000001号</p></div></body></html>"
    );
    test_pages::read(ADDRESS, &markup)
}

fn titles(facts: &PageFacts) -> Vec<(&str, Option<String>)> {
    let items = facts.list.iter().flat_map(|list| &list.items);
    items
        .map(|item| (item.title.as_str(), item.date.map(|day| day.to_string())))
        .collect()
}

#[test]
fn a_menu_is_no_content_of_an_empty_column() {
    for pane in ["<ul></ul>", "", "<ul></ul><div class=page></div>"] {
        for facts in both(pane) {
            assert_eq!(facts.kind, PageKind::ColumnList, "{pane}");
            assert!(titles(&facts).is_empty(), "{pane}: {:?}", facts.list);
            // The breadcrumb and the name of the column.
            assert!(facts.text_length < 30, "{pane}: {}", facts.excerpt);
            let mut menu = facts.links.iter().filter(|link| &*link.text == "机构职能");
            assert!(menu.all(|link| link.region == LinkRegion::Side));
        }
    }
}

#[test]
fn what_stands_beside_a_menu_is_the_page_s_own() {
    for pane in [
        "<ul id=dataList></ul><script>$.ajax({url:'/api/list',success:function(d){$('#dataList').html(d)}});</script>",
        "<div id=list>数据加载中…</div><script src=/js/list.js></script>",
        "<ul><li v-for='i in list'><a :href='i.url'>{{i.title}}</a></li></ul>",
    ] {
        for facts in both(pane) {
            let list = facts.list.as_ref().expect(pane);
            assert!(list.dynamic || list.awaits, "{pane}: {list:?}");
        }
    }
    for facts in both("<p><a href='/zwgk/tj/a.pdf'>2025年统计公报.pdf</a></p>") {
        assert_eq!(titles(&facts), [("2025年统计公报.pdf", None)]);
    }
    let two = "<ul><li><a href='/zwgk/tj/a.html'>2025年统计公报</a></li><li><a href='b.html'>2024年统计公报</a></li></ul>";
    for facts in both(two) {
        assert_eq!(titles(&facts).len(), 2, "{:?}", facts.list);
    }
    for facts in both("<iframe src='list.html' width='100%' height=600></iframe>") {
        assert_eq!(facts.inset.unwrap().frames.len(), 1);
    }
    for facts in both("<p><img src='/i/tj.jpg'></p>") {
        assert!(facts.inset.unwrap().image);
    }
    for facts in both("<p><img src='/i/nodata.png'></p>") {
        assert!(facts.inset.is_none(), "it says that there is nothing");
    }
    for facts in both("<p>详见县人民政府网站。</p>") {
        assert!(titles(&facts).is_empty() && facts.prose >= 6);
    }
}

#[test]
fn a_menu_in_several_parts_has_no_content_beside_it() {
    let part = |name: &str| {
        let links: String = ["机构", "规划", "统计", "财政", "许可"]
            .iter()
            .map(|what| format!("<a href=/{what}/>{name}{what}</a>"))
            .collect();
        format!("<div><h3>{name}</h3>{links}</div>")
    };
    let facts = read(&format!(
        "<div class=subs>{}{}<div><h3>更多</h3><a href=/x/>其他</a></div></div>{CRUMB}<div class=right><h2>统计信息</h2><ul></ul></div>",
        part("县"),
        part("乡")
    ));
    let of_menu = facts
        .links
        .iter()
        .filter(|link| link.text.ends_with("规划"));
    assert!(
        of_menu
            .into_iter()
            .all(|link| link.region != LinkRegion::Main)
    );
}

#[test]
fn rows_have_their_day_in_a_box_and_a_second_link() {
    let row = |n: u32| {
        format!(
            "<div class=item><div class=time><b>{n}</b><span>2026-11</span></div><div class=con><h3><a href=/zwgk/tj/{n}.html>关于第{n}次抽样调查结果的公报</a></h3>\
             <p>为贯彻落实上级工作部署，现将有关事项公布如下。<a href=/zwgk/tj/{n}.html>【详情】</a></p></div></div>"
        )
    };
    for rows in [vec![18], vec![18, 17], vec![18, 17, 16, 12]] {
        let list: String = rows.iter().map(|n| row(*n)).collect();
        let facts = read(&format!("{CRUMB}<div class=list>{list}</div>"));
        assert_eq!(facts.kind, PageKind::ColumnList, "{rows:?}");
        let found = titles(&facts);
        assert_eq!(found.len(), rows.len(), "{found:?}");
        assert_eq!(found[0].0, "关于第18次抽样调查结果的公报");
        assert_eq!(found[0].1.as_deref(), Some("2026-11-18"));
    }
}

#[test]
fn a_row_of_a_table_may_hold_two_items() {
    let cell = |n: u32, day: &str| {
        format!("<td>·<a href=/zwgk/tj/{n}.html>关于第{n}次调查结果的公报</a> [2026-11-{day}]</td>")
    };
    let apart = |n: u32, day: &str| {
        format!(
            "<td>·<a href=/zwgk/tj/{n}.html>关于第{n}次调查结果的公报</a></td><td>2026-11-{day}</td>"
        )
    };
    for form in [&cell as &dyn Fn(u32, &str) -> String, &apart] {
        let mut rows = String::new();
        for n in 0..4 {
            let (one, other) = (
                form(2 * n, &format!("{}", 28 - 2 * n)),
                form(2 * n + 1, &format!("{}", 27 - 2 * n)),
            );
            write!(rows, "<tr>{one}{other}</tr>").unwrap();
        }
        let facts = read(&format!("{CRUMB}<table width='100%'>{rows}</table>"));
        let found = titles(&facts);
        assert_eq!(found.len(), 8, "{found:?}");
        assert_eq!(
            found[0],
            ("关于第0次调查结果的公报", Some("2026-11-28".to_owned()))
        );
        assert_eq!(
            found[1],
            ("关于第1次调查结果的公报", Some("2026-11-27".to_owned()))
        );
    }
    // A paper with its interpretation beside it is one item.
    let rows: String = (1..6)
        .map(|n| format!("<tr><td><a href=/zwgk/tj/{n}.html>第{n}号统计工作办法</a></td><td><a href=/zwgk/jd/{n}.html>第{n}号统计工作办法解读</a></td><td>2026-10-1{n}</td></tr>"))
        .collect();
    let facts = read(&format!("{CRUMB}<table>{rows}</table>"));
    assert_eq!(titles(&facts).len(), 5);
}

#[test]
fn each_item_may_be_a_table_of_its_own() {
    let rows: String = (1..6)
        .map(|n| {
            format!(
                "<table width='100%'><tr><td><b><a href=/zwgk/tj/{n}.html>关于第{n}次调查结果的公报</a></b></td></tr>\
                 <tr><td>为贯彻落实上级工作部署，现将有关事项公布如下。</td></tr><tr><td align=right>发布时间：2026-11-1{n}　点击：12</td></tr></table>"
            )
        })
        .collect();
    let facts = read(&format!("{CRUMB}<div>{rows}</div>"));
    let found = titles(&facts);
    assert_eq!(found.len(), 5, "{found:?}");
    assert_eq!(found[2].1.as_deref(), Some("2026-11-13"));
}

#[test]
fn a_catalogue_is_a_list_however_many_rows_it_has() {
    for count in [1, 2, 8, 15, 20] {
        let rows: String = (10..10 + count)
            .map(|n| {
                format!(
                    "<tr><td>11341529MB1234567R/2026-000{n}</td><td><a href=/zwgk/tj/{n}.html>某县统计局第{n}次调查结果公报</a></td>\
                     <td>某县统计局</td><td>县统〔2026〕{n}号</td><td>2026-10-{n}</td></tr>"
                )
            })
            .collect();
        let facts = read(&format!(
            "<div class=main>{CRUMB}{MENU}<div class=right><h2>统计信息</h2><table><tr><th>索引号</th><th>信息名称</th><th>发布机构</th><th>文号</th><th>发布日期</th></tr>{rows}</table></div></div>"
        ));
        assert_eq!(facts.kind, PageKind::ColumnList, "{count}");
        assert_eq!(titles(&facts).len(), count, "{count}");
        assert!(facts.document.is_none(), "{count}");
    }
    let facts = read(&format!(
        "{CRUMB}<dl><dt><a href=/zwgk/tj/1.html>某县统计局第一次调查结果公报</a></dt><dd><span>索引号：11341529/2026-00001</span><span>发布机构：某县统计局</span><span>发布日期：2026-10-12</span></dd></dl>"
    ));
    assert!(facts.document.is_none(), "{:?}", facts.document);
    assert_eq!(titles(&facts).len(), 1);
}
