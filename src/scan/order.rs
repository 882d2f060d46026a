//! What of the addresses that a page names is asked for first: with few requests to spend,
//! those on which most verdicts hang.

use foldhash::HashMap;

use crate::crawl::turn;
use crate::model::{Address, Link, LinkRegion, ListFacts, PageFacts, PageKind};

/// What the name of a link says of where it leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    /// To the platform.
    Platform,
    /// To a column with an obligation that so many rules look for.
    Column(usize),
    /// To the guide, an annual report or a list of such.
    Report,
    /// Nothing that decides a rule.
    Other,
}

/// What is known of a page beside its own facts.
pub(super) struct Known<'a> {
    /// What the name of a link says.
    pub(super) name: &'a dyn Fn(&str) -> Name,
    /// What the title of a row promises.
    pub(super) promised: &'a dyn Fn(&str) -> PageKind,
    /// The page goes on with a list that another one begins.
    pub(super) goes_on: bool,
    /// The page is the column of the guide or of annual reports.
    pub(super) reports: bool,
    /// How many rules look for columns like the page's.
    pub(super) rules: usize,
}

/// Characters of a menu's names; the titles of news are longer.
const NAME: usize = 14;
/// Rules that look for a column by which it is worth being read to its end.
const MANY: usize = 4;
/// Annual reports of one list that come before everything else; a portal may list hundreds.
const REPORTS: usize = 12;

/// Where a page leads, each with its turn; an address may come more than once.
pub(super) fn turns<'f>(facts: &'f PageFacts, known: &Known<'_>) -> Vec<(&'f Address, u8)> {
    let mut found: Vec<(&Address, u8)> = Vec::with_capacity(facts.links.len());
    found.extend(facts.redirect.iter().map(|to| (to, turn::ENTRANCE)));
    let rows = facts
        .list
        .as_ref()
        .map(|list| rows(list, known))
        .unwrap_or_default();
    for link in &facts.links {
        let Some(target) = &link.target else { continue };
        let turn = match (known.name)(&link.text) {
            Name::Platform => turn::ENTRANCE,
            Name::Column(rules) => {
                turn::COLUMN - turn::COLUMNS.min(u8::try_from(rules).unwrap_or(turn::COLUMNS))
            }
            Name::Report => turn::REPORT,
            Name::Other => match rows.get(target) {
                Some(turn) => *turn,
                None => of_link(link, facts, known),
            },
        };
        found.push((target, turn));
    }
    if let Some(list) = &facts.list {
        // Rows that stand in data (a script's string, `<datastore>`) are no links of the page.
        let items = list.items.iter().filter_map(|item| item.target.as_ref());
        found.extend(items.filter_map(|target| Some((target, *rows.get(target)?))));
        // Many rules on one column ask whether something stands in it anywhere.
        let further = if known.reports {
            turn::REPORT
        } else if known.rules >= MANY {
            turn::WHOLE
        } else {
            turn::FURTHER
        };
        found.extend(pages(list).map(|next| (next, further)));
    }
    found.extend(facts.search_target.iter().map(|to| (to, turn::FOOT)));
    if let Some(document) = &facts.document {
        // A paper and its interpretation are judged together.
        found.extend(document.interpretations.iter().map(|to| (to, turn::PAIR)));
        let files = document.attachments.iter();
        found.extend(files.filter_map(|file| Some((file.target.as_ref()?, turn::FILE))));
    }
    found
}

/// The further pages of a list.
pub(super) fn pages(list: &ListFacts) -> impl Iterator<Item = &Address> {
    list.next.iter().chain(&list.more)
}

/// The turns of a list's rows: first those that show what the column holds.
fn rows<'f>(list: &'f ListFacts, known: &Known<'_>) -> HashMap<&'f Address, u8> {
    let kinds: Vec<PageKind> = list
        .items
        .iter()
        .map(|item| (known.promised)(&item.title))
        .collect();
    let first = |wanted: &[PageKind]| kinds.iter().position(|kind| wanted.contains(kind));
    let sample = first(&[PageKind::Document]).unwrap_or(0);
    let matter = first(&[PageKind::Interpretation, PageKind::Consultation]);
    let last = list.items.len().saturating_sub(1);
    let mut turns = HashMap::default();
    for (place, (item, kind)) in list.items.iter().zip(&kinds).enumerate() {
        let Some(target) = &item.target else { continue };
        let turn = if known.reports && place < REPORTS {
            turn::REPORT
        } else if known.reports {
            turn::COLUMN
        } else if !known.goes_on && place == sample {
            turn::SAMPLE
        } else if !known.goes_on && (place <= 1 || place == last || Some(place) == matter) {
            turn::SECOND
        } else if *kind == PageKind::Article {
            turn::ROW
        } else {
            turn::PAPER
        };
        // A row that stands twice keeps its better turn.
        let kept = turns.entry(target).or_insert(turn);
        *kept = turn.min(*kept);
    }
    turns
}

/// The turn of a link that is no row of a list and whose name says nothing.
fn of_link(link: &Link, facts: &PageFacts, known: &Known<'_>) -> u8 {
    let text = link.text.trim();
    let short = text.chars().nth(NAME).is_none();
    match link.region {
        LinkRegion::Footer => turn::FOOT,
        LinkRegion::Header | LinkRegion::Side | LinkRegion::Hidden if short => turn::MENU,
        LinkRegion::Header | LinkRegion::Side | LinkRegion::Hidden => turn::ROW,
        LinkRegion::Main => match facts.kind {
            // What is interpreted, what came of a call.
            PageKind::Interpretation | PageKind::Consultation
                if (known.promised)(text) != PageKind::Article =>
            {
                turn::PAIR
            }
            _ if facts.document.is_some() => turn::ROW,
            _ if short && text.bytes().any(|byte| byte.is_ascii_digit()) => turn::FURTHER,
            _ if short => turn::SECOND,
            _ => turn::ROW,
        },
    }
}
