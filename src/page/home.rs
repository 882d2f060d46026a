//! What a home page shows of who runs the site: organiser, contacts, identifiers, filings and
//! the entries that every government site must have (`site-conventions.md` 4 and 5).

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use super::dom::{Dom, Id};
use super::own_list::Tools;
use super::{containers, own_list, text};
use crate::model::{Address, Contacts, HomeMarks, LinkRegion, ListItem};
use crate::vocabulary::messages;
use crate::vocabulary::site::words;
use crate::vocabulary::{Words, fold};

/// The most characters kept of what a footer says.
const FOOT: usize = 150;

/// Tells whether an address may be that of a home page.
pub(super) fn may_be_home(address: &Address) -> bool {
    let path = address.path();
    path.matches('/').count() <= 1 && !address.path_and_query().contains('?')
}

fn pattern(text: &str) -> Option<Regex> {
    Regex::new(text).ok()
}

static ICP: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]icp备\d{8}号?(?:-\d+)?",
    )
});
static POLICE: LazyLock<Option<Regex>> = LazyLock::new(|| pattern(r"\p{Han}公网安备\d{13,14}号?"));
static CODE: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(r"标识码(?:编号)?[:：]?[(（\[【]?((?:bm|n)?\d{8,10})"));
static CODE_IN_LINK: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(r"(?i)site_?code=((?:bm|n)?\d{8,10})"));
static PHONE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let labels = words().footer.phone.alternatives();
    pattern(&format!(
        r"{labels}[^0-9]{{0,10}}((?:\(?0\d{{2,3}}\)?[-—－ ]{{0,2}})?\d{{7,8}}|400[- ]?\d{{3}}[- ]?\d{{4}})"
    ))
});

/// Reads the marks of a home page; `items` are its dated entries.
pub(super) fn read(dom: &Dom<'_>, items: &[ListItem]) -> HomeMarks {
    let whole = text::of(dom, Id::ROOT);
    // Wide blanks divide pieces; within a label they only pad it.
    let whole = pad_out(whole);
    let folded = fold(&whole);
    let words = words();
    let mut marks = HomeMarks {
        newest: items.iter().filter_map(|item| item.date).max(),
        items: items.len(),
        icp: first(&ICP, &folded),
        police: first(&POLICE, &folded),
        code_shown: CODE
            .as_ref()
            .and_then(|pattern| Some(pattern.captures_iter(&folded).last()?[1].to_owned())),
        ipv6: folded.contains("ipv6"),
        site_report: words.home.site_report.found_in(&folded),
        accessible: words.home.accessible.found_in(&folded),
        site_map: words.home.site_map.found_in(&folded),
        services: words.home.services.found_in(&folded),
        names_writing: messages::words().write.found_in(&folded),
        writes: dom.all().any(|id| {
            dom.tag(id) == "textarea"
                && dom.is_visible(id)
                && dom.ancestors(id).any(|up| dom.tag(up) == "form")
        }),
        ..HomeMarks::default()
    };
    marks.foot = foot(&whole);
    let contacts = contacts(&whole);
    marks.addresses = contacts.addresses;
    marks.phones = contacts.phones;
    for line in pieces(&whole) {
        footer_line(line, &mut marks);
    }
    links(dom, &mut marks);
    let scripted = dom.all().any(|id| match dom.tag(id) {
        "script" | "iframe" => dom.attr(id, "src").is_some_and(|source| {
            let source = source.to_ascii_lowercase();
            ["foot", "bottom", "copyright"]
                .iter()
                .any(|word| source.contains(word))
        }),
        _ => false,
    });
    marks.footer_by_script = scripted
        || (!words.home.footer.found_in(&folded)
            && dom
                .all()
                .any(|id| dom.tag(id) == "script" || dom.tag(id) == "iframe"));
    marks
}

/// Returns the last words of a text, as evidence of what stands in a footer or does not.
fn foot(whole: &str) -> String {
    let mut left = FOOT;
    let mut pieces: Vec<&str> = Vec::new();
    for piece in whole.split_whitespace().rev() {
        left = left.saturating_sub(piece.chars().count() + 1);
        if left == 0 && !pieces.is_empty() {
            break;
        }
        pieces.push(piece);
    }
    pieces.reverse();
    pieces.join(" ")
}

/// Tells whether a part of a home page waits for a script to put entries there, so that what the
/// page shows is not all that a visitor sees.
pub(super) fn awaits(dom: &Dom<'_>, tools: Tools<'_>) -> bool {
    let words = tools.words;
    containers::wait_for_rows(dom, words)
        || containers::hold_script(dom, words)
        || containers::are_written(dom, words)
        || containers::are_loading(dom, words, 0)
        || own_list::is_put_in(dom, tools)
}

/// Takes the padding out of the organiser's label (主　办).
fn pad_out(whole: String) -> String {
    static PADDED: LazyLock<Option<Regex>> = LazyLock::new(|| {
        pattern(
            r"主[\s\u{a0}\u{3000}]{1,8}办([\s\u{a0}\u{3000}]{0,4}单[\s\u{a0}\u{3000}]{0,4}位)?[\s\u{a0}\u{3000}]{0,4}[:：]",
        )
    });
    match PADDED
        .as_ref()
        .map(|padded| padded.replace_all(&whole, "主办："))
    {
        Some(Cow::Owned(tidy)) => tidy,
        _ => whole,
    }
}

/// Tells whether a link of these words is an entry to services, whatever body's they are.
fn names_services(shown: &str) -> bool {
    let words = &words().services;
    let bare = shown.trim_matches(|c: char| !c.is_alphanumeric());
    words.names.has(bare)
        || words.platforms.found_in(bare)
        || bare.ends_with("服务") && bare.chars().count() <= 6 && !words.other.found_in(bare)
}

fn first(pattern: &LazyLock<Option<Regex>>, folded: &str) -> Option<String> {
    Some(pattern.as_ref()?.find(folded)?.as_str().to_uppercase())
}

/// The pieces of a text that stand by themselves: lines, cells, what wide blanks divide.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .flat_map(|line| line.split(['\t', '　', '|']))
        .map(str::trim)
        .filter(|piece| !piece.is_empty() && piece.chars().count() <= 200)
}

/// Finds the value behind one of the labels in a piece of text.
fn after(piece: &str, labels: &Words) -> Option<String> {
    labels.iter().find_map(|label| {
        let at = piece.find(label)? + label.len();
        let rest = piece[at..].trim_start_matches(['单', '位', ':', '：', ' ', '\u{a0}']);
        let value: String = rest
            .chars()
            .take_while(|c| !c.is_whitespace() && !",，;；。|".contains(*c))
            .collect();
        (!value.is_empty()).then_some(value)
    })
}

/// Reads the organiser, and whether an operator is named, off a piece of the page.
fn footer_line(piece: &str, marks: &mut HomeMarks) {
    let words = &words().footer;
    if marks.organiser.is_none()
        && let Some(name) = after(piece, &words.organiser)
    {
        let name: String = name
            .chars()
            .take_while(|c| ('\u{4e00}'..='\u{9fff}').contains(c) || "()（）、".contains(*c))
            .collect();
        let name = cut_before(&name, &words.organiser_ends);
        if name.chars().count() >= 3 {
            marks.organiser = Some(name.to_owned());
        }
    }
    // The name may stand before the word: 某某局 主办.
    if marks.organiser.is_none() && piece.contains("主办") {
        let mut last = "";
        for word in piece.split_whitespace() {
            let name = match word.strip_suffix("主办") {
                Some("") => last,
                Some(name) => name,
                None => "",
            };
            let name = name.trim_start_matches("本网站").trim_start_matches('由');
            if super::site_name::is_body_name(name) {
                marks.organiser = Some(name.to_owned());
                break;
            }
            last = word;
        }
    }
    marks.operator |= words.operator.found_in(piece);
}

/// Reads addresses and telephone numbers under their labels.
pub(crate) fn contacts(text: &str) -> Contacts {
    let words = &words().footer;
    let mut contacts = Contacts::default();
    for piece in pieces(text) {
        if let Some(address) = after(piece, &words.address) {
            let address = cut_before(&address, &words.address_ends);
            if address.chars().count() >= 4
                && !contacts.addresses.iter().any(|known| known == address)
            {
                contacts.addresses.push(address.to_owned());
            }
        }
        for found in PHONE
            .iter()
            .flat_map(|pattern| pattern.captures_iter(piece))
        {
            let phone: String = found[1].chars().filter(char::is_ascii_digit).collect();
            if !contacts.phones.contains(&phone) {
                contacts.phones.push(phone);
            }
        }
    }
    contacts
}

fn cut_before<'t>(text: &'t str, words: &Words) -> &'t str {
    let end = words
        .iter()
        .filter_map(|word| text.find(word))
        .filter(|at| *at > 0)
        .min();
    &text[..end.unwrap_or(text.len())]
}

/// Reads what only addresses tell: the identifier in the error-report entry, filings, marks.
fn links(dom: &Dom<'_>, marks: &mut HomeMarks) {
    let words = words();
    for id in dom.all() {
        let tag = dom.tag(id);
        if !matches!(
            tag,
            "a" | "script" | "img" | "iframe" | "link" | "span" | "div"
        ) {
            continue;
        }
        for name in ["href", "src", "onclick", "sitecode", "data-sitecode"] {
            let Some(value) = dom.attr(id, name).filter(|value| value.len() < 2000) else {
                continue;
            };
            marks.party_mark |= value.contains("conac");
            marks.icp_link_old |= value.contains("miibeian.gov.cn");
            if value.contains("zfwzgl.www.gov.cn") || value.contains("_jiucuo_") {
                marks.error_entry = true;
            } else if value.contains("pucha.kaipuyun.cn") {
                marks.error_entry = true;
                marks.error_entry_old = true;
            }
            if let Some(found) = CODE_IN_LINK
                .as_ref()
                .and_then(|pattern| pattern.captures(value))
            {
                marks.code_in_link = Some(found[1].to_owned());
            } else if name.ends_with("sitecode") {
                marks.code_in_link = Some(value.trim().to_owned());
            }
        }
        marks.error_entry |= dom.attr(id, "id") == Some("_jiucuo_");
        if tag == "script" && dom.attr(id, "src").is_none() {
            let raw = dom.raw_text(id);
            marks.party_mark |= raw.contains("conac.cn");
            marks.error_entry |= raw.contains("zfwzgl.www.gov.cn");
        }
        if tag == "a" && dom.region(id) != LinkRegion::Hidden {
            let shown = text::strip(&text::name(dom, id));
            marks.services = marks.services || names_services(&shown);
            marks.error_entry |=
                words.errors.words.found_in(&shown) || words.errors.names.has(&shown);
        }
        if tag == "img"
            && let Some(alt) = dom.attr(id, "alt")
        {
            marks.error_entry |= words.errors.pictures.found_in(alt);
            marks.party_mark |= words.party_marks.found_in(alt);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use bumpalo::Bump;
    use scraper::Html;

    use super::{may_be_home, read};
    use crate::model::{Address, HomeMarks};
    use crate::page::dom::Dom;

    fn marks(markup: &str) -> HomeMarks {
        let html = Html::parse_document(markup);
        read(&Dom::new(&Bump::new(), &html), &[])
    }

    #[test]
    fn a_footer_is_read_in_one_line_or_in_many() {
        for page in [
            "<div>主办单位：清溪县财政局　地址：清溪县滨河路66号　联系电话：0550-7000315</div><p>网站标识码：3415290012 <a href='https://beian.miit.gov.cn/'>皖ICP备19000315号-1</a>　皖公网安备 34152902000315号</p>",
            "<table><tr><td>主办：清溪县财政局</td><td>承办：清溪县财政局办公室</td></tr><tr><td>地址：清溪县滨河路66号</td><td>电话：(0550)7000315</td></tr></table><p>政府网站标识码:3415290012</p><p>皖ICP备19000315号</p><p>皖公网安备34152902000315号</p>",
        ] {
            let marks = marks(page);
            assert_eq!(marks.organiser.as_deref(), Some("清溪县财政局"), "{page}");
            assert_eq!(marks.addresses, ["清溪县滨河路66号"], "{page}");
            assert_eq!(marks.phones, ["05507000315"], "{page}");
            assert_eq!(marks.code_shown.as_deref(), Some("3415290012"), "{page}");
            assert!(marks.icp.is_some() && marks.police.is_some(), "{page}");
            assert!(
                !marks.footer_by_script && !marks.party_mark && !marks.error_entry,
                "{page}"
            );
        }
    }

    #[test]
    fn the_last_words_are_kept_to_be_shown() {
        let page = format!(
            "<p>{}</p><div>主办单位：清溪县财政局</div><p>皖ICP备19000315号</p>",
            "新闻 ".repeat(400)
        );
        let foot = marks(&page).foot;
        assert!(
            foot.ends_with("主办单位：清溪县财政局 皖ICP备19000315号"),
            "{foot}"
        );
        assert!(foot.chars().count() <= super::FOOT, "{foot}");
    }

    #[test]
    fn an_organiser_is_read_under_a_padded_label_and_before_the_word() {
        for page in [
            "<p>主　办：清溪县财政局　地址：清溪县滨河路66号</p>",
            "<p>主 办：清溪县财政局</p>",
            "<p>主&nbsp;&nbsp;办：清溪县财政局</p>",
            "<p>主　办　单　位：清溪县财政局</p>",
            "<p>清溪县财政局 主办　地址：清溪县滨河路66号</p>",
            "<p>清溪县财政局主办</p>",
        ] {
            let organiser = marks(page).organiser;
            assert_eq!(organiser.as_deref(), Some("清溪县财政局"), "{page}");
        }
        assert_eq!(marks("<p>县局成功主办</p>").organiser, None);
    }

    #[test]
    fn an_entry_to_services_may_have_any_of_its_names() {
        for name in [
            "皖事通办",
            "便民服务",
            "办事",
            "服务导航",
            "公安服务",
            "浙里办",
        ] {
            assert!(marks(&format!("<a href=/x>{name}</a>")).services, "{name}");
        }
        for name in [
            "志愿服务",
            "咨询服务",
            "要闻",
            "办事公开制度",
            "我县召开推进服务业发展大会",
        ] {
            assert!(!marks(&format!("<a href=/x>{name}</a>")).services, "{name}");
        }
    }

    #[test]
    fn marks_in_addresses_and_scripts_count() {
        let marks = marks(
            "<script src='//dcs.conac.cn/js/12/1/conac.js'></script><a href='http://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=3415290012'><img src=x></a><p>版权所有</p>",
        );
        assert!(marks.party_mark && marks.error_entry && !marks.error_entry_old);
        assert_eq!(marks.code_in_link.as_deref(), Some("3415290012"));
    }

    #[test]
    fn a_footer_that_a_script_brings_is_not_seen() {
        assert!(marks("<p>要闻</p><script src='/js/footer.js'></script>").footer_by_script);
        assert!(marks("<p>要闻</p><script>var a;</script>").footer_by_script);
        assert!(!marks("<p>要闻</p><p>联系我们</p><script>var a;</script>").footer_by_script);
        assert!(!marks("<p>要闻</p>").footer_by_script);
    }

    #[test]
    fn only_the_top_of_a_site_is_a_home() {
        let check = |address: &str| may_be_home(&Address::parse(address).unwrap());
        assert!(check("http://a.gov.cn/") && check("http://a.gov.cn/index.html"));
        assert!(!check("http://a.gov.cn/zwgk/") && !check("http://a.gov.cn/?id=3"));
    }
}
