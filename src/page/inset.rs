//! What a page shows in its main part that is no text of its own: frames with other pages or
//! files, and images in the place of a text.

use crate::model::{Address, Inset, LinkRegion};

use super::dom::{Dom, Id};
use super::links;
use super::plain::Tag;

/// Digits in an image's address by which it was put up for the page: editors and publishing
/// systems name such files by day or number, a template names its own by what they are.
const DIGITS: usize = 6;

/// Reads what the main part of a page shows; `None` where it is nothing of the kind.
pub(super) fn read(dom: &Dom<'_>, base: &Address) -> Option<Box<Inset>> {
    let mut inset = Inset::default();
    let mut link_end = 0;
    for id in dom.all() {
        let tag = dom.kind(id);
        if tag == Tag::A {
            link_end = link_end.max(dom.range(id).end);
        }
        let is_own = matches!(
            tag,
            Tag::Img | Tag::Iframe | Tag::Frame | Tag::Embed | Tag::Object
        );
        if !is_own || dom.region(id) != LinkRegion::Main {
            continue;
        }
        if tag == Tag::Img {
            inset.image |= id.at() >= link_end && is_content(dom, id);
            continue;
        }
        let source = dom.attr(id, if tag == Tag::Object { "data" } else { "src" });
        if let Some(target) = source.and_then(|source| links::resolve(base, source))
            && !inset.frames.contains(&target)
        {
            inset.frames.push(target);
        }
    }
    (inset.image || !inset.frames.is_empty()).then(|| Box::new(inset))
}

/// Tells whether an image was put up for this page and is no ornament of the template.
fn is_content(dom: &Dom<'_>, image: Id) -> bool {
    let source = dom.attr(image, "src").unwrap_or_default();
    let path = source.split(['?', '#']).next().unwrap_or_default();
    let digits = path.bytes().filter(u8::is_ascii_digit).count();
    digits >= DIGITS || path.to_ascii_lowercase().contains("upload")
}
