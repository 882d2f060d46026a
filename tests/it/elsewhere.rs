//! Pages that only lead to what they stand for: a file, another page, another site. What is
//! elsewhere is not missing.

use gongkai::model::Run;

use super::audits::{Site, json, verdict};

const GUIDE: &str = "zwgk/zfxxgk/zfxxgkzn/index.html";
const PAPERS: &str = "zwgk/zfxxgk/fdzdgknr/xzgfxwj/";
const REPORTS: &str = "zwgk/zfxxgk/zfxxgknb/index.html";
const BUDGETS: &str = "zwgk/zfxxgk/fdzdgknr/czyjs/index_1.html";

/// Puts something in the place of a page's text, which begins with `from`.
fn replace(site: &mut Site, page: &str, from: &str, to: &str) {
    let text = String::from_utf8(site.0[page].clone()).unwrap();
    let begin = text.find(from).unwrap();
    let end = begin
        + text[begin..]
            .find("</div>\n<div class=\"footer\">")
            .unwrap();
    let new = format!("{}{to}</div>{}", &text[..begin], &text[end..]);
    site.0.insert(page.to_owned(), new.into_bytes());
}

/// Audits the demo site with this in the place of the guide's text, and that text at `moved`.
fn guide(content: &str, moved: Option<&str>) -> Run {
    let mut site = Site::demo();
    let whole = String::from_utf8(site.0[GUIDE].clone()).unwrap();
    replace(&mut site, GUIDE, "<div class=\"TRS_Editor\">", content);
    if let Some(path) = moved {
        site.0.insert(path.to_owned(), whole.into_bytes());
    }
    site.0
        .insert("files/zn.pdf".to_owned(), b"%PDF-1.4 guide".to_vec());
    site.audit()
}

#[test]
fn a_guide_that_is_a_file_or_elsewhere_lacks_nothing() {
    let name = "清河湾县市场监督管理局政府信息公开指南";
    for (content, wanted) in [
        (
            format!("<p><a href=/files/zn.pdf>{name}.pdf</a></p>"),
            "cannot_tell",
        ),
        (
            format!("<p><a href=https://www.qhx.example/zn/1.html>{name}</a></p>"),
            "cannot_tell",
        ),
        // The text that is linked is the guide.
        (format!("<p><a href=/zwgk/zn2.html>{name}</a></p>"), "pass"),
        // Behind a dead link there is none, and a bare page has none.
        (format!("<p><a href=/zwgk/zn9.html>{name}</a></p>"), "fail"),
        ("<p>指南正在编制。</p>".to_owned(), "fail"),
    ] {
        let run = guide(&content, content.contains("zn2").then_some("zwgk/zn2.html"));
        for rule in [
            "guide-states-phone",
            "guide-states-address",
            "guide-states-hours",
        ] {
            assert_eq!(verdict(&run, rule), Some(wanted), "{rule}: {content}");
        }
    }
}

#[test]
fn what_a_guide_says_of_others_is_neither_its_own_nor_missing() {
    let whole = "<div class=\"TRS_Editor\"><p>一、本指南按照有关规定编制，供公众查阅使用。</p>";
    let audit = |text: &str| guide(&format!("{whole}<p>{text}</p></div>"), None);
    for (text, rules, wanted) in [
        (
            "公民可以到县图书馆（地址：人民路1号；电话：0550-1234567）查阅政府信息。",
            &["guide-states-phone", "guide-states-address"][..],
            "cannot_tell",
        ),
        (
            "县政府办公室是全县政府信息公开工作的主管部门。",
            &["guide-states-office-name"],
            "cannot_tell",
        ),
        (
            "本局办公室具体承办政府信息公开事宜。",
            &["guide-states-office-name"],
            "pass",
        ),
        (
            "本局在门户网站（http://www.qhx.example/）公开信息。",
            &["guide-states-internet"],
            "pass",
        ),
        (
            "本局依法公开信息，<申请>另见通知。",
            &[
                "guide-states-office-name",
                "guide-states-phone",
                "guide-states-address",
                "guide-states-hours",
                "guide-states-internet",
            ],
            "fail",
        ),
    ] {
        let run = audit(text);
        for rule in rules {
            assert_eq!(verdict(&run, rule), Some(wanted), "{rule}: {text}");
        }
    }
}

#[test]
fn the_words_found_in_a_guide_are_words() {
    let text = "<div class=\"TRS_Editor\"><p>根据《条例》编制，公众可到县档案馆查阅。</p></div>";
    let told = json(&guide(text, None));
    assert!(told.contains("指南全文：档案馆") && !told.contains("指南全文：<"));
}

/// Audits the demo site with this in the place of the list of reports, whose own pages are gone.
fn reports(content: &str) -> Run {
    let mut site = Site::demo();
    replace(&mut site, REPORTS, "<ul class=\"list\">", content);
    let own = |path: &String| path.starts_with("zwgk/zfxxgk/zfxxgknb/20");
    site.0.retain(|path, _| !own(path));
    site.0
        .insert("files/nb.pdf".to_owned(), b"%PDF-1.4 report".to_vec());
    site.audit()
}

#[test]
fn reports_that_are_files_or_elsewhere_are_not_missing() {
    let name = "清河湾县市场监督管理局2025年政府信息公开工作年度报告";
    for (content, wanted) in [
        (format!("<ul class=list><li><a href=/files/nb.pdf>{name}</a></li></ul>"), "pass"),
        (
            format!("<ul class=list><li><a href=https://www.qhx.example/nb/1.html>{name}</a></li></ul>"),
            "pass",
        ),
        (
            format!("<div class=TRS_Editor><p>{name}</p><iframe src=/files/nb.pdf></iframe></div>"),
            "cannot_tell",
        ),
        (
            "<p>本机关政府信息公开工作年度报告统一在<a href=https://www.qhx.example/nb/bm/>县政府网站年报专栏</a>发布。</p>".to_owned(),
            "cannot_tell",
        ),
        ("<p>本机关政府信息公开工作年度报告另行发布。</p>".to_owned(), "fail"),
    ] {
        let run = reports(&content);
        assert_eq!(verdict(&run, "annual-report-published"), Some(wanted), "{content}");
    }
}

#[test]
fn an_answer_without_a_word_is_not_an_empty_page() {
    let mut site = Site::demo();
    site.0.insert(BUDGETS.to_owned(), Vec::new());
    site.0.insert(
        "zwgk/zfxxgk/fdzdgknr/xzcf/index.html".to_owned(),
        Vec::new(),
    );
    let run = site.audit();
    for rule in [
        "budgets-of-earlier-years",
        "accounts-of-earlier-years",
        "penalties-disclosed",
    ] {
        assert_eq!(verdict(&run, rule), Some("cannot_tell"), "{rule}");
    }
    // Nor is a list read whole whose second page is gone.
    let mut site = Site::demo();
    site.0.remove(BUDGETS);
    let run = site.audit();
    assert_eq!(
        verdict(&run, "budgets-of-earlier-years"),
        Some("cannot_tell")
    );
}

#[test]
fn a_paper_beside_the_reports_is_no_report_of_its_year() {
    let rule = "annual-reports-of-earlier-years";
    let with = |title: &str| {
        let mut site = Site::demo();
        let row = format!(
            "<ul class=\"list\">\n<li><a href=\"/zwgk/zfxxgk/zfxxgknb/202203/t20220320_1.html\">{title}</a><span>2022-03-20</span></li>"
        );
        site.edit(REPORTS, "<ul class=\"list\">", &row);
        verdict(&site.audit(), rule)
    };
    // The demo lacks the report of 2021.
    for (title, wanted) in [
        ("2021年政府网站工作年度报表", "fail"),
        (
            "关于做好2021年政府信息公开工作年度报告编制和发布工作的通知",
            "fail",
        ),
        (
            "清河湾县市场监督管理局2021年政府信息公开工作年度报告解读",
            "fail",
        ),
        ("清河湾县人民政府2021年政府信息公开工作年度报告", "fail"),
        (
            "关于2021年政府信息公开工作年度报告的情况说明",
            "cannot_tell",
        ),
        ("2021年政府信息公开年报", "pass"),
    ] {
        assert_eq!(with(title), Some(wanted), "{title}");
    }
}

#[test]
fn a_report_is_named_by_its_own_page_and_not_by_the_list() {
    let mut site = Site::demo();
    site.edit(
        REPORTS,
        "清河湾县市场监督管理局2025年政府信息公开工作年度报告",
        "2025年",
    );
    let failed = site.audit();
    let failed = failed
        .findings()
        .filter(|found| found.rule == "report-title-regular");
    assert_eq!(failed.count(), 0);
}

/// Puts up a page made of another one, and an item of its column.
fn put(site: &mut Site, model: &str, column: &str, title: &str, changes: &[(&str, &str)]) {
    let mut page = String::from_utf8(site.0[model].clone()).unwrap();
    let begin = page.find("<h1 class=\"title\">").unwrap() + 18;
    let old = page[begin..begin + page[begin..].find("</h1>").unwrap()].to_owned();
    page = page.replace(&old, title);
    for (from, to) in changes {
        assert!(page.contains(from), "{from}");
        page = page.replace(from, to);
    }
    let path = format!("{column}202603/t20260310_2001.html");
    let row = format!(
        "<ul class=\"list\">\n<li><a href=\"/{path}\">{title}</a><span>2026-03-10</span></li>"
    );
    site.0.insert(path, page.into_bytes());
    let list = format!("{column}index.html");
    site.edit(&list, "<ul class=\"list\">", &row);
}

/// Tells whether a new paper, with this at its end, is found to lack an interpretation; one of
/// this title and this beginning is put up where it is given.
fn lacks_interpretation(end: &str, interpretation: Option<(&str, &str)>) -> bool {
    let mut site = Site::demo();
    let model = format!("{PAPERS}202506/t20250612_1014.html");
    let title = "清河湾县市场监督管理局关于印发《清河湾县食品摊贩管理办法》的通知";
    let end = format!("2026年3月10日</span></p>{end}");
    let changes = [
        ("2025-06-12", "2026-03-10"),
        ("2025-06-05", "2026-03-10"),
        ("202506-00027", "202603-00099"),
        ("〔2025〕27号", "〔2026〕31号"),
        ("2025年6月5日</span></p>", &*end),
    ];
    put(&mut site, &model, PAPERS, title, &changes);
    if let Some((name, beginning)) = interpretation {
        let model = "zcjd/202607/t20260706_1560.html";
        let related = "<p>相关文件：<a href=\"/zwgk/zfxxgk/fdzdgknr/xzgfxwj/202607/t20260703_1056.html\">清河湾县市场监督管理局关于印发《企业信用修复工作指引》的通知</a></p>";
        let changes = [
            ("2026-07-06", "2026-03-11"),
            ("一、出台背景和依据。", beginning),
            (related, ""),
        ];
        put(&mut site, model, "zcjd/", name, &changes);
    }
    let run = site.audit();
    run.findings().any(|found| {
        found.rule == "normative-document-interpreted" && found.message.zh.contains("食品摊贩")
    })
}

#[test]
fn an_interpretation_is_known_as_a_file_by_a_short_name_and_by_how_it_begins() {
    assert!(lacks_interpretation("", None));
    for link in ["/zcjd/jd.pdf", "/zcjd/jd.jpg"] {
        let end = format!("<p>相关解读：<a href={link}>政策解读</a></p>");
        assert!(!lacks_interpretation(&end, None), "{link}");
    }
    for name in ["《食品摊贩管理办法》解读", "一图读懂食品摊贩管理办法"] {
        assert!(
            !lacks_interpretation("", Some((name, "一、背景。"))),
            "{name}"
        );
    }
    let report = "食品摊贩怎么管？县市场监管局负责人解读新办法";
    let begins = |name: &str| format!("近日，县市场监督管理局印发《{name}》，记者采访了负责人。");
    let own = begins("清河湾县食品摊贩管理办法");
    assert!(!lacks_interpretation("", Some((report, &own))));
    // That of another paper is none.
    let other = begins("清河湾县小餐饮备案管理办法");
    assert!(lacks_interpretation("", Some((report, &other))));
}

/// Audits a platform of one page whose menu leads to its columns so.
fn menu(entry: impl Fn(&str) -> String) -> Run {
    let names = [
        "政府信息公开指南",
        "政府信息公开制度",
        "法定主动公开内容",
        "政府信息公开年度报告",
    ];
    let entries: String = names
        .iter()
        .map(|name| format!("<div class=link1>{}</div>", entry(name)))
        .collect();
    let page = format!(
        "<!DOCTYPE html><html><head><meta charset=utf-8><title>清河湾县重点项目中心</title></head><body>\
         <div class=left>{entries}</div><div class=right><div>当前位置：<a href=/>网站首页</a> &gt; 政府信息公开专栏</div>\
         <div id=main></div></div></body></html>"
    );
    Site([("index.html".to_owned(), page.into_bytes())].into()).audit()
}

#[test]
fn columns_that_a_script_shows_are_not_missing() {
    let rules = [
        "guide-published",
        "annual-report-published",
        "institution-disclosed",
    ];
    for scripted in [
        |name: &str| format!("<a href=\"javascript:getMainData('c')\">{name}</a>"),
        |name: &str| format!("<a href='#' onclick=\"load('c'); return false;\">{name}</a>"),
        |name: &str| format!("<a onclick=\"load('c')\">{name}</a>"),
    ] {
        let run = menu(scripted);
        for rule in rules {
            assert_eq!(
                verdict(&run, rule),
                Some("cannot_tell"),
                "{rule}, {}",
                scripted("")
            );
        }
    }
    // Beside columns with addresses a script that does something else shows none.
    let other = "<li><a href='#' onclick='setHome(this)'>设为首页</a></li>\
                 <li><a href='javascript:selDept(25)'>县财政局</a></li>";
    let beside = "<p>本页所列各项信息按照规定公开，供公众查阅，有关事项请与本机关联系。</p>";
    let pages = [
        "zwgk/zn.html",
        "zwgk/zd.html",
        "zwgk/nr/index.html",
        "zwgk/nb/index.html",
    ];
    let run = platform(other, "", &pages.map(|path| (path, beside)));
    assert_eq!(verdict(&run, "institution-disclosed"), Some("fail"));
    // A dead entry leads nowhere, and what does not show more calls nothing.
    for dead in [
        |name: &str| format!("<a href='javascript:void(0)' onclick='history.back()'>{name}</a>"),
        |name: &str| format!("<a href='#'>{name}</a>"),
    ] {
        let run = menu(dead);
        assert_eq!(
            verdict(&run, "guide-published"),
            Some("fail"),
            "{}",
            dead("")
        );
    }
}

/// A platform of one page with these more entries in its menu and this below it, and pages of a
/// site beside it.
fn platform(entries: &str, inside: &str, beside: &[(&str, &str)]) -> Run {
    let page = |title: &str, body: &str| {
        format!("<!DOCTYPE html><html><head><meta charset=utf-8><title>{title}</title></head><body>{body}</body></html>")
            .into_bytes()
    };
    let menu = format!(
        "<ul><li><a href=/zwgk/zn.html>政府信息公开指南</a></li><li><a href=/zwgk/zd.html>政府信息公开制度</a></li>\
         <li><a href=/zwgk/nr/>法定主动公开内容</a></li><li><a href=/zwgk/nb/>政府信息公开年报</a></li>{entries}</ul>"
    );
    let home = "<ul><li><a href=/>首页</a></li><li><a href=/zwgk/>政府信息公开</a></li></ul>";
    let mut files = vec![
        ("index.html".to_owned(), page("清河湾县教育局", home)),
        (
            "zwgk/index.html".to_owned(),
            page(
                "政府信息公开平台-清河湾县教育局",
                &format!("{home}{menu}{inside}"),
            ),
        ),
    ];
    let beside = beside.iter();
    files.extend(beside.map(|(path, body)| ((*path).to_owned(), page("清河湾县教育局", body))));
    Site(files.into_iter().collect()).audit()
}

#[test]
fn a_platform_may_be_searched_in_a_frame() {
    let rule = "platform-searchable";
    let frame = "<iframe src=/search.html title=信息公开检索></iframe>";
    let form = "<form action=/s.html><input type=text name=q placeholder=请输入关键词><input type=submit value=搜索></form>";
    let run = platform("", frame, &[("search.html", form)]);
    assert_eq!(verdict(&run, rule), Some("pass"));
    let run = platform("", frame, &[("search.html", "<p>清河湾县教育局</p>")]);
    assert_eq!(verdict(&run, rule), Some("fail"));
    let elsewhere = "<iframe src=http://so.example.cn/box.html></iframe>";
    assert_eq!(
        verdict(&platform("", elsewhere, &[]), rule),
        Some("cannot_tell")
    );
}

#[test]
fn reports_behind_a_tab_are_not_missing() {
    let rule = "annual-reports-of-earlier-years";
    let title = |year: usize| format!("清河湾县教育局{year}年政府信息公开工作年度报告");
    let rows = |years: std::ops::Range<usize>| -> String {
        let row = |year| {
            format!(
                "<li><a href=/zwgk/nb/{year}.html>{}</a><span>{}-01-20</span></li>",
                title(year),
                year + 1
            )
        };
        years.map(row).collect()
    };
    let text = |year: usize| {
        format!(
            "<div>当前位置：<a href=/>首页</a> &gt; <a href=/zwgk/>政府信息公开</a></div><h1>{}</h1><p>本报告根据《中华人民共和国政府信息公开条例》编制，所列数据统计期限自{year}年1月1日起至12月31日止。</p>",
            title(year)
        )
    };
    let audit = |hidden: &str| {
        let list = format!("<ul>{}</ul>{hidden}", rows(2022..2026));
        let mut pages = vec![("zwgk/nb/index.html".to_owned(), list)];
        pages.extend((2019..2026).map(|year| (format!("zwgk/nb/{year}.html"), text(year))));
        let pages: Vec<(&str, &str)> = pages
            .iter()
            .map(|(path, body)| (path.as_str(), body.as_str()))
            .collect();
        platform("", "", &pages)
    };
    let tab = format!("<ul style='display:none'>{}</ul>", rows(2019..2022));
    assert_eq!(verdict(&audit(&tab), rule), Some("cannot_tell"));
    assert_eq!(verdict(&audit(""), rule), Some("fail"));
}

#[test]
fn a_dead_file_is_judged_wherever_it_stands() {
    let paper = "<div>当前位置：<a href=/>首页</a> &gt; <a href=/xwzx/>新闻中心</a></div><h1>关于开展培训报名的通知</h1>\
                 <p>为提升服务水平，现就开展培训报名有关事项通知如下，请按时填写申请表并寄送至本机关办公室。</p>\
                 <p>附件：<a href=/files/sqb.docx>申请表.docx</a></p>";
    let list = "<ul><li><a href=/xwzx/t20260801_1.html>关于开展培训报名的通知</a><span>2026-08-01</span></li></ul>";
    let news = "<a href=/xwzx/>新闻中心</a>";
    let mut pages = vec![("xwzx/index.html", list), ("xwzx/t20260801_1.html", paper)];
    let columns = [
        "zwgk/zn.html",
        "zwgk/zd.html",
        "zwgk/nr/index.html",
        "zwgk/nb/index.html",
    ];
    pages.extend(columns.map(|path| (path, "<p>清河湾县教育局</p>")));
    let run = platform("", news, &pages);
    assert_eq!(verdict(&run, "links-open"), Some("fail"));
    let dead = run
        .outcomes
        .iter()
        .filter(|outcome| outcome.rule == "links-open");
    assert!(
        dead.clone()
            .any(|outcome| outcome.message.zh.contains("申请表"))
    );
}
