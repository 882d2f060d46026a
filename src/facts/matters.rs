//! Which pages belong together: papers with their interpretations, calls for opinions with
//! what came of them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::OnceLock;

use jiff::civil::Date;

use super::listed::Listed;
use super::papers::{Numbers, day_of};
use super::view::View;
use crate::model::{Cause, DecisionFacts, PageKind};
use crate::page::document::matter::{
    AKIN, Likened, Pair, Sketch, core, likeness, names_other, pairs_of, paper_names, short_names,
};
use crate::page::document::{doc_number, quoted};
use crate::site::{PageIx, PageRecord, Parts, Resolution, SiteModel};
use crate::vocabulary::consultations::words;
use crate::vocabulary::fold;
use crate::vocabulary::matters::decisions;

/// Pages of calls, interpretations and decisions, and what belongs to what.
#[derive(Debug, Default)]
pub(super) struct Matters {
    /// Interpretations.
    pub(super) interpretations: Vec<PageIx>,
    /// Calls for opinions and reports of what came of them.
    pub(super) consultations: Vec<PageIx>,
    /// Notices that prolong a call made before: title of the notice and the new last day.
    pub(super) extensions: Vec<(String, Date)>,
    /// Decisions: page and position on it.
    pub(super) decisions: Vec<(PageIx, usize)>,
    /// The first day on which a page shows the decision of a number.
    pub(super) first_shown: HashMap<String, Date>,
    /// The paper that each interpretation is of.
    pub(super) document_of: BTreeMap<PageIx, PageIx>,
    /// Interpretations of which a part of the site that was not read may tell another paper.
    pub(super) open: HashSet<PageIx>,
    /// The interpretations of each paper.
    pub(super) interpreted: BTreeMap<PageIx, Vec<PageIx>>,
    /// Titles of what tells what came of a call for opinions, read when first asked for.
    pub(super) outcomes: OnceLock<Vec<(Option<PageIx>, String)>>,
    /// What the items of the interpretation columns name, read when first asked for.
    pub(super) listed: OnceLock<Vec<Listed>>,
    /// Notices that withdraw penalties (撤销行政处罚决定的公告).
    pub(super) withdrawals: Vec<PageIx>,
}

/// Titles as alike as this are of one matter.
pub(super) const ALIKE: f64 = 0.8;
/// Most days between a paper and an interpretation that a link or a number brings together,
/// where it is the only one.
const NEAR: i64 = 30;
/// Most days between a paper and an interpretation that only their titles bring together.
pub(super) const APART: i64 = 180;
/// Most days by which an interpretation of less than a paper's whole name may be before it.
pub(super) const EARLY: i64 = 7;

/// The day on which a page shows a decision: the record's own, else that of the page.
pub(super) fn shown_on(page: &PageRecord, one: &DecisionFacts) -> Option<Date> {
    let document = page.facts.document.as_ref();
    let day = || Some(document?.published_date.as_ref()?.value);
    one.published.or_else(day)
}

impl Matters {
    /// Sorts the pages of a site.
    pub(super) fn new(site: &SiteModel, documents: &[PageIx], numbers: &Numbers) -> Self {
        let mut matters = Self::default();
        let interprets = |page: &PageIx| site.kind(*page) == PageKind::Interpretation;
        let articles = site.pages_with(Parts::DOCUMENT);
        matters.interpretations = articles.filter(interprets).collect();
        for page in site.pages_with(Parts::CONSULTATION) {
            let record = site.page(page);
            let Some(call) = &record.facts.consultation else {
                continue;
            };
            // A notice about a call is none itself.
            match (call.follows, call.end, &record.facts.title) {
                (None, ..) => matters.consultations.push(page),
                (Some("extended"), Some(end), Some(title)) => {
                    matters.extensions.push((title.clone(), end));
                }
                _ => {}
            }
        }
        for page in site.pages_with(Parts::DECISIONS) {
            let record = site.page(page);
            let count = record.facts.decisions.len();
            matters.decisions.extend((0..count).map(|at| (page, at)));
            for one in &record.facts.decisions {
                let (Some(number), Some(day)) = (&one.number, shown_on(&record, one)) else {
                    continue;
                };
                let first = matters.first_shown.entry(doc_number::key(number));
                first
                    .and_modify(|first| *first = day.min(*first))
                    .or_insert(day);
            }
        }
        // They are asked for with decisions only.
        for page in site.pages_with(Parts::DOCUMENT) {
            if matters.decisions.is_empty() {
                break;
            }
            if site
                .page(page)
                .facts
                .title
                .as_deref()
                .is_some_and(|title| decisions().withdraws(title))
            {
                matters.withdrawals.push(page);
            }
        }
        matters.pair(site, documents, numbers);
        matters
    }

    fn pair(&mut self, site: &SiteModel, documents: &[PageIx], numbers: &Numbers) {
        let own: HashSet<PageIx> = documents.iter().copied().collect();
        if self.interpretations.is_empty() {
            return;
        }
        // Only a name that one paper alone has tells which is meant.
        let mut by_name: HashMap<u64, Option<PageIx>> = HashMap::new();
        let mut by_short: HashMap<u64, Option<PageIx>> = HashMap::new();
        let mut linked: HashMap<PageIx, Vec<PageIx>> = HashMap::new();
        let mut dated = Dated::default();
        for page in documents {
            let record = site.page(*page);
            let Some(document) = &record.facts.document else {
                continue;
            };
            let title = record.facts.title.as_deref().unwrap_or_default();
            for name in paper_names(title) {
                let only = by_name.entry(number_of(&name));
                only.and_modify(|only| *only = None).or_insert(Some(*page));
            }
            for name in short_names(title) {
                let only = by_short.entry(number_of(&name));
                only.and_modify(|only| *only = None).or_insert(Some(*page));
            }
            if let Some(day) = day_of(document) {
                dated.add(day, *page, &pairs_of(&core(title)));
            }
            for target in &document.interpretations {
                if let Resolution::Page(to) = site.answers.resolve(target) {
                    linked.entry(to).or_default().push(*page);
                }
            }
        }
        dated.sort();
        for page in self.interpretations.clone() {
            let record = site.page(page);
            let title = record.facts.title.as_deref().unwrap_or_default();
            let document = record.facts.document.as_deref();
            let wanted = pairs_of(&core(title));
            let only = |name: &str| by_name.get(&number_of(name)).copied().flatten();
            // A link or a number may also be that of the paper's ground, or of what the template
            // shows beside every paper.
            let weighed = |paper: PageIx| {
                let other = site.page(paper);
                let named = other.facts.title.as_deref().unwrap_or_default();
                let near = match (
                    document.and_then(day_of),
                    other.facts.document.as_deref().and_then(day_of),
                ) {
                    (Some(one), Some(other)) => i64::from((one - other).get_days().abs()) <= NEAR,
                    _ => false,
                };
                let alike = likeness(&wanted, &pairs_of(&core(named)));
                (!names_other(title, named)).then_some((alike, near))
            };
            let leads_to = || -> Vec<PageIx> {
                record
                    .links()
                    .filter(|link| link.region == crate::model::LinkRegion::Main)
                    .filter_map(|link| site.answers.address(link.target?))
                    .filter_map(|target| match site.answers.resolve(&target) {
                        Resolution::Page(to) if own.contains(&to) => Some(to),
                        _ => None,
                    })
                    .collect()
            };
            let meant = |mut papers: Vec<PageIx>| {
                papers.sort_unstable();
                papers.dedup();
                let alone = papers.len() == 1;
                // Of one paper in two columns the one is meant that the interpretation links to.
                let linked = if alone { Vec::new() } else { leads_to() };
                papers
                    .into_iter()
                    .filter_map(|paper| {
                        let (alike, near) = weighed(paper)?;
                        let rank = (linked.contains(&paper), Reverse(paper));
                        (alike >= AKIN || alone && near).then_some((alike, rank))
                    })
                    .max_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)))
                    .map(|(_, (_, Reverse(paper)))| paper)
            };
            let by_link = || meant(leads_to());
            let by_title = || {
                quoted(title)
                    .into_iter()
                    .find_map(|name| only(&fold(name)))
                    .or_else(|| only(&core(title)))
            };
            let by_cited = || {
                let cites = document
                    .map(|document| &document.says.cites[..])
                    .unwrap_or_default();
                let hits: Vec<PageIx> = cites
                    .iter()
                    .filter_map(|cited| match numbers.named(cited)[..] {
                        [only] => Some(only),
                        _ => None,
                    })
                    .collect();
                // Several papers of the site may be its ground; only one can be its matter.
                let first = hits.first()?;
                hits.iter()
                    .all(|hit| hit == first)
                    .then(|| meant(vec![*first]))?
            };
            // What is older than the paper by weeks is of another one.
            let follows = |paper: PageIx, most: i64| {
                let other = site.page(paper);
                let own = document.and_then(day_of);
                let days = own.zip(other.facts.document.as_deref().and_then(day_of));
                days.is_some_and(|(one, other)| {
                    (-EARLY..=most).contains(&i64::from((one - other).get_days()))
                })
            };
            // A name without its place may be that of another place's paper.
            let by_short_name = || {
                let mut names: Vec<String> = quoted(title).into_iter().map(core).collect();
                names.push(core(title));
                let papers = names
                    .iter()
                    .filter_map(|name| by_short.get(&number_of(name)));
                papers
                    .copied()
                    .flatten()
                    .find(|paper| follows(*paper, APART))
            };
            // An interpretation begins by naming its paper; so it may the paper's ground.
            let by_beginning = || {
                let named = quoted(&record.facts.excerpt);
                let mut papers = named.into_iter().filter_map(|name| only(&fold(name)));
                let first = papers.next()?;
                (papers.all(|paper| paper == first) && follows(first, NEAR)).then_some(first)
            };
            let by_likeness = || {
                let own = Likened::new(&wanted, Sketch::of(&wanted));
                dated
                    .near(document.and_then(day_of)?)
                    .filter_map(|(paper, other)| Some((paper, own.at_least(other, ALIKE)?)))
                    .filter(|(paper, _)| weighed(*paper).is_some())
                    .max_by(|one, other| one.1.total_cmp(&other.1).then(other.0.cmp(&one.0)))
                    .map(|(paper, _)| paper)
            };
            let titled = by_title();
            // What was not read may name the interpretation, or be named by it, with more right.
            if titled.is_none() && site.origin.cut_short.is_some() {
                self.open.insert(page);
            }
            let paper = titled
                .or_else(|| linked.remove(&page).and_then(meant))
                .or_else(by_link)
                .or_else(by_cited)
                .or_else(by_short_name)
                .or_else(by_likeness)
                .or_else(by_beginning);
            if let Some(paper) = paper {
                self.document_of.insert(page, paper);
                self.interpreted.entry(paper).or_default().push(page);
            }
        }
    }
}

/// Papers by their days, with the pairs of characters of their titles.
#[derive(Default)]
struct Dated {
    /// Day, paper, where its pairs begin and end, and their sketch.
    papers: Vec<(Date, PageIx, u32, u32, Sketch)>,
    pairs: Vec<Pair>,
}

impl Dated {
    fn add(&mut self, day: Date, paper: PageIx, pairs: &[Pair]) {
        let start = self.pairs.len() as u32;
        self.pairs.extend_from_slice(pairs);
        let end = self.pairs.len() as u32;
        self.papers
            .push((day, paper, start, end, Sketch::of(pairs)));
    }

    fn sort(&mut self) {
        self.papers.sort_unstable();
    }

    /// Returns the papers at most [`APART`] days from a day.
    fn near(&self, day: Date) -> impl Iterator<Item = (PageIx, Likened<'_>)> {
        let days = move |other: Date| i64::from((other - day).get_days());
        let first = self.papers.partition_point(|one| days(one.0) < -APART);
        let near = self.papers[first..].iter();
        near.take_while(move |one| days(one.0) <= APART)
            .map(|(_, paper, start, end, sketch)| {
                let pairs = self.pairs.get(*start as usize..*end as usize);
                (*paper, Likened::new(pairs.unwrap_or_default(), *sketch))
            })
    }
}

/// Why what stands in the columns of an obligation is not wholly known; `NeedsHuman` where
/// everything was read and there is no such column.
pub(super) fn unread_in(view: &View<'_>, obligation: &str) -> Option<Cause> {
    let at = view
        .names
        .obligations
        .iter()
        .position(|known| known.id == obligation)?;
    let group = view.group(view.site.columns.len() + at);
    if group.columns.is_empty() {
        // The column may stand on a page that was not read.
        return Some(view.site.origin.cut_short.unwrap_or(Cause::NeedsHuman));
    }
    group
        .unread
        .or_else(|| {
            group.items(view).find_map(|item| match item.leads() {
                Some(Resolution::Refused(cause, _)) => Some(cause),
                Some(Resolution::Unasked(_)) => Some(Cause::NotFetched),
                _ => None,
            })
        })
        .or(view.site.origin.cut_short)
}

/// Tells whether two titles are of one matter: they quote the same name, or are alike.
pub(super) fn same_matter(one: &str, other: &str) -> bool {
    let names: Vec<String> = quoted(one).into_iter().map(draft_name).collect();
    let others: Vec<String> = quoted(other).into_iter().map(draft_name).collect();
    if !names.is_empty() && !others.is_empty() {
        return (names.iter()).any(|name| others.iter().any(|other| same_name(name, other)));
    }
    let (one, other) = (matter_of(one), matter_of(other));
    one.chars().count() >= 4 && likeness(&pairs_of(&one), &pairs_of(&other)) >= 0.7
}

/// What is left of the title of a call or of what came of one without the words that say so.
fn matter_of(title: &str) -> String {
    let mut bare = fold(title);
    for word in words().common.iter() {
        bare = bare.replace(word, "");
    }
    bare.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Tells whether a title names a draft that a text quotes, both without what says that it is one.
pub(super) fn is_quoted_in(title: &str, quotes: &[String]) -> bool {
    let names = quoted(title).into_iter().map(draft_name);
    names.into_iter().any(|name| {
        let mut quotes = quotes.iter();
        quotes.any(|other| same_name(&name, &draft_name(other)))
    })
}

/// Tells whether a title says of what it tells: one such as 意见征集结果 is any call's.
pub(super) fn names_matter(title: &str) -> bool {
    !quoted(title).is_empty() || matter_of(title).chars().count() >= 4
}

/// Tells whether two names of drafts are one; the place or the body before it is often left out.
fn same_name(one: &str, other: &str) -> bool {
    let (long, short) = if one.len() >= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    long == short
        || short.chars().count() >= 5
            && long
                .strip_suffix(short)
                .is_some_and(|body| body.ends_with(PLACES))
}

/// Last characters of places and bodies.
const PLACES: [char; 14] = [
    '省', '市', '县', '区', '旗', '州', '盟', '乡', '镇', '局', '委', '厅', '办', '府',
];

/// A quoted draft's name without the words that say that it is one.
fn draft_name(name: &str) -> String {
    let mut bare = fold(name);
    for word in words().draft_words.iter() {
        bare = bare.replace(word, "");
    }
    bare
}

/// A number that stands for a folded name.
fn number_of(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::{names_matter, same_matter};

    #[test]
    fn calls_and_what_came_of_them() {
        assert!(same_matter(
            "关于公开征求《某县养老办法（征求意见稿）》意见的公告",
            "《某县养老办法（征求意见稿）》公开征求意见采纳情况"
        ));
        assert!(same_matter(
            "关于农村饮水工程建设方案征求意见的公告",
            "农村饮水工程建设方案意见征集结果反馈"
        ));
        for notice in [
            "关于延长《某县养老办法（征求意见稿）》征求意见期限的公告",
            "关于延长某县养老办法征求意见期限的公告",
        ] {
            assert!(same_matter(
                "关于公开征求《某县养老办法》意见的公告",
                notice
            ));
        }
        // The place is often left out.
        for answer in [
            "关于《养老服务办法》征求意见情况的反馈",
            "《某县养老服务办法（征求意见稿）》采纳情况",
        ] {
            assert!(same_matter(
                "关于公开征求《某县养老服务办法（征求意见稿）》意见的公告",
                answer
            ));
        }
        assert!(!same_matter(
            "关于公开征求《某县农村养老服务办法》意见的公告",
            "《养老服务办法》征求意见采纳情况"
        ));
        assert!(names_matter("农村饮水工程建设方案意见征集结果反馈"));
        for title in ["意见征集结果公示", "结果反馈", "征集反馈"] {
            assert!(!names_matter(title), "{title}");
        }
        assert!(!same_matter(
            "关于公开征求《某县养老办法》意见的公告",
            "《某县停车办法》征求意见采纳情况"
        ));
    }
}
