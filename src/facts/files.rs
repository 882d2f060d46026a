//! Facts of the search box and of the attached files of the disclosure platform: whether what
//! they lead to answered, as Article 24 asks for search and download.

use std::collections::BTreeSet;

use super::Table;
use super::opens::{Opens, Unread, opens};
use super::platform::{in_platform, listed};
use super::view::{View, seen};
use crate::model::{Address, Attachment, Cause, Fact, Observation, Place, Value};
use crate::site::{FileKind, PageIx, Parts, Resolution};
use crate::vocabulary::{fold, links};

pub(super) const FACTS: Table = &[
    ("platform.search_opens", |view, _| search_opens(view)),
    ("platform.attachments_broken", |view, _| {
        let mut broken = Vec::new();
        let mut places = Vec::new();
        let mut unread = Unread::default();
        for (page, attachment, target) in attachments(view) {
            let name = name_of(&attachment, &target);
            match opens(view, &target) {
                Opens::There | Opens::Elsewhere => {}
                Opens::Broken(why) => {
                    places.push(view.place(page, &format!("附件{why}：{name}"), Some(&name)));
                    broken.push(name);
                }
                Opens::Unread(cause, what) => unread.note(cause, || {
                    view.place(page, &format!("没有核对的附件（{what}）：{name}"), None)
                }),
            }
        }
        none_or(view, broken, places, unread)
    }),
    ("platform.attachments_checked", |view, _| {
        let mut known = 0;
        let mut unread = Unread::default();
        for (page, attachment, target) in attachments(view) {
            match opens(view, &target) {
                Opens::There | Opens::Broken(_) => known += 1,
                Opens::Unread(cause, what) => unread.note(cause, || {
                    let name = name_of(&attachment, &target);
                    view.place(page, &format!("没有核对的附件（{what}）：{name}"), None)
                }),
                Opens::Elsewhere => {}
            }
        }
        if view.site.platform.found().is_none() {
            return view.unknown(Cause::NotFetched);
        }
        // Attachments of which none was asked for are not the same as none.
        match unread.cause.or(view.site.origin.cut_short) {
            Some(cause) if known == 0 => Observation {
                fact: Fact::Unknown(cause),
                places: unread.places,
            },
            _ => Fact::int(known).into(),
        }
    }),
    ("platform.attachments_nameless", |view, _| {
        let mut nameless = Vec::new();
        let mut places = Vec::new();
        for (page, attachment, _) in attachments(view) {
            if tells_nothing(&attachment.text) && nameless.len() < SHOWN {
                places.push(view.place(page, "附件", Some(&attachment.text)));
                nameless.push(attachment.text.clone());
            }
        }
        Observation {
            fact: Fact::list(nameless),
            places,
        }
    }),
    ("platform.attachments_mistyped", |view, _| {
        let mut wrong = Vec::new();
        let mut places = Vec::new();
        let mut unread = Unread::default();
        for (page, attachment, target) in attachments(view) {
            if let Opens::Unread(cause, what) = opens(view, &target) {
                unread.note(cause, || {
                    let name = name_of(&attachment, &target);
                    view.place(page, &format!("没有核对的附件（{what}）：{name}"), None)
                });
                continue;
            }
            let Some(what) = mistyped(view, &target, &attachment.ext) else {
                continue;
            };
            let locator = format!("附件 {} 打开是{what}", target.as_str());
            places.push(view.place(page, &locator, Some(&attachment.text)));
            wrong.push(attachment.text.clone());
        }
        none_or(view, wrong, places, unread)
    }),
];

/// The most names that are shown.
const SHOWN: usize = 20;

/// Tells whether a name is one that nobody gave: that of a new file, or what is left of a name
/// that was read in another encoding.
fn tells_nothing(name: &str) -> bool {
    let bare = name.rsplit_once('.').map_or(name, |(bare, _)| bare).trim();
    // ÎÄ¼þ: bytes of one encoding shown as signs of Latin letters.
    let odd = |c: &char| ('\u{a1}'..='\u{ff}').contains(c) && !"·×÷°±²³".contains(*c);
    let odd = bare.chars().filter(odd).count();
    let queries = !bare.is_empty() && bare.chars().all(|c| c == '?' || c == '？');
    let escaped = bare.starts_with('%') && bare.matches('%').count() >= 3;
    links::words().new_files.begin(&fold(bare))
        || odd >= 3
        || bare.contains('\u{fffd}')
        || queries
        || escaped
}

/// Lists what was found; that there is none is said only where nothing was left unread.
pub(super) fn none_or(
    view: &View<'_>,
    found: Vec<String>,
    places: Vec<Place>,
    unread: Unread,
) -> Observation {
    match (unread.cause, view.site.platform.found()) {
        (Some(cause), Some(_)) if found.is_empty() => Observation {
            fact: Fact::Known(Value::Partial(BTreeSet::new(), cause)),
            places: unread.places,
        },
        _ => listed(view, found, places),
    }
}

fn name_of(attachment: &Attachment, target: &Address) -> String {
    if attachment.text.is_empty() {
        target.as_str().to_owned()
    } else {
        attachment.text.clone()
    }
}

/// Every attachment of the platform's documents that has an address.
fn attachments<'v>(view: &'v View<'_>) -> impl Iterator<Item = (PageIx, Attachment, Address)> + 'v {
    view.site
        .pages_with(Parts::FILES)
        .filter(|page| in_platform(view, *page))
        .flat_map(move |page| {
            let record = view.site.page(page);
            let document = record.facts.document.iter();
            document
                .flat_map(|document| &document.attachments)
                .filter_map(|file| Some((page, file.clone(), file.target.clone()?)))
                .collect::<Vec<_>>()
        })
}

/// Says what an attachment's address gives when it is plainly not the file that it names.
fn mistyped(view: &View<'_>, target: &Address, ext: &str) -> Option<&'static str> {
    // An address that names no kind of file may lead to a page with the file on it.
    if ext.is_empty() {
        return None;
    }
    if let Resolution::Page(page) = view.site.answers.resolve(target) {
        // A page of a viewer holds the file; one that asks for a script may too.
        let record = view.site.page(page);
        let viewer = record.facts.unreadable.is_some() || record.facts.redirect.is_some();
        return (!viewer && record.status == 200).then_some("网页");
    }
    let answer = view.site.answers.end(target)?;
    match (ext, answer.content) {
        (_, Some(FileKind::Page)) => return Some("网页"),
        ("pdf", Some(FileKind::Office | FileKind::Zip))
        | ("doc" | "docx" | "xls" | "xlsx" | "wps" | "et", Some(FileKind::Pdf)) => {
            return Some("另一种文件");
        }
        (
            "pdf" | "doc" | "docx" | "xls" | "xlsx" | "wps" | "et" | "ofd",
            Some(FileKind::Picture),
        ) => {
            return Some("图片");
        }
        _ => {}
    }
    // What a file is by its own bytes, a browser opens, whatever the server calls it.
    if !matches!(
        answer.content,
        None | Some(FileKind::Other | FileKind::Empty)
    ) {
        return None;
    }
    let media = answer.media_type.as_deref()?;
    let media = media.split(';').next().unwrap_or(media).trim();
    // That a server calls one kind of office file another is mostly its own wrong table: the file
    // is saved under its name and opens.
    (media.starts_with("image/") && ext != "tif").then_some("图片")
}

/// Whether the address that a search box sends its words to answered.
fn search_opens(view: &View<'_>) -> Observation {
    let Some(platform) = view.site.platform.found() else {
        return view.unknown(Cause::NotFetched);
    };
    let boxes = || {
        let inside = view
            .site
            .page_numbers()
            .filter(|page| in_platform(view, *page));
        std::iter::once(platform.page).chain(inside)
    };
    let mut told = None;
    for page in boxes().filter(|page| view.site.has(*page, Parts::SEARCH)) {
        let facts = &view.site.page(page).facts;
        let Some(target) = &facts.search_target else {
            continue;
        };
        let fact = match view.site.answers.resolve(target) {
            Resolution::Page(_) | Resolution::File => Fact::bool(true),
            // A folder or a preview has no program that searches; only a server's own answer
            // tells, and that names its type.
            Resolution::Gone(_) => {
                let end = view.site.answers.end(target);
                let served = end.is_some_and(|answer| answer.media_type.is_some());
                if served && !view.site.origin.preview {
                    Fact::bool(false)
                } else {
                    Fact::Unknown(Cause::NeedsHuman)
                }
            }
            Resolution::Refused(cause, _) => Fact::Unknown(cause),
            Resolution::Unasked(_) => {
                Fact::Unknown(view.site.origin.cut_short.unwrap_or(Cause::NotFetched))
            }
        };
        // One that works is enough.
        let works = fact == Fact::bool(true);
        if works || told.is_none() {
            told = Some((fact, page, target.as_str().to_owned()));
        }
        if works {
            break;
        }
    }
    if let Some((fact, page, target)) = told {
        return seen(fact, view.place(page, "检索框", Some(&target)));
    }
    match boxes().find(|page| view.site.page(*page).facts.search_box) {
        // A box whose words a script takes away.
        Some(page) => seen(
            Fact::Unknown(Cause::ScriptBuilt),
            view.place(page, "检索框", None),
        ),
        None => seen(Fact::Absent, view.place(platform.page, "平台首页", None)),
    }
}

#[cfg(test)]
mod tests {
    use super::tells_nothing;

    #[test]
    fn names_that_nobody_gave() {
        for name in [
            "ÎÄ¼þ¸½¼þ.docx",
            "新建 Microsoft Word 文档.docx",
            "???.docx",
            "%E9%99%84%E4%BB%B6.docx",
        ] {
            assert!(tells_nothing(name), "{name}");
        }
        for name in [
            "附件1.docx",
            "1.docx",
            "关于新建文化馆的批复.pdf",
            "2×3项目·一期.pdf",
            "增长5%.xlsx",
        ] {
            assert!(!tells_nothing(name), "{name}");
        }
    }
}
