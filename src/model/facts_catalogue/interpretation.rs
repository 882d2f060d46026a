//! Interpretations.

use super::{closed, fact};
use crate::model::fact::{FactSpec, ValueKind};

/// The elements of an interpretation (`rules/vocabulary/interpretation.yaml`).
const ASPECTS: &[&str] = &[
    "决策背景和依据",
    "制定意义和总体考虑",
    "研判和起草过程",
    "工作目标",
    "主要任务",
    "创新举措",
    "保障措施",
    "下一步工作",
];

pub(super) const FACTS: &[FactSpec] = &[
    fact(
        "document.workdays_since_published",
        ValueKind::Int,
        "文件发布至核查日的工作日数",
        "working days from its publication to the audit’s day",
    ),
    fact(
        "document.interpreted",
        ValueKind::Bool,
        "站内有没有对本件的解读",
        "whether the site has an interpretation of it",
    ),
    fact(
        "document.links_interpretation",
        ValueKind::Bool,
        "站内有本件的解读时，页面是否链接到解读",
        "whether the page links to an interpretation that the site has",
    ),
    fact(
        "interpretation.title",
        ValueKind::Text,
        "解读的标题",
        "title of the interpretation",
    ),
    fact(
        "interpretation.published_date",
        ValueKind::Date,
        "解读的发布日期",
        "day of publication of the interpretation",
    ),
    fact(
        "interpretation.source",
        ValueKind::Text,
        "解读的来源（发布单位）",
        "who published the interpretation",
    ),
    fact(
        "interpretation.document",
        ValueKind::Text,
        "所解读的本站文件（标题）",
        "title of the paper of this site that it interprets",
    ),
    fact(
        "interpretation.document_published",
        ValueKind::Date,
        "所解读文件的发布日期",
        "day of publication of that paper",
    ),
    fact(
        "interpretation.document_normative",
        ValueKind::Bool,
        "所解读的是否规范性文件",
        "whether that paper is a normative document",
    ),
    fact(
        "interpretation.follows_another",
        ValueKind::Bool,
        "同一文件是否另有更早的解读",
        "whether an earlier interpretation of the same paper is there",
    ),
    fact(
        "interpretation.document_imported",
        ValueKind::Bool,
        "文件或解读是否补录、迁移",
        "whether either came in with a mass import",
    ),
    fact(
        "interpretation.workdays_after",
        ValueKind::Int,
        "解读比文件晚几个工作日",
        "working days from the paper to the interpretation",
    ),
    fact(
        "interpretation.before_document",
        ValueKind::Bool,
        "解读的发布日期是否早于文件",
        "whether it was published before the paper",
    ),
    fact(
        "interpretation.links_document",
        ValueKind::Bool,
        "解读页是否链接到文件",
        "whether it links to the paper",
    ),
    closed(
        "interpretation.aspects",
        ValueKind::List,
        ASPECTS,
        "解读写到的实质要素",
        "elements that the interpretation speaks of",
    ),
    closed(
        "interpretation.aspects_missing",
        ValueKind::List,
        ASPECTS,
        "解读没有写到的实质要素",
        "elements that the interpretation does not speak of",
    ),
    fact(
        "interpretation.copied",
        ValueKind::Int,
        "解读与文件逐句相同的字数占比（百分数）",
        "share of its characters that stand in the paper word for word (per cent)",
    ),
    fact(
        "interpretation.copied_words",
        ValueKind::Text,
        "与文件相同的一句",
        "a sentence that both share",
    ),
    fact(
        "interpretation.text",
        ValueKind::Corpus,
        "解读全文",
        "text of the interpretation",
    ),
];
