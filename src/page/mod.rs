//! One page's bytes into `PageFacts`.

pub mod ctx;
pub mod document;
pub mod dom;
mod links;
pub mod special;
pub mod text;

pub use ctx::Ctx;
