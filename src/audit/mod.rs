//! Judging: every rule on every subject, a pure function of facts, rules and date.

mod words;

mod single;

mod gather;
mod run;

mod examples;
mod mutants;
mod rehearsal;

mod explain;
mod follow;

#[cfg(test)]
mod tests;

pub use examples::{Coverage, ExampleReport, Uncovered, try_examples, uncovered};
pub use explain::{EXPLAINED, Explanation, explain};
pub use follow::{Member, follow};
pub use mutants::{Mutant, mutants, survivors};
pub use rehearsal::Rehearsal;
pub use run::{Judged, Options, judge};
pub use single::Step;
