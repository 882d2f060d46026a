//! Letters in the markup of many systems, written for these tests: what a person reads off each,
//! and the pages beside them that are no letters.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a failing test may panic

use super::test_pages;
use crate::model::{PageFacts, PageKind};

const ASKED: &str = "小区门口的路灯坏了一个多月，晚上出行很不方便，请问什么时候能修好？";
const ANSWER: &str = "您好，经现场核实，该路段线路老化，已更换线路并恢复照明，感谢您的来信。";
const BOX: &[&str] = &["互动交流", "县长信箱"];
const TALK: &[&str] = &["互动交流"];

fn read(title: &str, columns: &[&str], body: &str) -> PageFacts {
    let crumbs: String = columns
        .iter()
        .enumerate()
        .map(|(at, name)| format!(" &gt; <a href=/hdjl/{at}/>{name}</a>"))
        .collect();
    let markup = format!(
        "<!DOCTYPE html><html><head><title>{title}-某县人民政府</title></head><body>\
         <div class=header><ul class=nav><li><a href=/>首页</a></li><li><a href=/zwgk/>政务公开</a></li>\
         <li><a href=/hdjl/>互动交流</a></li><li><a href=/bsfw/>政务服务</a></li></ul></div>\
         <div class=dqwz>当前位置：<a href=/>首页</a>{crumbs}</div>{body}\
         <div class=footer><p>主办单位：某县人民政府办公室　网站标识码：3415260001　皖ICP备05001234号</p></div>\
         </body></html>"
    );
    test_pages::read("http://www.example.gov.cn/hdjl/1/20.html", &markup)
}

/// Title, day of asking, day of the answer, state, and whether an answer's text stands there.
fn letter(title: &str, columns: &[&str], body: &str) -> (String, String, String, String, bool) {
    let facts = read(title, columns, body);
    assert_eq!(facts.kind, PageKind::Mailbox, "{body}");
    assert_eq!(facts.messages.len(), 1, "{body}");
    let letter = facts.messages[0].clone();
    let day = |day: Option<jiff::civil::Date>| day.map_or("-".to_owned(), |day| day.to_string());
    (
        letter.title,
        day(letter.asked),
        day(letter.replied),
        letter.status.unwrap_or("-".to_owned()),
        letter.reply,
    )
}

fn expect(title: &str, body: &str, wanted: (&str, &str, &str, &str, bool)) {
    let found = letter(title, BOX, body);
    let wanted = (
        wanted.0.to_owned(),
        wanted.1.to_owned(),
        wanted.2.to_owned(),
        wanted.3.to_owned(),
        wanted.4,
    );
    assert_eq!(found, wanted, "{body}");
}

#[test]
fn question_and_answer_may_stand_in_two_tables() {
    let asked = |state: &str| {
        format!(
            "<table class=xj><tr><td>信件标题</td><td colspan=3>路灯不亮</td></tr>\
             <tr><td>来信时间:</td><td>2026-01-02 09:20:11</td><td>办事状态:</td><td>{state}</td></tr>\
             <tr><td>来信内容:</td><td colspan=3>{ASKED}</td></tr></table><p>来信附件:&nbsp;没有附件</p>"
        )
    };
    let short = format!(
        "<table class=hf><tr><td>回复单位</td><td>县住建局</td><td>回复时间</td><td>2026-01-05</td></tr>\
         <tr><td>回复内容</td><td colspan=3>{ANSWER}</td></tr></table>"
    );
    // The answer outweighs the question, and its day is that of handling.
    let long = format!(
        "<table class=hf><tr><td>办理单位:</td><td>县住建局</td><td>办理时间:</td><td>2026-01-05 03:41</td></tr>\
         <tr><td>处理情况:</td><td colspan=3>{ANSWER}{ANSWER}{ANSWER}</td></tr></table>"
    );
    let none = "<table class=hf><tr><td>办理单位:</td><td>县住建局</td><td>办理时间:</td><td>暂无</td></tr>\
         <tr><td>处理情况:</td><td colspan=3></td></tr></table><ul><li><a href=/1.html>关于城区部分路段的通告</a></li></ul>";
    let days = ("路灯不亮", "2026-01-02", "2026-01-05");
    for answer in [&short, &long] {
        for state in ["已办结", "已受理"] {
            let body = format!("{}{answer}", asked(state));
            expect("信件详情", &body, (days.0, days.1, days.2, state, true));
        }
    }
    let body = format!("{}{none}", asked("处理中"));
    expect("信件详情", &body, (days.0, days.1, "-", "处理中", false));
}

#[test]
fn letters_are_read_in_lists_of_terms_blocks_and_brackets() {
    let wanted = |state| ("路灯不亮", "2026-01-02", "2026-01-05", state, true);
    let terms = format!(
        "<dl><dt>标题：</dt><dd>路灯不亮</dd><dt>写信日期：</dt><dd>2026-01-02</dd><dt>内容：</dt><dd>{ASKED}</dd></dl>\
         <dl><dt>答复单位：</dt><dd>县住建局</dd><dt>答复日期：</dt><dd>2026-01-05</dd><dt>答复内容：</dt><dd><p>{ANSWER}</p></dd></dl>"
    );
    expect("信件详情", &terms, wanted("-"));
    let items = format!(
        "<ul class=xj><li><b>信件标题：</b>路灯不亮</li><li><b>写信时间：</b>2026-01-02 10:00</li><li><b>办理状态：</b>已办结</li></ul>\
         <div class=n><span>信件内容</span><p>{ASKED}</p></div><div class=n><span>回复内容</span><p>{ANSWER}</p>\
         <p>回复单位：某县住建局　回复时间：2026-01-05</p></div><div>满意度：<span>满意</span> 未评价</div>"
    );
    expect("信件详情", &items, wanted("已办结"));
    let brackets = format!(
        "<h1>路灯不亮</h1><p>【来信时间】2026-01-02</p><p>【来信内容】{ASKED}</p><p>【回复时间】2026-01-05</p><p>【回复内容】{ANSWER}</p>"
    );
    expect("路灯不亮", &brackets, wanted("-"));
    let cells = format!(
        "<table><tr><th>信件标题</th><th>来信时间</th><th>回复时间</th></tr><tr><td>路灯不亮</td><td>2026-01-02</td><td>2026-01-05</td></tr></table>\
         <div>来信内容：{ASKED}</div><div>回复内容：{ANSWER}</div>"
    );
    expect(
        "信件查看",
        &cells,
        ("路灯不亮", "2026-01-02", "2026-01-05", "-", true),
    );
}

#[test]
fn the_first_of_several_answers_counts_and_no_day_by_which_one_is_due() {
    let several = format!(
        "<h2>路灯不亮</h2><div>来 信 时 间 ：2026-01-02</div><p>{ASKED}</p>\
         <div class=r><p>答复单位：县住建局</p><p>答复时间：2026-01-12</p><p>{ANSWER}</p></div>\
         <div class=r><p>答复单位：某供电公司</p><p>答复时间：2026-01-06</p><p>{ANSWER}</p></div>"
    );
    let wanted = ("路灯不亮", "2026-01-02", "2026-01-06", "-", false);
    expect("路灯不亮", &several, wanted);
    let due = format!(
        "<h1>路灯不亮</h1><p>来信时间：2026-01-02 要求办结时间：2026-01-09 状态：办理中</p><p>{ASKED}</p>"
    );
    expect(
        "路灯不亮",
        &due,
        ("路灯不亮", "2026-01-02", "-", "办理中", false),
    );
    let begun = format!(
        "<table><tr><td>标题</td><td>路灯不亮</td><td>来信时间</td><td>2026-01-02</td></tr>\
         <tr><td>办理时间</td><td>2026-01-03</td><td>办理状态</td><td>办理中</td></tr><tr><td>内容</td><td colspan=3>{ASKED}</td></tr></table>"
    );
    expect(
        "路灯不亮",
        &begun,
        ("路灯不亮", "2026-01-02", "-", "办理中", false),
    );
}

#[test]
fn the_text_of_an_answer_is_told_from_what_stands_in_its_place() {
    let asked =
        format!("<p>来信时间：2026-01-02　状态：办理中</p><h3>来信内容</h3><div>{ASKED}</div>");
    let tools = "<div class=tools><a href=#>打印本页</a> <a href=#>关闭窗口</a></div>";
    for (answer, wanted) in [
        (
            format!("<h3>回复内容</h3><div class=hf></div>{tools}"),
            false,
        ),
        ("<h3>回复内容</h3><div>暂无回复</div>".to_owned(), false),
        (format!("<h3>回复内容</h3><div>{ANSWER}</div>{tools}"), true),
        (
            format!("<div class=hf><div>县住建局回复：</div><div>{ANSWER}</div></div>"),
            true,
        ),
        (format!("<p>处理结果：<br>{ANSWER}</p>"), true),
    ] {
        let body = format!("<div class=con><h1>路灯不亮</h1>{asked}{answer}</div>");
        expect(
            "路灯不亮",
            &body,
            ("路灯不亮", "2026-01-02", "-", "办理中", wanted),
        );
    }
}

#[test]
fn a_letter_is_titled_as_its_heading_where_the_page_is_titled_as_the_column() {
    let body = format!(
        "<div class=con><h1>路灯不亮</h1><div class=info>来信时间：2026-01-02 　办理状态：已办结</div><p>{ASKED}</p>\
         <div class=reply><div>回复单位：县住建局 回复时间：2026-01-05</div><p>{ANSWER}</p></div></div>"
    );
    for title in ["县长信箱", "信件详情"] {
        let wanted = ("路灯不亮", "2026-01-02", "2026-01-05", "已办结", false);
        expect(title, &body, wanted);
    }
}

#[test]
fn letters_about_guides_and_calls_are_letters() {
    let titles = [
        "投诉县政府信息公开指南电话打不通",
        "关于公租房管理办法征求意见稿的疑问",
        "请求对老旧小区改造政策解读",
        "申请公开某小区规划许可信息",
        "咨询2025年政府信息公开工作年度报告在哪里看",
        "咨询政府信息公开制度",
    ];
    for title in titles {
        for columns in [BOX, TALK, &["互动交流", "咨询投诉"]] {
            let body = format!(
                "<div class=con><h1>{title}</h1><div>来信时间：2026-01-02 　办理状态：已办结</div><p>{ASKED}</p>\
                 <div class=reply><div>回复单位：县住建局 回复时间：2026-01-05</div><p>{ANSWER}</p></div></div>"
            );
            let found = letter(title, columns, &body);
            assert_eq!((&*found.0, &*found.2), (title, "2026-01-05"));
            let facts = read(title, columns, &body);
            assert!(
                facts.guide.is_none() && facts.report.is_none() && facts.consultation.is_none()
            );
        }
    }
    let body = format!("<h1>申请公开征地信息怎么办理</h1><p>问：{ASKED}</p><p>答：{ANSWER}</p>");
    let facts = read("申请公开征地信息怎么办理", BOX, &body);
    assert_eq!(facts.kind, PageKind::Mailbox);
}

#[test]
fn guides_calls_and_requests_beside_letters_stay_what_they_are() {
    let long = "<p>为了方便公民、法人和其他组织获得政府信息，编制本指南。</p>\
        <p>一、公开范围。本机关主动公开机构职能、财政预算、行政许可等政府信息，按照主题分类。</p>\
        <p>二、公开工作机构。某县政府办公室，办公地址：某县某路1号，办公时间：工作日8时至17时，联系电话：0550-1234567。</p>\
        <p>三、依申请公开。申请人可以当面、邮寄提交申请，本机关自收到之日起20个工作日内答复。</p>";
    let said = "<h3>网友留言</h3><ul><li>王某：建议提高标准 留言时间：2026-01-05 回复时间：2026-01-06 回复：感谢您的建议</li>\
        <li>李某：支持 留言时间：2026-01-07</li></ul>";
    let call = format!(
        "<p>现公开征求意见，时间自2026年1月1日至2026年1月31日，欢迎提出意见建议。联系电话：0550-1234567。</p>{said}"
    );
    let request =
        format!("<p>提交时间：2026-01-02 答复时间：2026-01-09 办理状态：已办结</p><p>{ANSWER}</p>");
    let pages: [(&str, &[&str], &str, PageKind); 8] = [
        ("某县政府信息公开指南", TALK, long, PageKind::Guide),
        ("某县政府信息公开指南", BOX, long, PageKind::Guide),
        ("信息公开申请流程", TALK, long, PageKind::Request),
        (
            "关于申请公开征地信息的答复",
            &["政府信息公开", "依申请公开"],
            &request,
            PageKind::Request,
        ),
        (
            "某县公租房管理办法公开征求社会意见",
            TALK,
            &call,
            PageKind::Consultation,
        ),
        (
            "关于公开征求《某县公租房管理办法》意见的公告",
            &["互动交流", "网上留言"],
            &call,
            PageKind::Consultation,
        ),
        (
            "2026年民生实事项目公开征集",
            &["互动交流", "意见征集"],
            &call,
            PageKind::Consultation,
        ),
        (
            "《信访工作条例》解读",
            &["互动交流", "网上信访"],
            long,
            PageKind::Interpretation,
        ),
    ];
    for (title, columns, text, kind) in pages {
        let facts = read(title, columns, &format!("<h1>{title}</h1>{text}"));
        assert_eq!(facts.kind, kind, "{title} in {columns:?}");
    }
    // A box for opinions is one for letters, whatever they are about.
    let columns = &["某县政府办公室", "政府信息公开意见箱"];
    let links = "<div><a href=/w>我要写信</a> <a href=/s>信件查询</a></div>";
    assert_eq!(
        read("政府信息公开意见箱", columns, links).kind,
        PageKind::Mailbox
    );
}
