//! Letters of the whole site, each once: a list's row and the page that it leads to are one.

use foldhash::{HashMap, HashSet};

use super::view::fingerprint;
use crate::model::Message;
use crate::site::{PageIx, PageRecord, Parts, Resolution, SiteModel};

/// An entry: its page and its place among the page's.
pub(super) type Entry = (PageIx, usize);

/// The entries of all mailboxes.
#[derive(Debug, Default)]
pub(super) struct Messages {
    /// Each letter once: by its own page where that was read, else by the first row.
    pub(super) all: Vec<Entry>,
    /// The other rows of a letter, by its number among all.
    rows: HashMap<usize, Vec<Entry>>,
}

/// What makes two entries one letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    /// The page that shows it.
    Page(PageIx),
    /// An address that was not read.
    Address(u64),
}

struct Found {
    entry: Entry,
    key: Option<Key>,
    /// It is the page of the letter.
    own: bool,
    dated: bool,
}

impl Messages {
    pub(super) fn of(site: &SiteModel) -> Self {
        let found: Vec<Found> = site
            .pages_with(Parts::MESSAGES)
            .flat_map(|page| of_page(site, page))
            .collect();
        let keys = |own: bool| -> HashSet<Key> {
            let found = found.iter().filter(|found| found.own == own);
            found.filter_map(|found| found.key).collect()
        };
        let (own, listed) = (keys(true), keys(false));
        let mut places: HashMap<Key, usize> = HashMap::default();
        let mut all = Vec::new();
        let mut others = Vec::new();
        for one in &found {
            let Some(key) = one.key else {
                all.push(one.entry);
                continue;
            };
            // A page with no day says nothing by itself that rules ask for.
            if one.own && !one.dated && !listed.contains(&key) {
                continue;
            }
            if !one.own && own.contains(&key) || places.contains_key(&key) {
                others.push((key, one.entry));
                continue;
            }
            places.insert(key, all.len());
            all.push(one.entry);
        }
        let mut rows: HashMap<usize, Vec<Entry>> = HashMap::default();
        for (key, entry) in others {
            if let Some(place) = places.get(&key) {
                rows.entry(*place).or_default().push(entry);
            }
        }
        Self { all, rows }
    }

    /// The other rows of a letter.
    pub(super) fn rows(&self, at: usize) -> impl Iterator<Item = &Entry> {
        self.rows.get(&at).into_iter().flatten()
    }
}

fn of_page(site: &SiteModel, page: PageIx) -> Vec<Found> {
    let record = site.page(page);
    let messages = &record.facts.messages;
    let keys: Vec<Option<Key>> = messages
        .iter()
        .map(|message| key_of(site, page, &record, message))
        .collect();
    let mut counts: HashMap<Key, usize> = HashMap::default();
    for key in keys.iter().flatten() {
        *counts.entry(*key).or_default() += 1;
    }
    let found = messages.iter().zip(keys).enumerate();
    found
        .map(|(number, (message, key))| Found {
            entry: (page, number),
            // What several rows of one list lead to is no letter's own.
            key: key.filter(|key| counts.get(key) == Some(&1)),
            own: key == Some(Key::Page(page)),
            dated: message.asked.is_some() || message.replied.is_some(),
        })
        .collect()
}

fn key_of(site: &SiteModel, page: PageIx, record: &PageRecord, message: &Message) -> Option<Key> {
    let target = message.target.as_ref()?;
    if *target == record.address {
        return (record.facts.messages.len() == 1).then_some(Key::Page(page));
    }
    match site.answers.resolve(target) {
        // A row that leads to its own list leads nowhere.
        Resolution::Page(own) => (own != page).then_some(Key::Page(own)),
        _ => Some(Key::Address(fingerprint(target.as_str()))),
    }
}
