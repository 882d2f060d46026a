//! The disclosure guide.

use super::{closed, fact};
use crate::model::fact::{FactSpec, ValueKind};

pub(super) const FACTS: &[FactSpec] = &[
    fact(
        "guide.classification",
        ValueKind::Text,
        "信息分类",
        "classification of information",
    ),
    fact(
        "guide.arrangement",
        ValueKind::Text,
        "编排体系",
        "arrangement of information",
    ),
    fact(
        "guide.how_to_get",
        ValueKind::Text,
        "获取方式",
        "how to get information",
    ),
    fact(
        "guide.office_name",
        ValueKind::Text,
        "公开工作机构名称",
        "name of the disclosure office",
    ),
    fact(
        "guide.address",
        ValueKind::Text,
        "办公地址",
        "office address",
    ),
    fact("guide.hours", ValueKind::Text, "办公时间", "office hours"),
    fact(
        "guide.phone",
        ValueKind::Text,
        "联系电话",
        "telephone number",
    ),
    fact("guide.fax", ValueKind::Text, "传真号码", "fax number"),
    fact(
        "guide.internet",
        ValueKind::Text,
        "互联网联系方式",
        "internet contact",
    ),
    closed(
        "guide.placeholders",
        ValueKind::List,
        &[
            "classification",
            "arrangement",
            "how_to_get",
            "office_name",
            "address",
            "hours",
            "phone",
            "fax",
            "internet",
        ],
        "值为占位符（×××、待定）的要素",
        "elements whose value is a placeholder (×××, 待定)",
    ),
    fact(
        "guide.updated",
        ValueKind::Date,
        "指南写明的编制或更新日期",
        "day of making or updating that the guide states",
    ),
    fact(
        "guide.days_since_update",
        ValueKind::Int,
        "距指南更新的天数（自然日）",
        "calendar days since the guide was updated",
    ),
    fact(
        "guide.answer_days",
        ValueKind::Int,
        "指南写明的答复期限（工作日）",
        "working days stated for answering a request",
    ),
    fact(
        "guide.extension_days",
        ValueKind::Int,
        "指南写明的延长期限（工作日）",
        "working days stated for prolonging",
    ),
    fact(
        "guide.correction_days",
        ValueKind::Int,
        "指南写明的补正告知期限（工作日）",
        "working days stated for asking the applicant to correct",
    ),
    fact(
        "guide.third_party_days",
        ValueKind::Int,
        "指南写明的第三方反馈期限（工作日）",
        "working days stated for third parties",
    ),
    fact(
        "guide.cites_repealed",
        ValueKind::Text,
        "引用2007年旧条例为现行依据的文字",
        "words that cite the regulation of 2007 as the law in force",
    ),
    fact(
        "guide.fee",
        ValueKind::Text,
        "关于收费的文字",
        "words on fees",
    ),
    fact(
        "guide.old_fee",
        ValueKind::Text,
        "仍收检索、复制、邮寄费的文字",
        "words that still charge for search, copying or post",
    ),
    fact(
        "guide.fee_rates_right",
        ValueKind::Bool,
        "指南写明的收费标准是否与现行规定一致",
        "whether the fee rates stated agree with those in force",
    ),
    closed(
        "guide.channels",
        ValueKind::List,
        &["in_person", "post", "internet", "fax"],
        "申请渠道",
        "channels for requests",
    ),
    fact(
        "guide.asks_purpose",
        ValueKind::Text,
        "要求说明用途或特殊需要的文字",
        "words that demand a purpose or a special need",
    ),
    fact(
        "guide.remedies",
        ValueKind::Text,
        "关于救济途径的文字",
        "words on remedies",
    ),
    fact(
        "guide.is_directory",
        ValueKind::Bool,
        "是否只是各部门指南的目录",
        "whether the page only lists the guides of departments",
    ),
    fact(
        "guide.text",
        ValueKind::Corpus,
        "指南全文",
        "text of the guide",
    ),
];
