//! Facts of the disclosure platform.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::Table;
use super::files::none_or;
use super::known::{self, columns_open, goes_back};
use super::opens::{Opens, Unread, opens};
use super::view::{View, seen};
use crate::model::{Address, Cause, Fact, LinkRegion, Observation, PageKind, Place, Value};
use crate::site::{PageRecord, Parts, Platform, Resolution, is_foreign};

pub(super) const FACTS: Table = &[
    ("platform.name", |view, _| {
        on(view, |platform, _| Fact::text(platform.name.clone()))
    }),
    ("platform.host_relation", |view, _| {
        let Some(home) = view.site.home else {
            return view.unknown(Cause::NotFetched);
        };
        let of_home = bare(view.site.page(home).address.authority()).to_owned();
        on(view, |platform, _| {
            let page = view.site.page(platform.page);
            let host = bare(page.address.authority());
            Fact::text(if host == of_home {
                "same_host"
            } else if same_domain(host, &of_home) {
                "subdomain"
            } else {
                "other_host"
            })
        })
    }),
    ("platform.own_site_code", |view, _| {
        let Some(home) = view.site.home else {
            return view.unknown(Cause::NotFetched);
        };
        let of_home = view.site.page(home).facts.site_id_code.clone();
        on(view, |_, record| {
            match (&of_home, &record.facts.site_id_code) {
                (Some(home), Some(own)) => Fact::bool(home != own),
                _ => Fact::Unknown(Cause::NeedsHuman),
            }
        })
    }),
    ("platform.first_level", |view, _| {
        with_level(view, |platform| {
            Fact::list(platform.first_level.iter().map(|item| item.text.clone()))
        })
    }),
    ("platform.first_level_beyond", |view, _| {
        with_level(view, |platform| {
            let beyond: Vec<String> = platform
                .first_level
                .iter()
                .filter(|item| {
                    let serves: Vec<String> = view
                        .names
                        .serves(&item.text, &[], true)
                        .into_iter()
                        .map(str::to_owned)
                        .collect();
                    !serves.iter().any(|id| view.names.is_first_level(id))
                        && !view.names.is_allowed_first_level(&item.text, &serves)
                })
                .map(|item| item.text.clone())
                .collect();
            match view.site.home_refused().filter(|_| !beyond.is_empty()) {
                // What the whole site's menu holds is told apart by its home page.
                Some(cause) => Fact::Unknown(cause),
                None => Fact::list(beyond),
            }
        })
    }),
    ("platform.first_level_news", |view, _| {
        with_level(view, |platform| {
            Fact::list(
                platform
                    .first_level
                    .iter()
                    .filter(|item| view.names.is_not_statutory(&item.text))
                    .map(|item| item.text.clone()),
            )
        })
    }),
    ("platform.news_columns", |view, _| {
        let names: BTreeSet<String> = view
            .site
            .columns
            .iter()
            .filter(|column| column.in_platform && view.names.is_not_statutory(&column.name))
            .map(crate::site::Column::shown)
            .collect();
        let mut observation = on(view, |_, _| Fact::list(names.iter().cloned()));
        if let Some(platform) = view.site.platform.found()
            && !names.is_empty()
        {
            let shown: Vec<&str> = names.iter().map(String::as_str).collect();
            let place = view.place(platform.tree_page, "平台栏目导航", Some(&shown.join("、")));
            observation.places = vec![place];
        }
        observation
    }),
    ("platform.order_kept", |view, _| {
        with_level(view, |platform| {
            let mut places = Vec::new();
            for item in &platform.first_level {
                let serves = view.names.serves(&item.text, &[], true);
                if let Some(at) = view
                    .names
                    .four
                    .iter()
                    .position(|id| serves.contains(&id.as_str()))
                    && !places.contains(&at)
                {
                    places.push(at);
                }
            }
            Fact::bool(places.is_sorted())
        })
    }),
    ("platform.navigation_first", |view, _| {
        with_level(view, |platform| {
            if platform.tree_page == platform.page
                && !view.site.page(platform.page).navigation.is_empty()
            {
                Fact::bool(true)
            } else {
                Fact::Unknown(Cause::NeedsHuman)
            }
        })
    }),
    ("platform.shows_content", |view, _| {
        on(view, |_, record| {
            let list = record.facts.list.as_ref();
            let main_links = record
                .links()
                .filter(|link| link.region == LinkRegion::Main)
                .count();
            if list.is_some_and(|list| !list.items.is_empty())
                || record.facts.text_length >= 100
                || main_links >= 5
            {
                Fact::bool(true)
            } else if list.is_some_and(|list| list.dynamic && !list.whole)
                || record.facts.unreadable.is_some()
            {
                Fact::Unknown(Cause::ScriptBuilt)
            } else {
                Fact::bool(false)
            }
        })
    }),
    ("platform.search_box", |view, _| {
        on(view, |_, record| {
            let inside = view.site.page_numbers().any(|page| {
                view.site.column_of[page.0 as usize]
                    .is_some_and(|column| view.site.column(column).in_platform)
                    && view.site.page(page).facts.search_box
            });
            let frames = &record.facts.search_elsewhere;
            let mut unread = None;
            let framed = frames
                .iter()
                .any(|frame| match view.site.answers.resolve(frame) {
                    Resolution::Page(page) => view.site.page(page).facts.search_box,
                    Resolution::Refused(cause, _) => {
                        unread = Some(cause);
                        false
                    }
                    Resolution::Unasked(address) => {
                        let foreign = crate::site::is_foreign(view.site, &address);
                        unread = Some(match foreign {
                            true => Cause::JumpsOffSite,
                            false => Cause::NotFetched,
                        });
                        false
                    }
                    Resolution::File | Resolution::Gone(_) => false,
                });
            if record.facts.search_box || inside || framed {
                Fact::bool(true)
            } else if let Some(cause) = unread {
                Fact::Unknown(cause)
            } else if record.facts.script_regions.is_empty()
                && record.facts.unreadable.is_none()
                && !record.facts.search_awaits
            {
                Fact::bool(false)
            } else {
                Fact::Unknown(Cause::ScriptBuilt)
            }
        })
    }),
    ("platform.request_entry", |view, _| {
        on(view, |platform, record| {
            let by_column = view
                .site
                .columns
                .iter()
                .any(|column| column.serves.iter().any(|id| id == "request"));
            let by_link = record.links().any(|link| {
                view.names
                    .serves(view.site.strings.get(link.text), &[], true)
                    .contains(&"request")
            });
            let page = view
                .site
                .page_numbers()
                .any(|page| view.site.kind(page) == PageKind::Request);
            if by_column || by_link || page {
                Fact::bool(true)
            } else if platform.unread_menu || !record.facts.script_regions.is_empty() {
                Fact::Unknown(Cause::ScriptBuilt)
            } else {
                Fact::bool(false)
            }
        })
    }),
    ("platform.documents", |view, _| {
        on(view, |_, _| {
            let papers = view.documents.iter();
            let count = papers.filter(|page| in_platform(view, **page)).count();
            match view.site.origin.cut_short {
                Some(cause) if count == 0 => Fact::Unknown(cause),
                _ => Fact::int(count as i64),
            }
        })
    }),
    ("platform.document_pages_unreadable", |view, _| {
        let mut broken = Vec::new();
        let mut places = Vec::new();
        let mut unread = Unread::default();
        let mut told: HashSet<u32> = HashSet::new();
        for number in view
            .site
            .column_numbers()
            .filter(|number| view.site.column(*number).in_platform)
        {
            for item in view.site.items(number) {
                let Some(at) = item.target_number() else {
                    continue;
                };
                // Most open; a long list is looked through quickly.
                if let Some(Resolution::Page(page)) = item.leads()
                    && Some(page) != view.site.home
                    && view.site.unreadable(page).is_none()
                {
                    continue;
                }
                if !told.insert(at) {
                    continue;
                }
                let Some(target) = item.target() else {
                    continue;
                };
                match opens(view, &target) {
                    Opens::Broken(why) if !broken.iter().any(|title| title == item.title) => {
                        let shown = format!("链接{why}：{}", target.as_str());
                        places.push(view.place(item.on, &shown, Some(item.title)));
                        broken.push(item.title.to_owned());
                    }
                    Opens::Unread(cause, what) => unread.note(cause, || {
                        let shown = format!("没有核对的条目（{what}）：{}", target.as_str());
                        view.place(item.on, &shown, Some(item.title))
                    }),
                    // The page may need a script to show its text.
                    Opens::There if script_built(view, &target) => {
                        unread.note(Cause::ScriptBuilt, || {
                            let shown = format!("内容由脚本加载的条目：{}", target.as_str());
                            view.place(item.on, &shown, Some(item.title))
                        });
                    }
                    Opens::Broken(_) | Opens::There | Opens::Elsewhere => {}
                }
            }
        }
        none_or(view, broken, places, unread)
    }),
    ("platform.documents_without_content", |view, _| {
        let (mut empty, mut doubtful) = (Vec::new(), Vec::new());
        let mut places = Vec::new();
        let papers = view.site.pages_with(Parts::DOCUMENT).filter(|page| {
            let article = matches!(
                view.site.kind(*page),
                PageKind::Document | PageKind::Article
            );
            let has = |parts| view.site.has(*page, parts);
            let bare = !has(Parts::TEXT) && !has(Parts::FILES) && !has(Parts::IMAGES);
            article && bare && in_platform(view, *page)
        });
        for page in papers {
            let record = view.site.page(page);
            if !is_empty(&record) {
                continue;
            }
            let place = || view.place(page, "正文", Some(&record.facts.excerpt));
            // Of a short notice the text may be taken for furniture; a paper has a box around it.
            if record.facts.kind == PageKind::Article {
                doubtful.push(place());
                continue;
            }
            let title = record.facts.title.clone();
            places.push(place());
            empty.push(title.unwrap_or_else(|| record.address.as_str().to_owned()));
        }
        if empty.is_empty() && !doubtful.is_empty() {
            return Observation {
                fact: Fact::Known(Value::Partial(BTreeSet::new(), Cause::NeedsHuman)),
                places: doubtful,
            };
        }
        listed(view, empty, places)
    }),
    ("platform.item_titles", |view, _| {
        // Of a large site these are very many: they are copied once only.
        let mut titles: Vec<&str> = Vec::new();
        let mut unread = view.site.origin.cut_short;
        for number in view.site.column_numbers() {
            let content = view.site.content(number);
            titles.extend(view.site.items(number).map(|item| item.title));
            let script = content.script_built.then_some(Cause::ScriptBuilt);
            unread = unread.or(content.unread).or(script).or(content.rest_unread);
        }
        titles.sort_unstable();
        titles.dedup();
        let titles = || titles.iter().map(|title| (*title).to_owned());
        on(view, |_, _| match unread {
            Some(cause) => Fact::Known(Value::Partial(titles().collect(), cause)),
            None => Fact::list(titles()),
        })
    }),
    ("platform.future_dated", |view, _| {
        let mut future = BTreeSet::new();
        let mut places = Vec::new();
        let cut = view.site.origin.cut_short;
        let mut unread = columns_open(view);
        let mut part = Vec::new();
        for number in view.site.column_numbers() {
            let content = view.site.content(number);
            let script = content.script_built.then_some(Cause::ScriptBuilt);
            let mut rest = content.rest_unread;
            // Later pages of a list in order of date hold nothing newer.
            if cut.is_some() && rest.is_some() && goes_back(view, number) {
                rest = None;
                part.extend(content.index.map(|page| {
                    let read = content.list_pages.len();
                    let seen = format!("读了列表的 {read} 页，按日期从新到旧排列");
                    view.place(page, &seen, None)
                }));
            }
            unread = unread.or(known::unread(view, number)).or(script).or(rest);
            for item in view.site.items(number) {
                let Some(date) = item.date.filter(|date| *date > view.as_of) else {
                    continue;
                };
                // With more requests its own page would have told.
                if cut == Some(Cause::LimitReached)
                    && let Some(Resolution::Unasked(page)) = item.leads()
                    && !is_foreign(view.site, &page)
                {
                    unread = unread.or(cut);
                    continue;
                }
                // Where its own page says the same, the document itself is at fault.
                let own = item
                    .target()
                    .and_then(|target| view.site.page_at(&target))
                    .filter(|page| page.facts.kind == PageKind::Document)
                    .and_then(|page| {
                        let document = page.facts.document.as_ref()?;
                        Some(document.published_date.as_ref()?.value)
                    });
                if own.is_some_and(|day| day > view.as_of) {
                    continue;
                }
                let shown = format!("{}（{date}）", item.title);
                if future.insert(shown.clone()) {
                    places.push(view.place(item.on, "列表中的日期", Some(&shown)));
                }
            }
        }
        let fact = match (future.is_empty(), unread) {
            (true, None) => {
                places.extend(part);
                Fact::list([])
            }
            (true, Some(cause)) => Fact::Unknown(cause),
            (false, _) => Fact::list(future),
        };
        match view.site.platform.found() {
            None => view.unknown(Cause::NotFetched),
            Some(_) => Observation { fact, places },
        }
    }),
    ("platform.local_links", |view, _| {
        let mut local = Vec::new();
        let mut places = Vec::new();
        let own = is_private(view.site.seed.host());
        let mut known: HashMap<u32, bool> = HashMap::new();
        for page in view.site.page_numbers() {
            let record = view
                .site
                .has(page, Parts::FILES)
                .then(|| view.site.page(page));
            let documents = record.iter().flat_map(|record| &record.facts.document);
            let files = documents.flat_map(|document| {
                document
                    .attachments
                    .iter()
                    .filter(|attachment| attachment.raw.starts_with("file:"))
                    .map(|attachment| attachment.raw.clone())
            });
            let links = view
                .site
                .links_of(page)
                .into_iter()
                .filter(|link| link.region == LinkRegion::Main)
                .filter_map(|link| link.target)
                .filter(|number| {
                    *known.entry(*number).or_insert_with(|| {
                        view.site
                            .answers
                            .address(*number)
                            .is_some_and(|address| !own && is_private(address.host()))
                    })
                })
                .filter_map(|number| Some(view.site.answers.address(number)?.as_str().to_owned()))
                .collect::<Vec<_>>();
            let pictures = view
                .site
                .has(page, Parts::LOCAL_PICTURES)
                .then(|| view.site.page(page).facts.local_pictures.clone());
            for shown in files.chain(links).chain(pictures.into_iter().flatten()) {
                if !local.contains(&shown) {
                    places.push(view.place(page, "链接", Some(&shown)));
                    local.push(shown);
                }
            }
        }
        listed(view, local, places)
    }),
    ("platform.import_days", |view, _| {
        listed(
            view,
            view.import_days.iter().map(ToString::to_string).collect(),
            Vec::new(),
        )
    }),
];

/// Tells whether a page without text, files and images has nothing at all to show.
fn is_empty(page: &PageRecord) -> bool {
    let facts = &page.facts;
    if facts.unreadable.is_some() || facts.redirect.is_some() {
        return false;
    }
    let document = facts.document.as_ref();
    document.is_some_and(|document| document.bare)
        || facts.kind == PageKind::Document
            // A sentence is content, however short.
            && facts.prose < 10
            // The line of dates and source has about this many; short texts are texts.
            && page.own_text() < 50
            && !facts.excerpt.contains(['。', '，', '；', '！'])
            && facts.elements.is_empty()
}

/// Tells whether an address leads to a page whose content a script fills in.
fn script_built(view: &View<'_>, target: &Address) -> bool {
    match view.site.answers.resolve(target) {
        Resolution::Page(page) => view.site.unreadable(page) == Some(Cause::ScriptBuilt),
        _ => false,
    }
}

/// Tells whether nobody outside can reach a host: this machine or a private address.
fn is_private(host: &str) -> bool {
    let parts: Vec<u8> = host
        .split('.')
        .filter_map(|part| part.parse().ok())
        .collect();
    host == "localhost"
        || match parts[..] {
            [10 | 127, _, _, _] | [192, 168, _, _] => true,
            [172, second, _, _] => (16..=31).contains(&second),
            _ => false,
        }
}

/// Reads a fact off the platform's page.
fn on(view: &View<'_>, read: impl Fn(&Platform, &PageRecord) -> Fact) -> Observation {
    match view.site.platform.found() {
        None => view.unknown(Cause::NotFetched),
        Some(platform) => {
            if let Some(cause) = platform.inexact {
                return view.unknown(cause);
            }
            let record = view.site.page(platform.page);
            seen(
                read(platform, &record),
                view.place(platform.page, "平台首页", Some(&record.facts.excerpt)),
            )
        }
    }
}

/// Reads a fact off the first level of columns, unknown where no menu could be read.
fn with_level(view: &View<'_>, read: impl Fn(&Platform) -> Fact) -> Observation {
    let Some(platform) = view.site.platform.found() else {
        return view.unknown(Cause::NotFetched);
    };
    if platform.first_level.is_empty() {
        return seen(
            Fact::Unknown(Cause::ScriptBuilt),
            view.place(platform.page, "平台首页", None),
        );
    }
    let names: Vec<&str> = platform
        .first_level
        .iter()
        .map(|item| item.text.as_str())
        .collect();
    seen(
        read(platform),
        view.place(platform.tree_page, "平台一级栏目", Some(&names.join("、"))),
    )
}

pub(super) fn in_platform(view: &View<'_>, page: crate::site::PageIx) -> bool {
    view.site.column_of[page.0 as usize].is_some_and(|column| view.site.column(column).in_platform)
}

/// A list of what is wrong on the platform; that nothing is, only a whole reading tells.
pub(super) fn listed(view: &View<'_>, texts: Vec<String>, places: Vec<Place>) -> Observation {
    let Some(platform) = view.site.platform.found() else {
        return view.unknown(Cause::NotFetched);
    };
    match view.site.origin.cut_short {
        // What was not read may hold one.
        Some(cause) if texts.is_empty() => seen(
            Fact::Known(Value::Partial(BTreeSet::new(), cause)),
            view.place(platform.page, "平台首页", None),
        ),
        _ => Observation {
            fact: Fact::Known(Value::List(texts)),
            places,
        },
    }
}

fn bare(host: &str) -> &str {
    host.strip_prefix("www.").unwrap_or(host)
}

/// Tells whether two hosts belong to one site: one is below the other, or both below the same
/// `….gov.cn` name.
fn same_domain(a: &str, b: &str) -> bool {
    let below = |inner: &str, outer: &str| {
        inner.ends_with(outer) && inner[..inner.len() - outer.len()].ends_with('.')
    };
    if below(a, b) || below(b, a) {
        return true;
    }
    let parent = |host: &str| host.split_once('.').map(|(_, rest)| rest.to_owned());
    match (parent(a), parent(b)) {
        (Some(one), Some(other)) => one == other && one.matches('.').count() >= 2,
        _ => false,
    }
}
