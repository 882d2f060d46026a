//! What earlier snapshots had and today's has not.
//!
//! An address that was not asked for is not gone: only the server's own answer says so. That
//! nothing of a site that was read whole leads there any more is said as just that.

use std::collections::HashSet;

use super::earlier::{self, furniture, hash, page_key};
use super::writing::title_key;
use super::{Past, Version};
use crate::model::{Address, Cause};
use crate::page::document::doc_number;
use crate::site::SiteModel;
use crate::site::answers::Resolution;

/// A paper, a guide or a report that is no longer there.
#[derive(Debug)]
pub struct Lost {
    /// What it was.
    pub version: Version,
    /// The server's answer (404, 410, or 302 where it leads to the home page); `None` where
    /// nothing leads to it any more.
    pub status: Option<u16>,
}

/// What became of the addresses of the newest snapshot.
#[derive(Debug, Default)]
pub struct OldAddresses {
    /// Those of which something can be said.
    pub known: usize,
    /// Those that the server says are gone.
    pub gone: usize,
    /// Those that nothing of the site leads to any more, and that were not asked for.
    pub unseen: usize,
    /// Some of both, as snapshot pages.
    pub samples: Vec<Version>,
    /// Why nothing can be said of what was not asked for, if the audit's material is a part.
    pub cause: Option<Cause>,
}

/// Addresses shown of those lost.
const SAMPLES: usize = 5;
/// Fewer names of links say nothing of a template.
const FEW_NAMES: usize = 5;

/// What became of one address.
enum Fate {
    There,
    Gone(u16),
    Unseen,
    Unknown,
}

/// Fills in what is lost.
pub(super) fn collect(site: &SiteModel, seeds: &[Address], past: &mut Past) {
    let today = Today::of(site);
    let mut told: HashSet<u64> = HashSet::new();
    let mut lost = Vec::new();
    let mut old = OldAddresses {
        cause: site.origin.cut_short,
        ..OldAddresses::default()
    };
    let newest = past.snapshots.len().saturating_sub(1);
    for (number, snapshot) in past.snapshots.iter().enumerate().rev() {
        let Some(seed) = seeds.get(number) else {
            continue;
        };
        for (at, page) in snapshot.pages.iter().enumerate() {
            if !told.insert(page.key) {
                continue;
            }
            let version = Version {
                snapshot: number,
                page: at as u32,
            };
            let fate = today.fate(&page.address, page.key, seed);
            if number == newest {
                match fate {
                    Fate::There => old.known += 1,
                    Fate::Gone(_) => {
                        old.known += 1;
                        old.gone += 1;
                    }
                    Fate::Unseen => {
                        old.known += 1;
                        old.unseen += 1;
                    }
                    Fate::Unknown => {}
                }
                if matches!(fate, Fate::Gone(_) | Fate::Unseen) && old.samples.len() < SAMPLES {
                    old.samples.push(version);
                }
            }
            let status = match fate {
                Fate::There | Fate::Unknown => continue,
                Fate::Gone(status) => Some(status),
                Fate::Unseen => None,
            };
            if page.is_paper() && !today.stands_elsewhere(page) {
                lost.push(Lost { version, status });
            }
        }
    }
    let mut lost_columns = Vec::new();
    if let Some(snapshot) = past.snapshots.last()
        && site.origin.cut_short.is_none()
        && let Some(seed) = seeds.last()
    {
        for (at, column) in snapshot.columns.iter().enumerate() {
            let mut items = column.items.iter();
            let gone = items.any(|(key, title)| today.lacks(*key, title));
            let own = earlier::today(&column.place.page, seed, &site.seed);
            let there = column.target().is_some_and(|key| today.keys.contains(&key))
                || own.is_some_and(|address| {
                    !matches!(
                        earlier::resolve(site, &address),
                        Resolution::Gone(_) | Resolution::Unasked(_)
                    )
                });
            if gone && !there && !column.is_still(site) {
                lost_columns.push((past.snapshots.len() - 1, at));
            }
        }
        let now = furniture(site);
        let then = &snapshot.furniture;
        if now.len() >= FEW_NAMES && then.len() >= FEW_NAMES {
            let same = now.intersection(then).count();
            past.template_changed = Some(same * 2 < now.union(then).count());
        }
    }
    for column in past.snapshots.iter_mut().flat_map(|one| &mut one.columns) {
        let items = column.items.iter();
        column.gone = items
            .filter(|(key, title)| today.lacks(*key, title))
            .count();
    }
    past.lost = lost;
    past.lost_columns = lost_columns;
    past.old = old;
}

/// Today's site, as far as it says whether something is still there.
struct Today<'s> {
    site: &'s SiteModel,
    /// Every page read.
    keys: HashSet<u64>,
    /// Everything linked to.
    named: HashSet<u64>,
    /// Titles of pages and of what lists show.
    titles: HashSet<u64>,
    /// Numbers of papers.
    numbers: HashSet<String>,
}

impl<'s> Today<'s> {
    fn of(site: &'s SiteModel) -> Self {
        let mut today = Self {
            site,
            keys: HashSet::new(),
            named: HashSet::new(),
            titles: HashSet::new(),
            numbers: HashSet::new(),
        };
        let mut targets = HashSet::new();
        for record in site.all_pages() {
            today.keys.insert(page_key(&record.address, &site.seed));
            targets.extend(record.links().filter_map(|link| link.target));
            if let Some(title) = &record.facts.title {
                today.titles.insert(hash(&title_key(title)));
            }
            if let Some(number) = record
                .facts
                .document
                .as_ref()
                .and_then(|document| document.doc_number.as_ref())
            {
                today.numbers.insert(doc_number::key(&number.value));
            }
        }
        for address in targets
            .into_iter()
            .filter_map(|at| site.answers.address(at))
        {
            today.named.insert(page_key(&address, &site.seed));
        }
        for item in site.column_numbers().flat_map(|number| site.items(number)) {
            today.titles.insert(hash(&title_key(item.title)));
            if let Some(target) = item.target() {
                today.named.insert(page_key(&target, &site.seed));
            }
        }
        today
    }

    fn fate(&self, address: &Address, key: u64, seed: &Address) -> Fate {
        if self.keys.contains(&key) {
            return Fate::There;
        }
        let Some(address) = earlier::today(address, seed, &self.site.seed) else {
            return Fate::Unknown;
        };
        match earlier::resolve(self.site, &address) {
            Resolution::Page(_) | Resolution::File => Fate::There,
            Resolution::Gone(status) => Fate::Gone(status),
            Resolution::Refused(..) => Fate::Unknown,
            // Linked to and not asked for: nothing is known of it.
            Resolution::Unasked(_) if self.named.contains(&key) => Fate::Unknown,
            Resolution::Unasked(_) if self.site.origin.cut_short.is_some() => Fate::Unknown,
            Resolution::Unasked(_) => Fate::Unseen,
        }
    }

    /// Tells whether nothing of the site is or leads to an item.
    fn lacks(&self, key: Option<u64>, title: &str) -> bool {
        !key.is_some_and(|key| self.keys.contains(&key) || self.named.contains(&key))
            && !self.titles.contains(&hash(&title_key(title)))
    }

    /// Tells whether a paper stands under another address, or in another list.
    fn stands_elsewhere(&self, page: &super::EarlierPage) -> bool {
        page.title
            .as_deref()
            .is_some_and(|title| self.titles.contains(&hash(&title_key(title))))
            || page
                .number
                .as_deref()
                .is_some_and(|number| self.numbers.contains(&doc_number::key(number)))
    }
}
