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
    /// True when a script adds rows as a visitor goes down the page.
    pub(super) endless: bool,
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
        .build([
            "page",
            "paginat",
            "bootpag",
            "record",
            "total",
            "count",
            "math.ceil",
        ])
        .expect("constant words")
});

/// Tells whether a menu is a pager: only numbers of pages and words such as 下一页.
pub(super) fn is_pager(items: &[NavItem], words: &PagerWords) -> bool {
    let mut turns = false;
    let mut waiting: Vec<&NavItem> = items.iter().collect();
    while let Some(item) = waiting.pop() {
        let name = fold(&item.text);
        let name = bare(&name);
        let turn = is_page_number(name)
            || words.next.contains(name)
            || words.previous.contains(name)
            || words.last.has(name);
        if !turn && !words.first.contains(name) && !counts_pages(name) {
            return false;
        }
        turns |= turn;
        waiting.extend(&item.children);
    }
    turns
}

/// Tells whether a name is the number of a page; a year is the name of a column.
fn is_page_number(name: &str) -> bool {
    (1..=3).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_digit())
}

/// Tells whether a name only counts: 共2页, 第1页, 1/2, …
fn counts_pages(name: &str) -> bool {
    let other = |c: char| !c.is_ascii_digit() && !"共第页条/.…".contains(c);
    !name.contains(other)
}

/// Reads the pager of a page.
pub(super) fn read(dom: &Dom<'_>, base: &Address, address: &Address, words: &PageWords) -> Pager {
    let mut steps = Steps::new(base, address, words);
    let mut load_more = false;
    for id in dom.all() {
        match dom.kind(id) {
            Tag::Script => {
                let script = dom.raw_text(id);
                if script.len() < 200_000 {
                    if SPEAKS_OF_PAGES.is_match(&*script) {
                        from_script(&script, base, &words.pager, &mut steps.pager);
                    }
                    let mut loaders = words.pager.loaders.iter();
                    steps.pager.endless |= loaders.any(|loader| script.contains(loader.as_str()));
                }
            }
            Tag::A => steps.take(dom, id),
            Tag::Select => steps.take_choice(dom, id),
            // A script decodes the links and puts them there.
            Tag::Other
                if dom.text_node(id).is_some_and(is_encoded)
                    && (dom.parent(id)).is_some_and(|up| is_named_pager(dom, up, words)) =>
            {
                steps.pager.scripted = true;
            }
            Tag::Other if loads_more(dom, id, words) => {
                let link = dom.ancestors(id).take(3).find(|&up| dom.kind(up) == Tag::A);
                let target = link.and_then(|link| {
                    let href = dom.attr(link, "href").unwrap_or_default();
                    links::target(base, href, dom.attr(link, "onclick"))
                });
                match target.filter(|target| target.authority() == address.authority()) {
                    Some(target) if target != *address => {
                        steps.pager.next.get_or_insert(target);
                    }
                    _ => load_more = true,
                }
            }
            Tag::Other if counts(dom, id, &steps.pager) => count(dom, id, &mut steps.pager),
            _ => {
                if turns(dom, id, words) {
                    steps.take(dom, id);
                }
                stated::of_element(dom, id, &words.pager, &mut steps.pager);
            }
        }
    }
    let mut pager = steps.finish();
    pager.scripted |= load_more && pager.next.is_none();
    pager
}

/// Tells whether a run of text may say how many pages or records there are.
fn counts(dom: &Dom<'_>, id: Id, pager: &Pager) -> bool {
    (pager.records.is_none() || pager.pages.is_none())
        && dom.is_visible(id)
        && dom.parent(id).is_some_and(|up| dom.sums(up).chars <= 80)
        && (dom.text_node(id))
            .is_some_and(|words| words.len() < 400 && words.contains(['页', '条', '录']))
}

/// Reads how many pages and records a run of text says there are.
fn count(dom: &Dom<'_>, id: Id, pager: &mut Pager) {
    // Numbers may stand in elements of their own beside the words.
    let around = dom
        .parent(id)
        .map_or_else(String::new, |up| text::line(dom, up));
    if !around.bytes().any(|byte| byte.is_ascii_digit()) {
        return;
    }
    if pager.records.is_none()
        && let Some(found) = RECORDS_SHOWN.captures(&around)
    {
        pager.records = found[1].parse().ok();
    }
    if pager.pages.is_none()
        && let Some(found) = COUNT_SHOWN.captures(&around)
    {
        pager.pages = (1..=3)
            .find_map(|group| found.get(group))
            .and_then(|digits| digits.as_str().parse().ok());
    }
}

/// Tells whether an element that is no link may turn pages: a button, one with a script, or a
/// number in a pager.
fn turns(dom: &Dom<'_>, id: Id, words: &PageWords) -> bool {
    match dom.kind(id) {
        Tag::Button => true,
        Tag::Input => dom.attr(id, "type").is_some_and(|kind| {
            ["button", "submit", "image"]
                .iter()
                .any(|known| kind.eq_ignore_ascii_case(known))
        }),
        Tag::Li if dom.range(id).len() == 2 && (1..=3).contains(&dom.sums(id).chars) => {
            dom.attr(id, "onclick").is_some()
                || (dom.parent(id)).is_some_and(|up| is_named_pager(dom, up, words))
        }
        Tag::Other => false,
        _ => dom.attr(id, "onclick").is_some(),
    }
}

/// What turns pages, as it is gathered.
struct Steps<'a> {
    base: &'a Address,
    address: &'a Address,
    words: &'a PageWords,
    pager: Pager,
    numbered: Vec<(u32, Address)>,
    last: Option<Address>,
    /// How many turn pages by a script that does not say where to.
    scripted: usize,
}

impl<'a> Steps<'a> {
    fn new(base: &'a Address, address: &'a Address, words: &'a PageWords) -> Self {
        Self {
            base,
            address,
            words,
            pager: Pager::default(),
            numbered: Vec::new(),
            last: None,
            scripted: 0,
        }
    }

    /// Takes a link, or what stands in the place of one, by its name.
    fn take(&mut self, dom: &Dom<'_>, id: Id) {
        let words = &self.words.pager;
        let Some(name) = step_name(dom, id, words) else {
            return;
        };
        let in_pager = || in_pager(dom, id, self.words);
        let is_link = dom.kind(id) == Tag::A;
        // Pictures that move on have buttons by these names too.
        if !is_link && !name.contains('页') && !in_pager() {
            return;
        }
        let is_sure = || name.chars().count() > 2 || in_pager();
        if words.next.contains(&name) && is_sure() {
            match self.target(dom, id) {
                Some(target) if target != *self.address => {
                    self.pager.next.get_or_insert(target);
                }
                Some(_) => {}
                None => self.scripted += usize::from(is_alive(dom, id)),
            }
        } else if words.last.has(&name) {
            self.last = self.target(dom, id);
        } else if words.previous.contains(&name) {
            let leads = (self.target(dom, id)).is_some_and(|target| target != *self.address);
            self.pager.previous |= leads && is_sure();
        } else if let Ok(number) = name.parse::<u32>()
            && (1..=9999).contains(&number)
            && (in_pager() || is_posted(dom, id))
        {
            match self.target(dom, id) {
                Some(target) => self.numbered.push((number, target)),
                // The first page is this one.
                None => {
                    let turned = is_called(dom, id) || is_link && is_bare_number(dom, id);
                    self.scripted += usize::from(number > 1 && turned);
                }
            }
        }
    }

    /// Returns where a step leads, on the same site.
    fn target(&self, dom: &Dom<'_>, id: Id) -> Option<Address> {
        let href = dom.attr(id, "href").unwrap_or_default();
        let onclick = dom.attr(id, "onclick");
        links::target(self.base, href, onclick)
            .or_else(|| aside(dom, id, self.base))
            .or_else(|| {
                let mut codes = [Some(href), onclick].into_iter().flatten();
                links::resolve(self.base, codes.find_map(handed)?)
            })
            .filter(|target| target.authority() == self.address.authority())
    }

    /// Takes a choice of pages.
    fn take_choice(&mut self, dom: &Dom<'_>, id: Id) {
        let in_pager = || in_pager(dom, id, self.words);
        let Some((count, targets)) = stated::of_choice(dom, id, self.base, in_pager) else {
            return;
        };
        self.pager.pages.get_or_insert(count);
        let targets = targets.into_iter().zip(1_u32..);
        self.numbered.extend(
            targets
                .filter(|(target, _)| target.authority() == self.address.authority())
                .map(|(target, number)| (number, target)),
        );
    }

    fn finish(self) -> Pager {
        let Self {
            address,
            mut pager,
            mut numbered,
            last,
            scripted,
            ..
        } = self;
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
        if pager.next.is_none() && scripted > 0 && pager.more.is_empty() {
            pager.scripted = pager.pages != Some(1);
        }
        pager
    }
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

/// Returns the file of a page that is all that a call is handed: `go('index_2.html')`.
fn handed(code: &str) -> Option<&str> {
    let (_, rest) = code.split_once('(')?;
    let rest = rest.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let (file, end) = rest.get(1..)?.split_once(quote)?;
    let is_page = [".html", ".htm", ".shtml", ".jhtml"]
        .iter()
        .any(|ending| file.len() > ending.len() && file.ends_with(ending));
    (is_page && end.trim_start().starts_with(')')).then_some(file)
}

/// Returns the folded name of what may turn pages: its text, else what stands for one on a button
/// or an image. `None` where it is none of a pager's.
fn step_name(dom: &Dom<'_>, id: Id, words: &PagerWords) -> Option<String> {
    let chars = dom.sums(id).chars;
    if chars > 8 || !dom.is_visible(id) {
        return None;
    }
    let names = || {
        let steps = words.next.iter().chain(&words.previous);
        steps.map(String::as_str).chain(words.last.iter())
    };
    let shown = (chars > 0 && text::may_be_named(dom, id, names()))
        .then(|| bare(&fold(&text::name(dom, id))).to_owned());
    if chars > 2 || shown.as_ref().is_some_and(|name| is_page_number(name)) {
        return shown;
    }
    // A sign or an image says in an attribute what it is.
    let label = |id: Id| {
        let mut values = ["title", "alt", "value"]
            .iter()
            .filter_map(|name| dom.attr(id, name));
        values.find_map(|value| {
            let name = fold(value.get(..40).unwrap_or(value));
            let name = bare(&name);
            names().any(|known| known == name).then(|| name.to_owned())
        })
    };
    label(id)
        .or_else(|| {
            let mut inside = dom.subtree(id).take(8);
            inside.find_map(|inner| (dom.kind(inner) == Tag::Img).then(|| label(inner))?)
        })
        .or(shown)
}

/// A name of a pager's link without the brackets and arrows around it.
fn bare(name: &str) -> &str {
    let core = name.trim_matches(|c| "[]()【】<>«»‹›→←►◄|.".contains(c));
    if core.is_empty() { name } else { core }
}

/// Tells whether what should turn to the next page but has no address does so by a script: a dead
/// 下一页 on the last page does not.
fn is_alive(dom: &Dom<'_>, id: Id) -> bool {
    let is_off = |id: Id| {
        dom.attr(id, "disabled").is_some()
            || (dom.attr(id, "class"))
                .is_some_and(|class| class.to_ascii_lowercase().contains("disab"))
    };
    if is_off(id) || dom.parent(id).is_some_and(is_off) {
        return false;
    }
    let onclick = dom.attr(id, "onclick");
    match dom.kind(id) {
        Tag::A => {
            let href = dom.attr(id, "href").unwrap_or_default();
            is_scripted(href) || onclick.is_some() || href.is_empty()
        }
        Tag::Button | Tag::Input => true,
        _ => onclick.is_some(),
    }
}

/// Tells whether a link asks the server for a page of a table (ASP.NET's `Page$2`).
fn is_posted(dom: &Dom<'_>, id: Id) -> bool {
    dom.attr(id, "href")
        .is_some_and(|href| href.contains("__doPostBack(") && href.contains("Page$"))
}

/// Tells whether the number of a page is a link without an address, and not that of the page
/// shown: a script of the page waits for it.
fn is_bare_number(dom: &Dom<'_>, id: Id) -> bool {
    let href = dom.attr(id, "href").unwrap_or_default().trim();
    let bare = href.is_empty() || href.starts_with('#') || {
        let code = href.get(..11).map(str::to_ascii_lowercase);
        code.as_deref() == Some("javascript:")
    };
    bare && !is_shown(dom, id) && dom.parent(id).is_none_or(|up| !is_shown(dom, up))
}

/// Tells whether an element is marked out as the page that is shown.
fn is_shown(dom: &Dom<'_>, id: Id) -> bool {
    dom.attr(id, "class").is_some_and(|class| {
        let class = class.to_ascii_lowercase();
        class.split(|c: char| !c.is_ascii_alphabetic()).any(|word| {
            let marks = ["activ", "cur", "select", "disab"];
            word == "on" || marks.iter().any(|mark| word.starts_with(mark))
        })
    })
}

/// Tells whether the number of another page is turned to by a script.
fn is_called(dom: &Dom<'_>, id: Id) -> bool {
    if dom.kind(id) == Tag::Li && dom.attr(id, "onclick").is_none() {
        return !is_shown(dom, id);
    }
    let href = dom.attr(id, "href");
    href.is_some_and(is_scripted) || links::is_call(href, dom.attr(id, "onclick"))
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

fn in_pager(dom: &Dom<'_>, id: Id, words: &PageWords) -> bool {
    dom.ancestors(id).take(4).any(|up| {
        let sums = dom.sums(up);
        if sums.chars > 120 {
            return false;
        }
        let shown = text::name(dom, up);
        shown.contains('页') || is_named_pager(dom, up, words)
    })
}

/// Tells whether an element is named as one of a pager, by a word or as part of one.
fn is_named_pager(dom: &Dom<'_>, id: Id, words: &PageWords) -> bool {
    let mut names = ["class", "id"].iter().filter_map(|name| dom.attr(id, name));
    names.any(|value| {
        let value = value.to_ascii_lowercase();
        value.contains("pag")
            || value
                .split(|c: char| !c.is_ascii_alphabetic())
                .any(|word| words.blocks.pager.contains(word))
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
