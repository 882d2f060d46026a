//! Facts of the audited body and of the audit; any rule may ask for them.

use jiff::civil::Date;

use super::Table;
use crate::model::{Cause, Fact};

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

fn year(date: Date) -> i16 {
    date.year()
}
