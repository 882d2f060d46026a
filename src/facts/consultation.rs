//! Facts of one call for opinions, or of the report of what came of one.

use jiff::ToSpan;
use jiff::civil::Date;

use super::Table;
use super::document::stands_in;
use super::maker::forwarded;
use super::matters::{is_quoted_in, names_matter, same_matter, unread_in};
use super::view::{View, seen};
use crate::model::{Cause, ConsultationFacts, Fact, LinkRegion, Observation, PageKind, Value};
use crate::page::special::consultation::is_feedback;
use crate::site::{PageIx, PageRecord, Resolution};

pub(super) const FACTS: Table = &[
    ("consultation.title", |view, at| {
        on(view, at, "标题", |page, _| {
            Fact::text_or_absent(page.facts.title.clone())
        })
    }),
    ("consultation.published_date", |view, at| {
        on(view, at, "发布日期", |page, _| {
            Fact::date_or_absent(published(page))
        })
    }),
    ("consultation.own", |view, at| {
        let own = |page: &PageRecord| {
            let Some(document) = &page.facts.document else {
                return Fact::bool(true);
            };
            match forwarded(view, page, document) {
                Ok(other) => Fact::bool(!other),
                Err(_) if document.issuing_body.is_none() => Fact::bool(true),
                Err(cause) => Fact::Unknown(cause),
            }
        };
        on(view, at, "信息来源", |page, _| own(page))
    }),
    ("consultation.is_feedback", |view, at| {
        on(view, at, "标题", |_, call| Fact::bool(call.feedback))
    }),
    ("consultation.major_column", |view, at| {
        let stands = stands_in(view, at, "decisions");
        on(view, at, "所在栏目", |_, _| Fact::bool(stands))
    }),
    ("consultation.start", |view, at| {
        period(view, at, |page, call| {
            Fact::date_or_absent(call.start.or_else(|| {
                (call.end.is_some() || call.days.is_some())
                    .then(|| published(page))
                    .flatten()
            }))
        })
    }),
    ("consultation.end", |view, at| {
        period(view, at, |page, call| match end_of(view, page, call) {
            Some(end) => Fact::date(end),
            None => unnamed(page, call),
        })
    }),
    ("consultation.days", |view, at| {
        period(view, at, |page, call| days(view, page, call))
    }),
    ("consultation.period_words", |view, at| {
        period(view, at, |_, call| Fact::text_or_absent(call.shown.clone()))
    }),
    ("consultation.days_since_end", |view, at| {
        period(view, at, |page, call| {
            end_of(view, page, call).map_or(Fact::Absent, |end| {
                Fact::int(i64::from((view.as_of - end).get_days()))
            })
        })
    }),
    ("consultation.days_late", |view, at| {
        period(view, at, |page, call| {
            let (Some(end), Some(published)) = (end_of(view, page, call), published(page)) else {
                return Fact::Absent;
            };
            let days = i64::from((published - end).get_days());
            // The page may be newer than the call: its list knows.
            let listed = view.papers.list_date(PageIx(at as u32));
            match listed {
                Some((listed, _)) if days > 0 && listed <= end => Fact::Unknown(Cause::Disputable),
                _ => Fact::int(days),
            }
        })
    }),
    ("consultation.state", |view, at| {
        on(view, at, "征集状态", |_, call| {
            Fact::text_or_absent(call.state)
        })
    }),
    ("consultation.draft", |view, at| {
        on(view, at, "正文和附件", |page, call| {
            match !call.draft && is_scripted(page) {
                true => Fact::Unknown(Cause::ScriptBuilt),
                false => Fact::bool(call.draft),
            }
        })
    }),
    ("consultation.ways", |view, at| {
        on(view, at, "正文", |_, call| Fact::bool(call.ways))
    }),
    ("consultation.feedback", |view, at| {
        on(view, at, "征集结果反馈栏目", |page, call| {
            let title = page.facts.title.as_deref().unwrap_or_default();
            if call.feedback {
                return Fact::Absent;
            }
            if call.outcome == Some("told") {
                return Fact::text("本页已写明");
            }
            match answer_to(view, at, title) {
                Some(found) => Fact::text(found),
                None if call.outcome.is_some() => Fact::Unknown(Cause::NeedsHuman),
                None => match unread_in(view, "consultation-feedback") {
                    // Where there is no such column, the calls' own is where it would stand.
                    Some(Cause::NeedsHuman) => match unread_in(view, "consultation") {
                        Some(cause) if cause != Cause::NeedsHuman => Fact::Unknown(cause),
                        _ => Fact::Absent,
                    },
                    Some(cause) => Fact::Unknown(cause),
                    None => Fact::Absent,
                },
            }
        })
    }),
    ("consultation.followed_by", |view, at| {
        on(view, at, "政策文件", |page, _| {
            if let Some(cause) = view.site.origin.cut_short {
                return Fact::Unknown(cause);
            }
            let title = page.facts.title.as_deref().unwrap_or_default();
            let found = view.documents.iter().find_map(|document| {
                let other = view.site.page(*document);
                let other = other.facts.title.as_deref()?;
                same_matter(title, other).then(|| other.to_owned())
            });
            Fact::text_or_absent(found)
        })
    }),
    ("consultation.text", |view, at| {
        on(view, at, "正文", |page, _| {
            let phrases = page.facts.phrases.iter().map(ToString::to_string).collect();
            if in_files(page) {
                Fact::Known(Value::Partial(phrases, Cause::UnreadableFile))
            } else if is_scripted(page) {
                Fact::Known(Value::Partial(phrases, Cause::ScriptBuilt))
            } else {
                Fact::Known(Value::Phrases(phrases))
            }
        })
    }),
    ("consultation.page_text", |view, at| {
        on(view, at, "正文", |page, _| {
            let phrases = page.facts.phrases.iter().map(ToString::to_string).collect();
            if only_in_files(page) {
                Fact::Known(Value::Partial(phrases, Cause::UnreadableFile))
            } else if is_scripted(page) {
                Fact::Known(Value::Partial(phrases, Cause::ScriptBuilt))
            } else {
                Fact::Known(Value::Phrases(phrases))
            }
        })
    }),
];

fn on(
    view: &View<'_>,
    at: usize,
    locator: &str,
    read: impl Fn(&PageRecord, &ConsultationFacts) -> Fact,
) -> Observation {
    let page = PageIx(at as u32);
    let record = view.site.page(page);
    let place = view.place(page, locator, record.facts.title.as_deref());
    match &record.facts.consultation {
        Some(call) => seen(read(&record, call), place),
        None => seen(Fact::Unknown(Cause::NeedsHuman), place),
    }
}

/// Reads a fact of the period, with the words that name it as the excerpt.
fn period(
    view: &View<'_>,
    at: usize,
    read: impl Fn(&PageRecord, &ConsultationFacts) -> Fact,
) -> Observation {
    let page = PageIx(at as u32);
    let mut observation = on(view, at, "征求意见的期限", &read);
    if let Some(shown) = view
        .site
        .page(page)
        .facts
        .consultation
        .as_ref()
        .and_then(|call| call.shown.as_deref())
    {
        observation.places = vec![view.place(page, "征求意见的期限", Some(shown))];
    }
    observation
}

fn published(page: &PageRecord) -> Option<Date> {
    page.facts
        .document
        .as_ref()?
        .published_date
        .as_ref()
        .map(|field| field.value)
}

/// Tells whether the call itself stands only in a file or an image.
fn only_in_files(page: &PageRecord) -> bool {
    page.facts
        .document
        .as_ref()
        .is_some_and(|document| !document.has_text)
}

/// Tells whether a script is still to bring the text.
fn is_scripted(page: &PageRecord) -> bool {
    page.facts.script_regions.contains(&LinkRegion::Main)
}

/// Tells whether files beside the call may say more than its page.
fn in_files(page: &PageRecord) -> bool {
    page.facts
        .document
        .as_ref()
        .is_some_and(|document| !document.attachments.is_empty() || document.image_only)
}

/// The last day: as named, else counted from the day of publication. A number of days counts
/// from the day after, as the law counts; the last day itself is the last of them. A notice may
/// have prolonged it.
fn end_of(view: &View<'_>, page: &PageRecord, call: &ConsultationFacts) -> Option<Date> {
    let end = call.end.or_else(|| {
        let start = call.start.or_else(|| published(page))?;
        let days = call.days?;
        if call.workdays {
            view.calendar.add_workdays(start, u32::try_from(days).ok()?)
        } else {
            start.checked_add(days.days()).ok()
        }
    });
    prolonged(view, page)
        .filter(|longer| end.is_none_or(|end| *longer > end))
        .or(end)
}

/// The last day to which a notice of its own prolonged a call.
fn prolonged(view: &View<'_>, page: &PageRecord) -> Option<Date> {
    let title = page.facts.title.as_deref()?;
    let notices = view.matters.extensions.iter();
    notices
        .filter(|(notice, _)| same_matter(title, notice))
        .map(|(_, day)| *day)
        .max()
}

/// Calendar days from the first to the last, both counted.
fn days(view: &View<'_>, page: &PageRecord, call: &ConsultationFacts) -> Fact {
    let counted = call.end.is_none() && !call.workdays && prolonged(view, page).is_none();
    if let Some(days) = call.days.filter(|_| counted) {
        return Fact::int(days);
    }
    let start = call.start.or_else(|| published(page));
    match (start, end_of(view, page, call)) {
        // A call that was published on its only day is more likely dated anew.
        (Some(_), Some(_)) if call.start.is_none() && call.end == start => {
            Fact::Unknown(Cause::Disputable)
        }
        (Some(start), Some(end)) if end >= start => {
            Fact::int(i64::from((end - start).get_days()) + 1)
        }
        (Some(_), Some(_)) => Fact::Unknown(Cause::Disputable),
        (None, Some(_)) => Fact::Unknown(Cause::Undated),
        (_, None) => unnamed(page, call),
    }
}

/// What is known of a period without a last day.
fn unnamed(page: &PageRecord, call: &ConsultationFacts) -> Fact {
    if only_in_files(page) {
        Fact::Unknown(Cause::UnreadableFile)
    } else if call.unclear {
        Fact::Unknown(Cause::NeedsHuman)
    } else {
        Fact::Absent
    }
}

/// The title of the page, or of the list's item, that tells what came of a call.
fn answer_to(view: &View<'_>, at: usize, title: &str) -> Option<String> {
    let told = view.matters.outcomes.get_or_init(|| outcomes(view));
    let mut others = told
        .iter()
        .filter(|(page, _)| page.is_none_or(|page| page.0 as usize != at));
    others
        .find(|(_, other)| same_matter(title, other))
        .map(|(_, other)| other.clone())
        .or_else(|| quoted_by(view, at, title))
        .or_else(|| linked_with(view, at))
}

/// The title of a report of calls whose text quotes what a call is about.
fn quoted_by(view: &View<'_>, at: usize, title: &str) -> Option<String> {
    let mut reports = view.matters.consultations.iter();
    reports.find_map(|page| {
        let record = view.site.page(*page);
        let call = record.facts.consultation.as_ref()?;
        let quotes = call.feedback && page.0 as usize != at && is_quoted_in(title, &call.names);
        quotes.then(|| record.facts.title.clone())?
    })
}

/// The title of what tells what came of some call, where it and a call link to each other: only
/// where its title names no matter, for templates link to other calls' as well.
fn linked_with(view: &View<'_>, at: usize) -> Option<String> {
    let call = PageIx(at as u32);
    let linked = |from: PageIx, wanted: &dyn Fn(&str) -> bool| -> Vec<PageIx> {
        let links = view.site.links_of(from).into_iter();
        let links = links.filter(|link| link.region == LinkRegion::Main);
        let named = links.filter(|link| wanted(view.site.strings.get(link.text)));
        let pages = named.filter_map(
            |link| match view.site.answers.resolve_number(link.target?) {
                Resolution::Page(page) if page != from => Some(page),
                _ => None,
            },
        );
        pages.collect()
    };
    let title = |page: PageIx| {
        let title = view.site.page(page).facts.title.clone()?;
        (!names_matter(&title)).then_some(title)
    };
    // A column of reports and a form for opinions bear such names as well, but no later day.
    let day = view.site.published(call);
    let later = |page: &PageIx| {
        let article = !matches!(
            view.site.kind(*page),
            PageKind::ColumnList | PageKind::SiteHome | PageKind::PlatformHome
        );
        article
            && view
                .site
                .published(*page)
                .is_some_and(|of| day.is_some_and(|day| of > day))
    };
    let told = |text: &str| is_feedback(text) || text.contains("反馈");
    let mut from_call = linked(call, &told).into_iter().filter(later);
    from_call.find_map(title).or_else(|| {
        let is_call = |page: &PageIx| {
            let record = view.site.page(*page);
            let call = record.facts.consultation.as_ref();
            call.is_some_and(|call| !call.feedback)
        };
        let mut reports = view.matters.consultations.iter();
        reports.find_map(|page| {
            let title = title(*page).filter(|_| *page != call && !is_call(page))?;
            let mut calls: Vec<PageIx> = linked(*page, &|_| true);
            calls.retain(is_call);
            calls.dedup();
            (calls[..] == [call]).then_some(title)
        })
    })
}

/// The titles of all that tells what came of a call, with the page of those that are calls or
/// reports of calls themselves.
fn outcomes(view: &View<'_>) -> Vec<(Option<PageIx>, String)> {
    let title = |page: PageIx| view.site.page(page).facts.title.clone();
    let words = crate::vocabulary::consultations::words();
    let pages = view.matters.consultations.iter().filter_map(|page| {
        let record = view.site.page(*page);
        let call = record.facts.consultation.as_ref()?;
        let title = call.feedback.then(|| record.facts.title.clone())?;
        Some((Some(*page), title?))
    });
    let others = view.site.page_numbers().filter_map(|page| {
        let plain = matches!(view.site.kind(page), PageKind::Article | PageKind::Document);
        let tells = plain && {
            let front = view.site.front_of(page);
            (front.title.as_deref()).is_some_and(|title| words.outcome_titles.found_in(title))
                || stands_in(view, page.0 as usize, "consultation-feedback")
        };
        Some((None, tells.then(|| title(page))??))
    });
    let items = view.site.column_numbers().flat_map(|number| {
        let serves = view
            .site
            .column(number)
            .serves
            .iter()
            .any(|id| id == "consultation-feedback");
        view.site
            .items(number)
            .filter(move |_| serves)
            .map(|item| (None, item.title.to_owned()))
    });
    pages.chain(others).chain(items).collect()
}
