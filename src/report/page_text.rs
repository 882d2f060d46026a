//! The facts of one page for a person at a terminal.

use std::io::{self, Write};

use comfy_table::{ColumnConstraint, ContentArrangement, Table, presets};

use super::{Style, clean};
use crate::model::{DocumentFacts, Field, Lang, PageFacts, PageKind};

/// How many rows of a list are shown; the JSON has all.
const SHOWN: usize = 20;

/// Writes the facts of one page as tables.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_page_text(
    url: &str,
    facts: &PageFacts,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lang = style.lang;
    writeln!(out, "{}", clean::line(url))?;
    let mut rows: Vec<(&str, String)> = vec![
        (
            lang.pick("页面类型", "Kind"),
            kind(facts.kind, lang).to_owned(),
        ),
        (lang.pick("标题", "Title"), option(facts.title.as_deref())),
        (
            lang.pick("网站名称", "Site"),
            option(facts.site_name.as_deref()),
        ),
        (
            lang.pick("网站标识码", "Site code"),
            option(facts.site_id_code.as_deref()),
        ),
        (
            lang.pick("栏目路径", "Columns"),
            facts.column_path.join(" > "),
        ),
        (lang.pick("编码", "Charset"), charset(facts, lang)),
        (
            lang.pick("搜索框", "Search box"),
            yes_no(facts.search_box, lang).to_owned(),
        ),
    ];
    if let Some(cause) = facts.unreadable {
        rows.push((
            lang.pick("未能读取", "Not readable"),
            cause.label(lang).to_owned(),
        ));
    }
    if let Some(document) = &facts.document {
        rows.extend(document_rows(document, lang));
    }
    two_columns(&rows, style, out)?;
    write_list(facts, style, out)?;
    write_report(facts, style, out)?;
    write_messages(facts, style, out)?;
    if !facts.personal_data.is_empty() {
        writeln!(
            out,
            "\n{}",
            lang.pick("个人信息（已脱敏）", "Personal data (masked)")
        )?;
        let rows: Vec<(&str, String)> = facts
            .personal_data
            .iter()
            .map(|datum| (datum.kind, format!("{}  {}", datum.masked, datum.locator)))
            .collect();
        two_columns(&rows, style, out)?;
    }
    for warning in &facts.warnings {
        let head = lang.pick("注意：", "note: ");
        writeln!(out, "{head}{}", clean::line(warning))?;
    }
    Ok(())
}

fn document_rows(document: &DocumentFacts, lang: Lang) -> Vec<(&'static str, String)> {
    let text = |field: &Option<Field<String>>| {
        field.as_ref().map_or_else(
            || "—".to_owned(),
            |field| located(&field.value, field.source.zh(), lang),
        )
    };
    let day = |field: &Option<Field<jiff::civil::Date>>| {
        field.as_ref().map_or_else(
            || "—".to_owned(),
            |field| located(&field.value.to_string(), field.source.zh(), lang),
        )
    };
    let attachments: Vec<String> = document
        .attachments
        .iter()
        .take(SHOWN)
        .map(|attachment| match attachment.ext.as_str() {
            "" => attachment.text.clone(),
            ext => format!("{} [{ext}]", attachment.text),
        })
        .collect();
    vec![
        (lang.pick("文号", "Number"), text(&document.doc_number)),
        (
            lang.pick("成文日期", "Written"),
            day(&document.written_date),
        ),
        (
            lang.pick("发布日期", "Published"),
            day(&document.published_date),
        ),
        (
            lang.pick("发文机关", "Issued by"),
            text(&document.issuing_body),
        ),
        (
            lang.pick("索引号", "Index number"),
            text(&document.index_number),
        ),
        (lang.pick("有效性", "Validity"), text(&document.validity)),
        (lang.pick("主题分类", "Topic"), text(&document.topic)),
        (
            lang.pick("附件", "Attachments"),
            if attachments.is_empty() {
                "—".to_owned()
            } else {
                attachments.join("\n")
            },
        ),
    ]
}

fn write_list(facts: &PageFacts, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let Some(list) = &facts.list else {
        return Ok(());
    };
    let lang = style.lang;
    let count = list.items.len();
    let head = match lang {
        Lang::Zh => format!(
            "\n列表：{count} 条{}{}",
            if list.dynamic {
                "，由脚本加载"
            } else {
                ""
            },
            if list.next.is_some() {
                "，有下一页"
            } else {
                ""
            }
        ),
        Lang::En => format!(
            "\nList: {count} items{}{}",
            if list.dynamic {
                ", built by script"
            } else {
                ""
            },
            if list.next.is_some() {
                ", has a next page"
            } else {
                ""
            }
        ),
    };
    writeln!(out, "{head}")?;
    if list.items.is_empty() {
        return Ok(());
    }
    let mut table = new_table(style);
    table.set_header([lang.pick("日期", "Date"), lang.pick("标题", "Title")]);
    for item in list.items.iter().take(SHOWN) {
        let date = item
            .date
            .map_or_else(|| "—".to_owned(), |date| date.to_string());
        table.add_row([date, clean::line(&item.title)]);
    }
    put(&table, out)?;
    if count > SHOWN {
        let more = count - SHOWN;
        writeln!(
            out,
            "{}",
            match lang {
                Lang::Zh => format!("另有 {more} 条，见 --format json"),
                Lang::En => format!("{more} more: see --format json"),
            }
        )?;
    }
    Ok(())
}

fn write_report(facts: &PageFacts, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let Some(report) = &facts.report else {
        return Ok(());
    };
    let lang = style.lang;
    let year = report
        .year
        .map_or_else(|| "—".to_owned(), |year| year.to_string());
    let cells = report.cells.len();
    let wrong = report.mismatches.len();
    writeln!(
        out,
        "\n{}",
        match lang {
            Lang::Zh => format!("年度报告：{year} 年，读出 {cells} 格，{wrong} 处数字不符"),
            Lang::En =>
                format!("Annual report: {year}, {cells} cells read, {wrong} sums do not hold"),
        }
    )?;
    if wrong == 0 {
        return Ok(());
    }
    let mut table = new_table(style);
    table.set_header([
        lang.pick("位置", "Where"),
        lang.pick("应为", "Expected"),
        lang.pick("实为", "Found"),
    ]);
    for mismatch in report.mismatches.iter().take(SHOWN) {
        table.add_row([
            clean::line(&mismatch.place),
            mismatch.expected.to_string(),
            mismatch.found.to_string(),
        ]);
    }
    put(&table, out)
}

fn write_messages(facts: &PageFacts, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if facts.messages.is_empty() {
        return Ok(());
    }
    let lang = style.lang;
    let mut table = new_table(style);
    table.set_header([
        lang.pick("来信", "Message"),
        lang.pick("提交", "Asked"),
        lang.pick("答复", "Answered"),
        lang.pick("状态", "State"),
    ]);
    for message in facts.messages.iter().take(SHOWN) {
        let day = |date: Option<jiff::civil::Date>| {
            date.map_or_else(|| "—".to_owned(), |d| d.to_string())
        };
        table.add_row([
            clean::line(&message.title),
            day(message.asked),
            day(message.replied),
            option(message.status.as_deref()),
        ]);
    }
    writeln!(out)?;
    put(&table, out)
}

fn two_columns(rows: &[(&str, String)], style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut table = new_table(style);
    for (label, value) in rows {
        let value: Vec<String> = value.lines().map(clean::line).collect();
        let value = if value.is_empty() {
            "—".to_owned()
        } else {
            value.join("\n")
        };
        table.add_row([(*label).to_owned(), value]);
    }
    put(&table, out)
}

/// Makes an empty table of the style's width and lines.
pub(super) fn new_table(style: &Style) -> Table {
    let mut table = Table::new();
    table.force_no_tty();
    table.load_style(if style.ascii {
        presets::ASCII_FULL_CONDENSED
    } else {
        presets::UTF8_FULL_CONDENSED
    });
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(style.width.clamp(40, 400)).unwrap_or(100));
    table
}

/// Writes a table, without spaces at the ends of lines.
pub(super) fn put(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    for line in table.lines() {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

fn located(value: &str, source: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{value}（{source}）"),
        Lang::En => format!("{value} ({source})"),
    }
}

fn option(value: Option<&str>) -> String {
    value.map_or_else(|| "—".to_owned(), clean::line)
}

fn yes_no(value: bool, lang: Lang) -> &'static str {
    if value {
        lang.pick("有", "yes")
    } else {
        lang.pick("无", "no")
    }
}

fn charset(facts: &PageFacts, lang: Lang) -> String {
    let used = &facts.charset.used;
    match &facts.charset.declared {
        Some(declared) if facts.charset.lying => match lang {
            Lang::Zh => format!("{used}（页面声明为 {declared}，与实际不符）"),
            Lang::En => format!("{used} (declared as {declared}, wrongly)"),
        },
        _ => used.clone(),
    }
}

fn kind(kind: PageKind, lang: Lang) -> &'static str {
    let zh = match kind {
        PageKind::SiteHome => "网站首页",
        PageKind::PlatformHome => "政府信息公开平台首页",
        PageKind::Guide => "政府信息公开指南",
        PageKind::Regime => "政府信息公开制度",
        PageKind::ColumnList => "栏目列表",
        PageKind::Document => "政策文件",
        PageKind::AnnualReport => "政府信息公开年度报告",
        PageKind::Interpretation => "政策解读",
        PageKind::Consultation => "意见征集",
        PageKind::Request => "依申请公开",
        PageKind::Mailbox => "互动交流",
        PageKind::Enforcement => "行政执法公示",
        PageKind::Article => "文章",
        PageKind::Other => "其他",
    };
    lang.pick(zh, kind.code())
}

/// Returns a table of rows that are not a site's words (rules, settings).
pub fn list_table<const N: usize>(head: &[&str; N], rows: &[[String; N]], style: &Style) -> String {
    let mut table = new_table(style);
    table.set_header(head.iter().copied());
    for row in rows {
        table.add_row(row.iter().map(|text| clean::line(text)));
    }
    // Names are copied: the first column is not broken where there is room.
    if style.width >= 80
        && let Some(column) = table.column_mut(0)
    {
        column.set_constraint(ColumnConstraint::ContentWidth);
    }
    let mut out = String::new();
    for line in table.lines() {
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}
