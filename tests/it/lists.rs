//! What lists that are not read to their end, or not to the year, leave open, and what they tell
//! all the same.

use gongkai::model::{Cause, Run};

use super::audits::{Site, left_open};

const NOTICES: &str = "xwzx/tzgg/index.html";
const REPORTS: &str = "zwgk/zfxxgk/zfxxgknb/index.html";

fn fails(run: &Run, rule: &str) -> usize {
    run.findings()
        .filter(|finding| finding.rule == rule)
        .count()
}

fn with_pager(site: &Site, page: &str) -> Site {
    let mut site = site.clone();
    let foot = "<div class=\"footer\">";
    let pager = format!("<script>var countPage = 2;</script>{foot}");
    site.edit(page, foot, &pager);
    site
}

#[test]
fn what_may_stand_on_further_pages_is_not_missing() {
    let rule = "annual-reports-of-earlier-years";
    let site = Site::demo();
    assert_eq!(fails(&site.audit(), rule), 1);
    let run = with_pager(&site, REPORTS).audit();
    assert_eq!(fails(&run, rule), 0);
    assert_eq!(left_open(&run, rule), [Cause::ScriptBuilt]);
}

#[test]
fn what_stands_on_a_first_page_is_the_newest() {
    let rule = "notice-and-policy-columns-updated-within-six-months";
    let mut site = Site::demo();
    assert_eq!(fails(&site.audit(), rule), 0);
    site.edit("xwzx/tzgg/", "2026-", "2024-");
    assert_eq!(fails(&site.audit(), rule), 1);
    assert_eq!(fails(&with_pager(&site, NOTICES).audit(), rule), 1);
}

#[test]
fn dates_without_a_year_are_dates() {
    let rule = "column-entries-show-dates";
    // No page behind a row tells its day.
    let mut site = Site::demo();
    site.edit(NOTICES, "/t2026", "/n");
    let mut bare = site.clone();
    for day in ["11-10", "09-15", "07-02"] {
        site.edit(
            NOTICES,
            &format!("<span>2026-{day}"),
            &format!("<span>{day}"),
        );
        bare.edit(NOTICES, &format!("<span>2026-{day}"), "<span>");
    }
    let run = site.audit();
    assert_eq!(fails(&run, rule), 0);
    assert_eq!(left_open(&run, rule), [Cause::Undated]);
    assert_eq!(fails(&bare.audit(), rule), 1);
}

#[test]
fn an_entry_that_leads_to_another_matter_is_for_a_person() {
    let rule = "entries-lead-to-what-they-name";
    assert!(left_open(&Site::demo().audit(), rule).is_empty());
    let audit = |shown: &str| {
        let mut site = Site::demo();
        let title = "关于开展年度计量器具检定的通告";
        site.edit("xwzx/tzgg/index.html", title, shown);
        site.audit()
    };
    assert_eq!(
        left_open(&audit("关于组织粽子专项抽检的公示"), rule),
        [Cause::NeedsHuman]
    );
    // Shortened, cut, and too short to tell.
    for shown in ["计量器具检定开始申报", "关于开展年度计量器…", "一图读懂"]
    {
        assert!(left_open(&audit(shown), rule).is_empty(), "{shown}");
    }
}

#[test]
fn planted_links_are_shown_to_who_reviews_the_content() {
    let places = |link: &str| {
        let mut site = Site::demo();
        let footer = "<div class=\"footer\">";
        site.edit("index.html", footer, &format!("{footer}{link}"));
        let run = site.audit();
        let review = run.outcomes.iter();
        let mut review = review.filter(|one| one.rule == "content-free-of-grave-faults");
        let link = |locator: &str| locator.contains("外链");
        review.next().map_or(0, |one| {
            let seen = one.evidence.iter();
            seen.filter(|one| one.locator.as_deref().is_some_and(link))
                .count()
        })
    };
    assert_eq!(
        places("<a href=\"http://www.bet.example/\">某某娱乐城</a>"),
        1
    );
    assert_eq!(
        places("<a href=\"http://www.news.example/\">严厉打击网络赌博</a>"),
        0
    );
    assert_eq!(
        places("<a href=\"http://www.shop.example/\">某某商店</a>"),
        0
    );
}
