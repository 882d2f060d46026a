//! Letters that a list and a page of their own show: each is one, and what one of the two shows
//! counts for both.

use gongkai::model::{Cause, Run};

use super::audits::{Site, left_open};

const LIST: &str = "hdjl/jzxx/index.html";
const LETTER: &str = "hdjl/jzxx/t2.html";
const ROW: &str = "<td>2026-10-28</td><td>2026-10-30</td><td>已回复</td>";
const WAITING: &str = "no-message-unanswered-for-3-months";
const DAYS: &str = "messages-show-both-days";

/// What the page of the letter says, and what its row says.
fn audit(page: &str, row: &str) -> Run {
    let mut site = Site::demo();
    site.edit(LIST, ROW, row);
    site.edit(
        LETTER,
        "<p>回复内容：您好，执法人员已现场检查并责令改正，感谢您的监督。</p>",
        page,
    );
    site.audit()
}

fn said(run: &Run, rule: &str) -> Vec<String> {
    run.findings()
        .filter(|finding| finding.rule == rule)
        .map(|finding| finding.message.zh.clone())
        .collect()
}

const BARE: &str = "<td></td><td></td><td>已回复</td>";

#[test]
fn the_days_of_a_letter_may_stand_on_its_own_page() {
    let run = audit(
        "<p>来信时间：2026-10-28</p><p>回复时间：2026-10-30</p>",
        BARE,
    );
    assert!(said(&run, DAYS).is_empty() && left_open(&run, DAYS).is_empty());
    let run = audit("<p>回复内容：您好，已责令改正。</p>", BARE);
    assert_eq!(said(&run, DAYS).len(), 1);
}

#[test]
fn what_a_page_that_was_not_read_shows_is_not_missing() {
    let mut site = Site::demo();
    site.edit(LIST, ROW, BARE);
    site.edit(LIST, "jzxx/t2.html", "jzxx/t3.html");
    let run = site.audit();
    assert!(said(&run, DAYS).is_empty());
    assert_eq!(left_open(&run, DAYS), [Cause::NotFetched]);
}

#[test]
fn a_letter_without_an_answer_is_found_once() {
    let row = "<td>2026-08-20</td><td></td><td>未回复</td>";
    let run = audit("<p>来信时间：2026-08-20　办理状态：办理中</p>", row);
    let found = said(&run, WAITING);
    assert_eq!(found.len(), 1);
    assert!(
        found[0].starts_with("“反映超市价签不规范”2026-08-20"),
        "{found:?}"
    );
}

#[test]
fn a_list_older_than_the_answer_accuses_nobody() {
    let row = "<td>2026-08-20</td><td></td><td>未回复</td>";
    let page = "<p>回复时间：2026-08-24</p><p>回复内容：您好，已责令改正，感谢您的监督。</p>";
    assert!(said(&audit(page, row), WAITING).is_empty());
    // The text of an answer beside a state that says there is none is for a person to judge.
    let run = audit("<p>回复内容：您好，已责令改正，感谢您的监督。</p>", row);
    assert!(said(&run, WAITING).is_empty());
    assert_eq!(left_open(&run, WAITING), [Cause::NeedsHuman]);
}

#[test]
fn replies_of_long_ago_are_told_and_those_not_read_may_be_newer() {
    const RULE: &str = "published-replies-updated-within-two-months";
    assert!(left_open(&Site::demo().audit(), RULE).is_empty());
    let mut site = Site::demo();
    site.edit(LIST, "2026-1", "2024-1");
    let run = site.audit();
    assert!(said(&run, RULE).is_empty());
    // The indicator is for portals; of a department's site a person judges.
    assert_eq!(left_open(&run, RULE), [Cause::NeedsHuman]);
    // A letter answered on a day that is not shown may be of yesterday.
    site.edit(LIST, "<td>2024-10-30</td>", "<td></td>");
    assert_eq!(left_open(&site.audit(), RULE), [Cause::Undated]);
}

#[test]
fn a_mailbox_without_letters_is_for_a_person_to_look_at() {
    let mut site = Site::demo();
    let list = String::from_utf8(site.0[LIST].clone()).unwrap();
    let (start, end) = (list.find("<tr><td>"), list.find("</table>"));
    let rows = &list[start.unwrap_or_default()..end.unwrap_or_default()];
    site.edit(LIST, rows, "<tr><td colspan=4>暂无数据</td></tr>");
    let run = site.audit();
    let rule = "published-replies-updated-within-two-months";
    assert_eq!(left_open(&run, rule), [Cause::NeedsHuman]);
}
