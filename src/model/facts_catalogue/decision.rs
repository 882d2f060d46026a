//! Decisions of enforcement.

use super::{closed, fact};
use crate::model::fact::{FactSpec, ValueKind};

/// The fields of a decision of enforcement (`rules/vocabulary/decisions.yaml`).
const DECISION_FIELDS: &[&str] = &[
    "决定书文号",
    "名称",
    "类别",
    "内容",
    "事由",
    "依据",
    "相对人",
    "相对人代码",
    "决定日期",
    "决定机关",
    "公示日期",
];

pub(super) const FACTS: &[FactSpec] = &[
    fact(
        "decision.name",
        ValueKind::Text,
        "决定的名称（文号、当事人或事项）",
        "name of the decision (number, party or matter)",
    ),
    closed(
        "decision.kind",
        ValueKind::Text,
        &["penalty", "licence", "other"],
        "决定的种类（处罚、许可、其他）",
        "kind of decision",
    ),
    fact(
        "decision.number",
        ValueKind::Text,
        "决定书文号",
        "number of the decision",
    ),
    fact(
        "decision.decided",
        ValueKind::Date,
        "决定日期",
        "day of the decision",
    ),
    fact(
        "decision.own",
        ValueKind::Bool,
        "是否本机关的决定（标题以其他机关名称开头的不是）",
        "whether it is the body’s own (not where the title begins with another body’s name)",
    ),
    fact(
        "decision.day_spans",
        ValueKind::Bool,
        "决定日期是否写成起止（取其首日）或者是检查的日期，看不出哪一日作出",
        "whether the day is given as a span (its first day is taken) or is that of a visit",
    ),
    fact(
        "decision.collected",
        ValueKind::Bool,
        "是否汇总表中的一行（没有自己的公示日期，全表决定日期相隔一个月以上）或者只在行文中提到",
        "whether it is a row of a table that gathers decisions of more than a month and shows no days of publication, or is only named in running text",
    ),
    fact(
        "decision.published",
        ValueKind::Date,
        "公示日期",
        "day of publication",
    ),
    fact(
        "decision.workdays_to_publish",
        ValueKind::Int,
        "决定到公示的工作日数",
        "working days from the decision to its publication",
    ),
    fact(
        "decision.imported",
        ValueKind::Bool,
        "是否补录（公示比决定晚一年以上，或同日成批）",
        "whether it was entered later (a year or more after, or with a mass import)",
    ),
    fact(
        "decision.labelled",
        ValueKind::Bool,
        "是否按字段列出（表格或标签）",
        "whether it is shown by fields (a table or labels)",
    ),
    closed(
        "decision.fields",
        ValueKind::List,
        DECISION_FIELDS,
        "已列出的字段",
        "fields shown",
    ),
    fact(
        "decision.withdrawn_by",
        ValueKind::Text,
        "宣布撤销、撤回本决定的公告（标题）",
        "title of the notice that withdraws the decision",
    ),
];
