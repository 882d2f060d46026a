//! A run counted by a card.

use super::card::{Card, Item, Part, Take};
use crate::model::{
    Cause, Combine, Outcome, Points, Run, Score, ScoreCase, ScoreItem, ScorePart, ScoreTake, Tally,
    Verdict, Words,
};

/// What a statement in place of content is called; the looks of rules that leave a column to
/// a person because it has only a statement say it.
const STATEMENT: &str = "情况说明";

/// Counts a run by a card.
pub fn reckon(run: &Run, card: &Card) -> Score {
    let mut vetoes: Vec<ScoreTake> = card.vetoes.iter().map(|veto| counted(run, veto)).collect();
    let parts: Vec<ScorePart> = card
        .parts
        .iter()
        .filter(|part| part.profiles.is_empty() || part.profiles.contains(&run.body.profile))
        .map(|part| reckon_part(run, part))
        .collect();
    let open_ended = parts.iter().flat_map(|part| &part.items).any(|item| {
        let open_ended = item.points.is_none() && !item.dropped;
        open_ended
            && item
                .takes
                .iter()
                .any(|take| take.cases.iter().any(|case| case.counted))
    });
    let unvetoed = combined(&parts, card);
    let is_met = |veto: &ScoreTake| veto.cases.iter().any(|case| case.counted);
    let vetoed = vetoes.iter().any(is_met);
    let total = if vetoed {
        Some(card.veto_score)
    } else {
        unvetoed
    };
    let may_be_vetoed = !vetoed && vetoes.iter().any(|veto| !veto.cases.is_empty());
    let all_failed = if vetoed || may_be_vetoed {
        total.map(|_| card.veto_score)
    } else {
        combined(&supposed(&parts), card)
    };
    if let (true, Some(total)) = (may_be_vetoed, total) {
        let would_cost = total.minus(card.veto_score).max(Points::ZERO);
        for case in vetoes.iter_mut().flat_map(|veto| &mut veto.cases) {
            case.would_cost = would_cost;
        }
    }
    // What was not read may cost points too. A veto that is met is not made better or worse.
    let at_most = !vetoed && (open_ended || all_failed < total || !run.crawl.complete);
    let best_grade = if vetoed {
        Some(card.veto_grade.clone())
    } else {
        grade(total, &card.grades)
    };
    // No more than the lowest grade is the lowest grade.
    let lowest = card.grades.last().map(|(_, title)| title);
    let is_settled = !at_most || best_grade.as_ref() == lowest;
    let grade = best_grade.clone().filter(|_| is_settled);
    Score {
        card: card.name.clone(),
        title: card.title.clone(),
        version: card.version.clone(),
        source: card.source.clone(),
        scale: card.scale,
        decimals: card.decimals,
        combine: card.combine,
        total,
        unvetoed,
        at_most,
        all_failed: all_failed.filter(|_| at_most),
        grade,
        best_grade,
        grades: card.grades.clone(),
        veto_score: card.veto_score,
        veto_grade: card.veto_grade.clone(),
        vetoes,
        parts,
    }
}

/// Returns the grade of a score.
fn grade(total: Option<Points>, grades: &[(Points, Words)]) -> Option<Words> {
    let total = total?;
    grades
        .iter()
        .find(|(least, _)| total >= *least)
        .map(|(_, title)| title.clone())
}

fn combined(parts: &[ScorePart], card: &Card) -> Option<Points> {
    let sum = |of: fn(&ScorePart) -> Points| parts.iter().map(of).fold(Points::ZERO, Points::plus);
    match card.combine {
        Combine::Ratio => {
            sum(|part| part.got).share(card.scale, sum(|part| part.points), card.decimals)
        }
        Combine::Deduct if parts.is_empty() => None,
        Combine::Deduct => {
            let lost = parts
                .iter()
                .flat_map(|part| &part.items)
                .filter(|item| !item.dropped)
                .map(|item| item.lost)
                .fold(Points::ZERO, Points::plus);
            let left = card.scale.minus(lost).max(Points::ZERO);
            left.share(Points(Points::ONE), Points(Points::ONE), card.decimals)
        }
        Combine::Weighted => {
            // The weight of a part without points that apply is shared among the others. Shares
            // are kept to eight further decimals, so that only the end is rounded.
            const FINE: i64 = 100_000_000;
            let (mut got, mut weights) = (Points::ZERO, Points::ZERO);
            for part in parts.iter().filter(|part| part.points > Points::ZERO) {
                let weight = part.weight.unwrap_or_default();
                let fine = Points(weight.0.saturating_mul(FINE));
                got = got.plus(part.got.share(fine, part.points, 4)?);
                weights = weights.plus(fine);
            }
            got.share(card.scale, weights, card.decimals)
        }
    }
}

/// Returns the parts as if everything that is open failed.
fn supposed(parts: &[ScorePart]) -> Vec<ScorePart> {
    let mut parts = parts.to_vec();
    for part in &mut parts {
        for item in &mut part.items {
            let Some(points) = item.points else {
                continue;
            };
            let caps = item.cap.iter_mut().map(|(_, take)| take);
            for take in item.takes.iter_mut().chain(caps) {
                take.cases.iter_mut().for_each(|case| case.counted = true);
                take.lost = lost(take);
            }
            item.got = left(points, &item.takes, item.cap.as_ref());
            item.lost = points.minus(item.got);
        }
        part.got = sum(&part.items, |item| item.got);
    }
    parts
}

/// Sums up something of the items that count.
fn sum(items: &[ScoreItem], of: fn(&ScoreItem) -> Points) -> Points {
    items
        .iter()
        .filter(|item| !item.dropped && item.points.is_some())
        .map(of)
        .fold(Points::ZERO, Points::plus)
}

fn reckon_part(run: &Run, part: &Part) -> ScorePart {
    let items: Vec<ScoreItem> = part
        .items
        .iter()
        .map(|item| reckon_item(run, item))
        .collect();
    ScorePart {
        title: part.title.clone(),
        weight: part.weight,
        points: sum(&items, |item| item.points.unwrap_or_default()),
        got: sum(&items, |item| item.got),
        items,
    }
}

fn reckon_item(run: &Run, item: &Item) -> ScoreItem {
    let mut takes: Vec<ScoreTake> = item.takes.iter().map(|take| counted(run, take)).collect();
    let mut cap = item
        .cap
        .as_ref()
        .map(|(most, take)| (*most, counted(run, take)));
    let points = item.points.unwrap_or_default();
    let left = left(points, &takes, cap.as_ref());
    if item.points.is_some() {
        // What each open case would cost alone, on top of what is counted.
        for index in 0..takes.len() {
            for case in 0..takes[index].cases.len() {
                if takes[index].cases[case].counted {
                    continue;
                }
                let mut supposed = takes.clone();
                supposed[index].cases[case].counted = true;
                supposed[index].lost = lost(&supposed[index]);
                let then = self::left(points, &supposed, cap.as_ref());
                takes[index].cases[case].would_cost = left.minus(then);
            }
        }
        if let Some((most, take)) = &mut cap {
            let would_cost = left.minus(left.min(*most));
            for case in take.cases.iter_mut().filter(|case| !case.counted) {
                case.would_cost = would_cost;
            }
        }
    }
    ScoreItem {
        title: item.title.clone(),
        source: item.source.clone(),
        points: item.points,
        dropped: !applies(run, item),
        lost: points.minus(left),
        got: left,
        takes,
        cap,
    }
}

/// Returns what is left of an item's points: no less than nothing (扣完为止), and held down
/// where the cap's rule fails.
fn left(points: Points, takes: &[ScoreTake], cap: Option<&(Points, ScoreTake)>) -> Points {
    let lost = takes
        .iter()
        .map(|take| take.lost)
        .fold(Points::ZERO, Points::plus);
    let left = points.minus(lost.min(points));
    match cap {
        Some((most, take)) if take.cases.iter().any(|case| case.counted) => left.min(*most),
        _ => left,
    }
}

/// Returns what a take takes off.
fn lost(take: &ScoreTake) -> Points {
    let all = take
        .cases
        .iter()
        .filter(|case| case.counted)
        .map(|case| case.each.times(case.count))
        .fold(Points::ZERO, Points::plus);
    take.most.map_or(all, |most| all.min(most))
}

/// Tells whether any rule of an item applies to the body. An item whose rules gave no verdict
/// at all, or only say that they do not apply, counts for nobody; but where not everything was
/// read, rules without a verdict may have one yet, and a score that says "at most" counts them.
fn applies(run: &Run, item: &Item) -> bool {
    let is_judged = |take: &Take| {
        let mut tallies = run.tallies.iter();
        run.outcomes
            .iter()
            .any(|outcome| take.choice.means(outcome))
            || tallies.any(|tally| tally.inapplicable > 0 && of_choice(take, tally))
    };
    let may_apply = !run.crawl.complete && !item.takes.iter().any(is_judged);
    may_apply
        || item.takes.iter().any(|take| {
            let decided = run.outcomes.iter().any(|outcome| {
                take.choice.means(outcome)
                    && (!matches!(outcome.verdict, Verdict::Inapplicable(_))
                        || outcome.waiver.is_some())
            });
            // Passes of single documents are only counted.
            let mut tallies = run.tallies.iter();
            decided || tallies.any(|tally| tally.pass > 0 && of_choice(take, tally))
        })
}

/// Tells whether a rule is one of those that a take names, by itself or by its pack.
fn of_choice(take: &Take, tally: &Tally) -> bool {
    take.choice.names(&tally.pack, &tally.rule)
        || (take.choice.rules.is_empty() && take.choice.packs.contains(&tally.pack))
}

fn counted(run: &Run, take: &Take) -> ScoreTake {
    let cases: Vec<ScoreCase> = run
        .outcomes
        .iter()
        .filter(|outcome| take.choice.means(outcome))
        .filter_map(|outcome| case(outcome, take))
        .collect();
    let mut counted = ScoreTake {
        title: take.title.clone(),
        most: take.most,
        lost: Points::ZERO,
        cases,
    };
    counted.lost = lost(&counted);
    counted
}

fn case(outcome: &Outcome, take: &Take) -> Option<ScoreCase> {
    let (fails, each) = match &outcome.verdict {
        Verdict::Fail => (true, take.each),
        Verdict::CannotTell { cause, look } => {
            let says = look.zh.contains(STATEMENT) || outcome.message.zh.contains(STATEMENT);
            let statement = *cause == Cause::NeedsHuman && says;
            let each = take.statement.filter(|_| statement).unwrap_or(take.each);
            (false, each)
        }
        Verdict::Pass | Verdict::Inapplicable(_) => return None,
    };
    Some(ScoreCase {
        rule: outcome.rule.clone(),
        fingerprint: outcome.fingerprint.to_string(),
        subject: outcome.subject.name.clone(),
        url: outcome
            .evidence
            .first()
            .map(|evidence| evidence.url.to_string())
            .or_else(|| outcome.subject.url.clone()),
        message: outcome.message.clone(),
        // What is gathered stands for many: 按件扣分 counts each.
        count: if fails {
            outcome.gathered.unwrap_or(1).max(1)
        } else {
            1
        },
        each,
        counted: fails,
        would_cost: Points::ZERO,
    })
}
