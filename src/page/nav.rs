//! Menus and column trees as forests of names.

use std::sync::Arc;

use crate::model::{Address, Link, NavItem};

use super::dom::{Dom, Hidden, Id};
use super::layout::Marks;
use super::links;
use super::plain::Tag;
use super::text;

/// Depth of markup below a block that is still followed for its structure.
const DEPTH: usize = 48;
/// Characters of the longest name of a menu entry.
const NAME: usize = 40;

/// Attributes that tell a script of the page what an entry without an address opens.
const KEYS: [&str; 4] = ["data-href", "data-url", "data-link", "data-id"];

/// Reads every navigation block of a page in document order.
///
/// `links` are the links of the page with their elements, resolved already.
pub(super) fn read(
    dom: &Dom<'_>,
    marks: &Marks,
    base: &Address,
    links: &(Vec<Link>, Vec<Id>),
) -> Vec<Arc<Vec<NavItem>>> {
    let reader = Reader {
        dom,
        marks,
        base,
        links,
    };
    let mut out = Vec::new();
    let mut known = dom.known().iter().peekable();
    let mut next = Id::ROOT;
    while next.at() < dom.len() {
        // A menu may have begun before it.
        while known.next_if(|(first, _)| *first < next.0).is_some() {}
        let common = known.next_if(|(first, _)| *first == next.0);
        let anchored = common
            .and_then(|(_, common)| common.links.get()?.as_ref())
            .filter(|anchored| anchored.is_of(base));
        match anchored {
            Some(anchored) => {
                let after = dom.after(next);
                let menus = anchored.menus.get_or_init(|| reader.blocks(next, after));
                out.extend(menus.iter().cloned());
                next = after;
            }
            None => next = reader.block(next, &mut out),
        }
    }
    reader.choices(&mut out);
    out
}

fn count(forest: &[NavItem]) -> usize {
    forest.iter().map(|item| 1 + item.children.len()).sum()
}

struct Reader<'a, 'h> {
    dom: &'a Dom<'h>,
    marks: &'a Marks,
    base: &'a Address,
    links: &'a (Vec<Link>, Vec<Id>),
}

impl Reader<'_, '_> {
    /// Reads what begins with a node; returns the node after it.
    fn block(&self, id: Id, out: &mut Vec<Arc<Vec<NavItem>>>) -> Id {
        if !self.is_block(id) {
            return Id(id.0 + 1);
        }
        let forest = self.children(id, 0);
        if count(&forest) >= 2 {
            out.push(Arc::new(forest));
        }
        self.dom.after(id)
    }

    fn blocks(&self, from: Id, until: Id) -> Vec<Arc<Vec<NavItem>>> {
        let (mut out, mut next) = (Vec::new(), from);
        while next < until {
            next = self.block(next, &mut out);
        }
        out
    }

    /// Reads the choices that open pages of the site: each is a menu of its own.
    fn choices(&self, out: &mut Vec<Arc<Vec<NavItem>>>) {
        let mut last: Option<(Id, Vec<NavItem>)> = None;
        let mut finish = |choice: Option<(Id, Vec<NavItem>)>| {
            let items = choice.map(|(_, items)| items).unwrap_or_default();
            let is_own = |item: &&NavItem| {
                let target = item.target.as_ref();
                target.is_some_and(|target| target.authority() == self.base.authority())
            };
            // Links to friends are no menu of the site.
            if items.len() >= 2 && items.iter().filter(is_own).count() * 2 > items.len() {
                out.push(Arc::new(items));
            }
        };
        for (link, &id) in self.links.0.iter().zip(&self.links.1) {
            if self.dom.kind(id) != Tag::Option || link.target.is_none() {
                continue;
            }
            let Some(choice) = links::choice_of(self.dom, id) else {
                continue;
            };
            if last.as_ref().is_none_or(|(open, _)| *open != choice) {
                finish(last.replace((choice, Vec::new())));
            }
            if let Some((_, items)) = &mut last
                && (1..=NAME).contains(&link.text.chars().count())
            {
                items.push(NavItem {
                    text: link.text.to_string(),
                    target: link.target.clone(),
                    ..NavItem::default()
                });
            }
        }
        finish(last);
    }

    fn seen(&self, id: Id) -> bool {
        matches!(self.dom.node(id).hidden, None | Some(Hidden::Style))
    }

    fn links(&self, id: Id) -> u32 {
        self.marks.of(self.dom, id).links
    }

    /// Tells whether an element is a menu or a column tree and should be read as one.
    fn is_block(&self, id: Id) -> bool {
        if !self.dom.is_element(id) || !self.seen(id) {
            return false;
        }
        let tag = self.dom.kind(id);
        if matches!(
            tag,
            Tag::Html
                | Tag::Body
                | Tag::Head
                | Tag::A
                | Tag::Li
                | Tag::Tr
                | Tag::Td
                | Tag::Dt
                | Tag::Dd
                | Tag::Form
        ) {
            return false;
        }
        let links = self.links(id);
        if links < 2 || !self.is_menu(id) {
            return false;
        }
        !self.is_several(id)
    }

    /// Short names, no days, hardly any text beside the links.
    fn is_menu(&self, id: Id) -> bool {
        let mark = self.marks.of(self.dom, id);
        if mark.dates > 0 || mark.fields > 0 {
            return false;
        }
        let average = mark.link_chars / mark.links.max(1);
        average <= 14 && mark.long * 4 <= mark.links && mark.own_chars <= mark.link_chars / 2 + 40
    }

    /// Tells whether a block is only a frame around several menus.
    fn is_several(&self, id: Id) -> bool {
        let tag = self.dom.tag(id);
        if matches!(tag, "ul" | "ol" | "dl" | "table" | "tbody" | "thead") {
            return false;
        }
        let is_part = |child: Id| {
            self.links(child) >= 3
                && matches!(
                    self.dom.tag(child),
                    "div" | "ul" | "ol" | "nav" | "table" | "section" | "header" | "aside"
                )
        };
        let parts = self.dom.elements(id).filter(|&child| is_part(child));
        match parts.take(2).count() {
            0 => return false,
            1 if !self.only_part(id) => return false,
            _ => {}
        }
        // Headings between the parts make it one accordion.
        !self
            .dom
            .elements(id)
            .any(|child| !is_part(child) && self.is_head(child))
    }

    /// Tells whether a single part holds all links, so that the frame adds nothing.
    fn only_part(&self, id: Id) -> bool {
        let links = self.links(id);
        self.dom
            .elements(id)
            .any(|child| self.links(child) == links)
    }

    /// Tells whether an element is a heading over what follows it.
    fn is_head(&self, id: Id) -> bool {
        let tag = self.dom.tag(id);
        // No name is longer than all the text; folding it is dear.
        if self.dom.sums(id).chars as usize > NAME * 4 {
            return false;
        }
        let links = self.links(id);
        let may = match tag {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "dt" | "summary" | "strong" | "b"
            | "label" => links <= 1,
            "a" => true,
            "p" | "span" | "em" | "i" | "font" => links <= 1,
            "div" | "section" => links <= 1 && !self.holds_list(id),
            _ => false,
        };
        may && (1..=NAME).contains(&self.name(id).chars().count())
    }

    fn holds_list(&self, id: Id) -> bool {
        self.dom
            .subtree(id)
            .skip(1)
            .any(|inner| matches!(self.dom.tag(inner), "ul" | "ol" | "dl" | "table"))
    }

    fn name(&self, id: Id) -> String {
        let name = text::name_with_hidden(self.dom, id);
        let is_mark = |c: char| {
            matches!(
                c,
                '+' | '-'
                    | '>'
                    | '·'
                    | '•'
                    | '|'
                    | '»'
                    | '▼'
                    | '∨'
                    | '＋'
                    | '－'
                    | '＞'
                    | '◆'
                    | '■'
                    | '▶'
                    | '【'
                    | '】'
            )
        };
        if !name.starts_with(is_mark) && !name.ends_with(is_mark) {
            return name;
        }
        name.trim_matches(is_mark).to_owned()
    }

    fn link(&self, id: Id) -> Option<NavItem> {
        let mut text = self.name(id);
        if text.is_empty() {
            text = self
                .dom
                .find(id, &["img"])
                .find_map(|image| {
                    ["alt", "title"]
                        .iter()
                        .find_map(|name| self.dom.attr(image, name))
                        .map(text::strip)
                        .filter(|words| !words.is_empty())
                })
                .or_else(|| self.dom.attr(id, "title").map(text::strip))
                .unwrap_or_default();
        }
        if text.is_empty() || text.chars().count() > NAME * 2 {
            return None;
        }
        let target = match (self.dom.attr(id, "href"), self.links.1.binary_search(&id)) {
            (_, Ok(at)) => self.links.0[at].target.clone(),
            (href, _) => links::target(
                self.base,
                href.unwrap_or_default(),
                self.dom.attr(id, "onclick"),
            ),
        };
        let attr = |name| self.dom.attr(id, name);
        let scripted = target.is_none()
            && (links::is_call(attr("href"), attr("onclick"))
                || KEYS.iter().any(|&name| attr(name).is_some()));
        Some(NavItem {
            text,
            target,
            scripted,
            children: Vec::new(),
        })
    }

    /// Reads what stands directly below an element, attaching lists to their headings.
    fn children(&self, id: Id, depth: usize) -> Vec<NavItem> {
        let mut out: Vec<NavItem> = Vec::new();
        // Whether the last item came from the element right before, as a heading.
        let mut headed = false;
        let inside_entry = matches!(self.dom.tag(id), "li" | "dd" | "td");
        for child in self.dom.children(id) {
            if !self.seen(child) {
                continue;
            }
            if let Some(words) = self.dom.text_node(child) {
                // Words of an entry that is no link but has entries below it.
                if !inside_entry || !out.is_empty() || self.links(id) == 0 {
                    continue;
                }
                let name = text::strip(words);
                if (2..=NAME).contains(&name.chars().count())
                    && name.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
                {
                    out.push(NavItem {
                        text: name,
                        ..NavItem::default()
                    });
                    headed = true;
                }
                continue;
            }
            let tag = self.dom.tag(child);
            let links = self.links(child);
            if tag == "a" {
                if let Some(item) = self.link(child) {
                    out.push(item);
                    headed = true;
                }
                continue;
            }
            if links == 0 {
                // A heading without a link counts only where a list follows it.
                if matches!(tag, "br" | "img" | "i" | "script" | "hr") {
                    continue;
                }
                if self.is_head(child) && self.list_follows(child) {
                    out.push(NavItem {
                        text: self.name(child),
                        ..NavItem::default()
                    });
                    headed = true;
                }
                continue;
            }
            let is_list = matches!(
                tag,
                "ul" | "ol" | "dl" | "table" | "div" | "section" | "nav" | "dd" | "tbody"
            );
            let items = if depth >= DEPTH {
                self.flat(child)
            } else {
                self.children(child, depth + 1)
            };
            if items.is_empty() {
                continue;
            }
            let attach = is_list
                && headed
                && !(links == 1 && !inside_entry && self.is_head(child))
                && (links >= 2 || matches!(tag, "ul" | "ol" | "dl" | "dd") || inside_entry);
            if attach && let Some(head) = out.last_mut() {
                head.children.extend(items);
                // A second list after the same heading belongs to it as well.
                headed = inside_entry || tag == "dd";
                continue;
            }
            let single =
                items.len() == 1 && items.first().is_some_and(|item| item.children.is_empty());
            headed = single && self.is_head(child);
            // A heading that is a menu entry of its own in a row of entries, such as `li`,
            // takes no list of its neighbour.
            if matches!(tag, "li" | "tr" | "td") {
                headed = false;
            }
            if tag == "li" && items.len() > 1 && self.is_entry_with_parts(&items) {
                out.extend(first_over_rest(items));
            } else {
                out.extend(items);
            }
        }
        out
    }

    /// `<li><h3><a>名</a></h3><a>甲</a><a>乙</a></li>`: the first names the rest.
    fn is_entry_with_parts(&self, items: &[NavItem]) -> bool {
        items.len() > 2
            && items
                .first()
                .is_some_and(|first| first.target.is_none() && first.children.is_empty())
    }

    fn list_follows(&self, id: Id) -> bool {
        self.dom.next_element(id).is_some_and(|next| {
            self.links(next) >= 1
                && matches!(
                    self.dom.tag(next),
                    "ul" | "ol" | "dl" | "div" | "table" | "dd" | "nav" | "section"
                )
        })
    }

    fn flat(&self, id: Id) -> Vec<NavItem> {
        self.dom
            .links_in(id)
            .filter(|&link| self.seen(link))
            .filter_map(|link| self.link(link))
            .collect()
    }
}

fn first_over_rest(items: Vec<NavItem>) -> Option<NavItem> {
    let mut items = items.into_iter();
    let mut head = items.next()?;
    head.children.extend(items);
    Some(head)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)] // a failing test may panic
mod tests {
    use bumpalo::Bump;
    use scraper::Html;

    use super::read;
    use crate::model::{Address, NavItem};
    use crate::page::dom::Dom;
    use crate::page::layout::{Finders, Marks};
    use crate::vocabulary::pages::PageWords;

    fn show(markup: &str) -> String {
        fn show_item(item: &NavItem) -> String {
            if item.children.is_empty() {
                item.text.clone()
            } else {
                let below: Vec<String> = item.children.iter().map(show_item).collect();
                format!("{}[{}]", item.text, below.join(" "))
            }
        }
        let html = Html::parse_document(markup);
        let arena = Bump::new();
        let dom = Dom::new(&arena, &html);
        let finders = Finders::new(&PageWords::load().unwrap()).unwrap();
        let marks = Marks::new(&dom, &finders);
        let base = Address::parse("http://a.gov.cn/").unwrap();
        read(&dom, &marks, &base, &super::links::read(&dom, &base))
            .iter()
            .map(|forest| forest.iter().map(show_item).collect::<Vec<_>>().join(" "))
            .collect::<Vec<_>>()
            .join(" ; ")
    }

    #[test]
    fn nested_lists_are_trees() {
        assert_eq!(
            show(
                "<ul><li><a href=1>甲</a></li><li><a href=#>乙</a><ul style='display:none'><li><a href=2>丙</a></li><li><a href=3>丁</a></ul></li></ul>"
            ),
            "甲 乙[丙 丁]"
        );
        assert_eq!(
            show(
                "<ul><li><h3><a href=1>政府信息<br>公开指南</a></h3></li><li><h3><span>法定主动<br>公开内容</span></h3><ul><li><p><a href=2>机构职能</a></p></li><li><a href=3>规划</a></li></ul></li></ul>"
            ),
            "政府信息公开指南 法定主动公开内容[机构职能 规划]"
        );
    }

    #[test]
    fn accordions_are_trees() {
        assert_eq!(
            show(
                "<div><h3><a href=1>指南</a></h3><h3><a href=2>内容</a></h3><ul><li><a href=3>甲<li><a href=4>乙</ul><h3><a href=5>年报</a></h3></div>"
            ),
            "指南 内容[甲 乙] 年报"
        );
        assert_eq!(
            show(
                "<dl><dt><a href=1>一</a></dt><dd><a href=2>甲</a></dd><dd><a href=3>乙</a></dd><dt>二</dt><dd><a href=4>丙</a></dd></dl>"
            ),
            "一[甲 乙] 二[丙]"
        );
        assert_eq!(
            show(
                "<div><a href=1>政策</a><ul><li><a href=2>规章</a></li></ul><a href=3>指南</a><a href=4>内容</a><div><span>主题分类</span><ul><li><a href=5>甲</a><li><a href=6>乙</a></ul></div><a href=7>年报</a></div>"
            ),
            "政策[规章] 指南 内容[主题分类[甲 乙]] 年报"
        );
    }

    #[test]
    fn tables_and_flat_menus() {
        assert_eq!(
            show(
                "<table><tr><td><a href=1>首页</a></td><td>|</td><td><a href=2>公开</a></td></tr></table>"
            ),
            "首页 公开"
        );
        assert_eq!(
            show(
                "<div><ul><li><a href=1>某某人民政府关于印发办法的通知</a><span>2020-01-02</span><li><a href=2>某某人民政府关于印发办法的通知</a><span>2020-01-02</span></ul></div>"
            ),
            ""
        );
    }
}
