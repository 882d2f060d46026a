//! `gongkai ledger status` and `list`.

use std::collections::BTreeMap;

use clap::ArgMatches;
use jiff::civil::Date;
use serde_json::json;

use super::{as_of, filter, flag, open_to_read, path, policy, texts, told};
use crate::cli::error::Failure;
use crate::cli::surroundings::Surroundings;
use crate::cli::{exit, print};
use crate::ledger::{self, Issue, Policy, State};
use crate::model::{Lang, Severity};
use crate::report::{Style, clean, list_table};

fn style(given: &ArgMatches, around: &Surroundings) -> Style {
    Style {
        lang: around.lang,
        width: around.width,
        ascii: flag(given, "ascii"),
        ..Style::default()
    }
}

fn is_json(given: &ArgMatches) -> bool {
    given
        .get_one::<String>("format")
        .is_some_and(|format| format == "json")
}

/// Lists issues.
pub(super) fn list(given: &ArgMatches, around: &Surroundings) -> Result<u8, Failure> {
    let (today, lang) = (as_of(given)?, around.lang);
    let policy = policy(given)?;
    let filter = filter(given, "unit", today)?;
    let ledger = open_to_read(given)?;
    let mut issues = ledger.issues(&filter).map_err(|error| told(&error))?;
    let all = issues.len();
    // Closed ones are left out unless they are asked for by name.
    let closed_too =
        flag(given, "all") || !texts(given, "state").is_empty() || !filter.fingerprints.is_empty();
    if !closed_too {
        issues.retain(|issue| {
            let state = issue.standing(today);
            state.is_pending() || state == State::Verified
        });
    }
    if is_json(given) {
        let head = ledger.head().map_err(|error| told(&error))?;
        let file = path(given).display().to_string();
        let value = ledger::issues_json(&file, &head, &issues, &policy, today, lang);
        print(format!("{value:#}\n").as_bytes())?;
        return Ok(exit::CLEAN);
    }
    let head = match lang {
        Lang::Zh => ["编号", "程度", "状态", "时限", "责任单位", "栏目", "问题"],
        Lang::En => [
            "Issue", "Severity", "State", "Due", "Unit", "Column", "Finding",
        ],
    };
    let limit = match given.get_one::<u32>("limit").copied() {
        Some(0) | None => usize::MAX,
        Some(limit) => usize::try_from(limit).unwrap_or(usize::MAX),
    };
    let rows: Vec<[String; 7]> = issues
        .iter()
        .take(limit)
        .map(|issue| row(issue, &policy, today, lang))
        .collect();
    let mut text = String::new();
    if !rows.is_empty() {
        text = list_table(&head, &rows, &style(given, around));
    }
    let (shown, left) = (issues.len(), all - issues.len());
    if shown > rows.len() {
        let rows = rows.len();
        text.push_str(&match lang {
            Lang::Zh => format!("只列出前 {rows} 项，加 --limit 0 全部列出\n"),
            Lang::En => format!("only the first {rows} are listed; all with --limit 0\n"),
        });
    }
    text.push_str(&match (lang, left) {
        (Lang::Zh, 0) => format!("共 {shown} 项\n"),
        (Lang::Zh, _) => format!("共 {shown} 项；另有 {left} 项已销号或已豁免，加 --all 列出\n"),
        (Lang::En, 0) => format!("{shown} issues\n"),
        (Lang::En, _) => format!("{shown} issues; {left} closed ones with --all\n"),
    });
    print(text.as_bytes())?;
    Ok(exit::CLEAN)
}

fn row(issue: &Issue, policy: &Policy, today: Date, lang: Lang) -> [String; 7] {
    let finding = &issue.finding;
    let person = issue.person.as_deref();
    let unit = issue.unit.as_deref().unwrap_or("—");
    [
        issue.fingerprint.as_str()[..8].to_owned(),
        finding.severity.label(lang).to_owned(),
        state(issue, today, lang),
        due(issue, policy, today, lang),
        person.map_or_else(|| unit.to_owned(), |person| format!("{unit} {person}")),
        finding
            .columns
            .last()
            .unwrap_or(&finding.subject.name)
            .clone(),
        clean::short(finding.message.get(lang), 60),
    ]
}

/// Says where an issue stands, with what is remarkable about it.
pub(super) fn state(issue: &Issue, today: Date, lang: Lang) -> String {
    let standing = issue.standing(today);
    let mut marks = Vec::new();
    if issue.has_lapsed(today) {
        marks.push(lang.pick("豁免到期", "lapsed").to_owned());
    }
    if issue.review_failed && standing.is_pending() {
        marks.push(lang.pick("复核未通过", "re-check failed").to_owned());
    }
    if issue.recurrences > 0 {
        marks.push(match (lang, issue.recurrences) {
            (Lang::Zh, 1) => "复发".to_owned(),
            (Lang::Zh, times) => format!("复发{times}次"),
            (Lang::En, times) => format!("recurred {times}×"),
        });
    }
    if !issue.doubt.is_empty() {
        marks.push(lang.pick("存疑", "in doubt").to_owned());
    }
    let label = standing.label(lang);
    if marks.is_empty() {
        return label.to_owned();
    }
    let marks = marks.join(lang.pick("、", ", "));
    match lang {
        Lang::Zh => format!("{label}（{marks}）"),
        Lang::En => format!("{label} ({marks})"),
    }
}

/// Says by when, and how many working days are left.
pub(super) fn due(issue: &Issue, policy: &Policy, today: Date, lang: Lang) -> String {
    let Some(due) = issue.due else {
        return "—".to_owned();
    };
    if !matches!(issue.standing(today), State::Open | State::InProgress) {
        return due.to_string();
    }
    let left = policy.left(today, due);
    match lang {
        Lang::Zh => format!("{due} {}", left.zh),
        Lang::En => format!("{due} {}", left.en),
    }
}

/// Totals.
pub(super) fn status(given: &ArgMatches, around: &Surroundings) -> Result<u8, Failure> {
    let (today, lang) = (as_of(given)?, around.lang);
    let policy = policy(given)?;
    let filter = filter(given, "unit", today)?;
    let ledger = open_to_read(given)?;
    let issues = ledger.issues(&filter).map_err(|error| told(&error))?;
    let head = ledger.head().map_err(|error| told(&error))?;
    let runs = ledger.runs().map_err(|error| told(&error))?;
    let sites = ledger.sites().map_err(|error| told(&error))?;
    let totals = Totals::of(&issues, &policy, today);
    if is_json(given) {
        let by_state: BTreeMap<&str, usize> = State::ALL
            .iter()
            .map(|state| (state.code(), totals.state(*state)))
            .collect();
        let units: Vec<_> = totals
            .units
            .iter()
            .map(|(unit, of)| {
                json!({"unit": unit, "pending": of[0], "overdue": of[1], "verified": of[2], "signed_off": of[3], "excused": of[4]})
            })
            .collect();
        let sites: Vec<_> = sites
            .iter()
            .map(|site| json!({"site": site.key, "name": site.name, "last_run": site.last_run.to_string()}))
            .collect();
        let value = json!({
            "schema": ledger::SCHEMA,
            "ledger": path(given).display().to_string(),
            "as_of": today.to_string(),
            "head": {"seq": head.seq, "digest": head.digest},
            "sites": sites,
            "runs": runs.len(),
            "total": issues.len(),
            "by_state": by_state,
            "overdue": totals.overdue,
            "lapsed": totals.lapsed,
            "recurred": totals.recurred,
            "doubted": totals.doubted,
            "reminders": totals.reminders,
            "units": units,
        });
        print(format!("{value:#}\n").as_bytes())?;
        return Ok(exit::CLEAN);
    }
    let mut text = String::new();
    for site in &sites {
        let name = site.name.as_deref().unwrap_or(&site.key);
        let own = runs.iter().filter(|run| run.site == site.key);
        // Not the one taken in last: it may have been of old material.
        let last = own.max_by_key(|run| (run.day(), run.run));
        let day = last.map(|run| run.as_of.to_string()).unwrap_or_default();
        text.push_str(&match lang {
            Lang::Zh => format!("{name}（{}）：最近核查 {day}\n", site.key),
            Lang::En => format!("{name} ({}): last scan {day}\n", site.key),
        });
    }
    text.push_str(&totals.table(&style(given, around)));
    text.push_str(&totals.by_unit(&style(given, around)));
    text.push_str(&totals.warnings(lang));
    print(text.as_bytes())?;
    Ok(exit::CLEAN)
}

/// Counts of issues.
#[derive(Default)]
struct Totals {
    by: BTreeMap<(State, Severity), usize>,
    /// Pending, overdue, verified, signed off and excused, by unit.
    units: BTreeMap<String, [usize; 5]>,
    overdue: usize,
    lapsed: usize,
    recurred: usize,
    doubted: usize,
    reminders: usize,
}

impl Totals {
    fn of(issues: &[Issue], policy: &Policy, today: Date) -> Self {
        let mut totals = Self::default();
        for issue in issues {
            let state = issue.standing(today);
            *totals
                .by
                .entry((state, issue.finding.severity))
                .or_default() += 1;
            let overdue = issue.is_overdue(today);
            let unit = totals
                .units
                .entry(issue.unit.clone().unwrap_or_default())
                .or_default();
            let place = match state {
                State::Verified => 2,
                State::SignedOff => 3,
                _ if state.is_excused() => 4,
                _ => 0,
            };
            unit[place] += 1;
            unit[1] += usize::from(overdue);
            totals.overdue += usize::from(overdue);
            totals.lapsed += usize::from(issue.has_lapsed(today));
            totals.recurred += usize::from(issue.recurrences > 0);
            totals.doubted += usize::from(!issue.doubt.is_empty());
            totals.reminders += usize::from(state.is_pending() && !policy.counts(issue, today));
        }
        totals
    }

    fn state(&self, state: State) -> usize {
        self.by
            .iter()
            .filter(|((of, _), _)| *of == state)
            .map(|(_, count)| count)
            .sum()
    }

    fn table(&self, style: &Style) -> String {
        let lang = style.lang;
        let head = [
            lang.pick("状态", "State"),
            Severity::Critical.label(lang),
            Severity::Major.label(lang),
            Severity::Minor.label(lang),
            Severity::Advice.label(lang),
            lang.pick("合计", "Total"),
        ];
        let count = |number: usize| {
            if number == 0 {
                String::new()
            } else {
                number.to_string()
            }
        };
        let mut rows: Vec<[String; 6]> = Vec::new();
        for state in State::ALL {
            let total = self.state(state);
            if total == 0 {
                continue;
            }
            let of = |severity| count(self.by.get(&(state, severity)).copied().unwrap_or(0));
            rows.push([
                state.label(lang).to_owned(),
                of(Severity::Critical),
                of(Severity::Major),
                of(Severity::Minor),
                of(Severity::Advice),
                total.to_string(),
            ]);
        }
        if rows.is_empty() {
            return lang
                .pick("台账中没有问题\n", "there is no issue\n")
                .to_owned();
        }
        list_table(&head, &rows, style)
    }

    fn by_unit(&self, style: &Style) -> String {
        let lang = style.lang;
        if self.units.keys().all(String::is_empty) {
            return String::new();
        }
        let head = match lang {
            Lang::Zh => [
                "责任单位",
                "未完成",
                "其中超期",
                "待销号",
                "已销号",
                "已豁免",
            ],
            Lang::En => [
                "Unit",
                "Pending",
                "Overdue",
                "To sign off",
                "Signed off",
                "Set aside",
            ],
        };
        let rows: Vec<[String; 6]> = self
            .units
            .iter()
            .map(|(unit, counts)| {
                let name = if unit.is_empty() {
                    lang.pick("（未分派）", "(none)").to_owned()
                } else {
                    unit.clone()
                };
                let [pending, overdue, verified, signed, excused] = counts.map(|n| n.to_string());
                [name, pending, overdue, verified, signed, excused]
            })
            .collect();
        list_table(&head, &rows, style)
    }

    fn warnings(&self, lang: Lang) -> String {
        let mut text = String::new();
        for (count, zh, en) in [
            (
                self.overdue,
                "项超期：gongkai ledger list 台账 --overdue",
                "overdue: gongkai ledger list LEDGER --overdue",
            ),
            (
                self.lapsed,
                "项豁免已到期，恢复为待整改",
                "were set aside until a day that is past, and are open again",
            ),
            (
                self.recurred,
                "项销号后复发",
                "came back after they were signed off",
            ),
            (
                self.doubted,
                "项整改存疑，需人工核对：gongkai ledger list 台账 --doubted",
                "are in doubt, look by hand: gongkai ledger list LEDGER --doubted",
            ),
            (
                self.reminders,
                "项为首次发现，只作提醒",
                "were seen for the first time and only remind",
            ),
        ] {
            if count > 0 {
                text.push_str(&format!("{count} {}\n", lang.pick(zh, en)));
            }
        }
        text
    }
}
