//! How a title looks: where it stands and how its letters are set.

use memchr::memchr2_iter;

use super::dom::{Dom, Id};
use crate::model::LinkRegion;

/// What the place of a candidate tells of it, at most 0.
pub(super) fn placed(dom: &Dom<'_>, id: Id, region: LinkRegion, body: Option<Id>) -> i32 {
    let beside = if region == LinkRegion::Main { 0 } else { -15 };
    let far = match body {
        // The first words of the text, not something in its middle.
        Some(body) if dom.contains(body, id) => {
            let before = dom.sums_between(body.at(), id.at()).chars;
            i32::try_from(before / 12).unwrap_or(100).min(40)
        }
        Some(body) if id < body => {
            let between = dom.sums_between(id.at(), body.at()).chars;
            i32::try_from(between / 60).unwrap_or(100).min(12)
        }
        _ => 0,
    };
    beside - far
}

/// Tells whether nothing but a short line (a 文号, a subtitle) stands between an element and
/// the line of time and source below it.
pub(super) fn is_right_above(dom: &Dom<'_>, id: Id, byline: Id) -> bool {
    let end = dom.after(id);
    end <= byline && dom.sums_between(end.at(), byline.at()).chars <= 30
}

/// Tells whether one element ends where another begins, with no words between.
pub(super) fn is_next_to(dom: &Dom<'_>, id: Id, body: Id) -> bool {
    let end = dom.after(id);
    end <= body && dom.sums_between(end.at(), body.at()).chars == 0
}

/// Tells whether letters are set larger than those of running text.
pub(super) fn is_large(dom: &Dom<'_>, id: Id) -> bool {
    dom.subtree(id).take(4).any(|inner| {
        let by_font = dom.tag(inner) == "font"
            && dom
                .attr(inner, "size")
                .and_then(|size| size.trim_start_matches('+').trim().parse::<u8>().ok())
                .is_some_and(|size| (4..=7).contains(&size));
        by_font
            || dom
                .attr(inner, "style")
                .is_some_and(|style| font_size(style).is_some_and(|size| size >= 18.0))
    })
}

/// Reads `font-size` in pixels out of a style attribute.
fn font_size(style: &str) -> Option<f32> {
    let (_, rest) = style.split_once("font-size")?;
    let rest = rest.trim_start_matches([':', ' ']);
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let size: f32 = rest[..end].parse().ok()?;
    Some(if rest[end..].starts_with("pt") {
        size * 4.0 / 3.0
    } else if rest[end..].starts_with("px") {
        size
    } else {
        return None;
    })
}

/// Tells whether an element is centred by its own markup or that of its parent.
pub(super) fn is_centred(dom: &Dom<'_>, id: Id) -> bool {
    std::iter::once(id)
        .chain(dom.ancestors(id).take(1))
        .any(|up| {
            dom.tag(up) == "center"
                || dom
                    .attr(up, "align")
                    .is_some_and(|value| value.eq_ignore_ascii_case("center"))
                || dom.attr(up, "style").is_some_and(centres)
        })
}

/// Tells whether a style has `text-align: center`.
fn centres(style: &str) -> bool {
    // Text from word processors has long styles on every word, and nearly none says this.
    memchr2_iter(b'c', b'C', style.as_bytes()).any(|at| {
        let starts = |word: &str| {
            style
                .get(at..at + word.len())
                .is_some_and(|found| found.eq_ignore_ascii_case(word))
        };
        starts("center") && {
            let before = style[..at].trim_end();
            before.strip_suffix(':').is_some_and(|name| {
                let name = name.trim_end().as_bytes();
                name.len() >= ALIGN.len()
                    && name[name.len() - ALIGN.len()..].eq_ignore_ascii_case(ALIGN)
            })
        }
    })
}

const ALIGN: &[u8] = b"text-align";

#[cfg(test)]
mod tests {
    use super::centres;

    #[test]
    fn centred_styles() {
        for style in [
            "text-align:center",
            "color:red; TEXT-ALIGN : Center;",
            "text-align: center !important",
            "vertical-align:center;text-align:center",
        ] {
            assert!(centres(style), "{style}");
        }
        for style in [
            "",
            "text-align:left",
            "vertical-align:center",
            "align:center 标题",
            "center",
        ] {
            assert!(!centres(style), "{style}");
        }
    }
}
