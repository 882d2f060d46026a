//! Bytes to text: the declared encoding where it holds, a better one where it lies.

use std::borrow::Cow;
use std::sync::LazyLock;

use encoding_rs::{
    Encoding, GB18030, GBK, ISO_8859_2, ISO_8859_15, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE,
    WINDOWS_1250, WINDOWS_1252, WINDOWS_1254,
};
use regex::bytes::Regex;

use crate::model::{Charset, Reply};

/// Bytes in which a declaration is looked for: four times what the HTML standard demands,
/// because long comments and scripts stand before it on real pages.
const PRESCAN: usize = 4096;

#[allow(clippy::expect_used)] // the patterns are constants
static META: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i-u)<meta[^>]*?charset\s*=\s*["']?\s*([A-Za-z0-9_:.\-]+)"#)
        .expect("a constant pattern")
});
#[allow(clippy::expect_used)] // the patterns are constants
static XML: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^\s*(?i-u)<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9_:.\-]+)"#)
        .expect("a constant pattern")
});

/// Decodes a body.
///
/// Order: byte order mark, HTTP header, declaration in the page, guess. GB2312 and GBK are
/// read as GB18030, which contains them. A declaration that does not fit the bytes is set
/// aside and the fact kept in [`Charset::lying`].
pub(super) fn decode(reply: &Reply) -> (Cow<'_, str>, Charset) {
    let body = &reply.body[..];
    let header = reply
        .header("content-type")
        .and_then(|value| {
            let lower = value.to_ascii_lowercase();
            let at = lower.find("charset")?;
            let rest = value[at + "charset".len()..].trim_start();
            let label = rest.strip_prefix('=')?.trim_start();
            let label = label.trim_start_matches(['"', '\'']);
            let end = label
                .find(|c: char| c == ';' || c == ',' || c == '"' || c == '\'' || c.is_whitespace())
                .unwrap_or(label.len());
            Some(label[..end].to_owned())
        })
        .filter(|label| !label.is_empty());
    let declared_in_page = declaration(body);
    let declared = header.clone().or_else(|| declared_in_page.clone());

    if let Some((encoding, mark)) = Encoding::for_bom(body) {
        let text = encoding.decode_without_bom_handling(&body[mark..]).0;
        let lying = declared
            .as_deref()
            .and_then(known)
            .is_some_and(|said| widen(said) != widen(encoding));
        return (text, made(encoding, declared, lying));
    }

    let mut candidates: Vec<&'static Encoding> = Vec::new();
    for label in [&header, &declared_in_page].into_iter().flatten() {
        if let Some(encoding) = known(label) {
            // A page in UTF-16 cannot declare that in ASCII; the standard reads UTF-8.
            let encoding = if encoding == UTF_16LE || encoding == UTF_16BE {
                utf16_by_zeros(body).unwrap_or(UTF_8)
            } else {
                widen(encoding)
            };
            if !candidates.contains(&encoding) {
                candidates.push(encoding);
            }
        }
    }
    let said = candidates.first().copied();
    if let Some(encoding) = utf16_by_zeros(body) {
        candidates.insert(0, encoding);
    }
    if let Some(first) = candidates.first().copied() {
        let plain = (first == UTF_8).then(|| simdutf8::basic::from_utf8(body).ok());
        let text = match plain.flatten() {
            Some(text) => Cow::Borrowed(text),
            None => first.decode_without_bom_handling(body).0,
        };
        // What need not be rewritten is valid already.
        let valid = first == UTF_8 && matches!(text, Cow::Borrowed(_));
        if valid || fits(first, &text, body) {
            return (text, made(first, declared, Some(first) != said));
        }
    }
    // Long sequences of UTF-8 are never something else by chance.
    if is_plainly_utf8(body) {
        let text = UTF_8.decode_without_bom_handling(body).0;
        let lying = said.is_some_and(|said| said != UTF_8);
        return (text, made(UTF_8, declared, lying));
    }
    // The declaration is missing or does not fit: take what damages the text least.
    for encoding in [guess(body), UTF_8, GB18030] {
        if !candidates.contains(&encoding) {
            candidates.push(encoding);
        }
    }
    let mut best: Option<(usize, &'static Encoding, Cow<'_, str>)> = None;
    for encoding in candidates {
        let text = encoding.decode_without_bom_handling(body).0;
        let damage = damage(encoding, &text, body);
        if best.as_ref().is_none_or(|(least, ..)| damage < *least) {
            best = Some((damage, encoding, text));
        }
    }
    let (_, encoding, text) = best.unwrap_or_else(|| (0, UTF_8, String::from_utf8_lossy(body)));
    let lying = said.is_some_and(|said| said != encoding);
    (text, made(encoding, declared, lying))
}

fn made(encoding: &'static Encoding, declared: Option<String>, lying: bool) -> Charset {
    Charset {
        used: encoding.name().to_owned(),
        declared,
        lying,
    }
}

fn known(label: &str) -> Option<&'static Encoding> {
    let label = label.trim();
    Encoding::for_label(label.as_bytes()).or_else(|| {
        // Seen in the field: `utf8mb4`, `gb_2312`, `gbk2312`, `UTF_8`.
        let folded: String = label
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        if folded.starts_with("utf8") {
            Some(UTF_8)
        } else if folded.starts_with("gb") {
            Some(GB18030)
        } else {
            None
        }
    })
}

fn widen(encoding: &'static Encoding) -> &'static Encoding {
    if encoding == GBK { GB18030 } else { encoding }
}

fn declaration(body: &[u8]) -> Option<String> {
    let start = &body[..body.len().min(PRESCAN)];
    META.captures(start)
        .or_else(|| XML.captures(start))
        .and_then(|found| found.get(1))
        .map(|label| String::from_utf8_lossy(label.as_bytes()).into_owned())
}

/// Text in UTF-16 without a mark: every second byte of the markup is zero.
fn utf16_by_zeros(body: &[u8]) -> Option<&'static Encoding> {
    let start = &body[..body.len().min(512)];
    if start.len() < 16 {
        return None;
    }
    let zeros = |odd: usize| {
        start
            .iter()
            .skip(odd)
            .step_by(2)
            .filter(|&&byte| byte == 0)
            .count()
    };
    let enough = start.len() / 4;
    if zeros(1) > enough && zeros(0) <= enough / 4 {
        Some(UTF_16LE)
    } else if zeros(0) > enough && zeros(1) <= enough / 4 {
        Some(UTF_16BE)
    } else {
        None
    }
}

fn guess(body: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    // What stands at the beginning of a page tells enough.
    detector.feed(&body[..body.len().min(128 << 10)], true);
    widen(detector.guess(Some(b"cn"), chardetng::Utf8Detection::Allow))
}

/// Tells whether bytes in this encoding make sense, cheaply.
fn fits(encoding: &'static Encoding, text: &str, body: &[u8]) -> bool {
    if encoding == UTF_8 {
        return std::str::from_utf8(body).is_ok()
            || count_bad(text) * 200 <= text.len().min(20_000);
    }
    if is_of_latin_letters(encoding) && is_plainly_chinese(body) {
        return false;
    }
    // Valid UTF-8 with many long sequences is never by chance another encoding.
    !is_plainly_utf8(body) && count_bad(text) * 200 <= text.len().min(20_000)
}

/// Tells whether an encoding is one of the Latin ones, which servers declare unasked and which
/// no bytes contradict.
fn is_of_latin_letters(encoding: &'static Encoding) -> bool {
    [
        WINDOWS_1252,
        WINDOWS_1250,
        WINDOWS_1254,
        ISO_8859_2,
        ISO_8859_15,
        MACINTOSH,
    ]
    .contains(&encoding)
}

/// Tells whether the bytes beyond ASCII stand in pairs as those of GB 2312 do. Letters with marks
/// stand alone among plain ones.
fn is_plainly_chinese(body: &[u8]) -> bool {
    let (mut pairs, mut alone) = (0usize, 0usize);
    let mut bytes = body.iter().take(64 << 10);
    while let Some(&byte) = bytes.next() {
        if byte.is_ascii() {
            continue;
        }
        match bytes.next() {
            Some(0xa1..=0xfe) if byte >= 0xa1 => pairs += 1,
            _ => alone += 1,
        }
    }
    pairs >= 8 && alone * 10 <= pairs
}

fn is_plainly_utf8(body: &[u8]) -> bool {
    // A body cut in the middle of a character is still UTF-8.
    let valid = match std::str::from_utf8(body) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&body[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    valid.chars().filter(|&c| c >= '\u{800}').take(20).count() >= 10
}

fn count_bad(text: &str) -> usize {
    text.chars()
        .filter(|&c| c == '\u{fffd}' || is_private(c))
        .count()
}

fn is_private(c: char) -> bool {
    ('\u{e000}'..='\u{f8ff}').contains(&c)
}

/// Weighs how much of a text cannot have been meant.
fn damage(encoding: &'static Encoding, text: &str, body: &[u8]) -> usize {
    let mut damage = count_bad(text) * 4;
    if encoding != UTF_8 && is_plainly_utf8(body) {
        damage += text.len();
    }
    // Western letters with marks in a row are Chinese read wrongly.
    if encoding == WINDOWS_1252 || encoding.is_single_byte() {
        damage += text
            .chars()
            .filter(|c| ('\u{a1}'..='\u{17f}').contains(c))
            .count()
            * 2;
    }
    damage
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)] // a failing test may panic
mod tests {
    use bytes::Bytes;

    use super::decode;
    use crate::model::{Charset, Reply};

    fn reply(content_type: &str, body: &[u8]) -> Reply {
        Reply {
            status: 200,
            headers: vec![("content-type".to_owned(), content_type.to_owned())],
            body: Bytes::copy_from_slice(body),
            truncated: None,
            head_only: false,
        }
    }

    fn gbk(text: &str) -> Vec<u8> {
        encoding_rs::GBK.encode(text).0.into_owned()
    }

    const TEXT: &str = "政府信息公开指南，机构职能，规划计划，财政预算决算，行政许可，行政处罚";

    fn read(reply: &Reply) -> (String, Charset) {
        let (text, charset) = decode(reply);
        (text.into_owned(), charset)
    }

    #[test]
    fn declared_encodings_are_used() {
        let page = format!("<meta charset=gb2312><p>{TEXT}〇");
        let (text, charset) = read(&reply("text/html", &encoding_rs::GB18030.encode(&page).0));
        assert_eq!(text, page);
        assert_eq!(charset.used, "gb18030");
        assert_eq!(charset.declared.as_deref(), Some("gb2312"));
        assert!(!charset.lying);
        let (text, charset) = read(&reply("text/html; charset=\"GBK\"", &gbk(TEXT)));
        assert_eq!((text.as_str(), charset.lying), (TEXT, false));
    }

    #[test]
    fn lying_declarations_are_noticed() {
        let page =
            format!("<meta http-equiv=Content-Type content='text/html; charset=gb2312'>{TEXT}");
        let (text, charset) = read(&reply("text/html", page.as_bytes()));
        assert_eq!(text, page);
        assert!(charset.lying);
        assert_eq!(charset.used, "UTF-8");
        let page = format!("<meta charset='utf-8'>{TEXT}");
        let (text, charset) = read(&reply("text/html; charset=utf-8", &gbk(&page)));
        assert_eq!(text, page);
        assert!(charset.lying);
    }

    #[test]
    fn latin_letters_are_not_believed_over_chinese_bytes() {
        let page = format!("<meta charset='iso-8859-1'><p>{TEXT}");
        for (header, page) in [
            ("text/html", page.clone()),
            ("text/html;charset=ISO-8859-1", format!("<p>{TEXT}")),
            (
                "text/html;charset=ISO-8859-1",
                format!("<meta charset=gb2312><p>{TEXT}"),
            ),
            ("text/html;charset=us-ascii", format!("<p>{TEXT}")),
        ] {
            let (text, charset) = read(&reply(header, &gbk(&page)));
            assert_eq!((text, charset.lying), (page, true), "{header}");
            assert_eq!(charset.used, "gb18030");
        }
        let page = format!("<p>{TEXT}");
        let (text, _) = read(&reply("text/html; charset=latin1", page.as_bytes()));
        assert_eq!(text, page);
        // Words of other languages stay what they are.
        let french = "Été à la préfecture, où l’on reçoit. ".repeat(20);
        let bytes = encoding_rs::WINDOWS_1252.encode(&french).0;
        let (text, charset) = read(&reply("text/html; charset=iso-8859-1", &bytes));
        assert_eq!((text, charset.lying), (french, false));
        let russian = "Правительство уезда, отдел финансов. ".repeat(20);
        let bytes = encoding_rs::WINDOWS_1251.encode(&russian).0;
        let (text, charset) = read(&reply("text/html; charset=windows-1251", &bytes));
        assert_eq!((text, charset.lying), (russian, false));
    }

    #[test]
    fn marks_and_guesses() {
        let (text, charset) = read(&reply("text/html", "\u{feff}甲".as_bytes()));
        assert_eq!((text.as_str(), charset.used.as_str()), ("甲", "UTF-8"));
        let wide: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain("<p>甲".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        assert_eq!(read(&reply("text/html", &wide)).0, "<p>甲");
        let bare: Vec<u8> =
            format!("<html><head><title>{TEXT}</title></head><body>x</body></html>")
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect();
        assert!(read(&reply("text/html", &bare)).0.contains(TEXT));
        let (text, charset) = read(&reply("text/html", &gbk(TEXT)));
        assert_eq!(text, TEXT);
        assert_eq!((charset.declared, charset.lying), (None, false));
        assert_eq!(read(&reply("text/html", b"")).0, "");
    }

    #[test]
    fn a_declaration_far_down_counts() {
        let page = format!("<!--{}--><meta charset=gbk>{TEXT}", "x".repeat(3000));
        let (text, charset) = read(&reply("text/html", &gbk(&page)));
        assert_eq!(text, page);
        assert!(!charset.lying);
    }

    #[test]
    fn a_character_cut_at_the_end_is_no_lie() {
        let mut page = format!("<meta charset=utf-8>{TEXT}").into_bytes();
        page.pop();
        let (_, charset) = read(&reply("text/html", &page));
        assert!(!charset.lying);
        assert_eq!(charset.used, "UTF-8");
    }
}
