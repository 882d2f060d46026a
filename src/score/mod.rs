//! Scorecards (测评评分表): how evaluators make a number out of verdicts.
//!
//! A card is data (`rules/scorecards/*.yaml`) and only counts what an audit has judged; rules
//! and the engine know nothing of it. In go a run and a card, out comes a [`Score`] in which
//! every point taken off names the finding that it is for. What cannot be told costs nothing
//! and is listed with what it would cost.

mod card;
mod read;
mod reckon;

pub use card::Card;
pub use reckon::reckon;

use std::path::Path;

use crate::model::{Words, io_mend, io_reason};
use crate::yaml::{Problem, Problems};

impl Card {
    /// Returns the names of the shipped cards.
    pub fn shipped_names() -> Vec<String> {
        crate::assets::rule_files("scorecards")
            .iter()
            .filter_map(|(path, _)| {
                Some(
                    path.strip_prefix("scorecards/")?
                        .strip_suffix(".yaml")?
                        .to_owned(),
                )
            })
            .collect()
    }

    /// Reads the shipped card of this name, or the card in this file.
    ///
    /// # Errors
    /// When there is neither, and every mistake in the card.
    pub fn load(name: &str) -> Result<Self, Problems> {
        let shipped = crate::assets::rule_files("scorecards");
        let found = shipped
            .iter()
            .find(|(path, _)| *path == format!("scorecards/{name}.yaml"));
        if let Some((path, text)) = found {
            return read::card(&format!("rules/{path}"), text);
        }
        match std::fs::read_to_string(Path::new(name)) {
            Ok(text) => read::card(name, text.trim_start_matches('\u{feff}')),
            Err(error) => {
                let (known, why) = (Self::shipped_names().join(", "), io_reason(&error));
                let mend = io_mend(&error).unwrap_or_else(|| {
                    Words::new(
                        format!("自带的评分表：{known}"),
                        format!("shipped scorecards: {known}"),
                    )
                });
                Err(Problems(vec![Problem::of_file(
                    name,
                    Words::new(
                        format!("没有自带的评分表叫这个名称，作为文件读不出：{}", why.zh),
                        format!(
                            "no shipped scorecard has this name, and as a file it cannot be read: {}",
                            why.en
                        ),
                    ),
                    mend,
                )]))
            }
        }
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its input must stop"
)]
mod tests;
