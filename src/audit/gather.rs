//! From single judgements to outcomes: gathering, evidence, counting.

use std::collections::{BTreeMap, BTreeSet};

use super::explain::account;
use super::single::Judgement;
use crate::model::{
    Account, Cause, Evidence, FactSource, Fingerprint, Handle, Lang, Outcome, Place, Subject,
    SubjectKind, Tally, Verdict, Words,
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
    Absent,
    Unseen(Cause, Words),
}

/// The outcomes of one rule.
#[derive(Debug, Clone, Default)]
pub(crate) struct OfRule {
    pub(crate) outcomes: Vec<Outcome>,
    pub(crate) tally: Tally,
    pub(crate) passed: Vec<Fingerprint>,
}

/// Tells whether subjects of a kind are so many that passes are only counted.
const fn is_many(kind: SubjectKind) -> bool {
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

/// Makes the outcomes of one rule out of its single judgements.
pub(crate) fn outcomes(
    rule: &Rule,
    source: &dyn FactSource,
    site_handle: &Handle,
    judged: &[Judged],
    accounts: bool,
) -> OfRule {
    let site = &site_handle.subject;
    let mut of_rule = OfRule {
        tally: Tally {
            rule: rule.id.clone(),
            pack: rule.pack.clone(),
            ..Tally::default()
        },
        ..OfRule::default()
    };
    let many = is_many(rule.subject);
    let mut groups: BTreeMap<(Subject, &'static str, String), Vec<usize>> = BTreeMap::new();
    for (index, one) in judged.iter().enumerate() {
        match &one.judgement.verdict {
            Verdict::Pass | Verdict::Fail => of_rule.tally.decided += 1,
            Verdict::CannotTell { .. } => of_rule.tally.open += 1,
            Verdict::Inapplicable(_) => {}
        }
        if one.judgement.verdict == Verdict::Pass {
            of_rule.tally.pass += 1;
            if many {
                continue;
            }
        }
        let key = group_of(rule, site, one, many);
        groups.entry(key).or_default().push(index);
    }
    of_rule.passed = passed(rule, source, site, judged);
    for ((subject, ..), members) in groups {
        let members: Vec<&Judged> = members
            .iter()
            .filter_map(|index| judged.get(*index))
            .collect();
        let mut outcome = outcome(rule, source, subject, &members);
        if accounts {
            outcome.account = account(rule, source, site_handle, &outcome, &members);
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
fn group_of(
    rule: &Rule,
    site: &Subject,
    one: &Judged,
    many: bool,
) -> (Subject, &'static str, String) {
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
        Verdict::Inapplicable(_) if many => {
            let tag = format!("inapplicable:{}", one.judgement.step);
            (tagged(site, &tag), code, tag)
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

/// Returns the fingerprints that the rule passed on: each subject that passed, or, of a
/// rule that gathers, each group in which nothing failed and nothing is open.
fn passed(
    rule: &Rule,
    source: &dyn FactSource,
    site: &Subject,
    judged: &[Judged],
) -> Vec<Fingerprint> {
    let mut homes: BTreeMap<Subject, bool> = BTreeMap::new();
    for one in judged {
        let clean = match one.judgement.verdict {
            Verdict::Pass => true,
            Verdict::Fail | Verdict::CannotTell { .. } => false,
            Verdict::Inapplicable(_) => continue,
        };
        let home = home(rule, site, &one.handle);
        *homes.entry(home).or_insert(true) &= clean;
    }
    homes
        .into_iter()
        .filter(|(_, clean)| *clean)
        .map(|(subject, _)| Fingerprint::of(&rule.id, source.site_key(), &subject))
        .collect()
}

fn outcome(
    rule: &Rule,
    source: &dyn FactSource,
    mut subject: Subject,
    members: &[&Judged],
) -> Outcome {
    let fingerprint = Fingerprint::of(&rule.id, source.site_key(), &subject);
    let (evidence, left_out) = evidence(source, members);
    if subject.url.is_none() && subject.key.starts_with("template:") {
        subject.url = evidence.first().map(|seen| seen.url.clone());
    }
    let verdict = members
        .first()
        .map_or(Verdict::Pass, |one| one.judgement.verdict.clone());
    let mut message = message(members);
    if left_out > 0 {
        message
            .zh
            .push_str(&format!("（证据列出前 {} 处）", evidence.len()));
        message
            .en
            .push_str(&format!(" (the first {} places are shown)", evidence.len()));
    }
    let columns = members
        .first()
        .map(|one| columns_of(&one.handle, &subject))
        .unwrap_or_default();
    Outcome {
        columns,
        rule: rule.id.clone(),
        pack: rule.pack.clone(),
        title: rule.title.clone(),
        subject,
        severity: rule.severity,
        basis: shown_basis(rule, source, &verdict),
        verdict,
        message,
        advice: rule.advice.clone(),
        evidence,
        fingerprint,
        gathered: (rule.gather != Gather::None).then_some(members.len()),
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

/// Returns the clauses in force; all of them where none is (the rule is inapplicable then).
fn shown_basis(
    rule: &Rule,
    source: &dyn FactSource,
    verdict: &Verdict,
) -> Vec<crate::model::Basis> {
    let in_force = rule.basis_on(source.as_of());
    if in_force.is_empty() || matches!(verdict, Verdict::Inapplicable(_)) {
        return rule
            .basis
            .iter()
            .map(|clause| clause.basis.clone())
            .collect();
    }
    in_force
}

/// Says the message of one, or of many: how many there are and the first ones.
fn message(members: &[&Judged]) -> Words {
    let [first, others @ ..] = members else {
        return Words::default();
    };
    if others.is_empty() {
        return first.judgement.message.clone();
    }
    let count = members.len();
    let one = |lang: Lang| {
        let mut texts: Vec<&str> = Vec::new();
        for member in members {
            let text = member.judgement.message.get(lang);
            if !texts.contains(&text) {
                texts.push(text);
                if texts.len() > NAMED {
                    break;
                }
            }
        }
        let trimmed = |text: &str| text.trim_end_matches(['。', '.', '；', ';']).to_owned();
        if let [text] = texts.as_slice() {
            let mut names: Vec<&str> = Vec::new();
            for member in members {
                let name = member.handle.subject.name.as_str();
                if !name.is_empty() && !names.contains(&name) {
                    names.push(name);
                    if names.len() == NAMED {
                        break;
                    }
                }
            }
            let names = names.join(lang.pick("、", ", "));
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

/// Returns the evidence and how many places were left out.
fn evidence(source: &dyn FactSource, members: &[&Judged]) -> (Vec<Evidence>, usize) {
    // The best place of each first, so that the cut loses no subject before a detail.
    let each = if members.len() == 1 { usize::MAX } else { 1 };
    let mut seen: BTreeSet<(&str, Option<&str>, Option<&str>)> = BTreeSet::new();
    let mut places: Vec<&Place> = Vec::new();
    for place in members
        .iter()
        .flat_map(|member| member.judgement.places.iter().take(each))
    {
        let (excerpt, locator) = (place.excerpt.as_deref(), place.locator.as_deref());
        if seen.insert((place.page.as_str(), excerpt, locator)) {
            places.push(place);
        }
    }
    let most = if members.len() == 1 {
        PLACES
    } else {
        GATHERED_PLACES
    };
    let left_out = places.len().saturating_sub(most);
    places.truncate(most);
    (
        places
            .into_iter()
            .map(|place| source.evidence(place))
            .collect(),
        left_out,
    )
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
