//! From a site model to a finished run: the last step that every command shares.

use jiff::civil::Date;

use crate::audit::{self, Options};
use crate::calendar::Calendar;
use crate::facts::View;
use crate::model::{PackVersion, Run};
use crate::rules::{Rule, RuleSet};

use super::{ScanResult, Tools};

/// Judges a scanned site as of a day.
pub fn assess(
    target: &str,
    scanned: &ScanResult,
    tools: &Tools,
    rules: &RuleSet,
    calendar: &Calendar,
    as_of: Date,
) -> Run {
    let site = &scanned.site;
    let view = View::new(site, &tools.names, calendar, as_of);
    let judged = audit::judge(rules, &view, Options::default());
    let mut versions = rules.versions();
    versions.push(PackVersion {
        name: "workdays".to_owned(),
        version: calendar.version().to_owned(),
    });
    Run {
        versions,
        target: target.to_owned(),
        site_name: site.site_name(),
        site_id_code: site.site_id_code(),
        body: site.body.clone(),
        as_of,
        started: site.fetched.0,
        finished: site.fetched.1,
        crawl: site.crawl.clone(),
        outcomes: judged.outcomes,
        tallies: judged.tallies,
        rules: rules.rules().iter().map(Rule::note).collect(),
        notices: scanned.remarks.clone(),
        score: None,
        comparison: None,
    }
}
