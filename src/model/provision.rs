//! What the sources of the rules ask, with the rules that judge it.

use super::finding::{Severity, citation};
use super::text::{Lang, Words};

/// One thing that the source of a pack asks: an item, a sentence, a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provision {
    /// The pack that lists it.
    pub pack: String,
    /// Its code, which rules name under `ref`.
    pub code: String,
    /// Official full name of the source, or its document number.
    pub law: String,
    /// Article, where the text numbers them.
    pub article: Option<u32>,
    /// Item, paragraph or sentence.
    pub item: Option<String>,
    /// What it asks, paraphrased.
    pub text: Words,
    /// The rules that judge it, in order of id.
    pub rules: Vec<ProvisionRule>,
    /// What of it no machine can decide, and why.
    pub why: Option<Words>,
}

/// A rule that judges a provision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvisionRule {
    /// Its id.
    pub id: String,
    /// Its pack.
    pub pack: String,
    /// What must hold.
    pub title: Words,
    /// How grave a failure is.
    pub severity: Severity,
}

impl Provision {
    /// Returns the citation shown to people.
    pub fn citation(&self, lang: Lang) -> String {
        citation(&self.law, self.article, self.item.as_deref(), lang)
    }
}
