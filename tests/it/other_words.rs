//! What a site puts in other words than the demo is not held against it; what is wrong still is.

use super::audits::{Site, verdict};

const PLATFORM: &str = "zwgk/zfxxgk/fdzdgknr/";

#[track_caller]
fn check(site: &Site, expected: &[(&str, &str)]) {
    let run = site.audit();
    for (rule, outcome) in expected {
        assert_eq!(verdict(&run, rule), Some(*outcome), "{rule}");
    }
}

#[test]
fn a_matter_may_stand_in_a_column_of_another_name() {
    let mut site = Site::demo();
    site.edit("", ">行政处罚<", ">行政执法公示<");
    site.edit("", ">监督检查<", ">抽检公示<");
    site.edit("", ">财政预决算<", ">财务预决算<");
    check(
        &site,
        &[
            ("penalties-disclosed", "cannot_tell"),
            ("inspection-disclosed", "pass"),
            ("budget-and-accounts-disclosed", "pass"),
        ],
    );
    let mut without = Site::demo();
    without.edit("", ">行政处罚<", ">工作掠影<");
    check(&without, &[("penalties-disclosed", "fail")]);
}

#[test]
fn a_channel_is_one_whatever_its_name() {
    let mut site = Site::demo();
    site.edit("", "局长信箱", "公众参与");
    site.edit("", "办事服务", "皖事通办");
    check(
        &site,
        &[
            ("channel-for-questions-offered", "pass"),
            ("services-offered", "pass"),
        ],
    );
    // Without a list of letters the offer to write still makes a channel.
    let list = "hdjl/jzxx/index.html";
    let text = String::from_utf8(site.0[list].clone()).unwrap();
    let begin = text.find("<table class=\"mail\"").unwrap();
    let end = begin + text[begin..].find("</table>").unwrap() + "</table>".len();
    let bare = format!("{}{}", &text[..begin], &text[end..]);
    site.0.insert(list.to_owned(), bare.into_bytes());
    check(&site, &[("channel-for-questions-offered", "pass")]);
    site.edit(list, "我要写信", "办事指引");
    site.edit("", "公众参与", "公众服务");
    check(&site, &[("channel-for-questions-offered", "fail")]);
}

#[test]
fn an_entry_with_an_arrow_makes_no_breadcrumb_of_the_menu() {
    let mut site = Site::demo();
    site.edit(
        "index.html",
        "<li><a href=\"/zwgk/zfxxgk/\">信息公开</a></li>",
        "<li><a href=\"/zwgk/zfxxgk/\">政府信息公开 &gt;</a></li>",
    );
    let run = site.audit();
    assert_eq!(verdict(&run, "home-links-to-platform"), Some("pass"));
    let home = run.findings().find(|finding| {
        finding.rule == "pages-have-required-tags"
            && finding.subject.url.as_deref() == Some("http://demo.example/")
    });
    assert!(home.is_none());
}

#[test]
fn years_are_found_in_cut_titles_in_numerals_and_from_the_founding_on() {
    let list = format!("{PLATFORM}czyjs/index.html");
    let due = [
        ("accounts-of-last-year", "pass"),
        ("budget-of-this-year", "pass"),
        // The accounts of 2022 are missing.
        ("accounts-of-earlier-years", "fail"),
    ];
    let mut cut = Site::demo();
    for title in ["2025年度部门决算", "2026年部门预算"] {
        let whole = format!("清河湾县市场监督管理局{title}");
        cut.edit(&list, &format!(" title=\"{whole}\""), "");
        cut.edit(&list, &format!(">{whole}<"), ">清河湾县市场监督管理局…<");
    }
    check(&cut, &due);
    let mut numerals = Site::demo();
    numerals.edit(&list, "2025年度部门决算", "二〇二五年度部门决算");
    numerals.edit(&list, "2026年部门预算", "二〇二六年部门预算");
    check(&numerals, &due);
    let mut young = Site::demo();
    young.edit(
        &format!("{PLATFORM}jgzn/index.html"),
        "<p>一、机关职能</p>",
        "<p>清河湾县市场监督管理局于2024年3月组建。</p><p>一、机关职能</p>",
    );
    check(
        &young,
        &[
            ("accounts-of-earlier-years", "pass"),
            ("annual-reports-of-earlier-years", "pass"),
        ],
    );
    let mut other = Site::demo();
    other.edit(
        &format!("{PLATFORM}jgzn/index.html"),
        "<p>一、机关职能</p>",
        "<p>清河湾县质量检验所于2024年3月组建。</p><p>一、机关职能</p>",
    );
    check(&other, &due);
}

#[test]
fn leaders_may_be_told_by_their_names_alone() {
    let mut site = Site::demo();
    let duties = format!("{PLATFORM}jgzn/index.html");
    site.edit(&duties, "<p>五、负责人姓名：局长 程远航</p>", "");
    let leaders = format!("{PLATFORM}ldxx/index.html");
    let text = String::from_utf8(site.0[&leaders].clone()).unwrap();
    let begin = text.find("<h1>局领导</h1>").unwrap();
    let end = begin + text[begin..].find("<div class=\"footer\">").unwrap();
    let with = |list: &str| {
        let page = format!(
            "{}<h1>领导信息</h1>{list}</div></div>{}",
            &text[..begin],
            &text[end..]
        );
        let mut site = site.clone();
        site.0.insert(leaders.clone(), page.into_bytes());
        site
    };
    let names =
        "<ul><li><a href=\"/x1.html\">程远航</a></li><li><a href=\"/x2.html\">李明</a></li></ul>";
    let others = "<ul><li><a href=\"/x1.html\">图片新闻</a></li><li><a href=\"/x2.html\">工作动态</a></li></ul>";
    let told = |list: &str| verdict(&with(list).audit(), "institution-states-leaders");
    assert_eq!(told(others), Some("fail"));
    assert_eq!(told(names), Some("pass"));
}

#[test]
fn a_school_owes_no_report_under_article_49() {
    let mut site = Site::demo();
    site.edit("", "清河湾县市场监督管理局", "清河湾县第一中学");
    check(&site, &[("annual-report-on-time", "inapplicable")]);
}

#[test]
fn pictures_on_the_authors_machine_are_seen() {
    let mut site = Site::demo();
    site.edit(
        &format!("{PLATFORM}xzgfxwj/202503/"),
        "<div class=\"TRS_Editor\">",
        "<div class=\"TRS_Editor\"><img src=\"file:///C:/Users/a/1.gif\">",
    );
    check(&site, &[("no-links-to-local-files", "fail")]);
}

#[test]
fn a_report_of_the_first_workday_after_a_rest_is_for_a_person() {
    // The last of January 2026 is a Saturday.
    let on = |day: &str| {
        let mut site = Site::demo();
        site.edit("zwgk/zfxxgk/zfxxgknb/", "2026-02-06", day);
        verdict(&site.audit(), "annual-report-on-time")
    };
    assert_eq!(on("2026-01-30"), Some("pass"));
    assert_eq!(on("2026-02-02"), Some("cannot_tell"));
    assert_eq!(on("2026-02-03"), Some("fail"));
}

#[test]
fn what_candidates_are_told_is_no_policy_paper() {
    let named = |title: &str| {
        let mut site = Site::demo();
        site.edit("", "清河湾县市场监督管理局2026年考试录用公务员公告", title);
        let run = site.audit();
        let about = |rule: &str| {
            run.findings()
                .any(|finding| finding.rule == rule && finding.subject.name.contains(title))
        };
        about("document-states-validity") || about("document-has-number")
    };
    assert!(!named("关于2026年公开招聘面试有关事项的通知"));
}

#[test]
fn a_guide_may_stand_in_a_pane_of_tabs() {
    let page = "zwgk/zfxxgk/zfxxgkzn/index.html";
    let mut site = Site::demo();
    let tabs = "<div class=tabs><a href=#t1>简介</a><a href=#t2>指南</a></div><div id=t1><p>本栏目公布指南。</p></div>";
    site.edit(
        page,
        "<div class=\"TRS_Editor\">",
        &format!("{tabs}<div id=t2 style=\"display:none\"><div class=\"TRS_Editor\">"),
    );
    site.edit(
        page,
        "<div class=\"footer\">",
        "</div><div class=\"footer\">",
    );
    check(
        &site,
        &[
            ("guide-published", "pass"),
            ("guide-states-address", "pass"),
            ("guide-states-phone", "pass"),
            // What is wrong in it is seen.
            ("guide-answer-period-current", "fail"),
        ],
    );
}

#[test]
fn the_interpretation_of_another_paper_is_none_of_this_one() {
    let paper = "zwgk/zfxxgk/fdzdgknr/xzgfxwj/202604/t20260414_1042.html";
    let count = |site: &Site| {
        let run = site.audit();
        let said = run
            .findings()
            .filter(|finding| finding.rule == "document-links-interpretation");
        said.map(|finding| finding.message.zh.matches("《").count())
            .sum::<usize>()
    };
    let mut site = Site::demo();
    let before = count(&site);
    // The page is in GB 2312; its addresses are not.
    let text: String = site.0[paper].iter().copied().map(char::from).collect();
    let own = "/zcjd/202604/t20260424_1553.html";
    assert!(text.contains(own));
    let text = text.replace(own, "/zcjd/202607/t20260706_1560.html");
    let bytes = text.chars().filter_map(|c| u8::try_from(c).ok());
    site.0.insert(paper.to_owned(), bytes.collect());
    assert!(count(&site) > before);
}

#[test]
fn what_came_of_a_call_is_told_by_an_articles_title_wherever_it_stands() {
    let failed = |title: &str| {
        let mut site = Site::demo();
        let call = "关于公开征求《清河湾县食品摊贩管理办法（征求意见稿）》意见的公告";
        let text = "<p>即日起至2026年4月3日征求意见，请将意见寄至县市场监督管理局。</p>";
        for (path, title, day, text) in [
            (
                "hdjl/yjzj/202603/t20260303_9.html",
                call,
                "2026-03-03",
                text,
            ),
            (
                "xwzx/tzgg/202605/t20260505_9.html",
                title,
                "2026-05-05",
                "<p>共收到意见3条，均已采纳。</p>",
            ),
        ] {
            let page = format!(
                "<!DOCTYPE html><html><head><meta charset=utf-8><title>{title}</title><meta name=ArticleTitle content=\"{title}\"></head>\
                 <body><div class=main><h1>{title}</h1><div class=info>发布日期：{day}　来源：清河湾县市场监督管理局</div>\
                 <div class=TRS_Editor>{text}</div></div></body></html>"
            );
            site.0.insert(path.to_owned(), page.into_bytes());
            let row = format!(
                "<ul class=\"list\">\n<li><a href=\"/{path}\">{title}</a><span>{day}</span></li>"
            );
            let column = path.split("/2026").next().unwrap();
            site.edit(&format!("{column}/index.html"), "<ul class=\"list\">", &row);
        }
        let run = site.audit();
        let mut findings = run.findings();
        findings.any(|finding| {
            finding.rule == "consultation-answered" && finding.message.zh.contains("食品摊贩")
        })
    };
    assert!(!failed(
        "《清河湾县食品摊贩管理办法》公众意见建议采纳情况公示"
    ));
    assert!(failed("《清河湾县食品摊贩管理办法》工作情况"));
}
