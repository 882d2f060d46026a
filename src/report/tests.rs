//! The same run in every format, and what must hold of each.

use std::io::Cursor;

use calamine::{Data, DataType as _, Reader, Xlsx};
use unicode_width::UnicodeWidthStr;

use super::{Detail, FORMATS, Style, by_ending, by_name, sample};
use crate::model::Lang;

fn render(name: &str, style: &Style) -> Vec<u8> {
    let mut out = Vec::new();
    (by_name(name).unwrap().write)(&sample::run(), style, &mut out).unwrap();
    out
}

fn text(name: &str, style: &Style) -> String {
    String::from_utf8(render(name, style)).unwrap()
}

#[test]
fn every_format_is_the_same_twice_in_both_languages() {
    for format in FORMATS {
        for lang in [Lang::Zh, Lang::En] {
            let style = Style {
                lang,
                ..Style::default()
            };
            let once = render(format.name, &style);
            assert!(!once.is_empty());
            assert!(once == render(format.name, &style), "{}", format.name);
        }
    }
}

#[test]
fn no_text_format_lets_controls_of_a_site_through() {
    for name in ["table", "json", "csv", "github"] {
        let shown = text(
            name,
            &Style {
                detail: Detail::Full,
                ..Style::default()
            },
        );
        for (at, c) in shown.char_indices() {
            let allowed = matches!(c, '\n' | '\r') || (at == 0 && c == '\u{feff}');
            assert!(allowed || !c.is_control(), "{name}: {c:?}");
            assert!(allowed || !('\u{202a}'..='\u{202e}').contains(&c), "{name}");
        }
    }
}

#[test]
fn json_has_the_keys_of_the_contract_in_order() {
    let shown = text("json", &Style::default());
    assert!(shown.ends_with("}\n"));
    let value: serde_json::Value = serde_json::from_str(&shown).unwrap();
    let keys = |value: &serde_json::Value| -> Vec<String> {
        value.as_object().unwrap().keys().cloned().collect()
    };
    let top = keys(&value);
    let contract = [
        "schema", "tool", "target", "site", "as_of", "started", "finished", "crawl", "verdicts",
        "rules", "summary",
    ];
    // Further keys may stand among those of the contract.
    let named: Vec<&String> = top
        .iter()
        .filter(|key| contract.contains(&key.as_str()))
        .collect();
    assert_eq!(named, contract.iter().collect::<Vec<_>>());
    assert_eq!(value["schema"], "gongkai.audit/1");
    assert_eq!(value["started"], "2026-06-30T01:00:00Z");
    assert_eq!(value["finished"], "2026-06-30T01:12:34Z");
    assert_eq!(
        value["verdicts"][0]["evidence"][0]["fetched_at"],
        "2026-06-30T01:02:03Z"
    );
    assert_eq!(value["verdicts"][0]["basis"][0]["article"], 26);
    assert_eq!(value["verdicts"][4]["outcome"], "cannot_tell");
    assert_eq!(value["verdicts"][4]["cause"], "script_built");
    assert_eq!(value["verdicts"][3]["known"], true);
    assert!(value["summary"]["score"].is_null());
    assert_eq!(
        keys(&value["summary"]),
        [
            "pass",
            "fail",
            "inapplicable",
            "cannot_tell",
            "by_severity",
            "coverage",
            "score"
        ]
    );
    assert_eq!(
        keys(&value["verdicts"][0]["evidence"][0]),
        [
            "url",
            "fetched_at",
            "status",
            "excerpt",
            "locator",
            "sha256"
        ]
    );
}

#[test]
fn the_terminal_list_keeps_its_width_and_every_address_whole() {
    for width in [60, 80, 100, 140] {
        for ascii in [false, true] {
            let style = Style {
                width,
                ascii,
                detail: Detail::Full,
                ..Style::default()
            };
            let shown = text("table", &style);
            for line in shown.lines() {
                assert!(
                    line.contains("http") || line.width() <= width,
                    "{width}: {line}"
                );
            }
            for run in sample::run().outcomes.iter().filter(|o| o.rule == "long") {
                for evidence in &run.evidence {
                    assert!(shown.contains(&*evidence.url));
                }
            }
            if ascii {
                assert!(!shown.contains(['│', '─', '┌', '…', '·', '“']), "{shown}");
            }
        }
    }
}

#[test]
fn only_the_terminal_names_options() {
    let style = Style::default();
    assert!(text("table", &style).contains("--profile"));
    for name in ["html", "md"] {
        assert!(!text(name, &style).contains("--profile"), "{name}");
    }
}

#[test]
fn colours_are_written_only_when_asked_for() {
    assert!(!text("table", &Style::default()).contains('\u{1b}'));
    assert!(
        text(
            "table",
            &Style {
                color: true,
                ..Style::default()
            }
        )
        .contains("\u{1b}[1;31m")
    );
}

#[test]
fn csv_is_safe_for_a_spreadsheet() {
    let shown = text("csv", &Style::default());
    assert!(shown.starts_with('\u{feff}'));
    assert!(shown.contains("\r\n") && !shown.replace("\r\n", "").contains('\n'));
    let mut reader = ::csv::Reader::from_reader(shown.trim_start_matches('\u{feff}').as_bytes());
    let mut rows = 0;
    for row in reader.records() {
        let row = row.unwrap();
        rows += 1;
        assert_eq!(row.len(), 17);
        for cell in &row {
            assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
            assert!(cell.encode_utf16().count() <= 32_768);
        }
    }
    assert_eq!(rows, 5);
}

#[test]
fn annotations_cannot_be_forged_and_leave_known_findings_out() {
    let shown = text("github", &Style::default());
    let lines: Vec<&str> = shown.lines().collect();
    assert_eq!(lines.len(), 4, "{shown}");
    assert!(lines[0].starts_with("::error title=红线"));
    assert!(lines[2].starts_with("::warning "));
    assert!(lines[3].starts_with("::notice title=gongkai::另有 1 项"));
}

#[test]
fn the_workbook_reads_back() {
    let bytes = render("xlsx", &Style::default());
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert_eq!(
        book.sheet_names(),
        ["整改台账", "问题清单", "需人工核查", "汇总"]
    );
    let ledger = book.worksheet_range("整改台账").unwrap();
    let head: Vec<String> = ledger
        .rows()
        .nth(2)
        .unwrap()
        .iter()
        .map(Data::to_string)
        .collect();
    for name in [
        "序号",
        "问题描述",
        "依据",
        "整改建议",
        "责任单位",
        "整改链接",
        "状态",
        "销号人",
        "问题编号",
    ] {
        assert!(head.contains(&name.to_owned()), "{name}");
    }
    let rows: Vec<Vec<String>> = ledger
        .rows()
        .skip(3)
        .take(4)
        .map(|row| row.iter().map(Data::to_string).collect())
        .collect();
    let at = |name: &str| head.iter().position(|head| head == name).unwrap();
    assert_eq!(rows[0][at("状态")], "待整改");
    let message = at("问题描述");
    assert_eq!(rows[2][message].matches("=HYPERLINK").count(), 3);
    assert!(rows[3][message].encode_utf16().count() <= 32_767);
    assert_eq!(rows[0][at("问题编号")].len(), 32);
    let formulas = book.worksheet_formula("整改台账").unwrap();
    assert!(formulas.rows().flatten().all(String::is_empty));
    let places = book.worksheet_range("问题清单").unwrap();
    assert_eq!(
        places
            .rows()
            .skip(3)
            .filter(|row| !row[0].is_empty())
            .count(),
        15
    );
    let open = book.worksheet_range("需人工核查").unwrap();
    assert_eq!(open.rows().nth(3).unwrap()[1].to_string(), "内容由脚本加载");
    // The summary names each rule by title and id, and its numbers can be added up.
    let run = sample::run();
    let (rule, tally) = (&run.rules[0], &run.tallies[0]);
    let summary = book.worksheet_range("汇总").unwrap();
    let row = summary
        .rows()
        .find(|row| row[6] == *rule.id.as_str())
        .unwrap();
    assert_eq!(row[0], *rule.title.zh.as_str());
    assert_eq!(row[2].as_f64(), Some(tally.pass as f64));
    let fetched = summary.rows().find(|row| row[0] == "请求次数").unwrap();
    assert!(fetched[1].is_float() || fetched[1].is_int(), "{fetched:?}");
}

#[test]
fn an_audit_without_findings_is_shown_too() {
    let mut run = sample::run();
    run.outcomes.clear();
    let judged = std::mem::take(&mut run.tallies);
    run.crawl = crate::model::CrawlSummary {
        complete: true,
        ..Default::default()
    };
    for format in FORMATS {
        let mut out = Vec::new();
        (format.write)(&run, &Style::default(), &mut out).unwrap();
        // Where nothing was judged, there is no good news to tell.
        if format.name == "table" {
            let text = String::from_utf8(out).unwrap();
            assert!(text.contains("没有作出任何判定") && !text.contains("没有发现问题"));
        }
    }
    run.tallies = judged;
    let mut out = Vec::new();
    let table = by_name("table").unwrap();
    (table.write)(&run, &Style::default(), &mut out).unwrap();
    assert!(String::from_utf8(out).unwrap().contains("没有发现问题"));
}

#[test]
fn endings_choose_the_format() {
    assert_eq!(by_ending("台账.XLSX").unwrap().name, "xlsx");
    assert_eq!(by_ending("a.json").unwrap().name, "json");
    assert!(by_ending("a.pdf").is_none());
}

/// Writes the sample to the folder named by `GONGKAI_SHOW`, for looking at.
#[test]
fn the_sample_can_be_looked_at() {
    let Some(folder) = std::env::var_os("GONGKAI_SHOW") else {
        return;
    };
    let folder = std::path::Path::new(&folder);
    for width in [80, 100, 140] {
        let style = Style {
            width,
            ..Style::default()
        };
        std::fs::write(folder.join(format!("{width}.txt")), render("table", &style)).unwrap();
    }
    std::fs::write(folder.join("a.xlsx"), render("xlsx", &Style::default())).unwrap();
    std::fs::write(folder.join("a.docx"), render("docx", &Style::default())).unwrap();
    std::fs::write(folder.join("a.json"), render("json", &Style::default())).unwrap();
}

#[test]
fn the_clause_matrix_shows_each_provision_with_what_its_rules_gave() {
    for (file, format) in [
        ("a.matrix.xlsx", "matrix-xlsx"),
        ("out/matrix.XLSX", "matrix-xlsx"),
        ("matrix.html", "matrix-html"),
        ("a.matrix.html", "matrix-html"),
        ("amatrix.xlsx", "xlsx"),
    ] {
        assert_eq!(by_ending(file).unwrap().name, format, "{file}");
    }
    let shown = text("matrix-html", &Style::default());
    for says in [
        "<b>《中华人民共和国政府信息公开条例》第26条</b>",
        "<td class=\"fail\">问题</td>",
        "不能自动判定：站上不可见",
    ] {
        assert!(shown.contains(says), "{says}\n{shown}");
    }
    // What a site writes never becomes markup.
    assert!(!shown.contains("\"http://x\""), "{shown}");
    let mut book: Xlsx<_> =
        Xlsx::new(Cursor::new(render("matrix-xlsx", &Style::default()))).unwrap();
    let clauses = book.worksheet_range("条款一览").unwrap();
    let states: Vec<String> = clauses
        .rows()
        .skip(3)
        .map(|row| row[3].as_string().unwrap_or_default())
        .collect();
    assert_eq!(states, ["有问题", "不能自动判定"]);
    let matrix = book.worksheet_range("条款对照").unwrap();
    assert_eq!(matrix.height(), 3 + 2);
}
