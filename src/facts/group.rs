//! Columns taken together: those that serve one obligation, with everything below them.

use std::collections::{BTreeSet, HashSet};
use std::sync::{Arc, OnceLock};

use super::known::menus_open;
use super::view::View;
use crate::model::{Cause, Fact, PageKind, Place, Words};
use crate::site::{ColumnIx, External, Item, PageIx, Parts, Resolution, gone_words};

/// The most columns of a group that are shown as its places.
const SHOWN: usize = 3;
/// The most columns that do not open that are shown beside them.
const MOST_GONE: usize = 10;

/// Columns that one rule judges as one subject.
#[derive(Debug, Clone, Default)]
pub(super) struct Group {
    /// Its identity among groups.
    pub(super) key: String,
    /// The obligation that it serves.
    pub(super) obligation: Option<String>,
    /// The columns themselves, best first.
    pub(super) columns: Vec<ColumnIx>,
    /// The columns and all below them.
    pub(super) all: Vec<ColumnIx>,
    /// Why something that stands in it was not read.
    pub(super) unread: Option<Cause>,
    /// Pages that stand in it: texts and the pages of its items.
    pub(super) pages: Vec<PageIx>,
    /// Why the inside of something in it was not read (unread items, files, images).
    pub(super) inside_unread: Option<Cause>,
    /// What its texts say together, read when first asked for.
    said: OnceLock<Said>,
}

/// What the texts of a group say together.
#[derive(Debug, Clone, Default)]
pub(super) struct Said {
    pub(super) elements: BTreeSet<String>,
    pub(super) phrases: BTreeSet<Arc<str>>,
}

/// Makes the standing groups: every column alone, then every obligation.
pub(super) fn standing(view: &View<'_>) -> Vec<Arc<Group>> {
    let site = view.site;
    let open = menus_open(view);
    let mut groups: Vec<Arc<Group>> = site
        .column_numbers()
        .map(|number| {
            Arc::new(make(
                view,
                format!("column:{}", number.0),
                None,
                vec![number],
            ))
        })
        .collect();
    for obligation in &view.names.obligations {
        let mut columns: Vec<ColumnIx> = site
            .column_numbers()
            .filter(|number| site.column(*number).serves.contains(&obligation.id))
            .collect();
        columns.sort_by_key(|number| {
            let column = site.column(*number);
            (
                !column.in_platform,
                column.target.is_none(),
                !view.names.is_canonical(&obligation.id, &column.name),
                column.path.len(),
                number.0,
            )
        });
        let mut group = make(
            view,
            format!("serves:{}", obligation.id),
            Some(obligation.id.clone()),
            columns,
        );
        // Another column, which nothing read has named, may serve it as well.
        group.inside_unread = group.inside_unread.or(open);
        groups.push(Arc::new(group));
    }
    groups
}

/// Makes one group.
pub(super) fn make(
    view: &View<'_>,
    key: String,
    obligation: Option<String>,
    columns: Vec<ColumnIx>,
) -> Group {
    let site = view.site;
    let mut all = Vec::new();
    let mut seen = HashSet::new();
    let mut waiting: Vec<ColumnIx> = columns.iter().rev().copied().collect();
    while let Some(column) = waiting.pop() {
        if seen.insert(column) {
            all.push(column);
            waiting.extend(site.content(column).children.iter().rev());
        }
    }
    let mut group = Group {
        key,
        obligation,
        columns,
        all,
        ..Group::default()
    };
    let mut pages = HashSet::new();
    for number in &group.all {
        let content = site.content(*number);
        let cause = match (content.unread, content.script_built, content.rest_unread) {
            // A column with neither address nor script is a heading of the menu: nothing
            // stands in it.
            (Some(cause), _, _) => Some(cause),
            (None, true, _) => Some(Cause::ScriptBuilt),
            (None, false, rest) => rest,
        };
        group.unread = group.unread.or(cause);
        if let Some(page) = content.text.or(content.index)
            && pages.insert(page)
        {
            group.pages.push(page);
        }
        for item in site.items(*number) {
            match item.leads() {
                Some(Resolution::Page(page)) => {
                    if pages.insert(page) {
                        group.pages.push(page);
                    }
                }
                Some(Resolution::File) => {
                    group.inside_unread = group.inside_unread.or(Some(Cause::UnreadableFile))
                }
                Some(Resolution::Refused(cause, _)) => {
                    group.inside_unread = group.inside_unread.or(Some(cause))
                }
                Some(Resolution::Unasked(_)) => {
                    group.inside_unread = group.inside_unread.or(Some(Cause::NotFetched))
                }
                // What a script opens is not read.
                None => group.inside_unread = group.inside_unread.or(Some(Cause::ScriptBuilt)),
                Some(Resolution::Gone(_)) => {}
            }
        }
    }
    group.pages.shrink_to_fit();
    for page in &group.pages {
        let has = |parts| site.has(*page, parts);
        let cause = site
            .unreadable(*page)
            .or(has(Parts::SCRIPTED).then_some(Cause::ScriptBuilt))
            .or(has(Parts::IMAGES).then_some(Cause::ImageOnly))
            .or(has(Parts::FILES).then_some(Cause::UnreadableFile));
        group.inside_unread = group.inside_unread.or(cause);
    }
    group.inside_unread = group.inside_unread.or(group.unread);
    group
}

impl Group {
    /// Returns all items of the group's columns, in order.
    pub(super) fn items<'s>(&'s self, view: &'s View<'_>) -> impl Iterator<Item = Item<'s>> {
        self.all
            .iter()
            .flat_map(move |number| view.site.items(*number))
    }

    /// Returns what its texts say together: many rules ask it of the same columns.
    pub(super) fn said(&self, view: &View<'_>) -> &Said {
        self.said.get_or_init(|| {
            let mut said = Said::default();
            for page in self.text_pages(view) {
                let record = view.site.page(page);
                said.phrases.extend(record.facts.phrases.iter().cloned());
                said.elements.extend(record.facts.elements.iter().cloned());
            }
            said
        })
    }

    /// Returns the pages whose text counts for the group: not mere lists.
    pub(super) fn text_pages<'s>(
        &'s self,
        view: &'s View<'_>,
    ) -> impl Iterator<Item = PageIx> + 's {
        self.pages
            .iter()
            .copied()
            .filter(move |page| view.site.kind(*page) != PageKind::SiteHome)
    }

    /// Tells whether every column of the group leads to another site.
    pub(super) fn is_external(&self, view: &View<'_>) -> bool {
        let mut with_address = self
            .columns
            .iter()
            .map(|number| view.site.content(*number))
            .filter(|content| {
                content.index.is_some() || content.unread.is_some() || content.gone.is_some()
            })
            .peekable();
        with_address.peek().is_some()
            && with_address.all(|content| content.external != External::No)
    }

    /// Returns the columns whose addresses the site itself says are gone, with its answers.
    pub(super) fn gone<'s>(
        &'s self,
        view: &'s View<'_>,
    ) -> impl Iterator<Item = (ColumnIx, u16)> + 's {
        let gone = |number: &ColumnIx| Some((*number, view.site.content(*number).gone?));
        self.all.iter().filter_map(gone)
    }

    /// Says that its columns do not open, or are blank.
    pub(super) fn emptiness(&self, view: &View<'_>) -> Option<Words> {
        let shown = |number: ColumnIx| view.site.column(number).shown();
        if let Some((first, status)) = self.gone(view).next() {
            let (name, answer) = (shown(first), gone_words(status));
            return Some(Words::new(
                format!("栏目“{name}”打不开，网站答复 {answer}"),
                format!("the column “{name}” does not open: the site answers {answer}"),
            ));
        }
        let first = self.columns.first()?;
        let blank = super::column::filled(view, self) == Fact::bool(false);
        blank.then(|| {
            let name = shown(*first);
            Words::new(
                format!("栏目“{name}”空白"),
                format!("the column “{name}” is blank"),
            )
        })
    }

    /// Returns where the group can be looked at.
    pub(super) fn places(&self, view: &View<'_>) -> Vec<Place> {
        let first = self.columns.iter().take(SHOWN);
        first.map(|number| place(view, *number)).collect()
    }

    /// Returns where those of its columns that do not open are linked, beside those of
    /// [`Group::places`].
    pub(super) fn gone_places(&self, view: &View<'_>) -> Vec<Place> {
        let shown: Vec<&ColumnIx> = self.columns.iter().take(SHOWN).collect();
        let further = self.gone(view).map(|(number, _)| number);
        let further = further.filter(|number| !shown.contains(&number));
        further
            .take(MOST_GONE)
            .map(|number| place(view, number))
            .collect()
    }
}

/// Returns where one column can be looked at.
fn place(view: &View<'_>, number: ColumnIx) -> Place {
    let column = view.site.column(number);
    let content = view.site.content(number);
    let (page, locator) = match (content.index, content.gone) {
        (Some(page), _) => (page, format!("栏目“{}”", column.shown())),
        (None, Some(status)) => (
            column.seen_on,
            format!("栏目“{}”的链接返回 {}", column.shown(), gone_words(status)),
        ),
        (None, None) => (column.seen_on, format!("导航中的栏目“{}”", column.shown())),
    };
    let excerpt = content
        .index
        .map(|page| view.site.page(page).facts.excerpt.clone());
    view.place(page, &locator, excerpt.as_deref())
}
