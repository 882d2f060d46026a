//! Messages of rules, with the facts and parameters that stand in them.

use super::condition::Scope;
use super::file::RawText;
use super::message::{Message, Part, Piece, Template, split};
use super::record::At;
use crate::model::Words;
use crate::yaml::{Log, Pos, suggest};

/// Checks a message in both languages.
pub(super) fn message(raw: &RawText, scope: &mut Scope<'_>, log: &mut Log<'_>) -> Message {
    Message {
        zh: template(&raw.zh, scope, log),
        en: template(&raw.en, scope, log),
    }
}

fn template(raw: &At<String>, scope: &mut Scope<'_>, log: &mut Log<'_>) -> Template {
    let parts = match split(&raw.value) {
        Ok(parts) => parts,
        Err(open) => {
            log.note(
                raw.at,
                Words::new(
                    format!("消息里的花括号没有合上：{{{open}"),
                    format!("a brace of the message is not closed: {{{open}"),
                ),
                Words::default(),
            );
            return Template::default();
        }
    };
    Template(
        parts
            .into_iter()
            .filter_map(|part| match part {
                Part::Text(text) => Some(Piece::Text(text)),
                Part::Name(name) => piece(&name, raw.at, scope, log),
            })
            .collect(),
    )
}

fn piece(name: &str, at: Pos, scope: &mut Scope<'_>, log: &mut Log<'_>) -> Option<Piece> {
    const WORDS: [&str; 3] = ["subject", "missing", "matched"];
    match name {
        "subject" => Some(Piece::Subject),
        "missing" => Some(Piece::Missing),
        "matched" => Some(Piece::Matched),
        _ if name.contains('.') => scope.fact(name, at, log).map(Piece::Fact),
        _ if scope.params.contains_key(name) => {
            scope.used.insert(name.to_owned());
            Some(Piece::Param(name.to_owned()))
        }
        _ => {
            log.note(
                at,
                Words::new(
                    format!("消息里的 {{{name}}} 既不是事实也不是参数"),
                    format!("{{{name}}} in the message is neither a fact nor a parameter"),
                ),
                suggest(name, scope.params.keys().map(String::as_str).chain(WORDS)),
            );
            None
        }
    }
}
