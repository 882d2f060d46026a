//! Waivers applied to a run: a finding that is waived becomes inapplicable, with the reason,
//! who decided and until when. An expired waiver changes nothing and is told.

use jiff::civil::Date;

use super::Waiver;
use crate::model::{Outcome, Run, Verdict, Words};

/// Applies waivers as of the run's day. Returns remarks: expired waivers that would still
/// match a finding, and waivers that match nothing.
pub fn waive(run: &mut Run, waivers: &[Waiver]) -> Vec<Words> {
    let mut remarks = Vec::new();
    for waiver in waivers {
        let expired = waiver.expires < run.as_of;
        let mut matched = 0;
        for outcome in &mut run.outcomes {
            if outcome.verdict != Verdict::Fail || !means(waiver, outcome) {
                continue;
            }
            matched += 1;
            if expired {
                continue;
            }
            outcome.verdict = Verdict::Inapplicable(why(waiver));
            let tally = run
                .tallies
                .iter_mut()
                .find(|tally| tally.rule == outcome.rule && tally.pack == outcome.pack);
            if let Some(tally) = tally {
                tally.fail = tally.fail.saturating_sub(1);
                tally.inapplicable += 1;
            }
        }
        remarks.extend(remark(waiver, expired, matched));
    }
    remarks
}

fn means(waiver: &Waiver, outcome: &Outcome) -> bool {
    let of_rule =
        waiver.rule == outcome.rule || waiver.rule == format!("{}/{}", outcome.pack, outcome.rule);
    let of_subject = waiver.subject.as_ref().is_none_or(|wanted| {
        let subject = &outcome.subject;
        *wanted == subject.name || *wanted == subject.key || Some(wanted) == subject.url.as_ref()
    });
    let of_finding = waiver
        .fingerprint
        .as_ref()
        .is_none_or(|digits| outcome.fingerprint.as_str().starts_with(digits.as_str()));
    of_rule && of_subject && of_finding
}

fn why(waiver: &Waiver) -> Words {
    let Waiver {
        reason,
        approver,
        expires,
        ..
    } = waiver;
    Words::new(
        format!("已豁免：{reason}（{approver} 批准，有效期至 {expires}）"),
        format!("waived: {reason} (approved by {approver}, until {expires})"),
    )
}

fn remark(waiver: &Waiver, expired: bool, matched: usize) -> Option<Words> {
    let Waiver { rule, .. } = waiver;
    let expires: Date = waiver.expires;
    match (expired, matched) {
        (true, 0) => Some(Words::new(
            format!("对 {rule} 的豁免已于 {expires} 到期，可从 gongkai.yaml 删去"),
            format!("the waiver of {rule} expired on {expires} and can be removed"),
        )),
        (true, _) => Some(Words::new(
            format!("对 {rule} 的豁免已于 {expires} 到期，{matched} 项问题重新计入"),
            format!("the waiver of {rule} expired on {expires}: {matched} findings count again"),
        )),
        (false, 0) => Some(Words::new(
            format!("对 {rule} 的豁免没有对应的问题，请核对规则编号和对象"),
            format!("the waiver of {rule} matches no finding; check its rule and subject"),
        )),
        (false, _) => None,
    }
}
