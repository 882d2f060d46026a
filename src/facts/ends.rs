//! Whether a paper has ended by what its page says, and whether it ends others that stand in
//! its files alone.

use jiff::civil::Date;

use super::Table;
use super::document::on;
use crate::model::{DocumentFacts, Fact};
use crate::page::document::ends_others;

pub(super) const FACTS: Table = &[("document.ended_in_files", |view, at| {
    on(view, at, "附件", |page, document| {
        let title = page.facts.title.as_deref().unwrap_or_default();
        let in_files = !document.attachments.is_empty() || document.image_only;
        Fact::bool(in_files && document.says.repeals.is_empty() && ends_others(title))
    })
})];

/// Tells whether the box names an end of the paper that has gone by; an end before the paper
/// was made is what a program writes without one.
pub(super) fn has_ended(as_of: Date, document: &DocumentFacts) -> bool {
    let made = [&document.written_date, &document.published_date];
    let made = made.into_iter().flatten().map(|field| field.value).min();
    document
        .repeal_date
        .as_ref()
        .is_some_and(|end| end.value < as_of && made.is_none_or(|made| made < end.value))
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::has_ended;
    use crate::model::{DocumentFacts, Field, FieldSource};

    #[test]
    fn a_paper_has_ended_when_its_last_day_has_gone_by() {
        let paper = |end: Date| DocumentFacts {
            written_date: Some(field(date(2020, 6, 12))),
            repeal_date: Some(field(end)),
            ..DocumentFacts::default()
        };
        let as_of = date(2026, 6, 30);
        assert!(has_ended(as_of, &paper(date(2025, 6, 12))));
        // What a program writes without a day is none.
        assert!(!has_ended(as_of, &paper(date(1900, 1, 1))));
        assert!(!has_ended(as_of, &paper(date(2026, 6, 30))));
        assert!(!has_ended(as_of, &DocumentFacts::default()));
    }

    fn field(value: Date) -> Field<Date> {
        Field {
            value,
            source: FieldSource::Box,
            shown: String::new(),
        }
    }
}
