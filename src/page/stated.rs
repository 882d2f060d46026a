//! What pagers state that a script is to write: how many pages and records there are, and by
//! what names the files of further pages go.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::model::{Address, LinkRegion};
use crate::vocabulary::pages::PagerWords;

use super::dom::{Dom, Id};
use super::links;
use super::paging::Pager;
use super::plain::Tag;

#[allow(clippy::expect_used)] // the patterns are constants
static SET_PAGE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?i)set_?page["']?\s*[,(]\s*["']?(\d{1,5})["']?\s*,\s*["']?(\d{1,5})["']?\s*[,)]"#,
    )
    .expect("a constant pattern")
});
// `"index"+"_" + nextPage + "."+"html"`, `"index_" + i + ".html"`.
#[allow(clippy::expect_used)] // the patterns are constants
static WRITTEN_NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"([A-Za-z][\w-]{0,60}?)(?:["']\s*\+\s*["'])?_["']\s*\+[^;\n"']{1,40}\+\s*["']\.(?:["']\s*\+\s*["'])?([a-z]{3,5})\b"#,
    )
    .expect("a constant pattern")
});
#[allow(clippy::expect_used)] // the patterns are constants
static PAGE_NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)page_?name["']?\s*[:=]\s*["']([\w-]{1,60})["']"#).expect("a constant pattern")
});
#[allow(clippy::expect_used)] // the patterns are constants
static PAGE_ENDING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)page_?ext["']?\s*[:=]\s*["']\.?([a-z]{3,5})["']"#)
        .expect("a constant pattern")
});

// `.pagination(7, {…})`: how many records there are.
#[allow(clippy::expect_used)] // the patterns are constants
static HANDED_RECORDS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"\.pagination\(\s*["']?(\d{1,6})["']?\s*,"#).expect("a constant pattern")
});

/// Pages that are files beside the first one: `index.html`, `index_1.html`, ….
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Files {
    pub(super) name: String,
    pub(super) ending: String,
    /// The number that the script gives this page.
    pub(super) here: Option<u32>,
}

/// Reads the numbers that a script gives to names of a pager; returns the files that it makes
/// links to, where they are written out.
pub(super) fn of_script(script: &str, words: &PagerWords, pager: &mut Pager) -> Option<Files> {
    let (mut here, mut size, mut pages) = (None, None, None);
    let (mut records, mut counted) = (None, None);
    for (name, value) in assignments(script) {
        let name = plain(name);
        let is_in = |names: &BTreeSet<String>| names.contains(name.as_str());
        if is_in(&words.here) {
            here.get_or_insert(value);
        } else if value == 0 {
            // A number that a script is still to count.
        } else if is_in(&words.pages) {
            pages.get_or_insert(value);
        } else if is_in(&words.records) {
            records.get_or_insert(value);
        } else if is_in(&words.sizes) {
            size.get_or_insert(value);
        } else if is_in(&words.counts) {
            counted = counted.max(Some(value));
        }
    }
    if let Some(found) = SET_PAGE.captures(script)
        && let (Ok(one), Ok(all)) = (found[1].parse::<u32>(), found[2].parse::<u32>())
        && one <= all
    {
        pages.get_or_insert(all);
    }
    if let Some(found) = HANDED_RECORDS.captures(script)
        && let Ok(handed @ 1..) = found[1].parse::<u32>()
    {
        // One record a page: what is counted are pages.
        match size {
            Some(1) => {
                pages.get_or_insert(handed);
            }
            _ => counted = counted.max(Some(handed)),
        }
    }
    if counted.is_some() {
        let script = script.to_ascii_lowercase();
        let mut of_pages = words.page_calls.iter();
        if of_pages.any(|call| script.contains(call.as_str())) {
            pages = pages.or(counted.take());
        }
        counted = counted.filter(|_| {
            words
                .calls
                .iter()
                .any(|call| script.contains(call.as_str()))
        });
    }
    let counted = counted.max(divided(script));
    if let (Some(all), Some(size)) = (records.or(counted), size)
        && all <= size
    {
        pages.get_or_insert(1);
    }
    pager.pages = pager.pages.or(pages);
    let number = |value: u32| usize::try_from(value).unwrap_or(usize::MAX);
    if pager.records.is_none() {
        pager.records = records.map(number);
    }
    pager.counted = pager.counted.max(counted.map(number));
    if pages.is_none_or(|pages| pages < 2) {
        return None;
    }
    let written = || {
        let found = WRITTEN_NAME.captures(script)?;
        Some((found[1].to_owned(), found[2].to_owned()))
    };
    let named = || {
        let (name, ending) = (PAGE_NAME.captures(script)?, PAGE_ENDING.captures(script)?);
        Some((name[1].to_owned(), ending[1].to_owned()))
    };
    let (name, ending) = written().or_else(named)?;
    Some(Files { name, ending, here })
}

/// Returns the number that a script divides by that of the rows of a page: how many there are.
fn divided(script: &str) -> Option<u32> {
    let rest = &script[script.find("Math.ceil(")? + "Math.ceil(".len()..];
    let rest = rest.trim_start().trim_start_matches("parseInt(");
    let end = rest.find(|c: char| !is_of_name(c)).unwrap_or(rest.len());
    let name = &rest[..end];
    if name.is_empty() || !rest[end..].trim_start_matches([')', ' ']).starts_with('/') {
        return None;
    }
    let mut found = assignments(script).filter(|(known, _)| *known == name);
    found.find_map(|(_, value)| (value > 0).then_some(value))
}

/// Gives the names that a script gives whole numbers, with them: `var a = 2`, `a: parseInt("2")`.
fn assignments(script: &str) -> impl Iterator<Item = (&str, u32)> {
    memchr::memchr2_iter(b'=', b':', script.as_bytes()).filter_map(|at| {
        let value = number(&script[at + 1..])?;
        let before = script[..at].trim_end();
        let before = before.strip_suffix(['"', '\'']).unwrap_or(before);
        let start = before.rfind(|c: char| !is_of_name(c)).map_or(0, |last| {
            last + before[last..].chars().next().map_or(1, char::len_utf8)
        });
        let name = &before[start..];
        (!name.is_empty()).then_some((name, value))
    })
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

fn number(rest: &str) -> Option<u32> {
    let mut rest = rest.trim_start();
    for call in ["parseInt", "Number"] {
        if let Some(inside) = rest.strip_prefix(call) {
            rest = inside.trim_start().strip_prefix('(')?.trim_start();
        }
    }
    let rest = rest.trim_start_matches(['"', '\'']);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let ends = |byte: &u8| !byte.is_ascii_alphanumeric() && !matches!(byte, b'.' | b'_' | b'%');
    if !(1..=6).contains(&digits) || !rest.as_bytes().get(digits).is_none_or(ends) {
        return None;
    }
    rest[..digits].parse().ok()
}

/// A name without what systems write it differently by.
fn plain(name: &str) -> String {
    let name = name.strip_prefix("data-").unwrap_or(name);
    let kept = name.chars().filter(|c| !matches!(c, '_' | '-'));
    kept.map(|c| c.to_ascii_lowercase()).collect()
}

/// Reads the numbers that an element states for a script in its attributes, or shows under a name
/// of its own.
pub(super) fn of_element(dom: &Dom<'_>, id: Id, words: &PagerWords, pager: &mut Pager) {
    // `<span class="pageCount">2</span>`
    if dom.range(id).len() == 2
        && (1..=6).contains(&dom.sums(id).chars)
        && let Some(shown) = dom.text_node(Id(id.0 + 1))
        && let Some(value) = shown.trim().parse().ok().filter(|&value: &u32| value > 0)
    {
        let names = ["class", "id"].iter().filter_map(|name| dom.attr(id, name));
        for name in names.map(plain) {
            if words.pages.contains(&name) {
                pager.pages.get_or_insert(value);
            } else if words.records.contains(&name) {
                pager.records.get_or_insert(value as usize);
            }
        }
    }
    for &(name, value) in dom.attrs(id) {
        let value = value.trim();
        let is_number = (1..=6).contains(&value.len())
            && value.bytes().all(|byte| byte.is_ascii_digit())
            && name.len() >= 5
            && !SIZES.contains(&name);
        let Some(value) = is_number.then(|| value.parse().ok()).flatten() else {
            continue;
        };
        let name = plain(name.trim_start_matches(':'));
        if value == 0 {
            continue;
        }
        if words.pages.contains(&name) {
            pager.pages.get_or_insert(value);
        } else if words.records.contains(&name) {
            pager.records.get_or_insert(value as usize);
        } else if words.counts.contains(&name) && is_named_pager(dom, id) {
            pager.counted = pager.counted.max(Some(value as usize));
        }
    }
}

/// Attributes with numbers that nearly every page has.
const SIZES: [&str; 7] = [
    "width",
    "height",
    "border",
    "colspan",
    "rowspan",
    "cellspacing",
    "cellpadding",
];

fn is_named_pager(dom: &Dom<'_>, id: Id) -> bool {
    let names = ["class", "id"].iter().filter_map(|name| dom.attr(id, name));
    names
        .chain([dom.tag(id)])
        .map(str::to_ascii_lowercase)
        .any(|name| name.contains("page") || name.contains("pagin"))
}

/// Reads a choice of pages: their number, and the addresses of those that have one. Its entries
/// are numbered 1, 2, 3, …, and it or what stands around it says that these are pages.
pub(super) fn of_choice(
    dom: &Dom<'_>,
    choice: Id,
    base: &Address,
    is_in_pager: impl FnOnce() -> bool,
) -> Option<(u32, Vec<Address>)> {
    let (mut count, mut targets, mut named) = (0, Vec::new(), false);
    for option in dom
        .subtree(choice)
        .filter(|&id| dom.kind(id) == Tag::Option)
    {
        let words: String = dom
            .subtree(option)
            .filter_map(|id| dom.text_node(id))
            .collect();
        let words = words.trim();
        named |= words.ends_with('页');
        let number = words.trim_matches(['第', '页', ' ']).parse::<u32>().ok()?;
        count += 1;
        if number != count {
            return None;
        }
        if let Some(value) = dom.attr(option, "value").map(str::trim)
            && value.contains(['.', '/', '?'])
        {
            targets.extend(links::resolve(base, value));
        }
    }
    (count > 1 && (named || is_in_pager())).then_some((count, targets))
}

/// A choice in the main part that leads its visitor elsewhere: 选择年份.
#[derive(Debug, Default)]
pub(super) struct Jumps {
    /// The entries that name a year and have an address of the site: what they say, what is written,
    /// the address. Others lead through the site.
    pub(super) entries: Vec<(String, String, Address)>,
    /// Whether the entries are years alone, of which each has a page of the same list.
    pub(super) are_years: bool,
    /// Whether a script takes the years to what no address is written of.
    pub(super) is_blind: bool,
}

/// Reads the choices in the main part of a page that lead elsewhere.
pub(super) fn jumps(dom: &Dom<'_>, base: &Address) -> Jumps {
    let mut found = Jumps::default();
    for choice in dom.all() {
        if dom.kind(choice) != Tag::Select
            || dom.region(choice) != LinkRegion::Main
            || !dom.is_visible(choice)
        {
            continue;
        }
        let options = dom
            .subtree(choice)
            .filter(|&id| dom.kind(id) == Tag::Option);
        let (mut entries, mut years, mut named) = (Vec::new(), 0, 0);
        for option in options {
            let name: String = dom
                .subtree(option)
                .filter_map(|id| dom.text_node(id))
                .collect();
            let name = name.trim();
            let is_year = is_year(name);
            years += usize::from(is_year);
            named += 1;
            let value = dom.attr(option, "value").map(str::trim).unwrap_or_default();
            if has_year(name)
                && is_written(value)
                && let Some(target) = links::resolve(base, value)
                && target.authority() == base.authority()
            {
                entries.push((name.to_owned(), value.to_owned(), target, is_year));
            }
        }
        found.is_blind |= entries.is_empty()
            && years >= 2
            && years + 1 >= named
            && dom.attr(choice, "onchange").is_some();
        if entries.len() >= 2 && found.entries.is_empty() {
            found.are_years = entries.iter().all(|entry| entry.3);
            let entries = entries.into_iter();
            found.entries = entries
                .map(|(name, written, target, _)| (name, written, target))
                .collect();
        }
    }
    found
}

/// Tells whether a value is an address and no word that a script is handed.
fn is_written(value: &str) -> bool {
    value.starts_with(['/', '.', '?']) && value.len() > 1
        || value.starts_with("http")
        || [".html", ".htm", ".shtml", ".jhtml"]
            .iter()
            .any(|ending| value.ends_with(ending))
}

/// Tells whether an entry names a year.
fn has_year(name: &str) -> bool {
    name.split(|c: char| !c.is_ascii_digit()).any(is_year)
}

/// Tells whether an entry is a year and nothing else: 2025, 2025年, 2025年度.
fn is_year(name: &str) -> bool {
    let digits = name.trim_end_matches(['年', '度']);
    digits.len() == 4
        && (digits.starts_with("20") || digits.starts_with("19"))
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::{Files, of_script};
    use crate::page::paging::Pager;
    use crate::vocabulary::pages::PageWords;

    fn read(script: &str) -> (Pager, Option<Files>) {
        let mut pager = Pager::default();
        let files = of_script(script, &PageWords::load().unwrap().pager, &mut pager);
        (pager, files)
    }

    #[test]
    fn numbers_of_pages_are_read_as_scripts_give_them() {
        for script in [
            "var countPage = 2//共多少页\n",
            "Ls.pagination('#p', go, {currPage:(0+1),pageCount:2});",
            "$('.pagination').pagination('setPage',1,2);",
            "var o={ countPage : parseInt('2') };",
            "var total_page=\"2\";",
        ] {
            assert_eq!(read(script).0.pages, Some(2), "{script}");
        }
        for script in [
            "if(countPage>1&&countPage==2){}",
            "pageCount: 10px",
            "pageCount = 0",
        ] {
            assert_eq!(read(script).0.pages, None, "{script}");
        }
    }

    #[test]
    fn numbers_of_records_are_read_as_scripts_give_them() {
        for script in [
            "var dataTotal = parseInt(\"7\");",
            "var listCount = '7';",
            "var totalData = 7;",
        ] {
            assert_eq!(read(script).0.records, Some(7), "{script}");
        }
        for script in [
            "layui.laypage.render({elem:'page',count:7,limit:3});",
            "var numbers='7';var pages = Math.ceil(numbers / 3 );",
        ] {
            let pager = read(script).0;
            assert_eq!((pager.records, pager.counted), (None, Some(7)), "{script}");
        }
        // Not all that is counted is a list's.
        assert_eq!(read("new Swiper('.b', {count: 7});").0.counted, None);
        let one = read("laypage({cont:'page', count: 7, limit: 10});").0;
        assert_eq!(one.pages, Some(1));
    }

    #[test]
    fn files_of_further_pages_are_named() {
        let files = |name: &str, here| {
            Some(Files {
                name: name.to_owned(),
                ending: "html".to_owned(),
                here,
            })
        };
        for script in [
            r#"var currentPage = 1; var countPage = 3; document.write("<a href=\"index"+"_" + nextPage + "."+"html\">下一页</a>");"#,
            r#"var currentPage = 1; var countPage = 3; s += '<a href="index_' + i + '.html">';"#,
            "var o={ currentPage:parseInt('1')+1,countPage:parseInt('3'), PAGE_NAME:'index', PAGE_EXT:'html' };",
        ] {
            assert_eq!(read(script).1, files("index", Some(1)), "{script}");
        }
        assert_eq!(read("var countPage = 3; go(page + 1);").1, None);
    }
}
