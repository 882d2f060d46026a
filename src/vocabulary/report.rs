//! Words of annual reports (`rules/vocabulary/report.yaml`).

use serde::Deserialize;

use super::{Folded, Words, shipped};

/// The file's structure.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportWords {
    /// The six sections in the official order.
    pub sections: Vec<Section>,
    /// Words of the title of a report.
    pub titles: Words,
    /// What a report is on, as its title says.
    pub subjects: Words,
    /// Words of titles that are about reports and are none.
    pub not_reports: Vec<String>,
    /// Words of titles of papers that stand beside the report of a year.
    pub beside_reports: Vec<String>,
    /// Words of titles that may be of such a paper or of the report itself.
    pub perhaps_reports: Vec<String>,
    /// Proactive disclosure.
    pub table_one: TableWords,
    /// Requests.
    pub table_two: TableWords,
    /// Reviews and suits.
    pub table_three: BlockWords,
    /// Words in the place of a number that mean none.
    pub nothing: Vec<String>,
    /// Names of requests in the running text.
    pub requests: Folded,
    /// Words of sentences that count for more than the one body or year.
    pub wider: Folded,
    /// Times that are not the one year, before a number of the running text.
    pub part_times: Folded,
    /// Names of the one year.
    pub whole_times: Folded,
    /// Words of the ways in which requests come in.
    pub ways: Folded,
    /// Words that lead up to such a way.
    pub by_way: Folded,
    /// Words that mean all ways.
    pub all_ways: Folded,
    /// Words of sentences that every report has.
    pub common: Folded,
}

/// A section of the report.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Its official name.
    pub name: String,
    /// Its name and other spellings of it.
    pub is: Vec<String>,
    /// Words that stand together in its heading, however it is put.
    #[serde(default)]
    pub like: Vec<Vec<String>>,
}

/// The rows and columns of a table.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableWords {
    /// Columns by their heading.
    pub columns: Vec<Label>,
    /// Rows by their label.
    pub rows: Vec<Label>,
}

/// The blocks and columns of the table of reviews and suits.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlockWords {
    /// Blocks by the upper headings.
    pub blocks: Vec<Label>,
    /// Columns of each block.
    pub columns: Vec<Label>,
}

/// How a row or column is known by its words.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// The code of `annual-report.md`.
    pub code: String,
    /// The official words, shown to people.
    #[serde(default)]
    pub label: String,
    /// Contained, one of these.
    #[serde(default)]
    pub has: Vec<String>,
    /// Equal, one of these, once the number in front is gone.
    #[serde(default)]
    pub is: Vec<String>,
    /// Contained, none of these.
    #[serde(default)]
    pub not: Vec<String>,
}

impl Label {
    /// Tells whether `plain` text (see [`plain`]) is this label.
    pub fn fits(&self, plain: &str) -> bool {
        // Most cells of a report hold a number.
        if plain.bytes().all(|byte| byte.is_ascii_digit()) {
            return false;
        }
        if self.not.iter().any(|word| plain.contains(word.as_str())) {
            return false;
        }
        if self.has.iter().any(|word| plain.contains(word.as_str())) {
            return true;
        }
        let bare = unnumbered(plain);
        self.is.iter().any(|word| word == bare || word == plain)
    }
}

shipped!(words, ReportWords, "report.yaml");

/// Folds text and leaves letters and digits only: numbering in brackets, quotation marks and
/// points differ from copy to copy.
pub fn plain(text: &str) -> String {
    super::fold(text)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}

/// Returns `plain` without the number in front (`三本年度` → `本年度`, `3其他` → `其他`).
pub fn unnumbered(plain: &str) -> &str {
    plain.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::{ReportWords, plain, unnumbered, words};

    #[test]
    fn the_shipped_file_reads() {
        let read: ReportWords = crate::vocabulary::load("report.yaml").unwrap();
        assert_eq!(read.sections.len(), 6);
        assert_eq!(read.table_two.columns.len(), 7);
        assert_eq!(read.table_two.rows.len(), 26);
    }

    #[test]
    fn every_official_label_finds_its_own_row() {
        for row in &words().table_two.rows {
            // What stands in the last cell of the row: the words after the group.
            let last = row.label.rsplit(['、', '）', ' ']).next().unwrap();
            let text = plain(last);
            let found = words().table_two.rows.iter().find(|r| r.fits(&text));
            assert_eq!(
                found.map(|r| r.code.as_str()),
                Some(row.code.as_str()),
                "{text}"
            );
        }
    }

    #[test]
    fn numbers_in_front_go() {
        assert_eq!(plain("（七） 总 计"), "七总计");
        assert_eq!(unnumbered("七总计"), "总计");
    }
}
