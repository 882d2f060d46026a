//! Pages with a form of their own: annual reports, guides, mailboxes; and what any page may
//! hold: personal data, statutory elements, statements that a body has nothing to publish.

mod equations;
mod flow;
mod grid;
mod numbers;
pub mod personal;
pub mod report;
mod report_cells;
mod script_text;

pub use equations::{check as check_equations, place as cell_place};
pub use flow::{Block, blocks, lines};
pub use grid::{Cell, Grid};
pub use numbers::mask_text;
