//! Judging: every rule on every subject, a pure function of facts, rules and date.

mod words;

mod single;
mod steps;

mod gather;
mod run;
mod spoken;

mod examples;
mod mutants;
mod rehearsal;

mod explain;
mod flips;
mod follow;
mod mask;

#[cfg(test)]
mod tests;

pub use examples::{Coverage, ExampleReport, Uncovered, try_examples, uncovered};
pub use flips::{Flip, flips};
pub use follow::{Member, follow};
pub use mask::mask;
pub use mutants::{Mutant, mutants, survivors};
pub use rehearsal::Rehearsal;
pub use run::{Judged, Options, judge};
