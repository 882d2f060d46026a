//! What a page is about: its own running text, or its own list.

use crate::vocabulary::fold;
use crate::vocabulary::pages::PageWords;

use super::dom::{Dom, Id};
use super::layout::{self, Marks, word};
use super::list::{self, Entry, Group};
use super::plain::Tag;
use super::{asides, item_day, text};

/// Fewer characters are no sentence.
const SENTENCE: u32 = 12;
/// Rows of a list of bare names that may be what a page is about.
const NAMES: usize = 8;

/// The element that a page is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Focus {
    pub(super) id: Id,
    /// Whether it is a running text and not a list.
    pub(super) is_text: bool,
}

/// What a page's head and its lines say, by which its own part is told from what stands beside.
pub(super) struct Signs<'a> {
    /// The names that the page gives itself, folded (`<title>`, `ColumnName`).
    pub(super) own_names: &'a str,
    /// Where the page lies.
    pub(super) own: asides::Own<'a>,
    /// It has an article's title or line of time and source.
    pub(super) is_article: bool,
}

/// Finds what a page is about, before anything is known of its regions.
pub(super) fn find(
    dom: &Dom<'_>,
    marks: &Marks,
    words: &PageWords,
    entries: &[Entry],
    signs: &Signs<'_>,
) -> Option<Focus> {
    let groups = groups(dom, marks, words, entries, signs, false);
    // Where nothing looks like content, the longest list of names is.
    let names_only = names_only(dom, marks, words, &groups)
        .max_by_key(|group| group.rows.len())
        .map(|group| Focus {
            id: group.parent,
            is_text: false,
        });
    let lists = list::merge(dom, groups, false);
    let densest = layout::densest(dom, marks);
    choose(dom, densest, list::best(&lists), signs.is_article).or(names_only)
}

/// Makes groups out of a page's entries, those beside its own content left out.
pub(super) fn groups(
    dom: &Dom<'_>,
    marks: &Marks,
    words: &PageWords,
    entries: &[Entry],
    signs: &Signs<'_>,
    only_main: bool,
) -> Vec<Group> {
    let mut groups = list::groups(dom, marks, entries, only_main);
    asides::drop_asides(dom, &mut groups, &words.marks.aside, signs.own_names);
    // In the main part a menu is told by where it leads: to other columns.
    if !only_main {
        asides::drop_own_menus(dom, &mut groups, &signs.own);
    }
    asides::drop_steps(dom, &mut groups, words);
    groups
}

/// The groups of many rows that are not the site's menu.
pub(super) fn names_only<'a>(
    dom: &'a Dom<'_>,
    marks: &'a Marks,
    words: &'a PageWords,
    groups: &'a [Group],
) -> impl Iterator<Item = &'a Group> {
    groups
        .iter()
        .filter(|group| group.rows.len() >= NAMES && !is_site_menu(dom, marks, words, group))
}

/// Tells whether a group is the site's menu: it begins with the home page, or stands in
/// a header, a side bar or a footer.
pub(super) fn is_site_menu(dom: &Dom<'_>, marks: &Marks, words: &PageWords, group: &Group) -> bool {
    let begins_at_home = group
        .rows
        .iter()
        .take(2)
        .any(|(_, link)| words.home.contains(&fold(&text::name(dom, *link))));
    begins_at_home
        || std::iter::once(group.parent)
            .chain(dom.ancestors(group.parent).take(5))
            .any(|up| {
                matches!(dom.tag(up), "nav" | "header" | "footer" | "aside")
                    || marks.has(up, word::HEADER | word::FOOTER | word::SIDE)
            })
}

/// Counts what the cells of a table's row hold beside its title, where the row is of an element.
fn cells(dom: &Dom<'_>, within: Id, row: Id) -> u32 {
    if !matches!(dom.kind(row), Tag::Tr | Tag::Dl) || !dom.contains(within, row) {
        return 0;
    }
    let sums = dom.sums(row);
    sums.chars - sums.link_chars
}

/// Counts what stands in a card of fields below a row.
fn card(dom: &Dom<'_>, row: Id) -> u32 {
    item_day::beside(dom, row).map_or(0, |(from, to)| dom.sums_between(from.at(), to.at()).chars)
}

/// Chooses between the densest text and the best list.
fn choose(
    dom: &Dom<'_>,
    densest: Option<(Id, u32)>,
    list: Option<&Group>,
    article_title: bool,
) -> Option<Focus> {
    let focus = |id, is_text| Focus { id, is_text };
    let text = densest.map(|(id, _)| {
        let sums = dom.sums(id);
        (id, sums.chars - sums.link_chars)
    });
    match (text, list) {
        (Some((id, own)), Some(group)) => {
            let strong = group.is_content() && group.rows.len() >= 3;
            let inside = dom.contains(id, group.parent) || dom.contains(group.parent, id);
            // Cards of fields below the titles are of the rows.
            let own = if inside && group.dated > 0 {
                let rows = || group.rows.iter().map(|(row, _)| *row);
                let cells: u32 = rows().map(|row| cells(dom, id, row)).sum();
                let cards = rows().filter(|_| group.dated >= 3);
                own.saturating_sub(cells + cards.map(|row| card(dom, row)).sum::<u32>())
            } else {
                own
            };
            // Beside an article's own title a menu is never what the page is about.
            let is_text = (article_title && own >= if strong { 30 } else { SENTENCE })
                || own >= 400
                || (own >= 120 && own > group.chars / 2)
                || !strong && own >= 40;
            // The list's own dates and labels are no running text.
            if is_text && (!inside || own > group.chars * 2) {
                Some(focus(id, true))
            } else {
                Some(focus(group.parent, false))
            }
        }
        (Some((id, own)), None) => {
            (own >= if article_title { SENTENCE } else { 30 }).then_some(focus(id, true))
        }
        (None, Some(group)) => Some(focus(group.parent, false)),
        (None, None) => None,
    }
}
