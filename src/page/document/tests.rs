//! Pages of many shapes, each the smallest that shows its point.
#![allow(clippy::unwrap_used, reason = "a failed test may panic")]

use std::sync::LazyLock;

use bumpalo::Bump;
use scraper::Html;

use crate::model::{Address, Cause, DocumentFacts};
use crate::page::dom::{Dom, Id};
use crate::page::{Ctx, text};
use crate::vocabulary::pages::PageWords;

/// Reads a page whose title is its `h1` and whose text is `#body`.
pub(super) fn read(html: &str) -> Option<DocumentFacts> {
    let parsed = Html::parse_document(html);
    let arena = Bump::new();
    let dom = Dom::new(&arena, &parsed);
    let title_node = dom.all().find(|id| dom.tag(*id) == "h1");
    let title = title_node.map(|node| text::line(&dom, node));
    let body = dom.all().find(|id| dom.attr(*id, "id") == Some("body"));
    let metas: Vec<(String, String)> = dom
        .find(Id::ROOT, &["meta"])
        .filter_map(|id| {
            Some((
                dom.attr(id, "name")?.to_owned(),
                text::squeeze(dom.attr(id, "content").unwrap_or_default()),
            ))
        })
        .collect();
    let address = Address::parse("http://www.example.gov.cn/zwgk/202006/t20200610_1.html").unwrap();
    let main_text = text::of(&dom, Id::ROOT);
    let body_text = body.map(|body| text::of(&dom, body)).unwrap_or_default();
    let main_folded = crate::vocabulary::fold(&main_text);
    let ctx = Ctx {
        dom: &dom,
        address: &address,
        base: &address,
        metas: &metas,
        html_title: None,
        title: title.as_deref(),
        title_node,
        column_path: &[],
        main: Id::ROOT,
        body,
        main_text: &main_text,
        main_folded: &main_folded,
        body_text: &body_text,
    };
    super::read(&ctx, &WORDS)
}

static WORDS: LazyLock<PageWords> = LazyLock::new(|| PageWords::load().unwrap());

/// The main fields as one line: number | written | published | issuer | index | validity.
fn row(facts: &DocumentFacts) -> String {
    let words = |field: &Option<crate::model::Field<String>>| {
        field
            .as_ref()
            .map_or("-".to_owned(), |field| field.value.clone())
    };
    let day = |field: &Option<crate::model::Field<jiff::civil::Date>>| {
        field
            .as_ref()
            .map_or("-".to_owned(), |field| field.value.to_string())
    };
    [
        words(&facts.doc_number),
        day(&facts.written_date),
        day(&facts.published_date),
        words(&facts.issuing_body),
        words(&facts.index_number),
        words(&facts.validity),
    ]
    .join(" | ")
}

/// Reads a page as the program does.
pub(super) fn read_whole(html: Vec<u8>, address: &str) -> Option<DocumentFacts> {
    let reply = crate::model::Reply {
        status: 200,
        headers: vec![("content-type".to_owned(), "text/html".to_owned())],
        body: html.into(),
        truncated: None,
        head_only: false,
    };
    crate::page::Reader::new(Vec::new())
        .unwrap()
        .read(&Address::parse(address).unwrap(), &reply)
        .document
        .map(|facts| *facts)
}

#[test]
fn real_pages() {
    let root = std::path::Path::new("../shared/real");
    // A plain clone has no such folder.
    let Ok(truth) = std::fs::read_to_string(root.join("truth.jsonl")) else {
        return;
    };
    let mut misses = Vec::new();
    for line in truth.lines() {
        let truth: serde_json::Value = serde_json::from_str(line).unwrap();
        let file = truth["file"].as_str().unwrap();
        let html = std::fs::read(root.join(file)).unwrap();
        let facts = read_whole(html, "http://www.example.gov.cn/a/b.html").unwrap_or_default();
        let word = |name: &str| truth[name].as_str().unwrap_or("-").to_owned();
        let expected = [
            "doc_number",
            "written_date",
            "published_date",
            "issuing_body",
            "index_number",
            "validity",
        ]
        .map(word)
        .join(" | ");
        let files: Vec<&str> = facts
            .attachments
            .iter()
            .map(|file| file.raw.as_str())
            .collect();
        let expected_files: Vec<&str> = truth["attachments"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|one| one.as_str())
            .collect();
        if row(&facts) != expected || files != expected_files {
            misses.push(format!(
                "{file}: {} {files:?}, not {expected} {expected_files:?}",
                row(&facts),
            ));
        }
    }
    assert_eq!(misses, Vec::<String>::new());
}

/// Checks the main fields of a page.
#[track_caller]
fn check(html: &str, expected: &str) {
    assert_eq!(row(&read(html).unwrap_or_default()), expected, "{html}");
}

pub(super) const TEXT: &str =
    "<div id=body><p>各县区人民政府，市直各部门：</p><p>现将有关事项通知如下，请认真贯彻执行。</p>";

#[test]
fn tables_of_four_and_six_columns() {
    check(
        "<table><tr><th>索 引 号：</th><td>003/2020-00011</td><th>组配分类：</th><td>政策文件</td></tr>
         <tr><th>发布机构：</th><td>六安市人民政府</td><th>主题分类：</th><td>财政</td></tr>
         <tr><th>成文日期：</th><td>2020-06-08</td><th>发布日期：</th><td>2020-06-10</td></tr>
         <tr><th>发文字号：</th><td>六政〔2020〕4号</td><th>有 效 性：</th><td>有效</td></tr>
         <tr><th>生效日期：</th><td>2020-06-08</td><th>废止日期：</th><td>暂无</td></tr></table>
         <h1>关于春耕的通知</h1>",
        "六政〔2020〕4号 | 2020-06-08 | 2020-06-10 | 六安市人民政府 | 003/2020-00011 | 有效",
    );
    check(
        "<table><tr><td>索引号</td><td>A-1/2020</td><td>文号</td><td>六政〔2020〕4号</td><td>发布机构</td><td>市政府办</td></tr>
         <tr><td>生成日期</td><td>2020年6月8日</td><td>公开日期</td><td>2020年6月10日</td><td>有效性</td><td></td></tr></table>
         <h1>关于春耕的通知</h1>",
        "六政〔2020〕4号 | 2020-06-08 | 2020-06-10 | 市政府办 | A-1/2020 | -",
    );
    // A header row with one row of values.
    check(
        "<table><tr><th>索引号</th><th>发文机关</th><th>成文日期</th><th>发布日期</th></tr>
         <tr><td>A-1/2020</td><td>市财政局</td><td>2020.6.8</td><td>2020.6.10</td></tr></table><h1>关于春耕的通知</h1>",
        "- | 2020-06-08 | 2020-06-10 | 市财政局 | A-1/2020 | -",
    );
}

#[test]
fn rows_of_lists_are_other_documents() {
    check(
        "<h1>政策文件</h1><table><tr><th>索引号</th><th>标题</th><th>发文字号</th><th>发布日期</th></tr>
         <tr><td>A-1</td><td><a href=1.html>甲通知</a></td><td>六政〔2020〕1号</td><td>2020-06-01</td></tr>
         <tr><td>A-2</td><td><a href=2.html>乙通知</a></td><td>六政〔2020〕2号</td><td>2020-06-02</td></tr>
         <tr><td>A-3</td><td><a href=3.html>丙通知</a></td><td>六政〔2020〕3号</td><td>2020-06-03</td></tr></table>",
        "- | - | - | - | - | -",
    );
    let row_of = |n: u8| {
        format!(
            "<li><a href={n}.html>通知{n}</a><p>索引号：A-{n}</p><p>发布机构：局{n}</p><p>发布日期：2020-06-0{n}</p></li>"
        )
    };
    let rows: String = (1..5).map(row_of).collect();
    check(
        &format!("<h1>政策文件</h1><ul>{rows}</ul>"),
        "- | - | - | - | - | -",
    );
    // A hidden box in each row and the page's own nowhere.
    check(
        "<h1>政策文件</h1><ul><li><a href=1.html>甲</a><div style='display:none'><table><tr><td>索引号：</td><td>A-1/2020</td><td>文号：</td><td>六政〔2020〕1号</td></tr></table></div></li></ul>",
        "- | - | - | - | - | -",
    );
}

#[test]
fn definition_lists_items_and_siblings() {
    check(
        "<dl><dt>索引号</dt><dd>A-1/2020</dd><dt>发文机构</dt><dd>市财政局</dd><dt>文&emsp;&emsp;号</dt><dd></dd><dt>成文日期</dt><dd>2020-06-08</dd></dl><h1>关于春耕的通知</h1>",
        "- | 2020-06-08 | - | 市财政局 | A-1/2020 | -",
    );
    check(
        "<ul><li><b>索&ensp;引&ensp;号：</b><font>A-1/2020</font></li><li><b>发文机关：</b>市财政局</li><li><b>文号：</b></li>
         <li><b>成文日期：</b><em>2020-06-08</em></li><li><b>时效性：</b><i>失效</i></li></ul><h1>关于春耕的通知</h1>",
        "- | 2020-06-08 | - | 市财政局 | A-1/2020 | 失效",
    );
    check(
        "<div class=r><div class=k>索引号：</div><div class=v>A-1/2020</div></div><div class=r><div class=k>发布机构：</div><div class=v>市财政局</div></div>
         <div class=r><div class=k>文号：</div><div class=v></div></div><h1>关于春耕的通知</h1>",
        "- | - | - | 市财政局 | A-1/2020 | -",
    );
    check(
        "<div><span>索引号</span><span>A-1/2020</span></div><div><span>发布机构</span><span>市财政局</span></div><div><span>文号</span><span>六政〔2020〕4号</span></div><h1>关于春耕的通知</h1>",
        "六政〔2020〕4号 | - | - | 市财政局 | A-1/2020 | -",
    );
    // Several labels in one cell, one line of text, other signs for colons.
    check(
        "<table><tr><td>索引号∶A-1/2020<br>发布机构：市财政局<br>成文日期:2020-06-08 发布日期:2020-06-10</td></tr></table><h1>关于春耕的通知</h1>",
        "- | 2020-06-08 | 2020-06-10 | 市财政局 | A-1/2020 | -",
    );
    check(
        "<p>【索引号】 A-1/2020</p><p>【发文字号】 六政〔2020〕4号</p><p>【发布机构】 市财政局</p><h1>关于春耕的通知</h1>",
        "六政〔2020〕4号 | - | - | 市财政局 | A-1/2020 | -",
    );
}

#[test]
fn a_box_below_or_inside_the_text_container() {
    check(
        &format!(
            "<div id=body><table><tr><td>索引号：</td><td>A-1/2020</td><td>发布机构：</td><td>市财政局</td></tr></table><h1>关于春耕的通知</h1>{}</div>",
            &TEXT[13..]
        ),
        "- | - | - | 市财政局 | A-1/2020 | -",
    );
    check(
        &format!(
            "<h1>关于春耕的通知</h1>{TEXT}</div><div><p>索引号：A-1/2020</p><p>发布机构：市财政局</p><p>发布日期：2020-06-10</p></div>"
        ),
        "- | - | 2020-06-10 | 市财政局 | A-1/2020 | -",
    );
    // Lines that all are labels may close the text's own element.
    check(
        &format!(
            "<h1>关于春耕的公告</h1>{TEXT}<p>市财政局</p><p>2020年6月8日</p><p>信息索引号：A-1/2020　信息名称：关于春耕的公告</p><p>信息生成日期：2020-06-08　信息发布日期：2020-06-10　信息有效性：有效</p></div>"
        ),
        "- | 2020-06-08 | 2020-06-10 | 市财政局 | A-1/2020 | 有效",
    );
    // Labels that the text itself mentions are not the page's.
    check(
        &format!(
            "<h1>关于春耕的通知</h1>{TEXT}<p>发布机构：信息的发布主体。</p><p>文号：六政〔2019〕9号</p><p>索引号：由系统生成。</p></div>"
        ),
        "- | - | - | - | - | -",
    );
}

#[test]
fn the_line_under_the_title() {
    check(
        &format!(
            "<h1>市领导调研春耕</h1><p>发布日期：2020-08-02 来源：市农业农村局 浏览次数：12 字体：【大 中 小】</p>{TEXT}</div>"
        ),
        "- | - | 2020-08-02 | 市农业农村局 | - | -",
    );
    check(
        &format!(
            "<h1>市领导调研春耕</h1><div><span>2020-06-13 14∶06</span><span>来源：六安日报</span><span>阅读：</span></div>{TEXT}</div>"
        ),
        "- | - | 2020-06-13 | - | - | -",
    );
    check(
        &format!(
            "<h1>市领导调研春耕</h1><p>时间：2020年6月13日　作者：张三　点击：</p>{TEXT}</div>"
        ),
        "- | - | 2020-06-13 | - | - | -",
    );
    check(
        &format!(
            "<h1>某县政府信息公开指南</h1>{}",
            TEXT.replacen("<p>", "<p>(2024年03月23日)</p><p>", 1)
        ),
        "- | - | 2024-03-23 | - | - | -",
    );
    check(
        &format!(
            "<h1>市领导调研春耕</h1><p>六安市人民政府网 2020-06-13 字号：大 中 小</p>{TEXT}</div>"
        ),
        "- | - | 2020-06-13 | - | - | -",
    );
    // A title within the text's own element is no part of the text, however long.
    let long = "市领导调研春耕生产".repeat(8);
    for title in ["市领导调研春耕", &long] {
        check(
            &TEXT.replacen(
                "<p>",
                &format!("<h1>{title}</h1><p>发布日期：2020-06-13 来源：市农业农村局</p><p>"),
                1,
            ),
            "- | - | 2020-06-13 | 市农业农村局 | - | -",
        );
    }
    // The shown date wins over the time of regeneration.
    check(
        &format!(
            "<meta name=PubDate content='2023-01-05 10:00'><h1>市领导调研春耕</h1><p>发布时间：2021-06-13</p>{TEXT}</div>"
        ),
        "- | - | 2021-06-13 | - | - | -",
    );
    check(
        &format!(
            "<meta name=PubDate content='2023-01-05 10:00'><meta name=ContentSource content=市财政局><h1>市领导调研春耕</h1>{TEXT}</div>"
        ),
        "- | - | 2023-01-05 | 市财政局 | - | -",
    );
    // A labelled day below the text, not the paper's own day under the title.
    check(
        &format!(
            "<h1>关于春耕的通知</h1><p>（2020年6月8日）</p>{TEXT}<p>六安市人民政府</p><p>2020年6月8日</p><p>发布日期：2020-06-10</p></div>"
        ),
        "- | 2020-06-08 | 2020-06-10 | 六安市人民政府 | - | -",
    );
    // A law's note of its passing is no date of publishing.
    check(
        &format!("<h1>某某条例</h1><p>（2020年6月8日第三次会议通过）</p>{TEXT}</div>"),
        "- | - | - | - | - | -",
    );
}

#[test]
fn title_lines_in_many_spellings() {
    for line in [
        "发布时间：2020-06-10 09:21:00.0　　信息来源：市农业农村局　　【字体：大 中 小】",
        "来源：市农业农村局 发布时间：2020-06-10",
        "来源：市农业农村局 2020-06-10 09:21",
        "市农业农村局 2020年06月10日",
        "2020年06月10日 09:21 来源：市农业农村局",
        "作者：李四 来源：市农业农村局 添加时间：2020年06月10日",
        "文章来源：市农业农村局 | 更新时间：2020-06-10",
        "信息来源：市农业农村局浏览次数：12发布时间：2020-06-10",
        "发布机构：市农业农村局 发布日期：2020-06-10 访问次数：3",
        "<span>时间：2020/6/10 9:21:00</span><span>来源：市农业农村局</span>",
        "<i>来源</i>：<b>市农业农村局</b> <i>日期</i>：<b>2020.06.10</b>",
        "日期:[2020-06-10] 来源:[市农业农村局]",
        "【来源：市农业农村局】 【发布时间：2020-06-10】",
        "发表时间∶2020—06—10 来稿单位∶市农业农村局 点击数∶",
    ] {
        let facts = read(&format!(
            "<h1>市领导调研春耕</h1><div>{line}</div>{TEXT}</div>"
        ))
        .unwrap();
        let body = facts
            .issuing_body
            .as_ref()
            .map(|field| field.value.as_str());
        let date = facts
            .published_date
            .as_ref()
            .map(|field| field.value.to_string());
        assert_eq!(date.as_deref(), Some("2020-06-10"), "{line}");
        let unlabelled = line.starts_with("市农");
        assert_eq!(body, Some("市农业农村局").filter(|_| !unlabelled), "{line}");
    }
    for line in [
        "[ 2020-06-10 ]",
        "2020/6/10 9:21:00   浏览：12次",
        "发布时间：<em>2020-06-10</em>",
        "2020-06-10 星期三",
    ] {
        check(
            &format!("<h1>市领导调研春耕</h1><div>{line}</div>{TEXT}</div>"),
            "- | - | 2020-06-10 | - | - | -",
        );
    }
}

#[test]
fn dates_that_may_be_either() {
    let page = |rows: &str| {
        format!(
            "<table>{rows}<tr><td>索引号：</td><td>A-1/2020</td></tr></table><h1>关于春耕的通知</h1>"
        )
    };
    check(
        &page("<tr><td>发文日期：</td><td>2020-06-08</td></tr>"),
        "- | - | - | - | A-1/2020 | -",
    );
    check(
        &page(
            "<tr><td>发文日期：</td><td>2020-06-08</td></tr><tr><td>发布日期：</td><td>2020-06-10</td></tr>",
        ),
        "- | 2020-06-08 | 2020-06-10 | - | A-1/2020 | -",
    );
    check(
        &page(
            "<tr><td>成文日期：</td><td>2020-06-08</td></tr><tr><td>发文日期：</td><td>2020-06-10</td></tr>",
        ),
        "- | 2020-06-08 | 2020-06-10 | - | A-1/2020 | -",
    );
    // No paper is written at a time of the day.
    check(
        &page("<tr><td>发文日期：</td><td>2020-06-08 10:15:21</td></tr>"),
        "- | - | 2020-06-08 | - | A-1/2020 | -",
    );
    check(
        &page("<tr><td>发文日期：</td><td>2020-06-08 00:00:00</td></tr>"),
        "- | - | - | - | A-1/2020 | -",
    );
}

#[test]
fn meta_tags_tell_what_a_date_of_either_meaning_is() {
    let page = |meta: &str| {
        format!(
            "<meta name=PubDate content='{meta}'><table><tr><td>发文日期</td><td>2020年06月08日</td></tr>
             <tr><td>索引号</td><td>A-1/2020</td></tr></table><h1>关于春耕的通知</h1>"
        )
    };
    check(
        &page("2020-06-10 09:00"),
        "- | 2020-06-08 | 2020-06-10 | - | A-1/2020 | -",
    );
    check(
        &page("2020-06-08 09:00"),
        "- | - | 2020-06-08 | - | A-1/2020 | -",
    );
    // PubDate as the time at which the page was made tells nothing of the paper.
    check(
        &page("2023-01-05 10:00:12' ><meta name=others content='页面生成时间 2023-01-05 10:00:12"),
        "- | - | - | - | A-1/2020 | -",
    );
    // Nor does a day of publishing long after the paper's own, or before it.
    check(&page("2020-08-10 09:00"), "- | - | - | - | A-1/2020 | -");
    check(&page("2019-06-08 09:00"), "- | - | - | - | A-1/2020 | -");
}

#[test]
fn states_beside_the_title() {
    check(
        "<h1>关于小微企业优惠政策的公告</h1><div><span>全文有效</span>　成文日期：2023-03-27</div>",
        "- | 2023-03-27 | - | - | - | 有效",
    );
    check(
        &format!("<h1>关于小微企业优惠政策的公告</h1><p>【条款废止】</p>{TEXT}</div>"),
        "- | - | - | - | - | 部分失效",
    );
    check(
        &format!("<h1>关于小微企业优惠政策的公告</h1>{TEXT}<p>（本公告已废止）</p></div>"),
        "- | - | - | - | - | 废止",
    );
    check(
        &format!(
            "<h1>关于小微企业优惠政策的公告</h1>{TEXT}<p>本公告自印发之日起施行，原公告同时废止。</p></div>"
        ),
        "- | - | - | - | - | -",
    );
    // A choice of several is no state of the paper.
    check(
        "<p>现行有效</p><p>已废止</p><h1>关于小微企业优惠政策的公告</h1>",
        "- | - | - | - | - | -",
    );
    check(
        "<table><tr><td>索引号</td><td>A-1/2020</td><td>效力状况</td><td>有效</td></tr><tr><td>公开日期</td><td>2020-06-10</td></tr></table><h1>关于春耕的通知</h1>",
        "- | - | 2020-06-10 | - | A-1/2020 | 有效",
    );
    check(
        "<ol><li>[发文机构]<span>市政府</span></li><li>[发布日期]<span>2020-06-10</span></li><li>[有效性]<span>是</span></li></ol><h1>关于春耕的通知</h1>",
        "- | - | 2020-06-10 | 市政府 | - | 有效",
    );
}

#[test]
fn heading_and_signature_of_a_paper() {
    check(
        &format!("<h1>关于春耕的通知</h1>{TEXT}<p>附件：1.方案</p><p>六安市人民政府</p><p>二〇二〇年六月八日</p><p>（此件公开发布）</p><p>附件1</p><p>方案全文，分条列出。</p><p>某县人民政府</p><p>2019年1月2日</p></div>")
            .replacen("<p>各", "<p>六政〔2020〕4号</p><p>各", 1),
        "六政〔2020〕4号 | 2020-06-08 | - | 六安市人民政府 | - | -",
    );
    // News and announcements are not dated by a signature.
    check(
        &format!(
            "<h1>关于公开征求意见的通告</h1>{TEXT}<p>六安市市场监督管理局</p><p>2020年6月8日</p></div>"
        ),
        "- | - | - | 六安市市场监督管理局 | - | -",
    );
    check(
        &format!("<p>六政办〔2020〕9号</p><h1>六安市人民政府办公室关于春耕的通知</h1>{TEXT}</div>"),
        "六政办〔2020〕9号 | - | - | 六安市人民政府办公室 | - | -",
    );
    // Quoted numbers are other papers'.
    check(
        &format!(
            "<h1>关于春耕的通知</h1>{}",
            TEXT.replacen(
                "<p>现将",
                "<p>根据《意见》（国办发〔2019〕1号）和皖政〔2020〕2号文件，现将",
                1
            )
        ),
        "- | - | - | - | - | -",
    );
    check(
        "<h1>中华人民共和国科学技术普及法</h1><div id=body><p align=center>中华人民共和国主席令</p><p align=center>第四十三号</p><p>《中华人民共和国科学技术普及法》已由会议修订通过，现予公布。</p><p>中华人民共和国主席　习近平</p><p>2024年12月25日</p></div>",
        "中华人民共和国主席令第四十三号 | 2024-12-25 | - | - | - | -",
    );
}

#[test]
fn a_signature_may_be_a_part_of_the_title() {
    check(
        &format!(
            "<h1>六安市自然资源局土地使用权挂牌出让公告</h1><p>来源：市自然资源局</p>{TEXT}<p>六安市自然资源局</p><p>2020年6月8日</p></div>"
        )
        .replacen("<p>各", "<p>六自然告字〔2020〕18号</p><p>各", 1),
        "六自然告字〔2020〕18号 | 2020-06-08 | - | 六安市自然资源局 | - | -",
    );
    // A number without the letters of its body.
    check(
        &format!(
            "<h1>关于采取责令改正措施的决定</h1>{TEXT}<p>六安监管局</p><p>2020年6月8日</p></div>"
        )
        .replacen("<p>各", "<p>〔2020〕64号</p><p>各", 1),
        "〔2020〕64号 | 2020-06-08 | - | 六安监管局 | - | -",
    );
    // What a reply writes behind its number.
    check(
        &format!(
            "<h1>关于第213号提案的答复</h1>{TEXT}<p>六安市教育局</p><p>2020年6月8日</p></div>"
        )
        .replacen("<p>各", "<p>六教提字〔2020〕41号　　　（A类）</p><p>各", 1),
        "六教提字〔2020〕41号 | 2020-06-08 | - | 六安市教育局 | - | -",
    );
}

#[test]
fn tables_of_data_sign_nothing() {
    check(
        &format!(
            "<h1>行政许可信息公示</h1>{TEXT}<table><tr><td>单位</td><td>决定日期</td></tr><tr><td>某某建筑有限公司</td><td>2020年6月8日</td></tr></table></div>"
        ),
        "- | - | - | - | - | -",
    );
    check(
        "<h1>关于公布继续有效文件的公告</h1><div id=body><table><tr><td>1</td><td>关于春耕的通知</td><td>六政〔2019〕4号</td></tr><tr><td>2</td><td>关于秋收的通知</td><td>六政〔2019〕9号</td></tr></table></div>",
        "- | - | - | - | - | -",
    );
}

#[test]
fn placeholders_are_blank() {
    let facts = read(
        "<table><tr><td>索引号：</td><td>A-1/2020</td><td>文号：</td><td>无</td></tr>
         <tr><td>成文日期：</td><td></td><td>有效性：</td><td>-</td></tr>
         <tr><td>主题分类：</td><td>null</td><td>内容概述：</td><td>关于春耕</td></tr></table><h1>关于春耕的通知</h1>",
    )
    .unwrap();
    assert_eq!(
        facts.blank_labels,
        ["doc_number", "written_date", "validity", "topic"]
    );
    assert_eq!(facts.abstract_text.unwrap().value, "关于春耕");
    assert!(facts.has_box);
    let facts = read("<ul><li>索引号：A-1/2020</li><li>发布机构：市财政局</li><li>有效性：</li></ul><h1>关于春耕的通知</h1><div id=body><p>正文。</p></div>").unwrap();
    assert_eq!(facts.blank_labels, ["validity"]);
    let facts = read("<p>是否有效：是</p><p>索引号：A-1/2020</p><h1>关于春耕的通知</h1>").unwrap();
    assert_eq!(facts.validity.unwrap().value, "有效");
}

#[test]
fn the_kind_of_a_text_is_not_its_topic() {
    let topic = |fields: &str| {
        let page = format!(
            "<p>{fields} 索引号:A-1/2020 发布机构:某县财政局</p><h1>关于春耕的通知</h1>{TEXT}</div>"
        );
        read(&page).unwrap().topic.map(|field| field.value)
    };
    let farming = Some("农业".to_owned());
    assert_eq!(topic("体裁分类:通知 主题分类:农业"), farming);
    assert_eq!(topic("组配分类:农业"), farming);
}

#[test]
fn attachments_that_a_script_opens() {
    let files: Vec<String> = read(&format!(
        "<h1>关于春耕的通知</h1>{TEXT}<p><a href='javascript:;' onclick=\"window.open('/upload/a.xlsx')\">花名册</a>
         <a href=\"javascript:window.open('b.pdf')\">说明</a> <a href=# onclick=\"window.open('/x/c.html')\">其他</a></p></div>"
    ))
    .unwrap()
    .attachments
    .into_iter()
    .map(|file| file.raw)
    .collect();
    assert_eq!(files, ["/upload/a.xlsx", "b.pdf"]);
}

#[test]
fn attachments_of_the_article_only() {
    let facts = read(&format!(
        "<h1>关于春耕的通知</h1>{TEXT}<p>附件：<a href='./P1.pdf'>方案</a></p><a href='/down.jsp?id=3'>表格.xlsx</a></div>
         <div>附件下载 <a href='./P1.pdf'>方案.pdf</a> <a href='P2.wps'>通知.wps</a> <a onclick=x>按钮.doc</a> <a href='/app.apk'>客户端</a> <a href='a.html'>文件.doc</a> <a href='#'>空.doc</a></div>"
    ))
    .unwrap();
    let files: Vec<(&str, &str)> = facts
        .attachments
        .iter()
        .map(|file| (file.raw.as_str(), file.ext.as_str()))
        .collect();
    assert_eq!(
        files,
        [
            ("./P1.pdf", "pdf"),
            ("/down.jsp?id=3", "xlsx"),
            ("P2.wps", "wps")
        ]
    );
    assert!(facts.has_text);
    let facts = read("<h1>2023年决算情况</h1><div id=body><p><a href='./W1.pdf'>2023年决算情况.pdf</a></p></div>").unwrap();
    assert!(!facts.has_text && !facts.image_only);
    let facts =
        read("<h1>图解方案</h1><div id=body><p><img src=1.jpg><img src=2.jpg></p></div>").unwrap();
    assert!(!facts.has_text && facts.image_only);
}

#[test]
fn a_box_without_anything_below_is_no_text() {
    let boxed = |text: &str| {
        read(&format!(
            "<h1>关于印发《整治实施方案》的通知</h1><div id=body><div><p><strong>索引号</strong>：000014348/2020-35147</p>\
             <p><strong>发布机构</strong>：某市教育局</p><p><strong>名称</strong>：关于印发《整治实施方案》的通知</p>\
             <p><strong>文号</strong>：无</p><p><strong>发布日期</strong>：2020年08月02日</p></div>{text}</div>"
        ))
        .unwrap()
    };
    assert!(!boxed("").has_text);
    assert!(boxed("<p>各县教育局，市直各学校：现将方案印发给你们，请认真贯彻执行。</p>").has_text);
}

#[test]
fn a_paper_without_anything_is_bare() {
    let paper = |text: &str| {
        let html = format!(
            "<h1>关于公布2026年度抽查计划的通知</h1><div id=body><p>当前位置：首页 > 政府信息公开 > 法定主动公开内容 > 规范性文件 > 正文</p>\
             <table><tr><td>索 引 号：</td><td>000014348/2026-0012</td><td>发布机构：</td><td>某县市场监管局</td></tr>\
             <tr><td>内容概述：</td><td>公布年度抽查的事项、比例和时间安排。</td></tr></table>\
             <p>关于公布2026年度抽查计划的通知</p><p>发布日期：2026-03-02 09:30 来源：某县市场监管局 浏览次数：</p>{text}</div>"
        );
        read(&html).unwrap()
    };
    for text in [
        "<div class=TRS_Editor></div>",
        "<p>&nbsp;</p><p><br></p>",
        "<p>全文见附件。</p>",
        "<p>关于公布2026年度抽查计划的通知</p>",
        "<script>document.title = 1</script>",
    ] {
        let facts = paper(text);
        assert!(facts.bare && !facts.has_text, "{text}");
    }
    for text in [
        "<p>现将计划印发给你们，请执行。</p>",
        "<p>各股室：</p>",
        "<p>附件：<a href='./P1.doc'>计划</a></p>",
        "<p><img src='/upload/20260302.jpg'></p>",
        "<iframe src='/pdf/viewer.html?file=1'></iframe>",
        "<div id=nr></div><script>$.ajax({url: 'text.json'})</script>",
        "<div data-bind='text'></div>",
        "<canvas id=page></canvas>",
    ] {
        assert!(!paper(text).bare, "{text}");
    }
    // What was taken for the article need not be all: the text may stand beside it.
    let beside = "<h1>关于春耕的通知</h1><div id=body><p>发布日期：2026-03-02 来源：某县农业农村局</p></div>\
                  <div><p>任命张某某为某县农业农村局副局长，试用期一年。</p></div>";
    assert!(!read(beside).unwrap().bare);
}

#[test]
fn interpretations_of_the_document() {
    let facts = read(&format!(
        "<ul><li><a href='/zcjd/'>政策解读</a></li></ul><h1>关于春耕的通知</h1>{TEXT}</div>
         <div><h3>相关解读</h3><ul><li><a href='./t20200611_2.html'>春耕工作问答</a></li></ul></div><p><a href='t20200612_3.html'>一图读懂春耕通知</a></p>"
    ))
    .unwrap();
    let found: Vec<&str> = facts
        .interpretations
        .iter()
        .map(crate::model::Address::path)
        .collect();
    assert_eq!(
        found,
        [
            "/zwgk/202006/t20200611_2.html",
            "/zwgk/202006/t20200612_3.html"
        ]
    );
}

#[test]
fn interpretations_stand_elsewhere_or_below_the_document() {
    let found = |after: &str| -> Vec<String> {
        let facts = read(&format!(
            "<h1>关于印发春耕办法的通知</h1>{TEXT}</div>{after}"
        ))
        .unwrap();
        let found = facts.interpretations.iter();
        found.map(|address| address.as_str().to_owned()).collect()
    };
    let article = "https://mp.weixin.qq.com/s/abcd";
    assert_eq!(
        found(&format!("<p>相关解读：<a href='{article}'>图解</a></p>")),
        [article]
    );
    assert!(
        found("<p>相关解读：<a href='https://www.example.org/zcjd/'>政策解读</a></p>").is_empty()
    );
    let own = found(
        "<div class=jd><h3>政策解读</h3><p>一、起草背景。为做好春耕工作。二、主要内容。</p></div>",
    );
    assert_eq!(own.len(), 1);
    let beside = "<div><h3>政策解读</h3><ul><li><a href='./t20200611_2.html'>县领导调研春耕生产工作</a></li></ul></div>";
    assert!(!found(beside).contains(&own[0]));
    assert!(found("<div><h3>政策解读</h3></div>").is_empty());
}

#[test]
fn what_a_template_shows_beside_a_paper_is_not_its_interpretation() {
    let beside = |title: &str, links: &str| {
        let links: String = (links.split('|').zip(1..))
            .map(|(text, at)| {
                format!("<li><a href='t20200611_{at}.html'>{text}</a><span>2020-06-11</span></li>")
            })
            .collect();
        let facts = read(&format!(
            "<h1>{title}</h1>{TEXT}</div><div class=about><h3>相关信息</h3><ul>{links}</ul></div>"
        ))
        .unwrap();
        (facts.interpretations.len(), facts.perhaps_interpreted)
    };
    let notice = "关于印发《某县养老服务管理办法》的通知";
    // Names of other papers, papers and news about interpreting.
    let others = "《某县停车管理办法》政策解读|关于印发《某县政策解读工作方案》的通知|县领导调研养老政策解读工作";
    assert_eq!(beside(notice, others), (0, false));
    let own = format!("{others}|《某县养老服务管理办法》政策解读|图解（一）");
    assert_eq!(beside(notice, &own), (2, false));
    assert_eq!(
        beside(notice, "住进机构能领多少补贴？政策解读来了"),
        (0, true)
    );
}

#[test]
fn scripted_values_are_not_blank() {
    let facts = read(
        "<table><tr><td>索引号：</td><td>A-1/2020</td></tr>
         <tr><td>有效性：</td><td><script>document.write('有效')</script></td></tr>
         <tr><td>文号：</td><td><span ms-text='el.num'></span></td></tr></table>
         <ul><li>成文日期：<script>w()</script></li></ul><h1>关于春耕的通知</h1>",
    )
    .unwrap();
    assert_eq!(facts.blank_labels, Vec::<String>::new());
    assert!(facts.validity.is_none() && facts.doc_number.is_none());
    assert_eq!(facts.open_validity(), Some(Cause::ScriptBuilt));
}

#[test]
fn a_state_may_be_told_by_an_answer_or_by_the_last_day() {
    let state = |cells: &str| {
        let facts = read(&format!(
            "<table><tr><td>索引号</td><td>A-1/2020</td><td>文号</td><td>某政办〔2020〕3号</td></tr>
             <tr>{cells}</tr></table><h1>关于春耕的通知</h1>{TEXT}</div>"
        ))
        .unwrap();
        let open = facts.open_validity();
        (facts.validity.map(|field| field.value), open)
    };
    let told = |state: &str| (Some(state.to_owned()), None);
    let open = (None, Some(Cause::Disputable));
    assert_eq!(state("<td>是否废止</td><td>否</td>"), told("有效"));
    assert_eq!(state("<td>是否废止</td><td>是</td>"), told("废止"));
    let days = "<td>生效时间</td><td>2020-06-12</td><td>废止时间</td>";
    assert_eq!(state(&format!("{days}<td>2030-06-12</td>")), open);
    assert_eq!(state(&format!("{days}<td></td>")), (None, None));
    assert_eq!(state("<td>有效期</td><td>5年</td>"), open);
    assert_eq!(state("<td>生效时间</td><td>2020-06-12</td>"), (None, None));
}

#[test]
fn a_state_may_be_told_by_an_image() {
    let state = |cells: &str| {
        let facts = read(&format!(
            "<table><tr><td>索引号</td><td>A-1/2020</td><td>文号</td><td>某政办〔2020〕3号</td></tr>
             <tr>{cells}</tr></table><h1>关于春耕的通知</h1>{TEXT}</div>"
        ))
        .unwrap();
        let open = facts.open_validity();
        assert_eq!(facts.blank_labels.is_empty(), !cells.contains("<td></td>"));
        (facts.validity.map(|field| field.value), open)
    };
    let told = |state: &str| (Some(state.to_owned()), None);
    assert_eq!(
        state(
            "<td>有效性</td><td><img src=yx.png alt=现行有效></td><td>主题分类</td><td>农业</td>"
        ),
        told("有效")
    );
    assert_eq!(
        state("<td>效力状态：</td><td><img src=fz.png title='已废止' alt=''></td>"),
        told("废止")
    );
    let icon = (None, Some(Cause::ImageOnly));
    assert_eq!(state("<td>有效性</td><td><img src=a.png></td>"), icon);
    assert_eq!(
        state("<td>有效性</td><td><img src=a.png alt=图标></td>"),
        icon
    );
    let drawn = "<td>有效性</td><td><i class='iconfont icon-yx'></i></td>";
    assert_eq!(state(drawn), icon);
    let titled = "<td>有效性</td><td><i class='icon yx' title=有效></i></td>";
    assert_eq!(state(titled), told("有效"));
    // Words beside an icon say it themselves, and an empty cell says nothing.
    assert_eq!(
        state("<td>有效性</td><td><img src=a.png>失效</td>"),
        told("失效")
    );
    assert_eq!(state("<td>有效性</td><td></td>"), (None, None));
}

#[test]
fn systems_in_use() {
    // A portal's platform with labels in cells and values in spans.
    check(
        "<div class=classify><table><tbody><tr><td class=label>索引号:</td><td><span>11441700007280420Y/2021-00050</span></td><td class=label>分类:</td><td><span>其他</span></td></tr>
         <tr><td class=label>发布机构:</td><td><span>阳江市人民政府</span></td><td class=label>成文日期:</td><td><span>2021-08-24</span></td></tr>
         <tr><td class=label>名称:</td><td colspan=3><span>关于印发规划的通知</span></td></tr>
         <tr><td class=label>文号:</td><td><span>阳府〔2021〕12号</span></td><td class=label>发布日期:</td><td><span>2021-08-30</span></td></tr>
         <tr><td class=label>主题词:</td><td colspan=3></td></tr></tbody></table></div><h1>关于印发规划的通知</h1>",
        "阳府〔2021〕12号 | 2021-08-24 | 2021-08-30 | 阳江市人民政府 | 11441700007280420Y/2021-00050 | -",
    );
    // Rows of two, labels without colons.
    check(
        "<table><tr><th>索引号</th><td>11341702486344515H/202110-00013</td></tr><tr><th>组配分类</th><td>其他</td></tr><tr><th>发布机构</th><td>贵池区财政局</td></tr>
         <tr><th>成文日期</th><td>2021-10-08</td></tr><tr><th>发文字号</th><td></td></tr><tr><th>有效性</th><td>有效</td></tr><tr><th>生效日期</th><td>2021-10-08</td></tr><tr><th>废止日期</th><td>暂无</td></tr></table><h1>关于春耕的通知</h1>",
        "- | 2021-10-08 | - | 贵池区财政局 | 11341702486344515H/202110-00013 | 有效",
    );
    // One long line with runs of blanks.
    check(
        "<div>索引号： 01526-2020-0012　　　主题分类： 财政　　　发文机关： 省财政厅　　　发布日期： 2020-06-10　　　文 号： 财预〔2020〕3号</div><h1>关于春耕的通知</h1>",
        "财预〔2020〕3号 | - | 2020-06-10 | 省财政厅 | 01526-2020-0012 | -",
    );
    // An old page of tables: everything in one cell, the text as well.
    check(
        "<table><tr><td id=body><p align=center><h1>关于春耕的通知</h1></p><p align=center>发布时间：2005-11-2&nbsp;&nbsp;阅读次数：<script>c()</script></p><p>农字[2005]12号</p>各乡镇人民政府：<br>现将有关事项通知如下，请认真执行。<br>县农业局<br>二ＯＯ五年十月三十一日</td></tr></table>",
        "农字[2005]12号 | 2005-10-31 | 2005-11-02 | 县农业局 | - | -",
    );
    // Label and value as neighbours without any container of their own.
    check(
        "<div><strong>索引号：</strong>A-1/2020<br><strong>文号：</strong><br><strong>发布机构：</strong>市财政局<br></div><h1>关于春耕的通知</h1>",
        "- | - | - | 市财政局 | A-1/2020 | -",
    );
    check(
        "<div><p>索引号：<br>A-1/2020</p><p>发布机构：<br>市财政局</p><p>发文字号：<br></p></div><h1>关于春耕的通知</h1>",
        "- | - | - | 市财政局 | A-1/2020 | -",
    );
    // A name, a colon and a value in three cells.
    check(
        "<table><tr><td>索引号</td><td>：</td><td>A-1/2020</td></tr><tr><td>发布机构</td><td>：</td><td>市财政局</td></tr></table><h1>关于春耕的通知</h1>",
        "- | - | - | 市财政局 | A-1/2020 | -",
    );
    // The same box for screen and phone.
    let twice = "<ul><li>索引号：A-1/2020</li><li>发布机构：市财政局</li><li>成文日期：2020-06-08</li></ul>";
    check(
        &format!("{twice}<h1>关于春耕的通知</h1>{twice}"),
        "- | 2020-06-08 | - | 市财政局 | A-1/2020 | -",
    );
}

#[test]
fn lines_inside_the_articles_own_element() {
    check(
        "<h1>市领导调研春耕</h1><div id=body><p>发布时间：2020-06-13 来源：六安日报</p><p>六月十二日，市领导到各县调研春耕，强调不误农时。</p></div>",
        "- | - | 2020-06-13 | - | - | -",
    );
    check(
        "<h1>关于召开会议的通知</h1><div id=body><p>时间：2020年6月13日上午</p><p>地点：市政府会议室</p><p>请各单位准时参加会议，不得迟到。</p></div>",
        "- | - | - | - | - | -",
    );
    check(
        "<h1>关于春耕的通知</h1><div id=body><p>文号：六政〔2020〕4号</p><p>各县区人民政府，市直各部门：</p><p>请执行。</p></div>",
        "六政〔2020〕4号 | - | - | - | - | -",
    );
}

#[test]
fn related_items_beside_the_document() {
    let related: String = (1..5)
        .map(|n| {
            format!(
                "<li><a href=t{n}.html>相关文件{n}</a> <span>发布日期：2019-01-0{n}</span></li>"
            )
        })
        .collect();
    check(
        &format!(
            "<table><tr><td>索引号：</td><td>A-1/2020</td><td>发布日期：</td><td>2020-06-10</td></tr></table><h1>关于春耕的通知</h1>{TEXT}</div><ul>{related}</ul>"
        ),
        "- | - | 2020-06-10 | - | A-1/2020 | -",
    );
    for related in [
        &related,
        "<li><a href=t1.html>相关文件的标题</a> 发布日期：2019-01-01</li>",
    ] {
        check(
            &format!("<h1>关于春耕的通知</h1>{TEXT}</div><ul>{related}</ul>"),
            "- | - | - | - | - | -",
        );
    }
    check(
        &format!("<h1>关于春耕的通知</h1>{TEXT}</div><ul>{related}</ul>"),
        "- | - | - | - | - | -",
    );
}

#[test]
fn a_box_may_be_anywhere() {
    check(
        &format!(
            "<h1>关于春耕的通知</h1><div>{TEXT}</div></div><aside><h4>信息属性</h4><p><label>索引号</label>A-1/2020</p><p><label>发文机关</label>市财政局</p><p><label>文号</label>无</p></aside>"
        ),
        "- | - | - | 市财政局 | A-1/2020 | -",
    );
    // Joint papers name several bodies.
    check(
        "<p>发文机关：科技部 金融监管总局</p><p>索引号：A-1/2020</p><h1>关于春耕的通知</h1>",
        "- | - | - | 科技部 金融监管总局 | A-1/2020 | -",
    );
    // The issuer is not the body that put the paper on the site.
    check(
        "<p>发布机构：市政府办</p><p>发文机关：市财政局</p><p>来源：市农业农村局</p><h1>关于春耕的通知</h1>",
        "- | - | - | 市财政局 | - | -",
    );
}

#[test]
fn a_page_of_word_markup_is_read_in_time() {
    let run = "<span><font>春</font></span><b>耕</b>：<span>来源</span>";
    let paragraph = format!("<p>{}</p>", run.repeat(200));
    let one_line = run.repeat(20_000);
    for body in [
        paragraph.repeat(100),
        one_line,
        "<div>".repeat(3_000),
        "<td>索引号：".repeat(5_000),
        "<ul><li>索引号".repeat(3_000),
        "<div><span>文号：</span><i></i>".repeat(3_000),
        "<tr><td>文号</td><td>索引号</td></tr>".repeat(3_000),
        "<table><tr><td><a href=a.pdf>解读</a>".repeat(2_000),
    ] {
        let start = std::time::Instant::now();
        let _ = read(&format!("<h1>关于春耕的通知</h1><div id=body>{body}</div>"));
        assert!(start.elapsed().as_secs() < 60, "{}", &body[..60]);
    }
}

proptest::proptest! {
    #[test]
    fn no_page_panics(parts in proptest::collection::vec(proptest::sample::select(vec![
        "<table>", "<tr>", "<td>", "</td>", "</table>", "<p>", "</p>", "<li>", "<br>", "<b>", "</b>", "<dl><dt>", "<dd>",
        "索引号", "文号：", "发布日期", "：", "2020-06-08", "二〇二〇年六月八日", "六政〔2020〕4号", "无", " ", "（", "）", "【", "】",
        "<div id=body>", "</div>", "<h1>关于春耕的通知</h1>", "附件", "国务院", "各县：", "有效期", "至", "2年，自", "起施行。",
        "<a href='a.pdf'>", "</a>", "<script>x</script>", "来源：", "é", "\u{3000}", "<span>", "名称",
    ]), 0..60)) {
        let _ = read(&parts.concat());
    }
}

/// A whole page of a site round `main`: header, menu, side list and footer.
pub(super) fn site(main: &str, head: &str) -> Vec<u8> {
    let menu: String = [
        "首页",
        "政务公开",
        "政策解读",
        "互动交流",
        "办事服务",
        "走进本市",
    ]
    .iter()
    .map(|name| format!("<li><a href='/{name}/'>{name}</a></li>"))
    .collect();
    let side: String = (1..7)
        .map(|n| format!("<li><a href='/zwgk/202001/t2020010{n}_{n}.html'>最新公开信息的标题第{n}条</a><span>2020-01-0{n}</span></li>"))
        .collect();
    format!(
        "<!DOCTYPE html><html><head><meta charset=utf-8><meta name=SiteName content=某市人民政府>{head}</head><body>
         <div class=header><span>今天是2026年11月24日 星期二</span><ul>{menu}</ul></div>
         <div class=position>当前位置：<a href=/>首页</a> &gt; <a href=/zwgk/>政务公开</a> &gt; <a href=/zwgk/zcwj/>政策文件</a></div>
         <div class=content>{main}</div><div class=side><h3>最新公开</h3><ul>{side}</ul></div>
         <div class=footer><p>主办单位：某市人民政府办公室　网站标识码：3416000001　皖ICP备05000000号</p><p>最后更新：2026-11-23</p></div></body></html>"
    )
    .into_bytes()
}

#[track_caller]
fn check_site(main: &str, head: &str, expected: &str) {
    let facts = read_whole(
        site(main, head),
        "http://www.example.gov.cn/zwgk/zcwj/202006/t20200612_77.html",
    );
    assert_eq!(row(&facts.unwrap_or_default()), expected, "{main}");
}

pub(super) const LONG: &str = "<p>各县区人民政府，市政府各部门、各直属机构：</p>
    <p>为贯彻落实《国务院办公厅关于做好春季农业生产工作的意见》（国办发〔2020〕3号）精神，切实抓好我市春耕备耕工作，确保粮食播种面积和产量稳定，经市政府同意，现将有关事项通知如下。</p>
    <p>一、提高思想认识。各地各部门要充分认识做好春耕生产的重要意义，把粮食安全责任扛在肩上，加强组织领导，层层压实责任，推动各项措施落到实处、见到实效。</p>
    <p>二、强化服务保障。要抓好种子、化肥、农药等农资供应，加强质量监管，严厉打击制售假冒伪劣农资行为，切实维护农民合法权益，保障春耕生产有序进行。</p>
    <p>三、加强技术指导。农业农村部门要组织农技人员深入田间地头，开展分区分类指导，推广优良品种和绿色高效技术模式，帮助农户解决生产中的实际困难。要密切关注天气变化，加强灾害性天气监测预警，及时发布预报信息，落实防灾减灾措施，最大限度减轻灾害损失。</p>
    <p>四、严格督促检查。市政府办公室将会同有关部门对春耕生产情况开展督查，对工作不力、进展缓慢的予以通报。各地要及时总结好经验好做法，加强宣传引导，营造良好氛围，并将工作进展情况于每月底前报送市农业农村局，由其汇总后报市政府。各地要统筹做好各项工作，确保全年农业生产目标任务圆满完成，为全市经济社会发展提供有力支撑，为实现粮食稳产增收打下坚实基础。</p>
    <p>五、抓好资金落实。财政部门要及时足额拨付各类补贴资金，加强资金使用监管，严禁截留挪用，确保各项强农惠农政策落到实处，充分调动广大农民种粮积极性，保障粮食生产稳定发展。</p>";

#[test]
fn whole_pages_of_other_systems() {
    let title = "某市人民政府关于做好春季农业生产工作的通知";
    let sign =
        "<p style='text-align:right'>某市人民政府</p><p style='text-align:right'>2020年6月8日</p>";
    // Title, line and text in the rows of one table.
    check_site(
        &format!("<table width=100%><tr><td class=bt>{title}</td></tr><tr><td align=center>发布日期：2020-06-10 &nbsp; 信息来源：市农业农村局 &nbsp; 浏览次数：<script>count(1)</script> 字体：[ <a href='javascript:f(1)'>大</a> <a href='javascript:f(2)'>中</a> ]</td></tr>
          <tr><td><div id=zoom><p align=center>某政〔2020〕4号</p>{LONG}{sign}</div></td></tr></table>"),
        &format!("<title>{title}</title>"),
        "某政〔2020〕4号 | 2020-06-08 | 2020-06-10 | 某市人民政府 | - | -",
    );
    // A box above, news line below the title, text with a quoted number only.
    check_site(
        &format!("<table class=box><tr><td>索 引 号：</td><td>003210/2020-00012</td><td>组配分类：</td><td>通知</td></tr><tr><td>发布机构：</td><td>某市人民政府</td><td>主题分类：</td><td>农业、林业、水利</td></tr>
          <tr><td>成文日期：</td><td>2020-06-08</td><td>发布日期：</td><td>2020-06-10</td></tr><tr><td>发文字号：</td><td>某政〔2020〕4号</td><td>有效性：</td><td>有效</td></tr><tr><td>生效日期：</td><td>2020-06-08</td><td>废止日期：</td><td></td></tr></table>
          <h1>{title}</h1><div class=info><span>发布时间：2020-06-11 09:00</span><span>来源：市政府办</span><span>阅读次数：12</span></div><div class=con>{LONG}{sign}</div>"),
        &format!("<title>{title}_某市人民政府</title><meta name=PubDate content='2023-01-01 10:00'>"),
        "某政〔2020〕4号 | 2020-06-08 | 2020-06-10 | 某市人民政府 | 003210/2020-00012 | 有效",
    );
    // News: the source is a newspaper, the date stands bare.
    check_site(
        &format!(
            "<h2>市领导深入田间地头调研春耕生产</h2><p class=line>2020-06-11 09:21:00　来源：某市日报　编辑：张三</p><div class=con>{}<p>（记者 李四）</p></div>",
            LONG.replacen(
                "各县区人民政府，市政府各部门、各直属机构：",
                "六月十日，市领导到各县区调研。",
                1
            )
        ),
        "<title>市领导深入田间地头调研春耕生产</title>",
        "- | - | 2020-06-11 | - | - | -",
    );
    // No line at all: only meta tags tell.
    check_site(
        &format!("<h1>{title}</h1><div class=con>{LONG}</div>"),
        &format!(
            "<meta name=ArticleTitle content={title}><meta name=PubDate content='2020-06-11 08:00'><meta name=ContentSource content=市农业农村局>"
        ),
        "- | - | 2020-06-11 | 某市人民政府 | - | -",
    );
    // The box in a definition list after the text, with blank labels.
    check_site(
        &format!(
            "<h1>{title}</h1><div class=con>{LONG}{sign}</div><dl class=attr><dt>索引号：</dt><dd>003210/2020-00012</dd><dt>发文机关：</dt><dd>某市人民政府</dd><dt>发文字号：</dt><dd>&nbsp;</dd><dt>成文日期：</dt><dd>2020年06月08日</dd><dt>时 效：</dt><dd>已废止</dd></dl>"
        ),
        &format!("<title>{title}</title>"),
        "- | 2020-06-08 | - | 某市人民政府 | 003210/2020-00012 | 废止",
    );
    // An order: number in two lines, signed by a person.
    check_site(
        &format!(
            "<h1>某市城市供水管理办法</h1><p class=t>时间：2020-06-11 &nbsp;点击：</p><div class=con><p align=center>某市人民政府令</p><p align=center>第23号</p><p>《某市城市供水管理办法》已经2020年6月1日市政府第60次常务会议审议通过，现予公布，自2020年8月1日起施行。</p><p align=right>市长　王五</p><p align=right>2020年6月8日</p>{LONG}</div>"
        ),
        "<title>某市城市供水管理办法</title>",
        "某市人民政府令第23号 | 2020-06-08 | 2020-06-11 | - | - | -",
    );
}

#[test]
fn keywords_and_names_of_a_box() {
    let facts = read(
        "<table><tr><td>索&ensp;引&ensp;号：</td><td>A/2026-00013</td><td>名称：</td><td>关于防汛工作的通知</td></tr>\
         <tr><td>关&ensp;键&ensp;词：</td><td>防汛；值班</td><td>政策咨询：</td><td>办公室 0550-7000318</td></tr></table>\
         <h1>关于防汛工作的通知</h1><div id=body><p>各单位：请做好防汛工作，落实责任。</p></div>",
    )
    .unwrap();
    let value = |field: &Option<crate::model::Field<String>>| {
        field.as_ref().map(|field| field.value.clone())
    };
    assert_eq!(value(&facts.says.keywords).as_deref(), Some("防汛；值班"));
    assert_eq!(
        value(&facts.says.box_title).as_deref(),
        Some("关于防汛工作的通知")
    );
}

#[test]
fn rows_below_an_abstract_belong_to_the_box() {
    let facts = read(
        "<h1>关于防汛工作的通知</h1><div id=body><table><tr><td>索引号：</td><td>A/2026-00013</td></tr>\
         <tr><td>内容概述：</td><td>安排汛期值班，明确责任。</td></tr>\
         <tr><td>关键词：</td><td>防汛</td><td>有效性：</td><td>有效</td></tr></table>\
         <p>各单位：</p><p>请做好防汛工作，落实责任，遇有险情立即报告。</p></div>",
    )
    .unwrap();
    assert_eq!(
        facts.validity.map(|field| field.value).as_deref(),
        Some("有效")
    );
    assert!(facts.says.keywords.is_some());
}
