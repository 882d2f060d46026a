//! Who is responsible for a finding, as `units` says (栏目→科室).

use super::UnitConfig;
use crate::model::{Responsible, Run};
use crate::vocabulary::fold;

/// What of a finding says whose it is.
#[derive(Debug, Clone, Copy)]
pub struct Task<'t> {
    /// Identity of the site.
    pub site: &'t str,
    /// The pack of the rule.
    pub pack: &'t str,
    /// The rule.
    pub rule: &'t str,
    /// Names of the columns, outermost first.
    pub columns: &'t [String],
    /// Name of the subject.
    pub subject: &'t str,
}

/// Returns the first entry that takes a finding.
pub fn responsible<'u>(units: &'u [UnitConfig], task: &Task<'_>) -> Option<&'u UnitConfig> {
    units.iter().find(|unit| takes(unit, task))
}

/// Writes down at every finding of a run who is responsible for it.
pub fn assign(run: &mut Run, site: &str, units: &[UnitConfig]) {
    for outcome in &mut run.outcomes {
        let task = Task {
            site,
            pack: &outcome.pack,
            rule: &outcome.rule,
            columns: &outcome.columns,
            subject: &outcome.subject.name,
        };
        outcome.responsible = responsible(units, &task).map(|unit| {
            Box::new(Responsible {
                unit: unit.unit.clone(),
                person: unit.person.clone(),
            })
        });
    }
}

/// Tells whether an entry takes a finding.
fn takes(unit: &UnitConfig, task: &Task<'_>) -> bool {
    let column = unit.columns.is_empty()
        || unit.columns.iter().any(|wanted| {
            let wanted = fold(wanted);
            task.columns.iter().any(|name| fold(name) == wanted) || fold(task.subject) == wanted
        });
    let rule = unit.rules.is_empty()
        || unit
            .rules
            .iter()
            .any(|rule| *rule == task.rule || *rule == format!("{}/{}", task.pack, task.rule));
    let site = unit.sites.is_empty()
        || unit
            .sites
            .iter()
            .any(|site| task.site.contains(site.as_str()));
    column && rule && site
}
