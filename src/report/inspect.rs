//! `gongkai.page/1`: the facts of one page as JSON, as the product contract names them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use jiff::civil::Date;
use serde::Serialize;

use super::clean;
use crate::masking::masked;
use crate::model::{Address, DocumentFacts, Field, ListFacts, PageFacts, ReportFacts};

/// The address that stands for a file whose own address is not known: links are then shown
/// as the page writes them. The host can never exist (RFC 2606).
pub const NO_BASE: &str = "http://page.invalid/";

#[derive(Serialize)]
struct Page<'p> {
    schema: &'static str,
    url: Cow<'p, str>,
    charset: &'p str,
    kind: &'static str,
    title: Option<String>,
    site_name: Option<String>,
    site_id_code: Option<String>,
    column_path: Vec<String>,
    document: Option<Document<'p>>,
    list: Option<List<'p>>,
    annual_report: Option<Report<'p>>,
    messages: Vec<Message>,
    search_box: bool,
    personal_data: Vec<Personal<'p>>,
    warnings: Vec<String>,
}

#[derive(Serialize)]
struct Document<'p> {
    doc_number: Option<String>,
    written_date: Option<String>,
    published_date: Option<String>,
    issuing_body: Option<String>,
    index_number: Option<String>,
    validity: Option<String>,
    topic: Option<String>,
    attachments: Vec<Attachment<'p>>,
}

#[derive(Serialize)]
struct Attachment<'p> {
    href: Cow<'p, str>,
    text: String,
    ext: &'p str,
}

#[derive(Serialize)]
struct List<'p> {
    items: Vec<Item<'p>>,
    dynamic: bool,
    next: Option<Cow<'p, str>>,
}

#[derive(Serialize)]
struct Item<'p> {
    title: String,
    href: Cow<'p, str>,
    date: Option<String>,
}

#[derive(Serialize)]
struct Report<'p> {
    year: Option<i16>,
    tables: BTreeMap<&'p str, Number>,
    mismatches: Vec<Mismatch<'p>>,
}

#[derive(Serialize)]
struct Mismatch<'p> {
    #[serde(rename = "where")]
    place: &'p str,
    expected: Number,
    found: Number,
    equation: &'p str,
}

/// A number that is written without a fraction where it has none: cells hold counts.
#[derive(Serialize)]
#[serde(untagged)]
enum Number {
    Whole(i64),
    Fraction(f64),
}

impl From<f64> for Number {
    fn from(value: f64) -> Self {
        // Whole numbers below 2^53 are exact.
        if value.fract() == 0.0 && value.abs() < 9_007_199_254_740_992.0 {
            Self::Whole(value as i64)
        } else {
            Self::Fraction(value)
        }
    }
}

#[derive(Serialize)]
struct Message {
    title: String,
    asked: Option<String>,
    replied: Option<String>,
    status: Option<String>,
}

#[derive(Serialize)]
struct Personal<'p> {
    kind: &'p str,
    masked: String,
    locator: String,
}

/// Writes the facts of one page as `gongkai.page/1`.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_page(url: &str, facts: &PageFacts, out: &mut dyn Write) -> io::Result<()> {
    let page = Page {
        schema: "gongkai.page/1",
        url: masked(url),
        charset: &facts.charset.used,
        kind: facts.kind.code(),
        title: text(&facts.title),
        site_name: text(&facts.site_name),
        site_id_code: text(&facts.site_id_code),
        column_path: facts
            .column_path
            .iter()
            .map(|name| clean::line(name))
            .collect(),
        document: facts.document.as_deref().map(document),
        list: facts.list.as_ref().map(list),
        annual_report: facts.report.as_deref().map(report),
        messages: facts
            .messages
            .iter()
            .map(|message| Message {
                title: clean::line(&message.title),
                asked: date(message.asked),
                replied: date(message.replied),
                status: text(&message.status),
            })
            .collect(),
        search_box: facts.search_box,
        personal_data: facts
            .personal_data
            .iter()
            .map(|datum| Personal {
                kind: datum.kind,
                masked: clean::line(&datum.masked),
                locator: clean::line(&datum.locator),
            })
            .collect(),
        warnings: facts
            .warnings
            .iter()
            .map(|warning| clean::line(warning))
            .collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &page)?;
    out.write_all(b"\n")
}

fn document(facts: &DocumentFacts) -> Document<'_> {
    Document {
        doc_number: field(&facts.doc_number),
        written_date: day(&facts.written_date),
        published_date: day(&facts.published_date),
        issuing_body: field(&facts.issuing_body),
        index_number: field(&facts.index_number),
        validity: field(&facts.validity),
        topic: field(&facts.topic),
        attachments: facts
            .attachments
            .iter()
            .map(|attachment| Attachment {
                href: href(&attachment.raw, attachment.target.as_ref()),
                text: clean::line(&attachment.text),
                ext: &attachment.ext,
            })
            .collect(),
    }
}

fn list(facts: &ListFacts) -> List<'_> {
    List {
        items: facts
            .items
            .iter()
            .map(|item| Item {
                title: clean::line(&item.title),
                href: href(&item.raw, item.target.as_ref()),
                date: date(item.date),
            })
            .collect(),
        dynamic: facts.dynamic,
        next: facts.next.as_ref().map(shown),
    }
}

fn report(facts: &ReportFacts) -> Report<'_> {
    Report {
        year: facts.year,
        tables: facts
            .cells
            .iter()
            .map(|(name, value)| (name.as_str(), Number::from(*value)))
            .collect(),
        mismatches: facts
            .mismatches
            .iter()
            .map(|mismatch| Mismatch {
                place: &mismatch.place,
                expected: mismatch.expected.into(),
                found: mismatch.found.into(),
                equation: &mismatch.equation,
            })
            .collect(),
    }
}

fn text(value: &Option<String>) -> Option<String> {
    value.as_deref().map(clean::line)
}

fn field(value: &Option<Field<String>>) -> Option<String> {
    value.as_ref().map(|field| clean::line(&field.value))
}

fn day(value: &Option<Field<Date>>) -> Option<String> {
    value.as_ref().map(|field| field.value.to_string())
}

fn date(value: Option<Date>) -> Option<String> {
    value.map(|date| date.to_string())
}

/// Returns where a link leads; as the page writes it when the page's address is not known.
fn href<'p>(raw: &'p str, target: Option<&'p Address>) -> Cow<'p, str> {
    let target = target.filter(|target| !is_unknown(target));
    masked(target.map_or(raw, Address::as_str))
}

fn shown(address: &Address) -> Cow<'_, str> {
    masked(if is_unknown(address) {
        address.path_and_query()
    } else {
        address.as_str()
    })
}

fn is_unknown(address: &Address) -> bool {
    address.as_str().starts_with(NO_BASE)
}
