//! Sheets of the ledger in the hands of other programs: saved again by LibreOffice, edited by
//! openpyxl. Skipped with the reason where these are missing, unless `GONGKAI_REQUIRE_ALL=1`.

use std::path::Path;
use std::process::{Command, Output, Stdio};

fn gongkai(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gongkai"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("GONGKAI_LANG")
        .env_remove("GONGKAI_BY")
        .env("NO_COLOR", "1")
        .output()
        .unwrap()
}

fn out(folder: &Path, arguments: &[&str], code: i32) -> String {
    let output = gongkai(folder, arguments);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {told}");
    String::from_utf8(output.stdout).unwrap()
}

#[allow(clippy::print_stderr, reason = "a skipped test says why")]
fn have(program: &str, arguments: &[&str]) -> bool {
    let found = Command::new(program)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    let required = std::env::var_os("GONGKAI_REQUIRE_ALL").is_some_and(|value| value == "1");
    assert!(found || !required, "{program} does not run");
    if !found {
        eprintln!("skipped: {program} {} does not run", arguments.join(" "));
    }
    found
}

/// Makes a ledger of the demo with two units, and its sheet.
fn exported(folder: &Path) {
    out(folder, &["audit", "demo", "-q", "--ledger", "l.db"], 1);
    for (severity, unit) in [("major", "办公室"), ("minor", "信息中心/网络科")] {
        let assign = [
            "ledger",
            "assign",
            "l.db",
            "--severity",
            severity,
            "--unit",
            unit,
            "--by",
            "李四",
        ];
        out(folder, &assign, 0);
    }
    out(
        folder,
        &["ledger", "export", "l.db", "a.xlsx", "-o", "a.csv"],
        0,
    );
}

/// How CSV is read: 44 is the comma, 34 the quote, 76 UTF-8.
const READ_AS_UTF8: &str = "--infilter=Text - txt - csv (StarCalc):44,34,76,1,,0,false,true";

fn saved_by_libreoffice(folder: &Path, file: &str, to: &str) {
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let status = Command::new("soffice")
        .args(file.ends_with(".csv").then_some(READ_AS_UTF8))
        .args([
            &profile,
            "--headless",
            "--convert-to",
            to,
            "--outdir",
            "saved",
            file,
        ])
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
}

fn edited(folder: &Path, script: &str) {
    let output = Command::new("python3")
        .args(["-c", script])
        .current_dir(folder)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
}

const OPEN: &str = r#"
import datetime, openpyxl
book = openpyxl.load_workbook("a.xlsx")
sheet = book["整改台账-办公室"]
head = {cell.value: cell.column for cell in sheet[4]}
def put(row, name, value):
    sheet.cell(row, head[name]).value = value
"#;

#[test]
fn a_workbook_edited_by_openpyxl_and_saved_by_libreoffice_loses_nothing() {
    if !have("python3", &["-c", "import openpyxl"]) || !have("soffice", &["--version"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    exported(folder);
    saved_by_libreoffice(folder, "a.xlsx", "xlsx");
    let untouched = out(
        folder,
        &["ledger", "import", "l.db", "saved/a.xlsx", "--dry-run"],
        0,
    );
    assert!(
        untouched.contains("读到 19 行，将导入 0 行的 0 处改动，拒绝 0 处"),
        "{untouched}"
    );
    let edits = r#"
assert sheet.protection.sheet and sheet.cell(5, head["问题编号"]).protection.locked
assert not sheet.cell(5, head["整改情况"]).protection.locked
assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.fitToHeight == 0
assert sheet.freeze_panes == "E5" and sheet.print_title_rows == "$4:$4"
assert any("已销号" in rule.formula1 for rule in sheet.data_validations.dataValidation)
assert book["选项"].sheet_state == "hidden"
put(5, "整改情况", "已补发说明"); put(5, "整改链接", "https://demo.example/a.html")
put(5, "状态", "已整改待复核")
put(6, "整改时限", datetime.date(2027, 3, 1)); put(6, "备注", "=1+1 不是公式")
sheet.cell(6, head["备注"]).data_type = "s"
put(7, "整改时限", "二〇二七年三月一日"); put(8, "责任人", "王五")
sheet.move_range("A9:AE9", rows=30); sheet.row_dimensions[8].hidden = True
sheet.insert_cols(3); sheet.cell(4, 3).value = "科室自用"
book.move_sheet(sheet, 2); sheet.title = "办公室填报"
book.save("b.xlsx")
"#;
    edited(folder, &format!("{OPEN}{edits}"));
    saved_by_libreoffice(folder, "b.xlsx", "xlsx");
    let taken = out(
        folder,
        &["ledger", "import", "l.db", "saved/b.xlsx", "--by", "赵六"],
        0,
    );
    assert!(
        taken.contains("已导入 4 行的 7 处改动，拒绝 0 处"),
        "{taken}"
    );
    let again = out(
        folder,
        &["ledger", "import", "l.db", "b.xlsx", "--by", "赵六"],
        0,
    );
    assert!(again.contains("0 处改动，拒绝 0 处"), "{again}");
    out(folder, &["ledger", "verify", "l.db"], 0);
}

#[test]
fn planted_contradictions_are_refused_with_their_cells() {
    if !have("python3", &["-c", "import openpyxl"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    exported(folder);
    let edits = r#"
put(5, "问题描述", "没有问题"); put(6, "状态", "已销号"); put(6, "销号人", "张三")
put(7, "整改时限", "尽快"); put(8, "问题编号", "0123456789abcdef0123456789abcdef")
put(9, "责任人", "=A1"); put(10, "责任人", "王五")
book.save("b.xlsx")
"#;
    edited(folder, &format!("{OPEN}{edits}"));
    let told = out(
        folder,
        &["ledger", "import", "l.db", "b.xlsx", "--by", "赵六"],
        1,
    );
    for place in ["D5", "L6", "I7", "P8", "H9"] {
        assert!(
            told.contains(&format!("拒绝 整改台账-办公室!{place}：")),
            "{place}:\n{told}"
        );
    }
    assert!(told.contains("已导入 1 行的 1 处改动，拒绝 5 处"), "{told}");
}

#[test]
fn csv_saved_by_libreoffice_comes_back() {
    if !have("soffice", &["--version"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    exported(folder);
    // 76 is UTF-8, 44 the comma, 34 the quote.
    saved_by_libreoffice(folder, "a.csv", "csv:Text - txt - csv (StarCalc):44,34,76");
    let told = out(
        folder,
        &["ledger", "import", "l.db", "saved/a.csv", "--dry-run"],
        0,
    );
    assert!(
        told.contains("读到 19 行，将导入 0 行的 0 处改动，拒绝 0 处"),
        "{told}"
    );
}

#[test]
fn the_workbook_of_an_audit_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let audit = ["audit", "demo", "-q", "--ledger", "l.db", "-o", "a.xlsx"];
    out(folder, &audit, 1);
    let audit = ["audit", "demo", "-q", "--lang", "en", "-o", "en.xlsx"];
    out(folder, &audit, 1);
    for file in ["a.xlsx", "en.xlsx"] {
        let told = out(folder, &["ledger", "import", "l.db", file, "--dry-run"], 0);
        assert_eq!(
            told.trim(),
            "试运行：读到 19 行，将导入 0 行的 0 处改动，拒绝 0 处；台账未改动"
        );
    }
}

#[test]
fn papers_are_documents_that_open() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    exported(folder);
    for kind in ["list", "整改通知书", "report", "signoff"] {
        let file = format!("{kind}.docx");
        out(folder, &["ledger", "paper", "l.db", kind, "-o", &file], 0);
    }
    let each = [
        "ledger",
        "paper",
        "l.db",
        "notice",
        "-o",
        "通知.docx",
        "--each",
        "unit",
    ];
    out(folder, &each, 0);
    assert!(folder.join("通知-信息中心_网络科.docx").is_file());
    if have("soffice", &["--version"]) {
        saved_by_libreoffice(folder, "整改通知书.docx", "pdf");
        assert!(folder.join("saved/整改通知书.pdf").is_file());
    }
}
