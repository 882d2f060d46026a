//! `gongkai inspect`.

use std::path::Path;

use clap::ArgMatches;

use super::error::Failure;
use super::surroundings::Surroundings;
use super::{engine, exit, print};
use crate::model::{Address, Lang, Words};
use crate::report::{NO_BASE, Style, write_page, write_page_text};

/// Tells whether a path is a pipe or a device.
fn is_stream(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir())
}

/// Shows the facts of one page.
pub(super) fn run(given: &ArgMatches, around: &Surroundings) -> Result<u8, Failure> {
    let text = given.get_one::<String>("page").map_or("", String::as_str);
    let lower = text.to_ascii_lowercase();
    let (url, status, mut facts) = if lower.starts_with("http://") || lower.starts_with("https://")
    {
        let address = Address::parse(text).ok_or_else(|| {
            Failure::usage(
                Words::new(
                    format!("网址写法有误：{text}"),
                    format!("not a valid address: {text}"),
                ),
                Words::default(),
            )
        })?;
        let (address, status, facts) = engine::read_address(&address, given)?;
        (address.to_string(), Some(status), facts)
    } else {
        let path = Path::new(text);
        if path.is_dir() {
            return Err(Failure::target(Words::new(
                format!(
                    "{text} 是目录；inspect 只看一个网页，请给出其中的 HTML 文件；要核查整个目录用 gongkai audit {text}"
                ),
                format!(
                    "{text} is a folder; inspect looks at one page: give a file in it, or audit all of it with gongkai audit {text}"
                ),
            )));
        }
        if text == "-" || is_stream(path) {
            return Err(Failure::usage(
                Words::new(
                    "inspect 不从标准输入或管道读取".to_owned(),
                    "inspect does not read standard input or pipes".to_owned(),
                ),
                Words::new(
                    "请先存成 .html 文件，再给出文件名",
                    "save the page as an .html file and name it",
                ),
            ));
        }
        if !path.is_file() {
            return Err(Failure::target(Words::new(
                format!("找不到文件 {text}；请给出 HTML 文件或网址"),
                format!("there is no file {text}; give an HTML file or an address"),
            )));
        }
        match engine::base_url(given)? {
            Some(base) => (base.to_string(), None, engine::read_file(path, &base)?),
            None => {
                let base = Address::parse(NO_BASE).ok_or_else(|| Failure::internal(&NO_BASE))?;
                (text.to_owned(), None, engine::read_file(path, &base)?)
            }
        }
    };
    if let Some(status) = status.filter(|status| !(200..300).contains(status)) {
        facts.warnings.push(match around.lang {
            Lang::Zh => format!("服务器返回 {status}，这不是正常的网页"),
            Lang::En => format!("the server answered {status}: this is no ordinary page"),
        });
    } else if facts.missing.is_some() {
        let words = around.lang.pick(
            "网页写明内容不存在或已删除，核查时按没有这一页处理",
            "the page says that there is nothing here: audits take it for missing",
        );
        facts.warnings.push(words.to_owned());
    }
    let json = match given.get_one::<String>("format").map(String::as_str) {
        Some(format) => format == "json",
        None => !around.stdout_terminal,
    };
    let mut bytes = Vec::new();
    let written = if json {
        write_page(&url, &facts, &mut bytes)
    } else {
        let style = Style {
            lang: around.lang,
            width: around.width,
            ascii: given.get_flag("ascii"),
            ..Style::default()
        };
        write_page_text(&url, &facts, &style, &mut bytes)
    };
    written.map_err(|error| Failure::stdout(&error))?;
    print(&bytes)?;
    Ok(exit::CLEAN)
}
