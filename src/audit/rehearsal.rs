//! All examples of all rules at once, as `rules test` tells of them.

use rayon::prelude::*;

use super::examples::{Coverage, ExampleReport, Uncovered, try_examples, uncovered};
use crate::model::Lang;
use crate::rules::RuleSet;

/// What came of all examples of a set of rules.
#[derive(Debug, Clone, Default)]
pub struct Rehearsal {
    /// Every example, in order of rule and file.
    pub examples: Vec<ExampleReport>,
    /// What the examples leave unshown.
    pub uncovered: Vec<Uncovered>,
    /// Whether that is a mistake.
    pub coverage: Coverage,
}

impl Rehearsal {
    /// Tries every example of every rule.
    pub fn of(rules: &RuleSet, coverage: Coverage) -> Self {
        let by_rule: Vec<_> = rules
            .rules()
            .par_iter()
            .map(|rule| (try_examples(rule), uncovered(rule)))
            .collect();
        let mut rehearsal = Self {
            coverage,
            ..Self::default()
        };
        for (examples, uncovered) in by_rule {
            rehearsal.examples.extend(examples);
            rehearsal.uncovered.extend(uncovered);
        }
        rehearsal
    }

    /// Tells whether everything holds.
    pub fn holds(&self) -> bool {
        let gaps = self.coverage == Coverage::Require && !self.uncovered.is_empty();
        !gaps && self.failures().next().is_none()
    }

    /// Returns the examples that do not hold.
    pub fn failures(&self) -> impl Iterator<Item = &ExampleReport> {
        self.examples
            .iter()
            .filter(|example| example.mismatch.is_some())
    }

    /// Returns what `rules test` prints: examples that do not hold, what is not shown, and
    /// the numbers at the end.
    pub fn render(&self, lang: Lang) -> String {
        let mut out = String::new();
        for report in self.failures() {
            let mismatch = report.mismatch.as_ref().map_or("", |words| words.get(lang));
            out.push_str(&format!(
                "{}:{}: {}{}{mismatch}\n",
                report.file,
                report.at.line,
                report.name,
                lang.pick("：", ": ")
            ));
        }
        let word = match self.coverage {
            Coverage::Warn => lang.pick("提醒：", "note: "),
            Coverage::Require => lang.pick("错误：", "error: "),
        };
        for gap in &self.uncovered {
            out.push_str(&format!(
                "{}:{}: {word}{}\n",
                gap.file,
                gap.at.line,
                gap.words.get(lang)
            ));
        }
        let failed = self.failures().count();
        out.push_str(&match lang {
            Lang::Zh => format!("{} 个例子，{failed} 个不符\n", self.examples.len()),
            Lang::En => format!("{} examples, {failed} do not hold\n", self.examples.len()),
        });
        out
    }
}
