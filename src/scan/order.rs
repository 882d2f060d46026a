//! What of the addresses that a page names is asked for first: with few requests to spend,
//! those on which most verdicts hang.

use std::sync::Arc;

use foldhash::{HashMap, HashSet};

use crate::crawl::turn;
use crate::model::{Address, Link, LinkRegion, ListFacts, PageFacts, PageKind};
use crate::page::document::matter::{matter_names, paper_names};

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
    pub(super) name: &'a dyn Fn(&Arc<str>) -> Name,
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
/// Rules that look for a column by which it is worth being read to its end, and sampled more.
const MANY: usize = 4;
/// Annual reports of one list that come before everything else; a portal may list hundreds.
const REPORTS: usize = 12;

/// Where a page leads, each with its turn; an address may come more than once.
pub(super) fn turns<'f>(facts: &'f PageFacts, known: &Known<'_>) -> Vec<(&'f Address, u8)> {
    let mut found: Vec<(&Address, u8)> = Vec::with_capacity(facts.links.len());
    found.extend(facts.redirect.iter().map(|to| (to, turn::ENTRANCE)));
    let mut rows = facts
        .list
        .as_ref()
        .map(|list| rows(list, known))
        .unwrap_or_default();
    // Many rules on one column ask whether something stands in it anywhere.
    let further = if known.reports {
        turn::REPORT
    } else if known.rules >= MANY {
        turn::WHOLE
    } else {
        turn::FURTHER
    };
    for page in facts.list.iter().flat_map(pages) {
        rows.insert(page, further);
    }
    let mut linked: HashSet<&Address> = HashSet::default();
    for link in &facts.links {
        let Some(target) = &link.target else { continue };
        let turn = match (known.name)(&link.text) {
            Name::Platform => turn::ENTRANCE,
            Name::Column(rules) => {
                turn::COLUMN - turn::COLUMNS.min(u8::try_from(rules).unwrap_or(turn::COLUMNS))
            }
            Name::Report => turn::REPORT,
            // A row may have more than one link: its title, its picture, `详情`.
            Name::Other => match rows.get(target) {
                Some(turn) => {
                    linked.insert(target);
                    *turn
                }
                None => of_link(link, facts, known),
            },
        };
        found.push((target, turn));
    }
    if let Some(list) = &facts.list {
        // Rows that stand in data (a script's string, `<datastore>`) are no links of the page.
        let items = list.items.iter().filter_map(|item| item.target.as_ref());
        let unlinked = items.filter(|target| !linked.contains(target));
        found.extend(unlinked.filter_map(|target| Some((target, *rows.get(target)?))));
        found.extend(pages(list).map(|next| (next, further)));
    }
    let pictures = facts.home.iter().flat_map(|home| &home.pictures);
    found.extend(pictures.map(|picture| (&picture.target, turn::FILE)));
    found.extend(facts.search_target.iter().map(|to| (to, turn::FOOT)));
    if let Some(document) = &facts.document {
        // A paper and its interpretation are judged together.
        let title = facts.title.as_deref().unwrap_or_default();
        let meant = |to: &Address| {
            let mut names = facts.links.iter().filter(|link| {
                link.target.as_ref() == Some(to) && link.text.chars().nth(NAME).is_some()
            });
            names.clone().next().is_none() || names.any(|link| is_matter(&link.text, title))
        };
        found.extend(document.interpretations.iter().map(|to| {
            let turn = if meant(to) { turn::PAIR } else { turn::PAPER };
            (to, turn)
        }));
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
    let second = match known.rules {
        MANY.. => turn::DEEP,
        _ => turn::SECOND,
    };
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
            second
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
            PageKind::Interpretation
                if short && text.contains("原文")
                    || is_matter(facts.title.as_deref().unwrap_or_default(), text) =>
            {
                turn::PAIR
            }
            PageKind::Consultation if (known.promised)(text) != PageKind::Article => turn::PAIR,
            // What a paper itself points to may be gone; other titles beside it are rows.
            _ if facts.document.is_some() && short => turn::PAPER,
            _ if facts.document.is_some() => turn::ROW,
            _ if short && text.bytes().any(|byte| byte.is_ascii_digit()) => turn::FURTHER,
            _ if short => turn::SECOND,
            _ => turn::ROW,
        },
    }
}

/// Tells whether an interpretation's title names the paper of this title.
fn is_matter(interpretation: &str, paper: &str) -> bool {
    let names = paper_names(paper);
    matter_names(interpretation)
        .iter()
        .any(|name| names.contains(name))
}

#[cfg(test)]
mod tests {
    use super::{Known, Name, turns};
    use crate::crawl::turn;
    use crate::model::{
        Address, DocumentFacts, Link, LinkRegion, ListFacts, ListItem, PageFacts, PageKind,
    };

    fn address(path: &str) -> Option<Address> {
        Address::parse(&format!("http://a.cn/{path}"))
    }

    fn link(path: &str, text: &str, region: LinkRegion) -> Link {
        Link {
            target: address(path),
            text: text.into(),
            region,
            bare_image: false,
        }
    }

    fn list(titles: &[&str]) -> ListFacts {
        ListFacts {
            items: titles
                .iter()
                .enumerate()
                .map(|(place, title)| ListItem {
                    title: (*title).to_owned(),
                    raw: String::new(),
                    target: address(&place.to_string()),
                    date: None,
                    half_dated: false,
                })
                .collect(),
            next: address("next"),
            ..ListFacts::default()
        }
    }

    /// The path and turn of each address, the first of each.
    fn told(facts: &PageFacts, goes_on: bool, reports: bool, rules: usize) -> Vec<(String, u8)> {
        let known = Known {
            name: &|text| match &**text {
                "政府信息公开" => Name::Platform,
                "政府信息公开指南" => Name::Report,
                "行政许可" => Name::Column(5),
                "统计信息" => Name::Column(0),
                _ => Name::Other,
            },
            promised: &|title| match title {
                text if text.ends_with("通知") => PageKind::Document,
                text if text.ends_with("解读") => PageKind::Interpretation,
                _ => PageKind::Article,
            },
            goes_on,
            reports,
            rules,
        };
        turns(facts, &known)
            .into_iter()
            .map(|(address, turn)| (address.path()[1..].to_owned(), turn))
            .collect()
    }

    #[test]
    fn menus_come_in_the_order_of_what_hangs_on_them() {
        let long = "省委召开会议学习贯彻有关会议精神并部署工作";
        let facts = PageFacts {
            links: vec![
                link("p", "政府信息公开", LinkRegion::Header),
                link("g", "政府信息公开指南", LinkRegion::Side),
                link("x", "行政许可", LinkRegion::Main),
                link("t", "统计信息", LinkRegion::Side),
                link("n", "新闻", LinkRegion::Header),
                link("a", long, LinkRegion::Side),
                link("2", "2", LinkRegion::Main),
                link("f", "网站声明", LinkRegion::Footer),
            ],
            ..PageFacts::default()
        };
        let found = told(&facts, false, false, 0);
        let order: Vec<&str> = found.iter().map(|(path, _)| &path[..]).collect();
        let mut sorted = found.clone();
        sorted.sort_by_key(|(_, turn)| *turn);
        assert_eq!(order, ["p", "g", "x", "t", "n", "a", "2", "f"]);
        let sorted: Vec<&str> = sorted.iter().map(|(path, _)| &path[..]).collect();
        assert_eq!(sorted, ["p", "g", "x", "t", "n", "f", "2", "a"]);
    }

    #[test]
    fn a_list_is_sampled_before_it_is_read() {
        let facts = PageFacts {
            list: Some(list(&["一", "二", "三", "某通知", "某解读", "六", "七"])),
            ..PageFacts::default()
        };
        let turn_of = |goes_on, reports, rules| -> Vec<u8> {
            told(&facts, goes_on, reports, rules)
                .into_iter()
                .map(|(_, turn)| turn)
                .collect()
        };
        let (sample, second, row) = (turn::SAMPLE, turn::SECOND, turn::ROW);
        assert_eq!(
            turn_of(false, false, 0),
            [
                second,
                second,
                row,
                sample,
                second,
                row,
                second,
                turn::FURTHER
            ]
        );
        let (paper, further) = (turn::PAPER, turn::FURTHER);
        assert_eq!(
            turn_of(true, false, 0),
            [row, row, row, paper, paper, row, row, further]
        );
        // Annual reports are all read, with the pages that list more of them.
        assert_eq!(turn_of(false, true, 0), [turn::REPORT; 8]);
        assert_eq!(turn_of(false, false, 9).last(), Some(&turn::WHOLE));
    }

    #[test]
    fn a_pair_is_what_a_title_names() {
        let document = DocumentFacts {
            interpretations: address("j").into_iter().collect(),
            ..DocumentFacts::default()
        };
        let mut facts = PageFacts {
            kind: PageKind::Document,
            title: Some("某市人民政府关于印发《某市停车办法》的通知".to_owned()),
            document: Some(Box::new(document)),
            links: vec![link("o", "某市停车办法", LinkRegion::Main)],
            ..PageFacts::default()
        };
        let turns_of = |facts: &PageFacts| {
            let mut told = told(facts, false, false, 0);
            told.sort_by_key(|(_, turn)| *turn);
            told.dedup_by(|a, b| a.0 == b.0);
            told
        };
        let turn = |path: &str, turn| (path.to_owned(), turn);
        let (pair, paper) = (turn::PAIR, turn::PAPER);
        assert_eq!(turns_of(&facts), [turn("j", pair), turn("o", paper)]);
        // A template shows interpretations of other papers too; those have names.
        for (text, expected) in [
            ("《某市养老办法》政策解读和有关问题的说明", paper),
            ("一图读懂《某市停车办法》的主要内容", pair),
            ("相关解读", pair),
        ] {
            facts.links[0] = link("j", text, LinkRegion::Main);
            let of = turns_of(&facts);
            assert_eq!(of.first(), Some(&turn("j", expected)), "{text}");
        }
        facts.kind = PageKind::Interpretation;
        facts.document = Some(Box::default());
        for (title, text, expected) in [
            ("《某市停车办法》解读", "某市停车办法", pair),
            ("《某市养老办法》解读", "某市停车办法", paper),
            ("《某市养老办法》解读", "文件原文", pair),
        ] {
            facts.title = Some(title.to_owned());
            facts.links[0] = link("o", text, LinkRegion::Main);
            assert_eq!(turns_of(&facts), [turn("o", expected)], "{title} {text}");
        }
    }

    #[test]
    fn every_link_of_a_row_and_of_a_pager_has_the_same_turn() {
        let facts = PageFacts {
            list: Some(list(&["某通知", "二", "三", "四"])),
            links: vec![
                link("2", "", LinkRegion::Main),
                link("2", "三", LinkRegion::Main),
                link("next", "2", LinkRegion::Main),
                link("next", "下一页", LinkRegion::Main),
            ],
            ..PageFacts::default()
        };
        let found = told(&facts, false, false, 0);
        let of = |path: &str| -> Vec<u8> {
            let found = found.iter().filter(|(to, _)| to == path);
            found.map(|(_, turn)| *turn).collect()
        };
        assert_eq!(of("2"), [turn::ROW; 2]);
        assert_eq!(of("next"), [turn::FURTHER; 3]);
        assert_eq!(of("0"), [turn::SAMPLE]);
    }
}
