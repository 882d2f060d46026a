//! A finished audit read back from its JSON (`gongkai.audit/1`).
//!
//! Only what a comparison needs is read. Keys that are not known are left alone, so that a
//! file of a later version of the tool, which may have more, still serves.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::model::{Severity, Words};

/// The schema that is read.
const SCHEMA: &str = "gongkai.audit/1";

/// A file that is no audit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", words.en)]
pub struct RecordError {
    /// What is wrong and how to mend it.
    pub words: Words,
}

/// A finished audit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// The language of its words, where it says so: `zh` or `en`.
    pub lang: Option<String>,
    /// The target as it was given.
    pub target: String,
    /// 网站标识码.
    pub id_code: Option<String>,
    /// The day that it judged as of.
    pub as_of: String,
    /// When its material was last fetched.
    pub finished: String,
    /// Name and version of the tool.
    pub tool: String,
    /// Versions of the packs of rules and other data.
    pub versions: BTreeMap<String, String>,
    /// Whether nothing that could matter was left unread.
    pub complete: bool,
    /// The verdicts that it lists.
    pub entries: Vec<Entry>,
}

/// One verdict of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its identity from scan to scan.
    pub fingerprint: String,
    /// The rule.
    pub rule: String,
    /// The rule's title.
    pub title: String,
    /// The verdict.
    pub outcome: Kind,
    /// The rule's severity.
    pub severity: Severity,
    /// The kind of the subject.
    pub kind: String,
    /// The subject's name.
    pub name: String,
    /// The subject's address.
    pub url: Option<String>,
    /// What was said.
    pub message: String,
    /// The pages of the evidence, each once, in order.
    pub places: Vec<String>,
    /// What was read at each of them; empty where nothing is quoted.
    pub excerpts: Vec<String>,
    /// Of a rule that gathers: how many single failures it stands for.
    pub gathered: Option<usize>,
}

/// The verdict of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It holds.
    Pass,
    /// It does not hold.
    Fail,
    /// The rule does not apply.
    Inapplicable,
    /// It could not be told.
    CannotTell,
}

#[derive(Deserialize)]
struct Audit {
    #[serde(default)]
    lang: Option<String>,
    tool: Tool,
    #[serde(default)]
    versions: Vec<Tool>,
    target: String,
    site: Site,
    as_of: String,
    finished: String,
    crawl: Crawl,
    verdicts: Vec<Verdict>,
}

#[derive(Deserialize)]
struct Tool {
    name: String,
    version: String,
}

#[derive(Deserialize)]
struct Site {
    id_code: Option<String>,
}

#[derive(Deserialize)]
struct Crawl {
    complete: bool,
}

#[derive(Deserialize)]
struct Verdict {
    rule: String,
    #[serde(default)]
    title: String,
    subject: Subject,
    outcome: Kind,
    severity: String,
    message: String,
    #[serde(default)]
    evidence: Vec<Evidence>,
    fingerprint: String,
    #[serde(default)]
    gathered: Option<usize>,
}

#[derive(Deserialize)]
struct Subject {
    kind: String,
    name: String,
    url: Option<String>,
}

#[derive(Deserialize)]
struct Evidence {
    url: String,
    #[serde(default)]
    excerpt: Option<String>,
}

impl Record {
    /// Reads the bytes of a file.
    ///
    /// # Errors
    /// When they are no audit in JSON.
    pub fn read(bytes: &[u8]) -> Result<Self, RecordError> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let value: serde_json::Value = serde_json::from_slice(bytes).map_err(|error| {
            wrong(
                format!(
                    "不是合法的 JSON：第 {} 行第 {} 列",
                    error.line(),
                    error.column()
                ),
                format!(
                    "not valid JSON: line {}, column {}",
                    error.line(),
                    error.column()
                ),
            )
        })?;
        match value.get("schema").and_then(serde_json::Value::as_str) {
            Some(SCHEMA) => {}
            Some(other) => {
                return Err(wrong(
                    format!("是 {other}，不是核查结果 {SCHEMA}"),
                    format!("it is {other}, not an audit ({SCHEMA})"),
                ));
            }
            None => {
                return Err(wrong(
                    format!("不是核查结果（没有 \"schema\": \"{SCHEMA}\"）"),
                    format!("it is no audit: it has no \"schema\": \"{SCHEMA}\""),
                ));
            }
        }
        let audit: Audit = serde_json::from_value(value).map_err(|error| {
            wrong(
                format!("核查结果不完整：{error}"),
                format!("the audit is damaged: {error}"),
            )
        })?;
        audit.checked()
    }

    /// Returns the entries that are findings.
    pub fn findings(&self) -> impl Iterator<Item = &Entry> {
        self.entries
            .iter()
            .filter(|entry| entry.outcome == Kind::Fail)
    }
}

fn wrong(zh: String, en: String) -> RecordError {
    RecordError {
        words: Words::new(zh, en),
    }
}

impl Audit {
    fn checked(self) -> Result<Record, RecordError> {
        let mut entries = Vec::with_capacity(self.verdicts.len());
        for verdict in self.verdicts {
            let Some(severity) = Severity::from_code(&verdict.severity) else {
                return Err(wrong(
                    format!("没有严重度 {}", verdict.severity),
                    format!("there is no severity {}", verdict.severity),
                ));
            };
            let (mut places, mut excerpts): (Vec<String>, Vec<String>) = Default::default();
            for evidence in verdict.evidence {
                if !places.contains(&evidence.url) {
                    places.push(evidence.url);
                    excerpts.push(evidence.excerpt.unwrap_or_default());
                }
            }
            entries.push(Entry {
                fingerprint: verdict.fingerprint,
                rule: verdict.rule,
                title: verdict.title,
                outcome: verdict.outcome,
                severity,
                kind: verdict.subject.kind,
                name: verdict.subject.name,
                url: verdict.subject.url,
                message: verdict.message,
                places,
                excerpts,
                gathered: verdict.gathered,
            });
        }
        Ok(Record {
            lang: self.lang,
            target: self.target,
            id_code: self.site.id_code,
            as_of: self.as_of,
            finished: self.finished,
            tool: format!("{} {}", self.tool.name, self.tool.version),
            versions: self
                .versions
                .into_iter()
                .map(|version| (version.name, version.version))
                .collect(),
            complete: self.crawl.complete,
            entries,
        })
    }
}
