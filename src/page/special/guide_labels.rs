//! Labels with values in a guide: office, address, hours, telephone, fax, internet.

use super::numbers::mask_text;
use crate::model::GuideFacts;
use crate::vocabulary::Folded;
use crate::vocabulary::guide::{GuideWords, words};
use crate::vocabulary::{fold, fold_label};

/// Tells whether a folded text holds one of the phrases.
pub(super) fn has(list: &Folded, folded: &str) -> bool {
    list.found_in(folded)
}

/// Cuts and masks words for showing.
pub(super) fn shown(text: &str) -> String {
    let cut: String = text.trim().chars().take(120).collect();
    mask_text(&cut)
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Element {
    Office,
    Address,
    Hours,
    Phone,
    Fax,
    Internet,
}

impl Element {
    const ALL: [Self; 6] = [
        Self::Office,
        Self::Address,
        Self::Hours,
        Self::Phone,
        Self::Fax,
        Self::Internet,
    ];

    const fn code(self) -> &'static str {
        match self {
            Self::Office => "office_name",
            Self::Address => "address",
            Self::Hours => "hours",
            Self::Phone => "phone",
            Self::Fax => "fax",
            Self::Internet => "internet",
        }
    }

    fn labels(self, words: &GuideWords) -> &[String] {
        let labels = &words.labels;
        match self {
            Self::Office => &labels.office_name,
            Self::Address => &labels.address,
            Self::Hours => &labels.hours,
            Self::Phone => &labels.phone,
            Self::Fax => &labels.fax,
            Self::Internet => &labels.internet,
        }
    }

    fn slot(self, facts: &mut GuideFacts) -> &mut Option<String> {
        match self {
            Self::Office => &mut facts.office_name,
            Self::Address => &mut facts.address,
            Self::Hours => &mut facts.hours,
            Self::Phone => &mut facts.phone,
            Self::Fax => &mut facts.fax,
            Self::Internet => &mut facts.internet,
        }
    }

    /// Tells whether a text can be this element's value.
    fn accepts(self, value: &str) -> bool {
        let digits = value.chars().filter(char::is_ascii_digit).count();
        let letters = value.chars().filter(|c| c.is_alphabetic()).count();
        match self {
            Self::Office => (4..=40).contains(&letters) && digits <= 4,
            Self::Address => letters >= 4,
            Self::Hours => digits >= 3 || words().hours_values.found_in(value),
            Self::Phone | Self::Fax => (5..=60).contains(&digits),
            Self::Internet => {
                value.contains(['@', '＠'])
                    || value.contains("http")
                    || value.contains("www")
                    || value.contains(".gov")
                    || value.contains("网站")
            }
        }
    }
}

/// Finds the element whose label a whole text is.
pub(super) fn field_of(text: &str) -> Option<Element> {
    let folded = fold_label(text);
    let bare = unnumbered(&folded);
    let words = words();
    Element::ALL.into_iter().find(|element| {
        element
            .labels(words)
            .iter()
            .any(|label| fold(label) == bare)
    })
}

/// Drops the numbering in front of a heading: `(一)`, `1.`, `二、`.
fn unnumbered(folded: &str) -> &str {
    folded.trim_start_matches(|c: char| {
        c.is_ascii_digit()
            || matches!(c, '(' | ')' | '.' | '、' | ',' | ':' | '①'..='⑨')
            || "一二三四五六七八九十".contains(c)
    })
}

/// Reads the labels with values in a line; a heading that is only a label takes the next
/// line for its value.
pub(super) fn labelled(line: &str, next: Option<&str>, words: &GuideWords, facts: &mut GuideFacts) {
    if let Some(element) = field_of(line) {
        if let Some(next) = next {
            // `名称：…` under the heading of the office gives its name.
            let named = named(next).filter(|_| element == Element::Office);
            let plain = field_of(next).is_none() && !next.contains(['：', ':']);
            if let Some(value) = named.or(plain.then_some(next)) {
                keep(element, value, words, facts);
            }
        }
        return;
    }
    let marks = marks(line, words);
    for (index, mark) in marks.iter().enumerate() {
        let following = marks.get(index + 1);
        let stop = following.map_or(line.len(), |next| next.label);
        // `电话/传真：` names two elements for one value.
        let (start, stop) = match following {
            Some(next) if mark.value > stop => {
                let until = marks.get(index + 2).map_or(line.len(), |after| after.label);
                (next.value, until)
            }
            _ => (mark.value, stop),
        };
        let Some(value) = line.get(start..stop) else {
            continue;
        };
        if value.trim().is_empty() && index + 1 == marks.len() {
            if let Some(next) =
                next.filter(|next| field_of(next).is_none() && !next.contains(['：', ':']))
            {
                keep(mark.element, next, words, facts);
            }
            continue;
        }
        keep(mark.element, value, words, facts);
    }
}

/// Returns the value of a line `名称：…`, numbered or not.
fn named(line: &str) -> Option<&str> {
    let (label, value) = line.split_once(['：', ':'])?;
    (unnumbered(&fold_label(label)) == "名称").then_some(value)
}

/// A label in a line with the place where its value begins.
struct Mark {
    label: usize,
    label_end: usize,
    value: usize,
    element: Element,
}

/// Finds every label that ends in a colon or goes right over into a number. A label inside a
/// longer one (电话 in 传真电话) is none.
fn marks(line: &str, words: &GuideWords) -> Vec<Mark> {
    let mut found: Vec<Mark> = Vec::new();
    for element in Element::ALL {
        for label in element.labels(words) {
            for (at, _) in line.match_indices(label.as_str()).take(20) {
                let end = at + label.len();
                if let Some(value) = value_start(&line[end..]) {
                    found.push(Mark {
                        label: at,
                        label_end: end,
                        value: end + value,
                        element,
                    });
                }
            }
        }
    }
    found.sort_by_key(|mark| (mark.label, std::cmp::Reverse(mark.label_end)));
    let mut out: Vec<Mark> = Vec::new();
    for mark in found {
        let inside = out.last().is_some_and(|last| mark.label < last.label_end);
        if !inside {
            out.push(mark);
        }
    }
    out
}

/// Finds where the value begins after a label: past a remark in brackets and a colon, `为`,
/// `是`, `在`, or at once when a number follows.
fn value_start(rest: &str) -> Option<usize> {
    let mut at = 0;
    let bracket = rest.strip_prefix(['（', '(']);
    if let Some(inner) = bracket
        && let Some(end) = inner.find(['）', ')'])
        && end <= 60
    {
        at = rest.len() - inner.len() + end + inner[end..].chars().next().map_or(0, char::len_utf8);
    }
    let after = &rest[at..];
    // A second label in front of the colon: `电话/传真：`, `电话及传真：`.
    for joint in [
        "/传真",
        "／传真",
        "及传真",
        "、传真",
        "和传真",
        "(传真)",
        "（传真）",
    ] {
        if let Some(tail) = rest.strip_prefix(joint) {
            return value_start(tail).map(|value| joint.len() + value);
        }
    }
    // The end of brackets that the label itself stands in: `电话（传真）：`.
    if let Some(tail) = rest.strip_prefix(['）', ')']) {
        let tail_at = rest.len() - tail.len();
        return tail
            .starts_with(['：', ':'])
            .then(|| value_start(tail))
            .flatten()
            .map(|value| tail_at + value);
    }
    let first = after.chars().next()?;
    match first {
        '：' | ':' | '为' | '是' | '在' | '∶' => Some(at + first.len_utf8()),
        c if c.is_ascii_digit() || c == '+' => Some(at),
        _ => None,
    }
}

fn keep(element: Element, value: &str, words: &GuideWords, facts: &mut GuideFacts) {
    let value = value
        .trim_matches(|c: char| {
            c.is_whitespace()
                || matches!(
                    c,
                    '，' | ',' | '；' | ';' | '。' | '、' | '：' | ':' | '（' | '('
                )
        })
        .split(['。', '；'])
        .next()
        .unwrap_or("")
        .trim();
    if value.is_empty() {
        return;
    }
    let folded = fold(value);
    let marks = folded.chars().all(|c| {
        matches!(
            c,
            '×' | 'x' | '*' | '-' | '_' | '.' | '…' | '□' | '○' | '0' | '/' | '(' | ')'
        )
    });
    if marks || has(&words.placeholders, &folded) {
        facts.placeholders.push(element.code().to_owned());
        return;
    }
    if element.accepts(value) {
        let slot = element.slot(facts);
        if slot.is_none() {
            *slot = Some(shown(value));
        }
    }
}
