//! `gongkai crawl`.

use std::path::PathBuf;

use clap::ArgMatches;

use super::error::Failure;
use super::progress::Teller;
use super::surroundings::Surroundings;
use super::{engine, exit, output, say};
use crate::crawl::Cancel;
use crate::model::{Lang, Words};
use crate::scan::Target;

/// Archives a site.
pub(super) fn run(given: &ArgMatches, around: &Surroundings) -> Result<u8, Failure> {
    let lang = around.lang;
    let text = given.get_one::<String>("url").map_or("", String::as_str);
    let Target::Url(address) = engine::target(text)? else {
        return Err(Failure::usage(
            Words::new(
                format!("不是网址：{text}"),
                format!("not an address: {text}"),
            ),
            Words::new(
                "crawl 只抓取网站，应形如 https://www.example.gov.cn/",
                "crawl takes an address like https://www.example.gov.cn/",
            ),
        ));
    };
    let path = given
        .get_one::<PathBuf>("output")
        .cloned()
        .unwrap_or_default();
    let lower = path.to_string_lossy().to_ascii_lowercase();
    if !lower.ends_with(".warc.gz") && !lower.ends_with(".warc") {
        return Err(Failure::usage(
            Words::new(
                format!("存档文件名应以 .warc.gz 或 .warc 结尾：{}", path.display()),
                format!("an archive is named .warc.gz or .warc: {}", path.display()),
            ),
            Words::default(),
        ));
    }
    output::check(&path)?;
    let cancel = Cancel::on_interrupt().unwrap_or_default();
    let quiet = given.get_flag("quiet");
    let teller = Teller::new(around, quiet, engine::rate(given));
    let scanned = engine::crawl_only(&address, given, cancel.clone(), &teller);
    teller.finish();
    let scanned = match scanned {
        Err(_) if cancel.is_cancelled() => return Err(engine::interrupted(Some(&path))),
        scanned => scanned?,
    };
    if scanned.interrupted {
        return Err(engine::interrupted(Some(&path)));
    }
    let crawl = &scanned.site.crawl;
    if !quiet {
        say(&match lang {
            Lang::Zh => format!(
                "已存档 {} 个网页（请求 {} 次）到 {}",
                crawl.pages,
                crawl.requests,
                path.display()
            ),
            Lang::En => format!(
                "archived {} pages ({} requests) in {}",
                crawl.pages,
                crawl.requests,
                path.display()
            ),
        });
    }
    for why in crawl.why_incomplete.iter().chain(&scanned.remarks) {
        say(&format!(
            "{}{}",
            lang.pick("注意：", "note: "),
            why.get(lang)
        ));
    }
    if given.get_flag("require-complete") && !crawl.complete {
        return Ok(exit::TARGET);
    }
    Ok(exit::CLEAN)
}
