//! Choosing issues.

use jiff::civil::Date;

use super::issue::Issue;
use super::state::State;
use crate::model::Severity;

/// Which issues are meant; what is left out restricts nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Beginnings of fingerprints.
    pub fingerprints: Vec<String>,
    /// States, as of [`Filter::today`].
    pub states: Vec<State>,
    /// Severities.
    pub severities: Vec<Severity>,
    /// Units; an empty text means those without one.
    pub units: Vec<String>,
    /// Persons.
    pub persons: Vec<String>,
    /// The site, by its whole identity.
    pub site: Option<String>,
    /// Sites: identity, or a part of it.
    pub sites: Vec<String>,
    /// Rules, or `pack/rule`.
    pub rules: Vec<String>,
    /// Words in the path of columns.
    pub columns: Vec<String>,
    /// Only those past their deadline.
    pub overdue: bool,
    /// Only those that came back after they were signed off.
    pub recurred: bool,
    /// Only those that a scan said something against.
    pub doubted: bool,
    /// The day as of which states and deadlines count.
    pub today: Option<Date>,
    /// The order; overdue first by default.
    pub order: Order,
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// What is pending by deadline (the longest overdue first), then the rest.
    #[default]
    Urgency,
    /// By site, rule and subject.
    Subject,
}

impl Filter {
    /// Tells whether an issue is meant.
    pub fn takes(&self, issue: &Issue) -> bool {
        let any = |list: &[String], test: &dyn Fn(&str) -> bool| {
            list.is_empty() || list.iter().any(|wanted| test(wanted))
        };
        let finding = &issue.finding;
        let state = self.today.map_or(issue.state, |day| issue.standing(day));
        any(&self.fingerprints, &|start| {
            issue
                .fingerprint
                .as_str()
                .starts_with(&start.to_ascii_lowercase())
        }) && (self.states.is_empty() || self.states.contains(&state))
            && (self.severities.is_empty() || self.severities.contains(&finding.severity))
            && any(&self.units, &|unit| {
                issue.unit.as_deref().unwrap_or_default() == unit
            })
            && any(&self.persons, &|person| {
                issue.person.as_deref().unwrap_or_default() == person
            })
            && self.site.as_ref().is_none_or(|site| finding.site == *site)
            && any(&self.sites, &|site| finding.site.contains(site))
            && any(&self.rules, &|rule| {
                finding.rule == rule || format!("{}/{}", finding.pack, finding.rule) == rule
            })
            && any(&self.columns, &|column| {
                finding.columns.iter().any(|name| name.contains(column))
                    || finding.subject.name.contains(column)
            })
            && (!self.overdue || self.today.is_some_and(|day| issue.is_overdue(day)))
            && (!self.recurred || issue.recurrences > 0)
            && (!self.doubted || !issue.doubt.is_empty())
    }

    /// Puts issues in order.
    pub(super) fn sort(&self, issues: &mut [Issue]) {
        match self.order {
            Order::Urgency => issues.sort_by_cached_key(|issue| {
                let state = self.today.map_or(issue.state, |day| issue.standing(day));
                (
                    !matches!(state, State::Open | State::InProgress),
                    !state.is_pending(),
                    state,
                    issue.due.unwrap_or(Date::MAX),
                    issue.finding.severity,
                    issue.finding.site.clone(),
                    issue.finding.rule.clone(),
                    issue.fingerprint.clone(),
                )
            }),
            Order::Subject => issues.sort_by_cached_key(|issue| {
                let finding = &issue.finding;
                (
                    finding.site.clone(),
                    finding.severity,
                    finding.rule.clone(),
                    finding.subject.clone(),
                )
            }),
        }
    }
}
