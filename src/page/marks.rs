//! Marks of content and of furniture, counted once for the whole page.

use aho_corasick::AhoCorasick;

use crate::vocabulary::pages::PageWords;
use crate::vocabulary::phrases::Phrases;

use super::dates;
use super::dom::{Data, Dom, Hidden, Id, Part};
use super::plain::Tag;
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
    /// Characters of links and beside links, and links' runs of text of more than 20; what a
    /// script or an action shows included.
    pub(super) link_chars: u32,
    pub(super) own_chars: u32,
    pub(super) long: u32,
}

impl Mark {
    /// Puts two together, number by number.
    fn with(self, other: Self, f: impl Fn(u32, u32) -> u32) -> Self {
        Self {
            dates: f(self.dates, other.dates),
            digits: f(self.digits, other.digits),
            footer: f(self.footer, other.footer),
            crumb: f(self.crumb, other.crumb),
            label: f(self.label, other.label),
            byline: f(self.byline, other.byline),
            links: f(self.links, other.links),
            fields: f(self.fields, other.fields),
            link_chars: f(self.link_chars, other.link_chars),
            own_chars: f(self.own_chars, other.own_chars),
            long: f(self.long, other.long),
        }
    }
}

/// Finders of phrases, compiled once.
#[derive(Debug)]
pub(super) struct Finders {
    pub(super) phrases: AhoCorasick,
    /// What each pattern marks, as bits.
    kinds: Vec<u8>,
    /// The same phrases with their letters in either case: nearly every text has none.
    any: Phrases,
    /// Words of class and id attributes.
    words: WordTable,
}

/// What a phrase marks.
pub(super) mod phrase {
    pub(in super::super) const FOOTER: u8 = 1;
    pub(in super::super) const CRUMB: u8 = 1 << 1;
    pub(in super::super) const LABEL: u8 = 1 << 2;
    pub(in super::super) const BYLINE: u8 = 1 << 3;
}

impl Finders {
    /// Returns what a found phrase marks.
    pub(super) fn bits(&self, pattern: aho_corasick::PatternID) -> u8 {
        self.kinds.get(pattern.as_usize()).copied().unwrap_or(0)
    }

    pub(super) fn new(words: &PageWords) -> Result<Self, aho_corasick::BuildError> {
        // A word may mark two things: 发布日期 stands in boxes and under titles.
        let mut bits: std::collections::BTreeMap<&str, u8> = std::collections::BTreeMap::new();
        for (bit, list) in [
            (phrase::FOOTER, &words.marks.footer[..]),
            (phrase::CRUMB, &words.marks.crumb[..]),
            (phrase::LABEL, &words.marks.label[..]),
            (phrase::BYLINE, &words.marks.byline[..]),
        ] {
            for word in list {
                *bits.entry(word).or_insert(0) |= bit;
            }
        }
        let (patterns, kinds): (Vec<&str>, Vec<u8>) = bits.into_iter().unzip();
        let any = Phrases::new(patterns.iter().flat_map(|phrase| in_either_case(phrase)));
        let phrases = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            // Its rare bytes are the commonest of Chinese text.
            .prefilter(false)
            .kind(Some(aho_corasick::AhoCorasickKind::DFA))
            .build(patterns)?;
        let blocks = &words.blocks;
        let mut by_word = WordTable::default();
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
                by_word.add(name, bit);
            }
        }
        Ok(Self {
            phrases,
            kinds,
            any,
            words: by_word,
        })
    }
}

/// A phrase with its letters in either case; of one with many letters only how it begins.
fn in_either_case(phrase: &str) -> Vec<String> {
    /// Letters of which each doubles the number.
    const MOST: usize = 4;
    let letters = phrase.chars().filter(char::is_ascii_alphabetic).count();
    let whole = if letters > MOST { 2 } else { usize::MAX };
    let mut all = vec![String::new()];
    for c in phrase.chars().take(whole) {
        let mut cases = vec![c.to_ascii_lowercase(), c.to_ascii_uppercase()];
        cases.dedup();
        all = (all.iter())
            .flat_map(|start| cases.iter().map(move |c| format!("{start}{c}")))
            .collect();
    }
    all
}

/// Words by length and first letter: nearly every word asked for is told from all of them by
/// these.
#[derive(Debug, Default)]
struct WordTable {
    slots: Vec<Vec<(String, u16)>>,
}

impl WordTable {
    const LETTERS: usize = 26;

    fn slot(word: &str) -> Option<usize> {
        let first = word.bytes().next().filter(u8::is_ascii_lowercase)?;
        Some(word.len() * Self::LETTERS + usize::from(first - b'a'))
    }

    fn add(&mut self, word: &str, bit: u16) {
        let Some(slot) = Self::slot(word) else { return };
        if self.slots.len() <= slot {
            self.slots.resize(slot + 1, Vec::new());
        }
        let words = &mut self.slots[slot];
        match words.iter_mut().find(|(known, _)| known == word) {
            Some((_, bits)) => *bits |= bit,
            None => words.push((word.to_owned(), bit)),
        }
    }

    fn get(&self, word: &str) -> u16 {
        Self::slot(word)
            .and_then(|slot| self.slots.get(slot))
            .and_then(|words| words.iter().find(|(known, _)| known == word))
            .map_or(0, |(_, bits)| *bits)
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
    /// One longer than the nodes.
    sums: Vec<Mark>,
    words: Vec<u16>,
}

impl Marks {
    /// Counts a whole page.
    pub(super) fn new(dom: &Dom<'_>, finders: &Finders) -> Self {
        let mut counting = Counting::new(dom, finders, Id::ROOT, dom.len());
        for part in dom.parts() {
            match part {
                Part::Own(id) => counting.take(id),
                Part::Shared(id, common) => {
                    let inner = common
                        .marks
                        .get_or_init(|| Self::of_element(dom, finders, id));
                    counting.take_known(id, inner);
                }
            }
        }
        counting.done
    }

    /// Counts an element as if nothing stood before or above it.
    fn of_element(dom: &Dom<'_>, finders: &Finders, id: Id) -> Self {
        let mut counting = Counting::new(dom, finders, id, dom.range(id).len());
        for inner in dom.subtree(id) {
            counting.take(inner);
        }
        counting.done
    }

    /// Tells whether an element's class or id has a word of this sort.
    pub(super) fn has(&self, id: Id, bit: u16) -> bool {
        self.words.get(id.at()).is_some_and(|bits| bits & bit != 0)
    }

    /// Returns the phrases before a breadcrumb in a subtree.
    pub(super) fn crumbs(&self, dom: &Dom<'_>, id: Id) -> u32 {
        let range = dom.range(id);
        self.sums[range.end].crumb - self.sums[range.start].crumb
    }

    /// Returns the words of a line under a title in a subtree.
    pub(super) fn bylines(&self, dom: &Dom<'_>, id: Id) -> u32 {
        let range = dom.range(id);
        self.sums[range.end].byline - self.sums[range.start].byline
    }

    /// Returns what stands in a subtree.
    pub(super) fn of(&self, dom: &Dom<'_>, id: Id) -> Mark {
        let range = dom.range(id);
        self.sums[range.end].with(self.sums[range.start], |high, low| high - low)
    }
}

/// Marks of nodes that follow one another.
struct Counting<'c, 'h> {
    dom: &'c Dom<'h>,
    finders: &'c Finders,
    /// Where they begin.
    first: Id,
    sum: Mark,
    link_end: usize,
    word: String,
    done: Marks,
}

impl<'c, 'h> Counting<'c, 'h> {
    fn new(dom: &'c Dom<'h>, finders: &'c Finders, first: Id, nodes: usize) -> Self {
        let mut sums = Vec::with_capacity(nodes + 1);
        sums.push(Mark::default());
        Self {
            dom,
            finders,
            first,
            sum: Mark::default(),
            link_end: 0,
            word: String::new(),
            done: Marks {
                sums,
                words: Vec::with_capacity(nodes),
            },
        }
    }

    /// The words that a node has from what it stands in.
    fn inherited(&self, id: Id) -> u16 {
        let above = self.dom.parent(id);
        above
            .and_then(|up| up.at().checked_sub(self.first.at()))
            .and_then(|at| self.done.words.get(at))
            .map_or(0, |words| words & word::ARTICLE)
    }

    fn take_known(&mut self, id: Id, known: &Marks) {
        let inherited = self.inherited(id);
        let words = known.words.iter().map(|words| inherited | words);
        self.done.words.extend(words);
        let before = self.sum;
        let sums = known.sums.iter().skip(1);
        let sums = sums.map(|inner| before.with(*inner, |one, other| one + other));
        self.done.sums.extend(sums);
        self.sum = self.done.sums.last().copied().unwrap_or_default();
    }

    fn take(&mut self, id: Id) {
        let (dom, sum) = (self.dom, &mut self.sum);
        let node = dom.node(id);
        match node.data {
            Data::Text(words) if matches!(node.hidden, None | Some(Hidden::Style)) => {
                let chars = text::count_tidy(words);
                if id.at() < self.link_end {
                    sum.link_chars += chars;
                    sum.long += u32::from(chars > 20);
                } else {
                    sum.own_chars += chars;
                }
                if node.hidden.is_none() && chars > 0 {
                    count(words, self.finders, sum);
                }
            }
            Data::Element(_) => match dom.kind(id) {
                Tag::A => {
                    self.link_end = dom.range(id).end;
                    if matches!(node.hidden, None | Some(Hidden::Style)) {
                        sum.links += 1;
                    }
                }
                Tag::Input => {
                    let kind = dom.attr(id, "type").unwrap_or("text");
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
        self.done.sums.push(self.sum);
        let own = flags_of(dom, id, self.finders, &mut self.word);
        let words = self.inherited(id) | own;
        self.done.words.push(words);
    }
}

fn count(words: &str, finders: &Finders, sum: &mut Mark) {
    let digits = text::count_bytes(words.as_bytes(), |byte| byte.wrapping_sub(b'0') <= 9);
    sum.digits += u32::try_from(digits).unwrap_or(u32::MAX);
    // Marks are short; running text need not be searched for them.
    if words.len() < 6 || words.len() > 600 {
        return;
    }
    let trimmed = words.trim();
    if trimmed.len() < 6 {
        return;
    }
    if trimmed.len() < 90 && digits >= 6 && dates::whole(trimmed).is_some() {
        sum.dates += 1;
    }
    let bare = text::stripped_shown(trimmed);
    if !finders.any.is_any_in(&bare) {
        return;
    }
    for found in finders.phrases.find_iter(&*bare) {
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
    if !dom.is_element(id) {
        return 0;
    }
    let tag = dom.kind(id);
    let mut bits = 0;
    for &(name, value) in dom.attrs(id) {
        if matches!(name, "class" | "id") && value.len() < 400 {
            each_word(value, word, |found| {
                bits |= finders.words.get(found);
            });
        }
    }
    let sums = dom.sums(id);
    if tag == Tag::Article
        || (bits & word::BODY != 0
            && bits & (word::HEADER | word::FOOTER | word::SIDE) == 0
            && tag != Tag::Body
            && sums.chars - sums.link_chars > 400)
    {
        bits |= word::ARTICLE;
    }
    bits
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::{Finders, in_either_case};
    use crate::vocabulary::pages::PageWords;

    #[test]
    fn no_phrase_is_passed_over() {
        let words = PageWords::load().unwrap();
        let finders = Finders::new(&words).unwrap();
        let marks = &words.marks;
        let all = [&marks.footer[..], &marks.crumb, &marks.label, &marks.byline];
        for phrase in all.into_iter().flatten() {
            for text in [phrase.to_ascii_lowercase(), phrase.to_ascii_uppercase()] {
                let text = format!("本{text}的");
                assert!(finders.phrases.is_match(&text), "{text}");
                assert!(finders.any.is_any_in(&text), "{text}");
            }
        }
        assert!(!finders.any.is_any_in("二〇二六年一月至十月"));
        assert_eq!(in_either_case("备a"), ["备a", "备A"]);
        assert_eq!(in_either_case("abcde"), ["ab", "aB", "Ab", "AB"]);
    }
}
