//! What `gongkai.yaml` says for the ledger: who is responsible for which column, and the
//! policy of deadlines.

use jiff::civil::Date;

use super::table::{Table, Wanted, wrong};
use crate::model::{Severity, Words};
use crate::yaml::{Log, Node, Tree};

const UNIT: &[&str] = &["unit", "person", "columns", "rules", "sites"];
const POLICY: &[&str] = &["terms", "grace", "exempt"];
const TERMS: &[&str] = &["critical", "major", "minor", "advice"];
const EXEMPT: &[&str] = &["site", "until", "reason"];

/// Who is responsible for what (栏目→科室). The first entry that takes a finding wins; one
/// that names neither columns nor rules nor sites takes everything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UnitConfig {
    /// The unit (责任单位).
    pub unit: String,
    /// The person (责任人).
    pub person: Option<String>,
    /// Names of columns, anywhere in the path.
    pub columns: Vec<String>,
    /// Rules, by id.
    pub rules: Vec<String>,
    /// Sites: host, or a part of the identity.
    pub sites: Vec<String>,
}

/// How long there is to mend a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Term {
    /// So many working days after the day it was found.
    Workdays(u32),
    /// Until the end of the quarter.
    Quarter,
    /// No deadline.
    None,
}

/// What the file says of deadlines; what it leaves out is the shipped policy's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PolicyConfig {
    /// Terms by severity.
    pub terms: Vec<(Severity, Term)>,
    /// On how many days a finding may be seen before it counts (首次提醒，再次扣分).
    pub grace: Option<u32>,
    /// Sites whose deadlines do not run yet.
    pub exempt: Vec<Exempt>,
}

/// A site whose deadlines do not run until a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exempt {
    /// The site: host, or a part of the identity.
    pub site: String,
    /// The last day of the exemption.
    pub until: Date,
    /// Why.
    pub reason: String,
}

/// Reads `units`.
pub(super) fn units(node: &Node, log: &mut Log<'_>) -> Vec<UnitConfig> {
    let Tree::List(items) = &node.tree else {
        wrong(node, Wanted::list(), log);
        return Vec::new();
    };
    items
        .iter()
        .filter_map(|item| {
            let table = Table::of(item, UNIT, log);
            let texts = |name, log: &mut Log<'_>| {
                let texts = table.texts(name, log);
                texts.into_iter().map(|(_, text)| text).collect()
            };
            Some(UnitConfig {
                columns: texts("columns", log),
                rules: texts("rules", log),
                sites: texts("sites", log),
                person: table.text("person", log).map(|(_, text)| text),
                unit: table.needed("unit", log)?.1,
            })
        })
        .collect()
}

/// Reads `policy`.
pub(super) fn policy(node: &Node, log: &mut Log<'_>) -> PolicyConfig {
    let table = Table::of(node, POLICY, log);
    PolicyConfig {
        terms: table
            .get("terms")
            .map(|node| terms(node, log))
            .unwrap_or_default(),
        grace: table
            .whole("grace", 0, log)
            .and_then(|number| u32::try_from(number).ok()),
        exempt: table
            .get("exempt")
            .map(|node| exempt(node, log))
            .unwrap_or_default(),
    }
}

fn terms(node: &Node, log: &mut Log<'_>) -> Vec<(Severity, Term)> {
    let table = Table::of(node, TERMS, log);
    let mut terms = Vec::new();
    for severity in Severity::ALL {
        let Some(node) = table.get(severity.code()) else {
            continue;
        };
        let term = match &node.tree {
            Tree::Int(days) => u32::try_from(*days)
                .ok()
                .filter(|days| (1..=1000).contains(days))
                .map(Term::Workdays),
            Tree::Text(word) if word == "quarter" => Some(Term::Quarter),
            Tree::Text(word) if word == "none" => Some(Term::None),
            _ => None,
        };
        match term {
            Some(term) => terms.push((severity, term)),
            None => log.note(
                node.at,
                Words::new(
                    "期限应是工作日数（1–1000）、quarter（本季度末）或 none（不限）",
                    "a term is a number of working days (1–1000), quarter or none",
                ),
                Words::default(),
            ),
        }
    }
    terms
}

fn exempt(node: &Node, log: &mut Log<'_>) -> Vec<Exempt> {
    let Tree::List(items) = &node.tree else {
        wrong(node, Wanted::list(), log);
        return Vec::new();
    };
    items
        .iter()
        .filter_map(|item| {
            let table = Table::of(item, EXEMPT, log);
            let site = table.needed("site", log);
            let reason = table.needed("reason", log);
            let until = table
                .needed("until", log)
                .and_then(|(at, text)| super::read::day(at, &text, log));
            Some(Exempt {
                site: site?.1,
                until: until?,
                reason: reason?.1,
            })
        })
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failed test may panic")]
mod tests {
    use std::path::Path;

    use super::Term;
    use crate::config::Config;
    use crate::model::Severity;

    #[test]
    fn units_and_policy_are_read() {
        let text = "units:\n  - {unit: 股, person: 李四, columns: [指南, 年报]}\n  - {unit: 办公室}\npolicy:\n  terms: {critical: 1, advice: quarter}\n  grace: 2\n";
        let config = Config::parse("g.yaml", text, Path::new("")).unwrap();
        assert_eq!(config.units[0].columns, ["指南", "年报"]);
        assert_eq!(config.units[1].unit, "办公室");
        assert_eq!(
            config.policy.terms,
            [
                (Severity::Critical, Term::Workdays(1)),
                (Severity::Advice, Term::Quarter)
            ]
        );
        assert_eq!(config.policy.grace, Some(2));
    }

    #[test]
    fn mistakes_are_told_with_their_places() {
        let text = "units:\n  - {person: 李四}\n  - {unit: 股, colums: [x]}\npolicy:\n  terms: {major: 0, minor: soon}\n  exempt:\n    - {site: a, until: 年底, reason: b}\n";
        let found: Vec<String> = Config::parse("g.yaml", text, Path::new(""))
            .unwrap_err()
            .0
            .iter()
            .map(|problem| format!("{}:{} {}", problem.line, problem.column, problem.words.zh))
            .collect();
        assert_eq!(found.len(), 5, "{found:#?}");
        assert_eq!(found[0], "2:5 缺少 unit");
        assert!(found[1].contains("colums"), "{found:?}");
        assert!(found[4].contains("年底"), "{found:?}");
    }
}
