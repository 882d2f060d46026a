//! How far into an article's own element labels may still be the page's.

use std::collections::BTreeSet;

use crate::page::dom::Dom;
use crate::page::text::{strip, stripped_shown};
use crate::vocabulary::documents;
use crate::vocabulary::labels::LabelField;

use super::labels::{self, Hit};
use super::lines::{Line, Lines, is_furniture};

/// A paragraph of this length before which a box may still stand in an article's text.
const PARAGRAPH: usize = 90;
/// Lines of an article's text that are looked at for labels.
const HEAD_LINES: usize = 60;
/// Lines at the end of an article's element that may be a box below the text.
const TAIL_LINES: usize = 12;

/// Finds the labels of each line.
pub(super) fn hits(dom: &Dom<'_>, lines: &Lines<'_>) -> Vec<Vec<Hit>> {
    let (shared, lines) = (&lines.shared, &lines.all);
    let all = lines.iter().filter(|line| line.in_body).count();
    let mut in_body = 0;
    let mut found: Vec<Vec<Hit>> = Vec::with_capacity(lines.len());
    let mut next_shared = shared.iter().peekable();
    for (at, line) in lines.iter().enumerate() {
        in_body += usize::from(line.in_body);
        while next_shared.next_if(|(range, ..)| range.end <= at).is_some() {}
        // Menus have no labels; those that pages share are looked through once.
        let known = next_shared
            .peek()
            .filter(|(range, ..)| range.contains(&at))
            .and_then(|(.., common)| common.unlabelled.get());
        let inside = line.in_body && in_body > HEAD_LINES && in_body + TAIL_LINES <= all;
        found.push(match inside || known == Some(&true) {
            true => Vec::new(),
            false => labels::find(line),
        });
    }
    for (range, id, common) in shared {
        // What is left out on this page may be read on another.
        let is_whole = || {
            lines[range.clone()].iter().all(|line| !line.in_body)
                && !dom
                    .subtree(*id)
                    .any(|inner| is_furniture(dom.region(inner)))
        };
        if common.unlabelled.get().is_none() && is_whole() {
            let found = &found[range.clone()];
            let _ = common.unlabelled.set(found.iter().all(Vec::is_empty));
        }
    }
    found
}

/// Where labels in the article's own element may still be the page's.
pub(super) struct Head {
    /// Before this line a box stands even where the page does not set it apart.
    pub(super) box_end: usize,
    /// Before this line a line of time and source stands.
    pub(super) line_end: usize,
}

impl Head {
    /// Looks where the text begins; the page's title, however long, is no part of it.
    pub(super) fn of(lines: &[Line], hits: &[Vec<Hit>], title: Option<&str>) -> Self {
        let title = title.map(strip).unwrap_or_default();
        let is_title = |line: &Line| title.contains(&*stripped_shown(&line.text));
        let labelled = |at: usize| hits.get(at).is_some_and(|hits| !hits.is_empty());
        let Some(first) = lines.iter().position(|line| line.in_body) else {
            return Self {
                box_end: lines.len(),
                line_end: lines.len(),
            };
        };
        // An abstract is a sentence and still a row of the box.
        let is_value = |at: usize| {
            at > 0
                && hits[at - 1].last().is_some_and(|hit| {
                    matches!(hit.field, LabelField::Abstract | LabelField::Title)
                        && lines[at - 1].text[hit.end..].trim().is_empty()
                })
        };
        let begins = |prose: &dyn Fn(&Line) -> bool| {
            (first..lines.len())
                .find(|at| {
                    let line = &lines[*at];
                    line.in_body
                        && !line.linked
                        && !labelled(*at)
                        && !is_value(*at)
                        && (prose(line) || is_salutation(&line.text))
                        && !is_title(line)
                })
                .unwrap_or(lines.len())
        };
        let long = begins(&|line| line.text.chars().count() >= PARAGRAPH);
        let line_end = begins(&is_prose);
        // In the text itself only a cluster of labels is a box.
        let fields: BTreeSet<LabelField> = hits[first..long]
            .iter()
            .flatten()
            .map(|hit| hit.field)
            .filter(|field| *field != LabelField::Other)
            .collect();
        let box_end = if fields.len() >= 2 { line_end } else { first };
        Self { box_end, line_end }
    }
}

/// Finds where a box begins that closes an article's element: lines that all begin with a label,
/// one of them 索引号, and no text after them.
pub(super) fn tail(lines: &[Line], hits: &[Vec<Hit>]) -> usize {
    let mut begins = lines.len();
    let mut named = false;
    for (at, line) in lines.iter().enumerate().rev() {
        if !line.in_body {
            continue;
        }
        let labelled = hits[at]
            .first()
            .is_some_and(|hit| hit.colon && hit.start == 0);
        // A sentence that begins with such a word explains it.
        if !labelled || line.in_row || line.text.contains('。') {
            break;
        }
        named |= hits[at].iter().any(|hit| {
            hit.field == LabelField::IndexNumber
                && line.text[hit.end..].contains(|c: char| c.is_ascii_digit())
        });
        begins = at;
    }
    if named { begins } else { lines.len() }
}

/// Labels that head an article without any box around them. 时间： alone may be the time of
/// a meeting that the text announces.
pub(super) fn may_stand_alone(hit: &Hit, line: &[Hit]) -> bool {
    match hit.field {
        LabelField::PublishedDate | LabelField::DocNumber | LabelField::Source => hit.colon,
        LabelField::BareDate => line.len() >= 2,
        _ => false,
    }
}

/// 各省、自治区……： opens the text of a paper.
pub(super) fn is_salutation(text: &str) -> bool {
    let count = text.chars().count();
    (6..200).contains(&count)
        && text.ends_with(['：', ':'])
        && documents::words().addressees.found_in(text)
        && (text.starts_with('各') || text.contains('，') || text.contains('、'))
}

/// Tells whether a line is running text.
pub(super) fn is_prose(line: &Line) -> bool {
    line.text.contains(['。', '；']) || line.text.chars().count() > 60
}
