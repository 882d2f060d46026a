//! Names of bodies: what may sign a paper or stand as its issuer.

use crate::page::text::strip;
use crate::vocabulary::bodies::words;

/// Tells whether a short text can be the name of one or several public bodies.
pub(super) fn is_body(text: &str) -> bool {
    let bare = strip(text);
    let count = bare.chars().count();
    let words = &words().issuers;
    (2..=80).contains(&count)
        && !bare.contains(['。', '，', '：', '《', '？', '！', ':'])
        && !words.media.found_in(&bare)
        && !bare.chars().any(|c| c.is_ascii_digit())
        && !words.leads.begin(&bare)
        && (ends_as_body(bare.trim_end_matches(['）', ')']))
            || bare
                .rfind(['（', '('])
                .is_some_and(|at| at > 0 && ends_as_body(&bare[..at])))
}

/// Tells whether a text ends as the names of bodies do.
fn ends_as_body(text: &str) -> bool {
    let words = &words().issuers;
    let is_han = |c: char| ('\u{4e00}'..='\u{9fa5}').contains(&c);
    words.ends.end(text)
        || words.longer_ends.iter().any(|end| {
            text.strip_suffix(end).is_some_and(|before| {
                before
                    .chars()
                    .rev()
                    .take_while(|c| is_han(*c))
                    .take(2)
                    .count()
                    == 2
            })
        })
}

/// Tells whether the source of an article can stand for its issuing body: a body with a
/// name of its own, not a newspaper and not a bare 办公室.
pub(super) fn is_issuing_source(text: &str) -> bool {
    let count = text.chars().filter(|c| !c.is_whitespace()).count();
    let bare = strip(text);
    let words = &words().issuers;
    count >= 3 && is_body(text) && !words.nameless.has(&bare) && !words.nameless_ends.end(&bare)
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
