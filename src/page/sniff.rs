//! Whether a reply is a page.

use crate::model::Reply;

/// Tells whether a reply is a page to read: by its media type, else by its first bytes.
pub fn is_html(reply: &Reply) -> bool {
    match reply.media_type().as_deref() {
        Some("text/html" | "application/xhtml+xml") => true,
        Some("" | "text/plain" | "application/octet-stream" | "unknown/unknown") | None => {
            sniffs_as_html(&reply.body)
        }
        // Systems that name XML and send a page.
        Some("text/xml" | "application/xml") => {
            let start = start_of(&reply.body);
            start.contains("<html") || start.contains("<!doctype html")
        }
        Some(_) => false,
    }
}

fn start_of(body: &[u8]) -> String {
    body.iter()
        .take(1024)
        .filter(|&&byte| byte != 0)
        .map(|&byte| char::from(byte.to_ascii_lowercase()))
        .collect()
}

fn sniffs_as_html(body: &[u8]) -> bool {
    let start = start_of(body);
    let start = start.trim_start_matches(|c: char| !c.is_ascii() || c.is_ascii_whitespace());
    [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<script",
        "<meta",
        "<title",
        "<table",
        "<div",
        "<iframe",
        "<h1",
        "<p>",
        "<a ",
        "<!--",
        "<font",
        "<br",
        "<style",
        "<%@",
    ]
    .iter()
    .any(|tag| start.starts_with(tag))
}
