//! What a look at known issues fetches beside the pages where they stand.

use std::collections::BTreeSet;

use crate::crawl::Scope;
use crate::model::{Address, NavItem};
use crate::site::{PageRecord, Resolution};

use super::taking::Taking;
use super::{ScanOptions, Tools};

/// The most pages of columns that are followed.
const MOST: usize = 500;

/// The pages of which more is needed than themselves.
pub(super) struct Wanted<'a> {
    /// Pages whose items and attachments are needed.
    whole: &'a [Address],
    /// Pages of columns, of which the further pages and the columns below are needed.
    columns: Vec<Address>,
    known: BTreeSet<Address>,
    /// What was asked for already, answered or not.
    asked: BTreeSet<Address>,
}

impl<'a> Wanted<'a> {
    pub(super) fn of(options: &'a ScanOptions) -> Self {
        Self {
            whole: &options.whole_lists,
            columns: options.whole_columns.clone(),
            known: options.whole_columns.iter().cloned().collect(),
            asked: BTreeSet::new(),
        }
    }

    /// The platform's page, and what the pages list, attach, go on with or have below them, as
    /// far as they were read and it was not asked for yet.
    pub(super) fn further(
        &mut self,
        taking: &Taking<'_>,
        tools: &Tools,
        scope: &Scope,
        seed: &Address,
    ) -> Vec<Address> {
        let wanted = taking.with_builder(|builder| {
            let mut wanted = Vec::new();
            if let Resolution::Page(home) = builder.answers().resolve(seed) {
                let entries = builder.entries(home, &tools.names);
                wanted.extend(entries.into_iter().filter_map(|entry| entry.target));
            }
            let read = |address: &Address| match builder.answers().resolve(address) {
                Resolution::Page(page) => builder.record(page),
                _ => None,
            };
            for page in self.whole {
                let Some(record) = read(page) else { continue };
                let list = record.facts.list.iter().flat_map(|list| &list.items);
                let document = record.facts.document.iter();
                wanted.extend(list.filter_map(|item| item.target.clone()));
                wanted.extend(
                    document
                        .flat_map(|document| &document.attachments)
                        .filter_map(|attachment| attachment.target.clone()),
                );
            }
            let mut at = 0;
            while let Some(page) = self.columns.get(at) {
                at += 1;
                let Some(record) = read(page) else { continue };
                for target in parts(&record) {
                    if self.columns.len() < MOST && self.known.insert(target.clone()) {
                        wanted.push(target.clone());
                        self.columns.push(target);
                    }
                }
            }
            wanted
        });
        let mut further = unasked(taking, scope, wanted);
        further.retain(|address| self.asked.insert(address.clone()));
        further
    }
}

/// The further pages of a column's list, and the columns that the menus put below it.
fn parts(record: &PageRecord) -> Vec<Address> {
    let list = record.facts.list.iter();
    let mut parts: Vec<Address> = list
        .flat_map(|list| list.more.iter().chain(&list.next))
        .cloned()
        .collect();
    for items in record.menus() {
        below(items, &record.address, &mut parts);
    }
    parts
}

fn below(items: &[NavItem], column: &Address, parts: &mut Vec<Address>) {
    for item in items {
        if item.target.as_ref() == Some(column) {
            let children = item.children.iter();
            parts.extend(children.filter_map(|child| child.target.clone()));
        } else {
            below(&item.children, column, parts);
        }
    }
}

/// Leaves out what is not in scope or was asked for already.
pub(super) fn unasked(
    taking: &Taking<'_>,
    scope: &Scope,
    mut wanted: Vec<Address>,
) -> Vec<Address> {
    wanted.sort();
    wanted.dedup();
    taking.with_builder(|builder| {
        wanted.retain(|address| {
            scope.holds_host(address)
                && matches!(builder.answers().resolve(address), Resolution::Unasked(_))
        });
    });
    wanted
}
