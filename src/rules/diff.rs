//! What differs between two sets of rules, for people who decide whether to adopt a new one.

use std::collections::{BTreeMap, BTreeSet};

use super::docs::rule_section;
use super::rule::Rule;
use super::set::RuleSet;
use crate::model::Lang;

/// Returns the differences as text: versions of packs, rules added and removed, and for each
/// changed rule the lines that differ.
pub fn diff(old: &RuleSet, new: &RuleSet, lang: Lang) -> String {
    let mut out = packs(old, new, lang);
    let by_id = |set: &RuleSet| -> BTreeMap<String, Rule> {
        set.rules()
            .iter()
            .map(|rule| (rule.id.clone(), rule.clone()))
            .collect()
    };
    let (before, mut after) = (by_id(old), by_id(new));
    let mut counts = [0_usize; 3];
    for (id, was) in &before {
        // A rule that was renamed names its former id.
        let now = after.remove(id).or_else(|| {
            let renamed = after
                .values()
                .find(|rule| rule.was.contains(id))
                .map(|rule| rule.id.clone())?;
            after.remove(&renamed)
        });
        match now {
            None => {
                counts[1] += 1;
                let title = was.title.get(lang);
                out.push_str(&format!("- {id}　{title}\n"));
            }
            Some(now) => {
                let changed = lines(was, &now, lang);
                if !changed.is_empty() {
                    counts[2] += 1;
                    out.push_str(&format!("~ {}　{}\n{changed}", now.id, now.title.get(lang)));
                }
            }
        }
    }
    for (id, rule) in &after {
        counts[0] += 1;
        let severity = rule.severity.label(lang);
        out.push_str(&format!("+ {id}　{}（{severity}）\n", rule.title.get(lang)));
    }
    let [added, removed, changed] = counts;
    out.push_str(&match lang {
        Lang::Zh => format!("新增 {added} 条，删去 {removed} 条，改动 {changed} 条\n"),
        Lang::En => format!("{added} added, {removed} removed, {changed} changed\n"),
    });
    out
}

fn packs(old: &RuleSet, new: &RuleSet, lang: Lang) -> String {
    let mut out = String::new();
    let names: BTreeSet<&str> = old
        .packs()
        .iter()
        .chain(new.packs())
        .map(|pack| pack.name.as_str())
        .collect();
    for name in names {
        let told = |set: &RuleSet| {
            let pack = set.packs().iter().find(|pack| pack.name == name);
            pack.map_or_else(
                || lang.pick("（没有）", "(none)").to_owned(),
                |pack| match (pack.since, lang) {
                    (None, _) => pack.version.clone(),
                    (Some(since), Lang::Zh) => format!("{}（自 {since} 起适用）", pack.version),
                    (Some(since), Lang::En) => format!("{} (from {since})", pack.version),
                },
            )
        };
        let (before, after) = (told(old), told(new));
        let label = lang.pick("规则包", "pack");
        out.push_str(&if before == after {
            format!("{label} {name} {after}\n")
        } else {
            format!("{label} {name} {before} → {after}\n")
        });
    }
    out
}

/// Returns the lines of the two sections that differ; examples decide nothing.
fn lines(old: &Rule, new: &Rule, lang: Lang) -> String {
    let text = |rule: &Rule| -> Vec<String> {
        let mut bare = rule.clone();
        bare.examples.clear();
        rule_section(&bare, lang)
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (before, after) = (text(old), text(new));
    let gone = before.iter().filter(|line| !after.contains(line));
    let come = after.iter().filter(|line| !before.contains(line));
    let mut out = String::new();
    for line in gone {
        out.push_str(&format!("    - {}\n", line.trim_start_matches("- ")));
    }
    for line in come {
        out.push_str(&format!("    + {}\n", line.trim_start_matches("- ")));
    }
    out
}
