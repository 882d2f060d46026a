//! Policy: who is responsible, by when, and from which sighting on a finding counts.

use jiff::civil::Date;
use serde::Deserialize;

use super::issue::Issue;
use super::record::Finding;
use crate::calendar::Calendar;
use crate::config::{Config, Exempt, PolicyConfig, Task, Term, UnitConfig, responsible};
use crate::model::{Severity, Words};
use crate::vocabulary::VocabularyError;

/// The policy in force, with the calendar that its working days run by.
#[derive(Debug, Clone)]
pub struct Policy {
    terms: Vec<(Severity, Term)>,
    grace: u32,
    exempt: Vec<Exempt>,
    units: Vec<UnitConfig>,
    calendar: Calendar,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "version")]
    _version: String,
    terms: Terms,
    grace: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Terms {
    critical: String,
    major: String,
    minor: String,
    advice: String,
}

impl Policy {
    /// Takes the shipped policy, and what a configuration says instead.
    ///
    /// # Errors
    /// When the shipped file does not have the expected form.
    pub fn of(config: &Config, calendar: &Calendar) -> Result<Self, VocabularyError> {
        let file: File = crate::vocabulary::load("policy.yaml")?;
        let shipped = [
            (Severity::Critical, &file.terms.critical),
            (Severity::Major, &file.terms.major),
            (Severity::Minor, &file.terms.minor),
            (Severity::Advice, &file.terms.advice),
        ];
        let PolicyConfig {
            terms,
            grace,
            exempt,
        } = config.policy.clone();
        let mut policy = Self {
            terms: Vec::new(),
            grace: grace.unwrap_or(file.grace),
            exempt,
            units: config.units.clone(),
            calendar: calendar.clone(),
        };
        for (severity, word) in shipped {
            let own = terms
                .iter()
                .find(|(of, _)| *of == severity)
                .map(|(_, term)| *term);
            let term = match (own, word.parse::<u32>(), word.as_str()) {
                (Some(own), ..) => own,
                (None, Ok(days), _) => Term::Workdays(days),
                (None, Err(_), "quarter") => Term::Quarter,
                (None, Err(_), _) => Term::None,
            };
            policy.terms.push((severity, term));
        }
        Ok(policy)
    }

    /// Returns the last day to mend a finding that was found on a day; `None` where there is
    /// no deadline or the calendar does not reach so far.
    pub fn due(&self, site: &str, severity: Severity, found: Date) -> Option<Date> {
        // During an exemption the deadline does not run.
        let start = self
            .exempt
            .iter()
            .filter(|exempt| site.contains(&exempt.site))
            .map(|exempt| exempt.until)
            .chain([found])
            .max()?;
        let (_, term) = self.terms.iter().find(|(of, _)| *of == severity)?;
        match term {
            Term::Workdays(days) => self.calendar.add_workdays(start, *days),
            Term::Quarter => {
                let month = (start.month() - 1) / 3 * 3 + 3;
                Some(Date::new(start.year(), month, 1).ok()?.last_of_month())
            }
            Term::None => None,
        }
    }

    /// Returns the working days left until a deadline: negative when it is past, `None`
    /// where the calendar does not reach so far.
    pub fn days_left(&self, today: Date, due: Date) -> Option<i64> {
        self.calendar.workdays_between(today, due)
    }

    /// Returns who is responsible for a finding, as the configuration says.
    pub fn responsible(&self, finding: &Finding) -> Option<(&str, Option<&str>)> {
        let task = Task {
            site: &finding.site,
            pack: &finding.pack,
            rule: &finding.rule,
            columns: &finding.columns,
            subject: &finding.subject.name,
        };
        responsible(&self.units, &task).map(|unit| (unit.unit.as_str(), unit.person.as_deref()))
    }

    /// Tells whether a finding counts, or only reminds: the first sightings are grace.
    pub fn counts(&self, issue: &Issue, today: Date) -> bool {
        // Scans of one day are one sighting; but what came back, or was still there when its
        // mend was looked at, was seen once more for each.
        let again = issue.recurrences + u32::from(issue.review_failed);
        issue.sightings.max(1 + again) > self.grace
            && self.exemption(&issue.finding.site, today).is_none()
    }

    /// Returns why and until when a site is exempt, if it is.
    pub fn exemption(&self, site: &str, today: Date) -> Option<&Exempt> {
        self.exempt
            .iter()
            .find(|exempt| site.contains(&exempt.site) && today <= exempt.until)
    }

    /// Tells whether the configuration names any unit.
    pub fn has_units(&self) -> bool {
        !self.units.is_empty()
    }

    /// Says how long there is, for people.
    pub fn left(&self, today: Date, due: Date) -> Words {
        if due == today {
            return Words::new("今天到期", "due today");
        }
        match self.days_left(today, due) {
            None => {
                // Outside the calendar days are all that can be counted.
                let days = (due - today).get_days();
                let over = -days;
                if days < 0 {
                    Words::new(
                        format!("超期 {over} 天（自然日）"),
                        format!("{over} calendar days overdue"),
                    )
                } else {
                    Words::new(
                        format!("剩 {days} 天（自然日）"),
                        format!("{days} calendar days left"),
                    )
                }
            }
            Some(days) if due >= today => Words::new(
                format!("剩 {days} 个工作日"),
                format!("{days} working days left"),
            ),
            Some(days) => {
                let over = -days;
                Words::new(
                    format!("超期 {over} 个工作日"),
                    format!("{over} working days overdue"),
                )
            }
        }
    }
}
