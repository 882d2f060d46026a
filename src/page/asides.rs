//! Lists beside a page's own content: 热点推荐, 相关阅读, 点击排行.

use crate::model::Address;
use crate::vocabulary::fold;
use crate::vocabulary::links::words as link_words;
use crate::vocabulary::pages::{PageWords, WordList};

use super::dom::{Dom, Id};
use super::list::Group;
use super::{links, text};

/// Nodes looked at before a list for its heading.
const NODES: usize = 60;
/// Characters that a heading has at most.
const HEADING: usize = 12;

/// Drops the lists under a heading that says they are not what the page is about. A page whose
/// own name (`own`, folded: `<title>`, `ColumnName`) holds those words is about them.
pub(super) fn drop_asides(dom: &Dom<'_>, groups: &mut Vec<Group>, words: &WordList, own: &str) {
    groups.retain(|group| {
        let Some(heading) = heading(dom, group) else {
            return true;
        };
        !words.is_in(&heading) || own.contains(heading.as_str())
    });
}

/// Drops the rows that turn the page or lead home: in pages laid out by tables the pager and the
/// breadcrumb stand in rows beside those of the list.
pub(super) fn drop_steps(dom: &Dom<'_>, groups: &mut Vec<Group>, words: &PageWords) {
    let names = || {
        let pager = &words.pager;
        let all = pager.next.iter().chain(&pager.first).chain(&words.home);
        all.map(String::as_str)
    };
    for group in groups.iter_mut().filter(|group| group.rows.len() > 1) {
        if !matches!(dom.tag(group.rows[0].0), "tr" | "td") {
            continue;
        }
        let steps = |(_, link): &(Id, Id)| {
            // Few links are as short as these words.
            if dom.sums(*link).chars > 6 || !text::may_be_named(dom, *link, names()) {
                return false;
            }
            let name = fold(&text::name(dom, *link));
            names().any(|known| known == name)
        };
        group.rows.retain(|row| !steps(row));
    }
    groups.retain(|group| !group.rows.is_empty());
}

/// Fewest entries of a menu.
const MENU: usize = 3;
/// Characters that the names in a menu have on average at most.
const NAME: u32 = 12;

/// Drops the menus in which the page itself is an entry: what it is about, however little that is,
/// stands beside them.
pub(super) fn drop_own_menus(dom: &Dom<'_>, groups: &mut Vec<Group>, own: &Own<'_>) {
    groups.retain(|group| {
        let count = u32::try_from(group.rows.len()).unwrap_or(u32::MAX);
        group.dated > 0
            || group.rows.len() < MENU
            || group.chars > count.saturating_mul(NAME)
            || !group.rows.iter().any(|(_, link)| own.is_of(dom, *link))
    });
}

/// Where a page lies, to tell its own links.
#[derive(Clone, Copy)]
pub(super) struct Own<'a> {
    base: &'a Address,
    authority: &'a str,
    /// The last folder of its path.
    folder: &'a str,
    /// What follows the last folder; nothing where that is the folder's own page.
    tail: &'a str,
    /// Its path up to the tail.
    above: &'a str,
}

impl<'a> Own<'a> {
    /// Returns it for a page at an address, whose links are read against `base`.
    pub(super) fn new(address: &'a Address, base: &'a Address) -> Self {
        let (above, tail) = split(address);
        let folders = above.trim_end_matches('/');
        Self {
            base,
            authority: address.authority(),
            folder: folders.rsplit('/').next().unwrap_or_default(),
            tail,
            above,
        }
    }

    /// Tells whether a link leads to the page itself.
    fn is_of(&self, dom: &Dom<'_>, link: Id) -> bool {
        let Some(href) = dom.attr(link, "href").map(str::trim) else {
            return false;
        };
        // Nearly all links are told apart by their ends, before they are resolved.
        let end = href.rsplit('/').next().unwrap_or_default();
        let may_be = if self.tail.is_empty() {
            is_of_folder(end) && (href.contains(self.folder) || href.len() <= end.len() + 2)
        } else {
            href.ends_with(self.tail)
        };
        may_be
            && links::resolve(self.base, href).is_some_and(|target| {
                target.authority() == self.authority && split(&target) == (self.above, self.tail)
            })
    }
}

/// Splits a path behind its last folder; the names of a folder's own page are left out.
fn split(address: &Address) -> (&str, &str) {
    let whole = address.path_and_query();
    let path = whole.split('?').next().unwrap_or(whole);
    let at = path.rfind('/').map_or(0, |at| at + 1);
    let (above, tail) = whole.split_at(at);
    (above, if is_of_folder(tail) { "" } else { tail })
}

/// Tells whether a name is that of a folder's own page.
fn is_of_folder(name: &str) -> bool {
    name.is_empty()
        || name.split_once('.').is_some_and(|(stem, ending)| {
            matches!(stem, "index" | "default") && !ending.contains(['?', '/'])
        })
}

/// Returns the short words right before a list, folded.
fn heading(dom: &Dom<'_>, group: &Group) -> Option<String> {
    let first = group.rows.first()?.0;
    let mut seen = 0;
    for at in (0..first.0).rev().map(Id) {
        seen += 1;
        if seen > NODES {
            return None;
        }
        let Some(words) = dom.text_node(at).filter(|_| dom.is_visible(at)) else {
            continue;
        };
        if words.chars().all(text::is_blank) {
            continue;
        }
        if words.chars().count() > 60 {
            return None;
        }
        let folded = fold(words);
        let bare = folded.trim_matches(|c: char| !c.is_alphanumeric());
        // The way to the whole list stands between the heading and its rows.
        if bare.is_empty() || link_words().beside_heading.has(bare) {
            continue;
        }
        return (bare.chars().count() <= HEADING).then(|| bare.to_owned());
    }
    None
}
