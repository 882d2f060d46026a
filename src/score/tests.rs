//! Points taken off, ends of points, caps, vetoes, what cannot be told, and ways to combine.

use jiff::civil::date;

use super::{Card, read, reckon};
use crate::model::{
    Account, Body, Cause, CrawlSummary, Fingerprint, Outcome, Points, Profile, Run, Score,
    Severity, Subject, SubjectKind, Verdict, Words,
};
use crate::rules::RuleSet;

fn outcome(rule: &str, verdict: Verdict, gathered: Option<usize>) -> Outcome {
    let subject = Subject {
        kind: SubjectKind::Column,
        key: rule.to_owned(),
        name: rule.to_owned(),
        url: None,
    };
    Outcome {
        rule: rule.to_owned(),
        pack: "p".to_owned(),
        title: Default::default(),
        fingerprint: Fingerprint::of(rule, "a", &subject),
        subject,
        columns: Vec::new(),
        verdict,
        severity: Severity::Major,
        basis: Default::default(),
        message: Words::default(),
        advice: Default::default(),
        evidence: Vec::new(),
        gathered,
        known: false,
        change: None,
        waiver: None,
        responsible: None,
        account: Account::default(),
    }
}

fn fail(rule: &str, gathered: usize) -> Outcome {
    outcome(rule, Verdict::Fail, Some(gathered))
}

fn pass(rule: &str) -> Outcome {
    outcome(rule, Verdict::Pass, None)
}

fn open(rule: &str, look: &str) -> Outcome {
    let verdict = Verdict::CannotTell {
        cause: Cause::NeedsHuman,
        look: Words::new(look, look),
    };
    outcome(rule, verdict, None)
}

fn run(outcomes: Vec<Outcome>) -> Run {
    Run {
        versions: Vec::new(),
        target: String::new(),
        site_name: None,
        site_id_code: None,
        body: Body {
            name: None,
            profile: Profile::CountyDepartment,
            profile_guessed: false,
            powers: std::collections::BTreeSet::new(),
            lacks: std::collections::BTreeSet::new(),
            region: None,
        },
        as_of: date(2026, 6, 30),
        started: jiff::Timestamp::UNIX_EPOCH,
        finished: jiff::Timestamp::UNIX_EPOCH,
        crawl: CrawlSummary {
            complete: true,
            ..CrawlSummary::default()
        },
        outcomes,
        provisions: Vec::new(),
        tallies: Vec::new(),
        rules: Vec::new(),
        notices: Vec::new(),
        score: None,
        comparison: None,
    }
}

/// Reckons by a card of which the parts and what stands above them are given.
fn check(above: &str, parts: &str, outcomes: Vec<Outcome>) -> Score {
    let text = format!("name: t\ntitle: t\nversion: '1'\n{above}\nparts:\n{parts}");
    let card = read::card("t.yaml", &text).unwrap();
    reckon(&run(outcomes), &card)
}

fn total(score: &Score) -> f64 {
    score.total.unwrap().number()
}

const ONE: &str = "  - title: 甲
    items:
      - title: 文件
        points: 10
        takes:
          - {title: 缺文号, rules: [a], each: 2, most: 6}
          - {title: 缺日期, rules: [b], each: 1, statement: 40%}
";

#[test]
fn points_go_by_case_up_to_the_most_and_no_further_than_there_are() {
    let cost = |a, b| {
        let score = check("combine: deduct", ONE, vec![fail("a", a), fail("b", b)]);
        100.0 - total(&score)
    };
    assert_eq!(cost(1, 1), 3.0);
    assert_eq!(cost(5, 1), 7.0, "the most of one reason");
    assert_eq!(cost(5, 50), 10.0, "扣完为止");
}

#[test]
fn what_cannot_be_told_costs_nothing_and_says_what_it_would_cost() {
    let outcomes = vec![fail("a", 1), open("b", "只有情况说明"), open("a", "看")];
    let score = check("combine: deduct", ONE, outcomes);
    assert_eq!(total(&score), 98.0);
    let would: Vec<f64> = score
        .open()
        .map(|(_, case)| case.would_cost.number())
        .collect();
    assert_eq!(
        would,
        [2.0, 4.0],
        "a case as any, and 40% of the item for a statement"
    );
}

#[test]
fn a_cap_holds_an_item_down() {
    let parts = format!("{ONE}        cap: {{at_most: 60%, title: 目录, rules: [c]}}\n");
    let score = |outcomes| total(&check("combine: ratio", &parts, outcomes));
    assert_eq!(score(vec![pass("a"), fail("c", 1)]), 60.0);
    assert_eq!(score(vec![fail("a", 9), fail("c", 1)]), 40.0);
    assert_eq!(score(vec![pass("a")]), 100.0);
    let open = check("combine: ratio", &parts, vec![pass("a"), open("c", "看")]);
    let would: Vec<f64> = open
        .open()
        .map(|(_, case)| case.would_cost.number())
        .collect();
    assert_eq!((total(&open), would), (100.0, vec![4.0]));
}

#[test]
fn a_veto_decides_alone() {
    let above =
        "combine: deduct\nveto: {score: 0, grade: 不合格, items: [{title: 泄密, rules: [v]}]}";
    let score = check(above, ONE, vec![fail("a", 1), fail("v", 1)]);
    assert_eq!(
        (total(&score), score.unvetoed),
        (0.0, Some(Points::of(98.0)))
    );
    assert_eq!(score.grade.unwrap().zh, "不合格");
    assert!(!score.at_most && score.all_failed.is_none());
    let score = check(above, ONE, vec![open("v", "看")]);
    assert_eq!((total(&score), score.at_most), (100.0, true));
    assert_eq!(score.all_failed, Some(Points::ZERO));
    let would: Vec<Points> = score.open().map(|(_, case)| case.would_cost).collect();
    assert_eq!(would, [Points::of(100.0)]);
}

const GRADES: &str =
    "combine: ratio\ngrades: [{at_least: 60, title: 合格}, {at_least: 0, title: 不合格}]";

#[test]
fn a_score_with_something_open_is_at_most_and_its_grade_waits() {
    let told = |outcomes| {
        let score = check(GRADES, ONE, outcomes);
        let name = |grade: Option<Words>| grade.map(|grade| grade.zh);
        (
            score.at_most,
            score.all_failed.map(Points::number),
            name(score.grade),
            name(score.best_grade),
        )
    };
    let (good, bad) = (|| Some("合格".to_owned()), || Some("不合格".to_owned()));
    assert_eq!(told(vec![fail("a", 1)]), (false, None, good(), good()));
    // 40% of the item and twice 2 points off, up to the most of one reason.
    let all = vec![fail("a", 1), open("a", "看"), open("b", "只有情况说明")];
    assert_eq!(told(all), (true, Some(20.0), None, good()));
    // What can cost no more, since all is lost already, changes nothing.
    let all = vec![fail("a", 9), open("a", "看")];
    assert_eq!(told(all), (false, None, bad(), bad()));
    // At most the lowest grade is the lowest grade.
    let all = vec![fail("a", 9), open("b", "看")];
    assert_eq!(told(all), (true, Some(30.0), bad(), bad()));
}

#[test]
fn what_was_not_read_leaves_a_score_open() {
    let text = format!("name: t\ntitle: t\nversion: '1'\n{GRADES}\nparts:\n{ONE}");
    let text = format!(
        "{text}      - {{title: 征集, points: 10, takes: [{{title: x, rules: [c], each: 2}}]}}\n"
    );
    let card = read::card("t.yaml", &text).unwrap();
    let mut run = run(vec![fail("a", 2)]);
    assert_eq!(total(&reckon(&run, &card)), 60.0);
    run.crawl.complete = false;
    let score = reckon(&run, &card);
    assert!(score.at_most && score.grade.is_none());
    // An item without a verdict may still get all its points.
    assert_eq!(total(&score), 80.0);
    let off = outcome("c", Verdict::Inapplicable(Words::default()), None);
    run.outcomes.push(off);
    assert_eq!(total(&reckon(&run, &card)), 60.0);
}

#[test]
fn grades_begin_at_their_score() {
    let above =
        "combine: deduct\ngrades: [{at_least: 60, title: 合格}, {at_least: 98, title: 优秀}]";
    let grade = |count| check(above, ONE, vec![fail("b", count)]).grade.unwrap().zh;
    assert_eq!((grade(2), grade(3)), ("优秀".to_owned(), "合格".to_owned()));
}

#[test]
fn two_parts_become_one_as_the_county_reckons() {
    // 81.22 of 100 and 0.64 of 0.64 make 81.34.
    let parts = "  - {title: 基本, items: [{title: x, points: 100, takes: [{title: y, rules: [a], each: 18.78}]}]}
  - {title: 重点, items: [{title: x, points: 0.64, takes: [{title: y, rules: [b], each: 1}]}]}
";
    let score = check("combine: ratio", parts, vec![fail("a", 1), pass("b")]);
    assert_eq!(total(&score), 81.34);
    // A part of which nothing applies does not count at all.
    let off = outcome("b", Verdict::Inapplicable(Words::default()), None);
    assert_eq!(
        total(&check("combine: ratio", parts, vec![fail("a", 1), off])),
        81.22
    );
}

#[test]
fn weights_make_parts_into_one() {
    let parts = "  - {title: 网站, weight: 70, items: [{title: x, points: 3, takes: [{title: y, rules: [a], each: 1}]}]}
  - {title: 工作, weight: 30, items: [{title: x, points: 5, takes: [{title: y, rules: [b], each: 1}]}]}
";
    let score = check("combine: weighted", parts, vec![fail("a", 1), fail("b", 2)]);
    assert_eq!(total(&score), 64.67, "2/3 × 70 + 3/5 × 30");
}

#[test]
fn items_without_known_points_are_only_counted() {
    let parts = "  - title: 扣分\n    items: [{title: 链接, takes: [{title: 错链, rules: [a]}]}]\n";
    let score = check("combine: deduct", parts, vec![fail("a", 7)]);
    assert!(score.at_most && total(&score) == 100.0);
    assert!(!check("combine: deduct", parts, vec![pass("a")]).at_most);
}

#[test]
fn mistakes_of_a_card_are_told_with_their_place() {
    let text = "name: t\ntitle: t\nversion: '1'\ncombine: ratoi\nparts:\n  - title: x\n    weigth: 3\n    items:\n      - {title: y, points: 5, takes: [{title: z}]}\n";
    let told: Vec<String> = read::card("t.yaml", text)
        .unwrap_err()
        .0
        .iter()
        .map(|problem| format!("{} {}", problem.line, problem.words.zh))
        .collect();
    let all = told.join("\n");
    for says in [
        "4 没有合成方式 ratoi",
        "7 不认识的键 weigth",
        "9 缺少 each",
        "9 没有写明",
    ] {
        assert!(all.contains(says), "{all}");
    }
}

#[test]
fn the_shipped_cards_name_rules_that_there_are() {
    let rules = RuleSet::shipped().unwrap();
    let names = Card::shipped_names();
    assert!(names.len() >= 3);
    for name in names {
        let card = Card::load(&name).unwrap();
        assert_eq!(card.name, name);
        for rule in card.takes().flat_map(|take| &take.choice.rules) {
            // A card may name a pack that is not shipped; a rule of one that is must be there.
            let pack = rule.split_once('/').map(|(pack, _)| pack);
            let elsewhere = pack.is_some_and(|pack| rules.packs().iter().all(|p| p.name != pack));
            assert!(
                elsewhere || rules.rule(rule).is_some(),
                "{name} names {rule}"
            );
        }
    }
}
