//! Waivers applied to a run: a finding that is waived becomes inapplicable, with the reason,
//! who decided and until when. An expired waiver covers nothing: its finding counts again and
//! says so, and what an expired or unmatched waiver means is told.

use super::Waiver;
use crate::masking::masked;
use crate::model::{Outcome, Run, Tally, Verdict, Waived, Words};

/// Applies waivers as of the run's day. What there is to say of them (expired, matching
/// nothing) is added to the run's notices.
pub fn waive(run: &mut Run, waivers: &[Waiver]) {
    for waiver in waivers {
        let expired = waiver.expires < run.as_of;
        let mut met = Met::default();
        for outcome in &mut run.outcomes {
            if !means(waiver, outcome) {
                continue;
            }
            match outcome.verdict {
                Verdict::Fail => met.findings += 1,
                Verdict::CannotTell { .. } => {
                    met.open += 1;
                    continue;
                }
                // Two waivers may name one finding.
                Verdict::Inapplicable(_) if outcome.waiver.is_some() => {
                    met.findings += 1;
                    continue;
                }
                _ => continue,
            }
            outcome.waiver = Some(Box::new(Waived {
                reason: waiver.reason.clone(),
                approver: waiver.approver.clone(),
                expires: waiver.expires,
                expired,
            }));
            if expired {
                continue;
            }
            outcome.verdict = Verdict::Inapplicable(why(waiver));
            Tally::excuse(&mut run.tallies, &outcome.pack, &outcome.rule);
        }
        run.notices.extend(notice(waiver, expired, met));
    }
}

/// What a waiver names.
#[derive(Debug, Clone, Copy, Default)]
struct Met {
    findings: usize,
    open: usize,
}

fn means(waiver: &Waiver, outcome: &Outcome) -> bool {
    let of_rule =
        waiver.rule == outcome.rule || waiver.rule == format!("{}/{}", outcome.pack, outcome.rule);
    let of_subject = waiver.subject.as_ref().is_none_or(|wanted| {
        let subject = &outcome.subject;
        // What a run shows is masked; a configuration may say it in full.
        let shown = masked(wanted);
        shown == subject.name || *wanted == subject.key || Some(&*shown) == subject.url.as_deref()
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

fn notice(waiver: &Waiver, expired: bool, met: Met) -> Option<Words> {
    let Waiver {
        rule,
        reason,
        approver,
        expires,
        ..
    } = waiver;
    let whom = waiver.subject.as_ref().or(waiver.fingerprint.as_ref());
    let of = whom.map_or_else(|| rule.clone(), |whom| format!("{rule}（{whom}）"));
    let of_en = whom.map_or_else(|| rule.clone(), |whom| format!("{rule} ({whom})"));
    match (expired, met.findings) {
        (true, 0) => Some(Words::new(
            format!("对 {of} 的豁免已于 {expires} 到期，也没有对应的问题，请从 gongkai.yaml 删去"),
            format!(
                "the waiver of {of_en} expired on {expires} and matches no finding: remove it from gongkai.yaml"
            ),
        )),
        (true, count) => Some(Words::new(
            format!(
                "豁免到期：对 {of} 的豁免已于 {expires} 到期，{count} 项问题重新计入，核查不予通过（原由：{reason}；批准：{approver}）；请整改，或由批准人重新批准并改 expires"
            ),
            format!(
                "waiver expired: the waiver of {of_en} expired on {expires}; {count} finding(s) count again and the check fails (reason: {reason}; approved by {approver}); mend it, or have it approved anew and change expires"
            ),
        )),
        (false, 0) if met.open > 0 => Some(Words::new(
            format!("豁免未用上：对 {of} 的豁免所指的对象目前未能判定"),
            format!("waiver not used: what the waiver of {of_en} names cannot be told at present"),
        )),
        (false, 0) => Some(Words::new(
            format!(
                "豁免没有对应的问题：对 {of} 的豁免，问题已整改的请删去，否则核对规则编号和对象"
            ),
            format!(
                "waiver matches no finding: the waiver of {of_en}; remove it if the finding is mended, else check its rule and subject"
            ),
        )),
        (false, _) => None,
    }
}
