//! From single judgements to outcomes: gathering, evidence, counting.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use super::explain::{EXAMINED, account};
use super::single::Judgement;
use crate::model::{
    Account, Basis, Cause, Evidence, FactSource, Fingerprint, Handle, Lang, Outcome, Place,
    Subject, SubjectKind, Tally, Verdict, Words,
};
use crate::rules::{Gather, Rule};

/// The most places that one subject's outcome shows.
const PLACES: usize = 20;
/// The most places that a gathered outcome shows.
const GATHERED_PLACES: usize = 200;
/// The most single messages or names that a gathered message holds.
const NAMED: usize = 3;

/// A judgement with what it was about.
#[derive(Debug, Clone)]
pub(crate) struct Judged {
    pub(crate) handle: Handle,
    pub(crate) how: How,
    pub(crate) judgement: Judgement,
}

/// What came of looking for a subject.
#[derive(Debug, Clone)]
pub(crate) enum How {
    Found,
    Absent(Option<Words>),
    Unseen(Cause, Words),
}

/// The outcomes of one rule.
#[derive(Debug, Clone, Default)]
pub(crate) struct OfRule {
    pub(crate) outcomes: Vec<Outcome>,
    pub(crate) tally: Tally,
}

/// Tells whether subjects of a kind are so many that passes are only counted.
pub(crate) const fn is_many(kind: SubjectKind) -> bool {
    matches!(
        kind,
        SubjectKind::Document
            | SubjectKind::Page
            | SubjectKind::Link
            | SubjectKind::Message
            | SubjectKind::Interpretation
            | SubjectKind::Consultation
            | SubjectKind::Decision
    )
}

/// What tells one group from another: its subject, its verdict, and what parts verdicts of
/// the same kind.
type Key = (Subject, &'static str, String);

/// Takes in the judgements of one rule as they come, and keeps of them only what its outcomes
/// show: a site has thousands of pages, and hundreds of rules are judged on each.
pub(crate) struct Gathering<'r> {
    rule: &'r Rule,
    source: &'r dyn FactSource,
    site: &'r Handle,
    accounts: bool,
    tally: Tally,
    groups: BTreeMap<Key, Group>,
    /// Of subjects that are many, by the step that decided.
    inapplicable: BTreeMap<String, Group>,
    /// Subjects of a group that are kept for telling how they were judged.
    examined: usize,
}

impl<'r> Gathering<'r> {
    pub(crate) fn new(
        rule: &'r Rule,
        source: &'r dyn FactSource,
        site: &'r Handle,
        accounts: bool,
    ) -> Self {
        Self {
            rule,
            source,
            site,
            accounts,
            tally: Tally {
                rule: rule.id.clone(),
                pack: rule.pack.clone(),
                ..Tally::default()
            },
            groups: BTreeMap::new(),
            inapplicable: BTreeMap::new(),
            examined: if accounts { EXAMINED } else { 1 },
        }
    }

    /// Takes in the judgement of one of many subjects; of most a pass is only counted.
    pub(crate) fn take_of(&mut self, handle: &Handle, judgement: Judgement) {
        if judgement.verdict == Verdict::Pass && is_many(self.rule.subject) {
            self.tally.decided += 1;
            self.tally.pass += 1;
            return;
        }
        self.take(Judged {
            handle: handle.clone(),
            how: How::Found,
            judgement,
        });
    }

    /// Takes in one judgement.
    pub(crate) fn take(&mut self, one: Judged) {
        let many = is_many(self.rule.subject);
        match &one.judgement.verdict {
            Verdict::Pass | Verdict::Fail => self.tally.decided += 1,
            Verdict::CannotTell { .. } => self.tally.open += 1,
            Verdict::Inapplicable(_) => {}
        }
        if one.judgement.verdict == Verdict::Pass {
            self.tally.pass += 1;
            if many {
                return;
            }
        }
        if many && matches!(one.judgement.verdict, Verdict::Inapplicable(_)) {
            if let Some(group) = self.inapplicable.get_mut(&one.judgement.step) {
                group.take(one, self.source, self.examined);
            } else {
                let step = one.judgement.step.clone();
                self.inapplicable.insert(step, Group::of(one, self.source));
            }
            return;
        }
        match self
            .groups
            .entry(group_of(self.rule, &self.site.subject, &one, many))
        {
            Entry::Occupied(group) => group.into_mut().take(one, self.source, self.examined),
            Entry::Vacant(place) => {
                place.insert(Group::of(one, self.source));
            }
        }
    }

    /// Makes the outcomes.
    pub(crate) fn finish(mut self) -> OfRule {
        for (step, group) in self.inapplicable {
            let tag = format!("inapplicable:{step}");
            let code = group.first.judgement.verdict.code();
            let key = (tagged(&self.site.subject, &tag), code, tag);
            self.groups.insert(key, group);
        }
        let shown = Shown::of(self.rule, self.source);
        let mut of_rule = OfRule {
            tally: self.tally,
            outcomes: Vec::with_capacity(self.groups.len()),
        };
        for ((subject, ..), mut group) in self.groups {
            let mut outcome = outcome(self.rule, self.source, &shown, subject, &mut group);
            if self.accounts {
                let members: Vec<&Judged> = group.members().collect();
                outcome.account = account(
                    self.rule,
                    self.source,
                    self.site,
                    &outcome,
                    &members,
                    group.count,
                );
            }
            match outcome.verdict {
                Verdict::Fail => of_rule.tally.fail += 1,
                Verdict::Inapplicable(_) => of_rule.tally.inapplicable += 1,
                Verdict::CannotTell { .. } => of_rule.tally.cannot_tell += 1,
                Verdict::Pass => {}
            }
            of_rule.outcomes.push(outcome);
        }
        of_rule
    }
}

/// Judgements that become one outcome.
struct Group {
    first: Judged,
    /// Those after the first that are examined with it.
    next: Vec<Judged>,
    count: usize,
    /// Of many: the first different messages in each language.
    zh: Vec<String>,
    en: Vec<String>,
    /// Of many: the first different names.
    names: Vec<String>,
    /// What its outcome shows: of one alone every place that it has, of many the best place of
    /// each.
    places: Vec<Evidence>,
    /// Of many: which places are kept, by their hash.
    seen: HashSet<u64>,
    /// Whether there are others, of which nothing is kept: a site may have a hundred thousand.
    more: bool,
}

impl Group {
    fn of(mut first: Judged, source: &dyn FactSource) -> Self {
        let mut places = std::mem::take(&mut first.judgement.places);
        let best = places.first().map(hash_of);
        let mut seen = HashSet::new();
        places.retain(|place| seen.insert(hash_of(place)));
        let more = places.len() > PLACES;
        places.truncate(PLACES);
        Self {
            next: Vec::new(),
            count: 1,
            zh: Vec::new(),
            en: Vec::new(),
            names: Vec::new(),
            places: places.iter().map(|place| source.evidence(place)).collect(),
            seen: best.into_iter().collect(),
            more,
            first,
        }
    }

    fn take(&mut self, mut one: Judged, source: &dyn FactSource, examined: usize) {
        if self.count == 1 {
            self.places.truncate(1);
            self.more = false;
            let message = std::mem::take(&mut self.first.judgement.message);
            let name = self.first.handle.subject.name.clone();
            self.note_words(&message, &name);
        }
        self.count += 1;
        self.note_words(&one.judgement.message, &one.handle.subject.name);
        // The best place of each first, so that the cut loses no subject before a detail.
        if let Some(place) = one.judgement.places.first() {
            self.note_place(place, source);
        }
        // The first stands apart.
        if self.next.len() + 1 < examined {
            one.judgement.places = Vec::new();
            self.next.push(one);
        }
    }

    fn note_place(&mut self, place: &Place, source: &dyn FactSource) {
        let hash = hash_of(place);
        if self.seen.contains(&hash) {
            return;
        }
        if self.places.len() < GATHERED_PLACES {
            self.seen.insert(hash);
            self.places.push(source.evidence(place));
        } else {
            self.more = true;
        }
    }

    fn note_words(&mut self, message: &Words, name: &str) {
        note_text(&mut self.zh, &message.zh, NAMED + 1);
        note_text(&mut self.en, &message.en, NAMED + 1);
        if !name.is_empty() {
            note_text(&mut self.names, name, NAMED);
        }
    }

    fn members(&self) -> impl Iterator<Item = &Judged> {
        std::iter::once(&self.first).chain(&self.next)
    }
}

fn note_text(texts: &mut Vec<String>, text: &str, most: usize) {
    if texts.len() < most && !texts.iter().any(|known| known == text) {
        texts.push(text.to_owned());
    }
}

fn hash_of(place: &Place) -> u64 {
    let mut hasher = DefaultHasher::new();
    place.page.as_str().hash(&mut hasher);
    place.excerpt.hash(&mut hasher);
    place.locator.hash(&mut hasher);
    hasher.finish()
}

/// Returns the subject that a failure is written to.
pub(super) fn home(rule: &Rule, site: &Subject, handle: &Handle) -> Subject {
    match rule.gather {
        Gather::None => handle.subject.clone(),
        Gather::Site => site.clone(),
        Gather::Column => match &handle.column {
            Some(column) => column.clone(),
            None if is_many(rule.subject) => site.clone(),
            None => handle.subject.clone(),
        },
        Gather::Template => match &handle.template {
            Some(template) => Subject {
                kind: SubjectKind::Page,
                key: format!("template:{template}"),
                name: "同一模板的页面".to_owned(),
                url: None,
            },
            None => handle.subject.clone(),
        },
    }
}

/// Returns the group that a judgement belongs to. Groups of what is open or inapplicable
/// have keys of their own, so that their fingerprints are never those of a failure.
fn group_of(rule: &Rule, site: &Subject, one: &Judged, many: bool) -> Key {
    let verdict = &one.judgement.verdict;
    let code = verdict.code();
    match verdict {
        Verdict::Pass => (one.handle.subject.clone(), code, String::new()),
        Verdict::Fail => (home(rule, site, &one.handle), code, String::new()),
        Verdict::CannotTell { cause, .. } if many => {
            let subject = one.handle.column.as_ref().unwrap_or(site);
            let tag = format!("cannot_tell:{}", cause.code());
            (tagged(subject, &tag), code, tag)
        }
        _ => (one.handle.subject.clone(), code, String::new()),
    }
}

fn tagged(subject: &Subject, tag: &str) -> Subject {
    Subject {
        key: format!("{}#{tag}", subject.key),
        ..subject.clone()
    }
}

fn outcome(
    rule: &Rule,
    source: &dyn FactSource,
    shown: &Shown,
    mut subject: Subject,
    group: &mut Group,
) -> Outcome {
    // Taken and not copied: this is when most memory is in use.
    let evidence = std::mem::take(&mut group.places);
    let verdict = std::mem::replace(&mut group.first.judgement.verdict, Verdict::Pass);
    let fingerprint = Fingerprint::of(&rule.id, source.site_key(), &subject);
    if subject.url.is_none() && subject.key.starts_with("template:") {
        subject.url = evidence.first().map(|seen| seen.url.to_string());
    }
    let mut message = message(group);
    if group.more {
        message
            .zh
            .push_str(&format!("（证据列出前 {} 处）", evidence.len()));
        message
            .en
            .push_str(&format!(" (the first {} places are shown)", evidence.len()));
    }
    let columns = columns_of(&group.first.handle, &subject);
    Outcome {
        columns,
        rule: rule.id.clone(),
        pack: rule.pack.clone(),
        title: Arc::clone(&shown.title),
        subject,
        severity: rule.severity,
        basis: shown.basis(&verdict),
        verdict,
        message,
        advice: Arc::clone(&shown.advice),
        evidence,
        fingerprint,
        gathered: (rule.gather != Gather::None).then_some(group.count),
        known: false,
        account: Account::default(),
        change: None,
        waiver: None,
        responsible: None,
    }
}

/// Returns the names of the columns that hold the subject, outermost first.
fn columns_of(handle: &Handle, subject: &Subject) -> Vec<String> {
    let column = match (&handle.column, subject.kind) {
        (Some(column), _) => &column.name,
        (None, SubjectKind::Column) => &subject.name,
        (None, _) => return Vec::new(),
    };
    column.split(" > ").map(str::to_owned).collect()
}

/// What all outcomes of a rule show of it, kept once.
struct Shown {
    title: Arc<Words>,
    advice: Arc<Words>,
    all: Arc<[Basis]>,
    in_force: Arc<[Basis]>,
}

impl Shown {
    fn of(rule: &Rule, source: &dyn FactSource) -> Self {
        Self {
            title: Arc::new(rule.title.clone()),
            advice: Arc::new(rule.advice.clone()),
            all: rule
                .basis
                .iter()
                .map(|clause| clause.basis.clone())
                .collect(),
            in_force: rule.basis_on(source.as_of()).into(),
        }
    }

    /// Returns the clauses in force; all of them where none is (the rule is inapplicable then).
    fn basis(&self, verdict: &Verdict) -> Arc<[Basis]> {
        let inapplicable = matches!(verdict, Verdict::Inapplicable(_));
        if inapplicable || self.in_force.is_empty() {
            Arc::clone(&self.all)
        } else {
            Arc::clone(&self.in_force)
        }
    }
}

/// Says the message of one, or of many: how many there are and the first ones.
fn message(group: &mut Group) -> Words {
    let count = group.count;
    if count == 1 {
        return std::mem::take(&mut group.first.judgement.message);
    }
    let one = |lang: Lang| {
        let texts = match lang {
            Lang::Zh => &group.zh,
            Lang::En => &group.en,
        };
        let trimmed = |text: &str| text.trim_end_matches(['。', '.', '；', ';']).to_owned();
        if let [text] = texts.as_slice() {
            let names = group.names.join(lang.pick("、", ", "));
            let more = if count > NAMED {
                lang.pick("等", " and others")
            } else {
                ""
            };
            return match lang {
                Lang::Zh => format!("{}（共 {count} 处：{names}{more}）", trimmed(text)),
                Lang::En => format!("{} ({count} places: {names}{more})", trimmed(text)),
            };
        }
        let shown: Vec<String> = texts
            .iter()
            .take(NAMED)
            .enumerate()
            .map(|(index, text)| match lang {
                Lang::Zh => format!("（{}）{}", index + 1, trimmed(text)),
                Lang::En => format!("({}) {}", index + 1, trimmed(text)),
            })
            .collect();
        let more = if texts.len() > NAMED {
            lang.pick("；其余见证据", "; the rest is in the evidence")
        } else {
            ""
        };
        match lang {
            Lang::Zh => format!("共 {count} 处：{}{more}", shown.join("；")),
            Lang::En => format!("{count} places: {}{more}", shown.join("; ")),
        }
    };
    Words::new(one(Lang::Zh), one(Lang::En))
}

/// Leaves a subject open because our own code failed on it.
pub(crate) fn rule_error(rule: &Rule, detail: &str) -> Judgement {
    let cause = Cause::RuleError;
    Judgement {
        verdict: Verdict::CannotTell {
            cause,
            look: super::words::look(rule, cause, &[]),
        },
        message: Words::new(
            format!("未能判定：规则执行出错（{detail}）"),
            format!("cannot tell: the rule could not be evaluated ({detail})"),
        ),
        places: Vec::new(),
        step: "error".to_owned(),
    }
}
