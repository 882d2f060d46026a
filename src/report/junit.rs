//! JUnit XML for test boards: a pack is a suite, a rule a test case.
//!
//! A rule that fails is a failure with all its findings; one that could not be told or does not
//! apply is skipped, with the reason. Where a baseline was given, only what is new or worse
//! fails a case, and a rule with known findings only is skipped and says so.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::json::seconds;
use super::{Format, Style, clean, words};
use crate::model::{Lang, Outcome, Run, Severity, Tally, Verdict};

pub(super) const FORMAT: Format = Format {
    name: "junit",
    endings: &[".junit.xml"],
    on_terminal: true,
    is_record: false,
    zh: "JUnit XML，一条规则为一个用例",
    en: "JUnit XML, a rule a test case",
    write,
};

fn write(run: &Run, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let lang = style.lang;
    let mut by_rule: BTreeMap<(&str, &str), Vec<&Outcome>> = BTreeMap::new();
    for outcome in &run.outcomes {
        let key = (outcome.pack.as_str(), outcome.rule.as_str());
        by_rule.entry(key).or_default().push(outcome);
    }
    let mut packs: BTreeMap<&str, Vec<TestCase>> = BTreeMap::new();
    for tally in &run.tallies {
        let key = (tally.pack.as_str(), tally.rule.as_str());
        let outcomes = by_rule.get(&key).map_or(&[][..], Vec::as_slice);
        let case = case(run, tally, outcomes, lang);
        packs.entry(&tally.pack).or_default().push(case);
    }
    let mut report = Report::new(format!("gongkai {}", words::body_name(run)));
    report.set_time(Duration::ZERO);
    for (index, (pack, cases)) in packs.into_iter().enumerate() {
        let mut suite = TestSuite::new(pack);
        suite.set_time(Duration::ZERO);
        suite.extra.insert("id".into(), index.to_string().into());
        suite.extra.insert("package".into(), "gongkai".into());
        suite.extra.insert("hostname".into(), "localhost".into());
        // Without a zone, in UTC, as test boards expect it.
        let time = seconds(run.finished);
        suite
            .extra
            .insert("timestamp".into(), time.trim_end_matches('Z').into());
        suite.add_property(("target", clean::line(&run.target).as_str()));
        suite.add_property(("as_of", run.as_of.to_string().as_str()));
        suite.add_property(("versions", words::versions(run).as_str()));
        suite.add_test_cases(cases);
        report.add_test_suite(suite);
    }
    report.serialize(&mut *out).map_err(io::Error::other)
}

fn case(run: &Run, tally: &Tally, outcomes: &[&Outcome], lang: Lang) -> TestCase {
    let title = run
        .rules
        .iter()
        .find(|rule| rule.id == tally.rule && rule.pack == tally.pack)
        .map_or("", |rule| rule.title.get(lang));
    let name = format!("{} {}", tally.rule, clean::line(title));
    let mut case = TestCase::new(name.trim(), status(run, outcomes, tally, lang));
    case.set_classname(format!("gongkai.{}", tally.pack));
    case.set_time(Duration::ZERO);
    case
}

fn status(run: &Run, outcomes: &[&Outcome], tally: &Tally, lang: Lang) -> TestCaseStatus {
    let fails: Vec<&Outcome> = outcomes
        .iter()
        .copied()
        .filter(|outcome| outcome.verdict == Verdict::Fail)
        .collect();
    let news: Vec<&Outcome> = fails
        .iter()
        .copied()
        .filter(|outcome| run.comparison.is_none() || outcome.is_news())
        .collect();
    if let [first, ..] = news.as_slice() {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        let message = match (news.len(), lang) {
            (1, _) => clean::short(first.message.get(lang), 300),
            (count, Lang::Zh) => format!("{count} 项问题"),
            (count, Lang::En) => format!("{count} findings"),
        };
        status.set_message(message);
        let gravest = news.iter().map(|outcome| outcome.severity).min();
        status.set_type(gravest.unwrap_or(Severity::Advice).code());
        let texts: Vec<String> = news.iter().map(|one| told(run, one, lang)).collect();
        status.set_description(texts.join("\n\n"));
        return status;
    }
    if !fails.is_empty() {
        let count = fails.len();
        return skipped(&match lang {
            Lang::Zh => format!("基线已有 {count} 项问题"),
            Lang::En => format!("{count} finding(s) that the baseline has"),
        });
    }
    let open: Vec<&str> = outcomes
        .iter()
        .filter_map(|outcome| match &outcome.verdict {
            Verdict::CannotTell { cause, look } => Some([cause.label(lang), look.get(lang)]),
            _ => None,
        })
        .flatten()
        .collect();
    if let [cause, look, ..] = open.as_slice() {
        let count = open.len() / 2;
        let cause = format!("{}{cause}", lang.pick("未能判定：", "cannot tell: "));
        return skipped(&match (count, lang) {
            (1, Lang::Zh) => format!("{cause}。{look}"),
            (1, Lang::En) => format!("{cause}. {look}"),
            (_, Lang::Zh) => format!("{cause}（共 {count} 项）。{look}"),
            (_, Lang::En) => format!("{cause} ({count} in all). {look}"),
        });
    }
    let why = outcomes.iter().find_map(|outcome| match &outcome.verdict {
        Verdict::Inapplicable(why) => Some(why.get(lang)),
        _ => None,
    });
    match why {
        Some(why) if tally.pass == 0 => {
            let why = clean::line(why);
            skipped(&format!(
                "{}{why}",
                lang.pick("不适用：", "does not apply: ")
            ))
        }
        _ => TestCaseStatus::success(),
    }
}

fn skipped(reason: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(clean::short(reason, 500));
    status
}

/// Writes a finding in full.
fn told(run: &Run, finding: &Outcome, lang: Lang) -> String {
    let mut lines = vec![format!(
        "[{}] {}",
        finding.severity.label(lang),
        clean::short(finding.message.get(lang), 2_000)
    )];
    lines.extend(words::news_pages(run, finding).into_iter().map(clean::line));
    lines.push(format!(
        "{}{}",
        lang.pick("依据：", "Basis: "),
        words::citations(finding, lang).join(lang.pick("；", "; "))
    ));
    lines.push(format!(
        "{}{}",
        lang.pick("怎么改：", "How to mend: "),
        clean::line(finding.advice.get(lang))
    ));
    lines.extend(words::past_waiver(finding, lang));
    lines.push(finding.fingerprint.to_string());
    lines.join("\n")
}
