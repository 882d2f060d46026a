//! Facts of one decision of enforcement, as a page or a row of a table shows it.

use jiff::civil::Date;

use super::Table;
use super::maker::is_another;
use super::matters::shown_on;
use super::view::{View, seen};
use crate::model::{Cause, DecisionFacts, Fact, Observation, Value};
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
        on(view, at, |_, one| match (one.decided, one.no_day) {
            (None, Some(cause)) => Fact::Unknown(cause),
            (decided, _) => Fact::date_or_absent(decided),
        })
    }),
    ("decision.own", |view, at| {
        on(view, at, |page, one| {
            let record = view.site.page(page);
            // What a government or a higher body approved is shown by those under it as well.
            let higher =
                |body: &&str| body.ends_with("人民政府") || bodies::words().higher.found_in(body);
            let body = one.body.as_deref().filter(higher);
            if body.is_some_and(|body| is_another(view, body) == Ok(true)) {
                return Fact::bool(false);
            }
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
    ("decision.collected", |view, at| {
        on(view, at, |page, one| {
            Fact::bool(is_collected(view, page, one))
        })
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
        on(view, at, |_, one| Fact::bool(is_labelled(one)))
    }),
    ("decision.fields", |view, at| {
        on(view, at, |_, one| {
            let fields = one.fields.iter().cloned();
            match one.open {
                true => Fact::Known(Value::Partial(fields.collect(), Cause::NeedsHuman)),
                false => Fact::list(fields),
            }
        })
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

/// The first day on which the site shows a decision: on this page, or under its number on another.
fn published(view: &View<'_>, page: PageIx, one: &DecisionFacts) -> Option<Date> {
    let here = shown_on(&view.site.page(page), one)?;
    let number = one.number.as_deref().map(doc_number::key);
    let first = number.and_then(|number| view.matters.first_shown.get(&number));
    let first = first.filter(|first| one.decided.is_some_and(|decided| **first >= decided));
    Some(first.map_or(here, |first| here.min(*first)))
}

/// Most days between the decisions of a table that is put up once.
const MONTH: i32 = 31;

/// Tells whether a record is shown by fields. A list of approvals by name and number alone
/// (审批决定公告) announces papers.
fn is_labelled(one: &DecisionFacts) -> bool {
    let has = |name: &str| one.fields.iter().any(|field| field == name);
    one.fields.len() >= 3
        && (one.kind != "licence" || ["相对人", "内容", "类别"].into_iter().any(has))
}

/// Tells whether a decision is a row of a table that gathers those of more than a month, or is
/// named in running text: when it was first shown that does not say.
fn is_collected(view: &View<'_>, page: PageIx, one: &DecisionFacts) -> bool {
    if one.published.is_some() {
        return false;
    }
    let record = view.site.page(page);
    let title = record.facts.title.as_deref().unwrap_or_default();
    let named = one.fields.is_empty() && one.no_day == Some(Cause::NeedsHuman);
    if named || !one.fields.is_empty() && decisions().gathers.found_in(title) {
        return true;
    }
    let days = || {
        let rows = record.facts.decisions.iter();
        rows.filter_map(|row| row.decided)
    };
    match (days().min(), days().max()) {
        (Some(first), Some(last)) => (last - first).get_days() > MONTH,
        _ => false,
    }
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
