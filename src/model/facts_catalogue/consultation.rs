//! Calls for opinions.

use super::{closed, fact};
use crate::model::fact::{FactSpec, ValueKind};

pub(super) const FACTS: &[FactSpec] = &[
    fact(
        "consultation.title",
        ValueKind::Text,
        "征集的标题",
        "title of the call",
    ),
    fact(
        "consultation.published_date",
        ValueKind::Date,
        "征集的发布日期",
        "day of publication of the call",
    ),
    fact(
        "consultation.own",
        ValueKind::Bool,
        "是否本机关的征集（没有写明来源的算本机关的）",
        "whether it is the body’s own call (one without a source counts as its own)",
    ),
    fact(
        "consultation.is_feedback",
        ValueKind::Bool,
        "是否征集结果的反馈（不是征集本身）",
        "whether it reports what came of a call",
    ),
    fact(
        "consultation.major_column",
        ValueKind::Bool,
        "是否在重大行政决策栏目中",
        "whether it stands in a column of major decisions",
    ),
    fact(
        "consultation.start",
        ValueKind::Date,
        "征求意见的起始日（没有写明的取发布日期）",
        "first day for opinions (the day of publication where none is named)",
    ),
    fact(
        "consultation.end",
        ValueKind::Date,
        "征求意见的截止日",
        "last day for opinions",
    ),
    fact(
        "consultation.days",
        ValueKind::Int,
        "征求意见的天数（自然日，首尾均计）",
        "days for opinions (calendar days, both ends counted)",
    ),
    fact(
        "consultation.days_late",
        ValueKind::Int,
        "征集的发布日期晚于截止日的天数（负数为早）",
        "days by which the call was published after its last day (negative: before)",
    ),
    fact(
        "consultation.period_words",
        ValueKind::Text,
        "写明期限的文字",
        "words that name the period",
    ),
    fact(
        "consultation.days_since_end",
        ValueKind::Int,
        "截止后过去的天数（自然日）",
        "calendar days since the last day",
    ),
    closed(
        "consultation.state",
        ValueKind::Text,
        &["open", "closed"],
        "页面显示的征集状态",
        "state that the page shows",
    ),
    fact(
        "consultation.draft",
        ValueKind::Bool,
        "有没有草案（附件、链接或正文）",
        "whether the draft is there (file, link or text)",
    ),
    fact(
        "consultation.ways",
        ValueKind::Bool,
        "页面有没有提意见的表单、按钮，或写有电话的联系人",
        "whether the page has a form or button for opinions, or someone with a telephone number",
    ),
    fact(
        "consultation.feedback",
        ValueKind::Text,
        "对应的结果反馈（标题）",
        "title of what came of the call",
    ),
    fact(
        "consultation.followed_by",
        ValueKind::Text,
        "征集之后出台的文件（标题）",
        "title of the paper that followed",
    ),
    fact(
        "consultation.text",
        ValueKind::Corpus,
        "征集公告及所附文件的文字（附件没有读的为不完整）",
        "text of the call and its files (partial where files were not read)",
    ),
    fact(
        "consultation.page_text",
        ValueKind::Corpus,
        "征集页面的文字",
        "text of the call’s page",
    ),
];
