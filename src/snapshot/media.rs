//! What kind of thing a file is, by its name and its first bytes.

/// Endings of pages that any server sends as HTML.
const STATIC: &[&str] = &["html", "htm", "shtml", "xhtml"];

/// Endings of pages that programs make: a saved copy is a page, the program itself is not.
const MADE: &[&str] = &["jsp", "php", "aspx", "asp", "do", "action", "jspx", "cgi"];

const TYPES: &[(&str, &str)] = &[
    ("7z", "application/x-7z-compressed"),
    ("bmp", "image/bmp"),
    ("css", "text/css"),
    ("csv", "text/csv"),
    ("doc", "application/msword"),
    (
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    ("et", "application/vnd.ms-excel"),
    ("gif", "image/gif"),
    ("gz", "application/gzip"),
    ("ico", "image/x-icon"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("js", "text/javascript"),
    ("json", "application/json"),
    ("mht", "multipart/related"),
    ("mhtml", "multipart/related"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("ofd", "application/ofd"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("ppt", "application/vnd.ms-powerpoint"),
    (
        "pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    ("rar", "application/vnd.rar"),
    ("rtf", "application/rtf"),
    ("svg", "image/svg+xml"),
    ("txt", "text/plain"),
    ("webp", "image/webp"),
    ("wps", "application/vnd.ms-works"),
    ("xls", "application/vnd.ms-excel"),
    (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    ("xml", "application/xml"),
    ("zip", "application/zip"),
];

/// Returns a name's ending in lower case, before any query that a copying tool appended.
pub(super) fn ending(name: &str) -> String {
    let stem = name.split('?').next().unwrap_or(name);
    match stem.rsplit_once('.') {
        Some((_, ending)) => {
            // wget on Windows writes `list.jsp@page=2`.
            ending
                .split('@')
                .next()
                .unwrap_or(ending)
                .to_ascii_lowercase()
        }
        None => String::new(),
    }
}

/// Tells by its name alone whether a file is a page; `None` when it takes a look inside.
pub(super) fn is_page_by_name(name: &str) -> Option<bool> {
    let ending = ending(name);
    let known = TYPES.binary_search_by_key(&ending.as_str(), |(ending, _)| ending);
    match (STATIC.contains(&ending.as_str()), known) {
        (true, _) => Some(true),
        (false, Ok(_)) => Some(false),
        (false, Err(_)) => None,
    }
}

/// Tells whether a file is a page.
pub(super) fn is_page(name: &str, start: &[u8]) -> bool {
    if let Some(known) = is_page_by_name(name) {
        return known;
    }
    let ending = ending(name);
    is_markup(start) && !(MADE.contains(&ending.as_str()) && is_program(start))
}

/// Returns the media type, without a charset, so that the page's own word counts.
pub(super) fn media_type(name: &str, start: &[u8]) -> &'static str {
    if is_page(name, start) {
        return "text/html";
    }
    let ending = ending(name);
    match TYPES.binary_search_by_key(&ending.as_str(), |(ending, _)| ending) {
        Ok(at) => TYPES.get(at).map_or("", |(_, media_type)| media_type),
        Err(_) if MADE.contains(&ending.as_str()) => "text/plain",
        Err(_) => "application/octet-stream",
    }
}

/// Tells whether bytes begin as an HTML page does, in any charset.
fn is_markup(start: &[u8]) -> bool {
    // Zero bytes are dropped for UTF-16.
    let text: Vec<u8> = start
        .iter()
        .take(4096)
        .filter(|byte| **byte != 0)
        .map(u8::to_ascii_lowercase)
        .collect();
    ["<!doctype html", "<html", "<head>", "<body"]
        .iter()
        .any(|mark| {
            text.windows(mark.len())
                .any(|window| window == mark.as_bytes())
        })
}

/// Tells whether bytes are a server's program and not what it sends.
fn is_program(start: &[u8]) -> bool {
    start
        .get(..start.len().min(4096))
        .unwrap_or_default()
        .windows(3)
        .any(|window| window.starts_with(b"<%") || window == b"<?p")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(TYPES.is_sorted_by_key(|(ending, _)| ending));
    }

    #[test]
    fn files_are_told_apart() {
        let check = |name: &str, start: &[u8], expected: &str| {
            assert_eq!(media_type(name, start), expected, "{name}");
        };
        check("index.html", b"", "text/html");
        check("INDEX.SHTML", b"<!--#include", "text/html");
        check("list.jsp", b"\n<html>", "text/html");
        check("list.jsp", b"<%@ page %><html>", "text/plain");
        check("list.jsp?id=3.html", b"<html>", "text/html");
        check("col.jsp@id=3", b"<html>", "text/html");
        check("about", b"<!DOCTYPE html>", "text/html");
        check("utf16", b"\xff\xfe<\0h\0t\0m\0l\0>\0", "text/html");
        check("LICENSE", b"words", "application/octet-stream");
        check("a.PDF", b"<html>", "application/pdf");
        check("f.js", b"'<html>'", "text/javascript");
    }
}
