//! Words of a site made inert for formats that have a syntax of their own.

use super::clean;

/// Makes a text safe to stand in Markdown, also in a cell of a table: nothing of it becomes a
/// link, an image, a heading, HTML, a mention or a cell of its own.
pub(crate) fn markdown(text: &str) -> String {
    let text = clean::line(text);
    let mut out = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '#' | '+' | '!' | '|'
            | '~' | '$' => {
                out.push('\\');
                out.push(c);
            }
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // A mention calls people; a joiner that is not seen would be copied with the text.
            '@' => out.push_str("&#64;"),
            // An address that stands bare would become a link.
            ':' if out.ends_with("http") || out.ends_with("https") || out.ends_with("ftp") => {
                out.push_str("&#58;");
            }
            '.' if before == 'w' && out.to_ascii_lowercase().ends_with("www") => {
                out.push_str("&#46;");
            }
            '-' | '=' if before == ' ' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
        before = c;
    }
    out
}

/// Writes an identifier as Markdown code; what does not belong in one is left out.
pub(crate) fn markdown_code(text: &str) -> String {
    let kept: String = text
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/'))
        .collect();
    format!("`{kept}`")
}

/// Writes an address as a Markdown link that can only go where it says; other schemes than
/// the web's stay text.
pub(crate) fn markdown_link(url: &str) -> String {
    let url = clean::line(url);
    if !is_web(&url) {
        return markdown(&url);
    }
    let mut safe = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            '<' => safe.push_str("%3C"),
            '>' => safe.push_str("%3E"),
            '|' => safe.push_str("%7C"),
            ' ' => safe.push_str("%20"),
            '`' => safe.push_str("%60"),
            '\\' => safe.push_str("%5C"),
            c => safe.push(c),
        }
    }
    format!("<{safe}>")
}

/// Writes an address with the characters of a URI only (RFC 3986); others are percent-encoded.
pub(crate) fn uri(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    let mut rest = url.as_bytes();
    while let [byte, after @ ..] = rest {
        let encoded = matches!(after, [a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit());
        match byte {
            b'%' if !encoded => out.push_str("%25"),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => out.push(char::from(*byte)),
            b'-' | b'.' | b'_' | b'~' | b':' | b'/' | b'?' | b'#' | b'@' | b'!' | b'$' | b'&'
            | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=' | b'%' => {
                out.push(char::from(*byte));
            }
            byte => out.push_str(&format!("%{byte:02X}")),
        }
        rest = after;
    }
    out
}

/// Tells whether an address may be made a link.
pub(crate) fn is_web(url: &str) -> bool {
    let lower = url.trim_start().to_ascii_lowercase();
    lower.starts_with("http://") || lower.starts_with("https://")
}

#[cfg(test)]
mod tests {
    use super::{markdown, markdown_link};

    #[test]
    fn nothing_of_a_text_is_markup() {
        assert_eq!(
            markdown("[a](javascript:x) <script>|`#"),
            "\\[a\\]\\(javascript:x\\) &lt;script&gt;\\|\\`\\#"
        );
        assert_eq!(
            markdown("@all https://x www.x"),
            "&#64;all https&#58;//x www&#46;x"
        );
        assert_eq!(markdown("- a\n= b 2026-01-01"), "\\- a \\= b 2026-01-01");
    }

    #[test]
    fn only_addresses_of_the_web_are_links() {
        assert_eq!(markdown_link("https://a/b|c>d"), "<https://a/b%7Cc%3Ed>");
        assert_eq!(markdown_link("javascript:x"), "javascript:x");
    }
}
