//! Facts of the periods that a page states of itself.

use jiff::civil::Date;

use super::Table;
use super::past::stated;
use super::view::{View, seen};
use crate::model::{Cause, Fact, Observation, Terms};
use crate::site::{PageIx, Parts};

pub(super) const FACTS: Table = &[
    ("page.approved", |view, at| {
        on(view, at, |terms, _| Fact::date_or_absent(terms.approved))
    }),
    ("page.days_from_approval", |view, at| {
        on(view, at, |terms, published| {
            match (terms.approved, published) {
                (None, _) => Fact::Absent,
                (Some(_), None) => Fact::Unknown(Cause::Undated),
                // Made known before it was approved: one of the days is not what it seems.
                (Some(approved), Some(published)) if published < approved => {
                    Fact::Unknown(Cause::Disputable)
                }
                (Some(approved), Some(published)) => {
                    Fact::int(i64::from((published - approved).get_days()))
                }
            }
        })
    }),
    ("page.notice_workdays", |view, at| {
        on(view, at, |terms, _| notice(view, terms))
    }),
    ("page.term_words", |view, at| {
        on(view, at, |terms, _| {
            Fact::text_or_absent(terms.shown.clone())
        })
    }),
];

/// The working days for which a notice stands, its first day counted where that is one.
fn notice(view: &View<'_>, terms: &Terms) -> Fact {
    let counted = terms.notice.map(|(start, end)| {
        let eve = start.yesterday().ok();
        eve.and_then(|eve| view.calendar.workdays_between(eve, end))
    });
    let said = terms.notice_days.filter(|_| terms.notice_in_workdays);
    match (counted, said, terms.notice_days) {
        (Some(None), ..) => Fact::Unknown(Cause::CalendarUnknown),
        (Some(Some(counted)), None, _) => Fact::int(counted),
        // Both are said: where they differ only a person can tell which is meant.
        (Some(Some(counted)), Some(said), _) if counted >= said => Fact::int(counted),
        (Some(Some(_)), Some(_), _) => Fact::Unknown(Cause::Disputable),
        (None, Some(said), _) => Fact::int(said),
        // Calendar days are at least as many as the working days in them.
        (None, None, Some(days)) if days < WEEK => Fact::int(days),
        (None, None, Some(_)) => Fact::Unknown(Cause::Disputable),
        (None, None, None) => Fact::Absent,
    }
}

/// Calendar days of which it depends on the week how many are working days.
const WEEK: i64 = 5;

fn on(view: &View<'_>, at: usize, read: impl Fn(&Terms, Option<Date>) -> Fact) -> Observation {
    let page = PageIx(at as u32);
    if !view.site.has(page, Parts::TERMS) {
        return Fact::Absent.into();
    }
    let record = view.site.page(page);
    let Some(terms) = record.facts.terms.as_deref() else {
        return Fact::Absent.into();
    };
    let place = view.place(page, "正文", terms.shown.as_deref());
    seen(read(terms, stated(view, at)), place)
}
