//! Persons that pages name: leaders on their own pages, and those whom notices dismiss or
//! appoint (for the cross-check of both). Officials' names and posts are public by law.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::Persons;
use crate::vocabulary::bodies::words;
use crate::vocabulary::fold;

/// Most text kept of a page about leaders.
const MOST: usize = 6000;

/// One or several names and the post that goes with them, from the start of a text.
static DISMISSED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^[:;,、\s]*((?:\p{Han}{2,4}?(?:同志)?、)*\p{Han}{2,4}?)(?:同志的?|的)([^。;,]{2,40}?)职务")
        .ok()
});
/// The same without 的: the post begins with the place whose body it is of.
static DISMISSED_BARE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^[:;,、\s]*(\p{Han}{2,3}?)((?:县|市|区|省|镇|乡|原)[^。;,、]{2,40}?)职务").ok()
});
static NO_LONGER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"不再担任([^。;,]{2,40}?)(?:职务|[。;,]|$)").ok());
static APPOINTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:任命[:\s]*|[。;,:\s])(\p{Han}{2,4}?)(?:(?:同志)?为|同志任)[^。;,、]{2,40}").ok()
});

/// Reads the names and posts that stand behind each 免去, also where several follow one.
fn dismissals(text: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("免去") {
        rest = &rest[at + "免去".len()..];
        loop {
            let next = rest.trim_start_matches([':', ';', ',', '、', '。']);
            if next.starts_with("免去") || next.starts_with("任命") {
                break;
            }
            let found = [&DISMISSED, &DISMISSED_BARE]
                .into_iter()
                .find_map(|form| form.as_ref()?.captures(rest));
            let Some(found) = found else {
                break;
            };
            for name in found[1].split('、') {
                let name = name.strip_suffix("同志").unwrap_or(name);
                out.push((name.to_owned(), found[2].to_owned()));
            }
            rest = &rest[found.get_match().end()..];
        }
    }
    for found in NO_LONGER.iter().flat_map(|form| form.captures_iter(text)) {
        let before = &text[..found.get_match().start()];
        let before = before.strip_suffix("同志").unwrap_or(before);
        // The text has lost its breaks: where no mark stands before it, a name has three characters.
        let from = before.char_indices().rev().nth(2).map_or(0, |(at, _)| at);
        let name = before[from..].rsplit(|c: char| !c.is_alphabetic()).next();
        if let Some(name) = name.filter(|name| name.chars().count() >= 2) {
            out.push((name.to_owned(), found[1].to_owned()));
        }
    }
    out
}

/// Reads a page whose subject (title and names of columns) is leaders or appointments.
pub(super) fn read(subject: &str, main_folded: &str) -> Option<Box<Persons>> {
    let pages = &words().pages;
    let mut persons = Persons::default();
    if pages.appointments.found_in(subject) {
        persons.dismissed = dismissals(main_folded);
        for found in APPOINTED
            .iter()
            .flat_map(|pattern| pattern.captures_iter(main_folded))
        {
            persons.appointed.push(found[1].to_owned());
        }
    } else if pages.leaders.found_in(subject) {
        persons.leaders = main_folded.chars().take(MOST).collect();
    }
    (persons != Persons::default()).then(|| Box::new(persons))
}

/// Returns the post that ends a title such as `某县市场监督管理局副局长`.
pub fn short_post(post: &str) -> Option<String> {
    let folded = fold(post);
    // 副局长（挂职） is one as well.
    let folded = match folded.strip_suffix(')').and_then(|bare| bare.rfind('(')) {
        Some(at) => folded[..at].to_owned(),
        None => folded,
    };
    let longest = words().posts.longest_end(&folded)?;
    let before = &folded[..folded.len() - longest.len()];
    let deputy = before.strip_suffix('副').unwrap_or(before);
    Some(folded[deputy.len()..].to_owned())
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
    fn dismissals_are_written_in_many_ways() {
        let of = |text: &str| {
            let persons = read("职务任免", &fold(text)).unwrap_or_default();
            let names = persons.dismissed.into_iter();
            names
                .map(|(name, post)| format!("{name}/{post}"))
                .collect::<Vec<_>>()
        };
        let one = ["许向晨/县市场监督管理局副局长"];
        for text in [
            "免去：许向晨的县市场监督管理局副局长职务。",
            "县政府决定：\n免去：\n许向晨的县市场监督管理局副局长职务。",
            "免去：许向晨县市场监督管理局副局长职务；",
            "决定：许向晨同志不再担任县市场监督管理局副局长职务。",
            "来源：县市场监督管理局\n许向晨不再担任县市场监督管理局副局长职务。",
        ] {
            assert_eq!(of(text), one, "{text}");
        }
        let two = [
            "许向晨/县市场监督管理局副局长",
            "李小四/县市场监督管理局副局长",
        ];
        for text in [
            "免去许向晨、李小四的县市场监督管理局副局长职务。",
            "免去：许向晨的县市场监督管理局副局长职务；李小四同志的县市场监督管理局副局长职务。",
            "免去：\n许向晨的县市场监督管理局副局长职务\n李小四的县市场监督管理局副局长职务\n某县人民政府",
        ] {
            assert_eq!(of(text), two, "{text}");
        }
        assert_eq!(
            of("免去许向晨的县市场监督管理局党组成员、副局长职务。"),
            ["许向晨/县市场监督管理局党组成员、副局长"]
        );
        assert!(of("任命程远航为县市场监督管理局局长，免去其县商务局局长职务。").is_empty());
        let text = fold("任命：程远航为县市场监督管理局局长。许向晨同志任县商务局副局长。");
        assert_eq!(
            read("职务任免", &text).unwrap().appointed,
            ["程远航", "许向晨"]
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
        assert_eq!(
            short_post("县财政局副局长（挂职）").as_deref(),
            Some("副局长")
        );
        assert_eq!(short_post("县政府督学"), None);
    }
}
