//! Dates that pages showed when they failed, held against those they show now: a date that
//! was once published does not become an earlier one, and an item does not come in new with
//! a date from before the scan that did not see it.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::record::Named;
use crate::masking::mask_text;
use crate::model::{Evidence, Words};
use crate::site::{PageRecord, SiteModel};

/// The most dates kept of one page.
const KEPT: usize = 60;
/// The most dates kept of one finding.
const KEPT_ALL: usize = 600;

/// Returns the dates that the pages of the evidence show.
pub(crate) fn witnessed(evidence: &[Evidence], site: &SiteModel) -> Vec<Named> {
    let mut dates: Vec<Named> = Vec::new();
    for seen in evidence {
        if dates.iter().any(|named| *named.page == *seen.url) {
            continue;
        }
        if let Some(record) = page(site, &seen.url) {
            dates.extend(shown(&record).into_iter().map(|(of, day)| Named {
                page: seen.url.to_string(),
                of,
                day,
            }));
        }
        if dates.len() >= KEPT_ALL {
            break;
        }
    }
    dates
}

fn page(site: &SiteModel, url: &str) -> Option<Arc<PageRecord>> {
    site.page_at(&site.written_address(url)?)
}

/// Returns the dates of one page: its own, and those of its newest items.
fn shown(record: &PageRecord) -> Vec<(String, Date)> {
    let mut dates = Vec::new();
    if let Some(document) = &record.facts.document {
        let own = [
            (PUBLISHED, &document.published_date),
            (WRITTEN, &document.written_date),
        ];
        for (name, field) in own {
            if let Some(field) = field {
                dates.push((name.to_owned(), field.value));
            }
        }
    }
    let mut items: Vec<(String, Date)> = record
        .facts
        .list
        .iter()
        .flat_map(|list| &list.items)
        .filter_map(|item| {
            let of = item
                .target
                .as_ref()
                .map_or_else(|| item.title.clone(), |target| target.as_str().to_owned());
            Some((mask_text(&of), item.date?))
        })
        .collect();
    items.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
    items.truncate(KEPT);
    dates.extend(items);
    dates
}

const PUBLISHED: &str = "published";
const WRITTEN: &str = "written";

/// Says what is doubtful about the dates now, given those shown on `then` and before;
/// `None` when nothing is.
pub(crate) fn doubt(before: &[Named], then: Date, site: &SiteModel) -> Option<Words> {
    let mut by_page: BTreeMap<&str, Vec<&Named>> = BTreeMap::new();
    for named in before {
        by_page.entry(&named.page).or_default().push(named);
    }
    by_page.into_iter().find_map(|(url, before)| {
        let now = shown(&*page(site, url)?);
        own_dates(url, &before, &now).or_else(|| item_dates(url, &before, &now, then))
    })
}

/// A page's own date that is another one now.
fn own_dates(url: &str, before: &[&Named], now: &[(String, Date)]) -> Option<Words> {
    let of = |name: &str| {
        let was = before.iter().find(|named| named.of == name)?.day;
        let is = now.iter().find(|(of, _)| of == name)?.1;
        (was != is).then_some((was, is))
    };
    let (zh, en, (was, is)) = of(PUBLISHED)
        .map(|days| ("发布日期", "published", days))
        .or_else(|| of(WRITTEN).map(|days| ("成文日期", "written", days)))?;
    Some(Words::new(
        format!("改日期存疑：{url} 的{zh}原为 {was}，现为 {is}；改日期不算整改，请人工核对"),
        format!(
            "doubtful dates: {url} was {en} on {was}, now on {is}; changing a date is no mend: look by hand"
        ),
    ))
}

/// Items of a list that carry other dates now, or came in new with dates from before.
fn item_dates(url: &str, before: &[&Named], now: &[(String, Date)], then: Date) -> Option<Words> {
    let was = |of: &str| before.iter().find(|named| named.of == of).map(|n| n.day);
    let newest = before
        .iter()
        .filter(|named| named.of != PUBLISHED && named.of != WRITTEN)
        .map(|named| named.day)
        .max();
    let items = || {
        now.iter()
            .filter(|(of, _)| of != PUBLISHED && of != WRITTEN)
    };
    // Something that truly came in since the scan makes the list a living one.
    let fresh = items().any(|(of, day)| was(of).is_none() && *day >= then);
    if fresh {
        return None;
    }
    let brushed = items()
        .filter(|(of, day)| was(of).is_some_and(|was| was < *day))
        .count();
    if brushed > 0 {
        return Some(Words::new(
            format!(
                "改日期存疑：{url} 有 {brushed} 条旧信息换了更晚的日期；改日期不算整改，请人工核对"
            ),
            format!(
                "doubtful dates: {brushed} old items of {url} carry later dates now; changing a date is no mend: look by hand"
            ),
        ));
    }
    let filled = items()
        .filter(|(of, day)| {
            was(of).is_none() && *day < then && newest.is_none_or(|newest| *day > newest)
        })
        .count();
    (filled > 0).then(|| {
        Words::new(
            format!("补录日期存疑：{url} 有 {filled} 条信息的日期早于 {then} 的核查，而当时并不存在，请人工核对"),
            format!(
                "doubtful dates: {filled} items of {url} are dated before the scan of {then}, which did not see them: look by hand"
            ),
        )
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failed test may panic")]
mod tests {
    use jiff::civil::{Date, date};

    use super::{Named, item_dates, own_dates};

    const LIST: &str = "http://a.example/list/";

    fn before(items: &[(&str, Date)]) -> Vec<Named> {
        items
            .iter()
            .map(|(of, day)| Named {
                page: LIST.to_owned(),
                of: (*of).to_owned(),
                day: *day,
            })
            .collect()
    }

    /// A list that was stale on the first of June, and what it shows later.
    fn check(now: &[(&str, Date)], says: Option<&str>) {
        let was = before(&[("/a", date(2025, 3, 1)), ("/b", date(2025, 5, 1))]);
        let was: Vec<&Named> = was.iter().collect();
        let now: Vec<(String, Date)> = now
            .iter()
            .map(|(of, day)| ((*of).to_owned(), *day))
            .collect();
        let said = item_dates(LIST, &was, &now, date(2026, 6, 1));
        match (said, says) {
            (None, None) => {}
            (Some(words), Some(says)) => assert!(words.zh.contains(says), "{}", words.zh),
            other => panic!("{now:?}: {other:?}"),
        }
    }

    #[test]
    fn a_list_lives_by_what_truly_came_in() {
        let (a, b) = (("/a", date(2025, 3, 1)), ("/b", date(2025, 5, 1)));
        check(&[a, b], None);
        check(&[a, b, ("/c", date(2026, 6, 1))], None);
        check(&[a, b, ("/c", date(2026, 6, 20))], None);
        // Old items with later dates.
        check(&[a, ("/b", date(2026, 6, 3))], Some("改日期存疑"));
        // An item that was not there, dated before the scan that did not see it.
        check(&[a, b, ("/c", date(2026, 4, 1))], Some("补录日期存疑"));
        // An old item that moved up from a further page.
        check(&[a, b, ("/z", date(2024, 1, 1))], None);
        // Brushed, but something came in as well.
        check(
            &[a, ("/b", date(2026, 6, 3)), ("/c", date(2026, 6, 4))],
            None,
        );
    }

    #[test]
    fn a_document_does_not_become_earlier() {
        let was = before(&[
            ("published", date(2025, 9, 30)),
            ("written", date(2025, 8, 1)),
        ]);
        let was: Vec<&Named> = was.iter().collect();
        let now = |published, written| {
            vec![
                ("published".to_owned(), published),
                ("written".to_owned(), written),
            ]
        };
        let said = |now: &[(String, Date)]| own_dates(LIST, &was, now).map(|words| words.zh);
        assert_eq!(said(&now(date(2025, 9, 30), date(2025, 8, 1))), None);
        let brushed = said(&now(date(2025, 8, 15), date(2025, 8, 1))).unwrap();
        assert!(
            brushed.contains("2025-09-30") && brushed.contains("2025-08-15"),
            "{brushed}"
        );
        let brushed = said(&now(date(2025, 9, 30), date(2025, 9, 20))).unwrap();
        assert!(brushed.contains("成文日期"), "{brushed}");
    }
}
