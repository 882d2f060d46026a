//! Facts of one decision of enforcement, as a page or a row of a table shows it.

use jiff::civil::Date;

use super::Table;
use super::maker::is_another;
use super::view::{View, seen};
use crate::model::{Cause, DecisionFacts, Fact, Observation};
use crate::page::document::doc_number;
use crate::site::PageIx;
use crate::vocabulary::bodies;
use crate::vocabulary::matters::decisions;

pub(super) const FACTS: Table = &[
    ("decision.name", |view, at| {
        on(view, at, |_, one| Fact::text(one.name.clone()))
    }),
    ("decision.kind", |view, at| {
        on(view, at, |_, one| Fact::text(one.kind))
    }),
    ("decision.number", |view, at| {
        on(view, at, |_, one| Fact::text_or_absent(one.number.clone()))
    }),
    ("decision.decided", |view, at| {
        on(view, at, |_, one| Fact::date_or_absent(one.decided))
    }),
    ("decision.own", |view, at| {
        on(view, at, |page, _| {
            let record = view.site.page(page);
            match maker(record.facts.title.as_deref().unwrap_or_default()) {
                Some(maker) => match is_another(view, maker) {
                    Ok(other) => Fact::bool(!other),
                    Err(cause) => Fact::Unknown(cause),
                },
                None => Fact::bool(true),
            }
        })
    }),
    ("decision.day_spans", |view, at| {
        on(view, at, |_, one| Fact::bool(one.day_spans))
    }),
    ("decision.published", |view, at| {
        on(view, at, |page, one| {
            Fact::date_or_absent(published(view, page, one))
        })
    }),
    ("decision.workdays_to_publish", |view, at| {
        on(view, at, |page, one| {
            match (one.decided, published(view, page, one)) {
                (Some(decided), Some(published)) if published >= decided => view
                    .calendar
                    .workdays_between(decided, published)
                    .map_or(Fact::Unknown(Cause::CalendarUnknown), Fact::int),
                (Some(_), Some(_)) => Fact::Unknown(Cause::Disputable),
                _ => Fact::Unknown(Cause::Undated),
            }
        })
    }),
    ("decision.imported", |view, at| {
        on(view, at, |page, one| {
            let years_apart = match (one.decided, published(view, page, one)) {
                (Some(decided), Some(published)) => published.year() - decided.year() > 1,
                _ => false,
            };
            Fact::bool(
                years_apart
                    || published(view, page, one)
                        .is_some_and(|day| view.import_days.contains(&day)),
            )
        })
    }),
    ("decision.labelled", |view, at| {
        on(view, at, |_, one| Fact::bool(one.fields.len() >= 3))
    }),
    ("decision.fields", |view, at| {
        on(view, at, |_, one| Fact::list(one.fields.iter().cloned()))
    }),
    ("decision.withdrawn_by", |view, at| {
        on(view, at, |page, one| {
            let Some(number) = &one.number else {
                return Fact::Absent;
            };
            let key = doc_number::key(number);
            let found = view.matters.withdrawals.iter().find_map(|other| {
                let facts = &view.site.page(*other).facts;
                let title = facts.title.as_deref()?;
                let document = facts.document.as_ref().filter(|_| *other != page)?;
                let cites = document
                    .says
                    .cites
                    .iter()
                    .any(|cited| doc_number::key(cited).ends_with(&key));
                (cites || title.contains(number.as_str())).then(|| title.to_owned())
            });
            Fact::text_or_absent(found)
        })
    }),
];

fn on(view: &View<'_>, at: usize, read: impl Fn(PageIx, &DecisionFacts) -> Fact) -> Observation {
    let Some((page, number)) = view.matters.decisions.get(at) else {
        return Fact::Absent.into();
    };
    let record = view.site.page(*page);
    let Some(one) = record.facts.decisions.get(*number) else {
        return Fact::Absent.into();
    };
    let mut shown = one.name.clone();
    if let Some(decided) = one.decided {
        shown.push_str(&format!("，决定日期 {decided}"));
    }
    if let Some(published) = published(view, *page, one) {
        shown.push_str(&format!("，公示日期 {published}"));
    }
    seen(read(*page, one), view.place(*page, "决定", Some(&shown)))
}

/// The body that a title such as 某市市场监督管理局行政处罚决定书 begins with.
fn maker(title: &str) -> Option<&str> {
    let at = decisions().matter_in(title)?;
    let name = title[..at].trim();
    let name = name.strip_prefix("关于").unwrap_or(name);
    let ends = &bodies::words().makers.decisions;
    (name.chars().count() >= 4 && ends.end(name)).then_some(name)
}

/// The day that the record shows, else that of its page.
fn published(view: &View<'_>, page: PageIx, one: &DecisionFacts) -> Option<Date> {
    one.published.or_else(|| {
        view.site
            .page(page)
            .facts
            .document
            .as_ref()?
            .published_date
            .as_ref()
            .map(|field| field.value)
    })
}

#[cfg(test)]
mod tests {
    use super::maker;

    #[test]
    fn who_made_a_decision_is_told_by_its_title() {
        assert_eq!(
            maker("某省市场监督管理局行政处罚决定书"),
            Some("某省市场监督管理局")
        );
        assert_eq!(maker("行政处罚决定书（某罚〔2026〕7号）"), None);
        assert_eq!(maker("2026年9月行政处罚信息公示"), None);
    }
}
