//! Prints how many fields of real pages are read as a person reads them.
//!
//! `cargo run --example score -- ../shared/real` joins `truth.jsonl` with the addresses of
//! `manifest.jsonl` and lists every miss. A field that a line of `truth.jsonl` does not have
//! is not scored on that page; `null` means that the page does not say.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used)] // a developer's tool

use std::collections::BTreeMap;
use std::path::Path;

use gongkai::model::{Address, PageFacts, Reply};
use gongkai::page::Reader;
use gongkai::vocabulary::fold;
use serde_json::Value;

fn main() {
    let folder = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "../shared/real".to_owned());
    let folder = Path::new(&folder);
    let rows = |name: &str| -> Vec<Value> {
        std::fs::read_to_string(folder.join(name))
            .expect("a folder of real pages")
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(|line| serde_json::from_str(line).expect("JSON lines"))
            .collect()
    };
    let addresses: BTreeMap<String, String> = rows("manifest.jsonl")
        .iter()
        .filter_map(|row| {
            Some((
                row["file"].as_str()?.to_owned(),
                row["url"].as_str()?.to_owned(),
            ))
        })
        .collect();
    let reader = Reader::new(Vec::new()).expect("the shipped vocabulary");
    let mut counts: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for truth in rows("truth.jsonl") {
        let file = truth["file"].as_str().expect("a file name");
        let body = std::fs::read(folder.join(file)).expect("the page");
        let address = addresses
            .get(file)
            .and_then(|address| Address::parse(address))
            .unwrap_or_else(|| {
                Address::parse("http://example.gov.cn/x/y.html").expect("an address")
            });
        let reply = Reply {
            status: 200,
            headers: vec![("content-type".to_owned(), "text/html".to_owned())],
            body: body.into(),
            truncated: None,
            head_only: false,
        };
        let facts = reader.read(&address, &reply);
        for (field, found) in read(&facts) {
            let wanted = wanted(&truth, field);
            let told = match field {
                "list_count" | "list_first" => "list_items",
                field => field,
            };
            if truth.get(told).is_none() {
                continue;
            }
            let count = counts.entry(field).or_default();
            count.1 += 1;
            if same(&wanted, &found) {
                count.0 += 1;
            } else {
                println!("{file} {field}\n    want {wanted}\n    have {found}");
            }
        }
    }
    for (field, (right, all)) in counts {
        println!("{field:16} {right:3} / {all}");
    }
}

fn same(wanted: &str, found: &str) -> bool {
    fold(wanted) == fold(found)
}

fn read(facts: &PageFacts) -> Vec<(&'static str, String)> {
    let text = |value: Option<&str>| value.unwrap_or("-").to_owned();
    let document = facts.document.as_ref();
    let list = facts
        .list
        .as_ref()
        .filter(|list| !list.items.is_empty() || list.dynamic);
    let first = list
        .map(|list| {
            list.items
                .iter()
                .take(3)
                .map(|item| {
                    format!(
                        "{} {} {}",
                        item.title,
                        item.date
                            .map_or_else(|| "-".to_owned(), |date| date.to_string()),
                        item.raw
                    )
                })
                .collect::<Vec<_>>()
                .join(" ; ")
        })
        .unwrap_or_default();
    vec![
        ("kind", facts.kind.code().to_owned()),
        ("title", text(facts.title.as_deref())),
        ("site_name", text(facts.site_name.as_deref())),
        ("site_id_code", text(facts.site_id_code.as_deref())),
        ("column_path", facts.column_path.join(">")),
        (
            "doc_number",
            text(
                document
                    .and_then(|d| d.doc_number.as_ref())
                    .map(|f| f.value.as_str()),
            ),
        ),
        (
            "written_date",
            document
                .and_then(|d| d.written_date.as_ref())
                .map_or_else(|| "-".to_owned(), |f| f.value.to_string()),
        ),
        (
            "published_date",
            document
                .and_then(|d| d.published_date.as_ref())
                .map_or_else(|| "-".to_owned(), |f| f.value.to_string()),
        ),
        (
            "issuing_body",
            text(
                document
                    .and_then(|d| d.issuing_body.as_ref())
                    .map(|f| f.value.as_str()),
            ),
        ),
        (
            "index_number",
            text(
                document
                    .and_then(|d| d.index_number.as_ref())
                    .map(|f| f.value.as_str()),
            ),
        ),
        (
            "validity",
            text(
                document
                    .and_then(|d| d.validity.as_ref())
                    .map(|f| f.value.as_str()),
            ),
        ),
        (
            "attachments",
            document
                .map(|d| {
                    d.attachments
                        .iter()
                        .map(|a| a.raw.clone())
                        .collect::<Vec<_>>()
                        .join(" ; ")
                })
                .unwrap_or_default(),
        ),
        (
            "list_count",
            list.map_or_else(|| "-".to_owned(), |list| list.items.len().to_string()),
        ),
        ("list_first", first),
        (
            "dynamic_list",
            list.is_some_and(|list| list.dynamic).to_string(),
        ),
        ("search_box", facts.search_box.to_string()),
    ]
}

fn wanted(truth: &Value, field: &str) -> String {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    match field {
        "column_path" => match &truth["column_path"] {
            Value::Array(names) => names.iter().map(text).collect::<Vec<_>>().join(">"),
            Value::String(path) => path
                .split(['>', '/'])
                .map(str::trim)
                .collect::<Vec<_>>()
                .join(">"),
            _ => String::new(),
        },
        "attachments" => truth["attachments"]
            .as_array()
            .map(|all| {
                all.iter()
                    .map(|one| {
                        one.as_str()
                            .map_or_else(|| text(&one["href"]), str::to_owned)
                    })
                    .collect::<Vec<_>>()
                    .join(" ; ")
            })
            .unwrap_or_default(),
        "list_count" => truth["list_items"]["count"]
            .as_u64()
            .map_or_else(|| "-".to_owned(), |count| count.to_string()),
        "list_first" => truth["list_items"]["first"]
            .as_array()
            .map(|all| {
                all.iter()
                    .take(3)
                    .map(|item| {
                        format!(
                            "{} {} {}",
                            text(&item["title"]),
                            text(&item["date"]),
                            text(&item["href"])
                        )
                    })
                    .collect::<Vec<_>>()
                    .join(" ; ")
            })
            .unwrap_or_default(),
        "dynamic_list" | "search_box" => truth[field].as_bool().unwrap_or(false).to_string(),
        _ => text(&truth[field]),
    }
}
