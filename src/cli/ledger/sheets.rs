//! `gongkai ledger export`, `import` and `paper`: the ledger out to fill in, back, and to sign.

use std::fs;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use jiff::Timestamp;

use super::{as_of, filter, flag, open_to_read, path, told};
use crate::cli::error::Failure;
use crate::cli::surroundings::Surroundings;
use crate::cli::{exit, output, print, say};
use crate::ledger::Ledger;
use crate::model::{Lang, Words};
use crate::papers::{self, Each, PaperKind, Plan, TakeError, Taking, View};

/// How many changes are shown; `-v` shows all. Refusals are always shown.
const SHOWN: usize = 40;

/// Writes the ledger as workbooks or CSV.
pub(super) fn export(given: &ArgMatches, around: &Surroundings) -> Result<u8, Failure> {
    let lang = around.lang;
    let files: Vec<&PathBuf> = given
        .get_one::<PathBuf>("file")
        .into_iter()
        .chain(given.get_many::<PathBuf>("output").into_iter().flatten())
        .collect();
    if files.is_empty() {
        return Err(Failure::usage(
            Words::new("没有写明导出到哪个文件", "no file is named"),
            Words::new(
                "例如 gongkai ledger export 台账 整改台账.xlsx",
                "like gongkai ledger export LEDGER sheet.xlsx",
            ),
        ));
    }
    for file in &files {
        kind(file)?;
        output::check(file)?;
    }
    let day = as_of(given)?;
    let filter = filter(given, "unit", day)?;
    let ledger = open_to_read(given)?;
    let view = View::of(&ledger, &filter, day, Timestamp::now()).map_err(|error| told(&error))?;
    for file in files {
        let bytes = match kind(file)? {
            Kind::Workbook => papers::workbook(&view, lang).map_err(std::io::Error::other),
            Kind::Csv => papers::csv(&view, lang),
        };
        bytes
            .and_then(|bytes| output::put(file, &bytes))
            .map_err(|error| Failure::unwritable(file, &error))?;
        let (count, file) = (view.len(), file.display());
        say(&match lang {
            Lang::Zh => format!("已写入 {file}（{count} 项）"),
            Lang::En => format!("wrote {file} ({count} issues)"),
        });
    }
    Ok(exit::CLEAN)
}

enum Kind {
    Workbook,
    Csv,
}

fn kind(file: &Path) -> Result<Kind, Failure> {
    let ending = file.extension().map(|ending| ending.to_ascii_lowercase());
    match ending.as_ref().and_then(|ending| ending.to_str()) {
        Some("xlsx") => Ok(Kind::Workbook),
        Some("csv") => Ok(Kind::Csv),
        _ => {
            let file = file.display();
            Err(Failure::usage(
                Words::new(
                    format!("不知道 {file} 是什么格式"),
                    format!("the format of {file} is not known"),
                ),
                Words::new(
                    "文件名的后缀可用：.xlsx、.csv",
                    "known endings: .xlsx, .csv",
                ),
            ))
        }
    }
}

/// Writes a paper, or one for each unit or site.
pub(super) fn paper(given: &ArgMatches, around: &Surroundings) -> Result<u8, Failure> {
    let lang = around.lang;
    let file = given
        .get_one::<PathBuf>("output")
        .map_or(Path::new(""), PathBuf::as_path);
    let is_docx = file
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("docx"));
    if !is_docx {
        let file = file.display();
        return Err(Failure::usage(
            Words::new(
                format!("文书只能写成 .docx，不能写成 {file}"),
                format!("papers are .docx, not {file}"),
            ),
            Words::new("请把文件名改为 .docx", "give a name that ends in .docx"),
        ));
    }
    output::check(file)?;
    let name = given.get_one::<String>("kind");
    let Some(kind) = name.and_then(|name| PaperKind::from_name(name)) else {
        return Ok(exit::USAGE);
    };
    let day = as_of(given)?;
    let filter = filter(given, "unit", day)?;
    let ledger = open_to_read(given)?;
    let view = View::of(&ledger, &filter, day, Timestamp::now()).map_err(|error| told(&error))?;
    let each = match given.get_one::<String>("each").map(String::as_str) {
        Some("unit") => Some(Each::Unit),
        Some(_) => Some(Each::Site),
        None => None,
    };
    let parts = match each {
        Some(each) => view
            .each(each)
            .into_iter()
            .map(|(name, part)| (named(file, &name, lang), part))
            .collect(),
        None => vec![(file.to_owned(), view)],
    };
    for (file, part) in parts {
        let bytes = papers::paper(&part, kind, lang).map_err(|error| Failure::internal(&error))?;
        output::put(&file, &bytes).map_err(|error| Failure::unwritable(&file, &error))?;
        let (count, file) = (part.len(), file.display());
        say(&match lang {
            Lang::Zh => format!("已写入 {file}（台账 {count} 项）"),
            Lang::En => format!("wrote {file} (of {count} issues)"),
        });
    }
    Ok(exit::CLEAN)
}

/// Adds a name to that of a file, without signs that files may not have.
fn named(file: &Path, name: &str, lang: Lang) -> PathBuf {
    let name = if name.is_empty() {
        lang.pick("未分派", "unassigned")
    } else {
        name
    };
    let name: String = name
        .chars()
        .map(|c| match c {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
            c => c,
        })
        .take(60)
        .collect();
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    file.with_file_name(format!("{stem}-{name}.docx"))
}

/// Takes a filled-in sheet in.
pub(super) fn import(given: &ArgMatches, around: &Surroundings) -> Result<u8, Failure> {
    let lang = around.lang;
    let file = given
        .get_one::<PathBuf>("file")
        .map_or(Path::new(""), PathBuf::as_path);
    let is_dry = flag(given, "dry-run");
    let by = given
        .get_one::<String>("by")
        .cloned()
        .or_else(|| std::env::var("GONGKAI_BY").ok())
        .unwrap_or_default();
    if by.trim().is_empty() && !is_dry {
        return Err(Failure::usage(
            Words::new("没有写明由谁导入", "nobody is named who imports it"),
            Words::new(
                "请加 --by 姓名；先看结果不导入，用 --dry-run",
                "add --by NAME; --dry-run only shows what would be taken",
            ),
        ));
    }
    let bytes = fs::read(file).map_err(|error| Failure::unreadable(file, &error))?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let day = as_of(given)?;
    let taking = Taking {
        file: &name,
        // A dry run is nobody's.
        by: if by.trim().is_empty() { "?" } else { by.trim() },
        today: day,
    };
    let of = |error: TakeError| match error {
        TakeError::Ledger(error) => told(&error),
        TakeError::Unreadable(error) => {
            let file = file.display();
            Failure::usage(
                Words::new(
                    format!("无法导入 {file}：{}", error.0.zh),
                    format!("{file} could not be imported: {}", error.0.en),
                ),
                Words::default(),
            )
        }
    };
    let plan = if is_dry {
        papers::plan(&open_to_read(given)?, &bytes, &taking).map_err(of)?
    } else {
        let mut ledger = Ledger::open(path(given)).map_err(|error| told(&error))?;
        let plan = papers::plan(&ledger, &bytes, &taking).map_err(of)?;
        papers::apply(&mut ledger, &plan, Timestamp::now()).map_err(|error| told(&error))?;
        plan
    };
    let all = given.get_count("verbose") > 0;
    print(shown(&plan, is_dry, all, lang).as_bytes())?;
    Ok(if plan.refused.is_empty() {
        exit::CLEAN
    } else {
        exit::FINDINGS
    })
}

/// Shows what is taken, what is refused and why, and how much of each.
fn shown(plan: &Plan, is_dry: bool, all: bool, lang: Lang) -> String {
    let mut out = String::new();
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    let many = if all { usize::MAX } else { SHOWN };
    let mut left = many;
    for taken in &plan.taken {
        for (name, before, after) in &taken.edits {
            if left == 0 {
                break;
            }
            left -= 1;
            let place = &taken.place;
            let short: String = taken.fingerprint.as_str().chars().take(12).collect();
            let (before, after) = (quoted(before, lang), quoted(after, lang));
            line(match lang {
                Lang::Zh => format!("{place}  {short}  {}：{before} → {after}", name.zh),
                Lang::En => format!("{place}  {short}  {}: {before} → {after}", name.en),
            });
        }
    }
    let edits: usize = plan.taken.iter().map(|taken| taken.edits.len()).sum();
    if edits > many {
        let more = edits - many;
        line(match lang {
            Lang::Zh => format!("……另有 {more} 处改动（-v 全部列出）"),
            Lang::En => format!("… {more} more changes (-v lists all)"),
        });
    }
    for refusal in &plan.refused {
        let (place, why) = (&refusal.place, refusal.why.get(lang));
        line(match lang {
            Lang::Zh => format!("拒绝 {place}：{why}"),
            Lang::En => format!("refused {place}: {why}"),
        });
    }
    for note in &plan.notes {
        let head = lang.pick("注意：", "note: ");
        line(format!("{head}{}", note.get(lang)));
    }
    let (taken, refused, missing) = (plan.taken.len(), plan.refused.len(), plan.missing);
    let read = plan.rows;
    line(match (lang, is_dry) {
        (Lang::Zh, true) => format!(
            "试运行：读到 {read} 行，将导入 {taken} 行的 {edits} 处改动，拒绝 {refused} 处；台账未改动"
        ),
        (Lang::Zh, false) => {
            format!("读到 {read} 行，已导入 {taken} 行的 {edits} 处改动，拒绝 {refused} 处")
        }
        (Lang::En, true) => format!(
            "dry run: {read} rows read, {edits} changes in {taken} rows would be taken, {refused} cells refused; the ledger is as before"
        ),
        (Lang::En, false) => {
            format!(
                "{read} rows read, {edits} changes in {taken} rows taken, {refused} cells refused"
            )
        }
    });
    if missing > 0 {
        line(match lang {
            Lang::Zh => format!("台账中另有 {missing} 项不在读到的行中，保持不变"),
            Lang::En => {
                format!(
                    "{missing} issues of the ledger are not in the rows read and stay as they are"
                )
            }
        });
    }
    out
}

fn quoted(text: &str, lang: Lang) -> String {
    if text.is_empty() {
        return lang.pick("（空）", "(empty)").to_owned();
    }
    let text = crate::report::clean::short(text, 40);
    match lang {
        Lang::Zh => format!("“{text}”"),
        Lang::En => format!("{text:?}"),
    }
}
