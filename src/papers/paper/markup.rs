//! The lines of a filled-in template as paragraphs.
//!
//! | line | is |
//! | --- | --- |
//! | `= text` | the title; `\n` breaks it |
//! | `# text`, `## text` | heads |
//! | `@to text` | the addressee |
//! | `@right text` | signature or day, to the right |
//! | `@line text` | a line from the margin: to sign on, a mark |
//! | `@page`, `@sideways` | a new page, upright or on its side |
//! | `@table NAME UNIT` | the rows of a unit, of all units where none is named |
//! | `@form NAME` | boxes to sign in |
//! | anything else | a paragraph |

use super::facts::Facts;
use super::tables;
use crate::model::Lang;
use crate::report::gongwen::{Paper, Turn};

/// Draws the lines.
pub(super) fn draw(text: &str, facts: &Facts<'_>, lang: Lang, paper: &mut Paper) {
    for line in text.lines().map(str::trim_end) {
        if line.trim().is_empty() {
            continue;
        }
        let (mark, rest) = line.split_once(' ').unwrap_or((line, ""));
        match mark {
            "=" => paper.title(&rest.replace("\\n", "\n")),
            "#" => paper.head(1, rest),
            "##" => paper.head(2, rest),
            "@to" => paper.plain(rest),
            "@right" => paper.signed(rest),
            "@line" => paper.note(rest),
            "@page" => paper.turn(Turn::Upright),
            "@sideways" => paper.turn(Turn::Sideways),
            "@table" => {
                let (name, unit) = rest.split_once(' ').unwrap_or((rest, ""));
                // In lists and notices an empty name is the unit of those without one.
                let all = unit.is_empty() && matches!(name, "report" | "signoff");
                let rows: Vec<_> = facts
                    .units
                    .iter()
                    .filter(|(known, _)| all || known == unit.trim())
                    .flat_map(|(_, rows)| rows)
                    .collect();
                tables::table(name, &rows, lang, facts.view.today, paper);
            }
            "@form" => tables::form(lang, paper),
            _ => paper.text(line),
        }
    }
}
