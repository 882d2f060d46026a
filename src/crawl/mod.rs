//! The site into captures; the only user of the network and of async.

mod cancel;
mod frontier;
mod guard;
mod pace;
mod robots;
mod scope;
mod sitemap;
mod trap;

pub use cancel::Cancel;
pub use guard::is_private_target;
pub use robots::Robots;
pub use scope::{AddressClass, Scope};
pub use trap::TrapKind;
