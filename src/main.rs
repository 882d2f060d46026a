//! The `gongkai` program: parses the command line and returns the exit code.

fn main() {}
