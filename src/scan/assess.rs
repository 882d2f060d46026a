//! From a site model to a finished run: the last step that every command shares.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::audit::{self, Options};
use crate::calendar::Calendar;
use crate::facts::View;
use crate::ledger::{Ledger, LedgerError, Merged, Scan, Writing, merge};
use crate::model::{Cause, Outcome, PackVersion, Run, SubjectKind, Verdict, Words};
use crate::rules::{Rule, RuleSet};

use super::{ScanResult, Tools, unjudged};

/// What a site is judged with, beside the day.
#[derive(Clone, Copy)]
pub struct Material<'m> {
    /// The words.
    pub tools: &'m Tools,
    /// The rules.
    pub rules: &'m RuleSet,
    /// The working days.
    pub calendar: &'m Calendar,
}

/// Judges a scanned site as of a day.
pub fn assess(
    target: &str,
    scanned: &ScanResult,
    tools: &Tools,
    rules: &RuleSet,
    calendar: &Calendar,
    as_of: Date,
    options: Options,
) -> Run {
    let site = &scanned.site;
    let mut crawl = site.crawl.clone();
    let view = View::new(site, &tools.names, calendar, as_of);
    let judged = audit::judge(rules, &view, options);
    // What it holds of a large site is about as much as what is made next.
    drop(view);
    let mut notices = scanned.remarks.clone();
    if site.pages.lost_some() || site.answers.lost_some() {
        notices.push(Words::new(
            "部分网页的内容已写入临时文件，但未能读回（临时目录可能已满或出错），这些网页按未读处理；请检查临时目录（TMPDIR）后重新核查",
            "what was read of some pages was put into a temporary file and could not be read back; these pages count as not read: look at the temporary folder (TMPDIR) and audit again",
        ));
    }
    notices.extend(unjudged::notice(
        rules,
        &judged.tallies,
        &judged.outcomes,
        as_of,
    ));
    if site.origin.cut_short.is_some() {
        crawl.why_incomplete.extend(waiting(&judged.outcomes));
    }
    let mut versions = rules.versions();
    versions.push(PackVersion {
        name: "workdays".to_owned(),
        version: calendar.version().to_owned(),
    });
    let mut run = Run {
        versions,
        target: target.to_owned(),
        site_name: site.site_name(),
        site_id_code: site.site_id_code(),
        body: site.body.clone(),
        as_of,
        started: site.fetched.0,
        finished: site.fetched.1,
        crawl,
        outcomes: judged.outcomes,
        tallies: judged.tallies,
        provisions: rules.provisions().cloned().collect(),
        rules: rules.rules().iter().map(Rule::note).collect(),
        notices,
        score: None,
        comparison: None,
    };
    audit::mask(&mut run);
    run
}

/// Says how many verdicts wait for the rest of the site.
fn waiting(outcomes: &[Outcome]) -> Option<Words> {
    let waits = |outcome: &&Outcome| {
        matches!(
            outcome.verdict,
            Verdict::CannotTell {
                cause: Cause::LimitReached | Cause::NotFetched,
                ..
            }
        )
    };
    let mut columns = BTreeSet::new();
    let mut count = 0;
    for outcome in outcomes.iter().filter(waits) {
        count += 1;
        if outcome.subject.kind == SubjectKind::Column {
            columns.insert(&outcome.subject.name);
        }
    }
    let on = match columns.len() {
        0 => Words::default(),
        columns => Words::new(
            format!("涉及 {columns} 个栏目，"),
            format!(", on {columns} columns among others"),
        ),
    };
    (count > 0).then(|| {
        Words::new(
            format!("因此有 {count} 项判定未能作出，{}抓取完整后才能判定", on.zh),
            format!(
                "{count} verdicts wait for it{}; only a whole crawl can decide them",
                on.en
            ),
        )
    })
}

/// Takes a run of a scanned site into a ledger; a re-check takes in nothing new.
///
/// # Errors
/// When the ledger cannot be read or written; nothing of the run is kept then.
pub fn record(
    ledger: &mut Ledger,
    run: &Run,
    scanned: &ScanResult,
    with: Material<'_>,
    writing: &Writing<'_>,
    recheck: bool,
) -> Result<Merged, LedgerError> {
    let view = View::new(&scanned.site, &with.tools.names, with.calendar, run.as_of);
    let scan = Scan {
        run,
        rules: with.rules,
        site: &scanned.site,
        source: &view,
        recheck,
    };
    merge(ledger, &scan, writing)
}
