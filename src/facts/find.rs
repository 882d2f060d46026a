//! Finding the subjects of a rule, and telling absence from not having looked.

pub(super) mod guide;
pub(super) mod reports;

use super::group::{self, Group};
use super::message;
use super::view::View;
use crate::model::{Cause, Fact, Find, Found, Handle, Place, Subject, SubjectKind, Words};
use crate::site::{Column, ColumnIx, PageIx, PlatformState};
use crate::vocabulary::fold_label;

/// Finds the subjects of one kind.
pub(super) fn find(view: &View<'_>, kind: SubjectKind, find: &Find) -> Found {
    match kind {
        SubjectKind::Site => Found::Subjects(vec![site(view)]),
        SubjectKind::Platform => platform(view),
        SubjectKind::Column => columns(view, find),
        SubjectKind::Guide => guide::find(view),
        SubjectKind::Report => reports::find(view, find),
        SubjectKind::Document => Found::Counted(view.documents.len()),
        SubjectKind::Page => Found::Counted(view.site.page_numbers().count()),
        SubjectKind::Interpretation => Found::Counted(view.matters.interpretations.len()),
        SubjectKind::Consultation => Found::Counted(view.matters.consultations.len()),
        SubjectKind::Decision => Found::Counted(view.matters.decisions.len()),
        SubjectKind::Link => Found::Counted(view.links.len()),
        SubjectKind::Message => Found::Counted(view.messages.all.len()),
    }
}

/// Returns one of the subjects that were counted.
pub(super) fn handle(view: &View<'_>, kind: SubjectKind, number: usize) -> Option<Handle> {
    let page = match kind {
        SubjectKind::Document => view.documents.get(number).copied()?,
        SubjectKind::Page => view.site.page_numbers().nth(number)?,
        SubjectKind::Interpretation => view.matters.interpretations.get(number).copied()?,
        SubjectKind::Consultation => view.matters.consultations.get(number).copied()?,
        SubjectKind::Decision => {
            return (number < view.matters.decisions.len()).then(|| decision_handle(view, number));
        }
        SubjectKind::Link => {
            return (number < view.links.len()).then(|| link_handle(view, number));
        }
        SubjectKind::Message => {
            return message_handle(view, number);
        }
        SubjectKind::Site
        | SubjectKind::Platform
        | SubjectKind::Column
        | SubjectKind::Guide
        | SubjectKind::Report => return None,
    };
    Some(page_handle(view, page, kind))
}

fn site(view: &View<'_>) -> Handle {
    let name = view
        .site
        .body
        .name
        .clone()
        .unwrap_or_else(|| view.site.seed.host().to_owned());
    let places = view
        .site
        .home
        .map(|home| vec![view.place(home, "首页", None)])
        .unwrap_or_default();
    Handle {
        subject: Subject {
            kind: SubjectKind::Site,
            key: "site".to_owned(),
            name,
            url: Some(view.site.seed.as_str().to_owned()),
        },
        column: None,
        template: None,
        places,
        index: 0,
    }
}

fn platform(view: &View<'_>) -> Found {
    let subject = |name: &str, url: Option<String>| Subject {
        kind: SubjectKind::Platform,
        key: "platform".to_owned(),
        name: name.to_owned(),
        url,
    };
    let home_places = || {
        view.site
            .home
            .map(|home| vec![view.place(home, "首页", None)])
            .unwrap_or_default()
    };
    match &view.site.platform {
        PlatformState::Found(platform) => Found::Subjects(vec![Handle {
            subject: subject(
                "政府信息公开平台",
                Some(view.site.page(platform.page).address.as_str().to_owned()),
            ),
            column: None,
            template: None,
            places: vec![view.place(platform.page, "平台首页", None)],
            index: 0,
        }]),
        PlatformState::Absent => match cut_short(view) {
            None => Found::Absent {
                subject: subject("政府信息公开平台", None),
                places: home_places(),
                instead: None,
            },
            Some((cause, look)) => Found::Unknown {
                subject: subject("政府信息公开平台", None),
                cause,
                look,
                places: home_places(),
            },
        },
        PlatformState::Unknown(cause, look) => Found::Unknown {
            subject: subject("政府信息公开平台", None),
            cause: *cause,
            look: look.clone(),
            places: home_places(),
        },
    }
}

fn columns(view: &View<'_>, find: &Find) -> Found {
    if let Some(id) = &find.serves {
        let Some(at) = view
            .names
            .obligations
            .iter()
            .position(|obligation| obligation.id == *id)
        else {
            return unknown_subject(
                Subject {
                    kind: SubjectKind::Column,
                    key: format!("serves:{id}"),
                    name: id.clone(),
                    url: None,
                },
                Cause::RuleError,
                Words::new(
                    format!("词表中没有“{id}”这项义务"),
                    format!("the vocabulary has no obligation {id}"),
                ),
                Vec::new(),
            );
        };
        let number = view.site.columns.len() + at;
        let group = view.group(number);
        let zh = &view.names.obligations[at].zh;
        return found_group(view, number, &group, format!("serves:{id}"), zh, Some(id));
    }
    if !find.names.is_empty() {
        let folded: Vec<String> = find.names.iter().map(|name| fold_label(name)).collect();
        let columns: Vec<ColumnIx> = view
            .site
            .column_numbers()
            .filter(|number| folded.contains(&fold_label(&view.site.column(*number).name)))
            .collect();
        let key = format!("names:{}", folded.join("|"));
        let group = group::make(view, key.clone(), None, columns);
        let name = find.names[0].clone();
        let number = view.add_group(group.clone());
        return found_group(view, number, &group, key, &name, None);
    }
    let handles = view
        .site
        .column_numbers()
        .map(|number| Handle {
            subject: column_subject(view.site.column(number)),
            column: None,
            template: None,
            places: view.group(number.0 as usize).places(view),
            index: number.0 as usize,
        })
        .collect();
    Found::Subjects(handles)
}

fn column_subject(column: &Column) -> Subject {
    Subject {
        kind: SubjectKind::Column,
        key: column.key(),
        name: column.shown(),
        url: column
            .target
            .as_ref()
            .map(|target| target.as_str().to_owned()),
    }
}

fn found_group(
    view: &View<'_>,
    number: usize,
    group: &Group,
    key: String,
    zh: &str,
    obligation: Option<&str>,
) -> Found {
    let subject = |name: String, url: Option<String>| Subject {
        kind: SubjectKind::Column,
        key: key.clone(),
        name,
        url,
    };
    if let Some(first) = group.columns.first() {
        let column = view.site.column(*first);
        let url = column
            .target
            .as_ref()
            .map(|target| target.as_str().to_owned());
        return Found::Subjects(vec![Handle {
            subject: subject(column.shown(), url),
            column: None,
            template: None,
            places: group.places(view),
            index: number,
        }]);
    }
    absence(view, subject(zh.to_owned(), None), obligation, zh)
}

/// Tells whether a column that was not seen is absent or unknown.
fn absence(view: &View<'_>, subject: Subject, obligation: Option<&str>, name: &str) -> Found {
    let platform = match &view.site.platform {
        PlatformState::Found(platform) => platform,
        PlatformState::Absent => {
            return unknown_subject(
                subject,
                Cause::NeedsHuman,
                Words::new(
                    format!(
                        "没有找到政府信息公开平台，无法确认“{name}”在哪里；先解决平台入口，再复核"
                    ),
                    format!(
                        "no disclosure platform was found, so it is not known where {name} stands"
                    ),
                ),
                Vec::new(),
            );
        }
        PlatformState::Unknown(cause, look) => {
            return unknown_subject(subject, *cause, look.clone(), Vec::new());
        }
    };
    let names: Vec<&str> = platform
        .first_level
        .iter()
        .map(|item| item.text.as_str())
        .collect();
    let mut places = vec![view.place(platform.tree_page, "平台栏目导航", Some(&names.join("、")))];
    if let Some(home) = view.site.home {
        places.push(view.place(home, "首页导航", None));
    }
    // The trail above an article names a column or two, and no more than these.
    if platform.unread_menu || view.site.columns.iter().all(|column| !column.in_platform) {
        return unknown_subject(
            subject,
            Cause::ScriptBuilt,
            Words::new(
                format!("平台页没有读到栏目导航（可能由脚本加载），请在浏览器中查看是否有“{name}”"),
                format!(
                    "no column menu could be read on the platform's page; look there for {name} by hand"
                ),
            ),
            places,
        );
    }
    if let Some(near) = obligation.and_then(|id| nearest(view, id)) {
        let shown = view.site.column(near).shown();
        let near = view.site.column(near);
        return unknown_subject(
            subject,
            Cause::Disputable,
            Words::new(
                format!(
                    "没有名为“{name}”的栏目，但有名称或内容相近的“{shown}”，请确认是否就是它或者已在其中公开"
                ),
                format!(
                    "there is no column {name}, but there is {shown} near to it in name or matter: see whether it is this or holds it"
                ),
            ),
            vec![view.place(near.seen_on, "名称或内容相近的栏目", Some(&near.name))],
        );
    }
    // The first level stands whole in the platform's menu; anything deeper needs the rest read.
    let first_level = obligation.is_some_and(|id| view.names.is_first_level(id))
        && platform.first_level.len() >= 2;
    if !first_level {
        let unread: Vec<(&Column, Cause)> = view
            .site
            .column_numbers()
            .filter(|number| view.site.column(*number).in_platform)
            .filter_map(|number| {
                let content = view.site.content(number);
                let cause = content
                    .unread
                    .filter(|cause| *cause != Cause::JumpsOffSite)?;
                Some((view.site.column(number), cause))
            })
            .collect();
        if let Some((_, cause)) = unread.first() {
            let names: Vec<String> = unread
                .iter()
                .take(3)
                .map(|(column, _)| format!("“{}”", column.shown()))
                .collect();
            return unknown_subject(
                subject,
                *cause,
                Words::new(
                    format!(
                        "没有看到“{name}”，但平台中有 {} 个栏目没有读到（{}），请人工查看",
                        unread.len(),
                        names.join("、")
                    ),
                    format!(
                        "{name} was not seen, but {} columns of the platform were not read ({})",
                        unread.len(),
                        names.join(", ")
                    ),
                ),
                places,
            );
        }
    }
    if let Some((cause, look)) = cut_short(view).filter(|_| !first_level) {
        return unknown_subject(subject, cause, look, places);
    }
    Found::Absent {
        subject,
        places,
        instead: None,
    }
}

/// The column that a person should look at before an obligation is called missing: one with a
/// similar name that serves nothing known, else one of the platform that may hold the matter and
/// is not plainly blank.
fn nearest(view: &View<'_>, id: &str) -> Option<ColumnIx> {
    let similar = view.site.column_numbers().find(|number| {
        let column = view.site.column(*number);
        column.serves.is_empty() && view.names.is_near(id, &column.name)
    });
    similar.or_else(|| {
        view.site.column_numbers().find(|number| {
            let column = view.site.column(*number);
            column.in_platform
                && view.names.may_hold(id, &column.name, &column.serves)
                && super::column::filled(view, &view.group(number.0 as usize)) != Fact::bool(false)
        })
    })
}

fn unknown_subject(subject: Subject, cause: Cause, look: Words, places: Vec<Place>) -> Found {
    Found::Unknown {
        subject,
        cause,
        look,
        places,
    }
}

/// Tells why the material is only a part of the site, if it is.
fn cut_short(view: &View<'_>) -> Option<(Cause, Words)> {
    let cause = view.site.origin.cut_short?;
    Some((
        cause,
        Words::new(
            "抓取不完整，没有读到的页面里可能有；请扩大抓取范围后复核",
            "the material is only a part of the site; fetch the rest and audit again",
        ),
    ))
}

fn page_handle(view: &View<'_>, page: PageIx, kind: SubjectKind) -> Handle {
    let address = view.site.address_of(page);
    let address = address.as_ref().unwrap_or(&view.site.seed);
    let title = view.site.front_of(page).title;
    Handle {
        subject: Subject {
            kind,
            key: address.path_and_query().to_owned(),
            name: title.unwrap_or_else(|| address.as_str().to_owned()),
            url: Some(address.as_str().to_owned()),
        },
        column: view.site.column_of[page.0 as usize]
            .map(|number| column_subject(view.site.column(number))),
        template: Some(template_of(address.path())),
        places: Vec::new(),
        index: page.0 as usize,
    }
}

/// The folder of a page with its numbers left out: months and years are not templates.
fn template_of(path: &str) -> String {
    let steps = crate::site::folder_of(path).split('/').map(|step| {
        let digits = step.chars().filter(char::is_ascii_digit).count();
        if digits > 0 && digits * 2 >= step.chars().count() {
            "*"
        } else {
            step
        }
    });
    let mut steps: Vec<&str> = steps.collect();
    steps.dedup_by(|a, b| a == b && *a == "*");
    steps.join("/")
}

fn link_handle(view: &View<'_>, at: usize) -> Handle {
    let link = &view.links[at];
    Handle {
        subject: Subject {
            kind: SubjectKind::Link,
            key: link.target.as_str().to_owned(),
            name: link.text.clone(),
            url: Some(link.target.as_str().to_owned()),
        },
        column: link
            .pages
            .first()
            .and_then(|page| view.site.column_of[page.0 as usize])
            .map(|number| column_subject(view.site.column(number))),
        template: None,
        places: super::link::places(view, link),
        index: at,
    }
}

fn decision_handle(view: &View<'_>, at: usize) -> Handle {
    let (page, number) = view.matters.decisions[at];
    let mut handle = page_handle(view, page, SubjectKind::Decision);
    let one = &view.site.page(page).facts.decisions[number];
    handle.subject.key = format!("{}#{}", handle.subject.key, one.name);
    handle.subject.name.clone_from(&one.name);
    handle.index = at;
    handle
}

fn message_handle(view: &View<'_>, at: usize) -> Option<Handle> {
    let (page, message) = message::entry(view, at)?;
    let key = message.target.as_ref().map_or_else(
        || {
            format!(
                "{}#{}",
                view.site.page(page).address.path_and_query(),
                message.title
            )
        },
        |target| target.path_and_query().to_owned(),
    );
    Some(Handle {
        subject: Subject {
            kind: SubjectKind::Message,
            key,
            name: message.title.clone(),
            url: message
                .target
                .as_ref()
                .map(|target| target.as_str().to_owned()),
        },
        column: message::column(view, at).map(|number| column_subject(view.site.column(number))),
        template: None,
        places: vec![view.place(page, "留言列表", Some(&message.title))],
        index: at,
    })
}
