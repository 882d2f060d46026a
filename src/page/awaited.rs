//! Texts that a script brings: the page has a place for one, and nothing stands there yet.

use crate::model::LinkRegion;
use crate::vocabulary::pages::PageWords;

use super::containers::{is_badge, names_place};
use super::dom::{Dom, Id};
use super::layout::{Marks, word};
use super::plain::Tag;

/// Nodes of the largest place that counts as empty.
const NODES: usize = 8;

/// What code has that puts something into a page.
const FILLS: [&str; 8] = [
    "html(",
    ".load(",
    "append",
    "innerHTML",
    "innerText",
    ".text(",
    "document.write",
    "Vue(",
];

/// Attributes whose value a script puts into the element.
const BOUND: [&str; 9] = [
    "v-html",
    "v-text",
    "ng-bind",
    "ng-bind-html",
    "data-ng-bind-html",
    "ms-html",
    "ms-text",
    ":innerhtml",
    "x-html",
];

/// How a page shows that a script brings its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// What stands in the place is written for a script.
    Written,
    /// The place is empty, and there is a script that may fill it.
    Empty,
}

/// Finds the sign that the main part of a page has a place which only a script fills with text.
pub(super) fn text(dom: &Dom<'_>, marks: &Marks, words: &PageWords) -> Option<Sign> {
    let mut empty = false;
    for id in dom.all() {
        if is_written(dom, marks, id) {
            return Some(Sign::Written);
        }
        empty = empty || is_filled(dom, marks, words, id);
    }
    empty.then_some(Sign::Empty)
}

/// Tells whether a node says in words or attributes what a script is to put there.
fn is_written(dom: &Dom<'_>, marks: &Marks, id: Id) -> bool {
    if dom.is_template(id) {
        let place = dom.parent(id).filter(|&up| !dom.is_template(up));
        return place.is_some_and(|place| dom.is_block(place) && is_place(dom, marks, place));
    }
    (dom.attrs(id).iter()).any(|(name, _)| BOUND.contains(name))
        && dom.is_block(id)
        && is_place(dom, marks, id)
}

/// Tells whether a script may put something into an empty element.
fn is_filled(dom: &Dom<'_>, marks: &Marks, words: &PageWords, id: Id) -> bool {
    if !dom.is_block(id) && dom.kind(id) != Tag::Td || !is_place(dom, marks, id) {
        return false;
    }
    let name = dom.attr(id, "id").unwrap_or_default().trim();
    let classes = dom.attr(id, "class").unwrap_or_default();
    let is_body = marks.has(id, word::BODY);
    let mut scripts = dom.all().filter(|&id| dom.kind(id) == Tag::Script);
    scripts.any(|script| {
        if is_badge(dom, script, words) || is_library(dom, script, words) {
            return false;
        }
        let inside = dom.contains(id, script);
        if dom.attr(script, "src").is_some() {
            return inside || is_body;
        }
        let code = dom.raw_text(script);
        FILLS.iter().any(|sign| code.contains(sign))
            && (inside || names_place(&code, name, classes))
    })
}

/// Tells whether an element of the main part shows nothing, and is no tool of the page.
fn is_place(dom: &Dom<'_>, marks: &Marks, id: Id) -> bool {
    let sums = dom.sums(id);
    let tools = word::CHROME | word::PAGER | word::SEARCH | word::CRUMB;
    sums.chars == 0
        && sums.images == 0
        && sums.links == 0
        && dom.is_visible(id)
        && dom.region(id) == LinkRegion::Main
        && dom.range(id).len() <= NODES
        && (!marks.has(id, tools) || marks.has(id, word::BODY))
        && !dom.subtree(id).any(|inner| {
            matches!(
                dom.tag(inner),
                "iframe" | "embed" | "object" | "video" | "audio" | "input" | "select" | "textarea"
            )
        })
}

/// Tells whether a script is a file that does nothing unless other code calls it.
fn is_library(dom: &Dom<'_>, script: Id, words: &PageWords) -> bool {
    let source = dom.attr(script, "src").unwrap_or_default();
    let path = source.split(['?', '#']).next().unwrap_or_default();
    let file = path.rsplit('/').next().unwrap_or_default();
    let file = file.to_ascii_lowercase();
    (words.libraries.iter()).any(|name| file.starts_with(name.as_str()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)] // a failing test may panic
mod tests {
    use crate::model::LinkRegion;
    use crate::page::test_pages;

    fn awaits(body: &str) -> bool {
        let markup = format!(
            "<!DOCTYPE html><html><head><meta charset=utf-8><title>政府信息公开指南</title></head><body>\
             <div class=header><ul><li><a href=/>首页</a><li><a href=/zwgk/>政务公开</a></ul></div>\
             <div class=main><div class=position>当前位置：<a href=/>首页</a> &gt; <a href=/zwgk/>政务公开</a> &gt; 政府信息公开指南</div>{body}</div>\
             <div class=footer>主办单位：某县财政局 网站标识码：3415290012</div></body></html>"
        );
        let facts = test_pages::read("http://www.example.gov.cn/zwgk/zn/index.html", &markup);
        facts.script_regions.contains(&LinkRegion::Main)
    }

    #[test]
    fn a_place_without_text_awaits_what_a_script_brings() {
        for body in [
            "<h1>政府信息公开指南</h1><div id=c></div><script>$.get('/api/zn',function(d){$('#c').html(d)})</script>",
            "<h1>政府信息公开指南</h1><div class=con></div><script>$('.con').load('/zwgk/zn.html')</script>",
            "<div class=con><script>document.write(guide)</script></div>",
            "<div id=app><h1>{{a.title}}</h1><div v-html=a.content></div></div>",
            "<h1>政府信息公开指南</h1><div class=detail>{{detail.content}}</div>",
            "<h1>政府信息公开指南</h1><div class=info>更新日期：2026-04-10</div><div id=zoom></div><script src=/js/detail.js></script>",
        ] {
            assert!(awaits(body), "{body}");
        }
    }

    #[test]
    fn tools_of_a_page_and_texts_that_are_there_await_nothing() {
        let text = "<p>为方便公民、法人和其他组织获取政府信息，根据条例编制本指南，供查阅。本机关公开机构职能、规划统计、行政许可、行政处罚、财政预决算等信息。</p>".repeat(3);
        for body in [
            "<h1>政府信息公开指南</h1><div id=zoom></div>",
            "<h1>政府信息公开指南</h1><div id=zoom></div><script src=/js/jquery-1.11.min.js></script>",
            "<h1>政府信息公开指南</h1><div id=zoom></div><script>var id=3;$('#hits').load('/hits?id=3')</script>",
            "<h1>政府信息公开指南</h1><div id=qrcode></div><script>$('#qrcode').append(new QRCode())</script>",
            "<h1>政府信息公开指南</h1><p>点击数：<span>{{hits}}</span></p>",
            &format!(
                "<h1>政府信息公开指南</h1><div id=zoom>{text}</div><div id=c></div><script>$('#c').html(d)</script>"
            ),
        ] {
            assert!(!awaits(body), "{body}");
        }
    }
}
