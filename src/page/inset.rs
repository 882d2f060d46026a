//! What a page shows in its main part that is no text of its own: frames with other pages or
//! files, and images in the place of a text.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::{Address, Inset, LinkRegion};
use crate::vocabulary::pages::PageWords;

use super::dom::{Dom, Id};
use super::links;
use super::plain::Tag;

/// Digits in an image's address by which it was put up for the page: editors and publishing
/// systems name such files by day or number, a template names its own by what they are.
const DIGITS: usize = 6;

// `.src = "…"`, `.attr("src", "…")`, `.setAttribute("src", "…")`.
#[allow(clippy::expect_used)] // the patterns are constants
static SETS_SOURCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?:\.src\s*=|ttr(?:ibute)?\(\s*["']src["']\s*,)\s*["']([^"'\s<>]+)["']"#)
        .expect("a constant pattern")
});

/// Reads what the main part of a page shows; `None` where it is nothing of the kind. On a page
/// that has nothing else (`alone`) any picture is content that does not look like an ornament.
pub(super) fn read(
    dom: &Dom<'_>,
    base: &Address,
    words: &PageWords,
    alone: bool,
) -> Option<Box<Inset>> {
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
            inset.image |= id.at() >= link_end
                && (is_content(dom, id) || alone && !is_ornament(dom, id, words));
            continue;
        }
        let source = dom.attr(id, if tag == Tag::Object { "data" } else { "src" });
        let target = source
            .and_then(|source| links::resolve(base, source))
            .or_else(|| by_script(dom, base, id));
        if let Some(target) = target
            && !inset.frames.contains(&target)
        {
            inset.frames.push(target);
        }
    }
    (inset.image || !inset.frames.is_empty()).then(|| Box::new(inset))
}

/// Returns the pages that the main part of a page shows in frames.
pub(super) fn frames(dom: &Dom<'_>, base: &Address, words: &PageWords) -> Vec<Address> {
    read(dom, base, words, false).map_or_else(Vec::new, |inset| inset.frames)
}

/// Tells whether a frame stands in the main part whose page nothing but a script knows.
pub(super) fn has_open_frame(dom: &Dom<'_>, base: &Address) -> bool {
    dom.all().any(|id| {
        is_open(dom, id)
            && dom.region(id) == LinkRegion::Main
            && dom.is_visible(id)
            // Frames that no one sees take what is sent to them.
            && ["width", "height"].iter().all(|side| {
                !matches!(dom.attr(id, side).map(str::trim), Some("0" | "1" | "0px" | "1px"))
            })
            && by_script(dom, base, id).is_none()
    })
}

/// Tells whether a frame has no page of its own yet.
fn is_open(dom: &Dom<'_>, id: Id) -> bool {
    dom.kind(id) == Tag::Iframe
        && dom.attr(id, "src").is_none_or(|source| {
            let source = source.trim();
            source.is_empty() || source.starts_with("about:") || source.starts_with("javascript:")
        })
}

/// Returns the page that a script gives to a frame by its name.
fn by_script(dom: &Dom<'_>, base: &Address, frame: Id) -> Option<Address> {
    if !is_open(dom, frame) {
        return None;
    }
    if let Some(source) = dom.attr(frame, "data-src") {
        return links::resolve(base, source);
    }
    let name = dom.attr(frame, "id").or_else(|| dom.attr(frame, "name"))?;
    let name = Some(name.trim()).filter(|name| !name.is_empty())?;
    let mut scripts = dom.all().filter(|&id| dom.kind(id) == Tag::Script);
    scripts.find_map(|script| {
        let code = dom.raw_text(script);
        let mentions = [
            format!("\"{name}\""),
            format!("'{name}'"),
            format!("#{name}"),
        ];
        let at = mentions.iter().find_map(|mention| code.find(mention))?;
        let found = SETS_SOURCE.captures(&code[at..])?;
        links::resolve(base, &found[1])
    })
}

/// Tells whether an image was put up for this page and is no ornament of the template.
pub(super) fn is_content(dom: &Dom<'_>, image: Id) -> bool {
    let source = dom.attr(image, "src").unwrap_or_default();
    let path = source.split(['?', '#']).next().unwrap_or_default();
    let digits = path.bytes().filter(u8::is_ascii_digit).count();
    digits >= DIGITS || path.to_ascii_lowercase().contains("upload")
}

/// Pixels of the side of an icon.
const ICON: u32 = 64;

/// Tells whether a picture is small, or named as those of a template are.
fn is_ornament(dom: &Dom<'_>, image: Id, words: &PageWords) -> bool {
    let is_small = ["width", "height"].iter().any(|side| {
        let pixels = dom
            .attr(image, side)
            .map(|value| value.trim().trim_end_matches("px"));
        pixels.is_some_and(|pixels| pixels.parse::<u32>().is_ok_and(|pixels| pixels <= ICON))
    });
    let source = dom.attr(image, "src").unwrap_or_default();
    let path = source.split(['?', '#']).next().unwrap_or_default();
    let file = path.rsplit('/').next().unwrap_or_default();
    let file = file.to_ascii_lowercase();
    is_small
        || words
            .ornaments
            .iter()
            .any(|word| file.contains(word.as_str()))
}
