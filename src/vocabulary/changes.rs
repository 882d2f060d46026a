//! Words that tell a changed text from a changed template (`rules/vocabulary/changes.yaml`).

use std::sync::LazyLock;

use serde::Deserialize;

use super::{Few, shipped};

/// The file's structure.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeWords {
    /// Words of lines that count readers.
    pub counters: Vec<String>,
    /// Words of lines that show the day of the visit.
    pub clock: Vec<String>,
    /// Words of other lines of the template.
    pub template: Vec<String>,
    /// Words by which a text says that it was changed.
    pub marks: Vec<String>,
    /// Words in the title of a notice of a change.
    pub notices: Vec<String>,
    /// Phrases in which `marks` speak of something else.
    pub no_marks: Vec<String>,
    /// What comes before a note about the paper itself.
    pub note_openings: Vec<String>,
    /// Names of a paper for itself.
    pub itself: Vec<String>,
    /// What a note says of its paper.
    pub states: Vec<StateWords>,
    /// Words of a clause that show that the state has come.
    pub come: Vec<String>,
    /// Words of a clause that speaks of other papers, or of what is to come.
    pub of_others: Vec<String>,
}

/// The words for one state of a paper.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateWords {
    /// The state.
    pub state: String,
    /// Words that end a clause.
    pub ends: Vec<String>,
    /// Words that stand anywhere in a clause.
    #[serde(default)]
    pub has: Vec<String>,
}

/// A longer sentence is no note.
const NOTE: usize = 100;
/// What ends a clause.
const ENDS: [char; 8] = ['，', ',', '。', '！', '；', ';', '：', ':'];

/// Reads the state that a sentence tells of the paper on which it stands: 本文件已废止,
/// 此件已被《…》（…）宣布失效, 注：本文有效期延长至…. What a paper says of others, or of what is
/// to become of itself, is no such note.
pub fn state_in_note(sentence: &str) -> Option<&'static str> {
    static STATES: LazyLock<Few> = LazyLock::new(|| {
        let states = words().states.iter();
        Few::new(states.flat_map(|state| state.ends.iter().chain(&state.has)))
    });
    if !STATES.is_in(sentence) {
        return None;
    }
    let words = words();
    let bare = without_groups(sentence);
    if bare.chars().count() > NOTE {
        return None;
    }
    let opened = words.note_openings.iter().find_map(|opening| {
        let rest = bare.strip_prefix(opening.as_str())?;
        rest.strip_prefix([':', '：'])
    });
    let mut about_itself = false;
    for (at, clause) in opened.unwrap_or(&bare).split(ENDS).enumerate() {
        about_itself |= (at == 0 && clause.starts_with('已'))
            || words
                .itself
                .iter()
                .any(|name| clause.starts_with(name.as_str()));
        if about_itself && let Some(state) = state_of(clause, words) {
            return Some(state);
        }
    }
    None
}

fn state_of(clause: &str, words: &'static ChangeWords) -> Option<&'static str> {
    if words
        .of_others
        .iter()
        .any(|word| clause.contains(word.as_str()))
    {
        return None;
    }
    let come = || words.come.iter().any(|word| clause.contains(word.as_str()));
    let found = words.states.iter().find(|state| {
        let ends = state
            .ends
            .iter()
            .any(|word| clause.ends_with(word.as_str()));
        (ends && (state.state == "有效" || come()))
            || state.has.iter().any(|word| clause.contains(word.as_str()))
    });
    found.map(|state| state.state.as_str())
}

/// Leaves out white space, brackets round the whole, and what stands in quotes and brackets.
fn without_groups(text: &str) -> String {
    let text = text.trim_matches(|c: char| !c.is_alphanumeric());
    let mut out = String::with_capacity(text.len());
    let mut depth = 0usize;
    for c in text.chars() {
        match c {
            '《' | '（' | '(' => depth += 1,
            '》' | '）' | ')' => depth = depth.saturating_sub(1),
            c if depth == 0 && !c.is_whitespace() => out.push(c),
            _ => {}
        }
    }
    out
}

/// Returns a title without the mark in brackets that says that the paper is repealed or
/// lapsed; with `amended` also one that says that it was amended.
pub fn unmarked(title: &str, amended: bool) -> &str {
    const OPEN: [char; 6] = ['（', '(', '【', '[', '〔', '［'];
    const CLOSE: [char; 6] = ['）', ')', '】', ']', '〕', '］'];
    let is_mark = |inner: &str| {
        let inner = inner.trim();
        let state = |state: &StateWords| {
            state.state != "有效"
                && (amended || state.state != "已修改")
                && state.ends.iter().any(|word| inner.ends_with(word.as_str()))
        };
        words().states.iter().any(state)
            || (amended
                && ["修订", "修改", "修正"]
                    .iter()
                    .any(|word| inner.ends_with(word)))
    };
    let title = title.trim();
    if let Some(body) = title.strip_suffix(CLOSE)
        && let Some(at) = body.rfind(OPEN)
        && let Some(inner) = body[at..].strip_prefix(OPEN)
        && is_mark(inner)
    {
        return body[..at].trim_end();
    }
    if let Some(body) = title.strip_prefix(OPEN)
        && let Some((inner, rest)) = body.split_once(CLOSE)
        && is_mark(inner)
    {
        return rest.trim_start();
    }
    title
}

shipped!(words, ChangeWords, "changes.yaml");

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    #[test]
    fn the_shipped_file_reads() {
        let read: super::ChangeWords = crate::vocabulary::load("changes.yaml").unwrap();
        assert!(!read.marks.is_empty());
        assert!(read.states.iter().any(|state| state.state == "废止"));
    }

    #[test]
    fn notes_of_a_papers_own_state() {
        for (sentence, expected) in [
            ("本文件已废止", Some("废止")),
            ("（本文件已失效）", Some("失效")),
            ("已于2026年9月3日被清市监〔2026〕36号废止。", Some("废止")),
            (
                "此件已被《关于废止部分文件的通知》（清市监〔2026〕20号）宣布废止。",
                Some("废止"),
            ),
            ("本文已失效，仅供参考", Some("失效")),
            ("该文件有效期届满，已自动失效。", Some("失效")),
            ("注：本文有效期延长至2030年6月30日", Some("有效")),
            ("（本文件继续有效）", Some("有效")),
            ("本办法已被修订", Some("已修改")),
            // What papers say of others, and of what is to come.
            ("本办法自2026年1月1日起施行，原《某办法》同时废止。", None),
            ("本办法有效期5年，期满后自动失效。", None),
            ("本通知自2026年1月1日起施行，2030年12月31日失效。", None),
            ("《旧办法》已废止。", None),
            ("逾期未领取的证件已作废。", None),
            ("本决定所列文件已废止", None),
            ("本通知印发后，下列文件已失效", None),
            ("本文件", None),
        ] {
            assert_eq!(super::state_in_note(sentence), expected, "{sentence}");
        }
    }

    #[test]
    fn titles_without_marks() {
        for (title, amended, expected) in [
            ("关于登记的通知（失效）", false, "关于登记的通知"),
            ("【已废止】关于登记的通知", false, "关于登记的通知"),
            ("关于登记的通知（2026年修订）", true, "关于登记的通知"),
            (
                "关于登记的通知（2026年修订）",
                false,
                "关于登记的通知（2026年修订）",
            ),
            ("关于登记的办法（试行）", true, "关于登记的办法（试行）"),
            (
                "关于登记的办法（修订草案）",
                true,
                "关于登记的办法（修订草案）",
            ),
            ("关于文件废止的通知", true, "关于文件废止的通知"),
        ] {
            assert_eq!(super::unmarked(title, amended), expected);
        }
    }
}
