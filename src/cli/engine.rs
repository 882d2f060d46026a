//! The one place where the command line meets the library's engine.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use clap::ArgMatches;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::error::Failure;
use super::surroundings::today;
use crate::audit;
use crate::calendar::Calendar;
use crate::config::{Config, ConfigError};
use crate::crawl::{self, Cancel, CrawlOptions, PageSink, Scope, Told};
use crate::model::{Address, Capture, Lang, PageFacts, Profile, Reply, Words};
use crate::page::Reader;
use crate::rules::RuleSet;
use crate::scan::{
    DEMO_AS_OF, Earlier, Material, ScanError, ScanOptions, ScanResult, Selection, Target, Tools,
};
use crate::site::GivenBody;
use crate::snapshot;

/// Everything that an audit needs beside its target.
pub(super) struct Engine {
    pub(super) config: Config,
    pub(super) rules: RuleSet,
    /// Rules to compare with, before a new pack is adopted.
    pub(super) compared: Option<RuleSet>,
    pub(super) tools: Tools,
    pub(super) calendar: Calendar,
    pub(super) as_of: Date,
}

impl Engine {
    /// Loads rules, words and calendar as the arguments and the configuration say.
    pub(super) fn of(given: &ArgMatches) -> Result<Self, Failure> {
        let config = config(given)?;
        let mut dirs = config.rules.clone();
        dirs.extend(paths(given, "rules"));
        let rules = judging_rules(&dirs)?;
        let others = paths(given, "compare-rules");
        let compared = if others.is_empty() {
            None
        } else {
            let mut dirs = config.rules.clone();
            dirs.extend(others);
            Some(judging_rules(&dirs)?)
        };
        let rules = if config.params.is_empty() && config.column_params.is_empty() {
            rules
        } else {
            let file = given.get_one::<PathBuf>("site");
            let file = file
                .map(|path| path.display().to_string())
                .unwrap_or_default();
            rules
                .with_params(&file, &config.params, &config.params_at)
                .and_then(|rules| {
                    rules.with_column_params(&file, &config.column_params, &config.params_at)
                })
                .map_err(|problems| Failure::of_config(&problems))?
        };
        let calendar = calendar(&config, given)?;
        let mut phrases = rules.phrases();
        phrases.extend(compared.iter().flat_map(RuleSet::phrases));
        let tools = Tools {
            sought: rules.sought(),
            ..Tools::shipped(phrases.into_iter().collect())
                .map_err(|error| Failure::internal(&error))?
        };
        Ok(Self {
            config,
            rules,
            compared,
            tools,
            calendar,
            as_of: as_of(given)?,
        })
    }

    /// Returns what a site is judged with.
    pub(super) fn material(&self) -> Material<'_> {
        Material {
            tools: &self.tools,
            rules: &self.rules,
            calendar: &self.calendar,
        }
    }

    /// Returns how to scan.
    pub(super) fn scan_options(
        &self,
        given: &ArgMatches,
        cancel: Cancel,
    ) -> Result<ScanOptions, Failure> {
        let config = &self.config;
        let profile = given
            .get_one::<String>("profile")
            .and_then(|code| Profile::from_code(code))
            .or(config.profile);
        Ok(ScanOptions {
            base_url: base_url(given)?.or_else(|| config.base_url.clone()),
            selection: match given
                .try_get_one::<String>("selection")
                .ok()
                .flatten()
                .map(String::as_str)
            {
                Some("whole") => Selection::Whole,
                Some("part") => Selection::Part,
                _ => Selection::Auto,
            },
            crawl: crawl_options(given, config, cancel),
            archive: given
                .try_get_one::<PathBuf>("archive")
                .ok()
                .flatten()
                .cloned(),
            state: None,
            resume: flag(given, "resume"),
            since: paths(given, "since"),
            earlier: earlier(given)?,
            stamp: stamp(self.as_of),
            given: GivenBody {
                name: config.body_name.clone(),
                profile,
                powers: config.powers.clone(),
                lacks: config.lacks.clone(),
                region: config.region.clone(),
            },
            ..ScanOptions::default()
        })
    }
}

/// Reads a target as it is written.
pub(super) fn target(text: &str) -> Result<Target, Failure> {
    Target::parse(text).map_err(|error| Failure::target(error.words))
}

/// Refuses options of crawling where nothing is crawled: they would be passed over in silence,
/// and a file that is waited for would never be written.
pub(super) fn check_crawling<'t>(
    given: &ArgMatches,
    targets: impl Iterator<Item = &'t str>,
) -> Result<(), Failure> {
    // What is no target at all is told of by itself.
    let Ok(targets) = targets.map(Target::parse).collect::<Result<Vec<_>, _>>() else {
        return Ok(());
    };
    if targets
        .iter()
        .any(|target| matches!(target, Target::Url(_)))
    {
        return Ok(());
    }
    let Some(first) = targets.first() else {
        return Ok(());
    };
    let is_given = |option: &str| match option {
        "resume" => flag(given, option),
        _ => given.try_contains_id(option).unwrap_or_default(),
    };
    // An archive may refer to older ones, which are read with it.
    let with_older = targets
        .iter()
        .any(|target| matches!(target, Target::Archive(_)));
    let mut options = [
        "archive",
        "resume",
        "max-pages",
        "max-depth",
        "max-requests",
        "since",
    ]
    .into_iter()
    .filter(|option| *option != "since" || !with_older);
    let Some(option) = options.find(|option| is_given(option)) else {
        return Ok(());
    };
    let (zh, en) = match first {
        Target::Folder(_) => ("目录", "a directory"),
        Target::Archive(_) => ("存档", "an archive"),
        Target::Demo | Target::Url(_) => ("内置示例", "the built-in demo"),
    };
    let shown = first.shown();
    Err(Failure::usage(
        Words::new(
            format!("--{option} 只用于抓取网址，{shown} 是{zh}，不需要抓取"),
            format!("--{option} is for addresses that are crawled; {shown} is {en}"),
        ),
        Words::new(
            format!("去掉 --{option}，或把核查对象写成网址（https://…）"),
            format!("leave --{option} out, or give an address (https://…)"),
        ),
    ))
}

/// Reads the earlier snapshots that are given; not every command that scans has them.
fn earlier(given: &ArgMatches) -> Result<Vec<Earlier>, Failure> {
    let texts = given.try_get_many::<String>("earlier").ok().flatten();
    texts
        .into_iter()
        .flatten()
        .map(|text| {
            Earlier::parse(text).map_err(|error| Failure::usage(error.words, Words::default()))
        })
        .collect()
}

/// Turns an error of a scan into what is told.
pub(super) fn of_scan(error: &ScanError) -> Failure {
    match error {
        // Asked for by a wrong option, not a fault of the target.
        ScanError::Crawl(_)
        | ScanError::Archive(_)
        | ScanError::OntoItself { .. }
        | ScanError::Earlier { .. } => Failure::usage(error.words(), Words::default()),
        _ => Failure::target(error.words()),
    }
}

/// Returns the words about an interrupted scan, which names the archive that was kept.
pub(super) fn interrupted(archive: Option<&PathBuf>) -> Failure {
    let kept = archive.map_or_else(Words::default, |path| {
        let path = snapshot::warc::unfinished(path);
        let path = path.display();
        Words::new(
            format!(
                "；已抓取的内容保存在 {path}：同样的命令加 --resume 可接着抓取，gongkai audit {path} 可先核查已有部分"
            ),
            format!(
                "; what was fetched is kept in {path}: the same command with --resume goes on, gongkai audit {path} judges what is there"
            ),
        )
    });
    Failure::interrupted(&kept)
}

/// Crawls into an archive only.
pub(super) fn crawl_only(
    address: &Address,
    given: &ArgMatches,
    cancel: Cancel,
    progress: &dyn crawl::Progress,
) -> Result<ScanResult, Failure> {
    let config = config(given)?;
    let mut tools = Tools::shipped(Vec::new()).map_err(|error| Failure::internal(&error))?;
    let limits = crawl_options(given, &config, cancel.clone());
    if limits.max_requests.is_some() || limits.max_pages.is_some() {
        // The same pages first as when it is judged at once.
        tools.sought = judging_rules(&[])?.sought();
    }
    let options = ScanOptions {
        crawl: limits,
        archive: given.get_one::<PathBuf>("output").cloned(),
        resume: flag(given, "resume"),
        since: paths(given, "since"),
        stamp: stamp(today()),
        ..ScanOptions::default()
    };
    crate::scan::crawl_only(address, &tools, &options, progress).map_err(|error| of_scan(&error))
}

/// Refuses what is plainly no page: nothing may be concluded from what it would be taken for.
fn check_page(shown: &str, reply: &Reply) -> Result<(), Failure> {
    let body = &reply.body;
    if body.iter().all(u8::is_ascii_whitespace) {
        return Err(Failure::target(Words::new(
            format!("{shown} 是空的，没有内容可读"),
            format!("{shown} is empty: there is nothing to read"),
        )));
    }
    let start = &body[..body.len().min(1024)];
    let is_utf16 = start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]);
    let is_packed = [
        &b"%PDF"[..],
        b"PK\x03\x04",
        b"\x1f\x8b",
        b"\xd0\xcf\x11\xe0",
    ]
    .iter()
    .any(|mark| start.starts_with(mark));
    let is_other = is_packed || start.contains(&0) && !is_utf16;
    if is_other && !crate::page::is_html(reply) {
        return Err(Failure::target(Words::new(
            format!(
                "{shown} 不是网页（HTML），是文档、表格、图片、压缩包一类文件；请给出网页文件或网址"
            ),
            format!(
                "{shown} is no page (HTML) but a document, a sheet, a picture or a packed file; give a page"
            ),
        )));
    }
    Ok(())
}

/// Reads the facts of one HTML file.
pub(super) fn read_file(path: &Path, address: &Address) -> Result<PageFacts, Failure> {
    let body = std::fs::read(path).map_err(|error| Failure::unreadable(path, &error))?;
    let reply = Reply {
        status: 200,
        headers: Vec::new(),
        body: body.into(),
        truncated: None,
        head_only: false,
    };
    check_page(&path.display().to_string(), &reply)?;
    Ok(reader()?.read(address, &reply))
}

/// Fetches one page and reads its facts, with the status of the answer; redirects are followed.
pub(super) fn read_address(
    address: &Address,
    given: &ArgMatches,
) -> Result<(Address, u16, PageFacts), Failure> {
    let options = CrawlOptions {
        max_depth: Some(0),
        sitemaps: false,
        ..crawl_options(given, &Config::default(), Cancel::default())
    };
    let sink = Kept::default();
    crawl::crawl(
        std::slice::from_ref(address),
        &Scope::of_site(address),
        &options,
        &sink,
        &(),
    )
    .map_err(|error| of_scan(&ScanError::Crawl(error)))?;
    let captures = sink.0.into_inner().unwrap_or_default();
    let mut failed = None;
    for capture in captures {
        match capture.result {
            Ok(reply) if reply.redirects_to().is_none() && !reply.body.is_empty() => {
                check_page(capture.address.as_str(), &reply)?;
                let facts = reader()?.read(&capture.address, &reply);
                return Ok((capture.address, reply.status, facts));
            }
            Ok(_) => {}
            Err(failure) => failed = Some((capture.address, failure)),
        }
    }
    Err(match failed {
        Some((address, failure)) => of_scan(&ScanError::Unreachable {
            address: address.to_string(),
            kind: failure.kind,
            detail: failure.detail,
        }),
        None => of_scan(&ScanError::NothingReadable {
            place: address.to_string(),
        }),
    })
}

/// Keeps every capture.
#[derive(Default)]
struct Kept(Mutex<Vec<Capture>>);

impl PageSink for Kept {
    fn read(&self, capture: Capture, _depth: u32) -> Told {
        if let Ok(mut kept) = self.0.lock() {
            kept.push(capture);
        }
        Told::default()
    }
}

fn reader() -> Result<Reader, Failure> {
    let rules = judging_rules(&[])?;
    Reader::new(rules.phrases().into_iter().collect()).map_err(|error| Failure::internal(&error))
}

/// Loads the shipped rules and those of further folders.
pub(super) fn load_rules(dirs: &[PathBuf]) -> Result<RuleSet, Failure> {
    RuleSet::load(dirs).map_err(|problems| of_rules(&problems))
}

fn judging_rules(dirs: &[PathBuf]) -> Result<RuleSet, Failure> {
    RuleSet::for_judging(dirs).map_err(|problems| of_rules(&problems))
}

/// Loads the rules of these folders, which have to go together with the shipped ones, or the
/// shipped ones when there are none.
pub(super) fn own_rules(dirs: &[PathBuf]) -> Result<RuleSet, Failure> {
    let rules = if dirs.is_empty() {
        RuleSet::shipped()
    } else {
        RuleSet::beside_shipped(dirs)
    };
    rules.map_err(|problems| of_rules(&problems))
}

/// Loads the rules of these folders only, or the shipped ones when there are none.
pub(super) fn rules_of(dirs: &[PathBuf]) -> Result<RuleSet, Failure> {
    let rules = if dirs.is_empty() {
        RuleSet::shipped()
    } else {
        RuleSet::of_folders(dirs)
    };
    rules.map_err(|problems| of_rules(&problems))
}

fn of_rules(problems: &crate::rules::Problems) -> Failure {
    Failure::mistakes(
        Words::new("规则有误", "the rules have mistakes"),
        Words::new(problems.render(Lang::Zh), problems.render(Lang::En)),
    )
}

/// What came of the examples of all rules.
pub(super) struct Tried {
    pub(super) examples: usize,
    pub(super) wrong: Vec<Words>,
    pub(super) untried: Vec<Words>,
}

/// Tries every rule's own examples.
pub(super) fn try_rules(rules: &RuleSet) -> Tried {
    let mut tried = Tried {
        examples: 0,
        wrong: Vec::new(),
        untried: Vec::new(),
    };
    for rule in rules.rules() {
        for report in audit::try_examples(rule) {
            tried.examples += 1;
            if let Some(mismatch) = report.mismatch {
                let place = format!("{}:{}", report.file, report.at.line);
                tried.wrong.push(Words::new(
                    format!("{place} 例子“{}”：{}", report.name, mismatch.zh),
                    format!("{place} example {:?}: {}", report.name, mismatch.en),
                ));
            }
        }
        for left in audit::uncovered(rule) {
            let place = format!("{}:{}", left.file, left.at.line);
            tried.untried.push(Words::new(
                format!("{place} {}", left.words.zh),
                format!("{place} {}", left.words.en),
            ));
        }
    }
    tried
}

/// Returns the folders given by an option or argument that may be repeated.
pub(super) fn paths(given: &ArgMatches, name: &str) -> Vec<PathBuf> {
    // Not every command that scans has every option of a crawl.
    given
        .try_get_many::<PathBuf>(name)
        .ok()
        .flatten()
        .map(|paths| paths.cloned().collect())
        .unwrap_or_default()
}

/// Tells whether a switch is on; a command without it has it off.
fn flag(given: &ArgMatches, name: &str) -> bool {
    given
        .try_get_one::<bool>(name)
        .ok()
        .flatten()
        .copied()
        .unwrap_or_default()
}

/// Returns `--base-url`.
pub(super) fn base_url(given: &ArgMatches) -> Result<Option<Address>, Failure> {
    let Some(text) = given.get_one::<String>("base-url") else {
        return Ok(None);
    };
    Address::parse(text).map(Some).ok_or_else(|| {
        Failure::usage(
            Words::new(
                format!("--base-url 不是网址：{text}"),
                format!("--base-url is not an address: {text}"),
            ),
            Words::new(
                "应形如 https://www.example.gov.cn/",
                "write it like https://www.example.gov.cn/",
            ),
        )
    })
}

/// Returns the working days: the shipped ones, those of the configuration, and those of
/// `--calendar`, where the command has it.
pub(super) fn calendar(config: &Config, given: &ArgMatches) -> Result<Calendar, Failure> {
    let mut calendar = Calendar::shipped();
    let asked = given.try_get_one::<PathBuf>("calendar").ok().flatten();
    for path in config.calendar.iter().chain(asked) {
        let text =
            std::fs::read_to_string(path).map_err(|error| Failure::unreadable(path, &error))?;
        let file = path.display().to_string();
        calendar.extend(&file, &text).map_err(|problems| {
            Failure::mistakes(
                Words::new(
                    format!("工作日历 {file} 有误"),
                    format!("the calendar {file} has mistakes"),
                ),
                Words::new(problems.render(Lang::Zh), problems.render(Lang::En)),
            )
        })?;
    }
    Ok(calendar)
}

/// Reads the configuration that is given.
pub(super) fn config(given: &ArgMatches) -> Result<Config, Failure> {
    let Some(path) = given.try_get_one::<PathBuf>("site").ok().flatten() else {
        return Ok(Config::default());
    };
    Config::load(path).map_err(|error| match error {
        ConfigError::Read { path, source } => Failure::unreadable(&path, &source),
        ConfigError::Mistakes(problems) => Failure::of_config(&problems),
    })
}

fn as_of(given: &ArgMatches) -> Result<Date, Failure> {
    let Some(text) = given.get_one::<String>("as-of") else {
        // The demo does not grow: on its own day its list stays what the README shows.
        let only_demo = given
            .try_get_many::<String>("target")
            .ok()
            .flatten()
            .is_some_and(|mut targets| targets.all(|target| target == "demo"));
        return Ok(if only_demo { DEMO_AS_OF } else { today() });
    };
    // The year has four digits: anything else is a slip of the pen.
    let written = text.len() == 10 && text.as_bytes()[0].is_ascii_digit();
    match text.parse::<Date>() {
        Ok(day) if written => Ok(day),
        _ => Err(Failure::usage(
            Words::new(
                format!("--as-of 不是日期：{text}"),
                format!("--as-of is not a date: {text}"),
            ),
            Words::new("应形如 2026-06-30", "write it like 2026-06-30"),
        )),
    }
}

/// Returns the beginning of a day in China.
fn stamp(day: Date) -> Timestamp {
    let zone = TimeZone::get("Asia/Shanghai").unwrap_or(TimeZone::UTC);
    day.to_zoned(zone)
        .map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
}

/// Returns the rate asked for, or the usual one.
pub(super) fn rate(given: &ArgMatches) -> f64 {
    let rate = given.try_get_one::<f64>("rate").ok().flatten().copied();
    rate.unwrap_or_else(|| CrawlOptions::default().rate)
}

fn crawl_options(given: &ArgMatches, config: &Config, cancel: Cancel) -> CrawlOptions {
    let default = CrawlOptions::default();
    let stated = &config.crawl;
    let number = |name| given.try_get_one::<u64>(name).ok().flatten().copied();
    let timeout = number("timeout")
        .or(stated.timeout)
        .map(Duration::from_secs);
    let rate = given.try_get_one::<f64>("rate").ok().flatten().copied();
    let concurrency = given.try_get_one::<u16>("concurrency").ok().flatten();
    let depth = given
        .try_get_one::<u32>("max-depth")
        .ok()
        .flatten()
        .copied();
    CrawlOptions {
        rate: rate.or(stated.rate).unwrap_or(default.rate),
        concurrency: concurrency
            .map(|number| usize::from(*number))
            .or(stated.concurrency)
            .unwrap_or(default.concurrency),
        max_pages: number("max-pages").or(stated.max_pages),
        max_requests: number("max-requests"),
        max_depth: depth.or(stated.max_depth),
        connect_timeout: timeout
            .map_or(default.connect_timeout, |t| t.min(default.connect_timeout)),
        read_timeout: timeout.map_or(default.read_timeout, |t| t.min(default.read_timeout)),
        total_timeout: timeout.unwrap_or(default.total_timeout),
        cancel,
        ..default
    }
}
