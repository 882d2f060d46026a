//! Whether an audit lets a change through.

use crate::model::{Outcome, Run, Severity, Verdict, Words};

/// What speaks against letting a change through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// Findings at or above the threshold; where a baseline was given, only those that are
    /// new or worse.
    pub counted: usize,
    /// Findings of any severity whose waiver has expired.
    pub past_waivers: usize,
    /// Findings that the baseline has and that therefore do not count.
    pub known: usize,
    /// The threshold; `None` where nothing fails a check.
    pub threshold: Option<Severity>,
}

impl Gate {
    /// Judges a run by a threshold.
    pub fn of(run: &Run, threshold: Option<Severity>) -> Self {
        let compared = run.comparison.is_some();
        let news = |outcome: &&Outcome| !compared || outcome.is_news();
        Self {
            counted: threshold.map_or(0, |threshold| {
                run.findings()
                    .filter(|finding| finding.severity <= threshold)
                    .filter(news)
                    .count()
            }),
            past_waivers: run.findings().filter(|f| f.is_past_waiver()).count(),
            known: run.findings().filter(|f| compared && !f.is_news()).count(),
            threshold,
        }
    }

    /// Tells whether the check fails. An expired waiver fails it whatever the severity: what
    /// somebody has answered for until a day is not to be forgotten after it.
    pub const fn fails(&self) -> bool {
        self.threshold.is_some() && (self.counted > 0 || self.past_waivers > 0)
    }

    /// Says why the check fails, or that it does not; for runs with a baseline or waivers.
    pub fn words(&self) -> Words {
        let code = self.threshold.map_or("never", Severity::code);
        if !self.fails() {
            return Words::new(
                format!(
                    "通过：没有新问题（--fail-on {code}），基线已有 {} 项",
                    self.known
                ),
                format!(
                    "passed: nothing new (--fail-on {code}); the baseline has {}",
                    self.known
                ),
            );
        }
        let (mut zh, mut en) = (Vec::new(), Vec::new());
        if self.counted > 0 {
            zh.push(format!(
                "新增或加重的问题 {} 项（--fail-on {code}）",
                self.counted
            ));
            en.push(format!(
                "{} new or worse finding(s) (--fail-on {code})",
                self.counted
            ));
        }
        if self.past_waivers > 0 {
            zh.push(format!("豁免到期的问题 {} 项", self.past_waivers));
            en.push(format!(
                "{} finding(s) whose waiver has expired",
                self.past_waivers
            ));
        }
        if self.known > 0 {
            zh.push(format!("基线已有的 {} 项不计", self.known));
            en.push(format!(
                "the {} that the baseline has do not count",
                self.known
            ));
        }
        Words::new(
            format!("不通过：{}", zh.join("；")),
            format!("failed: {}", en.join("; ")),
        )
    }
}

/// Returns a run with only the findings and open verdicts that are news; counts by rule stay.
pub fn only_news(run: &Run) -> Run {
    let mut run = run.clone();
    run.outcomes.retain(|outcome| match outcome.verdict {
        Verdict::Fail | Verdict::CannotTell { .. } => outcome.is_news(),
        Verdict::Pass | Verdict::Inapplicable(_) => true,
    });
    run
}
