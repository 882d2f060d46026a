//! How soon an address is asked for, when not everything may be.
//!
//! Whoever reads a page says of each address it names how much of a verdict hangs on it; the
//! crawl asks for the lower numbers first. Within a number, earlier pages' addresses come first.
//! Numbers between two of these tell apart what is of one kind.

/// The way in: a redirect, the platform.
pub const ENTRANCE: u8 = 0;
/// The guide, annual reports and what lists them: many rules look at each of these pages.
pub const REPORT: u8 = 10;
/// A column with an obligation; those that more rules look at come up to [`COLUMNS`] earlier.
pub const COLUMN: u8 = 29;
/// How many numbers before [`COLUMN`] are for columns.
pub const COLUMNS: u8 = 9;
/// A name in a menu.
pub const MENU: u8 = 30;
/// The next pages of a list that many rules look at.
pub const WHOLE: u8 = 39;
/// The page that shows what a list holds.
pub const SAMPLE: u8 = 40;
/// What lists tell already to be wrong: two pages judged together whose dates do not fit.
pub const TOLD: u8 = 45;
/// Further pages that show what a list holds that many rules look at.
pub const DEEP: u8 = 46;
/// A paper whose term may be over, in a list whose papers are marked as valid or not.
pub const OLD: u8 = 47;
/// Further pages that show what a list holds, the oldest of them among others.
pub const SECOND: u8 = 50;
/// What the site says of itself beside its content: few pages, which menus name as columns.
pub const FOOT: u8 = 59;
/// The other half of a pair that is judged together: a paper's interpretation.
pub const PAIR: u8 = 60;
/// The next pages of a list with papers whose term may be over.
pub const OLDER: u8 = 61;
/// A paper, an interpretation, a call for opinions: much is asked of each, but of itself alone.
pub const PAPER: u8 = 62;
/// A list's next pages.
pub const FURTHER: u8 = 70;
/// Any other row of a list.
pub const ROW: u8 = 80;
/// A file, which is probed only.
pub const FILE: u8 = 100;
/// A sitemap, and one number later what it names.
pub const SITEMAP: u8 = 250;

/// Tells whether verdicts about more than the page itself hang on it.
pub const fn decides(turn: u8) -> bool {
    let itself = matches!(turn, TOLD | OLD);
    turn < PAIR && !itself || matches!(turn, OLDER | FURTHER)
}

/// Tells whether one turn is of a kind that comes before another's.
pub(super) const fn is_before(one: u8, other: u8) -> bool {
    one / 10 < other / 10
}

#[cfg(test)]
mod tests {
    use super::{COLUMN, DEEP, FURTHER, OLD, OLDER, PAIR, PAPER, ROW, SECOND, TOLD, decides};

    #[test]
    fn what_decides_only_about_itself_is_told_apart() {
        for turn in [COLUMN, DEEP, SECOND, OLDER, FURTHER] {
            assert!(decides(turn), "{turn}");
        }
        for turn in [TOLD, OLD, PAIR, PAPER, ROW] {
            assert!(!decides(turn), "{turn}");
        }
    }
}
