//! What the page shows, as plain values for its template.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::context;
use minijinja::value::Value;

use super::clauses;
use crate::model::{Evidence, Lang, Outcome, Points, Run, Score, Severity, Verdict, unanswered};
use crate::report::tally::{self, Totals};
use crate::report::{clean, diff, score_words, words};

/// How many places of a finding stand open; the others are folded.
const PLACES: usize = 3;
/// The longest excerpt.
const EXCERPT: usize = 400;
/// The longest message.
const MESSAGE: usize = 2_000;

/// Returns what the page shows.
pub(super) fn of(run: &Run, lang: Lang) -> BTreeMap<String, Value> {
    let mut view = BTreeMap::new();
    let mut put = |name: &str, value: Value| {
        view.insert(name.to_owned(), value);
    };
    let score = run.score.as_deref();
    put("t", Value::from(super::words::of(lang)));
    put("tool", words::tool().into());
    put("body", words::body_name(run).into());
    put("about", about(run, lang));
    put("contents", contents(run, lang));
    put("counts", counts(run, lang));
    put("notices", notices(run, lang));
    put("baseline", baseline(run, lang));
    put(
        "score",
        score.map_or(Value::from(()), |score| of_score(score, lang)),
    );
    let findings: Vec<&Outcome> = run.findings().collect();
    put("no_findings", words::no_findings(run, lang).into());
    put("findings", (!findings.is_empty()).into());
    put("groups", groups(run, &findings, lang));
    let columns: BTreeSet<String> = findings.iter().map(|one| words::column_path(one)).collect();
    let columns = columns.into_iter().filter(|name| !name.is_empty());
    put("columns", columns.collect::<Vec<_>>().into());
    let units: BTreeSet<String> = findings.iter().filter_map(|one| unit(one)).collect();
    put("units", units.into_iter().collect::<Vec<_>>().into());
    put("open", open(run, lang));
    put("matrix", clauses::of(run, lang));
    put("load", load(run, lang));
    let errors = run.crawl.errors.iter();
    let errors = errors.map(
        |(url, error)| context! { url => clean::line(url), error => clean::line(unanswered(error).get(lang)) },
    );
    put("errors", errors.collect::<Vec<_>>().into());
    put("versions", words::versions(run).into());
    put("digests", digests(run, lang));
    view
}

fn row(label: &str, text: impl Into<String>) -> Value {
    context! { label => label, text => text.into() }
}

fn about(run: &Run, lang: Lang) -> Value {
    let mut rows = vec![row(
        lang.pick("对象类型", "Kind"),
        words::body_kind(&run.body, lang, false),
    )];
    if let Some(name) = &run.site_name {
        let mut site = clean::line(name);
        if let Some(code) = &run.site_id_code {
            site.push_str(&format!(" ({})", clean::line(code)));
        }
        rows.push(row(lang.pick("网站", "Site"), site));
    }
    rows.push(row(
        lang.pick("核查对象", "Target"),
        clean::line(&run.target),
    ));
    rows.push(row(lang.pick("核查日期", "As of"), run.as_of.to_string()));
    let crawl = if run.crawl.complete {
        lang.pick("完整", "complete").to_owned()
    } else {
        let why = run.crawl.why_incomplete.iter();
        let why: Vec<String> = why.map(|why| clean::line(why.get(lang))).collect();
        format!(
            "{}{}",
            lang.pick("不完整：", "incomplete: "),
            why.join(lang.pick("；", "; "))
        )
    };
    rows.push(row(lang.pick("抓取", "Crawl"), crawl));
    rows.into()
}

fn contents(run: &Run, lang: Lang) -> Value {
    let mut all = vec![("summary", lang.pick("概况", "Summary"))];
    if run.comparison.is_some() {
        all.push(("baseline", lang.pick("与基线比较", "Since the baseline")));
    }
    if run.score.is_some() {
        all.push(("score", lang.pick("得分", "Score")));
    }
    all.extend([
        ("findings", lang.pick("问题清单", "Findings")),
        ("by-hand", lang.pick("需人工核查", "By hand")),
        ("matrix", lang.pick("条款对照", "Clauses")),
        ("load", lang.pick("访问量", "Load")),
        ("versions", lang.pick("版本与摘要", "Versions")),
    ]);
    let entries = all
        .into_iter()
        .map(|(id, label)| context! { id => id, label => label });
    entries.collect::<Vec<_>>().into()
}

fn counts(run: &Run, lang: Lang) -> Value {
    let severities: Vec<Value> = tally::by_severity(run)
        .into_iter()
        .map(|(severity, count)| {
            context! { code => severity.code(), label => severity.label(lang), count => count }
        })
        .collect();
    let hidden = tally::hidden(run);
    let listed = match (hidden, lang) {
        (0, _) => String::new(),
        (_, Lang::Zh) => format!("只列新增和加重的，另有 {hidden} 项未列"),
        (_, Lang::En) => format!("only new and worse; {hidden} not listed"),
    };
    context! {
        all => run.findings().count(),
        listed => listed,
        severities => severities,
        open => Totals::of(run).cannot_tell,
        open_listed => tally::open(run, lang).iter().map(|(_, all)| all.len()).sum::<usize>(),
        coverage => words::percent(run.coverage()),
    }
}

fn notices(run: &Run, lang: Lang) -> Value {
    let cautions = run
        .comparison
        .iter()
        .flat_map(|compared| &compared.cautions);
    let all = run.notices.iter().chain(cautions);
    let all = all.map(|notice| clean::line(notice.get(lang)));
    all.collect::<Vec<_>>().into()
}

fn baseline(run: &Run, lang: Lang) -> Value {
    let Some(comparison) = run.comparison.as_deref() else {
        return Value::from(());
    };
    let groups: Vec<Value> = diff::groups(comparison, lang)
        .into_iter()
        .filter(|group| !group.all.is_empty())
        .map(|group| {
            let all: Vec<Value> = group
                .all
                .iter()
                .map(|(one, gone)| {
                    let urls: Vec<String> = one
                        .url
                        .iter()
                        .filter(|_| one.added.is_empty())
                        .chain(&one.added)
                        .map(|url| clean::line(url))
                        .collect();
                    context! {
                        code => one.severity.code(),
                        severity => one.severity.label(lang),
                        message => clean::short(&one.message, MESSAGE),
                        now => gone.map(|gone| diff::gone(gone, lang)),
                        urls => urls,
                        fingerprint => clean::line(&one.fingerprint),
                    }
                })
                .collect();
            context! { heading => group.heading, all => all }
        })
        .collect();
    context! {
        earlier => diff::earlier(comparison, lang),
        counts => diff::counts(comparison, lang),
        groups => groups,
    }
}

fn of_score(score: &Score, lang: Lang) -> Value {
    let most = |text: String| {
        if score.at_most {
            format!("≤ {text}")
        } else {
            text
        }
    };
    let parts: Vec<Value> = score
        .parts
        .iter()
        .map(|part| {
            let items: Vec<Value> = part
                .items
                .iter()
                .map(|item| {
                    let scored = item.points.filter(|_| !item.dropped);
                    let count: usize = item
                        .takes
                        .iter()
                        .flat_map(|take| &take.cases)
                        .filter(|case| case.counted)
                        .map(|case| case.count)
                        .sum();
                    let why = match (item.dropped, item.points) {
                        (true, _) => lang.pick("不适用，不计入总分", "does not apply").to_owned(),
                        (false, None) => match lang {
                            Lang::Zh => format!("分值未核对，只列问题数：{count}"),
                            Lang::En => format!("points not verified: {count} counted"),
                        },
                        (false, Some(_)) => {
                            let lost = item.takes.iter().filter(|take| take.lost > Points::ZERO);
                            let lost: Vec<String> = lost
                                .map(|take| format!("{} −{}", take.title.get(lang), take.lost))
                                .collect();
                            lost.join(lang.pick("；", "; "))
                        }
                    };
                    context! {
                        title => item.title.get(lang),
                        why => why,
                        points => scored.map_or_else(String::new, |points| points.to_string()),
                        lost => scored.map_or_else(String::new, |_| item.lost.to_string()),
                        got => scored.map_or_else(String::new, |_| item.got.to_string()),
                    }
                })
                .collect();
            context! {
                title => part.title.get(lang),
                points => part.points.to_string(),
                got => part.got.to_string(),
                items => items,
            }
        })
        .collect();
    let open: Vec<String> = score
        .open()
        .map(|(item, case)| {
            let subject = clean::short(&case.subject, 80);
            match lang {
                Lang::Zh => format!("{}：{subject}，{} 分", item.zh, case.would_cost),
                Lang::En => format!("{}: {subject}, {} points", item.en, case.would_cost),
            }
        })
        .collect();
    let total = score.total.map(|total| most(total.to_string()));
    context! {
        total => total.unwrap_or_else(|| "—".to_owned()),
        grade => score_words::grade(score, lang),
        why => score_words::why(score, lang),
        title => score.title.get(lang),
        source => score.source.get(lang),
        parts => parts,
        open => open,
    }
}

fn groups(run: &Run, findings: &[&Outcome], lang: Lang) -> Value {
    let groups = Severity::ALL.into_iter().filter_map(|severity| {
        let all: Vec<Value> = findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .map(|finding| of_finding(run, finding, lang))
            .collect();
        (!all.is_empty()).then(|| context! { label => severity.label(lang), all => all })
    });
    groups.collect::<Vec<_>>().into()
}

fn of_finding(run: &Run, finding: &Outcome, lang: Lang) -> Value {
    let message = clean::short(finding.message.get(lang), MESSAGE);
    let sought = sought(&message);
    let mut places: Vec<Value> = finding
        .evidence
        .iter()
        .map(|evidence| place(evidence, &sought, lang))
        .collect();
    if let (true, Some(url)) = (places.is_empty(), &finding.subject.url) {
        places.push(context! { url => clean::line(url), excerpt => () });
    }
    let more = places.split_off(places.len().min(PLACES));
    let count = more.len();
    let clauses = finding.basis.iter().map(|basis| {
        clean::line(&format!(
            "{}：{}",
            basis.citation(lang),
            basis.text.get(lang)
        ))
    });
    let reads: BTreeSet<String> = finding
        .evidence
        .iter()
        .take(20)
        .map(|evidence| {
            format!(
                "{} {}",
                clean::line(&evidence.url),
                words::read_at(evidence, lang)
            )
        })
        .collect();
    let change = finding
        .change
        .map(|change| context! { code => change.code(), label => words::change(change, lang) });
    let news = run.comparison.is_none() || finding.is_news();
    context! {
        code => finding.severity.code(),
        severity => finding.severity.label(lang),
        change => change,
        news => u8::from(news),
        message => message,
        title => clean::line(finding.title.get(lang)),
        rule => finding.rule.clone(),
        pack => finding.pack.clone(),
        subject => subject(finding, lang),
        kind => words::subject_kind(finding.subject.kind, lang),
        unit => unit(finding),
        person => finding.responsible.as_ref()
            .and_then(|who| who.person.as_deref())
            .map(clean::own_line),
        column => words::column_path(finding),
        waiver => words::past_waiver(finding, lang),
        places => places,
        more => more,
        more_label => match lang {
            Lang::Zh => format!("另有 {count} 处"),
            Lang::En => format!("{count} more places"),
        },
        basis => words::citations(finding, lang).join(lang.pick("；", "; ")),
        advice => clean::line(finding.advice.get(lang)),
        fingerprint => finding.fingerprint.as_str(),
        clauses => clauses.collect::<Vec<_>>(),
        reads => reads.into_iter().collect::<Vec<_>>(),
    }
}

/// Returns the unit that has to mend a finding.
fn unit(finding: &Outcome) -> Option<String> {
    let who = finding.responsible.as_deref()?;
    Some(clean::own_line(&who.unit))
}

fn subject(outcome: &Outcome, lang: Lang) -> String {
    let kind = words::subject_kind(outcome.subject.kind, lang);
    let name = clean::short(&outcome.subject.name, 160);
    match lang {
        _ if name.is_empty() => kind.to_owned(),
        Lang::Zh => format!("{kind}：{name}"),
        Lang::En => format!("{kind}: {name}"),
    }
}

fn place(evidence: &Evidence, sought: &[String], lang: Lang) -> Value {
    let seen = words::seen(evidence, EXCERPT, lang);
    let excerpt = seen.map(|seen| {
        let pieces: Vec<Value> = pieces(&seen, sought)
            .into_iter()
            .map(|(text, marked)| context! { text => text, marked => marked })
            .collect();
        pieces
    });
    context! { url => clean::line(&evidence.url), excerpt => excerpt }
}

/// Returns the words of a message that point at what is wrong: what it quotes, and its dates
/// and numbers.
fn sought(message: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (open, close) in [('“', '”'), ('《', '》'), ('"', '"')] {
        let mut rest = message;
        while let Some(begin) = rest.find(open) {
            let after = &rest[begin + open.len_utf8()..];
            let Some(end) = after.find(close) else { break };
            found.push(after[..end].to_owned());
            rest = &after[end + close.len_utf8()..];
        }
    }
    let digits = |c: char| c.is_ascii_digit() || matches!(c, '-' | '*' | '.');
    for number in message.split(|c: char| !digits(c)) {
        let number = number.trim_matches(['-', '.']);
        if number.len() >= 3 {
            found.push(number.to_owned());
        }
    }
    found.retain(|text| (2..=80).contains(&text.chars().count()));
    // The longest first, so that none is hidden by its own part.
    found.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    found.dedup();
    found
}

/// Splits a text into pieces that are marked and pieces that are not.
fn pieces(text: &str, sought: &[String]) -> Vec<(String, bool)> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let next = sought
            .iter()
            .filter_map(|word| Some((rest.find(word.as_str())?, word.len())))
            .min_by_key(|(at, length)| (*at, usize::MAX - length));
        let Some((at, length)) = next else { break };
        if at > 0 {
            pieces.push((rest[..at].to_owned(), false));
        }
        pieces.push((rest[at..at + length].to_owned(), true));
        rest = &rest[at + length..];
    }
    if !rest.is_empty() {
        pieces.push((rest.to_owned(), false));
    }
    pieces
}

fn open(run: &Run, lang: Lang) -> Value {
    let causes: Vec<Value> = tally::open(run, lang)
        .into_iter()
        .map(|(cause, all)| {
            let all: Vec<Value> = all
                .into_iter()
                .map(|(outcome, look)| {
                    context! {
                        title => clean::line(outcome.title.get(lang)),
                        subject => subject(outcome, lang),
                        look => clean::line(look),
                        url => words::page(outcome).map(clean::line).unwrap_or_default(),
                    }
                })
                .collect();
            context! { label => cause.label(lang), all => all }
        })
        .collect();
    causes.into()
}

fn load(run: &Run, lang: Lang) -> Value {
    let crawl = &run.crawl;
    let mut rows = vec![
        row(
            lang.pick("请求次数", "Requests"),
            crawl.requests.to_string(),
        ),
        row(lang.pick("读取网页", "Pages read"), crawl.pages.to_string()),
        row(
            lang.pick("数据量", "Bytes"),
            format!("{:.1} MB", crawl.bytes as f64 / 1_000_000.0),
        ),
    ];
    let seconds = run.finished.as_second() - run.started.as_second();
    if seconds > 0 {
        rows.push(row(
            lang.pick("抓取起止", "Fetched"),
            format!(
                "{} – {}",
                words::local_minute(run.started),
                words::local_minute(run.finished)
            ),
        ));
        let rate = crawl.requests as f64 / seconds as f64;
        let unit = lang.pick("次/秒", "a second");
        rows.push(row(
            lang.pick("平均", "On average"),
            format!("{rate:.2} {unit}"),
        ));
    }
    rows.into()
}

fn digests(run: &Run, lang: Lang) -> Value {
    let mut seen: BTreeMap<(&str, &str), &Evidence> = BTreeMap::new();
    let shown = run
        .outcomes
        .iter()
        .filter(|outcome| matches!(outcome.verdict, Verdict::Fail | Verdict::CannotTell { .. }));
    for evidence in shown.flat_map(|outcome| &outcome.evidence) {
        if let Some(sha256) = &evidence.sha256 {
            seen.insert((&evidence.url, sha256), evidence);
        }
    }
    let all = seen.into_iter().map(|((url, sha256), evidence)| {
        let status = evidence.status.map_or_else(
            || lang.pick("无应答", "no answer").to_owned(),
            |status| format!("HTTP {status}"),
        );
        context! {
            url => clean::line(url),
            read => format!("{} {status}", words::local_minute(evidence.fetched_at)),
            sha256 => sha256,
        }
    });
    all.collect::<Vec<_>>().into()
}

#[cfg(test)]
mod tests {
    use super::{pieces, sought};

    #[test]
    fn the_words_that_a_message_points_at_are_marked() {
        let sought = sought("“机构职能”成文 2020-06-01，发布 2020-07-30，42 个工作日");
        let marked: Vec<String> = pieces("成文日期：2020-06-01 机构职能 42", &sought)
            .into_iter()
            .filter(|(_, marked)| *marked)
            .map(|(text, _)| text)
            .collect();
        assert_eq!(marked, ["2020-06-01", "机构职能"]);
        assert_eq!(pieces("无关", &sought), [("无关".to_owned(), false)]);
    }
}
