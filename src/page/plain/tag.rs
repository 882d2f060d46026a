//! The elements that the HTML standard treats in a way of their own.

/// Ends at a scope: what is open outside is not reached by an end tag inside.
pub(super) const SCOPE: u16 = 1;
/// Ends an unclosed element search (the standard's "special" elements).
pub(super) const SPECIAL: u16 = 1 << 1;
/// Closed without an end tag where what holds it ends.
pub(super) const IMPLIED: u16 = 1 << 2;
/// A formatting element: opened again in the next block while it is not closed.
pub(super) const FORMATTING: u16 = 1 << 3;
/// Its start tag ends an open paragraph and nothing else.
pub(super) const ENDS_P: u16 = 1 << 4;
/// Its end tag closes it wherever it is open in scope.
pub(super) const CLOSED_IN_SCOPE: u16 = 1 << 5;
/// `h1` to `h6`.
pub(super) const HEADING: u16 = 1 << 6;
/// Ends the line before and after it where the page is shown.
const LINE: u16 = 1 << 7;
/// A block of an ordinary page: closed in scope, ends paragraphs and lines.
const BLOCK: u16 = SPECIAL | ENDS_P | CLOSED_IN_SCOPE | LINE;

macro_rules! tags {
    ($($variant:ident $name:literal $flags:expr,)*) => {
        /// An element's name, as far as the standard knows it by name.
        #[allow(missing_docs)] // each is the element of its name
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u8)]
        pub enum Tag { $($variant,)* Other }

        const ALL: &[(Tag, &str, u16)] = &[
            $((Tag::$variant, $name, $flags),)*
            (Tag::Other, "", 0),
        ];
    };
}

tags! {
    A "a" FORMATTING,
    Address "address" BLOCK,
    Applet "applet" SPECIAL | SCOPE,
    Area "area" SPECIAL,
    Article "article" BLOCK,
    Aside "aside" BLOCK,
    B "b" FORMATTING,
    Base "base" SPECIAL,
    Basefont "basefont" SPECIAL,
    Bgsound "bgsound" SPECIAL,
    Big "big" FORMATTING,
    Blockquote "blockquote" BLOCK,
    Body "body" SPECIAL | LINE,
    Br "br" SPECIAL,
    Button "button" SPECIAL | CLOSED_IN_SCOPE,
    Caption "caption" SPECIAL | SCOPE | LINE,
    Center "center" BLOCK,
    Code "code" FORMATTING,
    Col "col" SPECIAL,
    Colgroup "colgroup" SPECIAL,
    Datalist "datalist" 0,
    Dd "dd" SPECIAL | IMPLIED | LINE,
    Details "details" BLOCK,
    Dialog "dialog" ENDS_P | CLOSED_IN_SCOPE | LINE,
    Dir "dir" BLOCK,
    Div "div" BLOCK,
    Dl "dl" BLOCK,
    Dt "dt" SPECIAL | IMPLIED | LINE,
    Em "em" FORMATTING,
    Embed "embed" SPECIAL,
    Fieldset "fieldset" BLOCK,
    Figcaption "figcaption" BLOCK,
    Figure "figure" BLOCK,
    Font "font" FORMATTING,
    Footer "footer" BLOCK,
    Form "form" SPECIAL | LINE,
    Frame "frame" SPECIAL,
    Frameset "frameset" SPECIAL,
    H1 "h1" SPECIAL | HEADING | LINE,
    H2 "h2" SPECIAL | HEADING | LINE,
    H3 "h3" SPECIAL | HEADING | LINE,
    H4 "h4" SPECIAL | HEADING | LINE,
    H5 "h5" SPECIAL | HEADING | LINE,
    H6 "h6" SPECIAL | HEADING | LINE,
    Head "head" SPECIAL,
    Header "header" BLOCK,
    Hgroup "hgroup" BLOCK,
    Hr "hr" SPECIAL | LINE,
    Html "html" SPECIAL | SCOPE | LINE,
    I "i" FORMATTING,
    Iframe "iframe" SPECIAL | LINE,
    Image "image" 0,
    Img "img" SPECIAL,
    Input "input" SPECIAL,
    Isindex "isindex" SPECIAL,
    Keygen "keygen" 0,
    Label "label" 0,
    Legend "legend" LINE,
    Li "li" SPECIAL | IMPLIED | LINE,
    Link "link" SPECIAL,
    Listing "listing" SPECIAL | CLOSED_IN_SCOPE,
    Main "main" BLOCK,
    Marquee "marquee" SPECIAL | SCOPE | LINE,
    Math "math" 0,
    Menu "menu" BLOCK,
    Meta "meta" SPECIAL,
    Nav "nav" BLOCK,
    Nobr "nobr" FORMATTING,
    Noembed "noembed" SPECIAL,
    Noframes "noframes" SPECIAL,
    Noscript "noscript" SPECIAL,
    Object "object" SPECIAL | SCOPE,
    Ol "ol" BLOCK,
    Optgroup "optgroup" IMPLIED | LINE,
    Option "option" IMPLIED | LINE,
    P "p" SPECIAL | IMPLIED | LINE,
    Param "param" SPECIAL,
    Plaintext "plaintext" SPECIAL,
    Pre "pre" SPECIAL | CLOSED_IN_SCOPE | LINE,
    Rb "rb" IMPLIED,
    Rp "rp" IMPLIED,
    Rt "rt" IMPLIED,
    Rtc "rtc" IMPLIED,
    S "s" FORMATTING,
    Script "script" SPECIAL,
    Search "search" ENDS_P | CLOSED_IN_SCOPE,
    Section "section" BLOCK,
    Select "select" SPECIAL | SCOPE | CLOSED_IN_SCOPE,
    Small "small" FORMATTING,
    Source "source" SPECIAL,
    Span "span" 0,
    Strike "strike" FORMATTING,
    Strong "strong" FORMATTING,
    Style "style" SPECIAL,
    Summary "summary" BLOCK,
    Svg "svg" 0,
    Table "table" SPECIAL | SCOPE | LINE,
    Tbody "tbody" SPECIAL | LINE,
    Td "td" SPECIAL | SCOPE,
    Template "template" SPECIAL | SCOPE,
    Textarea "textarea" SPECIAL,
    Tfoot "tfoot" SPECIAL | LINE,
    Th "th" SPECIAL | SCOPE,
    Thead "thead" SPECIAL | LINE,
    Title "title" SPECIAL,
    Tr "tr" SPECIAL | LINE,
    Track "track" SPECIAL,
    Tt "tt" FORMATTING,
    U "u" FORMATTING,
    Ul "ul" BLOCK,
    Wbr "wbr" SPECIAL,
    Xmp "xmp" SPECIAL,
}

/// Slots of the table of names; a power of two, a third full.
const SLOTS: usize = 512;
/// For each hash of a name where it stands in [`ALL`], plus one.
const TABLE: [u8; SLOTS] = table();

const fn slot(name: &[u8]) -> usize {
    let last = name[name.len() - 1] as usize;
    let second = name[name.len() / 2] as usize;
    (name[0] as usize * 31 + second * 7 + last * 131 + name.len() * 61) % SLOTS
}

const fn table() -> [u8; SLOTS] {
    let mut out = [0_u8; SLOTS];
    let mut at = 0;
    while at + 1 < ALL.len() {
        let mut place = slot(ALL[at].1.as_bytes());
        while out[place] != 0 {
            place = (place + 1) % SLOTS;
        }
        // Fewer than 255 names.
        #[allow(clippy::cast_possible_truncation)]
        {
            out[place] = at as u8 + 1;
        }
        at += 1;
    }
    out
}

impl Tag {
    /// Finds a name written in lower case.
    pub fn of(name: &str) -> Self {
        if name.is_empty() {
            return Self::Other;
        }
        let mut place = slot(name.as_bytes());
        while TABLE[place] != 0 {
            let (tag, known, _) = ALL[TABLE[place] as usize - 1];
            if known == name {
                return tag;
            }
            place = (place + 1) % SLOTS;
        }
        Self::Other
    }

    /// Returns the name; `""` for an element that the standard does not name.
    pub(in crate::page) fn name(self) -> &'static str {
        ALL[self as usize].1
    }

    /// Tells whether the element ends the line before and after it where the page is shown.
    pub fn is_block(self) -> bool {
        self.is(LINE)
    }

    /// Tells whether the element is one of a sort.
    pub(super) fn is(self, flags: u16) -> bool {
        ALL[self as usize].2 & flags != 0
    }
}

#[cfg(test)]
mod tests {
    use super::{ALL, Tag};

    #[test]
    fn every_name_is_found() {
        for &(tag, name, _) in ALL {
            assert_eq!((Tag::of(name), tag.name()), (tag, name));
        }
        for name in ["", "x", "ucapcontent", "o:p", "文"] {
            assert_eq!(Tag::of(name), Tag::Other);
        }
    }
}
