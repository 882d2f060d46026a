//! Facts that tell how much time passed between days that pages show.

/// The facts that another date on a page changes at once. A rule that asks for one says
/// whether changing the date mends what it finds (`redating_mends`).
pub const ELAPSED: &[&str] = &[
    "column.days_since_update",
    "column.items_within_year",
    "consultation.days",
    "consultation.days_since_end",
    "decision.workdays_to_publish",
    "document.workdays_since_published",
    "document.workdays_to_publish",
    "guide.days_since_update",
    "interpretation.before_document",
    "interpretation.workdays_after",
    "message.months_waiting",
    "message.workdays_open",
    "message.workdays_to_reply",
    "report.on_time",
    "site.columns_overdue",
    "site.home_days_since_update",
];

#[cfg(test)]
mod tests {
    use crate::model::CATALOGUE;

    #[test]
    fn every_one_is_a_fact() {
        for name in super::ELAPSED {
            assert!(CATALOGUE.iter().any(|spec| spec.name == *name), "{name}");
        }
    }
}
