//! What the ledger knows, told in the reports of the scan that it took in.

use std::collections::BTreeMap;

use super::merge::Merged;
use crate::model::{Run, Verdict};

/// Writes into a run what the ledger knows of its findings: who has to mend them, and what a
/// person has set aside. The latter are findings no more, so that nobody is shown as failing
/// what was accepted: the verdict becomes inapplicable and says why.
pub fn inform(run: &mut Run, merged: &Merged) {
    let excused: BTreeMap<_, _> = merged
        .excused
        .iter()
        .map(|(of, words)| (of, words))
        .collect();
    let responsible: BTreeMap<_, _> = merged
        .responsible
        .iter()
        .map(|(of, who)| (of, who))
        .collect();
    for outcome in &mut run.outcomes {
        if let Some(who) = responsible.get(&outcome.fingerprint) {
            outcome.responsible = Some(Box::new((*who).clone()));
        }
        let Some(words) = excused
            .get(&outcome.fingerprint)
            .filter(|_| outcome.verdict == Verdict::Fail)
        else {
            continue;
        };
        outcome.verdict = Verdict::Inapplicable((*words).clone());
        let tally = run
            .tallies
            .iter_mut()
            .find(|tally| tally.rule == outcome.rule && tally.pack == outcome.pack);
        if let Some(tally) = tally {
            tally.fail = tally.fail.saturating_sub(1);
            tally.inapplicable += 1;
        }
    }
}
