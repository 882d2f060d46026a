//! `gongkai forecast`: what passes now but will fall overdue before a day, by unit.

use clap::ArgMatches;
use serde_json::json;

use super::engine::{self, Engine};
use super::error::Failure;
use super::ledger::day;
use super::progress::Teller;
use super::surroundings::Surroundings;
use super::{exit, print, say};
use crate::crawl::Cancel;
use crate::ledger::{Finding, Policy};
use crate::model::{Lang, Words};
use crate::report::{Style, clean, list_table};
use crate::scan::{self, Coming, Target};

/// Looks ahead.
pub(super) fn run(given: &ArgMatches, around: &Surroundings) -> Result<u8, Failure> {
    let lang = around.lang;
    let engine = Engine::of(given)?;
    let until = day(given, "until")?.unwrap_or(engine.as_of);
    if until <= engine.as_of {
        return Err(Failure::usage(
            Words::new(
                format!("--until {until} 不晚于 {}", engine.as_of),
                format!("--until {until} is not after {}", engine.as_of),
            ),
            Words::new("请写一个以后的日期", "give a later day"),
        ));
    }
    let policy =
        Policy::of(&engine.config, &engine.calendar).map_err(|error| Failure::internal(&error))?;
    let target = target(given, &engine)?;
    let cancel = Cancel::on_interrupt().unwrap_or_default();
    let options = engine.scan_options(given, cancel.clone())?;
    let teller = Teller::new(around, given.get_flag("quiet"), options.crawl.rate);
    let scanned = scan::scan(&target, &engine.tools, &options, &teller);
    teller.finish();
    let scanned = scanned.map_err(|error| engine::of_scan(&error))?;
    if scanned.interrupted || cancel.is_cancelled() {
        return Err(engine::interrupted(None));
    }
    for remark in &scanned.remarks {
        say(&format!(
            "{}{}",
            lang.pick("注意：", "note: "),
            remark.get(lang)
        ));
    }
    let coming = scan::forecast(&scanned, engine.material(), engine.as_of, until);
    let site = crate::facts::site_key(&scanned.site);
    let mut rows: Vec<Row<'_>> = coming
        .iter()
        .map(|coming| row(coming, &site, &policy, engine.as_of, lang))
        .collect();
    rows.sort_by(|a, b| (&a.unit, a.coming.day).cmp(&(&b.unit, b.coming.day)));
    if given
        .get_one::<String>("format")
        .is_some_and(|f| f == "json")
    {
        let items: Vec<_> = rows.iter().map(|row| row.json(lang)).collect();
        let value = json!({
            "schema": "gongkai.forecast/1",
            "target": target.shown(),
            "as_of": engine.as_of.to_string(),
            "until": until.to_string(),
            "coming": items,
        });
        print(format!("{value:#}\n").as_bytes())?;
    } else {
        print(table(&rows, given, around, until).as_bytes())?;
    }
    Ok(if rows.is_empty() {
        exit::CLEAN
    } else {
        exit::FINDINGS
    })
}

fn target(given: &ArgMatches, engine: &Engine) -> Result<Target, Failure> {
    if let Some(text) = given.get_one::<String>("target") {
        return engine::target(text);
    }
    match &engine.config.base_url {
        Some(address) => Ok(Target::Url(address.clone())),
        // A file that lies here by chance is not read unasked, as by no other command.
        None if given.contains_id("site") => Err(Failure::usage(
            Words::new(
                "没有写核查对象，配置文件里也没有 site.base_url",
                "no target is given, and the configuration has no site.base_url",
            ),
            Words::new(
                "写出网址、目录或存档，或在配置文件里写 site.base_url",
                "give an address, a directory or an archive, or write site.base_url in the configuration",
            ),
        )),
        None => Err(Failure::usage(
            Words::new("没有写核查对象", "no target is given"),
            Words::new(
                "写出网址、目录或存档；已在 gongkai.yaml 里写了 site.base_url 的，加 --site gongkai.yaml",
                "give an address, a directory or an archive; where gongkai.yaml has site.base_url, add --site gongkai.yaml",
            ),
        )),
    }
}

struct Row<'c> {
    coming: &'c Coming,
    unit: String,
    person: Option<String>,
    left: Option<i64>,
    shown: Words,
}

impl Row<'_> {
    fn json(&self, lang: Lang) -> serde_json::Value {
        let outcome = &self.coming.outcome;
        json!({
            "day": self.coming.day.to_string(),
            "working_days_left": self.left,
            "unit": self.unit,
            "person": self.person,
            "severity": outcome.severity.code(),
            "rule": outcome.rule,
            "pack": outcome.pack,
            "subject": {"kind": outcome.subject.kind.code(), "name": outcome.subject.name, "url": outcome.subject.url},
            "columns": outcome.columns,
            "message": outcome.message.get(lang),
            "advice": outcome.advice.get(lang),
            "fingerprint": outcome.fingerprint.as_str(),
        })
    }
}

fn row<'c>(
    coming: &'c Coming,
    site: &str,
    policy: &Policy,
    today: jiff::civil::Date,
    lang: Lang,
) -> Row<'c> {
    let finding = Finding::of(site, &coming.outcome);
    let responsible = policy.responsible(&finding);
    Row {
        coming,
        unit: responsible.map_or_else(
            || lang.pick("（未分派）", "(none)").to_owned(),
            |(unit, _)| unit.to_owned(),
        ),
        person: responsible.and_then(|(_, person)| person.map(str::to_owned)),
        left: policy.days_left(today, coming.day),
        shown: policy.left(today, coming.day),
    }
}

fn table(
    rows: &[Row<'_>],
    given: &ArgMatches,
    around: &Surroundings,
    until: jiff::civil::Date,
) -> String {
    let lang = around.lang;
    if rows.is_empty() {
        return match lang {
            Lang::Zh => format!("到 {until} 没有将要超期的栏目或文件\n"),
            Lang::En => format!("nothing falls overdue before {until}\n"),
        };
    }
    let head = match lang {
        Lang::Zh => [
            "责任单位",
            "自哪天起不合格",
            "还有",
            "程度",
            "对象",
            "要求",
            "届时",
        ],
        Lang::En => [
            "Unit",
            "Fails from",
            "Left",
            "Severity",
            "Subject",
            "Requirement",
            "Then",
        ],
    };
    let table: Vec<[String; 7]> = rows
        .iter()
        .map(|row| {
            let outcome = &row.coming.outcome;
            [
                row.unit.clone(),
                row.coming.day.to_string(),
                row.shown.get(lang).to_owned(),
                outcome.severity.label(lang).to_owned(),
                clean::short(&outcome.subject.name, 60),
                outcome.title.get(lang).to_owned(),
                outcome.message.get(lang).to_owned(),
            ]
        })
        .collect();
    let style = Style {
        lang,
        width: around.width,
        ascii: given.get_flag("ascii"),
        ..Style::default()
    };
    let mut text = list_table(&head, &table, &style);
    let count = rows.len();
    text.push_str(&match lang {
        Lang::Zh => format!("到 {until} 共有 {count} 项将不合格\n"),
        Lang::En => format!("{count} will fail by {until}\n"),
    });
    text
}
