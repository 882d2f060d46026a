//! Disclosure guides (政府信息公开指南): the nine elements of Regulation Article 12, periods,
//! fees, channels and what the text still has of the regulation of 2007.

use super::flow::{Block, blocks_without};
use super::grid::Grid;
pub(crate) use super::guide_days::ANSWER_DAYS;
use super::guide_labels::{Element, State, field_of, has, labelled, shown};
use super::guide_spoken::{self, Spoken};
use super::guide_whose::of_others;
use super::{guide_days, guide_elsewhere as elsewhere};
use crate::calendar::find_dates;
use crate::masking::mask_text;
use crate::model::GuideFacts;
use crate::page::Ctx;
use crate::page::dom::{Dom, Hidden, Id};
use crate::page::text;
use crate::vocabulary::guide::{GuideWords, words};
use crate::vocabulary::{Words, fold, fold_label};

/// Tells whether a title names a disclosure guide.
pub fn is_guide_title(title: &str) -> bool {
    let title = fold_label(title);
    let words = words();
    (words.titles.found_in(&title) || words.whole_titles.has(&title))
        && !words.not_titles.found_in(&title)
}

/// Reads the guide that stands in the main part of a page.
pub fn read(ctx: &Ctx<'_, '_>) -> GuideFacts {
    let (dom, main) = (ctx.dom, ctx.main);
    let lines = guide_lines(&blocks_without(dom, main, &|id| {
        elsewhere::is_beside(ctx, id)
    }));
    let mut facts = GuideFacts::default();
    read_lines(&lines, &mut facts);
    let letters: usize = lines.iter().map(|line| line.chars().count()).sum();
    facts.is_directory = is_directory(dom, main, &facts);
    if facts.internet.is_none() {
        facts.internet = applies_at(dom, main);
    }
    if !facts.is_directory && letters < 400 && !tells(&facts) {
        if let Some(hidden) = in_pane(dom, main, &lines) {
            return hidden;
        }
        (facts.text_elsewhere, facts.text_at) = elsewhere::find(ctx);
    }
    facts
}

/// Tells whether anything that most guides tell was read.
fn tells(facts: &GuideFacts) -> bool {
    facts.office_name.is_some()
        || facts.address.is_some()
        || facts.phone.is_some()
        || facts.arrangement.is_some()
        || facts.fee.is_some()
}

/// Reads the guide that stands in a pane of tabs which is not shown at first; `shown` are the
/// lines beside it.
fn in_pane(dom: &Dom<'_>, main: Id, shown: &[String]) -> Option<GuideFacts> {
    /// Characters below which no text is a guide.
    const SHORT: usize = 400;
    let mut end = 0;
    dom.subtree(main).find_map(|id| {
        if id.at() < end || dom.node(id).hidden != Some(Hidden::Style) || !dom.is_element(id) {
            return None;
        }
        end = dom.after(id).at();
        let text = text::with_hidden(dom, id);
        if text.chars().count() < SHORT {
            return None;
        }
        let lines = shown.iter().cloned().chain(text.lines().map(tidy));
        let lines: Vec<String> = lines.collect();
        let mut facts = GuideFacts::default();
        read_lines(&lines, &mut facts);
        tells(&facts).then_some(facts)
    })
}

/// Reads the guide with which a platform opens; `None` where its page has none, or only words of
/// one.
pub fn read_on_platform(ctx: &Ctx<'_, '_>) -> Option<GuideFacts> {
    /// Bytes below which no text tells all that a guide has to.
    const SHORT: usize = 1_200;
    /// What of a guide stands nowhere but in a guide, all of it together.
    const PARTS: usize = 6;
    if ctx.main_folded.len() < SHORT {
        return None;
    }
    let facts = read(ctx);
    let told = [
        facts.classification.is_some(),
        facts.arrangement.is_some(),
        facts.how_to_get.is_some(),
        facts.office_name.is_some(),
        facts.address.is_some(),
        facts.hours.is_some(),
        facts.phone.is_some(),
        facts.answer_days.is_some(),
        facts.remedies.is_some(),
        !facts.channels.is_empty(),
    ];
    let told = told.into_iter().filter(|told| *told).count();
    (told >= PARTS && !facts.is_directory).then_some(facts)
}

/// Reads a guide's lines of text: for tests and for texts from elsewhere.
pub fn read_lines(lines: &[String], facts: &mut GuideFacts) {
    let words = words();
    let mut updated: Option<(u8, jiff::civil::Date)> = None;
    let mut state = State::default();
    let mut spoken = Spoken::default();
    for (at, line) in lines.iter().enumerate() {
        let next = lines.get(at + 1).map(String::as_str);
        labelled(line, next, words, (&mut state, facts));
        guide_days::read(line, facts);
        let folded = fold(line);
        told(line, &folded, words, facts);
        for (rank, day) in days_of(line) {
            if updated.is_none_or(|known| (rank, day) > known) {
                updated = Some((rank, day));
            }
        }
        for sentence in line.split_inclusive(['。', '；']) {
            let folded = fold(sentence);
            outdated(sentence, &folded, words, facts);
            guide_spoken::read(sentence, &folded, words, (&mut spoken, facts));
        }
        channels(&folded, words, facts);
    }
    spoken.give(facts);
    facts.fee = fees(lines, words);
    facts.updated = updated.map(|(_, day)| day);
    facts.channels.sort();
    facts.channels.dedup();
    facts.placeholders.sort();
    facts.placeholders.dedup();
}

/// Turns blocks into lines; a table's labels and values become `label：value`.
fn guide_lines(blocks: &[Block]) -> Vec<String> {
    let mut out = Vec::new();
    for block in blocks {
        match block {
            Block::Line(line) => out.push(tidy(line)),
            Block::Table(grid) => table_lines(grid, &mut out),
        }
    }
    out
}

fn table_lines(grid: &Grid, out: &mut Vec<String>) {
    // A first row of nothing but labels is a heading: its labels go with every row below.
    let heads: Vec<String> = grid
        .row_cells(0)
        .map(|cell| tidy(&cell.flat_text()))
        .collect();
    let labels = heads.iter().filter(|head| field_of(head).is_some()).count();
    let below = grid
        .row_cells(1)
        .any(|cell| field_of(&tidy(&cell.flat_text())).is_some());
    let headed = grid.height() > 1 && labels >= 2 && labels * 2 >= heads.len() && !below;
    for row in usize::from(headed)..grid.height() {
        // A row of one cell is layout: its lines are lines of text.
        let mut filled = grid.own_cells(row).filter(|cell| !cell.text.is_empty());
        if let (Some(only), None) = (filled.next(), filled.next())
            && !headed
        {
            out.extend(only.text.lines().map(tidy));
            continue;
        }
        let cells: Vec<(usize, String)> = grid
            .row_cells(row)
            .map(|cell| (cell.column, tidy(&cell.text.replace('\n', " "))))
            .collect();
        if headed {
            for (column, text) in cells {
                let head = grid
                    .at(0, column)
                    .map(|cell| tidy(&cell.flat_text()))
                    .unwrap_or_default();
                out.push(if field_of(&head).is_some() {
                    format!("{head}：{text}")
                } else {
                    text
                });
            }
            continue;
        }
        let mut at = 0;
        while at < cells.len() {
            let text = &cells[at].1;
            match cells.get(at + 1) {
                // A heading over several rows, then `名称`, then the name.
                Some((_, value))
                    if field_of(text) == Some(Element::Office)
                        && fold_label(value) == "名称"
                        && cells.len() > at + 2 =>
                {
                    out.push(format!(
                        "{}：{}",
                        text.trim_end_matches([':', '：']),
                        cells[at + 2].1
                    ));
                    at += 3;
                }
                Some((_, value)) if field_of(text).is_some() && field_of(value).is_none() => {
                    out.push(format!("{}：{value}", text.trim_end_matches([':', '：'])));
                    at += 2;
                }
                _ => {
                    out.push(text.clone());
                    at += 1;
                }
            }
        }
    }
    out.retain(|line| !line.is_empty());
}

/// Drops blanks beside Chinese characters and marks: labels are padded to one width.
fn tidy(line: &str) -> String {
    let chars: Vec<char> = line.chars().collect();
    let wide = |c: Option<&char>| c.is_none_or(|c| !c.is_ascii() || matches!(c, ':' | ';' | ','));
    let mut out = String::with_capacity(line.len());
    for (at, c) in chars.iter().enumerate() {
        let blank = c.is_whitespace();
        if blank
            && (wide(at.checked_sub(1).and_then(|at| chars.get(at))) || wide(chars.get(at + 1)))
        {
            continue;
        }
        out.push(if blank { ' ' } else { *c });
    }
    out
}

/// Reads what a guide tells in running text.
fn told(line: &str, folded: &str, words: &GuideWords, facts: &mut GuideFacts) {
    // The name of a column of the platform tells nothing of its own.
    let unnamed;
    let folded = if folded.contains("法定主动公开内容") {
        unnamed = folded.replace("法定主动公开内容", "");
        unnamed.as_str()
    } else {
        folded
    };
    let first = |slot: &mut Option<String>, found: bool| {
        if slot.is_none() && found {
            *slot = Some(shown(line));
        }
    };
    first(
        &mut facts.classification,
        has(&words.classification, folded)
            || folded.contains("信息") && folded.contains("分为") && has(&words.classes, folded),
    );
    first(&mut facts.arrangement, has(&words.arrangement, folded));
    first(
        &mut facts.how_to_get,
        has(&words.how_to_get, folded) && !has(&words.not_how_to_get, folded)
            || folded.split(['。', ';']).any(|sentence| {
                sentence.contains("信息")
                    && has(&words.getting, sentence)
                    && has(&words.getting_places, sentence)
                    && !has(&words.not_getting, sentence)
                    || guide_spoken::publishes(sentence, words)
            }),
    );
    first(&mut facts.remedies, has(&words.remedies, folded));
    if facts.hours.is_none() && opens(folded, words) {
        // The hours of a place to read at stand in sentences of their own.
        let own: String = line
            .split_inclusive(['。', '；'])
            .filter(|sentence| !of_others(sentence, words))
            .collect();
        if opens(&fold(&own), words) {
            facts.hours = Some(shown(&own));
        } else {
            facts.unclear.push("hours".to_owned());
        }
    }
    let mail = folded.contains('@') && folded.contains('.');
    first(&mut facts.internet, mail);
}

/// Tells whether days of the week and times of the day are in a text.
fn opens(folded: &str, words: &GuideWords) -> bool {
    has(&words.hours_words, folded) && (words.hours_times.found_in(folded) || clock(folded))
}

/// Collects the words on fees: from the first line that plainly is about them, the rates that
/// follow included.
fn fees(lines: &[String], words: &GuideWords) -> Option<String> {
    let start = lines
        .iter()
        .position(|line| line.contains("信息处理费"))
        .or_else(|| lines.iter().position(|line| has(&words.fee, &fold(line))))?;
    let mut out = String::new();
    for (at, line) in lines.iter().enumerate().skip(start).take(12) {
        let folded = fold(line);
        if at > start && !has(&words.fee, &folded) && !folded.contains("元/") {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(line.chars().take(600));
        if out.chars().count() >= 600 {
            break;
        }
    }
    Some(mask_text(&out.chars().take(800).collect::<String>()))
}

/// Tells whether a time of day such as `8:30` is in the text.
fn clock(folded: &str) -> bool {
    let bytes = folded.as_bytes();
    bytes.windows(4).any(|w| {
        w[0].is_ascii_digit() && w[1] == b':' && w[2].is_ascii_digit() && w[3].is_ascii_digit()
    })
}

/// Reads what the text still has of the regulation before 2019.
fn outdated(sentence: &str, folded: &str, words: &GuideWords, facts: &mut GuideFacts) {
    if facts.cites_repealed.is_none()
        && has(&words.repealed, folded)
        && !has(&words.history, folded)
    {
        facts.cites_repealed = Some(shown(sentence));
    }
    let items = has(&words.old_fee_items, folded) && has(&words.old_fee_money, folded);
    if facts.old_fee.is_none() && items {
        // 除可以收取检索费外 still charges; 除可以收取信息处理费外 does not.
        let except = has(&words.except, folded)
            && (folded.split(['除', ','])).any(|part| {
                part.contains("收取")
                    && !part.contains('不')
                    && has(
                        &words.old_fee_items,
                        part.split('外').next().unwrap_or(part),
                    )
            });
        let charged = has(&words.charging, folded) && !has(&words.not_charging, folded);
        if except || charged {
            facts.old_fee = Some(shown(sentence));
        }
    }
    let refused = has(&words.not_asked, folded);
    // What the information must not be used for, and what may be said freely, is no demand.
    let demanded: String = folded
        .split(',')
        .filter(|clause| !has(&words.other_purpose, clause))
        .collect();
    let need = has(&words.special_need, folded);
    let purpose = has(&words.purpose, &demanded)
        && has(&words.purpose_context, folded)
        && folded.contains("信息");
    if facts.asks_purpose.is_none() && !refused && (need || purpose) {
        facts.asks_purpose = Some(shown(sentence));
    }
}

fn channels(folded: &str, words: &GuideWords, facts: &mut GuideFacts) {
    if !has(&words.channel_context, folded) {
        return;
    }
    // Post that costs money is no way of asking.
    let folded = &folded.replace("检索、复制、邮寄", "");
    for (code, list) in [
        ("in_person", &words.channels.in_person),
        ("post", &words.channels.post),
        ("internet", &words.channels.internet),
        ("fax", &words.channels.fax),
    ] {
        if has(list, folded) && !facts.channels.iter().any(|known| known == code) {
            facts.channels.push(code.to_owned());
        }
    }
}

/// Finds days on which the guide says it was made or updated, with how plainly it says so.
fn days_of(line: &str) -> Vec<(u8, jiff::civil::Date)> {
    if !line.contains(['年', '-', '.', '/']) || line.len() > 600 {
        return Vec::new();
    }
    let words = &words().days;
    let law = words.laws.found_in(line);
    let dates = find_dates(line);
    let alone = dates.len() == 1
        && line.chars().filter(|c| c.is_alphanumeric()).count() <= 11
        && !line.contains(':');
    dates
        .into_iter()
        .filter_map(|(range, day)| {
            let before: String = line[..range.start]
                .chars()
                .rev()
                .take(8)
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .collect();
            let after: String = line[range.end..].chars().take(5).collect();
            let by = |words: &Words| words.found_in(&before) || words.found_in(&after);
            let rank = if by(&words.updated) && !law {
                3
            } else if by(&words.made) && !law {
                2
            } else if alone {
                1
            } else {
                return None;
            };
            Some((rank, day))
        })
        .collect()
}

/// Tells whether the page is only a list of departments, each with a guide of its own.
fn is_directory(dom: &Dom<'_>, main: Id, facts: &GuideFacts) -> bool {
    if facts.answer_days.is_some() || facts.arrangement.is_some() || facts.hours.is_some() {
        return false;
    }
    let mut bodies = 0_usize;
    let mut links = 0_usize;
    for id in dom.links_in(main).filter(|&id| dom.is_visible(id)) {
        let name = fold_label(&crate::page::text::name(dom, id));
        links += 1;
        let length = name.chars().count();
        bodies += usize::from(
            (3..=30).contains(&length) && words().bodies.iter().any(|end| name.ends_with(end)),
        );
    }
    let sums = dom.sums(main);
    let plain = sums.chars.saturating_sub(sums.link_chars);
    bodies >= 5 && bodies * 3 >= links && plain < 600
}

/// Finds the words around a link to where requests are made on line: the address itself is an
/// internet contact. A link that stands alone is an entry of a menu.
fn applies_at(dom: &Dom<'_>, main: Id) -> Option<String> {
    /// Characters beside the link that make a sentence or a label of a line.
    const BESIDE: u32 = 4;
    dom.links_in(main)
        .filter(|&id| dom.is_visible(id))
        .filter(|&id| dom.attr(id, "href").is_some_and(leads_to_a_page))
        .find_map(|id| {
            let line = dom
                .ancestors(id)
                .take(4)
                .find(|&up| dom.is_block(up))
                .filter(|&up| dom.sums(up).chars < 400)?;
            let sums = dom.sums(line);
            if sums.chars < sums.link_chars + BESIDE {
                return None;
            }
            let name = fold_label(&crate::page::text::name(dom, id));
            let text = crate::page::text::line(dom, line);
            let words = words();
            let told = words.apply_links.found_in(&name) || words.apply_words.found_in(&text);
            told.then(|| shown(&text))
        })
}

/// Tells whether a link's address is that of a page, not of a form to print or of nothing.
fn leads_to_a_page(href: &str) -> bool {
    let href = href.trim().to_ascii_lowercase();
    let path = href.split(['?', '#']).next().unwrap_or("");
    let file = [
        ".pdf", ".doc", ".docx", ".wps", ".ofd", ".xls", ".xlsx", ".zip", ".rar",
    ];
    !path.is_empty()
        && !href.starts_with("javascript")
        && !file.iter().any(|ext| path.ends_with(ext))
}

#[cfg(test)]
#[path = "guide_tests.rs"]
mod tests;
