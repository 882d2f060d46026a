//! Facts of a document that need the other documents: what repeals it, what shares its number,
//! what its list says of it. The facts that its own page states are in `document.rs`.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::civil::Date;

use super::Table;
use super::document::on;
use super::document_shown::index;
use super::view::View;
use crate::model::{Cause, DocumentFacts, Fact, Observation, PageKind, Place};
use crate::page::document::doc_number;
use crate::site::{PageIx, Parts, Resolution, SiteModel};
use crate::vocabulary::{documents, fold};

/// Documents by their numbers.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    /// The keys of all numbers, end to end.
    keys: String,
    /// Where each key stands, with its document, by what follows the agency's sign, so that one
    /// lookup finds a number that is named with other words before it.
    by_tail: Vec<Numbered>,
}

/// A document, and where the key of its number stands among all keys.
#[derive(Debug, Clone, Copy)]
struct Numbered {
    start: u32,
    end: u32,
    page: PageIx,
}

impl Numbered {
    fn key(self, keys: &str) -> &str {
        keys.get(self.start as usize..self.end as usize)
            .unwrap_or_default()
    }
}

/// What follows the agency's sign in the key of a number; empty where it has no year.
fn tail(key: &str) -> &str {
    key.find('[').map_or("", |at| &key[at..])
}

impl Numbers {
    fn add(&mut self, key: &str, page: PageIx) {
        let start = self.keys.len() as u32;
        self.keys.push_str(key);
        self.by_tail.push(Numbered {
            start,
            end: self.keys.len() as u32,
            page,
        });
    }

    fn sort(&mut self) {
        let keys = &self.keys;
        let order = |one: Numbered| (tail(one.key(keys)), one.key(keys), one.page);
        self.by_tail
            .sort_unstable_by(|one, other| order(*one).cmp(&order(*other)));
        self.by_tail.shrink_to_fit();
        self.keys.shrink_to_fit();
    }

    /// Returns the numbers with this tail.
    fn with_tail(&self, wanted: &str) -> impl Iterator<Item = (&str, PageIx)> {
        let keys = &self.keys;
        let first = self
            .by_tail
            .partition_point(|one| tail(one.key(keys)) < wanted);
        let rest = &self.by_tail[first..];
        let same = rest.partition_point(|one| tail(one.key(keys)) == wanted);
        rest[..same].iter().map(|one| (one.key(keys), one.page))
    }

    /// The character that at least half of the numbers begin with.
    fn usual_sign(&self) -> Option<char> {
        let mut counts: BTreeMap<char, usize> = BTreeMap::new();
        for one in &self.by_tail {
            if let Some(first) = one.key(&self.keys).chars().next() {
                *counts.entry(first).or_default() += 1;
            }
        }
        let (sign, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
        (count >= USUAL && count * 2 >= self.by_tail.len()).then_some(sign)
    }

    /// Returns the documents that bear a number, as a text names it.
    pub(super) fn named(&self, cited: &str) -> Vec<PageIx> {
        let key = doc_number::key(cited);
        let tail = tail(&key);
        self.with_tail(tail)
            .filter(|(known, _)| !tail.is_empty() && key.ends_with(known))
            .map(|(_, page)| page)
            .collect()
    }

    /// Returns the documents with exactly this key, in order.
    fn bearing(&self, key: &str) -> impl Iterator<Item = PageIx> {
        self.with_tail(tail(key))
            .filter(move |(known, _)| *known == key)
            .map(|(_, page)| page)
    }
}

/// What the documents of a site say of each other.
#[derive(Debug, Default)]
pub(super) struct Papers {
    /// Documents by their numbers.
    pub(super) numbers: Numbers,
    /// What is said of a document: the page that says it, and where in its list.
    repeals: HashMap<PageIx, (PageIx, usize)>,
    /// Documents that another paper says stay in force.
    renewed: HashSet<PageIx>,
    /// The first date that a list shows with a page, by the page's number.
    listed: Vec<Option<(Date, PageIx)>>,
    /// The date that the list of a page's own column shows, where it is another one.
    own_listed: HashMap<PageIx, (Date, PageIx)>,
    /// How many index numbers have each prefix.
    prefixes: BTreeMap<String, usize>,
    /// The prefix that most index numbers have.
    usual_prefix: Option<String>,
    /// The character that most document numbers begin with.
    usual_sign: Option<char>,
}

/// Brackets that the year of a number may stand in.
const OPEN: [char; 6] = ['〔', '[', '［', '（', '(', '【'];

/// Fewer documents say nothing of what is usual.
const USUAL: usize = 5;

impl Papers {
    /// Takes in a document.
    pub(super) fn note(&mut self, page: PageIx, document: &DocumentFacts) {
        if let Some(number) = &document.doc_number {
            let key = doc_number::key(&number.value);
            self.numbers.add(&key, page);
        }
        if let Some(index) = &document.index_number
            && let Some(prefix) = prefix(&index.value)
        {
            match self.prefixes.get_mut(prefix) {
                Some(count) => *count += 1,
                None => {
                    self.prefixes.insert(prefix.to_owned(), 1);
                }
            }
        }
    }

    /// Reads the documents against each other once all were taken in.
    pub(super) fn settle(&mut self, site: &SiteModel, documents: &[PageIx]) {
        self.numbers.sort();
        let prefixes = std::mem::take(&mut self.prefixes);
        let all: usize = prefixes.values().sum();
        self.usual_prefix = prefixes
            .into_iter()
            .filter(|(_, count)| *count >= USUAL && *count * 4 >= all * 3)
            .map(|(prefix, _)| prefix)
            .next();
        self.usual_sign = self.numbers.usual_sign();
        self.repealed(site, documents);
        self.lists(site);
    }

    /// Returns the character that most of the site's document numbers begin with.
    pub(super) fn usual_sign(&self) -> Option<char> {
        self.usual_sign
    }

    /// Notes which documents other pages say are no longer wholly in force.
    fn repealed(&mut self, site: &SiteModel, documents: &[PageIx]) {
        let mut found: HashMap<PageIx, (PageIx, usize)> = HashMap::new();
        let titles = titled(site, documents);
        for by in site.pages_with(Parts::REPEALS) {
            let record = site.page(by);
            let Some(document) = &record.facts.document else {
                continue;
            };
            let named = |number: &String| self.numbers.named(number);
            self.renewed
                .extend(document.says.renews.iter().flat_map(named));
            let when = day_of(document);
            for (at, repeal) in document.says.repeals.iter().enumerate() {
                let named: Vec<PageIx> = match (&repeal.number, &repeal.title) {
                    (Some(number), _) => self.numbers.named(number),
                    (None, Some(title)) => titles.get(&fold(title)).cloned().unwrap_or_default(),
                    (None, None) => Vec::new(),
                };
                for page in named {
                    let other = site.page(page);
                    let other = other.facts.document.as_deref();
                    // A paper of the same title made later is the one that came after it.
                    let earlier = match (when, other.and_then(day_of)) {
                        (Some(by), Some(made)) => made < by,
                        _ => repeal.number.is_some(),
                    };
                    if page != by && earlier {
                        found.entry(page).or_insert((by, at));
                    }
                }
            }
        }
        self.repeals = found;
    }

    fn lists(&mut self, site: &SiteModel) {
        self.listed = vec![None; site.pages.len()];
        for column in site.column_numbers() {
            for item in site.items(column) {
                if let Some(date) = item.date
                    && let Some(Resolution::Page(page)) = item.leads()
                {
                    let (first, _) = *self.listed[page.0 as usize].get_or_insert((date, item.on));
                    if first != date && site.column_of[page.0 as usize] == Some(column) {
                        self.own_listed.entry(page).or_insert((date, item.on));
                    }
                }
            }
        }
        // A list that no menu or breadcrumb makes a column of is a list all the same.
        for on in site.pages_with(Parts::DATED) {
            if site.kind(on) != PageKind::ColumnList || site.column_of[on.0 as usize].is_some() {
                continue;
            }
            let record = site.page(on);
            for item in record.facts.list.iter().flat_map(|list| &list.items) {
                if let (Some(date), Some(target)) = (item.date, &item.target)
                    && let Resolution::Page(page) = site.answers.resolve(target)
                {
                    self.listed[page.0 as usize].get_or_insert((date, on));
                }
            }
        }
    }

    /// The date that the list of a page's own column shows, where another list was first and
    /// shows another one.
    fn own_list_date(&self, page: PageIx) -> Option<(Date, PageIx)> {
        self.own_listed.get(&page).copied()
    }

    /// The first date that a list shows with a page.
    pub(super) fn list_date(&self, page: PageIx) -> Option<(Date, PageIx)> {
        self.listed.get(page.0 as usize).copied().flatten()
    }
}

/// The documents with a title that some page says is that of a repealed one.
fn titled(site: &SiteModel, documents: &[PageIx]) -> HashMap<String, Vec<PageIx>> {
    let mut titles: HashMap<String, Vec<PageIx>> = HashMap::new();
    for by in site.pages_with(Parts::REPEALS) {
        let record = site.page(by);
        let document = record.facts.document.iter();
        for repeal in document.flat_map(|document| &document.says.repeals) {
            if let (None, Some(title)) = (&repeal.number, &repeal.title) {
                titles.insert(fold(title), Vec::new());
            }
        }
    }
    if titles.is_empty() {
        return titles;
    }
    for page in documents {
        let record = site.page(*page);
        let title = record.facts.title.as_deref();
        if let Some(pages) = title.and_then(|title| titles.get_mut(&fold(title))) {
            pages.push(*page);
        }
    }
    titles
}

/// The day of a paper: of its writing, else of its publication.
pub(super) fn day_of(document: &DocumentFacts) -> Option<Date> {
    document
        .written_date
        .as_ref()
        .or(document.published_date.as_ref())
        .map(|field| field.value)
}

/// The part of an index number before the slash.
fn prefix(index: &str) -> Option<&str> {
    index
        .split_once('/')
        .map(|(prefix, _)| prefix)
        .filter(|prefix| prefix.len() >= 4)
}

pub(super) const FACTS: Table = &[
    ("document.repealed_state", |view, at| {
        repealed(view, at, |view, repeal| {
            let state = repeal.state;
            match repeal.from {
                Some(day) if day > view.as_of => Fact::Absent,
                _ => Fact::text(state),
            }
        })
    }),
    ("document.renewed", |view, at| {
        on(view, at, "有效期", |_, document| {
            let prolonged = document
                .validity
                .as_ref()
                .is_some_and(|field| documents::words().states.prolonged.found_in(&field.shown));
            Fact::bool(prolonged || view.papers.renewed.contains(&PageIx(at as u32)))
        })
    }),
    ("document.repealed_by", |view, at| {
        let page = PageIx(at as u32);
        match view.papers.repeals.get(&page) {
            Some((by, _)) => {
                let title = view.site.page(*by).facts.title.clone();
                repealed(view, at, |_, _| Fact::text_or_absent(title.clone()))
            }
            None => Fact::Absent.into(),
        }
    }),
    ("document.number_shared_with", |view, at| {
        on(view, at, "文号", |page, document| {
            let Some(number) = &document.doc_number else {
                return Fact::Absent;
            };
            // 第3号 alone is not one body's only.
            if !doc_number::is_regular(&number.value) || !number.value.contains('〔') {
                return Fact::Absent;
            }
            let own = fold(page.facts.title.as_deref().unwrap_or_default());
            let key = doc_number::key(&number.value);
            let other = view
                .papers
                .numbers
                .bearing(&key)
                .filter(|other| other.0 as usize != at)
                .filter_map(|other| view.site.page(other).facts.title.clone())
                .find(|title| !same_paper(&own, &fold(title)));
            Fact::text_or_absent(other)
        })
    }),
    ("document.list_date", |view, at| {
        listed(view, at, |_, date| Fact::date(date))
    }),
    ("document.list_date_agrees", |view, at| {
        listed(view, at, |document, date| {
            agrees(document, date).map_or(Fact::Unknown(Cause::Undated), Fact::bool)
        })
    }),
    ("document.index_year_gap", |view, at| {
        index(view, at, |document| {
            let Some(index) = &document.index_number else {
                return Fact::Absent;
            };
            let Some(year) = year_of(&index.value) else {
                return Fact::Absent;
            };
            let days = [&document.written_date, &document.published_date];
            days.into_iter()
                .flatten()
                .map(|field| i64::from((field.value.year() - year).abs()))
                .min()
                .map_or(Fact::Unknown(Cause::Undated), Fact::int)
        })
    }),
    ("document.index_prefix_usual", |view, at| {
        index(view, at, |document| {
            let own = document
                .index_number
                .as_ref()
                .and_then(|index| prefix(&index.value));
            match (&view.papers.usual_prefix, own) {
                (Some(usual), Some(own)) => Fact::bool(usual == own),
                _ => Fact::Absent,
            }
        })
    }),
    ("document.cites_unpublished", |view, at| {
        on(view, at, "正文引用的文号", |_, document| {
            // What was not read may hold the paper.
            if let Some(cause) = view.site.origin.cut_short {
                return Fact::Unknown(cause);
            }
            let Some(own) = &document.doc_number else {
                return Fact::Absent;
            };
            // What it repeals need not be kept.
            let repeals: Vec<&String> = document
                .says
                .repeals
                .iter()
                .filter_map(|repeal| repeal.number.as_ref())
                .collect();
            let own = doc_number::key(&own.value);
            let Some(sign) = own.find('[').map(|at| &own[..at]).filter(|s| !s.is_empty()) else {
                return Fact::Absent;
            };
            Fact::list(
                document
                    .says
                    .cites
                    .iter()
                    .filter(|cited| !repeals.contains(cited))
                    .filter(|cited| {
                        let key = doc_number::key(cited);
                        let known = key.find('[').map(|at| format!("{sign}{}", &key[at..]));
                        known.is_some_and(|known| {
                            key.ends_with(&known)
                                && view.papers.numbers.bearing(&known).next().is_none()
                        })
                    })
                    .map(|cited| {
                        let tail = cited.find(OPEN).map_or("", |at| &cited[at..]);
                        format!("{}{tail}", shown_sign(document))
                    })
                    .take(5),
            )
        })
    }),
];

/// The agency's sign as the document's own number shows it.
fn shown_sign(document: &DocumentFacts) -> &str {
    document.doc_number.as_ref().map_or("", |number| {
        let end = number.value.find(OPEN).unwrap_or(number.value.len());
        &number.value[..end]
    })
}

/// What a folded title names: without the maker's name before it, which may be short on one
/// page and whole on another, and without remarks in brackets behind it.
fn matter(title: &str) -> &str {
    let mut matter = title.find("关于").map_or(title, |at| &title[at..]);
    while let Some(inner) = matter.strip_suffix(')')
        && let Some(at) = inner.rfind('(').filter(|at| *at > 0)
    {
        matter = &inner[..at];
    }
    matter
}

/// Tells whether two folded titles are those of one paper: the paper and the notice that
/// issues it, with and without the body's name, or one cut.
pub(super) fn same_paper(one: &str, other: &str) -> bool {
    let core = |title: &str| -> String {
        matter(title)
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect::<String>()
    };
    let (one, other) = (core(one), core(other));
    let names = |long: &str, short: &str| {
        let inner = short
            .trim_start_matches("关于")
            .trim_start_matches("印发")
            .trim_end_matches("的通知");
        inner.chars().count() >= 4 && long.contains(inner)
    };
    one.is_empty() || other.is_empty() || names(&one, &other) || names(&other, &one)
}

/// The first year of an index number's second part.
fn year_of(index: &str) -> Option<i16> {
    let (_, rest) = index.split_once('/').or_else(|| index.split_once("--"))?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let year: i16 = digits.get(..4)?.parse().ok()?;
    (1990..=2099).contains(&year).then_some(year)
}

/// Reads a fact of what another page says of this document, with that page as the place.
fn repealed(
    view: &View<'_>,
    at: usize,
    read: impl Fn(&View<'_>, &crate::model::Repealed) -> Fact,
) -> Observation {
    let page = PageIx(at as u32);
    let Some((by, number)) = view.papers.repeals.get(&page) else {
        return Observation {
            fact: Fact::Absent,
            places: vec![view.place(page, "各废止、失效目录", None)],
        };
    };
    let record = view.site.page(*by);
    let repeal = record
        .facts
        .document
        .as_ref()
        .and_then(|document| document.says.repeals.get(*number));
    let Some(repeal) = repeal else {
        return Fact::Absent.into();
    };
    let own: Place = view.place(page, "标题", view.site.page(page).facts.title.as_deref());
    Observation {
        fact: read(view, repeal),
        places: vec![view.place(*by, "列明的文件", Some(&repeal.shown)), own],
    }
}

/// Tells whether a list's date is one that the page states; `None` where it states none.
fn agrees(document: &DocumentFacts, date: Date) -> Option<bool> {
    let shown = [
        &document.published_date,
        &document.written_date,
        &document.effective_date,
    ];
    let mut known = shown.into_iter().flatten().map(|field| field.value);
    let mut any = known.clone();
    any.next()?;
    Some(known.any(|day| day == date))
}

/// Reads a fact of the date that a list shows, with both pages as places.
fn listed(view: &View<'_>, at: usize, read: impl Fn(&DocumentFacts, Date) -> Fact) -> Observation {
    let page = PageIx(at as u32);
    let Some(mut shown) = view.papers.list_date(page) else {
        return Fact::Absent.into();
    };
    // A list of several columns may stand first; the page's own shows its date as well.
    if let Some(own) = view.papers.own_list_date(page)
        && let Some(document) = view.site.page(page).facts.document.as_deref()
        && agrees(document, shown.0) != Some(false)
    {
        shown = own;
    }
    let (date, list) = shown;
    let mut observation = on(view, at, "日期", |_, document| read(document, date));
    observation
        .places
        .insert(0, view.place(list, "列表中的日期", Some(&date.to_string())));
    observation
}

#[cfg(test)]
mod tests {
    use super::{same_paper, year_of};

    #[test]
    fn titles_of_one_paper() {
        assert!(same_paper(
            "某县养老办法",
            "某县关于印发<某县养老办法>的通知"
        ));
        assert!(same_paper(
            "关于做好防汛工作的通知",
            "某局关于做好防汛工作的通知"
        ));
        assert!(!same_paper(
            "关于做好防汛工作的通知",
            "关于加强值班工作的通知"
        ));
        for other in [
            "县市场监管局关于印发某县养老办法的通知",
            "<某县养老办法>(pdf版)",
            "关于印发<某县养老办法>的通知(某市监[2026]41号)",
            "某县养老办法(2026年9月8日某县市场监督管理局印发)",
        ] {
            assert!(
                same_paper("某县市场监督管理局关于印发<某县养老办法>的通知", other),
                "{other}"
            );
        }
    }

    #[test]
    fn years_of_index_numbers() {
        assert_eq!(year_of("11341702486344515H/202110-00013"), Some(2021));
        assert_eq!(year_of("000014349/2017-00110"), Some(2017));
        assert_eq!(year_of("QSHQ--2023-0756"), Some(2023));
        assert_eq!(year_of("A-1-7"), None);
        assert_eq!(year_of("11341702486344515H/00013"), None);
    }
}
