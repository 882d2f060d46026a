//! What is known although the crawl was cut: not every answer needs every page.

use std::collections::{BTreeMap, HashSet};

use jiff::civil::Date;

use super::view::View;
use crate::model::Cause;
use crate::site::{ColumnIx, PageIx, Resolution, is_foreign};

/// Why the site may have columns that nothing read has named, or that were not looked at;
/// `None` where all are known.
///
/// Columns come from the menus of the home page, of the platform and of the columns' own pages,
/// and from the trails above articles. So they are known when all of these menus were read, and
/// of every list at least one item: the others stand below the same trail.
pub(super) fn columns_open(view: &View<'_>) -> Option<Cause> {
    let cause = view.site.origin.cut_short?;
    if menus_open(view).is_some() {
        return Some(cause);
    }
    // What a home page shows of its lists may look like a menu; what stands in a list with its
    // date is no column.
    let numbers = || view.site.column_numbers();
    let rows: HashSet<u32> = numbers()
        .flat_map(|number| view.site.items(number))
        .filter(|item| item.date.is_some())
        .filter_map(|item| item.target_number())
        .collect();
    let is_row = |number: &ColumnIx| {
        let target = view.site.column(*number).target.as_ref();
        let target = target.and_then(|target| view.site.answers.find(target));
        target.is_some_and(|target| rows.contains(&target))
    };
    let open = numbers()
        .filter(|number| is_open(view, *number))
        .any(|number| !is_row(&number));
    open.then_some(cause)
}

/// Why the menus that name nearly every column were not read, those of the home page and of the
/// platform; `None` where they were. Who looks again at some columns only reads these as well.
pub(super) fn menus_open(view: &View<'_>) -> Option<Cause> {
    let cause = view.site.origin.cut_short?;
    let read = view.site.home.is_some() && view.site.platform.found().is_some();
    (!read).then_some(cause)
}

/// Why a column's page was not read, where neither leaving the site nor [`columns_open`] tells.
pub(super) fn unread(view: &View<'_>, number: ColumnIx) -> Option<Cause> {
    let cut = view.site.origin.cut_short.is_some();
    let cause = view.site.content(number).unread?;
    let told = cause == Cause::JumpsOffSite || cut && is_unfetched(cause);
    (!told).then_some(cause)
}

/// Tells whether a cause is that a page was not asked for, or not answered.
pub(super) fn is_unfetched(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::NotFetched | Cause::LimitReached | Cause::Blocked
    )
}

/// Tells whether a column was not looked at.
fn is_open(view: &View<'_>, number: ColumnIx) -> bool {
    if view.site.content(number).unread.is_some_and(is_unfetched) {
        return true;
    }
    let mut unasked = false;
    for item in view.site.items(number) {
        match item.leads() {
            Some(Resolution::Unasked(address)) => unasked |= !is_foreign(view.site, &address),
            Some(_) => return false,
            None => {}
        }
    }
    unasked
}

/// Rows at the head of a list that may stand out of order (置顶).
const PINNED: usize = 3;
/// Rows in order that show that a list is in order of date.
const IN_ORDER: usize = 8;

/// Tells whether the pages read of a column's list show that it goes from new to old, the first
/// page among them: then what further pages hold is no newer than what was read.
pub(super) fn goes_back(view: &View<'_>, number: ColumnIx) -> bool {
    let mut pages: BTreeMap<PageIx, Vec<Option<Date>>> = BTreeMap::new();
    for item in view.site.items(number) {
        pages.entry(item.on).or_default().push(item.date);
    }
    let first = view.site.content(number).index;
    let head = first.and_then(|page| pages.remove(&page));
    head.is_some_and(|head| {
        let tail = in_order(&head, PINNED);
        tail.len() >= IN_ORDER && tail.first() != tail.last()
    }) && pages
        .values()
        .all(|rows| !in_order(rows, PINNED).is_empty())
}

/// The rows of a page from where on each is dated and none newer than the one before; none
/// where more than `pinned` rows stand before that.
fn in_order(rows: &[Option<Date>], pinned: usize) -> &[Option<Date>] {
    let out = rows
        .windows(2)
        .rposition(|pair| pair[0].is_none() || pair[1].is_none() || pair[0] < pair[1])
        .map_or(0, |at| at + 1);
    let dated = rows.last().is_some_and(Option::is_some);
    match rows.get(out..) {
        Some(tail) if dated && out <= pinned => tail,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::in_order;

    fn rows(days: &[i8]) -> Vec<Option<Date>> {
        days.iter()
            .map(|day| (*day > 0).then(|| date(2026, 5, *day)))
            .collect()
    }

    #[test]
    fn a_list_in_order_may_have_pinned_rows_only_at_its_head() {
        for (days, kept) in [
            (&[9, 8, 8, 3][..], 4),
            (&[2, 9, 8, 3], 3),
            (&[1, 2, 3, 9, 8], 2),
            (&[1, 2, 3, 4, 9], 0),
            (&[9, 8, 7, 6, 5, 6], 0),
            (&[9, 0, 8, 3], 2),
            (&[9, 8, 0], 0),
            (&[0], 0),
            (&[], 0),
        ] {
            assert_eq!(in_order(&rows(days), 3).len(), kept, "{days:?}");
        }
    }
}
