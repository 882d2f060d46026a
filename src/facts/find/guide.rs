//! Finding the body's own disclosure guide.

use super::{absence, column_subject, unknown_subject};
use crate::facts::view::View;
use crate::model::{Cause, Found, Handle, PageKind, Subject, SubjectKind, Words};
use crate::site::{PageIx, Parts, Resolution};

/// Finds the guide: in its column, else wherever a page is one.
pub(in crate::facts) fn find(view: &View<'_>) -> Found {
    let subject = |name: &str, url: Option<String>| Subject {
        kind: SubjectKind::Guide,
        key: "guide".to_owned(),
        name: name.to_owned(),
        url,
    };
    let Some(at) = view
        .names
        .obligations
        .iter()
        .position(|obligation| obligation.id == "guide")
    else {
        return unknown_subject(
            subject("政府信息公开指南", None),
            Cause::RuleError,
            Words::default(),
            Vec::new(),
        );
    };
    let group = view.group(view.site.columns.len() + at);
    let mut candidates: Vec<PageIx> = group.pages.clone();
    candidates.extend(
        view.site
            .page_numbers()
            .filter(|page| view.site.kind(*page) == PageKind::Guide),
    );
    candidates.retain(|page| view.site.has(*page, Parts::GUIDE));
    if candidates.is_empty() {
        // The platform may open with its guide, be it in a part of its page.
        let platform = view.site.platform.found().map(|platform| platform.page);
        candidates.extend(platform.filter(|page| view.site.has(*page, Parts::GUIDE)));
    }
    let best = candidates
        .into_iter()
        .max_by_key(|page| {
            let record = view.site.page(*page);
            let guide = record.facts.guide.as_ref();
            let in_column = group.pages.contains(page);
            let whole =
                guide.is_some_and(|guide| !guide.is_directory && guide.text_elsewhere.is_none());
            // A column's own guide that is a file or a link stands before the whole guide of
            // another body.
            let pointed = guide.is_some_and(|guide| guide.text_elsewhere.is_some());
            let own = view.site.body.name.as_deref().is_some_and(|name| {
                record
                    .facts
                    .title
                    .as_deref()
                    .is_some_and(|title| title.contains(name))
            });
            (
                whole || pointed && own && in_column,
                own,
                in_column,
                whole,
                record.facts.text_length,
                std::cmp::Reverse(page.0),
            )
        })
        .map(|page| pointed_at(view, page));
    if let Some(page) = best {
        let record = view.site.page(page);
        let title = record
            .facts
            .title
            .clone()
            .unwrap_or_else(|| "政府信息公开指南".to_owned());
        return Found::Subjects(vec![Handle {
            subject: subject(&title, Some(record.address.as_str().to_owned())),
            column: group
                .columns
                .first()
                .map(|number| column_subject(view.site.column(*number))),
            template: None,
            places: vec![view.place(page, "指南", Some(&record.facts.excerpt))],
            index: page.0 as usize,
        }]);
    }
    let missing = subject("政府信息公开指南", None);
    if group.columns.is_empty() {
        return absence(view, missing, Some("guide"), "政府信息公开指南");
    }
    let places = group.places(view);
    if let Some(cause) = group.inside_unread {
        return unknown_subject(
            missing,
            cause,
            Words::new(
                "指南栏目在，但正文没有读到，请点开查看九项要素是否齐全",
                "the guide's column is there, but its text was not read; look at the nine elements by hand",
            ),
            places,
        );
    }
    if group
        .pages
        .iter()
        .any(|page| view.site.text_length(*page) >= 100)
    {
        return unknown_subject(
            missing,
            Cause::NeedsHuman,
            Words::new(
                "指南栏目有内容，但没有认出指南正文，请点开查看",
                "the guide's column has content, but no guide was recognised in it",
            ),
            places,
        );
    }
    Found::Absent {
        subject: missing,
        places,
        instead: group.emptiness(view),
    }
}

/// Returns the page that has the guide where this one only links to it.
fn pointed_at(view: &View<'_>, page: PageIx) -> PageIx {
    let record = view.site.page(page);
    let guide = record.facts.guide.as_deref();
    let Some(target) = guide.and_then(|guide| guide.text_at.as_ref()) else {
        return page;
    };
    match view.site.answers.resolve(target) {
        Resolution::Page(there) if view.site.has(there, Parts::GUIDE) => there,
        _ => page,
    }
}
