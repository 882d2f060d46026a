//! The title that a person reads.

use crate::model::{LinkRegion, PageKind};
use crate::vocabulary::pages::PageWords;
use crate::vocabulary::{bodies, documents, fold};

use super::dates;
use super::document::doc_number;
use super::dom::{Dom, Id};
use super::head;
use super::layout::{Marks, word};
use super::plain::Tag;
use super::text;
use super::title_look::{is_centred, is_large, is_next_to, is_right_above, placed};

/// A title and the element that shows it.
#[derive(Debug, Default, Clone)]
pub(super) struct Title {
    pub(super) text: Option<String>,
    pub(super) node: Option<Id>,
}

/// What the title is chosen from.
pub(super) struct Sources<'a> {
    pub(super) metas: &'a [(String, String)],
    pub(super) html_title: Option<&'a str>,
    pub(super) site_name: Option<&'a str>,
    /// The densest text, when the page has a running text.
    pub(super) body: Option<Id>,
    /// Where the page's own list begins.
    pub(super) list: Option<Id>,
    /// The line of time and source.
    pub(super) byline: Option<Id>,
    /// The name that a column has for itself: that of its meta tag or breadcrumb.
    pub(super) own_column: Option<&'a str>,
}

/// Returns `<title>` without the site's name and other parts that name no page.
pub(super) fn own_part(
    html_title: &str,
    site_name: Option<&str>,
    words: &PageWords,
) -> Option<String> {
    let site = site_name.map(fold);
    let parts = split(html_title);
    let kept: Vec<&str> = parts
        .iter()
        .copied()
        .filter(|part| {
            let folded = fold(part);
            !(folded.is_empty()
                || site.as_ref() == Some(&folded)
                || words.title_noise.contains(&folded))
        })
        .collect();
    match kept.first() {
        Some(first) if kept.len() == 1 => Some((*first).to_owned()),
        // Several parts: the longest of the first two is the title; a site's name (with
        // 网 or 政府 at its end) is not.
        Some(first) => {
            let mut named = kept.iter().copied().filter(|part| !is_site_like(part));
            // 某县财政局-政务公开-通知公告: the part of the site that a column stands in.
            let is_platform = |part: &str| words.kinds.platform.contains(&fold(part));
            let own = named.clone().find(|part| !is_platform(part));
            Some(own.or_else(|| named.next()).unwrap_or(first).to_owned())
        }
        None => parts.first().map(|first| (*first).to_owned()),
    }
}

fn is_site_like(part: &str) -> bool {
    let folded = fold(part);
    bodies::words().sites.parts.end(&folded) && !folded.contains("关于")
}

/// Splits `<title>` at the marks that stand between its parts; marks inside brackets and
/// quotation marks, and hyphens between digits or letters, do not divide.
pub(super) fn split(html_title: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut depth = 0_i32;
    let chars: Vec<(usize, char)> = html_title.char_indices().collect();
    for (index, &(at, c)) in chars.iter().enumerate() {
        match c {
            '《' | '（' | '(' | '“' | '【' | '〔' => depth += 1,
            '》' | '）' | ')' | '”' | '】' | '〕' => depth = (depth - 1).max(0),
            '_' | '|' | '｜' | '>' | '＞' | '-' | '－' | '–' | '—' | '»' | '·' if depth == 0 =>
            {
                let before = index
                    .checked_sub(1)
                    .and_then(|i| chars.get(i))
                    .map(|&(_, c)| c);
                let after = chars.get(index + 1).map(|&(_, c)| c);
                // `——` sets off a subtitle, `2020-2025` is a span, `·` joins names.
                let dash = matches!(c, '—' | '–' | '－' | '-');
                let doubled = dash && (after == Some(c) || before == Some(c)) && c == '—';
                let within = (dash || c == '·')
                    && before.is_some_and(|c| c.is_ascii_alphanumeric())
                    && after.is_some_and(|c| c.is_ascii_alphanumeric());
                if doubled || within || (c == '·' && before != Some(' ')) {
                    continue;
                }
                parts.push(html_title[start..at].trim());
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(html_title[start..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}

/// Reads the title out of a metadata box (标题、名称).
fn in_box(dom: &Dom<'_>) -> Option<String> {
    let labels = &documents::words().titles.labels;
    for id in dom.all() {
        let Some(words) = dom.text_node(id) else {
            continue;
        };
        if !dom.is_visible(id) || words.len() > 600 || dom.region(id) != LinkRegion::Main {
            continue;
        }
        // Nearly every text begins with another sign than a label does.
        if !text::may_be_named(dom, id, labels.iter()) {
            continue;
        }
        let shown = text::strip(words);
        let folded = fold(&shown);
        let folded = folded.trim_start_matches('[');
        let Some(rest) = labels.iter().find_map(|label| folded.strip_prefix(label)) else {
            continue;
        };
        if rest.trim_matches([':', ']']).is_empty() {
            // The value stands in the next element, or in that of a wrapper.
            let mut at = id;
            for _ in 0..3 {
                if let Some(next) = dom.next_element(at) {
                    let value = text::line(dom, next);
                    let value = value.trim_start_matches([':', '：', ' ']);
                    if (6..=200).contains(&value.chars().count()) {
                        return Some(value.to_owned());
                    }
                    if !value.is_empty() {
                        break;
                    }
                }
                // `<b>标题</b>：某某通知`
                let around = dom
                    .parent(at)
                    .map(|up| text::line(dom, up))
                    .unwrap_or_default();
                if let Some((_, value)) = around.split_once(['：', ':'])
                    && text::strip(&around)
                        .starts_with(shown.trim_end_matches([':', '：', ']', '】']))
                    && (6..=200).contains(&value.trim().chars().count())
                {
                    return Some(value.trim().to_owned());
                }
                match dom.parent(at) {
                    Some(up) => at = up,
                    None => break,
                }
            }
        } else if rest.starts_with(':') {
            let value = words
                .split_once(['：', ':', '∶'])
                .map(|(_, value)| text::squeeze(value));
            if let Some(value) = value.filter(|value| (6..=200).contains(&value.chars().count())) {
                return Some(value);
            }
        }
    }
    None
}

/// Finds the title of an article.
pub(super) fn of_article(
    dom: &Dom<'_>,
    marks: &Marks,
    words: &PageWords,
    sources: &Sources<'_>,
) -> Title {
    let meta = head::meta(sources.metas, "ArticleTitle")
        .or_else(|| head::meta(sources.metas, "title"))
        .map(text::squeeze)
        .or_else(|| {
            (marks.of(dom, Id::ROOT).label >= 2)
                .then(|| in_box(dom))
                .flatten()
        });
    let own = sources
        .html_title
        .and_then(|title| own_part(title, sources.site_name, words));
    let own_folded = own.as_deref().map(fold);
    let folded_meta = meta.as_deref().map(fold);
    let folded_title = sources.html_title.map(fold);
    let folded_site = sources.site_name.map(fold);
    let limit = sources.body.map_or(dom.len(), |body| dom.after(body).at());

    let known: Vec<String> = [meta.as_deref(), sources.html_title]
        .into_iter()
        .flatten()
        .map(text::strip)
        .collect();
    // What a title without an element must be, to the letter.
    let named: Vec<(u32, &str)> = [&folded_meta, &own_folded]
        .into_iter()
        .flatten()
        .map(|name| (text::count(name), name.as_str()))
        .collect();
    let most_by_words =
        60 * i32::from(folded_meta.is_some()) + 30 * i32::from(folded_title.is_some());
    let mut best: Option<(i32, Id, String)> = None;
    let mut next = Id::ROOT;
    while next.at() < limit {
        let id = next;
        let sums = dom.sums(id);
        let chars = sums.chars;
        // What stands in it has no more words of its own.
        if chars < 4 || chars == sums.link_chars {
            next = dom.after(id);
            continue;
        }
        next = Id(id.0 + 1);
        if !dom.is_visible(id) {
            continue;
        }
        // A title may stand in a block without an element of its own, before other blocks.
        let bare = dom.text_node(id).is_some();
        if bare && !stands_bare(dom, id, &named) {
            continue;
        }
        let tag = dom.kind(id);
        if chars > 160
            || matches!(
                tag,
                Tag::A | Tag::Html | Tag::Body | Tag::Option | Tag::Select
            )
        {
            continue;
        }
        let region = dom.region(id);
        if matches!(region, LinkRegion::Footer | LinkRegion::Hidden) {
            continue;
        }
        let heading = matches!(tag, Tag::H1 | Tag::H2 | Tag::H3);
        let worded = marks.has(id, word::TITLE);
        let leaf = bare || is_leafy(dom, id);
        if !leaf && !heading && !worded {
            continue;
        }
        // What stands within links is an item or a menu entry.
        if sums.link_chars * 2 > sums.chars {
            continue;
        }
        let place = placed(dom, id, region, sources.body);
        let look = 12 * i32::from(worded)
            + match tag {
                Tag::H1 => 16,
                Tag::H2 => 10,
                Tag::H3 => 6,
                _ => 0,
            };
        // A cell of a table deep in the text can no longer be the better title.
        if (best.as_ref()).is_some_and(|(most, ..)| *most >= most_by_words + look + BY_LOOK + place)
        {
            continue;
        }
        // Only what can be a title is compared: headings, and what the head's words begin with.
        let centred = is_centred(dom, id);
        let above_byline = sources
            .byline
            .is_some_and(|line| is_right_above(dom, id, line));
        // The last words before the text are its title where nothing better is found.
        let above_body = chars >= 8
            && sums.links == 0
            && sources.body.is_some_and(|body| is_next_to(dom, id, body));
        if !(heading
            || worded
            || centred
            || above_byline
            || above_body
            || begins_in(dom, id, &known))
        {
            continue;
        }
        let mut shown = text::line(dom, id);
        let undated = without_day(&shown, &known, heading);
        let dated_title = undated.is_some();
        if let Some(undated) = undated {
            shown = undated;
        }
        let folded = fold(&shown);
        let mut score = look + place;
        if folded_meta.as_ref().is_some_and(|meta| *meta == folded) {
            score += 60;
        } else if let Some(meta) = &folded_meta {
            let short = meta.trim_end_matches(['.', '…']);
            if short.chars().count() >= 6
                && folded.starts_with(short)
                && folded.chars().count() < short.chars().count() + 40
            {
                score += 45;
            }
        }
        if let Some(title) = &folded_title {
            let stem = folded.trim_end_matches(['.', '…']);
            // A column's name may be the beginning of a longer name: only a whole part counts full.
            let whole = title
                .strip_prefix(&folded)
                .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
            if folded.chars().count() >= 5 && title.starts_with(&folded) {
                score += if whole || folded.chars().count() >= 12 {
                    30
                } else {
                    8
                };
            } else if own_folded
                .as_ref()
                .is_some_and(|own| own.chars().count() >= 4 && folded.ends_with(own.as_str()))
            {
                // The heading has the body's name before what the head says.
                score += 22;
            } else if folded.chars().count() >= 6 && title.contains(&folded) {
                score += 20;
            } else if stem.chars().count() >= 12 && stem.chars().take(12).eq(title.chars().take(12))
            {
                score += 16;
            }
        }
        let mark = marks.of(dom, id);
        if mark.label > 0 || mark.footer > 0 || mark.crumb > 0 || (mark.dates > 0 && !dated_title) {
            score -= 25;
        }
        if ends_like_title(&folded) {
            score += 8;
        }
        if centred {
            score += 6;
        }
        if above_byline {
            score += 16;
        }
        if above_body {
            score += 8;
        }
        if is_large(dom, id) {
            score += 6;
        }
        if folded_site.as_ref() == Some(&folded) {
            score -= 30;
        }
        if shown.ends_with(['：', ':', '。', '；', '，']) {
            score -= 20;
        }
        let inside = sources.body.is_some_and(|body| dom.contains(body, id));
        if inside && !heading && !worded && !centred {
            score -= 6;
        }
        if chars < 6 {
            score -= 6;
        }
        // The number between title and text, often centred and large as well; an index number.
        let numbered = shown.ends_with('号') && doc_number::is_regular(&text::strip(&shown));
        if numbered || !shown.contains(|c: char| c.is_alphabetic()) {
            score -= 40;
        }
        if score >= 14 && best.as_ref().is_none_or(|(most, ..)| score > *most) {
            best = Some((score, id, shown));
        }
    }
    if let Some((score, node, shown)) = best {
        // A meta tag that the page nowhere shows loses to a strong heading only.
        if score >= 24 || meta.is_none() {
            let named = [&meta, &own].into_iter().flatten();
            // A break within a heading is a blank that the title does not have.
            let unbroken = named
                .filter(|name| name.len() < shown.len())
                .find(|name| fold(name) == fold(&shown));
            let text = match &meta {
                _ if let Some(name) = unbroken => name.clone(),
                // A title over several lines: the heading is its first or last line only.
                Some(meta) if fold(meta) != fold(&shown) && fold(meta).contains(&fold(&shown)) => {
                    meta.clone()
                }
                // The heading is cut, the meta tag is whole.
                Some(meta)
                    if fold(meta).len() > fold(&shown).len()
                        && shown.ends_with(['…', '.'])
                        && fold(meta).starts_with(fold(&shown).trim_end_matches(['.', '…'])) =>
                {
                    meta.clone()
                }
                _ => shown,
            };
            return Title {
                text: Some(text),
                node: Some(node),
            };
        }
    }
    Title {
        text: meta.or(own),
        node: None,
    }
}

/// The most that centring, large letters, a neighbour and an ending such as 通知 tell for a title.
const BY_LOOK: i32 = 6 + 6 + 16 + 8 + 8;

/// Drops the day in brackets behind a title: in a heading, or where the head of the page names
/// the title without it.
fn without_day(shown: &str, known: &[String], heading: bool) -> Option<String> {
    let inner = shown.strip_suffix(['）', ')', ']', '】'])?;
    let at = inner.rfind(['（', '(', '[', '【'])?;
    let day = inner[at..].trim_start_matches(['（', '(', '[', '【']);
    let found = dates::whole(day)?;
    let title = shown[..at].trim_end();
    let bare = text::strip(title);
    (day.len() <= found.end - found.start + 12
        && bare.chars().count() >= 6
        && !known
            .iter()
            .any(|known| known.contains(&text::strip(shown)))
        && (heading || known.iter().any(|known| known.contains(&bare))))
    .then(|| title.to_owned())
}

/// Tells whether a run of text is one of the names and stands beside blocks, not in a leaf.
fn stands_bare(dom: &Dom<'_>, id: Id, names: &[(u32, &str)]) -> bool {
    let chars = dom.sums(id).chars;
    // Folding takes no more than a few characters for one.
    let near = |count: &u32| count.abs_diff(chars) <= chars / 8;
    chars >= 8
        && names.iter().any(|(count, _)| near(count))
        && dom
            .parent(id)
            .is_some_and(|up| dom.is_block(up) && !is_leafy(dom, up))
        && dom.text_node(id).is_some_and(|shown| {
            let shown = fold(shown);
            names.iter().any(|(_, name)| *name == shown)
        })
}

/// Tells whether the first words of an element stand in one of the texts.
fn begins_in(dom: &Dom<'_>, id: Id, known: &[String]) -> bool {
    let start: String = dom
        .subtree(id)
        .filter_map(|inner| dom.text_node(inner))
        .flat_map(str::chars)
        .filter(|&c| !text::is_blank(c))
        .take(4)
        .collect();
    !start.is_empty() && known.iter().any(|text| text.contains(&start))
}

/// Names whose ending is that of an official document or a report.
fn ends_like_title(folded: &str) -> bool {
    let bare = folded.trim_end_matches([')', ']']);
    documents::words().genres.titles.end(bare)
}

/// Tells whether an element holds nothing but words: no blocks within.
fn is_leafy(dom: &Dom<'_>, id: Id) -> bool {
    let is_cell = |id| matches!(dom.kind(id), Tag::Td | Tag::Th);
    let is_inline = matches!(dom.kind(id), Tag::Span | Tag::Font | Tag::Strong | Tag::B);
    (dom.is_block(id) || is_cell(id) || is_inline)
        && dom.range(id).len() < 24
        && !dom
            .subtree(id)
            .skip(1)
            .any(|inner| dom.is_block(inner) || is_cell(inner))
}

/// Finds the name of a column.
pub(super) fn of_column(
    dom: &Dom<'_>,
    marks: &Marks,
    words: &PageWords,
    sources: &Sources<'_>,
) -> Title {
    let column = sources
        .own_column
        .map(text::squeeze)
        .filter(|name| !words.home.contains(&fold(name)));
    let own = sources
        .html_title
        .and_then(|title| own_part(title, sources.site_name, words));
    let text = column
        .or(own)
        .or_else(|| heading_before(dom, marks, sources.list));
    let node = text.as_deref().and_then(|name| shows(dom, name));
    Title { text, node }
}

/// The heading right above the list.
fn heading_before(dom: &Dom<'_>, marks: &Marks, list: Option<Id>) -> Option<String> {
    let list = list?;
    (0..list.0)
        .rev()
        .take(400)
        .map(Id)
        .filter(|&id| dom.is_element(id) && dom.is_visible(id))
        .find(|&id| {
            (matches!(dom.tag(id), "h1" | "h2" | "h3" | "h4") || marks.has(id, word::TITLE))
                && (2..=30).contains(&dom.sums(id).chars)
        })
        .map(|id| text::line(dom, id))
}

/// Finds the element that shows exactly these words, outside menus.
fn shows(dom: &Dom<'_>, name: &str) -> Option<Id> {
    let folded = fold(name);
    let wanted = name.chars().filter(|&c| !text::is_blank(c)).count();
    dom.all()
        .find(|&id| {
            dom.text_node(id).is_some()
                && dom.region(id) == LinkRegion::Main
                && dom.sums(id).chars as usize == wanted
                && dom.text_node(id).is_some_and(|words| fold(words) == folded)
        })
        .and_then(|id| dom.parent(id))
}

/// Finds the title of a page that is neither article nor column.
pub(super) fn of_other(kind: PageKind, words: &PageWords, sources: &Sources<'_>) -> Option<String> {
    let html_title = sources.html_title?;
    if kind == PageKind::SiteHome {
        return Some(html_title.to_owned());
    }
    head::meta(sources.metas, "ColumnName")
        .map(text::squeeze)
        .or_else(|| own_part(html_title, sources.site_name, words))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)] // a failing test may panic
mod tests {
    use super::{own_part, split};
    use crate::vocabulary::pages::PageWords;

    #[test]
    fn the_platform_is_no_title_of_its_columns() {
        let words = PageWords::load().unwrap();
        for (title, own) in [
            ("某县财政局-政务公开-通知公告", "通知公告"),
            ("政务公开-某县财政局", "政务公开"),
            ("某县财政局-政务公开-信息公开目录", "政务公开"),
        ] {
            let found = own_part(title, Some("某县财政局"), &words);
            assert_eq!(found.as_deref(), Some(own), "{title}");
        }
    }

    #[test]
    fn the_site_is_no_part_of_a_title() {
        let words = PageWords::load().unwrap();
        for (title, site, own) in [
            (
                "关于印发办法的通知_规范性文件_某某市人民政府",
                Some("某某市人民政府"),
                "关于印发办法的通知",
            ),
            (
                "某某市人民政府-政府信息公开指南",
                Some("某某市人民政府"),
                "政府信息公开指南",
            ),
            (
                "某某市人民政府门户网站 通知公告",
                None,
                "某某市人民政府门户网站 通知公告",
            ),
            ("首页 - 某某市财政局", Some("某某市财政局"), "首页"),
            (
                "《规划（2021-2025年）》解读 | 某某局",
                Some("某某局"),
                "《规划（2021-2025年）》解读",
            ),
        ] {
            assert_eq!(
                own_part(title, site, &words).as_deref(),
                Some(own),
                "{title}"
            );
        }
        assert_eq!(split("改革——第一步-甲"), ["改革——第一步", "甲"]);
    }
}
