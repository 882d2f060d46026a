//! Clean and faulty twins: a change of the demo site that breaks one thing is found as that
//! thing and as nothing else; a change that breaks nothing stays silent.

use std::collections::BTreeSet;

use gongkai::calendar::Calendar;
use jiff::civil::date;
use rayon::prelude::*;

use super::audits::{Site, findings, verdict};

const CONTENT: &str = "zwgk/zfxxgk/fdzdgknr/";
const GUIDE: &str = "zwgk/zfxxgk/zfxxgkzn/";
const DOCUMENTS: &str = "zwgk/zfxxgk/fdzdgknr/xzgfxwj/";
const REPORTS: &str = "zwgk/zfxxgk/zfxxgknb/";
const PAPER: &str = "zwgk/zfxxgk/fdzdgknr/xzgfxwj/202506/";
const REPEAL: &str = "zwgk/zfxxgk/fdzdgknr/xzgfxwj/202609/";
const CALL: &str = "hdjl/yjzj/202608/";
const LETTERS: &str = "hdjl/jzxx/index.html";
const LETTER: &str = "hdjl/jzxx/t2.html";
const DECISIONS: &str = "zwgk/zfxxgk/fdzdgknr/xzcf/202610/";
const BUDGETS: &str = "zwgk/zfxxgk/fdzdgknr/czyjs/";

/// A violation: its name, how it is made, and the rules that must fail because of it.
type Violation = (&'static str, fn(&mut Site), &'static [&'static str]);

const VIOLATIONS: &[Violation] = &[
    (
        "no telephone",
        |site| {
            site.edit(
                GUIDE,
                "联系电话：0550-7000315</p>\n<p>电子邮箱",
                "</p>\n<p>电子邮箱",
            )
        },
        &["guide-states-phone"],
    ),
    (
        "a placeholder for the telephone",
        |site| {
            site.edit(
                GUIDE,
                "联系电话：0550-7000315</p>\n<p>电子邮箱",
                "联系电话：××××</p>\n<p>电子邮箱",
            )
        },
        &["guide-states-phone"],
    ),
    (
        "no address",
        |site| {
            site.edit(
                GUIDE,
                "<p>办公地址：清河湾县政务新区滨河路66号301室</p>",
                "",
            )
        },
        &["guide-states-address"],
    ),
    (
        "no hours",
        |site| {
            site.edit(
                GUIDE,
                "<p>办公时间：工作日上午8:00—12:00，下午2:30—5:30（法定节假日除外）</p>",
                "",
            )
        },
        &["guide-states-hours"],
    ),
    (
        "no office",
        |site| site.edit(GUIDE, "<p>机构名称：清河湾县市场监督管理局办公室</p>", ""),
        &["guide-states-office-name"],
    ),
    (
        "a purpose demanded",
        |site| {
            site.edit(
                GUIDE,
                "所需信息的名称、文号或者便于查询的其他特征描述",
                "所需信息的名称、文号或者便于查询的其他特征描述，以及所需信息的用途证明材料",
            )
        },
        &["guide-asks-no-purpose"],
    ),
    (
        "the fees of 2007",
        |site| {
            site.edit(
                GUIDE,
                "本机关依申请提供政府信息，不收取费用。",
                "本机关依申请提供政府信息，按照规定收取检索、复制、邮寄等成本费用。",
            )
        },
        &["guide-charges-no-old-fees"],
    ),
    (
        "the text of 2007 cited",
        |site| {
            site.edit(
                GUIDE,
                "根据《中华人民共和国政府信息公开条例》，编制",
                "根据《中华人民共和国政府信息公开条例》（国务院令第492号），编制",
            )
        },
        &["guide-cites-current-regulation"],
    ),
    (
        "15 days to correct",
        |site| {
            site.edit(
                GUIDE,
                "之日起7个工作日内一次性告知",
                "之日起15个工作日内一次性告知",
            )
        },
        &["guide-correction-period-current"],
    ),
    (
        "an empty column of penalties",
        |site| site.empty(&format!("{CONTENT}xzcf/")),
        &["penalties-disclosed"],
    ),
    (
        "an empty column of inspections",
        |site| site.empty(&format!("{CONTENT}jdjc/")),
        &["inspection-disclosed"],
    ),
    (
        "an empty column of coercion",
        |site| site.empty(&format!("{CONTENT}xzqz/")),
        &["coercion-disclosed"],
    ),
    (
        "empty rules on disclosure",
        |site| site.empty("zwgk/zfxxgk/zfxxgkzd/"),
        &["regime-column-filled"],
    ),
    (
        "the budget of this year gone",
        |site| {
            let page = site.page_with(BUDGETS, "2026年部门预算包括");
            site.0.remove(&page);
            let href = format!("/{page}");
            drop_item(site, BUDGETS, &href);
        },
        &["budget-of-this-year"],
    ),
    (
        "last year's report gone",
        |site| {
            let page = site.page_with(REPORTS, "统计期限为2025年1月1日");
            site.0.remove(&page);
            let href = format!("/{page}");
            drop_item(site, REPORTS, &href);
        },
        &["annual-report-published"],
    ),
    (
        "a document that does not open",
        |site| {
            let page = site.page_with(DOCUMENTS, "小餐饮备案管理办法》的通知</h1>");
            site.0.remove(&page);
        },
        &["platform-document-pages-open"],
    ),
    (
        "no search anywhere",
        |site| {
            // Inputs that nobody sees, in pages of every encoding.
            site.edit_bytes(b"type=\"text\"", b"type=\"hidden\"");
            site.edit_bytes(b"type=\"submit\"", b"type=\"hidden\"");
        },
        &["platform-searchable"],
    ),
    (
        "news on the first level",
        |site| {
            site.edit("", "<li><h3><a href=\"/zwgk/zfxxgk/ysqgk/\">", "<li><h3><a href=\"/xwzx/gzdt/\">工作动态</a></h3></li>\n<li><h3><a href=\"/zwgk/zfxxgk/ysqgk/\">")
        },
        &["first-level-without-news"],
    ),
    (
        "the entry leads nowhere",
        |site| {
            site.edit(
                "index.html",
                "<li><a href=\"/zwgk/zfxxgk/\">信息公开</a></li>",
                "<li><a href=\"/zwgk/gone/\">信息公开</a></li>",
            )
        },
        &["platform-entry-opens"],
    ),
    (
        "the entry in the footer only",
        |site| {
            site.edit(
                "index.html",
                "<li><a href=\"/zwgk/zfxxgk/\">信息公开</a></li>\n",
                "",
            );
            site.edit(
                "index.html",
                "<a href=\"/gywm.html\">关于我们</a>",
                "<a href=\"/gywm.html\">关于我们</a> | <a href=\"/zwgk/zfxxgk/\">信息公开</a>",
            );
        },
        &["platform-entry-prominent"],
    ),
    (
        "no column for the rules on disclosure",
        |site| {
            site.edit("", "<li><h3><a href=\"/zwgk/zfxxgk/zfxxgkzd/\"><i class=\"icon\"></i>政府信息公开制度</a></h3></li>\n", "");
            site.0
                .retain(|path, _| !path.starts_with("zwgk/zfxxgk/zfxxgkzd/"));
        },
        &["platform-has-regime-column"],
    ),
    (
        "no column for penalties",
        |site| {
            site.edit(
                "",
                "<li><a href=\"/zwgk/zfxxgk/fdzdgknr/xzcf/\">行政处罚</a></li>\n",
                "",
            );
            site.0
                .retain(|path, _| !path.starts_with("zwgk/zfxxgk/fdzdgknr/xzcf/"));
        },
        &["penalties-disclosed"],
    ),
    (
        "a document without the day of making",
        |site| {
            let page = site.page_with(DOCUMENTS, "小餐饮备案管理办法》的通知</h1>");
            site.edit(
                &page,
                "<td class=\"bt\">成文日期：</td><td>2025-03-18</td>",
                "<td class=\"bt\">成文日期：</td><td></td>",
            );
            site.edit(
                &page,
                "<p style=\"text-indent:2em\"><span style=\"float:right\">2025年3月18日</span></p>",
                "",
            );
        },
        &["document-states-made-date"],
    ),
    (
        "a paper without its number",
        |site| site.edit(PAPER, "清市监〔2025〕27号", ""),
        &["document-has-number"],
    ),
    (
        "one number for two papers",
        |site| site.edit(PAPER, "清市监〔2025〕27号", "清市监〔2025〕35号"),
        &["document-number-unique"],
    ),
    (
        "box and text with different numbers",
        |site| {
            site.edit(
                PAPER,
                "<div class=\"TRS_Editor\">",
                "<div class=\"TRS_Editor\"><p>清市监〔2025〕72号</p>",
            )
        },
        &["document-number-agrees-with-text"],
    ),
    (
        "a box that names another paper",
        |site| {
            site.edit(
                PAPER,
                "<tr><td class=\"bt\">发布日期",
                "<tr><td class=\"bt\">名称：</td><td>年度普法工作要点</td></tr>\n<tr><td class=\"bt\">发布日期",
            )
        },
        &["document-title-agrees-with-box"],
    ),
    (
        "no validity",
        |site| site.edit(PAPER, "<td>有效</td>", "<td></td>"),
        &["document-states-validity"],
    ),
    (
        "past the term that its text states",
        |site| {
            site.edit(
                PAPER,
                "应当及时办理相应手续。",
                "应当及时办理相应手续。本通知自印发之日起施行，有效期一年。",
            )
        },
        &["document-status-fits-stated-term"],
    ),
    (
        "a repealed paper shown as valid",
        |site| {
            site.edit(
                REPEAL,
                "（清市监〔2019〕18号）等2件",
                "（清市监〔2019〕18号）、《关于进一步规范特种设备使用登记工作的通知》（清市监〔2025〕27号）",
            )
        },
        &["repealed-document-marked"],
    ),
    (
        "a list with another date than the page",
        |site| {
            site.edit(
                &format!("{DOCUMENTS}index.html"),
                "<span>2025-06-12</span>",
                "<span>2025-06-21</span>",
            )
        },
        &["list-date-agrees-with-page"],
    ),
    (
        "a list with a date to come",
        |site| {
            site.edit(
                &format!("{CONTENT}jdjc/index.html"),
                "<span>2026-08-21</span>",
                "<span>2027-08-21</span>",
            )
        },
        &["list-dates-not-in-future"],
    ),
    (
        "a link into an intranet",
        |site| {
            site.edit(
                PAPER,
                "应当及时办理相应手续。",
                "应当及时办理相应手续，<a href=\"http://192.168.3.9/bg.doc\">申请表</a>。",
            )
        },
        &["no-links-to-local-files"],
    ),
    (
        "an interpretation on the fourth working day",
        |site| interpreted_on(site, "2025-10-23"),
        &["interpretation-within-3-workdays"],
    ),
    (
        "an interpretation before its paper",
        |site| interpreted_on(site, "2025-10-16"),
        &["interpretation-not-before-document"],
    ),
    (
        "a normative document without interpretation",
        |site| {
            let page = "zcjd/202510/t20251020_1546.html";
            site.0.remove(page);
            drop_item(site, "zcjd/", page);
            let paper = site.page_with(DOCUMENTS, "校园周边食品经营监管的意见</h1>");
            site.edit(&paper, "<p>相关解读：", "<p style=\"display:none\">");
        },
        // The link to it is dead besides.
        &["normative-document-interpreted", "links-open"],
    ),
    (
        "29 days for opinions on rules for business",
        |site| site.edit(CALL, "至2026年9月3日", "至2026年8月31日"),
        &["market-rules-consultation-30-days"],
    ),
    (
        "no period for opinions",
        |site| site.edit(CALL, "征求意见时间：2026年8月3日至2026年9月3日。", ""),
        &["consultation-states-period"],
    ),
    (
        "a call without its draft",
        |site| {
            site.edit(
                CALL,
                "<div class=\"fj\">",
                "<div class=\"fj\" style=\"display:none\">",
            );
        },
        &["consultation-has-draft"],
    ),
    (
        "a call that ended shown as open",
        |site| {
            site.edit(
                CALL,
                "征求意见时间：",
                "征集状态：进行中</p><p>征求意见时间：",
            )
        },
        &["consultation-state-current"],
    ),
    (
        "a penalty shown on the eighth working day",
        |site| decided_before(site, 8),
        &["decisions-shown-within-7-workdays"],
    ),
    (
        "a penalty without its day",
        |site| site.edit(DECISIONS, "，决定日期2026-09-25", ""),
        &["decision-states-day"],
    ),
    (
        "a letter answered on the fourth working day",
        |site| site.edit(LETTERS, "<td>2026-10-30</td>", "<td>2026-11-03</td>"),
        &["messages-answered-within-3-workdays"],
    ),
    (
        "a letter unanswered for over three months",
        |site| {
            site.edit(
                LETTERS,
                "<td>2026-10-28</td><td>2026-10-30</td><td>已回复</td>",
                "<td>2026-08-20</td><td></td><td>未回复</td>",
            );
            site.edit(
                LETTER,
                "<p>回复内容：您好，执法人员已现场检查并责令改正，感谢您的监督。</p>",
                "",
            );
        },
        &["no-message-unanswered-for-3-months"],
    ),
    (
        "21 working days over the National Day",
        |site| made_before(site, 21),
        &["published-within-20-workdays"],
    ),
    (
        "a row of requests that does not add up",
        |site| {
            let page = report_2025(site);
            site.edit(
                &page,
                ROW_OPEN,
                &ROW_OPEN.replace("<td>8</td></tr>", "<td>9</td></tr>"),
            );
        },
        &["request-row-totals-add-up", "outcomes-add-up"],
    ),
    (
        "requests that do not balance",
        |site| {
            let page = report_2025(site);
            site.edit(
                &page,
                ROW_NEW,
                &ROW_NEW.replace("<td>10</td>", "<td>11</td>"),
            );
        },
        &["requests-balance", "report-text-agrees-with-tables"],
    ),
    (
        "reviews that do not add up",
        |site| {
            let page = report_2025(site);
            let zeros = "<tr><td>0</td><td>0</td><td>0</td><td>0</td><td>0</td>";
            site.edit(
                &page,
                zeros,
                "<tr><td>1</td><td>0</td><td>0</td><td>0</td><td>2</td>",
            );
        },
        &["reviews-add-up"],
    ),
    (
        "carried in what was never carried out",
        |site| {
            let page = report_2025(site);
            site.edit(
                &page,
                ROW_CARRIED,
                &ROW_CARRIED
                    .replacen("<td>0</td>", "<td>1</td>", 1)
                    .replace("<td>0</td></tr>", "<td>1</td></tr>"),
            );
            site.edit(
                &page,
                ROW_LEFT,
                &ROW_LEFT
                    .replacen("<td>0</td>", "<td>1</td>", 1)
                    .replace("<td>0</td></tr>", "<td>1</td></tr>"),
            );
        },
        &["carried-in-equals-last-years-carried-out"],
    ),
    (
        "text that contradicts the table",
        |site| {
            let page = report_2025(site);
            site.edit(
                &page,
                "收到政府信息公开申请10件",
                "收到政府信息公开申请12件",
            );
        },
        &["report-text-agrees-with-tables"],
    ),
    (
        "last year's report under a new title",
        |site| {
            let page = report_2025(site);
            site.edit(
                &page,
                "统计期限为2025年1月1日至2025年12月31日",
                "统计期限为2024年1月1日至2024年12月31日",
            );
        },
        &["report-is-of-its-year"],
    ),
    (
        "a list with identity card numbers",
        |site| {
            let page = site.page_with(DOCUMENTS, "小餐饮备案管理办法》的通知</h1>");
            let list = "<table><tr><td>姓名</td><td>身份证号</td></tr><tr><td>张某某</td><td>11010519491231002X</td></tr></table>";
            site.edit(
                &page,
                "<div class=\"TRS_Editor\">",
                &format!("<div class=\"TRS_Editor\">{list}"),
            );
        },
        &["no-id-card-numbers"],
    ),
    (
        "mobile numbers in a list",
        |site| {
            let page = site.page_with(DOCUMENTS, "小餐饮备案管理办法》的通知</h1>");
            let rows: String = ["13812345678", "13912345679", "13712345670"]
                .iter()
                .map(|number| format!("<tr><td>张某某</td><td>{number}</td></tr>"))
                .collect();
            let list = format!("<table><tr><td>姓名</td><td>手机号码</td></tr>{rows}</table>");
            site.edit(
                &page,
                "<div class=\"TRS_Editor\">",
                &format!("<div class=\"TRS_Editor\">{list}"),
            );
        },
        &["no-mobile-numbers-in-lists"],
    ),
    (
        "no identifier in the footer",
        |site| site.edit("index.html", "网站标识码：3415290012", ""),
        &["footer-shows-site-code"],
    ),
    (
        "another identifier in the footer",
        |site| {
            site.edit(
                "index.html",
                "网站标识码：3415290012",
                "网站标识码：3415290021",
            )
        },
        &["one-site-code-throughout"],
    ),
    (
        "no filing in the footer",
        |site| site.edit("index.html", "皖ICP备19000315号-1", ""),
        &["footer-shows-icp-filing"],
    ),
    (
        "no organiser in the footer",
        |site| site.edit("index.html", "主办单位：清河湾县市场监督管理局", ""),
        &["footer-names-organiser"],
    ),
    (
        "no tag with the identifier on the home page",
        |site| {
            site.edit(
                "index.html",
                "<meta name=\"SiteIDCode\" content=\"3415290012\">",
                "",
            )
        },
        &["home-page-has-site-tags"],
    ),
    (
        "a template's tag",
        |site| {
            site.edit(
                DOCUMENTS,
                "<meta name=\"ColumnType\" content=\"行政规范性文件\">",
                "<meta name=\"ColumnType\" content=\"null\">",
            )
        },
        &["tags-hold-real-values"],
    ),
    (
        "a page without the tag of its day",
        |site| {
            let page = site.page_with(DOCUMENTS, "小餐饮备案管理办法》的通知</h1>");
            site.edit(
                &page,
                "<meta name=\"ContentSource\"",
                "<meta name=\"Source\"",
            );
        },
        &["pages-have-required-tags"],
    ),
    (
        "a home page without news",
        |site| dead_home(site),
        &[
            "home-page-updated-within-two-weeks",
            "news-columns-updated-within-two-weeks",
        ],
    ),
    (
        "another address in the footer",
        |site| {
            site.edit(
                "index.html",
                "地址：清河湾县政务新区滨河路66号",
                "地址：清河湾县老城区人民路8号",
            )
        },
        &["addresses-agree-throughout"],
    ),
    (
        "a dead link on the home page",
        |site| {
            site.edit(
                "index.html",
                "<a href=\"/gywm.html\">关于我们</a>",
                "<a href=\"/gywm.html\">关于我们</a> | <a href=\"/old/map.html\">旧版</a>",
            )
        },
        &["links-open"],
    ),
    (
        "a picture of the home page that is gone",
        |site| {
            site.0.remove("images/dzjg.png");
        },
        &["links-open"],
    ),
];

const ROW_NEW: &str = "一、本年新收政府信息公开申请数量</td><td>10</td><td>0</td><td>0</td><td>0</td><td>0</td><td>0</td><td>10</td></tr>";
const ROW_CARRIED: &str = "二、上年结转政府信息公开申请数量</td><td>0</td><td>0</td><td>0</td><td>0</td><td>0</td><td>0</td><td>0</td></tr>";
const ROW_OPEN: &str = "（一）予以公开</td><td>8</td><td>0</td><td>0</td><td>0</td><td>0</td><td>0</td><td>8</td></tr>";
const ROW_LEFT: &str = "四、结转下年度继续办理</td><td>0</td><td>0</td><td>0</td><td>0</td><td>0</td><td>0</td><td>0</td></tr>";

fn report_2025(site: &Site) -> String {
    site.page_with(REPORTS, "统计期限为2025年1月1日")
}

/// Takes the entries of November off the site's news.
fn dead_home(site: &mut Site) {
    let fresh: Vec<String> = site
        .0
        .keys()
        .filter(|path| path.starts_with("xwzx/") && path.contains("/202611/"))
        .cloned()
        .collect();
    for page in &fresh {
        site.0.remove(page);
        for column in ["index.html", "xwzx/gzdt/", "xwzx/tzgg/"] {
            let href = format!("/{page}");
            for (path, bytes) in &mut site.0 {
                if *path != column && !path.starts_with(&format!("{column}index")) {
                    continue;
                }
                let text = String::from_utf8(bytes.clone()).unwrap();
                let kept: Vec<&str> = text.lines().filter(|line| !line.contains(&href)).collect();
                *bytes = kept.join("\n").into_bytes();
            }
        }
    }
}

/// Takes the item with this address out of a column's lists.
fn drop_item(site: &mut Site, column: &str, href: &str) {
    for (path, bytes) in &mut site.0 {
        if !path.starts_with(&format!("{column}index")) {
            continue;
        }
        let text = String::from_utf8(bytes.clone()).unwrap();
        let kept: Vec<&str> = text.lines().filter(|line| !line.contains(href)).collect();
        *bytes = kept.join("\n").into_bytes();
    }
}

/// Moves the making of the document published on 2025-10-17 so many working days before it.
fn made_before(site: &mut Site, workdays: i64) {
    let calendar = Calendar::shipped();
    let published = date(2025, 10, 17);
    let mut made = published;
    while calendar.workdays_between(made, published) != Some(workdays) {
        made = made.yesterday().unwrap();
    }
    let page = site.page_with(DOCUMENTS, "校园周边食品经营监管的意见</h1>");
    site.edit(&page, "<td>2025-10-15</td>", &format!("<td>{made}</td>"));
    let signed = format!("{}年{}月{}日", made.year(), made.month(), made.day());
    site.edit(&page, "2025年10月15日</span>", &format!("{signed}</span>"));
}

/// Moves the publication of the interpretation of the paper of 2025-10-17.
fn interpreted_on(site: &mut Site, day: &str) {
    site.edit("zcjd/202510/", "2025-10-20", day);
    site.edit("zcjd/index.html", "2025-10-20", day);
}

/// Moves the penalty of 2026-09-25 so many working days before its publication.
fn decided_before(site: &mut Site, workdays: i64) {
    let calendar = Calendar::shipped();
    let published = date(2026, 10, 12);
    let mut decided = published;
    while calendar.workdays_between(decided, published) != Some(workdays) {
        decided = decided.yesterday().unwrap();
    }
    site.edit(
        DECISIONS,
        "决定日期2026-09-25",
        &format!("决定日期{decided}"),
    );
}

/// A change that breaks nothing, and what a rule must say of it.
type Trap = (
    &'static str,
    fn(&mut Site),
    &'static [(&'static str, &'static str)],
);

const TRAPS: &[Trap] = &[
    (
        "a folder without any of its pictures",
        |site| site.0.retain(|path, _| !path.ends_with(".png")),
        &[],
    ),
    (
        "a picture that the page takes away if it is gone",
        |site| {
            site.edit(
                "index.html",
                "</body>",
                "<img src=\"/images/tjt.jpg\" onerror=\"this.style.display='none'\"></body>",
            )
        },
        &[],
    ),
    (
        "exactly 20 working days over the National Day",
        |site| made_before(site, 20),
        &[],
    ),
    (
        "a repealed paper that says so",
        |site| {
            site.edit(
                REPEAL,
                "（清市监〔2019〕18号）等2件",
                "（清市监〔2019〕18号）、《关于进一步规范特种设备使用登记工作的通知》（清市监〔2025〕27号）",
            );
            site.edit(PAPER, "<td>有效</td>", "<td>废止</td>");
        },
        &[],
    ),
    (
        "a repealed paper whose text says so",
        |site| {
            site.edit(
                REPEAL,
                "（清市监〔2019〕18号）等2件",
                "（清市监〔2019〕18号）、《关于进一步规范特种设备使用登记工作的通知》（清市监〔2025〕27号）",
            );
            site.edit(PAPER, "<td>有效</td>", "<td></td>");
            site.edit(
                PAPER,
                "<div class=\"TRS_Editor\">",
                "<div class=\"TRS_Editor\"><p>本文件已于2026年9月废止</p>",
            );
        },
        &[],
    ),
    (
        "a paper in two columns, once without the body's name",
        |site| {
            let paper = format!("{PAPER}t20250612_1014.html");
            let copy = format!("{CONTENT}ghxx/202506/t20250612_9001.html");
            let body = String::from_utf8(site.0[&paper].clone()).unwrap();
            let body = body.replace("清河湾县市场监督管理局关于进一步", "关于进一步");
            site.0.insert(copy.clone(), body.into_bytes());
            site.edit(
                &format!("{CONTENT}ghxx/index.html"),
                "<ul class=\"list\">",
                &format!("<ul class=\"list\">\n<li><a href=\"/{copy}\">关于进一步规范特种设备使用登记工作的通知</a><span>2025-06-12</span></li>"),
            );
        },
        &[],
    ),
    (
        "an announcement without a number",
        |site| {
            site.edit(PAPER, "清市监〔2025〕27号", "");
            site.edit("", "使用登记工作的通知", "使用登记工作的公告");
        },
        &[],
    ),
    (
        "an interpretation on the third working day",
        |site| interpreted_on(site, "2025-10-22"),
        &[],
    ),
    (
        "news of interpreting and another paper's interpretation beside a paper",
        |site| {
            let news = "局领导检查校园周边食品经营监管政策解读工作";
            site.edit("", "“两节”前市场价格检查启动", news);
            let paper = site.page_with(DOCUMENTS, "校园周边食品经营监管的意见</h1>");
            let other = "《清河湾县校园周边食品摊点管理办法》政策解读";
            site.edit(
                &paper,
                "<div class=\"share\">",
                &format!(
                    "<div class=\"xgxx\"><h3>相关信息</h3><ul><li><a href=\"/xwzx/gzdt/202611/t20261106_1490.html\" title=\"{news}\">{news}</a><span>2026-11-06</span></li>\n<li><a href=\"/zcjd/202607/t20260706_1560.html\">{other}</a><span>2026-07-06</span></li></ul></div>\n<div class=\"share\">"
                ),
            );
        },
        &[],
    ),
    (
        "30 days for opinions, both ends counted",
        |site| site.edit(CALL, "至2026年9月3日", "至2026年9月1日"),
        &[],
    ),
    (
        "a shorter call that says why",
        |site| {
            site.edit(
                CALL,
                "至2026年9月3日。",
                "至2026年8月12日，因情况紧急，期限缩短。",
            )
        },
        &[],
    ),
    (
        "another body's call for seven days",
        |site| {
            site.edit(
                CALL,
                "信息来源：清河湾县市场监督管理局",
                "信息来源：国家市场监督管理总局",
            );
            site.edit(CALL, "至2026年9月3日", "至2026年8月9日");
        },
        &[],
    ),
    (
        "a penalty shown on the seventh working day over the National Day",
        |site| decided_before(site, 7),
        &[],
    ),
    (
        "a letter over the National Day answered on the third working day",
        |site| {
            site.edit(
                LETTERS,
                "<td>2026-10-28</td><td>2026-10-30</td>",
                "<td>2026-09-30</td><td>2026-10-10</td>",
            )
        },
        &[],
    ),
    (
        "another name for the guide",
        |site| {
            site.edit(
                "",
                "<i class=\"icon\"></i>政府信息公开指南</a>",
                "<i class=\"icon\"></i>信息公开指南</a>",
            )
        },
        &[("platform-has-guide-column", "pass")],
    ),
    (
        "a statement in a column",
        |site| {
            site.edit(&format!("{CONTENT}xzqz/2"), "强制", "事项");
            let column = format!("{CONTENT}xzqz/");
            site.empty(&column);
            site.edit(&format!("{column}index.html"), "<ul class=\"list\"></ul>", "<ul class=\"list\"><li><a href=\"/zwgk/zfxxgk/fdzdgknr/xzqz/sm.html\">关于行政强制的情况说明</a><span>2026-03-02</span></li></ul>");
            let page = "<html><head><title>关于行政强制的情况说明</title></head><body><h1>关于行政强制的情况说明</h1><p>经核实，本单位2026年度无行政强制事项，特此说明。</p></body></html>";
            site.0.insert(format!("{column}sm.html"), page.into());
        },
        &[("coercion-disclosed", "cannot_tell")],
    ),
    (
        "a list that a script fills",
        |site| {
            let column = format!("{CONTENT}jdjc/");
            site.empty(&column);
            site.edit(&format!("{column}index.html"), "<ul class=\"list\"></ul>", "<ul class=\"list\" id=\"list\"></ul><script>$.get('/api/list',{c:'jdjc'},function(d){$('#list').html(render(d));});</script>");
        },
        &[("inspection-disclosed", "cannot_tell")],
    ),
    (
        "the prescribed name of the entry",
        |site| {
            site.edit(
                "",
                "<li><a href=\"/zwgk/zfxxgk/\">信息公开</a></li>",
                "<li><a href=\"/zwgk/zfxxgk/\">政府信息公开</a></li>",
            )
        },
        &[("platform-entry-named-uniformly", "pass")],
    ),
    (
        "a paper of a higher body",
        |site| {
            let page = site.page_with(DOCUMENTS, "小餐饮备案管理办法》的通知</h1>");
            site.edit(
                &page,
                "<td class=\"bt\">发布机构：</td><td>清河湾县市场监督管理局</td>",
                "<td class=\"bt\">发布机构：</td><td>国家市场监督管理总局</td>",
            );
            site.edit(&page, "<td>2025-03-18</td>", "<td>2024-09-18</td>");
        },
        &[],
    ),
    (
        "a menu entry with spaces and a counter",
        |site| {
            site.edit(
                "",
                "政府信息公开年报</a>",
                "政 府 信 息 公 开 年 报 (7)</a>",
            )
        },
        &[("platform-has-annual-reports-column", "pass")],
    ),
    (
        "template rows that a script repeats",
        |site| {
            site.edit(&format!("{CONTENT}jdjc/index.html"), "<ul class=\"list\">", "<ul class=\"list\"><li ms-repeat=\"list\" style=\"display:none\"><a href=\"{{el.url}}\">{{el.title}}</a></li>")
        },
        &[("inspection-disclosed", "pass")],
    ),
    (
        "blanks, no-break spaces and marks for zero in a report",
        |site| {
            let page = report_2025(site);
            site.edit(
                &page,
                ROW_LEFT,
                &ROW_LEFT.replacen("<td>0</td><td>0</td>", "<td>&nbsp;</td><td>/</td>", 1),
            );
            site.edit(&page, "（本列数据的勾稽关系为", "（ 本列数据的勾稽关系为");
        },
        &[],
    ),
    (
        "thousands separators and full-width digits",
        |site| {
            let page = report_2025(site);
            site.edit(
                &page,
                ROW_NEW,
                &ROW_NEW.replace("<td>10</td>", "<td>１０</td>"),
            );
            site.edit(
                &page,
                "<td colspan=\"3\">310</td>",
                "<td colspan=\"3\">3,100</td>",
            );
        },
        &[],
    ),
    (
        "numbers that only look like identity cards",
        |site| {
            let page = site.page_with(DOCUMENTS, "小餐饮备案管理办法》的通知</h1>");
            let words = "<p>统一社会信用代码：91341500MA2NXXXX0K。索引号：11341529MB1A00315K/202503-00012。身份证号：341************234。联系电话 138****5678。流水号：20250318000012345678</p>";
            site.edit(
                &page,
                "<div class=\"TRS_Editor\">",
                &format!("<div class=\"TRS_Editor\">{words}"),
            );
        },
        &[],
    ),
    (
        "a footer that a script brings",
        |site| {
            for words in [
                "主办单位：清河湾县市场监督管理局　地址：清河湾县政务新区滨河路66号　联系电话：0550-7000315",
                "网站标识码：3415290012　",
                "皖ICP备19000315号-1",
                "皖公网安备 34152902000315号",
            ] {
                site.edit("index.html", words, "");
            }
            site.edit(
                "index.html",
                "</body>",
                "<script src=\"/js/footer.js\"></script></body>",
            );
        },
        &[
            ("footer-names-organiser", "cannot_tell"),
            ("footer-shows-icp-filing", "cannot_tell"),
        ],
    ),
    (
        "tags in another case, the day with a ratio sign",
        |site| {
            let page = site.page_with(DOCUMENTS, "小餐饮备案管理办法》的通知</h1>");
            site.edit(&page, "<meta name=\"PubDate\"", "<meta name=\"pubdate\"");
            site.edit(
                &page,
                " 09:30\">\n<meta name=\"ContentSource\"",
                " 09∶30\">\n<meta name=\"ContentSource\"",
            );
        },
        &[],
    ),
    (
        "a report whose years join through a reorganisation",
        |site| {
            let page = report_2025(site);
            site.edit(
                &page,
                ROW_CARRIED,
                &ROW_CARRIED
                    .replacen("<td>0</td>", "<td>1</td>", 1)
                    .replace("<td>0</td></tr>", "<td>1</td></tr>"),
            );
            site.edit(
                &page,
                ROW_LEFT,
                &ROW_LEFT
                    .replacen("<td>0</td>", "<td>1</td>", 1)
                    .replace("<td>0</td></tr>", "<td>1</td></tr>"),
            );
            site.edit(
                &page,
                "<p style=\"text-indent:2em\">本报告根据",
                "<p style=\"text-indent:2em\">因机构改革，部分职责和申请件划入。本报告根据",
            );
        },
        &[],
    ),
];

type Findings = BTreeSet<(String, String, String)>;

/// What is found now and was not before. A known finding on the same subject may count differently
/// because of the change (24 attachments looked at, then 23); one of a rule that is wanted must be
/// new.
fn added(clean: &Findings, now: &Findings, wanted: &BTreeSet<&str>) -> Findings {
    now.difference(clean)
        .filter(|(rule, subject, _)| {
            let mut known = clean.iter();
            wanted.contains(rule.as_str())
                || !known.any(|(known, of, _)| known == rule && of == subject)
        })
        .cloned()
        .collect()
}

#[test]
fn each_violation_is_found_and_nothing_else() {
    let clean = findings(&Site::demo().audit());
    let wrong: Vec<String> = VIOLATIONS
        .par_iter()
        .filter_map(|(name, make, expected)| {
            let mut site = Site::demo();
            make(&mut site);
            let wanted: BTreeSet<&str> = expected.iter().copied().collect();
            let added = added(&clean, &findings(&site.audit()), &wanted);
            let rules: BTreeSet<&str> = added.iter().map(|(rule, _, _)| rule.as_str()).collect();
            (rules != wanted).then(|| format!("{name}: wanted {wanted:?}, found {added:#?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn traps_accuse_nobody() {
    let clean = findings(&Site::demo().audit());
    let wrong: Vec<String> = TRAPS
        .par_iter()
        .filter_map(|(name, make, expected)| {
            let mut site = Site::demo();
            make(&mut site);
            let run = site.audit();
            let added = added(&clean, &findings(&run), &BTreeSet::new());
            let other: Vec<_> = expected
                .iter()
                .filter(|(rule, wanted)| verdict(&run, rule) != Some(*wanted))
                .map(|(rule, wanted)| format!("{rule}: {:?}, not {wanted}", verdict(&run, rule)))
                .collect();
            (!added.is_empty() || !other.is_empty())
                .then(|| format!("{name}: {added:#?} {other:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A call for opinions that is over, and what came of it, told in one of many ways.
fn call_with(change: impl Fn(&mut Site, &str)) -> &'static str {
    const DRAFT: &str = "清河湾县市场主体住所登记管理办法";
    let path = "hdjl/yjzj/202603/t20260303_1.html".to_owned();
    let mut site = Site::demo();
    let of = site.page_with(CALL, "公开征求");
    let call = String::from_utf8(site.0[&of].clone()).unwrap();
    let call = call
        .replace(DRAFT, "清河湾县食品摊贩管理办法")
        .replace("2026-08-03", "2026-03-03")
        .replace("2026年8月3日至2026年9月3日", "2026年3月3日至2026年4月3日");
    site.0.insert(path.clone(), call.into_bytes());
    let row = format!(
        "<ul class=\"list\">\n<li><a href=\"/{path}\">关于公开征求《清河湾县食品摊贩管理办法（征求意见稿）》意见的公告</a><span>2026-03-03</span></li>"
    );
    site.edit("hdjl/yjzj/index.html", "<ul class=\"list\">", &row);
    change(&mut site, &path);
    let run = site.audit();
    let failed = run
        .findings()
        .any(|finding| finding.rule == "consultation-answered");
    if failed { "fail" } else { "silent" }
}

/// Adds a report of what came of calls.
fn report(site: &mut Site, title: &str, text: &str) -> String {
    let path = "hdjl/yjzj/202605/t20260505_2.html";
    let of = site.page_with("hdjl/yjzj/202609/", "采纳情况");
    let old = String::from_utf8(site.0[&of].clone()).unwrap();
    let begin = old.find("<div class=\"TRS_Editor\">").unwrap();
    let end = begin + old[begin..].find("\n</div>").unwrap();
    let page = format!(
        "{}<div class=\"TRS_Editor\">{text}{}",
        &old[..begin],
        &old[end..]
    );
    let named = "《清河湾县市场主体住所登记管理办法（征求意见稿）》征求意见采纳情况的公告";
    let page = page
        .replace(named, title)
        .replace("2026-09-18", "2026-05-05");
    site.0.insert(path.to_owned(), page.into_bytes());
    let row = format!(
        "<ul class=\"list\">\n<li><a href=\"/{path}\">{title}</a><span>2026-05-05</span></li>"
    );
    site.edit("hdjl/yjzj/index.html", "<ul class=\"list\">", &row);
    path.to_owned()
}

#[test]
fn what_came_of_a_call_is_found_where_it_is_told() {
    const SHARE: &str = "<div class=\"share\">";
    let check = |name: &str, expected: &str, change: &dyn Fn(&mut Site, &str)| {
        assert_eq!(call_with(change), expected, "{name}");
    };
    check("nowhere", "fail", &|_, _| {});
    check("on the page itself", "silent", &|site, path| {
        let told = "<div><h4>结果反馈</h4><p>截至2026年4月3日，未收到修改意见。</p></div>";
        site.edit(path, SHARE, &format!("{told}{SHARE}"));
    });
    check("without the county", "silent", &|site, _| {
        let title = "关于《食品摊贩管理办法》征求意见情况的反馈";
        report(site, title, "<p>共收到意见2条，采纳1条。</p>");
    });
    check("of several calls", "silent", &|site, _| {
        let text = "<p>一、《清河湾县食品摊贩管理办法》收到意见2条，采纳1条。</p>";
        report(site, "2026年上半年意见征集采纳情况汇总", text);
    });
    check("linked to the call", "silent", &|site, path| {
        let text = format!("<p>收到意见2条。</p><p><a href=\"/{path}\">征集公告</a></p>");
        report(site, "结果反馈", &text);
    });
    check("linked by the call", "silent", &|site, path| {
        let to = report(site, "征集反馈", "<p>收到意见2条，采纳1条。</p>");
        let link = format!("<p>结果反馈：<a href=\"/{to}\">征集反馈</a></p>{SHARE}");
        site.edit(path, SHARE, &link);
    });
    // What came of another call, and a way to send opinions, tell nothing.
    check("of another call", "fail", &|site, _| {
        let text = "<p>《清河湾县住所登记办法》收到意见2条。</p>";
        report(site, "2026年意见征集采纳情况汇总", text);
    });
    check("a column of that name", "fail", &|site, path| {
        let link = "<p><a href=\"/hdjl/yjzj/\">结果反馈</a></p>";
        site.edit(path, SHARE, &format!("{link}{SHARE}"));
    });
}
