//! An element that pages of one template share byte for byte, kept with all that was read of it.

use std::ops::Range;
use std::sync::OnceLock;

use crate::model::LinkRegion;
use crate::page::layout::Marks;
use crate::page::links::Anchored;
use crate::page::list::EntryWithin;
use crate::page::plain::Tag;

use super::{Data, Dom, Element, Flat, Hidden, Id, Node, Sums, index};

/// A place in the texts of a [`Common`].
#[derive(Debug, Clone, Copy)]
struct Span(u32, u32);

#[derive(Debug)]
enum Kept {
    /// Name and attributes.
    Element(Tag, Span, (u32, u32)),
    Text(Span),
}

#[derive(Debug)]
struct KeptNode {
    kept: Kept,
    /// How many nodes before it its parent stands; 0 for the element itself.
    up: u32,
    /// How many nodes it and what stands in it are.
    length: u32,
    /// How much deeper than the element itself it stands.
    depth: u32,
    block: bool,
    hidden: Option<Hidden>,
}

/// An element with everything in it, apart from any page.
#[derive(Debug)]
pub(in crate::page) struct Common {
    texts: String,
    nodes: Vec<KeptNode>,
    attrs: Vec<(Span, Span)>,
    /// What stands in its nodes before each of them, and in all.
    sums: Vec<Sums>,
    /// What the layout asks for, once it was counted on a page.
    pub(in crate::page) marks: OnceLock<Marks>,
    /// Its links, once they were read on a page; `None` where they depend on the page.
    pub(in crate::page) links: OnceLock<Option<Anchored>>,
    /// The marks of the scripts in it, once they were read on a page.
    pub(in crate::page) scripts: OnceLock<Vec<u64>>,
    /// The links in it that may be items of a list, once they were found on a page.
    pub(in crate::page) entries: OnceLock<Vec<EntryWithin>>,
    /// Where in it a breadcrumb may begin, in nodes from its first, once a page was asked.
    pub(in crate::page) trails: OnceLock<Vec<u32>>,
    /// Whether its lines have no label of metadata, once they were read on a page.
    pub(in crate::page) unlabelled: OnceLock<bool>,
}

impl Common {
    /// Keeps an element of a page that no one has to see through: nothing above it is hidden or
    /// a link. `attrs` is where its attributes and those of what stands in it are; `None` where
    /// some are elsewhere.
    pub(in crate::page) fn of(dom: &Dom<'_>, id: Id, attrs: Range<usize>) -> Option<Self> {
        let range = dom.range(id);
        let mut texts = String::new();
        let mut keep = |text: &str| {
            let from = index(texts.len());
            texts.push_str(text);
            Span(from, index(texts.len()))
        };
        let first = dom.nodes[range.start].depth;
        let begins = index(attrs.start);
        let nodes = (range.clone())
            .map(|at| {
                let node = &dom.nodes[at];
                let at = index(at);
                Some(KeptNode {
                    kept: match node.data {
                        Data::Element(Element { tag, name, attrs }) => Kept::Element(
                            tag,
                            // Names that the standard knows need not be kept.
                            if tag == Tag::Other {
                                keep(name)
                            } else {
                                Span(0, 0)
                            },
                            match attrs.0 == attrs.1 {
                                true => (0, 0),
                                false => (attrs.0.checked_sub(begins)?, attrs.1 - begins),
                            },
                        ),
                        Data::Text(text) => Kept::Text(keep(text)),
                        Data::Document => Kept::Text(Span(0, 0)),
                    },
                    up: if at == id.0 { 0 } else { at - node.parent },
                    length: node.end - at,
                    depth: node.depth - first,
                    block: node.block,
                    hidden: node.hidden,
                })
            })
            .collect::<Option<_>>()?;
        let attrs = (dom.attrs[attrs].iter())
            .map(|(name, value)| (keep(name), keep(value)))
            .collect();
        let before = dom.sums[range.start];
        let sums = (dom.sums[range.start..=range.end].iter())
            .map(|sum| sum.minus(before))
            .collect();
        Some(Self {
            texts,
            nodes,
            attrs,
            sums,
            marks: OnceLock::new(),
            links: OnceLock::new(),
            scripts: OnceLock::new(),
            entries: OnceLock::new(),
            trails: OnceLock::new(),
            unlabelled: OnceLock::new(),
        })
    }

    fn text(&self, span: Span) -> &str {
        // The spans were made with the texts.
        self.texts
            .get(span.0 as usize..span.1 as usize)
            .unwrap_or_default()
    }

    /// Returns how many nodes it is.
    pub(in crate::page) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn sums(&self) -> &[Sums] {
        &self.sums
    }
}

impl<'h> Flat<'h> {
    /// Tells whether everybody sees a node.
    pub(in crate::page) fn is_visible(&self, at: u32) -> bool {
        (self.nodes.get(at as usize)).is_some_and(|node| node.hidden.is_none())
    }

    /// Puts in an element that was read before.
    pub(in crate::page) fn push_common(&mut self, parent: u32, common: &'h Common) {
        let first = index(self.nodes.len());
        let depth = (self.nodes.get(parent as usize)).map_or(0, |above| above.depth + 1);
        let begins = index(self.attrs.len());
        self.attrs.extend(
            (common.attrs.iter()).map(|(name, value)| (common.text(*name), common.text(*value))),
        );
        self.nodes
            .extend(common.nodes.iter().zip(first..).map(|(node, at)| Node {
                data: match node.kept {
                    Kept::Element(tag, name, attrs) => Data::Element(Element {
                        tag,
                        name: match tag {
                            Tag::Other => common.text(name),
                            _ => tag.name(),
                        },
                        attrs: match attrs.0 == attrs.1 {
                            true => (0, 0),
                            false => (attrs.0 + begins, attrs.1 + begins),
                        },
                    }),
                    Kept::Text(text) => Data::Text(common.text(text)),
                },
                parent: if node.up == 0 { parent } else { at - node.up },
                end: at + node.length,
                depth: depth + node.depth,
                block: node.block,
                hidden: node.hidden,
                region: match node.hidden {
                    Some(_) => LinkRegion::Hidden,
                    None => LinkRegion::Main,
                },
            }));
        self.known.push((first, common));
    }
}
