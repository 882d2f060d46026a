#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fmt::Write as _;

use bumpalo::Bump;
use proptest::prelude::*;
use scraper::Html;

use super::{ReadReport, body_of, is_report_title, read, year_of_period};
use crate::model::{Cause, ReportFormat};
use crate::page::dom::{Dom, Id};

fn report(markup: &str, title: &str) -> ReadReport {
    let html = Html::parse_document(markup);
    read(&Dom::new(&Bump::new(), &html), Id::ROOT, Some(title))
}

#[test]
fn the_period_is_written_in_several_ways() {
    let year = |line: &str| year_of_period(&[line.to_owned()]);
    for line in [
        "统计期限自2025年1月1日起至2025年12月31日止",
        "统计期限自2025年1月1日起至12月31日止",
        "统计期限2025.1.1-2025.12.31",
        "统计期限2025.01.01—2025.12.31",
        "本报告统计期限为2025年度。",
    ] {
        assert_eq!(year(line), Some(2025), "{line}");
    }
    for line in [
        "2025年1月1日至2026年12月31日",
        "本报告为2025年度报告",
        "2025年1月11日至12月31日",
    ] {
        assert_eq!(year(line), None, "{line}");
    }
}

const TITLE: &str = "某市某局2023年政府信息公开工作年度报告";

/// The labels of the second table: group, label, and their numbers for 自然人 and 商业企业.
fn rows_two(old: bool) -> Vec<(&'static str, &'static str, u32, u32)> {
    let mut rows = vec![
        ("一、本年新收政府信息公开申请数量", "", 8, 2),
        ("二、上年结转政府信息公开申请数量", "", 1, 0),
        ("（一）予以公开", "", 4, 1),
        (
            "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
            "",
            1,
            0,
        ),
        ("（三）不予公开", "1.属于国家秘密", 0, 0),
        ("", "2.其他法律行政法规禁止公开", 0, 0),
        ("", "3.危及“三安全一稳定”", 0, 0),
        ("", "4.保护第三方合法权益", 1, 0),
        ("", "5.属于三类内部事务信息", 0, 0),
        ("", "6.属于四类过程性信息", 0, 0),
        ("", "7.属于行政执法案卷", 0, 0),
        ("", "8.属于行政查询事项", 0, 0),
        ("（四）无法提供", "1.本机关不掌握相关政府信息", 1, 1),
        ("", "2.没有现成信息需要另行制作", 0, 0),
        ("", "3.补正后申请内容仍不明确", 0, 0),
        ("（五）不予处理", "1.信访举报投诉类申请", 0, 0),
        ("", "2.重复申请", 0, 0),
        ("", "3.要求提供公开出版物", 0, 0),
        ("", "4.无正当理由大量反复申请", 0, 0),
        ("", "5.要求行政机关确认或重新出具已获取信息", 0, 0),
    ];
    if old {
        rows.push(("（六）其他处理", "", 1, 0));
    } else {
        rows.push((
            "（六）其他处理",
            "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
            0,
            0,
        ));
        rows.push((
            "",
            "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
            0,
            0,
        ));
        rows.push(("", "3.其他", 1, 0));
    }
    rows.push(("（七）总计", "", 8, 2));
    rows.push(("四、结转下年度继续办理", "", 1, 0));
    rows
}

const HEAD_TWO: &str = "<tr><td colspan=3 rowspan=3>（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）</td><td colspan=7>申请人情况</td></tr>\
<tr><td rowspan=2>自然人</td><td colspan=5>法人或其他组织</td><td rowspan=2>总计</td></tr>\
<tr><td>商业<br>企业</td><td>科研<br>机构</td><td><p>社会</p><p>公益</p><p>组织&nbsp;&nbsp;</p></td><td>法律服务机构</td><td>其他</td></tr>";

fn body_two(old: bool) -> Vec<String> {
    let rows = rows_two(old);
    let mut out = Vec::new();
    for (at, (group, label, one, two)) in rows.iter().enumerate() {
        let mut row = "<tr>".to_owned();
        let whole = at < 2 || at + 1 == rows.len();
        if at == 2 {
            write!(
                row,
                "<td rowspan={}>三、本年度办理结果</td>",
                rows.len() - 3
            )
            .unwrap();
        }
        if whole {
            write!(row, "<td colspan=3>{group}</td>").unwrap();
        } else if label.is_empty() {
            write!(row, "<td colspan=2>{group}</td>").unwrap();
        } else {
            if !group.is_empty() {
                let size = 1 + rows[at + 1..].iter().take_while(|r| r.0.is_empty()).count();
                write!(row, "<td rowspan={size}>{group}</td>").unwrap();
            }
            write!(row, "<td>{label}</td>").unwrap();
        }
        write!(row, "<td><p>{one}</p></td><td>{two}</td><td>0</td><td>0</td><td>0</td><td>0</td><td>{}</td></tr>", one + two).unwrap();
        out.push(row);
    }
    out
}

const ONE_NEW: &str = "<table><tr><td colspan=4>第二十条第（一）项</td></tr><tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>\
<tr><td>规章</td><td>0</td><td>0</td><td>0</td></tr><tr><td>行政规范性文件</td><td>2</td><td>1</td><td>15</td></tr>\
<tr><td colspan=4>第二十条第（五）项</td></tr><tr><td>信息内容</td><td colspan=3>本年处理决定数量</td></tr><tr><td>行政许可</td><td colspan=3>1,204</td></tr>\
<tr><td colspan=4>第二十条第（六）项</td></tr><tr><td>信息内容</td><td colspan=3>本年处理决定数量</td></tr><tr><td>行政处罚</td><td colspan=3>35</td></tr><tr><td>行政强制</td><td colspan=3>/</td></tr>\
<tr><td colspan=4>第二十条第（八）项</td></tr><tr><td>信息内容</td><td colspan=3>本年收费金额（单位：万元）</td></tr><tr><td>行政事业性收费</td><td colspan=3>12.5</td></tr></table>";

const ONE_OLD: &str = "<table><tr><td colspan=4>第二十条第（一）项</td></tr><tr><td>信息内容</td><td>本年新<br>制作数量</td><td>本年新<br>公开数量</td><td>对外公开总数量</td></tr>\
<tr><td>规章</td><td>0</td><td>0</td><td>0</td></tr><tr><td>规范性文件</td><td>3</td><td>3</td><td>20</td></tr>\
<tr><td colspan=4>第二十条第（五）项</td></tr><tr><td>信息内容</td><td>上一年项目数量</td><td>本年增/减</td><td>处理决定数量</td></tr>\
<tr><td>行政许可</td><td>12</td><td>-2</td><td>480</td></tr><tr><td>其他对外管理服务事项</td><td>5</td><td>+1</td><td>77</td></tr>\
<tr><td colspan=4>第二十条第（六）项</td></tr><tr><td>信息内容</td><td>上一年项目数量</td><td>本年增/减</td><td>处理决定数量</td></tr>\
<tr><td>行政处罚</td><td>90</td><td>0</td><td>8</td></tr><tr><td>行政强制</td><td>3</td><td>0</td><td>0</td></tr>\
<tr><td colspan=4>第二十条第（八）项</td></tr><tr><td>信息内容</td><td>上一年项目数量</td><td colspan=2>本年增/减</td></tr><tr><td>行政事业性收费</td><td>1</td><td colspan=2>0</td></tr>\
<tr><td colspan=4>第二十条第（九）项</td></tr><tr><td>信息内容</td><td>采购项目数量</td><td colspan=2>采购总金额</td></tr><tr><td>政府集中采购</td><td>4</td><td colspan=2>186.2万元</td></tr></table>";

const THREE: &str = "<table><tr><td colspan=5>行政复议</td><td colspan=10>行政诉讼</td></tr>\
<tr><td rowspan=2>结果维持</td><td rowspan=2>结果纠正</td><td rowspan=2>其他结果</td><td rowspan=2>尚未审结</td><td rowspan=2>总计</td><td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td></tr>\
<tr><td>结果维持</td><td>结果纠正</td><td>其他结果</td><td>尚未审结</td><td>总计</td><td>结果维持</td><td>结果纠正</td><td>其他结果</td><td>尚未审结</td><td>总计</td></tr>\
<tr><td>1</td><td>0</td><td>2</td><td>0</td><td>3</td><td>0</td><td>1</td><td>0</td><td>0</td><td>1</td><td>4</td><td>0</td><td>0</td><td>0</td><td>4</td></tr></table>";

fn whole(one: &str, two: &str, three: &str) -> String {
    format!(
        "<h1>{TITLE}</h1><p>统计期限为2023年1月1日至2023年12月31日。</p><p>一、总体情况</p><p>……</p><p>二、主动公开政府信息情况</p>{one}\
         <p>三、收到和处理政府信息公开申请情况</p>{two}<p>四、政府信息公开行政复议、行政诉讼情况</p>{three}\
         <p>五、存在的主要问题及改进情况</p><p>……</p><p>六、其他需要报告的事项</p><p>无。</p>"
    )
}

fn table_two(old: bool) -> String {
    format!("<table>{HEAD_TWO}{}</table>", body_two(old).concat())
}

fn sound() -> String {
    whole(ONE_NEW, &table_two(false), THREE)
}

fn equations(read: &ReadReport) -> Vec<&str> {
    read.facts
        .mismatches
        .iter()
        .map(|m| m.equation.as_str())
        .collect()
}

#[test]
fn a_sound_report_of_the_later_format_is_read_whole() {
    let read = report(&sound(), TITLE);
    let facts = &read.facts;
    assert_eq!(facts.year, Some(2023));
    assert_eq!(facts.body.as_deref(), Some("某市某局"));
    assert_eq!(facts.format, Some(ReportFormat::Of2021));
    assert_eq!(facts.tables_read, [1, 2, 3]);
    assert_eq!(facts.sections.len(), 6);
    for (official, put) in [
        ("总体情况", "年度工作总体情况"),
        ("收到和处理政府信息公开申请情况", "依申请公开情况"),
        (
            "政府信息公开行政复议、行政诉讼情况",
            "因政府信息公开被申请行政复议、提起行政诉讼情况",
        ),
        ("存在的主要问题及改进情况", "存在的问题和改进方向"),
        ("其他需要报告的事项", "其他事项"),
    ] {
        let put = report(&sound().replace(official, put), TITLE);
        assert_eq!(put.facts.sections, facts.sections, "{official}");
    }
    // A heading below a part is none of the six, whatever its words.
    let below = sound().replace("六、其他需要报告的事项", "（六）本年其他有关事项");
    assert_eq!(report(&below, TITLE).facts.sections.len(), 5);
    assert_eq!(facts.mismatches, []);
    assert_eq!(facts.unreadable, None);
    assert_eq!(facts.cells.len(), 10 + 25 * 7 + 15);
    for (name, value) in [
        ("N.made", 2.0),
        ("N.valid", 15.0),
        ("LIC", 1204.0),
        ("COE", 0.0),
        ("FEE", 12.5),
        ("N.NP", 8.0),
        ("R34.NP", 1.0),
        ("R41.CE", 1.0),
        ("R63.TT", 1.0),
        ("R7.TT", 10.0),
        ("X.TT", 1.0),
        ("V.oth", 2.0),
        ("L1.fix", 1.0),
        ("L2.tot", 4.0),
    ] {
        assert_eq!(facts.cells.get(name), Some(&value), "{name}");
    }
    assert!(
        read.notes.iter().any(|note| note.contains("代替 0")),
        "{:?}",
        read.notes
    );
}

#[test]
fn the_format_of_2019_and_2020_is_read() {
    let title = "2020年某县某局政府信息公开工作年度报告";
    let read = report(&whole(ONE_OLD, &table_two(true), THREE), title);
    let facts = &read.facts;
    assert_eq!(facts.format, Some(ReportFormat::Of2019));
    assert_eq!(facts.body.as_deref(), Some("某县某局"));
    assert_eq!(facts.tables_read, [1, 2, 3]);
    assert_eq!(facts.mismatches, []);
    for (name, value) in [
        ("N.new", 3.0),
        ("N.total", 20.0),
        ("LIC.last", 12.0),
        ("LIC.change", -2.0),
        ("LIC", 480.0),
        ("OTH.change", 1.0),
        ("FEE.last", 1.0),
        ("PRO.amount", 186.2),
        ("R6.TT", 1.0),
        ("R7.TT", 10.0),
    ] {
        assert_eq!(facts.cells.get(name), Some(&value), "{name}");
    }
}

#[test]
fn a_wrong_sum_names_its_cell() {
    let broken = sound().replace(
        "<td>4.保护第三方合法权益</td><td><p>1</p></td>",
        "<td>4.保护第三方合法权益</td><td><p>2</p></td>",
    );
    let read = report(&broken, TITLE);
    assert_eq!(equations(&read), ["AR-T2-01", "AR-T2-02"]);
    let first = &read.facts.mismatches[0];
    assert!(
        first.place.contains("保护第三方合法权益") && first.place.contains("总计"),
        "{first:?}"
    );
    assert_eq!((first.expected, first.found), (2.0, 1.0));
    let suits = sound().replace(
        "<td>0</td><td>4</td></tr></table>",
        "<td>0</td><td>5</td></tr></table>",
    );
    assert_eq!(equations(&report(&suits, TITLE)), ["AR-T3-01"]);
}

#[test]
fn the_deformations_of_practice_change_nothing() {
    let same = |name: &str, markup: String| {
        let read = report(&markup, TITLE);
        assert_eq!(
            read.facts.tables_read,
            [1, 2, 3],
            "{name}: {:?}",
            read.notes
        );
        assert_eq!(read.facts.mismatches, [], "{name}");
        assert_eq!(read.facts.cells.get("R63.TT"), Some(&1.0), "{name}");
        assert_eq!(read.facts.cells.get("R7.TT"), Some(&10.0), "{name}");
    };
    same(
        "quotes",
        sound().replace("“三安全一稳定”", "\"三安全一稳定\""),
    );
    same(
        "plain total",
        sound().replace("（七）总计", "总&nbsp;&nbsp;计"),
    );
    same(
        "number apart",
        sound().replace("<td>3.其他</td>", "<td>3.<p>其他</p></td>"),
    );
    same("thousands", sound().replace("1,204", "１，２０４"));
    same(
        "spaces",
        sound().replace("<p>8</p>", "<p>&nbsp;&nbsp;8 </p>"),
    );
    same(
        "word markup",
        sound()
            .replace(
                "<p>",
                "<p class=MsoNormal style='mso-x:1'><span lang=EN-US><o:p></o:p>",
            )
            .replace("</p>", "</span></p>"),
    );
    same(
        "blank for zero",
        sound().replace("<td>0</td>", "<td>&nbsp;</td>"),
    );
    let rows = body_two(false);
    // The rows of the group that the break runs through lose their spans.
    let second: String = rows[12..].concat();
    same(
        "split with heading",
        whole(
            ONE_NEW,
            &format!(
                "<table>{HEAD_TWO}{}</table><p>续表</p><table>{HEAD_TWO}{second}</table>",
                rows[..12].concat()
            ),
            THREE,
        ),
    );
    same(
        "split without heading",
        whole(
            ONE_NEW,
            &format!(
                "<table>{HEAD_TWO}{}</table><table>{second}</table>",
                rows[..12].concat()
            ),
            THREE,
        ),
    );
    same(
        "inside a layout table",
        format!("<table><tr><td>{}</td></tr></table>", sound()),
    );
    same(
        "padded number column",
        sound().replace(
            "<td>1.属于国家秘密</td>",
            "<td>1.</td><td>属于国家秘密</td>",
        ),
    );
}

#[test]
fn numbers_alone_of_table_three_need_their_place_and_their_sums() {
    let start = THREE.find("<tr><td>1</td>").unwrap();
    let bare = format!("<table>{}", &THREE[start..]);
    let read = report(&whole(ONE_NEW, &table_two(false), &bare), TITLE);
    assert_eq!(read.facts.tables_read, [1, 2, 3]);
    let wrong = bare.replace("<td>3</td>", "<td>7</td>");
    let read = report(&whole(ONE_NEW, &table_two(false), &wrong), TITLE);
    assert_eq!(read.facts.tables_read, [1, 2]);
    assert_eq!(read.facts.mismatches, []);
    assert_eq!(read.facts.unreadable, Some(Cause::Disputable));
}

#[test]
fn a_total_in_the_first_place_is_not_a_wrong_sum() {
    let moved = THREE.replacen(
        "<td rowspan=2>结果维持</td><td rowspan=2>结果纠正</td><td rowspan=2>其他结果</td><td rowspan=2>尚未审结</td><td rowspan=2>总计</td>",
        "<td rowspan=2>总计</td><td rowspan=2>结果维持</td><td rowspan=2>结果纠正</td><td rowspan=2>其他结果</td><td rowspan=2>尚未审结</td>",
        1,
    );
    assert_ne!(moved, THREE);
    let read = report(&whole(ONE_NEW, &table_two(false), &moved), TITLE);
    assert_eq!(read.facts.tables_read, [1, 2]);
    assert_eq!(read.facts.mismatches, []);
    assert_eq!(read.facts.unreadable, Some(Cause::Disputable));
    assert!(read.notes.iter().any(|note| note.contains("AR-T3-04")));
}

#[test]
fn blank_totals_are_blank_and_not_wrong() {
    let blank = sound().replace("<td>10</td>", "<td>&nbsp;</td>").replace(
        "<td>3</td><td>0</td><td>1</td>",
        "<td></td><td>0</td><td>1</td>",
    );
    let read = report(&blank, TITLE);
    assert_eq!(read.facts.mismatches, []);
    assert!(
        read.facts.blank.contains(&"N.TT".to_owned()),
        "{:?}",
        read.facts.blank
    );
    assert!(read.facts.blank.contains(&"R7.TT".to_owned()));
    assert!(read.facts.blank.contains(&"V.tot".to_owned()));
    assert!(!read.facts.cells.contains_key("R7.TT"));
    assert!(read.notes.iter().any(|note| note.contains("缺总计")));
}

#[test]
fn a_report_inside_a_script_string_is_read() {
    let script = sound().replace('"', "\\\"").replace("</", "<\\/");
    let read = report(
        &format!("<h1>{TITLE}</h1><div id=c></div><script>var content = \"{script}\";</script>"),
        TITLE,
    );
    assert_eq!(read.facts.tables_read, [1, 2, 3]);
    assert_eq!(read.facts.mismatches, []);
}

#[test]
fn images_and_files_are_unreadable_with_their_cause() {
    let image = report(
        "<h1>x</h1><p>二、主动公开政府信息情况</p><img src=a.png>",
        TITLE,
    );
    assert_eq!(image.facts.unreadable, Some(Cause::ImageOnly));
    let file = report(
        "<p>见附件</p><a href='P020240101.PDF'>年度报告.pdf</a>",
        TITLE,
    );
    assert_eq!(file.facts.unreadable, Some(Cause::UnreadableFile));
    let script = report("<div id=app></div><script>load()</script>", TITLE);
    assert_eq!(script.facts.unreadable, Some(Cause::ScriptBuilt));
    assert_eq!(image.facts.mismatches, []);
}

#[test]
fn reports_before_2019_have_no_tables_to_check() {
    let read = report(
        "<table><tr><td>主动公开</td><td>12</td></tr></table>",
        "某局2015年政府信息公开工作年度报告",
    );
    assert_eq!(read.facts.year, Some(2015));
    assert_eq!((read.facts.unreadable, read.facts.format), (None, None));
}

#[test]
fn titles_are_told_from_titles_about_reports() {
    let check =
        |title: &str, expected: bool| assert_eq!(is_report_title(title), expected, "{title}");
    check(TITLE, true);
    check("2023年政府信息公开年报", true);
    check("某省人民政府办公厅二〇二二年政府信息公开工作年度报告", true);
    check("政府信息公开年报", false);
    check("关于编制2023年政府信息公开工作年度报告的通知", false);
    check("中华人民共和国政府信息公开工作年度报告格式", false);
    check("2024年政府工作报告", false);
    assert_eq!(
        body_of("某省人民政府办公厅二〇二二年政府信息公开工作年度报告").as_deref(),
        Some("某省人民政府办公厅")
    );
    assert_eq!(body_of("2022年度政府信息公开工作年度报告"), None);
    assert_eq!(
        body_of("某某市人民政府信息公开工作年度报告（2023年）").as_deref(),
        Some("某某市人民政府")
    );
}

#[test]
fn real_reports_read_as_a_person_reads_them() {
    let folder = std::path::Path::new("../shared/real/sites/pingtan/zwgk/zfxxgk/zfxxgknb");
    if !folder.exists() {
        return;
    }
    for (file, year, made, valid, fee, new, reviews) in [
        (
            "202503/t20250310_97791.htm",
            2024,
            62.0,
            440.0,
            18651.06,
            218.0,
            7.0,
        ),
        (
            "202403/t20240308_87885.htm",
            2023,
            77.0,
            470.0,
            5_949.088_667,
            81.0,
            2.0,
        ),
    ] {
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        let title = format!("平潭综合实验区{year}年度政府信息公开工作年度报告");
        let read = report(&text, &title);
        let facts = &read.facts;
        assert_eq!(facts.tables_read, [1, 2, 3], "{file} {:?}", read.notes);
        assert_eq!(facts.mismatches, [], "{file}");
        assert_eq!(facts.body.as_deref(), Some("平潭综合实验区"));
        assert_eq!(facts.sections.len(), 6, "{:?}", facts.sections);
        for (name, value) in [
            ("N.made", made),
            ("N.valid", valid),
            ("FEE", fee),
            ("N.TT", new),
            ("V.tot", reviews),
        ] {
            assert_eq!(facts.cells.get(name), Some(&value), "{file} {name}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn no_damage_makes_it_panic(cuts in prop::collection::vec((0..40_000_usize, 0..40_usize), 0..12)) {
        let mut text = sound();
        for (at, length) in cuts {
            let start = text.char_indices().map(|(i, _)| i).nth(at % text.chars().count().max(1)).unwrap_or(0);
            let end = text[start..].char_indices().map(|(i, _)| start + i).nth(length).unwrap_or(text.len());
            text.replace_range(start..end, "");
        }
        let _ = report(&text, TITLE);
    }
}

#[test]
fn a_later_year_in_the_earlier_layout_is_not_accused_for_it() {
    let read = report(&whole(ONE_OLD, &table_two(true), THREE), TITLE);
    assert_eq!(read.facts.tables_read, [1, 2, 3]);
    assert_eq!(read.facts.mismatches, []);
}

#[test]
fn headings_shifted_by_a_wrong_span_do_not_shift_the_numbers() {
    let shifted = table_two(false).replacen("colspan=3 rowspan=3", "colspan=2 rowspan=3", 1);
    let read = report(&whole(ONE_NEW, &shifted, THREE), TITLE);
    assert_eq!(read.facts.mismatches, []);
    assert_eq!(read.facts.cells.get("N.NP"), Some(&8.0));
    let wider = table_two(false).replacen("colspan=3 rowspan=3", "colspan=4 rowspan=3", 1);
    // With blank cells behind the numbers, nothing tells which column is which.
    let padded = wider.replace("</td></tr>", "</td><td></td></tr>");
    let read_padded = report(&whole(ONE_NEW, &padded, THREE), TITLE);
    assert_eq!(read_padded.facts.mismatches, []);
    assert_eq!(read_padded.facts.tables_read, [1, 3]);
    let read = report(&whole(ONE_NEW, &wider, THREE), TITLE);
    assert_eq!(read.facts.mismatches, []);
    assert_eq!(read.facts.cells.get("N.NP"), Some(&8.0));
}

/// The table of requests under other headings.
fn two_under(head: &str) -> String {
    format!("<table>{head}{}</table>", body_two(false).concat())
}

const PROMPT: &str = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）";
const REST: &str = "<td>社会公益组织</td><td>法律服务机构</td><td>其他</td>";

#[test]
fn headings_of_requests_are_read_however_a_copy_breaks_them() {
    let heads = [
        // Broken over two rows, with and without the spans beside them.
        format!(
            "<tr><td colspan=3 rowspan=4>{PROMPT}</td><td colspan=7>申请人情况</td></tr><tr><td rowspan=3>自然人</td><td colspan=5>法人或其他组织</td><td rowspan=3>总计</td></tr>\
             <tr><td>商业</td><td>科研</td>{}</tr><tr><td>企业</td><td>机构</td></tr>",
            REST.replace("<td>", "<td rowspan=2>")
        ),
        format!(
            "<tr><td colspan=3 rowspan=4>{PROMPT}</td><td colspan=7>申请人情况</td></tr><tr><td>自然人</td><td colspan=5>法人或其他组织</td><td>总计</td></tr>\
             <tr><td></td><td>商业</td><td>科研</td>{REST}<td></td></tr><tr><td></td><td>企业</td><td>机构</td><td></td><td></td><td></td><td></td></tr>"
        ),
        // Without row spans; without any spans.
        format!(
            "<tr><td colspan=3 rowspan=3>{PROMPT}</td><td colspan=7>申请人情况</td></tr><tr><td>自然人</td><td colspan=5>法人或其他组织</td><td>总计</td></tr>\
             <tr><td>商业企业</td><td>科研机构</td>{REST}</tr>"
        ),
        format!(
            "<tr><td>{PROMPT}</td><td>申请人情况</td></tr><tr><td>自然人</td><td>法人或其他组织</td><td>总计</td></tr>\
             <tr><td>商业企业</td><td>科研机构</td>{REST}</tr>"
        ),
        HEAD_TWO.replace("商业<br>企业", "企业"),
        // A word of the body's own for one of them.
        HEAD_TWO.replace("商业<br>企业", "经营单位"),
    ];
    for head in heads {
        let read = report(&whole(ONE_NEW, &two_under(&head), THREE), TITLE);
        let facts = &read.facts;
        assert_eq!(facts.tables_read, [1, 2, 3], "{head} {:?}", read.notes);
        assert_eq!(facts.mismatches, [], "{head}");
        for (name, value) in [("N.NP", 8.0), ("N.CE", 2.0), ("R41.CE", 1.0), ("X.TT", 1.0)] {
            assert_eq!(facts.cells.get(name), Some(&value), "{head} {name}");
        }
        // What is wrong in the numbers is wrong under any headings.
        let wrong = two_under(&head).replace(
            "<td>4.保护第三方合法权益</td><td><p>1</p></td>",
            "<td>4.保护第三方合法权益</td><td><p>2</p></td>",
        );
        let read = report(&whole(ONE_NEW, &wrong, THREE), TITLE);
        assert_eq!(equations(&read), ["AR-T2-01", "AR-T2-02"], "{head}");
    }
}

#[test]
fn numbers_under_headings_that_are_not_plain_are_left_alone_with_a_remark() {
    let spanless = |names: &str, row: &str| {
        format!("<tr><td>{PROMPT}</td><td>申请人情况</td></tr><tr>{names}</tr><tr>{row}</tr>")
    };
    let upper = "<td>自然人</td><td>法人或其他组织</td><td>总计</td>";
    let lower = format!("<td>商业企业</td><td>科研机构</td>{REST}");
    for head in [
        // The total before the others; the organisations in another order.
        spanless(
            "<td>总计</td><td>自然人</td><td>法人或其他组织</td>",
            &lower,
        ),
        spanless(upper, &format!("<td>科研机构</td><td>商业企业</td>{REST}")),
        // A heading that is none of the seven in the place of the last part.
        spanless(upper, &lower.replace("其他", "小计")),
        // Too many that are not known.
        HEAD_TWO
            .replace("商业<br>企业", "甲")
            .replace("科研<br>机构", "乙")
            .replace("法律服务机构", "丙"),
    ] {
        let read = report(&whole(ONE_NEW, &two_under(&head), THREE), TITLE);
        assert_eq!(read.facts.tables_read, [1, 3], "{head}");
        assert_eq!(read.facts.mismatches, [], "{head}");
        assert_eq!(read.facts.unreadable, Some(Cause::Disputable));
        assert!(
            read.notes.iter().any(|note| note.contains("表二没有读全")),
            "{:?}",
            read.notes
        );
    }
    // A sum of the others under a heading that is not known: the rows do not add up.
    let odd = two_under(&HEAD_TWO.replace("商业<br>企业", "小计"));
    let odd = odd.replace("</p></td><td>1</td>", "</p></td><td>3</td>");
    let odd = odd.replace("</p></td><td>2</td>", "</p></td><td>4</td>");
    let odd = odd.replace("<td><p>1</p></td><td>0</td>", "<td><p>1</p></td><td>1</td>");
    let read = report(&whole(ONE_NEW, &odd, THREE), TITLE);
    assert_eq!(read.facts.cells.get("N.CE"), None);
    assert_eq!(read.facts.mismatches, []);
    // Without columns to go by, a blank cell before the numbers moves them.
    let moved = two_under(&spanless(upper, &lower))
        .replace("<td><p>8</p></td>", "<td></td><td><p>8</p></td>");
    let read = report(&whole(ONE_NEW, &moved, THREE), TITLE);
    assert_eq!(read.facts.cells.get("N.NP"), None);
    assert_eq!(read.facts.mismatches, []);
}

#[test]
fn a_first_table_without_its_headings_is_left_alone_with_a_remark() {
    let bare = ONE_NEW
        .replace("件数", "")
        .replace("数量", "")
        .replace("收费金额", "");
    let bare = bare
        .replace("现行有效", "")
        .replace("制发", "")
        .replace("废止", "");
    let bare = bare.replace("处理决定", "");
    let read = report(&whole(&bare, &table_two(false), THREE), TITLE);
    assert_eq!(read.facts.tables_read, [2, 3]);
    assert_eq!(read.facts.unreadable, Some(Cause::Disputable));
    assert!(
        read.notes.iter().any(|note| note.contains("表一没有读全")),
        "{:?}",
        read.notes
    );
}

#[test]
fn headings_in_an_order_of_their_own_hold_for_the_rest_of_the_table() {
    let head = HEAD_TWO
        .replace("商业<br>企业", "科研机构")
        .replace("科研<br>机构", "商业企业");
    let two = format!(
        "<table>{head}</table><table>{}</table>",
        body_two(false).concat()
    );
    let read = report(&whole(ONE_NEW, &two, THREE), TITLE);
    assert_eq!(read.facts.cells.get("N.SR"), Some(&2.0));
    assert_eq!(read.facts.mismatches, []);
}

/// The headings of the third table with other rows for their two lower levels.
fn three_under(lower: &str, numbers: &str) -> String {
    format!(
        "<table><tr><td colspan=5>行政复议</td><td colspan=10>行政诉讼</td></tr>{lower}<tr>{numbers}</tr></table>"
    )
}

const FIVE: &str =
    "<td>结果维持</td><td>结果纠正</td><td>其他结果</td><td>尚未审结</td><td>总计</td>";
const SUITS: &str = "<td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td>";
const FIFTEEN: &str = "<td>1</td><td>0</td><td>2</td><td>0</td><td>3</td><td>0</td><td>1</td><td>0</td><td>0</td><td>1</td><td>4</td><td>0</td><td>0</td><td>0</td><td>4</td>";

#[test]
fn headings_of_reviews_are_read_however_a_copy_breaks_them() {
    let pieces = "<td>&nbsp;</td>".repeat(5);
    let spans_lost = "<table><tr><td>行政复议</td><td>行政诉讼</td></tr>".to_owned();
    for lower in [
        format!("<tr>{FIVE}{SUITS}</tr><tr>{pieces}{FIVE}{FIVE}</tr>"),
        format!("<tr>{pieces}{SUITS}</tr><tr>{FIVE}{FIVE}{FIVE}</tr>"),
        format!("<tr>{FIVE}{SUITS}</tr><tr>{FIVE}{FIVE}</tr>"),
        format!(
            "<tr>{pieces}{SUITS}</tr><tr>{}</tr><tr>{}</tr>",
            "<td>结果</td><td>结果</td><td>其他</td><td>尚未</td><td rowspan=2>总计</td>".repeat(3),
            "<td>维持</td><td>纠正</td><td>结果</td><td>审结</td>".repeat(3)
        ),
    ] {
        let check = |table: &str| {
            let read = report(&whole(ONE_NEW, &table_two(false), table), TITLE);
            assert_eq!(
                read.facts.tables_read,
                [1, 2, 3],
                "{table} {:?}",
                read.notes
            );
            assert_eq!(read.facts.cells.get("V.oth"), Some(&2.0), "{table}");
            assert_eq!(read.facts.cells.get("L2.keep"), Some(&4.0), "{table}");
            read.facts.mismatches.len()
        };
        assert_eq!(check(&three_under(&lower, FIFTEEN)), 0);
        let wrong = FIFTEEN.replacen("<td>3</td>", "<td>7</td>", 1);
        assert_eq!(check(&three_under(&lower, &wrong)), 1);
    }
    let all_lost = |five: &str| {
        format!(
            "{spans_lost}<tr>{five}<td>未经复议直接起诉</td><td>复议后起诉</td></tr><tr>{FIVE}{FIVE}</tr><tr>{FIFTEEN}</tr></table>"
        )
    };
    let read =
        |five: &str| report(&whole(ONE_NEW, &table_two(false), &all_lost(five)), TITLE).facts;
    assert_eq!(read(FIVE).cells.get("L1.fix"), Some(&1.0));
    let first = "<td>总计</td><td>结果维持</td><td>结果纠正</td><td>其他结果</td><td>尚未审结</td>";
    assert_eq!(read(first).tables_read, [1, 2]);
    assert_eq!(read(first).mismatches, []);
}

#[test]
fn a_table_of_reviews_that_nobody_filled_in_lacks_its_totals() {
    let lower = format!(
        "<tr>{}{SUITS}</tr><tr>{FIVE}{FIVE}</tr>",
        FIVE.replace("<td>", "<td rowspan=2>")
    );
    let blank = three_under(&lower, &"<td></td>".repeat(15));
    let read = report(&whole(ONE_NEW, &table_two(false), &blank), TITLE);
    let facts = &read.facts;
    assert_eq!(facts.tables_read, [1, 2, 3], "{:?}", read.notes);
    assert!(read.notes.iter().all(|note| !note.contains("AR-T3-04")));
    let totals: Vec<&String> = facts
        .blank
        .iter()
        .filter(|name| !facts.cells.contains_key(*name))
        .collect();
    assert_eq!(totals, ["V.tot", "L1.tot", "L2.tot"]);
    assert_eq!(facts.cells.get("V.fix"), Some(&0.0));
    assert_eq!(facts.mismatches, []);
    // Numbers in a table behind it are its numbers.
    let next = format!("{blank}<table><tr>{FIFTEEN}</tr></table>");
    let read = report(&whole(ONE_NEW, &table_two(false), &next), TITLE);
    assert_eq!(read.facts.cells.get("L2.tot"), Some(&4.0));
    // Headings alone, or two rows of numbers, are not taken for a blank form.
    for numbers in [String::new(), format!("{FIFTEEN}</tr><tr>{FIFTEEN}")] {
        let table = three_under(&lower, &numbers);
        let read = report(&whole(ONE_NEW, &table_two(false), &table), TITLE);
        assert_eq!(read.facts.tables_read, [1, 2]);
        assert!(
            read.notes.iter().any(|note| note.contains("数字行")),
            "{:?}",
            read.notes
        );
    }
}

#[test]
fn the_icons_of_a_page_are_no_tables() {
    let text = "2024年，本单位主动公开政府信息二十三条，受理政府信息公开申请零件。".repeat(12);
    let parts = format!(
        "<h1>{TITLE}</h1><p>一、总体情况</p><p>{text}</p><p>二、主动公开政府信息情况</p><p>{text}</p><p>六、其他需要报告的事项</p><p>无。</p>"
    );
    let cause = |markup: &str| report(markup, TITLE).facts.unreadable;
    for icon in [
        "<div>当前位置：<img src=/images/home.png><a href=/>首页</a></div>",
        "<div><img src=/images/line.png></div>",
    ] {
        assert_eq!(
            cause(&format!("{icon}{parts}")),
            Some(Cause::NeedsHuman),
            "{icon}"
        );
    }
    let code = format!("{parts}<div><img src=/images/qr20240101.png></div>");
    assert_eq!(cause(&code), Some(Cause::NeedsHuman));
    let tables = parts.replace("<p>六、", "<p><img src=image001.png></p><p>六、");
    assert_eq!(cause(&tables), Some(Cause::ImageOnly));
    let line = "<p>当前位置：<img src=/images/home.png><a href=/>首页</a></p><p>二、主动公开政府信息情况</p>";
    assert_eq!(cause(line), Some(Cause::NeedsHuman));
}

#[test]
fn a_picture_is_a_table_only_where_no_table_of_the_page_is() {
    let broken = two_under(
        &HEAD_TWO
            .replace("业<br>", "")
            .replace("研<br>", "")
            .replace("法律服务机构", "丙"),
    );
    let three = |markup: &str| markup.replace(THREE, "");
    let cause = |markup: &str| report(markup, TITLE).facts.unreadable;
    let logo = |markup: &str| {
        format!("<p><a href=/><img src=logo.png></a></p>{markup}<p><img src=qr.png></p>")
    };
    let with =
        |part: &str, markup: &str| markup.replace(part, &format!("{part}<p><img src=t.png></p>"));
    let two_unread = whole(ONE_NEW, &broken, THREE);
    assert_eq!(cause(&logo(&two_unread)), Some(Cause::Disputable));
    // Its own part: the table that stands there is the one that was not read.
    let parts = ["申请情况</p>", "一、总体情况</p>", "行政诉讼情况</p>"];
    assert_eq!(cause(&with(parts[0], &two_unread)), Some(Cause::Disputable));
    let no_three = three(&sound());
    assert_eq!(cause(&logo(&no_three)), Some(Cause::Disputable));
    assert_eq!(cause(&with(parts[1], &no_three)), Some(Cause::Disputable));
    assert_eq!(cause(&with(parts[2], &no_three)), Some(Cause::ImageOnly));
    // All three as pictures, beside a table of something else.
    let others = format!(
        "<table>{}</table>",
        "<tr><td>甲</td><td>1</td></tr>".repeat(9)
    );
    assert_eq!(
        cause(&with(parts[0], &whole(&others, "", ""))),
        Some(Cause::ImageOnly)
    );
}
