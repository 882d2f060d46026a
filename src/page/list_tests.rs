//! Lists in the shapes of many systems: rows, their titles and days, and pagers.
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use super::test_pages::read;
use crate::model::{Address, ListFacts, PageFacts, PageKind};

/// The page of a column with this in its main part.
fn column(name: &str, main: &str) -> PageFacts {
    read(
        "http://a.gov.cn/xxgk/nb/index.html",
        &format!(
            "<html><head><meta name='ColumnName' content='{name}'><title>{name}-某县财政局</title></head><body>\
             <div class='pos'>当前位置：<a href='/'>首页</a> &gt; {name}</div>{main}\
             <div class='footer'>主办：某县财政局 网站标识码：4201000012</div></body></html>"
        ),
    )
}

/// Titles and days, `?` where a day is shown that cannot be told.
fn rows(facts: &PageFacts) -> Vec<String> {
    let items = facts.list.iter().flat_map(|list| &list.items);
    items
        .map(|item| {
            let day = match (item.date, item.half_dated) {
                (Some(day), _) => day.to_string(),
                (None, true) => "?".to_owned(),
                (None, false) => "-".to_owned(),
            };
            format!("{} {day}", item.title)
        })
        .collect()
}

const REPORTS: &str = "<ul class='list'>\
    <li><a href='./2025.html'>某县财政局2025年政府信息公开工作年度报告</a><span>2026-01-20</span></li>\
    <li><a href='./2024.html'>某县财政局2024年政府信息公开工作年度报告</a><span>2025-01-20</span></li>\
    <li><a href='./2023.html'>某县财政局2023年政府信息公开工作年度报告</a><span>2024-01-20</span></li></ul>";

/// The list of a column whose reports are followed by a pager.
fn paged(pager: &str) -> ListFacts {
    let list = column("政府信息公开年报", &format!("{REPORTS}{pager}")).list;
    let list = list.unwrap_or_default();
    assert_eq!(list.items.len(), 3, "{pager}");
    list
}

#[test]
fn a_pager_by_script_that_speaks_of_more_leaves_the_rest_unread() {
    for pager in [
        "<div id='page_1'></div><script>Ls.pagination('#page_1',function(i){location.href='/c/1?pageIndex='+i;},{currPage:(0+1),pageCount:2});</script>",
        "<script>var dataTotal = parseInt(\"7\");var pagenum = parseInt(\"1\");</script>",
        "<div id='page'></div><script>layui.laypage.render({elem:'page',count:7,limit:3});</script>",
        "<div id='pagination'></div><script>var listCount = '7'; var pageIndex = '1';var pageSize = '3';</script>",
        "<div class='more-btn'><a href='javascript:;'>加载更多</a></div>",
        "<button>点击加载更多</button>",
        "<script>var numbers='7';var page_t1 = Math.ceil(numbers / 3 );</script>",
        "<div id='pageDec' pagesize='3' pagecount='2'></div>",
        "<div class='pagination' rows='3' count='7'></div>",
        "<div class='pagination'></div><script>$('.pagination').pagination('setPage',1,2);</script>",
        "<script>var totalData = 7;</script><div id='page'></div>",
        "<div>共2页 <a href='javascript:void(0)'>下一页</a></div>",
        "<p><input value='1'>共有若干，见 <span class='pageCount'>2</span></p>",
    ] {
        let list = paged(pager);
        assert!(list.dynamic && list.rest, "{pager}");
        assert!(list.next.is_none() && list.more.is_empty(), "{pager}");
    }
}

#[test]
fn a_pager_that_speaks_of_no_more_leaves_nothing_unread() {
    for pager in [
        "<script>Ls.pagination('#page_1',go,{currPage:(0+1),pageCount:1});</script>",
        "<script>var dataTotal = parseInt(\"3\");</script>",
        "<div id='page'></div><script>layui.laypage.render({elem:'page',count:3,limit:10});</script>",
        "<script>var numbers='3';var page_t1 = Math.ceil(numbers / 10 );</script>",
        "<div id='pageDec' pagesize='3' pagecount='1'></div>",
        "<div class='pagination' rows='10' count='3'></div>",
        "<script>$('.pagination').pagination('setPage',1,1);</script>",
        "<script>var currentPage = 0; var countPage = 1;</script>",
        "<script>new Swiper('.banner', {pagination: '.dots', count: 7});</script>",
        "<select onchange='go()'><option value='2025'>2025</option><option value='2024'>2024</option></select>",
        // The last page of a list of files.
        "<div>共3页 <a href='index.html'>首页</a> <a href='index_1.html'>上一页</a> 下一页</div>",
    ] {
        let list = paged(pager);
        assert!(!list.dynamic && !list.rest, "{pager}");
    }
}

#[test]
fn the_files_of_further_pages_are_known_by_their_names() {
    let trs = r#"<script>var currentPage = 0;
        var nextPage = currentPage+1
        var countPage = 3//共多少页
        if(countPage>1&&currentPage!=(countPage-1))
        document.write("<a href=\"index"+"_" + nextPage + "."+"html\">下一页</a>");</script>"#;
    for pager in [
        trs,
        "<script>var pager_options={ currentPage:parseInt('0')+1,countPage:parseInt('3'), PAGE_NAME:'index', PAGE_EXT:'html' };</script>",
    ] {
        let list = paged(pager);
        assert!(!list.dynamic, "{pager}");
        let path = |address: &Address| address.path().to_owned();
        assert_eq!(
            list.next.as_ref().map(path).unwrap(),
            "/xxgk/nb/index_1.html"
        );
        let more: Vec<String> = list.more.iter().map(path).collect();
        assert_eq!(more, ["/xxgk/nb/index_1.html", "/xxgk/nb/index_2.html"]);
    }
    let list = paged(
        "<select onchange='location.href=this.value'><option value='index.html'>第1页</option><option value='index_1.html'>第2页</option></select>",
    );
    assert!(!list.dynamic);
    assert_eq!(list.more.len(), 1);
}

#[test]
fn rows_that_scripts_write_are_not_read() {
    for main in [
        "<table><tr><td><script>var url=\"./t0.shtml\";var title=\"关于印发工作要点的通知\";document.writeln(\"<a href=\"+url+\">\"+title+\"</a>\");document.writeln(\"2026-09-11\");</script></td></tr></table>",
        "<ul class='list'><li><script>var url=\"./t0.shtml\";var title=\"甲\";document.writeln(\"<a href=\"+url+\">\"+title+\"</a>\");</script><span>2026-09-11</span></li></ul>",
        "<div class='list'><script src='./list_data.js'></script></div>",
    ] {
        let facts = column("行政规范性文件", main);
        assert_eq!(facts.kind, PageKind::ColumnList, "{main}");
        assert!(facts.list.unwrap().dynamic, "{main}");
    }
    // The links of a pager are no rows, nor are the scripts of the page's foot.
    for main in [
        "<div class='list'><script>var countPage = 1; document.write('<a href=\"index.html\">首页</a>');</script></div>",
        "<p>内容</p>",
    ] {
        let list = column("行政规范性文件", main).list;
        assert!(list.is_none_or(|list| !list.dynamic), "{main}");
    }
}

#[test]
fn rows_that_only_a_script_opens_are_items_where_they_show_days() {
    for row in [
        "<li><a href='#' data-id='1'>TITLE</a><span>DAY</span></li>",
        "<li><a href='javascript:view(1)'>TITLE</a><span>DAY</span></li>",
        "<li><a href='javascript:void(0)' onclick=\"view('1')\">TITLE</a><span>DAY</span></li>",
        "<li onclick=\"view('1')\"><span class='t'>TITLE</span><span>DAY</span></li>",
    ] {
        let rows_of = [
            ("关于印发工作要点的通知", "2026-09-11"),
            ("关于调整最低工资标准的通知", "2026-06-15"),
            ("特别提醒", "2026-05-11"),
        ];
        let written = rows_of
            .map(|(title, day)| row.replace("TITLE", title).replace("DAY", day))
            .concat();
        let facts = column(
            "行政规范性文件",
            &format!("<ul class='list'>{written}</ul>"),
        );
        assert_eq!(facts.kind, PageKind::ColumnList, "{row}");
        let expected = rows_of.map(|(title, day)| format!("{title} {day}"));
        assert_eq!(rows(&facts), expected, "{row}");
        let list = facts.list.unwrap();
        assert!(list.items.iter().all(|item| item.target.is_none()), "{row}");
    }
    // A menu shows none.
    let menu = "<ul class='list'><li><a href='#'>机构职能</a></li><li><a href='#'>规划计划</a></li><li><a href='#'>财政预决算信息</a></li><li><a href='#'>行政许可办理结果公示</a></li></ul>";
    assert_eq!(rows(&column("行政规范性文件", menu)), [""; 0]);
    let bar = "<ul><li><a href='#'>设为首页</a>今天是2026年11月29日</li></ul>";
    assert_eq!(rows(&column("行政规范性文件", bar)), [""; 0]);
}

#[test]
fn a_day_in_an_element_of_its_own_beside_the_title_is_of_that_title() {
    let expected = [
        "关于第1号公告的通知 2026-09-11",
        "特别提醒 2026-09-10",
        "更正 2026-09-09",
    ];
    let row = |title: &str, day: &str| {
        format!(
            "<ul><li class='t'><a href='./{day}.html'>{title}</a></li><li class='time'>{day}</li></ul>"
        )
    };
    let each = [
        row("关于第1号公告的通知", "2026-09-11"),
        row("特别提醒", "2026-09-10"),
        row("更正", "2026-09-09"),
    ]
    .concat();
    let facts = column("通知公告", &format!("<div class='box'>{each}</div>"));
    assert_eq!(rows(&facts), expected);
    let inner = each.replace("<ul>", "").replace("</ul>", "");
    let facts = column("通知公告", &format!("<ul class='box'>{inner}</ul>"));
    assert_eq!(rows(&facts), expected);
    // The same with the day first.
    let first: String = [
        ("关于第1号公告的通知", "2026-09-11"),
        ("特别提醒", "2026-09-10"),
        ("更正", "2026-09-09"),
    ]
    .map(|(title, day)| format!("<li>{day}</li><li><a href='./{day}x.html'>{title}</a></li>"))
    .concat();
    let facts = column("通知公告", &format!("<ul class='box'>{first}</ul>"));
    assert_eq!(rows(&facts), expected);
}

#[test]
fn a_card_of_fields_below_a_title_has_its_day() {
    let card = |number: u32, day: &str| {
        format!(
            "<a class='list_item' href='/D49Y/1016625{number}.jhtml'><span>2026年郑东新区事业单位公开招聘第{number}号公告</span></a>\
             <ul class='pubinfo-card'><li>330126167/2026-0005{number}</li><li>郑东新区组织人事和社会保障局</li><li>事业单位公开招聘</li><li>{day}</li></ul>\
             <ul class='pubinfo-card-list-m hidden m-shown'><li>{day}</li><li>330126167/2026-0005{number}</li></ul>"
        )
    };
    let cards: String = (1..=9)
        .map(|number| card(number, &format!("2026-07-2{number}")))
        .collect();
    let facts = column(
        "事业单位公开招聘",
        &format!("<ul class='page-list'>{cards}</ul>"),
    );
    assert_eq!(facts.kind, PageKind::ColumnList);
    assert_eq!(rows(&facts).len(), 9);
    assert_eq!(
        rows(&facts)[0],
        "2026年郑东新区事业单位公开招聘第1号公告 2026-07-21"
    );
}

/// What is read of rows that are written like this one, `N` being 1 to 4.
fn list_of(row: &str) -> Vec<String> {
    let all: String = (1..=4)
        .map(|number| row.replace('N', &number.to_string()))
        .collect();
    rows(&column("通知公告", &format!("<ul class='list'>{all}</ul>")))
}

#[test]
fn a_title_is_whole_however_it_is_broken() {
    let day = "<span>2026-09-1N</span>";
    for (row, title) in [
        (
            "<a href='tN.html'>某县财政局<br/>关于第N号事项的通知</a>",
            "某县财政局关于第1号事项的通知",
        ),
        (
            "<a href='tN.html' title='某县财政局&lt;br/&gt;关于第N号事项的通知'>某县财政局<br>关于第N号…</a>",
            "某县财政局关于第1号事项的通知",
        ),
        (
            "<a href='tN.html'><em>2025</em>年度<br>某县第N号政府信息公开工作年度报告</a>",
            "2025年度某县第1号政府信息公开工作年度报告",
        ),
        (
            "<a href='tN.html' title='关于第N号事项的通知'>关于第N号事项的通知 2026-09-1N</a>",
            "关于第1号事项的通知",
        ),
        (
            "<a href='tN.html'>关于第N号事项的通知 2026-09-1N</a>",
            "关于第1号事项的通知",
        ),
        (
            "<a href='tN.html'>关于第N号事项的通知<p>某县财政局近日印发通知</p></a>",
            "关于第1号事项的通知",
        ),
        (
            "<a href='tN.html'>关于2025年12月1N日第N号事项的通知</a>",
            "关于2025年12月11日第1号事项的通知",
        ),
    ] {
        let found = list_of(&format!("<li>{row}{day}</li>"));
        assert_eq!(
            found.first().unwrap(),
            &format!("{title} 2026-09-11"),
            "{row}"
        );
    }
}

#[test]
fn labels_and_ways_to_more_are_no_titles() {
    let row = "<li><span>[2026-09-1N]</span><a href='/zcfg/' class='lm'>[政策法规]</a><a href='./tN.html'>特别提醒</a></li>";
    assert_eq!(list_of(row)[0], "特别提醒 2026-09-11");
    let table = "<table><tr><td>最新公开信息</td><td><a href='more.aspx'>更多&gt;&gt;</a></td></tr>\
        <tr><td>·<a href='D.aspx?id=1'>关于公布第1批名录的通知..</a></td><td>2014-01-11</td></tr>\
        <tr><td>·<a href='D.aspx?id=2'>关于公布第2批名录的通知..</a></td><td>2014-01-12</td></tr>\
        <tr><td>·<a href='D.aspx?id=3'>关于公布第3批名录的通知..</a></td><td>2014-01-13</td></tr></table>";
    let found = rows(&column("最新公开信息", table));
    assert_eq!(found.len(), 3, "{found:?}");
}

#[test]
fn the_day_of_a_row_is_not_that_of_what_it_tells() {
    for beside in [
        "<span>2026-09-1N</span><span>根据2025年1月5日自治区人民政府常务会议精神，现将有关事项公告如下</span>",
        "<span>2026-09-1N</span><span>有效期至：2030-12-31</span>",
        "<span>2026-09-1N</span><span>有效期至：</span><span>2030-12-31</span>",
        "<span>有效期至2030-12-31</span><span>2026-09-1N</span>",
        "<span>2026-09-1N 有效期至：2030-12-31</span>",
        "<span>截止日期：2026-12-31</span><span>发布日期：2026-09-1N</span>",
        "<p>发布日期：2026-09-1N，浏览次数：12，来源：某县财政局办公室综合科，责任编辑：某</p>",
    ] {
        let found = list_of(&format!(
            "<li><a href='tN.html'>关于第N号事项的通知</a>{beside}</li>"
        ));
        assert_eq!(found[0], "关于第1号事项的通知 2026-09-11", "{beside}");
    }
}

#[test]
fn days_are_read_where_they_are_certain_and_left_open_where_not() {
    for (day, read) in [
        ("2026091N", "2026-09-11"),
        ("26-09-1N", "2026-09-11"),
        ("09/0N/2026", "?"),
        ("10/2N/2026", "2026-10-21"),
        ("[10-2N]", "?"),
        ("9月1N日", "?"),
        ("有效期至2030-12-3N", "?"),
        ("阅读：120N", "-"),
    ] {
        let found = list_of(&format!(
            "<li><a href='/Item/2406N.aspx'>某县财政局关于第N批专项资金安排情况的公告</a><span>{day}</span></li>"
        ));
        let title = "某县财政局关于第1批专项资金安排情况的公告";
        assert_eq!(found.first().unwrap(), &format!("{title} {read}"), "{day}");
    }
    // One row tells of all which number is the month.
    let found = list_of(
        "<li><a href='/Item/2406N.aspx'>某县财政局关于第N批专项资金安排情况的公告</a><span>09/0N/2026</span></li>\
         <li><a href='/Item/2407N.aspx'>某县财政局关于第N批专项资金安排情况的通报</a><span>08/28/2026</span></li>",
    );
    assert_eq!(
        found[0],
        "某县财政局关于第1批专项资金安排情况的公告 2026-09-01"
    );
}

#[test]
fn the_time_of_a_page_s_making_is_no_sign_of_an_article() {
    let made = "<meta name='createDate' content='2018-12-19 17:30:10'>";
    let home = format!(
        "{made}<title>某市住房和城乡建设委员会门户网站</title><body><iframe src='/top.jsp'></iframe>\
         <h2><a href='javascript:void(0)'>政府信息公开专栏</a></h2><ul><li><a href='http://b.gov.cn/zn.shtml'>公开指南</a></li>\
         <li><a href='http://b.gov.cn/ml.shtml'>公开目录</a></li><li><a href='/ysq.shtml'>依申请公开</a></li></ul>"
    );
    assert_eq!(read("http://a.gov.cn/", &home).kind, PageKind::SiteHome);
    let facts = column(
        "通知公告",
        &format!("{made}<ul class='list'><li>暂无数据</li></ul>"),
    );
    assert_eq!(facts.kind, PageKind::ColumnList);
    assert!(facts.list.is_some_and(|list| list.items.is_empty()));
}

#[test]
fn a_title_of_several_parts_names_the_column() {
    let list = REPORTS.replace("2025年政府信息公开工作年度报告", "关于第1号事项的通知");
    for title in [
        "通知公告-政务公开-某县财政局",
        "某县财政局-政务公开-通知公告",
    ] {
        let facts = read(
            "http://a.gov.cn/x/y/",
            &format!(
                "<title>{title}</title><body>{list}<div class='footer'>主办：某县财政局</div>"
            ),
        );
        assert_eq!(facts.kind, PageKind::ColumnList, "{title}");
        assert_eq!(facts.title.as_deref(), Some("通知公告"), "{title}");
    }
}

#[test]
fn a_breadcrumb_needs_no_words_where_its_list_is_named_one() {
    let list = |class: &str| {
        format!(
            "<title>某县财政局</title><body><ol class='{class}'><li><a href='/'>首页</a></li><li><a href='/zwgk/'>政务公开</a></li><li class='active'>通知公告</li></ol>{REPORTS}\
             <div class='footer'>主办：某县财政局 网站标识码：4201000012</div>"
        )
    };
    let facts = read("http://a.gov.cn/x/y/", &list("breadcrumb"));
    assert_eq!(facts.column_path, ["首页", "政务公开", "通知公告"]);
    assert_eq!(facts.title.as_deref(), Some("通知公告"));
    let facts = read("http://a.gov.cn/x/y/", &list("menu"));
    assert!(facts.breadcrumb.is_empty());
}

#[test]
fn what_a_template_asks_for_is_no_value() {
    let facts = column(
        "通知公告",
        &format!(
            "<meta name='SiteName' content='网站名称'><meta name='SiteDomain' content='网站域名'><meta name='SiteIDCode' content='政府网站标识码'>{REPORTS}"
        ),
    );
    assert_eq!(facts.site_name.as_deref(), Some("某县财政局"));
    assert_eq!(facts.site_domain, None);
    assert_eq!(facts.site_id_code.as_deref(), Some("4201000012"));
}

#[test]
fn boxes_in_the_rows_of_a_column_are_not_its_own() {
    let all: String = (1..=8)
        .map(|number| {
            format!(
                "<li><a href='t{number}.html'>关于第{number}号事项的通知</a><span>2026-09-1{number}</span>\
                 <div class='tips' style='display:none'><table><tr><td>索引号</td><td>11420000/2026-0{number}</td></tr>\
                 <tr><td>成文日期</td><td>2026年01月0{number}日</td></tr><tr><td>发布日期</td><td>2026-09-1{number}</td></tr></table></div></li>"
            )
        })
        .collect();
    let facts = column("通知公告", &format!("<ul class='list'>{all}</ul>"));
    assert_eq!(facts.kind, PageKind::ColumnList);
    assert_eq!(rows(&facts).len(), 8);
    assert_eq!(rows(&facts)[0], "关于第1号事项的通知 2026-09-11");
}
