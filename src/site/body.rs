//! The audited body: what is given, and what its name and identifier reveal.

use std::collections::BTreeSet;
use std::num::NonZeroU32;

use foldhash::HashMap;
use regex::Regex;
use serde::Deserialize;

use super::SiteModel;
use super::pages::Hot;
use crate::model::{Body, Profile, Words};
use crate::vocabulary::{VocabularyError, fold, load};

/// What is known of the body from the command line or `gongkai.yaml`.
#[derive(Debug, Clone, Default)]
pub struct GivenBody {
    /// Its name.
    pub name: Option<String>,
    /// Its kind.
    pub profile: Option<Profile>,
    /// Powers that it has.
    pub powers: BTreeSet<String>,
    /// Powers that it does not have.
    pub lacks: BTreeSet<String>,
    /// Two-digit province code.
    pub region: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfilesFile {
    names: Vec<NameHint>,
    codes: Vec<CodeHint>,
    profiles: Vec<Presumption>,
    departments: Vec<Department>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NameHint {
    matches: String,
    profile: String,
    #[serde(default = "yes")]
    presume: bool,
}

fn yes() -> bool {
    true
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeHint {
    matches: String,
    #[serde(default)]
    profile: Option<String>,
    #[serde(default)]
    level: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Presumption {
    profile: String,
    has: Vec<String>,
    lacks: Vec<Lack>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lack {
    power: String,
    #[allow(dead_code, reason = "shown with the presumptions of a profile")]
    why: Why,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "shown with the presumptions of a profile")]
struct Why {
    zh: String,
    en: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Department {
    words: Vec<String>,
    has: Vec<String>,
}

/// What names and identifiers reveal of a body, from `rules/vocabulary/profiles.yaml`.
#[derive(Debug)]
pub struct Profiles {
    names: Vec<(Regex, Profile, bool)>,
    codes: Vec<(Regex, Option<Profile>, Option<String>)>,
    presumed: Vec<(Profile, Vec<String>, Vec<String>)>,
    departments: Vec<(Vec<String>, Vec<String>)>,
}

impl Profiles {
    /// Reads the shipped file.
    ///
    /// # Errors
    /// When it does not have the expected form, names an unknown profile or has a broken pattern.
    pub fn shipped() -> Result<Self, VocabularyError> {
        let file: ProfilesFile = load("profiles.yaml")?;
        let broken = |message: String| VocabularyError {
            file: "profiles.yaml".to_owned(),
            message,
        };
        let profile = |code: &str| {
            Profile::from_code(code).ok_or_else(|| broken(format!("unknown profile {code}")))
        };
        let pattern = |text: &str| Regex::new(text).map_err(|error| broken(error.to_string()));
        Ok(Self {
            names: file
                .names
                .iter()
                .map(|hint| {
                    Ok((
                        pattern(&hint.matches)?,
                        profile(&hint.profile)?,
                        hint.presume,
                    ))
                })
                .collect::<Result<_, VocabularyError>>()?,
            codes: file
                .codes
                .iter()
                .map(|hint| {
                    let known = hint.profile.as_deref().map(profile).transpose()?;
                    Ok((pattern(&hint.matches)?, known, hint.level.clone()))
                })
                .collect::<Result<_, VocabularyError>>()?,
            presumed: file
                .profiles
                .iter()
                .map(|entry| {
                    let lacks = entry.lacks.iter().map(|lack| lack.power.clone()).collect();
                    Ok((profile(&entry.profile)?, entry.has.clone(), lacks))
                })
                .collect::<Result<_, VocabularyError>>()?,
            departments: file
                .departments
                .into_iter()
                .map(|entry| (entry.words, entry.has))
                .collect(),
        })
    }

    /// Guesses the kind of body from its name and its site's identifier.
    pub fn guess(&self, name: Option<&str>, code: Option<&str>) -> Option<Profile> {
        let by_name = self.by_name(name).map(|(profile, _)| profile);
        let hint = code.and_then(|code| {
            self.codes
                .iter()
                .find(|(pattern, _, _)| pattern.is_match(code))
        });
        let Some(by_name) = by_name else {
            return hint.and_then(|(_, profile, _)| *profile);
        };
        let Some((_, _, Some(level))) = hint else {
            return Some(by_name);
        };
        // A 市 may be of city or of county level: there the identifier knows better.
        let renamed = match (by_name, level.as_str()) {
            (Profile::CityGovernment | Profile::CountyGovernment, "city") => {
                Profile::CityGovernment
            }
            (Profile::CityGovernment | Profile::CountyGovernment, "county") => {
                Profile::CountyGovernment
            }
            (Profile::CityDepartment | Profile::CountyDepartment, "city") => {
                Profile::CityDepartment
            }
            (Profile::CityDepartment | Profile::CountyDepartment, "county") => {
                Profile::CountyDepartment
            }
            (other, _) => other,
        };
        Some(renamed)
    }

    /// What the body's name reveals: its kind, and whether the kind's powers are presumed.
    fn by_name(&self, name: Option<&str>) -> Option<(Profile, bool)> {
        let folded = fold(name?);
        self.names
            .iter()
            .find(|(pattern, _, _)| pattern.is_match(&folded))
            .map(|(_, profile, presume)| (*profile, *presume))
    }

    fn presume(&self, body: &mut Body) {
        let presumed = self
            .by_name(body.name.as_deref())
            .is_none_or(|(_, presume)| presume);
        if let Some((_, has, lacks)) = self
            .presumed
            .iter()
            .find(|(profile, _, _)| *profile == body.profile)
            .filter(|_| presumed)
        {
            body.powers.extend(
                has.iter()
                    .filter(|power| !body.lacks.contains(*power))
                    .cloned()
                    .collect::<Vec<_>>(),
            );
            body.lacks.extend(
                lacks
                    .iter()
                    .filter(|power| !body.powers.contains(*power))
                    .cloned()
                    .collect::<Vec<_>>(),
            );
        }
        let department = !body.profile.is_government() && body.profile != Profile::Subdistrict;
        let name = fold(body.name.as_deref().unwrap_or(""));
        for (words, has) in self.departments.iter().filter(|_| department) {
            if words.iter().any(|word| name.contains(&fold(word))) {
                body.powers.extend(
                    has.iter()
                        .filter(|power| !body.lacks.contains(*power))
                        .cloned()
                        .collect::<Vec<_>>(),
                );
            }
        }
    }
}

/// Puts together what is given and what the site reveals.
pub(super) fn settle(model: &SiteModel, given: GivenBody, profiles: &Profiles) -> Body {
    let name = given.name.or_else(|| name_of(model));
    let guessed = profiles.guess(name.as_deref(), site_code(model).as_deref());
    let mut body = Body {
        region: given
            .region
            .or_else(|| region_of(site_code(model).as_deref())),
        profile_guessed: given.profile.is_none(),
        profile: given
            .profile
            .or(guessed)
            .unwrap_or(Profile::CountyDepartment),
        powers: given.powers,
        lacks: given.lacks,
        name,
    };
    profiles.presume(&mut body);
    body
}

/// Says what the profile rests on, for people.
pub fn presumption(body: &Body) -> Words {
    let powers: Vec<&str> = body.powers.iter().map(String::as_str).collect();
    if body.profile_guessed {
        Words::new(
            format!(
                "对象类型按站点推定为“{}”（可用 --profile 指定）",
                body.profile.zh()
            ),
            format!(
                "profile guessed from the site: {} (set it with --profile); powers presumed: {}",
                body.profile.code(),
                powers.join(", ")
            ),
        )
    } else {
        Words::new(
            format!("对象类型：{}", body.profile.zh()),
            format!(
                "profile: {}; powers presumed: {}",
                body.profile.code(),
                powers.join(", ")
            ),
        )
    }
}

/// The identifier that most pages carry.
pub(super) fn site_code(model: &SiteModel) -> Option<String> {
    most_common(model, |page| page.site_code)
}

/// The site's name that most pages carry.
pub(super) fn site_name(model: &SiteModel) -> Option<String> {
    most_common(model, |page| page.site_name)
}

fn most_common(model: &SiteModel, text: impl Fn(&Hot) -> Option<NonZeroU32>) -> Option<String> {
    let mut counts = HashMap::<NonZeroU32, usize>::default();
    for number in model.pages.hot().iter().filter_map(text) {
        *counts.entry(number).or_default() += 1;
    }
    // Of equals the first in order: the choice must not depend on the order of pages.
    let most = counts.values().copied().max()?;
    let mut texts: Vec<&str> = counts
        .into_iter()
        .filter(|(_, count)| *count == most)
        .map(|(number, _)| model.strings.get(number.get() - 1))
        .collect();
    texts.sort_unstable();
    texts.first().map(|text| (*text).to_owned())
}

/// The body's name out of the site's name: without 门户网站, 政府信息公开 and the like.
fn name_of(model: &SiteModel) -> Option<String> {
    let mut name = site_name(model)?.trim().to_owned();
    loop {
        let before = name.len();
        for suffix in [
            "门户网站",
            "官方网站",
            "政务网站",
            "政府网站",
            "官网",
            "网站",
            "政务网",
            "信息网",
            "政府信息公开",
            "信息公开",
            "平台",
            "首页",
        ] {
            if let Some(rest) = name.strip_suffix(suffix)
                && rest.chars().count() >= 3
            {
                name = rest.trim_end_matches(['-', '_', '|', ' ']).to_owned();
            }
        }
        if name.len() == before {
            break;
        }
    }
    Some(name)
}

fn region_of(code: Option<&str>) -> Option<String> {
    let code = code?;
    (code.len() == 10 && code.chars().all(|c| c.is_ascii_digit())).then(|| code[..2].to_owned())
}
