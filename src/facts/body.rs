//! Facts of the audited body and of the audit; any rule may ask for them.

use jiff::civil::Date;

use super::Table;
use super::view::View;
use crate::model::{Cause, Fact};
use crate::site::Parts;
use crate::vocabulary::bodies::words;
use crate::vocabulary::fold;

pub(super) const FACTS: Table = &[
    ("body.profile", |view, _| {
        Fact::text(view.site.body.profile.code()).into()
    }),
    ("body.level", |view, _| {
        Fact::text(view.site.body.profile.level().code()).into()
    }),
    ("body.government", |view, _| {
        Fact::bool(view.site.body.profile.is_government()).into()
    }),
    ("body.institution", |view, _| {
        // Who is said to be a body of another kind is one.
        let given = !view.site.body.profile_guessed;
        let name = view.site.body.name.as_deref().unwrap_or_default();
        Fact::bool(!given && is_institution(name)).into()
    }),
    ("body.powers", |view, _| {
        Fact::list(view.site.body.powers.iter().cloned()).into()
    }),
    ("body.lacks", |view, _| {
        Fact::list(view.site.body.lacks.iter().cloned()).into()
    }),
    ("body.region", |view, _| match &view.site.body.region {
        Some(region) => Fact::text(region.clone()).into(),
        None => Fact::Unknown(Cause::NeedsHuman).into(),
    }),
    ("body.own_site", |view, _| {
        Fact::bool(view.site.seed.path().matches('/').count() <= 1).into()
    }),
    ("audit.preview", |view, _| {
        Fact::bool(view.site.origin.preview).into()
    }),
    ("audit.as_of", |view, _| Fact::date(view.as_of).into()),
    ("audit.year", |view, _| {
        Fact::int(i64::from(year(view.as_of))).into()
    }),
];

/// Tells whether a name is that of a school, a hospital or an enterprise, which the regulation
/// (Article 55) leaves to rules of their own.
fn is_institution(name: &str) -> bool {
    let words = words();
    words.institutions.end(name) && !words.not_institutions.end(name)
}

/// The year in which the body was set up, as its own page or one of its reports says.
pub(super) fn founded(view: &View<'_>) -> Option<i16> {
    let own = view.site.body.name.as_deref().map(fold);
    let is_own = |body: &str| {
        let selves = words().selves.iter().any(|word| {
            body.strip_suffix(word)
                .is_some_and(|rest| rest.ends_with(['本', '我']))
        });
        selves || own.as_deref().is_some_and(|own| body.ends_with(own))
    };
    let institution = view
        .names
        .obligations
        .iter()
        .position(|obligation| obligation.id == "institution")
        .map(|at| view.group(view.site.columns.len() + at));
    let pages = institution
        .iter()
        .flat_map(|group| group.pages.iter().copied());
    let reports = view.site.reports.iter().filter_map(|entry| entry.page);
    pages
        .chain(reports)
        .filter(|page| view.site.has(*page, Parts::FOUNDED))
        .filter_map(|page| view.site.page(page).facts.founded.clone())
        .filter(|found| found.year <= year(view.as_of) && is_own(&found.body))
        .map(|found| found.year)
        // Of several the one that forgives least.
        .min()
}

fn year(date: Date) -> i16 {
    date.year()
}
