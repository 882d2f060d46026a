//! Two readings of one text, held against each other sentence by sentence.
//!
//! What a template adds is no change of the text: counters, today's date, share bars, the
//! metadata box (whose fields are compared as fields), the order of blocks, white space and
//! punctuation. What is left is shown as it stood and as it stands.

use std::collections::{HashMap, HashSet};

use super::writing::key;
use crate::model::DocumentFacts;
use crate::page::Wording;
use crate::vocabulary::changes;
use crate::vocabulary::labels::{LabelField, Labels};
use crate::vocabulary::{fold, fold_label};

/// Sentences shown of one change, the rest is counted.
const SHOWN: usize = 3;
/// Characters shown of one sentence.
const LONGEST: usize = 70;
/// Characters shown round the place where two sentences differ.
const AROUND: usize = 20;
/// Most lines of one heading.
const BROKEN: usize = 4;
/// Longest line of a template.
const FURNITURE: usize = 40;

/// What ends a sentence.
const ENDS: [char; 4] = ['。', '！', '？', '；'];

/// A sentence of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unit {
    /// What is compared: folded, without punctuation.
    pub(super) key: String,
    /// What is shown.
    shown: String,
}

/// What two readings of a text do not have in common.
#[derive(Debug, Clone, Default)]
pub struct Difference {
    before: Vec<Unit>,
    now: Vec<Unit>,
    /// Characters in sentences that both have.
    common: usize,
}

/// Which lines of a text are fields of a metadata box, compared elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// All labels of papers.
    OfPaper,
    /// Only days: a guide states its telephone number under a label too.
    OfGuide,
}

impl Difference {
    /// Compares two readings; `titles` are lines that are the page's heading: its title, also
    /// broken into lines, and its number.
    pub fn of(before: &Wording, now: &Wording, titles: &[&str], lines: Lines) -> Self {
        let titles: HashSet<String> = titles.iter().map(|title| key(title)).collect();
        let cut = |text: &str| -> Vec<Unit> {
            let mut units = units(text, lines);
            units.retain(|unit| !titles.contains(&unit.key));
            without_broken(&mut units, &titles);
            units
        };
        let wholes = (keys_of(&before.whole), keys_of(&now.whole));
        let (before, now) = (cut(&before.own), cut(&now.own));
        let mut left: HashMap<&str, usize> = HashMap::new();
        for unit in &now {
            *left.entry(&unit.key).or_default() += 1;
        }
        let mut common = 0;
        let gone: Vec<Unit> = before
            .iter()
            .filter(|unit| match left.get_mut(unit.key.as_str()) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    common += unit.key.chars().count();
                    false
                }
                _ => true,
            })
            .filter(|unit| !wholes.1.contains(&unit.key))
            .cloned()
            .collect();
        // Of equal sentences the last ones are those that are new.
        let mut come: Vec<Unit> = now
            .iter()
            .rev()
            .filter(|unit| match left.get_mut(unit.key.as_str()) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    true
                }
                _ => false,
            })
            .filter(|unit| !wholes.0.contains(&unit.key))
            .cloned()
            .collect();
        come.reverse();
        let mut difference = Self {
            before: gone,
            now: come,
            common,
        };
        difference.join_breaks();
        difference.without_notes();
        difference
    }

    /// Sentences broken at other places hold the same words.
    fn join_breaks(&mut self) {
        let whole = |units: &[Unit]| -> String { units.iter().map(|unit| &*unit.key).collect() };
        if !self.before.is_empty() && whole(&self.before) == whole(&self.now) {
            self.common += whole(&self.before).chars().count();
            self.before.clear();
            self.now.clear();
        }
    }

    /// Tells whether both say the same.
    pub fn is_none(&self) -> bool {
        self.before.is_empty() && self.now.is_empty()
    }

    /// Tells whether each says something that the other does not.
    pub fn is_on_both_sides(&self) -> bool {
        !self.before.is_empty() && !self.now.is_empty()
    }

    /// Leaves out sentences that so many pages gained or lost that they are the template's.
    pub(super) fn without(&mut self, of_template: &HashSet<String>) {
        self.before.retain(|unit| !of_template.contains(&unit.key));
        self.now.retain(|unit| !of_template.contains(&unit.key));
    }

    /// The keys of all sentences that only one of them has, each once.
    pub(super) fn keys(&self) -> HashSet<&str> {
        let units = self.before.iter().chain(&self.now);
        units.map(|unit| unit.key.as_str()).collect()
    }

    /// The share of the text that both have, in percent of the longer one.
    pub fn common_percent(&self) -> usize {
        let count =
            |units: &[Unit]| -> usize { units.iter().map(|unit| unit.key.chars().count()).sum() };
        let longer = self.common + count(&self.before).max(count(&self.now));
        (self.common * 100).checked_div(longer).unwrap_or(100)
    }

    /// Tells whether one of them is only the beginning or a part of the other, much shorter:
    /// an extract, or a page whose text stands in a file.
    pub fn is_extract(&self) -> bool {
        let count =
            |units: &[Unit]| -> usize { units.iter().map(|unit| unit.key.chars().count()).sum() };
        let (before, now) = (
            self.common + count(&self.before),
            self.common + count(&self.now),
        );
        before.min(now) * 2 < before.max(now)
    }

    /// Tells whether what is new says that the text was changed: in words that did not stand
    /// in what they replace, as 补正 stands in every report.
    pub fn is_marked(&self) -> bool {
        let words = changes::words();
        let count = |units: &[Unit], mark: &str| -> usize {
            units.iter().map(|unit| marks_in(&unit.key, mark)).sum()
        };
        let mut marks = words.marks.iter();
        marks.any(|mark| count(&self.now, mark) > count(&self.before, mark))
    }

    /// Leaves out new sentences that tell the paper's own state (本文件已废止): such a mark is
    /// asked for, and no change of the text. One in the place of a sentence much like it is.
    fn without_notes(&mut self) {
        let before = &self.before;
        self.now.retain(|unit| {
            changes::state_in_note(&unit.shown).is_none()
                || before.iter().any(|gone| are_alike(&gone.key, &unit.key))
        });
    }

    /// What stood and what stands, shown round the places that differ.
    pub fn shown(&self) -> (String, String) {
        let pairs = self.before.len() == self.now.len();
        let mut before: Vec<String> = Vec::new();
        let mut now: Vec<String> = Vec::new();
        if pairs {
            for (one, other) in self.before.iter().zip(&self.now).take(SHOWN) {
                let (one, other) = windows(&one.shown, &other.shown);
                before.push(one);
                now.push(other);
            }
        } else {
            let first = |units: &[Unit]| -> Vec<String> {
                let shown = units.iter().take(SHOWN);
                shown.map(|unit| cut(&unit.shown)).collect()
            };
            before = first(&self.before);
            now = first(&self.now);
        }
        (
            listed(&before, self.before.len()),
            listed(&now, self.now.len()),
        )
    }
}

/// Leaves out headings that are broken into lines.
fn without_broken(units: &mut Vec<Unit>, titles: &HashSet<String>) {
    let mut at = 0;
    while at < units.len() {
        let begun = |title: &&String| title.len() > units[at].key.len();
        let found = titles.iter().filter(begun).find_map(|title| {
            let mut rest = title.as_str();
            for (count, unit) in units[at..].iter().take(BROKEN).enumerate() {
                rest = rest.strip_prefix(unit.key.as_str())?;
                if rest.is_empty() {
                    return Some(count + 1);
                }
            }
            None
        });
        match found {
            Some(count) => drop(units.drain(at..at + count)),
            None => at += 1,
        }
    }
}

/// Counts a mark in a folded sentence, where it speaks of a change of the text.
fn marks_in(key: &str, mark: &str) -> usize {
    let all = key.matches(mark).count();
    if all == 0 {
        return 0;
    }
    let of_others = changes::words().no_marks.iter();
    let others: usize = of_others
        .filter(|phrase| phrase.contains(mark))
        .map(|phrase| key.matches(phrase.as_str()).count())
        .sum();
    all.saturating_sub(others)
}

/// Tells whether two sentences begin and end so much alike that one stands for the other.
fn are_alike(one: &str, other: &str) -> bool {
    let count = |one: &mut dyn Iterator<Item = char>, other: &mut dyn Iterator<Item = char>| {
        one.zip(other)
            .take_while(|(one, other)| one == other)
            .count()
    };
    let shorter = one.chars().count().min(other.chars().count());
    let front = count(&mut one.chars(), &mut other.chars());
    let back = count(&mut one.chars().rev(), &mut other.chars().rev());
    (front + back) * 2 >= shorter
}

/// Joins sentences for a place within one.
fn listed(shown: &[String], all: usize) -> String {
    let shown: Vec<&str> = shown
        .iter()
        .map(|one| one.trim_end_matches(['。', '；']))
        .collect();
    match &shown[..] {
        [] => "（无）".to_owned(),
        _ if all > shown.len() => format!("{} 等 {all} 处", shown.join("；")),
        _ => shown.join("；"),
    }
}

fn cut(text: &str) -> String {
    let mut out: String = text.chars().take(LONGEST).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}

/// Shows two sentences round the first and the last place where they differ.
fn windows(one: &str, other: &str) -> (String, String) {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let shorter = one.len().min(other.len());
    let front = (0..shorter).take_while(|&at| one[at] == other[at]).count();
    let back = (0..shorter - front)
        .take_while(|&at| one[one.len() - 1 - at] == other[other.len() - 1 - at])
        .count();
    let show = |text: &[char]| -> String {
        let from = front.saturating_sub(AROUND);
        let until = (text.len() - back + AROUND).min(text.len());
        let mut out = String::new();
        if from > 0 {
            out.push('…');
        }
        out.extend(text[from..until].iter().take(LONGEST));
        if until < text.len() || until - from > LONGEST {
            out.push('…');
        }
        out
    };
    (show(&one), show(&other))
}

/// Cuts a text into sentences, leaving out what is the template's or a field's.
fn units(text: &str, lines: Lines) -> Vec<Unit> {
    let mut out = Vec::new();
    let mut value_next = false;
    for line in text.split('\n') {
        let value = std::mem::replace(&mut value_next, false);
        match field(line, lines) {
            Some(Field::Alone) => {
                value_next = true;
                continue;
            }
            Some(Field::Whole) => continue,
            None if value && line.chars().count() <= FURNITURE => continue,
            None => {}
        }
        if is_template(line) {
            continue;
        }
        for sentence in line.split_inclusive(ENDS) {
            let key = key(sentence);
            if !key.is_empty() {
                let shown = sentence.replace('\t', " ").trim().to_owned();
                out.push(Unit { key, shown });
            }
        }
    }
    out
}

/// The keys of everything that stands on a page.
fn keys_of(whole: &str) -> HashSet<String> {
    let lines = whole.split('\n');
    let sentences = lines.flat_map(|line| line.split_inclusive(ENDS));
    sentences.map(key).filter(|key| !key.is_empty()).collect()
}

enum Field {
    /// The label and its value.
    Whole,
    /// The label; its value is the next line.
    Alone,
}

/// Tells whether a line is a field of the page's metadata.
fn field(line: &str, lines: Lines) -> Option<Field> {
    let at = line.find(['：', ':', '\t']);
    let (name, rest) = match at {
        Some(at) => (&line[..at], &line[at..]),
        None => (line, ""),
    };
    if name.chars().count() > 14 {
        return None;
    }
    let label = Labels::shipped().get(&fold_label(name))?;
    if at.is_none() && label.needs_colon {
        return None;
    }
    let day = matches!(
        label.field,
        LabelField::PublishedDate
            | LabelField::EitherDate
            | LabelField::BareDate
            | LabelField::Updated
            | LabelField::Source
    );
    if label.field == LabelField::Other || (lines == Lines::OfGuide && !day) {
        return None;
    }
    let empty = rest
        .trim_matches(|c: char| c.is_whitespace() || c == '：' || c == ':')
        .is_empty();
    Some(if empty { Field::Alone } else { Field::Whole })
}

/// Tells whether a line is a counter, a clock or a button.
fn is_template(line: &str) -> bool {
    if line.chars().count() > FURNITURE {
        return false;
    }
    let words = changes::words();
    let folded = fold(line);
    let folded = folded.trim_start_matches(['[', '(', '<', '|', '【']);
    let any = |words: &[String]| words.iter().any(|word| folded.contains(word.as_str()));
    any(&words.counters)
        || any(&words.clock)
        // A sentence of the text may well speak of an office's editing.
        || (!folded.contains('。')
            && words.template.iter().any(|word| folded.starts_with(word.as_str())))
}

/// Tells whether the text of a paper stands in its page, so that it can be compared.
pub(crate) fn has_wording(document: &DocumentFacts) -> bool {
    document.has_text && !document.image_only
}

#[cfg(test)]
mod tests {
    use super::{Difference, Lines};
    use crate::page::Wording;

    const TEXT: &str = "各乡镇人民政府：\n一、对符合条件的农户每户补助3000元。资金在6月底前拨付到位。\n二、加强监督检查。\n2026年3月2日";

    fn page(text: &str) -> Wording {
        Wording {
            own: text.to_owned(),
            whole: format!("首页\n{text}"),
            ended: true,
        }
    }

    fn compare(before: &str, now: &str) -> Difference {
        let titles = ["关于补助的通知"];
        Difference::of(&page(before), &page(now), &titles, Lines::OfPaper)
    }

    #[test]
    fn what_still_stands_on_the_page_is_not_gone() {
        let mut now = page("二、加强监督检查。\n2026年3月2日");
        assert!(!Difference::of(&page(TEXT), &now, &[], Lines::OfPaper).is_none());
        now.whole = format!("首页\n{TEXT}\n文本下载：");
        assert!(Difference::of(&page(TEXT), &now, &[], Lines::OfPaper).is_none());
    }

    #[test]
    fn what_is_no_change_of_the_text() {
        let check = |now: String| {
            let found = compare(TEXT, &now);
            assert!(found.is_none(), "{:?}", found.shown());
        };
        check(TEXT.replace("。", "．"));
        check(TEXT.replace("3000元", "３０００ 元"));
        check(TEXT.replace("。资金", "。\n资金"));
        check(TEXT.replace("每户补助", "每户\n补助"));
        check(format!("浏览次数：1024\n{TEXT}\n【打印】【关闭】"));
        for line in [
            "您是第1024位访客",
            "访客数：1024",
            "阅读（35）",
            "已有35人阅读",
            "下载次数：3",
            "评论（2）",
            "当前IP：10.0.0.1",
            "初审：张某　复审：李某　终审：王某",
            "页面更新时间：2026-11-29 08:00",
        ] {
            check(format!("{TEXT}\n{line}"));
        }
        check(format!("今天是2026年11月29日 星期日\n{TEXT}"));
        check(format!("索引号：\t003/2026-1\t有效性：\t废止\n{TEXT}"));
        check(format!("有效性：\n废止\n{TEXT}"));
        check(format!("关于补助的通知\n{TEXT}\n责任编辑：张某"));
        // The same day, the same number.
        check(TEXT.replace("2026年3月2日", "二〇二六年三月二日"));
        check(
            TEXT.replace("2026年3月2日", "2026年03月02日")
                .replace("6月底", "06月底"),
        );
        check(TEXT.replace("3000元", "3000.00元"));
        check(format!("关于补助\n的通知\n{TEXT}"));
        // Blocks in another order.
        check(format!(
            "二、加强监督检查。\n{}",
            TEXT.replace("\n二、加强监督检查。", "")
        ));
    }

    #[test]
    fn what_is_a_change_is_shown_on_both_sides() {
        let check = |from: &str, to: &str, before: &str, now: &str| {
            let found = compare(TEXT, &TEXT.replace(from, to));
            let shown = found.shown();
            assert_eq!((shown.0.as_str(), shown.1.as_str()), (before, now));
            assert!(!found.is_marked());
        };
        check(
            "3000元",
            "300.0元",
            "一、对符合条件的农户每户补助3000元",
            "一、对符合条件的农户每户补助300.0元",
        );
        check("3月2日", "10月20日", "2026年3月2日", "2026年10月20日");
        check("二、加强监督检查。", "", "二、加强监督检查", "（无）");
        check("3月2日", "3月12日", "2026年3月2日", "2026年3月12日");
    }

    #[test]
    fn a_change_that_says_so() {
        let now = TEXT.replace("3000元", "2000元") + "\n更正说明：补助标准有误，现予更正。";
        assert!(compare(TEXT, &now).is_marked());
    }

    #[test]
    fn a_mark_that_stood_there_before_marks_nothing() {
        let row = |count: &str| format!("{TEXT}\n3.补正后申请内容仍不明确 {count}");
        assert!(!compare(&row("0"), &row("5")).is_marked());
        let law = |sum: &str| TEXT.replace("3000元", sum) + "\n根据修订的《条例》，罚款" + sum;
        assert!(!compare(&law("300元"), &law("3000元")).is_marked());
        let added = TEXT.replace("3000元", "300元") + "\n逾期不补正的，视为放弃。";
        assert!(!compare(TEXT, &added).is_marked());
        assert!(compare(&law("300元"), &(law("3000元") + "\n（2026年6月1日修订）")).is_marked());
    }

    #[test]
    fn a_note_of_the_papers_state_is_no_change_and_excuses_none() {
        let note = |text: &str| format!("（本文件已废止）\n{text}");
        assert!(compare(TEXT, &note(TEXT)).is_none());
        let changed = compare(TEXT, &note(&TEXT.replace("3000元", "300元")));
        assert!(!changed.is_none() && !changed.is_marked());
        // To take the note away, or to put another term, is a change.
        assert!(!compare(&note(TEXT), TEXT).is_none());
        let term = |words: &str| format!("{TEXT}\n本通知的有效期{words}至2027年12月31日。");
        assert!(!compare(&term(""), &term("延长")).is_none());
    }

    #[test]
    fn telephone_numbers_of_a_guide_are_text() {
        let (then, now) = (
            page("机构名称：甲局\n电话：1"),
            page("机构名称：乙局\n电话：2"),
        );
        let of = |lines| Difference::of(&then, &now, &[], lines);
        assert!(!of(Lines::OfGuide).is_none());
        assert_eq!(of(Lines::OfGuide).shown().0, "机构名称：甲局；电话：1");
    }

    #[test]
    fn long_sentences_are_shown_round_the_difference() {
        let long = "甲".repeat(60);
        let found = compare(&format!("{long}三十{long}"), &format!("{long}五十{long}"));
        let (before, now) = found.shown();
        assert!(before.starts_with('…') && before.ends_with('…') && before.contains("三十"));
        assert!(now.contains("五十") && now.chars().count() < 50);
    }
}
