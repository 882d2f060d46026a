//! Facts of the whole site, read off its home page.

use std::collections::BTreeSet;

use super::Table;
use super::view::{View, seen, state_of};
use crate::model::{Cause, Fact, LinkRegion, Observation, PageKind, Place};
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
        let found = view.site.column_numbers().find(|number| {
            view.site
                .column(*number)
                .serves
                .iter()
                .any(|id| id == "mailbox")
        });
        if let Some(number) = found {
            let column = view.site.column(number);
            return seen(
                Fact::bool(true),
                view.place(column.seen_on, "导航", Some(&column.name)),
            );
        }
        let Some(home) = view.site.home else {
            return view.unknown(Cause::NotFetched);
        };
        let record = view.site.page(home);
        // An entry need not stand in a menu, and a page of letters shows that there is one.
        let link = record.links().find(|link| {
            let text = view.site.strings.get(link.text);
            messages::words().entries.found_in(text)
        });
        let page = view
            .site
            .page_numbers()
            .find(|page| view.site.kind(*page) == PageKind::Mailbox)
            // Letters asked and answered make a channel of a page, whatever it is called.
            .or_else(|| view.messages.all.first().map(|(page, _)| *page))
            .or_else(|| writes_to(view));
        match (link, page) {
            (Some(link), _) => seen(
                Fact::bool(true),
                view.place(home, "首页", Some(view.site.strings.get(link.text))),
            ),
            (None, Some(page)) => seen(Fact::bool(true), view.place(page, "信箱页面", None)),
            (None, None)
                if !record.facts.script_regions.is_empty() || record.facts.unreadable.is_some() =>
            {
                view.unknown(Cause::ScriptBuilt)
            }
            (None, None) => match view.site.origin.cut_short {
                Some(cause) => view.unknown(cause),
                None => seen(Fact::bool(false), view.place(home, "首页", None)),
            },
        }
    }),
];

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
