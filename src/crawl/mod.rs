//! The site into captures; the only user of the network and of async.

mod robots;
mod scope;
mod trap;

pub use robots::Robots;
pub use scope::{AddressClass, Scope};
pub use trap::TrapKind;
