//! Labels with values in a guide: office, address, hours, telephone, fax, internet.

use super::guide_office;
use super::guide_whose::Owner;
use crate::masking::mask_text;
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
            Self::Hours => {
                let folded = fold(value);
                let days = words().not_hours.found_in(&folded) && !folded.contains(':');
                !days && (digits >= 3 || words().hours_values.found_in(value))
            }
            Self::Fax if words().no_fax.has(&fold(value)) => true,
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

/// Numerals that number headings.
const NUMERALS: &str = "一二三四五六七八九十";

/// Tells whether what stands before a label is only its number.
fn is_numbering(before: &str) -> bool {
    unnumbered(&fold(before)).is_empty()
}

/// Drops the numbering in front of a heading: `(一)`, `1.`, `二、`.
fn unnumbered(folded: &str) -> &str {
    folded.trim_start_matches(|c: char| {
        c.is_ascii_digit()
            || matches!(c, '(' | ')' | '.' | '、' | ',' | ':' | '①'..='⑨')
            || NUMERALS.contains(c)
    })
}

/// Where the reading of a guide has got to.
#[derive(Default)]
pub(super) struct State {
    owner: Owner,
    /// The address stands under a label that is plainly the office's.
    own_address: bool,
}

/// A value found for an element, with what the line tells of it.
#[derive(Clone, Copy)]
struct Value<'t> {
    element: Element,
    text: &'t str,
    /// It is that of a place to read at or to complain to.
    others: bool,
    /// It stands behind a colon; else it may be any part of a sentence.
    plain: bool,
    /// It is the line under a heading.
    heading: bool,
    /// Its label is one of `own_labels`.
    own: bool,
}

/// Reads the labels with values in a line; a heading that is only a label takes the next
/// line for its value.
pub(super) fn labelled(
    line: &str,
    next: Option<&str>,
    words: &GuideWords,
    (state, facts): (&mut State, &mut GuideFacts),
) {
    if let Some(element) = field_of(line) {
        let label = line.find(|c: char| c.is_alphabetic() && !NUMERALS.contains(c));
        let label = label.unwrap_or(0);
        let others = (state.owner)
            .line(line, Some(label), words)
            .others_at(label);
        if let Some(next) = next {
            // `名称：…` under the heading of the office gives its name.
            let named = named(next).filter(|_| element == Element::Office);
            let plain = field_of(next).is_none() && !next.contains(['：', ':']);
            if let Some(text) = named.or(plain.then_some(next)) {
                let value = Value {
                    element,
                    text,
                    others,
                    plain: named.is_some(),
                    heading: true,
                    own: words.own_labels.begin(unnumbered(&fold_label(line))),
                };
                keep(value, words, state, facts);
            }
        }
        return;
    }
    let marks = marks(line, words);
    let inside = (state.owner).line(line, marks.first().map(|mark| mark.label), words);
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
        let Some(text) = line.get(start..stop) else {
            continue;
        };
        let mut value = Value {
            element: mark.element,
            text,
            // In a sentence an office is known by its own words.
            others: inside.others_at(mark.label)
                && (mark.element != Element::Office || inside.begins_with_label()),
            plain: mark.plain || text.starts_with(['：', ':']),
            heading: false,
            own: words.own_labels.begin(&line[mark.label..]),
        };
        if text.trim().is_empty() && index + 1 == marks.len() {
            match next.filter(|next| field_of(next).is_none() && !next.contains(['：', ':'])) {
                Some(next) => value.text = next,
                None => continue,
            }
        }
        keep(value, words, state, facts);
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
    /// No word of `openers` stands between.
    plain: bool,
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
                let rest = &line[end..];
                // `（一）受理机构。某局办公室`: a heading with its text in one line.
                let runs_on = element == Element::Office && is_numbering(&line[..at]);
                let runs_on = || (runs_on && !rest.is_empty()).then_some(0);
                if let Some(value) = value_start(rest, words).or_else(runs_on) {
                    found.push(Mark {
                        label: at,
                        label_end: end,
                        value: end + value,
                        plain: value > 0 && !words.openers.end(&line[..end + value]),
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

/// Finds where the value begins after a label: past a remark in brackets and a colon or a word
/// such as `为`, or at once when a number or an address follows.
fn value_start(rest: &str, words: &GuideWords) -> Option<usize> {
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
            return value_start(tail, words).map(|value| joint.len() + value);
        }
    }
    // The end of brackets that the label itself stands in: `电话（传真）：`.
    if let Some(tail) = rest.strip_prefix(['）', ')']) {
        let tail_at = rest.len() - tail.len();
        return tail
            .starts_with(['：', ':'])
            .then(|| value_start(tail, words))
            .flatten()
            .map(|value| tail_at + value);
    }
    if let Some(opener) = words.openers.iter().find(|word| after.starts_with(word)) {
        return Some(at + opener.len());
    }
    let first = after.chars().next()?;
    match first {
        '：' | ':' | '∶' => Some(at + first.len_utf8()),
        c if c.is_ascii_digit() || c == '+' => Some(at),
        _ => None,
    }
}

/// Keeps a value that its element can have; the first one stays. What another's place has, and
/// what names no office plainly, leaves the element open.
fn keep(value: Value<'_>, words: &GuideWords, state: &mut State, facts: &mut GuideFacts) {
    let element = value.element;
    let text = without_tail(element, value.text);
    if text.is_empty() {
        return;
    }
    let folded = fold(text);
    let marks = folded.chars().all(|c| {
        matches!(
            c,
            '×' | 'x' | '*' | '-' | '_' | '.' | '…' | '□' | '○' | '0' | '/' | '(' | ')'
        )
    });
    if marks || has(&words.placeholders, &folded) {
        if !value.others {
            facts.placeholders.push(element.code().to_owned());
        }
        return;
    }
    let name = (element == Element::Office && !value.plain)
        .then(|| guide_office::value(&folded, words).map(str::to_owned));
    let (text, accepted) = match &name {
        Some(name) => (name.as_deref().unwrap_or(text), name.is_some()),
        None => (text, element.accepts(text)),
    };
    if value.others && accepted {
        facts.unclear.push(element.code().to_owned());
        return;
    }
    if !accepted {
        if element == Element::Office && guide_office::perhaps(&folded, value.heading, words) {
            facts.unclear.push(element.code().to_owned());
        }
        return;
    }
    let better = element == Element::Address && value.own && !state.own_address;
    if better {
        state.own_address = true;
    }
    let slot = element.slot(facts);
    if slot.is_none() || better {
        *slot = Some(shown(text));
    }
}

/// Cuts what follows a value in the same sentence: past its end, past the bracket that it stands
/// in, past a comma behind which no more of its kind comes.
fn without_tail(element: Element, value: &str) -> &str {
    const ROUND: [char; 12] = [
        '，', ',', '；', ';', '。', '、', '：', ':', '∶', ' ', '\u{3000}', '\t',
    ];
    let value = value.trim_matches(ROUND);
    let value = value.split(['。', '；']).next().unwrap_or("");
    let mut depth = 0_i32;
    let end = value.char_indices().find_map(|(at, c)| {
        depth += match c {
            '(' | '（' => 1,
            ')' | '）' => -1,
            _ => 0,
        };
        (depth < 0).then_some(at)
    });
    let value = &value[..end.unwrap_or(value.len())];
    let more = |part: &str| match element {
        Element::Phone | Element::Fax => part.chars().filter(char::is_ascii_digit).count() >= 3,
        Element::Internet => element.accepts(part),
        Element::Office => false,
        Element::Address | Element::Hours => true,
    };
    let mut end = value.find([',', '，', ';']).unwrap_or(value.len());
    while end < value.len() {
        let rest = value[end..].trim_start_matches([',', '，', ';']);
        let next = rest.find([',', '，', ';']).unwrap_or(rest.len());
        if !more(&rest[..next]) {
            break;
        }
        end = value.len() - rest.len() + next;
    }
    value[..end]
        .trim_matches(ROUND)
        .trim_end_matches(['（', '('])
}
