//! Many phrases looked for in long texts, all that overlap.

use std::ops::Range;

use foldhash::HashMap;
use memchr::memmem::Finder;

/// Binary digits of the bits for each beginning in a filter: few have the bit of another.
const SPARSE: u32 = 6;
/// Binary digits of the most bits of a filter: 8 KiB.
const MOST: u32 = 16;
/// Bytes looked at together: two Chinese characters are six.
const WINDOW: usize = 8;

/// Finds phrases by how they begin.
///
/// Nearly every two or three characters of a text begin no phrase, and a bit tells so. An
/// automaton for hundreds of Chinese phrases looks at three bytes a character, in a large table.
#[derive(Debug, Clone)]
pub struct Phrases {
    /// The first two characters of each.
    pairs: Filter,
    /// Those of fewer bytes than are looked at together, by their first two characters.
    short: Starts,
    /// The others, by all the bytes that are looked at together.
    long: Starts,
    /// Phrases of one character, with their numbers.
    single: Vec<(Finder<'static>, usize)>,
    phrases: Box<[Box<str>]>,
}

/// Numbers of phrases by how they begin.
#[derive(Debug, Clone)]
struct Starts {
    filter: Filter,
    numbers: HashMap<u64, Vec<u32>>,
}

/// One bit for each beginning, by its hash. A few words have a small one, which stays in the
/// processor's nearest memory beside those of other lists.
#[derive(Debug, Clone)]
struct Filter {
    bits: Box<[u64]>,
    /// How far a hash is shifted for the number of its bit.
    shift: u32,
}

impl Filter {
    /// Makes an empty filter for about so many beginnings.
    fn of(count: usize) -> Self {
        let digits = (count.max(1).ilog2() + 1 + SPARSE).min(MOST);
        Self {
            bits: vec![0; 1 << (digits - u64::BITS.ilog2())].into_boxed_slice(),
            shift: u64::BITS - digits,
        }
    }

    /// Where the bit of a beginning is.
    #[inline]
    fn place(&self, start: u64) -> (usize, u64) {
        let bit = start.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> self.shift;
        ((bit >> 6) as usize, 1 << (bit & 63))
    }

    fn add(&mut self, start: u64) {
        let (word, bit) = self.place(start);
        self.bits[word] |= bit;
    }

    #[inline]
    fn may_have(&self, start: u64) -> bool {
        let (word, bit) = self.place(start);
        self.bits[word] & bit != 0
    }
}

impl Starts {
    fn of(count: usize) -> Self {
        Self {
            filter: Filter::of(count),
            numbers: HashMap::default(),
        }
    }

    fn add(&mut self, start: u64, number: u32) {
        self.filter.add(start);
        self.numbers.entry(start).or_default().push(number);
    }

    fn numbers(&self, start: u64) -> &[u32] {
        self.numbers.get(&start).map_or(&[], |numbers| numbers)
    }
}

impl Phrases {
    /// Makes a finder; a phrase's number is its place in the list. An empty one is never found.
    pub fn new<P: AsRef<str>>(phrases: impl IntoIterator<Item = P>) -> Self {
        let phrases: Box<[Box<str>]> = phrases
            .into_iter()
            .map(|phrase| Box::from(phrase.as_ref()))
            .collect();
        let count = phrases.len();
        let mut pairs = Filter::of(count);
        let (mut short, mut long) = (Starts::of(count), Starts::of(count));
        let mut single = Vec::new();
        for (number, phrase) in (0_u32..).zip(&phrases) {
            let start = window(phrase.as_bytes(), 0);
            pairs.add(start_of(start));
            match phrase.chars().nth(1) {
                Some(_) if phrase.len() >= WINDOW => long.add(start, number),
                Some(_) => short.add(start_of(start), number),
                None if phrase.is_empty() => {}
                None => {
                    let finder = Finder::new(phrase.as_bytes()).into_owned();
                    single.push((finder, number as usize));
                }
            }
        }
        Self {
            pairs,
            short,
            long,
            single,
            phrases,
        }
    }

    /// Gives the number and place of each phrase that a text has: those of one character first,
    /// the others by where they begin.
    pub fn each_in(&self, text: &str, mut found: impl FnMut(usize, Range<usize>)) {
        let bytes = text.as_bytes();
        for (finder, number) in &self.single {
            for at in finder.find_iter(bytes) {
                found(*number, at..at + finder.needle().len());
            }
        }
        let mut at = 0;
        while let Some(begins) = self.next(bytes, &mut at) {
            for (number, phrase) in self.beginning(&bytes[begins..]) {
                found(number, begins..begins + phrase.len());
            }
        }
    }

    /// Tells whether a text has any of the phrases.
    pub fn is_any_in(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        if (self.single.iter()).any(|(finder, _)| finder.find(bytes).is_some()) {
            return true;
        }
        let mut at = 0;
        while let Some(begins) = self.next(bytes, &mut at) {
            if self.beginning(&bytes[begins..]).next().is_some() {
                return true;
            }
        }
        false
    }

    /// Gives the numbers of the phrases of two characters and more that a text begins with.
    pub fn at_start<'p>(&'p self, text: &'p str) -> impl Iterator<Item = usize> + 'p {
        self.beginning(text.as_bytes()).map(|(number, _)| number)
    }

    /// Returns the next place from `at` on where a phrase may begin, and sets `at` behind the
    /// character there.
    #[inline]
    fn next(&self, bytes: &[u8], at: &mut usize) -> Option<usize> {
        while *at < bytes.len() {
            let begins = *at;
            let seen = window(bytes, begins);
            let start = if seen & TWO_OF_THREE == IS_TWO_OF_THREE {
                *at += 3;
                seen & SIX
            } else {
                *at += length(seen as u8);
                start_of(seen)
            };
            if self.pairs.may_have(start)
                && (self.short.filter.may_have(start) || self.long.filter.may_have(seen))
            {
                return Some(begins);
            }
        }
        None
    }

    /// Gives the phrases that a text begins with.
    fn beginning<'p>(&'p self, text: &'p [u8]) -> impl Iterator<Item = (usize, &'p str)> + 'p {
        let seen = window(text, 0);
        let numbers = self.short.numbers(start_of(seen)).iter();
        numbers
            .chain(self.long.numbers(seen))
            .filter_map(|&number| {
                let phrase = self.phrases.get(number as usize)?;
                (text.starts_with(phrase.as_bytes())).then_some((number as usize, &**phrase))
            })
    }
}

/// The bytes from a place on, the first one lowest; zero after the end.
#[inline]
fn window(bytes: &[u8], at: usize) -> u64 {
    let rest = &bytes[at..];
    match rest.first_chunk::<WINDOW>() {
        Some(whole) => u64::from_le_bytes(*whole),
        None => {
            let mut last = [0; WINDOW];
            last[..rest.len()].copy_from_slice(rest);
            u64::from_le_bytes(last)
        }
    }
}

/// By these bits of a window two characters of three bytes each are known, as Chinese ones are.
const TWO_OF_THREE: u64 = 0xf0_00_00_f0;
const IS_TWO_OF_THREE: u64 = 0xe0_00_00_e0;
/// The first six bytes of a window.
const SIX: u64 = 0xffff_ffff_ffff;

/// The bytes of the first two characters.
fn start_of(window: u64) -> u64 {
    if window & TWO_OF_THREE == IS_TWO_OF_THREE {
        return window & SIX;
    }
    let first = length(window as u8);
    let both = first + length((window >> (8 * first)) as u8);
    match both {
        WINDOW.. => window,
        _ => window & ((1 << (8 * both)) - 1),
    }
}

/// How many bytes a character has, by its first one (RFC 3629 §3).
#[inline]
fn length(first: u8) -> usize {
    match first {
        0..0x80 => 1,
        0x80..0xe0 => 2,
        0xe0..0xf0 => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Phrases;

    fn found(phrases: &[&str], text: &str) -> Vec<(usize, usize, usize)> {
        let mut all = Vec::new();
        Phrases::new(phrases).each_in(text, |number, at| all.push((at.start, at.end, number)));
        all.sort_unstable();
        all
    }

    #[test]
    fn all_that_overlap_are_found() {
        let phrases = ["行政", "行政复议", "复议", "政", "ab", "a", "", "行政复议"];
        assert_eq!(
            found(&phrases, "行政复议ab"),
            [
                (0, 6, 0),
                (0, 12, 1),
                (0, 12, 7),
                (3, 6, 3),
                (6, 12, 2),
                (12, 13, 5),
                (12, 14, 4),
            ]
        );
        assert!(found(&phrases, "").is_empty());
        let finder = Phrases::new(phrases);
        assert!(finder.is_any_in("市政") && finder.is_any_in("xab"));
        assert!(!finder.is_any_in("行议复") && !finder.is_any_in(""));
        let begins: Vec<usize> = finder.at_start("行政复议法").collect();
        assert_eq!(begins, [0, 1, 7]);
        assert!(found(&["行政复议"], "行政复").is_empty());
    }

    proptest! {
        #[test]
        fn as_many_as_when_each_is_looked_for(
            phrases in prop::collection::vec("[甲乙a𠮷é]{0,4}", 0..40),
            text in "[甲乙a𠮷é]{0,40}",
        ) {
            let phrases: Vec<&str> = phrases.iter().map(String::as_str).collect();
            let mut expected = Vec::new();
            for (number, phrase) in phrases.iter().enumerate().filter(|(_, one)| !one.is_empty()) {
                for (at, _) in text.char_indices() {
                    if text[at..].starts_with(phrase) {
                        expected.push((at, at + phrase.len(), number));
                    }
                }
            }
            expected.sort_unstable();
            let finder = Phrases::new(&phrases);
            prop_assert_eq!(finder.is_any_in(&text), !expected.is_empty());
            let mut begins: Vec<usize> = finder.at_start(&text).collect();
            begins.sort_unstable();
            let of_start = expected.iter().filter(|(at, _, number)| {
                *at == 0 && phrases[*number].chars().count() > 1
            });
            let mut of_start: Vec<usize> = of_start.map(|(.., number)| *number).collect();
            of_start.sort_unstable();
            prop_assert_eq!(begins, of_start);
            prop_assert_eq!(found(&phrases, &text), expected);
        }
    }
}
