//! The list of what a pack's source asks: `provisions.yaml` beside `pack.yaml`.
//!
//! In goes the list, provision by provision; out come provisions that name the rules which
//! judge them (of any pack) or say why no machine can. One that has neither is a mistake:
//! an inspector who lays the source beside the tool finds no gap.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::check::{Law, words};
use super::file::RawText;
use super::record::{At, Read, record};
use super::rule::{Pack, Rule, Undecidable};
use crate::model::{Provision, ProvisionRule, Words};
use crate::yaml::{Log, Pos, Problem, parse, suggest};

record! {
    /// What the source of a pack asks, provision by provision (provisions.yaml).
    RawProvisions {
        /// The provisions, in the order of the source.
        must provisions: Vec<RawProvision>,
    }
}

record! {
    /// One thing that the source asks: an item, a sentence, a part.
    RawProvision {
        /// Its code, which rules name under `ref`; no other provision has it.
        must code = "ref": At<String>,
        /// Key of the law in pack.yaml.
        must law: At<String>,
        /// Number of the article.
        may article: At<i64>,
        /// Item, paragraph or sentence.
        may item: String,
        /// What it asks, paraphrased.
        must text: RawText,
        /// Rules that judge it, of this or another pack, beside those that name its code.
        may rules: Vec<At<String>>,
        /// What of it no machine can decide, and why; needed where no rule judges it.
        may why: RawText,
    }
}

record! {
    /// Reasons why shipped packs have no rule for some provisions.
    RawReasons {
        must packs: Vec<RawReasonsOfPack>,
    }
}

record! {
    /// The reasons of one pack.
    RawReasonsOfPack {
        must pack: String,
        must items: Vec<RawReason>,
    }
}

record! {
    /// One reason.
    RawReason {
        must code = "ref": String,
        must why: RawText,
    }
}

/// A provision before the rules that it names are looked up.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    provision: Provision,
    code: Mention,
    rules: Vec<Mention>,
}

/// A name in a list, with its place.
#[derive(Debug, Clone)]
struct Mention {
    name: String,
    file: String,
    at: Pos,
    source: String,
}

/// Reads the list of a pack's provisions; what names rules is checked by [`join`].
pub(super) fn provisions(
    pack: &str,
    file: &str,
    text: &str,
    laws: &BTreeMap<String, Law>,
    log: &mut Log<'_>,
) -> Vec<Draft> {
    let Some(node) = super::check::tree(text, log) else {
        return Vec::new();
    };
    let Some(raw) = RawProvisions::read(&node, log) else {
        return Vec::new();
    };
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut found = Vec::new();
    for one in &raw.provisions {
        if !seen.insert(&one.code.value) {
            log.note(
                one.code.at,
                Words::new(
                    format!("条款编号 {} 重复", one.code.value),
                    format!("the code {} is used twice", one.code.value),
                ),
                Words::new("换一个编号", "choose another code"),
            );
        }
        let Some(law) = laws.get(&one.law.value) else {
            log.note(
                one.law.at,
                Words::new(
                    format!("pack.yaml 的 laws 里没有 {}", one.law.value),
                    format!("pack.yaml has no law {}", one.law.value),
                ),
                suggest(&one.law.value, laws.keys().map(String::as_str)),
            );
            continue;
        };
        let article = one.article.as_ref().and_then(|article| {
            let number = u32::try_from(article.value).ok().filter(|n| *n > 0);
            if number.is_none() {
                log.note(
                    article.at,
                    Words::new("条号应为正整数", "an article is a positive number"),
                    Words::default(),
                );
            }
            number
        });
        found.push(Draft {
            provision: Provision {
                pack: pack.to_owned(),
                code: one.code.value.clone(),
                law: law.name.clone(),
                article,
                item: one.item.clone(),
                text: words(&one.text),
                rules: Vec::new(),
                why: one.why.as_ref().map(words),
            },
            code: mention(file, text, &one.code),
            rules: one
                .rules
                .iter()
                .flatten()
                .map(|rule| mention(file, text, rule))
                .collect(),
        });
    }
    found
}

fn mention(file: &str, text: &str, word: &At<String>) -> Mention {
    let line = usize::try_from(word.at.line).unwrap_or_default();
    Mention {
        name: word.value.clone(),
        file: file.to_owned(),
        at: word.at,
        source: text
            .lines()
            .nth(line.saturating_sub(1))
            .unwrap_or_default()
            .to_owned(),
    }
}

/// Puts to every provision the rules that judge it and the reason why a part is left over,
/// and returns what is wrong: rules that do not exist, provisions with neither.
pub(super) fn join(packs: &mut [Pack], drafts: Vec<Draft>, rules: &[Rule]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let reasons = reasons();
    for draft in drafts {
        let mut provision = draft.provision;
        let mut judged: BTreeMap<&str, &Rule> = rules
            .iter()
            .filter(|rule| rule.refs.contains(&provision.code))
            .map(|rule| (rule.id.as_str(), rule))
            .collect();
        for named in &draft.rules {
            let id = named.name.rsplit('/').next().unwrap_or(&named.name);
            let is = |rule: &&Rule| rule.id == id || rule.was.iter().any(|was| was == id);
            match rules.iter().find(is) {
                Some(rule) => {
                    judged.insert(&rule.id, rule);
                }
                // A rule of a shipped pack that this set leaves out or replaces.
                None if SHIPPED.contains(id) => {}
                None => problems.push(unknown_rule(&provision.code, named, rules)),
            }
        }
        provision.rules = judged
            .into_values()
            .map(|rule| ProvisionRule {
                id: rule.id.clone(),
                pack: rule.pack.clone(),
                title: rule.title.clone(),
                severity: rule.severity,
            })
            .collect();
        let reason = reasons
            .get(&provision.pack)
            .into_iter()
            .flatten()
            .find(|reason| reason.code == provision.code)
            .map(|reason| reason.why.clone());
        provision.why = provision.why.or(reason);
        if provision.rules.is_empty() && provision.why.is_none() && draft.rules.is_empty() {
            problems.push(gap(&draft.code));
        }
        if let Some(pack) = packs.iter_mut().find(|pack| pack.name == provision.pack) {
            pack.provisions.push(provision);
        }
    }
    for pack in packs {
        pack.undecidable = reasons.get(&pack.name).cloned().unwrap_or_default();
    }
    problems
}

fn problem(at: &Mention, words: Words, mend: Words) -> Problem {
    Problem {
        file: at.file.clone(),
        line: at.at.line,
        column: at.at.column,
        words,
        mend,
        source: at.source.clone(),
    }
}

fn unknown_rule(code: &str, named: &Mention, rules: &[Rule]) -> Problem {
    let name = &named.name;
    let known = rules
        .iter()
        .map(|rule| rule.id.as_str())
        .chain(SHIPPED.iter().map(String::as_str));
    problem(
        named,
        Words::new(
            format!("条款 {code} 所列的规则 {name} 不存在"),
            format!("provision {code} names the rule {name}, which does not exist"),
        ),
        suggest(name, known.collect::<BTreeSet<_>>()),
    )
}

fn gap(code: &Mention) -> Problem {
    let name = &code.name;
    problem(
        code,
        Words::new(
            format!("条款 {name} 既没有规则，也没有写明为什么不能自动判定"),
            format!(
                "provision {name} has neither a rule nor a reason why no machine can decide it"
            ),
        ),
        Words::new(
            "在 rules 里列出核查它的规则（或在规则的 ref 里写上它的编号），或者写 why: {zh: …, en: …}",
            "list the rules that judge it under rules (or name its code under a rule's ref), or write why: {zh: …, en: …}",
        ),
    )
}

/// The ids of the shipped rules, by their file names.
static SHIPPED: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    crate::assets::rule_files("")
        .into_iter()
        .filter_map(|(path, _)| {
            let stem = path.rsplit('/').next()?.strip_suffix(".yaml")?;
            Some(stem.to_owned())
        })
        .collect()
});

/// Returns the stated reasons of `rules/vocabulary/undecidable.yaml`, by pack.
fn reasons() -> BTreeMap<String, Vec<Undecidable>> {
    let text = crate::assets::RULES
        .get_file("vocabulary/undecidable.yaml")
        .and_then(|file| file.contents_utf8())
        .unwrap_or_default();
    let mut log = Log::new("rules/vocabulary/undecidable.yaml", text);
    let raw = parse(text)
        .ok()
        .and_then(|node| RawReasons::read(&node, &mut log));
    raw.into_iter()
        .flat_map(|raw| raw.packs)
        .map(|pack| {
            let items = pack
                .items
                .iter()
                .map(|item| Undecidable {
                    code: item.code.clone(),
                    why: words(&item.why),
                })
                .collect();
            (pack.pack, items)
        })
        .collect()
}
