//! `gongkai audit`.

use std::path::PathBuf;

use clap::ArgMatches;
use jiff::Timestamp;

use super::diff;
use super::engine::{self, Engine};
use super::error::Failure;
use super::ledger::{TOOL, told};
use super::output::{self, Output};
use super::progress::Teller;
use super::surroundings::Surroundings;
use super::{exit, print_by, recheck, say, state};
use crate::audit::{Options, flips};
use crate::compare::{Gate, only_news};
use crate::config;
use crate::crawl::Cancel;
use crate::ledger::{self, Filter, Ledger, Merged, Policy, State, Writing};
use crate::model::{Address, Lang, Run, Severity, Words};
use crate::report::{self, Detail, Style, clean_line};
use crate::scan::{self, ScanResult, Target};
use crate::score::{self, Card};

/// Audits every target and returns the gravest exit code.
pub(super) fn run(given: &ArgMatches, around: &Surroundings) -> Result<u8, Failure> {
    let lang = around.lang;
    let outputs = engine::paths(given, "output")
        .iter()
        .map(|path| Output::of(path))
        .collect::<Result<Vec<_>, _>>()?;
    if let Some(path) = given.get_one::<PathBuf>("archive") {
        output::check(path)?;
    }
    let baseline = given
        .get_one::<PathBuf>("baseline")
        .map(|path| diff::record(path))
        .transpose()?;
    let engine = Engine::of(given)?;
    let mut book = Book::of(given, &engine)?;
    let card = card(given, around, &engine)?;
    if card.is_none() && outputs.iter().any(Output::needs_score) {
        return Err(Failure::usage(
            Words::new(
                "写评分表（.score.xlsx）要用 --scorecard 指定打分办法",
                "a scoresheet (.score.xlsx) needs --scorecard",
            ),
            Words::new("例如 --scorecard plain", "for example --scorecard plain"),
        ));
    }
    unknown_in_units(&engine, around.lang);
    let targets: Vec<&String> = given.get_many("target").into_iter().flatten().collect();
    engine::check_crawling(given, targets.iter().map(|target| target.as_str()))?;
    let several = targets.len() > 1;
    for option in ["archive", "baseline", "earlier"] {
        if several && given.contains_id(option) {
            return Err(Failure::usage(
                Words::new(
                    format!("--{option} 只能用于一个核查对象"),
                    format!("--{option} goes with one target only"),
                ),
                Words::new("请分别核查", "audit them one by one"),
            ));
        }
    }
    let format = given.get_one::<String>("format").map(String::as_str);
    if let Some(format) = format.and_then(report::by_name)
        && several
        && !format.can_be_joined()
    {
        let name = format.name;
        let file = format.endings.first().copied().unwrap_or_default();
        return Err(Failure::usage(
            Words::new(
                format!("--format {name} 只能用于一个核查对象：几份结果接在一起，程序读不了"),
                format!(
                    "--format {name} goes with one target only: several documents in one stream cannot be read"
                ),
            ),
            Words::new(
                format!("改用 -o 结果{file}，每个对象写一个文件（结果-1{file}、结果-2{file}……）"),
                format!(
                    "use -o result{file}, which writes one file for each (result-1{file}, result-2{file} …)"
                ),
            ),
        ));
    }
    let cancel = Cancel::on_interrupt().unwrap_or_default();
    let mut code = exit::CLEAN;
    for (index, text) in targets.into_iter().enumerate() {
        let ended =
            one(text, given, around, &engine, &cancel, &mut book).and_then(|(mut run, merged)| {
                if let Some(baseline) = &baseline {
                    diff::against(&mut run, baseline)?;
                }
                if let Some(card) = &card {
                    run.score = Some(Box::new(score::reckon(&run, card)));
                }
                let news = given.get_flag("new-only").then(|| only_news(&run));
                let listed = news.as_ref().unwrap_or(&run);
                remarks(&run, lang);
                show(listed, given, around)?;
                if let (Some(book), Some(merged)) = (&book, merged) {
                    recheck::tell_merged(&merged, book.ledger.path(), lang);
                    for note in merged.notes() {
                        say(&format!(
                            "{}{}",
                            lang.pick("注意：", "note: "),
                            note.get(lang)
                        ));
                    }
                }
                for output in &outputs {
                    let numbered = output.numbered(index + 1);
                    let output = if several { &numbered } else { output };
                    let run = if output.is_record() { &run } else { listed };
                    let path = output.write(run, lang)?.display();
                    if !given.get_flag("quiet") {
                        say(&match lang {
                            Lang::Zh => format!("已写入 {path}"),
                            Lang::En => format!("wrote {path}"),
                        });
                    }
                }
                Ok(judge(&run, given, lang))
            });
        let this = match ended {
            Ok(this) => this,
            Err(failure) if several && failure.code() == exit::TARGET => failure.tell(lang),
            Err(failure) => return Err(failure),
        };
        code = code.max(this);
    }
    Ok(code)
}

/// Reads the scorecard and checks that there are the rules that it names.
fn card(
    given: &ArgMatches,
    around: &Surroundings,
    engine: &Engine,
) -> Result<Option<Card>, Failure> {
    let stated = given
        .get_one::<String>("scorecard")
        .or(engine.config.scorecard.as_ref());
    let Some(name) = stated else {
        return Ok(None);
    };
    let card = Card::load(name).map_err(|problems| Failure::of_card(&problems))?;
    let mut missing = Vec::new();
    for rule in card.takes().flat_map(|take| &take.choice.rules) {
        if engine.rules.rule(rule).is_some() {
            continue;
        }
        let pack = rule.split_once('/').map(|(pack, _)| pack);
        match pack.filter(|pack| engine.rules.packs().iter().all(|one| one.name != *pack)) {
            Some(pack) if !missing.contains(&pack) => missing.push(pack),
            Some(_) => {}
            None => {
                return Err(Failure::usage(
                    Words::new(
                        format!("评分表 {name} 提到的规则 {rule} 不在所用的规则中"),
                        format!("scorecard {name} names the rule {rule}, which is not loaded"),
                    ),
                    Words::new(
                        "用 gongkai rules list 查看规则编号",
                        "gongkai rules list tells the ids",
                    ),
                ));
            }
        }
    }
    let lang = around.lang;
    if !missing.is_empty() {
        let list = missing.join(lang.pick("、", ", "));
        say(&match lang {
            Lang::Zh => format!("注意：没有规则包 {list}，评分表中相应的扣分项不计"),
            Lang::En => format!(
                "note: there is no pack {list}; what the scorecard takes off for it does not count"
            ),
        });
    }
    Ok(Some(card))
}

/// Tells which rules `units` names that there are not: what they stand for would go to nobody.
/// It is no mistake, since another command may load the pack that has them.
fn unknown_in_units(engine: &Engine, lang: Lang) {
    for unit in &engine.config.units {
        for rule in &unit.rules {
            if engine.rules.rule(rule).is_some() {
                continue;
            }
            let unit = clean_line(&unit.unit);
            say(&match lang {
                Lang::Zh => {
                    format!("注意：units 中“{unit}”的规则 {rule} 不在所用的规则中，不会据此分派")
                }
                Lang::En => format!(
                    "note: units names the rule {rule} for {unit}, which is not loaded: nothing is assigned by it"
                ),
            });
        }
    }
}

/// The ledger that runs are merged into.
struct Book {
    ledger: Ledger,
    policy: Policy,
}

impl Book {
    /// Opens the ledger before any work, so that an hour of crawling is not lost to a file
    /// that cannot be written to.
    fn of(given: &ArgMatches, engine: &Engine) -> Result<Option<Self>, Failure> {
        let Some(path) = given.get_one::<std::path::PathBuf>("ledger") else {
            return Ok(None);
        };
        output::check(path)?;
        let policy = Policy::of(&engine.config, &engine.calendar)
            .map_err(|error| Failure::internal(&error))?;
        let ledger = Ledger::create(path, TOOL, Timestamp::now()).map_err(|error| told(&error))?;
        Ok(Some(Self { ledger, policy }))
    }

    /// Returns the pages where pending issues stand: they are read again even where no link
    /// leads to them any more.
    fn pages(&self, engine: &Engine) -> Result<Vec<Address>, Failure> {
        let filter = Filter {
            states: vec![
                State::Open,
                State::InProgress,
                State::Rectified,
                State::Deferred,
            ],
            today: Some(engine.as_of),
            ..Filter::default()
        };
        let issues = self.ledger.issues(&filter).map_err(|error| told(&error))?;
        let mut pages: Vec<Address> = issues
            .iter()
            .flat_map(|issue| &issue.finding.evidence)
            .filter(|seen| {
                seen.status
                    .is_none_or(|status| (200..300).contains(&status))
            })
            .filter_map(|seen| Address::parse(&seen.url))
            .collect();
        pages.sort();
        pages.dedup();
        Ok(pages)
    }

    /// Merges a run, and takes out of it what the ledger has set aside.
    fn take(
        &mut self,
        run: &mut Run,
        scanned: &ScanResult,
        engine: &Engine,
        lang: Lang,
    ) -> Result<Merged, Failure> {
        let writing = Writing {
            who: TOOL,
            now: Timestamp::now(),
            today: engine.as_of,
            policy: &self.policy,
            lang,
        };
        let ledger = &mut self.ledger;
        let merged = scan::record(ledger, run, scanned, engine.material(), &writing, false)
            .map_err(|error| told(&error))?;
        ledger::inform(run, &merged);
        Ok(merged)
    }
}

/// Audits one target and writes it down in the ledger.
fn one(
    text: &str,
    given: &ArgMatches,
    around: &Surroundings,
    engine: &Engine,
    cancel: &Cancel,
    book: &mut Option<Book>,
) -> Result<(Run, Option<Merged>), Failure> {
    let target = engine::target(text)?;
    let mut options = engine.scan_options(given, cancel.clone())?;
    if let Some(book) = book
        && options.crawl.max_depth.is_none()
    {
        options.also = book.pages(engine)?;
    }
    if let (Target::Url(address), None) = (&target, &options.archive) {
        options.state = state::file_of(address);
    }
    let kept = options.archive.as_ref().or(options.state.as_ref());
    let quiet = given.get_flag("quiet");
    let teller = Teller::new(around, quiet, options.crawl.rate);
    let scanned = scan::scan(&target, &engine.tools, &options, &teller);
    teller.finish();
    let scanned = scanned.map_err(|error| {
        if cancel.is_cancelled() {
            engine::interrupted(kept)
        } else {
            engine::of_scan(&error)
        }
    })?;
    if scanned.interrupted || cancel.is_cancelled() {
        return Err(engine::interrupted(kept));
    }
    // Only the record tells how each verdict came about; of a large site that is much.
    let judging = Options {
        accounts: keeps_record(given),
    };
    let mut run = scan::assess(
        &target.shown(),
        &scanned,
        &engine.tools,
        &engine.rules,
        &engine.calendar,
        engine.as_of,
        judging,
    );
    if let Some(name) = &engine.config.site_name {
        run.site_name = Some(name.clone());
    }
    if let Some(rules) = &engine.compared {
        let other = scan::assess(
            &target.shown(),
            &scanned,
            &engine.tools,
            rules,
            &engine.calendar,
            engine.as_of,
            judging,
        );
        compare(&other, &run, around.lang);
    }
    config::waive(&mut run, &engine.config.waivers);
    let site = crate::facts::site_key(&scanned.site);
    config::assign(&mut run, &site, &engine.config.units);
    let merged = match book {
        Some(book) => Some(book.take(&mut run, &scanned, engine, around.lang)?),
        None => None,
    };
    Ok((run, merged))
}

/// Tells whether one of the documents asked for is the record that holds everything.
fn keeps_record(given: &ArgMatches) -> bool {
    let shown = given.get_one::<String>("format").map(String::as_str);
    let shown = shown.and_then(report::by_name);
    let files = engine::paths(given, "output");
    let mut files = files
        .iter()
        .map(|path| report::by_ending(&path.to_string_lossy()));
    shown.is_some_and(|format| format.is_record)
        || files.any(|format| format.is_some_and(|format| format.is_record))
}

/// Says what people must know beside the list.
fn remarks(run: &Run, lang: Lang) {
    let cautions = run
        .comparison
        .iter()
        .flat_map(|compared| &compared.cautions);
    for remark in run.notices.iter().chain(cautions) {
        let head = lang.pick("注意：", "note: ");
        say(&format!("{head}{}", remark.get(lang)));
    }
}

/// Tells which verdicts differ from those of the rules compared with. It goes to stderr, so
/// that the document on stdout stays one.
fn compare(other: &Run, run: &Run, lang: Lang) {
    let flips = flips(other, run);
    say(&match lang {
        Lang::Zh => format!(
            "两套规则判定不同的有 {} 项（对照规则 → 本次规则）",
            flips.len()
        ),
        Lang::En => format!(
            "{} verdicts differ (compared rules → these rules)",
            flips.len()
        ),
    });
    for flip in flips {
        say(&format!("  {}", clean_line(&flip.words(lang))));
    }
}

fn show(run: &Run, given: &ArgMatches, around: &Surroundings) -> Result<(), Failure> {
    let name = given
        .get_one::<String>("format")
        .map_or("table", String::as_str);
    let Some(format) = report::by_name(name) else {
        return Ok(());
    };
    let style = Style {
        lang: around.lang,
        width: around.width,
        color: around.color && !given.get_flag("no-color"),
        ascii: given.get_flag("ascii"),
        detail: if given.get_flag("quiet") {
            Detail::Brief
        } else if given.get_count("verbose") > 0 {
            Detail::Full
        } else {
            Detail::Normal
        },
    };
    print_by(|out| (format.write)(run, &style, out))
}

/// Returns the exit code of one run.
fn judge(run: &Run, given: &ArgMatches, lang: Lang) -> u8 {
    if given.get_flag("require-complete") && !run.crawl.complete {
        say(lang.pick(
            "错误：抓取不完整（--require-complete）",
            "error: the crawl is incomplete (--require-complete)",
        ));
        return exit::TARGET;
    }
    // What the reports say of it has been told: nobody is to take it for a pass.
    if !run.has_judged() {
        return exit::TARGET;
    }
    let threshold = given
        .get_one::<String>("fail-on")
        .and_then(|code| Severity::from_code(code));
    let gate = Gate::of(run, threshold);
    if run.comparison.is_some() || gate.past_waivers > 0 {
        say(gate.words().get(lang));
    }
    if gate.fails() {
        exit::FINDINGS
    } else {
        exit::CLEAN
    }
}
