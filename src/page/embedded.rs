//! List items that stand in the page as data: records in CDATA, plain JSON.

use bumpalo::Bump;

use scraper::Html;
use serde_json::Value;

use crate::model::{Address, ListItem};

use super::dates;
use super::dom::{Dom, Id};
use super::layout::{Finders, Marks};
use super::links;
use super::plain::Tag;
use super::text;
use super::{item, list};

/// Items read from data in a page.
#[derive(Debug, Default)]
pub(super) struct Embedded {
    pub(super) items: Vec<ListItem>,
    /// The number of records that the data itself states.
    pub(super) total: Option<usize>,
}

/// Records looked at.
const RECORDS: usize = 2000;

/// Reads `<record><![CDATA[…]]></record>` wherever it stands in the markup: in a script, or
/// bare, where an HTML parser would cut it at its first `>`.
pub(super) fn records(markup: &str, base: &Address, finders: &Finders) -> Embedded {
    let mut out = Embedded::default();
    // Hardly any page has these.
    if memchr::memmem::find(markup.as_bytes(), b"<![CDATA[").is_none() {
        return out;
    }
    let mut rows = String::new();
    let mut rest = markup;
    let mut count = 0;
    while let Some(open) = rest.find("<record>") {
        rest = &rest[open + "<record>".len()..];
        let body = rest.trim_start();
        let Some(body) = body.strip_prefix("<![CDATA[") else {
            continue;
        };
        let Some(end) = body.find("]]>") else { break };
        count += 1;
        if count > RECORDS {
            break;
        }
        let row = &body[..end];
        // Rows of a table need a table around them.
        if row.trim_start().starts_with("<tr") {
            rows.push_str("<table>");
            rows.push_str(row);
            rows.push_str("</table>");
        } else {
            rows.push_str("<div>");
            rows.push_str(row);
            rows.push_str("</div>");
        }
        rest = &body[end..];
    }
    if count == 0 {
        return out;
    }
    out.total = number_after(markup, "totalrecord")
        .into_iter()
        .chain(number_after(markup, "totalRecord"))
        .max();
    let (rows, _) = super::markup::cut(&rows);
    let (tamed, _) = super::markup::tame(rows);
    let html = Html::parse_document(&tamed);
    let arena = Bump::new();
    let dom = Dom::new(&arena, &html);
    let marks = Marks::new(&dom, finders);
    let groups = list::groups(&dom, &marks, &list::entries(&dom), false);
    for group in &groups {
        out.items.extend(item::items(&dom, base, group));
    }
    // The same data may stand in the page twice, once in a comment.
    let mut seen = std::collections::BTreeSet::new();
    out.items
        .retain(|item| seen.insert((item.title.clone(), item.raw.clone())));
    out
}

fn number_after(markup: &str, word: &str) -> Option<usize> {
    let at = markup.find(word)?;
    let digits: String = markup[at + word.len()..]
        .chars()
        .skip_while(|c| matches!(c, '>' | '<' | ':' | '=' | ' ' | '\'' | '"'))
        .take_while(char::is_ascii_digit)
        .take(8)
        .collect();
    digits.parse().ok()
}

/// Reads an array of objects with titles and addresses out of the page's scripts.
pub(super) fn json(dom: &Dom<'_>, base: &Address) -> Vec<ListItem> {
    let mut best = Vec::new();
    let mut tries = 0;
    for id in dom.all() {
        if dom.kind(id) != Tag::Script {
            continue;
        }
        let script = script_text(dom, id);
        let mut rest = script.as_str();
        while let Some(at) = rest.find("[{") {
            tries += 1;
            if tries > 20 {
                return best;
            }
            rest = &rest[at..];
            let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
            match values.next() {
                Some(Ok(Value::Array(array))) => {
                    let items = items(&array, base);
                    if items.len() > best.len() {
                        best = items;
                    }
                    let read = values.byte_offset();
                    rest = rest.get(read..).unwrap_or_default();
                }
                _ => rest = &rest[2..],
            }
        }
    }
    best
}

fn script_text(dom: &Dom<'_>, id: Id) -> String {
    let script = dom.raw_text(id);
    if script.len() > 400_000 {
        String::new()
    } else {
        script.into_owned()
    }
}

fn items(array: &[Value], base: &Address) -> Vec<ListItem> {
    let field = |value: &Value, names: &[&str]| -> Option<String> {
        let object = value.as_object()?;
        names.iter().find_map(|wanted| {
            object
                .iter()
                .find(|(key, _)| key.eq_ignore_ascii_case(wanted))
                .and_then(|(_, value)| value.as_str())
                .map(text::squeeze)
                .filter(|value| !value.is_empty())
        })
    };
    array
        .iter()
        .filter_map(|value| {
            let title = field(
                value,
                &[
                    "title",
                    "doctitle",
                    "infotitle",
                    "docTitle",
                    "articletitle",
                    "chnldoctitle",
                    "subject",
                ],
            )?;
            let raw = field(
                value,
                &[
                    "url",
                    "href",
                    "link",
                    "linkurl",
                    "docpuburl",
                    "chnldocurl",
                    "infourl",
                    "puburl",
                    "pageurl",
                ],
            )?;
            let date = field(
                value,
                &[
                    "date",
                    "pubdate",
                    "docreltime",
                    "publishtime",
                    "pubtime",
                    "time",
                    "createtime",
                    "publishdate",
                ],
            )
            .and_then(|shown| dates::whole(&shown))
            .map(|found| found.date)
            .or_else(|| dates::in_address(&raw));
            let target = links::resolve(base, &raw);
            Some(ListItem {
                title,
                raw,
                target,
                date,
                half_dated: false,
            })
        })
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)] // a failing test may panic
mod tests {
    use scraper::Html;

    use super::{json, records};
    use crate::model::Address;
    use crate::page::dom::Dom;
    use crate::page::layout::Finders;
    use crate::vocabulary::pages::PageWords;

    #[test]
    fn records_in_data_are_items() {
        let base = Address::parse("http://a.gov.cn/col/col1/index.html").unwrap();
        let finders = Finders::new(&PageWords::load().unwrap()).unwrap();
        let found = records(
            "<datastore><totalrecord>30</totalrecord><recordset><record><![CDATA[<li><a title='关于开展检查工作的通知' href='/art/2020/8/3/art_1_2.html'>关于开展检查…</a><span>[ 08-03 ]</span></li>]]></record>\
             <record><![CDATA[<tr><td><a href='/art/2020/8/1/art_1_1.html'>关于年度计划的公告</a></td><td>2020-08-01</td></tr>]]></record></recordset></datastore>",
            &base,
            &finders,
        );
        assert_eq!(found.total, Some(30));
        let got: Vec<String> = found
            .items
            .iter()
            .map(|item| format!("{} {}", item.title, item.date.unwrap()))
            .collect();
        assert_eq!(
            got,
            [
                "关于开展检查工作的通知 2020-08-03",
                "关于年度计划的公告 2020-08-01"
            ]
        );
    }

    #[test]
    fn json_in_scripts_is_read() {
        let html = Html::parse_document(
            "<script>var x=[{}]; var list = [{\"title\":\"甲\",\"url\":\"/a.html\",\"pubDate\":\"2020-01-02\"},{\"title\":\"乙\",\"url\":\"b.html\"}];</script>",
        );
        let arena = bumpalo::Bump::new();
        let dom = Dom::new(&arena, &html);
        let items = json(&dom, &Address::parse("http://a.gov.cn/x/").unwrap());
        assert_eq!(items.len(), 2);
        assert_eq!(
            items[1].target.as_ref().unwrap().as_str(),
            "http://a.gov.cn/x/b.html"
        );
    }
}
