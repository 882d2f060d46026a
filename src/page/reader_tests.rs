//! Pages in the shapes of many systems, written for these tests.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a failing test may panic

use std::sync::LazyLock;

use bytes::Bytes;
use proptest::prelude::*;

use super::{Reader, is_html};
use crate::model::{Address, Cause, LinkRegion, PageFacts, PageKind, Reply};

static READER: LazyLock<Reader> =
    LazyLock::new(|| Reader::new(vec!["二十个工作日".to_owned()]).unwrap());

fn reply(status: u16, body: &[u8]) -> Reply {
    Reply {
        status,
        headers: vec![("content-type".to_owned(), "text/html".to_owned())],
        body: Bytes::copy_from_slice(body),
        truncated: None,
        head_only: false,
    }
}

fn read(address: &str, markup: &str) -> PageFacts {
    READER.read(
        &Address::parse(address).unwrap(),
        &reply(200, markup.as_bytes()),
    )
}

fn titles(facts: &PageFacts) -> Vec<String> {
    facts
        .list
        .as_ref()
        .map(|list| {
            list.items
                .iter()
                .map(|item| {
                    format!(
                        "{} {}",
                        item.title,
                        item.date
                            .map_or_else(|| "-".to_owned(), |date| date.to_string())
                    )
                })
                .collect()
        })
        .unwrap_or_default()
}

fn regions(facts: &PageFacts, region: LinkRegion) -> Vec<&str> {
    facts
        .links
        .iter()
        .filter(|link| link.region == region)
        .map(|link| &*link.text)
        .collect()
}

const TEXT: &str = "为进一步规范行政行为，提高服务水平，根据有关法律法规和上级部门的要求，结合本地实际，现就有关事项通知如下。\
各单位要高度重视，加强领导，明确责任，认真组织实施，确保各项工作落到实处，并于年底前将落实情况报送备案。";

/// Every page read after many others, and read alone.
#[test]
fn what_pages_share_changes_nothing_that_is_read() {
    let own = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in ["fixtures/sites/demo", "../shared/real"] {
        super::plain::tests::pages(&own.join(folder), &mut found);
    }
    let after_others = Reader::new(vec!["二十个工作日".to_owned()]).unwrap();
    let mut alone = Reader::new(vec!["二十个工作日".to_owned()]).unwrap();
    // Two origins, so that what was read on one page meets pages of another site.
    for round in 0..2 {
        for (number, (name, bytes)) in found.iter().enumerate() {
            let host = if number % 7 == 0 { "b" } else { "a" };
            let address = Address::parse(&format!(
                "http://{host}.example.gov.cn/{}/t2020_{number}.html",
                number % 5
            ))
            .unwrap();
            let reply = reply(200, bytes);
            alone.forget();
            let one = format!("{:?}", after_others.read(&address, &reply));
            let other = format!("{:?}", alone.read(&address, &reply));
            assert!(one == other, "{name} in round {round}:\n{one}\n{other}");
        }
    }
}

/// A menu that only an action shows stands in the middle of the line of time and source, and a
/// visible one beside it has labels.
#[test]
fn what_is_hidden_parts_no_line_on_any_page() {
    let entry = |n| format!("<li><a href='/a/{n}'>把本页字体设为第{n}号并记住这个设置</a></li>");
    let entries: String = (1..=12).map(entry).collect();
    let page = |n: usize| {
        format!(
            "<html><head><title>关于第{n}号工作的通知</title></head><body><div id=main>\
             <div class=menu><ul>{entries}</ul><p>索引号：</p><p>发文机关：某某局</p></div>\
             <h1>关于第{n}号工作的通知</h1><div class=info>发布日期：<div style='display:none'><ul>{entries}</ul></div>2021-03-0{n} 来源：某某局</div>\
             <div id=zoom><p>{TEXT}第{n}号。</p><p>{TEXT}</p></div></div></body></html>"
        )
    };
    let after_others = Reader::new(Vec::new()).unwrap();
    let mut alone = Reader::new(Vec::new()).unwrap();
    for n in (1..=9).cycle().take(40) {
        let address = Address::parse(&format!("http://a.example.gov.cn/t{n}.html")).unwrap();
        let reply = reply(200, page(n).as_bytes());
        alone.forget();
        let facts = alone.read(&address, &reply);
        let document = facts.document.as_deref().unwrap();
        let shown = &document.published_date.as_ref().unwrap().shown;
        assert_eq!(*shown, format!("发布日期： 2021-03-0{n}"));
        let one = format!("{:?}", after_others.read(&address, &reply));
        assert_eq!(one, format!("{facts:?}"));
    }
}

/// Tables for layout, `font` tags, no semantic element, GBK: a site of 2005.
#[test]
fn a_site_made_of_tables() {
    let rows: String = (1..=12)
        .map(|n| {
            format!(
                "<tr><td width=20><img src=dot.gif></td><td><a href='show.asp?id={}' target=_blank><font color=#000>关于第{n}次办公会议纪要的通报</font></a></td><td align=right><font color=gray>[2005-{n}-3]</font></td></tr>",
                1000 + n
            )
        })
        .collect();
    let page = format!(
        "<html><head><meta http-equiv=Content-Type content='text/html; charset=gb2312'><title>某某县财政局</title></head><body>\
         <table width=760><tr><td><img src=banner.jpg></td></tr></table>\
         <table width=760><tr><td><a href=/index.asp>首页</a></td><td>|</td><td><a href=/jg.asp>机构设置</a></td><td>|</td><td><a href=/zw.asp>政务公开</a></td><td>|</td><td><a href=/fg.asp>政策法规</a></td><td>|</td><td><a href=/bs.asp>办事指南</a></td></tr></table>\
         <table width=760><tr><td width=180 valign=top><table><tr><td><a href=list.asp?c=1>通知公告</a></td></tr><tr><td><a href=list.asp?c=2>会议纪要</a></td></tr><tr><td><a href=list.asp?c=3>工作动态</a></td></tr><tr><td><a href=list.asp?c=4>下载中心</a></td></tr></table></td>\
         <td valign=top><table><tr><td>您现在的位置：<a href=/>首页</a> &gt;&gt; <a href=/zw.asp>政务公开</a> &gt;&gt; 会议纪要</td></tr></table><table>{rows}</table>\
         <table><tr><td>共 3 页 第 1 页 <a href='list.asp?c=2&page=2'>下一页</a> <a href='list.asp?c=2&page=3'>尾页</a></td></tr></table></td></tr></table>\
         <table width=760><tr><td align=center>版权所有：某某县财政局 地址：某某路1号 京ICP备05000000号<br><a href=/admin>管理登录</a></td></tr></table>"
    );
    let body = encoding_rs::GBK.encode(&page).0.into_owned();
    let facts = READER.read(
        &Address::parse("http://cz.example.gov.cn/list.asp?c=2").unwrap(),
        &reply(200, &body),
    );
    assert_eq!(facts.charset.used, "gb18030");
    assert_eq!(facts.kind, PageKind::ColumnList);
    assert_eq!(facts.column_path, ["首页", "政务公开", "会议纪要"]);
    assert_eq!(facts.title.as_deref(), Some("会议纪要"));
    assert_eq!(facts.site_name.as_deref(), Some("某某县财政局"));
    let titles = titles(&facts);
    assert_eq!(titles.len(), 12);
    assert_eq!(titles[0], "关于第1次办公会议纪要的通报 2005-01-03");
    let list = facts.list.unwrap();
    assert_eq!(list.pages, Some(3));
    assert_eq!(
        list.next.unwrap().as_str(),
        "http://cz.example.gov.cn/list.asp?c=2&page=2"
    );
    assert!(!list.dynamic);
    let header: Vec<&str> = facts
        .links
        .iter()
        .filter(|link| link.region == LinkRegion::Header)
        .map(|link| &*link.text)
        .collect();
    assert_eq!(
        header,
        ["首页", "机构设置", "政务公开", "政策法规", "办事指南"]
    );
}

/// A list with a column tree at its side and a pager by query, class names all strange.
#[test]
fn a_column_of_a_disclosure_platform() {
    let rows: String = (1..=15)
        .map(|n| {
            format!(
                "<li><a href='/public/6595/{}.html' title='某某局关于印发第{n}号实施方案的通知' target='_blank'>某某局关于印发第{n}号…</a><span class='date'>2021-03-{n:02}</span></li>",
                90000 + n
            )
        })
        .collect();
    let facts = read(
        "http://www.example.gov.cn/public/column/6595?type=4&catId=1",
        &format!(
            "<html><head><title>规范性文件 - 某某市农业农村局</title><meta name=SiteName content=某某市人民政府><meta name=ColumnName content=规范性文件></head><body>\
             <div class=wza><a href=#>无障碍</a></div><div class=q-top><div class=logo><a href=/><img src=l.png alt=某某市人民政府></a></div><form action=/site/search/1><input name=keywords placeholder=请输入关键字><button>搜索</button></form></div>\
             <div class=q-menu><ul><li><a href=/>首页</a><li><a href=/zw>政务公开</a><li><a href=/bs>政务服务</a><li><a href=/hd>互动交流</a></ul></div>\
             <div class=q-wz>当前位置：<a href=/>首页</a> &gt; <a href=/public>政府信息公开</a> &gt; <a href=/public/6595>某某市农业农村局</a> &gt; 规范性文件</div>\
             <div class=q-con><div class=q-l><ul class=m><li><a href=/public/6595?type=1>政府信息公开指南</a><li><a href=/public/6595?type=2>政府信息公开制度</a><li><a href=/public/6595?type=4>法定主动公开内容</a><ul><li><a href=?catId=2>机构职能</a><li><a href=?catId=1>规范性文件</a></ul><li><a href=/public/6595?type=5>政府信息公开年报</a><li><a href=/ysq>依申请公开</a></ul></div>\
             <div class=q-r><div class=q-t>规范性文件</div><ul class=q-list>{rows}</ul><div class=q-page><a class=cur>1</a><a href='?type=4&catId=1&pageIndex=2'>2</a><a href='?type=4&catId=1&pageIndex=2'>下一页</a></div></div></div>\
             <div class=q-foot><p>主办单位：某某市人民政府办公室</p><p>网站标识码：3400000001 皖ICP备05000000号</p></div></body></html>"
        ),
    );
    assert_eq!(facts.kind, PageKind::ColumnList);
    assert_eq!(facts.title.as_deref(), Some("规范性文件"));
    assert_eq!(facts.site_id_code.as_deref(), Some("3400000001"));
    assert!(facts.search_box);
    let titles = titles(&facts);
    assert_eq!(titles.len(), 15);
    assert_eq!(titles[1], "某某局关于印发第2号实施方案的通知 2021-03-02");
    assert!(facts.list.as_ref().unwrap().next.is_some());
    assert!(regions(&facts, LinkRegion::Side).contains(&"政府信息公开年报"));
    let tree = facts
        .navigation
        .iter()
        .find(|forest| forest.iter().any(|item| item.text == "政府信息公开指南"))
        .unwrap();
    assert_eq!(tree.len(), 5);
    assert_eq!(tree[2].children.len(), 2);
}

/// An article beside a list of other articles, with share bar and neighbours.
#[test]
fn an_article_alone() {
    let side: String = (1..=8)
        .map(|n| format!("<li><a href='/art/2021/1/{n}/art_9_{n}.html'>另一条毫不相干的新闻标题第{n}条</a><span>01-{n:02}</span></li>"))
        .collect();
    let facts = read(
        "http://www.example.gov.cn/art/2021/3/4/art_12_3456.html",
        &format!(
            "<html><head><title>某某市 通知公告 某某市人民政府办公室关于加强节假日值班工作的通知</title><meta name=ArticleTitle content='某某市人民政府办公室关于加强节假日值班工作的通知'><meta name=PubDate content='2021-03-04 10:00'></head><body>\
             <div id=header><ul class=nav><li><a href=/>首页</a><li><a href=/a>公开</a><li><a href=/b>服务</a><li><a href=/c>互动</a></ul></div>\
             <div class=pos>当前位置：<a href=/>首页</a> &gt; <a href=/col/col12/>通知公告</a> &gt; 正文</div>\
             <div class=wrap><div class=l><h1>某某市人民政府办公室关于加强节假日值班工作的通知</h1><div class=info>发布时间：2021-03-04 来源：市政府办公室 浏览次数：<span id=h></span> 字体：[<a href=#>大</a> <a href=#>小</a>]</div>\
             <div id=zoom><p>　　{TEXT}</p><p>　　{TEXT}答复期限为二十个工作日。</p><p>附件：<a href='/att/0/1.doc'>值班表.doc</a></p></div>\
             <div class=share>分享到：<a href=#>微信</a></div><p>上一篇：<a href=/art/2021/3/1/art_12_1.html>关于开展安全检查的通知</a></p><p>【打印】【关闭】</p></div>\
             <div class=r><h3>最新信息</h3><ul>{side}</ul></div></div><div class=footer>版权所有 某某市人民政府 网站标识码：3400000001</div>"
        ),
    );
    assert_eq!(
        facts.title.as_deref(),
        Some("某某市人民政府办公室关于加强节假日值班工作的通知")
    );
    assert_eq!(facts.column_path, ["首页", "通知公告"]);
    assert!(
        matches!(facts.kind, PageKind::Article | PageKind::Document),
        "{:?}",
        facts.kind
    );
    assert!(facts.list.is_none());
    assert!(
        facts.excerpt.starts_with("为进一步规范"),
        "{}",
        facts.excerpt
    );
    assert!(
        facts
            .phrases
            .iter()
            .map(|phrase| &**phrase)
            .eq(["二十个工作日"])
    );
    let document = facts.document.unwrap();
    assert_eq!(document.attachments.len(), 1);
    assert_eq!(
        document.published_date.unwrap().value.to_string(),
        "2021-03-04"
    );
}

#[test]
fn kinds_are_told_by_several_signals() {
    let article = |title: &str, crumbs: &str| {
        read(
            "http://www.example.gov.cn/zwgk/202103/t20210304_12345.html",
            &format!(
                "<html><head><title>{title}_某某市某某局</title></head><body><div class=top><a href=/>首页</a><a href=/a>公开</a><a href=/b>服务</a><a href=/c>互动</a></div>\
                 <div class=c1>当前位置：<a href=/>首页</a> &gt; {crumbs}</div><div class=c2><h2>{title}</h2><p class=s>发布时间：2021-03-04 10:20　来源：某某局</p><div class=TRS_Editor><p>{TEXT}</p><p>{TEXT}</p></div></div></body></html>"
            ),
        )
    };
    for (title, crumbs, kind) in [
        (
            "某某市某某局政府信息公开指南",
            "<a href=x>政府信息公开指南</a>",
            PageKind::Guide,
        ),
        (
            "某某局2020年政府信息公开工作年度报告",
            "<a href=x>政府信息公开年报</a>",
            PageKind::AnnualReport,
        ),
        (
            "《某某市养老服务办法》政策解读",
            "<a href=x>政策解读</a>",
            PageKind::Interpretation,
        ),
        (
            "一图读懂某某市养老服务办法",
            "<a href=x>图解</a>",
            PageKind::Interpretation,
        ),
        (
            "关于公开征求《某某办法（征求意见稿）》意见的公告",
            "<a href=x>意见征集</a>",
            PageKind::Consultation,
        ),
        (
            "某某局政府信息公开保密审查制度",
            "<a href=x>政府信息公开制度</a>",
            PageKind::Regime,
        ),
        (
            "依申请公开受理机构",
            "<a href=x>依申请公开</a>",
            PageKind::Request,
        ),
        (
            "某某局行政处罚信息公示（2021年第3期）",
            "<a href=x>双公示</a>",
            PageKind::Enforcement,
        ),
        (
            "局领导调研乡村振兴工作",
            "<a href=x>工作动态</a>",
            PageKind::Article,
        ),
    ] {
        let facts = article(title, crumbs);
        assert_eq!(facts.kind, kind, "{title}");
        assert_eq!(facts.title.as_deref(), Some(title));
        assert!(
            facts.excerpt.starts_with("为进一步"),
            "{title}: {}",
            facts.excerpt
        );
    }
}

#[test]
fn homes_and_platforms() {
    let block = |name: &str| {
        let rows: String = (1..=7)
            .map(|n| format!("<li><a href='/x/202103/t202103{n:02}_{n}.html'>{name}方面的第{n}条消息内容</a><span>2021-03-{n:02}</span></li>"))
            .collect();
        format!(
            "<div class=box><h3><a href=/x>{name}</a><a href=/x>更多</a></h3><ul>{rows}</ul></div>"
        )
    };
    let blocks: String = ["政务要闻", "部门动态", "通知公告", "政策文件"]
        .iter()
        .map(|name| block(name))
        .collect();
    let menu = "<div class=nav><ul><li><a href=/>首页</a><li><a href=/zw/>政务公开</a><li><a href=/bs/>办事服务</a><li><a href=/hd/>互动交流</a></ul></div>";
    let foot =
        "<div class=foot>主办：某某市人民政府 网站标识码：3400000001 皖ICP备05000001号-1</div>";
    let home = read(
        "http://www.example.gov.cn/",
        &format!("<title>某某市人民政府</title><body>{menu}<div class=main>{blocks}</div>{foot}"),
    );
    assert_eq!(home.kind, PageKind::SiteHome);
    assert_eq!(home.title.as_deref(), Some("某某市人民政府"));
    assert_eq!(home.site_name.as_deref(), Some("某某市人民政府"));
    assert!(home.list.is_none());
    let platform = read(
        "http://www.example.gov.cn/zwgk/",
        &format!(
            "<title>政府信息公开_某某市人民政府</title><meta name=ColumnName content=政府信息公开><body>{menu}<div class=main>{blocks}</div>{foot}"
        ),
    );
    assert_eq!(platform.kind, PageKind::PlatformHome);
    assert_eq!(platform.title.as_deref(), Some("政府信息公开"));
}

#[test]
fn pages_that_cannot_be_read() {
    let home = "http://www.example.gov.cn/gkmlpt/index";
    let shell = read(
        home,
        "<html><head><title>政府信息公开目录</title></head><body><div id=app></div><script>window._CONFIG={a:1}</script><script src=/app.js></script></body></html>",
    );
    assert_eq!(shell.unreadable, Some(Cause::ScriptBuilt));
    let challenge = READER.read(
        &Address::parse(home).unwrap(),
        &reply(412, b"<html><head><script>$_ts=window['$_ts'];eval('x')</script></head><body></body></html>"),
    );
    assert_eq!(challenge.unreadable, Some(Cause::Blocked));
    let coded = read(
        home,
        "<html><body><script>var arg1='3A';function a(){document.cookie='acw_sc__v2='+x;document.location.reload()}</script></body></html>",
    );
    assert_eq!(coded.unreadable, Some(Cause::Blocked));
    let guarded = read(
        home,
        "<html><title>访问验证</title><body><p>请完成安全验证后继续访问</p></body></html>",
    );
    assert_eq!(guarded.unreadable, Some(Cause::Blocked));
    for (page, cause) in [
        ("", Cause::NotFetched),
        (
            "<html><p>网站正在维护升级，请稍后访问。</p></html>",
            Cause::NotFetched,
        ),
        (
            "<html><title>用户登录</title><form><input name=u><input type=password></form></html>",
            Cause::Blocked,
        ),
    ] {
        assert_eq!(read(home, page).unreadable, Some(cause), "{page}");
    }
    // A notice about maintenance, and a page with words about logging in, are what they say.
    for page in [
        "<html><h1>关于网站维护升级的公告</h1><p>因系统升级，本网站定于2026年7月1日8时至12时暂停访问，请市民和企业提前办理网上业务。         恢复访问的时间如有变化，将另行公告。给您带来的不便敬请谅解，咨询电话：0550-7000315。         维护期间可以到政务服务中心窗口现场办理。</p><p>2026年6月28日</p></html>",
        "<html><h1>办事说明</h1><p>请先登录政务服务网，再按提示填写申请表。</p></html>",
    ] {
        assert_eq!(read(home, page).unreadable, None, "{page}");
    }
    let frames = read(
        home,
        "<html><frameset rows='100,*'><frame src=top.html><frame src=main.html></frameset></html>",
    );
    assert_eq!(frames.unreadable, Some(Cause::NotFetched));
    assert_eq!(frames.links.len(), 2);
}

#[test]
fn a_notice_of_one_sentence_is_the_text_and_not_its_line_of_source() {
    let facts = read(
        "http://www.example.gov.cn/zwgk/202611/t20261110_1.html",
        "<html><head><meta name=ArticleTitle content=行政处罚决定撤销公告></head><body><div class=main>\
         <div class=position>当前位置：<a href=/>首页</a> &gt; <a href=/zwgk/>政府信息公开</a> &gt; <a href=/zwgk/xzcf/>行政处罚信息</a> &gt; 正文</div>\
         <h1 class=title>行政处罚决定撤销公告</h1><div class=info>发布日期：2026-11-10 09:30　信息来源：某某县市场监督管理局</div>\
         <div class=TRS_Editor><p>经行政复议，决定撤销某市监罚〔2026〕71号行政处罚决定。</p></div></div></body></html>",
    );
    assert!(facts.excerpt.starts_with("经行政复议"), "{}", facts.excerpt);
    let document = facts.document.unwrap();
    assert_eq!(document.says.cites.len(), 1);
}

#[test]
fn a_line_of_source_is_no_text_whatever_it_is_called() {
    let said = "经核实，本局2026年度没有收费项目，特此说明。";
    for article in [
        format!(
            "<div class=nry-text><span>发布时间：2026-03-05</span> <span>信息来源：某某县市场监督管理局</span> <span>点击数：</span></div>\
             <div id=vsb_content class=v_news_content_box><p>{said}</p></div>"
        ),
        format!(
            "<table><tr><td>发布日期：[2026-03-05] &nbsp; 来源：某某县市场监督管理局 &nbsp; 点击：次 【字体：<a href=#>大</a>】</td></tr>\
             <tr><td class=nr><p>{said}</p></td></tr></table>"
        ),
    ] {
        let facts = read(
            "http://www.example.gov.cn/zwgk/202603/t20260305_1.html",
            &format!(
                "<html><head><title>情况说明</title></head><body><div class=main>\
                 <div class=position>当前位置：<a href=/>首页</a> &gt; <a href=/zwgk/>政府信息公开</a> &gt; 正文</div>\
                 <h1 class=title>情况说明</h1>{article}</div></body></html>"
            ),
        );
        assert!(facts.statement.is_some(), "{article}: {}", facts.excerpt);
    }
}

#[test]
fn redirects_are_followed_on_paper() {
    let to = |markup: &str| {
        read("http://www.example.gov.cn/", markup)
            .redirect
            .map(|target| target.to_string())
    };
    for markup in [
        "<meta http-equiv=refresh content='0;url=/web/'>",
        "<META HTTP-EQUIV='Refresh' CONTENT=\"3; URL='/web/'\">正在跳转",
        "<script>window.location.href='/web/';</script>",
        "<script>\n<!--\nlocation = \"/web/\"\n//-->\n</script>",
        "<script>self.location.replace('web/')</script>",
        "<body onload=\"location='/web/'\">",
    ] {
        assert_eq!(
            to(markup).as_deref(),
            Some("http://www.example.gov.cn/web/"),
            "{markup}"
        );
    }
    assert_eq!(to("<script>//location.href='/old/'</script><p>x"), None);
    assert_eq!(to("<meta http-equiv=refresh content=300>"), None);
    assert_eq!(
        to(&format!(
            "<script>function f(){{location.href='/x'}}</script><p>{TEXT}</p>"
        )),
        None
    );
}

#[test]
fn lists_that_scripts_fill() {
    let page = |list: &str| {
        read(
            "http://www.example.gov.cn/gk/zcfg/",
            &format!(
                "<title>政策法规_某某局</title><meta name=ColumnName content=政策法规><body><div class=nav><a href=/>首页</a><a href=/a>公开</a><a href=/b>服务</a><a href=/c>互动</a></div><div class=main><div class=wz>当前位置：<a href=/>首页</a> &gt; 政策法规</div>{list}</div><div class=foot>主办：某某局 皖ICP备05000001号</div><script src=list.js></script>"
            ),
        )
    };
    let empty = page("<ul id=list></ul><div id=pager></div>");
    assert!(empty.list.as_ref().unwrap().dynamic && empty.list.unwrap().items.is_empty());
    let template =
        page("<ul><li v-for='item in list'><a :href='item.url'>{{ item.title }}</a></li></ul>");
    assert!(template.list.as_ref().unwrap().dynamic && template.list.unwrap().items.is_empty());
    let said = page("<ul></ul><p>暂无数据</p>");
    assert!(!said.list.as_ref().unwrap().dynamic);
    let unsaid = page("<ul></ul><p style='display: none'>暂无数据</p>");
    assert!(unsaid.list.unwrap().dynamic);
}

#[test]
fn dates_beside_items_in_many_forms() {
    let page = |row: &dyn Fn(u32) -> String| {
        let rows: String = (1..=6).map(row).collect();
        titles(&read(
            "http://www.example.gov.cn/gk/tzgg/",
            &format!(
                "<title>通知公告_某某局</title><meta name=ColumnName content=通知公告><body><div class=w>{rows}</div>"
            ),
        ))
    };
    let expected = "关于举办第2期业务培训班的通知 2021-03-02";
    for (name, row) in [
        (
            "two parts",
            (&|n: u32| {
                format!(
                    "<div class=i><div class=d><b>{n:02}</b><i>2021-03</i></div><a href=a{n}.html>关于举办第{n}期业务培训班的通知</a></div>"
                )
            }) as &dyn Fn(u32) -> String,
        ),
        ("in the link", &|n| {
            format!(
                "<p><a href=a{n}.html><span>关于举办第{n}期业务培训班的通知</span><em>2021/3/{n}</em></a></p>"
            )
        }),
        ("brackets", &|n| {
            format!(
                "<li>·<a href=a{n}.html>关于举办第{n}期业务培训班的通知</a>【2021年3月{n}日】</li>"
            )
        }),
        ("month and day", &|n| {
            format!(
                "<li><a href=t202103{n:02}_1.html>关于举办第{n}期业务培训班的通知</a><span>[03-{n:02}]</span></li>"
            )
        }),
        ("address only", &|n| {
            format!(
                "<li><a href=./202103/t202103{n:02}_1.html>关于举办第{n}期业务培训班的通知</a></li>"
            )
        }),
        ("table", &|n| {
            format!(
                "<table><tr><td>{n}</td><td><a href=a{n}.html title='关于举办第{n}期业务培训班的通知'>关于举办第{n}期...</a></td><td>2021-03-{n:02}</td></tr></table>"
            )
        }),
        ("dl", &|n| {
            format!(
                "<dl><dt><a href=a{n}.html>关于举办第{n}期业务培训班的通知</a></dt><dd>发布日期：2021-03-{n:02}</dd></dl>"
            )
        }),
        ("two links", &|n| {
            format!(
                "<li><a href=/c>[通知]</a><a href=a{n}.html>关于举办第{n}期业务培训班的通知</a><span>2021-03-{n:02}</span></li>"
            )
        }),
    ] {
        let titles = page(row);
        assert_eq!(titles.len(), 6, "{name}: {titles:?}");
        assert_eq!(titles[1], expected, "{name}");
    }
}

#[test]
fn replies_are_told_apart() {
    let with = |kind: &str, body: &[u8]| {
        let mut reply = reply(200, body);
        reply.headers[0].1 = kind.to_owned();
        is_html(&reply)
    };
    assert!(with("text/html; charset=utf-8", b"x"));
    assert!(with(
        "application/octet-stream",
        b"\xef\xbb\xbf\n<!DOCTYPE html>"
    ));
    assert!(!with("application/pdf", b"%PDF"));
    assert!(!with("text/plain", b"just words"));
    assert!(!with("application/json", b"[]"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn no_page_makes_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let _ = READER.read(&Address::parse("http://a.gov.cn/x").unwrap(), &reply(200, &bytes));
    }

    #[test]
    fn no_mutated_markup_makes_it_panic(parts in proptest::collection::vec(prop_oneof![
        Just("<table>"), Just("<tr>"), Just("<td>"), Just("</table>"), Just("<div class=footer>"), Just("</div>"),
        Just("<ul>"), Just("<li>"), Just("</ul>"), Just("<a href=1.html>"), Just("</a>"), Just("2020-02-30"), Just("2020-03-01"),
        Just("当前位置："), Just(" > "), Just("首页"), Just("<h1>"), Just("</h1>"), Just("关于印发办法的通知"), Just("<select>"),
        Just("<svg>"), Just("<template>"), Just("<script>location.href='"), Just("</script>"), Just("<!--"), Just("-->"), Just("网站标识码：3400000001"),
        Just("<record><![CDATA["), Just("]]></record>"), Just("[{\"title\":\"a\",\"url\":\"b\"}]"), Just("{{x}}"), Just("<p style='display:none'>"),
        Just("<frameset>"), Just("<base href='::'>"), Just("<title>"), Just("…"), Just("\u{3000}"), Just("标题："), Just("[03-02]"), Just("共 3 页"),
    ], 0..60)) {
        let page: String = parts.concat();
        let _ = READER.read(&Address::parse("http://a.gov.cn/x").unwrap(), &reply(200, page.as_bytes()));
    }
}

#[test]
fn a_huge_page_ends_in_bounded_time() {
    let row = "<table><tr><td class=top><a href=x.html>关于某某事项的通知</a></td><td>2020-01-02</td><td><font color=red>当前位置：</font>";
    let page = row.repeat((20 << 20) / row.len());
    let facts = READER.read(
        &Address::parse("http://a.gov.cn/x").unwrap(),
        &reply(200, page.as_bytes()),
    );
    assert!(facts.warnings.len() >= 2);
    // What is kept of it is no larger than what was read of it.
    assert!(format!("{facts:?}").len() < page.len());
}

/// The words by which a page says that there is nothing.
fn missing(title: &str, body: &str) -> Option<String> {
    let page = format!(
        "<html><head><title>{title}</title></head><body>\
         <div class=header><a href=/>首页</a><a href=/zwgk/>政务公开</a><a href=/hdjl/>互动交流</a></div>\
         <div class=main>{body}</div>\
         <div class=footer>主办：某某县人民政府办公室 备案号：皖ICP备00000000号</div></body></html>"
    );
    read("http://a.example/zwgk/201.html", &page).missing
}

#[test]
fn a_page_that_stands_in_for_what_is_not_there_is_known_by_its_words_and_shape() {
    let cases = [
        ("404", "<img src=/images/404.png>"),
        (
            "404 Not Found",
            "<center><h1>404 Not Found</h1></center><hr><center>nginx</center>",
        ),
        ("页面不存在_某某县人民政府", "<p>3秒后返回首页</p>"),
        (
            "某某县人民政府",
            "<h2>抱歉，您访问的页面不存在！</h2><p>可能是地址有误，<a href=/>返回首页</a></p>",
        ),
        (
            "某某县人民政府门户网站",
            "<div class=err><p>对不起，该信息不存在或已被删除</p></div>",
        ),
        (
            "错误提示",
            "<p>很抱歉，您要访问的页面已被删除、更名或暂时不可用。</p>",
        ),
    ];
    for (title, body) in cases {
        assert!(missing(title, body).is_some(), "{title}: {body}");
    }
    let long = "各乡镇人民政府：现将有关事项通知如下，请遵照执行。".repeat(12);
    let pages = [
        ("关于清理网站错链的通知-某某县人民政府", format!("<h1>关于清理网站错链的通知</h1><p>{long}</p><p>打开时提示“您访问的页面不存在”的，应当更正。</p>")),
        ("公文列表-某某县人民政府", "<ul><li><a href=/1.html>关于甲的通知</a> 2026-01-02</li><li><a href=/2.html>关于乙的通知</a> 2026-01-03</li><li><a href=/3.html>关于丙的通知</a> 2026-01-05</li></ul>".to_owned()),
        ("机构职能-某某县人民政府", "<p>负责市场综合监督管理。</p>".to_owned()),
        ("政策文件-某某县人民政府", "<p>暂无数据</p>".to_owned()),
        ("404号文件-某某县人民政府", "<p>某政办〔2026〕404号</p>".to_owned()),
    ];
    for (title, body) in pages {
        assert_eq!(missing(title, &body), None, "{title}");
    }
}

#[test]
fn a_badge_fills_no_list() {
    let page = |script: &str| {
        format!(
            "<html><head><title>通知公告-某局</title><meta name=ColumnName content=通知公告></head><body>\
             <div class=nav><a href=/>首页</a><a href=/a/>概况</a><a href=/b/>公开</a></div>\
             <div class=position>当前位置：<a href=/>首页</a> &gt; 通知公告</div><ul class=list></ul>\
             <div class=footer><p>主办：某局 网站标识码：3415290012</p>{script}</div></body></html>"
        )
    };
    let dynamic = |script: &str| {
        let facts = read("http://a.example/tzgg/", &page(script));
        facts.list.is_some_and(|list| list.dynamic)
    };
    assert!(dynamic("<script src=/js/list.js></script>"));
    assert!(!dynamic(
        "<script src=http://dcs.conac.cn/js/12/001/conac.js></script>"
    ));
    assert!(!dynamic(
        "<script>var _hmt=[];var hm=document.createElement('script');hm.src='https://hm.baidu.com/hm.js?1';</script>"
    ));
    assert!(dynamic(
        "<script>$.getJSON('/list', show); hm.src='https://hm.baidu.com/hm.js?1';</script>"
    ));
}
