//! Files that belong to an article, and links to its interpretations.

use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::model::{Address, Attachment, LinkRegion};
use crate::page::Ctx;
use crate::page::dom::Id;
use crate::page::links::{argument, in_script, is_call};
use crate::page::plain::Tag;
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
    let body = ctx.body.map(|body| dom.range(body)).unwrap_or_default();
    let main = dom.range(ctx.main);
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut found: Vec<Attachment> = Vec::new();
    for id in dom.all() {
        let read = match dom.kind(id) {
            Tag::A => of_link,
            Tag::Iframe | Tag::Frame | Tag::Embed | Tag::Object => of_frame,
            Tag::Button
            | Tag::Input
            | Tag::Span
            | Tag::Div
            | Tag::Li
            | Tag::Td
            | Tag::Img
            | Tag::P => of_button,
            _ => continue,
        };
        let in_body = body.contains(&id.at());
        if !(in_body || main.contains(&id.at()) && dom.region(id) == LinkRegion::Main) {
            continue;
        }
        let Some(file) = read(ctx, id, in_body) else {
            continue;
        };
        if !dom.is_visible(id) || is_furniture(&file.text) {
            continue;
        }
        // A path given to a script that shows the file is mostly the file's own.
        let path = || ctx.join(&file.raw).filter(|_| is_file(&file.raw));
        let key = match file.target.clone().or_else(path) {
            Some(target) => target.as_str().to_owned(),
            // The same call may get what it opens from where it stands.
            None => format!("{} {}", file.raw, file.text),
        };
        if let Some(at) = seen.get(&key) {
            // An icon and a name may lead to the same file.
            let first: &mut Attachment = &mut found[*at];
            if first.text.is_empty() {
                first.text = file.text;
            }
            continue;
        }
        seen.insert(key, found.len());
        found.push(file);
    }
    found
}

/// Reads the file that a link leads to.
fn of_link(ctx: &Ctx<'_, '_>, link: Id, in_body: bool) -> Option<Attachment> {
    match address_of(ctx, link) {
        Some(raw) => leads(ctx, link, raw, in_body),
        None => of_script(ctx, link, in_body),
    }
}

/// Reads the file that a click on another element opens.
fn of_button(ctx: &Ctx<'_, '_>, button: Id, in_body: bool) -> Option<Attachment> {
    let dom = ctx.dom;
    let script = dom.attr(button, "onclick")?;
    let sums = dom.sums(button);
    // What holds links leaves the files to them.
    if sums.links > 0 || sums.chars > NAME {
        return None;
    }
    match in_script(script) {
        Some(raw) => leads(ctx, button, raw, in_body),
        None => of_script(ctx, button, in_body),
    }
}

/// The most characters of an element that is pressed like a button.
const NAME: u32 = 100;

/// Reads the file at an address.
fn leads(ctx: &Ctx<'_, '_>, id: Id, raw: &str, in_body: bool) -> Option<Attachment> {
    if is_plainly_a_page(raw.trim()) {
        return None;
    }
    let raw = tidy(raw);
    let target = ctx.join(&raw);
    if target.is_none() && !raw.starts_with("file:") {
        return None;
    }
    let text = shown_text(ctx, id);
    let ext = extension(&raw, target.as_ref(), &text).or_else(|| {
        let asks = !text.is_empty() && asks_for_file(&raw);
        (asks && (in_body || is_labelled(ctx, id, &text))).then(String::new)
    })?;
    Some(Attachment {
        raw,
        target,
        text,
        ext,
    })
}

/// Reads the file that stands on the page in a frame of its own, or in that of a viewer which is
/// told the file's address (`viewer.html?file=/a.pdf`).
fn of_frame(ctx: &Ctx<'_, '_>, frame: Id, _: bool) -> Option<Attachment> {
    let dom = ctx.dom;
    let is_object = dom.kind(frame) == Tag::Object;
    let raw = tidy(dom.attr(frame, if is_object { "data" } else { "src" })?);
    let own = ctx.join(&raw)?;
    let title = dom.attr(frame, "title").map(text::squeeze);
    let text = title.unwrap_or_default();
    if let Some(ext) = ending(own.path()) {
        return Some(Attachment {
            raw,
            target: Some(own),
            text,
            ext,
        });
    }
    let query = raw.split('#').next()?.split_once('?')?.1;
    let (file, ext) = url::form_urlencoded::parse(query.as_bytes()).find_map(|(_, value)| {
        let ext = ending(path_of(&value))?;
        Some((value, ext))
    })?;
    // What a program on the server makes of a path is not known; a page can only open it.
    let path = own.path().to_ascii_lowercase();
    let is_page = path.ends_with(".html") || path.ends_with(".htm");
    let target = (is_page || is_whole(&file))
        .then(|| own.join(&file))
        .flatten();
    Some(Attachment {
        raw,
        target,
        text,
        ext,
    })
}

/// Reads the file that a script opens: named in the call or by an attribute, or known by the
/// words alone. What the script makes of a path is not known, so that only a whole address is
/// taken for the file's.
fn of_script(ctx: &Ctx<'_, '_>, id: Id, in_body: bool) -> Option<Attachment> {
    let dom = ctx.dom;
    let (href, onclick) = (dom.attr(id, "href"), dom.attr(id, "onclick"));
    // A leap within the page.
    if onclick.is_none() && href.is_some_and(|href| href.trim().len() > 1 && href.starts_with('#'))
    {
        return None;
    }
    let text = shown_text(ctx, id);
    let named = [onclick, href]
        .into_iter()
        .flatten()
        .find_map(|script| argument(script, is_file))
        .or_else(|| {
            let mut data = dom.attrs(id).iter();
            data.find_map(|(name, value)| {
                (name.starts_with("data-") && is_file(value)).then_some(*value)
            })
        });
    if let Some(raw) = named {
        return Some(Attachment {
            raw: raw.to_owned(),
            target: is_whole(raw).then(|| ctx.join(raw)).flatten(),
            text,
            ext: ending(path_of(raw))?,
        });
    }
    if text.is_empty() {
        return None;
    }
    let calls = is_call(href, onclick);
    let hints = [onclick, href, dom.attr(id, "id"), dom.attr(id, "class")];
    let opens = || hints.into_iter().flatten().any(names_files);
    let ext = match ending_of_text(&text) {
        Some(ext) if calls || opens() => ext,
        None if calls && opens() && (in_body || is_labelled(ctx, id, &text)) => String::new(),
        _ => return None,
    };
    let raw = onclick.or(href).map(tidy).unwrap_or_default();
    Some(Attachment {
        raw,
        target: None,
        text,
        ext,
    })
}

fn is_whole(address: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| {
        let start = address.get(..scheme.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })
}

/// Tells whether a path or a name is that of a document.
fn is_file(address: &str) -> bool {
    ending(path_of(address)).is_some()
}

fn path_of(address: &str) -> &str {
    address.split(['?', '#']).next().unwrap_or(address)
}

/// Tells whether an address that ends in no extension asks for one file of many:
/// `/attachment.jspx?cid=3`, `/common/download/8a8b`.
fn asks_for_file(raw: &str) -> bool {
    let path = path_of(raw);
    let last = path.rsplit('/').next().unwrap_or(path);
    let page = last.contains(".htm") || last.contains(".shtml");
    let rest = raw.strip_prefix(path).unwrap_or_default();
    let one = |part: &str| part.contains(|c: char| c.is_ascii_digit()) || part.contains('=');
    !page
        && !raw.ends_with(['=', '/'])
        && (one(rest) || one(last))
        && (names_files(raw)
            || ["/down/", "/down.", "/down?"]
                .iter()
                .any(|w| raw.contains(w)))
}

/// Tells whether the name of a function, a class or a program is one of files to be fetched.
fn names_files(name: &str) -> bool {
    const NAMES: [&str; 11] = [
        "download", "downfile", "downsoft", "downsys", "downatt", "filedown", "attach", "annex",
        "fujian", "getfile", "openfile",
    ];
    let lower = name.to_ascii_lowercase();
    NAMES.iter().any(|known| lower.contains(known))
}

/// Tells whether a link's own words, or those that head a small block around it, are of files
/// that go with a paper.
fn is_labelled(ctx: &Ctx<'_, '_>, id: Id, shown: &str) -> bool {
    let dom = ctx.dom;
    let labels = &documents::words().file_labels;
    labels.found_in(shown)
        || dom
            .ancestors(id)
            .take(4)
            .take_while(|up| {
                *up != ctx.main && ctx.body != Some(*up) && dom.sums(*up).chars <= LABELLED
            })
            .any(|up| labels.found_in(&text::first_line(dom, up)))
}

/// The most characters of a block of files with its heading.
const LABELLED: u32 = 300;

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
    // A button's words may be its value.
    ["title", "download", "value"]
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
    let named = LazyCell::new(|| matter::Named::of(own));
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
            || named.is_not_in(&shown)
        {
            continue;
        }
        // Beside a paper templates show whatever is new or has a word in common.
        if labelled || shown.chars().count() <= NAMELESS || named.is_akin(&shown) {
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

#[cfg(test)]
#[path = "files_tests.rs"]
mod tests;
