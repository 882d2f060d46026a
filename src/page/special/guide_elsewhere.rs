//! Guides whose text is not on their own page: in a file, in a picture, on another page.

use super::flow::id_at;
use super::guide::is_guide_title;
use super::guide_labels::has;
use crate::model::{Address, Cause, LinkRegion};
use crate::page::dom::{Dom, Id};
use crate::page::{Ctx, text};
use crate::vocabulary::fold_label;
use crate::vocabulary::guide::words;

/// The most characters of own text, title and day included, beside a link that has the guide
/// in its place: what says more says something itself.
const BESIDE: u32 = 160;

/// Says where the text of a guide is that is not on its page, and which page has it.
pub(super) fn find(ctx: &Ctx<'_, '_>) -> (Option<Cause>, Option<Address>) {
    let dom = ctx.dom;
    if let Some(target) = linked(ctx) {
        let cause = if target.bare_authority() == ctx.address.bare_authority() {
            Cause::NeedsHuman
        } else {
            Cause::JumpsOffSite
        };
        return (Some(cause), Some(target));
    }
    let (mut file, mut picture) = (false, false);
    each_own(ctx, |id| match dom.tag(id) {
        "a" | "iframe" | "embed" | "object" => {
            file |= ["href", "src", "data"]
                .iter()
                .any(|name| dom.attr(id, name).is_some_and(is_file));
        }
        "img" => picture = true,
        _ => {}
    });
    let cause = if file {
        Some(Cause::UnreadableFile)
    } else {
        picture.then_some(Cause::ImageOnly)
    };
    (cause, None)
}

/// Tells whether an address is that of a file which may hold the text.
fn is_file(address: &str) -> bool {
    let address = address.to_ascii_lowercase();
    [".pdf", ".doc", ".docx", ".wps", ".ofd"]
        .iter()
        .any(|ext| address.contains(ext))
}

/// Tells whether a node is of the header, of a menu or of the footer. On a page without running
/// text the longest menu may have been taken for what the page is about.
pub(super) fn is_beside(ctx: &Ctx<'_, '_>, id: Id) -> bool {
    let dom = ctx.dom;
    matches!(
        dom.region(id),
        LinkRegion::Header | LinkRegion::Footer | LinkRegion::Side
    ) || ctx.body.is_none() && ctx.title_node.is_some_and(|title| is_menu(dom, id, title))
}

/// Tells whether a block is nothing but short links, and not what the title stands in.
fn is_menu(dom: &Dom<'_>, id: Id, title: Id) -> bool {
    let sums = dom.sums(id);
    dom.is_block(id)
        && sums.links >= 4
        && sums.link_chars * 10 >= sums.chars * 6
        && sums.link_chars / sums.links <= 12
        && !dom.contains(id, title)
}

/// Goes through what a person sees of a page's own part.
fn each_own(ctx: &Ctx<'_, '_>, mut take: impl FnMut(Id)) {
    let dom = ctx.dom;
    let range = dom.range(ctx.main);
    let mut at = range.start;
    while at < range.end {
        let id = id_at(at);
        if id != ctx.main && (!dom.is_visible(id) || is_beside(ctx, id)) {
            at = dom.after(id).at();
            continue;
        }
        take(id);
        at += 1;
    }
}

/// Finds the page that a link named after the guide leads to, where the page says hardly more
/// than that. Its own address and those above it are steps of its breadcrumb.
fn linked(ctx: &Ctx<'_, '_>) -> Option<Address> {
    let dom = ctx.dom;
    let (mut found, mut link_chars, mut chars) = (None, 0, 0);
    each_own(ctx, |id| {
        if dom.text_node(id).is_some() {
            chars += dom.sums(id).chars;
        }
        if dom.tag(id) != "a" {
            return;
        }
        link_chars += dom.sums(id).chars;
        let under_title = ctx.title_node.is_none_or(|title| id > title);
        if found.is_some() || !under_title || !names_guide(dom, id) {
            return;
        }
        let target = dom.attr(id, "href").and_then(|href| ctx.join(href));
        found = target.filter(|target| !is_file(target.as_str()) && !is_above(target, ctx.address));
    });
    found.filter(|_| chars.saturating_sub(link_chars) <= BESIDE)
}

/// Tells whether a link is named after the guide, or stands beside the guide's name and only
/// says that one is to look there.
fn names_guide(dom: &Dom<'_>, link: Id) -> bool {
    let name = text::name(dom, link);
    if is_guide_title(&name) {
        return true;
    }
    if name.is_empty() || !has(&words().read_on, &fold_label(&name)) {
        return false;
    }
    let line = dom.ancestors(link).take(4).find(|&up| dom.is_block(up));
    line.is_some_and(|line| dom.sums(line).chars < BESIDE && is_guide_title(&text::line(dom, line)))
}

/// Tells whether an address is the page's own or that of a folder it stands in.
fn is_above(target: &Address, own: &Address) -> bool {
    if target.authority() != own.authority() {
        return false;
    }
    let folder = |path: &str| path[..path.rfind('/').map_or(0, |at| at + 1)].to_owned();
    let last = target.path().rsplit('/').next().unwrap_or_default();
    let names_folder =
        last.is_empty() || last.starts_with("index.") || last.starts_with("default.");
    target == own
        || names_folder
            && !target.path_and_query().contains('?')
            && folder(own.path()).starts_with(&folder(target.path()))
}
