//! Facts of mailbox entries.

use jiff::ToSpan;
use jiff::civil::Date;

use super::Table;
use super::view::{View, seen};
use crate::model::{Cause, Fact, Message, Observation};
use crate::site::{ColumnIx, PageIx, Resolution};
use crate::vocabulary::messages::words;

pub(super) const FACTS: Table = &[
    ("message.title", |view, at| {
        on(view, at, |message| Fact::text(message.title.clone()))
    }),
    ("message.asked", |view, at| {
        on(view, at, |message| {
            day_or_elsewhere(view, at, message, message.asked)
        })
    }),
    ("message.replied", |view, at| {
        on(view, at, |message| {
            day_or_elsewhere(view, at, message, message.replied)
        })
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
        let column = column(view, at).map(|number| view.site.column(number).shown());
        on(view, at, |_| Fact::text_or_absent(column.clone()))
    }),
    ("message.status", |view, at| {
        on(view, at, |message| {
            Fact::text_or_absent(message.status.clone())
        })
    }),
];

/// Tells whether an entry was answered: by its day of answer, else by its state, else by the text
/// of an answer. Where that stands beside a state of waiting, a person has to read it.
pub(super) fn answered(message: &Message) -> Option<bool> {
    if message.replied.is_some() {
        return Some(true);
    }
    let state = message.status.as_deref().unwrap_or_default();
    let words = words();
    let not = words.waiting.found_in(state);
    let done = words.answered.found_in(state);
    match (not, done, message.reply) {
        (true, _, true) => None,
        (true, _, false) => Some(false),
        (false, done, reply) => (done || reply).then_some(true),
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

/// A day that an entry shows. A row of a list need not show it: where the letter's own page was
/// not read, it may stand there.
fn day_or_elsewhere(view: &View<'_>, at: usize, message: &Message, day: Option<Date>) -> Fact {
    let Some(target) = message.target.as_ref().filter(|_| day.is_none()) else {
        return Fact::date_or_absent(day);
    };
    let Some((page, _)) = view.messages.all.get(at) else {
        return Fact::Absent;
    };
    match view.site.answers.resolve(target) {
        Resolution::Page(own) if own == *page => Fact::Absent,
        Resolution::Page(_) | Resolution::File => Fact::Unknown(Cause::NeedsHuman),
        Resolution::Refused(cause, _) => Fact::Unknown(cause),
        // That a page is gone is another fault.
        Resolution::Gone(_) | Resolution::Unasked(_) => Fact::Unknown(Cause::NotFetched),
    }
}

/// The column of an entry's page, or of a list that the letter stands in.
pub(super) fn column(view: &View<'_>, at: usize) -> Option<ColumnIx> {
    let own = view.messages.all.get(at).into_iter();
    own.chain(view.messages.rows(at))
        .find_map(|(page, _)| view.site.column_of[page.0 as usize])
}

/// The entry with its page, joined with the rows that lead to it.
pub(super) fn entry(view: &View<'_>, at: usize) -> Option<(PageIx, Message)> {
    let (page, number) = *view.messages.all.get(at)?;
    let mut message = view.site.page(page).facts.messages.get(number)?.clone();
    for (page, number) in view.messages.rows(at) {
        if let Some(row) = view.site.page(*page).facts.messages.get(*number) {
            join(&mut message, row);
        }
    }
    Some((page, message))
}

/// Adds to a letter what a row of a list says of it. Of two states that of an answer holds: a
/// list or a page is often older than the other.
fn join(message: &mut Message, row: &Message) {
    let stem = row.title.trim_end_matches(['…', '.']);
    if !message.title.contains(stem) && !row.title.contains(&message.title) {
        message.title.clone_from(&row.title);
    }
    message.asked = message.asked.or(row.asked);
    message.replied = message.replied.or(row.replied);
    if message.status.is_none() || answered(row) == Some(true) && answered(message) != Some(true) {
        message.status.clone_from(&row.status);
    }
    message.reply |= row.reply;
}

fn on(view: &View<'_>, at: usize, read: impl Fn(&Message) -> Fact) -> Observation {
    let Some((page, message)) = entry(view, at) else {
        return Fact::Absent.into();
    };
    seen(
        read(&message),
        view.place(page, "留言列表", Some(&message.title)),
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
        assert_eq!(state("已结案"), Some(true));
        // Beside the text of an answer a state of waiting is for a person to judge.
        let with_text = |state: Option<&str>| {
            answered(&Message {
                status: state.map(str::to_owned),
                reply: true,
                ..Message::default()
            })
        };
        assert_eq!(with_text(None), Some(true));
        assert_eq!(with_text(Some("已回复")), Some(true));
        assert_eq!(with_text(Some("已受理")), None);
    }
}
