//! What is wrong with the arguments, in the user's language, with the nearest right word.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::choices;
use super::error::Failure;
use crate::model::{Lang, Words};

/// Turns a parser's error into ours.
pub(super) fn failure(error: &clap::Error, _lang: Lang) -> Failure {
    let of = |kind: ContextKind| context(error, kind);
    let argument = of(ContextKind::InvalidArg);
    let value = of(ContextKind::InvalidValue);
    let words = match error.kind() {
        ErrorKind::UnknownArgument => Words::new(
            format!("没有选项 {argument}"),
            format!("there is no option {argument}"),
        ),
        ErrorKind::InvalidSubcommand => {
            let name = of(ContextKind::InvalidSubcommand);
            Words::new(
                format!("没有命令 {name}"),
                format!("there is no command {name}"),
            )
        }
        ErrorKind::InvalidValue if value.is_empty() => Words::new(
            format!("{argument} 缺少取值"),
            format!("{argument} needs a value"),
        ),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error).map(ToString::to_string);
            let (zh, en) = why.map_or_else(Default::default, |why| {
                (format!("（{why}）"), format!(" ({why})"))
            });
            Words::new(
                format!("{argument} 的取值“{value}”不对{zh}"),
                format!("{value:?} is no value of {argument}{en}"),
            )
        }
        ErrorKind::MissingRequiredArgument => {
            Words::new(format!("缺少 {argument}"), format!("{argument} is missing"))
        }
        ErrorKind::MissingSubcommand => Words::new("缺少命令", "a command is missing"),
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            Words::new(
                format!("{argument} 的取值个数不对"),
                format!("{argument} has the wrong number of values"),
            )
        }
        ErrorKind::NoEquals => Words::new(
            format!("{argument} 后应写等号"),
            format!("{argument} needs an equals sign"),
        ),
        ErrorKind::ArgumentConflict => {
            let other = of(ContextKind::PriorArg);
            if other.is_empty() || other == argument {
                Words::new(
                    format!("{argument} 只能写一次"),
                    format!("{argument} may be given once only"),
                )
            } else {
                Words::new(
                    format!("{argument} 与 {other} 不能同时使用"),
                    format!("{argument} and {other} cannot be used together"),
                )
            }
        }
        ErrorKind::InvalidUtf8 => {
            Words::new("参数不是合法的 UTF-8", "an argument is not valid UTF-8")
        }
        _ => {
            let first = error.to_string();
            let first = first.lines().next().unwrap_or_default().to_owned();
            Words::new(format!("参数有误：{first}"), first)
        }
    };
    Failure::usage(words, mend(error))
}

fn mend(error: &clap::Error) -> Words {
    let known = strings(error, ContextKind::ValidValue);
    let value = context(error, ContextKind::InvalidValue);
    // What begins as it was written is meant sooner than what is spelt alike.
    let begun: Vec<&str> = known
        .iter()
        .filter(|code| !value.is_empty() && code.starts_with(&value))
        .copied()
        .collect();
    if begun.len() > 1 {
        let all = choices::listed(begun.into_iter());
        return Words::new(
            format!("是不是想写其中之一：{}？", all.zh),
            format!("did you mean one of {}?", all.en),
        );
    }
    for kind in [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ] {
        let near = context(error, kind);
        if !near.is_empty() {
            let near = choices::listed(std::iter::once(near.as_str()));
            return Words::new(
                format!("是不是想写 {}？", near.zh),
                format!("did you mean {}?", near.en),
            );
        }
    }
    if !known.is_empty() {
        let known = choices::listed(known.into_iter());
        return Words::new(
            format!("可用：{}", known.zh),
            format!("allowed: {}", known.en),
        );
    }
    Words::new("用 --help 查看用法", "see --help")
}

fn strings(error: &clap::Error, kind: ContextKind) -> Vec<&str> {
    match error.get(kind) {
        Some(ContextValue::Strings(all)) => all.iter().map(String::as_str).collect(),
        _ => Vec::new(),
    }
}

fn context(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(all)) => all.join("、"),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        Some(ContextValue::StyledStrs(all)) => all
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("、"),
        Some(ContextValue::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}
