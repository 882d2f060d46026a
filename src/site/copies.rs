//! Papers that stand in two places of a site: the same title and number, or the same title and
//! day, and nearly the same words.

use std::collections::BTreeMap;

use super::SiteModel;
use super::pages::Parts;
use super::past::{Difference, has_wording};
use super::record::{PageIx, PageRecord};
use crate::model::{DocumentFacts, PageKind};
use crate::page::document::doc_number;
use crate::vocabulary::fold;

/// A paper in two places.
#[derive(Debug)]
pub struct Copies {
    /// The page whose address comes first.
    pub first: PageIx,
    /// The other.
    pub second: PageIx,
    /// How both give its number, where they differ.
    pub numbers: Option<(String, String)>,
    /// How both give the day of its making, where they differ.
    pub days: Option<(String, String)>,
    /// How their texts read, where they differ.
    pub texts: Option<(String, String)>,
    /// False where they may be two papers, or one only has less of the text.
    pub sure: bool,
}

impl Copies {
    /// Tells whether both say the same.
    pub fn is_same(&self) -> bool {
        self.numbers.is_none() && self.days.is_none() && self.texts.is_none()
    }
}

/// Two papers that may be one.
#[derive(Debug, Clone, Copy)]
pub struct Twins {
    /// The page whose address comes first.
    pub first: PageIx,
    /// The other.
    pub second: PageIx,
    /// True when the number is the same, so that the words need not be.
    pub sure: bool,
}

/// Fewer characters of a title are no identity.
const NAMING: usize = 12;
/// Papers without a common number are one only with this share of words in common (percent).
const ONE_PAPER: usize = 80;
/// The same number and title, and less in common than this: an extract, a notice of it.
const RELATED: usize = 40;
/// More pages of one title are a series.
const SERIES: usize = 4;

/// Finds papers that may be one.
pub fn twins(site: &SiteModel) -> Vec<Twins> {
    let mut titles: BTreeMap<String, Vec<PageIx>> = BTreeMap::new();
    for page in site.pages_with(Parts::DOCUMENT) {
        if site.kind(page) != PageKind::Document || site.has(page, Parts::DECISIONS) {
            continue;
        }
        let record = site.page(page);
        let title = record.facts.title.as_deref().unwrap_or_default();
        if record.facts.document.as_deref().is_some_and(has_wording)
            && record.facts.text_digest.is_some()
            && title.chars().count() >= NAMING
        {
            titles.entry(fold(title)).or_default().push(page);
        }
    }
    let mut twins = Vec::new();
    for pages in titles.into_values() {
        if pages.len() < 2 || pages.len() > SERIES {
            continue;
        }
        for (at, first) in pages.iter().enumerate() {
            for second in &pages[at + 1..] {
                twins.extend(pair(site, *first, *second));
            }
        }
    }
    twins
}

fn pair(site: &SiteModel, first: PageIx, second: PageIx) -> Option<Twins> {
    let (one, other) = (site.page(first), site.page(second));
    let (a, b) = (
        one.facts.document.as_deref()?,
        other.facts.document.as_deref()?,
    );
    // A paper and the amended text of it bear one title, and say so.
    if state(a) != state(b) {
        return None;
    }
    let regular = |document: &DocumentFacts| {
        let number = &document.doc_number.as_ref()?.value;
        (doc_number::is_regular(number) && number.contains('〔')).then(|| doc_number::key(number))
    };
    let day = |document: &DocumentFacts| document.written_date.as_ref().map(|field| field.value);
    let sure = match (regular(a), regular(b)) {
        (Some(a), Some(b)) => a == b,
        _ => false,
    };
    let same_day = day(a).is_some() && day(a) == day(b);
    // Papers of a series share title and day; only those of like length may be one.
    let lengths = (one.facts.text_length, other.facts.text_length);
    let alike = lengths.0.min(lengths.1) * 100 >= lengths.0.max(lengths.1) * ONE_PAPER;
    (sure || (same_day && alike)).then_some(Twins {
        first,
        second,
        sure,
    })
}

fn state(document: &DocumentFacts) -> Option<&str> {
    document
        .validity
        .as_ref()
        .map(|field| field.value.as_str())
        .filter(|state| *state != "有效")
}

/// Says how two papers differ; `None` where they are not one, or do not.
pub fn judge(site: &SiteModel, twins: Twins, difference: &Difference) -> Option<Copies> {
    let common = difference.common_percent();
    let least = if twins.sure { RELATED } else { ONE_PAPER };
    // An extract and a corrected version are papers of their own.
    if common < least || difference.is_extract() || difference.is_marked() {
        return None;
    }
    let (one, other) = (site.page(twins.first), site.page(twins.second));
    let document = |page: &PageRecord| page.facts.document.clone();
    let (a, b) = (document(&one)?, document(&other)?);
    let numbers = match (&a.doc_number, &b.doc_number) {
        (Some(a), Some(b)) if doc_number::key(&a.value) != doc_number::key(&b.value) => {
            Some((a.value.clone(), b.value.clone()))
        }
        _ => None,
    };
    let days = match (&a.written_date, &b.written_date) {
        (Some(a), Some(b)) if a.value != b.value => {
            Some((a.value.to_string(), b.value.to_string()))
        }
        _ => None,
    };
    let texts = (!difference.is_none()).then(|| difference.shown());
    let sure = twins.sure && (days.is_some() || difference.is_on_both_sides());
    Some(Copies {
        first: twins.first,
        second: twins.second,
        numbers,
        days,
        texts,
        sure,
    })
}
