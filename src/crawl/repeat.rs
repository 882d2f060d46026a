//! The same page again and again at new addresses: calendars, links that carry a new number on
//! every visit, lists whose last page goes on with itself.
//!
//! Large sites must not be taken for that. Papers that differ by their numbers alone are found
//! on lists, and lists differ by their items; what has no end names itself.

use std::hash::{DefaultHasher, Hash, Hasher};

use foldhash::{HashMap, HashSet};

use crate::model::Address;

use super::entry::Print;

/// What a page looks like, as numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Look {
    /// The same for pages that show the same; nothing where too little is shown to tell.
    pub exact: Option<u64>,
    /// The same for pages that differ by numbers alone, the days of a calendar.
    pub loose: Option<u64>,
}

/// So many pages named by pages that look alike have no end.
const MOST_NAMED_BY_LIKE: u32 = 100;
/// So often a program may show under another query what it has shown.
const MOST_SHOWN_AGAIN: u32 = 30;
/// And of so many pages one must be new.
const ONE_NEW_IN: u32 = 10;

/// What was seen of pages that come again.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    /// How many pages with a look were named by one that looks alike.
    alike: HashMap<u64, u32>,
    /// Programs, by their addresses without the query.
    programs: HashMap<u64, Program>,
    /// What was not taken up where an endless page named it.
    passed: HashSet<Print>,
    /// Whether something was not asked for because its program shows nothing new.
    dropped: bool,
}

#[derive(Debug, Default)]
struct Program {
    pages: u32,
    looks: HashSet<u64>,
}

impl Repeats {
    /// Notes what a page looks like, and what the page looks like that named it.
    pub(super) fn note(&mut self, address: &Address, look: Look, named_by: Option<u64>) {
        if look.loose.is_some() && look.loose == named_by {
            *self
                .alike
                .entry(look.loose.unwrap_or_default())
                .or_default() += 1;
        }
        if let (Some(program), Some(exact)) = (program(address), look.exact) {
            let program = self.programs.entry(program).or_default();
            program.pages += 1;
            program.looks.insert(exact);
        }
    }

    /// Tells whether pages that look like this one go on without an end.
    pub(super) fn is_endless(&self, look: Look) -> bool {
        let count = look.loose.and_then(|loose| self.alike.get(&loose));
        count.is_some_and(|count| *count >= MOST_NAMED_BY_LIKE)
    }

    /// Tells whether a program shows nothing new, whatever it is asked.
    pub(super) fn is_exhausted(&self, address: &Address) -> bool {
        let seen = program(address).and_then(|program| self.programs.get(&program));
        seen.is_some_and(|seen| {
            let looks = u32::try_from(seen.looks.len()).unwrap_or(u32::MAX);
            seen.pages.saturating_sub(looks) >= MOST_SHOWN_AGAIN
                && seen.pages >= looks.saturating_mul(ONE_NEW_IN)
        })
    }

    /// Notes that an address is not taken up.
    pub(super) fn pass(&mut self, print: Print) {
        self.passed.insert(print);
    }

    /// Notes that an address of an exhausted program is not asked for.
    pub(super) fn drop_one(&mut self) {
        self.dropped = true;
    }

    /// Tells whether some of these addresses were left, and not taken up from elsewhere.
    pub(super) fn left_some(&self, taken_up: impl Fn(Print) -> bool) -> bool {
        self.dropped || self.passed.iter().any(|print| !taken_up(*print))
    }
}

/// Returns a number for an address without its query, if it has one.
fn program(address: &Address) -> Option<u64> {
    let (path, _) = address.as_str().split_once('?')?;
    let mut hasher = DefaultHasher::new();
    path.hash(&mut hasher);
    Some(hasher.finish())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failed test may stop anywhere")]
mod tests {
    use super::{Look, Repeats};
    use crate::model::Address;

    fn at(path: &str) -> Address {
        Address::parse(&format!("http://a.cn{path}")).unwrap()
    }

    fn look(number: u64) -> Look {
        Look {
            exact: Some(number),
            loose: Some(number),
        }
    }

    #[test]
    fn a_program_that_shows_the_same_is_left_and_one_with_many_lists_is_not() {
        let mut repeats = Repeats::default();
        for number in 0..40 {
            repeats.note(&at(&format!("/list?t={number}")), look(7), None);
            repeats.note(&at(&format!("/paper?id={number}")), look(number), None);
            // A catalogue with many columns that hold nothing.
            repeats.note(&at(&format!("/column?id={number}")), look(number % 8), None);
            repeats.note(&at(&format!("/static_{number}")), look(7), None);
        }
        assert!(repeats.is_exhausted(&at("/list?t=99")));
        for other in ["/list", "/paper?id=99", "/column?id=99", "/static_99"] {
            assert!(!repeats.is_exhausted(&at(other)), "{other}");
        }
        assert!(!repeats.is_endless(look(7)));
    }

    #[test]
    fn pages_that_name_their_like_have_no_end() {
        let mut repeats = Repeats::default();
        for number in 0..300 {
            let page = at(&format!("/cal/{number}"));
            repeats.note(&page, look(1), Some(1));
            repeats.note(&page, look(2), Some(9));
        }
        assert!(repeats.is_endless(look(1)));
        assert!(!repeats.is_endless(look(2)), "named by lists");
        assert!(!repeats.is_endless(Look::default()));
    }
}
