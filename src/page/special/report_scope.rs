//! Whether a number of a report's running text is one of the whole year, as those of its
//! tables are, or of some months, several years or one way of asking.

use std::sync::LazyLock;

use regex::Regex;

use crate::vocabulary::report::words;

/// Tells whether a number counts but a part of what the tables count, or more than that.
///
/// `before` is the folded sentence up to the words that count, `after` what follows the number.
pub(super) fn is_part(before: &str, after: &str) -> bool {
    let spoken = words();
    // In brackets behind the number, unless they divide it up.
    let note = after
        .strip_prefix('(')
        .and_then(|rest| rest.split_once(')'))
        .map(|(note, _)| note)
        .filter(|note| !note.contains(|c: char| c.is_ascii_digit()))
        .unwrap_or_default();
    let of_note = spoken.part_times.found_in(note) || spoken.ways.found_in(note);
    of_note || is_of_some_time(before) || is_of_one_way(before)
}

/// Tells whether the last time that is named before a number is not the year.
fn is_of_some_time(before: &str) -> bool {
    static TIMES: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let (whole, part) = (&words().whole_times, &words().part_times);
        let year = r"20[0-9]{2}年度?";
        let first = r"(?:1月1日|1月|一月)起?(?:至|到|-|~|—)+";
        let last = r"(?:12月31日|12月底|12月末|12月|十二月)";
        let end = r"截(?:至|止到|止至|止)";
        Regex::new(&format!(
            "(?P<whole>{first}(?:{year}|当年|同年)?{last}|{end}(?:{year})?{last}|(?:{year}|{})(?:以来|来)?)\
             |近[0-9一二两三四五六七八九十几]*个?年|[0-9二两三四五六七八九十几]个?年(?:以来|来|间|内)\
             |[0-9一二三四五六七八九十]月|{}",
            whole.alternatives(),
            part.alternatives()
        ))
        .ok()
    });
    TIMES
        .as_ref()
        .and_then(|times| times.captures_iter(before).last())
        .is_some_and(|last| last.name("whole").is_none())
}

/// Tells whether the clause that a number ends, or the one that ends right before it, names a
/// way of asking.
fn is_of_one_way(before: &str) -> bool {
    let spoken = words();
    let names = |clause: &str| spoken.ways.found_in(clause) && !spoken.all_ways.found_in(clause);
    let mut clauses = before.rsplit([',', ':', ';', '(']);
    let Some(own) = clauses.next() else {
        return false;
    };
    if spoken.ways.found_in(own) {
        return names(own);
    }
    // Only a clause that leads up to the number: one that speaks of the ways for their own
    // sake, or has a number already, says nothing of this one.
    let leads = |clause: &str| {
        spoken.by_way.begin(clause)
            && spoken.ways.end(clause)
            && !clause.contains(|c: char| c.is_ascii_digit())
    };
    clauses
        .next()
        .is_some_and(|clause| leads(clause) && names(clause))
}

#[cfg(test)]
mod tests {
    use super::is_part;

    #[test]
    fn part_of_the_year_or_of_the_ways_is_told_from_the_whole() {
        let check = |before: &str, expected: bool| {
            assert_eq!(is_part(before, ",均已办结"), expected, "{before}");
        };
        for part in [
            "上半年共",
            "今年上半年,我局共",
            "全年工作平稳,其间下半年",
            "2025年第一季度,",
            "2025年3月",
            "2025年1月1日至6月30日,",
            "截至9月底,",
            "近三年共",
            "近年来",
            "三年来",
            "条例施行以来,",
            "节假日期间,",
            "上年同期",
            "通过网上渠道",
            "通过网上渠道,共",
            "以信函、传真等方式,",
            "当面",
            "网上申请平台全年",
        ] {
            check(part, true);
        }
        for whole in [
            "",
            "我局",
            "今年以来,共",
            "2025年,我局",
            "2025年1月1日至12月31日,",
            "1月至12月",
            "截至2025年12月31日,",
            "截至12月底,",
            "近年来,我局不断规范办理,2025年",
            "上半年开展培训2次,全年",
            "畅通信函、网络等渠道,全年共",
            "通过多种渠道",
            "通过信函、网上等各种方式,共",
            "通过政府网站公开信息200条,",
            "一年来,",
            "报告期内,",
            "统计期间,",
        ] {
            check(whole, false);
        }
        assert!(is_part("", "(上半年)"));
        assert!(is_part("", "(网上申请),"));
        assert!(!is_part("", "(网上5件,当面7件)"));
    }
}
