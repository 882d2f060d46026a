//! Where on the page title, heading, text and the lines around them stand.

use crate::page::Ctx;
use crate::page::text::{strip, stripped_shown};

use super::heading::is_salutation;
use super::lines::Line;

/// The lines of a page by their place.
pub(super) struct Layout<'a> {
    /// Lines right above the title, the nearest first.
    pub(super) above: Vec<&'a Line<'a>>,
    /// Lines after the title and before the first paragraph, the title's own left out.
    pub(super) head: Vec<&'a Line<'a>>,
    /// Lines of the article's text, repetitions of the title left out.
    pub(super) body: Vec<&'a Line<'a>>,
    /// Index of the title among all lines.
    pub(super) title_at: Option<usize>,
}

/// How many lines above the title may still belong to it.
const ABOVE: usize = 4;
/// How many lines a heading may have.
const HEAD: usize = 40;

impl<'a> Layout<'a> {
    /// Sorts the lines of a page.
    pub(super) fn of(ctx: &Ctx<'_, '_>, lines: &'a [Line<'a>]) -> Self {
        let title = ctx.title.map(strip).unwrap_or_default();
        let is_title = |line: &Line| {
            // Blanks stand single, so what is this long is longer than the title without them.
            if line.text.len() > title.len() * 2 {
                return false;
            }
            let bare = stripped_shown(&line.text);
            // 第40号 below 某委员会令 is the order's number, though the title has it too.
            let numbers = bare.starts_with('第') && bare.ends_with('号');
            bare.chars().count() >= 4 && !numbers && title.contains(&*bare)
        };
        let title_at = ctx.title_node.and_then(|node| {
            lines.iter().position(|line| {
                line.runs
                    .iter()
                    .any(|(_, run)| ctx.dom.contains(node, *run))
            })
        });
        let first_body = lines.iter().position(|line| line.in_body);
        let begin = title_at.or(first_body);
        let above = title_at
            .map(|at| lines[at.saturating_sub(ABOVE)..at].iter().rev().collect())
            .unwrap_or_default();
        let head = begin
            .map(|at| {
                lines[at..]
                    .iter()
                    .take(HEAD)
                    .filter(|line| !is_title(line))
                    .take_while(|line| !(line.in_body && is_paragraph(&line.text)))
                    .collect()
            })
            .unwrap_or_default();
        // Below the first paragraph a part of the title is the name of the body that signs.
        let mut begun = false;
        let body = lines
            .iter()
            .filter(|line| line.in_body)
            .filter(|line| {
                begun |= is_paragraph(&line.text);
                if begun {
                    // Blanks stand single, so what is shorter or this long is another text.
                    let length = line.text.len();
                    length < title.len()
                        || length > title.len() * 2
                        || *stripped_shown(&line.text) != title
                } else {
                    !is_title(line)
                }
            })
            .collect();
        Self {
            above,
            head,
            body,
            title_at,
        }
    }
}

fn is_paragraph(text: &str) -> bool {
    is_salutation(text) || text.chars().count() >= 60 || text.contains('。')
}
