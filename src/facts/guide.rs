//! Facts of the disclosure guide.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::Table;
use super::view::View;
use crate::model::{Cause, Fact, Field, GuideFacts, Observation, Value};
use crate::page::special::guide::ANSWER_DAYS;
use crate::site::{PageIx, Parts, Resolution, is_foreign};

pub(super) const FACTS: Table = &[
    ("guide.classification", |view, at| {
        text(view, at, |guide| guide.classification.as_ref())
    }),
    ("guide.arrangement", |view, at| {
        text(view, at, |guide| guide.arrangement.as_ref())
    }),
    ("guide.how_to_get", |view, at| {
        text(view, at, |guide| guide.how_to_get.as_ref())
    }),
    ("guide.office_name", |view, at| {
        element(view, at, "office_name", |guide| guide.office_name.as_ref())
    }),
    ("guide.address", |view, at| {
        element(view, at, "address", |guide| guide.address.as_ref())
    }),
    ("guide.hours", |view, at| {
        element(view, at, "hours", |guide| guide.hours.as_ref())
    }),
    ("guide.phone", |view, at| {
        element(view, at, "phone", |guide| guide.phone.as_ref())
    }),
    ("guide.fax", |view, at| {
        element(view, at, "fax", |guide| guide.fax.as_ref())
    }),
    ("guide.internet", |view, at| {
        element(view, at, "internet", |guide| guide.internet.as_ref())
    }),
    ("guide.placeholders", |view, at| {
        on(
            view,
            at,
            |guide| Fact::list(guide.placeholders.iter().cloned()),
            None,
        )
    }),
    ("guide.updated", |view, at| {
        on(
            view,
            at,
            |guide| Fact::date_or_absent(updated(view, at, guide)),
            None,
        )
    }),
    ("guide.days_since_update", |view, at| {
        on(
            view,
            at,
            |guide| match updated(view, at, guide) {
                Some(day) => Fact::int(i64::from((view.as_of - day).get_days())),
                None => Fact::Unknown(Cause::Undated),
            },
            None,
        )
    }),
    ("guide.answer_days", |view, at| {
        let mut seen = days(view, at, |guide| guide.answer_days.as_ref());
        let record = view.site.page(PageIx(at as u32));
        let open = |guide: &GuideFacts| guide.unclear.iter().any(|one| one == ANSWER_DAYS);
        if seen.fact == Fact::Absent && record.facts.guide.as_deref().is_some_and(open) {
            seen.fact = Fact::Unknown(Cause::Disputable);
        }
        seen
    }),
    ("guide.extension_days", |view, at| {
        days(view, at, |guide| guide.extension_days.as_ref())
    }),
    ("guide.correction_days", |view, at| {
        days(view, at, |guide| guide.correction_days.as_ref())
    }),
    ("guide.third_party_days", |view, at| {
        days(view, at, |guide| guide.third_party_days.as_ref())
    }),
    ("guide.cites_repealed", |view, at| {
        text(view, at, |guide| guide.cites_repealed.as_ref())
    }),
    ("guide.fee", |view, at| {
        text(view, at, |guide| guide.fee.as_ref())
    }),
    ("guide.old_fee", |view, at| {
        text(view, at, |guide| guide.old_fee.as_ref())
    }),
    ("guide.fee_rates_right", |view, at| {
        on(
            view,
            at,
            |guide| match &guide.fee {
                None => Fact::Absent,
                Some(words) => rates_right(words),
            },
            None,
        )
    }),
    ("guide.channels", |view, at| {
        on(
            view,
            at,
            |guide| Fact::list(guide.channels.iter().cloned()),
            None,
        )
    }),
    ("guide.asks_purpose", |view, at| {
        text(view, at, |guide| guide.asks_purpose.as_ref())
    }),
    ("guide.remedies", |view, at| {
        text(view, at, |guide| guide.remedies.as_ref())
    }),
    ("guide.is_directory", |view, at| {
        let page = PageIx(at as u32);
        let record = view.site.page(page);
        let is = record
            .facts
            .guide
            .as_ref()
            .is_some_and(|guide| guide.is_directory);
        Observation {
            fact: Fact::bool(is),
            places: vec![view.place(page, "指南", Some(&record.facts.excerpt))],
        }
    }),
    ("guide.text", |view, at| {
        let page = PageIx(at as u32);
        on(
            view,
            at,
            |guide| {
                let record = view.site.page(page);
                // Its text may stand in a pane that is not shown at first.
                let tells = guide.office_name.is_some() || guide.address.is_some();
                if record.own_text() < 10 && record.facts.prose < 10 && !tells {
                    return Fact::Absent;
                }
                Fact::Known(Value::Phrases(
                    view.site
                        .page(page)
                        .facts
                        .phrases
                        .iter()
                        // Marks alone are asked for of other texts.
                        .filter(|phrase| phrase.contains(char::is_alphanumeric))
                        .map(ToString::to_string)
                        .collect(),
                ))
            },
            None,
        )
    }),
];

/// Reads a fact off the guide's text; unknown where the text is elsewhere.
fn on(
    view: &View<'_>,
    at: usize,
    read: impl Fn(&GuideFacts) -> Fact,
    excerpt: Option<&str>,
) -> Observation {
    let page = PageIx(at as u32);
    let record = view.site.page(page);
    let place = view.place(page, "指南正文", excerpt.or(Some(&record.facts.excerpt)));
    let fact = match &record.facts.guide {
        None => Fact::Unknown(record.facts.unreadable.unwrap_or(Cause::NeedsHuman)),
        Some(guide) => match (elsewhere(view, page, guide), guide.is_directory) {
            (Some(cause), _) => Fact::Unknown(cause),
            (None, true) => Fact::Unknown(Cause::NeedsHuman),
            (None, false) => read(guide),
        },
    };
    Observation {
        fact,
        places: vec![place],
    }
}

/// Says why a guide's text is not known: it is in a file or a picture, behind a link that leads
/// to something, or a script's to bring. A link to what is gone has no text behind it.
fn elsewhere(view: &View<'_>, page: PageIx, guide: &GuideFacts) -> Option<Cause> {
    let scripted = view.site.has(page, Parts::SCRIPTED);
    let Some(cause) = guide.text_elsewhere else {
        return scripted.then_some(Cause::ScriptBuilt);
    };
    let Some(target) = &guide.text_at else {
        return Some(cause);
    };
    match view.site.answers.resolve(target) {
        Resolution::Page(page) => Some(view.site.unreadable(page).unwrap_or(Cause::NeedsHuman)),
        Resolution::File => Some(Cause::UnreadableFile),
        Resolution::Gone(_) => None,
        Resolution::Refused(cause, _) => Some(cause),
        Resolution::Unasked(address) if is_foreign(view.site, &address) => {
            Some(Cause::JumpsOffSite)
        }
        Resolution::Unasked(_) => Some(view.site.origin.cut_short.unwrap_or(Cause::NotFetched)),
    }
}

fn text(view: &View<'_>, at: usize, read: impl Fn(&GuideFacts) -> Option<&String>) -> Observation {
    let page = PageIx(at as u32);
    let shown = view
        .site
        .page(page)
        .facts
        .guide
        .as_deref()
        .and_then(&read)
        .cloned();
    on(
        view,
        at,
        |guide| Fact::text_or_absent(read(guide).cloned()),
        shown.as_deref(),
    )
}

/// As [`text`], for an element that the guide may speak of without saying it plainly.
fn element(
    view: &View<'_>,
    at: usize,
    name: &str,
    read: impl Fn(&GuideFacts) -> Option<&String>,
) -> Observation {
    let open = |guide: &GuideFacts| guide.unclear.iter().any(|unclear| unclear == name);
    let record = view.site.page(PageIx(at as u32));
    let mut seen = text(view, at, read);
    if seen.fact == Fact::Absent && record.facts.guide.as_deref().is_some_and(open) {
        seen.fact = Fact::Unknown(Cause::Disputable);
    }
    seen
}

fn days(
    view: &View<'_>,
    at: usize,
    read: impl Fn(&GuideFacts) -> Option<&Field<i64>>,
) -> Observation {
    let page = PageIx(at as u32);
    let shown = view
        .site
        .page(page)
        .facts
        .guide
        .as_deref()
        .and_then(&read)
        .map(|field| field.shown.clone());
    on(
        view,
        at,
        |guide| read(guide).map_or(Fact::Absent, |field| Fact::int(field.value)),
        shown.as_deref(),
    )
}

/// The day that the guide states, else the day its page shows.
fn updated(view: &View<'_>, at: usize, guide: &GuideFacts) -> Option<Date> {
    guide.updated.or_else(|| {
        let record = view.site.page(PageIx(at as u32));
        record
            .facts
            .document
            .as_ref()?
            .published_date
            .as_ref()
            .map(|field| field.value)
    })
}

/// Compares the amounts that the words state with those of 国办函〔2020〕109号: 10 free a month,
/// then 100 yuan; 30 pages free, then 10, 20, 40 yuan a page.
fn rates_right(words: &str) -> Fact {
    let folded = crate::vocabulary::fold(words);
    if !folded.contains("元/")
        && !folded.contains("元每")
        && !folded.contains("每件")
        && !folded.contains("每页")
    {
        return Fact::Absent;
    }
    if states_other_rates(&folded) {
        return Fact::bool(false);
    }
    let states = |needles: &[&str]| needles.iter().any(|needle| folded.contains(needle));
    let per_item = !states(&["按件"]) || states(&["100元"]);
    let per_page =
        !states(&["按量"]) || (states(&["10元"]) && states(&["20元"]) && states(&["40元"]));
    if per_item && per_page {
        Fact::bool(true)
    } else {
        Fact::Unknown(Cause::Disputable)
    }
}

/// The bands of 国办函〔2020〕109号 as texts write them, each with its yuan.
static BANDS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    [
        (r"11件?[-—–~～至到]+30件[^0-9]{0,12}(\d+)元", "100"),
        (r"31页?[-—–~～至到]+100页[^0-9]{0,12}(\d+)元", "10"),
        (r"101页?[-—–~～至到]+200页[^0-9]{0,12}(\d+)元", "20"),
        (r"201页(?:及)?以上[^0-9]{0,12}(\d+)元", "40"),
    ]
    .into_iter()
    .filter_map(|(pattern, yuan)| Some((Regex::new(pattern).ok()?, yuan)))
    .collect()
});

/// Tells whether the text names a band and another amount for it.
fn states_other_rates(folded: &str) -> bool {
    BANDS.iter().any(|(band, yuan)| {
        band.captures_iter(folded)
            .any(|found| found.get(1).is_some_and(|amount| amount.as_str() != *yuan))
    })
}
