//! One link on one page.

use super::{closed, fact};
use crate::model::fact::{FactSpec, ValueKind};

pub(super) const FACTS: &[FactSpec] = &[
    fact(
        "link.target",
        ValueKind::Text,
        "链接地址",
        "address that the link leads to",
    ),
    fact("link.text", ValueKind::Text, "链接文字", "text of the link"),
    closed(
        "link.state",
        ValueKind::Text,
        &["ok", "broken", "unknown"],
        "链接状态",
        "state of the link",
    ),
    fact("link.status", ValueKind::Int, "HTTP 状态码", "HTTP status"),
    fact(
        "link.answer",
        ValueKind::Text,
        "应答：HTTP 状态码；返回 200 而页面写明不存在的，并附页面的话",
        "the answer: HTTP status, with the page's words where it is answered 200 and says that there is nothing",
    ),
    fact(
        "link.local",
        ValueKind::Bool,
        "是否指向本机、内网或本地文件",
        "whether it points to localhost, an intranet or a local file",
    ),
    fact(
        "link.attachment",
        ValueKind::Bool,
        "是否附件链接",
        "whether it leads to an attachment",
    ),
    fact(
        "link.judged_elsewhere",
        ValueKind::Bool,
        "是否由平台、栏目、文件的规则判断能否打开（栏目的规则已就它判定的）",
        "whether rules on the platform, its columns and documents speak of its opening",
    ),
];
