//! The text of a scorecard into a checked card.

use super::card::{Card, Choice, Item, Part, Take};
use crate::model::{Combine, Points, Profile, Severity, SubjectKind, Words};
use crate::yaml::table::{Table, Wanted, text_of, wrong};
use crate::yaml::{Log, Node, Problem, Problems, Tree, parse, suggest};

const CARD: &[&str] = &[
    "name", "title", "version", "source", "scale", "decimals", "combine", "grades", "veto", "parts",
];
const VETO: &[&str] = &["score", "grade", "items"];
const GRADE: &[&str] = &["at_least", "title"];
const PART: &[&str] = &["title", "weight", "profiles", "items"];
const ITEM: &[&str] = &["title", "source", "points", "takes", "cap"];
const CAP: &[&str] = &[
    "at_most",
    "title",
    "rules",
    "packs",
    "severities",
    "subjects",
];
const TAKE: &[&str] = &[
    "title",
    "rules",
    "packs",
    "severities",
    "subjects",
    "each",
    "most",
    "statement",
];

/// Reads and checks a card.
pub(super) fn card(file: &str, text: &str) -> Result<Card, Problems> {
    let mut log = Log::new(file, text);
    let node = parse(text).map_err(|error| {
        Problems(vec![Problem::of_file(
            file,
            Words::new(
                format!(
                    "第 {} 行不是合法的 YAML：{}",
                    error.at.line, error.message.zh
                ),
                format!(
                    "line {} is not valid YAML: {}",
                    error.at.line, error.message.en
                ),
            ),
            Words::default(),
        )])
    })?;
    let card = whole(&node, &mut log);
    match card {
        Some(card) if log.count() == 0 => Ok(card),
        _ => {
            let mut problems = log.into_problems();
            problems.sort_by_key(|problem| (problem.line, problem.column));
            Err(Problems(problems))
        }
    }
}

fn whole(node: &Node, log: &mut Log<'_>) -> Option<Card> {
    let table = Table::of(node, CARD, log);
    let scale = amount(&table, "scale", None, log).unwrap_or(Points(100 * Points::ONE));
    let veto = table.get("veto");
    let veto = veto.map(|node| (node, Table::of(node, VETO, log)));
    let mut vetoes = Vec::new();
    let (mut veto_score, mut veto_grade) = (Points::ZERO, Words::default());
    if let Some((_, veto)) = &veto {
        veto_score = amount(veto, "score", Some(scale), log).unwrap_or_default();
        veto_grade = optional(veto, "grade", log);
        for node in list(veto, "items", log) {
            vetoes.extend(take(node, Some(Points::ZERO), log));
        }
    }
    let combine = match table.text("combine", log) {
        None => Combine::Ratio,
        Some((at, code)) => match code.as_str() {
            "ratio" => Combine::Ratio,
            "weighted" => Combine::Weighted,
            "deduct" => Combine::Deduct,
            _ => {
                log.note(
                    at,
                    Words::new(
                        format!("没有合成方式 {code}"),
                        format!("no way {code} to combine"),
                    ),
                    suggest(&code, ["ratio", "weighted", "deduct"]),
                );
                Combine::Ratio
            }
        },
    };
    let parts: Vec<Part> = list(&table, "parts", log)
        .into_iter()
        .filter_map(|node| part(node, log))
        .collect();
    weights(&parts, combine, &table, log);
    let mut grades: Vec<(Points, Words)> = list(&table, "grades", log)
        .into_iter()
        .filter_map(|node| {
            let grade = Table::of(node, GRADE, log);
            let least = amount(&grade, "at_least", None, log)?;
            Some((least, words(&grade, "title", log)?))
        })
        .collect();
    grades.sort_by_key(|grade| std::cmp::Reverse(grade.0));
    let decimals = table.whole("decimals", 0, log).unwrap_or(2);
    if decimals > 4 {
        log.note(
            table.at(),
            Words::new("小数最多四位", "at most four decimals"),
            Words::default(),
        );
    }
    Some(Card {
        name: table.needed("name", log)?.1,
        title: words(&table, "title", log)?,
        version: table.needed("version", log)?.1,
        source: optional(&table, "source", log),
        scale,
        decimals: u32::try_from(decimals).unwrap_or(2),
        combine,
        grades,
        veto_score,
        veto_grade,
        vetoes,
        parts,
    })
}

/// Weighted parts need weights of one hundred together.
fn weights(parts: &[Part], combine: Combine, table: &Table<'_>, log: &mut Log<'_>) {
    if combine != Combine::Weighted {
        return;
    }
    let all = parts
        .iter()
        .filter_map(|part| part.weight)
        .fold(Points::ZERO, Points::plus);
    if all != Points(100 * Points::ONE) {
        log.note(
            table.at(),
            Words::new(
                format!("各部分的权重（weight）之和应为 100，现为 {all}"),
                format!("the weights of the parts make {all}, not 100"),
            ),
            Words::default(),
        );
    }
}

fn part(node: &Node, log: &mut Log<'_>) -> Option<Part> {
    let table = Table::of(node, PART, log);
    let mut profiles = Vec::new();
    for (at, code) in table.texts("profiles", log) {
        match Profile::from_code(&code) {
            Some(profile) => profiles.push(profile),
            None => log.note(
                at,
                Words::new(format!("没有对象类型 {code}"), format!("no profile {code}")),
                suggest(&code, Profile::ALL.iter().map(|profile| profile.code())),
            ),
        }
    }
    let items = list(&table, "items", log);
    Some(Part {
        title: words(&table, "title", log)?,
        weight: amount(&table, "weight", None, log),
        profiles,
        items: items
            .into_iter()
            .filter_map(|node| item(node, log))
            .collect(),
    })
}

fn item(node: &Node, log: &mut Log<'_>) -> Option<Item> {
    let table = Table::of(node, ITEM, log);
    let points = amount(&table, "points", None, log);
    let takes = list(&table, "takes", log);
    let cap = table.get("cap").and_then(|node| {
        let cap = Table::of(node, CAP, log);
        let most = amount(&cap, "at_most", points, log)?;
        let take = Take {
            title: words(&cap, "title", log)?,
            choice: choice(&cap, log),
            each: Points::ZERO,
            most: None,
            statement: None,
        };
        Some((most, take))
    });
    Some(Item {
        title: words(&table, "title", log)?,
        source: optional(&table, "source", log),
        points,
        takes: takes
            .into_iter()
            .filter_map(|node| take(node, points, log))
            .collect(),
        cap,
    })
}

/// Reads a take; `points` are those of its item, of which shares are taken.
fn take(node: &Node, points: Option<Points>, log: &mut Log<'_>) -> Option<Take> {
    let table = Table::of(node, TAKE, log);
    let each = amount(&table, "each", points, log);
    if each.is_none() && points.is_some_and(|points| points > Points::ZERO) {
        log.note(
            table.at(),
            Words::new(
                "缺少 each：每件扣多少分，或写 100%",
                "each is missing: points for a case, or 100%",
            ),
            Words::default(),
        );
    }
    Some(Take {
        title: words(&table, "title", log)?,
        choice: choice(&table, log),
        each: each.unwrap_or_default(),
        most: amount(&table, "most", points, log),
        statement: amount(&table, "statement", points, log),
    })
}

fn choice(table: &Table<'_>, log: &mut Log<'_>) -> Choice {
    let mut choice = Choice::default();
    for (_, rule) in table.texts("rules", log) {
        choice.rules.push(rule);
    }
    for (_, pack) in table.texts("packs", log) {
        choice.packs.push(pack);
    }
    for (at, code) in table.texts("severities", log) {
        match Severity::from_code(&code) {
            Some(severity) => choice.severities.push(severity),
            None => log.note(
                at,
                Words::new(format!("没有严重度 {code}"), format!("no severity {code}")),
                suggest(&code, Severity::ALL.map(Severity::code)),
            ),
        }
    }
    for (at, code) in table.texts("subjects", log) {
        match SubjectKind::from_code(&code) {
            Some(kind) => choice.subjects.push(kind),
            None => log.note(
                at,
                Words::new(
                    format!("没有对象 {code}"),
                    format!("no kind of subject {code}"),
                ),
                Words::default(),
            ),
        }
    }
    if choice == Choice::default() {
        log.note(
            table.at(),
            Words::new(
                "没有写明算哪些规则：rules、packs、severities 或 subjects",
                "which verdicts count? give rules, packs, severities or subjects",
            ),
            Words::default(),
        );
    }
    choice
}

/// Returns points, or a share of `of` written as `40%`.
fn amount(table: &Table<'_>, name: &str, of: Option<Points>, log: &mut Log<'_>) -> Option<Points> {
    let node = table.get(name)?;
    let share = text_of(node)
        .and_then(|text| text.strip_suffix('%')?.trim().parse::<f64>().ok())
        .filter(|share| (0.0..=100.0).contains(share));
    match (share, of) {
        (Some(share), Some(of)) => of.share(Points::of(share), Points::of(100.0), 4),
        (Some(share), None) => Some(Points::of(share)),
        (None, _) => table.number(name, log).map(Points::of),
    }
}

fn optional(table: &Table<'_>, name: &str, log: &mut Log<'_>) -> Words {
    match table.get(name) {
        None => Words::default(),
        Some(_) => words(table, name, log).unwrap_or_default(),
    }
}

fn words(table: &Table<'_>, name: &str, log: &mut Log<'_>) -> Option<Words> {
    let node = table.get(name);
    let Some(node) = node else {
        log.note(
            table.at(),
            Words::new(format!("缺少 {name}"), format!("{name} is missing")),
            Words::new(
                "写成 {zh: 中文, en: English}",
                "write {zh: 中文, en: English}",
            ),
        );
        return None;
    };
    if let Some(text) = text_of(node) {
        return Some(Words::new(text.clone(), text));
    }
    let pair = Table::of(node, &["zh", "en"], log);
    let zh = pair.needed("zh", log)?.1;
    let en = pair.needed("en", log)?.1;
    Some(Words::new(zh, en))
}

fn list<'n>(table: &Table<'n>, name: &str, log: &mut Log<'_>) -> Vec<&'n Node> {
    match table.get(name) {
        None => Vec::new(),
        Some(node) => match &node.tree {
            Tree::List(items) => items.iter().collect(),
            _ => {
                wrong(node, Wanted::list(), log);
                Vec::new()
            }
        },
    }
}
