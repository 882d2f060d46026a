//! Names of bodies: what may sign a paper or stand as its issuer.

use std::sync::LazyLock;

use regex::Regex;

use crate::page::text::strip;

/// Endings of the names of public bodies.
static BODY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x)(?:政府|国务院|办公厅|办公室|委员会|管委会|工委|党委|县委|市委|区委|省委|党工委|纪委|监委|组织部|宣传部|统战部
        |[局厅署院委]|[一-龥]{2}部|总队|支队|大队|中队|指挥部|领导小组|工作组|联席会议|人大常委会|常委会|常务委员会|人民代表大会|政协
        |检察院|法院|公安处|[镇乡]|街道|街道办事处|办事处|居委会|村委会|分局|中心|所|站|队|处|科|联合会|总工会|妇联|团委|残联|工商联|科协|侨联|红十字会
        |银行|海关|税务局|监狱|学院|大学|学校|中学|小学|幼儿园|医院|研究院|馆|集团|公司|供销社|监会|[一-龥]{2}司|[一-龥]{2}办|协会|学会|兵团|司令部|总局|总署|编办|发改委|国资委|开发区|新区|试验区|实验区|专员公署|行署|盟|苏木|农场|林场|基金会|军委|中央|单位)$",
    )
    .ok()
});

/// Media and platforms: sources of articles, never issuing bodies.
const MEDIA: [&str; 28] = [
    "日报",
    "晚报",
    "晨报",
    "早报",
    "时报",
    "商报",
    "快报",
    "周刊",
    "杂志",
    "新华社",
    "新华网",
    "人民网",
    "电视台",
    "广播",
    "融媒体",
    "新闻网",
    "新闻社",
    "中新",
    "客户端",
    "公众号",
    "微信",
    "微博",
    "传媒",
    "在线",
    "央视",
    "网站",
    "本站",
    "本网",
];

/// Tells whether a short text can be the name of one or several public bodies.
pub(super) fn is_body(text: &str) -> bool {
    let bare = strip(text);
    let count = bare.chars().count();
    (2..=80).contains(&count)
        && !bare.contains(['。', '，', '：', '《', '？', '！', ':'])
        && !MEDIA.iter().any(|word| bare.contains(word))
        && !bare.chars().any(|c| c.is_ascii_digit())
        && ![
            "关于",
            "附件",
            "联系",
            "责任",
            "经办",
            "抄送",
            "报送",
            "各有关",
        ]
        .iter()
        .any(|word| bare.starts_with(word))
        && BODY.as_ref().is_some_and(|form| {
            form.is_match(bare.trim_end_matches(['）', ')']))
                || bare
                    .rfind(['（', '('])
                    .is_some_and(|at| at > 0 && form.is_match(&bare[..at]))
        })
}

/// Tells whether the source of an article can stand for its issuing body: a body with a
/// name of its own, not a newspaper and not a bare 办公室.
pub(super) fn is_issuing_source(text: &str) -> bool {
    let count = text.chars().filter(|c| !c.is_whitespace()).count();
    count >= 3
        && is_body(text)
        && !matches!(
            strip(text).as_str(),
            "办公室"
                | "政府办"
                | "本单位"
                | "信息中心"
                | "宣传科"
                | "综合科"
                | "办公厅"
                | "本局"
                | "原创中心"
                | "各单位"
                | "有关单位"
                | "相关单位"
        )
        && ![
            "信息中心",
            "新闻中心",
            "宣传中心",
            "传媒中心",
            "网络中心",
            "新闻办",
        ]
        .iter()
        .any(|word| strip(text).ends_with(word))
}

/// Reads the body that a title begins with: 邯郸市教育局关于……的通知.
pub(super) fn of_title(title: &str) -> Option<String> {
    let bare = strip(title);
    let at = bare.find("关于").or_else(|| bare.find("印发"))?;
    let name = bare[..at].trim_end_matches(['：', ':', '—']);
    (name.chars().count() >= 3 && is_body(name)).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{is_body, is_issuing_source, of_title};

    #[test]
    fn names_of_bodies() {
        for name in [
            "国务院办公厅",
            "国务院办公厅、中央军委办公厅",
            "科技部 金融监管总局",
            "澳前镇",
            "平潭综合实验区党工委管委会",
            "六安市发展和改革委员会",
            "全国人民代表大会常务委员会",
            "国家税务总局平潭综合实验区税务局",
        ] {
            assert!(is_body(name), "{name}");
        }
        for name in [
            "福建日报",
            "新华社",
            "中国政府网网站",
            "2020年6月8日",
            "部长 阴和俊",
            "特此通知。",
            "附件：局",
        ] {
            assert!(!is_body(name), "{name}");
        }
        assert!(!is_issuing_source("办公室"));
        assert!(is_issuing_source("澳前镇"));
    }

    #[test]
    fn the_body_in_a_title() {
        assert_eq!(
            of_title("邯郸市教育局关于印发方案的通知").as_deref(),
            Some("邯郸市教育局")
        );
        assert_eq!(of_title("关于印发方案的通知"), None);
        assert_eq!(of_title("进一步做好工作关于"), None);
    }
}
