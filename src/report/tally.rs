//! Counts that several formats show.

use std::collections::BTreeMap;

use super::words;
use crate::model::{Cause, Lang, Outcome, Run, Severity, Verdict};

/// The counts of all rules together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) pass: usize,
    pub(crate) fail: usize,
    pub(crate) inapplicable: usize,
    pub(crate) cannot_tell: usize,
}

impl Totals {
    /// Counts verdicts, those of single documents, links and pages included.
    pub(crate) fn of(run: &Run) -> Self {
        let mut totals = Self::default();
        for tally in &run.tallies {
            totals.pass += tally.pass;
            totals.fail += tally.fail;
            totals.inapplicable += tally.inapplicable;
            totals.cannot_tell += tally.cannot_tell;
        }
        totals
    }
}

/// Counts findings by severity, gravest first; every severity is named.
pub(crate) fn by_severity(run: &Run) -> [(Severity, usize); 4] {
    Severity::ALL.map(|severity| {
        let count = run.findings().filter(|f| f.severity == severity).count();
        (severity, count)
    })
}

/// Counts the findings that the baseline has and that are left out of the list.
pub(crate) fn hidden(run: &Run) -> usize {
    run.comparison.as_deref().map_or(0, |compared| {
        let all = compared.news() + compared.changed.len() + compared.known;
        all.saturating_sub(run.findings().count())
    })
}

/// Counts verdicts by pack, in order of name.
pub(crate) fn by_pack(run: &Run) -> Vec<(String, Totals)> {
    let mut packs: BTreeMap<&str, Totals> = BTreeMap::new();
    for tally in &run.tallies {
        let totals = packs.entry(&tally.pack).or_default();
        totals.pass += tally.pass;
        totals.fail += tally.fail;
        totals.inapplicable += tally.inapplicable;
        totals.cannot_tell += tally.cannot_tell;
    }
    packs
        .into_iter()
        .map(|(pack, totals)| (pack.to_owned(), totals))
        .collect()
}

/// Counts findings by the column that they stand in, most first.
pub(crate) fn by_column(run: &Run) -> Vec<(String, usize)> {
    let mut columns: BTreeMap<String, usize> = BTreeMap::new();
    for finding in run.findings() {
        *columns.entry(words::column_path(finding)).or_default() += 1;
    }
    let mut all: Vec<(String, usize)> = columns.into_iter().collect();
    all.sort_by(|(a, x), (b, y)| y.cmp(x).then_with(|| a.cmp(b)));
    all
}

/// Outcomes of one cause that cannot be told.
pub(crate) type Open<'r> = Vec<(&'r Outcome, &'r str)>;

/// Returns what could not be told, by cause in the order of the contract, each with what to
/// look at by hand.
pub(crate) fn open(run: &Run, lang: Lang) -> Vec<(Cause, Open<'_>)> {
    let mut causes: BTreeMap<Cause, Open<'_>> = BTreeMap::new();
    for outcome in &run.outcomes {
        if let Verdict::CannotTell { cause, look } = &outcome.verdict {
            causes
                .entry(*cause)
                .or_default()
                .push((outcome, look.get(lang)));
        }
    }
    causes.into_iter().collect()
}

/// Returns the reasons why rules do not apply, with how many verdicts each, most first.
pub(crate) fn inapplicable(run: &Run, lang: Lang) -> Vec<(String, usize)> {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for outcome in &run.outcomes {
        if let Verdict::Inapplicable(why) = &outcome.verdict {
            *reasons.entry(why.get(lang)).or_default() += 1;
        }
    }
    let mut all: Vec<(String, usize)> = reasons
        .into_iter()
        .map(|(why, count)| (super::clean::line(why), count))
        .collect();
    all.sort_by(|(a, x), (b, y)| y.cmp(x).then_with(|| a.cmp(b)));
    all
}
