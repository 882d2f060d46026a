//! `gongkai explain`: how a verdict came about.

use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::engine::{self, Engine};
use super::error::Failure;
use super::progress::Teller;
use super::surroundings::Surroundings;
use super::{exit, print, say};
use crate::audit::Options;
use crate::crawl::Cancel;
use crate::model::{Lang, Words};
use crate::report::explain::{Audit, Unpicked, explain};
use crate::scan::{self, Target};

/// Explains the verdict with a fingerprint.
pub(super) fn run(given: &ArgMatches, around: &Surroundings) -> Result<u8, Failure> {
    let lang = around.lang;
    let wanted = given
        .get_one::<String>("fingerprint")
        .map_or("", String::as_str);
    let audit = match given.get_one::<String>("target") {
        Some(text) => audit(text, given, around)?,
        None => {
            let path = newest(Path::new("."))?;
            say(&match lang {
                Lang::Zh => format!("用当前目录中最新的核查结果 {}", path.display()),
                Lang::En => format!("using the newest audit of this folder, {}", path.display()),
            });
            read(&path)?
        }
    };
    let verdict = audit
        .pick(wanted)
        .map_err(|unpicked| complain(wanted, &unpicked))?;
    print(explain(&audit, verdict, lang).as_bytes())?;
    Ok(exit::CLEAN)
}

/// Reads an audit, or judges what it was made from again.
fn audit(text: &str, given: &ArgMatches, around: &Surroundings) -> Result<Audit, Failure> {
    let path = Path::new(text);
    if is_json(path) {
        return read(path);
    }
    let target = engine::target(text)?;
    if matches!(target, Target::Url(_)) {
        return Err(Failure::usage(
            Words::new("explain 不抓取网站", "explain does not crawl"),
            Words::new(
                "先 gongkai audit 网址 -o a.json（或 --archive a.warc.gz），再 gongkai explain 编号 a.json",
                "first gongkai audit URL -o a.json (or --archive a.warc.gz), then gongkai explain FINGERPRINT a.json",
            ),
        ));
    }
    let engine = Engine::of(given)?;
    let options = engine.scan_options(given, Cancel::default())?;
    let teller = Teller::new(around, true, options.crawl.rate);
    let scanned = scan::scan(&target, &engine.tools, &options, &teller)
        .map_err(|error| engine::of_scan(&error))?;
    let run = scan::assess(
        &target.shown(),
        &scanned,
        &engine.tools,
        &engine.rules,
        &engine.calendar,
        engine.as_of,
        Options::default(),
    );
    Audit::of(&run, around.lang).map_err(|words| Failure::internal(&words.en))
}

fn is_json(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("json"))
}

fn read(path: &Path) -> Result<Audit, Failure> {
    let bytes = std::fs::read(path).map_err(|error| Failure::unreadable(path, &error))?;
    Audit::read(&bytes).map_err(|words| {
        let path = path.display();
        Failure::usage(
            Words::new(
                format!("{path}：{}", words.zh),
                format!("{path}: {}", words.en),
            ),
            Words::new(
                "请给出 gongkai audit -o 结果.json 写成的文件",
                "give a file written by gongkai audit -o FILE.json",
            ),
        )
    })
}

/// Returns the audit in a folder that was written last.
fn newest(folder: &Path) -> Result<PathBuf, Failure> {
    let entries = std::fs::read_dir(folder).map_err(|error| Failure::unreadable(folder, &error))?;
    entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| is_json(path) && path.is_file())
        .filter(|path| std::fs::read(path).is_ok_and(|bytes| Audit::read(&bytes).is_ok()))
        .max_by_key(|path| {
            let written = path.metadata().and_then(|about| about.modified()).ok();
            (written, path.clone())
        })
        .ok_or_else(|| {
            Failure::usage(
                Words::new(
                    "当前目录中没有核查结果（.json）",
                    "this folder holds no audit (.json)",
                ),
                Words::new(
                    "写明结果文件或存档：gongkai explain 编号 结果.json",
                    "name the audit or the archive: gongkai explain FINGERPRINT AUDIT.json",
                ),
            )
        })
}

fn complain(wanted: &str, unpicked: &Unpicked) -> Failure {
    let list = |near: &[Words], lang: Lang| {
        near.iter()
            .map(|words| format!("\n  {}", words.get(lang)))
            .collect::<String>()
    };
    match unpicked {
        Unpicked::Unknown(near) if near.is_empty() => Failure::usage(
            Words::new(
                format!("没有编号为 {wanted} 的判定"),
                format!("no verdict has the fingerprint {wanted}"),
            ),
            Words::new(
                "编号见核查结果的每一项（至少写前 4 位）；达标的单个文件、链接只计数，没有编号",
                "every item of the audit shows its fingerprint (give at least 4 digits); passes of single documents and links are only counted",
            ),
        ),
        Unpicked::Unknown(near) => Failure::usage(
            Words::new(
                format!("没有编号为 {wanted} 的判定"),
                format!("no verdict has the fingerprint {wanted}"),
            ),
            Words::new(
                format!("相近的有：{}", list(near, Lang::Zh)),
                format!("near ones: {}", list(near, Lang::En)),
            ),
        ),
        Unpicked::Several(many) => Failure::usage(
            Words::new(
                format!("{wanted} 指的判定不止一项"),
                format!("{wanted} means several verdicts"),
            ),
            Words::new(
                format!("请多写几位：{}", list(many, Lang::Zh)),
                format!("give more digits: {}", list(many, Lang::En)),
            ),
        ),
    }
}
