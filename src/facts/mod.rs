//! The tables of facts that rules see.
