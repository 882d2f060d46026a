//! Options that take one of a few codes: what people call each is taken as well, and said
//! where a word is refused.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser, ValueParser};

use crate::ledger::State;
use crate::model::{Lang, Profile, Severity, Words};

/// A code and its names.
type Choice = (&'static str, Vec<&'static str>);

/// Takes states of issues.
pub(super) fn states(all: &[State]) -> ValueParser {
    parser(all.iter().map(|state| {
        let names = [Lang::Zh, Lang::En].map(|lang| state.label(lang));
        (state.code(), names.to_vec())
    }))
}

/// Takes severities, and codes that stand beside them.
pub(super) fn severities(beside: &[&'static str]) -> ValueParser {
    let all = Severity::ALL
        .into_iter()
        .map(|severity| (severity.code(), vec![severity.label(Lang::Zh)]));
    parser(all.chain(beside.iter().map(|code| (*code, Vec::new()))))
}

/// Takes kinds of bodies.
pub(super) fn profiles() -> ValueParser {
    parser(
        Profile::ALL
            .into_iter()
            .map(|profile| (profile.code(), profile.names().collect())),
    )
}

/// Makes a parser that gives the code, whichever of its names was written.
fn parser(all: impl Iterator<Item = Choice>) -> ValueParser {
    let all: Vec<Choice> = all
        .map(|(code, names)| {
            let names = names.into_iter().filter(|name| *name != code);
            (code, names.collect())
        })
        .collect();
    let values = all
        .clone()
        .into_iter()
        .map(|(code, names)| PossibleValue::new(code).aliases(names));
    ValueParser::new(PossibleValuesParser::new(values).map(move |given| {
        let named = all
            .iter()
            .find(|(_, names)| names.contains(&given.as_str()));
        named.map_or(given, |(code, _)| (*code).to_owned())
    }))
}

/// Returns what people call a code; `None` where the code says it already.
fn meaning(code: &str) -> Option<&'static str> {
    let state = || State::from_code(code).map(|state| state.label(Lang::Zh));
    let severity = || Severity::from_code(code).map(|severity| severity.label(Lang::Zh));
    let profile = || Profile::from_code(code).map(Profile::zh);
    state().or_else(severity).or_else(profile)
}

/// Lists codes with what people call them.
pub(super) fn listed<'c>(codes: impl Iterator<Item = &'c str>) -> Words {
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for code in codes {
        zh.push(match meaning(code) {
            Some(name) => format!("{code} {name}"),
            None => code.to_owned(),
        });
        en.push(code);
    }
    Words::new(zh.join("、"), en.join(", "))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failed test may panic")]
mod tests {
    use clap::{Arg, Command};

    use super::super::complaint;
    use super::{State, listed, parser, profiles, severities, states};
    use crate::model::Lang;

    fn given(take: clap::builder::ValueParser, word: &str) -> Result<String, String> {
        let command = Command::new("x").arg(Arg::new("of").long("of").value_parser(take));
        match command.try_get_matches_from(["x", "--of", word]) {
            Ok(found) => Ok(found.get_one::<String>("of").unwrap().clone()),
            Err(error) => Err(format!("{:?}", complaint::failure(&error, Lang::Zh))),
        }
    }

    #[test]
    fn codes_and_their_names_are_taken() {
        for (word, code) in [
            ("rectified", "rectified"),
            ("已整改待复核", "rectified"),
            ("in progress", "in_progress"),
            ("误报", "false_positive"),
        ] {
            assert_eq!(given(states(&State::ALL), word).as_deref(), Ok(code));
        }
        assert_eq!(
            given(severities(&["never"]), "缺陷").as_deref(),
            Ok("major")
        );
        assert_eq!(
            given(severities(&["never"]), "never").as_deref(),
            Ok("never")
        );
        for (word, code) in [
            ("县级政府", "county-government"),
            ("县级部门", "county-department"),
            ("街道办事处", "subdistrict"),
        ] {
            assert_eq!(given(profiles(), word).as_deref(), Ok(code));
        }
    }

    #[test]
    fn what_is_refused_is_told_with_names() {
        let told = given(severities(&[]), "严重").unwrap_err();
        assert!(told.contains("critical 红线、major 缺陷"), "{told}");
        let told = given(profiles(), "county").unwrap_err();
        assert!(
            told.contains("county-government 县级政府、county-department 县级政府部门"),
            "{told}"
        );
        let told = given(states(&State::ALL), "rectifed").unwrap_err();
        assert!(told.contains("rectified 已整改待复核？"), "{told}");
        // Other words stay as they are.
        let told = given(
            parser([("table", vec![]), ("json", vec![])].into_iter()),
            "x",
        );
        assert!(told.unwrap_err().contains("table、json"));
        assert_eq!(listed(["open", "zh"].into_iter()).en, "open, zh");
    }
}
