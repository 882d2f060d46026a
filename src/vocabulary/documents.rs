//! Words of papers (`rules/vocabulary/documents.yaml`).

use serde::Deserialize;

use super::{Folded, Words, shipped};

/// The file's structure.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(
    missing_docs,
    reason = "each list is described in the file and named as there"
)]
pub struct DocumentWords {
    pub states: StateWords,
    pub genres: GenreWords,
    pub explaining: ExplainingWords,
    pub titles: TitleWords,
    pub disclosure: DisclosureWords,
    pub blank: Folded,
    pub remarks: Words,
    pub issuer_labels: Words,
    pub lawful_days: Words,
    pub unsigned_days: Words,
    pub row_days: Words,
    pub addressees: Words,
    pub terms: TermWords,
    pub force: ForceWords,
    pub not_attachments: Words,
    pub file_labels: Words,
    pub withheld: Words,
}

/// Words of the state of a paper.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(
    missing_docs,
    reason = "each list is described in the file and named as there"
)]
pub struct StateWords {
    pub yes: Folded,
    pub no: Folded,
    pub not_yet: Folded,
    pub partly: Folded,
    pub amended: Folded,
    pub repealed: Folded,
    pub lapsed: Folded,
    pub in_force: Folded,
    pub alone: Words,
    pub parts: Words,
    pub prolonged: Words,
}

/// Kinds of paper.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(
    missing_docs,
    reason = "each list is described in the file and named as there"
)]
pub struct GenreWords {
    pub ends: Words,
    pub national: Words,
    pub signed: Words,
    pub numbered: Words,
    pub examinations: Words,
    pub appointments: Words,
    pub titles: Folded,
}

/// Words of interpretations.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(
    missing_docs,
    reason = "each list is described in the file and named as there"
)]
pub struct ExplainingWords {
    pub words: Words,
    pub work: Words,
    pub pictured: Words,
    pub links: Words,
    pub headings: Words,
    pub forms: Folded,
}

/// Words of titles.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(
    missing_docs,
    reason = "each list is described in the file and named as there"
)]
pub struct TitleWords {
    pub issue: Words,
    pub common: Folded,
    pub of_another: Words,
    pub own: Words,
    pub notes: Words,
    pub labels: Words,
}

/// Papers about disclosure.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(
    missing_docs,
    reason = "each list is described in the file and named as there"
)]
pub struct DisclosureWords {
    pub about: Folded,
    pub not_regulation: Folded,
}

/// Words on how long a paper holds.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(
    missing_docs,
    reason = "each list is described in the file and named as there"
)]
pub struct TermWords {
    pub words: Words,
    pub begins: Words,
    pub itself: Words,
    pub itself_kind: Words,
    pub until: Words,
    pub counted: Words,
    pub others: Words,
    pub counted_verbs: Words,
    pub nouns: Words,
    pub this: Words,
    pub leads: Words,
    pub goes_on: Words,
}

/// What a paper says of the force of others.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(
    missing_docs,
    reason = "each list is described in the file and named as there"
)]
pub struct ForceWords {
    pub not_acts: Words,
    pub about: Words,
    pub not_about: Words,
    pub acts: Words,
    pub terms: Words,
    pub stays: Words,
    pub ended: Words,
    pub states: Words,
    pub kept: Words,
    pub repealed: Words,
    pub lapsed: Words,
    pub amended: Words,
    pub cells: CellWords,
    pub grounds: Words,
    pub grounds_begin: Words,
    pub replaced: Words,
    pub after: Words,
    pub before: Words,
    pub verbs: Words,
    pub planned: Words,
    pub parts: Words,
    pub beside: Words,
    pub since: Words,
    pub upheld: Words,
}

/// Cells of a table that say what became of papers.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(
    missing_docs,
    reason = "each list is described in the file and named as there"
)]
pub struct CellWords {
    pub repealed: Words,
    pub lapsed: Words,
    pub other: Words,
}

shipped!(words, DocumentWords, "documents.yaml");

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    #[test]
    fn the_shipped_file_reads() {
        let read: super::DocumentWords = crate::vocabulary::load("documents.yaml").unwrap();
        assert!(read.states.no.has("n") && read.blank.has("null"));
        assert!(read.genres.ends.end("关于做好工作的通知"));
    }

    #[test]
    fn every_verb_that_ends_a_paper_has_one_that_is_looked_for_first() {
        let force = &super::words().force;
        for verb in force.after.iter().chain(force.before.iter()) {
            assert!(force.verbs.found_in(verb), "{verb}");
        }
    }
}
