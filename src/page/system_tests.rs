//! Pages as the systems of single hosts write them, with words of these tests: what a person
//! reads off each where the markup misleads.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a failing test may panic

use std::fmt::Write as _;

use super::test_pages;
use crate::model::{DocumentFacts, PageFacts, PageKind};

fn read(path: &str, head: &str, body: &str) -> PageFacts {
    let markup = format!(
        "<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>"
    );
    test_pages::read(&format!("http://www.example.gov.cn/{path}"), &markup)
}

fn number(document: &DocumentFacts) -> Option<&str> {
    Some(document.doc_number.as_ref()?.value.as_str())
}

fn written(document: &DocumentFacts) -> Option<String> {
    Some(document.written_date.as_ref()?.value.to_string())
}

#[test]
fn boxes_in_the_rows_of_a_list_below_a_head_of_labels() {
    let mut rows = String::new();
    for n in [150, 300, 288, 277] {
        write!(
            rows,
            "<li><div class=lis_suoyin>0233621J/2026-00{n}</div><div class=lis_title>\
             <a href='/xxgk/gggs/101200{n}.html'>关于第{n}号采矿权延续登记的公示</a><div class=dasite>\
             <table><tr><td><div class=bolder>名称</div></td><td colspan=3><div>关于第{n}号采矿权延续登记的公示</div></td></tr>\
             <tr><td><div class=bolder>发布机构</div></td><td>矿管科</td><td><div class=bolder>索引号</div></td><td>0233621J/2026-00{n}</td></tr>\
             <tr><td><div class=bolder>主题分类</div></td><td>矿产</td><td class=bolder>文号</td><td></td></tr>\
             <tr><td><div class=bolder>发布日期</div></td><td>2026-05-18</td><td><div class=bolder>主题词</div></td><td></td></tr></table>\
             </div></div><div class=lis_time>2026-05-18</div></li>"
        )
        .unwrap();
    }
    let head = "<title>公告公示-某市自然资源和规划局</title><meta name=SiteName content=某市自然资源和规划局>\
                <meta name=ColumnName content=政府信息公开><meta name=ColumnType content=公告公示>";
    let body = format!(
        "<div class=weizhi>当前位置：<a href=/xxgk/>政府信息公开</a>&gt;<a href=/xxgk/gggs/>公告公示</a></div>\
         <div class=gk-content><div class=list_th><ul><li>索引号</li><li>标题</li><li>日期</li></ul></div>\
         <div class=wjList><ul>{rows}</ul></div></div>"
    );
    let facts = read("xxgk/gggs/index.html", head, &body);
    assert_eq!(facts.kind, PageKind::ColumnList);
    assert_eq!(facts.list.expect("a list").items.len(), 4);
    // The tag holds the name of the column above.
    assert_eq!(facts.title.as_deref(), Some("公告公示"));
}

#[test]
fn the_name_of_a_column_is_its_own_and_not_that_of_the_column_above() {
    let crumb = "<div>当前位置：<a href=/>首页</a> &gt; <a href=/xinwen/>新闻</a> &gt; <a href=/xinwen/stdt/>省厅动态</a></div>";
    let rows: String = (1..6)
        .map(|n| format!("<li><a href='/xinwen/stdt/t2026080{n}_{n}.html'>第{n}次全国土地日宣传活动启动</a><span>2026-08-0{n}</span></li>"))
        .collect();
    let body = format!("{crumb}<ul>{rows}</ul>");
    for (tag, title, expected) in [
        ("新闻", "省厅动态-某省自然资源厅", "省厅动态"),
        ("新闻", "省厅动态-新闻-某省自然资源厅", "省厅动态"),
        ("省厅动态", "新闻-某省自然资源厅", "省厅动态"),
        // Nothing bears the crumb out.
        ("要闻", "某省自然资源厅", "要闻"),
    ] {
        let head = format!("<title>{title}</title><meta name=ColumnName content={tag}>");
        let facts = read("xinwen/stdt/index.html", &head, &body);
        assert_eq!(facts.title.as_deref(), Some(expected), "{tag}, {title}");
    }
}

#[test]
fn orders_and_numbers_that_stand_apart() {
    let order = read(
        "zcfb/fzggwl/t20260211_1.html",
        "<title>《粮食流通办法》 2026年第40号令-政策-某某委员会</title><meta name=ArticleTitle content='《粮食流通办法》 2026年第40号令'>",
        "<h2>《粮食流通办法》 2026年第40号令</h2><div class=time>发布时间：2026/02/11</div><div class=TRS_Editor>\
         <p align=center>中华人民共和国国家发展和改革委员会令</p><p align=center>第40号</p>\
         <p>《粮食流通办法》已经2026年1月28日第1次委务会议审议通过，现予公布，自2026年5月1日起施行。</p>\
         <p align=right>主任：张某</p><p align=right>2026年2月9日</p></div>",
    );
    let document = order.document.as_ref().expect("a document");
    assert_eq!(order.kind, PageKind::Document);
    assert_eq!(
        number(document),
        Some("中华人民共和国国家发展和改革委员会令第40号")
    );
    assert_eq!(written(document).as_deref(), Some("2026-02-09"));

    let stamped = read(
        "policy/policyDetail.html",
        "<title>关于修订印发《高新技术企业认定办法》的通知</title>",
        "<div class=detail><h1>关于修订印发《高新技术企业认定办法》的通知</h1>\
         <div class=time><a><span>政策正文</span></a><span class=sc_fwh>国科发火〔2016〕32号</span><a href=/o.html>原文链接</a><span>发布日期：2016-02-01</span></div>\
         <div class=con><p>各省、自治区、直辖市科技厅（委、局）：</p><p>根据有关规定，现将修订后的《高新技术企业认定办法》印发给你们，请遵照执行。本办法自2016年1月1日起实施，原办法同时废止。</p>\
         <p>科 技 部</p><p>财 政 部</p><p>国家税务总局</p><p>2016年1月29日</p></div></div>",
    );
    let document = stamped.document.as_ref().expect("a document");
    assert_eq!(number(document), Some("国科发火〔2016〕32号"));
    let body = document.issuing_body.as_ref().expect("a body");
    assert_eq!(body.value, "科技部 财政部 国家税务总局");
}

#[test]
fn a_title_without_an_element_of_its_own() {
    let title = "某部、某委、某总局令2024年第3号 外国投资者战略投资管理办法";
    let facts = read(
        "n2588035/c31979/content.html",
        &format!("<title>{title}</title>"),
        &format!(
            "<div class=zsy_comain><div class=zsy_cotitle> {title} <p>文章来源：产权局　　发布时间：2024-11-04</p></div>\
             <div class=zsy_conent><p align=center>外国投资者战略投资管理办法</p>\
             <p>第一条　为了引导和规范外国投资者战略投资，维护证券市场秩序，根据有关法律和行政法规，制定本办法。</p>\
             <p>第二条　本办法所称战略投资，是指外国投资者通过定向发行新股等方式取得并中长期持有股份的行为。</p></div></div>"
        ),
    );
    assert_eq!(facts.title.as_deref(), Some(title));
}

#[test]
fn a_box_of_one_row_below_its_heads_of_which_one_is_no_label() {
    let facts = read(
        "jcws2/20240511/b5c2.html",
        "<title>关于开展主题宣传活动的通知__某市卫生健康委员会</title><meta name=ArticleTitle content=关于开展主题宣传活动的通知><meta name=PubDate content=2024-05-11>",
        "<div class=Article><h2>关于开展主题宣传活动的通知 <small>( 2024-05-11)</small></h2><div class=Article_content>\
         <table><tbody><thead><tr><td>索取号</td><td>发布时间</td><td>发布机构</td><td>文件编号</td><td>备注</td></tr></thead>\
         <tr><td>076478684Q/2024-00112</td><td></td><td>某市卫生健康委员会</td><td>某卫基层〔2024〕5号</td><td></td></tr></tbody></table>\
         <p>各区卫生健康委:</p><p>今年5月19日是第14个“世界家庭医生日”。我委定于5月19日前后，在全市开展主题宣传活动，现就有关事项通知如下。</p>\
         <p align=right>某市卫生健康委员会</p><p align=right><span>202</span><span>4</span><span>年</span><span>5月10日</span></p></div></div>",
    );
    let document = facts.document.as_ref().expect("a document");
    assert_eq!(number(document), Some("某卫基层〔2024〕5号"));
    assert_eq!(
        document.index_number.as_ref().expect("an index").value,
        "076478684Q/2024-00112"
    );
    // A short text is not the line of time and source of the box above it.
    assert_eq!(written(document).as_deref(), Some("2024-05-10"));
}

#[test]
fn a_notice_that_names_its_organiser_is_no_footer() {
    let facts = read(
        "srcsite/A12/t20240613_1.html",
        "<title>关于举办2024年宣传教育活动的通知</title><meta name=ArticleTitle content=关于举办2024年宣传教育活动的通知>",
        "<div><table><tr><td>信息索引：</td><td>360A12-07-2024-0008-1</td><td>生成日期：</td><td>2024-06-04</td></tr>\
         <tr><td>发文字号：</td><td>某政厅函〔2024〕10号</td><td>发文机构：</td><td>某部办公厅</td></tr></table>\
         <div class=details-policy-box><h1>关于举办<br>2024年宣传教育活动的通知</h1><p>各省教育厅：</p>\
         <p>为深入贯彻落实会议精神，某部决定举办宣传教育活动，现将工作要求印发给你们，请认真贯彻执行。执行中有何问题，请及时报告。</p>\
         <p>主办单位：某部思想政治工作司</p><p>附件：1.<a href=./W02024061355.docx>知识竞答工作要求</a></p>\
         <p align=right>某部办公厅</p><p align=right>2024年5月30日</p></div></div>",
    );
    let document = facts.document.as_ref().expect("a document");
    assert_eq!(document.attachments.len(), 1);
    // A break in a heading is no blank of the title.
    assert_eq!(
        facts.title.as_deref(),
        Some("关于举办2024年宣传教育活动的通知")
    );
}

#[test]
fn a_pager_that_a_script_decodes_tells_of_more_pages() {
    let pager = "JTNDYStjbGFzcyUzRCUyMnBhZ2UlMjIlM0UxJTNDJTJGYSUzRQ".repeat(20);
    let rows: String = (1..=13)
        .map(|n| format!("<li><a href='/html/2026/gongshi_09{n:02}/40538{n:02}.html'>关于公开第{n}号矿山出让收益评估报告的公告</a><span>2026-09-{n:02}</span></li>"))
        .collect();
    let facts = read(
        "html/kuangyeshichang/",
        "<title>矿业市场-某省自然资源厅</title>",
        &format!(
            "<div>当前位置：<a href=/>首页</a> &gt; <a href=/html/kuangyeshichang/>矿业市场</a></div><ul class=list>{rows}</ul>\
             <div id=pages class='page text-c'>{pager}</div>\
             <script>$('#pages').html(decodeURIComponent(window.atob($('#pages').html())))</script>"
        ),
    );
    assert_eq!(facts.kind, PageKind::ColumnList);
    let list = facts.list.expect("a list");
    assert_eq!(list.items.len(), 13);
    assert!(list.dynamic);
    assert!(!facts.excerpt.contains("JTND"));
}

#[test]
fn titles_of_rows_without_their_notes_and_states() {
    let head = "<title>规章-某监督管理委员会</title>";
    let rows: String = (1..=4)
        .map(|n| {
            format!(
                "<tr><td>{n}</td><td><a href='/c10625{n}/content.shtml'><span class=til>派出机构第{n}项监管职责规定</span>\
                 <span class=sub-til>（2015年10月29日某会令第11{n}号公布 根据2022年5月31日某会令第199号修订）</span></a></td></tr>"
            )
        })
        .collect();
    let body = format!("<table><tr><th>序号</th><th>标题</th></tr>{rows}</table>");
    let list = read("c106256/fg.shtml", head, &body).list.expect("a list");
    assert_eq!(list.items[0].title, "派出机构第1项监管职责规定");

    let rows: String = [("进行中", 1), ("已结束", 2), ("2026", 3)]
        .map(|(state, n)| {
            format!(
                "<li><a href='/yjzj/t2026090{n}_{n}.html'><span><span>[{state}]</span> - 关于《第{n}号办法》公开征求意见的通知</span></a><span>2026-09-0{n}</span></li>"
            )
        })
        .concat();
    let body = format!("<ul>{rows}</ul>");
    let list = read("yjzj/index.html", "<title>意见征集-某部</title>", &body)
        .list
        .expect("a list");
    let titles: Vec<&str> = list.items.iter().map(|item| item.title.as_str()).collect();
    assert_eq!(
        titles,
        [
            "关于《第1号办法》公开征求意见的通知",
            "关于《第2号办法》公开征求意见的通知",
            "[2026] - 关于《第3号办法》公开征求意见的通知",
        ]
    );
}

#[test]
fn rows_laid_out_by_tables_of_their_own() {
    let row = |n: usize| {
        format!(
            "<table><tbody><tr><td>·</td><td><a href='/cms/{n}.doc'>行政处罚信息公示表-违反第{n}项管理规定</a></td><td>2018-03-1{n}</td></tr></tbody></table>"
        )
    };
    let rows = |open: &str, close: &str| -> String {
        (1..=4)
            .map(|n| format!("{open}{}{close}", row(n)))
            .collect()
    };
    for (system, list) in [
        ("items", format!("<ul>{}</ul>", rows("<li>", "</li>"))),
        ("blocks", format!("<div>{}</div>", rows("<div>", "</div>"))),
        (
            "cells",
            format!("<table>{}</table>", rows("<tr><td>", "</td></tr>")),
        ),
        (
            "one table",
            format!(
                "<table>{}</table>",
                rows("", "").replace("<table>", "").replace("</table>", "")
            ),
        ),
    ] {
        let pager =
            "<div class=page><a class=pagingNormal tagname='/113670/10983-2.html'>下一页</a></div>";
        let body =
            format!("<div>当前位置：<a href=/>首页</a> &gt; 行政处罚公示</div>{list}{pager}");
        let facts = read("113670/index.html", "<title>行政处罚公示</title>", &body);
        let list = facts.list.unwrap_or_default();
        assert_eq!(list.items.len(), 4, "{system}");
        assert!(
            list.items.iter().all(|item| item.date.is_some()),
            "{system}"
        );
        let next = list.next.expect("a next page");
        assert_eq!(next.path(), "/113670/10983-2.html", "{system}");
    }
}

#[test]
fn titles_that_stand_beside_the_link_that_opens_them() {
    let title = "某县人民政府2025年政府信息公开工作年度报告";
    let rows = |row: &dyn Fn(usize) -> String| (1..=4).map(row).collect::<String>();
    let table = format!(
        "<table><tr><th>序号</th><th>发布机构</th><th>标题</th><th>日期</th><th>操作</th></tr>{}</table>",
        rows(&|n| format!(
            "<tr><td>{n}</td><td>某县人民政府办公室</td><td>{title}</td><td>2026-01-2{n}</td><td><a href='/u/nb{n}.pdf'>下载</a></td></tr>"
        ))
    );
    let cards = format!(
        "<ul>{}</ul>",
        rows(&|n| format!(
            "<li><h4>{title}</h4><p>为规范管理，现予公布</p><span>2026-01-2{n}</span><a href='/nb/{n}.html'>查看详情&gt;&gt;</a></li>"
        ))
    );
    let lines = format!(
        "<ul>{}</ul>",
        rows(&|n| format!(
            "<li><span>2026-01-2{n}</span> {title} <a href='/nb/t2026012{n}_{n}.html'>查看</a></li>"
        ))
    );
    for list in [table, cards, lines] {
        let body = format!("<div>当前位置：<a href=/>首页</a> &gt; 政府信息公开年报</div>{list}");
        let facts = read(
            "nb/index.html",
            "<title>政府信息公开年报-某县人民政府</title>",
            &body,
        );
        let list = facts.list.expect("a list");
        let titles: Vec<&str> = list.items.iter().map(|item| item.title.as_str()).collect();
        assert_eq!(titles, [title; 4]);
    }
}

#[test]
fn trails_that_name_no_column_at_their_end_or_are_written_by_a_script() {
    let rows: String = (1..=9)
        .map(|n| format!("<li><a href='/tzgg/120{n}.html'>关于印发第{n}号管理办法的通知</a><i>2024</i>-<i>05</i>-<i>0{n}</i></li>"))
        .collect();
    let head = "<title>通知公告-某县人民政府</title>";
    let trail = "<div>当前位置：<a href=/>首页</a> &gt; <a href=/zwgk/>政务公开</a> &gt; <a href=/zwgk/tzgg/>通知公告</a> &gt; 列表</div>";
    let facts = read("tzgg/index.html", head, &format!("{trail}<ul>{rows}</ul>"));
    assert_eq!(facts.title.as_deref(), Some("通知公告"));
    let script = "<div>当前位置：<script>document.write(crumbs())</script><ul>";
    let facts = read(
        "tzgg/index.html",
        head,
        &format!("{script}{rows}</ul></div>"),
    );
    assert_eq!(facts.title.as_deref(), Some("通知公告"));
    assert!(facts.column_path.len() < 2, "{:?}", facts.column_path);
}

#[test]
fn a_template_whose_main_part_only_sends_its_reader_away() {
    let header = "<div class=header><ul class=nav><li><a href=/>网站首页</a></li><li><a href=/zwgk/>政务公开</a></li>\
                  <li><a href=/hdjl/>政民互动</a></li><li><a href=/bsfw/>政务服务</a></li></ul></div>";
    let footer = "<div class=footer><p>主办单位：某县人民政府办公室　网站标识码：3415260001　皖ICP备05001234号　地址：某县某路一号　电话：0550-7000000</p></div>";
    let page = |main: &str| {
        let body = format!(
            "{header}<div class=main><div>当前位置：<a href=/>首页</a> &gt; 年报</div>{main}</div>{footer}"
        );
        let facts = read(
            "zwgk/nb/index.html",
            "<title>年报-某县人民政府</title>",
            &body,
        );
        facts.redirect.map(|to| to.as_str().to_owned())
    };
    let elsewhere = Some("http://xxgk.example.gov.cn/nb/".to_owned());
    for script in [
        "location.href=\"http://xxgk.example.gov.cn/nb/\";",
        "\n window.location.replace('http://xxgk.example.gov.cn/nb/')",
        "window.open('http://xxgk.example.gov.cn/nb/', '_self');",
    ] {
        assert_eq!(
            page(&format!("<script>{script}</script>")),
            elsewhere,
            "{script}"
        );
    }
    let jump = "<script>location.href='http://xxgk.example.gov.cn/nb/'</script>";
    for stays in [
        "<script>function go(){location.href='http://xxgk.example.gov.cn/nb/'}</script>".to_owned(),
        "<script>if(isMobile()){location.href='/m/nb/'}</script>".to_owned(),
        format!(
            "{jump}<p>{}</p>",
            "某县人民政府按照规定编制本年度报告，现予公布。".repeat(5)
        ),
    ] {
        assert_eq!(page(&stays), None, "{stays}");
    }
}

#[test]
fn days_in_three_elements_marks_beside_titles_and_a_code_in_wide_digits() {
    let rows: String = [(28, "<em>置顶</em>"), (27, ""), (26, "<i class=new>NEW</i>")]
        .iter()
        .map(|(day, mark)| {
            format!(
                "<li><div class=day><b>{day}</b><span>05月</span><span>2024</span></div>\
                 <a href='/tzgg/12{day}.html' alt='关于做好城乡居民基本医疗保险参保缴费工作的通知'>{mark}关于做好城乡居民基本医疗保险…</a></li>"
            )
        })
        .collect();
    let body = format!("<ul>{rows}</ul><div class=footer>网站标识码：３４１５２９０００１</div>");
    let facts = read(
        "tzgg/index.html",
        "<title>通知公告-某县人民政府</title>",
        &body,
    );
    assert_eq!(facts.site_id_code.as_deref(), Some("3415290001"));
    let list = facts.list.expect("a list");
    let days: Vec<String> = list
        .items
        .iter()
        .filter_map(|item| Some(item.date?.to_string()))
        .collect();
    assert_eq!(days, ["2024-05-28", "2024-05-27", "2024-05-26"]);
    for item in &list.items {
        assert_eq!(item.title, "关于做好城乡居民基本医疗保险参保缴费工作的通知");
    }
}

#[test]
fn a_regime_of_a_part_of_the_body_stands_below_the_column_of_regimes() {
    let body = "<div>当前位置：<a href=/>首页</a> &gt; <a href=/zd/>政府信息公开制度</a> &gt; <a href=/zd/yz/>某某区</a></div>\
                <h1>关于做好信息发布审查工作的几点要求</h1>\
                <p>各单位发布信息，应当先经本单位负责人审查，未经审查的不得发布；发布以后发现有误的，应当及时更正并说明理由。</p>";
    let regime = read(
        "zd/yz/1.html",
        "<title>关于做好信息发布审查工作的几点要求</title>",
        body,
    );
    assert_eq!(regime.kind, PageKind::Regime);
    let other = body.replace("政府信息公开制度", "工作动态");
    let news = read(
        "zd/yz/1.html",
        "<title>关于做好信息发布审查工作的几点要求</title>",
        &other,
    );
    assert_eq!(news.kind, PageKind::Article);
}

#[test]
fn a_home_page_may_wait_for_its_news() {
    let awaits = |news: &str| {
        let body = format!(
            "<div class=header><ul><li><a href=/>首页</a></li><li><a href=/zwgk/>政府信息公开</a></li></ul></div>\
             <div class=main><div class=news><h2>工作动态</h2>{news}</div><div class=gg><h2>通知公告</h2><ul>\
             <li><a href=/gg/2.html>关于做好教师资格定期注册工作的通知</a><span>2026-03-20</span></li></ul></div></div>\
             <div class=footer><p>主办单位：某县教育局　网站标识码：3415290012</p></div>"
        );
        let marks = read("", "<title>某县教育局</title>", &body).home.unwrap();
        (
            marks.awaits,
            marks.newest.map(|day| day.to_string()),
            marks.frames.len(),
        )
    };
    for news in [
        "<ul id=news></ul><script>$.getJSON('/api/news',function(d){$('#news').html(d)})</script>",
        "<div class='list'></div><script>$('.list').load('/news.html')</script>",
        "<ul><li v-for='n in news'><a :href='n.url'>{{n.title}}</a></li></ul>",
        "<div>加载中……</div>",
        "<div><script src='/js/news.js'></script></div>",
    ] {
        assert!(awaits(news).0, "{news}");
    }
    for idle in [
        "<div id=weather></div><script>$('#weather').html(w)</script>",
        "<div class='swiper-pagination'></div><script>new Swiper('.b',{el:'.swiper-pagination'})</script>",
        "<div class=clear></div><script>var a=1;</script>",
        "<ul></ul>",
    ] {
        assert!(!awaits(idle).0, "{idle}");
    }
    let data = "<script type='text/xml'><datastore><recordset><record><![CDATA[<li><a href='/gg/1.html'>关于公布义务教育招生范围的通知</a><b>[2026-11-20]</b></li>]]></record></recordset></datastore></script>";
    assert_eq!(awaits(data), (false, Some("2026-11-20".to_owned()), 0));
    assert_eq!(
        awaits("<iframe src='/news/list.html' width=400 height=300></iframe>").2,
        1
    );
}
