//! `gongkai rules`.

use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::error::Failure;
use super::surroundings::Surroundings;
use super::{engine, exit, output, print, say};
use crate::model::{Lang, Words};
use crate::report::{Style, list_table};
use crate::rules::{self, docs};

/// Runs one of the subcommands.
pub(super) fn run(given: &ArgMatches, around: &Surroundings) -> Result<u8, Failure> {
    match given.subcommand() {
        Some(("list", given)) => list(given, around),
        Some(("show", given)) => show(given, around),
        Some(("diff", given)) => diff(given, around),
        Some(("check", given)) => check(given, around),
        Some(("test", given)) => test(given, around),
        Some(("schema", given)) => schema(given),
        Some(("docs", given)) => write_docs(given, around),
        _ => Ok(exit::USAGE),
    }
}

fn list(given: &ArgMatches, around: &Surroundings) -> Result<u8, Failure> {
    let rules = engine::load_rules(&engine::paths(given, "rules"))?;
    let lang = around.lang;
    let style = Style {
        lang,
        width: around.width,
        ascii: given.get_flag("ascii"),
        ..Style::default()
    };
    let head = match lang {
        Lang::Zh => ["规则编号", "规则包", "程度", "要求", "依据"],
        Lang::En => ["Rule", "Pack", "Severity", "Requirement", "Basis"],
    };
    let mut text = list_table(&head, &docs::rows(&rules, lang), &style);
    let (count, packs) = (rules.rules().len(), rules.packs().len());
    text.push_str(&match lang {
        Lang::Zh => format!(
            "共 {count} 条规则，{packs} 个规则包；用 gongkai rules show 规则编号 查看一条规则\n"
        ),
        Lang::En => {
            format!("{count} rules in {packs} packs; see one with gongkai rules show RULE\n")
        }
    });
    print(text.as_bytes())?;
    Ok(exit::CLEAN)
}

fn show(given: &ArgMatches, around: &Surroundings) -> Result<u8, Failure> {
    let rules = engine::load_rules(&engine::paths(given, "rules"))?;
    let name = given.get_one::<String>("rule").map_or("", String::as_str);
    let Some(rule) = rules.rule(name) else {
        let near = rules
            .rules()
            .iter()
            .map(|rule| (strsim::jaro_winkler(name, &rule.id), rule.id.as_str()))
            .filter(|(score, _)| *score > 0.75)
            .max_by(|(a, x), (b, y)| a.total_cmp(b).then_with(|| y.cmp(x)));
        let mend = near.map_or_else(
            || Words::new("用 gongkai rules list 查看全部", "see gongkai rules list"),
            |(_, id)| Words::new(format!("是不是想写 {id}？"), format!("did you mean {id}?")),
        );
        return Err(Failure::usage(
            Words::new(
                format!("没有规则 {name}"),
                format!("there is no rule {name}"),
            ),
            mend,
        ));
    };
    print(docs::rule_section(rule, around.lang).as_bytes())?;
    Ok(exit::CLEAN)
}

fn diff(given: &ArgMatches, around: &Surroundings) -> Result<u8, Failure> {
    let old = engine::rules_of(&engine::paths(given, "old"))?;
    let new = engine::rules_of(&engine::paths(given, "new"))?;
    print(rules::diff(&old, &new, around.lang).as_bytes())?;
    Ok(exit::CLEAN)
}

fn check(given: &ArgMatches, around: &Surroundings) -> Result<u8, Failure> {
    let rules = engine::own_rules(&engine::paths(given, "dir"))?;
    let (count, packs) = (rules.rules().len(), rules.packs().len());
    if count == 0 {
        return Err(Failure::usage(
            Words::new("规则包里没有规则", "the pack has no rule"),
            Words::new(
                "一条规则是一个 .yaml 文件，放在 pack.yaml 旁",
                "a rule is a .yaml file beside pack.yaml",
            ),
        ));
    }
    let text = match around.lang {
        Lang::Zh => format!("{count} 条规则（{packs} 个规则包）没有错误\n"),
        Lang::En => format!("{count} rules in {packs} packs have no mistakes\n"),
    };
    print(text.as_bytes())?;
    Ok(exit::CLEAN)
}

fn test(given: &ArgMatches, around: &Surroundings) -> Result<u8, Failure> {
    let lang = around.lang;
    let rules = engine::own_rules(&engine::paths(given, "dir"))?;
    let tried = engine::try_rules(&rules);
    for words in &tried.untried {
        say(&format!(
            "{}{}",
            lang.pick("注意：", "note: "),
            words.get(lang)
        ));
    }
    for words in &tried.wrong {
        say(&format!(
            "{}{}",
            lang.pick("错误：", "error: "),
            words.get(lang)
        ));
    }
    let (all, wrong, rules) = (tried.examples, tried.wrong.len(), rules.rules().len());
    let text = match lang {
        Lang::Zh => format!(
            "{rules} 条规则的 {all} 个例子，{} 个符合，{wrong} 个不符\n",
            all - wrong
        ),
        Lang::En => format!(
            "{all} examples of {rules} rules: {} hold, {wrong} do not\n",
            all - wrong
        ),
    };
    print(text.as_bytes())?;
    Ok(if wrong == 0 { exit::CLEAN } else { exit::USAGE })
}

fn schema(given: &ArgMatches) -> Result<u8, Failure> {
    let schema = if given.get_flag("pack") {
        rules::pack_schema()
    } else if given.get_flag("provisions") {
        rules::provisions_schema()
    } else {
        rules::rule_schema()
    };
    let text = serde_json::to_string_pretty(&schema).map_err(|error| Failure::internal(&error))?;
    print(format!("{text}\n").as_bytes())?;
    Ok(exit::CLEAN)
}

fn write_docs(given: &ArgMatches, around: &Surroundings) -> Result<u8, Failure> {
    let lang = around.lang;
    let rules = engine::load_rules(&engine::paths(given, "rules"))?;
    let folder = given
        .get_one::<PathBuf>("output")
        .map_or(Path::new("docs"), PathBuf::as_path);
    let mut stale = Vec::new();
    for page in docs::pages(&rules) {
        let path = folder.join(&page.path);
        let there = std::fs::read_to_string(&path).unwrap_or_default();
        if there.replace("\r\n", "\n") == page.text {
            continue;
        }
        if given.get_flag("check") {
            stale.push(path.display().to_string());
            continue;
        }
        let parent = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent)
            .and_then(|()| output::put(&path, page.text.as_bytes()))
            .map_err(|error| Failure::unwritable(&path, &error))?;
        say(&match lang {
            Lang::Zh => format!("已写入 {}", path.display()),
            Lang::En => format!("wrote {}", path.display()),
        });
    }
    if stale.is_empty() {
        return Ok(exit::CLEAN);
    }
    Err(Failure::usage(
        Words::new(
            format!("文档不是最新的：{}", stale.join("、")),
            format!("pages are not current: {}", stale.join(", ")),
        ),
        Words::new("运行 gongkai rules docs", "run gongkai rules docs"),
    ))
}
