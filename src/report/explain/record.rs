//! An audit read back from its JSON, and the verdict that a fingerprint picks from it.

use serde::Deserialize;

use super::{Explanation, Page, text::outcome};
use crate::model::{Lang, Run, Words};
use crate::report::{Style, json};

/// An audit as its JSON holds it; keys that explaining needs not are left alone.
#[derive(Debug, Clone, Deserialize)]
pub struct Audit {
    pub(super) schema: String,
    pub(super) tool: Named,
    #[serde(default)]
    pub(super) versions: Vec<Named>,
    pub(super) target: String,
    pub(super) as_of: String,
    pub(super) verdicts: Vec<Explained>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) version: String,
}

/// One verdict of such an audit.
#[derive(Debug, Clone, Deserialize)]
pub struct Explained {
    pub(super) rule: String,
    pub(super) pack: String,
    #[serde(default)]
    pub(super) title: String,
    pub(super) subject: Subject,
    pub(super) outcome: String,
    #[serde(default)]
    pub(super) look: Option<String>,
    pub(super) severity: String,
    pub(super) basis: Vec<Basis>,
    pub(super) message: String,
    pub(super) advice: String,
    pub(super) evidence: Vec<Page>,
    pub(super) fingerprint: String,
    #[serde(default)]
    pub(super) explanation: Option<Explanation>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Subject {
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) url: Option<String>,
    #[serde(default)]
    pub(super) columns: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Basis {
    pub(super) law: String,
    pub(super) article: Option<u32>,
    pub(super) item: Option<serde_json::Value>,
    pub(super) text: String,
    #[serde(default)]
    pub(super) since: Option<String>,
}

/// Why no verdict could be picked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unpicked {
    /// None begins so; these come nearest.
    Unknown(Vec<Words>),
    /// Several begin so.
    Several(Vec<Words>),
}

/// The fewest digits that a beginning of a fingerprint must have.
const DIGITS: usize = 4;
/// How many near ones are named.
const NEAR: usize = 5;

impl Audit {
    /// Reads the bytes of an audit's JSON.
    ///
    /// # Errors
    /// When they are none.
    pub fn read(bytes: &[u8]) -> Result<Self, Words> {
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        let audit: Self = serde_json::from_slice(bytes).map_err(|error| {
            Words::new(
                format!("不是核查结果（gongkai.audit/1）：{error}"),
                format!("not an audit (gongkai.audit/1): {error}"),
            )
        })?;
        if audit.schema != "gongkai.audit/1" {
            return Err(Words::new(
                format!("不认识的格式 {}，应为 gongkai.audit/1", audit.schema),
                format!("unknown schema {}, expected gongkai.audit/1", audit.schema),
            ));
        }
        Ok(audit)
    }

    /// Takes a run as its JSON would hold it.
    ///
    /// # Errors
    /// Never for a run that can be written.
    pub fn of(run: &Run, lang: Lang) -> Result<Self, Words> {
        let mut bytes = Vec::new();
        let style = Style {
            lang,
            ..Style::default()
        };
        (json::FORMAT.write)(run, &style, &mut bytes)
            .map_err(|error| Words::new(error.to_string(), error.to_string()))?;
        Self::read(&bytes)
    }

    /// Picks the verdict with this fingerprint, or the only one that begins so; the id of a
    /// rule picks its only verdict.
    ///
    /// # Errors
    /// When none or several are meant, with those that come near.
    pub fn pick(&self, wanted: &str) -> Result<&Explained, Unpicked> {
        let wanted = wanted.trim().trim_end_matches('…').to_ascii_lowercase();
        let found: Vec<&Explained> = self
            .verdicts
            .iter()
            .filter(|one| {
                (wanted.len() >= DIGITS && one.fingerprint.starts_with(&wanted))
                    || one.rule == wanted
            })
            .collect();
        match found.as_slice() {
            [one] => Ok(one),
            // No more digits would tell them apart: a column that leads to a page of another.
            [one, rest @ ..] if rest.iter().all(|two| two.fingerprint == one.fingerprint) => {
                Ok(one)
            }
            [] => Err(Unpicked::Unknown(self.near(&wanted))),
            many => Err(Unpicked::Several(
                many.iter().take(2 * NEAR).map(|one| one.line()).collect(),
            )),
        }
    }

    /// Returns the verdicts whose fingerprint (or rule) is most like what was asked for.
    fn near(&self, wanted: &str) -> Vec<Words> {
        let mut scored: Vec<(f64, &Explained)> = self
            .verdicts
            .iter()
            .map(|one| {
                let beginning: String = one.fingerprint.chars().take(wanted.len()).collect();
                let of_print = strsim::jaro_winkler(wanted, &beginning);
                let of_rule = strsim::jaro_winkler(wanted, &one.rule);
                (of_print.max(of_rule), one)
            })
            .filter(|(score, _)| *score > 0.7)
            .collect();
        scored.sort_by(|(a, x), (b, y)| {
            b.total_cmp(a)
                .then_with(|| x.fingerprint.cmp(&y.fingerprint))
        });
        scored
            .iter()
            .take(NEAR)
            .map(|(_, one)| one.line())
            .collect()
    }
}

impl Explained {
    fn line(&self) -> Words {
        let short = short(&self.fingerprint);
        let of = |lang| {
            format!(
                "{short}  {}  {}  {}",
                outcome(&self.outcome, lang),
                self.rule,
                self.subject.name
            )
        };
        Words::new(of(Lang::Zh), of(Lang::En))
    }
}

fn short(fingerprint: &str) -> String {
    fingerprint.chars().take(12).collect()
}
