//! The scoresheet: a workbook whose formulas an examiner can follow, change and recompute.
//!
//! One sheet lists the card's items with what is taken off, the other every case. A case has a
//! cell that says whether it counts: the examiner changes it and the score follows. The values
//! that the tool reckoned stand in the cells, so that nothing has to be computed to be read.

mod cases;

use std::io::{self, Write};

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format as Look, FormatAlign, FormatBorder, Formula,
    Workbook, Worksheet, XlsxError,
};

use super::layout::wrap;
use super::xlsx::height;
use super::{Format, Style, clean, score_words, words};
use crate::model::{Combine, Lang, Points, Run, Score, ScoreItem, ScorePart};
use cases::{Cases, page};

pub(super) const FORMAT: Format = Format {
    name: "score",
    endings: &[".score.xlsx"],
    on_terminal: false,
    is_record: false,
    zh: "评分表（Excel、WPS），公式可复算，需 --scorecard",
    en: "the scoresheet (Excel, WPS) with live formulas; needs --scorecard",
    write,
};

fn write(run: &Run, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let bytes = workbook(run, style.lang).map_err(io::Error::other)?;
    out.write_all(&bytes)
}

/// The widths of the columns of the items, which leave letters of nine points on A4.
const WIDTHS: [usize; 7] = [8, 52, 10, 10, 10, 10, 44];

/// How cells look.
struct Looks {
    title: Look,
    head: Look,
    part: Look,
    item: Look,
    text: Look,
    number: Look,
    part_number: Look,
    item_number: Look,
    open: Look,
    total: Look,
}

impl Looks {
    fn new() -> Self {
        let base = || {
            Look::new()
                .set_font_name("宋体")
                .set_font_size(10)
                .set_text_wrap()
                .set_border(FormatBorder::Thin)
                .set_align(FormatAlign::VerticalCenter)
        };
        let number = || {
            base()
                .set_num_format("0.####")
                .set_align(FormatAlign::Center)
        };
        let grey = Color::RGB(0x00D9_E2EC);
        let pale = Color::RGB(0x00F0_F4F8);
        Self {
            title: Look::new()
                .set_font_name("宋体")
                .set_font_size(16)
                .set_bold()
                .set_align(FormatAlign::Center),
            head: base()
                .set_bold()
                .set_background_color(grey)
                .set_align(FormatAlign::Center),
            part: base().set_bold().set_background_color(grey),
            item: base().set_bold().set_background_color(pale),
            text: base(),
            part_number: number().set_bold().set_background_color(grey),
            item_number: number().set_bold().set_background_color(pale),
            number: number(),
            open: number().set_background_color(Color::RGB(0x00FF_F7D6)),
            total: number().set_bold().set_font_size(14),
        }
    }
}

fn workbook(run: &Run, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_timestamp(run.finished.as_second())?;
    book.set_properties(
        &DocProperties::new()
            .set_title(lang.pick("政务公开测评评分表", "Scoresheet"))
            .set_author(words::tool())
            .set_comment(words::versions(run))
            .set_creation_datetime(&created),
    );
    let looks = Looks::new();
    let mut sheet = Worksheet::new();
    sheet.set_name(lang.pick("评分表", "Score"))?;
    let Some(score) = run.score.as_deref() else {
        let text = lang.pick(
            "没有指定评分表（--scorecard）",
            "no scorecard was given (--scorecard)",
        );
        sheet.write_string(0, 0, text)?;
        book.push_worksheet(sheet);
        return book.save_to_buffer();
    };
    let mut cases = Cases::new(lang, &looks)?;
    Sheet {
        sheet: &mut sheet,
        row: 0,
        lang,
        looks: &looks,
    }
    .write(run, score, &mut cases)?;
    book.push_worksheet(sheet);
    book.push_worksheet(cases.finish()?);
    book.save_to_buffer()
}

/// The sheet of items being written. Columns: number, item, points, most, taken off, got, source.
struct Sheet<'s> {
    sheet: &'s mut Worksheet,
    row: u32,
    lang: Lang,
    looks: &'s Looks,
}

impl Sheet<'_> {
    fn write(mut self, run: &Run, score: &Score, cases: &mut Cases<'_>) -> Result<(), XlsxError> {
        let lang = self.lang;
        for (column, width) in (0u16..).zip(WIDTHS) {
            self.sheet.set_column_width(column, width as f64)?;
        }
        let title = clean::workbook(score.title.get(lang));
        self.sheet
            .merge_range(0, 0, 0, 6, &title, &self.looks.title)?;
        let under = format!(
            "{} · {} · {} {} · {}",
            words::body_name(run),
            run.as_of,
            score.card,
            score.version,
            score.source.get(lang)
        );
        let under = clean::workbook(&under);
        self.sheet
            .merge_range(1, 0, 1, 6, &under, &self.looks.text)?;
        self.sheet.set_row_height(1, 30)?;
        let heads = [
            lang.pick("编号", "No."),
            lang.pick("指标与扣分项", "Items and what is taken off"),
            lang.pick("分值", "Points"),
            lang.pick("封顶", "At most"),
            lang.pick("扣分", "Taken off"),
            lang.pick("得分", "Got"),
            lang.pick("分值依据", "Source"),
        ];
        for (column, head) in (0u16..).zip(heads) {
            self.sheet
                .write_string_with_format(2, column, head, &self.looks.head)?;
        }
        self.row = 3;
        let mut parts = Vec::new();
        let mut lost = Vec::new();
        let mut item_number = 0;
        for part in &score.parts {
            let line = self.part(part, cases, &mut item_number, &mut lost)?;
            parts.push(line);
        }
        let vetoed = self.vetoes(score, cases)?;
        self.total(score, &parts, &lost, vetoed.as_deref())?;
        self.sheet.set_freeze_panes(3, 0)?;
        page(self.sheet);
        Ok(())
    }

    fn texts(
        &mut self,
        number: &str,
        text: &str,
        source: &str,
        look: &Look,
    ) -> Result<(), XlsxError> {
        for column in 0..7 {
            self.sheet.write_blank(self.row, column, look)?;
        }
        let mut lines = 1;
        for (column, text) in [(0, number), (1, text), (6, source)] {
            let text = clean::workbook(text);
            let room = WIDTHS.get(usize::from(column)).copied().unwrap_or(8);
            lines = lines.max(wrap(&text, room - 2).len());
            self.sheet
                .write_string_with_format(self.row, column, text, look)?;
        }
        self.sheet.set_row_height(self.row, height(lines))?;
        Ok(())
    }

    fn formula(
        &mut self,
        column: u16,
        formula: &str,
        result: Points,
        look: &Look,
    ) -> Result<(), XlsxError> {
        let formula = Formula::new(format!("={formula}")).set_result(result.to_string());
        self.sheet
            .write_formula_with_format(self.row, column, formula, look)?;
        Ok(())
    }

    /// Writes a part; returns its line.
    fn part(
        &mut self,
        part: &ScorePart,
        cases: &mut Cases<'_>,
        item_number: &mut usize,
        lost: &mut Vec<u32>,
    ) -> Result<u32, XlsxError> {
        let head = self.row;
        self.row += 1;
        let mut lines = Vec::new();
        for item in &part.items {
            *item_number += 1;
            let line = self.item(*item_number, item, cases)?;
            if !item.dropped && item.points.is_some() {
                lines.push(line);
                lost.push(line);
            }
        }
        let next = std::mem::replace(&mut self.row, head);
        let mut title = part.title.get(self.lang).to_owned();
        if let Some(weight) = part.weight {
            title.push_str(&format!("（{weight}%）"));
        }
        let looks = self.looks;
        self.texts("", &title, "", &looks.part)?;
        self.formula(2, &sum_of('C', &lines), part.points, &looks.part_number)?;
        self.formula(5, &sum_of('F', &lines), part.got, &looks.part_number)?;
        self.row = next;
        Ok(head + 1)
    }

    /// Writes an item with its takes below it; returns its line.
    fn item(
        &mut self,
        number: usize,
        item: &ScoreItem,
        cases: &mut Cases<'_>,
    ) -> Result<u32, XlsxError> {
        let looks = self.looks;
        let head = self.row;
        self.row += 1;
        let mut lines = Vec::new();
        for (index, take) in item.takes.iter().enumerate() {
            let name = format!("{number}.{}", index + 1);
            cases.add(&name, take)?;
            self.texts(&name, take.title.get(self.lang), "", &looks.text)?;
            if item.points.is_some() {
                let sum = cases.points(&name);
                let line = self.row + 1;
                let formula = match take.most {
                    None => sum,
                    Some(most) => {
                        self.sheet.write_number_with_format(
                            self.row,
                            3,
                            most.number(),
                            &looks.number,
                        )?;
                        format!("MIN(D{line},{sum})")
                    }
                };
                self.formula(4, &formula, take.lost, &looks.number)?;
            } else {
                let count: usize = take
                    .cases
                    .iter()
                    .filter(|case| case.counted)
                    .map(|case| case.count)
                    .sum();
                let formula = cases.number(&name);
                self.formula(
                    3,
                    &formula,
                    Points::ZERO.plus(Points(Points::ONE).times(count)),
                    &looks.number,
                )?;
            }
            lines.push(self.row + 1);
            self.row += 1;
        }
        let mut capped = None;
        if let Some((most, take)) = &item.cap {
            let name = format!("{number}.0");
            cases.add(&name, take)?;
            self.texts(&name, take.title.get(self.lang), "", &looks.text)?;
            self.sheet
                .write_number_with_format(self.row, 3, most.number(), &looks.number)?;
            capped = Some((cases.counted(&name), self.row + 1));
            self.row += 1;
        }
        let next = std::mem::replace(&mut self.row, head);
        let (name, title) = (number.to_string(), item.title.get(self.lang));
        let source = match (item.dropped, item.points) {
            (true, _) => self
                .lang
                .pick("不适用，不计入总分", "does not apply: not counted"),
            (false, None) => self.lang.pick(
                "分值未核对，“封顶”列为件数，不计分",
                "points not verified: only counted, in column D",
            ),
            _ => item.source.get(self.lang),
        };
        self.texts(&name, title, source, &looks.item)?;
        let line = head + 1;
        if let Some(points) = item.points.filter(|_| !item.dropped) {
            self.sheet
                .write_number_with_format(head, 2, points.number(), &looks.item_number)?;
            let left = format!("C{line}-MIN(C{line},{})", sum_of('E', &lines));
            let got = match capped {
                None => left,
                Some((count, cap)) => format!("IF({count}>0,MIN({left},D{cap}),{left})"),
            };
            self.formula(5, &got, item.got, &looks.item_number)?;
            self.formula(
                4,
                &format!("C{line}-F{line}"),
                item.lost,
                &looks.item_number,
            )?;
        }
        self.row = next;
        Ok(line)
    }

    /// Writes the veto items; returns the formula of how many are met.
    fn vetoes(
        &mut self,
        score: &Score,
        cases: &mut Cases<'_>,
    ) -> Result<Option<String>, XlsxError> {
        if score.vetoes.is_empty() {
            return Ok(None);
        }
        let looks = self.looks;
        let title = self.lang.pick("单项否决", "Veto items");
        self.texts("", title, "", &looks.part)?;
        self.row += 1;
        let first = self.row + 1;
        for (index, veto) in score.vetoes.iter().enumerate() {
            let name = format!("V{}", index + 1);
            cases.add(&name, veto)?;
            self.texts(&name, veto.title.get(self.lang), "", &looks.text)?;
            let count = veto.cases.iter().filter(|case| case.counted).count();
            let sum = cases.counted(&name);
            self.formula(4, &sum, Points(Points::ONE).times(count), &looks.number)?;
            self.row += 1;
        }
        Ok(Some(format!("SUM(E{first}:E{})", self.row)))
    }

    fn total(
        &mut self,
        score: &Score,
        parts: &[u32],
        lost: &[u32],
        vetoed: Option<&str>,
    ) -> Result<(), XlsxError> {
        let (looks, lang) = (self.looks, self.lang);
        let (scale, decimals) = (score.scale, score.decimals);
        let Some(unvetoed) = score.unvetoed else {
            let text = lang.pick("没有适用的评分指标", "nothing of the card applies");
            return self.texts("", text, "", &looks.part);
        };
        let formula = match score.combine {
            Combine::Ratio => format!(
                "{}/{}*{scale}",
                in_brackets(&sum_of('F', parts)),
                in_brackets(&sum_of('C', parts))
            ),
            Combine::Deduct => format!("MAX(0,{scale}-{})", in_brackets(&sum_of('E', lost))),
            Combine::Weighted => {
                let mut shares = Vec::new();
                let mut weights = Vec::new();
                for (line, part) in parts.iter().zip(&score.parts) {
                    if part.points > Points::ZERO {
                        let weight = part.weight.unwrap_or_default();
                        shares.push(format!("F{line}/C{line}*{weight}"));
                        weights.push(weight.to_string());
                    }
                }
                format!("({})/({})*{scale}", shares.join("+"), weights.join("+"))
            }
        };
        let title = match (score.combine, lang) {
            (Combine::Deduct, Lang::Zh) => {
                format!("合成得分（{scale} 分减去各项扣分，不计单项否决）")
            }
            (Combine::Deduct, Lang::En) => {
                format!("Score without vetoes ({scale} less what is taken off)")
            }
            (_, Lang::Zh) => "合成得分（不计单项否决）".to_owned(),
            (_, Lang::En) => "Score without vetoes".to_owned(),
        };
        self.texts("", &title, "", &looks.part)?;
        if score.combine == Combine::Deduct {
            let items = score.parts.iter().flat_map(|part| &part.items);
            let counted = items.filter(|item| !item.dropped && item.points.is_some());
            let all = counted.fold(Points::ZERO, |all, item| all.plus(item.lost));
            self.formula(4, &sum_of('E', lost), all, &looks.part_number)?;
        }
        self.formula(
            5,
            &format!("ROUND({formula},{decimals})"),
            unvetoed,
            &looks.part_number,
        )?;
        let before = self.row + 1;
        self.row += 1;
        let title = if score.at_most {
            let why = score_words::why(score, lang);
            match lang {
                Lang::Zh => format!("总得分（至多：{why}）"),
                Lang::En => format!("Score (at most: {why})"),
            }
        } else {
            lang.pick("总得分", "Score").to_owned()
        };
        self.texts("", &title, "", &looks.part)?;
        let formula = match vetoed {
            Some(count) => format!("IF({count}>0,{},F{before})", score.veto_score),
            None => format!("F{before}"),
        };
        let total = score.total.unwrap_or(unvetoed);
        self.formula(5, &formula, total, &looks.total)?;
        let line = self.row + 1;
        self.row += 1;
        // The formula follows what an examiner decides, so it says the grade of the score as
        // it stands, and the words beside it that this is the best one.
        let title = if score.grade == score.best_grade {
            lang.pick("等次", "Grade")
        } else {
            lang.pick(
                "等次（至多；未能判定的核清后为准）",
                "Grade (at best, until what is open has been looked at)",
            )
        };
        self.texts("", title, "", &looks.part)?;
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let mut grade = quoted("");
        for (least, title) in score.grades.iter().rev() {
            grade = format!("IF(F{line}>={least},{},{grade})", quoted(title.get(lang)));
        }
        if let Some(count) = vetoed {
            grade = format!(
                "IF({count}>0,{},{grade})",
                quoted(score.veto_grade.get(lang))
            );
        }
        let shown = score
            .best_grade
            .as_ref()
            .map_or("", |grade| grade.get(lang));
        let formula = Formula::new(format!("={grade}")).set_result(shown);
        self.sheet
            .write_formula_with_format(self.row, 5, formula, &looks.part)?;
        self.row += 1;
        let note = lang.pick(
            "“扣分明细”中“计入”一列可改：1 计入，0 不计；未能判定的一律先不计。公式随之重算。",
            "On the sheet of cases, change whether a case counts: 1 or 0; what cannot be told does not. The score follows.",
        );
        self.texts("", note, "", &looks.text)
    }
}

fn in_brackets(text: &str) -> String {
    format!("({text})")
}

/// Returns the formula that sums cells of a column.
fn sum_of(column: char, lines: &[u32]) -> String {
    if lines.is_empty() {
        return "0".to_owned();
    }
    let cells: Vec<String> = lines.iter().map(|line| format!("{column}{line}")).collect();
    cells.join("+")
}

#[cfg(test)]
mod tests {
    use super::{WIDTHS, cases};
    use crate::report::xlsx::looks::points_on_a4;

    #[test]
    fn printed_columns_leave_legible_letters_on_a4() {
        assert!(points_on_a4(WIDTHS.into_iter(), 10.0) >= 9.0);
        let printed = cases::WIDTHS.into_iter().take(usize::from(cases::PRINTED));
        assert!(points_on_a4(printed, 10.0) >= 9.0);
    }
}
