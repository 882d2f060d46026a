//! Pagers as systems write them, what says that a list goes on, and what stands in the place of
//! one that a script is to fill.
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use bumpalo::Bump;
use scraper::Html;

use super::dom::Dom;
use super::paging::{Pager, is_pager, read};
use super::test_pages;
use crate::model::{Address, ListFacts, NavItem, PageFacts, PageKind};
use crate::vocabulary::pages::PageWords;

/// The page of a column with this in its main part.
fn column(name: &str, main: &str) -> PageFacts {
    let markup = format!(
        "<html><head><meta name='ColumnName' content='{name}'><title>{name}-某县财政局</title></head><body>\
         <div class='header'><ul><li><a href='/'>首页</a></li><li><a href='/zwgk/'>政务公开</a></li></ul></div>\
         <div class='main'><div class='pos'>当前位置：<a href='/'>首页</a> &gt; {name}</div>{main}</div>\
         <div class='footer'>主办：某县财政局 网站标识码：4201000012</div></body></html>"
    );
    test_pages::read("http://a.gov.cn/xxgk/nb/index.html", &markup)
}

const REPORTS: &str = "<ul class='list'>\
    <li><a href='./2025.html'>某县财政局2025年政府信息公开工作年度报告</a><span>2026-01-20</span></li>\
    <li><a href='./2024.html'>某县财政局2024年政府信息公开工作年度报告</a><span>2025-01-20</span></li>\
    <li><a href='./2023.html'>某县财政局2023年政府信息公开工作年度报告</a><span>2024-01-20</span></li></ul>";

/// The list of a column whose reports are followed by this.
fn followed(after: &str) -> ListFacts {
    let list = column("政府信息公开年报", &format!("{REPORTS}{after}")).list;
    let list = list.unwrap_or_default();
    assert_eq!(list.items.len(), 3, "{after}");
    list
}

#[test]
fn the_address_of_the_next_page_is_read_where_it_is_written() {
    for pager in [
        "<table class='pages'><tr><td>1</td><td onclick=\"window.location.href='./index_2.html'\">下页 &gt;</td></tr></table>",
        "<div class='fy'><a href='index_2.html'>下页 &gt;</a></div>",
        "<div class='fy'><a href='index_2.html'>下一页 →</a></div>",
        "<div class='fy'><span onclick=\"location.href='index_2.html'\">下一页</span></div>",
        "<div class='fy'><button onclick=\"location.href='index_2.html'\">下一页</button></div>",
        "<p><input type='button' value='下一页' onclick=\"location.href='index_2.html'\"></p>",
        "<p><input type='button' value='下一页' onclick=\"turnTo('index_2.html')\"></p>",
        "<div class='page'><a href='index_2.html'><img src='/i/next.gif' alt='下一页'></a></div>",
        "<div><a href='index_2.html' title='下一页'><i class='icon'></i></a></div>",
        "<div><a href='index_2.html' title='下一页'>&gt;</a></div>",
        "<p>[第一页] [上一页] <a href='index_2.html'>[下一页]</a> <a href='index_2.html'>[最末页]</a></p>",
    ] {
        let list = followed(pager);
        let next = list.next.as_ref().map(Address::path);
        assert_eq!(next, Some("/xxgk/nb/index_2.html"), "{pager}");
        assert!(!list.dynamic, "{pager}");
    }
    for pager in [
        "<div class='fy'><a href='index.html'>1</a> <a href='index_2.html'>2</a></div>",
        "<div class='fanye'><span class='on'>1</span><span onclick=\"location.href='index_2.html'\">2</span></div>",
    ] {
        let list = followed(pager);
        let more: Vec<&str> = list.more.iter().map(Address::path).collect();
        assert_eq!(more, ["/xxgk/nb/index_2.html"], "{pager}");
    }
}

#[test]
fn a_list_goes_on_where_a_script_has_more_of_it() {
    for after in [
        "<p><input type='button' value='下一页' onclick='nextPage()'></p>",
        "<table><tr><td onclick='go(2)'>下页 &gt;</td></tr></table>",
        "<div class='fy'><button id='next'>下一页</button></div>",
        "<div class='fy'><a href='#' onclick='go(1)'>1</a><a href='#' onclick='go(2)'>2</a></div>",
        "<ul class='el-pager'><li class='number active'>1</li><li class='number'>2</li></ul>",
        "<div id='Pagination'></div><script>$('#Pagination').pagination(7,{items_per_page:3,callback:show});</script>",
        "<div id='Pagination'></div><script>$('#Pagination').pagination(2,{items_per_page:1,callback:show});</script>",
        "<div id='bar'></div><script>$('#bar').bootpag({total:2,page:1}).on('page',show);</script>",
        "<el-pagination :total='7' :page-size='3' @current-change='go'></el-pagination><script src='/js/vue.js'></script>",
        "<el-pagination :total='total' @current-change='go'></el-pagination><script src='/js/vue.js'></script>",
        "<script>layui.use('flow',function(){layui.flow.load({elem:'#list',done:function(page,next){}});});</script>",
        "<div id='page'></div><script src='/js/page.js'></script>",
        "<div class='pageDiv'><script>showPages('/zwgk/nb/')</script></div>",
        "<div id='fenye'></div><script>new Turner({box:'fenye'}).show();</script>",
        "<div class='loading'>加载中...</div><script src='/js/list.js'></script>",
        "<div><img src='/images/loading.gif'></div>",
        "<a href='javascript:;' id='more'>查看更多</a><script src='/js/list.js'></script>",
        "<div class='m'><a id='more'>更多&gt;&gt;</a></div>",
        "<button>更多</button>",
        "<div onclick='showMore()'>展开更多</div>",
    ] {
        let list = followed(after);
        assert!(list.dynamic && list.rest, "{after}");
        assert!(list.next.is_none() && list.more.is_empty(), "{after}");
    }
}

#[test]
fn a_list_ends_where_nothing_has_more_of_it() {
    for after in [
        // What systems leave of a pager where there is one page.
        "<div id='pages'></div><script src='/js/jquery.min.js'></script>",
        "<div class='pagination'></div><script>new Swiper('.b',{pagination:'.pagination'});</script>",
        "<div id='pageBreak'></div><script src='/js/page.js'></script>",
        "<div id='photo-pager'></div><script>slide('photo-pager');</script>",
        "<div class='page'><a href='javascript:go(1)'>1</a></div>",
        "<div class='page'><a class='disabled' href='javascript:go(1)'>下一页</a></div>",
        "<div class='fy'><button disabled>上一页</button><button disabled>下一页</button></div>",
        "<div>共1页 <input type='button' value='下一页' onclick='nextPage()'></div>",
        "<ul class='el-pager'><li class='number active'>1</li></ul>",
        "<el-pagination :total='3' :page-size='10'></el-pagination>",
        "<div id='Pagination'></div><script>$('#Pagination').pagination(3,{items_per_page:10});</script>",
        "<div id='bar'></div><script>$('#bar').bootpag({total:1,page:1});</script>",
        "<div id='page'></div><script src='/js/page.js'></script><p>共3条记录</p>",
        // Words that do nothing, and those of something else.
        "<p>更多</p>",
        "<a href='#'>更多</a>",
        "<a href='/zwgk/'>更多</a>",
        "<button onclick=\"location.href='/zwgk/'\">更多</button>",
        "<div><h3>相关专题</h3><a href='javascript:;' id='m'>更多</a></div>",
        "<div><a href='javascript:;' id='m'>更多</a><h3>相关专题</h3></div>",
        "<p>浏览次数：<span id='hits'>加载中...</span></p>",
        "<div style='display:none'>加载中...</div>",
        "<div><img src='/images/loading.gif' data-original='/upload/1.jpg'></div>",
        "<div class='banner'><button class='slick-prev'>Previous</button><button class='slick-next'>Next</button></div>",
    ] {
        let list = followed(after);
        assert!(!list.dynamic && !list.rest, "{after}");
        assert!(list.next.is_none() && list.more.is_empty(), "{after}");
    }
    // 更多 above the rows is beside a heading.
    let above = format!("<div><h3>年报</h3><a href='javascript:;' id='m'>更多</a></div>{REPORTS}");
    assert!(!column("政府信息公开年报", &above).list.unwrap().dynamic);
}

#[test]
fn what_waits_for_its_rows_is_no_empty_list() {
    for place in [
        "<ul id='list'><li class='loading'>数据加载中，请稍候……</li></ul><script src='/js/list.js'></script>",
        "<table><tr><td colspan='3'>正在加载...</td></tr></table><script>$.post('/list',show);</script>",
        "<div id='list'><img src='/images/loading.gif'></div><script src='/js/list.js'></script>",
        "<div id='list'><noscript>请启用JavaScript后查看</noscript></div>",
        "<iframe id='f' width='100%' height='800'></iframe><script src='/js/frame.js'></script>",
        "<iframe id='f' src='about:blank'></iframe>",
        "<select onchange='show(this.value)'><option>请选择</option><option>2025年</option><option>2024年</option></select>",
    ] {
        for name in ["政府信息公开年报", "通知公告"] {
            let facts = column(name, place);
            assert_eq!(facts.kind, PageKind::ColumnList, "{place}");
            let list = facts.list.unwrap_or_default();
            assert!(list.dynamic && list.items.is_empty(), "{place}");
        }
    }
    for place in [
        "<p>内容</p><iframe name='sink' width='0' height='0'></iframe>",
        "<p>内容</p><iframe name='sink' style='display:none'></iframe>",
        "<p>浏览次数：<span>加载中</span></p>",
        "<div id='list'><noscript><img src='/hits?id=1'></noscript></div>",
        "<select><option>2025年</option><option>2024年</option></select>",
    ] {
        let list = column("政府信息公开年报", place).list;
        assert!(list.is_none_or(|list| !list.dynamic), "{place}");
    }
}

#[test]
fn a_frame_shows_what_a_script_puts_into_it() {
    for script in [
        "document.getElementById(\"f\").src=\"/zwgk/nb/list.html\"",
        "$('#f').attr('src', '/zwgk/nb/list.html');",
        "var f=document.getElementById('f'); f.setAttribute('src','/zwgk/nb/list.html')",
    ] {
        let facts = column(
            "政府信息公开年报",
            &format!("<iframe id='f' width='100%'></iframe><script>{script}</script>"),
        );
        let frames = facts.inset.unwrap().frames;
        assert_eq!(frames[0].path(), "/zwgk/nb/list.html", "{script}");
        assert!(facts.list.is_none_or(|list| !list.dynamic), "{script}");
    }
}

#[test]
fn a_choice_leads_to_what_its_entries_name() {
    let reports: String = (2022..2026)
        .map(|year| format!("<option value='/xxgk/nb/{year}.html'>{year}年度报告</option>"))
        .collect();
    let choice = |options: &str| {
        format!(
            "<select onchange='location.href=this.value'><option value=''>请选择</option>{options}</select>"
        )
    };
    let list = column("政府信息公开年报", &choice(&reports)).list.unwrap();
    assert_eq!(list.items.len(), 4);
    assert_eq!(list.items[0].title, "2022年度报告");
    assert!(list.items.iter().all(|item| item.target.is_some()));

    // Each year has a page of the same list.
    let years = "<option value='/xxgk/nb/?y=2025'>2025年</option><option value='/xxgk/nb/?y=2024'>2024年</option>";
    let list = column("政府信息公开年报", &choice(years)).list.unwrap();
    assert_eq!((list.items.len(), list.more.len()), (0, 2));
    let list = followed(&choice(years));
    assert!(!list.dynamic && list.more.len() == 2);

    // The pages of a text are no list.
    let text = "<p>本局负责全县财政收支管理。</p><div class='page'><a href='index.html'>1</a><a href='index_1.html'>2</a></div>";
    assert!(
        column("机构职能", text)
            .list
            .is_none_or(|list| list.more.is_empty())
    );

    // Other sites and other parts of the site are no part of it.
    let parts =
        "<option value='/a/'>某镇人民政府</option><option value='/b/'>某乡人民政府</option>";
    assert!(column("政府信息公开年报", &choice(parts)).list.is_none());
    let sites = "<option value='http://b.gov.cn/'>某市财政局</option><option value='http://c.gov.cn/'>某省财政厅</option>";
    assert!(column("政府信息公开年报", &choice(sites)).list.is_none());
    assert!(followed(&choice(sites)).more.is_empty());
}

fn pager(address: &str, markup: &str) -> Pager {
    let html = Html::parse_document(markup);
    let arena = Bump::new();
    let dom = Dom::new(&arena, &html);
    let address = Address::parse(address).unwrap();
    read(&dom, &address, &address, &PageWords::load().unwrap())
}

#[test]
fn pagers_are_told_from_menus() {
    let words = PageWords::load().unwrap();
    let check = |names: &str, expected: bool| {
        let items: Vec<NavItem> = (names.split(' '))
            .map(|text| NavItem {
                text: text.to_owned(),
                ..NavItem::default()
            })
            .collect();
        assert_eq!(is_pager(&items, &words.pager), expected, "{names}");
    };
    check("1 2 下一页 尾页", true);
    check("首页 上一页 [1] [2] … 下一页 尾页 共2页", true);
    check("下一页 尾页", true);
    check("« 1 2 3 »", true);
    // Columns of years, and a menu.
    check("2026 2025 2024", false);
    check("首页 更多", false);
    check("预算 决算 下一页", false);
}

#[test]
fn pagers_by_script_arguments() {
    let found = pager(
        "http://a.gov.cn/x/index.html",
        "<script>createPageHTML(3, 0, \"index\", \"html\");</script>",
    );
    assert_eq!(found.pages, Some(3));
    assert_eq!(
        found.next.unwrap().as_str(),
        "http://a.gov.cn/x/index_1.html"
    );
    assert_eq!(found.more.len(), 2);
    let found = pager(
        "http://a.gov.cn/x/list.shtml",
        "<script>createPageHTML('page-div',34, 1,'list','shtml',500)</script>",
    );
    assert_eq!(
        found.next.unwrap().as_str(),
        "http://a.gov.cn/x/list_2.shtml"
    );
}

#[test]
fn pagers_by_links() {
    let found = pager(
        "http://a.gov.cn/x/?page=1",
        "<div>共 5 页 <a href='?page=1'>首页</a><a href='?page=2'>2</a><a href='?page=2'>下一页</a><a href='?page=5'>尾页</a></div>",
    );
    assert_eq!(found.pages, Some(5));
    assert_eq!(found.next.unwrap().as_str(), "http://a.gov.cn/x/?page=2");
    assert_eq!(found.more.len(), 2);
    let found = pager(
        "http://a.gov.cn/x/",
        "<div class=pager><a href='javascript:goPage(2)'>下一页</a></div>",
    );
    assert!(found.next.is_none() && found.scripted);
}

#[test]
fn numbers_without_an_address_are_a_script_s() {
    for pager in [
        "<table><tr class=pgr><td colspan=2><table><tr><td><span>1</span></td><td><a href=\"javascript:__doPostBack('GridView1','Page$2')\">2</a></td></tr></table></td></tr></table>",
        "<ul class='ant-pagination'><li class='ant-pagination-prev ant-pagination-disabled'></li><li class='ant-pagination-item ant-pagination-item-active' title='1'><a>1</a></li><li class='ant-pagination-item' title='2'><a>2</a></li><li class='ant-pagination-next' title='下一页'></li></ul>",
        "<ul class='pagination'><li class='active'><a>1</a></li><li><a href='javascript:;'>2</a></li><li><a href='javascript:;'>»</a></li></ul>",
        "<div id='displaypagenum'><script>displaypagenum(1,2,'node_12')</script></div>",
        "<script>$(window).scroll(function(){if($(window).scrollTop()+$(window).height()>=$(document).height()){loadMore();}});</script>",
    ] {
        assert!(followed(pager).dynamic, "{pager}");
    }
    for pager in [
        "<ul class='pagination'><li class='active'><a>1</a></li></ul>",
        "<ul class='pagination'><li><a href='index.html'>1</a></li><li class='active'><a>2</a></li></ul>",
    ] {
        assert!(!followed(pager).dynamic, "{pager}");
    }
}

#[test]
fn rows_in_data_are_all_where_the_data_says_how_many_they_are() {
    let records: String = (1..5)
        .map(|n| format!("<record><![CDATA[<li><a href='/xxgk/nb/{n}.html'>某县财政局202{n}年政府信息公开工作年度报告</a><b>202{}-01-20</b></li>]]></record>", n + 1))
        .collect();
    let list = |total: &str| {
        let data = format!(
            "<div id='3124'><script type='text/xml'><datastore>{total}<recordset>{records}</recordset></datastore></script></div>"
        );
        column("政府信息公开年报", &data).list.unwrap()
    };
    for (total, open) in [
        ("<totalrecord>4</totalrecord>", false),
        ("<totalrecord>9</totalrecord>", true),
        ("", true),
    ] {
        let list = list(total);
        assert_eq!((list.items.len(), list.whole), (4, !open), "{total}");
        assert!(list.dynamic, "a script shows them");
    }
}
