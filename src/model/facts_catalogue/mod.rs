//! The catalogue of facts: every name that a rule may ask for, with its kind and meaning.
//!
//! Rule files, the documentation of facts and the editor schema are checked against this
//! table, and the reader of facts answers by these names. In each meaning the words before
//! the first bracket are the fact's label, which messages show; the rest explains it.

mod body;
mod column;
mod consultation;
mod decision;
mod document;
mod earlier;
mod guide;
mod interpretation;
mod link;
mod message;
mod page;
mod platform;
mod report;
mod site;

use super::fact::{FactSpec, ValueKind};

const fn fact(name: &'static str, kind: ValueKind, zh: &'static str, en: &'static str) -> FactSpec {
    closed(name, kind, &[], zh, en)
}

const fn closed(
    name: &'static str,
    kind: ValueKind,
    words: &'static [&'static str],
    zh: &'static str,
    en: &'static str,
) -> FactSpec {
    FactSpec {
        name,
        kind,
        words,
        zh,
        en,
    }
}

/// The facts of each kind of subject, in the order of the documentation.
const PARTS: [&[FactSpec]; 14] = [
    body::FACTS,
    site::FACTS,
    platform::FACTS,
    column::FACTS,
    guide::FACTS,
    report::FACTS,
    document::FACTS,
    page::FACTS,
    link::FACTS,
    message::FACTS,
    interpretation::FACTS,
    consultation::FACTS,
    decision::FACTS,
    earlier::FACTS,
];

const fn count() -> usize {
    let (mut part, mut all) = (0, 0);
    while part < PARTS.len() {
        all += PARTS[part].len();
        part += 1;
    }
    all
}

const fn join() -> [FactSpec; count()] {
    let mut out = [PARTS[0][0]; count()];
    let (mut part, mut all) = (0, 0);
    while part < PARTS.len() {
        let mut row = 0;
        while row < PARTS[part].len() {
            out[all] = PARTS[part][row];
            all += 1;
            row += 1;
        }
        part += 1;
    }
    out
}

/// Every fact, grouped by the kind of subject that it belongs to.
pub const CATALOGUE: &[FactSpec] = &join();

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::CATALOGUE;
    use crate::model::SubjectKind;

    #[test]
    fn every_fact_has_one_entry_in_proper_form() {
        let mut seen = BTreeSet::new();
        for fact in CATALOGUE {
            assert!(seen.insert(fact.name), "{} twice", fact.name);
            let subject = fact.name.split('.').next().unwrap_or_default();
            assert!(
                matches!(subject, "body" | "audit") || SubjectKind::from_code(subject).is_some(),
                "{}",
                fact.name
            );
            assert!(!fact.zh.is_empty() && !fact.en.is_empty(), "{}", fact.name);
        }
    }
}
