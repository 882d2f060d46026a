//! What people do about issues: `assign`, `rectify`, `waive`, `defer`, `reopen`, `signoff`, `note`.

use clap::ArgMatches;
use jiff::Timestamp;
use jiff::civil::Date;

use super::{as_of, day, filter, flag, is_bare, path, policy, told};
use crate::cli::error::Failure;
use crate::cli::surroundings::Surroundings;
use crate::cli::{exit, print};
use crate::ledger::{Act, Filter, Issue, Ledger, LedgerError, Policy, State, act};
use crate::model::{Lang, Words};

/// Does it to every issue that is meant, in one transaction: all or none.
pub(super) fn run(name: &str, given: &ArgMatches, around: &Surroundings) -> Result<u8, Failure> {
    let today = as_of(given)?;
    let who = given
        .get_one::<String>("by")
        .cloned()
        .or_else(|| std::env::var("GONGKAI_BY").ok())
        .unwrap_or_default();
    let unit = if name == "assign" { "of-unit" } else { "unit" };
    let filter = filter(given, unit, today)?;
    if is_bare(&filter) && !flag(given, "all") {
        return Err(Failure::usage(
            Words::new("没有指明是哪些问题", "no issue is named"),
            Words::new(
                "写出问题编号，或用 --state、--unit、--column 等条件选择；确是全部的加 --all",
                "give their numbers, or choose by --state, --unit, --column …; --all means every one",
            ),
        ));
    }
    let wanted = asked(name, given, today)?;
    let by_column = name == "assign" && flag(given, "by-column");
    let policy = policy(given)?;
    if by_column && !policy.has_units() {
        return Err(Failure::usage(
            Words::new(
                "--by-column 需要 gongkai.yaml 的 units（栏目→科室）",
                "--by-column needs the units of a gongkai.yaml",
            ),
            Words::new(
                "用 --site gongkai.yaml 指定",
                "give it with --site gongkai.yaml",
            ),
        ));
    }
    let mut ledger = Ledger::open(path(given)).map_err(|error| told(&error))?;
    let done = ledger
        .change(Timestamp::now(), |change| {
            let issues = chosen(change, &filter)?;
            let mut done = 0;
            let mut problems = Vec::new();
            for issue in &issues {
                let wanted = if by_column {
                    match by_policy(issue, &policy) {
                        Some(wanted) => wanted,
                        None => continue,
                    }
                } else {
                    wanted.clone()
                };
                match act(change, issue, &who, &wanted, today) {
                    Ok(()) => done += 1,
                    Err(LedgerError::Refused { words }) => problems.push(words),
                    Err(error) => return Err(error),
                }
            }
            refuse_all(problems)?;
            Ok(done)
        })
        .map_err(|error: LedgerError| told(&error))?;
    let what = label(name);
    let text = match around.lang {
        Lang::Zh => format!("{done} 项{}\n", what.zh),
        Lang::En => format!("{done} issues {}\n", what.en),
    };
    print(text.as_bytes())?;
    Ok(exit::CLEAN)
}

/// Returns the issues that are meant; a number that means none or several is told.
fn chosen(change: &crate::ledger::Change<'_>, filter: &Filter) -> Result<Vec<Issue>, LedgerError> {
    for start in &filter.fingerprints {
        change.issue(start)?;
    }
    let issues = change.issues(filter)?;
    if issues.is_empty() {
        return Err(LedgerError::refused(
            "没有符合条件的问题",
            "no issue meets the conditions",
        ));
    }
    Ok(issues)
}

/// Refuses the whole when any one is refused, and names them.
fn refuse_all(problems: Vec<Words>) -> Result<(), LedgerError> {
    const SHOWN: usize = 10;
    if problems.is_empty() {
        return Ok(());
    }
    let (count, rest) = (problems.len(), problems.len().saturating_sub(SHOWN));
    let one = |lang: Lang| {
        let mut lines: Vec<&str> = Vec::new();
        for words in &problems {
            if !lines.contains(&words.get(lang)) && lines.len() < SHOWN {
                lines.push(words.get(lang));
            }
        }
        let more = match (rest, lang) {
            (0, _) => String::new(),
            (_, Lang::Zh) => format!("；另有 {rest} 项"),
            (_, Lang::En) => format!("; {rest} more"),
        };
        let all = lines.join(lang.pick("；", "; "));
        match (count, lang) {
            (1, _) => all,
            (_, Lang::Zh) => format!("{count} 项不能办理，全部未办：{all}{more}"),
            (_, Lang::En) => format!("{count} are refused, none was done: {all}{more}"),
        }
    };
    Err(LedgerError::Refused {
        words: Words::new(one(Lang::Zh), one(Lang::En)),
    })
}

/// Reads what is asked for.
fn asked(name: &str, given: &ArgMatches, today: Date) -> Result<Act, Failure> {
    let text = |name: &str| given.try_get_one::<String>(name).ok().flatten().cloned();
    let must = |name: &str| text(name).unwrap_or_default();
    Ok(match name {
        "assign" => {
            let wanted = Act::Assign {
                unit: text("unit"),
                person: text("person"),
                due: day(given, "due")?,
                reason: text("reason"),
                measures: text("measures"),
            };
            let nothing = Act::Assign {
                unit: None,
                person: None,
                due: None,
                reason: None,
                measures: None,
            };
            if wanted == nothing && !flag(given, "by-column") {
                return Err(Failure::usage(
                    Words::new("没有写明分派什么", "nothing is assigned"),
                    Words::new(
                        "用 --unit、--person、--due、--reason、--measures 或 --by-column",
                        "use --unit, --person, --due, --reason, --measures or --by-column",
                    ),
                ));
            }
            wanted
        }
        "rectify" => Act::Rectify {
            done: must("done"),
            url: must("url"),
        },
        "waive" => Act::Excuse {
            state: text("as")
                .and_then(|code| State::from_code(&code))
                .unwrap_or(State::NotApplicable),
            reason: must("reason"),
            until: until(given, today)?,
            url: text("url"),
        },
        "defer" => Act::Excuse {
            state: State::Deferred,
            reason: must("reason"),
            until: until(given, today)?,
            url: None,
        },
        "reopen" => Act::Reopen {
            reason: must("reason"),
        },
        "signoff" => Act::SignOff {
            opinion: must("opinion"),
            overriding: text("override"),
        },
        _ => Act::Note {
            remark: must("text"),
        },
    })
}

/// What is not applicable is so for a time; only a false positive may hold for good.
fn until(given: &ArgMatches, today: Date) -> Result<Option<Date>, Failure> {
    let until = day(given, "until")?;
    let kind = given.try_get_one::<String>("as").ok().flatten();
    if until.is_none() && kind.is_some_and(|kind| kind != "false_positive") {
        return Err(Failure::usage(
            Words::new("须写明有效到哪一天", "the last day is missing"),
            Words::new(
                format!("加 --until，例如 --until {}-12-31", today.year()),
                format!("add --until, like --until {}-12-31", today.year()),
            ),
        ));
    }
    Ok(until)
}

/// What the configuration says of who is responsible, where that is news.
fn by_policy(issue: &Issue, policy: &Policy) -> Option<Act> {
    let (unit, person) = policy.responsible(&issue.finding)?;
    let is_news = issue.unit.as_deref() != Some(unit)
        || person.is_some_and(|person| issue.person.as_deref() != Some(person));
    (is_news && issue.state != State::SignedOff).then(|| Act::Assign {
        unit: Some(unit.to_owned()),
        person: person.map(str::to_owned),
        due: None,
        reason: None,
        measures: None,
    })
}

fn label(name: &str) -> Words {
    let (zh, en) = match name {
        "assign" => ("已分派", "assigned"),
        "rectify" => ("已记为已整改，待复核", "rectified, to be re-checked"),
        "waive" => ("已豁免", "set aside"),
        "defer" => ("已暂缓", "deferred"),
        "reopen" => ("已重新打开", "reopened"),
        "signoff" => ("已销号", "signed off"),
        _ => ("已备注", "noted"),
    };
    Words::new(zh, en)
}
