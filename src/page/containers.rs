//! Elements that wait for a script to fill them.

use crate::model::LinkRegion;
use crate::vocabulary::pages::PageWords;

use super::dom::{Dom, Id};
use super::plain::Tag;

/// Tells whether there is a list's container with nothing in it, and a script that may fill it:
/// those of badges and of counting visits fill no list.
pub(super) fn wait_empty(dom: &Dom<'_>, words: &PageWords) -> bool {
    dom.all().any(|id| {
        matches!(dom.tag(id), "ul" | "ol" | "tbody" | "div" | "dl" | "table")
            && dom.region(id) == LinkRegion::Main
            && dom.sums(id).chars == 0
            && dom.sums(id).images == 0
            && dom.range(id).len() <= 3
            && (dom.tag(id) != "div" || dom.attr(id, "id").is_some())
    }) && dom
        .all()
        .any(|id| dom.tag(id) == "script" && !is_badge(dom, id, words))
}

/// Tells whether scripts write rows where they stand, in the main part of the page.
pub(super) fn are_written(dom: &Dom<'_>, words: &PageWords) -> bool {
    scripts_in_place(dom, words).any(|(script, _)| {
        let code = dom.raw_text(script);
        code.contains("document.write")
            && code.contains("href")
            // Those of a pager write its links.
            && !code.to_ascii_lowercase().contains("page")
    })
}

/// Tells whether a script of its own file stands alone in an element of the main part, where what
/// it writes would be.
pub(super) fn hold_script(dom: &Dom<'_>, words: &PageWords) -> bool {
    scripts_in_place(dom, words).any(|(script, place)| {
        let sums = dom.sums(place);
        dom.attr(script, "src").is_some() && sums.chars == 0 && sums.images == 0
    })
}

/// Gives the scripts that stand in an element of the main part, with it.
fn scripts_in_place<'d>(
    dom: &'d Dom<'_>,
    words: &'d PageWords,
) -> impl Iterator<Item = (Id, Id)> + 'd {
    dom.all()
        .filter(|&id| dom.kind(id) == Tag::Script)
        .filter_map(|id| Some((id, dom.parent(id)?)))
        .filter(|&(id, place)| {
            !matches!(dom.kind(place), Tag::Body | Tag::Html | Tag::Head)
                && dom.is_element(place)
                && dom.is_visible(place)
                && dom.region(place) == LinkRegion::Main
                && !is_badge(dom, id, words)
        })
}

fn is_badge(dom: &Dom<'_>, script: Id, words: &PageWords) -> bool {
    let of_badge = |text: &str| words.badges.iter().any(|host| text.contains(host.as_str()));
    if let Some(src) = dom.attr(script, "src") {
        return of_badge(src);
    }
    // A script of the page may do both: what asks for anything else or writes may fill a list.
    let text = dom.raw_text(script);
    let may_fill = [
        "ajax",
        "getJSON",
        "fetch(",
        "XMLHttpRequest",
        "innerHTML",
        "append(",
        ".html(",
    ];
    of_badge(&text) && !may_fill.iter().any(|sign| text.contains(sign))
}

/// Tells whether an empty container bears marks of what a script is to put there.
pub(super) fn are_bound(dom: &Dom<'_>) -> bool {
    dom.all().any(|id| {
        matches!(dom.tag(id), "ul" | "ol" | "tbody" | "div" | "dl" | "table")
            && dom.region(id) == LinkRegion::Main
            && dom.sums(id).chars == 0
            && dom.attrs(id).iter().any(|attr| {
                ["data-", "v-", "ms-", "ng-", ":", "@"]
                    .iter()
                    .any(|start| attr.0.starts_with(start))
            })
    })
}
