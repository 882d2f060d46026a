//! What templates see: the issues of the ledger in words, grouped as papers need them.

use std::collections::BTreeMap;

use jiff::civil::Date;
use minijinja::{Value, context};

use super::super::columns::{self, Key};
use super::super::view::View;
use super::super::words;
use super::PaperKind;
use crate::ledger::{Issue, State};
use crate::model::{Lang, Severity};
use crate::report::clean;

/// An issue on a paper.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// Number of its row in the paper's table.
    pub(super) number: usize,
    /// What templates see of it.
    value: Value,
}

/// The issues of a paper.
pub(super) struct Facts<'v> {
    pub(super) view: &'v View,
    pub(super) lang: Lang,
    /// Units in the order of the paper, each with its rows.
    pub(super) units: Vec<(String, Vec<(Item, &'v Issue)>)>,
}

impl<'v> Facts<'v> {
    pub(super) fn of(view: &'v View, kind: PaperKind, lang: Lang) -> Self {
        let mut number = 0;
        let units = view
            .by_unit()
            .into_iter()
            .map(|(unit, issues)| {
                // Each notice is a paper of its own: its rows begin at 1, and hold only what
                // the unit has to mend.
                if kind == PaperKind::Notice {
                    number = 0;
                }
                let rows = issues
                    .into_iter()
                    .filter(|issue| is_on(kind, issue, view.today))
                    .map(|issue| {
                        number += 1;
                        (item(number, issue, view.today, lang), issue)
                    })
                    .collect();
                (unit, rows)
            })
            .filter(|(_, rows): &(String, Vec<_>)| !rows.is_empty())
            .collect();
        Self { view, lang, units }
    }

    /// Returns every row in the order of the paper.
    pub(super) fn rows(&self) -> impl Iterator<Item = &(Item, &'v Issue)> {
        self.units.iter().flat_map(|(_, rows)| rows)
    }

    /// Returns what the template sees.
    pub(super) fn context(&self) -> Value {
        let (lang, today) = (self.lang, self.view.today);
        let rows: Vec<&(Item, &Issue)> = self.rows().collect();
        let standing = |states: &'static [State]| {
            pick(&rows, move |issue| states.contains(&issue.standing(today)))
        };
        let one_unit = match self.units.as_slice() {
            [(unit, _)] if !unit.is_empty() => unit.clone(),
            _ => String::new(),
        };
        let of_unit = match (one_unit.as_str(), lang) {
            ("", _) => String::new(),
            (unit, Lang::Zh) => format!("由{unit}负责整改的"),
            (unit, Lang::En) => format!(" of {unit}"),
        };
        let units: Vec<Value> = self
            .units
            .iter()
            .map(|(unit, rows)| self.unit(unit, &rows.iter().collect::<Vec<_>>()))
            .collect();
        let states: Vec<Value> = State::ALL
            .into_iter()
            .map(|state| {
                let items = pick(&rows, |issue| issue.standing(today) == state);
                context! { label => state.label(lang), count => items.len(), items }
            })
            .collect();
        context! {
            whose => self.view.whose(lang),
            one_unit,
            of_unit,
            today => long_day(today, lang),
            // Whoever signs writes the day.
            signed_day => lang.pick("　　　　年　　月　　日", "Date:                "),
            total => rows.len(),
            all => pick(&rows, |_| true),
            severities => severities(&rows, lang),
            states,
            overdue => pick(&rows, |issue| issue.is_overdue(today)),
            recurred => pick(&rows, |issue| issue.recurrences > 0),
            units,
            areas => grouped(&rows, |issue| {
                clean::line(issue.finding.columns.first().map_or("", String::as_str))
            })
            .into_iter()
            .map(group)
            .collect::<Vec<Value>>(),
            reasons => grouped(&rows, |issue| {
                clean::own_line(issue.reason.as_deref().unwrap_or_default())
            })
            .into_iter()
            .filter(|(name, _)| !name.is_empty())
            .map(group)
            .collect::<Vec<Value>>(),
            closed => standing(&[State::Verified, State::SignedOff]),
            ready => standing(&[State::Verified, State::SignedOff]),
            verified => standing(&[State::Verified]),
            signed => standing(&[State::SignedOff]),
            claimed => standing(&[State::Rectified]),
            pending => standing(&[State::Open, State::InProgress]),
            excused => standing(&crate::ledger::EXCUSED),
            overridden => pick(&rows, |issue| {
                let signed = issue.signed_off.as_ref();
                signed.is_some_and(|signed| signed.overriding.is_some())
            }),
            seq => self.view.head.1,
            digest => &self.view.head.0,
        }
    }

    fn unit(&self, unit: &str, rows: &[&(Item, &Issue)]) -> Value {
        let (lang, today) = (self.lang, self.view.today);
        let pending: Vec<&(Item, &Issue)> = rows
            .iter()
            .copied()
            .filter(|(_, issue)| is_to_mend(issue, today))
            .collect();
        let mut dues: BTreeMap<Date, Vec<Value>> = BTreeMap::new();
        for (item, issue) in &pending {
            if let Some(due) = issue.due {
                dues.entry(due).or_default().push(item.value.clone());
            }
        }
        let dues: Vec<Value> = dues
            .into_iter()
            .map(|(day, items)| context! { day => long_day(day, lang), items })
            .collect();
        context! {
            name => unit,
            items => pick(rows, |_| true),
            severities => severities(&pending, lang),
            failed => pick(&pending, |issue| issue.review_failed),
            recurred => pick(&pending, |issue| issue.recurrences > 0),
            overdue => pick(&pending, |issue| issue.is_overdue(today)),
            undated => pick(&pending, |issue| issue.due.is_none()),
            pending => pick(&pending, |_| true),
            dues,
        }
    }
}

/// Tells whether an issue stands on a paper.
fn is_on(kind: PaperKind, issue: &Issue, today: Date) -> bool {
    match kind {
        PaperKind::List | PaperKind::Report => true,
        PaperKind::Notice => is_to_mend(issue, today),
        PaperKind::SignOff => matches!(issue.standing(today), State::Verified | State::SignedOff),
    }
}

fn is_to_mend(issue: &Issue, today: Date) -> bool {
    matches!(issue.standing(today), State::Open | State::InProgress)
}

/// Issues under one name.
type Group = (String, Vec<Value>);

fn group((name, items): Group) -> Value {
    context! { name, items }
}

/// Groups rows by a name, most first; those without one come last.
fn grouped(rows: &[&(Item, &Issue)], by: impl Fn(&Issue) -> String) -> Vec<Group> {
    let mut groups: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for (item, issue) in rows {
        groups
            .entry(by(issue))
            .or_default()
            .push(item.value.clone());
    }
    let mut all: Vec<Group> = groups.into_iter().collect();
    all.sort_by(|(a, x), (b, y)| {
        a.is_empty()
            .cmp(&b.is_empty())
            .then_with(|| y.len().cmp(&x.len()))
            .then_with(|| a.cmp(b))
    });
    all
}

fn pick(rows: &[&(Item, &Issue)], takes: impl Fn(&Issue) -> bool) -> Vec<Value> {
    rows.iter()
        .filter(|(_, issue)| takes(issue))
        .map(|(item, _)| item.value.clone())
        .collect()
}

fn severities(rows: &[&(Item, &Issue)], lang: Lang) -> Vec<Value> {
    Severity::ALL
        .into_iter()
        .map(|severity| {
            let items = pick(rows, |issue| issue.finding.severity == severity);
            context! { label => severity.label(lang), count => items.len(), items }
        })
        .collect()
}

/// Puts an issue in words; every text is one line and safe to show.
fn item(number: usize, issue: &Issue, today: Date, lang: Lang) -> Item {
    let line = |text: &str| unstopped(&clean::own_short(text, 400)).to_owned();
    let day = |day: Option<Date>| day.map(|day| long_day(day, lang)).unwrap_or_default();
    let signed = issue.signed_off.as_ref();
    let excuse = issue.excuse.as_ref();
    let message = clean::short(issue.finding.message.get(lang), 400);
    let message = unstopped(&message);
    let stop = lang.pick("。", ".");
    let value = context! {
        number,
        // With a full stop: it begins sentences.
        message => format!("{message}{stop}"),
        state => issue.standing(today).label(lang).to_owned(),
        done => line(columns::done(issue)),
        measures => line(issue.measures.as_deref().unwrap_or_default()),
        due => day(issue.due),
        late => issue.is_overdue(today),
        verified_on => day(issue.verified.as_ref().map(|seen| words::day_of(seen.at))),
        signed_on => signed
            .and_then(|_| {
                columns::text(issue, Key::SignedOn, lang, today)
                    .parse()
                    .ok()
            })
            .map(|day| long_day(day, lang))
            .unwrap_or_default(),
        signed_by => signed.map(|signed| line(&signed.who)).unwrap_or_default(),
        overriding => signed
            .and_then(|signed| signed.overriding.as_deref())
            .map(line)
            .unwrap_or_default(),
        excuse => excuse
            .map(|excuse| line(&excuse.reason))
            .unwrap_or_default(),
        excused_by => excuse.map(|excuse| line(&excuse.who)).unwrap_or_default(),
        until => day(excuse.and_then(|excuse| excuse.until)),
    };
    Item { number, value }
}

/// Takes the full stop off: the sentence around the words has its own.
fn unstopped(text: &str) -> &str {
    text.trim_end_matches(['。', '.', '；', ';', ' ', '，', ','])
}

/// Writes a day as papers have it.
pub(super) fn long_day(day: Date, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        Lang::En => day.to_string(),
    }
}

/// Returns the numbers of rows as a reference: `（第1—3、5项）`.
pub(super) fn references(items: &[Value], lang: Lang) -> String {
    let mut numbers: Vec<usize> = items
        .iter()
        .filter_map(|item| item.get_attr("number").ok())
        .filter_map(|number| usize::try_from(number).ok())
        .collect();
    // Several lists may be joined.
    numbers.sort_unstable();
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => ranges.push((number, number)),
        }
    }
    if ranges.is_empty() {
        return String::new();
    }
    let all: Vec<String> = ranges
        .iter()
        .map(|(first, last)| match (last - first, lang) {
            (0, _) => first.to_string(),
            (1, Lang::Zh) => format!("{first}、{last}"),
            (_, Lang::Zh) => format!("{first}—{last}"),
            (_, Lang::En) => format!("{first}–{last}"),
        })
        .collect();
    match lang {
        Lang::Zh => format!("（第{}项）", all.join("、")),
        Lang::En => format!(" (rows {})", all.join(", ")),
    }
}

/// Writes a number below a hundred in Chinese.
pub(super) fn numeral(number: usize) -> String {
    let digit = |number: usize| "〇一二三四五六七八九".chars().nth(number).unwrap_or('〇');
    match number {
        0..=9 => digit(number).to_string(),
        10..=99 => {
            let (tens, ones) = (number / 10, number % 10);
            let mut out = String::new();
            if tens > 1 {
                out.push(digit(tens));
            }
            out.push('十');
            if ones > 0 {
                out.push(digit(ones));
            }
            out
        }
        _ => number.to_string(),
    }
}
