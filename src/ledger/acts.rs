//! What people do about issues, checked against where each stands. The command line and the
//! import of sheets come through here, so that both refuse the same things.

use jiff::civil::Date;

use super::change::Change;
use super::error::LedgerError;
use super::event::{Draft, EventKind};
use super::issue::Issue;
use super::state::State;
use crate::model::{Address, Fingerprint, Lang};

/// The longest name of a person or a unit, in characters.
const NAME: usize = 60;
/// The longest text that a person may write down, in characters.
const TEXT: usize = 4000;

/// What a person does about an issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Says who has to mend it and by when, and takes down what is to be done. `None` leaves
    /// as it is; an empty text takes back. An open issue with a unit or a person is then in
    /// progress.
    Assign {
        /// 责任单位.
        unit: Option<String>,
        /// 责任人.
        person: Option<String>,
        /// 整改时限.
        due: Option<Date>,
        /// 原因分析.
        reason: Option<String>,
        /// 整改措施.
        measures: Option<String>,
    },
    /// Says that it is mended.
    Rectify {
        /// 整改情况: what was done.
        done: String,
        /// 整改链接: address of the mended page.
        url: String,
    },
    /// Sets it aside: [`State::FalsePositive`], [`State::NotApplicable`] or [`State::Deferred`].
    Excuse {
        /// Which of the three.
        state: State,
        /// Why.
        reason: String,
        /// The last day on which it holds, in China; deferring needs one.
        until: Option<Date>,
        /// Address of the explanation (情况说明).
        url: Option<String>,
    },
    /// Opens it again.
    Reopen {
        /// Why.
        reason: String,
    },
    /// Strikes it off (销号).
    SignOff {
        /// 销号意见.
        opinion: String,
        /// Why, though no scan saw it mended; recorded as an override.
        overriding: Option<String>,
    },
    /// Leaves a remark (备注).
    Note {
        /// The remark.
        remark: String,
    },
}

/// Does it, if the state of the issue allows it.
///
/// # Errors
/// When it contradicts the state, or lacks what it needs: nothing is changed then.
pub fn act(
    change: &mut Change<'_>,
    issue: &Issue,
    who: &str,
    act: &Act,
    today: Date,
) -> Result<(), LedgerError> {
    let who = named(who)?;
    change.append(draft(issue, who, act, today)?)?;
    Ok(())
}

/// Checks the name of a person.
fn named(who: &str) -> Result<&str, LedgerError> {
    let who = who.trim();
    if who.is_empty() {
        return Err(LedgerError::refused(
            "没有写明是谁；请加 --by 姓名",
            "nobody is named; add --by NAME",
        ));
    }
    if who.to_ascii_lowercase().starts_with("gongkai") {
        return Err(LedgerError::refused(
            format!("“{who}”不是人名；工具不能代人签字，请写办理人姓名"),
            format!("{who} is no person; the tool signs nothing, give a person's name"),
        ));
    }
    fits(who, NAME)?;
    Ok(who)
}

fn fits(text: &str, most: usize) -> Result<(), LedgerError> {
    if text.chars().count() > most {
        return Err(LedgerError::refused(
            format!("文字过长（最多 {most} 字）：{}…", head(text)),
            format!("too long (at most {most} characters): {}…", head(text)),
        ));
    }
    Ok(())
}

fn head(text: &str) -> String {
    text.chars().take(20).collect()
}

/// Checks a text that must be there.
fn needed<'t>(text: &'t str, zh: &str, en: &str) -> Result<&'t str, LedgerError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(LedgerError::refused(
            format!("缺少{zh}"),
            format!("{en} is missing"),
        ));
    }
    fits(text, TEXT)?;
    Ok(text)
}

fn refused(number: &Fingerprint, state: State, zh: &str, en: &str) -> LedgerError {
    let short = &number.as_str()[..8];
    LedgerError::refused(
        format!("问题 {short} 现为“{}”，{zh}", state.label(Lang::Zh)),
        format!("issue {short} is {}: {en}", state.label(Lang::En)),
    )
}

fn draft(issue: &Issue, who: &str, act: &Act, today: Date) -> Result<Draft, LedgerError> {
    let number = &issue.fingerprint;
    let state = issue.standing(today);
    let of = |kind| Draft::of(kind, who, number);
    match act {
        Act::Assign {
            unit,
            person,
            due,
            reason,
            measures,
        } => {
            if state == State::SignedOff {
                return Err(refused(
                    number,
                    state,
                    "不能再分派；如需重新整改请先 reopen",
                    "it cannot be assigned; reopen it first",
                ));
            }
            let mut draft = of(EventKind::Assigned);
            let mut said: Vec<String> = Vec::new();
            for (name, value, most) in [
                ("unit", unit, NAME),
                ("person", person, NAME),
                ("reason", reason, TEXT),
                ("measures", measures, TEXT),
            ] {
                if let Some(value) = value {
                    fits(value.trim(), most)?;
                    draft = draft.field(name, value.trim());
                    said.push(value.trim().to_owned());
                }
            }
            if let Some(due) = due {
                draft = draft.field("due", due.to_string());
                said.push(due.to_string());
            }
            said.retain(|text| !text.is_empty());
            draft = draft.note(said.join("；"));
            let is_given =
                |value: &Option<String>| value.as_ref().is_some_and(|text| !text.trim().is_empty());
            if state == State::Open && (is_given(unit) || is_given(person)) {
                draft = draft.to(State::InProgress);
            }
            Ok(draft)
        }
        Act::Rectify { done, url } => rectify(of(EventKind::Rectified), number, state, done, url),
        Act::Excuse {
            state: to,
            reason,
            until,
            url,
        } => excuse(
            of(EventKind::Excused),
            number,
            state,
            today,
            (*to, reason, *until, url),
        ),
        Act::Reopen { reason } => {
            if matches!(issue.state, State::Open | State::InProgress) {
                return Err(refused(number, state, "本来就没有关闭", "it is not closed"));
            }
            let reason = needed(
                reason,
                "重新打开的原因（--reason）",
                "the reason (--reason)",
            )?;
            Ok(of(EventKind::Reopened).to(State::Open).note(reason))
        }
        Act::SignOff {
            opinion,
            overriding,
        } => sign_off(
            of(EventKind::SignedOff),
            issue,
            state,
            opinion,
            overriding.as_deref(),
        ),
        Act::Note { remark } => {
            let remark = remark.trim();
            fits(remark, TEXT)?;
            Ok(of(EventKind::Noted).note(remark).field("remark", remark))
        }
    }
}

fn rectify(
    draft: Draft,
    number: &Fingerprint,
    state: State,
    done: &str,
    url: &str,
) -> Result<Draft, LedgerError> {
    if !matches!(
        state,
        State::Open | State::InProgress | State::Rectified | State::Deferred
    ) {
        return Err(refused(
            number,
            state,
            "不用再报整改；如需重新整改请先 reopen",
            "there is nothing to rectify; reopen it first",
        ));
    }
    let done = needed(done, "整改情况（--done）", "what was done (--done)")?;
    let url = needed(
        url,
        "整改链接（--url）；不反馈链接的视为未整改",
        "the address of the mended page (--url)",
    )?;
    Ok(draft
        .to(State::Rectified)
        .note(done)
        .field("done", done)
        .field("url", address(url)?))
}

fn address(url: &str) -> Result<String, LedgerError> {
    Address::parse(url)
        .map(|address| address.as_str().to_owned())
        .ok_or_else(|| {
            LedgerError::refused(
                format!("不是网址：{url}；应形如 https://www.example.gov.cn/…"),
                format!("not an address: {url}; write it like https://www.example.gov.cn/…"),
            )
        })
}

fn excuse(
    draft: Draft,
    number: &Fingerprint,
    from: State,
    today: Date,
    (to, reason, until, url): (State, &str, Option<Date>, &Option<String>),
) -> Result<Draft, LedgerError> {
    if !to.is_excused() {
        return Err(LedgerError::refused(
            "只能豁免为误报、不适用或暂缓",
            "an issue is set aside as false_positive, not_applicable or deferred only",
        ));
    }
    if matches!(from, State::Verified | State::SignedOff) {
        return Err(refused(
            number,
            from,
            "无需豁免",
            "there is nothing to set aside",
        ));
    }
    let reason = needed(reason, "原因（--reason）", "the reason (--reason)")?;
    if to == State::Deferred && until.is_none() {
        return Err(LedgerError::refused(
            "暂缓须写明到哪一天（--until 2026-12-31）",
            "deferring needs a last day (--until 2026-12-31)",
        ));
    }
    if let Some(until) = until.filter(|until| *until < today) {
        return Err(LedgerError::refused(
            format!("截止日 {until} 已过（今天是 {today}）"),
            format!("the last day {until} is past (today is {today})"),
        ));
    }
    let mut draft = draft.to(to).note(reason);
    if let Some(until) = until {
        draft = draft.field("until", until.to_string());
    }
    if let Some(url) = url {
        draft = draft.field("url", address(url)?);
    }
    Ok(draft)
}

fn sign_off(
    draft: Draft,
    issue: &Issue,
    state: State,
    opinion: &str,
    overriding: Option<&str>,
) -> Result<Draft, LedgerError> {
    let number = &issue.fingerprint;
    if state == State::SignedOff {
        return Err(refused(
            number,
            state,
            "已经销号",
            "it is signed off already",
        ));
    }
    fits(opinion, TEXT)?;
    let draft = draft.to(State::SignedOff).note(opinion.trim());
    if state == State::Verified {
        return Ok(draft);
    }
    let Some(reason) = overriding
        .map(str::trim)
        .filter(|reason| !reason.is_empty())
    else {
        let (zh, en) = if issue.doubt.is_empty() {
            (String::new(), String::new())
        } else {
            (
                format!("（{}）", issue.doubt),
                format!(" ({})", issue.doubt),
            )
        };
        return Err(refused(
            number,
            state,
            &format!("没有复核通过{zh}，不能销号；请先复核，确需销号的加 --override 原因"),
            &format!("no scan saw it mended{en}; re-check it, or give --override REASON"),
        ));
    };
    fits(reason, TEXT)?;
    Ok(draft.field("overriding", reason))
}
