//! A hostile site's words are inert in every format of the table.
//!
//! What a format is, its first bytes tell: a new one in the table is tested without a word here.

use std::io::{Cursor, Read as _};

use calamine::{Reader as _, Xlsx};
use quick_xml::events::Event;
use scraper::{Html, Selector};

use super::{DIFF_FORMATS, Detail, FORMATS, Style, sample};
use crate::model::Lang;

fn styles() -> [Style; 2] {
    [Lang::Zh, Lang::En].map(|lang| Style {
        lang,
        detail: Detail::Full,
        ..Style::default()
    })
}

#[test]
fn every_format_is_inert() {
    for format in FORMATS {
        for style in styles() {
            let mut bytes = Vec::new();
            (format.write)(&sample::compared(), &style, &mut bytes).unwrap();
            inert(format.name, &bytes);
        }
    }
}

#[test]
fn every_format_of_a_comparison_is_inert() {
    let run = sample::compared();
    for format in DIFF_FORMATS {
        for style in styles() {
            let mut bytes = Vec::new();
            (format.write)(run.comparison.as_ref().unwrap(), &style, &mut bytes).unwrap();
            inert(format.name, &bytes);
        }
    }
}

fn inert(name: &str, bytes: &[u8]) {
    if bytes.starts_with(b"PK\x03\x04") {
        return office(name, bytes);
    }
    let text = std::str::from_utf8(bytes).unwrap();
    readable(name, text);
    let begin = text.trim_start_matches('\u{feff}').trim_start();
    if begin.starts_with("<?xml") {
        xml(name, text);
    } else if begin.to_ascii_lowercase().starts_with("<!doctype html") {
        html(name, text);
    } else if begin.starts_with(['{', '[']) {
        serde_json::from_str::<serde_json::Value>(text).unwrap();
    } else if name == "md" {
        markdown(text);
    } else if name == "csv" {
        csv(text);
    } else if name == "github" {
        // A command that the site forged would begin a line of its own.
        let forged = |line: &&str| line.contains("forged") && !line.contains("hostile");
        let commands = ["::error title=", "::warning title=", "::notice title="];
        for line in text.lines() {
            assert!(
                commands.iter().any(|known| line.starts_with(known)),
                "{line}"
            );
            assert!(!forged(&line) || line.contains("title="), "{line}");
        }
    } else {
        // A list at a terminal: nothing else than text.
        assert!(name == "table", "say how {name} is inert");
    }
}

/// Nothing of a text moves the cursor, hides or turns around what is read.
fn readable(name: &str, text: &str) {
    for (at, c) in text.char_indices() {
        let allowed = matches!(c, '\n' | '\r') || (at == 0 && c == '\u{feff}');
        assert!(allowed || !c.is_control(), "{name}: {c:?} at {at}");
        assert!(!('\u{202a}'..='\u{202e}').contains(&c), "{name}: {c:?}");
        assert!(!('\u{2066}'..='\u{2069}').contains(&c), "{name}: {c:?}");
    }
}

/// A well-formed document in which the site's words are text.
fn xml(name: &str, text: &str) {
    let mut reader = quick_xml::Reader::from_str(text);
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) => {
                let tag = tag.name().as_ref().to_owned();
                assert!(
                    !["script", "img"].contains(&tag.as_str()),
                    "{name}: <{tag}>"
                );
            }
            Event::CData(_) | Event::Comment(_) | Event::DocType(_) => {
                panic!("{name} has parts that text can end");
            }
            _ => {}
        }
    }
}

/// One script and one style, both ours; no handler, and no address that a click would run.
fn html(name: &str, text: &str) {
    let page = Html::parse_document(text);
    let all = |selector: &str| -> Vec<String> {
        page.select(&Selector::parse(selector).unwrap())
            .map(|element| element.html())
            .collect()
    };
    for (selector, most) in [
        ("script", 2),
        ("style", 1),
        ("img, iframe, object, embed, link, base", 0),
    ] {
        assert!(
            all(selector).len() <= most,
            "{name}: {selector} {:#?}",
            all(selector)
        );
    }
    for script in all("script, style") {
        assert!(!script.contains("alert("), "{name}: {script}");
    }
    for element in page.select(&Selector::parse("*").unwrap()) {
        for (attribute, value) in element.value().attrs() {
            assert!(!attribute.starts_with("on"), "{name}: {attribute}={value}");
            if ["href", "src", "action", "formaction"].contains(&attribute) {
                let web = ["http://", "https://", "#"];
                assert!(
                    web.iter().any(|good| value.starts_with(good)),
                    "{name}: {value}"
                );
            }
        }
    }
    assert!(all("meta[http-equiv='Content-Security-Policy']").len() == 1);
}

fn csv(text: &str) {
    let mut reader = ::csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    for row in reader.records() {
        for cell in &row.unwrap() {
            assert!(
                !cell.trim_start().starts_with(['=', '+', '-', '@']),
                "{cell}"
            );
        }
    }
}

fn markdown(text: &str) {
    for line in text.lines() {
        // Outside of code and our own links nothing of the site is markup.
        assert!(
            !line.contains("<script") && !line.contains("<img"),
            "{line}"
        );
        assert!(!line.contains("](javascript"), "{line}");
        assert!(!line.starts_with("::") && !line.contains("@all"), "{line}");
        if line.starts_with('|') {
            let cells = line.replace("\\|", "").matches('|').count();
            assert_eq!(cells, 4, "{line}");
        }
    }
}

/// An office file: every part is well-formed, and no cell or field is computed.
fn office(name: &str, bytes: &[u8]) {
    for (path, part) in parts(bytes) {
        if !path.ends_with(".xml") && !path.ends_with(".rels") {
            continue;
        }
        let text = String::from_utf8(part).unwrap();
        readable(&format!("{name} {path}"), &text.replace('\t', " "));
        let mut reader = quick_xml::Reader::from_str(&text);
        while !matches!(reader.read_event().unwrap(), Event::Eof) {}
        assert!(
            !text.contains("javascript:alert(4)\" Target"),
            "{name} {path}"
        );
        for link in text.split("Target=\"").skip(1) {
            let link = link.to_ascii_lowercase();
            assert!(!link.starts_with("javascript"), "{name} {path}");
        }
    }
    if name.contains("xlsx") || parts(bytes).iter().any(|(path, _)| path.starts_with("xl/")) {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
        for sheet in book.sheet_names() {
            let formulas = book.worksheet_formula(&sheet).unwrap();
            for formula in formulas.rows().flatten() {
                let outside = ["HYPERLINK", "http", "alert", "WEBSERVICE", "'["];
                assert!(
                    !outside.iter().any(|bad| formula.contains(bad)),
                    "{formula}"
                );
            }
        }
    }
}

/// Unpacks the parts of a zip file by its central directory.
fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let u16_at = |at: usize| usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]));
    let u32_at = |at: usize| u16_at(at) + (u16_at(at + 2) << 16);
    let end = (0..=bytes.len() - 22)
        .rev()
        .find(|at| bytes[*at..].starts_with(b"PK\x05\x06"))
        .unwrap();
    let mut at = u32_at(end + 16);
    let mut parts = Vec::new();
    for _ in 0..u16_at(end + 10) {
        let (name, extra, comment) = (u16_at(at + 28), u16_at(at + 30), u16_at(at + 32));
        let (method, packed) = (u16_at(at + 10), u32_at(at + 20));
        let path = String::from_utf8(bytes[at + 46..at + 46 + name].to_vec()).unwrap();
        let local = u32_at(at + 42);
        let begin = local + 30 + u16_at(local + 26) + u16_at(local + 28);
        let body = &bytes[begin..begin + packed];
        let mut part = Vec::new();
        if method == 0 {
            part.extend_from_slice(body);
        } else {
            flate2::read::DeflateDecoder::new(body)
                .read_to_end(&mut part)
                .unwrap();
        }
        parts.push((path, part));
        at += 46 + name + extra + comment;
    }
    assert!(!parts.is_empty());
    parts
}
