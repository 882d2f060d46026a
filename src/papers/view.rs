//! What sheets and papers show: the issues of a ledger on a day, by unit.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use crate::ledger::{Filter, Issue, Ledger, LedgerError, Order};
use crate::model::{Lang, Severity};
use crate::report::clean;

/// What a paper is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Each {
    /// One for each unit.
    Unit,
    /// One for each site.
    Site,
}

/// The issues to show, in order, with what stands in heads.
#[derive(Debug, Clone)]
pub struct View {
    /// The issues, by site, severity, rule and subject.
    pub(super) issues: Vec<Issue>,
    /// Names of the sites that the issues belong to, in order.
    pub(super) names: Vec<String>,
    /// The day as of which states and deadlines count.
    pub(super) today: Date,
    /// When this was read, for the file's own record.
    pub(super) now: Timestamp,
    /// The first digits of the digest at the end of the ledger's chain, and its number.
    pub(super) head: (String, u64),
}

impl View {
    /// Reads the issues that a filter means.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn of(
        ledger: &Ledger,
        filter: &Filter,
        today: Date,
        now: Timestamp,
    ) -> Result<Self, LedgerError> {
        let filter = Filter {
            today: Some(today),
            order: Order::Subject,
            ..filter.clone()
        };
        let issues = ledger.issues(&filter)?;
        let keys: BTreeSet<&str> = issues
            .iter()
            .map(|issue| issue.finding.site.as_str())
            .collect();
        let known: BTreeMap<String, Option<String>> = ledger
            .sites()?
            .into_iter()
            .map(|site| (site.key, site.name))
            .collect();
        let names = keys
            .into_iter()
            .map(|key| {
                let name = known.get(key).cloned().flatten();
                clean::short(&name.unwrap_or_else(|| key.to_owned()), 60)
            })
            .collect();
        let head = ledger.head()?;
        let digits = head.digest.chars().take(12).collect();
        Ok(Self {
            issues,
            names,
            today,
            now,
            head: (digits, head.seq),
        })
    }

    /// Parts the view by unit or by site: a name for each part, and the part.
    pub fn each(&self, by: Each) -> Vec<(String, Self)> {
        let mut parts: BTreeMap<String, Vec<Issue>> = BTreeMap::new();
        for issue in &self.issues {
            let name = match by {
                Each::Unit => clean::own_line(issue.unit.as_deref().unwrap_or_default()),
                Each::Site => clean::line(&issue.finding.site),
            };
            parts.entry(name).or_default().push(issue.clone());
        }
        let keys: BTreeSet<&str> = self
            .issues
            .iter()
            .map(|issue| issue.finding.site.as_str())
            .collect();
        let names: BTreeMap<&str, &String> = keys.into_iter().zip(&self.names).collect();
        parts
            .into_iter()
            .map(|(name, issues)| {
                let keys: BTreeSet<&str> = issues
                    .iter()
                    .map(|issue| issue.finding.site.as_str())
                    .collect();
                let names = keys
                    .iter()
                    .filter_map(|key| names.get(key).map(|name| (*name).clone()))
                    .collect();
                let part = Self {
                    issues,
                    names,
                    ..self.clone_head()
                };
                (name, part)
            })
            .collect()
    }

    fn clone_head(&self) -> Self {
        Self {
            issues: Vec::new(),
            names: Vec::new(),
            today: self.today,
            now: self.now,
            head: self.head.clone(),
        }
    }

    /// Tells how many issues there are.
    pub fn len(&self) -> usize {
        self.issues.len()
    }

    /// Tells whether there are none.
    pub fn is_empty(&self) -> bool {
        self.issues.is_empty()
    }

    /// Returns whose ledger it is, for titles: the site's name, or how many there are.
    pub(super) fn whose(&self, lang: Lang) -> String {
        match self.names.as_slice() {
            [] => String::new(),
            [one] => one.clone(),
            [first, ..] => match lang {
                Lang::Zh => format!("{first}等{}个站点", self.names.len()),
                Lang::En => format!("{first} and {} more sites", self.names.len() - 1),
            },
        }
    }

    /// Returns the issues of each unit, in order of name; those without one come last, under an
    /// empty name.
    pub(super) fn by_unit(&self) -> Vec<(String, Vec<&Issue>)> {
        let mut units: BTreeMap<String, Vec<&Issue>> = BTreeMap::new();
        for issue in &self.issues {
            let unit = clean::own_line(issue.unit.as_deref().unwrap_or_default());
            units.entry(unit).or_default().push(issue);
        }
        let without = units.remove("");
        let mut all: Vec<_> = units.into_iter().collect();
        all.extend(without.map(|issues| (String::new(), issues)));
        all
    }
}

/// Counts issues by severity, gravest first.
pub(super) fn by_severity(issues: &[&Issue]) -> [(Severity, usize); 4] {
    Severity::ALL.map(|severity| {
        let count = issues
            .iter()
            .filter(|issue| issue.finding.severity == severity)
            .count();
        (severity, count)
    })
}

/// How many issues stand how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) all: usize,
    /// By state, in the order of `State::ALL`.
    pub(super) states: [usize; 8],
    pub(super) overdue: usize,
    pub(super) recurred: usize,
}

impl Standing {
    /// Counts an issue in.
    pub(super) fn count(&mut self, issue: &Issue, today: Date) {
        let state = issue.standing(today);
        self.all += 1;
        for (slot, known) in self.states.iter_mut().zip(crate::ledger::State::ALL) {
            *slot += usize::from(known == state);
        }
        self.overdue += usize::from(issue.is_overdue(today));
        self.recurred += usize::from(issue.recurrences > 0);
    }

    /// Counts issues.
    pub(super) fn of<'i>(issues: impl IntoIterator<Item = &'i Issue>, today: Date) -> Self {
        let mut standing = Self::default();
        for issue in issues {
            standing.count(issue, today);
        }
        standing
    }
}
