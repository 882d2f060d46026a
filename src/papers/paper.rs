//! Papers to print and sign: 问题清单, 整改通知书, 整改报告, 销号表.
//!
//! The wording is data: a template a paper and language below `paper/wording`, filled from the
//! ledger and from nothing else. Every sentence about issues ends with the numbers of their rows
//! in the paper's table, where each row has the fingerprint; so each can be traced to a finding.
//! A line of a template is a paragraph; `=` begins a title, `#` and `##` heads, `@` what only
//! this module can draw (see [`mod@markup`]).

mod facts;
mod markup;
mod tables;

use minijinja::{Environment, UndefinedBehavior};

use super::view::View;
use crate::model::{Lang, Words};
use crate::report::gongwen::{About, Paper, Turn};
use crate::report::words;

/// A paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperKind {
    /// 问题清单: every issue, by unit.
    List,
    /// 整改通知书: what each unit has to mend and by when.
    Notice,
    /// 整改报告: what was found, what was done, what is left.
    Report,
    /// 销号表: what passed the re-check, to sign off.
    SignOff,
}

/// Why a paper could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// The template is wrong.
    #[error("fill in the template of {kind}: {source}")]
    Template {
        /// The paper.
        kind: &'static str,
        /// Why.
        #[source]
        source: minijinja::Error,
    },
    /// The file could not be packed.
    #[error("pack the document")]
    Pack(#[source] std::io::Error),
}

impl PaperKind {
    /// Every paper.
    pub const ALL: [Self; 4] = [Self::List, Self::Notice, Self::Report, Self::SignOff];

    /// Returns the name on the command line.
    pub const fn code(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Notice => "notice",
            Self::Report => "report",
            Self::SignOff => "signoff",
        }
    }

    /// Returns the paper with this name, in English or Chinese.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.code() == name || kind.title().zh == name)
    }

    /// Returns what people call it.
    pub fn title(self) -> Words {
        let (zh, en) = match self {
            Self::List => ("问题清单", "list of findings"),
            Self::Notice => ("整改通知书", "notice to rectify"),
            Self::Report => ("整改报告", "report on rectification"),
            Self::SignOff => ("销号表", "sign-off sheet"),
        };
        Words::new(zh, en)
    }

    const fn wording(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::List, Lang::Zh) => include_str!("paper/wording/list.zh.txt"),
            (Self::List, Lang::En) => include_str!("paper/wording/list.en.txt"),
            (Self::Notice, Lang::Zh) => include_str!("paper/wording/notice.zh.txt"),
            (Self::Notice, Lang::En) => include_str!("paper/wording/notice.en.txt"),
            (Self::Report, Lang::Zh) => include_str!("paper/wording/report.zh.txt"),
            (Self::Report, Lang::En) => include_str!("paper/wording/report.en.txt"),
            (Self::SignOff, Lang::Zh) => include_str!("paper/wording/signoff.zh.txt"),
            (Self::SignOff, Lang::En) => include_str!("paper/wording/signoff.en.txt"),
        }
    }

    const fn turn(self) -> Turn {
        match self {
            Self::List | Self::SignOff => Turn::Sideways,
            Self::Notice | Self::Report => Turn::Upright,
        }
    }
}

/// Makes a paper.
///
/// # Errors
/// When the template or the file cannot be made.
pub fn paper(view: &View, kind: PaperKind, lang: Lang) -> Result<Vec<u8>, PaperError> {
    let facts = facts::Facts::of(view, kind, lang);
    let text = filled(kind, lang, &facts).map_err(|source| PaperError::Template {
        kind: kind.code(),
        source,
    })?;
    let about = About {
        made: view.now,
        maker: format!("{} {}-{}", words::tool(), view.head.1, view.head.0),
    };
    let mut paper = Paper::new(kind.turn(), about);
    markup::draw(&text, &facts, lang, &mut paper);
    paper.finish().map_err(PaperError::Pack)
}

/// Fills a template in.
fn filled(
    kind: PaperKind,
    lang: Lang,
    facts: &facts::Facts<'_>,
) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.add_function("refs", move |items: Vec<minijinja::Value>| {
        facts::references(&items, lang)
    });
    environment.add_function("numeral", facts::numeral);
    environment.add_template("paper.txt", kind.wording(lang))?;
    environment
        .get_template("paper.txt")?
        .render(facts.context())
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    reason = "a test that cannot make its input must stop"
)]
mod tests;
