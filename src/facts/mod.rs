//! The facts that rules see, read off the site model by name.
//!
//! One file is one kind of subject, with one table of (name, reader). The names, types and
//! meanings are declared in [`CATALOGUE`](crate::model::CATALOGUE); a test holds both together.

mod body;
mod budgets;
mod column;
mod column_duty;
mod column_titles;
mod consultation;
mod cross;
mod decision;
mod document;
mod document_shown;
mod ends;
mod files;
mod find;
mod group;
mod guide;
mod harm;
mod interpretation;
mod known;
mod link;
mod listed;
mod maker;
mod matters;
mod message;
mod message_rows;
mod mislinked;
mod names;
mod opens;
mod page;
mod page_metas;
mod page_personal;
mod papers;
mod past;
mod past_site;
mod platform;
mod replies;
mod report;
mod report_checks;
mod report_years;
mod site;
mod site_marks;
mod spoken;
mod terms;
mod view;

pub use view::{View, site_key};

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::model::Observation;

/// Reads one fact of the subject with this number.
type Read = fn(&View<'_>, usize) -> Observation;

/// A table of facts: name and reader.
type Table = &'static [(&'static str, Read)];

/// Every table.
const TABLES: &[Table] = &[
    body::FACTS,
    site::FACTS,
    site_marks::FACTS,
    cross::FACTS,
    names::FACTS,
    mislinked::FACTS,
    harm::FACTS,
    platform::FACTS,
    files::FACTS,
    column::FACTS,
    column_duty::FACTS,
    budgets::FACTS,
    guide::FACTS,
    report::FACTS,
    report_checks::FACTS,
    report_years::FACTS,
    document::FACTS,
    papers::FACTS,
    ends::FACTS,
    page::FACTS,
    page_metas::FACTS,
    page_personal::FACTS,
    terms::FACTS,
    link::FACTS,
    message::FACTS,
    replies::FACTS,
    interpretation::FACTS,
    consultation::FACTS,
    decision::FACTS,
    past::FACTS,
    past_site::FACTS,
];

/// Every reader by the name of its fact.
static READERS: LazyLock<HashMap<&'static str, Read>> = LazyLock::new(|| {
    TABLES
        .iter()
        .flat_map(|table| table.iter().copied())
        .collect()
});

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn every_declared_fact_can_be_read_and_no_other() {
        let declared: BTreeSet<&str> = crate::model::CATALOGUE
            .iter()
            .map(|spec| spec.name)
            .collect();
        let readable: Vec<&str> = super::TABLES
            .iter()
            .flat_map(|table| table.iter().map(|(name, _)| *name))
            .collect();
        let unique: BTreeSet<&str> = readable.iter().copied().collect();
        assert_eq!(unique.len(), readable.len(), "a fact has two readers");
        assert_eq!(declared, unique);
    }
}
