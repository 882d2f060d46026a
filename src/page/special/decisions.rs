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
    let shows = [
        "决定",
        "公示",
        "信息",
        "结果",
        "公告",
        "案件",
        "双公示",
        "公开表",
        "一览表",
        "清单",
    ]
    .iter()
    .any(|word| title.contains(word));
    let about = [
        "指南",
        "流程",
        "依据",
        "裁量",
        "办法",
        "规定",
        "通知",
        "意见",
        "程序",
        "事项清单",
        "制度",
        "条例",
        "解读",
        // What withdraws a decision is none.
        "撤销",
        "撤回",
        "确认违法",
        "确认无效",
    ]
    .iter()
    .any(|word| title.contains(word));
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
    }
    if found.is_empty()
        && title.contains("决定书")
        && let Some(document) = document
    {
        // A decision shown whole: its number and signature are the paper's own.
        found.push(DecisionFacts {
            name: mask_text(title),
            kind,
            number: document
                .doc_number
                .as_ref()
                .map(|field| field.value.clone()),
            decided: document
                .written_date
                .as_ref()
                .map(|field| field.value)
                .or_else(|| signed(ctx)),
            ..DecisionFacts::default()
        });
    }
    found.truncate(MOST);
    found
}

fn kind_of(title: &str, column_path: &[String]) -> &'static str {
    let words = decisions();
    let texts = std::iter::once(title).chain(column_path.iter().rev().map(String::as_str));
    for text in texts {
        for kind in ["penalty", "licence", "other"] {
            if words.is_kind(kind, text) {
                return kind;
            }
        }
    }
    "other"
}

/// The last line that is a date and nothing else.
fn signed(ctx: &Ctx<'_, '_>) -> Option<Date> {
    ctx.body_text.lines().rev().take(12).find_map(|line| {
        let line = line.trim();
        (line.chars().count() <= 14)
            .then(|| parse_date(line))
            .flatten()
    })
}

/// Reads tables: a row of labels above rows of values, or labels beside their values.
fn tables(ctx: &Ctx<'_, '_>, kind: &'static str) -> Vec<DecisionFacts> {
    let dom = ctx.dom;
    let words = decisions();
    let mut out: Vec<DecisionFacts> = Vec::new();
    let mut heads: Option<Vec<Option<&str>>> = None;
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
        let fields: Vec<Option<&str>> = cells.iter().map(|cell| words.field(cell)).collect();
        let known = fields.iter().flatten().count();
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
            for (field, value) in heads.iter().zip(&cells) {
                if let Some(field) = field {
                    take(&mut one, field, value);
                }
            }
            if is_decision(&one) && out.len() < MOST {
                out.push(one);
            }
            continue;
        }
        for pair in cells.windows(2).zip(&fields) {
            if let ([_, value], Some(field)) = pair
                && words.field(value).is_none()
            {
                labels += 1;
                if one_again(&single, field) && is_decision(&single) {
                    out.push(std::mem::replace(
                        &mut single,
                        DecisionFacts {
                            kind,
                            ..DecisionFacts::default()
                        },
                    ));
                }
                take(&mut single, field, value);
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

fn take(one: &mut DecisionFacts, field: &str, value: &str) {
    let value = value.trim();
    if value.is_empty() || doc_number::is_placeholder(value) {
        return;
    }
    match field {
        "决定书文号" if one.number.is_none() => {
            one.number = Some(value.chars().take(60).collect())
        }
        "决定日期" if one.decided.is_none() => one.decided = date_in(value),
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
    let shown = if ctx.body_text.is_empty() {
        ctx.main_text
    } else {
        ctx.body_text
    };
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
            .find(|number| {
                ["罚", "许", "强", "审", "检"]
                    .iter()
                    .any(|sign| number.contains(sign))
            });
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
            fields: Vec::new(),
        };
        // 2026年9月28日作出决定 says the day as well.
        if one.decided.is_none() {
            one.decided = find_dates(&bare)
                .into_iter()
                .find(|(range, _)| {
                    bare[range.end..].starts_with("作出") || bare[range.end..].starts_with("决定")
                })
                .map(|(_, date)| date);
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
        assert!(!may_have(
            "行政处罚程序、条件和结果公示",
            &["行政处罚".to_owned()]
        ));
        assert!(of("<p>处罚依据：行政处罚法。处罚程序：立案、调查、告知、决定。</p><p>处罚结果：本季度作出处罚决定3件。</p>").is_empty());
    }
}
