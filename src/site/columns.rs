//! The columns of the site: the platform's tree first, then menus and breadcrumbs.

use std::collections::{HashMap, HashSet};

use super::SiteModel;
use super::answers::Resolution;
use super::content::is_foreign;
use super::names::Names;
use super::pages::Parts;
use super::record::{PageFront, PageIx};
use crate::model::{Address, NavItem};
use crate::vocabulary::fold_label;

/// The number of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ColumnIx(pub u32);

/// A named section of the site.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name, as the menu shows it.
    pub name: String,
    /// The names above it and its own, outermost first.
    pub path: Vec<String>,
    /// Its address.
    pub target: Option<Address>,
    /// The column above it.
    pub parent: Option<ColumnIx>,
    /// True when its name is that of disclosure and a script shows it, at no address that is
    /// known.
    pub scripted: bool,
    /// True when it stands in the platform.
    pub in_platform: bool,
    /// True when it is on the platform's first level.
    pub first_level: bool,
    /// Ids of the obligations that it serves by its name.
    pub serves: Vec<String>,
    /// The page where it was seen.
    pub seen_on: PageIx,
}

impl Column {
    /// Returns what identifies the column from scan to scan: its path on the site, or its
    /// names where it has no address.
    pub fn key(&self) -> String {
        match &self.target {
            Some(target) => target.path_and_query().to_owned(),
            None => self
                .path
                .iter()
                .map(|name| fold_label(name))
                .collect::<Vec<_>>()
                .join("/"),
        }
    }

    /// Returns the path for people, for example `法定主动公开内容 > 行政许可`.
    pub fn shown(&self) -> String {
        self.path.join(" > ")
    }
}

/// Longest chain of columns that is believed; deeper ones come from broken markup.
const DEEPEST: usize = 8;
/// Most columns of one site; a menu larger than this is generated.
const MOST: usize = 20_000;

struct Collector<'a> {
    names: &'a Names,
    columns: Vec<Column>,
    by_target: HashMap<Address, ColumnIx>,
    by_path: HashMap<String, ColumnIx>,
}

/// Fills in `columns`.
pub(super) fn collect(model: &mut SiteModel, names: &Names) {
    let mut collector = Collector {
        names,
        columns: Vec::new(),
        by_target: HashMap::new(),
        by_path: HashMap::new(),
    };
    if let Some(platform) = model.platform.found() {
        for item in &platform.first_level {
            collector.add_tree(item, None, platform.tree_page, true, true);
        }
        for item in &platform.further {
            collector.add_tree(item, None, platform.tree_page, true, false);
        }
    }
    collector.grow(model);
    if let Some(home) = model.home {
        for block in &model.page(home).navigation {
            for item in block.items.iter() {
                collector.add_tree(item, None, home, false, false);
            }
        }
    }
    collector.add_breadcrumbs(model);
    model.columns = collector.columns;
}

impl Collector<'_> {
    fn add_tree(
        &mut self,
        item: &NavItem,
        parent: Option<ColumnIx>,
        page: PageIx,
        in_platform: bool,
        first: bool,
    ) {
        let mut waiting = vec![(item, parent, first)];
        while let Some((item, parent, first)) = waiting.pop() {
            let Some(column) = self.add(
                &item.text,
                item.target.clone(),
                parent,
                page,
                in_platform,
                first,
            ) else {
                continue;
            };
            // 设为首页 and the choice of a department are scripts as well, and no columns.
            let known = &mut self.columns[column.0 as usize];
            known.scripted |= item.scripted
                && (!known.serves.is_empty() || self.names.is_platform_entry(&known.name));
            // Pushed in reverse so that columns keep the order of the menu.
            waiting.extend(
                item.children
                    .iter()
                    .rev()
                    .map(|child| (child, Some(column), false)),
            );
        }
    }

    fn add(
        &mut self,
        name: &str,
        target: Option<Address>,
        parent: Option<ColumnIx>,
        page: PageIx,
        in_platform: bool,
        first_level: bool,
    ) -> Option<ColumnIx> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 40 {
            return None;
        }
        let mut path = parent
            .map(|parent| self.columns[parent.0 as usize].path.clone())
            .unwrap_or_default();
        path.push(name.to_owned());
        if path.len() > DEEPEST || self.columns.len() >= MOST {
            return None;
        }
        let path_key = path
            .iter()
            .map(|part| fold_label(part))
            .collect::<Vec<_>>()
            .join("/");
        let above: Vec<&str> = path[..path.len() - 1].iter().map(String::as_str).collect();
        let serves: Vec<String> = self
            .names
            .serves(name, &above, in_platform)
            .into_iter()
            .map(str::to_owned)
            .collect();
        let known = target
            .as_ref()
            .and_then(|target| self.by_target.get(target))
            // Menus that scripts open give many columns one address: these stay apart.
            .filter(|known| {
                let column = &self.columns[known.0 as usize];
                fold_label(&column.name) == fold_label(name)
                    || serves.is_empty()
                    || column.serves.is_empty()
                    || serves.iter().any(|id| column.serves.contains(id))
            })
            .or_else(|| {
                self.by_path.get(&path_key).filter(|known| {
                    // The same name twice at one place is one column unless the addresses differ.
                    let other = &self.columns[known.0 as usize].target;
                    target.is_none() || other.is_none() || *other == target
                })
            })
            .copied();
        if let Some(known) = known {
            let column = &mut self.columns[known.0 as usize];
            for id in serves {
                if !column.serves.contains(&id) {
                    column.serves.push(id);
                }
            }
            if column.target.is_none()
                && let Some(target) = target
            {
                self.by_target.insert(target.clone(), known);
                self.columns[known.0 as usize].target = Some(target);
            }
            return Some(known);
        }
        let number = ColumnIx(self.columns.len() as u32);
        if let Some(target) = &target {
            self.by_target.entry(target.clone()).or_insert(number);
        }
        self.by_path.entry(path_key).or_insert(number);
        self.columns.push(Column {
            name: name.to_owned(),
            path,
            target,
            parent,
            scripted: false,
            in_platform,
            first_level,
            serves,
            seen_on: page,
        });
        Some(number)
    }

    /// Column pages may show more of the tree than the platform's own page: takes in what
    /// stands below a known column on any column's page.
    fn grow(&mut self, model: &SiteModel) {
        let mut seen: HashSet<u64> = HashSet::new();
        if let Some(home) = model.home {
            seen.extend(model.page(home).navigation.iter().map(|block| block.id));
        }
        let mut at = 0;
        while at < self.columns.len() {
            let column = ColumnIx(at as u32);
            at += 1;
            let Some(target) = self.columns[column.0 as usize].target.clone() else {
                continue;
            };
            let Resolution::Page(page) = model.answers.resolve(&target) else {
                continue;
            };
            let folder = folder_of(target.path()).to_owned();
            for block in &model.page(page).navigation {
                if !seen.insert(block.id) {
                    continue;
                }
                let block = &block.items;
                let mut inside = false;
                let mut waiting: Vec<&NavItem> = block.iter().collect();
                while let Some(item) = waiting.pop() {
                    if let Some(known) = item
                        .target
                        .as_ref()
                        .and_then(|target| self.by_target.get(target))
                        .copied()
                    {
                        inside = true;
                        for child in &item.children {
                            self.add_tree(child, Some(known), page, true, false);
                        }
                    } else {
                        waiting.extend(item.children.iter());
                    }
                }
                let below = |item: &NavItem| {
                    item.target.as_ref().is_some_and(|target| {
                        folder.len() > 1
                            && target.path().starts_with(&folder)
                            && target.path() != folder
                    })
                };
                // What is kept on another site stands in no folder of this one.
                let is_elsewhere =
                    |item: &NavItem| item.target.as_ref().is_some_and(|to| is_foreign(model, to));
                // A heading above them is none of them.
                let block = match block.as_slice() {
                    [head] if head.target.is_none() => head.children.as_slice(),
                    all => all,
                };
                let beneath = block.iter().filter(|item| below(item)).count();
                let is_listed = |item: &NavItem| below(item) || is_elsewhere(item);
                if !inside && beneath >= 2 && block.iter().all(is_listed) {
                    for item in block.iter() {
                        self.add_tree(item, Some(column), page, true, false);
                    }
                }
            }
        }
    }

    fn add_breadcrumbs(&mut self, model: &SiteModel) {
        let platform = model
            .platform
            .found()
            .map(|platform| (platform.page, platform.address.clone()));
        for page in model.page_numbers() {
            let PageFront {
                title,
                breadcrumb: crumbs,
            } = model.front_of(page);
            let listed = model.has(page, Parts::LIST);
            let start = crumbs.iter().rposition(|crumb| {
                self.names.platform_name(&crumb.text).is_some()
                    || crumb.target.as_ref().is_some_and(|target| {
                        platform.as_ref().is_some_and(|(page, address)| {
                            target == address
                                || model.answers.resolve(target) == Resolution::Page(*page)
                        })
                    })
            });
            let in_platform = start.is_some() && platform.is_some();
            let first = start.map_or(0, |at| at + 1);
            let mut parent = None;
            for (at, crumb) in crumbs.iter().enumerate().skip(first) {
                let folded = fold_label(&crumb.text);
                if matches!(
                    folded.as_str(),
                    "首页" | "主页" | "网站首页" | "正文" | "内容" | "详情" | "返回首页"
                ) {
                    continue;
                }
                let last = at + 1 == crumbs.len();
                let own_title = (title.as_deref()).is_some_and(|title| fold_label(title) == folded);
                if last && crumb.target.is_none() && own_title && !listed {
                    break;
                }
                let target = crumb
                    .target
                    .clone()
                    .or_else(|| (last && listed).then(|| model.address_of(page)).flatten());
                let level_one = in_platform && parent.is_none();
                let known_first = level_one
                    && self
                        .columns
                        .iter()
                        .any(|column| column.first_level && fold_label(&column.name) == folded);
                parent = self.add(&crumb.text, target, parent, page, in_platform, known_first);
                if parent.is_none() {
                    break;
                }
            }
        }
    }
}

/// The folder of a path: up to and with the last slash.
pub(crate) fn folder_of(path: &str) -> &str {
    &path[..path.rfind('/').map_or(0, |at| at + 1)]
}
