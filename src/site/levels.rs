//! The levels of a platform's columns where its menu does not nest them: a second list under the
//! name of a column, links to other sites, and tables in which all entries stand side by side.

use std::collections::BTreeSet;

use super::columns::folder_of;
use super::names::Names;
use crate::model::{Address, NavItem};
use crate::vocabulary::fold_label;

/// Entries of a flat menu that must stand below one of its first, by their addresses, before
/// the addresses are taken for its levels.
const BELOW: usize = 5;
/// Obligations that a list under a column's name serves at least, if its entries are columns.
const SERVED: usize = 3;

/// Number of different obligations that a list serves at any level.
pub(super) fn serves_in(names: &Names, block: &[NavItem]) -> usize {
    let mut ids: BTreeSet<String> = BTreeSet::new();
    let mut waiting: Vec<&NavItem> = block.iter().collect();
    while let Some(item) = waiting.pop() {
        ids.extend(
            names
                .serves(&item.text, &[], true)
                .into_iter()
                .map(str::to_owned),
        );
        waiting.extend(item.children.iter());
    }
    ids.len()
}

/// Puts a list that stands elsewhere on the page below the first-level column under whose name
/// or in whose folder it stands.
pub(super) fn adopt(names: &Names, first_level: &mut [NavItem], block: &[NavItem]) {
    if let Some(known) = first_level.iter_mut().find(|known| {
        let folder = folder(known);
        known.children.is_empty()
            && folder.is_some_and(|folder| {
                let head = std::iter::once(&**known).chain(block);
                let menu: Vec<NavItem> = head.cloned().collect();
                run(&menu, 0, &folder) == block.len()
            })
    }) {
        known.children = block.to_vec();
        return;
    }
    let mut waiting: Vec<&NavItem> = block.iter().collect();
    while let Some(item) = waiting.pop() {
        waiting.extend(item.children.iter());
        if item.children.is_empty() {
            continue;
        }
        let name = fold_label(&item.text);
        let bare = first_level
            .iter_mut()
            .find(|known| known.children.is_empty() && fold_label(&known.text) == name);
        if let Some(known) = bare
            && (item.target.is_none() || item.target == known.target)
            && serves_in(names, &item.children) >= SERVED
        {
            known.children = item.children.clone();
        }
    }
}

/// Puts the entries of a flat menu below the one whose folder holds their addresses, where they
/// follow it and are many.
pub(super) fn nest(items: Vec<NavItem>) -> Vec<NavItem> {
    let is_flat = items.iter().all(|item| item.children.is_empty());
    let begin = is_flat.then(|| {
        let heads = items.iter().enumerate();
        heads
            .filter_map(|(at, item)| Some((at, folder(item)?)))
            .find(|(at, folder)| run(&items, *at, folder) >= BELOW)
    });
    let Some((at, folder)) = begin.flatten() else {
        return items;
    };
    let end = at + 1 + run(&items, at, &folder);
    let mut out: Vec<NavItem> = Vec::new();
    for (number, item) in items.into_iter().enumerate() {
        match out.last_mut() {
            Some(head) if number > at && number < end => head.children.push(item),
            _ => out.push(item),
        }
    }
    out
}

/// The folder that an entry's address is.
fn folder(item: &NavItem) -> Option<String> {
    let path = item.target.as_ref().map(|target| target.path().to_owned());
    path.filter(|path| path.len() > 1 && folder_of(path) == path)
}

/// Counts the entries right after one that stand in its folder; among them may be links to
/// other sites.
fn run(items: &[NavItem], at: usize, folder: &str) -> usize {
    let authority = |target: &Address| target.authority().to_owned();
    let own = items.get(at).and_then(|head| head.target.as_ref());
    let own = own.map(&authority);
    let (mut length, mut inside) = (0, 0);
    for (number, item) in items.iter().enumerate().skip(at + 1) {
        let Some(target) = &item.target else { break };
        let is_own = own.as_ref() == Some(&authority(target));
        if is_own && !(target.path().starts_with(folder) && target.path() != folder) {
            break;
        }
        if is_own {
            (length, inside) = (number - at, inside + 1);
        }
    }
    if inside >= BELOW { length } else { 0 }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a failing test may panic
mod tests {
    use super::nest;
    use crate::model::{Address, NavItem};

    fn menu(entries: &[&str]) -> Vec<NavItem> {
        let base = Address::parse("http://www.a.gov.cn/").unwrap();
        let entries = entries.iter();
        entries
            .map(|path| NavItem {
                text: (*path).to_owned(),
                target: base.join(path),
                ..NavItem::default()
            })
            .collect()
    }

    #[test]
    fn entries_side_by_side_stand_below_the_one_whose_folder_holds_them() {
        let flat = [
            "/gk/zn/",
            "/gk/fd/",
            "/gk/fd/jg/",
            "/gk/fd/ld/",
            "http://www.b.gov.cn/cg/",
            "/gk/fd/gh/",
            "/gk/fd/tj/",
            "/gk/fd/cf/",
            "/gk/nb/",
        ];
        let nested = nest(menu(&flat));
        let heads: Vec<&str> = nested.iter().map(|item| item.text.as_str()).collect();
        assert_eq!(heads, ["/gk/zn/", "/gk/fd/", "/gk/nb/"]);
        assert_eq!(nested[1].children.len(), 6);
        // One or two that have a folder of a neighbour stand where the menu puts them.
        let few = ["/gk/zn/", "/gk/fd/", "/gk/fd/tpxw/", "/gk/nb/"];
        assert_eq!(nest(menu(&few)).len(), 4);
    }
}
