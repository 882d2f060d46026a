//! Pagers: further pages of a list, in links and in the arguments of scripts.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use regex::Regex;

use crate::model::{Address, LinkRegion, NavItem};
use crate::vocabulary::fold;
use crate::vocabulary::pages::{PageWords, PagerWords};

use super::dom::{Dom, Id, is_encoded};
use super::links;
use super::plain::Tag;
use super::{stated, text};

/// Further pages named at most; a crawler follows `next` beyond.
const MORE: usize = 500;

/// What a pager says.
#[derive(Debug, Default)]
pub(super) struct Pager {
    pub(super) next: Option<Address>,
    pub(super) pages: Option<u32>,
    pub(super) more: Vec<Address>,
    /// The number of records that the pager or its script states.
    pub(super) records: Option<usize>,
    /// A number of records that a script counts with, of whatever.
    pub(super) counted: Option<usize>,
    /// True when the pager works by script alone, without addresses.
    pub(super) scripted: bool,
    /// True when a link leads to the page before.
    pub(super) previous: bool,
}

// `createPageHTML(20, 0, "index", "html")` with leading element ids or names, as many
// systems write static pagers.
#[allow(clippy::expect_used)] // the patterns are constants
static CREATE_PAGE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?i)create_?page[a-z_]*\s*\(\s*(?:["'][^"']*["']\s*,\s*)?["']?(\d{1,5})["']?\s*,\s*["']?(\d{1,5})["']?\s*,\s*["']([^"'\s]{1,80})["']\s*,\s*["']([a-z]{2,6})["']"#,
    )
    .expect("a constant pattern")
});
#[allow(clippy::expect_used)] // the patterns are constants
static RECORDS_SHOWN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:共|总计|总共)\s*(?:有|计)?\s*(\d{1,6})\s*(?:条|篇|项|个?记录|条记录)")
        .expect("a constant pattern")
});
#[allow(clippy::expect_used)] // the patterns are constants
static COUNT_SHOWN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:共|总)\s*(?:有)?\s*(\d{1,5})\s*页|(?:第)?\s*\d{1,5}\s*[/／]\s*(\d{1,5})\s*页|页[次数码]\s*[:：]?\s*\d{1,5}\s*/\s*(\d{1,5})")
        .expect("a constant pattern")
});

// What scripts call a pager, its numbers of pages and of records holds one of these.
#[allow(clippy::expect_used)] // the words are constants
static SPEAKS_OF_PAGES: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .kind(Some(aho_corasick::AhoCorasickKind::DFA))
        .build(["page", "record", "total", "count", "math.ceil"])
        .expect("constant words")
});

/// Tells whether a menu is a pager: only numbers of pages and words such as 下一页.
pub(super) fn is_pager(items: &[NavItem], words: &PagerWords) -> bool {
    let mut turns = false;
    let mut waiting: Vec<&NavItem> = items.iter().collect();
    while let Some(item) = waiting.pop() {
        let name = fold(&item.text);
        let turn = is_page_number(&name)
            || words.next.contains(&name)
            || words.previous.contains(&name)
            || words.last.has(&name);
        if !turn && !words.first.contains(&name) && !counts_pages(&name) {
            return false;
        }
        turns |= turn;
        waiting.extend(&item.children);
    }
    turns
}

/// Tells whether a name is the number of a page; a year is the name of a column.
fn is_page_number(name: &str) -> bool {
    let bare = name.trim_matches(['[', ']', '(', ')']);
    (1..=3).contains(&bare.len()) && bare.bytes().all(|byte| byte.is_ascii_digit())
}

/// Tells whether a name only counts: 共2页, 第1页, 1/2, …
fn counts_pages(name: &str) -> bool {
    let other = |c: char| !c.is_ascii_digit() && !"共第页条/.…".contains(c);
    !name.contains(other)
}

/// Reads the pager of a page.
pub(super) fn read(dom: &Dom<'_>, base: &Address, address: &Address, words: &PageWords) -> Pager {
    let mut pager = Pager::default();
    let mut numbered: Vec<(u32, Address)> = Vec::new();
    let mut last: Option<Address> = None;
    let mut scripted_words = 0;
    let mut load_more = false;
    let names = || {
        let pager = &words.pager;
        let steps = pager.next.iter().chain(&pager.previous);
        steps.map(String::as_str).chain(pager.last.iter())
    };
    for id in dom.all() {
        match dom.kind(id) {
            Tag::Script => {
                let script = dom.raw_text(id);
                if script.len() < 200_000 && SPEAKS_OF_PAGES.is_match(&*script) {
                    from_script(&script, base, &words.pager, &mut pager);
                }
            }
            Tag::A
                if dom.is_visible(id)
                    && dom.sums(id).chars <= 8
                    && text::may_be_named(dom, id, names()) =>
            {
                let name = fold(&text::name(dom, id));
                let href = dom.attr(id, "href").unwrap_or_default();
                let target = || {
                    links::target(base, href, dom.attr(id, "onclick"))
                        .or_else(|| aside(dom, id, base))
                        .filter(|target| target.authority() == address.authority())
                };
                let is_next = words.pager.next.contains(&name)
                    && (name.chars().count() > 2 || in_pager(dom, id));
                if is_next {
                    match target() {
                        Some(target) if target != *address => {
                            pager.next.get_or_insert(target);
                        }
                        Some(_) => {}
                        None => {
                            // A dead 下一页 on the last page is no script.
                            if is_scripted(href)
                                || dom.attr(id, "onclick").is_some()
                                || href.is_empty()
                            {
                                scripted_words += 1;
                            }
                        }
                    }
                } else if words.pager.last.has(&name) {
                    last = target();
                } else if words.pager.previous.contains(&name) {
                    let leads = target().is_some_and(|target| target != *address);
                    pager.previous |= leads && (name.chars().count() > 2 || in_pager(dom, id));
                } else if let Ok(number) = name.trim_matches(['[', ']']).parse::<u32>()
                    && (1..=9999).contains(&number)
                    && in_pager(dom, id)
                {
                    match target() {
                        Some(target) => numbered.push((number, target)),
                        None if is_scripted(href) => scripted_words += 1,
                        None => {}
                    }
                }
            }
            Tag::Select => {
                if let Some((count, targets)) =
                    stated::of_choice(dom, id, base, || in_pager(dom, id))
                {
                    pager.pages.get_or_insert(count);
                    let targets = targets.into_iter().zip(1_u32..);
                    numbered.extend(
                        targets
                            .filter(|(target, _)| target.authority() == address.authority())
                            .map(|(target, number)| (number, target)),
                    );
                }
            }
            // A script decodes the links and puts them there.
            Tag::Other
                if dom.text_node(id).is_some_and(is_encoded)
                    && dom.parent(id).is_some_and(|up| is_named_pager(dom, up)) =>
            {
                pager.scripted = true;
            }
            Tag::Other if loads_more(dom, id, words) => {
                let link = dom.ancestors(id).take(3).find(|&up| dom.kind(up) == Tag::A);
                let target = link.and_then(|link| {
                    let href = dom.attr(link, "href").unwrap_or_default();
                    links::target(base, href, dom.attr(link, "onclick"))
                });
                match target.filter(|target| target.authority() == address.authority()) {
                    Some(target) if target != *address => {
                        pager.next.get_or_insert(target);
                    }
                    _ => load_more = true,
                }
            }
            Tag::Other
                if dom.is_visible(id)
                    && (pager.records.is_none() || pager.pages.is_none())
                    && dom.parent(id).is_some_and(|up| dom.sums(up).chars <= 80)
                    && dom.text_node(id).is_some_and(|words| {
                        words.len() < 400 && words.contains(['页', '条', '录'])
                    }) =>
            {
                // Numbers may stand in elements of their own beside the words.
                let around = dom
                    .parent(id)
                    .filter(|&up| dom.sums(up).chars <= 80)
                    .map_or_else(String::new, |up| text::line(dom, up));
                let numbered = around.bytes().any(|byte| byte.is_ascii_digit());
                if numbered
                    && pager.records.is_none()
                    && let Some(found) = RECORDS_SHOWN.captures(&around)
                {
                    pager.records = found[1].parse().ok();
                }
                if numbered
                    && pager.pages.is_none()
                    && let Some(found) = COUNT_SHOWN.captures(&around)
                {
                    pager.pages = (1..=3)
                        .find_map(|group| found.get(group))
                        .and_then(|digits| digits.as_str().parse().ok());
                }
            }
            _ => stated::of_element(dom, id, &words.pager, &mut pager),
        }
    }
    numbered.sort();
    numbered.dedup();
    for (_, target) in numbered {
        if target != *address && !pager.more.contains(&target) && pager.more.len() < MORE {
            pager.more.push(target);
        }
    }
    if let Some(last) = last
        && last != *address
        && !pager.more.contains(&last)
        && pager.next.is_some()
        && pager.more.len() < MORE
    {
        pager.more.push(last);
    }
    if pager.next.is_none() && scripted_words > 0 && pager.more.is_empty() {
        pager.scripted = pager.pages != Some(1);
    }
    pager.scripted |= load_more && pager.next.is_none();
    pager
}

/// Tells whether a run of text is what a visitor presses for further rows.
fn loads_more(dom: &Dom<'_>, id: Id, words: &PageWords) -> bool {
    dom.text_node(id).is_some_and(|shown| {
        (12..=40).contains(&shown.len())
            && shown.contains(['载', '多'])
            && words.pager.load_more.contains(&fold(shown))
    }) && dom.is_visible(id)
        && dom.region(id) == LinkRegion::Main
}

/// Attributes beside `href` in which systems write where the link of a pager leads.
const ASIDE: [&str; 3] = ["data-href", "data-url", "tagname"];

/// Returns where a link of a pager leads that a script opens from another attribute.
fn aside(dom: &Dom<'_>, id: Id, base: &Address) -> Option<Address> {
    let mut values = ASIDE.iter().filter_map(|name| dom.attr(id, name));
    let value = values.find(|value| value.starts_with(['/', '.']) || value.starts_with("http"))?;
    links::resolve(base, value)
}

fn is_scripted(href: &str) -> bool {
    let href = href.trim();
    href.len() > 15
        && href
            .get(..11)
            .is_some_and(|start| start.eq_ignore_ascii_case("javascript:"))
        && href.contains('(')
        && !href.contains("void")
}

fn in_pager(dom: &Dom<'_>, id: Id) -> bool {
    dom.ancestors(id).take(4).any(|up| {
        let sums = dom.sums(up);
        if sums.chars > 120 {
            return false;
        }
        let shown = text::name(dom, up);
        shown.contains('页') || is_named_pager(dom, up)
    })
}

fn is_named_pager(dom: &Dom<'_>, id: Id) -> bool {
    ["class", "id"].iter().any(|name| {
        dom.attr(id, name)
            .is_some_and(|value| value.to_ascii_lowercase().contains("pag"))
    })
}

fn from_script(script: &str, base: &Address, words: &PagerWords, pager: &mut Pager) {
    let files = stated::of_script(script, words, pager);
    if let Some(found) = CREATE_PAGE.captures(script) {
        let count: u32 = found[1].parse().unwrap_or(0);
        let here: u32 = found[2].parse().unwrap_or(0);
        if count > 0 {
            pager.pages = Some(count);
            add_files(base, (&found[3], &found[4]), count, here, pager);
        }
    } else if let (Some(files), Some(count)) = (files, pager.pages) {
        let here = files.here.or_else(|| number_in_file(base, &files.name));
        let named = (files.name.as_str(), files.ending.as_str());
        add_files(base, named, count, here.unwrap_or(0), pager);
    }
}

/// Adds the pages that are files beside this one.
fn add_files(
    base: &Address,
    (name, ending): (&str, &str),
    count: u32,
    here: u32,
    pager: &mut Pager,
) {
    // Pages count from 0 in the file names: `index.html`, `index_1.html`, …; systems
    // that count from 1 write `index.html`, `index_2.html`.
    let first = u32::from(is_counted_from_one(base, name, here));
    let add = |number: u32| {
        let file = if number == first {
            format!("{name}.{ending}")
        } else {
            format!("{name}_{number}.{ending}")
        };
        base.join(&file)
    };
    let limit = u32::try_from(MORE).unwrap_or(500);
    let numbers = first..(first + count.min(limit));
    if here + 1 < first + count {
        pager.next = pager.next.take().or_else(|| add(here + 1));
    }
    for number in numbers {
        if number != here
            && let Some(page) = add(number)
            && !pager.more.contains(&page)
        {
            pager.more.push(page);
        }
    }
}

/// The number in the page's own file name says how the script counts.
fn is_counted_from_one(base: &Address, name: &str, here: u32) -> bool {
    match number_in_file(base, name) {
        Some(number) => number != here,
        // The first page: its own number is 0 or 1.
        None => here >= 1,
    }
}

fn number_in_file(base: &Address, name: &str) -> Option<u32> {
    let file = base.path().rsplit('/').next().unwrap_or_default();
    let rest = file.strip_prefix(name)?.strip_prefix('_')?;
    rest.split('.').next()?.parse().ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)] // a failing test may panic
mod tests {
    use bumpalo::Bump;
    use scraper::Html;

    use super::{Pager, is_pager, read};
    use crate::model::{Address, NavItem};
    use crate::page::dom::Dom;
    use crate::vocabulary::pages::PageWords;

    fn pager(address: &str, markup: &str) -> Pager {
        let html = Html::parse_document(markup);
        let arena = Bump::new();
        let dom = Dom::new(&arena, &html);
        let address = Address::parse(address).unwrap();
        read(&dom, &address, &address, &PageWords::load().unwrap())
    }

    #[test]
    fn pagers_are_told_from_menus() {
        let words = PageWords::load().unwrap();
        let check = |names: &str, expected: bool| {
            let items: Vec<NavItem> = (names.split(' '))
                .map(|text| NavItem {
                    text: text.to_owned(),
                    ..NavItem::default()
                })
                .collect();
            assert_eq!(is_pager(&items, &words.pager), expected, "{names}");
        };
        check("1 2 下一页 尾页", true);
        check("首页 上一页 [1] [2] … 下一页 尾页 共2页", true);
        check("下一页 尾页", true);
        check("« 1 2 3 »", true);
        // Columns of years, and a menu.
        check("2026 2025 2024", false);
        check("首页 更多", false);
        check("预算 决算 下一页", false);
    }

    #[test]
    fn pagers_by_script_arguments() {
        let found = pager(
            "http://a.gov.cn/x/index.html",
            "<script>createPageHTML(3, 0, \"index\", \"html\");</script>",
        );
        assert_eq!(found.pages, Some(3));
        assert_eq!(
            found.next.unwrap().as_str(),
            "http://a.gov.cn/x/index_1.html"
        );
        assert_eq!(found.more.len(), 2);
        let found = pager(
            "http://a.gov.cn/x/list.shtml",
            "<script>createPageHTML('page-div',34, 1,'list','shtml',500)</script>",
        );
        assert_eq!(
            found.next.unwrap().as_str(),
            "http://a.gov.cn/x/list_2.shtml"
        );
    }

    #[test]
    fn pagers_by_links() {
        let found = pager(
            "http://a.gov.cn/x/?page=1",
            "<div>共 5 页 <a href='?page=1'>首页</a><a href='?page=2'>2</a><a href='?page=2'>下一页</a><a href='?page=5'>尾页</a></div>",
        );
        assert_eq!(found.pages, Some(5));
        assert_eq!(found.next.unwrap().as_str(), "http://a.gov.cn/x/?page=2");
        assert_eq!(found.more.len(), 2);
        let found = pager(
            "http://a.gov.cn/x/",
            "<div class=pager><a href='javascript:goPage(2)'>下一页</a></div>",
        );
        assert!(found.next.is_none() && found.scripted);
    }
}
