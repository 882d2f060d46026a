//! The labels of metadata boxes and title lines (`rules/vocabulary/labels.yaml`).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use foldhash::{HashMap, HashSet};
use serde::Deserialize;

use super::{VocabularyError, fold_label, load};

/// What a label names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LabelField {
    /// 标题.
    Title,
    /// 文号.
    DocNumber,
    /// 成文日期.
    WrittenDate,
    /// 发布日期.
    PublishedDate,
    /// 发文日期 and the like: the day of writing or of publishing.
    EitherDate,
    /// 时间, 日期: of the article, where nothing says of what.
    BareDate,
    /// 更新日期.
    Updated,
    /// 发文机关, 发布机构.
    IssuingBody,
    /// 来源.
    Source,
    /// 索引号.
    IndexNumber,
    /// 有效性.
    Validity,
    /// 是否有效, answered by 是 or 否.
    IsValid,
    /// 是否废止, answered by 是 or 否.
    IsRepealed,
    /// 主题分类.
    Topic,
    /// 体裁分类, 组配分类: what stands for the topic where nothing names it.
    TopicClass,
    /// 内容概述.
    Abstract,
    /// 关键词.
    Keywords,
    /// 生效日期.
    EffectiveDate,
    /// 废止日期.
    RepealDate,
    /// 有效期.
    ValidPeriod,
    /// 附件.
    Attachments,
    /// 政策解读.
    Interpretations,
    /// Anything else that ends the value before it.
    Other,
}

impl LabelField {
    /// Returns the name used in `DocumentFacts::blank_labels` and in the data file.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::DocNumber => "doc_number",
            Self::WrittenDate => "written_date",
            Self::PublishedDate => "published_date",
            Self::EitherDate => "either_date",
            Self::BareDate => "bare_date",
            Self::Updated => "updated",
            Self::IssuingBody => "issuing_body",
            Self::Source => "source",
            Self::IndexNumber => "index_number",
            Self::Validity => "validity",
            Self::IsValid => "is_valid",
            Self::IsRepealed => "is_repealed",
            Self::Topic | Self::TopicClass => "topic",
            Self::Abstract => "abstract",
            Self::Keywords => "keywords",
            Self::EffectiveDate => "effective_date",
            Self::RepealDate => "repeal_date",
            Self::ValidPeriod => "valid_period",
            Self::Attachments => "attachments",
            Self::Interpretations => "interpretations",
            Self::Other => "other",
        }
    }
}

/// A known label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label {
    /// What it names.
    pub field: LabelField,
    /// True when only a colon makes the word a label.
    pub needs_colon: bool,
}

/// All labels, by folded name.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    /// Everything that a label begins with, and the label that it is as a whole.
    beginnings: HashMap<Box<str>, Option<Label>>,
    /// A bit for each character that a label begins with.
    starts: Vec<u64>,
    /// The first two characters of each label.
    pairs: HashSet<(char, char)>,
    longest: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    names: Vec<String>,
    with_colon: Vec<String>,
}

static SHIPPED: LazyLock<Result<Labels, String>> =
    LazyLock::new(|| read().map_err(|error| error.to_string()));

impl Labels {
    /// Returns the shipped labels; none when the file cannot be read, which a test excludes.
    pub fn shipped() -> &'static Self {
        static NONE: LazyLock<Labels> = LazyLock::new(Labels::default);
        SHIPPED.as_ref().unwrap_or(&NONE)
    }

    /// Returns the label of this folded name.
    pub fn get(&self, folded: &str) -> Option<Label> {
        self.begun(folded).flatten()
    }

    /// Returns the label of these folded characters, if they are one; `None` where no label
    /// begins with them.
    #[allow(
        clippy::option_option,
        reason = "three answers: none, not yet, this one"
    )]
    pub fn begun(&self, folded: &str) -> Option<Option<Label>> {
        self.beginnings.get(folded).copied()
    }

    /// Tells whether a label may begin with this character (letters in any case).
    pub fn may_start(&self, first: char) -> bool {
        let place = first as usize;
        self.starts
            .get(place / 64)
            .is_some_and(|bits| bits >> (place % 64) & 1 == 1)
            || first.is_ascii_alphabetic()
    }

    /// Tells whether a label may begin with these two Chinese characters; no label has only one.
    pub fn may_start_with(&self, first: char, second: char) -> bool {
        self.pairs.contains(&(first, second))
    }

    /// Returns the number of characters of the longest name.
    pub const fn longest(&self) -> usize {
        self.longest
    }
}

fn read() -> Result<Labels, VocabularyError> {
    let file: BTreeMap<LabelField, Names> = load("labels.yaml")?;
    let mut labels = Labels::default();
    for (field, names) in file {
        for (list, needs_colon) in [(names.names, false), (names.with_colon, true)] {
            for name in list {
                let folded = fold_label(&name);
                if let Some(first) = folded.chars().next() {
                    let place = first as usize;
                    if labels.starts.len() <= place / 64 {
                        labels.starts.resize(place / 64 + 1, 0);
                    }
                    labels.starts[place / 64] |= 1 << (place % 64);
                }
                let mut chars = folded.chars();
                if let (Some(first), Some(second)) = (chars.next(), chars.next()) {
                    labels.pairs.insert((first, second));
                }
                for (end, c) in folded.char_indices() {
                    let beginning = &folded[..end + c.len_utf8()];
                    if !labels.beginnings.contains_key(beginning) {
                        labels.beginnings.insert(Box::from(beginning), None);
                    }
                }
                labels.longest = labels.longest.max(folded.chars().count());
                if let Some(label) = labels.beginnings.get_mut(&*folded) {
                    label.get_or_insert(Label { field, needs_colon });
                }
            }
        }
    }
    Ok(labels)
}

#[cfg(test)]
mod tests {
    use super::{LabelField, Labels, SHIPPED};

    #[test]
    fn the_shipped_file_is_whole() {
        assert!(SHIPPED.is_ok(), "{:?}", SHIPPED.as_ref().err());
        let labels = Labels::shipped();
        assert_eq!(
            labels.get("发文字号").map(|label| label.field),
            Some(LabelField::DocNumber)
        );
        assert_eq!(
            labels.get("日期").map(|label| label.needs_colon),
            Some(true)
        );
        assert_eq!(labels.get("正文"), None);
    }
}
