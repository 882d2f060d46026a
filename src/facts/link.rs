//! Facts of links. A subject is a target: one dead address is one problem wherever it is linked.

use std::collections::BTreeMap;

use foldhash::HashMap;

use super::Table;
use super::platform::in_platform;
use super::site::Channels;
use super::site_marks::is_inner;
use super::view::{View, state_of};
use crate::model::{Address, Fact, Observation, Picture, Place};
use crate::site::{PageIx, Parts, Resolution, SiteModel};

/// A link target with the pages that link to it.
#[derive(Debug, Clone)]
pub(crate) struct LinkSubject {
    pub(super) target: Address,
    pub(super) text: String,
    pub(super) pages: Vec<PageIx>,
}

/// Most places kept of one target.
const PLACES: usize = 10;

/// Collects the targets that answered with an error of their own: all others pass or are
/// unknown without a place to show, and millions of them would only cost memory.
pub(super) fn collect(site: &SiteModel) -> Vec<LinkSubject> {
    let mut broken: HashMap<u32, bool> = HashMap::default();
    let mut found: BTreeMap<Address, LinkSubject> = BTreeMap::new();
    for page in site.page_numbers() {
        for link in site.links_of(page) {
            let Some(number) = link.target else { continue };
            let is_broken = *broken.entry(number).or_insert_with(|| {
                matches!(site.answers.resolve_number(number), Resolution::Gone(_))
            });
            if !is_broken {
                continue;
            }
            let Some(address) = site.answers.address(number) else {
                continue;
            };
            let subject = found.entry(address.clone()).or_insert_with(|| LinkSubject {
                target: address,
                text: site.strings.get(link.text).to_owned(),
                pages: Vec::new(),
            });
            if subject.pages.len() < PLACES && subject.pages.last() != Some(&page) {
                subject.pages.push(page);
            }
        }
    }
    for (page, picture) in pictures(site) {
        if matches!(site.answers.resolve(&picture.target), Resolution::Gone(_)) {
            let subject = found.entry(picture.target.clone());
            subject.or_insert_with(|| LinkSubject {
                target: picture.target,
                text: picture.text,
                pages: vec![page],
            });
        }
    }
    found.into_values().collect()
}

/// The pictures of the home page, which open or not as links do.
fn pictures(site: &SiteModel) -> Vec<(PageIx, Picture)> {
    let Some(page) = site.home else {
        return Vec::new();
    };
    let record = site.page(page);
    let pictures = record.facts.home.iter().flat_map(|home| &home.pictures);
    pictures.map(|picture| (page, picture.clone())).collect()
}

pub(super) const FACTS: Table = &[
    ("link.target", |view, at| {
        on(view, at, |link| Fact::text(link.target.as_str()))
    }),
    ("link.text", |view, at| {
        on(view, at, |link| Fact::text(link.text.clone()))
    }),
    ("link.state", |view, at| {
        on(view, at, |link| {
            Fact::text(state_of(view.site, &link.target).0)
        })
    }),
    ("link.status", |view, at| {
        on(view, at, |link| {
            state_of(view.site, &link.target)
                .1
                .map_or(Fact::Absent, |status| Fact::int(i64::from(status)))
        })
    }),
    ("link.answer", |view, at| {
        on(view, at, |link| {
            let Some(status) = state_of(view.site, &link.target).1 else {
                return Fact::Absent;
            };
            Fact::text(match view.site.answers.says_missing(&link.target) {
                Some(words) => format!("{status} “{words}”"),
                None => status.to_string(),
            })
        })
    }),
    ("link.local", |view, at| {
        on(view, at, |link| Fact::bool(is_inner(&link.target)))
    }),
    ("link.judged_elsewhere", |view, at| {
        on(view, at, |link| {
            Fact::bool(is_judged_elsewhere(view, &link.target))
        })
    }),
    ("link.attachment", |view, at| {
        on(view, at, |link| {
            let path = link.target.path().to_ascii_lowercase();
            let ext = path.rsplit('.').next().unwrap_or("");
            Fact::bool(matches!(
                ext,
                "doc"
                    | "docx"
                    | "wps"
                    | "xls"
                    | "xlsx"
                    | "et"
                    | "ppt"
                    | "pptx"
                    | "pdf"
                    | "ofd"
                    | "zip"
                    | "rar"
                    | "7z"
                    | "txt"
                    | "csv"
            ))
        })
    }),
];

/// Tells whether a target is one whose opening another rule asks for: the entry to the
/// platform, a document or a file of the platform, a column of which another rule has said that
/// it does not open.
fn is_judged_elsewhere(view: &View<'_>, target: &Address) -> bool {
    let judged = view.judged_links.get_or_init(|| {
        let site = view.site;
        let mut judged = vec![false; site.answers.known()];
        let mut note = |number: Option<u32>| {
            if let Some(judged) = number.and_then(|at| judged.get_mut(at as usize)) {
                *judged = true;
            }
        };
        let number = |address: &Address| site.answers.find(address);
        for at in site.column_numbers() {
            let column = site.column(at);
            if view.spoken().failed.contains(&at) {
                note(column.target.as_ref().and_then(number));
            }
            if column.in_platform {
                site.items(at).for_each(|item| note(item.target_number()));
            }
        }
        // Of several entries the rule on the entry looks at the best one.
        if let Some(entry) = site.entries.first() {
            note(entry.target.as_ref().and_then(number));
        }
        if view.spoken().channel {
            let gone = Channels::of(view).gone;
            gone.iter().for_each(|(target, _)| note(number(target)));
        }
        // Files on other pages of the site are nobody else's to judge.
        let papers = site.pages_with(Parts::FILES);
        for page in papers.filter(|page| in_platform(view, *page)) {
            let page = site.page(page);
            let documents = page.facts.document.iter();
            for file in documents.flat_map(|document| &document.attachments) {
                note(file.target.as_ref().and_then(number));
            }
        }
        judged
    });
    let number = view.site.answers.find(target);
    number.is_some_and(|at| judged.get(at as usize).is_some_and(|judged| *judged))
}

fn on(view: &View<'_>, at: usize, read: impl Fn(&LinkSubject) -> Fact) -> Observation {
    let Some(link) = view.links.get(at) else {
        return Fact::Absent.into();
    };
    Observation {
        fact: read(link),
        places: places(view, link),
    }
}

/// The pages that link to the target.
pub(super) fn places(view: &View<'_>, link: &LinkSubject) -> Vec<Place> {
    let shown = format!("{} → {}", link.text, link.target);
    link.pages
        .iter()
        .map(|page| view.place(*page, "链接", Some(&shown)))
        .collect()
}
