//! What an audit says of findings that are known from before: each subject behind a finding
//! with its verdict, so that a ledger can tell what is mended from what merely vanished.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::gather::home;
use super::{run, spoken};
use crate::model::{FactSource, Fingerprint, Subject, Verdict, Words};
use crate::rules::RuleSet;

/// One subject behind a finding, as it is judged now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The subject.
    pub subject: Subject,
    /// Its verdict.
    pub verdict: Verdict,
    /// What was seen, in words.
    pub message: Words,
    /// Pages that the verdict rests on, the best first.
    pub pages: Vec<String>,
}

/// Judges anew what stands behind these findings (by rule: an id, a former id or `pack/id`).
/// A finding whose rule is not among the rules is left out; one that no subject stands
/// behind any more has no members.
pub fn follow(
    rules: &RuleSet,
    source: &dyn FactSource,
    wanted: &BTreeMap<String, BTreeSet<Fingerprint>>,
) -> BTreeMap<Fingerprint, Vec<Member>> {
    let site = run::site_handle(source);
    spoken::settle(rules, source, &site);
    let by_rule: Vec<BTreeMap<Fingerprint, Vec<Member>>> = wanted
        .par_iter()
        .filter_map(|(name, fingerprints)| {
            let rule = rules.rule(name)?;
            // A finding keeps the number that its rule's id gave it then, though what is kept
            // of it may name the rule by a later id.
            let ids: Vec<&str> = [rule.id.as_str()]
                .into_iter()
                .chain(rule.was.iter().map(String::as_str))
                .collect();
            let mut found: BTreeMap<Fingerprint, Vec<Member>> = fingerprints
                .iter()
                .map(|fingerprint| (fingerprint.clone(), Vec::new()))
                .collect();
            run::each_single(rule, source, &site, |single| {
                let home = home(rule, &site.subject, &single.handle);
                let known = ids
                    .iter()
                    .map(|id| Fingerprint::of(id, source.site_key(), &home))
                    .find(|fingerprint| found.contains_key(fingerprint));
                if let Some(members) = known.and_then(|known| found.get_mut(&known)) {
                    members.push(Member {
                        subject: single.handle.subject,
                        verdict: single.judgement.verdict,
                        message: single.judgement.message,
                        pages: single
                            .judgement
                            .places
                            .iter()
                            .map(|place| place.page.as_str().to_owned())
                            .collect(),
                    });
                }
            });
            Some(found)
        })
        .collect();
    by_rule.into_iter().flatten().collect()
}
