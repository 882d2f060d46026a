//! Files that belong to an article, and links to its interpretations.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::model::{Address, Attachment, LinkRegion};
use crate::page::Ctx;
use crate::page::dom::Id;
use crate::page::links::in_script;
use crate::page::text;
use crate::vocabulary::{Few, documents};

use super::{matter, words};

/// Extensions of documents; programs, sounds and pictures are not attachments.
const DOCUMENTS: [&str; 24] = [
    "pdf", "doc", "docx", "docm", "wps", "wpt", "xls", "xlsx", "xlsm", "et", "ett", "ppt", "pptx",
    "dps", "ofd", "ceb", "rtf", "txt", "csv", "zip", "rar", "7z", "tif", "odt",
];

/// Reads the attachments of an article, in document order, each file once.
pub(super) fn attachments(ctx: &Ctx<'_, '_>) -> Vec<Attachment> {
    let dom = ctx.dom;
    if ctx.body.is_none() && ctx.title_node.is_none() {
        return Vec::new();
    }
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut found = Vec::new();
    for link in dom.links_in(Id::ROOT) {
        let in_body = ctx.body.is_some_and(|body| dom.contains(body, link));
        let region = dom.region(link);
        if !(in_body || region == LinkRegion::Main && dom.contains(ctx.main, link))
            || !dom.is_visible(link)
        {
            continue;
        }
        let Some(raw) = address_of(ctx, link) else {
            continue;
        };
        if is_plainly_a_page(raw.trim()) {
            continue;
        }
        let raw = tidy(raw);
        let target = ctx.join(&raw);
        if target.is_none() && !raw.starts_with("file:") {
            continue;
        }
        let shown = shown_text(ctx, link);
        let Some(ext) = extension(&raw, target.as_ref(), &shown) else {
            continue;
        };
        if is_furniture(&shown) {
            continue;
        }
        let key = target
            .as_ref()
            .map_or_else(|| raw.clone(), |target| target.as_str().to_owned());
        if let Some(at) = seen.get(&key) {
            // An icon and a name may lead to the same file.
            let first: &mut Attachment = &mut found[*at];
            if first.text.is_empty() {
                first.text = shown;
            }
            continue;
        }
        seen.insert(key, found.len());
        found.push(Attachment {
            raw,
            target,
            text: shown,
            ext,
        });
    }
    found
}

/// Returns a link's address as written, or the one that its script opens where it has none.
fn address_of<'a>(ctx: &'a Ctx<'_, '_>, link: Id) -> Option<&'a str> {
    let dom = ctx.dom;
    let href = dom.attr(link, "href").map(str::trim);
    let leads = href.is_some_and(|href| {
        !href.is_empty()
            && !href.starts_with('#')
            && !href
                .get(..11)
                .is_some_and(|start| start.eq_ignore_ascii_case("javascript:"))
    });
    if leads {
        return href;
    }
    href.and_then(in_script)
        .or_else(|| dom.attr(link, "onclick").and_then(in_script))
        .or(href)
}

/// Tells cheaply what [`extension`] would find to be a page: nearly every link is one.
fn is_plainly_a_page(raw: &str) -> bool {
    let path = raw.split('#').next().unwrap_or(raw);
    !path.contains('?')
        && [".html", ".htm", ".shtml", "/"]
            .iter()
            .any(|end| path.ends_with(end))
}

/// Line breaks and tabs inside an address are no part of it (URL standard).
fn tidy(raw: &str) -> String {
    raw.trim()
        .chars()
        .filter(|c| !matches!(c, '\n' | '\r' | '\t'))
        .collect()
}

fn shown_text(ctx: &Ctx<'_, '_>, link: Id) -> String {
    let dom = ctx.dom;
    let shown = text::line(dom, link);
    if !shown.is_empty() {
        return shown;
    }
    ["title", "download"]
        .iter()
        .filter_map(|name| dom.attr(link, name))
        .map(text::squeeze)
        .find(|value| !value.is_empty())
        .unwrap_or_default()
}

/// Reads the extension off the address, or off the text where the address is a download
/// script (`/download.jsp?id=3`).
/// Returns the extension of the document that a link leads to.
pub(in crate::page) fn extension(
    raw: &str,
    target: Option<&Address>,
    shown: &str,
) -> Option<String> {
    let path = target.map_or(raw, |target| target.path());
    if let Some(ext) = ending(path) {
        return Some(ext);
    }
    // `…/download?file=a.pdf`, `…/a.html` stays a page whatever its text says.
    let last = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let page = [".htm", ".html", ".shtml", ".xhtml", ".jhtml"]
        .iter()
        .any(|ending| last.ends_with(ending))
        || path.ends_with('/') && !raw.contains('?');
    let query = raw.split_once('?').map_or("", |(_, query)| query);
    if let Some(ext) = query.split('&').find_map(|part| {
        let value = part.split_once('=').map_or(part, |(_, value)| value);
        ending(value)
    }) {
        return Some(ext);
    }
    if page {
        return None;
    }
    let lower = raw.to_ascii_lowercase();
    let download = ["down", "attach", "file", "upload", "fujian", "annex"]
        .iter()
        .any(|word| lower.contains(word))
        || !query.is_empty();
    download.then(|| ending_of_text(shown)).flatten()
}

fn ending(path: &str) -> Option<String> {
    let last = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let (_, ext) = last.rsplit_once('.')?;
    let ext = ext.trim().to_ascii_lowercase();
    DOCUMENTS.contains(&ext.as_str()).then_some(ext)
}

/// `方案.docx`, `方案.doc（24KB）`.
fn ending_of_text(shown: &str) -> Option<String> {
    let name = shown
        .split(['(', '（', '[', '【'])
        .find(|part| part.contains('.'))
        .unwrap_or(shown);
    ending(name.trim().trim_end_matches(['）', ')', '】', ']']))
}

/// Links to readers and blank forms that every page of a site carries.
fn is_furniture(shown: &str) -> bool {
    documents::words().not_attachments.found_in(shown)
}

/// Reads the links to interpretations of a document (条例 Article 12 asks for the paper; the
/// practice of 国办发〔2017〕47号 links it both ways), and whether there are others of which
/// the page does not tell whose they are. Menus and columns are left out, and what another
/// paper's name stands on.
pub(super) fn interpretations(ctx: &Ctx<'_, '_>) -> (Vec<Address>, bool) {
    let dom = ctx.dom;
    let own = ctx.title.unwrap_or_default();
    if ctx.title_node.is_none() && ctx.body.is_none() || words::is_explaining(own) {
        return (Vec::new(), false);
    }
    let (mut found, mut perhaps) = (Vec::<Address>::new(), false);
    let mut firsts = BTreeMap::new();
    // Where no word of the page speaks of one, only a picture's own name may.
    let spoken = names_interpretation(ctx.main_text);
    for link in dom.links_in(ctx.main) {
        if dom.region(link) != LinkRegion::Main
            || !dom.is_visible(link)
            || (!spoken && dom.sums(link).chars > 0)
        {
            continue;
        }
        let shown = shown_text(ctx, link);
        let labelled = under_interpretation_label(ctx, link, &shown, &mut firsts);
        if !labelled && !names_interpretation(&shown) {
            continue;
        }
        let Some(target) = dom.attr(link, "href").and_then(|href| ctx.join(href)) else {
            continue;
        };
        if leads_to_column(&target, ctx.address)
            || target == *ctx.address
            || words::is_about_explaining(&shown)
            || matter::names_other(&shown, own)
        {
            continue;
        }
        // Beside a paper templates show whatever is new or has a word in common.
        if labelled || shown.chars().count() <= NAMELESS || matter::are_akin(&shown, own) {
            if !found.contains(&target) {
                found.push(target);
            }
        } else {
            perhaps = true;
        }
    }
    // One that stands below the paper itself is found where the paper is.
    if spoken && found.is_empty() && stands_below(ctx) {
        found.push(ctx.address.clone());
    }
    (found, perhaps)
}

/// Tells whether a heading such as 政策解读 that leads nowhere has a text of its own below it.
fn stands_below(ctx: &Ctx<'_, '_>) -> bool {
    let dom = ctx.dom;
    let heads = &documents::words().explaining.headings;
    dom.find(
        ctx.main,
        &["h2", "h3", "h4", "h5", "h6", "p", "div", "strong", "span"],
    )
    .any(|id| {
        let sums = dom.sums(id);
        if sums.links > 0
            || !(2..=8).contains(&sums.chars)
            || dom.region(id) != LinkRegion::Main
            || !text::may_be_named(dom, id, heads.iter())
        {
            return false;
        }
        let name = text::name(dom, id);
        let heads = heads.has(name.trim_end_matches([':', '：']));
        // What stands beside a paper stands in another block.
        let block = dom.parent(id).filter(|_| heads && dom.is_visible(id));
        block.is_some_and(|block| {
            let below = dom.sums_between(dom.after(id).at(), dom.range(block).end);
            below.chars.saturating_sub(below.link_chars) >= BELOW
                && below.link_chars < below.chars / 2
        })
    })
}

/// Characters of a text below a heading that are more than a hint or a date.
const BELOW: u32 = 12;

/// The most characters of a link that only says what it leads to: 政策解读, 图解（二）.
const NAMELESS: usize = 8;

/// Extensions of pictures, sounds and films: interpretations are made as such.
const MEDIA: [&str; 9] = [
    "jpg", "jpeg", "png", "gif", "webp", "mp4", "mp3", "m3u8", "flv",
];

/// Pages of articles carry a number in their address; columns end in a name. How another site
/// forms its addresses is not known (mp.weixin.qq.com/s/abcd is an article).
fn leads_to_column(target: &Address, own: &Address) -> bool {
    let path = target.path().to_ascii_lowercase();
    let last = path.rsplit('/').next().unwrap_or_default();
    let is_media = |(_, ext): (&str, &str)| MEDIA.contains(&ext) || DOCUMENTS.contains(&ext);
    if last.rsplit_once('.').is_some_and(is_media) {
        return false;
    }
    let foreign = target.authority() != own.authority();
    let named = last.is_empty()
        || ["index", "list", "col"]
            .iter()
            .any(|name| last.starts_with(name))
        || !foreign && !last.chars().any(|c| c.is_ascii_digit());
    named && !target.path_and_query().contains('?')
}

fn names_interpretation(text: &str) -> bool {
    static FINDER: LazyLock<Few> =
        LazyLock::new(|| Few::new(documents::words().explaining.links.iter()));
    FINDER.is_in(text)
}

/// A link right after a short heading such as 相关解读 or 政策解读：.
fn under_interpretation_label(
    ctx: &Ctx<'_, '_>,
    link: Id,
    shown: &str,
    firsts: &mut BTreeMap<Id, String>,
) -> bool {
    let dom = ctx.dom;
    if shown.chars().count() < 4 {
        return false;
    }
    for up in dom.ancestors(link).take(5) {
        if up == ctx.main || dom.contains(up, ctx.main) || ctx.body == Some(up) {
            return false;
        }
        // The first words of a small block head it.
        let sums = dom.sums(up);
        if sums.chars > 600 {
            return false;
        }
        // The links of a list stand in the same blocks.
        let first = firsts
            .entry(up)
            .or_insert_with(|| text::first_line(dom, up));
        if first.chars().count() <= 10 && first.as_str() != shown {
            return names_interpretation(first);
        }
    }
    false
}
