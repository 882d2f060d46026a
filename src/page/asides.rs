//! Lists beside a page's own content: 热点推荐, 相关阅读, 点击排行.

use crate::vocabulary::fold;
use crate::vocabulary::links::words as link_words;
use crate::vocabulary::pages::{PageWords, WordList};

use super::dom::{Dom, Id};
use super::list::Group;
use super::text;

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
