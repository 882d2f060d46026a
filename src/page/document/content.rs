//! Whether an article has a text, or nothing beside what every page of its template shows.

use crate::model::{Attachment, LinkRegion};
use crate::page::Ctx;
use crate::page::dom::{Dom, Id};
use crate::page::plain::Tag;
use crate::page::{containers, inset, text};
use crate::vocabulary::pages::PageWords;
use crate::vocabulary::{documents, fold};

use super::lines::Line;

/// Fewer characters than this beside title and attachments are no text of a document.
const TEXT: usize = 24;
/// A line of the template, or a row of the box, has at most so many bytes.
const LINE: usize = 360;
/// So many characters that speak of a file only point to it: 全文见附件。
const POINTER: usize = 12;
/// Chinese characters of a line from which it may be a text.
const PROSE: usize = 10;
/// With more characters than this an article has a text, whatever is furniture.
const MUCH: usize = 600;

/// A label with its value that the article's element has as well.
pub(super) struct Boxed<'a> {
    /// Label and value as shown.
    pub(super) shown: &'a str,
    /// The line of the label.
    pub(super) line: &'a str,
}

/// What an article has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Content {
    /// A text.
    pub(super) has_text: bool,
    /// Nothing but images.
    pub(super) image_only: bool,
    /// Nothing at all: no sentence, no file, nothing that a frame or a script may show.
    pub(super) bare: bool,
}

/// Reads what the article has beside its box.
pub(super) fn read(
    ctx: &Ctx<'_, '_>,
    words: &PageWords,
    files: &[Attachment],
    boxed: &[Boxed<'_>],
    lines: &[Line<'_>],
) -> Content {
    // Below a box without anything no text is found.
    let (element, shown) = match ctx.body {
        Some(body) => (body, ctx.body_text),
        None => (ctx.main, ctx.main_text),
    };
    if ctx.body.is_none() && boxed.is_empty() {
        return Content::default();
    }
    let mut left = beside_box(ctx.title, shown, files, boxed);
    let mut own = None;
    if left >= TEXT && text::count_shown(shown) as usize <= MUCH {
        let lines = own_lines(ctx.title, shown, words, boxed);
        left = left.min(without_files(&lines, files));
        own = Some(lines);
    }
    let empty = left < TEXT;
    let images = match ctx.body {
        Some(_) => ctx.dom.sums(element).images > 0,
        // Among all of the page stand the ornaments of the template.
        None => shows_image(ctx.dom, element),
    };
    let bare = empty && files.is_empty() && !images && {
        let own = own.unwrap_or_else(|| own_lines(ctx.title, shown, words, boxed));
        says_nothing(&own)
            && !(ctx.body.is_some() && says_elsewhere(ctx.title, words, boxed, lines))
            && !may_be_shown(ctx.dom, words)
    };
    let is_article = ctx.body.is_some();
    Content {
        has_text: is_article && !empty,
        image_only: is_article && images && empty && files.is_empty(),
        bare,
    }
}

fn count(text: &str) -> usize {
    text::count(text) as usize
}

/// How many characters are left beside the box, the title and the names of files.
fn beside_box(
    title: Option<&str>,
    shown: &str,
    files: &[Attachment],
    boxed: &[Boxed<'_>],
) -> usize {
    let of_box: usize = boxed.iter().map(|pair| count(pair.shown) + 1).sum();
    let mut left = (text::count_shown(shown) as usize).saturating_sub(of_box);
    for file in files {
        if shown.contains(&file.text) {
            left = left.saturating_sub(count(&file.text));
        }
    }
    if let Some(title) = title
        && shown.matches(title).count()
            > boxed
                .iter()
                .filter(|pair| pair.shown.contains(title))
                .count()
    {
        left = left.saturating_sub(count(title));
    }
    left
}

/// The lines of the article that are neither breadcrumb, title nor rows of the box.
fn own_lines(title: Option<&str>, shown: &str, words: &PageWords, boxed: &[Boxed<'_>]) -> String {
    let title = fold(title.unwrap_or_default());
    let own: Vec<&str> = shown
        .split('\n')
        .filter(|line| is_own(line, &title, words, boxed))
        .collect();
    own.join("\n")
}

/// Tells whether a line is neither breadcrumb, title nor a row of the box.
fn is_own(line: &str, title: &str, words: &PageWords, boxed: &[Boxed<'_>]) -> bool {
    if line.len() > LINE {
        return true;
    }
    let folded = fold(line);
    let short = || folded.chars().count() < 60;
    let of_title = folded.chars().count() >= 4 && title.contains(&folded);
    let of_box = boxed.iter().any(|pair| line.contains(pair.line));
    let label = || {
        let marks = &words.marks;
        let bylines = &marks.byline;
        marks.label.beginning(&folded).next().is_some()
            || bylines.iter().any(|word| folded.starts_with(word.as_str()))
    };
    // In a layout of tables the text may stand in a row with the breadcrumb.
    let crumb = || !line.contains('\t') && words.marks.crumb.is_in(&folded);
    !(of_title || of_box || crumb() || short() && label())
}

/// Tells whether running text stands outside of the article's element.
fn says_elsewhere(
    title: Option<&str>,
    words: &PageWords,
    boxed: &[Boxed<'_>],
    lines: &[Line<'_>],
) -> bool {
    let title = fold(title.unwrap_or_default());
    let han = |line: &Line<'_>| {
        let is_han = |c: &char| ('\u{4e00}'..='\u{9fff}').contains(c);
        line.text.chars().filter(is_han).count()
    };
    let apart = lines
        .iter()
        .filter(|line| !(line.in_body || line.linked || line.beside));
    apart
        .filter(|line| han(line) >= PROSE)
        .any(|line| is_own(&line.text, &title, words, boxed))
}

/// Tells whether an image was put up for the page.
fn shows_image(dom: &Dom<'_>, element: Id) -> bool {
    let images = dom.find(element, &["img"]);
    images.into_iter().any(|id| inset::is_content(dom, id))
}

fn without_files(own: &str, files: &[Attachment]) -> usize {
    let named = files.iter().filter(|file| own.contains(&file.text));
    let of_files: usize = named.map(|file| count(&file.text)).sum();
    count(own).saturating_sub(of_files)
}

/// Tells whether lines hold no sentence, or only point to a file.
fn says_nothing(own: &str) -> bool {
    let pointer = count(own) <= POINTER && documents::words().file_labels.found_in(own);
    pointer || !own.contains(['。', '，', '；', '！', '？', '：', '、'])
}

/// Tells whether a frame, a viewer or a script may show what is not in the markup.
fn may_be_shown(dom: &Dom<'_>, words: &PageWords) -> bool {
    // A script is of no region itself.
    let in_main = |id: Id| {
        let mut regions = dom.ancestors(id).map(|up| dom.region(up));
        let region = regions.find(|region| *region != LinkRegion::Hidden);
        !matches!(
            region,
            Some(LinkRegion::Header | LinkRegion::Footer | LinkRegion::Side)
        )
    };
    let shows = |id: Id| match dom.kind(id) {
        Tag::Iframe | Tag::Frame | Tag::Embed | Tag::Object => true,
        Tag::Script => containers::may_fill(&dom.raw_text(id)),
        _ => matches!(dom.tag(id), "video" | "audio" | "canvas"),
    };
    dom.all().any(|id| in_main(id) && shows(id))
        || containers::are_bound(dom)
        || containers::ask_for_scripts(dom, words)
}
