//! Pages with a form of their own: annual reports, guides, mailboxes; and what any page may
//! hold: personal data, statutory elements, statements that a body has nothing to publish.

pub(crate) mod consultation;
mod consultation_days;
mod decision_lines;
mod decision_rows;
mod decisions;
pub mod elements;
mod equations;
mod flow;
mod founded;
mod grid;
pub mod guide;
mod guide_days;
mod guide_elsewhere;
mod guide_labels;
mod guide_office;
mod guide_spoken;
mod guide_whose;
pub mod messages;
pub(crate) mod messages_letter;
mod period_days;
pub mod personal;
pub mod persons;
mod read;
pub mod report;
mod report_cells;
mod report_heads;
mod report_scope;
mod report_text;
mod report_third;
mod script_text;
mod terms;

pub use equations::{
    check as check_equations, is_complete as equation_is_complete, place as cell_place,
    shown as number_shown,
};
pub use flow::{Block, blocks, lines};
pub use grid::{Cell, Grid};
pub use read::{read, read_until};
