//! Rule files: read, checked, and evaluated in three-valued logic.
//!
//! In go YAML files, out come checked rules that know nothing of pages: they see facts by
//! name only. A file with a mistake is never used; every mistake is told with its place.

mod record;

mod file;
mod schema;

mod expr;
mod message;
mod operator;
mod rule;

mod check;
mod condition;
mod diff;
mod examples;
mod params;
mod provision;
mod saying;
mod seeking;
mod set;

pub mod docs;
mod wording;

#[cfg(test)]
mod tests;

pub use crate::model::Truth;
pub use crate::yaml::{Pos, Problem, Problems};
pub use diff::diff;
pub use expr::{Day, Evaluated, Expr, Facts, Leaf, Number, Operand, Operator, Test, Word};
pub use message::{Message, Piece, Template, label, show_fact, show_fact_of, show_list, show_seen};
pub use operator::{OPERATORS, OperatorSpec, fact};
pub use params::{ColumnParams, ParamValues};
pub use rule::{
    Absent, Clause, Example, Expected, FoundAs, Gather, Guard, Manual, Pack, Param, Rule, Search,
    Undecidable,
};
pub use schema::{pack_schema, provisions_schema, rule_schema};
pub use seeking::obligation_names;
pub use set::RuleSet;
