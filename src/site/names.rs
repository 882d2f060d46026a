//! Names of columns and what they mean, from `rules/vocabulary/`.

use foldhash::{HashMap, HashSet};
use serde::Deserialize;

use crate::vocabulary::{VocabularyError, fold_label, load};

/// An obligation that a column can serve.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Obligation {
    /// Its id, which rules name in `find: {serves: …}`.
    pub id: String,
    /// Its Chinese name.
    pub zh: String,
    /// Its English name.
    pub en: String,
    /// Canonical column names.
    pub names: Vec<String>,
    /// Names that are found for the same thing.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Names that mean it only below a column of `under`.
    #[serde(default)]
    pub ambiguous: Vec<String>,
    /// Ids of obligations, names, or `platform`: one must stand above an ambiguous name.
    #[serde(default)]
    pub under: Vec<String>,
    /// Names of columns, or ids of obligations whose columns, that may hold its matter though
    /// they are not named for it.
    #[serde(default)]
    pub near: Vec<String>,
    /// Names that look alike and are something else.
    #[serde(default)]
    pub not: Vec<String>,
    /// Ids of obligations: below a column of one of these the names mean something else.
    #[serde(default)]
    pub not_under: Vec<String>,
    /// The obligation that a column of this one serves as well.
    #[serde(default)]
    pub part_of: Option<String>,
    /// `first` where the column belongs to the platform's first level.
    #[serde(default)]
    pub level: Option<String>,
    /// The power that makes it apply.
    #[serde(default)]
    pub power: Option<String>,
    /// The item of the law.
    #[serde(default)]
    pub item: Option<String>,
    /// Item codes.
    #[serde(default)]
    pub refs: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ObligationsFile {
    affixes: Affixes,
    obligations: Vec<Obligation>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Affixes {
    prefixes: Vec<String>,
    suffixes: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnsFile {
    categories: Vec<Category>,
    not_statutory: Vec<String>,
    disputed: Vec<String>,
    allowed_first_level: Allowed,
    platform: PlatformNames,
    four: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Category {
    id: String,
    #[allow(dead_code, reason = "documentation of the data file")]
    zh: String,
    #[allow(dead_code, reason = "documentation of the data file")]
    en: String,
    names: Vec<String>,
    /// Endings that show it, where nothing else tells.
    #[serde(default)]
    endings: Vec<String>,
    obligations: Vec<String>,
    #[serde(default)]
    days: Option<i64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Allowed {
    obligations: Vec<String>,
    names: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlatformNames {
    name: String,
    aliases: Vec<String>,
    #[allow(
        dead_code,
        reason = "the order of belief is given by the place on the page"
    )]
    preferred: Vec<String>,
    not: Vec<String>,
}

/// The names of columns, folded and indexed.
#[derive(Debug)]
pub struct Names {
    /// Every obligation, in the order of the file.
    pub obligations: Vec<Obligation>,
    /// Ids of the prescribed first-level columns, in their order.
    pub four: Vec<String>,
    canonical: HashMap<String, Vec<usize>>,
    aliases: HashMap<String, Vec<usize>>,
    ambiguous: HashMap<String, Vec<usize>>,
    folded_not: Vec<HashSet<String>>,
    /// All names of each obligation that are long enough to be near to others.
    known: Vec<Vec<String>>,
    prefixes: Vec<String>,
    suffixes: Vec<String>,
    platform: String,
    platform_aliases: HashSet<String>,
    platform_not: HashSet<String>,
    categories: Vec<(String, HashSet<String>, HashSet<String>)>,
    /// Endings of names with the category that they show.
    endings: Vec<(String, String)>,
    days: HashMap<String, i64>,
    not_statutory: HashSet<String>,
    disputed: HashSet<String>,
    allowed: HashSet<String>,
    allowed_obligations: HashSet<String>,
}

/// How an entry's words stand to the prescribed name of the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PlatformName {
    /// Exactly the prescribed name.
    Canonical,
    /// Another name for it.
    Alias,
}

impl Names {
    /// Reads the shipped names.
    ///
    /// # Errors
    /// When a vocabulary file does not have the expected form.
    pub fn shipped() -> Result<Self, VocabularyError> {
        let file: ObligationsFile = load("obligations.yaml")?;
        let columns: ColumnsFile = load("columns.yaml")?;
        let longest_first = |words: &[String]| {
            let mut words: Vec<String> = words.iter().map(|word| fold_label(word)).collect();
            words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
            words
        };
        let mut names = Self {
            canonical: HashMap::default(),
            aliases: HashMap::default(),
            ambiguous: HashMap::default(),
            folded_not: file
                .obligations
                .iter()
                .map(|obligation| folded(&obligation.not))
                .collect(),
            known: file.obligations.iter().map(long_names).collect(),
            prefixes: longest_first(&file.affixes.prefixes),
            suffixes: longest_first(&file.affixes.suffixes),
            platform: fold_label(&columns.platform.name),
            platform_aliases: folded(&columns.platform.aliases),
            platform_not: folded(&columns.platform.not),
            days: columns
                .categories
                .iter()
                .filter_map(|category| Some((category.id.clone(), category.days?)))
                .collect(),
            endings: columns
                .categories
                .iter()
                .flat_map(|category| {
                    let id = category.id.clone();
                    folded(&category.endings)
                        .into_iter()
                        .map(move |ending| (ending, id.clone()))
                })
                .collect(),
            categories: columns
                .categories
                .iter()
                .map(|category| {
                    (
                        category.id.clone(),
                        folded(&category.names),
                        category.obligations.iter().cloned().collect(),
                    )
                })
                .collect(),
            not_statutory: folded(&columns.not_statutory),
            disputed: folded(&columns.disputed),
            allowed: folded(&columns.allowed_first_level.names),
            allowed_obligations: columns
                .allowed_first_level
                .obligations
                .into_iter()
                .collect(),
            four: columns.four,
            obligations: file.obligations,
        };
        for number in 0..names.obligations.len() {
            let obligation = &names.obligations[number];
            for (table, words) in [
                (&mut names.canonical, &obligation.names),
                (&mut names.aliases, &obligation.aliases),
                (&mut names.ambiguous, &obligation.ambiguous),
            ] {
                for word in words {
                    table.entry(fold_label(word)).or_default().push(number);
                }
            }
        }
        // The same with general prefixes and suffixes taken off, behind what is exact.
        for table in [
            &mut names.canonical,
            &mut names.aliases,
            &mut names.ambiguous,
        ] {
            let mut bare: Vec<(String, Vec<usize>)> = table
                .iter()
                .map(|(word, numbers)| {
                    (
                        strip(word, &names.prefixes, &names.suffixes),
                        numbers.clone(),
                    )
                })
                .collect();
            bare.sort();
            for (word, numbers) in bare {
                // A rest that is itself a general word (信息, 公开, 单位) names nothing.
                if !names.prefixes.contains(&word) && !names.suffixes.contains(&word) {
                    table.entry(format!("~{word}")).or_default().extend(numbers);
                }
            }
        }
        Ok(names)
    }

    /// Returns the obligation with this id.
    pub fn obligation(&self, id: &str) -> Option<&Obligation> {
        self.obligations
            .iter()
            .find(|obligation| obligation.id == id)
    }

    /// Returns the ids of the obligations that a column of this name serves, standing below
    /// columns with these names: exact on the names, then on the aliases, then the same with
    /// the general prefixes and suffixes taken off. Never by part of a name.
    pub fn serves(&self, name: &str, above: &[&str], in_platform: bool) -> Vec<&str> {
        let whole = fold_label(name);
        let bare = format!("~{}", strip(&whole, &self.prefixes, &self.suffixes));
        for form in [&whole, &bare] {
            for (table, needs_parent) in [
                (&self.canonical, false),
                (&self.aliases, false),
                (&self.ambiguous, true),
            ] {
                let mut numbers: Vec<usize> = table
                    .get(form)
                    .into_iter()
                    .flatten()
                    .copied()
                    .filter(|number| !self.folded_not[*number].contains(&whole))
                    .filter(|number| {
                        !needs_parent || self.stands_under(*number, above, in_platform)
                    })
                    .filter(|number| !self.names_any(&self.obligations[*number].not_under, above))
                    .collect();
                numbers.sort_unstable();
                numbers.dedup();
                if numbers.is_empty() {
                    continue;
                }
                let mut ids: Vec<&str> = Vec::new();
                for number in numbers {
                    let mut at = Some(&self.obligations[number]);
                    while let Some(obligation) = at {
                        if ids.contains(&obligation.id.as_str()) {
                            break;
                        }
                        ids.push(&obligation.id);
                        at = obligation
                            .part_of
                            .as_deref()
                            .and_then(|whole| self.obligation(whole));
                    }
                }
                return ids;
            }
        }
        Vec::new()
    }

    /// Tells whether the name is one of the obligation's canonical names.
    pub fn is_canonical(&self, obligation: &str, name: &str) -> bool {
        let folded = fold_label(name);
        self.obligation(obligation).is_some_and(|found| {
            found
                .names
                .iter()
                .any(|canonical| fold_label(canonical) == folded)
        })
    }

    /// Tells whether a column's name is so near to an obligation's names that a person should
    /// look at it before the obligation is called missing.
    pub fn is_near(&self, obligation: &str, name: &str) -> bool {
        let folded = fold_label(name);
        let count = folded.chars().count();
        let Some(at) = self
            .obligations
            .iter()
            .position(|found| found.id == obligation)
        else {
            return false;
        };
        if self.folded_not[at].contains(&folded) {
            return false;
        }
        self.known[at].iter().any(|known| {
            let length = known.chars().count();
            // Names of too different lengths cannot be that near.
            let comparable = length.abs_diff(count) * 5 < length.max(count);
            folded.contains(known)
                || comparable && strsim::normalized_levenshtein(&folded, known) > 0.8
        })
    }

    /// Tells whether a column that serves something else, or nothing known, may hold an
    /// obligation's matter: a person must look into it before the obligation is called missing.
    pub fn may_hold(&self, obligation: &str, name: &str, serves: &[String]) -> bool {
        let Some(found) = self.obligation(obligation) else {
            return false;
        };
        let parts = self.obligations.iter().filter(|part| {
            let whole = part.part_of.as_deref();
            whole == Some(obligation)
        });
        let mut near = std::iter::once(found)
            .chain(parts)
            .flat_map(|o| &o.near)
            .peekable();
        if near.peek().is_none() {
            return false;
        }
        let whole = fold_label(name);
        let bare = strip(&whole, &self.prefixes, &self.suffixes);
        near.any(|known| {
            let folded = fold_label(known);
            serves.contains(known) || folded == whole || folded == bare
        })
    }

    /// Returns the days within which a column of its category must have an update, where a
    /// period applies.
    pub fn update_days(&self, name: &str, serves: &[String]) -> Option<i64> {
        self.days.get(self.category(name, serves)?).copied()
    }

    /// Returns the period category of a column: by the obligations it serves, else by name.
    pub fn category(&self, name: &str, serves: &[String]) -> Option<&str> {
        let whole = fold_label(name);
        let bare = strip(&whole, &self.prefixes, &self.suffixes);
        self.categories
            .iter()
            .find(|(_, names, _)| names.contains(&whole))
            .or_else(|| {
                self.categories
                    .iter()
                    .find(|(_, _, ids)| serves.iter().any(|id| ids.contains(id)))
            })
            .or_else(|| {
                self.categories
                    .iter()
                    .find(|(_, names, _)| names.contains(&bare))
            })
            .map(|(id, _, _)| id.as_str())
            .or_else(|| {
                let ending = self.endings.iter().find(|(end, _)| whole.ends_with(end));
                ending
                    .filter(|_| serves.is_empty())
                    .map(|(_, id)| id.as_str())
            })
    }

    /// Tells whether a column of this name is plainly no statutory disclosure.
    pub fn is_not_statutory(&self, name: &str) -> bool {
        self.not_statutory.contains(&fold_label(name))
    }

    /// Tells whether a person must say if a column of this name is statutory disclosure.
    pub fn is_disputed(&self, name: &str) -> bool {
        self.disputed.contains(&fold_label(name))
    }

    /// Tells whether a first-level column may stand beside the prescribed four.
    pub fn is_allowed_first_level(&self, name: &str, serves: &[String]) -> bool {
        self.allowed.contains(&fold_label(name))
            || serves
                .iter()
                .any(|id| self.allowed_obligations.contains(id))
    }

    /// Tells whether an obligation belongs to the prescribed first level.
    pub fn is_first_level(&self, id: &str) -> bool {
        self.four.iter().any(|first| first == id)
    }

    /// Returns the prescribed name of the platform, folded.
    pub fn platform_prescribed(&self) -> &str {
        &self.platform
    }

    /// Tells whether a link's words name the platform, by its prescribed or another name.
    pub fn is_platform_entry(&self, words: &str) -> bool {
        self.platform_name(words).is_some()
    }

    /// Tells how a link's words name the platform.
    pub(super) fn platform_name(&self, words: &str) -> Option<PlatformName> {
        let folded = fold_label(words);
        if self.platform_not.contains(&folded) {
            None
        } else if self.platform == folded {
            Some(PlatformName::Canonical)
        } else if self.platform_aliases.contains(&folded) {
            Some(PlatformName::Alias)
        } else {
            self.adorned_platform_name(&folded)
        }
    }

    /// Tells how words name the platform under what adorns an entry: marks around the name, the
    /// name in another script, a slogan, a remark in brackets.
    fn adorned_platform_name(&self, folded: &str) -> Option<PlatformName> {
        // Nearly every link's words have nothing of the name in them.
        if folded.len() > 200 || !folded.contains("公开") {
            return None;
        }
        let is_mark = |c: char| !c.is_alphanumeric() && !"()（）".contains(c);
        let tidy = folded
            .trim_matches(is_mark)
            .trim_end_matches(|c: char| c.is_ascii_alphabetic() || is_mark(c));
        let slogan = tidy
            .find("公开为常态")
            .or_else(|| tidy.find("以公开为常态"));
        let tidy = tidy[..slogan.unwrap_or(tidy.len())].trim_end_matches(is_mark);
        let bare = (tidy.strip_suffix([')', '）']))
            .and_then(|rest| Some(&rest[..rest.find(['(', '（'])?]));
        let name = bare.unwrap_or(tidy);
        if name == folded || self.platform_not.contains(name) {
            None
        } else if name == self.platform && bare.is_none() {
            Some(PlatformName::Canonical)
        } else if name == self.platform || self.platform_aliases.contains(name) {
            Some(PlatformName::Alias)
        } else {
            None
        }
    }

    /// Tells whether one of the names is a name of one of the obligations.
    fn names_any(&self, obligations: &[String], above: &[&str]) -> bool {
        obligations
            .iter()
            .filter_map(|id| self.obligation(id))
            .any(|obligation| {
                obligation
                    .names
                    .iter()
                    .chain(&obligation.aliases)
                    .any(|known| {
                        let known = fold_label(known);
                        above.iter().any(|name| fold_label(name) == known)
                    })
            })
    }

    fn stands_under(&self, number: usize, above: &[&str], in_platform: bool) -> bool {
        let under = &self.obligations[number].under;
        under.iter().any(|wanted| {
            if wanted == "platform" {
                return in_platform;
            }
            let folded_wanted = fold_label(wanted);
            let parent = self.obligation(wanted);
            above.iter().any(|name| {
                let folded = fold_label(name);
                folded == folded_wanted
                    || parent.is_some_and(|parent| {
                        parent
                            .names
                            .iter()
                            .chain(&parent.aliases)
                            .any(|known| fold_label(known) == folded)
                    })
            })
        })
    }
}

/// Takes general prefixes and suffixes off, longest first, again and again, as long as two
/// characters remain.
fn strip(folded: &str, prefixes: &[String], suffixes: &[String]) -> String {
    let enough = |rest: &&str| rest.chars().count() >= 2;
    let mut rest = folded;
    loop {
        let shorter = prefixes
            .iter()
            .find_map(|prefix| rest.strip_prefix(prefix.as_str()).filter(enough))
            .or_else(|| {
                suffixes
                    .iter()
                    .find_map(|suffix| rest.strip_suffix(suffix.as_str()).filter(enough))
            });
        match shorter {
            Some(shorter) => rest = shorter,
            None => return rest.to_owned(),
        }
    }
}

/// Fewer characters of a name are in too many others.
const LONG: usize = 4;

fn long_names(obligation: &Obligation) -> Vec<String> {
    let names = obligation.names.iter().chain(&obligation.aliases);
    let names = names.map(|name| fold_label(name));
    names.filter(|name| name.chars().count() >= LONG).collect()
}

fn folded(words: &[String]) -> HashSet<String> {
    words.iter().map(|word| fold_label(word)).collect()
}

#[cfg(test)]
#[path = "names_tests.rs"]
mod tests;
