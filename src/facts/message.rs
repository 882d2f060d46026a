//! Facts of mailbox entries.

use super::Table;
use super::view::{View, seen};
use crate::model::{Cause, Fact, Message, Observation};

pub(super) const FACTS: Table = &[
    ("message.title", |view, at| {
        on(view, at, |message| Fact::text(message.title.clone()))
    }),
    ("message.asked", |view, at| {
        on(view, at, |message| Fact::date_or_absent(message.asked))
    }),
    ("message.replied", |view, at| {
        on(view, at, |message| Fact::date_or_absent(message.replied))
    }),
    ("message.workdays_to_reply", |view, at| {
        on(view, at, |message| match (message.asked, message.replied) {
            (Some(asked), Some(replied)) => view
                .calendar
                .workdays_between(asked, replied)
                .map_or(Fact::Unknown(Cause::CalendarUnknown), Fact::int),
            _ => Fact::Unknown(Cause::Undated),
        })
    }),
    ("message.status", |view, at| {
        on(view, at, |message| {
            Fact::text_or_absent(message.status.clone())
        })
    }),
];

fn on(view: &View<'_>, at: usize, read: impl Fn(&Message) -> Fact) -> Observation {
    let Some((page, number)) = view.messages.get(at) else {
        return Fact::Absent.into();
    };
    let Some(message) = view.site.page(*page).facts.messages.get(*number) else {
        return Fact::Absent.into();
    };
    seen(
        read(message),
        view.place(*page, "留言列表", Some(&message.title)),
    )
}
