//! A score: points taken off by a scorecard, each traced to the finding that it is for.

use std::fmt;

use super::text::Words;

/// Points, exact to four decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Points(pub i64);

impl Points {
    /// No points.
    pub const ZERO: Self = Self(0);
    /// How many units are one point.
    pub const ONE: i64 = 10_000;

    /// Returns the points that a number with at most four decimals means.
    pub fn of(number: f64) -> Self {
        // At most four decimals are read, so that rounding only mends the binary fraction.
        Self((number * Self::ONE as f64).round() as i64)
    }

    /// Returns the number.
    pub fn number(self) -> f64 {
        self.0 as f64 / Self::ONE as f64
    }

    /// Returns so many times as much.
    #[must_use]
    pub const fn times(self, count: usize) -> Self {
        Self(self.0.saturating_mul(count as i64))
    }

    /// Returns the sum.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// Returns the difference.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// Returns `self × of ÷ by`, rounded half away from zero to so many decimals; `None` where
    /// `by` is nothing.
    pub fn share(self, of: Self, by: Self, decimals: u32) -> Option<Self> {
        if by.0 == 0 {
            return None;
        }
        let unit = 10_i128.pow(4_u32.saturating_sub(decimals));
        let (dividend, divisor) = (
            i128::from(self.0) * i128::from(of.0),
            i128::from(by.0) * unit,
        );
        let half = divisor.abs() / 2;
        let rounded = if (dividend < 0) == (divisor < 0) {
            (dividend.abs() + half) / divisor.abs()
        } else {
            -((dividend.abs() + half) / divisor.abs())
        };
        i64::try_from(rounded * unit).ok().map(Self)
    }
}

impl fmt::Display for Points {
    /// Writes the number without zeros at its end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) = (self.0.abs() / Self::ONE, self.0.abs() % Self::ONE);
        if rest == 0 {
            return write!(f, "{sign}{whole}");
        }
        let rest = format!("{rest:04}");
        write!(f, "{sign}{whole}.{}", rest.trim_end_matches('0'))
    }
}

/// How the points of items become one score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Combine {
    /// All points got, as a share of all that could be, times the scale: two parts become one.
    Ratio,
    /// Each part's share times its weight in percent.
    Weighted,
    /// The scale less all that is taken off, and no less than nothing.
    Deduct,
}

/// A score with everything that it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// The card's name.
    pub card: String,
    /// The card's title.
    pub title: Words,
    /// The card's version.
    pub version: String,
    /// Where the card's points come from.
    pub source: Words,
    /// The full score.
    pub scale: Points,
    /// How many decimals a score has.
    pub decimals: u32,
    /// How points become a score.
    pub combine: Combine,
    /// The score; `None` where nothing of the card applies to the body.
    pub total: Option<Points>,
    /// The score as if there were no veto.
    pub unvetoed: Option<Points>,
    /// True when the true score is at most this: something is open that would cost points, not
    /// everything was read, or items are counted whose points are not known.
    pub at_most: bool,
    /// The score if everything that is open failed, once each; where the score is at most.
    pub all_failed: Option<Points>,
    /// The grade; `None` where the score is at most and the grade may be lower.
    pub grade: Option<Words>,
    /// The grade of the score as it stands.
    pub best_grade: Option<Words>,
    /// From which score on there is which grade, best first.
    pub grades: Vec<(Points, Words)>,
    /// The score of a body that a veto item speaks against.
    pub veto_score: Points,
    /// The grade of such a body.
    pub veto_grade: Words,
    /// Veto items.
    pub vetoes: Vec<ScoreTake>,
    /// Parts.
    pub parts: Vec<ScorePart>,
}

/// A part of a score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScorePart {
    /// Its title.
    pub title: Words,
    /// Its weight in percent, where parts are weighted.
    pub weight: Option<Points>,
    /// The points of its items that apply.
    pub points: Points,
    /// The points got.
    pub got: Points,
    /// Its items.
    pub items: Vec<ScoreItem>,
}

/// An item of a score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreItem {
    /// Its title.
    pub title: Words,
    /// Where its points come from.
    pub source: Words,
    /// Its points; `None` where they are not known and findings are only counted.
    pub points: Option<Points>,
    /// True when none of its rules applies to the body: its points count for nobody.
    pub dropped: bool,
    /// The points taken off, no more than there are.
    pub lost: Points,
    /// The points left.
    pub got: Points,
    /// What points are taken off for.
    pub takes: Vec<ScoreTake>,
    /// What the points got are held down to, and by which cases.
    pub cap: Option<(Points, ScoreTake)>,
}

/// One reason for taking points off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreTake {
    /// Its title.
    pub title: Words,
    /// The most that is taken off for it.
    pub most: Option<Points>,
    /// What is taken off.
    pub lost: Points,
    /// The cases, those that cannot be told included.
    pub cases: Vec<ScoreCase>,
}

/// A verdict that points hang on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreCase {
    /// The rule.
    pub rule: String,
    /// The verdict's identity.
    pub fingerprint: String,
    /// The subject's name.
    pub subject: String,
    /// Where to look.
    pub url: Option<String>,
    /// What was said.
    pub message: Words,
    /// How many failures it stands for.
    pub count: usize,
    /// Points for each of them.
    pub each: Points,
    /// False for what cannot be told: it costs nothing.
    pub counted: bool,
    /// What it would cost if it failed; nothing for what is counted.
    pub would_cost: Points,
}

impl Score {
    /// Returns every case that is not counted, with the title of its item.
    pub fn open(&self) -> impl Iterator<Item = (&Words, &ScoreCase)> {
        self.parts
            .iter()
            .flat_map(|part| &part.items)
            .filter(|item| !item.dropped)
            .flat_map(|item| {
                let cap = item.cap.iter().map(|(_, take)| take);
                item.takes
                    .iter()
                    .chain(cap)
                    .map(move |take| (&item.title, take))
            })
            .chain(self.vetoes.iter().map(|veto| (&veto.title, veto)))
            .flat_map(|(title, take)| take.cases.iter().map(move |case| (title, case)))
            .filter(|(_, case)| !case.counted)
    }

    /// Returns the veto items that are met.
    pub fn vetoed(&self) -> impl Iterator<Item = &ScoreTake> {
        self.vetoes
            .iter()
            .filter(|veto| veto.cases.iter().any(|case| case.counted))
    }
}

#[cfg(test)]
mod tests {
    use super::Points;

    #[test]
    fn points_are_exact() {
        assert_eq!(Points::of(1.2).times(3), Points::of(3.6));
        assert_eq!(Points::of(0.1).to_string(), "0.1");
        assert_eq!(Points::of(-2.5).to_string(), "-2.5");
        // (81.22 + 0.64) / (100 + 0.64) × 100 = 81.34: the county's own sheet.
        let (got, all) = (Points::of(81.86), Points::of(100.64));
        assert_eq!(
            got.share(Points::of(100.0), all, 2),
            Some(Points::of(81.34))
        );
        let third = Points::of(1.0).share(Points::of(100.0), Points::of(3.0), 2);
        assert_eq!(third, Some(Points::of(33.33)));
        assert_eq!(
            Points::of(1.0).share(Points::of(1.0), Points::ZERO, 2),
            None
        );
    }
}
