//! Facts of a page's meta tags (`site-conventions.md` 1): which must be there, and whether what
//! they say agrees with the page.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::Table;
use super::site_marks::is_of_the_way;
use super::view::{View, seen};
use crate::model::{Cause, Fact, FieldSource, Observation, PageKind};
use crate::site::{PageIx, PageRecord, Parts, Resolution, is_bad};
use crate::vocabulary::fold;

const SITE: [&str; 3] = ["SiteName", "SiteDomain", "SiteIDCode"];
const COLUMN: [&str; 4] = [
    "ColumnName",
    "ColumnDescription",
    "ColumnKeywords",
    "ColumnType",
];
const CONTENT: [&str; 3] = ["ArticleTitle", "PubDate", "ContentSource"];

pub(super) const FACTS: Table = &[
    ("page.required_metas_missing", |view, at| {
        on(view, at, |page| {
            let Some(required) = required(view, at, page.facts.kind) else {
                return Fact::Absent;
            };
            if let Some(cause) = page.facts.unreadable.filter(is_of_the_way) {
                return Fact::Unknown(cause);
            }
            // Without any head this is a part of a page, kept without its tags.
            if page.facts.metas.is_empty() && page.facts.html_title.is_none() {
                return Fact::Unknown(Cause::Disputable);
            }
            let mut tags = required.iter();
            if tags.all(|tag| value(page, tag).is_none()) && is_framed(view, PageIx(at as u32)) {
                return Fact::Absent;
            }
            Fact::list(
                required
                    .into_iter()
                    .filter(|tag| value(page, tag).is_none())
                    .map(str::to_owned),
            )
        })
    }),
    ("page.required_metas_bad", |view, at| {
        on(view, at, |page| {
            Fact::list(
                SITE.iter()
                    .chain(&COLUMN)
                    .chain(&CONTENT)
                    .filter_map(|tag| Some((tag, value(page, tag)?)))
                    .filter(|(_, value)| is_bad(value))
                    .map(|(tag, value)| {
                        let shown = value.trim();
                        match shown.is_empty() {
                            true => format!("{tag}（空白）"),
                            false => format!("{tag}={}", super::view::cut(shown, 30)),
                        }
                    }),
            )
        })
    }),
    ("page.pub_date_tag", |view, at| {
        on(view, at, |page| Fact::text_or_absent(good(page, "PubDate")))
    }),
    ("page.pub_date_readable", |view, at| {
        on(view, at, |page| {
            good(page, "PubDate").map_or(Fact::Absent, |text| Fact::bool(day_of(text).is_some()))
        })
    }),
    ("page.pub_date_shown", |view, at| {
        on(view, at, |page| Fact::date_or_absent(shown_day(page)))
    }),
    ("page.pub_date_agrees", |view, at| {
        on(view, at, |page| {
            match (good(page, "PubDate").and_then(day_of), shown_day(page)) {
                (Some(tag), Some(shown)) => Fact::bool(tag == shown),
                _ => Fact::Absent,
            }
        })
    }),
    ("page.title_tag_agrees", |view, at| {
        on(view, at, |page| {
            let (Some(tag), Some(title)) = (good(page, "ArticleTitle"), &page.facts.title) else {
                return Fact::Absent;
            };
            let (tag, title) = (fold(tag), fold(title));
            Fact::bool(tag == title || tag.starts_with(&title) || title.starts_with(&tag))
        })
    }),
];

fn on(view: &View<'_>, at: usize, read: impl Fn(&PageRecord) -> Fact) -> Observation {
    let page = PageIx(at as u32);
    seen(
        read(&view.site.page(page)),
        view.place(page, "网页标签（meta）", None),
    )
}

/// Tells whether a page without a way back is shown in a frame of another: a part of that page,
/// which has the tags.
fn is_framed(view: &View<'_>, page: PageIx) -> bool {
    let record = view.site.page(page);
    if !record.navigation.is_empty() || !record.facts.breadcrumb.is_empty() {
        return false;
    }
    let framed = view.framed.get_or_init(|| {
        let shows = |page: &PageIx| view.site.has(*page, Parts::FRAMES);
        let pages = view.site.page_numbers().filter(shows);
        pages
            .flat_map(|page| {
                let inset = view.site.page(page).facts.inset.clone();
                let frames = inset.into_iter().flat_map(|inset| inset.frames);
                frames.filter_map(move |frame| match view.site.answers.resolve(&frame) {
                    Resolution::Page(shown) if shown != page => Some(shown),
                    _ => None,
                })
            })
            .collect()
    });
    framed.contains(&page)
}

/// The tags that a page of this kind must have; `None` for other kinds. The page of a column,
/// be it a list or a text, has those of a column.
fn required(view: &View<'_>, at: usize, kind: PageKind) -> Option<Vec<&'static str>> {
    let list = || SITE.into_iter().chain(COLUMN);
    let page = PageIx(at as u32);
    let of_column = view.site.column_of[at].is_some_and(|number| {
        let content = view.site.content(number);
        content.index == Some(page) || content.text == Some(page)
    });
    match kind {
        PageKind::ColumnList => Some(list().collect()),
        PageKind::Document
        | PageKind::AnnualReport
        | PageKind::Interpretation
        | PageKind::Consultation
        | PageKind::Enforcement
        | PageKind::Article
            if of_column =>
        {
            Some(list().collect())
        }
        PageKind::Document
        | PageKind::AnnualReport
        | PageKind::Interpretation
        | PageKind::Consultation
        | PageKind::Enforcement
        | PageKind::Article => Some(list().chain(CONTENT).collect()),
        _ => None,
    }
}

/// A tag's value as written, blank or not.
fn value<'p>(page: &'p PageRecord, tag: &str) -> Option<&'p str> {
    let metas = &page.facts.metas;
    metas
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(tag))
        .map(|(_, value)| value.as_str())
}

fn good<'p>(page: &'p PageRecord, tag: &str) -> Option<&'p str> {
    value(page, tag).filter(|value| !is_bad(value))
}

/// The day of publication that the page itself shows to its reader.
fn shown_day(page: &PageRecord) -> Option<Date> {
    let field = page.facts.document.as_ref()?.published_date.as_ref()?;
    matches!(
        field.source,
        FieldSource::Box | FieldSource::TitleLine | FieldSource::Body
    )
    .then_some(field.value)
}

/// Reads the day of a `PubDate` in the spellings seen on real pages.
fn day_of(text: &str) -> Option<Date> {
    static DAY: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(\d{4})\s*(?:[-—–－/.]|年)+\s*(\d{1,2})\s*(?:[-—–－/.]|月)+\s*(\d{1,2})").ok()
    });
    static PLAIN: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"^(\d{4})(\d{2})(\d{2})").ok());
    let found = DAY
        .as_ref()?
        .captures(text)
        .or_else(|| PLAIN.as_ref()?.captures(text.trim()))?;
    Date::new(
        found[1].parse().ok()?,
        found[2].parse().ok()?,
        found[3].parse().ok()?,
    )
    .ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use jiff::civil::date;

    use super::{day_of, is_bad};

    #[test]
    fn what_a_template_asks_for_is_no_value() {
        for value in ["", "null", "${SiteName}", "网站名称", "政府网站标识码"] {
            assert!(is_bad(value), "{value}");
        }
        assert!(!is_bad("某县财政局"));
    }

    #[test]
    fn dates_are_read_as_real_pages_write_them() {
        for text in [
            "2026-06-13 14∶06",
            "2026-06-13 10:00:00",
            "2026-06-13",
            "2026年06月13日",
            "2026年6月13日",
            "2026—06—13",
            "2026/6/13",
            "20260613",
        ] {
            assert_eq!(day_of(text), Some(date(2026, 6, 13)), "{text}");
        }
        for text in ["2026-13-40", "昨天", ""] {
            assert_eq!(day_of(text), None, "{text}");
        }
    }
}
