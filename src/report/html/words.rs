//! The words of the page, in both languages.

use std::collections::BTreeMap;

use crate::model::Lang;

const WORDS: &[(&str, &str, &str)] = &[
    ("lang", "zh-CN", "en"),
    (
        "title",
        "政府信息公开核查报告",
        "Audit of government information disclosure",
    ),
    ("skip", "跳到问题清单", "Skip to the findings"),
    ("contents", "目录", "Contents"),
    ("summary", "概况", "Summary"),
    ("score", "得分", "Score"),
    ("findings", "问题", "Findings"),
    (
        "nothing_new",
        "没有新增或加重的问题；",
        "Nothing new or worse; ",
    ),
    ("open", "未能判定", "Cannot tell"),
    ("off", "不适用", "Inapplicable"),
    ("pass", "达标", "Pass"),
    ("by_hand", "需人工核查", "look by hand"),
    ("coverage", "判定覆盖率", "Coverage"),
    ("baseline", "与基线比较", "Since the baseline"),
    ("item", "指标", "Item"),
    ("points", "分值", "Points"),
    ("lost", "扣分", "Taken off"),
    ("got", "得分", "Got"),
    (
        "would_cost",
        "未能判定，不扣分；若成立可能扣",
        "Cannot be told and costs nothing; would cost",
    ),
    ("search", "搜索", "Search"),
    ("severity", "程度", "Severity"),
    ("column", "栏目", "Column"),
    ("unit", "责任单位", "Unit"),
    ("kind", "对象类别", "Kind of subject"),
    ("rule", "要求", "Requirement"),
    ("rules", "规则与判定", "Rules and verdicts"),
    ("all", "全部", "all"),
    ("group", "分组", "Group by"),
    ("only_news", "只看新增和加重的", "Only new and worse"),
    ("reset", "重置", "Reset"),
    ("no_column", "（未归入栏目）", "(in no column)"),
    ("no_unit", "（未分派责任单位）", "(no unit)"),
    (
        "unit_note",
        "责任单位按 gongkai.yaml 的 units（栏目→科室）或台账中的分派列出。",
        "Units are those of gongkai.yaml (units) or of the ledger.",
    ),
    ("told", "显示 {shown} / {all} 项", "{shown} of {all} shown"),
    ("copied", "已复制", "Copied"),
    ("copy", "复制", "Copy"),
    ("subject", "对象", "Subject"),
    ("waiver", "豁免", "Waiver"),
    ("seen", "所见", "Seen"),
    ("basis", "依据", "Basis"),
    ("advice", "怎么改", "To mend"),
    ("id", "编号", "Id"),
    ("explain", "判定说明", "How this was judged"),
    ("by_hand_list", "需人工核查清单", "To look at by hand"),
    (
        "none_open",
        "没有需人工核查的事项。",
        "Nothing to look at by hand.",
    ),
    (
        "none_open_new",
        "没有新增的需人工核查事项；基线已有的没有列出。",
        "Nothing new to look at by hand; what the baseline has is not listed.",
    ),
    ("look", "核查方法", "What to look at"),
    ("page", "页面", "Page"),
    ("matrix", "条款对照", "Clauses"),
    (
        "matrix_note",
        "逐条列出各依据的全部条款：由哪些规则核查、判定如何，不能自动判定的写明原因（单个文件、链接的判定逐件计数）。每项判定的明细见 -o 条款.matrix.html。",
        "Every clause of every source: which rules check it and what they found, and why no machine can decide the others (single documents and links each count). Every single verdict: -o clauses.matrix.html.",
    ),
    ("clauses", "条", "clauses"),
    (
        "by_hand_part",
        "不能自动判定的部分：",
        "No machine can decide: ",
    ),
    ("more", "等", "and more"),
    ("clause", "条款", "Clause"),
    ("load", "对网站的访问量", "Load put on the site"),
    (
        "errors",
        "没有应答或拒绝应答的地址（不据此认定网站有问题）",
        "Addresses that did not answer or refused to (not held against the site)",
    ),
    ("versions", "版本与摘要", "Versions and digests"),
    ("digests", "所见网页的摘要", "Digests of the pages seen"),
    ("fetched", "抓取", "Fetched"),
    (
        "footer",
        "“未能判定”不算达标也不算问题。网络或工具的故障不记为网站的问题。页面中的个人信息已作遮盖。",
        "What cannot be told is neither passed nor failed. A fault of the network or of the tool is not held against the site. Personal data is masked.",
    ),
];

/// Returns the words of a language by name.
pub(super) fn of(lang: Lang) -> BTreeMap<&'static str, &'static str> {
    WORDS
        .iter()
        .map(|(name, zh, en)| (*name, lang.pick(zh, en)))
        .collect()
}
