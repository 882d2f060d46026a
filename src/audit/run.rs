//! Every rule on every subject.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;

use super::gather::{Gathering, How, Judged as Single, OfRule, rule_error};
use super::single::{self, Before, Judgement, SubjectFacts};
use crate::model::{
    Cause, FactSource, Find, Found, Handle, Outcome, Place, Subject, SubjectKind, Tally, Words,
    YearFind,
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
    let by_rule: Vec<OfRule> = rules
        .rules()
        .par_iter()
        .map(|rule| of_rule(rule, source, &site, options.accounts))
        .collect();
    let mut judged = Judged::default();
    for of_rule in by_rule {
        judged.outcomes.extend(of_rule.outcomes);
        judged.tallies.push(of_rule.tally);
    }
    judged.outcomes.sort_by(|a, b| {
        (a.severity, &a.rule, &a.subject, a.verdict.code()).cmp(&(
            b.severity,
            &b.rule,
            &b.subject,
            b.verdict.code(),
        ))
    });
    judged
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

/// Judges one rule on everything that it applies to.
fn of_rule(rule: &Rule, source: &dyn FactSource, site: &Handle, accounts: bool) -> OfRule {
    let mut gathering = Gathering::new(rule, site);
    each_single(rule, source, site, |single| gathering.take(single));
    gathering.finish(source, accounts)
}

/// What is to be judged: a subject found, or one that is absent or was not seen.
#[derive(Debug, Clone)]
enum Target {
    Handle(Handle),
    Absent(Subject, Vec<Place>),
    Unseen(Subject, Cause, Words, Vec<Place>),
}

/// Returns every judgement of one rule.
pub(crate) fn singles(rule: &Rule, source: &dyn FactSource, site: &Handle) -> Vec<Single> {
    let mut singles = Vec::new();
    each_single(rule, source, site, |single| singles.push(single));
    singles
}

/// Judges a rule on one subject after the other; none is kept.
///
/// Rules are what is shared out among threads. Sharing out the subjects of each as well would
/// have several rules half judged on every thread, with all that they keep.
pub(crate) fn each_single(
    rule: &Rule,
    source: &dyn FactSource,
    site: &Handle,
    mut take: impl FnMut(Single),
) {
    let of_error = |said: &str| Single {
        handle: site.clone(),
        how: How::Found,
        judgement: rule_error(rule, said),
    };
    let prepared = catch_unwind(AssertUnwindSafe(|| {
        let before = single::before(rule, &SubjectFacts::new(source, site), &mut None);
        (before, targets(rule, source))
    }));
    let (before, (targets, counted)) = match prepared {
        Ok(prepared) => prepared,
        Err(panic) => return take(of_error(&said(&*panic))),
    };
    let judge = |target: Target| {
        let judgement = catch_unwind(AssertUnwindSafe(|| {
            judge_target(rule, source, site, &target, &before)
        }));
        let (handle, how) = target.into_parts();
        Single {
            judgement: judgement.unwrap_or_else(|panic| rule_error(rule, &said(&*panic))),
            handle,
            how,
        }
    };
    for target in targets {
        take(judge(target));
    }
    for number in 0..counted {
        match catch_unwind(AssertUnwindSafe(|| source.handle(rule.subject, number))) {
            Ok(Some(handle)) => take(judge(Target::Handle(handle))),
            Ok(None) => {}
            Err(panic) => take(of_error(&said(&*panic))),
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
            single::judge(rule, source, handle, before, None)
        }
        Target::Absent(subject, looked) => {
            let facts = SubjectFacts::new(source, site);
            single::judge_absent(rule, &facts, subject, looked, before, None)
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
            Self::Absent(subject, _) | Self::Unseen(subject, ..) => subject,
        }
    }

    fn into_parts(self) -> (Handle, How) {
        let (subject, places, how) = match self {
            Self::Handle(handle) => return (handle, How::Found),
            Self::Absent(subject, places) => (subject, places, How::Absent),
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
            Found::Absent { subject, places } => targets.push(Target::Absent(subject, places)),
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
