//! The report that people hand over: one HTML file, with nothing outside of it.
//!
//! The page reads as a list without its script, which only filters, groups and copies. All
//! words of a site are escaped by the template, and a policy in the page lets nothing run but
//! the one script and nothing load at all.

mod clauses;
mod view;
mod words;

use std::io::{self, Write};

use minijinja::value::Value;
use minijinja::{AutoEscape, Environment};
use sha2::{Digest, Sha256};

use super::{Format, Style, escape};
use crate::model::Run;

pub(super) const FORMAT: Format = Format {
    name: "html",
    endings: &[".html", ".htm"],
    on_terminal: false,
    is_record: false,
    zh: "网页报告（一个文件，可离线打开、打印）",
    en: "a report to hand over (one file, opens offline, prints)",
    write,
};

const TEMPLATE: &str = include_str!("html/report.html");
const STYLE: &str = include_str!("html/report.css");
const SCRIPT: &str = include_str!("html/report.js");

fn write(run: &Run, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let page = render(run, style).map_err(io::Error::other)?;
    out.write_all(page.as_bytes())
}

fn render(run: &Run, style: &Style) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    environment.add_function("link", link);
    environment.add_template("report.html", TEMPLATE)?;
    let mut view = view::of(run, style.lang);
    view.insert("style".to_owned(), Value::from(STYLE));
    view.insert("script".to_owned(), Value::from(SCRIPT));
    let hashes = minijinja::context! { style => digest(STYLE), script => digest(SCRIPT) };
    view.insert("hashes".to_owned(), hashes);
    environment
        .get_template("report.html")?
        .render(Value::from(view))
}

/// Writes an address as a link when it is one of the web, else as text.
fn link(text: &str) -> Value {
    let shown = html(text);
    if escape::is_web(text) {
        let target = html(&escape::uri(text));
        Value::from_safe_string(format!(
            "<a href=\"{target}\" rel=\"noopener noreferrer\">{shown}</a>"
        ))
    } else {
        Value::from_safe_string(shown)
    }
}

fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// Returns the source expression that lets one inline script or style through (CSP 3).
fn digest(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::from("sha256-");
    for group in Sha256::digest(text.as_bytes()).chunks(3) {
        let byte = |at: usize| u32::from(group.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * at) & 63) as usize];
            out.push(if at > group.len() {
                '='
            } else {
                char::from(letter)
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::digest;

    #[test]
    fn digests_are_base64() {
        // printf '' | openssl dgst -sha256 -binary | base64
        let empty = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
        assert_eq!(digest(""), empty);
    }
}
