//! What events carry: the JSON of their fields, written and read back.
//!
//! Names of fields are part of the ledger's format. A field that is set to an empty text is
//! taken back. Unknown fields are kept in the event and change nothing.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::text::Text;
use crate::masking::mask_json;
use crate::model::{Evidence, Lang, Outcome, Severity, Subject, SubjectKind, Words};

/// A finding as the ledger keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The site's identity, part of the fingerprint: host, and the path of a channel.
    pub site: String,
    /// The rule.
    pub rule: String,
    /// Its pack.
    pub pack: String,
    /// What the rule asks.
    pub title: Words,
    /// How grave it is.
    pub severity: Severity,
    /// What was judged.
    pub subject: Subject,
    /// Names of the columns that it stands in, outermost first.
    pub columns: Vec<String>,
    /// What is missing or wrong.
    pub message: Words,
    /// The clauses: citation and what it asks, one a clause.
    pub basis: Vec<Words>,
    /// How to mend it.
    pub advice: Words,
    /// What was seen.
    pub evidence: Vec<Evidence>,
    /// Addresses of the subjects that failed, where the finding gathers several.
    pub members: Vec<String>,
    /// Dates that the pages of the evidence showed: page, what they belong to, the day.
    pub dates: Vec<Named>,
}

/// A date that a page showed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// The page.
    pub page: String,
    /// What the date belongs to: `published`, `written`, or the address or title of an item.
    pub of: String,
    /// The day.
    pub day: Date,
}

impl Finding {
    /// Takes a finding of an audit.
    pub fn of(site: &str, outcome: &Outcome) -> Self {
        let one = |lang: Lang| {
            outcome
                .basis
                .iter()
                .map(move |basis| {
                    let colon = lang.pick("：", ": ");
                    format!("{}{colon}{}", basis.citation(lang), basis.text.get(lang))
                })
                .collect::<Vec<_>>()
        };
        let (zh, en) = (one(Lang::Zh), one(Lang::En));
        Self {
            site: site.to_owned(),
            rule: outcome.rule.clone(),
            pack: outcome.pack.clone(),
            title: (*outcome.title).clone(),
            severity: outcome.severity,
            subject: outcome.subject.clone(),
            columns: outcome.columns.clone(),
            message: outcome.message.clone(),
            basis: zh
                .into_iter()
                .zip(en)
                .map(|(zh, en)| Words::new(zh, en))
                .collect(),
            advice: (*outcome.advice).clone(),
            evidence: outcome.evidence.clone(),
            members: Vec::new(),
            dates: Vec::new(),
        }
    }

    /// Masks personal data in all that it holds, its addresses and the key of its subject too:
    /// whoever compares with them masks what is compared.
    pub(super) fn masked(self) -> Self {
        let mut value = self.to_json();
        if mask_json(&mut value) {
            Self::from_json(&value).unwrap_or(self)
        } else {
            self
        }
    }

    /// Writes it as JSON.
    pub(super) fn to_json(&self) -> serde_json::Value {
        serde_json::to_value(Json::of(self)).unwrap_or_default()
    }

    /// Reads it back; `None` when the text is not of this form.
    pub(super) fn from_json(value: &serde_json::Value) -> Option<Self> {
        Json::deserialize(value).ok()?.into_finding()
    }
}

type Pair = (String, String);

fn pair(words: &Words) -> Pair {
    (words.zh.clone(), words.en.clone())
}

fn words((zh, en): Pair) -> Words {
    Words { zh, en }
}

#[derive(Serialize, Deserialize)]
struct Json {
    site: String,
    rule: String,
    pack: String,
    title: Pair,
    severity: String,
    subject: JsonSubject,
    columns: Vec<String>,
    message: Pair,
    basis: Vec<Pair>,
    advice: Pair,
    evidence: Vec<JsonEvidence>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    members: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    dates: Vec<(String, String, Text<Date>)>,
}

#[derive(Serialize, Deserialize)]
struct JsonSubject {
    kind: String,
    key: String,
    name: String,
    url: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct JsonEvidence {
    url: String,
    fetched_at: Text<jiff::Timestamp>,
    status: Option<u16>,
    excerpt: Option<String>,
    locator: Option<String>,
    sha256: Option<String>,
}

impl Json {
    fn of(finding: &Finding) -> Self {
        Self {
            site: finding.site.clone(),
            rule: finding.rule.clone(),
            pack: finding.pack.clone(),
            title: pair(&finding.title),
            severity: finding.severity.code().to_owned(),
            subject: JsonSubject {
                kind: finding.subject.kind.code().to_owned(),
                key: finding.subject.key.clone(),
                name: finding.subject.name.clone(),
                url: finding.subject.url.clone(),
            },
            columns: finding.columns.clone(),
            message: pair(&finding.message),
            basis: finding.basis.iter().map(pair).collect(),
            advice: pair(&finding.advice),
            evidence: finding.evidence.iter().map(JsonEvidence::of).collect(),
            members: finding.members.clone(),
            dates: finding
                .dates
                .iter()
                .map(|named| (named.page.clone(), named.of.clone(), Text(named.day)))
                .collect(),
        }
    }

    fn into_finding(self) -> Option<Finding> {
        Some(Finding {
            site: self.site,
            rule: self.rule,
            pack: self.pack,
            title: words(self.title),
            severity: Severity::from_code(&self.severity)?,
            subject: Subject {
                kind: SubjectKind::from_code(&self.subject.kind)?,
                key: self.subject.key,
                name: self.subject.name,
                url: self.subject.url,
            },
            columns: self.columns,
            message: words(self.message),
            basis: self.basis.into_iter().map(words).collect(),
            advice: words(self.advice),
            evidence: self.evidence.into_iter().map(Evidence::from).collect(),
            members: self.members,
            dates: self
                .dates
                .into_iter()
                .map(|(page, of, Text(day))| Named { page, of, day })
                .collect(),
        })
    }
}

impl JsonEvidence {
    fn of(seen: &Evidence) -> Self {
        Self {
            url: seen.url.to_string(),
            fetched_at: Text(seen.fetched_at),
            status: seen.status,
            excerpt: seen.excerpt.as_deref().map(str::to_owned),
            locator: seen.locator.as_deref().map(str::to_owned),
            sha256: seen.sha256.as_deref().map(str::to_owned),
        }
    }
}

impl From<JsonEvidence> for Evidence {
    fn from(seen: JsonEvidence) -> Self {
        Self {
            url: seen.url.into(),
            fetched_at: seen.fetched_at.0,
            status: seen.status,
            excerpt: seen.excerpt.map(Into::into),
            locator: seen.locator.map(Into::into),
            sha256: seen.sha256.map(Into::into),
        }
    }
}
