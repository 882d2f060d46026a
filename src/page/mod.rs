//! One page's bytes into `PageFacts`.
