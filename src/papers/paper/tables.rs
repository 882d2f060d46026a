//! The tables of papers: each row is an issue, with its number and its fingerprint.

use jiff::civil::Date;

use super::super::columns::{self, Key};
use super::facts::Item;
use crate::ledger::Issue;
use crate::model::Lang;
use crate::report::clean;
use crate::report::gongwen::{Cell, Column, Paper};

/// The longest text of a cell; the whole text is in the ledger.
const LONGEST: usize = 1_200;

/// What a column of a paper shows.
#[derive(Clone, Copy)]
enum Shown {
    Number,
    Severity,
    Place,
    Message,
    Basis,
    Advice,
    Due,
    Unit,
    Person,
    Work,
    Link,
    State,
    Review,
    Signed,
    Print,
}

impl Shown {
    const fn head(self) -> (&'static str, &'static str) {
        match self {
            Self::Number => ("序号", "No."),
            Self::Severity => ("严重度", "Severity"),
            Self::Place => ("栏目与页面", "Column and page"),
            Self::Message => ("问题描述", "Finding"),
            Self::Basis => ("依据", "Basis"),
            Self::Advice => ("整改建议", "How to mend"),
            Self::Due => ("整改时限", "Due"),
            Self::Unit => ("责任单位", "Unit"),
            Self::Person => ("责任人", "Person"),
            Self::Work => ("整改措施和情况", "Measures and work"),
            Self::Link => ("整改链接", "Mended page"),
            Self::State => ("状态", "State"),
            Self::Review => ("复核", "Re-check"),
            Self::Signed => ("销号", "Sign-off"),
            Self::Print => ("问题编号", "Fingerprint"),
        }
    }

    fn cell(self, item: &Item, issue: &Issue, lang: Lang, today: Date) -> Cell {
        let text = |key| cut(&columns::text(issue, key, lang, today));
        match self {
            Self::Number => Cell::Centred(item.number.to_string()),
            Self::Severity => Cell::Centred(text(Key::Severity)),
            Self::Place => place(issue, lang, today),
            Self::Message => Cell::Text(text(Key::Message)),
            Self::Basis => Cell::Text(text(Key::Basis)),
            Self::Advice => Cell::Text(text(Key::Advice)),
            Self::Due => Cell::Centred(text(Key::Due)),
            Self::Unit => Cell::Centred(text(Key::Unit)),
            Self::Person => Cell::Centred(text(Key::Person)),
            Self::Work => Cell::Text(lines(&[text(Key::Measures), text(Key::Done)])),
            Self::Link => Cell::Linked {
                text: String::new(),
                url: clean::line(columns::link(issue)),
            },
            Self::State => Cell::Centred(text(Key::State)),
            Self::Review => Cell::Centred(lines(&[text(Key::Review), text(Key::ReviewedOn)])),
            Self::Signed => Cell::Text(lines(&[
                text(Key::Opinion),
                text(Key::Signer),
                text(Key::SignedOn),
            ])),
            Self::Print => Cell::Small(issue.fingerprint.as_str().chars().take(12).collect()),
        }
    }
}

/// Adds a table.
pub(super) fn table(
    name: &str,
    rows: &[&(Item, &Issue)],
    lang: Lang,
    today: Date,
    paper: &mut Paper,
) {
    use Shown as S;
    let columns: &[(Shown, usize)] = match name {
        "notice" => &[
            (S::Number, 6),
            (S::Severity, 8),
            (S::Place, 24),
            (S::Message, 28),
            (S::Basis, 16),
            (S::Advice, 20),
            (S::Due, 11),
            (S::Print, 10),
        ],
        "report" => &[
            (S::Number, 6),
            (S::Unit, 9),
            (S::Place, 22),
            (S::Message, 26),
            (S::Work, 20),
            (S::Link, 14),
            (S::Due, 11),
            (S::State, 9),
            (S::Print, 10),
        ],
        "signoff" => &[
            (S::Number, 6),
            (S::Unit, 9),
            (S::Place, 20),
            (S::Message, 24),
            (S::Work, 18),
            (S::Link, 13),
            (S::Review, 11),
            (S::Signed, 14),
            (S::Print, 10),
        ],
        _ => &[
            (S::Number, 7),
            (S::Severity, 9),
            (S::Place, 22),
            (S::Message, 28),
            (S::Basis, 16),
            (S::Advice, 18),
            (S::Person, 9),
            (S::Due, 13),
            (S::State, 9),
            (S::Print, 10),
        ],
    };
    let heads: Vec<Column<'_>> = columns
        .iter()
        .map(|(shown, share)| {
            let (zh, en) = shown.head();
            Column {
                head: lang.pick(zh, en),
                share: *share,
            }
        })
        .collect();
    let cells = rows
        .iter()
        .map(|(item, issue)| {
            columns
                .iter()
                .map(|(shown, _)| shown.cell(item, issue, lang, today))
                .collect()
        })
        .collect();
    paper.table(&heads, cells);
}

/// Adds the boxes to sign in.
pub(super) fn form(lang: Lang, paper: &mut Paper) {
    let signed = lang.pick(
        "负责人（签字、盖章）：　　　　　　　　　　　　　　年　　月　　日",
        "Head (signature, seal):                              Date:",
    );
    let rows = [
        lang.pick("责任单位意见", "The unit"),
        lang.pick("政务公开工作机构复核意见", "The office for disclosure"),
        lang.pick("分管领导意见", "The deputy head"),
    ];
    let rows: Vec<(String, String, usize)> = rows
        .iter()
        .map(|name| ((*name).to_owned(), signed.to_owned(), 3))
        .collect();
    paper.form(&rows);
}

/// Shows where an issue stands: its columns, its name, its address.
fn place(issue: &Issue, lang: Lang, today: Date) -> Cell {
    let columns = columns::text(issue, Key::Place, lang, today);
    let name = columns::text(issue, Key::Page, lang, today);
    let text = if columns.is_empty() || name.starts_with(&columns) {
        name
    } else {
        format!("{columns}\n{name}")
    };
    match columns::address(issue) {
        Some(url) => Cell::Linked {
            text,
            url: clean::line(url),
        },
        None => Cell::Text(text),
    }
}

fn cut(text: &str) -> String {
    clean::cut(text, LONGEST)
}

fn lines(all: &[String]) -> String {
    let filled: Vec<&str> = all
        .iter()
        .map(String::as_str)
        .filter(|text| !text.is_empty())
        .collect();
    filled.join("\n")
}
