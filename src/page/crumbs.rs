//! The breadcrumb and the path of columns.

use aho_corasick::AhoCorasick;

use crate::model::{Address, Crumb, LinkRegion};
use crate::vocabulary::fold;
use crate::vocabulary::links::words as link_words;
use crate::vocabulary::pages::PageWords;

use super::dom::{Data, Dom, Id, Part};
use super::layout::{Marks, word};
use super::links;
use super::plain::Tag;
use super::{text, title};

/// A breadcrumb.
#[derive(Debug, Default)]
pub(super) struct Trail {
    pub(super) crumbs: Vec<Crumb>,
}

/// What a page says of itself, by which a decoy is told from the true breadcrumb.
pub(super) struct Hints<'a> {
    /// `ColumnName`.
    pub(super) column: Option<&'a str>,
    /// The text of `<title>`.
    pub(super) html_title: Option<&'a str>,
}

/// Characters of the longest name of a link to the home page.
const HOME: u32 = 8;
/// More characters than these are no line.
const LINE: u32 = 160;

/// Finds the true breadcrumb among those that look like one.
pub(super) fn read(
    dom: &Dom<'_>,
    marks: &Marks,
    words: &PageWords,
    markers: &AhoCorasick,
    base: &Address,
    hints: &Hints<'_>,
) -> Trail {
    let mut best = Trail::default();
    let mut best_score = 0_i32;
    let mut last_holder = None;
    for id in starts(dom, marks, words) {
        let holder = match dom.node(id).data {
            Data::Text(words_here) => {
                if markers.is_match(&*text::stripped(words_here)) {
                    holder_of_marker(dom, id)
                } else {
                    None
                }
            }
            Data::Element(_) if marks.has(id, word::CRUMB) && dom.sums(id).chars < LINE => Some(id),
            // A short line that begins with the home link and has arrows.
            Data::Element(_) => dom
                .ancestors(id)
                .take(4)
                .take_while(|&up| !matches!(dom.tag(up), "body" | "html"))
                .find(|&up| {
                    let sums = dom.sums(up);
                    sums.chars < LINE
                        && sums.links <= 9
                        && (has_separators_between(dom, up) || has_arrows_in_links(dom, up))
                }),
            Data::Document => None,
        };
        let Some(holder) = holder else { continue };
        if last_holder == Some(holder) {
            continue;
        }
        last_holder = Some(holder);
        let crumbs = parse(dom, holder, markers, base);
        if crumbs.is_empty() || !is_trail(&crumbs) {
            continue;
        }
        let score = score(dom, holder, &crumbs, words, markers, hints);
        if score > best_score {
            best_score = score;
            best = Trail { crumbs };
        }
    }
    best
}

/// The name of the column that a page is, where it is one: that of the meta tag, or of the last
/// crumb where `<title>` bears that out and the tag holds the name of the column above
/// (`ColumnType` then has the column's own).
pub(super) fn own_column<'a>(
    meta: Option<&'a str>,
    of_type: Option<&str>,
    html_title: Option<&str>,
    trail: &'a Trail,
) -> Option<&'a str> {
    let tails = &link_words().tails;
    let names: Vec<&str> = trail.crumbs.iter().map(|crumb| &*crumb.text).collect();
    // 首页 > 通知公告 > 列表: what a page is does not name its column.
    let named = names.iter().rposition(|name| !tails.has(&fold(name)));
    let names = &names[..named.map_or(0, |last| last + 1)];
    let (Some(meta), Some((last, above))) = (meta, names.split_last()) else {
        return meta.or(names.last().copied());
    };
    let (tagged, own) = (fold(meta), fold(last));
    let parts: Vec<String> = title::split(html_title.unwrap_or_default())
        .into_iter()
        .map(fold)
        .collect();
    let borne_out = parts.contains(&own) || of_type.map(fold).as_ref() == Some(&own);
    let is_above = above.iter().any(|name| fold(name) == tagged);
    let wrong = borne_out && (is_above || !parts.contains(&tagged));
    Some(if wrong { last } else { meta })
}

/// Columns of the longest trail.
const STEPS: usize = 10;

/// Tells whether these may be a trail: where a script writes it, what follows its marker is the
/// list with its days.
fn is_trail(crumbs: &[Crumb]) -> bool {
    let is_number = |crumb: &Crumb| crumb.text.bytes().all(|byte| byte.is_ascii_digit());
    crumbs.len() <= STEPS && crumbs.iter().filter(|crumb| is_number(crumb)).count() < 2
}

/// Where a breadcrumb may begin, in page order.
fn starts(dom: &Dom<'_>, marks: &Marks, words: &PageWords) -> Vec<Id> {
    let may = |id: &Id| may_begin(dom, marks, words, *id);
    let mut starts = Vec::new();
    for part in dom.parts() {
        match part {
            Part::Own(id) => starts.extend(may(&id).then_some(id)),
            Part::Shared(first, common) => {
                let within = common.trails.get_or_init(|| {
                    let found = dom.subtree(first).filter(may);
                    found.map(|id| id.0 - first.0).collect()
                });
                starts.extend(within.iter().map(|within| Id(first.0 + within)));
            }
        }
    }
    starts
}

/// Tells whether a breadcrumb may begin here, by the node and what stands in it alone: its
/// marker, an element that is named after one, or the link to the home page.
fn may_begin(dom: &Dom<'_>, marks: &Marks, words: &PageWords, id: Id) -> bool {
    if !dom.is_visible(id) {
        return false;
    }
    let sums = dom.sums(id);
    match dom.node(id).data {
        Data::Text(shown) => shown.len() < 600 && marks.crumbs(dom, id) > 0,
        Data::Element(_) if sums.links == 0 => false,
        Data::Element(_) if sums.chars < LINE && marks.has(id, word::CRUMB) => true,
        Data::Element(_) => {
            dom.kind(id) == Tag::A
                && sums.chars <= HOME
                && text::may_be_named(dom, id, words.home.iter().map(String::as_str))
                && words.home.contains(&fold(&text::name(dom, id)))
        }
        Data::Document => false,
    }
}

/// The smallest element around the marker that has the crumbs as well.
fn holder_of_marker(dom: &Dom<'_>, marker: Id) -> Option<Id> {
    for up in dom.ancestors(marker).take(6) {
        let sums = dom.sums(up);
        if sums.chars > 400 || sums.links > 14 {
            return None;
        }
        let marker_chars = dom.sums(marker).chars;
        if sums.links > 0 || (has_separators(dom, up) && sums.chars > marker_chars + 2) {
            return Some(up);
        }
        // Only the marker so far: `当前位置：文件` in one node.
        if sums.chars > 6 && dom.is_block(up) && has_separators(dom, up) {
            return Some(up);
        }
    }
    None
}

fn is_separator(c: char) -> bool {
    matches!(
        c,
        '>' | '＞'
            | '»'
            | '›'
            | '→'
            | '/'
            | '／'
            | '|'
            | '｜'
            | '\\'
            | '-'
            | '－'
            | '—'
            | '–'
            | '~'
            | '≫'
            | '﹥'
            | '⟩'
            | '·'
            | '\u{f105}'
            | '∷'
    )
}

fn has_separators(dom: &Dom<'_>, id: Id) -> bool {
    dom.subtree(id).any(|inner| {
        dom.is_visible(inner)
            && dom
                .text_node(inner)
                .is_some_and(|words| words.contains(['>', '＞', '»', '›', '→', '﹥', '≫']))
    })
}

/// Tells whether arrows stand between links: an arrow within a link adorns an entry of a menu.
fn has_separators_between(dom: &Dom<'_>, id: Id) -> bool {
    let mut link_end = 0;
    dom.subtree(id).any(|inner| {
        if dom.kind(inner) == Tag::A {
            link_end = dom.range(inner).end;
        }
        inner.at() >= link_end
            && dom.is_visible(inner)
            && dom.text_node(inner).is_some_and(has_arrow)
    })
}

/// Tells whether all links after the first hold the arrows themselves, as some systems write a
/// trail: with one such link alone the arrow must stand before the name.
fn has_arrows_in_links(dom: &Dom<'_>, id: Id) -> bool {
    let mut links = dom.links_in(id).filter(|&link| dom.is_visible(link));
    let _home = links.next();
    let (mut count, mut leading) = (0, false);
    for link in links {
        let name = text::line(dom, link);
        if !has_arrow(&name) {
            return false;
        }
        count += 1;
        leading |= name.starts_with(is_arrow);
    }
    count >= 2 || count == 1 && leading
}

fn parse(dom: &Dom<'_>, holder: Id, markers: &AhoCorasick, base: &Address) -> Vec<Crumb> {
    let mut crumbs: Vec<Crumb> = Vec::new();
    let mut at = dom.range(holder).start;
    let end = dom.range(holder).end;
    let mut link_end = 0;
    while at < end {
        let id = Id(u32::try_from(at).unwrap_or(u32::MAX));
        at += 1;
        let node = dom.node(id);
        if node.hidden.is_some() {
            continue;
        }
        match node.data {
            Data::Element(element) if element.name() == "a" => {
                link_end = dom.range(id).end;
                let name = trim(&text::line(dom, id)).to_owned();
                if !name.is_empty() {
                    let target = dom
                        .attr(id, "href")
                        .and_then(|href| links::target(base, href, dom.attr(id, "onclick")));
                    crumbs.push(Crumb { text: name, target });
                }
            }
            Data::Element(element) if matches!(element.name(), "select" | "form" | "textarea") => {
                at = dom.range(id).end;
            }
            Data::Text(words) if id.at() >= link_end => {
                let mut words = text::squeeze(words);
                // Everything up to the marker is not of the trail.
                let stripped = text::strip(&words);
                if let Some(found) = markers.find_iter(&stripped).last() {
                    crumbs.clear();
                    let mut rest = &stripped[found.end()..];
                    for filler in ["所在", "的", "位置", "栏目", "是"] {
                        rest = rest.strip_prefix(filler).unwrap_or(rest);
                    }
                    rest.clone_into(&mut words);
                }
                let marked = has_arrow(&words);
                for part in
                    words.split(|c: char| if marked { is_arrow(c) } else { is_separator(c) })
                {
                    let name = trim(part);
                    if !name.is_empty() {
                        crumbs.push(Crumb {
                            text: name.to_owned(),
                            target: None,
                        });
                    }
                }
            }
            _ => {}
        }
    }
    // A template's stand-in (`hide`, `home`) is no name where the others are Chinese.
    let is_han = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    if crumbs.iter().any(|crumb| is_han(&crumb.text)) {
        crumbs
            .retain(|crumb| is_han(&crumb.text) || crumb.text.chars().any(|c| c.is_ascii_digit()));
    }
    crumbs
}

fn is_arrow(c: char) -> bool {
    matches!(c, '>' | '＞' | '»' | '›' | '→' | '﹥' | '≫')
}

fn has_arrow(words: &str) -> bool {
    words.contains(is_arrow)
}

fn trim(part: &str) -> &str {
    part.trim_matches(|c: char| {
        text::is_blank(c)
            || is_separator(c)
            || matches!(c, ':' | '：' | '[' | ']' | '【' | '】' | '“' | '”') && !part.contains('“')
    })
}

fn score(
    dom: &Dom<'_>,
    holder: Id,
    crumbs: &[Crumb],
    words: &PageWords,
    markers: &AhoCorasick,
    hints: &Hints<'_>,
) -> i32 {
    let count = i32::try_from(crumbs.len()).unwrap_or(9).min(6);
    let linked = i32::try_from(crumbs.iter().filter(|crumb| crumb.target.is_some()).count())
        .unwrap_or(9)
        .min(6);
    let shown = text::strip(&text::of(dom, holder));
    let mut score = count;
    if linked >= 2 {
        score += 2;
    }
    if markers.is_match(&shown) {
        score += 5;
    }
    if has_separators(dom, holder) {
        score += 3;
    }
    if begins_at_home(crumbs, words) {
        score += 2;
    }
    if let Some(column) = hints.column {
        let column = fold(column);
        if crumbs.iter().any(|crumb| fold(&crumb.text) == column) {
            score += 5;
        }
    }
    if let Some(title) = hints.html_title {
        let title = fold(title);
        if crumbs
            .iter()
            .any(|crumb| crumb.text.chars().count() > 1 && title.contains(&fold(&crumb.text)))
        {
            score += 2;
        }
    }
    match dom.region(holder) {
        LinkRegion::Footer | LinkRegion::Hidden => score -= 8,
        LinkRegion::Side | LinkRegion::Header => score -= 1,
        LinkRegion::Main => {}
    }
    // A single name without links or arrows says nothing.
    if crumbs.len() == 1 {
        score -= 3;
    }
    // A menu is no trail: many links and no separators.
    let named = is_named_trail(dom, holder) && begins_at_home(crumbs, words);
    if !has_separators(dom, holder) && !markers.is_match(&shown) && linked > 0 && !named {
        let separated = dom.subtree(holder).any(|id| {
            dom.text_node(id).is_some_and(|words| {
                let words = words.trim();
                !words.is_empty() && words.chars().all(|c| is_separator(c) || text::is_blank(c))
            })
        });
        if !separated {
            score -= 20;
        }
    }
    score - 4
}

fn begins_at_home(crumbs: &[Crumb], words: &PageWords) -> bool {
    let first = crumbs.first();
    first.is_some_and(|crumb| words.home.contains(&fold(&crumb.text)))
}

/// Tells whether a list is named a breadcrumb: a style sheet sets the signs between its names
/// (`<ol class="breadcrumb">`).
fn is_named_trail(dom: &Dom<'_>, holder: Id) -> bool {
    let mut names = ["class", "id"]
        .iter()
        .filter_map(|name| dom.attr(holder, name));
    names.any(|name| {
        let name = name.to_ascii_lowercase();
        ["crumb", "mianbaoxie", "mbx"]
            .iter()
            .any(|word| name.contains(word))
    })
}

/// Names that end a trail without naming a column.
fn is_tail(name: &str) -> bool {
    link_words().tails.has(&fold(name))
}

/// Returns the names of the columns, outermost first: from the breadcrumb, else from
/// `ColumnName` and the parts of `<title>`.
pub(super) fn column_path(
    trail: &Trail,
    title: Option<&str>,
    column: Option<&str>,
    html_title: Option<&str>,
    site_name: Option<&str>,
) -> Vec<String> {
    let mut path: Vec<String> = trail
        .crumbs
        .iter()
        .map(|crumb| crumb.text.clone())
        .collect();
    while path.last().is_some_and(|last| is_tail(last)) {
        path.pop();
    }
    // The article's own title at the end is no column.
    if path.len() > 1
        && let (Some(last), Some(title)) = (path.last(), title)
    {
        let (last, title) = (fold(last), fold(title));
        let stem = last.trim_end_matches(['.', '…']);
        let is_column = column.is_some_and(|column| fold(column) == last);
        if !is_column && stem.chars().count() > 10 && (title == last || title.starts_with(stem)) {
            path.pop();
        }
    }
    if path.len() > 1 || (path.len() == 1 && column.is_none()) {
        return path;
    }
    let Some(column) = column else {
        return path;
    };
    // `<title>` of column pages is often `column_parent_site`.
    if let Some(html_title) = html_title {
        let parts: Vec<&str> = html_title
            .split(['_', '|'])
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .collect();
        let site = site_name.map(fold);
        if parts.len() >= 2
            && parts
                .first()
                .is_some_and(|first| fold(first) == fold(column))
        {
            let mut names: Vec<String> = parts
                .iter()
                .filter(|part| Some(fold(part)) != site)
                .map(|part| (*part).to_owned())
                .collect();
            if names.len() == parts.len() {
                names.pop();
            }
            names.reverse();
            if !names.is_empty() {
                return names;
            }
        }
    }
    vec![text::squeeze(column)]
}
