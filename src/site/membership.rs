//! Which column each page stands in.

use std::collections::HashMap;

use super::SiteModel;
use super::answers::Resolution;
use super::columns::{ColumnIx, folder_of};
use crate::vocabulary::fold_label;

/// Fills in `column_of`: by the list that has the page, else by its breadcrumb, else by the
/// folder of its address.
pub(super) fn assign(model: &mut SiteModel) {
    let mut column_of = vec![None; model.pages.len()];
    let mut depth_of = vec![0usize; model.pages.len()];
    for column in model.column_numbers() {
        let depth =
            model.column(column).path.len() + usize::from(model.column(column).in_platform) * 100;
        for item in model.items(column) {
            if let Some(Resolution::Page(page)) = item.leads() {
                let at = page.0 as usize;
                // The deepest column that lists it is its own; the others only show it.
                if column_of[at].is_none() || depth > depth_of[at] {
                    column_of[at] = Some(column);
                    depth_of[at] = depth;
                }
            }
        }
    }
    let mut by_target = HashMap::new();
    let mut by_folder: HashMap<String, ColumnIx> = HashMap::new();
    for number in model.column_numbers() {
        if let Some(target) = &model.column(number).target {
            by_target.entry(target.clone()).or_insert(number);
            let folder = folder_of(target.path());
            if folder.len() > 1 && target.authority() == model.seed.authority() {
                by_folder.entry(folder.to_owned()).or_insert(number);
            }
        }
    }
    for (at, page) in model.page_numbers().enumerate() {
        let of_target = model
            .address_of(page)
            .and_then(|address| by_target.get(&address));
        if let Some(number) = of_target {
            column_of[at] = Some(*number);
            continue;
        }
        if column_of[at].is_some() {
            continue;
        }
        let record = model.page(page);
        let by_crumb = record.facts.breadcrumb.iter().rev().find_map(|crumb| {
            crumb
                .target
                .as_ref()
                .and_then(|target| by_target.get(target))
                .copied()
        });
        let by_name = || {
            let last = record.facts.column_path.last()?;
            let folded = fold_label(last);
            let mut same = model
                .column_numbers()
                .filter(|number| fold_label(&model.column(*number).name) == folded);
            let only = same.next()?;
            same.next().is_none().then_some(only)
        };
        let by_place = || {
            let mut folder = folder_of(record.address.path());
            while folder.len() > 1 {
                if let Some(number) = by_folder.get(folder) {
                    return Some(*number);
                }
                folder = folder_of(&folder[..folder.len() - 1]);
            }
            None
        };
        column_of[at] = by_crumb.or_else(by_place).or_else(by_name);
    }
    model.column_of = column_of;
}
