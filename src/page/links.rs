//! Links as written and where they lead.

use std::sync::{Arc, LazyLock, OnceLock};

use aho_corasick::AhoCorasick;
use regex::Regex;

use crate::model::{Address, Link, LinkRegion, NavItem};

use super::dom::{Dom, Id, Part};
use super::text;

#[allow(clippy::expect_used)] // the pattern is a constant
static SCRIPT_TARGET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?i)(?:window\s*\.\s*open\s*\(|(?:(?:window|document|self|top|parent|this)\s*\.\s*)*location(?:\s*\.\s*href)?\s*=|location\s*\.\s*(?:replace|assign)\s*\(|window\s*\.\s*navigate\s*\()\s*["']([^"'\s<>]+)["']"#,
    )
    .expect("a constant pattern")
});

/// Resolves an `href` as written; `None` for scripts, mere fragments and other schemes.
pub(super) fn resolve(base: &Address, href: &str) -> Option<Address> {
    let href = href.trim();
    if href.is_empty() || href.starts_with('#') {
        return None;
    }
    if !href.contains(['\n', '\r', '\t']) {
        return base.join(href);
    }
    // Line breaks and tabs inside an address are dropped, as browsers do.
    base.join(&href.replace(['\n', '\r', '\t'], ""))
}

// Every form of `SCRIPT_TARGET` holds one of these.
#[allow(clippy::expect_used)] // the words are constants
static OPENS: LazyLock<AhoCorasick> =
    LazyLock::new(|| AhoCorasick::new(["ocation", "open", "navigate"]).expect("constant words"));

/// Returns the address that a script opens, when it is written out.
pub(super) fn in_script(script: &str) -> Option<&str> {
    // Nearly every link is none of these: a look for the words is far cheaper than the pattern.
    if script.len() > 20_000 || !OPENS.is_match(script) {
        return None;
    }
    SCRIPT_TARGET
        .captures(script)
        .and_then(|found| found.get(1))
        .map(|found| found.as_str())
}

/// Returns the first string between quotation marks in a call for which `fits` holds.
pub(super) fn argument(script: &str, fits: impl Fn(&str) -> bool) -> Option<&str> {
    if script.len() > 20_000 {
        return None;
    }
    let mut rest = script.split_once('(')?.1;
    while let Some(open) = rest.find(['\'', '"']) {
        let (mark, inside) = rest[open..].split_at(1);
        let (value, after) = inside.split_once(mark)?;
        if fits(value) {
            return Some(value);
        }
        rest = after;
    }
    None
}

/// Resolves a link by its `href`, else by the address in its script.
pub(super) fn target(base: &Address, href: &str, onclick: Option<&str>) -> Option<Address> {
    let trimmed = href.trim();
    let scripted = trimmed
        .get(..11)
        .is_some_and(|start| start.eq_ignore_ascii_case("javascript:"));
    if scripted {
        return in_script(trimmed)
            .or_else(|| onclick.and_then(in_script))
            .and_then(|found| resolve(base, found));
    }
    resolve(base, trimmed).or_else(|| {
        onclick
            .and_then(in_script)
            .and_then(|found| resolve(base, found))
    })
}

/// Tells whether a link without an address calls a script that shows something: not one that
/// prints, closes or does nothing, as the head of a menu that opens has it, nor a mere `#`.
pub(super) fn is_call(href: Option<&str>, onclick: Option<&str>) -> bool {
    const IDLE: [&str; 7] = [
        "void",
        "history",
        "print",
        "close",
        "toggle",
        "slide",
        "addfavorite",
    ];
    let in_href = href.map(str::trim).and_then(|href| {
        let (scheme, code) = (href.get(..11)?, href.get(11..)?);
        scheme.eq_ignore_ascii_case("javascript:").then_some(code)
    });
    let mut calls = [in_href, onclick]
        .into_iter()
        .flatten()
        .flat_map(|code| code.split(';'));
    calls.any(|call| {
        let lower = call.to_ascii_lowercase();
        lower.contains('(') && !IDLE.iter().any(|word| lower.contains(word))
    })
}

/// Reads every link of a page in document order.
///
/// Returns the elements beside them, in the same order.
pub(super) fn read(dom: &Dom<'_>, base: &Address) -> (Vec<Link>, Vec<Id>) {
    let mut found = Found::default();
    for part in dom.parts() {
        let (next, common) = match part {
            Part::Own(id) => {
                found.take(dom, base, id);
                continue;
            }
            Part::Shared(id, common) => (id, common),
        };
        let read = common.links.get_or_init(|| {
            let mut inside = Found::default();
            dom.subtree(next).for_each(|id| inside.take(dom, base, id));
            inside.is_anchored.then(|| Anchored {
                origin: base.origin().into(),
                links: inside.links,
                places: inside.elements.iter().map(|id| id.0 - next.0).collect(),
                menus: OnceLock::new(),
            })
        });
        match read.as_ref().filter(|read| read.is_of(base)) {
            Some(read) => {
                let ids = read.places.iter().map(|place| Id(next.0 + place));
                let links = read.links.iter().zip(ids.clone()).map(|(link, id)| Link {
                    region: dom.region(id),
                    ..link.clone()
                });
                found.links.extend(links);
                found.elements.extend(ids);
            }
            None => dom.subtree(next).for_each(|id| found.take(dom, base, id)),
        }
    }
    (found.links, found.elements)
}

/// The links of an element that several pages have, where they lead to the same from each page
/// of an origin.
#[derive(Debug)]
pub(super) struct Anchored {
    origin: Box<str>,
    links: Vec<Link>,
    /// How many nodes after the element's own theirs stand.
    places: Vec<u32>,
    /// The menus in it.
    pub(super) menus: OnceLock<Vec<Arc<Vec<NavItem>>>>,
}

impl Anchored {
    /// Tells whether its links are those of a page with this base.
    pub(super) fn is_of(&self, base: &Address) -> bool {
        *self.origin == *base.origin()
    }
}

/// Links and the elements beside them.
#[derive(Debug)]
struct Found {
    links: Vec<Link>,
    elements: Vec<Id>,
    /// Whether all lead to the same from every page of an origin.
    is_anchored: bool,
}

impl Default for Found {
    fn default() -> Self {
        Self {
            links: Vec::new(),
            elements: Vec::new(),
            is_anchored: true,
        }
    }
}

impl Found {
    fn take(&mut self, dom: &Dom<'_>, base: &Address, id: Id) {
        let Some(element) = dom.element(id) else {
            return;
        };
        let (raw, onclick) = match element.name() {
            "a" | "area" => (dom.attr(id, "href"), dom.attr(id, "onclick")),
            "iframe" | "frame" => (dom.attr(id, "src"), None),
            "option" => {
                // 友情链接 as a choice: the value is an address.
                let value = dom.attr(id, "value").filter(|value| {
                    value.starts_with("http://")
                        || value.starts_with("https://")
                        || is_jump(dom, id, value)
                });
                (value, None)
            }
            "button" | "div" | "li" | "span" | "input" | "td" | "img" | "p" => {
                match dom.attr(id, "onclick") {
                    Some(script) if in_script(script).is_some() => (None, Some(script)),
                    _ => return,
                }
            }
            _ => return,
        };
        if dom.is_template(id) {
            return;
        }
        let mut raw_text = match (raw, onclick) {
            (Some(raw), _) => raw,
            (None, Some(script)) => match in_script(script) {
                Some(found) => found,
                None => return,
            },
            (None, None) if kept_aside(dom, id).is_some() => "",
            (None, None) => return,
        };
        let mut found = target(base, raw_text, onclick);
        if found.is_none()
            && let Some(kept) = kept_aside(dom, id)
        {
            (raw_text, found) = (kept, resolve(base, kept));
        }
        self.is_anchored &= match &found {
            Some(_) => is_absolute(raw_text),
            // What leads nowhere leads nowhere from everywhere.
            None => true,
        };
        let (label, bare_image) = label(dom, id);
        self.links.push(Link {
            target: found,
            text: Arc::from(label),
            region: dom.region(id),
            bare_image,
        });
        self.elements.push(id);
    }
}

/// Attributes in which a script of the page finds the address of a link without one.
const ASIDE: [&str; 3] = ["data-href", "data-url", "data-link"];

/// Returns the address of a page that stands beside a link without a target, for a script to
/// open: on the link itself or on the entry of a menu around it.
fn kept_aside<'h>(dom: &Dom<'h>, id: Id) -> Option<&'h str> {
    let around = dom.parent(id).filter(|&around| dom.tag(around) == "li");
    let mut places = [Some(id), around].into_iter().flatten();
    places.find_map(|place| {
        let mut values = ASIDE.iter().filter_map(|name| dom.attr(place, name));
        values.find(|value| is_page(value.trim()))
    })
}

/// Tells whether a value is the address of a folder or page, and not of what a script fetches.
fn is_page(value: &str) -> bool {
    let path = value.split(['?', '#']).next().unwrap_or_default();
    let is_written = value.starts_with(['/', '.']) || is_absolute(value);
    is_written && path.len() > 1 && {
        let name = path.rsplit('/').next().unwrap_or_default();
        let ending = name.rsplit_once('.').map(|(_, ending)| ending);
        name.is_empty()
            || ending.is_some_and(|ending| {
                matches!(
                    ending,
                    "html" | "htm" | "shtml" | "jhtml" | "jsp" | "asp" | "aspx" | "php"
                )
            })
    }
}

/// Tells whether choosing an option opens the page that its value names.
fn is_jump(dom: &Dom<'_>, option: Id, value: &str) -> bool {
    is_page(value.trim())
        && choice_of(dom, option)
            .and_then(|choice| dom.attr(choice, "onchange"))
            .is_some_and(|script| OPENS.is_match(script))
}

/// The list of choices that an option stands in.
pub(super) fn choice_of(dom: &Dom<'_>, option: Id) -> Option<Id> {
    let around = dom.parent(option)?;
    if dom.tag(around) == "optgroup" {
        dom.parent(around)
    } else {
        Some(around)
    }
}

/// Tells whether an `href` leads to the same from every page of an origin.
fn is_absolute(href: &str) -> bool {
    let href = href.trim();
    let scheme =
        |name: &str| (href.get(..name.len())).is_some_and(|start| start.eq_ignore_ascii_case(name));
    href.starts_with('/') || scheme("http://") || scheme("https://")
}

/// Returns what a person reads on a link, and whether it is an image without any words.
fn label(dom: &Dom<'_>, id: Id) -> (String, bool) {
    if matches!(dom.tag(id), "iframe" | "frame") {
        let title = dom.attr(id, "title").map(text::squeeze).unwrap_or_default();
        return (title, false);
    }
    let shown = if dom.region(id) == LinkRegion::Hidden || !dom.is_visible(id) {
        text::squeeze(&text::with_hidden(dom, id).replace(['\n', '\t'], " "))
    } else {
        text::line(dom, id)
    };
    if !shown.is_empty() {
        return (shown, false);
    }
    let mut image = false;
    for inner in dom.subtree(id) {
        if matches!(dom.tag(inner), "img" | "area" | "input") {
            image = true;
            for name in ["alt", "title"] {
                if let Some(words) = dom.attr(inner, name).map(text::squeeze)
                    && !words.is_empty()
                {
                    return (words, false);
                }
            }
        }
    }
    let title = dom.attr(id, "title").map(text::squeeze).unwrap_or_default();
    let bare = image && title.is_empty();
    (title, bare)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)] // a failing test may panic
mod tests {
    use bumpalo::Bump;
    use scraper::Html;

    use super::read;
    use crate::model::Address;
    use crate::page::dom::Dom;

    #[test]
    fn links_are_read_as_people_follow_them() {
        let html = Html::parse_document(
            "<a href='b.html'> 甲 <b>乙</b></a><a href='#'>丙</a><a href='javascript:;'>丁</a>\
             <a href=\"javascript:window.open('/w.html')\">戊</a><a hhref='/x'>己</a>\
             <a onclick=\"location.href='c/'\" href='#'>庚</a><a href='d'><img alt='辛'></a>\
             <a href='e'><img></a><area href='f' alt='壬'><iframe src='/head.html'></iframe>\
             <a href='../g\n.pdf'>癸</a><a href='mailto:a@b.cn'>信</a><td onclick=\"window.location='h'\">子</td>\
             <li v-for=x><a href=z>模</a></li>",
        );
        let arena = Bump::new();
        let dom = Dom::new(&arena, &html);
        let (links, _) = read(&dom, &Address::parse("http://a.gov.cn/x/").unwrap());
        let got: Vec<(String, Option<&str>)> = links
            .iter()
            .map(|link| {
                (
                    link.text.to_string(),
                    link.target
                        .as_ref()
                        .map(|target| &target.as_str()["http://a.gov.cn".len()..]),
                )
            })
            .collect();
        let want: Vec<(String, Option<&str>)> = [
            ("甲 乙", Some("/x/b.html")),
            ("丙", None),
            ("丁", None),
            ("戊", Some("/w.html")),
            ("庚", Some("/x/c/")),
            ("辛", Some("/x/d")),
            ("", Some("/x/e")),
            ("壬", Some("/x/f")),
            ("", Some("/head.html")),
            ("癸", Some("/g.pdf")),
            ("信", None),
        ]
        .into_iter()
        .map(|(text, target)| (text.to_owned(), target))
        .collect();
        assert_eq!(got, want);
        assert!(links[6].bare_image);
    }
}
