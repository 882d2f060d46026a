//! Persons that pages name: leaders on their own pages, and those whom notices dismiss or
//! appoint (for the cross-check of both). Officials' names and posts are public by law.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::Persons;
use crate::vocabulary::fold;

/// Most text kept of a page about leaders.
const MOST: usize = 6000;

const LEADERS: [&str; 12] = [
    "领导信息",
    "领导介绍",
    "领导简介",
    "领导分工",
    "领导班子",
    "领导之窗",
    "机关领导",
    "局领导",
    "县领导",
    "市领导",
    "政府领导",
    "领导成员",
];
const APPOINTMENTS: [&str; 5] = ["任免", "免职", "免去", "任职", "职务调整"];

static DISMISSED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"免去(\p{Han}{2,4}?)(?:同志的?|的)([^。;,、]{2,40}?)职务").ok());
static APPOINTED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"任命(\p{Han}{2,4}?)(?:同志)?为").ok());

/// Reads a page whose subject (title and names of columns) is leaders or appointments.
pub(super) fn read(subject: &str, main_folded: &str) -> Option<Box<Persons>> {
    let about = |words: &[&str]| words.iter().any(|word| subject.contains(word));
    let mut persons = Persons::default();
    if about(&APPOINTMENTS) {
        for found in DISMISSED
            .iter()
            .flat_map(|pattern| pattern.captures_iter(main_folded))
        {
            persons
                .dismissed
                .push((found[1].to_owned(), found[2].to_owned()));
        }
        for found in APPOINTED
            .iter()
            .flat_map(|pattern| pattern.captures_iter(main_folded))
        {
            persons.appointed.push(found[1].to_owned());
        }
    } else if about(&LEADERS) {
        persons.leaders = main_folded.chars().take(MOST).collect();
    }
    (persons != Persons::default()).then(|| Box::new(persons))
}

/// Returns the post that ends a title such as `某县市场监督管理局副局长`.
pub fn short_post(post: &str) -> Option<String> {
    static POST: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(副?(?:局长|厅长|部长|省长|县长|市长|区长|镇长|乡长|州长|主任|科长|处长|院长|校长|所长|队长|站长|书记|秘书长|总工程师|调研员))$").ok()
    });
    let folded = fold(post);
    Some(POST.as_ref()?.captures(&folded)?[1].to_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::{read, short_post};
    use crate::vocabulary::fold;

    #[test]
    fn dismissals_and_appointments_are_read() {
        let text = fold(
            "任命李小四同志为县市场监督管理局局长。免去张三同志的县市场监督管理局副局长职务；免去王五的县财政局局长职务。",
        );
        let persons = read("关于李小四等同志职务任免的通知 人事任免", &text).unwrap();
        assert_eq!(persons.appointed, ["李小四"]);
        assert_eq!(
            persons.dismissed,
            [
                ("张三".to_owned(), "县市场监督管理局副局长".to_owned()),
                ("王五".to_owned(), "县财政局局长".to_owned())
            ]
        );
    }

    #[test]
    fn leaders_are_kept_and_other_pages_are_not() {
        let persons = read("领导信息 机构职能", &fold("局长：李小四")).unwrap();
        assert!(persons.leaders.contains("李小四"));
        assert!(read("工作动态", "局长李小四到企业调研").is_none());
        assert_eq!(
            short_post("县市场监督管理局副局长").as_deref(),
            Some("副局长")
        );
        assert_eq!(short_post("县政府督学"), None);
    }
}
