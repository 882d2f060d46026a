//! The ledger out and back: workbooks and CSV to fill in, what people filled in checked against
//! the record, and papers to sign.
//!
//! Out go sheets and documents that show what the ledger holds and nothing else. Back come the
//! changes that the cells ask for, or, cell by cell, why they are refused.

mod columns;
mod words;

mod view;

mod csv_out;
mod paper;
mod sheet;

mod read;
mod take;

pub use csv_out::csv;
pub use paper::{PaperError, PaperKind, paper};
pub use sheet::workbook;
pub use take::{Plan, Refusal, TakeError, Taken, Taking, Unreadable, apply, plan};
pub use view::{Each, View};
