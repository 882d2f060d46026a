//! Decisions of enforcement on a page: rows of a table, a table of labels, or lines of text.

use jiff::civil::Date;

use super::numbers::mask_text;
use crate::calendar::{find_dates, parse_date};
use crate::model::{DecisionFacts, DocumentFacts};
use crate::page::Ctx;
use crate::page::document::doc_number;
use crate::page::text;
use crate::vocabulary::matters::decisions;

/// Most decisions kept of one page.
const MOST: usize = 500;

/// Tells whether a page may show decisions, by its title and its columns.
pub(super) fn may_have(title: &str, column_path: &[String]) -> bool {
    let words = decisions();
    let enforcing = |text: &str| {
        ["penalty", "licence", "other"]
            .iter()
            .any(|kind| words.is_kind(kind, text))
    };
    let shows = words.shows(title);
    let about = words.is_about(title);
    let column = column_path
        .last()
        .is_some_and(|name| enforcing(name) || name.contains("双公示"));
    !about && ((enforcing(title) && shows) || title.contains("双公示") || (column && shows))
}

/// Reads the decisions of a page that may have some.
pub(super) fn read(
    ctx: &Ctx<'_, '_>,
    title: &str,
    column_path: &[String],
    document: Option<&DocumentFacts>,
) -> Vec<DecisionFacts> {
    let kind = kind_of(title, column_path);
    let mut found = tables(ctx, kind);
    if found.is_empty() {
        found = lines(ctx, kind);
        let dated = found.iter().any(|one| one.decided.is_some());
        if title.contains("决定书")
            && let Some(document) = document
            && (found.is_empty() || !dated && (found.len() == 1 || is_paper(shown(ctx))))
        {
            found = vec![whole(ctx, title, kind, document)];
        }
    }
    for one in &mut found {
        let number = one.number.as_deref().unwrap_or_default();
        if one.kind == "penalty" && decisions().is_spared(number) {
            one.kind = "other";
        }
    }
    found.truncate(MOST);
    found
}

fn shown<'c>(ctx: &'c Ctx<'_, '_>) -> &'c str {
    if ctx.body_text.is_empty() {
        ctx.main_text
    } else {
        ctx.body_text
    }
}

/// Tells whether a text is that of a decision itself, which tells its party what is decided and
/// where to turn, and not a list of several.
fn is_paper(text: &str) -> bool {
    decisions().paper.found_in(text)
}

/// A decision shown whole: its number and signature are the paper's own, and what it cites or
/// says of its party makes no other decision.
fn whole(
    ctx: &Ctx<'_, '_>,
    title: &str,
    kind: &'static str,
    document: &DocumentFacts,
) -> DecisionFacts {
    let named = || {
        let first = doc_number::named(title).into_iter().next();
        first.map(|(_, number)| number.to_owned())
    };
    DecisionFacts {
        name: mask_text(title),
        kind,
        number: document
            .doc_number
            .as_ref()
            .map(|field| field.value.clone())
            .or_else(named),
        decided: document
            .written_date
            .as_ref()
            .map(|field| field.value)
            .or_else(|| signed(ctx))
            .or_else(|| shown(ctx).lines().find_map(made)),
        ..DecisionFacts::default()
    }
}

/// The day of 2026年9月28日作出决定.
fn made(line: &str) -> Option<Date> {
    if !line.contains("作出") && !line.contains("决定") {
        return None;
    }
    find_dates(line)
        .into_iter()
        .find(|(range, _)| {
            line[range.end..].starts_with("作出") || line[range.end..].starts_with("决定")
        })
        .map(|(_, date)| date)
}

fn kind_of(title: &str, column_path: &[String]) -> &'static str {
    let words = decisions();
    let texts = std::iter::once(title).chain(column_path.iter().rev().map(String::as_str));
    for text in texts {
        for kind in ["penalty", "licence", "other"] {
            if words.is_kind(kind, text) {
                if kind == "penalty" && words.is_spared(text) {
                    return "other";
                }
                return kind;
            }
        }
    }
    "other"
}

/// The last line that is a date and nothing else, or a date after the body that signs.
fn signed(ctx: &Ctx<'_, '_>) -> Option<Date> {
    shown(ctx).lines().rev().take(12).find_map(|line| {
        let line = line.trim();
        let length = line.chars().count();
        // 发布日期：2026年9月7日 signs nothing.
        if length > 50 || line.contains("日期") || line.contains("时间") {
            return None;
        }
        if length <= 14
            && let Some(date) = parse_date(line)
        {
            return Some(date);
        }
        let (range, date) = find_dates(line).into_iter().next()?;
        let (before, after) = (line[..range.start].trim(), line[range.end..].trim());
        let alone = after.is_empty() || after.starts_with(['（', '(']);
        let body = before
            .chars()
            .all(|c| c.is_alphabetic() || c.is_whitespace());
        (alone && body).then_some(date)
    })
}

/// Reads tables: a row of labels above rows of values, or labels beside their values.
fn tables(ctx: &Ctx<'_, '_>, kind: &'static str) -> Vec<DecisionFacts> {
    let dom = ctx.dom;
    let words = decisions();
    let mut out: Vec<DecisionFacts> = Vec::new();
    let mut heads: Option<Vec<Vec<&str>>> = None;
    let mut single = DecisionFacts {
        kind,
        ..DecisionFacts::default()
    };
    let mut labels = 0;
    for row in dom.find(ctx.main, &["tr"]) {
        if !dom.is_visible(row) || dom.find(row, &["tr"]).any(|inner| inner != row) {
            continue;
        }
        let cells: Vec<String> = dom
            .elements(row)
            .filter(|&cell| matches!(dom.tag(cell), "td" | "th"))
            .take(30)
            .map(|cell| text::line(dom, cell))
            .collect();
        let fields: Vec<Vec<&str>> = cells.iter().map(|cell| words.fields(cell)).collect();
        let known = fields.iter().filter(|fields| !fields.is_empty()).count();
        // More than every other cell a label: a row of heads.
        if known >= 3 && known * 2 > cells.len() + 1 {
            heads = Some(fields);
            continue;
        }
        if let Some(heads) = heads.as_ref().filter(|heads| heads.len() == cells.len()) {
            let mut one = DecisionFacts {
                kind,
                ..DecisionFacts::default()
            };
            for (fields, value) in heads.iter().zip(&cells) {
                take_all(&mut one, fields, value);
            }
            if is_decision(&one) && out.len() < MOST {
                out.push(one);
            }
            continue;
        }
        for pair in cells.windows(2).zip(&fields) {
            if let ([_, value], [first, ..]) = (pair.0, pair.1.as_slice())
                && words.field(value).is_none()
            {
                labels += 1;
                if one_again(&single, first) && is_decision(&single) {
                    out.push(std::mem::replace(
                        &mut single,
                        DecisionFacts {
                            kind,
                            ..DecisionFacts::default()
                        },
                    ));
                }
                take_all(&mut single, pair.1, value);
            }
        }
    }
    if labels >= 3 && is_decision(&single) {
        out.push(single);
    }
    out
}

/// A number given twice begins another decision.
fn one_again(one: &DecisionFacts, field: &str) -> bool {
    field == "决定书文号" && one.number.is_some()
}

/// Takes the value of a column that may hold several fields: a day counts where there is one.
fn take_all(one: &mut DecisionFacts, fields: &[&str], value: &str) {
    for field in fields {
        let day = matches!(*field, "决定日期" | "公示日期");
        if fields.len() == 1 || !day || date_in(value).is_some() {
            take(one, field, value);
        }
    }
}

fn take(one: &mut DecisionFacts, field: &str, value: &str) {
    let value = value.trim();
    if value.is_empty() || doc_number::is_placeholder(value) {
        return;
    }
    match field {
        "决定书文号" if one.number.is_none() => {
            one.number = Some(value.chars().take(60).collect())
        }
        "决定日期" if one.decided.is_none() => {
            one.decided = date_in(value);
            one.day_spans = spans(value);
        }
        "公示日期" if one.published.is_none() => one.published = date_in(value),
        _ => {}
    }
    if one.name.is_empty() && matches!(field, "决定书文号" | "名称" | "相对人") {
        one.name = mask_text(&value.chars().take(60).collect::<String>());
    }
    if !one.fields.iter().any(|known| known == field) {
        one.fields.push(field.to_owned());
    }
}

fn date_in(value: &str) -> Option<Date> {
    parse_date(value).or_else(|| find_dates(value).first().map(|(_, date)| *date))
}

/// Tells whether a value gives days from one to another (2026-03-10至2026-06-30): on which of
/// them the decision was made it does not say.
fn spans(value: &str) -> bool {
    find_dates(value).first().is_some_and(|(range, _)| {
        let rest = value[range.end..].trim_start();
        ["至", "到", "—", "-", "~", "～", "–"].iter().any(|sign| {
            rest.strip_prefix(sign).is_some_and(|rest| {
                let rest = rest.trim_start_matches(['—', '-', ' ']);
                rest.starts_with(|c: char| c.is_numeric())
            })
        })
    })
}

/// Tells whether a record is one of a decision: two things of it at least, one that names it.
fn is_decision(one: &DecisionFacts) -> bool {
    let own = one
        .fields
        .iter()
        .filter(|field| *field != "公示日期")
        .count();
    own >= 2 && !one.name.is_empty()
}

/// Reads lines of text that name a decision's number: 某市监罚〔2026〕7号：…，决定日期2026-09-28.
fn lines(ctx: &Ctx<'_, '_>, kind: &'static str) -> Vec<DecisionFacts> {
    let shown = shown(ctx);
    let mut labelled = DecisionFacts {
        kind,
        ..DecisionFacts::default()
    };
    let mut out = Vec::new();
    for line in shown.lines() {
        let bare = text::strip(line);
        let sign = doc_number::named(&bare)
            .into_iter()
            .map(|(_, number)| number)
            .find(|number| decisions().signs.found_in(number));
        if let Some((label, value)) = line.split_once([':', '：'])
            && let Some(field) = decisions().field(label)
        {
            if one_again(&labelled, field) && is_decision(&labelled) {
                out.push(std::mem::replace(
                    &mut labelled,
                    DecisionFacts {
                        kind,
                        ..DecisionFacts::default()
                    },
                ));
            }
            take(&mut labelled, field, value);
            continue;
        }
        let Some(number) = sign else { continue };
        if bare.chars().count() > 600 {
            continue;
        }
        let mut one = DecisionFacts {
            name: number.to_owned(),
            kind,
            number: Some(number.to_owned()),
            decided: after_label(&bare, "决定日期"),
            published: after_label(&bare, "公示日期"),
            ..DecisionFacts::default()
        };
        // 2026年9月28日作出决定 says the day as well.
        if one.decided.is_none() {
            one.decided = made(&bare);
        }
        out.push(one);
    }
    if labelled.fields.len() >= 3 && is_decision(&labelled) {
        out.push(labelled);
    }
    out
}

/// The date that follows a label of the field within a line.
fn after_label(line: &str, field: &str) -> Option<Date> {
    decisions().labels_of(field).find_map(|label| {
        let at = line.find(label)?;
        let rest = &line[at + label.len()..];
        let (range, date) = find_dates(rest).into_iter().next()?;
        (rest[..range.start].chars().count() <= 3).then_some(date)
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use jiff::civil::date;

    use super::{may_have, read};
    use crate::model::{Address, DecisionFacts};
    use crate::page::ctx;

    fn of(markup: &str) -> Vec<DecisionFacts> {
        let address = Address::parse("http://www.example.gov.cn/x/1.html").unwrap();
        ctx::with(&address, markup, |ctx| {
            read(ctx, "行政处罚信息公示", &[], None)
        })
    }

    #[test]
    fn rows_below_heads() {
        let found = of(
            "<table><tr><th>序号</th><th>行政处罚决定书文号</th><th>行政相对人名称</th><th>处罚决定日期</th><th>公示日期</th></tr>\
            <tr><td>1</td><td>某罚〔2026〕7号</td><td>某店</td><td>2026-09-28</td><td>2026-10-12</td></tr>\
            <tr><td>2</td><td>某罚〔2026〕8号</td><td>某厂</td><td></td><td>2026-10-12</td></tr></table>",
        );
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].decided, Some(date(2026, 9, 28)));
        assert_eq!(found[0].published, Some(date(2026, 10, 12)));
        assert_eq!(found[1].decided, None);
        assert!(!found[1].fields.iter().any(|field| field == "决定日期"));
    }

    #[test]
    fn labels_beside_values() {
        let found = of(
            "<table><tr><td>行政处罚决定书文号</td><td>某罚〔2026〕7号</td></tr><tr><td>处罚类别</td><td>罚款</td><td>处罚决定日期</td><td>2026年9月28日</td></tr>\
            <tr><td>行政相对人名称</td><td>某店</td></tr></table>",
        );
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].decided, Some(date(2026, 9, 28)));
        assert_eq!(found[0].number.as_deref(), Some("某罚〔2026〕7号"));
        assert_eq!(
            found[0].fields,
            ["决定书文号", "类别", "决定日期", "相对人"]
        );
    }

    #[test]
    fn columns_that_hold_several_fields() {
        let found = of(
            "<table><tr><th>行政处罚决定书文号</th><th>案件名称</th><th>违法企业名称或违法自然人姓名</th><th>主要违法事实</th><th>行政处罚的种类和依据</th><th>行政处罚的履行方式和期限</th><th>作出处罚的机关名称和日期</th></tr>\
            <tr><td>某罚〔2026〕7号</td><td>某案</td><td>某店</td><td>过期食品</td><td>罚款；食品安全法第124条</td><td>15日内缴清</td><td>某县市场监督管理局 2026年9月7日</td></tr>\
            <tr><td>某罚〔2026〕8号</td><td>某案</td><td>某厂</td><td>过期食品</td><td></td><td></td><td>某县市场监督管理局</td></tr></table>",
        );
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].decided, Some(date(2026, 9, 7)));
        for field in ["类别", "依据", "内容", "决定日期", "决定机关"] {
            assert!(
                found[0].fields.iter().any(|known| known == field),
                "{field}"
            );
        }
        assert_eq!(found[1].decided, None);
        for field in ["类别", "依据", "内容", "决定日期"] {
            assert!(
                !found[1].fields.iter().any(|known| known == field),
                "{field}"
            );
        }
    }

    #[test]
    fn a_span_of_days_names_no_day() {
        let found = of(
            "<table><tr><th>检查对象</th><th>检查日期</th><th>检查结果</th></tr>\
            <tr><td>某企业</td><td>2026-03-10至2026-06-30</td><td>未发现问题</td></tr>\
            <tr><td>某厂</td><td>2026年3月10日—12日</td><td>未发现问题</td></tr>\
            <tr><td>某店</td><td>2026-03-11</td><td>未发现问题</td></tr></table>",
        );
        let spans: Vec<bool> = found.iter().map(|one| one.day_spans).collect();
        assert_eq!(spans, [true, true, false]);
        assert_eq!(found[0].decided, Some(date(2026, 3, 10)));
    }

    fn paper(title: &str, body: &str) -> Vec<DecisionFacts> {
        let address = Address::parse("http://www.example.gov.cn/x/1.html").unwrap();
        let document = crate::model::DocumentFacts::default();
        ctx::with(&address, body, |ctx| read(ctx, title, &[], Some(&document)))
    }

    #[test]
    fn a_decision_shown_whole_is_one() {
        let title = "行政处罚决定书（某市监处罚〔2026〕88号）";
        let text = "<p>某市监处罚〔2026〕88号</p><p>当事人：某超市</p><p>违法事实：经营过期食品。当事人曾被某市监罚〔2025〕3号处罚决定书处罚。决定罚款5000元。</p><p>如不服本决定，可在60日内申请行政复议。</p>";
        for (signature, expected) in [
            ("<p>某县市场监督管理局</p><p>2026年9月7日</p>", true),
            (
                "<p>某县市场监督管理局</p><p>（印章）</p><p>二〇二六年九月七日</p>",
                true,
            ),
            ("<p>某县市场监督管理局 2026年9月7日</p>", true),
            ("<p>本机关于2026年9月7日作出处罚决定。</p>", true),
            ("<p>发布日期：2026年9月7日</p>", false),
        ] {
            let found = paper(title, &format!("<div>{text}{signature}</div>"));
            assert_eq!(found.len(), 1, "{signature}");
            assert_eq!(found[0].number.as_deref(), Some("某市监处罚〔2026〕88号"));
            let day = expected.then(|| date(2026, 9, 7));
            assert_eq!(found[0].decided, day, "{signature}");
        }
    }

    #[test]
    fn several_decisions_under_one_title_are_several() {
        let found = paper(
            "行政处罚决定书公示",
            "<p>某市监罚〔2026〕71号：当事人某店，罚款5000元。</p><p>某市监罚〔2026〕68号：当事人某部，罚款8000元。</p><p>某局</p><p>2026年9月7日</p>",
        );
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|one| one.decided.is_none()));
    }

    #[test]
    fn who_is_spared_has_no_penalty() {
        let row = |number: &str| {
            format!(
                "<table><tr><th>文号</th><th>当事人</th><th>案由</th><th>决定日期</th></tr><tr><td>{number}</td><td>某店</td><td>标签</td><td>2026-09-07</td></tr></table>"
            )
        };
        let kind = |title: &str, number: &str| paper(title, &row(number))[0].kind;
        assert_eq!(kind("不予行政处罚决定书公示", "某〔2026〕8号"), "other");
        assert_eq!(kind("行政处罚信息公示", "某市监不罚〔2026〕8号"), "other");
        assert_eq!(kind("行政处罚信息公示", "某市监罚〔2026〕8号"), "penalty");
    }

    #[test]
    fn lines_of_text() {
        let found = of(
            "<div><p>某市监罚〔2026〕71号：某店经营过期食品案，罚款5000元，决定日期2026-09-28，公示日期2026-10-12。</p><p>某市监罚〔2026〕68号：某部案，罚款8000元。</p></div>",
        );
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].decided, Some(date(2026, 9, 28)));
        assert_eq!(found[0].published, Some(date(2026, 10, 12)));
        assert_eq!(found[1].decided, None);
    }

    #[test]
    fn pages_about_enforcement_show_no_decisions() {
        assert!(may_have("行政处罚决定信息公示", &[]));
        assert!(may_have("2026年第三季度结果公示", &["行政许可".to_owned()]));
        assert!(!may_have("行政处罚裁量基准", &["行政处罚".to_owned()]));
        for other in [
            "行政处罚信息信用修复公示",
            "行政处罚决定书送达公告",
            "行政处罚告知书公告送达",
            "行政强制执行催告书公告",
        ] {
            assert!(!may_have(other, &["行政处罚".to_owned()]), "{other}");
        }
        assert!(!may_have(
            "行政处罚程序、条件和结果公示",
            &["行政处罚".to_owned()]
        ));
        assert!(of("<p>处罚依据：行政处罚法。处罚程序：立案、调查、告知、决定。</p><p>处罚结果：本季度作出处罚决定3件。</p>").is_empty());
    }
}
