//! What the running text of an annual report says beside its tables: numbers that the tables
//! have too, and sentences that can be compared with another year's.

use std::sync::LazyLock;

use regex::Regex;

use super::flow::Block;
use super::report_scope::is_part;
use crate::model::Claim;
use crate::vocabulary::fold;
use crate::vocabulary::report::words;

/// Most sentences kept of one report.
const MOST: usize = 400;
/// Fewer characters are a heading or a phrase that every report has.
const SENTENCE: usize = 16;

/// A number in the text: what comes before it, and the cells that it may repeat.
struct Pattern {
    regex: Regex,
    /// Sums of cells, each a possible meaning, the plain one first.
    means: &'static [&'static [&'static str]],
    /// Meanings that hold beside them where the sentence also speaks of carrying over.
    carried: &'static [&'static [&'static str]],
    /// The words do not say that the number is one of disclosure.
    vague: bool,
}

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let request = words().requests.alternatives();
    let new: &[&[&str]] = &[&["N.TT"]];
    let handled: &[&[&str]] = &[&["R7.TT"]];
    let both: &[&[&str]] = &[&["N.TT", "C.TT"]];
    [
        (
            format!(r"(?:共|总计|累计)?(?:新收|新收到|新增|收到|受理|接收)(?:到)?(?:的)?{request}(?:数量|件数|总数|总量)?(?:为|共计|共|合计|总计)?([0-9,]+)(?:件|宗|份|条|次)"),
            new,
            both,
        ),
        (
            r"上年度?(?:结转|接转)(?:的)?(?:政府信息公开申请|信息公开申请|申请|办理)?(?:数量|件数)?(?:为|共)?([0-9,]+)(?:件|宗|份)".to_owned(),
            &[&["C.TT"]],
            &[],
        ),
        (
            r"结转(?:至|到)?(?:下|次|明)一?年度?(?:继续)?(?:办理|处理)?(?:的)?(?:政府信息公开申请|信息公开申请|申请)?(?:为|共)?([0-9,]+)(?:件|宗|份)".to_owned(),
            &[&["X.TT"]],
            &[],
        ),
        (
            format!(r"(?:办结|办理完毕|答复|予以答复|作出答复)(?:的)?{request}(?:为|共计|共|合计)?([0-9,]+)(?:件|宗|份|条)"),
            handled,
            &[],
        ),
        (
            r"(?:政府信息公开|信息公开)[^。；0-9]{0,16}?行政复议(?:案件|申请)?(?:为|共)?([0-9,]+)(?:件|宗|起)".to_owned(),
            &[&["V.tot"]],
            &[],
        ),
        (
            r"(?:政府信息公开|信息公开)[^。；]{0,32}?行政诉讼(?:案件)?(?:为|共)?([0-9,]+)(?:件|宗|起)".to_owned(),
            &[&["L1.tot", "L2.tot"]],
            &[&["L1.tot"], &["L2.tot"]],
        ),
    ]
    .into_iter()
    .filter_map(|(pattern, means, carried)| {
        let regex = Regex::new(&pattern).ok()?;
        Some(Pattern { regex, means, carried, vague: false })
    })
    .chain(vague())
    .collect()
});

/// Reviews and actions that a report speaks of without saying whether they are on disclosure.
fn vague() -> impl Iterator<Item = Pattern> {
    const ROSE: &str = "(?:发生|引发|引起|产生|被申请|被提起)(?:的)?";
    let reviews: (String, &[&[&str]]) = (
        format!(r"{ROSE}行政复议(?:案件|申请)?(?:为|共)?([0-9,]+)(?:件|宗|起|例)"),
        &[&["V.tot"]],
    );
    let actions: (String, &[&[&str]]) = (
        format!(
            r"{ROSE}(?:行政复议[^。;、,]{{0,12}}[、,和及])?(?:被提起|提起)?行政诉讼(?:案件)?(?:为|共)?([0-9,]+)(?:件|宗|起|例)"
        ),
        &[&["L1.tot", "L2.tot"], &["L1.tot"], &["L2.tot"]],
    );
    [reviews, actions]
        .into_iter()
        .filter_map(|(pattern, means)| {
            let regex = Regex::new(&pattern).ok()?;
            Some(Pattern {
                regex,
                means,
                carried: &[],
                vague: true,
            })
        })
}

/// Returns the numbers that the running text shares with the tables of the year's report.
pub(super) fn claims(content: &[Block], year: Option<i16>) -> Vec<Claim> {
    let mut out: Vec<Claim> = Vec::new();
    for whole in running(content).flat_map(|line| line.split(['。', '！', '\n'])) {
        let folded = fold(whole);
        if !folded.contains(|c: char| c.is_ascii_digit()) {
            continue;
        }
        let first = out.len();
        let mut at = 0;
        for sentence in folded.split(';') {
            let before = folded.get(..at).unwrap_or_default();
            claims_of(before, sentence, year, &mut out);
            at += sentence.len() + 1;
        }
        if let Some(told) = out.get_mut(first..) {
            open_parts(told);
        }
    }
    out
}

/// Reads the numbers of a folded sentence, behind what stands `before` it up to a full stop.
fn claims_of(before: &str, sentence: &str, year: Option<i16>, out: &mut Vec<Claim>) {
    let other_year = years(sentence).any(|named| year.is_some_and(|year| named != year));
    let wider = other_year || words().wider.found_in(sentence);
    let carries = sentence.contains("结转");
    let first = out.len();
    for pattern in PATTERNS.iter() {
        for found in pattern.regex.captures_iter(sentence) {
            let (Some(all), Some(value)) = (
                found.get(0),
                found
                    .get(1)
                    .and_then(|digits| digits.as_str().replace(',', "").parse().ok()),
            ) else {
                continue;
            };
            let told = |claim: &Claim| {
                let first = claim.means.first().map(Vec::as_slice);
                first.is_some_and(|first| first.iter().eq(pattern.means[0]))
            };
            if pattern.vague && out[first..].iter().any(told) {
                continue;
            }
            // What is taken up in a year is what came in, or that with what was carried in.
            let loose = carries || all.as_str().contains("受理") || pattern.means[0].len() > 1;
            let more = if loose { pattern.carried } else { &[] };
            let up_to = format!("{before}{}", &sentence[..all.start()]);
            let part = is_part(&up_to, &sentence[all.end()..]);
            out.push(Claim {
                means: pattern
                    .means
                    .iter()
                    .chain(more)
                    .map(|cells| cells.iter().map(|cell| (*cell).to_owned()).collect())
                    .collect(),
                value,
                words: all.as_str().to_owned(),
                unclear: part || wider || pattern.vague || (carries && !pattern.carried.is_empty()),
            });
        }
    }
}

/// Leaves open which of several numbers of one sentence repeats the table: where the same
/// words count twice they count parts, and beside a greater number a smaller one may be.
fn open_parts(told: &mut [Claim]) {
    let wording = |claim: &Claim| -> String {
        let words = claim.words.chars();
        words.filter(|c| !c.is_ascii_digit() && *c != ',').collect()
    };
    let plain: Vec<(Vec<String>, f64, String)> = told
        .iter()
        .filter(|claim| !claim.unclear)
        .filter_map(|claim| Some((claim.means.first()?.clone(), claim.value, wording(claim))))
        .collect();
    for claim in told.iter_mut() {
        let others = plain
            .iter()
            .filter(|(means, ..)| claim.means.first() == Some(means));
        claim.unclear |= others
            .filter(|(_, value, _)| (value - claim.value).abs() > 0.5)
            .any(|(_, value, words)| *value > claim.value || *words == wording(claim));
    }
}

/// The years that a folded sentence names.
fn years(folded: &str) -> impl Iterator<Item = i16> + '_ {
    static YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(20[0-9]{2})年").ok());
    YEAR.as_ref()
        .into_iter()
        .flat_map(move |pattern| pattern.captures_iter(folded))
        .filter_map(|found| found.get(1)?.as_str().parse().ok())
}

/// Returns the sentences of the running text, numbers left out: what a report shares with that
/// of another year is then seen even where the figures were changed.
pub(super) fn sentences(content: &[Block]) -> Vec<String> {
    running(content)
        .flat_map(sentences_of)
        .map(|sentence| {
            fold(&sentence)
                .chars()
                .filter(|c| !c.is_ascii_digit())
                .collect::<String>()
        })
        .filter(|sentence| sentence.chars().count() >= SENTENCE && !is_common(sentence))
        .take(MOST)
        .collect()
}

/// Tells whether a folded sentence is one that the form, the law or the site puts into every
/// report.
fn is_common(sentence: &str) -> bool {
    words().common.found_in(sentence)
}

fn running(content: &[Block]) -> impl Iterator<Item = &str> {
    content.iter().filter_map(|block| match block {
        Block::Line(line) => Some(line.as_str()),
        Block::Table(_) => None,
    })
}

fn sentences_of(line: &str) -> Vec<String> {
    line.split(['。', '；', ';', '！', '\n'])
        .map(str::trim)
        .filter(|sentence| !sentence.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::{Block, claims, sentences};

    /// What each claim of a line says: cells, number, and whether it is unclear.
    fn read(line: &str) -> Vec<(String, f64, bool)> {
        claims(&[Block::Line(line.to_owned())], Some(2025))
            .into_iter()
            .map(|claim| {
                let means: Vec<String> = claim.means.iter().map(|cells| cells.join("+")).collect();
                (means.join("|"), claim.value, claim.unclear)
            })
            .collect()
    }

    #[test]
    fn plain_numbers_are_read() {
        let check = |line: &str, cells: &str, value: f64| {
            assert_eq!(read(line), [(cells.to_owned(), value, false)], "{line}");
        };
        check(
            "2025年，我局收到政府信息公开申请10件，均按期办结。",
            "N.TT",
            10.0,
        );
        check("本年度新收政府信息公开申请 1,204 件", "N.TT", 1204.0);
        check("共收到依申请公开申请共计３件", "N.TT", 3.0);
        check("上年结转申请2件", "C.TT", 2.0);
        check("结转下年度继续办理1件", "X.TT", 1.0);
        check("办结政府信息公开申请12件", "R7.TT", 12.0);
        check("因政府信息公开被申请行政复议4件", "V.tot", 4.0);
        check("共受理依申请公开12件，均按期办结", "N.TT|N.TT+C.TT", 12.0);
        check(
            "因政府信息公开引起的行政诉讼2件",
            "L1.tot+L2.tot|L1.tot|L2.tot",
            2.0,
        );
    }

    #[test]
    fn a_sentence_that_may_mean_two_things_is_unclear() {
        let check = |line: &str| {
            assert!(
                read(line).iter().all(|(_, _, unclear)| *unclear),
                "{line}: {:?}",
                read(line)
            )
        };
        check("全市各级行政机关共收到政府信息公开申请500件");
        check("收到政府信息公开申请12件，其中网上申请5件");
        check("2024年收到政府信息公开申请9件");
        check("上半年共收到政府信息公开申请10件，下半年收到政府信息公开申请21件");
        check("一季度办理有序；收到政府信息公开申请10件");
        check("近三年共收到政府信息公开申请90件");
        check("通过网上渠道收到政府信息公开申请20件，通过信函渠道收到政府信息公开申请11件");
        check("甲局收到政府信息公开申请10件；乙局收到政府信息公开申请21件");
        assert_eq!(
            read("发生行政复议2件、行政诉讼1起"),
            [
                ("V.tot".to_owned(), 2.0, true),
                ("L1.tot+L2.tot|L1.tot|L2.tot".to_owned(), 1.0, true)
            ]
        );
        assert_eq!(
            read("收到政府信息公开申请12件，上年结转2件"),
            [
                ("N.TT|N.TT+C.TT".to_owned(), 12.0, true),
                ("C.TT".to_owned(), 2.0, false)
            ]
        );
    }

    #[test]
    fn the_year_and_all_ways_are_plain_beside_their_parts() {
        let check = |line: &str, expected: &[(f64, bool)]| {
            let told: Vec<(f64, bool)> = read(line)
                .into_iter()
                .map(|(_, n, open)| (n, open))
                .collect();
            assert_eq!(told, expected, "{line}");
        };
        check(
            "近年来，我局畅通网上、信函等渠道，2025年共收到政府信息公开申请31件",
            &[(31.0, false)],
        );
        check(
            "全年收到政府信息公开申请31件（网上20件、信函11件）",
            &[(31.0, false)],
        );
        check(
            "收到政府信息公开申请31件，受理政府信息公开申请29件",
            &[(31.0, false), (29.0, true)],
        );
        check(
            "上半年收到政府信息公开申请10件，全年共收到政府信息公开申请31件",
            &[(10.0, true), (31.0, false)],
        );
        check("通过各种渠道收到政府信息公开申请31件", &[(31.0, false)]);
        // Elsewhere in the report the same words are another statement.
        check(
            "收到政府信息公开申请31件。收到政府信息公开申请13件。",
            &[(31.0, false), (13.0, false)],
        );
    }

    #[test]
    fn other_numbers_are_none() {
        for line in [
            "主动公开政府信息210条",
            "办结建议提案30件",
            "收到网络申请5件",
            "受理投诉举报咨询210件",
            "行政复议案件3件",
        ] {
            assert_eq!(read(line), [], "{line}");
        }
    }

    #[test]
    fn sentences_are_compared_without_their_figures() {
        let one = sentences(&[Block::Line(
            "2024年，我局主动公开政府信息210条，及时更新各个栏目。好。".to_owned(),
        )]);
        let other = sentences(&[Block::Line(
            "2025年，我局主动公开政府信息350条，及时更新各个栏目。".to_owned(),
        )]);
        assert_eq!(one, other);
        assert_eq!(one.len(), 1);
        let crumb = "您当前的位置：首页 > 政府信息公开 > 政府信息公开年报 > 正文";
        assert!(sentences(&[Block::Line(crumb.to_owned())]).is_empty());
    }
}
