//! The office that a guide names in running text: who takes requests, who does the work of
//! disclosure.
//!
//! All texts here are folded. A name is known by its ending; bodies in general, as the law speaks
//! of them, and other work on disclosure (its supervision, reading places) name no office.

use crate::vocabulary::Words;
use crate::vocabulary::guide::{GuideWords, Office};

/// What a sentence tells of the office.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// It names the office.
    Name(String),
    /// It speaks of the office, but whether it names it a person has to see.
    Open,
}

/// Marks that end a clause.
const CLAUSE: [char; 5] = [',', ':', '。', ';', '!'];

/// Reads which office a folded sentence names.
pub(super) fn told(sentence: &str, words: &GuideWords) -> Option<Told> {
    let office = &words.office;
    if !office.subject.found_in(sentence) {
        return asked(sentence, office).then_some(Told::Open);
    }
    let mut open = false;
    for told in clauses(sentence).filter_map(|(clause, rest)| in_clause(clause, rest, office)) {
        match told {
            Told::Open => open = true,
            Told::Name(_) if office.other_work.found_in(sentence) => open = true,
            Told::Name(name) => return Some(Told::Name(name)),
        }
    }
    // Who supervises the work names no office, unless requests are spoken of too.
    if office.other_work.found_in(sentence) {
        open &= office.asks.found_in(sentence);
    } else {
        open |= asked(sentence, office);
    }
    open.then_some(Told::Open)
}

/// Goes through the clauses of a sentence, each with the rest of the sentence from its beginning.
fn clauses(sentence: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut at = 0;
    sentence.split_inclusive(CLAUSE).map(move |clause| {
        let rest = sentence.get(at..).unwrap_or("");
        at += clause.len();
        (clause.trim_end_matches(CLAUSE), rest)
    })
}

fn in_clause(clause: &str, rest: &str, office: &Office) -> Option<Told> {
    let doing = each(clause, &office.does).find_map(|(at, end)| {
        let name = name_at_end(&clause[..at], office)?;
        let before = clause[..at].rfind(name).map_or("", |from| &clause[..from]);
        let passive = office.passive.end(before) && office.subject.found_in(before);
        let own = passive || narrow(&rest[end..], office)?;
        Some((name, own))
    });
    let being = || {
        each(clause, &office.is).find_map(|(at, end)| {
            let name = name_at_end(&clause[..at], office)?;
            let role = &clause[end..];
            let about = office.subject.found_in(role) && office.roles.found_in(role);
            about.then(|| (name, !office.wide.found_in(role)))
        })
    };
    let (name, own) = doing.or_else(being)?;
    let whole = office.whole_body.begin(name) && !office.inner.end(bare(name));
    Some(if own && !whole {
        Told::Name(name.to_owned())
    } else {
        Told::Open
    })
}

/// Tells whether what a name does is the work of disclosure (else nothing), and whether that of
/// its own body. Further clauses count that go on with a verb.
fn narrow(rest: &str, office: &Office) -> Option<bool> {
    let mut found = None;
    for (number, clause) in rest.split(CLAUSE).enumerate() {
        if number > 0 && !office.does.begin(after_adverbs(clause, office)) {
            break;
        }
        let Some(at) = office.subject.first_in(clause) else {
            continue;
        };
        let object: String = clause[at..].chars().skip(4).take(12).collect();
        if office.objects.found_in(&object) {
            if !office.wide.found_in(clause) {
                return Some(true);
            }
            found = Some(false);
        }
    }
    found
}

fn after_adverbs<'t>(clause: &'t str, office: &Office) -> &'t str {
    let adverb = office
        .adverbs
        .iter()
        .find(|adverb| clause.starts_with(adverb));
    adverb.map_or(clause, |adverb| &clause[adverb.len()..])
}

/// Tells whether a request goes to a part of a body by its name.
fn asked(sentence: &str, office: &Office) -> bool {
    office.requests.found_in(sentence)
        && each(sentence, &office.towards).any(|(_, end)| {
            let to = sentence[end..].trim_start_matches(':');
            let cut = to
                .find(CLAUSE)
                .into_iter()
                .chain(to.find('('))
                .chain(office.asks.first_in(to));
            let to = &to[..cut.min().unwrap_or(to.len())];
            office.inner.end(to) && is_name(to, office)
        })
}

/// Returns the name in what stands for an office without a colon before it: the value of
/// `受理机构为…`, the line under a heading.
pub(super) fn value<'t>(text: &'t str, words: &GuideWords) -> Option<&'t str> {
    let office = &words.office;
    let text = text.trim_start_matches([':', ',', ' ']);
    let clause = text.split(CLAUSE).next().unwrap_or(text);
    if is_name(bare(clause), office) {
        return Some(clause);
    }
    let before = each(clause, &office.does)
        .chain(each(clause, &office.is))
        .find_map(|(at, _)| name_at_end(&clause[..at], office));
    // `县政务服务中心一楼`: where the office sits.
    let seated = || {
        let end = each(clause, &office.inner).map(|(_, end)| end).max()?;
        let beside = clause[end..].chars().count();
        (beside <= 8 && is_name(&clause[..end], office) && !office.not_names.found_in(clause))
            .then_some(clause)
    };
    before.or_else(seated)
}

/// Tells whether a text that is no name as [`value`] knows them may name an office all the same:
/// it speaks of a part of a body or of the whole one, or is short and stands under a heading.
pub(super) fn perhaps(text: &str, heading: bool, words: &GuideWords) -> bool {
    let office = &words.office;
    let clause = text.split(CLAUSE).next().unwrap_or(text);
    let chars = clause.chars().count();
    let short = heading && (3..=40).contains(&chars) && !office.not_names.found_in(clause);
    short
        || chars <= 8 && office.whole_body.begin(clause)
        || each(clause, &office.inner).any(|(at, _)| clause[..at].chars().count() >= 2)
}

/// Returns where each of the words stands in a text, in the order of the text.
fn each(text: &str, words: &Words) -> impl Iterator<Item = (usize, usize)> + use<> {
    let mut found: Vec<(usize, usize)> = words
        .iter()
        .flat_map(|word| text.match_indices(word).take(20))
        .map(|(at, word)| (at, at + word.len()))
        .collect();
    found.sort_unstable();
    found.into_iter()
}

/// Returns the name that a text ends with, behind words like `指定` and before words like `具体`.
fn name_at_end<'t>(text: &'t str, office: &Office) -> Option<&'t str> {
    let mut text = text;
    while let Some(adverb) = office.adverbs.longest_end(text) {
        text = &text[..text.len() - adverb.len()];
    }
    let text = text.trim_start_matches(|c: char| c.is_ascii_digit() || "().、".contains(c));
    let text = match text.split_once(')') {
        // `(一)`: numbering, where the first bracket was taken above.
        Some((number, rest)) if number.chars().count() <= 3 => rest,
        _ => text,
    };
    let start = each(text, &office.before).map(|(_, end)| end).max();
    let start = start.unwrap_or(0);
    let name = &text[start..];
    is_name(bare(name), office).then_some(name)
}

/// Takes brackets off the end of a name.
fn bare(name: &str) -> &str {
    match name.strip_suffix(')').and_then(|inner| inner.rfind('(')) {
        Some(at) => &name[..at],
        None => name,
    }
}

fn is_name(name: &str, office: &Office) -> bool {
    let least = if office.whole_body.begin(name) { 2 } else { 3 };
    (least..=30).contains(&name.chars().count())
        && (office.endings.end(name) || office.inner.end(name))
        && !office.not_names.found_in(name)
}

#[cfg(test)]
mod tests {
    use super::{Told, told, value};
    use crate::vocabulary::fold;
    use crate::vocabulary::guide::words;

    #[test]
    fn sentences_name_the_office() {
        for (text, name) in [
            (
                "某县数字服务中心具体承办本机关的政府信息公开事宜。",
                "某县数字服务中心",
            ),
            (
                "某街道党政办公室为街道政府信息公开工作的主管部门，负责推进、指导、协调、监督全街道的政府信息公开工作。",
                "某街道党政办公室",
            ),
            (
                "街道综合办公室负责受理公民、法人或者其他组织向本机关提出的政府信息公开申请。",
                "街道综合办公室",
            ),
            (
                "（一）受理：本局政务公开科统一受理向本局提出的政府信息公开申请。",
                "本局政务公开科",
            ),
            ("本机关指定局办公室负责政府信息公开日常工作。", "局办公室"),
            ("某镇政府信息公开由镇党政办负责。", "镇党政办"),
            (
                "县政府办公室负责推进全县政府信息公开工作，具体承办本机关的政府信息公开事宜。",
                "县政府办公室",
            ),
            (
                "某领导小组办公室（设在县政府办）具体承办县政府的政府信息公开事宜。",
                "某领导小组办公室(设在县政府办)",
            ),
        ] {
            assert_eq!(
                told(&fold(text), words()),
                Some(Told::Name(name.to_owned())),
                "{text}"
            );
        }
    }

    #[test]
    fn what_may_be_another_bodys_office_is_left_open() {
        for text in [
            "县政府办公室负责推进、指导、协调、监督全县政府信息公开工作。",
            "县政府办公室是全县政府信息公开工作的主管部门。",
            "本机关负责受理政府信息公开申请。",
            "向我局提出的政府信息公开申请由我局受理。",
            "申请人可以向局办公室提出政府信息公开申请。",
            "县政府办公室负责全县政府信息公开工作的考核，受理政府信息公开申请。",
            "通信地址：某路5号；收件人：某街道基层治理指挥中心；邮编：400000",
        ] {
            assert_eq!(told(&fold(text), words()), Some(Told::Open), "{text}");
        }
    }

    #[test]
    fn other_sentences_name_none() {
        for text in [
            "国务院办公厅是全国政府信息公开工作的主管部门。",
            "县级以上地方人民政府办公厅（室）是本行政区域的政府信息公开工作主管部门。",
            "各科室负责提供政府信息公开工作所需材料。",
            "县监察局负责政府信息公开工作的监督检查。",
            "局保密办负责政府信息公开工作的保密审查。",
            "县档案馆承担政府信息公开查阅工作。",
            "本机关依法公开政府信息，申请人可以提出政府信息公开申请。",
            "受理机构收到政府信息公开申请后，应当登记。",
            "申请人向本机关提出政府信息公开申请的，应当填写申请表。",
            "政府信息由制作该信息的行政机关负责公开。",
            "申请表可以向受理机构领取，申请人也可以到档案馆查阅。",
            "县财政局负责收费，申请人缴费后提交政府信息公开申请。",
        ] {
            assert_eq!(told(&fold(text), words()), None, "{text}");
        }
    }

    #[test]
    fn a_value_without_a_colon_must_be_a_name() {
        let read = |text: &str| value(&fold(text), words()).map(str::to_owned);
        assert_eq!(
            read("县数字信息服务中心。地址").as_deref(),
            Some("县数字信息服务中心")
        );
        assert_eq!(read("本中心办公室，详细").as_deref(), Some("本中心办公室"));
        assert_eq!(
            read("县政务服务中心一楼").as_deref(),
            Some("县政务服务中心一楼")
        );
        assert_eq!(
            read("某县政府办公室负责推进全县政府信息公开工作").as_deref(),
            Some("某县政府办公室")
        );
        for text in [
            "收到申请后，应当登记",
            "申请人提供方便",
            "县政府办公室的指导下开展工作",
            "依法受理公民申请",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
