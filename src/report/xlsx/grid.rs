//! A sheet with a head row and rows below it: widths, heights, links, print set-up.

use rust_xlsxwriter::{Format, Url, Worksheet, XlsxError};

use super::looks::Looks;
use crate::model::{Lang, Run, Severity};
use crate::report::layout::wrap;
use crate::report::{clean, words};

/// The most links that one sheet may hold (Excel's own limit).
const LINKS: usize = 65_530;
/// The longest address that a link may hold (Excel's own limit).
const LINK_LENGTH: usize = 2_079;
/// Points that one line of text takes.
const LINE: f64 = 13.5;
/// The highest that a row may be, in points (Excel's own limit is 409.5).
const HIGHEST: f64 = 400.0;

/// A column of a sheet.
pub(super) struct Column {
    pub(super) zh: &'static str,
    pub(super) en: &'static str,
    /// Width in columns of text.
    pub(super) width: usize,
    /// Whether people fill it in.
    pub(super) of_people: bool,
}

/// Makes a column that the tool fills in.
pub(super) const fn told(zh: &'static str, en: &'static str, width: usize) -> Column {
    Column {
        zh,
        en,
        width,
        of_people: false,
    }
}

/// Makes a column that people fill in.
pub(super) const fn filled(zh: &'static str, en: &'static str, width: usize) -> Column {
    Column {
        zh,
        en,
        width,
        of_people: true,
    }
}

/// What stands in a cell.
pub(super) enum Cell {
    Text(String),
    Centred(String),
    Number(usize),
    /// A link of its own beside the address: in some programs a text with a link does not wrap.
    Link(String),
    Severity(Severity),
    Empty,
}

impl Cell {
    fn shown(&self) -> &str {
        match self {
            Self::Text(text) | Self::Centred(text) => text,
            Self::Number(_) | Self::Severity(_) | Self::Link(_) | Self::Empty => "",
        }
    }
}

/// The columns of a sheet: those to be printed come first, since what is printed is one block.
pub(super) struct Layout {
    pub(super) columns: &'static [Column],
    /// How many columns are printed; the widths of these leave letters of nine points on A4.
    pub(super) printed: u16,
    /// How many columns stay in sight.
    pub(super) frozen: u16,
}

/// A sheet being written.
pub(super) struct Grid<'w> {
    pub(super) sheet: &'w mut Worksheet,
    looks: &'w Looks,
    lang: Lang,
    layout: &'static Layout,
    row: u32,
    head: u32,
    links: usize,
}

impl<'w> Grid<'w> {
    /// Writes the title lines and the head row.
    pub(super) fn new(
        sheet: &'w mut Worksheet,
        name: &str,
        title: &str,
        under: &str,
        layout: &'static Layout,
        lang: Lang,
        looks: &'w Looks,
    ) -> Result<Self, XlsxError> {
        sheet.set_name(name)?;
        let columns = layout.columns;
        let titled = layout.printed.saturating_sub(1);
        for (index, column) in (0u16..).zip(columns) {
            sheet.set_column_width(index, column.width as f64)?;
        }
        let printed = columns.iter().take(usize::from(layout.printed));
        let wide: usize = printed.map(|column| column.width).sum();
        sheet.merge_range(0, 0, 0, titled, title, &looks.title)?;
        sheet.set_row_height(0, 30)?;
        sheet.merge_range(1, 0, 1, titled, under, &looks.under_title)?;
        sheet.set_row_height(1, height(wrap(under, wide).len()))?;
        let head = 2;
        for (index, column) in (0u16..).zip(columns) {
            let look = if column.of_people {
                &looks.head_of_people
            } else {
                &looks.head
            };
            sheet.write_string_with_format(head, index, lang.pick(column.zh, column.en), look)?;
        }
        let lines = columns
            .iter()
            .map(|column| {
                wrap(
                    lang.pick(column.zh, column.en),
                    column.width.saturating_sub(1),
                )
                .len()
            })
            .max();
        sheet.set_row_height(head, height(lines.unwrap_or(1)) + 6.0)?;
        Ok(Self {
            sheet,
            looks,
            lang,
            layout,
            row: head + 1,
            head,
            links: 0,
        })
    }

    /// Returns the number of the row to be written next.
    pub(super) const fn next_row(&self) -> u32 {
        self.row
    }

    /// Returns the number of the first row below the head.
    pub(super) const fn first_row(&self) -> u32 {
        self.head + 1
    }

    /// Writes a row. Returns false when the sheet is full (Excel's limit of rows).
    pub(super) fn add(&mut self, cells: Vec<Cell>) -> Result<bool, XlsxError> {
        // Rows are kept free below for the signature lines.
        if self.row > 1_048_000 {
            return Ok(false);
        }
        let mut lines = 1;
        for ((index, cell), column) in (0u16..).zip(cells).zip(self.layout.columns) {
            // One character of room is lost to the margins of a cell. Enough text is measured
            // to reach the highest row.
            let measured: String = cell.shown().chars().take(4_000).collect();
            lines = lines.max(wrap(&measured, column.width.saturating_sub(1)).len());
            self.put(index, cell)?;
        }
        // Room for two lines by hand.
        self.sheet.set_row_height(self.row, height(lines.max(2)))?;
        self.row += 1;
        Ok(true)
    }

    /// Writes a cell; what it holds of a site's words is masked already.
    fn put(&mut self, column: u16, cell: Cell) -> Result<(), XlsxError> {
        let (row, looks) = (self.row, self.looks);
        match cell {
            Cell::Text(text) => {
                let text = clean::own_workbook(&text);
                let guarded = matches!(clean::cell(&text), std::borrow::Cow::Owned(_));
                let look: &Format = if guarded { &looks.guarded } else { &looks.text };
                self.sheet
                    .write_string_with_format(row, column, text, look)?;
            }
            Cell::Centred(text) => {
                let text = clean::own_workbook(&text);
                self.sheet
                    .write_string_with_format(row, column, text, &looks.centre)?;
            }
            Cell::Number(number) => {
                self.sheet
                    .write_number_with_format(row, column, number as f64, &looks.centre)?;
            }
            Cell::Link(url) => {
                let web = url.starts_with("http://") || url.starts_with("https://");
                if web && url.len() <= LINK_LENGTH && self.links < LINKS {
                    self.links += 1;
                    let link = Url::new(url).set_text(self.lang.pick("打开", "open"));
                    self.sheet
                        .write_url_with_format(row, column, link, &looks.link)?;
                } else {
                    return self.put(column, Cell::Empty);
                }
            }
            Cell::Severity(severity) => {
                let text = severity.label(self.lang);
                let look = looks.severity(severity);
                self.sheet
                    .write_string_with_format(row, column, text, look)?;
            }
            Cell::Empty => {
                self.sheet.write_blank(row, column, &looks.text)?;
            }
        }
        Ok(())
    }

    /// Sets filter, frozen head, and the pages for the printer.
    pub(super) fn finish(&mut self, run: &Run) -> Result<(), XlsxError> {
        let last = last_column(self.layout.columns);
        let bottom = self.row.saturating_sub(1).max(self.head);
        self.sheet.autofilter(self.head, 0, bottom, last)?;
        let Layout {
            printed, frozen, ..
        } = *self.layout;
        self.sheet.set_freeze_panes(self.head + 1, frozen)?;
        self.sheet.set_repeat_rows(self.head, self.head)?;
        self.sheet
            .set_print_area(0, 0, bottom, printed.saturating_sub(1))?;
        print_setup(self.sheet, run, self.lang);
        self.sheet.set_landscape();
        Ok(())
    }
}

/// Sets A4, one page wide, and a footer with page numbers.
pub(super) fn print_setup(sheet: &mut Worksheet, run: &Run, lang: Lang) {
    sheet.set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_print_center_horizontally(true);
    sheet.set_margins(0.3, 0.3, 0.5, 0.6, 0.3, 0.3);
    // `&` begins a code in footers.
    let body = clean::cut(&words::body_name(run), 40).replace('&', "＆");
    let pages = lang.pick("第 &P 页 共 &N 页", "page &P of &N");
    let as_of = run.as_of;
    sheet.set_footer(match lang {
        Lang::Zh => format!("&L{body}&C{pages}&R核查日期 {as_of}"),
        Lang::En => format!("&L{body}&C{pages}&Ras of {as_of}"),
    });
}

fn last_column(columns: &[Column]) -> u16 {
    u16::try_from(columns.len().saturating_sub(1)).unwrap_or(0)
}

/// Returns the points that so many lines take.
pub(in crate::report) fn height(lines: usize) -> f64 {
    (lines as f64 * LINE + 4.0).min(HIGHEST)
}
