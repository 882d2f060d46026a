//! Whether a search box stands on a page.

use crate::model::Address;
use crate::vocabulary::fold;
use crate::vocabulary::pages::PageWords;

use super::dom::{Dom, Hidden, Id};
use super::layout::{Marks, word};
use super::links;
use super::plain::Tag;
use super::text;

/// Finds a text field that says it searches, or whose form does.
pub(super) fn find_box(dom: &Dom<'_>, marks: &Marks, words: &PageWords) -> Option<Id> {
    dom.all().find(|&id| {
        dom.kind(id) == Tag::Input
            && matches!(dom.node(id).hidden, None | Some(Hidden::Style))
            && is_text_field(dom, id)
            && searches(dom, marks, words, id)
    })
}

/// Returns where the form around a search box sends its words. A form without an address, or
/// with a script for one, is sent by a script.
pub(super) fn target(dom: &Dom<'_>, field: Id, base: &Address) -> Option<Address> {
    let form = dom.ancestors(field).find(|&up| dom.tag(up) == "form")?;
    let action = dom.attr(form, "action")?.trim();
    let plain = !action.is_empty()
        && !action.starts_with('#')
        && !action.to_ascii_lowercase().starts_with("javascript:")
        && dom.attr(form, "onsubmit").is_none();
    plain.then(|| base.join(action)).flatten()
}

fn is_text_field(dom: &Dom<'_>, id: Id) -> bool {
    dom.attr(id, "type").is_none_or(|kind| {
        ["text", "search", ""]
            .iter()
            .any(|wanted| kind.trim().eq_ignore_ascii_case(wanted))
    })
}

fn searches(dom: &Dom<'_>, marks: &Marks, words: &PageWords, id: Id) -> bool {
    if dom
        .attr(id, "type")
        .is_some_and(|kind| kind.eq_ignore_ascii_case("search"))
        || says_so(dom, marks, words, id)
    {
        return true;
    }
    // The form, or the small block around the field with its button.
    for up in dom.ancestors(id).take(5) {
        let is_form = dom.tag(up) == "form";
        if dom.sums(up).chars > 120 && !is_form || matches!(dom.tag(up), "body" | "html") {
            return false;
        }
        if marks.has(up, word::SEARCH)
            || (dom.attr(up, "role") == Some("search"))
            || (is_form && dom.attr(up, "action").is_some_and(is_search_address))
        {
            return true;
        }
        if dom.sums(up).chars <= 120 {
            let button = dom.subtree(up).any(|inner| {
                matches!(
                    dom.tag(inner),
                    "input" | "button" | "a" | "img" | "span" | "i"
                ) && inner != id
                    && says_so(dom, marks, words, inner)
            });
            if button {
                return true;
            }
        }
    }
    false
}

fn is_search_address(action: &str) -> bool {
    let action = action.to_ascii_lowercase();
    [
        "search", "query", "sousuo", "jiansuo", "/so/", "ssp/", "/s?",
    ]
    .iter()
    .any(|part| action.contains(part))
}

fn says_so(dom: &Dom<'_>, marks: &Marks, words: &PageWords, id: Id) -> bool {
    let named = |value: &str| {
        let folded = fold(value);
        folded.chars().count() <= 24
            && words
                .search
                .iter()
                .any(|word| folded.contains(word.as_str()))
    };
    if ["placeholder", "value", "title", "alt", "aria-label"]
        .iter()
        .any(|name| dom.attr(id, name).is_some_and(named))
    {
        return true;
    }
    if matches!(dom.tag(id), "input") {
        let by_name = dom.attr(id, "name").is_some_and(|name| {
            let name = name.to_ascii_lowercase();
            [
                "search",
                "keyword",
                "searchword",
                "keywords",
                "qt",
                "wd",
                "kw",
                "words",
            ]
            .iter()
            .any(|known| name == *known)
                || name.contains("search")
                || name.contains("keyword")
        });
        if by_name || marks.has(id, word::SEARCH) {
            return true;
        }
    }
    if matches!(dom.tag(id), "button" | "a" | "span") {
        let shown = dom.raw_text(id);
        return shown.len() < 60 && words.search.contains(&fold(&text::strip(&shown)));
    }
    matches!(dom.tag(id), "img")
        && dom
            .attr(id, "src")
            .is_some_and(|src| src.rsplit('/').next().is_some_and(is_search_address))
}

/// Characters of a link that is an entry to a search.
const ENTRY: u32 = 10;

/// Returns where a search box may stand beside the page itself: what its frames show, and where a
/// link leads that says that one searches there.
pub(super) fn elsewhere(dom: &Dom<'_>, base: &Address, words: &PageWords) -> Vec<Address> {
    let frames = dom.find(Id::ROOT, &["iframe", "frame"]);
    let mut found: Vec<Address> = frames
        .filter_map(|id| links::resolve(base, dom.attr(id, "src")?))
        .collect();
    let leads = |id: &Id| {
        dom.kind(*id) == Tag::A
            && (2..=ENTRY).contains(&dom.sums(*id).chars)
            && dom.is_visible(*id)
            && {
                let name = fold(&text::strip(&text::name(dom, *id)));
                words
                    .search_entries
                    .iter()
                    .any(|word| name.ends_with(word.as_str()))
            }
    };
    for id in dom.all().filter(leads) {
        let (href, onclick) = (dom.attr(id, "href"), dom.attr(id, "onclick"));
        let target = links::target(base, href.unwrap_or_default(), onclick);
        found.extend(target.filter(|target| !found.contains(target)));
    }
    found
}

/// Tells whether an empty element stands on the page that is named as a search's: a script is to
/// put the box there.
pub(super) fn awaits(dom: &Dom<'_>, marks: &Marks) -> bool {
    let is_empty = |id: Id| {
        let sums = dom.sums(id);
        sums.chars == 0 && sums.images == 0 && dom.range(id).len() <= 3
    };
    dom.all().any(|id| {
        matches!(
            dom.tag(id),
            "div" | "form" | "span" | "section" | "td" | "li"
        ) && marks.has(id, word::SEARCH)
            && is_empty(id)
            && dom.is_visible(id)
    }) && dom.all().any(|id| dom.kind(id) == Tag::Script)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)] // a failing test may panic
mod tests {
    use bumpalo::Bump;
    use scraper::Html;

    use super::find_box;
    use crate::page::dom::Dom;
    use crate::page::layout::{Finders, Marks};
    use crate::vocabulary::pages::PageWords;

    #[test]
    fn search_boxes_are_told_from_other_fields() {
        let words = PageWords::load().unwrap();
        let finders = Finders::new(&words).unwrap();
        let has = |markup: &str| {
            let html = Html::parse_document(markup);
            let arena = Bump::new();
            let dom = Dom::new(&arena, &html);
            find_box(&dom, &Marks::new(&dom, &finders), &words).is_some()
        };
        assert!(has("<form action='/search'><input name=q></form>"));
        assert!(has(
            "<div><input id=a><input type=button value=搜&nbsp;索></div>"
        ));
        assert!(has(
            "<table><tr><td><input type=text></td><td><a href=#>检索</a></td></tr></table>"
        ));
        assert!(has("<input type=text placeholder=请输入关键词>"));
        assert!(!has(
            "<form><input name=user><input type=password><button>登录</button></form>"
        ));
        assert!(!has(
            "<div>共 5 页 <input size=2> <button>跳转</button></div>"
        ));
        assert!(!has("<input type=hidden name=keyword>"));
    }
}
