//! Facts of the home page's furniture: identifiers, filings, entries; and of how the site is kept.

use std::collections::BTreeSet;

use super::Table;
use super::column::{filled, latest};
use super::known::columns_open;
use super::view::View;
use crate::model::{Address, Cause, Fact, HomeMarks, Observation, PageKind};
use crate::site::{ColumnIx, PageIx, Resolution};

/// The meta tags that every page of a site carries.
const SITE_TAGS: [&str; 3] = ["SiteName", "SiteDomain", "SiteIDCode"];

pub(super) const FACTS: Table = &[
    ("site.metas_missing", |view, _| {
        home(view, |view, page| {
            let page = view.site.page(page);
            // What stands in for the home page has its own head.
            let bare = page.facts.html_title.is_none() && page.facts.metas.is_empty();
            let unread = page.facts.unreadable;
            if let Some(cause) = unread.filter(|cause| bare || is_of_the_way(cause)) {
                return Fact::Unknown(cause);
            }
            let has = |tag: &str| {
                let mut names = page.facts.metas.iter().map(|(name, _)| name);
                names.any(|name| name.eq_ignore_ascii_case(tag))
            };
            Fact::list(
                SITE_TAGS
                    .iter()
                    .filter(|tag| !has(tag))
                    .map(|tag| (*tag).to_owned()),
            )
        })
    }),
    ("site.code", |view, _| {
        home(view, |view, _| {
            Fact::text_or_absent(view.site.site_id_code())
        })
    }),
    ("site.codes", |view, _| {
        home(view, |view, page| Fact::list(codes(view, page)))
    }),
    ("site.names", |view, _| {
        home(view, |view, _| {
            let names: BTreeSet<String> = tags(view).names.clone();
            Fact::list(names)
        })
    }),
    ("site.host", |view, _| {
        Fact::text(view.site.seed.host()).into()
    }),
    ("site.host_kind", |view, _| {
        Fact::text(host_kind(view.site.seed.host())).into()
    }),
    ("site.scheme", |view, _| {
        let secure = view.site.seed.as_str().starts_with("https:");
        // Old links of pages in a directory tell its address, not that it is still served so.
        if view.site.origin.guessed && !secure {
            return Fact::Unknown(Cause::NotFetched).into();
        }
        Fact::text(if secure { "https" } else { "http" }).into()
    }),
    ("site.domain_tag", |view, _| {
        home(view, |view, page| {
            Fact::text_or_absent(view.site.page(page).facts.site_domain.clone())
        })
    }),
    ("site.domain_agrees", |view, _| {
        home(view, |view, page| {
            match &view.site.page(page).facts.site_domain {
                None => Fact::Absent,
                Some(tag) => Fact::bool(same_domain(tag, view.site.seed.host())),
            }
        })
    }),
    ("site.organiser", |view, _| {
        shown(view, |marks| marks.organiser.clone())
    }),
    ("site.contacts", |view, _| {
        seen(view, |marks| marks.operator || !marks.phones.is_empty())
    }),
    ("site.code_shown", |view, _| {
        shown(view, |marks| marks.code_shown.clone())
    }),
    ("site.icp", |view, _| shown(view, |marks| marks.icp.clone())),
    ("site.icp_link_old", |view, _| {
        home(view, |view, page| {
            marks_of(view, page).map_or_else(Fact::Unknown, |marks| Fact::bool(marks.icp_link_old))
        })
    }),
    ("site.police", |view, _| {
        shown(view, |marks| marks.police.clone())
    }),
    ("site.party_mark", |view, _| {
        seen(view, |marks| marks.party_mark)
    }),
    ("site.error_entry", |view, _| {
        seen(view, |marks| marks.error_entry)
    }),
    ("site.error_entry_old", |view, _| {
        home(view, |view, page| {
            marks_of(view, page)
                .map_or_else(Fact::Unknown, |marks| Fact::bool(marks.error_entry_old))
        })
    }),
    ("site.site_report", |view, _| {
        seen(view, |marks| marks.site_report)
    }),
    ("site.ipv6_mark", |view, _| seen(view, |marks| marks.ipv6)),
    ("site.accessible_entry", |view, _| {
        seen(view, |marks| marks.accessible)
    }),
    ("site.site_map", |view, _| {
        seen(view, |marks| marks.site_map)
    }),
    ("site.services_entry", |view, _| {
        seen(view, |marks| marks.services)
    }),
    ("site.home_newest", |view, _| {
        home(view, |view, page| {
            newest(view, page).map_or_else(|fact| fact, Fact::date)
        })
    }),
    ("site.home_days_since_update", |view, _| {
        home(view, |view, page| {
            newest(view, page).map_or_else(
                |fact| fact,
                |day| Fact::int(i64::from((view.as_of - day).get_days())),
            )
        })
    }),
    ("site.home_awaits_script", |view, _| {
        home(view, |view, page| {
            marks_of(view, page).map_or_else(Fact::Unknown, |marks| {
                Fact::bool(marks.awaits || in_frames(view, &marks).1)
            })
        })
    }),
    ("site.week_of_probes", |view, _| {
        view.unknown(Cause::NeedsHuman)
    }),
    ("site.stage_record", |view, _| {
        view.unknown(Cause::NeedsHuman)
    }),
    ("site.columns_overdue", |view, _| {
        kept(view, view.site.origin.cut_short, |number| {
            let column = view.site.column(number);
            let group = view.group(number.0 as usize);
            if column.in_platform && !column.first_level {
                return None;
            }
            let limit = view.names.update_days(&column.name, &column.serves)?;
            let told = match latest(view, &group) {
                Ok(day) => {
                    let days = i64::from((view.as_of - day).get_days());
                    (days > limit).then(|| {
                        format!(
                            "{}（最近 {day}，已 {days} 天，限 {limit} 天）",
                            column.shown()
                        )
                    })
                }
                Err(Fact::Unknown(Cause::Undated)) => {
                    Some(format!("{}（条目没有日期，按未更新计）", column.shown()))
                }
                Err(Fact::Unknown(cause)) => return Some(Err(cause)),
                Err(_) => None,
            };
            told.map(Ok)
        })
    }),
    ("site.columns_blank", |view, _| {
        // Whether a column is blank its own pages tell, whatever else was not read.
        kept(view, columns_open(view), |number| {
            let group = view.group(number.0 as usize);
            let content = view.site.content(number);
            let index = content.index?;
            let listing = view.site.page(index).facts.kind == PageKind::ColumnList;
            if !listing || !content.children.is_empty() {
                return None;
            }
            match filled(view, &group) {
                // What another tree of columns holds need not stand in this one.
                Fact::Known(crate::model::Value::Bool(false)) => {
                    (!met_elsewhere(view, number)).then(|| Ok(view.site.column(number).shown()))
                }
                Fact::Unknown(
                    cause @ (Cause::NotFetched | Cause::LimitReached | Cause::Blocked),
                ) => Some(Err(cause)),
                _ => None,
            }
        })
    }),
];

/// Tells whether another column of the very same obligations is filled: some regions keep a
/// directory of their own beside the four columns.
pub(super) fn met_elsewhere(view: &View<'_>, number: ColumnIx) -> bool {
    let own = view.site.column(number);
    let below = |column: ColumnIx, top: ColumnIx| {
        std::iter::successors(Some(column), |at| view.site.column(*at).parent)
            .any(|above| above == top)
    };
    !own.serves.is_empty()
        && view.site.column_numbers().any(|other| {
            let column = view.site.column(other);
            column.in_platform
                && column.serves == own.serves
                && !below(other, number)
                && !below(number, other)
                && matches!(
                    filled(view, &view.group(other.0 as usize)),
                    Fact::Known(crate::model::Value::Bool(true))
                )
        })
}

/// Reads a fact off the home page; without one nothing is known.
fn home(view: &View<'_>, read: impl Fn(&View<'_>, PageIx) -> Fact) -> Observation {
    match view.site.home {
        None => view.unknown(Cause::NotFetched),
        Some(page) => super::view::seen(read(view, page), view.place(page, "首页", None)),
    }
}

/// Tells whether a cause lies on the way to a page, so that another came in its place.
pub(super) fn is_of_the_way(cause: &Cause) -> bool {
    matches!(cause, Cause::Blocked | Cause::NotFetched)
}

pub(super) fn marks_of(view: &View<'_>, page: PageIx) -> Result<Box<HomeMarks>, Cause> {
    let record = view.site.page(page);
    let cause = record.facts.unreadable.unwrap_or(Cause::NotFetched);
    record.facts.home.clone().ok_or(cause)
}

/// A mark with its words; unknown where a script brings the footer.
fn shown(view: &View<'_>, read: impl Fn(&HomeMarks) -> Option<String>) -> Observation {
    footer(view, |marks| read(marks).map(Fact::text), Fact::Absent)
}

/// Whether a mark is there; unknown where a script brings the footer.
fn seen(view: &View<'_>, read: impl Fn(&HomeMarks) -> bool) -> Observation {
    footer(
        view,
        |marks| read(marks).then(|| Fact::bool(true)),
        Fact::bool(false),
    )
}

fn footer(
    view: &View<'_>,
    read: impl Fn(&HomeMarks) -> Option<Fact>,
    otherwise: Fact,
) -> Observation {
    let Some(page) = view.site.home else {
        return view.unknown(Cause::NotFetched);
    };
    let marks = marks_of(view, page);
    let foot = marks.as_ref().ok().map(|marks| marks.foot.as_str());
    let place = view.place(page, "首页页脚", foot);
    let fact = match marks {
        Err(cause) => Fact::Unknown(cause),
        Ok(marks) => read(&marks).unwrap_or_else(|| match view.site.page(page).facts.unreadable {
            Some(cause) => Fact::Unknown(cause),
            None if marks.footer_by_script => Fact::Unknown(Cause::ScriptBuilt),
            None => otherwise.clone(),
        }),
    };
    super::view::seen(fact, place)
}

/// The values over all pages, each once, of the meta tags that name the site.
#[derive(Debug, Default)]
pub(super) struct SiteTags {
    names: BTreeSet<String>,
    codes: BTreeSet<String>,
}

/// Collects the values of both tags.
fn tags<'v>(view: &'v View<'_>) -> &'v SiteTags {
    view.site_tags.get_or_init(|| {
        let mut tags = SiteTags::default();
        for (tag, value) in view.site.site_tags() {
            let values = match tag {
                "SiteName" => &mut tags.names,
                _ => &mut tags.codes,
            };
            if !crate::site::is_bad(value) {
                values.insert(value.to_owned());
            }
        }
        tags
    })
}

/// The identifiers that the site names, each with where, when they differ; one entry else.
fn codes(view: &View<'_>, home: PageIx) -> Vec<String> {
    let mut found: Vec<(String, &str)> = tags(view)
        .codes
        .iter()
        .map(|code| (code.clone(), "网页标签"))
        .collect();
    if let Ok(marks) = marks_of(view, home) {
        found.extend(marks.code_shown.clone().map(|code| (code, "页脚")));
        found.extend(marks.code_in_link.clone().map(|code| (code, "找错入口")));
    }
    let different: BTreeSet<String> = found.iter().map(|(code, _)| code.to_lowercase()).collect();
    if different.len() <= 1 {
        return different.into_iter().collect();
    }
    found
        .iter()
        .map(|(code, place)| format!("{place} {code}"))
        .collect()
}

/// `.gov.cn`, `.政务.cn` and `.政务`; names that are reserved for tests and inner networks;
/// anything else.
fn host_kind(host: &str) -> &'static str {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let ends = |suffix: &str| host.ends_with(suffix);
    if ends(".gov.cn") || host == "gov.cn" {
        "gov_cn"
    } else if ends(".xn--zfr164b") || ends(".政务") || ends(".政务.cn") || ends(".xn--zfr164b.cn")
    {
        "zhengwu"
    } else if [
        "example",
        "test",
        "invalid",
        "localhost",
        "local",
        "internal",
        "lan",
    ]
    .iter()
    .any(|name| host == *name || ends(&format!(".{name}")))
        || host.parse::<std::net::IpAddr>().is_ok()
    {
        "reserved"
    } else {
        "other"
    }
}

/// Compares a `SiteDomain` as written with a host: without scheme, path, `www.` and case, and
/// one may lie below the other.
fn same_domain(tag: &str, host: &str) -> bool {
    let bare = |text: &str| {
        let text = text.trim().to_lowercase();
        let text = text.split("//").last().unwrap_or_default().to_owned();
        let text = text.split(['/', ':']).next().unwrap_or_default().to_owned();
        text.strip_prefix("www.").unwrap_or(&text).to_owned()
    };
    let (tag, host) = (bare(tag), bare(host));
    let below = |one: &str, other: &str| one.ends_with(&format!(".{other}"));
    !tag.is_empty() && (tag == host || below(&host, &tag) || below(&tag, &host))
}

/// The newest day that the home page's lists, or the pages it links to, show.
fn newest(view: &View<'_>, page: PageIx) -> Result<jiff::civil::Date, Fact> {
    let record = view.site.page(page);
    let marks = marks_of(view, page).map_err(Fact::Unknown)?;
    let linked = record
        .links()
        .filter_map(|link| view.site.answers.address(link.target?))
        .filter_map(|address| {
            let linked = view.site.page_at(&address)?;
            let document = linked.facts.document.as_ref()?;
            Some(document.published_date.as_ref()?.value)
        });
    let newest = marks
        .newest
        .into_iter()
        .chain(linked)
        .chain(in_frames(view, &marks).0)
        .filter(|day| *day <= view.as_of)
        .max();
    newest.ok_or(Fact::Unknown(match record.facts.unreadable {
        Some(cause) => cause,
        None if !record.facts.script_regions.is_empty() => Cause::ScriptBuilt,
        None if marks.items == 0 => Cause::NeedsHuman,
        None => Cause::Undated,
    }))
}

/// Gives the days of the lists that the home page shows in frames, and whether one of this site
/// was not read.
pub(super) fn in_frames(view: &View<'_>, marks: &HomeMarks) -> (Vec<jiff::civil::Date>, bool) {
    let mut days = Vec::new();
    let mut unread = false;
    for frame in &marks.frames {
        match view.site.answers.resolve(frame) {
            Resolution::Page(page) => {
                let facts = &view.site.page(page).facts;
                let items = facts.list.iter().flat_map(|list| &list.items);
                days.extend(items.filter_map(|item| item.date));
                days.extend(facts.home.as_ref().and_then(|marks| marks.newest));
                unread |= facts.unreadable.is_some()
                    || facts
                        .list
                        .as_ref()
                        .is_some_and(|list| list.dynamic && !list.whole);
            }
            Resolution::Unasked(address) => {
                unread |= address.host() == view.site.seed.host();
            }
            Resolution::Refused(..) => unread = true,
            Resolution::File | Resolution::Gone(_) => {}
        }
    }
    (days, unread)
}

/// Lists columns that are not as they should be; what was not read makes the list partial, be it
/// a column or, for the cause given, whatever may hold more of them.
fn kept(
    view: &View<'_>,
    open: Option<Cause>,
    judge: impl Fn(crate::site::ColumnIx) -> Option<Result<String, Cause>>,
) -> Observation {
    let mut told = BTreeSet::new();
    let mut unread = None;
    let mut places = Vec::new();
    for number in view.site.column_numbers() {
        match judge(number) {
            None => {}
            Some(Err(cause)) => unread = unread.or(Some(cause)),
            Some(Ok(text)) => {
                places.extend(
                    view.group(number.0 as usize)
                        .places(view)
                        .into_iter()
                        .take(1),
                );
                told.insert(text);
            }
        }
    }
    let fact = match unread.or(open) {
        Some(cause) => Fact::Known(crate::model::Value::Partial(told, cause)),
        None => Fact::list(told),
    };
    Observation { fact, places }
}

/// Tells whether an address is of this machine or an inner network.
pub(super) fn is_inner(address: &Address) -> bool {
    let host = address.host();
    host == "localhost"
        || host
            .parse::<std::net::Ipv4Addr>()
            .is_ok_and(|ip| ip.is_loopback() || ip.is_private() || ip.is_link_local())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::{host_kind, is_inner, same_domain};
    use crate::model::Address;

    #[test]
    fn hosts_are_told_apart() {
        for (host, kind) in [
            ("www.ah.gov.cn", "gov_cn"),
            ("czj.chuzhou.gov.cn.", "gov_cn"),
            ("www.fakegov.cn", "other"),
            ("example.com", "other"),
            ("x.xn--zfr164b", "zhengwu"),
            ("demo.example", "reserved"),
            ("10.1.2.3", "reserved"),
        ] {
            assert_eq!(host_kind(host), kind, "{host}");
        }
    }

    #[test]
    fn domains_are_compared_without_their_trimmings() {
        assert!(same_domain("www.ah.gov.cn", "ah.gov.cn"));
        assert!(same_domain("http://czj.ah.gov.cn/", "czj.ah.gov.cn"));
        assert!(same_domain("AH.gov.cn", "czj.ah.gov.cn"));
        assert!(!same_domain("gxq.cq.gov.cn", "www.qqhr.gov.cn"));
        assert!(!same_domain("", "www.qqhr.gov.cn"));
    }

    #[test]
    fn inner_addresses_are_known() {
        let check = |address: &str| is_inner(&Address::parse(address).unwrap());
        assert!(
            check("http://localhost/x")
                && check("http://10.0.0.8/")
                && check("http://172.16.3.4:8080/a.doc")
        );
        assert!(!check("http://172.32.0.1/") && !check("http://www.ah.gov.cn/"));
    }
}
