//! What the program takes from its surroundings: language, terminal, colours, today's date.

use std::ffi::OsString;
use std::io::{self, IsTerminal};

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::model::Lang;

/// The surroundings, read once.
#[derive(Debug, Clone)]
pub(super) struct Surroundings {
    /// The language, needed before the arguments can be parsed: help is written in it.
    pub(super) lang: Lang,
    /// Whether stdout is a terminal.
    pub(super) stdout_terminal: bool,
    /// Whether stderr is a terminal.
    pub(super) stderr_terminal: bool,
    /// What `GONGKAI_LANG` says when it names no language of the program.
    pub(super) unknown_lang: Option<String>,
    /// Whether colours are welcome on a terminal (<https://no-color.org>).
    pub(super) color: bool,
    /// Columns of the terminal, 100 where there is none.
    pub(super) width: usize,
}

impl Surroundings {
    /// Reads them; `--lang` wins over `GONGKAI_LANG`.
    pub(super) fn of(arguments: &[OsString]) -> Self {
        let stdout_terminal = io::stdout().is_terminal();
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        let asked = asked_lang(arguments);
        let set = std::env::var("GONGKAI_LANG").ok();
        let set = set.filter(|text| !text.is_empty());
        let known = set.as_deref().and_then(lang);
        Self {
            lang: asked.or(known).unwrap_or_default(),
            unknown_lang: set.filter(|_| asked.is_none() && known.is_none()),
            stdout_terminal,
            stderr_terminal: io::stderr().is_terminal(),
            color: stdout_terminal && !no_color && !dumb,
            width: comfy_table::Table::new().width().map_or(100, usize::from),
        }
    }
}

/// Returns today's date in China, where every deadline runs.
pub(super) fn today() -> Date {
    let zone = TimeZone::get("Asia/Shanghai").unwrap_or(TimeZone::UTC);
    jiff::Timestamp::now().to_zoned(zone).date()
}

fn lang(text: &str) -> Option<Lang> {
    match text {
        "zh" => Some(Lang::Zh),
        "en" => Some(Lang::En),
        _ => None,
    }
}

fn asked_lang(arguments: &[OsString]) -> Option<Lang> {
    let mut arguments = arguments.iter().skip(1).filter_map(|text| text.to_str());
    let mut asked = None;
    while let Some(argument) = arguments.next() {
        if argument == "--" {
            break;
        }
        if argument == "--lang" {
            asked = arguments.next().and_then(lang).or(asked);
        } else if let Some(value) = argument.strip_prefix("--lang=") {
            asked = lang(value).or(asked);
        }
    }
    asked
}

#[cfg(test)]
mod tests {
    use super::asked_lang;
    use crate::model::Lang;

    #[test]
    fn the_language_is_found_before_parsing() {
        let asked = |text: &str| {
            let words: Vec<_> = text.split(' ').map(Into::into).collect();
            asked_lang(&words)
        };
        assert_eq!(asked("gongkai audit --lang en x"), Some(Lang::En));
        assert_eq!(asked("gongkai --lang=zh"), Some(Lang::Zh));
        assert_eq!(asked("gongkai audit -- --lang en"), None);
        assert_eq!(asked("gongkai --lang fr"), None);
    }
}
