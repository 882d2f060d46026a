//! Verdicts and what is shown with them.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::account::Account;
use super::cause::Cause;
use super::change::{Change, Comparison, Waived};
use super::fact::SubjectKind;
use super::profile::Body;
use super::provision::Provision;
use super::score::Score;
use super::text::{Lang, Words};

/// How grave a failure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// 红线: a veto item or a leak.
    Critical,
    /// 缺陷: a statutory duty is not met.
    Major,
    /// 一般问题.
    Minor,
    /// 提示.
    Advice,
}

impl Severity {
    /// Every severity, gravest first.
    pub const ALL: [Self; 4] = [Self::Critical, Self::Major, Self::Minor, Self::Advice];

    /// Returns the code used in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::Major => "major",
            Self::Minor => "minor",
            Self::Advice => "advice",
        }
    }

    /// Returns the severity with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|severity| severity.code() == code)
    }

    /// Returns the word shown to people.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Critical => lang.pick("红线", "critical"),
            Self::Major => lang.pick("缺陷", "major"),
            Self::Minor => lang.pick("一般", "minor"),
            Self::Advice => lang.pick("提示", "advice"),
        }
    }
}

/// The judgement of one rule on one subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// What the rule expects holds.
    Pass,
    /// It does not hold.
    Fail,
    /// The rule does not apply, and why.
    Inapplicable(Words),
    /// It could not be told.
    CannotTell {
        /// The cause, from the fixed list.
        cause: Cause,
        /// What to look at by hand and what would make it decidable.
        look: Words,
    },
}

impl Verdict {
    /// Returns the word used in files.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Inapplicable(_) => "inapplicable",
            Self::CannotTell { .. } => "cannot_tell",
        }
    }
}

/// One clause that a rule rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// Official full name, or the document number.
    pub law: String,
    /// Article, where the text numbers them.
    pub article: Option<u32>,
    /// Item or paragraph, where the text numbers them.
    pub item: Option<String>,
    /// What it asks, paraphrased.
    pub text: Words,
    /// First day in force.
    pub since: Date,
    /// Last day in force.
    pub until: Option<Date>,
}

impl Basis {
    /// Returns the citation shown to people.
    pub fn citation(&self, lang: Lang) -> String {
        citation(&self.law, self.article, self.item.as_deref(), lang)
    }
}

/// Writes a citation for people: 《…》第 n 条（item）.
pub fn citation(law: &str, article: Option<u32>, item: Option<&str>, lang: Lang) -> String {
    let mut out = if law.contains('〔') || law.starts_with('《') {
        law.to_owned()
    } else {
        format!("《{law}》")
    };
    if let Some(article) = article {
        out.push_str(&match lang {
            Lang::Zh => format!("第{article}条"),
            Lang::En => format!(" Art. {article}"),
        });
    }
    if let Some(item) = item {
        out.push_str(&match lang {
            Lang::Zh => format!("（{item}）"),
            Lang::En => match number_of_item(item) {
                Some((number, true)) => format!(", para. {number}"),
                Some((number, false)) => format!(" ({number})"),
                None => format!(" ({item})"),
            },
        });
    }
    out
}

/// Returns the number of a numbered item and whether it is that of a paragraph: 二, 第2款.
fn number_of_item(item: &str) -> Option<(u32, bool)> {
    let paragraph = item
        .strip_prefix('第')
        .and_then(|rest| rest.strip_suffix('款'));
    let number = paragraph.unwrap_or(item);
    let digit = |c: char| "〇一二三四五六七八九".chars().position(|one| one == c);
    let read = number.parse().ok().or_else(|| {
        let (tens, ones) = match number.split_once('十') {
            None => ("", number),
            Some((tens, ones)) => (if tens.is_empty() { "一" } else { tens }, ones),
        };
        let one = |text: &str| {
            let mut chars = text.chars();
            match (chars.next(), chars.next()) {
                (None, _) => Some(0),
                (Some(c), None) => digit(c),
                _ => None,
            }
        };
        u32::try_from(one(tens)? * 10 + one(ones)?).ok()
    })?;
    Some((read, paragraph.is_some()))
}

/// What a verdict is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// Its kind.
    pub kind: SubjectKind,
    /// Its identity, which stays the same between crawls; part of the fingerprint.
    pub key: String,
    /// Its name for people.
    pub name: String,
    /// Its address, when it has one.
    pub url: Option<String>,
}

/// What was seen, where and when. Hundreds of verdicts show the same page and the same words,
/// so texts are shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The page.
    pub url: Arc<str>,
    /// When it was fetched.
    pub fetched_at: Timestamp,
    /// HTTP status; `None` when there was no answer.
    pub status: Option<u16>,
    /// The words seen, masked.
    pub excerpt: Option<Arc<str>>,
    /// Where on the page.
    pub locator: Option<Arc<str>>,
    /// SHA-256 of the decoded body, lower-case hexadecimal.
    pub sha256: Option<Arc<str>>,
}

/// The identity of a finding from scan to scan: SHA-256 over a version tag, the rule, the
/// site and the subject's key, each with its length before it; 32 hexadecimal digits shown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// Computes the fingerprint.
    pub fn of(rule: &str, site: &str, subject: &Subject) -> Self {
        let mut hash = Sha256::new();
        for part in ["gongkai/v1", rule, site, subject.kind.code(), &subject.key] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        let digest = hash.finalize();
        Self(
            digest[..16]
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
        )
    }

    /// Reads the text of a fingerprint: 32 lower-case hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let written = text.len() == 32
            && text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        written.then(|| Self(text.to_owned()))
    }

    /// Returns the hexadecimal text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One judgement, with all that is shown of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The rule.
    pub rule: String,
    /// Its pack.
    pub pack: String,
    /// The rule's title; like the clauses and the advice it is shared by the rule's outcomes.
    pub title: Arc<Words>,
    /// What was judged.
    pub subject: Subject,
    /// Names of the columns that the subject stands in, outermost first; empty when unknown.
    pub columns: Vec<String>,
    /// The judgement.
    pub verdict: Verdict,
    /// The rule's severity.
    pub severity: Severity,
    /// The clauses.
    pub basis: Arc<[Basis]>,
    /// What is missing or wrong, with the numbers; for other verdicts, what was seen.
    pub message: Words,
    /// How to mend it.
    pub advice: Arc<Words>,
    /// What was seen.
    pub evidence: Vec<Evidence>,
    /// The identity between scans.
    pub fingerprint: Fingerprint,
    /// Of a rule that gathers: how many single failures this one stands for.
    pub gathered: Option<usize>,
    /// True when a baseline has it.
    pub known: bool,
    /// How it came about.
    pub account: Account,
    /// How it stands to the baseline; `None` where none was given, and for what is no
    /// finding and not open.
    pub change: Option<Change>,
    /// The waiver that names it; the verdict is inapplicable while the waiver holds.
    pub waiver: Option<Box<Waived>>,
    /// Who has to mend it, as the configuration or the ledger says.
    pub responsible: Option<Box<Responsible>>,
}

/// Who has to mend a finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Responsible {
    /// The unit (责任单位).
    pub unit: String,
    /// The person (责任人).
    pub person: Option<String>,
}

impl Outcome {
    /// Tells whether it is told where only news are asked for: it is new or worse, or its
    /// waiver has expired.
    pub fn is_news(&self) -> bool {
        let expired = self.waiver.as_ref().is_some_and(|waiver| waiver.expired);
        expired || self.change.map_or(!self.known, Change::is_news)
    }

    /// Tells whether it is a finding that a waiver covered until it expired.
    pub fn is_past_waiver(&self) -> bool {
        let expired = self.waiver.as_ref().is_some_and(|waiver| waiver.expired);
        expired && self.verdict == Verdict::Fail
    }
}

/// How many verdicts of each kind a rule gave.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// The rule.
    pub rule: String,
    /// Its pack.
    pub pack: String,
    /// Passes, those of single documents, links and pages included.
    pub pass: usize,
    /// Fails, as listed: many gathered into one finding count once.
    pub fail: usize,
    /// Inapplicable, as listed.
    pub inapplicable: usize,
    /// Cannot tell, as listed.
    pub cannot_tell: usize,
    /// Subjects that the rule passed or failed on, each counted.
    pub decided: usize,
    /// Subjects that it could not tell of, each counted.
    pub open: usize,
}

impl Tally {
    /// Counts a failure of a rule as inapplicable from now on.
    pub fn excuse(tallies: &mut [Self], pack: &str, rule: &str) {
        let tally = tallies
            .iter_mut()
            .find(|tally| tally.rule == rule && tally.pack == pack);
        if let Some(tally) = tally {
            tally.fail = tally.fail.saturating_sub(1);
            tally.inapplicable += 1;
        }
    }
}

/// A pack of rules or a data file, with its version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PackVersion {
    /// Name.
    pub name: String,
    /// Version.
    pub version: String,
}

/// What a rule asks, for those who read its verdicts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleNote {
    /// The rule.
    pub id: String,
    /// Its pack.
    pub pack: String,
    /// Former ids.
    pub was: Vec<String>,
    /// What must hold, in a few words.
    pub title: Words,
    /// How grave a failure is.
    pub severity: Severity,
    /// The clauses, the leading one first.
    pub basis: Vec<Basis>,
    /// How to mend a failure.
    pub advice: Words,
}

/// How the material was come by.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CrawlSummary {
    /// True when nothing that could matter was left unread.
    pub complete: bool,
    /// Why not, in words for people.
    pub why_incomplete: Vec<Words>,
    /// Addresses asked for.
    pub requests: usize,
    /// HTML pages read.
    pub pages: usize,
    /// Bytes of bodies, decoded.
    pub bytes: u64,
    /// Addresses that were not answered, or refused, with the code of the cause (see
    /// [`super::unanswered`]).
    pub errors: Vec<(String, String)>,
}

/// One audit.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Versions of the packs, the vocabulary and the calendar.
    pub versions: Vec<PackVersion>,
    /// The target as given.
    pub target: String,
    /// Name of the site.
    pub site_name: Option<String>,
    /// 网站标识码.
    pub site_id_code: Option<String>,
    /// The audited body and its profile.
    pub body: Body,
    /// The day judged as of.
    pub as_of: Date,
    /// When the material was first and last fetched.
    pub started: Timestamp,
    /// When the material was last fetched.
    pub finished: Timestamp,
    /// How it was come by.
    pub crawl: CrawlSummary,
    /// Verdicts in the order of reports: by severity, rule, subject.
    pub outcomes: Vec<Outcome>,
    /// Counts by rule, in order of rule id.
    pub tallies: Vec<Tally>,
    /// What the sources of the rules ask, in order of pack and source.
    pub provisions: Vec<Provision>,
    /// The rules, in order of rule id.
    pub rules: Vec<RuleNote>,
    /// What people must know beside the verdicts: damaged material, waivers that have expired
    /// or name nothing.
    pub notices: Vec<Words>,
    /// The score by a scorecard, where one was given.
    pub score: Option<Box<Score>>,
    /// How it stands to the baseline, where one was given.
    pub comparison: Option<Box<Comparison>>,
}

impl Run {
    /// Returns the outcomes that are findings.
    pub fn findings(&self) -> impl Iterator<Item = &Outcome> {
        self.outcomes
            .iter()
            .filter(|outcome| outcome.verdict == Verdict::Fail)
    }

    /// Tells whether any rule passed or failed on anything.
    pub fn has_judged(&self) -> bool {
        self.tallies.iter().any(|tally| tally.decided > 0)
    }

    /// Returns the share of subjects decided among all that rules apply to, 0 to 1.
    pub fn coverage(&self) -> f64 {
        let (mut decided, mut all) = (0usize, 0usize);
        for tally in &self.tallies {
            decided += tally.decided;
            all += tally.decided + tally.open;
        }
        if all == 0 {
            0.0
        } else {
            decided as f64 / all as f64
        }
    }
}

#[cfg(test)]
mod tests {
    use super::citation;
    use crate::model::Lang;

    #[test]
    fn numbered_items_are_numbers_in_english() {
        for (item, zh, en) in [
            ("二", "《条例》第20条（二）", "《条例》 Art. 20 (2)"),
            ("十", "《条例》第20条（十）", "《条例》 Art. 20 (10)"),
            ("十五", "《条例》第20条（十五）", "《条例》 Art. 20 (15)"),
            (
                "第2款",
                "《条例》第20条（第2款）",
                "《条例》 Art. 20, para. 2",
            ),
            (
                "网站标识",
                "《条例》第20条（网站标识）",
                "《条例》 Art. 20 (网站标识)",
            ),
        ] {
            assert_eq!(citation("条例", Some(20), Some(item), Lang::Zh), zh);
            assert_eq!(citation("条例", Some(20), Some(item), Lang::En), en);
        }
    }
}
