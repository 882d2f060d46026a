//! GitLab's code-quality report: a list of issues, which GitLab compares by fingerprint.

use std::io::{self, Write};

use serde::Serialize;

use super::{Format, Style, clean, escape, words};
use crate::model::{Run, Severity};

pub(super) const FORMAT: Format = Format {
    name: "gitlab",
    endings: &[".gitlab.json"],
    on_terminal: true,
    is_record: false,
    zh: "GitLab 代码质量报告",
    en: "GitLab code-quality report",
    write,
};

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

fn write(run: &Run, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let lang = style.lang;
    let issues: Vec<Issue> = run
        .findings()
        .map(|finding| {
            let page = words::page(finding).unwrap_or_default();
            let mut description = format!(
                "[{}] {}",
                finding.severity.label(lang),
                clean::short(finding.message.get(lang), 1_000)
            );
            for url in words::news_pages(run, finding) {
                description.push(' ');
                description.push_str(&clean::line(url));
            }
            if let Some(waiver) = words::past_waiver(finding, lang) {
                description.push(' ');
                description.push_str(&waiver);
            }
            Issue {
                description,
                check_name: finding.rule.clone(),
                fingerprint: finding.fingerprint.to_string(),
                severity: match finding.severity {
                    Severity::Critical => "blocker",
                    Severity::Major => "major",
                    Severity::Minor => "minor",
                    Severity::Advice => "info",
                },
                location: Location {
                    path: file(page),
                    lines: Lines { begin: 1 },
                },
            }
        })
        .collect();
    serde_json::to_writer_pretty(&mut *out, &issues)?;
    out.write_all(b"\n")
}

/// Returns the file that a page is made from, as its address names it: a path without query,
/// relative to the root of the site.
fn file(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.split_once('/').map_or("", |(_, path)| path);
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut path = escape::uri(&clean::line(path));
    if path.is_empty() || path.ends_with('/') {
        path.push_str("index.html");
    }
    path
}
