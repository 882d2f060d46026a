//! Every rule on every subject; a pure function.
