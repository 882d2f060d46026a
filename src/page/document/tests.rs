//! Pages of many shapes, each the smallest that shows its point.
#![allow(clippy::unwrap_used, reason = "a failed test may panic")]

use scraper::Html;

use crate::model::{Address, DocumentFacts};
use crate::page::dom::{Dom, Id};
use crate::page::{Ctx, text};

/// Reads a page whose title is its `h1` and whose text is `#body`.
fn read(html: &str) -> Option<DocumentFacts> {
    read_at(
        html,
        None,
        "http://www.example.gov.cn/zwgk/202006/t20200610_1.html",
    )
}

fn read_at(html: &str, title: Option<&str>, address: &str) -> Option<DocumentFacts> {
    let parsed = Html::parse_document(html);
    let dom = Dom::new(&parsed);
    let title_node = dom.all().find(|id| match title {
        Some(title) => {
            dom.is_element(*id)
                && dom.is_visible(*id)
                && dom.sums(*id).chars < 300
                && text::name(&dom, *id) == text::strip(title)
        }
        None => dom.tag(*id) == "h1",
    });
    let title = title
        .map(str::to_owned)
        .or_else(|| title_node.map(|node| text::line(&dom, node)));
    let body = dom.all().find(|id| {
        ["body", "UCAP-CONTENT", "Zoom", "detailContent"]
            .contains(&dom.attr(*id, "id").unwrap_or_default())
            || [
                "article_content",
                "TRS_Editor",
                "article_area",
                "trs_editor_view",
            ]
            .iter()
            .any(|class| {
                dom.attr(*id, "class")
                    .is_some_and(|all| all.split(' ').any(|one| one == *class))
            })
    });
    let metas: Vec<(String, String)> = dom
        .find(Id::ROOT, &["meta"])
        .filter_map(|id| {
            Some((
                dom.attr(id, "name")?.to_owned(),
                text::squeeze(dom.attr(id, "content").unwrap_or_default()),
            ))
        })
        .collect();
    let address = Address::parse(address).unwrap();
    let main_text = text::of(&dom, Id::ROOT);
    let body_text = body.map(|body| text::of(&dom, body)).unwrap_or_default();
    super::read(&Ctx {
        dom: &dom,
        address: &address,
        base: &address,
        metas: &metas,
        html_title: None,
        title: title.as_deref(),
        title_node,
        column_path: &[],
        main: Id::ROOT,
        body,
        main_text: &main_text,
        body_text: &body_text,
    })
}

/// The main fields as one line: number | written | published | issuer | index | validity.
fn row(facts: &DocumentFacts) -> String {
    let words = |field: &Option<crate::model::Field<String>>| {
        field
            .as_ref()
            .map_or("-".to_owned(), |field| field.value.clone())
    };
    let day = |field: &Option<crate::model::Field<jiff::civil::Date>>| {
        field
            .as_ref()
            .map_or("-".to_owned(), |field| field.value.to_string())
    };
    [
        words(&facts.doc_number),
        day(&facts.written_date),
        day(&facts.published_date),
        words(&facts.issuing_body),
        words(&facts.index_number),
        words(&facts.validity),
    ]
    .join(" | ")
}

#[test]
fn real_pages() {
    let root = std::path::Path::new("../shared/real");
    let Ok(truth) = std::fs::read_to_string(root.join("truth.jsonl")) else {
        return;
    };
    for line in truth.lines() {
        let truth: serde_json::Value = serde_json::from_str(line).unwrap();
        let kind = truth["kind"].as_str().unwrap();
        if !matches!(
            kind,
            "document"
                | "article"
                | "interpretation"
                | "consultation"
                | "annual_report"
                | "request"
                | "regime"
                | "guide"
        ) {
            continue;
        }
        let file = truth["file"].as_str().unwrap();
        let html = String::from_utf8_lossy(&std::fs::read(root.join(file)).unwrap()).into_owned();
        let facts = read_at(
            &html,
            truth["title"].as_str(),
            "http://www.example.gov.cn/a/b.html",
        )
        .unwrap_or_default();
        let word = |name: &str| truth[name].as_str().unwrap_or("-").to_owned();
        let expected = [
            "doc_number",
            "written_date",
            "published_date",
            "issuing_body",
            "index_number",
            "validity",
        ]
        .map(word)
        .join(" | ");
        let got = row(&facts);
        let files: Vec<String> = facts
            .attachments
            .iter()
            .map(|file| file.raw.clone())
            .collect();
        let expected_files: Vec<String> = truth["attachments"]
            .as_array()
            .map(|all| {
                all.iter()
                    .map(|one| {
                        one.as_str()
                            .map(str::to_owned)
                            .unwrap_or_else(|| one["href"].as_str().unwrap_or_default().to_owned())
                    })
                    .collect()
            })
            .unwrap_or_default();
        if got != expected || files != expected_files {
            println!("{file}\n   want {expected} {expected_files:?}\n   got  {got} {files:?}");
        }
        println!(
            "   {file} genre {:?} blank {:?} lapse {:?} text {} image {} interp {:?} topic {:?}",
            facts.genre,
            facts.blank_labels,
            facts.lapses.as_ref().map(|l| l.value),
            facts.has_text,
            facts.image_only,
            facts.interpretations.len(),
            facts.topic.as_ref().map(|t| &t.value)
        );
    }
}
