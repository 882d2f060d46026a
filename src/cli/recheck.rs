//! `gongkai recheck`: looks again at what a ledger holds open, and at nothing else.

use std::collections::BTreeSet;

use clap::ArgMatches;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::engine::{self, Engine};
use super::error::Failure;
use super::ledger::{TOOL, path, told};
use super::progress::Teller;
use super::surroundings::Surroundings;
use super::{exit, print, say};
use crate::audit::Options;
use crate::crawl::Cancel;
use crate::ledger::{Filter, Issue, Ledger, Merged, Policy, RunRecord, State, Writing};
use crate::masking::is_masked_address;
use crate::model::{Address, Fingerprint, Lang, SubjectKind, Words};
use crate::report::clean;
use crate::scan::{self, Target};

/// Re-checks every site of the ledger, or those that are named.
pub(super) fn run(given: &ArgMatches, around: &Surroundings) -> Result<u8, Failure> {
    let lang = around.lang;
    if let Some(archive) = given.get_one::<std::path::PathBuf>("archive") {
        super::output::check(archive)?;
    }
    let with = given.get_one::<String>("with");
    engine::check_crawling(given, with.map(String::as_str).into_iter())?;
    let engine = Engine::of(given)?;
    let policy =
        Policy::of(&engine.config, &engine.calendar).map_err(|error| Failure::internal(&error))?;
    let mut ledger = Ledger::open(path(given)).map_err(|error| told(&error))?;
    let runs = ledger.runs().map_err(|error| told(&error))?;
    let hosts: Vec<&String> = given.get_many("host").into_iter().flatten().collect();
    let mut sites: Vec<RunRecord> = Vec::new();
    for run in runs.into_iter().rev() {
        let is_named = hosts.is_empty() || hosts.iter().any(|host| run.site.contains(*host));
        if is_named && !sites.iter().any(|known| known.site == run.site) {
            sites.push(run);
        }
    }
    sites.sort_by(|a, b| a.site.cmp(&b.site));
    if sites.is_empty() {
        return Err(Failure::usage(
            Words::new("台账中没有这个站点", "the ledger has no such site"),
            Words::new(
                "用 gongkai ledger status 查看有哪些站点",
                "see its sites with gongkai ledger status",
            ),
        ));
    }
    if sites.len() > 1 && given.contains_id("with") {
        return Err(Failure::usage(
            Words::new(
                "台账有几个站点，--with 只能用于一个",
                "the ledger has several sites, --with is for one",
            ),
            Words::new("用 --host 指明站点", "name it with --host"),
        ));
    }
    let cancel = Cancel::on_interrupt().unwrap_or_default();
    let mut code = exit::CLEAN;
    let mut shown = Vec::new();
    for site in &sites {
        let ended = one(site, given, around, &engine, &policy, &mut ledger, &cancel);
        match ended {
            Ok(Some(done)) => {
                code = code.max(done.code);
                shown.push(done.value);
            }
            Ok(None) => say(&match lang {
                Lang::Zh => format!("{}：没有待复核的问题", site.site),
                Lang::En => format!("{}: nothing to re-check", site.site),
            }),
            Err(failure) if sites.len() > 1 && failure.code() == exit::TARGET => {
                code = code.max(failure.tell(lang));
            }
            Err(failure) => return Err(failure),
        }
    }
    if given
        .get_one::<String>("format")
        .is_some_and(|f| f == "json")
    {
        let value = json!({"schema": "gongkai.recheck/1", "sites": shown});
        print(format!("{value:#}\n").as_bytes())?;
    }
    Ok(code)
}

struct Done {
    code: u8,
    value: Value,
}

fn one(
    site: &RunRecord,
    given: &ArgMatches,
    around: &Surroundings,
    engine: &Engine,
    policy: &Policy,
    ledger: &mut Ledger,
    cancel: &Cancel,
) -> Result<Option<Done>, Failure> {
    let lang = around.lang;
    let pending = pending(ledger, &site.site, engine.as_of)?;
    if pending.is_empty() {
        return Ok(None);
    }
    let target = target(site, given)?;
    let mut options = engine.scan_options(given, cancel.clone())?;
    let seed = Address::parse(&site.seed);
    options.base_url = options.base_url.or_else(|| seed.clone());
    options.narrow = true;
    let needed = Needed::of(&pending);
    options.also = needed.also.into_iter().collect();
    options.whole_lists = needed.lists.into_iter().collect();
    options.whole_columns = needed.columns.into_iter().collect();
    let teller = Teller::new(around, given.get_flag("quiet"), options.crawl.rate);
    let scanned = scan::scan(&target, &engine.tools, &options, &teller);
    teller.finish();
    let scanned = scanned.map_err(|error| {
        if cancel.is_cancelled() {
            engine::interrupted(options.archive.as_ref())
        } else {
            engine::of_scan(&error)
        }
    })?;
    if scanned.interrupted || cancel.is_cancelled() {
        return Err(engine::interrupted(options.archive.as_ref()));
    }
    let there = crate::facts::site_key(&scanned.site);
    if there != site.site {
        let known = &site.site;
        return Err(Failure::target(Words::new(
            format!(
                "台账里的站点是 {known}，给的是 {there}；请核对，或用 --base-url 指明目录对应的网址"
            ),
            format!(
                "the ledger's site is {known}, this is {there}; give the address that a directory stands for with --base-url"
            ),
        )));
    }
    let mut run = scan::assess(
        &target.shown(),
        &scanned,
        &engine.tools,
        &engine.rules,
        &engine.calendar,
        engine.as_of,
        Options::default(),
    );
    crate::config::waive(&mut run, &engine.config.waivers);
    let writing = Writing {
        who: TOOL,
        now: Timestamp::now(),
        today: engine.as_of,
        policy,
        lang,
    };
    let merged = scan::record(ledger, &run, &scanned, engine.material(), &writing, true)
        .map_err(|error| told(&error))?;
    let told = Told::of(&pending, &merged);
    if given
        .get_one::<String>("format")
        .is_none_or(|f| f != "json")
    {
        print(told.text(site, lang).as_bytes())?;
        if told.has_open() && matches!(target, Target::Url(_)) {
            let (site, ledger) = (target.shown(), ledger.path().display().to_string());
            say(&match lang {
                Lang::Zh => format!(
                    "复核只读取问题所在的网页；未能复核的，可完整核查一次：gongkai audit {site} --ledger {ledger}"
                ),
                Lang::En => format!(
                    "a re-check reads only the pages where issues stand; a full audit tells the rest: gongkai audit {site} --ledger {ledger}"
                ),
            });
        }
    }
    Ok(Some(Done {
        code: if told.failing() {
            exit::FINDINGS
        } else {
            exit::CLEAN
        },
        value: told.json(site, lang),
    }))
}

fn pending(ledger: &Ledger, site: &str, today: Date) -> Result<Vec<Issue>, Failure> {
    let filter = Filter {
        states: vec![
            State::Open,
            State::InProgress,
            State::Rectified,
            State::Deferred,
        ],
        site: Some(site.to_owned()),
        today: Some(today),
        ..Filter::default()
    };
    ledger.issues(&filter).map_err(|error| told(&error))
}

/// Where to look: what is given, else the address that the site was audited at.
fn target(site: &RunRecord, given: &ArgMatches) -> Result<Target, Failure> {
    if let Some(with) = given.get_one::<String>("with") {
        return engine::target(with);
    }
    let lower = site.target.to_ascii_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") {
        return engine::target(&site.target);
    }
    let was = &site.target;
    Err(Failure::usage(
        Words::new(
            format!("{} 上次核查的是 {was}，不是网址", site.site),
            format!("{} was audited from {was}, which is no address", site.site),
        ),
        Words::new(
            "用 --with 给出网址、整改后的网页目录或存档",
            "give an address, a directory or an archive with --with",
        ),
    ))
}

/// What issues need to be looked at again.
#[derive(Default)]
struct Needed {
    /// The addresses where they stand.
    also: BTreeSet<Address>,
    /// Of those, the pages of which all that they list is needed too.
    lists: BTreeSet<Address>,
    /// Of those, the columns: all of their pages, and what stands below them.
    columns: BTreeSet<Address>,
}

impl Needed {
    fn of(issues: &[Issue]) -> Self {
        let mut needed = Self::default();
        for issue in issues {
            let finding = &issue.finding;
            let own = finding.subject.url.as_deref().into_iter();
            let mended = issue
                .rectified
                .iter()
                .filter_map(|said| said.url.as_deref());
            let seen = finding.evidence.iter().map(|seen| &*seen.url);
            for url in own
                .chain(finding.members.iter().map(String::as_str))
                .chain(mended)
                .chain(seen)
            {
                // What is masked cannot be asked for: the server would not know it.
                needed
                    .also
                    .extend(Address::parse(url).filter(|_| !is_masked_address(url)));
            }
            let kind = finding.subject.kind;
            let seen = finding.evidence.iter();
            let seen = seen
                .filter(|seen| !is_masked_address(&seen.url))
                .filter_map(|seen| Address::parse(&seen.url));
            if kind == SubjectKind::Column {
                needed.columns.extend(seen.clone());
            }
            if matches!(
                kind,
                SubjectKind::Site | SubjectKind::Platform | SubjectKind::Column
            ) {
                needed.lists.extend(seen);
            }
        }
        needed
    }
}

/// What came of a re-check, issue by issue.
struct Told<'i> {
    groups: Vec<Group<'i>>,
}

/// Code, heading in Chinese and in English, and the issues with the words why.
type Group<'i> = (
    &'static str,
    &'static str,
    &'static str,
    Vec<(&'i Issue, Words)>,
);

impl<'i> Told<'i> {
    fn of(issues: &'i [Issue], merged: &Merged) -> Self {
        let find = |number: &Fingerprint| issues.iter().find(|issue| issue.fingerprint == *number);
        let plain = |numbers: &[Fingerprint]| {
            numbers
                .iter()
                .filter_map(|number| Some((find(number)?, Words::default())))
                .collect::<Vec<_>>()
        };
        let worded = |numbers: &[(Fingerprint, Words)]| {
            numbers
                .iter()
                .filter_map(|(number, words)| Some((find(number)?, words.clone())))
                .collect::<Vec<_>>()
        };
        Self {
            groups: vec![
                ("mended", "已改，复核通过", "mended", plain(&merged.mended)),
                (
                    "claimed_but_failing",
                    "报了整改，仍不合格",
                    "claimed but still failing",
                    plain(&merged.review_failed),
                ),
                (
                    "doubted",
                    "存疑，不算整改，请人工核对",
                    "in doubt: no mend, look by hand",
                    worded(&merged.doubted),
                ),
                (
                    "cannot_tell",
                    "未能复核",
                    "cannot tell",
                    worded(&merged.cannot_tell),
                ),
                (
                    "failing",
                    "未报整改，仍不合格",
                    "still failing",
                    plain(&merged.persists),
                ),
            ],
        }
    }

    fn has_open(&self) -> bool {
        let mut groups = self.groups.iter();
        groups.any(|(code, _, _, issues)| *code == "cannot_tell" && !issues.is_empty())
    }

    fn failing(&self) -> bool {
        self.groups.iter().any(|(code, _, _, issues)| {
            matches!(*code, "claimed_but_failing" | "doubted" | "failing") && !issues.is_empty()
        })
    }

    fn text(&self, site: &RunRecord, lang: Lang) -> String {
        let mut text = String::new();
        let name = site.name.as_deref().unwrap_or(&site.site);
        text.push_str(&format!("{name}（{}）\n", site.site));
        for (_, zh, en, issues) in &self.groups {
            if issues.is_empty() {
                continue;
            }
            text.push_str(&match lang {
                Lang::Zh => format!("{zh}：{} 项\n", issues.len()),
                Lang::En => format!("{en}: {}\n", issues.len()),
            });
            for (issue, words) in issues {
                let why = words.get(lang);
                let message = if why.is_empty() {
                    issue.finding.message.get(lang)
                } else {
                    why
                };
                text.push_str(&format!(
                    "  {} {}{}{}\n",
                    &issue.fingerprint.as_str()[..8],
                    clean::short(&issue.finding.subject.name, 40),
                    lang.pick("：", ": "),
                    clean::line(message),
                ));
            }
        }
        text
    }

    fn json(&self, site: &RunRecord, lang: Lang) -> Value {
        let mut value = json!({"site": site.site});
        for (code, _, _, issues) in &self.groups {
            let list: Vec<Value> = issues
                .iter()
                .map(|(issue, words)| {
                    json!({"fingerprint": issue.fingerprint.as_str(), "rule": issue.finding.rule, "why": words.get(lang)})
                })
                .collect();
            value[*code] = Value::Array(list);
        }
        value
    }
}

/// Says on stderr what a scan changed in the ledger.
pub(super) fn tell_merged(merged: &Merged, ledger: &std::path::Path, lang: Lang) {
    let count = |list: usize, zh: &str, en: &str| match lang {
        Lang::Zh => format!("{zh} {list}"),
        Lang::En => format!("{list} {en}"),
    };
    let mut parts = vec![
        count(merged.new.len(), "新增", "new"),
        count(merged.persists.len(), "持续", "persisting"),
        count(merged.mended.len(), "已改", "mended"),
        count(merged.recurred.len(), "复发", "came back"),
    ];
    for (number, zh, en) in [
        (
            merged.review_failed.len(),
            "复核未通过",
            "failed the re-check",
        ),
        (merged.doubted.len(), "存疑", "in doubt"),
        (merged.cannot_tell.len(), "未能复核", "not to be told"),
        (merged.lapsed.len(), "豁免到期", "lapsed"),
    ] {
        if number > 0 {
            parts.push(count(number, zh, en));
        }
    }
    let file = ledger.display();
    say(&match lang {
        Lang::Zh => format!("台账 {file}：{}", parts.join("，")),
        Lang::En => format!("ledger {file}: {}", parts.join(", ")),
    });
    if !merged.lapsed.is_empty() {
        let numbers: Vec<&str> = merged.lapsed.iter().map(|n| &n.as_str()[..8]).collect();
        say(&match lang {
            Lang::Zh => format!(
                "注意：豁免或暂缓已到期，恢复为待整改：{}",
                numbers.join("、")
            ),
            Lang::En => format!(
                "note: set aside until a day that is past, open again: {}",
                numbers.join(", ")
            ),
        });
    }
}
