//! Lists in the shapes of many systems: rows, their titles and days.
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::sync::LazyLock;

use bytes::Bytes;

use super::Reader;
use crate::model::{Address, PageFacts, PageKind, Reply};

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::new(Vec::new()).unwrap());

fn read(address: &str, markup: &str) -> PageFacts {
    let reply = Reply {
        status: 200,
        headers: vec![("content-type".to_owned(), "text/html".to_owned())],
        body: Bytes::copy_from_slice(markup.as_bytes()),
        truncated: None,
        head_only: false,
    };
    READER.read(&Address::parse(address).unwrap(), &reply)
}

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
