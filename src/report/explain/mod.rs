//! How a verdict came about, for people: what audits carry and `gongkai explain` prints.
//!
//! In goes an account of the model, or an audit as its JSON holds it; out comes a plain text
//! that a site owner who disputes a finding can read: pages, facts, clause, every condition
//! with its answer, the parameters with their source, and what would change the verdict.

mod record;
mod text;

use serde::{Deserialize, Serialize};

use super::clean;
use crate::model::{Account, Evidence, Lang, Words};

pub use record::{Audit, Explained, Unpicked};
pub use text::explain;

/// The explanation of a verdict in one language, as audits carry it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// What the rule expects.
    pub expects: String,
    /// The pages on which the facts were seen.
    pub pages: Vec<Page>,
    /// The first subjects that the verdict is about.
    pub examined: Vec<Examined>,
    /// How many subjects it is about.
    pub examined_of: usize,
    /// The rule's parameters.
    pub params: Vec<Param>,
    /// What would change the verdict.
    pub would_change: Vec<String>,
}

/// One subject with the steps that led to its verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields are those of the model's account")]
pub struct Examined {
    pub subject: String,
    pub url: Option<String>,
    pub steps: Vec<Step>,
}

/// One step: `step` is in_force, applies, find, manual or expect; `answer` yes, no or unknown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields are those of the model's account")]
pub struct Step {
    pub step: String,
    pub asked: String,
    pub answer: String,
    pub then: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<Seen>,
}

/// A fact as it was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields are those of the model's account")]
pub struct Seen {
    pub fact: String,
    pub label: String,
    pub value: String,
    pub answer: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Place>,
    #[serde(default, skip_serializing_if = "is_shown")]
    pub places_of: usize,
}

/// A page that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields are those of the model's evidence")]
pub struct Page {
    pub url: String,
    pub fetched_at: String,
    pub status: Option<u16>,
    pub sha256: Option<String>,
}

/// Where something was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Number of the page among the explanation's, from 1.
    pub page: usize,
    /// Where on the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locator: Option<String>,
    /// The words seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<String>,
}

/// A parameter of the rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields are those of the model's parameter")]
pub struct Param {
    pub name: String,
    pub value: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    pub source: String,
    pub set_by_config: bool,
}

/// The number of places is told only where not all of them are listed.
fn is_shown(count: &usize) -> bool {
    *count == 0
}

impl Explanation {
    /// Makes the explanation in one language; every word of the site is cleaned.
    pub fn of(account: &Account, lang: Lang) -> Self {
        let text = |words: &Words| clean::line(words.get(lang));
        let mut pages: Vec<Page> = Vec::new();
        let examined = account
            .examined
            .iter()
            .map(|examined| Examined {
                subject: clean::line(&examined.name),
                url: examined.url.clone(),
                steps: examined
                    .steps
                    .iter()
                    .map(|step| Step {
                        step: step.kind.code().to_owned(),
                        asked: text(&step.asked),
                        answer: step.answer.code().to_owned(),
                        then: text(&step.then),
                        facts: step
                            .facts
                            .iter()
                            .map(|fact| Seen {
                                fact: fact.fact.clone(),
                                label: text(&fact.label),
                                value: text(&fact.value),
                                answer: fact.answer.code().to_owned(),
                                cause: fact.cause.map(|cause| cause.code().to_owned()),
                                places: fact
                                    .places
                                    .iter()
                                    .map(|seen| place(seen, &mut pages))
                                    .collect(),
                                places_of: if fact.place_count > fact.places.len() {
                                    fact.place_count
                                } else {
                                    0
                                },
                            })
                            .collect(),
                    })
                    .collect(),
            })
            .collect();
        Self {
            expects: text(&account.expects),
            examined,
            pages,
            examined_of: account.count,
            params: account
                .params
                .iter()
                .map(|param| Param {
                    name: param.name.clone(),
                    value: text(&param.value),
                    unit: param.unit.clone(),
                    source: param.source.clone(),
                    set_by_config: param.overridden,
                })
                .collect(),
            would_change: account.changes.iter().map(text).collect(),
        }
    }
}

/// Returns where something was seen, with its page put among the pages.
fn place(seen: &Evidence, pages: &mut Vec<Page>) -> Place {
    let known = pages.iter().position(|page| *page.url == *seen.url);
    let page = known.unwrap_or_else(|| {
        pages.push(Page {
            url: seen.url.to_string(),
            fetched_at: super::json::seconds(seen.fetched_at),
            status: seen.status,
            sha256: seen.sha256.as_deref().map(str::to_owned),
        });
        pages.len() - 1
    });
    Place {
        page: page + 1,
        locator: seen.locator.as_deref().map(clean::line),
        excerpt: seen.excerpt.as_deref().map(clean::line),
    }
}
