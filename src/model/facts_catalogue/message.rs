//! One mailbox entry.

use super::fact;
use crate::model::fact::{FactSpec, ValueKind};

pub(super) const FACTS: &[FactSpec] = &[
    fact(
        "message.title",
        ValueKind::Text,
        "来信标题",
        "title of the message",
    ),
    fact(
        "message.asked",
        ValueKind::Date,
        "来信日期",
        "day of asking",
    ),
    fact(
        "message.replied",
        ValueKind::Date,
        "答复日期",
        "day of the reply",
    ),
    fact(
        "message.workdays_to_reply",
        ValueKind::Int,
        "来信到答复的工作日数",
        "working days from asking to the reply",
    ),
    fact(
        "message.status",
        ValueKind::Text,
        "办理状态",
        "state as shown",
    ),
    fact(
        "message.answered",
        ValueKind::Bool,
        "来信是否已答复",
        "whether the message was answered",
    ),
    fact(
        "message.workdays_open",
        ValueKind::Int,
        "来信到答复的工作日数（没有答复的算到核查日）",
        "working days from asking to the reply (to the audit’s day where there is none)",
    ),
    fact(
        "message.months_waiting",
        ValueKind::Int,
        "未答复的来信已等待的月数（满三个月为3，次日起为4）",
        "months begun since an unanswered message (three to the day is 3, a day later 4)",
    ),
    fact(
        "message.column",
        ValueKind::Text,
        "来信所在栏目",
        "column that the message stands in",
    ),
];
