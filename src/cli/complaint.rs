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
        ErrorKind::UnknownArgument if option_before(&argument).is_some() => {
            let option = option_before(&argument).unwrap_or_default();
            Words::new(
                format!("{option} 的取值“{argument}”不对（不能是负数）"),
                format!("{argument:?} is no value of {option} (it cannot be negative)"),
            )
        }
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
                let why = number_words(&why);
                (format!("（{}）", why.zh), format!(" ({})", why.en))
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

/// Returns the option that a negative number stands behind, which the parser takes for an
/// option of its own.
fn option_before(argument: &str) -> Option<String> {
    argument.strip_prefix('-')?.parse::<f64>().ok()?;
    let given: Vec<String> = std::env::args().collect();
    given
        .windows(2)
        .find(|pair| pair[0].starts_with("--") && pair[1] == argument)
        .map(|pair| pair[0].clone())
}

/// Puts what the parsers of numbers say into words for people.
fn number_words(why: &str) -> Words {
    if let Some((_, range)) = why.split_once(" is not in ") {
        let (least, most) = range.split_once("..").unwrap_or((range, ""));
        // The end of a range that has none is the greatest number there is.
        let most = most.trim_start_matches('=');
        return if most.len() > 10 || most.is_empty() {
            Words::new(
                format!("应不小于 {least}"),
                format!("it must be {least} or more"),
            )
        } else {
            Words::new(
                format!("应在 {least} 到 {most} 之间"),
                format!("it must be from {least} to {most}"),
            )
        };
    }
    match why {
        "invalid digit found in string" => Words::new("应是整数", "a whole number is wanted"),
        "invalid float literal" => Words::new("应是数", "a number is wanted"),
        "number too large to fit in target type" => Words::new("数太大", "it is too large"),
        "number too small to fit in target type" => Words::new("数太小", "it is too small"),
        "cannot parse integer from empty string" | "cannot parse float from empty string" => {
            Words::new("没有写数", "there is no number")
        }
        other => Words::new(other, other),
    }
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
