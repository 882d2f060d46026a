//! Which statutory elements a text shows, and whether it only says that there is nothing.

use std::ops::Range;
use std::sync::LazyLock;

use crate::masking::mask_text;
use crate::vocabulary::elements::{elements, statements};
use crate::vocabulary::fold;
use crate::vocabulary::matters::interpretation;
use crate::vocabulary::phrases::Phrases;

/// Phrases, and what each of them shows. They are looked for by whoever looks for others too.
#[derive(Debug)]
pub struct Signs {
    phrases: Vec<String>,
    /// The element of each phrase.
    owners: Vec<usize>,
    ids: Vec<&'static str>,
    other_words: Vec<String>,
    placeholders: Vec<String>,
}

impl Signs {
    fn new<'w>(words: impl Iterator<Item = (&'static String, &'w Vec<String>)>) -> Self {
        let mut signs = Self {
            phrases: Vec::new(),
            owners: Vec::new(),
            ids: Vec::new(),
            other_words: elements()
                .other_words
                .iter()
                .map(|word| fold(word))
                .collect(),
            placeholders: elements()
                .placeholders
                .iter()
                .map(|word| fold(word))
                .collect(),
        };
        for (id, phrases) in words {
            for phrase in phrases {
                signs.phrases.push(fold(phrase));
                signs.owners.push(signs.ids.len());
            }
            signs.ids.push(id.as_str());
        }
        signs
    }

    /// Returns the phrases, folded. Their places in this list are their numbers.
    pub fn phrases(&self) -> &[String] {
        &self.phrases
    }

    /// Tells whether what stands behind a phrase that is a label holds the place of a value.
    fn holds_no_value(&self, folded: &str, end: usize) -> bool {
        let (label, rest) = folded.split_at(end);
        let rest = rest.strip_prefix("姓名").unwrap_or(rest);
        let value = match rest.strip_prefix(':') {
            Some(value) => value,
            None if label.ends_with(':') => rest,
            None => return false,
        };
        let mut placeholders = self.placeholders.iter();
        placeholders.any(|word| value.starts_with(word))
    }

    /// Begins with a text in which nothing was found yet.
    pub fn unseen(&self) -> Seen<'_> {
        Seen {
            signs: self,
            seen: vec![false; self.ids.len()],
        }
    }
}

/// What was found in one text.
#[derive(Debug)]
pub struct Seen<'s> {
    signs: &'s Signs,
    seen: Vec<bool>,
}

impl Seen<'_> {
    /// Notes the place of a phrase in a folded text (see [`fold`]).
    pub fn note(&mut self, folded: &str, number: usize, at: &Range<usize>) {
        let owner = self.signs.owners.get(number);
        let Some(seen) = owner.and_then(|owner| self.seen.get_mut(*owner)) else {
            return;
        };
        // The last sign may belong to another word: 镇长江路 names no 镇长.
        *seen = *seen || {
            let last = folded[..at.end].chars().next_back();
            let tail = &folded[at.end - last.map_or(0, char::len_utf8)..];
            let mut other_words = self.signs.other_words.iter();
            !other_words.any(|word| tail.starts_with(word))
                && !self.signs.holds_no_value(folded, at.end)
        };
    }

    /// Returns the ids of what was found, sorted: they come out of a sorted map.
    pub fn ids(&self) -> Vec<String> {
        let ids = self.signs.ids.iter().zip(&self.seen);
        ids.filter(|(_, seen)| **seen)
            .map(|(id, _)| (*id).to_owned())
            .collect()
    }
}

/// Returns the signs of statutory elements.
pub fn marks() -> &'static Signs {
    static SIGNS: LazyLock<Signs> = LazyLock::new(|| Signs::new(elements().elements.iter()));
    &SIGNS
}

/// Returns what a folded interpretation speaks of, by the ids of
/// `rules/vocabulary/interpretation.yaml`, sorted.
pub fn aspects(folded: &str) -> Vec<String> {
    static FINDER: LazyLock<(Phrases, Signs)> = LazyLock::new(|| {
        let signs = Signs::new(interpretation().aspects.iter());
        (Phrases::new(signs.phrases()), signs)
    });
    let (phrases, signs) = &*FINDER;
    let mut seen = signs.unseen();
    phrases.each_in(folded, |number, at| seen.note(folded, number, &at));
    seen.ids()
}

/// Returns the words by which a page or an item of a list says that the body has nothing of
/// the kind (情况说明), when that is all it says. For an item pass its title and an empty text.
///
/// Careful by design: a title such as 预算情况说明 is none without a sign of nothing, and a
/// text that says more is none.
pub fn statement(title: &str, text: &str) -> Option<String> {
    let words = statements();
    let length = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .take(words.longest + 1)
        .count();
    if length > words.longest {
        return None;
    }
    let folded_title = fold(title);
    let ends = |list: &[String], text: &str| list.iter().any(|end| text.ends_with(end.as_str()));
    let titled = ends(&words.titles, &folded_title);
    let clean = |text: &str| {
        let mut folded = fold(text);
        // What an empty list says by itself a person may say as well, under such a title.
        let empty = words.empty.iter().filter(|_| !titled);
        for word in words.other_words.iter().chain(empty) {
            if folded.contains(word.as_str()) {
                folded = folded.replace(word.as_str(), "");
            }
        }
        folded
    };
    let any = |list: &[String], text: &str| list.iter().any(|word| text.contains(word.as_str()));
    let says_none = |sentence: &str| {
        let folded = clean(sentence);
        let none = any(&words.none, &folded);
        any(&words.direct, &folded)
            || words.whole.contains(&folded)
            || (none && (titled || any(&words.who, &folded) || names_body(&folded)))
    };
    let bare_title = clean(title);
    let begins = words
        .none
        .iter()
        .any(|none| bare_title.starts_with(none.as_str()));
    if begins && length <= HARDLY && ends(&words.matters, &bare_title) {
        return Some(mask_text(title.trim()));
    }
    // The title's own words are shown where they say it, else the first sentence that does.
    let found = std::iter::once(title)
        .chain(text.split(['。', ';', '；', '!', '！', '\n', '\t']))
        .find(|sentence| says_none(sentence))?;
    let shown: String = found.trim().chars().take(120).collect();
    Some(mask_text(&shown))
}

/// Fewer characters are hardly a text.
const HARDLY: usize = 20;

/// Tells whether a body's name stands right before a sign of none: 某县某局2026年没有…….
fn names_body(folded: &str) -> bool {
    let words = statements();
    words.none.iter().any(|none| {
        folded.match_indices(none.as_str()).any(|(at, _)| {
            let before = folded[..at].trim_end_matches(|c| words.times.contains(c));
            words
                .bodies
                .iter()
                .any(|end| before.ends_with(end.as_str()))
        })
    })
}

/// Tells whether an item's title leaves open whether its page only says that there is nothing.
pub fn may_be_statement(title: &str) -> bool {
    let folded = fold(title);
    let mut ends = statements().titles.iter();
    ends.any(|end| folded.ends_with(end.as_str()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{marks, statement};
    use crate::vocabulary::fold;
    use crate::vocabulary::phrases::Phrases;

    fn marked(folded: &str) -> Vec<String> {
        let mut seen = marks().unseen();
        Phrases::new(marks().phrases()).each_in(folded, |number, at| {
            seen.note(folded, number, &at);
        });
        seen.ids()
    }

    #[test]
    fn a_label_with_a_placeholder_shows_nothing() {
        for (text, found) in [
            ("办公时间：XXXX", &[][..]),
            ("负责人姓名：×××", &[]),
            ("局长：待定", &[]),
            ("联系方式：待补充", &[]),
            ("办公时间：×××；上班时间：9:00-17:00", &["hours"]),
            ("局长：程远航", &["leaders"]),
            ("联系电话：0551-1234567", &["contact"]),
        ] {
            assert_eq!(marked(&fold(text)), found, "{text}");
        }
    }

    #[test]
    fn elements_are_marked_and_sorted() {
        let found = marked(&fold(
            "主要 职责：……。办公时间：周一至周五；联系电话：0551-1234567",
        ));
        assert_eq!(found, ["contact", "functions", "hours"]);
        assert_eq!(marked(""), Vec::<String>::new());
        for (id, words) in [
            ("leaders", "程远航　党委书记、支队长"),
            ("leaders", "程远航　校长"),
            ("leaders", "程远航　理事会理事长"),
            ("leaders", "姓名：程远航"),
            ("hours", "工作日：上午8:00-12:00 下午2:30-5:30"),
            ("hours", "作息时间：夏季8:00-12:00"),
            ("hours", "开放时间：8:00-17:30"),
            ("address", "单位位于龙泉镇滨河路66号"),
            ("structure", "设办公室、法规科"),
            ("structure", "（一）办公室。负责机关日常运转。"),
            ("functions", "一、贯彻执行党的教育方针，拟订发展规划。"),
            ("functions", "某镇工作职能"),
            ("address", "某县城关镇人民路1号（3号楼）"),
            ("contact", "电话 0564-1234567"),
            ("contact", "someone@163.com"),
            ("basis", "收费文件 发改价格规〔2016〕2559号"),
            ("rate", "一、住宅类：每件80元"),
            ("hired", "2026年度某县录用公务员名单"),
        ] {
            let found = marked(&fold(words));
            assert!(found.iter().any(|found| found == id), "{words}: {found:?}");
        }
        // A heading in the words of the law shows all that the sentence asks for.
        for (sentence, wanted) in [
            (
                "机关职能、机构设置、办公地址、办公时间、联系方式、负责人姓名",
                &[
                    "functions",
                    "structure",
                    "address",
                    "hours",
                    "contact",
                    "leaders",
                ][..],
            ),
            (
                "政府集中采购项目的目录、标准及实施情况",
                &["catalogue", "standard", "implementation"],
            ),
            ("重大建设项目的批准和实施情况", &["approval", "progress"]),
            (
                "行政事业性收费项目及其依据、标准",
                &["item", "basis", "rate"],
            ),
        ] {
            let found = marked(&fold(sentence));
            assert!(
                wanted
                    .iter()
                    .all(|id| found.iter().any(|found| found == id)),
                "{sentence}: {found:?}"
            );
        }
        for words in ["指导校长队伍建设", "落实河长制", "当日上午召开会议"] {
            assert_eq!(marked(&fold(words)), Vec::<String>::new(), "{words}");
        }
    }

    #[test]
    fn statements_are_told_from_what_looks_like_them() {
        let check = |title: &str, text: &str, expected: bool| {
            assert_eq!(
                statement(title, text).is_some(),
                expected,
                "{title} / {text}"
            );
        };
        check("关于我局无行政强制事项的情况说明", "", true);
        check("情况说明", "本单位不涉及政府集中采购。", true);
        check(
            "行政事业性收费",
            "经核实，我局2024年没有行政事业性收费项目。",
            true,
        );
        check("规章", "本机关无此项内容。", true);
        check("收费公示", "某县某局2026年没有行政事业性收费项目。", true);
        check("某局2026年第一季度无政府采购", "", true);
        check("通知", "经核查，某县某局不产生该类信息。", true);
        check("无行政事业性收费项目", "无。", true);
        check("说明", "该栏目暂无相关信息，待产生后及时公开。", true);
        check("规划信息", "暂不涉及", true);
        check("规划信息", "不涉及。", true);
        check("规划信息", "本办法不涉及其他事项的办理。", false);
        check("无害化处理项目", "", false);
        check(
            "无行政事业性收费项目",
            &"这里是收费的长正文".repeat(5),
            false,
        );
        check("通知", "该路段没有开工的项目要抓紧。", false);
        check("2024年部门预算情况说明", "", false);
        check("无锡市某局预算情况说明", "", false);
        check("关于某地火灾的情况说明", "", false);
        check("行政处罚", "暂无数据", false);
        check("行政处罚", "暂无信息", false);
        check("通知", "各科室无故不得缺席。", false);
        check(
            "通知",
            &format!("我局没有收到材料。{}", "下面是很长的正文".repeat(40)),
            false,
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(title in "\\PC{0,40}", text in "\\PC{0,300}") {
            let _ = (statement(&title, &text), marked(&fold(&text)));
        }
    }
}
