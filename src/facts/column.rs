//! Facts of a column, or of the columns that serve one obligation.

use std::collections::{BTreeSet, HashSet};

use jiff::civil::Date;

use super::Table;
use super::column_titles::{names_leaders, years, years_met};
use super::group::Group;
use super::known::is_unfetched;
use super::view::View;
use crate::model::{Cause, Fact, LinkRegion, Observation, PageKind, Value};
use crate::page::special::elements::{may_be_statement, statement};
use crate::site::{ColumnIx, External, Parts, PlatformState, Resolution, is_foreign};
use crate::vocabulary::{bodies, documents, fold};

pub(super) const FACTS: Table = &[
    ("column.name", |view, at| {
        on(view, at, |group| {
            Fact::text_or_absent(
                group
                    .columns
                    .first()
                    .map(|number| view.site.column(*number).name.clone()),
            )
        })
    }),
    ("column.names", |view, at| {
        on(view, at, |group| {
            Fact::list(
                group
                    .columns
                    .iter()
                    .map(|number| view.site.column(*number).name.clone()),
            )
        })
    }),
    ("column.name_canonical", |view, at| {
        on(view, at, |group| {
            let Some(obligation) = &group.obligation else {
                return Fact::bool(true);
            };
            Fact::bool(group.columns.iter().any(|number| {
                view.names
                    .is_canonical(obligation, &view.site.column(*number).name)
            }))
        })
    }),
    ("column.first_level", |view, at| {
        on(view, at, |group| {
            // Without the platform's menu nothing can be said of levels.
            if view
                .site
                .platform
                .found()
                .is_none_or(|platform| platform.first_level.is_empty())
            {
                return Fact::Unknown(Cause::NotFetched);
            }
            Fact::bool(
                group
                    .columns
                    .iter()
                    .any(|number| view.site.column(*number).first_level),
            )
        })
    }),
    ("column.items", |view, at| {
        on(view, at, |group| {
            let count = group.items(view).count() as i64;
            match group.unread {
                Some(cause) if count == 0 => Fact::Unknown(cause),
                _ => Fact::int(count),
            }
        })
    }),
    ("column.has_text", |view, at| {
        on(view, at, |group| {
            match (
                group
                    .all
                    .iter()
                    .any(|n| view.site.content(*n).text.is_some()),
                group.unread,
            ) {
                (true, _) => Fact::bool(true),
                (false, Some(cause)) => Fact::Unknown(cause),
                (false, None) => Fact::bool(false),
            }
        })
    }),
    ("column.filled", |view, at| {
        let group = view.group(at);
        let fact = match (filled(view, &group), perhaps_statement(view, &group)) {
            // A statement that there is nothing is no content.
            (Fact::Known(Value::Bool(true)), Some(cause)) => Fact::Unknown(cause),
            (filled, _) => filled,
        };
        let mut places = group.places(view);
        if fact == Fact::bool(false) {
            places.extend(group.gone_places(view));
        }
        Observation { fact, places }
    }),
    ("column.statement_only", |view, at| {
        on(view, at, |group| {
            match perhaps_statement(view, group).or_else(|| unopened(view, group)) {
                Some(cause) => Fact::Unknown(cause),
                None => Fact::bool(statement_only(view, group)),
            }
        })
    }),
    ("column.script_built", |view, at| {
        on(view, at, |group| {
            Fact::bool(
                group
                    .all
                    .iter()
                    .any(|number| view.site.content(*number).script_built),
            )
        })
    }),
    ("column.external_only", |view, at| {
        on(view, at, |group| Fact::bool(group.is_external(view)))
    }),
    ("column.external_target", |view, at| {
        on(view, at, |group| {
            let external = |wanted| {
                group
                    .columns
                    .iter()
                    .any(|number| view.site.content(*number).external == wanted)
            };
            Fact::text(if external(External::Specific) {
                "specific"
            } else if external(External::Home) {
                "home"
            } else {
                "none"
            })
        })
    }),
    ("column.latest_date", |view, at| {
        on(view, at, |group| {
            latest(view, group).map_or_else(|cause| cause, Fact::date)
        })
    }),
    ("column.days_since_update", |view, at| {
        on(view, at, |group| {
            latest(view, group).map_or_else(
                |cause| cause,
                |day| Fact::int(i64::from((view.as_of - day).get_days())),
            )
        })
    }),
    ("column.undated", |view, at| {
        on(view, at, |group| {
            let mut items = group.items(view).peekable();
            let undated = items.peek().is_some()
                && items.all(|item| item.date.is_none())
                && latest(view, group).is_err();
            // 09-11 is a date that a person reads; which year it is of nobody is told.
            if undated && group.items(view).any(|item| item.half_dated) {
                return Fact::Unknown(Cause::Undated);
            }
            Fact::bool(undated)
        })
    }),
    ("column.titles", |view, at| {
        on(view, at, |group| {
            partial(
                group.items(view).map(|item| item.title.to_owned()),
                group.unread,
            )
        })
    }),
    ("column.on_portal", |view, at| {
        on(view, at, |group| {
            let outside = |number: &&ColumnIx| !view.site.column(**number).in_platform;
            let mut outside = group.columns.iter().filter(outside).peekable();
            if outside.peek().is_none() {
                return Fact::bool(false);
            }
            // Which columns stand in a platform that was not read nobody can say, but the menu
            // of the home page is the portal's.
            match &view.site.platform {
                PlatformState::Unknown(cause, _)
                    if outside.all(|number| {
                        Some(view.site.column(*number).seen_on) != view.site.home
                    }) =>
                {
                    Fact::Unknown(*cause)
                }
                _ => Fact::bool(true),
            }
        })
    }),
    ("column.lists", |view, at| {
        on(view, at, |group| {
            let lists = group.columns.iter().any(|number| {
                let content = view.site.content(*number);
                content.children.is_empty()
                    && content
                        .index
                        .is_some_and(|page| view.site.kind(page) == PageKind::ColumnList)
            });
            let unread = group.columns.iter().find_map(|number| {
                let cause = view.site.content(*number).unread?;
                is_unfetched(cause).then_some(cause)
            });
            match unread {
                Some(cause) if !lists => Fact::Unknown(cause),
                _ => Fact::bool(lists),
            }
        })
    }),
    ("column.serves_obligation", |view, at| {
        on(view, at, |group| {
            Fact::bool(
                group
                    .columns
                    .iter()
                    .any(|number| !view.site.column(*number).serves.is_empty()),
            )
        })
    }),
    ("column.judged_elsewhere", |view, at| {
        on(view, at, |group| {
            let spoken = view.spoken();
            let named = |columns: &HashSet<ColumnIx>| {
                let mut own = group.columns.iter();
                own.any(|number| columns.contains(number))
            };
            // What is said of several columns together does not speak of a bare one.
            let bare = || filled(view, group) == Fact::bool(false);
            // Nor is a bare one at fault whose twin in another tree of columns is filled; and what
            // a column of the first level holds may be the columns that its page lists.
            let met = || {
                let mut own = group.columns.iter();
                own.all(|number| {
                    view.site.column(*number).first_level
                        || super::site_marks::met_elsewhere(view, *number)
                })
            };
            let of_others = named(&spoken.others) && (!bare() || met());
            Fact::bool(named(&spoken.failed) || of_others)
        })
    }),
    ("column.emptiness", |view, at| {
        on(view, at, |group| {
            let contents = || group.all.iter().map(|number| view.site.content(*number));
            let unopened = contents().any(|content| content.gone.is_some());
            let bare = contents().any(|content| content.index.is_some());
            Fact::text(match (unopened, bare) {
                (true, false) => "unopened",
                (true, true) => "partly-unopened",
                (false, _) => "bare",
            })
        })
    }),
    ("column.items_within_year", |view, at| {
        on(view, at, |group| {
            let dated: Vec<Date> = group.items(view).filter_map(|item| item.date).collect();
            if let Some(cause) = group.unread {
                return Fact::Unknown(cause);
            }
            if dated.is_empty() && group.items(view).next().is_some() {
                return Fact::Unknown(Cause::Undated);
            }
            let within =
                |day: &&Date| **day <= view.as_of && (view.as_of - **day).get_days() <= 365;
            Fact::int(dated.iter().filter(within).count() as i64)
        })
    }),
    ("column.category", |view, at| {
        on(view, at, |group| {
            let category = group.columns.first().and_then(|number| {
                let column = view.site.column(*number);
                view.names.category(&column.name, &column.serves)
            });
            Fact::text(category.unwrap_or("unknown"))
        })
    }),
    ("column.elements", |view, at| {
        on(view, at, |group| {
            let elements = group.said(view).elements.iter().cloned();
            // Leaders may be told by nothing but their names.
            let leaders = names_leaders(view, group).then(|| "leaders".to_owned());
            // A number or an address is one whatever its label.
            let contacts = reached(view, group).into_iter().map(str::to_owned);
            let elements: BTreeSet<String> = elements.chain(leaders).chain(contacts).collect();
            partial(elements.into_iter(), group.inside_unread)
        })
    }),
    ("column.years", |view, at| {
        on(view, at, |group| years(view, group, &[]))
    }),
    ("column.years_met", |view, at| {
        on(view, at, |group| years_met(view, group, &[]))
    }),
    ("column.budget_years", |view, at| {
        on(view, at, |group| years(view, group, &["预算"]))
    }),
    ("column.budget_years_met", |view, at| {
        on(view, at, |group| years_met(view, group, &["预算"]))
    }),
    ("column.account_years", |view, at| {
        on(view, at, |group| years(view, group, &["决算"]))
    }),
    ("column.account_years_met", |view, at| {
        on(view, at, |group| years_met(view, group, &["决算"]))
    }),
    ("column.higher_only", |view, at| {
        on(view, at, |group| {
            let mut filled = group.all.iter().filter(|number| {
                let content = view.site.content(**number);
                !content.items.is_empty() || content.text.is_some()
            });
            let higher = |number: &crate::site::ColumnIx| {
                let name = &view.site.column(*number).name;
                bodies::words().higher.found_in(name)
            };
            match (filled.clone().next(), group.unread) {
                (None, Some(cause)) => Fact::Unknown(cause),
                (None, None) => Fact::bool(false),
                (Some(_), cause) if filled.all(higher) => {
                    cause.map_or(Fact::bool(true), Fact::Unknown)
                }
                (Some(_), _) => Fact::bool(false),
            }
        })
    }),
    ("column.text", |view, at| {
        on(view, at, |group| {
            let phrases = group.said(view).phrases.iter();
            let phrases: BTreeSet<String> = phrases.map(ToString::to_string).collect();
            match group.inside_unread {
                Some(cause) => Fact::Known(Value::Partial(phrases, cause)),
                None => Fact::Known(Value::Phrases(phrases)),
            }
        })
    }),
    ("column.mixed_unrelated", |view, at| {
        on(view, at, |group| {
            Fact::list(
                group
                    .items(view)
                    .filter(|item| !about_disclosure(item.title))
                    .map(|item| item.title.to_owned()),
            )
        })
    }),
    ("column.current_regulation", |view, at| {
        on(view, at, |group| {
            let has = group
                .items(view)
                .any(|item| is_current_regulation(item.title))
                || group.text_pages(view).any(|page| {
                    view.site
                        .page(page)
                        .facts
                        .title
                        .as_deref()
                        .is_some_and(is_current_regulation)
                });
            match (has, group.unread) {
                (true, _) => Fact::bool(true),
                (false, Some(cause)) => Fact::Unknown(cause),
                (false, None) => Fact::bool(false),
            }
        })
    }),
];

/// The elements that telephones and addresses on a group's pages about the body show.
fn reached(view: &View<'_>, group: &Group) -> Vec<&'static str> {
    let mut found = Vec::new();
    for page in group.text_pages(view) {
        let record = view.site.page(page);
        let Some(contacts) = &record.facts.contacts else {
            continue;
        };
        found.extend((!contacts.phones.is_empty()).then_some("contact"));
        found.extend((!contacts.addresses.is_empty()).then_some("address"));
    }
    found
}

/// Tells whether all that a column holds is a statement that there is nothing (情况说明).
pub(super) fn statement_only(view: &View<'_>, group: &Group) -> bool {
    let (contents, statements) = contents(view, group);
    let unseen = group
        .items(view)
        .filter(|item| !matches!(item.leads(), Some(Resolution::Page(_))));
    let unseen_other = unseen
        .filter(|item| statement(item.title, "").is_none())
        .count();
    contents + unseen_other > 0 && statements == contents && unseen_other == 0
}

/// Says why it is not known whether a group's columns hold more than such a statement: what
/// was read is none, and an item could not be opened.
pub(super) fn unopened(view: &View<'_>, group: &Group) -> Option<Cause> {
    let cause = group.items(view).find_map(|item| match item.leads() {
        Some(Resolution::Refused(cause, _)) => Some(cause),
        _ => None,
    })?;
    (!holds_more(view, group)).then_some(cause)
}

/// Why it cannot be told whether all that a column holds is such a statement: what was not read
/// of it has the title of one, and nothing else was read.
fn perhaps_statement(view: &View<'_>, group: &Group) -> Option<Cause> {
    if holds_more(view, group) {
        return None;
    }
    let mut cause = None;
    for item in group.items(view) {
        let unread = match item.leads() {
            Some(Resolution::Page(_)) => continue,
            Some(Resolution::Refused(cause, _)) => cause,
            Some(Resolution::Unasked(address)) if !is_foreign(view.site, &address) => {
                view.site.origin.cut_short.unwrap_or(Cause::NotFetched)
            }
            _ => return None,
        };
        if statement(item.title, "").is_some() {
            continue;
        }
        if !may_be_statement(item.title) {
            return None;
        }
        cause = cause.or(Some(unread));
    }
    cause
}

/// Tells whether something that was read in a group's columns is more than such a statement.
pub(super) fn holds_more(view: &View<'_>, group: &Group) -> bool {
    let (contents, statements) = contents(view, group);
    contents > statements
}

/// How many pages with content were read, and how many of these only say that there is nothing.
fn contents(view: &View<'_>, group: &Group) -> (usize, usize) {
    let mut contents = 0usize;
    let mut statements = 0usize;
    for page in group.text_pages(view) {
        let is_index = group.all.iter().any(|number| {
            let content = view.site.content(*number);
            content.index == Some(page) && content.text != Some(page)
        });
        if is_index {
            continue;
        }
        contents += 1;
        statements += usize::from(view.site.has(page, Parts::STATEMENT));
    }
    (contents, statements)
}

pub(super) fn on(view: &View<'_>, at: usize, read: impl Fn(&Group) -> Fact) -> Observation {
    let group = view.group(at);
    Observation {
        fact: read(&group),
        places: group.places(view),
    }
}

/// A list that is partial where something was not read.
pub(super) fn partial(texts: impl Iterator<Item = String>, unread: Option<Cause>) -> Fact {
    let texts: BTreeSet<String> = texts.collect();
    match unread {
        Some(cause) => Fact::Known(Value::Partial(texts, cause)),
        None => Fact::list(texts),
    }
}

/// Filled: items, a text of its own, or a column below that is.
pub(super) fn filled(view: &View<'_>, group: &Group) -> Fact {
    let mut addressed = false;
    for number in &group.all {
        let content = view.site.content(*number);
        if !content.items.is_empty() || content.text.is_some() {
            return Fact::bool(true);
        }
        addressed |= content.index.is_some() || content.gone.is_some();
    }
    match group.unread {
        Some(cause) => Fact::Unknown(cause),
        // A heading without an address and without anything below it: a script may open it.
        None if !addressed => Fact::Unknown(Cause::ScriptBuilt),
        None => {
            // Only what is plainly bare is called blank: a page whose structure could not be
            // settled may hold what a person sees.
            let rich = group
                .all
                .iter()
                .filter_map(|number| view.site.content(*number).index)
                .any(|page| {
                    let record = view.site.page(page);
                    let trail: Vec<_> = record
                        .facts
                        .breadcrumb
                        .iter()
                        .filter_map(|crumb| crumb.target.as_ref())
                        .collect();
                    let main_links = record
                        .links()
                        .filter(|link| link.region == LinkRegion::Main)
                        .filter_map(|link| view.site.answers.address(link.target?))
                        .filter(|target| !trail.contains(&target))
                        .count();
                    // Menus of old layouts stand in the main part; a list known to be blank is
                    // blank all the same.
                    let blank = record.facts.list.as_ref().is_some_and(|list| list.blank);
                    let list = record.facts.list.as_ref();
                    // Other columns that a page lists are no items of its own.
                    let leads_on = list.is_none_or(|list| list.items.len() >= 3);
                    // 详见县统计局网站。 is little, but not nothing.
                    record.facts.prose >= 6
                        || !blank && record.own_text() >= 25
                        || (leads_on && main_links >= 3)
                        || matches!(
                            record.facts.kind,
                            PageKind::PlatformHome | PageKind::SiteHome
                        )
                });
            if rich {
                Fact::Unknown(Cause::NeedsHuman)
            } else {
                Fact::bool(false)
            }
        }
    }
}

/// The newest date of the group's items and texts; dates past the audit's day do not count.
pub(super) fn latest(view: &View<'_>, group: &Group) -> Result<Date, Fact> {
    let of_items = group.items(view).filter_map(|item| item.date);
    let of_pages = group
        .text_pages(view)
        .filter_map(|page| view.site.published(page));
    let newest = of_items
        .chain(of_pages)
        .filter(|day| *day <= view.as_of)
        .max();
    match (newest, group.unread) {
        (Some(day), None | Some(Cause::JumpsOffSite)) => Ok(day),
        // What was not read may be newer, except on later pages of a list in order of date.
        (Some(day), Some(cause)) => {
            let only_rest = group.all.iter().all(|number| {
                let content = view.site.content(*number);
                content.unread.is_none() && !content.script_built
            });
            if only_rest {
                Ok(day)
            } else {
                Err(Fact::Unknown(cause))
            }
        }
        (None, Some(cause)) => Err(Fact::Unknown(cause)),
        (None, None) if group.items(view).next().is_some() => Err(Fact::Unknown(Cause::Undated)),
        (None, None) => Err(Fact::Absent),
    }
}

/// Tells whether a title is about disclosure of government information.
fn about_disclosure(title: &str) -> bool {
    let folded = fold(title);
    documents::words().disclosure.about.found_in(&folded)
}

/// Tells whether a title is that of the regulation in its text of 2019.
fn is_current_regulation(title: &str) -> bool {
    let folded = fold(title);
    let words = &documents::words().disclosure;
    folded.contains("政府信息公开条例") && !words.not_regulation.found_in(&folded)
}
