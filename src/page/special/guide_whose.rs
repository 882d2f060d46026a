//! Whose the contacts in a guide are: the office's, or those of a place to read at or to complain
//! to, which a guide gives in the same words.

use crate::vocabulary::Words;
use crate::vocabulary::guide::{GuideWords, Whose};

/// The most characters before the first label of a line that is no sentence: numbering and the
/// place's own name, as in `(1)文档室地址`.
const PREFIX: usize = 8;

/// Follows a guide's lines. The lines of labels under a place's name are that place's.
#[derive(Debug, Default)]
pub(super) struct Owner {
    /// The lines of labels that come are those of a place to read at.
    others: bool,
}

/// The labels of one line, held against the words before them.
pub(super) struct InLine<'t> {
    line: &'t str,
    words: &'t GuideWords,
    /// Where the first label begins, if the line begins with it.
    label: Option<usize>,
    others: bool,
}

impl Owner {
    /// Takes the next line, whose first label begins at `first`.
    pub(super) fn line<'t>(
        &mut self,
        line: &'t str,
        first: Option<usize>,
        words: &'t GuideWords,
    ) -> InLine<'t> {
        let whose = &words.whose;
        let label = first.filter(|&at| line[..at].chars().count() <= PREFIX);
        let before = label.map_or(line, |at| up_to(line, at));
        let reading = last(&whose.reading, before);
        let offices = &words.labels.office_name;
        let own = label.is_some_and(|at| {
            let label = &line[at..];
            words.own_labels.begin(label) || offices.iter().any(|word| label.starts_with(word))
        });
        let unit = label.is_some_and(|at| whose.units.begin(&line[at..]));
        if unit && whose.reading.end(line) {
            self.others = true;
        } else if reading.is_some() {
            self.others = reading > last(&whose.office, before);
        } else if label.is_none() || own {
            self.others = false;
        }
        InLine {
            line,
            words,
            label,
            others: self.others,
        }
    }
}

impl InLine<'_> {
    /// Tells whether the line is one of labels, no sentence.
    pub(super) const fn begins_with_label(&self) -> bool {
        self.label.is_some()
    }

    /// Tells whether what stands at a place of the line belongs to others than the office.
    pub(super) fn others_at(&self, at: usize) -> bool {
        let whose = &self.words.whose;
        let before = up_to(self.line, at);
        let from = before.rfind(['。', '；']).unwrap_or(0);
        if complains(whose, &before[from..]) {
            return true;
        }
        if self.label.is_some() {
            return self.others;
        }
        let rest = &self.line[at..];
        let sentence = &self.line[from..at + rest.find(['。', '；']).unwrap_or(rest.len())];
        // `受理机构为县档案馆办公室，电话…` in one sentence.
        let labels = &self.words.labels.office_name;
        if labels
            .iter()
            .any(|label| before[from..].contains(label.as_str()))
        {
            return false;
        }
        let office = last(&whose.office, before);
        last(&whose.reading, before) > office || reads_in_hall(whose, sentence)
    }
}

/// Tells whether a sentence speaks of a place to read at and of nothing else.
pub(super) fn of_others(sentence: &str, words: &GuideWords) -> bool {
    let whose = &words.whose;
    let reading = whose.reading.found_in(sentence) && !whose.office.found_in(sentence);
    reading || reads_in_hall(whose, sentence) || complains(whose, sentence)
}

fn complains(whose: &Whose, text: &str) -> bool {
    let complaints = last(&whose.complaints, text);
    complaints.is_some() && complaints >= last(&whose.office, text)
}

/// `公民可以到县政务服务中心（地址…）查阅`.
fn reads_in_hall(whose: &Whose, sentence: &str) -> bool {
    whose.halls.found_in(sentence)
        && whose.reads.found_in(sentence)
        && !whose.office.found_in(sentence)
}

/// Returns a line up to a label, the beginning of the label included: `监督电话`.
fn up_to(line: &str, label: usize) -> &str {
    let end = line[label..].char_indices().nth(2);
    end.map_or(line, |(chars, _)| &line[..label + chars])
}

/// Returns where the last of the words ends.
fn last(words: &Words, text: &str) -> Option<usize> {
    let ends = |word: &str| Some(text.rfind(word)? + word.len());
    words.iter().filter_map(ends).max()
}

#[cfg(test)]
mod tests {
    use super::{Owner, of_others};
    use crate::vocabulary::guide::words;

    /// For each line, whether its telephone number is another's.
    fn others(lines: &[&str]) -> Vec<bool> {
        let mut owner = Owner::default();
        let label = |line: &str| {
            (line.find("办公地址").into_iter())
                .chain(line.find("地址："))
                .chain(line.find("电话："))
                .min()
        };
        (lines.iter())
            .map(|line| (line, owner.line(line, label(line), words())))
            .filter_map(|(line, inside)| Some(inside.others_at(line.rfind("电话：")?)))
            .collect()
    }

    #[test]
    fn contacts_behind_a_place_to_read_at_are_its_own() {
        assert_eq!(
            others(&["在县政务服务中心设置信息公开查阅点。地址：某街1号，电话：1234567"]),
            [true]
        );
        assert_eq!(
            others(&["公民可到县政务服务中心（地址：某街1号，电话：1234567）查阅政府信息。"]),
            [true]
        );
        assert_eq!(
            others(&[
                "（3）通过街道文档室查阅。",
                "文档室地址：某街1号",
                "电话：1234567",
                "电话：1"
            ]),
            [true, true]
        );
        assert_eq!(
            others(&[
                "县图书馆",
                "地址：某街1号",
                "电话：1",
                "某局办公室",
                "电话：2"
            ]),
            [true, false]
        );
        assert_eq!(others(&["可以向县监察局投诉，电话：1234567"]), [true]);
        assert_eq!(others(&["监督电话：1234567"]), [true]);
        assert_eq!(others(&["举报受理电话：1234567"]), [true]);
    }

    #[test]
    fn the_offices_own_contacts_stay_its_own() {
        for lines in [
            &["到县图书馆查阅。", "三、受理机构", "电话：1"][..],
            &["到县图书馆查阅。", "办公地址：某街1号", "电话：1"],
            &["通讯地址：某街1号县图书馆三楼", "电话：1"],
            &["受理机构为某县档案馆办公室，电话：1"],
            &["受理机构：某县政务服务中心窗口，电话：1"],
            &["可到查阅点查阅。依申请公开的，到局办公室，电话：1"],
            &["不服的可以投诉。本机关受理申请，电话：1"],
        ] {
            assert_eq!(others(lines), [false], "{lines:?}");
        }
        assert!(of_others("查阅点开放时间为周一至周五8:30-12:00", words()));
        assert!(!of_others("周一至周五8:30-12:00受理申请", words()));
    }
}
