//! The door out of an audit: what a run holds of the site's words is masked here, once and for
//! every format, the ledger and whatever else is made of a run.
//!
//! Identities are worked out before and stay as they are: [`Subject::key`] is part of the
//! fingerprint and no format shows it.

use std::borrow::Cow;
use std::sync::Arc;

use crate::masking::masked;
use crate::model::{Account, Evidence, Examined, Outcome, Run, SeenFact, Step, Verdict, Words};

/// Masks personal data in everything that a run holds of the site's words and addresses.
pub fn mask(run: &mut Run) {
    optional(&mut run.site_name);
    for (address, _) in &mut run.crawl.errors {
        text(address);
    }
    run.crawl.why_incomplete.iter_mut().for_each(words);
    run.notices.iter_mut().for_each(words);
    run.outcomes.iter_mut().for_each(outcome);
}

fn outcome(outcome: &mut Outcome) {
    let Outcome {
        subject,
        columns,
        verdict,
        message,
        evidence,
        account,
        ..
    } = outcome;
    text(&mut subject.name);
    optional(&mut subject.url);
    columns.iter_mut().for_each(text);
    match verdict {
        Verdict::Inapplicable(why) => words(why),
        Verdict::CannotTell { look, .. } => words(look),
        Verdict::Pass | Verdict::Fail => {}
    }
    words(message);
    evidence.iter_mut().for_each(seen);
    let Account {
        examined, changes, ..
    } = account;
    changes.iter_mut().for_each(words);
    for Examined { name, url, steps } in examined {
        text(name);
        optional(url);
        for Step {
            asked, then, facts, ..
        } in steps
        {
            words(asked);
            words(then);
            facts.iter_mut().for_each(fact);
        }
    }
}

fn fact(fact: &mut SeenFact) {
    words(&mut fact.asked);
    words(&mut fact.value);
    fact.places.iter_mut().for_each(seen);
}

fn seen(seen: &mut Evidence) {
    shared(&mut seen.url);
    seen.excerpt.iter_mut().for_each(shared);
    seen.locator.iter_mut().for_each(shared);
}

fn words(words: &mut Words) {
    text(&mut words.zh);
    text(&mut words.en);
}

fn optional(value: &mut Option<String>) {
    value.iter_mut().for_each(text);
}

fn text(value: &mut String) {
    if let Cow::Owned(shown) = masked(value) {
        *value = shown;
    }
}

/// Masks a text that many share; one that holds nothing stays shared.
fn shared(value: &mut Arc<str>) {
    if let Cow::Owned(shown) = masked(value) {
        *value = shown.into();
    }
}
