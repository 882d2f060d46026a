//! Whole pages of documents, lists and homes in the markup of many systems, written for these
//! tests: what a person reads off each.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a failing test may panic

use super::test_pages;
use crate::model::{PageFacts, PageKind};

fn read(address: &str, title: &str, body: &str) -> PageFacts {
    let markup = format!(
        "<!DOCTYPE html><html><head><title>{title}</title></head><body>\
         <div class=header><span>2026年11月29日 星期日</span><ul class=nav><li><a href=/>网站首页</a></li>\
         <li><a href=/zwgk/>政务公开</a></li><li><a href=/hdjl/>政民互动</a></li>\
         <li><a href=/bsfw/>政务服务</a></li></ul></div>{body}\
         <div class=footer><p>主办单位：某县人民政府办公室　网站标识码：3415260001　皖ICP备05001234号</p></div>\
         </body></html>"
    );
    test_pages::read(address, &markup)
}

const ARTICLE: &str = "http://www.example.gov.cn/zwgk/wj/202006/t20200612_1.html";
const CRUMB: &str = "<div>当前位置：<a href=/>首页</a> &gt; <a href=/zwgk/>政务公开</a> &gt; <a href=/zwgk/wj/>政策文件</a></div>";
const NEWS: &str = "<p>七月一日，县领导深入村组调研，走访慰问困难群众，实地查看产业发展情况。</p>\
    <p>他强调，要落实各项决策部署，坚决完成全年任务。（记者 王某）</p>";

fn published(facts: &PageFacts) -> Option<String> {
    facts
        .document
        .as_ref()?
        .published_date
        .as_ref()
        .map(|field| field.value.to_string())
}

#[test]
fn a_paper_on_a_page_titled_as_the_platform() {
    let facts = read(
        ARTICLE,
        "某市政府信息公开平台",
        "<table><tr><td><b>发布机构：</b>某市财政局</td><td><b>发文日期：</b>2017-03-08 10:15:21</td></tr>\
         <tr><td><b>名　　称：</b>关于2017年一般公共预算的公告</td></tr></table><div>现将2017年预算公开。</div>",
    );
    assert_eq!(facts.kind, PageKind::Article);
    assert_eq!(facts.title.as_deref(), Some("关于2017年一般公共预算的公告"));
    assert_eq!(published(&facts).as_deref(), Some("2017-03-08"));
}

#[test]
fn the_number_above_a_text_is_no_title() {
    let title = "某省人民政府办公厅关于进一步做好某工作的意见";
    let facts = read(
        ARTICLE,
        title,
        &format!(
            "<table><tr><td>索引号：</td><td>008282882/2019-00331</td></tr><tr><td>文号：</td><td>某办发〔2019〕37号</td></tr></table>\
             <ul><li>2019年06月06日</li><li>来源: 某省人民政府办公厅</li></ul>\
             <div><p><strong>某办发〔2019〕37号</strong></p><p>各市（州）人民政府：</p>{NEWS}</div>"
        ),
    );
    assert_eq!(facts.title.as_deref(), Some(title));
    let document = facts.document.unwrap();
    assert_eq!(document.doc_number.unwrap().value, "某办发〔2019〕37号");
}

#[test]
fn the_top_of_an_article_is_no_header_of_the_page() {
    let line = "<p>来源：某县教育局 发布时间：2026-09-08 15:00</p>";
    let text = format!("<div class=TRS_Editor>{NEWS}{NEWS}</div>");
    let title = "县领导深入贫困村调研脱贫工作";
    for (open, close) in [
        ("<div class=newsTop>", "</div>"),
        ("<div id=top>", "</div>"),
        ("<header>", "</header>"),
        ("<div class='content-head hd'>", "</div>"),
    ] {
        let body = format!("{CRUMB}{open}<h1>{title}</h1>{line}{close}{text}");
        let facts = read(ARTICLE, title, &body);
        assert_eq!(published(&facts).as_deref(), Some("2026-09-08"), "{open}");
    }
    // The day of the visit in the bar above the menu is not the page's.
    let bar = "<div class=top><a href=/><h1>某县人民政府</h1></a>今天是2026年11月29日 字体：大 中 小</div>";
    let facts = read(ARTICLE, title, &format!("{bar}<h2>{title}</h2>{text}"));
    assert_eq!(published(&facts), None);
}

#[test]
fn arrows_may_stand_within_the_links_of_a_trail() {
    let title = "县领导深入贫困村调研脱贫工作";
    let path = |trail: &str| {
        let body = format!(
            "<div>{trail}</div><h1>{title}</h1><p>来源：某报　2026-09-08</p><div class=TRS_Editor>{NEWS}{NEWS}</div>"
        );
        read(ARTICLE, title, &body).column_path
    };
    for trail in [
        "<a href=/>首页</a><a href=/zwgk/>&gt; 政务公开</a>",
        "<a href=/>首页</a> <a href=/zwgk/>政务公开 &gt;</a> <a href=/zwgk/wj/>政策文件 &gt;</a>",
    ] {
        assert!(path(trail).iter().any(|name| name == "政务公开"), "{trail}");
    }
    // An entry of a menu may be adorned with one.
    assert!(path("<a href=/>首页</a> <a href=/zwgk/>政务公开 &gt;</a>").is_empty());
    let menu = "<a href=/>首页</a> <a href=/zwgk/>政务公开 &gt;</a> <a href=/bsfw/>政务服务</a>";
    assert!(path(menu).is_empty());
}

#[test]
fn a_short_article_is_known_by_its_line_of_time_and_source() {
    for line in [
        "<p>来源：某某日报<i>|</i>发布时间：2020-07-02 10:21</p>",
        "<div>2020年7月2日 15:03&nbsp;点击：[<script>n()</script>]</div>",
        "<table><tr><td align=center>作者：管理员　文章来源：某某日报　点击数：<script>n()</script>　更新时间：2020-7-2 9:05:33</td></tr></table>",
    ] {
        let facts = read(
            ARTICLE,
            "某某县人民政府",
            &format!(
                "{CRUMB}<div class=x><div class=y><font size=5><b>县领导深入贫困村调研脱贫工作</b></font></div>{line}<div>{NEWS}</div>\
                 <p>上一篇：<a href=3.html>关于防汛工作的通知</a></p></div>\
                 <div class=z><h3>相关文件</h3><ul><li><a href=t20200101_1.html>某省人民政府办公厅关于印发方案的通知</a><span>2020-01-01</span></li>\
                 <li><a href=t20200102_2.html>关于做好春节期间安全生产工作的通知</a><span>2020-01-02</span></li>\
                 <li><a href=t20200103_3.html>关于表彰先进单位的决定</a><span>2020-01-03</span></li></ul></div>"
            ),
        );
        assert_eq!(facts.kind, PageKind::Article, "{line}");
        assert_eq!(
            facts.title.as_deref(),
            Some("县领导深入贫困村调研脱贫工作"),
            "{line}"
        );
        assert_eq!(published(&facts).as_deref(), Some("2020-07-02"), "{line}");
    }
}

#[test]
fn a_day_in_the_heading_is_the_day_of_publishing() {
    let facts = read(
        ARTICLE,
        "县领导深入贫困村调研脱贫工作_要闻_某区人民政府",
        &format!(
            "{CRUMB}<h2>县领导深入贫困村调研脱贫工作<small>（2020年07月02日）</small></h2><div>{NEWS}</div>"
        ),
    );
    assert_eq!(facts.title.as_deref(), Some("县领导深入贫困村调研脱贫工作"));
    assert_eq!(published(&facts).as_deref(), Some("2020-07-02"));
    let parts = read(
        ARTICLE,
        "县领导深入贫困村调研脱贫工作",
        &format!(
            "{CRUMB}<h1>县领导深入贫困村调研脱贫工作</h1><div><span>02</span><span>2020-07</span></div><div>{NEWS}</div>"
        ),
    );
    assert_eq!(published(&parts).as_deref(), Some("2020-07-02"));
}

#[test]
fn a_label_of_the_next_pair_is_no_value() {
    let text = "<p>为做好有关工作，保障群众合法权益，结合我县实际，现就有关事项通知如下，请认真贯彻落实。</p>".repeat(4);
    for row in [
        "<ol><li>[发文机构] <span></span></li><li>[实施日期] <span>----</span></li><li>[发文字号] <span></span></li><li>[发布日期] <span>2020-07-02</span></li></ol>",
        "<ul><li><em>索引号</em><p></p></li><li><em>发布机关</em><p></p></li><li><em>发布日期</em><p>2020-07-02</p></li><li><em>文号</em><p></p></li></ul>",
    ] {
        let facts = read(
            ARTICLE,
            "关于春耕的公告",
            &format!("{CRUMB}{row}<h1>关于春耕的公告</h1><div>{text}</div>"),
        );
        let document = facts.document.as_ref().unwrap();
        assert_eq!(document.issuing_body, None, "{row}");
        assert_eq!(document.doc_number, None, "{row}");
        assert_eq!(published(&facts).as_deref(), Some("2020-07-02"), "{row}");
    }
}

#[test]
fn a_number_that_ends_a_title_is_its_own_unless_the_title_passes_another_on() {
    let text = "<p>为做好有关工作，保障群众合法权益，结合我县实际，现就有关事项规定如下，请认真贯彻落实。</p>".repeat(4);
    for (title, number) in [
        (
            "某市人民政府关于修改《某市培训管理办法》部分条款的决定（某市人民政府令第325号）",
            Some("某市人民政府令第325号"),
        ),
        (
            "关于转发《某某方案》的通知（某教〔2020〕5号）",
            Some("某教〔2020〕5号"),
        ),
        (
            "转发省发展改革委关于完善电价制度的通知（某发改〔2020〕300号）",
            None,
        ),
        ("《某市管理办法》（某政〔2020〕3号）解读", None),
    ] {
        let facts = read(
            ARTICLE,
            title,
            &format!("{CRUMB}<h1>{title}</h1><h5>2020-07-02</h5><div>{text}</div>"),
        );
        let found = facts.document.as_ref().unwrap().doc_number.as_ref();
        assert_eq!(found.map(|field| field.value.as_str()), number, "{title}");
    }
}

#[test]
fn a_signed_paper_is_a_document_and_a_table_of_penalties_is_none() {
    let facts = read(
        ARTICLE,
        "关于做好春耕备耕工作的通知",
        &format!(
            "{CRUMB}<h1>关于做好春耕备耕工作的通知</h1><p>2021-02-22 来源：县农业农村局 点击：33</p><p>各乡镇农业服务中心：</p>{}<p>某县农业农村局</p><p>2021年2月20日</p>",
            "<p>为做好有关工作，结合我县实际，现就有关事项通知如下，请认真贯彻落实。</p>".repeat(4)
        ),
    );
    assert_eq!(facts.kind, PageKind::Document);
    let title = "某某监管分局行政处罚信息公开表（某金罚决字〔2025〕2号）";
    let facts = read(
        ARTICLE,
        title,
        &format!(
            "<div>您所在的位置：<a href=/>首页</a> &gt; <a href=/cf>行政处罚</a></div><div>{title}</div><div>发布时间：2025-03-04 来源：某某监管分局</div>\
            <table><tr><td>当事人名称</td><td>主要违法违规行为</td><td>行政处罚内容</td></tr><tr><td>某银行股份有限公司</td><td>贷款三查不到位</td><td>罚款40万元</td></tr></table>"
        ),
    );
    assert_eq!(facts.kind, PageKind::Enforcement);
}

#[test]
fn days_of_items_stand_in_parts_within_the_link() {
    let rows: String = (1..=6)
        .map(|at| format!("<li><a href='../info/1012/345{at}.htm' target=_blank><span><b>0{at}</b><i>2020-06</i></span><em>关于做好第{at}项防汛抗旱工作的通知</em></a></li>"))
        .collect();
    let facts = read(
        "http://www.example.gov.cn/zwgk/tzgg.htm",
        "通知公告-某市教育局",
        &format!("{CRUMB}<ul>{rows}</ul>"),
    );
    let list = facts.list.unwrap();
    assert_eq!(list.items.len(), 6);
    assert_eq!(list.items[0].title, "关于做好第1项防汛抗旱工作的通知");
    assert_eq!(list.items[0].date.unwrap().to_string(), "2020-06-01");
}

#[test]
fn a_column_that_waits_for_its_items_is_a_column() {
    let crumb = "<div>当前位置：<a href=/>首页</a> &gt; <a href=/gsgg/>公示公告</a></div>";
    for (place, dynamic, items) in [
        (
            "<ul id=infoList></ul><script src=/js/list.js></script><script>load(1)</script>",
            true,
            0,
        ),
        (
            "<div id=app><ul><li v-for='item in list'><a :href='item.url'>{{item.title}}</a><span>{{item.date}}</span></li></ul></div>",
            true,
            0,
        ),
        ("<h3>公示公告</h3><div>暂无信息</div>", false, 0),
        (
            "<ul id=list></ul><script>var data=[{\"title\":\"关于表彰先进集体的决定\",\"url\":\"/a/1.html\",\"pubDate\":\"2020-06-01\"},{\"title\":\"关于防汛的通知\",\"url\":\"/a/2.html\",\"pubDate\":\"2020-05-01\"}];</script>",
            true,
            2,
        ),
    ] {
        let facts = read(
            "http://www.example.gov.cn/gsgg/index.html",
            "公示公告-某县",
            &format!("{crumb}<div>{place}</div>"),
        );
        assert_eq!(facts.kind, PageKind::ColumnList, "{place}");
        let list = facts.list.unwrap();
        assert_eq!(
            (list.dynamic, list.items.len()),
            (dynamic, items),
            "{place}"
        );
    }
}

#[test]
fn homes_and_platforms_are_known_without_their_address() {
    let block = |name: &str| {
        let rows: String = (1..=5)
            .map(|at| format!("<li><a href='/{name}/{at}0001.html'>一条很长的政务新闻动态信息{at}</a><span>2024-01-0{at}</span></li>"))
            .collect();
        format!("<div><h3>{name}</h3><ul>{rows}</ul></div>")
    };
    let blocks = block("要闻动态") + &block("通知公告") + &block("政策文件");
    for (address, title) in [
        ("http://www.example.gov.cn/web/index.html", "某县人民政府"),
        (
            "http://www.example.gov.cn/xwz/sy/",
            "某市人力资源和社会保障局官网",
        ),
        (
            "http://www.example.gov.cn/col/col3664/index.html",
            "某市统计局",
        ),
    ] {
        assert_eq!(
            read(address, title, &blocks).kind,
            PageKind::SiteHome,
            "{title}"
        );
    }
    let platform = read(
        "http://www.example.gov.cn/public/column/6616",
        "某县发展改革委_某县政府信息公开网",
        &format!(
            "<div>您现在的位置：<a href=/>首页</a> &gt; <a href=/zwgk/>政府信息公开</a> &gt; 县发展改革委</div>\
            <ul><li><a href=zn/>政府信息公开指南</a></li><li><a href=zd/>政府信息公开制度</a></li><li><a href=nr/>法定主动公开内容</a></li>\
            <li><a href=nb/>政府信息公开年报</a></li><li><a href=ysq/>依申请公开</a></li></ul>{blocks}"
        ),
    );
    assert_eq!(platform.kind, PageKind::PlatformHome);
    assert_eq!(
        read(
            "http://www.example.gov.cn/zwgk/tz/",
            "通知公告",
            &format!("{CRUMB}{}", block("通知公告"))
        )
        .kind,
        PageKind::ColumnList
    );
}

/// Eight dated rows of other pages, under a heading.
fn beside(heading: &str) -> String {
    let rows: String = (1..=8)
        .map(|at| format!("<li><a href='/xw/202609/t2026090{at}_{at}.html'>某县第{at}次召开会议部署下半年的重点任务</a><span>2026-09-0{at}</span></li>"))
        .collect();
    format!("<div class=box><h3>{heading}</h3><a href=/more/>更多&gt;&gt;</a><ul>{rows}</ul></div>")
}

#[test]
fn lists_of_other_pages_are_not_what_a_page_is_about() {
    let text = "<p>为做好有关工作，保障群众合法权益，结合我县实际，现就有关事项通知如下，请认真贯彻落实。</p>".repeat(5);
    let paper = format!(
        "{CRUMB}<div><h1>关于做好二〇二〇年防汛抗旱工作的通知</h1><h5>2020-06-12</h5><div>{text}</div></div>"
    );
    let rows: String = (1..=5)
        .map(|at| format!("<li><a href='/wj/1000{at}.html'>关于第{at}号事项的通知</a><span>2020-06-0{at}</span></li>"))
        .collect();
    let column = format!("{CRUMB}<div><ul>{rows}</ul></div>");
    for heading in ["热点推荐", "点击排行", "相关阅读"] {
        for around in [
            format!("{}{{}}", beside(heading)),
            format!("{{}}{}", beside(heading)),
        ] {
            let facts = read(
                ARTICLE,
                "关于做好二〇二〇年防汛抗旱工作的通知_某县",
                &around.replace("{}", &paper),
            );
            assert_ne!(facts.kind, PageKind::ColumnList, "{heading}");
            assert_eq!(
                published(&facts).as_deref(),
                Some("2020-06-12"),
                "{heading}"
            );
            let facts = read(
                "http://www.example.gov.cn/zwgk/wj/",
                "政策文件_某县",
                &around.replace("{}", &column),
            );
            assert_eq!(facts.kind, PageKind::ColumnList, "{heading}");
            let list = facts.list.unwrap();
            assert_eq!(
                (list.items.len(), list.items[0].raw.as_str()),
                (5, "/wj/10001.html"),
                "{heading}"
            );
        }
    }
    // A column that bears the name is about nothing else.
    let facts = read(
        "http://www.example.gov.cn/rd/",
        "相关文件_某县",
        &beside("相关文件"),
    );
    assert_eq!(facts.list.unwrap().items.len(), 8);
}

#[test]
fn a_text_longer_than_the_list_beside_it_is_an_article() {
    let text = "<p>为做好有关工作，保障群众合法权益，结合我县实际，现就有关事项通知如下，请认真贯彻落实。</p>".repeat(7);
    let rows: String = (1..=4)
        .map(|at| format!("<li><a href='/xw/1000{at}.html'>某县召开第{at}次会议</a><span>2026-09-0{at}</span></li>"))
        .collect();
    let facts = read(
        ARTICLE,
        "",
        &format!(
            "{CRUMB}<div><h1>关于做好防汛抗旱工作的通告（2020年06月12日）</h1><div>{text}</div></div><div><ul>{rows}</ul></div>"
        ),
    );
    assert_eq!(facts.kind, PageKind::Article);
    assert_eq!(facts.title.as_deref(), Some("关于做好防汛抗旱工作的通告"));
    assert_eq!(published(&facts).as_deref(), Some("2020-06-12"));
}

#[test]
fn rows_that_are_bare_links_have_their_day_beside_them() {
    let rows: String = (1..=5)
        .map(|at| {
            format!(
                "· <a href='/wj/2020060{at}.html'>关于第{at}号事项的通知</a>　(2020-05-1{at})<br>"
            )
        })
        .collect();
    let facts = read(
        "http://www.example.gov.cn/zwgk/wj/",
        "政策文件",
        &format!("{CRUMB}<div>{rows}</div>"),
    );
    let list = facts.list.unwrap();
    assert_eq!(list.items.len(), 5);
    assert_eq!(list.items[1].date.unwrap().to_string(), "2020-05-12");
}

#[test]
fn rows_that_turn_the_page_or_lead_home_are_no_items() {
    let rows: String = (1..=4)
        .map(|at| {
            format!(
                "<tr><td><img src=d.gif><a href='show.asp?id=128{at}'><font>关于第{at}号事项的通知</font></a> <font>[2009-08-1{at}]</font></td></tr>"
            )
        })
        .collect();
    let facts = read(
        "http://www.example.gov.cn/list.asp?classid=12",
        "政府文件",
        &format!(
            "<table width=980><tr><td>您的位置：<a href=index.asp>首页</a> &gt;&gt; 政府文件</td></tr>{rows}\
             <tr><td>共 128 篇 首页 上一页 <a href='list.asp?classid=12&page=2'>下一页</a> <a href='list.asp?classid=12&page=7'>尾页</a></td></tr></table>"
        ),
    );
    let list = facts.list.unwrap();
    assert_eq!(list.items.len(), 4);
    assert_eq!(list.items[0].title, "关于第1号事项的通知");
    assert_eq!(list.items[0].date.unwrap().to_string(), "2009-08-11");
}

#[test]
fn a_letter_in_a_table_has_days_with_hours() {
    let facts = read(
        "http://www.example.gov.cn/hdjl/xzxx/2229.html",
        "咨询新生儿参保流程-县长信箱",
        "<div>当前位置：<a href=/>首页</a> &gt; <a href=/hdjl/>互动交流</a> &gt; <a href=/hdjl/xzxx/>县长信箱</a></div>\
         <h2>咨询新生儿参保流程</h2><table><tr><td>来信人：</td><td>刘**</td><td>来信时间：</td><td>2023-05-09 11:20:31</td></tr>\
         <tr><td>来信内容：</td><td colspan=3>您好，请问新生儿如何参加居民医保？需要带什么材料？</td></tr>\
         <tr><td>回复单位：</td><td>县医疗保障局</td><td>回复时间：</td><td>2023年5月1日 09:58</td></tr>\
         <tr><td>回复内容：</td><td colspan=3>您好，新生儿出生后九十天内可以凭户口簿办理参保。感谢您的来信。</td></tr></table>",
    );
    assert_eq!(facts.kind, PageKind::Mailbox);
    let letter = &facts.messages[0];
    assert_eq!(letter.title, "咨询新生儿参保流程");
    assert_eq!(letter.asked.unwrap().to_string(), "2023-05-09");
    assert_eq!(letter.replied.unwrap().to_string(), "2023-05-01");
    // The day of a label's cell is not the page's.
    assert_eq!(published(&facts), None);
}

#[test]
fn the_lines_of_a_footer_are_no_text_of_a_home() {
    let lists: String = ["要闻", "部门动态", "通知公告", "政策解读"]
        .iter()
        .map(|name| {
            let rows: String = (1..=6)
                .map(|at| format!("<li><a href=/xw/202306/c{at}.html>{name}消息第{at}条的标题文字</a><span>06-1{at}</span></li>"))
                .collect();
            format!("<div class=mod><div class=hd><h3><a href=/x/>{name}</a></h3><a href=/x/>更多&gt;&gt;</a></div><ul>{rows}</ul></div>")
        })
        .collect();
    let facts = read(
        "http://www.example.gov.cn/",
        "某县人民政府",
        &format!(
            "{lists}<div class=footer><p>主办：某县人民政府　承办：某县人民政府办公室　电话：0564-1234567</p><p>网站标识码：3415260001　皖ICP备05001234号</p></div>"
        ),
    );
    assert_eq!(facts.kind, PageKind::SiteHome);
}

#[test]
fn a_file_without_an_address_is_a_home_only_in_no_column() {
    let rows: String = (1..=5)
        .map(|at| {
            format!(
                "<li><a href=1{at}.html>关于第{at}号事项的通知</a><span>2026-09-0{at}</span></li>"
            )
        })
        .collect();
    let list = format!("<div>当前位置：<a href=/>首页</a> &gt; 规划信息</div><ul>{rows}</ul>");
    for (address, kind) in [
        ("http://page.invalid/", PageKind::ColumnList),
        ("http://www.example.gov.cn/ghxx/", PageKind::ColumnList),
    ] {
        let facts = read(address, "规划信息_某县人民政府", &list);
        assert_eq!(facts.kind, kind, "{address}");
        assert_eq!(facts.title.as_deref(), Some("规划信息"), "{address}");
    }
    // Without a breadcrumb the title names the column.
    let facts = read(
        "http://page.invalid/",
        "规划信息-某县人民政府",
        &format!("<ul>{rows}</ul>"),
    );
    assert_eq!(facts.kind, PageKind::ColumnList);
    let home = format!("<ul>{rows}</ul><ul>{rows}</ul>");
    let facts = read("http://page.invalid/", "某县人民政府", &home);
    assert_eq!(facts.kind, PageKind::SiteHome);
}
