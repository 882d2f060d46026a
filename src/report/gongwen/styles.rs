//! Fonts, sizes and pages of official documents.
//!
//! GB/T 9704: title 小标宋 2号, text 仿宋 3号, heads 黑体 and 楷体; A4 with 37 mm above, 35 mm
//! below, 28 mm left and 26 mm right of the text; 22 lines a page. Fonts that an office may
//! lack have another name to fall back on (see [`font_table`]).

use docx_rs::{
    AlignmentType, Docx, LineSpacing, LineSpacingType, PageMargin, PageSize, RunFonts,
    SpecialIndentType, Style, StyleType,
};

use super::{About, Turn};

/// Twentieths of a point of one character of the text (3号, 16 points).
const CHARACTER: i32 = 320;
/// Twentieths of a point between the lines of the text (28 points).
const LINE: i32 = 560;

/// The font of Latin letters and digits.
const LATIN: &str = "Times New Roman";

/// Fonts, each with what stands in for it where it is missing. Excel's and Word's own systems
/// bring the second; the 方正 and GB2312 fonts come with office set-ups in China.
const FONTS: [(&str, &str); 5] = [
    ("方正小标宋简体", "宋体"),
    ("仿宋_GB2312", "仿宋"),
    ("楷体_GB2312", "楷体"),
    ("黑体", "SimHei"),
    ("宋体", "SimSun"),
];

/// A paragraph style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Title,
    Head1,
    Head2,
    Text,
    Plain,
    Note,
    Signed,
    Cell,
    CellCentred,
    CellHead,
    CellSmall,
    /// The paragraph that must follow a table.
    Gap,
    Footer,
}

impl Look {
    const ALL: [Self; 13] = [
        Self::Title,
        Self::Head1,
        Self::Head2,
        Self::Text,
        Self::Plain,
        Self::Note,
        Self::Signed,
        Self::Cell,
        Self::CellCentred,
        Self::CellHead,
        Self::CellSmall,
        Self::Gap,
        Self::Footer,
    ];

    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Title => "gwTitle",
            Self::Head1 => "gwHead1",
            Self::Head2 => "gwHead2",
            Self::Text => "gwText",
            Self::Plain => "gwPlain",
            Self::Note => "gwNote",
            Self::Signed => "gwSigned",
            Self::Cell => "gwCell",
            Self::CellCentred => "gwCellCentred",
            Self::CellHead => "gwCellHead",
            Self::CellSmall => "gwCellSmall",
            Self::Gap => "gwGap",
            Self::Footer => "gwFooter",
        }
    }

    /// Returns the name in the list of styles of the word processor.
    const fn name(self) -> &'static str {
        match self {
            Self::Title => "公文标题",
            Self::Head1 => "公文一级标题",
            Self::Head2 => "公文二级标题",
            Self::Text => "公文正文",
            Self::Plain => "公文主送",
            Self::Note => "公文附注",
            Self::Signed => "公文署名",
            Self::Cell => "表格文字",
            Self::CellCentred => "表格居中",
            Self::CellHead => "表头",
            Self::CellSmall => "表格小字",
            Self::Gap => "表后空行",
            Self::Footer => "公文页码",
        }
    }

    /// Returns the font of Chinese text, its size in half points, and the exact distance of
    /// lines in twentieths of a point.
    const fn type_of(self) -> (&'static str, usize, i32) {
        match self {
            Self::Title => ("方正小标宋简体", 44, 640),
            Self::Head1 => ("黑体", 32, LINE),
            Self::Head2 => ("楷体_GB2312", 32, LINE),
            Self::Text | Self::Plain | Self::Signed => ("仿宋_GB2312", 32, LINE),
            Self::Note => ("仿宋_GB2312", 21, 320),
            Self::Cell | Self::CellCentred => ("仿宋_GB2312", 21, 300),
            Self::CellHead => ("黑体", 21, 300),
            Self::CellSmall => ("仿宋_GB2312", 15, 200),
            Self::Gap => ("仿宋_GB2312", 10, 120),
            Self::Footer => ("宋体", 28, 320),
        }
    }

    fn style(self) -> Style {
        let (font, size, line) = self.type_of();
        let spacing = LineSpacing::new()
            .line_rule(LineSpacingType::Exact)
            .line(line)
            .before(0)
            .after(0);
        let style = Style::new(self.id(), StyleType::Paragraph)
            .name(self.name())
            .based_on("Normal")
            .fonts(fonts(font))
            .size(size)
            .line_spacing(spacing);
        let first = |style: Style, by: i32| {
            style.indent(None, Some(SpecialIndentType::FirstLine(by)), None, None)
        };
        match self {
            Self::Title => style.align(AlignmentType::Center).outline_lvl(0),
            Self::Head1 => first(style, 2 * CHARACTER).outline_lvl(0),
            Self::Head2 => first(style, 2 * CHARACTER).outline_lvl(1),
            Self::Text => first(style.align(AlignmentType::Both), 2 * CHARACTER),
            Self::Signed => {
                style
                    .align(AlignmentType::Right)
                    .indent(None, None, Some(4 * CHARACTER), None)
            }
            Self::CellCentred | Self::CellHead => style.align(AlignmentType::Center),
            _ => style,
        }
    }
}

/// Names a font for every script, so that a word processor does not choose another for Chinese.
fn fonts(chinese: &str) -> RunFonts {
    RunFonts::new()
        .ascii(LATIN)
        .hi_ansi(LATIN)
        .cs(LATIN)
        .east_asia(chinese)
}

/// Returns a document with every style and without text.
pub(super) fn document(about: &About) -> Docx {
    let made = about.made.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let docx = Docx::new()
        .created_at(&made)
        .updated_at(&made)
        .custom_property("generator", &about.maker)
        .default_fonts(fonts("仿宋_GB2312"))
        .default_size(32);
    Look::ALL
        .into_iter()
        .fold(docx, |docx, look| docx.add_style(look.style()))
}

/// Returns the list of fonts with what stands in for each.
pub(super) fn font_table() -> String {
    use std::fmt::Write as _;

    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:fonts xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">",
    );
    for (name, instead) in FONTS {
        // 134 (86 in hexadecimal) is the code of simplified Chinese.
        let _ = write!(
            out,
            "<w:font w:name=\"{name}\"><w:altName w:val=\"{instead}\"/><w:charset w:val=\"86\"/><w:family w:val=\"auto\"/><w:pitch w:val=\"variable\"/></w:font>"
        );
    }
    let _ = write!(
        out,
        "<w:font w:name=\"{LATIN}\"><w:charset w:val=\"00\"/><w:family w:val=\"roman\"/><w:pitch w:val=\"variable\"/></w:font></w:fonts>"
    );
    out
}

/// Returns the width and height of a page in twentieths of a point.
pub(super) const fn edges(turn: Turn) -> (u32, u32) {
    match turn {
        Turn::Upright => (11_906, 16_838),
        Turn::Sideways => (16_838, 11_906),
    }
}

/// Returns the size of a page.
pub(super) fn size(turn: Turn) -> PageSize {
    let (width, height) = edges(turn);
    let size = PageSize::new().size(width, height);
    match turn {
        Turn::Upright => size,
        Turn::Sideways => size.orient(docx_rs::PageOrientationType::Landscape),
    }
}

/// Returns the margins of a page; the page number stands 7 mm below the text.
pub(super) fn margins(turn: Turn) -> PageMargin {
    let (top, right, bottom, left) = match turn {
        Turn::Upright => (2_098, 1_474, 1_984, 1_587),
        // The upright page turned: what was above lies to the right.
        Turn::Sideways => (1_587, 2_098, 1_474, 1_984),
    };
    let footer = match turn {
        Turn::Upright => 1_300,
        Turn::Sideways => 800,
    };
    PageMargin::new()
        .top(top)
        .right(right)
        .bottom(bottom)
        .left(left)
        .header(850)
        .footer(footer)
        .gutter(0)
}
