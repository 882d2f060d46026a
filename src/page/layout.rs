//! Where on a page things stand: header, side, main part, footer.
//!
//! Three signals together: what elements and their class words say, what the text of a
//! block says (a footer names its filing number), and where the densest text or the
//! longest list stands. No single signal is trusted: a class named `top` may hold an
//! article's metadata.

use std::ops::Range;

use crate::model::LinkRegion;

use super::dom::{Data, Dom, Id};
pub(super) use super::marks::{Finders, Marks, word};
use super::plain::Tag;
use super::text;

/// Finds the element that most running text stands in, with the score of its text.
pub(super) fn densest(dom: &Dom<'_>, marks: &Marks) -> Option<(Id, u32)> {
    let mut scores: Vec<u32> = vec![0; dom.len()];
    // How many lines of a footer an element holds itself.
    let mut footers: Vec<u8> = vec![0; dom.len()];
    // What each holder has added to the score of its parent.
    let mut lent: Vec<u32> = vec![0; dom.len()];
    let mut link_end = 0;
    for id in dom.all() {
        let node = dom.node(id);
        if node.hidden.is_some() {
            continue;
        }
        match node.data {
            Data::Element(_) if dom.kind(id) == Tag::A => {
                link_end = link_end.max(dom.range(id).end);
            }
            Data::Text(_) if id.at() >= link_end => {
                let chars = dom.sums(id).chars;
                if chars < 12 {
                    continue;
                }
                let foot = marks.of(dom, id).footer > 0;
                // The paragraph, and what holds the paragraphs.
                let Some(block) = dom
                    .ancestors(id)
                    .find(|&up| dom.is_block(up) || matches!(dom.tag(up), "td" | "th" | ""))
                else {
                    continue;
                };
                let holds = matches!(
                    dom.tag(block),
                    "p" | "h1"
                        | "h2"
                        | "h3"
                        | "h4"
                        | "h5"
                        | "h6"
                        | "li"
                        | "td"
                        | "th"
                        | "dd"
                        | "pre"
                        | "blockquote"
                );
                let first = if holds {
                    dom.parent(block).unwrap_or(block)
                } else {
                    block
                };
                if foot {
                    footers[first.at()] = footers[first.at()].saturating_add(1);
                    continue;
                }
                scores[first.at()] += chars * 2;
                if let Some(second) = dom.parent(first) {
                    scores[second.at()] += chars;
                    lent[first.at()] += chars;
                }
            }
            _ => {}
        }
    }
    // Other lines of a footer count for its parent no more than for itself.
    for id in dom.all().filter(|id| footers[id.at()] > 0) {
        if let Some(parent) = dom.parent(id) {
            scores[parent.at()] = scores[parent.at()].saturating_sub(lent[id.at()]);
        }
    }
    let mut best: Option<(Id, u32)> = None;
    for id in dom.all() {
        let score = scores[id.at()];
        if score == 0 {
            continue;
        }
        // The address and the names in a footer are no article.
        let lines = footers[id.at()];
        // A notice may name its organiser: 主办单位：某某局.
        let organised = || {
            lines == 1
                && marks.of(dom, id).footer == 1
                && text::of(dom, id).matches('。').nth(1).is_some()
        };
        let foots = (lines > 0
            || (score < 200 && marks.of(dom, id).footer > 0 && dom.sums(id).chars < 600))
            && !organised();
        if foots && score < 600 {
            continue;
        }
        if best.is_none_or(|(_, most)| score > most) {
            best = Some((id, score));
        }
    }
    best
}

/// Puts every block of the page that is not content into its region.
///
/// `core` is the element with the page's own text or list, `byline` the line of time and source
/// under an article's title.
pub(super) fn set_regions(dom: &mut Dom<'_>, marks: &Marks, core: Option<Id>, byline: Option<Id>) {
    let total = dom.sums(Id::ROOT);
    let mut at = 0;
    let core_start = core.map_or(usize::MAX, Id::at);
    // Whether the head of the page has gone by.
    let mut headed = false;
    // How many branching levels stand above a node on the way to the core.
    while at < dom.len() {
        let id = id_of(at);
        if !dom.is_element(id) || matches!(dom.tag(id), "html" | "body" | "head") {
            if dom.tag(id) == "head" {
                at = dom.after(id).at();
            } else {
                at += 1;
            }
            continue;
        }
        if core == Some(id) {
            at = dom.after(id).at();
            continue;
        }
        let holds_core = core.is_some_and(|core| dom.contains(id, core));
        // A breadcrumb is of the main part, however much like a menu it looks.
        let (sums, mark) = (dom.sums(id), marks.of(dom, id));
        if !holds_core
            && sums.chars < 160
            && sums.chars > 2
            && (mark.crumb > 0
                || (marks.has(id, word::CRUMB)
                    && id.at() < core_start
                    && (1..=8).contains(&sums.links)))
        {
            at = match holds_menu_too(dom, marks, id) {
                true => at + 1,
                false => dom.after(id).at(),
            };
            continue;
        }
        // A class named `newsTop` or a `header` element may be the top of the article.
        if byline.is_some_and(|line| dom.contains(id, line))
            && !holds_core
            && heads_core(dom, marks, id, core_start)
        {
            at = dom.after(id).at();
            continue;
        }
        if !holds_core && let Some(region) = region(dom, marks, id, core_start, total.chars, headed)
        {
            headed |= region == LinkRegion::Header;
            dom.set_region(id, region);
            at = dom.after(id).at();
            continue;
        }
        at += 1;
    }
}

/// Tells whether a block holds a breadcrumb in one part and a menu in another.
fn holds_menu_too(dom: &Dom<'_>, marks: &Marks, id: Id) -> bool {
    let crumbs = |part: Id| marks.of(dom, part).crumb > 0 && dom.sums(part).links > 0;
    dom.sums(id).links > MENU_LINKS
        && dom.elements(id).any(crumbs)
        && dom
            .elements(id)
            .any(|part| dom.is_block(part) && !crumbs(part) && dom.sums(part).links >= MENU_LINKS)
}

/// Fewest links of a menu.
const MENU_LINKS: u32 = 4;
/// Links that stand at most beside an article's title: larger and smaller type, sharing.
const TOP_LINKS: u32 = 6;
/// Characters that stand at most between what heads an article and its text.
const BETWEEN: u32 = 80;
/// Fewest characters of an article's title.
const HEADING: u32 = 6;

/// Tells whether a block heads the page's own text: a heading stands in it that is no link (a
/// site's name is one, or an image), and nothing of weight between it and the text.
fn heads_core(dom: &Dom<'_>, marks: &Marks, id: Id, core_start: usize) -> bool {
    let end = dom.range(id).end;
    core_start < dom.len()
        && end <= core_start
        && dom.sums(id).links <= TOP_LINKS
        && dom.sums_between(end, core_start).chars <= BETWEEN
        && dom.subtree(id).any(|inner| {
            let sums = dom.sums(inner);
            sums.chars - sums.link_chars >= HEADING
                && dom.is_visible(inner)
                && (matches!(
                    dom.kind(inner),
                    Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6
                ) || inner != id && marks.has(inner, word::TITLE))
        })
}

fn id_of(at: usize) -> Id {
    Id(u32::try_from(at).unwrap_or(u32::MAX))
}

fn region(
    dom: &Dom<'_>,
    marks: &Marks,
    id: Id,
    core_start: usize,
    total: u32,
    headed: bool,
) -> Option<LinkRegion> {
    let sums = dom.sums(id);
    let mark = marks.of(dom, id);
    if sums.chars == 0 && mark.links == 0 && sums.images == 0 {
        return None;
    }
    let tag = dom.tag(id);
    let role = dom.attr(id, "role").unwrap_or_default();
    let before = id.at() < core_start;
    let own = sums.chars - sums.link_chars;
    let dense = sums.links >= 3 && sums.link_chars * 10 >= sums.chars * 6;
    let holds_content = mark.dates >= 3 || mark.label >= 2 || (own > 300 && own * 10 > total * 3);
    let block = dom.is_block(id) || tag == "td";
    if !block {
        return None;
    }
    // Footers first: their words are the plainest.
    let foot_word = tag == "footer" || role == "contentinfo" || marks.has(id, word::FOOTER);
    let after_core = !before || core_start == usize::MAX;
    if mark.footer >= 1
        && own < 800
        && mark.dates <= 1
        && mark.label == 0
        && (foot_word || mark.footer >= 2 || sums.chars < 250)
        && (after_core || foot_word)
        && id.at() * 3 > dom.len()
    {
        return Some(LinkRegion::Footer);
    }
    if foot_word
        && !holds_content
        && (tag == "footer" || role == "contentinfo" || id.at() * 2 > dom.len())
        && after_core
        && !marks.has(id, word::ARTICLE)
    {
        return Some(LinkRegion::Footer);
    }
    if holds_content {
        return None;
    }
    let side_word = tag == "aside" || role == "complementary" || marks.has(id, word::SIDE);
    // Images in links have no words and would make long titles look short.
    let average = sums.link_chars / sums.links.saturating_sub(sums.images).max(1);
    if side_word && (sums.links >= 2 || mark.links >= 2) && average <= 20 && own < 200 {
        return Some(LinkRegion::Side);
    }
    let head_word = matches!(tag, "header" | "nav")
        || matches!(role, "banner" | "navigation")
        || marks.has(id, word::HEADER);
    let navigates = matches!(tag, "nav") || role == "navigation" || (dense && average <= 12);
    if mark.crumb > 0 && sums.chars < 200 {
        return None;
    }
    if before && head_word && own < 250 && !marks.has(id, word::ARTICLE) {
        return Some(if beside_core(dom, id, core_start) && navigates {
            LinkRegion::Side
        } else {
            LinkRegion::Header
        });
    }
    // What a breadcrumb stands in is the page's main part, though a menu may outweigh the rest.
    if navigates
        && mark.crumb == 0
        && sums.links >= 4
        && average <= 12
        && own < 200
        && is_whole_menu(dom, id, sums.links)
        && !(headed && holds_pane(dom, marks, id))
    {
        return Some(if !before {
            if id.at() * 10 > dom.len() * 8 && core_start != usize::MAX {
                LinkRegion::Footer
            } else {
                LinkRegion::Side
            }
        } else if core_start == usize::MAX || beside_core(dom, id, core_start) {
            if core_start == usize::MAX && id.at() * 4 < dom.len() {
                LinkRegion::Header
            } else {
                LinkRegion::Side
            }
        } else {
            LinkRegion::Header
        });
    }
    None
}

/// Tells whether a block stands beside the core, deep in the page, and not above it.
fn beside_core(dom: &Dom<'_>, id: Id, core_start: usize) -> bool {
    if core_start >= dom.len() {
        return false;
    }
    let core = id_of(core_start);
    let common = dom.common(id, core);
    if dom.tag(common) == "tr" {
        return true;
    }
    // Wrappers above the common ancestor that hold other visible things as well.
    let mut branches = 0;
    let mut below = dom.sums(common);
    for up in dom.ancestors(common) {
        let sums = dom.sums(up);
        if sums.links > below.links + 2 || sums.chars > below.chars + 20 {
            branches += 1;
        }
        below = sums;
    }
    branches >= 1
}

/// Links that the part of a page beside a menu has at most to be overlooked for it.
const PANE_LINKS: u32 = 3;

/// Tells whether a block holds a menu and behind it the part of the page that the menu leads
/// through: one with a heading, words, a frame or a place for a list of its own. Menus in several
/// parts, and what stands beside the menu in a page's head, have none.
fn holds_pane(dom: &Dom<'_>, marks: &Marks, id: Id) -> bool {
    let links = dom.sums(id).links;
    let mut at = id;
    loop {
        let parts = || {
            let parts = dom.children(at).filter(|&part| {
                dom.is_element(part)
                    && dom.is_visible(part)
                    && (dom.is_block(part) || matches!(dom.tag(part), "tbody" | "tr" | "td"))
            });
            parts.filter(|&part| dom.sums(part).links > 0 || is_pane(dom, marks, part))
        };
        let mut panes = parts().skip_while(|&part| dom.sums(part).links <= PANE_LINKS);
        let menu = panes.next();
        if let Some(menu) = menu
            && panes.any(|part| is_pane(dom, marks, part))
        {
            let of_menu = |part: Id| part == menu || dom.sums(part).links <= PANE_LINKS;
            return parts().all(of_menu) && parts().count() <= 3;
        }
        // Wrappers.
        match menu {
            Some(menu) if dom.sums(menu).links == links => at = menu,
            _ => return false,
        }
    }
}

/// Tells whether a block beside a menu is a part of the page of its own.
fn is_pane(dom: &Dom<'_>, marks: &Marks, id: Id) -> bool {
    let sums = dom.sums(id);
    let shows = |inner: Id| {
        let words = dom.sums(inner).chars > 0;
        match dom.kind(inner) {
            Tag::Iframe | Tag::Frame | Tag::Embed | Tag::Object | Tag::Script => true,
            Tag::Ul | Tag::Ol | Tag::Dl | Tag::Table | Tag::Tbody => !words,
            Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6 => words,
            _ => words && marks.has(inner, word::TITLE),
        }
    };
    sums.links <= PANE_LINKS
        && marks.of(dom, id).footer == 0
        && (sums.chars - sums.link_chars >= 4 || dom.subtree(id).any(shows))
        && !dom.subtree(id).any(|inner| dom.kind(inner) == Tag::Input)
}

/// A menu is taken whole, not entry by entry.
fn is_whole_menu(dom: &Dom<'_>, id: Id, links: u32) -> bool {
    !matches!(dom.tag(id), "li" | "dd" | "dt" | "p") || links >= 6
}

/// Returns the smallest element that holds everything in the main region that counts.
pub(super) fn main_of(dom: &Dom<'_>, core: Option<Id>, also: &[Option<Id>]) -> Id {
    let Some(core) = core else {
        return body_of(dom);
    };
    let mut main = core;
    for extra in also.iter().flatten() {
        main = dom.common(main, *extra);
    }
    // Grow while nothing of another region comes in.
    let shows_elsewhere = |mut nodes: Range<usize>| {
        nodes.any(|at| {
            let id = Id(u32::try_from(at).unwrap_or(u32::MAX));
            let elsewhere = matches!(
                dom.region(id),
                LinkRegion::Header | LinkRegion::Footer | LinkRegion::Side
            );
            elsewhere
                && dom
                    .text_node(id)
                    .is_some_and(|words| !words.trim().is_empty())
        })
    };
    while let Some(up) = dom.parent(main) {
        if up == Id::ROOT || dom.tag(up) == "html" {
            break;
        }
        let (outer, inner) = (dom.range(up), dom.range(main));
        if shows_elsewhere(outer.start..inner.start) || shows_elsewhere(inner.end..outer.end) {
            break;
        }
        main = up;
    }
    main
}

/// Counts the rows that scripts copy in the main part of a page: those with a link, apart
/// from rows of menus and search boxes.
pub(super) fn template_rows(dom: &Dom<'_>) -> usize {
    dom.all()
        .filter(|&id| {
            dom.is_template(id)
                && matches!(
                    dom.tag(id),
                    "li" | "tr" | "dl" | "div" | "dd" | "tbody" | "a" | "p"
                )
                && dom.parent(id).is_some_and(|up| !dom.is_template(up))
                && dom
                    .ancestors(id)
                    .find(|&up| dom.is_visible(up))
                    .is_some_and(|up| dom.region(up) == LinkRegion::Main)
                && dom.links_in(id).next().is_some()
        })
        .count()
}

/// Returns `<body>`, or the document where there is none.
pub(super) fn body_of(dom: &Dom<'_>) -> Id {
    dom.all()
        .find(|&id| dom.tag(id) == "body")
        .unwrap_or(Id::ROOT)
}
