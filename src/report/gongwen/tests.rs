//! What must hold of every document.

use super::{About, Cell, Column, Paper, Turn};

fn paper() -> Paper {
    Paper::new(
        Turn::Upright,
        About {
            made: "2026-06-30T01:00:00Z".parse().unwrap(),
            maker: "gongkai".to_owned(),
        },
    )
}

/// Returns the parts of a document, joined: they are stored, not compressed.
fn text(paper: Paper) -> String {
    String::from_utf8_lossy(&paper.finish().unwrap()).into_owned()
}

#[test]
fn heads_repeat_and_fonts_are_named_for_chinese() {
    let mut paper = paper();
    paper.title("关于整改的通知");
    let columns = [Column {
        head: "问题",
        share: 1,
    }];
    paper.table(&columns, vec![vec![Cell::Text("甲".to_owned())]]);
    let text = text(paper);
    assert_eq!(text.matches("<w:tblHeader />").count(), 1);
    assert!(!text.contains("w:hRule"));
    assert!(text.contains("w:eastAsia=\"方正小标宋简体\""));
    assert!(text.contains("<w:altName w:val=\"仿宋\"/>"));
    assert!(text.contains("w:eastAsia=\"zh-CN\""));
}

#[test]
fn text_cannot_become_markup() {
    let mut paper = paper();
    paper.text("<w:trHeight w:val=\"1\" w:hRule=\"atLeast\" /> & </w:t>");
    let text = text(paper);
    assert!(!text.contains("<w:tblHeader />"));
    assert!(text.contains("&lt;w:trHeight"));
}

#[test]
fn only_web_addresses_open_and_the_same_document_gives_the_same_bytes() {
    let made = || {
        let mut paper = paper();
        let cells = ["https://a.gov.cn/?a=1&b=2", "javascript:alert(1)"].map(|url| Cell::Linked {
            text: "页".to_owned(),
            url: url.to_owned(),
        });
        let columns = [Column {
            head: "页面",
            share: 1,
        }; 2];
        paper.table(&columns, vec![cells.to_vec()]);
        paper.turn(Turn::Sideways);
        let rows = (0..9).map(|number| {
            vec![Cell::Linked {
                text: String::new(),
                url: format!("http://b.gov.cn/{number}"),
            }]
        });
        paper.table(&columns, rows.collect());
        paper
    };
    let (one, two) = (made().finish().unwrap(), made().finish().unwrap());
    assert!(one == two);
    let text = text(made());
    assert_eq!(text.matches("HYPERLINK").count(), 10);
    assert!(text.contains("HYPERLINK \"https://a.gov.cn/?a=1&amp;b=2\""));
    assert!(!text.contains("HYPERLINK \"javascript"));
}

#[test]
fn pages_turn() {
    let mut paper = paper();
    paper.text("甲");
    paper.turn(Turn::Sideways);
    paper.text("乙");
    let text = text(paper);
    assert!(text.contains("w:w=\"11906\" w:h=\"16838\""));
    assert!(text.contains("w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\""));
}
