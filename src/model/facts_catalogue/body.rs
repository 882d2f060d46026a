//! Facts of the audited body and of the audit; any rule may ask for them.

use super::{closed, fact};
use crate::model::fact::{FactSpec, ValueKind};

/// The powers of a body that rules distinguish.
const POWERS: &[&str] = &[
    "licensing",
    "penalties",
    "coercion",
    "fees",
    "procurement-centre",
    "statistics",
    "planning",
    "rulemaking",
    "recruitment",
    "projects",
    "welfare",
    "emergency",
    "inspection",
    "services",
];

pub(super) const FACTS: &[FactSpec] = &[
    closed(
        "body.profile",
        ValueKind::Text,
        &[
            "ministry",
            "provincial-government",
            "provincial-department",
            "city-government",
            "city-department",
            "county-government",
            "county-department",
            "township",
            "subdistrict",
        ],
        "对象类型",
        "kind of body",
    ),
    closed(
        "body.level",
        ValueKind::Text,
        &["national", "province", "city", "county", "township"],
        "行政层级",
        "level of administration",
    ),
    fact(
        "body.government",
        ValueKind::Bool,
        "是否一级人民政府（不是政府部门）",
        "whether the body is a people's government (not a department of one)",
    ),
    fact(
        "body.institution",
        ValueKind::Bool,
        "名称是不是学校、医院、企业（公共企事业单位，条例第五十五条；已指定对象类型的不算）",
        "whether the name is that of a school, hospital or enterprise (Article 55; not where the kind of body is given)",
    ),
    closed(
        "body.powers",
        ValueKind::List,
        POWERS,
        "已知具有的职权",
        "powers that the body is known to have",
    ),
    closed(
        "body.lacks",
        ValueKind::List,
        POWERS,
        "已知没有的职权",
        "powers that the body is known not to have",
    ),
    fact(
        "body.region",
        ValueKind::Text,
        "所在省份代码（GB/T 2260 前两位）",
        "two-digit code of the province (GB/T 2260)",
    ),
    fact(
        "body.own_site",
        ValueKind::Bool,
        "是否有自己的网站（不是门户网站里的一个频道）",
        "whether the site is the body's own (not a channel of a portal)",
    ),
    fact(
        "audit.preview",
        ValueKind::Bool,
        "是否预览地址（回环、内网地址或目录；域名类规则不适用）",
        "whether the target is a preview (loopback, private address, directory; rules on hosts do not apply)",
    ),
    fact("audit.as_of", ValueKind::Date, "核查日", "day judged as of"),
    fact(
        "audit.year",
        ValueKind::Int,
        "核查日所在年份",
        "year of the day judged as of",
    ),
];
