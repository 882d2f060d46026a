//! The clause matrix: clause → rules → columns → pages → verdicts → evidence.
//!
//! An inspector lays the source beside it, provision by provision, and sees which rules judge
//! it, what came of them and where, and what no machine can decide.

mod html;

use super::{clean, words};
use crate::model::{Lang, Outcome, Provision, ProvisionRule, Run, Severity, Verdict};

pub(super) use html::FORMAT as HTML;

/// How a provision stands: the gravest of what its rules gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    Failed,
    Open,
    Passed,
    Inapplicable,
    /// Its rules found nothing to judge.
    Nothing,
    /// No rule can judge it.
    ByHand,
}

impl State {
    pub(super) const ALL: [Self; 6] = [
        Self::Failed,
        Self::Open,
        Self::Passed,
        Self::Inapplicable,
        Self::Nothing,
        Self::ByHand,
    ];

    pub(super) const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Failed => lang.pick("有问题", "findings"),
            Self::Open => lang.pick("有待人工核查", "to look at by hand"),
            Self::Passed => lang.pick("达标", "pass"),
            Self::Inapplicable => lang.pick("不适用", "inapplicable"),
            Self::Nothing => lang.pick("站上没有可查的对象", "nothing to judge on the site"),
            Self::ByHand => lang.pick("不能自动判定", "no machine can decide"),
        }
    }

    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Failed => "fail",
            Self::Open => "open",
            Self::Passed => "pass",
            Self::Inapplicable => "off",
            Self::Nothing => "none",
            Self::ByHand => "hand",
        }
    }
}

/// One provision with what its rules gave.
pub(super) struct Row<'r> {
    pub(super) provision: &'r Provision,
    pub(super) state: State,
    pub(super) rules: Vec<RuleRow<'r>>,
}

/// One rule of a provision.
pub(super) struct RuleRow<'r> {
    pub(super) rule: &'r ProvisionRule,
    pub(super) severity: Severity,
    /// Its listed verdicts, failures first.
    pub(super) outcomes: Vec<&'r Outcome>,
    /// Passes, those of single documents included, which are only counted.
    pub(super) passed: usize,
    /// Failures that are not listed, because the baseline has them and only news are.
    pub(super) hidden: usize,
    /// What could not be told and is not listed for the same reason.
    pub(super) hidden_open: usize,
}

impl RuleRow<'_> {
    fn state(&self) -> State {
        let any = |wanted: fn(&Verdict) -> bool| {
            self.outcomes.iter().any(|outcome| wanted(&outcome.verdict))
        };
        if self.hidden > 0 || any(|verdict| *verdict == Verdict::Fail) {
            State::Failed
        } else if self.hidden_open > 0
            || any(|verdict| matches!(verdict, Verdict::CannotTell { .. }))
        {
            State::Open
        } else if self.passed > 0 || any(|verdict| *verdict == Verdict::Pass) {
            State::Passed
        } else if self.outcomes.is_empty() {
            State::Nothing
        } else {
            State::Inapplicable
        }
    }

    /// Says that passes are only counted, where no verdict is listed.
    pub(super) fn counted(&self, lang: Lang) -> String {
        let hidden = self.hidden + self.hidden_open;
        match (self.passed, lang) {
            (_, Lang::Zh) if hidden > 0 => format!("基线已有的 {hidden} 项没有列出"),
            (_, Lang::En) if hidden > 0 => format!("{hidden} that the baseline has are not listed"),
            (0, _) => State::Nothing.label(lang).to_owned(),
            (count, Lang::Zh) => format!("达标 {count} 处（单个文件、链接只计数）"),
            (count, Lang::En) => format!("{count} pass (single documents and links are counted)"),
        }
    }
}

/// Returns every provision, in the order of the sources.
pub(super) fn rows(run: &Run) -> Vec<Row<'_>> {
    run.provisions
        .iter()
        .map(|provision| {
            let rules: Vec<RuleRow<'_>> = provision
                .rules
                .iter()
                .map(|rule| rule_row(run, rule))
                .collect();
            let state = rules.iter().map(RuleRow::state).min();
            Row {
                provision,
                state: state.unwrap_or(State::ByHand),
                rules,
            }
        })
        .collect()
}

fn rule_row<'r>(run: &'r Run, rule: &'r ProvisionRule) -> RuleRow<'r> {
    let outcomes = outcomes(run, &rule.id);
    let tally = run.tallies.iter().find(|tally| tally.rule == rule.id);
    // Only a list of news leaves findings out; what it leaves out is no pass.
    let listed = |code: &str| {
        outcomes
            .iter()
            .filter(|one| one.verdict.code() == code)
            .count()
    };
    let hidden = |count: Option<usize>, code: &str| match (&run.comparison, listed(code)) {
        (Some(_), 0) => count.unwrap_or_default(),
        _ => 0,
    };
    RuleRow {
        rule,
        severity: rule.severity,
        passed: tally.map_or(0, |tally| tally.pass),
        hidden: hidden(tally.map(|tally| tally.fail), "fail"),
        hidden_open: hidden(tally.map(|tally| tally.cannot_tell), "cannot_tell"),
        outcomes,
    }
}

fn outcomes<'r>(run: &'r Run, rule: &str) -> Vec<&'r Outcome> {
    let rank = |verdict: &Verdict| match verdict {
        Verdict::Fail => 0,
        Verdict::CannotTell { .. } => 1,
        Verdict::Pass => 2,
        Verdict::Inapplicable(_) => 3,
    };
    let mut found: Vec<&Outcome> = run
        .outcomes
        .iter()
        .filter(|outcome| outcome.rule == rule)
        .collect();
    found.sort_by_key(|outcome| rank(&outcome.verdict));
    found
}

/// Returns how many provisions stand in each state.
pub(super) fn counts(rows: &[Row<'_>]) -> Vec<(State, usize)> {
    State::ALL
        .into_iter()
        .map(|state| {
            let count = rows.iter().filter(|row| row.state == state).count();
            (state, count)
        })
        .collect()
}

/// Says what was seen at the best place, how and when it was read.
pub(super) fn evidence(outcome: &Outcome, lang: Lang) -> String {
    let Some(first) = outcome.evidence.first() else {
        return String::new();
    };
    let mut text = words::seen(first, 80, lang).unwrap_or_default();
    if !text.is_empty() {
        text.push_str(lang.pick("；", "; "));
    }
    text.push_str(&words::read_at(first, lang));
    let more = words::further_pages(&outcome.evidence);
    if more > 0 {
        text.push_str(&match lang {
            Lang::Zh => format!("；另见 {more} 个页面"),
            Lang::En => format!("; see also {more} more pages"),
        });
    }
    text
}

/// Returns what an outcome says, and for what is open what to look at.
pub(super) fn message(outcome: &Outcome, lang: Lang) -> String {
    let mut text = clean::line(outcome.message.get(lang));
    if let Verdict::CannotTell { look, .. } = &outcome.verdict {
        text.push_str(lang.pick("。请看：", ". Look: "));
        text.push_str(&clean::line(look.get(lang)));
    }
    text
}

/// Returns the subject of an outcome with its kind.
pub(super) fn subject(outcome: &Outcome, lang: Lang) -> String {
    let kind = words::subject_kind(outcome.subject.kind, lang);
    format!("{kind}：{}", clean::short(&outcome.subject.name, 80))
}
