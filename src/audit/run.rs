//! Every rule on every subject.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;

use super::gather::{Gathering, How, Judged as Single, OfRule, is_many, rule_error};
use super::single::{self, Before, Judgement, Passes, SubjectFacts};
use super::spoken;
use crate::model::{
    Cause, FactSource, Find, Found, Handle, Outcome, Place, Severity, Subject, SubjectKind, Tally,
    Words, YearFind,
};
use crate::rules::{Rule, RuleSet, Search};

/// How to judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Whether to tell how each listed verdict came about.
    pub accounts: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { accounts: true }
    }
}

/// What judging gave.
#[derive(Debug, Clone, Default)]
pub struct Judged {
    /// The verdicts that are listed, in the order of reports: by severity, rule, subject.
    /// Passes of single documents, pages, links and messages are only counted; what is
    /// open of those is one verdict a column and cause, what is inapplicable one a reason.
    pub outcomes: Vec<Outcome>,
    /// Counts by rule, in order of id; every rule has one.
    pub tallies: Vec<Tally>,
}

/// Judges a site by rules. Pure: the same facts and rules give the same result, whatever
/// the number of threads.
pub fn judge(rules: &RuleSet, source: &dyn FactSource, options: Options) -> Judged {
    let site = site_handle(source);
    spoken::settle(rules, source, &site);
    let work: Vec<Work<'_>> = rules
        .rules()
        .par_iter()
        .map(|rule| Work::begin(rule, source, &site, options.accounts))
        .collect();
    let mut rules = finish(work, source, &site);
    let tallies = rules
        .iter_mut()
        .map(|of_rule| std::mem::take(&mut of_rule.tally))
        .collect();
    Judged {
        outcomes: in_order(rules),
        tallies,
    }
}

/// Puts the outcomes of all rules into the order of reports.
///
/// Those of one rule stand in it already. Rules are what is sorted, and room is made once: this
/// is when most memory is in use.
fn in_order(mut rules: Vec<OfRule>) -> Vec<Outcome> {
    let of_rule = |of_rule: &OfRule| {
        let first = of_rule.outcomes.first();
        first.map(|outcome| (outcome.severity, outcome.rule.clone()))
    };
    rules.sort_by_cached_key(of_rule);
    let count = rules.iter().map(|of_rule| of_rule.outcomes.len()).sum();
    let mut outcomes = Vec::with_capacity(count);
    for of_rule in rules {
        outcomes.extend(of_rule.outcomes);
    }
    fn place(outcome: &Outcome) -> (Severity, &str, &Subject, &'static str) {
        (
            outcome.severity,
            &outcome.rule,
            &outcome.subject,
            outcome.verdict.code(),
        )
    }
    // Two packs may have rules of one name.
    if !outcomes.is_sorted_by_key(place) {
        outcomes.sort_by(|one, other| place(one).cmp(&place(other)));
    }
    outcomes
}

/// Returns the handle of the site, of which facts of the body and the audit are asked.
pub(crate) fn site_handle(source: &dyn FactSource) -> Handle {
    let found = catch_unwind(AssertUnwindSafe(|| {
        source.find(SubjectKind::Site, &Find::default())
    }));
    match found {
        Ok(Found::Subjects(handles)) => handles.into_iter().next(),
        _ => None,
    }
    .unwrap_or_else(|| Handle {
        subject: Subject {
            kind: SubjectKind::Site,
            key: String::new(),
            name: source.body().name.clone().unwrap_or_default(),
            url: None,
        },
        column: None,
        template: None,
        places: Vec::new(),
        index: 0,
    })
}

/// Subjects that all rules on their kind are judged on before the next ones are asked for:
/// enough for every core, few enough for their facts to be kept at hand.
const TOGETHER: usize = 32;

/// A rule of which some subjects are judged.
enum Work<'r> {
    /// All that it applies to was found at once.
    Done(OfRule),
    /// There are so many more, to be asked for by their numbers.
    Open(Box<Gathering<'r>>, &'r Rule, Before, usize),
}

impl<'r> Work<'r> {
    /// Judges a rule on what was found of its subjects.
    fn begin(rule: &'r Rule, source: &'r dyn FactSource, site: &'r Handle, accounts: bool) -> Self {
        let mut gathering = Gathering::new(rule, source, site, accounts);
        match prepare(rule, source, site) {
            Err(error) => gathering.take(*error),
            Ok((before, targets, counted)) => {
                for target in targets {
                    gathering.take(judge_one(rule, source, site, target, &before));
                }
                if counted > 0 {
                    return Self::Open(Box::new(gathering), rule, before, counted);
                }
            }
        }
        Self::Done(gathering.finish())
    }

    /// Makes the outcomes once all subjects are judged.
    fn finish(self) -> OfRule {
        match self {
            Self::Done(of_rule) => of_rule,
            Self::Open(gathering, ..) => gathering.finish(),
        }
    }
}

/// Judges what is left, and makes the outcomes.
///
/// Some subjects at a time are taken through all the rules on their kind, so that their facts
/// are read once and not once for every rule. Rules are what is shared out among threads: each
/// takes its subjects in order, whatever the number of threads.
fn finish(mut work: Vec<Work<'_>>, source: &dyn FactSource, site: &Handle) -> Vec<OfRule> {
    for kind in SubjectKind::ALL {
        let mut of_kind: Vec<&mut Work<'_>> = work
            .iter_mut()
            .filter(|work| matches!(work, Work::Open(_, rule, ..) if rule.subject == kind))
            .collect();
        let most = |work: &&mut Work<'_>| match work {
            Work::Open(.., counted) => *counted,
            Work::Done(_) => 0,
        };
        let count = of_kind.iter().map(most).max().unwrap_or(0);
        for first in (0..count).step_by(TOGETHER) {
            let handles: Vec<Result<Option<Handle>, String>> = (first..first + TOGETHER)
                .map(|number| {
                    catch_unwind(AssertUnwindSafe(|| source.handle(kind, number)))
                        .map_err(|panic| said(&*panic))
                })
                .collect();
            of_kind.par_iter_mut().for_each(|work| {
                let Work::Open(gathering, rule, before, counted) = &mut **work else {
                    return;
                };
                for handle in handles.iter().take(counted.saturating_sub(first)) {
                    match handle {
                        Ok(Some(handle)) => {
                            let judgement = judge_handle(rule, source, handle, before);
                            gathering.take_of(handle, judgement);
                        }
                        Ok(None) => {}
                        Err(said) => gathering.take(of_error(rule, site, said)),
                    }
                }
            });
        }
        // What was gathered of them is let go before the next kind is judged.
        of_kind.into_par_iter().for_each(|work| {
            let open = std::mem::replace(work, Work::Done(OfRule::default()));
            *work = Work::Done(open.finish());
        });
    }
    work.into_iter().map(Work::finish).collect()
}

/// What stands for the judgements of a rule that our own code failed on.
fn of_error(rule: &Rule, site: &Handle, said: &str) -> Single {
    Single {
        handle: site.clone(),
        how: How::Found,
        judgement: rule_error(rule, said),
    }
}

/// What is settled before the subjects are judged, the subjects found, and how many more.
type Prepared = (Before, Vec<Target>, usize);

fn prepare(rule: &Rule, source: &dyn FactSource, site: &Handle) -> Result<Prepared, Box<Single>> {
    catch_unwind(AssertUnwindSafe(|| {
        let before = single::before(rule, &SubjectFacts::new(source, site), &mut None);
        let (targets, counted) = targets(rule, source);
        (before, targets, counted)
    }))
    .map_err(|panic| Box::new(of_error(rule, site, &said(&*panic))))
}

fn judge_one(
    rule: &Rule,
    source: &dyn FactSource,
    site: &Handle,
    target: Target,
    before: &Before,
) -> Single {
    let judgement = catch_unwind(AssertUnwindSafe(|| {
        judge_target(rule, source, site, &target, before)
    }));
    let (handle, how) = target.into_parts();
    Single {
        judgement: judgement.unwrap_or_else(|panic| rule_error(rule, &said(&*panic))),
        handle,
        how,
    }
}

/// Judges a rule on one of the subjects that [`Gathering::take_of`] takes in.
fn judge_handle(
    rule: &Rule,
    source: &dyn FactSource,
    handle: &Handle,
    before: &Before,
) -> Judgement {
    catch_unwind(AssertUnwindSafe(|| {
        let passes = match is_many(rule.subject) {
            true => Passes::Counted,
            false => Passes::Told,
        };
        let rule = rule.in_column(column_of(handle));
        single::judge(rule, source, handle, before, passes, None)
    }))
    .unwrap_or_else(|panic| rule_error(rule, &said(&*panic)))
}

/// What is to be judged: a subject found, or one that is absent or was not seen.
#[derive(Debug, Clone)]
enum Target {
    Handle(Handle),
    Absent(Subject, Vec<Place>, Option<Words>),
    Unseen(Subject, Cause, Words, Vec<Place>),
}

/// Returns every judgement of one rule.
pub(crate) fn singles(rule: &Rule, source: &dyn FactSource, site: &Handle) -> Vec<Single> {
    let mut singles = Vec::new();
    each_single(rule, source, site, |single| singles.push(single));
    singles
}

/// Judges a rule on one subject after the other; none is kept.
pub(crate) fn each_single(
    rule: &Rule,
    source: &dyn FactSource,
    site: &Handle,
    mut take: impl FnMut(Single),
) {
    let (before, targets, counted) = match prepare(rule, source, site) {
        Ok(prepared) => prepared,
        Err(error) => return take(*error),
    };
    for target in targets {
        take(judge_one(rule, source, site, target, &before));
    }
    for number in 0..counted {
        match catch_unwind(AssertUnwindSafe(|| source.handle(rule.subject, number))) {
            Ok(Some(handle)) => {
                let target = Target::Handle(handle);
                take(judge_one(rule, source, site, target, &before));
            }
            Ok(None) => {}
            Err(panic) => take(of_error(rule, site, &said(&*panic))),
        }
    }
}

fn judge_target(
    rule: &Rule,
    source: &dyn FactSource,
    site: &Handle,
    target: &Target,
    before: &Before,
) -> Judgement {
    match target {
        Target::Handle(handle) => {
            let rule = rule.in_column(column_of(handle));
            single::judge(rule, source, handle, before, Passes::Told, None)
        }
        Target::Absent(subject, looked, instead) => {
            let facts = SubjectFacts::new(source, site);
            let absent = single::Missing {
                subject,
                looked,
                instead: instead.as_ref(),
            };
            single::judge_absent(rule, &facts, absent, before, None)
        }
        Target::Unseen(subject, cause, look, looked) => {
            single::judge_unseen(rule, subject, *cause, look, looked, before, None)
        }
    }
}

impl Target {
    fn subject(&self) -> &Subject {
        match self {
            Self::Handle(handle) => &handle.subject,
            Self::Absent(subject, ..) | Self::Unseen(subject, ..) => subject,
        }
    }

    fn into_parts(self) -> (Handle, How) {
        let (subject, places, how) = match self {
            Self::Handle(handle) => return (handle, How::Found),
            Self::Absent(subject, places, instead) => (subject, places, How::Absent(instead)),
            Self::Unseen(subject, cause, look, places) => {
                (subject, places, How::Unseen(cause, look))
            }
        };
        let handle = Handle {
            subject,
            column: None,
            template: None,
            places,
            index: 0,
        };
        (handle, how)
    }
}

/// Returns the path of the column that a subject is or stands in, for parameters of columns.
pub(crate) fn column_of(handle: &Handle) -> &str {
    match (&handle.column, handle.subject.kind) {
        (Some(column), _) => &column.name,
        (None, SubjectKind::Column) => &handle.subject.name,
        (None, _) => "",
    }
}

/// Looks for what a rule is applied to: what was found one by one, and how many more there are
/// to be asked for by their numbers.
fn targets(rule: &Rule, source: &dyn FactSource) -> (Vec<Target>, usize) {
    let as_of = source.as_of();
    let finds: Vec<Find> = match &rule.find {
        None => vec![Find::default()],
        Some(Search::Serves(obligation)) => vec![Find {
            serves: Some(obligation.clone()),
            ..Find::default()
        }],
        Some(Search::Names(names)) => vec![Find {
            names: names.clone(),
            ..Find::default()
        }],
        Some(Search::Year(offset)) => vec![of_year(*offset)],
        // Year by year, because some may be there and others not.
        Some(Search::EachSince(first, _)) => (*first..i64::from(as_of.year()))
            .filter_map(|year| i16::try_from(year - i64::from(as_of.year())).ok())
            .map(of_year)
            .collect(),
    };
    let (mut targets, mut counted) = (Vec::new(), 0);
    for find in &finds {
        match source.find(rule.subject, find) {
            Found::Subjects(handles) => targets.extend(handles.into_iter().map(Target::Handle)),
            Found::Counted(count) => counted = count,
            Found::Absent {
                subject,
                places,
                instead,
            } => targets.push(Target::Absent(subject, places, instead)),
            Found::Unknown {
                subject,
                cause,
                look,
                places,
            } => targets.push(Target::Unseen(subject, cause, look, places)),
        }
    }
    // Gathered messages name the first ones, so the order is the subjects' and not the source's.
    targets.sort_by(|a, b| a.subject().cmp(b.subject()));
    (targets, counted)
}

fn of_year(offset: i16) -> Find {
    Find {
        year: Some(YearFind::Relative(offset)),
        ..Find::default()
    }
}

/// Returns what a panic said.
fn said(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "panic".to_owned())
}
