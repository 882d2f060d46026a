//! 文号: recognised tolerantly, reported exactly as shown.

use std::sync::LazyLock;

use regex::Regex;

use crate::page::text::strip;
use crate::vocabulary::{Few, documents};

/// Numerals as orders write them.
const COUNT: &str = r"[0-9一二三四五六七八九十百零〇○]{1,6}";

/// GB/T 9704-2012 7.2.5: 机关代字, the year in hexagonal brackets, a number without 第 and
/// without leading zeros, 号.
static REGULAR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^[\p{Han}A-Za-z]{1,20}〔(?:19|20)\d{2}〕[1-9]\d{0,4}号$").ok());

/// Orders and announcements have numbers of their own kind (规章制定程序条例 Article 30).
static OWN_KIND: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(
        r"^(?:[\p{{Han}}、]{{0,40}}令[（(〔\[]?(?:(?:19|20)\d{{2}}[〕\]]?年?[）)]?)?[（(]?第?{COUNT}号[）)]?|(?:[\p{{Han}}、]{{0,40}}(?:公告|通告|公报)[（(〔]?)?(?:19|20)\d{{2}}[〕]?年?[）)]?[（(]?第{COUNT}[号期][）)]?|第{COUNT}号(?:令|公告)?)$"
    ))
    .ok()
});

/// Every form that a line of its own may have.
static TOLERANT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(
        r"(?x)^(?:
            # 机关代字, a year in any brackets, a number
            [\p{{Han}}A-Za-z（）()、·]{{1,30}} [〔\[［【（(〈<《{{﹝] (?:(?:19|20)?\d{{2}}) 年? [〕\]］】）)〉>》}}﹞]
                第? {COUNT} (?:-\d{{1,3}})? 号? (?:令|公告|函|文|之[一二三四五六七八九十])?
            # 〔2022〕64号 where the letters of the body are left out
          | [〔\[［【] (?:19|20)\d{{2}} [〕\]］】] [1-9]\d{{0,4}} 号
            # 国办发2020年3号
          | [\p{{Han}}A-Za-z]{{2,20}} (?:19|20)\d{{2}} 年? [-—第] {COUNT} 号
            # 令第23号, 第23号令, 2020年第3号令
          | [\p{{Han}}、]{{0,40}} 令 [，,]? [（(〔\[]? (?:(?:19|20)\d{{2}} 年?)? [〕\]）)]? [（(]? 第? {COUNT} 号 [）)]?
          | [\p{{Han}}、]{{0,40}} [（(〔\[]? (?:(?:19|20)\d{{2}} 年?)? [〕\]）)]? 第 {COUNT} 号 (?:令|公告|通告|公报)?
            # 公告2020年第3号
          | [\p{{Han}}、]{{0,40}} (?:公告|通告|通知|公报) [（(〔\[]? (?:19|20)\d{{2}} 年? [〕\]）)]? [（(]? 第? {COUNT} [号期] [）)]?
        )$"
    ))
    .ok()
});

/// Every form of [`TOLERANT`] has one of these, and nearly no line has.
static SIGNS: LazyLock<Few> = LazyLock::new(|| {
    Few::new([
        "号", "期", "〔", "[", "［", "【", "（", "(", "〈", "<", "《", "{", "﹝",
    ])
});

/// Words that fill the place of a number that is not there.
pub fn is_placeholder(text: &str) -> bool {
    let folded = crate::vocabulary::fold(text);
    let bare = folded.trim_matches(|c: char| {
        matches!(
            c,
            '-' | '_'
                | '/'
                | '\\'
                | '.'
                | ','
                | '、'
                | '。'
                | '('
                | ')'
                | '['
                | ']'
                | '*'
                | '×'
                | '?'
                | ':'
                | '…'
                | '〇'
                | '○'
                | '|'
                | ';'
        )
    });
    bare.is_empty()
        || documents::words().blank.has(bare)
        || bare
            .chars()
            .all(|c| matches!(c, '×' | 'x' | '-' | '〔' | '〕' | '[' | ']' | '号' | '/'))
}

/// Reads the number that a label names: the value without white space, when it can be a
/// number at all. Placeholders (无, `-`, `null`, ×××) and words without a number are `None`.
pub fn in_value(value: &str) -> Option<String> {
    let bare = strip(value);
    if is_placeholder(&bare) || bare.chars().count() > 80 {
        return None;
    }
    let bare = unwrapped(&bare);
    let numbered = bare
        .chars()
        .any(|c| c.is_numeric() || "一二三四五六七八九十".contains(c));
    // A date in the wrong row is not a number.
    let dated = !crate::calendar::find_dates(bare).is_empty();
    (numbered && !dated).then(|| bare.to_owned())
}

/// Reads a line that is a number and nothing else, in brackets or not.
pub fn in_line(line: &str) -> Option<String> {
    let bare = strip(line);
    let count = bare.chars().count();
    if !(4..=60).contains(&count) || bare.contains('《') && !bare.contains("令") && count > 40 {
        return None;
    }
    if !SIGNS.is_in(&bare) {
        return None;
    }
    let bare = without_remark(unwrapped(&bare));
    let found = TOLERANT.as_ref()?.is_match(&half_width(bare));
    // 第三号 or 第3号 alone is a chapter or an issue as often as a number.
    let bare_count = bare.starts_with('第') && !bare.ends_with('令') && !bare.ends_with("公告");
    (found && !bare_count && !is_placeholder(bare)).then(|| bare.to_owned())
}

/// Takes off what replies and reports upwards write behind their number: （A类）, 签发人：张某.
fn without_remark(bare: &str) -> &str {
    let Some((at, last)) = bare.rmatch_indices('号').next() else {
        return bare;
    };
    let (number, rest) = bare.split_at(at + last.len());
    let remark = (rest.starts_with(['（', '(']) || documents::words().remarks.begin(rest))
        && rest.chars().count() <= 16
        && !rest.chars().any(|c| c.is_ascii_digit())
        && !rest.contains('〔');
    if remark { number } else { bare }
}

/// Reads the number that ends a title: in brackets, as 关于……的通知（皖政〔2020〕4号）, or that of an
/// order behind its quoted name, as 《某某办法》2020年第4号令.
pub fn at_end_of_title(title: &str) -> Option<String> {
    let bare = strip(title);
    let Some(inner) = bare.strip_suffix(['）', ')']) else {
        let (_, order) = bare.rsplit_once('》')?;
        return order.ends_with('令').then(|| in_line(order)).flatten();
    };
    // The opening bracket that matches: the number itself may hold round brackets.
    let mut depth = 0;
    let at = inner.char_indices().rev().find_map(|(at, c)| match c {
        '）' | ')' => {
            depth += 1;
            None
        }
        '（' | '(' if depth == 0 => Some(at),
        '（' | '(' => {
            depth -= 1;
            None
        }
        _ => None,
    })?;
    let number = &inner[at..].trim_start_matches(['（', '(']);
    let before = &bare[..at];
    // A number behind a quoted title belongs to the quoted paper.
    if before.ends_with('》') {
        return None;
    }
    in_line(number)
}

/// Tells whether a number has the form that its kind of paper must have: 机关代字〔年〕N号,
/// or for orders and announcements 令第N号 and N年第N号.
pub fn is_regular(number: &str) -> bool {
    REGULAR.as_ref().is_some_and(|form| form.is_match(number))
        || OWN_KIND.as_ref().is_some_and(|form| form.is_match(number))
}

/// Every number of the form 机关代字〔年〕N号 that a text names.
static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"[\p{Han}A-Za-z]{1,20}[〔\[［【（(〈﹝](?:19|20)\d{2}年?[〕\]］】）)〉﹞]第?\d{1,5}号",
    )
    .ok()
});

/// Returns the numbers of papers that a text without white space names, with the byte offset
/// of each. What stands right before a number may be taken for its beginning.
pub fn named(text: &str) -> Vec<(usize, &str)> {
    // Cheaper than the pattern, and true of nearly every line.
    if !text.contains('号') {
        return Vec::new();
    }
    NAMED.as_ref().map_or_else(Vec::new, |form| {
        form.find_iter(text)
            .map(|found| (found.start(), found.as_str()))
            .collect()
    })
}

/// Returns a number in the one form by which numbers are compared: 皖政〔2020〕4号, whatever
/// brackets, width and zeros it is written with.
pub fn key(number: &str) -> String {
    let folded = crate::vocabulary::fold(number);
    let mut out = String::with_capacity(folded.len());
    let mut digits = false;
    for c in folded.chars() {
        match c {
            '(' | '<' => out.push('['),
            ')' | '>' => out.push(']'),
            '第' => {}
            '0' if !digits && out.ends_with(']') => {}
            '年' if digits => {}
            c => out.push(c),
        }
        digits = c.is_ascii_digit();
    }
    out
}

fn unwrapped(text: &str) -> &str {
    for (open, close) in [
        ('（', '）'),
        ('(', ')'),
        ('【', '】'),
        ('[', ']'),
        ('［', '］'),
    ] {
        if let Some(inner) = text
            .strip_prefix(open)
            .and_then(|rest| rest.strip_suffix(close))
            && !inner.contains([open, close])
        {
            return inner;
        }
    }
    text
}

fn half_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '０'..='９' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{at_end_of_title, in_line, in_value, is_placeholder, is_regular, key, named};

    #[test]
    fn lines_that_are_numbers() {
        for line in [
            "国办发〔2018〕123号",
            "（皖政〔2020〕4号）",
            "皖政 [2020] 4 号",
            "六发改〔２０２０〕４号",
            "金复[2026]第3号",
            "六政（2020）012号",
            "国办发明电〔2020〕1号",
            "科学技术部令第23号",
            "国令第707号",
            "中华人民共和国主席令第四十三号",
            "中华人民共和国国务院令（第711号）",
            "第175号令",
            "安徽省人民政府令第 280 号",
            "2020年第3号公告",
            "国家税务总局公告2020年第3号",
            "公告2020年第3号",
            "发改办〔98〕3号",
        ] {
            let shown: String = line.split_whitespace().collect();
            let shown = shown.trim_start_matches('（').to_owned();
            let shown = if line.starts_with('（') {
                shown.trim_end_matches('）').to_owned()
            } else {
                shown
            };
            assert_eq!(in_line(line).as_deref(), Some(shown.as_str()), "{line}");
        }
    }

    #[test]
    fn numbers_named_in_a_text_and_their_one_form() {
        let text = "根据《办法》（皖政办〔2020〕4号）和六政[2019]012号要求，电话0550号";
        let found: Vec<&str> = named(text).into_iter().map(|(_, number)| number).collect();
        assert_eq!(found, ["皖政办〔2020〕4号", "和六政[2019]012号"]);
        for shown in [
            "皖政〔2020〕4号",
            "皖政(2020)04号",
            "皖政［２０２０］第4号",
            "皖政【2020年】4号",
        ] {
            assert_eq!(key(shown), "皖政[2020]4号", "{shown}");
        }
        assert_eq!(key("皖政〔2020〕40号"), "皖政[2020]40号");
    }

    #[test]
    fn an_order_is_numbered_behind_its_name() {
        for (title, expected) in [
            ("《粮食流通办法》 2026年第40号令", Some("2026年第40号令")),
            ("《粮食流通办法》（第40号令）", None),
            ("关于公布《粮食流通办法》的令", None),
            ("解读《粮食流通办法》", None),
        ] {
            assert_eq!(at_end_of_title(title).as_deref(), expected, "{title}");
        }
    }

    #[test]
    fn lines_that_only_mention_numbers() {
        for line in [
            "根据《关于印发办法的通知》（皖政〔2020〕4号）",
            "皖政〔2020〕4号文件要求，各地要认真落实。",
            "第一章 总则",
            "第3号",
            "2020年6月8日",
            "无",
            "一号",
            "电话：0550-1234567",
        ] {
            assert_eq!(in_line(line), None, "{line}");
        }
    }

    #[test]
    fn values_of_labels() {
        assert_eq!(
            in_value(" 国办发〔2018〕 43号 ").as_deref(),
            Some("国办发〔2018〕43号")
        );
        assert_eq!(in_value("第23号").as_deref(), Some("第23号"));
        for value in [
            "无",
            "-",
            "null",
            "×××",
            "暂无",
            "——",
            "",
            "〔〕号",
            "通知",
            "2020年6月8日",
            "/",
        ] {
            assert_eq!(in_value(value), None, "{value}");
        }
        assert!(is_placeholder("无"));
        assert!(!is_placeholder("无锡市"));
    }

    #[test]
    fn numbers_at_the_end_of_titles() {
        assert_eq!(
            at_end_of_title("关于做好春耕工作的通知（六政〔2020〕4号）").as_deref(),
            Some("六政〔2020〕4号")
        );
        assert_eq!(
            at_end_of_title("关于公布规划的公告（2020年第3号）").as_deref(),
            Some("2020年第3号")
        );
        assert_eq!(
            at_end_of_title("转发《关于春耕的通知》（六政〔2020〕4号）"),
            None
        );
        assert_eq!(at_end_of_title("实施办法（试行）"), None);
    }

    #[test]
    fn regular_forms() {
        for number in [
            "国办发〔2018〕123号",
            "国办发明电〔2020〕1号",
            "科学技术部令第23号",
            "政府令187号",
            "中华人民共和国主席令第四十三号",
            "公告2020年第3号",
            "国令第707号",
        ] {
            assert!(is_regular(number), "{number}");
        }
        for number in [
            "皖政[2020]4号",
            "皖政（2020）4号",
            "皖政〔2020〕第4号",
            "皖政〔2020〕04号",
            "皖政〔20〕4号",
            "皖政〔2020〕4",
        ] {
            assert!(!is_regular(number), "{number}");
        }
    }
}
