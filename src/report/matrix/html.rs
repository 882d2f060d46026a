//! The clause matrix as one HTML page without scripts or outside files.

use std::io::{self, Write};

use minijinja::Environment;
use serde::Serialize;

use super::super::{Format, Style, clean, words};
use super::{State, counts, evidence, message, rows, subject};
use crate::model::{Lang, Outcome, Run};

pub(in crate::report) const FORMAT: Format = Format {
    name: "matrix-html",
    endings: &[".matrix.html", ".matrix.htm"],
    on_terminal: false,
    is_record: false,
    zh: "条款对照表（网页）：条款、规则、栏目、页面、判定、证据",
    en: "the clause matrix (HTML): clause, rules, columns, pages, verdicts, evidence",
    write,
};

#[derive(Serialize)]
struct Page {
    zh: bool,
    body: String,
    kind: String,
    powers: String,
    as_of: String,
    versions: String,
    provisions: Vec<Provision>,
    counts: Vec<Count>,
}

#[derive(Serialize)]
struct Provision {
    code: String,
    citation: String,
    text: String,
    why: String,
    state: &'static str,
    state_label: &'static str,
    rules: Vec<Rule>,
    /// Rows of the table that it takes.
    span: usize,
}

#[derive(Serialize)]
struct Rule {
    id: String,
    title: String,
    severity: &'static str,
    span: usize,
    counted: String,
    outcomes: Vec<Verdict>,
}

#[derive(Serialize)]
struct Verdict {
    code: &'static str,
    label: &'static str,
    subject: String,
    columns: String,
    page: Option<String>,
    message: String,
    evidence: String,
    fingerprint: String,
}

#[derive(Serialize)]
struct Count {
    code: &'static str,
    label: &'static str,
    count: usize,
}

fn write(run: &Run, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let page = render(run, style.lang).map_err(io::Error::other)?;
    out.write_all(page.as_bytes())
}

fn render(run: &Run, lang: Lang) -> Result<String, minijinja::Error> {
    let all = rows(run);
    let provisions: Vec<Provision> = all
        .iter()
        .map(|row| {
            let rules: Vec<Rule> = row
                .rules
                .iter()
                .map(|rule| Rule {
                    id: rule.rule.id.clone(),
                    title: rule.rule.title.get(lang).to_owned(),
                    severity: rule.severity.label(lang),
                    span: rule.outcomes.len().max(1),
                    counted: rule.counted(lang),
                    outcomes: rule.outcomes.iter().map(|one| verdict(one, lang)).collect(),
                })
                .collect();
            let provision = row.provision;
            Provision {
                code: provision.code.clone(),
                citation: provision.citation(lang),
                text: provision.text.get(lang).to_owned(),
                why: provision
                    .why
                    .as_ref()
                    .map(|why| why.get(lang).to_owned())
                    .unwrap_or_default(),
                state: row.state.code(),
                state_label: row.state.label(lang),
                span: rules.iter().map(|rule| rule.span).sum::<usize>().max(1),
                rules,
            }
        })
        .collect();
    let counts: Vec<Count> = counts(&all)
        .into_iter()
        .map(|(state, count): (State, usize)| Count {
            code: state.code(),
            label: state.label(lang),
            count,
        })
        .collect();
    let mut environment = Environment::new();
    environment.add_template("matrix.html", include_str!("matrix.html"))?;
    let page = Page {
        zh: lang == Lang::Zh,
        body: words::body_name(run),
        kind: words::body_kind(&run.body, lang, false),
        powers: words::body_powers(&run.body, lang),
        as_of: run.as_of.to_string(),
        versions: words::versions(run),
        provisions,
        counts,
    };
    environment
        .get_template("matrix.html")?
        .render(minijinja::value::Serde(page))
}

fn verdict(outcome: &Outcome, lang: Lang) -> Verdict {
    let page = words::page(outcome)
        .map(clean::line)
        .filter(|page| page.starts_with("http://") || page.starts_with("https://"));
    Verdict {
        code: outcome.verdict.code(),
        label: words::verdict(&outcome.verdict, lang),
        subject: subject(outcome, lang),
        columns: words::column_path(outcome),
        page,
        message: message(outcome, lang),
        evidence: evidence(outcome, lang),
        fingerprint: words::short_print(outcome),
    }
}
