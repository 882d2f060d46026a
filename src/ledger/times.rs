//! How new the material of a scan is beside what the ledger knows of an issue: an old archive
//! shows what was, and neither proves a later mend nor refutes it.
//!
//! Archives and live sites tell when they were read. A directory does not, and counts as what
//! is there now; of it only the day that it is judged as of is compared. A day in the future
//! counts as the day on which it was written down, so that a mistyped year shuts nobody out.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::issue::Issue;
use super::store::RunRecord;
use crate::model::{Run, Words};

/// When the material of a scan was read, and the day that it was judged as of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Moment {
    /// `None` where the material does not tell.
    read: Option<Timestamp>,
    day: Date,
}

impl Moment {
    fn of(run: &RunRecord) -> Self {
        Self {
            read: run.finished.map(|finished| finished.min(run.at)),
            day: run.day(),
        }
    }

    /// Says that this is before another, if it is; `zh` and `en` name the other.
    fn before(self, other: Self, zh: &str, en: &str) -> Option<Words> {
        if let (Some(read), Some(other)) = (self.read, other.read)
            && is_before(read, other)
        {
            return Some(earlier(read, other, zh, en));
        }
        (self.day < other.day).then(|| {
            let (day, other) = (self.day, other.day);
            Words::new(
                format!("本次按 {day} 核查，早于{zh}的核查日期 {other}"),
                format!("this is judged as of {day}, before {en} as of {other}"),
            )
        })
    }
}

/// Compares whole seconds: archives tell no more.
fn is_before(one: Timestamp, other: Timestamp) -> bool {
    one.as_second() < other.as_second()
}

fn earlier(read: Timestamp, other: Timestamp, zh: &str, en: &str) -> Words {
    let (read, other) = (shown(read), shown(other));
    Words::new(
        format!("材料抓取于 {read}，早于{zh}（{other}）"),
        format!("the material was read on {read}, before {en} ({other})"),
    )
}

/// The times of a scan and of those before it.
pub(super) struct Times {
    own: Moment,
    runs: BTreeMap<u64, Moment>,
    /// The newest scan of the site that read all of it.
    whole: Option<Moment>,
}

impl Times {
    /// Takes the times of a scan, of `is_dated` material, beside those of the site before it.
    pub(super) fn of(
        run: &Run,
        is_dated: bool,
        now: Timestamp,
        site: &str,
        runs: &[RunRecord],
    ) -> Self {
        let runs = runs.iter().filter(|run| run.site == site);
        let whole = runs
            .clone()
            .filter(|run| run.complete && !run.recheck)
            .map(Moment::of)
            .max_by_key(|moment| (moment.day, moment.read));
        Self {
            own: Moment {
                read: is_dated.then_some(run.finished),
                day: run.as_of.min(day_of(now)),
            },
            runs: runs.map(|run| (run.run, Moment::of(run))).collect(),
            whole,
        }
    }

    /// Says that the material is older than what the ledger knows of an issue, if it is.
    /// `answers` asks whether it can speak against what the unit says it did.
    pub(super) fn older(&self, issue: &Issue, answers: bool) -> Option<Words> {
        let of_run = |run: u64, at: Timestamp, as_of: Date| {
            self.runs.get(&run).copied().unwrap_or(Moment {
                read: None,
                day: as_of.min(day_of(at)),
            })
        };
        let seen = &issue.last_seen;
        let seen = of_run(seen.run, seen.at, seen.as_of);
        let by_sighting = || {
            let (zh, en) = ("最近一次发现该问题", "the issue was last seen");
            self.own.before(seen, zh, en)
        };
        let by_mend = || {
            let verified = issue.verified.as_ref()?;
            let moment = of_run(verified.run, verified.at, day_of(verified.at));
            self.own.before(moment, "复核通过", "it was verified")
        };
        let by_person = |at: Option<Timestamp>, zh, en| {
            let (read, at) = (self.own.read?, at?);
            is_before(read, at).then(|| earlier(read, at, zh, en))
        };
        let signed = issue.signed_off.as_ref().map(|signed| signed.at);
        let claimed = issue
            .rectified
            .as_ref()
            .filter(|_| answers && issue.state == super::State::Rectified)
            .map(|said| said.at);
        by_sighting()
            .or_else(by_mend)
            .or_else(|| by_person(signed, "销号", "it was signed off"))
            .or_else(|| by_person(claimed, "报告已整改", "it was said to be mended"))
    }

    /// Says that all of the site was read later than this material, if it was: what only this
    /// shows was not there any more.
    pub(super) fn outdated(&self) -> Option<Words> {
        let (zh, en) = (
            "该站点最近一次完整核查",
            "the newest whole scan of the site",
        );
        self.own.before(self.whole?, zh, en)
    }
}

/// Returns the day of a time in China.
pub(super) fn day_of(time: Timestamp) -> Date {
    time.to_zoned(zone()).date()
}

fn shown(time: Timestamp) -> String {
    let time = time.to_zoned(zone());
    time.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

fn zone() -> TimeZone {
    TimeZone::get("Asia/Shanghai").unwrap_or(TimeZone::UTC)
}
