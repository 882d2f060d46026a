//! The `gongkai` program: parses the command line and returns the exit code.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(gongkai::cli::run(std::env::args_os().collect()))
}
