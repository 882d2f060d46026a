//! The facts of all pages into one site model.
