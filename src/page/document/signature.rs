//! What the text of a paper says of itself: the number in its heading and the signature
//! (issuing body and day of writing) at its end.

use jiff::civil::Date;

use crate::calendar::find_dates;
use crate::page::text::{is_blank, strip};
use crate::vocabulary::documents;

use super::agency::is_body;
use super::doc_number;
use super::heading::is_salutation;
use super::lines::Line;

/// A signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Signature {
    /// The body or bodies that sign, several divided by a blank.
    pub(super) body: Option<String>,
    /// The day of writing.
    pub(super) date: Option<Date>,
    /// The words of the date as shown.
    pub(super) shown: String,
}

/// Finds the number that stands as a line of its own near the title: above it, between
/// title and text, or in the heading of the text. `before` lines come right before the
/// title, `head` lines after it up to the first paragraph.
pub(super) fn number_in_heading<'a>(
    before: impl Iterator<Item = &'a Line<'a>>,
    head: &[&Line],
) -> Option<(String, String)> {
    for (at, line) in head.iter().enumerate() {
        if line.linked {
            // A linked title means that a list has begun.
            if line.text.chars().count() >= 10 {
                break;
            }
            continue;
        }
        // A table of papers names their numbers.
        if line.in_row {
            continue;
        }
        if let Some(number) = doc_number::in_line(&line.text) {
            return Some((number, line.text.to_string()));
        }
        if let Some(number) = number_in_run(line) {
            return Some(number);
        }
        // 中华人民共和国主席令 / 第四十三号 on two lines.
        let names_order = line.text.contains(['令', '告']);
        if let Some(next) = head.get(at + 1).filter(|_| names_order) {
            let (order, count) = (strip(&line.text), strip(&next.text));
            if (order.ends_with('令') || order.ends_with("公告"))
                && (3..=40).contains(&order.chars().count())
                && count.trim_start_matches(['（', '(']).starts_with('第')
                && let Some(number) = doc_number::in_line(&format!("{order}{count}"))
            {
                return Some((number, format!("{} {}", line.text, next.text)));
            }
        }
    }
    before
        .filter(|line| !line.linked)
        .find_map(|line| Some((doc_number::in_line(&line.text)?, line.text.to_string())))
}

/// Reads the number that has an element of its own in the line of time and source.
fn number_in_run(line: &Line) -> Option<(String, String)> {
    // In the text a quoted number may be set apart as well.
    if line.in_body || line.runs.len() < 2 || line.text.len() > 400 {
        return None;
    }
    let ends = line.runs.iter().skip(1).map(|run| run.0);
    let ends = ends.chain([line.text.len()]);
    let mut runs = line.runs.iter().zip(ends);
    runs.find_map(|(run, end)| {
        let shown = line.text.get(run.0..end)?.trim();
        let number = doc_number::in_line(shown)?;
        doc_number::is_regular(&number).then(|| (number, shown.to_owned()))
    })
}

/// Finds the signature of the main text: the first line that is a date and nothing else
/// (or a body and a date) after the text has begun, with the bodies that stand right above.
/// Signatures of annexes and forwarded papers come later and are not looked at.
pub(super) fn find(lines: &[&Line]) -> Option<Signature> {
    let begins = lines.iter().position(|line| is_text(&line.text))?;
    for (at, line) in lines.iter().enumerate().skip(begins + 1) {
        if is_annex_heading(&line.text) {
            // After the annex's own heading every signature is another paper's.
            return None;
        }
        let Some((rest, date, words)) = signing_date(&line.text) else {
            continue;
        };
        // Tables of permits and penalties hold names beside days.
        if line.linked || line.in_row || labelled(&line.text) {
            continue;
        }
        let mut bodies: Vec<String> = Vec::new();
        if !rest.is_empty() {
            if !is_body(&rest) {
                continue;
            }
            bodies.push(rest);
        }
        let mut above = at;
        while above > begins && bodies.len() < 12 {
            let name = lines[above - 1].text.trim();
            if lines[above - 1].in_row || !is_body(name) || is_salutation(name) {
                break;
            }
            bodies.insert(0, tidy(name));
            above -= 1;
        }
        let body = (!bodies.is_empty()).then(|| bodies.join(" "));
        return Some(Signature {
            body: body.map(|body| tidy(&body)),
            date: Some(date),
            shown: words,
        });
    }
    None
}

/// Blanks that pad a name (国 务 院) go; blanks between names stay.
fn tidy(body: &str) -> String {
    let parts: Vec<&str> = body.split_whitespace().collect();
    if parts.iter().all(|part| part.chars().count() <= 2) {
        return parts.concat();
    }
    parts.join(" ")
}

/// Splits a line that is a date, alone or after a name. Returns the name, the date and the
/// date's words.
fn signing_date(text: &str) -> Option<(String, Date, String)> {
    if text.len() > 240 || !text.contains(['年', '.']) || text.chars().count() > 60 {
        return None;
    }
    let (range, date) = find_dates(text).into_iter().next()?;
    let after = text[range.end..].trim();
    // (此件公开发布) or 印发 may follow on the same line.
    let clean_end = after.is_empty()
        || after.starts_with(['（', '('])
        || after.chars().all(|c| matches!(c, '。' | '）' | ')' | '】'));
    let before = text[..range.start]
        .trim()
        .trim_matches(|c| matches!(c, '（' | '('));
    let words = &text[range];
    // Signatures write 年月日; a bare 2020-06-08 is furniture of the page.
    let formal = words.contains('年') || words.contains('.') && before.is_empty();
    (clean_end && formal).then(|| (before.to_owned(), date, words.to_owned()))
}

fn labelled(text: &str) -> bool {
    documents::words().unsigned_days.found_in(text)
}

/// A paragraph: the paper's text has begun.
fn is_text(text: &str) -> bool {
    is_salutation(text)
        || (text.chars().count() >= 12 && text.contains(['。', '；', '，']))
        || text.chars().count() >= 40
}

/// 附件 or 附件1 as a line of its own heads an annex; 附件：1.… only lists them.
pub(super) fn is_annex_heading(text: &str) -> bool {
    if !text.trim_start_matches(is_blank).starts_with('附') {
        return false;
    }
    let bare = strip(text);
    let Some(rest) = bare
        .strip_prefix("附件")
        .or_else(|| bare.strip_prefix("附录"))
    else {
        return false;
    };
    rest.chars().count() <= 2
        && rest
            .trim_end_matches([':', '：'])
            .chars()
            .all(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(c))
        && !rest.ends_with([':', '：'])
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failed test may panic")]
mod tests {
    use super::{Line, find, is_annex_heading, number_in_heading};

    fn lines<'t>(texts: &[&'t str]) -> Vec<Line<'t>> {
        texts
            .iter()
            .map(|text| Line {
                in_body: true,
                ..Line::alone(text)
            })
            .collect()
    }

    fn signed(texts: &[&str]) -> Option<(Option<String>, String)> {
        let lines = lines(texts);
        let refs: Vec<&Line> = lines.iter().collect();
        find(&refs).map(|found| (found.body, found.date.unwrap().to_string()))
    }

    #[test]
    fn the_first_signature_is_the_papers() {
        assert_eq!(
            signed(&[
                "各省、自治区、直辖市人民政府：",
                "国务院同意国家地震局的意见，现转发给你们。",
                "国务院办公厅",
                "一九九六年二月五日",
                "关于加强防震减灾工作的意见",
                "近年来地震活动增强，必须重视。",
                "国家地震局",
                "一九九六年一月二十五日",
            ]),
            Some((Some("国务院办公厅".to_owned()), "1996-02-05".to_owned()))
        );
    }

    #[test]
    fn several_bodies_and_lists_of_annexes() {
        assert_eq!(
            signed(&[
                "现将有关事项通知如下，请遵照执行。",
                "附件：1.工作方案",
                "2.任务分工表",
                "科技部 金融监管总局",
                "工业和信息化部",
                "2026年2月23日",
                "（此件公开发布）",
            ]),
            Some((
                Some("科技部 金融监管总局 工业和信息化部".to_owned()),
                "2026-02-23".to_owned()
            ))
        );
        assert_eq!(
            signed(&["经研究，同意你县的请示。", "某县人民政府 2020年6月8日"]),
            Some((Some("某县人民政府".to_owned()), "2020-06-08".to_owned()))
        );
        assert_eq!(
            signed(&["经研究，同意你县的请示。", "国 务 院", "2020 年 6 月 8 日"]),
            Some((Some("国务院".to_owned()), "2020-06-08".to_owned()))
        );
    }

    #[test]
    fn annexes_and_furniture_do_not_sign() {
        assert_eq!(
            signed(&[
                "现将方案印发给你们，请执行。",
                "附件",
                "整治方案的全部内容，分条列出。",
                "某局",
                "2020年6月8日",
            ]),
            None
        );
        assert_eq!(
            signed(&["现将方案印发给你们，请执行。", "发布时间：2020年6月8日"]),
            None
        );
        assert_eq!(signed(&["（2024年3月23日）", "一、总则，二、附则。"]), None);
        assert!(is_annex_heading("附件 1"));
        assert!(!is_annex_heading("附件：1.方案"));
        assert!(!is_annex_heading("附件："));
    }

    #[test]
    fn numbers_above_and_below_the_title() {
        let above = lines(&["皖政办〔2020〕4号"]);
        let head = lines(&["中华人民共和国主席令", "第四十三号"]);
        let refs: Vec<&Line> = head.iter().collect();
        assert_eq!(
            number_in_heading(above.iter(), &refs).unwrap().0,
            "中华人民共和国主席令第四十三号"
        );
        assert_eq!(
            number_in_heading(above.iter(), &[]).unwrap().0,
            "皖政办〔2020〕4号"
        );
    }
}
