//! Broken rule files: each mistake is told at its place with a way to mend it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot read its input must stop"
)]

use std::collections::BTreeMap;
use std::fs;
use std::rc::Rc;

use jiff::civil::{Date, date};

use super::{Facts, Problem, RuleSet, Truth};
use crate::model::{Cause, Fact, Lang, Observation, ParamValue, Value};
use crate::yaml::Places;

const PACK: &str = "name: p
title: {zh: 包, en: Pack}
version: '1'
laws:
  law-a: {name: 甲办法, since: 2020-01-01}
";

const RULE: &str = "id: r
title: {zh: 题, en: title}
severity: major
verified: true
basis:
  - {law: law-a, article: 1, text: {zh: 述, en: text}}
subject: guide
expect:
  guide.phone: {exists: true}
message: {zh: 无电话, en: no phone}
advice: {zh: 补上, en: add it}
examples:
  pass: [{name: 有, facts: {guide.phone: 1}}]
  fail: [{name: 无, facts: {guide.phone: null}}]
";

fn problems(rule: &str) -> Vec<Problem> {
    match RuleSet::of_texts([("p/pack.yaml", PACK), ("p/r.yaml", rule)]) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.0,
    }
}

/// Replaces one piece of the good rule and checks the one mistake that comes of it.
fn check(from: &str, to: &str, line: u32, column: u32, says: &str, mends: &str) {
    assert!(RULE.contains(from), "{from}");
    let found = problems(&RULE.replacen(from, to, 1));
    let told = found
        .iter()
        .map(|problem| problem.render(Lang::Zh))
        .collect::<String>();
    assert_eq!(found.len(), 1, "{from} -> {to}: {told}");
    let problem = &found[0];
    assert_eq!((problem.line, problem.column), (line, column), "{told}");
    assert!(problem.words.zh.contains(says), "{told}");
    assert!(problem.mend.zh.contains(mends), "{told}");
    assert!(!problem.words.en.is_empty(), "{told}");
}

#[test]
fn the_good_rule_is_good() {
    assert_eq!(problems(RULE), Vec::new());
}

#[test]
fn names_that_do_not_exist_are_told_with_the_nearest() {
    check(
        "  guide.phone: {exists",
        "  guide.phon: {exists",
        9,
        3,
        "guide.phon",
        "guide.phone",
    );
    check("exists: true", "exist: true", 9, 17, "运算 exist", "exists");
    check("law: law-a", "law: law-b", 6, 11, "law-b", "law-a");
    check("severity: major", "severity: majr", 3, 11, "majr", "major");
    check(
        "subject: guide",
        "subject: guides",
        7,
        10,
        "guides",
        "guide",
    );
    check(
        "advice:",
        "advise: {zh: 甲, en: a}\nadvice:",
        11,
        1,
        "advise",
        "advice",
    );
    check("{exists: true}", "{equals: $least}", 9, 25, "least", "");
    check("zh: 无电话", "zh: '无{limit}'", 10, 15, "limit", "");
    check(
        "severity: major",
        "severity: major\ngather: colum",
        4,
        9,
        "colum",
        "column",
    );
}

#[test]
fn values_of_the_wrong_kind_are_told() {
    check("{exists: true}", "{at_least: 3}", 9, 17, "文字", "matches");
    check("{exists: true}", "{exists: 3}", 9, 25, "true 或 false", "");
    check(
        "verified: true",
        "verified: yes",
        4,
        11,
        "应为 true 或 false，",
        "true（是）",
    );
    check("severity: major", "severity： advice", 3, 9, "全角", "");
    check("{exists: true}", "[a, b]", 9, 16, "列表", "one_of");
    check(
        "{exists: true}",
        "null",
        9,
        16,
        "没有写要求",
        "exists: false",
    );
    check("{exists: true}", "{matches: '(a'}", 9, 26, "正则", "");
    check(
        "guide.phone: 1}",
        "guide.phone: [1]}",
        13,
        41,
        "guide.phone",
        "",
    );
}

#[test]
fn facts_of_other_subjects_cannot_be_asked_or_shown() {
    check(
        "  guide.phone: {exists: true}",
        "  guide.phone: {exists: true}\n  column.items: {at_least: 1}",
        10,
        3,
        "column.items",
        "",
    );
    check(
        "zh: 无电话",
        "zh: '{document.title} 无'",
        10,
        15,
        "document.title",
        "",
    );
    check(
        "message:",
        "absent: fail\nabsent_message: {zh: '{guide.phone}', en: a}\nmessage:",
        11,
        22,
        "guide.phone",
        "",
    );
}

#[test]
fn words_outside_a_closed_list_are_told() {
    check(
        "subject: guide",
        "subject: guide\napplies: [{when: {body.level: counti}, otherwise: {zh: 甲, en: a}}]",
        8,
        31,
        "counti",
        "county",
    );
    check(
        "facts: {guide.phone: null}",
        "facts: {guide.phone: null, body.level: shire}",
        14,
        59,
        "shire",
        "",
    );
}

#[test]
fn what_a_rule_must_have_is_asked_for() {
    check(
        "  fail: [{name: 无, facts: {guide.phone: null}}]\n",
        "",
        13,
        3,
        "fail",
        "examples",
    );
    check(
        "  pass: [{name: 有, facts: {guide.phone: 1}}]\n",
        "",
        13,
        3,
        "pass",
        "examples",
    );
    check(
        "advice: {zh: 补上, en: add it}\n",
        "",
        1,
        1,
        "advice",
        "advice",
    );
    check(
        "advice: {zh: 补上, en: add it}",
        "advice: {zh: 补上}",
        11,
        9,
        "en",
        "en",
    );
    check(
        "verified: true",
        "verified: false",
        3,
        11,
        "advice",
        "verified: true",
    );
    check("id: r\n", "id: other\n", 1, 5, "文件名", "id: r");
    check(
        "message:",
        "params: {limit: {value: 3, source: 甲}}\nmessage:",
        10,
        10,
        "limit",
        "删去",
    );
    check(
        "text: {zh: 述, en: text}",
        "supporting: true, text: {zh: 述, en: text}",
        1,
        5,
        "主要依据",
        "",
    );
    check(
        "article: 1,",
        "article: 1, since: 2020-13-01,",
        6,
        37,
        "2020-13-01",
        "2020-06-30",
    );
}

#[test]
fn text_that_is_no_yaml_is_told_at_its_place() {
    let found = problems("id: r\n  title: [\n");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].line >= 2 && found[0].words.zh.contains("YAML"),
        "{found:?}"
    );
    assert!(found[0].mend.zh.contains("缩进"), "{found:?}");
}

#[test]
fn all_mistakes_of_all_files_come_at_once_in_order() {
    let broken = RULE
        .replace("severity: major", "severity: majr")
        .replace("guide.phone: {exists", "guide.phon: {exists")
        .replace("advice: {zh: 补上, en: add it}\n", "");
    let other = RULE.replace("id: r", "id: s").replace("law-a", "law-b");
    let error = RuleSet::of_texts([
        ("p/s.yaml", other.as_str()),
        ("p/pack.yaml", PACK),
        ("p/r.yaml", broken.as_str()),
    ])
    .unwrap_err();
    let places: Vec<(&str, u32)> = error
        .0
        .iter()
        .map(|problem| (problem.file.as_str(), problem.line))
        .collect();
    assert_eq!(places, [("p/r.yaml", 1), ("p/r.yaml", 9), ("p/s.yaml", 6)]);
}

#[test]
fn an_id_is_used_once_over_all_packs() {
    let other = PACK.replace("name: p", "name: q");
    let error = RuleSet::of_texts([
        ("p/pack.yaml", PACK),
        ("p/r.yaml", RULE),
        ("q/pack.yaml", other.as_str()),
        ("q/r.yaml", RULE),
    ])
    .unwrap_err();
    assert_eq!(error.0.len(), 1);
    assert_eq!((error.0[0].file.as_str(), error.0[0].line), ("q/r.yaml", 1));
    assert!(error.0[0].words.zh.contains("p/r.yaml"));
}

#[test]
fn a_rule_under_a_name_that_is_not_read_is_told_of() {
    let folder = tempfile::tempdir().unwrap();
    let pack = folder.path().join("p");
    std::fs::create_dir_all(&pack).unwrap();
    std::fs::write(pack.join("a-rule.yaml.txt"), "id: a-rule").unwrap();
    std::fs::write(pack.join("说明.txt"), "").unwrap();
    let told = |folder: &std::path::Path| {
        let error = RuleSet::of_folders(&[folder.to_owned()]).unwrap_err();
        error.to_string()
    };
    assert!(told(&pack).contains("a-rule.yaml.txt"), "{}", told(&pack));
    std::fs::write(
        pack.join("pack.yaml"),
        "name: p\nversion: '1'\ntitle: {zh: 甲, en: a}\n",
    )
    .unwrap();
    let told = told(folder.path());
    assert!(told.contains("没有读") && !told.contains("说明"), "{told}");
}

#[test]
fn a_later_folder_replaces_the_pack_of_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("one/p/pack.yaml", PACK);
    write("one/p/r.yaml", RULE);
    write(
        "two/p/pack.yaml",
        &PACK.replace("version: '1'", "version: '2'"),
    );
    write("two/p/r.yaml", &RULE.replace("zh: 题", "zh: 新题"));
    let set =
        RuleSet::of_folders(&[folder.path().join("one"), folder.path().join("two/p")]).unwrap();
    assert_eq!(set.versions()[0].version, "2");
    assert_eq!(set.rule("p/r").unwrap().title.zh, "新题");
    let error = RuleSet::of_folders(&[folder.path().join("none")]).unwrap_err();
    assert!(error.0[0].file.ends_with("none"), "{error}");
}

#[test]
fn parameters_can_be_set_and_wrong_ones_are_told() {
    let rule = RULE
        .replace(
            "subject: guide",
            "subject: guide\nparams: {days: {value: 20, source: 甲}}",
        )
        .replace(
            "guide.phone: {exists: true}",
            "guide.answer_days: {at_most: $days}",
        )
        .replace("facts: {guide.phone: 1}", "facts: {guide.answer_days: 20}")
        .replace(
            "facts: {guide.phone: null}",
            "facts: {guide.answer_days: 21}",
        );
    let set = RuleSet::of_texts([("p/pack.yaml", PACK), ("p/r.yaml", rule.as_str())]).unwrap();
    let values = |rule: &str, param: &str, value| {
        BTreeMap::from([(rule.to_owned(), BTreeMap::from([(param.to_owned(), value)]))])
    };
    let changed = set
        .clone()
        .with_params(
            "gongkai.yaml",
            &values("p/r", "days", ParamValue::Int(15)),
            &Places::default(),
        )
        .unwrap();
    assert_eq!(
        changed.rule("r").unwrap().expect.words().zh,
        "指南写明的答复期限不超过 15"
    );
    for (rule, param, value, says) in [
        ("q", "days", ParamValue::Int(1), "没有规则 q"),
        ("r", "day", ParamValue::Int(1), "没有参数 day"),
        (
            "r",
            "days",
            ParamValue::Text("一".to_owned()),
            "应为整数，写的是文字",
        ),
    ] {
        let error = set
            .clone()
            .with_params(
                "gongkai.yaml",
                &values(rule, param, value),
                &Places::default(),
            )
            .unwrap_err();
        assert!(error.0[0].words.zh.contains(says), "{error}");
        assert_eq!(error.0[0].file, "gongkai.yaml");
    }
}

#[test]
fn phrases_that_rules_ask_for_are_folded() {
    let rule = RULE
        .replace(
            "guide.phone: {exists: true}",
            "guide.text: {mentions: [行政 复议，ＡＢ]}",
        )
        .replace(
            "facts: {guide.phone: 1}",
            "facts: {guide.text: 行政复议，ab}",
        )
        .replace("facts: {guide.phone: null}", "facts: {guide.text: 无}");
    let set = RuleSet::of_texts([("p/pack.yaml", PACK), ("p/r.yaml", rule.as_str())]).unwrap();
    let phrases: Vec<String> = set.phrases().into_iter().collect();
    assert_eq!(phrases, ["行政复议,ab"]);
}

/// The facts of a made-up subject.
struct Known(BTreeMap<&'static str, Fact>);

impl Facts for Known {
    fn observe(&self, fact: &str) -> Rc<Observation> {
        let fact = self.0.get(fact).cloned();
        Rc::new(fact.unwrap_or(Fact::Unknown(Cause::NotFetched)).into())
    }

    fn as_of(&self) -> Date {
        date(2026, 6, 30)
    }
}

/// Evaluates a condition on columns over facts.
fn truth(condition: &str, facts: &[(&'static str, Fact)]) -> (Truth, Vec<String>) {
    let rule = RULE
        .replace("subject: guide", "subject: column")
        .replace("  guide.phone: {exists: true}", &format!("  {condition}"))
        .replace("guide.phone: 1", "column.items: 1")
        .replace("guide.phone: null", "column.items: 0");
    let set = RuleSet::of_texts([("p/pack.yaml", PACK), ("p/r.yaml", rule.as_str())]);
    let set = set.unwrap_or_else(|problems| panic!("{condition}: {problems}"));
    let known = Known(facts.iter().cloned().collect());
    let evaluated = set.rules()[0].expect.evaluate(&known);
    let missing = evaluated
        .because
        .iter()
        .flat_map(|leaf| leaf.missing.clone());
    (evaluated.truth, missing.collect())
}

#[test]
fn operators_decide_as_documented() {
    let list = |texts: &[&str]| Fact::list(texts.iter().map(|text| (*text).to_owned()));
    let partial = |texts: &[&str]| {
        let texts = texts.iter().map(|text| (*text).to_owned()).collect();
        Fact::Known(Value::Partial(texts, Cause::Blocked))
    };
    let day = |year, month, day| Fact::date(date(year, month, day));
    let (years, items, latest, name) = (
        "column.years",
        "column.items",
        "column.latest_date",
        "column.name",
    );
    let cases: Vec<(&str, &'static str, Fact, Truth)> = vec![
        (
            "column.items: {at_least: 3}",
            items,
            Fact::int(3),
            Truth::Yes,
        ),
        ("column.items: {at_most: 3}", items, Fact::int(4), Truth::No),
        (
            "column.items: {at_least: 1, at_most: 3}",
            items,
            Fact::int(4),
            Truth::No,
        ),
        (
            "column.items: {at_least: audit.year-1}",
            items,
            Fact::int(2025),
            Truth::Yes,
        ),
        (
            "column.items: 3",
            items,
            Fact::Unknown(Cause::Blocked),
            Truth::Unknown,
        ),
        ("column.items: 3", items, Fact::Absent, Truth::No),
        (
            "column.items: {not_equals: 3}",
            items,
            Fact::Absent,
            Truth::No,
        ),
        (
            "column.items: {exists: false}",
            items,
            Fact::Absent,
            Truth::Yes,
        ),
        (
            "not: {column.items: {one_of: [1, 2]}}",
            items,
            Fact::int(2),
            Truth::No,
        ),
        (
            "column.latest_date: {before: 04-30}",
            latest,
            day(2026, 4, 30),
            Truth::No,
        ),
        (
            "column.latest_date: {not_after: 04-30}",
            latest,
            day(2026, 4, 30),
            Truth::Yes,
        ),
        (
            "column.latest_date: {after: 2026-04-29}",
            latest,
            day(2026, 4, 30),
            Truth::Yes,
        ),
        (
            "column.latest_date: {not_before: as_of}",
            latest,
            day(2026, 6, 29),
            Truth::No,
        ),
        (
            "column.name: 信息公开",
            name,
            Fact::text("信 息公开"),
            Truth::Yes,
        ),
        (
            "column.name: {none_of: [甲, 乙]}",
            name,
            Fact::text("乙"),
            Truth::No,
        ),
        (
            "column.name: {matches: '^第.+号$'}",
            name,
            Fact::text("第3号"),
            Truth::Yes,
        ),
        (
            "column.name: {mentions: [公开]}",
            name,
            Fact::text("信息公开年报"),
            Truth::Yes,
        ),
        (
            "column.years: {contains: audit.year}",
            years,
            list(&["2026"]),
            Truth::Yes,
        ),
        (
            "column.years: {contains_years: 2024..audit.year-1}",
            years,
            list(&["2024", "2025"]),
            Truth::Yes,
        ),
        (
            "column.years: {contains_years: 2024..audit.year}",
            years,
            list(&["2025"]),
            Truth::No,
        ),
        (
            "column.years: {count_at_most: 1}",
            years,
            list(&["a", "b"]),
            Truth::No,
        ),
        (
            "column.years: {contains_any: [a, b]}",
            years,
            list(&["b"]),
            Truth::Yes,
        ),
        // What was seen is there; of the rest nothing is known.
        (
            "column.years: {contains: a}",
            years,
            partial(&["a"]),
            Truth::Yes,
        ),
        (
            "column.years: {contains: b}",
            years,
            partial(&["a"]),
            Truth::Unknown,
        ),
        (
            "column.years: {contains_all: [a, b]}",
            years,
            partial(&["a"]),
            Truth::Unknown,
        ),
        (
            "not: {column.years: {mentions: [a]}}",
            years,
            partial(&["xay"]),
            Truth::No,
        ),
        (
            "column.years: {count_at_least: 2}",
            years,
            partial(&["a"]),
            Truth::Unknown,
        ),
        (
            "column.years: {count_at_most: 0}",
            years,
            partial(&["a"]),
            Truth::No,
        ),
        (
            "column.years: {exists: true}",
            years,
            partial(&[]),
            Truth::Unknown,
        ),
        // A source that answers with another kind is our fault and decides nothing.
        (
            "column.items: {at_least: 3}",
            items,
            Fact::text("3"),
            Truth::Unknown,
        ),
    ];
    for (condition, name, fact, expected) in cases {
        assert_eq!(
            truth(condition, &[(name, fact.clone())]).0,
            expected,
            "{condition} on {fact:?}"
        );
    }
}

#[test]
fn what_is_missing_is_named() {
    let years = Fact::list(["2023".to_owned(), "2025".to_owned()]);
    let (truth, missing) = truth(
        "column.budget_years: {contains_years: 2022..audit.year}",
        &[("column.budget_years", years)],
    );
    assert_eq!(truth, Truth::No);
    assert_eq!(missing, ["2022", "2024", "2026"]);
}

#[test]
fn unknown_matters_only_where_it_can_decide() {
    let yes = ("column.items", Fact::int(1));
    let no = ("column.has_text", Fact::bool(false));
    let both = |joint: &str, last: &str| {
        format!("{joint}: [{{column.items: 1}}, {{column.has_text: true}}, {{{last}}}]")
    };
    let unknown = "column.undated: true";
    let facts = [yes, no];
    assert_eq!(truth(&both("all", unknown), &facts).0, Truth::No);
    assert_eq!(truth(&both("any", unknown), &facts).0, Truth::Yes);
    let open = format!("all: [{{column.items: 1}}, {{{unknown}}}]");
    assert_eq!(truth(&open, &facts).0, Truth::Unknown);
    let open = format!("any: [{{column.has_text: true}}, {{not: {{{unknown}}}}}]");
    assert_eq!(truth(&open, &facts).0, Truth::Unknown);
}

/// The mistakes of a list of provisions beside the good rule.
fn of_provisions(list: &str) -> Vec<String> {
    let files = [
        ("p/pack.yaml", PACK),
        ("p/r.yaml", RULE),
        ("p/provisions.yaml", list),
    ];
    match RuleSet::of_texts(files) {
        Ok(_) => Vec::new(),
        Err(problems) => problems
            .0
            .iter()
            .map(|problem| {
                format!(
                    "{}:{} {} {}",
                    problem.line, problem.column, problem.words.zh, problem.mend.zh
                )
            })
            .collect(),
    }
}

#[test]
fn a_provision_needs_a_rule_or_a_reason() {
    let head = "provisions:\n  - {ref: A-1, law: law-a, article: 1, text: {zh: 甲, en: a}";
    assert_eq!(of_provisions(&format!("{head}, rules: [r]}}\n")), [""; 0]);
    assert_eq!(
        of_provisions(&format!("{head}, why: {{zh: 站上不可见, en: unseen}}}}\n")),
        [""; 0]
    );
    let gap = of_provisions(&format!("{head}}}\n"));
    assert!(gap[0].starts_with("2:11 条款 A-1 既没有规则"), "{gap:?}");
    let stray = of_provisions(&format!("{head}, rules: [rr]}}\n"));
    assert!(stray[0].contains("rr 不存在"), "{stray:?}");
    let law =
        of_provisions("provisions: [{ref: A-1, law: law-b, text: {zh: 甲, en: a}, rules: [r]}]");
    assert!(
        law[0].contains("law-b") && law[0].contains("law-a"),
        "{law:?}"
    );
    let twice = of_provisions(&format!(
        "{head}, rules: [r]}}\n  - {{ref: A-1, law: law-a, text: {{zh: 乙, en: b}}, rules: [r]}}\n"
    ));
    assert!(twice[0].contains("A-1 重复"), "{twice:?}");
}

#[test]
fn a_rule_that_names_a_provision_judges_it() {
    let rule = RULE.replace("basis:", "ref: [A-1]\nbasis:");
    let list = "provisions: [{ref: A-1, law: law-a, article: 1, text: {zh: 甲, en: a}}]";
    let files = [
        ("p/pack.yaml", PACK),
        ("p/r.yaml", rule.as_str()),
        ("p/provisions.yaml", list),
    ];
    let set = RuleSet::of_texts(files).unwrap();
    assert_eq!(set.packs()[0].provisions[0].rules[0].id, "r");
    let shown = super::docs::pack_page(&set, &set.packs()[0], Lang::Zh);
    assert!(
        shown.contains("| A-1<br>《甲办法》第1条 | 甲 | `r` |"),
        "{shown}"
    );
}

#[test]
fn a_parameter_can_be_set_for_one_column() {
    let rule = "id: r
title: {zh: 题, en: title}
severity: major
verified: true
basis:
  - {law: law-a, article: 1, text: {zh: 述, en: text}}
subject: document
expect:
  document.workdays_to_publish: {at_most: $limit}
message: {zh: '超过 {limit} 日', en: 'over {limit}'}
advice: {zh: 补上, en: add it}
params: {limit: {value: 20, unit: workdays, source: 甲办法第一条}}
redating_mends: false
examples:
  pass: [{name: 有, facts: {document.workdays_to_publish: 20}}]
  fail: [{name: 无, facts: {document.workdays_to_publish: 21}}]
";
    let set = RuleSet::of_texts([("p/pack.yaml", PACK), ("p/r.yaml", rule)]).unwrap();
    let of = |column: &str, param: &str, value| {
        let values = BTreeMap::from([(param.to_owned(), ParamValue::Int(value))]);
        let columns = BTreeMap::from([(column.to_owned(), values)]);
        BTreeMap::from([("r".to_owned(), columns)])
    };
    let set = set
        .clone()
        .with_column_params(
            "gongkai.yaml",
            &of("通知公告", "limit", 5),
            &Places::default(),
        )
        .unwrap();
    let rule = &set.rules()[0];
    let limit = |path: &str| rule.in_column(path).params["limit"].value.clone();
    assert_eq!(limit("政务公开 > 通知公告"), ParamValue::Int(5));
    assert_eq!(limit("通知公告 > 本级"), ParamValue::Int(5));
    assert_eq!(limit("政务公开 > 政策文件"), ParamValue::Int(20));
    assert_eq!(limit(""), ParamValue::Int(20));
    assert!(rule.in_column("通知公告").params["limit"].overridden);
    let wrong = set
        .with_column_params(
            "gongkai.yaml",
            &of("通知公告", "limits", 5),
            &Places::default(),
        )
        .unwrap_err();
    assert!(wrong.0[0].words.zh.contains("limits"), "{wrong}");
}

#[test]
fn the_differences_of_two_sets_are_told() {
    let old = RuleSet::of_texts([("p/pack.yaml", PACK), ("p/r.yaml", RULE)]).unwrap();
    let pack = PACK.replace("version: '1'", "version: '2'\nsince: 2026-12-01");
    let stricter = RULE.replace("severity: major", "severity: critical");
    let added = RULE.replace("id: r", "id: s");
    let new = RuleSet::of_texts([
        ("p/pack.yaml", pack.as_str()),
        ("p/r.yaml", stricter.as_str()),
        ("p/s.yaml", added.as_str()),
    ])
    .unwrap();
    let told = super::diff(&old, &new, Lang::Zh);
    for says in [
        "规则包 p 1 → 2（自 2026-12-01 起适用）",
        "~ r　题",
        "- 程度：缺陷",
        "+ 程度：红线",
        "+ s　题（缺陷）",
        "新增 1 条，删去 0 条，改动 1 条",
    ] {
        assert!(told.contains(says), "{says}\n{told}");
    }
    let same = super::diff(&old, &old, Lang::En);
    assert!(same.ends_with("0 added, 0 removed, 0 changed\n"), "{same}");
}

#[test]
fn rules_without_their_examples_are_the_same_rules() {
    let whole = RuleSet::shipped().unwrap();
    let bare = RuleSet::for_judging(&[]).unwrap();
    assert_eq!(whole.rules().len(), bare.rules().len());
    for (whole, bare) in whole.rules().iter().zip(bare.rules()) {
        assert!(bare.examples.is_empty(), "{}", bare.id);
        let mut whole = whole.clone();
        whole.examples.clear();
        assert_eq!(format!("{whole:?}"), format!("{bare:?}"));
    }
}
