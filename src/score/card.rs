//! A checked scorecard.

use crate::model::{Combine, Outcome, Points, Profile, Severity, SubjectKind, Words};

/// A scorecard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Words,
    /// Its version.
    pub version: String,
    /// Where its points come from.
    pub source: Words,
    /// The full score.
    pub scale: Points,
    /// How many decimals a score has.
    pub decimals: u32,
    /// How points become a score.
    pub combine: Combine,
    /// From which score on there is which grade, best first.
    pub grades: Vec<(Points, Words)>,
    /// The score of a body that a veto item speaks against.
    pub veto_score: Points,
    /// The grade of such a body.
    pub veto_grade: Words,
    /// Veto items.
    pub vetoes: Vec<Take>,
    /// Parts.
    pub parts: Vec<Part>,
}

/// A part of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its title.
    pub title: Words,
    /// Its weight in percent.
    pub weight: Option<Points>,
    /// The kinds of bodies that it is for; all where empty.
    pub profiles: Vec<Profile>,
    /// Its items.
    pub items: Vec<Item>,
}

/// An item of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its title.
    pub title: Words,
    /// Where its points come from.
    pub source: Words,
    /// Its points; `None` where they are not known.
    pub points: Option<Points>,
    /// What points are taken off for.
    pub takes: Vec<Take>,
    /// What the points got are held down to when a rule of the take fails.
    pub cap: Option<(Points, Take)>,
}

/// A reason for taking points off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Take {
    /// Its title.
    pub title: Words,
    /// Which verdicts count.
    pub choice: Choice,
    /// Points for each case.
    pub each: Points,
    /// The most that is taken off.
    pub most: Option<Points>,
    /// What a column costs that has only a statement, if that were held against it; as much as
    /// any case where absent.
    pub statement: Option<Points>,
}

/// Which verdicts a take counts: those that fit every list that is not empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// Rules, by id or as `pack/id`.
    pub rules: Vec<String>,
    /// Packs.
    pub packs: Vec<String>,
    /// Severities.
    pub severities: Vec<Severity>,
    /// Kinds of subjects.
    pub subjects: Vec<SubjectKind>,
}

impl Choice {
    /// Tells whether a rule is named: by its id, or by pack and id.
    pub(super) fn names(&self, pack: &str, rule: &str) -> bool {
        self.rules.iter().any(|name| match name.split_once('/') {
            Some((of, id)) => of == pack && id == rule,
            None => name == rule,
        })
    }

    /// Tells whether a verdict is meant.
    pub fn means(&self, outcome: &Outcome) -> bool {
        fn fits<T: PartialEq>(list: &[T], it: &T) -> bool {
            list.is_empty() || list.contains(it)
        }
        (self.rules.is_empty() || self.names(&outcome.pack, &outcome.rule))
            && fits(&self.packs, &outcome.pack)
            && fits(&self.severities, &outcome.severity)
            && fits(&self.subjects, &outcome.subject.kind)
    }
}

impl Card {
    /// Returns every take.
    pub fn takes(&self) -> impl Iterator<Item = &Take> {
        let of_items = self
            .parts
            .iter()
            .flat_map(|part| &part.items)
            .flat_map(|item| {
                item.takes
                    .iter()
                    .chain(item.cap.iter().map(|(_, take)| take))
            });
        self.vetoes.iter().chain(of_items)
    }
}
