//! YAML files that people write: read with every value's place, mistakes told all at once.

mod places;
mod problem;
pub(crate) mod table;
mod tree;

pub use places::{Place, Places};
pub(crate) use problem::{Log, nearest, suggest};
pub use problem::{Problem, Problems};
pub use tree::{Key, Node, Pos, SyntaxError, Tree, parse};
