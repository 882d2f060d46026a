//! The clause matrix: every provision of the sources, those that no machine can decide too,
//! by source.

use minijinja::context;
use minijinja::value::Value;

use crate::model::{Lang, Run};
use crate::report::{clean, matrix};

/// How many findings of one rule are named; all are counted.
const NAMED: usize = 12;

/// Returns every source with its provisions, in their order.
pub(super) fn of(run: &Run, lang: Lang) -> Value {
    let rows = matrix::rows(run);
    let mut sources: Vec<(&str, Vec<&matrix::Row<'_>>)> = Vec::new();
    for row in &rows {
        let law = row.provision.law.as_str();
        match sources.iter_mut().find(|(known, _)| *known == law) {
            Some((_, all)) => all.push(row),
            None => sources.push((law, vec![row])),
        }
    }
    let sources: Vec<Value> = sources
        .into_iter()
        .map(|(law, rows)| {
            let of_state = |state| rows.iter().filter(|row| row.state == state).count();
            let states: Vec<String> = matrix::State::ALL
                .into_iter()
                .filter(|state| of_state(*state) > 0)
                .map(|state| format!("{} {}", state.label(lang), of_state(state)))
                .collect();
            context! {
                law => clean::line(law),
                count => rows.len(),
                states => states.join(lang.pick("，", ", ")),
                rows => rows.iter().map(|row| of_row(row, law, lang)).collect::<Vec<_>>(),
            }
        })
        .collect();
    let counts: Vec<Value> = matrix::counts(&rows)
        .into_iter()
        .map(|(state, count)| {
            context! { code => state.code(), label => state.label(lang), count => count }
        })
        .collect();
    context! { sources => sources, counts => counts, all => rows.len() }
}

/// Verdicts of one rule.
struct Counts {
    pass: usize,
    fail: usize,
    open: usize,
    off: usize,
}

fn of_row(row: &matrix::Row<'_>, law: &str, lang: Lang) -> Value {
    let rules: Vec<(Counts, Value)> = row
        .rules
        .iter()
        .map(|rule| {
            let of = |code: &str| {
                let all = rule.outcomes.iter();
                all.filter(|one| one.verdict.code() == code).count()
            };
            let failed = rule
                .outcomes
                .iter()
                .filter(|one| one.verdict.code() == "fail");
            let prints: Vec<String> = failed
                .take(NAMED)
                .map(|one| one.fingerprint.to_string())
                .collect();
            let counts = Counts {
                pass: rule.passed,
                fail: of("fail") + rule.hidden,
                open: of("cannot_tell") + rule.hidden_open,
                off: of("inapplicable"),
            };
            let shown = context! {
                title => clean::line(rule.rule.title.get(lang)),
                id => clean::line(&rule.rule.id),
                pass => counts.pass,
                fail => counts.fail,
                open => counts.open,
                off => counts.off,
                prints => prints,
            };
            (counts, shown)
        })
        .collect();
    let sum =
        |count: fn(&Counts) -> usize| rules.iter().map(|(counts, _)| count(counts)).sum::<usize>();
    let citation = row.provision.citation(lang);
    // The source stands above already.
    let place = citation.replace(&format!("《{law}》"), "").replace(law, "");
    let place = place.trim_matches([' ', ',', '，']);
    context! {
        code => clean::line(&row.provision.code),
        place => clean::line(place),
        text => clean::line(row.provision.text.get(lang)),
        state => row.state.code(),
        label => row.state.label(lang),
        pass => sum(|counts| counts.pass),
        fail => sum(|counts| counts.fail),
        open => sum(|counts| counts.open),
        off => sum(|counts| counts.off),
        rules => rules.into_iter().map(|(_, shown)| shown).collect::<Vec<_>>(),
        why => row.provision.why.as_ref().map(|why| clean::line(why.get(lang))),
    }
}
