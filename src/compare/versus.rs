//! Two records against each other.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::record::{Entry, Kind, Record};
use crate::model::{Change, Compared, Comparison, Gone, Run, Verdict, Words};

/// Compares an audit with an earlier one.
pub fn compare(old: &Record, new: &Record) -> Comparison {
    let matched = Matched::of(old, new);
    let mut comparison = Comparison {
        target: old.target.clone(),
        as_of: old.as_of.clone(),
        finished: old.finished.clone(),
        tool: old.tool.clone(),
        cautions: cautions(old, new, matched.by_path),
        ..Comparison::default()
    };
    let same_language = old.lang.is_none() || new.lang.is_none() || old.lang == new.lang;
    for entry in new.findings() {
        match matched.change(entry, same_language) {
            Change::New => comparison.new.push(told(entry)),
            Change::Known => comparison.known += 1,
            change => {
                let before = matched.earlier(entry);
                let compared = Compared {
                    was: before
                        .filter(|before| same_language && before.message != entry.message)
                        .map(|before| before.message.clone()),
                    added: before.map_or_else(Vec::new, |before| added(before, entry)),
                    ..told(entry)
                };
                match change {
                    Change::Worse => comparison.worse.push(compared),
                    _ => comparison.changed.push(Compared {
                        added: Vec::new(),
                        ..compared
                    }),
                }
            }
        }
    }
    comparison.newly_open = new
        .entries
        .iter()
        .filter(|entry| entry.outcome == Kind::CannotTell)
        .filter(|entry| matched.change(entry, same_language).is_news())
        .count();
    let still: BTreeSet<&str> = new
        .findings()
        .filter_map(|entry| matched.earlier(entry))
        .filter(|before| before.outcome == Kind::Fail)
        .map(|before| before.fingerprint.as_str())
        .collect();
    comparison.absent = old
        .findings()
        .filter(|before| !still.contains(before.fingerprint.as_str()))
        .map(|before| (told(before), matched.gone(before)))
        .collect();
    comparison
}

/// Compares a run, given as the record that it makes, with an earlier audit, and marks its
/// findings and what is open by it.
pub fn mark(run: &mut Run, old: &Record, new: &Record) {
    let matched = Matched::of(old, new);
    let same_language = old.lang.is_none() || new.lang.is_none() || old.lang == new.lang;
    let changes: BTreeMap<&str, Change> = new
        .entries
        .iter()
        .map(|entry| {
            let change = matched.change(entry, same_language);
            (entry.fingerprint.as_str(), change)
        })
        .collect();
    for outcome in &mut run.outcomes {
        if matches!(outcome.verdict, Verdict::Fail | Verdict::CannotTell { .. }) {
            outcome.change = changes.get(outcome.fingerprint.as_str()).copied();
            outcome.known = outcome.change.is_some_and(|change| change != Change::New);
        }
    }
    run.comparison = Some(Box::new(compare(old, new)));
}

/// The entries of two records, matched.
struct Matched<'r> {
    /// The earlier entry of each entry, by fingerprint of the later.
    earlier: BTreeMap<&'r str, &'r Entry>,
    /// The later entry of each entry, by fingerprint of the earlier.
    later: BTreeMap<&'r str, &'r Entry>,
    /// True where fingerprints have nothing in common.
    by_path: bool,
}

impl<'r> Matched<'r> {
    fn of(old: &'r Record, new: &'r Record) -> Self {
        let before: BTreeMap<&str, &Entry> = old
            .entries
            .iter()
            .map(|entry| (entry.fingerprint.as_str(), entry))
            .collect();
        let mut pairs: Vec<(&Entry, &Entry)> = new
            .entries
            .iter()
            .filter_map(|entry| Some((*before.get(entry.fingerprint.as_str())?, entry)))
            .collect();
        let by_path = pairs.is_empty() && !old.entries.is_empty() && !new.entries.is_empty();
        if by_path {
            pairs = placed(old, new);
        } else {
            pairs.extend(named(old, new, &pairs));
        }
        Self {
            earlier: pairs
                .iter()
                .map(|(before, after)| (after.fingerprint.as_str(), *before))
                .collect(),
            later: pairs
                .iter()
                .map(|(before, after)| (before.fingerprint.as_str(), *after))
                .collect(),
            by_path,
        }
    }

    fn earlier(&self, entry: &Entry) -> Option<&'r Entry> {
        self.earlier.get(entry.fingerprint.as_str()).copied()
    }

    /// Tells how an entry stands to the earlier one of the same verdict.
    fn change(&self, entry: &Entry, same_language: bool) -> Change {
        let Some(before) = self
            .earlier(entry)
            .filter(|before| before.outcome == entry.outcome)
        else {
            return Change::New;
        };
        if entry.outcome == Kind::Fail
            && (entry.severity < before.severity
                || !added(before, entry).is_empty()
                || more(before, entry))
        {
            return Change::Worse;
        }
        let words = same_language && !self.by_path && entry.message != before.message;
        let places = !self.by_path && entry.places != before.places;
        if words || places || entry.severity != before.severity {
            Change::Changed
        } else {
            Change::Known
        }
    }

    fn gone(&self, before: &Entry) -> Gone {
        match self.later.get(before.fingerprint.as_str()) {
            None => Gone::NotListed,
            Some(after) => match after.outcome {
                Kind::Pass => Gone::Passed,
                Kind::CannotTell => Gone::CannotTell,
                Kind::Inapplicable => Gone::Inapplicable,
                Kind::Fail => Gone::NotListed,
            },
        }
    }
}

/// Tells whether a gathered finding stands for more failures than before.
fn more(before: &Entry, after: &Entry) -> bool {
    match (before.gathered, after.gathered) {
        (Some(before), Some(after)) => after > before,
        _ => false,
    }
}

/// Returns the pages of a gathered finding that it did not have before. The places of a
/// finding of one subject say where it was looked at, and come and go without being news;
/// nor can a list that was cut short tell what is new.
fn added(before: &Entry, after: &Entry) -> Vec<String> {
    let (Some(_), Some(_)) = (before.gathered, after.gathered) else {
        return Vec::new();
    };
    if before.gathered > Some(before.places.len().max(1)) && before.places.len() >= SHOWN {
        return Vec::new();
    }
    let known: BTreeSet<&str> = before.places.iter().map(|url| path_of(url)).collect();
    // A single failure lists all its places, of several each lists its best one, the first.
    let shown = if after.gathered == Some(1) {
        1
    } else {
        after.places.len()
    };
    let mut moved = moved(before, after);
    after
        .places
        .iter()
        .zip(&after.excerpts)
        .take(shown)
        .filter(|(url, _)| !known.contains(path_of(url)))
        .filter(|(_, excerpt)| match moved.get_mut(excerpt.as_str()) {
            // What stood elsewhere and is quoted in the same words has moved.
            Some(left) if *left > 0 => {
                *left -= 1;
                false
            }
            _ => true,
        })
        .map(|(url, _)| url.clone())
        .collect()
}

/// Counts, by what is quoted, the places of a finding that it had and does not have any more.
fn moved<'r>(before: &'r Entry, after: &Entry) -> BTreeMap<&'r str, usize> {
    let now: BTreeSet<&str> = after.places.iter().map(|url| path_of(url)).collect();
    let mut moved = BTreeMap::new();
    for (url, excerpt) in before.places.iter().zip(&before.excerpts) {
        if !now.contains(path_of(url)) && excerpt.chars().count() >= TELLING {
            *moved.entry(excerpt.as_str()).or_default() += 1;
        }
    }
    moved
}

/// So many characters make what is quoted, or a name, tell one thing from another.
const TELLING: usize = 8;

/// How many places a gathered finding shows at most; with fewer its list is whole.
const SHOWN: usize = 200;

/// Returns the pairs that only their names tell: the same rule on the one subject of a name
/// that the one audit has at an address where the other has nothing.
fn named<'r>(
    old: &'r Record,
    new: &'r Record,
    pairs: &[(&'r Entry, &'r Entry)],
) -> Vec<(&'r Entry, &'r Entry)> {
    let paired: BTreeSet<&str> = pairs
        .iter()
        .map(|(before, _)| before.fingerprint.as_str())
        .collect();
    let left = |record: &'r Record| {
        let mut all: BTreeMap<(&str, &str, &str), Option<&'r Entry>> = BTreeMap::new();
        for entry in &record.entries {
            if entry.name.chars().count() < TELLING || paired.contains(entry.fingerprint.as_str()) {
                continue;
            }
            let key = (
                entry.rule.as_str(),
                entry.kind.as_str(),
                entry.name.as_str(),
            );
            all.entry(key)
                .and_modify(|one| *one = None)
                .or_insert(Some(entry));
        }
        all
    };
    let before = left(old);
    left(new)
        .into_iter()
        .filter_map(|(key, entry)| Some(((*before.get(&key)?)?, entry?)))
        .collect()
}

/// What names an entry apart from the address that its site stands under.
type PlaceKey<'r> = (&'r str, &'r str, Option<&'r str>, &'r str);

/// Returns the pairs of two audits whose addresses have nothing in common: what has the same
/// rule, kind, path and name. One rule may say several things of one place, as where it fails
/// on some papers of a column and cannot tell of others; so what says the same word for word is
/// paired first, then what has the same verdict, and then what became of a finding.
fn placed<'r>(old: &'r Record, new: &'r Record) -> Vec<(&'r Entry, &'r Entry)> {
    let mut before: Vec<&Entry> = old.entries.iter().collect();
    let mut after: Vec<&Entry> = new.entries.iter().collect();
    let mut pairs = Vec::new();
    pair_off(&mut before, &mut after, &mut pairs, |entry| {
        (place(entry), entry.outcome, entry.message.as_str())
    });
    pair_off(&mut before, &mut after, &mut pairs, |entry| {
        (place(entry), entry.outcome)
    });
    before.retain(|entry| entry.outcome == Kind::Fail);
    pair_off(&mut before, &mut after, &mut pairs, place);
    pairs
}

/// Takes out of both lists, in their order, what has the same key in either.
fn pair_off<'r, K: Ord>(
    before: &mut Vec<&'r Entry>,
    after: &mut Vec<&'r Entry>,
    pairs: &mut Vec<(&'r Entry, &'r Entry)>,
    key: impl Fn(&'r Entry) -> K,
) {
    let mut waiting: BTreeMap<K, VecDeque<&'r Entry>> = BTreeMap::new();
    for entry in before.iter() {
        waiting.entry(key(entry)).or_default().push_back(entry);
    }
    after.retain(|entry| {
        let earlier = waiting.get_mut(&key(entry)).and_then(VecDeque::pop_front);
        if let Some(earlier) = earlier {
            pairs.push((earlier, *entry));
        }
        earlier.is_none()
    });
    *before = waiting.into_values().flatten().collect();
}

fn place(entry: &Entry) -> PlaceKey<'_> {
    (
        entry.rule.as_str(),
        entry.kind.as_str(),
        entry.url.as_deref().map(path_of),
        entry.name.as_str(),
    )
}

/// Returns an address without scheme and host.
fn path_of(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, rest)| {
        rest.find('/').map_or("/", |slash| &rest[slash..])
    })
}

fn told(entry: &Entry) -> Compared {
    Compared {
        fingerprint: entry.fingerprint.clone(),
        rule: entry.rule.clone(),
        title: entry.title.clone(),
        severity: entry.severity,
        subject: entry.name.clone(),
        url: entry.places.first().or(entry.url.as_ref()).cloned(),
        message: entry.message.clone(),
        was: None,
        added: Vec::new(),
    }
}

/// Says what stands in the way of comparing the two.
fn cautions(old: &Record, new: &Record, by_path: bool) -> Vec<Words> {
    let mut cautions = Vec::new();
    if let (Some(before), Some(after)) = (&old.id_code, &new.id_code)
        && before != after
    {
        cautions.push(Words::new(
            format!("基线是另一个网站的结果（标识码 {before}，本次 {after}）"),
            format!("the baseline is of another site (code {before}, this one {after})"),
        ));
    } else if by_path {
        cautions.push(Words::new(
            format!("基线的网址与本次不同（{}），按规则、路径和名称对应；目录可用 --base-url 指明所代表的网址", old.target),
            format!("the baseline stands under another address ({}): findings are matched by rule, path and name; --base-url says what a directory stands for", old.target),
        ));
    }
    let mut other: Vec<String> = Vec::new();
    for (name, version) in &new.versions {
        match old.versions.get(name) {
            Some(before) if before == version => {}
            Some(before) => other.push(format!("{name} {before} → {version}")),
            None => other.push(format!("{name} + {version}")),
        }
    }
    if !other.is_empty() && !old.versions.is_empty() {
        let list = other.join("; ");
        cautions.push(Words::new(
            format!("基线用的规则版本不同：{list}；有的变化可能来自规则"),
            format!(
                "the baseline was made with other rules: {list}; some changes may come from them"
            ),
        ));
    }
    if !old.complete {
        cautions.push(Words::new(
            "基线的抓取不完整，当时没有读到的问题会算作新问题",
            "the crawl of the baseline is incomplete: what it did not read counts as new",
        ));
    }
    if !new.complete {
        cautions.push(Words::new(
            "本次抓取不完整，不再列出的问题未必已经整改",
            "this crawl is incomplete: what is not listed any more may still be there",
        ));
    }
    cautions
}
