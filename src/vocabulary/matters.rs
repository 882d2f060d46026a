//! Words of interpretations (`rules/vocabulary/interpretation.yaml`) and of decisions of
//! enforcement (`rules/vocabulary/decisions.yaml`).

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

use super::{Words, fold_label, shipped};

/// The structure of `interpretation.yaml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InterpretationWords {
    /// Phrases by the id of the aspect.
    pub aspects: BTreeMap<String, Vec<String>>,
}

/// The structure of `decisions.yaml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct DecisionFile {
    fields: BTreeMap<String, Vec<String>>,
    kinds: BTreeMap<String, Vec<String>>,
    spared: Vec<String>,
    parts: BTreeMap<String, Vec<String>>,
    around: Vec<String>,
    titles: DecisionTitles,
    paper: Words,
    signs: Words,
    letters: Words,
    cited: Words,
    steps: Words,
    files: Words,
    visits: Words,
    registers: Words,
    gathers: Words,
    imposed: Words,
    beside: Vec<String>,
}

/// Words of titles of pages that show decisions, and of those that do not.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct DecisionTitles {
    shows: Vec<String>,
    about: Vec<String>,
    withdraws: Words,
    matter: Words,
}

/// Labels and kinds of decisions.
#[derive(Debug, Default)]
pub struct DecisionWords {
    labels: HashMap<String, String>,
    kinds: BTreeMap<String, Vec<String>>,
    spared: Vec<String>,
    /// The field by what is left of a part of a heading.
    parts: HashMap<String, String>,
    around: Vec<String>,
    titles: DecisionTitles,
    /// What stands in the text of a decision.
    pub paper: Words,
    signs: Words,
    /// Ends of the titles of letters.
    pub letters: Words,
    /// Words of a clause that only cites a number.
    pub cited: Words,
    /// What is done before a decision.
    pub steps: Words,
    /// Words of a line that names a file.
    pub files: Words,
    /// Labels of the day of a visit.
    pub visits: Words,
    /// Titles of registers of those who hold a licence.
    pub registers: Words,
    /// Titles of tables that gather the decisions of a longer time.
    pub gathers: Words,
    /// Kinds of penalties.
    pub imposed: Words,
    /// Beginnings of labels of what is no field, folded.
    beside: Vec<String>,
}

/// Characters before the year of a number in which its sign stands.
const SIGN: usize = 4;

impl DecisionWords {
    /// Returns the id of the field that a label names.
    pub fn field(&self, label: &str) -> Option<&str> {
        let folded = fold_label(label);
        let known = |label: &str| self.labels.get(label).map(String::as_str);
        // A remark in brackets behind a label changes nothing: 当事人名称（姓名）.
        known(&folded).or_else(|| known(folded.strip_suffix(')')?.rsplit_once('(')?.0))
    }

    /// Tells whether a label is of what is no field of a decision.
    pub fn is_beside(&self, label: &str) -> bool {
        let folded = fold_label(label);
        let mut beside = self.beside.iter();
        beside.any(|word| folded.starts_with(word.as_str()))
    }

    /// Tells whether a number of a paper has the sign of a decision.
    pub fn is_signed(&self, number: &str) -> bool {
        let word = number.split(|c: char| "〔[［【（(〈﹝".contains(c)).next();
        let word: Vec<char> = word.unwrap_or_default().chars().collect();
        let from = word.len().saturating_sub(SIGN).max(1);
        let end: String = word.iter().skip(from).collect();
        self.signs.found_in(&end)
    }

    /// Returns the fields that a heading names: one as a rule, several where one column holds
    /// them together (行政处罚的种类和依据).
    pub fn fields(&self, heading: &str) -> Vec<&str> {
        if let Some(field) = self.field(heading) {
            return vec![field];
        }
        let joints = ['和', '及', '与', '、', '/'];
        if heading.len() > 90 {
            return Vec::new();
        }
        let folded = fold_label(heading);
        if !heading.contains(joints) {
            return self.part(&folded).into_iter().collect();
        }
        let mut fields = Vec::new();
        for (at, part) in folded.split(joints).enumerate() {
            let mut bare = part.to_owned();
            for word in &self.around {
                bare = bare.replace(word.as_str(), "");
            }
            // The first part says that the decision is meant: 检查时间和结果 are of another act.
            let own = at > 0 || bare.len() < part.len();
            let Some(field) = self.parts.get(&bare).filter(|_| own) else {
                return Vec::new();
            };
            fields.push(field.as_str());
        }
        // What is imposed stands with its kind where no other column is meant for it.
        if fields.contains(&"类别") && !fields.contains(&"内容") {
            fields.push("内容");
        }
        fields
    }

    /// Returns the field that a folded heading names in other words than the known ones
    /// (作出处罚决定的机关名称).
    fn part(&self, folded: &str) -> Option<&str> {
        let bare = folded
            .strip_suffix(')')
            .and_then(|bare| bare.rsplit_once('('))
            .map_or(folded, |(bare, _)| bare);
        let around = self.around.iter();
        let left = around.fold(bare.to_owned(), |left, word| {
            left.replace(word.as_str(), "")
        });
        let field = self.parts.get(&left).filter(|_| left.len() < bare.len())?;
        // 违法时间 is not the day of the decision.
        let day = matches!(field.as_str(), "决定日期" | "决定机关" | "决定书文号");
        (!day || bare.contains("决定")).then_some(field.as_str())
    }

    /// Tells whether a text says that no penalty was imposed.
    pub fn is_spared(&self, text: &str) -> bool {
        self.spared.iter().any(|word| text.contains(word.as_str()))
    }

    /// Tells whether a title has a word of those that show decisions.
    pub fn shows(&self, title: &str) -> bool {
        let mut words = self.titles.shows.iter();
        words.any(|word| title.contains(word.as_str()))
    }

    /// Tells whether a title is about enforcement or of another act than the decision.
    pub fn is_about(&self, title: &str) -> bool {
        let mut words = self.titles.about.iter();
        words.any(|word| title.contains(word.as_str()))
    }

    /// Tells whether a title is that of a notice that withdraws a penalty.
    pub fn withdraws(&self, title: &str) -> bool {
        title.contains("处罚") && self.titles.withdraws.found_in(title)
    }

    /// Returns where a title begins to say what was decided, behind the body's name.
    pub fn matter_in(&self, title: &str) -> Option<usize> {
        self.titles.matter.first_in(title)
    }

    /// Returns the labels of a field, folded.
    pub fn labels_of<'s>(&'s self, field: &'s str) -> impl Iterator<Item = &'s str> {
        self.labels
            .iter()
            .filter(move |(_, of)| *of == field)
            .map(|(label, _)| label.as_str())
    }

    /// Tells whether a text has a word of a kind (`penalty`, `licence`, `other`).
    pub fn is_kind(&self, kind: &str, text: &str) -> bool {
        self.kinds
            .get(kind)
            .into_iter()
            .flatten()
            .any(|word| text.contains(word.as_str()))
    }
}

shipped!(interpretation, InterpretationWords, "interpretation.yaml");

/// Returns the words of the shipped file, read once.
pub fn decisions() -> &'static DecisionWords {
    static WORDS: LazyLock<DecisionWords> = LazyLock::new(|| {
        let file: DecisionFile = super::load("decisions.yaml").unwrap_or_default();
        let mut words = DecisionWords {
            kinds: file.kinds,
            spared: file.spared,
            around: file.around,
            titles: file.titles,
            paper: file.paper,
            signs: file.signs,
            letters: file.letters,
            cited: file.cited,
            steps: file.steps,
            files: file.files,
            visits: file.visits,
            registers: file.registers,
            gathers: file.gathers,
            imposed: file.imposed,
            beside: file.beside.iter().map(|word| fold_label(word)).collect(),
            ..DecisionWords::default()
        };
        for (field, parts) in file.parts {
            for part in parts {
                words.parts.insert(fold_label(&part), field.clone());
            }
        }
        for (field, labels) in file.fields {
            for label in labels {
                words
                    .labels
                    .entry(fold_label(&label))
                    .or_insert_with(|| field.clone());
            }
        }
        words
    });
    &WORDS
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    #[test]
    fn the_shipped_files_read() {
        let read: super::InterpretationWords =
            crate::vocabulary::load("interpretation.yaml").unwrap();
        assert_eq!(read.aspects.len(), 8);
        let _: super::DecisionFile = crate::vocabulary::load("decisions.yaml").unwrap();
        let words = super::decisions();
        assert_eq!(words.field("处罚决定日期："), Some("决定日期"));
        assert_eq!(words.field("备注"), None);
        assert!(words.is_kind("penalty", "行政处罚决定公示"));
    }

    #[test]
    fn one_heading_may_name_several_fields() {
        let fields = |heading: &str| super::decisions().fields(heading);
        assert_eq!(fields("处罚种类"), ["类别"]);
        assert_eq!(fields("行政处罚的种类和依据"), ["类别", "依据", "内容"]);
        assert_eq!(fields("行政处罚的种类、依据"), ["类别", "依据", "内容"]);
        assert_eq!(fields("作出处罚的机关名称和日期"), ["决定机关", "决定日期"]);
        assert_eq!(fields("处罚依据及结果"), ["依据", "内容"]);
        for other in [
            "行政处罚的履行方式和期限",
            "检查时间和结果",
            "抽样单位和日期",
            "姓名和职务",
        ] {
            assert!(fields(other).is_empty(), "{other}");
        }
    }
}
