//! Where on a page things stand: header, side, main part, footer.
//!
//! Three signals together: what elements and their class words say, what the text of a
//! block says (a footer names its filing number), and where the densest text or the
//! longest list stands. No single signal is trusted: a class named `top` may hold an
//! article's metadata.

use aho_corasick::AhoCorasick;

use crate::model::LinkRegion;
use crate::vocabulary::pages::PageWords;

use super::dates;
use super::dom::{Data, Dom, Hidden, Id};
use super::text;

/// Sums of what only the layout asks for, over all nodes before an index.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Mark {
    /// Days shown.
    pub(super) dates: u32,
    /// Digits shown.
    pub(super) digits: u32,
    /// Phrases of footers.
    pub(super) footer: u32,
    /// Phrases before a breadcrumb.
    pub(super) crumb: u32,
    /// Labels of a document's metadata.
    pub(super) label: u32,
    /// Words of the line under a title.
    pub(super) byline: u32,
    /// Links, those that a script or an action shows included.
    pub(super) links: u32,
    /// Elements with text fields.
    pub(super) fields: u32,
}

/// Finders of phrases, compiled once.
#[derive(Debug)]
pub(super) struct Finders {
    phrases: AhoCorasick,
    /// What each pattern marks, as bits.
    kinds: Vec<u8>,
    /// Words of class and id attributes.
    words: std::collections::HashMap<String, u16>,
    longest_word: usize,
}

/// What a phrase marks.
mod phrase {
    pub(super) const FOOTER: u8 = 1;
    pub(super) const CRUMB: u8 = 1 << 1;
    pub(super) const LABEL: u8 = 1 << 2;
    pub(super) const BYLINE: u8 = 1 << 3;
}

impl Finders {
    pub(super) fn new(words: &PageWords) -> Result<Self, aho_corasick::BuildError> {
        // A word may mark two things: 发布日期 stands in boxes and under titles.
        let mut bits: std::collections::BTreeMap<&str, u8> = std::collections::BTreeMap::new();
        for (bit, list) in [
            (phrase::FOOTER, &words.marks.footer),
            (phrase::CRUMB, &words.marks.crumb),
            (phrase::LABEL, &words.marks.label),
            (phrase::BYLINE, &words.marks.byline),
        ] {
            for word in list {
                *bits.entry(word).or_insert(0) |= bit;
            }
        }
        let (patterns, kinds): (Vec<&str>, Vec<u8>) = bits.into_iter().unzip();
        let phrases = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .kind(Some(aho_corasick::AhoCorasickKind::DFA))
            .build(patterns)?;
        let blocks = &words.blocks;
        let mut by_word = std::collections::HashMap::new();
        for (bit, set) in [
            (word::HEADER, &blocks.header),
            (word::FOOTER, &blocks.footer),
            (word::SIDE, &blocks.side),
            (word::CRUMB, &blocks.crumb),
            (word::TITLE, &blocks.title),
            (word::BODY, &blocks.body),
            (word::CHROME, &blocks.chrome),
            (word::PAGER, &blocks.pager),
            (word::SEARCH, &blocks.search),
        ] {
            for name in set {
                *by_word.entry(name.clone()).or_insert(0) |= bit;
            }
        }
        Ok(Self {
            phrases,
            kinds,
            longest_word: by_word.keys().map(String::len).max().unwrap_or(0),
            words: by_word,
        })
    }
}

impl Finders {
    fn bits(&self, pattern: aho_corasick::PatternID) -> u8 {
        self.kinds.get(pattern.as_usize()).copied().unwrap_or(0)
    }
}

/// What the class and id of an element are named after, as bits.
pub(super) mod word {
    pub(in super::super) const HEADER: u16 = 1;
    pub(in super::super) const FOOTER: u16 = 1 << 1;
    pub(in super::super) const SIDE: u16 = 1 << 2;
    pub(in super::super) const CRUMB: u16 = 1 << 3;
    pub(in super::super) const TITLE: u16 = 1 << 4;
    pub(in super::super) const BODY: u16 = 1 << 5;
    pub(in super::super) const CHROME: u16 = 1 << 6;
    pub(in super::super) const PAGER: u16 = 1 << 7;
    pub(in super::super) const SEARCH: u16 = 1 << 8;
    /// The element is, or stands in, the block of an article.
    pub(in super::super) const ARTICLE: u16 = 1 << 15;
}

/// Prefix sums of [`Mark`]s, and the words of each element.
#[derive(Debug)]
pub(super) struct Marks {
    sums: Vec<Mark>,
    words: Vec<u16>,
}

impl Marks {
    pub(super) fn new(dom: &Dom<'_>, finders: &Finders) -> Self {
        let mut out = Vec::with_capacity(dom.len() + 1);
        let mut flags: Vec<u16> = Vec::with_capacity(dom.len());
        let mut sum = Mark::default();
        let mut word = String::new();
        out.push(sum);
        for id in dom.all() {
            let node = dom.node(id);
            let above = dom
                .parent(id)
                .and_then(|up| flags.get(up.at()).copied())
                .unwrap_or(0)
                & word::ARTICLE;
            flags.push(above | flags_of(dom, id, finders, &mut word));
            match node.data {
                Data::Text(words) if node.hidden.is_none() => {
                    count(words, finders, &mut sum);
                }
                Data::Element(element) => match element.name() {
                    "a" if matches!(node.hidden, None | Some(Hidden::Style)) => sum.links += 1,
                    "input" => {
                        let kind = element.attr("type").unwrap_or("text");
                        if node.hidden != Some(Hidden::Machine)
                            && (kind.eq_ignore_ascii_case("text")
                                || kind.eq_ignore_ascii_case("search"))
                        {
                            sum.fields += 1;
                        }
                    }
                    _ => {}
                },
                _ => {}
            }
            out.push(sum);
        }
        Self {
            sums: out,
            words: flags,
        }
    }

    /// Tells whether an element's class or id has a word of this sort.
    pub(super) fn has(&self, id: Id, bit: u16) -> bool {
        self.words.get(id.at()).is_some_and(|bits| bits & bit != 0)
    }

    /// Returns what stands in a subtree.
    pub(super) fn of(&self, dom: &Dom<'_>, id: Id) -> Mark {
        let range = dom.range(id);
        let (low, high) = (self.sums[range.start], self.sums[range.end]);
        Mark {
            dates: high.dates - low.dates,
            digits: high.digits - low.digits,
            footer: high.footer - low.footer,
            crumb: high.crumb - low.crumb,
            label: high.label - low.label,
            byline: high.byline - low.byline,
            links: high.links - low.links,
            fields: high.fields - low.fields,
        }
    }
}

fn count(words: &str, finders: &Finders, sum: &mut Mark) {
    let digits = words.bytes().filter(u8::is_ascii_digit).count();
    sum.digits += u32::try_from(digits).unwrap_or(u32::MAX);
    // Marks are short; running text need not be searched for them.
    if words.len() < 6 || words.len() > 600 {
        return;
    }
    let trimmed = words.trim();
    if trimmed.len() < 6 {
        return;
    }
    if trimmed.len() < 90 && dates::whole(trimmed).is_some() {
        sum.dates += 1;
    }
    let stripped;
    let haystack = if trimmed.chars().any(text::is_blank) {
        stripped = text::strip(trimmed);
        stripped.as_str()
    } else {
        trimmed
    };
    for found in finders.phrases.find_iter(haystack) {
        let bits = finders.bits(found.pattern());
        sum.footer += u32::from(bits & phrase::FOOTER != 0);
        sum.crumb += u32::from(bits & phrase::CRUMB != 0);
        sum.label += u32::from(bits & phrase::LABEL != 0);
        sum.byline += u32::from(bits & phrase::BYLINE != 0);
    }
}

/// Gives the lower-case words of a class or id value, split at marks, digits and capitals.
fn each_word(value: &str, word: &mut String, mut f: impl FnMut(&str)) {
    word.clear();
    let mut last_lower = false;
    for byte in value.bytes() {
        if byte.is_ascii_alphabetic() {
            if byte.is_ascii_uppercase() && last_lower && !word.is_empty() {
                f(word);
                word.clear();
            }
            last_lower = byte.is_ascii_lowercase();
            word.push(char::from(byte.to_ascii_lowercase()));
        } else {
            last_lower = false;
            if !word.is_empty() {
                f(word);
                word.clear();
            }
        }
    }
    if !word.is_empty() {
        f(word);
    }
}

fn flags_of(dom: &Dom<'_>, id: Id, finders: &Finders, word: &mut String) -> u16 {
    let Some(element) = dom.element(id) else {
        return 0;
    };
    let mut bits = 0;
    for (name, value) in element.attrs() {
        if matches!(name, "class" | "id") && value.len() < 400 {
            each_word(value, word, |found| {
                if found.len() <= finders.longest_word {
                    bits |= finders.words.get(found).copied().unwrap_or(0);
                }
            });
        }
    }
    let sums = dom.sums(id);
    if element.name() == "article"
        || (bits & word::BODY != 0
            && bits & (word::HEADER | word::FOOTER | word::SIDE) == 0
            && element.name() != "body"
            && sums.chars - sums.link_chars > 400)
    {
        bits |= word::ARTICLE;
    }
    bits
}

/// Finds the element that most running text stands in, with the score of its text.
pub(super) fn densest(dom: &Dom<'_>, marks: &Marks, finders: &Finders) -> Option<(Id, u32)> {
    let mut scores: Vec<u32> = vec![0; dom.len()];
    // What holds the lines of a footer itself.
    let mut footers: Vec<bool> = vec![false; dom.len()];
    let mut link_end = 0;
    for id in dom.all() {
        let node = dom.node(id);
        if node.hidden.is_some() {
            continue;
        }
        match node.data {
            Data::Element(element) if element.name() == "a" => {
                link_end = link_end.max(dom.range(id).end);
            }
            Data::Text(words) if id.at() >= link_end => {
                let chars = dom.sums(id).chars;
                if chars < 12 {
                    continue;
                }
                let foot = words.len() < 600
                    && finders
                        .phrases
                        .find_iter(words)
                        .any(|found| finders.bits(found.pattern()) & phrase::FOOTER != 0);
                // The paragraph, and what holds the paragraphs.
                let Some(block) = dom
                    .ancestors(id)
                    .find(|&up| dom.is_block(up) || matches!(dom.tag(up), "td" | "th" | ""))
                else {
                    continue;
                };
                let holds = matches!(
                    dom.tag(block),
                    "p" | "h1"
                        | "h2"
                        | "h3"
                        | "h4"
                        | "h5"
                        | "h6"
                        | "li"
                        | "td"
                        | "th"
                        | "dd"
                        | "pre"
                        | "blockquote"
                );
                let first = if holds {
                    dom.parent(block).unwrap_or(block)
                } else {
                    block
                };
                if foot {
                    footers[first.at()] = true;
                    continue;
                }
                scores[first.at()] += chars * 2;
                if let Some(second) = dom.parent(first) {
                    scores[second.at()] += chars;
                }
            }
            _ => {}
        }
    }
    let mut best: Option<(Id, u32)> = None;
    for id in dom.all() {
        let score = scores[id.at()];
        // The address and the names in a footer are no article.
        let foots = footers[id.at()]
            || (score < 200 && marks.of(dom, id).footer > 0 && dom.sums(id).chars < 600);
        if score > 0 && foots && score < 600 {
            continue;
        }
        if score > 0 && best.is_none_or(|(_, most)| score > most) {
            best = Some((id, score));
        }
    }
    best
}

/// Puts every block of the page that is not content into its region.
///
/// `core` is the element with the page's own text or list.
pub(super) fn set_regions(dom: &mut Dom<'_>, marks: &Marks, core: Option<Id>) {
    let total = dom.sums(Id::ROOT);
    let mut at = 0;
    let core_start = core.map_or(usize::MAX, Id::at);
    // How many branching levels stand above a node on the way to the core.
    while at < dom.len() {
        let id = id_of(at);
        if !dom.is_element(id) || matches!(dom.tag(id), "html" | "body" | "head") {
            if dom.tag(id) == "head" {
                at = dom.after(id).at();
            } else {
                at += 1;
            }
            continue;
        }
        if core == Some(id) {
            at = dom.after(id).at();
            continue;
        }
        let holds_core = core.is_some_and(|core| dom.contains(id, core));
        // A breadcrumb is of the main part, however much like a menu it looks.
        let (sums, mark) = (dom.sums(id), marks.of(dom, id));
        if !holds_core
            && sums.chars < 160
            && sums.chars > 2
            && (mark.crumb > 0
                || (marks.has(id, word::CRUMB)
                    && id.at() < core_start
                    && (1..=8).contains(&sums.links)))
        {
            at = dom.after(id).at();
            continue;
        }
        if !holds_core && let Some(region) = region(dom, marks, id, core_start, total.chars) {
            dom.set_region(id, region);
            at = dom.after(id).at();
            continue;
        }
        at += 1;
    }
}

fn id_of(at: usize) -> Id {
    Id(u32::try_from(at).unwrap_or(u32::MAX))
}

fn region(
    dom: &Dom<'_>,
    marks: &Marks,
    id: Id,
    core_start: usize,
    total: u32,
) -> Option<LinkRegion> {
    let sums = dom.sums(id);
    let mark = marks.of(dom, id);
    if sums.chars == 0 && mark.links == 0 && sums.images == 0 {
        return None;
    }
    let tag = dom.tag(id);
    let role = dom.attr(id, "role").unwrap_or_default();
    let before = id.at() < core_start;
    let own = sums.chars - sums.link_chars;
    let dense = sums.links >= 3 && sums.link_chars * 10 >= sums.chars * 6;
    let holds_content = mark.dates >= 3 || mark.label >= 2 || (own > 300 && own * 10 > total * 3);
    let block = dom.is_block(id) || tag == "td";
    if !block {
        return None;
    }
    // Footers first: their words are the plainest.
    let foot_word = tag == "footer" || role == "contentinfo" || marks.has(id, word::FOOTER);
    let after_core = !before || core_start == usize::MAX;
    if mark.footer >= 1
        && own < 800
        && mark.dates <= 1
        && mark.label == 0
        && (foot_word || mark.footer >= 2 || sums.chars < 250)
        && (after_core || foot_word)
        && id.at() * 3 > dom.len()
    {
        return Some(LinkRegion::Footer);
    }
    if foot_word
        && !holds_content
        && (tag == "footer" || role == "contentinfo" || id.at() * 2 > dom.len())
        && after_core
        && !marks.has(id, word::ARTICLE)
    {
        return Some(LinkRegion::Footer);
    }
    if holds_content {
        return None;
    }
    let side_word = tag == "aside" || role == "complementary" || marks.has(id, word::SIDE);
    // Images in links have no words and would make long titles look short.
    let average = sums.link_chars / sums.links.saturating_sub(sums.images).max(1);
    if side_word && (sums.links >= 2 || mark.links >= 2) && average <= 20 && own < 200 {
        return Some(LinkRegion::Side);
    }
    let head_word = matches!(tag, "header" | "nav")
        || matches!(role, "banner" | "navigation")
        || marks.has(id, word::HEADER);
    let navigates = matches!(tag, "nav") || role == "navigation" || (dense && average <= 12);
    if mark.crumb > 0 && sums.chars < 200 {
        return None;
    }
    if before && head_word && own < 250 && !marks.has(id, word::ARTICLE) {
        return Some(if beside_core(dom, id, core_start) && navigates {
            LinkRegion::Side
        } else {
            LinkRegion::Header
        });
    }
    if navigates
        && sums.links >= 4
        && average <= 12
        && own < 200
        && is_whole_menu(dom, id, sums.links)
    {
        return Some(if !before {
            if id.at() * 10 > dom.len() * 8 && core_start != usize::MAX {
                LinkRegion::Footer
            } else {
                LinkRegion::Side
            }
        } else if core_start == usize::MAX || beside_core(dom, id, core_start) {
            if core_start == usize::MAX && id.at() * 4 < dom.len() {
                LinkRegion::Header
            } else {
                LinkRegion::Side
            }
        } else {
            LinkRegion::Header
        });
    }
    None
}

/// Tells whether a block stands beside the core, deep in the page, and not above it.
fn beside_core(dom: &Dom<'_>, id: Id, core_start: usize) -> bool {
    if core_start >= dom.len() {
        return false;
    }
    let core = id_of(core_start);
    let common = dom.common(id, core);
    if dom.tag(common) == "tr" {
        return true;
    }
    // Wrappers above the common ancestor that hold other visible things as well.
    let mut branches = 0;
    let mut below = dom.sums(common);
    for up in dom.ancestors(common) {
        let sums = dom.sums(up);
        if sums.links > below.links + 2 || sums.chars > below.chars + 20 {
            branches += 1;
        }
        below = sums;
    }
    branches >= 1
}

/// A menu is taken whole, not entry by entry.
fn is_whole_menu(dom: &Dom<'_>, id: Id, links: u32) -> bool {
    !matches!(dom.tag(id), "li" | "dd" | "dt" | "p") || links >= 6
}

/// Returns the smallest element that holds everything in the main region that counts.
pub(super) fn main_of(dom: &Dom<'_>, core: Option<Id>, also: &[Option<Id>]) -> Id {
    let Some(core) = core else {
        return body_of(dom);
    };
    let mut main = core;
    for extra in also.iter().flatten() {
        main = dom.common(main, *extra);
    }
    // Grow while nothing of another region comes in.
    let mut foreign: Vec<u32> = Vec::with_capacity(dom.len() + 1);
    let mut sum = 0;
    foreign.push(0);
    for id in dom.all() {
        let elsewhere = matches!(
            dom.region(id),
            LinkRegion::Header | LinkRegion::Footer | LinkRegion::Side
        );
        if elsewhere
            && dom
                .text_node(id)
                .is_some_and(|words| !words.trim().is_empty())
        {
            sum += 1;
        }
        foreign.push(sum);
    }
    while let Some(up) = dom.parent(main) {
        if up == Id::ROOT || dom.tag(up) == "html" {
            break;
        }
        let (outer, inner) = (dom.range(up), dom.range(main));
        let outside = (foreign[outer.end] - foreign[outer.start])
            - (foreign[inner.end] - foreign[inner.start]);
        if outside > 0 {
            break;
        }
        main = up;
    }
    main
}

/// Counts the rows that scripts copy in the main part of a page: those with a link, apart
/// from rows of menus and search boxes.
pub(super) fn template_rows(dom: &Dom<'_>) -> usize {
    dom.all()
        .filter(|&id| {
            matches!(
                dom.tag(id),
                "li" | "tr" | "dl" | "div" | "dd" | "tbody" | "a" | "p"
            ) && dom.is_template(id)
                && dom.parent(id).is_some_and(|up| !dom.is_template(up))
                && dom
                    .ancestors(id)
                    .find(|&up| dom.is_visible(up))
                    .is_some_and(|up| dom.region(up) == LinkRegion::Main)
                && dom.find(id, &["a"]).next().is_some()
        })
        .count()
}

/// Returns `<body>`, or the document where there is none.
pub(super) fn body_of(dom: &Dom<'_>) -> Id {
    dom.all()
        .find(|&id| dom.tag(id) == "body")
        .unwrap_or(Id::ROOT)
}
