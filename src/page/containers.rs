//! Elements that wait for a script to fill them.

use crate::model::LinkRegion;
use crate::vocabulary::fold;
use crate::vocabulary::pages::PageWords;

use super::dom::{Dom, Id};
use super::links;
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

/// Tells whether an empty element stands in the main part that a script is to fill with rows, on
/// a page that has others: one that a script stands in or names, or that bears its marks. Those of
/// the weather, of counters and of moving pictures get no rows.
pub(super) fn wait_for_rows(dom: &Dom<'_>, words: &PageWords) -> bool {
    dom.all().any(|id| {
        matches!(
            dom.tag(id),
            "ul" | "ol" | "tbody" | "dl" | "table" | "div" | "section"
        ) && dom.region(id) == LinkRegion::Main
            && dom.range(id).len() <= 3
            && dom.sums(id).chars == 0
            && dom.sums(id).images == 0
            && dom.is_visible(id)
            && !is_idle(dom, id, words)
            && (is_bound(dom, id, &BOUND) || is_filled_by_script(dom, id, words, &[]))
    })
}

/// Tells whether the name of an element says that what a script puts there are no rows.
fn is_idle(dom: &Dom<'_>, id: Id, words: &PageWords) -> bool {
    ["id", "class"].iter().any(|name| {
        dom.attr(id, name).is_some_and(|value| {
            let value = value.to_ascii_lowercase();
            (value.split(|c: char| !c.is_ascii_alphabetic())).any(|word| {
                words
                    .idle
                    .iter()
                    .any(|idle| word.starts_with(idle.as_str()))
            })
        })
    })
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

/// Tells whether an element of a pager stands there that a script is to fill, and that is not one
/// of those that systems leave empty where there is one page alone.
pub(super) fn hold_unwritten_pager(dom: &Dom<'_>, words: &PageWords) -> bool {
    let holders = dom.all().filter(|&id| is_empty_pager(dom, id, words));
    let mut holders = holders.peekable();
    let files = &words.pager.files;
    holders.peek().is_some() && holders.any(|id| is_filled_by_script(dom, id, words, files))
}

/// Tells whether an element of the main part is named as that of a pager and shows nothing.
fn is_empty_pager(dom: &Dom<'_>, id: Id, words: &PageWords) -> bool {
    if !dom.is_element(id)
        || dom.region(id) != LinkRegion::Main
        || dom.range(id).len() > 12
        || !dom.is_visible(id)
    {
        return false;
    }
    let (sums, tag) = (dom.sums(id), dom.tag(id));
    let is_named = || {
        let id_of = dom.attr(id, "id").into_iter();
        let classes = dom.attr(id, "class").unwrap_or_default();
        let mut names = id_of.chain(classes.split_ascii_whitespace());
        names.any(|name| is_pager_name(name, words))
    };
    sums.chars == 0
        && sums.images == 0
        && sums.links == 0
        && (tag.contains("pagina")
            || matches!(tag, "div" | "ul" | "ol" | "span" | "p" | "td" | "nav") && is_named())
}

/// Tells whether a name says that an element is a pager, and not that it is a page or of one.
fn is_pager_name(name: &str, words: &PageWords) -> bool {
    let mut is_pager = false;
    for word in name.split(|c: char| !c.is_ascii_alphabetic()) {
        // `pageDiv`
        let mut rest = word;
        while !rest.is_empty() {
            let end = (rest.get(1..))
                .and_then(|more| more.find(|c: char| c.is_ascii_uppercase()))
                .filter(|_| !rest.bytes().all(|byte| byte.is_ascii_uppercase()))
                .map_or(rest.len(), |at| at + 1);
            let part = rest[..end].to_ascii_lowercase();
            if words.blocks.pager.contains(&part) {
                is_pager = true;
            } else if !words.pager.holders.contains(&part) {
                return false;
            }
            rest = &rest[end..];
        }
    }
    is_pager
}

/// Tells whether a script is to fill an empty element: it stands in it, names it, or is in a file
/// whose name has one of these parts.
fn is_filled_by_script(dom: &Dom<'_>, place: Id, words: &PageWords, files: &[String]) -> bool {
    // A part that the page's script puts its own markup in the place of.
    if dom.tag(place).contains('-') {
        return true;
    }
    let id = dom.attr(place, "id").unwrap_or_default().trim();
    let classes = dom.attr(place, "class").unwrap_or_default();
    let mut scripts = dom.all().filter(|&id| dom.kind(id) == Tag::Script);
    scripts.any(|script| {
        if is_badge(dom, script, words) {
            return false;
        }
        if dom.contains(place, script) {
            return true;
        }
        if let Some(source) = dom.attr(script, "src") {
            let path = source.split(['?', '#']).next().unwrap_or_default();
            let file = path.rsplit('/').next().unwrap_or_default();
            let file = file.to_ascii_lowercase();
            let mut files = files.iter();
            return !id.is_empty() && files.any(|part| file.contains(part.as_str()));
        }
        let code = dom.raw_text(script);
        // The dots of moving pictures go by such names.
        !code.contains("Swiper(") && names_place(&code, id, classes)
    })
}

/// Tells whether code names an element by its id or, in a call, by a class.
pub(super) fn names_place(code: &str, id: &str, classes: &str) -> bool {
    let quoted = |name: &str| {
        ['"', '\'']
            .iter()
            .any(|quote| code.contains(&format!("{quote}{name}{quote}")))
    };
    !id.is_empty() && (quoted(id) || quoted(&format!("#{id}")))
        || classes.split_ascii_whitespace().any(|class| {
            ['"', '\'']
                .iter()
                .any(|quote| code.contains(&format!("({quote}.{class}{quote})")))
        })
}

/// Tells whether words or a picture that stand alone in the main part, from a node on, say that
/// a script is still to bring what belongs there.
pub(super) fn are_loading(dom: &Dom<'_>, words: &PageWords, from: usize) -> bool {
    dom.all().skip(from).any(|id| {
        let says = match dom.kind(id) {
            Tag::Img => is_waiting_picture(dom, id),
            // Nearly every text is longer or has none of these signs.
            Tag::Other => dom.text_node(id).is_some_and(|shown| {
                (7..=60).contains(&shown.len())
                    && shown.contains(['载', '读', '获', '稍', 'l', 'L'])
                    && words.pager.loading.found_in(&fold(shown))
            }),
            _ => false,
        };
        says && dom.is_visible(id) && dom.region(id) == LinkRegion::Main && stands_alone(dom, id)
    })
}

/// Tells whether an image turns while a visitor waits, and is not itself still to be shown.
fn is_waiting_picture(dom: &Dom<'_>, id: Id) -> bool {
    let mut attrs = dom.attrs(id).iter();
    let file = dom.attr(id, "src").unwrap_or_default().rsplit('/').next();
    file.is_some_and(|file| file.to_ascii_lowercase().contains("loading"))
        && !attrs.any(|(name, _)| {
            ["data-", "lay-", "lazy", "original"]
                .iter()
                .any(|start| name.starts_with(start))
        })
}

/// Tells whether nothing else is shown in the block that something stands in.
fn stands_alone(dom: &Dom<'_>, id: Id) -> bool {
    const MOST: u32 = 12;
    let block = dom.ancestors(id).find(|&up| {
        matches!(
            dom.kind(up),
            Tag::Ul | Tag::Ol | Tag::Li | Tag::Dl | Tag::Div | Tag::Table | Tag::Td | Tag::P
        )
    });
    block.is_some_and(|block| {
        let (inner, outer) = (dom.sums(id), dom.sums(block));
        outer.chars <= inner.chars + MOST && outer.links == 0 && !says_more(dom, block, id)
    })
}

/// Tells whether words stand beside a text in its block, as those before a number that is counted.
fn says_more(dom: &Dom<'_>, block: Id, id: Id) -> bool {
    dom.subtree(block)
        .any(|inner| inner != id && dom.text_node(inner).is_some() && dom.sums(inner).chars > 0)
        && dom.text_node(id).is_some()
}

/// Tells whether the main part of a page asks for a browser that runs scripts.
pub(super) fn ask_for_scripts(dom: &Dom<'_>, words: &PageWords) -> bool {
    dom.all().any(|id| {
        dom.kind(id) == Tag::Noscript
            && (dom.parent(id)).is_some_and(|up| {
                dom.is_visible(up)
                    && dom.region(up) == LinkRegion::Main
                    && !matches!(dom.kind(up), Tag::Body | Tag::Html)
            })
            && words.pager.needs_script.found_in(&fold(&dom.raw_text(id)))
    })
}

/// Tells whether a button or a link without an address stands alone below the last row of a list,
/// by which a visitor calls for more: 更多 beside the heading of a list leads to a column.
pub(super) fn offer_more(dom: &Dom<'_>, words: &PageWords, row: Id) -> bool {
    let end = dom.range(row).end;
    dom.all().skip(end).any(|id| {
        let name = match dom.kind(id) {
            Tag::Input => dom.attr(id, "value"),
            Tag::Other => dom.text_node(id),
            _ => None,
        };
        name.is_some_and(|name| {
            name.len() <= 30
                && words
                    .pager
                    .more
                    .contains(fold(name).trim_end_matches(['.', '>', '+', '»', '↓']))
        }) && dom.is_visible(id)
            && dom.region(id) == LinkRegion::Main
            && (std::iter::once(id).chain(dom.ancestors(id).take(3)))
                .find(|&up| is_control(dom, up))
                .is_some_and(|control| {
                    calls(dom, control)
                        && dom.sums_between(end, control.at()).chars == 0
                        && dom.parent(control).is_some_and(|up| {
                            dom.contains(up, row) || dom.sums(up).chars == dom.sums(control).chars
                        })
                })
    })
}

fn is_control(dom: &Dom<'_>, id: Id) -> bool {
    matches!(dom.kind(id), Tag::A | Tag::Button | Tag::Input) || dom.attr(id, "onclick").is_some()
}

/// Tells whether a control does something by a script and leads to no address.
fn calls(dom: &Dom<'_>, control: Id) -> bool {
    let onclick = dom.attr(control, "onclick");
    if dom.attr(control, "disabled").is_some() || onclick.and_then(links::in_script).is_some() {
        return false;
    }
    match dom.kind(control) {
        Tag::Button | Tag::Input => true,
        Tag::A => {
            let href = dom.attr(control, "href").unwrap_or_default().trim();
            let is_script = (href.get(..11))
                .is_some_and(|start| start.eq_ignore_ascii_case("javascript:"))
                && links::in_script(href).is_none();
            is_script
                || (href.is_empty() || href.starts_with('#'))
                    && (onclick.is_some() || dom.attr(control, "id").is_some())
        }
        _ => links::is_call(None, onclick),
    }
}

pub(super) fn is_badge(dom: &Dom<'_>, script: Id, words: &PageWords) -> bool {
    let of_badge = |text: &str| words.badges.iter().any(|host| text.contains(host.as_str()));
    if let Some(src) = dom.attr(script, "src") {
        return of_badge(src);
    }
    // A script of the page may do both: what asks for anything else or writes may fill a list.
    let text = dom.raw_text(script);
    of_badge(&text) && !may_fill(&text)
}

/// Tells whether a script asks for something or writes into the page.
pub(super) fn may_fill(script: &str) -> bool {
    [
        "ajax",
        "getJSON",
        "fetch(",
        "XMLHttpRequest",
        "innerHTML",
        "append(",
        ".html(",
    ]
    .iter()
    .any(|sign| script.contains(sign))
}

/// Tells whether an empty container bears marks of what a script is to put there.
pub(super) fn are_bound(dom: &Dom<'_>) -> bool {
    dom.all().any(|id| {
        matches!(dom.tag(id), "ul" | "ol" | "tbody" | "div" | "dl" | "table")
            && dom.region(id) == LinkRegion::Main
            && dom.sums(id).chars == 0
            && (is_bound(dom, id, &BOUND) || is_bound(dom, id, &["data-"]))
    })
}

/// Begins of the names of attributes by which frameworks fill elements.
const BOUND: [&str; 5] = ["v-", "ms-", "ng-", ":", "@"];

fn is_bound(dom: &Dom<'_>, id: Id, starts: &[&str]) -> bool {
    let mut attrs = dom.attrs(id).iter();
    attrs.any(|(name, _)| starts.iter().any(|start| name.starts_with(start)))
}
