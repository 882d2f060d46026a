//! Audits that judged nothing, or little, because of how they were asked for: no findings is
//! no good result then, and a reader has to be told.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::model::{Cause, Lang, Outcome, Tally, Verdict, Words};
use crate::rules::{Rule, RuleSet};

/// Says that nothing was judged and why, or that most rules are not in force on the day.
pub(super) fn notice(
    rules: &RuleSet,
    tallies: &[Tally],
    outcomes: &[Outcome],
    as_of: Date,
) -> Option<Words> {
    let all = rules.rules().len();
    let early = rules.rules().iter().filter(|rule| is_early(rule, as_of));
    let early = early.count();
    let most_are_early = early * 2 > all;
    if tallies.iter().any(|tally| tally.decided > 0) {
        // What is in force is judged; whoever mistook the year has to see what is not.
        return most_are_early.then(|| {
            Words::new(
                format!(
                    "{all} 条规则中有 {early} 条的依据到核查日期 {as_of} 尚未施行，没有判定；请核对 --as-of 的年份"
                ),
                format!(
                    "{early} of {all} rules rest on law that is not in force on {as_of} and were not judged: check the year of --as-of"
                ),
            )
        });
    }
    let why = |lang: Lang| match lang {
        Lang::Zh if all == 0 => "所用的规则目录中没有规则".to_owned(),
        Lang::En if all == 0 => "there are no rules".to_owned(),
        Lang::Zh if most_are_early => format!(
            "{all} 条规则中有 {early} 条的依据到核查日期 {as_of} 尚未施行，请核对 --as-of 的年份"
        ),
        Lang::En if most_are_early => format!(
            "{early} of {all} rules rest on law that is not in force on {as_of}: check the year of --as-of"
        ),
        lang => usual(outcomes, lang),
    };
    Some(Words::new(
        format!("没有作出任何判定，不能当作没有问题：{}", why(Lang::Zh)),
        format!(
            "nothing was judged, which does not mean that nothing is wrong: {}",
            why(Lang::En)
        ),
    ))
}

fn is_early(rule: &Rule, as_of: Date) -> bool {
    rule.pack_since.is_some_and(|since| since > as_of)
        || rule.leading().any(|basis| basis.since > as_of)
}

/// Returns the reason that most outcomes have.
fn usual(outcomes: &[Outcome], lang: Lang) -> String {
    let mut causes: BTreeMap<Cause, usize> = BTreeMap::new();
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for outcome in outcomes {
        match &outcome.verdict {
            Verdict::CannotTell { cause, .. } => *causes.entry(*cause).or_default() += 1,
            Verdict::Inapplicable(why) => *reasons.entry(why.get(lang)).or_default() += 1,
            Verdict::Pass | Verdict::Fail => {}
        }
    }
    let open: usize = causes.values().sum();
    if let Some((cause, _)) = causes.into_iter().max_by_key(|(_, count)| *count) {
        let cause = cause.label(lang);
        return match lang {
            Lang::Zh => format!("{open} 项都未能判定，主要因为：{cause}"),
            Lang::En => format!("{open} could not be told, mostly because: {cause}"),
        };
    }
    match reasons.into_iter().max_by_key(|(_, count)| *count) {
        Some((reason, _)) => match lang {
            Lang::Zh => format!("规则都不适用，主要因为：{reason}"),
            Lang::En => format!("no rule applies, mostly because: {reason}"),
        },
        None => lang
            .pick(
                "没有找到规则所查的对象",
                "there is nothing that a rule looks at",
            )
            .to_owned(),
    }
}
