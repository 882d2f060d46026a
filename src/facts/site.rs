//! Facts of the whole site, read off its home page.

use std::collections::BTreeSet;

use super::Table;
use super::view::{View, seen, state_of};
use crate::model::{Address, Cause, Fact, LinkRegion, Observation, PageKind, Place};
use crate::site::{Entry, PageIx, Resolution};
use crate::vocabulary::messages;

pub(super) const FACTS: Table = &[
    ("site.home_read", |view, _| {
        Fact::bool(view.site.home.is_some()).into()
    }),
    ("site.disclosure_link", |view, _| {
        with_entry(view, |entry| Fact::text(entry.text.clone()))
    }),
    ("site.disclosure_link_named", |view, _| {
        with_entry(view, |entry| Fact::bool(entry.canonical))
    }),
    ("site.disclosure_link_place", |view, _| {
        with_entry(view, |entry| {
            Fact::text(match entry.region {
                LinkRegion::Header => "header",
                LinkRegion::Main => "main",
                LinkRegion::Side => "side",
                LinkRegion::Footer => "footer",
                LinkRegion::Hidden => "hidden",
            })
        })
    }),
    ("site.disclosure_link_bare_image", |view, _| {
        with_entry(view, |entry| Fact::bool(entry.bare_image))
    }),
    ("site.disclosure_link_state", |view, _| {
        with_entry(view, |entry| match &entry.target {
            None => Fact::Unknown(Cause::ScriptBuilt),
            Some(target) => match (
                state_of(view.site, target).0,
                view.site.answers.resolve(target),
            ) {
                (_, Resolution::Refused(cause, _)) => Fact::Unknown(cause),
                (_, Resolution::Unasked(address))
                    if crate::site::is_foreign(view.site, &address) =>
                {
                    Fact::Unknown(Cause::JumpsOffSite)
                }
                (_, Resolution::Unasked(_)) => Fact::Unknown(Cause::NotFetched),
                (state, _) => Fact::text(state),
            },
        })
    }),
    ("site.disclosure_entries", |view, _| {
        let Some(home) = view.site.home else {
            return view.unknown(Cause::NotFetched);
        };
        let mut targets = BTreeSet::new();
        let mut places = Vec::new();
        for entry in view.site.entries.iter().filter(|entry| entry.canonical) {
            if let Some(target) = &entry.target {
                let end = match view.site.answers.resolve(target) {
                    Resolution::Page(page) => view.site.page(page).address.as_str().to_owned(),
                    _ => target.as_str().to_owned(),
                };
                if targets.insert(end) {
                    places.push(entry_place(view, home, entry));
                }
            }
        }
        Observation {
            fact: Fact::int(targets.len() as i64),
            places,
        }
    }),
    ("site.search_box", |view, _| match view.site.home {
        None => view.unknown(Cause::NotFetched),
        Some(home) => {
            let record = view.site.page(home);
            let fact = if record.facts.search_box {
                Fact::bool(true)
            } else if record.facts.script_regions.is_empty() && record.facts.unreadable.is_none() {
                Fact::bool(false)
            } else {
                Fact::Unknown(Cause::ScriptBuilt)
            };
            seen(fact, view.place(home, "首页", None))
        }
    }),
    ("site.mailbox_link", |view, _| {
        let channels = Channels::of(view);
        if let Some(place) = channels.open {
            return seen(Fact::bool(true), place);
        }
        let Some(home) = view.site.home else {
            return view.unknown(Cause::NotFetched);
        };
        if let Some(cause) = hidden_channel(view, home) {
            return view.unknown(cause);
        }
        let places: Vec<Place> = channels.gone.into_iter().map(|(_, place)| place).collect();
        Observation {
            fact: Fact::bool(false),
            places: if places.is_empty() {
                vec![view.place(home, "首页", None)]
            } else {
                places
            },
        }
    }),
    ("site.mailbox_lack", |view, _| {
        let gone = !Channels::of(view).gone.is_empty();
        Fact::text(if gone { "no-open-entry" } else { "no-entry" }).into()
    }),
];

/// The site's channels for questions: mailboxes, message boards, pages of letters.
pub(super) struct Channels {
    /// Where one was seen of which it is not known that it does not open.
    open: Option<Place>,
    /// The entries that do not open, and where they were seen.
    pub(super) gone: Vec<(Address, Place)>,
}

impl Channels {
    pub(super) fn of(view: &View<'_>) -> Self {
        let mut channels = Self {
            open: None,
            gone: Vec::new(),
        };
        let group = view.group_serving("mailbox");
        let columns = group.iter().flat_map(|group| &group.columns);
        for column in columns.map(|number| view.site.column(*number)) {
            let place = || view.place(column.seen_on, "导航", Some(&column.name));
            if channels.note(view, column.target.as_ref(), place) {
                return channels;
            }
        }
        let Some(home) = view.site.home else {
            return channels;
        };
        // An entry need not stand in a menu, and a page of letters shows that there is one.
        let record = view.site.page(home);
        let marks = record.facts.home.as_deref();
        if marks.is_some_and(|marks| marks.writes) {
            channels.open = Some(view.place(home, "首页", None));
            return channels;
        }
        let frames = marks.into_iter().flat_map(|marks| &marks.frames);
        let frames = frames.filter_map(|frame| match view.site.answers.resolve(frame) {
            Resolution::Page(page) => Some(page),
            _ => None,
        });
        for on in std::iter::once(home).chain(frames) {
            for link in view.site.page(on).links() {
                let text = view.site.strings.get(link.text);
                if messages::words().entries.found_in(text) {
                    let target = link.target.and_then(|at| view.site.answers.address(at));
                    let place = || view.place(on, "首页", Some(text));
                    if channels.note(view, target.as_ref(), place) {
                        return channels;
                    }
                }
            }
        }
        let page = view
            .site
            .page_numbers()
            .find(|page| view.site.kind(*page) == PageKind::Mailbox)
            // Letters asked and answered make a channel of a page, whatever it is called.
            .or_else(|| view.messages.all.first().map(|(page, _)| *page))
            .or_else(|| writes_to(view));
        channels.open = page.map(|page| view.place(page, "信箱页面", None));
        channels
    }

    /// Notes an entry; tells whether it may open.
    fn note(
        &mut self,
        view: &View<'_>,
        target: Option<&Address>,
        place: impl FnOnce() -> Place,
    ) -> bool {
        match target {
            Some(target) if matches!(view.site.answers.resolve(target), Resolution::Gone(_)) => {
                self.gone.push((target.clone(), place()));
                false
            }
            _ => {
                self.open = Some(place());
                true
            }
        }
    }
}

/// Says why the home page may have a channel that was not seen: a part of it is a script's or in a
/// frame, words of it are no link, or an image leads to a page that was not read.
fn hidden_channel(view: &View<'_>, home: PageIx) -> Option<Cause> {
    let record = view.site.page(home);
    if !record.facts.script_regions.is_empty() || record.facts.unreadable.is_some() {
        return Some(Cause::ScriptBuilt);
    }
    if let Some(cause) = view.site.origin.cut_short {
        return Some(cause);
    }
    if let Some(marks) = &record.facts.home {
        let framed = super::site_marks::in_frames(view, marks).1;
        if marks.awaits || marks.names_writing || framed {
            return Some(Cause::ScriptBuilt);
        }
    }
    let unread = record.links().any(|link| {
        link.bare_image
            && link.region != LinkRegion::Footer
            && link.target.is_some_and(|target| {
                let address = view.site.answers.address(target);
                address.is_some_and(|address| match view.site.answers.resolve(&address) {
                    Resolution::Unasked(address) => !crate::site::is_foreign(view.site, &address),
                    Resolution::Gone(_) | Resolution::Refused(..) => true,
                    Resolution::Page(_) | Resolution::File => false,
                })
            })
    });
    unread.then_some(Cause::ImageOnly)
}

/// The page of a column that offers to write to the body.
fn writes_to(view: &View<'_>) -> Option<PageIx> {
    view.site
        .column_numbers()
        .filter_map(|number| view.site.content(number).index)
        .find(|page| {
            view.site.page(*page).links().any(|link| {
                let text = view.site.strings.get(link.text);
                messages::words().write.found_in(text)
            })
        })
}

/// Reads a fact off the best entry of the home page.
fn with_entry(view: &View<'_>, read: impl Fn(&Entry) -> Fact) -> Observation {
    let Some(home) = view.site.home else {
        return view.unknown(Cause::NotFetched);
    };
    let record = view.site.page(home);
    if let Some(entry) = view.site.entries.first() {
        return seen(read(entry), entry_place(view, home, entry));
    }
    let place = view.place(home, "首页", Some(&record.facts.excerpt));
    if let Some(cause) = record.facts.unreadable {
        return seen(Fact::Unknown(cause), place);
    }
    // A menu that a script fills, or an image without words, may well be the entry.
    if !record.facts.script_regions.is_empty() || record.links().count() < 5 {
        return seen(Fact::Unknown(Cause::ScriptBuilt), place);
    }
    if record.links().any(|link| {
        link.bare_image
            && link.region != LinkRegion::Footer
            && link
                .target
                .is_some_and(|target| !is_plainly_other(view, target))
    }) {
        return seen(Fact::Unknown(Cause::ImageOnly), place);
    }
    // A link in other words that leads to the platform: whether it is the entry, people see.
    let platform = view.site.platform.found();
    if platform.is_some_and(|platform| {
        let mut links = record.links();
        home != platform.page && links.any(|link| platform.is_at(&view.site.answers, link.target))
    }) {
        return seen(Fact::Unknown(Cause::NeedsHuman), place);
    }
    seen(Fact::Absent, place)
}

/// Tells whether an image's link leads to another site or back to the home page.
fn is_plainly_other(view: &View<'_>, target: u32) -> bool {
    view.site.answers.address(target).is_none_or(|address| {
        crate::site::is_foreign(view.site, &address)
            || matches!(view.site.answers.resolve(&address), Resolution::Page(page) if Some(page) == view.site.home)
            || matches!(view.site.answers.resolve(&address), Resolution::Page(page) if !looks_like_platform(view, page))
    })
}

fn looks_like_platform(view: &View<'_>, page: PageIx) -> bool {
    view.site.kind(page) == PageKind::PlatformHome
}

fn entry_place(view: &View<'_>, home: PageIx, entry: &Entry) -> Place {
    let region = match entry.region {
        LinkRegion::Header => "首页导航",
        LinkRegion::Main => "首页正文区",
        LinkRegion::Side => "首页侧栏",
        LinkRegion::Footer => "首页页脚",
        LinkRegion::Hidden => "首页隐藏菜单",
    };
    let shown = match &entry.target {
        Some(target) => format!("{} → {}", entry.text, target.as_str()),
        None => entry.text.clone(),
    };
    view.place(home, region, Some(&shown))
}
