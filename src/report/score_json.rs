//! A score as JSON: every point taken off, with the finding that it is for.

use serde_json::{Value, json};

use super::clean;
use crate::model::{Lang, Points, Score, ScoreCase, ScoreTake};

/// Returns a score as JSON.
pub(super) fn value(score: &Score, lang: Lang) -> Value {
    let parts: Vec<Value> = score
        .parts
        .iter()
        .map(|part| {
            let items: Vec<Value> = part
                .items
                .iter()
                .map(|item| {
                    json!({
                        "title": item.title.get(lang),
                        "points": item.points.map(Points::number),
                        "got": item.points.filter(|_| !item.dropped).map(|_| item.got.number()),
                        "applies": !item.dropped,
                        "takes": item.takes.iter().map(|one| take(one, lang)).collect::<Vec<_>>(),
                        "cap": item.cap.as_ref().map(|(most, one)| json!({
                            "at_most": most.number(),
                            "take": take(one, lang),
                        })),
                    })
                })
                .collect();
            json!({
                "title": part.title.get(lang),
                "weight": part.weight.map(Points::number),
                "points": part.points.number(),
                "got": part.got.number(),
                "items": items,
            })
        })
        .collect();
    let open: Vec<Value> = score
        .open()
        .map(|(title, one)| {
            let mut open = case(one);
            open["item"] = title.get(lang).into();
            open["would_cost"] = one.would_cost.number().into();
            open
        })
        .collect();
    json!({
        "card": score.card,
        "version": score.version,
        "title": score.title.get(lang),
        "total": score.total.map(Points::number),
        "without_veto": score.unvetoed.map(Points::number),
        "at_most": score.at_most,
        "if_all_failed": score.all_failed.map(Points::number),
        "grade": score.grade.as_ref().map(|grade| grade.get(lang)),
        "grade_at_most": score.best_grade.as_ref().map(|grade| grade.get(lang)),
        "vetoes": score.vetoed().map(|veto| take(veto, lang)).collect::<Vec<_>>(),
        "parts": parts,
        "would_cost": open,
    })
}

fn take(take: &ScoreTake, lang: Lang) -> Value {
    let counted = take.cases.iter().filter(|case| case.counted);
    json!({
        "title": take.title.get(lang),
        "lost": take.lost.number(),
        "cases": counted.map(case).collect::<Vec<_>>(),
    })
}

fn case(case: &ScoreCase) -> Value {
    json!({
        "rule": case.rule,
        "fingerprint": case.fingerprint,
        "subject": clean::line(&case.subject),
        "count": case.count,
        "each": case.each.number(),
    })
}
