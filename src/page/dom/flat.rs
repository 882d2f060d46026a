//! A page's nodes while they are being put in.

use bumpalo::Bump;

use crate::model::LinkRegion;
use crate::page::plain::Tag;
use crate::page::text::{count_tidy, tidy};

use super::hidden::{hidden_by, is_encoded, is_template_text, stronger};
use super::{Attr, Common, Data, Dom, Element, Hidden, Node, Sums, index};

/// A page's nodes so far, in document order.
#[derive(Debug)]
pub(in crate::page) struct Flat<'h> {
    arena: &'h Bump,
    pub(super) nodes: Vec<Node<'h>>,
    /// Attributes of all elements; an element's stand together.
    pub(in crate::page) attrs: Vec<Attr<'h>>,
    pub(super) known: Vec<(u32, &'h Common)>,
}

impl<'h> Flat<'h> {
    /// Makes room for about so many nodes.
    pub(in crate::page) fn with_capacity(arena: &'h Bump, nodes: usize) -> Self {
        Self {
            arena,
            nodes: Vec::with_capacity(nodes),
            attrs: Vec::with_capacity(nodes / 2),
            known: Vec::new(),
        }
    }

    /// Returns the number of nodes so far.
    pub(in crate::page) fn len(&self) -> usize {
        self.nodes.len()
    }

    fn push(&mut self, parent: Option<u32>, data: Data<'h>, own: Option<Hidden>) -> u32 {
        let at = index(self.nodes.len());
        let above = parent.and_then(|parent| self.nodes.get(parent as usize));
        let hidden = stronger(above.and_then(|node| node.hidden), own);
        self.nodes.push(Node {
            data,
            parent: parent.unwrap_or(0),
            end: at + 1,
            depth: above.map_or(0, |node| node.depth + 1),
            block: matches!(data, Data::Element(element) if element.tag.is_block()),
            hidden,
            region: if hidden.is_some() {
                LinkRegion::Hidden
            } else {
                LinkRegion::Main
            },
        });
        at
    }

    /// Puts in the document, or the document within a `template`.
    pub(in crate::page) fn push_document(&mut self, parent: Option<u32>) -> u32 {
        self.push(parent, Data::Document, None)
    }

    /// Puts in an element; its attributes are already there.
    pub(in crate::page) fn push_element(
        &mut self,
        parent: u32,
        tag: Tag,
        name: &'h str,
        attrs: (usize, usize),
    ) -> u32 {
        let own = hidden_by(tag, &self.attrs[attrs.0..attrs.1]);
        let element = Element {
            tag,
            name: if tag == Tag::Other { name } else { tag.name() },
            attrs: (index(attrs.0), index(attrs.1)),
        };
        self.push(Some(parent), Data::Element(element), own)
    }

    /// Puts in a run of text: tidied, but as it stands where only machines read it.
    pub(in crate::page) fn push_text(&mut self, parent: u32, text: &'h str) -> u32 {
        let above = self.nodes.get(parent as usize).and_then(|up| up.hidden);
        // What stands there is hidden already, whatever a script of it says.
        if above == Some(Hidden::Machine) {
            return self.push(Some(parent), Data::Text(text), None);
        }
        let text = tidy(self.arena, text);
        let own = if is_template_text(text) {
            Some(Hidden::Template)
        } else {
            is_encoded(text).then_some(Hidden::Machine)
        };
        self.push(Some(parent), Data::Text(text), own)
    }

    /// Returns where an element's attributes stand.
    pub(in crate::page) fn attrs_range(&self, at: u32) -> (usize, usize) {
        match self.nodes.get(at as usize).map(|node| node.data) {
            Some(Data::Element(element)) => (element.attrs.0 as usize, element.attrs.1 as usize),
            _ => (0, 0),
        }
    }

    /// Gives an element the attributes from `from` on in place of its own; `false` when they
    /// would hide what stands in it already.
    pub(in crate::page) fn give_attrs(&mut self, at: u32, from: usize) -> bool {
        let to = index(self.attrs.len());
        let Some(Data::Element(element)) =
            self.nodes.get_mut(at as usize).map(|node| &mut node.data)
        else {
            return true;
        };
        let before = hidden_by(
            element.tag,
            &self.attrs[element.attrs.0 as usize..element.attrs.1 as usize],
        );
        element.attrs = (index(from), to);
        before == hidden_by(element.tag, &self.attrs[from..])
    }

    /// Ends the page.
    pub(in crate::page) fn finish(mut self) -> Dom<'h> {
        for at in (1..self.nodes.len()).rev() {
            let (parent, end) = (self.nodes[at].parent as usize, self.nodes[at].end);
            let above = &mut self.nodes[parent].end;
            *above = (*above).max(end);
        }
        let sums = sums(&self.nodes, &self.known);
        Dom {
            nodes: self.nodes,
            attrs: self.attrs,
            sums,
            known: self.known,
        }
    }
}

fn sums(nodes: &[Node<'_>], common: &[(u32, &Common)]) -> Vec<Sums> {
    let mut out = Vec::with_capacity(nodes.len() + 1);
    let mut sum = Sums::default();
    let mut link_end = 0;
    out.push(sum);
    let mut common = common.iter().peekable();
    let mut at = 0;
    while let Some(node) = nodes.get(at) {
        if let Some((_, known)) = common.next_if(|(first, _)| *first as usize == at) {
            // The first of its sums is that of nothing.
            let inner = known.sums().iter().skip(1);
            out.extend(inner.map(|inner| sum.plus(*inner)));
            sum = out.last().copied().unwrap_or_default();
            at += known.len();
            continue;
        }
        if node.hidden.is_none() {
            match node.data {
                Data::Text(text) => {
                    let chars = count_tidy(text);
                    sum.chars += chars;
                    if at < link_end {
                        sum.link_chars += chars;
                    }
                }
                Data::Element(element) => match element.name {
                    "a" => {
                        sum.links += 1;
                        link_end = link_end.max(node.end as usize);
                    }
                    "img" => sum.images += 1,
                    _ => {}
                },
                Data::Document => {}
            }
        }
        out.push(sum);
        at += 1;
    }
    out
}
