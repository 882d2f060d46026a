//! A scan into the ledger, in one transaction: what is new, what persists, what is mended,
//! what came back, and what could not be told.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::change::Change;
use super::dates;
use super::decide::{Seen, decide};
use super::error::LedgerError;
use super::event::{Draft, EventKind};
use super::filter::Filter;
use super::issue::Issue;
use super::policy::Policy;
use super::record::Finding;
use super::state::State;
use super::store::Ledger;
use super::times::Times;
use crate::audit::{self, Member};
use crate::masking::mask_json;
use crate::masking::mask_text;
use crate::model::{FactSource, Fingerprint, Lang, Outcome, Responsible, Run, Verdict, Words};
use crate::rules::{Gather, RuleSet};
use crate::site::SiteModel;

/// The most addresses of subjects kept of one finding.
const MEMBERS: usize = 200;

/// A scan, with all that is needed to look again at what is known.
pub struct Scan<'s> {
    /// The audit, after waivers of the configuration.
    pub run: &'s Run,
    /// The rules that it judged by.
    pub rules: &'s RuleSet,
    /// The site.
    pub site: &'s SiteModel,
    /// The site's facts as of the audit's day.
    pub source: &'s dyn FactSource,
    /// True for a re-check: only known issues are looked at, and nothing new is taken in.
    pub recheck: bool,
}

/// Who writes, when, and by which policy.
pub struct Writing<'w> {
    /// The tool, with its version.
    pub who: &'w str,
    /// Now.
    pub now: Timestamp,
    /// Today, in China.
    pub today: Date,
    /// Deadlines and responsibilities.
    pub policy: &'w Policy,
    /// The language of the notes that are written down.
    pub lang: Lang,
}

/// What a scan changed, each list in order of fingerprint.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merged {
    /// Number of the scan: of its event.
    pub run: u64,
    /// Seen for the first time.
    pub new: Vec<Fingerprint>,
    /// Seen again, state unchanged.
    pub persists: Vec<Fingerprint>,
    /// Seen mended.
    pub mended: Vec<Fingerprint>,
    /// Said or seen to be mended before, and seen again (复核未通过).
    pub review_failed: Vec<Fingerprint>,
    /// Signed off, and seen again (复发).
    pub recurred: Vec<Fingerprint>,
    /// Could not be told, with the cause.
    pub cannot_tell: Vec<(Fingerprint, Words)>,
    /// The rule does not fail any more, but that does not count, and why.
    pub doubted: Vec<(Fingerprint, Words)>,
    /// Open again because the day until which they were set aside is past.
    pub lapsed: Vec<Fingerprint>,
    /// Findings of this scan that a person has set aside, with the words why; each by the
    /// number that the scan has it by.
    pub excused: Vec<(Fingerprint, Words)>,
    /// Known issues that keep their state because the material is older than what the ledger
    /// knows of them, with the words why.
    pub older: Vec<(Fingerprint, Words)>,
    /// Findings that are not taken in because all of the site was read later, with the words why.
    pub outdated: Vec<(Fingerprint, Words)>,
    /// Who has to mend the findings of this scan, by the number that the scan has them by.
    pub responsible: Vec<(Fingerprint, Responsible)>,
}

impl Merged {
    /// Returns the counts by name, as the event of the scan holds them.
    pub fn counts(&self) -> [(&'static str, usize); 10] {
        [
            ("new", self.new.len()),
            ("persists", self.persists.len()),
            ("mended", self.mended.len()),
            ("review_failed", self.review_failed.len()),
            ("recurred", self.recurred.len()),
            ("cannot_tell", self.cannot_tell.len()),
            ("doubted", self.doubted.len()),
            ("lapsed", self.lapsed.len()),
            ("older", self.older.len()),
            ("outdated", self.outdated.len()),
        ]
    }

    /// Says what old material did not change.
    pub fn notes(&self) -> Vec<Words> {
        let mut notes = Vec::new();
        if let Some((_, why)) = self.older.first() {
            let count = self.older.len();
            notes.push(Words::new(
                format!(
                    "有 {count} 项不改变状态，因为这份材料较旧，不能说明现状（{}）；请用较新的材料核查",
                    why.zh
                ),
                format!(
                    "{count} issues keep their state, for this material is old and does not tell how things stand now ({}); audit newer material",
                    why.en
                ),
            ));
        }
        if let Some((_, why)) = self.outdated.first() {
            let count = self.outdated.len();
            notes.push(Words::new(
                format!(
                    "有 {count} 项只见于这份较旧的材料，较新的核查没有列出，未列入台账（{}）",
                    why.zh
                ),
                format!(
                    "{count} findings of this old material, which newer audits do not list, were not taken in ({})",
                    why.en
                ),
            ));
        }
        notes
    }
}

/// Takes a scan into a ledger.
///
/// # Errors
/// When the ledger cannot be read or written; nothing of the scan is kept then.
pub fn merge(
    ledger: &mut Ledger,
    scan: &Scan<'_>,
    writing: &Writing<'_>,
) -> Result<Merged, LedgerError> {
    ledger.change(writing.now, |change| {
        let site = scan.source.site_key();
        let known = known(change, site)?;
        let is_dated = !scan.site.origin.undated;
        let times = Times::of(scan.run, is_dated, writing.now, site, &change.runs()?);
        let mut merging = Merging {
            scan,
            writing,
            times,
            merged: Merged {
                run: change.head().seq + 1,
                ..Merged::default()
            },
            drafts: Vec::new(),
        };
        merging.work(known);
        merging.mask();
        change.append(merging.run_event())?;
        for draft in merging.drafts {
            change.append(draft)?;
        }
        Ok(merging.merged)
    })
}

/// Returns the issues of one site by number.
fn known(change: &Change<'_>, site: &str) -> Result<BTreeMap<Fingerprint, Issue>, LedgerError> {
    let filter = Filter {
        site: Some(site.to_owned()),
        ..Filter::default()
    };
    Ok(change
        .issues(&filter)?
        .into_iter()
        .map(|issue| (issue.fingerprint.clone(), issue))
        .collect())
}

struct Merging<'m> {
    scan: &'m Scan<'m>,
    writing: &'m Writing<'m>,
    times: Times,
    merged: Merged,
    drafts: Vec<Draft>,
}

type Followed = BTreeMap<Fingerprint, Vec<Member>>;

impl<'m> Merging<'m> {
    fn work(&mut self, mut known: BTreeMap<Fingerprint, Issue>) {
        let failing = self.failing(&known);
        let followed = self.follow(&known, &failing);
        for (fingerprint, outcome) in &failing {
            let members = followed.get(fingerprint).map_or(&[][..], Vec::as_slice);
            let finding = self.finding(outcome, members);
            match known.remove(fingerprint) {
                Some(issue) => self.again(&issue, finding, &outcome.fingerprint),
                None if self.scan.recheck => {}
                None if let Some(why) = self.times.outdated() => {
                    self.merged.outdated.push((fingerprint.clone(), why));
                }
                None => self.found(fingerprint, finding),
            }
        }
        for issue in known.values() {
            self.not_listed(issue, &followed);
        }
    }

    /// Masks what the scan says of its issues: nothing is ever taken out of a ledger again.
    fn mask(&mut self) {
        for draft in &mut self.drafts {
            draft.note = mask_text(&draft.note);
            draft.fields.values_mut().for_each(|value| {
                mask_json(value);
            });
        }
        let merged = &mut self.merged;
        let told = merged.cannot_tell.iter_mut().chain(&mut merged.doubted);
        for (_, words) in told {
            words.zh = mask_text(&words.zh);
            words.en = mask_text(&words.en);
        }
    }

    /// The findings of the scan, each under the number that the ledger has it by: that of a
    /// former id of its rule where the ledger knows it so.
    fn failing(&self, known: &BTreeMap<Fingerprint, Issue>) -> BTreeMap<Fingerprint, &'m Outcome> {
        let scan: &'m Scan<'m> = self.scan;
        let site = scan.source.site_key();
        scan.run
            .findings()
            .map(|outcome| {
                let rule = scan.rules.rule(&outcome.rule);
                let former = rule.into_iter().flat_map(|rule| &rule.was);
                let number = former
                    .map(|id| Fingerprint::of(id, site, &outcome.subject))
                    .find(|number| known.contains_key(number))
                    .unwrap_or_else(|| outcome.fingerprint.clone());
                (number, outcome)
            })
            .collect()
    }

    fn follow(
        &self,
        known: &BTreeMap<Fingerprint, Issue>,
        failing: &BTreeMap<Fingerprint, &Outcome>,
    ) -> Followed {
        let mut wanted: BTreeMap<String, BTreeSet<Fingerprint>> = BTreeMap::new();
        let of_known = known
            .values()
            .filter(|issue| self.is_looked_at(issue))
            .map(|issue| (&issue.finding.pack, &issue.finding.rule, &issue.fingerprint));
        let gathers = |rule: &str| {
            self.scan
                .rules
                .rule(rule)
                .is_some_and(|rule| rule.gather != Gather::None)
        };
        let of_failing = failing
            .iter()
            .filter(|(_, outcome)| gathers(&outcome.rule))
            .map(|(number, outcome)| (&outcome.pack, &outcome.rule, number));
        for (pack, rule, number) in of_known.chain(of_failing) {
            wanted
                .entry(format!("{pack}/{rule}"))
                .or_default()
                .insert(number.clone());
        }
        audit::follow(self.scan.rules, self.scan.source, &wanted)
    }

    /// Tells whether a scan can change an issue that it does not list as a finding.
    fn is_looked_at(&self, issue: &Issue) -> bool {
        matches!(
            issue.standing(self.writing.today),
            State::Open | State::InProgress | State::Rectified | State::Deferred
        )
    }

    fn finding(&self, outcome: &Outcome, members: &[Member]) -> Finding {
        let mut finding = Finding::of(self.scan.source.site_key(), outcome);
        finding.members = members
            .iter()
            .filter(|member| member.verdict == Verdict::Fail)
            .filter_map(|member| member.subject.url.clone())
            .take(MEMBERS)
            .collect();
        finding.dates = dates::witnessed(&finding.evidence, self.scan.site);
        finding.masked()
    }

    fn draft(&self, kind: EventKind, number: &Fingerprint) -> Draft {
        Draft::of(kind, self.writing.who, number)
            .field("run", self.merged.run)
            .field("as_of", self.scan.run.as_of.to_string())
    }

    fn found(&mut self, number: &Fingerprint, finding: Finding) {
        let mut draft = self
            .draft(EventKind::Found, number)
            .to(State::Open)
            .note(finding.message.get(self.writing.lang))
            .field("finding", finding.to_json());
        draft = self.with_due(draft, &finding);
        if let Some((unit, person)) = self.writing.policy.responsible(&finding) {
            draft = draft.field("unit", unit);
            if let Some(person) = person {
                draft = draft.field("person", person);
            }
        }
        self.drafts.push(draft);
        self.merged.new.push(number.clone());
    }

    fn with_due(&self, draft: Draft, finding: &Finding) -> Draft {
        let policy = self.writing.policy;
        match policy.due(&finding.site, finding.severity, self.writing.today) {
            Some(due) => draft.field("due", due.to_string()),
            None => draft,
        }
    }

    /// A known issue that the scan lists as a finding.
    /// `shown` is the number that the scan has it by.
    fn again(&mut self, issue: &Issue, finding: Finding, shown: &Fingerprint) {
        let number = &issue.fingerprint;
        if let Some(unit) = &issue.unit {
            let responsible = Responsible {
                unit: unit.clone(),
                person: issue.person.clone(),
            };
            self.merged.responsible.push((shown.clone(), responsible));
        }
        if self.lapse(issue) {
            // Open again by the lapse; that it still fails is seen below.
        } else if issue.state.is_excused() {
            self.merged
                .excused
                .push((shown.clone(), excuse_words(issue)));
        }
        if let Some(why) = self.times.older(issue, true) {
            self.older(issue, why);
            return;
        }
        let (kind, list) = match issue.state {
            State::Rectified | State::Verified => {
                (EventKind::ReviewFailed, &mut self.merged.review_failed)
            }
            State::SignedOff => (EventKind::Recurred, &mut self.merged.recurred),
            _ => (EventKind::Persists, &mut self.merged.persists),
        };
        list.push(number.clone());
        let mut draft = self.draft(kind, number);
        if kind != EventKind::Persists {
            draft = draft
                .to(State::Open)
                .note(finding.message.get(self.writing.lang));
        }
        if kind == EventKind::Recurred {
            draft = self.with_due(draft, &finding);
        }
        if changed(&issue.finding, &finding) {
            draft = draft.field("finding", finding.to_json());
        }
        self.drafts.push(draft);
    }

    /// An issue that keeps its state, because the material is older than what is known of it.
    fn older(&mut self, issue: &Issue, why: Words) {
        if self.is_looked_at(issue) {
            self.cannot_tell(issue, why.clone());
        }
        self.merged.older.push((issue.fingerprint.clone(), why));
    }

    /// An issue that could not be told.
    fn cannot_tell(&mut self, issue: &Issue, why: Words) {
        let number = &issue.fingerprint;
        // What a person claims, or asks to have looked at again, deserves an answer; of the
        // rest silence is no news.
        if self.scan.recheck || issue.state == State::Rectified {
            let draft = self
                .draft(EventKind::CannotTell, number)
                .note(why.get(self.writing.lang));
            self.drafts.push(draft);
        }
        self.merged.cannot_tell.push((number.clone(), why));
    }

    /// Writes down that the day until which an issue was set aside is past.
    fn lapse(&mut self, issue: &Issue) -> bool {
        if !issue.has_lapsed(self.writing.today) {
            return false;
        }
        let draft = self
            .draft(EventKind::Lapsed, &issue.fingerprint)
            .to(State::Open)
            .note(lapse_note(issue, self.writing.lang));
        self.drafts.push(draft);
        self.merged.lapsed.push(issue.fingerprint.clone());
        true
    }

    /// A known issue that the scan does not list.
    fn not_listed(&mut self, issue: &Issue, followed: &Followed) {
        if !self.is_looked_at(issue) {
            return;
        }
        self.lapse(issue);
        let number = &issue.fingerprint;
        let lang = self.writing.lang;
        let rule = self.scan.rules.rule(&issue.finding.rule);
        let seen = match (rule, followed.get(number)) {
            (Some(rule), Some(members)) => decide(issue, rule, members, self.scan.site),
            _ => Seen::CannotTell(Words::new(
                "本次核查没有这条规则",
                "this scan did not judge by this rule",
            )),
        };
        let is_against = matches!(seen, Seen::Doubted(_));
        if let Seen::Mended(_) | Seen::Doubted(_) = seen
            && let Some(why) = self.times.older(issue, is_against)
        {
            self.older(issue, why);
            return;
        }
        match seen {
            // It fails, but a waiver of the configuration keeps it off the list.
            Seen::Fails => {}
            Seen::Mended(words) => {
                let draft = self
                    .draft(EventKind::Verified, number)
                    .to(State::Verified)
                    .note(words.get(lang));
                self.drafts.push(draft);
                self.merged.mended.push(number.clone());
            }
            Seen::Doubted(words) => {
                if issue.doubt != words.get(lang) {
                    let draft = self.draft(EventKind::Doubted, number).note(words.get(lang));
                    self.drafts.push(draft);
                }
                self.merged.doubted.push((number.clone(), words));
            }
            Seen::CannotTell(words) => self.cannot_tell(issue, words),
        }
    }

    fn run_event(&self) -> Draft {
        let run = self.scan.run;
        let counts: Map<String, Value> = self
            .merged
            .counts()
            .into_iter()
            .map(|(name, count)| (name.to_owned(), json!(count)))
            .collect();
        let versions: Vec<String> = run
            .versions
            .iter()
            .map(|version| format!("{} {}", version.name, version.version))
            .collect();
        let mut draft = Draft {
            who: self.writing.who.to_owned(),
            kind: EventKind::Run,
            issue: None,
            to: None,
            note: String::new(),
            fields: Map::new(),
        }
        .field("site", self.scan.source.site_key())
        .field("target", run.target.as_str())
        .field("seed", self.scan.site.seed.as_str())
        .field("as_of", run.as_of.to_string())
        .field("started", run.started.to_string())
        .field("finished", run.finished.to_string())
        .field("complete", run.crawl.complete)
        .field("recheck", self.scan.recheck)
        .field("versions", versions)
        .field("counts", counts);
        if let Some(name) = run.site_name.as_ref().or(run.body.name.as_ref()) {
            draft = draft.field("name", name.as_str());
        }
        draft
    }
}

/// Tells whether what is shown of a finding is another than before. When it was fetched is
/// not: that changes with every scan.
fn changed(before: &Finding, now: &Finding) -> bool {
    let shown = |finding: &Finding| {
        let mut finding = finding.clone();
        for seen in &mut finding.evidence {
            seen.fetched_at = Timestamp::UNIX_EPOCH;
            seen.sha256 = None;
        }
        finding
    };
    shown(before) != shown(now)
}

pub(super) fn lapse_note(issue: &Issue, lang: Lang) -> String {
    let until = issue
        .excuse
        .as_ref()
        .and_then(|excuse| excuse.until)
        .map(|day| day.to_string())
        .unwrap_or_default();
    let state = issue.state.label(lang);
    match lang {
        Lang::Zh => format!("{state}至 {until}，已到期，恢复为待整改"),
        Lang::En => format!("{state} until {until}: past, open again"),
    }
}

fn excuse_words(issue: &Issue) -> Words {
    let one = |lang: Lang| {
        let state = issue.state.label(lang);
        let Some(excuse) = &issue.excuse else {
            return state.to_owned();
        };
        let until = excuse.until.map(|day| day.to_string());
        match (lang, until) {
            (Lang::Zh, Some(day)) => format!(
                "台账：{state}（{}，{}，至 {day}）",
                excuse.reason, excuse.who
            ),
            (Lang::Zh, None) => format!("台账：{state}（{}，{}）", excuse.reason, excuse.who),
            (Lang::En, Some(day)) => {
                format!(
                    "ledger: {state} ({}, {}, until {day})",
                    excuse.reason, excuse.who
                )
            }
            (Lang::En, None) => format!("ledger: {state} ({}, {})", excuse.reason, excuse.who),
        }
    };
    Words::new(one(Lang::Zh), one(Lang::En))
}
