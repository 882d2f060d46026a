//! What the text of a paper says of itself and of other papers.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;

use crate::model::{DocumentFacts, Field, FieldSource, PaperText, Sentence};
use crate::page::Ctx;
use crate::page::text::stripped_shown;
use crate::vocabulary::labels::LabelField;
use crate::vocabulary::{changes, documents, fold_into};

use super::fields::{self, Boxed};
use super::layout::Layout;
use super::lines::Line;
use super::pairs::Pair;
use super::{doc_number, repeals, signature, words};

/// Most numbers of other papers kept.
const CITES: usize = 40;
/// Shorter sentences are phrases that every paper has.
const SHORTEST: usize = 12;
/// Most sentences kept of a text.
const SENTENCES: usize = 400;
/// How many lines at the head of a text, its box among them, and at its foot may hold a note.
const HEAD: usize = 40;
const FOOT: usize = 10;
/// A longer line (in bytes) is no note.
const NOTE: usize = 360;
/// Characters kept of the start of a sentence.
const START: usize = 48;

/// Fills in `says`.
pub(super) fn read(
    ctx: &Ctx<'_, '_>,
    layout: &Layout<'_>,
    pairs: &[Pair],
    facts: &mut DocumentFacts,
) {
    let title = ctx.title.unwrap_or_default();
    let boxed = Boxed {
        pairs,
        has_box: facts.has_box,
    };
    let force = repeals::read(title, &layout.body, ctx.main_folded);
    let mut says = PaperText {
        box_title: boxed.text(LabelField::Title, &fields::words_of),
        keywords: boxed.text(LabelField::Keywords, &fields::words_of),
        repeals: force.repeals,
        renews: force.renews,
        state_note: state_note(layout),
        ..PaperText::default()
    };
    if facts
        .doc_number
        .as_ref()
        .is_some_and(|number| number.source == FieldSource::Box)
    {
        says.number = fields::heading_number(ctx, layout, title);
    }
    for line in &layout.body {
        if !line.text.contains('号') {
            continue;
        }
        let bare = stripped_shown(&line.text);
        for (_, number) in doc_number::named(&bare) {
            if says.cites.len() < CITES && !says.cites.iter().any(|known| known == number) {
                says.cites.push(number.to_owned());
            }
        }
    }
    (says.announced, says.inline) = annexes(&layout.body);
    // The box and a stamp beside the title have the word; the note may only end a paper.
    if facts.validity.is_none() {
        let ended = says.state_note.as_ref().filter(|note| note.value != "有效");
        facts.validity = ended.cloned();
    }
    facts.says = says;
}

/// Reads the note of the paper's own state (本文件已废止) at the head or the foot of its text.
fn state_note(layout: &Layout<'_>) -> Option<Field<String>> {
    let foot = layout.body.iter().rev().take(FOOT);
    let ends = layout.body.iter().take(HEAD).chain(foot);
    let mut own = ends.filter(|line| !line.linked && !line.in_row && line.text.len() <= NOTE);
    own.find_map(|line| {
        let value = changes::state_in_note(&line.text)?;
        Some(Field {
            value: value.to_owned(),
            source: FieldSource::Body,
            shown: line.text.to_string(),
        })
    })
}

/// Reads the sentences of a paper or of what explains one, which are compared with each other;
/// of an explaining one their first words are kept as well.
pub(in crate::page) fn read_sentences(title: &str, text: &str, says: &mut PaperText) {
    (says.sentences, says.sentence_starts) = sentences(text, words::is_explaining(title));
}

/// Reads the list of annexes (附件：1.…) and counts the annexes that follow on the page, below a
/// heading or their own names. What the list itself says is not given out (略) is left out.
fn annexes(body: &[&Line]) -> (Vec<String>, usize) {
    let mut names: Vec<String> = Vec::new();
    let mut headed = 0;
    // Which of the names stand below the list as titles.
    let mut titled: Vec<bool> = Vec::new();
    let mut listing = false;
    let mut any = false;
    for line in body {
        let bare = stripped_shown(&line.text);
        if signature::is_annex_heading(&bare) || (!names.is_empty() && is_headed_with_colon(&bare))
        {
            headed += 1;
            listing = false;
            continue;
        }
        let rest = ["附件：", "附件:"]
            .iter()
            .find_map(|label| bare.strip_prefix(label));
        if let Some(rest) = rest {
            // A second list is that of another paper, or of the files below the text.
            if any {
                break;
            }
            listing = true;
            if !rest.is_empty() {
                any = true;
                names.extend(given_out(without_count(rest)));
            }
        } else if listing {
            let counted = bare.starts_with(|c: char| c.is_ascii_digit())
                && without_count(&bare).len() < bare.len();
            if !counted || bare.chars().count() > 60 {
                listing = false;
                continue;
            }
            any = true;
            names.extend(given_out(without_count(&bare)));
        } else if let Some(at) = names.iter().position(|name| is_title_of(&bare, name)) {
            titled.resize(names.len(), false);
            titled[at] = true;
        }
    }
    let titled = titled.iter().filter(|found| **found).count();
    (names, headed.max(titled))
}

/// Tells whether a line is the heading of an annex with a colon behind its number (附件1：).
fn is_headed_with_colon(bare: &str) -> bool {
    let heading = bare.strip_suffix([':', '：']);
    heading.is_some_and(|heading| heading != "附件" && signature::is_annex_heading(heading))
}

/// The name of an annex, unless it says that it is not given out (略, 另发, 不公开).
fn given_out(name: &str) -> Option<String> {
    let note = name
        .strip_suffix(['）', ')', '】', ']'])
        .and_then(|rest| rest.rsplit_once(['（', '(', '【', '[']));
    let withheld = note.is_some_and(|(_, note)| documents::words().withheld.found_in(note));
    (!withheld).then(|| name.to_owned())
}

/// Tells whether a line is the title of the annex of a name, and nothing more.
fn is_title_of(bare: &str, name: &str) -> bool {
    let own = |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    bare.len() <= name.len() + 12 && {
        let name = own(name);
        name.chars().count() >= 2 && own(bare) == name
    }
}

/// Takes the count off a name: 1.方案, 2、分工表.
fn without_count(name: &str) -> &str {
    let bare = name.trim_start_matches(|c: char| c.is_ascii_digit());
    if bare.len() == name.len() {
        return name;
    }
    bare.strip_prefix(['.', '．', '、', '）', ')'])
        .unwrap_or(name)
}

/// Cuts a text into sentences and hashes each; returns their first characters as well, if
/// asked to.
fn sentences(text: &str, starts: bool) -> (Box<[Sentence]>, Box<[Box<str>]>) {
    let (mut out, mut shown) = (Vec::new(), Vec::new());
    // The same for every page: sentences of different pages are compared.
    let hasher = FixedState::default();
    let mut folded = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (end, sign) = sentence_end(rest.as_bytes());
        let sentence = &rest[..end];
        rest = &rest[end + sign..];
        if sentence.len() < SHORTEST {
            continue;
        }
        folded.clear();
        fold_into(&mut folded, sentence);
        let length = folded.chars().count();
        if length < SHORTEST {
            continue;
        }
        if out.len() >= SENTENCES {
            break;
        }
        out.push(Sentence {
            hash: hasher.hash_one(folded.as_str()) as u32,
            length: u16::try_from(length).unwrap_or(u16::MAX),
        });
        if starts {
            let start: String = sentence.trim().chars().take(START).collect();
            shown.push(start.into_boxed_str());
        }
    }
    (out.into_boxed_slice(), shown.into_boxed_slice())
}

/// Returns where a sentence ends and how many bytes the sign there has.
fn sentence_end(bytes: &[u8]) -> (usize, usize) {
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            // Han characters, U+4000 to U+9FFF.
            0xe4..=0xe9 => at += 3,
            b'\n' | b'\t' | b';' => return (at, 1),
            0xe3 | 0xef => match &bytes[at..] {
                [0xe3, 0x80, 0x82, ..] | [0xef, 0xbc, 0x9b | 0x81 | 0x9f, ..] => return (at, 3),
                _ => at += 3,
            },
            _ => at += 1,
        }
    }
    (bytes.len(), 0)
}

#[cfg(test)]
mod tests {
    use super::super::lines::Line;
    use super::{annexes, sentences};

    fn names(texts: &[&str]) -> (Vec<String>, usize) {
        let lines: Vec<Line> = texts
            .iter()
            .map(|text| Line {
                in_body: true,
                ..Line::alone(text)
            })
            .collect();
        let refs: Vec<&Line> = lines.iter().collect();
        annexes(&refs)
    }

    #[test]
    fn lists_of_annexes() {
        assert_eq!(
            names(&[
                "请遵照执行。",
                "附件：1.工作方案",
                "2.任务分工表",
                "某县人民政府",
                "2026年5月8日",
                "附件1",
                "工作方案"
            ]),
            (vec!["工作方案".to_owned(), "任务分工表".to_owned()], 1)
        );
        assert_eq!(
            names(&["附件：申请表", "某局"]),
            (vec!["申请表".to_owned()], 0)
        );
        assert_eq!(names(&["1.第一项工作", "2.第二项工作"]), (Vec::new(), 0));
        assert_eq!(
            names(&["附件：", "1.甲表", "2.乙表"]),
            (vec!["甲表".to_owned(), "乙表".to_owned()], 0)
        );
    }

    #[test]
    fn annexes_below_the_text_stand_under_their_names_or_a_number() {
        let list = [
            "附件：某县供水办法",
            "某县政府",
            "某县供水办法",
            "第一条 为了规范供水",
        ];
        assert_eq!(names(&list), (vec!["某县供水办法".to_owned()], 1));
        let pictures = [
            "附件：",
            "1.甲任务表",
            "2.乙进度表",
            "某县政府",
            "附件1：",
            "附件2：",
        ];
        assert_eq!(names(&pictures).1, 2);
        // Its heading and its title are of one annex.
        let both = ["附件：1.甲任务表", "2.乙进度表", "附件1", "甲任务表"];
        assert_eq!(names(&both).1, 1);
        // What the list says is left out is not missing.
        let left = [
            "附件：1.甲任务表（略）",
            "2.乙进度表（另发）",
            "3.丙名单（不公开）",
        ];
        assert_eq!(names(&left), (Vec::new(), 0));
    }

    #[test]
    fn sentences_are_told_by_their_words_alone() {
        let one = sentences("各单位要落实责任，按时完成各项任务。短句。", false);
        let other = sentences("各单位要落实责任， 按时完成各项任务；", true);
        assert_eq!((one.0.len(), one.1.len()), (1, 0));
        assert_eq!(one.0[0].hash, other.0[0].hash);
        assert_eq!(&*other.1[0], "各单位要落实责任， 按时完成各项任务");
    }
}
