//! Labels that only look like the page's own: lone words and the rows of lists.

use std::collections::{BTreeMap, BTreeSet};

use crate::page::dom::{Dom, Id};
use crate::vocabulary::labels::LabelField;

use super::pairs::Pair;

/// A name without a colon is a label only in company: of another with a value, or of the
/// names (`named`) of a box whose values are mostly blank.
pub(super) fn drop_lone_names(pairs: &mut Vec<Pair>, named: &BTreeSet<LabelField>) {
    let fields: BTreeSet<LabelField> = pairs
        .iter()
        .filter(|pair| pair.field != LabelField::Other && !pair.value.is_empty())
        .map(|pair| pair.field)
        .collect();
    let own = |field: &&LabelField| {
        matches!(
            field,
            LabelField::IndexNumber
                | LabelField::DocNumber
                | LabelField::IssuingBody
                | LabelField::WrittenDate
                | LabelField::PublishedDate
                | LabelField::Validity
        )
    };
    let others = |field: &&LabelField| {
        matches!(
            field,
            LabelField::Title
                | LabelField::Topic
                | LabelField::TopicClass
                | LabelField::EffectiveDate
                | LabelField::RepealDate
                | LabelField::Abstract
        )
    };
    let boxed = named.iter().filter(own).count();
    let boxed = boxed >= 2 && boxed + named.iter().filter(others).count() >= 4;
    if fields.len() < 2 && !boxed {
        pairs.retain(|pair| pair.colon);
    }
}

/// Fewest rows that are a list.
const ROWS: usize = 3;

/// Finds the rows of a list that each have a box of their own: elements of one kind side by side,
/// of which every one names another paper.
pub(super) fn row_elements(dom: &Dom<'_>, pairs: &[Pair]) -> Vec<Id> {
    for field in [
        LabelField::Title,
        LabelField::IndexNumber,
        LabelField::DocNumber,
    ] {
        let named = pairs.iter().filter(|pair| pair.field == field);
        let named: Vec<&Pair> = named.filter(|pair| !pair.value.is_empty()).collect();
        // The first one may be the page's own, or the head of the list.
        let [_, second, third, ..] = named[..] else {
            continue;
        };
        let mut around = dom.ancestors(second.node);
        let Some(holder) = around.find(|up| dom.contains(*up, third.node)) else {
            continue;
        };
        let mut rows: Vec<Id> = Vec::new();
        let mut values: BTreeSet<&str> = BTreeSet::new();
        for pair in named.iter().filter(|pair| dom.contains(holder, pair.node)) {
            let mut inside = dom.ancestors(pair.node);
            let row = inside.find(|up| dom.parent(*up) == Some(holder));
            rows.extend(row.filter(|row| rows.last() != Some(row)));
            values.insert(&pair.value);
        }
        let alike = |row: &Id| dom.tag(*row) == dom.tag(rows[0]);
        if rows.len() >= ROWS && rows.len() == values.len() && rows.iter().all(alike) {
            return rows;
        }
    }
    Vec::new()
}

/// Boxes that repeat with other values stand in the rows of a list: those are other
/// documents. A box shown twice (for screen and phone) has the same values.
pub(super) fn drop_rows(pairs: &mut Vec<Pair>) {
    // A box ends where a label comes again.
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut fields: BTreeSet<LabelField> = BTreeSet::new();
    for (at, pair) in pairs.iter().enumerate() {
        if pair.field == LabelField::Other {
            continue;
        }
        if groups.is_empty() || !fields.insert(pair.field) {
            fields.clear();
            fields.insert(pair.field);
            groups.push(Vec::new());
        }
        if let Some(group) = groups.last_mut() {
            group.push(at);
        }
    }
    let mut alike: BTreeMap<Vec<LabelField>, Vec<usize>> = BTreeMap::new();
    for (at, group) in groups.iter().enumerate() {
        let mut key: Vec<LabelField> = group.iter().map(|pair| pairs[*pair].field).collect();
        key.sort_unstable();
        alike.entry(key).or_default().push(at);
    }
    let mut rows: BTreeSet<usize> = BTreeSet::new();
    for (key, same) in alike {
        let names = key.iter().any(|field| {
            matches!(
                field,
                LabelField::IndexNumber | LabelField::DocNumber | LabelField::Title
            )
        });
        let values: BTreeSet<Vec<&str>> = same
            .iter()
            .map(|group| {
                groups[*group]
                    .iter()
                    .map(|pair| pairs[*pair].value.as_str())
                    .collect()
            })
            .collect();
        if values.len() >= 3 || (names && values.len() >= 2) {
            rows.extend(same.iter().flat_map(|group| groups[*group].iter().copied()));
        }
    }
    let mut at = 0;
    pairs.retain(|_| {
        at += 1;
        !rows.contains(&(at - 1))
    });
}
