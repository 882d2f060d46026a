//! Years and names that the items of a column tell.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::column::partial;
use super::group::Group;
use super::view::View;
use crate::model::{Cause, Fact, LinkRegion, PageKind, Value};
use crate::site::{Item, Resolution};
use crate::vocabulary::{budgets, fold, fold_label, personal, report};

static YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(20[0-4]\d)\s*年?").ok());

/// The years that the group's items are of, as far as they hold one of the words (any item
/// where none is asked): named in the title, else in the name of the column that holds it.
pub(super) fn years(view: &View<'_>, group: &Group, words: &[&str]) -> Fact {
    let mut found: BTreeSet<String> = BTreeSet::new();
    let reports = Reports::of(view, group);
    let mut doubtful: BTreeSet<String> = BTreeSet::new();
    let mut blind = None;
    // Whether some item may be of any year.
    let mut undated = false;
    for number in &group.all {
        let path = view.site.column(*number).shown();
        let content = view.site.content(*number);
        for item in view.site.items(*number) {
            match reports.as_ref().map(|reports| reports.tell(&item)) {
                None | Some(Told::Report) => {}
                Some(Told::Other) => continue,
                Some(Told::Perhaps) => {
                    doubtful.extend(years_in(&fold(item.title)));
                    continue;
                }
            }
            // A list may cut its titles or leave the year out; the page has it whole.
            let page = match says_too_little(item.title).then(|| item.leads()).flatten() {
                Some(Resolution::Page(page)) => view.site.front_of(page).title,
                _ => None,
            };
            let cut = item.title.trim_end().ends_with(['…', '⋯']);
            if page.is_none() && cut && says_too_little(item.title) {
                blind = Some(Cause::NotFetched);
            }
            // What a whole title says of itself holds beside the page's.
            let own = (page.is_none() || !cut).then_some(item.title);
            let titles = page.as_deref().into_iter().chain(own);
            let mut best = YearsOf::None;
            for title in titles {
                let told = years_of(title, &path, words);
                if let YearsOf::Named(years) = &told {
                    found.extend(years.iter().cloned());
                }
                best = best.max(told);
            }
            match best {
                YearsOf::Beside(years) => doubtful.extend(years),
                YearsOf::Undated => undated = true,
                YearsOf::None | YearsOf::Named(_) => {}
            }
        }
        if let Some(page) = content.text {
            let title = view.site.page(page).facts.title.clone();
            let title = title.unwrap_or_default();
            if let YearsOf::Named(years) = years_of(&title, &path, words) {
                found.extend(years);
            }
        }
    }
    // One that was read elsewhere on the site may stand in a part of the column that was not
    // seen: behind a tab, or in a column of earlier years.
    for entry in &view.site.reports {
        let elsewhere = !entry.in_column && entry.page.is_some();
        let own = |reports: &Reports<'_>| !reports.is_of_government(&entry.title);
        if elsewhere && reports.as_ref().is_some_and(own) {
            doubtful.insert(entry.year.to_string());
        }
    }
    let open = undated && !words.is_empty() && !found.is_empty();
    if open || doubtful.iter().any(|year| !found.contains(year)) {
        blind = blind.or(Some(Cause::NeedsHuman));
    }
    partial(found.into_iter(), group.unread.or(blind))
}

/// What a title says of the years of budgets or accounts, the more telling the later.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum YearsOf {
    /// It is of something else.
    None,
    /// It is one and names no year.
    Undated,
    /// It is of something beside one of these years (2026年预算调整方案), or of either.
    Beside(Vec<String>),
    /// It is one of these years.
    Named(Vec<String>),
}

/// Reads of which years an item is by its title, else by the path of its column, as far as it
/// holds one of the words (any item where none is asked).
fn years_of(title: &str, path: &str, words: &[&str]) -> YearsOf {
    let (title, path) = (fold(title), fold(path));
    let title = year_in_digits(&title);
    let mut years = years_in(&title);
    if years.is_empty() {
        years = years_in(&path);
    }
    if words.is_empty() {
        return YearsOf::Named(years);
    }
    // A title says itself whether it is a budget or an account; only where it says neither
    // does the column's name, and 预决算 names both.
    let has = |text: &str, words: &[&str]| words.iter().any(|word| text.contains(word));
    let says = has(&title, &["预算", "决算"]);
    let about: &str = if says { &title } else { &path };
    let beside = budgets::words().beside.iter();
    let mut about = beside.fold(about.to_owned(), |about, word| about.replace(word, ""));
    if !says {
        about = about.replace("预决算", "");
    }
    if !has(&about, words) {
        let perhaps = says && (has(&title, words) || title.contains("预决算"));
        return match perhaps && !years.is_empty() {
            true => YearsOf::Beside(years),
            false => YearsOf::None,
        };
    }
    if !years.is_empty() {
        YearsOf::Named(years)
    } else if budgets::words().other.found_in(&title) {
        YearsOf::None
    } else {
        YearsOf::Undated
    }
}

/// Tells whether a title, with the path of its column, is of a paper of this year of the kind
/// that the word names.
pub(super) fn names_year_of(title: &str, path: &str, year: i16, word: &str) -> bool {
    let year = year.to_string();
    matches!(years_of(title, path, &[word]), YearsOf::Named(years) if years == [year])
}

/// Returns the years that a folded text names, those between the ends of a span (2015-2020年)
/// as well.
fn years_in(text: &str) -> Vec<String> {
    static SPAN: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(20[0-4]\d)\s*年?度?\s*[-~—–至到]{1,2}\s*(20[0-4]\d)\s*年").ok()
    });
    /// Longer spans are of no list of years.
    const LONGEST: i16 = 20;
    let years = YEAR.iter().flat_map(|pattern| pattern.captures_iter(text));
    let years = years.filter_map(|found| found.get(1));
    let mut years: Vec<String> = years.map(|year| year.as_str().to_owned()).collect();
    // Two years at least: most titles name one.
    if years.len() < 2 {
        return years;
    }
    for span in SPAN.iter().flat_map(|pattern| pattern.captures_iter(text)) {
        let end = |at: usize| span.get(at)?.as_str().parse::<i16>().ok();
        if let (Some(first), Some(last)) = (end(1), end(2))
            && (1..=LONGEST).contains(&(last - first))
        {
            years.extend((first + 1..last).map(|year| year.to_string()));
        }
    }
    years
}

/// Whether an item of a column of annual reports is a year's report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Report,
    Perhaps,
    Other,
}

/// Tells reports from what else columns of annual reports list.
struct Reports<'v> {
    view: &'v View<'v>,
    /// Other yearly papers, folded.
    other: Vec<String>,
}

impl<'v> Reports<'v> {
    /// Makes it for a group of such columns.
    fn of(view: &'v View<'_>, group: &Group) -> Option<Self> {
        let id = group
            .obligation
            .as_deref()
            .filter(|id| *id == "annual-reports")?;
        let other = &view.names.obligation(id)?.not;
        let other = other.iter().map(|word| fold_label(word)).collect();
        Some(Self { view, other })
    }

    /// Tells what an item is: what was read as a report is one, else its title tells.
    fn tell(&self, item: &Item<'_>) -> Told {
        let page = match item.leads() {
            Some(Resolution::Page(page)) => Some(page),
            _ => None,
        };
        let title = page.and_then(|page| self.view.site.front_of(page).title);
        let titles = [Some(item.title), title.as_deref()];
        let mut titles = titles.into_iter().flatten();
        if titles.clone().any(|title| self.is_of_government(title)) {
            return Told::Other;
        }
        if page.is_some_and(|page| self.view.site.kind(page) == PageKind::AnnualReport) {
            return Told::Report;
        }
        titles
            .try_fold(Told::Report, |told, title| {
                match told_by(title, &self.other) {
                    Told::Other => Err(()),
                    Told::Perhaps => Ok(Told::Perhaps),
                    Told::Report => Ok(told),
                }
            })
            .unwrap_or(Told::Other)
    }

    /// Tells whether a title names the report of the government that a department belongs to.
    fn is_of_government(&self, title: &str) -> bool {
        let body = &self.view.site.body;
        let own = body.name.as_deref().unwrap_or("人民政府");
        let before = fold(title);
        let before = before.split("20").next().unwrap_or_default();
        !body.profile.is_government() && !own.contains("人民政府") && before.ends_with("人民政府")
    }
}

/// Tells what a title in a column of annual reports is of; `other` are the names of other
/// yearly papers, folded.
fn told_by(title: &str, other: &[String]) -> Told {
    let words = report::words();
    let folded = fold_label(title);
    // （附图解） is a remark.
    let bare = folded
        .split_once('(')
        .map_or(folded.as_str(), |(bare, _)| bare);
    let has = |list: &[String]| list.iter().any(|word| bare.contains(word.as_str()));
    if other.iter().any(|word| folded.contains(word.as_str())) || has(&words.beside_reports) {
        Told::Other
    } else if has(&words.perhaps_reports) {
        Told::Perhaps
    } else {
        Told::Report
    }
}

/// As [`years`], with the years before the body was set up: nothing is due of them.
pub(super) fn years_met(view: &View<'_>, group: &Group, words: &[&str]) -> Fact {
    let fact = years(view, group, words);
    let Some(year) = super::body::founded(view) else {
        return fact;
    };
    let before = (FIRST_YEAR..year).map(|year| year.to_string());
    match fact {
        Fact::Known(Value::List(found)) if !found.is_empty() => partial(before.chain(found), None),
        Fact::Known(Value::Partial(found, cause)) if !found.is_empty() => {
            partial(before.chain(found), Some(cause))
        }
        other => other,
    }
}

/// Tells whether a column for leaders tells persons by nothing but their names.
pub(super) fn names_leaders(view: &View<'_>, group: &Group) -> bool {
    group.all.iter().any(|number| {
        let column = view.site.column(*number);
        if !column.serves.iter().any(|id| id == "leaders") {
            return false;
        }
        let items = view.site.items(*number).map(|item| item.title);
        if items.filter(|title| is_bare_name(view, title)).count() >= 2 {
            return true;
        }
        // Two or three names make no list, but stand in the main part of the page.
        view.site.content(*number).index.is_some_and(|page| {
            let record = view.site.page(page);
            let links = record
                .links()
                .filter(|link| link.region == LinkRegion::Main);
            let names = links.filter(|link| is_bare_name(view, view.site.strings.get(link.text)));
            names.count() >= 2
        })
    })
}

/// Tells whether words are the name of a person and of nothing that a menu names.
fn is_bare_name(view: &View<'_>, words: &str) -> bool {
    let name = fold(words);
    reads_as_name(&name)
        && view.names.serves(&name, &[], true).is_empty()
        && !view.names.is_not_statutory(&name)
        && !view.names.is_disputed(&name)
}

/// Tells whether folded words begin with a surname and are as long as a name.
fn reads_as_name(name: &str) -> bool {
    let words = personal::words();
    let count = name.chars().count();
    let compound = words.compound_surnames.begin(name);
    let surname = compound
        || name
            .chars()
            .next()
            .is_some_and(|c| words.surnames.contains(c));
    surname
        && (2..=if compound { 4 } else { 3 }).contains(&count)
        && name.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
        && !words.not_names.found_in(name)
}

/// The earliest year that any rule asks for.
const FIRST_YEAR: i16 = 2008;

/// Writes the Chinese numerals of a year (二〇二五年) as digits.
fn year_in_digits(title: &str) -> Cow<'_, str> {
    static NUMERALS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new("二[〇零○0oO][〇零○一二三四][〇零○一二三四五六七八九]年?").ok()
    });
    let Some(numerals) = NUMERALS.as_ref().filter(|_| title.contains('二')) else {
        return title.into();
    };
    numerals.replace_all(title, |found: &regex::Captures<'_>| {
        let digit = |c: char| match "一二三四五六七八九".chars().position(|known| known == c)
        {
            Some(at) => char::from_digit(at as u32 + 1, 10).unwrap_or(c),
            None if c == '年' => c,
            None => '0',
        };
        found[0].chars().map(digit).collect::<String>()
    })
}

/// Tells whether a title names no paper of a year: cut by the list, or without one.
fn says_too_little(title: &str) -> bool {
    let cut = title.trim_end().ends_with(['…', '⋯']) || title.trim_end().ends_with("...");
    cut || !YEAR
        .as_ref()
        .is_some_and(|year| year.is_match(&year_in_digits(title)))
}

#[cfg(test)]
mod tests {
    use super::{
        Told, YearsOf, reads_as_name, says_too_little, told_by, year_in_digits, years_in, years_of,
    };

    #[test]
    fn years_are_of_budgets_or_of_what_is_beside_them() {
        let named = |years: &[&str]| YearsOf::Named(years.iter().map(|y| (*y).into()).collect());
        let beside = |year: &str| YearsOf::Beside(vec![year.into()]);
        for (title, path, wanted) in [
            ("某局2026年部门预算", "财政预决算", named(&["2026"])),
            (
                "某县2025年预算执行情况和2026年预算草案的报告",
                "财政预决算",
                named(&["2025", "2026"]),
            ),
            ("某县2026年预算调整方案", "财政预算", beside("2026")),
            ("某局2026年部门预决算公开", "财政预决算", beside("2026")),
            ("某局2025年部门决算", "财政预决算", YearsOf::None),
            ("某局部门预算公开", "财政预决算", YearsOf::Undated),
            ("某局部门预算公开", "2026年", named(&["2026"])),
            ("某局", "部门预算", YearsOf::Undated),
            ("某局", "财政预决算", YearsOf::None),
            ("部门预算公开办法", "财政预决算", YearsOf::None),
        ] {
            assert_eq!(years_of(title, path, &["预算"]), wanted, "{title}");
        }
    }

    #[test]
    fn a_span_of_years_has_those_between() {
        let all = |text: &str| {
            let mut years = years_in(text);
            years.sort();
            years
        };
        for text in ["2015-2018年部门预算汇总", "2015年—2018年部门决算汇编"] {
            assert_eq!(all(text), ["2015", "2016", "2017", "2018"], "{text}");
        }
        assert_eq!(all("2016年决算和2018年预算"), ["2016", "2018"]);
        assert_eq!(all("2019年部门预算"), ["2019"]);
    }

    #[test]
    fn years_are_read_in_either_numerals() {
        let check = |title: &str, expected: &str| {
            assert_eq!(year_in_digits(title), expected);
        };
        check("二〇二五年度部门决算", "2025年度部门决算");
        check("二○二六年部门预算", "2026年部门预算");
        check("二零一九年年报", "2019年年报");
        check("二十个问题", "二十个问题");
        check("2025年度部门决算", "2025年度部门决算");
    }

    #[test]
    fn papers_beside_the_report_of_a_year_are_not_the_report() {
        let other = ["政府网站工作年度报表".to_owned()];
        for (title, wanted) in [
            ("某县某局2021年政府信息公开工作年度报告", Told::Report),
            ("2021年", Told::Report),
            (
                "某县委机构编制委员会办公室2021年政府信息公开年度报告",
                Told::Report,
            ),
            ("2021年政府信息公开年报（附图解）", Told::Report),
            ("2021年政府网站工作年度报表", Told::Other),
            ("某县某局2021年政府信息公开工作年度报告解读", Told::Other),
            (
                "关于做好2021年政府信息公开工作年度报告编制和发布工作的通知",
                Told::Other,
            ),
            (
                "关于印发2021年政府信息公开工作年度报告的通知",
                Told::Perhaps,
            ),
            (
                "关于2021年政府信息公开工作年度报告的情况说明",
                Told::Perhaps,
            ),
        ] {
            assert_eq!(told_by(title, &other), wanted, "{title}");
        }
    }

    #[test]
    fn names_of_persons_are_told_from_entries_of_menus() {
        for name in ["程远航", "李明", "欧阳明远"] {
            assert!(reads_as_name(name), "{name}");
        }
        for other in [
            "首页",
            "关闭",
            "下一页",
            "领导分工",
            "工作动态",
            "高清图片",
            "更多",
        ] {
            assert!(!reads_as_name(other), "{other}");
        }
    }

    #[test]
    fn a_title_that_is_cut_or_has_no_year_says_too_little() {
        assert!(says_too_little("清溪县市场监督管理局…"));
        assert!(says_too_little("清溪县市场监督管理局2025年..."));
        assert!(says_too_little("部门决算公开"));
        assert!(!says_too_little("2025年部门决算"));
        assert!(!says_too_little("二〇二五年部门决算"));
    }
}
