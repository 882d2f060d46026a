//! A few words looked for in a long text.

use aho_corasick::AhoCorasick;
use aho_corasick::packed::Searcher;
use memchr::memmem::Finder;

/// So many words are looked for one after the other.
const ONE_BY_ONE: usize = 4;

/// A list of words of which any is looked for, by a search that passes many bytes at once: over
/// a long text that is far quicker than an automaton, which looks at every byte.
#[derive(Debug, Clone)]
pub struct Few(Search);

#[derive(Debug, Clone)]
enum Search {
    OneByOne(Vec<Finder<'static>>),
    Together(Searcher),
    /// Where the machine has no such search, or there are too many words for it.
    Automaton(AhoCorasick),
    /// Where there are too many even for that.
    Plainly(Vec<String>),
}

impl Few {
    /// Makes a search for these words.
    pub fn new<W: AsRef<str>>(words: impl IntoIterator<Item = W>) -> Self {
        let words: Vec<W> = words.into_iter().collect();
        let each = || words.iter().map(AsRef::as_ref);
        if words.len() <= ONE_BY_ONE {
            let finders = each().map(|word: &str| Finder::new(word.as_bytes()).into_owned());
            return Self(Search::OneByOne(finders.collect()));
        }
        if let Some(together) = Searcher::new(each()) {
            return Self(Search::Together(together));
        }
        let builder = AhoCorasick::builder()
            .match_kind(aho_corasick::MatchKind::LeftmostFirst)
            .build(each());
        Self(match builder {
            Ok(automaton) => Search::Automaton(automaton),
            Err(_) => Search::Plainly(each().map(str::to_owned).collect()),
        })
    }

    /// Returns where the first of them begins in a text.
    pub fn first_in(&self, text: &str) -> Option<usize> {
        match &self.0 {
            Search::OneByOne(words) => {
                let found = |word: &Finder<'_>| word.find(text.as_bytes());
                words.iter().filter_map(found).min()
            }
            Search::Together(words) => words.find(text).map(|found| found.start()),
            Search::Automaton(words) => words.find(text).map(|found| found.start()),
            Search::Plainly(words) => words
                .iter()
                .filter_map(|word| text.find(word.as_str()))
                .min(),
        }
    }

    /// Tells whether a text has one of them.
    pub fn is_in(&self, text: &str) -> bool {
        match &self.0 {
            Search::OneByOne(words) => words
                .iter()
                .any(|word| word.find(text.as_bytes()).is_some()),
            Search::Together(words) => words.find(text).is_some(),
            Search::Automaton(words) => words.is_match(text),
            Search::Plainly(words) => words.iter().any(|word| text.contains(word.as_str())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Few;

    #[test]
    fn any_word_is_found() {
        let many: Vec<String> = (0..500).map(|n| format!("第{n}号文件")).collect();
        let some = ["废止", "停止执行", "失效", "宣布", "不再", "同时"];
        for count in [1, 2, 4, 5, 6] {
            let few = Few::new(&some[..count]);
            for (at, word) in some.iter().enumerate() {
                for before in [
                    "",
                    "甲乙",
                    "本办法自印发之日起，《某县人民政府关于某某的通知》",
                ] {
                    let text = format!("{before}{word}。");
                    assert_eq!(few.is_in(&text), at < count, "{text}");
                    let first = (at < count).then_some(before.len());
                    assert_eq!(few.first_in(&text), first, "{text}");
                }
            }
            assert!(!few.is_in(""));
            assert!(!few.is_in("停止受理，另行通知，其余各项均照旧办理并请各单位遵照执行。"));
        }
        assert!(Few::new(&many).is_in("见第321号文件"));
        assert!(!Few::new(&many).is_in("见第321号"));
        assert!(!Few::new([""; 0]).is_in("废止"));
    }
}
