//! Words of a document turned into the contract's words: state, kind of paper, lapse.

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;
use regex::Regex;

use crate::calendar::find_dates;
use crate::model::PageKind;
use crate::page::text::strip;
use crate::vocabulary::phrases::Phrases;
use crate::vocabulary::{Few, documents, fold};

/// Normalises the value of 有效性; `None` for blank and unknown words. 是 and 否 answer 是否有效,
/// and on some sites 有效性 as well.
pub(super) fn validity(value: &str) -> Option<&'static str> {
    let folded = fold(value);
    let word = folded.trim_matches(|c: char| !c.is_alphanumeric());
    let words = &documents::words().states;
    if words.yes.has(word) {
        return Some("有效");
    }
    if words.no.has(word) {
        return Some("失效");
    }
    // The order matters: 部分失效 holds 失效, 尚未生效 holds 生效, 失效 and 无效 hold no 有效.
    for (words, state) in [
        (&words.not_yet, "未生效"),
        (&words.partly, "部分失效"),
        (&words.amended, "已修改"),
        (&words.repealed, "废止"),
        (&words.lapsed, "失效"),
        (&words.in_force, "有效"),
    ] {
        if words.found_in(word) && word.chars().count() <= 16 {
            return Some(state);
        }
    }
    None
}

/// Reads the answer to 是否废止.
pub(super) fn is_repealed(value: &str) -> Option<&'static str> {
    let folded = fold(value);
    let word = folded.trim_matches(|c: char| !c.is_alphanumeric());
    let words = &documents::words().states;
    match (words.yes.has(word), words.no.has(word)) {
        (true, _) => Some("废止"),
        (_, true) => Some("有效"),
        _ => validity(value),
    }
}

/// Reads the state that stands beside a title as words of its own: 【全文有效】.
pub(super) fn state_alone(line: &str) -> Option<&'static str> {
    let words = &documents::words().states;
    line.split_whitespace().find_map(|word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        if words.parts.has(word) {
            return Some("部分失效");
        }
        words.alone.has(word).then(|| validity(word))?
    })
}

/// Reads the kind of paper (文种) off a title.
pub(super) fn genre(title: &str) -> Option<String> {
    let mut bare = strip(title);
    // What follows in brackets belongs to the name, not to the kind: （试行）, （2024年修订）.
    while bare.ends_with(['）', ')', ']', '】', '〕']) {
        let at = bare.rfind(['（', '(', '[', '【', '〔'])?;
        bare.truncate(at);
    }
    let bare = bare.trim_end_matches(['》', '”', '"', '。', '…', '.']);
    static ORDER: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"^[\p{Han}]{0,30}令[（(]?(?:第|\d{4}年)").ok());
    let words = &documents::words().genres;
    let found = words.ends.longest_end(bare);
    match found.or_else(|| words.national.longest_end(bare)) {
        Some(genre) if found.is_none() => {
            (bare.starts_with("中华人民共和国")).then(|| genre.to_owned())
        }
        Some(genre) => Some(genre.to_owned()),
        None => ORDER
            .as_ref()
            .is_some_and(|order| order.is_match(bare))
            .then(|| "令".to_owned()),
    }
}

/// Tells whether a title is that of an interpretation: 《…》解读, 一图读懂…, 图解：….
pub(super) fn is_explaining(title: &str) -> bool {
    static FINDER: LazyLock<Phrases> =
        LazyLock::new(|| Phrases::new(documents::words().explaining.words.iter()));
    let bare = strip(title);
    if !FINDER.is_any_in(&bare) || is_about_explaining(&bare) {
        return false;
    }
    let start: String = bare.chars().take(6).collect();
    let genre = genre(&bare);
    documents::words().explaining.words.found_in(&start)
        || genre.as_deref() == Some("解读")
        || !genre.as_deref().is_some_and(is_paper)
}

/// Tells whether a title speaks of interpreting and interprets nothing: 关于做好政策解读工作的
/// 通知, 市领导调研政策解读工作.
pub(in crate::page) fn is_about_explaining(title: &str) -> bool {
    let Some(at) = title.find("解读") else {
        return false;
    };
    let start: String = title.chars().take(6).collect();
    let words = &documents::words().explaining;
    !words.pictured.found_in(&start)
        && !title.trim_end().ends_with("解读")
        && words.work.begin(&title[at + "解读".len()..])
}

/// Tells what the title of a row promises where it leads: an interpretation, a paper that a
/// body signs, or anything else.
pub(in crate::page) fn promises(title: &str) -> PageKind {
    if is_explaining(title) {
        PageKind::Interpretation
    } else if genre(title).as_deref().is_some_and(is_paper) {
        PageKind::Document
    } else {
        PageKind::Article
    }
}

/// Tells whether a kind of paper is one that a body signs and dates.
pub(super) fn is_paper(genre: &str) -> bool {
    documents::words().genres.signed.has(genre)
}

static UNTIL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let names = documents::words().terms.until.alternatives();
    Regex::new(&format!(
        "{names}(?:限)?[^。；\\d二]{{0,24}}?(?:至|到|截至|截止到?|为|：|:)(?P<until>[^。；]{{0,60}})"
    ))
    .ok()
});
static YEARS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let names = documents::words().terms.counted.alternatives();
    Regex::new(&format!(
        r"{names}(?:限|间)?(?:为|是|定为|暂定|暂定为|：|:)?(?P<n>\d{{1,2}}|[一二两三四五六七八九十]{{1,2}})(?P<unit>年|个月)"
    ))
    .ok()
});

/// What a sentence on how long a paper holds has.
static TERMS: LazyLock<Few> = LazyLock::new(|| Few::new(documents::words().terms.words.iter()));

/// How a paper says from when on it holds.
static BEGINS: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::new(documents::words().terms.begins.iter()));

/// A paper's name for itself: 本办法, 本实施方案; 本市的标准 is another's.
static ITSELF: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let words = &documents::words().terms;
    let (kinds, names) = (
        words.itself_kind.alternatives(),
        words.itself.alternatives(),
    );
    Regex::new(&format!("本{kinds}{{0,2}}{names}")).ok()
});

/// Reads the last statement of when the paper lapses: 有效期N年, 试行N年, 有效期至…. `start` is
/// the day that a period counts from where the sentence names none (the day of writing, else
/// of publishing). Returns the last day in force and the words.
///
/// A period counted in years ends on the same day of the last year, the reading that is
/// kindest to the site. Periods of validity of permits and the like are no lapse.
pub(super) fn lapse(text: &str, start: Option<Date>) -> Option<(Date, String)> {
    const ENDS: [char; 3] = ['。', '；', '\n'];
    let (mut found, mut rest) = (None, text);
    while let Some(at) = TERMS.first_in(rest) {
        let before = rest[..at].rsplit(ENDS).next().unwrap_or_default();
        let end = rest[at..].find(ENDS).map_or(rest.len(), |end| at + end);
        if let Some(read) = lapse_of(&rest[at - before.len()..end], start) {
            found = Some(read).filter(|_| !goes_on(&rest[at..]));
        }
        rest = &rest[end..];
    }
    found
}

/// Tells whether a text that begins with a term says that the paper goes on after it
/// (期满未修改的自动延续).
fn goes_on(text: &str) -> bool {
    /// Characters in which it says so.
    const BEHIND: usize = 60;
    let end = text
        .char_indices()
        .nth(BEHIND)
        .map_or(text.len(), |(at, _)| at);
    documents::words().terms.goes_on.found_in(&text[..end])
}

fn lapse_of(sentence: &str, start: Option<Date>) -> Option<(Date, String)> {
    let shown = || {
        let bare = sentence.trim();
        bare.chars().take(120).collect::<String>()
    };
    let speaks_of_itself = BEGINS.is_any_in(sentence)
        || ITSELF
            .as_ref()
            .is_some_and(|itself| itself.is_match(sentence));
    if !speaks_of_itself && !sentence.trim_start().starts_with("有效期") {
        return None;
    }
    let of_other = |whole: &str, at: usize| {
        let before = &sentence[..at];
        before.matches('《').count() > before.matches('》').count()
            || !is_term_of_itself(before, whole)
    };
    if let Some(captures) = UNTIL.as_ref()?.captures(sentence) {
        let whole = captures.get(0)?;
        let until = captures.name("until")?;
        if !of_other(whole.as_str(), whole.start())
            && let Some((range, date)) = find_dates(until.as_str()).into_iter().next_back()
            && range.start <= 40
        {
            let from_to = until.as_str()[..range.start].contains('自')
                && !until.as_str().contains(['至', '到']);
            if !from_to {
                return Some((date, shown()));
            }
        }
    }
    let captures = YEARS.as_ref()?.captures(sentence)?;
    let whole = captures.get(0)?;
    if of_other(whole.as_str(), whole.start()) || !speaks_of_itself {
        return None;
    }
    let count = count_of(captures.name("n")?.as_str())?;
    let span = if captures.name("unit")?.as_str() == "年" {
        count.years()
    } else {
        count.months()
    };
    let named = find_dates(sentence)
        .into_iter()
        .find(|(range, _)| {
            sentence[range.end..].trim_start().starts_with('起')
                || sentence[..range.start].ends_with('自')
        })
        .map(|(_, date)| date);
    // The day of issue counts where the sentence names no day; another event does not.
    let own_day =
        sentence.contains("之日起") || sentence.contains("即日起") || !sentence.contains('起');
    let from = named.or(if own_day { start } else { None })?;
    let last = from.checked_add(span).ok()?;
    Some((last, shown()))
}

/// Tells whether a term that a sentence names (`whole` begins with its name) is that of the paper:
/// nothing stands before it in its clause, or the paper's own name, or when it begins to hold.
/// A term with any other noun before it is that noun's: 许可证有效期, 名录有效期.
fn is_term_of_itself(before: &str, whole: &str) -> bool {
    let words = &documents::words().terms;
    let thing = before.trim_end_matches(['的', '书', '件']);
    if words.others.end(thing) {
        return false;
    }
    // 自印发之日起试行一年: a verb.
    if words.counted_verbs.begin(whole) && !words.nouns.begin(whole) {
        return true;
    }
    let clause = before
        .rsplit(['，', ',', '、', '：', ':', '。', '；'])
        .next()
        .unwrap_or_default();
    let clause = clause.trim().trim_end_matches(['（', '(', '的']);
    clause.is_empty()
        || clause.ends_with(['》', '起', '第'])
        || words.leads.end(clause)
        || words.itself.has(clause)
        || OWN_NAME.as_ref().is_some_and(|own| own.is_match(clause))
}

/// A paper's name for itself at the end of a clause: 本办法, 上述政策, 本规定（试行）.
static OWN_NAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let words = &documents::words().terms;
    Regex::new(&format!(
        "{}{}{{0,2}}{}(?:[（(][^）)]*[）)])?的?$",
        words.this.alternatives(),
        words.itself_kind.alternatives(),
        words.itself.alternatives(),
    ))
    .ok()
});

fn count_of(text: &str) -> Option<i64> {
    if let Ok(number) = text.parse::<i64>() {
        return Some(number);
    }
    let unit = |c: char| {
        "一二三四五六七八九"
            .chars()
            .position(|sign| sign == c)
            .and_then(|at| i64::try_from(at).ok())
            .map(|at| at + 1)
            .or((c == '两').then_some(2))
    };
    let signs: Vec<char> = text.chars().collect();
    match signs.as_slice() {
        ['十'] => Some(10),
        ['十', c] => Some(10 + unit(*c)?),
        [c, '十'] => Some(unit(*c)? * 10),
        [c] => unit(*c),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{genre, is_explaining, lapse, validity};

    #[test]
    fn states_of_papers() {
        for (value, expected) in [
            ("有效", Some("有效")),
            ("现行有效", Some("有效")),
            ("执行中", Some("有效")),
            ("【有效】", Some("有效")),
            ("部分修改", Some("已修改")),
            ("部分有效", Some("部分失效")),
            ("已废止", Some("废止")),
            ("宣布失效", Some("失效")),
            ("尚未施行", Some("未生效")),
            ("是", Some("有效")),
            ("否", Some("失效")),
            ("", None),
            ("-", None),
            ("无", None),
            ("null", None),
        ] {
            assert_eq!(validity(value), expected, "{value}");
        }
    }

    #[test]
    fn kinds_of_paper() {
        for (title, expected) in [
            ("国务院关于修改条例的决定", Some("决定")),
            ("关于印发《实施方案》的通知", Some("通知")),
            ("某市管理办法（试行）", Some("办法")),
            ("中华人民共和国某某法（2024年修订）", Some("法")),
            ("某县推进改革的做法", None),
            ("关于征求意见的公告（2020年第3号）", Some("公告")),
            (
                "科学技术部令第23号 科技部关于废止部分规章的决定",
                Some("决定"),
            ),
            ("中华人民共和国国务院令第711号", Some("令")),
            ("市领导调研春耕", None),
        ] {
            assert_eq!(genre(title).as_deref(), expected, "{title}");
        }
    }

    #[test]
    fn interpretations_and_papers_about_them() {
        for title in [
            "《某市办法》解读",
            "一图读懂《某市意见》",
            "图解：关于印发方案的通知",
            "某市办法政策解读（二）",
        ] {
            assert!(is_explaining(title), "{title}");
        }
        for title in [
            "关于进一步做好政策解读工作的通知",
            "某市人民政府办公室关于印发《某市政策解读实施细则》的通知",
            "政策解读工作方案",
            "市领导调研政策解读工作",
        ] {
            assert!(!is_explaining(title), "{title}");
        }
        for title in [
            "《关于做好政策解读工作的通知》解读",
            "一图解读实施方案",
            "某局局长解读《某市办法》",
        ] {
            assert!(is_explaining(title), "{title}");
        }
        assert!(!is_explaining("关于做好春耕的通知"));
    }

    #[test]
    fn lapses() {
        let start = Some(date(2020, 6, 8));
        for (text, expected) in [
            (
                "本办法自印发之日起施行，有效期2年。",
                Some(date(2022, 6, 8)),
            ),
            (
                "本办法自2020年7月1日起施行，有效期为五年。",
                Some(date(2025, 7, 1)),
            ),
            (
                "本规定自发布之日起试行，试行期一年。",
                Some(date(2021, 6, 8)),
            ),
            (
                "本文件自印发之日起施行，有效期至2027年12月31日。",
                Some(date(2027, 12, 31)),
            ),
            (
                "自2022年9月1日起实施，有效期至二〇二五年八月三十一日止。",
                Some(date(2025, 8, 31)),
            ),
            ("许可证有效期为5年，自颁发之日起施行。", None),
            ("《办法（试行）》自公布之日起施行。", None),
            ("食品经营许可证有效期3年。", None),
            ("投标有效期至2020年12月31日。", None),
            ("有效期至2025年12月31日。", Some(date(2025, 12, 31))),
            ("本实施方案有效期3年。", Some(date(2023, 6, 8))),
            (
                "以上规定从印发之日起执行，有效期两年。",
                Some(date(2022, 6, 8)),
            ),
            (
                "上述政策适用于所有文化企业，执行期限为2019年1月1日至2023年12月31日。",
                Some(date(2023, 12, 31)),
            ),
            // Somebody else's plan, or nobody's.
            ("各单位要着力优化营商环境实施方案，有效期4年。", None),
            ("组织实施公租房配租，合同有效期3年。", None),
            ("符合本市人才认定标准的，称号有效期3年。", None),
            (
                "已于2020年6月8日正式实施，有效期3年。",
                Some(date(2023, 6, 8)),
            ),
            // It goes on, or it is an earlier paper's.
            (
                "本办法自印发之日起施行，有效期1年；期满未修改的自动延续。",
                None,
            ),
            (
                "本办法自印发之日起试行，试行期一年，期满后另行发文前继续执行。",
                None,
            ),
            (
                "本通知有效期5年，自2025年6月15日起施行，原2020年印发的办法有效期至2025年6月14日。",
                Some(date(2030, 6, 15)),
            ),
            // A term with a noun before it is that noun's.
            ("本办法自印发之日起施行，示范企业名录有效期2年。", None),
            ("经认定的人才有效期为三年，自公布之日起计算。", None),
            ("帮扶责任书有效期一年，本通知自发布之日起执行。", None),
            ("本办法所称补贴执行期为2021年1月1日至2022年12月31日。", None),
            (
                "本办法（试行）有效期为2年，自印发之日起施行。",
                Some(date(2022, 6, 8)),
            ),
            (
                "本办法自印发之日起施行（有效期2年）。",
                Some(date(2022, 6, 8)),
            ),
            (
                "本通知自印发之日起执行，暂定有效期2年。",
                Some(date(2022, 6, 8)),
            ),
            (
                "上述政策自印发之日起执行，政策有效期2年。",
                Some(date(2022, 6, 8)),
            ),
            ("本方案自印发之日起在全县试行2年。", Some(date(2022, 6, 8))),
            ("", None),
        ] {
            assert_eq!(lapse(text, start).map(|found| found.0), expected, "{text}");
        }
        assert_eq!(lapse("本办法自印发之日起施行，有效期2年。", None), None);
    }
}
