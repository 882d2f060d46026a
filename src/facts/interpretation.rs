//! Facts of one interpretation, and of a document as far as interpretations go.

use std::collections::HashSet;

use super::Table;
use super::document::{on as on_document, stands_in};
use super::listed::{Told, told};
use super::matters::unread_in;
use super::view::{View, seen};
use crate::model::{Address, Cause, DocumentFacts, Fact, LinkRegion, Observation, Value};
use crate::site::{PageIx, PageRecord, Resolution};

pub(super) const FACTS: Table = &[
    ("interpretation.title", |view, at| {
        on(view, at, |page, _| {
            Fact::text_or_absent(page.facts.title.clone())
        })
    }),
    ("interpretation.published_date", |view, at| {
        on(view, at, |_, document| {
            Fact::date_or_absent(document.published_date.as_ref().map(|field| field.value))
        })
    }),
    ("interpretation.source", |view, at| {
        on(view, at, |_, document| {
            Fact::text_or_absent(
                document
                    .issuing_body
                    .as_ref()
                    .map(|field| field.value.clone()),
            )
        })
    }),
    ("interpretation.document", |view, at| {
        paired(view, at, |_, paper, _| {
            Fact::text_or_absent(paper.facts.title.clone())
        })
    }),
    ("interpretation.document_published", |view, at| {
        paired(view, at, |_, _, document| {
            Fact::date_or_absent(document.published_date.as_ref().map(|field| field.value))
        })
    }),
    ("interpretation.document_normative", |view, at| {
        let page = PageIx(at as u32);
        let normative = view
            .matters
            .document_of
            .get(&page)
            .is_some_and(|paper| stands_in(view, paper.0 as usize, "normative-documents"));
        paired(view, at, |_, _, _| Fact::bool(normative))
    }),
    ("interpretation.workdays_after", |view, at| {
        paired(view, at, |own, _, document| {
            match (&document.published_date, &own.published_date) {
                (Some(paper), Some(own)) if own.value >= paper.value => view
                    .calendar
                    .workdays_between(paper.value, own.value)
                    .map_or(Fact::Unknown(Cause::CalendarUnknown), Fact::int),
                (Some(_), Some(_)) => Fact::int(0),
                _ => Fact::Unknown(Cause::Undated),
            }
        })
    }),
    ("interpretation.before_document", |view, at| {
        paired(view, at, |own, _, document| {
            match (&document.published_date, &own.published_date) {
                (Some(paper), Some(own)) => Fact::bool(own.value < paper.value),
                _ => Fact::Unknown(Cause::Undated),
            }
        })
    }),
    ("interpretation.follows_another", |view, at| {
        let page = PageIx(at as u32);
        let papers = view.matters.document_of.get(&page);
        let all = papers.and_then(|paper| view.matters.interpreted.get(paper));
        let others = all.into_iter().flatten().filter(|other| **other != page);
        let first = others
            .filter_map(|other| {
                let record = view.site.page(*other);
                let day = record.facts.document.as_ref()?.published_date.as_ref()?;
                Some((day.value, *other))
            })
            .min();
        paired(view, at, |own, _, _| {
            let day = own.published_date.as_ref().map(|field| field.value);
            Fact::bool(day.is_some_and(|day| first.is_some_and(|first| first < (day, page))))
        })
    }),
    ("interpretation.document_imported", |view, at| {
        paired(view, at, |own, _, document| {
            Fact::bool(
                [&document.published_date, &own.published_date]
                    .into_iter()
                    .flatten()
                    .any(|field| view.import_days.contains(&field.value)),
            )
        })
    }),
    ("interpretation.links_document", |view, at| {
        let page = PageIx(at as u32);
        let record = view.site.page(page);
        paired(view, at, |_, paper, _| {
            let leads = leads_to(view, &record, |to| {
                view.site.page(to).address == paper.address
            });
            match record.facts.script_regions.contains(&LinkRegion::Main) {
                true if !leads => Fact::Unknown(Cause::ScriptBuilt),
                _ => Fact::bool(leads),
            }
        })
    }),
    ("interpretation.aspects", |view, at| {
        aspects(view, at, |page| page.facts.aspects.clone())
    }),
    ("interpretation.aspects_missing", |view, at| {
        aspects(view, at, |page| {
            crate::vocabulary::matters::interpretation()
                .aspects
                .keys()
                .filter(|aspect| !page.facts.aspects.contains(aspect))
                .cloned()
                .collect()
        })
    }),
    ("interpretation.copied", |view, at| {
        paired(view, at, |own, _, document| {
            let (shared, all, _) = copied(own, document);
            if all < 200 || document.says.sentences.len() < 3 {
                Fact::Absent
            } else {
                Fact::int(i64::from(shared * 100 / all))
            }
        })
    }),
    ("interpretation.copied_words", |view, at| {
        paired(view, at, |own, _, document| {
            Fact::text_or_absent(copied(own, document).2)
        })
    }),
    ("document.workdays_since_published", |view, at| {
        on_document(view, at, "发布日期", |_, document| {
            document
                .published_date
                .as_ref()
                .map_or(Fact::Unknown(Cause::Undated), |field| {
                    view.calendar
                        .workdays_between(field.value, view.as_of)
                        .map_or(Fact::Unknown(Cause::CalendarUnknown), Fact::int)
                })
        })
    }),
    ("document.interpreted", |view, at| {
        on_document(view, at, "政策解读栏目", |page, document| {
            let known = view.matters.interpreted.contains_key(&PageIx(at as u32))
                || !document.interpretations.is_empty();
            let title = page.facts.title.as_deref().unwrap_or_default();
            let told = match known {
                true => Told::Yes,
                false => told(view, PageIx(at as u32), title, document),
            };
            if told == Told::Yes {
                return Fact::bool(true);
            }
            match unread_in(view, "interpretation") {
                Some(cause) => Fact::Unknown(cause),
                None if document.perhaps_interpreted || told == Told::Perhaps => {
                    Fact::Unknown(Cause::NeedsHuman)
                }
                None => Fact::bool(false),
            }
        })
    }),
    ("document.links_interpretation", |view, at| {
        on_document(view, at, "解读链接", |page, document| {
            let Some(own) = view.matters.interpreted.get(&PageIx(at as u32)) else {
                return Fact::Absent;
            };
            // What is known to interpret another paper is no interpretation of this one.
            let is_others = |link: &Address| match view.site.answers.resolve(link) {
                Resolution::Page(to) if !own.contains(&to) => {
                    let papers = view.matters.interpreted.iter();
                    papers
                        .filter(|(paper, _)| paper.0 as usize != at)
                        .any(|(_, known)| known.contains(&to))
                }
                _ => false,
            };
            let links = document.interpretations.iter().any(|link| !is_others(link))
                || leads_to(view, page, |to| own.contains(&to));
            match page.facts.script_regions.contains(&LinkRegion::Main) {
                true if !links => Fact::Unknown(Cause::ScriptBuilt),
                _ => Fact::bool(links),
            }
        })
    }),
    ("interpretation.text", |view, at| {
        on(view, at, |page, document| {
            let phrases = page.facts.phrases.iter().map(ToString::to_string).collect();
            if document.image_only {
                Fact::Known(Value::Partial(phrases, Cause::ImageOnly))
            } else if !document.has_text {
                Fact::Known(Value::Partial(phrases, Cause::UnreadableFile))
            } else {
                Fact::Known(Value::Phrases(phrases))
            }
        })
    }),
];

fn on(
    view: &View<'_>,
    at: usize,
    read: impl Fn(&PageRecord, &DocumentFacts) -> Fact,
) -> Observation {
    on_document(view, at, "解读", read)
}

/// Reads a list of elements, unknown where the text itself was not read.
fn aspects(view: &View<'_>, at: usize, read: impl Fn(&PageRecord) -> Vec<String>) -> Observation {
    on(view, at, |page, document| {
        if document.image_only {
            Fact::Unknown(Cause::ImageOnly)
        } else if !document.has_text && !document.attachments.is_empty() {
            Fact::Unknown(Cause::UnreadableFile)
        } else if !document.has_text {
            Fact::Unknown(Cause::NeedsHuman)
        } else {
            Fact::list(read(page))
        }
    })
}

/// Reads a fact of an interpretation with its paper; absent where no paper of the site is
/// known to be its matter, unknown where one may be that was not read.
fn paired(
    view: &View<'_>,
    at: usize,
    read: impl Fn(&DocumentFacts, &PageRecord, &DocumentFacts) -> Fact,
) -> Observation {
    let page = PageIx(at as u32);
    let record = view.site.page(page);
    let own = view.place(page, "解读", record.facts.title.as_deref());
    if view.matters.open.contains(&page) {
        return seen(
            Fact::Unknown(view.site.origin.cut_short.unwrap_or(Cause::NotFetched)),
            own,
        );
    }
    let Some(paper) = view.matters.document_of.get(&page) else {
        return seen(Fact::Absent, own);
    };
    let other = view.site.page(*paper);
    let (Some(mine), Some(document)) = (&record.facts.document, &other.facts.document) else {
        return seen(Fact::Absent, own);
    };
    Observation {
        fact: read(mine, &other, document),
        places: vec![
            own,
            view.place(*paper, "所解读的文件", other.facts.title.as_deref()),
        ],
    }
}

/// Tells whether a page links to one that is meant, its footer left out.
fn leads_to(view: &View<'_>, page: &PageRecord, meant: impl Fn(PageIx) -> bool) -> bool {
    page.links()
        .filter(|link| link.region != LinkRegion::Footer)
        .filter_map(|link| view.site.answers.address(link.target?))
        .any(|target| match view.site.answers.resolve(&target) {
            Resolution::Page(to) => meant(to),
            _ => false,
        })
}

/// Characters of an interpretation that stand in its paper word for word, all its characters,
/// and the longest sentence shared.
fn copied(own: &DocumentFacts, paper: &DocumentFacts) -> (u32, u32, Option<String>) {
    let there: HashSet<u32> = paper.says.sentences.iter().map(|one| one.hash).collect();
    let mut shared = 0;
    let mut all = 0;
    let mut longest: Option<(u16, &str)> = None;
    for (at, sentence) in own.says.sentences.iter().enumerate() {
        all += u32::from(sentence.length);
        if there.contains(&sentence.hash) {
            shared += u32::from(sentence.length);
            if let Some(shown) = own.says.sentence_starts.get(at)
                && longest.is_none_or(|(length, _)| sentence.length > length)
            {
                longest = Some((sentence.length, shown));
            }
        }
    }
    (shared, all, longest.map(|(_, shown)| shown.to_owned()))
}
