//! Days: the official working-day calendar and dates as Chinese pages write them.
//!
//! Text goes in, [`jiff::civil::Date`] comes out; nothing here reads a clock. A working
//! day outside the calendar's coverage is unknown, never guessed from weekends.

mod address;
mod date;
mod workdays;
mod written;

pub use address::date_in_address;
pub use date::{find_dates, parse_date};
pub use workdays::Calendar;
