//! How cells look.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

use crate::model::Severity;

/// The font of office documents in China that Excel and WPS on Windows both have.
const FONT: &str = "宋体";

/// Points of the letters.
pub(super) const SIZE: f64 = 10.0;

/// The formats of a workbook.
pub(crate) struct Looks {
    pub(crate) title: Format,
    pub(crate) under_title: Format,
    pub(crate) head: Format,
    /// A column that people fill in.
    pub(crate) head_of_people: Format,
    pub(crate) text: Format,
    /// Text that begins like a formula: shown and edited as text.
    pub(crate) guarded: Format,
    pub(crate) centre: Format,
    pub(crate) link: Format,
    pub(crate) section: Format,
    pub(crate) signature: Format,
    severities: [Format; 4],
}

impl Looks {
    pub(crate) fn new() -> Self {
        Self::sized(SIZE)
    }

    /// Makes the formats with letters of so many points.
    pub(crate) fn sized(points: f64) -> Self {
        let base = Format::new().set_font_name(FONT).set_font_size(points);
        let cell = base
            .clone()
            .set_border(FormatBorder::Thin)
            .set_border_color(Color::RGB(0x8C_8C8C))
            .set_align(FormatAlign::Top)
            .set_text_wrap();
        let centre = cell
            .clone()
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter);
        let head = centre
            .clone()
            .set_bold()
            .set_background_color(Color::RGB(0xDD_EBF7));
        let shade = |fill: u32, ink: u32| {
            centre
                .clone()
                .set_bold()
                .set_background_color(Color::RGB(fill))
                .set_font_color(Color::RGB(ink))
        };
        Self {
            title: base
                .clone()
                .set_font_size(18)
                .set_bold()
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter),
            under_title: base
                .clone()
                .set_text_wrap()
                .set_align(FormatAlign::VerticalCenter),
            head_of_people: head.clone().set_background_color(Color::RGB(0xFF_F2CC)),
            head,
            guarded: cell.clone().set_quote_prefix(),
            link: cell
                .clone()
                .set_font_color(Color::RGB(0x05_63C1))
                .set_underline(FormatUnderline::Single),
            text: cell,
            centre: centre.clone(),
            section: base.clone().set_bold().set_font_size(points + 2.0),
            signature: base.clone().set_align(FormatAlign::VerticalCenter),
            severities: [
                shade(0xF8_CBAD, 0x9C_0006),
                shade(0xFF_E699, 0x7F_4F00),
                shade(0xFF_F9E5, 0x5F_5000),
                shade(0xE2_EFDA, 0x37_5623),
            ],
        }
    }

    /// Returns the look of a severity; the word stands in the cell too, so that a print in
    /// black and white loses nothing.
    pub(crate) const fn severity(&self, severity: Severity) -> &Format {
        match severity {
            Severity::Critical => &self.severities[0],
            Severity::Major => &self.severities[1],
            Severity::Minor => &self.severities[2],
            Severity::Advice => &self.severities[3],
        }
    }
}

/// Returns the points that letters have when columns of these widths are fitted to the width of
/// an A4 page on its side. Official papers have no letters below nine points.
#[cfg(test)]
pub(crate) fn points_on_a4(widths: impl Iterator<Item = usize>, size: f64) -> f64 {
    // Seven pixels for each digit, five for the margins of a cell, 96 pixels an inch.
    let points: f64 = widths.map(|width| (width * 7 + 5) as f64 * 0.75).sum();
    let page = 841.89 - 2.0 * 0.3 * 72.0;
    size * (page / points).min(1.0)
}
