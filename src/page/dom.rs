//! A parsed page as flat arrays in document order.
//!
//! The parser's tree is walked once; everything after works on indices: a subtree is a
//! range, sums over subtrees are differences of prefix sums, and nothing recurses, so that
//! no depth of nesting can exhaust the stack.

use std::borrow::Cow;
use std::ops::Range;

use bumpalo::Bump;
use scraper::Html;
use scraper::node::Node as Parsed;

use crate::model::LinkRegion;

use super::plain::Tag;

mod common;
mod flat;
mod hidden;

pub(super) use common::Common;
pub(super) use flat::Flat;
pub(super) use hidden::is_encoded;

/// A node's place in document order. `0` is the document itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub u32);

impl Id {
    /// The document.
    pub const ROOT: Self = Self(0);

    /// Returns the index into the arrays.
    pub const fn at(self) -> usize {
        self.0 as usize
    }
}

/// What a node is.
#[derive(Debug, Clone, Copy)]
pub enum Data<'h> {
    /// The document.
    Document,
    /// An element.
    Element(Element<'h>),
    /// A run of text. What a person may see has single blanks inside and at most one blank
    /// character at each end.
    Text(&'h str),
}

/// An attribute's name in lower case and its value.
pub type Attr<'h> = (&'h str, &'h str);

/// An element without what stands in it.
#[derive(Debug, Clone, Copy)]
pub struct Element<'h> {
    tag: Tag,
    name: &'h str,
    /// Where its attributes stand among the page's.
    attrs: (u32, u32),
}

impl<'h> Element<'h> {
    /// Returns the name in lower case.
    pub fn name(&self) -> &'h str {
        self.name
    }
}

/// One node.
#[derive(Debug, Clone, Copy)]
pub struct Node<'h> {
    /// What it is.
    pub data: Data<'h>,
    parent: u32,
    end: u32,
    depth: u32,
    /// Whether it is an element that ends the line before and after it.
    block: bool,
    /// Why a person does not see it, if so.
    pub hidden: Option<Hidden>,
    /// The part of the page where it stands.
    pub region: LinkRegion,
}

/// Why a person does not see a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hidden {
    /// Never shown: scripts, styles, `head`, `template`, `noscript`.
    Machine,
    /// Not shown until a script or an action shows it.
    Style,
    /// A row that a script copies for each record (`ms-repeat`, `v-for`, `{{…}}`).
    Template,
}

/// A part of a page, see [`Dom::parts`].
#[derive(Debug, Clone, Copy)]
pub(in crate::page) enum Part<'h> {
    /// A node that was read on this page alone.
    Own(Id),
    /// An element that was read on another page before, with what was read of it.
    Shared(Id, &'h Common),
}

/// A page's nodes in document order.
#[derive(Debug)]
pub struct Dom<'h> {
    nodes: Vec<Node<'h>>,
    attrs: Vec<Attr<'h>>,
    /// Sums over all nodes before an index; one longer than `nodes`.
    sums: Vec<Sums>,
    /// Elements that were read on another page before, and where they begin, in order.
    known: Vec<(u32, &'h Common)>,
}

/// What stands in a part of a page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// Visible characters, white space not counted.
    pub chars: u32,
    /// Visible characters inside links.
    pub link_chars: u32,
    /// Visible links (`a` with text or with an image).
    pub links: u32,
    /// Visible images.
    pub images: u32,
}

impl Sums {
    fn minus(self, before: Self) -> Self {
        Self {
            chars: self.chars - before.chars,
            link_chars: self.link_chars - before.link_chars,
            links: self.links - before.links,
            images: self.images - before.images,
        }
    }

    fn plus(self, more: Self) -> Self {
        Self {
            chars: self.chars + more.chars,
            link_chars: self.link_chars + more.link_chars,
            links: self.links + more.links,
            images: self.images + more.images,
        }
    }
}

impl<'h> Dom<'h> {
    /// Flattens a parsed page. Every node's region is still [`LinkRegion::Main`], or
    /// [`LinkRegion::Hidden`] where it is not visible.
    ///
    /// `arena` keeps the texts that had to be tidied.
    pub fn new(arena: &'h Bump, html: &'h Html) -> Self {
        let mut flat = Flat::with_capacity(arena, html.tree.values().len());
        // Where the open nodes stand.
        let mut open: Vec<u32> = Vec::new();
        let mut current = Some(html.tree.root());
        while let Some(node) = current {
            let parent = open.last().copied().unwrap_or(0);
            let at = match node.value() {
                Parsed::Document if flat.nodes.is_empty() => Some(flat.push_document(None)),
                Parsed::Document | Parsed::Fragment => {
                    Some(flat.push_document(open.last().copied()))
                }
                Parsed::Element(element) => {
                    let from = flat.attrs.len();
                    flat.attrs.extend(element.attrs());
                    let name = element.name();
                    let to = flat.attrs.len();
                    Some(flat.push_element(parent, Tag::of(name), name, (from, to)))
                }
                Parsed::Text(text) => Some(flat.push_text(parent, text)),
                _ => None,
            };
            if let Some(at) = at
                && node.has_children()
            {
                open.push(at);
                current = node.first_child();
                continue;
            }
            // Go to the next node, closing what ends on the way.
            let mut up = node;
            current = loop {
                if let Some(next) = up.next_sibling() {
                    break Some(next);
                }
                let Some(parent) = up.parent() else {
                    break None;
                };
                open.pop();
                up = parent;
            };
        }
        flat.finish()
    }

    /// Returns the number of nodes.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Tells whether there is no node at all.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Returns a node.
    pub fn node(&self, id: Id) -> &Node<'h> {
        &self.nodes[id.at()]
    }

    /// Returns every node in document order.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = Id> + use<> {
        (0..index(self.nodes.len())).map(Id)
    }

    /// Returns a node and all nodes below it, in document order.
    pub fn subtree(&self, id: Id) -> impl DoubleEndedIterator<Item = Id> + use<> {
        (id.0..self.nodes[id.at()].end).map(Id)
    }

    /// Returns the indices of a node and all nodes below it.
    pub fn range(&self, id: Id) -> Range<usize> {
        id.at()..self.nodes[id.at()].end as usize
    }

    /// Returns the first node after a node's subtree; may be one past the last node.
    pub fn after(&self, id: Id) -> Id {
        Id(self.nodes[id.at()].end)
    }

    /// Returns the nodes directly below a node.
    pub fn children(&self, id: Id) -> Children<'_, 'h> {
        Children {
            dom: self,
            next: id.0 + 1,
            end: self.nodes[id.at()].end,
        }
    }

    /// Returns the elements directly below a node.
    pub fn elements(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        self.children(id).filter(|&child| self.is_element(child))
    }

    /// Returns the parent; `None` for the document.
    pub fn parent(&self, id: Id) -> Option<Id> {
        (id != Id::ROOT).then(|| Id(self.nodes[id.at()].parent))
    }

    /// Returns the nodes above a node, the nearest first, without the node itself.
    pub fn ancestors(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        std::iter::successors(self.parent(id), |&up| self.parent(up))
    }

    /// Tells whether `inner` is `outer` or stands below it.
    pub fn contains(&self, outer: Id, inner: Id) -> bool {
        outer.0 <= inner.0 && inner.0 < self.nodes[outer.at()].end
    }

    /// Returns the nearest node above both, or one of them if it is above the other.
    pub fn common(&self, one: Id, other: Id) -> Id {
        let mut up = one;
        while !self.contains(up, other) {
            match self.parent(up) {
                Some(parent) => up = parent,
                None => return Id::ROOT,
            }
        }
        up
    }

    /// Returns the next element beside a node.
    pub fn next_element(&self, id: Id) -> Option<Id> {
        let parent = self.parent(id)?;
        let end = self.nodes[parent.at()].end;
        let mut next = self.nodes[id.at()].end;
        while next < end {
            if self.is_element(Id(next)) {
                return Some(Id(next));
            }
            next = self.nodes[next as usize].end;
        }
        None
    }

    /// Returns the number of nodes above a node.
    pub fn depth(&self, id: Id) -> u32 {
        self.nodes[id.at()].depth
    }

    /// Returns the element.
    pub fn element(&self, id: Id) -> Option<Element<'h>> {
        match self.nodes[id.at()].data {
            Data::Element(element) => Some(element),
            _ => None,
        }
    }

    /// Tells whether a node is an element.
    pub fn is_element(&self, id: Id) -> bool {
        matches!(self.nodes[id.at()].data, Data::Element(_))
    }

    /// Returns the element's name in lower case; `""` for text and the document.
    pub fn tag(&self, id: Id) -> &'h str {
        match self.nodes[id.at()].data {
            Data::Element(element) => element.name,
            _ => "",
        }
    }

    /// Returns the element's name as far as the standard knows it; [`Tag::Other`] for text
    /// and the document.
    pub fn kind(&self, id: Id) -> Tag {
        match self.nodes[id.at()].data {
            Data::Element(element) => element.tag,
            _ => Tag::Other,
        }
    }

    /// Returns the attributes in the order of their names, each once.
    pub fn attrs(&self, id: Id) -> &[Attr<'h>] {
        match self.nodes[id.at()].data {
            Data::Element(element) => {
                &self.attrs[element.attrs.0 as usize..element.attrs.1 as usize]
            }
            _ => &[],
        }
    }

    /// Tells whether the node is an element that ends the line before and after it.
    pub fn is_block(&self, id: Id) -> bool {
        self.nodes[id.at()].block
    }

    /// Returns the value of an attribute (names in lower case).
    pub fn attr(&self, id: Id, name: &str) -> Option<&'h str> {
        self.attrs(id)
            .iter()
            .find(|(key, _)| *key == name)
            .map(|&(_, value)| value)
    }

    /// Returns the text of a text node.
    pub fn text_node(&self, id: Id) -> Option<&'h str> {
        match self.nodes[id.at()].data {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Tells whether a person sees the node without a script or an action.
    pub fn is_visible(&self, id: Id) -> bool {
        self.nodes[id.at()].hidden.is_none()
    }

    /// Tells whether the node is a script's template row or stands in one.
    pub fn is_template(&self, id: Id) -> bool {
        self.nodes[id.at()].hidden == Some(Hidden::Template)
    }

    /// Returns the part of the page where a node stands.
    pub fn region(&self, id: Id) -> LinkRegion {
        self.nodes[id.at()].region
    }

    /// Puts a whole subtree into a region; nodes that are not visible stay `Hidden`.
    pub fn set_region(&mut self, id: Id, region: LinkRegion) {
        let range = self.range(id);
        for node in &mut self.nodes[range] {
            if node.hidden.is_none() {
                node.region = region;
            }
        }
    }

    /// Returns what stands in a subtree, in constant time.
    pub fn sums(&self, id: Id) -> Sums {
        let range = self.range(id);
        self.sums_between(range.start, range.end)
    }

    /// Returns what stands in nodes `from..to`.
    pub fn sums_between(&self, from: usize, to: usize) -> Sums {
        self.sums[to.max(from)].minus(self.sums[from])
    }

    /// Returns the elements that were read on another page before, and where they begin, in
    /// order. Nothing above them is hidden or a link.
    pub(in crate::page) fn known(&self) -> &[(u32, &'h Common)] {
        &self.known
    }

    /// Returns every node in document order, but of what was read on another page before only
    /// the elements as a whole.
    pub(in crate::page) fn parts(&self) -> impl Iterator<Item = Part<'h>> + '_ {
        let mut known = self.known.iter().peekable();
        let mut next = Id::ROOT;
        std::iter::from_fn(move || {
            let id = next;
            if id.at() >= self.len() {
                return None;
            }
            Some(match known.next_if(|(first, _)| *first == id.0) {
                Some((_, common)) => {
                    next = self.after(id);
                    Part::Shared(id, common)
                }
                None => {
                    next = Id(id.0 + 1);
                    Part::Own(id)
                }
            })
        })
    }

    /// Returns the text of all text nodes of a subtree as they stand, seen or not: for
    /// scripts and titles.
    pub fn raw_text(&self, id: Id) -> Cow<'h, str> {
        let mut texts = self.nodes[self.range(id)]
            .iter()
            .filter_map(|node| match node.data {
                Data::Text(text) => Some(text),
                _ => None,
            });
        let first = texts.next().unwrap_or_default();
        let mut out = Cow::Borrowed(first);
        for text in texts {
            out.to_mut().push_str(text);
        }
        out
    }

    /// Returns the `a` elements of a subtree.
    pub fn links_in(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        self.subtree(id).filter(|&inner| self.kind(inner) == Tag::A)
    }

    /// Returns the elements of a subtree that have one of these names.
    pub fn find<'d>(&'d self, id: Id, tags: &'d [&'d str]) -> impl Iterator<Item = Id> + 'd {
        self.subtree(id)
            .filter(move |&inner| tags.contains(&self.tag(inner)))
    }
}

/// The nodes directly below a node.
#[derive(Debug)]
pub struct Children<'d, 'h> {
    dom: &'d Dom<'h>,
    next: u32,
    end: u32,
}

impl Iterator for Children<'_, '_> {
    type Item = Id;

    fn next(&mut self) -> Option<Id> {
        (self.next < self.end).then(|| {
            let id = Id(self.next);
            self.next = self.dom.nodes[id.at()].end;
            id
        })
    }
}

fn index(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
