//! What lists tell of papers before these are read. With few requests to spend, those papers
//! are asked for first of which the lists already tell that something may be wrong.
//!
//! - A paper and its interpretation, both with a date in their lists: the interpretation came
//!   first, or long after.
//! - A row dated in the future: its own page tells whose fault that is.
//! - A paper so old that its term may be over, where the papers of its list are marked as valid
//!   or not; and the further pages of such a list, which hold older ones.

use foldhash::HashMap;
use jiff::ToSpan;
use jiff::civil::Date;

use crate::crawl::turn;
use crate::model::{Address, ListFacts, PageFacts, PageKind};
use crate::page::document::matter::{matter_names, paper_names};

use super::order;

/// Years after which the term of a paper is over where it has one (规范性文件有效期一般五年).
const TERM: i16 = 5;
/// The same of papers that are made for a trial.
const TRIAL: i16 = 2;
/// Words of the titles of these.
const TRIALS: [&str; 2] = ["暂行", "试行"];
/// Days after a paper within which its interpretation is hardly late, holidays included.
const SOON: i32 = 10;

/// The lists read so far.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// The list that an address is a page or a row of, by its number.
    of: HashMap<Address, usize>,
    lists: Vec<List>,
    /// Papers and interpretations by the names that bring them together.
    named: HashMap<String, Named>,
}

/// One list with all its pages.
#[derive(Debug, Default)]
struct List {
    /// Whether a paper of it was read that is marked as valid or not.
    marks: bool,
    /// What is worth reading if so.
    waiting: Vec<(Address, u8)>,
}

/// Rows that name one matter.
#[derive(Debug, Default)]
struct Named {
    papers: Vec<(Address, Date)>,
    interpretations: Vec<(Address, Date)>,
}

impl Lists {
    /// Takes in what a page says on this day, and returns what of the pages known should be
    /// asked for sooner, each with its turn.
    pub(super) fn take(
        &mut self,
        address: &Address,
        facts: &PageFacts,
        today: Date,
        promised: &dyn Fn(&str) -> PageKind,
    ) -> Vec<(Address, u8)> {
        let mut sooner = Vec::new();
        let document = facts.document.as_ref();
        if facts.kind == PageKind::Document
            && document.is_some_and(|document| document.validity.is_some())
            && let Some(list) = self
                .of
                .get(address)
                .and_then(|number| self.lists.get_mut(*number))
        {
            list.marks = true;
            sooner.append(&mut list.waiting);
        }
        if facts.kind == PageKind::ColumnList
            && let Some(list) = &facts.list
        {
            self.take_list(address, list, today, promised, &mut sooner);
        }
        sooner
    }

    fn take_list(
        &mut self,
        address: &Address,
        list: &ListFacts,
        today: Date,
        promised: &dyn Fn(&str) -> PageKind,
        sooner: &mut Vec<(Address, u8)>,
    ) {
        let number = *self.of.entry(address.clone()).or_insert(self.lists.len());
        if number == self.lists.len() {
            self.lists.push(List::default());
        }
        let mut waiting = Vec::new();
        for item in &list.items {
            let (Some(target), Some(day)) = (&item.target, item.date) else {
                continue;
            };
            self.of.entry(target.clone()).or_insert(number);
            let kind = promised(&item.title);
            if day > today {
                sooner.push((target.clone(), turn::TOLD));
            } else if kind == PageKind::Document && may_be_over(&item.title, day, today) {
                waiting.push((target.clone(), turn::OLD));
            }
            self.pair(&item.title, kind, target, day, sooner);
        }
        for page in order::pages(list) {
            self.of.entry(page.clone()).or_insert(number);
        }
        // Lists go from new to old: where no row is old yet, the last page has the oldest.
        let further: Vec<&Address> = match waiting.is_empty() {
            true => list
                .more
                .last()
                .or(list.next.as_ref())
                .into_iter()
                .collect(),
            false => order::pages(list).collect(),
        };
        waiting.extend(further.into_iter().map(|page| (page.clone(), turn::OLDER)));
        if let Some(list) = self.lists.get_mut(number) {
            list.waiting.append(&mut waiting);
            if list.marks {
                sooner.append(&mut list.waiting);
            }
        }
    }

    /// Brings a row together with those that name the same matter.
    fn pair(
        &mut self,
        title: &str,
        kind: PageKind,
        target: &Address,
        day: Date,
        sooner: &mut Vec<(Address, u8)>,
    ) {
        let names = match kind {
            PageKind::Document => paper_names(title),
            PageKind::Interpretation => matter_names(title),
            _ => return,
        };
        for name in names {
            let named = self.named.entry(name).or_default();
            let rows = match kind {
                PageKind::Document => &mut named.papers,
                _ => &mut named.interpretations,
            };
            if rows.iter().any(|(known, _)| known == target) {
                continue;
            }
            rows.push((target.clone(), day));
            // A name that two papers have does not tell which is meant.
            let [(paper, published)] = &named.papers[..] else {
                continue;
            };
            for (page, day) in &named.interpretations {
                let turn = match (*day - *published).get_days() {
                    ..0 => turn::TOLD,
                    days if days > SOON => turn::PAIR,
                    _ => continue,
                };
                sooner.extend([(paper.clone(), turn), (page.clone(), turn)]);
            }
        }
    }
}

/// Tells whether the term of a paper of this day may be over, where it has one.
fn may_be_over(title: &str, day: Date, today: Date) -> bool {
    let trial = TRIALS.iter().any(|word| title.contains(word));
    let years = if trial { TRIAL } else { TERM };
    day.checked_add(years.years())
        .is_ok_and(|last| last <= today)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use jiff::civil::{Date, date};

    use super::Lists;
    use crate::crawl::turn;
    use crate::model::{
        Address, DocumentFacts, Field, FieldSource, ListFacts, ListItem, PageFacts, PageKind,
    };

    const TODAY: Date = date(2026, 11, 24);

    fn address(path: &str) -> Address {
        Address::parse(&format!("http://a.cn/{path}")).unwrap()
    }

    /// A list of rows: path, title, day.
    fn list(rows: &[(&str, &str, Date)], more: &[&str]) -> PageFacts {
        let items = rows.iter().map(|(path, title, day)| ListItem {
            title: (*title).to_owned(),
            raw: String::new(),
            target: Some(address(path)),
            date: Some(*day),
            half_dated: false,
        });
        PageFacts {
            kind: PageKind::ColumnList,
            list: Some(ListFacts {
                items: items.collect(),
                more: more.iter().map(|path| address(path)).collect(),
                ..ListFacts::default()
            }),
            ..PageFacts::default()
        }
    }

    fn paper(validity: Option<&str>) -> PageFacts {
        let validity = validity.map(|word| Field {
            value: word.to_owned(),
            source: FieldSource::Box,
            shown: word.to_owned(),
        });
        PageFacts {
            kind: PageKind::Document,
            document: Some(Box::new(DocumentFacts {
                validity,
                ..DocumentFacts::default()
            })),
            ..PageFacts::default()
        }
    }

    fn take(lists: &mut Lists, path: &str, facts: &PageFacts) -> Vec<(String, u8)> {
        let promised = |title: &str| match title {
            text if text.contains("解读") => PageKind::Interpretation,
            text if text.ends_with("通知") || text.ends_with("办法") => PageKind::Document,
            _ => PageKind::Article,
        };
        let sooner = lists.take(&address(path), facts, TODAY, &promised);
        let path = |address: Address| address.path()[1..].to_owned();
        sooner
            .into_iter()
            .map(|(to, turn)| (path(to), turn))
            .collect()
    }

    #[test]
    fn a_pair_whose_dates_do_not_fit_is_asked_for_first() {
        let notice = "某市人民政府关于印发《某市停车办法》的通知";
        let read = |interpreted: Date, name: &str| {
            let mut lists = Lists::default();
            let rows = [
                ("jd1", name, interpreted),
                ("jd2", "《某市供水办法》解读", date(2026, 3, 1)),
            ];
            assert!(take(&mut lists, "jd/", &list(&rows, &[])).is_empty());
            let rows = [("wj1", notice, date(2026, 5, 12))];
            take(&mut lists, "wj/", &list(&rows, &[]))
        };
        let both = |turn| [("wj1".to_owned(), turn), ("jd1".to_owned(), turn)];
        let name = "《某市停车办法》政策解读";
        let on = |month, day| date(2026, month, day);
        assert_eq!(read(on(5, 11), name)[..2], both(turn::TOLD));
        assert!(read(on(5, 12), name).is_empty());
        assert!(read(on(5, 15), name).is_empty());
        assert_eq!(read(on(6, 12), name)[..2], both(turn::PAIR));
        assert!(read(on(5, 11), "《某市养老办法》政策解读").is_empty());
    }

    #[test]
    fn a_name_that_two_papers_have_tells_nothing() {
        let mut lists = Lists::default();
        let rows = [
            ("wj1", "某市人民政府关于印发《某市停车办法》的通知", TODAY),
            ("wj2", "某局关于印发《某市停车办法》的通知", TODAY),
            ("jd", "《某市停车办法》解读", date(2026, 5, 1)),
        ];
        assert!(take(&mut lists, "wj/", &list(&rows, &[])).is_empty());
    }

    #[test]
    fn rows_of_the_future_are_looked_at() {
        let mut lists = Lists::default();
        let rows = [("a", "某活动", date(2027, 5, 8)), ("b", "某活动", TODAY)];
        let sooner = take(&mut lists, "hd/", &list(&rows, &[]));
        assert_eq!(sooner, [("a".to_owned(), turn::TOLD)]);
    }

    #[test]
    fn old_papers_are_asked_for_where_papers_are_marked_as_valid() {
        let rows = [
            ("new", "关于防汛的通知", date(2026, 5, 8)),
            ("trial", "某市停车暂行办法", date(2024, 5, 8)),
            ("five", "某市供水办法", date(2021, 11, 24)),
            ("four", "某市供热办法", date(2021, 11, 25)),
        ];
        let first = list(&rows, &["2", "9"]);
        let told = |path: &str, turn| (path.to_owned(), turn);
        let expected = [
            told("trial", turn::OLD),
            told("five", turn::OLD),
            told("2", turn::OLDER),
            told("9", turn::OLDER),
        ];
        let mut lists = Lists::default();
        assert!(take(&mut lists, "wj/", &first).is_empty());
        assert!(take(&mut lists, "new", &paper(None)).is_empty());
        assert!(take(&mut lists, "elsewhere", &paper(Some("有效"))).is_empty());
        assert_eq!(take(&mut lists, "new", &paper(Some("有效"))), expected);
        // From then on at once, on further pages of that list only.
        let old = [("old", "某市养老办法", date(2019, 1, 1))];
        assert_eq!(
            take(&mut lists, "9", &list(&old, &[])),
            [told("old", turn::OLD)]
        );
        assert!(take(&mut lists, "other/", &list(&old, &[])).is_empty());
    }

    #[test]
    fn of_a_list_without_old_rows_the_last_page_is_looked_at() {
        let mut lists = Lists::default();
        let rows = [("new", "关于防汛的通知", TODAY)];
        assert!(take(&mut lists, "wj/", &list(&rows, &["2", "3", "9"])).is_empty());
        assert_eq!(
            take(&mut lists, "new", &paper(Some("有效"))),
            [("9".to_owned(), turn::OLDER)]
        );
    }
}
