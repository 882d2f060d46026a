//! Facts of the answers that a site's mailboxes publish, taken together.

use std::sync::OnceLock;

use jiff::civil::Date;

use super::Table;
use super::message::{answered, column, entry};
use super::view::View;
use crate::model::{Cause, Fact, Observation, Place};
use crate::site::{Resolution, is_foreign};
use crate::vocabulary::messages::words;

pub(super) const FACTS: Table = &[
    ("site.newest_reply", |view, _| newest(view, Fact::date)),
    ("site.days_since_reply", |view, _| {
        newest(view, |day| {
            Fact::int(i64::from((view.as_of - day).get_days()))
        })
    }),
    ("site.letters_read", |view, _| {
        let replies = view.replies();
        Observation {
            fact: replies.unread.map_or(Fact::bool(true), Fact::Unknown),
            places: replies.places.clone(),
        }
    }),
];

/// What the letters of all mailboxes show of answers.
#[derive(Debug, Default)]
pub(super) struct Replies {
    /// The newest day of an answer, up to the audit's day.
    newest: Option<Date>,
    /// Why there may be a newer answer than those that were read.
    unread: Option<Cause>,
    places: Vec<Place>,
}

/// A place in the view for what is collected when first asked for.
pub(super) type Collected = OnceLock<Replies>;

impl Replies {
    /// Reads every letter of the mailboxes for questions.
    pub(super) fn of(view: &View<'_>) -> Self {
        let mut replies = Self::default();
        let mut shown = None;
        for at in 0..view.messages.all.len() {
            let other = |name: &str| words().other_channels.found_in(name);
            if column(view, at).is_some_and(|number| other(&view.site.column(number).shown())) {
                continue;
            }
            let Some((page, message)) = entry(view, at) else {
                continue;
            };
            // An answer is not older than its letter.
            let state = answered(&message);
            let day = message
                .replied
                .or(message.asked.filter(|_| state == Some(true)))
                .filter(|day| *day <= view.as_of);
            if day > replies.newest {
                replies.newest = day;
                shown = Some(view.place(page, "留言列表", Some(&message.title)));
            }
            replies.unread = replies.unread.or(match (message.replied, state) {
                (Some(_), _) | (None, Some(false)) => None,
                (None, Some(true)) => Some(Cause::Undated),
                (None, None) => Some(Cause::NeedsHuman),
            });
        }
        replies.unread = replies.unread.or_else(|| unread(view));
        replies.places = shown.into_iter().collect();
        if replies.places.is_empty() {
            let group = view.group_serving("mailbox");
            replies.places = group.map_or(Vec::new(), |group| group.places(view));
        }
        replies
    }
}

/// Says why the site may have letters that were not read: in its columns for them, or behind an
/// entry on the home page.
fn unread(view: &View<'_>) -> Option<Cause> {
    if let Some(cause) = view.site.origin.cut_short {
        return Some(cause);
    }
    let group = view.group_serving("mailbox");
    if let Some(cause) = group.and_then(|group| group.inside_unread) {
        return Some(cause);
    }
    let Some(home) = view.site.home else {
        return Some(Cause::NotFetched);
    };
    let record = view.site.page(home);
    if record.facts.unreadable.is_some() || !record.facts.script_regions.is_empty() {
        return Some(Cause::ScriptBuilt);
    }
    record.links().find_map(|link| {
        if !words().entries.found_in(view.site.strings.get(link.text)) {
            return None;
        }
        let Some(address) = link.target.and_then(|at| view.site.answers.address(at)) else {
            return Some(Cause::ScriptBuilt);
        };
        match view.site.answers.resolve(&address) {
            Resolution::Page(page) => view.site.unreadable(page),
            Resolution::Refused(cause, _) => Some(cause),
            Resolution::Unasked(address) if is_foreign(view.site, &address) => {
                Some(Cause::JumpsOffSite)
            }
            Resolution::Unasked(_) => Some(Cause::NotFetched),
            Resolution::File | Resolution::Gone(_) => None,
        }
    })
}

/// Reads a fact off the newest answer.
fn newest(view: &View<'_>, read: impl Fn(Date) -> Fact) -> Observation {
    let replies = view.replies();
    Observation {
        fact: replies.newest.map_or(Fact::Absent, read),
        places: replies.places.clone(),
    }
}
