//! Decisions of enforcement on a page: rows of a table, a table of labels, or lines of text.

use jiff::civil::Date;

use super::decision_lines::{self, made};
use super::decision_rows::{self, MOST};
use crate::calendar::{find_dates, parse_date};
use crate::masking::mask_text;
use crate::model::{Cause, DecisionFacts, DocumentFacts};
use crate::page::Ctx;
use crate::page::document::doc_number;
use crate::vocabulary::matters::decisions;

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
    // A register of those who hold a licence is of no one decision.
    let register = words.registers.found_in(title)
        && !title.contains("决定")
        && kind_of(title, column_path) == "licence";
    !about
        && !register
        && ((enforcing(title) && shows) || title.contains("双公示") || (column && shows))
}

/// Reads the decisions of a page that may have some.
pub(super) fn read(
    ctx: &Ctx<'_, '_>,
    title: &str,
    column_path: &[String],
    document: Option<&DocumentFacts>,
) -> Vec<DecisionFacts> {
    let kind = kind_of(title, column_path);
    let published = document
        .and_then(|document| document.published_date.as_ref())
        .map(|field| field.value);
    let mut found = decision_rows::read(ctx, kind, published);
    if found.is_empty() {
        found = decision_lines::read(ctx, shown(ctx), kind, published);
        // The title of a notice may tell the day of all that it announces.
        if let Some(day) = made(title) {
            for one in &mut found {
                one.decided.get_or_insert(day);
            }
        }
        let dated = found.iter().any(|one| one.decided.is_some());
        let letter = title.contains("决定书") || (!found.is_empty() && is_letter(title));
        if letter
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

/// Tells whether a title ends as that of a letter does: 关于某项目的行政许可决定.
fn is_letter(title: &str) -> bool {
    let bare = title.trim_end_matches(['）', ')']);
    let bare = match bare.len() < title.len() {
        true => bare.rsplit_once(['（', '(']).map_or(bare, |(bare, _)| bare),
        false => bare,
    };
    decisions().letters.end(bare.trim_end())
}

/// Why the day of a decision shown whole may stand where it was not read: in a picture or a file.
fn unread(shown: &str, document: &DocumentFacts) -> Option<Cause> {
    if document.image_only {
        return Some(Cause::ImageOnly);
    }
    let has_file = !document.attachments.is_empty();
    let elsewhere = !document.has_text || (has_file && !is_paper(shown));
    elsewhere.then_some(Cause::UnreadableFile)
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
        no_day: unread(shown(ctx), document),
        ..DecisionFacts::default()
    }
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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use jiff::civil::date;

    use super::{may_have, read};
    use crate::model::{Address, Cause, DecisionFacts};
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
        // A visit is before its result.
        assert_eq!(spans, [true, true, true]);
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
    fn a_letter_may_be_called_a_decision_or_shown_as_a_file() {
        let text = "<div><p>某水许决〔2026〕6号</p><p>某公司：</p><p>我局于2026年8月10日受理，决定准予行政许可。</p><p>某县水利局</p><p>2026年8月20日</p></div>";
        for title in [
            "关于某项目的行政许可决定",
            "准予行政许可决定书（某水许决〔2026〕6号）",
        ] {
            let found = paper(title, text);
            assert_eq!(found.len(), 1, "{title}");
            assert_eq!(found[0].decided, Some(date(2026, 8, 20)), "{title}");
        }
        let address = Address::parse("http://www.example.gov.cn/x/1.html").unwrap();
        let scanned = crate::model::DocumentFacts {
            image_only: true,
            ..crate::model::DocumentFacts::default()
        };
        let title = "行政处罚决定书（某市监罚〔2026〕50号）";
        let found = ctx::with(&address, "<div><img src=1.jpg></div>", |ctx| {
            read(ctx, title, &[], Some(&scanned))
        });
        assert_eq!(found[0].no_day, Some(Cause::ImageOnly));
    }

    #[test]
    fn numbers_that_are_only_cited_are_no_decisions() {
        for text in [
            "根据《关于公布清单的通知》（许政办〔2025〕7号）要求，现予公示。",
            "许水〔2026〕9号文件已印发。",
            "该站符合条件（原批准文号：某商审〔2019〕12号），现予公示。",
            "根据某市监罚〔2026〕7号，当事人应当履行。",
        ] {
            assert!(
                of(&format!("<div><p>{text}</p></div>")).is_empty(),
                "{text}"
            );
        }
        let found = of(
            "<div><p>我局于2026年8月10日依法作出吊销营业执照的行政处罚决定（某市监罚〔2026〕28号）。</p></div>",
        );
        assert_eq!(found[0].decided, Some(date(2026, 8, 10)));
        let found = of(
            "<div><p>我局于2026年8月1日立案并作出处罚，案件（某市监罚〔2026〕28号）已结。</p></div>",
        );
        assert_eq!(
            (found[0].decided, found[0].no_day),
            (None, Some(Cause::NeedsHuman))
        );
    }

    #[test]
    fn cells_hold_days_in_many_forms() {
        let address = Address::parse("http://www.example.gov.cn/x/1.html").unwrap();
        let published = |day| crate::model::DocumentFacts {
            published_date: Some(crate::model::Field {
                value: day,
                source: crate::model::FieldSource::Box,
                shown: String::new(),
            }),
            ..crate::model::DocumentFacts::default()
        };
        let row = |day: &str| {
            let markup = format!(
                "<table><tr><th>序号</th><th>文号</th><th>当事人</th><th>处罚日期</th><th>备注</th></tr>\
                <tr><td>1</td><td>某罚〔2026〕7号</td><td>某店</td><td>{day}</td><td></td></tr></table>"
            );
            let document = published(date(2026, 6, 3));
            let mut found = ctx::with(&address, &markup, |ctx| {
                read(ctx, "2026年5月行政处罚信息公示", &[], Some(&document))
            });
            found.remove(0)
        };
        assert_eq!(row("5月27日").decided, Some(date(2026, 5, 27)));
        assert_eq!(row("12月27日").decided, Some(date(2025, 12, 27)));
        assert_eq!(row("46170").decided, Some(date(2026, 5, 28)));
        assert_eq!(row("26.5.28").decided, Some(date(2026, 5, 28)));
        let unclear = row("2026年05月");
        assert_eq!(
            (unclear.decided, unclear.no_day),
            (None, Some(Cause::Undated))
        );
        assert_eq!(row("").no_day, None);
    }

    #[test]
    fn only_the_same_label_begins_another_decision() {
        let found = of(
            "<table><tr><td>行政许可决定文书号</td><td>某市监许〔2026〕12号</td></tr><tr><td>行政相对人名称</td><td>某公司</td></tr>\
            <tr><td>许可编号</td><td>JY1</td></tr><tr><td>许可决定日期</td><td>2026-09-24</td></tr><tr><td>法定代表人</td><td>张某</td></tr></table>",
        );
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].decided, Some(date(2026, 9, 24)));
        assert!(!found[0].open);
    }

    #[test]
    fn heads_of_other_forms() {
        let found = of(
            "<table><tr><th>序号</th><th>当事人名称（姓名）</th><th>行政处罚决定书文号</th><th>违法行为类型</th><th>行政处罚内容</th><th>作出行政处罚决定机关名称</th><th>作出行政处罚决定日期</th><th>公示期限（自公示之日起计算）</th><th>备注</th></tr>\
            <tr><td>1</td><td>某银行</td><td>某银罚决字〔2026〕1号</td><td>违反规定</td><td>警告</td><td>某银行某县支行</td><td>2026年9月24日</td><td>五年</td><td></td></tr></table>",
        );
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].decided, Some(date(2026, 9, 24)));
        // What is imposed names its kind.
        assert_eq!(found[0].fields.len(), 7);
        let found = of(
            "<table><tr><th>文号</th><th>当事人</th><th>案由</th><th>落款</th></tr>\
            <tr><td>某罚〔2026〕7号</td><td>某店</td><td>过期</td><td>2026-09-24</td></tr></table>",
        );
        assert!(found[0].open);
        assert_eq!(
            (found[0].decided, found[0].no_day),
            (None, Some(Cause::NeedsHuman))
        );
        // A list of powers is of no decision.
        assert!(of(
            "<table><tr><th>事项名称</th><th>处罚种类</th><th>法律依据</th><th>实施机关</th></tr>\
            <tr><td>对某行为的处罚</td><td>罚款</td><td>某法第九条</td><td>某局</td></tr></table>",
        )
        .is_empty());
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
        assert!(!may_have(
            "某县持有经营许可证企业一览表",
            &["行政许可".to_owned()]
        ));
        assert!(!may_have(
            "关于拟准予取水许可的公示",
            &["行政许可".to_owned()]
        ));
        for other in [
            "行政复议决定书公开",
            "行政处罚权力清单",
            "行政处罚案卷评查结果的通报",
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
