//! Whose site a page is of.

use crate::vocabulary::pages::PageWords;
use crate::vocabulary::site;
use crate::vocabulary::{bodies, fold};

use super::dom::{Dom, Id};
use super::head::{self, Head};
use super::layout::Marks;
use super::{text, title};

/// Reads the site's name from its meta tag, else from the footer's 主办单位.
pub(super) fn read(dom: &Dom<'_>, marks: &Marks, head: &Head, words: &PageWords) -> Option<String> {
    if let Some(name) = head::meta(&head.metas, "SiteName") {
        return Some(text::squeeze(name));
    }
    if let Some(name) = dom
        .all()
        .filter(|&id| dom.tag(id) == "meta")
        .find_map(|id| dom.attr(id, "websitename"))
    {
        return Some(text::squeeze(name)).filter(|name| !name.is_empty());
    }
    if marks.of(dom, Id::ROOT).footer > 0 {
        for id in dom.all().rev() {
            let Some(line) = dom.text_node(id).filter(|_| dom.is_visible(id)) else {
                continue;
            };
            let line = text::squeeze(line);
            for label in site::words().names.iter() {
                if let Some(at) = line.find(label) {
                    let rest =
                        line[at + label.len()..].trim_start_matches([':', '：', ' ', '©', '　']);
                    let name: String = rest
                        .chars()
                        .take_while(|c| ('\u{4e00}'..='\u{9fff}').contains(c))
                        .collect();
                    let count = name.chars().count();
                    if (4..=30).contains(&count) && is_body_name(&name) {
                        return Some(name);
                    }
                }
            }
        }
    }
    // `<title>` of a home page that is a body's name.
    let own = head
        .title
        .as_deref()
        .map(|title| title::split(title))
        .unwrap_or_default();
    own.into_iter()
        .rev()
        .find(|part| {
            is_site_title(part)
                && !words.title_noise.contains(&fold(part))
                && part.chars().count() >= 4
        })
        .map(str::to_owned)
}

/// A name of a body, not of a column: 新闻中心 is none, 某市政府采购中心 is.
fn is_site_title(name: &str) -> bool {
    is_body_name(name) && (!name.ends_with("中心") || bodies::words().sites.places.found_in(name))
}

/// Tells whether a name is that of a public body.
pub(super) fn is_body_name(name: &str) -> bool {
    let sites = &bodies::words().sites;
    let name = sites.words.off_end(name);
    sites.bodies.end(name)
        && name
            .chars()
            .all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c) || "()（）".contains(c))
        && !name.contains("关于")
}
