//! The ledger out and back, and everything that must not come back.

use jiff::civil::{Date, date};

use super::super::columns::{self, COLUMNS, Key};
use super::super::view::View;
use super::{Plan, Taking, apply, plan};
use crate::ledger::tests::{fingerprint, found, fresh, now};
use crate::ledger::{Act, Draft, EventKind, Filter, Ledger, State, act};
use crate::model::Lang;
use crate::papers;

const TODAY: Date = date(2026, 11, 25);

fn taking() -> Taking<'static> {
    Taking {
        file: "台账.csv",
        by: "赵六",
        today: TODAY,
    }
}

/// A ledger of six issues: one verified, one signed off, one with all that people may write.
fn ledger() -> (tempfile::TempDir, Ledger) {
    let (folder, _, mut ledger) = fresh();
    let mut batch: Vec<Draft> = (0..6).map(|number| found(number, 2)).collect();
    let verified = |number| {
        Draft::of(EventKind::Verified, "gongkai 0", &fingerprint(number))
            .to(State::Verified)
            .field("run", 2)
    };
    batch.extend([verified(4), verified(5)]);
    ledger.append(now(), batch).unwrap();
    let acts = [
        (
            0,
            Act::Assign {
                unit: Some("办公室".to_owned()),
                person: Some("=张三".to_owned()),
                due: Some(date(2026, 11, 1)),
                reason: Some("人员变动".to_owned()),
                measures: Some("一、补发\n二、'核对".to_owned()),
            },
        ),
        (
            5,
            Act::SignOff {
                opinion: "同意".to_owned(),
                overriding: None,
            },
        ),
    ];
    ledger
        .change(now(), |change| {
            for (number, wanted) in &acts {
                let issue = change.issue(fingerprint(*number).as_str())?;
                act(change, &issue, "李四", wanted, TODAY)?;
            }
            Ok::<(), crate::ledger::LedgerError>(())
        })
        .unwrap();
    (folder, ledger)
}

fn view(ledger: &Ledger) -> View {
    View::of(ledger, &Filter::default(), TODAY, now()).unwrap()
}

/// Cells of a table: head, then the issues by number of finding.
type Cells = Vec<Vec<String>>;

fn table(ledger: &Ledger) -> Cells {
    let bytes = papers::csv(&view(ledger), Lang::Zh).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    ::csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes())
        .records()
        .map(|record| record.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

fn bytes(cells: &Cells) -> Vec<u8> {
    let mut writer = ::csv::WriterBuilder::new()
        .flexible(true)
        .from_writer(Vec::new());
    for row in cells {
        writer.write_record(row).unwrap();
    }
    writer.into_inner().unwrap()
}

fn at(key: Key) -> usize {
    COLUMNS.iter().position(|column| column.key == key).unwrap()
}

/// Returns the number of the row of a finding.
fn row_of(cells: &Cells, number: usize) -> usize {
    let print = fingerprint(number).to_string();
    cells
        .iter()
        .position(|row| row[at(Key::Id)] == print)
        .unwrap()
}

fn set(cells: &mut Cells, number: usize, edits: &[(Key, &str)]) {
    let row = row_of(cells, number);
    for (key, text) in edits {
        cells[row][at(*key)] = (*text).to_owned();
    }
}

fn planned(ledger: &Ledger, cells: &Cells) -> Plan {
    plan(ledger, &bytes(cells), &taking()).unwrap()
}

/// Checks that an edit is refused at a cell with these words, and changes nothing.
fn refused(edits: &[(Key, &str)], number: usize, at_key: Key, says: &str) {
    let (_folder, ledger) = ledger();
    let mut cells = table(&ledger);
    set(&mut cells, number, edits);
    let plan = planned(&ledger, &cells);
    let row = row_of(&cells, number) + 1;
    let place = format!(
        "台账.csv!{}",
        super::cell_name(
            u32::try_from(row).unwrap(),
            u32::try_from(at(at_key)).unwrap()
        )
    );
    assert!(plan.taken.is_empty(), "{edits:?}: {:?}", plan.taken);
    assert!(
        plan.refused
            .iter()
            .any(|refusal| refusal.place == place && refusal.why.zh.contains(says)),
        "{edits:?}: {place} {says}: {:?}",
        plan.refused
    );
}

#[test]
fn what_nobody_changed_comes_back_as_nothing() {
    let (_folder, ledger) = ledger();
    for lang in [Lang::Zh, Lang::En] {
        for bytes in [
            papers::workbook(&view(&ledger), lang).unwrap(),
            papers::csv(&view(&ledger), lang).unwrap(),
        ] {
            let plan = plan(&ledger, &bytes, &taking()).unwrap();
            assert_eq!((plan.rows, plan.missing), (6, 0));
            assert!(plan.taken.is_empty() && plan.refused.is_empty(), "{plan:?}");
        }
    }
}

#[test]
fn what_people_wrote_is_taken_and_comes_out_again() {
    let (_folder, mut ledger) = ledger();
    let mut cells = table(&ledger);
    set(
        &mut cells,
        1,
        &[
            (Key::Unit, "信息中心"),
            (Key::Person, "王五"),
            (Key::Due, "２０２６年１２月１日"),
            (Key::Done, "已重新上传"),
            (Key::Link, "https://demo.example/new.html"),
            (Key::State, "已整改（待复核）"),
        ],
    );
    set(
        &mut cells,
        2,
        &[(Key::Done, "正在联系"), (Key::State, "in_progress")],
    );
    set(
        &mut cells,
        3,
        &[
            (Key::State, "不适用"),
            (Key::Remark, "无此业务"),
            (Key::Until, "2027/6/30"),
        ],
    );
    set(
        &mut cells,
        4,
        &[
            (Key::State, "已销号"),
            (Key::Signer, "周局长"),
            (Key::SignedOn, "2026.11.25"),
            (Key::Opinion, "同意销号"),
        ],
    );
    set(&mut cells, 0, &[(Key::Due, ""), (Key::Reason, "")]);
    let plan = planned(&ledger, &cells);
    assert_eq!(plan.refused, []);
    assert_eq!(plan.taken.len(), 5);
    apply(&mut ledger, &plan, now()).unwrap();
    let issue = |number: usize| ledger.issue(fingerprint(number).as_str()).unwrap();
    let mended = issue(1);
    assert_eq!(mended.state, State::Rectified);
    assert_eq!(mended.due, Some(date(2026, 12, 1)));
    assert_eq!(mended.rectified.unwrap().who, "王五");
    assert_eq!(issue(2).state, State::InProgress);
    assert_eq!(columns::done(&issue(2)), "正在联系");
    assert_eq!(issue(3).excuse.unwrap().until, Some(date(2027, 6, 30)));
    let signed = issue(4).signed_off.unwrap();
    assert_eq!((signed.who.as_str(), signed.on), ("周局长", Some(TODAY)));
    assert_eq!((issue(0).due, issue(0).reason), (None, None));
    // What was written comes out as it was written, and taking the same again changes nothing.
    let again = planned(&ledger, &cells);
    assert!(
        again.taken.is_empty() && again.refused.is_empty(),
        "{again:?}"
    );
    let out = table(&ledger);
    for (number, key, wanted) in [
        (1, Key::Due, "2026-12-01"),
        (2, Key::Done, "正在联系"),
        (4, Key::SignedOn, "2026-11-25"),
        (0, Key::Person, "'=张三"),
    ] {
        assert_eq!(out[row_of(&out, number)][at(key)], wanted);
    }
}

#[test]
fn a_mend_told_beside_an_open_state_is_asked_about() {
    let (_folder, ledger) = ledger();
    let mut cells = table(&ledger);
    set(&mut cells, 1, &[(Key::Done, "已重新上传")]);
    set(
        &mut cells,
        2,
        &[(Key::Done, "正在联系"), (Key::State, "整改中")],
    );
    let plan = planned(&ledger, &cells);
    assert_eq!((plan.taken.len(), plan.refused.len()), (2, 0));
    let note = &plan.notes[0].zh;
    let row = row_of(&cells, 1) + 1;
    assert!(note.contains(&format!("台账.csv!{row}：")), "{note}");
    assert!(note.contains("“已整改待复核”"), "{note}");
}

#[test]
fn a_sheet_without_its_revision_is_not_said_to_be_overtaken() {
    let (_folder, ledger) = ledger();
    let mut cells = table(&ledger);
    set(&mut cells, 0, &[(Key::Due, "2026-12-20")]);
    for row in &mut cells {
        row.remove(at(Key::Revision));
    }
    let plan = planned(&ledger, &cells);
    let why: Vec<&str> = plan.refused.iter().map(|one| one.why.zh.as_str()).collect();
    assert_eq!(why.len(), 1, "{why:?}");
    assert!(why[0].contains("缺少“台账版本”一列"), "{why:?}");
    assert!(!why[0].contains("导出之后"), "{why:?}");
}

#[test]
fn why_an_issue_was_signed_off_unseen_is_shown() {
    let (_folder, mut ledger) = ledger();
    let wanted = Act::SignOff {
        opinion: String::new(),
        overriding: Some("领导研究同意".to_owned()),
    };
    ledger
        .change(now(), |change| {
            let issue = change.issue(fingerprint(1).as_str())?;
            act(change, &issue, "王五", &wanted, TODAY)
        })
        .unwrap();
    let cells = table(&ledger);
    let review = &cells[row_of(&cells, 1)][at(Key::Review)];
    assert!(review.contains("理由：领导研究同意"), "{review}");
    let again = planned(&ledger, &cells);
    assert!(again.taken.is_empty() && again.refused.is_empty());
}

#[test]
fn rows_and_columns_may_stand_anywhere() {
    let (_folder, ledger) = ledger();
    let mut cells = table(&ledger);
    set(&mut cells, 2, &[(Key::Person, "孙七")]);
    cells[1..].reverse();
    cells.truncate(6);
    for row in &mut cells {
        let last = row.pop().unwrap();
        row.insert(0, last);
        row.insert(3, String::new());
    }
    cells[0][3] = "单位自用".to_owned();
    let person = cells[0].iter().position(|head| head == "责任人").unwrap();
    cells[0][person] = " 责 任 人（姓名） ".to_owned();
    cells.insert(0, vec!["某局台账".to_owned()]);
    let plan = planned(&ledger, &cells);
    assert_eq!(plan.refused, []);
    assert_eq!((plan.rows, plan.missing, plan.taken.len()), (5, 1, 1));
    assert!(plan.notes[0].zh.contains("单位自用"));
    assert_eq!(plan.taken[0].edits[0].2, "孙七");
}

#[test]
fn the_record_may_not_be_changed() {
    for (key, text) in [
        (Key::Message, "没有问题"),
        (Key::Severity, "提示"),
        (Key::Basis, ""),
        (Key::Review, "通过"),
        (Key::Reviewer, "张三"),
        (Key::Rule, "x"),
        (Key::Address, "https://x.example/"),
        (Key::Site, "x"),
    ] {
        refused(&[(key, text)], 1, key, "核查记录");
    }
    refused(&[(Key::Revision, "99")], 1, Key::Revision, "版本");
    refused(&[(Key::Revision, "1")], 1, Key::Revision, "版本");
}

#[test]
fn states_follow_each_other_or_are_refused() {
    refused(
        &[(Key::State, "已销号"), (Key::Signer, "张三")],
        1,
        Key::State,
        "尚未复核通过",
    );
    refused(&[(Key::State, "已销号")], 4, Key::Signer, "销号人");
    refused(
        &[(Key::State, "已销号"), (Key::Signer, "gongkai")],
        4,
        Key::Signer,
        "不是人名",
    );
    refused(
        &[
            (Key::State, "已销号"),
            (Key::Signer, "张三"),
            (Key::SignedOn, "2026-11-26"),
        ],
        4,
        Key::SignedOn,
        "晚于今天",
    );
    refused(
        &[
            (Key::State, "已销号"),
            (Key::Signer, "张三"),
            (Key::SignedOn, "2026-11-01"),
        ],
        4,
        Key::SignedOn,
        "早于",
    );
    refused(&[(Key::Signer, "张三")], 1, Key::Signer, "不是“已销号”");
    refused(&[(Key::State, "复核通过")], 1, Key::State, "只由复核写入");
    refused(&[(Key::State, "待整改")], 0, Key::State, "不能从");
    refused(&[(Key::State, "整改中")], 5, Key::State, "不能从");
    refused(&[(Key::Unit, "别的科室")], 5, Key::Unit, "不能再改");
    refused(&[(Key::Done, "又改了")], 4, Key::Done, "不能再改");
    refused(&[(Key::State, "已整改待复核")], 1, Key::Done, "整改情况");
    refused(
        &[(Key::State, "已整改待复核"), (Key::Done, "改了")],
        1,
        Key::Link,
        "整改链接",
    );
    refused(&[(Key::State, "暂缓")], 1, Key::Remark, "理由");
    refused(
        &[
            (Key::State, "暂缓"),
            (Key::Remark, "等系统"),
            (Key::Until, "2026-11-24"),
        ],
        1,
        Key::Until,
        "不早于今天",
    );
    refused(&[(Key::State, "搞定")], 1, Key::State, "不是状态");
    refused(&[(Key::State, "")], 1, Key::State, "不是状态");
}

#[test]
fn cells_that_say_nothing_clear_are_refused() {
    refused(&[(Key::Due, "尽快")], 1, Key::Due, "不是日期");
    refused(&[(Key::Due, "2026-13-01")], 1, Key::Due, "不是日期");
    refused(&[(Key::Link, "已改")], 1, Key::Link, "网址");
    refused(&[(Key::Until, "2027-01-01")], 1, Key::Until, "不能填");
    refused(&[(Key::Unit, &"长".repeat(61))], 1, Key::Unit, "过长");
}

#[test]
fn a_refused_cell_holds_back_its_row_only() {
    let (_folder, ledger) = ledger();
    let mut cells = table(&ledger);
    set(&mut cells, 1, &[(Key::Person, "孙七"), (Key::Due, "尽快")]);
    set(&mut cells, 2, &[(Key::Person, "周八")]);
    let plan = planned(&ledger, &cells);
    assert_eq!((plan.taken.len(), plan.refused.len()), (1, 1));
    assert_eq!(plan.taken[0].fingerprint, fingerprint(2));
}

#[test]
fn unknown_missing_and_contradicting_rows_are_refused() {
    let (_folder, ledger) = ledger();
    let mut cells = table(&ledger);
    let twin = cells[row_of(&cells, 2)].clone();
    cells.push(twin.clone());
    assert_eq!(planned(&ledger, &cells).refused, []);
    let last = cells.len() - 1;
    cells[last][at(Key::Person)] = "孙七".to_owned();
    let plan = planned(&ledger, &cells);
    assert!(plan.refused[0].why.zh.contains("互相矛盾"), "{plan:?}");
    assert!(plan.taken.is_empty());
    cells[last][at(Key::Id)] = "0123456789abcdef0123456789abcdef".to_owned();
    assert!(
        planned(&ledger, &cells).refused[0]
            .why
            .zh
            .contains("没有编号为")
    );
    cells[last][at(Key::Id)] = String::new();
    assert!(
        planned(&ledger, &cells).refused[0]
            .why
            .zh
            .contains("没有问题编号")
    );
}

#[test]
fn what_both_sides_changed_is_refused_and_the_rest_is_taken() {
    let (_folder, mut ledger) = ledger();
    let mut cells = table(&ledger);
    let assigned = Draft::of(EventKind::Assigned, "李四", &fingerprint(1)).field("person", "钱九");
    ledger.append(now(), vec![assigned]).unwrap();
    // A row that nobody touched does not take the ledger back.
    assert!(planned(&ledger, &cells).taken.is_empty());
    set(&mut cells, 1, &[(Key::Remark, "另附说明")]);
    assert_eq!(planned(&ledger, &cells).taken.len(), 1);
    set(&mut cells, 1, &[(Key::Person, "孙七")]);
    let plan = planned(&ledger, &cells);
    assert!(plan.taken.is_empty());
    assert!(plan.refused[0].why.zh.contains("钱九"), "{plan:?}");
    set(&mut cells, 1, &[(Key::Person, "钱九")]);
    assert_eq!(planned(&ledger, &cells).refused, []);
}

#[test]
fn a_plan_is_not_applied_to_a_ledger_that_moved_on() {
    let (_folder, mut ledger) = ledger();
    let mut cells = table(&ledger);
    set(&mut cells, 1, &[(Key::Person, "孙七")]);
    let plan = planned(&ledger, &cells);
    let noted = Draft::of(EventKind::Noted, "李四", &fingerprint(1)).note("x");
    ledger.append(now(), vec![noted]).unwrap();
    let head = ledger.head().unwrap();
    assert!(apply(&mut ledger, &plan, now()).is_err());
    assert_eq!(ledger.head().unwrap(), head);
}

#[test]
fn other_tables_are_told_apart() {
    let (_folder, ledger) = ledger();
    let error = |text: &str| {
        plan(&ledger, text.as_bytes(), &taking())
            .unwrap_err()
            .to_string()
    };
    assert!(error("甲,乙\n1,2\n").contains("没有找到"));
    assert!(error("问题编号,备注,备注\nab,1,2\n").contains("重复"));
}

/// A workbook of several sheets.
fn workbook(sheets: &[(&str, &Cells)]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, cells) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).unwrap();
        for (row, cells) in (0u32..).zip(*cells) {
            for (column, text) in (0u16..).zip(cells) {
                // Only CSV guards what might run.
                let text = text.trim_start_matches('\'');
                sheet.write_string(row, column, text).unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

/// Some columns of a table.
fn only(cells: &Cells, keys: &[Key]) -> Cells {
    cells
        .iter()
        .map(|row| keys.iter().map(|key| row[at(*key)].clone()).collect())
        .collect()
}

fn planned_of(ledger: &Ledger, sheets: &[(&str, &Cells)]) -> Plan {
    let taking = Taking {
        file: "台账.xlsx",
        ..taking()
    };
    plan(ledger, &workbook(sheets), &taking).unwrap()
}

#[test]
fn a_sheet_without_a_column_says_nothing_about_it() {
    let (_folder, ledger) = ledger();
    let mut cells = table(&ledger);
    // The record alone, each issue on several rows.
    let mut places = only(&cells, &[Key::Message, Key::Id]);
    places.extend(places.clone());
    set(&mut cells, 1, &[(Key::Measures, "补发")]);
    let plan = planned_of(&ledger, &[("整改台账", &cells), ("问题清单", &places)]);
    assert_eq!((plan.refused.as_slice(), plan.rows), (&[][..], 6));
    assert_eq!(plan.taken[0].edits.len(), 1, "{:?}", plan.taken);
    // A sheet of somebody's own with a column that the ledger's sheet was relieved of.
    let mut own = only(&cells, &[Key::Id, Key::Person, Key::Due]);
    let row = row_of(&cells, 1);
    own[row][1] = "孙七".to_owned();
    own[row][2] = "2026年12月1日".to_owned();
    let others: Vec<Key> = COLUMNS
        .iter()
        .map(|column| column.key)
        .filter(|key| *key != Key::Person)
        .collect();
    set(&mut cells, 1, &[(Key::Due, "2026-12-01")]);
    let without = only(&cells, &others);
    for sheets in [
        [("整改台账", &without), ("分工", &own)],
        [("分工", &own), ("整改台账", &without)],
    ] {
        let plan = planned_of(&ledger, &sheets);
        assert_eq!(plan.refused, []);
        let mut edits: Vec<&str> = plan.taken[0]
            .edits
            .iter()
            .map(|(name, _, _)| name.zh.as_str())
            .collect();
        edits.sort_unstable();
        assert_eq!(edits, ["整改措施", "整改时限", "责任人"], "{plan:?}");
    }
    // What both say differently still contradicts.
    set(&mut cells, 1, &[(Key::Due, "2026-12-02")]);
    let plan = planned_of(&ledger, &[("整改台账", &cells), ("分工", &own)]);
    assert!(plan.taken.is_empty());
    assert!(
        plan.refused
            .iter()
            .all(|refusal| refusal.why.zh.contains("互相矛盾"))
    );
    // Nothing to fill in at all.
    let error = super::plan(&ledger, &workbook(&[("问题清单", &places)]), &taking()).unwrap_err();
    assert!(error.to_string().contains("没有可填写的列"), "{error}");
}

#[test]
fn sheets_of_a_ledger_that_cannot_be_taken_are_named() {
    let (_folder, ledger) = ledger();
    let cells = table(&ledger);
    let all: Vec<Key> = COLUMNS.iter().map(|column| column.key).collect();
    let without: Vec<Key> = all.iter().copied().filter(|key| *key != Key::Id).collect();
    let named = |name: &str, sheet: &Cells, says: &str| {
        let plan = planned_of(&ledger, &[("整改台账-甲", &cells), (name, sheet)]);
        assert_eq!(plan.refused[0].place, name, "{plan:?}");
        assert!(plan.refused[0].why.zh.contains(says), "{plan:?}");
        assert_eq!((plan.refused.len(), plan.rows), (1, 6));
        // Nothing else to read: the same words, as an error.
        let error = super::plan(&ledger, &workbook(&[(name, sheet)]), &taking()).unwrap_err();
        let error = error.to_string();
        assert!(error.contains(name) && error.contains(says), "{error}");
    };
    named(
        "乙",
        &only(&cells, &without),
        "没有“问题编号”一列，6 行未导入",
    );
    // The head of the column emptied.
    let mut emptied = cells.clone();
    emptied[0][at(Key::Id)] = String::new();
    named("丙", &emptied, "没有“问题编号”一列，6 行未导入");
    named(
        "丁",
        &cells[1..].to_vec(),
        "没有表头（列名的一行），6 行未导入",
    );
    let mut cut = only(&cells, &without)[..1].to_vec();
    cut.push(vec!["填表说明".to_owned()]);
    let others = [
        // A head with nothing below it.
        cut,
        // Offices, counts, plans of work, and the record without numbers.
        only(&cells, &[Key::Unit, Key::Person]),
        only(&cells, &[Key::Severity, Key::Number]),
        only(&cells, &[Key::Number, Key::Basis, Key::Person, Key::Due]),
        only(&cells, &[Key::Message, Key::Page, Key::Rule, Key::Remark]),
        // Numbers of issues in a table of somebody's own.
        only(&cells, &[Key::Id, Key::Message])[1..].to_vec(),
    ];
    for other in &others {
        let plan = planned_of(&ledger, &[("整改台账-甲", &cells), ("其他", other)]);
        assert_eq!(plan.refused, [], "{other:?}");
    }
}
