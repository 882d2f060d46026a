//! Facts of mailbox entries.

use jiff::ToSpan;
use jiff::civil::Date;

use super::Table;
use super::view::{View, seen};
use crate::model::{Cause, Fact, Message, Observation};
use crate::vocabulary::messages::words;

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
    ("message.answered", |view, at| {
        on(view, at, |message| {
            answered(message).map_or(Fact::Unknown(Cause::NeedsHuman), Fact::bool)
        })
    }),
    ("message.workdays_open", |view, at| {
        on(view, at, |message| {
            let until = match (message.replied, answered(message)) {
                (Some(replied), _) => replied,
                (None, Some(false)) => view.as_of,
                // Answered, but the day is not shown.
                (None, Some(true)) => return Fact::Unknown(Cause::Undated),
                (None, None) => return Fact::Unknown(Cause::NeedsHuman),
            };
            match message.asked {
                Some(asked) if until >= asked => view
                    .calendar
                    .workdays_between(asked, until)
                    .map_or(Fact::Unknown(Cause::CalendarUnknown), Fact::int),
                Some(_) => Fact::Unknown(Cause::Disputable),
                None => Fact::Unknown(Cause::Undated),
            }
        })
    }),
    ("message.months_waiting", |view, at| {
        on(view, at, |message| {
            match (message.asked, answered(message)) {
                (_, Some(true)) => Fact::Absent,
                (Some(asked), Some(false)) => Fact::int(months_begun(asked, view.as_of)),
                (_, None) => Fact::Unknown(Cause::NeedsHuman),
                (None, _) => Fact::Unknown(Cause::Undated),
            }
        })
    }),
    ("message.column", |view, at| {
        let column = view
            .messages
            .get(at)
            .and_then(|(page, _)| view.site.column_of[page.0 as usize])
            .map(|number| view.site.column(number).shown());
        on(view, at, |_| Fact::text_or_absent(column.clone()))
    }),
    ("message.status", |view, at| {
        on(view, at, |message| {
            Fact::text_or_absent(message.status.clone())
        })
    }),
];

/// Tells whether an entry was answered: by its day of answer, else by its state.
fn answered(message: &Message) -> Option<bool> {
    if message.replied.is_some() {
        return Some(true);
    }
    let state = message.status.as_deref()?;
    let words = words();
    let not = words.waiting.found_in(state);
    let done = words.answered.found_in(state);
    match (not, done) {
        (true, _) => Some(false),
        (false, true) => Some(true),
        (false, false) => None,
    }
}

/// Months begun since a day: three on the same day of the third month after it, four the day
/// after that.
fn months_begun(since: Date, until: Date) -> i64 {
    (0..1_200)
        .find(|months| {
            since
                .checked_add(months.months())
                .is_ok_and(|day| day >= until)
        })
        .unwrap_or(1_200)
}

fn on(view: &View<'_>, at: usize, read: impl Fn(&Message) -> Fact) -> Observation {
    let Some((page, number)) = view.messages.get(at) else {
        return Fact::Absent.into();
    };
    let record = view.site.page(*page);
    let Some(message) = record.facts.messages.get(*number) else {
        return Fact::Absent.into();
    };
    seen(
        read(message),
        view.place(*page, "留言列表", Some(&message.title)),
    )
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{answered, months_begun};
    use crate::model::Message;

    #[test]
    fn months_and_answers() {
        let asked = date(2026, 3, 5);
        assert_eq!(months_begun(asked, date(2026, 6, 5)), 3);
        assert_eq!(months_begun(asked, date(2026, 6, 6)), 4);
        assert_eq!(months_begun(date(2026, 11, 30), date(2027, 2, 28)), 3);
        let state = |state: &str| {
            answered(&Message {
                status: Some(state.to_owned()),
                ..Message::default()
            })
        };
        assert_eq!(state("已回复"), Some(true));
        assert_eq!(state("办理中"), Some(false));
        assert_eq!(state("未办结"), Some(false));
        assert_eq!(state("公开"), None);
    }
}
