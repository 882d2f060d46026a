//! One page's bytes into `PageFacts`.

pub mod special;
