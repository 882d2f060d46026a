//! What the law wants on pages of calls, decisions and budgets, in the words that sites use.

use gongkai::model::{Cause, Run, Verdict};

use super::audits::{Site, left_open};

const CALL: &str = "hdjl/yjzj/202608/t20260803_1539.html";

/// The messages of a rule's findings.
fn said(run: &Run, rule: &str) -> Vec<String> {
    run.findings()
        .filter(|finding| finding.rule == rule)
        .map(|finding| finding.message.zh.clone())
        .collect()
}

#[test]
fn a_period_that_is_not_understood_is_not_missing() {
    let states = "consultation-states-period";
    let days = "market-rules-consultation-30-days";
    let audit = |words: &str| {
        let mut site = Site::demo();
        site.edit(CALL, "征求意见时间：2026年8月3日至2026年9月3日。", words);
        site.audit()
    };
    let run = audit("请于2026年9月3日将意见反馈至我局。");
    assert!(said(&run, states).is_empty() && said(&run, days).is_empty());
    assert_eq!(left_open(&run, states), [Cause::NeedsHuman]);
    let run = audit("欢迎参与。");
    assert_eq!(said(&run, states).len(), 1);
    // One day that is that of publication as well makes no period.
    let run = audit("请于2026年8月3日前将意见反馈至我局。");
    assert!(said(&run, days).is_empty());
    assert_eq!(left_open(&run, days), [Cause::Disputable]);
}

#[test]
fn a_paper_without_its_year_may_be_of_any() {
    let budgets = "zwgk/zfxxgk/fdzdgknr/czyjs/";
    let earlier = "accounts-of-earlier-years";
    let run = Site::demo().audit();
    assert_eq!(said(&run, earlier).len(), 1);
    let mut site = Site::demo();
    site.edit(budgets, "2025年度部门决算", "部门决算");
    site.edit(budgets, "2026年部门预算", "2026年预算调整方案");
    let run = site.audit();
    for rule in [earlier, "accounts-of-last-year", "budget-of-this-year"] {
        assert!(said(&run, rule).is_empty(), "{rule}");
        assert_eq!(left_open(&run, rule), [Cause::NeedsHuman], "{rule}");
    }
}

const PENALTY: &str = "zwgk/zfxxgk/fdzdgknr/xzcf/202610/t20261012_1126.html";

#[test]
fn a_decision_is_first_shown_where_it_was_shown_first() {
    let rule = "decisions-shown-within-7-workdays";
    let audit = |title: &str, rows: &str, first: &str| {
        let mut site = Site::demo();
        let text = String::from_utf8(site.0[PENALTY].clone()).unwrap();
        let begin = text.find("<p style").unwrap();
        let end = text.rfind("决定日期2026-09-25。</p>").unwrap();
        let table = format!(
            "<table><tr><th>行政处罚决定书文号</th><th>当事人</th><th>案由</th><th>处罚结果</th><th>处罚决定日期</th></tr>{rows}</table><p>"
        );
        let page = format!("{}{table}{}", &text[..begin], &text[end..]);
        let page = page.replace("2026年第三季度行政处罚决定公示", title);
        site.0.insert(PENALTY.to_owned(), page.clone().into_bytes());
        if !first.is_empty() {
            let letter = page
                .replace(rows, first)
                .replace("2026-10-12", "2026-08-10");
            let letter = letter.replace(title, "2026年8月10日行政处罚公示");
            let at = "zwgk/zfxxgk/fdzdgknr/xzcf/202511/t20251120_1119.html";
            site.0.insert(at.to_owned(), letter.into_bytes());
        }
        site.audit()
    };
    let row = |number: u32, day: &str| {
        format!(
            "<tr><td>某市监罚〔2026〕{number}号</td><td>某店</td><td>过期</td><td>罚款</td><td>{day}</td></tr>"
        )
    };
    let late = row(60, "2026-08-05");
    // One month's table is late whatever was done since.
    let run = audit("2026年8月行政处罚公示", &late, "");
    assert_eq!(said(&run, rule).len(), 1);
    let run = audit("2026年8月行政处罚公示", &late, &late);
    assert!(said(&run, rule).is_empty(), "{:?}", said(&run, rule));
    // When the rows of several months were first shown their table does not say.
    let rows = format!("{late}{}", row(61, "2026-09-30"));
    let run = audit("行政处罚信息公示", &rows, "");
    assert!(said(&run, rule).is_empty());
    assert!(left_open(&run, rule).contains(&Cause::NeedsHuman));
}

#[test]
fn a_statutory_column_of_long_ago_is_for_a_person() {
    let rule = "statutory-columns-updated-within-a-year";
    let column = "zwgk/zfxxgk/fdzdgknr/jdjc/";
    let named = |run: &Run| {
        let mut open = run.outcomes.iter().filter(|outcome| {
            outcome.rule == rule && matches!(outcome.verdict, Verdict::CannotTell { .. })
        });
        open.any(|one| one.evidence.iter().any(|seen| seen.url.contains("/jdjc/")))
    };
    assert!(!named(&Site::demo().audit()));
    let mut site = Site::demo();
    site.edit(column, "2026-", "2023-");
    let run = site.audit();
    assert!(said(&run, rule).is_empty() && named(&run));
    assert!(left_open(&run, rule).contains(&Cause::NeedsHuman));
}

#[test]
fn the_name_of_a_body_done_away_with_is_told() {
    let rule = "names-of-body-agree-throughout";
    let guide = "zwgk/zfxxgk/zfxxgkzn/index.html";
    let office = "机构名称：清河湾县市场监督管理局办公室";
    let audit = |words: &str| {
        let mut site = Site::demo();
        site.edit(guide, office, &format!("机构名称：{words}"));
        site.audit()
    };
    for own in [
        "局办公室",
        "县市场监管局法规股",
        "清河湾县市场监管局办公室",
        "县市场监督管理局（原县工商行政管理局）办公室",
    ] {
        let run = audit(own);
        assert!(said(&run, rule).is_empty(), "{own}");
        assert!(left_open(&run, rule).is_empty(), "{own}");
    }
    let run = audit("清河湾县工商行政管理局办公室");
    assert_eq!(said(&run, rule).len(), 1);
    // Whose name another one is, and whether it is a mistake, a person has to see.
    let run = audit("清河湾县生态环境局办公室");
    assert!(said(&run, rule).is_empty());
    assert_eq!(left_open(&run, rule), [Cause::NeedsHuman]);
}

/// The page of this year's budget, and its text.
const BUDGET: &str = "zwgk/zfxxgk/fdzdgknr/czyjs/202602/t20260211_1231.html";

#[test]
fn a_budget_made_known_long_after_its_approval() {
    let rule = "budget-published-within-20-days";
    let audit = |words: &str| {
        let mut site = Site::demo();
        let start = "<div class=\"TRS_Editor\">";
        site.edit(BUDGET, start, &format!("{start}<p>{words}</p>"));
        site.audit()
    };
    for (words, found) in [
        ("根据县财政局2026年1月5日批复，现将2026年部门预算公开。", 1),
        ("根据县财政局2026年1月30日批复，现将2026年部门预算公开。", 0),
        ("根据县财政局关于批复2026年部门预算的通知，现予公开。", 0),
        ("某某项目2026年1月5日批复，列入2026年部门预算。", 0),
    ] {
        assert_eq!(said(&audit(words), rule).len(), found, "{words}");
    }
    // Approved after it was made known: one of the days is not what it seems.
    let run = audit("根据县财政局2026年2月20日批复，现将2026年部门预算公开。");
    assert!(said(&run, rule).is_empty());
    assert_eq!(left_open(&run, rule), [Cause::Disputable]);
}

#[test]
fn a_budget_of_one_sentence_is_for_a_person() {
    let rule = "budget-of-this-year-has-content";
    assert!(left_open(&Site::demo().audit(), rule).is_empty());
    let mut site = Site::demo();
    let page = String::from_utf8(site.0[BUDGET].clone()).unwrap();
    let cut = |from: &str, to: &str| {
        let start = page.find(from).unwrap() + from.len();
        page[start..start + page[start..].find(to).unwrap()].to_owned()
    };
    let files = cut("<div class=\"fj\">", "</div>");
    let text = cut("<div class=\"TRS_Editor\">", "</div>");
    site.edit(BUDGET, &text, "<p>现将我局2026年部门预算予以公开。</p>");
    // The tables may be in the file.
    assert!(left_open(&site.audit(), rule).is_empty());
    site.edit(BUDGET, &files, "");
    let run = site.audit();
    assert!(said(&run, rule).is_empty());
    assert_eq!(left_open(&run, rule), [Cause::NeedsHuman]);
}

#[test]
fn a_notice_of_those_to_be_hired_stands_for_five_working_days() {
    let rule = "hiring-notice-stands-5-workdays";
    let page = "zwgk/zfxxgk/fdzdgknr/zkly/202607/t20260720_1364.html";
    let audit = |words: &str| {
        let mut site = Site::demo();
        let stated = "公示期自2026年7月20日至7月27日，共5个工作日以上";
        site.edit(page, stated, words);
        site.audit()
    };
    for (words, found) in [
        ("公示期自2026年7月20日至7月22日", 1),
        ("公示时间：2026年7月20日—7月24日", 0),
        ("公示期为5个工作日", 0),
        ("公示期3天", 1),
        ("公示期七天", 0),
        ("如有异议，请于7月22日前反映", 0),
    ] {
        assert_eq!(said(&audit(words), rule).len(), found, "{words}");
    }
}

#[test]
fn news_in_place_of_plans_are_for_a_person() {
    let rule = "statutory-columns-hold-their-matter";
    assert!(left_open(&Site::demo().audit(), rule).is_empty());
    let list = "zwgk/zfxxgk/fdzdgknr/ghxx/index.html";
    let audit = |titles: &[&str]| {
        let mut site = Site::demo();
        let page = String::from_utf8(site.0[list].clone()).unwrap();
        let start = page.find("<ul class=\"list\">").unwrap();
        let end = start + page[start..].find("</ul>").unwrap();
        let row = |title: &&str| {
            format!("<li><a href=\"/ghxx/{title}.html\">{title}</a><span>2026-07-01</span></li>")
        };
        let rows: String = titles.iter().map(row).collect();
        site.edit(
            list,
            &page[start..end],
            &format!("<ul class=\"list\">{rows}"),
        );
        site.audit()
    };
    let news = [
        "局领导带队检查农贸市场",
        "我局召开党风廉政建设会议",
        "局领导走访慰问老党员",
    ];
    let run = audit(&news);
    assert!(said(&run, rule).is_empty());
    assert_eq!(left_open(&run, rule), [Cause::NeedsHuman]);
    let mixed = [
        "局领导带队检查农贸市场",
        "关于召开规划听证会的公告",
        "市场监管发展规划",
    ];
    assert!(left_open(&audit(&mixed), rule).is_empty());
}

#[test]
fn a_call_put_up_after_its_last_day() {
    let rule = "consultation-published-before-its-end";
    assert!(said(&Site::demo().audit(), rule).is_empty());
    let mut site = Site::demo();
    site.edit(
        CALL,
        "2026年8月3日至2026年9月3日",
        "2026年6月1日至2026年7月2日",
    );
    assert_eq!(said(&site.audit(), rule).len(), 1);
    // Its list knows that it came out in time.
    site.edit(
        "hdjl/yjzj/index.html",
        "<span>2026-08-03",
        "<span>2026-06-01",
    );
    let run = site.audit();
    assert!(said(&run, rule).is_empty());
    assert_eq!(left_open(&run, rule), [Cause::Disputable]);
}

#[test]
fn a_leader_who_is_only_proposed_is_told() {
    let rule = "leaders-hold-their-posts";
    assert!(left_open(&Site::demo().audit(), rule).is_empty());
    let mut site = Site::demo();
    let page = "zwgk/zfxxgk/fdzdgknr/ldxx/index.html";
    site.edit(page, "党组成员、副局长", "拟任党组成员、副局长");
    assert_eq!(said(&site.audit(), rule).len(), 1);
}

#[test]
fn a_guide_dated_in_the_future_is_for_a_person() {
    let rule = "guide-updated-within-a-year";
    let mut site = Site::demo();
    site.edit(
        "zwgk/zfxxgk/zfxxgkzn/",
        "更新日期：2026-04-10",
        "更新日期：2027-04-10",
    );
    let run = site.audit();
    assert!(said(&run, rule).is_empty());
    assert_eq!(left_open(&run, rule), [Cause::NeedsHuman]);
}
