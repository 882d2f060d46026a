//! One page's bytes into `PageFacts`.

pub mod ctx;
pub mod dom;
mod links;
pub mod text;

pub use ctx::Ctx;
