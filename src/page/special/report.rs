//! Annual reports on disclosure (政府信息公开工作年度报告): year, body, sections and the three
//! tables with their equations. The law: Regulation Articles 49 and 50; the formats of
//! 国办公开办函〔2019〕60号 (2019, 2020) and 〔2021〕30号 (from 2021 on).

use std::sync::LazyLock;

use bumpalo::Bump;
use regex::Regex;
use scraper::Html;

use super::equations;
use super::flow::{Block, blocks, blocks_without, lines};
use super::report_cells::{Cells, Layout};
use super::report_text;
use super::report_third::Third;
use super::script_text::tables_in_strings;
use crate::model::{Cause, ReportFacts, ReportFormat};
use crate::page::dom::{Dom, Id};
use crate::vocabulary::fold;
use crate::vocabulary::report::{plain, unnumbered, words};

/// A report as read, with remarks for a person.
#[derive(Debug, Default)]
pub struct ReadReport {
    /// The facts.
    pub facts: ReportFacts,
    /// What a person should know of the reading: marks for none, rows not read, blank
    /// totals, relations that usually hold.
    pub notes: Vec<String>,
    /// Which of the three tables the markup has something of, read or not.
    seen: Vec<u8>,
}

/// Tells whether a title names an annual report of one year.
///
/// A column of reports, a notice on how to write one or a template is none.
pub fn is_report_title(title: &str) -> bool {
    let title = plain(title);
    let about = title.contains("信息公开") && words().titles.found_in(&title);
    about
        && year_of(&title).is_some()
        && !words()
            .not_reports
            .iter()
            .any(|word| title.contains(word.as_str()))
}

/// Tells whether text holds the rows that only the tables of a report have.
pub fn has_report_table(text: &str) -> bool {
    let has = |words: &str| memchr::memmem::find(text.as_bytes(), words.as_bytes()).is_some();
    has("上年结转政府信息公开申请") && has("结转下年度继续办理")
}

/// Reads the report that stands below `main`.
pub fn read(dom: &Dom<'_>, main: Id, title: Option<&str>) -> ReadReport {
    let content = blocks(dom, main);
    let mut read = read_blocks(&content, title);
    if read.facts.tables_read.is_empty()
        && let Some(inner) = read_script(dom, title)
        && !inner.facts.tables_read.is_empty()
    {
        read = inner;
        read.notes.push("报告正文在页面脚本的字符串中".to_owned());
    }
    explain(&mut read, dom, main, &content);
    read
}

/// Reads a report that stands whole in a script's string or a text area.
fn read_script(dom: &Dom<'_>, title: Option<&str>) -> Option<ReadReport> {
    let mut best: Option<ReadReport> = None;
    for id in dom.find(Id::ROOT, &["script", "textarea", "template"]) {
        let raw = dom.raw_text(id);
        let texts = if dom.tag(id) == "script" && !raw.trim_start().starts_with('<') {
            tables_in_strings(&raw)
        } else if raw.contains("<table") {
            vec![raw.into_owned()]
        } else {
            Vec::new()
        };
        for text in texts {
            let html = Html::parse_fragment(&text);
            let arena = Bump::new();
            let inner = Dom::new(&arena, &html);
            let read = read_blocks(&blocks(&inner, Id::ROOT), title);
            let better = best
                .as_ref()
                .is_none_or(|best| best.facts.tables_read.len() < read.facts.tables_read.len());
            if better {
                best = Some(read);
            }
        }
    }
    best
}

fn read_blocks(content: &[Block], title: Option<&str>) -> ReadReport {
    let text = lines(content);
    let titled = title.and_then(|title| year_of(&plain(title)));
    let period = year_of_period(&text);
    let year = titled.or(period);
    let mut read = ReadReport::default();
    if let (Some(titled), Some(period)) = (titled, period)
        && titled != period
    {
        read.notes.push(format!(
            "年度报告标题为 {titled} 年，正文统计期限为 {period} 年"
        ));
    }
    read.facts.year = year;
    read.facts.titled = titled;
    read.facts.period = period;
    read.facts.body = title.and_then(body_of);
    read.facts.sentences = report_text::sentences(content);
    read.facts.sections = sections(&text);
    if year.is_some_and(|year| year < 2019) {
        // Reports of 2008–2018 follow no official tables.
        return read;
    }
    let cells = read_cells(content);
    let facts = &mut read.facts;
    facts.format = match year {
        Some(2019 | 2020) => Some(ReportFormat::Of2019),
        Some(_) => Some(ReportFormat::Of2021),
        None => shown_format(&cells),
    };
    facts.shown_format = shown_format(&cells);
    facts.marks = cells.marks;
    facts.claims = report_text::claims(content, year);
    if cells.rows_one.len() >= 4 && !cells.contradictory.contains(&1) {
        facts.tables_read.push(1);
    }
    let frame = ["N", "C", "R7", "X"]
        .iter()
        .all(|row| cells.rows_two.contains(row));
    if frame && cells.rows_two.len() >= 12 && !cells.contradictory.contains(&2) {
        facts.tables_read.push(2);
    }
    if cells.third == Third::Read && !cells.contradictory.contains(&3) {
        facts.tables_read.push(3);
    }
    let read_tables = facts.tables_read.clone();
    let kept = |name: &str| read_tables.contains(&equations::table_of(name));
    facts.cells = cells
        .values
        .iter()
        .filter(|(name, _)| kept(name))
        .map(|(n, v)| (n.clone(), *v))
        .collect();
    facts.blank = cells
        .blank
        .iter()
        .filter(|name| kept(name))
        .cloned()
        .collect();
    facts.mismatches = equations::check(&facts.cells, facts.format);
    read.seen = (1..=3).filter(|table| cells.has_seen(*table)).collect();
    notes(&cells, &mut read);
    read
}

fn read_cells(content: &[Block]) -> Cells {
    let mut cells = Cells::default();
    let mut layout = Layout::default();
    for block in content {
        if let Block::Table(grid) = block {
            cells.read(grid, &mut layout);
        }
    }
    cells.close_three(layout);
    if cells.third == Third::NotSeen {
        // Headings lost: only where the fourth section places the numbers.
        let reviews = words().sections.get(3).map_or("", |s| s.name.as_str());
        let mut inside = false;
        for block in content {
            match block {
                Block::Line(line) => {
                    if let Some(name) = section_of(line) {
                        inside = name == reviews;
                    }
                }
                Block::Table(grid) if inside => cells.read_bare_three(grid),
                Block::Table(_) => {}
            }
        }
    }
    cells
}

/// Tells which official format the rows and headings are of; `None` where they are of both or
/// of neither.
fn shown_format(cells: &Cells) -> Option<ReportFormat> {
    let has = |names: &[&str]| {
        names.iter().any(|name| {
            cells.values.contains_key(*name) || cells.blank.iter().any(|blank| blank == name)
        })
    };
    let old = has(&[
        "G.new",
        "N.new",
        "G.total",
        "N.total",
        "LIC.last",
        "PRO.items",
    ]);
    let new = has(&["G.made", "N.made", "G.valid", "N.valid", "R61.NP", "R62.NP"]);
    match (old, new) {
        (true, false) => Some(ReportFormat::Of2019),
        (false, true) => Some(ReportFormat::Of2021),
        _ => None,
    }
}

fn notes(cells: &Cells, read: &mut ReadReport) {
    let facts = &read.facts;
    let notes = &mut read.notes;
    if cells.marks > 0 {
        notes.push(format!(
            "年度报告表格有 {} 处以符号或“无”代替 0",
            cells.marks
        ));
    }
    let (totals, data): (Vec<&String>, Vec<&String>) = facts
        .blank
        .iter()
        .partition(|name| !facts.cells.contains_key(*name));
    if !totals.is_empty() {
        let named: Vec<String> = totals
            .iter()
            .take(5)
            .map(|name| equations::place(name))
            .collect();
        let more = if totals.len() > 5 { "等" } else { "" };
        notes.push(format!(
            "年度报告缺总计 {} 处：{}{more}",
            totals.len(),
            named.join("、")
        ));
    }
    if !data.is_empty() {
        notes.push(format!(
            "年度报告表格有 {} 个空白单元格，按 0 计算",
            data.len()
        ));
    }
    if !cells.rows_unread.is_empty() {
        notes.push(format!(
            "年度报告表格有未能读出的行：{}",
            cells.rows_unread.join("、")
        ));
    }
    for table in &cells.contradictory {
        notes.push(format!(
            "年度报告的表{}出现两次而数字不同，未作核对",
            numeral(*table)
        ));
    }
    for table in [1, 2] {
        let open = !facts.tables_read.contains(&table) && !cells.contradictory.contains(&table);
        if open && cells.has_seen(table) {
            notes.push(format!(
                "年度报告的表{}没有读全（有表头或行名没有认出），未作核对",
                numeral(table)
            ));
        }
    }
    match cells.third {
        Third::Disordered => {
            notes.push("年度报告表三的列序或表头错位（AR-T3-04），未作核对".to_owned());
        }
        Third::NoNumbers => {
            notes.push("年度报告表三的数字行没有认出，未作核对".to_owned());
        }
        Third::NotSeen | Third::Read => {}
    }
    for row in ["G", "N"] {
        let get = |code: &str| facts.cells.get(&format!("{row}.{code}")).copied();
        if let (Some(made), Some(repealed), Some(valid)) =
            (get("made"), get("repealed"), get("valid"))
            && made > valid + repealed
        {
            notes.push(format!(
                "{}大于现行有效与废止之和（AR-T1-03），请核对",
                equations::place(&format!("{row}.made"))
            ));
        }
    }
}

const fn numeral(table: u8) -> &'static str {
    match table {
        1 => "一",
        2 => "二",
        _ => "三",
    }
}

/// Characters of a report that is no more than its title and pictures.
const LITTLE: u32 = 400;

/// Says why not all three tables could be read.
fn explain(read: &mut ReadReport, dom: &Dom<'_>, main: Id, content: &[Block]) {
    let facts = &mut read.facts;
    if facts.tables_read.len() == 3 || facts.year.is_some_and(|year| year < 2019) {
        return;
    }
    let sums = dom.sums(main);
    let tables = content
        .iter()
        .any(|block| matches!(block, Block::Table(grid) if grid.cell_count() >= 15));
    let pictured = || match read.seen.as_slice() {
        [] if sums.chars < LITTLE => holds_lone_picture(dom, main),
        [] => (1..=3).any(|table| has_picture_for(dom, main, table)),
        // A picture beside tables of the page may be anything: it is one of the others only
        // where that belongs.
        seen => (1..=3)
            .filter(|table| !seen.contains(table))
            .any(|table| has_picture_for(dom, main, table)),
    };
    let cause = if !tables && has_file(dom, main) {
        Cause::UnreadableFile
    } else if pictured() {
        Cause::ImageOnly
    } else if tables || !facts.tables_read.is_empty() {
        Cause::Disputable
    } else if sums.chars < 200 && dom.find(Id::ROOT, &["script"]).next().is_some() {
        Cause::ScriptBuilt
    } else {
        Cause::NeedsHuman
    };
    facts.unreadable = Some(cause);
}

/// Tells whether a picture stands by itself, as the icon of a line does not.
fn holds_lone_picture(dom: &Dom<'_>, main: Id) -> bool {
    dom.find(main, &["img"])
        .filter(|&picture| dom.is_visible(picture))
        .any(|picture| {
            let linked = dom.ancestors(picture).any(|up| dom.tag(up) == "a");
            let block = dom.ancestors(picture).find(|&up| dom.is_block(up));
            let in_line = block.is_some_and(|block| {
                dom.children(block)
                    .any(|beside| !dom.is_block(beside) && dom.sums(beside).chars > 0)
            });
            !linked && !in_line
        })
}

/// Tells whether a picture stands in the part of the report that a table belongs to.
fn has_picture_for(dom: &Dom<'_>, main: Id, table: u8) -> bool {
    /// More pictures are not those of tables.
    const MOST: usize = 24;
    let part = words().sections.get(usize::from(table));
    let inside = |picture: Id| {
        let before = blocks_without(dom, main, &|id| id.at() >= picture.at());
        let last = lines(&before)
            .iter()
            .rev()
            .find_map(|line| section_of(line));
        last.is_some() && last == part.map(|part| part.name.as_str())
    };
    dom.find(main, &["img"])
        .filter(|&picture| dom.is_visible(picture))
        .take(MOST)
        .any(inside)
}

/// Tells whether a file that may hold the report is linked or embedded.
fn has_file(dom: &Dom<'_>, main: Id) -> bool {
    dom.find(main, &["a", "iframe", "embed", "object"])
        .any(|id| {
            ["href", "src", "data"].iter().any(|name| {
                dom.attr(id, name).is_some_and(|value| {
                    let path = value
                        .split(['?', '#'])
                        .next()
                        .unwrap_or(value)
                        .to_ascii_lowercase();
                    let file = [
                        ".pdf", ".doc", ".docx", ".xls", ".xlsx", ".wps", ".ofd", ".et", ".zip",
                        ".rar",
                    ]
                    .iter()
                    .any(|ext| path.ends_with(ext));
                    // A viewer gets the file's name as an argument.
                    file || (dom.tag(id) != "a" && value.to_ascii_lowercase().contains(".pdf"))
                })
            })
        })
}

/// Finds the year that a title (see [`plain`]) reports on.
fn year_of(title: &str) -> Option<i16> {
    static YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(20[0-9]{2})年").ok());
    let digits: String = title.chars().map(digit).collect();
    let mut years = YEAR.as_ref()?.captures_iter(&digits);
    let year = years.next()?.get(1)?.as_str().parse().ok()?;
    (2008..=2100).contains(&year).then_some(year)
}

fn digit(c: char) -> char {
    "〇一二三四五六七八九"
        .chars()
        .position(|known| known == c)
        .or((c == '零' || c == '○').then_some(0))
        .and_then(|value| char::from_digit(u32::try_from(value).ok()?, 10))
        .unwrap_or(c)
}

/// Finds the year of the period that the text says the numbers cover: its first and last days,
/// else the year that it names for it (统计期限为2025年度).
fn year_of_period(text: &[String]) -> Option<i16> {
    static PERIOD: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(20[0-9]{2})[年./-]0?1[月./-]0?1日?(?:起)?[至到\-~—–]+(?:(20[0-9]{2})[年./-])?12[月./-]31",
        )
        .ok()
    });
    static NAMED: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"统计期限(?:为|是|:)?(20[0-9]{2})年度").ok());
    let year = |found: &regex::Captures<'_>| found.get(1)?.as_str().parse().ok();
    let of_days = text.iter().find_map(|line| {
        let folded = fold(line);
        let found = PERIOD.as_ref()?.captures(&folded)?;
        let same = found.get(2).is_none_or(|end| {
            found
                .get(1)
                .is_some_and(|start| start.as_str() == end.as_str())
        });
        same.then(|| year(&found)).flatten()
    });
    of_days.or_else(|| {
        text.iter()
            .filter(|line| line.contains("期限"))
            .find_map(|line| year(&NAMED.as_ref()?.captures(&fold(line))?))
    })
}

/// Reads the body's name from a title such as `某局2023年政府信息公开工作年度报告`.
fn body_of(title: &str) -> Option<String> {
    static YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"[(（〔\[]?\s*(?:20[0-9]{2}|二[〇○零0]..)\s*年(?:度)?\s*[)）〕\]]?").ok()
    });
    let without = YEAR.as_ref()?.replace_all(title, "\u{1}");
    let end = words()
        .subjects
        .iter()
        .find_map(|word| without.find(word))?;
    let name: String = without[..end]
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '\u{1}')
        .collect();
    let name =
        name.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '(' | ')' | '（' | '）'));
    let name = name
        .trim_start_matches("关于")
        .trim_end_matches("关于")
        .trim_end_matches("的");
    let name = name.trim_end_matches("关于");
    // `某市人民政府信息公开…` runs the body and the subject together.
    let end = if name.ends_with("人民") {
        "政府"
    } else {
        ""
    };
    (name.chars().count() >= 3).then(|| format!("{name}{end}"))
}

/// Finds the section whose heading a line is.
fn section_of(line: &str) -> Option<&'static str> {
    let start: String = line.chars().take(60).collect();
    // A heading may run on into its first sentence.
    let head = start
        .split(['。', '：', ':', '；'])
        .next()
        .unwrap_or(&start);
    let plain = plain(head);
    let numbered = plain.starts_with(['一', '二', '三', '四', '五', '六']);
    let whole = line.chars().count() <= 60 && head.len() == start.len();
    if !numbered && !whole {
        return None;
    }
    let bare = unnumbered(&plain);
    let short = bare.strip_prefix("政府信息公开工作").unwrap_or(bare);
    let sections = &words().sections;
    let exact = sections.iter().find(|section| {
        section
            .is
            .iter()
            .any(|name| name == bare || name == short || name == &plain)
    });
    // Headings are put in many ways; only a part's own number tells one from a sentence.
    let like = || {
        let short = bare.chars().count() <= 30;
        (short && whole && has_part_number(line)).then_some(())?;
        sections.iter().find(|section| {
            let all = |words: &Vec<String>| words.iter().all(|word| bare.contains(word.as_str()));
            section.like.iter().any(all)
        })
    };
    exact.or_else(like).map(|section| section.name.as_str())
}

/// Tells whether a line begins with the number of one of the report's parts (一、), not with one
/// of a heading below it.
fn has_part_number(line: &str) -> bool {
    let mut start = line.trim_start().chars();
    start
        .next()
        .is_some_and(|number| "一二三四五六".contains(number))
        && start
            .find(|c| !c.is_whitespace())
            .is_some_and(|mark| "、.．，,".contains(mark))
}

fn sections(text: &[String]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for line in text {
        if let Some(name) = section_of(line)
            && !out.iter().any(|known| known == name)
        {
            out.push(name.to_owned());
        }
    }
    out
}

#[cfg(test)]
#[path = "report_tests.rs"]
mod tests;
