//! Meta tags, `<title>`, `<base>` and the site's name and identifier.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use regex::Regex;

use crate::model::Address;
use crate::vocabulary::site::words;

use super::dom::{Dom, Id};
use super::plain::Tag;
use super::text;

/// What the head of a page, or what stands for it, says.
#[derive(Debug, Default)]
pub(super) struct Head {
    /// Meta tags with a name and a content.
    pub(super) metas: Vec<(String, String)>,
    /// The text of the first `<title>` that has some.
    pub(super) title: Option<String>,
    /// `<base href>`, resolved.
    pub(super) base: Option<Address>,
}

/// Names of meta tags that say nothing of the page's content.
fn is_technical(name: &str) -> bool {
    [
        "viewport",
        "renderer",
        "generator",
        "robots",
        "format-detection",
        "apple-mobile-web-app-capable",
        "force-rendering",
        "msapplication-tilecolor",
    ]
    .iter()
    .any(|technical| name.eq_ignore_ascii_case(technical))
}

/// Reads meta tags wherever they stand: real pages have them in the body too.
pub(super) fn read(dom: &Dom<'_>, address: &Address) -> Head {
    let mut head = Head::default();
    for id in dom.all() {
        match dom.kind(id) {
            Tag::Meta => {
                let Some(name) = dom.attr(id, "name").map(str::trim) else {
                    continue;
                };
                // `content` misspelt and `value` instead of it, as seen on real pages.
                let Some(content) = ["content", "contect", "contents", "conten", "value"]
                    .iter()
                    .find_map(|attribute| dom.attr(id, attribute))
                else {
                    continue;
                };
                if !name.is_empty() && !is_technical(name) {
                    head.metas.push((name.to_owned(), text::squeeze(content)));
                }
            }
            Tag::Title if head.title.is_none() && !in_svg(dom, id) => {
                let raw = dom.raw_text(id);
                let title = text::squeeze(&without_tags(&raw));
                head.title = (!title.is_empty()).then_some(title);
            }
            Tag::Base if head.base.is_none() => {
                head.base = dom
                    .attr(id, "href")
                    .and_then(|href| address.join(href.trim()));
            }
            _ => {}
        }
    }
    head
}

fn in_svg(dom: &Dom<'_>, id: Id) -> bool {
    dom.ancestors(id).any(|up| dom.tag(up) == "svg")
}

/// Drops markup that stands inside `<title>`, where a browser shows it as text.
fn without_tags(text: &str) -> String {
    if !text.contains('<') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        match rest[open..].find('>') {
            Some(close)
                if rest[open + 1..].starts_with(|c: char| c == '/' || c.is_ascii_alphabetic()) =>
            {
                out.push(' ');
                rest = &rest[open + close + 1..];
            }
            _ => {
                out.push('<');
                rest = &rest[open + 1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// Tells whether a meta tag's value is what is to be put there, as templates have it.
pub fn names_itself(value: &str) -> bool {
    words().unfilled.has(value.trim())
}

/// Tells whether a value is a template's leftover and not a value.
pub(super) fn is_placeholder(value: &str) -> bool {
    let value = value.trim();
    value.is_empty()
        || names_itself(value)
        || ["null", "undefined", "none", "nan", "[object object]"]
            .iter()
            .any(|empty| value.eq_ignore_ascii_case(empty))
        || value.contains("${")
        || value.contains("{{")
        || value.contains("<%")
        || (value.starts_with('<') && value.ends_with('>'))
        || (value.starts_with("$") && value.len() < 40)
}

/// Returns a meta tag's value unless it is empty or a template's leftover.
pub(super) fn meta<'m>(metas: &'m [(String, String)], name: &str) -> Option<&'m str> {
    metas
        .iter()
        .find(|(key, value)| key.eq_ignore_ascii_case(name) && !is_placeholder(value))
        .map(|(_, value)| value.as_str())
}

#[allow(clippy::expect_used)] // the patterns are constants
static CODE_SHOWN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"标\s*识\s*码\s*(?:编\s*号)?\s*[:：]?\s*((?i:bm|n)?\d{8,10})\b")
        .expect("a constant pattern")
});
#[allow(clippy::expect_used)] // the patterns are constants
static CODE_LINK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)site_?code=((?:bm|n)?\d{8,10})\b").expect("a constant pattern")
});
#[allow(clippy::expect_used)] // the patterns are constants
static CODE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?i)(?:\d{10}|bm\d{8}|n\d{9})$").expect("a constant pattern"));

/// Tells whether a text has the one sign that every form of the label has.
fn has_sign(text: &str) -> bool {
    static SIGN: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("识"));
    SIGN.find(text.as_bytes()).is_some()
}

/// Reads the identifier of the site: meta tag, footer, or the attributes of its scripts
/// and links.
pub(super) fn site_id_code(dom: &Dom<'_>, metas: &[(String, String)]) -> Option<String> {
    if let Some(code) = meta(metas, "SiteIDCode") {
        return Some(text::strip(code));
    }
    let half_width = |c: char| match c {
        '０'..='９' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    };
    let plausible = |code: &str| {
        let code: String = code.chars().map(half_width).collect();
        CODE.is_match(&code).then_some(code)
    };
    // The last one shown is the footer's.
    for id in dom.all().rev() {
        if let Some(words) = dom.text_node(id) {
            if dom.is_visible(id)
                && has_sign(words)
                && let Some(found) = CODE_SHOWN.captures(words)
                && let Some(code) = plausible(&found[1])
            {
                return Some(code);
            }
            // The label and the number may stand in neighbouring elements.
            if dom.is_visible(id) && has_sign(words) && text::strip(words).contains("网站标识码")
            {
                let near = dom
                    .ancestors(id)
                    .take(3)
                    .find(|&up| dom.sums(up).chars >= 15 && dom.sums(up).chars < 400)
                    .map(|up| text::strip(&text::of(dom, up)));
                if let Some(code) = near
                    .as_deref()
                    .and_then(|near| CODE_SHOWN.captures(near))
                    .and_then(|found| plausible(&found[1]))
                {
                    return Some(code);
                }
            }
        } else if let Some(element) = dom.element(id)
            && matches!(element.name(), "script" | "a" | "span" | "div")
        {
            let attrs = dom.attrs(id);
            let stated = attrs
                .iter()
                .filter(|(name, _)| matches!(*name, "sitecode" | "site_code" | "data-sitecode"));
            if let Some(code) = stated
                .filter_map(|(_, value)| plausible(value.trim()))
                .next()
            {
                return Some(code);
            }
            for (name, value) in attrs {
                if matches!(*name, "href" | "src")
                    && value.len() < 2000
                    && value.contains('=')
                    && let Some(found) = CODE_LINK.captures(value)
                    && let Some(code) = plausible(&found[1])
                {
                    return Some(code);
                }
            }
        }
    }
    None
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)] // a failing test may panic
mod tests {
    use bumpalo::Bump;
    use scraper::Html;

    use super::{meta, read, site_id_code};
    use crate::model::Address;
    use crate::page::dom::Dom;

    fn code(markup: &str) -> Option<String> {
        let html = Html::parse_document(markup);
        let arena = Bump::new();
        let dom = Dom::new(&arena, &html);
        let head = read(&dom, &Address::parse("http://a.gov.cn/").unwrap());
        site_id_code(&dom, &head.metas)
    }

    #[test]
    fn identifiers_are_read_where_they_stand() {
        for page in [
            "<meta name=SiteIDCode content=' 3400000001 '>",
            "<meta name=siteidcode content=null><div>网站标识码：3400000001</div>",
            "<p>政府网站标识码<span>3400000001</span></p>",
            "<script id=_jiucuo_ sitecode='3400000001'></script>",
            "<a href='http://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=3400000001&url=x'>x</a>",
        ] {
            assert_eq!(code(page).as_deref(), Some("3400000001"), "{page}");
        }
        assert_eq!(code("<p>电话 3400000001</p>"), None);
    }

    #[test]
    fn heads_may_be_broken() {
        let html = Html::parse_document(
            "<title>甲<b>乙</b></title><body><META NAME='SiteName' contect='丙'><base href='/x/'>\
             <meta name=SiteName content=\"${site}\">",
        );
        let arena = Bump::new();
        let dom = Dom::new(&arena, &html);
        let head = read(&dom, &Address::parse("http://a.gov.cn/y").unwrap());
        assert_eq!(head.title.as_deref(), Some("甲 乙"));
        assert_eq!(meta(&head.metas, "sitename"), Some("丙"));
        assert_eq!(head.base.unwrap().as_str(), "http://a.gov.cn/x/");
    }
}
