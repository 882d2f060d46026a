//! What the numbers of working days in a guide are for: the answer (Article 33), its
//! prolonging, the correction of a request (Article 30), third parties (Article 32).
//!
//! Guides name other periods in the same words (publishing within 20 working days, paying
//! within 20); a number whose use is not plain belongs to none.

use std::sync::LazyLock;

use regex::Regex;

use crate::masking::mask_text;
use crate::model::{Field, FieldSource, GuideFacts};
use crate::vocabulary::Folded;
use crate::vocabulary::fold;
use crate::vocabulary::guide::words;

#[derive(Debug, PartialEq, Eq, Clone, Copy)]
enum Use {
    Answer,
    Extension,
    Correction,
    ThirdParty,
}

/// Reads the numbers of working days of one line of a guide; the first of each use holds.
pub(super) fn read(line: &str, facts: &mut GuideFacts) {
    for sentence in line.split_inclusive(['。', '；', ';', '！']) {
        // Blanks may stand within the word; the pattern is looked for in folded text.
        if !sentence.contains('工') {
            if sentence.contains("日内") && names_other_days(&fold(sentence)) {
                facts.unclear.push(ANSWER_DAYS.to_owned());
            }
            continue;
        }
        for (purpose, days) in sentence_days(&fold(sentence)) {
            let slot = match purpose {
                Use::Answer => &mut facts.answer_days,
                Use::Extension => &mut facts.extension_days,
                Use::Correction => &mut facts.correction_days,
                Use::ThirdParty => &mut facts.third_party_days,
            };
            if slot.is_none() {
                *slot = Some(Field {
                    value: days,
                    source: FieldSource::Body,
                    shown: mask_text(&sentence.trim().chars().take(120).collect::<String>()),
                });
            }
        }
    }
}

/// What [`GuideFacts::unclear`] calls a period of answering in days that are not said to be
/// working days.
pub(crate) const ANSWER_DAYS: &str = "answer_days";

/// Tells whether a folded sentence gives the days for an answer and does not say that they are
/// working days.
fn names_other_days(sentence: &str) -> bool {
    static DAYS: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})日内").ok());
    let Some(found) = DAYS.as_ref().and_then(|days| days.find(sentence)) else {
        return false;
    };
    let rest = &sentence[found.end()..];
    let after = rest.split([',', '。', ';', '(']).next().unwrap_or(rest);
    purpose(&sentence[..found.start()], after) == Some(Use::Answer)
}

fn sentence_days(sentence: &str) -> Vec<(Use, i64)> {
    static DAYS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"([0-9]{1,3}|[一二三四五六七八九十]{1,3})(?:\([0-9]{1,3}\))?个?工作日").ok()
    });
    let Some(days) = DAYS.as_ref() else {
        return Vec::new();
    };
    let mut from = 0;
    let mut out = Vec::new();
    for found in days.captures_iter(sentence) {
        let (Some(whole), Some(digits)) = (found.get(0), found.get(1)) else {
            continue;
        };
        let before = &sentence[from..whole.start()];
        let rest = &sentence[whole.end()..];
        // What follows within the clause: `内予以答复`.
        let after = rest.split([',', '。', ';', '(']).next().unwrap_or(rest);
        from = whole.end();
        if let (Some(purpose), Some(value)) = (purpose(before, after), value(digits.as_str())) {
            // 延长后的答复期限: the whole of the answer's own days and those added.
            let whole = purpose == Use::Extension && is_whole(before);
            let value = if whole { value - ANSWER } else { value };
            if value > 0 {
                out.push((purpose, value));
            }
        }
    }
    out
}

/// Working days that the law gives for an answer (Article 33).
const ANSWER: i64 = 20;

/// Tells whether the number behind these words counts the answer's own days with those added.
fn is_whole(before: &str) -> bool {
    let near = (before
        .rsplit([',', '。', ';', ':'])
        .find(|part| !part.is_empty()))
    .unwrap_or("");
    words().deadlines.whole.found_in(near)
}

fn purpose(before: &str, after: &str) -> Option<Use> {
    let words = &words().deadlines;
    let has = |list: &Folded, text: &str| list.found_in(text);
    // The nearest clause decides before the rest of the sentence.
    let near = before
        .rsplit([',', '。', ';', ':'])
        .find(|part| !part.is_empty())
        .unwrap_or(before);
    if has(&words.extension, near) || has(&words.extension, after) {
        return Some(Use::Extension);
    }
    if has(&words.correction, near)
        || has(&words.correction, after)
        || has(&words.correction, before)
    {
        // The body tells the applicant within 7; how long the applicant has is another period.
        let told = has(&words.correction_told, after)
            || (has(&words.answer_from, near) && has(&words.correction, after));
        let applicant =
            near.contains("申请人应") || near.contains("收到补正") || after.contains("逾期");
        if told && !applicant {
            return Some(Use::Correction);
        }
        if has(&words.correction, near) || has(&words.correction, after) {
            return None;
        }
    }
    if has(&words.third_party, near) || has(&words.third_party, after) {
        return Some(Use::ThirdParty);
    }
    // In a sentence on third parties the number counts from their being asked.
    if has(&words.third_party, before) && !has(&words.answer_from, near) {
        return (!has(&words.answer, after)).then_some(Use::ThirdParty);
    }
    if has(&words.others, near) || has(&words.others, after) {
        return None;
    }
    if has(&words.extension, before) && !has(&words.answer_from, near) {
        return Some(Use::Extension);
    }
    let answers =
        has(&words.answer, after) || has(&words.answer, near) || has(&words.answer, before);
    let from_request = has(&words.answer_from, before) || has(&words.answer_from, after);
    (answers && (from_request || before.contains("申请") || before.contains("当场")))
        .then_some(Use::Answer)
}

/// Reads a number in digits or Chinese numerals below one hundred.
fn value(text: &str) -> Option<i64> {
    if let Ok(value) = text.parse() {
        return Some(value);
    }
    let digit = |c: char| {
        "一二三四五六七八九"
            .chars()
            .position(|d| d == c)
            .and_then(|at| i64::try_from(at + 1).ok())
    };
    let chars: Vec<char> = text.chars().collect();
    match chars.as_slice() {
        ['十'] => Some(10),
        [one] => digit(*one),
        ['十', low] => Some(10 + digit(*low)?),
        [high, '十'] => Some(10 * digit(*high)?),
        [high, '十', low] => Some(10 * digit(*high)? + digit(*low)?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Use, sentence_days};
    use crate::vocabulary::fold;

    #[test]
    fn each_number_finds_its_use() {
        use Use::{Answer, Correction, Extension, ThirdParty};
        let check = |text: &str, expected: &[(Use, i64)]| {
            let found: Vec<(Use, i64)> = text
                .split_inclusive(['。', '；'])
                .flat_map(|sentence| sentence_days(&fold(sentence)))
                .collect();
            assert_eq!(found, expected, "{text}");
        };
        check(
            "行政机关收到政府信息公开申请，能够当场答复的，应当当场予以答复；不能当场答复的，应当自收到申请之日起20个工作日内予以答复；需要延长答复期限的，经负责人同意并告知申请人，延长的期限最长不得超过20个工作日。",
            &[(Answer, 20), (Extension, 20)],
        );
        check(
            "不能当场答复的，自收到申请之日起15个工作日内予以答复，如需延长，延长答复的期限最长不得超过15个工作日。",
            &[(Answer, 15), (Extension, 15)],
        );
        check(
            "需要延长答复期限的，经同意后告知申请人，延长后的答复期限最长不超过40个工作日。",
            &[(Extension, 20)],
        );
        check(
            "需要延长答复期限的，告知申请人，延长后的答复期限最长不超过60个工作日。",
            &[(Extension, 40)],
        );
        check(
            "应当自收到申请之日起二十个工作日内予以答复。",
            &[(Answer, 20)],
        );
        check(
            "申请内容不明确的，应当自收到申请之日起7个工作日内一次性告知申请人作出补正，说明需要补正的事项和合理的补正期限。",
            &[(Correction, 7)],
        );
        check(
            "申请内容不明确的，自收到申请之日起七个工作日内给予指导和释明，一次性告知申请人补正。",
            &[(Correction, 7)],
        );
        check(
            "申请人应当在收到补正告知书之日起15个工作日内补正，逾期不补正的视为放弃。",
            &[],
        );
        check(
            "第三方应当自收到征求意见书之日起15个工作日内提出意见。",
            &[(ThirdParty, 15)],
        );
        check(
            "涉及第三方合法权益的，书面征求第三方意见，自收到征求意见书之日起15个工作日内提出意见。",
            &[(ThirdParty, 15)],
        );
        check(
            "属于主动公开范围的政府信息，自该信息形成或者变更之日起20个工作日内予以公开。",
            &[],
        );
        check(
            "被征求意见的其他行政机关应当自收到征求意见书之日起15个工作日内提出意见。",
            &[],
        );
        check("申请人应当自收到收费通知之日起20个工作日内缴纳费用。", &[]);
        check("监督机构收到投诉后15个工作日内答复。", &[]);
        check(
            "（五）答复时限：自收到申请之日起20个工作日内。",
            &[(Answer, 20)],
        );
        check(
            "如需延长答复期限的，经领导同意并告知申请人，延长答复期限最长不超过20个工作日。",
            &[(Extension, 20)],
        );
        check(
            "能够当场答复的当场答复，不能当场答复的，自收到申请之日起20个工作日内作出下列书面答复：",
            &[(Answer, 20)],
        );
        check(
            "受理机构收到申请后，将在20个工作日内答复申请人，最多延长20个工作日。",
            &[(Answer, 20), (Extension, 20)],
        );
    }
}
