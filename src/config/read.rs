//! The text of `gongkai.yaml` into a checked configuration.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::table::{Table, Wanted, text_of, wrong};
use super::{Config, CrawlConfig, Waiver};
use crate::model::{Address, CATALOGUE, Lang, ParamValue, Profile, Words, word_label};
use crate::yaml::{Key, Log, Node, Pos, Problem, Problems, Tree, parse, suggest};

const TOP: &[&str] = &[
    "site",
    "body",
    "params",
    "waivers",
    "crawl",
    "rules",
    "calendar",
    "scorecard",
    "units",
    "policy",
];
const SITE: &[&str] = &["name", "base_url"];
const BODY: &[&str] = &["profile", "name", "powers", "lacks", "region"];
const CRAWL: &[&str] = &["rate", "concurrency", "max_pages", "max_depth", "timeout"];
const WAIVER: &[&str] = &[
    "rule",
    "subject",
    "fingerprint",
    "reason",
    "approver",
    "expires",
];

/// The fewest digits of a fingerprint that a waiver may name.
const DIGITS: usize = 8;

/// Reads and checks a whole file.
pub(super) fn config(file: &str, text: &str, folder: &Path) -> Result<Config, Problems> {
    let mut log = Log::new(file, text);
    let node = match parse(text) {
        Ok(node) => node,
        Err(error) if text.trim().is_empty() => {
            // An empty file states nothing.
            let _ = error;
            return Ok(Config::default());
        }
        Err(error) => {
            let words = Words::new(
                format!("不是合法的 YAML：{}", error.message.zh),
                format!("not valid YAML: {}", error.message.en),
            );
            let mend = Words::new(
                "检查缩进、括号、引号和冒号（半角，后面空一格）",
                "check indentation, brackets, quotation marks, and the space after colons",
            );
            if error.at.line == 0 {
                return Err(Problems(vec![Problem::of_file(file, words, mend)]));
            }
            log.note(error.at, words, mend);
            return Err(Problems(log.into_problems()));
        }
    };
    let mut config = Config::default();
    let top = Table::of(&node, TOP, &mut log);
    if let Some(node) = top.get("site") {
        site(node, &mut config, &mut log);
    }
    if let Some(node) = top.get("body") {
        body(node, &mut config, &mut log);
    }
    if let Some(node) = top.get("params") {
        let lines: Vec<&str> = text.lines().collect();
        params(node, &lines, &mut config, &mut log);
    }
    if let Some(node) = top.get("waivers") {
        config.waivers = waivers(node, &mut log);
    }
    if let Some(node) = top.get("crawl") {
        config.crawl = crawl(node, &mut log);
    }
    if let Some(node) = top.get("units") {
        config.units = super::ledger::units(node, &mut log);
    }
    if let Some(node) = top.get("policy") {
        config.policy = super::ledger::policy(node, &mut log);
    }
    for (at, path) in top.texts("rules", &mut log) {
        let path = folder.join(&path);
        if !path.is_dir() {
            let shown = path.display();
            log.note(
                at,
                Words::new(
                    format!("没有目录 {shown}"),
                    format!("there is no folder {shown}"),
                ),
                beside(),
            );
        }
        config.rules.push(path);
    }
    config.scorecard = top.text("scorecard", &mut log).map(|(_, name)| {
        // A name is one of ours; a file is looked for beside the configuration.
        if name.ends_with(".yaml") {
            folder.join(name).display().to_string()
        } else {
            name
        }
    });
    if let Some((at, path)) = top.text("calendar", &mut log) {
        let path = folder.join(&path);
        if !path.is_file() {
            let shown = path.display();
            log.note(
                at,
                Words::new(
                    format!("没有文件 {shown}"),
                    format!("there is no file {shown}"),
                ),
                beside(),
            );
        }
        config.calendar = Some(path);
    }
    if log.count() == 0 {
        Ok(config)
    } else {
        let mut problems = log.into_problems();
        problems.sort_by_key(|problem| (problem.line, problem.column));
        Err(Problems(problems))
    }
}

/// Says where paths begin.
fn beside() -> Words {
    Words::new(
        "路径从配置文件所在的文件夹算起",
        "paths begin in the folder of this file",
    )
}

fn site(node: &Node, config: &mut Config, log: &mut Log<'_>) {
    let table = Table::of(node, SITE, log);
    config.site_name = table.text("name", log).map(|(_, text)| text);
    if let Some((at, text)) = table.text("base_url", log) {
        config.base_url = Address::parse(&text);
        if config.base_url.is_none() {
            log.note(
                at,
                Words::new(
                    format!("不是网址：{text}"),
                    format!("not an address: {text}"),
                ),
                Words::new(
                    "应形如 https://www.example.gov.cn/",
                    "write it like https://www.example.gov.cn/",
                ),
            );
        }
    }
}

fn body(node: &Node, config: &mut Config, log: &mut Log<'_>) {
    let table = Table::of(node, BODY, log);
    config.body_name = table.text("name", log).map(|(_, text)| text);
    if let Some((at, code)) = table.text("profile", log) {
        config.profile = Profile::named(code.trim());
        if config.profile.is_none() {
            log.note(
                at,
                Words::new(format!("没有对象类型 {code}"), format!("no profile {code}")),
                profiles(),
            );
        }
    }
    config.powers = powers(&table, "powers", log);
    config.lacks = powers(&table, "lacks", log);
    if let Some(both) = config.powers.intersection(&config.lacks).next() {
        log.note(
            table.at(),
            Words::new(
                format!("职权 {both} 同时写在 powers 和 lacks 中"),
                format!("power {both} stands in both powers and lacks"),
            ),
            Words::new(
                "本机关有这项职权的从 lacks 中删去，没有的从 powers 中删去",
                "take it out of lacks where the body has it, else out of powers",
            ),
        );
    }
    if let Some((at, code)) = table.text("region", log) {
        if code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_digit()) {
            config.region = Some(code);
        } else {
            log.note(
                at,
                Words::new(
                    format!("地区代码应为两位数字，写的是 {code}"),
                    format!("a region is two digits, not {code}"),
                ),
                Words::new("例如安徽写 \"34\"", "for example \"34\" for Anhui"),
            );
        }
    }
}

/// Names all kinds of bodies: few enough to look through, and often two are equally near.
fn profiles() -> Words {
    let one = |profile: &Profile| format!("{}（{}）", profile.code(), profile.zh());
    let all: Vec<String> = Profile::ALL.iter().map(one).collect();
    let codes: Vec<&str> = Profile::ALL.iter().map(|profile| profile.code()).collect();
    Words::new(
        format!("可用的有（代码或中文都可）：{}", all.join("、")),
        format!("allowed: {}", codes.join(", ")),
    )
}

fn powers(table: &Table<'_>, name: &str, log: &mut Log<'_>) -> BTreeSet<String> {
    let spec = CATALOGUE.iter().find(|spec| spec.name == "body.powers");
    let known = spec.map_or(&[][..], |spec| spec.words);
    let label = |code: &str| {
        spec.map_or("", |spec| word_label(spec, code, Lang::Zh))
            .to_owned()
    };
    let mut powers = BTreeSet::new();
    for (at, power) in table.texts(name, log) {
        let code = known
            .iter()
            .find(|code| **code == power || label(code) == power);
        match code {
            Some(code) => {
                powers.insert((*code).to_owned());
            }
            None if known.is_empty() => {
                powers.insert(power);
            }
            None => {
                let all: Vec<String> = known
                    .iter()
                    .map(|code| format!("{code}（{}）", label(code)))
                    .collect();
                log.note(
                    at,
                    Words::new(format!("没有职权 {power}"), format!("no power {power}")),
                    Words::new(
                        format!("可用的有（代码或中文都可）：{}", all.join("、")),
                        suggest(&power, known.iter().copied()).en,
                    ),
                );
            }
        }
    }
    powers
}

/// Reads parameters by rule; below `columns` stand those of single columns.
fn params(node: &Node, lines: &[&str], config: &mut Config, log: &mut Log<'_>) {
    for (rule, node) in entries(node, log) {
        let mut values = BTreeMap::new();
        let id = rule.name.as_str();
        config.params_at.keep(&[id], (rule, node), lines);
        for (name, node) in entries(node, log) {
            config
                .params_at
                .keep(&[id, &name.name], (name, node), lines);
            if name.name != "columns" {
                values.extend(param(node, log).map(|value| (name.name.clone(), value)));
                continue;
            }
            let columns = config.column_params.entry(rule.name.clone()).or_default();
            for (column, node) in entries(node, log) {
                let mut of_column = BTreeMap::new();
                for (name, node) in entries(node, log) {
                    let path = [id, "columns", &column.name, &name.name];
                    config.params_at.keep(&path, (name, node), lines);
                    of_column.extend(param(node, log).map(|value| (name.name.clone(), value)));
                }
                columns.insert(column.name.clone(), of_column);
            }
        }
        if !values.is_empty() {
            config.params.insert(rule.name.clone(), values);
        }
    }
}

/// Returns the entries of a mapping; anything else is a mistake.
fn entries<'n>(node: &'n Node, log: &mut Log<'_>) -> &'n [(Key, Node)] {
    match &node.tree {
        Tree::Map(entries) => entries,
        _ => {
            wrong(node, Wanted::mapping(), log);
            &[]
        }
    }
}

fn param(node: &Node, log: &mut Log<'_>) -> Option<ParamValue> {
    match &node.tree {
        Tree::Int(number) => Some(ParamValue::Int(*number)),
        Tree::Text(text) => Some(ParamValue::Text(text.clone())),
        Tree::List(items) => {
            let texts: Option<Vec<String>> = items.iter().map(text_of).collect();
            if texts.is_none() {
                wrong(node, Wanted::list(), log);
            }
            texts.map(ParamValue::List)
        }
        _ => {
            wrong(node, Wanted::value(), log);
            None
        }
    }
}

fn waivers(node: &Node, log: &mut Log<'_>) -> Vec<Waiver> {
    let Tree::List(items) = &node.tree else {
        wrong(node, Wanted::list(), log);
        return Vec::new();
    };
    items.iter().filter_map(|item| waiver(item, log)).collect()
}

fn waiver(node: &Node, log: &mut Log<'_>) -> Option<Waiver> {
    let table = Table::of(node, WAIVER, log);
    let rule = table.needed("rule", log);
    let reason = table.needed("reason", log);
    let approver = table.needed("approver", log);
    let expires = table
        .needed("expires", log)
        .and_then(|(at, text)| day(at, &text, log));
    let fingerprint = match table.text("fingerprint", log) {
        Some((at, text)) if !is_fingerprint(&text) => {
            log.note(
                at,
                Words::new(
                    format!("问题编号有误：{text}"),
                    format!("not a fingerprint: {text}"),
                ),
                Words::new(
                    format!("应是核查结果中的编号，至少 {DIGITS} 位（0-9、a-f）；全为数字时加引号"),
                    format!("give at least {DIGITS} of its hexadecimal digits, in quotation marks if all are 0-9"),
                ),
            );
            None
        }
        other => other.map(|(_, text)| text.to_ascii_lowercase()),
    };
    Some(Waiver {
        rule: rule?.1,
        subject: table.text("subject", log).map(|(_, text)| text),
        fingerprint,
        reason: reason?.1,
        approver: approver?.1,
        expires: expires?,
    })
}

fn is_fingerprint(text: &str) -> bool {
    (DIGITS..=32).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

pub(super) fn day(at: Pos, text: &str, log: &mut Log<'_>) -> Option<jiff::civil::Date> {
    let day = text.parse().ok();
    if day.is_none() {
        log.note(
            at,
            Words::new(format!("不是日期：{text}"), format!("not a date: {text}")),
            Words::new("应形如 2026-12-31", "write it like 2026-12-31"),
        );
    }
    day
}

fn crawl(node: &Node, log: &mut Log<'_>) -> CrawlConfig {
    let table = Table::of(node, CRAWL, log);
    CrawlConfig {
        rate: table.number("rate", log),
        concurrency: table
            .whole("concurrency", 1, log)
            .and_then(|number| usize::try_from(number).ok()),
        max_pages: table.whole("max_pages", 1, log),
        max_depth: table
            .whole("max_depth", 0, log)
            .and_then(|number| u32::try_from(number).ok()),
        timeout: table.whole("timeout", 1, log),
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its input must stop"
)]
mod tests {
    use std::path::Path;

    use crate::config::Config;
    use crate::model::{Lang, ParamValue, Profile};

    fn mistakes(text: &str) -> Vec<String> {
        Config::parse("gongkai.yaml", text, Path::new(""))
            .unwrap_err()
            .0
            .iter()
            .map(|problem| format!("{}:{} {}", problem.line, problem.column, problem.words.zh))
            .collect()
    }

    #[test]
    fn a_whole_file_is_read() {
        let text = "\
site: {name: 示例县人民政府网, base_url: http://www.example.gov.cn}
body:
  profile: county-government
  name: 示例县人民政府
  powers: [licensing, penalties]
  lacks: fees
  region: 34
params:
  a-term: {limit: 15}
waivers:
  - rule: a-rule
    subject: 某栏目
    reason: 机构改革
    approver: 张三
    expires: 2026-12-31
crawl: {rate: 0.5, concurrency: 2, max_pages: 100, timeout: 30}
";
        let config = Config::parse("gongkai.yaml", text, Path::new("")).unwrap();
        assert_eq!(config.profile, Some(Profile::CountyGovernment));
        assert_eq!(config.region.as_deref(), Some("34"));
        assert!(config.lacks.contains("fees"));
        assert_eq!(config.params["a-term"]["limit"], ParamValue::Int(15));
        assert_eq!(config.waivers[0].expires.to_string(), "2026-12-31");
        assert_eq!(config.crawl.rate, Some(0.5));
        assert_eq!(
            config.base_url.unwrap().as_str(),
            "http://www.example.gov.cn/"
        );
    }

    #[test]
    fn kinds_of_bodies_may_be_written_as_offices_write_them() {
        for (written, profile) in [
            ("县级政府部门", Profile::CountyDepartment),
            ("县政府", Profile::CountyGovernment),
            ("township", Profile::Township),
        ] {
            let text = format!("body: {{profile: {written}}}");
            let config = Config::parse("g.yaml", &text, Path::new("")).unwrap();
            assert_eq!(config.profile, Some(profile), "{written}");
        }
    }

    #[test]
    fn all_mistakes_are_told_at_once_with_their_places() {
        let found = mistakes(
            "sit: {}\nbody:\n  profile: county-goverment\n  region: 340\ncrawl: {rate: -1}\nwaivers:\n  - {rule: a, reason: b, expires: 12月}\n",
        );
        assert_eq!(
            found,
            [
                "1:1 不认识的键 sit",
                "3:12 没有对象类型 county-goverment",
                "4:11 地区代码应为两位数字，写的是 340",
                "5:15 这里应是不小于 0 的数，写的是 -1",
                "7:5 缺少 approver",
                "7:35 不是日期：12月",
            ]
        );
        let shown = Config::parse("g.yaml", "sit: {}", Path::new(""))
            .unwrap_err()
            .render(Lang::En);
        assert!(shown.contains("did you mean site?"), "{shown}");
    }

    #[test]
    fn powers_may_be_written_in_chinese_and_are_shown_so() {
        let config = Config::parse(
            "g.yaml",
            "body: {powers: [行政处罚, licensing]}",
            Path::new(""),
        )
        .unwrap();
        assert!(config.powers.contains("penalties") && config.powers.contains("licensing"));
        let wrong = Config::parse("g.yaml", "body: {powers: [罚款]}", Path::new("")).unwrap_err();
        let mend = &wrong.0[0].mend.zh;
        assert!(mend.contains("penalties（行政处罚）"), "{mend}");
    }

    #[test]
    fn every_mistake_says_how_to_mend_it() {
        for text in [
            "- a",
            "body：{}",
            "body：\n  profile: township",
            "body: {profile: county}",
            "body: {powers: {has: planning}}",
            "body: {powers: [planning], lacks: [planning]}",
            "crawl: {rate: 很慢}",
            "crawl: {rate: -1}",
            "params: 3",
            "params: {r: {a: {b: 1}}}",
            "waivers: 3",
            "waivers: [{rule: a, reason: b, expires: 2026-12-31}]",
            "rules: nowhere",
            "calendar: nowhere.yaml",
            "units: 3",
        ] {
            for problem in Config::parse("g.yaml", text, Path::new("")).unwrap_err().0 {
                assert!(problem.line > 0, "{text}: {problem}");
                assert!(!problem.mend.zh.is_empty(), "{text}: {problem}");
            }
        }
    }

    #[test]
    fn places_of_parameters_are_kept_for_those_who_know_the_rules() {
        let text = "params:\n  a-term:\n    limit: 十五\n    columns:\n      公告: {limit: 5}\n";
        let config = Config::parse("g.yaml", text, Path::new("")).unwrap();
        let of = |path: &[&str]| {
            let words = crate::model::Words::default();
            let problem = config
                .params_at
                .of_value("g.yaml", path, words.clone(), words);
            (problem.line, problem.column, problem.source)
        };
        let source = "    limit: 十五".to_owned();
        assert_eq!(of(&["a-term", "limit"]), (3, 12, source));
        assert_eq!(of(&["a-term", "columns", "公告", "limit"]).0, 5);
        assert_eq!(of(&["b-term"]).0, 0);
    }

    #[test]
    fn an_empty_file_states_nothing_and_broken_ones_are_told() {
        assert_eq!(
            Config::parse("g", "", Path::new("")).unwrap(),
            Config::default()
        );
        assert_eq!(
            Config::parse("g", "# nothing\n", Path::new("")).unwrap(),
            Config::default()
        );
        assert_eq!(mistakes("site: [").len(), 1);
        assert_eq!(mistakes("- a").len(), 1);
    }
}
