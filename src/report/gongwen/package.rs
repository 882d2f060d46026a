//! Packs a document, and adds what the library that writes it cannot say.

use std::io::{self, Cursor};

use docx_rs::Docx;

use super::styles::font_table;
use super::table::HEAD_MARK;

/// Packs a document.
///
/// # Errors
/// When the archive cannot be written.
pub(super) fn pack(docx: Docx) -> io::Result<Vec<u8>> {
    let mut parts = docx.build();
    // The library has no words for heads repeated on every page (`w:tblHeader`). A row of a
    // head has a height that no other row has; in text, `<` is always escaped.
    parts.document = replaced(&parts.document, HEAD_MARK, "<w:tblHeader />")?;
    // Nor for the language, by which Word breaks lines and checks spelling.
    parts.styles = replaced(
        &parts.styles,
        "</w:rPr></w:rPrDefault>",
        "<w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\" /></w:rPr></w:rPrDefault>",
    )?;
    // Nor for a font to use instead of one that is missing.
    parts.font_table = font_table().into_bytes();
    let mut out = Cursor::new(Vec::new());
    parts.pack(&mut out).map_err(io::Error::other)?;
    Ok(out.into_inner())
}

fn replaced(part: &[u8], from: &str, to: &str) -> io::Result<Vec<u8>> {
    let text = std::str::from_utf8(part).map_err(io::Error::other)?;
    Ok(text.replace(from, to).into_bytes())
}
